#!/bin/sh
# A card for a recipient: what the agreement allows, what is left out and leaves no trace, and the
# accounting of disclosures.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: agreements (no jq)"; exit 0; }

GAUGER_NOW=2026-01-01T09:00:00Z
export GAUGER_NOW
. "$root/tests/cli/crossing/prepare.sh"
table t1 1 4000
table t2 2 6000
jq '.columns.sex = {role: "ignore"}' rows.yaml >without.yaml
run init --testing
as anna dataset add t1.csv --name rows --origin synthetic --schema rows.yaml
as anna dataset add t2.csv --name audit --origin synthetic --schema rows.yaml
as anna dataset add t2.csv --name plain --origin synthetic --schema without.yaml
exits "datasets" 0
as anna cycle open crossing --kind development
as anna train logistic.yaml --data dataset:rows@1
exits "train" 0
cat >first.yaml <<'END'
policy: overall
rules:
  - {metric: precision, at_least: 0.01}
  - {metric: precision, site: "*", at_least: 0.0001, judge: point}
END
sed 's/policy: .*/policy: groups/' first.yaml >second.yaml
echo '  - {metric: selection_rate_ratio, attribute: sex, between: [0.5, 2], judge: point}' >>second.yaml
as grace policy adopt first.yaml
as anna evaluate dataset:plain --model crossing@1
as anna evaluate dataset:audit --model crossing@1 --intersect 'region*sex' --capacity 300
exits "evaluate" 0
as anna gate crossing@1
run record template agreement --example -o agreement.yaml

run card crossing@1 --for "Oversight board"
exits "no agreement: refused" 1
says "no agreement: says so" err 'no agreement with "Oversight board" covers this model'
as grace record add agreement.yaml --model crossing
exits "an agreement" 0
says "an agreement: what comes next" out 'gauger card crossing --for "Oversight board"'
run card crossing@1 --for "oversight BOARD" --format json -o card.json
exits "a card for it" 0

# ---- no trace

check "nothing of what is left out but its name" jq -e '[paths as $p | select(($p | map(tostring)
    | any(test("sex"))) or (getpath($p) | type == "string" and test("sex"))) | $p[0]] | unique
    == ["sharing"]' card.json
check "it is named" jq -e '[.sharing.left_out[].part] | index("groups by sex") and
    index("groups by region*sex") and index("weights") and index("training")' card.json
run card crossing@1 --on plain --for "Oversight board" --format json -o plain.json
exits "a card of data in which it was never measured" 0
jq '.quantitative_analyses' card.json >with.json
jq '.quantitative_analyses' plain.json >without.json
same "figure by figure the same" with.json without.json
check "what is allowed is there" jq -e '.quantitative_analyses.unitary
    | (.attributes | keys == ["region"]) and (.sites | length > 1) and has("periods")
    and (has("calibration") or has("capacity") or has("score_distribution") | not)' card.json
check "a verdict about what it shows" jq -e '.verdict.result == "pass" and (.verdict.rules | length == 2)' card.json
check "the life of the version, without what people wrote" jq -e '.lifecycle.state == "candidate"
    and .lifecycle.findings == [] and ([.lifecycle.states[].reason] | all(. == null))' card.json

as grace policy adopt second.yaml
as anna gate crossing@1 --on audit
run card crossing@1 --for "Oversight board" --format json -o card.json
exits "a verdict with a rule about what is left out" 0
check "it is left out whole" jq -e '.verdict == null and (.sharing.left_out
    | any(.part == "verdict" and (.why | test("rules"))))' card.json

# ---- what the page says

run card crossing@1 --for "Oversight board" -o card.html
says "the page says for whom" card.html "For Oversight board"
says "and what is left out" card.html "groups by sex: the agreement does not name it"
run card crossing@1 --for "Oversight board" --format markdown
says "features are not unstated" out "**Features**: left out for this recipient"
says "nor is the training data" out "**Data set**: left out for this recipient"
says "the threshold of everyone is not left out" out "**Threshold**: 0."
says "attributes that are not named" out "**Attributes**: region; others are left out"
run card crossing@1 -o whole.html
check "a card for anybody says nothing of it" sh -c '! grep -q "Left out of it" whole.html'

# ---- disclosures

as grace card crossing@1 --for "Oversight board" --disclose-to "Oversight board" -o given.html
exits "disclosed" 0
run record show 2 --format json
sum=$(sha256sum given.html | cut -d ' ' -f 1)
check "on record with its digest, purpose and authority" jq -e --arg sum "$sum" '.type == "disclosure"
    and .model == "crossing@1" and ([.parts[0].fields[] | {(.name): .value}] | add
        | .sha256 == $sum and .recipient == "Oversight board" and .disclosed_on == "2026-01-01"
        and (.purpose | length > 0) and .authority == "Act on the oversight of referrals"
        and (.onward_limits | length > 0))' out
as grace card crossing@1 --disclose-to "Court" -o given.html
exits "without an agreement: purpose and authority" 2
says "without an agreement: says so" err "give --purpose TEXT and --authority TEXT"
as grace card crossing@1 --disclose-to "Court" --purpose "Case 12." --authority "Order of the court" -o given.html
exits "disclosed by order" 0
as grace card crossing@1 --for "Oversight board" --disclose-to "Court"
exits "not to somebody else" 2
as grace card crossing@1 --purpose "x"
exits "a purpose alone" 2
as grace card crossing@1 --disclose-to "Court" --purpose "of 212-34-5678" --authority "Order" -o never.html
exits "an identifier: refused" 2
check "and nothing was written" test ! -e never.html
as grace record show 1 --format html --disclose-to "Court" --purpose "Case 12." --authority "Order of the court" -o shown.html
exits "a record is disclosed" 0
run record show 4 --format json
sum=$(sha256sum shown.html | cut -d ' ' -f 1)
check "it is on record too" jq -e --arg sum "$sum" '.name == "Record agreement@1" and .model == "crossing"
    and ([.parts[0].fields[] | {(.name): .value}] | add | .sha256 == $sum and .nature == "record")' out
as grace record show 1 --disclose-to "Court"
exits "a record: purpose and authority" 2
run record list --type disclosure --format json
check "three disclosures" jq -e '.records | length == 3' out
run record list --type disclosure --accounting --format json
exits "the accounting of disclosures" 0
check "what left, for whom, why, by which authority" jq -e --arg sum "$(sha256sum shown.html | cut -d ' ' -f 1)" '
    .format == "gauger/disclosures/1" and (.disclosures | map([.recipient, .nature, .authority]))
    == [["Oversight board", "card", "Act on the oversight of referrals"], ["Court", "card", "Order of the court"],
        ["Court", "record", "Order of the court"]] and .disclosures[2].sha256 == $sum
    and .disclosures[2].what == "Record agreement@1" and .disclosures[1].purpose == "Case 12."' out
for format in text markdown html; do
    run record list --type disclosure --accounting --format $format
    exits "as $format" 0
    says "as $format: to whom" out "Oversight board"
    says "as $format: the digest" out "$(sha256sum shown.html | cut -c 1-16)..."
done
run record list --type disclosure --accounting --model boats
exits "of a model" 0
check "of another model: none" sh -c '! grep -q Court out'
run record list --accounting
exits "of disclosures alone" 2
says "and how to ask for it" err "give --type disclosure --accounting"
run card --evaluation card.json --for "Oversight board"
exits "of files there is no agreement" 2

# ---- its term

GAUGER_NOW=2027-11-30T23:59:59Z
run card crossing@1 --for "Oversight board" -o card.html
exits "its last second" 0
GAUGER_NOW=2027-12-01T00:00:00Z
run card crossing@1 --for "Oversight board" -o late.html
exits "expired: refused" 1
says "expired: says so" err 'the agreement with "Oversight board" has expired'
check "expired: nothing was written" test ! -e late.html
run record list --overdue --type agreement --format json
exits "expired: the list says so" 1
run audit verify
exits "audit verify" 0
