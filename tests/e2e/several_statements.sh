#!/usr/bin/env bash
# One file with statements of several accounts and months: each goes to the account whose number it
# bears and counts for itself. Where one is refused, those before it count, it is taken back, those
# behind it are not sent; the same file again goes on there.
#
# Usage: tests/e2e/several_statements.sh FOLDER
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

rows() { equal "$(($(wc -l <<<"$out") - 1))" "$1" "rows of $out"; }
outcomes() { equal "$(sed 1d <<<"$out" | cut -d, -f8 | tr '\n' ' ')" "$1 " "outcomes"; }

start_server store
as ip_office ip-office
found_programme
as finance_bureau finance-bureau
export IPPLEDGE_PERSON=p-1
two=(--second-person p-2)
account=(--name 风险补偿资金专户 --bank-name 内蒙古银行 --from 2025-06-01)
expect 0 ippledge account add --account special --holds cash --number 0602-1 "${account[@]}" \
  "${two[@]}"
expect 0 ippledge account add --account deposit --holds deposits --bank qingcao --number 0602-7 \
  "${account[@]}" "${two[@]}"
expect 0 ippledge fund record PZ-1 --kind appropriation-in --amount 100万元 --date 2025-06-02
expect 0 ippledge fund record PZ-2 --kind deposit-placed --with qingcao --amount 40万元 \
  --date 2025-06-03 "${two[@]}"
expect 0 ippledge fund record PZ-3 --kind interest-in --amount 5 --date 2025-07-05

# statement NUMBER ACCOUNT OPENING DAY CLOSING DAY LINE...: a message of MT940; days as 250601.
statement() {
  printf ':20:%s\n:25:%s\n:28C:%s/1\n:60F:C%sCNY%s\n' "$1" "$2" "$1" "$4" "$3"
  local closing=$5 day=$6
  shift 6
  [[ $# -eq 0 ]] || printf ':61:%s\n' "$@"
  printf ':62F:C%sCNY%s\n-\n' "$day" "$closing"
}
june1=(2506020602C1000000,00NTRFPZ-1//B-1 2506030603D400000,00NTRFPZ-2//B-2)
{
  statement 6 0602-1 0,00 250601 600000,00 250630 "${june1[@]}"
  statement 7 0602-1 600000,00 250701 600005,00 250731 2507050705C5,00NINTPZ-3//B-3
  statement 8 0602-7 0,00 250601 400000,00 250630 2506030603C400000,00NTRFPZ-2//Q-1
} >months.sta
expect 0 ippledge statement check months.sta -o csv
expect 0 ippledge statement import months.sta --dry-run -o csv
rows 3
expect 0 ippledge statement list --account special -o csv
rows 0
expect 0 ippledge statement import months.sta -o csv
outcomes "RECORDED RECORDED RECORDED"
# Days from the first line on: a balance brought forward is of the day before.
says "special,2025-06-02,2025-06-30" && says "special,2025-07-05,2025-07-31"
says "deposit,2025-06-03,2025-06-30"
expect 0 ippledge statement import months.sta -o csv
outcomes "ALREADY_RECORDED ALREADY_RECORDED ALREADY_RECORDED"
expect 0 ippledge statement list --account special -o csv
rows 2
expect 0 ippledge statement list --account deposit -o csv
rows 1
for name in special deposit; do
  expect 0 ippledge reconcile run --account "$name"
  expect 0 ippledge reconcile items --account "$name" -o csv
  rows 0
  expect 0 ippledge period close --account "$name" --month 2025-06
done
expect 0 ippledge account list -o csv
says "2025-06"

# A statement of the deposit for July came by hand, with a wrong day more; the file's own overlaps.
wrong_lines=(2507100710C5,00NINTW-1//W-1 2508020802D5,00NINTW-2//W-2)
statement 1 0602-7 400000,00 250701 400000,00 250802 "${wrong_lines[@]}" >wrong.sta
expect 0 ippledge statement import wrong.sta
wrong="$(sha256sum wrong.sta | cut -c1-12)-0"
{
  statement 9 0602-1 600005,00 250801 600005,00 250831
  statement 10 0602-7 400000,00 250701 400000,00 250731
  statement 11 0602-7 400000,00 250801 400000,00 250831
} >later.sta
expect 6 ippledge statement import later.sta -o csv
outcomes "RECORDED WITHDRAWN"
talks "days of the statement are in another one already"
talks "nothing of it counts"
expect 0 ippledge statement list --account deposit --state counts -o csv
rows 2
expect 0 ippledge statement list --account special --state counts -o csv
rows 3
# What stood in the way is taken back by two; the file goes on with its second statement.
expect 4 ippledge statement withdraw "$wrong" --text "a day too many"
expect 0 ippledge statement withdraw "$wrong" --text "a day too many" "${two[@]}"
expect 0 ippledge statement import later.sta -o csv
outcomes "ALREADY_RECORDED RECORDED RECORDED"
expect 0 ippledge statement list --account deposit -o csv
equal "$(grep -c ,withdrawn, <<<"$out")" 2 "withdrawn"
equal "$(grep -c ,counts, <<<"$out")" 3 "counting"
expect 0 ippledge period close --account deposit --month 2025-07
expect 0 ippledge period close --account deposit --month 2025-08
expect 0 ippledge period list -o csv
rows 4
stop_server
expect 0 ippledge-admin --store store verify
echo "several statements of a file"
