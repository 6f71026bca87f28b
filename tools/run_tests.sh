#!/bin/sh
# Runs all suites and all scenes; the last line is the sum of both.
# Usage: tools/run_tests.sh PROGRAM SUITE ...   Exit 1 if anything failed.
program=$1
shift
TALLY=$(mktemp)
export TALLY
trap 'rm -f "$TALLY"' EXIT
tools/run_suites.sh "$@"
suites=$?
tools/run_scenes.sh "$program"
scenes=$?
awk '{ p += $1; f += $2 } END { print p + 0 " passed, " f + 0 " failed" }' "$TALLY"
[ $suites -eq 0 ] && [ $scenes -eq 0 ]
