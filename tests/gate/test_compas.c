/*
 * The two example policies on the published COMPAS score, from the counts in datasets/ to the
 * verdict: what a newcomer runs first.
 *
 * Expected: Koopman's interval of 2174/3696 over 854/2454 and Newcombe's of 805/1795 less 349/1488
 * by statsmodels 0.13 (confint_proportions_2indep, "score" and "newcomb", without its correction);
 * Wilson's of 2035/3317 by statsmodels; the area under the curve by SciPy's rankdata on the 7,214
 * rows, DeLong's variance, logit scale.
 */
#include "documents.h"

#include "gauger/evaluate/evaluation.h"
#include "gauger/evidence/collect.h"

static json_t *evaluation;

static void begin(void)
{
    gg_schema schema;
    gg_evidence evidence;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_load(&schema, "datasets/compas/schema.yaml", &err), GG_OK);
    ck_assert_int_eq(gg_collect("datasets/compas/counts.csv", &schema, NULL, &evidence, &err),
                     GG_OK);
    ck_assert_int_eq(gg_evaluate(&evidence, NULL, &evaluation, &err), GG_OK);
    gg_evidence_release(&evidence);
    gg_schema_release(&schema);
}

static void end(void)
{
    json_decref(evaluation);
}

static json_t *judge_by(const char *path)
{
    gg_gate_documents d = gg_gate_documents_default();
    gg_policy *p = NULL;
    json_t *v = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_policy_load(path, &p, &err), GG_OK);
    d.evaluation = evaluation;
    ck_assert_int_eq(gg_gate_judge(p, &d, &v, &err), GG_OK);
    gg_policy_free(p);
    return v;
}

START_TEST(fails_on_disparity)
{
    static const char *const results[] = {"pass", "pass", "fail", "fail", "pass", "fail"};
    json_t *v = judge_by("models/compas.policy.yaml");
    const json_t *s;

    ck_assert_str_eq(gg_json_string(v, "result", ""), "fail");
    ck_assert_int_eq(gg_gate_status(v), GG_E_NO);
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        ck_assert_str_eq(result_of(v, i), results[i]);
    s = subject_of(v, 0, "overall");
    ck_close(number_of(s, "low"), 0.5968126645234821, 1e-9);
    ck_close(number_of(s, "high"), 0.6299370943365532, 1e-9);
    s = subject_of(v, 1, "overall");
    ck_close(number_of(s, "value"), 0.7021662544019724, 1e-9);
    ck_close(number_of(s, "low"), 0.690095897534144, 1e-9);
    s = subject_of(v, 2, "African-American");
    ck_close(number_of(s, "value"), (2174.0 / 3696) / (854.0 / 2454), 1e-12);
    ck_close(number_of(s, "low"), 1.5918385398877755, 1e-9);
    ck_close(number_of(s, "high"), 1.7965674911474843, 1e-9);
    s = subject_of(v, 3, "African-American");
    ck_close(number_of(s, "low"), 0.18205318232698947, 1e-9);
    ck_close(number_of(s, "high"), 0.24502334032690656, 1e-9);
    ck_assert_double_eq(number_of(find_in(v, 2, "not_judged", "Native American"), "rows"), 18);
    ck_assert_str_eq(
        message_of(v, 2),
        "selection_rate_ratio by race against Caucasian: African-American 1.69 (95% interval 1.59 "
        "to 1.8) exceeds the upper bound 1.25 (adjusted p < 0.0001); Other 0.602 (95% interval "
        "0.489 to 0.734) falls below the lower bound 0.8 (adjusted p = 0.0196); not established "
        "for Asian, Hispanic; not judged: Native American (fewer than 30 rows)");
    json_decref(v);
}
END_TEST

START_TEST(passes_on_precision_alone)
{
    json_t *v = judge_by("models/compas-precision.policy.yaml");

    ck_assert_str_eq(message_of(v, 0), "precision: 0.614 (95% interval 0.597 to 0.63) lies at or "
                                       "above the lower bound 0.5");
    ck_assert_int_eq(gg_gate_status(v), GG_OK);
    json_decref(v);
}
END_TEST

/* The newspapers' two figures as rules on single groups. */
START_TEST(the_published_rates)
{
    json_t *v = judge("rules:\n"
                      "  - {metric: false_positive_rate, attribute: race, group: African-American, "
                      "at_most: 0.4}\n"
                      "  - {metric: false_positive_rate, attribute: race, group: Caucasian, "
                      "at_most: 0.4}\n",
                      evaluation, NULL, NULL);

    ck_close(number_of(subject_of(v, 0, "African-American"), "value"), 805.0 / 1795, 1e-12);
    ck_close(number_of(subject_of(v, 1, "Caucasian"), "value"), 349.0 / 1488, 1e-12);
    ck_assert_str_eq(result_of(v, 0), "fail");
    ck_assert_str_eq(result_of(v, 1), "pass");
    json_decref(v);
}
END_TEST

/* Read back from its own text, the evaluation gives the same verdict. */
START_TEST(through_a_file)
{
    json_t *direct = judge_by("models/compas.policy.yaml"), *again, *back = NULL,
           *kept = evaluation;
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_json_write(evaluation, &text);
    ck_assert_int_eq(gg_json_parse(text.data, text.size, "e.json", &back, NULL), GG_OK);
    evaluation = back;
    again = judge_by("models/compas.policy.yaml");
    ck_assert(json_equal(direct, again));
    evaluation = kept;
    json_decref(direct);
    json_decref(again);
    json_decref(back);
    gg_buf_release(&text);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, fails_on_disparity);
    tcase_add_test(tc, passes_on_precision_alone);
    tcase_add_test(tc, the_published_rates);
    tcase_add_test(tc, through_a_file);
}

GG_TEST_MAIN("gate/compas")
