/*
 * Inequality of benefits. Figures: NumPy 2.4.6 on one benefit a row (the definitions, without the
 * forms used here), differential fairness by the largest of all pairs.
 */
#include "gauger/stats/inequality.h"

#include "simulate.h"
#include "../suite.h"

static const double ALPHA[] = {1, 2, 0.5, 3};

START_TEST(checked_tables)
{
    static const struct {
        gg_confusion t;
        double want[4];
    } cases[] = {
        {{30, 12, 7, 51},
         {0.10964347710141256, 0.08503401360544213, 0.17562082667809228, 0.08816542490011871}},
        {{1, 0, 9, 3}, {1.1786549963416462, 1.125, 1.7811992150990836, 1.59375}},
        {{5, 40, 0, 5},
         {0.028344162262276863, 0.024691358024691423, 0.030619035153784592, 0.021947873799725685}},
    };

    for (int i = 0; i < 3; i++) {
        double theil, x;

        for (int k = 0; k < 4; k++) {
            ck_assert_int_eq(gg_generalized_entropy(&cases[i].t, ALPHA[k], &x), GG_OK);
            ck_close(x, cases[i].want[k], 1e-12);
        }
        ck_assert_int_eq(gg_theil_index(&cases[i].t, &theil), GG_OK);
        ck_close(theil, cases[i].want[0], 1e-12);
    }
}
END_TEST

/* One false positive in a million: by series, with m = 1 + 1e-6 the mean benefit, entropy at 2 is
 * the variance over 2 m^2, (1e-6 - 1e-12) / (2 m^2); the plain formula loses half of the digits. */
START_TEST(rare_errors_keep_their_digits)
{
    const gg_confusion t = {100000, 1, 0, 899999}, finer = {1e9, 1, 0, 1e12};
    double x, n = 1e12 + 1e9 + 1, m = 1 + 1 / n;

    ck_assert_int_eq(gg_generalized_entropy(&t, 2, &x), GG_OK);
    ck_close(x, (1e-6 - 1e-12) / 2 / ((1 + 1e-6) * (1 + 1e-6)), 1e-11);
    ck_assert_int_eq(gg_generalized_entropy(&finer, 2, &x), GG_OK);
    ck_close(x, (1 - 1 / n) / n / (2 * m * m), 1e-11);
}
END_TEST

START_TEST(alpha_near_one_is_theil)
{
    const gg_confusion t = {30, 12, 7, 51};
    double theil, x;

    ck_assert_int_eq(gg_theil_index(&t, &theil), GG_OK);
    for (double e = 1e-3; e > 1e-14; e /= 10) {
        ck_assert_int_eq(gg_generalized_entropy(&t, 1 + e, &x), GG_OK);
        ck_assert_double_eq_tol(x, theil, e + 1e-13);
        ck_assert_int_eq(gg_generalized_entropy(&t, 1 - e, &x), GG_OK);
        ck_assert_double_eq_tol(x, theil, e + 1e-13);
    }
}
END_TEST

START_TEST(between_and_within_groups)
{
    static const gg_confusion groups[] = {
        {30, 12, 7, 51}, {0, 0, 0, 0}, {4, 9, 6, 11}, {20, 2, 1, 40}};
    static const double want[][3] = {
        {0.11226788905693577, 0.0003437688170174453, 0.11192412023991832},
        {0.08651112636016088, 0.0003457196851227532, 0.08616540667503812},
        {0.18074192119140214, 0.00034283232548205055, 0.1803990888659201}};

    for (int k = 0; k < 3; k++) {
        gg_entropy e;

        ck_assert_int_eq(gg_entropy_by_groups(groups, 4, ALPHA[k], &e), GG_OK);
        ck_close(e.total, want[k][0], 1e-12);
        ck_close(e.between, want[k][1], 1e-10);
        ck_close(e.within, want[k][2], 1e-12);
        ck_close(e.mean_benefit, 1.0466321243523315, 1e-14);
    }
}
END_TEST

START_TEST(parts_add_up)
{
    gg_random r;

    gg_random_init(&r, 1, "inequality", "parts");
    for (int trial = 0; trial < 500; trial++) {
        gg_confusion g[5];
        gg_entropy e;

        for (int i = 0; i < 5; i++) {
            double *cell = &g[i].tp;

            for (int k = 0; k < 4; k++)
                cell[k] = floor(20 * gg_random_uniform(&r) * gg_random_uniform(&r));
        }
        g[0].fp += 1;
        g[trial % 5].fn += trial % 7;
        ck_assert_int_eq(gg_entropy_by_groups(g, 5, ALPHA[trial % 4], &e), GG_OK);
        ck_assert_double_eq_tol(e.between + e.within, e.total, 1e-12);
        ck_assert(e.between >= 0 && e.within >= 0);
    }
}
END_TEST

/* A group of false negatives alone has no benefit: all of that lies between the groups. */
START_TEST(a_group_without_benefit)
{
    const gg_confusion groups[] = {{0, 0, 5, 0}, {3, 0, 0, 2}};
    gg_entropy e;

    ck_assert_int_eq(gg_entropy_by_groups(groups, 2, 2, &e), GG_OK);
    ck_close(e.total, 0.5, 1e-14);
    ck_close(e.between, 0.5, 1e-14);
    ck_assert_double_eq(e.within, 0);
    ck_assert_int_eq(gg_entropy_by_groups(groups, 1, 2, &e), GG_E_UNDEFINED);
}
END_TEST

START_TEST(equality_and_shares)
{
    const gg_confusion right = {40, 0, 0, 60}, all_double = {0, 9, 0, 0};
    const gg_confusion counts = {30, 12, 7, 51}, shares = {0.3, 0.12, 0.07, 0.51};
    double x, y;

    ck_assert_int_eq(gg_theil_index(&right, &x), GG_OK);
    ck_assert_double_eq(x, 0);
    ck_assert_int_eq(gg_theil_index(&all_double, &x), GG_OK);
    ck_assert_double_eq(x, 0);
    ck_assert_int_eq(gg_generalized_entropy(&counts, 2, &x), GG_OK);
    ck_assert_int_eq(gg_generalized_entropy(&shares, 2, &y), GG_OK);
    ck_close(x, y, 1e-12);
}
END_TEST

START_TEST(bad_tables_are_refused_and_out_is_untouched)
{
    const gg_confusion empty = {0, 0, 0, 0}, none = {0, 0, 4, 0}, good = {1, 2, 3, 4};
    const gg_confusion bad[] = {{-1, 2, 3, 4}, {1, NAN, 3, 4}, {1, 2, INFINITY, 4}, {1, 2, 3, -4}};
    const double alphas[] = {0, -1, NAN, INFINITY, 8.5};
    gg_entropy e = {.total = -7};
    double x = -7;

    ck_assert_int_eq(gg_generalized_entropy(&empty, 2, &x), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_theil_index(&none, &x), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_entropy_by_groups(&empty, 1, 2, &e), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_entropy_by_groups(NULL, 0, 2, &e), GG_E_UNDEFINED);
    for (int i = 0; i < 4; i++) {
        const gg_confusion two[] = {good, bad[i]};

        ck_assert_int_eq(gg_theil_index(&bad[i], &x), GG_E_INPUT);
        ck_assert_int_eq(gg_entropy_by_groups(two, 2, 2, &e), GG_E_INPUT);
    }
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(gg_generalized_entropy(&good, alphas[i], &x), GG_E_INPUT);
        ck_assert_int_eq(gg_entropy_by_groups(&good, 1, alphas[i], &e), GG_E_INPUT);
    }
    ck_assert(x == -7 && e.total == -7);
}
END_TEST

START_TEST(differential_fairness_of_checked_groups)
{
    static const struct {
        gg_rate groups[3];
        size_t n;
        double concentration, want;
        bool of_successes;
    } cases[] = {{{{30, 100}, {12, 60}, {0, 18}}, 3, 1, 2.440192326498492, true},
                 {{{95, 100}, {60, 60}, {17, 18}}, 3, 1, 2.26504717367498, false},
                 {{{30, 100}, {12, 60}, {0, 18}}, 3, 0.2, 4.001363670180861, true},
                 {{{5, 10}, {5, 10}}, 2, 1, 0, true},
                 {{{0, 0}, {9, 10}}, 2, 2, 1.09861228866811, false}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_differential d;

        ck_assert_int_eq(
            gg_smoothed_differential(cases[i].groups, cases[i].n, cases[i].concentration, &d),
            GG_OK);
        ck_close(d.epsilon, cases[i].want, 1e-12);
        ck_assert_int_eq(d.of_successes, cases[i].of_successes);
    }
}
END_TEST

START_TEST(differential_fairness_names_its_groups)
{
    const gg_rate groups[] = {{30, 100}, {12, 60}, {0, 18}, {30, 100}};
    gg_differential d;

    ck_assert_int_eq(gg_smoothed_differential(groups, 4, 1, &d), GG_OK);
    ck_assert_uint_eq(d.lowest, 2);
    ck_assert_uint_eq(d.highest, 0);
}
END_TEST

START_TEST(bad_groups_are_refused_and_out_is_untouched)
{
    const gg_rate good[] = {{1, 2}, {1, 3}};
    const gg_rate bad[][2] = {
        {{1, 2}, {4, 3}}, {{-1, 2}, {1, 3}}, {{NAN, 2}, {1, 3}}, {{1, INFINITY}, {1, 3}}};
    gg_differential d = {.epsilon = -7};

    ck_assert_int_eq(gg_smoothed_differential(good, 1, 1, &d), GG_E_UNDEFINED);
    ck_assert_int_eq(gg_smoothed_differential(NULL, 0, 1, &d), GG_E_UNDEFINED);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(gg_smoothed_differential(bad[i], 2, 1, &d), GG_E_INPUT);
    ck_assert_int_eq(gg_smoothed_differential(good, 2, 0, &d), GG_E_INPUT);
    ck_assert_int_eq(gg_smoothed_differential(good, 2, NAN, &d), GG_E_INPUT);
    ck_assert_int_eq(gg_smoothed_differential(good, 2, INFINITY, &d), GG_E_INPUT);
    ck_assert_double_eq(d.epsilon, -7);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, checked_tables);
    tcase_add_test(tc, rare_errors_keep_their_digits);
    tcase_add_test(tc, alpha_near_one_is_theil);
    tcase_add_test(tc, between_and_within_groups);
    tcase_add_test(tc, parts_add_up);
    tcase_add_test(tc, a_group_without_benefit);
    tcase_add_test(tc, equality_and_shares);
    tcase_add_test(tc, bad_tables_are_refused_and_out_is_untouched);
    tcase_add_test(tc, differential_fairness_of_checked_groups);
    tcase_add_test(tc, differential_fairness_names_its_groups);
    tcase_add_test(tc, bad_groups_are_refused_and_out_is_untouched);
}

GG_TEST_MAIN("stats/inequality")
