#!/bin/sh
# Rules on what a version rests on: nobody approves what was measured on their data, by their runs,
# or judged by them; a case corrects data once, and by other rows; what was suspended does not come
# back on rows that are gone; a dormant account signs no checkpoint.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: own work (no jq)"; exit 0; }

GAUGER_NOW=2026-01-01T09:00:00Z
export GAUGER_NOW
table()
{
    awk -v x="$1" 'BEGIN { print "score,y,g"
        for (i = 0; i < 1000; i++) { x = (x * 1103515245 + 12345) % 2147483648
            s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
            printf "%.4f,%d,%s\n", s, (x / 2147483648 < s) ? 1 : 0, (i % 2) ? "a" : "b" } }' >"$2"
}
table 7 rows.csv
table 8 more.csv
printf 'columns:\n  score: {role: score}\n  y: {role: outcome}\n  g: {role: protected}\nthreshold: 0.5\n' >schema.yaml
sed 's/protected/stratum/' schema.yaml >other.yaml
printf 'model: lanes\nalgorithm: tree\nscorer: external\nfeatures: [{name: a}]\ntarget: found\npopulation: all\nthreshold: 0.5\n' >lanes.yaml
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.6}\n' >easy.yaml
as ada init --testing
# uma has two roles, and lena is the same person under another name.
for someone in "sam scientist p-1" "uma scientist,reviewer p-2" "lena reviewer p-2" "rob reviewer p-3" "olga auditor p-4"; do
    set -- $someone
    as ada account add "$1" --role "$2" --person "$3" --supervisor "head of science" --trained 2025-12-01
    exits "account add: $1" 0
done
as rob policy adopt easy.yaml

# version N DATA-BY RUN-BY VERDICT-BY: lanes@N, under review.
version()
{
    as sam model register lanes.yaml --kind development
    as "$2" dataset add rows.csv --name "rows$1" --origin synthetic --schema schema.yaml
    as "$3" evaluate "dataset:rows$1" --model "lanes@$1"
    as "$4" gate "lanes@$1"
    as sam promote "lanes@$1" --to review
    exits "lanes@$1 is under review" 0
}

version 1 uma sam sam
as uma review lanes@1 --approve
no "data of one's own: approve" separation "the data of lanes@1 is by the person of uma"
as lena review lanes@1 --approve
no "under another name" separation "the data of lanes@1 is by the person of lena"
run model show lanes@1 --format json
check "the version's history shows both" jq -e '[.states[] | select(.result == "refused") | [.actor, .rule]]
    == [["uma", "separation"], ["lena", "separation"]]' out
as uma review lanes@1 --question "which lanes?"
exits "data of one's own: a question is free" 0
as sam review lanes@1 --answer "all"
as sam promote lanes@1 --to review
as rob review lanes@1 --approve
exits "somebody else approves" 0
version 2 sam uma rob
as uma review lanes@2 --approve
no "a run of one's own: approve" separation "the evaluation of lanes@2 is by the person of uma"
version 3 sam sam uma
as lena review lanes@3 --approve
no "a verdict of one's own: approve" separation "the verdict of lanes@3 is by the person of lena"
as rob gate lanes@3
as lena review lanes@3 --approve
exits "a verdict of somebody else in its place" 0
version 4 sam sam rob
as uma review lanes@4 --approve
exits "no part in it" 0

# ---- what was suspended needs its rows

as rob record add "$root/models/crossing.analysis.yaml" --model lanes
as rob promote lanes@1 --to production
exits "into production" 0
as sam dataset purge rows1@1 --reason "over"
exits "its rows are purged" 0
as rob suspend lanes@1 --reason "a question"
exits "suspended" 0
as rob promote lanes@1 --to production
no "back on rows that are gone" stale "it was suspended, and the newest verdict is on data that is purged"
as sam evaluate dataset:rows4 --model lanes@1
as sam gate lanes@1
as rob promote lanes@1 --to production
exits "back on rows that are kept" 0

# ---- a case corrects once, and by other rows

run record template redress-case --example -o case.yaml
as rob record add case.yaml
case=$(sed -n 's/^Added \(redress-case@[0-9]*\).*/\1/p' out)
as sam dataset revise rows4 rows.csv --schema other.yaml --reason "why not" --corrects "$case"
exits "a correction of the same bytes" 2
says "and by which rule" err "rule correction: the table has the same bytes as rows4@1, which it is to correct"
as sam dataset revise rows4 more.csv --reason "an outcome was wrong" --corrects "$case"
exits "a correction" 0
table 9 third.csv
as sam dataset revise rows4 third.csv --reason "and another" --corrects "$case"
exits "a second one by the same case" 2
says "and by which rule" err "rule correction: $case has corrected rows4 already"
as rob record add case.yaml --supersedes "${case#*@}"
exits "a later record of the case" 0
as sam dataset revise rows4 third.csv --reason "and another" --corrects "$(sed -n 's/^Added \(redress-case@[0-9]*\).*/\1/p' out)"
exits "is the same case" 2
says "and by which rule" err "has corrected rows4 already"
run audit log --action access.refuse --format json
check "the refusals are on record" jq -e '[.events[] | select(.payload.rule == "correction")] | length == 3' out
as sam dataset revise rows4 third.csv --reason "and another"
exits "without a case it is a revision like any other" 0

# ---- a dormant account signs no checkpoint

GAUGER_NOW=2026-04-01T09:00:00Z
as olga audit checkpoint -o head.txt
exits "90 days: a checkpoint" 0
GAUGER_NOW=2026-04-01T09:00:01Z
rm -f head.txt
as olga audit checkpoint -o head.txt
no "90 days and a second: none" dormant "account olga is dormant"
check "nothing is written" test ! -e head.txt
run audit verify
exits "everything agrees" 0
run audit rebuild
exits "rebuild" 0
run audit verify
exits "and agrees still" 0
