#!/usr/bin/env bash
# A disk that runs full in the middle of an import: writes stop and say so, reads go on, and once
# there is room again a restart has everything that was acknowledged. And a second server on the
# same store, which is refused.
#
# Usage: tests/e2e/full_disk.sh FOLDER
#
# The disk is a small one in memory, seen by this test alone; exit code 77 where that cannot be had.
set -euo pipefail
if [[ ${IN_OWN_NAMESPACE-} != yes ]]; then
  if ! unshare --map-root-user --mount mount -t tmpfs -o size=1m none /mnt 2>/dev/null; then
    echo "skipped: a small disk of its own cannot be had here" >&2
    exit 77
  fi
  IN_OWN_NAMESPACE=yes exec unshare --map-root-user --mount bash "$0" "$@"
fi
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

mkdir disk
trap 'stop_server KILL; umount disk || true; end' EXIT
mount -t tmpfs -o size=24m none disk
dd if=/dev/zero of=disk/ballast bs=1M count=8 status=none

start_server disk/store
as ip_office ip-office
found_programme
ippledge-sample --loans 60000 --out sheet.csv

# ---- a second server ----
code=0
ippledged --store disk/store --listen 127.0.0.1:0 >second.out 2>second.log || code=$?
equal "$code" 1 "exit code of a second server"
grep -q "held by another server" second.log || fail "a second server: $(<second.log)"

# ---- full ----
code=0
ippledge import loans sheet.csv --progress none -o json >import.json 2>import.log || code=$?
equal "$code" 7 "exit code of the import ($(tail -3 import.log))"
acknowledged=$(field last_entry import.json)
((acknowledged > 1000)) || fail "only $acknowledged entries were acknowledged"

kill -0 "$server" 2>/dev/null || fail "the server is gone: $(tail -3 server.log)"
expect 7 ippledge body register "$repository/programmes/inner-mongolia-bodies.textproto"
talks "writing has stopped"
ippledge programme show -o json >show.json
grep -q '"accepts_writes": false' show.json || fail "it still says that it accepts writes"
ippledge totals --by year -o csv >full.csv
(($(wc -l <full.csv) > 1)) || fail "no figures while the disk is full"
ippledge loan list --limit 3 -o csv >/dev/null
ippledge journal get 1 >/dev/null
position=$(field position show.json)
ippledge totals --by year,bank --at "$position" -o csv >before.csv

# ---- room again ----
stop_server
rm disk/ballast
mount -o remount,size=400m disk
start_server disk/store
ippledge programme show -o json >after.json
(($(field position after.json) >= acknowledged)) || fail "entries are gone: $(<after.json)"
ippledge totals --by year,bank --at "$position" -o csv >after.csv
cmp before.csv after.csv || fail "figures at $position have changed"
ippledge import loans sheet.csv --progress none -o json >import.json
rows=$(field rows import.json)
equal "$(($(field new import.json) + $(field already import.json)))" "$rows" "rows that are in"
(($(field already import.json) > 0)) || fail "nothing had been kept"
ippledge import loans sheet.csv --progress none -o json >again.json
equal "$(field already again.json)" "$rows" "already there"
stop_server
equal "$server_code" 0 "exit code of the server"
echo "$acknowledged entries were in when the disk ran full; none was lost"
