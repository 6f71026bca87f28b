#!/bin/sh
# The same figures, and the same bytes, whatever way the same table and options come.
. "$(dirname "$0")/scene.sh"

# A table with ties, missing scores, unverified rows, two attributes, sites and periods.
awk 'BEGIN {
    print "id,score,label,race,sex,site,month"
    x = 12345
    for (i = 0; i < 6000; i++) {
        x = (x * 1103515245 + 12345) % 2147483648; s = int(x / 65536) % 101 / 100
        x = (x * 1103515245 + 12345) % 2147483648; u = int(x / 65536) % 1000 / 1000
        y = u < 0.1 + 0.6 * s ? 1 : 0
        x = (x * 1103515245 + 12345) % 2147483648; r = int(x / 65536) % 3
        x = (x * 1103515245 + 12345) % 2147483648; g = int(x / 65536) % 2
        printf "%d,%s,%s,%s,%s,%s,2026-%02d\n", i, i % 97 == 0 ? "" : s, \
            y, r == 0 ? "White" : r == 1 ? "Black" : "Asian, other", \
            g ? "F" : "M", i % 4 == 0 ? "A" : "B", 1 + i % 3
    }
}' | sed 's/,Asian, other,/,"Asian, other",/' >t.csv
check "the table is there" test "$(wc -l <t.csv)" -eq 6001
json="--format json"
roles="--score score --outcome label --protected race,sex --site site --period month"
more="--threshold 0.5 --intersect race*sex"

# shellcheck disable=SC2086 # the options are words
{
    run evaluate t.csv $roles $more $json --threads 1
    exits "one thread" 0
    cp out want
    for n in 2 3 7 16; do
        run evaluate t.csv $roles $more $json --threads $n
        same "$n threads: the same bytes" out want
    done
    run evaluate t.csv $roles $more $json
    same "threads as there are processors" out want
    run evaluate t.csv --protected race --score score --outcome label --period month \
        --protected sex --site site $more $json
    same "options in another order" out want
}

# source SED: the last output with another name of the data put back.
source_is()
{
    sed "s|\"source\": \"$1\"|\"source\": \"t.csv\"|" out >got
}

# shellcheck disable=SC2086
{
    cat >s.yaml <<'END'
columns:
  score: {role: score}
  label: {role: outcome, positive: "1", negative: "0"}
  race: {role: [protected]}
  sex: protected
  site: {role: site}
  month: {role: period}
threshold: 0.5
END
    cat >s.json <<'END'
{"columns": {"score": {"role": "score"}, "label": {"role": "outcome", "positive": "1", "negative": "0"},
 "race": {"role": ["protected"]}, "sex": "protected", "site": {"role": "site"},
 "month": {"role": "period"}}, "threshold": 0.5}
END
    run evaluate t.csv --schema s.yaml --intersect race*sex $json
    exits "a schema in YAML" 0
    same "a schema in YAML says the same as options" out want
    run evaluate t.csv --schema s.json --intersect race*sex $json
    same "a schema in JSON too" out want
    sed '/^threshold/d; /month/d' s.yaml >half.yaml
    run evaluate t.csv --schema half.yaml --period month $more $json
    same "half schema, half options" out want

    sed 's/$/\r/' t.csv >crlf.csv
    run evaluate crlf.csv $roles $more $json
    source_is crlf.csv
    same "CRLF" got want
    { printf '\357\273\277'; cat t.csv; } >bom.csv
    run evaluate bom.csv $roles $more $json
    source_is bom.csv
    same "a byte order mark" got want
    { printf '\357\273\277'; sed 's/$/\r/' t.csv; } >both.csv
    run evaluate both.csv $roles $more $json
    source_is both.csv
    same "both" got want
    sed 's/"Asian, other"/Asian; other/; s/[^,]*/"&"/g; s/Asian; other/Asian, other/' t.csv >quoted.csv
    run evaluate quoted.csv $roles $more $json
    source_is quoted.csv
    same "every cell in quotes" got want
    head -c -1 t.csv >open.csv
    run evaluate open.csv $roles $more $json
    source_is open.csv
    same "no line break at the end" got want
    { head -n 1 t.csv; tail -n +2 t.csv | tac; } >reversed.csv
    run evaluate reversed.csv $roles $more $json
    source_is reversed.csv
    same "rows in another order" got want
    cat t.csv | "$GAUGER" evaluate - $roles $more $json >out 2>err
    source_is "standard input"
    same "through a pipe" got want

    # The same rows as counts; the id column goes, for counted rows have none.
    cut -d, -f2- t.csv >rows.csv
    {
        echo "$(head -n 1 rows.csv),n"
        tail -n +2 rows.csv | sort | uniq -c | sed 's/^ *\([0-9]*\) \(.*\)$/\2,\1/'
    } >counts.csv
    run evaluate rows.csv $roles $more $json
    sed '/"counted"/d' out >want
    run evaluate counts.csv $roles $more $json --count n
    exits "counts" 0
    sed '/"counted"/d; s/counts\.csv/rows.csv/' out >got
    same "counts and rows: the same figures" got want
}
