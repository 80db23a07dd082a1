#!/usr/bin/env bash
# A backup taken while an import runs, a server that is killed, and the ledger brought back: all
# that was acknowledged before the backup is there, retried requests get their first answers, the
# import goes on. What is refused: a backup that is older than what a witness has seen, a damaged
# one, one without its keys. And a disk that is full.
#
# Usage: tests/e2e/backup.sh FOLDER
#
# The small disk is in memory, seen by this test alone; where that cannot be had its part is
# skipped.
set -euo pipefail
if [[ ${IN_OWN_NAMESPACE-} != yes ]] &&
  unshare --map-root-user --mount mount -t tmpfs -o size=1m none /mnt 2>/dev/null; then
  IN_OWN_NAMESPACE=yes exec unshare --map-root-user --mount bash "$0" "$@"
fi
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"
mkdir small
trap 'stop_server KILL; umount small 2>/dev/null || true; end' EXIT

position() { ippledge programme show -o json | field position -; }
# witness STATE: one round; it signs only what continues all that it has signed with this state.
witness() {
  IPPLEDGE_ROLE=finance_bureau IPPLEDGE_ORGANISATION=finance-bureau \
    ippledge witness run --state "$1" --signing-key witness.key --log-key "$key" --once
}

cat >server.toml <<END
origin = "ledger.example"
backup_folder = "$work/backups"
backup_keep = 2
END
start_server store 127.0.0.1:0 --config server.toml
as ip_office ip-office
found_programme
loan HT-BEFORE >loan.textproto
id=11111111-2222-4333-8444-555555555555
as bank_maker qingcao
expect 0 ippledge loan record loan.textproto --request-id $id -o json
first_entry=$(field entry)

expect 0 ippledge checkpoint show -o json
key=$(shown_log_key)
expect 0 ippledge witness key witness.key --name bureau.witness
as security_officer ip-office
IPPLEDGE_PERSON=s-1 ippledge key admit "$out" --purpose witness --witness finance-bureau \
  --second-person s-2 >/dev/null
as bank_maker qingcao

# ---- a backup while an import runs ----
expect 4 ippledge backup create
as ip_office ip-office
ippledge-sample --loans 200000 --out sheet.csv
begin=$(position)
ippledge import loans sheet.csv --progress none -o json >import.json 2>import.log &
import=$!
until (($(position) > begin + 5000)); do :; done
kill -0 $import || fail "the import was too quick"
as operator operations
acknowledged=$(position)
expect 0 ippledge backup create -o json --save-checkpoint backup.note
backup=$(field folder)
signed=$(field position)
((signed >= acknowledged)) || fail "$acknowledged were acknowledged, the backup is of $signed"
cmp backup.note "$backup/checkpoint"
as ip_office ip-office
ippledge totals --by year,bank --at "$signed" -o csv >before.csv
# What comes after the backup, and is seen by a witness.
loan HT-LATE >late.textproto
as bank_maker qingcao
expect 0 ippledge loan record late.textproto -o json
late=$(field entry)
expect 0 ippledge checkpoint show --entry "$late"
expect 0 witness seen
seen=$(sed -n 2p seen/latest)
((seen >= late)) || fail "the witness saw $seen, the newest entry is $late"
kill -9 $import
wait $import 2>/dev/null || true
stop_server KILL
keys=$work/store/keys

# ---- what is in it ----
expect 0 ippledge-admin --store "$backup" audit -o json
[[ $(field entries) -ge $signed ]] || fail "it has $(field entries) entries"
[[ $(find "$backup" -name '*keyring*' -o -name 'checkpoint-*' -o -name index | wc -l) == 0 ]] ||
  fail "keys or an index are in the backup"
expect 0 ippledge-admin --store "$backup" keys show -o json
equal "$(field key_1)" "$key" "the key in the backup"

# ---- what a witness has seen is not lost without a word ----
expect 1 ippledge-admin --store restored restore --from "$backup" --checkpoint seen
says "it covers $seen entries"
says "to $seen would be lost"
[[ ! -e restored ]] || fail "something was left of a refused restore"

# ---- damage ----
cp -r "$backup" damaged
for name in BACKUP checkpoint FORMAT $(cd damaged && find programmes -type f -size +0 | sort); do
  damage "damaged/$name"
  expect 1 ippledge-admin --store restored restore --from damaged
  says "$name"
  [[ ! -e restored ]] || fail "something was left of a damaged $name"
  cp "$backup/$name" "damaged/$name"
done

# ---- brought back ----
expect 0 ippledge-admin --store restored restore --from "$backup" --key "$key" \
  --checkpoint backup.note -o json
[[ $(field position) == "$signed" ]] || fail "restored: $out"
expect 2 ippledge-admin --store restored restore --from "$backup"
says "is there already"
code=0
ippledged --store restored --listen 127.0.0.1:0 --config server.toml >server.out 2>server.log ||
  code=$?
[[ $code == 1 ]] || fail "it starts without the key: $code"
grep -q "put the file back" server.log || fail "it does not ask for the key: $(<server.log)"
cp -r "$keys" restored/
start_server restored 127.0.0.1:0 --config server.toml
as ip_office ip-office
ippledge totals --by year,bank --at "$signed" -o csv >after.csv
cmp before.csv after.csv || fail "figures at $signed have changed"
as bank_maker qingcao
expect 0 ippledge loan record loan.textproto --request-id $id -o json
[[ $(field entry) == "$first_entry" ]] || fail "a retry got entry $(field entry), not $first_entry"
as ip_office ip-office
ippledge import loans sheet.csv --progress none -o json >import.json
already=$(field already import.json)
equal "$(($(field new import.json) + already))" "$(field rows import.json)" "rows that are in"
((already > 5000)) || fail "only $already rows were in the backup"
as bank_maker qingcao
for number in HT-OTHER-1 HT-OTHER-2 HT-OTHER-3; do
  loan $number >other.textproto
  expect 0 ippledge loan record other.textproto
done
# The witness sees a fork: the entries that were lost, and others in their place.
expect 0 ippledge checkpoint show --entry "$(position)"
expect 9 witness seen
as operator operations
expect 0 ippledge backup create -o json
forked=$(field folder)
expect 1 ippledge-admin --store other restore --from "$forked" --checkpoint seen
says "another history"

# ---- of many the newest stay; a stopped store is backed up too ----
expect 0 ippledge backup create -o json
newest=$(field folder)
[[ ! -e $backup && -e $forked && -e $newest ]] || fail "kept: $(ls backups/nm)"
expect 0 witness later
before=$(sed -n 2p later/latest)
stop_server
equal "$server_code" 0 "exit code of the server"
expect 0 ippledge-admin --store restored backup offline -o json
offline=$(field folder)
expect 0 ippledge-admin --store again restore --from "$offline" --checkpoint later \
  --key "$key"
cp -r "$keys" again/
start_server again 127.0.0.1:0 --config server.toml
as bank_maker qingcao
loan HT-AFTER >after.textproto
expect 0 ippledge loan record after.textproto -o json
expect 0 ippledge checkpoint show --entry "$(field entry)"
# Nothing that it has seen was lost: the witness goes on.
expect 0 witness later
(($(sed -n 2p later/latest) > before)) || fail "the witness stays at $before"
stop_server

# ---- a disk that is full ----
if [[ ${IN_OWN_NAMESPACE-} == yes ]]; then
  mount -t tmpfs -o size=1m none small
  expect 1 ippledge-admin --store again backup small -o json
  says "No space left"
  [[ -z $(find small -type f) ]] || fail "left on the disk: $(find small -type f)"
  expect 1 ippledge-admin --store small/store restore --from "$offline"
  says "No space left"
  [[ ! -e small/store ]] || fail "something was left of a restore onto a full disk"
  sed -i "s|^backup_folder.*|backup_folder = \"$work/small\"|" server.toml
  start_server again 127.0.0.1:0 --config server.toml
  as operator operations
  code=0
  ippledge backup create >/dev/null 2>&1 || code=$?
  [[ $code != 0 ]] || fail "a backup on a full disk"
  grep -q "no backup was made.*No space left" server.log || fail "the log: $(<server.log)"
  [[ -z $(find small -type f) ]] || fail "left on the disk: $(find small -type f)"
  as bank_maker qingcao
  expect 0 ippledge loan record after.textproto
  stop_server
else
  echo "a small disk of its own cannot be had here: that part is skipped" >&2
fi
echo "$signed entries came back from a backup that was taken while they were recorded"
