#!/usr/bin/env bash
# The protos are well formed, explained, and keep what was promised; and the guard is seen to bite.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../proto"

buf=$PWD/../node_modules/.bin/buf
golden=$PWD/golden/ippledge-v1.binpb
[[ -x $buf ]] || { echo "buf is missing: run tools/install-packages"; exit 1; }
[[ -e $golden ]] || { echo "$golden is missing: run tools/golden-api"; exit 1; }

"$buf" lint
"$buf" breaking --against "$golden"

# Each of these must be refused: a number that moves, in the API and in the store.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
must_fail() {  # name of the check, file, sed expression, command…
  local name=$1 file=$2 edit=$3
  shift 3
  rm -rf "$work/proto"
  cp -r . "$work/proto"
  sed -i "$edit" "$work/proto/$file"
  if cmp -s "$file" "$work/proto/$file"; then
    echo "$name: the edit changed nothing; mend this test"
    exit 1
  fi
  if (cd "$work/proto" && "$buf" "$@") >"$work/out" 2>&1; then
    echo "$name: not noticed"
    exit 1
  fi
}
must_fail "moved API field" ippledge/v1/loan_service.proto \
  's/int64 contract_amount_fen = 5;/int64 contract_amount_fen = 99;/' breaking --against "$golden"
must_fail "moved stored field" ippledge/stored/v1/entry.proto \
  's/int64 commit_time_ms = 2;/int64 commit_time_ms = 99;/' breaking --against "$golden"
must_fail "renamed method" ippledge/v1/report_service.proto \
  's/rpc GetTotals(/rpc FetchTotals(/' breaking --against "$golden"
must_fail "missing comment" ippledge/v1/types.proto \
  '/Numbers and meanings never change\|^\/\/ Kinds of intellectual property/d' lint
echo "protos: lint, promises and the guard itself are fine"
