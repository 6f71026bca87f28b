/*
 * Rules on what stands finished in a document: at a capacity, at other thresholds, inequality,
 * demographic disparity, the outcome test, drift by period and of the classifier. Limits of rates
 * are statsmodels' Wilson; the others are those of the document, moved with the critical value.
 */
#include "conforms.h"
#include "documents.h"

static json_t *evaluation, *drift;

static json_t *parsed(const char *text)
{
    json_error_t e;
    json_t *out = json_loads(text, 0, &e);

    ck_assert_msg(out != NULL, "%s: %d", e.text, e.position);
    return out;
}

static void add(const char *key, const char *text)
{
    ck_assert_int_eq(json_object_set_new(evaluation, key, parsed(text)), 0);
}

#define CUT(tp, fp, precision, recall)                                                             \
    "{\"rows\": 1000, \"room\": 100, \"ties_in\": {\"tp\": " #tp ", \"fp\": " #fp                  \
    ", \"precision\": {\"value\": " #precision ", \"low\": 0, \"high\": 1}, \"recall\": "          \
    "{\"value\": " #recall ", \"low\": 0, \"high\": 1}, \"lift\": {\"value\": 2, \"low\": 1.5, "   \
    "\"high\": 2.4}}, \"proportional\": {\"tp\": 69.5, \"fp\": 30.5, \"precision\": {\"value\": "  \
    "0.695, \"low\": null, \"high\": null}}}"

static void begin(void)
{
    json_t *race;

    evaluation = evaluation_of((counts){.tp = 300, .fp = 100, .fn = 50, .tn = 550});
    add_slice(evaluation, "sites", "A", (counts){.tp = 60, .fp = 20, .fn = 40, .tn = 110});
    add_group(evaluation, "attributes", "race", "a",
              (counts){.tp = 200, .fp = 60, .fn = 30, .tn = 400});
    add_group(evaluation, "attributes", "race", "b",
              (counts){.tp = 100, .fp = 40, .fn = 20, .tn = 150});
    add("capacity",
        "[{\"capacity\": 100, \"everyone\": " CUT(
            70, 30, 0.7,
            0.2) ", \"sites\": "
                 "{\"A\": " CUT(70, 30, 0.7, 0.7) "}}, {\"share\": 0.05, \"everyone\": " CUT(
                     35, 15, 0.7, 0.1) "}]");
    add("operating_points",
        "[{\"threshold\": 0.3, \"tp\": 330, \"fp\": 260, \"precision\": {\"value\": "
        "0.559322033898305, \"low\": 0.5, \"high\": 0.6}, \"recall\": {\"value\": "
        "0.942857142857143, \"low\": 0.9, \"high\": 1}, \"false_positive_rate\": {\"value\": 0.4, "
        "\"low\": 0.3, \"high\": 0.5}}, {\"threshold\": 0.9, \"tp\": 1, \"fp\": 1, \"recall\": "
        "{\"value\": null, \"why_null\": \"not_identified\", \"observed\": 0.2, \"bounds\": [0.1, "
        "0.3]}}, {\"threshold\": 0.1, \"tp\": 30, \"fp\": 20, \"precision\": {\"value\": null, "
        "\"why_null\": \"not_identified\", \"bounds\": [0.088, 0.611], \"bounds_interval\": "
        "[0.06, 0.66]}}]");
    add("inequality", "{\"theil_index\": {\"value\": 0.18, \"low\": null, \"high\": null}, "
                      "\"generalized_entropy\": {\"value\": 0.13, \"low\": null, \"high\": null}}");
    race = json_object_get(json_object_get(evaluation, "attributes"), "race");
    json_object_set_new(
        race, "conditional_demographic_disparity",
        parsed("{\"demographic_disparity\": {\"a\": {\"value\": -0.02, \"low\": -0.06, \"high\": "
               "0.02}, \"b\": {\"value\": 0.02, \"low\": -0.02, \"high\": 0.06}}, \"conditional\": "
               "{\"site\": {\"a\": {\"value\": -0.1, \"low\": -0.14, \"high\": -0.06}, \"b\": "
               "{\"value\": 0.1, \"low\": 0.06, \"high\": 0.14}}}}"));
    drift = parsed(
        "{\"format\": \"gauger/drift/1\", \"columns\": {\"f\": {\"status\": \"pass\", \"tests\": "
        "{\"population_stability_index\": {\"statistic\": 0.05, \"critical_value\": 0.01}}}}, "
        "\"share_drifted\": 0, \"by_period\": [{\"period\": \"2026-01\", \"rows\": 900, "
        "\"share_drifted\": 1, \"columns\": {\"f\": {\"status\": \"fail\", \"tests\": "
        "{\"population_stability_index\": {\"statistic\": 0.5, \"critical_value\": 0.02}}}}}, "
        "{\"period\": \"2026-02\", \"rows\": 12, \"share_drifted\": 0, \"columns\": {\"f\": "
        "{\"status\": \"pass\", \"tests\": {\"population_stability_index\": {\"statistic\": 0.6, "
        "\"critical_value\": 0.9}}}}}], \"classifier\": {\"auc\": {\"value\": 0.6, \"low\": 0.57, "
        "\"high\": 0.63, \"standard_error\": 0.015}}}");
}

static void end(void)
{
    json_decref(evaluation);
    json_decref(drift);
}

static json_t *by(const char *rule)
{
    char policy[300];
    json_t *v;

    snprintf(policy, sizeof policy, "rules:\n  - %s\n", rule);
    v = judge(policy, evaluation, NULL, drift);
    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    conforms(v, "docs/schemas/verdict-1.schema.json");
    return v;
}

static const json_t *only(const json_t *v)
{
    return json_array_get(json_object_get(rule_of(v, 0), "subjects"), 0);
}

static const struct {
    const char *rule, *result;
    double value, low, high; /* NaN: none */
} rules[] = {
    /* proportion_confint(70, 100), (70, 350), (35, 50), (70, 100) of the site, "wilson" */
    {"{metric: precision, capacity: 100, at_least: 0.5}", "pass", 0.7, 0.6041515302, 0.7810511175},
    {"{metric: precision, capacity: 100, at_least: 0.9}", "fail", 0.7, 0.6041515302, 0.7810511175},
    {"{metric: recall, capacity: 100, at_least: 0.15}", "pass", 0.2, 0.1614521703, 0.2450616942},
    {"{metric: precision, capacity: 0.05, at_least: 0.5}", "pass", 0.7, 0.5624964954, 0.8089644650},
    {"{metric: precision, capacity: 5%, at_least: 0.5}", "pass", 0.7, 0.5624964954, 0.8089644650},
    {"{metric: recall, capacity: 100, site: A, at_least: 0.5}", "pass", 0.7, 0.6041515302,
     0.7810511175},
    {"{metric: precision, capacity: 100, ties: proportional, at_least: 0.5}", "inconclusive", 0.695,
     NAN, NAN},
    {"{metric: precision, capacity: 100, ties: proportional, at_least: 0.5, judge: point}", "pass",
     0.695, NAN, NAN},
    {"{metric: lift, capacity: 100, at_least: 1.2}", "pass", 2, 1.5, 2.4},
    {"{metric: lift, capacity: 100, at_least: 3}", "fail", 2, 1.5, 2.4},
    {"{metric: lift, capacity: 200, at_least: 3}", "inconclusive", NAN, NAN, NAN},
    /* (330, 590), (330, 350), (260, 650) */
    {"{metric: precision, threshold: 0.3, at_least: 0.5}", "pass", 0.5593220339, 0.5190059719,
     0.5988706078},
    {"{metric: false_positive_rate, threshold: 0.3, at_most: 0.3}", "fail", 0.4, 0.3630322733,
     0.4381427696},
    {"{metric: recall, threshold: 0.9, at_least: 0.2}", "inconclusive", NAN, NAN, NAN},
    {"{metric: recall, threshold: 0.9, at_least: 0.05, judge: point}", "pass", NAN, NAN, NAN},
    /* All that is possible, with chance, on one side decides; the interval is the bounds'. */
    {"{metric: precision, threshold: 0.1, at_least: 0.7}", "fail", NAN, 0.06, 0.66},
    {"{metric: precision, threshold: 0.1, at_least: 0.05}", "pass", NAN, 0.06, 0.66},
    {"{metric: precision, threshold: 0.1, at_least: 0.63}", "inconclusive", NAN, 0.06, 0.66},
    {"{metric: precision, threshold: 0.1, at_least: 0.3}", "inconclusive", NAN, 0.06, 0.66},
    {"{metric: theil_index, at_most: 0.2, judge: point}", "pass", 0.18, NAN, NAN},
    {"{metric: generalized_entropy, at_most: 0.1, judge: point}", "fail", 0.13, NAN, NAN},
    {"{metric: demographic_disparity, attribute: race, group: b, between: [-0.1, 0.1]}", "pass",
     0.02, -0.02, 0.06},
    {"{metric: conditional_demographic_disparity, attribute: race, group: b, given: site, at_most: "
     "0.03}",
     "fail", 0.1, 0.06, 0.14},
    {"{metric: classifier_auc, at_most: 0.65}", "pass", 0.6, 0.57, 0.63},
    {"{metric: classifier_auc, at_most: 0.55}", "fail", 0.6, 0.57, 0.63},
    {"{metric: classifier_auc, at_most: 0.61}", "inconclusive", 0.6, 0.57, 0.63},
    {"{metric: population_stability_index, column: f, at_most: 0.2}", "pass", 0.05, NAN, NAN},
    {"{metric: population_stability_index, column: f, period: 2026-01, at_most: 0.2}", "fail", 0.5,
     NAN, NAN},
    {"{metric: share_drifted, period: \"*\", at_most: 0.5}", "fail", 1, NAN, NAN},
};

START_TEST(each_is_found_measured_and_judged)
{
    json_t *v = by(rules[_i].rule);
    const json_t *s = only(v);

    ck_assert_msg(strcmp(result_of(v, 0), rules[_i].result) == 0, "%s: %s", rules[_i].rule,
                  message_of(v, 0));
    ck_assert(isnan(number_of(s, "value")) == isnan(rules[_i].value));
    if (!isnan(rules[_i].value))
        ck_close(number_of(s, "value"), rules[_i].value, 1e-6);
    ck_assert(isnan(number_of(s, "low")) == isnan(rules[_i].low));
    if (!isnan(rules[_i].low)) {
        ck_close(number_of(s, "low"), rules[_i].low, 1e-5);
        ck_close(number_of(s, "high"), rules[_i].high, 1e-5);
    }
    json_decref(v);
}
END_TEST

/* At another confidence rates are measured again, and the rest is moved with the critical value:
 * 2.5758293035489 / 1.9599639845401 times as far. */
START_TEST(at_the_confidence_of_the_policy)
{
    json_t *v = judge("confidence: 0.99\nrules:\n"
                      "  - {metric: precision, capacity: 100, at_least: 0.5}\n"
                      "  - {metric: lift, capacity: 100, at_least: 1.2}\n",
                      evaluation, NULL, NULL);

    ck_close(number_of(subject_of(v, 0, "overall"), "low"), 0.5725723811, 1e-5);
    ck_close(number_of(subject_of(v, 1, "overall"), "low"),
             2 - 0.5 * 2.5758293035489004 / 1.959963984540054, 1e-9);
    json_decref(v);
}
END_TEST

START_TEST(each_capacity_and_threshold)
{
    json_t *v = by("{metric: precision, capacity: \"*\", at_least: 0.5}"), *share;

    share = by("{metric: precision, capacity: 5%, ties: out, at_least: 0.5}");
    ck_assert_str_eq(gg_json_string(rule_of(share, 0), "rule", ""),
                     "precision with room for 5% (ties: out) at least 0.5");
    json_decref(share);
    ck_assert_str_eq(gg_json_string(subject_of(v, 0, "room for 5%"), "capacity", ""), "0.05");
    ck_assert_str_eq(gg_json_string(subject_of(v, 0, "room for 100"), "slice", ""), "capacity=100");
    ck_assert_str_eq(gg_json_string(rule_of(v, 0), "ties", ""), "ties_in");
    json_decref(v);
    v = by("{metric: recall, threshold: \"*\", at_least: 0.2}");
    ck_assert_str_eq(gg_json_string(subject_of(v, 0, "threshold 0.3"), "result", ""), "pass");
    ck_close(number_of(subject_of(v, 0, "threshold 0.9"), "observed"), 0.2, 1e-12);
    json_decref(v);
    v = by("{metric: recall, threshold: 0.4, at_least: 0.2}");
    ck_assert_str_eq(message_of(v, 0), "recall at threshold 0.4: not established, because the "
                                       "evaluation has no threshold 0.4 (evaluate with "
                                       "--operating-points)");
    json_decref(v);
}
END_TEST

/* More rows do not make more room: of capacities no number of rows is told. */
START_TEST(rows_are_told_at_thresholds_alone)
{
    json_t *v = by("{metric: precision, capacity: 100, at_least: 0.65}");

    ck_assert_str_eq(gg_json_string(only(v), "rows_needed_why_null", ""), "not_computed");
    json_decref(v);
    v = by("{metric: precision, threshold: 0.3, at_least: 0.55}");
    ck_assert(number_of(only(v), "rows_needed") > 1000);
    json_decref(v);
}
END_TEST

/* The outcome test is precision within its own name, and its caveat is wherever the verdict is. */
START_TEST(the_outcome_test_has_its_caveat)
{
    json_t *v = by("{metric: find_rate_ratio, attribute: race, between: [0.5, 2]}"), *w;
    const json_t *explained = json_array_get(json_object_get(v, "explanations"), 0);

    w = by("{metric: precision_ratio, attribute: race, between: [0.5, 2]}");
    ck_close(number_of(only(v), "low"), number_of(only(w), "low"), 1e-12);
    ck_assert_ptr_nonnull(
        strstr(gg_json_string(rule_of(v, 0), "caveat", ""), "(infra-marginality)"));
    ck_assert_ptr_null(json_object_get(rule_of(w, 0), "caveat"));
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "; find rates alone neither show nor rule out a "
                                                   "different bar for being referred"));
    ck_assert_ptr_nonnull(strstr(gg_json_string(explained, "sentence", ""), "infra-marginality"));
    ck_assert_ptr_nonnull(
        strstr(gg_json_string(explained, "sentence", ""), "Find rate ratio of b"));
    json_decref(v);
    json_decref(w);
    /* Everyone holds the group itself: the rest is what it is held against. */
    json_object_set_new(json_object_get(json_object_get(evaluation, "attributes"), "race"),
                        "reference_rule", json_string("overall"));
    v = by("{metric: find_rate_ratio, attribute: race, group: b, between: [0.5, 2]}");
    ck_close(number_of(only(v), "value"), (100.0 / 140) / (200.0 / 260), 1e-12);
    ck_assert_str_eq(gg_json_string(only(v), "reference", ""), "the rest");
    json_decref(v);
}
END_TEST

START_TEST(periods_of_drift)
{
    json_t *v = by("{metric: population_stability_index, column: \"*\", period: \"*\", at_most: "
                   "0.2}");

    ck_assert_ptr_nonnull(find_in(v, 0, "subjects", "f in period 2026-01"));
    ck_assert_ptr_nonnull(find_in(v, 0, "not_judged", "f in period 2026-02"));
    json_decref(v);
    json_object_del(drift, "by_period");
    v = by("{metric: share_drifted, period: \"*\", at_most: 0.5}");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "the drift report has no periods"));
    json_decref(v);
    json_object_del(drift, "classifier");
    v = by("{metric: classifier_auc, at_most: 0.6}");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "(gauger drift --classifier)"));
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    json_decref(v);
}
END_TEST

/* What a sentence says of a capacity, it says of that capacity. */
START_TEST(sentences)
{
    json_t *v = by("{metric: recall, capacity: 100, at_least: 0.15}");

    ck_assert_str_eq(
        gg_json_string(json_array_get(json_object_get(v, "explanations"), 0), "sentence", ""),
        "recall with room for 100 cases 0.2; with this many rows anything from 0.161 to 0.245 is "
        "compatible with the data. Of the cases that turned out positive, the share that had been "
        "selected. The rule asks for a value of at least 0.15: all that is compatible with the "
        "data lies there.");
    json_decref(v);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_loop_test(tc, each_is_found_measured_and_judged, 0,
                        (int)(sizeof rules / sizeof *rules));
    tcase_add_test(tc, at_the_confidence_of_the_policy);
    tcase_add_test(tc, each_capacity_and_threshold);
    tcase_add_test(tc, rows_are_told_at_thresholds_alone);
    tcase_add_test(tc, the_outcome_test_has_its_caveat);
    tcase_add_test(tc, periods_of_drift);
    tcase_add_test(tc, sentences);
}

GG_TEST_MAIN("gate/finished")
