#!/bin/sh
# The shared library shows what the headers declare, and nothing else.
# Usage: tools/check_exports.sh BUILD      Prints what differs, and exits with 1 if anything does.
set -u
library=$1/libgauger.so
[ -f "$library" ] || { echo "$library: not there; build first"; exit 1; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

nm -D --defined-only "$library" | awk '$2 ~ /[A-Z]/ { print $3 }' | sort -u >"$out/shown"
find include -name '*.h' | sort | xargs awk -f tools/prototypes.awk | awk '{ print $2 }' |
    sort -u >"$out/functions"
# Constant tables, declared `extern const TYPE gg_name[];` or without brackets.
find include -name "*.h" | sort | xargs sed -nE 's/^extern const .*[ *](gg_[a-z0-9_]+)(\[.*\])?;.*/\1/p' |
    sort -u >"$out/tables"
sort -u "$out/functions" "$out/tables" >"$out/declared"

{
    grep -v '^gg_' "$out/shown" | sed 's/$/: is shown, without the prefix gg_/'
    comm -23 "$out/shown" "$out/declared" | grep '^gg_' | sed 's/$/: is shown, but no header declares it/'
    comm -13 "$out/shown" "$out/declared" | sed 's/$/: is declared, but the library does not show it/'
} | tee "$out/found"
[ ! -s "$out/found" ]
