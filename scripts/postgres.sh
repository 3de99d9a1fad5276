#!/usr/bin/env bash
# A PostgreSQL cluster for the tests: its own directory, a free port of this machine alone, gone when it stops.
#
#   scripts/postgres.sh start   starts it unless it runs, and prints its URL
#   scripts/postgres.sh url     prints its URL; exit 1 when it does not run
#   scripts/postgres.sh stop    stops it and removes its directory
#
# PostgreSQL refuses to run as root; there, the package's own user `postgres` runs it.
set -euo pipefail
cd "$(dirname "$0")/.."
# Each test has a database of some five hundred small files, which memory holds ten times as fast as a disk makes them.
roomy() { [ -w /dev/shm ] && [ "$(df --output=avail -k /dev/shm | tail -n 1)" -gt 2000000 ]; }
# One cluster for each checkout. A socket's path must be short.
checkout=tb-postgres-$(pwd -P | cksum | cut -d' ' -f1)
place=${TB_TEST_POSTGRES_DIR:-$(if roomy || [ -d "/dev/shm/$checkout" ]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi)/$checkout}

binaries() {
  local newest
  newest=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1) || true
  if [ -n "$newest" ]; then echo "$newest"; elif command -v initdb >/dev/null; then dirname "$(command -v initdb)"; else
    echo "postgres.sh: PostgreSQL is not installed; scripts/setup.sh test installs it" >&2
    return 1
  fi
}
# as_postgres COMMAND…: as a user that PostgreSQL accepts, in a directory which that user may enter.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else (cd / && "$@"); fi
}
running() { [ -f "$place/port" ] && as_postgres "$(binaries)/pg_ctl" -D "$place/data" status >/dev/null 2>&1; }
url() { echo "postgres://postgres@127.0.0.1:$(cat "$place/port")/postgres"; }
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start() {
  if running; then return; fi
  local bin port attempt
  bin=$(binaries)
  rm -rf "$place"
  mkdir -p -m 700 "$place"
  if [ "$(id -u)" = 0 ]; then chown postgres "$place"; fi
  as_postgres "$bin/initdb" -D "$place/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    # Nothing here outlives the tests, so nothing waits for the disk, is vacuumed, or is compiled for being run often.
    if as_postgres "$bin/pg_ctl" -D "$place/data" -w -t 60 -l "$place/log" start -o \
      "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 \
       -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 \
       -c max_wal_size=128MB -c autovacuum=off -c jit=off" >/dev/null; then
      echo "$port" >"$place/port"
      return
    fi
    # Somebody else took the port in between.
    echo "postgres.sh: start $attempt on port $port failed" >&2
  done
  tail -n 20 "$place/log" >&2
  return 1
}

case "${1:-}" in
  start) start && url ;;
  url) running && url ;;
  stop)
    if running; then as_postgres "$(binaries)/pg_ctl" -D "$place/data" -m immediate stop >/dev/null; fi
    rm -rf "$place"
    ;;
  *) sed -n '4,6p' "$0" | sed 's/^# \{0,1\}//' >&2; exit 2 ;;
esac
