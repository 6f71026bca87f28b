#!/bin/sh
# A table in many files: what evaluate, compare, drift and check say of a pattern is what they say of
# one file with the same rows, whatever the files are called and however the rows are dealt out.
. "$(dirname "$0")/scene.sh"

awk 'BEGIN {
    print "id,score,other,label,race,sex,site,month"
    x = 4711
    for (i = 0; i < 4000; i++) {
        x = (x * 1103515245 + 12345) % 2147483648; s = int(x / 65536) % 101 / 100
        x = (x * 1103515245 + 12345) % 2147483648; o = int(x / 65536) % 1001 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; u = int(x / 65536) % 1000 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; r = int(x / 65536) % 3
        x = (x * 1103515245 + 12345) % 2147483648; g = int(x / 65536) % 2
        printf "%d,%s,%s,%d,%s,%s,%s,2026-%02d\n", i, i % 97 == 0 ? "" : s, o, u < 0.1 + 0.6 * s, \
            r == 0 ? "White" : r == 1 ? "Black" : "\"Asian, other\"", g ? "F" : "M", \
            i % 4 == 0 ? "A" : "B", 1 + i % 3
    }
}' >all.csv

# deal NAMES: rows in turn to the files of these names, in the order given.
deal()
{
    mkdir -p parts
    rm -f parts/*
    awk -v names="$1" 'BEGIN { n = split(names, name, " ") }
        NR == 1 { for (i = 1; i <= n; i++) print >("parts/" name[i]); next }
        { k = int((NR - 2) * n / 4000) + 1; print >("parts/" name[k]) }' all.csv
}

roles="--score score --outcome label --protected race,sex --site site --period month"
json="--format json"

# each COMMAND SOURCE BASELINE: runs one of the four commands on a table.
each()
{
    # shellcheck disable=SC2086 # the options are words
    case $1 in
    evaluate) "$GAUGER" evaluate "$2" $roles --intersect "race*sex" $json ${4:-} ;;
    compare) "$GAUGER" compare "$2" --score score --score other --outcome label --protected race $json ${4:-} ;;
    drift) "$GAUGER" drift "$2" --baseline "$3" --feature score,race,month $json ${4:-} ;;
    check) "$GAUGER" check "$2" --quasi-identifier race,sex,site $json ${4:-} ;;
    esac >out 2>err
    status=$?
}

# plain FILE: a document without what a pattern alone has in it.
plain()
{
    jq 'walk(if type == "object" then del(.files) |
        (if .source? then .source = "table" else . end) else . end)' "$1"
}

tail -n 2001 all.csv | sed '1s/.*/id,score,other,label,race,sex,site,month/' >half.csv
for command in evaluate compare drift check; do
    each $command all.csv half.csv ""
    cp out one.json
    plain one.json >want
    check "$command: one file is no pattern" sh -c '! grep -q "\"files\"" one.json'
    for names in "m-1 m-2 m-3" "m-3 m-1 m-2" "m-a m-b m-c m-d m-e m-f m-g m-h m-i m-j m-k m-l"; do
        deal "$names"
        n=$(echo "$names" | wc -w)
        for threads in 1 2 7; do
            each $command 'parts/m-*' half.csv "--threads $threads"
            plain out >got
            # Rows come in the order of the names of files: only check tells of rows, by the shape of the first.
            case $command$names in
            "checkm-3 m-1 m-2")
                jq 'walk(if type == "object" then del(.shape) else . end)' want >want.r
                jq 'walk(if type == "object" then del(.shape) else . end)' got >got.r
                ;;
            *)
                cp want want.r
                cp got got.r
                ;;
            esac
            same "$command: $n files as $names, $threads threads" got.r want.r
        done
    done
    check "$command: the document says how many files" grep -q '"files": 12' out
    check "$command: and what the pattern was" grep -q '"source": "parts/m-\*"' out
done

deal "m-1 m-2 m-3"
each drift all.csv 'parts/m-*' ""
cp out got.json
each drift all.csv all.csv ""
plain got.json >got
plain out >want
same "a pattern as the baseline" got want
run drift 'parts/m-*' --baseline 'parts/m-*' --feature score
says "the text says how many files" out "Drift of parts/m-* (3 files) from parts/m-* (3 files)"
# shellcheck disable=SC2086
{
    run evaluate 'parts/m-*' $roles
    says "evaluate's text does" out "Evaluation of parts/m-* (3 files)"
    run check 'parts/m-*'
    says "check's text does" out "De-identification check of parts/m-* (3 files)"
    run evaluate 'parts/m-*' $roles $json -o e.json
    run card --evaluation e.json --format markdown
    says "a card does" out '**Data**: parts/m-\* (3 files)'
}

# Files as they come: a byte order mark, CRLF, columns in another order.
printf '\357\273\277' >mark
sed 's/$/\r/' parts/m-1 | cat mark - >parts/n-1
sed 's/"Asian, other"/Asian; other/' parts/m-2 |
    awk -F, -v OFS=, '{ print $8, $7, $6, $5, $4, $3, $2, $1 }' | sed 's/Asian; other/"Asian, other"/' >parts/n-2
cp parts/m-3 parts/n-3
each evaluate 'parts/n-*' "" "--threads 2"
plain out >got
each evaluate all.csv "" ""
plain out >want
same "marks, CRLF and another order of columns" got want

# Evidence does not know which order of columns came first: names of columns without a role, of
# strata, and of special columns are in an order of their own.
cat >strata.yaml <<'EOF'
columns:
  score: {role: score}
  label: {role: outcome}
  race: {role: protected}
  site: {role: stratum}
  month: {role: stratum, special: true}
  sex: {special: true}
threshold: {default: 0.5}
EOF
mkdir first last
cp parts/n-1 first/1
cp parts/n-2 first/2
cp parts/n-2 last/1
cp parts/n-1 last/2
run evaluate 'first/*' --schema strata.yaml --measure binned --evidence first.json -o text
exits "columns in one order, then in another" 0
run evaluate 'last/*' --schema strata.yaml --measure binned --evidence last.json -o text
exits "columns in the other order first" 0
same "the same evidence" first.json last.json
check "columns without a role are told" grep -q '"ignored": *\["id", *"other"' first.json
run evaluate first/1 --schema strata.yaml --measure binned --evidence part.json -o text
run evaluate first/2 --schema strata.yaml --add-to part.json --evidence added.json -o text
exits "one file added to the other" 0
same "the same evidence again" first.json added.json

# The digest.
want=$(sha256sum parts/m-* | cut -c 1-64 | sort | sha256sum | cut -c 1-64)
run evaluate 'parts/m-*' --score score --outcome label --format json --digest
says "the digest is that of the sorted digests" out "\"sha256\": \"$want\""
run evaluate 'parts/m-1*' --score score --outcome label --format json --digest
says "of one file it is the file's" out "\"sha256\": \"$(sha256sum <parts/m-1 | cut -c 1-64)\""

# What is wrong, and where.
for command in evaluate compare drift check; do
    each $command 'parts/q-*' all.csv ""
    check "$command: no file fits" grep -qxF -e \
        'gauger: parts/q-*: no file has such a name; check the pattern and the folder' err
    check "$command: exit 2" test "$status" -eq 2
done
run drift all.csv --baseline 'parts/q-*'
refuses "drift: no baseline fits" \
    'gauger: parts/q-*: no file has such a name; check the pattern and the folder'
echo "1,2,3" >>parts/m-2
run evaluate 'parts/m-*' --score score --outcome label -o e2.json
lines=$(wc -l <parts/m-2)
refuses "a bad row: its file and line" "gauger: parts/m-2:$lines: 3 cells where the header has 8; mend the row, or give --skip-bad-rows to leave such rows out"
check "nothing was written" test ! -e e2.json
echo "1,2,3" >>parts/m-3
run evaluate 'parts/m-*' --score score --outcome label --format json --skip-bad-rows
says "bad rows are added up" out '"bad_rows": 2'
mkdir parts/m-4
run evaluate 'parts/m-*' --score score --outcome label
refuses "a folder among them" "gauger: parts/m-4: is a directory; give a CSV file"
rmdir parts/m-4
if [ "$(id -u)" -ne 0 ]; then
    : >parts/m-4
    chmod 0 parts/m-4
    run evaluate 'parts/m-*' --score score --outcome label
    exits "a file that may not be read" 2
    rm -f parts/m-4
fi
run evaluate 'parts/m-*' --score score --outcome label -o parts/m-1
refuses "no output over one of the files" \
    "gauger: --output: this file is also given as an input or another output; name another file"
sed '1s/sex/gender/' parts/m-1 >parts/m-5
run evaluate 'parts/m-*' --score score --outcome label
refuses "other columns" "gauger: parts/m-5:1: column \"sex\": a column of the first file (m-1), and not of this one; give all files of the table the same columns"
rm parts/m-5
run evaluate parts/m-1 parts/m-2 --score score --outcome label
refuses "a pattern that the shell expanded" "gauger: evaluate: one argument too many: \"parts/m-2\"; many files that are one table are given as a pattern in quotes, which the shell leaves alone: gauger evaluate 'crossings-*.csv'"
cp parts/m-1 'parts/m-[1]'
run evaluate 'parts/m-[1]' --score score --outcome label --format json
check "a file of that very name" sh -c '! grep -q "\"files\"" out && grep -qF "m-[1]" out'

# What is registered is one file.
run init
exits "a registry" 0
for data in 'parts/m-*' duckdb:parts/m-1 odbc:lite/cases; do
    run dataset add "$data" --name rows --origin synthetic
    refuses "dataset add $data" "gauger: $data: a registered table is one CSV file: no pattern, no Parquet file and no database; write the rows to one CSV file, and give that"
done
run dataset add 'odbc:DSN=x;PWD=hush/t' --name rows --origin synthetic
check "no password is shown" sh -c '! grep -q hush out err && grep -q "one CSV file" err'
