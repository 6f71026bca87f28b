#!/bin/sh
# The main job on real data, step by step: each command is shown, then run. A step that ends with
# another exit status than it should ends the demo.
# Usage: GAUGER=build/gauger tools/demo.sh
gauger=${GAUGER:-build/gauger}
out=build/demo
mkdir -p "$out" reports || exit 1

say() {
    printf '\n%s\n' "$1"
}

# run EXPECTED-STATUS COMMAND ...
run() {
    expected=$1
    shift
    printf '\n$'
    printf ' %s' "$@" | sed "s|\([^ ]*\*[^ ]*\)|'\1'|g"
    printf '\n'
    "$@"
    status=$?
    if [ "$status" -ne "$expected" ]; then
        echo "demo: the command ended with exit status $status, not $expected" >&2
        exit 1
    fi
    if [ "$expected" -ne 0 ]; then
        echo "(exit status $status: the answer is no, as expected here)"
    fi
}

say "COMPAS: a risk score in the public record, 7,214 cases of one county, with what happened in
the two years after. The table holds counts, no rows of people (datasets/compas/datasheet.md)."

say "1. Is the table free of identifiers, and how few people share a combination?"
run 1 "$gauger" check datasets/compas/counts.csv --schema datasets/compas/schema.yaml

say "2. How well does the score do, for everyone and for each group? Referred: decile 5 and above."
run 0 "$gauger" evaluate datasets/compas/counts.csv --schema datasets/compas/schema.yaml \
    --intersect 'race*sex' --digest
run 0 "$gauger" evaluate datasets/compas/counts.csv --schema datasets/compas/schema.yaml \
    --intersect 'race*sex' --digest --format json -o "$out/evaluation.json"

say "3. Does it pass a policy that bounds the differences between groups?"
run 1 "$gauger" gate --evaluation "$out/evaluation.json" --policy models/compas.policy.yaml
run 1 "$gauger" gate --evaluation "$out/evaluation.json" --policy models/compas.policy.yaml \
    --format json -o "$out/verdict.json"

say "   And one that asks only how often a referral is right?"
run 0 "$gauger" gate --evaluation "$out/evaluation.json" --policy models/compas-precision.policy.yaml

say "4. The published analysis left 1,042 cases out. Do they differ from those it kept?"
for part in 0 1; do
    name=$([ "$part" = 1 ] && echo kept || echo left-out)
    printf '\n$ awk -F, '\''NR == 1 || $6 == %s'\'' datasets/compas/counts.csv >%s/%s.csv\n' \
        "$part" "$out" "$name"
    awk -F, "NR == 1 || \$6 == $part" datasets/compas/counts.csv >"$out/$name.csv" || exit 1
done
run 1 "$gauger" drift "$out/left-out.csv" --baseline "$out/kept.csv" \
    --schema datasets/compas/schema.yaml

say "5. The card: what an overseer reads. No count from 1 to 10 shows."
run 0 "$gauger" card --evaluation "$out/evaluation.json" --manifest models/compas.yaml \
    --verdict "$out/verdict.json" -o reports/compas.html
run 0 "$gauger" card --evaluation "$out/evaluation.json" --manifest models/compas.yaml \
    --verdict "$out/verdict.json" --format markdown -o reports/compas.md

say "6. A registry: who changed what, and what was allowed. Everything below is an event in its log."
rm -rf "$out/registry"
run 0 "$gauger" init "$out/registry"
run 1 "$gauger" --registry "$out/registry" --as anna dataset add datasets/compas/counts.csv \
    --name compas --origin aggregate --schema datasets/compas/schema.yaml
run 0 "$gauger" --registry "$out/registry" --as anna dataset add datasets/compas/counts.csv \
    --name compas --origin aggregate --schema datasets/compas/schema.yaml \
    --source-system county-court --accept-risk published-in-2016
run 0 "$gauger" --registry "$out/registry" --as anna model register models/compas.yaml \
    --kind development
run 0 "$gauger" --registry "$out/registry" --as anna evaluate dataset:compas \
    --model compas-decile@1 -o "$out/evaluation.txt"
run 0 "$gauger" --registry "$out/registry" --as carl policy adopt models/compas.policy.yaml
run 1 "$gauger" --registry "$out/registry" --as carl gate compas-decile@1 --format json \
    -o "$out/verdict-1.json"
run 0 "$gauger" --registry "$out/registry" --as anna promote compas-decile@1 --to review
run 1 "$gauger" --registry "$out/registry" --as anna review compas-decile@1 --approve
run 0 "$gauger" --registry "$out/registry" --as bert review compas-decile@1 --approve

say "   Approved by someone else than the submitter; but the verdict is no, and so is the answer."
run 1 "$gauger" --registry "$out/registry" --as bert promote compas-decile@1 --to production
run 0 "$gauger" --registry "$out/registry" model history compas-decile
run 0 "$gauger" --registry "$out/registry" audit verify
run 0 "$gauger" --registry "$out/registry" card compas-decile@1 -o "$out/compas-decile-1.html"

printf '\nDone. Open\n'
printf '  %-30s %s\n' reports/compas.html "the card, in a browser" \
    reports/compas.md "the same as text" \
    "$out/evaluation.json" "every figure with its interval, for scripts" \
    models/compas.policy.yaml "the rules that were judged" \
    "$out/compas-decile-1.html" "the card of the registered version"
