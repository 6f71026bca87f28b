/*
 * Score intervals of pooled figures. Figures: the score statistic written out in NumPy with the
 * constrained maximum likelihood by SciPy 1.8's minimize_scalar, inverted by its brentq.
 */
#include "gauger/stats/strata.h"

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

/* Nobody of the group has the event. */
static const gg_stratum FEW[2] = {{{0, 16}, {12, 600}}, {{0, 16}, {13, 600}}};
static const gg_stratum MANY[2] = {{{0, 300}, {200, 1000}}, {{0, 300}, {220, 1000}}};
static const gg_stratum REVERSED[2] = {{{200, 1000}, {0, 300}}, {{220, 1000}, {0, 300}}};

START_TEST(difference_with_and_without_events)
{
    static const struct {
        gg_stratum strata[3];
        size_t n;
        double low, high;
    } cases[] = {
        {{{{0, 16}, {12, 600}}, {{0, 16}, {13, 600}}}, 2, -0.0305834210, 0.0865643106},
        {{{{0, 300}, {200, 1000}}, {{0, 300}, {220, 1000}}}, 2, -0.2284055181, -0.1927072237},
        {{{{3, 20}, {9, 60}}, {{5, 25}, {4, 40}}, {{1, 8}, {2, 9}}},
         3,
         -0.0813898612,
         0.1692176859},
        {{{{0, 40}, {0, 60}}, {{0, 45}, {0, 70}}}, 2, -0.0289669206, 0.0436298506},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_interval ends;

        ck_assert_int_eq(
            gg_mantel_haenszel_difference_score(cases[i].strata, cases[i].n, Z95, &ends), GG_OK);
        ck_close(ends.low, cases[i].low, 1e-8);
        ck_close(ends.high, cases[i].high, 1e-8);
    }
}
END_TEST

START_TEST(ratio_of_nothing_and_to_nothing)
{
    gg_interval ends;

    ck_assert_int_eq(gg_mantel_haenszel_ratio_score(FEW, 2, Z95, &ends), GG_OK);
    ck_assert(ends.low == 0);
    ck_close(ends.high, 5.22492248984808, 1e-10);
    ck_assert_int_eq(gg_mantel_haenszel_ratio_score(MANY, 2, Z95, &ends), GG_OK);
    ck_close(ends.high, 0.030317938948582326, 1e-10);
    ck_assert_int_eq(gg_mantel_haenszel_ratio_score(REVERSED, 2, Z95, &ends), GG_OK);
    ck_close(ends.low, 32.983772468700614, 1e-9);
    ck_assert(isinf(ends.high) && ends.high > 0);
}
END_TEST

START_TEST(one_stratum_is_the_interval_of_miettinen_and_nurminen)
{
    const gg_stratum one = {{7, 31}, {12, 90}}, none = {{0, 31}, {12, 90}}, all = {{5, 5}, {0, 9}};
    gg_interval ends, crude;

    ck_assert_int_eq(gg_mantel_haenszel_difference_score(&one, 1, Z95, &ends), GG_OK);
    ck_assert_int_eq(gg_difference_miettinen_nurminen(one.group, one.reference, Z95, &crude),
                     GG_OK);
    ck_close(ends.low, crude.low, 1e-12);
    ck_close(ends.high, crude.high, 1e-12);
    ck_assert_int_eq(gg_mantel_haenszel_difference_score(&none, 1, Z95, &ends), GG_OK);
    ck_assert_int_eq(gg_difference_miettinen_nurminen(none.group, none.reference, Z95, &crude),
                     GG_OK);
    ck_close(ends.low, crude.low, 1e-12);
    ck_close(ends.high, crude.high, 1e-12);
    ck_assert_int_eq(gg_mantel_haenszel_difference_score(&all, 1, Z95, &ends), GG_OK);
    ck_assert(ends.high == 1 && ends.low > 0 && ends.low < 1);
}
END_TEST

START_TEST(ends_grow_with_the_critical_value)
{
    gg_interval before = {-0.020833333333333332, -0.020833333333333332}, ends;
    double top = 0;

    for (double z = 0; z <= 64; z += 0.5) {
        ck_assert_int_eq(gg_mantel_haenszel_difference_score(FEW, 2, z, &ends), GG_OK);
        ck_assert(ends.low <= before.low + 1e-12 && ends.high >= before.high - 1e-12);
        before = ends;
        ck_assert_int_eq(gg_mantel_haenszel_ratio_score(FEW, 2, z, &ends), GG_OK);
        ck_assert(ends.low == 0 && ends.high >= top);
        top = ends.high;
    }
    ck_assert_int_eq(gg_mantel_haenszel_ratio_score(REVERSED, 2, 0, &ends), GG_OK);
    ck_assert(isinf(ends.low) && isinf(ends.high));
}
END_TEST

START_TEST(strata_without_both_groups_add_nothing)
{
    const gg_stratum more[4] = {FEW[0], {{3, 9}, {0, 0}}, FEW[1], {{0, 0}, {4, 7}}};
    gg_interval a, b;

    ck_assert_int_eq(gg_mantel_haenszel_difference_score(FEW, 2, Z95, &a), GG_OK);
    ck_assert_int_eq(gg_mantel_haenszel_difference_score(more, 4, Z95, &b), GG_OK);
    ck_assert(a.low == b.low && a.high == b.high);
    ck_assert_int_eq(gg_mantel_haenszel_ratio_score(FEW, 2, Z95, &a), GG_OK);
    ck_assert_int_eq(gg_mantel_haenszel_ratio_score(more, 4, Z95, &b), GG_OK);
    ck_assert(a.high == b.high);
}
END_TEST

START_TEST(what_has_no_interval)
{
    const gg_stratum apart[2] = {{{3, 9}, {0, 0}}, {{0, 0}, {4, 7}}}, odd = {{5, 4}, {1, 2}};
    gg_interval ends = {7, 7};

    ck_assert_int_eq(gg_mantel_haenszel_difference_score(apart, 2, Z95, &ends), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_mantel_haenszel_ratio_score(apart, 2, Z95, &ends), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_mantel_haenszel_difference_score(&odd, 1, Z95, &ends), GG_E_INPUT);
    ck_assert_int_eq(gg_mantel_haenszel_ratio_score(&odd, 1, Z95, &ends), GG_E_INPUT);
    ck_assert_int_eq(gg_mantel_haenszel_difference_score(FEW, 2, NAN, &ends), GG_E_INPUT);
    ck_assert_int_eq(gg_mantel_haenszel_ratio_score(FEW, 2, -1, &ends), GG_E_INPUT);
    ck_assert(ends.low == 7 && ends.high == 7);
}
END_TEST

/* Rare events and few of the group: most samples show no event of it. Normal intervals of the
 * observed rates hold the truth in about 77 of 100 of the first. */
START_TEST(coverage_with_few_events)
{
    static const struct {
        int strata;
        double group_n, group_rate, reference_n, reference_rate;
    } worlds[] = {
        {2, 16, 0.05, 600, 0.02}, {2, 16, 0.02, 600, 0.02}, {6, 10, 0.1, 40, 0.05},
        {20, 3, 0.2, 5, 0.1},     {3, 40, 0.97, 200, 0.9},
    };
    const int runs = 2000;
    gg_random r;

    gg_random_init(&r, 1, "strata", "score");
    for (size_t w = 0; w < sizeof worlds / sizeof *worlds; w++) {
        const double truth = worlds[w].group_rate - worlds[w].reference_rate;
        int held = 0;

        for (int k = 0; k < runs; k++) {
            gg_stratum s[20];
            gg_interval ends;

            for (int j = 0; j < worlds[w].strata; j++)
                s[j] = (gg_stratum){
                    {simulate_binomial(&r, (int)worlds[w].group_n, worlds[w].group_rate),
                     worlds[w].group_n},
                    {simulate_binomial(&r, (int)worlds[w].reference_n, worlds[w].reference_rate),
                     worlds[w].reference_n}};
            ck_assert_int_eq(
                gg_mantel_haenszel_difference_score(s, (size_t)worlds[w].strata, Z95, &ends),
                GG_OK);
            held += ends.low <= truth && truth <= ends.high;
        }
        ck_assert_msg(held > 0.925 * runs, "world %zu: %d of %d", w, held, runs);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, difference_with_and_without_events);
    tcase_add_test(tc, ratio_of_nothing_and_to_nothing);
    tcase_add_test(tc, one_stratum_is_the_interval_of_miettinen_and_nurminen);
    tcase_add_test(tc, ends_grow_with_the_critical_value);
    tcase_add_test(tc, strata_without_both_groups_add_nothing);
    tcase_add_test(tc, what_has_no_interval);
    tcase_add_test(tc, coverage_with_few_events);
}

GG_TEST_MAIN("stats/strata_score")
