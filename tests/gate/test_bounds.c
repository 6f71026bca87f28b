/*
 * Each bound, each way of judging, each result: value, ends and p-value as numbers, and the
 * sentence word for word.
 *
 * Precision is 300 of 400. Its Wilson limits are statsmodels 0.13's proportion_confint(300, 400,
 * method="wilson"); the p-value of a bound b is SciPy's norm.sf((0.75 - b) / sqrt(b (1 - b) / 400))
 * for an upper bound and norm.cdf for a lower one.
 */
#include "documents.h"

#define LOW  0.7053228670693259
#define HIGH 0.7899209857635259

static json_t *evaluation;

static void begin(void)
{
    evaluation = evaluation_of((counts){.tp = 300, .fp = 100, .fn = 50, .tn = 550});
}

static void end(void)
{
    json_decref(evaluation);
}

/* p: as in the verdict; NaN for none. */
static const struct golden {
    const char *rule, *result, *message;
    double p;
} golden[] = {
    {"at_least: 0.70", "pass",
     "precision: 0.75 (95% interval 0.705 to 0.79) lies at or above the lower bound 0.7",
     0.98545183412937404},
    {"at_least: 0.74", "inconclusive",
     "precision: not established: 0.75, and the 95% interval 0.705 to 0.79 reaches below 0.74; "
     "about 36,200 more rows would decide it with probability 0.8, if the rate stays as it is; "
     "these rows would have shown a true value of 0.676 or "
     "less, 8 times in 10",
     0.67579089942241376},
    {"at_least: 0.76", "inconclusive",
     "precision: not established: 0.75, and the 95% interval 0.705 to 0.79 reaches below 0.76; "
     "about 34,800 more rows would decide it with probability 0.8, if the rate stays as it is; "
     "these rows would have shown a true value of 0.699 or "
     "less, 8 times in 10",
     0.3197875704743437},
    {"at_least: 0.80", "fail",
     "precision: 0.75 (95% interval 0.705 to 0.79) falls below the lower bound 0.8 (adjusted p = "
     "0.00621)",
     0.006209665325776132},
    {"at_most: 0.80", "pass",
     "precision: 0.75 (95% interval 0.705 to 0.79) lies at or below the upper bound 0.8",
     0.9937903346742238},
    {"at_most: 0.76", "inconclusive",
     "precision: not established: 0.75, and the 95% interval 0.705 to 0.79 reaches above 0.76; "
     "about 34,800 more rows would decide it with probability 0.8, if the rate stays as it is; "
     "these rows would have shown a true value of 0.818 or "
     "more, 8 times in 10",
     0.6802124295256563},
    {"at_most: 0.70", "fail",
     "precision: 0.75 (95% interval 0.705 to 0.79) exceeds the upper bound 0.7 (adjusted p = "
     "0.0145)",
     0.0145481658706259},
    {"between: [0.7, 0.8]", "pass",
     "precision: 0.75 (95% interval 0.705 to 0.79) lies within 0.7 to 0.8", 0.98545183412937404},
    {"between: [0.74, 0.76]", "inconclusive",
     "precision: not established: 0.75, and the 95% interval 0.705 to 0.79 reaches below 0.74 and "
     "above 0.76; about 47,900 more rows would decide it with probability 0.8, if the rate stays "
     "as it is; these rows would have shown a true value "
     "of 0.676 or less, or 0.818 or more, 8 times in 10",
     0.67579089942241376},
    {"between: [0.5, 0.7]", "fail",
     "precision: 0.75 (95% interval 0.705 to 0.79) exceeds the upper bound 0.7 (adjusted p = "
     "0.0145)",
     0.0145481658706259},
    {"between: [0.8, 0.9]", "fail",
     "precision: 0.75 (95% interval 0.705 to 0.79) falls below the lower bound 0.8 (adjusted p = "
     "0.00621)",
     0.006209665325776132},
    {"at_least: 0.75, judge: point", "pass",
     "precision: 0.75 (value alone) lies at or above the lower bound 0.75", NAN},
    {"at_least: 0.76, judge: point", "fail",
     "precision: 0.75 (value alone) falls below the lower bound 0.76", NAN},
    {"at_most: 0.75, judge: point", "pass",
     "precision: 0.75 (value alone) lies at or below the upper bound 0.75", NAN},
    {"at_most: 0.74999, judge: point", "fail",
     "precision: 0.75 (value alone) exceeds the upper bound 0.74999", NAN},
    {"between: [0.7, 0.75], judge: point", "pass",
     "precision: 0.75 (value alone) lies within 0.7 to 0.75", NAN},
    {"between: [0.2, 0.7], judge: point", "fail",
     "precision: 0.75 (value alone) exceeds the upper bound 0.7", NAN},
    {"between: [0.8, 0.9], judge: point", "fail",
     "precision: 0.75 (value alone) falls below the lower bound 0.8", NAN},
    {"between: [0.75, 0.75], judge: point", "pass",
     "precision: 0.75 (value alone) lies within 0.75 to 0.75", NAN},
    {"at_least: 0.7, judge: interval", "pass",
     "precision: 0.75 (95% interval 0.705 to 0.79) lies at or above the lower bound 0.7",
     0.98545183412937404},
};

START_TEST(one_rule)
{
    const struct golden *g = &golden[_i];
    char policy[200];
    const json_t *s;
    json_t *v;

    snprintf(policy, sizeof policy, "rules:\n  - {metric: precision, %s}\n", g->rule);
    v = judge(policy, evaluation, NULL, NULL);
    ck_assert_str_eq(message_of(v, 0), g->message);
    ck_assert_str_eq(result_of(v, 0), g->result);
    ck_assert_str_eq(gg_json_string(v, "result", ""), g->result);
    s = subject_of(v, 0, "overall");
    ck_assert_str_eq(gg_json_string(s, "result", ""), g->result);
    ck_close(number_of(s, "value"), 0.75, 1e-15);
    ck_close(number_of(s, "low"), LOW, 1e-12);
    ck_close(number_of(s, "high"), HIGH, 1e-12);
    ck_assert_double_eq(number_of(s, "rows"), 1000);
    if (isnan(g->p)) {
        ck_assert(json_is_null(json_object_get(s, "p_value")));
        ck_assert(json_is_null(json_object_get(s, "adjusted_p_value")));
    } else {
        ck_close(number_of(s, "p_value"), g->p, 1e-9);
        ck_close(number_of(s, "adjusted_p_value"), g->p, 1e-9);
    }
    json_decref(v);
}
END_TEST

/* 99%: statsmodels' proportion_confint(300, 400, alpha=0.01, method="wilson"). */
START_TEST(at_the_policys_confidence)
{
    json_t *v = judge("confidence: 0.99\nrules:\n  - {metric: precision, at_least: 0.70}\n"
                      "  - {metric: precision, at_least: 0.80}\n",
                      evaluation, NULL, NULL);
    const json_t *s = subject_of(v, 0, "overall");

    ck_close(number_of(s, "low"), 0.6904591451257476, 1e-12);
    ck_close(number_of(s, "high"), 0.8013825577673379, 1e-12);
    ck_close(number_of(v, "alpha"), 0.005, 1e-12);
    ck_assert_str_eq(message_of(v, 0),
                     "precision: not established: 0.75, and the 99% interval 0.69 to 0.801 reaches "
                     "below 0.7; about 1,090 more rows would decide it with probability 0.8, if "
                     "the rate stays as it is; these rows would have shown a "
                     "true value of 0.615 or less, 8 times in 10");
    ck_assert_str_eq(result_of(v, 1), "inconclusive");
    json_decref(v);
}
END_TEST

/* The whole interval lies beyond the bound, but with so many figures that is no evidence. */
START_TEST(outside_but_not_clearly)
{
    json_t *v = judge("rules:\n  - {metric: precision, at_most: 0.70}\n"
                      "  - {metric: recall, at_least: 0.1}\n"
                      "  - {metric: specificity, at_least: 0.1}\n",
                      evaluation, NULL, NULL);

    ck_assert_str_eq(message_of(v, 0),
                     "precision: not established: 0.75 (95% interval 0.705 to 0.79) exceeds the "
                     "upper bound 0.7, but not clearly enough for 3 figures judged together "
                     "(adjusted p = 0.0436, needed is under 0.025); about 795 more rows would "
                     "decide it with probability 0.8, if the rate stays as it is; "
                     "these rows would have shown a true value of 0.772 or more, 8 times in 10");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    json_decref(v);
}
END_TEST

/* To fail among two figures takes more rows than to fail alone: with SciPy's brentq and z =
 * norm.isf(0.025 / 2), Wilson's limit and the new rows' spread give 43393 in all. */
START_TEST(rows_needed_among_several)
{
    json_t *v = judge("rules:\n  - {metric: precision, at_least: 0.76}\n"
                      "  - {metric: recall, at_least: 0.1}\n",
                      evaluation, NULL, NULL);

    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "; about 42,400 more rows would decide it"));
    json_decref(v);
}
END_TEST

/* Rounded to three digits the low end would be the bound; so a digit more is shown. */
START_TEST(digits_that_tell_apart)
{
    json_t *v = judge("rules:\n  - {metric: precision, at_least: 0.705}\n"
                      "  - {metric: precision, at_least: 0.7054}\n",
                      evaluation, NULL, NULL);

    ck_assert_str_eq(
        message_of(v, 0),
        "precision: 0.75 (95% interval 0.7053 to 0.79) lies at or above the lower bound 0.705");
    ck_assert_str_eq(result_of(v, 1), "inconclusive");
    ck_assert_ptr_nonnull(strstr(message_of(v, 1), "interval 0.705 to 0.79 reaches below 0.7054"));
    json_decref(v);
}
END_TEST

/* 0.55 - 0.5 is a little over 0.05 in binary; that is no reason to fail. */
START_TEST(rounding_is_no_breach)
{
    json_t *e = evaluation_of((counts){.tp = 100, .fp = 100, .fn = 100, .tn = 100}), *v;

    add_group(e, "attributes", "g", "a", (counts){.tp = 50, .fp = 0, .fn = 50, .tn = 0});
    add_group(e, "attributes", "g", "b", (counts){.tp = 55, .fp = 0, .fn = 45, .tn = 0});
    v = judge("rules:\n  - {metric: selection_rate_difference, attribute: g, between: [-0.05, "
              "0.05], judge: point}\n",
              e, NULL, NULL);
    ck_assert_str_eq(result_of(v, 0), "pass");
    json_decref(v);
    json_decref(e);
}
END_TEST

/* What has no value, or no interval, establishes nothing and says why. */
START_TEST(undefined_and_without_interval)
{
    json_t *e = evaluation_of((counts){.tp = 0, .fp = 0, .fn = 50, .tn = 550}), *v;

    v = judge("rules:\n  - {metric: precision, at_least: 0.1}\n"
              "  - {metric: precision, at_least: 0.1, judge: point}\n"
              "  - {metric: roc_auc, at_least: 0.1}\n",
              e, NULL, NULL);
    ck_assert_str_eq(message_of(v, 0),
                     "precision: not established: undefined, because no case was selected and "
                     "verified");
    ck_assert_str_eq(result_of(v, 1), "inconclusive");
    ck_assert_str_eq(message_of(v, 2), "roc_auc: not established: undefined, because the table has "
                                       "decisions, not scores");
    ck_assert_str_eq(gg_json_string(subject_of(v, 0, "overall"), "why_null", ""), "no_selected");
    ck_assert(json_is_null(json_object_get(subject_of(v, 0, "overall"), "value")));
    json_decref(v);
    json_object_set_new(json_object_get(e, "overall"), "scores", json_string("probability"));
    json_object_set_new(json_object_get(e, "overall"), "expected_calibration_error",
                        json_pack("{s:f}", "value", 0.03));
    v = judge("rules:\n  - {metric: expected_calibration_error, at_most: 0.1}\n"
              "  - {metric: expected_calibration_error, at_most: 0.1, judge: point}\n",
              e, NULL, NULL);
    ck_assert_str_eq(message_of(v, 0), "expected_calibration_error: not established: 0.03 has no "
                                       "interval; judge: point would judge the value alone");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_str_eq(result_of(v, 1), "pass");
    json_decref(v);
    json_decref(e);
}
END_TEST

/* An interval from draws is the document's own: the same seed and slice, the same ends. */
START_TEST(drawn_again)
{
    const counts c = {.tp = 300, .fp = 100, .fn = 50, .tn = 550};
    gg_measure_options how = gg_measure_options_default();
    json_t *e = evaluation_of(c), *v, *metrics = json_object_get(e, "overall");
    const json_t *mcc;
    gg_figures figures;

    ck_assert_int_eq(gg_figures_parse(metrics, &figures, NULL), GG_OK);
    how.seed = 2;
    ck_assert_int_eq(gg_figures_write(&figures, &how, &metrics, NULL), GG_OK);
    mcc = json_object_get(metrics, "mcc");
    json_object_set_new(e, "overall", metrics);
    for (int seed = 1; seed <= 2; seed++) {
        json_object_set_new(e, "seed", json_integer(seed));
        v = judge("rules:\n  - {metric: mcc, at_least: 0.1}\n", e, NULL, NULL);
        ck_assert_str_eq(result_of(v, 0), "pass");
        ck_assert((number_of(subject_of(v, 0, "overall"), "low") == number_of(mcc, "low")) ==
                  (seed == 2));
        json_decref(v);
    }
    json_decref(e);
}
END_TEST

/* The area under the curve is judged by its stored standard error, on its own scale. */
START_TEST(by_standard_error)
{
    json_t *e = evaluation_of(
               (counts){.tp = 300, .fp = 100, .fn = 50, .tn = 550, .auc = 0.7, .auc_error = 0.02}),
           *v;

    v = judge("rules:\n  - {metric: roc_auc, at_least: 0.65}\n"
              "  - {metric: roc_auc, at_least: 0.69}\n"
              "  - {metric: roc_auc, at_least: 0.75}\n",
              e, NULL, NULL);
    /* SciPy: on the logit scale with the error 0.02 / (0.7 * 0.3); p = norm.cdf of the distance. */
    ck_close(number_of(subject_of(v, 0, "overall"), "low"), 0.6594029334650996, 1e-9);
    ck_close(number_of(subject_of(v, 2, "overall"), "p_value"), 0.004159984095356987, 1e-9);
    ck_assert_str_eq(result_of(v, 0), "pass");
    ck_assert_str_eq(result_of(v, 1), "inconclusive");
    ck_assert_str_eq(result_of(v, 2), "fail");
    ck_assert_ptr_nonnull(strstr(message_of(v, 1), "more rows would decide it"));
    json_decref(v);
    json_decref(e);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_loop_test(tc, one_rule, 0, sizeof golden / sizeof *golden);
    tcase_add_test(tc, at_the_policys_confidence);
    tcase_add_test(tc, outside_but_not_clearly);
    tcase_add_test(tc, rows_needed_among_several);
    tcase_add_test(tc, digits_that_tell_apart);
    tcase_add_test(tc, rounding_is_no_breach);
    tcase_add_test(tc, undefined_and_without_interval);
    tcase_add_test(tc, drawn_again);
    tcase_add_test(tc, by_standard_error);
}

GG_TEST_MAIN("gate/bounds")
