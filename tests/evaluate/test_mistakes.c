/*
 * Mistakes that other programs made, each as a test that fails when it is made here.
 */
#include "hand.h"

#include "gauger/base/random.h"
#include "gauger/stats/difference.h"
#include "suite.h"

static json_t *document_of(const hand_cell *cells, size_t n)
{
    gg_evidence e = hand_evidence("race", cells, n);
    json_t *document = NULL;

    ck_assert_int_eq(gg_evaluate(&e, NULL, &document, NULL), GG_OK);
    gg_arena_release(&e.arena);
    return document;
}

static bool warned(const json_t *document, const char *code, const char *group)
{
    const json_t *warnings = json_object_get(document, "warnings");

    for (size_t i = 0; i < json_array_size(warnings); i++) {
        const json_t *w = json_array_get(warnings, i);

        if (strcmp(gg_json_string(w, "code", ""), code) == 0 &&
            strstr(gg_json_string(w, "message", ""), group) != NULL)
            return true;
    }
    return false;
}

/* b has 7 rows, none of them positive. */
static const hand_cell without_positives[] = {{"a", NULL, 30, 10, 20, 40, 0, 0},
                                              {"b", NULL, 0, 2, 0, 5, 0, 0},
                                              {"c", NULL, 12, 9, 14, 33, 0, 0}};

START_TEST(a_group_without_positives_has_no_recall_of_zero)
{
    json_t *document = document_of(without_positives, 3);
    const json_t *recall = AT(document, "attributes", "race", "groups", "b", "recall");

    ck_assert(json_is_null(json_object_get(recall, "value")));
    ck_assert_str_eq(gg_json_string(recall, "why_null", ""), GG_WHY_NO_POSITIVES);
    ck_assert(json_is_null(
        AT(document, "attributes", "race", "groups", "b", "false_negative_rate", "value")));
    json_decref(document);
}
END_TEST

START_TEST(a_group_with_an_undefined_metric_does_not_vanish)
{
    json_t *document = document_of(without_positives, 3);
    const json_t *race = AT(document, "attributes", "race");
    const json_t *gap = AT(race, "summary", "equal_opportunity_difference");
    const json_t *compared = AT(race, "disparities", "recall_difference", "groups", "b");

    ck_assert_ptr_nonnull(AT(race, "groups", "b"));
    ck_assert_str_eq(gg_json_string(compared, "why_null", ""), GG_WHY_NO_POSITIVES);
    ck_assert(json_is_null(json_object_get(gap, "value")));
    ck_assert_str_eq(gg_json_string(gap, "why_null", ""), GG_WHY_UNDEFINED_GROUP);
    ck_assert_double_eq_tol(value_at(AT(gap, "over_defined_groups")), 0.6 - 12.0 / 26, 1e-12);
    ck_assert(json_is_null(AT(race, "disparities", "recall_difference", "minimum", "value")));
    ck_assert(warned(document, "undefined_metric", "undefined for b,"));
    ck_assert(warned(document, "undefined_summary", "equal_opportunity_difference"));
    ck_assert(warned(document, "undefined_summary", "undefined for b;"));
    json_decref(document);
}
END_TEST

START_TEST(a_ratio_of_zero_is_not_missing)
{
    const hand_cell cells[] = {{"a", "x", 30, 10, 20, 40, 0, 0},
                               {"a", "y", 20, 10, 20, 40, 0, 0},
                               {"b", "x", 0, 0, 9, 21, 0, 0},
                               {"b", "y", 0, 0, 8, 23, 0, 0}};
    json_t *document = document_of(cells, 4);
    const json_t *race = AT(document, "attributes", "race");
    const json_t *ratio = AT(race, "disparities", "selection_rate_ratio");
    const json_t *pooled =
        AT(race, "strata", "site", "selection_rate", "b", "mantel_haenszel_ratio");

    ck_assert_double_eq(value_at(AT(ratio, "groups", "b")), 0);
    ck_assert_double_gt(gg_json_number(AT(ratio, "groups", "b"), "high", NAN), 0);
    ck_assert_double_eq(value_at(AT(ratio, "minimum")), 0);
    ck_assert_double_eq(value_at(AT(race, "summary", "demographic_parity_ratio")), 0);
    ck_assert_double_eq(value_at(pooled), 0);
    json_decref(document);
}
END_TEST

/* fp 12 of 100 negatives and of 48 selected: 0.12, not 0.25. */
START_TEST(the_false_positive_rate_is_not_the_false_discovery_rate)
{
    const gg_figures f = figures_of(36, 12, 4, 88);
    gg_measure m;

    gg_metric_measure(gg_metric_find("false_positive_rate"), &f, NULL, &m);
    ck_close(m.value, 0.12, 1e-12);
}
END_TEST

/* Both groups have a false positive rate of 0.1 and differ in the false discovery rate, 0.2 and
 * 0.5: SciPy's chi2_contingency (uncorrected) has 0 for the one and 16, p 6.3e-5, for the other. */
START_TEST(the_false_positive_rate_is_not_tested_as_the_false_discovery_rate)
{
    const hand_cell cells[] = {{"a", NULL, 160, 40, 40, 360, 0, 0},
                               {"b", NULL, 20, 20, 20, 180, 0, 0}};
    json_t *document = document_of(cells, 2);
    const json_t *tests_of = AT(document, "attributes", "race", "omnibus");
    const json_t *rate = AT(tests_of, "false_positive_rate");
    const json_t *precision = AT(tests_of, "precision");

    ck_assert_double_eq_tol(gg_json_number(rate, "statistic", NAN), 0, 1e-12);
    ck_assert_double_eq(gg_json_number(rate, "p_value", NAN), 1);
    ck_assert_double_eq(gg_json_number(AT(rate, "groups", "b"), "p_value", NAN), 1);
    ck_close(gg_json_number(precision, "statistic", NAN), 16, 1e-12);
    ck_close(gg_json_number(precision, "p_value", NAN), 6.334248366623988e-05, 1e-10);
    ck_close(gg_json_number(AT(precision, "groups", "b"), "p_value", NAN), 6.334248366623988e-05,
             1e-9);
    json_decref(document);
}
END_TEST

/* 400 of 458 were never inspected. Read as negative they would make a false positive rate of 5%. */
START_TEST(unverified_is_not_negative)
{
    const hand_cell cells[] = {{"a", NULL, 37, 21, 0, 0, 0, 300}, {"b", NULL, 10, 9, 0, 0, 2, 100}};
    json_t *document = document_of(cells, 2);
    const json_t *a = AT(document, "attributes", "race", "groups", "a");
    const json_t *race = AT(document, "attributes", "race");

    ck_assert_int_eq(json_integer_value(AT(a, "negatives")), 21);
    ck_assert_int_eq(json_integer_value(AT(a, "unverified")), 300);
    ck_assert_int_eq(json_integer_value(AT(a, "count")), 358);
    ck_assert_str_eq(gg_json_string(AT(a, "false_positive_rate"), "why_null", ""),
                     GG_WHY_NOT_IDENTIFIED);
    ck_assert_double_eq_tol(value_at(AT(a, "precision")), 37.0 / 58, 1e-12);
    ck_assert_double_eq_tol(value_at(AT(a, "selection_rate")), 58.0 / 358, 1e-12);
    ck_assert_int_eq(
        json_integer_value(AT(document, "attributes", "race", "groups", "b", "selected")), 21);
    ck_assert_str_eq(
        gg_json_string(AT(race, "summary", "equalized_odds_difference"), "why_null", ""),
        GG_WHY_NOT_IDENTIFIED);
    ck_assert(warned(document, "unverified", "402 of 479 rows"));
    json_decref(document);
}
END_TEST

/* 1 - 0.975^(1/18) and the like: nobody of 18 says that the rate is under 18%, not that it is 0. */
START_TEST(none_of_eighteen_is_not_certainty)
{
    static const char *const rates[] = {"selection_rate", "false_positive_rate"};
    const gg_figures none = figures_of(0, 0, 0, 18);
    const gg_figures others = figures_of(20, 10, 30, 60);
    gg_measure m;

    for (size_t i = 0; i < 2; i++) {
        gg_metric_measure(gg_metric_find(rates[i]), &none, NULL, &m);
        ck_assert_double_eq(m.value, 0);
        ck_assert_double_eq(m.low, 0);
        ck_assert_double_eq_tol(m.high, 0.17588, 1e-5); /* z^2 / (n + z^2) */
    }
    gg_disparity_measure(gg_disparity_find("selection_rate_ratio"), &none, &others, NULL, &m);
    ck_assert_double_gt(m.high, 0.2);
    {
        const gg_figures f = figures_of(5, 0, 0, 13);

        gg_metric_measure(gg_metric_find("mcc"), &f, NULL, &m);
        ck_assert_double_eq(m.value, 1);
        ck_assert_double_lt(m.low, 0.95);
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

/* A group of 300 in 400, both rates 0.3: as if independent of overall the interval is so wide that
 * it covers always; the right one covers 95 times in 100. */
START_TEST(a_group_is_not_independent_of_everyone)
{
    const gg_disparity *difference = gg_disparity_find("selection_rate_difference");
    int right = 0, naive = 0;
    gg_random r;

    gg_random_init(&r, 1, "mistakes", "overall");
    for (int trial = 0; trial < 4000; trial++) {
        double k = binomial(&r, 0.3, 300), j = binomial(&r, 0.3, 100);
        const gg_figures groups[2] = {selected_of(k, 300), selected_of(j, 100)};
        const gg_rate group = {k, 300}, everyone = {k + j, 400};
        gg_interval ends;
        gg_measure m;

        gg_disparity_of(difference, groups, 2, 0, GG_REFERENCE_OVERALL, GG_NO_GROUP, NULL, &m);
        right += m.low <= 0 && 0 <= m.high;
        ck_assert_int_eq(gg_difference_newcombe(group, everyone, 1.959963984540054, &ends), GG_OK);
        naive += ends.low <= 0 && 0 <= ends.high;
    }
    ck_assert_double_ge(right / 4000.0, 0.94);
    ck_assert_double_le(right / 4000.0, 0.965);
    ck_assert_double_ge(naive / 4000.0, 0.995);
}
END_TEST

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The 2.5% percentile of max - min over 400 bootstrap samples of four groups of 100. */
static double bootstrap_low(gg_random *r, const double selected[4])
{
    double gaps[400];

    for (int b = 0; b < 400; b++) {
        double low = 1, high = 0;

        for (int i = 0; i < 4; i++) {
            double rate = binomial(r, selected[i] / 100, 100) / 100;

            low = fmin(low, rate);
            high = fmax(high, rate);
        }
        gaps[b] = high - low;
    }
    qsort(gaps, 400, sizeof *gaps, ascending);
    return gaps[10];
}

/* Four equal rates: the bootstrap's interval misses the true gap of 0 every time. */
START_TEST(the_largest_gap_is_not_bootstrapped)
{
    int held = 0, bootstrap = 0;
    gg_random r;

    gg_random_init(&r, 1, "mistakes", "bootstrap");
    for (int trial = 0; trial < 60; trial++) {
        double selected[4];
        gg_figures groups[4];
        gg_summary_result s;

        for (int i = 0; i < 4; i++) {
            selected[i] = binomial(&r, 0.3, 100);
            groups[i] = selected_of(selected[i], 100);
        }
        gg_summary_measure(gg_summary_find("demographic_parity_difference"), groups, 4, NULL, &s);
        held += s.all.low == 0;
        bootstrap += bootstrap_low(&r, selected) <= 0;
    }
    ck_assert_int_ge(held, 57);
    ck_assert_int_eq(bootstrap, 0);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_group_without_positives_has_no_recall_of_zero);
    tcase_add_test(tc, a_group_with_an_undefined_metric_does_not_vanish);
    tcase_add_test(tc, a_ratio_of_zero_is_not_missing);
    tcase_add_test(tc, the_false_positive_rate_is_not_the_false_discovery_rate);
    tcase_add_test(tc, the_false_positive_rate_is_not_tested_as_the_false_discovery_rate);
    tcase_add_test(tc, unverified_is_not_negative);
    tcase_add_test(tc, none_of_eighteen_is_not_certainty);
    tcase_add_test(tc, a_group_is_not_independent_of_everyone);
    tcase_add_test(tc, the_largest_gap_is_not_bootstrapped);
}

GG_TEST_MAIN("evaluate/mistakes")
