#!/bin/sh
# Runs test programs one after the other and adds up what Check says of each.
# Usage: tools/run_suites.sh PROGRAM ...   Exit 1 if any test failed or any program broke.
# With TALLY=FILE the sum goes there ("PASSED FAILED"), so that another script can add to it.
tally=${TALLY:-}
unset TALLY
passed=0
failed=0
for program in "$@"; do
    output=$("$program" 2>&1)
    status=$?
    line=$(printf '%s\n' "$output" | grep -aE '^[0-9]+%: Checks:' | tail -n 1)
    if [ -z "$line" ]; then
        printf '%s\n' "$output" | tail -n 20
        echo "FAILED ${program#*/tests/}: ended with status $status before its tests did"
        failed=$((failed + 1))
        continue
    fi
    # shellcheck disable=SC2046 # three numbers
    set -- $(printf '%s' "$line" | tr -c '0-9\n' ' ')
    bad=$(($3 + $4))
    [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
    passed=$((passed + $2 - bad))
    failed=$((failed + bad))
    if [ "$bad" -ne 0 ]; then
        printf '%s\n' "$output"
        echo "FAILED ${program#*/tests/}: $bad of $2 tests"
    else
        printf '%s\n' "$output" | grep -aE '^not run:' || :
        echo "ok ${program#*/tests/}: $2 tests"
    fi
done
if [ -n "$tally" ]; then
    echo "$passed $failed" >>"$tally"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
