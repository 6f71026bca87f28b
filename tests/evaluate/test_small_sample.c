/*
 * The area of a small class: beside DeLong's interval the hull of it and Newcombe's, which is not
 * read back and changes no verdict.
 */
#include "ranked.h"

#include "gauger/stats/derived.h"

/* Ten of each outcome: roc_auc is 0.715 by scikit-learn's roc_auc_score. */
START_TEST(beside_the_interval)
{
    json_t *d = evaluated(twenty, TWENTY_COLUMNS, NULL, NULL, 0);
    const json_t *est = at(d, "overall/roc_auc");
    gg_interval v;

    ck_close(number(est, "value"), 0.715, 1e-12);
    ck_assert_int_eq(gg_interval_auc_newcombe(0.715, 10, 10, 1.959963984540054, &v), GG_OK);
    ck_close(number(est, "small_sample/low"), fmin(v.low, number(est, "low")), 1e-9);
    ck_close(number(est, "small_sample/high"), fmax(v.high, number(est, "high")), 1e-9);
    ck_assert_str_eq(text(est, "small_sample/method"), "delong_newcombe");
    ck_assert_str_eq(text(est, "method"), "delong");
    ck_assert_ptr_null(at(d, "overall/recall/small_sample"));
    json_decref(d);
}
END_TEST

/* Thirty of the smaller class are not few; no class, no area. */
START_TEST(only_where_it_is_small)
{
    json_t *d;
    gg_buf b;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "s,y\n");
    for (int i = 0; i < 60; i++)
        gg_buf_printf(&b, "0.%02d,%d\n", i * 37 % 60, i % 2);
    gg_buf_append(&b, "", 1);
    d = evaluated(b.data, "columns: {s: score, y: outcome}", NULL, NULL, 0);
    ck_assert_ptr_null(at(d, "overall/roc_auc/small_sample"));
    ck_assert(number(d, "overall/roc_auc/low") < number(d, "overall/roc_auc/high"));
    json_decref(d);
    gg_buf_release(&b);
    d = evaluated("s,y\n0.5,1\n0.6,1\n", "columns: {s: score, y: outcome}", NULL, NULL, 0);
    ck_assert_ptr_null(at(d, "overall/roc_auc/small_sample"));
    json_decref(d);
}
END_TEST

/* A table of n rows of which so many have the outcome, all in one group. */
static json_t *with_positives(int positives)
{
    json_t *d;
    gg_buf b;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "s,y,g\n");
    for (int i = 0; i < 200; i++)
        gg_buf_printf(&b, "0.%02d,%d,a\n", 2 + i % 17, i < positives);
    gg_buf_append(&b, "", 1);
    d = evaluated(b.data, "columns: {s: score, y: outcome, g: protected}", NULL, NULL, 0);
    gg_buf_release(&b);
    return d;
}

static size_t warnings_of(const json_t *d, const char *start)
{
    size_t i, n = 0;
    const json_t *one;

    json_array_foreach(json_object_get(d, "warnings"), i, one)
    {
        n += strcmp(gg_json_string(one, "code", ""), "few_positives") == 0 &&
             strncmp(gg_json_string(one, "message", ""), start, strlen(start)) == 0;
    }
    return n;
}

/* Means over rows with few of the rarer outcome, whichever that is: said of everyone and of the
 * group; 10 are not few. The interval stays. */
START_TEST(means_with_few_positives)
{
    static const int positives[] = {9, 10, 190, 191};

    for (size_t i = 0; i < sizeof positives / sizeof *positives; i++) {
        json_t *d = with_positives(positives[i]);
        const size_t expected = positives[i] == 9 || positives[i] == 191;

        ck_assert_uint_eq(warnings_of(d, "of the rarer outcome there are fewer than 10 verified "
                                         "rows: the intervals of brier_score and log_loss"),
                          expected);
        ck_assert_uint_eq(warnings_of(d, "g: of the rarer outcome there are fewer than 10 verified "
                                         "rows in a: the intervals of brier_score and log_loss"),
                          expected);
        ck_assert(number(d, "overall/brier_score/low") < number(d, "overall/brier_score/high"));
        json_decref(d);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, means_with_few_positives);
    tcase_add_test(tc, beside_the_interval);
    tcase_add_test(tc, only_where_it_is_small);
}

GG_TEST_MAIN("evaluate/small_sample")
