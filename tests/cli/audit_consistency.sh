#!/bin/sh
# A card against a checkpoint of another size, in a folder without the registry: older ones that the
# card carries a proof of, others by a proof that the registry makes; and when it was countersigned.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: consistency (no jq)"; exit 0; }

awk 'BEGIN { print "score,y,g"; x = 7
    for (i = 0; i < 400; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.4f,%d,%s\n", s, x / 2147483648 < s, i % 2 ? "a" : "b" } }' >rows.csv
cat >schema.yaml <<'EOT'
columns:
  score: {role: score}
  y: {role: outcome}
  g: {role: protected}
threshold: 0.5
EOT
cat >lanes.yaml <<'EOT'
model: lanes
algorithm: tree
scorer: external
features: [{name: a}]
target: found
population: all
threshold: 0.5
owner: the lanes team
EOT
printf 'policy: easy\nrules:\n  - {id: auc, metric: roc_auc, at_least: 0.5}\n' >easy.yaml

# Two checkpoints of before: one is remembered, one is not.
mkdir away
run --as anna init
run --as anna cycle open ports --kind development
run --as anna audit checkpoint -o away/older.txt
exits "an older checkpoint" 0
run --as anna dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
run --as anna audit checkpoint --format json -o away/forgotten.json
rm .gauger/local.db
run --as anna audit checkpoint -o away/unkept.txt
exits "without local.db it is only not remembered" 0
run --as anna policy adopt easy.yaml
run --as anna model register lanes.yaml --kind development
run --as anna evaluate dataset:rows --model lanes@1
run --as anna gate lanes@1
run --as anna promote lanes@1 --to review
run --as bela review lanes@1 --approve
cp -a .gauger fork
run --as anna card lanes@1 --sign -o away/first.html
exits "a card that nothing is remembered for" 0
run --registry fork --as anna cycle open islands --kind development
run --registry fork --as anna audit checkpoint -o away/fork.txt
exits "a second history" 0
for who in rita rolf; do
    run --as anna account add "$who" --role reviewer --supervisor "head of review" \
        --trained "$(date -u +%F)"
done
run --as anna account add otto --role auditor --supervisor "head of audit" --trained "$(date -u +%F)"
run --as otto audit checkpoint -o away/otto.txt
exits "an auditor's checkpoint" 0
cat >local.sql <<'EOT'
PRAGMA application_id=1197569384; PRAGMA user_version=1;
CREATE TABLE about(sentence TEXT NOT NULL) STRICT;
INSERT INTO about VALUES('Outside the log: what is lost with this file is no record.');
EOT
command -v sqlite3 >/dev/null || { echo "not run: the rest (no sqlite3)"; exit 0; }
sqlite3 .gauger/local.db <local.sql
run --as otto audit checkpoint -o away/otto.txt
run --as rita card lanes@1 --sign -o away/card.html
exits "a card" 0
run --as otto audit checkpoint -o away/newer.txt
run --as anna cycle open bridges --kind development
run --as otto audit checkpoint -o away/newest.txt
run account keys -o away/keys.txt

cd away || exit 1
# held FILE STATUS NAME [MORE]: the card against a checkpoint.
held()
{
    held_file=$1 held_status=$2 held_name=$3
    shift 3
    run audit verify --card card.html --checkpoint "$held_file" --keys keys.txt "$@"
    exits "$held_name" "$held_status"
}
held otto.txt 0 "a checkpoint that was remembered: the card carries the proof"
held newer.txt 0 "the same size: the roots are the same"
held older.txt 2 "one that was not: no proof at hand"
says "names the command" err "gauger audit prove --from card.html.dsse.json --to older.txt"
held newest.txt 2 "a newer one: no proof at hand"
run audit verify --card card.html --keys keys.txt --format json
check "says which heads it shows" jq -e --argjson n "$(sed -n 2p otto.txt)" \
    '.heads | map(.size) | index($n) != null' out

cd .. || exit 1
# Anybody who can read the registry makes them; no key is needed, and the order is all the same.
unset XDG_CONFIG_HOME
HOME=$scratch/nowhere run audit prove --from away/older.txt --to away/card.html.dsse.json -o away/older.json
exits "audit prove --from --to, without a key" 0
check "its form" jq -e '.format == "gauger/consistency/1" and .from.size < .to.size' away/older.json
XDG_CONFIG_HOME=$scratch/config
export XDG_CONFIG_HOME
run audit prove --from away/card.html.dsse.json --to away/older.txt -o away/turned.json
check "in the other order" cmp away/older.json away/turned.json
run audit prove --from away/card.html.dsse.json --to away/newest.txt -o away/newest.json
exits "to a newer one" 0
run audit prove --from away/forgotten.json --to "$(sed -n 2p away/otto.txt)" -o away/numbers.json
exits "by a document and by a number" 0
run audit prove --from 3 --to 9999 -o no.json
exits "beyond the end" 2
says "says so" err "and 9999 were named"
run audit prove --from away/fork.txt --to away/newest.txt
exits "another history" 1
says "says so" err "does not continue that checkpoint"
run audit prove --to away/older.txt
exits "--to alone" 2
run audit prove 3 --from 2 --to 4
exits "an event with --to" 2
run --registry other --as eva init
run --registry other audit checkpoint -o away/other.txt
run audit prove --from away/other.txt --to 4
exits "of another registry" 1
says "says so" err "of another registry"

cd away || exit 1
held older.txt 0 "an older one, by a proof" --proof older.json
held newest.txt 0 "a newer one, by a proof" --proof newest.json
held forgotten.json 1 "a proof between others" --proof newest.json
says "says which" err "the proof joins other checkpoints"
held fork.txt 1 "a second history" --proof older.json
# By way of a head that the card shows: the remembered checkpoint.
run audit verify --card card.html --checkpoint older.txt --proof older.json
exits "no keys" 2
run audit verify --card card.html --proof older.json --keys keys.txt
exits "a proof and no checkpoint" 2
says "says what is missing" err "give --checkpoint"
run audit verify --proof older.json --keys keys.txt
exits "such a proof alone" 2
says "says what it is for" err "between two checkpoints"
jq '.path[0] |= "00" + .[2:]' older.json >bad.json
held older.txt 1 "another node" --proof bad.json
says "leads nowhere" err "does not lead from one checkpoint to the other"
jq '.path |= .[1:]' older.json >bad.json
held older.txt 1 "a node less" --proof bad.json
jq '.from.root = .to.root' older.json >bad.json
held older.txt 1 "another root" --proof bad.json
jq '.from.size += 1' older.json >bad.json
held older.txt 1 "another size" --proof bad.json
jq '.id |= (explode | reverse | implode)' older.json >bad.json
held older.txt 1 "another registry" --proof bad.json
echo "{}" >bad.json
held older.txt 2 "no proof" --proof bad.json
# The card of before, with nothing remembered, against the fork of its own size or more.
run audit verify --card first.html --checkpoint fork.txt --keys keys.txt
check "a fork is refused or not told" test "$status" -ne 0

# Countersigned: what is shown of when.
cd .. || exit 1
run --as rolf card --countersign away/card.html.dsse.json
exits "countersigned" 0
run audit log --action card.countersign --format json
seq=$(jq '.events[0].seq' out)
run account keys -o away/keys.txt
run --as otto audit checkpoint -o away/after.txt
cd away || exit 1
run audit verify --card card.html --keys keys.txt --format json
exits "still holds" 0
check "by the event of the log" jq -e --argjson n "$seq" \
    '.signatures | map(select(.account == "rolf"))[0].recorded.seq == $n' out
run audit verify --card card.html --keys keys.txt
says "in words" out "on record as event $seq"
held after.txt 0 "a checkpoint of after the countersignature, without a proof"
cp card.html.dsse.json kept.json
# other FILTER NAME: another record beside the signature.
other()
{
    jq "$1" kept.json >card.html.dsse.json
    run audit verify --card card.html --keys keys.txt
    exits "$2" 1
    says "says so: $2" out "does not show it on record"
}
other '.signatures[1].gauger.event.payload |= sub("issued"; "Issued")' "another payload"
other '.signatures[1].gauger.event.header |= sub("rolf"; "rita")' "another actor"
other '.signatures[1].gauger.consistency.path |= .[1:]' "another consistency"
other '.signatures[1].gauger.checkpoint |= sub("people several"; "people one")' "another checkpoint"
jq 'del(.signatures[1].gauger)' kept.json >card.html.dsse.json
run audit verify --card card.html --keys keys.txt
exits "without it" 0
says "the time is not shown" out "when is not shown"
cp kept.json card.html.dsse.json
# Who left later had signed before.
cd .. || exit 1
run --as anna account disable rolf --reason "left the house"
run account keys -o away/keys.txt
run --as rolf audit checkpoint --format json -o gone.json
exits "a disabled account gives no head either" 1
says "by the rule" err "rule disabled"
check "and nothing is written" test ! -e gone.json
cd away || exit 1
run audit verify --card card.html --keys keys.txt
exits "what was signed before counts" 0
