#!/usr/bin/env bash
# What a reviewer should not have to say: formatting, lints, documentation, licences, generated files. Tells every finding.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/build/node/bin:$PATH:$HOME/.cargo/bin"
failures=()

step() {
  local name=$1
  shift
  printf '\n==== %s\n' "$name"
  "$@" || failures+=("$name")
}

deny() {
  if ! command -v cargo-deny >/dev/null; then
    echo "cargo-deny is not installed (cargo install --locked cargo-deny): licences and advisories were not looked at"
    return 0
  fi
  cargo deny --all-features check --hide-inclusion-graph bans licenses sources
}
# In the profile in which the workers are built anyway: another would compile whisper.cpp and llama.cpp once more.
workers=(--release -p tb-asr -p tb-llm -p tb-embed)
lints() { cargo clippy --all-targets --quiet "$@" -- -D warnings; }
docs() { RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items --quiet "$@"; }
generated() {
  local paths=(config.example.toml web/openapi.json web/src/api)
  make --no-print-directory generate && git diff --exit-code --stat -- "${paths[@]}"
}

scripts/setup.sh all || exit
step "formatting" cargo fmt --all --check
step "lints" lints
step "lints of the workers" lints "${workers[@]}"
step "documentation" docs
step "documentation of the workers" docs "${workers[@]}"
step "licences" deny
step "web" sh -c 'make --no-print-directory web/node_modules/.package-lock.json && cd web && npm run --silent check'
step "generated files are current" generated

if [ ${#failures[@]} -gt 0 ]; then
  printf '\nfailed: %s\n' "$(IFS=,; echo "${failures[*]}")"
  exit 1
fi
printf '\nall checks pass\n'
