#!/bin/sh
# A stranger who may write the database, and knows how it is built, forges an approval: by the
# tables, by a key of their own that the tables are made to know, by an event of their own. The next
# command may believe it; an overseer does not, and is told which event it was.
. "$(dirname "$0")/scene.sh"
for tool in jq sqlite3; do
    command -v $tool >/dev/null || { echo "not run: a forged approval (no $tool)"; exit 0; }
done

awk 'BEGIN { print "score,y,g"; for (i = 0; i < 400; i++) printf "0.%02d,%d,%s\n", i * 37 % 100, (i * 37 % 100 > 50) ? 1 : 0, (i % 2) ? "a" : "b" }' >rows.csv
printf 'columns:\n  score: {role: score}\n  y: {role: outcome}\n  g: {role: protected}\nthreshold: 0.5\n' >schema.yaml
printf 'model: lanes\nalgorithm: tree\nscorer: external\nfeatures: [{name: a}]\ntarget: found\npopulation: all\nthreshold: 0.5\n' >lanes.yaml
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.6}\n' >easy.yaml
today=$(date -u +%Y-%m-%d)
as ada init
for someone in "sam scientist" "rob reviewer"; do
    set -- $someone
    as ada account add "$1" --role "$2" --supervisor "head of science" --trained "$today"
    exits "account add: $1" 0
done
as rob policy adopt easy.yaml
as sam dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
as sam model register lanes.yaml --kind development
as sam evaluate dataset:rows --model lanes
as sam gate lanes
as sam promote lanes --to review
exits "under review" 0
as ada audit checkpoint -o checkpoint.txt
as ada account keys -o keys.txt
run audit verify --format json
exits "before it everything agrees" 0
id=$(jq -r .id out)
size=$(jq .events out)
cp -r .gauger whole

# The stranger has the folder and gauger, and nobody's key.
keys=$XDG_CONFIG_HOME
afresh()
{
    rm -rf .gauger
    cp -r whole .gauger
    XDG_CONFIG_HOME=$scratch/stranger
}

# found NAME WHERE WHAT: audit verify says no, and names it; so it does with what is known outside.
found()
{
    XDG_CONFIG_HOME=$scratch/nobody
    run audit verify --format json
    exits "$1: found" 1
    check "$1: named" jq -e --arg w "$2" --arg s "$3" '.findings[0] | .where == $w and (.what | contains($s))' out
    run audit verify --id "$id" --checkpoint checkpoint.txt --keys keys.txt
    exits "$1: found with the checkpoint" 1
    XDG_CONFIG_HOME=$keys
}

# 1. The tables alone.
afresh
sqlite3 .gauger/registry.db "UPDATE version SET state = 'approved' WHERE name = 'lanes';
    INSERT INTO state(seq, name, number, old, new, result) SELECT max(seq) + 1, 'lanes', 1, 'review', 'approved', 'done' FROM events" 2>sql.log ||
    sqlite3 .gauger/registry.db "UPDATE version SET state = 'approved' WHERE name = 'lanes'"
run model show lanes --format json
check "by the tables: they say approved" jq -e '.state == "approved"' out
XDG_CONFIG_HOME=$scratch/nobody
run audit verify --format json
exits "by the tables: found" 1
check "by the tables: named" jq -e '[.findings[] | select(.where | contains("version"))] | length > 0' out
XDG_CONFIG_HOME=$keys
run audit rebuild
exits "by the tables: the log makes them anew" 0
run model show lanes --format json
check "by the tables: it is under review" jq -e '.state == "review"' out
run audit verify
exits "by the tables: and all agrees" 0

# 2. Without a key the program refuses.
afresh
as rob review lanes --approve
exits "by the name alone: refused" 1
says "by the name alone: why" err "rule key"

# 3. The tables are made to know a key of the stranger's as rob's; then gauger signs with it.
afresh
run account key --key-file mine.key --format json -o mine.pub
sqlite3 .gauger/registry.db "UPDATE account_key SET key = '$(jq -r .key mine.pub)',
    public = '$(jq -r .public mine.pub)' WHERE account = 'rob'"
GAUGER_KEY_FILE=$PWD/mine.key
export GAUGER_KEY_FILE
as rob review lanes --approve
exits "by a key of one's own: gauger believes the tables" 0
unset GAUGER_KEY_FILE
run audit log --limit 1 --format json
check "by a key of one's own: the log says approved" jq -e '.events[0] | .action == "model.review" and .actor == "rob"' out
XDG_CONFIG_HOME=$keys
as rob card lanes --format markdown
exits "by a key of one's own: no card calls it signed" 1
says "by a key of one's own: the card says why" err "rule signature: event $((size + 1)), which it rests on, does not hold: no signed event gave its key to that account"
found "by a key of one's own" "events $((size + 1))" "a key that the log gave to nobody at that time"
run audit rebuild
exits "by a key of one's own: no table is made of it" 1

# 4. The event of somebody else's approval, put under rob's name: the signature is not over that.
afresh
sqlite3 .gauger/registry.db "DROP TRIGGER events_update;
    UPDATE events SET header = CAST(replace(CAST(header AS TEXT), '\"name\":\"sam\"', '\"name\":\"rob\"') AS BLOB) WHERE seq = $size"
found "by another name in the header" "events $size" "leaf"

# 5. An account of their own, opened under the administrator's name.
afresh
run account key --key-file eve.key --format json -o eve.pub
sqlite3 .gauger/registry.db "UPDATE account_key SET key = '$(jq -r .key mine.pub)',
    public = '$(jq -r .public mine.pub)' WHERE account = 'ada'"
GAUGER_KEY_FILE=$PWD/mine.key
export GAUGER_KEY_FILE
as ada account add eve --role reviewer --supervisor "head of science" --trained "$today" --public-key eve.pub
exits "by an account of one's own: gauger believes the tables" 0
unset GAUGER_KEY_FILE
found "by an account of one's own" "events $((size + 1))" "a key that the log gave to nobody at that time"

# 6. An approval written by hand with a signature of zeros, which the tables and the head are made to
# know: nothing rests on it, and no table is made of it.
afresh
XDG_CONFIG_HOME=$keys
as rob review lanes --approve
exits "by hand: an approval" 0
sqlite3 .gauger/registry.db "CREATE TABLE kept AS SELECT sql FROM sqlite_schema WHERE name = 'events_update';
    DROP TRIGGER events_update; UPDATE events SET signature = zeroblob(64) WHERE seq = $((size + 1))"
trigger=$(sqlite3 .gauger/registry.db "SELECT sql FROM kept; DROP TABLE kept")
sqlite3 .gauger/registry.db "$trigger"
run audit rebuild
exits "by hand: no table is made of it" 1
says "by hand: which event" err "events $((size + 1)): its signature is not that of the key that it names"
as rob card lanes --format markdown
exits "by hand: no card calls it signed" 1
says "by hand: the card says why" err "rule signature"
as rob card lanes --sign -o forged.html
exits "by hand: no card is issued on it" 1
check "by hand: none is written" test ! -e forged.html
found "by hand" "events $((size + 1))" "its signature is not that of the key that it names"

# 7. Tables of another form are made again; events that are gone are not.
afresh
sqlite3 .gauger/registry.db "DROP TABLE version; CREATE VIEW mine AS SELECT 1; CREATE TABLE theirs(a);
    CREATE TRIGGER quiet AFTER INSERT ON state BEGIN SELECT 1; END; UPDATE head SET size = 2"
run audit rebuild
exits "another form: made again" 0
run audit verify --id "$id" --checkpoint checkpoint.txt --keys keys.txt
exits "another form: all agrees" 0
afresh
sqlite3 .gauger/registry.db "DROP TRIGGER events_delete; DROP TRIGGER payloads_delete;
    DELETE FROM payloads WHERE seq = $size; DELETE FROM events WHERE seq = $size"
run audit rebuild
exits "an event is gone: told" 1
says "an event is gone: why" err "the log ends with event $((size - 1)), and its head says $size"

# 8. A question that is open is taken out of the tables, an honest reviewer approves, it is put back: log
# and tables agree, all signatures hold, and the approval meets an open question all the same.
afresh
XDG_CONFIG_HOME=$keys
as rob review lanes --question "why is group b referred more often"
as sam promote lanes --to review
as rob review lanes --approve
exits "put back: an open question is in the way" 1
sqlite3 .gauger/registry.db ".mode insert finding" "SELECT * FROM finding" >kept.sql
sqlite3 .gauger/registry.db "DELETE FROM finding"
as rob review lanes --approve
exits "put back: without it nothing is" 0
sqlite3 .gauger/registry.db <kept.sql
run audit log --format json
approved=$(jq '[.events[].seq] | max' out)
as rob card lanes --sign -o bent.html
exits "put back: no card is signed over it" 1
says "put back: why" err "rule signature: the registry does not verify: events $approved: rule finding"
found "put back" "events $approved" "rule finding"

# The registry itself was never in danger: the copy that the office keeps still verifies.
rm -rf .gauger
cp -r whole .gauger
run audit verify --id "$id" --checkpoint checkpoint.txt --keys keys.txt
exits "the whole copy fits what is known outside" 0
