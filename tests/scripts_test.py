#!/usr/bin/env python3
"""The checkers of this folder find what they should: each fault is planted and must be told. And
sources that are compiled as one are only those that may be.

Usage: scripts_test.py REPOSITORY
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

REPOSITORY = pathlib.Path(sys.argv[1])
sys.path[:0] = [str(REPOSITORY / folder) for folder in ("tests", "tests/budget", "cmake")]
sys.dont_write_bytecode = True

import budget  # noqa: E402
import check_layers  # noqa: E402
import tidy  # noqa: E402
import unity_groups  # noqa: E402

HEADER = "// {}: a thing.\n#pragma once\n"


class Tree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def assert_found(self, findings, *wanted):
        for text in wanted:
            self.assertTrue(any(text in finding for finding in findings), (text, findings))
        self.assertEqual(len(findings), len(wanted), findings)


class Layers(Tree):
    def setUp(self):
        super().setUp()
        for layer in check_layers.LAYERS:
            (self.root / layer).mkdir(parents=True)

    def check(self):
        return check_layers.check(self.root)

    def test_what_the_table_allows(self):
        self.write("ledger/a.cc", '#include <map>\n#include "absl/base.h"\n#include "ledger/a.h"\n')
        self.write("engine/a.cc", '#include <thread>\n#include "storage/a.h"\n')
        self.write("storage/a.h", '#include "ledger/a.h"\n')
        self.write("storage/inner.h", '#include "rocksdb/db.h"\n')
        self.write("storage/a.cc", '#include "storage/a.h"\n#include "storage/inner.h"\n')
        self.write("tests/a.cc", '#include "storage/inner.h"\n#include "what/ever.h"\n')
        self.write("proto/ippledge/v1/a.proto", 'import "google/protobuf/any.proto";\n')
        self.assertEqual(self.check(), [])

    def test_an_include_that_points_up(self):
        self.write("ledger/a.cc", '#include "storage/a.h"\n')
        self.write("engine/a.cc", '#include "ippledge/v1/a.pb.h"\n #  include <grpcpp/grpcpp.h>\n')
        self.write("tools/a.cc", '#include "server/a.h"\n')
        self.assert_found(self.check(), "ledger/a.cc:1: storage/a.h (storage)",
                          "engine/a.cc:1: ippledge/v1/a.pb.h (api protos)",
                          "engine/a.cc:2: grpcpp/grpcpp.h (gRPC)",
                          "tools/a.cc:1: server/a.h (server)")

    def test_the_pure_layer(self):
        self.write("ledger/a.cc", '#include <thread>\n#include "absl/time/clock.h"\n')
        self.write("ledger/b.cc", "#include <google/protobuf/message.h>\n#include <rocksdb/db.h>\n")
        self.assert_found(self.check(), "ledger/a.cc:1", "ledger/a.cc:2", "ledger/b.cc:1",
                          "ledger/b.cc:2")

    def test_a_header_that_brings_the_database_along(self):
        self.write("engine/a.cc", '#include "storage/a.h"\n')
        self.write("storage/a.h", '#include "storage/b.h"\n')
        self.write("storage/b.h", "#include <rocksdb/db.h>\n")
        self.assert_found(self.check(), "storage/b.h:1: rocksdb/db.h: engine/a.cc would get it too")

    def test_unknown_places(self):
        self.write("extra/a.h", "\n")
        self.write("client/a.cc", '#include "a.h"\n#include <boost/any.hpp>\n')
        self.write("proto/other/v1/a.proto", "\n")
        (self.root / "proof").rmdir()
        self.assert_found(self.check(), "extra/a.h: in no layer", "client/a.cc:1", "client/a.cc:2",
                          "proto/other/v1/a.proto", "proof/: listed as a layer, but missing")

    def test_protos_that_import_each_other(self):
        self.write("proto/ippledge/v1/a.proto", 'import "ippledge/stored/v1/entry.proto";\n')
        self.write("proto/ippledge/stored/v1/b.proto", 'import public "ippledge/v1/types.proto";\n')
        self.assert_found(self.check(), "proto/ippledge/v1/a.proto:1",
                          "proto/ippledge/stored/v1/b.proto:1")


class Tidy(Tree):
    def setUp(self):
        super().setUp()
        for table in ("LINES_ALLOWED", "TESTED_ELSEWHERE"):
            self.addCleanup(setattr, tidy, table, getattr(tidy, table))
            setattr(tidy, table, {})

    def check(self):
        return tidy.check(self.root)

    def test_a_tidy_tree(self):
        self.write("client/a.h", HEADER.format("client/a.h") + "enum { kFundManager, kUtility };\n")
        self.write("docs/a.md", "x" * 200 + "\n")
        self.write("ledger/loan_check.cc", "int x;\n")
        self.write("tests/ledger/loan_test.cc", "int x;\n")
        self.write("build/util.cc", "\t\r\n")
        self.assertEqual(self.check(), [])

    def test_lines(self):
        self.write("client/a.cc", "x" * 101 + "\n\tint y;\nint z; \n// TO" "DO\n")
        self.write("client/b.cc", "int x;\r\n")
        self.write("client/c.cc", "int x;")
        self.write("client/d.cc", b"// \xff\n")
        self.assert_found(self.check(), "a.cc:1: 101 columns", "a.cc:2: a tab", "a.cc:3: spaces",
                          "a.cc:4: unfinished", "b.cc: carriage", "c.cc: no newline",
                          "d.cc: not UTF-8")

    def test_long_files_and_their_allowances(self):
        self.write("client/a.cc", "int x;\n" * 401)
        self.write("client/b.cc", "int x;\n" * 400)
        self.assert_found(self.check(), "client/a.cc: 401 lines")
        tidy.LINES_ALLOWED = {"client/a.cc": 401}
        self.assertEqual(self.check(), [])
        tidy.LINES_ALLOWED = {"client/a.cc": 402, "client/gone.cc": 500}
        self.assert_found(self.check(), "lower its allowance from 402",
                          "client/gone.cc has an allowance")

    def test_names_that_say_nothing(self):
        self.write("client/string_util.cc", "int x;\n")
        self.write("client/a.cc", 'class LoanManager;\nint ToHelper();\n// Helper\nx = "Util";\n')
        self.assert_found(self.check(), "'util' in a file name", "a.cc:1: LoanManager",
                          "a.cc:2: ToHelper")

    def test_headers_say_what_they_are(self):
        self.write("client/a.h", "// client/b.h: other.\n#pragma once\n")
        self.write("client/c.h", "// client/c.h: a thing.\n")
        self.assert_found(self.check(), "client/a.h:1: begins", "client/c.h: no #pragma once")

    def test_rules_without_tests(self):
        self.write("ledger/loan.cc", "int x;\n")
        self.assert_found(self.check(), "ledger/loan.cc: no tests/ledger/loan_test.cc")


class UnityGroups(Tree):
    """Two sources are compiled as one only when neither can mistake the other's names."""

    def groups(self, *texts, own=True):
        """The groups of sources with these texts, in a namespace without a name if `own`."""
        sources = {}
        for number, text in enumerate(texts):
            includes = "".join(line + "\n" for line in text.split("\n") if line.startswith("#"))
            rest = "\n".join(line for line in text.split("\n") if not line.startswith("#"))
            inner = f"namespace {{\n{rest}\n}}  // namespace\n" if own else rest
            sources[f"{number}.cc"] = unity_groups.Source(
                f"{includes}namespace a::b {{\n{inner}\nvoid F{number}() {{}}\n}}\n")
        headers = unity_groups.headers_of(self.root)
        for source in sources.values():
            unity_groups.follow_includes(source, headers)
        return unity_groups.groups_of(sources, headers)

    def assert_apart(self, *texts, **more):
        self.assertEqual(self.groups(*texts, **more), [], texts)

    def assert_together(self, *texts, **more):
        self.assertEqual(self.groups(*texts, **more), [["0.cc", "1.cc"]], texts)

    def test_nothing_in_common(self):
        self.assert_together("int One(int x) { return x; }", "int Two(int x) { return x; }")
        self.assert_together("struct A { int same; };", "struct B { int same; };")
        self.assert_together("", "int Two();")

    def test_the_same_name(self):
        for one in ("int Same(int x) { return x; }", "constexpr int Same = 1;", "struct Same {};",
                    "using Same = int;", "enum { kFirst, Same };", "const char Same[] = {1};",
                    "template <typename T> std::vector<T> Same(T x) { return {x}; }",
                    "MATCHER_P(Same, n, \"\") { return arg == n; }", "enum class Same { kA };",
                    "[[maybe_unused]] constexpr std::pair<int, char> Same{1, 'a'};"):
            self.assert_apart(one, "double Same() { return 0; }")
            self.assert_apart(one, "void Other() { int Same = 1; }")
        self.assert_apart("static int Same() { return 1; }", "void Other() { Same(); }", own=False)
        self.assert_together("enum class A { kSame };", "enum class B { kSame };")

    def test_words_that_are_no_names(self):
        for other in ('const char* kText = "Same";', "// Same\nint Two();", "/* Same */ int Two();",
                      'const char* kText = R"x(\nSame)" )x";', "int Two = 1'000;"):
            self.assert_together("int Same();", other)

    def test_equal_using_may_stand_twice(self):
        self.assert_together("using ::testing::Eq;", "using testing::Eq;")
        self.assert_together("using testing::Eq;", "bool F() { return testing::Eq(1); }")
        self.assert_apart("using testing::Eq;", "using mine::Eq;")
        self.assert_apart("using testing::Eq;", "bool Eq(int x) { return x == 1; }")

    def test_names_of_headers(self):
        self.write("a/h.h", "namespace a {\nstruct Shown {};\n}\n")
        self.write("a/i.h", '#include "a/h.h"\nnamespace a::c {\nstruct Inner {};\n}\n')
        include = '#include "a/i.h"\n'
        self.assert_apart("int Shown();", include + "int Two();")
        self.assert_together(include + "int Shown();", include + "int Two();")
        # What hides a name where nobody needs it would hide it from another header, too.
        self.write("a/j.h", '#include "a/h.h"\nnamespace a {\nShown Use();\n}\n')
        hides = '#include "a/h.h"\nint Shown();'
        self.assert_apart(hides, '#include "a/j.h"\nint Two();')
        self.assert_together(hides, '#include "a/h.h"\nint Two();')
        # Two headers that define the same never met.
        self.write("a/k.h", "namespace a {\nstruct Shown {};\nclass Known;\n}\n")
        self.write("a/l.h", "namespace a {\nclass Known;\n}\n")
        self.assert_apart('#include "a/h.h"\nint One();', '#include "a/k.h"\nint Two();')
        self.assert_together('#include "a/l.h"\nint One();', '#include "a/k.h"\nint Two();')
        # In a namespace that is not around it.
        self.assert_together("int Inner();", include + "int Two();")

    def test_macros_stay_alone(self):
        self.assert_apart("#define X 1\nint One();", "int Two();")

    def test_groups_have_a_bound_and_an_order(self):
        texts = [f"int One{n}();" for n in range(unity_groups.GROUP_MAX + 2)]
        groups = self.groups(*texts)
        self.assertEqual([len(group) for group in groups], [unity_groups.GROUP_MAX, 2])
        self.assertEqual(groups, self.groups(*texts))


class Budget(unittest.TestCase):
    STAGE = "ippledge::engine::Stager::Stage(ippledge::engine::Submission)"
    CLOSE = "ippledge::engine::Stager::Close(ippledge::engine::Group&)"
    COMMIT = "ippledge::engine::Committer::MakeDurable(ippledge::engine::Group&)"
    APPEND = "ippledge::storage::(anonymous namespace)::RocksLog::Append(ippledge::storage::Term)"
    # Stage() takes 20 instructions itself and calls one that takes 40,000; a lambda of it took 900.
    # Committing takes 3,000, and waits for 20,000 of the journal. Intake is hardly used.
    DUMP = f"""# callgrind format
positions: line
desc: Trigger: Client Request: draw, late|2
fn=(1) {STAGE}
16 15
+1 5
cfn=(2) ippledge::Decide(int)
calls=2 40
+1 40000
fn=(2)
40 40000
fn=(3) {STAGE}::{{lambda()#1}}::operator()() const
41 900
fn=(1)
* 60
fn=(4) {COMMIT}
50 3000
cfn=(5) {APPEND}
calls=2 60
50 20000
fn=(5)
60 20000
fn=(6) ippledge::engine::(anonymous namespace)::ThreadedEngine::Submit(int)
70 800
totals: 104780
"""

    def rooms_of(self, dump):
        return budget.rooms_of(budget.read_dump(dump))

    def test_what_is_read_of_a_dump(self):
        profile = budget.read_dump(self.DUMP)
        self.assertEqual((profile.kind, profile.calls), ("draw, late", 2))
        self.assertEqual(profile.inclusive[self.STAGE], 40080)
        self.assertEqual(profile.between, {(self.STAGE, "ippledge::Decide(int)"): 40000,
                                           (self.COMMIT, self.APPEND): 20000})

    def test_rooms_do_not_overlap(self):
        rooms = {"decide": 20040, "commit": 1500, "journal": 10000, "whole": 31540}
        self.assertEqual(self.rooms_of(self.DUMP), rooms)
        # Two functions of a room count together, but once where one calls the other.
        closes = f"fn=(7) {self.CLOSE}\n70 400\n"
        rooms |= {"decide": 20240, "whole": 31740}
        self.assertEqual(self.rooms_of(self.DUMP + closes), rooms)
        called = f"fn=(1)\ncfn=(7) {self.CLOSE}\ncalls=1 70\n16 400\n"
        self.assertEqual(self.rooms_of(self.DUMP + called + closes), rooms)

    def test_a_function_that_ran_when_counting_began(self):
        nonsense = f"16 {(1 << 64) - 30_000}\n"
        for dump in (f"fn=(1)\n{nonsense}", f"fn=(8) Run()\ncfn=(1)\ncalls=1 40\n{nonsense}"):
            profile = budget.read_dump(self.DUMP + dump)
            self.assertIn(self.STAGE, profile.under_way)
            self.assertEqual(profile.inclusive[self.STAGE], 40_080)
            with self.assertRaises(budget.Disturbed):
                self.rooms_of(self.DUMP + dump)
        # Also when nothing else is known of it.
        alone = f"fn=(8) Run()\ncfn=(9) {self.CLOSE}\ncalls=1 40\n{nonsense}"
        with self.assertRaises(budget.Disturbed):
            self.rooms_of(self.DUMP + alone)
        # Outside of the rooms threads sleep in functions.
        self.rooms_of(self.DUMP + f"fn=(8) Await()\n{nonsense}")

    def test_what_grpc_sends_is_in_no_room(self):
        answer = "fn=(8) ippledge::engine::Committer::Answer(ippledge::engine::Group&)\n80 9000\n"
        sends = "fn=(9) grpc::ServerUnaryReactor::Finish(grpc::Status)\n81 5000\n"
        self.assertEqual(self.rooms_of(self.DUMP + answer + sends)["answer"], 2000)
        # What it still did for a call before that.
        before = f"fn=(10) Call()\ncfn=(9)\ncalls=1 80\n16 {(1 << 64) - 30_000}\n"
        self.assertEqual(self.rooms_of(self.DUMP + answer + sends + before)["answer"], 2000)

    def test_a_tenth_more_in_a_room_fails(self):
        def counted(instructions):
            dump = self.DUMP.replace(" 40000", f" {instructions}")
            return {("draw, late", room): cost for room, cost in self.rooms_of(dump).items()}
        _, budgets = budget.read_budgets(budget.format_budgets("", counted(40_000)))
        self.assertEqual(budget.compare(counted(40_000), budgets), ([], []))
        self.assertEqual(budget.compare(counted(40_800), budgets), ([], []))
        broken, _ = budget.compare(counted(44_008), budgets)
        self.assertIn("draw, late / decide: 22,044 instructions, budget 20,040: +10.0 %", broken[0])
        for room in [*budget.ROOMS, budget.WHOLE, *budget.PARTS]:
            key = ("draw", room)
            self.assertEqual(len(budget.compare({key: 11_001}, {key: 10_000})[0]), 1, room)

    def test_what_breaks_a_budget(self):
        draw, loan, read = ("draw", "decide"), ("loan", "decide"), ("receipt", "read")
        text = budget.format_budgets("a compiler, a system", {draw: 10_000, loan: 2000})
        counted_with, budgets = budget.read_budgets(text)
        self.assertEqual(counted_with, "a compiler, a system")
        self.assertEqual(budgets, {draw: 10_000, loan: 2000})
        self.assertEqual(budget.compare({draw: 10_200, loan: 1970}, budgets), ([], []))
        # In a small room locks may take more than its tolerance.
        self.assertEqual(budget.compare({draw: 10_000, loan: 2300}, budgets), ([], []))
        broken, cheaper = budget.compare({draw: 9000, loan: 2301, read: 7}, budgets)
        self.assertEqual(len(cheaper), 1)
        self.assertIn("draw / decide: 9,000", cheaper[0])
        self.assertEqual(len(broken), 2)
        self.assertIn("loan / decide: 2,301 instructions, budget 2,000: +15.1 %, allowed 15.0 %",
                      broken[0])
        self.assertIn("receipt / read: 7 instructions, and no budget", broken[1])
        gone, _ = budget.compare({draw: 10_000}, budgets)
        self.assertIn("has a budget, but was not counted", gone[0])

    def test_several_counts(self):
        draw, loan = ("draw", "decide"), ("loan", "decide")
        runs = [{draw: 1000, loan: 10}, {draw: 1030, loan: 10}, {draw: 990, loan: 10}]
        self.assertEqual(budget.spread_of(runs), {draw: (1000, 4.0), loan: (10, 0.0)})

    def test_a_lesser_processor_is_told(self):
        flags = " ".join(sorted(budget.PROCESSOR_FLAGS))
        self.assertEqual(budget.lacks(f"processor : 0\nflags\t\t: fpu {flags} sha_ni\n"), set())
        self.assertEqual(budget.lacks("flags : fpu " + flags.replace("avx2", "avx")), {"avx2"})
        self.assertEqual(budget.lacks(""), budget.PROCESSOR_FLAGS)


class InstallPackages(Tree):
    """With stand-ins for the package tools: only what is missing is asked for."""

    def run_with(self, installed):
        log = self.root / "log"
        self.write("bin/dpkg-query", f'#!/bin/sh\nfor p; do case $p in {installed}) '
                                     f'echo "$p installed";; esac; done\n')
        for name in ("apt-get", "npm", "sudo"):
            self.write(f"bin/{name}", f'#!/bin/sh\necho {name} "$@" >>{log}\n')
        self.write("bin/node", "#!/bin/sh\n")
        self.write("bin/id", "#!/bin/sh\necho 0\n")
        for path in (self.root / "bin").iterdir():
            path.chmod(0o755)
        script = self.root / "tools/install-packages"
        self.write("tools/install-packages", (REPOSITORY / "tools/install-packages").read_text())
        self.write("package-lock.json", "{}")
        path = f"{self.root}/bin:/usr/bin:/bin"
        done = subprocess.run(["bash", script], env={"PATH": path}, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return (log.read_text().splitlines() if log.exists() else []), done.stderr

    def test_only_what_is_missing(self):
        calls, said = self.run_with("g++|cmake|lib*")
        self.assertEqual(calls[0], "apt-get update -qq")
        self.assertIn(" ninja-build ", calls[1])
        self.assertNotIn(" librocksdb-dev", calls[1])
        self.assertTrue(calls[2].startswith("npm ci"), calls)
        self.assertIn("Installing Debian packages", said)

    def test_nothing_when_all_is_there(self):
        self.write("node_modules/.package-lock.json", "{}")
        calls, said = self.run_with("-*) ;; *")
        self.assertEqual([c for c in calls if not c.startswith("npm")], [])
        self.assertNotIn("Debian", said)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
