#!/bin/sh
# What `model diff` says of weights: read from both versions' artifacts, or plainly why not.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: weights of versions (no jq)"; exit 0; }

run init --testing
exits "init" 0
printf 'lane,kg,y\ncar,3,1\nbus,4,0\n' >rows.csv
run dataset add rows.csv --name rows --origin synthetic
exits "dataset add" 0

# card NAME BUS EDGE-POINTS INTERCEPT: a scorecard and its manifest.
card()
{
    cat >"$1.artifact.yaml" <<EOF
format: gauger/scorecard/1
link: identity
intercept: $4
terms:
  - {feature: lane, levels: {car: 0, bus: $2}, other: 1}
  - {feature: kg, bins: [10, 20], points: $3}
EOF
    cat >"$1.yaml" <<EOF
model: lanes
algorithm: points
scorer: scorecard
artifact: $1.artifact.yaml
features: [{name: lane, type: categorical}, {name: kg}]
training: {sha256: "$(printf '%064d' "$5")", period: "$5"}
threshold: 3
EOF
}
card first 2 "[0, 1, 2]" 0 1
card second 5 "[0, 1, 2.5]" 0 2
card third 5 "[0, 1, 2.5]" 0 2
sed -i 's/threshold: 3/threshold: 4/' third.yaml
run model register first.yaml --kind development
exits "a scorecard" 0
run model register second.yaml --kind refresh --from 1
exits "its refresh" 0
cp second.artifact.yaml third.artifact.yaml
run model register third.yaml --kind adjustment --from 2
exits "its adjustment" 0
run model diff lanes@1 lanes@2 --format json
exits "model diff" 0
check "model diff: what weighs otherwise" jq -e '.reweighted == [
    {"feature": "lane", "what": "level", "of": "bus", "from": 2, "to": 5},
    {"feature": "kg", "what": "bin", "of": ">=20", "from": 2, "to": 2.5}]
    and .artifact == "different" and (has("reweighted_why") | not)' out
run model diff lanes@1 lanes@2
check "model diff as text: the largest change first" sh -c \
    'grep -A 3 "^  feature" out | tr -s " " | head -n 2 | tail -n 1 | grep -x " lane level bus 2.00 5.00"'
run model diff lanes@2 lanes@3
says "model diff: the same artifact" out "Every feature that both have weighs the same"

# An external score has no weights to read, and neither has a file that was never an artifact.
cat >outside.yaml <<'EOF'
model: outside
algorithm: secret
scorer: external
features: [{name: a, type: composite}]
training: {description: unknown}
EOF
run model register outside.yaml --kind development
exits "an external score" 0
run model diff outside@1 outside@1 --format json
check "model diff: no weights" jq -e '.reweighted == null
    and .reweighted_why == "the scores of outside@1 come with the table"' out
run model diff outside@1 outside@1
says "model diff as text: no weights" out "Weights are not compared: the scores of outside@1"
