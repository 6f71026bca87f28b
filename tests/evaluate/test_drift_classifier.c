/* Drift by a classifier: what it finds, what it does not, and how often it is wrong. */
#include "documents.h"

#include "gauger/base/random.h"

static gg_drift_options asked(void)
{
    gg_drift_options o = gg_drift_options_default();

    o.classifier = true;
    return o;
}

static double normal(gg_random *r)
{
    return sqrt(-2 * log1p(-gg_random_uniform(r))) * cos(6.283185307179586 * gg_random_uniform(r));
}

/* A table of two normal columns a and b with a mean and a correlation, and a word. */
static gg_buf make_table(gg_random *r, size_t n, double mean, double correlation)
{
    static const char *const lanes[] = {"bus", "car", "air"};
    double rest = sqrt(1 - correlation * correlation);
    gg_buf b;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "a,b,lane\n");
    for (size_t i = 0; i < n; i++) {
        double first = normal(r), second = correlation * first + rest * normal(r);

        gg_buf_printf(&b, "%.5f,%.5f,%s\n", first + mean, second,
                      lanes[(size_t)(3 * gg_random_uniform(r))]);
    }
    return b;
}

static json_t *made(uint64_t seed, size_t n, double mean, double correlation,
                    const gg_drift_options *options)
{
    gg_random r;
    gg_buf before, now;
    json_t *d;

    gg_random_init(&r, seed, NULL, "drift_classifier");
    before = make_table(&r, n, 0, 0);
    now = make_table(&r, n, mean, correlation);
    d = drift(now.data, before.data, NULL, options);
    gg_buf_release(&before);
    gg_buf_release(&now);
    return d;
}

/*
 * Python: columns read, rows in the order of their packed cells, folds dealt by the same generator
 * written anew; scikit-learn's StandardScaler and SVC(C=1, gamma=1/8) fitted on the folds before;
 * scipy.stats.rankdata and NumPy for the test and DeLong's error.
 */
START_TEST(scikit_learn)
{
    static const char words[] = "aabbccd";
    gg_drift_options o = asked();
    gg_buf now, before;
    json_t *d;

    gg_buf_init(&now, 0);
    gg_buf_init(&before, 0);
    gg_buf_puts(&before, "x,w\n");
    gg_buf_puts(&now, "x,w\n");
    for (int i = 0; i < 60; i++) {
        if (i % 11 != 5)
            gg_buf_printf(&before, "%.2f", i * 37 % 101 / 4.0);
        if (i == 13)
            gg_buf_puts(&before, ",rare\n");
        else
            gg_buf_printf(&before, ",%.1s\n", i % 9 == 4 ? "" : &words[(i * i + i / 7) % 7]);
    }
    for (int i = 0; i < 70; i++) {
        if (i % 13 != 7)
            gg_buf_printf(&now, "%.2f", (i * 53 + 11) % 97 / 4.0 + 5 * (i % 2));
        gg_buf_printf(&now, ",%.1s\n", i % 9 == 5 ? "" : &words[(i * 3 + i / 5) % 7]);
    }
    d = drift(now.data, before.data, NULL, &o);
    ck_close(number(d, "classifier/inputs"), 8, 0);
    ck_close(number(d, "classifier/rows/baseline"), 60, 0);
    ck_close(number(d, "classifier/rows/current"), 70, 0);
    ck_close(number(d, "classifier/folds"), 5, 0);
    ck_close(number(d, "classifier/auc/value"), 0.5840773809523809, 1e-12);
    ck_close(number(d, "classifier/auc/standard_error"), 0.05951294699835703, 1e-10);
    ck_close(number(d, "classifier/p_value"), 0.07308279306647247, 1e-10);
    ck_assert_str_eq(text(d, "classifier/auc/method"), "delong");
    ck_assert_str_eq(text(d, "classifier/status"), "warn");
    json_decref(d);
    gg_buf_release(&now);
    gg_buf_release(&before);
}
END_TEST

START_TEST(only_where_asked_for)
{
    gg_drift_options o = gg_drift_options_default();
    json_t *without = made(1, 100, 0, 0, &o), *with;

    ck_assert_ptr_null(member(without, "classifier"));
    ck_close(o.classifier_bound, 0.55, 0);
    ck_assert_uint_eq(o.classifier_rows, 1000);
    o.classifier = true;
    with = made(1, 100, 0, 0, &o);
    ck_assert_ptr_nonnull(member(with, "classifier"));
    /* It changes nothing about the columns. */
    ck_assert(json_equal(member(with, "columns"), member(without, "columns")));
    ck_assert(json_equal(member(with, "share_drifted"), member(without, "share_drifted")));
    json_decref(without);
    json_decref(with);
}
END_TEST

/* At most 5 of 100 tables without a difference at p < 0.05; 400 tables: 20, and three standard
 * errors of 4.4 more. The interval leaves chance out as rarely, on both sides together. */
START_TEST(no_drift)
{
    gg_drift_options o = asked();
    size_t evidence = 0, fail = 0, missed = 0;

    for (uint64_t seed = 1; seed <= 400; seed++) {
        json_t *d;

        o.seed = seed;
        d = made(100 + seed, 80, 0, 0, &o);
        evidence += number(d, "classifier/p_value") < 0.05;
        fail += strcmp(text(d, "classifier/status"), "fail") == 0;
        missed += number(d, "classifier/auc/low") > 0.5 || number(d, "classifier/auc/high") < 0.5;
        json_decref(d);
    }
    ck_assert_msg(evidence <= 33, "%zu of 400", evidence);
    ck_assert_msg(evidence >= 4, "%zu of 400", evidence);
    ck_assert_uint_le(fail, evidence);
    ck_assert_msg(missed <= 33, "%zu of 400 intervals", missed);
}
END_TEST

/* Rows drawn from larger tables alarm no more often. */
START_TEST(no_drift_in_drawn_rows)
{
    gg_drift_options o = asked();
    size_t evidence = 0;

    o.classifier_rows = 60;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        json_t *d;

        o.seed = seed;
        d = made(900 + seed, 300, 0, 0, &o);
        ck_close(number(d, "classifier/rows/current"), 60, 0);
        evidence += number(d, "classifier/p_value") < 0.05;
        json_decref(d);
    }
    ck_assert_msg(evidence <= 19, "%zu of 200", evidence);
}
END_TEST

START_TEST(a_shifted_mean)
{
    gg_drift_options o = asked();
    json_t *d = made(7, 500, 0.8, 0, &o);

    ck_assert_str_eq(text(d, "columns/a/status"), "fail");
    ck_assert_str_eq(text(d, "classifier/status"), "fail");
    ck_assert_double_gt(number(d, "classifier/auc/value"), 0.62);
    ck_assert_double_gt(number(d, "classifier/auc/low"), 0.55);
    ck_assert_double_lt(number(d, "classifier/p_value"), 1e-6);
    json_decref(d);
}
END_TEST

/* Each column is distributed as before; only how a and b go together has changed. */
START_TEST(a_correlation_that_no_column_shows)
{
    gg_drift_options o = asked();
    json_t *d = made(8, 800, 0, 0.7, &o);

    ck_assert_str_eq(text(d, "columns/a/status"), "pass");
    ck_assert_str_eq(text(d, "columns/b/status"), "pass");
    ck_assert_str_eq(text(d, "columns/lane/status"), "pass");
    ck_close(number(d, "share_drifted"), 0, 0);
    ck_assert_str_eq(text(d, "classifier/status"), "fail");
    ck_assert_str_eq(text(d, "status"), "fail");
    ck_assert_double_lt(number(d, "classifier/p_value"), 1e-6);
    json_decref(d);
}
END_TEST

START_TEST(the_bound_and_alpha_are_options)
{
    gg_drift_options o = asked();
    json_t *d;

    o.classifier_bound = 0.95;
    d = made(8, 400, 0, 0.7, &o);
    ck_assert_str_eq(text(d, "classifier/status"), "warn");
    ck_assert_str_eq(text(d, "status"), "warn");
    ck_close(number(d, "classifier/bound"), 0.95, 0);
    json_decref(d);
    o.classifier_bound = 0.55;
    o.alpha = 1e-300;
    d = made(8, 400, 0, 0.7, &o);
    ck_assert_str_eq(text(d, "classifier/status"), "warn");
    json_decref(d);
}
END_TEST

START_TEST(options_out_of_range)
{
    static const struct {
        double bound;
        size_t rows;
    } bad[] = {{0.5, 1000}, {1, 1000}, {NAN, 1000}, {0.55, 49}, {0.55, 20001}};
    gg_error err;
    json_t *d;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gg_drift_options o = asked();

        o.classifier_bound = bad[i].bound;
        o.classifier_rows = bad[i].rows;
        ck_assert_int_eq(drift_of("x\n1\n", "x\n1\n", NULL, &o, &d, &err), GG_E_USAGE);
        ck_assert_ptr_nonnull(strstr(err.what, "classifier"));
    }
}
END_TEST

START_TEST(too_few_rows_and_nothing_that_varies)
{
    gg_drift_options o = asked();
    json_t *d = made(3, 49, 0, 0, &o);
    gg_buf b;

    ck_assert_str_eq(text(d, "classifier/status"), "inconclusive");
    ck_assert_str_eq(text(d, "classifier/why_inconclusive"), "too_few");
    ck_assert(is_null(d, "classifier/auc/value"));
    ck_assert(is_null(d, "classifier/p_value"));
    json_decref(d);
    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "x,id\n");
    for (int i = 0; i < 60; i++)
        gg_buf_printf(&b, "4,n%d\n", i);
    d = drift(b.data, b.data, NULL, &o);
    ck_assert_str_eq(text(d, "classifier/status"), "inconclusive");
    ck_assert_str_eq(text(d, "classifier/why_inconclusive"), "no_inputs");
    ck_assert_str_eq(text(d, "columns/x/status"), "pass");
    ck_assert_str_eq(text(d, "status"), "inconclusive");
    ck_assert_uint_eq(json_array_size(member(d, "classifier/left_out")), 2);
    json_decref(d);
    gg_buf_release(&b);
}
END_TEST

/* Found nowhere but in one table: the missing indicator of an emptied column tells it all. */
START_TEST(an_emptied_column)
{
    gg_drift_options o = asked();
    gg_buf before, now;
    json_t *d;

    gg_buf_init(&before, 0);
    gg_buf_init(&now, 0);
    gg_buf_puts(&before, "x,y\n");
    gg_buf_puts(&now, "x,y\n");
    for (int i = 0; i < 80; i++) {
        gg_buf_printf(&before, "%d,%d\n", i * 7 % 31, i * 11 % 17);
        gg_buf_printf(&now, "%d,\n", i * 7 % 31);
    }
    d = drift(now.data, before.data, NULL, &o);
    ck_close(number(d, "classifier/auc/value"), 1, 0);
    ck_assert_double_lt(number(d, "classifier/auc/low"), 1);
    ck_assert_str_eq(text(d, "classifier/status"), "fail");
    json_decref(d);
    gg_buf_release(&before);
    gg_buf_release(&now);
}
END_TEST

/* Outcomes that are not known yet would betray the younger table. */
START_TEST(outcomes_that_are_missing)
{
    static const char *const roles =
        "{\"columns\": {\"x\": \"feature\", \"y\": {\"role\": \"outcome\"}}}";
    gg_drift_options o = asked();
    gg_buf before, now;
    json_t *d, *first;

    gg_buf_init(&before, 0);
    gg_buf_init(&now, 0);
    gg_buf_puts(&before, "x,y\n");
    gg_buf_puts(&now, "x,y\n");
    for (int i = 0; i < 80; i++) {
        gg_buf_printf(&before, "%d,%d\n", i * 7 % 31, i % 2);
        gg_buf_printf(&now, "%d,\n", i * 7 % 31);
    }
    d = drift(now.data, before.data, roles, &o);
    ck_assert_str_ne(text(d, "classifier/status"), "fail");
    first = json_array_get(member(d, "classifier/left_out"), 0);
    ck_assert_str_eq(text(first, "column"), "y");
    ck_assert_str_eq(text(first, "why"), "outcomes_missing");
    json_decref(d);
    d = drift(before.data, before.data, roles, &o);
    ck_assert_uint_eq(json_array_size(member(d, "classifier/left_out")), 0);
    ck_assert_uint_eq(json_array_size(member(d, "classifier/columns")), 2);
    json_decref(d);
    gg_buf_release(&before);
    gg_buf_release(&now);
}
END_TEST

START_TEST(weights_are_refused)
{
    gg_drift_options o = asked();
    gg_error err;
    json_t *d;

    ck_assert_int_eq(drift_of("x,v\n1,2\n", "x,v\n1,2\n",
                              "{\"columns\": {\"x\": \"feature\", \"v\": \"weight\"}}", &o, &d,
                              &err),
                     GG_E_USAGE);
}
END_TEST

/* The published schema lets nothing impossible through. */
START_TEST(documents_that_do_not_fit)
{
    static const char *const schema = "docs/schemas/drift-1.schema.json";
    static const struct {
        const char *path, *name, *value;
    } changes[] = {
        {"classifier", "rows", NULL},        {"classifier", "status", "\"unsure\""},
        {"classifier", "p_value", "1.5"},    {"classifier", "bound", "0.4"},
        {"classifier/auc", "value", "-1"},   {"classifier", "why_inconclusive", "\"too_few\""},
        {"classifier", "columns", "[1]"},    {"classifier", "left_out", "[{\"column\": \"x\"}]"},
        {"classifier", "conventions", NULL}, {"classifier", "status", "\"inconclusive\""},
    };
    gg_drift_options o = asked();
    json_t *d = made(1, 60, 0, 0, &o);

    ck_assert(fits_with(schema, d, "classifier", "something_new", "1"));
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        ck_assert_msg(!fits_with(schema, d, changes[i].path, changes[i].name, changes[i].value),
                      "%s/%s", changes[i].path, changes[i].name);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, scikit_learn);
    tcase_add_test(tc, only_where_asked_for);
    tcase_add_test(tc, no_drift);
    tcase_add_test(tc, no_drift_in_drawn_rows);
    tcase_add_test(tc, a_shifted_mean);
    tcase_add_test(tc, a_correlation_that_no_column_shows);
    tcase_add_test(tc, the_bound_and_alpha_are_options);
    tcase_add_test(tc, options_out_of_range);
    tcase_add_test(tc, too_few_rows_and_nothing_that_varies);
    tcase_add_test(tc, an_emptied_column);
    tcase_add_test(tc, outcomes_that_are_missing);
    tcase_add_test(tc, weights_are_refused);
    tcase_add_test(tc, documents_that_do_not_fit);
}

GG_TEST_MAIN("evaluate/drift_classifier")
