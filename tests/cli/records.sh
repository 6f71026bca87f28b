#!/bin/sh
# Records from the command line: each form empty and filled, what is refused and where, what is due,
# corrections, closing, statistics, documents.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: records (no jq)"; exit 0; }

GAUGER_NOW=2026-01-01T09:00:00Z
export GAUGER_NOW
run init --testing
exits "init" 0
printf 'score,y\n0.1,0\n0.9,1\n0.8,0\n0.2,1\n' >rows.csv
as anna dataset add rows.csv --name scores --origin synthetic
exits "dataset add" 0

# ---- every type: the list, the form, the example

run record template
exits "record template" 0
cut -d ' ' -f 1 out >types
check "fourteen types" test "$(wc -l <types)" -eq 14
n=0
while read -r type; do
    n=$((n + 1))
    run record template "$type" -o empty.yaml
    exits "$type: the form" 0
    as grace record add empty.yaml
    exits "$type: refused until it is filled" 2
    says "$type: says so" err "it is required and empty; fill it"
    run record template "$type" --example -o filled.yaml
    as grace record add filled.yaml --format json
    exits "$type: the example is taken" 0
    check "$type: its receipt" jq -e ".record == \"$type@$n\" and .format == \"gauger/receipt/1\"" out
    for format in text markdown html json; do
        run record show "$n" --format $format
        exits "$type: as $format" 0
    done
    check "$type: as a document" jq -e ".format == \"gauger/record/1\" and .type == \"$type\"
        and .registered.actor == \"grace\" and (.parts | length > 0)" out
done <types
run audit verify
exits "audit verify" 0
run audit rebuild --format json
check "audit rebuild: records" jq -e '.tables.record == 14 and .tables.record_clock > 5' out
run audit verify
exits "audit verify after it" 0

# ---- what is refused, exactly

run record template training --example -o training.yaml
line=$(grep -n '^course:' training.yaml | cut -d : -f 1)
sed 's/^course: .*/course: "with 212-34-5678"/' training.yaml >bad.yaml
as grace record add bad.yaml
refuses "an identifier" "gauger: bad.yaml:$line: column \"course\": what looks like an identifier of a person (ssn, text of shape \"aaaa ddd-dd-dddd\"); leave it out; name persons by title, role or pseudonym (FOR TESTING)"
line=$(grep -n '^completed_on:' training.yaml | cut -d : -f 1)
sed 's/^completed_on: .*/completed_on: 2026-02-30/' training.yaml >bad.yaml
as grace record add bad.yaml
refuses "no such day" "gauger: bad.yaml:$line: column \"completed_on\": not a date (shape \"dddd-dd-dd\"); write it as 2026-01-31 (FOR TESTING)"
sed 's/^completed_on: .*/completed_on: 2026-01-02/' training.yaml >bad.yaml
as grace record add bad.yaml
refuses "tomorrow" "gauger: bad.yaml:$line: column \"completed_on\": 2026-01-02 lies ahead: today is 2026-01-01; give the date on which it happened (FOR TESTING)"
echo 'grade: good' | cat training.yaml - >bad.yaml
line=$(wc -l <bad.yaml)
as grace record add bad.yaml
refuses "no such field" "gauger: bad.yaml:$line: column \"grade\": a training has no such field; gauger record template training shows the fields (FOR TESTING)"
as grace record add training.yaml --type bulletin
refuses "another type" 'gauger: training.yaml:4: column "record": the file is not of the type bulletin; give the file of that type, or leave --type out (FOR TESTING)'
as grace record add training.yaml --model lanes
exits "not about a model" 2
as grace record add none.yaml
exits "no such file" 2
run record template diary
refuses "no such type" 'gauger: record template: no type of record is called "diary"; gauger record template lists the types'
as grace record add - --format json <bad.yaml
exits "standard input" 2
check "standard input: where" jq -e '.error.where | startswith("standard input:")' out
run record show 99
exits "no such record" 2
run record show bulletin@1
exits "a record of another type" 2

# ---- corrections

run record template incident --example -o incident.yaml
sed 's/^description: .*/description: "Two cards were sent."/' incident.yaml >more.yaml
as grace record add more.yaml --supersedes 13 --format json
exits "a later record corrects" 0
run record show 13 --format json
check "it is kept, and says by what" jq -e '.state == "superseded" and .superseded_by == "incident@15"' out
sed 's/^kind: .*/kind: security/' more.yaml >locked.yaml
as grace record add locked.yaml --supersedes 15
exits "a locked field" 1
says "a locked field: which" err "the field kind is locked: incident@15 says another value"
run audit log --action record.refuse --format json
check "the refusal is on record" jq -e '.events[-1].payload.rule == "locked"' out
check "in words, with an article" jq -e '.events[-1].summary | startswith("was refused an incident: ")' out
as grace record add more.yaml --supersedes 13
exits "not twice" 1

# ---- clocks

run record list --overdue
exits "nothing is overdue" 0
GAUGER_NOW=2026-04-07T00:00:00Z
run record list --overdue --format json
exits "overdue: exit status 1" 1
check "overdue: what" jq -e '[.records[].type] == ["redress-case", "incident"] and .overdue == 2' out
run record list --due --type pilot --format json
check "due: sixty days ahead, not earlier" jq -e '.records == []' out
GAUGER_NOW=2026-07-03T00:00:00Z
run record list --due --type pilot --format json
check "due: now" jq -e '.records[0].clocks[0] | .state == "due" and .days_left == 59' out
run record list
says "a third of the controls" out "4 of the 12 controls"
run record list --type nonesuch
exits "list: no such type" 2

# ---- redress

as grace record close 3 --reason "wrong code"
exits "close: an outcome is needed" 2
says "close: which" err "give one of corrected|no error found|referred elsewhere|withdrawn"
as grace record close 3 --resolution corrected --reason "wrong code"
exits "close" 0
run record template redress-case --example -o case.yaml
sed 's/^dataset:.*/dataset: scores@1/; s/RC-2025-B7/RC-2025-C1/' case.yaml >other.yaml
as grace record add other.yaml
exits "a second case" 0
as grace record close 16 --resolution corrected --reason "wrong outcome"
says "close: what is to be done" out "gauger dataset revise scores FILE --corrects 16"
run record list --type redress-case --format json
check "a correction waits for the data" jq -e '.duties[0] | .record == "redress-case@16" and .overdue == false' out
printf 'score,y\n0.1,0\n0.9,1\n0.8,1\n0.2,1\n' >rows.csv
as anna dataset revise scores rows.csv --corrects redress-case@16 --reason "an outcome was wrong"
exits "the data are revised" 0
run record list --type redress-case --format json
check "and wait no more" jq -e '.duties == []' out
run record list --type redress-case --statistics --format json
check "statistics" jq -e '.cases == 2 and .open == 0 and .corrected == 2 and .share_corrected == 1
    and .mean_days_to_close == 270 and .longest_days_to_close == 270' out
run record list --statistics
exits "statistics: of what" 2
as grace record close 5 --reason "sent in error"
exits "a bulletin is withdrawn" 0
run record list --all --format json
check "list --all" jq -e '.records | length == 16' out
run audit verify
exits "audit verify at the end" 0

# ---- a text that should never have been there

run audit log --action record.add --format json
event=$(jq '[.events[] | select(.object == "record/agreement@6")][0].seq' out)
as grace audit redact "$event" --reason "names a person"
as ada audit redact "$event" --reason "names a person"
exits "what was written is erased" 0
run record show 6 --format json
check "the record stays, without its texts" jq -e '.erased and .state == "open" and (.clocks | length == 2)
    and ([.parts[].fields[].value] | all(. == null))' out

run audit verify
exits "audit verify after erasing" 0
run audit rebuild
exits "audit rebuild after erasing" 0
