#!/bin/sh
# A correction supersedes: what was measured on the earlier version is stale in every place where it
# is shown, is judged no more, and what was said of the data goes on but for the time of extraction.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: revisions of data (no jq)"; exit 0; }
. "$root/tests/cli/crossing/prepare.sh"

for i in 1 2 3; do table t$i $i 3000; done
run init --testing
as anna dataset add t1.csv --name train --origin synthetic --schema rows.yaml
as anna dataset add t2.csv --name audit --origin synthetic --schema rows.yaml \
    --source-system gate,scanner --extracted 2026-01-31 --retention 2030-12-31 --authority "schedule 7"
exits "dataset add" 0
as anna train logistic.yaml --data dataset:train
exits "train" 0
as anna evaluate dataset:audit --model crossing@1
exits "evaluate" 0
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.3}\n' >easy.yaml
as anna policy adopt easy.yaml
as anna gate crossing@1
exits "gate" 0
run card crossing@1 --format markdown
says "card: not stale" out "**Stale**: no: no newer version is registered"
as anna promote crossing@1 --to review
as ben review crossing@1 --approve
exits "approved" 0

as anna dataset revise audit t3.csv
exits "dataset revise: no reason" 2
as anna dataset revise nothing t3.csv --reason "why"
exits "dataset revise: no such dataset" 2
says "dataset revise: which there are" err "no dataset nothing is registered"
as anna dataset revise audit t2.csv --reason "the same"
exits "dataset revise: the same bytes" 2
as anna dataset revise audit t3.csv --reason "why" --corrects redress-case@1
exits "dataset revise: no such case" 2
run record template redress-case --example -o case.yaml
as ben record add case.yaml
exits "a redress case" 0
as anna dataset revise audit t3.csv --reason "the port corrected outcomes" --corrects redress-case@1 \
    --extracted 2026-03-01 --format json
exits "dataset revise" 0
check "the receipt" jq -e '.name == "audit" and .version == 2' out

run dataset show audit@1 --format json
check "the earlier version" jq -e '.state == "superseded" and .superseded_by.version == 2 and
    .superseded_by.reason == "the port corrected outcomes" and
    .superseded_by.corrects == "redress-case@1" and .revision == null' out
run dataset show audit --format json
check "the revision" jq -e '.state == "current" and .revision.supersedes == 1 and
    .source_systems == ["gate", "scanner"] and .retain_until == "2030-12-31" and
    .authority == "schedule 7" and .extracted == "2026-03-01" and
    .schema.columns.true_outcome.role == "outcome"' out
run dataset show audit
says "dataset show: why" out "the port corrected outcomes, by redress-case@1"

run model show crossing@1 --format json
check "model show: stale" jq -e '.evaluations | length == 1 and .[0].stale' out
run model show crossing@1
says "model show: beside the verdict" out "; stale: its data"
run model history crossing@1
says "model history: stale" out "stale: its data was superseded"
run model history crossing@1 --format json
check "model history: evaluation and verdict" jq -e \
    '[.events[] | select(.stale)] | map(.action) == ["model.evaluate", "model.judge"]' out
as anna gate crossing@1
exits "gate: stale evaluations are not judged" 2
says "gate: why" err "only evaluations on superseded data"
as ben promote crossing@1 --to production
exits "promote: refused" 1
says "promote: why" err "superseded"
for format in html markdown json; do
    run card crossing@1 --format "$format" -o "card.$format"
    exits "card, $format" 0
    says "card, $format: why it is stale" "card.$format" "the port corrected outcomes"
done
says "card: at the top" card.markdown "**STALE**: What is found here is of audit@1"
check "card: before the figures" sh -c 'sed "/## In short/,\$d" card.markdown | grep -q STALE'
says "card: the foot says so" card.markdown "**Stale**: yes: version 2 is the newest; superseded on"
check "card: in the foot and with the data" test "$(grep -c 'Stale' card.markdown)" -ge 2
says "card: source systems in the foot" card.markdown "**Source systems**: gate and scanner"

as anna evaluate dataset:audit --model crossing@1
as anna gate crossing@1
exits "gate: on the revision" 0
as ben promote crossing@1 --to production
exits "promote: on the revision" 0
run model show crossing@1
check "model show: no longer stale" sh -c '! grep -q "stale: its data" out'
run card crossing@1 --format markdown
check "card: nothing at the top" sh -c '! grep -q STALE out'
says "card: no longer stale" out "**Stale**: no: no newer version is registered"
run audit verify
exits "audit verify" 0
run audit rebuild
exits "audit rebuild" 0
run audit verify
exits "audit verify, rebuilt" 0
