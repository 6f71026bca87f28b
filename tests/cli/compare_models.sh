#!/bin/sh
# Two registered versions that score by themselves, compared on the same rows without a column of
# scores; the scores by hand give the same figures.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: comparisons of versions (no jq)"; exit 0; }

GAUGER_REGISTRY=$PWD/reg
export GAUGER_REGISTRY

# Points 3 and 1 for lane bus, 0 for car; the second card gives weight to the load alone.
manifest() {
    cat <<END
model: lane
algorithm: points
scorer: scorecard
features:
  - {name: lane, type: categorical, encoding: woe}
  - {name: load, type: numeric, encoding: woe}
threshold: 2
artifact: $1
END
}
manifest card-1.yaml >one.yaml
manifest card-2.yaml | sed 's/^threshold: 2/threshold: 1/; s/points/more points/' >two.yaml
card() {
    cat <<END
format: gauger/scorecard/1
link: identity
intercept: 0
terms:
  - {feature: lane, levels: {bus: $1, car: 0}}
  - {feature: load, bins: [100], points: [0, $2]}
END
}
card 3 1 >card-1.yaml
card 0 1 >card-2.yaml
cat >rows.csv <<'END'
lane,load,label,race,a,b,n
bus,50,1,x,3,0,40
bus,150,1,y,4,1,60
car,50,0,x,0,0,200
car,150,1,x,1,1,30
car,150,0,y,1,1,70
bus,50,0,y,3,0,20
END
cat >schema.yaml <<'END'
columns:
  label: {role: outcome}
  race: {role: protected}
  n: {role: count}
END

run init reg
run model register one.yaml --kind development
exits "model register: a scorecard" 0
run model register two.yaml --kind reengineering --from 1
exits "model register: another" 0
run compare rows.csv --schema schema.yaml --model lane@1 --model lane@2 --format json
exits "compare --model" 0
cp out models.json
check "compare --model: who is who" jq -e '[.a, .b | .count] == [420, 420]' models.json
run compare rows.csv --schema schema.yaml --score a --score b --threshold-a 2 --threshold-b 1 --format json
exits "compare --score" 0
for figure in roc_auc precision recall accuracy selection_rate false_positive_rate; do
    check "compare --model: $figure as by hand" \
        test "$(jq -c ".differences.$figure" models.json)" = "$(jq -c ".differences.$figure" out)"
done
run compare rows.csv --schema schema.yaml --model lane@1
exits "compare --model: one alone" 2
run compare rows.csv --schema schema.yaml --model lane@1 --model lane@2 --score a
exits "compare --model: with a column" 2
run compare rows.csv --schema schema.yaml --model lane@1 --model lane@9
exits "compare --model: no such version" 2
sed '1d' rows.csv | sed '1i label,race,n' >short.csv
run compare short.csv --schema schema.yaml --model lane@1 --model lane@2
exits "compare --model: a table without the features" 2
run audit verify
exits "compare --model: nothing is changed" 0
