/*
 * Rules on figures that depend on missing outcomes: judged by the corrected interval where an
 * inspection design is declared, open where none is.
 */
#include "documents.h"

#include "gauger/evaluate/metric.h"

/* Of 4,000 cases 400 came by a random arm; the true recall is near 0.58. */
static gg_figures figures_of(gg_inspection design)
{
    gg_figures f = gg_figures_empty(GG_SCORES_NONE);
    const double w[GG_OUTCOMES][GG_SELECTIONS] = {{378, 380}, {32, 244}, {2966, 0}};
    const double random[GG_OUTCOMES][GG_SELECTIONS] = {{318, 40}, {18, 24}, {0, 0}};

    memcpy(f.w, w, sizeof w);
    memcpy(f.w2, w, sizeof w);
    f.rows = 4000;
    f.complete = false;
    f.inspection = design;
    if (design == GG_INSPECTION_RANDOM_ARM) {
        memcpy(f.random, random, sizeof random);
        memcpy(f.random2, random, sizeof random);
    }
    /* The referred were inspected for certain, the others one time in eight. */
    if (design == GG_INSPECTION_KNOWN_PROBABILITY)
        f.inverse =
            (gg_inverse_sums){{{8 * 378, 380}, {8 * 32, 244}}, {{64 * 378, 380}, {64 * 32, 244}}};
    return f;
}

static json_t *evaluation_under(gg_inspection design)
{
    json_t *e = evaluation_of((counts){1, 1, 1, 1, 0, 0}), *metrics = NULL;
    const gg_figures f = figures_of(design);

    ck_assert_int_eq(gg_figures_write(&f, NULL, &metrics, NULL), GG_OK);
    json_object_set_new(e, "overall", metrics);
    return e;
}

/* The first subject of the only rule, at the given confidence. */
static json_t *verdict_on(gg_inspection design, const char *rule, double confidence)
{
    gg_gate_documents d = gg_gate_documents_default();
    json_t *e = evaluation_under(design), *v = NULL;
    char text[300];
    gg_policy *p;
    gg_error err;

    gg_error_init(&err);
    snprintf(text, sizeof text, "policy: p\nconfidence: %.17g\nrules:\n  - %s\n", confidence, rule);
    p = policy_of(text);
    d.evaluation = e;
    ck_assert_msg(gg_gate_judge(p, &d, &v, &err) == GG_OK, "%s", err.what);
    gg_policy_free(p);
    json_decref(e);
    return v;
}

static const json_t *only_subject(const json_t *verdict)
{
    const json_t *rule = json_array_get(json_object_get(verdict, "rules"), 0);

    return json_array_get(json_object_get(rule, "subjects"), 0);
}

static void expect(gg_inspection design, const char *rule, const char *result)
{
    json_t *v = verdict_on(design, rule, 0.95);

    ck_assert_msg(strcmp(gg_json_string(v, "result", ""), result) == 0, "%s under %s: %s", rule,
                  gg_inspection_name(design), gg_json_string(v, "result", ""));
    json_decref(v);
}

START_TEST(unknown_is_inconclusive)
{
    json_t *v;

    expect(GG_INSPECTION_UNKNOWN, "{metric: recall, at_least: 0.5}", "inconclusive");
    expect(GG_INSPECTION_UNKNOWN, "{metric: false_positive_rate, at_most: 0.1}", "inconclusive");
    expect(GG_INSPECTION_UNKNOWN, "{metric: precision, at_least: 0.3}", "pass");
    v = verdict_on(GG_INSPECTION_UNKNOWN, "{metric: recall, at_least: 0.5, judge: point}", 0.95);
    ck_assert_str_eq(gg_json_string(v, "result", ""), "inconclusive");
    json_decref(v);
}
END_TEST

/* The verified rows alone show a recall of 0.88; the design says 0.58. */
START_TEST(observed_figures_decide_nothing)
{
    expect(GG_INSPECTION_RANDOM_ARM, "{metric: recall, at_least: 0.3}", "pass");
    expect(GG_INSPECTION_RANDOM_ARM, "{metric: recall, at_least: 0.9}", "fail");
    expect(GG_INSPECTION_RANDOM_ARM, "{metric: recall, at_least: 0.55}", "inconclusive");
    expect(GG_INSPECTION_MISSING_AT_RANDOM, "{metric: recall, at_least: 0.9}", "fail");
    expect(GG_INSPECTION_KNOWN_PROBABILITY, "{metric: recall, at_least: 0.3}", "pass");
    expect(GG_INSPECTION_KNOWN_PROBABILITY, "{metric: recall, at_least: 0.9}", "fail");
    expect(GG_INSPECTION_KNOWN_PROBABILITY, "{metric: precision, at_least: 0.3}", "pass");
    expect(GG_INSPECTION_RANDOM_ARM, "{metric: false_positive_rate, at_most: 0.2}", "pass");
    expect(GG_INSPECTION_RANDOM_ARM, "{metric: false_positive_rate, at_most: 0.05}", "fail");
}
END_TEST

/* The interval is made again at the policy's confidence, from the counts by arm. */
START_TEST(intervals_are_those_of_the_design)
{
    static const double confidences[] = {0.8, 0.95, 0.99};
    const gg_figures f = figures_of(GG_INSPECTION_RANDOM_ARM);
    gg_measure_options how = gg_measure_options_default();

    for (size_t i = 0; i < 3; i++) {
        json_t *v =
            verdict_on(GG_INSPECTION_RANDOM_ARM, "{metric: recall, at_least: 0.5}", confidences[i]);
        gg_measure m;

        how.z = gg_z_of_confidence(confidences[i]);
        gg_metric_measure(gg_metric_find("recall"), &f, &how, &m);
        ck_close(gg_json_number(only_subject(v), "value", NAN), 244 / (4000 * 0.105), 1e-12);
        ck_close(gg_json_number(only_subject(v), "low", NAN), m.low, 1e-12);
        ck_close(gg_json_number(only_subject(v), "high", NAN), m.high, 1e-12);
        json_decref(v);
    }
}
END_TEST

/* From the sums of inverse probabilities: 244 of 244 + 8 * 32. */
START_TEST(intervals_are_those_of_the_probabilities)
{
    const gg_figures f = figures_of(GG_INSPECTION_KNOWN_PROBABILITY);
    json_t *v = verdict_on(GG_INSPECTION_KNOWN_PROBABILITY, "{metric: recall, at_least: 0.4}", 0.8);
    gg_measure m;

    ck_assert_int_eq(
        gg_known_probability_measure(&f.inverse, GG_CONFUSION_RECALL, gg_z_of_confidence(0.8), &m),
        GG_OK);
    ck_close(gg_json_number(only_subject(v), "value", NAN), 244.0 / 500, 1e-12);
    ck_close(gg_json_number(only_subject(v), "low", NAN), m.low, 1e-12);
    ck_close(gg_json_number(only_subject(v), "high", NAN), m.high, 1e-12);
    json_decref(v);
}
END_TEST

/* No number of rows is told that would decide a rule on an estimate, and it is said that there is
 * none. */
START_TEST(rows_are_not_computed)
{
    static const gg_inspection designs[] = {
        GG_INSPECTION_RANDOM_ARM, GG_INSPECTION_KNOWN_PROBABILITY, GG_INSPECTION_MISSING_AT_RANDOM};
    static const char *const rules[] = {"{metric: recall, at_least: 0.55}",
                                        "{metric: recall, at_least: 0.48}",
                                        "{metric: recall, at_least: 0.48}"};

    for (size_t i = 0; i < 3; i++) {
        json_t *v = verdict_on(designs[i], rules[i], 0.95);
        const json_t *rule = json_array_get(json_object_get(v, "rules"), 0);
        const char *message = gg_json_string(rule, "message", "");

        ck_assert_str_eq(gg_json_string(v, "result", ""), "inconclusive");
        ck_assert(json_is_null(json_object_get(only_subject(v), "rows_needed")));
        ck_assert_str_eq(gg_json_string(only_subject(v), "rows_needed_why_null", ""),
                         "not_computed");
        ck_assert_msg(strstr(message, "how many rows would decide it is not computed under an "
                                      "inspection design") != NULL,
                      "%s", message);
        ck_assert_msg(strstr(message, "would decide it;") == NULL, "%s", message);
        json_decref(v);
    }
}
END_TEST

/* Corrected disparities and summaries can be rules as any other. */
START_TEST(disparities_are_judged)
{
    gg_gate_documents d = gg_gate_documents_default();
    json_t *e = evaluation_under(GG_INSPECTION_RANDOM_ARM), *groups, *v = NULL;
    gg_policy *p = policy_of("policy: p\nrules:\n"
                             "  - {metric: recall_ratio, attribute: race, between: [0.3, 3]}\n"
                             "  - {metric: equal_opportunity_difference, attribute: race, at_most: "
                             "0.9}\n");
    gg_error err;

    gg_error_init(&err);
    add_group(e, "attributes", "race", "a", (counts){1, 1, 1, 1, 0, 0});
    groups = json_object_get(json_object_get(json_object_get(e, "attributes"), "race"), "groups");
    json_object_set(groups, "a", json_object_get(e, "overall"));
    json_object_set(groups, "b", json_object_get(e, "overall"));
    d.evaluation = e;
    ck_assert_msg(gg_gate_judge(p, &d, &v, &err) == GG_OK, "%s", err.what);
    ck_assert_str_eq(gg_json_string(v, "result", ""), "pass");
    ck_close(gg_json_number(only_subject(v), "value", NAN), 1, 1e-12);
    gg_policy_free(p);
    json_decref(v);
    json_decref(e);
}
END_TEST

/* Counts by arm that contradict the others are bad input, not a verdict. */
START_TEST(contradictions_are_refused)
{
    gg_gate_documents d = gg_gate_documents_default();
    json_t *e = evaluation_under(GG_INSPECTION_RANDOM_ARM), *v = NULL;
    gg_policy *p = policy_of("policy: p\nrules:\n  - {metric: recall, at_least: 0.5}\n");
    json_t *random =
        json_object_get(json_object_get(json_object_get(e, "overall"), "arms"), "random");
    gg_error err;

    gg_error_init(&err);
    json_object_set_new(random, "tp", json_integer(1000));
    d.evaluation = e;
    ck_assert_int_eq(gg_gate_judge(p, &d, &v, &err), GG_E_INPUT);
    ck_assert_ptr_null(v);
    gg_policy_free(p);
    json_decref(e);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, unknown_is_inconclusive);
    tcase_add_test(tc, observed_figures_decide_nothing);
    tcase_add_test(tc, intervals_are_those_of_the_design);
    tcase_add_test(tc, intervals_are_those_of_the_probabilities);
    tcase_add_test(tc, rows_are_not_computed);
    tcase_add_test(tc, disparities_are_judged);
    tcase_add_test(tc, contradictions_are_refused);
}

GG_TEST_MAIN("gate/design")
