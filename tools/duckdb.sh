#!/bin/sh
# Puts libduckdb into a folder for the tests of tables that DuckDB reads, by npm, where it is there.
# Usage: tools/duckdb.sh FOLDER      Says nothing; without npm the tests say that they were not run.
set -eu

library=$1/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so
[ -z "${GAUGER_DUCKDB_LIBRARY:-}" ] || exit 0
[ ! -e "$library" ] || exit 0
command -v npm >/dev/null && [ "$(uname -sm)" = "Linux x86_64" ] || exit 0
mkdir -p "$1"
timeout 300 npm install --prefix "$1" --no-audit --no-fund --no-update-notifier --ignore-scripts \
    --silent @duckdb/node-bindings-linux-x64 >"$1/log" 2>&1 </dev/null || :
