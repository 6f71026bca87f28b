#!/bin/sh
# Every change is signed: where the key comes from, what is refused without it, and what a stranger
# who may write to the file can and cannot do.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: signed events (no jq)"; exit 0; }

run --as ada init --format json
exits "init" 0
key=$(jq -r .key_file out)
id=$(jq -r .id out)
check "the key is outside the registry" test -f "$key"
check "only its owner may read it" test "$(stat -c %a "$key")" = 600
check "init says that it has no passphrase" jq -e '.protection == "none" and (.next | join(" ") | contains("no passphrase"))' out
run --as ada cycle open lanes --kind development
exits "a change" 0
run --as grace cycle open ports --kind development
exits "another name, one person: claimed" 0
run audit log --format json
check "names are claims" jq -e '.events | all(.claimed)' out
run audit verify --format json
exits "audit verify" 0
check "every event is signed" jq -e '.signatures == 3 and .unsigned == 0 and .people == "one"' out
run audit verify
says "one person: said plainly" out "One person holds every key"

# Without the key nothing is changed, and everything can be read.
mv "$key" kept.key
run --as ada cycle open more --kind development
exits "no key" 2
says "no key: where it was looked for" err "$key"
says "no key: how to mend it" err "GAUGER_KEY_FILE"
run model list
exits "reading needs no key" 0
run audit checkpoint --format json
exits "a head that is not signed" 0
check "and says so" jq -e '.signed == false and .note == null' out
run audit checkpoint
exits "a signed one needs the key" 2
GAUGER_KEY_FILE=$PWD/kept.key
export GAUGER_KEY_FILE
run --as ada cycle open more --kind development
exits "GAUGER_KEY_FILE" 0
chmod 644 kept.key
run --as ada cycle open again --kind development
exits "a key that others may read" 2
says "says so" err "others than its owner"
chmod 600 kept.key
cp kept.key .gauger/kept.key
GAUGER_KEY_FILE=$PWD/.gauger/kept.key
run --as ada cycle open again --kind development
exits "a key inside the registry" 2
says "belongs elsewhere" err "does not belong into the registry"
rm .gauger/kept.key
GAUGER_KEY_FILE=$PWD/stranger.key
run --registry stranger init
exits "another registry, another key" 0
run --as ada cycle open again --kind development
exits "the key of a stranger" 1
says "is of nobody" err "of no account"
GAUGER_KEY_FILE=nowhere.key
run --as ada cycle open again --kind development
refuses "a key that is not there" "gauger: nowhere.key: the key file cannot be read: No such file or \
directory; let GAUGER_KEY_FILE name your key, or unset it"
GAUGER_KEY_FILE=$(printf '%0300d' 0)
run --as ada cycle open again --kind development
exits "a path that no key can have" 2
says "says so" err "File name too long; let GAUGER_KEY_FILE name your key, or unset it"
unset GAUGER_KEY_FILE
mv kept.key "$key"
run audit verify
exits "what was refused changed nothing" 0
run account keys -o keys.txt
run audit verify --keys keys.txt
refuses "keys with nothing to check by them" "gauger: audit verify: --keys without a checkpoint, a proof \
or a card to check; give one of them, or leave it out"
run audit log --object lanes
refuses "an object without its kind" "gauger: --object: this names no object of the log; \
give KIND/NAME, e.g. model/lanes"

# A passphrase.
echo "korrekt horse" >pass
GAUGER_PASSPHRASE_FILE=$PWD/pass
export GAUGER_PASSPHRASE_FILE
run --registry locked --as ada init --format json
exits "init with a passphrase" 0
check "the receipt says so" jq -e '.protection == "passphrase"' out
run --registry locked --as ada cycle open lanes --kind development
exits "GAUGER_PASSPHRASE_FILE" 0
run --registry locked audit checkpoint
says "a checkpoint says how the key is protected" out "key-protection argon2id"
echo "korrekt pferd" >pass
run --registry locked --as ada cycle close lanes
exits "another passphrase" 1
says "does not open" err "does not open this key"
unset GAUGER_PASSPHRASE_FILE
if command -v setsid >/dev/null; then
    setsid "$GAUGER" --registry locked --as ada cycle open more --kind development >out 2>err </dev/null
    status=$?
    exits "no passphrase and no terminal" 2
    says "asks for it" err "GAUGER_PASSPHRASE_FILE"
fi

# Pinned: every command, and before anything else.
GAUGER_REGISTRY_ID=$id
export GAUGER_REGISTRY_ID
run model list
exits "GAUGER_REGISTRY_ID" 0
run audit verify --format json
check "pins the examination" jq -e '.pinned' out
for command in "model list" "audit log" "audit checkpoint" "cycle list"; do
    # shellcheck disable=SC2086 # words
    run --registry stranger $command
    exits "another in its place: $command" 1
done
GAUGER_REGISTRY_ID=12
run model list
exits "a pin that is none" 2
unset GAUGER_REGISTRY_ID

# The file, edited.
command -v sqlite3 >/dev/null || { echo "not run: the file edited (no sqlite3)"; exit; }
run audit checkpoint -o checkpoint.txt
cp -r .gauger whole
broken()
{
    rm -rf .gauger
    cp -r whole .gauger
    check "tampering: $1" sqlite3 .gauger/registry.db "DROP TRIGGER events_update; DROP TRIGGER events_delete; DROP TRIGGER payloads_update; DROP TRIGGER payloads_delete; $2"
    run audit verify --format json
    exits "found: $1" 1
    check "named: $1" jq -e --arg w "$3" --arg s "$4" \
        '[.findings[] | select(.where == $w and (.what | contains($s)))] | length > 0' out
}
broken "a signature taken away" "UPDATE events SET signature = NULL WHERE seq = 2" "events 2" "signature is missing"
broken "a signature of another event" "UPDATE events SET signature = (SELECT signature FROM events WHERE seq = 3) WHERE seq = 2" "events 2" "not that of the key"
broken "a signature changed" "UPDATE events SET signature = zeroblob(64) WHERE seq = 3" "events 3" "not that of the key"

# Rolled back to an older copy: whole in itself, and not what the checkpoint knew.
rm -rf .gauger
cp -r whole .gauger
run --as ada cycle open newest --kind development
run audit checkpoint -o later.txt
rm -rf .gauger
cp -r whole .gauger
run audit verify
exits "an older copy is whole in itself" 0
run audit verify --checkpoint checkpoint.txt
exits "and fits an older checkpoint" 0
run account keys -o keys.txt
run audit verify --checkpoint checkpoint.txt --keys keys.txt
exits "a checkpoint that a known key has signed" 0
sed '2s/.*/1/' checkpoint.txt >altered.txt
run audit verify --checkpoint altered.txt --keys keys.txt
exits "a checkpoint that was altered" 1
run audit verify --checkpoint later.txt
exits "and not the newest" 1
says "the newest is longer" out "the head that was given has"
run audit verify --checkpoint checkpoint.txt --from-checkpoint --format json
exits "from a checkpoint" 0
check "signatures before it are not checked again" jq -e '.trusted_signatures > 0 and .signatures == 0' out
run audit verify --from-checkpoint
exits "from no checkpoint" 2
