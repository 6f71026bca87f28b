/*
 * Intervals of a rate. Figures: statsmodels 0.13.5 proportion_confint and R 4.2.2 (vectors), SciPy
 * 1.10.1 beta.ppf for the large counts.
 */
#include "gauger/stats/interval.h"

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

typedef gg_status (*method)(double, double, double, gg_interval *);
static const method METHODS[] = {gg_interval_wilson, gg_interval_clopper_pearson,
                                 gg_interval_jeffreys, gg_interval_agresti_coull};
enum { WILSON, CLOPPER_PEARSON, JEFFREYS, AGRESTI_COULL, COUNT };

struct vector {
    double successes, n;
    double ends[COUNT][2];
};

static const struct vector VECTORS[] = {
    {81,
     263,
     {{0.2552885198782742, 0.36620957698280004},
      {0.2527367455852713, 0.3676219226013513},
      {0.2545219349910236, 0.3656474991740823},
      {0.25522066518999675, 0.3662774316710775}}},
    {0,
     20,
     {{0.0, 0.1611251580528194},
      {0.0, 0.16843347098308534},
      {0.0, 0.11663898290487539},
      {0.0, 0.18980956054248888}}},
    {1,
     29,
     {{0.006113214292762667, 0.17175521879320294},
      {0.000872646883579922, 0.17764429548872293},
      {0.0037461736490570752, 0.15007768600223173},
      {0.0, 0.18628650856170612}}},
    {8,
     10,
     {{0.49016247153664183, 0.9433178485456247},
      {0.4439045376923585, 0.9747892736731666},
      {0.497225503560007, 0.9559405864473692},
      {0.47936759056615064, 0.9541127295161159}}},
    {29,
     29,
     {{0.8830302015002592, 1.0},
      {0.8805551309304973, 1.0},
      {0.9177135170761761, 1.0},
      {0.8612600471911468, 1.0}}},
};

START_TEST(published_and_checked_values)
{
    for (size_t v = 0; v < sizeof VECTORS / sizeof VECTORS[0]; v++) {
        for (int m = 0; m < COUNT; m++) {
            gg_interval i;

            ck_assert_int_eq(METHODS[m](VECTORS[v].successes, VECTORS[v].n, Z95, &i), GG_OK);
            ck_close(i.low, VECTORS[v].ends[m][0], 1e-10);
            ck_close(i.high, VECTORS[v].ends[m][1], 1e-10);
        }
    }
}
END_TEST

START_TEST(ends_are_exact_at_none_and_all)
{
    for (int m = 0; m < COUNT; m++) {
        for (double n = 0.5; n < 1e10; n *= 7) {
            gg_interval none, all;

            ck_assert_int_eq(METHODS[m](0, n, Z95, &none), GG_OK);
            ck_assert_int_eq(METHODS[m](n, n, Z95, &all), GG_OK);
            ck_assert(none.low == 0 && all.high == 1);
            ck_assert(none.high > 0 && all.low < 1);
            ck_close(all.low, 1 - none.high, 1e-9);
        }
    }
}
END_TEST

/* SciPy 1.10.1 beta.ppf and mpmath 1.2.1 (1 of 1e9: SciPy's own is off by 1e-8 there). */
START_TEST(counts_up_to_1e9)
{
    static const struct {
        double s, n;
        int m;
        double low, high;
    } big[] = {
        {1, 1e9, WILSON, 1.7652455495696316e-10, 5.6649342432974385e-09},
        {1, 1e9, CLOPPER_PEARSON, 2.5317807983969379e-11, 5.5716433782031147e-09},
        {1, 1e9, JEFFREYS, 1.0789764133310232e-10, 4.6742017924925419e-09},
        {12345, 1e9, WILSON, 1.2129145769412187e-05, 1.2564695594548133e-05},
        {12345, 1e9, CLOPPER_PEARSON, 1.2128182216649721e-05, 1.256472082653494e-05},
        {12345, 1e9, JEFFREYS, 1.2128677806703237e-05, 1.2564216416680211e-05},
        {5e8, 1e9, WILSON, 0.49996901024844431, 0.50003098975155569},
        {5e8, 1e9, CLOPPER_PEARSON, 0.49996900974842229, 0.50003099025157771},
        {5e8, 1e9, JEFFREYS, 0.49996901024842222, 0.50003098975157778},
        {999999000, 1e9, WILSON, 0.99999893607004808, 0.99999906008850081},
        {300000, 1e6, WILSON, 0.29910260135349614, 0.30089893522412947},
        {300000, 1e6, CLOPPER_PEARSON, 0.2991019119335821, 0.30089924664225376},
        {300000, 1e6, JEFFREYS, 0.29910241150443628, 0.30089874621600343},
        {500, 1e5, WILSON, 0.0045814453122456017, 0.0054565836692116081},
        {500, 1e5, CLOPPER_PEARSON, 0.0045722441500705875, 0.005456841177010281},
        {500, 1e5, JEFFREYS, 0.004577026542829629, 0.0054516239667568534},
        {0, 1e9, WILSON, 0, 3.8414588059373198e-09},
        {0, 1e9, CLOPPER_PEARSON, 0, 3.6888794473100202e-09},
        {0, 1e9, JEFFREYS, 0, 2.5119430898745289e-09},
    };

    for (size_t k = 0; k < sizeof big / sizeof big[0]; k++) {
        gg_interval i;

        ck_assert_int_eq(METHODS[big[k].m](big[k].s, big[k].n, Z95, &i), GG_OK);
        ck_close(i.low, big[k].low, 1e-10);
        ck_close(i.high, big[k].high, 1e-10);
    }
}
END_TEST

START_TEST(intervals_hold_the_rate_and_nest_in_z)
{
    static const double n[] = {1, 2.5, 7, 30, 1000, 123456789, 1e9};
    static const double share[] = {0, 1e-9, 0.001, 0.2, 0.5, 0.77, 0.999, 1};

    for (int m = 0; m < COUNT; m++) {
        for (int k = 0; k < 7 * 8; k++) {
            double size = n[k % 7], s = size * share[k / 7];
            gg_interval before = {s / size, s / size};

            for (double z = 0.001; z < 38; z *= 1.7) {
                gg_interval i;

                ck_assert_int_eq(METHODS[m](s, size, z, &i), GG_OK);
                ck_assert(i.low >= 0 && i.high <= 1);
                ck_assert(i.low <= s / size && i.high >= s / size);
                ck_assert(i.low <= before.low + 1e-15 && i.high >= before.high - 1e-15);
                before = i;
            }
        }
    }
}
END_TEST

START_TEST(intervals_mirror)
{
    for (int m = 0; m < COUNT; m++) {
        for (double s = 0; s <= 17; s += 0.5) {
            gg_interval a, b;

            ck_assert_int_eq(METHODS[m](s, 17, 2.3, &a), GG_OK);
            ck_assert_int_eq(METHODS[m](17 - s, 17, 2.3, &b), GG_OK);
            ck_assert(fabs(a.low - (1 - b.high)) < 1e-13);
            ck_assert(fabs(a.high - (1 - b.low)) < 1e-13);
        }
    }
}
END_TEST

START_TEST(wilson_ends_solve_the_score_equation)
{
    for (double s = 0.25; s < 40; s += 1.75) {
        gg_interval i;

        ck_assert_int_eq(gg_interval_wilson(s, 40, 2.5, &i), GG_OK);
        ck_close((s / 40 - i.low) / sqrt(i.low * (1 - i.low) / 40), 2.5, 1e-10);
        ck_close((i.high - s / 40) / sqrt(i.high * (1 - i.high) / 40), 2.5, 1e-10);
    }
}
END_TEST

START_TEST(bad_numbers_are_refused_and_out_is_untouched)
{
    static const struct {
        double s, n, z;
        gg_status want;
    } bad[] = {
        {0, 0, Z95, GG_E_UNDEFINED},  {-1, 5, Z95, GG_E_INPUT},  {6, 5, Z95, GG_E_INPUT},
        {NAN, 5, Z95, GG_E_INPUT},    {1, NAN, Z95, GG_E_INPUT}, {1, INFINITY, Z95, GG_E_INPUT},
        {1, -5, Z95, GG_E_INPUT},     {1, 5, -1, GG_E_INPUT},    {1, 5, NAN, GG_E_INPUT},
        {1, 5, INFINITY, GG_E_INPUT}, {1, 0, Z95, GG_E_INPUT},   {1, 5, 65, GG_E_INPUT}};

    for (int m = 0; m < COUNT; m++) {
        for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
            gg_interval i = {-7, -8};

            ck_assert_int_eq(METHODS[m](bad[k].s, bad[k].n, bad[k].z, &i), bad[k].want);
            ck_assert(i.low == -7 && i.high == -8);
        }
    }
}
END_TEST

START_TEST(a_rounding_excess_is_no_error)
{
    gg_interval i;

    ck_assert_int_eq(gg_interval_wilson(100 * (1 + 1e-12), 100, Z95, &i), GG_OK);
    ck_assert(i.high == 1);
}
END_TEST

/* The probability that the interval of a binomial draw holds p, summed over all outcomes. */
static double coverage(const gg_interval *ends, int n, double p)
{
    double sum = 0;

    for (int s = 0; s <= n; s++) {
        if (ends[s].low <= p && p <= ends[s].high)
            sum += exp(lgamma(n + 1) - lgamma(s + 1) - lgamma(n - s + 1) + s * log(p) +
                       (n - s) * log1p(-p));
    }
    return sum;
}

START_TEST(coverage_by_summing_over_all_outcomes)
{
    static const int sizes[] = {5, 12, 30, 100, 400};

    for (int m = 0; m < COUNT; m++) {
        for (int k = 0; k < 5; k++) {
            gg_interval ends[401];
            double mean = 0, least = 1;
            int steps = 0;

            for (int s = 0; s <= sizes[k]; s++)
                ck_assert_int_eq(METHODS[m](s, sizes[k], Z95, &ends[s]), GG_OK);
            for (double p = 0.005; p < 1; p += 0.0033, steps++) {
                double c = coverage(ends, sizes[k], p);

                mean += c;
                least = fmin(least, c);
            }
            mean /= steps;
            if (m == CLOPPER_PEARSON)
                ck_assert_msg(least >= 0.95 - 1e-9, "n %d: %g", sizes[k], least);
            if (m == WILSON)
                ck_assert_msg(mean > 0.94 && mean < 0.965, "n %d: mean %g", sizes[k], mean);
            ck_assert_msg(mean > 0.935, "method %d, n %d: mean %g", m, sizes[k], mean);
        }
    }
}
END_TEST

START_TEST(coverage_in_a_seeded_simulation)
{
    gg_random r;
    int held = 0, runs = 0;

    gg_random_init(&r, 1, "wilson", "coverage");
    for (double p = 0.05; p < 0.96; p += 0.05) {
        for (int k = 0; k < 2000; k++, runs++) {
            gg_interval i;
            double s = simulate_binomial(&r, 80, p);

            ck_assert_int_eq(gg_interval_wilson(s, 80, Z95, &i), GG_OK);
            held += i.low <= p && p <= i.high;
        }
    }
    ck_assert_msg(held > 0.94 * runs && held < 0.965 * runs, "%d of %d", held, runs);
}
END_TEST

/* Clopper and Pearson at 99%, from the tails that the quantiles are asked for: mpmath 1.3.0,
 * betainc with 30 digits. One parameter of 1, both small, both above 400, and one of each. */
START_TEST(exact_limits_to_the_last_digits)
{
    static const double cases[][4] = {{1, 10, 0.00050112857546463377, 0.54428705689968686},
                                      {1, 100000, 5.0125416979164055e-8, 7.4298906213904873e-5},
                                      {5, 9, 0.14605622433501421, 0.9132123432261203},
                                      {400, 1000, 0.36015500796705661, 0.44081049784100172},
                                      {401, 100000, 0.0035138379256435211, 0.0045539744736132133}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_interval one;

        ck_assert_int_eq(
            gg_interval_clopper_pearson(cases[i][0], cases[i][1], 2.575829303548901, &one), GG_OK);
        ck_close(one.low, cases[i][2], 1e-13);
        ck_close(one.high, cases[i][3], 1e-13);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, published_and_checked_values);
    tcase_add_test(tc, ends_are_exact_at_none_and_all);
    tcase_add_test(tc, counts_up_to_1e9);
    tcase_add_test(tc, exact_limits_to_the_last_digits);
    tcase_add_test(tc, intervals_hold_the_rate_and_nest_in_z);
    tcase_add_test(tc, intervals_mirror);
    tcase_add_test(tc, wilson_ends_solve_the_score_equation);
    tcase_add_test(tc, bad_numbers_are_refused_and_out_is_untouched);
    tcase_add_test(tc, a_rounding_excess_is_no_error);
    tcase_add_test(tc, coverage_by_summing_over_all_outcomes);
    tcase_add_test(tc, coverage_in_a_seeded_simulation);
}

GG_TEST_MAIN("stats/interval")
