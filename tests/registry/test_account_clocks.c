/* The clocks of accounts, at the second: use, training, reviews; a clock that is set back. */
#include "gauger/registry/audit.h"
#include "gauger/registry/record.h"
#include "registry/people.h"

static json_t *shown(crew *c, const char *name)
{
    place *p = &c->p;
    json_t *account;

    ok(gg_account_show(p->reg, name, &account, &p->err));
    return account;
}

static const gg_event adding = {"dataset.add", "dataset/none", NULL};

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

/* A checkpoint is no event, so no change before it speaks against the clock but by this. */
START_TEST(a_clock_that_is_set_back_lets_nobody_sign)
{
    crew c;
    place *p = &c.p;
    json_t *checkpoint = NULL;

    crew_create(&c);
    p->now = T0 + 60 * DAY;
    crew_as(&c, "ada");
    ok(crew_change(&c, "ray", GG_ACCOUNT_RENEW, NULL));
    p->now = T0 + 91 * DAY;
    ok(crew_change(&c, "ray", GG_ACCOUNT_RENEW, NULL));
    crew_as(&c, "sam");
    refused(GG_E_NO, "rule dormant", gg_registry_checkpoint(p->reg, &checkpoint, &p->err));
    p->now = T0 + 2 * DAY;
    refused(GG_E_INPUT, "rule clock: the clock says 2026-01-03T00:00:00Z; by the last change",
            gg_registry_checkpoint(p->reg, &checkpoint, &p->err));
    crew_logged(&c, "sam", "audit.checkpoint", "clock");
    /* Who is not dormant by either may have a clock that is a little behind. */
    crew_as(&c, "ray");
    p->now = T0 + 91 * DAY - 5;
    ok(gg_registry_checkpoint(p->reg, &checkpoint, &p->err));
    json_decref(checkpoint);
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

/* A clock that is set back before the last change revives nobody. */
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
    /* A refusal is no time that others are held against; a change is. */
    p->now = T0 + 90 * DAY;
    crew_as(&c, "ada");
    ok(gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    p->now = T0 + 89 * DAY;
    crew_as(&c, "sam");
    refused(GG_E_INPUT, "the last change is of", gg_dataset_add(p->reg, &entry, NULL, &p->err));
    crew_as(&c, "ada");
    refused(GG_E_INPUT, "the last change is of", crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* Stopping a model waits for no clock, and moves none: nothing else passes before the log's time.
 */
START_TEST(a_clock_that_is_set_back_stops_no_suspension)
{
    crew c;
    place *p = &c.p;
    char policy[GG_SHA256_HEX];

    memset(&c, 0, sizeof c);
    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, policy);
    stage_version(p, "lanes");
    stage_approve(p, "lanes@1", "scores", policy);
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(crew_open(&c, "sam", "scientist"));
    crew_as(&c, "ada");
    ok(crew_open(&c, "rob", "reviewer"));
    p->now = T0 + 20 * DAY;
    ok(gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    p->now = T0 + 5 * DAY;
    crew_as(&c, "sam");
    refused(GG_E_NO, "rule role", gg_version_suspend(p->reg, "lanes@1", "drift", &p->err));
    crew_as(&c, "rob");
    ok(gg_version_suspend(p->reg, "lanes@1", "drift at one site", &p->err));
    ck_assert_str_eq(stage_state(p, "lanes@1"), "suspended");
    refused(GG_E_INPUT, "the last change is of 2026-01-21",
            gg_version_promote(p->reg, "lanes@1", "retired", "of no use", NULL, &p->err));
    p->now = T0 + 20 * DAY - 1;
    refused(GG_E_INPUT, "rule clock",
            gg_version_promote(p->reg, "lanes@1", "retired", "of no use", NULL, &p->err));
    p->now += 1;
    ok(gg_version_promote(p->reg, "lanes@1", "retired", "of no use", NULL, &p->err));
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
    refused(GG_E_USAGE,
            "rule training: the training of sam is of 2027-01-03, a day that is to come",
            crew_change(&c, "sam", GG_ACCOUNT_TRAIN, "2027-01-03"));
    crew_logged(&c, "ada", "account.train", "training");
    refused(GG_E_USAGE, "no date", crew_change(&c, "sam", GG_ACCOUNT_TRAIN, date));
    ok(crew_change(&c, "sam", GG_ACCOUNT_TRAIN, "2027-01-02"));
    ok(crew_change(&c, "ada", GG_ACCOUNT_TRAIN, "2027-01-02"));
    ok(crew_change(&c, "sam", GG_ACCOUNT_RENEW, NULL));
    crew_as(&c, "sam");
    ok(gg_registry_may(p->reg, &adding, &p->err));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

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

static gg_status record_training(crew *c, const char *account, const char *date)
{
    place *p = &c->p;
    json_t *fields =
        json_pack("{s:s, s:s, s:s}", "account", account, "course", "Privacy", "completed_on", date);
    gg_record_entry entry = {.type = "training", .fields = fields};
    gg_status st = gg_record_add(p->reg, &entry, NULL, &p->err);

    json_decref(fields);
    return st;
}

/* A record of training is the account's training; an older one takes nothing back. */
START_TEST(records_of_training_count)
{
    static const char *const administrator[] = {"administrator"};
    crew c;
    place *p = &c.p;
    gg_nomination n;
    json_t *account, *done;
    uint64_t seq = 0;

    crew_create(&c);
    p->now = T0 + 30 * DAY;
    ok(record_training(&c, "sam", "2026-01-20"));
    ok(record_training(&c, "sam", "2026-01-10"));
    account = shown(&c, "sam");
    says(account, "trained", "2026-01-20");
    json_decref(account);
    /* Of oneself only while there is nobody else. */
    ok(record_training(&c, "ada", "2026-01-20"));
    n = crew_nominate(&c, "dora", administrator, 1);
    ok(gg_account_add(p->reg, &n, NULL, &p->err));
    refused(GG_E_NO, "rule self", record_training(&c, "ada", "2026-01-25"));
    crew_as(&c, "dora");
    ok(record_training(&c, "ada", "2026-01-25"));
    crew_as(&c, "sam");
    refused(GG_E_NO, "rule role", record_training(&c, "sam", "2026-01-30"));
    crew_consistent(&c);
    /* What it says of the account is kept when its texts are erased. */
    crew_as(&c, "ada");
    ok(record_training(&c, "sam", "2026-01-22"));
    ok(gg_registry_event_of(p->reg, "record/training@17", &seq, &p->err));
    ok(gg_registry_redact(p->reg, seq, "names a person", &done, &p->err));
    json_decref(done);
    crew_as(&c, "dora");
    ok(gg_registry_redact(p->reg, seq, "names a person", &done, &p->err));
    json_decref(done);
    account = shown(&c, "sam");
    says(account, "trained", "2026-01-22");
    json_decref(account);
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, records_of_training_count);
    tcase_add_test(tc, ninety_days_pass_and_a_second_more_does_not);
    tcase_add_test(tc, a_clock_that_is_set_back_lets_nobody_sign);
    tcase_add_test(tc, a_use_counts_and_a_renewal_counts_anew);
    tcase_add_test(tc, a_clock_that_is_set_back_refuses_everything);
    tcase_add_test(tc, a_clock_that_is_set_back_stops_no_suspension);
    tcase_add_test(tc, the_dormant_days_are_a_setting);
    tcase_add_test(tc, training_is_good_for_a_year);
    tcase_add_test(tc, reviews_fall_due_and_refuse_nothing);
}

GG_TEST_MAIN("registry/account_clocks")
