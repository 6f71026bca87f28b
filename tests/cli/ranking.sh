#!/bin/sh
# Capacity, other thresholds and calibration from the command line to the gate.
. "$(dirname "$0")/scene.sh"

awk 'BEGIN {
    print "score,label,site"
    x = 12345
    for (i = 0; i < 4000; i++) {
        x = (x * 1103515245 + 12345) % 2147483648; s = (int(x / 65536) % 99 + 1) / 100
        x = (x * 1103515245 + 12345) % 2147483648; u = int(x / 65536) % 1000 / 1000
        print s "," (u < s ? 1 : 0) "," (i % 4 ? "A" : "B")
    }
}' >t.csv
roles="--score score --outcome label --site site --threshold 0.5 --format json"

# shellcheck disable=SC2086 # the options are words
{
    run evaluate t.csv $roles --capacity 100,5% --capacity 10% --operating-points 0.9,0.3 -o e.json
    exits "capacities and operating points" 0
    run evaluate t.csv $roles --capacity 0
    exits "no room" 2
    check "says what may be written" grep -q 'write --capacity 500, or --capacity 5%' err
    run evaluate t.csv $roles --capacity 1.5
    exits "half a row" 2
    run evaluate t.csv $roles --capacity 101%
    exits "more than all" 2
    run evaluate t.csv $roles --capacity "$(seq -s, 1 21)"
    exits "too many capacities" 2
    check "says how many may be asked for" grep -q 'give at most 20' err
    run evaluate t.csv $roles --operating-points high
    exits "a threshold that is no number" 2
}
check "three capacities" test "$(grep -c '"everyone"' e.json)" -eq 3
check "two thresholds, in rising order" grep -q '"threshold": 0.3' e.json
check "calibration is there" grep -q '"calibration_slope"' e.json

cat >policy.yaml <<'END'
policy: calibration
rules:
  - {metric: calibration_slope, between: [0.8, 1.25]}
  - {metric: calibration_slope, site: "*", between: [0.7, 1.4]}
  - {metric: miscalibration, at_most: 0.02, judge: point}
END
run gate --evaluation e.json --policy policy.yaml
exits "a policy on calibration" 0
run gate --list-metrics
check "the metric is listed" grep -q '^ *calibration_slope' out
