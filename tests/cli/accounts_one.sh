#!/bin/sh
# A registry of one person: names are claims, no role is asked for, and everything that leaves it
# says which duties are not separated; until an account of a second person is opened.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: a registry of one person (no jq)"; exit 0; }

awk 'BEGIN { print "score,y,g"; x = 7
    for (i = 0; i < 1000; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.4f,%d,%s\n", s, x / 2147483648 < s, i % 2 ? "a" : "b" } }' >rows.csv
printf 'columns:\n  score: {role: score}\n  y: {role: outcome}\n  g: {role: protected}\nthreshold: 0.5\n' >schema.yaml
printf 'model: lanes\nalgorithm: tree\nscorer: external\nfeatures: [{name: a}]\ntarget: found\npopulation: all\nthreshold: 0.5\n' >lanes.yaml
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.6}\n' >easy.yaml

as ada init
exits "init" 0
run account list --format json
check "one account, of one person" jq -e '.people == "one" and (.accounts | length == 1)
    and .accounts[0].name == "ada" and .accounts[0].roles == ["administrator"]' out
as anna dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
exits "any name adds data" 0
run dataset show rows --format json
check "and is recorded as claimed" jq -e '.registered.actor == "anna" and .registered.claimed' out
run dataset show rows
says "and shown as claimed" out "(as claimed)"
as anna model register lanes.yaml --kind development
as anna evaluate dataset:rows --model lanes
as anna policy adopt easy.yaml
as anna gate lanes
as anna promote lanes --to review --format json
check "a receipt says what is not separated" jq -e '(.authenticated | not)
    and (.separation | contains("not separated"))' out
as anna review lanes --approve
exits "nobody reviews what the same name submitted" 1
as bert review lanes --approve
exits "another name approves" 0
says "and the receipt says what that is worth" out "not separated"
as bert promote lanes --to production
exits "promote to production" 0
run model show lanes --format json
check "model show: of one person" jq -e '.people.kind == "one" and (.authenticated | not)
    and ([.states[].role] | all(. == null))' out
run model show lanes
says "model show as text" out "names are claims"
run card lanes -o card.html
says "card: the duties that are not separated" card.html "administration and review, are not separated"
says "card: the approval is a claim" card.html "unauthenticated"
run card lanes --format json
check "card: for programs" jq -e '.lifecycle.people.kind == "one"' out
run audit log --format json
check "every event is signed by the one key" jq -e '[.events[] | select(.action
    != "card.export") | .actor] | unique == ["ada", "anna", "bert"]' out
check "so are the cards that were made, by whoever sits there" jq -e --arg me "$(id -un)" '[.events[]
    | select(.action == "card.export")] | length == 2 and all(.[]; .actor == $me and .signed and .claimed)' out

# A second account of the same person changes nothing; one of another person does, for ever.
as ada account add ada-ci --person ada --role ci --supervisor "head of office" --trained 2026-01-01
exits "account add: the same person" 0
run account list --format json
check "still one person" jq -e '.people == "one"' out
as bert suspend lanes --reason "a trial"
exits "any name suspends" 0
as ada account add ray --role reviewer --supervisor "head of office" --trained 2026-01-01
exits "account add: another person" 0
says "account add: says what follows" out "of several people"
as bert suspend lanes --reason "x"
exits "a name without an account is refused" 1
says "by which rule" err "rule account"
as ada suspend lanes --reason "x"
exits "the founder is administrator only" 1
says "and who can help" err "ask a reviewer (ray)"
as ray promote lanes --to production
exits "what one person approved does not count" 1
says "and says so" err "no approval by somebody who had no part in it"
run card lanes -o card.html
says "card: the old approval stays a claim" card.html "unauthenticated"
run audit verify
exits "the registry agrees" 0
