/*
 * Engines that die, whose tables change, or that answer nonsense; answers counted by hand.
 */
#include "suite.h"

#include "sql_table.h"

START_TEST(an_engine_that_dies)
{
    gg_collect_options o = binned();
    gg_evidence out;
    gg_error err;
    int queries;
    table t;

    make_rows(&t, 200);
    ck_assert_int_eq(ask(&t, schemas[1], &o, NULL, &out, &err), GG_OK);
    gg_evidence_release(&out);
    queries = t.lite.asked;
    ck_assert_int_ge(queries, 10);
    for (int q = 1; q <= queries; q++) {
        for (int row = 0; row < 2; row++) {
            t.lite.asked = 0;
            t.lite.dies_at_query = q;
            t.lite.dies_at_row = row;
            out = untouched();
            ck_assert_int_eq(ask(&t, schemas[1], &o, NULL, &out, &err), GG_E_IO);
            ck_assert_str_eq(err.file, "odbc:lite/cases");
            ck_assert_str_eq(err.what, "the engine died");
            is_untouched(&out);
        }
    }
    table_release(&t);
}
END_TEST

/* Rows that come, go or change their fate between two queries. */
START_TEST(a_table_that_changes)
{
    static const char *const changes[] = {
        "INSERT INTO cases SELECT * FROM cases LIMIT 1",
        "DELETE FROM cases WHERE rowid = 7",
        "UPDATE cases SET s = CASE WHEN s IS NULL THEN 0.5 END WHERE rowid < 20",
        "UPDATE cases SET y = NULL WHERE y = '1'",
    };
    gg_collect_options o = binned();

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        gg_evidence out = untouched();
        gg_error err;
        table t;

        make_rows(&t, 100);
        t.lite.meddles_at = 5;
        t.lite.meddling = changes[i];
        ck_assert_msg(ask(&t, schemas[1], &o, NULL, &out, &err) == GG_E_CONFLICT, "%s: %s",
                      changes[i], err.what);
        ck_assert_str_eq(err.what, "the table changed while it was read");
        is_untouched(&out);
        table_release(&t);
    }
}
END_TEST

/* An engine whose answers are given: lines, cells between bars, ~ for null. */
typedef struct given {
    const char *const *answers;
    size_t asked;
} given;

static gg_status given_describe(void *state, const char *query, gg_arena *arena,
                                gg_sql_column **out, size_t *n, gg_error *err)
{
    (void)state, (void)query, (void)err;
    *out = gg_arena_array(arena, 3, sizeof **out);
    (*out)[0] = (gg_sql_column){"s", GG_SQL_DOUBLE, false};
    (*out)[1] = (gg_sql_column){"y", GG_SQL_WORDS, false};
    (*out)[2] = (gg_sql_column){"race", GG_SQL_WORDS, false};
    *n = 3;
    return GG_OK;
}

static gg_status given_query(void *state, const char *query, gg_sql_visit visit, void *context,
                             gg_error *err)
{
    given *g = state;
    const char *line = g->answers[g->asked++];
    gg_status status = GG_OK;

    (void)query;
    while (*line && !status) {
        gg_view cells[16];
        size_t n = 0;

        for (;;) {
            const size_t size = strcspn(line, "|\n");

            cells[n++] = size == 1 && *line == '~' ? (gg_view){NULL, 0} : (gg_view){line, size};
            line += size;
            if (*line++ == '\n')
                break;
        }
        status = visit(context, cells, n, err);
    }
    return status;
}

static void given_close(void *state)
{
    (void)state;
}

static gg_status collect_from(const char *const *answers, bool exact, gg_evidence *out,
                              gg_error *err)
{
    static const gg_sql_functions functions = {
        .describe = given_describe, .query = given_query, .close = given_close};
    given g = {answers, 0};
    gg_sql_engine engine = {.functions = &functions, .state = &g, .quote = "`", .exact = exact};
    gg_collect_options o = binned();
    gg_sql_source source;
    gg_schema schema;
    gg_status status;

    o.score_bins = 10;
    gg_error_init(err);
    make_schema("columns: {s: score, y: outcome, race: protected}\nthreshold: 0.5", &schema);
    ck_assert_int_eq(gg_sql_source_parse("odbc:given/t", &source, NULL), GG_OK);
    status = gg_sql_collect(&engine, &source, &schema, &o, NULL, out, err);
    gg_sql_source_release(&source);
    gg_schema_release(&schema);
    return status;
}

static gg_status collect_given(const char *const *answers, gg_evidence *out, gg_error *err)
{
    return collect_from(answers, true, out, err);
}

/* The answers that a table of six rows has, counted by hand. Cells are level, kept, outcome,
 * decision, bin, rows. */
#define CHECKED "6|6|0|0|0.1|0.95|5\n"
#define OVERALL "0|0|0|1|1\n0|1|0|2|1\n0|1|1|7|1\n0|0|1|9|1\n0|1|1|9|1\n1|1|0|~|1\n"
#define BY_RACE "a|0|0|0|1|1\na|0|1|0|2|1\nb|0|1|1|7|1\nb|0|0|1|9.0|1\n~|0|1|1|9|1\nc|1|1|0|~|1\n"

START_TEST(answers_by_hand)
{
    static const char rows[] = "s,y,race\n0.1,0,a\n0.2,1,a\n0.7,1,b\n0.9,0,b\n0.95,1,\n,1,c\n";
    temporary file = temporary_file(rows, 0);
    gg_collect_options o = binned();
    gg_evidence got, want;
    gg_schema schema;
    char *a, *b;
    gg_error err;

    o.score_bins = 10;
    make_schema("columns: {s: score, y: outcome, race: protected}\nthreshold: 0.5", &schema);
    ck_assert_int_eq(gg_collect(file.path, &schema, &o, &want, NULL), GG_OK);
    ck_assert_int_eq(collect_given((const char *const[]){CHECKED, OVERALL, BY_RACE}, &got, &err),
                     GG_OK);
    a = stored(&want);
    b = stored(&got);
    ck_assert_str_eq(b, a);
    free(a);
    free(b);
    gg_evidence_release(&got);
    gg_evidence_release(&want);
    gg_schema_release(&schema);
    temporary_remove(&file);
}
END_TEST

START_TEST(answers_that_are_none)
{
    static const char *const wrong[][3] = {
        {"x|6|0|0|0.1|0.95|5\n", OVERALL, BY_RACE},   /* no number */
        {"6|6|0|0|0.1|0.95\n", OVERALL, BY_RACE},     /* too few cells */
        {"6|6|0|0|0.1|0.95|5|1\n", OVERALL, BY_RACE}, /* too many */
        {"6|6|0|0|word|0.95|5\n", OVERALL, BY_RACE},  /* no score */
        {"6|6.5|0|0|0.1|0.95|5\n", OVERALL, BY_RACE}, /* no whole number */
        {CHECKED, "3|0|0|1|6\n", BY_RACE},            /* a fate that there is not */
        {CHECKED, "0|3|0|1|6\n", BY_RACE},            /* an outcome */
        {CHECKED, "0|0|3|1|6\n", BY_RACE},            /* a decision */
        {CHECKED, "0|0|0|10|6\n", BY_RACE},           /* a bin */
        {CHECKED, "0|0|0|-1|6\n", BY_RACE},
        {CHECKED, "0|0|0|~|6\n", BY_RACE}, /* kept, and in no bin */
        {CHECKED, "0|0|0|1.5|6\n", BY_RACE},
        {CHECKED, "0|0|0|1|~\n6|6\n", BY_RACE}, /* a short line */
        {CHECKED, "0|0|0|1\n", BY_RACE},
        {CHECKED, OVERALL, "a\n"},
        {CHECKED, OVERALL, "a|0|0|0|1|99999999999999999999999999999999999999\n"},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gg_evidence out = untouched();
        gg_error err;

        ck_assert_msg(collect_given(wrong[i], &out, &err) == GG_E_IO, "%zu: %s", i, err.what);
        ck_assert_str_eq(err.what, "the engine answers with something that is no count");
        is_untouched(&out);
    }
}
END_TEST

/* An engine that takes two words for one: the check that finds it stands behind those of the score
 * and of the outcome. */
START_TEST(words_that_are_one)
{
    gg_evidence out = untouched();
    gg_error err;

    ck_assert_int_eq(collect_from((const char *const[]){"6|6|0|0|6|0.1|0.95|5\n", OVERALL, BY_RACE},
                                  false, &out, &err),
                     GG_E_INPUT);
    ck_assert_str_eq(err.column, "race");
    ck_assert_str_eq(err.what,
                     "a column in which this engine takes white and White for one word (rows: 6)");
    is_untouched(&out);
}
END_TEST

START_TEST(counts_that_do_not_agree)
{
    static const char *const wrong[][3] = {
        {"7|7|0|0|0.1|0.95|5\n", OVERALL, BY_RACE},
        {"6|-6|0|0|0.1|0.95|5\n", OVERALL, BY_RACE},
        {CHECKED, OVERALL, "a|0|1|1|7|5\na|1|1|0|~|2\n"},
        {CHECKED, OVERALL, "a|0|1|1|7|6\n"},
        {CHECKED, "", ""},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gg_evidence out = untouched();
        gg_error err;

        ck_assert_msg(collect_given(wrong[i], &out, &err) == GG_E_CONFLICT, "%zu: %s", i, err.what);
        is_untouched(&out);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, an_engine_that_dies);
    tcase_add_test(tc, a_table_that_changes);
    tcase_add_test(tc, answers_by_hand);
    tcase_add_test(tc, answers_that_are_none);
    tcase_add_test(tc, words_that_are_one);
    tcase_add_test(tc, counts_that_do_not_agree);
}

GG_TEST_MAIN("evidence/sql_engine")
