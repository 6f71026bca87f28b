#!/bin/sh
# Other thresholds and capacities where outcomes are missing: bounds, estimates by design, what is published.
. "$(dirname "$0")/scene.sh"

# Whoever scores 0.6 or more is referred and inspected, and of the others one in eight drawn by lot.
# The outcome is the likelier the higher the score; truth.csv knows all of them.
awk 'BEGIN {
    x = 4711
    print "score,label,how,p,site"
    print "score,label" >"truth.csv"
    for (i = 0; i < 16000; i++) {
        x = (x * 1103515245 + 12345) % 2147483648; s = (int(x / 65536) % 99 + 1) / 100
        x = (x * 1103515245 + 12345) % 2147483648; u = int(x / 65536) % 1000 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; lot = int(x / 65536) % 8 == 0
        y = u < 0.02 + 0.5 * s * s ? 1 : 0
        print s "," y >"truth.csv"
        print s "," (s >= 0.6 || lot ? y : "") "," (lot ? "lot" : "model") "," \
            (s >= 0.6 ? 1 : 0.125) "," (i % 3 ? "A" : "B")
    }
}' >t.csv
ask="--score score --outcome label --site site --threshold 0.6 --operating-points 0.3,0.6,0.8 --capacity 50% --format json"
arm="--arm how --inspection random_arm --random-level lot"

# shellcheck disable=SC2086 # the options are words
{
    run evaluate truth.csv --score score --outcome label --threshold 0.6 --operating-points 0.3 --format json -o truth.json
    exits "the truth" 0
    run evaluate t.csv $ask -o unknown.json
    exits "no design" 0
    run evaluate t.csv $ask $arm -o arm.json
    exits "a random arm" 0
    run evaluate t.csv $ask --sampling-probability p --inspection known_probability -o known.json
    exits "known probabilities" 0
    run evaluate t.csv $ask --inspection missing_at_random -o chance.json
    exits "by chance within decisions" 0
    run evaluate t.csv $ask $arm --threads 4 -o again.json
    exits "four threads" 0
    run evaluate t.csv --score score --outcome label --threshold 0.6 --capacity 50% --explain -o words.txt
    exits "in words" 0
}
check "the threads change nothing" cmp -s arm.json again.json

# of FILE FIGURE KEY: at threshold 0.3.
of() { jq -r ".operating_points[0].$2.$3" "$1"; }
# is FILE TEST: whether a test of jq is true.
is() { test "$(jq -r "$2" "$1")" = true; }
truth() { jq -r ".operating_points[0].$1.value" truth.json; }

check "nothing is identified" test "$(of unknown.json precision why_null)" = not_identified
check "the bounds are of missing outcomes" test "$(of unknown.json precision bounds_source)" = missing_outcomes
check "finds lie between" is unknown.json '.operating_points[0].finds | .value == null and .bounds[0] < .bounds[1]'
for design in arm known chance; do
    for figure in precision recall false_positive_rate; do
        check "$design: $figure holds the truth" is $design.json \
            ".operating_points[0].$figure | .low <= $(truth $figure) and .high >= $(truth $figure)"
    done
    check "$design: what is observed is too high" is $design.json \
        '.operating_points[0].precision | .observed > .high'
    check "$design: at the decision threshold it is the figure of the decision" is $design.json \
        '(.operating_points[1].recall.value - .overall.recall.value | fabs) < 1e-9'
done
check "each site has its cut, with an interval" is arm.json \
    '[.capacity[0].sites[] | .ties_in.lift.low, .ties_out.lift.low] | all(. > 0)'
check "a draw has no interval" is arm.json '.capacity[0].everyone.proportional.precision |
    .value > 0 and .low == null and .method == "hypergeometric_mean"'
check "the text says what stands in place of figures" grep -q 'place stands what it could be whatever' words.txt
check "and explains each" grep -q 'With room for 50% of the cases' words.txt

# What is shown to others withholds estimates that rest on few rows.
run card --evaluation arm.json --format json -o card.json
exits "a card" 0
check "no estimate by a design at other thresholds" is card.json \
    '[.. | .operating_points? // empty | .[] | select(.threshold < 0.6).precision.why_null] |
     length > 0 and all(. == "withheld")'

# What the area under the curve could be: by hand, over the four ways in which two outcomes can fall.
printf 'score,label\n0.9,1\n0.8,\n0.3,0\n0.1,\n' >area.csv
run evaluate area.csv --score score --outcome label --threshold 0.5 --format json -o area.json
exits "two outcomes of four are not known" 0
check "the area lies from a half to one" is area.json \
    '.overall.roc_auc | .value == null and .bounds == [0.5, 1] and .bounds_source == "missing_outcomes"'
printf 'policy: area\nrules:\n  - {metric: roc_auc, at_least: 0.99}\n' >area.yaml
run gate --evaluation area.json --policy area.yaml --format json -o area.verdict.json
exits "which decides nothing" 3
check "and stands in the verdict" is area.verdict.json '.rules[0].subjects[0].bounds == [0.5, 1]'
