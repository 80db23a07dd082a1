#!/usr/bin/env python3
"""Keeps the style that a formatter cannot: lengths, names, first lines, a test for each rule.

Usage: tidy.py [REPOSITORY]

Exit code 1 and one line a finding. The tables are ratchets: an allowance is the exact present
size and is lowered when the file shrinks; a file that grows past it is split, not allowed more.
"""
import pathlib
import re
import sys

COLUMNS_MAX = 100
LINES_MAX = 400

# Longer files, each with its exact number of lines and one subject.
LINES_ALLOWED = {
    "proto/ippledge/v1/claim_service.proto": 404,  # one service, one file
    "proto/ippledge/v1/loan_service.proto": 649,  # the same
    "proto/ippledge/v1/reconciliation_service.proto": 543,  # the same
}

# Sources under ledger/ without a test file of their name (loan_check.cc may be tested by
# loan_check_test.cc or loan_test.cc): where they are tested, or why there is nothing to test.
TESTED_ELSEWHERE = {
}

# Words that say nothing about what a thing does, and words that are the domain's own.
BANNED_FILE_WORDS = {"common", "helper", "helpers", "manager", "misc", "util", "utils"}
BANNED_IDENTIFIER = re.compile(r"\b\w*?(?:Manager|Helper|Util)s?(?![a-z])\w*")
DOMAIN_WORDS = {"kFundManager"}
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")

HAND_WRITTEN = {".cc", ".h", ".proto", ".py", ".sh", ".mjs", ".js", ".cmake", ".textproto", ".toml"}
PROSE = {".md"}
NOT_OURS = {"build", "node_modules", ".git"}
COMMENT_OR_TEXT = re.compile(r'//.*|"(?:[^"\\]|\\.)*"')


def is_script(path):
    """A file without suffix that begins with #!."""
    if path.suffix or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def check_text(name, text, is_code, findings):
    if "\r" in text:
        findings.append(f"{name}: carriage returns")
    if text and not text.endswith("\n"):
        findings.append(f"{name}: no newline at the end")
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{name}:{number}"
        if UNFINISHED.search(line):
            findings.append(f"{place}: unfinished work goes into an issue, not into the code")
        if not is_code:
            continue
        if len(line) > COLUMNS_MAX:
            findings.append(f"{place}: {len(line)} columns; at most {COLUMNS_MAX}")
        if "\t" in line:
            findings.append(f"{place}: a tab")
        if line != line.rstrip():
            findings.append(f"{place}: spaces at the end")


def check_size(name, lines, findings):
    allowed = LINES_ALLOWED.get(name)
    if allowed is None:
        if lines > LINES_MAX:
            findings.append(f"{name}: {lines} lines; at most {LINES_MAX}, split it by subject")
    elif lines > allowed:
        findings.append(f"{name}: {lines} lines; its allowance is {allowed}, split it")
    elif lines < allowed:
        what = f"lower its allowance from {allowed}" if lines > LINES_MAX else "drop its allowance"
        findings.append(f"{name}: {lines} lines; {what} in tests/tidy.py")


def check_names(path, name, text, findings):
    for word in re.split(r"[/_.-]", name):
        if word in BANNED_FILE_WORDS:
            findings.append(f"{name}: '{word}' in a file name; say what it does")
    if path.suffix not in (".cc", ".h"):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#include"):
            continue
        for found in BANNED_IDENTIFIER.finditer(COMMENT_OR_TEXT.sub("", line)):
            if found[0] not in DOMAIN_WORDS:
                findings.append(f"{name}:{number}: {found[0]}: name it for what it does")


def check_header(path, name, text, findings):
    if path.suffix != ".h":
        return
    if not text.startswith(f"// {name}: "):
        findings.append(f"{name}:1: begins with '// {name}: ' and its purpose")
    if "#pragma once\n" not in text:
        findings.append(f"{name}: no #pragma once")


def check_tests(root, names, findings):
    for name in sorted(names):
        if name.startswith("ledger/") and name.endswith(".cc"):
            words = name.removesuffix(".cc").split("_")
            tests = [f"tests/{'_'.join(words[:n])}_test.cc" for n in range(1, len(words) + 1)]
            if not names.intersection(tests) and name not in TESTED_ELSEWHERE:
                findings.append(f"{name}: no {tests[-1]}")
    for name, where in TESTED_ELSEWHERE.items():
        if name not in names:
            findings.append(f"tests/tidy.py: {name} is listed but does not exist")
        elif where.startswith("tests/") and not (root / where).exists():
            findings.append(f"tests/tidy.py: {where}, said to test {name}, does not exist")


def check(root):
    """Findings of the repository at `root`."""
    findings, names = [], set()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.split("/")[0] in NOT_OURS or not path.is_file():
            continue
        is_code = path.suffix in HAND_WRITTEN or path.name == "CMakeLists.txt" or is_script(path)
        if not is_code and path.suffix not in PROSE:
            continue
        names.add(name)
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            findings.append(f"{name}: not UTF-8")
            continue
        check_text(name, text, is_code, findings)
        check_names(path, name, text, findings)
        check_header(path, name, text, findings)
        if is_code and path.suffix != ".textproto":
            check_size(name, text.count("\n"), findings)
    for name in sorted(LINES_ALLOWED.keys() - names):
        findings.append(f"tests/tidy.py: {name} has an allowance but does not exist")
    check_tests(root, names, findings)
    return findings


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    findings = check(root)
    for finding in findings:
        print(finding)
    print(f"tidy: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
