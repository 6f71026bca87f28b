#!/bin/sh
# A card that is signed, and checked in a folder that has nothing but the card, its envelope and a
# list of keys: with one person, then with several who countersign.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: signed cards (no jq)"; exit 0; }

awk 'BEGIN { print "score,y,g"; x = 7
    for (i = 0; i < 1200; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.4f,%d,%s\n", s, x / 2147483648 < s, i % 2 ? "a" : "b" } }' >rows.csv
cat >schema.yaml <<'EOF'
columns:
  score: {role: score}
  y: {role: outcome}
  g: {role: protected}
threshold: 0.5
EOF
cat >lanes.yaml <<'EOF'
model: lanes
algorithm: tree
scorer: external
features: [{name: a}]
target: found
population: all
threshold: 0.5
owner: the lanes team
EOF
printf 'policy: easy\nrules:\n  - {id: auc, metric: roc_auc, at_least: 0.6}\n' >easy.yaml

run --as anna init
run --as anna dataset add rows.csv --name rows --origin synthetic --schema schema.yaml
run --as anna policy adopt easy.yaml
run --as anna model register lanes.yaml --kind development
run --as anna evaluate dataset:rows --model lanes@1
exits "evaluate" 0
run --as anna card lanes@1 --sign -o early.html
exits "no verdict, no signed card" 2
says "says so" err "no verdict by the policy in force"
check "and nothing is written" test ! -e early.html
run --as anna gate lanes@1
exits "gate" 0
run --as anna promote lanes@1 --to review
run --as bela review lanes@1 --approve
exits "review" 0
run --as anna card lanes@1 --sign
exits "--sign needs -o" 2
run --as anna card --evaluation x.json --sign -o x.html
exits "--sign needs a version" 2

mkdir away
run --as bela card lanes@1 --sign -o away/card.html
exits "card --sign" 0
check "the card" grep -q "<html" away/card.html
check "the envelope" jq -e '.payloadType == "application/vnd.in-toto+json" and (.signatures | length == 1)' away/card.html.dsse.json
jq -r .payload away/card.html.dsse.json | base64 -d >statement.json
check "an in-toto statement about the card" jq -e --arg d "$(sha256sum away/card.html | cut -d' ' -f1)" \
    '._type == "https://in-toto.io/Statement/v1" and .subject[0].digest.sha256 == $d
    and .predicateType == "https://in-toto.io/attestation/test-result/v0.1"
    and .predicate.result == "PASSED" and .predicate.passedTests == ["auc"]
    and .predicate.configuration[0].name == "easy"' statement.json
run audit log --action card.issue --format json
check "issuance is on record" jq -e '.events | length == 1 and .[0].payload.name == "card.html"' out
run account keys -o away/keys.txt

cd away || exit 1
run audit verify --card card.html --keys keys.txt --format json
exits "checked with no registry" 0
check "what it rests on" jq -e '.result == "holds" and .model == "lanes" and .version == 1
    and .verdict.result == "pass" and (.approvals | length == 1) and .approvals[0].actor == "bela"
    and .approvals[0].claimed and .people == "one" and .signatures[0].account == "anna"' out
run audit verify --card card.html --keys keys.txt
says "in words" out "FITS"
says "one person: said plainly" out "one person holds every key"
run audit verify --card card.html
exits "no keys" 2

# Another byte anywhere.
cp card.html kept.html
cp card.html.dsse.json kept.json
refuted()
{
    run audit verify --card card.html --keys "${2:-keys.txt}" --format json
    exits "refuted: $1" 1
    check "says why: $1" jq -e --arg s "$3" '.findings | join(" ") | contains($s)' out
    cp kept.html card.html
    cp kept.json card.html.dsse.json
}
echo " " >>card.html
refuted "a changed card" keys.txt "not the one that was signed"
# forge FILTER: another statement under the old signature.
forge()
{
    jq "$1" ../statement.json | tr -d '\n' | base64 -w0 >payload
    jq --rawfile p payload '.payload = $p' kept.json >card.html.dsse.json
}
forge '.predicate.result = "FAILED"'
refuted "another result" keys.txt "signed by no key"
forge '.predicate.gauger.events[0].inclusion.path[0] |= "00" + .[2:]'
refuted "another proof" keys.txt "not in the log"
jq '.signatures = []' kept.json >card.html.dsse.json
refuted "no signature" keys.txt "signed by no key"
sed 's/since=1 /since=1 until=3 /' keys.txt >ended.txt
refuted "a key that had ended" ended.txt "ended before"
GAUGER_KEY_FILE=$PWD/other.key "$GAUGER" --registry ../other --as anna init >/dev/null
run --registry ../other account keys -o others.txt
refuted "keys of another registry" others.txt "signed by no key"
rm -f card.html.dsse.json
run audit verify --card card.html --keys keys.txt
exits "no envelope" 2
cp kept.json card.html.dsse.json

# Several people: the reviewer issues, a second one countersigns.
cd .. || exit 1
for who in rita rolf; do
    run --as anna account add "$who" --role reviewer --supervisor "head of review" \
        --trained "$(date -u +%F)"
    exits "account add $who" 0
done
run --as anna account add sam --role scientist --supervisor "head of models" --trained "$(date -u +%F)"
exits "account add sam" 0
run --as sam card lanes@1 --sign -o away/no.html
exits "a scientist issues no cards" 1
run --as rita card lanes@1 --sign -o away/two.html
exits "a reviewer does" 0
run --as sam card --countersign away/two.html.dsse.json
exits "a scientist countersigns nothing" 1
says "by rule" err "rule role"
run --as rolf card lanes@2 --countersign away/two.html.dsse.json
refuses "a version beside an envelope" "gauger: --countersign: only adds a signature to an envelope; \
leave the version and the other options out"
run --as rolf card --countersign away/two.html.dsse.json --sign
exits "another option beside it" 2
run --as rolf card --countersign away/two.html.dsse.json --format json
exits "countersigned" 0
check "one document says so" jq -es 'length == 1 and .[0].format == "gauger/receipt/1"
    and .[0].signatures == 2' out
run audit log --action card.countersign --format json
check "and on record" jq -e '.events | length == 1 and .[0].actor == "rolf"' out
run --as rita card lanes@1 --for board --sign -o away/no.html
exits "a recipient's card is not signed" 2
says "and says why" err "cannot carry its proofs"
run --as rolf card --countersign away/two.html.dsse.json
exits "not twice" 2
run account keys -o away/keys2.txt
cd away || exit 1
run audit verify --card two.html --keys keys2.txt --format json
exits "two signatures" 0
check "by two reviewers" jq -e '[.signatures[].account] | sort == ["rita", "rolf"]' out
check "of several people" jq -e '.people == "several" and (.issued.claimed | not) and .issued.actor == "rita"' out
# What the reader knows already is held against it.
id=$(sed -n '1s/^# gauger.keys.1 \([0-9a-f]*\) .*/\1/p' keys2.txt)
other=$(echo "$id" | tr 0-9a-f 1-9a-f0)
jq -r .payload two.html.dsse.json | base64 -d | jq -j .predicate.gauger.checkpoint >same.txt
run audit verify --card two.html --keys keys2.txt --id "$id" --checkpoint same.txt
exits "the same registry and checkpoint" 0
says "how the key is kept" out "protection of its key"
run audit verify --card two.html --keys keys2.txt --id "$other"
exits "another registry by --id" 1
run audit verify --card two.html --keys keys2.txt --id 00
exits "no identity" 2
GAUGER_REGISTRY_ID=$other run audit verify --card two.html --keys keys2.txt
exits "another registry by the environment" 1
# Who is who, by the list.
sed '/account=rita/s/held=reviewer/held=scientist/' keys2.txt >role.txt
run audit verify --card two.html --keys role.txt
exits "issued without the role" 1
says "names the rule" out "rule role"
sed '/account=rolf/s/person=rolf/person=rita/' keys2.txt >self.txt
run audit verify --card two.html --keys self.txt
exits "countersigned by the issuer's person" 1
says "names the rule of separation" out "rule separation"
sed '/account=rolf/s/$/ disabled=2-/' keys2.txt >disabled.txt
run audit verify --card two.html --keys disabled.txt
exits "countersigned by a disabled account" 1
cp two.html.dsse.json two.kept
jq '.signatures |= .[1:]' two.kept >two.html.dsse.json
run audit verify --card two.html --keys keys2.txt
exits "without the issuer's signature" 1
says "says whose is missing" out "has not signed the envelope"
cp two.kept two.html.dsse.json
run audit verify --card two.html --keys keys.txt --format json
exits "an older list does not know them" 1
jq '.signatures[1].sig = .signatures[0].sig' two.html.dsse.json >changed && mv changed two.html.dsse.json
run audit verify --card two.html --keys keys2.txt --format json
exits "a countersignature that is none" 1

# An account that is disabled signs nothing more, and the list says so.
cd .. || exit 1
run --as rolf audit checkpoint -o before.txt
exits "a reviewer signs a checkpoint" 0
run --as anna account disable rolf --reason "left the house"
exits "account disable" 0
run --as rolf audit checkpoint -o after.txt
exits "a disabled account signs no checkpoint" 1
says "naming the rule" err "rule disabled"
run --as rolf card --countersign away/two.html.dsse.json
check "nor a card" test "$status" -ne 0
run --as rolf registry backup copy --format json
exits "a backup is made all the same" 0
check "without a signature, and says why" jq -e '(.signed | not) and .unsigned_because ==
    "rule disabled: account rolf is disabled, and signs nothing"
    and (.next[1] | test("not signed: rule disabled: .*gauger audit checkpoint"))' out
run account keys -o keys3.txt
check "the list says from when" grep -q "account=rolf.* disabled=[0-9]*-$" keys3.txt

# What was written with an approval can be erased before the card is signed; the rest of it holds.
sed 's/^model: lanes/model: roads/' lanes.yaml >roads.yaml
run --as sam model register roads.yaml --kind development
exits "another model" 0
run --as sam evaluate dataset:rows --model roads@1
run --as sam gate roads@1
run --as sam promote roads@1 --to review --reason "as Jane Roe asked"
exits "sent with a reason" 0
run --as rita review roads@1 --approve --reason "Jane Roe has seen it"
exits "approved with a reason" 0
for action in model.review model.promote; do
    run audit log --action $action --format json
    event=$(jq '[.events[].seq] | max' out)
    run --as anna audit redact "$event" --reason "names a person"
    run --as rita audit redact "$event" --reason "it does"
    exits "$action is erased" 0
done
run --as rita card roads@1 --sign -o away/erased.html
exits "signed after that" 0
check "without the text" sh -c '! jq -r .payload away/erased.html.dsse.json | base64 -d | grep -q "Jane Roe"'
run account keys -o away/keys4.txt
cd away || exit 1
run audit verify --card erased.html --keys keys4.txt --format json
exits "and it holds" 0
check "with who erased it" jq -e '(.approvals | length) == 1 and .approvals[0].actor == "rita"
    and ([.approvals[0], .sent | .erased | .actor, .asked.actor] == ["rita", "anna", "rita", "anna"])' out
run audit verify --card erased.html --keys keys4.txt
says "in words" out "text was erased by event"
