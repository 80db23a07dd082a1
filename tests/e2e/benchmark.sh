#!/usr/bin/env bash
# The benchmark with a handful of loans: every part that needs no other store runs, its checks pass,
# the document says what was measured, goals are judged, the tables can be made from it again.
#
# Usage: tests/e2e/benchmark.sh FOLDER
source "$(dirname "${BASH_SOURCE[0]}")/programs.sh"

ippledge-bench --folder scratch --out out --no-peers --rounds 2 --scale 0.002 --growth 10000 \
  --lines 200 >run.out 2>run.err || fail "$(tail -5 run.err run.out)"

python3 - out/results.json <<'PYTHON' || fail "out/results.json"
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    results = json.load(file)

failed = [check for check in results["checks"] if not check["passed"]]
assert not failed, failed
# Each part that records: balance and audit.
assert len(results["checks"]) >= 12, results["checks"]
assert results["machine"]["cpu"] and results["machine"]["cores"] > 0, results["machine"]
assert results["machine"]["fdatasync_p50_ms"] > 0, results["machine"]
assert set(results["run"]["parts"]) >= {"modes", "contention", "open", "kinds", "growth", "totals",
                                        "tls", "month", "backups", "neighbours",
                                        "overload"}, results["run"]

for comparison in results["comparisons"]:
    if comparison["name"].startswith("overload of"):
        continue
    for contender in comparison["contenders"]:
        name = f'{comparison["name"]}: {contender["name"]}'
        refused = sum(round_["refused"] for round_ in contender["rounds"])
        assert refused == 0, f"{name}: {refused} refused"

# What needs a peer says that it was not measured; all others have a verdict from two rounds.
peers = {"batches_postgresql", "batches_sqlite_fresh", "batches_sqlite_grown", "bytes",
         "totals_roll_up", "totals_other"}
goals = {goal["key"]: goal for goal in results["goals"]}
for key, goal in goals.items():
    if key in peers:
        assert goal["verdict"] == "NOT_MEASURED", goal
    elif key != "memory":
        assert goal["verdict"] in ("MISSED", "MUST_MET", "AIM_MET"), goal
        assert goal["measured"]["rounds"] == 2, goal
        spread = goal["measured"]
        assert spread["least"] <= spread["median"] <= spread["most"], goal
assert goals["memory"]["verdict"] == "STATED" and goals["memory"]["measured"]["median"] > 10

# Open loop: what was offered is accounted for.
curves = {(curve["name"], curve["contender"]) for curve in results["curves"]}
assert ("stream", "ippledge") in curves and ("unary", "empty handler") in curves, curves
for curve in results["curves"]:
    # Of overloads six in each of two rounds.
    points = 12 if curve["name"].startswith("overload") else 8
    assert len(curve["points"]) == points, curve["name"]
    for point in curve["points"]:
        assert point["p50_ms"] <= point["p99_ms"] <= point["max_ms"], point
# The last tenth comes in whole batches, one or more a round.
assert [point["loans"] for point in results["growth"]] == [9000, 11000], results["growth"]
PYTHON

ippledge-bench --markdown out/results.json >again.md
cmp again.md out/results.md || fail "the tables of the document are others"
grep -q "^| reopen after kill -9 " again.md || fail "no goals in $(head -5 again.md)"
code=0
ippledge-bench --markdown out/growth.txt >/dev/null 2>not.err || code=$?
equal "$code" 1 "exit code for a file that is no document"

if command -v gnuplot >/dev/null; then
  "$repository/tools/bench/pictures" "$PWD/out"
  for picture in latency growth; do
    grep -q "<svg" "out/$picture.svg" || fail "no picture $picture.svg"
  done
fi
