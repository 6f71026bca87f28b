/* Accounts: how they are opened, changed and closed; what they see; their keys. */
#include "gauger/base/base64.h"
#include "registry/people.h"

static const char *const administrator[] = {"administrator"};

static void second_administrator(crew *c)
{
    place *p = &c->p;
    gg_nomination n = crew_nominate(c, "dora", administrator, 1);

    crew_as(c, "ada");
    ok(gg_account_add(p->reg, &n, NULL, &p->err));
}

static json_t *shown(crew *c, const char *name)
{
    place *p = &c->p;
    json_t *account;

    ok(gg_account_show(p->reg, name, &account, &p->err));
    return account;
}

static const gg_event adding = {"dataset.add", "dataset/none", NULL};

/* ---- opening */

START_TEST(an_account_opens_on_a_whole_nomination)
{
    static const char *const one[] = {"reviewer"}, *const both[] = {"administrator", "auditor"};
    crew c;
    place *p = &c.p;
    gg_nomination n;
    bool several = true;

    memset(&c, 0, sizeof c);
    place_create(p);
    ok(gg_registry_staffed(p->reg, &several, &p->err));
    ck_assert(!several);
    /* In the time of one person as well: each is refused by rule, and on record. */
    n = crew_nominate(&c, "ben", one, 1);
    n.supervisor = NULL;
    refused(GG_E_NO, "supervisor's title is missing", gg_account_add(p->reg, &n, NULL, &p->err));
    crew_logged(&c, "ada", "account.add", "nomination");
    n = crew_nominate(&c, "ben", one, 0);
    refused(GG_E_NO, "no role", gg_account_add(p->reg, &n, NULL, &p->err));
    n = crew_nominate(&c, "ben", one, 1);
    n.trained = NULL;
    refused(GG_E_NO, "training before access", gg_account_add(p->reg, &n, NULL, &p->err));
    n.trained = "2026-01-02";
    refused(GG_E_NO, "no day of the past", gg_account_add(p->reg, &n, NULL, &p->err));
    n.trained = "2026-02-30";
    refused(GG_E_NO, "no day of the past", gg_account_add(p->reg, &n, NULL, &p->err));
    n.trained = "2024-12-31";
    refused(GG_E_NO, "good until 2025-12-31", gg_account_add(p->reg, &n, NULL, &p->err));
    n = crew_nominate(&c, "ben", one, 1);
    n.public_key = NULL;
    refused(GG_E_NO, "has no key", gg_account_add(p->reg, &n, NULL, &p->err));
    n = crew_nominate(&c, "ben", both, 2);
    refused(GG_E_NO, "one person is not administrator and auditor",
            gg_account_add(p->reg, &n, NULL, &p->err));
    crew_logged(&c, "ada", "account.add", "exclusion");
    crew_remove(&c);
}
END_TEST

/* What is malformed is no matter of rules. */
START_TEST(a_malformed_nomination_is_a_mistake)
{
    static const char *const twice[] = {"reviewer", "reviewer"}, *const odd[] = {"king"};
    static const char *const one[] = {"reviewer"};
    crew c;
    place *p = &c.p;
    gg_nomination n;

    memset(&c, 0, sizeof c);
    place_create(p);
    n = crew_nominate(&c, "ben", twice, 2);
    refused(GG_E_USAGE, "named twice", gg_account_add(p->reg, &n, NULL, &p->err));
    n = crew_nominate(&c, "ben", odd, 1);
    refused(GG_E_USAGE, "no such role", gg_account_add(p->reg, &n, NULL, &p->err));
    n = crew_nominate(&c, "ben@home", one, 1);
    refused(GG_E_USAGE, "not a name", gg_account_add(p->reg, &n, NULL, &p->err));
    n = crew_nominate(&c, "ben", one, 1);
    n.person = "Ben B.";
    refused(GG_E_USAGE, "not a name", gg_account_add(p->reg, &n, NULL, &p->err));
    crew_remove(&c);
}
END_TEST

START_TEST(an_account_is_what_was_nominated)
{
    static const char *const one[] = {"reviewer"};
    crew c;
    place *p = &c.p;
    gg_nomination n;
    json_t *account;
    bool several = false;

    memset(&c, 0, sizeof c);
    place_create(p);
    n = crew_nominate(&c, "ben", one, 1);
    /* Whoever is nominated may be trained a year ago to the day. */
    n.person = "p-17";
    n.trained = "2025-01-01";
    ok(gg_account_add(p->reg, &n, NULL, &p->err));
    refused(GG_E_CONFLICT, "there is an account ben already",
            gg_account_add(p->reg, &n, NULL, &p->err));
    ok(gg_registry_staffed(p->reg, &several, &p->err));
    ck_assert(several);
    account = shown(&c, "ben");
    says(account, "person", "p-17");
    says(account, "supervisor", "head of review");
    says(account, "training_ends", "2026-01-01");
    says(account, "roles/0", "reviewer");
    says(account, "keys/0/protection", "none");
    is_null(account, "keys/0/until");
    is_null(account, "last_use");
    is_null(account, "models");
    json_decref(account);
    /* A key is one account's, for ever. */
    n = crew_nominate(&c, "bess", one, 1);
    n.public_key = gg_signer_public(crew_find(&c, "ben")->signer);
    refused(GG_E_CONFLICT, "is or was an account's already",
            gg_account_add(p->reg, &n, NULL, &p->err));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

START_TEST(the_founder_is_administrator_only)
{
    crew c;
    place *p = &c.p;
    gg_event judge = {"model.review", "model/none", NULL};
    json_t *account;

    crew_create(&c);
    crew_as(&c, "ada");
    refused(GG_E_NO, "rule role", gg_registry_may(p->reg, &adding, &p->err));
    refused(GG_E_NO, "rule role", gg_registry_may(p->reg, &judge, &p->err));
    refused(GG_E_NO, "nobody grants themselves",
            crew_change(&c, "ada", GG_ACCOUNT_GRANT, "scientist"));
    crew_logged(&c, "ada", "account.grant", "self");
    refused(GG_E_NO, "last administrator",
            crew_change(&c, "ada", GG_ACCOUNT_REVOKE, "administrator"));
    refused(GG_E_NO, "last administrator", crew_change(&c, "ada", GG_ACCOUNT_DISABLE, NULL));
    crew_logged(&c, "ada", "account.disable", "last-administrator");
    account = shown(&c, "ada");
    says(account, "trained", "2026-01-01");
    says(account, "last_use", "2026-01-01T00:00:00Z");
    is_null(account, "supervisor");
    json_decref(account);
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

START_TEST(nobody_opens_an_account_for_themselves)
{
    static const char *const scientist[] = {"scientist"};
    crew c;
    place *p = &c.p;
    gg_nomination n;

    crew_create(&c);
    n = crew_nominate(&c, "ada-two", scientist, 1);
    n.person = "ada";
    refused(GG_E_NO, "rule self", gg_account_add(p->reg, &n, NULL, &p->err));
    /* Roles exclude each other by person, over all accounts. */
    n = crew_nominate(&c, "ray-two", administrator, 1);
    n.person = "ray";
    refused(GG_E_NO, "one person is not administrator and reviewer",
            gg_account_add(p->reg, &n, NULL, &p->err));
    refused(GG_E_NO, "one person is not administrator and auditor",
            crew_change(&c, "olga", GG_ACCOUNT_GRANT, "administrator"));
    ok(crew_change(&c, "ray", GG_ACCOUNT_GRANT, "scientist"));
    refused(GG_E_CONFLICT, "has that role already",
            crew_change(&c, "ray", GG_ACCOUNT_GRANT, "scientist"));
    refused(GG_E_NOT_FOUND, "no account nobody",
            crew_change(&c, "nobody", GG_ACCOUNT_GRANT, "scientist"));
    refused(GG_E_USAGE, "no such role", crew_change(&c, "ray", GG_ACCOUNT_GRANT, "king"));
    crew_remove(&c);
}
END_TEST

/* ---- roles and states hold from the next change on */

START_TEST(what_is_taken_back_is_gone_at_once)
{
    crew c;
    place *p = &c.p;
    gg_registry *other;

    crew_create(&c);
    crew_as(&c, "sam");
    ok(gg_registry_may(p->reg, &adding, &p->err));
    /* Another process takes the role back while this one is open. */
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_WORK, &other, &p->err));
    gg_registry_sign_with(other, p->signer);
    {
        gg_account_change change = {.account = "sam",
                                    .act = GG_ACCOUNT_REVOKE,
                                    .value = "scientist",
                                    .reason = "changed posts"};

        ok(gg_account_change_it(other, &change, NULL, &p->err));
    }
    refused(GG_E_NO, "sam is without a role", gg_registry_may(p->reg, &adding, &p->err));
    gg_registry_close(other);
    crew_as(&c, "ada");
    refused(GG_E_CONFLICT, "does not have that role",
            crew_change(&c, "sam", GG_ACCOUNT_REVOKE, "scientist"));
    ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "scientist"));
    crew_as(&c, "sam");
    ok(gg_registry_may(p->reg, &adding, &p->err));
    crew_as(&c, "ada");
    ok(crew_change(&c, "sam", GG_ACCOUNT_DISABLE, NULL));
    refused(GG_E_CONFLICT, "not open", crew_change(&c, "sam", GG_ACCOUNT_DISABLE, NULL));
    refused(GG_E_CONFLICT, "not open", crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
    crew_as(&c, "sam");
    refused(GG_E_NO, "rule disabled: account sam is disabled",
            gg_registry_may(p->reg, &adding, &p->err));
    crew_logged(&c, "sam", "dataset.add", "disabled");
    crew_as(&c, "ada");
    ok(crew_change(&c, "sam", GG_ACCOUNT_ENABLE, NULL));
    refused(GG_E_CONFLICT, "not disabled", crew_change(&c, "sam", GG_ACCOUNT_ENABLE, NULL));
    crew_as(&c, "sam");
    ok(gg_registry_may(p->reg, &adding, &p->err));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* ---- need to know */

START_TEST(an_account_is_limited_to_models)
{
    static const char *const models[] = {"lanes", "ports"}, *const odd[] = {"a,b"};
    crew c;
    place *p = &c.p;
    gg_account_change limit = {
        .account = "sam", .act = GG_ACCOUNT_LIMIT, .models = models, .n_models = 2};
    gg_event lanes = {"model.register", "model/lanes", NULL},
             rails = {"model.register", "model/rails", NULL},
             lane = {"model.register", "model/lane", NULL};
    json_t *account;

    crew_create(&c);
    ok(gg_account_change_it(p->reg, &limit, NULL, &p->err));
    account = shown(&c, "sam");
    says(account, "models/1", "ports");
    json_decref(account);
    crew_as(&c, "sam");
    ok(gg_registry_may(p->reg, &lanes, &p->err));
    ok(gg_registry_may(p->reg, &adding, &p->err));
    refused(GG_E_NO, "rule model: account sam is limited to other models than rails",
            gg_registry_may(p->reg, &rails, &p->err));
    crew_logged(&c, "sam", "model.register", "model");
    refused(GG_E_NO, "rule model", gg_registry_may(p->reg, &lane, &p->err));
    ok(gg_registry_sees(p->reg, "ports", &p->err));
    refused(GG_E_NO, "rule model", gg_registry_sees(p->reg, "rails", &p->err));
    crew_logged(&c, "sam", "model.show", "model");
    /* Of the log and of lists they see their own models and what is no model's. */
    {
        json_t *log, *event;
        size_t i;

        ok(gg_registry_log(p->reg, NULL, &log, &p->err));
        ck_assert_uint_gt(json_array_size(at(log, "events")), 5);
        json_array_foreach(json_object_get(log, "events"), i, event)
            ck_assert_ptr_null(strstr(json_string_value(at(event, "object")), "rails"));
        json_decref(log);
    }
    crew_as(&c, "ray");
    ok(gg_registry_sees(p->reg, "rails", &p->err));
    /* A policy for all models is none of the limited ones. */
    crew_as(&c, "ada");
    limit.account = "ray";
    ok(gg_account_change_it(p->reg, &limit, NULL, &p->err));
    crew_as(&c, "ray");
    refused(
        GG_E_NO, "this policy is for all",
        gg_registry_may(p->reg, &(gg_event){"policy.adopt", "registry/registry", NULL}, &p->err));
    crew_as(&c, "ada");
    limit.models = odd;
    limit.n_models = 1;
    refused(GG_E_USAGE, "not a name", gg_account_change_it(p->reg, &limit, NULL, &p->err));
    limit.account = "sam";
    limit.n_models = 0;
    ok(gg_account_change_it(p->reg, &limit, NULL, &p->err));
    crew_as(&c, "sam");
    ok(gg_registry_may(p->reg, &rails, &p->err));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* ---- keys */

static gg_status change_key(crew *c, const char *name, const gg_signer *signer)
{
    gg_account_change change = {.account = name, .act = GG_ACCOUNT_KEY, .protection = "argon2id"};

    change.public_key = signer ? gg_signer_public(signer) : NULL;
    return gg_account_change_it(c->p.reg, &change, NULL, &c->p.err);
}

START_TEST(a_key_takes_the_place_of_the_former_one)
{
    crew c;
    place *p = &c.p;
    gg_signer *fresh, *third;
    char name[GG_NAME_MAX + 1];
    json_t *account;

    crew_create(&c);
    ck_assert_int_eq(gg_signer_new(&fresh, NULL), GG_OK);
    ck_assert_int_eq(gg_signer_new(&third, NULL), GG_OK);
    /* One's own, without any role for accounts. */
    crew_as(&c, "sam");
    refused(GG_E_USAGE, "no new key", change_key(&c, "sam", NULL));
    refused(GG_E_NO, "rule role", change_key(&c, "ray", fresh));
    ok(change_key(&c, "sam", fresh));
    refused(GG_E_NO, "rule key", gg_registry_may(p->reg, &adding, &p->err));
    crew_logged(&c, "sam", "dataset.add", "key");
    gg_registry_sign_with(p->reg, fresh);
    ok(gg_registry_may(p->reg, &adding, &p->err));
    ok(gg_account_of_key(p->reg, gg_signer_id(fresh), name, &p->err));
    ck_assert_str_eq(name, "sam");
    ok(gg_account_of_key(p->reg, gg_signer_id(crew_find(&c, "sam")->signer), name, &p->err));
    ck_assert_str_eq(name, "");
    account = shown(&c, "sam");
    ck_assert_uint_eq(json_array_size(at(account, "keys")), 2);
    says(account, "keys/1/protection", "argon2id");
    json_decref(account);
    /* A lost key: the administrator, and the second one where there is one. */
    crew_as(&c, "ada");
    ok(change_key(&c, "sam", third));
    refused(GG_E_CONFLICT, "already", change_key(&c, "ray", third));
    second_administrator(&c);
    gg_signer_free(fresh);
    ck_assert_int_eq(gg_signer_new(&fresh, NULL), GG_OK);
    ok(change_key(&c, "sam", fresh));
    gg_registry_sign_with(p->reg, third);
    ok(gg_registry_act_as(p->reg, "sam", &p->err));
    ok(gg_registry_may(p->reg, &adding, &p->err));
    crew_as(&c, "dora");
    ok(crew_change(&c, "sam", GG_ACCOUNT_CONFIRM, NULL));
    gg_registry_sign_with(p->reg, fresh);
    ok(gg_registry_act_as(p->reg, "sam", &p->err));
    ok(gg_registry_may(p->reg, &adding, &p->err));
    crew_as(&c, "ada");
    crew_consistent(&c);
    gg_signer_free(fresh);
    gg_signer_free(third);
    crew_remove(&c);
}
END_TEST

START_TEST(of_one_person_nothing_falls_due)
{
    place pl, *p = &pl;
    json_t *list, *people;

    place_create(p);
    p->now = T0 + 1000 * DAY;
    ok(gg_account_list(p->reg, false, &list, &p->err));
    says(list, "people", "one");
    ck_assert_ptr_nonnull(strstr(json_string_value(at(list, "says")), "not separated"));
    says(list, "accounts/0/name", "ada");
    ck_assert(json_is_false(at(list, "accounts/0/dormant")));
    json_decref(list);
    stage_dataset(p, "scores", 0, NULL);
    ok(gg_registry_people(p->reg, &people, &p->err));
    says(people, "kind", "one");
    json_decref(people);
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* A change that is no use of the program: a refusal does not spend the caller's key. */
START_TEST(a_refusal_spends_no_request)
{
    crew c;
    place *p = &c.p;

    crew_create(&c);
    crew_as(&c, "ray");
    ok(gg_registry_set_request(p->reg, "job-7", &p->err));
    refused(GG_E_NO, "rule role", gg_registry_set(p->reg, "cell.minimum", 12, &p->err));
    ck_assert_uint_eq(gg_registry_find_request(p->reg, "job-7"), 0);
    crew_as(&c, "ada");
    ok(gg_registry_set(p->reg, "cell.minimum", 12, &p->err));
    ck_assert_uint_ne(gg_registry_find_request(p->reg, "job-7"), 0);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, an_account_opens_on_a_whole_nomination);
    tcase_add_test(tc, a_malformed_nomination_is_a_mistake);
    tcase_add_test(tc, an_account_is_what_was_nominated);
    tcase_add_test(tc, the_founder_is_administrator_only);
    tcase_add_test(tc, nobody_opens_an_account_for_themselves);
    tcase_add_test(tc, what_is_taken_back_is_gone_at_once);
    tcase_add_test(tc, an_account_is_limited_to_models);
    tcase_add_test(tc, a_key_takes_the_place_of_the_former_one);
    tcase_add_test(tc, of_one_person_nothing_falls_due);
    tcase_add_test(tc, a_refusal_spends_no_request);
}

GG_TEST_MAIN("registry/account")
