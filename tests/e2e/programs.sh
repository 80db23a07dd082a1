# What the shell tests of this folder share; they source it with the folder of the programs as $1.
# A test fails by `fail`, or by any command that does.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
PATH=$(cd "${1:?the folder of the programs}" && pwd):$PATH
work=$(mktemp -d "${TMPDIR:-/tmp}/ippledge-e2e.XXXXXX")
cd "$work"
server=
trap 'stop_server KILL; rm -rf "$work"' EXIT

export IPPLEDGE_PROGRAMME=nm
unset LANG LC_ALL LC_MESSAGES IPPLEDGE_PERSON

fail() { printf 'failed: %s\n' "$*" >&2; exit 1; }
equal() { [[ "$1" == "$2" ]] || fail "${3-}: got \"$1\", wanted \"$2\""; }

# start_server STORE [ADDRESS [OPTION...]]: runs ippledged; its output is in server.out and
# server.log.
start_server() {
  : >server.out
  ippledged --store "$1" --listen "${2:-127.0.0.1:0}" "${@:3}" >server.out 2>server.log &
  server=$!
  until IPPLEDGE_SERVER=$(sed -n 's/^listening on //p' server.out) && [[ -n $IPPLEDGE_SERVER ]]; do
    kill -0 "$server" 2>/dev/null || { cat server.log >&2; fail "the server did not start"; }
    read -rt 0.02 <> <(:) || true
  done
  export IPPLEDGE_SERVER
}

# stop_server [SIGNAL]: ends it and waits; its exit code is in $server_code.
stop_server() {
  server_code=0
  [[ -n $server ]] || return 0
  kill -s "${1:-TERM}" "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || server_code=$?
  server=
}

# as ROLE ORGANISATION: who calls from now on.
as() { export IPPLEDGE_ROLE=$1 IPPLEDGE_ORGANISATION=$2; }

# expect CODE COMMAND...: runs it; the exit code must be CODE. Output in $out, talk in $err.
expect() {
  local wanted=$1 code=0
  shift
  "$@" >expect.out 2>expect.err || code=$?
  out=$(<expect.out) err=$(<expect.err)
  [[ $code == "$wanted" ]] || fail "exit code $code, wanted $wanted: $* ($err)"
}
