#!/usr/bin/env bash
# An export of a real ledger: loans, a claim that is paid once a witness has cosigned, checkpoints
# with Ed25519 and SM2. The server is stopped; both verifiers, which share no code, find that it
# holds, and that it does not with any file of it changed.
#
# Usage: tests/e2e/export.sh FOLDER
#
# Exit code 77 (skipped, with the reason) when Node or its packages are missing.
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"
if ! command -v node >/dev/null || [[ ! -d $repository/node_modules/@noble/curves ]]; then
  echo "skipped: node or its packages are missing; tools/install-packages installs them" >&2
  exit 77
fi

cat >server.toml <<'END'
origin = "ledger.example"
checkpoint_signatures = ["ed25519", "sm2"]
END
start_server store 127.0.0.1:0 --config server.toml
as ip_office ip-office
export IPPLEDGE_PERSON=office-1
found_programme

# ---- loans, money, a policy that pays at once ----
ippledge-sample --loans 600 --out sheet.csv
expect 0 ippledge import loans sheet.csv --progress none
paying_policy nm-test >policy.textproto
expect 0 ippledge policy issue policy.textproto --second-person office-2
as finance_bureau finance-bureau
export IPPLEDGE_PERSON=bureau-1
expect 0 ippledge fund record PZ-1 --kind appropriation-in --amount 1亿元 --date 2024-02-01
expect 0 ippledge fund record PZ-2 --kind deposit-placed --with qingcao --amount 100万元 \
  --date 2024-02-02 --second-person bureau-2
expect 0 ippledge fund record PZ-3 --kind interest-in --amount 10.00 --date 2024-03-21
expect 0 ippledge fund reverse PZ-4 --of PZ-3 --reason typo --second-person bureau-2

# ---- a witness, without which nothing is paid ----
expect 0 ippledge witness key bureau.key --name bureau.witness
witness_key=$out
as security_officer ip-office
export IPPLEDGE_PERSON=security-1
expect 0 ippledge key admit "$witness_key" --purpose witness --witness finance-bureau \
  --second-person security-2
as finance_bureau finance-bureau
export IPPLEDGE_PERSON=bureau-1
expect 0 ippledge quorum set --part 1:bureau.witness --text "as agreed" --second-person bureau-2
expect 0 ippledge checkpoint show -o json
log_key=$(shown_log_key)
[[ $log_key == ledger.example/nm+* ]] || fail "no key of the ledger in: $out"
IPPLEDGE_PERSON=witness ippledge witness run --state witness.state --signing-key bureau.key \
  --log-key "$log_key" --interval 0.5 -o jsonl >witness.out 2>witness.err &
witness=$!

# ---- a claim, from default to recovery ----
loan HT-1 100000000 100000000 >loan.textproto
as bank_checker qingcao
export IPPLEDGE_PERSON=bank-1
expect 0 ippledge loan record loan.textproto
expect 0 ippledge cover apply qingcao HT-1
expect 0 ippledge loan class qingcao HT-1 --date "$today" --class substandard --overdue-days 91
expect 0 ippledge cover report qingcao HT-1 default --date "$today"
expect 0 ippledge claim file qingcao HT-1 K1
as fund_manager fund-manager
export IPPLEDGE_PERSON=manager-1
expect 0 ippledge claim step qingcao HT-1 K1 completeness accept
as ip_office ip-office
export IPPLEDGE_PERSON=office-1
expect 0 ippledge claim step qingcao HT-1 K1 first-review accept
as finance_bureau finance-bureau
export IPPLEDGE_PERSON=bureau-1
expect 0 ippledge claim step qingcao HT-1 K1 second-review accept
expect 0 ippledge claim pay-run 2024-06 --second-person bureau-2
order=$(grep -o '2024-06-[0-9]*-1' expect.out | head -n 1)
expect 0 ippledge claim confirm-payment qingcao HT-1 K1 "$order" --date "$today" \
  --second-person bureau-2 --await-quorum 20
as bank_checker qingcao
export IPPLEDGE_PERSON=bank-1
printf 'a scan\n' >invoice.pdf
expect 0 ippledge recovery record qingcao HT-1 K1 ZC-1 --source ip-sale --date "$today" \
  --amount 50000 --costs 2000 \
  --document "code=invoice,date=$today,issuer=auctioneer,file=invoice.pdf"
as ip_office ip-office
expect 0 ippledge receipt get --entry "$(ippledge programme show -o json | field position -)" \
  --out last.receipt
kill "$witness"
wait "$witness" || true
stop_server
equal "$server_code" 0 server

# ---- the export, and both verifiers, without server or network ----
expect 0 ippledge-admin --store store keys show -o json
ed25519=$(field key_1) sm2=$(field key_2)
expect 0 ippledge-admin --store store --programme nm export export -o json
entries=$(field entries)
leave_network
first() { "${offline[@]}" ippledge-verify export --lang en "$@"; }
second() { "${offline[@]}" node "$repository/web/verifier/cli.mjs" "$@"; }
expect 0 first export --key "$ed25519"
says "it holds"
expect 0 first export --key "$ed25519" --key "$sm2" -o json
says '"payments_witnessed":1'
says "\"decided_again\":$entries"
expect 0 second export export --key "$ed25519" --key "$sm2" -o json
equal "$(field size)" "$entries" "entries of the second verifier"
says '"claims":1'
expect 0 second export export --policy export/policy.txt
says "bureau.witness"
expect 0 first export --trust-the-folder
talks "warning"
expect 0 second export export --trust-the-folder
talks "warning"
for verifier in first "second export"; do
  expect 2 $verifier export
  expect 2 $verifier export --key nonsense
  expect 2 $verifier nowhere --key "$ed25519"
  expect 9 $verifier export --key "$witness_key"
done
expect 0 second receipt last.receipt --key "$ed25519"
expect 0 second checkpoint export/checkpoint --key "$sm2"
expect 0 ippledge policy check export/policies/nm-test-1.textproto
(cd export && awk 'NR > 1 { print $1 "  " $3 }' MANIFEST | sha256sum --check --quiet)

# ---- an entry and the constitution as anybody with protoc reads them ----
if command -v protoc >/dev/null; then
  bundle=export/tile/entries/000
  size=$(od -An -tu1 -N2 "$bundle" | awk '{ print $1 * 256 + $2 }')
  head -c $((size + 2)) "$bundle" | tail -c "$size" |
    protoc -I export/proto --decode ippledge.stored.v1.Entry ippledge/stored/v1/entry.proto >one.txt
  grep -q 'programme: "nm"' one.txt || fail "protoc shows: $(<one.txt)"
  protoc -I export/proto --encode ippledge.v1.Constitution ippledge/v1/programme_service.proto \
    <export/programme.textproto >constitution || fail "protoc does not read programme.textproto"
  [[ -s constitution ]] || fail "programme.textproto says nothing"
fi

# ---- with one byte of any file changed, neither holds ----
node "$here/export_tampered.mjs" export "$ed25519" || fail "the second verifier missed a change"
tampered() { # FILE: one byte of it in a copy, which hard links make cheap
  rm -rf bad && cp -al export bad && cp --remove-destination "export/$1" "bad/$1"
  damage "bad/$1"
}
while IFS= read -r path; do
  tampered "$path"
  expect 9 first bad --key "$ed25519"
done < <(cd export && find . -type f | sed 's|^\./||' | grep -v '^checkpoints/')

# ---- a figure that was changed, with a manifest that fits ----
rm -rf bad && cp -r export bad
sed -i '2s/,OPEN,/,REPAID,/' bad/loans.csv
python3 - <<'END'
import hashlib, pathlib
lines = pathlib.Path("bad/MANIFEST").read_text().splitlines()
data = pathlib.Path("bad/loans.csv").read_bytes()
lines = [f"{hashlib.sha256(data).hexdigest()} {len(data)} loans.csv" if line.endswith(" loans.csv")
         else line for line in lines]
pathlib.Path("bad/MANIFEST").write_text("\n".join(lines) + "\n")
END
expect 9 first bad --key "$ed25519"
talks "loans.csv: line 2"
expect 9 second export bad --key "$ed25519"
talks "loans.csv: the number of open loans"

# ---- an earlier checkpoint ----
earlier=$(ls export/checkpoints | sort -n | sed -n 3p)
expect 0 ippledge-admin --store store --programme nm export earlier --through "$earlier"
expect 0 first earlier --key "$ed25519"
expect 0 second export earlier --key "$ed25519"
expect 2 ippledge-admin --store store --programme nm export other --through 1
expect 1 ippledge-admin --store store --programme nm export earlier
expect 2 ippledge-admin --store store export other --programme none
[[ ! -e other ]] || fail "a refused export left a folder"
