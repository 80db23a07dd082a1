#!/usr/bin/env bash
# Acts that are no entries, kept by a server that banks reach: who was refused what, also at the
# handshake, over kill -9 and restarts; who may read that; and no person's name, account or contract
# in it or in anything that the server prints.
#
# Usage: tests/e2e/acts.sh FOLDER
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

# count REGEX: lines of $out that have it.
count() { grep -c -- "$1" <<<"$out" || true; }

name=王小明 latin="Wang Xiaoming" phone=13912345678 account=6222020200001234567 contract=HT-77-KEIN

make_authority
start_server store 127.0.0.1:0 "${tls[@]}"
port=${IPPLEDGE_SERVER##*:}
restart() {
  cat server.log >>all.log
  start_server store "127.0.0.1:$port" "${tls[@]}"
}

who office-1
found_programme

# ---- served, with words that must not leave the ledger ----
cat >loan.textproto <<END
bank: "qingcao"
contract_number: "$contract"
borrower { name: "$name 种业 $phone" unified_social_credit_code: "91150100MA0N5K3Y7M"
           division_code: "150102" }
contract_amount_fen: 100000000
ip_part_fen: 60000000
rights { kind: IP_KIND_PATENT number: "ZL201710601862.3" secured_fen: 60000000 }
draw { draw_number: "J1" disbursement_date: "2024-03-01" maturity_date: "2025-03-01"
       principal_fen: 80000000 }
END
who qingcao-maker-1
expect 0 ippledge loan record loan.textproto
who bureau-1
expect 0 ippledge account add --account special --holds cash --number "$account" \
  --name 风险补偿资金专户 --bank-name 内蒙古银行 --from 2025-06-01 --draft account.json
who bureau-2
expect 0 ippledge approve sign account.json
who bureau-1
expect 0 ippledge submit account.json --approval account.approval.json
printf '%s\n' "账号：,$account" '交易日期,交易流水号,摘要,收入,支出,余额,对方户名,对方账号' \
  "2025-06-05,B-1,还款 $phone,77.00,,77.00,$name,6222020200007654321" >june.csv
expect 0 ippledge statement import june.csv

# ---- refused ----
who yunshan-maker-1
expect 4 ippledge loan record loan.textproto
expect 4 ippledge loan get qingcao "$contract"
for _ in 1 2 3 4 5; do expect 4 ippledge loan get qingcao "$contract-$phone"; done
expect 4 ippledge statement import june.csv
expect 4 ippledge fund movements
who bureau-1
expect 4 ippledge fund record PZ-1 --kind fee-out --amount 2000 --date 2025-06-30 \
  --memo "给 $name $account"
expect 0 ippledge fund record PZ-1 --kind fee-out --amount 2000 --date 2025-06-30 \
  --memo "给 $name" --draft fee.json
expect 4 ippledge submit fee.json --approval account.approval.json
talks "its signature is not of this request"
# A certificate with a name instead of a pseudonym, by the same authority.
"$repository/tools/dev-ca" issue ca "$latin" qingcao bank_maker
who "$latin"
expect 7 ippledge programme list
until grep -q "CERTIFICATE_SUBJECT: its CN" server.log; do nap; done

# ---- read, by who may ----
who qingcao-maker-1
expect 4 ippledge act list
who auditor-1
expect 0 ippledge act list -o csv
equal "$(count ',LoanService/RecordLoan,NOT_YOUR_ROWS,')" 1 "foreign loan recorded"
equal "$(count ',LoanService/GetLoan,NOT_YOUR_ROWS,')" 1 "foreign loans read: one row"
equal "$(count ',FundService/[A-Za-z]*,ROLE_NOT_ALLOWED,')" 1 "the fund read"
equal "$(count ',FundService/RecordMovement,SECOND_PERSON_REQUIRED,')" 1 "one person alone"
equal "$(count ',FundService/RecordMovement,APPROVAL_INVALID,')" 1 "another approval"
equal "$(count ',AdminService/ListKeptActs,ROLE_NOT_ALLOWED,')" 1 "acts read by a bank"
says "yunshan,bank-maker,yunshan-maker-1,"
hides "handshake"
# The server's own, beside it: the handshake, and that it was started before the programme was.
expect 0 ippledge-admin --store store acts
says "ippledged handshake  CERTIFICATE_SUBJECT (CN)"
says "ippledged start  version "

# ---- killed: what was refused a moment ago stays ----
who yunshan-checker-1
expect 4 ippledge loan get qingcao "$contract"
who auditor-1
expect 0 ippledge act list -o csv
says "yunshan-checker-1"
stop_server KILL
restart
expect 0 ippledge act list -o csv
says "yunshan-checker-1"
says "ippledged start"
equal "$(count 'ippledged stop')" 0 "a server that was killed did not stop"

# ---- a certificate taken back, and a stop ----
"$repository/tools/dev-ca" revoke ca yunshan-maker-1
kill -HUP "$server"
until grep -q "were read again" server.log; do nap; done
who yunshan-maker-1
expect 7 ippledge programme list
stop_server
equal "$server_code" 0 "exit code of the server"
restart
who security-1
expect 0 ippledge act list -o csv
equal "$(count 'ippledged stop')" 1 "stops"
equal "$(count 'ippledged start')" 2 "starts"
equal "$(count 'ippledged reload.*new files; certificate until')" 1 "reloads"
stop_server

# ---- of the stopped store, and of ippledge-admin itself ----
expect 0 ippledge-admin --store store keys replace
expect 0 ippledge-admin --store store acts --count 0 -o json
says '"method":"ippledge-admin keys replace"'
says '"method":"ippledged handshake","reason":"CERTIFICATE_REVOKED"'
acts=$out
expect 0 ippledge-admin --store store audit

# ---- no words of persons, in acts or logs ----
cat server.log >>all.log
for word in "$name" "$latin" Xiaoming "$phone" "$account" 6222020200007654321 "$contract" 种业; do
  [[ $acts != *"$word"* ]] || fail "the acts show \"$word\""
  if grep -rqa -- "$word" all.log server.out; then fail "the server's log has \"$word\""; fi
  if grep -rqa -- "$word" store/acts store/programmes/nm/evidence/acts; then
    fail "\"$word\" lies among the acts"
  fi
done
# The search would find them: the journal has the contract in the clear.
grep -rqa -- "$contract" store/programmes/nm/journal || fail "the search finds nothing at all"

# ---- a setting that is refused ----
printf 'store = "store"\nkept_acts_days = 0\n' >server.toml
expect 1 ippledged --config server.toml
talks "kept_acts_days must be an integer from 1 to 36500"

echo "kept acts"
