#!/usr/bin/env bash
# The commands of docs/cli.md, one after another, as a person or a script types them: what they
# print in each form, in both languages, and every exit code.
#
# Usage: tests/e2e/cli.sh FOLDER
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

is_json() { python3 -c 'import json, sys; json.load(sys.stdin)' <<<"$out" || fail "no JSON: $1"; }
chinese() { env LANG=zh_CN.UTF-8 "$@"; }

start_server store
as ip_office ip-office

# ---- programmes, bodies, opening figures ----
constitution=$repository/programmes/inner-mongolia.textproto
bodies=$repository/programmes/inner-mongolia-bodies.textproto
expect 0 ippledge programme found "$constitution" --dry-run
says "valid, not written"
expect 0 ippledge programme found "$constitution"
says "recorded"
expect 0 ippledge programme found "$constitution" -o json
equal "$(field outcome)" ALREADY_RECORDED "founding again"
expect 5 ippledge programme found "$repository/programmes/example-free-text.textproto"
talks "a programme of this name already exists"
expect 0 ippledge programme list -o csv
says "nm,"
expect 0 ippledge programme show -o json
equal "$(field currency_code)" CNY "programme show"
expect 0 ippledge body register "$bodies" -o csv
says "qingcao,Sample Greengrass Bank,RECORDED,"
expect 0 ippledge body register "$bodies" -o csv
says "qingcao,Sample Greengrass Bank,ALREADY_RECORDED,"
expect 0 ippledge body list -o jsonl
says '"body_id":"qingcao"'
opening=(ippledge opening record before-2021 --measure disbursed --through 2020-12-31
  --source "annual report 2020")
expect 0 "${opening[@]}" --value 1.5亿元
expect 5 "${opening[@]}" --value 1.6亿元
expect 0 ippledge opening list -o csv
says "before-2021,disbursed,150000000.00,2020-12-31,,annual report 2020"

# ---- loans ----
as bank_maker qingcao
loan HT-1 >loan.textproto
expect 0 ippledge loan record loan.textproto --dry-run
says "valid, not written"
expect 0 ippledge loan record loan.textproto -o json
entry=$(field entry)
equal "$(field outcome) $(field disbursed_fen) $(field undrawn_fen)" "RECORDED 80000000 20000000"
expect 0 ippledge loan record loan.textproto
says "already recorded"
loan HT-1 70000000 >other.textproto
expect 5 ippledge loan record other.textproto
talks "already recorded with other content, see entry $entry"

draw=(ippledge loan draw qingcao HT-1 --number J2 --date 2024-05-01 --maturity 2025-05-01)
expect 6 "${draw[@]}" --principal 30万元
talks "error: the draw was not recorded"
talks "drawing 30000000 fen exceeds the contract: limit 100000000 fen, used 80000000 fen,"
talks "remaining 20000000 fen"
talks "to do: "
expect 6 chinese "${draw[@]}" --principal 30万元
talks "本次发放 30000000 分超过合同金额：上限 100000000 分，已用 80000000 分，剩余 20000000 分"
id=4f6b0b44-0c51-4a4e-9d5b-6f1c9a7e2d10
expect 0 "${draw[@]}" --principal 20万元 --request-id $id -o json
first=$out
expect 0 "${draw[@]}" --principal 20万元 --request-id $id -o json
equal "$out" "$first" "the same request again"
expect 5 "${draw[@]}" --principal 10万元 --request-id $id
expect 0 ippledge loan repay qingcao HT-1 --number R1 --date 2024-09-01 --principal 300000 \
  --interest 1234.56 -o csv
says ",1000000.00,300000.00,700000.00,0.00,"
expect 0 ippledge loan extend qingcao HT-1 --agreed 2025-02-20 --maturity 2026-05-01
expect 0 ippledge loan class qingcao HT-1 --date 2025-06-30 --class 次级 --overdue-days 91
expect 0 ippledge loan register-pledge qingcao HT-1 --kind patent --number ZL201710601862.3 \
  --registration-number Y2024150000001 --date 2024-03-05
expect 0 ippledge loan release qingcao HT-1 --kind patent --number ZL201710601862.3 \
  --date 2025-05-03 -o json
before=$(field entry)
expect 0 ippledge loan get qingcao HT-1
says "from, to         2024-03-01 – 2026-05-01"
says "state, class     open, substandard, 91 days overdue"
expect 0 chinese ippledge loan get qingcao HT-1
says "借款企业      蒙西药业有限公司 (91150100MA0N5K3Y7M)"
says "状态、分类    未结清, 次级，逾期 91 天"
expect 0 ippledge loan get qingcao HT-1 -o json
says '"draw_number": "J2"'
cat >correction.textproto <<END
loan { bank: "qingcao" contract_number: "HT-1" }
correction {
  corrects_entry: $entry
  reason: "amount misread on the voucher"
  loan { $(loan HT-1 75000000) }
}
END
expect 0 ippledge loan correct correction.textproto -o json
equal "$(field disbursed_fen)" 95000000 "after the correction"
expect 6 ippledge loan void qingcao HT-1 --entry "$entry" --reason "recorded twice"
loan HT-2 >second.textproto
expect 0 ippledge loan record second.textproto -o json
expect 0 ippledge loan void qingcao HT-2 --entry "$(field entry)" --reason "recorded twice"
expect 0 ippledge loan list -o csv
says "qingcao,HT-1,971190000013,蒙西药业有限公司,91150100MA0N5K3Y7M,150102,150100,SMALL,C27,1000000.00,"
says ",VOIDED,"
expect 0 ippledge loan list --at "$before" -o jsonl
equal "$(wc -l <<<"$out")" 1 "loans at $before"

# ---- refusals ----
expect 3 ippledge loan get qingcao HT-9
talks "why:   bank qingcao has recorded no loan with contract number HT-9"
expect 3 ippledge loan get qingcao HT-9 --lang zh
equal "$err" "错误：无法显示贷款
原因：银行 qingcao 没有登记合同号为 HT-9 的贷款
办法：请核对银行与合同号；须先登记贷款，再登记其后续事项" "in Chinese"
expect 4 ippledge loan get yunshan HT-1
expect 4 ippledge report publish --month 2025-06
expect 3 ippledge --programme nowhere totals
expect 3 ippledge journal get 99999
expect 2 ippledge nonsense
expect 2 ippledge totals --by nonsense
expect 2 ippledge loan record no-such-file.textproto
expect 6 ippledge loan extend qingcao HT-1 --agreed 2025-02-20 --maturity 2020-05-01
expect 0 ippledge --help
expect 0 ippledge loan draw --help

# ---- import: some rows refused, mended, sent again ----
ippledge-sample --loans 50 --out sheet.csv
as ip_office ip-office
mv sheet.csv good.csv
# One row without its amount.
awk -F, -v OFS=, 'NR == 5 { $15 = "" } { print }' good.csv >sheet.csv
expect 8 ippledge import loans sheet.csv --dry-run -o json
rows=$(field rows)
equal "$(field refused)" 1 "refused in the dry run"
expect 8 ippledge import loans sheet.csv -o json
equal "$(field new) $(field refused)" "$((rows - 1)) 1" "import"
[[ -s sheet.csv.refused.csv ]] || fail "no file of refused rows"
expect 0 ippledge import loans good.csv -o json
equal "$(field new) $(field already)" "1 $((rows - 1))" "mended"
expect 2 ippledge import loans no-such-file.csv

# ---- figures ----
as finance_bureau finance-bureau
expect 0 ippledge report publish --month 2025-06 -o json
published=$(field disbursed_fen)
expect 0 ippledge totals --as-of 2025-06-30 --at "$(field at)" --measure disbursed -o csv
equal "$(tail -1 <<<"${out//./}")" "$published" "the official figure, again"
expect 6 ippledge report publish --month 2099-06
for form in table json jsonl csv; do
  for command in "totals --by year,unit" "totals --by bank --as-of 2024-12-31 --at $before" \
    trajectory "diff --from $before --by year" "report list" "report patents --min-amount 1万元" \
    "watch --count 1" "journal list --limit 3" "journal get 1" "journal follow --from 1 --count 2" \
    "loan list --limit 2" "body list" "opening list" "programme list" "programme show"; do
    # shellcheck disable=SC2086
    expect 0 ippledge $command -o $form
    [[ -n $out ]] || fail "nothing printed: $command -o $form"
    # What never ends is no single document.
    [[ $form != json || $command == "journal follow"* ]] || is_json "$command"
  done
done
expect 0 ippledge totals --by ip_kind --measure disbursed,firms --as-of 2025-06-30
says "* rows do not add up to the total"
expect 0 chinese ippledge totals --by ip_kind --measure disbursed --unit 亿元
says "知识产权类型      放款金额（亿元）
----------------  ----------------
专利                         "
says "
合计                        "
expect 0 ippledge totals --by unit --where unit=150100 --measure loans -o csv
equal "${out%%$'\n'*}" "unit,unit_name,loans" "columns"
expect 0 ippledge export totals --by month,unit --out totals.csv
equal "$(head -c 3 totals.csv | od -An -tx1 | tr -d ' ')" efbbbf "byte order mark"
expect 0 ippledge export loans --out loans.jsonl
equal "$(wc -l <loans.jsonl)" "$(ippledge loan list --limit 10000 -o jsonl | wc -l)" "exported"

stop_server
equal "$server_code" 0 "exit code of the server"
expect 7 ippledge --timeout 1 totals
echo "every command of docs/cli.md, in every form, with every exit code"
