#!/bin/sh
# gauger synth as a user runs it: tables, their truth, and evaluations that must agree with it.
. "$(dirname "$0")/scene.sh"
crossing=$root/datasets/land-crossing
selective=$root/datasets/selective-labels

run synth "$crossing/scenario.yaml" -o t.csv --rows 30000 --threads 1 --schema-to s.json
exits "a table is made" 0
says "it says how many rows" out "Made t.csv: 30000 rows of 23 columns."
says "it says where the truth is" out "The truth is in t.csv.truth.json."
rm -f check.log cmp.log
check "no other file is left" test "$(find . -type f | wc -l)" -eq 5
check "a header and the rows" test "$(wc -l <t.csv)" -eq 30001
for n in 2 7; do
    run synth "$crossing/scenario.yaml" -o "t$n.csv" --rows 30000 --threads $n
    same "the same bytes with $n threads" t.csv t$n.csv
    same "the same truth with $n threads" t.csv.truth.json t$n.csv.truth.json
done
run synth "$crossing/scenario.yaml" -o - --rows 30000 --truth u.json
same "the same bytes on standard output" t.csv out
same "with its truth in a file" t.csv.truth.json u.json
check "and nothing on standard error" test ! -s err
run synth "$crossing/scenario.yaml" -o t3.csv --rows 30000 --seed 2
check "another seed, other bytes" sh -c '! cmp -s t.csv t3.csv'
run synth "$crossing/scenario.yaml" -o t4.csv --rows 30000 --format json
same "--format json shows the truth" out t.csv.truth.json
"$GAUGER" synth - -o t5.csv --rows 30000 <"$crossing/scenario.yaml" >out 2>err
same "a scenario from standard input" t.csv t5.csv

# The table with its true outcomes, evaluated: the counts are those of the truth.
run synth "$crossing/scenario.yaml" -o full.csv --rows 30000 --with-truth --schema-to full.json
cut -d, -f1-23 full.csv >part.csv
same "--with-truth adds a column and changes nothing" part.csv t.csv
jq '.columns.contraband.role = "ignore" | .columns.true_outcome =
    {role: "outcome", positive: "1", negative: "0"}' full.json >true.json
run evaluate full.csv --schema true.json --format json
exits "it can be evaluated" 0
keys='{count, positives, negatives, selected, tp, fp, fn, tn}'
jq -S "[(.overall | $keys), (.attributes | map_values(.groups | map_values($keys))),
        (.sites | map_values($keys)), (.periods | map_values($keys))]" out >evaluated
jq -S "[(.overall | $keys), (.groups | map_values(map_values($keys))),
        (.sites | map_values($keys)), (.periods | map_values($keys))]" full.csv.truth.json >true
same "evaluate counts what is true, for everyone, groups, sites, months" evaluated true
jq '[.overall | .base_rate, .selection_rate, .precision, .recall, .false_positive_rate |
    .value * 1e9 | round]' out >evaluated
jq '[.overall | .base_rate, .selection_rate, .precision, .recall, .false_positive_rate |
    . * 1e9 | round]' full.csv.truth.json >true
same "and so are the rates" evaluated true

# What a user has: some outcomes, some of them wrong.
run evaluate t.csv --schema s.json --format json
jq '[.overall.positives, .overall.unverified]' out >evaluated
jq '[.overall.recorded_positives, .overall.count - .overall.verified]' t.csv.truth.json >true
same "recorded and unverified are as the truth says" evaluated true

# The schemas that are shipped are the ones that are written.
for folder in "$crossing" "$selective"; do
    name=$(basename "$folder")
    run synth "$folder/scenario.yaml" -o a.csv --rows 3000 --schema-to a.json
    exits "$name is made" 0
    run evaluate a.csv --schema a.json --format json
    exits "$name is evaluated" 0
    cp out written
    run evaluate a.csv --schema "$folder/schema.yaml" --format json
    same "$name has its schema" out written
    run check a.csv --schema a.json --format json
    jq -e '.identifiers == []' out >/dev/null
    status=$?
    exits "$name holds nothing that looks like an identifier" 0
done

# Refusals, and nothing changed.
echo "what was there" >old.csv
cp old.csv kept.csv
printf 'scenario: s\noutcome: {base_rate: 2}\n' >bad.yaml
run synth bad.yaml -o old.csv
refuses "a bad scenario" "gauger: bad.yaml: outcome.base_rate: out of range; give a number from 0.000001 to 0.999999"
run synth "$crossing/scenario.yaml" -o old.csv --rows 3
refuses "fewer rows than months" "gauger: --rows: 3 rows for 18 months; give at least a row for each month, at most 1e10"
same "the file is as it was" old.csv kept.csv
run synth "$crossing/scenario.yaml"
refuses "no output" "gauger: synth: --output is missing; give -o, --output FILE"
run synth none.yaml -o x.csv
refuses "no such scenario" "gauger: none.yaml: no such file or directory; check the path"
cp "$crossing/scenario.yaml" own.yaml
run synth own.yaml -o own.yaml
refuses "over its own scenario" "gauger: --output: this file is also given as an input or another output; name another file"
run synth own.yaml -o x.csv --truth ./x.csv
refuses "one file for two" "gauger: --truth: this file is also given as an input or another output; name another file"
run synth own.yaml -o x.csv --schema-to x.csv.truth.json
refuses "one file for two, by a name that was not given" "gauger: -o: one file for two things; name another file"
run synth own.yaml -o x.csv --truth -
refuses "the truth on standard output" 'gauger: --truth: only the table can go to standard output; name a file; --format json shows the truth, and the schema in it'
"$GAUGER" synth own.yaml -o - --format json >out 2>err
status=$?
exits "two things on standard output" 2
run synth own.yaml -o none/x.csv
exits "no such folder" 2
run synth own.yaml -o x.csv --truth none/x.json --rows 100
exits "no folder for the truth" 2
check "then there is no table either" test ! -e x.csv
run synth own.yaml -o /dev/full --truth x.json --rows 100
exits "a full disk" 2
check "then there is no truth either" test ! -e x.json
"$GAUGER" synth own.yaml -o x.csv --rows 100 >/dev/full 2>err
check "nobody to tell it to" test $? -eq 2
check "then there is neither" test ! -e x.csv -a ! -e x.csv.truth.json

# Killed while it works: nothing is left, not even a file without a name.
mkdir place
for i in 1 2 3 4 5; do
    "$GAUGER" synth own.yaml -o place/x.csv --rows 5000000 >/dev/null 2>&1 &
    pid=$!
    sleep 0.$i
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
done 2>/dev/null
check "kill -9 leaves nothing" test -z "$(ls -A place)"
