#!/usr/bin/env python3
"""Holds each kind of call to its budget of instructions.

Usage: budget.py PROGRAM [--compiler TEXT] [--renew] [--runs N] [--keep FOLDER]

Runs PROGRAM (budget_calls) under callgrind, which counts the instructions of each kind of call, and
compares what each room of the write path took with budgets.txt beside this script. A count needs no
quiet machine: it is the same on a slow one.

Exit code 1 when a budget is exceeded, a room is new or one is gone; 77 when there is nothing to
compare with here: no valgrind, a lesser processor, or another compiler, valgrind or system than the
budgets were counted with. What it is, is said.

--compiler TEXT  what compiled PROGRAM
--renew          writes what was counted into budgets.txt
--runs N         counts N times and prints how far they are apart; the median counts
--keep FOLDER    leaves callgrind's files there, for callgrind_annotate
"""
import argparse
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import typing

BUDGETS = pathlib.Path(__file__).resolve().parent / "budgets.txt"
SKIPPED = 77
# A call that takes less of a room does not really use it: of reads, the end of their count.
INSTRUCTIONS_MIN = 1_000
# A room may take so many more whatever its tolerance: locks that another thread has just then.
SLACK = 300
SECONDS_MAX = 300
ATTEMPTS = 3
# Valgrind shows programs the same processor wherever the real one has these: with AVX2, without
# AVX-512 and SHA. On a lesser one libraries take other ways.
PROCESSOR_FLAGS = {"abm", "avx2", "bmi1", "bmi2", "f16c", "fma", "rdrand"}


class Room(typing.NamedTuple):
    functions: str  # what they do, with all that they call
    tolerance: float  # per cent of its budget
    within: str = ""  # the room that it is called from, and not counted in


# Rooms do not overlap, so that they sum up to the whole. Tolerances: docs/performance.md.
ROOMS = {
    "parse": Room(r"ippledge::server::(ParseMessage|TakeApart)\(|"
                  r"ippledge::wire::Parse(Write|Batch)\(", 3),
    "intake": Room(r"ippledge::engine::.*ThreadedEngine::Submit\(", 3),
    "decide": Room(r"ippledge::engine::Stager::(Stage|Close)\(", 3),
    "commit": Room(r"ippledge::engine::Committer::MakeDurable\(", 3),
    "journal": Room(r"ippledge::storage::.*RocksLog::Append\(", 10, within="commit"),
    "answer": Room(r"ippledge::engine::Committer::Answer\(", 3),
    "index": Room(r"ippledge::engine::WriteRound\(", 3),
    "index file": Room(r"ippledge::storage::.*RocksIndex::WriteRound\(", 10, within="index"),
    "read": Room(r"ippledge::server::Read(Totals|Receipt)\(", 3),
}
# gRPC's work is in no room: which of its threads does it, and how much at once, is chance.
SENDING = (r"grpc::ServerUnaryReactor::Finish\(|"
           r"grpc::internal::CallbackBidiHandler<.*>::.*::Write\(")
# Of rooms above, shown apart.
PARTS = {
    "commit: seal": Room(r"ippledge::engine::Sealer::Seal\(", 3),
}
WHOLE = "whole"
WHOLE_TOLERANCE = 3

HEAD = """\
# Instructions that one call of each kind may take, by room of the write path; a loan of a batch is
# one call. "whole" is the sum of the rooms; "commit: seal" is in "commit", gRPC's work in none.
#
# tests/budget/budget.py counts and compares, and has the tolerances. A change that needs more says
# why in its commit, and renews: cmake --build --preset release --target budget_renew
#
"""
COUNTED_WITH = "# Counted with: "
COLUMNS = "#\n# kind | room | instructions\n"


class Disturbed(Exception):
    """The count says nothing; another one will."""


class Profile(typing.NamedTuple):
    """One of callgrind's files."""
    kind: str  # None: not of ours
    calls: int
    inclusive: dict  # function: instructions with all that it calls
    between: dict  # (caller, called): instructions of these calls
    under_way: set  # functions that ran when counting began: what they took is not known


def read_dump(text):
    profile = Profile(None, 0, {}, {}, set())
    names = {}
    function = called = None
    for line in text.splitlines():
        if line.startswith("fn="):
            number, _, name = line[3:].partition(" ")
            function, called = names.setdefault(number, name), None
        elif line.startswith("cfn="):
            number, _, name = line[4:].partition(" ")
            called = names.setdefault(number, name)
        elif line[:1].isdigit() or line[:1] in "+-*":
            fields = line.split()
            if function is None or len(fields) < 2:
                continue
            cost = int(fields[1])
            if cost >= 1 << 63:  # nonsense below zero: less than what had been counted before
                profile.under_way.update({function, called} - {None})
                called = None
                continue
            profile.inclusive[function] = profile.inclusive.get(function, 0) + cost
            if called is not None:
                edge = function, called
                profile.between[edge] = profile.between.get(edge, 0) + cost
                called = None
        elif line.startswith("desc: Trigger: Client Request: "):
            kind, _, calls = line.partition("Request: ")[2].rpartition("|")
            profile = profile._replace(kind=kind, calls=int(calls))
    return profile


def took(profile, functions):
    """What the functions did, with all that they called: what one calls of them counts once."""
    # What a lambda within does, its function has called.
    ours = {name for name in profile.inclusive.keys() | profile.under_way
            if re.match(functions, name) and "{lambda" not in name}
    # A caller has its answer before the function that sends it has returned: the rest is little.
    if functions != SENDING and ours & profile.under_way:
        raise Disturbed(f"{profile.kind}: a thread was at work when counting began")
    return (sum(profile.inclusive.get(name, 0) for name in ours)
            - sum(cost for (caller, called), cost in profile.between.items()
                  if caller in ours and called in ours))


def rooms_of(profile):
    """Instructions of one call, by room."""
    def shown(costs):
        return {name: round(cost / profile.calls) for name, cost in costs.items()
                if cost >= INSTRUCTIONS_MIN * profile.calls}
    costs = {name: took(profile, room.functions) for name, room in ROOMS.items()}
    for name, room in ROOMS.items():
        if room.within:
            costs[room.within] -= costs[name]
    costs["answer"] -= took(profile, SENDING)
    rooms = shown(costs)
    parts = shown({name: took(profile, part.functions) for name, part in PARTS.items()})
    return rooms | {WHOLE: sum(rooms.values())} | parts


def tolerance_of(room):
    return WHOLE_TOLERANCE if room == WHOLE else (ROOMS | PARTS)[room].tolerance


def read_budgets(text):
    """What they were counted with, and {(kind, room): instructions}."""
    counted_with, budgets = "", {}
    for line in text.splitlines():
        if line.startswith(COUNTED_WITH):
            counted_with = line.removeprefix(COUNTED_WITH)
        elif line.strip() and not line.startswith("#"):
            kind, room, instructions = (field.strip() for field in line.split("|"))
            budgets[kind, room] = int(instructions.replace(",", ""))
    return counted_with, budgets


def format_budgets(counted_with, counted):
    rows = [f"{kind:24} | {room:12} | {cost:>10,}\n" for (kind, room), cost in counted.items()]
    return HEAD + COUNTED_WITH + counted_with + "\n" + COLUMNS + "".join(rows)


def compare(counted, budgets):
    """What breaks a budget, and what has become cheaper by more than the tolerance: two lists."""
    broken, cheaper = [], []
    for key, cost in counted.items():
        name = " / ".join(key)
        if key not in budgets:
            broken.append(f"{name}: {cost:,} instructions, and no budget")
            continue
        change = cost - budgets[key]
        allowed = max(SLACK, budgets[key] * tolerance_of(key[1]) / 100)
        text = (f"{name}: {cost:,} instructions, budget {budgets[key]:,}: "
                f"{100 * change / budgets[key]:+.1f} %")
        if change > allowed:
            broken.append(f"{text}, allowed {100 * allowed / budgets[key]:.1f} %")
        elif change < -allowed:
            cheaper.append(text)
    for key in budgets.keys() - counted.keys():
        broken.append(f"{' / '.join(key)}: has a budget, but was not counted; was a function of "
                      "ROOMS renamed?")
    return broken, cheaper


def spread_of(runs):
    """{(kind, room): (median, per cent between least and most)} of several counts."""
    spread = {}
    for key in dict.fromkeys(key for run in runs for key in run):
        costs = [run.get(key, 0) for run in runs]
        median = round(statistics.median(costs))
        spread[key] = median, 100 * (max(costs) - min(costs)) / max(median, 1)
    return spread


def print_spread(spread):
    for (kind, room), (median, per_cent) in spread.items():
        print(f"{kind:24} | {room:12} | {median:>10,} | {per_cent:6.2f} %")
    for room in [*ROOMS, WHOLE, *PARTS]:
        worst = sorted((per_cent for (_, of), (_, per_cent) in spread.items() if of == room))
        if worst:
            print(f"{room:12}: at most {worst[-1]:.2f} % apart, half of the kinds "
                  f"{worst[len(worst) // 2]:.2f} %; allowed {tolerance_of(room):g} %")


def lacks(cpuinfo):
    """Flags that the processor is without."""
    flags = re.search(r"^flags\s*:(.*)$", cpuinfo, re.MULTILINE)
    return PROCESSOR_FLAGS - set(flags.group(1).split() if flags else ())


def counts_with(compiler):
    """What decides how many instructions the same source takes."""
    valgrind = subprocess.run(["valgrind", "--version"], capture_output=True, text=True, check=True)
    system = platform.freedesktop_os_release()
    return ", ".join([compiler, valgrind.stdout.strip(), f"{system['ID']} {system['VERSION_ID']}"])


def without_random_addresses():
    """Words before the command: addresses decide how tables of hashes lie."""
    setarch = shutil.which("setarch")
    works = setarch and subprocess.run([setarch, "-R", "true"], capture_output=True).returncode == 0
    return [setarch, "-R"] if works else []


def count(program, folder):
    """{(kind, room): instructions} of a run of `program`; callgrind's files go into `folder`."""
    for attempt in range(ATTEMPTS):
        try:
            return count_once(program, folder / f"{attempt + 1}")
        except Disturbed as why:
            print(f"counted again: {why}")
    sys.exit("budget: no count succeeded")


def count_once(program, folder):
    folder.mkdir(parents=True)
    # Which thread goes on where another waits is the kernel's choice: fewer on one processor.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    # The same environment for everybody: it lies on the stack.
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TMPDIR": str(folder)}
    command = [*without_random_addresses(), "valgrind", "--tool=callgrind", "--quiet",
               "--instr-atstart=no", "--dump-line=no",
               f"--callgrind-out-file={folder}/callgrind.out", os.path.abspath(program),
               "--gtest_brief=1"]
    done = subprocess.run(command, env=environment, cwd=folder, text=True, timeout=SECONDS_MAX,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\nbudget: {' '.join(command)} ended with {done.returncode}")
    counted = {}
    dumps = folder.glob("callgrind.out.*")
    for dump in sorted(dumps, key=lambda path: int(path.suffix[1:])):
        profile = read_dump(dump.read_text())
        if profile.kind is not None:
            counted |= {(profile.kind, room): cost for room, cost in rooms_of(profile).items()}
    if not counted:
        sys.exit("budget: nothing was counted")
    return counted


def skip(why):
    print(f"budget: not counted: {why}")
    return SKIPPED


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program")
    parser.add_argument("--compiler", default="")
    parser.add_argument("--renew", action="store_true")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path)
    arguments = parser.parse_args()
    if shutil.which("valgrind") is None:
        return skip("there is no valgrind; tools/install-packages installs it")
    if missing := lacks(pathlib.Path("/proc/cpuinfo").read_text()):
        return skip(f"the processor has no {', '.join(sorted(missing))}, so that libraries take "
                    "other ways than where the budgets were counted")
    counted_with, budgets = read_budgets(BUDGETS.read_text())
    here = counts_with(arguments.compiler)
    if here != counted_with and not arguments.renew:
        return skip(f"the budgets are of {counted_with}; this is {here}")

    with tempfile.TemporaryDirectory() as own:
        folder = arguments.keep.resolve() if arguments.keep else pathlib.Path(own)
        runs = [count(arguments.program, folder / f"run-{i + 1}") for i in range(arguments.runs)]
    spread = spread_of(runs)
    if arguments.runs > 1:
        print_spread(spread)
    counted = {key: median for key, (median, _) in spread.items()}
    if arguments.renew:
        BUDGETS.write_text(format_budgets(here, counted))
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
