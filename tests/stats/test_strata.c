/*
 * Tables by strata. Figures: statsmodels 0.13.5, closed forms in NumPy, R 4.2.2 (vectors
 * cmh_ucb_admissions, cmh_UCBAdmissions, cmh_mussel_McDonald); R's mantelhaen.test as published.
 */
#include "gauger/stats/strata.h"

#include "gauger/stats/derived.h"
#include "gauger/stats/ratio.h"

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

/* UCB admissions 1973: men against women, by department. */
static const gg_stratum ADMISSIONS[6] = {{{512, 825}, {89, 108}},  {{353, 560}, {17, 25}},
                                         {{120, 325}, {202, 593}}, {{138, 417}, {131, 375}},
                                         {{53, 191}, {94, 393}},   {{22, 373}, {24, 341}}};
/* Mussels: rows 56, 40 against 69, 77, and so on. */
static const gg_stratum MUSSELS[4] = {
    {{56, 96}, {69, 146}}, {{61, 118}, {257, 558}}, {{73, 144}, {65, 144}}, {{71, 126}, {48, 96}}};

START_TEST(cochran_mantel_haenszel)
{
    gg_chi_square c;

    ck_assert_int_eq(gg_cochran_mantel_haenszel(ADMISSIONS, 6, true, &c), GG_OK);
    ck_close(c.statistic, 1.4269462285866883, 1e-10);
    ck_close(c.p_value, 0.23226346281704802, 1e-10);
    ck_assert(c.degrees_of_freedom == 1);
    ck_assert_int_eq(gg_cochran_mantel_haenszel(ADMISSIONS, 6, false, &c), GG_OK);
    ck_close(c.statistic, 1.5246066604434356, 1e-10);
    ck_close(c.p_value, 0.21692369705551817, 1e-10);
    ck_assert_int_eq(gg_cochran_mantel_haenszel(MUSSELS, 4, false, &c), GG_OK);
    ck_close(c.statistic, 5.320927767938446, 1e-10);
    ck_assert_int_eq(gg_cochran_mantel_haenszel(MUSSELS, 4, true, &c), GG_OK);
    ck_close(c.statistic, 5.0496881823306765, 1e-10);
    ck_close(c.p_value, 0.02463037045686352, 1e-10);
}
END_TEST

START_TEST(pooled_odds_ratio)
{
    gg_pooled p;
    gg_interval i;

    ck_assert_int_eq(gg_mantel_haenszel_odds_ratio(ADMISSIONS, 6, &p), GG_OK);
    ck_close(p.value, 0.9046968282586231, 1e-12);
    ck_close(p.standard_error * p.standard_error, 0.006559203487303511, 1e-10);
    ck_assert_uint_eq(p.strata, 6);
    ck_assert_int_eq(gg_pooled_ratio_interval(&p, Z95, &i), GG_OK);
    ck_close(i.low, 0.7719073617593505, 1e-10);
    ck_close(i.high, 1.0603297644366556, 1e-10);
    ck_assert_int_eq(gg_mantel_haenszel_odds_ratio(MUSSELS, 4, &p), GG_OK);
    ck_close(p.value, 1.3174848702393571, 1e-12);
    ck_close(p.standard_error * p.standard_error, 0.014276036710350305, 1e-10);
}
END_TEST

START_TEST(pooled_ratio_and_difference)
{
    gg_pooled p;
    gg_interval i;

    ck_assert_int_eq(gg_mantel_haenszel_ratio(ADMISSIONS, 6, &p), GG_OK);
    ck_close(p.value, 0.944905022595929, 1e-12);
    ck_assert_int_eq(gg_pooled_ratio_interval(&p, Z95, &i), GG_OK);
    ck_close(i.low, 0.8664522326830039, 1e-10);
    ck_close(i.high, 1.0304613088274714, 1e-10);
    ck_assert_int_eq(gg_mantel_haenszel_difference(ADMISSIONS, 6, &p), GG_OK);
    ck_close(p.value, -0.018425196190852512, 1e-12);
}
END_TEST

START_TEST(one_stratum_is_the_crude_table)
{
    gg_stratum one = {{36, 40}, {16, 80}};
    gg_interval i, katz;
    gg_pooled p;

    ck_assert_int_eq(gg_mantel_haenszel_ratio(&one, 1, &p), GG_OK);
    ck_close(p.value, 4.5, 1e-14);
    ck_assert_int_eq(gg_pooled_ratio_interval(&p, Z95, &i), GG_OK);
    ck_assert_int_eq(gg_ratio_katz(one.group, one.reference, Z95, &katz), GG_OK);
    ck_close(i.low, katz.low, 1e-12);
    ck_close(i.high, katz.high, 1e-12);
    ck_assert_int_eq(gg_mantel_haenszel_odds_ratio(&one, 1, &p), GG_OK);
    ck_close(p.value, 36, 1e-14);
    ck_close(p.standard_error * p.standard_error, 1 / 36.0 + 1 / 4.0 + 1 / 16.0 + 1 / 64.0, 1e-12);
    ck_assert_int_eq(gg_mantel_haenszel_difference(&one, 1, &p), GG_OK);
    ck_close(p.value, 0.7, 1e-14);
    ck_close(p.standard_error, sqrt(0.09 / 40 + 0.16 / 80), 1e-12);
}
END_TEST

START_TEST(breslow_day_and_tarone)
{
    gg_chi_square b, t;

    ck_assert_int_eq(gg_breslow_day_test(ADMISSIONS, 6, &b, &t), GG_OK);
    ck_close(b.statistic, 18.825513705236514, 1e-10);
    ck_close(b.p_value, 0.0020713903499175457, 1e-10);
    ck_close(t.statistic, 18.82550125205323, 1e-10);
    ck_close(t.p_value, 0.0020714013978808676, 1e-10);
    ck_assert(b.degrees_of_freedom == 5 && t.degrees_of_freedom == 5);
    ck_assert_int_eq(gg_breslow_day_test(MUSSELS, 4, &b, &t), GG_OK);
    ck_close(b.statistic, 0.5294859090315457, 1e-9);
    ck_close(t.statistic, 0.5294857687053174, 1e-9);
}
END_TEST

START_TEST(strata_without_both_groups_add_nothing)
{
    gg_stratum more[9];
    gg_chi_square b, t, c;
    gg_pooled p;

    for (int i = 0; i < 6; i++)
        more[i] = ADMISSIONS[i];
    more[6] = (gg_stratum){{3, 9}, {0, 0}};
    more[7] = (gg_stratum){{0, 0}, {3, 7}};
    more[8] = (gg_stratum){{0, 0}, {0, 0}};
    ck_assert_int_eq(gg_cochran_mantel_haenszel(more, 9, true, &c), GG_OK);
    ck_close(c.statistic, 1.4269462285866883, 1e-10);
    ck_assert_int_eq(gg_mantel_haenszel_ratio(more, 9, &p), GG_OK);
    ck_close(p.value, 0.944905022595929, 1e-12);
    ck_assert_uint_eq(p.strata, 6);
    ck_assert_int_eq(gg_breslow_day_test(more, 9, &b, &t), GG_OK);
    ck_assert(b.degrees_of_freedom == 5);
    ck_close(b.statistic, 18.825513705236514, 1e-10);
}
END_TEST

START_TEST(exchange_of_groups_inverts)
{
    gg_stratum turned[6];
    gg_chi_square b, t, b2, t2;
    gg_pooled p, q;

    for (int i = 0; i < 6; i++)
        turned[i] = (gg_stratum){ADMISSIONS[i].reference, ADMISSIONS[i].group};
    ck_assert_int_eq(gg_mantel_haenszel_odds_ratio(ADMISSIONS, 6, &p), GG_OK);
    ck_assert_int_eq(gg_mantel_haenszel_odds_ratio(turned, 6, &q), GG_OK);
    ck_close(p.value * q.value, 1, 1e-12);
    ck_close(p.standard_error, q.standard_error, 1e-12);
    ck_assert_int_eq(gg_mantel_haenszel_difference(ADMISSIONS, 6, &p), GG_OK);
    ck_assert_int_eq(gg_mantel_haenszel_difference(turned, 6, &q), GG_OK);
    ck_close(p.value, -q.value, 1e-12);
    ck_assert_int_eq(gg_breslow_day_test(ADMISSIONS, 6, &b, &t), GG_OK);
    ck_assert_int_eq(gg_breslow_day_test(turned, 6, &b2, &t2), GG_OK);
    ck_close(b.statistic, b2.statistic, 1e-9);
}
END_TEST

START_TEST(a_billion_rows_a_stratum)
{
    gg_stratum big[6];
    gg_chi_square c;
    gg_pooled p, q;

    for (int i = 0; i < 6; i++) {
        big[i] = ADMISSIONS[i];
        big[i].group.successes *= 1e6;
        big[i].group.n *= 1e6;
        big[i].reference.successes *= 1e6;
        big[i].reference.n *= 1e6;
    }
    ck_assert_int_eq(gg_mantel_haenszel_ratio(ADMISSIONS, 6, &p), GG_OK);
    ck_assert_int_eq(gg_mantel_haenszel_ratio(big, 6, &q), GG_OK);
    ck_close(p.value, q.value, 1e-12);
    ck_close(p.standard_error, 1000 * q.standard_error, 1e-10);
    ck_assert_int_eq(gg_cochran_mantel_haenszel(big, 6, false, &c), GG_OK);
    /* Exact fractions in Python. */
    ck_close(c.statistic, 1526557.8408445059, 1e-12);
}
END_TEST

START_TEST(what_cannot_be_pooled)
{
    const gg_stratum none[] = {{{0, 5}, {0, 9}}, {{0, 5}, {0, 3}}}, odd[] = {{{6, 5}, {1, 2}}};
    const gg_stratum one[] = {{{3, 5}, {4, 9}}, {{0, 0}, {1, 3}}};
    gg_chi_square b = {.statistic = 7}, t = b;
    gg_pooled p = {.value = 7};
    gg_interval i = {7, 8};

    ck_assert_int_eq(gg_cochran_mantel_haenszel(none, 2, false, &b), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_cochran_mantel_haenszel(none, 0, false, &b), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_mantel_haenszel_ratio(none, 2, &p), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_mantel_haenszel_odds_ratio(none, 2, &p), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_mantel_haenszel_difference(one + 1, 1, &p), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_breslow_day_test(none, 2, &b, &t), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_breslow_day_test(one, 2, &b, &t), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_cochran_mantel_haenszel(odd, 1, false, &b), GG_E_INPUT);
    ck_assert_int_eq(gg_mantel_haenszel_ratio(odd, 1, &p), GG_E_INPUT);
    ck_assert_int_eq(gg_mantel_haenszel_odds_ratio(odd, 1, &p), GG_E_INPUT);
    ck_assert_int_eq(gg_mantel_haenszel_difference(odd, 1, &p), GG_E_INPUT);
    ck_assert_int_eq(gg_breslow_day_test(odd, 1, &b, &t), GG_E_INPUT);
    ck_assert_int_eq(gg_pooled_ratio_interval(&p, NAN, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_pooled_ratio_interval(&(gg_pooled){0, 1, 1}, 2, &i), GG_E_INPUT);
    ck_assert(b.statistic == 7 && t.statistic == 7 && p.value == 7 && i.low == 7);
}
END_TEST

/* Common ratio 1.3 and common difference 0.1 over eight strata of different base rates. */
START_TEST(coverage_of_pooled_figures_in_a_seeded_simulation)
{
    gg_random r;
    int ratio = 0, difference = 0, runs = 6000;

    gg_random_init(&r, 1, "strata", "coverage");
    for (int k = 0; k < runs; k++) {
        gg_stratum a[8], b[8];
        gg_interval i;
        gg_pooled p;

        for (int j = 0; j < 8; j++) {
            double base = 0.1 + 0.06 * j;

            a[j] = (gg_stratum){{simulate_binomial(&r, 25 + j, 1.3 * base), 25 + j},
                                {simulate_binomial(&r, 60, base), 60}};
            b[j] = (gg_stratum){{simulate_binomial(&r, 25 + j, base + 0.1), 25 + j},
                                {simulate_binomial(&r, 60, base), 60}};
        }
        ck_assert_int_eq(gg_mantel_haenszel_ratio(a, 8, &p), GG_OK);
        ck_assert_int_eq(gg_pooled_ratio_interval(&p, Z95, &i), GG_OK);
        ratio += i.low <= 1.3 && 1.3 <= i.high;
        ck_assert_int_eq(gg_mantel_haenszel_difference(b, 8, &p), GG_OK);
        ck_assert_int_eq(gg_interval_normal(p.value, p.standard_error, Z95, &i), GG_OK);
        difference += i.low <= 0.1 && 0.1 <= i.high;
    }
    ck_assert_msg(ratio > 0.935 * runs && ratio < 0.965 * runs, "%d of %d", ratio, runs);
    ck_assert_msg(difference > 0.935 * runs && difference < 0.965 * runs, "%d", difference);
}
END_TEST

/* Opposite strata cancel: what the sums leave behind is rounding, and the difference is 0. */
START_TEST(what_is_left_of_rounding_is_nothing)
{
    const gg_stratum s[3] = {
        {{10, 100}, {20, 100}}, {{70, 100}, {50, 100}}, {{20, 100}, {30, 100}}};
    gg_pooled p;

    for (int n = 1; n < 200; n++) {
        gg_stratum t[3];

        for (int i = 0; i < 3; i++)
            t[i] = (gg_stratum){{s[i].group.successes * n / 7, 100.0 * n / 7},
                                {s[i].reference.successes * n / 7, 100.0 * n / 7}};
        ck_assert_int_eq(gg_mantel_haenszel_difference(t, 3, &p), GG_OK);
        ck_assert(p.value == 0);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, cochran_mantel_haenszel);
    tcase_add_test(tc, pooled_odds_ratio);
    tcase_add_test(tc, pooled_ratio_and_difference);
    tcase_add_test(tc, one_stratum_is_the_crude_table);
    tcase_add_test(tc, breslow_day_and_tarone);
    tcase_add_test(tc, strata_without_both_groups_add_nothing);
    tcase_add_test(tc, exchange_of_groups_inverts);
    tcase_add_test(tc, a_billion_rows_a_stratum);
    tcase_add_test(tc, what_cannot_be_pooled);
    tcase_add_test(tc, what_is_left_of_rounding_is_nothing);
    tcase_add_test(tc, coverage_of_pooled_figures_in_a_seeded_simulation);
}

GG_TEST_MAIN("stats/strata")
