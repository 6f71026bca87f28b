#!/bin/sh
# Runs all suites and all scenes. At the end: what could not be run and why, then the sum of both as
# the last line.
# Usage: tools/run_tests.sh PROGRAM SUITE ...   Exit 1 if anything failed.
program=$1
shift
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
TALLY=$log/tally
export TALLY
{
    tools/run_suites.sh "$@" || echo suites >>"$log/failed"
    tools/run_scenes.sh "$program" || echo scenes >>"$log/failed"
} | tee "$log/out"
skipped=$(grep -ac '^not run:' "$log/out")
if [ "$skipped" -ne 0 ]; then
    echo "$skipped could not be run here:"
    grep -a '^not run:' "$log/out" | sed 's/^not run:/ /'
fi
awk '{ p += $1; f += $2 } END { print p + 0 " passed, " f + 0 " failed" }' "$TALLY"
[ ! -s "$log/failed" ]
