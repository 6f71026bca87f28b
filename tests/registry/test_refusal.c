/* What refuses beside duties and states: approvals that are overtaken by work, two at once, a clock
 * that was set back, a no that was withdrawn; each named, with who can help, and on record. */
#include "gauger/registry/record.h"
#include "registry/people.h"

static const char *const RULES = "policy: easy\nrules:\n  - {metric: roc_auc, at_least: 0.6}\n";

/* lanes@1 under review: registered by sam, measured and judged by cindy. Returns the evaluation. */
static uint64_t bring_to_review(crew *c, char policy[GG_SHA256_HEX])
{
    place *p = &c->p;
    uint64_t evaluation;

    crew_as(c, "ray");
    stage_policy(p, NULL, RULES, NULL, policy);
    crew_as(c, "sam");
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    crew_as(c, "cindy");
    evaluation = stage_evaluate(p, "lanes@1", "scores");
    stage_judge(p, "lanes@1", evaluation, policy, "pass");
    crew_as(c, "sam");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    return evaluation;
}

static gg_status promote(crew *c, const char *reference)
{
    return gg_version_promote(c->p.reg, reference, "production", NULL, NULL, &c->p.err);
}

/* Refused with these words, and with this help. */
static void helped(place *p, gg_status st, const char *what, const char *mend)
{
    ck_assert_int_ne(st, GG_OK);
    ck_assert_msg(strstr(p->err.what, what) != NULL, "says %s", p->err.what);
    ck_assert_str_eq(p->err.mend, mend);
    gg_error_init(&p->err);
}

/* The newest event is a refusal of the version by a rule. */
static void refused_version(crew *c, const char *rule)
{
    json_t *event = crew_last(c);

    says(event, "action", "model.refuse");
    says(event, "payload/rule", rule);
    json_decref(event);
}

/* Who approves, and then judges or measures the version, has approved work of theirs. */
START_TEST(an_approval_does_not_outlive_work_on_the_version)
{
    static const char *const both[] = {"scientist", "reviewer"};
    crew c;
    place *p = &c.p;
    char policy[GG_SHA256_HEX];
    gg_nomination n;
    uint64_t evaluation;

    crew_create(&c);
    n = crew_nominate(&c, "bea", both, 2);
    ok(gg_account_add(p->reg, &n, NULL, &p->err));
    evaluation = bring_to_review(&c, policy);
    crew_as(&c, "bea");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    crew_as(&c, "rob");
    refused(GG_E_NO, "rule record", promote(&c, "lanes@1")); /* the approval counts so far */
    crew_as(&c, "bea");
    stage_judge(p, "lanes@1", evaluation, policy, "pass");
    crew_as(&c, "rob");
    helped(p, promote(&c, "lanes@1"),
           "rule separation: the approval by bea does not count: the verdict of lanes@1 is by the "
           "same person",
           "ask a reviewer who had no part in it: gauger review REF --approve");
    refused_version(&c, "separation");
    /* Judged by somebody else, what she approved is no longer her own. */
    crew_as(&c, "cindy");
    stage_judge(p, "lanes@1", evaluation, policy, "pass");
    crew_as(&c, "rob");
    refused(GG_E_NO, "rule record", promote(&c, "lanes@1"));
    crew_as(&c, "bea");
    evaluation = stage_evaluate(p, "lanes@1", "scores");
    crew_as(&c, "cindy");
    stage_judge(p, "lanes@1", evaluation, policy, "pass");
    crew_as(&c, "rob");
    refused(GG_E_NO, "the evaluation of lanes@1 is by the same person", promote(&c, "lanes@1"));
    crew_as(&c, "ray");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    crew_as(&c, "rob");
    refused(GG_E_NO, "rule record", promote(&c, "lanes@1"));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* ---- two at once */

/* Another handle on the same registry, for what comes in between. */
typedef struct rival {
    crew *c;
    const char *reference;
    bool done;
} rival;

static gg_status promote_meanwhile(void *ctx, gg_registry *reg, const gg_signer **out,
                                   gg_error *err)
{
    rival *r = ctx;
    place *p = &r->c->p;
    gg_registry *other = NULL;

    (void)reg;
    *out = p->signer;
    if (r->done)
        return GG_OK;
    r->done = true;
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &other, err));
    gg_registry_sign_with(other, p->signer);
    ok(gg_registry_act_as(other, "grace", err));
    ok(gg_version_promote(other, r->reference, "production", NULL, NULL, err));
    gg_registry_close(other);
    return GG_OK;
}

START_TEST(of_two_who_promote_at_once_one_looks_again)
{
    crew c;
    place *p = &c.p;
    char policy[GG_SHA256_HEX];
    rival r = {&c, "lanes@2", false};
    json_t *event;

    memset(&c, 0, sizeof c);
    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, RULES, NULL, policy);
    for (int i = 0; i < 2; i++)
        stage_version(p, "lanes");
    stage_approve(p, "lanes@1", "scores", policy);
    stage_approve(p, "lanes@2", "scores", policy);
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    gg_registry_sign_by(p->reg, promote_meanwhile, &r);
    helped(p, promote(&c, "lanes@1"),
           "rule champion: another version went into production meanwhile",
           "a reviewer looks at it, and tries again");
    ck_assert(r.done);
    event = crew_last(&c);
    says(event, "action", "model.refuse");
    says(event, "payload/rule", "champion");
    json_decref(event);
    place_consistent(p);
    crew_remove(&c);
}
END_TEST

/* ---- clocks */

/* What is refused while the clock stands before the last change is on record, at the time that the
 * clock says, whatever the rule; and nothing else gets in. */
START_TEST(a_clock_that_was_set_back_is_on_record)
{
    crew c;
    place *p = &c.p;
    json_t *event;
    gg_event adding = {"dataset.add", "dataset/scores", NULL};
    char policy[GG_SHA256_HEX];
    uint64_t size;

    crew_create(&c);
    p->now += 3600;
    crew_as(&c, "ray");
    stage_policy(p, NULL, RULES, NULL, policy);
    p->now -= 1;
    size = place_size(p);
    crew_as(&c, "ada");
    helped(p, gg_registry_set(p->reg, "cell.minimum", 20, &p->err),
           "rule clock: the clock says 2026-01-01T00:59:59Z",
           "set the clock right; if the log's is wrong, with the root key: gauger account recover "
           "NAME --reason TEXT");
    crew_logged(&c, "ada", "registry.set", "clock");
    crew_as(&c, "ray");
    refused(GG_E_NO, "rule role", gg_registry_may(p->reg, &adding, &p->err));
    event = crew_last(&c);
    says(event, "time", "2026-01-01T00:59:59Z");
    says(event, "payload/rule", "role");
    json_decref(event);
    ck_assert_uint_eq(place_size(p), size + 2);
    p->now += 1;
    crew_as(&c, "ada");
    ok(gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* ---- texts */

/* What was asked for may identify somebody: then the rule is on record, and the text is not. */
START_TEST(a_refusal_keeps_no_identifier)
{
    crew c;
    place *p = &c.p;
    json_t *agreement = NULL, *event;

    memset(&c, 0, sizeof c);
    place_create(p);
    stage_version(p, "lanes");
    refused(GG_E_NO, "rule agreement: no agreement with \"jane.roe@example.org\"",
            gg_record_agreement(p->reg, "jane.roe@example.org", "lanes", 1, &agreement, &p->err));
    ck_assert_ptr_null(agreement);
    event = crew_last(&c);
    says(event, "action", "access.refuse");
    says(event, "object", "model/lanes@1");
    says(event, "payload/rule", "agreement");
    says(event, "payload/message", "what was said is left out: it may identify somebody");
    json_decref(event);
    refused(GG_E_NO, "no agreement with \"Oversight board\"",
            gg_record_agreement(p->reg, "Oversight board", "lanes", 1, &agreement, &p->err));
    event = crew_last(&c);
    says(event, "payload/message",
         "rule agreement: no agreement with \"Oversight board\" covers this model");
    json_decref(event);
    place_consistent(p);
    crew_remove(&c);
}
END_TEST

/* ---- who certified it */

static size_t own(crew *c, const char *name)
{
    place *p = &c->p;
    json_t *shown = NULL;
    size_t n;

    ok(gg_account_show(p->reg, name, &shown, &p->err));
    n = json_array_size(at(shown, "by_themselves"));
    json_decref(shown);
    return n;
}

static bool people_say(crew *c, const char *text)
{
    place *p = &c->p;
    json_t *people = NULL;
    bool there;

    ok(gg_registry_people(p->reg, &people, &p->err));
    there = strstr(gg_json_string(people, "says", ""), text) != NULL;
    json_decref(people);
    return there;
}

START_TEST(what_an_administrator_certifies_of_themselves_is_marked)
{
    crew c;
    place *p = &c.p;

    crew_create(&c);
    ck_assert_uint_eq(own(&c, "ada"), 1); /* the training: ada made the registry */
    ck_assert_uint_eq(own(&c, "sam"), 0);
    ck_assert(people_say(&c, "An administrator certified their own training."));
    ok(crew_change(&c, "ada", GG_ACCOUNT_REVIEW, NULL));
    ok(crew_change(&c, "ada", GG_ACCOUNT_RENEW, NULL));
    ok(crew_change(&c, "sam", GG_ACCOUNT_REVIEW, NULL));
    ck_assert_uint_eq(own(&c, "ada"), 3);
    ck_assert_uint_eq(own(&c, "sam"), 0);
    ck_assert(people_say(&c, "their own training, access review, renewal."));
    ok(crew_open(&c, "dora", "administrator"));
    crew_as(&c, "dora");
    p->now += DAY;
    ok(crew_change(&c, "ada", GG_ACCOUNT_TRAIN, "2026-01-02"));
    ok(crew_change(&c, "ada", GG_ACCOUNT_REVIEW, NULL));
    ck_assert_uint_eq(own(&c, "ada"), 1);
    ok(crew_change(&c, "ada", GG_ACCOUNT_RENEW, NULL));
    ck_assert_uint_eq(own(&c, "ada"), 0);
    ck_assert(!people_say(&c, "An administrator"));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, an_approval_does_not_outlive_work_on_the_version);
    tcase_add_test(tc, of_two_who_promote_at_once_one_looks_again);
    tcase_add_test(tc, a_clock_that_was_set_back_is_on_record);
    tcase_add_test(tc, a_refusal_keeps_no_identifier);
    tcase_add_test(tc, what_an_administrator_certifies_of_themselves_is_marked);
}

GG_TEST_MAIN("registry/refusal")
