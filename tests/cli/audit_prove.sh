#!/bin/sh
# Proofs that need no registry: made here, checked in an empty folder.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: proofs (no jq)"; exit 0; }

run --as ada init
run --as ada cycle open lanes --kind development
run audit checkpoint -o first.txt
exits "audit checkpoint" 0
check "a note of C2SP's form" grep -q '^gauger/registry/[0-9a-f]\{64\}$' first.txt
for model in a b c d e; do
    run --as ada cycle open "$model" --kind development
done
mkdir away
run account keys -o away/keys.txt
exits "account keys" 0
run audit prove 2 --payload -o away/proof.json
exits "audit prove N" 0
run audit prove model/d --from first.txt -o away/object.json
exits "audit prove OBJECT --from" 0
run audit prove --from first.txt -o away/longer.json
exits "audit prove --from alone" 0
run audit prove
exits "there is nothing to show" 2
run audit prove 99
exits "no such event" 2
run audit prove model/zzz
exits "no such object" 2
run audit prove 2 --payload --format json -o json.json
exits "audit prove --format json" 0
check "the same document: it has no other form" sh -c 'for f in json.json away/proof.json; do
    jq -c .event "$f"; done | uniq | wc -l | grep -qx 1'
run audit prove --from 2 --to 3 --format json
exits "between two checkpoints as well" 0
check "one document" jq -es 'length == 1 and .[0].format == "gauger/consistency/1"' out
run audit prove 99 --format json
exits "errors are JSON then" 2
check "one document too" jq -es 'length == 1 and (.[0].error.message | test("99"))' out
run audit prove 2 --format text
refuses "another form" "gauger: --format: unknown word \"text\"; give json"

cd away || exit 1
run audit verify --proof proof.json --keys keys.txt --format json
exits "checked with no registry" 0
check "what was proven" jq -e '.result == "holds" and .event.action == "cycle.open"
    and .event.object == "model/lanes" and .event.payload.kind == "development"
    and .signed_by == "ada" and .people == "one"' out
run audit verify --proof proof.json --keys keys.txt
says "in words" out "FITS"
says "one person" out "one person holds every key"
run audit verify --proof object.json --keys keys.txt --format json
check "continues the earlier one" jq -e '.consistent_from == 2 and .event.object == "model/d"' out
run audit verify --proof longer.json --keys keys.txt --format json
check "a log alone" jq -e '.result == "holds" and .event == null' out
run audit verify --proof proof.json
exits "no keys" 2
run audit verify --proof keys.txt --keys keys.txt
exits "no proof" 2
run audit verify --proof proof.json --keys proof.json
exits "no list of keys" 2

# refuted NAME FILTER: a proof that was changed by a filter of jq.
refuted()
{
    jq "$2" proof.json >changed.json
    run audit verify --proof changed.json --keys keys.txt --format json
    exits "refuted: $1" 1
    check "says why: $1" jq -e '.result == "refuted" and (.findings | length > 0)' out
}
refuted "another object" '.event.header |= sub("lanes"; "ports")'
refuted "another name" '.event.header |= sub("\"name\":\"ada\""; "\"name\":\"eve\"")'
refuted "another payload" '.event.payload |= sub("development"; "refresh")'
refuted "no path" '.event.inclusion.path = []'
refuted "another place" '.event.inclusion.index = 3'
refuted "another number" '.event.seq = 3'
refuted "another node" '.event.inclusion.path[0] |= "00" + .[2:]'
refuted "no signature" '.event.signature = null'
refuted "another size" '.checkpoint |= sub("\n7\n"; "\n8\n")'
refuted "a member that no proof has" '.approved = true'
refuted "a member of the event that no proof has" '.event.person = "ada"'
refuted "no longer for testing" '.checkpoint |= sub("people one"; "people several")'

# Another registry with the same names signs nothing for this one.
cd .. || exit 1
run --registry other --as ada init
run --registry other --as ada cycle open lanes --kind development
run --registry other audit prove 2 -o away/forged.json
cd away || exit 1
run audit verify --proof forged.json --keys keys.txt --format json
exits "a stranger's registry" 1
check "is another one" jq -e '.findings[0] | contains("different registries")' out
