/* Rules on a drift document: columns, critical values, p-values of "nothing has moved". */
#include "documents.h"

static json_t *evaluation, *drift;

/* A column of numbers as `gauger drift` writes it. */
static void add_numbers(const char *name, double ks, double p, double psi, double critical,
                        double scaled)
{
    json_t *column = json_pack(
        "{s:s, s:s, s:{s:{s:f, s:f, s:f}, s:{s:f, s:f}, s:{s:f, s:f}, s:{s:f}}}", "type", "numeric",
        "status", "pass", "tests", "ks", "statistic", ks, "p_value", p, "adjusted_p_value", p,
        "population_stability_index", "statistic", psi, "critical_value", critical, "wasserstein_1",
        "statistic", 7.0, "scaled", scaled, "jensen_shannon_distance", "statistic", ks / 2);

    ck_assert_ptr_nonnull(column);
    json_object_set_new(json_object_get(drift, "columns"), name, column);
}

static void add_words(const char *name, double p, double psi, double critical, double v)
{
    json_t *column = json_pack(
        "{s:s, s:s, s:{s:{s:f, s:i, s:f}, s:{s:f, s:f}, s:{s:f}, s:{s:f}}}", "type", "categorical",
        "status", "pass", "tests", "chi_square", "statistic", 3.0, "degrees_of_freedom", 2,
        "p_value", p, "population_stability_index", "statistic", psi, "critical_value", critical,
        "cramers_v", "statistic", v, "jensen_shannon_distance", "statistic", v);

    ck_assert_ptr_nonnull(column);
    json_object_set_new(json_object_get(drift, "columns"), name, column);
}

static void begin(void)
{
    evaluation = evaluation_of((counts){.tp = 300, .fp = 100, .fn = 50, .tn = 550});
    drift = json_pack("{s:s, s:{}, s:f, s:s}", "format", "gauger/drift/1", "columns",
                      "share_drifted", 0.25, "status", "pass");
}

static void end(void)
{
    json_decref(evaluation);
    json_decref(drift);
}

static json_t *verdict_of(const char *rule)
{
    char policy[300];

    snprintf(policy, sizeof policy, "rules:\n  - {%s}\n", rule);
    return judge(policy, evaluation, NULL, drift);
}

/* Over the limit alone is not enough where chance reaches as far. */
START_TEST(stability_index)
{
    static const struct {
        double psi, critical;
        const char *how, *result, *message;
    } cases[] = {
        {0.05, 0.01, "interval", "pass",
         "population_stability_index of column f1: 0.05 lies at or below the upper bound 0.2"},
        {0.2, 0.01, "interval", "pass",
         "population_stability_index of column f1: 0.2 lies at or below the upper bound 0.2"},
        {0.31, 0.04, "interval", "fail",
         "population_stability_index of column f1: 0.31 exceeds the upper bound 0.2 and its "
         "critical value 0.04"},
        {0.31, 0.4, "interval", "inconclusive",
         "population_stability_index of column f1: not established: 0.31 exceeds the upper bound "
         "0.2 but not its critical value 0.4, which chance alone may reach"},
        {0.31, 0.4, "point", "fail",
         "population_stability_index of column f1: 0.31 (value alone) exceeds the upper bound 0.2"},
        {0.19, 0.4, "point", "pass",
         "population_stability_index of column f1: 0.19 (value alone) lies at or below the upper "
         "bound 0.2"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char rule[160];
        json_t *v;

        add_numbers("f1", 0.1, 0.5, cases[i].psi, cases[i].critical, 0.1);
        snprintf(rule, sizeof rule,
                 "metric: population_stability_index, column: f1, at_most: 0.2, judge: %s",
                 cases[i].how);
        v = verdict_of(rule);
        ck_assert_str_eq(result_of(v, 0), cases[i].result);
        ck_assert_str_eq(message_of(v, 0), cases[i].message);
        ck_assert_double_eq(number_of(subject_of(v, 0, "f1"), "critical_value"), cases[i].critical);
        ck_assert(json_is_null(json_object_get(subject_of(v, 0, "f1"), "p_value")));
        ck_assert_double_eq(number_of(v, "figures_tested"), 0);
        json_decref(v);
    }
}
END_TEST

/* The others need evidence that anything has moved at all, adjusted over all columns. */
START_TEST(distances)
{
    json_t *v;

    add_numbers("a", 0.05, 1e-9, 0.1, 0.01, 0.5);
    add_numbers("b", 0.15, 0.008, 0.1, 0.01, 0.05);
    add_numbers("c", 0.25, 0.004, 0.1, 0.01, 0.05);
    v = verdict_of("metric: ks, column: \"*\", at_most: 0.1");
    ck_assert_str_eq(message_of(v, 0), "ks by column: c 0.25 exceeds the upper bound 0.1 (adjusted "
                                       "p = 0.012); b 0.15 exceeds the upper bound 0.1 (adjusted p "
                                       "= 0.016)");
    ck_assert_double_eq(number_of(v, "figures_tested"), 3);
    ck_assert_double_eq(number_of(subject_of(v, 0, "a"), "p_value"), 1);
    ck_assert_double_eq(number_of(subject_of(v, 0, "b"), "adjusted_p_value"), 0.016);
    json_decref(v);
    add_numbers("c", 0.25, 0.04, 0.1, 0.01, 0.05);
    v = verdict_of("metric: ks, column: c, at_most: 0.1");
    ck_assert_str_eq(message_of(v, 0),
                     "ks of column c: not established: 0.25 exceeds the upper bound 0.1, but not "
                     "clearly enough for 1 figure judged together (adjusted p = 0.04, needed is "
                     "under 0.025)");
    json_decref(v);
    v = verdict_of("metric: wasserstein_1, column: a, at_most: 0.1");
    ck_assert_str_eq(message_of(v, 0), "wasserstein_1 of column a: 0.5 exceeds the upper bound 0.1 "
                                       "(adjusted p < 0.0001)");
    json_decref(v);
}
END_TEST

/* 0.02 alone would be under 0.025; of two columns it is not. */
START_TEST(distances_are_adjusted)
{
    json_t *v;

    add_numbers("a", 0.25, 0.02, 0.1, 0.01, 0.5);
    add_numbers("b", 0.25, 0.02, 0.1, 0.01, 0.5);
    v = verdict_of("metric: ks, column: \"*\", at_most: 0.1");
    ck_assert_double_eq(number_of(subject_of(v, 0, "a"), "adjusted_p_value"), 0.04);
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    json_decref(v);
}
END_TEST

/* A column of another type decides nothing; an empty one, of which nothing is known, does. */
START_TEST(other_types_and_empty_columns)
{
    json_t *v;

    add_numbers("a", 0.05, 1e-9, 0.1, 0.01, 0.5);
    add_words("w", 0.001, 0.3, 0.1, 0.2);
    v = verdict_of("metric: cramers_v, column: \"*\", at_most: 0.3");
    ck_assert_str_eq(result_of(v, 0), "pass");
    json_decref(v);
    json_object_set_new(
        json_object_get(drift, "columns"), "empty",
        json_pack("{s:s, s:s, s:{}}", "type", "categorical", "status", "inconclusive", "tests"));
    v = verdict_of("metric: cramers_v, column: \"*\", at_most: 0.3");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_str_eq(gg_json_string(subject_of(v, 0, "empty"), "why_null", ""), "no_rows");
    json_decref(v);
}
END_TEST

START_TEST(columns_of_words)
{
    json_t *v;

    add_numbers("a", 0.05, 1e-9, 0.1, 0.01, 0.5);
    add_words("w", 0.001, 0.3, 0.1, 0.2);
    v = verdict_of("metric: cramers_v, column: \"*\", at_most: 0.1");
    ck_assert_str_eq(message_of(v, 0),
                     "cramers_v by column: w 0.2 exceeds the upper bound 0.1 (adjusted p = 0.001); "
                     "not judged: a (columns of this type have no such figure)");
    ck_assert_str_eq(gg_json_string(find_in(v, 0, "not_judged", "a"), "why", ""), "other_type");
    json_decref(v);
    v = verdict_of("metric: population_stability_index, column: \"*\", at_most: 0.2");
    ck_assert_str_eq(result_of(v, 0), "fail");
    ck_assert_uint_eq(json_array_size(json_object_get(rule_of(v, 0), "subjects")), 2);
    json_decref(v);
    v = verdict_of("metric: ks, column: w, at_most: 0.1");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    json_decref(v);
    v = verdict_of("metric: jensen_shannon_distance, column: \"*\", at_most: 0.3");
    ck_assert_str_eq(result_of(v, 0), "pass");
    json_decref(v);
}
END_TEST

START_TEST(share_of_columns)
{
    json_t *v = verdict_of("metric: share_drifted, at_most: 0.25");

    ck_assert_str_eq(message_of(v, 0), "share_drifted: 0.25 lies at or below the upper bound 0.25");
    json_decref(v);
    v = verdict_of("metric: share_drifted, at_most: 0.1");
    ck_assert_str_eq(message_of(v, 0), "share_drifted: 0.25 exceeds the upper bound 0.1");
    ck_assert_str_eq(result_of(v, 0), "fail");
    json_decref(v);
    json_object_set_new(drift, "share_drifted", json_null());
    v = verdict_of("metric: share_drifted, at_most: 0.1");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    json_decref(v);
}
END_TEST

/* An empty column, a missing p-value, no such column: never a pass. */
START_TEST(nothing_to_go_by)
{
    json_t *tests, *v;

    add_numbers("a", 0.5, 1e-9, 0.1, 0.01, 0.5);
    tests = json_object_get(json_object_get(json_object_get(drift, "columns"), "a"), "tests");
    json_object_set_new(json_object_get(tests, "ks"), "p_value", json_null());
    v = verdict_of("metric: ks, column: a, at_most: 0.1");
    ck_assert_str_eq(message_of(v, 0),
                     "ks of column a: not established: 0.5 exceeds the upper bound 0.1, but the "
                     "document has no p-value to tell it from chance");
    json_decref(v);
    json_object_set_new(json_object_get(tests, "population_stability_index"), "statistic",
                        json_real(0.3));
    json_object_set_new(json_object_get(tests, "population_stability_index"), "critical_value",
                        json_null());
    v = verdict_of("metric: population_stability_index, column: a, at_most: 0.1");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    json_decref(v);
    json_object_set_new(json_object_get(tests, "ks"), "statistic", json_null());
    v = verdict_of("metric: ks, column: a, at_most: 0.1");
    ck_assert_str_eq(message_of(v, 0), "ks of column a: not established: undefined, because there "
                                       "are no rows to compute it from");
    json_decref(v);
    v = verdict_of("metric: ks, column: z, at_most: 0.1");
    ck_assert_str_eq(
        message_of(v, 0),
        "ks of column z: not established, because the drift report watched no column z");
    json_decref(v);
    json_object_clear(json_object_get(drift, "columns"));
    v = verdict_of("metric: ks, column: \"*\", at_most: 0.1");
    ck_assert_str_eq(message_of(v, 0),
                     "ks by column: not established, because the drift report watched no column");
    json_decref(v);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, stability_index);
    tcase_add_test(tc, distances);
    tcase_add_test(tc, distances_are_adjusted);
    tcase_add_test(tc, other_types_and_empty_columns);
    tcase_add_test(tc, columns_of_words);
    tcase_add_test(tc, share_of_columns);
    tcase_add_test(tc, nothing_to_go_by);
}

GG_TEST_MAIN("gate/drift")
