#!/bin/sh
# A privacy threshold analysis holds a promotion up: absent, not compliant, expired; of one person
# and of several; and an impact assessment that the policy requires.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: analyses (no jq)"; exit 0; }

awk 'BEGIN { print "score,y,g"; x = 7
    for (i = 0; i < 1000; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.4f,%d,%s\n", s, x / 2147483648 < s, i % 2 ? "a" : "b" } }' >rows.csv
cat >schema.yaml <<'END'
columns:
  score: {role: score}
  y: {role: outcome}
  g: {role: protected}
threshold: 0.5
END
printf 'model: lanes\nalgorithm: tree\nscorer: external\nfeatures: [{name: a}]\ntarget: found\npopulation: all\nthreshold: 0.5\n' >lanes.yaml
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.6}\n' >easy.yaml
printf 'policy: strict\nrules:\n  - {metric: roc_auc, at_least: 0.6}\nrequires:\n  - {record: impact-assessment}\n' >strict.yaml

# stage NAME: a registry in which lanes@1 waits for production.
stage()
{
    GAUGER_NOW=2026-01-01T09:00:00Z
    export GAUGER_NOW
    GAUGER_REGISTRY=$scratch/$1
    export GAUGER_REGISTRY
    as ada init --testing "$GAUGER_REGISTRY"
    as anna dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
    as grace policy adopt "${2:-easy.yaml}"
    as anna model register lanes.yaml --kind development
    as anna evaluate dataset:rows --model lanes@1
    as anna gate lanes@1
    as anna promote lanes@1 --to review
    as grace review lanes@1 --approve
    exits "$1: approved" 0
}

run record template privacy-threshold-analysis --example -o pta.yaml
sed 's/^determination: .*/determination: not compliant/; s/^approved_on: .*/approved_on: 2025-11-30/' pta.yaml >no.yaml
sed 's/^expires_on:.*/expires_on: 2026-02-28/' pta.yaml >short.yaml
sed 's/^type: .*/type: update/; s/^last_analysis_update:.*/last_analysis_update: 2025-12-01/' pta.yaml >update.yaml

# ---- of one person: what is on file holds

stage one
as grace record add no.yaml --model lanes
exits "an analysis that says no" 0
as grace promote lanes@1 --to production
exits "not compliant: refused" 1
says "not compliant: says so" err "privacy-threshold-analysis@1 says no: see gauger record show 1"
as grace record add short.yaml --model lanes
exits "another one" 0
run record show 1 --format json
check "it supersedes the one before by itself" jq -e '.state == "superseded" and .superseded_by == "privacy-threshold-analysis@2"' out
GAUGER_NOW=2026-03-01T00:00:00Z
as grace promote lanes@1 --to production
exits "expired: refused" 1
says "expired: until when" err "privacy-threshold-analysis@2 was in force until 2026-02-28T23:59:59Z"
as grace model show lanes@1 --format json
check "expired: on record with its rule" jq -e '.states[-1] | .result == "refused" and .rule == "record"' out
run record list --overdue --format json
exits "expired: the list says so" 1
as grace record add update.yaml --model lanes --supersedes 2
exits "an update" 0
GAUGER_NOW=2026-03-01T00:00:01Z
as grace promote lanes@1 --to production
exits "an update in force: promoted" 0
check "nothing to warn of" sh -c '! grep -q Warnings out'
run audit verify
exits "audit verify" 0

stage last_second
as grace record add short.yaml
exits "an analysis of all models" 0
GAUGER_NOW=2026-02-28T23:59:59Z
as grace promote lanes@1 --to production
exits "its last second: promoted" 0
says "and it is said that it will not hold" out "privacy-threshold-analysis@1: expires, last day 2026-02-28."

stage withdrawn
as grace record add no.yaml --model lanes
as grace record close 1 --reason "of another model"
exits "a no is not withdrawn" 1
says "a no is not withdrawn: by which rule, and what to do" err "rule determination: privacy-threshold-analysis@1 says no"
says "a no is not withdrawn: who can help" err "ask a reviewer to add what was determined since"
as grace promote lanes@1 --to production
exits "and so it stands" 1

# ---- what the policy requires

stage required strict.yaml
as grace promote lanes@1 --to production
exits "required and absent: refused" 1
says "required and absent: which" err "there is no impact-assessment in force"
says "required and absent: how to mend it" err "gauger record template"
run record template impact-assessment --example -o impact.yaml
as grace record add impact.yaml --model lanes
as grace promote lanes@1 --to production
exits "required and there: promoted" 0

# ---- of several people none goes without

stage several
as ada account add bert --role reviewer --person p-bert --supervisor "Chief" --trained 2025-12-01
exits "a reviewer" 0
as ada account add cy --role reviewer --person p-cy --supervisor "Chief" --trained 2025-12-01
as ada account add dora --role scientist --person p-dora --supervisor "Chief" --trained 2025-12-01
exits "a scientist" 0
as bert review lanes@1 --approve
exits "an approval by somebody else" 0
as cy promote lanes@1 --to production
exits "several people: an analysis is needed" 1
says "several people: says so" err "there is no privacy-threshold-analysis in force"
as dora record add pta.yaml --model lanes
exits "a scientist determines nothing" 1
says "a scientist determines nothing: says so" err "rule role"
as bert record add pta.yaml --model lanes
exits "a reviewer does" 0
as cy promote lanes@1 --to production
exits "several people: promoted" 0
run audit verify
exits "several people: audit verify" 0

# ---- a no is not undone by an older yes, nor by who submitted the version

as bert suspend lanes@1 --reason "a new analysis"
sed 's/^determination: .*/determination: not compliant/; s/^approved_on: .*/approved_on: 2026-01-01/' pta.yaml >late.yaml
as bert record add late.yaml --model lanes
exits "not compliant, later" 0
as cy promote lanes@1 --to production
exits "not compliant, later: refused" 1
as bert record add pta.yaml --model lanes
exits "an older one does not supersede it" 1
says "an older one does not supersede it: says so" err "says no on 2026-01-01"
as bert record add pta.yaml --model lanes@1
exits "an older one of the version alone" 0
as cy promote lanes@1 --to production
exits "an older one of the version alone does not override it" 1
GAUGER_NOW=2026-01-02T09:00:00Z
sed 's/^approved_on: .*/approved_on: 2026-01-02/' pta.yaml >later.yaml
sed 's/^expires_on:.*/expires_on: 2029-01-03/' later.yaml >long.yaml
as bert record add long.yaml --model lanes
exits "more than three years" 2
says "more than three years: how to mend it" err "say why in expires_later_because"
sed 's/^expires_later_because:.*/expires_later_because: The pilot ends then/' long.yaml >why.yaml
as bert record add why.yaml --model lanes
exits "more than three years, and why" 0
as cy promote lanes@1 --to production
exits "a later yes" 0
run audit verify
exits "audit verify after it" 0

# ---- the filled example of the project, as a document

GAUGER_NOW=2026-01-05T09:00:00Z
GAUGER_REGISTRY=$scratch/example
as ada init --testing "$GAUGER_REGISTRY"
as grace record add "$root/models/crossing.analysis.yaml"
exits "the example of models/ is taken" 0
# The root of the log is another in each registry, and each document that is made is an event.
root_of()
{
    sed 's/[0-9]* events and the root [0-9a-f]\{64\}/events/' "$1"
}
for kind in html:html markdown:md; do
    run record show 1 --format "${kind%:*}" -o document
    root_of document >made
    root_of "$root/reports/crossing-analysis.${kind#*:}" >kept
    same "reports/crossing-analysis.${kind#*:} is what the program writes" kept made
done
