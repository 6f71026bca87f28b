#!/bin/sh
# A special protected class is measured and judged, and leaves with nothing that is published: no
# group, no intersection, no subject of a rule, no feature; and what is published is, but for saying
# so, what would be without the column.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: special protected classes (no jq)"; exit 0; }

awk 'BEGIN { print "score,y,sex,religion,region"; x = 7
    for (i = 0; i < 4000; i++) { x = (x * 1103515245 + 12345) % 2147483648
        s = x / 2147483648; x = (x * 1103515245 + 12345) % 2147483648
        y = x / 2147483648 < s; x = (x * 1103515245 + 12345) % 2147483648
        printf "%.3f,%d,%s,%s,%s\n", s, y, i % 2 ? "F" : "M",
            x % 5 < 2 ? "Ouranian" : x % 5 < 4 ? "Chthonic" : "Marine", i % 3 ? "north" : "south" } }' >rows.csv
cat >plain.yaml <<'EOF'
columns:
  score: {role: score}
  y: {role: outcome}
  sex: {role: protected}
  religion: {role: protected}
  region: {role: site}
threshold: 0.6
EOF
sed 's/religion: {role: protected}/religion: {role: protected, special: true}/' plain.yaml >special.yaml
sed 's/special: true/special: perhaps/' special.yaml >wrong.yaml
run evaluate rows.csv --schema wrong.yaml
exits "special: true or false" 2
says "special: how to write it" err "special: true"

run evaluate rows.csv --schema special.yaml --intersect 'sex*religion' --format json --evidence kept.json \
    -o full.json
exits "evaluate" 0
check "it is measured" jq -e '.attributes.religion.groups | has("Marine")' full.json
check "it is marked" jq -e '.special == ["religion"]' full.json
check "the evidence knows it" jq -e '.special == ["religion"]' kept.json

# no NAME FILE: no trace of the classes, and the class itself only where it is said to be left out.
no()
{
    check "$1: no level" sh -c "! grep -qE 'Ouranian|Chthonic|Marine' '$2'"
}
run evaluate rows.csv --schema special.yaml --intersect 'sex*religion' --format json --for-release \
    -o release.json
exits "evaluate --for-release" 0
no "evaluate --for-release" release.json
check "left out, and said so" jq -e '.attributes.religion == null and .attributes.sex != null and
    .intersections == {} and .disclosure.special == ["religion"] and
    ([.disclosure.withheld[].part] | index("religion"))' release.json
run evaluate rows.csv --schema special.yaml --for-release
says "in words" out "religion is withheld: it is declared a special protected class"
no "in words" out
run evaluate evidence:kept.json --for-release --format json
no "from evidence" out
check "from evidence: left out" jq -e '.attributes.religion == null' out

# No trace by subtraction: the same as if the table did not have the column.
cut -d, -f1,2,3,5 rows.csv >without.csv
grep -v religion plain.yaml >without.yaml
run evaluate without.csv --schema without.yaml --for-release --format json -o without.json
strip='del(.data.source, .disclosure, .warnings, .special) | walk(if type == "object" then del(.seed) else . end)'
jq -S "$strip" release.json >a.json
jq -S "$strip" without.json >b.json
same "what is left is what would be without the column" a.json b.json

# A site that is special takes its thresholds with it.
sed 's/region: {role: site}/region: {role: site, special: true}/; s/threshold: 0.6/threshold: {default: 0.6, site: {north: 0.7}}/' \
    plain.yaml >site.yaml
run evaluate rows.csv --schema site.yaml --for-release --format json
exits "a special site" 0
check "a special site: no trace" sh -c '! grep -qE "north|south" out'

# The card and its verdict.
cat >policy.yaml <<'EOF'
policy: even
rules:
  - {metric: selection_rate_ratio, attribute: "*", between: [0.9, 1.12]}
  - {metric: selection_rate_ratio, attribute: religion, between: [0.99, 1.01]}
EOF
run gate --evaluation full.json --policy policy.yaml --format json -o verdict.json
check "the gate judges it" jq -e '[.rules[].subjects[].subject | select(test("Marine|Chthonic"))] | length > 0' verdict.json
for format in html markdown json; do
    run card --evaluation full.json --verdict verdict.json --format "$format" -o "card.$format"
    exits "card, $format" 0
    no "card, $format" "card.$format"
    says "card, $format: said so" "card.$format" "special protected class"
done

# Registered: what was learned of it stays here too.
sed 's/score: {role: score}/score: {role: feature}/; s/threshold: 0.6//; s/religion: {role: protected/religion: {role: [protected, feature]/' \
    special.yaml >train.yaml
cat >model.yaml <<'EOF'
model: lanes
algorithm: logistic regression
scorer: logistic
hyperparameters: {ridge: 1}
features: [{name: score, type: numeric}, {name: religion, type: categorical}]
target: y
population: all
threshold: 0.5
EOF
run init --testing
head -n 2001 rows.csv >one.csv
{ head -n 1 rows.csv; tail -n 2000 rows.csv; } >two.csv
run dataset add one.csv --name one --origin synthetic --schema train.yaml
run dataset add two.csv --name two --origin synthetic --schema train.yaml
exits "dataset add" 0
run train model.yaml --data dataset:one
exits "train" 0
run evaluate dataset:two --model lanes@1
exits "evaluate --model" 0
run card lanes@1 --format json
exits "card of a version" 0
no "card of a version" out
check "card of a version: the feature is left out" jq -e '.weights.left_out == ["religion"] and
    [.weights.features[].name] == ["score"]' out
run card lanes@1 --format markdown
says "card of a version: said so" out "Left out, as special protected classes"
no "card of a version, in words" out
