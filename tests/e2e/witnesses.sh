#!/usr/bin/env bash
# Witnesses as a bureau and two banks run them: three processes that follow a ledger, cosign, and
# ask each other. A payment waits for all three; one of them is killed and goes on; and a second
# ledger with the same key, that shows one of them another history, is caught by all.
#
# Usage: tests/e2e/witnesses.sh FOLDER
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

declare -A witness_of=()

# until_true WHAT COMMAND...: tries it until it succeeds, half a minute at most.
until_true() {
  local what=$1 end=$((SECONDS + 30))
  shift
  until "$@"; do
    if ((SECONDS >= end)); then
      tail -n 5 ./*.err ./*.out server.log >&2
      fail "it never came to: $what"
    fi
    nap
  done
}

# ---- a programme with members, a policy that pays at once, a claim that is approved ----
paying_policy p >policy.textproto
# record CONTRACT: a bank records a loan.
record() {
  loan "$1" 100000000 100000000 >"$1.textproto"
  IPPLEDGE_ROLE=bank_checker IPPLEDGE_ORGANISATION=qingcao IPPLEDGE_PERSON=c-1 \
    ippledge loan record "$1.textproto" >/dev/null
}

echo 'origin = "ledger.example"' >server.toml
start_server store 127.0.0.1:0 --config server.toml
as ip_office ip-office
export IPPLEDGE_PERSON=p-1
found_programme
expect 0 ippledge policy issue policy.textproto --second-person p-2
as finance_bureau finance-bureau
expect 0 ippledge fund record PZ-1 --kind appropriation-in --amount 1亿元 --date 2024-02-01
as security_officer ip-office
export IPPLEDGE_PERSON=s-1
members=(ip-office:security_officer:s-1 ip-office:security_officer:s-2 ip-office:ip_office:p-1
  finance-bureau:finance_bureau:p-1 finance-bureau:finance_bureau:p-2
  finance-bureau:finance_bureau:p-3 finance-bureau:finance_bureau:witness
  fund-manager:fund_manager:p-1 qingcao:bank_checker:c-1 qingcao:bank_maker yunshan:bank_maker)
expect 0 ippledge member amend "${members[@]/#/--admit=}" --text founding --second-person s-2

record HT-1
as bank_checker qingcao
export IPPLEDGE_PERSON=c-1
expect 0 ippledge cover apply qingcao HT-1
expect 0 ippledge loan class qingcao HT-1 --date "$today" --class substandard --overdue-days 91
expect 0 ippledge cover report qingcao HT-1 default --date "$today"
expect 0 ippledge claim file qingcao HT-1 K1
export IPPLEDGE_PERSON=p-1
as fund_manager fund-manager
expect 0 ippledge claim step qingcao HT-1 K1 completeness accept
as ip_office ip-office
expect 0 ippledge claim step qingcao HT-1 K1 first-review accept
as finance_bureau finance-bureau
export IPPLEDGE_PERSON=p-2
expect 0 ippledge claim step qingcao HT-1 K1 second-review accept

# ---- keys of three witnesses; the bureau and both banks must have seen a payment ----
expect 0 ippledge checkpoint show -o json
log_key=$(shown_log_key)
[[ $log_key == ledger.example/nm+* ]] || fail "no key of the ledger in: $out"
as security_officer ip-office
export IPPLEDGE_PERSON=s-1
printf 'log %s\n' "$log_key" >witnesses.policy
for body in finance-bureau qingcao yunshan; do
  expect 0 ippledge witness key "$body.key" --name "$body.witness"
  key=$out
  equal "$(stat -c %a "$body.key")" 600 "mode of the key"
  expect 0 ippledge key admit "$key" --purpose witness --witness "$body" --second-person s-2
  printf 'witness %s %s\n' "$body" "$key" >>witnesses.policy
done
printf 'group all-three all finance-bureau qingcao yunshan\nquorum all-three\n' >>witnesses.policy
as finance_bureau finance-bureau
export IPPLEDGE_PERSON=p-2
expect 0 ippledge quorum set --part 1:finance-bureau.witness \
  --part 2:qingcao.witness,yunshan.witness --text "who pays is seen" --second-person p-3

# ---- without witnesses nothing is paid ----
expect 0 ippledge claim pay-run 2024-06 --second-person p-3
order=$(grep -o '2024-06-[0-9]*-1' expect.out | head -n 1)
confirm=(ippledge claim confirm-payment qingcao HT-1 K1 "$order" --date "$today"
  --second-person p-3)
expect 6 "${confirm[@]}"
talks "finance-bureau.witness"
expect 6 "${confirm[@]}" --await-quorum 3
talks "finance-bureau.witness"

# ---- the witnesses ----
mapfile -t ports < <(python3 -c '
import socket
sockets = [socket.socket() for _ in range(3)]
for s in sockets: s.bind(("127.0.0.1", 0))
for s in sockets: print(s.getsockname()[1])')
declare -A port_of=([finance-bureau]=${ports[0]} [qingcao]=${ports[1]} [yunshan]=${ports[2]})

# witness BODY [SERVER]: starts it; its events are in BODY.out.
witness() {
  local body=$1 role=bank_maker peer peers=()
  [[ $body != finance-bureau ]] || role=finance_bureau
  for peer in "${!port_of[@]}"; do
    [[ $peer == "$body" ]] || peers+=(--peer "127.0.0.1:${port_of[$peer]}")
  done
  : >"$body.out"
  IPPLEDGE_ROLE=$role IPPLEDGE_ORGANISATION=$body IPPLEDGE_PERSON=witness \
    IPPLEDGE_SERVER=${2:-$IPPLEDGE_SERVER} \
    ippledge witness run --state "$body.state" --signing-key "$body.key" --log-key "$log_key" \
    --listen "127.0.0.1:${port_of[$body]}" "${peers[@]}" --interval 0.5 -o jsonl \
    >"$body.out" 2>"$body.err" &
  witness_of[$body]=$!
}
# wait_for BODY CODE: the exit code of a witness that has ended.
wait_for() {
  local code=0
  wait "${witness_of[$1]}" 2>/dev/null || code=$?
  unset "witness_of[$1]"
  [[ $code == "$2" ]] || { cat "$1.out" "$1.err" >&2; fail "$1: exit code $code, wanted $2"; }
}
size_of() { ippledge witness show --state "$1.state" -o json | field size -; }
newest() { ippledge checkpoint show -o json | field size -; }
has_cosigned() { [[ -e $1.state/latest ]] && (($(size_of "$1") >= $2)); }

wanted=$(newest)
witness finance-bureau
witness qingcao
until_true "two cosign" has_cosigned finance-bureau "$wanted"
until_true "two cosign" has_cosigned qingcao "$wanted"
until_true "they agree" grep -q '"event":"agreed"' finance-bureau.out
expect 6 "${confirm[@]}" --await-quorum 3
talks "yunshan.witness"

# Killed at any moment it goes on where it was: nothing is forgotten, nothing goes back.
for round in 1 2 3; do
  kill -KILL "${witness_of[qingcao]}"
  wait_for qingcao 137
  before=$(size_of qingcao)
  record "HT-KILL-$round"
  witness qingcao
  until_true "the killed one cosigns again" has_cosigned qingcao $((before + 1))
done
# Two processes with one state would be two witnesses.
expect 2 ippledge witness run --once --state qingcao.state --signing-key qingcao.key \
  --log-key "$log_key"
talks "another process cosigns"

# ---- with all three it is paid, and the entry says who saw it ----
witness yunshan
expect 0 "${confirm[@]}" --await-quorum 30 -o json
entry=$(field entry)
expect 0 ippledge journal get "$entry" -o json
for body in finance-bureau qingcao yunshan; do says "$body.witness"; done
says "PAYMENT_CONFIRMED"
# Its receipt, under a checkpoint that all three have cosigned, holds without any of them.
witnessed() { ippledge receipt get --entry "$entry" --witnessed --out payment.receipt 2>/dev/null; }
until_true "the entry is witnessed" witnessed
expect 0 ippledge-verify receipt payment.receipt --policy witnesses.policy
says "reached"
says "yunshan.witness"
says "PAYMENT_CONFIRMED"

# ---- a server that stops and comes again is followed again ----
kill -TERM "${witness_of[yunshan]}"
wait_for yunshan 0
address=$IPPLEDGE_SERVER
stop_server
until_true "they notice" grep -q '"event":"waiting"' qingcao.out
cp -r store copy
start_server store "$address" --config server.toml
record HT-A
wanted=$(newest)
until_true "they follow again" has_cosigned finance-bureau "$wanted"
until_true "they follow again" has_cosigned qingcao "$wanted"

# ---- the same ledger a second time: another history, for one of the banks alone ----
ippledged --store copy --listen 127.0.0.1:0 --config server.toml >fork.out 2>fork.log &
until_true "the second server runs" grep -q '^listening on ' fork.out
second=$(sed -n 's/^listening on //p' fork.out)
for number in 1 2 3; do IPPLEDGE_SERVER=$second record "HT-B$number"; done
known=$(size_of yunshan)
witness yunshan "$second"
for body in yunshan finance-bureau qingcao; do
  wait_for "$body" 9
  grep -q '"event":"fork".*"proved":"yes"' "$body.out" || fail "$body did not report a fork"
  evidence=("$body".state/fork-*)
  [[ -d ${evidence[0]} && ${#evidence[@]} == 1 ]] || fail "$body keeps no evidence"
  files=("${evidence[0]}/known.note" "${evidence[0]}/shown.note")
  expect 9 ippledge-verify fork "${files[0]}" "${files[0]}" --key "$log_key"
  [[ ! -e ${evidence[0]}/proof ]] || files+=("${evidence[0]}/proof")
  expect 0 ippledge-verify fork "${files[@]}" --key "$log_key"
  says "a fork: the ledger has signed two histories"
done
(($(size_of yunshan) > known)) || fail "the other history was never shown"

# From then on none of them cosigns, until a person has looked and moved the evidence away.
as finance_bureau finance-bureau
export IPPLEDGE_PERSON=witness
once=(ippledge witness run --once --state finance-bureau.state --signing-key finance-bureau.key
  --log-key "$log_key")
before=$(size_of finance-bureau)
record HT-C
expect 9 "${once[@]}"
talks "holds evidence of a fork"
equal "$(size_of finance-bureau)" "$before" "cosigned after a fork"
mv finance-bureau.state/fork-* looked-at
expect 0 "${once[@]}"
(($(size_of finance-bureau) > before)) || fail "it does not cosign again"
# Two states side by side, without a network.
expect 0 ippledge witness compare finance-bureau.state qingcao.state --log-key "$log_key"

echo "three witnesses: a payment waited for them, and all of them caught a second history"
