#!/bin/sh
# Installs what the whole suite needs and this machine lacks: a browser, PostgreSQL, gettext (Debian's packages).
set -eu
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
[ -n "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing="$missing postgresql postgresql-contrib"
command -v xgettext >/dev/null || missing="$missing gettext"
[ -n "$missing" ] || exit 0
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
echo "Installing$missing"
$as_root apt-get update -qq
# No cluster of Debian's own: the tests start theirs, on a free port, in a folder of its own.
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
