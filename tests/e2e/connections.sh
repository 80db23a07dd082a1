#!/usr/bin/env bash
# Connections and streams that end each second: an import, a follower and a watcher go on over them,
# nothing is lost and nothing is booked twice. Then more connections than the server takes in, which
# say nothing: whoever comes after them is served.
#
# Usage: tests/e2e/connections.sh FOLDER
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

cat >server.toml <<'END'
connection_age_s = 1
connection_grace_s = 1
stream_age_s = 1
handshake_s = 1
connections = 100
# Of each message of its own: an import that takes a while.
group_rows_max = 1
END

as ip_office ip-office
ulimit -n 400
start_server store 127.0.0.1:0 --config server.toml
found_programme

ippledge journal follow --from 1 -o jsonl >followed.jsonl 2>follow.log &
follower=$!
ippledge watch -o jsonl >watched.jsonl 2>watch.log &
watcher=$!

ippledge-sample --loans 150000 --out sheet.csv
began=$(date +%s%N)
ippledge import loans sheet.csv --progress none -o json >import.json 2>import.log ||
  fail "the import ended with $?: $(<import.log)"
took_ms=$((($(date +%s%N) - began) / 1000000))
rows=$(field rows import.json)
equal "$(field new import.json)" "$rows" "new"
equal "$(field refused import.json)" 0 "refused"
resent=$(field messages_resent import.json)
((took_ms < 2500 || resent > 0)) || fail "in $took_ms ms no stream has ended"

# Also one that only waits meets several ends.
loan HT-LAST >loan.textproto
expect 0 ippledge loan record loan.textproto -o json
last=$(field entry)
await() { # FILE FIELD PROCESS LOG: until it has that number, or a later one: a watcher skips
  for ((i = 0; i < 600; ++i)); do
    shown=$(tail -n 1 "$1" | grep -oE "\"$2\": ?[0-9]+" | head -n 1 | tr -dc 0-9) || shown=0
    ((${shown:-0} < last)) || return 0
    kill -0 "$3" || fail "it gave up: $(<"$4")"
    read -rt 0.1 <> <(:) || true
  done
  fail "$2 $last does not come: $(tail -n 1 "$1")"
}
await followed.jsonl entry $follower follow.log
await watched.jsonl position $watcher watch.log
kill -INT $follower $watcher
wait $follower $watcher || true
python3 - "$last" <<'END'
import json, sys
entries = [json.loads(line)["entry"] for line in open("followed.jsonl")]
assert [int(e) for e in entries] == list(range(1, len(entries) + 1)), "entries are not dense"
assert len(entries) >= int(sys.argv[1])
END
stop_server

# ---- a flood ----
start_server store 127.0.0.1:0 --config server.toml
python3 - "${IPPLEDGE_SERVER##*:}" >flood.out <<'END' &
import resource, socket, sys, time
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
lines, end = [], time.monotonic() + 3
while time.monotonic() < end:
    lines = lines[-300:]
    lines.append(socket.create_connection(("127.0.0.1", int(sys.argv[1]))))
print("over", flush=True)
END
wait $!
grep -q "connections are turned away" server.log || fail "nobody was turned away"
expect 0 ippledge programme show
stop_server
equal "$server_code" 0 "the server's end"
echo "$rows rows in $took_ms ms, over connections of a second; $resent messages sent again"
