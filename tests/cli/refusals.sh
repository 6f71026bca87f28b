#!/bin/sh
# Every rule refuses in the same way: one line that names it and says who can help or what to do, the
# exit status of its kind, and one event in the log. The rules are those of the table in
# docs/accounts.md; one that is in the table and not provoked here fails, and so does the reverse.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: refusals (no jq)"; exit 0; }

# as WHO ARGS ...: has to succeed; what is set up before a refusal.
as()
{
    who=$1
    shift
    run --as "$who" "$@"
    [ "$status" -eq 0 ] || fail "$who: $*" "exit status $status ($(head -n 1 err))"
}

size()
{
    GAUGER_KEY_FILE='' "$GAUGER" audit checkpoint --format json 2>/dev/null | jq .size
}

# refused WHO RULE STATUS HELP ARGS ...: the line, the help, the exit status and the event.
refused()
{
    who=$1 rule=$2 wanted=$3 help=$4
    shift 4
    name="$rule: $who: $(echo "$*" | cut -c 1-60)"
    before=$(size)
    run --as "$who" "$@"
    echo "$rule" >>provoked
    "$GAUGER" audit log --limit 1 --format json >log.json 2>/dev/null
    if [ "$status" -ne "$wanted" ]; then
        fail "$name" "exit status $status instead of $wanted ($(head -n 1 err))"
    elif [ "$(wc -l <err)" -ne 1 ] || ! grep -q "rule $rule: " err; then
        fail "$name" "does not name the rule: $(head -n 2 err | tr '\n' ' ')"
    elif ! sed 's/^[^;]*;//' err | grep -qF -e "$help"; then
        fail "$name" "does not say \"$help\": $(cat err)"
    elif ! jq -e --arg who "$who" --arg rule "$rule" --argjson seq "$((before + 1))" '.events[0]
        | (.action | endswith(".refuse")) and .actor == $who and .payload.rule == $rule
        and .seq == $seq' log.json >/dev/null; then
        fail "$name" "not on record: $(jq -c '.events[0] | [.seq, .action, .actor, .payload]' log.json)"
    else
        ok "$name"
    fi
}

# opens WHO ROLE PERSON ...: an account whose key is kept on this machine.
opens()
{
    who=$1 role=$2 person=$3
    shift 3
    as ada account add "$who" --role "$role" --person "$person" --supervisor "head of office" \
        --trained 2025-12-01 "$@"
}

GAUGER_NOW=2026-01-01T09:00:00Z
export GAUGER_NOW
. "$root/tests/cli/crossing/prepare.sh"
table t1 1 3000
awk 'BEGIN { print "score,y,g"; x = 7
    for (i = 0; i < 1000; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.4f,%d,%s\n", s, x / 2147483648 < s, i % 2 ? "a" : "b" } }' >rows.csv
sed 's/,1,a$/,0,a/' rows.csv >again.csv
sed 's/,1,b$/,0,b/' rows.csv >third.csv
awk 'NR == 1 { print $0 ",mail" } NR > 1 { print $0 ",p" NR "@example.org" }' rows.csv >mail.csv
printf 'columns:\n  score: {role: score}\n  y: {role: outcome}\n  g: {role: protected}\nthreshold: 0.5\n' >schema.yaml
{ echo 'score,y,age,region'; sed 1d rows.csv | awk -F, '{ print $1 "," $2 "," NR % 37 + 20 ",r" int(NR / 40) }'; } >few.csv
printf 'columns:\n  score: {role: score}\n  y: {role: outcome}\n  age: {role: [protected, quasi_identifier]}\n  region: {role: [protected, quasi_identifier]}\nthreshold: 0.5\n' >few.yaml
sed 's/0.5/0.6/' schema.yaml >other.yaml
printf 'model: lanes\nalgorithm: tree\nscorer: external\nfeatures: [{name: a}]\ntarget: found\npopulation: all\nthreshold: 0.5\n' >lanes.yaml
sed 's/^model: lanes/model: ports/' lanes.yaml >ports.yaml
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.6}\n' >easy.yaml
printf 'policy: hard\nrules:\n  - {id: ranking, metric: roc_auc, at_least: 0.999}\n' >hard.yaml
printf 'policy: two\nrules:\n  - {metric: roc_auc, at_least: 0.6}\nrequires:\n  - {approvals: 2}\n' >two.yaml
for type in privacy-threshold-analysis agreement redress-case incident; do
    run record template $type --example -o "$type.yaml"
done
sed 's/^determination: .*/determination: not compliant/' privacy-threshold-analysis.yaml >no.yaml
sed 's/^approved_on: .*/approved_on: 2025-11-30/' privacy-threshold-analysis.yaml >older.yaml
sed 's/^approved_on: .*/approved_on: 2025-12-31/' privacy-threshold-analysis.yaml >later.yaml

# ---- accounts

run --as ada init --testing
refused ada nomination 1 "--supervisor TITLE" account add ben --role reviewer --trained 2025-12-01
refused ada nomination 1 "--trained DATE" account add ben --role reviewer --supervisor "head"
refused ada nomination 1 "--role scientist" account add ben --supervisor "head" --trained 2025-12-01
refused ada nomination 1 "train them again" account add ben --role reviewer --supervisor "head" --trained 2024-06-01
refused ada exclusion 1 "two people" account add ben --role administrator,auditor --supervisor "head" --trained 2025-12-01
run --as ada account key --key-file ben.key --format json -o ben.pub
opens ben reviewer p-7 --public-key ben.pub
refused ada key 2 "make another key" account add bea --role reviewer --person p-6 --supervisor "head" \
    --trained 2025-12-01 --public-key ben.pub
opens rob reviewer p-8
opens rita reviewer,scientist p-9
opens sam scientist p-1
opens sam-two reviewer p-1
opens lee reviewer p-3
opens olga auditor p-4
opens cindy ci p-10
refused ada state 2 "another name" account add rob --role reviewer --supervisor "head" --trained 2025-12-01 --public-key ben.pub
refused zoe account 1 "gauger account add zoe" cycle open lanes --kind development
refused ben key 1 "GAUGER_KEY_FILE" policy adopt easy.yaml
GAUGER_KEY_FILE=ben.key
export GAUGER_KEY_FILE
refused sam key 1 "give its own: GAUGER_KEY_FILE" cycle open lanes --kind development
says "key: whose name and which key" err "is not of sam"
"$GAUGER" audit log --limit 1 --format json >log.json
check "key: the key that was used is on record" jq -e '.events[0].payload.other_key | test("^[0-9a-f]{16}$")' log.json
run audit log --limit 1
check "key: not said to be without one" sh -c \
    'tr "\n" " " <out | tr -s " " | grep -qF "with a key that is not theirs"'
unset GAUGER_KEY_FILE
refused cindy role 1 "ask a scientist (rita, sam)" dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
refused olga role 1 "ask a reviewer" policy adopt easy.yaml
run record template redress-case --example -o refused.yaml
refused olga role 1 "ask a reviewer" record add refused.yaml
"$GAUGER" audit log --limit 1 --format json >log.json
check "a record that was refused has no number" jq -e '.events[0].object == "record/redress-case"' log.json
run record template pilot --example -o pilot.yaml
refused olga role 1 "ask a scientist or reviewer (ben, lee, rita)" record add pilot.yaml
refused ada self 1 "ask an administrator; there is no other" account grant ada --role scientist
refused ada self 1 "there is no other" account add ada-two --role scientist --person ada --supervisor "head" --trained 2025-12-01
refused ada exclusion 1 "two people" account grant rob --role administrator
refused ada last-administrator 1 "make another one first" account disable ada --reason "tired"
refused ada recover 1 "go on as it is" account recover ada --reason "to see"
refused ada training 2 "on the day on which it is completed" account train sam --date 2026-01-02
refused ada state 2 "gauger account show" account grant rob --role reviewer
refused ada state 2 "gauger account show" account revoke rob --role scientist --reason "none"
refused ada state 2 "gauger account show" account enable rob
as ada account disable lee --reason "away"
refused lee disabled 1 "ask an administrator (ada): gauger account enable lee" policy adopt easy.yaml
refused ada state 2 "gauger account show" account disable lee --reason "again"
refused lee disabled 1 "ask an administrator (ada): gauger account enable lee" audit checkpoint
refused lee disabled 1 "ask an administrator (ada): gauger account enable lee" audit checkpoint --format json
refused lee disabled 1 "ask an administrator (ada): gauger account enable lee" audit prove 3
as ada account enable lee
opens dora administrator p-11
refused ada self 1 "ask an administrator (dora): gauger account train ada" account train ada --date 2026-01-01
as dora account add ada-too --role scientist --person ada --supervisor "head" --trained 2025-12-01
refused ada self 1 "ask an administrator (dora)" account train ada-too --date 2026-01-01
says "one's own other account: said so" err "ada-too and ada are of one"
refused ada self 1 "ask an administrator (dora)" account grant ada-too --role ci
says "one's own other account: said so of roles as well" err "of one person"
as ada account grant lee --role scientist
refused ada second 1 "ask an administrator (dora): gauger account confirm lee" account confirm lee
as dora account confirm lee
refused dora state 1 "gauger account show" account confirm lee
as ada account revoke lee --role scientist --reason "not needed"
refused rob root 1 "the key that init made" account recover rob --reason "to see"

# ---- data

as sam dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
refused sam state 2 "nothing is to be done" dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
refused sam identifiers 1 "--accept-risk REASON" dataset add mail.csv --name mail --origin deidentified --schema schema.yaml
refused sam reidentifiable 1 "--accept-risk REASON" dataset add few.csv --name few --origin deidentified --schema few.yaml
as rob record add redress-case.yaml
run --as rob record list --type redress-case --format json
case=$(jq -r '.records[-1].id' out)
refused sam correction 2 "give the corrected table" dataset revise rows rows.csv --schema other.yaml --reason "an outcome" --corrects "$case"
as sam dataset add again.csv --name spare --origin synthetic --schema schema.yaml
as sam dataset revise spare third.csv --reason "an outcome" --corrects "$case"
refused sam correction 2 "a record of its own" dataset revise spare rows.csv --reason "an outcome" --corrects "$case"
as sam dataset purge spare@1 --reason "not needed"
refused sam purged 2 "nothing is to be done" dataset purge spare@1 --reason "again"

# ---- cycles and kinds

as sam cycle open lanes --kind development
refused sam state 2 "close it first" cycle open lanes --kind development
refused sam state 2 "nothing is to be done" cycle phase lanes/development research
as sam model register lanes.yaml --kind development
refused sam kind 2 "" model register lanes.yaml --kind refresh --from 1
as sam cycle close lanes/development
refused sam state 2 "open a new one" cycle close 1
as sam model register ports.yaml --kind development

# ---- need to know

as ada account limit lee --model ports
refused lee model 1 "ask an administrator (ada, dora): gauger account limit lee" suspend lanes@1 --reason "x"
refused lee model 1 "gauger account limit lee" model show lanes
refused lee model 1 "gauger account limit lee" audit prove model/lanes@1
refused lee model 1 "gauger account limit lee" record list --type redress-case --statistics
refused lee model 1 "gauger account limit lee" policy adopt easy.yaml
as ada account limit lee --all-models

# ---- the life of a version

refused sam evaluation 1 "gauger evaluate" promote lanes@1 --to review
refused sam purged 2 "name data that is kept" evaluate dataset:spare@1 --model lanes@1
as cindy evaluate dataset:rows --model lanes@1
refused rob state 1 "gauger model show" promote lanes@1 --to production
as sam promote lanes@1 --to review
refused sam-two separation 1 "ask a reviewer who had no part in it" review lanes@1 --approve
says "another account of the submitter: said so" err "of the same person as who submitted"
as rob review lanes@1 --question "which lanes?"
refused rob role 1 "ask a scientist" review lanes@1 --answer "all"
as sam review lanes@1 --answer "all of them"
run model show lanes@1 --format json
finding=$(jq '.findings[0].seq // .findings[0].finding' out)
refused sam state 2 "gauger model show" review lanes@1 --answer "again" --finding "$finding"
as sam promote lanes@1 --to review
as rita review lanes@1 --question "and when?"
refused rita state 1 "gauger model show" review lanes@1 --approve
refused rita separation 1 "ask the submitter" review lanes@1 --answer "always"
as sam promote lanes@1 --to review
refused rob finding 1 "ask the submitter" review lanes@1 --approve
as sam review lanes@1 --answer "always"
as rita review lanes@1 --approve
refused rob policy 1 "ask a reviewer" promote lanes@1 --to production
as rob policy adopt hard.yaml --model lanes
refused rob verdict 1 "gauger gate" promote lanes@1 --to production
run --as cindy gate lanes@1
refused rob pass 1 "gauger waive REF" promote lanes@1 --to production
refused sam-two separation 1 "ask a reviewer who had no part in it" waive lanes@1 --rule ranking --until 2026-06-30 --reason "a pilot"
refused rob waiver 2 "choose a day" waive lanes@1 --rule ranking --until 2025-12-31 --reason "a pilot"
refused rob waiver 2 "choose a day" waive lanes@1 --rule ranking --until 2027-01-02 --reason "a pilot"
as rob policy adopt easy.yaml --model lanes
as cindy gate lanes@1
# Who approves, and then evaluates or judges, has approved work of theirs.
run --as rita gate lanes@1
refused rob separation 1 "gauger review REF --approve" promote lanes@1 --to production
says "an approval that counts no more: whose" err "the approval by rita does not count: the verdict of lanes@1 is by the same person"
as cindy gate lanes@1
refused rob record 1 "ask a reviewer to add one" promote lanes@1 --to production
as rita evaluate dataset:rows --model lanes@1
as cindy gate lanes@1
refused rob separation 1 "gauger review REF --approve" promote lanes@1 --to production
says "and evaluates" err "the evaluation of lanes@1 is by the same person"
as lee review lanes@1 --approve
as rob policy adopt two.yaml --model lanes
as cindy gate lanes@1
refused rob approvals 1 "ask another reviewer" promote lanes@1 --to production
as rob policy adopt easy.yaml --model lanes
as cindy gate lanes@1

# ---- records

as sam model register lanes.yaml --kind development
as cindy evaluate dataset:rows --model lanes@2
as cindy gate lanes@2
as sam promote lanes@2 --to review
as lee review lanes@2 --approve
as rob record add no.yaml --model lanes
run --as rob record list --type privacy-threshold-analysis --format json
no=$(jq -r '.records[-1].id' out)
refused rob determination 1 "ask a reviewer to add what was determined since" record close "$no" --reason "a mistake"
refused rob record 1 "ask a reviewer to add one" promote lanes@1 --to production
refused rob date 1 "the date on which it was determined" record add older.yaml --model lanes
as lee record add later.yaml --model lanes
refused rob state 1 "gauger record show" record close "$no" --reason "superseded"
refused rob state 1 "gauger record show" record add incident.yaml --supersedes "${no#*@}"
sed 's/^received_on: .*/received_on: 2025-12-31/' redress-case.yaml >moved.yaml
refused rob locked 1 "keep its value" record add moved.yaml --supersedes "${case#*@}"
refused lee separation 1 "ask another reviewer to read both and to promote" promote lanes@1 --to production
as rob promote lanes@1 --to production

# ---- a version that is judged before another takes its place; data that move on

refused rob overtaken 1 "gate it" promote lanes@2 --to production
refused rob state 1 "gauger model show" suspend lanes@2 --reason "x"
as sam dataset revise rows again.csv --reason "corrected outcomes"
refused rob stale 1 "ask a scientist to evaluate and gate" promote lanes@2 --to production
refused cindy stale 2 "ask a scientist to evaluate" gate lanes@2

# ---- signed cards

sed 's/easy/other/' easy.yaml >unjudged.yaml
as rob policy adopt unjudged.yaml --model lanes
refused rob verdict 2 "gauger gate" card lanes@1 --sign -o no.html
as rob policy adopt easy.yaml --model lanes
as cindy evaluate dataset:rows --model lanes@1
as cindy gate lanes@1
refused sam-two separation 1 "ask a reviewer who had no part in it" card lanes@1 --sign -o no.html
as rob card lanes@1 --sign -o card.html
refused sam role 1 "ask a reviewer or auditor" card --countersign card.html.dsse.json
refused rob separation 1 "ask a second reviewer or an auditor" card --countersign card.html.dsse.json
cp card.html.dsse.json first.dsse.json
# What is signed without being an event is refused by the same rules.
refused zoe account 1 "gauger account add zoe" card --countersign card.html.dsse.json
refused zoe account 1 "gauger account add zoe" audit checkpoint
refused zoe account 1 "gauger account add zoe" audit prove 3
refused ben key 1 "GAUGER_KEY_FILE" card --countersign card.html.dsse.json
refused ben key 1 "GAUGER_KEY_FILE" audit checkpoint
refused ben key 1 "GAUGER_KEY_FILE" audit prove 3
run --as ada account key --key-file stranger.key -o stranger.pub --format json
GAUGER_KEY_FILE=stranger.key
export GAUGER_KEY_FILE
refused rob key 1 "the key of an open account" audit checkpoint
refused rob key 1 "the key of an open account" audit prove 3
refused rob key 1 "the key of an open account" card --countersign card.html.dsse.json
unset GAUGER_KEY_FILE
run --as ben audit checkpoint --format json
exits "a head without a signature needs no key" 0
# What was given by mistake as a name is not said again.
run --as rob suspend mary.jones@example.org --reason "x"
says "a name that is an address: its shape" err "aaaa.aaaaa@aaaaaaa.aaa"
run --as rob card lanes@1 --for "SSN 123-45-6789"
says "a recipient that is a number: its shape" err "with \"aaa ddd-dd-dddd\""
sed 's/^record: .*/record: "SSN 123-45-6789"/' incident.yaml >mistaken.yaml
run --as rob record add mistaken.yaml
says "a type that is a number: its shape" err "called \"aaa ddd-dd-dddd\""

# ---- agreements

refused rob agreement 1 "ask a reviewer" card lanes@1 --for "Oversight board"
sed 's/^concluded_on: .*/concluded_on: 2026-01-02/' agreement.yaml >begins.yaml
as rob record add begins.yaml --model lanes
refused rob agreement 1 "gauger record show" card lanes@1 --for "Oversight board"
as rob record add agreement.yaml --model lanes
run audit log --action record.add --format json
event=$(jq '[.events[] | select(.payload.type == "agreement")][-1].seq' out)
as ada audit redact "$event" --reason "names a place"
as dora audit redact "$event" --reason "names a place"
refused rob agreement 1 "add it anew" card lanes@1 --for "Oversight board"
sed 's/^expires_on: .*/expires_on: 2026-01-01/' agreement.yaml >short.yaml
as rob record add short.yaml --model lanes
GAUGER_NOW=2026-01-01T23:59:59Z
as rob card lanes@1 --for "Oversight board"
GAUGER_NOW=2026-01-02T00:00:00Z
refused rob agreement 1 "once another one is concluded" card lanes@1 --for "Oversight board"

# ---- what is erased

run audit log --action model.review --format json
event=$(jq '[.events[] | select(.payload.text | type == "string")][0].seq' out)
refused ada state 2 "leave it" audit redact 1 --reason "x"
as ada audit redact "$event" --reason "names a place"
refused ada second 1 "somebody else" audit redact "$event" --reason "names a place"
as dora audit redact "$event" --reason "names a place"
refused dora state 2 "gauger audit log" audit redact "$event" --reason "names a place"

# ---- clocks

GAUGER_NOW=2025-12-31T00:00:00Z
refused rob clock 2 "set the clock right" policy adopt easy.yaml
GAUGER_NOW=2026-04-01T09:00:01Z
refused olga dormant 1 "gauger account" audit redact 4 --reason "x"
refused olga dormant 1 "gauger account" audit checkpoint
GAUGER_NOW=2026-12-02T00:00:00Z
refused ada dormant 1 "no administrator is active: gauger account recover ada --reason TEXT, with the key" account renew sam
as ada account recover ada --reason "nobody was here"
as ada account renew sam
refused sam training 1 "ask an administrator (ada): gauger account train sam" cycle open piers --kind development
run audit verify
exits "audit verify" 0

# ---- what one person approved, and what was learned from the rows that it is judged on

GAUGER_NOW=2026-01-01T09:00:00Z
GAUGER_REGISTRY=$scratch/second
export GAUGER_REGISTRY
run --as ada init --testing second
as sam dataset add t1.csv --name train --origin synthetic --schema rows.yaml
as sam train logistic.yaml --data dataset:train
as sam evaluate dataset:train --model crossing@1
as ben policy adopt easy.yaml
run --as sam gate crossing@1
as sam promote crossing@1 --to review
refused sam separation 1 "ask a reviewer who had no part in it" review crossing@1 --approve
run --as sam review crossing@1 --approve --format json
check "a document names the rule" jq -e '.error | .code == "no" and .rule == "separation"
    and (.message | startswith("rule separation: "))' out
run --as sam model show boats --format json
check "and none where no rule refused" jq -e '.error | .code == "not_found" and (has("rule") | not)' out
as ben review crossing@1 --approve
refused ben overlap 1 "--accept-overlap REASON" promote crossing@1 --to production
as ada account add rob --role reviewer --person p-8 --supervisor "head of office" --trained 2025-12-01
refused rob approval 1 "gauger review REF --approve" promote crossing@1 --to production
refused rob issued 1 "ask who gave it" card --countersign "$scratch/first.dsse.json"

# ---- the table; of two who promote at once, one is refused by the rule champion, and forged.sh
# ---- writes what the rule signature refuses

printf 'champion\nsignature\n' >>provoked
sed -n '/^## A refusal/,/^## Clocks/s/^| \(`[^|]*`\) |.*/\1/p' "$root/docs/accounts.md" | tr -d '`,' |
    tr ' ' '\n' | sort -u >written
sort -u provoked >found
check "every rule of docs/accounts.md is provoked, and every rule here is in it" diff written found
run audit verify
exits "audit verify of the second" 0
