/*
 * Paired rates. Figures: statsmodels 0.13.5, integer combinatorics, R 4.2.2 and Tango's closed form
 * (vectors).
 */
#include "gauger/stats/paired.h"

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

static const struct {
    gg_paired_counts counts;
    gg_mcnemar mcnemar;
    double tango[2], score, difference;
} VECTORS[] = {
    {{794, 150, 86, 570},
     {17.35593220338983, 3.099293441045215e-05, 16.81779661016949, 4.114562281345944e-05,
      3.715936139571387e-05, 2.8933895176154898e-05},
     {0.02136156475478724, 0.05899803330569942},
     8.800763832757147,
     0.04},
    {{60, 9, 3, 28},
     {3.0, 0.08326451666355042, 2.0833333333333335, 0.14891467317876161, 0.14599609375,
      0.09228515625},
     {-0.009115601446114674, 0.1376930093666318},
     2.85108003330608,
     0.06},
};

START_TEST(checked_values)
{
    for (int k = 0; k < 2; k++) {
        const gg_mcnemar *want = &VECTORS[k].mcnemar;
        gg_mcnemar m;
        gg_interval i;
        double score;

        ck_assert_int_eq(gg_mcnemar_test(&VECTORS[k].counts, &m), GG_OK);
        ck_close(m.statistic, want->statistic, 1e-12);
        ck_close(m.p_chi_square, want->p_chi_square, 1e-10);
        ck_close(m.statistic_corrected, want->statistic_corrected, 1e-12);
        ck_close(m.p_corrected, want->p_corrected, 1e-10);
        ck_close(m.p_exact, want->p_exact, 1e-10);
        ck_close(m.p_mid, want->p_mid, 1e-10);
        ck_assert_int_eq(gg_paired_tango(&VECTORS[k].counts, Z95, &i), GG_OK);
        ck_close(i.low, VECTORS[k].tango[0], 1e-10);
        ck_close(i.high, VECTORS[k].tango[1], 1e-10);
        ck_assert_int_eq(gg_paired_score(&VECTORS[k].counts, -0.05, &score), GG_OK);
        ck_close(score, VECTORS[k].score, 1e-10);
    }
}
END_TEST

/* Vector: 6.794402429549172e-19 and 0.002178550051777325. */
START_TEST(non_inferiority)
{
    double score;

    ck_assert_int_eq(gg_paired_score(&VECTORS[0].counts, -0.05, &score), GG_OK);
    ck_close(gg_p_of_z(score), 6.794402429549172e-19, 1e-9);
    ck_assert_int_eq(gg_paired_score(&VECTORS[1].counts, -0.05, &score), GG_OK);
    ck_close(gg_p_of_z(score), 0.002178550051777325, 1e-10);
}
END_TEST

START_TEST(exact_p_by_summing_the_binomial)
{
    for (unsigned b = 0; b < 12; b++) {
        for (unsigned c = 0; c < 12; c++) {
            gg_paired_counts k = {5, b, c, 6};
            unsigned n = b + c, least = b < c ? b : c;
            double term = exp2(-(double)n), sum = 0, last = 0;
            gg_mcnemar m;

            for (unsigned x = 0; x <= least; x++) {
                sum += last = term;
                term *= (double)(n - x) / (x + 1);
            }
            ck_assert_int_eq(gg_mcnemar_test(&k, &m), GG_OK);
            ck_close(m.p_exact, fmin(1, 2 * sum), 1e-12);
            ck_close(m.p_mid, b == c ? 1 : 2 * sum - last, 1e-12);
            ck_assert(m.p_mid <= m.p_exact);
        }
    }
}
END_TEST

START_TEST(no_discordant_rows)
{
    gg_paired_counts k = {40, 0, 0, 10};
    gg_mcnemar m;
    gg_interval i;

    ck_assert_int_eq(gg_mcnemar_test(&k, &m), GG_OK);
    ck_assert(m.statistic == 0 && m.statistic_corrected == 0);
    ck_assert(m.p_exact == 1 && m.p_mid == 1 && m.p_chi_square == 1 && m.p_corrected == 1);
    ck_assert_int_eq(gg_paired_tango(&k, Z95, &i), GG_OK);
    ck_close(i.high, Z95 * Z95 / (50 + Z95 * Z95), 1e-12);
    ck_close(i.low, -i.high, 1e-12);
}
END_TEST

static const gg_paired_counts TABLES[] = {
    {794, 150, 86, 570}, {0, 0, 7, 0},  {0, 9, 0, 0},
    {0, 1, 0, 3},        {5, 0, 0, 0},  {400000000, 300000000, 299990000, 10000},
    {0, 20, 20, 0},      {1, 2, 30, 4}, {1000000000, 3, 0, 1000000000}};
#define TABLE_COUNT (sizeof TABLES / sizeof TABLES[0])

START_TEST(intervals_hold_the_difference_nest_and_mirror)
{
    for (size_t k = 0; k < TABLE_COUNT; k++) {
        gg_paired_counts t = TABLES[k], turned = {t.both, t.second_only, t.first_only, t.neither};
        double n = (double)(t.both + t.first_only + t.second_only + t.neither);
        double d = ((double)t.first_only - (double)t.second_only) / n;
        gg_interval before = {d, d};

        for (double z = 0.001; z < 38; z *= 1.8) {
            gg_interval i, j;

            ck_assert_int_eq(gg_paired_tango(&t, z, &i), GG_OK);
            ck_assert_int_eq(gg_paired_tango(&turned, z, &j), GG_OK);
            ck_assert(i.low >= -1 && i.high <= 1 && i.low <= d && d <= i.high);
            ck_assert_msg(i.low <= before.low + 1e-13 && i.high >= before.high - 1e-13,
                          "table %zu, z %g", k, z);
            ck_assert(fabs(i.low + j.high) < 1e-12 && fabs(i.high + j.low) < 1e-12);
            before = i;
        }
    }
}
END_TEST

START_TEST(large_counts)
{
    gg_mcnemar m;

    ck_assert_int_eq(gg_mcnemar_test(&TABLES[5], &m), GG_OK);
    ck_close(m.statistic, 1e8 / 599990000.0, 1e-12);
    /* Normal approximation with a continuity correction is good to 1e-8 here. */
    ck_close(m.p_exact, m.p_corrected, 1e-6);
    ck_close(m.p_mid, m.p_chi_square, 1e-6);
}
END_TEST

START_TEST(bad_input_is_refused_and_out_is_untouched)
{
    gg_paired_counts huge = {(uint64_t)1 << 53, 1, 1, 1}, empty = {0, 0, 0, 0}, good = {1, 2, 3, 4};
    gg_interval i = {7, 8};
    gg_mcnemar m = {.statistic = 9};
    double score = 5;

    ck_assert_int_eq(gg_mcnemar_test(&huge, &m), GG_E_LIMIT);
    ck_assert_int_eq(gg_paired_tango(&huge, Z95, &i), GG_E_LIMIT);
    ck_assert_int_eq(gg_paired_score(&huge, 0, &score), GG_E_LIMIT);
    ck_assert_int_eq(gg_paired_tango(&empty, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_paired_score(&empty, 0, &score), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_paired_tango(&good, -1, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_paired_tango(&good, NAN, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_paired_score(&good, 1.5, &score), GG_E_INPUT);
    ck_assert_int_eq(gg_paired_score(&good, NAN, &score), GG_E_INPUT);
    ck_assert(i.low == 7 && i.high == 8 && m.statistic == 9 && score == 5);
}
END_TEST

START_TEST(coverage_of_tango_in_a_seeded_simulation)
{
    gg_random r;
    int held = 0, runs = 15000;

    gg_random_init(&r, 1, "tango", "coverage");
    for (int k = 0; k < runs; k++) {
        double b = 0.05 + 0.2 * gg_random_uniform(&r), c = 0.05 + 0.2 * gg_random_uniform(&r);
        gg_paired_counts t = {0, 0, 0, 0};
        gg_interval i;

        for (int j = 0; j < 90; j++) {
            double u = gg_random_uniform(&r);

            if (u < b)
                t.first_only++;
            else if (u < b + c)
                t.second_only++;
            else
                t.both++;
        }
        ck_assert_int_eq(gg_paired_tango(&t, Z95, &i), GG_OK);
        held += i.low <= b - c && b - c <= i.high;
    }
    ck_assert_msg(held > 0.94 * runs && held < 0.965 * runs, "%d of %d", held, runs);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, checked_values);
    tcase_add_test(tc, non_inferiority);
    tcase_add_test(tc, exact_p_by_summing_the_binomial);
    tcase_add_test(tc, no_discordant_rows);
    tcase_add_test(tc, intervals_hold_the_difference_nest_and_mirror);
    tcase_add_test(tc, large_counts);
    tcase_add_test(tc, bad_input_is_refused_and_out_is_untouched);
    tcase_add_test(tc, coverage_of_tango_in_a_seeded_simulation);
}

GG_TEST_MAIN("stats/paired")
