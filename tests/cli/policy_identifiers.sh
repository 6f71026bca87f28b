#!/bin/sh
# Policies and verdicts are kept: what names a person is refused before anything is stored, in a
# policy that is adopted and in one that a version is judged by.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: policies without identifiers (no jq)"; exit 0; }

# The size of the log, and how many files lie in the store.
state()
{
    "$GAUGER" audit log --limit 1 --format json | jq -r .head.size
    find .gauger/files -type f | wc -l
}

# refused NAME WHERE KIND ARGS ...: bad input, in one line that names place and kind and shows nothing.
refused()
{
    name=$1
    where=$2
    kind=$3
    shift 3
    state >before
    run --as ada "$@"
    exits "$name" 2
    says "$name: where" err "$where"
    says "$name: what" err "($kind, "
    check "$name: one line, without it" sh -c 'test "$(wc -l <err)" -eq 1 && ! grep -q "6789\|mary" err'
    state >after
    same "$name: nothing is stored" before after
}

awk 'BEGIN { print "score,y,g"; for (i = 0; i < 400; i++) printf "0.%02d,%d,%s\n", i * 37 % 100, (i * 37 % 100 > 50) ? 1 : 0, (i % 2) ? "a" : "b" }' >rows.csv
printf 'columns:\n  score: {role: score}\n  y: {role: outcome}\n  g: {role: protected}\nthreshold: 0.5\n' >schema.yaml
printf 'model: lanes\nalgorithm: tree\nscorer: external\nfeatures: [{name: a}]\ntarget: found\npopulation: all\nthreshold: 0.5\n' >lanes.yaml
cat >good.yaml <<'END'
# Section 4.2 of the review of 2026-01-15, agreed by the privacy office.
policy: lanes
note: An example; 1 of 1,000 cases.
rules:
  - {id: ranking, metric: roc_auc, at_least: 0.6, note: 0.65 at 12 sites before.}
END
sed 's/^# .*/# Ask mary.jones@gmail.com/' good.yaml >comment.yaml
sed 's/^note: .*/note: Asked for by 123-45-6789./' good.yaml >note.yaml
sed 's/id: ranking/id: 123-45-6789/' good.yaml >id.yaml
run --as ada init
run --as sam dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
run --as sam model register lanes.yaml --kind development
run --as sam evaluate dataset:rows --model lanes
exits "an evaluation" 0
refused "policy adopt: a comment" "comment.yaml:1" email policy adopt comment.yaml
refused "policy adopt: a note" "note.yaml" ssn policy adopt note.yaml
refused "policy adopt: the id of a rule" "id.yaml" ssn policy adopt id.yaml
run --as ada policy adopt good.yaml
exits "policy adopt: dates, figures and offices enter" 0
refused "gate: a comment" "comment.yaml:1" email gate lanes --policy comment.yaml
refused "gate: a note" "note.yaml" ssn gate lanes --policy note.yaml
run --as ada gate lanes
exits "gate: by the policy in force" 0
run --as ada gate lanes --policy good.yaml
exits "gate: by another one" 0
run audit verify
exits "everything agrees" 0
