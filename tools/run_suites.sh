#!/bin/sh
# Runs test programs one after the other and adds up what Check says of each.
# Usage: tools/run_suites.sh PROGRAM ...   Exit 1 if any test failed or any program broke.
passed=0
failed=0
for program in "$@"; do
    output=$("$program" 2>&1)
    status=$?
    line=$(printf '%s\n' "$output" | grep -E '^[0-9]+%: Checks:' | tail -n 1)
    checks=$(printf '%s' "$line" | sed -E 's/.*Checks: ([0-9]+).*/\1/')
    bad=$(printf '%s' "$line" | sed -E 's/.*Failures: ([0-9]+), Errors: ([0-9]+).*/\1+\2/')
    if [ -z "$line" ]; then
        echo "$program: broke with status $status"
        printf '%s\n' "$output" | tail -n 20
        failed=$((failed + 1))
        continue
    fi
    bad=$(($bad))
    passed=$((passed + checks - bad))
    failed=$((failed + bad))
    if [ "$bad" -ne 0 ] || [ "$status" -ne 0 ]; then
        printf '%s\n' "$output"
        [ "$bad" -eq 0 ] && failed=$((failed + 1))
    else
        printf '%s\n' "$output" | grep -E '^not run:' || true
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
