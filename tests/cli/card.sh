#!/bin/sh
# The card of a registered version, from what is on record: what the score is made of, where its
# training data come from, how the fit went, and how it compares with the champion.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: cards of versions (no jq)"; exit 0; }

# rows N SEED: cases with a lane (some sleds, which are rare), a weight, a group and an outcome.
rows()
{
    awk -v n="$1" -v seed="$2" '
    function draw() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
    BEGIN {
        print "lane,kg,part,place,officer,y"
        for (i = 0; i < n; i++) {
            lane = i % 400 == 7 ? "sled" : draw() < 0.3 ? "bus" : draw() < 0.5 ? "van" : "car"
            kg = int(1000 * draw())
            p = 0.15 + (lane == "bus") * 0.2 + kg / 4000
            print lane "," kg "," (draw() < 0.4 ? "a" : "b") "," \
                (draw() < 0.5 ? "North" : "South") "," (draw() < 0.1 ? 1 : 0) "," \
                (draw() < p ? 1 : 0)
        }
    }'
}
rows 4000 11 >days.csv
rows 6000 12 >audit.csv
cat >days.schema.yaml <<'EOF'
columns:
  lane: {role: feature}
  kg: {role: feature}
  part: {role: protected, reference: b}
  place: {role: site}
  officer: {role: ignore}
  y: {role: outcome}
EOF
cat >lanes.yaml <<'EOF'
model: lanes
algorithm: logistic regression
scorer: logistic
features: [{name: lane, type: categorical}, {name: kg}]
threshold: {default: 0.35, site: {North: 0.4}}
suppression: [{name: light, when: {kg: {below: 20}}}]
precedence: [{source: officer, column: officer}, {source: model}]
EOF
run init --testing
exits "init" 0
run dataset add days.csv --name days --origin synthetic --schema days.schema.yaml --source-system gate
exits "training data" 0
run dataset add audit.csv --name audit --origin synthetic --schema days.schema.yaml
exits "data to evaluate on" 0
run train lanes.yaml --data dataset:days
exits "train" 0
run evaluate dataset:audit --model lanes@1
exits "evaluate" 0

# ---- a logistic regression ----

run card lanes@1 --format json
exits "the card" 0
check "threshold, suppression and precedence in words" jq -e '.model_details |
    .threshold == "0.35; at North 0.4" and .suppression == ["light: held back when kg is below 20"]
    and .precedence == "officer, then the model"' out
check "the training data are the training's" jq -e '.training_data |
    .dataset == "days@1" and .data_sheet.name == "days" and .data_sheet.source_systems == ["gate"]
    and (.sha256 | test("^[0-9a-f]{64}$"))' out
check "the evaluation data are the evaluation's" jq -e '.data_sheet.name == "audit"' out
check "how the fit went" jq -e '.training_data.fit |
    .rows_used == 4000 and .converged and .positives + .negatives == 4000 and .seed == 1
    and (has("coefficients") | not)' out
# Ten sleds: the standard error cannot show eleven rows.
check "a rare level is not named" jq -e '.weights.features[0] |
    .name == "lane" and .unnamed == 1 and .baseline and ([.terms[].of] | index("sled") == null)' out
check "common levels are" jq -e '[.weights.features[0].terms[].of] | length == 2' out
check "log odds to a hundredth" jq -e '[.weights.intercept, .weights.features[0].terms[].adds] |
    all(. * 100 | . - round | fabs < 1e-9)' out
if grep -q sled out; then
    fail "the rare word is nowhere on the card" "it is there"
else
    ok "the rare word is nowhere on the card"
fi
run card lanes@1 --format markdown
says "the section" out "## What the score is made of"
says "every outcome is known" out "the outcome of every case is known"

run model show lanes@1
says "model show: the operating point" out "0.35; at North 0.4"
says "model show: weights" out "Weights"
run model show lanes@1 --format json
check "model show: all weights, for those who may see the registry" jq -e '.weights.format ==
    "gauger/weights/1" and ([.weights.features[0].terms[].of] | index("sled") != null)' out

# ---- an adjustment: the artifact's training stays on record; compared with its base ----

run model show lanes@1 --format json
jq '.manifest | .threshold = {default: 0.3}' out >adjusted.json
run model register adjusted.json --kind adjustment --from 1
exits "an adjustment" 0
run evaluate dataset:audit --model lanes@2 --versus lanes@1
exits "evaluate against the base" 0
run card lanes@2 --format json
check "the fit of the artifact it took over" jq -e '.training_data.fit.rows_used == 4000' out
check "compared with its base" jq -e '.comparisons[0] |
    .versus == "lanes@1" and .differences.selection_rate.standing == "higher"
    and .differences.recall.standing == "better"' out
check "differences lie on their steps" jq -e '[.comparisons[0].differences[] |
    select(.value != null) | (.value, .low, .high) / .step | . - round | fabs] | max < 1e-6' out
check "and lie round the exact ones, with room" sh -c '
    "$0" evaluate dataset:audit --model lanes@1 --format json >one.json &&
    "$0" evaluate dataset:audit --model lanes@2 --format json >two.json &&
    jq -e --slurpfile a two.json --slurpfile b one.json ".comparisons[0].differences | to_entries |
        map(select(.value.value != null) | .key as \$k |
            (\$a[0].overall[\$k].value - \$b[0].overall[\$k].value) as \$d |
            .value.low <= \$d and \$d <= .value.high and
            ((.value.value - \$d) | fabs) <= .value.step / 2 + 1e-12) |
        length >= 5 and all" out' "$GAUGER"
run card lanes@2
says "the section" out "Compared with other versions"
says "in short" out "Compared with lanes@1:"

# Evaluated again, without a comparison: the one on the same rows stands.
run evaluate dataset:audit --model lanes@2
run card lanes@2 --format json
check "a later evaluation keeps the comparison" jq -e '.comparisons | length == 1' out

# ---- evaluated on the rows that it was trained on ----

run evaluate dataset:days --model lanes@1
run card lanes@1 --on days@1 --format json
check "no second set of counts of the same rows" jq -e '.training_data.fit |
    .rows_used == null and .converged' out

# ---- others ----

sed 's/model: lanes/model: machine/; s/logistic regression/c-svc/; s/scorer: logistic/scorer: svm/' \
    lanes.yaml >machine.yaml
rows 300 13 >few.csv
run dataset add few.csv --name few --origin synthetic --schema days.schema.yaml
run train machine.yaml --data dataset:few
exits "a machine" 0
run evaluate dataset:audit --model machine@1
run card machine@1 --format markdown
says "a machine: no weights, and what its file holds" out "Its file holds rows of the training data"
run model show machine@1
says "a machine: model show" out "A support vector machine"

# A version whose artifact is gone is still shown; a card is not made of it.
run model show machine@1 --format json
artifact=$(jq -r .artifact_sha256 out)
mv ".gauger/files/$artifact" kept
run model show machine@1
exits "an artifact that is gone: model show" 0
says "an artifact that is gone: model show says so" out "the artifact of machine@1 cannot be read"
run card machine@1
exits "an artifact that is gone: no card" 2
says "an artifact that is gone: which" err "$artifact"
mv kept ".gauger/files/$artifact"

cat >outside.yaml <<'EOF'
model: outside
algorithm: secret
scorer: external
features: [{name: a, type: composite}]
training: {description: unknown}
threshold: {default: 5}
EOF
run model register outside.yaml --kind development
printf 'score,y\n' >scored.csv
awk 'NR > 1' audit.csv | awk -F, '{print $2 % 10 "," $6}' >>scored.csv
run evaluate scored.csv --score score --outcome y --model outside@1 --digest
exits "an external score" 0
run card outside@1 --format markdown
says "an external score: nothing can be read" out "The scores come with the table"
says "an external score: the threshold is a number" out "**Threshold**: 5"
run model show outside@1
says "an external score: model show" out "None: the scores of outside@1 come with the table."

# Nobody is named on a card, and no file is called by a number of somebody.
rm -f named.html
run card outside@1 --title "SSN 123-45-6789, j dot doe at example dot com" -o named.html
exits "a title with an identifier" 2
says "a title with an identifier: which option" err "--title: what looks like an identifier of a person (ssn, "
check "a title with an identifier: nothing of it is said, nothing written" sh -c '! grep -q "6789\|doe" err && test ! -e named.html'
run card outside@1 --title "Card of 2026-01-15, version 1.2.3" --format markdown
exits "a title with a date" 0
says "a title with a date" out "Card of 2026-01-15, version 1.2.3"
cp audit.csv "passport C01X00T47.csv"
run dataset add "passport C01X00T47.csv" --name again --origin synthetic --schema days.schema.yaml
exits "a file's name with an identifier" 2
says "a file's name with an identifier" err "what looks like an identifier of a person (passport, "
check "a file's name with an identifier: nothing of it is said" sh -c '! grep -q "C01" err'
