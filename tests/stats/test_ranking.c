/*
 * roc_auc, DeLong, average precision. Figures: vector delong_small_ties (fast mid-ranks, O(mn)
 * definition with scikit-learn 1.2.1, R's pROC 1.18.0); drawn rows with counts by the O(mn)
 * definition in NumPy on the repeated rows and scikit-learn's average_precision_score.
 */
#include "gauger/stats/ranking.h"

#include <string.h>

#include "gauger/stats/derived.h"

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

static const unsigned char OUTCOME[16] = {0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1};
static const double SCORE_A[16] = {0.1,  0.4, 0.35, 0.8,  0.3,  0.7,  0.2,  0.9,
                                   0.65, 0.5, 0.6,  0.55, 0.15, 0.75, 0.45, 0.5};
static const double SCORE_B[16] = {0.2, 0.3, 0.3, 0.7, 0.5, 0.6, 0.3, 0.8,
                                   0.4, 0.6, 0.9, 0.5, 0.1, 0.5, 0.4, 0.7};
static const gg_paired_rows ROWS = {SCORE_A, SCORE_B, OUTCOME, NULL, 16};

static const unsigned char DRAWN_OUTCOME[] = {0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 0,
                                              1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1, 0,
                                              1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1};
static const double DRAWN_A[] = {1.0, 0.2, 1.0, 0.5, 0.8, 1.0, 0.6, 0.8, 0.9, 0.1,
                                 0.5, 0.7, 0.5, 0.9, 0.8, 0.1, 1.1, 0.6, 1.3, 0.6,
                                 0.4, 0.2, 0.3, 0.9, 0.9, 1.1, 0.7, 0.0, 0.6, 1.0,
                                 0.5, 1.1, 0.1, 0.4, 0.8, 1.0, 0.7, 0.7, 0.5, 0.6};
static const double DRAWN_B[] = {0.0, 0.8, 0.8, 0.1, 1.0, 0.5, 0.4, 0.6, 0.9, 0.0,
                                 0.8, 0.5, 0.4, 0.0, 0.6, 0.7, 0.8, 1.2, 0.5, 0.6,
                                 0.6, 1.0, 0.9, 0.6, 0.4, 0.6, 1.0, 0.0, 0.4, 0.4,
                                 0.2, 1.1, 0.7, 0.8, 0.7, 1.0, 1.1, 1.2, 0.4, 0.9};
static const uint64_t DRAWN_COUNT[] = {1, 1, 4, 3, 3, 4, 4, 5, 1, 4, 3, 1, 1, 2, 4, 1, 3, 5, 1, 1,
                                       5, 2, 5, 2, 4, 1, 4, 5, 2, 4, 2, 1, 1, 3, 3, 1, 2, 4, 2, 2};

static const gg_paired_rows DRAWN = {DRAWN_A, DRAWN_B, DRAWN_OUTCOME, DRAWN_COUNT, 40};

static gg_scored_rows first_score(const gg_paired_rows *p)
{
    return (gg_scored_rows){p->score_a, p->outcome, p->count, p->n};
}

START_TEST(checked_paired_values)
{
    gg_delong_pair p;
    gg_interval i;

    ck_assert_int_eq(gg_delong_paired(&ROWS, &p), GG_OK);
    ck_close(p.auc_a, 0.9140625, 1e-15);
    ck_close(p.auc_b, 0.828125, 1e-15);
    ck_close(p.variance_a, 0.005283900669642857, 1e-12);
    ck_close(p.variance_b, 0.010811941964285714, 1e-12);
    ck_close(p.covariance, 0.004778180803571428, 1e-12);
    ck_close(p.difference, 0.0859375, 1e-15);
    ck_close(p.z, 1.0627009613872254, 1e-12);
    ck_close(p.p_value, 0.28791758475390694, 1e-12);
    ck_assert_int_eq(gg_delong_difference(&p, Z95, &i), GG_OK);
    ck_close(i.low, -0.07255902069716819, 1e-10);
    ck_close(i.high, 0.2444340206971682, 1e-10);
    /* Non-inferiority of B by a margin of 0.05. */
    ck_close(gg_p_of_z((0.05 - p.difference) / sqrt(p.variance_difference)), 0.6716240957327373,
             1e-10);
}
END_TEST

START_TEST(one_score_alone_gives_the_same_variance)
{
    gg_scored_rows rows = first_score(&ROWS);
    gg_delong d;

    ck_assert_int_eq(gg_delong_of_rows(&rows, &d), GG_OK);
    ck_close(d.auc, 0.9140625, 1e-15);
    ck_close(d.variance, 0.005283900669642857, 1e-12);
    ck_assert_uint_eq(d.positives, 8);
    ck_assert_uint_eq(d.negatives, 8);
}
END_TEST

START_TEST(rows_with_counts_are_repeated_rows)
{
    gg_scored_rows rows = first_score(&DRAWN);
    gg_delong_pair p;
    gg_delong d;

    ck_assert_int_eq(gg_delong_paired(&DRAWN, &p), GG_OK);
    ck_close(p.auc_a, 0.66400709219858156, 1e-14);
    ck_close(p.auc_b, 0.73847517730496459, 1e-14);
    ck_close(p.variance_a, 0.0032008193778775905, 1e-12);
    ck_close(p.variance_b, 0.0023218148907147118, 1e-12);
    ck_close(p.covariance, -0.00038392642653412007, 1e-11);
    ck_close(p.z, -0.93891882722238906, 1e-11);
    ck_close(p.p_value, 0.34777242203843173, 1e-11);
    ck_assert_uint_eq(p.positives, 60);
    ck_assert_uint_eq(p.negatives, 47);
    ck_assert_int_eq(gg_delong_of_rows(&rows, &d), GG_OK);
    ck_close(d.variance_positives, 0.038595160271411515, 1e-12);
    ck_close(d.variance_negatives, 0.12020563521430773, 1e-12);
    ck_close(d.variance, p.variance_a, 1e-14);
}
END_TEST

START_TEST(average_precision_groups_ties)
{
    gg_scored_rows rows = first_score(&ROWS);
    gg_tie ties[40];
    double ap, variance;
    size_t n;

    ck_assert_int_eq(gg_ties_of_rows(&rows, ties, &n), GG_OK);
    ck_assert_int_eq(gg_average_precision(ties, n, &ap, &variance), GG_OK);
    ck_close(ap, 0.9305555555555556, 1e-12);
    ck_close(variance, ap * (1 - ap) / 8, 1e-14);
    rows = first_score(&DRAWN);
    ck_assert_int_eq(gg_ties_of_rows(&rows, ties, &n), GG_OK);
    ck_assert_int_eq(gg_average_precision(ties, n, &ap, &variance), GG_OK);
    ck_close(ap, 0.70145283418896631, 1e-13);
    rows.score = DRAWN_B;
    ck_assert_int_eq(gg_ties_of_rows(&rows, ties, &n), GG_OK);
    ck_assert_int_eq(gg_average_precision(ties, n, &ap, &variance), GG_OK);
    ck_close(ap, 0.78225408862701851, 1e-13);
}
END_TEST

START_TEST(average_precision_at_the_edges)
{
    const gg_tie all[] = {{0.1, 0, 3}}, none[] = {{0.1, 4, 0}}, one[] = {{0.1, 3, 1}};
    double ap = 7, variance = 8;

    ck_assert_int_eq(gg_average_precision(none, 1, &ap, &variance), GG_E_UNDEFINED);
    ck_assert(ap == 7 && variance == 8);
    ck_assert_int_eq(gg_average_precision(all, 1, &ap, &variance), GG_OK);
    ck_assert(ap == 1 && variance == 0);
    ck_assert_int_eq(gg_average_precision(one, 1, &ap, &variance), GG_OK);
    ck_close(ap, 0.25, 1e-15);
}
END_TEST

START_TEST(ties_are_sorted_and_merged)
{
    const double score[] = {0.5, -0.0, INFINITY, 0.5, 0.0, -INFINITY, 3};
    const unsigned char outcome[] = {1, 0, 1, 0, 1, 0, 1};
    const uint64_t count[] = {2, 3, 4, 5, 6, 7, 0};
    gg_scored_rows rows = {score, outcome, count, 7};
    gg_tie t[7];
    size_t n;

    ck_assert_int_eq(gg_ties_of_rows(&rows, t, &n), GG_OK);
    ck_assert_uint_eq(n, 4);
    ck_assert(isinf(t[0].score) && t[0].score < 0 && t[0].negatives == 7);
    ck_assert(t[1].score == 0 && t[1].negatives == 3 && t[1].positives == 6);
    ck_assert(t[2].score == 0.5 && t[2].negatives == 5 && t[2].positives == 2);
    ck_assert(isinf(t[3].score) && t[3].positives == 4);
    rows.n = 0;
    ck_assert_int_eq(gg_ties_of_rows(&rows, t, &n), GG_OK);
    ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(the_order_of_rows_does_not_matter)
{
    double a[40], b[40];
    unsigned char outcome[40];
    uint64_t count[40];
    gg_paired_rows turned = {a, b, outcome, count, 40};
    gg_delong_pair p, q;

    for (int i = 0; i < 40; i++) {
        int k = (i * 7 + 3) % 40;

        a[i] = DRAWN_A[k], b[i] = DRAWN_B[k], outcome[i] = DRAWN_OUTCOME[k];
        count[i] = DRAWN_COUNT[k];
    }
    memset(&p, 0, sizeof p);
    memset(&q, 0, sizeof q);
    ck_assert_int_eq(gg_delong_paired(&DRAWN, &p), GG_OK);
    ck_assert_int_eq(gg_delong_paired(&turned, &q), GG_OK);
    ck_assert(p.difference == q.difference && p.auc_a == q.auc_a);
    ck_close(p.variance_difference, q.variance_difference, 1e-14);
    ck_close(p.covariance, q.covariance, 1e-13);
}
END_TEST

START_TEST(exchange_of_scores_changes_the_sign)
{
    gg_paired_rows turned = {DRAWN_B, DRAWN_A, DRAWN_OUTCOME, DRAWN_COUNT, 40};
    gg_delong_pair p, q;

    ck_assert_int_eq(gg_delong_paired(&DRAWN, &p), GG_OK);
    ck_assert_int_eq(gg_delong_paired(&turned, &q), GG_OK);
    ck_assert(p.difference == -q.difference && p.z == -q.z && p.p_value == q.p_value);
}
END_TEST

START_TEST(a_monotone_transform_changes_nothing)
{
    double cubed[16];
    gg_paired_rows pair = {SCORE_A, cubed, OUTCOME, NULL, 16};
    gg_delong_pair p;
    gg_interval i;

    for (int k = 0; k < 16; k++)
        cubed[k] = exp(3 * SCORE_A[k]) - 100;
    ck_assert_int_eq(gg_delong_paired(&pair, &p), GG_OK);
    ck_assert(p.difference == 0 && p.variance_difference == 0);
    ck_assert(p.z == 0 && p.p_value == 1);
    ck_assert_int_eq(gg_delong_difference(&p, Z95, &i), GG_OK);
    ck_assert(i.low == 0 && i.high == 0);
}
END_TEST

START_TEST(opposite_scores_are_compared_exactly)
{
    const double up[] = {1, 2, 3, 4, 5, 6, 7}, down[] = {7, 6, 5, 4, 3, 2, 1};
    const unsigned char outcome[] = {0, 0, 0, 0, 1, 1, 1};
    gg_paired_rows rows = {up, down, outcome, NULL, 7};
    gg_delong_pair p;
    gg_interval i;

    ck_assert_int_eq(gg_delong_paired(&rows, &p), GG_OK);
    ck_assert(p.auc_a == 1 && p.auc_b == 0 && p.difference == 1);
    ck_close(p.p_value, 0.25, 1e-15);
    ck_assert(p.z > 0);
    ck_assert_int_eq(gg_delong_difference(&p, Z95, &i), GG_OK);
    ck_assert(i.high == 1 && i.low < 1 && i.low > -1);
    ck_assert_int_eq(gg_delong_difference(&p, -1, &i), GG_E_INPUT);
}
END_TEST

START_TEST(a_class_of_one_row_has_no_variance)
{
    const double a[] = {1, 2, 3, 4}, b[] = {2, 4, 1, 3};
    const unsigned char outcome[] = {0, 0, 1, 0};
    gg_paired_rows rows = {a, b, outcome, NULL, 4};
    gg_scored_rows one = first_score(&rows);
    gg_delong_pair p;
    gg_delong d;
    gg_interval i;

    ck_assert_int_eq(gg_delong_of_rows(&one, &d), GG_OK);
    ck_close(d.auc, 2 / 3.0, 1e-15);
    ck_assert(isnan(d.variance) && isnan(d.variance_positives) && isfinite(d.variance_negatives));
    ck_assert_int_eq(gg_delong_paired(&rows, &p), GG_OK);
    ck_assert(isnan(p.variance_a) && isnan(p.covariance));
    ck_assert(p.p_value > 0 && p.p_value <= 1 && isfinite(p.z));
    ck_assert_int_eq(gg_delong_difference(&p, Z95, &i), GG_OK);
    ck_assert(i.low <= p.difference && p.difference <= i.high);
}
END_TEST

/*
 * Two scores 0 and 1: areas and variances follow from the shares alone, so a table of 4e9 rows must
 * give those of a small one, but for the size. In 32 bits the pairs overflow 10^18-fold.
 */
START_TEST(a_billion_rows_of_each_class)
{
    const gg_tie big[] = {{0, 750000000, 1000000000}, {1, 250000000, 3000000000u}};
    const gg_tie small[] = {{0, 75, 100}, {1, 25, 300}};
    const double score[] = {0, 0, 1, 1}, other[] = {0, 1, 0, 1};
    const unsigned char outcome[] = {0, 1, 0, 1};
    const uint64_t count[] = {750000000, 1000000000, 250000000, 3000000000u};
    gg_paired_rows rows = {score, other, outcome, count, 4};
    gg_delong_pair p;
    gg_delong a, b;
    double ap, variance;

    ck_assert_int_eq(gg_delong_of_ties(big, 2, &a), GG_OK);
    ck_assert_int_eq(gg_delong_of_ties(small, 2, &b), GG_OK);
    ck_close(a.auc, 0.75, 1e-15);
    ck_close(b.auc, 0.75, 1e-15);
    ck_close(a.variance_positives, b.variance_positives * 399 / 400, 1e-8);
    ck_close(a.variance_negatives, b.variance_negatives * 99 / 100, 1e-8);
    ck_assert(a.variance > 0 && a.variance < 1e-9);
    ck_assert_int_eq(gg_delong_paired(&rows, &p), GG_OK);
    ck_close(p.auc_a, 0.75, 1e-15);
    ck_close(p.variance_a, a.variance, 1e-13);
    ck_assert_int_eq(gg_average_precision(big, 2, &ap, &variance), GG_OK);
    ck_close(ap, 0.75 * (3 / 3.25) + 0.25 * (4 / 5.0), 1e-14);
}
END_TEST

START_TEST(bad_rows_are_refused_and_out_is_untouched)
{
    double score[] = {0.1, NAN, 0.3};
    unsigned char outcome[] = {0, 1, 1};
    uint64_t huge[] = {1, (uint64_t)1 << 62, 1};
    gg_scored_rows rows = {score, outcome, NULL, 3};
    gg_paired_rows pair = {score, score, outcome, NULL, 3};
    gg_delong d = {.auc = 7};
    gg_delong_pair p = {.auc_a = 7};

    ck_assert_int_eq(gg_delong_of_rows(&rows, &d), GG_E_INPUT);
    ck_assert_int_eq(gg_delong_paired(&pair, &p), GG_E_INPUT);
    score[1] = 0.2;
    outcome[2] = 2;
    ck_assert_int_eq(gg_delong_of_rows(&rows, &d), GG_E_INPUT);
    ck_assert_int_eq(gg_delong_paired(&pair, &p), GG_E_INPUT);
    outcome[2] = 1;
    rows.count = pair.count = huge;
    ck_assert_int_eq(gg_delong_of_rows(&rows, &d), GG_E_LIMIT);
    ck_assert_int_eq(gg_delong_paired(&pair, &p), GG_E_LIMIT);
    rows.count = pair.count = NULL;
    outcome[0] = 1;
    ck_assert_int_eq(gg_delong_of_rows(&rows, &d), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_delong_paired(&pair, &p), GG_E_UNDEFINED);
    ck_assert(d.auc == 7 && p.auc_a == 7);
}
END_TEST

START_TEST(ties_must_rise)
{
    const gg_tie falling[] = {{0.5, 1, 1}, {0.4, 1, 1}}, equal[] = {{0.5, 1, 1}, {0.5, 1, 1}};
    const gg_tie huge[] = {{0.5, (uint64_t)1 << 61, 1}, {0.6, (uint64_t)1 << 61, 1}};
    gg_delong d = {.auc = 7};
    double ap = 7, variance = 8;

    ck_assert_int_eq(gg_delong_of_ties(falling, 2, &d), GG_E_INPUT);
    ck_assert_int_eq(gg_delong_of_ties(equal, 2, &d), GG_E_INPUT);
    ck_assert_int_eq(gg_delong_of_ties(huge, 2, &d), GG_E_LIMIT);
    ck_assert_int_eq(gg_delong_of_ties(falling, 0, &d), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_average_precision(falling, 2, &ap, &variance), GG_E_INPUT);
    ck_assert_int_eq(gg_average_precision(huge, 2, &ap, &variance), GG_E_LIMIT);
    ck_assert(d.auc == 7 && ap == 7 && variance == 8);
}
END_TEST

/* Binormal scores: the area is Phi(shift / sqrt 2). */
START_TEST(mean_coverage_of_delong_in_a_seeded_simulation)
{
    static const double shift[] = {0, 0.5, 1, 1.8};
    double score[160], second[160];
    unsigned char outcome[160];
    gg_scored_rows rows = {score, outcome, NULL, 160};
    gg_paired_rows pair = {score, second, outcome, NULL, 160};
    int held = 0, differences = 0, runs = 0;
    gg_random r;

    gg_random_init(&r, 1, "delong", "coverage");
    for (int k = 0; k < 12000; k++, runs++) {
        double s = shift[k % 4], area = 1 - gg_p_of_z(s / M_SQRT2);
        gg_delong_pair p;
        gg_delong d;
        gg_interval i;

        for (int j = 0; j < 160; j++) {
            double common = simulate_normal(&r);

            outcome[j] = j < 60;
            score[j] = 0.6 * common + 0.8 * simulate_normal(&r) + (j < 60 ? s : 0);
            second[j] = 0.6 * common + 0.8 * simulate_normal(&r) + (j < 60 ? s : 0);
        }
        ck_assert_int_eq(gg_delong_of_rows(&rows, &d), GG_OK);
        ck_assert_int_eq(gg_interval_auc(d.auc, sqrt(d.variance), 100, 60, Z95, &i), GG_OK);
        held += i.low <= area && area <= i.high;
        ck_assert_int_eq(gg_delong_paired(&pair, &p), GG_OK);
        differences += p.p_value > 0.05;
    }
    ck_assert_msg(held > 0.94 * runs && held < 0.965 * runs, "%d of %d", held, runs);
    ck_assert_msg(differences > 0.94 * runs && differences < 0.965 * runs, "%d", differences);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, checked_paired_values);
    tcase_add_test(tc, one_score_alone_gives_the_same_variance);
    tcase_add_test(tc, rows_with_counts_are_repeated_rows);
    tcase_add_test(tc, average_precision_groups_ties);
    tcase_add_test(tc, average_precision_at_the_edges);
    tcase_add_test(tc, ties_are_sorted_and_merged);
    tcase_add_test(tc, the_order_of_rows_does_not_matter);
    tcase_add_test(tc, exchange_of_scores_changes_the_sign);
    tcase_add_test(tc, a_monotone_transform_changes_nothing);
    tcase_add_test(tc, opposite_scores_are_compared_exactly);
    tcase_add_test(tc, a_class_of_one_row_has_no_variance);
    tcase_add_test(tc, a_billion_rows_of_each_class);
    tcase_add_test(tc, bad_rows_are_refused_and_out_is_untouched);
    tcase_add_test(tc, ties_must_rise);
    tcase_add_test(tc, mean_coverage_of_delong_in_a_seeded_simulation);
}

GG_TEST_MAIN("stats/ranking")
