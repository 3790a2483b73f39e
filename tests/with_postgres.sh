#!/bin/sh
# Runs a command with DATABASE_URL pointing to a PostgreSQL of its own, which is gone afterwards.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
data=$(mktemp -d /tmp/colabora-postgres.XXXXXX)
port=$("${PYTHON:-python3}" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# PostgreSQL refuses to run as root.
as_owner=""
if [ "$(id -u)" = 0 ]; then
  chown postgres "$data"
  as_owner="runuser -u postgres --"
fi
stop() {
  $as_owner "$bin/pg_ctl" -D "$data/cluster" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$data"
}
trap stop EXIT INT TERM
(
  cd /
  $as_owner "$bin/initdb" -D "$data/cluster" -U colabora --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
  $as_owner "$bin/pg_ctl" -D "$data/cluster" -w -l "$data/log" \
    -o "-p $port -k $data -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c synchronous_commit=off" start >/dev/null
)
DATABASE_URL="postgres://colabora@127.0.0.1:$port/postgres" "$@"
