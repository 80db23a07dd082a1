#!/usr/bin/env bash
# What the ledger has signed, checked without it: a loan is recorded, its receipt fetched, the
# server stopped; then the receipt is verified, and with any byte of it changed it is not. Then a
# key that is lost, a journal that is cut, and an origin that is changed.
#
# Usage: tests/e2e/receipts.sh FOLDER
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

cat >server.toml <<'END'
origin = "ledger.example"
checkpoint_signatures = ["ed25519", "sm2"]
END
start_server store 127.0.0.1:0 --config server.toml
grep -q 'programme nm: checkpoints are signed by' server.log && fail "no programme, no key"
as ip_office ip-office
found_programme

# ---- a receipt for what was just recorded: it waits for its checkpoint ----
as bank_maker qingcao
loan HT-1 >loan.textproto
expect 0 ippledge loan record loan.textproto --receipt kept.receipt -o json
entry=$(field entry)
expect 0 ippledge checkpoint show
old_size=$(ippledge checkpoint show -o json | field size -)
ippledge checkpoint show -o json |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["checkpoint"]["note"], end="")' >old.note
began=$(date +%s%N)
expect 0 ippledge receipt get --entry "$entry" --out loan.receipt
waited=$((($(date +%s%N) - began) / 1000000))
[[ $waited -lt 2000 ]] || fail "the receipt took $waited ms"
talks "ippledge-verify receipt loan.receipt"
expect 0 ippledge receipt get --entry "$entry"
[[ $out == "$(<loan.receipt)" ]] || fail "the receipt is another now"
cmp kept.receipt loan.receipt || fail "the command kept another receipt"
# Others' entries are none of a bank's business; that there is no such entry is told to anybody.
as bank_maker yunshan
expect 4 ippledge receipt get --entry "$entry"
expect 3 ippledge receipt get --entry 100000
as ip_office ip-office
expect 0 ippledge receipt get --entry "$entry"

# ---- a newer checkpoint continues the older one ----
loan HT-2 >loan.textproto
expect 0 ippledge loan record loan.textproto -o json
expect 0 ippledge checkpoint show --entry "$(field entry)" -o json
python3 -c 'import json, sys; print(json.load(sys.stdin)["checkpoint"]["note"], end="")' \
  <<<"$out" >new.note
new_size=$(sed -n 2p new.note)
[[ $new_size -gt $old_size ]] || fail "$old_size, then $new_size entries"
expect 0 ippledge checkpoint prove --from "$old_size" --to "$new_size" --out continuity.proof
expect 0 ippledge checkpoint list -o csv
says "$new_size,"
expect 0 ippledge checkpoint follow --count 1 -o jsonl
says '"size":'

# ---- the server is gone; the verifier needs neither it nor a network ----
stop_server
equal "$server_code" 0 "server"
expect 0 ippledge-admin --store store keys show -o json
ed25519=$(field key_1)
sm2=$(field key_2)
equal "$(field origin)" ledger.example/nm origin
leave_network
verify() { "${offline[@]}" ippledge-verify "$@"; }
expect 0 verify receipt loan.receipt --key "$ed25519"
says "it holds"
says "LOAN_RECORDED"
says "HT-1"
says "bank_maker"
expect 0 verify receipt loan.receipt --key "$sm2" --lang zh
says "验证通过"
expect 0 verify receipt loan.receipt --key "$ed25519" --key "$sm2" -o json
python3 -c 'import json, sys; assert len(json.load(sys.stdin)["signed_by"]) == 2' <<<"$out" ||
  fail "two keys signed: $out"
expect 0 verify checkpoint new.note --key "$ed25519"
expect 0 verify consistency old.note new.note continuity.proof --key "$ed25519"
expect 9 verify consistency new.note old.note continuity.proof --key "$ed25519"
expect 2 verify receipt loan.receipt
expect 2 verify receipt missing.receipt --key "$ed25519"
other=${ed25519%????}AAAA
expect 2 verify receipt loan.receipt --key "$other"

# ---- any byte of it ----
# The line of the key that nobody asked about may be anything: without it, every byte counts.
grep -v "$(cut -d+ -f2 <<<"$sm2" | xxd -r -p | base64 | cut -c1-5)" loan.receipt >one.receipt
[[ $(wc -l <one.receipt) -eq $(($(wc -l <loan.receipt) - 1)) ]] || fail "one line less"
expect 0 verify receipt one.receipt --key "$ed25519"
python3 - "$ed25519" <<'END' || fail "a changed receipt was accepted"
import subprocess, sys
good = open("one.receipt", "rb").read()
for at in range(len(good)):
    bad = bytearray(good)
    bad[at] ^= 1
    open("bad.receipt", "wb").write(bad)
    done = subprocess.run(["ippledge-verify", "receipt", "bad.receipt", "--key", sys.argv[1]],
                          capture_output=True)
    if done.returncode != 9 or done.stdout or not done.stderr:
        sys.exit(f"byte {at}: exit code {done.returncode}: {done.stderr.decode()}")
END

# ---- what a start refuses ----
refused() {
  ippledged --store store --listen 127.0.0.1:0 "$@" >server.out 2>server.log && fail "it started"
  err=$(<server.log)
}
echo 'origin = "elsewhere.example"' >elsewhere.toml
refused --config elsewhere.toml
talks "ledger.example/nm"
mv store/keys/nm/checkpoint-ed25519 kept
refused --config server.toml
talks "put the file back"
mv kept store/keys/nm/checkpoint-ed25519
chmod 644 store/keys/nm/checkpoint-ed25519
refused --config server.toml
talks "mode 0644"
chmod 600 store/keys/nm/checkpoint-ed25519
# The journal of an hour ago under the evidence of now.
cp -r store/programmes/nm/journal journal.kept
start_server store 127.0.0.1:0 --config server.toml
as bank_maker qingcao
loan HT-3 >loan.textproto
expect 0 ippledge loan record loan.textproto
stop_server
rm -r store/programmes/nm/journal store/programmes/nm/index
mv journal.kept store/programmes/nm/journal
refused --config server.toml
talks "the journal is shorter than what was signed"
