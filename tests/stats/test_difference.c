/*
 * Differences of two rates. Figures: statsmodels 0.13.5, R 4.2.2 and a numerical restricted maximum
 * likelihood (vectors); Newcombe 1998 as published.
 */
#include "gauger/stats/difference.h"

#include "gauger/stats/interval.h"

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

typedef gg_status (*method)(gg_rate, gg_rate, double, gg_interval *);
static const method METHODS[] = {gg_difference_newcombe, gg_difference_agresti_caffo,
                                 gg_difference_miettinen_nurminen, gg_difference_mee};
enum { NEWCOMBE, AGRESTI_CAFFO, MIETTINEN_NURMINEN, MEE, COUNT };

static const struct {
    gg_rate a, b;
    double ends[COUNT][2];
} VECTORS[] = {
    {{56, 70},
     {48, 80},
     {{0.05243147240236498, 0.33387265403690614},
      {0.052452926638053676, 0.33575845547576744},
      {0.05282971324584471, 0.3381729400158684},
      {0.053333849291325126, 0.3377294637411413}}},
    {{36, 40},
     {16, 80},
     {{0.5352954616182126, 0.7947390197273111},
      {0.5421403218959713, 0.8051302936673272},
      {0.5429395556499533, 0.8039401967018496},
      {0.543712229358251, 0.8035953875863588}}},
    {{5, 56},
     {0, 29},
     {{-0.038137147903536936, 0.19256001385511165},
      {-0.02886584630312586, 0.17124626899500572},
      {-0.03259656174351371, 0.19333097669088073},
      {-0.03132706877377798, 0.19256001385511148}}},
};

START_TEST(checked_values)
{
    for (size_t v = 0; v < sizeof VECTORS / sizeof VECTORS[0]; v++) {
        for (int m = 0; m < COUNT; m++) {
            gg_interval i;

            ck_assert_int_eq(METHODS[m](VECTORS[v].a, VECTORS[v].b, Z95, &i), GG_OK);
            ck_close(i.low, VECTORS[v].ends[m][0], 1e-10);
            ck_close(i.high, VECTORS[v].ends[m][1], 1e-10);
        }
    }
}
END_TEST

/* Drawn at random, computed with statsmodels 0.13.5 (newcomb, agresti-caffo). */
START_TEST(values_at_random)
{
    static const struct {
        gg_rate a, b;
        double newcombe[2], caffo[2];
    } drawn[] = {
        {{323, 472},
         {282, 314},
         {-0.2657465670174828, -0.15809050555960413},
         {-0.2657840064675703, -0.15826662644382217}},
        {{243, 291},
         {87, 388},
         {0.5464178254922982, 0.6652037933829807},
         {0.547567174840775, 0.6666797841160815}},
        {{9, 32},
         {134, 153},
         {-0.7273998656755203, -0.4113921536940597},
         {-0.7388444075117732, -0.4148557822415476}},
        {{228, 456},
         {6, 7},
         {-0.48291662231106247, 0.015937362621887385},
         {-0.5532223963429426, -0.0023331592126130674}},
    };

    for (size_t k = 0; k < sizeof drawn / sizeof drawn[0]; k++) {
        gg_interval i;

        ck_assert_int_eq(gg_difference_newcombe(drawn[k].a, drawn[k].b, Z95, &i), GG_OK);
        ck_close(i.low, drawn[k].newcombe[0], 1e-10);
        ck_close(i.high, drawn[k].newcombe[1], 1e-10);
        ck_assert_int_eq(gg_difference_agresti_caffo(drawn[k].a, drawn[k].b, Z95, &i), GG_OK);
        ck_close(i.low, drawn[k].caffo[0], 1e-10);
        ck_close(i.high, drawn[k].caffo[1], 1e-10);
    }
}
END_TEST

static const gg_rate RATES[] = {{0, 9},       {9, 9},     {1, 29},    {16.5, 40.25},
                                {0, 1e9},     {5, 1e9},   {5e8, 1e9}, {999999999, 1e9},
                                {123, 45678}, {0.1, 0.7}, {300, 1000}};
#define RATE_COUNT (sizeof RATES / sizeof RATES[0])

START_TEST(intervals_hold_the_difference_and_nest_in_z)
{
    for (size_t k = 0; k < RATE_COUNT * RATE_COUNT * COUNT; k++) {
        gg_rate a = RATES[k % RATE_COUNT], b = RATES[k / RATE_COUNT % RATE_COUNT];
        int m = (int)(k / RATE_COUNT / RATE_COUNT);
        double d = a.successes / a.n - b.successes / b.n;
        gg_interval before = {d, d};

        for (double z = 0.001; z < 39; z *= 2.3) {
            gg_interval i;

            ck_assert_int_eq(METHODS[m](a, b, z, &i), GG_OK);
            ck_assert(i.low >= -1 && i.high <= 1);
            ck_assert(i.low <= d && d <= i.high);
            ck_assert_msg(i.low <= before.low + 1e-13 && i.high >= before.high - 1e-13,
                          "method %d, %g/%g, %g/%g, z %g", m, a.successes, a.n, b.successes, b.n,
                          z);
            before = i;
        }
    }
}
END_TEST

START_TEST(exchange_of_groups_mirrors_the_interval)
{
    for (size_t k = 0; k < RATE_COUNT * RATE_COUNT * COUNT; k++) {
        gg_rate a = RATES[k % RATE_COUNT], b = RATES[k / RATE_COUNT % RATE_COUNT];
        int m = (int)(k / RATE_COUNT / RATE_COUNT);
        gg_interval i, j;

        ck_assert_int_eq(METHODS[m](a, b, 2.5, &i), GG_OK);
        ck_assert_int_eq(METHODS[m](b, a, 2.5, &j), GG_OK);
        ck_assert(fabs(i.low + j.high) < 1e-12 && fabs(i.high + j.low) < 1e-12);
    }
}
END_TEST

START_TEST(ends_of_the_score_intervals_have_score_z)
{
    for (double z = 0.5; z < 30; z *= 2) {
        gg_rate a = {36, 40}, b = {16, 80};
        gg_interval i;
        double score;

        ck_assert_int_eq(gg_difference_mee(a, b, z, &i), GG_OK);
        ck_assert_int_eq(gg_difference_score(a, b, i.low, &score), GG_OK);
        ck_close(score, z, 1e-9);
        ck_assert_int_eq(gg_difference_score(a, b, i.high, &score), GG_OK);
        ck_close(score, -z, 1e-9);
    }
}
END_TEST

/* The pooled z of 56/70 against 48/80: statsmodels 0.13.5 proportions_ztest. */
START_TEST(score_at_no_difference_is_the_pooled_z)
{
    gg_rate a = {56, 70}, b = {48, 80};
    double p = 104.0 / 150, want = 0.2 / sqrt(p * (1 - p) * (1 / 70.0 + 1 / 80.0)), score;

    ck_assert_int_eq(gg_difference_score(a, b, 0, &score), GG_OK);
    ck_close(score, want, 1e-12);
    ck_assert_int_eq(gg_difference_score((gg_rate){0, 9}, (gg_rate){0, 7}, 0, &score), GG_OK);
    ck_assert(score == 0);
    ck_assert_int_eq(gg_difference_score(a, b, -1, &score), GG_OK);
    ck_assert(score > 1e6 || isinf(score));
}
END_TEST

START_TEST(square_and_add_of_given_limits)
{
    gg_estimate a = {0.8, 0.7, 0.85}, b = {0.5, 0.3, 0.6};
    gg_interval i;

    ck_assert_int_eq(gg_difference_mover(a, b, &i), GG_OK);
    ck_close(i.low, 0.3 - sqrt(0.02), 1e-12);
    ck_close(i.high, 0.3 + sqrt(0.05 * 0.05 + 0.04), 1e-12);
    ck_assert_int_eq(gg_mean_mover(a, b, &i), GG_OK);
    ck_close(i.low, 0.65 - sqrt(0.05) / 2, 1e-12);
    ck_close(i.high, 0.65 + sqrt(0.05 * 0.05 + 0.01) / 2, 1e-12);
    b.high = INFINITY;
    ck_assert_int_eq(gg_difference_mover(a, b, &i), GG_OK);
    ck_assert(isinf(i.low) && i.low < 0 && isfinite(i.high));
}
END_TEST

START_TEST(estimates_outside_their_limits_are_refused)
{
    gg_estimate good = {0.5, 0.4, 0.6};
    const gg_estimate bad[] = {{0.7, 0.4, 0.6}, {0.3, 0.4, 0.6}, {NAN, 0.4, 0.6},
                               {0.5, NAN, 0.6}, {0.5, 0.4, NAN}, {INFINITY, 0, INFINITY}};

    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        gg_interval i = {7, 8};

        ck_assert_int_eq(gg_difference_mover(bad[k], good, &i), GG_E_INPUT);
        ck_assert_int_eq(gg_difference_mover(good, bad[k], &i), GG_E_INPUT);
        ck_assert_int_eq(gg_mean_mover(bad[k], good, &i), GG_E_INPUT);
        ck_assert_int_eq(gg_mean_mover(good, bad[k], &i), GG_E_INPUT);
        ck_assert(i.low == 7 && i.high == 8);
    }
}
END_TEST

START_TEST(bad_counts_are_refused_and_out_is_untouched)
{
    gg_rate good = {3, 9};
    static const struct {
        gg_rate r;
        gg_status want;
    } bad[] = {{{0, 0}, GG_E_UNDEFINED}, {{-1, 5}, GG_E_INPUT},       {{6, 5}, GG_E_INPUT},
               {{NAN, 5}, GG_E_INPUT},   {{1, INFINITY}, GG_E_INPUT}, {{0, -1}, GG_E_INPUT}};

    for (int m = 0; m < COUNT; m++) {
        gg_interval i = {7, 8};

        for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
            ck_assert_int_eq(METHODS[m](bad[k].r, good, Z95, &i), bad[k].want);
            ck_assert_int_eq(METHODS[m](good, bad[k].r, Z95, &i), bad[k].want);
        }
        ck_assert_int_eq(METHODS[m](good, good, -1, &i), GG_E_INPUT);
        ck_assert_int_eq(METHODS[m](good, good, NAN, &i), GG_E_INPUT);
        ck_assert_int_eq(METHODS[m](good, (gg_rate){0, 0}, NAN, &i), GG_E_INPUT);
        ck_assert(i.low == 7 && i.high == 8);
    }
}
END_TEST

START_TEST(score_refuses_what_is_out_of_range)
{
    double out = 5;

    ck_assert_int_eq(gg_difference_score((gg_rate){1, 2}, (gg_rate){1, 2}, 1.5, &out), GG_E_INPUT);
    ck_assert_int_eq(gg_difference_score((gg_rate){1, 2}, (gg_rate){1, 2}, NAN, &out), GG_E_INPUT);
    ck_assert_int_eq(gg_difference_score((gg_rate){0, 0}, (gg_rate){1, 2}, 0, &out),
                     GG_E_UNDEFINED);
    ck_assert(out == 5);
}
END_TEST

START_TEST(miettinen_nurminen_needs_two_rows)
{
    gg_interval i = {7, 8};

    ck_assert_int_eq(
        gg_difference_miettinen_nurminen((gg_rate){0.2, 0.5}, (gg_rate){0.1, 0.5}, Z95, &i),
        GG_E_UNDEFINED);
    ck_assert(i.low == 7 && i.high == 8);
}
END_TEST

START_TEST(mean_coverage_of_newcombe_in_a_seeded_simulation)
{
    gg_random r;
    int held = 0, runs = 0;

    gg_random_init(&r, 1, "newcombe", "coverage");
    for (int k = 0; k < 60000; k++, runs++) {
        double p = 0.05 + 0.9 * gg_random_uniform(&r), q = 0.05 + 0.9 * gg_random_uniform(&r);
        gg_rate a = {simulate_binomial(&r, 70, p), 70}, b = {simulate_binomial(&r, 45, q), 45};
        gg_interval i;

        ck_assert_int_eq(gg_difference_newcombe(a, b, Z95, &i), GG_OK);
        held += i.low <= p - q && p - q <= i.high;
    }
    ck_assert_msg(held > 0.94 * runs && held < 0.965 * runs, "%d of %d", held, runs);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, checked_values);
    tcase_add_test(tc, values_at_random);
    tcase_add_test(tc, intervals_hold_the_difference_and_nest_in_z);
    tcase_add_test(tc, exchange_of_groups_mirrors_the_interval);
    tcase_add_test(tc, ends_of_the_score_intervals_have_score_z);
    tcase_add_test(tc, score_at_no_difference_is_the_pooled_z);
    tcase_add_test(tc, square_and_add_of_given_limits);
    tcase_add_test(tc, estimates_outside_their_limits_are_refused);
    tcase_add_test(tc, bad_counts_are_refused_and_out_is_untouched);
    tcase_add_test(tc, score_refuses_what_is_out_of_range);
    tcase_add_test(tc, miettinen_nurminen_needs_two_rows);
    tcase_add_test(tc, mean_coverage_of_newcombe_in_a_seeded_simulation);
}

GG_TEST_MAIN("stats/difference")
