#!/usr/bin/env bash
# Runs the tests of web/verifier/ with Node.
#
# Usage: tests/web/run.sh
#
# Exit code 77 (skipped, with the reason) when Node or its packages are missing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if ! command -v node >/dev/null; then
  echo "skipped: node is not installed; tools/install-packages installs it" >&2
  exit 77
fi
for package in @noble/curves @noble/hashes sm-crypto-v2; do
  if [[ ! -d $here/../../node_modules/$package ]]; then
    echo "skipped: the npm package $package is missing; tools/install-packages installs it" >&2
    exit 77
  fi
done
exec node --test "$here"/*.test.mjs
