#!/bin/sh
# Rows added to stored evidence: month by month is as all at once, and what does not fit is refused.
. "$(dirname "$0")/scene.sh"

awk 'BEGIN {
    print "score,label,race,site,month,note"
    x = 12345
    for (i = 0; i < 3000; i++) {
        x = (x * 1103515245 + 12345) % 2147483648; s = (int(x / 65536) % 991 + 1) / 1000
        x = (x * 1103515245 + 12345) % 2147483648; u = int(x / 65536) % 1000 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; r = int(x / 65536) % 3
        print s "," (u < s ? 1 : 0) "," (r == 0 ? "White" : r == 1 ? "Black" : "") \
            "," (i % 4 ? "A" : "B") ",2024-0" 1 + i % 3 "," i
    }
}' >all.csv
for m in 1 2 3; do
    sed -n "1p; /,2024-0$m,/p" all.csv >m$m.csv
done
columns="--score score --outcome label"
roles="$columns --protected race --site site --period month --threshold 0.5"
json="--format json"

# shellcheck disable=SC2086 # the options are words
{
    # Month by month, in two orders, at each extent that merges to the byte.
    for measure in binned counts; do
        run evaluate all.csv $roles --measure $measure --evidence want.json $json -o want.out
        exits "$measure: all at once" 0
        for order in "1 2 3" "3 1 2"; do
            set -- $order
            run evaluate m$1.csv $roles --measure $measure --evidence one.json
            run evaluate m$2.csv $columns --add-to one.json --evidence two.json
            exits "$measure, $order: the second month" 0
            run evaluate m$3.csv $roles --measure $measure --add-to two.json --evidence three.json \
                $json -o three.out --threads 3
            exits "$measure, $order: the third month, with all options given again" 0
            same "$measure, $order: as all at once" three.json want.json
        done
        check "$measure: what was stored is said" grep -q '"stored"' three.out
        sed '/"source"/d; /"digest"/d; /"stored"/d; /"rows": 2000/d; /"rows_used": 2000/d' three.out |
            tr -d ' \n{}[],' >got.flat
        sed '/"source"/d; /"digest"/d' want.out | tr -d ' \n{}[],' >want.flat
        same "$measure: the same evaluation" got.flat want.flat
    done

    # Other ways to the same sum.
    for m in 1 2 3; do
        run evaluate m$m.csv $roles --measure binned --evidence e$m.json
    done
    run evaluate all.csv $roles --measure binned --evidence want.json
    run evaluate m1.csv $columns --add-to e2.json --add-to e3.json --evidence sum.json
    exits "two files at once" 0
    same "two files at once: as all at once" sum.json want.json
    says "the text tells it" out "come from evidence that was stored before (e2.json"
    says "the bounds are told" out "Scores were kept in bins"
    run evaluate evidence:e3.json --add-to e1.json --add-to e2.json --evidence sum.json $json
    exits "evidence alone" 0
    same "evidence alone: as all at once" sum.json want.json
    cp out from-evidence
    run evaluate evidence:want.json $json
    sed '/"source"/d; /"digest"/d; /"stored"/d; /"rows": 1000/d; /"rows_used": 1000/d' from-evidence |
        tr -d ' \n{}[],' >got.flat
    sed '/"source"/d; /"digest"/d' out | tr -d ' \n{}[],' >want.flat
    same "evidence alone: the same evaluation" got.flat want.flat

    # Everything measured: what can be kept is kept, what cannot has a reason.
    run evaluate m1.csv $roles --evidence a1.json
    run evaluate m2.csv $columns --add-to a1.json --evidence a12.json $json
    exits "everything measured" 0
    check "bounds of roc_auc" grep -q '"bound_low"' out
    check "a warning" grep -q '"binned_scores"' out
    check "average_precision has a reason" grep -q '"why_null": "not_computed"' out
    check "no calibration" test "$(grep -c '"calibration_slope"' out)" -eq 0
    sed -n '1p; /,2024-0[12],/p' all.csv >m12.csv
    run evaluate m12.csv $roles $json
    for key in brier_score log_loss expected_calibration_error recall; do
        sed -n "/\"overall\"/,\$p" out | sed -n "/\"$key\": {/,/}/p" | sed '/}/q' >want
        run evaluate evidence:a12.json $json
        sed -n "/\"overall\"/,\$p" out | sed -n "/\"$key\": {/,/}/p" | sed '/}/q' >got
        same "everything measured: $key" got want
        check "everything measured: $key is there" grep -q '"value": 0' got
        run evaluate m12.csv $roles $json
    done

    # A month twice.
    run evaluate m2.csv $columns --add-to e1.json --evidence e12.json
    run evaluate m1.csv $columns --add-to want.json
    exits "a month that is there" 2
    says "which" err "m1.csv: period 2024-01 has rows in want.json already"
    says "what to do" err "--late-rows"
    run evaluate m1.csv $columns --add-to want.json --late-rows
    exits "late rows" 0
    run evaluate m1.csv $columns --add-to e1.json --late-rows
    exits "the very same rows" 2
    says "why" err "its evidence is that of e1.json"
    run evaluate m3.csv $columns --add-to e1.json --add-to e1.json
    exits "a file twice" 2
    says "which file" err "the same evidence as e1.json"
    run evaluate m3.csv $columns --add-to e1.json --add-to e12.json
    exits "a month in two files" 2
    says "in which" err "e12.json: period 2024-01 has rows in e1.json already"

    # What does not fit.
    while IFS='|' read -r options words; do
        run evaluate m3.csv $columns --add-to e1.json --evidence new.json $options
        exits "$options" 2
        says "$options: why" err "$words"
        check "$options: nothing is written" test ! -e new.json
    done <<'LIST'
--measure all|--measure: the evidence that is added to was collected otherwise
--score-bins 50|--score-bins: the evidence
--score-range 0,2|--score-range: the evidence
--intersect race*site|--intersect: the evidence
--operating-points 0.3|--operating-points: the evidence
--capacity 10|--capacity: needs the rows themselves
--model m@1|--model: needs the rows themselves
--threshold 0.4|differ in the decision rule or its threshold
--protected note|column "note": the two pieces of evidence differ in the columns
--weight score|differ in having scores, weights or outcomes
LIST
    run evaluate m3.csv $columns --late-rows
    exits "late rows without evidence" 2
    run evaluate m3.csv $columns --add-to m1.csv
    exits "a table for evidence" 2
    sed 's/"used": 1000/"used": 1001/' e1.json >changed.json
    run evaluate m3.csv $columns --add-to changed.json
    exits "changed evidence" 2
    says "that it was changed" err "changed.json: the digest does not fit"
    sed 's/^score,/points,/' m3.csv >other.csv
    run evaluate other.csv $columns --add-to e1.json
    exits "another column" 2

    # Bins and references of a schema; thresholds by site.
    cat >schema.yaml <<'YAML'
columns:
  score: score
  label: outcome
  race: {role: protected, reference: White}
  note: {role: protected, bins: [1000, 2000]}
  site: site
  month: period
threshold: {default: 0.5, site: {B: 0.7}}
YAML
    run evaluate all.csv --schema schema.yaml --measure binned --evidence want.json
    run evaluate m2.csv --schema schema.yaml --measure binned --evidence s2.json
    run evaluate m3.csv --schema schema.yaml --add-to s2.json --evidence s23.json
    run evaluate m1.csv $columns --add-to s23.json
    exits "bins that nobody tells" 2
    says "of which column" err 's23.json: column "note": the stored evidence has this column in bins'
    sed '/threshold/d; /race/d; /month/d' schema.yaml >bins.yaml
    run evaluate m1.csv --schema bins.yaml --add-to s23.json --evidence sum.json
    exits "the rest is as it was stored" 0
    same "by schema: as all at once" sum.json want.json
}

# What fails has stored nothing: sent again, the month is counted once.
# shellcheck disable=SC2086 # the options are words
{
    run evaluate m1.csv $columns --protected race --measure binned --evidence year.json
    cp year.json before.json
    mkdir folder
    for to in none/doc.json folder /dev/full; do
        run evaluate m2.csv $columns --add-to year.json --evidence year.json -o $to
        exits "the evaluation to $to" 2
        same "the evaluation to $to: the evidence is as it was" year.json before.json
    done
    "$GAUGER" evaluate m2.csv $columns --add-to year.json --evidence year.json >/dev/full 2>err
    check "a full standard output" test $? -eq 2
    says "a full standard output: what failed" err "standard output: cannot be written"
    same "a full standard output: the evidence is as it was" year.json before.json
    echo old >doc.txt
    run evaluate m2.csv $columns --add-to year.json --evidence none/year.json -o doc.txt
    exits "the evidence to no folder" 2
    check "the evidence to no folder: the document is as it was" test "$(cat doc.txt)" = old
    run evaluate m2.csv $columns --add-to year.json --evidence year.json -o doc.txt
    exits "sent again" 0
    check "sent again: the month is in it once" grep -q '"read": 2000' year.json
    check "sent again: the document is new" test "$(cat doc.txt)" != old
    check "nothing else is left" test -z "$(find . -name '.gauger*')"
}

# A version is evaluated whole.
run evaluate all.csv --score score --model x@1 --max-memory 1M
exits "memory for a version" 2
says "why" err "stored with a version is whole"
