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
    case $expected in
    0) ;;
    1) echo "(exit status 1: the answer is no, as expected here)" ;;
    *) echo "(exit status $status: refused, as expected here)" ;;
    esac
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

say "7. A life of four versions, on made-up crossings (datasets/land-crossing): what is true of them is known.
The registry is for testing, so that its clock can be set and two years pass in a minute."
crossing=datasets/land-crossing
run 0 "$gauger" synth "$crossing/scenario.yaml" --rows 600000 -o "$out/crossings.csv"
run 0 "$gauger" synth "$crossing/scenario.yaml" --rows 200000 --seed 7 --with-truth -o "$out/audit.csv"

# months FROM FIRST LAST TO: the rows of some months, and the header.
months() {
    printf '\n$ awk -F, '\''NR == 1 || ($1 >= "%s" && $1 <= "%s")'\'' %s >%s\n' "$2" "$3" "$1" "$4"
    awk -F, "NR == 1 || (\$1 >= \"$2\" && \$1 <= \"$3\")" "$1" >"$4" || exit 1
}
months "$out/crossings.csv" 2026-01 2026-06 "$out/crossings-1.csv"
months "$out/crossings.csv" 2026-07 2026-12 "$out/crossings-2.csv"
months "$out/crossings.csv" 2026-10 2027-03 "$out/crossings-3.csv"
months "$out/audit.csv" 2026-07 2026-09 "$out/audit-1.csv"
months "$out/audit.csv" 2027-01 2027-03 "$out/audit-2.csv"
months "$out/audit.csv" 2027-04 2027-06 "$out/audit-3.csv"

GAUGER_REGISTRY=$out/crossing
export GAUGER_REGISTRY
at() {
    GAUGER_NOW=$1T09:00:00Z
    export GAUGER_NOW
    printf '\n[%s]\n' "$1"
}
add() { # add FILE NAME SCHEMA
    run 0 "$gauger" --as anna dataset add "$1" --name "$2" --origin synthetic --schema "$3" \
        --source-system made-up
}
# decide VERSION REVIEWED DEPLOYED: judged, approved by somebody else, in production; the cycle ends.
decide() {
    run 0 "$gauger" --as ci gate "crossing@$1"
    run 0 "$gauger" --as anna promote "crossing@$1" --to review
    at "$2"
    run 0 "$gauger" --as bert review "crossing@$1" --approve
    run 0 "$gauger" --as anna cycle phase crossing deploy
    at "$3"
    run 0 "$gauger" --as bert promote "crossing@$1" --to production
    run 0 "$gauger" --as anna cycle close crossing --reason "version $1 is in production"
}

rm -rf "$out/crossing"
at 2026-07-01
run 0 "$gauger" init "$out/crossing" --testing
run 0 "$gauger" --as carl policy adopt models/crossing.policy.yaml
add "$out/crossings-1.csv" crossings "$crossing/schema.yaml"

say "   Version 1: development. A logistic regression, fitted on what was inspected in six months."
run 0 "$gauger" --as anna cycle open crossing --kind development --reason "a first model"
at 2026-08-03
run 0 "$gauger" --as anna cycle phase crossing features
at 2026-09-01
run 0 "$gauger" --as anna cycle phase crossing build
run 0 "$gauger" --as anna train models/crossing.yaml --data dataset:crossings@1
at 2026-10-05
run 0 "$gauger" --as anna cycle phase crossing test
add "$out/audit-1.csv" audit "$crossing/audit.schema.yaml"
run 0 "$gauger" --as anna evaluate dataset:audit@1 --model crossing@1 --baseline dataset:crossings@1 \
    -o "$out/crossing-1.txt"
decide 1 2026-10-12 2026-10-19

say "   Version 2: a refresh, due six months later. A refresh that reads one feature more is none."
at 2027-03-22
add "$out/crossings-2.csv" crossings "$crossing/schema.yaml"
add "$out/audit-2.csv" audit "$crossing/audit.schema.yaml"
run 0 "$gauger" cycle list
run 0 "$gauger" --as anna cycle open crossing --kind refresh --from 1 --dataset audit@2 --phase build
sed 's/.*name: route_km.*/&\n  - {name: declared_value, type: numeric, transform: log1p, imputation: median}/' \
    models/crossing.yaml >"$out/crossing-more.yaml"
run 2 "$gauger" --as anna model register "$out/crossing-more.yaml" --kind refresh --from 1
run 0 "$gauger" --as anna refresh crossing --data dataset:crossings@2 --threshold 0.155 \
    --threshold Harbour=0.165
run 0 "$gauger" model diff crossing@1 crossing@2
at 2027-04-02
run 0 "$gauger" --as anna cycle phase crossing test
decide 2 2027-04-12 2027-04-16

say "   Version 3: a reengineering. Another algorithm, one feature more, other months. It finds more and
ranks worse; this policy asks only that it finds no less, and model diff says the rest."
at 2027-07-05
add "$out/crossings-3.csv" crossings "$crossing/schema.yaml"
add "$out/audit-3.csv" audit "$crossing/audit.schema.yaml"
run 0 "$gauger" --as anna cycle open crossing --kind reengineering --from 2 --dataset audit@3 \
    --phase features
at 2027-08-02
run 0 "$gauger" --as anna cycle phase crossing build
run 0 "$gauger" --as anna train models/crossing-scorecard.yaml --data dataset:crossings@3 \
    --kind reengineering --from 2
run 0 "$gauger" model diff crossing@2 crossing@3
at 2027-08-23
run 0 "$gauger" --as anna cycle phase crossing test
decide 3 2027-08-30 2027-09-03

say "   Version 4: an adjustment. Harbour's threshold is raised, and nothing else."
at 2027-09-06
run 0 "$gauger" --as anna cycle open crossing --kind adjustment --from 3 --dataset audit@3 \
    --phase build --reason "Harbour cannot inspect as many"
printf "\n$ %s model show crossing@3 --format json |\n    jq '.manifest | .threshold = {default: 0.18, site: {Harbour: 0.19}}' >%s\n" \
    "$gauger" "$out/crossing-4.json"
"$gauger" model show crossing@3 --format json |
    jq '.manifest | .threshold = {default: 0.18, site: {Harbour: 0.19}}' >"$out/crossing-4.json" || exit 1
run 0 "$gauger" --as anna model register "$out/crossing-4.json" --kind adjustment --from 3
decide 4 2027-09-14 2027-09-15

say "   What happened, cycle by cycle, and what is on record."
run 0 "$gauger" model history crossing
run 0 "$gauger" cycle list --closed
run 0 "$gauger" evaluate dataset:audit@3 --model crossing@4 -o "$out/crossing-4.txt"
run 0 "$gauger" card crossing@4 -o "$out/crossing-4.html"
run 0 "$gauger" audit verify
unset GAUGER_NOW

printf '\nDone. Open\n'
printf '  %-34s %s\n' reports/compas.html "the card, in a browser" \
    reports/compas.md "the same as text" \
    "$out/evaluation.json" "every figure with its interval, for scripts" \
    models/compas.policy.yaml "the rules that were judged" \
    "$out/compas-decile-1.html" "the card of the registered version" \
    "$out/crossing-4.html" "the card of the made-up model in service" \
    "$out/crossing-4.txt" "the same in figures: sites, rules, sources"
