#!/bin/sh
# Rows that a version was trained on are found among those that it is evaluated on, whatever their
# outcomes are called now; how many there are is in the document, in the gate and on cards.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: overlap of training and evaluation (no jq)"; exit 0; }
. "$root/tests/cli/crossing/prepare.sh"

for i in 1 2; do table t$i $i 3000; done
# A tenth of the rows of the training, the rest new; with every outcome turned round.
awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "true_outcome") c = i; next }
    NR <= 301 { if ($c != "") $c = 1 - $c; print }' t1.csv >taken
{ head -n 2701 t2.csv; cat taken; } >mixed.csv
run init --testing
as anna dataset add t1.csv --name train --origin synthetic --schema rows.yaml
as anna dataset add t2.csv --name fresh --origin synthetic --schema rows.yaml
as anna dataset add mixed.csv --name mixed --origin synthetic --schema rows.yaml
exits "dataset add" 0
as anna train logistic.yaml --data dataset:train
exits "train" 0

as anna evaluate dataset:fresh --model crossing@1 --format json -o fresh.json
exits "evaluate: other rows" 0
check "other rows: none is found" jq -e '.data.overlap | .training == "train@1" and .found == 0 and
    .compared == 3000 and .share.value == 0 and .by_chance < 0.01 and .sampled == false' fresh.json
check "other rows: no warning" jq -e '[.warnings[].code] | index("training_overlap") == null' fresh.json
check "outcomes are no part of what a row is" jq -e '.data.overlap.columns |
    index("true_outcome") == null and length > 3' fresh.json

as anna evaluate dataset:mixed --model crossing@1 --format json -o mixed.json
exits "evaluate: a tenth was trained on" 0
check "relabelled rows are found" jq -e '.data.overlap | .found == 300 and .share.value == 0.1' mixed.json
check "relabelled rows: a warning" jq -e '[.warnings[].code] | index("training_overlap")' mixed.json
as anna evaluate dataset:mixed --model crossing@1
says "in words" out "10% of the rows are also in the training data (train@1)"
as anna evaluate mixed.csv --schema rows.yaml --model crossing@1 --format json
check "a table that is not registered" jq -e '.data.overlap.found == 300' out
as anna evaluate dataset:train --model crossing@1 --format json
check "the training data themselves" jq -e '.data.overlap.share.value == 1' out
as anna evaluate - --schema rows.yaml --model crossing@1 --format json <mixed.csv
check "standard input is read once: nothing is said" jq -e '.data.overlap == null' out
run evaluate mixed.csv --schema rows.yaml --score true_outcome --format json
check "without a version: nothing is said" jq -e '.data.overlap == null' out

# The gate.
printf 'policy: apart\nrules:\n  - {metric: training_overlap, at_most: 0.01}\n' >apart.yaml
run gate --evaluation fresh.json --policy apart.yaml
exits "gate: other rows" 0
run gate --evaluation mixed.json --policy apart.yaml --format json
exits "gate: a tenth was trained on" 1
check "gate: the share" jq -e '.rules[0].subjects[0] | .value == 0.1 and .result == "fail"' out
jq 'del(.data.overlap)' mixed.json >silent.json
run gate --evaluation silent.json --policy apart.yaml
exits "gate: nothing is known" 3
jq '.data.overlap.share |= (.value = 0.009 | .low = 0.002 | .high = 0.02) | .data.overlap.sampled = true' \
    mixed.json >sample.json
run gate --evaluation sample.json --policy apart.yaml
exits "gate: a sample that does not settle it" 3
printf 'policy: apart\nrules:\n  - {metric: training_overlap, at_least: 0.01}\n' >wrong.yaml
run gate --evaluation fresh.json --policy wrong.yaml
exits "gate: only at_most" 2

# For release: to a step; few rows are not told from none.
run card --evaluation mixed.json --format markdown
says "card" out "10% of the rows are also in the training data (train@1)"
run card --evaluation mixed.json --format json
check "card: no counts of rows" jq -e '.evaluation_data.overlap | .found == null and .step >= 0.002' out
jq '.data.overlap |= (.found = 3 | .share |= (.value = 0.001 | .low = 0.001 | .high = 0.001))' \
    mixed.json >few.json
run card --evaluation few.json --format json
check "card: few" jq -e '.evaluation_data.overlap.share.value == null' out
check "card: few, no trace in warnings" jq -e '[.caveats_and_recommendations.warnings[].code] |
    index("training_overlap") == null' out

# It does not go into production on such rows unless somebody said why.
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.3}\n' >easy.yaml
as anna policy adopt easy.yaml
as anna evaluate dataset:mixed --model crossing@1
as anna gate crossing@1
as anna promote crossing@1 --to review
as ben review crossing@1 --approve
as ben promote crossing@1 --to production
exits "promote: refused" 1
says "promote: why" err "the newest verdict is on rows that the version was trained on"
says "promote: how to mend it" err "--accept-overlap REASON"

# Why is on record and on cards: nobody is named in it.
find .gauger/files -type f | wc -l >before
as anna evaluate dataset:mixed --model crossing@1 --accept-overlap "SSN 123-45-6789, mailto:jdoe"
exits "evaluate: an identifier in the reason" 2
says "evaluate: which option" err "--accept-overlap: what looks like an identifier of a person (ssn, "
check "evaluate: nothing of it is said" sh -c '! grep -q "6789\|jdoe" out err'
find .gauger/files -type f | wc -l >after
same "evaluate: nothing is stored" before after

# Said so.
as anna evaluate dataset:mixed --model crossing@1 --accept-overlap "one port in both" --format json
exits "evaluate --accept-overlap" 0
check "on record" jq -e '.data.overlap.accepted == "one port in both"' out
as anna gate crossing@1
as ben promote crossing@1 --to production
exits "promote: accepted" 0
run model show crossing@1 --format json
sha256=$(jq -r '.evaluations[-1].sha256' out)
check "in the stored document" jq -e '.data.overlap.accepted == "one port in both"' ".gauger/files/$sha256"
run card crossing@1 --format markdown
says "card: accepted" out "Accepted: one port in both"

# On registration.
as anna cycle open crossing --kind refresh --from 1 --dataset mixed
as anna refresh crossing@1 --data dataset:fresh --format json
exits "refresh" 0
run model show crossing@2 --format json
sha256=$(jq -r '.evaluations[-1].sha256' out)
check "evaluated on register: nine tenths were trained on" jq -e '.data.overlap |
    .training == "fresh@1" and .found == 2700' ".gauger/files/$sha256"

# The sketches hold no row and no value; a purge takes them.
check "a sketch for each dataset" test "$(sqlite3 -readonly .gauger/local.db \
    'SELECT count(DISTINCT sha256) FROM sketch' 2>/dev/null || echo 3)" = 3
check "no text of a row" sh -c '! grep -qF "$(sed -n 2p t1.csv | cut -d, -f2-5)" .gauger/local.db'
as anna dataset purge train@1 --reason "over"
if command -v sqlite3 >/dev/null; then
    check "a purge takes the sketch" test "$(sqlite3 -readonly .gauger/local.db \
        'SELECT count(DISTINCT sha256) FROM sketch')" = 2
fi
as anna evaluate dataset:mixed --model crossing@1 --format json
check "after it, what was trained on is not known" jq -e '.data.overlap.share | .value == null and
    .why_null == "purged"' out
run audit verify
exits "audit verify" 0
rm .gauger/local.db
as anna evaluate dataset:mixed --model crossing@2 --format json
check "without local.db it is found all the same" jq -e '.data.overlap.found == 2700' out
