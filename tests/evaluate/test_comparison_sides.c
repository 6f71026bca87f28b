/*
 * The two sides of a comparison: scores from scorers, thresholds and suppression rules of each
 * side's own.
 */
#include "documents.h"

#include <stdatomic.h>

#include "gauger/table/cell.h"
#include "gauger/table/operation.h"
#include "gauger/table/scorer.h"

/* A scorer that adds its columns up; a missing one leaves no score. */
typedef struct adder {
    gg_scorer scorer;
    const char *columns[3];
    bool forgetful; /* begin finds no memory */
    bool endless;   /* every score is infinite */
    atomic_int begun, ended;
} adder;

/* A room knows its scorer, so that giving it back can be counted. */
static void *begin(const gg_scorer *scorer)
{
    adder *a = scorer->self, **room = a->forgetful ? NULL : malloc(sizeof *room);

    if (!room)
        return NULL;
    *room = a;
    atomic_fetch_add(&a->begun, 1);
    return room;
}

static void end(void *room)
{
    adder **a = room;

    atomic_fetch_add(&(*a)->ended, 1);
    free(room);
}

static gg_status score(const gg_scorer *scorer, void *room, const gg_view *cells, double *out,
                       size_t *bad, gg_error *err)
{
    const adder *a = scorer->self;
    double sum = 0, x;

    ck_assert_ptr_eq(*(adder **)room, a);
    for (size_t i = 0; i < scorer->n_columns; i++) {
        if (cells[i].size == 0) {
            *out = NAN;
            return GG_OK;
        }
        if (gg_text_number(cells[i].data, cells[i].size, &x) != GG_NUMBER_OK) {
            *bad = i;
            return gg_cell_not_a_number(cells[i], err);
        }
        sum += x;
    }
    *out = a->endless ? INFINITY : sum;
    return GG_OK;
}

static const gg_scorer_functions functions = {begin, end, score, NULL};

static void adder_init(adder *a, const char *first, const char *second)
{
    memset(a, 0, sizeof *a);
    a->columns[0] = first;
    a->columns[1] = second;
    a->scorer = (gg_scorer){&functions, a->columns, second ? 2 : 1, a};
}

static const char table[] = "s,p,q,a,b,y,g\n"
                            "P,0.25,0.5,0.75,0.5,1,x\nP,0.125,0.125,0.25,0.75,0,x\n"
                            "Q,0.5,0.25,0.75,0.25,1,y\nQ,0.25,0.25,0.5,0.125,0,y\n"
                            "P,-1,0.5,,0.5,1,x\nQ,0.5,,,0.5,0,y\nP,0.5,0.375,0.875,,1,x\n";

static const char roles[] = "{\"columns\": {\"y\": \"outcome\", \"g\": \"protected\","
                            "\"s\": \"site\","
                            "\"p\": {\"role\": \"feature\", \"missing\": [\"-1\"]}},"
                            "\"threshold\": 0.5}";

/* The document without what names the sides. */
static json_t *bare(json_t *d)
{
    ck_assert_int_eq(json_object_del(d, "scores"), 0);
    ck_assert_int_eq(json_object_del(member(d, "decision/a"), "scored_by"), 0);
    ck_assert_int_eq(json_object_del(member(d, "decision/b"), "scored_by"), 0);
    ck_assert_int_eq(json_object_del(member(d, "data"), "source"), 0);
    return d;
}

/* A scorer, and a column that holds what the scorer gives, are the same. */
START_TEST(a_scorer_is_a_column)
{
    gg_compare_options o = gg_compare_options_default();
    json_t *columns = bare(compare(table, roles, NULL));
    adder sum, plain;

    adder_init(&sum, "p", "q");
    adder_init(&plain, "b", NULL);
    for (int mix = 1; mix < 4; mix++) {
        json_t *d;

        o.scorer_a = mix & 1 ? &sum.scorer : NULL;
        o.scorer_b = mix & 2 ? &plain.scorer : NULL;
        d = compare(table, roles, &o);
        ck_assert_str_eq(text(d, "scores/a"), "a");
        ck_assert_str_eq(text(d, "decision/a/scored_by"), mix & 1 ? "model" : "column");
        ck_assert_str_eq(text(d, "decision/b/scored_by"), mix & 2 ? "model" : "column");
        ck_assert_msg(json_equal(bare(d), columns), "mix %d", mix);
        json_decref(d);
    }
    ck_close(number(columns, "data/rows_excluded/missing_score_a"), 2, 0);
    ck_close(number(columns, "data/rows_excluded/missing_score_b"), 1, 0);
    ck_close(number(columns, "data/rows_used"), 4, 0);
    ck_assert_int_eq(sum.begun, 2);
    ck_assert_int_eq(sum.ended, 2);
    json_decref(columns);
}
END_TEST

/* The names of scored sides are the caller's, and need be no columns. */
START_TEST(names_of_versions)
{
    gg_compare_options o = gg_compare_options_default();
    temporary data = temporary_file(table, 0);
    gg_schema schema;
    json_t *d = NULL;
    adder a, b;

    adder_init(&a, "p", "q");
    adder_init(&b, "q", NULL);
    o.scorer_a = &a.scorer;
    o.scorer_b = &b.scorer;
    read_schema(&schema, roles);
    ck_assert_int_eq(gg_compare(data.path, &schema, "lane@2", "lane@1", &o, &d, NULL), GG_OK);
    check_fit("docs/schemas/comparison-1.schema.json", d);
    ck_assert_str_eq(text(d, "scores/a"), "lane@2");
    ck_assert_str_eq(text(d, "scores/b"), "lane@1");
    /* The last row lacks b, which neither side reads here. */
    ck_close(number(d, "data/rows_used"), 5, 0);
    json_decref(d);
    gg_schema_release(&schema);
    temporary_remove(&data);
}
END_TEST

/* Each thread begins and ends a room of its own, also when an error ends the reading. */
START_TEST(a_room_for_each_thread)
{
    gg_compare_options o = gg_compare_options_default();
    char *first = NULL;
    gg_error err;
    gg_buf b;
    json_t *d;
    adder sum;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "p,q,b,y\n");
    for (int i = 0; i < 3000; i++)
        gg_buf_printf(&b, "0.%d,0.%d,0.%d,%d\n", i % 5, i * 7 % 5, i * 3 % 10, i % 3 == 0);
    adder_init(&sum, "p", "q");
    o.scorer_a = &sum.scorer;
    o.csv.chunk = 512;
    for (o.threads = 1; o.threads <= 4; o.threads += 3) {
        char *again;

        d = compare(b.data, "{\"columns\": {\"y\": \"outcome\"}}", &o);
        ck_assert_int_eq(json_object_del(member(d, "data"), "source"), 0);
        again = printed(d);
        json_decref(d);
        ck_assert(!first || strcmp(first, again) == 0);
        free(first);
        first = again;
    }
    free(first);
    ck_assert_int_eq(sum.begun, 5);
    ck_assert_int_eq(sum.ended, 5);

    gg_buf_puts(&b, "0.5,much,0.5,1\n");
    ck_assert_int_eq(compare_of(b.data, "{\"columns\": {\"y\": \"outcome\"}}", &o, &d, &err),
                     GG_E_INPUT);
    ck_assert_uint_eq(err.line, 3002);
    ck_assert_str_eq(err.column, "q");
    ck_assert_str_eq(err.what, "not a number (shape \"aaaa\")");
    ck_assert_int_eq(sum.begun, sum.ended);
    o.skip_bad_rows = true;
    d = compare(b.data, "{\"columns\": {\"y\": \"outcome\"}}", &o);
    ck_close(number(d, "data/rows_excluded/bad_rows"), 1, 0);
    json_decref(d);
    gg_buf_release(&b);
}
END_TEST

START_TEST(scorers_that_cannot)
{
    gg_compare_options o = gg_compare_options_default();
    gg_error err;
    json_t *d;
    adder sum;

    adder_init(&sum, "p", "weight_kg");
    o.scorer_b = &sum.scorer;
    ck_assert_int_eq(compare_of(table, roles, &o, &d, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "weight_kg");
    ck_assert_str_eq(err.what, "no such column, which b reads");
    ck_assert_int_eq(sum.begun, 0);

    adder_init(&sum, "p", "q");
    sum.forgetful = true;
    ck_assert_int_eq(compare_of(table, roles, &o, &d, &err), GG_E_MEMORY);
    ck_assert_int_eq(sum.ended, 0);

    adder_init(&sum, "p", "q");
    sum.endless = true;
    ck_assert_int_eq(compare_of(table, roles, &o, &d, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "a score of b that is not finite");
    ck_assert_uint_eq(err.line, 2);

    /* Sums over 1 are no probabilities, so that no threshold can be assumed of them. */
    adder_init(&sum, "p", "q");
    ck_assert_int_eq(compare_of("p,q,a,y\n0.9,0.9,0.5,1\n0.1,0.1,0.5,0\n",
                                "{\"columns\": {\"y\": \"outcome\"}}", &o, &d, &err),
                     GG_E_USAGE);
    ck_assert_str_eq(err.column, "b");
    ck_assert_ptr_nonnull(strstr(err.what, "from 0.2 to 1.8"));
}
END_TEST

/* ---- thresholds ---- */

START_TEST(thresholds_of_each_side)
{
    gg_compare_options o = gg_compare_options_default();
    gg_schema of_a, of_b;
    gg_error err;
    json_t *d;

    read_schema(&of_a, "{\"threshold\": {\"default\": 0.9, \"site\": {\"P\": 0.75}}}");
    read_schema(&of_b, "{\"threshold\": 0.25}");
    o.thresholds_a = &of_a;
    o.thresholds_b = &of_b;
    d = compare(table, roles, &o);
    /* A: 0.75 and 0.25 at P, of which the first; nothing reaches 0.9 at Q. */
    ck_close(number(d, "a/selected"), 1, 0);
    ck_close(number(d, "b/selected"), 3, 0);
    ck_close(number(d, "decision/a/site_thresholds/P"), 0.75, 0);
    ck_close(number(d, "decision/a/threshold"), 0.9, 0);
    ck_assert_str_eq(text(d, "decision/b/rule"), "threshold");
    ck_close(number(d, "decision/b/threshold"), 0.25, 0);
    ck_assert_ptr_null(member(d, "decision/b/site_thresholds"));
    json_decref(d);

    /* Without its own, a side has the table's; an option goes before either. */
    o.thresholds_b = NULL;
    o.threshold_a = 0.5;
    d = compare(table, roles, &o);
    ck_close(number(d, "a/selected"), 3, 0);
    ck_close(number(d, "decision/b/threshold"), 0.5, 0);
    json_decref(d);

    /* A site that only one side knows. */
    gg_schema_release(&of_a);
    read_schema(&of_a, "{\"threshold\": {\"site\": {\"P\": 0.75}}}");
    o = gg_compare_options_default();
    o.thresholds_a = &of_a;
    ck_assert_int_eq(compare_of(table, roles, &o, &d, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "s");
    ck_assert_ptr_nonnull(strstr(err.what, "a site without a threshold"));
    ck_assert_int_eq(compare_of("a,b\n0.7,0.5\n", NULL, &o, &d, &err), GG_E_USAGE);
    gg_schema_release(&of_a);
    gg_schema_release(&of_b);
}
END_TEST

/* ---- suppression ---- */

static gg_operation operation_of(const char *json)
{
    json_t *suppression = json_loads(json, 0, NULL);
    gg_operation operation;
    gg_error err;

    gg_error_init(&err);
    ck_assert_ptr_nonnull(suppression);
    ck_assert_msg(gg_operation_parse(suppression, NULL, &operation, &err) == GG_OK, "%s", err.what);
    json_decref(suppression);
    return operation;
}

static const char crossing[] = "a,b,y,program,kg,n\n"
                               "0.9,0.9,1,member,500,2\n0.8,0.9,0,member,50,3\n"
                               "0.7,0.6,1,none,50,5\n0.6,0.2,0,none,100,7\n"
                               "0.9,0.7,1,NA,,11\n0.2,0.8,0,member,20,13\n";

static const char counted[] = "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\", \"program\":"
                              "{\"role\": \"feature\", \"missing\": [\"NA\"]}},"
                              "\"threshold\": 0.5}";

START_TEST(rules_of_one_side)
{
    gg_operation rules =
        operation_of("[{\"name\": \"members\", \"when\": {\"program\": [\"member\","
                     "\"NA\"]}}, {\"name\": \"light\", \"when\":"
                     "{\"kg\": {\"below\": 100}, \"program\": [\"none\"]}}]");
    gg_compare_options o = gg_compare_options_default();
    json_t *d;

    o.operation_a = &rules;
    d = compare(crossing, counted, &o);
    /* Held back: 2 + 3 members, 5 light; not the 7 of 100 kg, nor the 11 whose cells are missing.
     */
    ck_close(number(d, "decision/a/suppression/held_back"), 10, 0);
    ck_assert_str_eq(
        json_string_value(json_array_get(member(d, "decision/a/suppression/rules"), 1)), "light");
    ck_close(number(d, "a/selected"), 18, 0);
    ck_close(number(d, "b/selected"), 2 + 3 + 5 + 11 + 13, 0);
    ck_assert_ptr_null(member(d, "decision/b/suppression"));
    /* Scores, and with them the ranking, are not touched. */
    ck_close(number(d, "a/positives"), 18, 0);
    ck_close(number(d, "differences/recall/counts/b_only"), 7, 0);
    json_decref(d);

    o.operation_b = &rules;
    d = compare(crossing, counted, &o);
    ck_close(number(d, "decision/b/suppression/held_back"), 2 + 3 + 5 + 13, 0);
    ck_close(number(d, "b/selected"), 11, 0);
    json_decref(d);
    gg_operation_release(&rules);
}
END_TEST

START_TEST(rules_that_cannot_be_read)
{
    gg_operation rules = operation_of("[{\"name\": \"light\", \"when\": {\"tonnes\":"
                                      "{\"below\": 1}}}]");
    gg_compare_options o = gg_compare_options_default();
    gg_error err;
    json_t *d;

    o.operation_b = &rules;
    ck_assert_int_eq(compare_of(crossing, counted, &o, &d, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "tonnes");
    ck_assert_str_eq(err.what, "no such column, which the rule \"light\" reads");
    gg_operation_release(&rules);

    rules = operation_of("[{\"name\": \"odd\", \"when\": {\"program\": {\"below\": 1}}}]");
    ck_assert_int_eq(compare_of(crossing, counted, &o, &d, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "program");
    ck_assert_uint_eq(err.line, 2);
    gg_operation_release(&rules);
}
END_TEST

/* Rules together with a column that says what was held back: both hold. */
START_TEST(rules_and_a_suppressed_column)
{
    gg_operation rules = operation_of("[{\"name\": \"heavy\", \"when\":"
                                      "{\"kg\": {\"at_least\": 100}}}]");
    gg_compare_options o = gg_compare_options_default();
    json_t *d;

    o.operation_a = &rules;
    d = compare("a,b,y,h,kg\n0.9,0.9,1,1,5\n0.9,0.9,1,0,100\n0.9,0.9,0,0,99\n0.1,0.1,0,0,1\n",
                "{\"columns\": {\"y\": \"outcome\", \"h\": \"suppressed\"}}", &o);
    ck_close(number(d, "a/selected"), 1, 0);
    ck_close(number(d, "b/selected"), 2, 0);
    json_decref(d);
    gg_operation_release(&rules);
}
END_TEST

/* What the table marks as held back was held back from its own score, not from a model's. */
START_TEST(marks_are_of_the_tables_scores)
{
    gg_compare_options o = gg_compare_options_default();
    static const char marked[] = "a,b,y,h,p\n0.9,0.9,1,1,0.9\n0.9,0.9,1,0,0.9\n0.1,0.1,0,0,0.1\n";
    static const char with[] = "{\"columns\": {\"y\": \"outcome\", \"h\": \"suppressed\"}}";
    json_t *d = compare(marked, with, &o);
    adder same;

    ck_close(number(d, "a/selected"), 1, 0);
    ck_close(number(d, "b/selected"), 1, 0);
    json_decref(d);
    adder_init(&same, "p", NULL);
    o.scorer_b = &same.scorer;
    d = compare(marked, with, &o);
    ck_close(number(d, "a/selected"), 1, 0);
    ck_close(number(d, "b/selected"), 2, 0);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_scorer_is_a_column);
    tcase_add_test(tc, names_of_versions);
    tcase_add_test(tc, a_room_for_each_thread);
    tcase_add_test(tc, scorers_that_cannot);
    tcase_add_test(tc, thresholds_of_each_side);
    tcase_add_test(tc, rules_of_one_side);
    tcase_add_test(tc, rules_that_cannot_be_read);
    tcase_add_test(tc, rules_and_a_suppressed_column);
    tcase_add_test(tc, marks_are_of_the_tables_scores);
}

GG_TEST_MAIN("evaluate/comparison_sides")
