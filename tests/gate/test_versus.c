/*
 * Rules against the champion. Every difference is candidate minus champion.
 *
 * Tango's interval and the p-values of a margin: SciPy's brentq and norm over the closed form of
 * the score statistic (Tango 1998), which gives 8.800763832757147 for 150 against 86 of 1,600 and a
 * margin of 0.05, as R does. What the smallest breaches promise is simulated in
 * test_versus_missing.c.
 */
#include "documents.h"

static json_t *evaluation, *comparison;

static json_t *document(counts a, counts b)
{
    return json_pack("{s:s, s:o, s:o, s:{}, s:{}}", "format", "gauger/comparison/1", "a",
                     metrics_of(a), "b", metrics_of(b), "differences", "attributes");
}

/* Accuracy: 880 and 944 of 1,600; both right 794, the candidate alone 86, the champion alone 150.
 */
static void begin(void)
{
    counts a = {.tp = 440, .fp = 360, .fn = 360, .tn = 440, .auc = 0.70, .auc_error = 0.01};
    counts b = {.tp = 472, .fp = 328, .fn = 328, .tn = 472, .auc = 0.71, .auc_error = 0.01};

    evaluation = evaluation_of(a);
    comparison = document(a, b);
}

static void end(void)
{
    json_decref(evaluation);
    json_decref(comparison);
}

static json_t *differences(void)
{
    return json_object_get(comparison, "differences");
}

static void put_accuracy(int both, int a_only, int b_only, int neither)
{
    double n = both + a_only + b_only + neither;

    json_object_set_new(differences(), "accuracy",
                        json_pack("{s:f, s:f, s:f, s:s, s:{s:i, s:i, s:i, s:i}}", "value",
                                  (a_only - b_only) / n, "low", -1.0, "high", 1.0, "method",
                                  "tango", "counts", "both", both, "a_only", a_only, "b_only",
                                  b_only, "neither", neither));
}

static void put_normal(const char *metric, double value, double error, const char *method)
{
    json_object_set_new(differences(), metric,
                        json_pack("{s:f, s:f, s:f, s:s, s:f}", "value", value, "low", -1.0, "high",
                                  1.0, "method", method, "standard_error", error));
}

static json_t *verdict_of(const char *rule)
{
    char policy[300];

    snprintf(policy, sizeof policy, "rules:\n  - {versus: champion, %s}\n", rule);
    return judge(policy, evaluation, comparison, NULL);
}

static const struct golden {
    const char *rule, *result, *message;
    double p;
} golden[] = {
    {"not_worse_by: 0.07", "pass",
     "accuracy against the champion: candidate minus champion -0.04 (95% interval -0.059 to "
     "-0.0214) is not worse by more than 0.07",
     0.9988831060039645},
    {"not_worse_by: 0.05", "inconclusive",
     "accuracy against the champion: not established: candidate minus champion -0.04, and the 95% "
     "interval -0.059 to -0.0214 reaches below -0.05; about 9,490 more rows would decide it with "
     "probability 0.8, if the figure stays as it is; these rows would have shown a true value of "
     "-0.0761 or less, 8 times in 10",
     0.8508759195036488},
    {"not_worse_by: 0.03", "inconclusive",
     "accuracy against the champion: not established: candidate minus champion -0.04, and the 95% "
     "interval -0.059 to -0.0214 reaches below -0.03; about 9,250 more rows would decide it with "
     "probability 0.8, if the figure stays as it is; these rows would have shown a true value of "
     "-0.0565 or less, 8 times in 10",
     0.1466141263339102},
    {"not_worse_by: 0.02", "fail",
     "accuracy against the champion: candidate minus champion -0.04 (95% interval -0.059 to "
     "-0.0214) is worse by more than 0.02 (adjusted p = 0.0177)",
     0.01774130764569961},
    {"not_worse_by: 0.05, judge: point", "pass",
     "accuracy against the champion: candidate minus champion -0.04 (value alone) is not worse by "
     "more than 0.05",
     NAN},
    {"not_worse_by: 0.03, judge: point", "fail",
     "accuracy against the champion: candidate minus champion -0.04 (value alone) is worse by more "
     "than 0.03",
     NAN},
};

START_TEST(by_paired_counts)
{
    const struct golden *g = &golden[_i];
    char rule[80];
    const json_t *s;
    json_t *v;

    put_accuracy(794, 86, 150, 570);
    snprintf(rule, sizeof rule, "metric: accuracy, %s", g->rule);
    v = verdict_of(rule);
    s = subject_of(v, 0, "overall");
    ck_assert_str_eq(message_of(v, 0), g->message);
    ck_assert_str_eq(result_of(v, 0), g->result);
    ck_close(number_of(s, "value"), -0.04, 1e-12);
    ck_close(number_of(s, "low"), -0.05899803330569942, 1e-10);
    ck_close(number_of(s, "high"), -0.021361564754787236, 1e-10);
    if (isnan(g->p))
        ck_assert(json_is_null(json_object_get(s, "p_value")));
    else
        ck_close(number_of(s, "p_value"), g->p, 1e-9);
    json_decref(v);
}
END_TEST

/* SciPy: norm.cdf((value + margin) / error), and -0.01 -+ 1.959963984540054 * 0.004. */
START_TEST(by_standard_error)
{
    json_t *v;

    put_normal("roc_auc", -0.01, 0.004, "delong");
    v = verdict_of("metric: roc_auc, not_worse_by: 0.02");
    ck_assert_str_eq(result_of(v, 0), "pass");
    ck_close(number_of(subject_of(v, 0, "overall"), "low"), -0.017839855938160216, 1e-9);
    json_decref(v);
    v = verdict_of("metric: roc_auc, not_worse_by: 0.015");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_close(number_of(subject_of(v, 0, "overall"), "p_value"), 0.8943502263331446, 1e-9);
    json_decref(v);
    v = verdict_of("metric: roc_auc, not_worse_by: 0");
    ck_assert_str_eq(result_of(v, 0), "fail");
    ck_close(number_of(subject_of(v, 0, "overall"), "p_value"), 0.0062096653257761331, 1e-9);
    json_decref(v);
    put_normal("accuracy", -0.04, 0.004, "delta_method");
    v = verdict_of("metric: accuracy, not_worse_by: 0.05");
    ck_assert_str_eq(result_of(v, 0), "pass");
    json_decref(v);
}
END_TEST

/* Where lower is better, a candidate that is higher is worse. */
START_TEST(lower_is_better)
{
    json_t *v;

    /* 360 and 328 of 800. */
    put_normal("false_positive_rate", 0.04, 0.004, "delta_method");
    v = verdict_of("metric: false_positive_rate, not_worse_by: 0.05");
    ck_assert_str_eq(message_of(v, 0),
                     "false_positive_rate against the champion: candidate minus champion 0.04 (95% "
                     "interval 0.0322 to 0.0478) is not worse by more than 0.05");
    json_decref(v);
    v = verdict_of("metric: false_positive_rate, not_worse_by: 0.03");
    ck_assert_str_eq(
        message_of(v, 0),
        "false_positive_rate against the champion: candidate minus champion 0.04 (95% "
        "interval 0.0322 to 0.0478) is worse by more than 0.03 (adjusted p = 0.00621)");
    json_decref(v);
    v = verdict_of("metric: false_positive_rate, not_worse_by: 0.035");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "0.0322 to 0.0478 reaches above 0.035"));
    json_decref(v);
}
END_TEST

/* Without a spread of its own: Newcombe's interval of the two rates (statsmodels 0.13,
 * confint_proportions_2indep(440, 800, 472, 800, method="newcomb")). */
START_TEST(by_two_rates)
{
    json_t *v;

    json_object_set_new(differences(), "precision",
                        json_pack("{s:f, s:s}", "value", -0.04, "method", "newcombe"));
    v = verdict_of("metric: precision, not_worse_by: 0.01");
    ck_close(number_of(subject_of(v, 0, "overall"), "low"), -0.08823331450043537, 1e-9);
    ck_close(number_of(subject_of(v, 0, "overall"), "high"), 0.008498244495115985, 1e-9);
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    json_decref(v);
}
END_TEST

START_TEST(without_interval_or_value)
{
    json_t *v;

    json_object_set_new(differences(), "precision",
                        json_pack("{s:f, s:s}", "value", -0.04, "method", "none"));
    v = verdict_of("metric: precision, not_worse_by: 0.01");
    ck_assert_str_eq(message_of(v, 0),
                     "precision against the champion: not established: candidate minus champion "
                     "-0.04 has no interval; judge: point would judge the value alone");
    json_decref(v);
    json_object_set_new(differences(), "recall",
                        json_pack("{s:n, s:s}", "value", "why_null", "not_identified"));
    v = verdict_of("metric: recall, not_worse_by: 0.01");
    ck_assert_str_eq(message_of(v, 0), "recall against the champion: not established: undefined, "
                                       "because some outcomes were never verified; more rows of "
                                       "the same kind will not decide it: a random arm, inspected "
                                       "whatever the scores, would");
    json_decref(v);
    v = verdict_of("metric: f1, not_worse_by: 0.01");
    ck_assert_str_eq(gg_json_string(subject_of(v, 0, "overall"), "why_null", ""), "not_computed");
    json_decref(v);
    put_normal("roc_auc", -0.01, 0, "paired_normal");
    v = verdict_of("metric: roc_auc, not_worse_by: 0.02");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    json_decref(v);
}
END_TEST

static void add_compared(const char *group, counts a, counts b, double error)
{
    json_t *all = json_object_get(comparison, "attributes"), *race = json_object_get(all, "race");
    double difference = a.tp / (a.tp + a.fn) - b.tp / (b.tp + b.fn);

    if (!race) {
        race = json_pack("{s:{}}", "groups");
        json_object_set_new(all, "race", race);
    }
    json_object_set_new(json_object_get(race, "groups"), group,
                        json_pack("{s:o, s:o, s:{s:{s:f, s:f, s:s}}}", "a", metrics_of(a), "b",
                                  metrics_of(b), "differences", "recall", "value", difference,
                                  "standard_error", error, "method", "delta_method"));
}

START_TEST(by_group)
{
    json_t *v;

    add_compared("White", (counts){.tp = 50, .fn = 50, .tn = 10},
                 (counts){.tp = 50, .fn = 50, .tn = 10}, 0.01);
    add_compared("Black", (counts){.tp = 40, .fn = 60, .tn = 10},
                 (counts){.tp = 50, .fn = 50, .tn = 10}, 0.01);
    add_compared("Other", (counts){.tp = 4, .fn = 6, .tn = 10},
                 (counts){.tp = 5, .fn = 5, .tn = 10}, 0.01);
    v = verdict_of("metric: recall, attribute: race, not_worse_by: 0.05");
    ck_assert_str_eq(
        message_of(v, 0),
        "recall by race against the champion: Black candidate minus champion -0.1 (95% "
        "interval -0.12 to -0.0804) is worse by more than 0.05 (adjusted p < 0.0001); "
        "not judged: Other (fewer than 30 rows)");
    ck_assert_str_eq(gg_json_string(subject_of(v, 0, "White"), "result", ""), "pass");
    ck_assert_str_eq(gg_json_string(subject_of(v, 0, "White"), "slice", ""), "race=White");
    json_decref(v);
    v = verdict_of("metric: recall, attribute: \"*\", group: White, not_worse_by: 0.05");
    subject_of(v, 0, "race=White");
    ck_assert_str_eq(result_of(v, 0), "pass");
    json_decref(v);
    v = verdict_of("metric: recall, attribute: sex, not_worse_by: 0.05");
    ck_assert_str_eq(message_of(v, 0), "recall by sex against the champion: not established, "
                                       "because the comparison has no such group (sex)");
    json_decref(v);
}
END_TEST

/* ---- what is refused ---- */

static void check_refused(const char *metric, const char *expected)
{
    gg_gate_documents d = gg_gate_documents_default();
    char policy[200], line[GG_ERROR_MAX + 1];
    json_t *v = NULL;
    gg_policy *p;
    gg_error err;

    snprintf(policy, sizeof policy, "rules: [{versus: champion, metric: %s, not_worse_by: 0.1}]\n",
             metric);
    p = policy_of(policy);
    gg_error_init(&err);
    d.evaluation = evaluation;
    d.comparison = comparison;
    d.comparison_name = "c.json";
    ck_assert_int_eq(gg_gate_judge(p, &d, &v, &err), GG_E_INPUT);
    gg_error_format(&err, line, sizeof line);
    ck_assert_str_eq(line, expected);
    ck_assert_ptr_null(v);
    gg_policy_free(p);
}

#define MEND "give what gauger compare --format json writes"

START_TEST(contradictions)
{
    put_accuracy(794, 86, 150, 570);
    json_object_set_new(json_object_get(json_object_get(differences(), "accuracy"), "counts"),
                        "b_only", json_integer(100));
    check_refused("accuracy", "c.json: accuracy: the counts contradict the value; " MEND);
    json_object_del(json_object_get(differences(), "accuracy"), "counts");
    check_refused("accuracy", "c.json: accuracy: no usable counts; " MEND);
    put_accuracy(794, 150, 86, 570);
    check_refused("accuracy", "c.json: accuracy: the value contradicts those of a and b; " MEND);
    put_normal("roc_auc", -0.01, -0.004, "delong");
    check_refused("roc_auc", "c.json: roc_auc: a negative standard error; " MEND);
    json_object_del(json_object_get(comparison, "b"), "tp");
    check_refused("roc_auc", "c.json: column \"b\": tp: not a count; give a document that gauger "
                             "evaluate wrote");
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_loop_test(tc, by_paired_counts, 0, sizeof golden / sizeof *golden);
    tcase_add_test(tc, by_standard_error);
    tcase_add_test(tc, lower_is_better);
    tcase_add_test(tc, by_two_rates);
    tcase_add_test(tc, without_interval_or_value);
    tcase_add_test(tc, by_group);
    tcase_add_test(tc, contradictions);
}

GG_TEST_MAIN("gate/versus")
