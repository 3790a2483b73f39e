#!/bin/sh
# The whole suite on one database. The journeys run apart: Playwright's event loop would make Django open a second
# connection in the same process, and the test database could not be dropped.
set -eu
"$@" -m "not browser"
"$@" -m browser -n 0
