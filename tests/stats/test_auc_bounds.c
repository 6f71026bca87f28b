/* The least and the greatest area where outcomes are unknown, against trying every outcome. */
#include "gauger/stats/auc_bounds.h"

#include <math.h>

#include "gauger/base/random.h"
#include "suite.h"

#define ROWS 9

/* The area with ties won by a share, by looking at every pair. */
static double area_of(const int *bin, const int *outcome, size_t n, double ties)
{
    double won = 0, pairs = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (outcome[i] == 1 && outcome[j] == 0) {
                pairs++;
                won += bin[i] > bin[j] ? 1 : bin[i] == bin[j] ? ties : 0;
            }
    return pairs > 0 ? won / pairs : NAN;
}

/* Every outcome of the unverified (2): the extremes with ties won and lost. */
static gg_interval by_trying(const int *bin, const int *outcome, size_t n)
{
    gg_interval all = {1, 0};

    for (unsigned bits = 0; bits < 1u << n; bits++) {
        int tried[ROWS];
        bool fits = true;

        for (size_t i = 0; i < n; i++) {
            tried[i] = (int)(bits >> i & 1);
            fits = fits && (outcome[i] == 2 || outcome[i] == tried[i]);
        }
        if (!fits || isnan(area_of(bin, tried, n, 1)))
            continue;
        all.high = fmax(all.high, area_of(bin, tried, n, 1));
        all.low = fmin(all.low, area_of(bin, tried, n, 0));
    }
    return all;
}

START_TEST(as_by_trying_every_outcome)
{
    gg_random random;
    size_t tried = 0;

    gg_random_init(&random, 7, "", "auc_bounds");
    for (int table = 0; table < 3000; table++) {
        uint64_t counts[3][5] = {{0}};
        const gg_auc_bins bins = {counts[1], counts[0], counts[2], 5};
        int bin[ROWS], outcome[ROWS];
        gg_interval got, expected;

        for (size_t i = 0; i < ROWS; i++) {
            bin[i] = (int)(gg_random_bits(&random) % 5);
            outcome[i] = (int)(gg_random_bits(&random) % 3);
            counts[outcome[i]][bin[i]]++;
        }
        expected = by_trying(bin, outcome, ROWS);
        if (expected.low > expected.high) {
            ck_assert_int_eq(gg_auc_worst_case(&bins, &got), GG_E_INPUT);
            continue;
        }
        tried++;
        ck_assert_int_eq(gg_auc_worst_case(&bins, &got), GG_OK);
        /* Never too narrow; wider only by a fraction of a row within a bin. */
        ck_assert_msg(got.high >= expected.high - 1e-12 && got.low <= expected.low + 1e-12,
                      "%g to %g, and %g to %g can be", got.low, got.high, expected.low,
                      expected.high);
        ck_assert_double_le(got.high - expected.high, 0.05);
        ck_assert_double_le(expected.low - got.low, 0.05);
    }
    ck_assert_uint_gt(tried, 2500);
}
END_TEST

START_TEST(nothing_open_leaves_the_area)
{
    const uint64_t positives[] = {1, 2, 6}, negatives[] = {0, 5, 0}, none[] = {0, 0, 0};
    const uint64_t apart[] = {7, 0, 0};
    const gg_auc_bins ties = {positives, negatives, none, 3};
    const gg_auc_bins split = {positives, apart, none, 3};
    gg_interval out;

    /* 6 of 9 positives lie above all 5 negatives, 2 share their bin. */
    ck_assert_int_eq(gg_auc_worst_case(&ties, &out), GG_OK);
    ck_assert_double_eq_tol(out.low, 6.0 / 9, 1e-15);
    ck_assert_double_eq_tol(out.high, 8.0 / 9, 1e-15);
    ck_assert_int_eq(gg_auc_worst_case(&split, &out), GG_OK);
    ck_assert_double_eq_tol(out.low, 8.0 / 9, 1e-15);
    ck_assert_double_eq_tol(out.high, 1, 1e-15);
}
END_TEST

START_TEST(one_class_is_no_area)
{
    const uint64_t some[] = {3, 1}, none[] = {0, 0}, one[] = {1, 0};
    const gg_auc_bins positive = {some, none, none, 2}, negative = {none, some, none, 2};
    const gg_auc_bins alone = {none, none, one, 2}, open = {none, none, some, 2};
    gg_interval out = {-1, -1};

    ck_assert_int_eq(gg_auc_worst_case(&positive, &out), GG_E_INPUT);
    ck_assert_int_eq(gg_auc_worst_case(&negative, &out), GG_E_INPUT);
    ck_assert_int_eq(gg_auc_worst_case(&alone, &out), GG_E_INPUT);
    ck_assert(out.low == -1 && out.high == -1);
    ck_assert_int_eq(gg_auc_worst_case(&open, &out), GG_OK);
    ck_assert(out.low == 0 && out.high == 1);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, as_by_trying_every_outcome);
    tcase_add_test(tc, nothing_open_leaves_the_area);
    tcase_add_test(tc, one_class_is_no_area);
}

GG_TEST_MAIN("stats/auc_bounds")
