/*
 * Comparison: which rows and groups are compared and how they are decided, what must not change the
 * result, and what is refused.
 */
#include "documents.h"

#include "gauger/base/random.h"

static const char outcome[] = "{\"columns\": {\"y\": \"outcome\"}}";

static double of(const json_t *d, const char *metric, const char *key)
{
    char path[120];

    snprintf(path, sizeof path, "differences/%s/%s", metric, key);
    return number(d, path);
}

static const char *why(const json_t *d, const char *metric)
{
    char path[120];

    snprintf(path, sizeof path, "differences/%s/why_null", metric);
    return text(d, path);
}

static void check_null(const json_t *d, const char *metric, const char *reason)
{
    static const char *const keys[] = {"value", "low", "high", "p_value", "test"};
    char path[120];

    for (size_t i = 0; i < 5; i++) {
        snprintf(path, sizeof path, "differences/%s/%s", metric, keys[i]);
        ck_assert_msg(is_null(d, path), "%s", path);
    }
    ck_assert_str_eq(why(d, metric), reason);
}

/* Unverified rows count for what was selected, and for nothing that needs an outcome. */
START_TEST(unverified_rows)
{
    static const char *const unknown[] = {"recall",
                                          "specificity",
                                          "accuracy",
                                          "roc_auc",
                                          "f1",
                                          "brier_score",
                                          "negative_predictive_value"};
    json_t *d = compare("a,b,y\n0.9,0.8,1\n0.8,0.2,0\n0.7,0.6,1\n0.1,0.7,0\n0.6,0.9,\n0.9,0.1,\n",
                        outcome, NULL);

    ck_close(number(d, "a/unverified"), 2, 0);
    ck_close(of(d, "selection_rate", "value"), 5.0 / 6 - 4.0 / 6, 1e-12);
    ck_close(of(d, "selection_rate", "counts/a_only"), 2, 0);
    /* A row that both refer, and one that A alone does, are not known. */
    check_null(d, "precision", "not_identified");
    ck_close(of(d, "precision", "observed"), 2.0 / 3 - 2.0 / 3, 1e-12);
    ck_close(json_number_value(json_array_get(member(d, "differences/precision/bounds"), 0)),
             3.0 / 5 - 3.0 / 4, 1e-12);
    ck_close(json_number_value(json_array_get(member(d, "differences/precision/bounds"), 1)),
             3.0 / 5 - 2.0 / 4, 1e-12);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        check_null(d, unknown[i], "not_identified");
    ck_assert(warned(d, "unverified_rows"));
    json_decref(d);

    /* Without outcomes at all, the selections are still compared. */
    d = compare("a,b\n0.9,0.1\n0.8,0.7\n", NULL, NULL);
    ck_close(of(d, "selection_rate", "value"), 0.5, 0);
    ck_assert(is_null(d, "differences/precision/value"));
    json_decref(d);
}
END_TEST

START_TEST(rows_without_a_score)
{
    json_t *d =
        compare("a,b,y,n\n0.9,0.8,1,2\n,0.2,0,3\n0.7,,1,5\n,,0,7\n0.1,0.7,0,1\n0.2,-9,1,11\n",
                "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\","
                "\"b\": {\"role\": \"feature\", \"missing\": [\"-9\"]}}}",
                NULL);

    ck_close(number(d, "data/rows"), 29, 0);
    ck_close(number(d, "data/rows_used"), 3, 0);
    ck_close(number(d, "data/rows_excluded/missing_score"), 26, 0);
    ck_close(number(d, "data/rows_excluded/missing_score_a"), 10, 0);
    ck_close(number(d, "data/rows_excluded/missing_score_b"), 23, 0);
    ck_close(number(d, "a/count"), 3, 0);
    json_decref(d);
}
END_TEST

START_TEST(groups)
{
    json_t *d = compare("a,b,y,g,age\n"
                        "0.9,0.1,1,x,20\n0.2,0.3,0,x,30\n0.8,0.9,1,\"y,z\",50\n0.1,0.2,0,\"y,z\",\n"
                        "0.4,0.6,1,,25\n0.3,0.7,0,(missing),60\n0.9,0.2,1,x,24.9\n"
                        "0.9,0.2,1,a,130\n",
                        "{\"columns\": {\"y\": \"outcome\", \"age\": {\"role\": \"protected\","
                        "\"bins\": [25, 45, 90, 120]}, \"g\": \"protected\"}}",
                        NULL);
    static const char *const ages[] = {"<25", "25-<45", "45-<90", ">=120", "(missing)"};
    static const char *const names[] = {"a", "x", "y,z", "(missing)"};
    const char *name;
    json_t *group;
    size_t i = 0;

    json_object_foreach(member(d, "attributes/age/groups"), name, group)
    {
        ck_assert_str_eq(name, ages[i++]);
    }
    ck_assert_uint_eq(i, 5);
    i = 0;
    json_object_foreach(member(d, "attributes/g/groups"), name, group)
    {
        ck_assert_str_eq(name, names[i++]);
        ck_assert(json_is_object(member(group, "differences/roc_auc")));
    }
    ck_assert_uint_eq(i, 4);
    ck_close(number(d, "attributes/g/groups/x/a/count"), 3, 0);
    ck_close(number(d, "attributes/g/groups/x/differences/recall/value"), 1, 0);
    ck_close(number(d, "attributes/g/groups/(missing)/a/count"), 2, 0);
    ck_close(number(d, "attributes/g/groups/(missing)/differences/roc_auc/value"), 1, 0);
    ck_close(number(d, "attributes/age/groups/<25/b/count"), 2, 0);
    json_decref(d);
}
END_TEST

/* A group's differences are those of the table cut to it. */
START_TEST(a_group_is_a_table)
{
    gg_buf all, part;
    const char *name;
    json_t *d, *alone, *one;

    gg_buf_init(&all, 0);
    gg_buf_init(&part, 0);
    gg_buf_puts(&all, "a,b,y,g\n");
    gg_buf_puts(&part, "a,b,y\n");
    for (int i = 0; i < 120; i++) {
        gg_buf_printf(&all, "0.%02d,0.%02d,%d,%d\n", i * 37 % 100, i * 23 % 100, i % 3 == 0, i % 2);
        if (i % 2)
            gg_buf_printf(&part, "0.%02d,0.%02d,%d\n", i * 37 % 100, i * 23 % 100, i % 3 == 0);
    }
    d = compare(all.data, "{\"columns\": {\"y\": \"outcome\", \"g\": \"protected\"}}", NULL);
    alone = compare(part.data, outcome, NULL);
    json_object_foreach(member(alone, "differences"), name, one)
    {
        ck_assert(json_equal(one, member(member(d, "attributes/g/groups/1/differences"), name)));
    }
    json_decref(d);
    json_decref(alone);
    gg_buf_release(&all);
    gg_buf_release(&part);
}
END_TEST

START_TEST(thresholds)
{
    static const char *const table = "a,b,y,s\n3,6,1,P\n5,2,0,Q\n7,4,1,P\n4,5,0,R\n";
    gg_compare_options o = gg_compare_options_default();
    json_t *d = compare(table, "{\"columns\": {\"y\": \"outcome\"}, \"threshold\": 5}", &o);

    ck_close(number(d, "a/selected"), 2, 0);
    ck_close(number(d, "b/selected"), 2, 0);
    ck_assert(!warned(d, "default_threshold"));
    json_decref(d);

    o.threshold_b = 3;
    d = compare(table, "{\"columns\": {\"y\": \"outcome\"}, \"threshold\": 5}", &o);
    ck_close(number(d, "a/selected"), 2, 0);
    ck_close(number(d, "b/selected"), 3, 0);
    json_decref(d);

    /* By site, with a default for R; the option for B goes before both. */
    d = compare(table,
                "{\"columns\": {\"y\": \"outcome\", \"s\": \"site\"},"
                "\"threshold\": {\"default\": 9, \"site\": {\"P\": 3, \"Q\": 6}}}",
                &o);
    ck_assert_str_eq(text(d, "decision/a/rule"), "site_threshold");
    ck_close(number(d, "decision/a/site_thresholds/P"), 3, 0);
    ck_close(number(d, "a/selected"), 2, 0);
    ck_assert_str_eq(text(d, "decision/b/rule"), "threshold");
    ck_close(number(d, "b/selected"), 3, 0);
    json_decref(d);
}
END_TEST

START_TEST(suppressed_rows)
{
    json_t *d = compare("a,b,y,h\n0.9,0.8,1,1\n0.9,0.2,1,0\n0.1,0.9,0,\n",
                        "{\"columns\": {\"y\": \"outcome\", \"h\": \"suppressed\"}}", NULL);

    ck_close(number(d, "a/selected"), 1, 0);
    ck_close(number(d, "b/selected"), 1, 0);
    ck_close(of(d, "recall", "value"), 0.5, 0);
    json_decref(d);
}
END_TEST

START_TEST(ignored_decisions)
{
    json_t *d = compare("a,b,y,d\n0.9,0.8,1,1\n0.9,0.2,1,0\n",
                        "{\"columns\": {\"y\": \"outcome\", \"d\": \"decision\"}}", NULL);

    ck_assert(warned(d, "decision_ignored"));
    json_decref(d);
}
END_TEST

static void check_refused(const char *table, const char *schema, const gg_compare_options *o,
                          gg_status want, const char *column, const char *what)
{
    json_t *d;
    gg_error err;
    gg_status got = compare_of(table, schema, o, &d, &err);

    ck_assert_msg(got == want, "%s: status %d, %s", what, got, err.what);
    ck_assert_str_eq(err.column, column);
    ck_assert_msg(strstr(err.what, what) != NULL, "\"%s\" lacks \"%s\"", err.what, what);
}

START_TEST(what_is_refused)
{
    const gg_compare_options usual = gg_compare_options_default();
    gg_compare_options o;
    gg_buf b;

    check_refused("a,y\n1,1\n", outcome, NULL, GG_E_INPUT, "b", "no such column");
    check_refused("b,y\n1,1\n", outcome, NULL, GG_E_INPUT, "a", "no such column");
    check_refused("a,b\n1,1\n", outcome, NULL, GG_E_INPUT, "y", "no such column");
    check_refused("a,b,y\n0.5,0.5,1\n0.5,nan,1\n", outcome, NULL, GG_E_INPUT, "b", "not a number");
    check_refused("a,b,y\n0.5,0.5,perhaps\n", outcome, NULL, GG_E_INPUT, "y", "unknown word");
    check_refused("a,b,y\n7,0.5,1\n-2,0.1,0\n", outcome, NULL, GG_E_USAGE, "a", "from -2 to 7");
    check_refused("a,b,y\n0.7,0.5,1\n-0.5,0.1,0\n", outcome, NULL, GG_E_USAGE, "a",
                  "from -0.5 to 0.7");
    check_refused("a,b,y\n0.7,0.5,1\n0,10,0\n", outcome, NULL, GG_E_USAGE, "b", "from 0.5 to 10");
    check_refused("a,b,y,w\n0.7,0.5,1,-1\n",
                  "{\"columns\": {\"y\": \"outcome\", \"w\": \"weight\"}}", NULL, GG_E_INPUT, "w",
                  "out of range");
    check_refused("a,b,y,w\n0.7,0.5,1,\n", "{\"columns\": {\"y\": \"outcome\", \"w\": \"weight\"}}",
                  NULL, GG_E_INPUT, "w", "not a number");
    check_refused("a,b,y,n\n0.7,0.5,1,2.5\n",
                  "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\"}}", NULL, GG_E_INPUT, "n",
                  "not a count");
    check_refused("a,b,g\n0.7,0.5,old\n",
                  "{\"columns\": {\"g\": {\"role\": \"protected\", \"bins\": [5]}}}", NULL,
                  GG_E_INPUT, "g", "not a number");
    check_refused("a,b,s\n0.7,0.5,Z\n",
                  "{\"columns\": {\"s\": \"site\"}, \"threshold\": {\"site\": {\"P\": 3}}}", NULL,
                  GG_E_INPUT, "s", "a site without a threshold");
    check_refused("a,b\n0.7,0.5\n", "{\"threshold\": {\"site\": {\"P\": 3}}}", NULL, GG_E_USAGE, "",
                  "without a site");
    check_refused("a,b\n", NULL, NULL, GG_E_INPUT, "", "no rows");
    /* Sums that would run over 64 bits and come out small again. */
    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "a,b,n\n");
    for (int i = 0; i < 2049; i++)
        gg_buf_puts(&b, "1,1,9007199254740992\n");
    check_refused(b.data, "{\"columns\": {\"n\": \"count\"}}", NULL, GG_E_LIMIT, "", "2^53");
    gg_buf_release(&b);
    o = usual;
    o.confidence = 1;
    check_refused("a,b\n1,1\n", NULL, &o, GG_E_USAGE, "", "confidence");
    o = usual;
    o.threads = 0;
    check_refused("a,b\n1,1\n", NULL, &o, GG_E_USAGE, "", "threads");
    o = usual;
    o.seed = (uint64_t)1 << 60;
    check_refused("a,b\n1,1\n", NULL, &o, GG_E_USAGE, "", "seed");
    o = usual;
    o.threshold_a = INFINITY;
    check_refused("a,b\n1,1\n", NULL, &o, GG_E_USAGE, "", "threshold");
}
END_TEST

/* The line of the first bad row, whatever the threads; and too many groups. */
START_TEST(places_of_errors)
{
    gg_compare_options o = gg_compare_options_default();
    gg_error err;
    gg_buf b;
    json_t *d;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "a,b,y\n");
    for (int i = 0; i < 3000; i++)
        gg_buf_printf(&b, "0.%d,%s,%d\n", i % 10, i == 1500 || i == 2900 ? "x" : "0.5", i % 2);
    o.csv.chunk = 512;
    for (o.threads = 1; o.threads <= 4; o.threads++) {
        ck_assert_int_eq(compare_of(b.data, outcome, &o, &d, &err), GG_E_INPUT);
        ck_assert_uint_eq(err.line, 1502);
    }
    o.threads = 2;
    o.skip_bad_rows = true;
    d = compare(b.data, outcome, &o);
    ck_close(number(d, "data/rows_excluded/bad_rows"), 2, 0);
    ck_close(number(d, "data/rows_used"), 2998, 0);
    json_decref(d);
    gg_buf_release(&b);

    gg_buf_puts(&b, "a,b,g\n");
    for (int i = 0; i < 1001; i++)
        gg_buf_printf(&b, "0.5,0.5,group %d\n", i);
    for (o.threads = 1; o.threads <= 3; o.threads++) {
        ck_assert_int_eq(compare_of(b.data, "{\"columns\": {\"g\": \"protected\"}}", &o, &d, &err),
                         GG_E_LIMIT);
        ck_assert_str_eq(err.column, "g");
    }
    gg_buf_release(&b);
}
END_TEST

#define ROWS 3000

typedef struct shape {
    unsigned threads;
    size_t chunk;
    bool backwards, expanded;
} shape;

static char *measured(shape s)
{
    gg_compare_options o = gg_compare_options_default();
    static const char *const names[] = {"", "e", "d", "c", "b"};
    const char *count = s.expanded ? "" : ",\"n\": \"count\"";
    char roles[200], *all;
    unsigned calls = 0;
    gg_random r;
    gg_buf b;
    struct {
        double a, b;
        unsigned y, g, n;
    } *rows = calloc(ROWS, sizeof *rows);
    json_t *d;

    gg_random_init(&r, 1, "comparison", "rows");
    for (int i = 0; i < ROWS; i++) {
        rows[i].y = gg_random_uniform(&r) < 0.3;
        rows[i].a = 0.8 * gg_random_uniform(&r) + 0.2 * rows[i].y;
        rows[i].b = 0.7 * gg_random_uniform(&r) + 0.3 * rows[i].y;
        rows[i].g = (unsigned)(gg_random_bits(&r) % 5);
        rows[i].n = (unsigned)(gg_random_bits(&r) % 3);
    }
    gg_buf_init(&b, 0);
    gg_buf_printf(&b, "a,b,y,g%s\n", s.expanded ? "" : ",n");
    for (int i = 0; i < ROWS; i++) {
        int at = s.backwards ? ROWS - 1 - i : i;
        unsigned times = s.expanded ? rows[at].n : 1;

        for (unsigned k = 0; k < times; k++) {
            gg_buf_printf(&b, "%.5f,%.2f,%u,%s", rows[at].a, rows[at].b, rows[at].y,
                          names[rows[at].g]);
            gg_buf_printf(&b, s.expanded ? "\n" : ",%u\n", rows[at].n);
        }
    }
    snprintf(roles, sizeof roles, "{\"columns\": {\"y\": \"outcome\", \"g\": \"protected\"%s}}",
             count);
    o.threads = s.threads;
    o.csv.chunk = s.chunk;
    o.csv.progress = take_turns;
    o.csv.progress_context = &calls;
    d = compare(b.data, roles, &o);
    ck_assert_int_eq(json_object_del(member(d, "data"), "source"), 0);
    ck_assert_int_eq(json_object_del(member(d, "data"), "counted"), 0);
    all = printed(d);
    json_decref(d);
    gg_buf_release(&b);
    free(rows);
    return all;
}

START_TEST(the_same_bytes_whatever_the_reading)
{
    char *first = measured((shape){.threads = 1, .chunk = 131072});
    const shape shapes[] = {
        {.threads = 2, .chunk = 512},
        {.threads = 5, .chunk = 100},
        {.threads = 1, .chunk = 131072, .backwards = true},
        {.threads = 3, .chunk = 1000, .backwards = true, .expanded = true},
    };

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char *again = measured(shapes[i]);

        ck_assert_msg(strcmp(first, again) == 0, "reading %zu", i);
        free(again);
    }
    free(first);
}
END_TEST

START_TEST(from_standard_input)
{
    static const char table[] = "a,b,y\n0.9,0.8,1\n0.1,0.6,0\n";
    json_t *d = NULL;
    gg_schema schema;
    int ends[2];

    read_schema(&schema, outcome);
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], table, sizeof table - 1), sizeof table - 1);
    close(ends[1]);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    ck_assert_int_eq(gg_compare("-", &schema, "a", "b", NULL, &d, NULL), GG_OK);
    ck_close(of(d, "accuracy", "value"), 0.5, 0);
    json_decref(d);
    gg_schema_release(&schema);
}
END_TEST

/* The published schema lets nothing impossible through. */
START_TEST(documents_that_do_not_fit)
{
    static const char *const schema = "docs/schemas/comparison-1.schema.json";
    static const struct {
        const char *path, *name, *value;
    } changes[] = {
        {"", "format", "\"gauger/comparison/2\""},
        {"", "differences", NULL},
        {"", "confidence", "1"},
        {"a", "roc_auc", NULL},
        {"b", "count", "-1"},
        {"differences", "accuracy", NULL},
        {"differences/accuracy", "p_value", "2"},
        {"differences/accuracy", "test", "\"guess\""},
        {"differences/accuracy", "why_null", "\"no_rows\""},
        {"differences/accuracy/counts", "a_only", "0.5"},
        {"attributes/g/groups/x", "differences", NULL},
        {"decision/a", "rule", "\"coin\""},
    };
    json_t *d = compare("a,b,y,g\n0.9,0.1,1,x\n0.2,0.3,0,x\n",
                        "{\"columns\": {\"y\": \"outcome\", \"g\": \"protected\"}}", NULL);

    ck_assert(fits_with(schema, d, "", "something_new", "1"));
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        ck_assert_msg(!fits_with(schema, d, changes[i].path, changes[i].name, changes[i].value),
                      "%s/%s", changes[i].path, changes[i].name);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, unverified_rows);
    tcase_add_test(tc, rows_without_a_score);
    tcase_add_test(tc, groups);
    tcase_add_test(tc, a_group_is_a_table);
    tcase_add_test(tc, thresholds);
    tcase_add_test(tc, suppressed_rows);
    tcase_add_test(tc, ignored_decisions);
    tcase_add_test(tc, what_is_refused);
    tcase_add_test(tc, places_of_errors);
    tcase_add_test(tc, the_same_bytes_whatever_the_reading);
    tcase_add_test(tc, from_standard_input);
    tcase_add_test(tc, documents_that_do_not_fit);
}

GG_TEST_MAIN("evaluate/comparison_rows")
