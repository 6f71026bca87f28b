/* Intervals of functions of rates. Figures: statsmodels 0.13.5 Wilson limits, transformed by hand.
 */
#include "gauger/stats/derived.h"

#include "gauger/stats/interval.h"
#include "gauger/stats/ranking.h"

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

/* tp 81, fp + fn 182: J has the Wilson limits of 81 of 263. */
START_TEST(f1_is_a_function_of_one_proportion)
{
    gg_interval i;

    ck_assert_int_eq(gg_interval_f1(81, 100, 82, Z95, &i), GG_OK);
    ck_close(i.low, 2 * 0.2552885198782742 / 1.2552885198782742, 1e-12);
    ck_close(i.high, 2 * 0.36620957698280004 / 1.36620957698280004, 1e-12);
    ck_assert_int_eq(gg_interval_f1(0, 3, 4, Z95, &i), GG_OK);
    ck_assert(i.low == 0 && i.high > 0 && i.high < 1);
    ck_assert_int_eq(gg_interval_f1(7, 0, 0, Z95, &i), GG_OK);
    ck_assert(i.high == 1 && i.low > 0);
}
END_TEST

START_TEST(f1_refuses_what_is_no_count)
{
    gg_interval i = {7, 8};

    ck_assert_int_eq(gg_interval_f1(0, 0, 0, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_interval_f1(-1, 2, 3, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_f1(1, -2, 3, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_f1(1, 2, NAN, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_f1(1, 2, 3, -2, &i), GG_E_INPUT);
    ck_assert(i.low == 7 && i.high == 8);
}
END_TEST

/* 8 of 10 and 81 of 263, statsmodels 0.13.5. */
START_TEST(balanced_accuracy_adds_squares)
{
    gg_interval i = {7, 8};
    double p = 0.8, q = 81 / 263.0, l = hypot(p - 0.49016247153664183, q - 0.2552885198782742);
    double u = hypot(0.9433178485456247 - p, 0.36620957698280004 - q);

    ck_assert_int_eq(gg_interval_balanced_accuracy((gg_rate){8, 10}, (gg_rate){0, 0}, Z95, &i),
                     GG_E_UNDEFINED);
    ck_assert_int_eq(gg_interval_balanced_accuracy((gg_rate){11, 10}, (gg_rate){1, 2}, Z95, &i),
                     GG_E_INPUT);
    ck_assert(i.low == 7 && i.high == 8);
    ck_assert_int_eq(gg_interval_balanced_accuracy((gg_rate){8, 10}, (gg_rate){81, 263}, Z95, &i),
                     GG_OK);
    ck_close(i.low, (p + q - l) / 2, 1e-12);
    ck_close(i.high, (p + q + u) / 2, 1e-12);
}
END_TEST

/* Vector delong_small_ties, single source: logit of 0.9140625 with variance 0.00528390067. */
START_TEST(logit_interval_of_an_area)
{
    gg_interval i;

    ck_assert_int_eq(gg_interval_auc(0.9140625, sqrt(0.005283900669642857), 8, 8, Z95, &i), GG_OK);
    ck_close(i.low, 0.6342685240146569, 1e-10);
    ck_close(i.high, 0.9849020662104759, 1e-10);
}
END_TEST

START_TEST(an_area_of_1_or_0_has_an_exact_bound)
{
    gg_interval i, clopper;

    ck_assert_int_eq(gg_interval_auc(1, 0, 500, 20, Z95, &i), GG_OK);
    ck_assert_int_eq(gg_interval_clopper_pearson(20, 20, Z95, &clopper), GG_OK);
    ck_close(i.low, clopper.low, 1e-10);
    ck_assert(i.high == 1);
    ck_assert_int_eq(gg_interval_auc(0, 0, 20, 500, Z95, &i), GG_OK);
    ck_assert(i.low == 0);
    ck_close(i.high, 1 - clopper.low, 1e-10);
}
END_TEST

START_TEST(an_area_without_a_standard_error_falls_back_to_wilson)
{
    gg_interval i, wilson;

    ck_assert_int_eq(gg_interval_wilson(0.75, 1, Z95, &wilson), GG_OK);
    ck_assert_int_eq(gg_interval_auc(0.75, NAN, 400, 1, Z95, &i), GG_OK);
    ck_close(i.low, wilson.low, 1e-12);
    ck_close(i.high, wilson.high, 1e-12);
    ck_assert_int_eq(gg_interval_wilson(5, 10, Z95, &wilson), GG_OK);
    ck_assert_int_eq(gg_interval_auc(0.5, 0, 10, 30, Z95, &i), GG_OK);
    ck_close(i.low, wilson.low, 1e-12);
}
END_TEST

START_TEST(area_intervals_hold_the_area_and_nest)
{
    for (double auc = 0; auc <= 1; auc += 0.125) {
        gg_interval before = {auc, auc};

        for (double z = 0.01; z < 38; z *= 2) {
            gg_interval i;

            ck_assert_int_eq(gg_interval_auc(auc, 0.03, 30, 40, z, &i), GG_OK);
            ck_assert(i.low >= 0 && i.high <= 1);
            ck_assert(i.low <= before.low + 1e-15 && i.high >= before.high - 1e-15);
            before = i;
        }
    }
}
END_TEST

START_TEST(area_refuses_what_is_out_of_range)
{
    gg_interval i = {7, 8};

    ck_assert_int_eq(gg_interval_auc(1.5, 0.1, 5, 5, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_auc(NAN, 0.1, 5, 5, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_auc(0.5, -0.1, 5, 5, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_auc(0.5, 0.1, -5, 5, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_auc(0.5, 0.1, 5, 0, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_interval_auc(0.5, 0.1, 5, 5, -1, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_logit(0, 0.1, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_interval_logit(1, 0.1, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_interval_logit(0.5, NAN, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_logit(-0.5, 0.1, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_average_precision(0, 5, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_average_precision(0.5, 0, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_interval_average_precision(0.5, NAN, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_normal(NAN, 1, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_normal(0, -1, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_normal(0, 1, NAN, &i), GG_E_INPUT);
    ck_assert(i.low == 7 && i.high == 8);
}
END_TEST

/* logit(0.8) = ln 4; its standard error with 50 positives is 1 / sqrt(50 * 0.16) = 0.35355339. */
START_TEST(average_precision_on_the_logit_scale)
{
    gg_interval i;
    double half = Z95 / sqrt(8);

    ck_assert_int_eq(gg_interval_average_precision(0.8, 50, Z95, &i), GG_OK);
    ck_close(i.low, 1 / (1 + exp(half) / 4), 1e-12);
    ck_close(i.high, 1 / (1 + exp(-half) / 4), 1e-12);
    ck_assert_int_eq(gg_interval_average_precision(1, 50, Z95, &i), GG_OK);
    ck_close(i.low, pow(0.025, 1 / 50.0), 1e-10);
    ck_assert(i.high == 1);
}
END_TEST

START_TEST(means_of_sums)
{
    double mean = 7, error = 8;
    gg_interval i;

    ck_assert_int_eq(gg_mean_of_sums(10, 30, 4, &mean, &error), GG_OK);
    ck_close(mean, 2.5, 1e-15);
    ck_close(error, sqrt(5.0 / 3 / 4), 1e-14);
    ck_assert_int_eq(gg_interval_normal(mean, error, 2, &i), GG_OK);
    ck_close(i.low, mean - 2 * error, 1e-15);
    ck_close(i.high, mean + 2 * error, 1e-15);
    ck_assert_int_eq(gg_mean_of_sums(3, 9, 1, &mean, &error), GG_OK);
    ck_assert(mean == 3 && isnan(error));
    ck_assert_int_eq(gg_mean_of_sums(0.3, 0.03 - 1e-18, 3, &mean, &error), GG_OK);
    ck_assert(error >= 0 && error < 1e-8);
    mean = error = 9;
    ck_assert_int_eq(gg_mean_of_sums(0, 0, 0, &mean, &error), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_mean_of_sums(NAN, 0, 1, &mean, &error), GG_E_INPUT);
    ck_assert_int_eq(gg_mean_of_sums(1, INFINITY, 1, &mean, &error), GG_E_INPUT);
    ck_assert_int_eq(gg_mean_of_sums(1, 1, -1, &mean, &error), GG_E_INPUT);
    ck_assert(mean == 9 && error == 9);
}
END_TEST

/* Recall 0.7 of 60 positives, false positive rate 0.2 of 100 negatives. */
START_TEST(coverage_of_f1_and_balanced_accuracy_in_a_seeded_simulation)
{
    gg_random r;
    int f1 = 0, balanced = 0, runs = 10000;
    double truth = 2 * 60 * 0.7 / (60 * 0.7 + 100 * 0.2 + 60);

    gg_random_init(&r, 1, "derived", "coverage");
    for (int k = 0; k < runs; k++) {
        double tp = simulate_binomial(&r, 60, 0.7), fp = simulate_binomial(&r, 100, 0.2);
        gg_interval i;

        ck_assert_int_eq(gg_interval_f1(tp, fp, 60 - tp, Z95, &i), GG_OK);
        f1 += i.low <= truth && truth <= i.high;
        ck_assert_int_eq(
            gg_interval_balanced_accuracy((gg_rate){tp, 60}, (gg_rate){100 - fp, 100}, Z95, &i),
            GG_OK);
        balanced += i.low <= 0.75 && 0.75 <= i.high;
    }
    ck_assert_msg(f1 > 0.935 * runs, "f1: %d of %d", f1, runs);
    ck_assert_msg(balanced > 0.94 * runs && balanced < 0.965 * runs, "%d of %d", balanced, runs);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, f1_is_a_function_of_one_proportion);
    tcase_add_test(tc, f1_refuses_what_is_no_count);
    tcase_add_test(tc, balanced_accuracy_adds_squares);
    tcase_add_test(tc, logit_interval_of_an_area);
    tcase_add_test(tc, an_area_of_1_or_0_has_an_exact_bound);
    tcase_add_test(tc, an_area_without_a_standard_error_falls_back_to_wilson);
    tcase_add_test(tc, area_intervals_hold_the_area_and_nest);
    tcase_add_test(tc, area_refuses_what_is_out_of_range);
    tcase_add_test(tc, average_precision_on_the_logit_scale);
    tcase_add_test(tc, means_of_sums);
    tcase_add_test(tc, coverage_of_f1_and_balanced_accuracy_in_a_seeded_simulation);
}

GG_TEST_MAIN("stats/derived")
