#!/bin/sh
# What is measured of models that score by themselves: on the datasets of a cycle, against champion
# and base, how far the data has moved; what the gate and model diff make of it.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: figures of models (no jq)"; exit 0; }
. "$root/tests/cli/crossing/prepare.sh"

for i in 1 2 3 4; do table t$i $i 3000; done
run init --testing
exits "init" 0
for i in 1 2; do dataset rows t$i.csv; done
dataset audit t3.csv
dataset later t4.csv
cat >policy.yaml <<'END'
policy: crossing
rules:
  - {id: good enough, metric: roc_auc, at_least: 0.5}
  - {id: no worse, metric: roc_auc, versus: champion, not_worse_by: 0.1}
  - {id: has not moved, metric: population_stability_index, column: "*", at_most: 0.2}
END
as anna policy adopt policy.yaml

# ---- without a champion

as anna cycle open crossing --kind development --dataset audit --dataset rows@1
as anna train logistic.yaml --data dataset:rows@1 --format json
exits "a version, measured on two datasets" 0
check "both are told" jq -e '[.evaluations[].dataset] == ["audit@1", "rows@1"]
    and .evaluated_on == "audit@1; rows@1"' out
run model show crossing --format json
check "nothing to compare with" jq -e '[.evaluations[].comparisons] == [[], []]' out
run audit log --format json
check "moved from its training data: told of another table, not of itself" jq -e \
    '[.events[] | select(.action == "model.evaluate") | .payload.drift != null] == [true, false]' out
as anna gate crossing --on audit --format json
exits "gate: without a champion" 0
check "gate: a rule against the champion asks nothing, and says so" jq -e '.result == "pass"
    and any(.warnings[]; .message | test("no other version is in production"))' out
check "gate: how far the features have moved, without another file" jq -e '.rules[2].result == "pass"
    and [.rules[2].subjects[].subject] == ["crossings_year", "route_km", "vehicle", "weight_kg"]' out
as anna promote crossing@1 --to review
as bert review crossing@1 --approve
as anna promote crossing@1 --to production
exits "promote" 0

# ---- with a champion

as anna cycle open crossing --kind refresh --dataset audit
as anna refresh crossing --data dataset:rows@2
exits "a refresh" 0
as anna refresh crossing@2 --data dataset:rows@1 --threshold 0.07
exits "a refresh of the refresh" 0
run model show crossing@3 --format json
check "compared with the champion and with its base" \
    jq -e '[.evaluations[0].comparisons[].versus] == ["crossing@1", "crossing@2"]' out
stored=$(jq -r '.evaluations[0].comparisons[1].sha256' out)
check "each document says whom it compares" \
    jq -e '.format == "gauger/comparison/1" and .data.source == "dataset:audit@1"' ".gauger/files/$stored"
as anna gate crossing@2 --format json
exits "gate: against the champion" 0
check "gate: the rule is judged" jq -e '.rules[1].result == "pass" and (.rules[1].subjects | length == 1)' out
as anna gate crossing@2
says "gate: in words" out "candidate minus champion"

# ---- two scorers on the same rows

as anna evaluate dataset:later --model crossing@2 --versus crossing@1 --baseline dataset:rows@2 --format json
exits "evaluate --versus --baseline" 0
run model show crossing@2 --format json
check "on record" jq -e '.evaluations[-1].dataset == "later@1"
    and [.evaluations[-1].comparisons[].versus] == ["crossing@1"]' out
versus=.gauger/files/$(jq -r '.evaluations[-1].comparisons[0].sha256' out)
# The same by hand: scores by awk from both artifacts, compared as columns.
jq -r '.terms[] | [.feature, .level // "", .fill // "", .transform // "", .weight] | @tsv' \
    "$(artifact crossing@1)" >terms1
jq -r '.terms[] | [.feature, .level // "", .fill // "", .transform // "", .weight] | @tsv' \
    "$(artifact crossing@2)" >terms2
score='BEGIN { FS = "," }
FNR == NR { split($0, t, "\t"); n++; f[n] = t[1]; level[n] = t[2]; fill[n] = t[3]; trans[n] = t[4]
    w[n] = t[5]; next }
FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print $0 "," name; next }
{ sum = intercept
  for (i = 1; i <= n; i++) { cell = $at[f[i]]
      if (level[i] != "") { if (cell == level[i]) sum += w[i]; continue }
      if (cell == "") cell = fill[i]
      x = cell + 0; if (trans[i] == "log1p") x = log(1 + x)
      sum += w[i] * x }
  printf "%s,%.17g\n", $0, 1 / (1 + exp(-sum)) }'
awk -v name=first -v intercept="$(jq .intercept "$(artifact crossing@1)")" "$score" terms1 t4.csv >s1.csv
awk -v name=second -v intercept="$(jq .intercept "$(artifact crossing@2)")" "$score" terms2 s1.csv >s2.csv
run compare s2.csv --score second --score first --schema rows.yaml --threshold 0.08 --format json
exits "compare, by hand" 0
pick='.differences | [.roc_auc, .brier_score, .log_loss | .value, .low, .high | . * 1e10 | round]'
jq -c "$pick" out >want
jq -c "$pick" "$versus" >got
same "evaluate --versus: figures that need no threshold are those of awk's scores" want got
check "evaluate --versus: the second minus the first" jq -e \
    '(.a.roc_auc.value - .b.roc_auc.value - .differences.roc_auc.value) | fabs < 1e-12' "$versus"

as anna evaluate dataset:later --model crossing@2 --versus champion
exits "evaluate --versus champion: the model's own" 0
says "evaluate --versus: says where to look" out "gauger model diff crossing@1 crossing@2"
run model show crossing@2
says "model show as text: compared with whom" out "later@1"
unchanged "--versus another's champion" "crossing@9" evaluate dataset:later --model crossing@2 --versus 9
unchanged "--score with a version that scores by itself" "gauger: --score: crossing@2 scores by itself" \
    evaluate dataset:later --model crossing@2 --score risk_score
unchanged "--versus itself" "compared with itself" evaluate dataset:later --model crossing@2 --versus crossing@2
unchanged "--versus-score where it is not needed" "the other version scores by itself" \
    evaluate dataset:later --model crossing@2 --versus crossing@1 --versus-score risk_score
unchanged "--versus without --model" "gauger: --versus: " evaluate dataset:later --versus crossing@1
unchanged "--baseline without --model" "gauger: --baseline: " evaluate dataset:later --baseline dataset:rows
unchanged "--versus: no such version" "crossing@9" evaluate dataset:later --model crossing@2 --versus crossing@9
unchanged "--baseline: no such table" "gauger: none.csv: no such file" \
    evaluate dataset:later --model crossing@2 --baseline none.csv
cut -d, -f1-4,6- t4.csv >less.csv
unchanged "a table without a feature" 'gauger: less.csv:1: column "vehicle": no such column' \
    evaluate less.csv --schema rows.yaml --model crossing@2
unchanged "a table on standard input cannot be compared on" "read twice" \
    evaluate - --schema rows.yaml --model crossing@2 --versus crossing@1 <t4.csv

# ---- model diff

run model diff crossing@1 crossing@2 --format json
exits "model diff" 0
cp out forward.json
run model diff crossing@2 crossing@1 --format json
exits "model diff: the other way round" 0
cp out backward.json
check "what weighs otherwise" jq -e '(.reweighted | length > 3) and .composition == "same"
    and (.training[0] | [.name, .from, .to]) == ["training.dataset", "rows@1", "rows@2"]' forward.json
check "pair by pair, with an interval" jq -e '.metrics.paired and (.metrics.overall[]
    | select(.name == "roc_auc") | .difference.low < .change and .change < .difference.high)' forward.json
check "the change is that of the figures" jq -e 'all(.metrics.overall[];
    (.to.value - .from.value - .change | fabs) < 1e-12)' forward.json
check "the other way round it has the other sign" jq -e --slurpfile b backward.json '
    [.metrics.overall[] | [.name, .change, .difference.low, .difference.high, .from.value, .to.value,
        .difference.p_value, .difference.counts.a_only, .difference.counts.b_only]]
    == [$b[0].metrics.overall[] | [.name, -.change, (.difference.high | if . then -. else . end),
        (.difference.low | if . then -. else . end), .to.value, .from.value, .difference.p_value,
        .difference.counts.b_only, .difference.counts.a_only]]' forward.json
check "and weights too" jq -e --slurpfile b backward.json '[.reweighted[] | [.feature, .of, .from, .to]]
    | sort == ([$b[0].reweighted[] | [.feature, .of, .to, .from]] | sort)' forward.json
run model diff crossing@1 crossing@2
says "model diff as text: what it was trained on" out "training: dataset: rows@1, now rows@2"
says "model diff as text: figures with intervals" out "pair by pair: the change has an interval of its own"
as anna train scorecard.yaml --data dataset:rows@1 --kind reengineering --from 1
before=$(log_size)
run model diff crossing@1 crossing@4 --format json
check "what was never compared is measured now" \
    jq -e '.metrics.paired and .metrics.dataset == "rows@1"' out
jq -c '[.metrics.overall[].name]' out >want
jq -c '[.metrics.overall[].name]' forward.json >got
same "in the same order" want got
check "and nothing is put on record" test "$(log_size)" = "$before"
run model diff crossing@1 crossing@4
says "rules of a feature that changed" out "feature weight_kg: imputation: median, now level"

# Whose scores come with the table: side by side, where both were evaluated on the same rows.
cat >outside.yaml <<'END'
model: outside
algorithm: unknown
scorer: external
features: [{name: unknown}]
threshold: 0.08
END
as anna model register outside.yaml --kind development
sed 's/threshold: .*/threshold: 0.1/' outside.yaml >outside2.yaml
as anna model register outside2.yaml --kind development
run model diff outside@1 outside@2 --format json
check "external, never evaluated: no figures" jq -e '.metrics == null and .reweighted == null' out
jq '.columns.risk_score = {role: "score"}' rows.yaml >scored.yaml
as anna evaluate t3.csv --schema scored.yaml --model outside@1
exits "evaluate an external version" 0
as anna evaluate t3.csv --schema scored.yaml --model outside@2
run model diff outside@1 outside@2 --format json
check "external: side by side" jq -e '(.metrics.paired | not) and (.metrics.overall[]
    | select(.name == "selection_rate") | .change < 0 and (.difference == null))' out
check "external: figures that no threshold changes" jq -e '.metrics.overall[]
    | select(.name == "roc_auc") | .change == 0' out
run model diff outside@1 crossing@1 --format json
check "external against one that scores: side by side" jq -e '.metrics.paired | not' out
as anna evaluate t3.csv --schema scored.yaml --score risk_score --model outside@1 --versus crossing@1 --format json
exits "external against one that scores, compared" 0
run model diff crossing@1 outside@1 --format json
check "then pair by pair" jq -e '.metrics.paired' out

run audit verify
exits "the registry agrees" 0
