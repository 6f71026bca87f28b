/*
 * Disparities: against figures of other programs, the reference rules, the extremes over groups,
 * and properties over the table.
 */
#include "hand.h"

#include "gauger/base/random.h"
#include "gauger/stats/simultaneous.h"
#include "suite.h"

static gg_measure compare(const char *name, const gg_figures *group, const gg_figures *reference)
{
    const gg_disparity *disparity = gg_disparity_find(name);
    gg_measure m;

    ck_assert_msg(disparity != NULL, "no disparity %s", name);
    gg_disparity_measure(disparity, group, reference, NULL, &m);
    return m;
}

static void expect(const gg_measure *m, double value, double low, double high, double tolerance)
{
    ck_assert_msg(m->state == GG_MEASURE_OK, "%s", m->why);
    ck_close(m->value, value, tolerance);
    ck_close(m->low, low, tolerance);
    ck_close(m->high, high, tolerance);
}

/* 56/70 against 48/80 and 36/40 against 16/80: Newcombe 1998 and Koopman 1984 publish these, with
 * digits by statsmodels 0.13.5 and R 4.2.2; the third by a root search on Koopman's score. */
START_TEST(rates_are_compared_as_published)
{
    const gg_figures a = selected_of(56, 70), b = selected_of(48, 80);
    const gg_figures c = selected_of(36, 40), d = selected_of(16, 80);
    gg_measure m = compare("selection_rate_difference", &a, &b);

    expect(&m, 0.2, 0.05243147240236498, 0.33387265403690614, 1e-12);
    ck_assert_str_eq(m.method, "newcombe");
    m = compare("selection_rate_ratio", &a, &b);
    expect(&m, 4.0 / 3, 1.0798215063618988, 1.6708055780191124, 1e-10);
    ck_assert_str_eq(m.method, "koopman");
    m = compare("selection_rate_ratio", &c, &d);
    expect(&m, 4.5, 2.9395691922150053, 7.1522234348660145, 1e-10);
    m = compare("selection_rate_difference", &c, &d);
    expect(&m, 0.7, 0.5352954616182126, 0.7947390197273111, 1e-12);
}
END_TEST

/* The metric as named, whatever is adverse: each pair of rates is 37/51 against 70/131 with another
 * meaning, so all intervals are those of statsmodels and of a root search on Koopman's score. */
START_TEST(each_disparity_compares_its_own_metric)
{
    static const struct {
        const char *metric;
        double group[4], reference[4]; /* tp, fp, fn, tn */
    } cases[] = {
        {"selection_rate", {30, 7, 9, 5}, {50, 20, 40, 21}},
        {"recall", {37, 3, 14, 8}, {70, 9, 61, 1}},
        {"false_positive_rate", {3, 37, 8, 14}, {9, 70, 1, 61}},
        {"false_negative_rate", {14, 3, 37, 8}, {61, 9, 70, 1}},
        {"precision", {37, 14, 3, 8}, {70, 61, 9, 1}},
        {"accuracy", {30, 9, 5, 7}, {50, 30, 31, 20}},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const double *g = cases[i].group, *r = cases[i].reference;
        const gg_figures a = figures_of(g[0], g[1], g[2], g[3]);
        const gg_figures b = figures_of(r[0], r[1], r[2], r[3]);
        char name[64];
        gg_measure m;

        snprintf(name, sizeof name, "%s_difference", cases[i].metric);
        m = compare(name, &a, &b);
        expect(&m, 37.0 / 51 - 70.0 / 131, 0.03258625483727168, 0.3250794144168405, 1e-12);
        snprintf(name, sizeof name, "%s_ratio", cases[i].metric);
        m = compare(name, &a, &b);
        expect(&m, 37.0 / 51 / (70.0 / 131), 1.0570004434592195, 1.6999872614051603, 1e-10);
    }
}
END_TEST

/* Square-and-add of the two logit intervals by NumPy. */
START_TEST(roc_auc_differs_by_square_and_add)
{
    gg_figures a = scored_figures(2035, 1282, 1216, 2681), b = a;
    gg_measure m;

    b.roc_auc = (gg_finished){0.6655, 0.0123};
    b.roc_auc_low = b.roc_auc_high = 0.6655;
    m = compare("roc_auc_difference", &a, &b);
    expect(&m, 0.036666254401972576, 0.010104874011325468, 0.06387852409006169, 1e-12);
    ck_close(m.standard_error, hypot(0.006089079340368284, 0.0123), 1e-12);
    ck_assert_str_eq(m.method, "mover");
    ck_assert_ptr_null(gg_disparity_find("roc_auc_ratio"));
}
END_TEST

START_TEST(undefined_parts_say_which_part)
{
    const gg_figures none = figures_of(0, 3, 0, 9), some = figures_of(4, 3, 5, 9);
    gg_figures open = some;

    open.complete = false;
    open.w[GG_UNVERIFIED][GG_NOT_SELECTED] = 8;
    ck_assert_str_eq(compare("recall_ratio", &none, &some).why, GG_WHY_NO_POSITIVES);
    ck_assert_str_eq(compare("recall_difference", &none, &some).why, GG_WHY_NO_POSITIVES);
    ck_assert_str_eq(compare("recall_difference", &some, &none).why, GG_WHY_REFERENCE);
    ck_assert_str_eq(compare("recall_difference", &open, &some).why, GG_WHY_NOT_IDENTIFIED);
    ck_assert_str_eq(compare("roc_auc_difference", &some, &none).why, GG_WHY_NO_SCORES);
    ck_assert_str_eq(compare("recall_ratio", &none, &some).method, "koopman");
}
END_TEST

START_TEST(a_ratio_to_zero_is_undefined_and_a_ratio_of_zero_is_zero)
{
    const gg_figures zero = selected_of(0, 31), some = selected_of(12, 40);
    gg_measure m = compare("selection_rate_ratio", &some, &zero);

    ck_assert_str_eq(m.why, GG_WHY_ZERO_REFERENCE);
    ck_assert_str_eq(compare("selection_rate_ratio", &zero, &zero).why, GG_WHY_ZERO_REFERENCE);
    m = compare("selection_rate_ratio", &zero, &some);
    ck_assert_int_eq(m.state, GG_MEASURE_OK);
    ck_assert_double_eq(m.value, 0);
    ck_assert_double_eq(m.low, 0);
    ck_close(m.high, 0.37561000604529604, 1e-9); /* root search on Koopman's score */
    ck_assert_int_eq(compare("selection_rate_difference", &some, &zero).state, GG_MEASURE_OK);
}
END_TEST

/* Three groups: a 37/51, b 30/71, c 40/60; b and c together are 70/131. */
static void three_groups(gg_figures groups[3])
{
    groups[0] = selected_of(37, 51);
    groups[1] = selected_of(30, 71);
    groups[2] = selected_of(40, 60);
}

static gg_measure of(const char *name, size_t i, gg_reference_rule rule)
{
    gg_figures groups[3];
    gg_measure m;

    three_groups(groups);
    gg_disparity_of(gg_disparity_find(name), groups, 3, i, rule,
                    gg_reference_choose(groups, 3, rule), NULL, &m);
    return m;
}

START_TEST(rules_choose_their_reference)
{
    gg_figures groups[3];

    three_groups(groups);
    ck_assert_uint_eq(gg_reference_choose(groups, 3, GG_REFERENCE_LARGEST), 1);
    ck_assert_uint_eq(gg_reference_choose(groups, 3, GG_REFERENCE_HIGHEST), 0);
    ck_assert_uint_eq(gg_reference_choose(groups, 3, GG_REFERENCE_LOWEST), 1);
    ck_assert_uint_eq(gg_reference_choose(groups, 3, GG_REFERENCE_REST), GG_NO_GROUP);
    ck_assert_uint_eq(gg_reference_choose(groups, 3, GG_REFERENCE_GIVEN), GG_NO_GROUP);
    ck_assert_uint_eq(gg_reference_choose(groups, 0, GG_REFERENCE_LARGEST), GG_NO_GROUP);
    groups[2] = groups[1];
    ck_assert_uint_eq(gg_reference_choose(groups, 3, GG_REFERENCE_LARGEST), 1);
    groups[0] = groups[1] = groups[2] = figures_of(0, 0, 0, 0);
    ck_assert_uint_eq(gg_reference_choose(groups, 3, GG_REFERENCE_HIGHEST), GG_NO_GROUP);
}
END_TEST

/* statsmodels' Newcombe, and a root search on Koopman's score. */
START_TEST(the_rest_is_everyone_else)
{
    gg_measure m = of("selection_rate_difference", 0, GG_REFERENCE_REST);

    expect(&m, 37.0 / 51 - 70.0 / 131, 0.03258625483727168, 0.3250794144168405, 1e-12);
    m = of("selection_rate_ratio", 0, GG_REFERENCE_REST);
    expect(&m, 37.0 / 51 / (70.0 / 131), 1.0570004434592195, 1.6999872614051603, 1e-10);
}
END_TEST

/* The same, transformed with the group's share of 51/182. */
START_TEST(overall_is_the_rest_transformed)
{
    gg_measure m = of("selection_rate_difference", 0, GG_REFERENCE_OVERALL);

    expect(&m, 37.0 / 51 - 107.0 / 182, 0.02345494166858566, 0.2339857323549786, 1e-12);
    m = of("selection_rate_ratio", 0, GG_REFERENCE_OVERALL);
    expect(&m, 37.0 / 51 / (107.0 / 182), 1.040382771770912, 1.4212154565660136, 1e-10);
}
END_TEST

START_TEST(overall_has_a_ratio_where_the_rest_has_none)
{
    gg_figures groups[2] = {selected_of(5, 56), selected_of(0, 29)};
    gg_measure m;

    gg_disparity_of(gg_disparity_find("selection_rate_ratio"), groups, 2, 0, GG_REFERENCE_OVERALL,
                    GG_NO_GROUP, NULL, &m);
    ck_close(m.value, 85.0 / 56, 1e-12);
    ck_close(m.high, 85.0 / 56, 1e-12); /* the most that a group of 56 in 85 can be */
    ck_close(m.low, 0.7256888835936187 / (56.0 / 85 * 0.7256888835936187 + 29.0 / 85), 1e-9);
    groups[0] = selected_of(0, 56);
    gg_disparity_of(gg_disparity_find("selection_rate_ratio"), groups, 2, 0, GG_REFERENCE_OVERALL,
                    GG_NO_GROUP, NULL, &m);
    ck_assert_str_eq(m.why, GG_WHY_ZERO_REFERENCE);
}
END_TEST

/* 1 - Phi(z') = 0.025 / 3, z' = 2.3939797998185095 (SciPy); Newcombe's at that z is
 * [-0.00339, 0.35032], and the simultaneous hull may be wider but hardly. */
START_TEST(references_chosen_by_the_data_have_wider_intervals)
{
    gg_figures groups[3] = {selected_of(37, 51), selected_of(70, 131), selected_of(40, 60)};
    gg_measure m;

    gg_disparity_of(gg_disparity_find("selection_rate_difference"), groups, 3, 0,
                    GG_REFERENCE_LOWEST, 1, NULL, &m);
    ck_assert_str_eq(m.method, GG_METHOD_SIMULTANEOUS);
    ck_assert(m.low <= -0.0033895647023192144 + 1e-12 && m.low > -0.02);
    ck_assert(m.high >= 0.3503231129576704 - 1e-12 && m.high < 0.39);
    gg_disparity_of(gg_disparity_find("selection_rate_difference"), groups, 3, 0,
                    GG_REFERENCE_GIVEN, 1, NULL, &m);
    ck_assert_str_eq(m.method, "newcombe");
}
END_TEST

START_TEST(nobody_is_compared_with_nobody)
{
    gg_figures groups[3];
    gg_measure m;

    three_groups(groups);
    for (int rule = 0; rule < GG_REFERENCE_RULES; rule++) {
        gg_disparity_of(gg_disparity_find("recall_ratio"), groups, 1, 0, (gg_reference_rule)rule, 0,
                        NULL, &m);
        ck_assert_str_eq(m.why, GG_WHY_ONE_GROUP);
    }
    gg_disparity_of(gg_disparity_find("recall_ratio"), groups, 3, 2, GG_REFERENCE_GIVEN, 2, NULL,
                    &m);
    ck_assert_str_eq(m.why, GG_WHY_ONE_GROUP);
}
END_TEST

/* Areas of merged groups cannot be had from those of the groups. */
START_TEST(roc_auc_against_a_merged_rest_is_not_computed)
{
    gg_figures groups[3];
    gg_measure m;

    for (size_t i = 0; i < 3; i++)
        groups[i] = scored_figures(35, 82, 16, 81);
    gg_disparity_of(gg_disparity_find("roc_auc_difference"), groups, 3, 0, GG_REFERENCE_REST,
                    GG_NO_GROUP, NULL, &m);
    ck_assert_str_eq(m.why, GG_WHY_NOT_COMPUTED);
    gg_disparity_of(gg_disparity_find("roc_auc_difference"), groups, 3, 0, GG_REFERENCE_OVERALL,
                    GG_NO_GROUP, NULL, &m);
    ck_assert_str_eq(m.why, GG_WHY_NOT_COMPUTED);
    gg_disparity_of(gg_disparity_find("roc_auc_difference"), groups, 2, 0, GG_REFERENCE_REST,
                    GG_NO_GROUP, NULL, &m);
    ck_assert_double_eq(m.value, 0); /* two groups: the rest is one group, nothing is merged */
}
END_TEST

static gg_summary_result extreme(const gg_figures *groups, size_t n, gg_reference_rule rule,
                                 size_t reference, bool largest)
{
    gg_summary_result r;

    gg_disparity_extreme(gg_disparity_find("selection_rate_ratio"), groups, n, rule, reference,
                         largest, NULL, &r);
    return r;
}

START_TEST(extremes_are_found_and_named)
{
    gg_figures groups[3];
    gg_summary_result least, most;
    gg_measure one;

    three_groups(groups);
    least = extreme(groups, 3, GG_REFERENCE_GIVEN, 2, false);
    most = extreme(groups, 3, GG_REFERENCE_GIVEN, 2, true);
    ck_assert_uint_eq(least.low_group, 1);
    ck_assert_uint_eq(most.low_group, 0);
    ck_close(least.all.value, 30.0 / 71 / (40.0 / 60), 1e-12);
    ck_close(most.all.value, 37.0 / 51 / (40.0 / 60), 1e-12);
    ck_assert_str_eq(least.all.method, GG_METHOD_SIMULTANEOUS);
    /* Wider than the group's own interval, which was not chosen for being extreme. */
    gg_disparity_measure(gg_disparity_find("selection_rate_ratio"), &groups[1], &groups[2], NULL,
                         &one);
    ck_assert(least.all.low < one.low && least.all.high > one.high);
    least = extreme(groups, 3, GG_REFERENCE_REST, GG_NO_GROUP, false);
    ck_assert_uint_eq(least.low_group, 1);
    ck_close(least.all.value, 30.0 / 71 / (77.0 / 111), 1e-12);
}
END_TEST

/* The other groups' intervals are wider or equal, so the lowest end of all is that of the least. */
START_TEST(extremes_hold_together_over_all_pairs)
{
    gg_figures groups[3];
    gg_summary_result r;
    gg_interval a, b;

    three_groups(groups);
    r = extreme(groups, 3, GG_REFERENCE_GIVEN, 2, false);
    ck_assert_int_eq(gg_ratio_robust((gg_rate){30, 71}, (gg_rate){40, 60}, 2.3939797998185095, &a),
                     GG_OK);
    ck_assert_int_eq(gg_ratio_robust((gg_rate){37, 51}, (gg_rate){40, 60}, 2.3939797998185095, &b),
                     GG_OK);
    ck_close(r.all.low, fmin(a.low, b.low), 1e-9);
    ck_close(r.all.high, fmin(a.high, b.high), 1e-9);
}
END_TEST

START_TEST(extremes_keep_undefined_groups_in_sight)
{
    gg_figures groups[4];
    gg_summary_result r, without;

    three_groups(groups);
    without = extreme(groups, 3, GG_REFERENCE_GIVEN, 2, false);
    groups[3] = figures_of(0, 0, 0, 0);
    r = extreme(groups, 4, GG_REFERENCE_GIVEN, 2, false);
    ck_assert_str_eq(r.all.why, GG_WHY_UNDEFINED_GROUP);
    ck_assert_uint_eq(r.n_undefined, 1);
    ck_assert_uint_eq(r.low_group, 1);
    ck_assert_double_eq(r.defined.value, without.all.value);
    r = extreme(groups, 1, GG_REFERENCE_GIVEN, 0, false);
    ck_assert_str_eq(r.all.why, GG_WHY_ONE_GROUP);
    ck_assert_uint_eq(r.low_group, GG_NO_GROUP);
    groups[2] = selected_of(0, 44);
    r = extreme(groups, 3, GG_REFERENCE_GIVEN, 2, false);
    ck_assert_str_eq(r.all.why, GG_WHY_ZERO_REFERENCE);
    ck_assert_str_eq(r.defined.why, GG_WHY_ZERO_REFERENCE);
}
END_TEST

static gg_figures random_group(gg_random *r)
{
    double n[4];

    for (size_t i = 0; i < 4; i++)
        n[i] = gg_random_uniform(r) < 0.1 ? 0 : floor(80 * gg_random_uniform(r));
    return figures_of(n[0], n[1], n[2], n[3]);
}

/* A difference changes its sign, a ratio becomes its inverse, ends change places. */
START_TEST(swapping_group_and_reference_mirrors)
{
    gg_random r;

    gg_random_init(&r, 1, "property", "mirror");
    for (int trial = 0; trial < 60; trial++) {
        const gg_figures a = random_group(&r), b = random_group(&r);

        for (size_t i = 0; i < gg_disparity_count(); i++) {
            const gg_disparity *d = gg_disparity_at(i);
            const bool ratio = d->kind == GG_RATIO;
            gg_measure x, y;

            gg_disparity_measure(d, &a, &b, NULL, &x);
            gg_disparity_measure(d, &b, &a, NULL, &y);
            if (x.state != GG_MEASURE_OK || y.state != GG_MEASURE_OK)
                continue;
            ck_assert_double_eq_tol(x.value, ratio ? 1 / y.value : -y.value,
                                    1e-9 * (1 + fabs(x.value)));
            ck_assert_double_eq_tol(x.low, ratio ? 1 / y.high : -y.high, 1e-9);
            ck_assert(x.low <= x.value && x.value <= x.high);
        }
    }
}
END_TEST

START_TEST(intervals_grow_with_z_and_stay_in_range)
{
    gg_random r;

    gg_random_init(&r, 1, "property", "nested");
    for (int trial = 0; trial < 60; trial++) {
        const gg_figures groups[3] = {random_group(&r), random_group(&r), random_group(&r)};

        for (size_t i = 0; i < gg_disparity_count(); i++) {
            const gg_disparity *d = gg_disparity_at(i);

            for (int rule = 0; rule < GG_REFERENCE_RULES; rule++) {
                gg_measure_options how = gg_measure_options_default();
                gg_measure narrow, wide;

                how.z = 1 + gg_random_uniform(&r);
                gg_disparity_of(d, groups, 3, 0, (gg_reference_rule)rule, 1, &how, &narrow);
                how.z += 0.5;
                gg_disparity_of(d, groups, 3, 0, (gg_reference_rule)rule, 1, &how, &wide);
                ck_assert_int_eq(narrow.state, wide.state);
                if (narrow.state != GG_MEASURE_OK || isnan(narrow.low))
                    continue;
                ck_assert_msg(wide.low <= narrow.low && wide.high >= narrow.high, "%s", d->name);
                ck_assert_msg(wide.low >= d->low && wide.high <= d->high, "%s", d->name);
                ck_assert(narrow.low <= narrow.value && narrow.value <= narrow.high);
            }
        }
    }
}
END_TEST

START_TEST(the_table_is_that_of_the_contract)
{
    static const char *const metrics[] = {"selection_rate",      "recall",    "false_positive_rate",
                                          "false_negative_rate", "precision", "accuracy"};
    char name[64];

    ck_assert_uint_eq(gg_disparity_count(), 13);
    for (size_t i = 0; i < gg_disparity_count(); i++) {
        const gg_disparity *d = gg_disparity_at(i);

        ck_assert_ptr_nonnull(gg_metric_find(d->metric));
        snprintf(name, sizeof name, "%s_%s", d->metric,
                 d->kind == GG_RATIO ? "ratio" : "difference");
        ck_assert_str_eq(d->name, name);
        ck_assert_ptr_eq(gg_disparity_find(name), d);
        ck_assert_int_eq(d->sentence[strlen(d->sentence) - 1], '.');
    }
    for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++) {
        snprintf(name, sizeof name, "%s_ratio", metrics[i]);
        ck_assert_ptr_nonnull(gg_disparity_find(name));
    }
    ck_assert_ptr_null(gg_disparity_at(13));
    ck_assert_ptr_null(gg_disparity_find("mcc_ratio"));
    ck_assert_ptr_null(gg_disparity_find(NULL));
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, rates_are_compared_as_published);
    tcase_add_test(tc, each_disparity_compares_its_own_metric);
    tcase_add_test(tc, roc_auc_differs_by_square_and_add);
    tcase_add_test(tc, undefined_parts_say_which_part);
    tcase_add_test(tc, a_ratio_to_zero_is_undefined_and_a_ratio_of_zero_is_zero);
    tcase_add_test(tc, rules_choose_their_reference);
    tcase_add_test(tc, the_rest_is_everyone_else);
    tcase_add_test(tc, overall_is_the_rest_transformed);
    tcase_add_test(tc, overall_has_a_ratio_where_the_rest_has_none);
    tcase_add_test(tc, references_chosen_by_the_data_have_wider_intervals);
    tcase_add_test(tc, nobody_is_compared_with_nobody);
    tcase_add_test(tc, roc_auc_against_a_merged_rest_is_not_computed);
    tcase_add_test(tc, extremes_are_found_and_named);
    tcase_add_test(tc, extremes_hold_together_over_all_pairs);
    tcase_add_test(tc, extremes_keep_undefined_groups_in_sight);
    tcase_add_test(tc, swapping_group_and_reference_mirrors);
    tcase_add_test(tc, intervals_grow_with_z_and_stay_in_range);
    tcase_add_test(tc, the_table_is_that_of_the_contract);
}

GG_TEST_MAIN("evaluate/disparity")
