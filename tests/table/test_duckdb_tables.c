/*
 * Tables that DuckDB reads, where libduckdb is found: against the CSV files that DuckDB itself
 * writes of the same rows.
 */
#include "suite.h"

#include <sys/stat.h>

#include "table/duckdb_trial.h"

static char real[4096]; /* libduckdb; "" where there is none */

/* Runs SQL in a database of DuckDB by its own calls; file: NULL for one in memory. */
static void sql(const char *file, const char *text)
{
    void *library = dlopen(real, RTLD_NOW | RTLD_LOCAL), *database = NULL, *connection = NULL;
    int (*open)(const char *, void **), (*connect)(void *, void **);
    int (*query)(void *, const char *, void *);
    void (*close_database)(void **), (*disconnect)(void **);
    const struct {
        const char *name;
        void *call;
    } wanted[] = {{"duckdb_open", &open},
                  {"duckdb_connect", &connect},
                  {"duckdb_query", &query},
                  {"duckdb_disconnect", &disconnect},
                  {"duckdb_close", &close_database}};

    ck_assert_ptr_nonnull(library);
    for (size_t i = 0; i < COUNT(wanted); i++) {
        void *found = dlsym(library, wanted[i].name);

        ck_assert_ptr_nonnull(found);
        memcpy(wanted[i].call, &found, sizeof found);
    }
    ck_assert_int_eq(open(file, &database), 0);
    ck_assert_int_eq(connect(database, &connection), 0);
    ck_assert_msg(query(connection, text, NULL) == 0, "DuckDB refuses: %s", text);
    disconnect(&connection);
    close_database(&database);
    ck_assert_int_eq(setenv(VARIABLE, real, 1), 0);
}

/* COPY (rows) TO name in the folder, as Parquet or as CSV. */
static void copy(const char *rows, const char *name, const char *how)
{
    char text[2000];

    snprintf(text, sizeof text, "COPY (%s) TO '%s' (%s)", rows, in(name), how);
    sql(NULL, text);
}

/* All kinds of values: what the reader of CSV is given is what DuckDB writes. */
static const char every_type[] =
    "SELECT i AS id, CASE WHEN i % 7 = 0 THEN NULL ELSE i / 7.0 END::DOUBLE AS d, "
    "(i / 3.0)::FLOAT AS f, "
    "i % 2 = 0 AS truth, DATE '2026-01-01' + i::INTEGER AS day, TIME '01:02:03.5' AS clock, "
    "TIMESTAMP '2026-01-01 00:00:00' + to_seconds(i) AS at, "
    "TIMESTAMPTZ '2026-01-01 00:00:00+05' + to_seconds(i) AS zone, "
    "(i / 3.0)::DECIMAL(18, 4) AS money, -i::HUGEINT * 10000000000000000000 AS huge, "
    "CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'a,b' WHEN 3 THEN 'say \"x\"' "
    "WHEN 4 THEN 'two' || chr(10) || 'lines' ELSE 'a longer text, of many bytes \xc3\xa4' END AS "
    "word, ('m' || (i % 3))::ENUM('m0', 'm1', 'm2') AS kind, NULL AS nothing, "
    "1e20 * i AS large, 1e-9 * i AS little, i AS \"a \"\"quoted\"\", name\", i AS \"select\" "
    "FROM range(5000) t(i)";

START_TEST(values_are_those_of_the_csv_file)
{
    gg_csv_options options = gg_csv_options_default();
    records want, got;
    char rows[300];

    if (!*real)
        return;
    copy(every_type, "x.parquet", "FORMAT parquet, ROW_GROUP_SIZE 2048");
    /* Of the file, which cannot keep every type: whole numbers of 128 bits become DOUBLE. */
    snprintf(rows, sizeof rows, "SELECT * FROM '%s'", in("x.parquet"));
    copy(rows, "x.csv", "FORMAT csv, HEADER");
    want = records_read(in("x.csv"), NULL, 1);
    ck_assert_msg(want.status == GG_OK, "%s", want.message);
    ck_assert_uint_eq(want.rows, 5000);
    for (size_t t = 0; t < COUNT(threads); t++) {
        options.threads = threads[t];
        options.chunk = t ? 1000 : 131072;
        got = records_read(by_duckdb("x.parquet"), &options, threads[t]);
        ck_assert_msg(got.status == GG_OK, "%s", got.message);
        ck_assert_uint_eq(got.rows, want.rows);
        ck_assert_uint_eq(got.sum, want.sum);
        if (threads[t] == 1)
            ck_assert_str_eq(got.text.data, want.text.data);
        records_release(&got);
    }
    records_release(&want);
}
END_TEST

/* Columns that nobody looks at are not read; in a file they are there all the same. */
START_TEST(columns_may_be_left_out)
{
    static const bool wanted[] = {true, false, true};
    gg_csv_chunk chunk;
    gg_csv *csv = NULL;

    if (!*real)
        return;
    copy("SELECT i AS a, 'word' AS b, i * 2 AS c FROM range(5000) t(i)", "c.parquet",
         "FORMAT parquet");
    ck_assert_int_eq(gg_csv_open(by_duckdb("c.parquet"), NULL, &csv, NULL), GG_OK);
    gg_csv_choose(csv, wanted);
    gg_csv_chunk_init(&chunk);
    for (size_t row = 0;;) {
        ck_assert_int_eq(gg_csv_next(csv, &chunk, NULL), GG_OK);
        if (chunk.rows == 0) {
            ck_assert_uint_eq(row, 5000);
            break;
        }
        ck_assert_uint_eq(chunk.columns, 3);
        for (size_t r = 0; r < chunk.rows; r++, row++) {
            gg_view cell = gg_csv_cell(&chunk, r, 2);

            ck_assert_uint_eq(strtoul(cell.data, NULL, 10), 2 * row);
            ck_assert_uint_eq(gg_csv_cell(&chunk, r, 1).size, 0);
        }
    }
    gg_csv_chunk_release(&chunk);
    gg_csv_close(csv);
}
END_TEST

START_TEST(names_are_taken_as_they_are)
{
    gg_csv *csv = NULL;

    if (!*real)
        return;
    copy("SELECT 1 AS \"a,b\", 2 AS \"\"\"; DROP TABLE x; --\", 3 AS \"two\nlines\", 4 AS "
         "\"a;b\", 5 AS \"'\", 6 AS \"\xc3\xa4\"",
         "n.parquet", "FORMAT parquet");
    ck_assert_int_eq(gg_csv_open(by_duckdb("n.parquet"), NULL, &csv, NULL), GG_OK);
    ck_assert_uint_eq(gg_csv_columns(csv), 6);
    ck_assert_str_eq(gg_csv_name(csv, 0), "a,b");
    ck_assert_str_eq(gg_csv_name(csv, 1), "\"; DROP TABLE x; --");
    ck_assert_str_eq(gg_csv_name(csv, 2), "two\nlines");
    ck_assert_str_eq(gg_csv_name(csv, 3), "a;b");
    ck_assert_str_eq(gg_csv_name(csv, 4), "'");
    ck_assert_str_eq(gg_csv_name(csv, 5), "\xc3\xa4");
    gg_csv_close(csv);
}
END_TEST

START_TEST(many_files_are_one_table)
{
    records r;

    if (!*real)
        return;
    copy("SELECT 1 AS a, 'x' AS b", "p-1.parquet", "FORMAT parquet");
    copy("SELECT 'y' AS b, 0.5::DOUBLE AS a", "p-2.parquet", "FORMAT parquet");
    copy("SELECT 3.25::DECIMAL(5, 2) AS a, NULL AS b FROM range(2)", "p-3.parquet",
         "FORMAT parquet");
    r = records_read(by_duckdb("p-*.parquet"), NULL, 1);
    ck_assert_msg(r.status == GG_OK, "%s", r.message);
    ck_assert_str_eq(r.text.data, "1|x\n0.5|y\n3.25|\n3.25|\n");
    ck_assert_uint_eq(r.files, 3);
    records_release(&r);
    copy("SELECT 1 AS a, 2 AS B", "p-4.parquet", "FORMAT parquet");
    ck_assert_str_eq(error_of(by_duckdb("p-*.parquet"), 2),
                     "p-4.parquet: column \"b\": a column of the first file, and not of this one; "
                     "give all files of the table the same columns");
    copy("SELECT 1 AS a, 2 AS c, 3 AS b", "p-4.parquet", "FORMAT parquet");
    ck_assert_str_eq(error_of(by_duckdb("p-*.parquet"), 2),
                     "p-4.parquet: column \"c\": no column of the first file, which is part of the "
                     "same table; give all files of the table the same columns");
    copy("SELECT 1 AS a, [2] AS b", "p-4.parquet", "FORMAT parquet");
    ck_assert_str_eq(error_of(by_duckdb("p-*.parquet"), 2),
                     "p-4.parquet: column \"b\": holds lists, structures or bytes, not plain "
                     "values; write it without this column");
}
END_TEST

START_TEST(text_files_that_only_duckdb_unpacks)
{
    records r;

    if (!*real)
        return;
    copy("SELECT i AS id, '00' || i AS word FROM range(3) t(i)", "t.csv.gz",
         "FORMAT csv, HEADER, COMPRESSION gzip");
    r = records_read(by_duckdb("t.csv.gz"), NULL, 1);
    ck_assert_msg(r.status == GG_OK, "%s", r.message);
    ck_assert_str_eq(r.text.data, "0|000\n1|001\n2|002\n");
    records_release(&r);
}
END_TEST

START_TEST(tables_of_a_database)
{
    records r;
    char text[1000];

    if (!*real)
        return;
    copy("SELECT 7 AS secret", "other.parquet", "FORMAT parquet");
    snprintf(text, sizeof text,
             "CREATE TABLE t AS SELECT i AS a, i * 2 AS b FROM range(3) r(i);"
             "CREATE TABLE \"a \"\"name\" AS SELECT 1 AS a;"
             "CREATE TABLE \"a/slash/\" AS SELECT 2 AS a;"
             "CREATE VIEW fine AS SELECT b, a FROM t WHERE a > 0;"
             "CREATE VIEW reaching AS SELECT * FROM '%s';"
             "CREATE TABLE nothing AS SELECT 1 AS a WHERE false; CHECKPOINT",
             in("other.parquet"));
    sql(in("d.duckdb"), text);
    r = records_read(by_duckdb("d.duckdb/t"), NULL, 1);
    ck_assert_msg(r.status == GG_OK, "%s", r.message);
    ck_assert_str_eq(r.text.data, "0|0\n1|2\n2|4\n");
    records_release(&r);
    r = records_read(by_duckdb("d.duckdb/a \"name"), NULL, 1);
    ck_assert_str_eq(r.text.data, "1\n");
    records_release(&r);
    r = records_read(by_duckdb("d.duckdb/a/slash/"), NULL, 1);
    ck_assert_str_eq(r.text.data, "2\n");
    records_release(&r);
    r = records_read(by_duckdb("d.duckdb/fine"), NULL, 1);
    ck_assert_str_eq(r.text.data, "2|1\n4|2\n");
    records_release(&r);
    ck_assert_str_eq(error_of(by_duckdb("d.duckdb/nothing"), 1),
                     "duckdb:d.duckdb/nothing: no rows behind the header; give a table with data");
    ck_assert_str_eq(error_of(by_duckdb("d.duckdb/none"), 1),
                     "d.duckdb: no such table or view in it (DuckDB: Catalog Error); check the "
                     "name of the table");
    /* A view cannot be used to read what was not named. */
    ck_assert_str_eq(error_of(by_duckdb("d.duckdb/reaching"), 1),
                     "d.duckdb: reaches for another file or for the network (DuckDB: Permission "
                     "Error); name the files themselves, on this machine");
    r = records_read(by_duckdb("d.duckdb/other.parquet"), NULL, 1);
    ck_assert_int_ne(r.status, GG_OK);
    records_release(&r);
}
END_TEST

static size_t read_bytes(const char *name, char **out)
{
    FILE *file = fopen(in(name), "rb");
    long n;

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    n = ftell(file);
    rewind(file);
    *out = malloc((size_t)n);
    ck_assert_uint_eq(fread(*out, 1, (size_t)n, file), (size_t)n);
    fclose(file);
    return (size_t)n;
}

static void write_bytes(const char *name, const char *bytes, size_t n)
{
    FILE *file = fopen(in(name), "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, n, file), n);
    ck_assert_int_eq(fclose(file), 0);
}

/* Cut short, without its end, and with bytes turned over in the middle of the rows. */
START_TEST(a_damaged_file_is_an_error)
{
    char *bytes;
    size_t n;

    if (!*real)
        return;
    copy("SELECT i AS id, 'Jane ' || hash(i) AS word FROM range(300000) t(i)", "w.parquet",
         "FORMAT parquet, ROW_GROUP_SIZE 20480, COMPRESSION zstd");
    n = read_bytes("w.parquet", &bytes);
    write_bytes("cut.parquet", bytes, n / 2);
    for (size_t t = 0; t < COUNT(threads); t++) {
        const char *message = error_of(by_duckdb("cut.parquet"), threads[t]);

        ck_assert_msg(strncmp(message, "cut.parquet: ", 13) == 0, "%s", message);
    }
    write_bytes("head.parquet", bytes, 5);
    ck_assert_msg(*error_of(by_duckdb("head.parquet"), 1), "a file of five bytes is read");
    for (size_t i = n * 2 / 3; i < n * 2 / 3 + 4000; i++)
        bytes[i] = (char)~bytes[i];
    write_bytes("turned.parquet", bytes, n);
    for (size_t t = 0; t < COUNT(threads); t++) {
        const char *message = error_of(by_duckdb("turned.parquet"), threads[t]);

        ck_assert_msg(strncmp(message, "turned.parquet: ", 16) == 0, "%s", message);
        ck_assert_ptr_null(strstr(message, "Jane"));
    }
    free(bytes);
}
END_TEST

static gg_status stop_early(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    (void)worker;
    (void)chunk;
    return gg_error_set(err, GG_E_CONFLICT, NULL, "stopped");
}

static size_t running(void)
{
    struct stat st;

    ck_assert_int_eq(stat("/proc/self/task", &st), 0);
    return (size_t)st.st_nlink - 2;
}

START_TEST(a_reading_that_stops_leaves_no_thread)
{
    gg_csv_options options = gg_csv_options_default();
    void *workers[RECORDS_THREADS] = {NULL};
    size_t before;

    if (!*real)
        return;
    copy("SELECT i AS id, hash(i) AS h FROM range(2000000) t(i)", "s.parquet",
         "FORMAT parquet, ROW_GROUP_SIZE 20480");
    before = running();
    for (int k = 0; k < 5; k++) {
        gg_csv *csv = NULL;
        gg_error err;

        gg_error_init(&err);
        options.threads = 4;
        ck_assert_int_eq(gg_csv_open(by_duckdb("s.parquet"), &options, &csv, &err), GG_OK);
        ck_assert_int_eq(gg_csv_scan(csv, 2, workers, stop_early, &err), GG_E_CONFLICT);
        ck_assert_str_eq(err.what, "stopped");
        gg_csv_close(csv);
    }
    ck_assert_uint_eq(running(), before);
}
END_TEST

/* What ends a text in SQL, and what DuckDB itself takes for a pattern. */
START_TEST(names_of_files_are_only_names)
{
    records r;

    if (!*real)
        return;
    copy("SELECT 1 AS a", "plain.parquet", "FORMAT parquet");
    ck_assert_int_eq(rename(in("plain.parquet"), in("it's.parquet")), 0);
    r = records_read(by_duckdb("it's.parquet"), NULL, 1);
    ck_assert_msg(r.status == GG_OK, "%s", r.message);
    ck_assert_str_eq(r.text.data, "1\n");
    records_release(&r);
    ck_assert_int_eq(rename(in("it's.parquet"), in("odd[1].parquet")), 0);
    ck_assert_str_eq(error_of(by_duckdb("odd[1].parquet"), 1),
                     "odd[1].parquet: DuckDB takes a name with *, ? or [ for a pattern; rename the "
                     "file or its folder");
}
END_TEST

/* ---- */

/* Once, outside of the processes of the tests. */
static void set_up(void)
{
    const char *given = getenv(VARIABLE), *named = given && *given ? given : NULL;
    void *library = dlopen(named ? named : "libduckdb.so", RTLD_LAZY | RTLD_LOCAL);

    folder_begin();
    if (library)
        snprintf(real, sizeof real, "%s", named ? named : "libduckdb.so");
    else
        printf("not run: tables that DuckDB reads (libduckdb is not installed)\n");
    fflush(stdout);
}

static void tests(TCase *tc)
{
    tcase_add_unchecked_fixture(tc, set_up, folder_end);
    tcase_add_test(tc, values_are_those_of_the_csv_file);
    tcase_add_test(tc, columns_may_be_left_out);
    tcase_add_test(tc, names_are_taken_as_they_are);
    tcase_add_test(tc, many_files_are_one_table);
    tcase_add_test(tc, text_files_that_only_duckdb_unpacks);
    tcase_add_test(tc, tables_of_a_database);
    tcase_add_test(tc, a_damaged_file_is_an_error);
    tcase_add_test(tc, a_reading_that_stops_leaves_no_thread);
    tcase_add_test(tc, names_of_files_are_only_names);
}

GG_TEST_MAIN("table/duckdb_tables")
