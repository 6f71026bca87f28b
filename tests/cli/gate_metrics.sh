#!/bin/sh
# Rules on what stands finished in documents, from the shell: capacities, thresholds, inequality,
# demographic disparity, the outcome test, drift by period and of the classifier.
. "$(dirname "$0")/scene.sh"

awk 'BEGIN {
    print "score,label,site,race,month"
    x = 12345
    for (i = 0; i < 4000; i++) {
        x = x * 16807 % 2147483647; s = (int(x / 65536) % 99 + 1) / 100
        x = x * 16807 % 2147483647; u = int(x / 65536) % 1000 / 1000
        x = x * 16807 % 2147483647
        print s "," (u < s ? 1 : 0) "," (i % 4 ? "A" : "B") "," (int(x / 65536) % 3 ? "a" : "b") ",2026-0" (i % 3 + 1)
    }
}' >t.csv
run evaluate t.csv --score score --outcome label --site site --protected race --threshold 0.5 \
    --capacity 100,5% --operating-points 0.3 --format json -o e.json
exits "an evaluation" 0
awk -F, 'NR == 1 || $5 == "2026-01"' t.csv >before.csv
awk -F, 'NR == 1 || $5 != "2026-01"' t.csv >now.csv
run drift now.csv --baseline before.csv --feature score,race --period month --classifier --format json -o d.json
exits "a drift report" 0

cat >policy.yaml <<'END'
policy: finished figures
rules:
  - {metric: precision, capacity: 100, at_least: 0.8}
  - {metric: recall, capacity: 5%, site: "*", at_least: 0.02}
  - {metric: lift, capacity: 0.05, at_least: 1.5}
  - {metric: recall, threshold: 0.3, at_least: 0.85}
  - {metric: theil_index, at_most: 0.5, judge: point}
  - {metric: demographic_disparity, attribute: race, between: [-0.1, 0.1]}
  - {metric: conditional_demographic_disparity, attribute: race, given: site, between: [-0.1, 0.1]}
  - {metric: find_rate_ratio, attribute: race, between: [0.5, 2]}
  - {metric: classifier_auc, at_most: 0.6}
  - {metric: cramers_v, column: race, period: "*", at_most: 0.2}
  - {metric: share_drifted, period: "*", at_most: 0.5}
END
run gate --evaluation e.json --drift d.json --policy policy.yaml --format json
exits "each is judged, and passes" 0
check "every rule has a subject" jq -e '[.rules[].subjects | length] | min >= 1' out
check "the outcome test has its caveat" jq -e '.rules[7].caveat | test("infra-marginality")' out
for format in text junit sarif github; do
    run gate --evaluation e.json --drift d.json --policy policy.yaml --format $format
    exits "$format" 0
done
run gate --evaluation e.json --drift d.json --policy policy.yaml --explain
tr -s ' \n' ' ' <out >line
says "the caveat is in the text" line "A find rate is an average over everyone who was referred"
says "a capacity is named in its sentence" line "precision with room for 100 cases 0.97"
run gate --list-metrics
for metric in lift theil_index generalized_entropy demographic_disparity conditional_demographic_disparity \
    find_rate_ratio find_rate_difference classifier_auc cramers_v; do
    check "$metric is listed" grep -q "^ *$metric" out
done

# refused RULE PART: exit status 2, one line that holds the part.
refused()
{
    printf 'policy: p\nrules:\n  - {%s}\n' "$1" >bad.yaml
    run gate --evaluation e.json --drift d.json --policy bad.yaml
    exits "refused: $1" 2
    says "with its reason" err "$2"
    check "in one line" test "$(wc -l <err)" -eq 1
}
refused 'metric: lift, at_least: 2' 'lift needs a capacity'
refused 'metric: precision, capacity: 0, at_least: 0.5' 'capacity must be a whole number'
refused 'metric: precision, capacity: 150%, at_least: 0.5' 'capacity must be a whole number'
refused 'metric: precision, capacity: 10, threshold: 0.3, at_least: 0.5' 'cannot go together'
refused 'metric: roc_auc, capacity: 10, at_least: 0.5' 'roc_auc takes no capacity'
refused 'metric: theil_index, at_most: 0.5' 'add judge: point'
refused 'metric: classifier_auc, period: "*", at_most: 0.6' 'classifier_auc takes no period'
refused 'metric: ks, period: "*", at_most: 0.1' 'ks needs a column'
refused 'metric: cramers_v, column: race, at_least: 0.1' 'takes at_most alone'
refused 'metric: find_rate_ratio, site: A, at_least: 0.8' 'takes no site'
refused 'metric: recall, at_least: 0.9, at_most: 0.5' 'is above the upper bound'
refused 'metric: recall, at_least: 0.5, between: [0.1, 0.2]' 'contradict each other'
refused 'metric: recall' 'no bound'
refused '' 'no metric'
refused 'metric: recall, at_least: 50' 'write 0.5 for 50%'
refused 'metric: recall, at_least: "0.5"' 'must be a number'
refused 'metric: recal, at_least: 0.5' 'did you mean "recall"?'
refused 'metric: recall, sites: A, at_least: 0.5' 'did you mean "site"?'
refused 'metric: recall, group: b, at_least: 0.5' 'group needs its attribute'
refused 'metric: recall, site: A, period: B, at_least: 0.5' 'cannot go together'
refused 'metric: recall, versus: champion, at_least: 0.5' 'versus needs not_worse_by'
refused 'metric: recall_ratio, attribute: race, stratum: A, at_least: 0.5' 'stratum needs given'
