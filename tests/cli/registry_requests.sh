#!/bin/sh
# A command that is sent again with the same key is carried out once: each command that writes, sent
# twice. A new command must be put into one of the two lists, or this scene fails.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: requests (no jq)"; exit 0; }
. "$root/tests/cli/crossing/prepare.sh"

reading="evaluate compare drift check synth init help version gate card
dataset_list dataset_show model_list model_show model_diff model_history cycle_list
record_template record_show record_list audit_log audit_verify audit_checkpoint audit_prove
audit_rebuild account_list account_show account_keys registry_backup registry_restore"
: >written

# The size of the log, and how many files lie in the store.
state()
{
    "$GAUGER" audit log --limit 1 --format json | jq -r .head.size
    find .gauger/files -type f | wc -l
}

# twice STATUS COMMAND WHO ARGS ...: the key is the command and a number; the answer is the status
# once, and then the number of the event that the first one made.
n=0
twice()
{
    want=$1
    command=$2
    who=$3
    shift 3
    n=$((n + 1))
    key="$command $n"
    echo "$command" | tr ' ' _ >>written
    # shellcheck disable=SC2086 # a command is one word or two
    run --as "$who" $command "$@" --request "$key"
    exits "$command" "$want"
    state >before
    # shellcheck disable=SC2086
    run --as "$who" $command "$@" --request "$key"
    exits "$command, sent again" 2
    seq=$(sed -n 's/.*this request was carried out as event \([0-9]*\);.*/\1/p' err)
    state >after
    same "$command, sent again: nothing is done twice" before after
    "$GAUGER" audit log --limit 0 --format json >log.json
    check "$command, sent again: names its event" jq -e --arg seq "${seq:-0}" --arg key "$key" \
        '[.events[] | select(.request == $key)] | length == 1 and (.[0].seq | tostring) == $seq' log.json
    another "$who" "$seq" cycle open nosuch --kind development
    another nobody "$seq" $command "$@"
    state >after
    same "$command, its key for another command: nothing is done" before after
}

# another WHO SEQ ARGS ...: the key was used for another command, and it is said which.
another()
{
    who=$1
    seq=$2
    shift 2
    # shellcheck disable=SC2154 # the key is that of twice
    run --as "$who" "$@" --request "$key"
    exits "$key for $1 by $who" 2
    says "$key for $1 by $who: nothing was done" err \
        "gauger: --request: nothing was done: this key was used for another command (event $seq: "
}

for i in 1 2 3; do table t$i $i 1500; done
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
printf 'policy: hard\nrules:\n  - {id: ranking, metric: roc_auc, at_least: 0.99}\n' >hard.yaml

twice 0 "dataset add" anna rows.csv --name rows --origin synthetic --schema schema.yaml
twice 0 "dataset add" anna t1.csv --name train --origin synthetic --schema rows.yaml
twice 0 "dataset revise" anna rows corrected.csv --reason "a correction"
twice 0 "dataset purge" anna rows@1 --reason "corrected"
twice 0 "policy adopt" ada hard.yaml
twice 0 "cycle open" anna lanes --kind development
twice 0 "cycle phase" anna lanes/development build
twice 0 "model register" anna lanes.yaml --kind development
twice 0 "evaluate" anna dataset:rows --model lanes@1
twice 1 "gate" anna lanes@1
twice 0 "promote" anna lanes@1 --to review
twice 0 "review" bert lanes@1 --question "which lanes?"
twice 0 "review" anna lanes@1 --answer "all of them"
twice 0 "promote" anna lanes@1 --to review
twice 0 "review" bert lanes@1 --approve
twice 0 "waive" bert lanes@1 --rule ranking --until 2027-01-31 --reason "a pilot"
twice 0 "promote" bert lanes@1 --to production
twice 0 "card" anna lanes@1 --disclose-to "office of audit" --purpose "a test" --authority "a test" -o card.html
twice 0 "suspend" bert lanes@1 --reason "a question"
twice 0 "cycle open" anna lanes --kind refresh --from 1
twice 0 "cycle close" anna lanes/refresh
twice 0 "train" anna logistic.yaml --data dataset:train
twice 0 "dataset add" anna t2.csv --name train2 --origin synthetic --schema rows.yaml
twice 0 "refresh" anna crossing@1 --data dataset:train2
run record template redress-case --example -o case.yaml
twice 0 "record add" grace case.yaml
run record list --type redress-case --format json
twice 0 "record close" grace "$(jq -r '.records[0].number // .records[0].record' out | sed 's/.*@//')" \
    --resolution corrected --reason "the code was wrong"
"$GAUGER" audit log --action cycle.close --format json >log.json
seq=$(jq -r '[.events[].seq] | max' log.json)
"$GAUGER" audit log --action model.review --format json >log.json
seq=$(jq -r '[.events[] | select(.payload.text != null or .payload.question != null)][0].seq // '"$seq" log.json)
twice 0 "audit redact" ada "$seq" --reason "names somebody"
twice 0 "audit redact" grace "$seq" --reason "names somebody"

run audit verify
exits "everything agrees" 0

# ---- accounts: a registry of several people
mkdir several
cd several || exit 1
today=$(date -u +%Y-%m-%d)
run --as ada init --testing
run account key --key-file ben.key --format json -o ben.pub
member()
{
    twice 0 "account add" ada "$@" --supervisor "head of office" --trained "$today"
}
member ben --role reviewer --public-key ben.pub
member sam --role scientist
twice 0 "account grant" ada sam --role ci
twice 0 "account revoke" ada sam --role ci --reason "not needed"
twice 0 "account train" ada sam --date "$today"
twice 0 "account renew" ada sam
twice 0 "account limit" ada sam --model lanes
twice 0 "account review" ada sam --reason "still at work"
twice 0 "account disable" ada sam --reason "on leave"
twice 0 "account enable" ada sam
# The key is changed, so that the second command is signed with another one.
twice 0 "account key" sam sam --key-file sam2.key
member dora --role administrator
twice 0 "account grant" ada ben --role auditor
twice 0 "account confirm" dora ben
twice 0 "account disable" ada dora --reason "on leave"
"$GAUGER" init ../unused --testing >/dev/null 2>&1
GAUGER_NOW=$(date -u -d "$today + 100 days" +%Y-%m-%dT00:00:00Z)
export GAUGER_NOW
twice 0 "account recover" ada ada --reason "nobody was here"
unset GAUGER_NOW
run audit verify
exits "several people: everything agrees" 0
cd .. || exit 1
cat several/written >>written

# ---- none is forgotten
"$GAUGER" help --markdown | sed -n 's/^### gauger //p' | tr ' ' _ | sort -u >commands
{ echo "$reading" | tr ' ' '\n'; cat written; } | grep . | sort -u >known
check "every command is sent twice, or writes nothing" cmp commands known
for command in $(sort -u written | grep -v '^evaluate$\|^gate$\|^card$'); do
    check "$command is not in the list of those that write nothing" \
        sh -c "! echo '$(echo "$reading" | tr '\n' ' ')' | grep -qw '$command'"
done

# What the same command is: by the same person, of the same thing, with the same answer.
"$GAUGER" audit log --action model.review --format json >log.json
key=$(jq -r '[.events[] | select(.payload.decision == "approve")][0].request' log.json)
seq=$(jq -r '[.events[] | select(.payload.decision == "approve")][0].seq' log.json)
another bert "$seq" review lanes@1 --reject "not at all"
another bert "$seq" review lanes@1 --answer "all of them"
another bert "$seq" review lanes@2 --approve
another bert "$seq" suspend lanes@1 --reason "a question"
says "what it was used for" err "model.review model/lanes@1 by bert); give this one a key of its own"
run --as bert review lanes@1 --approve --reason "said otherwise" --request "$key"
says "the same decision" err "this request was carried out as event $seq"
run --as bert review lanes@champion --approve --request "$key"
says "an alias is looked up when it is carried out" err "this request was carried out as event $seq"
"$GAUGER" audit log --action model.promote --format json >log.json
key=$(jq -r '[.events[] | select(.payload.to == "production")][0].request' log.json)
seq=$(jq -r '[.events[] | select(.payload.to == "production")][0].seq' log.json)
another bert "$seq" promote lanes@1 --to retired --reason "over"
"$GAUGER" audit log --action dataset.revise --format json >log.json
key=$(jq -r '.events[0].request' log.json)
another anna "$(jq -r '.events[0].seq' log.json)" dataset revise rows rows.csv --reason "a correction"
"$GAUGER" audit log --action record.close --format json >log.json
key=$(jq -r '.events[0].request' log.json)
seq=$(jq -r '.events[0].seq' log.json)
another grace "$seq" record close 1 --resolution corrected --reason "the code was wrong"
another grace "$seq" record close 2 --resolution withdrawn --reason "the code was wrong"

# A refusal leaves the key for what it was meant for.
run --as ada policy adopt hard.yaml --request again
exits "a key" 0
run --as anna review lanes@1 --approve --request later
exits "refused by rule" 1
run --as anna promote lanes@1 --to retired --reason "over" --request later
exits "and then carried out with the same key" 0
run --as anna promote lanes@1 --to retired --reason "over" --request later
exits "once" 2
run --as anna cycle open lanes --kind development --request ""
exits "a key is not empty" 2
