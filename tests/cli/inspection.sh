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
race,A,10
race,B,40000" >few.csv
    run evaluate inspected.csv $roles --arm how --inspection random_arm --random-level lot \
        --population few.csv
    refuses "a population that is smaller than the table" \
        "gauger: few.csv: the population of race = A is smaller than its rows in the table; give the totals of the population itself"
    run evaluate t.csv $roles --population totals.csv
    refuses "a population without a design" \
        "gauger: --population: means nothing for this inspection design; give it with --inspection random_arm"
    run evaluate t.csv $roles --inspection random_arm --random-level lot
    refuses "a level without a column" \
        "gauger: --random-level: there is no column of arms; give --arm COLUMN"
    run evaluate t.csv $roles --arm how --inspection random_arm --random-level lottery
    refuses "a level that nobody has" \
        "gauger: evaluate: no row is said to be of the random arm; give --arm COLUMN, and --random-level LEVEL for its random arm"

    # A part in which nobody was drawn is collected, and adds up with one in which somebody was.
    arm="$roles --arm how --inspection random_arm --random-level lot --measure binned"
    { head -n 1 t.csv && sed 1d t.csv | grep -v lot; } >others.csv
    { head -n 1 t.csv && sed 1d t.csv | grep lot; } >drawn.csv
    run evaluate others.csv $arm
    refuses "a part without a random arm" \
        "gauger: evaluate: no row is said to be of the random arm; give --arm COLUMN, and --random-level LEVEL for its random arm"
    run evaluate others.csv $arm --evidence others.json --format json
    exits "a part without a random arm, as evidence" 0
    check "it is warned of" grep -q '"no_random_arm"' out
    check "its recall is not identified" test "$(value .overall.recall.why_null)" = not_identified
    run evaluate drawn.csv $arm --add-to others.json --evidence sum.json
    exits "the part with one" 0
    run evaluate t.csv $arm --evidence whole.json
    same "both parts: as all at once" sum.json whole.json
    run evaluate others.csv $roles --inspection random_arm --evidence x.json
    exits "no column of arms, as evidence" 2
    check "no column of arms: nothing is stored" test ! -e x.json

    run evaluate t.csv --score score --protected race --threshold 0.7
    says "no column of outcomes" out "The outcome of no case is known."

    run evaluate t.csv $roles --inspection known_probability
    refuses "known probabilities that nobody names" \
        "gauger: evaluate: no column says with which probability each case was inspected; name the column with --sampling-probability"
}

# Everyone's probability of being inspected: 1 for the referred, a tenth for the others.
awk -F, 'NR == 1 { print $0 ",p"; next } { print $0 "," ($1 >= 0.7 ? 1 : 0.1) }' t.csv >p.csv
# shellcheck disable=SC2086
{
    by="$roles --inspection known_probability --sampling-probability p"
    run evaluate p.csv $by --format json
    exits "known probabilities" 0
    check "a recall of sums" test "$(value .overall.recall.method)" = hajek_wilson
    check "it is that of the sums" test "$(value '.overall | .recall.value as $r |
        .sampling.inverse_probabilities | .tp / (.tp + .fn) - $r | fabs < 1e-12')" = true
    check "a verified row that was not referred stands for ten" test "$(value '.overall |
        (.sampling.inverse_probabilities.fn - 10 * .fn) | fabs < 1e-9')" = true
    says "only the arms were not read" out "columns without a role were not read: how\""
    cp out known.json
    run evaluate p.csv $by
    says "it is told" out "inspected with a known probability"
    says "of precision as well" out "Of the referred, by the probabilities with which they were"
    run evaluate p.csv $by --for-release --format json
    exits "for release" 0
    check "no sums are published" test "$(value '[.. | objects | has("sampling")] | any')" = false
    check "and no estimate" test "$(value .overall.recall.value)" = null
    says "why" out "sums of them tell small counts"

    awk -F, 'NR == 1 || $2 != ""' p.csv >p_seen.csv
    run evaluate p_seen.csv $by --format json
    check "the inspected alone give the same recall" test "$(jq -s \
        '(.[0].overall.recall.value - .[1].overall.recall.value) | fabs < 1e-12' out known.json)" \
        = true
    sed '2,$s/,1$/,0/' p_seen.csv >p_bad.csv
    run evaluate p_bad.csv $by
    exits "inspected with probability 0" 2
    says "which row" err "p_bad.csv:"
    says "what" err "a row with an outcome was inspected with probability 0 or less"
    run evaluate p.csv $by --population totals.csv
    exits "a population beside probabilities" 2
}
run gate --evaluation known.json --policy policy.yaml
exits "known probabilities decide it" 0
sed 's/0.3/0.5/' policy.yaml >near.yaml
run gate --evaluation known.json --policy near.yaml
says "how many rows would decide is not said" out "is not computed under an inspection"
