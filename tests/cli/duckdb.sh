#!/bin/sh
# Tables that DuckDB reads: every figure is that of the CSV file of the same rows; what cannot be
# read is one line, with nothing written.
. "$(dirname "$0")/scene.sh"

awk 'BEGIN {
    print "id,score,other,label,race,sex,note"
    x = 4711
    for (i = 0; i < 4000; i++) {
        x = (x * 1103515245 + 12345) % 2147483648; s = int(x / 65536) % 1001 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; o = int(x / 65536) % 1001 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; u = int(x / 65536) % 1000 / 1000
        x = (x * 1103515245 + 12345) % 2147483648; r = int(x / 65536) % 3
        printf "%d,%.3f,%.3f,%s,%s,%s,%s\n", i, s, o, i % 50 == 0 ? "" : u < 0.1 + 0.6 * s, \
            r == 0 ? "White" : r == 1 ? "Black" : "\"Asian, other\"", i % 2 ? "F" : "M", \
            i % 9 ? "n" i % 5 : "\"two\nlines \"\"quoted\"\"\""
    }
}' >t.csv
cp t.csv plain.csv
json="--format json"

# Without the library: said in one line, and a CSV file needs none.
library=${GAUGER_DUCKDB_LIBRARY:-libduckdb.so}
GAUGER_DUCKDB_LIBRARY=/nowhere/libduckdb.so "$GAUGER" evaluate duckdb:t.csv --score score \
    --outcome label -o e.json >out 2>err
status=$?
refuses "no library" "gauger: GAUGER_DUCKDB_LIBRARY: no library that can be loaded; install DuckDB's C library (libduckdb.so), or name its file in GAUGER_DUCKDB_LIBRARY"
check "nothing was written without it" test ! -e e.json
GAUGER_DUCKDB_LIBRARY=/nowhere/libduckdb.so "$GAUGER" evaluate t.csv --score score \
    --outcome label >out 2>err
status=$?
exits "a CSV file needs no library" 0

cc=${CC:-cc}
if ! $cc -o sql "$root/tests/cli/duckdb_sql.c" 2>cc.log; then
    echo "not run: tables that DuckDB reads (no compiler for the program that writes them)"
    exit
fi
./sql "$library" "" "SELECT 1" 2>sql.log
if [ $? -eq 2 ]; then
    echo "not run: tables that DuckDB reads (libduckdb is not installed)"
    exit
fi

rows="SELECT * FROM read_csv('$scratch/t.csv')"
check "a Parquet file" ./sql "$library" "" "COPY ($rows) TO 't.parquet' (FORMAT parquet)"
check "two of them" ./sql "$library" "" "COPY ($rows LIMIT 1500) TO 'p-1.parquet' (FORMAT parquet);
    COPY ($rows OFFSET 1500) TO 'p-2.parquet' (FORMAT parquet)"
check "a database" ./sql "$library" d.duckdb "CREATE TABLE crossings AS $rows; CHECKPOINT"
check "a packed CSV file" ./sql "$library" "" \
    "COPY ($rows) TO 't.csv.gz' (FORMAT csv, HEADER, COMPRESSION gzip)"

# each COMMAND SOURCE OPTIONS: runs one of the commands on a table; roles: evaluate with other roles.
each()
{
    # shellcheck disable=SC2086 # the options are words
    case $1 in
    evaluate) run evaluate "$2" --score score --outcome label --protected race,sex $json ${3:-} ;;
    compare) run compare "$2" --score score --score other --outcome label --protected race $json ${3:-} ;;
    drift) run drift "$2" --baseline plain.csv --feature score,race,note $json ${3:-} ;;
    roles) run evaluate "$2" --decision label --outcome label --protected note,sex --site race \
        --weight other --intersect "note*sex" $json ${3:-} ;;
    check) run check "$2" --quasi-identifier race,sex $json ${3:-} ;;
    esac
}

# plain FILE: a document without what its source is called.
plain()
{
    jq 'walk(if type == "object" then del(.files) |
        (if .source? then .source = "table" else . end) else . end)' "$1"
}

for command in evaluate roles compare drift check; do
    each $command t.csv
    [ $command = check ] || exits "$command: the CSV file" 0
    plain out >want
    for source in duckdb:t.parquet 'duckdb:p-*.parquet' duckdb:d.duckdb/crossings duckdb:t.csv.gz; do
        for threads in 1 2 7; do
            each $command "$source" "--threads $threads"
            plain out >got
            # DuckDB writes 0.500 as 0.5: only check looks at the shape of a cell.
            [ $command != check ] || for file in want got; do
                jq 'walk(if type == "object" then del(.shape) else . end)' $file >$file.1
                mv $file.1 $file
            done
            same "$command $source, $threads threads" got want
        done
    done
done
each evaluate 'duckdb:p-*.parquet'
says "the document says how many files" out '"files": 2'
says "and what was named" out '"source": "duckdb:p-*.parquet"'
run drift t.csv --baseline duckdb:t.parquet --feature score,race,note --format json
plain out >got
each drift t.csv
plain out >want
same "a baseline that DuckDB reads" got want
each evaluate duckdb:t.parquet --digest
says "the digest is that of the Parquet file" out "\"sha256\": \"$(sha256sum <t.parquet | cut -c 1-64)\""

# What cannot be read.
run evaluate t.parquet --score score --outcome label
says "a Parquet file itself: what to write" err "duckdb:"
run evaluate duckdb:t.parquet --score score --outcome label -o t.parquet
refuses "no output over it" \
    "gauger: --output: this file is also given as an input or another output; name another file"
check "lists" ./sql "$library" "" \
    "COPY (SELECT score, label, [1, 2] AS tags, race, other FROM ($rows)) TO 'l.parquet' (FORMAT parquet)"
check "and a file of the same names without" ./sql "$library" "" \
    "COPY (SELECT score, label, 'x' AS tags, race, other FROM ($rows)) TO 'k.parquet' (FORMAT parquet)"
nested='gauger: l.parquet: column "tags": holds lists, structures or bytes, not plain values; write it without this column'
for source in duckdb:l.parquet 'duckdb:[kl].parquet'; do
    run evaluate "$source" --score score --outcome label --protected tags -o e.json
    refuses "$source: a column of lists" "$nested"
    run check "$source" -o e.json
    refuses "$source: check looks at every column" "$nested"
    run evaluate "$source" --score score --outcome label --protected race --format json
    exits "$source: lists that have no role are not fetched" 0
    says "$source: and are named as not read" out "columns without a role were not read: other, tags"
    run compare "$source" --score score --score other --outcome label --protected race
    exits "$source: compare does not fetch them either" 0
done
run evaluate duckdb:l.parquet --score score --outcome nope -o e.json
refuses "columns of lists are not offered" \
    'gauger: duckdb:l.parquet:1: column "nope": no such column; the columns are: score, label, race, other'
run evaluate duckdb:https://example.org/t.parquet --score score -o e.json
refuses "an address" \
    'gauger: duckdb:https://example.org/t.parquet: an address: only files on this machine are read; fetch the file, and give its name'
: >none.parquet
run evaluate duckdb:none.parquet --score score -o e.json
refuses "an empty file" 'gauger: none.parquet: is empty; give a file that holds a table'
head -c 20000 t.parquet >cut.parquet
run evaluate duckdb:cut.parquet --score score --outcome label -o e.json
exits "a file that was cut" 2
check "in one line" test "$(wc -l <err)" -eq 1
check "bad values" ./sql "$library" "" \
    "COPY (SELECT 'Jane Doe' AS score, 1 AS label) TO 'b.parquet' (FORMAT parquet)"
run evaluate duckdb:b.parquet --score score --outcome label -o e.json
refuses "a cell is shown by its shape" "gauger: duckdb:b.parquet:2: column \"score\": not a number (shape \"aaaa aaa\"); give --skip-bad-rows to leave such rows out"
check "nothing was written" test ! -e e.json
