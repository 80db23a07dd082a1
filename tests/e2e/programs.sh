# What the shell tests of this folder share; they source it with the folder of the programs as $1.
# A test fails by `fail`, or by any command that does.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
PATH=$(cd "${1:?the folder of the programs}" && pwd):$PATH
work=$(mktemp -d "${TMPDIR:-/tmp}/ippledge-e2e.XXXXXX")
cd "$work"
server=
# end: nothing goes on that the test has started, and its folder is gone.
end() {
  kill -KILL $(jobs -pr) 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT

export IPPLEDGE_PROGRAMME=nm
unset LANG LC_ALL LC_MESSAGES IPPLEDGE_PERSON

fail() { printf 'failed: %s\n' "$*" >&2; exit 1; }
equal() { [[ "$1" == "$2" ]] || fail "${3-}: got \"$1\", wanted \"$2\""; }
# nap: a moment, without a process.
nap() { read -rt 0.02 <> <(:) || true; }

# start_server STORE [ADDRESS [OPTION...]]: runs ippledged; its output is in server.out and
# server.log.
start_server() {
  : >server.out
  ippledged --store "$1" --listen "${2:-127.0.0.1:0}" "${@:3}" >server.out 2>server.log &
  server=$!
  until IPPLEDGE_SERVER=$(sed -n 's/^listening on //p' server.out) && [[ -n $IPPLEDGE_SERVER ]]; do
    kill -0 "$server" 2>/dev/null || { cat server.log >&2; fail "the server did not start"; }
    nap
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
# who NAME: the same by the certificate of that name (make_authority).
who() { export IPPLEDGE_CERT=ca/$1.pem IPPLEDGE_KEY=ca/$1.key; }
# make_authority: the one of tools/dev-ca, in ca/; the options of a server of its own in $tls.
make_authority() {
  "$repository/tools/dev-ca" ca >/dev/null
  tls=(--tls-certificate ca/server.pem --tls-key ca/server.key --tls-authorities ca/ca.pem
    --tls-revoked ca/revoked.pem)
  export IPPLEDGE_CA=ca/ca.pem
}

# expect CODE COMMAND...: runs it; the exit code must be CODE. Output in $out, talk in $err.
expect() {
  local wanted=$1 code=0
  shift
  "$@" >expect.out 2>expect.err || code=$?
  out=$(<expect.out) err=$(<expect.err)
  [[ $code == "$wanted" ]] || fail "exit code $code, wanted $wanted: $* ($err)"
}
# says TEXT: the last command's data holds it; hides TEXT: it does not. talks TEXT: its talk does.
says() { [[ $out == *"$1"* ]] || fail "not printed: \"$1\" in: $out"; }
hides() { [[ $out != *"$1"* ]] || fail "printed: \"$1\" in: $out"; }
talks() { [[ $err == *"$1"* ]] || fail "not told: \"$1\" in: $err"; }
# field NAME [FILE]: a field of the JSON in it, else of that just printed; "-": of the input.
field() {
  sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\)\"\{0,1\},\{0,1\}.*/\1/p" "${2:-expect.out}" | head -1
}
# shown_log_key: the first key of the ledger in the JSON that `checkpoint show` just printed.
shown_log_key() {
  python3 -c 'import json; print(json.load(open("expect.out"))["log_keys"][0])'
}

# leave_network: what "${offline[@]}" runs has no network from now on, where that can be had. Fails
# when the verifier loads what only a server needs.
leave_network() {
  local libraries
  offline=()
  unshare -rn true 2>/dev/null && offline=(unshare -rn)
  libraries=$(ldd "$(command -v ippledge-verify)")
  [[ $libraries != *rocksdb* && $libraries != *grpc* ]] || fail "it loads $libraries"
}

# damage FILE: changes a bit in its middle.
damage() {
  python3 - "$1" <<'END'
import sys
with open(sys.argv[1], "r+b") as file:
    file.seek(0, 2)
    at = file.tell() // 2
    file.seek(at)
    byte = file.read(1)[0]
    file.seek(at)
    file.write(bytes([byte ^ 1]))
END
}

# found_programme: the programme and its bodies.
found_programme() {
  expect 0 ippledge programme found "$repository/programmes/inner-mongolia.textproto"
  expect 0 ippledge body register "$repository/programmes/inner-mongolia-bodies.textproto"
}

# loan CONTRACT [PRINCIPAL [IP_PART]]: one of Qingcao's, of 1,000,000.00, in fen.
loan() {
  cat <<END
bank: "qingcao"
contract_number: "$1"
branch_code: "971190000013"
borrower {
  name: "蒙西药业有限公司"
  unified_social_credit_code: "91150100MA0N5K3Y7M"
  division_code: "150102"
  firm_size: FIRM_SIZE_SMALL
  industry_code: "C27"
}
contract_amount_fen: 100000000
ip_part_fen: ${3-60000000}
annual_rate_ppm: 43500
rights { kind: IP_KIND_PATENT number: "ZL201710601862.3" secured_fen: ${3-60000000} }
draw {
  draw_number: "J1"
  disbursement_date: "2024-03-01"
  maturity_date: "2025-03-01"
  principal_fen: ${2-80000000}
}
END
}

# paying_policy ID: of today, by which the fund pays 40 % of a loss, and at once.
today=$(TZ=Asia/Shanghai date +%F)
paying_policy() {
  cat <<END
policy_id: "$1" title_zh: "政策" effective_date: "$today" source: "a test"
modes {
  parties { name: "fund" role: PARTY_ROLE_FUND share_ppm: 400000 }
  parties { name: "bank" role: PARTY_ROLE_BANK share_ppm: 600000 }
}
claim { trigger_overdue_days: 90 }
life_cycle { manager_confirms: false public_notice_days: 0 }
END
}
