#!/usr/bin/env python3
"""Checks that every include points the way the layers allow.

Usage: check_layers.py [REPOSITORY]

The tables below are the rule; docs/architecture.md explains it. What is not listed is refused. Exit
code 1 and one line a finding: file:line: what, and what is allowed.
"""
import pathlib
import re
import sys

# What an include may name, by the beginning of its path. The longest beginning wins.
PARTS = {
    "ledger/": "ledger",
    "proof/": "proof",
    "proto/wire/": "wire",
    "storage/": "storage",
    "engine/": "engine",
    "audit/": "audit",
    "server/": "server",
    "client/": "client",
    "tools/": "tools",
    "tests/": "tests",
    "ippledge/v1/": "api protos",
    "ippledge/details/": "details protos",
    "ippledge/mapping/": "mapping protos",
    "ippledge/stored/": "stored protos",
    "absl/": "Abseil",
    "google/protobuf/": "protobuf",
    "grpc/": "gRPC",
    "grpcpp/": "gRPC",
    "rocksdb/": "RocksDB",
    "openssl/": "OpenSSL",
    "CLI/": "CLI11",
    "spdlog/": "spdlog",
    "toml++/": "toml++",
    "unicode/": "ICU",
    "benchmark/": "benchmark",
    "gtest/": "GoogleTest",
    "gmock/": "GoogleTest",
    "rapidcheck": "rapidcheck",
}

# Layer, by folder: what it may include besides itself and the standard library.
LAYERS = {
    "ledger": {"Abseil"},
    "proof": {"Abseil", "OpenSSL"},
    "proto/wire": {"Abseil", "ledger", "api protos", "details protos", "protobuf"},
    "storage": {"Abseil", "ledger", "proof", "RocksDB", "stored protos", "protobuf"},
    "engine": {"Abseil", "ledger", "proof", "storage"},
    "audit": {"Abseil", "ledger", "proof", "storage", "engine"},
    "server": {"Abseil", "ledger", "proof", "wire", "storage", "engine", "audit", "api protos",
               "details protos", "protobuf", "gRPC", "OpenSSL", "CLI11", "spdlog", "toml++"},
    "client": {"Abseil", "ledger", "proof", "wire", "api protos", "details protos",
               "mapping protos", "protobuf", "gRPC", "OpenSSL", "CLI11", "ICU"},
    "tools": {"Abseil", "ledger", "proof", "wire", "storage", "engine", "audit", "client",
              "api protos", "details protos", "stored protos", "protobuf", "gRPC", "RocksDB",
              "OpenSSL", "CLI11", "benchmark"},
}

# The rules know no input, output, clock, chance or thread: these standard headers stay out of them.
PURE = {"ledger"}
IMPURE = {"atomic", "condition_variable", "ctime", "filesystem", "fstream", "future", "iostream",
          "mutex", "random", "semaphore", "shared_mutex", "stop_token", "sys/time.h", "thread",
          "time.h", "unistd.h"}
IMPURE_PREFIXES = ("absl/base/call_once", "absl/random/", "absl/synchronization/",
                   "absl/time/clock")

# Headers of these layers that another folder includes, also through one another, stay free of
# these; inner headers and sources need not.
QUIET_HEADERS = {"storage": {"RocksDB", "protobuf", "stored protos"}}

# proto/: which package may import which, besides google/protobuf.
PROTO_IMPORTS = {
    "ippledge/v1/": {"ippledge/v1/"},
    "ippledge/mapping/v1/": {"ippledge/mapping/v1/"},
    "ippledge/stored/v1/": {"ippledge/stored/v1/"},
    "ippledge/details/v1/": {"ippledge/details/v1/"},
}

SOURCES = (".h", ".cc")
NOT_OURS = {"build", "node_modules", ".git"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
IMPORT = re.compile(r'^\s*import\s+(?:public\s+|weak\s+)?"([^"]+)"')


def part_of(path):
    """What an include path names; None for the standard library."""
    found = [prefix for prefix in PARTS if path.startswith(prefix)]
    return PARTS[max(found, key=len)] if found else None


def lines_matching(path, pattern):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = pattern.match(line)
        if found:
            yield number, found


def check_source(name, includes, layer, findings):
    own = "wire" if layer == "proto/wire" else layer
    for number, included, quoted in includes:
        place = f"{name}:{number}"
        part = part_of(included)
        if layer in PURE and (included in IMPURE or included.startswith(IMPURE_PREFIXES)):
            findings.append(f"{place}: {included}: {layer}/ has no clock, chance, thread or I/O")
        if part is None:
            if quoted:
                findings.append(f'{place}: "{included}": write the full path from the root')
            elif "/" in included and not included.startswith(("sys/", "netinet/", "arpa/")):
                findings.append(f"{place}: <{included}>: a library that the table does not know")
        elif part != own and part not in LAYERS[layer]:
            allowed = ", ".join(sorted(LAYERS[layer]))
            findings.append(f"{place}: {included} ({part}): {layer}/ may include {allowed}")


def check_quiet(layer, noisy, sources, findings):
    """What other folders include of `layer` must not bring in `noisy` parts."""
    outside = [name for name in sources if not name.startswith(layer + "/")]
    reached, waiting = set(), [(name, name) for name in outside]
    while waiting:
        name, by = waiting.pop()
        for number, included, _ in sources.get(name, ()):
            if included.startswith(layer + "/") and included not in reached:
                reached.add(included)
                waiting.append((included, by))
            elif name.startswith(layer + "/") and part_of(included) in noisy:
                findings.append(f"{name}:{number}: {included}: {by} would get it too; only inner "
                                f"headers and sources of {layer}/ may name it")


def check_proto(root, path, findings):
    name = path.relative_to(root / "proto").as_posix()
    package = next((prefix for prefix in PROTO_IMPORTS if name.startswith(prefix)), None)
    if package is None:
        findings.append(f"proto/{name}: a package that the table does not know")
        return
    for number, found in lines_matching(path, IMPORT):
        allowed = PROTO_IMPORTS[package] | {"google/protobuf/"}
        if not found[1].startswith(tuple(allowed)):
            findings.append(f"proto/{name}:{number}: {found[1]}: {package} may import "
                            + ", ".join(sorted(allowed)))


def check(root):
    """Findings of the repository at `root`."""
    findings, sources = [], {}
    for layer in LAYERS:
        if not (root / layer).is_dir():
            findings.append(f"{layer}/: listed as a layer, but missing")
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.split("/")[0] in NOT_OURS:
            continue
        if path.suffix in SOURCES and not name.startswith("tests/"):
            sources[name] = [(number, found[1] or found[2], bool(found[1]))
                             for number, found in lines_matching(path, INCLUDE)]
        elif path.suffix == ".proto" and name.startswith("proto/"):
            check_proto(root, path, findings)
    for name, includes in sources.items():
        layer = next((layer for layer in LAYERS if name.startswith(layer + "/")), None)
        if layer is None:
            findings.append(f"{name}: in no layer")
        else:
            check_source(name, includes, layer, findings)
    for layer, noisy in QUIET_HEADERS.items():
        check_quiet(layer, noisy, sources, findings)
    return findings


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    findings = check(root)
    for finding in findings:
        print(finding)
    print(f"layers: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
