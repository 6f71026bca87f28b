#!/bin/sh
# Models that gauger fits itself: trained, refreshed, reengineered, adjusted, and what is on record.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: models that are trained (no jq)"; exit 0; }
. "$root/tests/cli/crossing/prepare.sh"

for i in 1 2 3; do table t$i $i 3000; done
run init --testing
exits "init" 0
for i in 1 2; do dataset rows t$i.csv; done
dataset audit t3.csv
head -n 1001 t1.csv >few.csv
dataset few few.csv

# ---- training

as anna cycle open crossing --kind development --dataset audit
as anna train logistic.yaml --data dataset:rows@1 --threads 1
exits "train: logistic" 0
says "train: what was made, of what, on how many rows" out \
    "Registered crossing@1 (development), fitted on 3000 rows of dataset:rows@1."
says "train: on what it was measured" out "evaluated on  audit@1"
says "train: what comes next" out "Next: gauger gate crossing@1"
check "train: no bar where there is no terminal" test ! -s err
as anna train logistic.yaml --data dataset:rows@1 --threads 7 --alias again --format json
exits "train --format json" 0
check "train --format json: a receipt" jq -e '.format == "gauger/receipt/1" and .version == 2
    and .kind == "development" and .state == "candidate" and .fit.format == "gauger/training/1"
    and .fit.rows_used == 3000 and .fit.positives + .fit.negatives == 3000 and .fit.converged
    and .evaluations[0].dataset == "audit@1" and .evaluations[0].compared_with == []
    and .next == ["gauger gate crossing@2"]' out
run model show crossing@again --format json
cp out second.json
check "model show: training and fit are on record" jq -e '.training.dataset == "rows@1"
    and (.training.fit | test("^[0-9a-f]{64}$")) and .manifest.training == {"dataset": "rows@1"}
    and .manifest.seed == 1 and .manifest.artifact == "crossing.logistic.json"' second.json
check "model show: the digest of the training data" \
    jq -e ".training.sha256 == \"$(sha256sum t1.csv | cut -d ' ' -f 1)\"" second.json
same "the same bytes again, whatever the threads" "$(artifact crossing@1)" "$(artifact crossing@2)"
as anna train logistic.yaml --data t1.csv --schema rows.yaml --format json
exits "train on a table that is not registered" 0
run model show crossing@3 --format json
check "it is known by its digest" \
    jq -e ".training.dataset == null and .training.sha256 == \"$(sha256sum t1.csv | cut -d ' ' -f 1)\"" out
same "and gives the same bytes" "$(artifact crossing@1)" "$(artifact crossing@3)"

for scorer in scorecard svm; do
    sed "s/^model: .*/model: $scorer/" $scorer.yaml >own.yaml
    as anna train own.yaml --data dataset:few --seed 5 --threads 1
    exits "train: $scorer" 0
    as anna train own.yaml --data dataset:few --seed 5 --threads 4
    same "$scorer: the same bytes again" "$(artifact $scorer@1)" "$(artifact $scorer@2)"
    as anna evaluate dataset:audit --model $scorer
    exits "$scorer: it scores" 0
done
sed 's/^model: .*/model: svm/' svm.yaml >own.yaml
as anna train own.yaml --data dataset:few --seed 6
check "svm: another seed, other folds, other bytes" sh -c "! cmp -s $(artifact svm@1) $(artifact svm@3)"

# ---- it is the stored file that scores

score='BEGIN { FS = "," }
FNR == NR { split($0, t, "\t"); n++; f[n] = t[1]; level[n] = t[2]; fill[n] = t[3]; trans[n] = t[4]
    w[n] = t[5]; next }
FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print $0 ",again"; next }
{ sum = intercept
  for (i = 1; i <= n; i++) { cell = $at[f[i]]
      if (level[i] != "") { if (cell == level[i]) sum += w[i]; continue }
      if (cell == "") cell = fill[i]
      x = cell + 0; if (trans[i] == "log1p") x = log(1 + x)
      sum += w[i] * x }
  printf "%s,%.17g\n", $0, 1 / (1 + exp(-sum)) }'
model=$(artifact crossing@1)
jq -r '.terms[] | [.feature, .level // "", .fill // "", .transform // "", .weight] | @tsv' "$model" >terms
awk -v intercept="$(jq .intercept "$model")" "$score" terms t3.csv >again.csv
jq '.columns.again = {role: "score"} | .threshold = {default: 0.08, site: {Harbour: 0.1}}' rows.yaml >again.yaml
run evaluate again.csv --schema again.yaml --format json
exits "scores computed by awk from the stored file" 0
pick='.overall | [.count, .positives, (.roc_auc, .brier_score, .log_loss | .value * 1e10 | round)]'
jq -c "$pick" out >want
stored=$("$GAUGER" model show crossing@1 --format json | jq -r '.evaluations[0].sha256')
jq -c "$pick" ".gauger/files/$stored" >got
same "are those that were evaluated when it was registered" want got
as anna evaluate dataset:audit --model crossing@1 --format json
exits "evaluate --model" 0
jq -S . out >want
jq -S . ".gauger/files/$stored" >got
same "and evaluated again it is the same document" want got
check "its own threshold and suppression hold" jq -e '.decision.thresholds.default == 0.08
    or .decision.threshold == 0.08' out

# ---- refreshing

as anna refresh crossing --data dataset:rows@2 --format json
exits "refresh NAME: with nothing in production, the newest" 0
check "it is a refresh of it" jq -e '.kind == "refresh" and .version == 4' out
run model show crossing@4 --format json
check "from the newest" jq -e '.from == 3 and .training.dataset == "rows@2"' out
printf 'policy: easy\nrules: [{metric: roc_auc, at_least: 0.5}]\n' >easy.yaml
as anna policy adopt easy.yaml
as anna gate crossing@1
exits "gate" 0
as anna promote crossing@1 --to review
exits "promote --to review" 0
as bert review crossing@1 --approve
as anna promote crossing@1 --to production
exits "promote --to production" 0
check "nothing was retired" sh -c '! grep -q "retired\|champion" out'
as anna refresh crossing@champion --data dataset:rows@2 --format json
exits "refresh NAME@champion" 0
as anna cycle close crossing/refresh --reason "another one"
as anna cycle open crossing --kind refresh --dataset audit
as anna refresh crossing --data dataset:rows@2
exits "refresh NAME: the champion" 0
says "refresh: measured, and against what" out "evaluated on  audit@1, compared with crossing@1"
says "refresh: what comes next" out "Next: gauger gate crossing@6"
run model show crossing@6 --format json
check "refresh: base, composition, operating point, seed" jq -e --slurpfile base second.json '.from == 1
    and .fingerprint == $base[0].fingerprint and .operating == $base[0].operating
    and .artifact_sha256 != $base[0].artifact_sha256 and .manifest.seed == 1' out
same "refreshed twice alike: the same bytes" "$(artifact crossing@5)" "$(artifact crossing@6)"
as anna train logistic.yaml --data dataset:rows@2
same "a refresh fits what a training fits" "$(artifact crossing@6)" "$(artifact crossing@7)"
as anna refresh crossing@5 --data dataset:rows@1 --format json
exits "refresh NAME@V" 0
check "its base is neither champion nor newest" \
    jq -e '.evaluations[0].compared_with == ["crossing@1", "crossing@5"]' out
as anna refresh crossing@1 --data dataset:rows@2 --threshold 0.09 --threshold Harbour=0.2 --format json
exits "refresh --threshold" 0
run model diff crossing@1 crossing@9 --format json
check "refresh --threshold: on record as a change" jq -e '.composition == "same" and .operating == "different"
    and (.operating_point | map([.name, .from, .to])) == [["threshold.default", 0.08, 0.09],
        ["threshold.site.Harbour", 0.1, 0.2]]' out

# ---- reengineering, adjustment

as anna train scorecard.yaml --data dataset:rows@1 --kind reengineering --from 1
exits "train --kind reengineering" 0
says "a reengineering is to be held against its base" out \
    "Next: gauger evaluate DATA --model crossing@10 --versus crossing@1"
as anna cycle open crossing --kind adjustment --dataset audit
run model show crossing@1 --format json
jq '.manifest | .threshold.site.Harbour = 0.3' out >adjusted.json
"$GAUGER" --as anna model register - --kind adjustment --from 1 --format json <adjusted.json >out 2>err
status=$?
exits "an adjustment from model show, piped" 0
check "it is measured, and compared with base and champion, which are one" \
    jq -e '.version == 11 and .evaluations[0].compared_with == ["crossing@1"]' out
same "it keeps the artifact of its base" "$(artifact crossing@1)" "$(artifact crossing@11)"
run model diff crossing@1 crossing@11 --format json
check "what changed is the threshold and nothing else" jq -e '.artifact == "same" and .composition == "same"
    and .reweighted == [] and .operating_point == [{"name": "threshold.site.Harbour",
        "from": 0.1, "to": 0.3}]' out
as anna gate crossing@11
as anna promote crossing@11 --to review
exits "promote --to review, with a champion" 0
check "the champion stays, and nothing is said of it" sh -c '! grep -q "retired\|champion" out'
as bert review crossing@11 --approve
as anna promote crossing@11 --to production
says "promote --to production: who was retired" out "crossing@1"
run model show crossing@1 --format json
check "the champion is retired now" jq -e '.state == "retired"' out

run audit verify
exits "the registry agrees" 0
run audit rebuild
run audit verify
exits "and agrees when it is rebuilt" 0
