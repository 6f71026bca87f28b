#!/bin/sh
# The figures of the published risk score, through the program, from rows and from counts, against
# ../shared/vectors/compas_reference.json (made with Fairlearn 0.9, scikit-learn 1.2.1, SciPy 1.10.1).
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: COMPAS figures (no jq)"; exit 0; }

shared=$root/../shared
reference=$shared/vectors/compas_reference.json
counts=$root/datasets/compas/counts.csv
roles="--score decile_score --outcome two_year_recid --protected race,sex,age_cat --intersect race*sex"

# Ours and theirs side by side: [what, ours, theirs] for every group and figure. A rate that is 0
# there for want of cases is null here, and counts as equal.
cat >side.jq <<'END'
def names: {selection_rate: "selection_rate", base_rate: "base_rate", recall: "tpr",
            false_positive_rate: "fpr", false_negative_rate: "fnr", specificity: "tnr",
            precision: "ppv", negative_predictive_value: "npv", accuracy: "accuracy"};
def metrics($where; $m; $r):
    (["count", "n"], ["tp", "tp"], ["fp", "fp"], ["fn", "fn"], ["tn", "tn"], ["selected", "n_pred_pos"],
     ["positives", "n_pos_label"] | ["\($where) \(.[0])", $m[.[0]], $r[.[1]]]),
    (names | to_entries[] |
     ["\($where) \(.key)", $m[.key].value, $r[.value]],
     ["\($where) \(.key) low", $m[.key].low, ($r[.value + "_wilson95"] // [])[0]],
     ["\($where) \(.key) high", $m[.key].high, ($r[.value + "_wilson95"] // [])[1]]),
    ["\($where) roc_auc", $m.roc_auc.value, $r.roc_auc_score_col];
def attribute($name; $a; $r): if $r == null then empty else
    ($r.groups | to_entries[] | (.key | gsub("\\|"; "*")) as $key |
     metrics("\($name)=\($key)"; $a.groups[$key]; .value)),
    (["demographic_parity_difference", "demographic_parity_ratio", "equalized_odds_difference",
      "equalized_odds_ratio"][] |
     ["\($name) \(.)", ($a.summary[.] | .value // .over_defined_groups.value),
      $r.fairlearn[. + "_between_groups"]]) end;
$reference[0].datasets[$set] as $r |
[metrics("overall"; .overall; $r.overall),
 attribute("race"; .attributes.race; $r.attributes.race),
 attribute("sex"; .attributes.sex; $r.attributes.sex),
 attribute("age_cat"; .attributes.age_cat; $r.attributes.age_cat),
 attribute("race*sex"; .intersections["race*sex"]; $r.attributes["race|sex"])] |
def far: .[1] as $x | .[2] as $y |
    if $x == null then ($y != null and $y != 0 and $y != 1)
    elif $y == null then true
    else (($x - $y) | fabs) > 1e-9 end;
{compared: length, far: map(select(far))}
END

# figures NAME DATASET ARGS ...
figures()
{
    figures_name=$1 set=$2
    shift 2
    run evaluate "$@" --format json
    if [ "$status" -ne 0 ]; then
        fail "$figures_name" "exit status $status ($(head -n 1 err))"
    elif ! jq --slurpfile reference "$reference" --arg set "$set" -f side.jq out >side 2>jq.err; then
        fail "$figures_name" "$(head -n 2 jq.err)"
    elif [ "$(jq '.far | length' side)" -ne 0 ] || [ "$(jq .compared side)" -lt 200 ]; then
        fail "$figures_name" "$(jq -c '.compared, (.far | length), .far[:4]' side | tr '\n' ' ')"
    else
        ok "$figures_name ($(jq .compared side) figures)"
    fi
}

if [ ! -f "$reference" ]; then
    echo "not run: COMPAS figures against Fairlearn's (no ../shared/vectors)"
else
    for cut in 5 8; do
        # shellcheck disable=SC2086 # the options are words
        figures "counts, referred from $cut" compas_decile_$cut "$counts" $roles --count count \
            --threshold $cut
        if [ -f "$shared/data/compas_two_year.csv" ]; then
            # shellcheck disable=SC2086
            figures "rows, referred from $cut" compas_decile_$cut "$shared/data/compas_two_year.csv" \
                $roles --threshold $cut
            cp out rows.json
            # shellcheck disable=SC2086
            run evaluate "$counts" $roles --count count --threshold $cut --format json
            jq -S 'del(.data, .warnings)' out >a
            jq -S 'del(.data, .warnings)' rows.json >b
            same "rows and counts from $cut: the same document" a b
        else
            echo "not run: COMPAS rows, referred from $cut (no ../shared/data)"
        fi
    done
fi

# The dataset's own schema says what the options say.
run evaluate "$counts" --schema "$root/datasets/compas/schema.yaml" --format json
exits "the schema of the data set" 0
check "the schema of the data set: its reference" \
    jq -e '.attributes.race.reference == "Caucasian" and .attributes.race.reference_rule == "given"' out
