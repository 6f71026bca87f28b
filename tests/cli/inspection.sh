#!/bin/sh
# Outcomes that are missing: what was observed, what could be, and what a design makes of it.
. "$(dirname "$0")/scene.sh"

# 6,000 cases with a score; the referred are inspected, and one in ten by lot.
awk 'BEGIN {
    print "score,label,race,how"
    x = 2468
    for (i = 0; i < 6000; i++) {
        x = (x * 1103515245 + 12345) % 2147483648; s = int(x / 65536) % 1000 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; u = int(x / 65536) % 1000 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; lot = int(x / 65536) % 10 == 0
        x = (x * 1103515245 + 12345) % 2147483648; r = int(x / 65536) % 3
        y = u < 0.3 * s ? 1 : 0
        seen = lot || s >= 0.7
        printf "%s,%s,%s,%s\n", s, (seen ? y : ""), (r ? "A" : "B"), (lot ? "lot" : "score")
    }
}' >t.csv
roles="--score score --outcome label --protected race --threshold 0.7"

# value PATH: a member of the last document, as jq prints it.
value()
{
    jq -r "$1" out
}

# shellcheck disable=SC2086 # the options are words
{
    run evaluate t.csv $roles --format json
    exits "nothing is declared" 0
    check "no recall" test "$(value .overall.recall.value)" = null
    check "not identified" test "$(value .overall.recall.why_null)" = not_identified
    check "what could be is there" test "$(value '.overall.recall.bounds | length')" = 2
    check "what was observed is there" test "$(value .overall.recall.observed)" != null
    cp out unknown.json

    run evaluate t.csv $roles --arm how --inspection random_arm --random-level lot --format json
    exits "a random arm" 0
    check "a recall" test "$(value '.overall.recall.value | . > 0.3 and . < 0.7')" = true
    check "inside what could be" test "$(value '.overall.recall |
        .value >= .bounds[0] and .value <= .bounds[1] and .value < .observed')" = true
    check "the arms add up" test "$(value '.overall |
        .arms.random.tp + .arms.other.tp == .tp')" = true
    check "recall is TP over N times the base rate of the arm" test "$(value '.overall |
        ((.tp / (.count * (.arms.random.tp + .arms.random.fn) /
          (.arms.random | .tp + .fp + .fn + .tn))) - .recall.value) | fabs < 1e-12')" = true
    cp out arm.json
    run evaluate t.csv $roles --arm how --inspection missing_at_random --format json
    exits "missing at random" 0
    check "a recall by chance" test "$(value .overall.recall.method)" = begg_greenes_logit

    run evaluate t.csv $roles --arm how --inspection random_arm --random-level lot
    says "side by side" out "Where outcomes are missing"
    says "whatever their score" out "drawn at random and inspected whatever their score"
    run evaluate t.csv $roles --arm how --inspection random_arm --random-level lot --for-release
    exits "for release" 0
}

cat >policy.yaml <<'END'
policy: finds enough
rules:
  - {metric: recall, at_least: 0.3}
END
run gate --evaluation unknown.json --policy policy.yaml
exits "unknown: the rule stays open" 3
run gate --evaluation arm.json --policy policy.yaml
exits "the random arm decides it" 0
run card --evaluation arm.json --format markdown
says "the card says so" out "Where outcomes are missing"

# Who was inspected, and how many there are.
awk -F, 'NR == 1 || $2 != ""' t.csv >inspected.csv
awk -F, 'NR > 1 { n[$3]++ } END { print "attribute,group,count"
    for (g in n) print "race," g "," n[g] }' t.csv >totals.csv
# shellcheck disable=SC2086
{
    run evaluate inspected.csv $roles --arm how --inspection random_arm --random-level lot \
        --population totals.csv --format json
    exits "a population by number" 0
    check "of 6000 cases" test "$(value .overall.population)" = 6000
    check "the same recall, to what chance makes of who was not inspected" test \
        "$(jq -s '(.[0].overall.recall.value - .[1].overall.recall.value) | fabs < 1e-9' \
            out arm.json)" = true

    echo "attribute,group,count
race,A,10" >few.csv
    run evaluate inspected.csv $roles --arm how --inspection random_arm --random-level lot \
        --population few.csv
    refuses "a population that is smaller than the table" \
        "gauger: evaluate: the population of everyone is smaller than its rows in the table; give the totals of the population itself"
    run evaluate t.csv $roles --population totals.csv
    refuses "a population without a design" \
        "gauger: --population: means nothing for this inspection design; give it with --inspection random_arm"
    run evaluate t.csv $roles --inspection random_arm --random-level lot
    refuses "a level without a column" \
        "gauger: --random-level: there is no column of arms; give --arm COLUMN"
    run evaluate t.csv $roles --arm how --inspection random_arm --random-level lottery
    refuses "a level that nobody has" \
        "gauger: evaluate: no row is said to be of the random arm; give --arm COLUMN, and --random-level LEVEL for its random arm"
    run evaluate t.csv $roles --inspection known_probability
    exits "known probabilities are not for this version" 2
    says "and are named" err known_probability
}
