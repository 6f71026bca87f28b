#!/bin/sh
# A correction that was decided and is not made yet: said where the data are shown and relied on.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: corrections (no jq)"; exit 0; }
. "$root/tests/cli/crossing/prepare.sh"

run init --testing
cat >lanes.yaml <<'END'
model: lanes
algorithm: tree
scorer: external
features: [{name: a}]
target: found
population: all
threshold: 0.5
END
awk 'BEGIN { print "score,y,g"; x = 7
    for (i = 0; i < 400; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.4f,%d,%s\n", s, x / 2147483648 < s, i % 2 ? "a" : "b" } }' >rows.csv
sed '2s/b$/a/' rows.csv >corrected.csv
printf 'columns:\n  score: {role: score}\n  y: {role: outcome}\n  g: {role: protected}\nthreshold: 0.5\n' >schema.yaml
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.5}\n' >easy.yaml
for step in "dataset add rows.csv --name rows --origin synthetic --schema schema.yaml" \
    "dataset add corrected.csv --name others --origin synthetic --schema schema.yaml" \
    "policy adopt easy.yaml" "model register lanes.yaml --kind development" \
    "evaluate dataset:rows --model lanes@1" "gate lanes@1" "promote lanes@1 --to review"; do
    # shellcheck disable=SC2086 # words of a command
    run --as anna $step
    exits "$step" 0
done
run --as bert review lanes@1 --approve
exits "approved" 0

decide()
{
    run record template redress-case --example -o case.yaml
    sed -i "s/^dataset:.*/dataset: $2/; s/^reference:.*/reference: $3/" case.yaml
    run --as grace record add case.yaml
    exits "$3: a case" 0
    run --as grace record close "$1" --resolution "$4" --reason "the code was wrong"
    exits "$3: closed" 0
}
decide 1 rows RC-2026-A1 "no error found"
decide 2 others RC-2026-A2 corrected
run model show lanes@1 --format json
check "nothing is due of these data" jq -e '.corrections_due == []' out
decide 3 rows RC-2026-A3 corrected
today=$(date -u +%Y-%m-%d)
run model show lanes@1 --format json
check "model show" jq -e --arg today "$today" '.corrections_due | length == 1 and
    .[0].record == "redress-case@3" and .[0].dataset == "rows" and .[0].decided[:10] == $today' out
run model show lanes@1
says "model show: text" out "decided on $today"
run dataset show rows
says "dataset show" out "decided on $today"
run card lanes@1 --format markdown -o card.md
says "card" card.md "decided on $today"
run card lanes@1 --format json -o card.json
check "card: a document" jq -e '.data_sheet.corrections_due[0].record == "redress-case@3"' card.json
run --as bert promote lanes@1 --to production --format json
exits "promote: goes on" 0
check "promote: and warns" jq -e '[.warnings[] | select(.code == "correction_due")] | length == 1 and
    (.[0].message | test("^A correction of rows, decided on .* \\(redress-case@3\\), is not made yet"))' out
run --as anna dataset revise rows corrected.csv --reason "a correction" --corrects redress-case@3
exits "it is made" 0
run model show lanes@1 --format json
check "and is due no more" jq -e '.corrections_due == [] and .evaluations[0].stale' out
run dataset show rows --format json
check "nor of the data" jq -e '.corrections_due == []' out
