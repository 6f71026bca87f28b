#!/bin/sh
# Tables that are odd, but not wrong: they are measured, what cannot be said is null with a reason,
# and no NaN or infinity comes out.
. "$(dirname "$0")/scene.sh"
command -v jq >/dev/null || { echo "not run: odd tables (no jq)"; exit 0; }

# measures NAME ARGS ...: the table t.csv; every null figure must say why.
measures()
{
    measures_name=$1
    shift
    run evaluate t.csv "$@" --format json
    if [ "$status" -ne 0 ]; then
        fail "$measures_name" "exit status $status ($(head -n 1 err))"
        return
    fi
    cp out document.json
    if ! jq -e '[.. | objects | select(has("value") and .value == null and has("why_null") == false)]
                | length == 0' out >jq.out 2>&1; then
        fail "$measures_name" "a null without a reason, or no JSON: $(head -n 2 jq.out)"
    elif grep -qiE '(:|\[|,) *-?(nan|inf)' document.json; then
        fail "$measures_name" "NaN or infinity"
    else
        for format in text markdown; do
            run evaluate t.csv "$@" --format $format
            if [ "$status" -ne 0 ] || grep -qwiE -e '-?(nan|inf)' out; then
                fail "$measures_name" "as $format: exit status $status, or NaN in it"
                return
            fi
        done
        ok "$measures_name"
    fi
}

# holds NAME FILTER: whether the last document has it.
holds()
{
    if jq -e "$2" document.json >/dev/null 2>&1; then
        ok "$1"
    else
        fail "$1" "not so: $2"
    fi
}

base="--score s --outcome y --protected g --threshold 0.5"
# shellcheck disable=SC2086 # the options are words
{
    printf 's,y,g\n0.7,1,a\n' >t.csv
    measures "one row" $base
    holds "one row: one group has no disparity" '.attributes.g.summary.impact_ratio.why_null == "one_group"'
    printf '"s;y|z"\n0.7\n' >t.csv
    measures "one column, its quoted name full of separators" --score 's;y|z' --threshold 0.5
    printf 's,y,g\n,1,a\n,0,b\n' >t.csv
    measures "no row has a score" $base
    holds "no row has a score: counted" '.data.rows == 2 and .data.rows_used == 0 and .data.rows_excluded.missing_score == 2'
    printf 's,y,g\n0.2,,a\n0.7,,b\n' >t.csv
    measures "no outcome is known" $base
    holds "no outcome is known: not identified" '.overall.recall.why_null == "not_identified" and .overall.unverified == 2'
    holds "no outcome is known: still selected" '.overall.selection_rate.value == 0.5'
    printf 's,g\n0.2,a\n0.7,b\n' >t.csv
    measures "no column of outcomes" --score s --protected g --threshold 0.5
    printf 's,y,g\n0.2,1,a\n0.7,1,b\n' >t.csv
    measures "one class" $base
    holds "one class: no ranking" '.overall.roc_auc.value == null and .overall.roc_auc.why_null == "one_class"'
    printf 's,y,g\n0.2,1,a\n0.7,0,b\n' >t.csv
    measures "a threshold above all" --score s --outcome y --protected g --threshold 1e300
    holds "a threshold above all: nobody" '.overall.selected == 0 and .overall.precision.why_null == "no_selected"'
    printf 's,y,g\n-1e308,1,a\n1e308,0,b\n4.9e-324,1,a\n-0,0,b\n' >t.csv
    measures "numbers at the ends" --score s --outcome y --protected g --threshold 0
    holds "numbers at the ends: no probability" '.overall.brier_score.why_null == "not_a_probability"'
    printf 's,y,g,w\n0.2,1,a,0\n0.7,0,b,0\n' >t.csv
    measures "weights that are all 0" $base --weight w
    measures "counts that are all 0" $base --count w
    printf 's,y,g,w\n0.2,1,a,1e12\n0.7,0,b,1e-12\n0.9,1,b,1\n' >t.csv
    measures "weights far apart" $base --weight w
    printf 's,y,g\n0.2,1,\n0.7,0,\n0.9,1,b\n' >t.csv
    measures "a missing level" $base
    holds "a missing level is a group" '.attributes.g.groups["(missing)"].count == 2'
    printf 's,y,"a ""b"", c"\n0.2,1,"x\ny"\n0.7,0,"<b>&amp;|*_`"\n0.9,1,%%s%%n\n' >t.csv
    measures "names with signs in them" --score s --outcome y --protected '"a ""b"", c"' --threshold 0.5
    holds "names with signs in them: kept" '.attributes["a \"b\", c"].groups["x\ny"].count == 1'
    printf 's,y,g\n0.2,1,\303\251t\303\251\n0.7,0,\346\227\245\346\234\254\n0.9,1,e\314\201\n' >t.csv
    measures "names in other scripts" $base
    { echo s,y,g; seq 1 100 | sed 's/.*/0.&,1,group &/'; } >t.csv
    measures "a hundred groups" $base
    { printf 's,y,g'; seq 1 2000 | sed 's/^/,c/' | tr -d '\n'; echo
      for r in 1 2 3; do printf '0.5,1,a'; seq 1 2000 | sed 's/^/,/' | tr -d '\n'; echo; done; } >t.csv
    measures "2003 columns" $base
    { echo s,y,g; printf '0.5,1,'; head -c 1000000 /dev/zero | tr '\0' x; echo; echo 0.7,0,a; } >t.csv
    run evaluate t.csv $base
    exits "a cell of a million letters" 0
    printf 's,y,g\n0.3,1,a\nbad,1,b\n0.7\n0.6,0,b,x\n0.9,0,b\n' >t.csv
    measures "malformed rows left out" $base --skip-bad-rows
    holds "malformed rows left out: counted" '.data.rows_used == 2 and ([.data.rows_excluded[]] | add) == 3'
    printf 's,y,g\nTrue,1,a\nno,0,b\nPOSITIVE,1.0,b\n0,FALSE,a\n' >t.csv
    measures "decisions in any words" --decision s --outcome y --protected g
    holds "decisions in any words: read" '.overall.selected == 2 and .overall.tp == 2 and .decision.rule != "threshold"'
    printf 's,y,g,site\n0.66,1,a,A\n0.66,0,b,B\n0.9,1,a,B\n' >t.csv
    measures "a threshold for each site" --score s --outcome y --protected g --site site --threshold 0.7 --threshold A=0.65
    holds "a threshold for each site: in force" '.overall.selected == 2 and .sites.A.threshold == 0.65 and .sites.B.threshold == 0.7'
    printf 's,y\n0.2,1\n0.7,0\n' >t.csv
    measures "no threshold, scores are probabilities" --score s --outcome y
    holds "no threshold: 0.5, with a warning" '.decision.threshold == 0.5 and any(.warnings[]; .code == "default_threshold")'
    printf 'd,y,g\n1,1,a\n,0,b\n1,0,b\n' >t.csv
    measures "a row without a decision" --decision d --outcome y --protected g
    holds "a row without a decision: counted" '.data.rows_used == 2 and .data.rows_excluded.missing_decision == 1'
    holds "a row without a decision: said" '[.warnings[] | select(.code == "rows_excluded")][0].message == "1 of 3 rows were left out: 1 without a decision, 0 malformed"'
    printf 's,y,g,w\n0.7,1,a,0\n0.3,0,b,0\n' >t.csv
    measures "weights of 0 alone" $base --weight w
    run evaluate t.csv $base --weight w
    says "weights of 0 alone: said" out "No case counts, so nothing can be measured."
    says "weights of 0 alone: nothing compared" out "neither selection rates nor false positive rates"
    printf 's,y,g\n0.7,1,a\n' >t.csv
    run evaluate t.csv $base
    says "one row: in the singular" out "1 row is used."
    says "one row: one case" out "1 of 1 case is referred"
    says "one row: no empty figure in a sentence" out "1.000 [0.207, 1.000] were referred (recall)."
    printf 's,y,g\n0.2,0,a\n0.8,1,b\n0.4,1,a\n' >t.csv
    run evaluate t.csv $base --reference-rule rest
    says "compared with the rest: in words" out "g, compared with everyone else:"
    says "compared with the rest: the ratio" out "ratio to everyone else: not established for"
    run evaluate t.csv $base --reference-rule overall
    says "compared with all: the ratio" out "ratio to everyone: not established for"
}
