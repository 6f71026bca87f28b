#!/bin/sh
# Every row of the table of kinds, in both directions: what fits is registered, what does not is
# refused with exit status 2, the difference is named, and only the refusal is on record.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: the kinds of versions (no jq)"; exit 0; }

run init
exits "init" 0

# manifest FILE ALGORITHM THRESHOLD TRAINING ARTIFACT: digests by a letter.
manifest()
{
    cat >"$1" <<EOF
model: lanes
algorithm: $2
scorer: external
hyperparameters: {c: 1}
features: [{name: a}, {name: b}]
target: found
population: all
threshold: $3
training: {sha256: "$(printf '%064d' "$4")", period: "2026", description: held elsewhere}
artifact: $5
EOF
}

for i in 1 2; do echo "weights $i" >"$i.bin"; done
manifest base.yaml tree 0.5 1 1.bin
run model register base.yaml --kind development --format json
exits "development: the first" 0
check "register --format json" jq -e '.name == "lanes" and .version == 1
    and (.fingerprint | test("^[0-9a-f]{64}$")) and .state == "candidate"' out
composition=$(jq -r .fingerprint out)

# fits KIND ALGORITHM THRESHOLD TRAINING ARTIFACT; misfits KIND WORD ...: the same, refused, naming
# WORD.
fits()
{
    manifest new.yaml "$2" "$3" "$4" "$5"
    run model register new.yaml --kind "$1" --from 1 --format json
    exits "$1 that fits: $*" 0
    cp out last.json
}
misfits()
{
    kind=$1 word=$2
    shift 2
    manifest new.yaml "$@"
    before=$("$GAUGER" audit checkpoint --format json | jq -r .size)
    run model register new.yaml --kind "$kind" --from 1
    exits "$kind that does not fit: $*" 2
    says "$kind: names $word" err "$word"
    check "$kind: the refusal is on record, nothing else" test \
        "$("$GAUGER" audit log --action access.refuse --limit 1 --format json |
            jq -r '"\(.events[0].seq) \(.events[0].payload.rule)"')" = "$((before + 1)) kind"
}

fits refresh tree 0.5 2 2.bin
check "refresh: the same composition" jq -e ".fingerprint == \"$composition\"" last.json
misfits refresh composition forest 0.5 2 2.bin
misfits refresh training tree 0.5 1 2.bin
misfits refresh artifact tree 0.5 2 1.bin
fits reengineering forest 0.5 1 2.bin
check "reengineering: another composition" jq -e ".fingerprint != \"$composition\"" last.json
misfits reengineering composition tree 0.5 2 2.bin
misfits reengineering artifact forest 0.5 2 1.bin
fits adjustment tree 0.6 1 1.bin
misfits adjustment operating tree 0.5 1 1.bin
misfits adjustment training tree 0.6 2 1.bin
misfits adjustment artifact tree 0.6 1 2.bin
misfits adjustment composition forest 0.6 1 1.bin
fits development other 0.7 3 2.bin
for kind in refresh reengineering adjustment; do
    run model register base.yaml --kind $kind
    exits "$kind without a base" 2
    run model register base.yaml --kind $kind --from 99
    exits "$kind from a version that is not there" 2
done
run model register base.yaml --kind miracle
exits "a kind that there is not" 2
run model register base.yaml
exits "no kind" 2

# From a script: through a pipe, YAML and JSON, numbers as numbers.
sed 's/hyperparameters: {c: 1}/hyperparameters: {c: 1.0}/' base.yaml |
    "$GAUGER" model register - --kind adjustment --from 1 >out 2>err
status=$?
exits "model register -: 1 and 1.0 are equal, so nothing is adjusted" 2
sed 's/threshold: 0.5/threshold: 0.9/' base.yaml | "$GAUGER" model register - --kind adjustment \
    --from lanes@1 --alias strict --format json >out 2>err
status=$?
exits "model register -" 0
check "model register -: one document" jq -es 'length == 1 and .[0].version > 1' out
run model show lanes@strict --format json
check "an alias finds it" jq -e '.manifest.threshold == 0.9 and .from == 1 and .kind == "adjustment"' out
jq -c '.manifest | .threshold = 0.95' out |
    "$GAUGER" model register - --kind adjustment --from 1 --alias strict --format json >again.json 2>err
status=$?
exits "model register - takes JSON" 0
run model show lanes@strict --format json
check "the alias has moved" jq -e '.manifest.threshold == 0.95' out
printf 'model: lanes\n' | "$GAUGER" model register - --kind development --format json >out 2>err
status=$?
exits "model register -: no manifest" 2
check "model register --format json: errors too" jq -e '.error.code == "bad_input"' out

# The artifact lies at or below the manifest.
mkdir -p deep
manifest deep/up.yaml tree 0.5 1 ../1.bin
run model register deep/up.yaml --kind development
exits "an artifact above the manifest" 2
ln -s ../1.bin deep/link.bin
manifest deep/link.yaml tree 0.5 1 link.bin
run model register deep/link.yaml --kind development
exits "an artifact that is a link to above" 2
manifest deep/abs.yaml tree 0.5 1 "$scratch/1.bin"
run model register deep/abs.yaml --kind development
exits "an artifact by an absolute path" 2
manifest gone.yaml tree 0.5 1 gone.bin
run model register gone.yaml --kind development
exits "an artifact that is not there" 2

run model list --format json
check "model list" jq -e '.format == "gauger/models/1" and (.models | length == 1)
    and .models[0].aliases.strict == .models[0].latest.version' out
run model list
says "model list as text" out "lanes"
run model history lanes --format json
check "model history" jq -e '[.events[] | select(.action == "model.register")] | length == 7' out
run model history lanes@2 --format json
check "model history of a version" jq -e '.version == 2 and (.events | length >= 1)' out
run model show lanes@99
exits "a version that is not there" 2
run model show elsewhere
exits "a model that is not there" 2
run audit verify
exits "the registry agrees" 0
run audit rebuild
exits "rebuild" 0
run audit verify
exits "and agrees still" 0
