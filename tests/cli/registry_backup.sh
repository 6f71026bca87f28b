#!/bin/sh
# A backup while others write, and what is made of it: whole, verified, and named if it is older than
# what is known.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: backups (no jq)"; exit 0; }

run init
exits "init" 0
printf 'score,label\n0.1,0\n0.9,1\n' >one.csv
printf 'score,label\n0.2,0\n0.8,1\n' >two.csv
run dataset add one.csv --name one --origin synthetic
exits "dataset add" 0

run registry backup kept --format json
exits "backup" 0
check "backup: a receipt" jq -e '.format == "gauger/receipt/1" and .backup == "kept" and
    .checkpoint == "kept.checkpoint" and .events == 3 and .event == 3 and .stored_files == 1 and .signed' out
check "backup: its document" jq -e '.format == "gauger/backup/1" and .size == 3 and .event == 3 and .files == 1 and
    .testing == false and .people == "one" and (.local.bytes > 0)' kept/backup.json
run audit log --action registry.export --format json
check "backup: on record, without where it lies" jq -e '.events[0] | .seq == 3 and .signed and
    .payload.as == "backup" and .payload.size == 2 and (.payload | length == 3)' out
same "backup: the head is in it and beside it" kept/checkpoint.json kept.checkpoint
check "backup: nobody else may read it" sh -c 'test "$(stat -c %a kept kept/registry.db kept/files | tr "\n" " ")" = "700 600 700 "'
check "backup: no key in it" sh -c '! grep -rlE "\"secret\"|gauger/key/1" kept'
run --registry kept audit verify --checkpoint kept.checkpoint
exits "backup: it verifies as it lies there" 0
run registry backup kept
refuses "backup: what is there stays" "gauger: kept: this exists already; name a new folder"
rm -rf other && mkdir other
: >taken.checkpoint
run registry backup taken
refuses "backup: a checkpoint that is there stays" \
    "gauger: taken.checkpoint: the checkpoint of another backup lies here; name another folder, or move this file away"
run registry backup .gauger/kept
exits "backup: not into the registry" 2
run registry backup nowhere/kept
exits "backup: no such folder" 2
check "backup: nothing is left of a failure" sh -c '! ls -d ./*.new-* nowhere .gauger/*.new-* 2>/dev/null | grep .'

# Without a key: not signed, and said.
mv config away
run registry backup unsigned --format json
exits "backup without a key" 0
check "backup without a key: not signed" jq -e '.signed == false and (.next[1] | test("not signed: the key of account .* is not here"))
    and (.unsigned_because | test("is not here"))' out
mv away config

# The head that an overseer keeps is newer.
run dataset add two.csv --name two --origin synthetic
exits "dataset add" 0
run audit checkpoint --format json -o newest
exits "checkpoint" 0
id=$(jq -r .id newest)
run registry restore kept again --checkpoint newest
exits "restore: a rollback is refused" 1
says "restore: a rollback is named" err "this is a rollback: the checkpoint knows 6 events and the backup holds 3"
check "restore: nothing was made" test ! -e again
run registry restore kept again --checkpoint newest --rollback --format json
exits "restore: a rollback that is asked for" 0
check "restore: says what it lacks" jq -e '.rollback and .lacks == 3 and .events == 3 and .pinned and
    (.says | test("A rollback: events 4 to 6,"))' out
run --registry again audit verify --id "$id"
exits "restore: verifies" 0
run --registry again audit verify --checkpoint newest
exits "restore: the newer checkpoint does not fit it" 1
run --registry again dataset add two.csv --name two --origin synthetic
exits "restore: and goes on" 0

run registry restore kept same --checkpoint kept.checkpoint --format json
exits "restore: with its own checkpoint" 0
check "restore: pinned" jq -e '.pinned and (.rollback | not) and .lacks == 0' out
for f in registry.db local.db; do
    same "restore: $f to the byte" kept/$f same/$f
done
run registry restore kept self --format json
exits "restore: with nothing known" 0
check "restore: self-consistent only" jq -e '(.pinned | not) and (.says | test("[Ss]elf-consistent only"))' out
GAUGER_REGISTRY_ID=$id "$GAUGER" registry restore kept pinned >out 2>err
status=$?
exits "restore: the registry that is meant" 0
GAUGER_REGISTRY_ID=$(echo "$id" | tr 0-9a-f 1-9a-f0) "$GAUGER" registry restore kept other-id >out 2>err
status=$?
exits "restore: of another registry" 1
says "restore: of another registry, says so" err "this is a backup of another registry"
run registry restore kept same
refuses "restore: what is there stays" "gauger: same: this exists already; name a new folder"
run registry restore .gauger fresh
exits "restore: what is no backup" 2
says "restore: what is no backup, says so" err "there is no backup here"

# Whatever was changed in a backup, it is not restored.
tamper()
{
    rm -rf bad fresh
    cp -a kept bad
    chmod -R u+w bad
    sh -c "$2"
    run registry restore bad fresh
    exits "restore: $1" 1
    check "restore: $1: nothing was made" sh -c '! ls -d fresh fresh.new-* 2>/dev/null | grep .'
}
tamper "a byte of the database" 'printf x | dd of=bad/registry.db bs=1 seek=9000 conv=notrunc 2>/dev/null'
tamper "a byte of what is outside the log" 'printf x | dd of=bad/local.db bs=1 seek=5000 conv=notrunc 2>/dev/null'
tamper "a stored file" 'for f in bad/files/*; do echo 0.5,1 >>"$f"; done'
tamper "a stored file is missing" 'rm -f bad/files/*'
tamper "the database is missing" 'rm bad/registry.db'
tamper "another head" 'jq ".size = 1" kept/backup.json >bad/backup.json'
if command -v sqlite3 >/dev/null; then
    tamper "an older database with its own digest" '
        sqlite3 bad/registry.db "DROP TRIGGER events_delete; DROP TRIGGER payloads_delete;
            DELETE FROM payloads WHERE seq = 2; DELETE FROM events WHERE seq = 2" &&
        jq --arg d "$(sha256sum bad/registry.db | cut -d " " -f 1)" ".database.sha256 = \$d" \
            kept/backup.json >bad/backup.json'
fi

# A registry that does not verify is not backed up as if it did.
cp -a .gauger broken
chmod u+w broken/files/*
for f in broken/files/*; do echo x >>"$f"; done
run --registry broken registry backup of-broken
exits "backup: of a registry that is broken" 2
says "backup: of a registry that is broken, says so" err "does not fit its digest"
rm -f broken/files/*
run --registry broken registry backup of-broken
exits "backup: a file that is lost" 2
check "backup: nothing is left of it" sh -c '! ls -d of-broken* 2>/dev/null | grep .'

# Purged data is not in later backups, and is in earlier ones.
run dataset purge one@1 --reason "the term has run out"
exits "purge" 0
run registry backup later --format json
exits "backup after a purge" 0
check "backup after a purge: one file less" jq -e '.stored_files == 1' out
run registry restore later from-later
exits "restore after a purge" 0
run --registry from-later audit verify --format json
check "restore after a purge: purged, not lost" jq -e '.result == "consistent" and .purged_files == 1' out

# While others write, register and purge.
cat >writer.sh <<'EOS'
n=0
while [ ! -e stop ]; do
    n=$((n + 1))
    printf 'score,label\n0.1,%s\n' "$1$n" | tr a-z 0-9 >"w$1.csv"
    "$GAUGER" --as "w$1" dataset add "w$1.csv" --name "w$1" --origin synthetic --accept-risk test >/dev/null 2>>writer-errors
    "$GAUGER" --as "w$1" dataset purge "w$1@$n" --reason "over" >/dev/null 2>>writer-errors
done
EOS
export GAUGER
sh writer.sh a &
sh writer.sh b &
for i in 1 2 3 4 5 6; do
    run registry backup "busy$i"
    exits "backup while others write and purge: $i" 0
    run registry restore "busy$i" "calm$i" --checkpoint "busy$i.checkpoint"
    exits "backup while others write and purge: restored $i" 0
done
: >stop
wait
run audit verify --checkpoint busy6.checkpoint
exits "backup while others write: the registry goes on from it" 0
check "backup while others write: nobody was turned away" test ! -s writer-errors

# Killed at any moment: no backup, or a whole one.
for i in 1 2 3 4 5 6 7 8; do
    "$GAUGER" registry backup "killed$i" >/dev/null 2>&1 &
    pid=$!
    sleep "0.0$i"
    kill -9 "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    if [ -e "killed$i" ]; then
        run registry restore "killed$i" "whole$i"
        exits "backup killed: whole" 0
    else
        ok "backup killed: nothing"
    fi
done 2>/dev/null

# ---- registry.db alone is put back: what was signed here is remembered beside it
run init --testing rolled
run --registry rolled --as ada dataset add one.csv --name one --origin synthetic
cp rolled/registry.db old.db
run --registry rolled --as ada dataset add two.csv --name two --origin synthetic
run --registry rolled registry backup rolled-backup
exits "rolled back: a backup before" 0
run --registry rolled audit checkpoint -o rolled.checkpoint
exits "rolled back: a checkpoint before" 0
cp old.db rolled/registry.db
rolled_back()
{
    name=$1
    shift
    run --registry rolled "$@"
    exits "rolled back: $name" 2
    says "rolled back: $name, says so" err "this is not the log that was there before: its end was taken away, or it is an older one: it has 2 events, and a head of 4 was signed here"
    says "rolled back: $name, says what to do" err "restore the newest backup as a whole"
}
rolled_back "nothing is written" dataset add two.csv --name two --origin synthetic
rolled_back "no checkpoint is signed" audit checkpoint
rolled_back "no proof is signed" audit prove 1
run --registry rolled registry backup rolled-again
exits "rolled back: no backup" 2
run --registry rolled audit verify
exits "rolled back: found unpinned" 1
says "rolled back: named" out "a head of 4 was signed here"
run --registry rolled dataset list
exits "rolled back: it can be read" 0
mv rolled rolled-bad
run registry restore rolled-backup rolled --format json
exits "rolled back: a restored backup" 0
check "rolled back: says what is remembered" jq -e '.forgotten == 0 and
    (.next[0] | test("What was signed after event 4 is not remembered here"))' out
run --registry rolled dataset add one.csv --name again --origin synthetic
exits "rolled back: and goes on" 0
