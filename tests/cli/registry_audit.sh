#!/bin/sh
# A registry: made, found from below, read, examined; and changed behind the program's back.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: a registry examined (no jq)"; exit 0; }

mkdir -p project/below
cd project || exit 1
run init
exits "init" 0
says "init names the registry" out "Made the registry .gauger."
check "init: only its owner may look" test "$(stat -c %a .gauger)" = 700
run init
exits "init: not over one that is there" 2
says "init: says so" err "this exists already"
run --registry ../other init --testing --format json
exits "init --testing" 0
check "init --format json" jq -e '.testing and (.id | length == 64)' out
run init ../none/below
exits "init: no parent" 2

cd below || exit 1
run --as anna audit log --format json
exits "the registry is found from below" 0
check "audit log: the first event" jq -e '.events | length == 1 and .[0].action == "registry.create"' out
cd .. || exit 1
GAUGER_REGISTRY=$PWD/../other "$GAUGER" audit checkpoint --format json >other.json
run audit checkpoint --format json
cp out checkpoint.json
check "GAUGER_REGISTRY names another" sh -c '! cmp -s other.json checkpoint.json'
run --registry ../other audit checkpoint --format json
same "--registry as well" out other.json
cd "$scratch" || exit 1
run audit log
exits "no registry" 2
says "no registry: how to mend it" err "init"
cd project || exit 1

run audit verify
exits "audit verify" 0
says "audit verify: unpinned" out "self-consistent only"
run audit verify --checkpoint checkpoint.json
exits "audit verify --checkpoint" 0
check "audit verify --checkpoint: pinned" sh -c '! grep -q "self-consistent only" out'
run audit verify --checkpoint other.json
exits "audit verify --checkpoint of another" 1
run audit verify --id "$(jq -r .id checkpoint.json)"
exits "audit verify --id" 0
run audit verify --id 1234
exits "audit verify --id: none" 2
run audit verify --id "$(jq -r .id other.json)" --format json
exits "audit verify --id of another" 1
check "audit verify: broken" jq -e '.result == "broken" and (.findings | length > 0)' out
echo '{"format": "gauger/checkpoint/1", "size": 1, "root": "12"}' >bad.json
run audit verify --checkpoint bad.json
exits "audit verify: a checkpoint that is none" 2
run audit rebuild --format json
exits "audit rebuild" 0
check "audit rebuild: events" jq -e '.events == 1 and .tables.entry == 1' out

# The clock of a registry for testing, and of no other.
GAUGER_NOW=2031-01-31T12:00:00Z
export GAUGER_NOW
run audit log
exits "GAUGER_NOW: not for this registry" 2
says "GAUGER_NOW: says why" err "GAUGER_NOW"
run --registry ../other audit log
exits "GAUGER_NOW: for one made for testing" 0
GAUGER_NOW=tomorrow
run --registry ../other audit log
exits "GAUGER_NOW: no time" 2
unset GAUGER_NOW

# Commands of two words.
run audit
exits "audit alone" 2
says "audit alone: what there is" err "give one of log, verify, checkpoint, prove, redact, rebuild"
run audit --help
exits "audit --help" 0
says "audit --help lists" out "audit checkpoint"
run audit lgo
exits "audit lgo" 2
says "audit lgo: meant" err "did you mean audit log?"
run help audit verify
cp out help
run audit verify --help
same "help audit verify" out help
run help audit
says "help audit" out "audit rebuild"

# Behind its back.
if command -v sqlite3 >/dev/null; then
    cp -r .gauger kept
    # tampered NAME SQL: what sqlite3 did is found, by status 1 and in words.
    tampered()
    {
        rm -rf .gauger
        cp -r kept .gauger
        check "tampering: $1" sqlite3 .gauger/registry.db "$2"
        run audit verify --format json
        exits "found: $1" 1
        check "named: $1" jq -e '.findings | length > 0 and (.[0].where | length > 0)' out
    }
    tampered "a row of a table" "UPDATE entry SET actor = 'someone else'"
    tampered "a row added" "INSERT INTO setting VALUES('clock.refresh_months', 99, 1)"
    tampered "the log" "DROP TRIGGER events_update; UPDATE events SET header = CAST(replace(CAST(header AS TEXT), 'registry.create', 'registry.forged') AS BLOB)"
    tampered "the log removed" "DROP TRIGGER events_delete; DROP TRIGGER payloads_delete; DELETE FROM payloads; DELETE FROM events"
    tampered "the head" "UPDATE head SET size = 7"
    tampered "a trigger" "DROP TRIGGER events_delete"
    tampered "a payload" "DROP TRIGGER payloads_update; UPDATE payloads SET payload = CAST('{}' AS BLOB)"
    tampered "the log behind 25 tables" "DROP TRIGGER payloads_update; UPDATE payloads SET payload = CAST('{}' AS BLOB); $(for i in $(seq 25); do echo "CREATE TABLE a$i(x);"; done)"
    check "the event comes first" jq -e '(.findings[0].where | startswith("events ")) and .n_findings > 25' out
    check "nobody says how many people" jq -e '.people == null' out
    rm -rf .gauger
    cp -r kept .gauger
    sqlite3 .gauger/registry.db "DELETE FROM entry"
    run audit rebuild
    exits "tables are made again from the log" 0
    run audit verify
    exits "and agree again" 0
else
    echo "not run: the database edited behind the program's back (no sqlite3)"
fi

# What cannot be read at all is the same answer: no.
for size in 0 100 5000; do
    rm -rf cut
    cp -r .gauger cut
    truncate -s $size cut/registry.db
    run --registry cut audit verify --format json
    exits "cut to $size bytes" 1
    check "cut to $size bytes: a finding, and nothing counted" jq -e '.result == "broken" and (.findings | length) == 1 and .events == null and .people == null' out
    run --registry cut audit log
    exits "cut to $size bytes: other commands" 2
done
