#!/bin/sh
# A rule on what is pooled over strata: opposites do not pass, each stratum can be judged.
. "$(dirname "$0")/scene.sh"

# Ratio 1/3 at A and 3 at B; all together 1.
cat >t.csv <<'END'
race,site,referred,found,n
a,A,1,1,150
a,A,1,0,150
a,A,0,0,700
a,B,1,1,50
a,B,1,0,50
a,B,0,0,900
b,A,1,1,50
b,A,1,0,50
b,A,0,0,900
b,B,1,1,150
b,B,1,0,150
b,B,0,0,700
END
run evaluate t.csv --decision referred --outcome found --protected race --site site --count n
exits "an evaluation" 0
tr -s ' \n' ' ' <out >line
says "the crude ratio lies within" line "(within) for b"
says "and the findings say that strata differ" line "figures of all rows together hide it: selection rate of b (ratio 0.333 at A, 3.00 at B)"

"$GAUGER" evaluate t.csv --decision referred --outcome found --protected race --site site --count n \
    --format json -o e.json
cat >pooled.yaml <<'END'
policy: within sites
rules:
  - {metric: selection_rate_ratio, attribute: race, given: site, between: [0.8, 1.25]}
END
sed 's/given: site/given: site, stratum: "*"/' pooled.yaml >each.yaml
run gate --evaluation e.json --policy pooled.yaml --format json
exits "an average of opposites does not pass" 3
check "and names them" jq -e '.rules[0].subjects[0] | .strata_differ and .strata_open and
    .lowest_stratum.stratum == "A" and .highest_stratum.stratum == "B"' out
for format in text junit sarif github; do
    run gate --evaluation e.json --policy pooled.yaml --format $format
    tr -s ' \n' ' ' <out >line
    says "$format says so" line "but strata differ (p"
done
run gate --evaluation e.json --policy each.yaml --format json
exits "each stratum by itself fails" 1
check "with a figure of its own" jq -e '.rules[0].subjects | length == 2 and
    (map(.subject) == ["b in site A", "b in site B"]) and (.[0].value * 3 - 1 | fabs) < 1e-9' out
run gate --evaluation e.json --policy each.yaml --explain
tr -s ' \n' ' ' <out >line
says "a stratum is not said to be pooled" line "of b in site A against a 0.33"
sed 's/stratum: "\*"/stratum: C/' each.yaml >none.yaml
run gate --evaluation e.json --policy none.yaml
exits "a stratum that is not there" 3
says "is named" out "no stratum C"
