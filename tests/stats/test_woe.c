/* Weight of evidence: by hand, the properties of bins, what is refused. */
#include "suite.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "gauger/stats/woe.h"
#include "simulate.h"

static gg_error err;

/* By hand. Good's definition: 30 of 100 positives against 60 of 300 negatives is log(0.3 / 0.2),
 * but for the smoothing, which adds 0.5 to each of the four sums and 2 to each total. */
START_TEST(evidence_by_hand)
{
    const double p[4] = {30, 50, 20, 0}, q[4] = {60, 100, 100, 40};
    double woe[4], value, sum = 0;

    ck_assert_int_eq(gg_woe_weigh(p, q, 4, 0.5, woe, &value), GG_OK);
    for (int i = 0; i < 4; i++) {
        double a = (p[i] + 0.5) / 102, b = (q[i] + 0.5) / 302;

        ck_close(woe[i], log(a / b), 1e-14);
        sum += (a - b) * log(a / b);
    }
    ck_close(value, sum, 1e-14);
    /* mpmath, 30 digits, of the first: log(30.5 / 102 / (60.5 / 302)). */
    ck_close(woe[0], 0.400537522667168718, 1e-13);
    ck_assert_int_eq(gg_woe_weigh(p, q, 4, 1e-12, woe, NULL), GG_OK);
    ck_close(woe[0], log(0.3 / 0.2), 1e-10);
    ck_assert_int_eq(gg_woe_weigh(p, q, 1, 0.5, woe, &value), GG_OK);
    ck_assert(woe[0] == 0 && value == 0);
}
END_TEST

START_TEST(evidence_refused)
{
    const double p[2] = {1, 2}, minus[2] = {1, -2}, odd[2] = {NAN, 1}, big[2] = {1e308, 1e308};
    double woe[2] = {7, 7}, value = 7;

    ck_assert_int_eq(gg_woe_weigh(p, p, 0, 0.5, woe, &value), GG_E_INPUT);
    ck_assert_int_eq(gg_woe_weigh(p, p, 2, 0, woe, &value), GG_E_INPUT);
    ck_assert_int_eq(gg_woe_weigh(p, p, 2, NAN, woe, &value), GG_E_INPUT);
    ck_assert_int_eq(gg_woe_weigh(p, minus, 2, 0.5, woe, &value), GG_E_INPUT);
    ck_assert_int_eq(gg_woe_weigh(odd, p, 2, 0.5, woe, &value), GG_E_INPUT);
    ck_assert_int_eq(gg_woe_weigh(big, p, 2, 0.5, woe, &value), GG_E_INPUT);
    ck_assert(woe[0] == 7 && woe[1] == 7 && value == 7);
}
END_TEST

/* Ten rows each of the numbers 1 to 6, with 1, 2, 2, 5, 4, 8 of them positive: 2 and 3 have one
 * rate, and 5 falls back behind 4; so the bins are 1 | 2, 3 | 4, 5 | 6. */
static size_t stairs(double *x, double *y, int sign)
{
    static const int positives[6] = {1, 2, 2, 5, 4, 8};

    for (size_t i = 0; i < 60; i++) {
        x[i] = sign * ((double)(i / 10) + 1);
        y[i] = (int)(i % 10) < positives[i / 10];
    }
    return 60;
}

START_TEST(bins_by_hand)
{
    const double edges[3] = {2, 4, 6}, positives[4] = {1, 4, 9, 8}, negatives[4] = {9, 16, 11, 2};
    double x[60], y[60];
    gg_woe_bin bins[20];
    size_t n = stairs(x, y, 1), k = 0;

    ck_assert_int_eq(gg_woe_cut(x, y, NULL, n, NULL, bins, &k, &err), GG_OK);
    ck_assert_uint_eq(k, 4);
    ck_assert(isinf(bins[0].low) && bins[0].low < 0 && isinf(bins[3].high) && bins[3].high > 0);
    for (size_t i = 0; i < 4; i++) {
        ck_assert(bins[i].positives == positives[i] && bins[i].negatives == negatives[i]);
        if (i < 3)
            ck_assert(bins[i].high == edges[i] && bins[i + 1].low == edges[i]);
    }
}
END_TEST

/* Turned round, the same bins in the other order: the rate falls. */
START_TEST(the_data_choose_the_direction)
{
    const double edges[3] = {-5, -3, -1}, positives[4] = {8, 9, 4, 1};
    double x[60], y[60];
    gg_woe_bin bins[20];
    size_t n = stairs(x, y, -1), k = 0;

    ck_assert_int_eq(gg_woe_cut(x, y, NULL, n, NULL, bins, &k, &err), GG_OK);
    ck_assert_uint_eq(k, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert(bins[i].positives == positives[i]);
        if (i < 3)
            ck_assert(bins[i].high == edges[i]);
    }
}
END_TEST

START_TEST(minimum_share)
{
    gg_woe_options o = gg_woe_options_default();
    double x[60], y[60], share[] = {0.05, 0.2, 0.34, 0.5};
    const size_t wanted[] = {4, 3, 2, 2};
    gg_woe_bin bins[20];
    size_t n = stairs(x, y, 1), k = 0;

    for (size_t i = 0; i < 4; i++) {
        o.minimum_share = share[i];
        ck_assert_int_eq(gg_woe_cut(x, y, NULL, n, &o, bins, &k, &err), GG_OK);
        ck_assert_uint_eq(k, wanted[i]);
        for (size_t b = 0; b < k; b++)
            ck_assert(bins[b].positives + bins[b].negatives >= share[i] * 60);
    }
}
END_TEST

/* A row with a weight of 2 is two rows; the order of rows does not matter. */
START_TEST(weights_and_order)
{
    double x[60], y[60], w[60], twice[120], outcome[120];
    gg_woe_bin a[20], b[20];
    size_t n = stairs(x, y, 1), m = 0, k = 0, l = 0;

    for (size_t i = 0; i < n; i++) {
        w[i] = (double)(i % 3);
        for (size_t r = 0; r < i % 3; r++, m++) {
            twice[119 - m] = x[i];
            outcome[119 - m] = y[i];
        }
    }
    ck_assert_int_eq(gg_woe_cut(x, y, w, n, NULL, a, &k, &err), GG_OK);
    ck_assert_int_eq(gg_woe_cut(twice + 120 - m, outcome + 120 - m, NULL, m, NULL, b, &l, &err),
                     GG_OK);
    ck_assert_uint_eq(k, l);
    ck_assert_int_eq(memcmp(a, b, k * sizeof *a), 0);
}
END_TEST

/* What holds of every table: bins cover the line and all weight, are strictly monotone, have both
 * outcomes and their share; the smoothed shares of the negatives times exp(woe) add up to 1. */
static void check_bins(const gg_woe_bin *bins, size_t k, double positives, double negatives,
                       double least, double smoothing)
{
    double p[64], q[64], woe[64], value, sum = 0;
    bool rising =
        k > 1 && bins[1].positives * bins[0].negatives > bins[0].positives * bins[1].negatives;

    ck_assert(isinf(bins[0].low) && isinf(bins[k - 1].high));
    for (size_t i = 0; i < k; i++) {
        p[i] = bins[i].positives;
        q[i] = bins[i].negatives;
        positives -= p[i];
        negatives -= q[i];
        ck_assert(bins[i].low < bins[i].high && p[i] > 0 && q[i] > 0);
        ck_assert(p[i] + q[i] >= least);
        if (i == 0)
            continue;
        ck_assert(bins[i - 1].high == bins[i].low);
        ck_assert(rising ? p[i] / q[i] > p[i - 1] / q[i - 1] : p[i] / q[i] < p[i - 1] / q[i - 1]);
    }
    ck_assert(positives == 0 && negatives == 0);
    ck_assert_int_eq(gg_woe_weigh(p, q, k, smoothing, woe, &value), GG_OK);
    for (size_t i = 0; i < k; i++) {
        double all = (double)k * smoothing;

        for (size_t j = 0; j < k; j++)
            all += q[j];
        sum += (q[i] + smoothing) / all * exp(woe[i]);
        if (i > 0)
            ck_assert(rising ? woe[i] > woe[i - 1] : woe[i] < woe[i - 1]);
    }
    ck_close(sum, 1, 1e-12);
    ck_assert(value >= 0 && (k == 1 || value > 0));
}

START_TEST(properties_of_bins)
{
    double x[3000], y[3000];
    gg_woe_bin bins[64];
    gg_random r;

    gg_random_init(&r, 21, "woe", "properties");
    for (int turn = 0; turn < 400; turn++) {
        gg_woe_options o = gg_woe_options_default();
        size_t n = 5 + gg_random_bits(&r) % 2990, k = 0;
        double positives = 2, grain = pow(10, (double)(turn % 5) - 3), slope = turn % 7 - 3;

        o.bins = 2 + gg_random_bits(&r) % 60;
        o.minimum_share = 0.2 * gg_random_uniform(&r);
        o.smoothing = turn % 3 ? 0.5 : 3;
        for (size_t i = 0; i < n; i++) {
            double z = simulate_normal(&r);

            x[i] = floor(z / grain) * grain;
            y[i] = gg_random_uniform(&r) < 1 / (1 + exp(2 - slope * z + 0.5 * z * z));
            positives += y[i];
        }
        positives -= y[0] + y[1] + 1;
        y[0] = 1;
        y[1] = 0;
        ck_assert_int_eq(gg_woe_cut(x, y, NULL, n, &o, bins, &k, &err), GG_OK);
        ck_assert(k >= 1 && k <= o.bins);
        check_bins(bins, k, positives, (double)n - positives, o.minimum_share * (double)n,
                   o.smoothing);
    }
}
END_TEST

/* Where the outcome does not depend on x at all, or one number is all there is, one bin is left. */
START_TEST(one_bin)
{
    double x[200], y[200];
    gg_woe_bin bins[20];
    size_t k = 0;

    for (int i = 0; i < 200; i++) {
        x[i] = i / 2;
        y[i] = i % 2;
    }
    ck_assert_int_eq(gg_woe_cut(x, y, NULL, 200, NULL, bins, &k, &err), GG_OK);
    ck_assert_uint_eq(k, 1);
    ck_assert(bins[0].positives == 100 && bins[0].negatives == 100);
    for (int i = 0; i < 200; i++)
        x[i] = i % 2 ? 0.0 : -0.0;
    ck_assert_int_eq(gg_woe_cut(x, y, NULL, 200, NULL, bins, &k, &err), GG_OK);
    ck_assert_uint_eq(k, 1);
}
END_TEST

/* A number that fills half of all rows takes its bins alone, and the rest are still equal. */
START_TEST(one_number_in_many_rows)
{
    gg_woe_options o = gg_woe_options_default();
    double x[1000], y[1000];
    gg_woe_bin bins[20];
    size_t k = 0;

    for (int i = 0; i < 1000; i++) {
        x[i] = i < 500 ? 0 : i;
        y[i] = i % 100 < i / 100 + 1;
    }
    o.bins = 10;
    ck_assert_int_eq(gg_woe_cut(x, y, NULL, 1000, &o, bins, &k, &err), GG_OK);
    ck_assert_uint_eq(k, 6);
    ck_assert(bins[0].positives + bins[0].negatives == 500 && bins[0].high == 500);
    for (size_t i = 1; i < k; i++)
        ck_assert(bins[i].positives + bins[i].negatives == 100);
}
END_TEST

START_TEST(cut_refused)
{
    const double x[4] = {1, 2, 3, 4}, y[4] = {0, 1, 0, 1}, none[4] = {0};
    const double odd[4] = {1, 2, INFINITY, 4}, half[4] = {0, 1, 0.5, 1}, minus[4] = {1, 1, 1, -1};
    gg_woe_options bad[6];
    gg_woe_bin bins[20] = {{.low = 7}};
    size_t k = 7;

    ck_assert_int_eq(gg_woe_cut(x, none, NULL, 4, NULL, bins, &k, NULL), GG_E_INPUT);
    ck_assert_int_eq(gg_woe_cut(x, y, NULL, 0, NULL, bins, &k, NULL), GG_E_INPUT);
    ck_assert_int_eq(gg_woe_cut(x, y, none, 4, NULL, bins, &k, NULL), GG_E_INPUT);
    ck_assert_int_eq(gg_woe_cut(odd, y, NULL, 4, NULL, bins, &k, NULL), GG_E_INPUT);
    ck_assert_int_eq(gg_woe_cut(x, half, NULL, 4, NULL, bins, &k, NULL), GG_E_INPUT);
    gg_error_init(&err);
    ck_assert_int_eq(gg_woe_cut(x, y, minus, 4, NULL, bins, &k, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "row 4: not a finite number, an outcome or a weight");
    for (int i = 0; i < 6; i++)
        bad[i] = gg_woe_options_default();
    bad[0].bins = 1;
    bad[1].bins = 1001;
    bad[2].minimum_share = -0.1;
    bad[3].minimum_share = 0.6;
    bad[4].smoothing = 0;
    bad[5].smoothing = NAN;
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(gg_woe_cut(x, y, NULL, 4, &bad[i], bins, &k, NULL), GG_E_USAGE);
    ck_assert_int_eq(gg_woe_cut(x, y, NULL, SIZE_MAX / 8, NULL, bins, &k, NULL), GG_E_MEMORY);
    ck_assert(k == 7 && bins[0].low == 7);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, evidence_by_hand);
    tcase_add_test(tc, evidence_refused);
    tcase_add_test(tc, bins_by_hand);
    tcase_add_test(tc, the_data_choose_the_direction);
    tcase_add_test(tc, minimum_share);
    tcase_add_test(tc, weights_and_order);
    tcase_add_test(tc, properties_of_bins);
    tcase_add_test(tc, one_bin);
    tcase_add_test(tc, one_number_in_many_rows);
    tcase_add_test(tc, cut_refused);
}

GG_TEST_MAIN("stats/woe")
