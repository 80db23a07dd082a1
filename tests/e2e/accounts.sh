#!/usr/bin/env bash
# The fund through the command line, and its books as hledger, Ledger and Beancount read them: every
# balance of theirs must be the one that `ippledge fund status` shows.
#
# Usage: tests/e2e/accounts.sh FOLDER
#
# Exit code 77 (skipped, with the reason) when one of the three programs is missing.
for program in hledger ledger bean-query; do
  if ! command -v "$program" >/dev/null; then
    echo "skipped: $program is missing; tools/install-packages installs it" >&2
    exit 77
  fi
done
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

start_server store
as ip_office ip-office
found_programme

as finance_bureau finance-bureau
export IPPLEDGE_PERSON=p-1
two=(--second-person p-2)
record() { local id=$1 kind=$2 amount=$3 date=$4; shift 4
  ippledge fund record "$id" --kind "$kind" --amount "$amount" --date "$date" "$@"; }

expect 0 record PZ-1 appropriation-in 1亿元 2024-02-01 --with finance-bureau --bank-reference 'L;1' \
  --memo 'first tranche, "urgent" [2024-02-02] :a:b: x:: 1/0'
expect 0 record PZ-1 appropriation-in 1亿元 2024-02-01 --with finance-bureau --bank-reference 'L;1' \
  --memo 'first tranche, "urgent" [2024-02-02] :a:b: x:: 1/0'
says "already recorded"
expect 5 record PZ-1 appropriation-in 2亿元 2024-02-01
talks "already recorded with other content"
expect 0 record PZ-2 财政拨入 6000万元 2024-03-01
expect 0 record PZ-3 co-funding-in 40000000 2024-03-15 --with yunshan
expect 4 record PZ-4 deposit-placed 5000万元 2024-04-01 --with qingcao
talks "two different persons must act"
expect 0 record PZ-4 deposit-placed 5000万元 2024-04-01 --with qingcao "${two[@]}"
expect 0 record PZ-5 deposit-placed 30000000.01 2024-04-02 --with yunshan "${two[@]}"
expect 0 record PZ-6 interest-in 12345.67 2024-06-21 --memo '; (x) | ="0" \'
expect 0 record PZ-7 fee-out 100.00 2024-06-22 "${two[@]}"
expect 0 ippledge fund reverse PZ-8 --of PZ-7 --reason "10, not 100" "${two[@]}"
expect 6 ippledge fund reverse PZ-9 --of PZ-7 --reason "again" "${two[@]}"
talks "was reversed by entry"
expect 0 record PZ-9 fee-out 10 2024-06-22 "${two[@]}"
expect 0 record 'PZ 10 "audit"' audit-cost-out 2万元 2024-06-25 "${two[@]}"
expect 0 record PZ-11 deposit-taken-back 2000万元 2024-06-29 --with qingcao
expect 0 record PZ-12 return-to-treasury 1000000 2024-06-30 "${two[@]}"
expect 0 record PZ-13 brought-forward 0.01 2024-01-01
expect 6 record PZ-14 return-to-treasury 10亿元 2024-06-30 "${two[@]}"
talks "exceeds what the fund has available: cash 13899233567 fen"
expect 3 ippledge fund reverse PZ-14 --of nothing --reason x "${two[@]}"

# A claim from default to recovery: its movements are made by its steps.
paying_policy p >policy.textproto
loan HT-1 100000000 100000000 >loan.textproto
export IPPLEDGE_PERSON=p-1
as ip_office ip-office
expect 4 ippledge policy issue policy.textproto
expect 0 ippledge policy issue policy.textproto --second-person p-2
as bank_checker qingcao
expect 0 ippledge loan record loan.textproto
expect 3 ippledge claim file qingcao HT-1 K1
expect 0 ippledge cover apply qingcao HT-1
expect 6 ippledge cover report qingcao HT-1 default --date "$today"
talks "trigger"
expect 0 ippledge loan class qingcao HT-1 --date "$today" --class substandard --overdue-days 91
expect 0 ippledge cover report qingcao HT-1 default --date "$today"
expect 6 ippledge claim file qingcao HT-1 K1 --claimed 1000000.01
talks "claimed_above_loss"
expect 0 ippledge claim file qingcao HT-1 K1 --dry-run
says "400,000.00"
expect 0 ippledge claim file qingcao HT-1 K1
as fund_manager fund-manager
expect 0 ippledge claim step qingcao HT-1 K1 completeness accept
as ip_office ip-office
expect 0 ippledge claim step qingcao HT-1 K1 first-review accept
as finance_bureau finance-bureau
expect 4 ippledge claim step qingcao HT-1 K1 second-review accept
export IPPLEDGE_PERSON=p-3
expect 0 ippledge claim step qingcao HT-1 K1 second-review accept
expect 0 ippledge fund status
says "400,000.00 yuan"
expect 0 ippledge claim pay-run 2024-06 --second-person p-4
order=$(grep -o '2024-06-[0-9]*-1' expect.out | head -n 1)
expect 0 ippledge claim confirm-payment qingcao HT-1 K1 "$order" --date "$today" --second-person p-4
expect 6 ippledge claim pay-run 2024-06-again --second-person p-4
expect 6 ippledge fund reverse PZ-15 --of "$order" --reason x --second-person p-4
talks "belongs to a claim"
as bank_checker qingcao
expect 0 ippledge recovery record qingcao HT-1 K1 Z1 --source borrower --date "$today" \
  --amount 1000.01
as finance_bureau finance-bureau
remit=(ippledge recovery remit qingcao HT-1 K1 Z1 --voucher PZ-16 --date "$today")
expect 6 "${remit[@]}" --amount 400.01
expect 0 "${remit[@]}" --amount 400.00
expect 0 record PZ-17 taken-by-bank 1500000 2024-06-30 --with yunshan --second-person p-4
expect 0 ippledge fund reverse PZ-18 --of PZ-17 --reason "sent back" --second-person p-4
expect 0 record PZ-19 taken-by-bank 0.01 2024-06-30 --with yunshan --second-person p-4
export IPPLEDGE_PERSON=p-1

for form in table json jsonl csv; do
  for command in "fund status" "fund status --as-of 2024-04-01 --at 30" "fund movements"; do
    # shellcheck disable=SC2086
    expect 0 ippledge $command -o $form
    [[ -n $out ]] || fail "nothing printed: $command -o $form"
  done
done
expect 0 ippledge fund status
says "138,592,735.66 yuan"
ippledge fund status -o json >status.json
ippledge fund movements -o hledger --out fund.hledger
ippledge fund movements -o ledger >fund.ledger
ippledge fund movements -o beancount >fund.beancount

hledger -f fund.hledger check || fail "hledger check"
hledger -f fund.hledger balance --flat --empty -O csv >hledger.csv
ledger -f fund.ledger balance --flat --empty --no-total \
  --format '%(account),%(quantity(amount))\n' >ledger.csv
bean-check fund.beancount || fail "bean-check"
bean-query -f csv fund.beancount \
  'select account, number(only("CNY", sum(position))) as number group by account' >beancount.csv

python3 - <<'END' || fail "balances differ"
import csv, json
from decimal import Decimal

NAMES = ['', 'assets:special-account', 'assets:deposits', 'equity:committed',
         'liabilities:reserved', 'equity:brought-forward', 'equity:appropriated',
         'equity:co-funded', 'income:interest', 'expenses:fees', 'expenses:audit-costs',
         'expenses:claims-paid', 'income:recovered',
         'income:late-interest', 'income:clawed-back', 'equity:returned-to-treasury',
         'assets:taken-by-bank']
wanted = {}
for place, account in enumerate(json.load(open('status.json'))['accounts'], 1):
    def put(name, sums):
        net = Decimal(sums['debit_fen'] - sums['credit_fen']) / 100
        if net:
            wanted[name] = net
    if account.get('parties'):
        for party in account['parties']:
            name = party['counterparty']
            put(NAMES[place] + (':' + name if name else ''), party)
    else:
        put(NAMES[place], account)
assert len(wanted) >= 9 and sum(wanted.values()) == 0, wanted

def balances(path, header):
    found = {}
    for row in list(csv.reader(open(path)))[header:]:
        amount = Decimal(row[1].replace('CNY', '').replace(',', '').strip() or '0')
        if amount and not row[0].strip().lower().startswith('total'):
            found[row[0].strip().lower()] = amount
    return found

for path, header in (('hledger.csv', 1), ('ledger.csv', 0), ('beancount.csv', 1)):
    found = balances(path, header)
    assert found == wanted, f'{path}: {found}\nwanted: {wanted}'
END

stop_server
expect 0 ippledge-admin --store store verify
echo "three account programs show the balances of the fund"
