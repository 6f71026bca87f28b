# Evidence collected inside a database, with SQLite behind ODBC: the same bytes as from the CSV file
# of the same rows, names that are only names, and every refusal.
. "$(dirname "$0")/scene.sh"

driver=
for file in /usr/lib/*/odbc/libsqlite3odbc.so /usr/lib*/libsqlite3odbc.so /usr/lib*/odbc/libsqlite3odbc.so; do
    [ -e "$file" ] && driver=$file
done
if [ -z "$driver" ] || ! command -v sqlite3 >/dev/null; then
    echo "not run: tables in SQLite (no ODBC driver or no sqlite3 here: packages libsqliteodbc, sqlite3)"
    exit 0
fi

awk -v rows=2000 -f "$root/tests/cli/sql_rows.awk" >cases.csv
awk -v rows=2000 -v sql=1 -f "$root/tests/cli/sql_rows.awk" >cases.sql
sqlite3 cases.db <cases.sql || fail "a database" "cannot be made"
cat >odbc.ini <<EOF
[lite]
Driver=$driver
Database=$scratch/cases.db
EOF
ODBCINI=$scratch/odbc.ini
ODBCSYSINI=$scratch
export ODBCINI ODBCSYSINI
cp "$root/tests/cli/sql_schema.yaml" schema.yaml

# alike NAME OPTION ...: whether both ways store the same evidence.
alike()
{
    alike_name=$1
    shift
    rm -f file.json sql.json
    run evaluate cases.csv "$@" --evidence file.json
    [ "$status" -eq 0 ] || fail "$alike_name" "the file: $(cat err)"
    run evaluate odbc:lite/cases "$@" --evidence sql.json
    [ "$status" -eq 0 ] || fail "$alike_name" "the database: $(cat err)"
    same "$alike_name" file.json sql.json
}

some="--score score --outcome label --protected race --site site --threshold 0.35 --measure binned"
alike "everything that a schema can say" --schema schema.yaml --intersect 'race*age' --measure binned
alike "weights" $some --weight w
alike "weights and counts" $some --weight w --count n
alike "probabilities of inspection and counts" $some --sampling-probability p --count n
alike "a declared range and other bins" $some --score-range=-0.3,1.7 --score-bins 73
alike "an arm" $some --arm arm
alike "no outcome, and the threshold by rule" --score score --protected race --stratum month \
    --measure binned
alike "decisions and scores" --decision held --score score --outcome label --protected race,month \
    --measure binned
alike "decisions alone" --decision held --outcome label --protected race,n --measure counts
alike "counts alone" --schema schema.yaml --measure counts

# Without --measure a database is measured binned; the document names the table and the source.
run evaluate odbc:lite/cases --schema schema.yaml --format json
exits "a database is measured without asking" 0
check "the document says where the rows are" jq -e '.data.source == "odbc:lite/cases"' out
check "and how it was measured" jq -e '[.. | .roc_auc? // empty] | length > 0' out
sqlite3 cases.db 'select count(*) from cases' >left
echo 2000 >want
same "no column's name did anything" left want

# What would be sent.
run evaluate odbc:lite/cases --schema schema.yaml --explain-sql
exits "queries are shown" 0
says "a name is quoted" out '"""; drop table cases; --"'
says "a site is quoted" out "CAST(\"site\" AS TEXT) = 'A'"
sed 's/^--.*//' out >queries.sql
check "SQLite accepts every query" sqlite3 cases.db ".read queries.sql"
run evaluate odbc:lite/cases --schema schema.yaml --explain-sql --partition-key part
check "each query but that of the range groups by the key" \
    sh -c '[ "$(($(grep -cE "GROUP BY (partition_key|\"part\")" out) + 1))" -eq "$(grep -c "^SELECT" out)" ]'
alike_key()
{
    run evaluate cases.csv --schema schema.yaml --measure binned --evidence file.json
    run evaluate odbc:lite/cases --schema schema.yaml --partition-key part --evidence sql.json
    same "a key changes nothing" file.json sql.json
}
alike_key

# refused NAME ERROR OPTION ...: refused with that line, and nothing stored.
refused()
{
    refused_name=$1
    refused_error=$2
    shift 2
    rm -f sql.json
    run evaluate "$@" --evidence sql.json
    refuses "$refused_name" "$refused_error"
    [ ! -e sql.json ] || fail "$refused_name" "stored something"
}

wrong='give the column that holds it, or a view that casts it'
words='write 1/0, true/false, yes/no or positive/negative, or name the words in a schema (positive, negative, missing)'
sqlite3 cases.db <<'EOF'
CREATE TABLE bad_word AS SELECT * FROM cases;
UPDATE bad_word SET label = 'Jane Doe' WHERE rowid IN (5, 9);
CREATE TABLE bad_score (score DOUBLE PRECISION, label TEXT, n INTEGER, w DOUBLE PRECISION);
INSERT INTO bad_score VALUES (0.5, '1', 1, 1), ('Jane Doe', '0', 1, 1), (9e999, '1', 1, 1);
CREATE TABLE bad_count (score DOUBLE PRECISION, n INTEGER, w DOUBLE PRECISION);
INSERT INTO bad_count VALUES (0.5, 1, 1), (0.5, NULL, 1), (0.5, -1, -1), (0.5, 1, 2e6);
CREATE TABLE empty (score DOUBLE PRECISION);
EOF
refused "a word outside the schema" \
    "gauger: odbc:lite/bad_word: column \"label\": an unknown word (rows: 2); $words" \
    odbc:lite/bad_word --score score --outcome label
refused "what is no number" \
    'gauger: odbc:lite/bad_score: column "score": not a number (rows: 2); correct these rows, or leave them out by a view' \
    odbc:lite/bad_score --score score
refused "what is no count" \
    'gauger: odbc:lite/bad_count: column "n": not a count (rows: 2); a count is a whole number from 0 to 2^53' \
    odbc:lite/bad_count --score score --count n
refused "what is no weight" \
    'gauger: odbc:lite/bad_count: column "w": a weight out of range (rows: 2); in a database weights are numbers from 0 to 1e6' \
    odbc:lite/bad_count --score score --weight w
refused "no rows" 'gauger: odbc:lite/empty: holds no rows; give a table with rows' \
    odbc:lite/empty --score score
refused "a score of words" \
    'gauger: odbc:lite/cases: column "race": words, where numbers are needed (rows: 2000); give a column of numbers, or a view with CAST(... AS REAL)' \
    odbc:lite/cases --score race
refused "groups of real numbers" \
    "gauger: odbc:lite/cases: column \"w\": a column of the wrong type: groups are told apart by words, whole or decimal numbers, dates, or bins of numbers; $wrong" \
    odbc:lite/cases --score score --protected w
refused "scores out of range" \
    'gauger: odbc:lite/cases: column "score": scores from 0 to 1 are not all in the range from 0.1 to 0.7; give --score-range LOW,HIGH that holds all scores' \
    odbc:lite/cases --score score --score-range 0.1,0.7
refused "a site without a threshold" \
    'gauger: odbc:lite/cases: column "site": a site without a threshold (shape "a"); give a threshold for this site, or a default' \
    odbc:lite/cases --score score --site site --threshold A=0.5
refused "no such column" \
    'gauger: odbc:lite/empty: column "nope": no such column; the columns are: score' \
    odbc:lite/empty --score nope
refused "no such key" \
    'gauger: odbc:lite/empty: column "nope": no such column; name the column that the table is partitioned by' \
    odbc:lite/empty --score score --partition-key nope
refused "no table" \
    'gauger: odbc:lite: no table behind the data source; write odbc:DSN/TABLE or odbc:DSN/SCHEMA.TABLE; names with points, slashes or double quotes in double quotes' \
    odbc:lite --score score
refused "rows asked for" \
    'gauger: --measure: a database is asked for counts, never for rows; use --measure binned or counts' \
    odbc:lite/cases --score score --measure all
refused "operating points" \
    'gauger: --operating-points: operating points need the scores; leave it out' \
    odbc:lite/cases --score score --operating-points 0.5
refused "a string without a table is not shown" \
    'gauger: odbc:: no table behind the data source; write odbc:DSN/TABLE or odbc:DSN/SCHEMA.TABLE; names with points, slashes or double quotes in double quotes' \
    'odbc:DRIVER=x;PWD=hush' --score score
refused "bad rows" \
    'gauger: --skip-bad-rows: a table in a database has no malformed rows to be left out; leave them out by a view' \
    odbc:lite/cases --score score --skip-bad-rows
refused "a digest" 'gauger: --digest: a table in a database has no digest; leave it out' \
    odbc:lite/cases --score score --digest
refused "a key without a database" \
    'gauger: --partition-key: means nothing without a table in a database; leave it out, or give odbc:DSN/TABLE' \
    cases.csv --score score --partition-key part

# Levels that a file is refused for: each as it may stand in a column of words or of numbers.
text='gauger: odbc:lite/levels: column "g": bytes that are no text, or a word with a zero byte (rows: 1); correct these rows, or leave them out by a view'
utf8='gauger: odbc:lite/levels: column "g": a word that is not valid UTF-8; correct these rows, or leave them out by a view'
for type in TEXT INTEGER; do
    for level in "x'ff'" "x'61'" "'a' || CHAR(0) || 'b'" "CHAR(0)" "CAST(x'fffe' AS TEXT)" \
        "CAST('Bogot' || x'e1' || ' Norte' AS TEXT)" "CAST(x'c0af' AS TEXT)" "CAST(x'eda080' AS TEXT)"; do
        case $level in
        CAST*) want=$utf8 ;;
        *) want=$text ;;
        esac
        sqlite3 cases.db "DROP TABLE IF EXISTS levels" \
            "CREATE TABLE levels (s DOUBLE PRECISION, y TEXT, g $type)" \
            "INSERT INTO levels VALUES (0.3, '1', 'a'), (0.6, '0', $level)"
        refused "a level of $type $level" "$want" odbc:lite/levels --score s --outcome y --protected g
    done
done
sqlite3 cases.db "DROP TABLE levels" "CREATE TABLE levels (s DOUBLE PRECISION, y TEXT, g TEXT)" \
    "INSERT INTO levels VALUES (0.3, '1', 'é漢😀' || REPLACE(HEX(ZEROBLOB(600)), '0', 'ü')), (0.6, '0', ' a')"
{
    echo s,y,g
    sqlite3 cases.db "SELECT s || ',' || y || ',' || g FROM levels"
} >levels.csv
run evaluate levels.csv --score s --outcome y --protected g --measure binned --evidence file.json
run evaluate odbc:lite/levels --score s --outcome y --protected g --evidence sql.json
same "words of many bytes, in pieces" file.json sql.json

run evaluate odbc:nothere/cases --score score
exits "a data source that is not there" 2
says "is named" err 'gauger: odbc:nothere/cases: there is no such data source (SQLSTATE IM002'
refused "a table that is not there" \
    'gauger: odbc:lite/nothere: there is no such table, or it cannot be read (SQLSTATE HY000: [SQLite]no such table: nothere (1)); check the name of the table, and that it may be read' \
    odbc:lite/nothere --score score
printf '[away]\nDriver=%s\nDatabase=%s/away.db\n' "$driver" "$scratch" >>odbc.ini
refused "a file that is not there" \
    'gauger: odbc:away/cases: there is no such database, or it cannot be read (SQLSTATE HY000: [SQLite]connect failed); give the data source the path of the file (Database=); none was made' \
    odbc:away/cases --score score
check "and is not made" [ ! -e away.db ]

# Types that the driver shows as words: DECIMAL(5,2), and what a view computes.
sqlite3 cases.db "CREATE TABLE typed (s DECIMAL(5,2), y NUMBER(1), g CHAR(3))" \
    "INSERT INTO typed SELECT n % 101 / 100.0, n % 2, race FROM cases" \
    "CREATE VIEW computed AS SELECT CAST(s AS REAL) AS s, y + 0 AS y, UPPER(g) AS g FROM typed"
sqlite3 -csv -header cases.db "SELECT s, y, g FROM computed" | tr -d '\r' >typed.csv
printf 'columns: {s: score, y: {role: outcome, positive: "1", negative: "0"}, g: protected}\n' >typed.yaml
run evaluate typed.csv --schema typed.yaml --measure binned --evidence file.json
exits "a file of decimal numbers" 0
run evaluate odbc:lite/computed --schema typed.yaml --evidence sql.json
same "what a view computes is a score" file.json sql.json
sqlite3 -csv -header cases.db "SELECT s, y, g FROM typed" | tr -d '\r' >typed.csv
run evaluate typed.csv --score s --outcome y --protected g --measure binned --evidence file.json
run evaluate odbc:lite/typed --score s --outcome y --protected g --evidence sql.json
same "DECIMAL(5,2) is a score" file.json sql.json
run evaluate "odbc:DRIVER=$driver;Database=$scratch/cases.db;PWD=hush;/cases" --score score \
    --protected race --format json
exits "a connection string" 0
check "only its driver is shown" sh -c '! grep -q hush out err && grep -q libsqlite3odbc out'
run evaluate "odbc:DRIVER=nothere;PWD=hush/cases" --score score
exits "a driver that is not there" 2
check "its password is not told" sh -c '! grep -q hush out err'
run drift "odbc:DRIVER=nothere;PWD=hush/cases" --baseline cases.csv
exits "other commands ask no database" 2
check "and tell no password" sh -c '! grep -q hush out err'

