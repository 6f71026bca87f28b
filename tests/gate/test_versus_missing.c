/*
 * Rules against the champion where outcomes are missing: the comparison is made from a table, as
 * gauger compare makes it, and judged. Expected numbers are worked out from the counts; intervals
 * of precision by numpy (delta method over the paired cells).
 */
#include "documents.h"

#include "evaluate/documents.h"
#include "gauger/base/random.h"
#include "gauger/evaluate/metric.h"
#include "gauger/stats/paired.h"

static const char roles[] =
    "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\"}, \"threshold\": 1}";

/* 300 that both refer, half of them positive; 200 that B alone refers, 40 positive; `open` that A
 * alone refers, none of them inspected, and 50 that were, 25 positive; 3,000 that neither refers.
 */
static json_t *champion(int open)
{
    char table[300];

    snprintf(table, sizeof table,
             "a,b,y,n\n1,1,1,150\n1,1,0,150\n0,1,1,40\n0,1,0,160\n1,0,,%d\n1,0,1,25\n1,0,0,25\n"
             "0,0,,3000\n",
             open);
    return compare(table, roles, NULL);
}

static json_t *judged(const json_t *comparison, const char *rule)
{
    json_t *e = evaluation_of((counts){.tp = 100, .fp = 100, .fn = 100, .tn = 100}), *v;
    char policy[300];

    snprintf(policy, sizeof policy, "rules:\n  - {versus: champion, %s}\n", rule);
    v = judge(policy, e, comparison, NULL);
    json_decref(e);
    return v;
}

/* Naively 175 of 350 against 190 of 500 is better by 0.12; yet among the 150 more anything may be.
 */
START_TEST(what_is_not_known_decides_nothing)
{
    json_t *c = champion(150);
    json_t *v = judged(c, "metric: precision, not_worse_by: 0.01");
    const json_t *s = subject_of(v, 0, "overall");

    ck_assert_str_eq(
        message_of(v, 0),
        "precision against the champion: not established: candidate minus champion between -0.03 "
        "and 0.27 whatever the missing outcomes are, and the 95% interval -0.0631 to 0.306 reaches "
        "below -0.01; the outcomes of 150 rows that the candidate refers are not known, and more "
        "rows of the same kind will not decide it: a random arm, inspected whatever the scores, "
        "would");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_str_eq(gg_json_string(s, "why_null", ""), "not_identified");
    ck_assert(json_is_null(json_object_get(s, "value")));
    ck_close(json_number_value(json_array_get(json_object_get(s, "bounds"), 0)), 175.0 / 500 - 0.38,
             1e-12);
    ck_close(json_number_value(json_array_get(json_object_get(s, "bounds"), 1)), 325.0 / 500 - 0.38,
             1e-12);
    ck_close(
        number_of(s, "low"),
        json_number_value(json_array_get(member(c, "differences/precision/bounds_interval"), 0)),
        1e-12);
    ck_close(
        number_of(s, "high"),
        json_number_value(json_array_get(member(c, "differences/precision/bounds_interval"), 1)),
        1e-12);
    json_decref(v);
    v = judged(c, "metric: precision, not_worse_by: 0.01, judge: point");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "a random arm"));
    json_decref(v);
    v = judged(c, "metric: recall, not_worse_by: 0.01");
    ck_assert_ptr_nonnull(
        strstr(message_of(v, 0), "the outcomes of 3150 rows are not known, and more rows"));
    json_decref(v);
    v = judged(c, "metric: roc_auc, not_worse_by: 0.01");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "undefined, because"));
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "a random arm"));
    json_decref(v);
    json_decref(c);
}
END_TEST

/* Bounds that lie on one side decide as any interval does. */
START_TEST(bounds_decide)
{
    json_t *c = champion(150);
    json_t *v = judged(c, "metric: precision, not_worse_by: 0.1");

    ck_assert_str_eq(result_of(v, 0), "pass");
    ck_assert_str_eq(
        message_of(v, 0),
        "precision against the champion: candidate minus champion between -0.03 and "
        "0.27 whatever the missing outcomes are (95% interval -0.0631 to 0.306) is not "
        "worse by more than 0.1");
    json_decref(v);
    /* Where the bounds lie within and chance alone reaches out, rows would decide it. */
    v = judged(c, "metric: precision, not_worse_by: 0.05");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_ptr_null(strstr(message_of(v, 0), "a random arm"));
    json_decref(v);
    json_decref(c);

    /* A refers 50 with 5 hits, and 30 more unknown: at most 35 of 80; B refers 190 of 200. */
    c = compare("a,b,y,n\n1,0,1,5\n1,0,0,45\n1,0,,30\n0,1,1,190\n0,1,0,10\n0,0,,900\n", roles,
                NULL);
    v = judged(c, "metric: precision, not_worse_by: 0.1");
    ck_assert_str_eq(result_of(v, 0), "fail");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "whatever the missing outcomes are"));
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "is worse by more than 0.1"));
    json_decref(v);
    json_decref(c);
}
END_TEST

/* A document of before gives precision a value; it is not believed. */
START_TEST(older_documents)
{
    json_t *c = champion(150), *v;
    json_t *naive = json_pack("{s:f, s:f, s:f, s:s, s:f}", "value", 0.12, "low", 0.08, "high", 0.16,
                              "method", "delta_method", "standard_error", 0.02);

    json_object_set_new(member(c, "differences"), "precision", naive);
    v = judged(c, "metric: precision, not_worse_by: 0.01");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "150 rows that the candidate refers"));
    json_decref(v);
    json_decref(c);
}
END_TEST

/* The gate makes the bounds' interval again at its own confidence. */
START_TEST(at_the_policys_confidence)
{
    static const char *const metrics[] = {"precision", "recall", "f1", "accuracy", "mcc"};
    json_t *c = champion(40), *e = evaluation_of((counts){.tp = 1, .fp = 1, .fn = 1, .tn = 1});
    gg_compare_options o = gg_compare_options_default();
    char table[300], policy[200], path[80];
    json_t *wide, *v;

    snprintf(table, sizeof table,
             "a,b,y,n\n1,1,1,150\n1,1,0,150\n0,1,1,40\n0,1,0,160\n1,0,,40\n1,0,1,25\n1,0,0,25\n"
             "0,0,,3000\n");
    o.confidence = 0.999;
    wide = compare(table, roles, &o);
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        const json_t *interval;

        snprintf(policy, sizeof policy,
                 "confidence: 0.999\nrules:\n  - {versus: champion, metric: %s, not_worse_by: "
                 "0.01}\n",
                 metrics[i]);
        v = judge(policy, e, c, NULL);
        snprintf(path, sizeof path, "differences/%s/bounds_interval", metrics[i]);
        interval = member(wide, path);
        ck_close(number_of(subject_of(v, 0, "overall"), "low"),
                 json_number_value(json_array_get(interval, 0)), 1e-9);
        ck_close(number_of(subject_of(v, 0, "overall"), "high"),
                 json_number_value(json_array_get(interval, 1)), 1e-9);
        json_decref(v);
    }
    json_decref(wide);
    json_decref(e);
    json_decref(c);
}
END_TEST

/* ---- under a design ---- */

static json_t *by_arm(int times)
{
    static const char of_arms[] = "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\", \"how\": "
                                  "\"arm\", \"g\": \"protected\"}, \"threshold\": 1}";
    gg_compare_options o = gg_compare_options_default();
    char table[600];

    o.inspection = GG_INSPECTION_RANDOM_ARM;
    snprintf(table, sizeof table,
             "a,b,y,g,how,n\n1,1,1,x,random,%d\n1,1,0,x,random,%d\n0,1,1,x,random,%d\n"
             "0,1,0,x,random,%d\n1,0,1,x,random,%d\n1,0,0,x,random,%d\n0,0,1,x,random,%d\n"
             "0,0,0,x,random,%d\n1,0,,x,model,900\n1,1,1,x,model,90\n0,1,,z,model,80\n"
             "0,0,1,z,random,9\n0,0,0,z,random,5\n",
             20 * times, 20 * times, 8 * times, 10 * times, 9 * times, 11 * times, 10 * times,
             80 * times);
    return compare(table, of_arms, &o);
}

START_TEST(on_the_random_arm)
{
    json_t *c = by_arm(1), *v = judged(c, "metric: precision, not_worse_by: 0.01");
    const json_t *s = subject_of(v, 0, "overall");

    /* 29 of 60 against 28 of 58, of 182 inspected rows drawn at random. */
    ck_close(number_of(s, "value"), 29.0 / 60 - 28.0 / 58, 1e-12);
    ck_close(number_of(s, "rows"), 182, 0);
    ck_close(number_of(s, "low"), number(c, "differences/precision/low"), 1e-12);
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "more rows of the random arm would decide it"));
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "these rows would have shown a true value of"));
    /* An explanation has the message's words. */
    ck_assert_str_eq(gg_json_string(s, "rows_of", ""), "random_arm");
    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    ck_assert_ptr_nonnull(strstr(
        gg_json_string(json_array_get(json_object_get(v, "explanations"), 0), "sentence", ""),
        "more rows of the random arm would decide the rule"));
    json_decref(v);
    /* Who is referred is known of all rows, and judged on them. */
    v = judged(c, "metric: roc_auc, not_worse_by: 0.3");
    ck_assert_str_eq(result_of(v, 0), "pass");
    ck_close(number_of(subject_of(v, 0, "overall"), "low"), number(c, "differences/roc_auc/low"),
             1e-9);
    json_decref(v);
    /* 14 of the arm are too few to judge group z, whatever else is known of it. */
    v = judged(c, "metric: recall, attribute: g, not_worse_by: 0.5");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "not judged: z (fewer than 30 rows)"));
    json_decref(v);
    json_decref(c);
    c = by_arm(40);
    v = judged(c, "metric: precision, not_worse_by: 0.05");
    ck_assert_str_eq(result_of(v, 0), "pass");
    json_decref(v);
    json_decref(c);
}
END_TEST

START_TEST(by_begg_and_greenes)
{
    gg_compare_options o = gg_compare_options_default();
    json_t *c, *v;

    o.inspection = GG_INSPECTION_MISSING_AT_RANDOM;
    c = compare("a,b,y,n\n1,1,1,150\n1,1,0,150\n0,1,1,40\n0,1,0,160\n1,0,,150\n1,0,1,25\n1,0,0,25\n"
                "0,0,,3000\n0,0,1,10\n0,0,0,90\n",
                roles, &o);
    v = judged(c, "metric: precision, not_worse_by: 0.01");
    ck_assert_str_eq(result_of(v, 0), "pass");
    ck_close(number_of(subject_of(v, 0, "overall"), "value"), 250.0 / 500 - 190.0 / 500, 1e-12);
    ck_close(number_of(subject_of(v, 0, "overall"), "low"), number(c, "differences/precision/low"),
             1e-9);
    json_decref(v);
    json_decref(c);
}
END_TEST

/* Decisions that agree on 200 rows: F1 may still differ, and the gate knows by how much. */
START_TEST(decisions_that_agree)
{
    json_t *c = compare("a,b,y,n\n1,1,1,30\n1,1,0,20\n0,0,1,10\n0,0,0,140\n", roles, NULL);
    json_t *v = judged(c, "metric: f1, not_worse_by: 0.05");

    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_close(number_of(subject_of(v, 0, "overall"), "low"), -0.06131742102706525, 1e-9);
    json_decref(v);
    v = judged(c, "metric: f1, not_worse_by: 0.07");
    ck_assert_str_eq(result_of(v, 0), "pass");
    json_decref(v);
    json_decref(c);
}
END_TEST

/* ---- what it could have shown ---- */

/* The mildest breach of "not worse by more than 0.05" that 400 rows show 8 times in 10 is caught so
 * often: rows are drawn with that true difference, a tenth of them decided differently. */
START_TEST(power_of_a_comparison)
{
    const int n = 400, trials = 4000;
    json_t *c = compare("a,b,y,n\n1,1,1,100\n0,0,0,260\n0,1,1,20\n1,0,1,20\n", roles, NULL), *v;
    double breach, differ, caught = 0;
    gg_random r;

    v = judged(c, "metric: accuracy, not_worse_by: 0.05");
    breach = number_of(subject_of(v, 0, "overall"), "detectable_below");
    ck_assert_double_lt(breach, -0.05);
    differ = fmax(0.1, -breach);
    gg_random_init(&r, 5, "versus", "power");
    for (int trial = 0; trial < trials; trial++) {
        gg_paired_counts seen = {0, 0, 0, 0};
        gg_interval ends;

        for (int i = 0; i < n; i++) {
            double u = gg_random_uniform(&r);

            ++*(u < (differ - breach) / 2 ? &seen.second_only
                : u < differ              ? &seen.first_only
                                          : &seen.both);
        }
        ck_assert_int_eq(gg_paired_tango(&seen, 1.959963984540054, &ends), GG_OK);
        caught += ends.high < -0.05;
    }
    ck_assert_msg(caught >= 0.75 * trials && caught <= 0.85 * trials, "%g of %d at %g", caught,
                  trials, breach);
    json_decref(v);
    json_decref(c);
}
END_TEST

/* ---- what is refused ---- */

static void check_refused(const char *metric, const json_t *c, const char *what)
{
    gg_gate_documents d = gg_gate_documents_default();
    json_t *e = evaluation_of((counts){.tp = 1, .fp = 1, .fn = 1, .tn = 1}), *v = NULL;
    char policy[200];
    gg_policy *p;
    gg_error err;

    snprintf(policy, sizeof policy, "rules: [{versus: champion, metric: %s, not_worse_by: 0.1}]\n",
             metric);
    p = policy_of(policy);
    gg_error_init(&err);
    d.evaluation = e;
    d.comparison = c;
    d.comparison_name = "c.json";
    ck_assert_int_eq(gg_gate_judge(p, &d, &v, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, what);
    ck_assert_ptr_null(v);
    gg_policy_free(p);
    json_decref(e);
}

START_TEST(contradictions)
{
    json_t *c = champion(150), *extremes = member(c, "differences/precision/extremes");
    json_t *low = json_incref(json_array_get(extremes, 0));

    json_array_set(extremes, 0, json_array_get(extremes, 1));
    json_array_set(extremes, 1, low);
    check_refused("precision", c, "precision: the least extreme lies above the greatest");
    json_array_set_new(extremes, 0, json_object());
    check_refused("precision", c, "precision: extremes without two values");
    json_object_set_new(low, "value", json_real(2));
    json_array_set(extremes, 0, low);
    check_refused("precision", c, "precision: a difference out of range");
    json_decref(low);
    json_decref(c);
    c = compare("a,b,y,n\n1,1,1,30\n1,1,0,20\n0,0,1,10\n0,0,0,140\n", roles, NULL);
    json_object_del(member(c, "differences/f1/agreeing"), "tp");
    check_refused("f1", c, "f1: no usable counts of what both decide alike");
    json_decref(c);
    /* 3 of 3 against 0 of 2. */
    c = compare("a,b,y,n\n1,0,1,3\n0,1,0,2\n0,0,0,1\n", roles, NULL);
    ck_assert_str_eq(text(c, "differences/precision/method"), "square_and_add_cells");
    json_object_set_new(member(c, "differences/precision/cells/positive"), "a_only",
                        json_integer(0));
    check_refused("precision", c, "precision: the cells contradict the value");
    json_object_set_new(member(c, "differences/precision/cells/positive"), "a_only",
                        json_integer(-1));
    check_refused("precision", c, "precision: no usable cells");
    json_array_set_new(member(c, "differences/roc_auc/areas"), 0, json_real(0.5));
    check_refused("roc_auc", c, "roc_auc: the areas contradict the value");
    json_object_set_new(member(c, "differences/precision"), "method", json_string("newcombe"));
    json_object_set_new(member(c, "differences/precision"), "rates",
                        json_pack("[[i,i],[i,i]]", 1, 3, 0, 2));
    check_refused("precision", c, "precision: the rates contradict the value");
    json_decref(c);
}
END_TEST

static void check_few(const json_t *c, const char *rule, const char *metric)
{
    json_t *v = judged(c, rule);
    const json_t *s = subject_of(v, 0, "overall");
    char start[100];

    snprintf(start, sizeof start, "%s against the champion: not established: candidate minus ",
             metric);
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_ptr_eq(strstr(message_of(v, 0), start), message_of(v, 0));
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "fewer than 10 verified cases"));
    ck_assert_str_eq(gg_json_string(s, "why_no_interval", ""), "few_positives");
    ck_assert(json_is_number(json_object_get(s, "value")));
    ck_assert(json_is_null(json_object_get(s, "p_value")));
    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    ck_assert_ptr_nonnull(strstr(
        gg_json_string(json_array_get(json_object_get(v, "explanations"), 0), "sentence", ""),
        "fewer than 10 verified cases"));
    json_decref(v);
}

/* With 9 positives a figure that is no rate decides nothing; with 10 it does, and the value alone
 * always does. */
START_TEST(few_of_the_rarer_outcome)
{
    static const char table[] = "a,b,y,n\n1,0,1,%d\n0,1,0,5\n0,0,0,300\n";
    static const char *const metrics[] = {"f1", "mcc", "balanced_accuracy", "roc_auc"};
    char rows[100], rule[80];
    json_t *few, *enough, *v;

    snprintf(rows, sizeof rows, table, 9);
    few = compare(rows, roles, NULL);
    snprintf(rows, sizeof rows, table, 10);
    enough = compare(rows, roles, NULL);
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        snprintf(rule, sizeof rule, "metric: %s, not_worse_by: 0.1", metrics[i]);
        check_few(few, rule, metrics[i]);
        v = judged(enough, rule);
        ck_assert_str_eq(result_of(v, 0), "pass");
        json_decref(v);
        snprintf(rule, sizeof rule, "metric: %s, not_worse_by: 0.1, judge: point", metrics[i]);
        v = judged(few, rule);
        ck_assert_str_eq(result_of(v, 0), "pass");
        json_decref(v);
    }
    v = judged(few, "metric: recall, not_worse_by: 0.1");
    ck_assert_str_eq(result_of(v, 0), "pass");
    json_decref(v);
    json_decref(few);
    json_decref(enough);
}
END_TEST

/* No finds among different referrals, and areas that are both 1, are not certain to be equal. */
START_TEST(rates_at_the_edge_are_not_certain)
{
    json_t *c = compare("a,b,y,n\n1,0,0,6\n0,1,0,6\n1,1,0,8\n0,0,1,15\n"
                        "0,0,0,400\n",
                        roles, NULL);
    json_t *v = judged(c, "metric: precision, not_worse_by: 0.001");

    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_close(json_number_value(json_object_get(subject_of(v, 0, "overall"), "low")),
             -0.21531080273763586, 1e-10);
    json_decref(v);
    json_decref(c);
    c = compare("a,b,y,n\n0.9,0.8,1,40\n0.1,0.2,0,40\n", roles, NULL);
    v = judged(c, "metric: roc_auc, not_worse_by: 0.001");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert(json_number_value(json_object_get(subject_of(v, 0, "overall"), "low")) < -0.03);
    json_decref(v);
    json_decref(c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, what_is_not_known_decides_nothing);
    tcase_add_test(tc, bounds_decide);
    tcase_add_test(tc, older_documents);
    tcase_add_test(tc, at_the_policys_confidence);
    tcase_add_test(tc, on_the_random_arm);
    tcase_add_test(tc, by_begg_and_greenes);
    tcase_add_test(tc, decisions_that_agree);
    tcase_add_test(tc, power_of_a_comparison);
    tcase_add_test(tc, contradictions);
    tcase_add_test(tc, few_of_the_rarer_outcome);
    tcase_add_test(tc, rates_at_the_edge_are_not_certain);
}

GG_TEST_MAIN("gate/versus_missing")
