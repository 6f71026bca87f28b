#!/bin/sh
# A change that no column shows alone: found with --classifier, and only then.
. "$(dirname "$0")/scene.sh"

# table SEED LINKED: a and b are even between 0 and 1; if linked, equal in every other row.
table()
{
    awk -v x="$1" -v linked="$2" 'function next_one() {
        x = x * 16807 % 2147483647
        return int(x / 214749) / 10000
    }
    BEGIN {
        print "a,b,lane"
        for (i = 0; i < 3000; i++) {
            a = next_one(); b = next_one(); lane = next_one() < 0.4 ? "bus" : "car"
            if (linked && i % 2)
                b = a
            printf "%s,%s,%s\n", a, b, lane
        }
    }'
}
table 101 0 >before.csv
table 20202 0 >same.csv
table 303033 1 >now.csv

run drift now.csv --baseline before.csv
exits "no column shows it" 0
says "and the text says so" out "No column moved"
run drift now.csv --baseline before.csv --classifier
exits "the classifier finds it" 1
says "the banner says what moved" out "All columns together moved by at least the bound"
run drift same.csv --baseline before.csv --classifier
exits "nothing is found where nothing is" 0

run drift now.csv --baseline before.csv --classifier --format json --threads 1
cp out want
for n in 2 7; do
    run drift now.csv --baseline before.csv --classifier --format json --threads $n
    same "$n threads: the same bytes" out want
done
"$GAUGER" drift - --baseline before.csv --classifier --format json <now.csv >piped 2>err
jq -S 'del(.data)' want >want.figures
jq -S 'del(.data)' piped >piped.figures
same "from a pipe: the same figures" piped.figures want.figures

run drift now.csv --baseline before.csv --classifier --classifier-bound 0.99
exits "a bound that is not reached: a warning" 0
run drift now.csv --baseline before.csv --classifier --classifier-rows 49
exits "too few rows asked for" 2
run drift now.csv --baseline before.csv --classifier --weight a
exits "weights are refused" 2
