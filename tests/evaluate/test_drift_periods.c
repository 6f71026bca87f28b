/*
 * Drift by period: each period of the current table against the whole baseline is what the table
 * cut to that period would be, but for the adjustment of p, which is over all periods together.
 */
#include "documents.h"

static const char schema[] = "{\"columns\": {\"x\": \"feature\", \"g\": \"protected\","
                             "\"month\": \"period\", \"n\": \"count\"}}";

/* 400 rows in two months; the second has moved in x and in g. only: one month's rows, 0 for all. */
static void put_current(gg_buf *b, int only)
{
    gg_buf_puts(b, "x,g,month,n\n");
    for (int i = 0; i < 400; i++) {
        int month = i < 200 ? 1 : 2, x = i * 37 % 101 + (month == 2 ? 40 : 0);

        if (!only || only == month)
            gg_buf_printf(b, "%d,%s,2026-0%d,1\n", x,
                          i * 13 % 10 < (month == 2 ? 7 : 3) ? "a" : "b", month);
    }
}

static void put_baseline(gg_buf *b)
{
    gg_buf_puts(b, "x,g,month,n\n");
    for (int i = 0; i < 500; i++)
        gg_buf_printf(b, "%d,%s,2025-%02d,1\n", i * 29 % 101, i * 7 % 10 < 3 ? "a" : "b",
                      i % 12 + 1);
}

static json_t *period(const json_t *d, size_t i)
{
    json_t *one = json_array_get(member(d, "by_period"), i);

    ck_assert_ptr_nonnull(one);
    return one;
}

/* All of a and b but adjusted p, and statuses, which follow from it. */
static void check_alike(const json_t *a, const json_t *b, const char *name)
{
    const char *key;
    json_t *one;

    if (strcmp(name, "adjusted_p_value") == 0 || strcmp(name, "status") == 0)
        return;
    if (!json_is_object(b)) {
        ck_assert_msg(json_equal(a, b), "%s", name);
        return;
    }
    ck_assert_uint_eq(json_object_size(a), json_object_size(b));
    json_object_foreach((json_t *)b, key, one)
    {
        check_alike(json_object_get(a, key), one, key);
    }
}

START_TEST(a_period_is_a_table)
{
    gg_buf before, now, part;
    json_t *d, *alone;

    gg_buf_init(&before, 0);
    gg_buf_init(&now, 0);
    put_baseline(&before);
    put_current(&now, 0);
    d = drift(now.data, before.data, schema, NULL);
    ck_assert_uint_eq(json_array_size(member(d, "by_period")), 2);
    for (int month = 1; month <= 2; month++) {
        const json_t *one = period(d, (size_t)month - 1);

        gg_buf_init(&part, 0);
        put_current(&part, month);
        alone = drift(part.data, before.data, schema, NULL);
        ck_assert_str_eq(text(one, "period"), month == 1 ? "2026-01" : "2026-02");
        ck_close(number(one, "rows"), 200, 0);
        check_alike(member(one, "columns"), member(alone, "columns"), "");
        json_decref(alone);
        gg_buf_release(&part);
    }
    ck_assert_str_eq(text(period(d, 0), "status"), "pass");
    ck_assert_str_eq(text(period(d, 1), "status"), "fail");
    ck_close(number(period(d, 1), "share_drifted"), 1, 0);
    ck_close(number(period(d, 0), "share_drifted"), 0, 0);
    ck_close(number(period(d, 1), "columns_judged"), 2, 0);
    /* The whole is measured as ever, and the period says how to read rows, not what they are. */
    ck_close(number(d, "columns/x/rows/current"), 400, 0);
    ck_assert_ptr_null(member(d, "columns/month"));
    json_decref(d);
    gg_buf_release(&before);
    gg_buf_release(&now);
}
END_TEST

/* Holm over the four tests of two columns in two months: the least p four times. */
START_TEST(adjusted_over_all_periods)
{
    static const char *const places[] = {"columns/x/tests/ks", "columns/g/tests/chi_square"};
    gg_drift_options o = gg_drift_options_default();
    double p[4], adjusted[4];
    gg_buf before, now;
    json_t *d;

    gg_buf_init(&before, 0);
    gg_buf_init(&now, 0);
    put_baseline(&before);
    put_current(&now, 0);
    o.adjustment = GG_DRIFT_HOLM;
    d = drift(now.data, before.data, schema, &o);
    for (size_t i = 0; i < 4; i++) {
        const json_t *test = member(period(d, i / 2), places[i % 2]);

        p[i] = number(test, "p_value");
        adjusted[i] = number(test, "adjusted_p_value");
    }
    for (size_t i = 0; i < 4; i++) {
        double expected = 0;

        /* By the definition: the largest (m - rank + 1) p of those up to this one. */
        for (size_t k = 0; k < 4; k++) {
            size_t larger = 0;

            for (size_t j = 0; j < 4; j++)
                larger += p[j] >= p[k];
            if (p[k] <= p[i])
                expected = fmax(expected, fmin(1, (double)larger * p[k]));
        }
        ck_close(adjusted[i], expected, 1e-12);
    }
    json_decref(d);
    gg_buf_release(&before);
    gg_buf_release(&now);
}
END_TEST

/* Periods in the order of their names, the missing one last; a bin is named. */
START_TEST(names_of_periods)
{
    static const char before[] = "x,m\n1,1\n2,1\n3,1\n";
    static const char now[] = "x,m\n1,12\n2,\n3,7\n2,12\n1,NA\n";
    json_t *d = drift(now, before,
                      "{\"columns\": {\"x\": \"feature\", \"m\": {\"role\": \"period\","
                      "\"missing\": [\"NA\"]}}}",
                      NULL);

    ck_assert_uint_eq(json_array_size(member(d, "by_period")), 3);
    ck_assert_str_eq(text(period(d, 0), "period"), "12");
    ck_assert_str_eq(text(period(d, 1), "period"), "7");
    ck_assert_str_eq(text(period(d, 2), "period"), "(missing)");
    ck_close(number(period(d, 0), "rows"), 2, 0);
    ck_close(number(period(d, 2), "rows"), 2, 0);
    json_decref(d);

    d = drift(now, before,
              "{\"columns\": {\"x\": \"feature\", \"m\": {\"role\": \"period\","
              "\"missing\": [\"NA\"], \"bins\": [10]}}}",
              NULL);
    ck_assert_str_eq(text(period(d, 0), "period"), "<10");
    ck_assert_str_eq(text(period(d, 1), "period"), ">=10");
    json_decref(d);
}
END_TEST

/* Words, numbers without a value in one period, levels that only one period has, few rows. Cramer's
 * V: SciPy's chi2_contingency([[2, 2], [0, 3]], correction=False), root of the statistic over 7. */
START_TEST(columns_of_every_kind)
{
    json_t *d = drift("x,w,y,m\n1,red,1,a\n2,red,0,a\n,blue,1,b\n,green,,b\n3,red,0,a\n",
                      "x,w,y,m\n1,red,1,z\n2,blue,0,z\n3,blue,1,z\n2,red,0,z\n",
                      "{\"columns\": {\"x\": \"feature\", \"w\": \"feature\", \"y\": \"outcome\","
                      "\"m\": \"period\"}}",
                      NULL);
    const json_t *a = period(d, 0), *b = period(d, 1);

    ck_assert_str_eq(text(b, "columns/x/status"), "inconclusive");
    ck_assert_str_eq(text(b, "columns/x/why_inconclusive"), "empty_column");
    ck_assert_str_eq(text(a, "columns/x/type"), "numeric");
    ck_close(number(b, "columns/x/missing/counts/current"), 2, 0);
    ck_assert_str_eq(json_string_value(json_array_get(member(b, "columns/w/new_levels"), 0)),
                     "green");
    ck_assert_str_eq(json_string_value(json_array_get(member(a, "columns/w/vanished_levels"), 0)),
                     "blue");
    ck_assert_uint_eq(json_array_size(member(a, "columns/w/new_levels")), 0);
    ck_close(number(a, "columns/w/tests/cramers_v/statistic"), 0.5477225575051661, 1e-12);
    ck_assert_str_eq(text(a, "columns/w/tests/chi_square/method"), "fisher_exact");
    ck_close(number(b, "columns/y/missing/counts/current"), 1, 0);
    json_decref(d);
}
END_TEST

/* A column of too many words is given up in each period as in the table. */
START_TEST(too_many_levels)
{
    gg_buf before, now;
    json_t *d;

    gg_buf_init(&before, 0);
    gg_buf_init(&now, 0);
    gg_buf_puts(&before, "w,m\n");
    gg_buf_puts(&now, "w,m\n");
    for (int i = 0; i < 1100; i++) {
        gg_buf_printf(&before, "word %d,1\n", i);
        gg_buf_printf(&now, "word %d,%d\n", i % 5, i % 2);
    }
    d = drift(now.data, before.data, "{\"columns\": {\"w\": \"feature\", \"m\": \"period\"}}",
              NULL);
    ck_assert_str_eq(text(d, "columns/w/why_inconclusive"), "too_many_levels");
    ck_assert_str_eq(text(period(d, 0), "columns/w/why_inconclusive"), "too_many_levels");
    ck_assert(is_null(period(d, 0), "share_drifted"));
    json_decref(d);
    gg_buf_release(&before);
    gg_buf_release(&now);
}
END_TEST

/* Two drawn p of the same levels come from streams of their own. */
START_TEST(drawn_by_period)
{
    json_t *d = drift("w,m\na,1\nb,1\nc,1\na,2\nb,2\nc,2\n", "w,m\na,0\na,0\nb,0\nd,0\nc,0\n",
                      "{\"columns\": {\"w\": \"feature\", \"m\": \"period\"}}", NULL);
    const json_t *first = member(period(d, 0), "columns/w/tests/chi_square");
    const json_t *second = member(period(d, 1), "columns/w/tests/chi_square");

    ck_assert_str_eq(text(first, "method"), "monte_carlo");
    ck_close(number(first, "draws"), 9999, 0);
    ck_close(number(first, "statistic"), number(second, "statistic"), 1e-12);
    ck_close(number(first, "p_value"), number(second, "p_value"), 0.05);
    /* (k + 1) / (B + 1) */
    ck_close(fmod(number(first, "p_value") * 10000 + 0.5, 1), 0.5, 1e-6);
    json_decref(d);
}
END_TEST

static char *measured(unsigned threads, size_t chunk, bool backwards)
{
    gg_drift_options o = gg_drift_options_default();
    unsigned calls = 0;
    gg_buf before, now;
    json_t *d;
    char *all;

    gg_buf_init(&before, 0);
    gg_buf_init(&now, 0);
    put_baseline(&before);
    gg_buf_puts(&now, "x,g,month,n\n");
    for (int k = 0; k < 3000; k++) {
        int i = backwards ? 2999 - k : k;

        gg_buf_printf(&now, "%d,%s,m%d,%d\n", i * 37 % 1009, i * 13 % 10 < 3 ? "a" : "b", i * 7 % 9,
                      i % 3);
    }
    o.threads = threads;
    o.csv.chunk = chunk;
    o.csv.progress = take_turns;
    o.csv.progress_context = &calls;
    d = drift(now.data, before.data, schema, &o);
    ck_assert_int_eq(json_object_del(d, "data"), 0);
    all = printed(d);
    json_decref(d);
    gg_buf_release(&before);
    gg_buf_release(&now);
    return all;
}

START_TEST(the_same_bytes_whatever_the_reading)
{
    char *first = measured(1, 131072, false);
    static const struct {
        unsigned threads;
        size_t chunk;
        bool backwards;
    } shapes[] = {{3, 512, false}, {1, 131072, true}, {4, 200, true}};

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char *again = measured(shapes[i].threads, shapes[i].chunk, shapes[i].backwards);

        ck_assert_msg(strcmp(first, again) == 0, "reading %zu", i);
        free(again);
    }
    free(first);
}
END_TEST

START_TEST(what_is_refused)
{
    static const char binned[] = "{\"columns\": {\"x\": \"score\", \"m\": {\"role\": \"period\","
                                 "\"bins\": [10]}}}";
    gg_drift_options o = gg_drift_options_default();
    gg_error err;
    gg_buf b;
    json_t *d;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "x,m\n");
    for (int i = 0; i < 401; i++)
        gg_buf_printf(&b, "%d,day %d\n", i, i);
    for (o.threads = 1; o.threads <= 2; o.threads++) {
        o.csv.chunk = 256;
        ck_assert_int_eq(drift_of(b.data, "x,m\n1,1\n",
                                  "{\"columns\": {\"x\": \"feature\", \"m\": \"period\"}}", &o, &d,
                                  &err),
                         GG_E_LIMIT);
        ck_assert_str_eq(err.column, "m");
        ck_assert_str_eq(err.what, "more than 400 different periods");
    }
    gg_buf_release(&b);

    o = gg_drift_options_default();
    ck_assert_int_eq(drift_of("x,m\n1,5\n2,May\n", "x,m\n1,5\n", binned, &o, &d, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "m");
    ck_assert_uint_eq(err.line, 3);
    o.skip_bad_rows = true;
    d = drift("x,m\n1,5\n2,May\nmuch,5\n", "x,m\n1,5\n", binned, &o);
    ck_close(number(d, "data/current/bad_rows"), 1, 0);
    ck_close(number(d, "data/current/rows"), 2, 0);
    ck_close(number(period(d, 0), "columns/x/bad_cells/current"), 1, 0);
    ck_close(number(period(d, 0), "rows"), 2, 0);
    json_decref(d);

    /* Rows are compared, and weights refused rather than passed over. */
    ck_assert_int_eq(drift_of("x,w\n1,5\n", "x,w\n1,5\n",
                              "{\"columns\": {\"x\": \"feature\", \"w\": \"weight\"}}", NULL, &d,
                              &err),
                     GG_E_USAGE);
    ck_assert_str_eq(err.column, "w");
    ck_assert_str_eq(err.what, "drift compares rows, and cannot weigh them");
}
END_TEST

START_TEST(documents_that_do_not_fit)
{
    static const char *const file = "docs/schemas/drift-1.schema.json";
    static const char *const wrong[] = {
        "[{}]",
        "[{\"period\": 1, \"rows\": 1, \"columns_judged\": 1, \"share_drifted\": 0, \"status\":"
        "\"pass\", \"columns\": {}}]",
        "[{\"period\": \"1\", \"rows\": 1, \"columns_judged\": 1, \"share_drifted\": 2,"
        "\"status\": \"pass\", \"columns\": {}}]",
        "[{\"period\": \"1\", \"rows\": 1, \"columns_judged\": 1, \"share_drifted\": 0,"
        "\"status\": \"good\", \"columns\": {}}]",
    };
    json_t *d = drift("x,m\n1,5\n", "x,m\n1,5\n",
                      "{\"columns\": {\"x\": \"feature\", \"m\": \"period\"}}", NULL);

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(!fits_with(file, d, "", "by_period", wrong[i]), "%s", wrong[i]);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_period_is_a_table);
    tcase_add_test(tc, adjusted_over_all_periods);
    tcase_add_test(tc, names_of_periods);
    tcase_add_test(tc, columns_of_every_kind);
    tcase_add_test(tc, too_many_levels);
    tcase_add_test(tc, drawn_by_period);
    tcase_add_test(tc, the_same_bytes_whatever_the_reading);
    tcase_add_test(tc, what_is_refused);
    tcase_add_test(tc, documents_that_do_not_fit);
}

GG_TEST_MAIN("evaluate/drift_periods")
