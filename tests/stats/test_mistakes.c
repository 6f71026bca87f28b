/*
 * Mistakes that other programs made, each as a test that shows the mistaken figure on a concrete
 * case and fails when it is ours. Those that need a whole evaluation (a false positive rate tested
 * as a false discovery rate, groups and ratios in documents) are in tests/evaluate/test_mistakes.c.
 */
#include "gauger/stats/capacity.h"
#include "gauger/stats/difference.h"
#include "gauger/stats/draws.h"
#include "gauger/stats/drift.h"
#include "gauger/stats/interval.h"
#include "gauger/stats/ranking.h"
#include "gauger/stats/ratio.h"
#include "gauger/stats/simultaneous.h"
#include "gauger/stats/tests.h"

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

/* ---- one-sample chi-square for drift ---- */

/* The statistic that takes the baseline's shares for the truth. */
static double one_sample(const uint64_t *cells, size_t columns)
{
    double baseline = 0, current = 0, sum = 0;

    for (size_t j = 0; j < columns; j++) {
        baseline += (double)cells[j];
        current += (double)cells[columns + j];
    }
    for (size_t j = 0; j < columns; j++) {
        double expected = (double)cells[j] / baseline * current;
        double gap = (double)cells[columns + j] - expected;

        sum += gap * gap / expected;
    }
    return sum;
}

/* SciPy: chi2_contingency 7.53 (p 0.023), chisquare against the baseline's shares 14.8 (0.0006). */
START_TEST(drift_is_no_one_sample_chi_square)
{
    static const uint64_t cells[] = {120, 80, 50, 90, 95, 65};
    gg_homogeneity h;

    ck_close(one_sample(cells, 3), 14.8125, 1e-12);
    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){cells, 2, 3}, &h), GG_OK);
    ck_close(h.statistic, 7.527950310559007, 1e-12);
    ck_close(h.p_value, 0.02319136761109742, 1e-12);
}
END_TEST

/* 100 rows then, 2,000 now, nothing changed: the one-sample test alarms nearly always. */
START_TEST(no_drift_is_no_alarm)
{
    int ours = 0, mistaken = 0, runs = getenv("GAUGER_SLOW") ? 20000 : 2000;
    gg_random r;

    gg_random_init(&r, 1, "mistakes", "one sample");
    for (int i = 0; i < runs; i++) {
        uint64_t cells[10] = {0};
        gg_homogeneity h;

        for (int j = 0; j < 2100; j++)
            cells[(j < 100 ? 0 : 5) + (int)(5 * gg_random_uniform(&r))]++;
        ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){cells, 2, 5}, &h), GG_OK);
        ours += h.p_value < 0.05;
        mistaken += one_sample(cells, 5) > 9.487729036781154; /* chi2.ppf(0.95, 4) */
    }
    ck_assert_msg(ours < 0.065 * runs && ours > 0.035 * runs, "%d of %d", ours, runs);
    ck_assert_msg(mistaken > 0.9 * runs, "%d of %d", mistaken, runs);
}
END_TEST

/* ---- bootstrap of max - min ---- */

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double gap_of(const gg_rate *g, int n)
{
    double low = 1, high = 0;

    for (int i = 0; i < n; i++) {
        low = fmin(low, g[i].successes / g[i].n);
        high = fmax(high, g[i].successes / g[i].n);
    }
    return high - low;
}

/* The lower end of a percentile bootstrap with 400 replicates. */
static double bootstrap_low(gg_random *r, const gg_rate *g, int n)
{
    double gaps[400];

    for (int b = 0; b < 400; b++) {
        gg_rate drawn[8];

        for (int i = 0; i < n; i++)
            drawn[i] =
                (gg_rate){simulate_binomial(r, (int)g[i].n, g[i].successes / g[i].n), g[i].n};
        gaps[b] = gap_of(drawn, n);
    }
    qsort(gaps, 400, sizeof *gaps, rising);
    return gaps[10];
}

/* Five equal rates: the truth is 0, which the bootstrap's interval holds 0 times in 60. */
START_TEST(max_minus_min_is_not_bootstrapped)
{
    int ours = 0, mistaken = 0;
    gg_random r;

    gg_random_init(&r, 1, "mistakes", "max - min");
    for (int i = 0; i < 60; i++) {
        gg_rate g[5];
        gg_interval v;

        for (int k = 0; k < 5; k++)
            g[k] = (gg_rate){simulate_binomial(&r, 200, 0.2), 200};
        ck_assert_int_eq(gg_largest_difference(g, 5, Z95, &v), GG_OK);
        ours += v.low <= 0;
        ck_assert(v.high >= gap_of(g, 5));
        mistaken += bootstrap_low(&r, g, 5) <= 0;
    }
    ck_assert_int_ge(ours, 57);
    ck_assert_int_eq(mistaken, 0);
}
END_TEST

/* ---- undefined is a value ---- */

START_TEST(a_group_without_positives_has_no_rate_of_0)
{
    const gg_rate none = {0, 0}, some = {12, 40};
    const gg_tie negatives[] = {{0.2, 3, 0}, {0.6, 4, 0}};
    const gg_scored_counts rows[] = {{0.2, {3, 0, 0}}, {0.6, {4, 0, 0}}};
    gg_interval v = {-7, -8};
    double ap = -7, variance = -8;
    gg_capacity c;
    gg_delong d;
    gg_cut cut;

    ck_assert_int_eq(gg_interval_wilson(none.successes, none.n, Z95, &v), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_difference_newcombe(none, some, Z95, &v), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_ratio_koopman(none, some, Z95, &v), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_delong_of_ties(negatives, 2, &d), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_average_precision(negatives, 2, &ap, &variance), GG_E_UNDEFINED);
    ck_assert(v.low == -7 && v.high == -8 && ap == -7 && variance == -8);
    ck_assert_int_eq(gg_cut_at_capacity(rows, 2, 4, &cut), GG_OK);
    ck_assert_int_eq(gg_capacity_figures(&cut, 1, GG_TIES_IN, Z95, &c), GG_OK);
    ck_assert(isnan(c.recall.value) && c.recall.state == GG_MEASURE_UNDEFINED);
    ck_assert_str_eq(c.recall.why, GG_WHY_NO_POSITIVES);
}
END_TEST

/* Without the third group the largest difference would be 0.6: it must not be given as if the group
 * were not there. */
START_TEST(a_group_without_the_figure_does_not_vanish)
{
    const gg_rate g[] = {{30, 40}, {6, 40}, {0, 0}};
    gg_interval v = {-7, -8};

    ck_assert_int_eq(gg_largest_difference(g, 3, Z95, &v), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_smallest_ratio(g, 3, Z95, &v), GG_E_UNDEFINED);
    ck_assert(v.low == -7 && v.high == -8);
    ck_assert_int_eq(gg_largest_difference(g, 2, Z95, &v), GG_OK);
    ck_assert(v.low < 0.6 && v.high > 0.6);
}
END_TEST

START_TEST(a_ratio_of_0_is_a_value)
{
    const gg_rate none = {0, 60}, some = {21, 70}, g[] = {{0, 60}, {21, 70}, {18, 66}};
    gg_interval v;

    ck_assert_int_eq(gg_ratio_koopman(none, some, Z95, &v), GG_OK);
    ck_assert_double_eq(v.low, 0);
    ck_assert(v.high > 0.1 && v.high < 0.3);
    ck_assert_int_eq(gg_smallest_ratio(g, 3, Z95, &v), GG_OK);
    ck_assert_double_eq(v.low, 0);
    ck_assert(v.high > 0 && v.high < 0.5);
}
END_TEST

/* 1 - 0.025^(1/18) and the like: nobody of 18 says that the rate is under 18%, not that it is 0. */
START_TEST(none_of_18_is_not_0_to_0)
{
    static gg_status (*const methods[])(double, double, double, gg_interval *) = {
        gg_interval_wilson, gg_interval_clopper_pearson, gg_interval_jeffreys,
        gg_interval_agresti_coull};
    const gg_rate none = {0, 18}, same = {0, 25};
    gg_interval v;

    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(methods[i](0, 18, Z95, &v), GG_OK);
        ck_assert(v.low == 0 && v.high > 0.12 && v.high < 0.22);
        ck_assert_int_eq(methods[i](18, 18, Z95, &v), GG_OK);
        ck_assert(v.high == 1 && v.low < 0.88 && v.low > 0.78);
    }
    ck_assert_int_eq(gg_difference_newcombe(none, same, Z95, &v), GG_OK);
    ck_assert(v.low < -0.1 && v.high > 0.1);
    ck_assert_int_eq(gg_ratio_koopman(none, same, Z95, &v), GG_OK);
    ck_assert(v.low == 0 && isinf(v.high));
}
END_TEST

static void share_of_first(const double *cells, double *values, void *context)
{
    (void)context;
    values[0] = cells[0];
}

/* A bootstrap leaves an empty cell empty in every replicate: [0, 0]. */
START_TEST(draws_do_not_keep_an_empty_cell_empty)
{
    const double counts[] = {0, 18};
    gg_draw_plan plan = gg_draw_plan_default();
    gg_interval v;
    gg_draws *d;

    plan.counts = counts;
    plan.cells = 2;
    plan.function = share_of_first;
    plan.functions = 1;
    ck_assert_int_eq(gg_draws_new(&plan, &d), GG_OK);
    ck_assert_int_eq(gg_draws_interval(d, 0, Z95, &v), GG_OK);
    ck_assert(v.high > 0.08 && v.high < 0.2);
    gg_draws_free(d);
}
END_TEST

/* ---- unverified read as negative ---- */

/* Of 10 taken, 3 had the outcome, 1 had not, 6 were not verified: precision 0.75, not 0.3; recall
 * is not 1. */
START_TEST(unverified_is_not_negative)
{
    const gg_scored_counts rows[] = {{0.2, {0, 0, 40}}, {0.7, {1, 3, 6}}};
    const double threshold = 0.5;
    gg_operating_point p;
    gg_capacity c;
    gg_cut cut;

    ck_assert_int_eq(gg_cut_at_capacity(rows, 2, 10, &cut), GG_OK);
    ck_assert_int_eq(gg_capacity_figures(&cut, 1, GG_TIES_OUT, Z95, &c), GG_OK);
    ck_close(c.precision.value, 0.75, 1e-15);
    ck_assert_double_eq(c.precision.n, 4);
    ck_assert_str_eq(c.recall.why, GG_WHY_NOT_IDENTIFIED);
    ck_assert_str_eq(c.lift.why, GG_WHY_NOT_IDENTIFIED);
    ck_assert_int_eq(gg_operating_points(rows, 2, &threshold, 1, &p), GG_OK);
    ck_assert(p.fp == 1 && p.tn == 0 && p.selected == 10);
    ck_assert(p.unverified_selected == 6 && p.unverified_not_selected == 40);
}
END_TEST

/* ---- ties at a capacity cut by row order ---- */

/* 4 of 10 rows of one score are taken, 5 of them with the outcome. In the order of a file that
 * figure is anything from 0 to 4; ours says so, whichever row came first. */
START_TEST(ties_at_a_capacity_are_not_cut_by_row_order)
{
    static const unsigned char first[10] = {1, 1, 1, 1, 1},
                               last[10] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    const unsigned char *const orders[] = {first, last};
    double naive[2];
    gg_capacity c[2][3];

    for (int o = 0; o < 2; o++) {
        gg_scored_counts tied = {0.8, {0, 0, 0}};
        gg_cut cut;

        naive[o] = 0;
        for (int i = 0; i < 10; i++) {
            naive[o] += i < 4 && orders[o][i];
            *(orders[o][i] ? &tied.rows.positives : &tied.rows.negatives) += 1;
        }
        ck_assert_int_eq(gg_cut_at_capacity(&tied, 1, 4, &cut), GG_OK);
        for (gg_tie_rule rule = GG_TIES_IN; rule <= GG_TIES_PROPORTIONAL; rule++)
            ck_assert_int_eq(gg_capacity_figures(&cut, 1, rule, Z95, &c[o][rule]), GG_OK);
    }
    ck_assert(naive[0] == 4 && naive[1] == 0);
    for (int rule = 0; rule < 3; rule++) {
        ck_assert_double_eq(c[0][rule].tp, c[1][rule].tp);
        ck_assert_double_eq(c[0][rule].selected, c[1][rule].selected);
    }
    ck_assert(c[0][GG_TIES_IN].selected == 10 && c[0][GG_TIES_IN].tp == 5);
    ck_assert(c[0][GG_TIES_OUT].selected == 0);
    ck_assert_double_eq(c[0][GG_TIES_PROPORTIONAL].tp, 2);
    ck_assert(c[0][GG_TIES_PROPORTIONAL].tp_least == 0 && c[0][GG_TIES_PROPORTIONAL].tp_most == 4);
}
END_TEST

/* ---- KS p ignoring ties ---- */

/* All 252 ways to deal 1 1 2 2 3 and 1 3 3 3 3: 72 are as far apart. SciPy 1.17.1 ks_2samp
 * (method="exact") takes the values for distinct and says 0.357. */
START_TEST(the_exact_p_of_ks_knows_ties)
{
    static const double a[] = {1, 1, 2, 2, 3}, b[] = {1, 3, 3, 3, 3};
    gg_value_count x[5], y[5];
    size_t nx, ny;
    gg_sample baseline, current;
    double p;

    ck_assert_int_eq(gg_sample_of_values(a, NULL, 5, x, &nx), GG_OK);
    ck_assert_int_eq(gg_sample_of_values(b, NULL, 5, y, &ny), GG_OK);
    baseline = (gg_sample){x, nx};
    current = (gg_sample){y, ny};
    ck_assert_int_eq(gg_ks_exact(&baseline, &current, &p), GG_OK);
    ck_close(p, 72.0 / 252, 1e-12);
    ck_assert_double_gt(fabs(p - 0.35714285714285715), 0.05);
}
END_TEST

/* Five values, 20 rows a side: the exact p alarms 4 times in 100, the limit that ignores ties 2. */
START_TEST(the_exact_p_of_ks_keeps_its_power_under_ties)
{
    int ours = 0, mistaken = 0, runs = getenv("GAUGER_SLOW") ? 10000 : 1000;
    gg_random r;

    gg_random_init(&r, 1, "mistakes", "ks");
    for (int i = 0; i < runs; i++) {
        gg_value_count x[20], y[20];
        double a[20], b[20], p;
        size_t nx, ny;
        gg_ks k;

        for (int j = 0; j < 20; j++) {
            a[j] = floor(5 * gg_random_uniform(&r));
            b[j] = floor(5 * gg_random_uniform(&r));
        }
        ck_assert_int_eq(gg_sample_of_values(a, NULL, 20, x, &nx), GG_OK);
        ck_assert_int_eq(gg_sample_of_values(b, NULL, 20, y, &ny), GG_OK);
        ck_assert_int_eq(gg_ks_exact(&(gg_sample){x, nx}, &(gg_sample){y, ny}, &p), GG_OK);
        ck_assert_int_eq(gg_ks_test(&(gg_sample){x, nx}, &(gg_sample){y, ny}, &k), GG_OK);
        ours += p <= 0.05;
        mistaken += k.p_asymptotic <= 0.05;
    }
    ck_assert_msg(ours <= 0.055 * runs && ours >= 0.025 * runs, "%d of %d", ours, runs);
    ck_assert_msg(mistaken < 0.75 * ours, "%d of %d", mistaken, ours);
}
END_TEST

/* ---- 32-bit overflow in DeLong ---- */

/* 70,000 rows of each class are 4.9e9 pairs, which 32 bits hold as 605,032,704: an area of 5.8. */
START_TEST(delong_does_not_overflow)
{
    const gg_tie ties[] = {{0.3, 50000, 20000}, {0.7, 20000, 50000}};
    const double n = 70000, area = 3.5e9 / 4.9e9, low = 25000 / n, high = 60000 / n;
    double s10 =
        (20000 * (low - area) * (low - area) + 50000 * (high - area) * (high - area)) / (n - 1);
    gg_delong d;

    ck_assert_double_gt(3.5e9 / (double)(uint32_t)(70000ULL * 70000ULL), 5);
    ck_assert_int_eq(gg_delong_of_ties(ties, 2, &d), GG_OK);
    ck_close(d.auc, area, 1e-14);
    ck_close(d.variance_positives, s10, 1e-11);
    ck_close(d.variance, 2 * s10 / n, 1e-11); /* both classes mirror each other */
}
END_TEST

/* The same rows with a second score that tells nothing. */
START_TEST(the_paired_delong_does_not_overflow)
{
    const double a[] = {0.3, 0.3, 0.7, 0.7}, b[] = {0.5, 0.5, 0.5, 0.5};
    const unsigned char outcome[] = {0, 1, 0, 1};
    const uint64_t count[] = {50000, 20000, 20000, 50000};
    const gg_paired_rows rows = {a, b, outcome, count, 4};
    gg_delong_pair p;

    ck_assert_int_eq(gg_delong_paired(&rows, &p), GG_OK);
    ck_close(p.auc_a, 3.5e9 / 4.9e9, 1e-14);
    ck_close(p.difference, 3.5e9 / 4.9e9 - 0.5, 1e-14);
    ck_close(p.variance_difference, p.variance_a, 1e-12);
    ck_assert(p.variance_a > 0 && p.variance_b == 0);
}
END_TEST

/* ---- PSI without its null value ---- */

/* 60 rows a side, ten bins, nothing changed: the index is 0.3 in the mean, above 0.1 more than 9
 * times in 10, above 0.2 mostly. Its critical value is exceeded about 1 time in 20. */
START_TEST(a_stability_index_is_read_beside_its_null_value)
{
    int over_rule = 0, over_warning = 0, ours = 0, runs = getenv("GAUGER_SLOW") ? 20000 : 4000;
    double critical, mean = 0;
    gg_random r;

    gg_random_init(&r, 1, "mistakes", "psi");
    ck_assert_int_eq(gg_psi_critical(60, 60, 10, 0.05, &critical), GG_OK);
    ck_close(critical, 16.918977604620448 / 30, 1e-12); /* chi2.ppf(0.95, 9) */
    for (int i = 0; i < runs; i++) {
        uint64_t a[10] = {0}, b[10] = {0};
        double psi;

        for (int j = 0; j < 60; j++) {
            a[(int)(10 * gg_random_uniform(&r))]++;
            b[(int)(10 * gg_random_uniform(&r))]++;
        }
        ck_assert_int_eq(gg_psi(a, b, 10, 0.5, &psi), GG_OK);
        mean += psi / runs;
        over_warning += psi > 0.1;
        over_rule += psi > 0.2;
        ours += psi > critical;
    }
    ck_assert_double_eq_tol(mean, 0.3, 0.03);
    ck_assert_msg(over_warning > 0.9 * runs, "%d of %d", over_warning, runs);
    ck_assert_msg(over_rule > 0.6 * runs, "%d of %d", over_rule, runs);
    ck_assert_msg(ours < 0.08 * runs, "%d of %d", ours, runs);
}
END_TEST

/* ---- a part against the whole as if independent ---- */

/* 300 of 400 rows are taken, the outcome as frequent among them as among the rest: lift is 1. As if
 * the taken were not part of everyone, the interval is so wide that it covers always, and so sees
 * nothing; the right one covers 95 times in 100. */
START_TEST(a_part_is_not_independent_of_the_whole)
{
    int ours = 0, mistaken = 0, runs = getenv("GAUGER_SLOW") ? 40000 : 4000;
    gg_random r;

    gg_random_init(&r, 1, "mistakes", "whole");
    for (int i = 0; i < runs; i++) {
        uint64_t in = (uint64_t)simulate_binomial(&r, 300, 0.3);
        uint64_t out = (uint64_t)simulate_binomial(&r, 100, 0.3);
        const gg_scored_counts rows[] = {{0.1, {100 - out, out, 0}}, {0.9, {300 - in, in, 0}}};
        gg_interval naive;
        gg_capacity c;
        gg_cut cut;

        ck_assert_int_eq(gg_cut_at_capacity(rows, 2, 300, &cut), GG_OK);
        ck_assert_int_eq(gg_capacity_figures(&cut, 1, GG_TIES_IN, Z95, &c), GG_OK);
        ours += c.lift.low <= 1 && 1 <= c.lift.high;
        ck_assert_int_eq(gg_ratio_koopman((gg_rate){(double)in, 300},
                                          (gg_rate){(double)(in + out), 400}, Z95, &naive),
                         GG_OK);
        mistaken += naive.low <= 1 && 1 <= naive.high;
        ck_assert(c.lift.high - c.lift.low < 0.75 * (naive.high - naive.low));
    }
    ck_assert_msg(ours > 0.94 * runs && ours < 0.965 * runs, "%d of %d", ours, runs);
    ck_assert_msg(mistaken > 0.995 * runs, "%d of %d", mistaken, runs);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, drift_is_no_one_sample_chi_square);
    tcase_add_test(tc, no_drift_is_no_alarm);
    tcase_add_test(tc, max_minus_min_is_not_bootstrapped);
    tcase_add_test(tc, a_group_without_positives_has_no_rate_of_0);
    tcase_add_test(tc, a_group_without_the_figure_does_not_vanish);
    tcase_add_test(tc, a_ratio_of_0_is_a_value);
    tcase_add_test(tc, none_of_18_is_not_0_to_0);
    tcase_add_test(tc, draws_do_not_keep_an_empty_cell_empty);
    tcase_add_test(tc, unverified_is_not_negative);
    tcase_add_test(tc, ties_at_a_capacity_are_not_cut_by_row_order);
    tcase_add_test(tc, the_exact_p_of_ks_knows_ties);
    tcase_add_test(tc, the_exact_p_of_ks_keeps_its_power_under_ties);
    tcase_add_test(tc, delong_does_not_overflow);
    tcase_add_test(tc, the_paired_delong_does_not_overflow);
    tcase_add_test(tc, a_stability_index_is_read_beside_its_null_value);
    tcase_add_test(tc, a_part_is_not_independent_of_the_whole);
}

GG_TEST_MAIN("stats/mistakes")
