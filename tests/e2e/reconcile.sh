#!/usr/bin/env bash
# A month of the fund's account through the command line: statements in three forms, matching, the
# sheet, closing and opening again; what is refused, and that it leaves nothing behind.
#
# Usage: tests/e2e/reconcile.sh FOLDER
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

start_server store
as ip_office ip-office
found_programme
as finance_bureau finance-bureau
export IPPLEDGE_PERSON=p-1
two=(--second-person p-2)

expect 0 ippledge fund record PZ-1 --kind appropriation-in --amount 1亿元 --date 2025-06-02
expect 0 ippledge fund record PZ-2 --kind deposit-placed --with qingcao --amount 5000万元 \
  --date 2025-06-03 "${two[@]}"
expect 0 ippledge fund record PZ-3 --kind interest-in --amount 12345.67 --date 2025-06-21
expect 0 ippledge fund record PZ-4 --kind interest-in --amount 1.00 --date 2025-06-30

account=(--number 0602000109200001234 --name 风险补偿资金专户 --bank-name 内蒙古银行 --from 2025-06-01)
expect 4 ippledge account add --account special --holds cash "${account[@]}"
talks "two different persons must act"
expect 0 ippledge account add --account special --holds cash "${account[@]}" "${two[@]}"

# A file that does not add up is refused whole: nothing of it is in.
printf '%s\n' ':20:JUNE' ':25:0602000109200001234' ':28C:6/1' ':60F:C250601CNY0,00' \
  ':61:2506020602C100000000,00NTRFPZ-1//B-1' ':86:财政拨款' \
  ':61:2506030603D50000000,00NTRFNONREF//B-2' ':86:存放青草银行 PZ-2' \
  ':61:2506210621C12345,67NINTNONREF//B-3' ':86:利息 PZ-3' \
  ':61:2506290629D20,00NCHGNONREF//B-4' ':86:账户管理费' \
  ':62F:C250630CNY50012325,67' '-' >june.sta
sed 's/D20,00/D20,01/' june.sta >wrong.sta
expect 6 ippledge statement check wrong.sta
talks "opening balance and lines do not make the closing balance"
expect 6 ippledge statement import wrong.sta
sed 's/250629/250630/; s/2506210621/2506310631/' june.sta >unreal.sta
expect 6 ippledge statement import unreal.sta
talks "there is no such day"
expect 0 ippledge statement list -o csv
[[ $(wc -l <<<"$out") -eq 1 ]] || fail "a refused file left a statement: $out"

expect 0 ippledge statement import june.sta
says "recorded"
expect 0 ippledge statement import june.sta
says "already recorded"
expect 0 ippledge statement show "$(sha256sum june.sta | cut -c1-12)-0"
says "账户管理费"

expect 0 ippledge reconcile run --account special
says "3"
expect 0 ippledge reconcile run --account special
expect 0 ippledge reconcile sheet --account special --month 2025-06 -o csv
sheet=$out
says "balance,book,50012346.67"
says "sum,bank_out,-20.00"
says "sum,book_in,1.00"

# July as a table in GB18030, newest line first; the fee of June is booked, the interest arrives.
expect 0 ippledge fund record PZ-5 --kind fee-out --amount 20 --date 2025-06-29 "${two[@]}" \
  --bank-reference B-4
printf '%s\n' '账号：,0602000109200001234' '交易日期,交易流水号,摘要,收入,支出,余额' \
  '2025-07-08,B-6,转存,"2,000.00",,"50,014,326.67"' '2025-07-01,B-5,利息 PZ-4,1.00,,"50,012,326.67"' |
  iconv -f UTF-8 -t GB18030 >july.csv
expect 0 ippledge statement check july.csv
says "GB18030"
expect 0 ippledge statement import july.csv
expect 0 ippledge reconcile run --account special
expect 0 ippledge reconcile items --account special -o csv
says "2000.00"
[[ $(wc -l <<<"$out") -eq 2 ]] || fail "more is open than the unexplained 2,000.00: $out"

# June agrees now; at the earlier position it is what it was, to the byte.
position=$(sed -n '2s/^special,2025-06,\([0-9]*\),.*/\1/p' <<<"$sheet")
expect 0 ippledge reconcile sheet --account special --month 2025-06 --at "$position" -o csv
[[ $out == "$sheet" ]] || fail "the sheet of position $position is another: $out"

expect 0 ippledge period close --account special --month 2025-06
expect 6 ippledge fund record PZ-6 --kind interest-in --amount 1 --date 2025-06-30
talks "is closed"
expect 0 ippledge fund reverse PZ-7 --of PZ-3 --reason "of another account" "${two[@]}"
expect 0 ippledge reconcile sheet --account special --month 2025-06 -o csv
says "balance,book,50012326.67"
expect 4 ippledge period reopen --account special --month 2025-06 --text "late voucher"
expect 0 ippledge period reopen --account special --month 2025-06 --text "late voucher" "${two[@]}"
expect 0 ippledge fund record PZ-6 --kind interest-in --amount 1 --date 2025-06-30

# Nobody but the bureau writes, banks do not even read.
as bank_checker qingcao
expect 4 ippledge reconcile sheet --account special --month 2025-06
as ip_office ip-office
expect 4 ippledge reconcile run --account special

# Names of people are not in the journal, nor in the index.
as finance_bureau finance-bureau
stop_server
if grep -rqa "账户管理费" store --include='*.log' --include='*.sst'; then
  fail "a line's words lie on disk in the clear"
fi
expect 0 ippledge-admin --store store verify
echo "reconciled"
