#!/bin/sh
# Purged rows are gone, and every figure that was measured on them can be computed again, byte for
# byte, from the evidence that is kept.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: purged data (no jq)"; exit 0; }
. "$root/tests/cli/crossing/prepare.sh"

for i in 1 2 3; do table t$i $i 3000; done
GAUGER_NOW=2026-01-01T00:00:00Z
export GAUGER_NOW
run init --testing
as anna dataset add t1.csv --name train --origin synthetic --schema rows.yaml --retention 2026-02-28
as anna dataset add t2.csv --name audit --origin synthetic --schema rows.yaml --retention 2026-03-31
as anna dataset add t3.csv --name other --origin synthetic --schema rows.yaml
as anna train logistic.yaml --data dataset:train
exits "train" 0

# One as it comes, one with everything asked for otherwise.
as anna evaluate dataset:audit --model crossing@1 --format json -o plain.json
exits "evaluate" 0
as anna evaluate dataset:audit --model crossing@1 --format json --confidence 0.9 --seed 7 \
    --adverse not-selected --reference-rule highest --reference sex=F --intersect 'sex*region' \
    --capacity 5% -o asked.json
exits "evaluate, with options" 0
run model show crossing@1 --format json
events=$(jq -r '.evaluations[].seq' out)
check "two evaluations are on record" test "$(echo "$events" | wc -l)" -eq 2
plain=$(echo "$events" | head -n 1)
asked=$(echo "$events" | tail -n 1)

as anna dataset purge
exits "dataset purge: what" 2
as anna dataset purge audit@1
exits "dataset purge: why" 2
as anna dataset purge audit --reason "over"
exits "dataset purge: which version" 2
as anna dataset purge audit@1 --reason "the agreement has ended"
exits "dataset purge" 0
says "dataset purge: done" out "its file is removed"
sha256=$(jq -r .data.sha256 plain.json)
check "the rows are gone" test ! -e ".gauger/files/$sha256"
check "no stored file holds a row" sh -c '! grep -rlF "$(sed -n 2p t2.csv)" .gauger'

run evaluate "evidence:$plain" --format json -o again.json
exits "evaluate evidence:EVENT" 0
same "the same figures, byte for byte" plain.json again.json
run evaluate "evidence:$asked" --format json -o again.json
exits "evaluate evidence:EVENT, with options" 0
same "the same figures with options, byte for byte" asked.json again.json
run evaluate "evidence:$plain"
says "in words" out "every figure is as it was stored"
run evaluate "evidence:$plain" --for-release --format json
exits "for release" 0
check "for release: withheld as ever" jq -e '.disclosure.minimum_cell == 11' out
run evaluate "evidence:$plain" --confidence 0.9
exits "nothing can be asked anew" 2
run evaluate evidence:1
exits "an event that stored none" 2
says "an event that stored none: how to find one" err "gauger model show"
run evaluate "evidence:$plain" --format json --evidence kept.json
run evaluate evidence:kept.json --format json
exits "evaluate evidence:FILE" 0
check "the same figures of everyone" test "$(jq -cS .overall out)" = "$(jq -cS .overall plain.json)"
run evaluate evidence:kept.json --confidence 0.9 --format json
check "at another confidence" jq -e '.confidence == 0.9' out
jq '.rows.used = 1' kept.json >bent.json
run evaluate evidence:bent.json
exits "evidence that was changed" 2

for words in "evaluate dataset:audit@1" "evaluate dataset:audit@1 --model crossing@1" \
    "train logistic.yaml --data dataset:audit@1" "drift dataset:other --baseline dataset:audit@1"; do
    # shellcheck disable=SC2086
    as anna $words
    exits "$words: refused" 2
    says "$words: why" err "audit@1 was purged on 2026-01-01"
done
printf 'policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.3}\n' >easy.yaml
as anna policy adopt easy.yaml
as anna gate crossing@1
exits "gate: not judged anew" 2
says "gate: why" err "was purged"
run card crossing@1 --format markdown
exits "card: what was measured is shown" 0
says "card: its rows are gone" out "the agreement has ended"

# Retention.
run dataset list --overdue
exits "dataset list --overdue: nothing" 0
GAUGER_NOW=2026-02-28T23:59:59Z
run dataset list --overdue
exits "dataset list --overdue: the last day" 0
GAUGER_NOW=2026-03-01T00:00:00Z
run dataset list --overdue --format json
exits "dataset list --overdue: the day after" 1
check "which" jq -e '.overdue == 1 and [.datasets[].name] == ["train"]' out
run dataset list
exits "dataset list: no answer without --overdue" 0
says "dataset list: overdue" out "2026-02-28, overdue"
as anna dataset purge --due --reason "x"
exits "dataset purge --due: has its reason" 2
as anna dataset purge --due --format json
exits "dataset purge --due" 0
check "which were due" jq -e '[.purged[].dataset] == ["train@1"] and .purged[0].file == "removed"' out
as anna dataset purge --due
says "dataset purge --due: nothing more" out "Nothing is due."
run dataset list --overdue
exits "dataset list --overdue: none any more" 0

# Told from loss, and from what is still to be removed.
run audit verify --format json
exits "audit verify" 0
check "audit verify: purged" jq -e '.purged_files == 2 and .files_to_remove == 0' out
cp t2.csv ".gauger/files/$sha256"
run audit verify --format json
exits "audit verify: a purge that was stopped" 0
check "audit verify: to be removed" jq -e '.purged_files == 1 and .files_to_remove == 1' out
as anna dataset add t2.csv --name back --origin synthetic --schema rows.yaml --accept-risk none
exits "any later change finishes it, and the same bytes may enter again" 0
check "they are there" test -e ".gauger/files/$sha256"
run evaluate dataset:back --model crossing@1 --format json
exits "they can be evaluated" 0

# Stopped at any moment a purge is done or not, and never a loss; what is left is finished later.
i=0
while [ $i -lt 12 ]; do
    i=$((i + 1))
    head -n $((100 + i)) t1.csv >"k$i.csv"
    as anna dataset add "k$i.csv" --name "k$i" --origin synthetic --schema rows.yaml --accept-risk none
    "$GAUGER" --as anna dataset purge "k$i@1" --reason over >/dev/null 2>&1 &
    victim=$!
    sleep "0.0$((i % 3))$((i % 7))"
    kill -9 $victim 2>/dev/null
    wait $victim 2>/dev/null
done
run audit verify --format json
exits "purges that were stopped: no loss" 0
as anna dataset list --format json
gone=$(jq '[.datasets[] | select(.name | startswith("k")) | select(.state == "purged")] | length' out)
run audit verify --format json
check "purges that were stopped: each is done or not" jq -e \
    ".purged_files + .files_to_remove == $gone + 1" out
as anna dataset add t3.csv --name again --origin synthetic --schema rows.yaml --accept-risk none
run audit verify --format json
check "purges that were stopped: the next change finishes them" jq -e \
    ".files_to_remove == 0 and .purged_files == $gone + 1" out
kept=$(sha256sum t3.csv | cut -d ' ' -f 1)
rm -f ".gauger/files/$kept"
run audit verify
exits "audit verify: a loss" 1
says "audit verify: which" out "missing"

# The next cycle: drift from training data that is gone is not looked for.
as anna refresh crossing@1 --data dataset:back
exits "refresh: the base's training data is purged" 0
