/*
 * The interval of a difference from the paired cells: known ends, its edges, and how often it holds
 * where rates lie at 0 or 1 and where few rows have the outcome. Means over rows that do not
 * differ, beside it. Expected values by NumPy and SciPy's brentq (an independent program that moves
 * each cell in turn).
 */
#include "documents.h"

#include "gauger/base/random.h"

#define Z95    1.959963984540054
#define TRIALS 4000

static const char *const roles = "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\"}}";

static gg_paired_cells cells_of(double both, double a_only, double b_only, double neither,
                                double false_both, double false_a, double false_b, double rest)
{
    return (gg_paired_cells){
        .w = {{{neither, b_only}, {a_only, both}}, {{rest, false_b}, {false_a, false_both}}},
        .unit = {{{1, 1}, {1, 1}}, {{1, 1}, {1, 1}}}};
}

static gg_interval interval(const char *metric, const gg_paired_cells *cells, double z)
{
    gg_interval out = {NAN, NAN};

    ck_assert_int_eq(gg_paired_cells_interval(gg_metric_find(metric), cells, z, &out), GG_OK);
    return out;
}

START_TEST(known_ends)
{
    static const struct {
        const char *metric;
        double value, low, high;
    } expected[] = {{"precision", -0.065, -0.22369993720401724, 0.10557978569807414},
                    {"negative_predictive_value", -0.04471544715447151, -0.1605370022061879,
                     0.07158598801567001},
                    {"f1", -0.08658536585365856, -0.28553731040499297, 0.1320310871026272},
                    {"mcc", -0.1261531883306284, -0.4104091956199345, 0.1866734968816298},
                    {"balanced_accuracy", -0.0725, -0.22565783083253801, 0.10428176277659892}};
    const gg_paired_cells c = cells_of(7, 2, 4, 3, 9, 6, 5, 30);

    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const gg_interval at = interval(expected[i].metric, &c, 0);
        const gg_interval ends = interval(expected[i].metric, &c, Z95);

        ck_close(at.low, expected[i].value, 1e-12);
        ck_close(at.high, expected[i].value, 1e-12);
        ck_close(ends.low, expected[i].low, 1e-12);
        ck_close(ends.high, expected[i].high, 1e-12);
    }
}
END_TEST

/* 0 of 14 against 0 of 14 with 8 rows in common: z^2 / (14 + z^2), as Wilson's limit of 0 of 14. */
START_TEST(at_the_edge)
{
    const gg_paired_cells none = cells_of(0, 0, 0, 5, 8, 6, 6, 400);
    const gg_paired_cells all = cells_of(8, 6, 6, 5, 0, 0, 0, 400);
    const double wilson = Z95 * Z95 / (14 + Z95 * Z95);
    gg_interval ends = interval("precision", &none, Z95);

    ck_close(ends.low, -wilson, 1e-12);
    ck_close(ends.high, wilson, 1e-12);
    ends = interval("precision", &all, Z95);
    ck_assert(ends.low < -0.1 && ends.high > 0.1);
    for (double z = 0.5; z < 64; z *= 1.5) {
        const gg_interval wider = interval("precision", &none, z * 1.5);

        ends = interval("precision", &none, z);
        ck_assert(wider.low <= ends.low && wider.high >= ends.high);
        ck_assert(ends.low >= -1 && ends.high <= 1);
    }
}
END_TEST

START_TEST(weights)
{
    gg_paired_cells c = cells_of(7, 2, 4, 3, 9, 6, 5, 30), twice = c;
    gg_interval one = interval("f1", &c, Z95), other;

    /* Rows of weight 3 are as many rows. */
    for (int i = 0; i < 8; i++) {
        twice.w[i / 4][i / 2 % 2][i % 2] *= 3;
        twice.unit[i / 4][i / 2 % 2][i % 2] *= 3;
    }
    other = interval("f1", &twice, Z95);
    ck_close(one.low, other.low, 1e-12);
    ck_close(one.high, other.high, 1e-12);
    ck_close(gg_paired_cells_smaller(&c), 16, 1e-12);
    ck_close(gg_paired_cells_smaller(&twice), 16, 1e-12);
}
END_TEST

START_TEST(errors)
{
    gg_paired_cells c = cells_of(0, 3, 0, 0, 0, 0, 0, 9), out;
    gg_interval ends;
    json_t *d = json_object(), *cells;

    ck_assert_int_eq(gg_paired_cells_interval(gg_metric_find("precision"), &c, 1, &ends),
                     GG_E_UNDEFINED);
    ck_assert_int_eq(gg_paired_cells_interval(gg_metric_find("recall"), &c, -1, &ends), GG_E_INPUT);
    ck_assert_int_eq(gg_paired_cells_interval(gg_metric_find("roc_auc"), &c, 1, &ends), GG_E_INPUT);
    ck_assert_int_eq(gg_paired_cells_parse(NULL, &out), GG_E_INPUT);
    ck_assert_int_eq(gg_paired_cells_parse(d, &out), GG_E_INPUT);
    cells = json_pack("{s:{s:i,s:i,s:i,s:i},s:{s:i,s:i,s:i,s:i}}", "positive", "both", 1, "a_only",
                      2, "b_only", 3, "neither", 4, "negative", "both", 5, "a_only", 6, "b_only", 7,
                      "neither", 8);
    json_object_set_new(d, "cells", cells);
    ck_assert_int_eq(gg_paired_cells_parse(d, &out), GG_OK);
    ck_close(out.w[0][1][0], 2, 0);
    ck_close(out.w[1][0][1], 7, 0);
    ck_close(out.unit[1][1][1], 1, 0);
    json_object_set_new(d, "cell_units", json_deep_copy(cells));
    ck_assert_int_eq(gg_paired_cells_parse(d, &out), GG_OK);
    ck_close(out.unit[0][0][0], 4, 0);
    json_object_set_new(member(d, "cell_units/positive"), "both", json_integer(0));
    ck_assert_int_eq(gg_paired_cells_parse(d, &out), GG_E_INPUT);
    json_decref(d);
}
END_TEST

/* ---- coverage ---- */

static double share(gg_random *r, int n, double p)
{
    int x = 0;

    for (int i = 0; i < n; i++)
        x += gg_random_uniform(r) < p;
    return x;
}

/* A and B refer 20 different cases each, with 1% and 5% finds: the delta method, whose interval is
 * 0 wide where neither finds any, held the difference in 73 of 100 tables and let 27 of 100 pass a
 * margin of 0.02. */
START_TEST(holds_where_finds_are_rare)
{
    int held = 0, passed = 0;
    gg_random r;

    gg_random_init(&r, 1, "cells", "rare");
    for (int i = 0; i < TRIALS; i++) {
        const double x = share(&r, 20, 0.01), y = share(&r, 20, 0.05);
        const gg_paired_cells c = cells_of(0, x, y, 4, 0, 20 - x, 20 - y, 300);
        const gg_interval ends = interval("precision", &c, Z95);

        held += ends.low <= -0.04 && -0.04 <= ends.high;
        passed += ends.low >= -0.02;
    }
    ck_assert_msg(held >= 0.95 * TRIALS, "%d of %d", held, TRIALS);
    ck_assert_msg(passed <= 0.025 * TRIALS, "%d of %d pass", passed, TRIALS);
}
END_TEST

/* Two equally good scores, 4, 12 or 30 positives among 300: neither side is left more often than
 * 2.5% (and three standard deviations of the simulation). */
START_TEST(holds_with_few_positives)
{
    static const char *const metrics[] = {"precision", "balanced_accuracy", "f1", "mcc"};
    static const int positives[] = {4, 12, 30};
    gg_random r;

    gg_random_init(&r, 1, "cells", "few");
    for (size_t k = 0; k < 3; k++) {
        int below[4] = {0}, above[4] = {0};

        for (int i = 0; i < TRIALS; i++) {
            double n[2][4] = {{0}};
            gg_paired_cells c;

            for (int row = 0; row < 300; row++) {
                const bool positive = row < positives[k];
                const double u = gg_random_uniform(&r), one = positive ? 0.2 : 0.05;
                const double two = positive ? 0.4 : 0.06;

                n[!positive][u < two ? 0 : u < two + one ? 1 : u < two + 2 * one ? 2 : 3]++;
            }
            c = cells_of(n[0][0], n[0][1], n[0][2], n[0][3], n[1][0], n[1][1], n[1][2], n[1][3]);
            for (size_t m = 0; m < 4; m++) {
                const gg_interval ends = interval(metrics[m], &c, Z95);

                below[m] += ends.high < 0;
                above[m] += ends.low > 0;
            }
        }
        for (size_t m = 0; m < 4; m++)
            ck_assert_msg(below[m] <= 0.0325 * TRIALS && above[m] <= 0.0325 * TRIALS,
                          "%s, %d positives: %d, %d", metrics[m], positives[k], below[m], above[m]);
    }
}
END_TEST

/* ---- of a document ---- */

/* Squared errors and log losses that are the same on each row: what is left is rounding. */
START_TEST(rounding_is_no_spread)
{
    static const char *const metrics[] = {"brier_score", "log_loss"};
    json_t *d = compare("a,b,y,n\n0.9,0.8,1,20\n0.1,0.2,0,30\n", roles, NULL);

    for (size_t i = 0; i < 2; i++) {
        const json_t *one = json_object_get(member(d, "differences"), metrics[i]);

        ck_assert(json_is_null(json_object_get(one, "low")));
        ck_assert(json_is_null(json_object_get(one, "p_value")));
        ck_assert_str_eq(gg_json_string(one, "why_no_interval", ""), "no_spread");
    }
    ck_assert(json_is_null(member(d, "a/log_loss/low")));
    ck_close(number(d, "a/log_loss/standard_error"), 0, 0);
    json_decref(d);
}
END_TEST

/* One score refers all and only the positives, the other nobody; and three positives, of which p
 * was 7e-81. */
START_TEST(no_certainty_of_few_rows)
{
    json_t *d = compare("a,b,y,n\n0.9,0.1,1,40\n0.1,0.1,0,300\n", roles, NULL);

    ck_close(number(d, "differences/f1/low"), 0.7259840445926147, 1e-12);
    ck_close(number(d, "differences/balanced_accuracy/low"), 0.3924998666284052, 1e-12);
    ck_assert_ptr_null(member(d, "differences/f1/few_positives"));
    json_decref(d);
    d = compare("a,b,y,n\n0.9,0.1,1,3\n0.1,0.9,0,5\n0.1,0.1,0,30\n", roles, NULL);
    ck_close(number(d, "differences/f1/p_value"), 0.09504864757258343, 1e-9);
    ck_close(number(d, "differences/balanced_accuracy/p_value"), 0.10675148520619812, 1e-9);
    ck_assert(number(d, "differences/roc_auc/p_value") > 0.001);
    ck_assert(json_is_true(member(d, "differences/f1/few_positives")));
    ck_assert_ptr_null(member(d, "differences/recall/few_positives"));
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, known_ends);
    tcase_add_test(tc, at_the_edge);
    tcase_add_test(tc, weights);
    tcase_add_test(tc, errors);
    tcase_add_test(tc, holds_where_finds_are_rare);
    tcase_add_test(tc, holds_with_few_positives);
    tcase_add_test(tc, rounding_is_no_spread);
    tcase_add_test(tc, no_certainty_of_few_rows);
}

GG_TEST_MAIN("evaluate/comparison_cells")
