/*
 * Drift. Figures: SciPy 1.10.1, NumPy, R 4.2.2 (vectors divergences_4bins, psi_empty_reference_bin,
 * two_sample_no_ties, special_functions); exact p under ties by counting paths in Python's
 * integers.
 */
#include "gauger/stats/drift.h"

#include "simulate.h"
#include "../suite.h"

static const double REF[] = {1.2, 3.4, 2.2, 5.6, 7.8, 9.1, 2.9, 4.4, 6.1, 8.3};
static const double CUR[] = {2.1, 4.2, 6.3, 8.9, 9.5, 10.4, 3.8, 7.7, 6.9, 5.5, 9.2, 11.3};
static const double X[] = {0.0,  0.3,  -0.3, -0.9, -0.5, -1.0, 0.1,  1.3,  -0.5, -0.6,
                           0.5,  0.4,  0.1,  -0.9, 0.0,  0.7,  -1.3, -0.5, -1.9, -1.3,
                           -1.8, -0.2, -1.3, 0.3,  0.2,  -0.2, -2.5, -0.5, 0.0,  0.1,
                           -1.5, -0.5, -1.0, -0.8, 1.1,  -0.8, 0.0,  0.9,  -0.6, -0.1};
static const double W[] = {0.5,  0.5, -1.1, 0.5, 2.0,  -1.5, 1.4, 0.5,  -0.4, 2.8,  1.3, -1.0,
                           0.5,  1.1, 0.2,  1.2, 0.3,  1.2,  2.1, -0.4, 0.6,  -0.2, 0.6, -1.0,
                           -0.3, 0.2, 1.5,  1.8, -1.2, -0.6, 1.2, -2.0, -0.2, 0.3,  1.9};

struct held {
    gg_value_count at[4096];
    gg_sample sample;
};

static const gg_sample *hold(struct held *h, const double *values, const uint64_t *counts, size_t n)
{
    size_t k;

    ck_assert_int_eq(gg_sample_of_values(values, counts, n, h->at, &k), GG_OK);
    h->sample = (gg_sample){h->at, k};
    return &h->sample;
}
#define HOLD(h, values) hold(h, values, NULL, sizeof values / sizeof values[0])

static struct held A, B;

START_TEST(two_samples_without_ties)
{
    const gg_sample *a = HOLD(&A, REF), *b = HOLD(&B, CUR);
    gg_wasserstein w;
    double p;
    gg_ks k;

    ck_assert_int_eq(gg_ks_test(a, b, &k), GG_OK);
    ck_close(k.statistic, 0.36666666666666664, 1e-14);
    ck_close(k.p_asymptotic, 0.4557254683598893, 1e-12);
    ck_assert(k.n == 10 && k.m == 12);
    ck_assert_int_eq(gg_ks_exact(a, b, &p), GG_OK);
    ck_close(p, 0.356544384408156, 1e-12);
    ck_assert_int_eq(gg_wasserstein_1(a, b, &w), GG_OK);
    ck_close(w.distance, 2.05, 1e-13);
    ck_close(w.scaled, 0.7942396185032071, 1e-12);
}
END_TEST

START_TEST(two_samples_with_ties)
{
    const gg_sample *a = HOLD(&A, X), *b = HOLD(&B, W);
    gg_wasserstein w;
    double p;
    gg_ks k;

    ck_assert_int_eq(gg_ks_test(a, b, &k), GG_OK);
    ck_close(k.statistic, 0.43214285714285716, 1e-14);
    ck_close(k.p_asymptotic, 0.0018757295870153767, 1e-11);
    ck_assert_int_eq(gg_ks_exact(a, b, &p), GG_OK);
    ck_close(p, 0.00072215000192944019, 1e-12);
    ck_assert_int_eq(gg_wasserstein_1(a, b, &w), GG_OK);
    ck_close(w.distance, 0.79678571428571432, 1e-12);
    ck_close(w.baseline_sd, 0.81122977632727467, 1e-12);
}
END_TEST

/* 1,1,2,3,3,3 against 2,3,3,4,4: 212 of the 462 ways to deal, all enumerated. */
START_TEST(exact_p_of_a_handful_by_enumeration)
{
    const double u[] = {1, 1, 2, 3, 3, 3}, v[] = {2, 3, 3, 4, 4};
    double p, q;

    ck_assert_int_eq(gg_ks_exact(HOLD(&A, u), HOLD(&B, v), &p), GG_OK);
    ck_close(p, 212 / 462.0, 1e-13);
    ck_assert_int_eq(gg_ks_exact(&B.sample, &A.sample, &q), GG_OK);
    ck_close(p, q, 1e-13);
}
END_TEST

/* Samples of 60 and 50 that do not overlap: 2 / C(110, 50), far below what 1 - p could hold. */
START_TEST(a_tiny_exact_p_keeps_its_digits)
{
    double u[60], v[50], p;

    for (int i = 0; i < 60; i++)
        u[i] = i;
    for (int i = 0; i < 50; i++)
        v[i] = 200 + i;
    ck_assert_int_eq(gg_ks_exact(HOLD(&A, u), HOLD(&B, v), &p), GG_OK);
    ck_close(p, 3.1868533039864177e-32, 1e-12);
}
END_TEST

START_TEST(kolmogorov_limit)
{
    static const double table[][2] = {{0.2, 0.999999999999495},      {0.5, 0.9639452436648751},
                                      {0.8276, 0.4999584165635473},  {1.0, 0.2699996716773545},
                                      {1.3581, 0.04999963043166741}, {2.0, 0.0006709252557796953},
                                      {3.0, 3.045995948942526e-08}};
    double before = 1;

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        ck_close(gg_kolmogorov_tail(table[i][0]), table[i][1], 1e-11);
    ck_assert(gg_kolmogorov_tail(0) == 1 && gg_kolmogorov_tail(-1) == 1);
    ck_assert(isnan(gg_kolmogorov_tail(NAN)) && gg_kolmogorov_tail(40) == 0);
    for (double x = 0; x < 5; x += 0.01) {
        double p = gg_kolmogorov_tail(x);

        ck_assert(p <= before + 1e-15 && p >= 0);
        before = p;
    }
}
END_TEST

START_TEST(a_constant_column_equal_on_both_sides)
{
    const double same[] = {7, 7, 7, 7}, other[] = {8, 8};
    gg_wasserstein w;
    double p, edges[9];
    size_t k;
    gg_ks t;

    ck_assert_int_eq(gg_ks_test(HOLD(&A, same), HOLD(&B, same), &t), GG_OK);
    ck_assert(t.statistic == 0 && t.p_asymptotic == 1);
    ck_assert_int_eq(gg_ks_exact(&A.sample, &B.sample, &p), GG_OK);
    ck_assert(p == 1);
    ck_assert_int_eq(gg_wasserstein_1(&A.sample, &B.sample, &w), GG_OK);
    ck_assert(w.distance == 0 && w.scaled == 0 && w.baseline_sd == 0);
    ck_assert_int_eq(gg_wasserstein_1(&A.sample, HOLD(&B, other), &w), GG_OK);
    ck_assert(w.distance == 1 && isnan(w.scaled));
    ck_assert_int_eq(gg_quantile_edges(&A.sample, 10, edges, &k), GG_OK);
    ck_assert_uint_eq(k, 0);
}
END_TEST

START_TEST(counts_are_repeated_values)
{
    const double values[] = {3, 1, 2, 1, -0.0, 0.0}, repeated[] = {1, 1, 1, 2, 2, 3, 0, 0, 0, 0, 0};
    const uint64_t counts[] = {1, 2, 2, 1, 2, 3};
    gg_ks k;

    hold(&A, values, counts, 6);
    ck_assert_uint_eq(A.sample.n, 4);
    ck_assert_int_eq(gg_ks_test(&A.sample, HOLD(&B, repeated), &k), GG_OK);
    ck_assert(k.statistic == 0 && k.n == 11 && k.m == 11);
}
END_TEST

START_TEST(billions_of_rows)
{
    const double at[] = {0, 1, 2};
    const uint64_t a[] = {1000000000, 2000000000, 1000000000},
                   b[] = {1000000000, 1000000000, 2000000000};
    gg_wasserstein w;
    double p = 7;
    gg_ks k;

    ck_assert_int_eq(gg_ks_test(hold(&A, at, a, 3), hold(&B, at, b, 3), &k), GG_OK);
    ck_close(k.statistic, 0.25, 1e-15);
    ck_assert(k.p_asymptotic == 0);
    ck_assert_int_eq(gg_wasserstein_1(&A.sample, &B.sample, &w), GG_OK);
    ck_close(w.distance, 0.25, 1e-14);
    ck_close(w.baseline_sd, sqrt(0.5), 1e-14);
    ck_assert_int_eq(gg_ks_exact(&A.sample, &B.sample, &p), GG_E_LIMIT);
    ck_assert(p == 7);
}
END_TEST

START_TEST(stability_index_and_distance_of_bins)
{
    const uint64_t ref[] = {100, 200, 300, 400}, cur[] = {120, 180, 250, 450};
    const uint64_t gap[] = {0, 60, 40, 100}, now[] = {10, 50, 30, 110};
    const uint64_t left[] = {5, 0}, right[] = {0, 9};
    double x;

    ck_assert_int_eq(gg_psi(ref, cur, 4, 0, &x), GG_OK);
    ck_close(x, 0.020758871071552512, 1e-12);
    ck_assert_int_eq(gg_psi(gap, now, 4, 0.5, &x), GG_OK);
    ck_close(x, 0.1783973044770648, 1e-12);
    ck_assert_int_eq(gg_psi_critical(1000, 1000, 4, 0.05, &x), GG_OK);
    ck_close(x, 0.01562945580650236, 1e-10);
    ck_assert_int_eq(gg_jensen_shannon(ref, cur, 4, &x), GG_OK);
    ck_close(x, 0.061152419729401254, 1e-10);
    ck_assert_int_eq(gg_jensen_shannon(gap, now, 4, &x), GG_OK);
    ck_close(x, 0.17345270227382206, 1e-12);
    ck_assert_int_eq(gg_jensen_shannon(left, right, 2, &x), GG_OK);
    ck_close(x, 1, 1e-15);
    ck_assert_int_eq(gg_jensen_shannon(ref, ref, 4, &x), GG_OK);
    ck_assert(x == 0);
}
END_TEST

START_TEST(both_binned_measures_are_symmetric)
{
    const uint64_t gap[] = {0, 60, 40, 100}, now[] = {10, 50, 30, 110};
    double x, y;

    ck_assert_int_eq(gg_psi(gap, now, 4, 0.5, &x), GG_OK);
    ck_assert_int_eq(gg_psi(now, gap, 4, 0.5, &y), GG_OK);
    ck_close(x, y, 1e-13);
    ck_assert_int_eq(gg_jensen_shannon(gap, now, 4, &x), GG_OK);
    ck_assert_int_eq(gg_jensen_shannon(now, gap, 4, &y), GG_OK);
    ck_close(x, y, 1e-13);
}
END_TEST

/* numpy.quantile of the drawn sample, its deciles and the counts by bin closed on the right. */
START_TEST(quantiles_edges_and_bins)
{
    static const double want[] = {-1.32, -1, -0.8, -0.5, -0.4, -0.06, 0.03, 0.22, 0.52};
    static const uint64_t in_x[] = {4, 5, 4, 7, 0, 4, 4, 4, 4, 4};
    static const uint64_t in_w[] = {2, 4, 0, 1, 2, 3, 0, 2, 7, 14};
    uint64_t counts[10];
    double edges[9], q;
    size_t k;

    ck_assert_int_eq(gg_quantile_edges(HOLD(&A, X), 10, edges, &k), GG_OK);
    ck_assert_uint_eq(k, 9);
    for (int i = 0; i < 9; i++) {
        ck_close(edges[i], want[i], 1e-12);
        ck_assert_int_eq(gg_quantile(&A.sample, (i + 1) / 10.0, &q), GG_OK);
        ck_close(q, want[i], 1e-12);
    }
    ck_assert_int_eq(gg_bin_counts(&A.sample, edges, k, counts), GG_OK);
    for (int i = 0; i < 10; i++)
        ck_assert_uint_eq(counts[i], in_x[i]);
    ck_assert_int_eq(gg_bin_counts(HOLD(&B, W), edges, k, counts), GG_OK);
    for (int i = 0; i < 10; i++)
        ck_assert_uint_eq(counts[i], in_w[i]);
    ck_assert_int_eq(gg_quantile(&A.sample, 0, &q), GG_OK);
    ck_assert(q == -2.5);
    ck_assert_int_eq(gg_quantile(&A.sample, 1, &q), GG_OK);
    ck_assert(q == 1.3);
}
END_TEST

START_TEST(edges_that_coincide_are_merged)
{
    const double at[] = {0, 1, 2, 3};
    const uint64_t count[] = {50, 20, 10, 21};
    uint64_t counts[10];
    double edges[9];
    size_t k;

    ck_assert_int_eq(gg_quantile_edges(hold(&A, at, count, 4), 10, edges, &k), GG_OK);
    ck_assert_uint_eq(k, 3);
    ck_assert(edges[0] == 0 && edges[1] == 1 && edges[2] == 2);
    ck_assert_int_eq(gg_bin_counts(&A.sample, edges, k, counts), GG_OK);
    for (int i = 0; i < 4; i++)
        ck_assert_uint_eq(counts[i], count[i]);
}
END_TEST

START_TEST(an_edge_on_a_row_keeps_the_row_below_it)
{
    double at[11];
    uint64_t counts[10];
    double edges[9];
    size_t k;

    for (int i = 0; i < 11; i++)
        at[i] = i * 0.1;
    ck_assert_int_eq(gg_quantile_edges(HOLD(&A, at), 10, edges, &k), GG_OK);
    ck_assert_uint_eq(k, 9);
    ck_assert_int_eq(gg_bin_counts(&A.sample, edges, k, counts), GG_OK);
    ck_assert_uint_eq(counts[0], 2);
    for (int i = 1; i < 10; i++)
        ck_assert_uint_eq(counts[i], 1);
}
END_TEST

START_TEST(bad_samples_are_refused_and_out_is_untouched)
{
    const gg_value_count falling[] = {{2, 1}, {1, 1}}, wild[] = {{INFINITY, 1}};
    const gg_value_count huge[] = {{1, (uint64_t)1 << 61}, {2, (uint64_t)1 << 61}};
    const gg_value_count good[] = {{1, 1}, {2, 1}};
    const gg_sample bad[] = {{falling, 2}, {wild, 1}, {huge, 2}, {falling, 0}};
    const gg_status want[] = {GG_E_INPUT, GG_E_INPUT, GG_E_LIMIT, GG_E_UNDEFINED};
    const gg_sample fine = {good, 2};
    gg_wasserstein w = {.distance = 7};
    gg_ks k = {.statistic = 7};
    double x = 7, edges[9] = {7};
    size_t n = 7;

    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(gg_ks_test(&bad[i], &fine, &k), want[i]);
        ck_assert_int_eq(gg_ks_test(&fine, &bad[i], &k), want[i]);
        ck_assert_int_eq(gg_ks_exact(&bad[i], &fine, &x), want[i]);
        ck_assert_int_eq(gg_wasserstein_1(&fine, &bad[i], &w), want[i]);
        ck_assert_int_eq(gg_quantile(&bad[i], 0.5, &x), want[i]);
        ck_assert_int_eq(gg_quantile_edges(&bad[i], 10, edges, &n), want[i]);
    }
    ck_assert_int_eq(gg_quantile(&fine, 1.5, &x), GG_E_INPUT);
    ck_assert_int_eq(gg_quantile(&fine, NAN, &x), GG_E_INPUT);
    ck_assert_int_eq(gg_quantile_edges(&fine, 1, edges, &n), GG_E_INPUT);
    ck_assert_int_eq(gg_quantile_edges(&fine, 1001, edges, &n), GG_E_INPUT);
    ck_assert(k.statistic == 7 && w.distance == 7 && x == 7 && n == 7 && edges[0] == 7);
}
END_TEST

START_TEST(bad_bins_and_values_are_refused)
{
    const uint64_t a[] = {1, 2}, none[] = {0, 0}, gap[] = {0, 2};
    const double nan[] = {1, NAN}, endless[] = {1, -INFINITY}, two[] = {1, 2}, edges[] = {2, 1};
    const uint64_t huge[] = {(uint64_t)1 << 61, (uint64_t)1 << 61};
    gg_value_count out[2] = {{7, 7}, {7, 7}};
    uint64_t counts[3] = {7, 7, 7};
    double x = 7;
    size_t n = 7;

    ck_assert_int_eq(gg_psi(a, a, 0, 0.5, &x), GG_E_INPUT);
    ck_assert_int_eq(gg_psi(a, a, 2, -1, &x), GG_E_INPUT);
    ck_assert_int_eq(gg_psi(a, a, 2, NAN, &x), GG_E_INPUT);
    ck_assert_int_eq(gg_psi(a, none, 2, 0.5, &x), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_psi(a, gap, 2, 0, &x), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_jensen_shannon(a, a, 0, &x), GG_E_INPUT);
    ck_assert_int_eq(gg_jensen_shannon(none, a, 2, &x), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_psi_critical(0, 5, 10, 0.05, &x), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_psi_critical(5, 5, 1, 0.05, &x), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_psi_critical(5, NAN, 10, 0.05, &x), GG_E_INPUT);
    ck_assert_int_eq(gg_psi_critical(5, 5, 10, 1, &x), GG_E_INPUT);
    ck_assert_int_eq(gg_sample_of_values(nan, NULL, 2, out, &n), GG_E_INPUT);
    ck_assert_int_eq(gg_sample_of_values(endless, NULL, 2, out, &n), GG_E_INPUT);
    ck_assert_int_eq(gg_sample_of_values(two, huge, 2, out, &n), GG_E_LIMIT);
    ck_assert(x == 7 && n == 7 && out[0].value == 7);
    ck_assert_int_eq(gg_bin_counts(HOLD(&A, two), edges, 2, counts), GG_E_INPUT);
    ck_assert_uint_eq(counts[0], 7);
}
END_TEST

/* Without drift the index exceeds its critical value in about 5% of the samples. */
START_TEST(critical_value_in_a_seeded_simulation)
{
    gg_random r;
    int over = 0, runs = 4000;
    double critical;

    gg_random_init(&r, 1, "psi", "critical");
    ck_assert_int_eq(gg_psi_critical(400, 300, 10, 0.05, &critical), GG_OK);
    for (int k = 0; k < runs; k++) {
        uint64_t a[10] = {0}, b[10] = {0};
        double psi;

        for (int i = 0; i < 400; i++)
            a[gg_random_bits(&r) % 10]++;
        for (int i = 0; i < 300; i++)
            b[gg_random_bits(&r) % 10]++;
        ck_assert_int_eq(gg_psi(a, b, 10, 0.5, &psi), GG_OK);
        over += psi > critical;
    }
    ck_assert_msg(over > 0.035 * runs && over < 0.065 * runs, "%d of %d", over, runs);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, two_samples_without_ties);
    tcase_add_test(tc, two_samples_with_ties);
    tcase_add_test(tc, exact_p_of_a_handful_by_enumeration);
    tcase_add_test(tc, a_tiny_exact_p_keeps_its_digits);
    tcase_add_test(tc, kolmogorov_limit);
    tcase_add_test(tc, a_constant_column_equal_on_both_sides);
    tcase_add_test(tc, counts_are_repeated_values);
    tcase_add_test(tc, billions_of_rows);
    tcase_add_test(tc, stability_index_and_distance_of_bins);
    tcase_add_test(tc, both_binned_measures_are_symmetric);
    tcase_add_test(tc, quantiles_edges_and_bins);
    tcase_add_test(tc, edges_that_coincide_are_merged);
    tcase_add_test(tc, an_edge_on_a_row_keeps_the_row_below_it);
    tcase_add_test(tc, bad_samples_are_refused_and_out_is_untouched);
    tcase_add_test(tc, bad_bins_and_values_are_refused);
    tcase_add_test(tc, critical_value_in_a_seeded_simulation);
}

GG_TEST_MAIN("stats/drift")
