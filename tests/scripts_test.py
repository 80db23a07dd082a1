#!/usr/bin/env python3
"""The checkers of this folder find what they should: each fault is planted and must be told.

Usage: scripts_test.py REPOSITORY
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

REPOSITORY = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(REPOSITORY / "tests"))
sys.dont_write_bytecode = True

import check_layers  # noqa: E402
import tidy  # noqa: E402

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
