#!/bin/sh
# Published tables through the program: the control of student grants, rounded to tens, against
# ../shared/vectors/duo_cub_reference.json (own computation, checked against the published audit);
# an audit with a random arm; a table with hidden cells.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: published tables (no jq)"; exit 0; }

# near NAME FILE FILTER WANTED: a figure to within 1e-10 of itself.
near()
{
    got=$(jq -r "$3" "$2" 2>/dev/null)
    if awk -v a="$got" -v b="$4" 'BEGIN { d = a - b; if (d < 0) d = -d; w = b < 0 ? -b : b;
            exit !(a != "" && a != "null" && d <= 1e-10 * (w > 1e-300 ? w : 1)) }'; then
        ok "$1"
    else
        fail "$1" "$got, not $4"
    fi
}

# judged NAME FILE FILTER: whether a jq filter holds.
judged()
{
    if jq -e "$3" "$2" >/dev/null 2>check.log; then
        ok "$1"
    else
        fail "$1" "$3 ($(head -n 1 check.log))"
    fi
}

duo=$root/datasets/duo-cub
ratio='.attributes.origin.disparities.selection_rate_ratio.groups["outside Europe"]'
strata='.attributes.origin.strata.site.selection_rate["outside Europe"]'

# ---- counts as printed: the figures of the audit ----

grep -v rounded_to "$duo/schema.yaml" >printed.yaml
for year in 2014 2019; do
    awk -F, -v y=$year 'NR == 1 || $1 == y' "$duo/counts.csv" >$year.csv
    run evaluate $year.csv --schema printed.yaml --format json -o $year.json
    exits "$year as printed" 0
    run evaluate $year.csv --schema "$duo/schema.yaml" --format json -o $year.rounded.json
    exits "$year rounded" 0
done
near "2014: pooled ratio" 2014.json "$strata.mantel_haenszel_ratio.value" 3.629583796303908
near "2014: pooled odds ratio" 2014.json "$strata.mantel_haenszel_odds_ratio.value" 3.9827409659509283
near "2014: its lower end" 2014.json "$strata.mantel_haenszel_odds_ratio.low" 3.6663899068078787
near "2014: CMH" 2014.json "$strata.cmh.statistic" 1155.8686727621512
near "2014: a stratum" 2014.json "$strata.rows[0].group.rate" 0.20082530949105915
near "2019: pooled ratio" 2019.json "$strata.mantel_haenszel_ratio.value" 3.2081637930417006
near "2019: pooled odds ratio" 2019.json "$strata.mantel_haenszel_odds_ratio.value" 3.527088439067317
near "2019: CMH" 2019.json "$strata.cmh.statistic" 316.42147039994023

# ---- rounded: bounds by hand. A count rounded to tens is up to 5 off, six categories up to 30 ----

near "2014 rounded: least ratio" 2014.rounded.json "$ratio.bounds[0]" \
    "$(awk 'BEGIN { printf "%.17g", 1970 / (1970 + 52830) / (1080 / (1080 + 177130)) }')"
near "2014 rounded: greatest ratio" 2014.rounded.json "$ratio.bounds[1]" \
    "$(awk 'BEGIN { printf "%.17g", 2030 / (2030 + 52770) / (1020 / (1020 + 177190)) }')"
for year in 2014 2019; do
    v=$(jq "$ratio.value" $year.json)
    judged "$year rounded: the printed ratio lies between" $year.rounded.json \
        "$ratio | .value == null and .why_null == \"bounded\" and .low < .bounds[0] and
         .bounds[0] < $v and $v < .bounds[1] and .bounds[1] < .high"
    v=$(jq "$strata.mantel_haenszel_ratio.value" $year.json)
    judged "$year rounded: the printed pooled ratio lies between" $year.rounded.json \
        "$strata.mantel_haenszel_ratio | .value == null and .low < .bounds[0] and
         .bounds[0] < $v and $v < .bounds[1] and .bounds[1] < .high"
done
printf 'rules:\n  - {metric: selection_rate_ratio, attribute: origin, between: [0.8, 1.25]}\n' >policy.yaml
run gate --evaluation 2014.rounded.json --policy policy.yaml
exits "2014 rounded: the ratio exceeds whatever the counts are" 1
sed -e 's/origin,/origin, given: site,/' policy.yaml >given.yaml
run gate --evaluation 2014.rounded.json --policy given.yaml
exits "2014 rounded: within risk categories too" 1
check "2014 rounded: in words" grep -q "3.47 and" out

# ---- the published table itself ----

source=$root/../shared/data/duo_cub_aggregates.csv
if [ -f "$source" ]; then
    for year in 2014 2019; do
        awk -F, -v y=$year 'BEGIN { print "risk_category,origin,selected,count" }
            $1 == y && $3 ~ /^Risk category [1-6] & Selected for control: / {
                d = $3 ~ /yes$/ ? "yes" : "no"; r = substr($3, 15, 1)
                print r ",Netherlands," d "," $7; print r ",outside Europe," d "," $9 }' \
            "$source" >published.csv
        awk -F, -v y=$year '$1 == y' "$duo/counts.csv" | cut -d, -f2- | sort >ours
        sed 1d published.csv | sort >theirs
        check "$year: our counts are the published ones" cmp ours theirs
        awk -F, -v y=$year 'BEGIN { print "origin,tp,fp,selected,count" }
            $1 == y && $3 == "Total" { n7 = $7; n9 = $9 }
            $1 == y && $3 == "Selected for control: yes" { s7 = $7; s9 = $9 }
            $1 == y && $3 == "Outcome house visit: duly" { d7 = $7; d9 = $9 }
            $1 == y && $3 == "Outcome house visit: unduly" { u7 = $7; u9 = $9 }
            END { print "Netherlands," u7 "," d7 "," s7 "," n7
                  print "outside Europe," u9 "," d9 "," s9 "," n9 }' "$source" >crude.csv
        printf 'columns:\n  origin: {role: protected, reference: Netherlands}\n  tp: tp\n  fp: fp\n' >crude.yaml
        printf '  selected: selected\n  count: count\n' >>crude.yaml
        run evaluate crude.csv --schema crude.yaml --format json -o crude.$year.json
        exits "$year: selected, duly, unduly by origin" 0
        printf 'rounded_to: 10\n' >>crude.yaml
        run evaluate crude.csv --schema crude.yaml --format json -o crude.$year.rounded.json
        exits "$year: the same, rounded" 0
        h=$(jq '.attributes.origin.groups["outside Europe"].precision.value' crude.$year.json)
        judged "$year: the find rate lies between" crude.$year.rounded.json \
            ".attributes.origin.groups[\"outside Europe\"].precision.bounds | .[0] < $h and $h < .[1]"
    done
    near "2014: selection rate of the Netherlands" crude.2014.json \
        '.attributes.origin.groups.Netherlands.selection_rate.value' 0.005892255892255892
    near "2014: crude ratio" crude.2014.json "$ratio.value" 6.222650753114087
    near "2014: find rate outside Europe" crude.2014.json \
        '.attributes.origin.groups["outside Europe"].precision.value' 0.6272189349112426
    near "2014: find rate of the Netherlands" crude.2014.json \
        '.attributes.origin.groups.Netherlands.precision.value' 0.13131313131313133
    near "2019: crude ratio" crude.2019.json "$ratio.value" 3.5062465624263375
    near "2019: find rate outside Europe" crude.2019.json \
        '.attributes.origin.groups["outside Europe"].precision.value' 0.5208333333333334
else
    echo "not run: the published table of the control of student grants ($source is not there)"
fi

# ---- a random arm of 1,047 and 5,082 referrals by group (made-up finds) ----

cat >arm.csv <<'END'
arm,sex,count,positives,selected,tp
random,women,580,28,,
random,men,467,19,,
model,women,,,3300,1010
model,men,,,1782,420
END
printf 'sex,count\nwomen,180000\nmen,140000\n' >population.csv
columns="--protected sex --arm arm --count count --positives positives --selected selected --tp tp"
# shellcheck disable=SC2086
run evaluate arm.csv $columns --inspection random_arm --population population.csv --format json -o arm.json
exits "a random arm as counts" 0
near "a random arm: recall" arm.json '.attributes.sex.groups.women.recall.value' \
    "$(awk 'BEGIN { printf "%.17g", 1010 / (180000 * 28 / 580) }')"
near "a random arm: precision" arm.json '.overall.precision.value' \
    "$(awk 'BEGIN { printf "%.17g", 1430 / 5082 }')"
sed -e 's/580,28/580,<30/' arm.csv >hidden.csv
# shellcheck disable=SC2086
run evaluate hidden.csv $columns --inspection random_arm --population population.csv --format json -o hidden.json
judged "a random arm with a hidden count: at least that of 29" hidden.json \
    '.attributes.sex.groups.women.recall | .value == null and .estimate_bounds[0] > 0.112 and .estimate_bounds[1] == 1'

# ---- hidden cells, in words ----

cat >cells.csv <<'END'
group,tp,fp,fn,tn
A,40,60,<10,880
B,*,45,12,400
All,70,105,30,1280
END
cat >cells.yaml <<'END'
columns:
  group: {role: protected, total: All}
  tp: tp
  fp: fp
  fn: fn
  tn: tn
suppressed_cell: {words: ["*"], low: 1, high: 9}
END
run evaluate cells.csv --schema cells.yaml
exits "hidden cells" 0
check "hidden cells: in words" grep -q "whatever the exact counts are" out
check "hidden cells: a range in the tables" grep -q "0.816 to 0.976" out
check "hidden cells: the total is left out" grep -q "1 line was left out" out
run evaluate cells.csv --schema cells.yaml --format json -o cells.json
judged "hidden cells: what is null has bounds" cells.json \
    '.overall | .tp == null and .count_bounds.tp == [41, 49] and .fp == 105'
for form in markdown html json; do
    run card --evaluation cells.json --format $form
    exits "hidden cells: a card as $form" 0
done
run compare cells.csv --score a --score b --schema cells.yaml
exits "hidden cells: no comparison" 2
run drift cells.csv --baseline cells.csv --schema cells.yaml
exits "hidden cells: no drift" 2

# ---- what a table does not tell ----

printf 'group,tp,fp\nA,30,70\nB,20,90\n' >referred.csv
run evaluate referred.csv --protected group --tp tp --fp fp --format json -o referred.json
exits "of the referred alone" 0
judged "of the referred alone: null, not 0" referred.json \
    '.overall | .fn == null and .tn == null and .unverified == null and .count == null and .tp == 50'
judged "of the referred alone: said" referred.json \
    '.overall.not_published | index("fn") != null and index("tp") == null'
judged "of the referred alone: why" referred.json '.overall.recall.why_null == "not_published"'
run evaluate referred.csv --protected group --tp tp --fp fp
says "of the referred alone: in words" out "neither (tn) not known"
printf 'rules:\n  - {metric: recall, at_least: 0.2}\n' >finds.yaml
run gate --evaluation referred.json --policy finds.yaml
exits "of the referred alone: a rule on recall" 3
check "of the referred alone: the reason" grep -q "the published table does not tell" out
for form in markdown html json; do
    run card --evaluation referred.json --format $form
    exits "of the referred alone: a card as $form" 0
done
printf 'group,p,n\nA,30,170\nB,20,290\n' >found.csv
run evaluate found.csv --protected group --positives p --count n --format json -o found.json
near "outcomes alone: base rate" found.json .overall.base_rate.value 0.10869565217391304
judged "outcomes alone: no selection rate" found.json \
    '.overall.selection_rate.why_null == "not_published" and .overall.selected == null'

# ---- a group of nobody ----

printf 'group,tp,fp,fn,tn\nA,30,70,20,80\nnone,0,0,0,0\nB,20,90,10,80\n' >empty.csv
run evaluate empty.csv --protected group --tp tp --fp fp --fn fn --tn tn --format json -o empty.json
judged "a group of nobody stays" empty.json \
    '.attributes.group.groups.none | .count == 0 and .recall.why_null == "no_rows"'
printf 'rules:\n  - {metric: recall, attribute: group, at_least: 0.2}\n' >group.yaml
run gate --evaluation empty.json --policy group.yaml --format json
judged "a group of nobody is not judged" out \
    '.rules[0].not_judged | any(.subject == "none" and .rows == 0)'
printf 's,y,g,n\n0.9,1,a,20\n0.2,0,a,30\n0.9,0,b,20\n0.1,1,b,25\n0.5,1,c,0\n' >lines.csv
run evaluate lines.csv --score s --outcome y --protected g --count n --threshold 0.5 --format json \
    -o lines.json
judged "a line that stands for nobody" lines.json '.attributes.g.groups.c.count == 0'

# ---- an audit: a random arm of 1,047, 5,082 referrals, a register ----

cat >audit.csv <<'END'
how,group,tp,fp,positives,count
lot,A,,,20,700
lot,B,,,11,347
model,A,900,2600,,
model,B,420,1162,,
END
cat >audit.yaml <<'END'
columns: {how: arm, group: protected, tp: tp, fp: fp, positives: positives, count: count}
END
printf 'attribute,group,count\ngroup,A,40000\ngroup,B,80000\ngroup,C,500\n' >register.csv
audit="--schema audit.yaml --inspection random_arm --random-level lot --population"
# shellcheck disable=SC2086 # the options are words
{
    run evaluate audit.csv $audit register.csv --format json -o audit.json
    exits "an audit" 0
    near "an audit: recall of A, 900 / (40000 * 20 / 700)" audit.json \
        '.attributes.group.groups.A.recall.value' 0.7875
    near "an audit: false positive rate of B, 1162 / (80000 * 336 / 347)" audit.json \
        '.attributes.group.groups.B.false_positive_rate.value' 0.01500052083333333
    near "an audit: selection rate of B, 1582 / 80000" audit.json \
        '.attributes.group.groups.B.selection_rate.value' 0.019775
    judged "an audit: the largest group is of the population" audit.json \
        '.attributes.group | .reference == "B" and .of == "population"'
    judged "an audit: counts of the table are told" audit.json \
        '.attributes.group.groups.A | .tp == 900 and .fn == 20 and .tn == 680 and .not_published == null'
    judged "an audit: a group without a row" audit.json \
        '.attributes.group.groups.C | .count == 0 and .population == 500'
    judged "an audit: it is told of" audit.json 'any(.warnings[]; .code == "group_without_rows")'
    run evaluate audit.csv $audit register.csv
    check "an audit: a group's total in the table" grep -q "^  C  *0  *500 " out
    says "an audit: of whom inequality is" out "Groups weigh what they are in the population"
    check "an audit: nothing is called undeclared" test "$(grep -c 'not declared' out)" = 0
    printf 'attribute,group,count\ngroup,A,40000\ngroup,A,80000\n' >bad.csv
    run evaluate audit.csv $audit bad.csv
    refuses "a total twice" \
        "gauger: bad.csv:3: a group stands there twice, in line 2 first; give each group once"
    printf 'attribute,group,count\ngroup,A,-1\ngroup,B,80000\n' >bad.csv
    run evaluate audit.csv $audit bad.csv
    exits "a negative total" 2
    printf 'attribute,group,count\ngroup,A,40000\n' >bad.csv
    run evaluate audit.csv $audit bad.csv
    refuses "a group without a total" \
        "gauger: bad.csv: there is no total of group = B, which the table has; give the total of each group, under its name in the table"
    printf 'attribute,group,count\nregion,A,40000\n' >bad.csv
    run evaluate audit.csv $audit bad.csv
    refuses "totals of another attribute" \
        'gauger: bad.csv:2: the totals are of "region", which the table has not; name protected columns, the site or the period as the table does'
    printf 'attribute,group,count\ngroup,A,40000\ngroup,B,80000\n,,100000\n' >bad.csv
    run evaluate audit.csv $audit bad.csv
    refuses "a total that is smaller than its groups" \
        'gauger: bad.csv: the total of everyone, 100000, is smaller than the sum of the groups of "group", 120000; give totals of the same people'
}
