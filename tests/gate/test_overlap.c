/* Rules on how many rows were trained on: counted, sampled, unknown. */
#include "documents.h"

#define RULE "rules: [{metric: training_overlap, at_most: 0.01}]"

/* An evaluation whose data say so; a NaN is a share that is not known. */
static json_t *overlapping(double value, double low, double high)
{
    json_t *e = evaluation_of((counts){.tp = 300, .fp = 100, .fn = 50, .tn = 550});
    json_t *share = json_object(), *data = json_object_get(e, "data");

    if (!data) {
        data = json_object();
        json_object_set_new(e, "data", data);
    }
    ck_assert_int_eq(gg_json_set_real(share, "value", value), 0);
    ck_assert_int_eq(gg_json_set_real(share, "low", low), 0);
    ck_assert_int_eq(gg_json_set_real(share, "high", high), 0);
    json_object_set_new(data, "overlap",
                        json_pack("{s:s, s:o}", "training", "t@1", "share", share));
    return e;
}

static void judged(const char *policy, double value, double low, double high, const char *want)
{
    json_t *e = overlapping(value, low, high), *v = judge(policy, e, NULL, NULL);

    ck_assert_msg(strcmp(result_of(v, 0), want) == 0, "%g: %s, not %s", value, result_of(v, 0),
                  want);
    json_decref(v);
    json_decref(e);
}

/* Counted, a share is exact: at the limit it passes, over it it fails. */
START_TEST(what_was_counted_is_exact)
{
    judged(RULE, 0, 0, 0, "pass");
    judged(RULE, 0.01, 0.01, 0.01, "pass");
    judged(RULE, 0.011, 0.011, 0.011, "fail");
    judged(RULE, 1, 1, 1, "fail");
}
END_TEST

START_TEST(of_a_sample_the_interval_decides)
{
    judged(RULE, 0.002, 0, 0.009, "pass");
    judged(RULE, 0.002, 0, 0.011, "inconclusive");
    judged(RULE, 0.02, 0.009, 0.04, "inconclusive");
    judged(RULE, 0.02, 0.011, 0.04, "fail");
    judged("rules: [{metric: training_overlap, at_most: 0.01, judge: point}]", 0.009, 0, 0.1,
           "pass");
    judged("rules: [{metric: training_overlap, at_most: 0.01, judge: point}]", 0.011, 0, 0.1,
           "fail");
}
END_TEST

START_TEST(what_is_not_known_is_inconclusive)
{
    json_t *e = evaluation_of((counts){.tp = 300, .fp = 100, .fn = 50, .tn = 550});
    json_t *v = judge(RULE, e, NULL, NULL);

    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "trained on"));
    json_decref(v);
    json_decref(e);
    judged(RULE, NAN, NAN, NAN, "inconclusive");
}
END_TEST

static void refused(const char *text)
{
    gg_policy *p = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_policy_parse(text, strlen(text), "policy.yaml", &p, &err), GG_E_INPUT);
}

START_TEST(it_is_of_the_rows_as_a_whole)
{
    refused("rules: [{metric: training_overlap, at_least: 0.01}]");
    refused("rules: [{metric: training_overlap, attribute: race, at_most: 0.01}]");
    refused("rules: [{metric: training_overlap, column: x, at_most: 0.01}]");
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, what_was_counted_is_exact);
    tcase_add_test(tc, of_a_sample_the_interval_decides);
    tcase_add_test(tc, what_is_not_known_is_inconclusive);
    tcase_add_test(tc, it_is_of_the_rows_as_a_whole);
}

GG_TEST_MAIN("gate/overlap")
