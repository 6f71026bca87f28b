/* Who may do what: every action with every role, and what is no matter of roles. */
#include "gauger/registry/audit.h"
#include "registry/people.h"

/* What governance asks of whom, written down again by hand: action, member and value that choose
 * the row, and the roles (S scientist, R reviewer, A administrator, C ci, O auditor). */
static const struct {
    const char *action, *key, *value, *roles;
} wanted[] = {
    {"registry.create", NULL, NULL, ""},      {"registry.set", NULL, NULL, "A"},
    {"dataset.add", NULL, NULL, "S"},         {"dataset.revise", NULL, NULL, "S"},
    {"dataset.purge", NULL, NULL, "S"},       {"dataset.refuse", NULL, NULL, "S"},
    {"model.register", NULL, NULL, "SC"},     {"model.alias", NULL, NULL, "SC"},
    {"model.evaluate", NULL, NULL, "SC"},     {"model.judge", NULL, NULL, "SRC"},
    {"model.promote", "to", "review", "S"},   {"model.promote", "to", "production", "R"},
    {"model.promote", "to", "rejected", "R"}, {"model.promote", "to", "retired", "R"},
    {"model.suspend", NULL, NULL, "R"},       {"model.review", NULL, NULL, "R"},
    {"model.waive", NULL, NULL, "R"},         {"model.answer", NULL, NULL, "S"},
    {"model.refuse", NULL, NULL, "SRC"},      {"cycle.open", NULL, NULL, "SC"},
    {"cycle.phase", NULL, NULL, "S"},         {"cycle.close", NULL, NULL, "S"},
    {"policy.adopt", NULL, NULL, "R"},        {"account.add", NULL, NULL, "A"},
    {"account.grant", NULL, NULL, "A"},       {"account.revoke", NULL, NULL, "A"},
    {"account.confirm", NULL, NULL, "A"},     {"account.train", NULL, NULL, "A"},
    {"account.renew", NULL, NULL, "A"},       {"account.disable", NULL, NULL, "A"},
    {"account.enable", NULL, NULL, "A"},      {"account.limit", NULL, NULL, "A"},
    {"account.key", NULL, NULL, "A"},         {"account.review", NULL, NULL, "A"},
    {"account.recover", NULL, NULL, ""},
};

static const struct {
    char letter;
    const char *person, *role;
} roles[] = {{'S', "sam", "scientist"},
             {'R', "ray", "reviewer"},
             {'O', "olga", "auditor"},
             {'A', "ada", "administrator"},
             {'C', "cindy", "ci"}};

static json_t *chooser(const char *key, const char *value)
{
    return key ? json_pack("{s:s}", key, value) : json_object();
}

/* What the table says, and what is answered to each of five people. */
START_TEST(every_action_with_every_role)
{
    crew c;
    place *p = &c.p;

    crew_create(&c);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        for (size_t k = 0; k < sizeof roles / sizeof *roles; k++) {
            /* Of a cycle ci begins only what comes with a version that it registers. */
            bool alone = strcmp(wanted[i].action, "cycle.open") == 0 && roles[k].letter == 'C';
            bool may = strchr(wanted[i].roles, roles[k].letter) != NULL && !alone;
            json_t *payload = chooser(wanted[i].key, wanted[i].value);
            gg_event event = {wanted[i].action, "model/none", payload};
            gg_status st;

            crew_as(&c, roles[k].person);
            gg_error_init(&p->err);
            st = gg_registry_may(p->reg, &event, &p->err);
            /* A duty may refuse for another reason than the role; none does for these payloads but
             * the account ones, of accounts that are not there. */
            if (may && strncmp(wanted[i].action, "account.", 8) == 0)
                ck_assert_msg(st == GG_OK || strstr(p->err.what, "rule role") == NULL,
                              "%s by %s: %s", wanted[i].action, roles[k].role, p->err.what);
            else if (may)
                ck_assert_msg(st == GG_OK, "%s by %s: %s", wanted[i].action, roles[k].role,
                              p->err.what);
            else {
                ck_assert_msg(st == GG_E_NO, "%s by %s is not refused", wanted[i].action,
                              roles[k].role);
                if (wanted[i].roles[0]) {
                    ck_assert_msg(strstr(p->err.what, "rule role") != NULL, "%s by %s: %s",
                                  wanted[i].action, roles[k].role, p->err.what);
                    crew_logged(&c, roles[k].person, wanted[i].action, "role");
                }
            }
            json_decref(payload);
        }
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

static bool is_wanted(const gg_duty *d)
{
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (strcmp(wanted[i].action, d->action) == 0 &&
            strcmp(wanted[i].value ? wanted[i].value : "", d->value ? d->value : "") == 0) {
            unsigned bits = 0;

            for (const char *r = wanted[i].roles; *r; r++)
                bits |= *r == 'S'   ? GG_ACCOUNT_ROLE_SCIENTIST
                        : *r == 'R' ? GG_ACCOUNT_ROLE_REVIEWER
                        : *r == 'A' ? GG_ACCOUNT_ROLE_ADMINISTRATOR
                                    : GG_ACCOUNT_ROLE_CI;
            return bits == d->roles;
        }
    return false;
}

/* Rows of other mechanisms (records, cards) are tested with them. */
START_TEST(the_table_is_what_was_wanted)
{
    size_t found = 0;
    unsigned bit;

    for (size_t i = 0; gg_duty_at(i); i++) {
        const gg_duty *d = gg_duty_at(i);

        found += is_wanted(d);
        ck_assert_msg(is_wanted(d) || strncmp(d->action, "model.", 6) != 0, "%s", d->action);
        ck_assert_msg(is_wanted(d) || strncmp(d->action, "account.", 8) != 0, "%s", d->action);
        /* An auditor changes nothing, whatever is added; they may say that they saw a card. */
        ck_assert_msg(!(d->roles & GG_ACCOUNT_ROLE_AUDITOR) ||
                          strcmp(d->action, "card.countersign") == 0,
                      "%s", d->action);
        /* Nobody who keeps accounts approves. */
        if (d->roles & GG_ACCOUNT_ROLE_REVIEWER && strncmp(d->action, "model.", 6) == 0)
            ck_assert_msg(!(d->roles & GG_ACCOUNT_ROLE_ADMINISTRATOR), "%s", d->action);
    }
    ck_assert_uint_eq(found, sizeof wanted / sizeof *wanted);
    ck_assert_str_eq(gg_account_role_word(0, &bit), "scientist");
    ck_assert_uint_eq(bit, GG_ACCOUNT_ROLE_SCIENTIST);
    ck_assert_ptr_null(gg_account_role_word(GG_ACCOUNT_ROLES, NULL));
}
END_TEST

START_TEST(what_is_in_no_row_is_refused)
{
    crew c;
    place *p = &c.p;
    gg_event odd = {"model.forget", "model/none", NULL};
    json_t *heaven = json_pack("{s:s}", "to", "heaven");
    gg_event way = {"model.promote", "model/none", heaven};
    gg_event again = {"registry.create", "registry/registry", NULL};

    crew_create(&c);
    crew_as(&c, "ray");
    refused(GG_E_NO, "rule duty", gg_registry_may(p->reg, &odd, &p->err));
    refused(GG_E_NO, "rule duty", gg_registry_may(p->reg, &way, &p->err));
    refused(GG_E_NO, "rule duty", gg_registry_may(p->reg, &again, &p->err));
    crew_logged(&c, "ray", "registry.create", "duty");
    json_decref(heaven);
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* In a registry of one person no role is asked for, but what the table does not know stays refused.
 */
START_TEST(one_person_may_do_all)
{
    place pl, *p = &pl;
    gg_event again = {"registry.create", "registry/registry", NULL};

    place_create(p);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        json_t *payload = chooser(wanted[i].key, wanted[i].value);
        gg_event event = {wanted[i].action, "model/none", payload};

        if (strncmp(wanted[i].action, "account.", 8) != 0 &&
            strcmp(wanted[i].action, "registry.create") != 0)
            ok(gg_registry_may(p->reg, &event, &p->err));
        json_decref(payload);
    }
    refused(GG_E_NO, "rule duty", gg_registry_may(p->reg, &again, &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* ---- the accounts that a role does not make right */

START_TEST(who_acts_needs_an_account_and_its_key)
{
    crew c;
    place *p = &c.p;
    gg_event event = {"dataset.add", "dataset/none", NULL};
    gg_signer *stranger;

    crew_create(&c);
    crew_as(&c, "sam");
    ok(gg_registry_may(p->reg, &event, &p->err));
    /* A name that has no account, with somebody's key. */
    ok(gg_registry_act_as(p->reg, "zoe", &p->err));
    refused(GG_E_NO, "rule account: there is no account zoe",
            gg_registry_may(p->reg, &event, &p->err));
    crew_logged(&c, "zoe", "dataset.add", "account");
    /* Another's name: the key says otherwise. */
    ok(gg_registry_act_as(p->reg, "ray", &p->err));
    refused(GG_E_NO, "rule key", gg_registry_may(p->reg, &event, &p->err));
    crew_logged(&c, "ray", "dataset.add", "key");
    /* A key of no account, and none at all. */
    ck_assert_int_eq(gg_signer_new(&stranger, NULL), GG_OK);
    gg_registry_sign_with(p->reg, stranger);
    ok(gg_registry_act_as(p->reg, "sam", &p->err));
    refused(GG_E_NO, "rule key", gg_registry_may(p->reg, &event, &p->err));
    crew_logged(&c, "sam", "dataset.add", "key");
    gg_registry_sign_with(p->reg, NULL);
    refused(GG_E_NO, "rule key", gg_registry_may(p->reg, &event, &p->err));
    crew_logged(&c, "sam", "dataset.add", "key");
    gg_signer_free(stranger);
    crew_as(&c, "ada");
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* Whoever says who can help names people who are there. */
START_TEST(a_refusal_names_who_can_help)
{
    crew c;
    place *p = &c.p;
    gg_event event = {"model.suspend", "model/none", NULL};
    gg_event set = {"registry.set", "registry/registry", NULL};

    crew_create(&c);
    crew_as(&c, "sam");
    gg_error_init(&p->err);
    ck_assert_int_eq(gg_registry_may(p->reg, &event, &p->err), GG_E_NO);
    ck_assert_str_eq(p->err.what,
                     "rule role: model.suspend needs the role reviewer; sam is scientist");
    ck_assert_str_eq(p->err.mend, "ask a reviewer (ray, rob)");
    crew_as(&c, "ray");
    gg_error_init(&p->err);
    ck_assert_int_eq(gg_registry_may(p->reg, &set, &p->err), GG_E_NO);
    ck_assert_str_eq(p->err.mend, "ask an administrator (ada)");
    /* Who is dormant cannot help. */
    p->now += 89 * DAY;
    crew_as(&c, "rob");
    gg_error_init(&p->err);
    ck_assert_int_eq(crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL), GG_E_NO);
    ck_assert_str_eq(p->err.mend, "ask an administrator (ada)");
    crew_as(&c, "ada");
    ok(crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
    p->now += 2 * DAY;
    ok(crew_change(&c, "rob", GG_ACCOUNT_RENEW, NULL));
    crew_as(&c, "sam");
    gg_error_init(&p->err);
    ck_assert_int_eq(gg_registry_may(p->reg, &event, &p->err), GG_E_NO);
    ck_assert_str_eq(p->err.mend, "ask a reviewer (rob)");
    gg_error_init(&p->err);
    crew_remove(&c);
}
END_TEST

/* ---- separation by person, through the life of a version */

static void bring_to_review(crew *c, char policy[GG_SHA256_HEX])
{
    place *p = &c->p;

    crew_as(c, "ray");
    stage_policy(p, NULL, POLICY, NULL, policy);
    crew_as(c, "sam");
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    stage_judge(p, "lanes@1", stage_evaluate(p, "lanes@1", "scores"), policy, "pass");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
}

START_TEST(nobody_reviews_their_own_under_another_name)
{
    static const char *const reviewer[] = {"reviewer"};
    crew c;
    place *p = &c.p;
    char policy[GG_SHA256_HEX];
    gg_nomination second;
    json_t *shown, *event;

    crew_create(&c);
    second = crew_nominate(&c, "sam-two", reviewer, 1);
    second.person = "sam";
    ok(gg_account_add(p->reg, &second, NULL, &p->err));
    bring_to_review(&c, policy);
    crew_as(&c, "sam-two");
    refused(GG_E_NO, "rule separation: nobody reviews what they submitted",
            gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    event = crew_last(&c);
    says(event, "action", "model.refuse");
    says(event, "actor", "sam-two");
    says(event, "payload/rule", "separation");
    json_decref(event);
    crew_as(&c, "sam");
    refused(GG_E_NO, "rule role",
            gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    crew_as(&c, "ada");
    refused(GG_E_NO, "rule role",
            gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    crew_logged(&c, "ada", "model.review", "role");
    crew_as(&c, "ray");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    ok(gg_version_show(p->reg, "lanes@1", &shown, &p->err));
    says(shown, "people/kind", "several");
    ck_assert(json_is_true(at(shown, "authenticated")));
    ck_assert(json_is_false(at(shown, "registered/claimed")));
    says(shown, "states/0/role", "scientist");
    says(shown, "states/2/rule", "separation");
    says(shown, "states/3/role", "reviewer");
    json_decref(shown);
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* Who sends it to review has a part in it as well as who registered it. */
START_TEST(who_sends_it_does_not_review_it)
{
    static const char *const both[] = {"scientist", "reviewer"};
    crew c;
    place *p = &c.p;
    char policy[GG_SHA256_HEX];
    gg_nomination n;

    crew_create(&c);
    n = crew_nominate(&c, "bea", both, 2);
    ok(gg_account_add(p->reg, &n, NULL, &p->err));
    bring_to_review(&c, policy);
    crew_as(&c, "ray");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_QUESTION, "which lanes?", NULL, &p->err));
    /* The finding is not answered by who raised it, though they may answer others. */
    crew_as(&c, "ray");
    refused(GG_E_NO, "rule role", gg_version_answer(p->reg, "lanes@1", 0, "all", &p->err));
    crew_as(&c, "bea");
    ok(gg_version_answer(p->reg, "lanes@1", 0, "all", &p->err));
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    refused(GG_E_NO, "rule separation",
            gg_version_review(p->reg, "lanes@1", GG_REVIEW_QUESTION, "why?", NULL, &p->err));
    crew_as(&c, "rob");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_QUESTION, "why?", NULL, &p->err));
    crew_as(&c, "sam");
    ok(gg_version_answer(p->reg, "lanes@1", 0, "because", &p->err));
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    crew_as(&c, "bea");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_QUESTION, "since when?", NULL, &p->err));
    refused(GG_E_NO, "nobody answers the finding that they raised",
            gg_version_answer(p->reg, "lanes@1", 0, "since ever", &p->err));
    crew_logged(&c, "bea", "model.answer", "separation");
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* What was approved while one person held every key does not carry a version into production. */
START_TEST(approvals_of_one_person_do_not_count)
{
    crew c;
    place *p = &c.p;
    char policy[GG_SHA256_HEX];
    json_t *shown;

    memset(&c, 0, sizeof c);
    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, policy);
    stage_version(p, "lanes");
    stage_approve(p, "lanes@1", "scores", policy);
    ok(gg_version_show(p->reg, "lanes@1", &shown, &p->err));
    says(shown, "people/kind", "one");
    ck_assert(json_is_false(at(shown, "authenticated")));
    is_null(shown, "states/2/role");
    json_decref(shown);
    ok(crew_open(&c, "ray", "reviewer"));
    crew_as(&c, "ray");
    refused(GG_E_NO, "no approval by somebody who had no part in it",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    /* Now it is another rule that refuses. */
    refused(GG_E_NO, "privacy-threshold-analysis",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(gg_version_show(p->reg, "lanes@1", &shown, &p->err));
    ck_assert(json_is_false(at(shown, "authenticated")));
    json_decref(shown);
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* Two approvals are two people's, not two accounts'. */
START_TEST(several_approvals_are_of_several_people)
{
    static const char *const reviewer[] = {"reviewer"};
    crew c;
    place *p = &c.p;
    char policy[GG_SHA256_HEX];
    gg_nomination n;

    crew_create(&c);
    n = crew_nominate(&c, "ray-two", reviewer, 1);
    n.person = "ray";
    ok(gg_account_add(p->reg, &n, NULL, &p->err));
    crew_as(&c, "ray");
    bring_to_review(&c, policy);
    crew_as(&c, "ray");
    stage_policy(p, NULL, POLICY, "[{\"approvals\": 2}]", policy);
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    crew_as(&c, "ray-two");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    refused(GG_E_NO, "1 of 2 approvals",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    crew_as(&c, "rob");
    ok(gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err));
    refused(GG_E_NO, "privacy-threshold-analysis",
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* Who asked for an erasure while there was one person is nobody yet: it is asked for anew. */
START_TEST(an_erasure_that_one_person_asked_for_is_asked_for_anew)
{
    static const struct {
        const char *who, *step;
    } steps[] = {{"ray", "asked"}, {"ray", NULL}, {"rob", "erased"}};
    crew c;
    place *p = &c.p;
    char policy[GG_SHA256_HEX];
    json_t *done;
    uint64_t seq, asked;

    memset(&c, 0, sizeof c);
    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, policy);
    stage_version(p, "lanes");
    stage_approve(p, "lanes@1", "scores", policy);
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(gg_version_suspend(p->reg, "lanes@1", "Mr. Smith complained", &p->err));
    seq = place_size(p);
    ok(gg_registry_redact(p->reg, seq, "it names somebody", &done, &p->err));
    says(done, "step", "asked");
    json_decref(done);
    asked = place_size(p);
    ok(crew_open(&c, "ray", "reviewer"));
    crew_as(&c, "ada");
    ok(crew_open(&c, "rob", "reviewer"));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        crew_as(&c, steps[i].who);
        if (!steps[i].step) {
            refused(GG_E_NO, "rule second",
                    gg_registry_redact(p->reg, seq, "it does", &done, &p->err));
            continue;
        }
        ok(gg_registry_redact(p->reg, seq, "it does", &done, &p->err));
        says(done, "step", steps[i].step);
        says(done, "people", "several");
        json_decref(done);
    }
    /* What is carried out is what was asked for by somebody who is known. */
    done = crew_last(&c);
    says(done, "action", "audit.redact");
    ck_assert_int_gt(json_integer_value(at(done, "payload/asked")), (json_int_t)asked);
    json_decref(done);
    done = place_verify(p);
    ck_assert_int_eq(gg_registry_verify_status(done), GG_OK);
    json_decref(done);
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, every_action_with_every_role);
    tcase_add_test(tc, the_table_is_what_was_wanted);
    tcase_add_test(tc, what_is_in_no_row_is_refused);
    tcase_add_test(tc, one_person_may_do_all);
    tcase_add_test(tc, who_acts_needs_an_account_and_its_key);
    tcase_add_test(tc, a_refusal_names_who_can_help);
    tcase_add_test(tc, nobody_reviews_their_own_under_another_name);
    tcase_add_test(tc, who_sends_it_does_not_review_it);
    tcase_add_test(tc, approvals_of_one_person_do_not_count);
    tcase_add_test(tc, several_approvals_are_of_several_people);
    tcase_add_test(tc, an_erasure_that_one_person_asked_for_is_asked_for_anew);
}

GG_TEST_MAIN("registry/duty")
