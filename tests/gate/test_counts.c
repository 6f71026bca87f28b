/*
 * Rules on figures that are known within bounds only: they pass when nothing that the counts allow,
 * chance included, lies outside; they fail when even the mildest table would; they are inconclusive
 * otherwise.
 */
#include "documents.h"

#include "conforms.h"
#include "gauger/evaluate/metric.h"

/* METRICS where true positives lie in a range and the other cells are known. */
static json_t *bounded_metrics(double low, double high, counts c)
{
    gg_figures f = gg_figures_empty(GG_SCORES_NONE);
    json_t *out = NULL;

    f.bounded = true;
    f.w[GG_POSITIVE][GG_SELECTED] = low;
    f.w[GG_NEGATIVE][GG_SELECTED] = c.fp;
    f.w[GG_POSITIVE][GG_NOT_SELECTED] = c.fn;
    f.w[GG_NEGATIVE][GG_NOT_SELECTED] = c.tn;
    memcpy(f.w2, f.w, sizeof f.w2);
    for (size_t o = 0; o < GG_OUTCOMES; o++)
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            f.bounds.cells[o][s] = (gg_interval){f.w[o][s], f.w[o][s]};
    f.bounds.cells[GG_POSITIVE][GG_SELECTED].high = high;
    f.bounds.sums[GG_SUM_SELECTED] = (gg_interval){low + c.fp, high + c.fp};
    f.bounds.sums[GG_SUM_NOT_SELECTED] = (gg_interval){c.fn + c.tn, c.fn + c.tn};
    f.bounds.sums[GG_SUM_POSITIVES] = (gg_interval){low + c.fn, high + c.fn};
    f.bounds.sums[GG_SUM_NEGATIVES] = (gg_interval){c.fp + c.tn, c.fp + c.tn};
    f.bounds.sums[GG_SUM_COUNT] =
        (gg_interval){low + c.fp + c.fn + c.tn, high + c.fp + c.fn + c.tn};
    f.rows = f.bounds.sums[GG_SUM_COUNT].low;
    ck_assert_int_eq(gg_figures_write(&f, NULL, &out, NULL), GG_OK);
    return out;
}

/* Everyone with 40 to 60 true positives and 100 false ones, 900 others. */
static json_t *open_evaluation(void)
{
    const counts c = {.fp = 100, .fn = 20, .tn = 880};
    json_t *e = evaluation_of((counts){.tp = 40, .fp = 100, .fn = 20, .tn = 880});

    json_object_set_new(e, "overall", bounded_metrics(40, 60, c));
    return e;
}

/* p of the mildest table: the one-sided test of 60 of 160 against a bound above, of 40 of 140
 * against one below; Wilson's interval touches a bound p0 at |p - p0| / sqrt(p0 (1 - p0) / n)
 * (SciPy 1.10.1, norm.sf). */
static const struct {
    const char *rule, *result;
    double p;
} verdicts[] = {
    {"{metric: precision, at_least: 0.2}", "pass", NAN},
    {"{metric: precision, at_most: 0.5}", "pass", NAN},
    {"{metric: precision, at_least: 0.25}", "inconclusive", NAN},
    {"{metric: precision, at_least: 0.33}", "inconclusive", NAN}, /* within the bounds */
    {"{metric: precision, at_least: 0.42}", "inconclusive", 0.12439822718824972},
    {"{metric: precision, at_least: 0.55}", "fail", 4.303680124052673e-06},
    {"{metric: precision, at_most: 0.15}", "fail", 3.444003407654634e-06},
    {"{metric: precision, at_least: 0.28, judge: point}", "pass", NAN},
    {"{metric: precision, at_least: 0.33, judge: point}", "inconclusive", NAN},
    {"{metric: precision, at_least: 0.4, judge: point}", "fail", NAN},
};

START_TEST(verdicts_take_in_whatever_the_counts_are)
{
    json_t *e = open_evaluation(), *v;
    const json_t *s;
    char policy[200];

    snprintf(policy, sizeof policy, "rules:\n  - %s\n", verdicts[_i].rule);
    v = judge(policy, e, NULL, NULL);
    ck_assert_msg(strcmp(result_of(v, 0), verdicts[_i].result) == 0, "%s: %s", verdicts[_i].rule,
                  message_of(v, 0));
    s = find_in(v, 0, "subjects", "overall");
    ck_close(json_number_value(json_array_get(json_object_get(s, "bounds"), 0)), 40.0 / 140, 1e-14);
    ck_close(json_number_value(json_array_get(json_object_get(s, "bounds"), 1)), 60.0 / 160, 1e-14);
    ck_assert_str_eq(gg_json_string(s, "why_null", ""), "bounded");
    if (!isnan(verdicts[_i].p))
        ck_close(gg_json_number(s, "p_value", NAN), verdicts[_i].p, 1e-10);
    conforms(v, "docs/schemas/verdict-1.schema.json");
    json_decref(v);
    json_decref(e);
}
END_TEST

START_TEST(the_message_tells_of_the_bounds)
{
    json_t *e = open_evaluation();
    json_t *v = judge("rules:\n  - {metric: precision, at_least: 0.33}\n", e, NULL, NULL);

    ck_assert_msg(strstr(message_of(v, 0), "between 0.286 and 0.375 whatever the exact counts are"),
                  "%s", message_of(v, 0));
    json_decref(v);
    json_decref(e);
}
END_TEST

/* At another confidence everything is computed again from the bounds in the document. */
START_TEST(the_confidence_is_the_policys)
{
    json_t *e = open_evaluation();
    json_t *wide =
        judge("confidence: 0.999\nrules:\n  - {metric: precision, at_least: 0.2}\n", e, NULL, NULL);

    ck_assert_str_eq(result_of(wide, 0), "inconclusive");
    json_decref(wide);
    json_decref(e);
}
END_TEST

START_TEST(groups_are_compared_whatever_their_counts)
{
    const counts c = {.fp = 100, .fn = 20, .tn = 880};
    json_t *e = open_evaluation(), *v, *groups;

    add_group(e, "attributes", "g", "a", (counts){.tp = 400, .fp = 1000, .fn = 200, .tn = 8800});
    add_group(e, "attributes", "g", "b", (counts){.tp = 40, .fp = 100, .fn = 20, .tn = 880});
    groups = json_object_get(json_object_get(json_object_get(e, "attributes"), "g"), "groups");
    json_object_set_new(groups, "b", bounded_metrics(40, 60, c));
    v = judge("rules:\n"
              "  - {metric: selection_rate_ratio, attribute: g, between: [0.8, 1.4]}\n"
              "  - {metric: precision_ratio, attribute: g, between: [0.9, 1.2]}\n"
              "  - {metric: precision_ratio, attribute: g, at_least: 2}\n"
              "  - {metric: demographic_parity_difference, attribute: g, at_most: 0.1}\n",
              e, NULL, NULL);
    ck_assert_str_eq(result_of(v, 0), "pass");
    ck_assert_str_eq(result_of(v, 1), "inconclusive");
    ck_assert_str_eq(result_of(v, 2), "fail");
    ck_assert_str_eq(result_of(v, 3), "pass");
    json_decref(v);
    json_decref(e);
}
END_TEST

/* METRICS of a line with true and false positives alone. */
static json_t *referred_alone(double tp, double fp)
{
    gg_figures f = gg_figures_empty(GG_SCORES_NONE);
    json_t *out = NULL;

    f.w[GG_POSITIVE][GG_SELECTED] = tp;
    f.w[GG_NEGATIVE][GG_SELECTED] = fp;
    memcpy(f.w2, f.w, sizeof f.w2);
    f.rows = tp + fp;
    f.population = NAN;
    f.complete = false;
    f.untold = GG_CELL_FN | GG_CELL_TN | GG_CELL(GG_UNVERIFIED, GG_NOT_SELECTED) |
               GG_UNTOLD_SUM(GG_SUM_NOT_SELECTED) | GG_UNTOLD_SUM(GG_SUM_POSITIVES) |
               GG_UNTOLD_SUM(GG_SUM_NEGATIVES) | GG_UNTOLD_SUM(GG_SUM_COUNT) | GG_UNTOLD_UNVERIFIED;
    ck_assert_int_eq(gg_figures_write(&f, NULL, &out, NULL), GG_OK);
    return out;
}

/* What a table does not tell decides nothing, and the message says why; what it tells decides. */
START_TEST(what_is_not_published_is_inconclusive)
{
    json_t *e = evaluation_of((counts){.tp = 40, .fp = 100, .fn = 20, .tn = 880}), *v;

    json_object_set_new(e, "overall", referred_alone(400, 600));
    v = judge("rules:\n  - {metric: precision, at_least: 0.3}\n"
              "  - {metric: precision, at_least: 0.5}\n"
              "  - {metric: recall, at_least: 0.1}\n"
              "  - {metric: selection_rate, at_most: 1}\n",
              e, NULL, NULL);
    ck_assert_str_eq(result_of(v, 0), "pass");
    ck_assert_str_eq(result_of(v, 1), "fail");
    for (size_t i = 2; i < 4; i++) {
        const json_t *rule = json_array_get(json_object_get(v, "rules"), i);

        ck_assert_str_eq(result_of(v, i), "inconclusive");
        ck_assert_ptr_nonnull(strstr(gg_json_string(rule, "message", ""),
                                     "the published table does not tell the counts"));
    }
    json_decref(v);
    json_decref(e);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, what_is_not_published_is_inconclusive);
    tcase_add_loop_test(tc, verdicts_take_in_whatever_the_counts_are, 0,
                        sizeof verdicts / sizeof *verdicts);
    tcase_add_test(tc, the_message_tells_of_the_bounds);
    tcase_add_test(tc, the_confidence_is_the_policys);
    tcase_add_test(tc, groups_are_compared_whatever_their_counts);
}

GG_TEST_MAIN("gate/counts")
