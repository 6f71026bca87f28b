/* The measure itself and the normal tail. Figures: mpmath 1.2.1, 40 digits (SciPy 1.10.1 agrees).
 */
#include "gauger/stats/measure.h"

#include <string.h>

#include "../suite.h"

START_TEST(a_measure_holds_value_and_ends)
{
    gg_measure m = gg_measure_of(0.5, 0.4, 0.6, "wilson");

    ck_assert_int_eq(m.state, GG_MEASURE_OK);
    ck_assert(m.value == 0.5 && m.low == 0.4 && m.high == 0.6);
    ck_assert_str_eq(m.method, "wilson");
    ck_assert_ptr_null(m.why);
    ck_assert(isnan(m.standard_error) && isnan(m.n));
    ck_assert_str_eq(gg_measure_of(0.5, NAN, NAN, NULL).method, "");
}
END_TEST

START_TEST(no_number_is_no_value)
{
    const double bad[] = {NAN, INFINITY, -INFINITY};

    for (int i = 0; i < 3; i++) {
        gg_measure m = gg_measure_of(bad[i], 0, 1, "wilson");

        ck_assert_int_eq(m.state, GG_MEASURE_UNDEFINED);
        ck_assert_str_eq(m.why, GG_WHY_NO_ROWS);
        ck_assert(isnan(m.value) && isnan(m.low) && isnan(m.high));
    }
}
END_TEST

START_TEST(the_state_follows_the_reason)
{
    ck_assert_int_eq(gg_measure_undefined(GG_WHY_NO_POSITIVES).state, GG_MEASURE_UNDEFINED);
    ck_assert_int_eq(gg_measure_undefined(GG_WHY_TOO_FEW).state, GG_MEASURE_TOO_FEW);
    ck_assert_int_eq(gg_measure_undefined(GG_WHY_WITHHELD).state, GG_MEASURE_WITHHELD);
    ck_assert_str_eq(gg_measure_undefined(GG_WHY_ONE_CLASS).why, "one_class");
    ck_assert_str_eq(gg_measure_undefined(NULL).why, GG_WHY_NO_ROWS);
    ck_assert(isnan(gg_measure_undefined(GG_WHY_ONE_CLASS).value));
}
END_TEST

START_TEST(normal_tails)
{
    static const double sf[][2] = {
        {-1.0, 0.8413447460685429},    {0.0, 0.5},
        {0.5, 0.3085375387259869},     {1.959963984540054, 0.025000000000000012},
        {3.0, 0.0013498980316300946},  {5.0, 2.866515718791939e-07},
        {8.0, 6.220960574271784e-16},  {12.0, 1.776482112077679e-33},
        {30.0, 4.906713927148187e-198}};

    for (size_t i = 0; i < sizeof sf / sizeof sf[0]; i++)
        ck_close(gg_p_of_z(sf[i][0]), sf[i][1], 1e-12);
    ck_assert(isnan(gg_p_of_z(NAN)));
    ck_close(gg_p_of_z(INFINITY), 0, 1e-12);
}
END_TEST

START_TEST(normal_quantiles)
{
    static const double quantile[][2] = {{1e-12, 7.034483825301132},  {1e-06, 4.753424308822899},
                                         {0.001, 3.0902323061678136}, {0.025, 1.9599639845400543},
                                         {0.05, 1.6448536269514726},  {0.5, 0.0},
                                         {0.8, -0.8416212335729144},  {0.975, -1.9599639845400538}};

    for (size_t i = 0; i < sizeof quantile / sizeof quantile[0]; i++)
        ck_close(gg_z_of_p(quantile[i][0]), quantile[i][1], 1e-13);
    ck_close(gg_z_of_confidence(0.95), 1.959963984540054, 1e-14);
    ck_close(gg_z_of_confidence(0.99), 2.5758293035489004, 1e-13);
    for (double z = 0.25; z < 37; z += 0.5)
        ck_close(gg_z_of_p(gg_p_of_z(z)), z, 1e-12);
}
END_TEST

START_TEST(levels_outside_0_1_have_no_quantile)
{
    const double bad[] = {0, 1, -0.1, 1.5, NAN, INFINITY};

    for (int i = 0; i < 6; i++) {
        ck_assert(isnan(gg_z_of_confidence(bad[i])));
        ck_assert(isnan(gg_z_of_p(bad[i])));
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_measure_holds_value_and_ends);
    tcase_add_test(tc, no_number_is_no_value);
    tcase_add_test(tc, the_state_follows_the_reason);
    tcase_add_test(tc, normal_tails);
    tcase_add_test(tc, normal_quantiles);
    tcase_add_test(tc, levels_outside_0_1_have_no_quantile);
}

GG_TEST_MAIN("stats/measure")
