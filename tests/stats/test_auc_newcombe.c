/*
 * Newcombe's interval of an area: expected ends by scipy.optimize.brentq on the equation of the
 * header; coverage by seeded simulation, alone and together with DeLong's.
 */
#include "gauger/stats/derived.h"
#include "gauger/stats/ranking.h"

#include "simulate.h"
#include "suite.h"

#define Z95 1.959963984540054

START_TEST(known_ends)
{
    static const struct {
        double auc, negatives, positives, low, high;
    } cases[] = {{0.9140625, 8, 8, 0.6352276616058808, 0.9826292917213328},
                 {0.96, 300, 15, 0.8636850386186989, 0.988257569782799},
                 {0.5, 20, 20, 0.3314879271162708, 0.6685120728837293},
                 {1, 50, 10, 0.8804398554256664, 1},
                 {0, 50, 10, 0, 0.1195601445743336},
                 {0.75, 40.25, 12.5, 0.5670888369690276, 0.8675646445394068}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_interval v, mirrored;

        ck_assert_int_eq(
            gg_interval_auc_newcombe(cases[i].auc, cases[i].negatives, cases[i].positives, Z95, &v),
            GG_OK);
        ck_close(v.low, cases[i].low, 1e-9);
        ck_close(v.high, cases[i].high, 1e-9);
        /* The equation is even in the two tails when both classes are named anew. */
        ck_assert_int_eq(gg_interval_auc_newcombe(1 - cases[i].auc, cases[i].positives,
                                                  cases[i].negatives, Z95, &mirrored),
                         GG_OK);
        ck_close(mirrored.low + v.high, 1, 1e-9);
    }
}
END_TEST

START_TEST(nested_and_around_the_value)
{
    gg_interval narrow = {0, 0}, wide;

    ck_assert_int_eq(gg_interval_auc_newcombe(0.9, 30, 12, 0, &narrow), GG_OK);
    ck_close(narrow.low, 0.9, 1e-9);
    ck_close(narrow.high, 0.9, 1e-9);
    for (double z = 0.5; z < 64; z *= 2) {
        ck_assert_int_eq(gg_interval_auc_newcombe(0.9, 30, 12, z, &wide), GG_OK);
        ck_assert(wide.low < narrow.low && wide.high > narrow.high);
        ck_assert(wide.low > 0 && wide.high < 1);
        narrow = wide;
    }
}
END_TEST

START_TEST(bad_input)
{
    gg_interval v = {7, 7};

    ck_assert_int_eq(gg_interval_auc_newcombe(1.1, 9, 9, Z95, &v), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_auc_newcombe(NAN, 9, 9, Z95, &v), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_auc_newcombe(0.5, -1, 9, Z95, &v), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_auc_newcombe(0.5, 9, INFINITY, Z95, &v), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_auc_newcombe(0.5, 9, 9, -1, &v), GG_E_INPUT);
    ck_assert_int_eq(gg_interval_auc_newcombe(0.5, 0, 9, Z95, &v), GG_E_UNDEFINED);
    ck_assert(v.low == 7 && v.high == 7);
}
END_TEST

/* ---- coverage ---- */

typedef struct area_case {
    int negatives, positives;
    double shift; /* of the positives: normal scores */
} area_case;

static gg_delong drawn(gg_random *r, const area_case *c)
{
    double score[400];
    unsigned char outcome[400];
    gg_scored_rows rows = {score, outcome, NULL, (size_t)(c->negatives + c->positives)};
    gg_delong d;

    for (int j = 0; j < c->negatives + c->positives; j++) {
        outcome[j] = j < c->positives;
        score[j] = simulate_normal(r) + (outcome[j] ? c->shift : 0);
    }
    ck_assert_int_eq(gg_delong_of_rows(&rows, &d), GG_OK);
    return d;
}

/* Fifteen positives at an area of 0.96 are where DeLong's alone holds 87 in 100. */
START_TEST(together_they_hold)
{
    static const area_case cases[] = {{300, 15, 2.5}, {100, 10, 1.2}, {60, 15, 1.8},
                                      {30, 30, 2.5},  {300, 25, 0.5}, {20, 20, 0}};
    const int runs = getenv("GAUGER_SLOW") ? 10000 : 1500;
    gg_random r;

    gg_random_init(&r, 1, "coverage", "newcombe");
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const area_case *c = &cases[k];
        const double area = 0.5 * erfc(-c->shift / 2);
        int alone = 0, both = 0, delong = 0;

        for (int i = 0; i < runs; i++) {
            const gg_delong d = drawn(&r, c);
            gg_interval a, b;

            ck_assert_int_eq(
                gg_interval_auc(d.auc, sqrt(d.variance), c->negatives, c->positives, Z95, &a),
                GG_OK);
            ck_assert_int_eq(gg_interval_auc_newcombe(d.auc, c->negatives, c->positives, Z95, &b),
                             GG_OK);
            alone += b.low <= area && area <= b.high;
            delong += a.low <= area && area <= a.high;
            both += fmin(a.low, b.low) <= area && area <= fmax(a.high, b.high);
        }
        ck_assert_msg(alone >= 0.94 * runs, "alone, case %zu: %d of %d", k, alone, runs);
        ck_assert_msg(both >= 0.945 * runs, "both, case %zu: %d of %d", k, both, runs);
        ck_assert_msg(k > 0 || delong < 0.9 * runs, "DeLong: %d of %d", delong, runs);
    }
}
END_TEST

/* Two scores of the same 20 and 20 rows at areas of 0.98: DeLong's difference collapses where both
 * are 1, square-and-add holds. Ends at (1, 1): the distance of the single area's end, on both
 * sides.
 */
START_TEST(areas_apart)
{
    const area_case c = {20, 20, 2.9};
    const int runs = 1500;
    gg_interval one, both;
    gg_random r;
    int held = 0;

    ck_assert_int_eq(gg_interval_auc_newcombe(1, 40, 4, Z95, &one), GG_OK);
    ck_assert_int_eq(gg_difference_auc_newcombe(1, 1, 40, 4, Z95, &both), GG_OK);
    ck_close(both.low, one.low - 1, 1e-12);
    ck_close(both.high, 1 - one.low, 1e-12);
    ck_assert_int_eq(gg_difference_auc_newcombe(1, 0, 40, 4, 64, &both), GG_OK);
    ck_assert(both.low >= -1 && both.high == 1);
    ck_assert_int_eq(gg_difference_auc_newcombe(1, 0.5, 40, 0, Z95, &both), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_difference_auc_newcombe(0.5, 1.5, 40, 4, Z95, &both), GG_E_INPUT);
    gg_random_init(&r, 2, "coverage", "areas apart");
    for (int i = 0; i < runs; i++) {
        const double a = drawn(&r, &c).auc, b = drawn(&r, &c).auc;

        ck_assert_int_eq(gg_difference_auc_newcombe(a, b, 20, 20, Z95, &both), GG_OK);
        held += both.low <= 0 && 0 <= both.high;
    }
    ck_assert_msg(held >= 0.95 * runs, "%d of %d", held, runs);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, known_ends);
    tcase_add_test(tc, nested_and_around_the_value);
    tcase_add_test(tc, bad_input);
    tcase_add_test(tc, together_they_hold);
    tcase_add_test(tc, areas_apart);
}

GG_TEST_MAIN("stats/auc_newcombe")
