#!/usr/bin/env bash
# The promise of one binary: copied alone into an empty directory, without an environment, `demo` turns its first recording
# into a finished session. Speaks like a Rust test, so that scripts/test.sh counts it.
set -euo pipefail
binary=${1:?usage: test-alone.sh BINARY}
deadline=${2:-120}

place=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then
    kill -INT "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$place"
}
trap cleanup EXIT
fail() {
  echo "the program alone: $*" >&2
  [ -f "$place/log" ] && tail -n 20 "$place/log" >&2
  echo "test result: FAILED. 0 passed; 1 failed; 0 ignored"
  exit 1
}

mkdir "$place/empty"
cp "$binary" "$place/empty/therapybridge"
cd "$place/empty"
env -i HOME="$place/empty" TMPDIR="$place" ./therapybridge demo --json --port 0 >"$place/out" 2>"$place/log" &
server=$!

# until_true SECONDS COMMAND…: asks again until it holds.
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    kill -0 "$server" 2>/dev/null || fail "the server ended"
    [ $SECONDS -lt $end ] || return 1
    sleep 0.5
  done
}
until_true 30 test -s "$place/out" || fail "no address within 30 s"
ready=$SECONDS
url=$(head -n 1 "$place/out" | jq -er .url) || fail "the first line is no JSON with an address"
login=$(head -n 1 "$place/out" | jq -c '.logins[] | select(.role == "therapist") | {email, password}' | head -n 1)
token=$(curl -fsS "$url/api/auth/login" -H 'Content-Type: application/json' -d "$login" | jq -er .access_token) || fail "sign-in"

processed() {
  curl -fsS "$url/api/sessions?status=processed" -H "Authorization: Bearer $token" | jq -e 'length > 0' >/dev/null
}
until_true "$deadline" processed || fail "no session was processed within $deadline s"
echo "first recording processed $((SECONDS - ready)) s after ready"

kill -INT "$server"
wait "$server" || true
server=
left=$(find "$place" -mindepth 1 -not -path "$place/empty" -not -name therapybridge -not -name out -not -name log)
[ -z "$left" ] || fail "left behind: $left"
echo "test result: ok. 1 passed; 0 failed; 0 ignored"
