#!/usr/bin/env bash
# Runs a script of this folder with Node, against the programs in a folder.
#
# Usage: tests/e2e/run.sh SCRIPT.mjs FOLDER
#
# Exit code 77 (skipped, with the reason) when Node or its packages are missing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
script=${1:?a script} programs=${2:?the folder of the programs}

if ! command -v node >/dev/null; then
  echo "skipped: node is not installed; tools/install-packages installs it" >&2
  exit 77
fi
for package in @grpc/grpc-js @grpc/proto-loader @duckdb/node-api camt-parser mt940js; do
  if [[ ! -d $here/../../node_modules/$package ]]; then
    echo "skipped: the npm package $package is missing; tools/install-packages installs it" >&2
    exit 77
  fi
done
exec node "$here/$script" "$programs"
