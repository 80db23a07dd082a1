#!/usr/bin/env bash
# A guarantee programme of another country as a second programme: free-text codes, another
# currency, another layout of the sheet, read through its mapping. Sums are known from outside.
#
# Usage: tests/e2e/foreign.sh FOLDER
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

rows=2000
# A sheet as the public ones are: dollars with sign and blank, two-digit years, quoted names,
# lenders and trades that are not known. What must come out of it goes to other files.
awk -v rows=$rows -v seed=97 'BEGIN {
  srand(seed)
  split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", month, " ")
  split("CA TX IN OH FL NY WA", state, " ")
  split("BANK OF AMERICA NATL ASSOC|FIRST STATE BANK|\"WELLS, FARGO & CO.\"|", lender, "|")
  split("451120 722410 621210 0 811111 236115", trade, " ")
  print "LoanNr_ChkDgt,Name,City,State,Zip,Bank,BankState,NAICS,ApprovalDate,ApprovalFY,Term," \
        "NoEmp,RevLineCr,ChgOffDate,DisbursementDate,DisbursementGross,BalanceGross,MIS_Status," \
        "ChgOffPrinGr,GrAppv,SBA_Appv"
  for (i = 1; i <= rows; ++i) {
    year = 1969 + int(rand() * 45)
    dollars = 1000 * (1 + int(rand() * 2000)) + int(rand() * 1000)
    cents = int(rand() * 100)
    approved = int(dollars * (0.5 + rand()))
    where = state[1 + int(rand() * 7)]
    day = sprintf("%d-%s-%02d", 1 + int(rand() * 28), month[1 + int(rand() * 12)], year % 100)
    name = rand() < 0.01 ? "" : (i % 7 ? "ABC HOBBYCRAFT " i : "\"SMITH, JONES \"\"" i "\"\"\"")
    printf "%010d,%s,EVANSVILLE,%s,47711,%s,OH,%s,28-Feb-97,1997,%d,4,N,,%s,\"$%s.%02d \"," \
           "\"$0.00 \",P I F,\"$0.00 \",\"$%s.00 \",\"$%s.00 \"\n",
      1000014003 + 7 * i, name, where, lender[1 + int(rand() * 4)], trade[1 + int(rand() * 6)],
      int(rand() * 300), day, grouped(dollars), cents, grouped(approved), grouped(approved / 2)
    sum[where] += dollars * 100 + cents
    count[where] += 1
    years[year] += 1
  }
  for (where in sum) printf "%s,%.2f,%d\n", where, sum[where] / 100, count[where] >"by_state.csv"
  for (year in years) printf "%d,%d\n", year, years[year] >"by_year.csv"
}
function grouped(n,  text, out) {
  text = sprintf("%d", n)
  for (out = ""; length(text) > 3; text = substr(text, 1, length(text) - 3)) {
    out = "," substr(text, length(text) - 2) out
  }
  return text out
}' >guarantees.csv

start_server store
as ip_office ip-office
# Two programmes in one server: each command says which.
ippledge programme found "$repository/programmes/inner-mongolia.textproto" >/dev/null
export IPPLEDGE_PROGRAMME=us
ippledge programme found "$repository/programmes/example-free-text.textproto" >/dev/null

mapping=(--map "$repository/programmes/mappings/us-guarantee.textproto")
ippledge import loans "${mapping[@]}" --dry-run -o json guarantees.csv >dry.json 2>/dev/null
grep -q '"refused": 0' dry.json || fail "the dry run refuses rows: $(<dry.json)"
equal "$(ippledge totals --measure loans -o csv | tail -1 | tr -d '\r')" 0 "after a dry run"

for run in first again; do
  expect 0 ippledge import loans "${mapping[@]}" -o json guarantees.csv
  [[ $run == first ]] && wanted=$rows || wanted=0
  grep -q "\"new\": $wanted," <<<"$out" || fail "$run run: $out"
done

# figures BY: "value,sum,count" lines in order.
figures() { ippledge totals --by "$1" --measure "$2" -o csv | tail -n +2 | tr -d '\r'; }
equal "$(figures unit disbursed,loans | sed 's/^\([^,]*\),[^,]*,/\1,/' | sort)" \
  "$(sort by_state.csv)" "by state"
equal "$(figures year loans | sort)" "$(sort by_year.csv)" "by year"
[[ $(ippledge totals --by unit -o csv | head -1) == *disbursed_usd* ]] || fail "not in dollars"
ippledge programme list -o csv | grep -q '^us,' || fail "the second programme is not listed"

# The other programme has nothing of it.
equal "$(ippledge --programme nm totals --measure loans -o csv | tail -1 | tr -d '\r')" 0 "nm"
stop_server
equal "$server_code" 0 "exit code of the server"
echo "$rows rows of another country, sums by state and year as known from outside"
