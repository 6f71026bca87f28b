#!/bin/sh
# A version that finds more of everyone and less of one group: seen by compare, judged by the gate,
# by group and by site; and drift by period.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: comparisons by group (no jq)"; exit 0; }

# Recall 324 to 359 of 510, and 70 to 45 of the 100 positives of group y, all of whom pass site Q.
cat >t.csv <<'END'
new,old,label,race,port,month,n
0.9,0.9,1,x,P,2026-01,200
0.9,0.1,1,x,P,2026-01,70
0.1,0.9,1,x,P,2026-01,10
0.1,0.1,1,x,P,2026-01,40
0.9,0.9,1,x,Q,2026-02,40
0.9,0.1,1,x,Q,2026-02,10
0.1,0.9,1,x,Q,2026-02,10
0.1,0.1,1,x,Q,2026-02,20
0.9,0.9,1,y,Q,2026-02,40
0.9,0.1,1,y,Q,2026-02,5
0.1,0.9,1,y,Q,2026-02,30
0.1,0.1,1,y,Q,2026-02,25
0.9,0.9,0,x,P,2026-01,30
0.1,0.1,0,x,P,2026-01,250
0.9,0.9,0,x,Q,2026-02,20
0.1,0.1,0,x,Q,2026-02,100
0.9,0.9,0,y,Q,2026-02,10
0.1,0.1,0,y,Q,2026-02,80
END
set -- t.csv --outcome label --protected race --site port --period month --count n --threshold 0.5

run compare "$@" --score new --score old
exits "compare" 0
says "compare: who is worse off" out "WORSE FOR SOME"
says "compare: which group" out "group y of race"
says "compare: which site" out "site Q"
says "compare: a table by period" out "A minus B by period"
run compare "$@" --score new --score old --format html
exits "compare --format html" 0
says "compare: a page" out "<!DOCTYPE html>"
run compare "$@" --score new --score old --format json
exits "compare --format json" 0
cp out c.json
check "compare: the findings" jq -e '[.findings.worse_for[] | select(.metric == "recall") |
    .group // .site // .period] == ["y", "Q", "2026-02"] and .findings.overall.recall == "better"' c.json
run compare "$@" --score new --score old --format json --margin 0.2
check "compare --margin: nobody by so much" jq -e '.findings.margin == 0.2 and
    ([.findings.worse_for[] | select(.metric == "recall")] == [])' out
run compare "$@" --score new --score old --intersect race
exits "compare --intersect: one column" 2
run compare "$@" --score new --score old --margin -1
exits "compare --margin: below 0" 2

run evaluate "$@" --score new --format json
cp out e.json
judged()
{
    printf 'rules:\n  - {metric: recall, versus: champion, not_worse_by: 0.02%s}\n' "$2" >p.yaml
    run gate --evaluation e.json --comparison c.json --policy p.yaml
    exits "$1" "$3"
}
judged "gate: overall" "" 0
judged "gate: every group" ", attribute: race" 1
says "gate: which group" out "y candidate minus champion -0.25"
judged "gate: every site" ', site: "*"' 1
judged "gate: one site" ', site: P' 0
judged "gate: every period" ', period: "*"' 1
judged "gate: a site that is not there" ', site: R' 3

# Each month against the baseline: the second has moved.
awk 'BEGIN { print "x,month"; for (i = 0; i < 300; i++) print i * 37 % 101 ",2025-12" }' >before.csv
awk 'BEGIN { print "x,month"; for (i = 0; i < 400; i++)
    print i * 37 % 101 + (i < 200 ? 0 : 50) "," (i < 200 ? "2026-01" : "2026-02") }' >now.csv
run drift now.csv --baseline before.csv --feature x --period month
says "drift: periods" out "2026-02"
run drift now.csv --baseline before.csv --feature x --period month --format json
check "drift: by period" jq -e '[.by_period[] | [.period, .status]] ==
    [["2026-01", "pass"], ["2026-02", "fail"]]' out
sed 's/$/,1/; 1s/,1$/,w/' now.csv >weighed.csv
sed 's/$/,1/; 1s/,1$/,w/' before.csv >weighed-before.csv
run drift weighed.csv --baseline weighed-before.csv --feature x --weight w
exits "drift: weights" 2
says "drift: why" err "cannot weigh"
