#!/bin/sh
# Trainings, refreshes and registrations that are refused, or stopped in the middle: one clear line,
# exit status 2, and nothing is changed; what a rule refuses is on record.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: models that are refused (no jq)"; exit 0; }
. "$root/tests/cli/crossing/prepare.sh"

for i in 1 2 3; do table t$i $i 3000; done
run init --testing
exits "init" 0
for i in 1 2; do dataset rows t$i.csv; done
dataset audit t3.csv
as anna train logistic.yaml --data dataset:rows@1
exits "a base" 0

# with EXPRESSION FILE: another manifest, by sed.
with()
{
    sed "$1" "$2" >other.yaml
}

# ---- refreshes

unchanged "refresh on the data of its base" \
    "gauger: crossing: rule kind: not a refresh: the training data must be new; give training data that its base has not seen" \
    refresh crossing --data dataset:rows@1
unchanged "refresh on the same rows by another name" "the training data must be new" \
    refresh crossing --data t1.csv --schema rows.yaml
unchanged "the first part of an address is not said either" \
    "gauger: crossing: no model aaa.aaaaa is registered; there is crossing" \
    cycle open crossing --kind refresh --from ann.smith@example.org
unchanged "refresh: no champion" "no version of crossing is in production" \
    refresh crossing@champion --data dataset:rows@2
unchanged "refresh: no such version" "crossing@7: model crossing has the versions 1 to 1" \
    refresh crossing@7 --data dataset:rows@2
unchanged "refresh: no such model" "no model elsewhere is registered" refresh elsewhere --data dataset:rows@2
unchanged "refresh: no data" "--data is missing" refresh crossing
unchanged "refresh: no such dataset" "gauger: dataset:none: no dataset none is registered" \
    refresh crossing --data dataset:none
unchanged "refresh: standard input" "--data: standard input" refresh crossing --data -
unchanged "refresh: a threshold that is none" "--threshold" refresh crossing --data dataset:rows@2 --threshold high
# Nothing that the base is composed of can be changed: there are no options for it.
for option in "--ridge 2" "--hyperparameters ridge=2" "--C 2" "--kind development" \
    "--from 1" "--scorer svm"; do
    # shellcheck disable=SC2086 # an option and its value
    unchanged "refresh ${option%% *} is not there" "unknown option ${option%% *}" \
        refresh crossing --data dataset:rows@2 $option
done
# By hand neither: what was fitted elsewhere with another hyper-parameter is no refresh.
cp "$(artifact crossing@1)" crossing.logistic.json
chmod u+w crossing.logistic.json
sed -i 's/"intercept": -/"intercept": -1/' crossing.logistic.json
sha2=$(sha256sum t2.csv | cut -d ' ' -f 1)
{ sed 's/ridge: 1/ridge: 2/' logistic.yaml; echo "artifact: crossing.logistic.json"
  echo "training: {dataset: rows@2}"; } >other.yaml
unchanged "a refresh with another ridge" "(hyperparameters.ridge)" model register other.yaml --kind refresh --from 1
{ sed 's/  - {name: route_km, type: numeric}/&\n  - {name: occupants, type: numeric}/' logistic.yaml
  echo "artifact: crossing.logistic.json"; echo "training: {sha256: $sha2}"; } >other.yaml
jq '.terms += [{"feature": "occupants", "weight": 0.1}]' crossing.logistic.json >more.json
mv more.json crossing.logistic.json
unchanged "a refresh with a feature added" "(feature added: occupants)" \
    model register other.yaml --kind refresh --from 1

# ---- trainings

unchanged "reengineering with the same composition" \
    "not a reengineering: the composition must be new; register it as a refresh" \
    train logistic.yaml --data dataset:rows@2 --kind reengineering --from 1
unchanged "reengineering without a base" "name the version it comes from with --from" \
    train scorecard.yaml --data dataset:rows@2 --kind reengineering
unchanged "train --kind refresh" "--kind: unknown word" train logistic.yaml --data dataset:rows@2 --kind refresh
unchanged "a base that is not there" "gauger: --from: model crossing has the versions 1 to 1" \
    train scorecard.yaml --data dataset:rows@2 --kind reengineering --from 9
unchanged "a cycle that is not there" "gauger: --cycle: " train logistic.yaml --data dataset:rows@2 --cycle 9
unchanged "an alias that has another meaning" "gauger: --alias: numbers, champion and latest" \
    train logistic.yaml --data dataset:rows@2 --alias champion
with 's/^scorer: .*/scorer: external/; /^hyperparameters/d' logistic.yaml
unchanged "an external model" "an external scorer is not trained here" train other.yaml --data dataset:rows@2
with 's/ridge: 1/ridge: -1/' logistic.yaml
unchanged "a hyper-parameter out of its range" "ridge" train other.yaml --data dataset:rows@2
with 's/ridge: 1/ridge: 1, depth: 3/' logistic.yaml
unchanged "a hyper-parameter that there is not" '"depth"' train other.yaml --data dataset:rows@2
with 's/transform: log1p/transform: cube/' logistic.yaml
unchanged "a transform that there is not" "the feature weight_kg: not a word for transform" train other.yaml --data dataset:rows@2
with '/^features/,/route_km/d' logistic.yaml
unchanged "no features" "feature" train other.yaml --data dataset:rows@2
with 's/^owner:/owned:/' logistic.yaml
unchanged "a key that there is not" "owned" train other.yaml --data dataset:rows@2
unchanged "no manifest" "no such file" train none.yaml --data dataset:rows@2

awk -F, 'NR == 1 || $24 == "0"' t1.csv >one.csv
unchanged "one class only" "gauger: one.csv: one class only" train logistic.yaml --data one.csv --schema rows.yaml
cut -d, -f1-4,6- t1.csv >less.csv
unchanged "a feature that the table has not" 'gauger: less.csv:1: column "vehicle": no such column' \
    train logistic.yaml --data less.csv --schema rows.yaml
awk 'BEGIN { FS = OFS = "," } NR == 50 { $11 = "secret" } { print }' t1.csv >text.csv
unchanged "text where a number should be" \
    'gauger: text.csv:50: column "route_km": not a number (shape "aaaaaa"); give --skip-bad-rows' \
    train logistic.yaml --data text.csv --schema rows.yaml
check "its text is not told" sh -c '! grep -q secret err'
jq 'del(.columns.true_outcome)' rows.yaml >none.json
unchanged "no outcome" "gauger: t1.csv: no column with outcomes; name it with --outcome" \
    train logistic.yaml --data t1.csv --schema none.json
awk 'BEGIN { FS = OFS = "," } NR > 1 { $24 = "" } { print }' t1.csv >unknown.csv
unchanged "no outcome is known" "gauger: unknown.csv: " train logistic.yaml --data unknown.csv --schema rows.yaml
awk 'BEGIN { FS = OFS = "," } NR > 1 { $11 = 7 } { print }' t1.csv >flat.csv
unchanged "a feature that never changes" "route_km" train logistic.yaml --data flat.csv --schema rows.yaml
head -n 1 t1.csv >head.csv
unchanged "a table without rows" "gauger: head.csv: " train logistic.yaml --data head.csv --schema rows.yaml
: >empty.csv
unchanged "an empty file" "gauger: empty.csv: " train logistic.yaml --data empty.csv --schema rows.yaml
unchanged "a folder" "gauger: $scratch: " train logistic.yaml --data "$scratch" --schema rows.yaml
unchanged "no such table" "gauger: none.csv: no such file" train logistic.yaml --data none.csv --schema rows.yaml

# What is left out is told.
as anna train logistic.yaml --data text.csv --schema rows.yaml --skip-bad-rows --request once
exits "train --skip-bad-rows" 0
check "it says what was left out" sh -c 'tr "\n" " " <out | grep -qF "1 was left out (bad rows 1)"'
unchanged "the same request again" "gauger: --request: this request was carried out as event" \
    train logistic.yaml --data text.csv --schema rows.yaml --skip-bad-rows --request once

# A dataset of the cycle that the version cannot be measured on: nothing is registered.
as anna dataset add less.csv --name less --origin synthetic
as anna cycle open crossing --kind reengineering --dataset less
unchanged "a cycle's dataset without a feature" 'gauger: dataset:less@1:1: column "vehicle": no such column' \
    train scorecard.yaml --data dataset:rows@1 --kind reengineering --from 1

# ---- artifacts that cannot be taken

files=$(ls .gauger/files | wc -l)
for broken in '{"format": "gauger/logistic/1", "intercept": "high", "terms": []}' '{' '' '[]' \
    '{"format": "gauger/scorecard/1", "link": "logit", "intercept": 0, "terms": []}'; do
    printf '%s' "$broken" >broken.json
    { cat logistic.yaml; echo "artifact: broken.json"; } >other.yaml
    unchanged "an artifact like $(printf '%.30s' "$broken")" "gauger: ./broken.json" \
        model register other.yaml --kind development
done
cp "$(artifact crossing@1)" crossing.logistic.json
{ cat logistic.yaml; echo "artifact: crossing.logistic.json"; echo "training: {dataset: rows@2}"; } >other.yaml
unchanged "a refresh with the artifact of its base" "the artifact must be new" \
    model register other.yaml --kind refresh --from 1
unchanged "a scorer of gauger's without its artifact" "artifact" model register logistic.yaml --kind development
check "nothing of them was stored" test "$(ls .gauger/files | wc -l)" -eq "$files"

# ---- stopped in the middle

run model list --format json
cp out models.json
sed 's/^model: .*/model: slow/' svm.yaml >slow.yaml
table big 9 12000
files=$(ls -A .gauger/files | wc -l)
for signal in INT TERM KILL INT KILL; do
    before=$(log_size)
    # A shell without job control starts what runs beside it with SIGINT ignored.
    env --default-signal=INT "$GAUGER" --as anna train slow.yaml --data big.csv --schema rows.yaml >stopped.out 2>stopped.err &
    pid=$!
    sleep 0.3
    kill -$signal $pid
    wait $pid 2>/dev/null
    status=$?
    check "stopped by $signal: it has not ended well" test "$status" -ne 0
    check "stopped by $signal: nothing is on record" test "$(log_size)" = "$before"
    run audit verify --format json
    exits "stopped by $signal: the registry agrees" 0
    check "stopped by $signal: no file is left" test "$(ls -A .gauger/files | wc -l)" -eq "$files"
done 2>/dev/null
# At any moment of a short training that is measured as well: a whole version or none.
as anna cycle close crossing/development --reason "another one"
as anna cycle open crossing --kind development --dataset audit --dataset rows@2
exits "a cycle with two datasets" 0
begun=$(date +%s%N)
as anna train logistic.yaml --data dataset:rows@1 --alias newest
took=$(($(date +%s%N) - begun))
i=0
while [ $i -lt 25 ]; do
    i=$((i + 1))
    "$GAUGER" --as anna train logistic.yaml --data dataset:rows@1 --alias newest >/dev/null 2>&1 &
    pid=$!
    sleep "$(awk -v took="$took" -v i="$i" 'BEGIN { print took / 1e9 * (0.4 + 0.03 * i) }')"
    kill -9 $pid
    wait $pid 2>/dev/null
done 2>/dev/null
run audit verify
exits "killed 25 times: the registry agrees" 0
run model list --format json
cp out after.json
n=$(jq '.models[] | select(.name == "crossing") | .versions' after.json)
whole=0
for v in $(seq 3 "$n"); do
    run model show crossing@$v --format json
    jq -e '.evaluations | length == 2' out >/dev/null && whole=$((whole + 1))
done
check "killed 25 times: each of $((n - 2)) versions has its evaluations" test "$whole" -eq $((n - 2))
check "killed 25 times: the alias is that of the newest" \
    jq -e '.models[] | select(.name == "crossing") | .aliases.newest == .versions' after.json
as anna train logistic.yaml --data dataset:rows@1
exits "and it goes on" 0
