#!/bin/sh
# What an event should never have held is erased, in two steps, and everything else stays proven.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: redaction (no jq)"; exit 0; }

run --as ada init
run --as ada cycle open lanes --kind development --reason "Jane Roe of Springfield complained"
exits "a reason that names somebody" 0
run audit checkpoint -o before.txt
run audit prove 2 -o proof.json
run account keys -o keys.txt
check "it is in the file" grep -qa Springfield .gauger/registry.db

run --as ada audit redact 2
exits "no reason" 2
run --as ada audit redact 1 --reason why
exits "what the log cannot do without" 2
says "and it is a rule" err "rule state: "
run --as ada audit redact 9 --reason why
exits "no such event" 2
run --as ada audit redact 2 --reason "names a person" --format json
exits "asked" 0
check "asked: said so" jq -e '.step == "asked" and .people == "one"' out
check "and nothing is erased yet" grep -qa Springfield .gauger/registry.db
run --as grace audit redact 2 --reason "it does"
exits "erased" 0
says "not separated: said plainly" out "were not separated"
check "gone from the file" sh -c '! grep -qa Springfield .gauger/registry.db .gauger/registry.db-journal'
run --as ada audit redact 2 --reason again
exits "twice" 2
says "by which event" err "event 5"

run audit verify --checkpoint before.txt --format json
exits "the log still fits" 0
check "one payload redacted" jq -e '.redacted == 1 and .payloads == 5 and .events == 6' out
run audit verify --proof proof.json --keys keys.txt
exits "the old proof still fits" 0
run audit prove 2 --from before.txt -o again.json
run audit verify --proof again.json --keys keys.txt
exits "and a new one" 0
run audit rebuild
exits "the tables can be made again" 0
run audit verify
exits "and agree" 0
run cycle list --format json
check "the cycle is there, its reason is not" jq -e '.cycles[0].reason == "(redacted)" or .cycles[0].reason == null' out
run audit log --format json
check "the log says by which event" jq -e '.events[1].redacted == 5 and .events[1].payload.kind == "development" and .events[1].payload.reason == "(redacted)"' out

# Of several people, who asks does not erase.
for who in rita rolf; do
    run --as ada account add "$who" --role reviewer --supervisor "aunt of Jane Roe" --trained "$(date -u +%F)"
    exits "account add $who" 0
done
run audit log --action account.add --format json
event=$(jq '[.events[].seq] | min' out)
run --as rita audit redact "$event" --reason "a relation, no title"
exits "asked by rita" 0
run --as rita audit redact "$event" --reason "a relation, no title"
exits "not erased by rita" 1
says "by which rule" err "rule second"
run --as rolf audit redact "$event" --reason "agreed"
exits "erased by rolf" 0
run audit verify --format json
exits "and it still fits" 0
check "two redacted" jq -e '.redacted == 2 and .people == "several"' out

# Erased by hand is lost, not redacted.
if command -v sqlite3 >/dev/null; then
    check "by hand" sqlite3 .gauger/registry.db "DROP TRIGGER payloads_update; UPDATE payloads SET salt = NULL, payload = NULL, redacted = 4 WHERE seq = 3"
    run audit verify --format json
    exits "found" 1
    check "and named" jq -e '[.findings[] | select(.where == "events 3" and (.what | contains("missing")))] | length > 0' out
else
    echo "not run: a payload erased by hand (no sqlite3)"
fi
