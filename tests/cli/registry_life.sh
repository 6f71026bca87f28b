#!/bin/sh
# A version from its registration to production and back: evaluations, verdicts, reviews, refusals,
# two who promote at once.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: the life of a version (no jq)"; exit 0; }

# Outcomes by score, seeded by arithmetic: 2,000 rows, two groups, two scores.
awk 'BEGIN { print "score,old,y,g"; x = 7
    for (i = 0; i < 2000; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        y = x / 2147483648 < s; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.4f,%.4f,%d,%s\n", s, (s + x / 2147483648) / 2, y, i % 2 ? "a" : "b" } }' >rows.csv
cat >schema.yaml <<'EOF'
columns:
  score: {role: score}
  y: {role: outcome}
  g: {role: protected}
  old: {role: ignore}
threshold: 0.2
EOF
cat >lanes.yaml <<'EOF'
model: lanes
algorithm: tree
scorer: external
features: [{name: a}]
target: found
population: all
threshold: 0.5
owner: the lanes team
EOF
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.6}\n' >easy.yaml
printf 'policy: hard\nrules:\n  - {metric: roc_auc, at_least: 0.99}\n' >hard.yaml
printf 'name,y\nx@example.org,1\nz@example.org,0\n' >mail.csv

run init --testing
exits "init" 0

# Datasets.
as anna dataset add mail.csv --name mail --origin synthetic
exits "dataset add: identifiers are refused" 1
says "dataset add: says how" err "accept-risk"
as anna dataset add mail.csv --name mail --origin synthetic --format json
exits "dataset add --format json: refused" 1
check "dataset add --format json: an error" jq -e '.error.code == "no"' out
as anna dataset list --format json
check "dataset add: nothing was added" jq -e '.datasets == []' out
as anna audit log --action dataset.refuse --format json
check "dataset add: the refusal is on record" jq -e '.events | length == 2 and .[0].actor == "anna"' out
as anna dataset add mail.csv --name mail --origin synthetic --accept-risk "invented addresses" --format json
exits "dataset add --accept-risk" 0
check "dataset add --accept-risk: on record" jq -e '.accepted_risk == "invented addresses"' out
run dataset show mail --format json
check "dataset show: the risk" jq -e '.accepted_risk == "invented addresses" and .check.verdict == "identifiers"' out
check "dataset show: no value" sh -c '! grep -q "x@example" out'
as anna dataset add rows.csv --name rows --origin rumour
exits "dataset add: no such origin" 2
printf 'title: rows for trying\nowner_statement: made up\n' >sheet.yaml
as anna dataset add rows.csv --name rows --origin synthetic --schema schema.yaml --sheet sheet.yaml \
    --source-system awk,printf --extracted 2026-01-31 --retention 2030-12-31 --authority none
exits "dataset add" 0
run dataset show dataset:rows@1 --format json
check "dataset show" jq -e '.origin == "synthetic" and .source_systems == ["awk", "printf"]
    and .retain_until == "2030-12-31" and .sheet.title == "rows for trying"
    and .registered.actor == "anna" and .registered.claimed' out
run dataset show rows
says "dataset show as text" out "rows for trying"
run dataset list
says "dataset list as text" out "rows@1"
run dataset show rowz
exits "dataset show: not there" 2
as anna dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
exits "dataset add: the same again" 2
as anna dataset add - --name piped --origin synthetic <rows.csv
exits "dataset add -" 0
run dataset show piped --format json
check "dataset add -: the same digest" jq -e ".sha256 == \"$(sha256sum rows.csv | cut -d ' ' -f 1)\"" out

# Registered data are evaluated as they were registered.
run evaluate dataset:rows --format json
exits "evaluate dataset:" 0
check "evaluate dataset: its schema and digest" jq -e '.decision.threshold == 0.2
    and .data.sha256 == "'"$(sha256sum rows.csv | cut -d ' ' -f 1)"'" and .data.source == "dataset:rows@1"' out
run evaluate dataset:none
exits "evaluate dataset: not there" 2
run check dataset:rows --format json
exits "check dataset:" 0
run compare dataset:rows --score score --score old --format json
exits "compare dataset:" 0
check "compare dataset: named" jq -e '.data.source == "dataset:rows@1" and (.data.sha256 | length == 64)' out
run drift dataset:rows --baseline rows.csv --format json
exits "drift dataset:" 0
check "drift dataset: named" jq -e '.data.current.source == "dataset:rows@1" and .data.baseline.source == "rows.csv"' out
run drift rows.csv --baseline dataset:rows
exits "drift --baseline dataset:" 0
run drift rows.csv --baseline dataset:none
exits "drift --baseline dataset: not there" 2

# A version, evaluated when it is registered, since its cycle says so.
as anna cycle open lanes --kind development --dataset rows --reason "the first"
exits "cycle open" 0
as anna cycle open lanes --kind development
exits "cycle open: twice" 2
as anna cycle phase lanes features
exits "cycle phase" 0
as anna cycle phase lanes features
exits "cycle phase: the same" 2
as anna cycle phase lanes dreaming
exits "cycle phase: there is not" 2
as anna model register lanes.yaml --kind development --format json
exits "model register" 0
check "model register: evaluated" jq -e '.evaluations[0].dataset == "rows@1" and .cycle == 1' out
run model show lanes --format json
check "model show: the evaluation" jq -e '.evaluations[0].dataset == "rows@1" and (.evaluations[0].stale | not)' out
as anna evaluate dataset:rows --model lanes --format json
exits "evaluate --model" 0
check "evaluate --model: the manifest's threshold" jq -e '.format == "gauger/evaluation/1" and .decision.threshold == 0.5' out
as anna evaluate rows.csv --schema schema.yaml --model lanes --format json
exits "evaluate --model: a table that is not registered" 0
check "evaluate --model: with its digest" jq -e '.data.sha256 | length == 64' out
as anna evaluate dataset:rows --model lanes --threshold 0.9 --format json
exits "evaluate --model --threshold" 0
check "evaluate --model --threshold: warned of" jq -e '.decision.threshold == 0.9
    and ([.warnings[] | select(.code == "threshold_by_hand")] | length == 1)' out
as anna evaluate dataset:rows --model lanes
as anna evaluate dataset:rows --model lanes@7
exits "evaluate --model: no such version" 2
as anna evaluate dataset:rows --versus lanes
exits "evaluate --versus: alone" 2
as anna evaluate dataset:rows --model lanes --versus lanes@1 --versus-score old --format json
exits "evaluate --versus: itself" 2
sed 's/^model: .*/model: rival/' lanes.yaml >rival.yaml
as anna model register rival.yaml --kind development
as anna evaluate dataset:rows --model lanes --versus rival --format json
exits "evaluate --versus: whose scores come with the table" 2
as anna evaluate dataset:rows --model lanes --versus rival --versus-score old --format json
exits "evaluate --versus" 0
run model show lanes --format json
check "evaluate --versus: on record" jq -e '.evaluations[-1].comparisons[0].versus == "rival@1"' out

# Gate.
as anna gate lanes
exits "gate REF: no policy in force" 2
as anna gate lanes --policy hard.yaml --format json
exits "gate REF: no" 1
as anna gate lanes --policy easy.yaml --format json
exits "gate REF: yes" 0
check "gate REF: a verdict" jq -e '.format == "gauger/verdict/1" and .result == "pass"' out
as anna gate lanes --on rows --policy easy.yaml
exits "gate REF --on" 0
as anna gate lanes --on mail --policy easy.yaml
exits "gate REF --on: no evaluation there" 2
as anna gate lanes --evaluation out --policy easy.yaml
exits "gate: a version and a file" 2

# States.
as anna promote lanes --to production
exits "promote: not from candidate" 1
says "promote: says why" err "candidate"
as anna promote lanes --to heaven
exits "promote: there is no such state" 2
as anna promote lanes --to rejected
exits "promote: no reason" 2
as anna promote lanes --to review
exits "promote to review" 0
as anna review lanes
exits "review: nothing said" 2
as anna review lanes --approve
exits "review: by the submitter" 1
as bert review lanes --question "which lanes?"
exits "review --question" 0
run model show lanes --format json
check "review --question: back to candidate, open" jq -e '.state == "candidate" and .findings[0].answered == null' out
as anna promote lanes --to review
as bert review lanes --approve
exits "review: a finding is open" 1
as anna review lanes --answer "all lanes"
exits "review --answer" 0
as anna review lanes --answer "again"
exits "review --answer: nothing open" 2
as bert review lanes --approve
exits "review --approve" 0
as bert promote lanes --to production
exits "promote: no policy in force" 1
as root policy adopt hard.yaml
exits "policy adopt" 0
as bert promote lanes --to production
exits "promote: the verdict is by another policy" 1
as bert gate lanes
exits "gate REF by the policy in force" 1
as bert promote lanes --to production
exits "promote: the verdict is no" 1
as root policy adopt easy.yaml --model lanes
exits "policy adopt --model" 0
printf 'rules: []\n' >none.yaml
as root policy adopt none.yaml
exits "policy adopt: no rules" 2
as bert gate lanes
exits "gate REF by the model's own policy" 0

# Two at once: one wins, both are on record.
"$GAUGER" --as bert promote lanes@1 --to production >out1 2>err1 &
first=$!
"$GAUGER" --as carl promote lanes@1 --to production >out2 2>err2 &
second=$!
wait $first
one=$?
wait $second
two=$?
check "two promote at once: one wins" test "$((one + two))" = 1
run model show lanes --format json
check "two promote at once: both on record" jq -e '.state == "production" and ([.states[]
    | select(.to == "production" and (.actor == "bert" or .actor == "carl"))] | group_by(.result)
    | map(.[0].result) == ["done", "refused"])' out
run model show lanes@champion --format json
check "the champion" jq -e '.version == 1' out

# The next one, and back.
sed 's/threshold: 0.5/threshold: 0.6/' lanes.yaml >next.yaml
as anna model register next.yaml --kind adjustment --from 1
exits "the next version" 0
as anna evaluate dataset:rows --model lanes@2
as anna gate lanes@2
as anna promote lanes@2 --to review
as bert review lanes@2 --approve
as bert promote lanes@2 --to production --format json
exits "the next in production" 0
check "the former champion is retired" jq -e '.champion_before == 1' out
run model diff lanes@1 lanes@2 --format json
exits "model diff" 0
check "model diff: the threshold" jq -e '.composition == "same" and .operating == "different"
    and .operating_point[0].from == 0.5 and .operating_point[0].to == 0.6' out
check "model diff: figures on the same rows" jq -e '.metrics.dataset == "rows@1" and ([.metrics.overall[]
    | select(.name == "recall" and .change < 0 and .from.value > .to.value)] | length == 1)' out
run model diff lanes@1 lanes@2
says "model diff as text" out "0.5, now 0.6"
run model diff lanes@1 lanes@9
exits "model diff: not there" 2
as bert suspend lanes@champion
exits "suspend: no reason" 2
as bert suspend lanes@champion --reason "too many referrals"
exits "suspend" 0
run model show lanes@champion
exits "no champion" 2
as bert suspend lanes@2 --reason again
exits "suspend: not in production" 1
as bert promote lanes@1 --to production
exits "rollback" 0
as anna promote lanes@2 --to rejected --reason "not needed"
exits "promote to rejected" 0

# Due and overdue, by a clock that is set.
GAUGER_NOW=2040-01-01T00:00:00Z
export GAUGER_NOW
run cycle list --overdue --format json
exits "cycle list --overdue" 1
check "cycle list --overdue: the refresh" jq -e '.overdue > 0 and .due[0].model == "lanes" and .due[0].overdue' out
run cycle list
says "cycle list as text" out "overdue"
unset GAUGER_NOW
run cycle list --closed --format json
check "cycle list --closed: phases" jq -e '[.cycles[] | select(.model != "rival")]
    | .[1].state == "closed" and (.[0].phases | map(.phase) == ["research", "features"])' out
as anna cycle open lanes --kind refresh --from 1
exits "cycle open --from" 0
as anna cycle close lanes/refresh --reason abandoned
exits "cycle close" 0
as anna cycle close lanes/refresh
exits "cycle close: none open" 2

# A new version of the data makes what was measured stale.
sed 2d rows.csv >fewer.csv
as anna dataset add fewer.csv --name rows --origin synthetic --schema schema.yaml
exits "dataset add: a second version" 0
run model show lanes@1 --format json
check "evaluations are stale" jq -e '[.evaluations[] | select(.dataset == "rows@1") | .stale] | all' out
as anna gate lanes@2 --on rows
exits "gate: no evaluation but stale ones" 2

# Cards and requests.
as anna evaluate dataset:rows --model lanes@1
as bert gate lanes@1
run card lanes@1 --format json
exits "card REF" 0
check "card REF: manifest and verdict" jq -e '.model_details.owner == "the lanes team" and .verdict.result == "pass"' out
check "card REF: lifecycle, approvals as claimed, head" jq -e '.lifecycle.state == "production"
    and .lifecycle.authenticated == false and (.lifecycle.head.root | length == 64)
    and ([.lifecycle.states[] | select(.to == "approved" and .result == "done")] | length == 1)
    and .model_details.version == "1"' out
check "card REF: the data" jq -e '.data_sheet.name == "rows" and .data_sheet.version == 2' out
run card lanes@1 -o card.html
exits "card REF as html" 0
says "card REF as html: approvals" card.html "unauthenticated"
run card lanes@1 --on rows --format markdown
says "card REF --on as markdown" out "lanes"
run card mail
exits "card REF: not there" 2
as anna cycle open lanes --kind refresh --from 1 --request key-1
exits "--request" 0
as anna cycle open lanes --kind adjustment --from 1 --request key-1
exits "--request: again" 2
run model history lanes
says "model history as text" out "bert"
run audit verify
exits "the registry agrees" 0
run audit rebuild
exits "rebuild" 0
run audit verify
exits "and agrees still" 0
