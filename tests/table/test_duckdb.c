/* Tables that DuckDB reads, with a stand-in for it that fails at every call in turn. */
#include "suite.h"

#include <sys/stat.h>

#include "table/duckdb_trial.h"

static char stub[100], without_free[100]; /* the stand-ins; "" where they cannot be built */

static void put(const char *name, const char *text)
{
    FILE *to = fopen(in(name), "wb");

    ck_assert_ptr_nonnull(to);
    ck_assert_int_ge(fputs(text, to), 0);
    ck_assert_int_eq(fclose(to), 0);
}

static int counter(const char *name)
{
    void *library = dlopen(stub, RTLD_NOW | RTLD_NOLOAD);
    int *count = library ? dlsym(library, name) : NULL;

    ck_assert_ptr_nonnull(count);
    dlclose(library);
    return *count;
}

static void use_stub(const char *fail, const char *message)
{
    ck_assert_int_eq(setenv(VARIABLE, stub, 1), 0);
    ck_assert_int_eq(setenv("STUB_FAIL", fail, 1), 0);
    ck_assert_int_eq(message ? setenv("STUB_MESSAGE", message, 1) : unsetenv("STUB_MESSAGE"), 0);
    put("a.csv", "anything\n");
    put("b.csv", "anything\n");
}

START_TEST(rows_are_written_as_csv)
{
    records r;

    if (!*stub)
        return;
    use_stub("", NULL);
    r = records_read(by_duckdb("a.csv"), NULL, 1);
    ck_assert_msg(r.status == GG_OK, "%s", r.message);
    ck_assert_str_eq(r.text.data, "1|a text of more than twelve bytes, \"quoted\"\n"
                                  "2|a text of more than twelve bytes, \"quoted\"\n"
                                  "3|a text of more than twelve bytes, \"quoted\"\n"
                                  "4|\n"
                                  "5|a text of more than twelve bytes, \"quoted\"\n");
    ck_assert_uint_eq(r.files, 1);
    ck_assert_int_eq(counter("stub_alive"), 0);
    records_release(&r);
    r = records_read(by_duckdb("*.csv"), NULL, 2);
    ck_assert_uint_eq(r.rows, 10);
    ck_assert_uint_eq(r.files, 2);
    ck_assert_int_eq(counter("stub_alive"), 0);
    records_release(&r);
}
END_TEST

/* A table that is closed before its end, with a question open. */
START_TEST(nothing_is_left_of_a_table_half_read)
{
    gg_csv_options options = gg_csv_options_default();
    gg_csv_chunk chunk;
    gg_csv *csv = NULL;

    if (!*stub)
        return;
    use_stub("", NULL);
    options.chunk = 64;
    ck_assert_int_eq(gg_csv_open(by_duckdb("a.csv"), &options, &csv, NULL), GG_OK);
    gg_csv_chunk_init(&chunk);
    ck_assert_int_eq(gg_csv_next(csv, &chunk, NULL), GG_OK);
    ck_assert_int_gt(counter("stub_alive"), 0);
    gg_csv_chunk_release(&chunk);
    gg_csv_close(csv);
    ck_assert_int_eq(counter("stub_alive"), 0);
}
END_TEST

static const char *const calls[] = {
    "create_config",
    "set_config",
    "open_ext",
    "connect",
    "query",
    "prepare",
    "execute_prepared_streaming",
    "fetch_chunk",
};

#define TIMES 12

/* Every call, the first time and later ones: an error, that quotes nothing, or no such call any
 * more; and nothing is left. SET TimeZone alone may fail without one. */
START_TEST(every_call_may_fail)
{
    const char *call = calls[_i / TIMES];
    int k = _i % TIMES + 1;
    char fail[64];
    records r;

    if (!*stub)
        return;
    snprintf(fail, sizeof fail, "%s:%d", call, k);
    use_stub(fail, "Conversion Error: Could not convert string 'Jane Doe' in column \"b\"");
    r = records_read(by_duckdb("*.csv"), NULL, threads[k % 3]);
    ck_assert_ptr_null(strstr(r.message, "Jane"));
    ck_assert_ptr_null(strstr(r.message, "convert"));
    ck_assert_int_eq(counter("stub_alive"), 0);
    if (r.status)
        ck_assert_str_ne(r.message, "");
    else
        ck_assert_uint_eq(r.rows, 10);
    if (k == 1)
        ck_assert_int_ne(r.status, GG_OK);
    records_release(&r);
}
END_TEST

static const struct {
    const char *fail, *message, *want;
} cases[] = {
    {"set_config:1", NULL,
     "libduckdb.so: a setting is refused: too old, or not DuckDB; install DuckDB 1.2 or later"},
    {"set_config:5", NULL,
     "libduckdb.so: a setting is refused: too old, or not DuckDB; install DuckDB 1.2 or later"},
    {"query:1", "Catalog Error: unrecognized configuration parameter \"allowed_paths\"",
     "libduckdb.so: a setting is refused: too old, or not DuckDB; install DuckDB 1.2 or later"},
    {"query:3", "Permission Error: no",
     "libduckdb.so: a setting is refused: too old, or not DuckDB; install DuckDB 1.2 or later"},
    {"create_config:1", NULL, "out of memory"},
    {"open_ext:1", "IO Error: Could not read \"Jane\"",
     "a.csv: cannot be read, or is damaged (DuckDB: IO Error); check that the file is whole and "
     "that you may read it"},
    {"open_ext:1", "", "a.csv: DuckDB does not read it; check that DuckDB itself can read it"},
    {"connect:1", NULL, "a.csv: DuckDB does not read it; check that DuckDB itself can read it"},
    {"query:5", "Invalid Input Error: No magic bytes found",
     "a.csv: is damaged, or not what it is taken for (DuckDB: Invalid Input Error); check that "
     "the file is whole"},
    {"query:5", "Some New Error: Jane",
     "a.csv: DuckDB does not read it (Some New Error); check that DuckDB itself can read it"},
    {"query:5", "Jane 1 Error: x",
     "a.csv: DuckDB does not read it; check that DuckDB itself can read it"},
    {"query:5", NULL, "a.csv: DuckDB does not read it; check that DuckDB itself can read it"},
    {"query:6", "IO Error: x",
     "b.csv: cannot be read, or is damaged (DuckDB: IO Error); check that the file is whole and "
     "that you may read it"},
    {"prepare:1", "Binder Error: Referenced column \"a\" not found",
     "a.csv: column \"a\": cannot be read as a table (DuckDB: Binder Error); check what the "
     "file holds"},
    {"execute_prepared_streaming:1", "Out of Memory Error: failed to allocate",
     "a.csv: needs more memory than DuckDB is given (DuckDB: Out of Memory Error); write it "
     "with smaller groups of rows, or use fewer --threads"},
    {"fetch_chunk:1", "Conversion Error: 'Jane' in column \"b\"",
     "a.csv: column \"b\": holds a value that cannot be read (DuckDB: Conversion Error); mend "
     "the file"},
    {"fetch_chunk:3", "Permission Error: https://Jane",
     "a.csv: reaches for another file or for the network (DuckDB: Permission Error); name the "
     "files themselves, on this machine"},
    {"fetch_chunk:7", "IO Error: x",
     "b.csv: cannot be read, or is damaged (DuckDB: IO Error); check that the file is whole and "
     "that you may read it"},
};

START_TEST(what_is_said_of_each_call)
{
    if (!*stub)
        return;
    use_stub(cases[_i].fail, cases[_i].message);
    ck_assert_str_eq(error_of(by_duckdb("*.csv"), threads[_i % 3]), cases[_i].want);
    ck_assert_int_eq(counter("stub_alive"), 0);
}
END_TEST

START_TEST(columns_hold_plain_values)
{
    /* LIST, STRUCT, MAP, UNION, BIT, ARRAY, BLOB, and types that nobody knows yet. */
    static const int refused[] = {0, 18, 24, 25, 26, 28, 29, 33, 34, 35, 37, 40, 99, -1};
    char type[16];

    if (!*stub)
        return;
    for (size_t i = 0; i < COUNT(refused); i++) {
        use_stub("", NULL);
        snprintf(type, sizeof type, "%d", refused[i]);
        ck_assert_int_eq(setenv("STUB_TYPE", type, 1), 0);
        ck_assert_str_eq(error_of(by_duckdb("a.csv"), 1),
                         "a.csv: column \"b\": holds lists, structures or bytes, not plain values; "
                         "write it without this column");
        ck_assert_int_eq(counter("stub_alive"), 0);
    }
}
END_TEST

START_TEST(a_library_that_is_not_there)
{
    records r;

    put("a.csv", "a\n1\n");
    ck_assert_int_eq(setenv(VARIABLE, "/nowhere/libduckdb.so", 1), 0);
    ck_assert_str_eq(error_of(by_duckdb("a.csv"), 1),
                     "GAUGER_DUCKDB_LIBRARY: no library that can be loaded; install DuckDB's C "
                     "library (libduckdb.so), or name its file in GAUGER_DUCKDB_LIBRARY");
    if (*without_free) {
        ck_assert_int_eq(setenv(VARIABLE, without_free, 1), 0);
        ck_assert_str_eq(error_of(by_duckdb("a.csv"), 1),
                         "GAUGER_DUCKDB_LIBRARY: lacks a function: not DuckDB, or too old; install "
                         "DuckDB's C library (libduckdb.so), or name its file in "
                         "GAUGER_DUCKDB_LIBRARY");
    }
    ck_assert_int_eq(unsetenv(VARIABLE), 0);
    if (!dlopen("libduckdb.so", RTLD_NOW | RTLD_LOCAL))
        ck_assert_str_eq(error_of(by_duckdb("a.csv"), 1),
                         "libduckdb.so: DuckDB reads this table, and its library is not there; "
                         "install DuckDB's C library (libduckdb.so), or name its file in "
                         "GAUGER_DUCKDB_LIBRARY");
    /* It is not asked for where nobody needs it. */
    r = records_read(in("a.csv"), NULL, 1);
    ck_assert_int_eq(r.status, GG_OK);
    records_release(&r);
}
END_TEST

START_TEST(a_name_says_what_is_read)
{
    gg_arena arena;
    char **all = NULL;
    size_t n = 0;

    put("a.csv", "a\n1\n");
    put("b.parquet", "PAR1 and so on");
    put("c.duckdb", "12345678DUCK and so on");
    ck_assert_int_eq(mkdir(in("d"), 0700), 0);
    ck_assert_str_eq(error_of("duckdb:", 1), "duckdb:: no file is named; name a file behind it");
    ck_assert_str_eq(error_of(by_duckdb("none.parquet"), 1),
                     "none.parquet: no such file; check the name and that you may read it");
    ck_assert_str_eq(error_of(by_duckdb("none-*.parquet"), 1),
                     "none-*.parquet: no file has such a name; check the pattern and the folder");
    ck_assert_str_eq(error_of(by_duckdb("d"), 1), "d: is a directory; give a file");
    ck_assert_str_eq(error_of(by_duckdb("c.duckdb"), 1),
                     "c.duckdb: is a database of DuckDB; name a table in it: duckdb:FILE/TABLE");
    ck_assert_str_eq(error_of(by_duckdb("a.csv/t"), 1),
                     "a.csv: not a database of DuckDB; give the file alone, without a table");
    ck_assert_str_eq(error_of(by_duckdb("[ab].*"), 1),
                     "b.parquet: not a file of the same kind as the first; give files of one kind");
    ck_assert_str_eq(
        error_of("duckdb:https://example.org/x.parquet", 1),
        "duckdb:https://example.org/x.parquet: an address: only files on this machine are "
        "read; fetch the file, and give its name");
    ck_assert_str_eq(error_of("duckdb:/dev/null", 1), "/dev/null: not a regular file; give a file");
    gg_arena_init(&arena);
    ck_assert_int_eq(gg_csv_expand(by_duckdb("c.duckdb/a \"table\""), &arena, &all, &n, NULL),
                     GG_OK);
    ck_assert_uint_eq(n, 1);
    ck_assert_str_eq(all[0], in("c.duckdb"));
    ck_assert_int_eq(gg_csv_expand(by_duckdb("*.parquet"), &arena, &all, &n, NULL), GG_OK);
    ck_assert_str_eq(all[0], in("b.parquet"));
    gg_arena_release(&arena);
}
END_TEST

/* ---- */

static void build(const char *name, const char *flags, char *out, size_t size)
{
    const char *cc = getenv("CC");
    char command[400];

    snprintf(command, sizeof command,
             "%s -shared -fPIC -w %s -o %s/%s tests/table/duckdb_stub.c 2>%s/log",
             cc && *cc ? cc : "cc", flags, folder, name, folder);
    if (system(command) == 0)
        snprintf(out, size, "%s/%s", folder, name);
    else
        printf("not run: a stand-in for libduckdb (it cannot be compiled here)\n");
}

/* Once, outside of the processes of the tests. */
static void set_up(void)
{
    folder_begin();
    build("stub.so", "", stub, sizeof stub);
    build("lacking.so", "-DSTUB_LACKS_FREE", without_free, sizeof without_free);
    fflush(stdout);
}

static void tests(TCase *tc)
{
    tcase_add_unchecked_fixture(tc, set_up, folder_end);
    tcase_add_test(tc, rows_are_written_as_csv);
    tcase_add_test(tc, nothing_is_left_of_a_table_half_read);
    tcase_add_loop_test(tc, every_call_may_fail, 0, COUNT(calls) * TIMES);
    tcase_add_loop_test(tc, what_is_said_of_each_call, 0, COUNT(cases));
    tcase_add_test(tc, columns_hold_plain_values);
    tcase_add_test(tc, a_library_that_is_not_there);
    tcase_add_test(tc, a_name_says_what_is_read);
}

GG_TEST_MAIN("table/duckdb")
