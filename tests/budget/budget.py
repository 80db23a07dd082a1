#!/usr/bin/env python3
"""Holds each kind of call to its budget of instructions.

Usage: budget.py PROGRAM [--renew] [--keep FOLDER]

Runs PROGRAM (budget_calls) under callgrind, which counts the instructions of each kind of call, and
compares what each room of the write path took with budgets.txt beside this script. A count needs no
quiet machine: it is the same on a slow one. Exit code 1 when a budget is exceeded, a room is new or
one is gone.

--renew        writes what was counted into budgets.txt, and keeps the tolerances of rows that stay
--keep FOLDER  leaves callgrind's files there, for callgrind_annotate
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BUDGETS = pathlib.Path(__file__).resolve().parent / "budgets.txt"
TOLERANCE = 5  # per cent, of a new row
# Rooms whose counts are less are noise beside the others.
INSTRUCTIONS_MIN = 100
SECONDS_MAX = 600

# A room of the write path is what these functions do, with all that they call. None calls another
# of the same column, so that the first column sums up to the whole.
ROOMS = {
    "parse": r"ippledge::server::ParseMessage\(|ippledge::wire::Parse(Write|Batch)\(",
    "intake": r"ippledge::engine::.*ThreadedEngine::Submit\(",
    "decide": r"ippledge::engine::Stager::Stage\(",
    "commit": r"ippledge::engine::Committer::MakeDurable\(",
    "answer": r"ippledge::engine::Committer::Answer\(",
    "index": r"ippledge::engine::WriteRound\(",
    "read": r"ippledge::server::Read(Totals|Receipt)\(",
}
PARTS = {
    "commit: seal": r"ippledge::engine::Sealer::Seal\(",
}

HEAD = """\
# Instructions that one call of each kind may take, by room of the write path; a loan of a batch is
# one call. "whole" is the sum of the rooms; gRPC's own work is in none but a part of "answer".
#
# tests/budget/budget.py counts and compares. A change that needs more says why in its commit, and
# renews: cmake --build --preset release --target budget_renew
#
# kind | room | instructions | tolerance in per cent
"""


def read_dump(text):
    """Kind, calls and {function: instructions with all it calls} of one of callgrind's files."""
    kind, calls = None, 0
    names, inclusive = {}, {}
    function = None
    for line in text.splitlines():
        if line.startswith("fn="):
            number, _, name = line[3:].partition(" ")
            function = names.setdefault(number, name)
        elif line[:1].isdigit() or line[:1] in "+-*":
            fields = line.split()
            if function is not None and len(fields) > 1:
                inclusive[function] = inclusive.get(function, 0) + int(fields[1])
        elif line.startswith("cfn="):
            number, _, name = line[4:].partition(" ")
            names.setdefault(number, name)
        elif line.startswith("desc: Trigger: Client Request: "):
            kind, _, count = line.partition("Request: ")[2].rpartition("|")
            calls = int(count)
    return kind, calls, inclusive


def rooms_of(calls, inclusive):
    """Instructions of one call, by room."""
    def took(pattern):
        # What a lambda within does, its function has called.
        return sum(cost for name, cost in inclusive.items()
                   if re.match(pattern, name) and "{lambda" not in name)
    rooms = {room: took(pattern) for room, pattern in ROOMS.items()}
    rooms["whole"] = sum(rooms.values())
    rooms |= {room: took(pattern) for room, pattern in PARTS.items()}
    return {room: round(cost / calls) for room, cost in rooms.items()
            if cost >= INSTRUCTIONS_MIN * calls}


def read_budgets(text):
    """{(kind, room): (instructions, tolerance)}."""
    budgets = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            kind, room, instructions, tolerance = (field.strip() for field in line.split("|"))
            budgets[kind, room] = int(instructions.replace(",", "")), float(tolerance)
    return budgets


def format_budgets(counted, before):
    lines = []
    for (kind, room), cost in counted.items():
        tolerance = before.get((kind, room), (0, TOLERANCE))[1]
        lines.append(f"{kind:24} | {room:12} | {cost:>10,} | {tolerance:>4g}\n")
    return HEAD + "".join(lines)


def compare(counted, budgets):
    """What breaks a budget, and what has become cheaper by more than the tolerance: two lists."""
    broken, cheaper = [], []
    for key, cost in counted.items():
        name = " / ".join(key)
        if key not in budgets:
            broken.append(f"{name}: {cost:,} instructions, and no budget")
            continue
        budget, tolerance = budgets[key]
        change = 100 * (cost - budget) / budget
        text = f"{name}: {cost:,} instructions, budget {budget:,}: {change:+.1f} %"
        if change > tolerance:
            broken.append(f"{text}, allowed {tolerance:g} %")
        elif change < -tolerance:
            cheaper.append(text)
    for key in budgets.keys() - counted.keys():
        broken.append(f"{' / '.join(key)}: has a budget, but was not counted; was a function of "
                      "ROOMS renamed?")
    return broken, cheaper


def without_random_addresses():
    """Words before the command: addresses decide how tables of hashes lie."""
    setarch = shutil.which("setarch")
    works = setarch and subprocess.run([setarch, "-R", "true"], capture_output=True).returncode == 0
    return [setarch, "-R"] if works else []


def count(program, folder):
    """{(kind, room): instructions} of a run of `program`; callgrind's files go into `folder`."""
    # Alone on a processor, no thread spins while it waits for another one.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    # The same environment for everybody: it lies on the stack.
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TMPDIR": str(folder)}
    command = [*without_random_addresses(), "valgrind", "--tool=callgrind", "--quiet",
               "--instr-atstart=no", f"--callgrind-out-file={folder}/callgrind.out",
               os.path.abspath(program), "--gtest_brief=1"]
    done = subprocess.run(command, env=environment, cwd=folder, text=True, timeout=SECONDS_MAX,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\nbudget: {' '.join(command)} ended with {done.returncode}")
    counted = {}
    dumps = folder.glob("callgrind.out.*")
    for dump in sorted(dumps, key=lambda path: int(path.suffix[1:])):
        kind, calls, inclusive = read_dump(dump.read_text())
        if kind is None:
            continue
        for room, cost in rooms_of(calls, inclusive).items():
            counted[kind, room] = cost
    return counted


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program")
    parser.add_argument("--renew", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as own:
        folder = arguments.keep.resolve() if arguments.keep else pathlib.Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        counted = count(arguments.program, folder)
    if not counted:
        sys.exit("budget: nothing was counted")
    budgets = read_budgets(BUDGETS.read_text()) if BUDGETS.exists() else {}
    if arguments.renew:
        BUDGETS.write_text(format_budgets(counted, budgets))
    broken, cheaper = compare(counted, budgets)
    for text in broken:
        print(text)
    for text in cheaper:
        print(f"cheaper now: {text}")
    if arguments.renew:
        print(f"budget: {len(counted)} budgets written to {BUDGETS}")
        return 0
    print(f"budget: {len(counted)} counted, {len(broken)} beyond their budget")
    if broken or cheaper:
        print("If that is meant: cmake --build --preset release --target budget_renew")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
