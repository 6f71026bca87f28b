#!/bin/sh
# Times from outside: in a registry made for testing alone, and all that it shows says so.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: times from outside (no jq)"; exit 0; }

awk 'BEGIN { print "score,y,g"; x = 7
    for (i = 0; i < 400; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.4f,%d,%s\n", s, x / 2147483648 < s, i % 2 ? "a" : "b" } }' >rows.csv
printf 'columns:\n  score: {role: score}\n  y: {role: outcome}\n  g: {role: protected}\nthreshold: 0.5\n' >schema.yaml
printf 'model: lanes\nalgorithm: tree\nscorer: external\nfeatures: [{name: a}]\ntarget: found\npopulation: all\nthreshold: 0.5\n' >lanes.yaml
printf 'policy: easy\nrules:\n  - {id: ranking, metric: roc_auc, at_least: 0.6}\n' >easy.yaml

# ---- a registry that takes its times from the machine
run init real --format json
exits "init" 0
check "init: not for testing" jq -e '.testing == false' out
run --registry real --now 2026-01-01T00:00:00Z cycle open lanes --kind development
refuses "--now: not for a registry in use" \
    "gauger: --now: this registry takes its times from the machine's clock; leave it out, or use one made with init --testing"
run --registry real --now 2026-01-01T00:00:00Z cycle list
exits "--now: not even to read" 2
run --now 2026-01-01T00:00:00Z init other
exits "--now: not to make one in use" 2
check "--now: nothing was made" test ! -e other
run --registry real cycle open lanes --kind development --format json
check "nothing says testing" jq -e 'has("testing") | not' out
for command in "cycle list" "audit verify" "audit log" "audit checkpoint" "account list"; do
    # shellcheck disable=SC2086 # two words
    run --registry real $command
    check "$command: nothing says testing" sh -c '! grep -qi "for testing" out'
done

# ---- a registry for testing
now()
{
    time=$1
    shift
    run --now "$time" "$@"
}
now 2026-01-01T00:00:00Z init --testing --format json
exits "init --testing" 0
check "init --testing: says so" jq -e '.testing' out
now tomorrow cycle list
refuses "--now: no time" "gauger: --now: not a time; write it as 2026-01-31T23:59:59Z (FOR TESTING)"
now 2026-02-30T00:00:00Z cycle list
exits "--now: no such day" 2
run cycle list --now 2026-01-01T00:00:00Z
refuses "--now: behind the command" "gauger: --now: stands behind the command; give it before the command"
now 2026-01-01T00:00:00Z check rows.csv
exits "--now: nothing to set the clock of" 2
says "--now: nothing to set the clock of, says so" err "uses no registry"
now 2026-01-02T03:04:05Z dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
exits "--now" 0
run audit log --format json
check "--now: it is the time of the event" jq -e '.events[-1].time == "2026-01-02T03:04:05Z"' out
GAUGER_NOW=2026-01-03T00:00:00Z
export GAUGER_NOW
now 2026-01-04T00:00:00Z --as anna model register lanes.yaml --kind development
exits "--now before GAUGER_NOW" 0
run audit log --format json
check "--now before GAUGER_NOW: the time" jq -e '.events[-1].time == "2026-01-04T00:00:00Z"' out
unset GAUGER_NOW
now 2026-01-03T00:00:00Z --as anna cycle close lanes/development
exits "--now: not before the last event" 2
now 2026-01-05T00:00:00Z --as anna evaluate dataset:rows --model lanes -o evaluation.txt
exits "evaluate" 0
now 2026-01-05T00:00:00Z --as ada policy adopt easy.yaml
exits "policy adopt" 0
run record template redress-case --example -o case.yaml
now 2026-06-01T00:00:00Z --as grace record add case.yaml
exits "record add" 0

# ---- what it shows: as a document, and in words
shown()
{
    run "$@" --format json
    check "$*: says so as JSON" jq -e '.testing == true' out
    run "$@"
    says "$*: says so in words" out "FOR TESTING"
}
for command in "cycle list" "dataset list" "dataset show rows" "model list" "model show lanes@1" \
    "model history lanes" "account list" "record list" "record show 1" "audit log" \
    "audit verify" "audit rebuild"; do
    # shellcheck disable=SC2086 # words
    shown $command
done
founder=$("$GAUGER" account list --format json | jq -r '.accounts[0].name')
shown account show "$founder"
run --as anna gate lanes@1 --format json
check "gate: says so as JSON" jq -e '.testing == true' out
run --as anna gate lanes@1
says "gate: says so in words" out "FOR TESTING"
for format in html markdown; do
    run card lanes@1 --format $format
    says "card: says so as $format" out "FOR TESTING"
done
run card lanes@1 --format json
check "card: says so as JSON" jq -e '.testing == true' out
run audit checkpoint --format json
check "checkpoint: what is signed says so" jq -e '.note | test("\ntesting yes\n")' out
run audit checkpoint
says "checkpoint: and as a note" out "testing yes"
run registry backup kept --format json
check "registry backup: says so" jq -e '.testing' out
check "registry backup: and so does what is in it" jq -e '.testing' kept/backup.json
run registry restore kept again
says "registry restore: says so" out "FOR TESTING"
run --as anna suspend lanes@1 --reason x --format json
check "an error is an error, and says so as JSON" jq -e '.error.code != null and .testing' out
says "an error says so in words" err " (FOR TESTING)"
sh -c 'XDG_CONFIG_HOME=/nowhere "$0" --as anna card lanes@1' "$GAUGER" >out 2>err
check "a note says so in words" grep -qx "gauger: .*: this export is on record without a signature.* (FOR TESTING)" err
# Documents of measurements hold no time of the registry.
run evaluate dataset:rows --format json
check "evaluate: the same document as ever" jq -e 'has("testing") | not' out
run evaluate dataset:rows
says "evaluate: says so in words" out "FOR TESTING"

# What is for testing is believed of an event 1 that holds, and of no other.
if command -v sqlite3 >/dev/null; then
    # change FOLDER TRIGGER SQL: past a trigger, which is put back.
    change()
    {
        trigger=$(sqlite3 "$1/registry.db" "SELECT sql FROM sqlite_schema WHERE name = '$2'")
        sqlite3 "$1/registry.db" "DROP TRIGGER $2; $3; $trigger"
    }
    forged()
    {
        run --registry "$1" --now 2020-01-01T00:00:00Z model list
        exits "$2: no clock from outside" 1
        says "$2: why" err "event 1 does not hold"
        run --registry "$1" --now 2020-01-01T00:00:00Z audit verify --format json
        exits "$2: examined all the same" 1
        check "$2: event 1 is named" jq -e '.findings[0].where == "events 1"' out
    }
    unset GAUGER_NOW
    run --registry plain --as anna init
    exits "init without --testing" 0
    change plain payloads_update "UPDATE payloads SET payload = CAST(replace(CAST(payload AS TEXT), '\"testing\":false', '\"testing\":true') AS BLOB) WHERE seq = 1"
    forged plain "a registry made one for testing"
    run --registry gone --as anna init --testing
    exits "init --testing" 0
    change gone payloads_delete "DELETE FROM payloads"
    forged gone "without its first payload"
else
    echo "not run: an event 1 that does not hold (no sqlite3)"
fi
