#!/bin/sh
# How much is measured: all, counts with the area under the curve (exact, or from bins), or counts
# alone; and how much memory rows may take.
. "$(dirname "$0")/scene.sh"

awk 'BEGIN {
    print "score,label,race,site"
    x = 12345
    for (i = 0; i < 3000; i++) {
        x = (x * 1103515245 + 12345) % 2147483648; s = (int(x / 65536) % 99 + 1) / 100
        x = (x * 1103515245 + 12345) % 2147483648; u = int(x / 65536) % 1000 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; r = int(x / 65536) % 3
        print s "," (u < s ? 1 : 0) "," (r == 0 ? "White" : r == 1 ? "Black" : "") "," (i % 4 ? "A" : "B")
    }
}' >t.csv
roles="--score score --outcome label --protected race --site site --threshold 0.5"
json="--format json"

# The lines of a figure in a document, in order.
figure()
{
    awk -v key="\"$2\"" 'index($0, key ": {") { on = 1 } on { print } on && /}/ { on = 0 }' "$1"
}

# shellcheck disable=SC2086 # the options are words
{
    run evaluate t.csv $roles $json
    exits "all, by itself" 0
    cp out by-itself
    run evaluate t.csv $roles $json --measure all
    same "all, when asked for" out by-itself
    check "all is not named" test "$(grep -c '"measure"' out)" -eq 0
    for measure in ranking binned counts; do
        run evaluate t.csv $roles $json --measure $measure --threads 1
        exits "$measure" 0
        cp out $measure
        check "$measure is named" grep -q "\"measure\": \"$measure\"" out
        run evaluate t.csv $roles $json --measure $measure --threads 3
        same "$measure: the same bytes with three threads" out $measure
        check "$measure: no calibration" test "$(grep -c '"calibration_slope"' out)" -eq 0
        for key in selection_rate specificity mcc; do
            figure by-itself $key >want
            figure $measure $key >got
            same "$measure: $key" got want
        done
        figure $measure average_precision >got
        check "$measure: average_precision was left out" grep -q '"why_null": "not_measured"' got
    done
    figure by-itself roc_auc >want
    figure ranking roc_auc >got
    same "ranking: roc_auc and its interval" got want
    figure counts roc_auc >got
    check "counts: no roc_auc" grep -q '"why_null": "not_measured"' got
    run evaluate t.csv $roles --measure counts
    says "what was left out" out "Only counts were measured"
    run evaluate t.csv $roles --measure ranking
    says "what was kept" out "Counts and ROC AUC were measured"
    run evaluate t.csv $roles --measure counts --capacity 10%
    exits "a capacity of counts" 2
    says "what would do" err "use --measure ranking"
    run evaluate t.csv $roles --measure binned --capacity 10%
    exits "a capacity of bins" 2
    run evaluate t.csv $roles --measure counts --operating-points 0.3
    exits "an operating point of counts" 2
    run evaluate t.csv $roles --measure ranking --operating-points 0.3 $json
    figure out operating_points >want
    run evaluate t.csv $roles --measure binned --operating-points 0.3 $json
    exits "an operating point of bins" 0
    figure out operating_points >got
    same "an operating point of bins is exact" got want
    run evaluate t.csv $roles --measure ranking --capacity 10% $json
    exits "a capacity of a ranking" 0
    check "the cut is there" grep -q '"everyone"' out
    run evaluate t.csv $roles --measure some
    exits "another word" 2
    run evaluate t.csv $roles $json --measure counts --evidence e.json -o one.json
    run evaluate evidence:e.json $json -o again.json
    exits "stored evidence of counts" 0
    check "it still says that it is of counts" grep -q '"measure": "counts"' again.json
}

cat >policy.yaml <<'END'
policy: ranking
rules:
  - {metric: roc_auc, at_least: 0.5}
END
run gate --evaluation counts --policy policy.yaml
exits "a rule on what was left out" 3
says "why nothing is established" out "it was left out by --measure"
for metric in calibration_slope miscalibration; do
    printf 'policy: calibration\nrules:\n  - {metric: %s, at_most: 0.5}\n' $metric >policy.yaml
    for measure in ranking binned counts; do
        run gate --evaluation $measure --policy policy.yaml
        exits "$measure: a rule on $metric" 3
        tr '\n' ' ' <out | tr -s ' ' >line
        says "$measure: why there is no $metric" line "it was left out by --measure"
    done
done

# Rows are kept as far as memory goes; what comes of it depends on the table alone.
# shellcheck disable=SC2086 # the options are words
{
    run evaluate t.csv $roles $json
    cp out whole
    for threads in 1 2 7; do
        run evaluate t.csv $roles $json --max-memory 24000 --threads $threads
        exits "room for all, $threads threads" 0
        same "room for all: the whole, $threads threads" out whole
        run evaluate t.csv $roles $json --max-memory 23999 --threads $threads
        exits "room for all but one, $threads threads" 0
        test $threads -eq 1 && cp out spilled
        same "room for all but one, $threads threads" out spilled
    done
    check "it is warned of" grep -q '"binned_scores"' spilled
    check "the bounds are there" grep -q '"bound_low"' spilled
    for key in recall brier_score log_loss expected_calibration_error operating_points; do
        figure whole $key >want
        figure spilled $key >got
        same "exact all the same: $key" got want
    done
    sed 's/^0\./1./' t.csv >real.csv
    run evaluate real.csv --score score --outcome label --threshold 1.5 --max-memory 1K $json
    exits "the range is found by reading twice" 0
    check "it is that of the scores" grep -q '"high": 1.99' out
    cp out twice
    run evaluate - --score score --outcome label --threshold 1.5 --max-memory 1K <real.csv
    exits "a pipe is read once" 2
    says "what to declare" err "give --score-range LOW,HIGH"
    run evaluate - --score score --outcome label --threshold 1.5 --max-memory 1K $json \
        --score-range 1.01,1.99 <real.csv
    exits "declared, it is enough" 0
    sed '/"source"/d' twice >want
    sed '/"source"/d' out >got
    same "declared, it is the same" got want
    run evaluate real.csv --score score --outcome label --threshold 1.5 --measure binned
    exits "scores outside the range" 2
    says "which range" err "scores from 1.01 to 1.99 are not all in the range from 0 to 1"
    run evaluate real.csv --score score --outcome label --threshold 1.5 --measure binned --score-range 1,2
    exits "scores inside the range" 0
    run evaluate t.csv $roles --max-memory 1K --capacity 10
    exits "a capacity without room" 2
    says "what would help" err "leave out --capacity"
    for size in 0 1T x 1.5.1G G; do
        run evaluate t.csv $roles --max-memory $size
        exits "--max-memory $size" 2
    done
    for range in 1 2,1 0,x 0,1,2; do
        run evaluate t.csv $roles --score-range $range
        exits "--score-range $range" 2
    done
}
