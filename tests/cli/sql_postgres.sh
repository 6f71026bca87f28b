# Evidence collected inside PostgreSQL: a server that this scene starts, then a table in parts on
# three servers, which do the counting; and what happens when a server dies in the middle.
. "$(dirname "$0")/scene.sh"

not_run()
{
    echo "not run: tables in PostgreSQL ($1)"
    exit 0
}

driver=
for file in /usr/lib/*/odbc/psqlodbcw.so /usr/lib*/psqlodbcw.so; do
    [ -e "$file" ] && driver=$file
done
bin=
for folder in /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null)"; do
    [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && bin=$folder
done
[ -n "$driver" ] || not_run "no ODBC driver here: package odbc-postgresql"
[ -n "$bin" ] || not_run "no server here: package postgresql"
command -v psql >/dev/null || not_run "no psql here: package postgresql"

# The server's tools refuse root: then they run as another user.
user=
if [ "$(id -u)" -eq 0 ]; then
    command -v runuser >/dev/null || not_run "no runuser here: package util-linux"
    user=nobody
    id postgres >/dev/null 2>&1 && user=postgres
fi
as_user()
{
    if [ -n "$user" ]; then
        (cd / && runuser -u "$user" -- "$@")
    else
        "$@"
    fi
}

# In a folder of its own: that user may not look into ours, and a socket's path must be short.
home=$(as_user mktemp -d /tmp/gauger-pg.XXXXXX) || not_run "no folder for a server"
stop_all()
{
    for data in "$home"/*/postmaster.pid; do
        [ -e "$data" ] && as_user "$bin/pg_ctl" -D "${data%/postmaster.pid}" -m immediate -w stop \
            >/dev/null 2>&1
    done
    as_user rm -rf "$home"
}
trap 'stop_all; finish' EXIT

as_user "$bin/initdb" -D "$home/main" -A trust -U owner -E UTF8 --no-locale --no-sync \
    >initdb.log 2>&1 || not_run "initdb: $(tail -n 1 initdb.log)"
printf "listen_addresses = ''\nunix_socket_directories = '%s'\nfsync = off\nshared_buffers = 16MB\nmax_connections = 20\n" \
    "$home" | as_user tee -a "$home/main/postgresql.conf" >/dev/null
for i in 1 2 3; do
    as_user cp -a "$home/main" "$home/part$i"
done

# start NAME PORT: starts a server; the port is part of its socket's name and nothing else.
start()
{
    as_user "$bin/pg_ctl" -D "$home/$1" -o "-p $2" -l "$home/$1.log" -w start >start.log 2>&1
}
# ask PORT ...: psql, as the owner.
ask()
{
    ask_port=$1
    shift
    PGOPTIONS='-c client_min_messages=warning' psql -qAtX -v ON_ERROR_STOP=1 -h "$home" \
        -p "$ask_port" -U owner "$@" postgres
}
start main 6000 || not_run "the server does not start: $(tail -n 1 start.log)"

cat >odbc.ini <<EOF
[pg]
Driver=$driver
Servername=$home
Port=6000
Database=postgres
UserName=reader
EOF
ODBCINI=$scratch/odbc.ini
ODBCSYSINI=$scratch
export ODBCINI ODBCSYSINI
cp "$root/tests/cli/sql_schema.yaml" schema.yaml
awk -v rows=3000 -f "$root/tests/cli/sql_rows.awk" >cases.csv
columns='score double precision, label text, race text, age double precision, site text,
    month varchar(10), held text, arm text, n integer, w double precision, p double precision,
    """; drop table cases; --" text, part integer'
# The reader may select, and nothing else.
ask 6000 -c "CREATE ROLE reader LOGIN" -c "CREATE TABLE cases ($columns)" \
    -c "\\copy cases FROM 'cases.csv' CSV HEADER" -c "GRANT SELECT ON cases TO reader" ||
    fail "a table" "cannot be made"

# alike NAME TABLE OPTION ...: whether the file and the database store the same evidence.
alike()
{
    alike_name=$1
    alike_table=$2
    shift 2
    key=
    [ "$alike_table" != spread ] || key="--partition-key part"
    rm -f file.json sql.json
    run evaluate cases.csv "$@" --evidence file.json
    [ "$status" -eq 0 ] || fail "$alike_name" "the file: $(cat err)"
    run evaluate "odbc:pg/$alike_table" "$@" $key --evidence sql.json
    [ "$status" -eq 0 ] || fail "$alike_name" "the database: $(cat err)"
    same "$alike_name" file.json sql.json
}

some="--score score --outcome label --protected race --site site --threshold 0.35 --measure binned"
alike "one server: everything that a schema can say" cases --schema schema.yaml \
    --intersect 'race*age' --measure binned
alike "one server: a schema of the database" public.cases $some
alike "one server: weights and counts" cases $some --weight w --count n
alike "one server: probabilities of inspection" cases $some --sampling-probability p
alike "one server: other bins" cases $some --score-range=-0.3,1.7 --score-bins 73
alike "one server: decisions alone" cases --decision held --outcome label --protected race,n \
    --measure counts

# Types that drivers show as others; the columns are named.
ask 6000 -c "CREATE TABLE odd (score double precision, m money, j json, x xml)" \
    -c "INSERT INTO odd VALUES (0.5, 1, '{}', '<a/>')" -c "GRANT SELECT ON odd TO reader"
for column in m x; do
    run evaluate odbc:pg/odd --score score --protected $column
    refuses "a group of type $column" "gauger: odbc:pg/odd: column \"$column\": a column of the wrong type: groups are told apart by words, whole or decimal numbers, dates, or bins of numbers; give the column that holds it, or a view that casts it"
done
run evaluate odbc:pg/odd --score score --protected j
refuses "a group of type json" 'gauger: odbc:pg/odd: the engine cannot group by a column, or compute with it, for its type (SQLSTATE 42883); give a view that casts it, e.g. a json column to text'
run evaluate odbc:pg/odd --score m
refuses "a score of money" 'gauger: odbc:pg/odd: column "m": a column of the wrong type: not of numbers; give the column that holds it, or a view that casts it'

# Other types of the same values.
ask 6000 <<'EOF'
CREATE VIEW typed AS SELECT score::numeric AS score,
    CASE lower(label) WHEN '1' THEN true WHEN 'yes' THEN true WHEN '' THEN NULL ELSE false END AS label,
    race, age::numeric(6, 2) AS age, site::char(1) AS site, (month || '-01')::date AS month,
    n::bigint AS n, w::numeric AS w, score::real AS single FROM cases;
GRANT SELECT ON typed TO reader;
EOF
ask 6000 -c "\\copy (SELECT score, label::int AS label, race, age, site, month, n, w, single FROM typed) TO 'typed.csv' CSV HEADER"
cat >typed.yaml <<'EOF'
columns:
  score: {role: score}
  label: {role: outcome}
  race: {role: protected}
  age: {role: protected, bins: [25, 44.5]}
  site: {role: site}
  month: {role: period}
  n: {role: count}
  w: {role: weight}
threshold: 0.35
EOF
run evaluate typed.csv --schema typed.yaml --measure binned --evidence file.json
exits "a file of other types" 0
run evaluate odbc:pg/typed --schema typed.yaml --evidence sql.json
exits "a view of other types" 0
same "numeric, boolean, date and char give the same evidence" file.json sql.json
# Words that blanks fill up: the file that COPY writes holds them too.
ask 6000 <<'EOF'
CREATE VIEW filled AS SELECT score, label::char(8) AS label, site::char(8) AS site, month::char(10) AS month,
    CASE n % 5 WHEN 0 THEN '' WHEN 1 THEN 'NA' ELSE race END::char(12) AS race FROM cases;
GRANT SELECT ON filled TO reader;
EOF
ask 6000 -c "\\copy (SELECT * FROM filled) TO 'filled.csv' CSV HEADER"
cat >filled.yaml <<'EOF'
columns:
  score: {role: score}
  race: {role: protected, missing: ["NA"]}
  site: {role: site}
  month: {role: period}
threshold: 0.35
EOF
run evaluate filled.csv --schema filled.yaml --measure binned --evidence file.json
exits "a file of filled words" 0
run evaluate odbc:pg/filled --schema filled.yaml --evidence sql.json
exits "a view of filled words" 0
same "words of char(n) give the evidence of the file with their blanks" file.json sql.json
check "with their blanks" grep -q '"NA          "' sql.json
run evaluate filled.csv --schema filled.yaml --outcome label --measure binned
exits "outcomes of char(n) are no known words in a file" 2
run evaluate odbc:pg/filled --schema filled.yaml --outcome label
exits "nor in a database" 2
says "which says what they are" err 'words of CHAR(n) end with blanks: give a view with RTRIM'
cat >named.yaml <<'EOF'
columns:
  score: {role: score}
  label: {role: outcome, positive: "1       ", negative: "0       ", missing: ["        ", "yes     ", "No      "]}
  site: {role: site}
threshold: {default: 0.35, site: {A: 0.9, "B       ": 0.1}}
EOF
run evaluate filled.csv --schema named.yaml --measure binned --evidence file.json
exits "unless they are named with them" 0
run evaluate odbc:pg/filled --schema named.yaml --evidence sql.json
same "outcomes, and thresholds of sites, with blanks as in the file" file.json sql.json

run evaluate odbc:pg/typed --score single
refuses "single precision" 'gauger: odbc:pg/typed: column "single": single precision: its value is not the decimal number that a file would hold; give double precision or numeric, e.g. by a view that casts it'

# ---- refusals ----

ask 6000 <<'EOF'
CREATE TABLE closed (score double precision);
CREATE TABLE nan (score double precision, label text);
INSERT INTO nan VALUES (0.5, '1'), ('NaN', '0'), ('Infinity', '1'), (NULL, 'Jane Doe');
GRANT SELECT ON nan TO reader;
EOF
run evaluate odbc:pg/closed --score score
exits "a table that may not be read" 2
says "is told" err 'gauger: odbc:pg/closed: the user of this data source may not read the table'
run evaluate odbc:pg/nothere --score score
exits "a table that is not there" 2
says "is told too" err 'gauger: odbc:pg/nothere: the engine does not accept the query (SQLSTATE 42P01'
run evaluate odbc:pg/nan --score score --evidence sql.json
refuses "NaN and infinity are no scores" 'gauger: odbc:pg/nan: column "score": not a number (rows: 2); correct these rows, or leave them out by a view'
ask 6000 -c "DELETE FROM nan WHERE score > 1"
run evaluate odbc:pg/nan --score score --measure counts --format json
check "a null is a row without a score" jq -e '.data.rows_excluded.missing_score == 1' out
run evaluate odbc:pg/nan --score score --outcome label
refuses "a word outside the schema is counted, not shown" 'gauger: odbc:pg/nan: column "label": an unknown word (rows: 1); write 1/0, true/false, yes/no or positive/negative, or name the words in a schema (positive, negative, missing)'

# ---- three servers ----

for i in 1 2 3; do
    start "part$i" "600$i" || fail "server $i" "$(tail -n 1 start.log)"
    awk -v rows=3000 -v part=$((i - 1)) -f "$root/tests/cli/sql_rows.awk" |
        awk -F, -v part=$((i - 1)) 'NR == 1 || $NF == part' >"part$i.csv"
    ask "600$i" -c "CREATE ROLE reader LOGIN" -c "CREATE TABLE share ($columns)" \
        -c "\\copy share FROM 'part$i.csv' CSV HEADER" -c "GRANT SELECT ON share TO reader" \
        -c "ANALYZE share"
done
{
    echo "CREATE EXTENSION postgres_fdw;"
    echo "CREATE TABLE spread ($columns) PARTITION BY LIST (part);"
    for i in 1 2 3; do
        echo "CREATE SERVER part$i FOREIGN DATA WRAPPER postgres_fdw"
        echo "    OPTIONS (host '$home', port '600$i', dbname 'postgres');"
        echo "CREATE USER MAPPING FOR reader SERVER part$i"
        echo "    OPTIONS (user 'reader', password_required 'false');"
        echo "CREATE USER MAPPING FOR owner SERVER part$i OPTIONS (user 'owner');"
        echo "CREATE FOREIGN TABLE spread_$i PARTITION OF spread FOR VALUES IN ($((i - 1)))"
        echo "    SERVER part$i OPTIONS (table_name 'share');"
        echo "GRANT SELECT ON spread_$i TO reader;"
    done
    echo "GRANT SELECT ON spread TO reader;"
} | ask 6000 || fail "three servers" "the table in parts cannot be made"

alike "three servers: everything that a schema can say" spread --schema schema.yaml \
    --intersect 'race*age' --measure binned
alike "three servers: weights and counts" spread $some --weight w --count n
alike "three servers: probabilities of inspection" spread $some --sampling-probability p

# plans OPTION ...: the plan of every query that would be sent, in plan.txt; how many in $n.
plans()
{
    run evaluate odbc:pg/spread --schema schema.yaml --intersect 'race*age' "$@" --explain-sql
    {
        echo "BEGIN;"
        sed -e 's/^SELECT/EXPLAIN (VERBOSE, COSTS OFF) SELECT/' out
    } >explain.sql
    ask 6000 -f explain.sql >plan.txt
    n=$(grep -c '^EXPLAIN' explain.sql)
}
# Each of the three counts, whatever the planner believes of the table, and no scan brings rows.
for known in nothing rows; do
    [ "$known" = nothing ] || ask 6000 -c "ANALYZE spread"
    plans --partition-key part
    [ "$n" -eq 16 ] || fail "a planner that knows $known" "there are $n queries instead of 16"
    echo "$((3 * n)) $((3 * n))" >want
    echo "$(grep -c 'Remote SQL: .* GROUP BY ' plan.txt) $(grep -c 'Remote SQL: ' plan.txt)" >got
    same "a planner that knows $known: each part counts for each query" want got
done
plans
check "without the key they would not" \
    sh -c '[ "$(grep -c "Remote SQL: .* GROUP BY " plan.txt)" -eq 0 ]'

# ---- a server that dies ----

# A table that takes long: a view whose every row sleeps.
ask 6000 -c "CREATE TABLE few AS SELECT * FROM cases LIMIT 40" \
    -c "CREATE VIEW slow AS SELECT *, pg_sleep(0.02) IS NULL AS slept FROM few" \
    -c "GRANT SELECT ON slow TO reader" || fail "a slow table" "cannot be made"

# begin: an evaluation of it in the background; returns once its query runs.
begin()
{
    rm -f sql.json
    "$GAUGER" evaluate odbc:pg/slow --score score --protected race --evidence sql.json \
        --format json >out 2>err &
    pid=$!
    tries=0
    until [ "$(ask 6000 -c "SELECT count(*) FROM pg_stat_activity
            WHERE usename = 'reader' AND state = 'active' AND query LIKE '%level_1%'")" = 1 ] ||
        [ "$tries" -gt 200 ]; do
        tries=$((tries + 1))
        sleep 0.02
    done
}
begin
ask 6000 -c "INSERT INTO few SELECT * FROM few"
wait "$pid"
status=$?
exits "a table that others write to" 0
check "is read as it was in the beginning" jq -e '.data.rows == 40' out
begin
as_user "$bin/pg_ctl" -D "$home/main" -m immediate -w stop >/dev/null 2>&1
wait "$pid"
status=$?
exits "a server that dies in the middle" 2
says "is told" err 'gauger: odbc:pg/slow: '
[ ! -e sql.json ] && ok "and nothing is stored" || fail "and nothing is stored" "something is"
run evaluate odbc:pg/cases --score score
exits "a server that is not there" 2
says "is told as well" err 'gauger: odbc:pg/cases: the connection to the database failed (SQLSTATE 08001'

start main 6000
as_user "$bin/pg_ctl" -D "$home/part2" -m immediate -w stop >/dev/null 2>&1
rm -f sql.json
run evaluate odbc:pg/spread $some --partition-key part --evidence sql.json
exits "one of three servers is not there" 2
says "which is told" err 'gauger: odbc:pg/spread: '
[ ! -e sql.json ] && ok "and nothing is stored either" || fail "and nothing is stored either" "something is"
