#!/bin/sh
# Feeds each fuzzer mutated input for some seconds, beginning with the refused inputs of the tests
# (tests/bad/NAME) and what tests/fuzz/seeds/NAME holds, NAME being the fuzzer's name behind fuzz_.
# Usage: tools/run_fuzz.sh SECONDS FUZZER ...   Exit 1 if one found something; it says where.
set -u
seconds=$1
shift
failed=0
for program in "$@"; do
    name=${program##*/fuzz_}
    work=$program.run
    rm -rf "$work"
    mkdir -p "$work/corpus"
    n=0
    for seed in tests/bad/"$name"/*/input* tests/fuzz/seeds/"$name"/*; do
        [ -f "$seed" ] || continue
        cp "$seed" "$work/corpus/seed$n"
        n=$((n + 1))
    done
    words=
    [ -f "tests/fuzz/$name.dict" ] && words=-dict=tests/fuzz/$name.dict
    # shellcheck disable=SC2086 # no dictionary, no word
    if "$program" -max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=2048 \
        -print_final_stats=1 $words -artifact_prefix="$work/found-" "$work/corpus" \
        >"$work/log" 2>&1; then
        echo "ok fuzz_$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log") inputs" \
            "in $seconds seconds, from $n seeds"
    else
        grep -vE '^#|^stat::' "$work/log" | tail -n 40
        echo "FAILED fuzz_$name: see $work/found-*"
        failed=1
    fi
done
exit $failed
