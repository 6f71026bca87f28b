#!/bin/sh
# Strata from any column, end to end: an audit's table by risk category, from rows of counts to the
# gate and the card. Figures: statsmodels and R on the published counts of the control of student
# grants in 2014 (origin outside Europe against the Netherlands, counts rounded to 10), and R's
# mantelhaen.test on the admissions to Berkeley of 1973.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: conditional disparity (no jq)"; exit 0; }

# near NAME EXPRESSION NUMBER FILE: whether a figure of a document is that number to 1e-9.
near()
{
    got=$(jq "($2) - ($3) | fabs < 1e-9 * ([($3 | fabs), 1] | max)" "$4")
    if [ "$got" = true ]; then ok "$1"; else fail "$1" "$2 is $(jq "$2" "$4"), not $3"; fi
}

# The risk category is a number, and bins make it strata.
cat >grants.csv <<'END'
origin,risk,checked,n
nonEU,1,1,1460
nonEU,1,0,5810
NL,1,1,390
NL,1,0,8280
nonEU,2,1,320
nonEU,2,0,7800
NL,2,1,140
NL,2,0,16470
nonEU,3,1,50
nonEU,3,0,4620
NL,3,1,70
NL,3,0,15050
nonEU,4,1,60
nonEU,4,0,8520
NL,4,1,220
NL,4,0,53910
nonEU,5,1,30
nonEU,5,0,13090
NL,5,1,180
NL,5,0,67120
nonEU,6,1,80
nonEU,6,0,12960
NL,6,1,50
NL,6,0,16330
END
cat >grants.yaml <<'END'
columns:
  origin: {role: protected, reference: NL}
  risk: {role: stratum, bins: [2, 3, 4, 5, 6]}
  checked: {role: decision}
  n: {role: count}
END
run evaluate grants.csv --schema grants.yaml --format json -o grants.json
exits "a risk category in bins is a stratum" 0
at='.attributes.origin.strata.risk.selection_rate.nonEU'
near "pooled odds ratio of the audit" "$at.mantel_haenszel_odds_ratio.value" 3.9827409659509283 grants.json
near "its lower limit" "$at.mantel_haenszel_odds_ratio.low" 3.6663899068078787 grants.json
near "its upper limit" "$at.mantel_haenszel_odds_ratio.high" 4.326388083386933 grants.json
near "pooled ratio of the audit" "$at.mantel_haenszel_ratio.value" 3.629583796303908 grants.json
# 6.2227 in the audit, whose totals were rounded on their own.
near "crude ratio of the audit" "$at.crude_ratio.value" "((2000 / 54800) / (1050 / 178210))" \
    grants.json
near "a row a risk category" "$at.rows | length" 6 grants.json
run evaluate grants.csv --schema grants.yaml
check "strata that differ are said" grep -q "which the pooled" out

# A column is named on the command line; refused is unfavourable.
cat >admissions.csv <<'END'
admitted,sex,department,n
1,Male,A,512
0,Male,A,313
1,Female,A,89
0,Female,A,19
1,Male,B,353
0,Male,B,207
1,Female,B,17
0,Female,B,8
1,Male,C,120
0,Male,C,205
1,Female,C,202
0,Female,C,391
1,Male,D,138
0,Male,D,279
1,Female,D,131
0,Female,D,244
1,Male,E,53
0,Male,E,138
1,Female,E,94
0,Female,E,299
1,Male,F,22
0,Male,F,351
1,Female,F,24
0,Female,F,317
END
run evaluate admissions.csv --decision admitted --protected sex --stratum department --count n \
    --reference sex=Female --adverse not-selected --format json -o admissions.json
exits "a stratum by option" 0
at='.attributes.sex.strata.department.selection_rate.Male'
near "R's common odds ratio" "$at.mantel_haenszel_odds_ratio.value" 0.9046968282586231 admissions.json
near "homogeneity is rejected" "$at.breslow_day_tarone.p_value" 0.002071401397881405 admissions.json
cdd='.attributes.sex.conditional_demographic_disparity'
near "women have more of the refusals" "$cdd.demographic_disparity.Female.value" \
    0.14382642365320097 admissions.json
near "and fewer within departments" "$cdd.conditional.department.Female.value" \
    -0.019283267035269232 admissions.json

# The gate judges what remains within departments: there the pooled figure lies inside, but departments
# differ, so nothing is established; the crude figure fails.
cat >policy.yaml <<'END'
policy: within departments
rules:
  - {metric: selection_rate_ratio, attribute: sex, given: department, between: [0.8, 1.25]}
END
sed 's/, given: department//' policy.yaml >crude.yaml
run gate --evaluation admissions.json --policy policy.yaml
exits "the pooled ratio lies inside and does not pass" 3
tr -s ' \n' ' ' <out >line
says "because departments differ" line "but strata differ"
run gate --evaluation admissions.json --policy crude.yaml
exits "the crude ratio fails" 1
run gate --evaluation admissions.json --policy policy.yaml --format json -o verdict.json
run card --evaluation admissions.json --verdict verdict.json --format json -o card.json
exits "a card with a verdict on strata" 0
near "strata are not on the card" '[paths | select(.[-1] == "strata")] | length' 0 card.json
check "nor is a figure pooled over them" \
    jq -e '[.. | .subjects? // empty | .[] | .value] | all(. == null)' card.json

# What cannot be meant is refused.
run evaluate admissions.csv --decision admitted --protected sex --stratum faculty --count n
exits "a stratum that is not there" 2
