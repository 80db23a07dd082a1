#!/usr/bin/env bash
# A server that banks reach, with the authority of tools/dev-ca: who is let in, a loan, an act of
# two persons by draft, approval and submission, and a certificate taken back while all runs.
#
# Usage: tests/e2e/tls.sh FOLDER
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

make_authority

# What would be open to everybody is not started.
expect 1 ippledged --store store --listen 0.0.0.0:0
talks "is not a loopback address"
expect 1 ippledged --store store "${tls[@]:0:6}"
talks "for TLS also needed: tls_revoked"
chmod 640 ca/server.key
expect 1 ippledged --store store --listen 127.0.0.1:0 "${tls[@]}"
talks "ca/server.key has mode 0640"
chmod 600 ca/server.key

start_server store 0.0.0.0:0 "${tls[@]}"
grep -q "mutual TLS 1.3" server.log || fail "the server does not say that it speaks TLS"
IPPLEDGE_SERVER=127.0.0.1:${IPPLEDGE_SERVER##*:}
export IPPLEDGE_SERVER

# Only TLS 1.3 is spoken.
shake() {
  openssl s_client -connect "$IPPLEDGE_SERVER" -CAfile ca/ca.pem -cert ca/office-1.pem \
    -key ca/office-1.key "$1" </dev/null 2>&1 || true
}
[[ $(shake -tls1_3) == *"TLSv1.3, Cipher is TLS_"* ]] || fail "TLS 1.3 is not spoken"
[[ $(shake -tls1_2) == *"Cipher is (NONE)"* ]] || fail "TLS 1.2 is spoken"

who office-1
found_programme

# The certificate says who calls, and nothing else does.
expect 2 ippledge --as finance_bureau programme list
talks "leave --as (IPPLEDGE_ROLE) out"
expect 2 env -u IPPLEDGE_KEY ippledge programme list
talks "--key is missing"
expect 4 env IPPLEDGE_CA=ca/bureau-1.pem ippledge programme list
talks "not of the authority in --ca"
expect 4 ippledge --server-name ledger.example.org programme list
talks "of another name than"

# A bank records its own loans, a program of it too, and nobody else's.
loan HT-1 >loan.textproto
who qingcao-maker-1
expect 0 ippledge loan record loan.textproto
who qingcao-core
expect 0 ippledge loan record loan.textproto
says "already recorded"
who yunshan-maker-1
expect 4 ippledge loan record loan.textproto
expect 4 ippledge loan get qingcao HT-1

# Money leaves the fund when a second person has signed exactly that.
who bureau-1
fee=(fund record PZ-2 --kind fee-out --amount 2000 --date 2025-06-30)
expect 0 ippledge fund record PZ-1 --kind appropriation-in --amount 100万元 --date 2025-06-02
expect 4 ippledge "${fee[@]}"
talks "two different persons must act"
talks "ippledge approve sign"
expect 2 ippledge "${fee[@]}" --second-person bureau-2
expect 0 ippledge "${fee[@]}" --draft pay.json
talks "drafted, not sent"
expect 4 ippledge submit pay.json
talks "two different persons must act"
who bureau-2
expect 0 ippledge approve show pay.json
says "record a movement of the fund"
says "2,000.00"
expect 0 ippledge approve sign pay.json
talks "approved by finance-bureau/finance_bureau/bureau-2"
who bureau-1
expect 0 ippledge submit pay.json --approval pay.approval.json
says "998,000.00"
expect 0 ippledge submit pay.json --approval pay.approval.json
expect 0 ippledge fund movements -o csv
[[ $(grep -c PZ-2 <<<"$out") == 1 ]] || fail "the fee was booked twice: $out"

# The signature is of that request and of no other, and of nobody but a colleague.
expect 0 ippledge fund record PZ-3 --kind fee-out --amount 2000 --date 2025-06-30 --draft other.json
expect 4 ippledge submit other.json --approval pay.approval.json
talks "its signature is not of this request"
expect 0 ippledge approve sign other.json --approval own.json
expect 4 ippledge submit other.json --approval own.json
talks "two different persons must act"
who office-2
expect 0 ippledge approve sign other.json --approval office.json
who bureau-1
expect 4 ippledge submit other.json --approval office.json
talks "may not approve this"

# A certificate that is taken back: its approvals too, and the connections of others stay.
who bureau-2
expect 0 ippledge approve sign other.json --approval late.json
who auditor-1
ippledge journal follow --from 1 -o jsonl >followed.jsonl 2>/dev/null &
follower=$!
until [[ -s followed.jsonl ]]; do nap; done
"$repository/tools/dev-ca" revoke ca bureau-2
kill -HUP "$server"
until grep -q "were read again" server.log; do nap; done
who bureau-1
expect 4 ippledge submit other.json --approval late.json
talks "has been revoked"
who bureau-2
expect 7 ippledge programme list
talks "did not accept the certificate of --cert"
grep -q "refused: .*CERTIFICATE_REVOKED" server.log || fail "the log does not say who was refused"
who bureau-1
expect 0 ippledge fund record PZ-4 --kind interest-in --amount 1 --date 2025-06-21
until grep -q '"entry": *'"$(sed -n 's/^recorded *\([0-9]*\).*/\1/p' <<<"$out")" followed.jsonl; do
  kill -0 "$follower" 2>/dev/null || fail "the connection of others was dropped"
  nap
done
kill "$follower"
wait "$follower" 2>/dev/null || true

# Files that are broken change nothing.
cp ca/revoked.pem kept.pem
echo garbage >ca/revoked.pem
kill -HUP "$server"
until grep -q "the old ones stay" server.log; do nap; done
expect 0 ippledge programme list
cp kept.pem ca/revoked.pem

stop_server
[[ $server_code == 0 ]] || fail "the server ended with $server_code"
expect 0 ippledge-admin --store store verify
echo "two persons, one line"
