#!/bin/sh
# A rule that fails is waived for one version until a day: by whom, for what, and what comes of it.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: waivers (no jq)"; exit 0; }

GAUGER_NOW=2026-01-01T00:00:00Z
export GAUGER_NOW
awk 'BEGIN { print "score,y,g"; x = 7
    for (i = 0; i < 1000; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.4f,%d,%s\n", s, x / 2147483648 < s, i % 2 ? "a" : "b" } }' >rows.csv
printf 'columns:\n  score: {role: score}\n  y: {role: outcome}\n  g: {role: protected}\nthreshold: 0.5\n' >schema.yaml
printf 'model: lanes\nalgorithm: tree\nscorer: external\nfeatures: [{name: a}]\ntarget: found\npopulation: all\nthreshold: 0.5\n' >lanes.yaml
cat >hard.yaml <<'EOF'
policy: hard
rules:
  - {id: ranking, metric: roc_auc, at_least: 0.99}
  - {id: misses, metric: false_negative_rate, at_most: 0.01}
  - {id: easy, metric: roc_auc, at_least: 0.6}
EOF

as ada init --testing
as anna dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
as anna model register lanes.yaml --kind development
as anna evaluate dataset:rows --model lanes
as ada policy adopt hard.yaml
as bert waive lanes --rule ranking --until 2026-06-30 --reason "a pilot"
exits "waive: no verdict yet" 2
as anna gate lanes
exits "gate: no" 1
as anna promote lanes --to review
as bert review lanes --approve
as bert promote lanes --to production
exits "promote: the verdict is no pass" 1
says "promote: says what helps" err "waive"
as anna waive lanes --rule ranking --until 2026-06-30 --reason "a pilot"
exits "waive: by the submitter" 1
as bert waive lanes --rule ranking --until 2026-06-30
exits "waive: no reason" 2
as bert waive lanes --rule ranking --until 2025-12-31 --reason "a pilot"
exits "waive: a day that is past" 2
as bert waive lanes --rule ranking --until 2028-01-01 --reason "a pilot"
exits "waive: too far ahead" 2
says "waive: says how far" err "until 2027-01-01"
as bert waive lanes --rule easy --until 2026-06-30 --reason "a pilot"
exits "waive: a rule that passes" 2
says "waive: names those that do not" err "misses, ranking"
as bert waive lanes --rule ranking --until 2026-06-30 --reason "a pilot" --format json
exits "waive" 0
check "waive: the receipt" jq -e '.rule == "ranking" and .until == "2026-06-30" and .actor == "bert"' out
as bert promote lanes --to production
exits "promote: another rule is no pass" 1
as bert waive lanes --rule misses --until 2026-03-31 --reason "measured by hand"
as bert gate lanes --format json
exits "gate: the result is what it is" 1
check "gate: the verdict names the waivers" jq -e '.result == "fail" and ([.waivers[].rule] == ["ranking", "misses"])' out
as bert gate lanes
says "gate as text: the waivers" out "rule ranking waived by bert until 2026-06-30"
as bert promote lanes --to production --format json
exits "promote: every rule that is no pass is waived" 0
check "promote: the receipt names them" jq -e '[.waivers[].rule] == ["ranking", "misses"]
    and (.warnings | length == 2)' out
run audit log --action model.promote --limit 1 --format json
check "promote: and so does the event" jq -e '[.events[0].payload.waivers[].rule] == ["ranking", "misses"]' out
run card lanes -o card.html
says "card: the waiver" card.html "waived by bert until 2026-06-30"
run model show lanes --format json
check "model show: the waivers" jq -e '[.waivers[] | .expired] == [false, false]' out

# The day of its end still counts; after it the version is overdue.
GAUGER_NOW=2026-03-31T23:59:59Z
run cycle list --overdue
exits "nothing is overdue on the last day" 0
GAUGER_NOW=2026-04-01T00:00:00Z
run cycle list --overdue --format json
exits "cycle list --overdue: the day after" 1
check "and says which rule" jq -e '.overdue == 1 and .due[0].kind == "waiver" and .due[0].rule == "misses"' out
run cycle list --overdue
says "as text" out "waiver of misses"
run card lanes -o card.html
says "card: it has expired" card.html "(expired)"
as bert suspend lanes --reason "the waiver has ended"
as bert promote lanes --to production
exits "promote: a waiver that has ended is none" 1
run cycle list --overdue
exits "out of production nothing is overdue" 0

# It holds for the policy whose rule it is.
sed 's/0.99/0.98/' hard.yaml >other.yaml
as ada policy adopt other.yaml
as bert gate lanes --format json
check "another policy: no waiver" jq -e 'has("waivers") | not' out
run audit verify
exits "the registry agrees" 0
