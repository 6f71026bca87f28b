/*
 * Summaries over groups: Fairlearn's definitions, who made them, undefined groups, and coverage of
 * the simultaneous intervals, also at exact equality.
 */
#include "hand.h"

#include "gauger/base/random.h"
#include "gauger/stats/simultaneous.h"
#include "suite.h"

static gg_summary_result measure(const char *name, const gg_figures *groups, size_t n)
{
    const gg_summary *summary = gg_summary_find(name);
    gg_summary_result r;

    ck_assert_msg(summary != NULL, "no summary %s", name);
    gg_summary_measure(summary, groups, n, NULL, &r);
    return r;
}

/* Four groups; the figures by fairlearn 0.15's MetricFrame and demographic_parity_ and
 * equalized_odds_ functions on the 800 rows. */
static const double cells[4][4] = {
    {37, 21, 14, 113}, {50, 60, 40, 115}, {9, 4, 11, 56}, {100, 30, 60, 80}};

static void four_groups(gg_figures groups[4])
{
    for (size_t i = 0; i < 4; i++)
        groups[i] = figures_of(cells[i][0], cells[i][1], cells[i][2], cells[i][3]);
}

START_TEST(values_are_those_of_fairlearn)
{
    static const struct {
        const char *name;
        double value;
        size_t low_group, high_group;
        const char *metric;
    } expected[] = {{"demographic_parity_difference", 0.3189814814814814, 2, 3, "selection_rate"},
                    {"demographic_parity_ratio", 0.3375, 2, 3, "selection_rate"},
                    {"equalized_odds_difference", 0.2761904761904762, 2, 1, "false_positive_rate"},
                    {"equalized_odds_ratio", 0.19444444444444445, 2, 1, "false_positive_rate"},
                    {"equal_opportunity_difference", 0.27549019607843134, 2, 0, "recall"},
                    {"predictive_parity_difference", 0.31468531468531474, 1, 3, "precision"},
                    {"impact_ratio", 0.6191265892758431, 3, 2, "selection_rate"}};
    gg_figures groups[4];

    four_groups(groups);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const gg_summary_result r = measure(expected[i].name, groups, 4);

        ck_close(r.all.value, expected[i].value, 1e-12);
        ck_assert_double_eq(r.defined.value, r.all.value);
        ck_assert_uint_eq(r.low_group, expected[i].low_group);
        ck_assert_uint_eq(r.high_group, expected[i].high_group);
        ck_assert_str_eq(r.metric, expected[i].metric);
        ck_assert_uint_eq(r.n_undefined, 0);
        ck_assert(r.all.low <= r.all.value && r.all.value <= r.all.high);
        ck_assert_str_eq(r.all.method, GG_METHOD_SIMULTANEOUS);
    }
}
END_TEST

/* Rates of 5% and 10%: 0.50 on "selected", 0.947 on "not selected". */
START_TEST(impact_ratio_depends_on_what_is_adverse)
{
    const gg_figures groups[2] = {selected_of(5, 100), selected_of(10, 100)};
    const gg_summary *impact = gg_summary_find("impact_ratio");
    gg_measure_options how = gg_measure_options_default();
    gg_summary_result r;

    gg_summary_measure(impact, groups, 2, &how, &r);
    ck_close(r.all.value, 90.0 / 95, 1e-12);
    ck_assert_uint_eq(r.low_group, 1);
    ck_assert_uint_eq(r.high_group, 0);
    how.adverse = GG_ADVERSE_NOT_SELECTED;
    gg_summary_measure(impact, groups, 2, &how, &r);
    ck_close(r.all.value, 0.5, 1e-12);
    ck_assert_uint_eq(r.low_group, 0);
    for (size_t i = 0; i + 1 < gg_summary_count(); i++) {
        gg_summary_result other;

        how.adverse = GG_ADVERSE_SELECTED;
        gg_summary_measure(gg_summary_at(i), groups, 2, &how, &r);
        how.adverse = GG_ADVERSE_NOT_SELECTED;
        gg_summary_measure(gg_summary_at(i), groups, 2, &how, &other);
        ck_assert_int_eq(r.all.state, other.all.state);
        ck_assert(r.all.state != GG_MEASURE_OK || r.all.value == other.all.value);
    }
}
END_TEST

START_TEST(intervals_are_simultaneous_over_all_pairs)
{
    gg_figures groups[4];
    gg_rate rates[4];
    gg_interval ends;
    gg_summary_result r;

    four_groups(groups);
    for (size_t i = 0; i < 4; i++)
        rates[i] = (gg_rate){cells[i][0] + cells[i][1], groups[i].rows};
    ck_assert_int_eq(gg_largest_difference(rates, 4, 1.959963984540054, &ends), GG_OK);
    r = measure("demographic_parity_difference", groups, 4);
    ck_close(r.all.low, ends.low, 1e-12);
    ck_close(r.all.high, ends.high, 1e-12);
}
END_TEST

/* Equalized odds looks at twice as many pairs: each of them at half the tail. */
START_TEST(both_metrics_of_equalized_odds_count)
{
    gg_figures groups[4];
    gg_rate rates[4];
    gg_interval ends;
    gg_summary_result odds;

    four_groups(groups);
    for (size_t i = 0; i < 4; i++)
        rates[i] = (gg_rate){cells[i][0], cells[i][0] + cells[i][2]};
    odds = measure("equalized_odds_difference", groups, 4);
    ck_assert_int_eq(gg_largest_difference(rates, 4, gg_z_bonferroni(1.959963984540054, 2), &ends),
                     GG_OK);
    /* The upper end is that of recall, whose groups are small, with twice as many pairs. */
    ck_close(odds.all.high, ends.high, 1e-12);
    ck_assert(odds.all.high > measure("equal_opportunity_difference", groups, 4).all.high);
}
END_TEST

START_TEST(an_undefined_group_makes_a_summary_undefined_and_is_not_forgotten)
{
    gg_figures groups[5];
    gg_summary_result r, without;

    four_groups(groups);
    groups[4] = figures_of(0, 2, 0, 5); /* nobody with the outcome */
    for (size_t i = 0; i < gg_summary_count(); i++) {
        const char *name = gg_summary_at(i)->name;

        r = measure(name, groups, 5);
        without = measure(name, groups, 4);
        if (strncmp(name, "equal", 5) != 0) {
            ck_assert_int_eq(r.all.state, GG_MEASURE_OK);
            continue;
        }
        ck_assert_str_eq(r.all.why, GG_WHY_UNDEFINED_GROUP);
        ck_assert_uint_eq(r.n_undefined, 1);
        ck_assert_int_eq(r.defined.state, GG_MEASURE_OK);
        if (strcmp(name, "equal_opportunity_difference") == 0)
            ck_assert_double_eq(r.defined.value, without.all.value);
    }
}
END_TEST

START_TEST(reasons_are_given)
{
    gg_figures groups[3] = {selected_of(0, 30), selected_of(0, 40), selected_of(0, 50)};
    gg_summary_result r = measure("demographic_parity_ratio", groups, 3);

    ck_assert_str_eq(r.all.why, GG_WHY_ZERO_REFERENCE);
    ck_assert_double_eq(measure("demographic_parity_difference", groups, 3).all.value, 0);
    ck_assert_str_eq(measure("predictive_parity_difference", groups, 3).all.why,
                     GG_WHY_NO_SELECTED);
    ck_assert_str_eq(measure("demographic_parity_ratio", groups, 1).all.why, GG_WHY_ONE_GROUP);
    ck_assert_str_eq(measure("demographic_parity_ratio", groups, 0).all.why, GG_WHY_ONE_GROUP);
    groups[0] = selected_of(3, 30);
    r = measure("predictive_parity_difference", groups, 3);
    ck_assert_str_eq(r.all.why, GG_WHY_UNDEFINED_GROUP);
    ck_assert_str_eq(r.defined.why, GG_WHY_UNDEFINED_GROUP); /* one group is no comparison */
    ck_assert_uint_eq(r.low_group, GG_NO_GROUP);
    for (size_t i = 0; i < 3; i++)
        groups[i].complete = false;
    ck_assert_str_eq(measure("equalized_odds_ratio", groups, 3).all.why, GG_WHY_NOT_IDENTIFIED);
}
END_TEST

START_TEST(the_order_of_groups_changes_nothing)
{
    gg_figures groups[4], mixed[4];
    const size_t order[4] = {2, 0, 3, 1};

    four_groups(groups);
    for (size_t i = 0; i < 4; i++)
        mixed[i] = groups[order[i]];
    for (size_t i = 0; i < gg_summary_count(); i++) {
        const gg_summary_result a = measure(gg_summary_at(i)->name, groups, 4);
        const gg_summary_result b = measure(gg_summary_at(i)->name, mixed, 4);

        ck_assert_double_eq(a.all.value, b.all.value);
        ck_close(a.all.low, b.all.low, 1e-12);
        ck_close(a.all.high, b.all.high, 1e-12);
        ck_assert_uint_eq(a.low_group, order[b.low_group]);
        ck_assert_uint_eq(a.high_group, order[b.high_group]);
    }
}
END_TEST

START_TEST(intervals_grow_with_z_and_narrow_with_rows)
{
    gg_figures groups[4], more[4];
    gg_measure_options how = gg_measure_options_default();

    four_groups(groups);
    for (size_t i = 0; i < 4; i++)
        more[i] =
            figures_of(10 * cells[i][0], 10 * cells[i][1], 10 * cells[i][2], 10 * cells[i][3]);
    for (size_t i = 0; i < gg_summary_count(); i++) {
        gg_summary_result narrow, wide, large;

        how.z = 1;
        gg_summary_measure(gg_summary_at(i), groups, 4, &how, &narrow);
        gg_summary_measure(gg_summary_at(i), more, 4, &how, &large);
        how.z = 2;
        gg_summary_measure(gg_summary_at(i), groups, 4, &how, &wide);
        ck_assert(wide.all.low <= narrow.all.low && wide.all.high >= narrow.all.high);
        ck_assert(wide.all.low >= gg_summary_at(i)->low && wide.all.high <= gg_summary_at(i)->high);
        ck_close(large.all.value, narrow.all.value, 1e-12);
        ck_assert(large.all.high - large.all.low < narrow.all.high - narrow.all.low);
    }
}
END_TEST

static double binomial(gg_random *r, double p, int n)
{
    double k = 0;

    for (int i = 0; i < n; i++)
        k += gg_random_uniform(r) < p;
    return k;
}

/* 600 tables of five groups of 60 with these rates: how often the interval holds the truth. */
static double coverage(const char *name, const double p[5], double truth)
{
    int held = 0;
    gg_random r;

    gg_random_init(&r, 1, "coverage", name);
    for (int trial = 0; trial < 600; trial++) {
        gg_figures groups[5];
        gg_summary_result result;

        for (size_t i = 0; i < 5; i++)
            groups[i] = selected_of(binomial(&r, p[i], 60), 60);
        result = measure(name, groups, 5);
        held += result.all.state != GG_MEASURE_OK ||
                (result.all.low <= truth + 1e-12 && truth <= result.all.high + 1e-12);
    }
    return held / 600.0;
}

START_TEST(coverage_holds_at_exact_equality)
{
    static const double few[5] = {0.05, 0.05, 0.05, 0.05, 0.05},
                        many[5] = {0.4, 0.4, 0.4, 0.4, 0.4};

    ck_assert_double_ge(coverage("demographic_parity_difference", few, 0), 0.95);
    ck_assert_double_ge(coverage("demographic_parity_difference", many, 0), 0.95);
    ck_assert_double_ge(coverage("demographic_parity_ratio", few, 1), 0.95);
    ck_assert_double_ge(coverage("demographic_parity_ratio", many, 1), 0.95);
    ck_assert_double_ge(coverage("impact_ratio", few, 1), 0.95);
}
END_TEST

START_TEST(coverage_holds_away_from_equality)
{
    static const double p[5] = {0.1, 0.15, 0.2, 0.3, 0.45};

    ck_assert_double_ge(coverage("demographic_parity_difference", p, 0.35), 0.95);
    ck_assert_double_ge(coverage("demographic_parity_ratio", p, 0.1 / 0.45), 0.95);
    ck_assert_double_ge(coverage("impact_ratio", p, 0.55 / 0.9), 0.95);
}
END_TEST

START_TEST(the_table_is_that_of_the_contract)
{
    static const char *const names[] = {"demographic_parity_difference",
                                        "demographic_parity_ratio",
                                        "equalized_odds_difference",
                                        "equalized_odds_ratio",
                                        "equal_opportunity_difference",
                                        "predictive_parity_difference",
                                        "impact_ratio"};

    ck_assert_uint_eq(gg_summary_count(), 7);
    for (size_t i = 0; i < 7; i++) {
        const gg_summary *s = gg_summary_at(i);

        ck_assert_str_eq(s->name, names[i]);
        ck_assert_ptr_eq(gg_summary_find(names[i]), s);
        ck_assert_ptr_nonnull(gg_metric_find(s->metrics[0]));
        ck_assert_int_eq(s->sentence[strlen(s->sentence) - 1], '.');
    }
    ck_assert_ptr_null(gg_summary_at(7));
    ck_assert_ptr_null(gg_summary_find("fairness"));
    ck_assert_ptr_null(gg_summary_find(NULL));
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, values_are_those_of_fairlearn);
    tcase_add_test(tc, impact_ratio_depends_on_what_is_adverse);
    tcase_add_test(tc, intervals_are_simultaneous_over_all_pairs);
    tcase_add_test(tc, both_metrics_of_equalized_odds_count);
    tcase_add_test(tc, an_undefined_group_makes_a_summary_undefined_and_is_not_forgotten);
    tcase_add_test(tc, reasons_are_given);
    tcase_add_test(tc, the_order_of_groups_changes_nothing);
    tcase_add_test(tc, intervals_grow_with_z_and_narrow_with_rows);
    tcase_add_test(tc, coverage_holds_at_exact_equality);
    tcase_add_test(tc, coverage_holds_away_from_equality);
    tcase_add_test(tc, the_table_is_that_of_the_contract);
}

GG_TEST_MAIN("evaluate/summary")
