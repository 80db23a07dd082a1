#!/usr/bin/env bash
# The keys of protected texts in a folder outside the store: what lines of a bank say in words is
# read with them, and nothing but words is missing without them.
#
# Usage: tests/e2e/keys.sh FOLDER
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

mode() { stat -c %a "$1"; }

start_server store 127.0.0.1:0 --keys safe/keys
as ip_office ip-office
expect 0 ippledge programme found "$repository/programmes/inner-mongolia.textproto"
as finance_bureau finance-bureau
export IPPLEDGE_PERSON=p-1
expect 0 ippledge account add --account special --holds cash --number 0602000109200001234 \
  --name 风险补偿资金专户 --bank-name 内蒙古银行 --from 2025-06-01 --second-person p-2
printf '%s\n' '账号：,0602000109200001234' \
  '交易日期,交易流水号,摘要,收入,支出,余额,对方户名,对方账号' \
  '2025-06-05,B-1,还款 PZ-1,77.00,,77.00,王小明,6222020200001234567' \
  '2025-06-30,B-2,账户管理费,,5.00,72.00,,' >june.csv
expect 0 ippledge statement import june.csv
id="$(sha256sum june.csv | cut -c1-12)-0"

# Keys lie where they were asked to, for the operator's eyes alone, and nowhere else.
[[ ! -e store/keys ]] || fail "keys lie in the store"
equal "$(mode safe/keys)" 700 "mode of the folder of keys"
equal "$(mode safe/keys/nm)" 700 "mode of the folder of a programme's keys"
for file in safe/keys/nm/*; do equal "$(mode "$file")" 600 "mode of $file"; done
expect 0 ippledge statement show "$id" -o csv
says "王小明" && says "还款 PZ-1" && says "账户管理费"
for word in 王小明 6222020200001234567 账户管理费; do
  if grep -rqa "$word" store safe; then fail "\"$word\" lies on disk in the clear"; fi
done

# The same folder again, named in a file of settings.
stop_server
printf 'store = "store"\nlisten = "127.0.0.1:0"\nkeys = "safe/keys"\n' >server.toml
start_server store 127.0.0.1:0 --config server.toml
expect 0 ippledge statement show "$id" -o csv
says "王小明"
expect 0 ippledge reconcile sheet --account special --month 2025-06 -o csv
sheet=$out

# Without the keys the words are gone, and nothing else: sheets are the same to the byte, lines
# match, the store verifies. Whoever has the keys again reads them.
stop_server
# The key that signs checkpoints lies there too: without it no server starts, so that a folder that
# was lost or mistyped is noticed.
if ippledged --store store --listen 127.0.0.1:0 --keys other 2>server.log; then
  fail "a server started without the key of its checkpoints"
fi
grep -q "checkpoint-ed25519 is missing" server.log || fail "not told: $(cat server.log)"
mkdir -p other/nm && chmod 700 other other/nm
cp safe/keys/nm/checkpoint-ed25519 other/nm/
start_server store 127.0.0.1:0 --keys other
expect 0 ippledge statement show "$id" -o csv
says "B-1" && says "77.00" && hides "王小明" && hides "还款" && hides "账户管理费"
expect 0 ippledge statement show "$id" -o json
says '"words_erased": true'
position=$(sed -n '2s/^special,2025-06,\([0-9]*\),.*/\1/p' <<<"$sheet")
expect 0 ippledge reconcile sheet --account special --month 2025-06 --at "$position" -o csv
[[ $out == "$sheet" ]] || fail "the sheet is another without the keys: $out"
expect 0 ippledge fund record PZ-1 --kind interest-in --amount 77 --date 2025-06-05
expect 0 ippledge reconcile run --account special
expect 0 ippledge reconcile items --account special -o csv
hides "B-1"
stop_server
expect 0 ippledge-admin --store store verify
start_server store 127.0.0.1:0 --keys safe/keys
expect 0 ippledge statement show "$id" -o csv
says "王小明" && says "账户管理费"

echo "keys kept apart"
