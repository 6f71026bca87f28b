#!/bin/sh
# From a table to a verdict and a card, with every command and format, on the data set in datasets/.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: the chain of commands (no jq)"; exit 0; }

counts=$root/datasets/compas/counts.csv
schema=$root/datasets/compas/schema.yaml

# answers NAME STATUS FILTER ARGS ...: the exit status, and what the JSON document must hold.
answers()
{
    answers_name=$1 want_status=$2 filter=$3
    shift 3
    run "$@" --format json
    if [ "$status" -ne "$want_status" ]; then
        fail "$answers_name" "exit status $status instead of $want_status ($(head -n 1 err))"
    elif [ -s err ]; then
        fail "$answers_name" "standard error: $(head -n 1 err)"
    elif ! jq -e "$filter" out >/dev/null 2>jq.err; then
        fail "$answers_name" "not so: $filter ($(head -n 1 jq.err))"
    else
        ok "$answers_name"
    fi
}

# formats STATUS "FORMAT ..." ARGS ...: every format is written, with the same exit status.
formats()
{
    want_status=$1 list=$2
    shift 2
    for format in $list; do
        run "$@" --format "$format"
        if [ "$status" -eq "$want_status" ] && [ -s out ] && [ ! -s err ] &&
            [ "$(tail -c 1 out | od -An -c | tr -d ' ')" = '\n' ]; then
            ok "$1 --format $format"
        else
            fail "$1 --format $format" "exit status $status; $(wc -c <out) bytes ($(head -n 1 err))"
        fi
        cp out "$1.$format"
    done
}

# check: clean, re-identifiable, identifiers; never a value.
answers "check: groups of one" 1 '.format == "gauger/deidentification/1" and .verdict == "reidentifiable"
    and .k_anonymity == 1' check "$counts" --schema "$schema"
formats 1 "text json markdown" check "$counts" --schema "$schema"
awk 'BEGIN { print "g,y"; for (i = 0; i < 200; i++) print (i % 2 ? "a" : "b") "," i % 3 % 2 }' >clean.csv
answers "check: clean" 0 '.verdict == "clean"' check clean.csv --quasi-identifier g --outcome y
awk 'BEGIN { print "ssn,y"; for (i = 0; i < 200; i++) printf "%03d-%02d-%04d,%d\n", 100 + i, 10 + i % 80, 1000 + i * 7, i % 2 }' >ssn.csv
answers "check: identifiers" 1 '.verdict == "identifiers" and .identifiers[0].column == "ssn"
    and .identifiers[0].level == "block"' check ssn.csv
check "check: shows no value" sh -c '! grep -q "101-11-1007" out'
run check ssn.csv
check "check: shows no value as text" sh -c '! grep -q "101-11-1007" out'
head -n 1 ssn.csv >short.csv
printf '101-11-1007\n' >>short.csv
run check short.csv
exits "check: a ragged row" 2
check "check: no value in the error" sh -c '! grep -q "101-11" err'

# evaluate: what else it writes.
answers "evaluate" 0 '.format == "gauger/evaluation/1" and .data.rows == 7214 and .data.sha256 == null' \
    evaluate "$counts" --schema "$schema"
cp out evaluation.json
formats 0 "text json markdown" evaluate "$counts" --schema "$schema"
digest=$(sha256sum "$counts" | cut -d ' ' -f 1)
answers "evaluate --digest" 0 ".data.sha256 == \"$digest\"" \
    evaluate "$counts" --schema "$schema" --digest
answers "evaluate --evidence" 0 '.data.rows == 7214' \
    evaluate "$counts" --schema "$schema" --evidence evidence.json --threads 1
check "evidence is a document with a digest" \
    jq -e '.format == "gauger/evidence/1" and (.digest | length == 64)' evidence.json
run evaluate "$counts" --schema "$schema" --evidence again.json --threads 3
same "evidence: the same bytes with other threads" evidence.json again.json
answers "evaluate --confidence" 0 '.confidence == 0.9' \
    evaluate "$counts" --schema "$schema" --confidence 0.9
check "evaluate --confidence: narrower intervals" jq -e --slurpfile wide evaluation.json \
    '.overall.recall.low > $wide[0].overall.recall.low and .overall.recall.value == $wide[0].overall.recall.value' out
answers "evaluate --reference" 0 '.attributes.race.reference == "Hispanic" and .attributes.race.reference_rule == "given"' \
    evaluate "$counts" --schema "$schema" --reference race=Hispanic
answers "evaluate --reference-rule" 0 '.attributes.race.reference_rule == "highest"' evaluate "$counts" \
    --score decile_score --outcome two_year_recid --count count --protected race --threshold 5 --reference-rule highest
answers "evaluate --adverse" 0 '.decision.adverse == "not-selected"' \
    evaluate "$counts" --schema "$schema" --adverse not-selected
answers "evaluate --for-release: no count from 1 to 10" 0 '[.. | objects | select(has("tp")) |
    .tp, .fp, .tn, .fn, .count, .unverified | select(. != null and . > 0 and . < 11)] | length == 0' \
    evaluate "$counts" --schema "$schema" --intersect 'race*sex' --for-release

# gate: yes, no, cannot tell.
precision=$root/models/compas-precision.policy.yaml
answers "gate: no" 1 '.format == "gauger/verdict/1" and .result == "fail"' \
    gate --evaluation evaluation.json --policy "$root/models/compas.policy.yaml"
cp out verdict.json
answers "gate: yes" 0 '.result == "pass"' gate --evaluation evaluation.json --policy "$precision"
printf 'rules:\n  - {metric: precision, at_least: 0.61}\n' >close.yaml
answers "gate: cannot tell" 3 '.result == "inconclusive"' \
    gate --evaluation evaluation.json --policy close.yaml
printf 'on_inconclusive: warn\n' >>close.yaml
answers "gate: cannot tell, and may pass" 0 '.result == "inconclusive"' \
    gate --evaluation evaluation.json --policy close.yaml
formats 1 "text json junit sarif github" gate --evaluation evaluation.json \
    --policy "$root/models/compas.policy.yaml"
if command -v xmllint >/dev/null; then
    check "gate --format junit is XML" xmllint --noout gate.junit
else
    echo "not run: gate --format junit is XML (no xmllint)"
fi
run gate --evaluation evaluation.json --policy "$root/models/compas.policy.yaml" --explain
exits "gate --explain" 1
says "gate --explain says what would have been shown" out "8 times"
answers "gate --explain: a sentence for each subject" 1 \
    '(.explanations | length) == ([.rules[] | .subjects + .not_judged | length] | add)' \
    gate --evaluation evaluation.json --policy "$root/models/compas.policy.yaml" --explain
check "gate --format sarif: a run that points at the policy" sh -c \
    'grep -q "\"version\": \"2.1.0\"" gate.sarif && grep -q compas.policy.yaml gate.sarif'
check "gate --format sarif: no path of this machine" sh -c '! grep -q "$1" gate.sarif' sh "$root"
check "gate --format github: only commands" sh -c '! grep -qv "^::" gate.github'
run gate --evaluation - --policy "$precision" <evaluation.json
exits "gate: the evaluation through a pipe" 0
run gate --list-metrics
exits "gate --list-metrics" 0
says "gate --list-metrics names precision" out precision
run gate --list-metrics --format json
check "gate --list-metrics --format json" jq -e '.metrics | map(.name) | index("impact_ratio") != null' out

# drift: the cases that the published analysis left out, against those it kept.
awk -F, 'NR == 1 || $6 == 1' "$counts" >kept.csv
awk -F, 'NR == 1 || $6 == 0' "$counts" >left_out.csv
check "the counts are cut in two" test "$(wc -l <kept.csv)" -gt 100 -a "$(wc -l <left_out.csv)" -gt 100
set -- drift left_out.csv --baseline kept.csv --schema "$schema" --feature race,sex,age_cat
run "$@" --format json
drifted=$status
check "drift: exit status and document agree" jq -e --argjson s "$drifted" \
    '.format == "gauger/drift/1" and (.status == "fail") == ($s == 1)' out
cp out drift.json
check "drift: every column asked for" \
    jq -e '.columns | has("race") and has("sex") and has("age_cat") and has("decile_score")' out
formats "$drifted" "text json markdown" "$@"
answers "drift: a table against itself" 0 '.status == "pass"' \
    drift kept.csv --baseline kept.csv --schema "$schema" --feature race,sex,age_cat
cat left_out.csv | "$GAUGER" drift - --baseline kept.csv --schema "$schema" --feature race,sex,age_cat \
    --format json >piped 2>err
jq 'del(.data, .current, .baseline)' piped >a
jq 'del(.data, .current, .baseline)' drift.json >b
check "drift: through a pipe" sh -c 'jq -e ".columns" a >/dev/null'
jq .columns a >a.columns
jq .columns b >b.columns
same "drift: through a pipe, the same columns" a.columns b.columns
printf 'rules:\n  - {metric: population_stability_index, column: "*", at_most: 0.2}\n' >psi.yaml
run gate --evaluation evaluation.json --drift drift.json --policy psi.yaml
check "gate with drift gives an answer" test "$status" -ne 2 -a "$status" -ne 70
run gate --evaluation evaluation.json --policy psi.yaml
exits "gate: drift is missing" 2
says "gate: names the option" err "--drift"

# compare: A - B, so that swapping them turns every sign.
awk 'BEGIN { print "a,b,y,g"; x = 7
    for (i = 0; i < 1500; i++) {
        x = (x * 16807) % 2147483647; u = x / 2147483647
        x = (x * 16807) % 2147483647; v = x / 2147483647
        x = (x * 16807) % 2147483647; w = x / 2147483647
        printf "%.3f,%.3f,%d,%s\n", u, (u + v) / 2, w < u, i % 2 ? "p" : "q"
    } }' >two.csv
set -- compare two.csv --outcome y --protected g --threshold 0.5
answers "compare" 0 '.format == "gauger/comparison/1" and .differences.roc_auc.test == "delong"
    and .differences.roc_auc.value > 0 and .differences.accuracy.test == "mcnemar"' "$@" --score a --score b
cp out ab.json
answers "compare: B and A" 0 '.differences.roc_auc.value < 0' "$@" --score b,a
check "compare: every sign turns" jq -e --slurpfile ab ab.json \
    '.differences.roc_auc.value == -$ab[0].differences.roc_auc.value
     and .differences.recall.value == -$ab[0].differences.recall.value
     and .differences.roc_auc.p_value == $ab[0].differences.roc_auc.p_value' out
answers "compare: thresholds of their own" 0 '.a.selected > 0 and .b.selected == 0' \
    compare two.csv --outcome y --score a --score b --threshold-a 0.5 --threshold-b 2
formats 0 "text json markdown" "$@" --score a --score b
for n in 1 2 7; do
    run "$@" --score a --score b --format json --threads $n
    same "compare: $n threads" out ab.json
done

# card: for anyone to read, in one file.
set -- card --evaluation evaluation.json --manifest "$root/models/compas.yaml" --verdict verdict.json
formats 0 "html markdown json" "$@"
run "$@" -o card.out
same "card: html unless asked otherwise" card.out card.html
says "card: charts" card.html "<svg"
check "card: asks for nothing from outside" sh -c \
    '! grep -qE "<(script|link|img|iframe)|@import|url\(|src=|href=\"[^#]" card.html'
check "card --format json" jq -e '.format == "gauger/card/1"' card.json
if command -v xmllint >/dev/null; then
    check "card: well-formed" sh -c 'xmllint --noout --html card.html 2>&1 | grep -v "Tag .* invalid" | grep -q error; [ $? -ne 0 ]'
fi

# A rule about what the evaluation does not have is not cured by more rows, and the advice says so.
printf 's,y,g\n0.2,0,a\n0.8,1,b\n' >small.csv
"$GAUGER" evaluate small.csv --score s --outcome y --threshold 0.5 --format json -o small.json
printf 'policy: p\nrules:\n  - {metric: precision, site: "*", at_least: 0.1}\n' >sites.yaml
run gate --evaluation small.json --policy sites.yaml
exits "a rule about sites, and no sites" 3
says "a rule about sites, and no sites: why" out "because the evaluation has no sites"
says "a rule about sites, and no sites: what to do" out "evaluate with it"
