/*
 * Demographic disparity. Figures: rows written out and counted in pandas by Clarify's
 * definitions, limits of shares from statsmodels' proportion_confint (wilson), on the admissions to
 * Berkeley of 1973, which are the example of Clarify's own documentation.
 */
#include "gauger/stats/demographic.h"

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

/* Women by department: of the refused, of the admitted, applicants. */
static const gg_decided WOMEN[] = {
    {{19, 332}, {89, 601}, 933},   {{8, 215}, {17, 370}, 585},   {{391, 596}, {202, 322}, 918},
    {{244, 523}, {131, 269}, 792}, {{299, 437}, {94, 147}, 584}, {{317, 668}, {24, 46}, 714},
    {{12, 30}, {0, 0}, 30}, /* nobody is admitted here */
};
static const gg_decided ALL_WOMEN = {{1278, 2771}, {557, 1755}, 4526};

/* Refused 6 and 4, admitted 5 and 5: 0.6 - 0.5, the example in Clarify's words. */
START_TEST(share_among_refused_minus_share_among_admitted)
{
    const gg_decided women = {{6, 10}, {5, 10}, 20}, men = {{4, 10}, {5, 10}, 20};
    gg_estimate d;

    ck_assert_int_eq(gg_demographic_disparity(&women, Z95, &d), GG_OK);
    ck_close(d.value, 0.1, 1e-12);
    ck_assert(d.low < 0 && d.high > 0);
    ck_assert_int_eq(gg_demographic_disparity(&men, Z95, &d), GG_OK);
    ck_close(d.value, -0.1, 1e-12);
    ck_assert_int_eq(gg_demographic_disparity(&ALL_WOMEN, Z95, &d), GG_OK);
    ck_close(d.value, 0.14382642365320097, 1e-12);
    ck_close(d.low, 0.11496673326459916, 1e-10);
    ck_close(d.high, 0.1721487697882634, 1e-10);
}
END_TEST

/* Women have more of the refusals overall, and fewer within departments: the sign turns. */
START_TEST(conditional_on_departments_the_sign_turns)
{
    gg_demographic d;

    ck_assert_int_eq(gg_conditional_demographic_disparity(WOMEN, 6, Z95, &d), GG_OK);
    ck_close(d.value, -0.019283267035269232, 1e-12);
    ck_close(d.interval.low, -0.05142162856211657, 1e-10);
    ck_close(d.interval.high, 0.013811907074585676, 1e-10);
    ck_assert_uint_eq(d.strata, 6);
    ck_assert(d.share == 1 && d.filled == d.value);
}
END_TEST

START_TEST(one_stratum_is_the_plain_disparity)
{
    gg_demographic c;
    gg_estimate d;

    ck_assert_int_eq(gg_conditional_demographic_disparity(&ALL_WOMEN, 1, Z95, &c), GG_OK);
    ck_assert_int_eq(gg_demographic_disparity(&ALL_WOMEN, Z95, &d), GG_OK);
    ck_close(c.value, d.value, 1e-14);
    ck_close(c.interval.low, d.low, 1e-14);
    ck_close(c.interval.high, d.high, 1e-14);
}
END_TEST

/* A stratum with one decision only has no disparity; Clarify's program takes the missing share as
 * 0, and so lets the share of the other pile stand as a disparity. Both figures are given. */
START_TEST(a_stratum_with_one_decision_does_not_count)
{
    const gg_decided nobody = {{0, 0}, {0, 0}, 0};
    gg_demographic d;
    gg_estimate one;

    ck_assert_int_eq(gg_conditional_demographic_disparity(WOMEN, 7, Z95, &d), GG_OK);
    ck_close(d.value, -0.019283267035269232, 1e-12);
    ck_close(d.filled, -0.016522402678144983, 1e-12);
    ck_assert_uint_eq(d.strata, 6);
    ck_close(d.share, 0.9934152765583846, 1e-12);
    ck_assert_int_eq(gg_conditional_demographic_disparity(&WOMEN[6], 1, Z95, &d), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_conditional_demographic_disparity(&nobody, 1, Z95, &d), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_conditional_demographic_disparity(NULL, 0, Z95, &d), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_demographic_disparity(&WOMEN[6], Z95, &one), GG_E_UNDEFINED);
}
END_TEST

START_TEST(what_is_no_count_is_refused)
{
    static const gg_decided bad[] = {{{-1, 10}, {5, 10}, 20}, {{11, 10}, {5, 10}, 20},
                                     {{1, 10}, {5, NAN}, 20}, {{1, 10}, {5, 10}, -1},
                                     {{1, 10}, {5, 10}, NAN}, {{1, 10}, {5, 10}, INFINITY}};
    gg_demographic d = {.value = 7};
    gg_estimate one = {7, 7, 7};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(gg_demographic_disparity(&bad[i], Z95, &one), GG_E_INPUT);
        ck_assert_int_eq(gg_conditional_demographic_disparity(&bad[i], 1, Z95, &d), GG_E_INPUT);
    }
    ck_assert_int_eq(gg_demographic_disparity(&ALL_WOMEN, -1, &one), GG_E_INPUT);
    ck_assert(d.value == 7 && one.value == 7); /* untouched */
}
END_TEST

/* Everyone of one group refused, everyone of the other admitted: 1, and no interval of no width. */
START_TEST(the_ends_of_the_range)
{
    const gg_decided apart = {{8, 8}, {0, 12}, 20};
    gg_demographic d;

    ck_assert_int_eq(gg_conditional_demographic_disparity(&apart, 1, Z95, &d), GG_OK);
    ck_assert(d.value == 1 && d.interval.high == 1 && d.interval.low < 0.8);
    ck_assert_int_eq(gg_conditional_demographic_disparity(&apart, 1, 0, &d), GG_OK);
    ck_close(d.interval.low, 1, 1e-12);
}
END_TEST

/* Rows of a stratum, each of the group with probability q and refused at its group's rate. */
static gg_decided draw(gg_random *r, int rows, double q, double rate_group, double rate_other)
{
    double group = simulate_binomial(r, rows, q);
    double a = simulate_binomial(r, (int)group, rate_group);
    double b = simulate_binomial(r, rows - (int)group, rate_other);

    return (gg_decided){{a, a + b}, {group - a, rows - a - b}, rows};
}

static double truth_of(double q, double rate_group, double rate_other)
{
    double a = q * rate_group, b = (1 - q) * rate_other;

    return a / (a + b) - (q - a) / (1 - a - b);
}

START_TEST(intervals_cover)
{
    static const double gaps[] = {0, 0.15};
    gg_random r;

    gg_random_init(&r, 1, "coverage", "demographic");
    for (size_t k = 0; k < 2; k++) {
        int runs = 4000, held = 0, defined = 0;

        for (int i = 0; i < runs; i++) {
            double truth = 0, all = 0;
            gg_decided s[5];
            gg_demographic d;

            for (int j = 0; j < 5; j++) {
                double q = 0.1 + 0.1 * j, rate = 0.15 + 0.12 * j;
                int rows = 40 + 30 * j;

                s[j] = draw(&r, rows, q, rate + gaps[k], rate);
                truth += rows * truth_of(q, rate + gaps[k], rate);
                all += rows;
            }
            if (gg_conditional_demographic_disparity(s, 5, Z95, &d) != GG_OK || d.strata < 5)
                continue;
            defined++;
            held += d.interval.low <= truth / all && truth / all <= d.interval.high;
        }
        ck_assert_msg(defined > 0.99 * runs, "%d of %d", defined, runs);
        ck_assert_msg(held > 0.94 * defined && held < 0.965 * defined, "gap %g: %d of %d", gaps[k],
                      held, defined);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, share_among_refused_minus_share_among_admitted);
    tcase_add_test(tc, conditional_on_departments_the_sign_turns);
    tcase_add_test(tc, one_stratum_is_the_plain_disparity);
    tcase_add_test(tc, a_stratum_with_one_decision_does_not_count);
    tcase_add_test(tc, what_is_no_count_is_refused);
    tcase_add_test(tc, the_ends_of_the_range);
    tcase_add_test(tc, intervals_cover);
}

GG_TEST_MAIN("stats/demographic")
