/* Estimates where the probability of being inspected is known, from weighted sums. */
#include "gauger/stats/selective.h"

#include "suite.h"

#define Z95 1.959963984540054

typedef struct expected {
    gg_confusion_metric metric;
    double value, low, high;
} expected;

static const gg_inverse_sums inverse = {{{740, 40}, {62, 37}}, {{6560, 65}, {548, 55.25}}};

/* SciPy's brentq on the score equation of the header; square and add for mcc, by hand. */
START_TEST(test_known_probability)
{
    static const expected want[] = {
        {GG_CONFUSION_RECALL, 0.373737373737374, 0.208804579525902, 0.574793153222506},
        {GG_CONFUSION_SPECIFICITY, 0.948717948717949, 0.922151228419266, 0.966547384540778},
        {GG_CONFUSION_BASE_RATE, 0.112627986348123, 0.0700166374626218, 0.182131621172611},
        {GG_CONFUSION_ACCURACY, 0.883959044368601, 0.814136278256676, 0.927141667470902},
        {GG_CONFUSION_F1, 0.4204545454545454, 0.275426701647671, 0.571931595427793},
        {GG_CONFUSION_BALANCED_ACCURACY, 0.6612276612276612, 0.577698299273567, 0.762150051268393},
        {GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE, 0.922693266832918, 0.848955683335224,
         0.962025241750091},
        {GG_CONFUSION_SELECTION_RATE, 0.0875995449374289, 0.0636541766733637, 0.119403980345156},
    };
    gg_measure m;

    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        ck_assert_int_eq(gg_known_probability_measure(&inverse, want[i].metric, Z95, &m), GG_OK);
        ck_close(m.value, want[i].value, 1e-12);
        ck_close(m.low, want[i].low, 1e-9);
        ck_close(m.high, want[i].high, 1e-9);
    }
    ck_assert_int_eq(gg_known_probability_measure(&inverse, GG_CONFUSION_MCC, Z95, &m), GG_OK);
    ck_close(m.value, 0.3605802219556891, 1e-12);
    ck_close(m.low, 0.197192219801743, 1e-9);
    ck_close(m.high, 0.513500394698758, 1e-9);
}
END_TEST

/* 500 found among the referred, 50 by officers, and none among 100 that were drawn of 10,000: the
 * drawn stand for a hundred each, so hundreds may have been missed. */
START_TEST(test_known_probability_of_unseen)
{
    const gg_inverse_sums unmet = {{{10150, 4500}, {50, 500}}, {{1000150, 4500}, {50, 500}}};
    gg_measure m;

    ck_assert_int_eq(gg_known_probability_measure(&unmet, GG_CONFUSION_RECALL, Z95, &m), GG_OK);
    ck_close(m.value, 500 / 550.0, 1e-12);
    ck_close(m.low, 0.539006519393609, 1e-9);
    ck_close(m.high, 0.930363120498977, 1e-9);
    ck_assert_int_eq(
        gg_known_probability_measure(&unmet, GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE, Z95, &m),
        GG_OK);
    ck_close(m.low, 0.959420232366462, 1e-9);
    ck_close(m.high, 0.996492855775519, 1e-9);
    ck_assert_int_eq(gg_known_probability_measure(&unmet, GG_CONFUSION_RECALL, 0, &m), GG_OK);
    ck_close(m.low, m.value, 1e-9);
    ck_close(m.high, m.value, 1e-9);
}
END_TEST

START_TEST(test_known_probability_cells)
{
    static const double totals[4][2] = {
        {37, 4.272001872658765}, {40, 5}, {62, 22.0454076850486}, {740, 76.28892449104261}};
    static const double shares[4][2] = {{0.04209328782707622, 0.009058919573967391},
                                        {0.04550625711035267, 0.009789967339142391},
                                        {0.07053469852104664, 0.0256075204562972},
                                        {0.8418657565415245, 0.02872793954725696}};
    gg_selective_total t[4], h[4];

    ck_assert_int_eq(gg_horvitz_thompson(&inverse, t), GG_OK);
    ck_assert_int_eq(gg_hajek(&inverse, h), GG_OK);
    for (int i = 0; i < 4; i++) {
        ck_close(t[i].value, totals[i][0], 1e-12);
        ck_close(t[i].standard_error, totals[i][1], 1e-12);
        ck_close(h[i].value, shares[i][0], 1e-12);
        ck_close(h[i].standard_error, shares[i][1], 1e-12);
    }
}
END_TEST

/* Everyone inspected: the figures and intervals of the complete table. */
START_TEST(test_known_probability_of_one)
{
    const gg_inverse_sums all = {{{70, 12}, {9, 30}}, {{70, 12}, {9, 30}}};
    const gg_confusion table = {30, 12, 9, 70};

    for (int m = 0; m < GG_CONFUSION_METRICS; m++) {
        gg_measure got;
        gg_interval ends;

        ck_assert_int_eq(gg_known_probability_measure(&all, m, Z95, &got), GG_OK);
        ck_assert_int_eq(gg_confusion_interval(m, &table, Z95, &ends), GG_OK);
        ck_close(got.low, ends.low, 1e-9);
        ck_close(got.high, ends.high, 1e-9);
    }
}
END_TEST

START_TEST(test_known_probability_input)
{
    gg_inverse_sums bad = inverse;
    const gg_inverse_sums empty = {{{0, 0}, {0, 0}}, {{0, 0}, {0, 0}}};
    const gg_inverse_sums sure = {{{100, 0}, {0, 40}}, {{1000, 0}, {0, 80}}};
    gg_selective_total t[4];
    gg_measure m;

    bad.w2[0][0] = 700; /* less than the sum: a probability above 1 */
    ck_assert_int_eq(gg_horvitz_thompson(&bad, t), GG_E_INPUT);
    ck_assert_int_eq(gg_hajek(&bad, t), GG_E_INPUT);
    ck_assert_int_eq(gg_known_probability_measure(&bad, GG_CONFUSION_RECALL, Z95, &m), GG_E_INPUT);
    bad.w2[0][0] = NAN;
    ck_assert_int_eq(gg_hajek(&bad, t), GG_E_INPUT);
    ck_assert_int_eq(gg_hajek(&empty, t), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_known_probability_measure(&empty, GG_CONFUSION_RECALL, Z95, &m), GG_OK);
    ck_assert_str_eq(m.why, GG_WHY_NOT_IDENTIFIED);
    ck_assert_int_eq(gg_known_probability_measure(&inverse, GG_CONFUSION_RECALL, -1, &m),
                     GG_E_INPUT);
    ck_assert_int_eq(gg_known_probability_measure(&inverse, GG_CONFUSION_METRICS, Z95, &m),
                     GG_E_INPUT);
    /* A recall and a correlation of 1 from few rows are not certain. */
    ck_assert_int_eq(gg_known_probability_measure(&sure, GG_CONFUSION_RECALL, Z95, &m), GG_OK);
    ck_assert(m.value == 1 && m.low < 0.9);
    ck_assert_int_eq(gg_known_probability_measure(&sure, GG_CONFUSION_MCC, Z95, &m), GG_OK);
    ck_assert(m.value == 1 && m.low < 1);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, test_known_probability);
    tcase_add_test(tc, test_known_probability_of_unseen);
    tcase_add_test(tc, test_known_probability_cells);
    tcase_add_test(tc, test_known_probability_of_one);
    tcase_add_test(tc, test_known_probability_input);
}

GG_TEST_MAIN("stats/inverse")
