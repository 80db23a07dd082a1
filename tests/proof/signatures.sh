#!/usr/bin/env bash
# Runs signatures.mjs with Node.
#
# Usage: tests/proof/signatures.sh TOOL
#
# Exit code 77 (skipped, with the reason) when Node or its package is missing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tool=${1:?the program proof_signature_tool}

if ! command -v node >/dev/null; then
  echo "skipped: node is not installed; tools/install-packages installs it" >&2
  exit 77
fi
if [[ ! -d $here/../../node_modules/sm-crypto-v2 ]]; then
  echo "skipped: the npm package sm-crypto-v2 is missing; tools/install-packages installs it" >&2
  exit 77
fi
exec node "$here/signatures.mjs" "$tool"
