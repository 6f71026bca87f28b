/*
 * The engine behind unixODBC, with SQLite's driver where it is installed: columns, words of any
 * length, one snapshot; what is missing; texts in UTF-16.
 */
#include "suite.h"

#include <glob.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence/odbc_internal.h"
#include "gauger/evidence/sql.h"

/* ---- texts ---- */

START_TEST(utf16)
{
    static const struct {
        const char *text;
        SQLWCHAR units[8];
        const char *back; /* NULL: the same */
    } cases[] = {
        {"", {0}, NULL},
        {"a\"b", {'a', '"', 'b', 0}, NULL},
        {"Zo\303\253", {'Z', 'o', 0xeb, 0}, NULL},
        {"\342\202\254", {0x20ac, 0}, NULL},
        {"\360\237\230\200!", {0xd83d, 0xde00, '!', 0}, NULL},
        {"\364\217\277\277", {0xdbff, 0xdfff, 0}, NULL},
        {"\303", {0xfffd, 0}, "\357\277\275"},             /* cut off */
        {"\200a", {0xfffd, 'a', 0}, "\357\277\275a"},      /* a rest without a beginning */
        {"\300\200", {0xfffd, 0}, "\357\277\275"},         /* longer than need be */
        {"\364\220\200\200", {0xfffd, 0}, "\357\277\275"}, /* beyond the last code point */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        SQLWCHAR *units = gg_utf16(cases[i].text);
        const char *back = cases[i].back ? cases[i].back : cases[i].text;
        size_t n = 0;
        gg_buf b;

        for (; cases[i].units[n]; n++)
            ck_assert_msg(units[n] == cases[i].units[n], "case %zu: unit %zu is %x", i, n,
                          units[n]);
        ck_assert_uint_eq(units[n], 0);
        gg_buf_init(&b, 0);
        gg_utf16_append(&b, units, n);
        ck_assert_uint_eq(b.size, strlen(back));
        ck_assert(b.size == 0 || memcmp(b.data, back, b.size) == 0);
        gg_buf_release(&b);
        free(units);
    }
}
END_TEST

START_TEST(halves_of_pairs)
{
    static const SQLWCHAR units[] = {'a', 0xd83d, 'b', 0xde00, 0xd83d};
    static const char want[] = "a\357\277\275b\357\277\275\357\277\275";
    gg_buf b;

    gg_buf_init(&b, 0);
    gg_utf16_append(&b, units, 5);
    ck_assert_uint_eq(b.size, strlen(want));
    ck_assert_mem_eq(b.data, want, b.size);
    gg_buf_release(&b);
}
END_TEST

/* ---- what is missing ---- */

/* An error, where the library is there; else that of the library. */
static gg_status open_named(const char *path, gg_sql_engine *out, gg_error *err)
{
    gg_sql_source source;
    gg_status status;

    gg_error_init(err);
    ck_assert_int_eq(gg_sql_source_parse(path, &source, err), GG_OK);
    status = gg_odbc_open(&source, out, err);
    gg_sql_source_release(&source);
    return status;
}

START_TEST(missing)
{
    gg_sql_engine engine = {0};
    gg_error err;
    char text[600];

    setenv("ODBCINI", "/nonexistent", 1);
    setenv("ODBCSYSINI", "/nonexistent", 1);
    ck_assert_int_eq(open_named("odbc:nothere/t", &engine, &err), GG_E_NOT_FOUND);
    if (strcmp(err.file, "libodbc.so.2") != 0)
        ck_assert_str_eq(err.file, "odbc:nothere/t");
    ck_assert_int_eq(open_named("odbc:DRIVER=nothere;PWD=hush/t", &engine, &err), GG_E_NOT_FOUND);
    gg_error_format(&err, text, sizeof text);
    ck_assert(!strstr(text, "hush"));
    ck_assert(engine.functions == NULL);
}
END_TEST

/* ---- SQLite's driver ---- */

static bool find_driver(const char *test, char *out, size_t size)
{
    static const char *const patterns[] = {"/usr/lib/*/odbc/libsqlite3odbc.so",
                                           "/usr/lib*/libsqlite3odbc.so"};
    glob_t found;
    bool there = false;

    for (size_t i = 0; i < 2 && !there; i++) {
        there = glob(patterns[i], 0, NULL, &found) == 0;
        if (there)
            snprintf(out, size, "%s", found.gl_pathv[0]);
        globfree(&found);
    }
    if (!there)
        printf("not run: %s (no ODBC driver for SQLite here: package libsqliteodbc)\n", test);
    return there;
}

typedef struct place {
    char folder[40], file[60];
    sqlite3 *db;
    gg_sql_engine engine;
} place;

/* A database with that in it, opened twice: by its own library and through ODBC. */
static void folder_make(place *p)
{
    strcpy(p->folder, "/tmp/gauger-odbc-XXXXXX");
    ck_assert(mkdtemp(p->folder) != NULL);
    snprintf(p->file, sizeof p->file, "%s/a.db", p->folder);
}

static bool place_open(place *p, const char *test, const char *sql)
{
    char driver[200], path[500];
    gg_error err;

    if (!find_driver(test, driver, sizeof driver))
        return false;
    folder_make(p);
    ck_assert_int_eq(sqlite3_open(p->file, &p->db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(p->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(p->db, sql, NULL, NULL, NULL), SQLITE_OK);
    snprintf(path, sizeof path, "odbc:DRIVER=%s;Database=%s;/t", driver, p->file);
    ck_assert_msg(open_named(path, &p->engine, &err) == GG_OK, "%s", err.what);
    return true;
}

static void place_close(place *p)
{
    char path[80];

    p->engine.functions->close(p->engine.state);
    sqlite3_close(p->db);
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s%s", p->file, (const char *const[]){"", "-wal", "-shm"}[i]);
        unlink(path);
    }
    rmdir(p->folder);
}

/* A database that is not there is not made, be it named by a string or in odbc.ini. */
START_TEST(no_file)
{
    char driver[200], path[500], ini[60];
    gg_sql_engine engine = {0};
    gg_error err;
    place p = {0};
    FILE *f;

    if (!find_driver("a file that is not there, through ODBC", driver, sizeof driver))
        return;
    folder_make(&p);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "odbc:DRIVER=%s;Database=%s%s/t", driver, p.file, i ? "" : ";");
        ck_assert_int_eq(open_named(path, &engine, &err), GG_E_NOT_FOUND);
        ck_assert_str_eq(err.what,
                         "there is no such database, or it cannot be read (SQLSTATE HY000)");
        ck_assert_int_ne(access(p.file, F_OK), 0);
    }
    snprintf(ini, sizeof ini, "%s/odbc.ini", p.folder);
    f = fopen(ini, "w");
    ck_assert(f != NULL);
    fprintf(f, "[lite]\nDriver=%s\nDatabase=%s\n", driver, p.file);
    fclose(f);
    setenv("ODBCINI", ini, 1);
    ck_assert_int_eq(open_named("odbc:lite/t", &engine, &err), GG_E_NOT_FOUND);
    ck_assert(strncmp(err.what, "there is no such database", 25) == 0);
    ck_assert_int_ne(access(p.file, F_OK), 0);
    unlink(ini);
    rmdir(p.folder);
}
END_TEST

START_TEST(kinds_of_columns)
{
    static const gg_sql_kind want[] = {GG_SQL_DOUBLE, GG_SQL_DOUBLE, GG_SQL_WHOLE,
                                       GG_SQL_WHOLE,  GG_SQL_WORDS,  GG_SQL_WORDS,
                                       GG_SQL_TRUTH,  GG_SQL_DATE,   GG_SQL_WORDS};
    gg_sql_column *columns;
    gg_arena arena;
    gg_error err;
    size_t n = 0;
    place p;

    if (!place_open(
            &p, "columns through ODBC",
            "CREATE TABLE t (a double precision, b real, c integer, d bigint, e text,"
            " f varchar(9), g boolean, h date, \"\"\"; drop table t; -- Zo\303\253\" text)"))
        return;
    gg_error_init(&err);
    gg_arena_init(&arena);
    ck_assert_str_eq(p.engine.quote, "\"");
    ck_assert(!p.engine.exact && !p.engine.backslashes);
    ck_assert_int_eq(p.engine.functions->describe(p.engine.state, "SELECT * FROM t WHERE 1 = 0",
                                                  &arena, &columns, &n, &err),
                     GG_OK);
    ck_assert_uint_eq(n, 9);
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(columns[i].kind == want[i], "%s is %d", columns[i].name, columns[i].kind);
    ck_assert_str_eq(columns[8].name, "\"; drop table t; -- Zo\303\253");
    ck_assert_int_eq(p.engine.functions->describe(p.engine.state, "SELECT * FROM nope", &arena,
                                                  &columns, &n, &err),
                     GG_E_INPUT);
    ck_assert(strncmp(err.what, "there is no such table", 22) == 0);
    gg_arena_release(&arena);
    place_close(&p);
}
END_TEST

typedef struct words {
    char *text[8];
    size_t size[8];
    size_t n, stop_at;
} words;

static gg_status keep_word(void *context, const gg_view *cells, size_t n, gg_error *err)
{
    words *w = context;

    ck_assert_uint_eq(n, 2);
    if (w->n == w->stop_at)
        return gg_error_set(err, GG_E_LIMIT, NULL, "enough");
    ck_assert(cells[0].data != NULL && w->n < 8);
    w->size[w->n] = cells[1].data ? cells[1].size : SIZE_MAX;
    w->text[w->n++] = cells[1].data ? strndup(cells[1].data, cells[1].size) : NULL;
    return GG_OK;
}

/* Words longer than the pieces that they are fetched in, with a pair at every place of the border.
 */
START_TEST(long_words)
{
    words w = {.stop_at = 8};
    sqlite3_stmt *s = NULL;
    gg_error err;
    place p;

    if (!place_open(&p, "long words through ODBC", "CREATE TABLE t (i integer, w text)"))
        return;
    gg_error_init(&err);
    for (int i = 0; i < 6; i++) {
        char *sql = sqlite3_mprintf(
            "INSERT INTO t VALUES (%d, substr(replace(hex(zeroblob(300)), '00', '\303\251x'), 1, "
            "%d)"
            " || '\360\237\230\200\360\237\230\200' || replace(hex(zeroblob(600)), '00', 'yz'))",
            i, 507 + i);

        ck_assert_int_eq(sqlite3_exec(p.db, sql, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_free(sql);
    }
    sqlite3_exec(p.db, "INSERT INTO t VALUES (6, NULL), (7, '')", NULL, NULL, NULL);
    ck_assert_msg(p.engine.functions->query(p.engine.state, "SELECT i, w FROM t ORDER BY i",
                                            keep_word, &w, &err) == GG_OK,
                  "%s", err.what);
    ck_assert_uint_eq(w.n, 8);
    sqlite3_prepare_v2(p.db, "SELECT w FROM t ORDER BY i", -1, &s, NULL);
    for (size_t i = 0; i < w.n; i++) {
        ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
        if (sqlite3_column_type(s, 0) == SQLITE_NULL)
            ck_assert(w.text[i] == NULL);
        else
            ck_assert_str_eq(w.text[i], (const char *)sqlite3_column_text(s, 0));
        free(w.text[i]);
    }
    sqlite3_finalize(s);
    ck_assert(w.size[6] == SIZE_MAX && w.size[7] == 0);
    place_close(&p);
}
END_TEST

START_TEST(queries_that_end)
{
    words w = {.stop_at = 1};
    gg_error err;
    place p;

    if (!place_open(&p, "queries through ODBC",
                    "CREATE TABLE t (i integer, w text);"
                    "INSERT INTO t VALUES (9223372036854775807, 'Jane Doe'), (1, 'b')"))
        return;
    gg_error_init(&err);
    ck_assert_int_eq(
        p.engine.functions->query(p.engine.state, "SELECT i, w FROM t", keep_word, &w, &err),
        GG_E_LIMIT);
    ck_assert_str_eq(err.what, "enough");
    free(w.text[0]);
    /* What the engine says of values is not passed on. */
    gg_error_init(&err);
    ck_assert_int_eq(p.engine.functions->query(p.engine.state, "SELECT SUM(i), 'Jane Doe' FROM t",
                                               keep_word, &w, &err),
                     GG_E_IO);
    ck_assert_str_eq(err.what, "the engine failed (SQLSTATE HY000)");
    place_close(&p);
}
END_TEST

typedef struct counting {
    place *place;
    int seen;
} counting;

static gg_status keep_count(void *context, const gg_view *cells, size_t n, gg_error *err)
{
    (void)err;
    ck_assert(n == 1 && cells[0].data);
    ((counting *)context)->seen = atoi(cells[0].data);
    return GG_OK;
}

/* What others write between two queries is not seen. */
START_TEST(one_snapshot)
{
    counting c = {0};
    gg_error err;
    place p;

    if (!place_open(&p, "a snapshot through ODBC",
                    "CREATE TABLE t (i integer); INSERT INTO t VALUES (1), (2)"))
        return;
    gg_error_init(&err);
    for (int i = 0; i < 3; i++) {
        ck_assert_msg(p.engine.functions->query(p.engine.state, "SELECT COUNT(*) FROM t",
                                                keep_count, &c, &err) == GG_OK,
                      "%s", err.what);
        ck_assert_int_eq(c.seen, 2);
        ck_assert_int_eq(sqlite3_exec(p.db, "INSERT INTO t VALUES (3)", NULL, NULL, NULL),
                         SQLITE_OK);
    }
    place_close(&p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, utf16);
    tcase_add_test(tc, halves_of_pairs);
    tcase_add_test(tc, missing);
    tcase_add_test(tc, no_file);
    tcase_add_test(tc, kinds_of_columns);
    tcase_add_test(tc, long_words);
    tcase_add_test(tc, queries_that_end);
    tcase_add_test(tc, one_snapshot);
}

GG_TEST_MAIN("evidence/odbc")
