/* The second administrator, and the last one. */
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
    account = shown(&c, "ada");
    says(account, "state", "open");
    says(account, "waits/0/kind", "disable");
    json_decref(account);
    crew_as(&c, "ada");
    refused(GG_E_NO, "rule second", crew_change(&c, "ada", GG_ACCOUNT_CONFIRM, NULL));
    crew_as(&c, "sam");
    ok(crew_change(&c, "ada", GG_ACCOUNT_CONFIRM, NULL));
    account = shown(&c, "ada");
    says(account, "state", "disabled");
    counts(account, "waiting", 0);
    json_decref(account);
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* Whoever stops the only other administrator has nobody to confirm what they ask for. */
START_TEST(stopping_the_other_one_does_not_make_one_alone)
{
    crew c;
    place *p = &c.p;
    json_t *account;

    crew_create(&c);
    second_administrator(&c);
    ok(crew_change(&c, "dora", GG_ACCOUNT_DISABLE, NULL));
    account = shown(&c, "dora");
    says(account, "state", "disabled");
    says(account, "waits/0/kind", "stopped");
    json_decref(account);
    ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "ci"));
    ck_assert(!has_role(&c, "sam", "ci"));
    ck_assert_int_eq(crew_change(&c, "sam", GG_ACCOUNT_CONFIRM, NULL), GG_E_NO);
    ck_assert_msg(strstr(p->err.mend, "gauger account enable dora") != NULL, "%s", p->err.mend);
    ck_assert_msg(strstr(p->err.mend, "account recover ada") != NULL, "%s", p->err.mend);
    gg_error_init(&p->err);
    refused(GG_E_NO, "rule second", crew_change(&c, "dora", GG_ACCOUNT_CONFIRM, NULL));
    /* Taken back, it is as before. */
    ok(crew_change(&c, "dora", GG_ACCOUNT_ENABLE, NULL));
    account = shown(&c, "dora");
    says(account, "state", "open");
    counts(account, "waiting", 0);
    json_decref(account);
    crew_as(&c, "dora");
    ok(crew_change(&c, "sam", GG_ACCOUNT_CONFIRM, NULL));
    ck_assert(has_role(&c, "sam", "ci"));
    /* So with the role; and who takes it from themselves consents. */
    crew_as(&c, "ada");
    ok(crew_change(&c, "dora", GG_ACCOUNT_REVOKE, "administrator"));
    ok(crew_change(&c, "sam", GG_ACCOUNT_REVOKE, "ci"));
    ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "ci"));
    ck_assert(!has_role(&c, "sam", "ci"));
    ok(crew_change(&c, "dora", GG_ACCOUNT_GRANT, "administrator"));
    crew_as(&c, "dora");
    ok(crew_change(&c, "dora", GG_ACCOUNT_DISABLE, NULL));
    crew_as(&c, "ada");
    ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "ci"));
    ck_assert(has_role(&c, "sam", "ci"));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* The way back where the other one does not come again: the root key, on record. */
START_TEST(the_root_key_speaks_for_one_who_was_stopped)
{
    crew c;
    place *p = &c.p;

    crew_create(&c);
    second_administrator(&c);
    refused(GG_E_NO, "rule recover", crew_change(&c, "ada", GG_ACCOUNT_RECOVER, NULL));
    ok(crew_change(&c, "dora", GG_ACCOUNT_DISABLE, NULL));
    ok(crew_change(&c, "ada", GG_ACCOUNT_RECOVER, NULL));
    ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "ci"));
    ck_assert(has_role(&c, "sam", "ci"));
    refused(GG_E_NO, "rule recover", crew_change(&c, "ada", GG_ACCOUNT_RECOVER, NULL));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* A clock that was ahead has left a change: stopping goes on, and the root key sets the log's time.
 */
START_TEST(the_root_key_sets_the_time_of_the_log)
{
    crew c;
    place *p = &c.p;

    crew_create(&c);
    crew_as(&c, "ada");
    p->now += 80 * 86400;
    ok(gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    p->now -= 80 * 86400;
    refused(GG_E_INPUT, "rule clock", gg_registry_set(p->reg, "cell.minimum", 21, &p->err));
    ok(crew_change(&c, "ada", GG_ACCOUNT_RECOVER, NULL));
    ok(gg_registry_set(p->reg, "cell.minimum", 21, &p->err));
    refused(GG_E_NO, "rule recover", crew_change(&c, "ada", GG_ACCOUNT_RECOVER, NULL));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* Where one person holds every key, only the name that the key was made for recovers. */
START_TEST(of_one_person_the_root_key_recovers_as_well)
{
    crew c;
    place *p = &c.p;
    bool several = true;

    memset(&c, 0, sizeof c);
    place_create(p);
    refused(GG_E_NO, "rule recover: an administrator is active",
            crew_change(&c, "ada", GG_ACCOUNT_RECOVER, NULL));
    crew_logged(&c, "ada", "account.recover", "recover");
    p->now += 80 * DAY;
    ok(gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    p->now -= 80 * DAY;
    refused(GG_E_INPUT, "rule clock", gg_registry_set(p->reg, "cell.minimum", 21, &p->err));
    ok(gg_registry_act_as(p->reg, "grace", &p->err));
    refused(GG_E_NO, "rule root", crew_change(&c, "ada", GG_ACCOUNT_RECOVER, NULL));
    ok(gg_registry_act_as(p->reg, "ada", &p->err));
    refused(GG_E_NOT_FOUND, "no account", crew_change(&c, "grace", GG_ACCOUNT_RECOVER, NULL));
    ok(crew_change(&c, "ada", GG_ACCOUNT_RECOVER, NULL));
    ok(gg_registry_set(p->reg, "cell.minimum", 21, &p->err));
    ok(gg_registry_staffed(p->reg, &several, &p->err));
    ck_assert(!several);
    ck_assert(has_role(&c, "ada", "administrator"));
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

static gg_status change_key(crew *c, const char *name, const gg_signer *signer)
{
    gg_account_change change = {.account = name, .act = GG_ACCOUNT_KEY, .protection = "argon2id"};

    change.public_key = signer ? gg_signer_public(signer) : NULL;
    return gg_account_change_it(c->p.reg, &change, NULL, &c->p.err);
}

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

/* What is advised is what works: nobody else can record it, and a new account would be refused too.
 */
START_TEST(the_only_administrator_records_their_training)
{
    char today[GG_TIME_TEXT];
    crew c;
    place *p = &c.p;

    crew_create(&c);
    crew_as(&c, "ada");
    for (int i = 0; i < 4; i++) {
        p->now += 80 * DAY;
        ok(gg_registry_set(p->reg, "cell.minimum", 11 + i, &p->err));
    }
    p->now += 80 * DAY;
    gg_error_init(&p->err);
    ck_assert_int_eq(gg_registry_set(p->reg, "cell.minimum", 20, &p->err), GG_E_NO);
    ck_assert_ptr_nonnull(strstr(p->err.what, "rule training: the training of ada is of"));
    ck_assert_str_eq(p->err.mend, "there is no other administrator: gauger account train ada");
    gg_error_init(&p->err);
    gg_time_format(p->now, today);
    today[10] = '\0';
    ok(crew_change(&c, "ada", GG_ACCOUNT_TRAIN, today));
    ok(gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    place_consistent(p);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, the_only_administrator_records_their_training);
    tcase_add_test(tc, where_two_administrators_are_one_asks_and_one_confirms);
    tcase_add_test(tc, grants_to_an_administrator_need_only_the_other);
    tcase_add_test(tc, stopping_the_other_one_does_not_make_one_alone);
    tcase_add_test(tc, the_root_key_speaks_for_one_who_was_stopped);
    tcase_add_test(tc, the_root_key_sets_the_time_of_the_log);
    tcase_add_test(tc, of_one_person_the_root_key_recovers_as_well);
    tcase_add_test(tc, a_dormant_administrator_does_not_hold_up_the_other);
    tcase_add_test(tc, the_last_administrator_is_warned_and_can_recover);
}

GG_TEST_MAIN("registry/account_administrators")
