#!/bin/sh
# A refresh falls due six months after the version went into production, to the second; one that was
# begun has six months of its own; each kind has its clock.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: overdue cycles (no jq)"; exit 0; }

# at TIME: the clock.
at()
{
    GAUGER_NOW=$1
    export GAUGER_NOW
}

# overdue NAME FILTER: cycle list --overdue ends with 1, and its document says so; on_time: with 0.
overdue()
{
    run cycle list --overdue --format json
    exits "$1: overdue" 1
    check "$1: which" jq -e "$2" out
}
on_time()
{
    run cycle list --overdue --format json
    exits "$1: nothing is overdue" 0
    check "$1: and it says so" jq -e '.overdue == 0' out
}

awk 'BEGIN { print "score,y,g"; for (i = 0; i < 400; i++) printf "0.%02d,%d,%s\n", i * 37 % 100, (i * 37 % 100 > 50) ? 1 : 0, (i % 2) ? "a" : "b" }' >rows.csv
printf 'columns:\n  score: {role: score}\n  y: {role: outcome}\n  g: {role: protected}\nthreshold: 0.5\n' >schema.yaml
printf 'model: lanes\nalgorithm: tree\nscorer: external\nfeatures: [{name: a}]\ntarget: found\npopulation: all\nthreshold: 0.5\n' >lanes.yaml
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.6}\n' >easy.yaml
at 2025-12-01T00:00:00Z
as ada init --testing
as anna dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
as ada policy adopt easy.yaml
as anna model register lanes.yaml --kind development
as anna evaluate dataset:rows --model lanes
as anna gate lanes
as anna promote lanes --to review
as bert review lanes --approve
at 2026-01-01T09:00:00Z
as bert promote lanes@1 --to production
exits "in production since 2026-01-01T09:00:00Z" 0

at 2026-07-01T09:00:00Z
on_time "six months to the second"
run cycle list --format json
check "it is due" jq -e '.due[0] | .model == "lanes" and (.overdue | not) and .days_left == 0' out
at 2026-07-01T09:00:01Z
overdue "six months and a second" '.overdue == 1 and (.due | length == 1) and (.due[0] | .model == "lanes"
    and .version == 1 and .overdue and .due == "2026-07-01T09:00:00Z")'
run cycle list --overdue
exits "as text" 1
says "as text: which" out "lanes"
run cycle list
exits "without --overdue it is no answer" 0

# Begun, the refresh has a clock of its own.
as anna cycle open lanes --kind refresh --from 1
exits "the refresh begins" 0
on_time "begun"
at 2027-01-01T09:00:01Z
on_time "the refresh, its last second"
at 2027-01-01T09:00:02Z
overdue "the refresh, a second later" '.overdue == 1 and ([.cycles[] | select(.kind == "refresh")][0].overdue)'
as anna cycle close lanes/refresh --reason "given up"
overdue "given up: it is due as before" '.overdue == 1 and .due[0].overdue'

# An adjustment has a month.
as anna cycle open lanes --kind adjustment --from 1
at 2027-02-01T09:00:02Z
run cycle list --format json
check "an adjustment, its last second" jq -e '[.cycles[] | select(.kind == "adjustment")][0].overdue | not' out
at 2027-02-01T09:00:03Z
run cycle list --format json
check "an adjustment, a second later" jq -e '[.cycles[] | select(.kind == "adjustment")][0].overdue' out
as bert suspend lanes --reason "until it is refreshed"
as anna cycle close lanes/adjustment
on_time "out of production nothing is due"
run audit verify
exits "everything agrees" 0
