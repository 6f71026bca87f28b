/* Accounts: how they are opened, changed and closed; their clocks, at the second; the second
 * administrator; the root key. */
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

static bool has_role(crew *c, const char *name, const char *role)
{
    json_t *account = shown(c, name), *one;
    bool found = false;
    size_t i;

    json_array_foreach(json_object_get(account, "roles"), i, one) found =
        found || strcmp(json_string_value(one), role) == 0;
    json_decref(account);
    return found;
}

static const gg_event adding = {"dataset.add", "dataset/none", NULL};

/* ---- opening */

START_TEST(an_account_opens_on_a_whole_nomination)
{
    static const char *const twice[] = {"reviewer", "reviewer"}, *const odd[] = {"king"};
    static const char *const one[] = {"reviewer"}, *const both[] = {"administrator", "auditor"};
    crew c;
    place *p = &c.p;
    gg_nomination n;
    json_t *account;
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
    /* What is malformed is no matter of rules. */
    n = crew_nominate(&c, "ben", twice, 2);
    refused(GG_E_USAGE, "named twice", gg_account_add(p->reg, &n, NULL, &p->err));
    n = crew_nominate(&c, "ben", odd, 1);
    refused(GG_E_USAGE, "no such role", gg_account_add(p->reg, &n, NULL, &p->err));
    n = crew_nominate(&c, "ben@home", one, 1);
    refused(GG_E_USAGE, "not a name", gg_account_add(p->reg, &n, NULL, &p->err));
    n = crew_nominate(&c, "ben", one, 1);
    n.person = "Ben B.";
    refused(GG_E_USAGE, "not a name", gg_account_add(p->reg, &n, NULL, &p->err));
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

/* ---- clocks */

START_TEST(ninety_days_pass_and_a_second_more_does_not)
{
    crew c;
    place *p = &c.p;

    crew_create(&c);
    crew_as(&c, "sam");
    /* Never used: from its opening. */
    p->now = T0 + 90 * DAY;
    ok(gg_registry_may(p->reg, &adding, &p->err));
    p->now += 1;
    refused(GG_E_NO, "rule dormant: account sam is dormant",
            gg_registry_may(p->reg, &adding, &p->err));
    crew_logged(&c, "sam", "dataset.add", "dormant");
    /* A try that failed is no use, and neither is asking. */
    refused(GG_E_NO, "dormant", gg_registry_may(p->reg, &adding, &p->err));
    crew_as(&c, "ada");
    refused(GG_E_NO, "rule dormant", crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
    crew_remove(&c);
}
END_TEST

START_TEST(a_use_counts_and_a_renewal_counts_anew)
{
    crew c;
    place *p = &c.p;
    json_t *account;

    crew_create(&c);
    p->now = T0 + 80 * DAY;
    crew_as(&c, "sam");
    stage_dataset(p, "scores", 0, NULL);
    account = shown(&c, "sam");
    says(account, "last_use", "2026-03-22T00:00:00Z");
    says(account, "dormant_after", "2026-06-20T00:00:00Z");
    json_decref(account);
    crew_as(&c, "ada");
    ok(crew_change(&c, "ray", GG_ACCOUNT_REVIEW, NULL));
    p->now = T0 + 170 * DAY;
    crew_as(&c, "sam");
    ok(gg_registry_may(p->reg, &adding, &p->err));
    p->now += 1;
    refused(GG_E_NO, "dormant", gg_registry_may(p->reg, &adding, &p->err));
    /* The administrator as well: 90 days after the last of her changes. */
    p->now -= 1;
    crew_as(&c, "ada");
    ok(gg_registry_may(p->reg, &(gg_event){"registry.set", "registry/registry", NULL}, &p->err));
    crew_remove(&c);

    crew_create(&c);
    p->now = T0 + 60 * DAY;
    crew_as(&c, "ada");
    ok(crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
    account = shown(&c, "sam");
    is_null(account, "last_use");
    says(account, "renewed", "2026-03-02T00:00:00Z");
    json_decref(account);
    crew_as(&c, "sam");
    p->now = T0 + 150 * DAY;
    ok(gg_registry_may(p->reg, &adding, &p->err));
    p->now += 1;
    refused(GG_E_NO, "dormant", gg_registry_may(p->reg, &adding, &p->err));
    crew_remove(&c);
}
END_TEST

/* A clock that is set back revives nobody: no event goes before the last one. */
START_TEST(a_clock_that_is_set_back_refuses_everything)
{
    crew c;
    place *p = &c.p;
    char path[1024];
    gg_dataset_entry entry = {.name = "scores", .origin = "synthetic", .path = path};

    crew_create(&c);
    p->now = T0 + 91 * DAY;
    crew_as(&c, "sam");
    stage_table(p, path, 0);
    refused(GG_E_NO, "dormant", gg_dataset_add(p->reg, &entry, NULL, &p->err));
    /* That refusal is the last event; a day before it sam would not be dormant. */
    p->now = T0 + 89 * DAY;
    refused(GG_E_INPUT, "the last event is of", gg_dataset_add(p->reg, &entry, NULL, &p->err));
    crew_as(&c, "ada");
    refused(GG_E_INPUT, "the last event is of", crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

START_TEST(the_dormant_days_are_a_setting)
{
    crew c;
    place *p = &c.p;

    crew_create(&c);
    crew_as(&c, "ada");
    ok(gg_registry_set(p->reg, "account.dormant_days", 10, &p->err));
    refused(GG_E_USAGE, "goes from", gg_registry_set(p->reg, "account.dormant_days", 0, &p->err));
    crew_as(&c, "sam");
    p->now = T0 + 10 * DAY;
    ok(gg_registry_may(p->reg, &adding, &p->err));
    p->now += 1;
    refused(GG_E_NO, "10 days are allowed", gg_registry_may(p->reg, &adding, &p->err));
    crew_remove(&c);
}
END_TEST

/* Trained on 2026-01-01: the anniversary passes, the day after it does not. */
START_TEST(training_is_good_for_a_year)
{
    crew c;
    place *p = &c.p;
    char date[11] = "";
    json_t *account;

    crew_create(&c);
    crew_as(&c, "ada");
    ok(gg_registry_set(p->reg, "account.dormant_days", 3650, &p->err));
    crew_as(&c, "sam");
    p->now = T0 + 366 * DAY - 1;
    ok(gg_registry_may(p->reg, &adding, &p->err));
    p->now += 1;
    refused(GG_E_NO, "rule training: the training of sam is of 2026-01-01, good until 2027-01-01",
            gg_registry_may(p->reg, &adding, &p->err));
    crew_logged(&c, "sam", "dataset.add", "training");
    account = shown(&c, "sam");
    ck_assert(json_is_true(at(account, "untrained")));
    says(account, "overdue/0", "training");
    json_decref(account);
    /* Hers is too old as well, and she is the only one who can record any. */
    crew_as(&c, "ada");
    refused(GG_E_NO, "rule training", crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
    refused(GG_E_USAGE, "no day of the past",
            crew_change(&c, "sam", GG_ACCOUNT_TRAIN, "2027-01-03"));
    refused(GG_E_USAGE, "no day of the past", crew_change(&c, "sam", GG_ACCOUNT_TRAIN, date));
    ok(crew_change(&c, "sam", GG_ACCOUNT_TRAIN, "2027-01-02"));
    ok(crew_change(&c, "ada", GG_ACCOUNT_TRAIN, "2027-01-02"));
    ok(crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
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

/* ---- the second administrator */

START_TEST(where_two_administrators_are_one_asks_and_one_confirms)
{
    static const char *const scientist[] = {"scientist"};
    crew c;
    place *p = &c.p;
    gg_nomination n;
    json_t *done, *account;

    crew_create(&c);
    second_administrator(&c);
    /* Opened at once, without its role. */
    n = crew_nominate(&c, "sue", scientist, 1);
    ok(gg_account_add(p->reg, &n, &done, &p->err));
    ck_assert(json_is_true(at(done, "waits")));
    json_decref(done);
    ck_assert(!has_role(&c, "sue", "scientist"));
    account = shown(&c, "sue");
    counts(account, "waiting", 1);
    says(account, "waits/0/kind", "grant");
    says(account, "waits/0/actor", "ada");
    json_decref(account);
    crew_as(&c, "sue");
    refused(GG_E_NO, "without a role", gg_registry_may(p->reg, &adding, &p->err));
    crew_as(&c, "ada");
    refused(GG_E_NO, "rule second", crew_change(&c, "sue", GG_ACCOUNT_CONFIRM, NULL));
    crew_logged(&c, "ada", "account.confirm", "second");
    crew_as(&c, "ray");
    refused(GG_E_NO, "rule role", crew_change(&c, "sue", GG_ACCOUNT_CONFIRM, NULL));
    crew_as(&c, "dora");
    ok(crew_change(&c, "sue", GG_ACCOUNT_CONFIRM, NULL));
    ck_assert(has_role(&c, "sue", "scientist"));
    refused(GG_E_NO, "nothing of sue waits", crew_change(&c, "sue", GG_ACCOUNT_CONFIRM, NULL));
    crew_logged(&c, "dora", "account.confirm", "state");
    /* Disabling never waits; enabling does. */
    ok(crew_change(&c, "sue", GG_ACCOUNT_DISABLE, NULL));
    ok(crew_change(&c, "sue", GG_ACCOUNT_ENABLE, NULL));
    account = shown(&c, "sue");
    says(account, "state", "disabled");
    json_decref(account);
    crew_as(&c, "ada");
    ok(crew_change(&c, "sue", GG_ACCOUNT_CONFIRM, NULL));
    account = shown(&c, "sue");
    says(account, "state", "open");
    json_decref(account);
    /* What waits can be taken back. */
    ok(crew_change(&c, "sue", GG_ACCOUNT_GRANT, "ci"));
    ok(crew_change(&c, "sue", GG_ACCOUNT_REVOKE, "ci"));
    crew_as(&c, "dora");
    refused(GG_E_NO, "nothing of sue waits", crew_change(&c, "sue", GG_ACCOUNT_CONFIRM, NULL));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

START_TEST(grants_to_an_administrator_need_only_the_other)
{
    crew c;
    place *p = &c.p;
    json_t *account;

    crew_create(&c);
    second_administrator(&c);
    /* Of two, the one who is no beneficiary is alone: nothing could be confirmed. */
    ok(crew_change(&c, "dora", GG_ACCOUNT_GRANT, "scientist"));
    ck_assert(has_role(&c, "dora", "scientist"));
    /* What two grants would add up to is looked at when they are confirmed. */
    ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "administrator"));
    ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "reviewer"));
    crew_as(&c, "dora");
    ok(crew_change(&c, "sam", GG_ACCOUNT_CONFIRM, NULL));
    refused(GG_E_NO, "one person is not administrator and reviewer",
            crew_change(&c, "sam", GG_ACCOUNT_CONFIRM, NULL));
    account = shown(&c, "sam");
    counts(account, "waiting", 1);
    json_decref(account);
    /* One administrator of three can be disabled, and cannot look after their own account. */
    refused(GG_E_NO, "rule self", crew_change(&c, "dora", GG_ACCOUNT_TRAIN, "2026-01-01"));
    refused(GG_E_NO, "rule self", crew_change(&c, "dora", GG_ACCOUNT_REVIEW, NULL));
    refused(GG_E_NO, "rule self", crew_change(&c, "dora", GG_ACCOUNT_RENEW, NULL));
    crew_logged(&c, "dora", "account.renew", "self");
    ok(crew_change(&c, "ada", GG_ACCOUNT_DISABLE, NULL));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* A dormant administrator is no second one. */
START_TEST(a_dormant_administrator_does_not_hold_up_the_other)
{
    crew c;
    place *p = &c.p;

    crew_create(&c);
    second_administrator(&c);
    p->now = T0 + 60 * DAY;
    crew_as(&c, "ada");
    ok(crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
    p->now = T0 + 90 * DAY;
    ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "ci"));
    ck_assert(!has_role(&c, "sam", "ci"));
    p->now += 1;
    ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "reviewer"));
    ck_assert(has_role(&c, "sam", "reviewer"));
    ok(crew_change(&c, "dora", GG_ACCOUNT_RENEW, NULL));
    crew_as(&c, "dora");
    ok(crew_change(&c, "sam", GG_ACCOUNT_CONFIRM, NULL));
    ck_assert(has_role(&c, "sam", "ci"));
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

/* ---- the last administrator */

static void warned(crew *c, const char *code, const char *words)
{
    place *p = &c->p;
    json_t *list;

    ok(gg_account_list(p->reg, false, &list, &p->err));
    if (!code) {
        ck_assert_uint_eq(json_array_size(at(list, "warnings")), 0);
    } else {
        says(list, "warnings/0/code", code);
        ck_assert_msg(strstr(json_string_value(at(list, "warnings/0/message")), words) != NULL,
                      "%s", json_string_value(at(list, "warnings/0/message")));
    }
    json_decref(list);
}

START_TEST(the_last_administrator_is_warned_and_can_recover)
{
    crew c;
    place *p = &c.p;
    gg_signer *fresh;

    crew_create(&c);
    p->now = T0 + 60 * DAY - 1;
    warned(&c, NULL, NULL);
    p->now = T0 + 60 * DAY;
    warned(&c, "last_administrator", "for 60 days");
    p->now = T0 + 85 * DAY;
    warned(&c, "last_administrator", "for 85 days");
    p->now = T0 + 90 * DAY;
    warned(&c, "last_administrator", "for 90 days");
    crew_as(&c, "ada");
    refused(GG_E_NO, "an administrator is active",
            crew_change(&c, "ada", GG_ACCOUNT_RECOVER, NULL));
    crew_logged(&c, "ada", "account.recover", "recover");
    p->now += 1;
    warned(&c, "no_administrator", "account recover");
    refused(GG_E_NO, "rule dormant", crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
    /* The root key, and no other. */
    crew_as(&c, "sam");
    refused(GG_E_NO, "rule root", crew_change(&c, "sam", GG_ACCOUNT_RECOVER, NULL));
    crew_logged(&c, "sam", "account.recover", "root");
    crew_as(&c, "ada");
    refused(GG_E_NO, "one person is not administrator and reviewer",
            crew_change(&c, "ray", GG_ACCOUNT_RECOVER, NULL));
    ok(crew_change(&c, "ada", GG_ACCOUNT_RECOVER, NULL));
    warned(&c, NULL, NULL);
    ok(crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
    /* A root key that was changed for another still recovers, and does nothing else. */
    ck_assert_int_eq(gg_signer_new(&fresh, NULL), GG_OK);
    ok(change_key(&c, "ada", fresh));
    refused(GG_E_NO, "rule key", crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
    p->now += 91 * DAY;
    ok(crew_change(&c, "sam", GG_ACCOUNT_RECOVER, NULL));
    ck_assert(has_role(&c, "sam", "administrator"));
    refused(GG_E_NO, "rule key", crew_change(&c, "ray", GG_ACCOUNT_RENEW, NULL));
    crew_as(&c, "sam");
    ok(crew_change(&c, "ray", GG_ACCOUNT_RENEW, NULL));
    crew_consistent(&c);
    gg_signer_free(fresh);
    crew_remove(&c);
}
END_TEST

/* ---- what is due */

START_TEST(reviews_fall_due_and_refuse_nothing)
{
    crew c;
    place *p = &c.p;
    json_t *list;

    crew_create(&c);
    crew_as(&c, "ada");
    ok(gg_registry_set(p->reg, "account.dormant_days", 3650, &p->err));
    p->now = T0 + 181 * DAY; /* 2026-07-01T00:00:00Z: six months to the second */
    ok(gg_account_list(p->reg, true, &list, &p->err));
    counts(list, "overdue", 0);
    ck_assert_uint_eq(json_array_size(at(list, "accounts")), 0);
    json_decref(list);
    p->now += 1;
    ok(crew_change(&c, "ray", GG_ACCOUNT_REVIEW, NULL));
    ok(gg_account_list(p->reg, true, &list, &p->err));
    counts(list, "overdue", 5);
    says(list, "accounts/0/name", "ada");
    says(list, "accounts/0/overdue/0", "review");
    json_decref(list);
    ok(gg_account_list(p->reg, false, &list, &p->err));
    ck_assert_uint_eq(json_array_size(at(list, "accounts")), 6);
    says(list, "people", "several");
    json_decref(list);
    crew_as(&c, "sam");
    ok(gg_registry_may(p->reg, &adding, &p->err));
    refused(GG_E_NOT_FOUND, "no account zoe", gg_account_show(p->reg, "zoe", &list, &p->err));
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
    tcase_add_test(tc, the_founder_is_administrator_only);
    tcase_add_test(tc, nobody_opens_an_account_for_themselves);
    tcase_add_test(tc, what_is_taken_back_is_gone_at_once);
    tcase_add_test(tc, ninety_days_pass_and_a_second_more_does_not);
    tcase_add_test(tc, a_use_counts_and_a_renewal_counts_anew);
    tcase_add_test(tc, a_clock_that_is_set_back_refuses_everything);
    tcase_add_test(tc, the_dormant_days_are_a_setting);
    tcase_add_test(tc, training_is_good_for_a_year);
    tcase_add_test(tc, an_account_is_limited_to_models);
    tcase_add_test(tc, where_two_administrators_are_one_asks_and_one_confirms);
    tcase_add_test(tc, grants_to_an_administrator_need_only_the_other);
    tcase_add_test(tc, a_dormant_administrator_does_not_hold_up_the_other);
    tcase_add_test(tc, a_key_takes_the_place_of_the_former_one);
    tcase_add_test(tc, the_last_administrator_is_warned_and_can_recover);
    tcase_add_test(tc, reviews_fall_due_and_refuse_nothing);
    tcase_add_test(tc, of_one_person_nothing_falls_due);
    tcase_add_test(tc, a_refusal_spends_no_request);
}

GG_TEST_MAIN("registry/account")
