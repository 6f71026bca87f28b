#!/bin/sh
# How much is measured: all, counts with the area under the curve, or counts alone.
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
    for measure in ranking counts; do
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
