/*
 * Tests on tables of counts, adjustment of p-values. Figures: SciPy 1.10.1, statsmodels 0.13.5,
 * R 4.2.2 (vectors chi2_2x3, fisher_tea, fisher_3, multiple_testing_bh1995) and SciPy for the drawn
 * tables.
 */
#include "gauger/stats/tests.h"

#include "simulate.h"
#include "../suite.h"

START_TEST(chi_square_of_checked_tables)
{
    const uint64_t small[] = {120, 80, 50, 90, 95, 65};
    const uint64_t gaps[] = {12, 3, 0, 5, 8, 0, 0, 9, 0, 0, 0, 0, 20, 7, 0, 1};
    const uint64_t big[] = {400000000, 100000000, 399990000, 100010000};
    gg_homogeneity h;

    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){small, 2, 3}, &h), GG_OK);
    ck_close(h.statistic, 7.527950310559007, 1e-12);
    ck_close(h.p_value, 0.02319136761109742, 1e-12);
    ck_close(h.cramers_v, 0.12270248824338492, 1e-12);
    ck_assert(h.degrees_of_freedom == 2 && h.n == 500);
    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){gaps, 4, 4}, &h), GG_OK);
    ck_close(h.statistic, 16.550420168067227, 1e-12);
    ck_close(h.p_value, 0.0023629018325047515, 1e-12);
    ck_close(h.least_expected, 2.6153846153846154, 1e-12);
    ck_close(h.cramers_v, 0.35680656435910463, 1e-12);
    ck_assert(h.degrees_of_freedom == 4);
    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){big, 2, 2}, &h), GG_OK);
    ck_close(h.statistic, 0.62497656376946897, 1e-10);
    ck_close(h.p_value, 0.42920395305592007, 1e-10);
}
END_TEST

START_TEST(equal_rows_have_no_distance)
{
    const uint64_t same[] = {10, 20, 30, 10, 20, 30}, apart[] = {7, 0, 0, 9};
    gg_homogeneity h;

    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){same, 2, 3}, &h), GG_OK);
    ck_assert(h.statistic < 1e-20 && h.p_value == 1 && h.cramers_v < 1e-10);
    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){apart, 2, 2}, &h), GG_OK);
    ck_close(h.statistic, 16, 1e-12);
    ck_close(h.cramers_v, 1, 1e-12);
}
END_TEST

START_TEST(tables_that_cannot_be_tested)
{
    const uint64_t zero[6] = {0}, row[] = {1, 2, 3, 0, 0, 0}, column[] = {1, 0, 0, 2, 0, 0};
    const uint64_t huge[] = {(uint64_t)1 << 53, 1, 1, 1},
                   sum[] = {(uint64_t)1 << 52, 1, 1, (uint64_t)1 << 52};
    const uint64_t many[] = {10000000, 1, 1, 10000000};
    gg_monte_carlo draws = {10, 1, NULL, NULL};
    gg_homogeneity h = {.statistic = 7};
    double p = 8;

    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){zero, 2, 3}, &h), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){row, 2, 3}, &h), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){column, 2, 3}, &h),
                     GG_E_UNDEFINED);
    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){huge, 2, 2}, &h), GG_E_LIMIT);
    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){sum, 2, 2}, &h), GG_E_LIMIT);
    ck_assert_int_eq(gg_chi_square_monte_carlo(&(gg_table_counts){row, 2, 3}, &draws, &p),
                     GG_E_UNDEFINED);
    ck_assert_int_eq(gg_chi_square_monte_carlo(&(gg_table_counts){many, 2, 2}, &draws, &p),
                     GG_E_LIMIT);
    draws.replicates = 0;
    ck_assert_int_eq(gg_chi_square_monte_carlo(&(gg_table_counts){many, 2, 2}, &draws, &p),
                     GG_E_INPUT);
    ck_assert(h.statistic == 7 && p == 8);
}
END_TEST

/* A 2 x 2 table's Monte-Carlo p must approach Fisher's: 17/35 for the lady tasting tea. */
START_TEST(monte_carlo_approaches_the_exact_p)
{
    const uint64_t tea[] = {3, 1, 1, 3}, other[] = {12, 5, 9, 30};
    gg_monte_carlo draws = {20000, 1, "tea", "chi_square"};
    double p, again, different;

    ck_assert_int_eq(gg_chi_square_monte_carlo(&(gg_table_counts){tea, 2, 2}, &draws, &p), GG_OK);
    ck_assert(fabs(p - 0.48571428571428565) < 0.015);
    ck_assert_int_eq(gg_chi_square_monte_carlo(&(gg_table_counts){tea, 2, 2}, &draws, &again),
                     GG_OK);
    ck_assert(p == again);
    draws.seed = 2;
    ck_assert_int_eq(gg_chi_square_monte_carlo(&(gg_table_counts){tea, 2, 2}, &draws, &different),
                     GG_OK);
    ck_assert(p != different);
    ck_assert_int_eq(gg_chi_square_monte_carlo(&(gg_table_counts){other, 2, 2}, &draws, &p), GG_OK);
    ck_assert(p > 0.0008 && p < 0.004);
    draws.replicates = 9;
    ck_assert_int_eq(gg_chi_square_monte_carlo(&(gg_table_counts){other, 2, 2}, &draws, &p), GG_OK);
    ck_assert(p >= 0.1 - 1e-15);
}
END_TEST

START_TEST(fisher_of_checked_tables)
{
    static const struct {
        uint64_t cells[4];
        double two_sided, less, greater;
    } tables[] = {
        {{3, 1, 1, 3}, 0.48571428571428565, 0.9857142857142858, 0.24285714285714283},
        {{12, 5, 9, 30}, 0.0020068255407137323, 0.9998831726285055, 0.0010905159952450559},
        {{0, 5, 7, 2}, 0.020979020979020983, 0.01048951048951049, 1.0},
        {{1000, 3, 980, 20}, 0.0002529356905721619, 0.9999706022049737, 0.000221779778048058},
        {{50000, 50, 49900, 150}, 7.983517632740662e-13, 0.9999999999998698, 3.991758816370331e-13},
    };

    for (size_t k = 0; k < sizeof tables / sizeof tables[0]; k++) {
        gg_fisher f;

        ck_assert_int_eq(gg_fisher_exact(tables[k].cells, &f), GG_OK);
        ck_close(f.p_value, tables[k].two_sided, 1e-9);
        ck_close(f.p_less, tables[k].less, 1e-9);
        ck_close(f.p_greater, tables[k].greater, 1e-9);
    }
}
END_TEST

START_TEST(fisher_at_the_edges)
{
    const uint64_t none[4] = {0}, column[] = {3, 0, 5, 0}, huge[] = {(uint64_t)1 << 53, 1, 1, 1};
    const uint64_t sum[] = {(uint64_t)1 << 52, 1, 1, (uint64_t)1 << 52};
    const uint64_t billion[] = {500000000, 500000000, 500050000, 499950000};
    gg_fisher f = {.p_value = 7};
    gg_homogeneity h;

    ck_assert_int_eq(gg_fisher_exact(none, &f), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_fisher_exact(huge, &f), GG_E_LIMIT);
    ck_assert_int_eq(gg_fisher_exact(sum, &f), GG_E_LIMIT);
    ck_assert(f.p_value == 7);
    ck_assert_int_eq(gg_fisher_exact(column, &f), GG_OK);
    ck_assert(f.p_value == 1 && f.p_less == 1 && f.p_greater == 1);
    /* At a billion rows the chi-square distribution is as good as exact, but for the correction. */
    ck_assert_int_eq(gg_fisher_exact(billion, &f), GG_OK);
    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){billion, 2, 2}, &h), GG_OK);
    ck_close(f.p_value, h.p_value, 1e-3);
}
END_TEST

/* z^2 is the chi-square statistic. */
START_TEST(two_proportions_and_chi_square_agree)
{
    const uint64_t cells[] = {56, 14, 48, 32};
    gg_homogeneity h;
    double z = 7, p = 8;

    ck_assert_int_eq(gg_two_proportions((gg_rate){56, 70}, (gg_rate){0, 0}, &z, &p),
                     GG_E_UNDEFINED);
    ck_assert_int_eq(gg_two_proportions((gg_rate){5, 3}, (gg_rate){1, 2}, &z, &p), GG_E_INPUT);
    ck_assert(z == 7 && p == 8);
    ck_assert_int_eq(gg_two_proportions((gg_rate){56, 70}, (gg_rate){48, 80}, &z, &p), GG_OK);
    ck_assert_int_eq(gg_chi_square_homogeneity(&(gg_table_counts){cells, 2, 2}, &h), GG_OK);
    ck_close(z * z, h.statistic, 1e-10);
    ck_close(p, h.p_value, 1e-10);
    ck_assert_int_eq(gg_two_proportions((gg_rate){0, 9}, (gg_rate){0, 4}, &z, &p), GG_OK);
    ck_assert(z == 0 && p == 1);
}
END_TEST

#define M 15
static const double P[M] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                            0.0459, 0.324,  0.4262, 0.5719, 0.6528, 0.759,  1.0};
typedef gg_status (*adjustment)(const double *, size_t, double *);
static const adjustment ADJUST[] = {gg_p_adjust_bonferroni, gg_p_adjust_holm, gg_p_adjust_hochberg,
                                    gg_p_adjust_benjamini_hochberg};
static const double ADJUSTED[4][M] = {
    {0.0015, 0.006, 0.0285, 0.1425, 0.3015, 0.417, 0.447, 0.516, 0.6885, 1, 1, 1, 1, 1, 1},
    {0.0015, 0.0056, 0.0247, 0.11399999999999999, 0.2211, 0.27799999999999997, 0.27799999999999997,
     0.27799999999999997, 0.32130000000000003, 1, 1, 1, 1, 1, 1},
    {0.0015, 0.0056, 0.0247, 0.11399999999999999, 0.2211, 0.2682, 0.2682, 0.2752,
     0.32130000000000003, 1, 1, 1, 1, 1, 1},
    {0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714286, 0.06385714285714286, 0.0645,
     0.07650000000000001, 0.48600000000000004, 0.5811818181818182, 0.7148749999999999,
     0.7532307692307693, 0.8132142857142857, 1},
};

START_TEST(adjusted_p_values_in_any_order_and_in_place)
{
    for (int a = 0; a < 4; a++) {
        double p[M], out[M];

        ck_assert_int_eq(ADJUST[a](P, M, out), GG_OK);
        for (int i = 0; i < M; i++) {
            ck_close(out[i], ADJUSTED[a][i], 1e-12);
            ck_assert(out[i] >= P[i] && out[i] <= 1);
            p[(i * 4 + 1) % M] = P[i];
        }
        ck_assert_int_eq(ADJUST[a](p, M, p), GG_OK);
        for (int i = 0; i < M; i++)
            ck_close(p[(i * 4 + 1) % M], ADJUSTED[a][i], 1e-12);
    }
}
END_TEST

START_TEST(adjustment_refuses_what_is_no_p)
{
    const double bad[][2] = {{0.1, -0.1}, {1.1, 0.2}, {NAN, 0.2}};
    double out[2] = {7, 8}, one = 0.3;

    for (int a = 0; a < 4; a++) {
        for (int k = 0; k < 3; k++)
            ck_assert_int_eq(ADJUST[a](bad[k], 2, out), GG_E_INPUT);
        ck_assert_int_eq(ADJUST[a](NULL, 0, out), GG_OK);
        ck_assert(out[0] == 7 && out[1] == 8);
        ck_assert_int_eq(ADJUST[a](&one, 1, out + 1), GG_OK);
        ck_assert(out[1] == 0.3);
        out[1] = 8;
    }
}
END_TEST

/* All hypotheses true: Holm finds anything at all in at most 5% of the families. */
START_TEST(holm_holds_its_level_in_a_seeded_simulation)
{
    gg_random r;
    int found = 0, runs = 20000;

    gg_random_init(&r, 1, "holm", "level");
    for (int k = 0; k < runs; k++) {
        double p[8], least = 1;

        for (int i = 0; i < 8; i++)
            p[i] = gg_random_uniform(&r);
        ck_assert_int_eq(gg_p_adjust_holm(p, 8, p), GG_OK);
        for (int i = 0; i < 8; i++)
            least = fmin(least, p[i]);
        found += least <= 0.05;
    }
    ck_assert_msg(found > 0.04 * runs && found < 0.055 * runs, "%d of %d", found, runs);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, chi_square_of_checked_tables);
    tcase_add_test(tc, equal_rows_have_no_distance);
    tcase_add_test(tc, tables_that_cannot_be_tested);
    tcase_add_test(tc, monte_carlo_approaches_the_exact_p);
    tcase_add_test(tc, fisher_of_checked_tables);
    tcase_add_test(tc, fisher_at_the_edges);
    tcase_add_test(tc, two_proportions_and_chi_square_agree);
    tcase_add_test(tc, adjusted_p_values_in_any_order_and_in_place);
    tcase_add_test(tc, adjustment_refuses_what_is_no_p);
    tcase_add_test(tc, holm_holds_its_level_in_a_seeded_simulation);
}

GG_TEST_MAIN("stats/tests")
