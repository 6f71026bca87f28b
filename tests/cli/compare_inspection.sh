#!/bin/sh
# Two scores where outcomes are known of what one of them referred: nothing is presented as known
# that is not; bounds decide where they can; a random arm gives estimates, through compare, what is
# stored with a version, and the gate.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: comparisons with missing outcomes (no jq)"; exit 0; }

# 9,000 cases. The champion's referrals are inspected, and one case in eight by lot; the two scores
# are equally good. p: with which probability a case was inspected.
awk 'BEGIN {
    print "new,old,label,race,how,p"
    x = 1357
    for (i = 0; i < 9000; i++) {
        x = (x * 1103515245 + 12345) % 2147483648; s = int(x / 65536) % 1000 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; t = int(x / 65536) % 1000 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; v = int(x / 65536) % 1000 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; u = int(x / 65536) % 1000 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; lot = int(x / 65536) % 8 == 0
        x = (x * 1103515245 + 12345) % 2147483648; r = int(x / 65536) % 3
        new = (s + t) / 2; old = (s + v) / 2
        y = u < 0.6 * s ? 1 : 0
        seen = lot || old >= 0.7
        printf "%s,%s,%s,%s,%s,%s\n", new, old, (seen ? y : ""), (r ? "A" : "B"),
            (lot ? "lot" : "score"), (old >= 0.7 ? 1 : 0.125)
    }
}' >t.csv
roles="--outcome label --protected race --threshold 0.7"
design="--inspection random_arm --arm how --random-level lot"

# value PATH: a member of the last document, as jq prints it.
value()
{
    jq -r "$1" out
}

# shellcheck disable=SC2086 # the options are words
{
    run compare t.csv --score new --score old $roles --format json
    exits "compare: nothing is declared" 0
    check "precision: not identified" test "$(value .differences.precision.why_null)" = not_identified
    check "precision: what could be" test "$(value '.differences.precision.bounds |
        length == 2 and .[0] < 0 and .[1] > 0')" = true
    check "precision: what was observed, by its own name" \
        test "$(value '.differences.precision.observed | type')" = number
    check "who is referred is known" test "$(value '.differences.selection_rate.value | type')" = number
    check "a warning with the numbers" test "$(value '[.warnings[] |
        select(.code == "unverified_rows") | .message | test("rows that A refers")] | any')" = true
    check "of groups too" test "$(value '.attributes.race.groups.A.differences.precision.why_null')" \
        = not_identified
    cp out unknown.json
    run compare t.csv --score new --score old $roles
    says "compare: a section of its own" out "Where outcomes are missing"
    says "compare: what would help" out "whatever their scores"

    run compare t.csv --score new --score old $roles $design --format json
    exits "compare: a random arm" 0
    check "precision: an estimate of the arm" test "$(value '.differences.precision |
        .value != null and .rows < 2000 and .rows > 500 and .low < 0 and .high > 0')" = true
    check "roc_auc: of the arm alone" test "$(value '.differences.roc_auc |
        .method == "delong" and .rows < 2000')" = true
    check "the naive difference is not that" test "$(value '.differences.recall |
        .observed < .low')" = true
    cp out arm.json
    awk -F, 'NR == 1 || $5 == "lot"' t.csv >lot.csv
    run compare lot.csv --score new --score old $roles --format json
    jq '.differences | {recall, precision, f1} | map_values({value, low, high, p_value})' out >lot.json
    jq '.differences | {recall, precision, f1} | map_values({value, low, high, p_value})' arm.json \
        >of_arm.json
    same "the arm is a table of its own" lot.json of_arm.json

    run compare t.csv --score new --score old $roles --inspection known_probability \
        --sampling-probability p --format json
    exits "compare: known probabilities" 0
    check "recall: weighted" test "$(value '.differences.recall | .method == "square_and_add_cells" and
        .low < 0 and .high > 0')" = true
    run compare t.csv --score new --score old $roles --inspection missing_at_random --format json
    exits "compare: missing at random" 0
    check "recall: by chance within decisions" \
        test "$(value .differences.recall.method)" = begg_greenes_delta

    run compare t.csv --score new --score old $roles --random-level lot
    refuses "compare --random-level: without the design" \
        "gauger: --random-level: means nothing for this inspection design; give it with --inspection random_arm"
    run compare t.csv --score new --score old $roles --inspection random_arm --arm how
    exits "compare: no row of the arm" 2
    says "compare: what to give" err "--random-level"
    run compare t.csv --score new --score old $roles --inspection known_probability
    exits "compare: no probabilities" 2

    run evaluate t.csv --score new $roles --format json
    cp out e.json
}

# judged NAME DOCUMENT MARGIN STATUS
judged()
{
    printf 'rules:\n  - {metric: precision, versus: champion, not_worse_by: %s}\n' "$3" >p.yaml
    run gate --evaluation e.json --comparison "$2" --policy p.yaml
    exits "$1" "$4"
    tr '\n' ' ' <out | tr -s ' ' >line
}
judged "gate: what is not known decides nothing" unknown.json 0.01 3
says "gate: it says why" line "rows that the candidate refers are not known"
says "gate: it says what would help" line "more rows of the same kind will not decide it: a random arm"
judged "gate: bounds decide" unknown.json 0.9 0
judged "gate: on the arm" arm.json 0.2 0
judged "gate: on the arm, more narrowly" arm.json 0.001 3
says "gate: whose rows would decide it" line "more rows of the random arm"
says "gate: what they would have shown" line "8 times in 10"

# What is stored with a version is measured by the design that was declared.
run init --testing
for i in 1 2; do
    cat >lane.yaml <<END
model: lane
algorithm: unknown
scorer: external
features: [{name: unknown}]
threshold: 0.7
END
    [ "$i" = 2 ] && sed -i 's/threshold: .*/threshold: {default: 0.7}/' lane.yaml
    run --as anna model register lane.yaml --kind development
    exits "model register: lane@$i" 0
done
# shellcheck disable=SC2086 # the options are words
run --as anna evaluate t.csv --outcome label --protected race --score new --model lane@2 \
    --versus lane@1 --versus-score old $design
exits "evaluate --versus: by the random arm" 0
says "evaluate --versus: stored" out "the comparison with lane@1"
printf 'rules:\n  - {metric: precision, versus: champion, not_worse_by: 0.2}\n' >p.yaml
run model diff lane@1 lane@2 --format json
check "model diff: pair by pair" jq -e '.metrics.paired' out
check "model diff: of the arm" jq -e '.metrics.overall[] | select(.name == "precision") |
    .difference.rows < 2000' out
run audit verify
exits "audit verify" 0

# What is measured when a version is registered follows the design too.
. "$root/tests/cli/crossing/prepare.sh"
for i in 1 2; do table t$i $i 3000; done
table seen 5 20000
dataset rows t1.csv
dataset rows t2.csv
jq 'del(.threshold)' made.json >seen.json
as anna dataset add seen.csv --name seen --origin synthetic --schema seen.json
exits "dataset add: with an arm" 0
as anna cycle open crossing --kind development --dataset seen
as anna train logistic.yaml --data dataset:rows@1 --inspection random_arm --random-level nobody
exits "train --random-level: a level that there is not" 2
as anna train logistic.yaml --data dataset:rows@1 --random-level random
exits "train --random-level: without the design" 2
as anna train logistic.yaml --data dataset:rows@1 --inspection random_arm
exits "train --inspection" 0
as anna cycle open crossing --kind refresh --dataset seen
as anna refresh crossing@1 --data dataset:rows@2 --inspection random_arm
exits "refresh --inspection" 0
run model diff crossing@1 crossing@2 --format json
check "refresh: compared on the arm" jq -e '.metrics.paired and (.metrics.overall[] |
    select(.name == "recall") | .difference.rows > 0 and .difference.rows < 20000)' out
