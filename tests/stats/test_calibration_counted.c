/*
 * Scores of whole millionths without weights, several at once, against the same scores one by one:
 * whole numbers exactly, sums up to rounding. One by one is held against other programs in the
 * other tests of calibration.
 */
#include <math.h>
#include <string.h>

#include "gauger/stats/calibration.h"

#include "simulate.h"
#include "../suite.h"

#define MOST 60000

static gg_counted_score scores[MOST];

/* n scores at equal distances, with 0 and 1 or without; rows with the outcome for one score in
 * `rare`. */
static void make(gg_random *r, size_t n, bool ends, uint32_t rare)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t m =
            (uint32_t)(ends ? i * GG_MILLION / (n - 1) : (i + 1) * GG_MILLION / (n + 1));
        const double s = (double)m / GG_MILLION;
        const uint32_t rows = 1 + (uint32_t)(gg_random_uniform(r) * 9);
        const bool has = (uint32_t)(gg_random_uniform(r) * rare) == 0;

        scores[i] = (gg_counted_score){.millionths = m,
                                       .log_odds = log(s) - log1p(-s),
                                       .rows = rows,
                                       .positives =
                                           has ? (uint32_t)(gg_random_uniform(r) * (rows + 1)) : 0};
    }
}

static double score_of(size_t i)
{
    return (double)scores[i].millionths / GG_MILLION;
}

static gg_calibration *begin(size_t n, size_t bins, bool told)
{
    gg_calibration_options o = {.bins = bins};
    gg_calibration *c;

    for (size_t i = 0; told && i < n; i++)
        o.rows += scores[i].rows;
    ck_assert_int_eq(gg_calibration_new(&o, &c), GG_OK);
    return c;
}

static void one_by_one(gg_calibration *c, size_t from, size_t n)
{
    for (size_t i = from; i < from + n; i++) {
        const double rows = scores[i].rows;
        const gg_score_block b = {.score = score_of(i),
                                  .weight = rows,
                                  .positives = scores[i].positives,
                                  .squares = rows,
                                  .rows = scores[i].rows};

        ck_assert_int_eq(gg_calibration_add(c, &b), GG_OK);
    }
}

static void at_once(gg_calibration *c, gg_random *r, size_t from, size_t n)
{
    for (size_t i = from, k; i < from + n; i += k) {
        k = 1 + (size_t)(gg_random_uniform(r) * 70);
        k = k < from + n - i ? k : from + n - i;
        ck_assert_int_eq(gg_calibration_add_counted(c, scores + i, k), GG_OK);
    }
}

#define CK_NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-12 * fmax(fabs(a), 1e-3))

static void same_bins(const gg_calibration *a, const gg_calibration *b, gg_binning binning)
{
    const gg_calibration_bin *x, *y;
    gg_calibration_error p, q;
    gg_murphy v, w;
    size_t n, m;

    ck_assert_int_eq(gg_calibration_bins(a, binning, &x, &n), GG_OK);
    ck_assert_int_eq(gg_calibration_bins(b, binning, &y, &m), GG_OK);
    ck_assert_uint_eq(n, m);
    for (size_t i = 0; i < n; i++) {
        ck_assert_uint_eq(x[i].rows, y[i].rows);
        if (x[i].rows == 0)
            continue;
        ck_assert(x[i].weight == y[i].weight && x[i].squares == y[i].squares);
        ck_assert(x[i].low == y[i].low && x[i].high == y[i].high);
        ck_assert_double_eq(x[i].positives, y[i].positives);
        CK_NEAR(x[i].scores, y[i].scores);
        CK_NEAR(x[i].score_squares, y[i].score_squares);
        CK_NEAR(x[i].score_positives, y[i].score_positives);
    }
    ck_assert_int_eq(gg_expected_calibration_error(a, binning, &p), GG_OK);
    ck_assert_int_eq(gg_expected_calibration_error(b, binning, &q), GG_OK);
    CK_NEAR(p.expected, q.expected);
    CK_NEAR(p.debiased, q.debiased);
    ck_assert_int_eq(gg_calibration_murphy(a, binning, &v), GG_OK);
    ck_assert_int_eq(gg_calibration_murphy(b, binning, &w), GG_OK);
    CK_NEAR(v.within_covariance, w.within_covariance);
}

static void same_steps(const gg_calibration *a, const gg_calibration *b)
{
    const gg_isotonic_step *x, *y;
    size_t n, m;

    gg_calibration_steps(a, &x, &n);
    gg_calibration_steps(b, &y, &m);
    ck_assert_uint_eq(n, m);
    for (size_t i = 0; i < n; i++) {
        ck_assert(x[i].low == y[i].low && x[i].high == y[i].high && x[i].rows == y[i].rows);
        ck_assert(x[i].weight == y[i].weight && x[i].positives == y[i].positives);
        CK_NEAR(x[i].scores, y[i].scores);
    }
}

static void same_fits(const gg_calibration *a, const gg_calibration *b)
{
    gg_recalibration p = {0}, q = {0};
    gg_in_the_large v = {0}, w = {0};

    ck_assert_uint_eq(gg_calibration_certain(a), gg_calibration_certain(b));
    ck_assert_int_eq(gg_recalibrate(a, &p), gg_recalibrate(b, &q));
    CK_NEAR(p.slope, q.slope);
    CK_NEAR(p.slope_error, q.slope_error);
    CK_NEAR(p.intercept, q.intercept);
    CK_NEAR(p.covariance, q.covariance);
    ck_assert_uint_eq(p.rows, q.rows);
    ck_assert_int_eq(gg_calibration_in_the_large(a, &v), gg_calibration_in_the_large(b, &w));
    CK_NEAR(v.intercept, w.intercept);
    CK_NEAR(v.standard_error, w.standard_error);
}

static void same(const gg_calibration *a, const gg_calibration *b, bool told)
{
    gg_spiegelhalter v = {0}, w = {0};
    gg_murphy x, y;
    gg_corp p, q;

    ck_assert_int_eq(gg_calibration_corp(a, &p), GG_OK);
    ck_assert_int_eq(gg_calibration_corp(b, &q), GG_OK);
    CK_NEAR(p.brier, q.brier);
    CK_NEAR(p.miscalibration, q.miscalibration);
    CK_NEAR(p.discrimination, q.discrimination);
    ck_assert_uint_eq(p.steps, q.steps);
    ck_assert_int_eq(gg_spiegelhalter_test(a, &v), gg_spiegelhalter_test(b, &w));
    CK_NEAR(v.z, w.z);
    ck_assert_int_eq(gg_calibration_murphy(a, GG_BINS_DISTINCT, &x), GG_OK);
    ck_assert_int_eq(gg_calibration_murphy(b, GG_BINS_DISTINCT, &y), GG_OK);
    ck_assert_uint_eq(x.bins, y.bins);
    CK_NEAR(x.reliability, y.reliability);
    CK_NEAR(x.resolution, y.resolution);
    same_bins(a, b, GG_BINS_EQUAL_WIDTH);
    if (told)
        same_bins(a, b, GG_BINS_EQUAL_COUNT);
    same_steps(a, b);
    same_fits(a, b);
}

/* Few scores and more than there are cells; rare and common outcomes; bins that batches part. */
START_TEST(the_same_as_one_by_one)
{
    static const size_t sizes[] = {1, 2, 33, 1000, 1023, 1024, 1025, 2049, 5000, MOST};
    gg_random r;

    gg_random_init(&r, 7, "counted", "scores");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (uint32_t rare = 1; rare <= 30; rare += 29) {
            const bool ends = i % 2 && sizes[i] > 1, told = i % 3 != 0;
            const size_t n = sizes[i], bins = i % 4 ? 10 : 97;
            gg_calibration *a, *b;

            make(&r, n, ends, rare);
            a = begin(n, bins, told);
            b = begin(n, bins, told);
            one_by_one(a, 0, n);
            at_once(b, &r, 0, n);
            same(a, b, told);
            gg_calibration_free(a);
            gg_calibration_free(b);
        }
    }
}
END_TEST

/* Weights that come before, between and after: squares of weights are told apart from then on. */
START_TEST(mixed_with_weights)
{
    gg_random r;

    gg_random_init(&r, 8, "mixed", "scores");
    for (size_t at = 0; at <= 3000; at += 1500) {
        const size_t n = 3000;
        gg_calibration *a, *b;
        gg_score_block heavy;
        double s;

        make(&r, n + 1, false, 4);
        a = begin(0, 10, false);
        b = begin(0, 10, false);
        s = score_of(at);
        heavy =
            (gg_score_block){.score = s, .weight = 2.5, .positives = 1.25, .squares = 4, .rows = 3};
        one_by_one(a, 0, at);
        at_once(b, &r, 0, at);
        ck_assert_int_eq(gg_calibration_add(a, &heavy), GG_OK);
        ck_assert_int_eq(gg_calibration_add(b, &heavy), GG_OK);
        one_by_one(a, at + 1, n - at);
        at_once(b, &r, at + 1, n - at);
        same(a, b, false);
        gg_calibration_free(a);
        gg_calibration_free(b);
    }
}
END_TEST

/* More rows at once than whole numbers of 64 bits would hold, and a score that has most of them. */
START_TEST(very_many_rows_of_a_score)
{
    gg_calibration *a, *b;
    gg_random r;

    gg_random_init(&r, 9, "many", "scores");
    make(&r, 40, true, 2);
    scores[7].rows = 4000000000u;
    scores[7].positives = 3999999999u;
    scores[21].rows = 1u << 25;
    a = begin(40, 10, true);
    b = begin(40, 10, true);
    one_by_one(a, 0, 40);
    for (size_t i = 0; i < 40; i += 20)
        ck_assert_int_eq(gg_calibration_add_counted(b, scores + i, 20), GG_OK);
    same(a, b, true);
    gg_calibration_free(a);
    gg_calibration_free(b);
}
END_TEST

/* Scores 0.1, 0.25, 0.9 with 3, 5 and 2 rows, 1, 0 and 2 of them with the outcome, by hand:
 * (0.81 + 2 x 0.01 + 5 x 0.0625 + 2 x 0.01) / 10. */
START_TEST(sums_by_hand)
{
    static const gg_counted_score three[] = {{-2.1972245773362196, 100000, 3, 1},
                                             {-1.0986122886681098, 250000, 5, 0},
                                             {2.1972245773362196, 900000, 2, 2}};
    const gg_calibration_bin *bins;
    gg_calibration *c;
    gg_corp p;
    size_t n;

    ck_assert_int_eq(gg_calibration_new(NULL, &c), GG_OK);
    ck_assert_int_eq(gg_calibration_add_counted(c, three, 3), GG_OK);
    ck_assert_int_eq(gg_calibration_corp(c, &p), GG_OK);
    ck_assert_double_eq(p.brier, 0.11625);
    ck_assert_int_eq(gg_calibration_bins(c, GG_BINS_EQUAL_WIDTH, &bins, &n), GG_OK);
    ck_assert_double_eq(bins[1].scores, 0.3);
    ck_assert_double_eq(bins[2].score_squares, 0.3125);
    ck_assert_double_eq(bins[9].score_positives, 1.8);
    gg_calibration_free(c);
}
END_TEST

START_TEST(bad_scores_are_refused_and_nothing_changes)
{
    static const gg_counted_score good = {.millionths = 500000, .rows = 4, .positives = 1};
    static const gg_counted_score bad[][2] = {
        {{0, 600000, 1, 0}, {0, 600000, 1, 0}},      {{0, 700000, 1, 0}, {0, 600000, 1, 0}},
        {{0, 500000, 1, 0}, {0, 600000, 1, 0}},      {{0, 600000, 0, 0}, {0, 700000, 1, 0}},
        {{0, 600000, 1, 2}, {0, 700000, 1, 0}},      {{0, 600000, 1, 0}, {0, 1000001, 1, 0}},
        {{0, 600000, 4000, 0}, {0, 700000, 4000, 0}}};
    gg_calibration_options o = {.bins = 10, .rows = 7999};
    gg_corp before = {0}, after = {0};
    gg_calibration *c;

    ck_assert_int_eq(gg_calibration_new(&o, &c), GG_OK);
    ck_assert_int_eq(gg_calibration_add_counted(c, NULL, 0), GG_OK);
    ck_assert_int_eq(gg_calibration_corp(c, &before), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_calibration_add_counted(c, &good, 1), GG_OK);
    ck_assert_int_eq(gg_calibration_corp(c, &before), GG_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(gg_calibration_add_counted(c, bad[i], 2) == GG_E_INPUT, "scores %zu", i);
    ck_assert_int_eq(gg_calibration_corp(c, &after), GG_OK);
    ck_assert_int_eq(memcmp(&before, &after, sizeof before), 0);
    gg_calibration_free(c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, the_same_as_one_by_one);
    tcase_add_test(tc, mixed_with_weights);
    tcase_add_test(tc, very_many_rows_of_a_score);
    tcase_add_test(tc, sums_by_hand);
    tcase_add_test(tc, bad_scores_are_refused_and_nothing_changes);
}

GG_TEST_MAIN("stats/calibration_counted")
