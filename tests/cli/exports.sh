#!/bin/sh
# What is made from a registry for readers outside is on record: which bytes, by whom, for whom; by
# people without a key as a claim; and reading goes on where nothing can be written.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: exports (no jq)"; exit 0; }

# newest ACTION: the newest event, and whether it is of that action.
newest()
{
    "$GAUGER" --as ada audit log --limit 1 --format json >log.json
    jq -e --arg action "$1" '.events[0].action == $action' log.json >/dev/null
}

# quiet NAME: nothing was said on standard error.
quiet()
{
    if [ -s err ]; then fail "$1" "said: $(head -n 2 err)"; else ok "$1"; fi
}

GAUGER_NOW=2026-01-01T09:00:00Z
export GAUGER_NOW
awk 'BEGIN { print "score,y,g"; x = 7
    for (i = 0; i < 1000; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.4f,%d,%s\n", s, x / 2147483648 < s, i % 2 ? "a" : "b" } }' >rows.csv
printf 'columns:\n  score: {role: score}\n  y: {role: outcome}\n  g: {role: protected}\nthreshold: 0.5\n' >schema.yaml
printf 'model: lanes\nalgorithm: tree\nscorer: external\nfeatures: [{name: a}]\ntarget: found\npopulation: all\nthreshold: 0.5\n' >lanes.yaml
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.6}\n' >easy.yaml
as ada init --testing
for someone in "sam scientist" "rob reviewer" "olga auditor"; do
    set -- $someone
    as ada account add "$1" --role "$2" --supervisor "head of science" --trained 2025-12-01
done
as rob policy adopt easy.yaml
as sam dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
as sam model register lanes.yaml --kind development
as sam evaluate dataset:rows --model lanes
as sam gate lanes
as rob record add "$root/models/crossing.analysis.yaml" --model lanes
exits "an analysis" 0

# ---- cards

as olga card lanes -o card.html
exits "an auditor makes a card" 0
quiet "and nothing is said of it"
sum=$(sha256sum card.html | cut -d ' ' -f 1)
check "a card is an event" newest card.export
check "by whom, about what, which bytes, signed" jq -e --arg sum "$sum" --arg bytes "$(wc -c <card.html)" '.events[0]
    | .actor == "olga" and .object == "model/lanes@1" and .signed and (.claimed | not)
    and .payload.sha256 == $sum and (.payload.bytes | tostring) == $bytes and .payload.as == "html"
    and .payload.for == null' log.json
as olga card lanes --format json
exits "as JSON" 0
check "it is one document" jq -es 'length == 1 and .[0].format == "gauger/card/1"' out
quiet "and nothing beside it"
newest card.export
check "its bytes are those of the event" jq -e --arg sum "$(sha256sum out | cut -d ' ' -f 1)" \
    '.events[0].payload.sha256 == $sum' log.json
as olga account list --format json
check "reading is no use of an account" jq -e '[.accounts[] | select(.name == "olga") | .last_use] == [null]' out

# A key is asked for nothing: without one it is a claim.
as zoe card lanes -o card.html
exits "somebody without an account" 0
says "is told that it is a claim" err "model/lanes@1: this export is on record without a signature: "
check "one line" test "$(wc -l <err)" -eq 1
newest card.export
check "on record under that name, without a key" jq -e '.events[0] | .actor == "zoe" and .claimed and (.signed | not)' log.json
GAUGER_KEY_FILE=config/gauger/keys/$(ls config/gauger/keys)/sam.key "$GAUGER" --as olga card lanes --format json >out 2>err
status=$?
exits "another's name with one's own key" 0
check "one document" jq -es 'length == 1' out
newest card.export
check "no signature under another's name" jq -e '.events[0] | .actor == "olga" and (.signed | not)' log.json
as ada account disable olga --reason "left"
as olga card lanes -o card.html
exits "a disabled account reads" 0
newest card.export
check "and it is on record" jq -e '.events[0].actor == "olga"' log.json

# What is signed or disclosed is on record by that.
run audit log --action card.export --format json
before=$(jq '.events | length' out)
as rob card lanes --sign -o signed.html
exits "a signed card" 0
check "is on record as issued" newest card.issue
as rob card lanes --disclose-to "Court" --purpose "Case 12." --authority "Order of the court" -o given.html
exits "a disclosed card" 0
check "is on record as disclosed" newest record.add
run audit log --action card.export --format json
check "and as nothing else" jq -e --arg before "$before" '(.events | length | tostring) == $before' out
run record template agreement --example -o agreement.yaml
as rob record add agreement.yaml --model lanes
as rob card lanes --for "oversight board" -o card.html
exits "a card for a recipient" 0
newest card.export
check "says for whom" jq -e '.events[0].payload.for == "Oversight board"' log.json

# Sent again, it is refused.
as rob card lanes --request one -o card.html
exits "a request" 0
as rob card lanes --request one -o again.html
exits "sent again" 2
says "names its event" err "this request was carried out as event"
check "and nothing is written" test ! -e again.html

# ---- records, evaluations for release

run record list --type privacy-threshold-analysis --format json
analysis=$(jq -r '.records[0].id' out)
as rob record show "$analysis" --format markdown -o analysis.md
exits "a record as a document" 0
newest record.export
check "is on record" jq -e --arg sum "$(sha256sum analysis.md | cut -d ' ' -f 1)" --arg id "$analysis" '.events[0] | .actor == "rob"
    and .object == "record/\($id)" and .payload.model == "lanes"
    and .payload.sha256 == $sum and .payload.as == "markdown"' log.json
before=$("$GAUGER" audit log --limit 1 --format json | jq .head.size)
as rob record show "$analysis"
as rob record show "$analysis" --format json
as rob model show lanes
as rob evaluate dataset:rows
check "what stands on a screen is not" test "$("$GAUGER" audit log --limit 1 --format json | jq .head.size)" = "$before"
as rob evaluate dataset:rows --for-release --format json -o release.json
exits "an evaluation for release" 0
newest evaluation.export
check "is on record" jq -e --arg sum "$(sha256sum release.json | cut -d ' ' -f 1)" '.events[0]
    | .object == "dataset/rows@1" and .payload.sha256 == $sum' log.json
run audit log --action model.evaluate --format json
event=$(jq '.events[0].seq' out)
as rob evaluate "evidence:$event" --for-release -o release.txt
exits "a stored one for release" 0
newest evaluation.export
check "is on record with its version" jq -e '.events[0].object == "model/lanes@1"' log.json
as rob evaluate dataset:rows --for-release --disclose-to "Court" --purpose "Case 12." --authority "Order" -o given.txt
exits "an evaluation is disclosed" 0
newest record.add
check "on record as disclosed, with its digest" jq -e --arg sum "$(sha256sum given.txt | cut -d ' ' -f 1)" \
    '.events[0] | .action == "record.add" and (.payload.fields | .sha256 == $sum
        and .nature == "table of counts" and .what == "Evaluation of rows@1")' log.json
as rob evaluate dataset:rows --disclose-to "Court" --purpose "Case 12." --authority "Order" -o never.txt
exits "what is not made for release is not disclosed" 2
says "and why" err "only what is made for release is disclosed"
as rob evaluate rows.csv --score score --outcome y --for-release --disclose-to "Court" --purpose "x" --authority "y" -o never.txt
exits "nor a table of no registry" 2
says "and why" err "no registry in this run"
as rob evaluate dataset:rows --for-release --disclose-to "Court" --purpose "of 212-34-5678" --authority "Order" -o never.txt
exits "an identifier: refused" 2
check "nothing was written" test ! -e never.txt
as ada account limit rob --model ports
as rob audit log --action record.export --format json
check "who may not see the model sees no export of it" jq -e '.events == []' out
as ada account limit rob --all-models

# ---- where nothing can be written

GAUGER_NOW=2025-12-31T00:00:00Z
as rob card lanes --format json
exits "a clock that was set back: the card all the same" 0
check "one document" jq -es 'length == 1 and .[0].format == "gauger/card/1"' out
run --as olga audit log --action card.export --limit 1 --format json
check "it is on record with the time that the clock said" jq -e '.events[0].time == "2025-12-31T00:00:00Z"' out
GAUGER_NOW=2026-01-01T09:00:00Z
before=$("$GAUGER" audit log --limit 1 --format json | jq .head.size)
if [ "$(id -u)" -ne 0 ]; then
    nobody=
elif command -v setpriv >/dev/null && setpriv --reuid=65534 --clear-groups true 2>/dev/null; then
    nobody="setpriv --reuid=65534 --clear-groups"
else
    nobody=none
fi
if [ "$nobody" = none ]; then
    echo "not run: a folder that cannot be written (no setpriv, and this is root)"
else
    # Not below the scratch folder, which is for its owner alone.
    elsewhere=$(mktemp -d /tmp/gauger-XXXXXX)
    cp -r .gauger "$elsewhere/read-only"
    cp "$GAUGER" "$elsewhere/gauger"
    chmod -R a+rX,a-w "$elsewhere"
    # shellcheck disable=SC2086 # a command and its options
    (cd "$elsewhere" && $nobody env XDG_CONFIG_HOME=/nowhere ./gauger --as olga --registry read-only \
        card lanes --format json) >out 2>err
    status=$?
    exits "a folder that cannot be written: the card all the same" 0
    check "one document" jq -es 'length == 1 and .[0].format == "gauger/card/1"' out
    says "and a line that says so" err "this export is not on record: "
    check "one line" test "$(wc -l <err)" -eq 1
    chmod -R u+w "$elsewhere"
    check "nothing was written" test "$("$GAUGER" --registry "$elsewhere/read-only" audit log --limit 1 --format json | jq .head.size)" = "$before"
    rm -rf "$elsewhere"
fi
run audit rebuild
exits "rebuild" 0
run audit verify
exits "everything agrees" 0
