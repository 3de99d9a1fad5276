#!/usr/bin/env bash
# Every test of the product. Each stage has a heading, its time and its log under build/test; a failing stage does not stop the
# ones after it. The last line is the sum over all runners; the exit status is 0 only when nothing failed.
#
#   scripts/test.sh [--release] [STAGE…]   all stages, or the named ones: web workers rust postgres engines alone contract browser
#
# `alone`, `contract` and `browser` run the program that the suites have compiled: it carries all that the one of `make build`
# carries, and compiling that one as well would take a quarter of the whole time. With --release they run that one; `make release`
# does so before it packs (docs/decisions/0006-what-the-tests-run.md).
set -uo pipefail
cd "$(dirname "$0")/.."

release=
if [ "${1:-}" = --release ]; then release=yes && shift; fi

logs=build/test
rm -rf "$logs"
mkdir -p "$logs"
binary=$(realpath -m "${CARGO_TARGET_DIR:-target}")/$([ -n "$release" ] && echo release || echo debug)/therapybridge
passed=0 failed=0 skipped=0
wanted=("$@")
started=$SECONDS

# The sum of the numbers that an expression finds in a log.
sum() { grep -oE "$2" "$1" | grep -oE '[0-9]+' | awk '{n += $1} END {print n + 0}'; }

# tally LOG STATUS: adds what the runners say about themselves.
tally() {
  local plain=$1.plain ok bad none
  sed 's/\x1b\[[0-9;]*m//g' "$1" >"$plain"
  # cargo:      test result: ok. 12 passed; 0 failed; 1 ignored; …
  ok=$(sum <(grep '^test result:' "$plain") '[0-9]+ passed')
  bad=$(sum <(grep '^test result:' "$plain") '[0-9]+ failed')
  none=$(sum <(grep '^test result:' "$plain") '[0-9]+ ignored')
  # Vitest:          Tests  1 failed | 11 passed | 2 skipped (14)
  ok=$((ok + $(sum <(grep -E '^ +Tests  ' "$plain") '[0-9]+ passed')))
  bad=$((bad + $(sum <(grep -E '^ +Tests  ' "$plain") '[0-9]+ failed')))
  none=$((none + $(sum <(grep -E '^ +Tests  ' "$plain") '[0-9]+ (skipped|todo)')))
  # Playwright:   11 passed (32.1s) / 1 failed / 1 flaky / 2 skipped, a line each; a test that passes only when repeated failed.
  ok=$((ok + $(sum <(grep -E '^ +[0-9]+ passed \(' "$plain") '[0-9]+ passed')))
  bad=$((bad + $(sum <(grep -E '^ +[0-9]+ (failed|flaky)$' "$plain") '[0-9]+')))
  none=$((none + $(sum <(grep -E '^ +[0-9]+ (skipped|did not run)$' "$plain") '[0-9]+')))
  # A stage that fails without a failed test did not compile or did not start.
  if [ "$2" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + none))
  rm -f "$plain"
}

# The seconds of processor time that all commands until now have used, as the shell last wrote them down.
processor() { awk 'NR == 2 {gsub("s", ""); for (i = 1; i <= 2; i++) {split($i, t, "m"); n += t[1] * 60 + t[2]}} END {printf "%d", n}' "$logs/times"; }

# Whether this run has the stage.
wants() { [ ${#wanted[@]} = 0 ] || [[ " ${wanted[*]} " == *" $1 "* ]]; }

# Two things beside each other, where either alone leaves a core waiting: begin NAME COMMAND… starts one, and finish NAME waits for
# it, says what it said and ends as it ended. When nothing was begun, COMMAND runs then: finish NAME COMMAND….
begin() {
  local name=$1
  shift
  ("$@" >"$logs/$name.begun" 2>&1; echo $? >"$logs/$name.status") &
  echo $! >"$logs/$name.pid"
}
finish() {
  local name=$1
  shift
  if [ ! -e "$logs/$name.pid" ]; then "$@"; return; fi
  until [ -e "$logs/$name.status" ]; do sleep 1; done
  cat "$logs/$name.begun"
  return "$(cat "$logs/$name.status")"
}

# stage NAME HEADING COMMAND…
stage() {
  local name=$1 heading=$2 log=$logs/$1.log status=0 since=$SECONDS before
  shift 2
  wants "$name" || return
  printf '\n==== %s\n' "$heading"
  times >"$logs/times"
  before=$(processor)
  "$@" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  tally "$log" "$status"
  times >"$logs/times"
  printf -- '---- %s: %s in %d s (%d s of processor time)\n' "$name" "$([ "$status" = 0 ] && echo ok || echo "FAILED ($status)")" \
    $((SECONDS - since)) $(($(processor) - before))
}

web() { make --no-print-directory web && (cd web && npm test); }
workers() { make --no-print-directory workers build/models/random/random.gguf FEATURES="${FEATURES:-}"; }
# What judges exported FHIR documents; without it those tests judge less.
fhir() { [ -d tests/fhir/node_modules ] || (cd tests/fhir && npm ci --silent --no-audit --no-fund) || echo "tests/fhir: not installed"; }
# Compiles everything, then runs every suite, and those on PostgreSQL beside it.
rust() {
  fhir && cargo test --no-run || return
  if wants postgres; then begin postgres postgres; fi
  cargo test --no-fail-fast
}
# The one that waits most comes first, beside the unit tests. No `-p`: another choice of packages would be another choice of
# features, and everything would be compiled once more.
postgres() {
  local url suite status=0
  url=$(scripts/postgres.sh start) || return
  for suite in flow api store mail cli; do TB_TEST_DATABASE=$url cargo test --no-fail-fast --test "$suite" || status=1; done
  return "$status"
}
# The same packages and profile as the build of the workers, so that nothing heavy is compiled twice.
engines() { cargo test --release --no-fail-fast -p tb-asr -p tb-llm -p tb-embed; }
# The program under test. A suite that starts it builds it, from the very crates that all suites are made of.
program() {
  if [ -n "$release" ]; then make --no-print-directory build FEATURES="${FEATURES:-}"; else
    make --no-print-directory web workers FEATURES="${FEATURES:-}" && cargo test --no-run --test cli
  fi
}
alone() { program && scripts/test-alone.sh "$binary"; }
conform() { TB_BINARY=$binary scripts/conformance/run.py "$@"; }
# Two servers, and two halves of the callers.
contract() {
  local status=0
  program || return
  begin staff conform admin endings
  conform stranger therapist || status=1
  finish staff || status=1
  return "$status"
}
browser() {
  local url
  program && (cd web && TB_BINARY=$binary npm run browser) || return
  # What people do with their accounts, on PostgreSQL as well.
  url=$(scripts/postgres.sh start) || return
  (cd web && TB_BINARY=$binary TB_BROWSER_DATABASE=$url npm run browser -- sign-in account admin --project light)
}

# Who presses Ctrl-C leaves nothing running.
leave() {
  local pid
  for pid in "$logs"/*.pid; do
    if [ -e "$pid" ] && [ ! -e "${pid%.pid}.status" ]; then pkill -TERM -P "$(cat "$pid")"; fi
  done
  scripts/postgres.sh stop
}
trap leave EXIT
export PATH="$PWD/build/node/bin:$PATH:$HOME/.cargo/bin" CI=1 CARGO_TERM_COLOR=never
# What is compiled for the first time, and perhaps once only, need not be prepared for being compiled again or for a debugger.
[ -d "${CARGO_TARGET_DIR:-target}/debug/incremental" ] || export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0
# Recordings of real people are no part of the source; where they lie beside it, tests/quality uses them.
if [ -z "${TB_EXTRA_ASSETS:-}" ] && [ -d ../shared/assets ]; then TB_EXTRA_ASSETS=$(realpath ../shared/assets) && export TB_EXTRA_ASSETS; fi

# What compiling needs first, and what only tests need meanwhile: fetching and unpacking it leaves a core waiting.
printf '==== set-up\n'
scripts/setup.sh build || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
begin setup scripts/setup.sh test
if wants web; then begin web web; fi
stage workers "workers: whisper.cpp, llama.cpp, candle" workers
finish setup || { echo "$passed passed, $((failed + 1)) failed, $skipped skipped"; exit 1; }
stage web "web: unit tests and build" finish web web
stage rust "Rust: every suite, SQLite" rust
stage postgres "Rust: the suites that touch the database, PostgreSQL" finish postgres postgres
stage engines "workers: their own tests, with real models" engines
stage alone "the program: alone in an empty directory" alone
stage contract "API document: every operation of the program against it" contract
stage browser "browser: the pages against the program" browser

printf '\n==== %d min %d s\n' $(((SECONDS - started) / 60)) $(((SECONDS - started) % 60))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
