/*
 * Many figures judged together: Holm's adjustment by hand, over all subjects and all rules, and the
 * properties that a gate must keep.
 *
 * Four sites with 400 selected cases each, of which 180, 176, 170 and 200 were right, held against
 * "at least 0.5": z = (p - 0.5) / 0.025 = -2, -2.4, -3 and 0, so by SciPy's norm.sf
 *     p                0.02275  0.0081975  0.0013499  0.5
 *     smallest first   3rd      2nd        1st        4th
 *     Holm             2 p      3 p        4 p        1 p (and never less than one before it)
 */
#include "documents.h"

#include "gauger/base/random.h"

#define P2  0.022750131948179212
#define P24 0.008197535924596155
#define P3  0.0013498980316300957

static counts precision_of(double right, double n)
{
    return (counts){.tp = right, .fp = n - right, .fn = 100, .tn = 100};
}

/* The counts alone, for the simulations: nothing else is needed to judge a rate. */
static json_t *bare(double tp, double fp, double fn, double tn)
{
    return json_pack("{s:f, s:f, s:f, s:i, s:f, s:f, s:f, s:f, s:f, s:s}", "count",
                     tp + fp + fn + tn, "positives", tp + fn, "negatives", fp + tn, "unverified", 0,
                     "selected", tp + fp, "tp", tp, "fp", fp, "fn", fn, "tn", tn, "scores", "none");
}

static json_t *bare_evaluation(void)
{
    return json_pack("{s:s, s:o, s:{}, s:{}}", "format", "gauger/evaluation/1", "overall",
                     bare(400, 100, 100, 100), "attributes", "sites");
}

static json_t *four_sites(void)
{
    json_t *e = evaluation_of(precision_of(726, 1600));

    add_slice(e, "sites", "a", precision_of(180, 400));
    add_slice(e, "sites", "b", precision_of(176, 400));
    add_slice(e, "sites", "c", precision_of(170, 400));
    add_slice(e, "sites", "d", precision_of(200, 400));
    return e;
}

static const char *const names[] = {"a", "b", "c", "d"};

static void check_sites(const char *policy, const double adjusted[4], const char *const results[4])
{
    json_t *e = four_sites(), *v = judge(policy, e, NULL, NULL);
    static const double p[] = {P2, P24, P3, 0.5};

    ck_assert_double_eq(number_of(v, "figures_tested"), 4);
    for (int i = 0; i < 4; i++) {
        const json_t *s = subject_of(v, 0, names[i]);

        ck_close(number_of(s, "p_value"), p[i], 1e-9);
        ck_close(number_of(s, "adjusted_p_value"), adjusted[i], 1e-9);
        ck_assert_str_eq(gg_json_string(s, "result", ""), results[i]);
    }
    json_decref(v);
    json_decref(e);
}

#define AT_HALF "rules:\n  - {metric: precision, site: \"*\", at_least: 0.5}\n"

START_TEST(holm)
{
    check_sites(AT_HALF, (double[]){2 * P2, 3 * P24, 4 * P3, 0.5},
                (const char *const[]){"inconclusive", "fail", "fail", "inconclusive"});
}
END_TEST

START_TEST(bonferroni)
{
    check_sites("correction: bonferroni\n" AT_HALF, (double[]){4 * P2, 4 * P24, 4 * P3, 1},
                (const char *const[]){"inconclusive", "inconclusive", "fail", "inconclusive"});
}
END_TEST

START_TEST(none)
{
    check_sites("correction: none\n" AT_HALF, (double[]){P2, P24, P3, 0.5},
                (const char *const[]){"fail", "fail", "fail", "inconclusive"});
}
END_TEST

START_TEST(none_in_words)
{
    json_t *e = four_sites(), *v;

    v = judge("correction: none\nrules:\n  - {metric: precision, site: a, at_least: 0.5}\n", e,
              NULL, NULL);
    ck_assert_str_eq(message_of(v, 0), "precision at site a: 0.45 (95% interval 0.402 to 0.499) "
                                       "falls below the lower bound 0.5 (p = 0.0228)");
    json_decref(v);
    json_decref(e);
}
END_TEST

/* The same four hypotheses as four rules, in any order: the same adjusted values and results. */
START_TEST(over_all_rules_in_any_order)
{
    static const int orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}};
    static const double adjusted[] = {2 * P2, 3 * P24, 4 * P3, 0.5};
    json_t *e = four_sites();

    for (size_t o = 0; o < 3; o++) {
        char policy[400] = "rules:\n";
        json_t *v;

        for (int i = 0; i < 4; i++)
            snprintf(policy + strlen(policy), sizeof policy - strlen(policy),
                     "  - {metric: precision, site: %s, at_least: 0.5}\n", names[orders[o][i]]);
        v = judge(policy, e, NULL, NULL);
        for (size_t i = 0; i < 4; i++) {
            int k = orders[o][i];

            ck_close(number_of(subject_of(v, i, names[k]), "adjusted_p_value"), adjusted[k], 1e-9);
            ck_assert_str_eq(result_of(v, i), k == 1 || k == 2 ? "fail" : "inconclusive");
        }
        json_decref(v);
    }
    json_decref(e);
}
END_TEST

/* Values judged alone and groups that are left out are no part of the family. */
START_TEST(who_is_in_the_family)
{
    json_t *e = four_sites(), *v;

    add_slice(e, "sites", "tiny", (counts){.tp = 1, .fp = 9, .fn = 1, .tn = 1});
    v = judge(AT_HALF "  - {metric: recall, at_least: 0.9, judge: point}\n"
                      "  - {metric: roc_auc, at_least: 0.9}\n",
              e, NULL, NULL);
    ck_assert_double_eq(number_of(v, "figures_tested"), 4);
    ck_assert_str_eq(result_of(v, 1), "fail");
    ck_assert_str_eq(result_of(v, 2), "inconclusive");
    json_decref(v);
    json_decref(e);
}
END_TEST

/* ---- the share of false alarms ---- */

static double binomial(gg_random *r, int n, double p)
{
    int k = 0;

    for (int i = 0; i < n; i++)
        k += gg_random_uniform(r) < p;
    return k;
}

/* How often a policy over ten sites fails although every true precision meets the bound exactly. */
static int false_failures(const char *correction, int runs)
{
    gg_random r;
    char policy[160];
    int failed = 0;

    snprintf(policy, sizeof policy,
             "correction: %s\nrules:\n  - {metric: precision, site: \"*\", between: [0.5, 0.9]}\n",
             correction);
    gg_random_init(&r, 20260101, "family-wise", correction);
    for (int i = 0; i < runs; i++) {
        json_t *e = bare_evaluation(), *v;

        for (int k = 0; k < 10; k++) {
            char name[16];
            double right;

            snprintf(name, sizeof name, "s%d", k);
            /* Half lie on the lower bound, half on the upper one: the worst that is allowed. */
            right = binomial(&r, 400, k % 2 ? 0.5 : 0.9);
            json_object_set_new(json_object_get(e, "sites"), name,
                                bare(right, 400 - right, 100, 100));
        }
        v = judge(policy, e, NULL, NULL);
        failed += strcmp(gg_json_string(v, "result", ""), "fail") == 0;
        json_decref(v);
        json_decref(e);
    }
    return failed;
}

/*
 * Under Holm and Bonferroni at most 2.5% of 2,000 runs may fail falsely: 50, and with three
 * standard errors (7.0 each) at most 71. Without a correction it is near 1 - 0.975^10 = 22%, which
 * shows that the simulation would notice.
 */
START_TEST(false_failures_stay_rare)
{
    int runs = 2000, holm_fails = false_failures("holm", runs);

    ck_assert_msg(holm_fails <= 71, "holm: %d of %d", holm_fails, runs);
    ck_assert_msg(false_failures("bonferroni", runs) <= 71, "bonferroni");
    ck_assert_int_gt(false_failures("none", 500), 60);
}
END_TEST

/* ---- properties, over random tables ---- */

static json_t *random_evaluation(gg_random *r)
{
    json_t *e = bare_evaluation(), *groups = json_object();

    json_object_set_new(json_object_get(e, "attributes"), "a",
                        json_pack("{s:s, s:s, s:o}", "reference", "g0", "reference_rule", "given",
                                  "groups", groups));
    for (int k = 0; k < 4; k++) {
        char name[16];
        double n = 40 + floor(400 * gg_random_uniform(r)), cells[4];

        snprintf(name, sizeof name, "g%d", k);
        for (int i = 0; i < 4; i++)
            cells[i] = floor(n * gg_random_uniform(r));
        json_object_set_new(groups, name, bare(cells[0], cells[1], cells[2] + 1, cells[3] + 30));
    }
    return e;
}

static const char *const metrics[] = {"recall", "recall_ratio", "false_positive_rate_difference",
                                      "equalized_odds_difference", "impact_ratio"};

/* The result of one rule on a document. */
static const char *result_with(const json_t *e, const char *metric, double low, double high,
                               double confidence, const char *how)
{
    char policy[240];
    const char *result;
    json_t *v;

    snprintf(policy, sizeof policy,
             "confidence: %.17g\nrules:\n  - {metric: %s, attribute: a, between: [%.17g, %.17g], "
             "judge: %s}\n",
             confidence, metric, low, high, how);
    v = judge(policy, e, NULL, NULL);
    result = strcmp(result_of(v, 0), "pass") == 0   ? "pass"
             : strcmp(result_of(v, 0), "fail") == 0 ? "fail"
                                                    : "inconclusive";
    json_decref(v);
    return result;
}

/* Narrower bounds never help. */
START_TEST(tightening_never_saves)
{
    gg_random r;
    int seen = 0;

    gg_random_init(&r, 7, "tightening", NULL);
    for (int i = 0; i < 150; i++) {
        json_t *e = random_evaluation(&r);
        const char *metric = metrics[i % 5], *how = i % 3 ? "interval" : "point";
        double low = gg_random_uniform(&r) * 0.4;
        double high = low + 0.1 + gg_random_uniform(&r) * 0.4;
        double cut = gg_random_uniform(&r) * 0.05;
        const char *before = result_with(e, metric, low, high, 0.95, how);
        const char *after = result_with(e, metric, low + cut, high - cut, 0.95, how);

        if (strcmp(before, "fail") == 0)
            ck_assert_str_eq(after, "fail");
        if (strcmp(after, "pass") == 0)
            ck_assert_str_eq(before, "pass");
        seen += strcmp(before, after) != 0;
        json_decref(e);
    }
    ck_assert_int_gt(seen, 5);
}
END_TEST

/* Asking for more confidence never turns what was open into a failure, nor into a pass. */
START_TEST(more_confidence_decides_less)
{
    gg_random r;
    int seen = 0;

    gg_random_init(&r, 7, "confidence", NULL);
    for (int i = 0; i < 150; i++) {
        json_t *e = random_evaluation(&r);
        const char *metric = metrics[i % 5];
        double low = gg_random_uniform(&r) * 0.5;
        double high = low + 0.1 + gg_random_uniform(&r) * 0.4;
        const char *before = result_with(e, metric, low, high, 0.8, "interval");
        const char *after = result_with(e, metric, low, high, 0.99, "interval");

        if (strcmp(before, after) != 0)
            ck_assert_str_eq(after, "inconclusive");
        seen += strcmp(before, after) != 0;
        json_decref(e);
    }
    ck_assert_int_gt(seen, 5);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, holm);
    tcase_add_test(tc, bonferroni);
    tcase_add_test(tc, none);
    tcase_add_test(tc, none_in_words);
    tcase_add_test(tc, over_all_rules_in_any_order);
    tcase_add_test(tc, who_is_in_the_family);
    tcase_add_test(tc, false_failures_stay_rare);
    tcase_add_test(tc, tightening_never_saves);
    tcase_add_test(tc, more_confidence_decides_less);
}

GG_TEST_MAIN("gate/adjust")
