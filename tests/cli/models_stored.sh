#!/bin/sh
# What is stored with a version is the version as it is: not measured at another threshold, nor by
# other roles; what a refresh learns from is what its base learned from; and rows that a version was
# trained on are said to be that.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: what is stored with versions (no jq)"; exit 0; }
. "$root/tests/cli/crossing/prepare.sh"

for i in 1 2; do table t$i $i 3000; done
run init --testing
for i in 1 2; do dataset rows t$i.csv; done
as anna train logistic.yaml --data dataset:rows@1
exits "train" 0
evaluations() {
    "$GAUGER" model show crossing@1 --format json | jq '.evaluations | length'
}

as anna evaluate dataset:rows@2 --model crossing@1
says "evaluate --model: stored" out "Stored with crossing@1"
check "evaluate --model: on record" test "$(evaluations)" = 1
as anna evaluate dataset:rows@2 --model crossing@1 --threshold 0.5
exits "evaluate --model --threshold" 0
says "evaluate --model --threshold: said" out "Not stored with crossing@1: the threshold was given by hand"
as anna evaluate dataset:rows@2 --model crossing@1 --weight crossings_year
says "evaluate --model --weight: said" out "Not stored with crossing@1: the table was registered with"
check "by hand: nothing on record" test "$(evaluations)" = 1
as anna evaluate dataset:rows@1 --model crossing@1 --format json
check "evaluate: the rows of the training" jq -e '[.warnings[].code] | index("training_data")' out
as anna evaluate dataset:rows@2 --model crossing@1 --format json
check "evaluate: other rows" jq -e '[.warnings[].code] | index("training_data") == null' out

jq '.columns.true_outcome = {role: "ignore"} | .columns.officer_referral = {role: "outcome"}' \
    rows.yaml >other.yaml
as anna refresh crossing@1 --data t2.csv --schema other.yaml
exits "refresh: another outcome" 2
says "refresh: which outcome it was" err 'outcome was the column "true_outcome", here it is "officer_referral"'
jq '.columns.crossings_year = {role: ["feature", "weight"]}' rows.yaml >weighted.yaml
as anna refresh crossing@1 --data t2.csv --schema weighted.yaml
exits "refresh: by weights" 2
as anna refresh crossing@1 --data dataset:rows@2
exits "refresh: the same" 0

# An adjustment names neither artifact nor training data: both are its base's.
sed 's/Harbour: 0.1/Harbour: 0.2/' logistic.yaml >adjusted.yaml
as anna model register adjusted.yaml --kind adjustment --from 1
exits "model register: an adjustment of the manifest that was trained" 0
run model show crossing@3 --format json
check "an adjustment: training data of its base" jq -e '.training.dataset == "rows@1"' out
run audit verify
exits "audit verify" 0
