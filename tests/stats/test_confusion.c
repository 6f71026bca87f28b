/* Figures of a confusion table and their intervals. */
#include "gauger/stats/confusion.h"

#include <string.h>

#include "simulate.h"
#include "suite.h"

#define Z95 1.959963984540054

/* scikit-learn 1.2.1 (values), statsmodels 0.13 (Wilson), NumPy: the variance of mcc by central
 * differences in the cells of a multinomial. */
START_TEST(test_confusion_values)
{
    const gg_confusion c = {30, 12, 9, 70};
    static const double want[GG_CONFUSION_METRICS] = {
        39.0 / 121,  42.0 / 121,         30.0 / 42,          30.0 / 39,
        70.0 / 82,   12.0 / 82,          9.0 / 39,           70.0 / 79,
        100.0 / 121, 0.8114446529080676, 0.7407407407407407, 0.6115217575126125};
    double value;

    for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
        ck_assert_int_eq(gg_confusion_value(m, &c, &value, NULL), GG_OK);
        ck_close(value, want[m], 1e-12);
    }
}
END_TEST

START_TEST(test_confusion_names)
{
    gg_confusion_metric m = GG_CONFUSION_MCC;

    for (int i = 0; i < GG_CONFUSION_METRICS; i++) {
        ck_assert(gg_confusion_find(gg_confusion_name(i), &m));
        ck_assert_int_eq(m, i);
    }
    ck_assert(!gg_confusion_find("roc_auc", &m));
    ck_assert(!gg_confusion_find(NULL, &m));
    ck_assert_str_eq(gg_confusion_name(GG_CONFUSION_METRICS), "");
}
END_TEST

START_TEST(test_confusion_undefined)
{
    static const struct {
        gg_confusion c;
        gg_confusion_metric metric;
        const char *why;
    } cases[] = {
        {{0, 0, 0, 0}, GG_CONFUSION_BASE_RATE, GG_WHY_NO_ROWS},
        {{0, 0, 3, 4}, GG_CONFUSION_PRECISION, GG_WHY_NO_SELECTED},
        {{0, 2, 0, 4}, GG_CONFUSION_RECALL, GG_WHY_NO_POSITIVES},
        {{2, 0, 4, 0}, GG_CONFUSION_SPECIFICITY, GG_WHY_NO_NEGATIVES},
        {{2, 1, 0, 0}, GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE, GG_WHY_NO_NOT_SELECTED},
        {{0, 2, 0, 4}, GG_CONFUSION_BALANCED_ACCURACY, GG_WHY_NO_POSITIVES},
        {{0, 0, 0, 4}, GG_CONFUSION_F1, GG_WHY_NO_POSITIVES},
        {{0, 0, 3, 4}, GG_CONFUSION_MCC, GG_WHY_NO_SELECTED},
        {{3, 4, 0, 0}, GG_CONFUSION_MCC, GG_WHY_NO_NOT_SELECTED},
        {{3, 0, 4, 0}, GG_CONFUSION_MCC, GG_WHY_NO_NEGATIVES},
    };
    double value = -7;
    gg_interval ends = {-7, -7};
    const char *why;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(gg_confusion_value(cases[i].metric, &cases[i].c, &value, &why),
                         GG_E_UNDEFINED);
        ck_assert_str_eq(why, cases[i].why);
        ck_assert_int_eq(gg_confusion_interval(cases[i].metric, &cases[i].c, Z95, &ends),
                         GG_E_UNDEFINED);
    }
    ck_assert(value == -7 && ends.low == -7);
}
END_TEST

START_TEST(test_confusion_input)
{
    const gg_confusion negative = {-1, 2, 3, 4}, endless = {INFINITY, 1, 1, 1}, fine = {1, 2, 3, 4};
    double value;
    gg_interval ends;
    gg_rate rate;

    ck_assert_int_eq(gg_confusion_value(GG_CONFUSION_RECALL, &negative, &value, NULL), GG_E_INPUT);
    ck_assert_int_eq(gg_confusion_value(GG_CONFUSION_RECALL, &endless, &value, NULL), GG_E_INPUT);
    ck_assert_int_eq(gg_confusion_value(GG_CONFUSION_METRICS, &fine, &value, NULL), GG_E_INPUT);
    ck_assert_int_eq(gg_confusion_interval(GG_CONFUSION_MCC, &fine, -1, &ends), GG_E_INPUT);
    ck_assert(!gg_confusion_rate(GG_CONFUSION_MCC, &fine, &rate));
    ck_assert(!gg_confusion_rate(GG_CONFUSION_METRICS, &fine, &rate));
    ck_assert(gg_confusion_rate(GG_CONFUSION_ACCURACY, &fine, &rate));
    ck_assert(rate.successes == 5 && rate.n == 10);
}
END_TEST

START_TEST(test_confusion_intervals)
{
    const gg_confusion c = {30, 12, 9, 70}, perfect = {10, 0, 0, 20};
    gg_interval ends;

    ck_assert_int_eq(gg_confusion_interval(GG_CONFUSION_MCC, &c, Z95, &ends), GG_OK);
    ck_close(ends.low, 0.4404338829260186, 1e-8);
    ck_close(ends.high, 0.7397504794661659, 1e-8);
    for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
        const gg_interval range = gg_confusion_range(m);
        gg_interval wide;
        double value;

        ck_assert_int_eq(gg_confusion_interval(m, &c, 1, &ends), GG_OK);
        ck_assert_int_eq(gg_confusion_interval(m, &c, 3, &wide), GG_OK);
        ck_assert_int_eq(gg_confusion_value(m, &c, &value, NULL), GG_OK);
        ck_assert(wide.low <= ends.low && ends.low <= value && value <= ends.high);
        ck_assert(ends.high <= wide.high && wide.low >= range.low && wide.high <= range.high);
    }
    /* Full agreement of 30 rows is no certainty. */
    ck_assert_int_eq(gg_confusion_interval(GG_CONFUSION_MCC, &perfect, Z95, &ends), GG_OK);
    ck_assert(ends.high == 1 && ends.low < 0.98 && ends.low > 0.5);
}
END_TEST

/* 2,000 seeded tables of 300 rows. */
START_TEST(test_confusion_coverage)
{
    const gg_confusion truth = {0.15, 0.1, 0.1, 0.65};
    const double edges[3] = {0.15, 0.25, 0.35};
    int covered[GG_CONFUSION_METRICS] = {0};
    gg_random r;

    gg_random_init(&r, 1, "confusion", "coverage");
    for (int i = 0; i < 2000; i++) {
        gg_confusion c = {0, 0, 0, 0};

        for (int j = 0; j < 300; j++) {
            double u = gg_random_uniform(&r);

            c.tp += u < edges[0];
            c.fp += u >= edges[0] && u < edges[1];
            c.fn += u >= edges[1] && u < edges[2];
            c.tn += u >= edges[2];
        }
        for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
            gg_interval ends;
            double want;

            ck_assert_int_eq(gg_confusion_value(m, &truth, &want, NULL), GG_OK);
            ck_assert_int_eq(gg_confusion_interval(m, &c, Z95, &ends), GG_OK);
            covered[m] += ends.low <= want && want <= ends.high;
        }
    }
    for (int m = 0; m < GG_CONFUSION_METRICS; m++)
        ck_assert_msg(covered[m] > 1870 && covered[m] < 1935, "%s covers %d of 2000",
                      gg_confusion_name(m), covered[m]);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, test_confusion_values);
    tcase_add_test(tc, test_confusion_names);
    tcase_add_test(tc, test_confusion_undefined);
    tcase_add_test(tc, test_confusion_input);
    tcase_add_test(tc, test_confusion_intervals);
    tcase_add_test(tc, test_confusion_coverage);
}

GG_TEST_MAIN("stats/confusion")
