/*
 * Ratios of two rates. Figures: closed form and numerical restricted maximum likelihood (vectors),
 * Koopman 1984 as published (36/40, 16/80), mpmath 1.2.1 with 60 digits for large counts.
 */
#include "gauger/stats/ratio.h"

#include "simulate.h"
#include "../suite.h"

#define Z95 1.959963984540054

START_TEST(checked_values)
{
    static const struct {
        gg_rate a, b;
        double koopman[2], katz[2];
    } vectors[] = {
        {{56, 70},
         {48, 80},
         {1.0798215063618988, 1.6708055780191124},
         {1.076626422763193, 1.651248511266387}},
        {{36, 40},
         {16, 80},
         {2.9395691922150053, 7.1522234348660145},
         {2.8685501986034847, 7.059315193388788}},
        {{323, 472}, {282, 314}, {0, 0}, {0.7092459921875613, 0.8186254393912938}},
        {{9, 32}, {134, 153}, {0, 0}, {0.18396720761839885, 0.5605545870330059}},
    };

    for (size_t k = 0; k < sizeof vectors / sizeof vectors[0]; k++) {
        gg_interval i;

        ck_assert_int_eq(gg_ratio_katz(vectors[k].a, vectors[k].b, Z95, &i), GG_OK);
        ck_close(i.low, vectors[k].katz[0], 1e-10);
        ck_close(i.high, vectors[k].katz[1], 1e-10);
        if (vectors[k].koopman[0] == 0)
            continue;
        ck_assert_int_eq(gg_ratio_koopman(vectors[k].a, vectors[k].b, Z95, &i), GG_OK);
        ck_close(i.low, vectors[k].koopman[0], 1e-10);
        ck_close(i.high, vectors[k].koopman[1], 1e-10);
    }
}
END_TEST

START_TEST(no_success_on_either_side)
{
    gg_interval i;

    ck_assert_int_eq(gg_ratio_koopman((gg_rate){5, 56}, (gg_rate){0, 29}, Z95, &i), GG_OK);
    ck_close(i.low, 0.7256888835936187, 1e-10);
    ck_assert(isinf(i.high) && i.high > 0);
    ck_assert_int_eq(gg_ratio_koopman((gg_rate){0, 29}, (gg_rate){5, 56}, Z95, &i), GG_OK);
    ck_assert(i.low == 0);
    ck_close(i.high, 1 / 0.7256888835936187, 1e-10);
    ck_assert_int_eq(gg_ratio_koopman((gg_rate){0, 5}, (gg_rate){0, 6}, Z95, &i), GG_OK);
    ck_assert(i.low == 0 && isinf(i.high));
    ck_assert_int_eq(gg_ratio_koopman((gg_rate){5, 5}, (gg_rate){6, 6}, Z95, &i), GG_OK);
    ck_close(i.low, 5 / (5 + Z95 * Z95), 1e-12);
    ck_close(i.high, (6 + Z95 * Z95) / 6, 1e-12);
}
END_TEST

/* mpmath 1.2.1, 60 digits, root of the score equation. */
START_TEST(large_ratios_and_tiny_rates_keep_their_digits)
{
    static const struct {
        gg_rate a, b;
        double z, low;
    } big[] = {
        {{1, 1e9}, {5, 1e9}, Z95, 0.0309845602176505},
        {{1, 1e9}, {5, 1e9}, 38, 0.000115287103213882},
        {{5, 1e9}, {999999999, 1e9}, Z95, 2.13570114154005e-9},
        {{999999997, 1e9}, {2, 1e9}, Z95, 137118034.722608},
        {{999999997, 1e9}, {2, 1e9}, 0.001, 499646570.088723},
        {{5e8, 1e9}, {500001000, 1e9}, Z95, 0.99991035185417},
        {{3, 7}, {0.5, 1e9}, Z95, 80775511.6924515},
        {{2, 3}, {1, 1e9}, 10, 4405221.95828691},
    };

    for (size_t k = 0; k < sizeof big / sizeof big[0]; k++) {
        gg_interval i;

        ck_assert_int_eq(gg_ratio_koopman(big[k].a, big[k].b, big[k].z, &i), GG_OK);
        ck_close(i.low, big[k].low, 1e-13);
    }
}
END_TEST

static const gg_rate RATES[] = {{0, 9},   {9, 9},     {1, 29},        {16.5, 40.25}, {0, 1e9},
                                {5, 1e9}, {5e8, 1e9}, {1e9 - 1, 1e9}, {123, 45678},  {0.1, 0.7}};
#define RATE_COUNT (sizeof RATES / sizeof RATES[0])

START_TEST(intervals_hold_the_ratio_and_nest_in_z)
{
    for (size_t k = 0; k < RATE_COUNT * RATE_COUNT; k++) {
        gg_rate a = RATES[k % RATE_COUNT], b = RATES[k / RATE_COUNT];
        double ratio = a.successes / a.n / (b.successes / b.n);
        gg_interval before = {INFINITY, 0};

        for (double z = 0.001; z < 39; z *= 1.9) {
            gg_interval i;

            ck_assert_int_eq(gg_ratio_koopman(a, b, z, &i), GG_OK);
            ck_assert(i.low >= 0 && i.high >= i.low && isfinite(i.low));
            if (a.successes > 0 && b.successes > 0)
                ck_assert(i.low <= ratio && ratio <= i.high);
            ck_assert(i.low <= before.low * (1 + 1e-13) && i.high >= before.high * (1 - 1e-13));
            before = i;
        }
    }
}
END_TEST

START_TEST(the_reversed_ratio_has_the_reversed_interval)
{
    for (size_t k = 0; k < RATE_COUNT * RATE_COUNT; k++) {
        gg_rate a = RATES[k % RATE_COUNT], b = RATES[k / RATE_COUNT];
        gg_interval i, j;

        ck_assert_int_eq(gg_ratio_koopman(a, b, 2.2, &i), GG_OK);
        ck_assert_int_eq(gg_ratio_koopman(b, a, 2.2, &j), GG_OK);
        if (isfinite(j.high))
            ck_close(i.low * j.high, 1, 1e-12);
        else
            ck_assert(i.low == 0);
    }
}
END_TEST

START_TEST(ends_have_score_z)
{
    gg_rate a = {36, 40}, b = {16, 80};

    for (double z = 0.25; z < 35; z *= 2) {
        gg_interval i;
        double score;

        ck_assert_int_eq(gg_ratio_koopman(a, b, z, &i), GG_OK);
        ck_assert_int_eq(gg_ratio_score(a, b, i.low, &score), GG_OK);
        ck_close(score, z, 1e-9);
        ck_assert_int_eq(gg_ratio_score(a, b, i.high, &score), GG_OK);
        ck_close(score, -z, 1e-9);
    }
}
END_TEST

START_TEST(score_at_one_is_the_pooled_z)
{
    gg_rate a = {56, 70}, b = {48, 80};
    double from_ratio, from_difference;

    ck_assert_int_eq(gg_ratio_score(a, b, 1, &from_ratio), GG_OK);
    ck_assert_int_eq(gg_difference_score(a, b, 0, &from_difference), GG_OK);
    ck_close(from_ratio, from_difference, 1e-10);
}
END_TEST

START_TEST(at_z_0_the_ratio_itself)
{
    gg_interval i;

    ck_assert_int_eq(gg_ratio_koopman((gg_rate){36, 40}, (gg_rate){16, 80}, 0, &i), GG_OK);
    ck_close(i.low, 4.5, 1e-14);
    ck_close(i.high, 4.5, 1e-14);
}
END_TEST

/* The interval is where the square-and-add interval of a - theta b holds 0: checked by that. */
START_TEST(square_and_add_of_given_limits)
{
    gg_estimate a = {0.8, 0.7, 0.85}, b = {0.5, 0.3, 0.6};
    gg_interval i;

    ck_assert_int_eq(gg_ratio_mover(a, b, &i), GG_OK);
    ck_close(a.value - i.low * b.value, hypot(0.1, i.low * 0.1), 1e-12);
    ck_close(i.high * b.value - a.value, hypot(0.05, i.high * 0.2), 1e-12);
    b.low = 0;
    ck_assert_int_eq(gg_ratio_mover(a, b, &i), GG_OK);
    ck_assert(isinf(i.high));
    a.low = 0;
    ck_assert_int_eq(gg_ratio_mover(a, b, &i), GG_OK);
    ck_assert(i.low == 0);
}
END_TEST

START_TEST(bad_input_is_refused_and_out_is_untouched)
{
    gg_rate good = {3, 9}, none = {0, 9}, empty = {0, 0}, odd = {9, 3};
    gg_estimate fine = {0.5, 0.4, 0.6}, negative = {-0.1, -0.2, 0}, open = {0.5, 0.1, INFINITY};
    gg_interval i = {7, 8};
    double score = 5;

    ck_assert_int_eq(gg_ratio_koopman(good, empty, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_ratio_koopman(empty, good, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_ratio_koopman(odd, good, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_ratio_koopman(good, odd, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_ratio_koopman(good, good, NAN, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_ratio_katz(good, none, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_ratio_katz(none, good, Z95, &i), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_ratio_katz(good, odd, Z95, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_ratio_mover(fine, negative, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_ratio_mover(negative, fine, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_ratio_mover(open, fine, &i), GG_E_INPUT);
    ck_assert_int_eq(gg_ratio_score(good, good, 0, &score), GG_E_INPUT);
    ck_assert_int_eq(gg_ratio_score(good, good, INFINITY, &score), GG_E_INPUT);
    ck_assert_int_eq(gg_ratio_score(good, empty, 1, &score), GG_E_UNDEFINED);
    ck_assert(i.low == 7 && i.high == 8 && score == 5);
}
END_TEST

START_TEST(mean_coverage_of_koopman_in_a_seeded_simulation)
{
    gg_random r;
    int held = 0, runs = 0;

    gg_random_init(&r, 1, "koopman", "coverage");
    for (int k = 0; k < 40000; k++, runs++) {
        double p = 0.08 + 0.84 * gg_random_uniform(&r), q = 0.08 + 0.84 * gg_random_uniform(&r);
        gg_rate a = {simulate_binomial(&r, 70, p), 70}, b = {simulate_binomial(&r, 45, q), 45};
        gg_interval i;

        ck_assert_int_eq(gg_ratio_koopman(a, b, Z95, &i), GG_OK);
        held += i.low <= p / q && p / q <= i.high;
    }
    ck_assert_msg(held > 0.94 * runs && held < 0.965 * runs, "%d of %d", held, runs);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, checked_values);
    tcase_add_test(tc, no_success_on_either_side);
    tcase_add_test(tc, large_ratios_and_tiny_rates_keep_their_digits);
    tcase_add_test(tc, intervals_hold_the_ratio_and_nest_in_z);
    tcase_add_test(tc, the_reversed_ratio_has_the_reversed_interval);
    tcase_add_test(tc, ends_have_score_z);
    tcase_add_test(tc, score_at_one_is_the_pooled_z);
    tcase_add_test(tc, at_z_0_the_ratio_itself);
    tcase_add_test(tc, square_and_add_of_given_limits);
    tcase_add_test(tc, bad_input_is_refused_and_out_is_untouched);
    tcase_add_test(tc, mean_coverage_of_koopman_in_a_seeded_simulation);
}

GG_TEST_MAIN("stats/ratio")
