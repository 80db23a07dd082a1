#!/usr/bin/env python3
"""docs/api.md has every reason of ledger/reason.h, and no other.

Usage: docs_reasons_test.py [REPOSITORY]

Compares number, name and canonical code, and that each key which the texts of
ledger/reason_rows*.h are filled with is documented. Exit code 1 and one line a finding.
"""
import pathlib
import re
import sys

REASONS_MIN = 60  # fewer: this script no longer understands the sources

NUMBER = re.compile(r"^  (k\w+) = (\d+),", re.M)
CODE = re.compile(r"constexpr absl::StatusCode (k\w+) = absl::StatusCode::k(\w+);")
TEXT = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
ROW = re.compile(r'\{Reason::(k\w+), (k\w+), "(\w+)",\s*' + TEXT + r",\s*" + TEXT + r"\}")
HEADING = re.compile(r"^#### ([A-Z_]+)$")
DOC_ROW = re.compile(r"^\| (\d+) \| `(\w+)` \|([^|]*)\|[^|]*\|$")


def upper_snake(camel):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", camel).upper()


def reasons_of_code(root):
    """Name: (number, code, keys of its texts)."""
    numbers = dict(NUMBER.findall((root / "ledger/reason.h").read_text(encoding="utf-8")))
    source = "".join((root / "ledger" / name).read_text(encoding="utf-8")
                     for name in ("reason_rows.h", "reason_rows_trust.h"))
    codes = {alias: upper_snake(code) for alias, code in CODE.findall(source)}
    reasons = {}
    for constant, alias, name, english, chinese in ROW.findall(source):
        keys = set(re.findall(r"\{(\w+)\}", english + chinese)) - {"field"}
        reasons[name] = (int(numbers.pop(constant)), codes[alias], keys)
    numbers.pop("kNone", None)
    return reasons, sorted(numbers)


def reasons_of_docs(root):
    """The same, from the tables below the headings that name a code."""
    reasons, code = {}, None
    for line in (root / "docs/api.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = HEADING.match(line)
            code = heading[1] if heading else None
        row = DOC_ROW.match(line)
        if row and code:
            keys = {key.strip() for key in row[3].split(",")} - {""}
            reasons[row[2]] = (int(row[1]), code, keys)
    return reasons


def check(root):
    """Findings of the repository at `root`."""
    coded, without_row = reasons_of_code(root)
    documented = reasons_of_docs(root)
    findings = [f"ledger/reason_rows*.h: no row of {constant}" for constant in without_row]
    if len(coded) < REASONS_MIN:
        findings.append(f"ledger/reason_rows*.h: only {len(coded)} reasons were found")
    for name, (number, code, keys) in coded.items():
        if name not in documented:
            findings.append(f"docs/api.md: {name} ({number}, {code}) is missing")
            continue
        doc_number, doc_code, doc_keys = documented[name]
        if doc_number != number:
            findings.append(f"docs/api.md: {name} is {number}, not {doc_number}")
        if doc_code != code:
            findings.append(f"docs/api.md: {name} is {code}, not {doc_code}")
        for key in sorted(keys - doc_keys):
            findings.append(f"docs/api.md: {name} has metadata {key}")
    for name in documented.keys() - coded.keys():
        findings.append(f"docs/api.md: {name} is no reason of ledger/reason.h")
    return findings


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    findings = check(root)
    for finding in findings:
        print(finding)
    print(f"reasons: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
