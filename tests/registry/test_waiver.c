/* Waivers: what a reviewer lets pass, for how long, and what comes of it. */
#include "registry/people.h"

static json_t *verdict_of(const char *policy_sha256, const char *result, const char *rules)
{
    json_t *verdict = stage_verdict(policy_sha256, result);

    ck_assert_ptr_nonnull(verdict);
    json_object_set_new(verdict, "rules", json_loads(rules, 0, NULL));
    return verdict;
}

static void judge(place *p, uint64_t evaluation, const char *policy, const char *result,
                  const char *rules)
{
    json_t *verdict = verdict_of(policy, result, rules);

    ok(gg_version_add_verdict(p->reg, "lanes@1", evaluation, verdict, NULL, &p->err));
    json_decref(verdict);
}

#define FAILING                                                                                    \
    "[{\"id\":\"auc\",\"result\":\"fail\"},{\"id\":\"site\",\"result\":\"inconclusive\"},"         \
    "{\"id\":\"age\",\"result\":\"pass\"}]"

/* Approved, and judged with a failing and an inconclusive rule. */
static uint64_t stage_failing(place *p, char policy[GG_SHA256_HEX])
{
    uint64_t evaluation;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, policy);
    stage_version(p, "lanes");
    evaluation = stage_evaluate(p, "lanes@1", "scores");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    judge(p, evaluation, policy, "fail", FAILING);
    return evaluation;
}

static gg_status waive(place *p, const char *rule, const char *until)
{
    gg_waiver_entry w = {rule, until, "the site is new"};

    return gg_version_waive(p->reg, "lanes@1", &w, NULL, &p->err);
}

START_TEST(every_rule_that_is_no_pass_needs_a_waiver)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX];
    json_t *done, *list, *shown;

    stage_failing(p, policy);
    refused(GG_E_NO, "is no pass",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    refused(GG_E_NOT_FOUND, "no rule age that is no pass", waive(p, "age", "2026-06-30"));
    refused(GG_E_NOT_FOUND, "no rule king", waive(p, "king", "2026-06-30"));
    ck_assert_ptr_nonnull(strstr("auc, site", "auc"));
    ok(waive(p, "auc", "2026-06-30"));
    refused(GG_E_NO, "not every rule is waived",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(waive(p, "site", "2026-01-01"));
    ok(gg_version_waivers(p->reg, "lanes@1", true, &list, &p->err));
    ck_assert_uint_eq(json_array_size(list), 2);
    says(list, "0/rule", "auc");
    says(list, "0/actor", "grace");
    json_decref(list);
    /* The day of its end still counts, the next does not. */
    p->now = T0 + DAY;
    refused(GG_E_NO, "not every rule is waived",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(gg_version_waivers(p->reg, "lanes@1", true, &list, &p->err));
    ck_assert_uint_eq(json_array_size(list), 1);
    json_decref(list);
    ok(gg_version_waivers(p->reg, "lanes@1", false, &list, &p->err));
    ck_assert_uint_eq(json_array_size(list), 2);
    ck_assert(json_is_true(at(list, "1/expired")));
    json_decref(list);
    ok(waive(p, "site", "2026-01-02"));
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, &done, &p->err));
    ck_assert_uint_eq(json_array_size(at(done, "waivers")), 2);
    says(done, "waivers/1/until", "2026-01-02");
    json_decref(done);
    ok(gg_version_show(p->reg, "lanes@1", &shown, &p->err));
    ck_assert_uint_eq(json_array_size(at(shown, "waivers")), 3);
    says(shown, "waivers/0/reason", "the site is new");
    json_decref(shown);
    place_consistent(p);
    ok(gg_registry_rebuild(p->reg, &list, &p->err));
    json_decref(list);
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(a_waiver_has_an_end_and_a_reason)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX];
    gg_waiver_entry none = {"auc", "2026-06-30", ""};

    stage_failing(p, policy);
    refused(GG_E_USAGE, "rule waiver: a waiver begins today, and 2025-12-31 is past",
            waive(p, "auc", "2025-12-31"));
    refused(GG_E_USAGE, "no date", waive(p, "auc", "soon"));
    refused(GG_E_USAGE, "no date", waive(p, "auc", NULL));
    refused(GG_E_USAGE, "until 2027-01-01", waive(p, "auc", "2027-01-02"));
    refused(GG_E_USAGE, "reason is empty",
            gg_version_waive(p->reg, "lanes@1", &none, NULL, &p->err));
    refused(GG_E_USAGE, "rule is empty", waive(p, "", "2026-06-30"));
    ok(waive(p, "auc", "2027-01-01"));
    ok(gg_registry_set(p->reg, "waiver.months", 1, &p->err));
    refused(GG_E_USAGE, "1 months", waive(p, "auc", "2026-02-02"));
    ok(waive(p, "auc", "2026-02-01"));
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(a_waiver_is_of_one_version_and_one_policy)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX], other[GG_SHA256_HEX];
    uint64_t evaluation = stage_failing(p, policy);

    ok(waive(p, "auc", "2026-06-30"));
    ok(waive(p, "site", "2026-06-30"));
    /* Another policy with rules of the same names. */
    stage_policy(p, NULL, "rules: [{metric: roc_auc, at_least: 0.7}]\n", NULL, other);
    refused(GG_E_NO, "there is no verdict",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    judge(p, evaluation, other, "fail", FAILING);
    refused(GG_E_NO, "not every rule is waived",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    /* A verdict that does not say which of its rules is no pass cannot be waived. */
    judge(p, evaluation, other, "fail", "[]");
    refused(GG_E_NO, "no pass",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    refused(GG_E_NOT_FOUND, "no rule auc", waive(p, "auc", "2026-06-30"));
    /* A pass needs none. */
    judge(p, evaluation, other, "pass", "[]");
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(nobody_waives_for_what_they_submitted)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX];
    json_t *shown;

    stage_failing(p, policy);
    ok(gg_registry_act_as(p->reg, "ada", &p->err));
    refused(GG_E_NO, "nobody waives a rule for what they submitted", waive(p, "auc", "2026-06-30"));
    ok(gg_version_show(p->reg, "lanes@1", &shown, &p->err));
    says(shown, "states/3/rule", "separation");
    says(shown, "states/3/result", "refused");
    json_decref(shown);
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(of_several_people_a_reviewer_waives)
{
    crew c;
    place *p = &c.p;
    char policy[GG_SHA256_HEX];

    crew_create(&c);
    crew_as(&c, "ray");
    stage_policy(p, NULL, POLICY, NULL, policy);
    crew_as(&c, "sam");
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    judge(p, stage_evaluate(p, "lanes@1", "scores"), policy, "fail", FAILING);
    refused(GG_E_NO, "rule role", waive(p, "auc", "2026-06-30"));
    crew_logged(&c, "sam", "model.waive", "role");
    crew_as(&c, "ada");
    refused(GG_E_NO, "rule role", waive(p, "auc", "2026-06-30"));
    ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "reviewer"));
    crew_as(&c, "sam");
    refused(GG_E_NO, "rule separation", waive(p, "auc", "2026-06-30"));
    crew_as(&c, "ray");
    ok(waive(p, "auc", "2026-06-30"));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* A version in production on a waiver that has ended is overdue, until it is mended or replaced. */
START_TEST(a_waiver_that_has_ended_is_overdue)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX];
    uint64_t evaluation = stage_failing(p, policy);
    gg_cycle_filter filter = gg_cycle_filter_default();
    json_t *list;

    filter.overdue = true;
    ok(waive(p, "auc", "2026-03-31"));
    ok(waive(p, "site", "2026-04-30"));
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    p->now = T0 + 90 * DAY - 1; /* the last second of 2026-03-31 */
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    counts(list, "overdue", 0);
    json_decref(list);
    p->now += 1;
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    counts(list, "overdue", 1);
    says(list, "due/0/kind", "waiver");
    says(list, "due/0/model", "lanes");
    says(list, "due/0/rule", "auc");
    ck_assert_uint_eq(json_array_size(at(list, "due")), 1);
    json_decref(list);
    /* In the list of everything the other rule and the refresh stand too, and count nothing yet. */
    ok(gg_cycle_list(p->reg, NULL, &list, &p->err));
    counts(list, "overdue", 1);
    ck_assert_uint_eq(json_array_size(at(list, "due")), 3);
    json_decref(list);
    /* Waived anew, it is due on another day. */
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    ok(waive(p, "auc", "2026-04-15"));
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    counts(list, "overdue", 0);
    json_decref(list);
    /* A pass needs none. */
    p->now = T0 + 130 * DAY;
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    counts(list, "overdue", 2);
    json_decref(list);
    judge(p, evaluation, policy, "pass", "[]");
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    counts(list, "overdue", 0);
    json_decref(list);
    place_consistent(p);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, every_rule_that_is_no_pass_needs_a_waiver);
    tcase_add_test(tc, a_waiver_has_an_end_and_a_reason);
    tcase_add_test(tc, a_waiver_is_of_one_version_and_one_policy);
    tcase_add_test(tc, nobody_waives_for_what_they_submitted);
    tcase_add_test(tc, of_several_people_a_reviewer_waives);
    tcase_add_test(tc, a_waiver_that_has_ended_is_overdue);
}

GG_TEST_MAIN("registry/waiver")
