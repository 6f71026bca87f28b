/*
 * Names, literals and numbers as they stand in queries, and which queries there are.
 */
#include "suite.h"

#include "sql_table.h"

/* The columns of a table that is never asked for rows. */
static gg_status given_describe(void *state, const char *query, gg_arena *arena,
                                gg_sql_column **out, size_t *n, gg_error *err)
{
    (void)state, (void)query, (void)err;
    *out = gg_arena_array(arena, 2, sizeof **out);
    (*out)[0] = (gg_sql_column){"s", GG_SQL_DOUBLE, false};
    (*out)[1] = (gg_sql_column){"race", GG_SQL_WORDS, false};
    *n = 2;
    return GG_OK;
}

static char *explained(const gg_sql_engine *engine, const char *table_name, const char *schema_text,
                       const char *partition, gg_status want)
{
    gg_collect_options o = binned();
    gg_sql_source source;
    gg_schema schema;
    gg_error err;
    char *text;
    gg_buf b;

    gg_error_init(&err);
    gg_buf_init(&b, 0);
    make_schema(schema_text, &schema);
    ck_assert_int_eq(gg_sql_source_parse(table_name, &source, NULL), GG_OK);
    ck_assert_msg(gg_sql_explain(engine, &source, &schema, &o, partition, &b, &err) == want, "%s",
                  err.what);
    text = strdup(b.size ? b.data : "");
    gg_sql_source_release(&source);
    gg_schema_release(&schema);
    gg_buf_release(&b);
    return text;
}

static size_t times(const char *text, const char *what)
{
    size_t n = 0;

    for (const char *c = text; (c = strstr(c, what)); c++)
        n++;
    return n;
}

START_TEST(names_and_literals)
{
    static const char schema[] =
        "columns: {s: score, \"a`b\": {role: protected, missing: [\"it's\"]}}";
    static const gg_sql_functions functions = {.describe = given_describe};
    lite l = {0};
    gg_sql_engine engine;
    char *text;

    ck_assert_int_eq(sqlite3_open(":memory:", &l.db), SQLITE_OK);
    engine = lite_engine(&l);
    ck_assert_int_eq(
        sqlite3_exec(l.db, "CREATE TABLE \"x`.\"\"y\" (s double, \"a`b\" text)", NULL, NULL, NULL),
        SQLITE_OK);
    text = explained(&engine, "odbc:lite/\"x`.\"\"y\"", schema, NULL, GG_OK);
    ck_assert(strstr(text, "FROM \"x`.\"\"y\""));
    ck_assert(strstr(text, "\"a`b\" AS level_1"));
    free(text);
    strcpy(engine.quote, "`");
    text = explained(&engine, "odbc:lite/\"x`.\"\"y\"", schema, "a`b", GG_OK);
    ck_assert(strstr(text, "FROM `x``.\"y`"));
    ck_assert(strstr(text, "`a``b` AS level_1"));
    free(text);
    /* Without quotes to be had, a name that needs them is refused. */
    engine.quote[0] = '\0';
    free(explained(&engine, "odbc:lite/\"x`.\"\"y\"", schema, NULL, GG_E_INPUT));
    engine.functions->close(engine.state);

    engine = (gg_sql_engine){.functions = &functions, .exact = true};
    text = explained(&engine, "odbc:lite/a_1.b",
                     "columns: {s: score, race: site}\n"
                     "threshold: {site: {\"O'B\": 0.35}}",
                     NULL, GG_OK);
    ck_assert(strstr(text, "FROM a_1.b"));
    ck_assert(strstr(text, "race = 'O''B' THEN 0.35"));
    free(text);
    /* A backslash may be an escape in some engines. */
    engine.backslashes = true;
    free(explained(&engine, "odbc:lite/t",
                   "columns: {s: score, race: site}\n"
                   "threshold: {site: {\"a\\\\b\": 0.35}}",
                   NULL, GG_E_INPUT));
    engine.backslashes = false;
    text = explained(&engine, "odbc:lite/t",
                     "columns: {s: score, race: site}\n"
                     "threshold: {site: {\"a\\\\b\": 0.35}}",
                     NULL, GG_OK);
    ck_assert(strstr(text, "race = 'a\\b'"));
    free(text);
}
END_TEST

/* Each family has one query, and each groups by the key. */
START_TEST(queries)
{
    char *text;
    table t;

    make_rows(&t, 1);
    text = explained(&t.engine, "odbc:lite/cases", schemas[1], NULL, GG_OK);
    /* A check, the range, everyone, three attributes, a site, a period, and each attribute by the
     * site, the period and the stratum, which is an attribute too. */
    ck_assert_uint_eq(times(text, "\nSELECT "), 2 + 1 + 3 + 1 + 1 + 8);
    ck_assert_uint_eq(times(text, "\nGROUP BY "), 14);
    ck_assert_uint_eq(times(text, "partition_key"), 0);
    /* Whether words are told apart is asked of every column of words. */
    ck_assert(strstr(text, "COALESCE(NULLIF(\"race\", \"race\"), 'a') = 'A'"));
    ck_assert_uint_eq(times(text, "COALESCE(NULLIF("), 4);
    ck_assert_int_eq(t.lite.asked, 0);
    free(text);
    text = explained(&t.engine, "odbc:lite/cases", schemas[1], "part", GG_OK);
    ck_assert_uint_eq(
        times(text, "\nGROUP BY partition_key, ") + times(text, "\nGROUP BY \"part\";"), 15);
    ck_assert_int_eq(t.lite.asked, 0);
    free(text);
    table_release(&t);
}
END_TEST

/* What a threshold is in an engine that does not read decimals to the nearest double: SQLite
 * computes the expression, and the bits are compared. */
START_TEST(exact_numbers)
{
    static const double numbers[] = {0.35, 0.1, 1.0 / 3, 0.7,   1e-20,  123456.789,          1e22,
                                     -0.3, 0.5, 2e9,     1e300, 5e-324, 0.30000000000000004, 0};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        sqlite3_stmt *s = NULL;
        char schema[80], *text, *begin, *end;
        table t;

        table_begin(&t, "s double, y text", "s,y");
        put_real(&t, 0.5);
        put_word(&t, "1");
        table_end(&t);
        snprintf(schema, sizeof schema, "columns: {s: score}\nthreshold: %.17g", numbers[i]);
        text = explained(&t.engine, "odbc:lite/cases", schema, NULL, GG_OK);
        begin = strstr(text, "\"s\" >= ");
        while (begin && strncmp(begin, "\"s\" >= -1E308", 13) == 0)
            begin = strstr(begin + 1, "\"s\" >= ");
        ck_assert(begin != NULL);
        memcpy(begin, "SELECT ", 7);
        end = strstr(begin, " THEN ");
        ck_assert(end != NULL);
        *end = '\0';
        ck_assert_int_eq(sqlite3_prepare_v2(t.lite.db, begin, -1, &s, NULL), SQLITE_OK);
        ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
        ck_assert_msg(sqlite3_column_double(s, 0) == numbers[i], "%s", begin);
        sqlite3_finalize(s);
        free(text);
        table_release(&t);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, names_and_literals);
    tcase_add_test(tc, queries);
    tcase_add_test(tc, exact_numbers);
}

GG_TEST_MAIN("evidence/sql_text")
