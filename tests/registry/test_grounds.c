/* What a promotion and a card rest on is verified when they rest on it: events that somebody has
 * changed in the file, with tables and head to fit. */
#include "gauger/base/base64.h"
#include "gauger/registry/card.h"
#include "registry/behind.h"
#include "registry/people.h"

/* The key of a signer in a statement about the tables, in which %s stands for its id, its bytes. */
static void behind_key(place *p, const char *format, const gg_signer *signer)
{
    char sql[500];
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_base64_append(&text, gg_signer_public(signer), GG_PUBLIC_BYTES);
    snprintf(sql, sizeof sql, format, gg_signer_id(signer), text.data);
    behind(p, sql);
    gg_buf_release(&text);
}

/* Signed with the founder's key, and from its registration on with another. */
static void stage_approved_with(place *p, void (*other)(place *p))
{
    char sha256[GG_SHA256_HEX];

    place_create(p);
    stage_dataset(p, "ports", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, sha256);
    stage_version(p, "lanes");
    if (other)
        other(p);
    stage_approve(p, "lanes", "ports", sha256);
}

static void stage_approved(place *p)
{
    stage_approved_with(p, NULL);
    ok(gg_version_signatures(p->reg, "lanes@1", "card.export", &p->err));
}

static void refuses(place *p, const char *says)
{
    static const gg_card_issue issue = {
        .reference = "lanes@1", .name = "card.html", .bytes = "card", .n = 4};
    json_t *envelope = NULL;
    uint64_t before = place_size(p);

    refused(GG_E_NO, says,
            gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ck_assert_str_eq(stage_state(p, "lanes"), "approved");
    refused(GG_E_NO, says, gg_version_signatures(p->reg, "lanes@1", "card.export", &p->err));
    /* Before a card is signed, everything is looked at. */
    refused(GG_E_NO, "rule signature: the registry does not verify: ",
            gg_card_sign(p->reg, &issue, &envelope, &p->err));
    ck_assert_ptr_null(envelope);
    /* Each is on record. */
    ck_assert_uint_eq(place_size(p), before + 3);
}

START_TEST(a_signature_that_does_not_hold_carries_nothing)
{
    static const char *const actions[] = {"model.register", "model.evaluate", "model.judge",
                                          "model.review"};
    static const struct {
        const char *set, *says;
    } tries[] = {
        {"signature = zeroblob(64)", "rule signature: event"},
        {"signature = NULL", "its signature is missing"},
        {"signature = (SELECT signature FROM events WHERE seq = 2)", "its signature is not that"},
        {"leaf = zeroblob(32)", "does not hold: the leaf"},
    };

    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        for (size_t k = 0; k < sizeof tries / sizeof *tries; k++) {
            place pl, *p = &pl;
            char sql[300];

            stage_approved(p);
            snprintf(sql, sizeof sql,
                     "UPDATE events SET %s WHERE seq = (SELECT max(seq) FROM entry"
                     " WHERE action = '%s')",
                     tries[k].set, actions[i]);
            behind(p, sql);
            if (k < 3 || i == 0)
                refuses(p, tries[k].says);
            place_remove(p);
        }
}
END_TEST

/* A stranger's key, which the tables are made to know as another one of the founder's. */
static void strange_key(place *p)
{
    gg_signer_free(p->signer);
    ok(gg_signer_new(&p->signer, &p->err));
    behind_key(p, "INSERT INTO account_key VALUES('%s', 'ada', '%s', 'none', 3, NULL)", p->signer);
    gg_registry_sign_with(p->reg, p->signer);
}

START_TEST(a_key_that_only_the_tables_know_carries_nothing)
{
    place pl, *p = &pl;

    stage_approved_with(p, strange_key);
    refuses(p, "no signed event gave its key to that account");
    place_remove(p);
}
END_TEST

START_TEST(tables_that_say_something_else_carry_nothing)
{
    static const struct {
        const char *sql, *says;
    } tries[] = {
        {"UPDATE entry SET actor = 'rob' WHERE action = 'model.review'", "the tables say"},
        {"UPDATE state SET seq = (SELECT seq FROM entry WHERE action = 'policy.adopt')"
         " WHERE new = 'approved'; UPDATE version SET sent = 1",
         "the tables say"},
        {"UPDATE verdict SET result = 'warn'", "the tables say"},
        {"UPDATE payloads SET payload = x'7b7d' WHERE seq = (SELECT seq FROM entry"
         " WHERE action = 'model.review')",
         "the payload does not fit"},
        {"UPDATE account_key SET public = 'x'", "a key that the log gave to nobody"},
        {"UPDATE account_key SET since = 1000", "a key that the log gave to nobody"},
        {"UPDATE verdict SET policy_sha256 = 'x'", "the tables say"},
        {"UPDATE verdict SET evaluation = 1", "the tables say"},
        {"INSERT INTO verdict_rule VALUES((SELECT seq FROM verdict), 'mine', 'fail')",
         "the tables say something else of its rules"},
        {"UPDATE evaluation SET data_sha256 = 'x'", "the tables say"},
        {"UPDATE evaluation SET overlap = 'excessive'", "the tables say"},
        {"UPDATE evaluation SET dataset_number = NULL", "the tables say"},
        {"UPDATE dataset SET sha256 = 'x'", "the tables say"},
        {"UPDATE version SET training = 'x'", "the tables say"},
        {"UPDATE version SET state = 'production'", "no event on record led to the state"},
        {"UPDATE entry SET person = 'p-9' WHERE action = 'model.evaluate'", "another person"},
    };

    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        place pl, *p = &pl;

        stage_approved(p);
        behind(p, tries[i].sql);
        refused(GG_E_NO, tries[i].says,
                gg_version_signatures(p->reg, "lanes@1", "card.export", &p->err));
        place_remove(p);
    }
}
END_TEST

START_TEST(what_holds_is_let_through)
{
    place pl, *p = &pl;

    stage_approved(p);
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    ok(gg_version_signatures(p->reg, "lanes@1", "card.export", &p->err));
    refused(GG_E_NOT_FOUND, "no", gg_version_signatures(p->reg, "ports@1", "card.export", &p->err));
    place_remove(p);
}
END_TEST

/* ---- several people: what the tables say of who they are */

/* Under review, judged, with everybody's part as it should be; ada acts. */
static void stage_reviewed(crew *c)
{
    char sha256[GG_SHA256_HEX];
    place *p = &c->p;

    crew_create(c);
    crew_as(c, "rob");
    stage_policy(p, NULL, POLICY, NULL, sha256);
    crew_as(c, "sam");
    stage_dataset(p, "ports", 0, NULL);
    stage_version(p, "lanes");
    stage_judge(p, "lanes@1", stage_evaluate(p, "lanes@1", "ports"), sha256, "pass");
    ok(gg_version_promote(p->reg, "lanes@1", "review", NULL, NULL, &p->err));
    crew_as(c, "ada");
}

static gg_status approve(place *p)
{
    return gg_version_review(p->reg, "lanes@1", GG_REVIEW_APPROVE, NULL, NULL, &p->err);
}

static void holds_not(crew *c, const char *says)
{
    place *p = &c->p;

    crew_as(c, "ray");
    ok(gg_registry_act_as(p->reg, "ray", &p->err));
    refused(GG_E_NO, says, gg_version_signatures(p->reg, "lanes@1", "card.export", &p->err));
}

START_TEST(a_key_that_no_event_gave_carries_nothing)
{
    static const char *const tries[] = {
        /* In place of rob's, beside rob's, as of an event that gave another one, as the founder's.
         */
        "UPDATE account_key SET key = '%s', public = '%s' WHERE account = 'rob'",
        "UPDATE account_key SET until = 2 WHERE account = 'rob';"
        " INSERT INTO account_key VALUES('%s', 'rob', '%s', 'none', 2, NULL)",
        "UPDATE account_key SET until = 2 WHERE account = 'rob'; INSERT INTO account_key"
        " SELECT '%s', 'rob', '%s', 'none', seq, NULL FROM entry WHERE action = 'dataset.add'",
        "UPDATE account_key SET until = 2 WHERE account = 'rob';"
        " INSERT INTO account_key VALUES('%s', 'rob', '%s', 'none', 1, NULL)",
    };

    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        crew cr, *c = &cr;
        place *p = &cr.p;

        stage_reviewed(c);
        behind_key(p, tries[i], crew_find(c, "stranger")->signer);
        crew_as(c, "stranger");
        ok(gg_registry_act_as(p->reg, "rob", &p->err));
        ok(approve(p));
        holds_not(c, "no signed event gave its key to that account");
        crew_remove(c);
    }
}
END_TEST

/* The key of the stranger opens an account as ada, and that account approves. */
START_TEST(nor_one_given_with_such_a_key)
{
    static const char *const roles[] = {"reviewer"};
    crew cr, *c = &cr;
    place *p = &cr.p;
    gg_nomination eve;

    stage_reviewed(c);
    behind_key(p, "INSERT INTO account_key VALUES('%s', 'ada', '%s', 'none', 3, NULL)",
               crew_find(c, "stranger")->signer);
    crew_as(c, "stranger");
    ok(gg_registry_act_as(p->reg, "ada", &p->err));
    eve = crew_nominate(c, "eve", roles, 1);
    ok(gg_account_add(p->reg, &eve, NULL, &p->err));
    crew_as(c, "eve");
    ok(approve(p));
    holds_not(c, "no signed event gave its key to that account");
    behind(p, "DELETE FROM account_key WHERE since = 3 AND account = 'ada'");
    holds_not(c, "a key that the log gave to nobody at that time");
    crew_remove(c);
}
END_TEST

START_TEST(who_it_was_is_what_signed_events_say)
{
    static const struct {
        const char *who, *sql, *says;
    } tries[] = {
        {"cindy", "INSERT INTO account_role VALUES('cindy', 'reviewer', 1)",
         "no signed event gave its account the role that it needs"},
        {"rob", "UPDATE account SET person = 'p-9' WHERE name = 'rob'", "another person"},
        {"ray",
         "UPDATE account SET seq = 1 WHERE name = 'ray';"
         "UPDATE account SET seq = 2 WHERE name = 'ada'",
         "another person"},
    };

    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        crew cr, *c = &cr;
        place *p = &cr.p;

        stage_reviewed(c);
        behind(p, tries[i].sql);
        crew_as(c, tries[i].who);
        ok(approve(p));
        holds_not(c, tries[i].says);
        crew_remove(c);
    }
}
END_TEST

START_TEST(who_was_disabled_or_has_lost_the_role_is_found)
{
    static const struct {
        gg_account_act act;
        const char *sql, *says;
    } tries[] = {
        {GG_ACCOUNT_DISABLE, "UPDATE account SET state = 'open'", "its account was disabled"},
        {GG_ACCOUNT_REVOKE, "INSERT INTO account_role VALUES('rob', 'reviewer', 1)",
         "no signed event gave its account the role"},
    };

    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        crew cr, *c = &cr;
        place *p = &cr.p;

        stage_reviewed(c);
        ok(crew_change(c, "rob", tries[i].act, "reviewer"));
        behind(p, tries[i].sql);
        crew_as(c, "rob");
        ok(approve(p));
        holds_not(c, tries[i].says);
        crew_remove(c);
    }
}
END_TEST

/* A name that is claimed is claimed with the key of whoever made the registry. */
START_TEST(a_claimed_name_takes_the_key_of_the_founder)
{
    crew cr, *c = &cr;
    place *p = &cr.p;
    char sha256[GG_SHA256_HEX];

    crew_create(c);
    behind(p, "UPDATE account SET person = 'ada'");
    crew_as(c, "sam");
    ok(gg_registry_act_as(p->reg, "mia", &p->err));
    stage_policy(p, NULL, POLICY, NULL, sha256);
    stage_dataset(p, "ports", 0, NULL);
    stage_version(p, "lanes");
    holds_not(c, "its name is claimed with the key of somebody who did not make the registry");
    crew_remove(c);
}
END_TEST

/* Keys and roles that were asked for, confirmed and taken back since: what they did holds. */
START_TEST(what_was_given_by_two_is_let_through)
{
    crew cr, *c = &cr;
    place *p = &cr.p;
    gg_account_change change = {.account = "rob", .act = GG_ACCOUNT_KEY, .protection = "none"};

    stage_reviewed(c);
    ok(crew_open(c, "dora", "administrator"));
    change.public_key = gg_signer_public(crew_find(c, "rob's new")->signer);
    ok(gg_account_change_it(p->reg, &change, NULL, &p->err));
    crew_as(c, "dora");
    ok(crew_change(c, "rob", GG_ACCOUNT_CONFIRM, NULL));
    ok(crew_change(c, "ray", GG_ACCOUNT_REVOKE, "reviewer"));
    ok(crew_change(c, "ray", GG_ACCOUNT_GRANT, "reviewer"));
    crew_as(c, "ada");
    ok(crew_change(c, "ray", GG_ACCOUNT_CONFIRM, NULL));
    crew_as(c, "rob's new");
    ok(gg_registry_act_as(p->reg, "rob", &p->err));
    ok(approve(p));
    crew_as(c, "ray");
    ok(approve(p));
    crew_as(c, "ada");
    ok(crew_change(c, "rob", GG_ACCOUNT_DISABLE, NULL));
    ok(gg_version_signatures(p->reg, "lanes@1", "card.export", &p->err));
    place_consistent(p);
    /* The one who asked for the key was not the one who confirmed it. */
    behind(p, "UPDATE events SET signature = zeroblob(64) WHERE seq = (SELECT seq FROM entry"
              " WHERE action = 'account.key')");
    refused(GG_E_NO, "its signature is not that",
            gg_version_signatures(p->reg, "lanes@1", "card.export", &p->err));
    crew_remove(c);
}
END_TEST

/* Who is to be disabled with the consent of a second one acts until then. */
START_TEST(what_waits_takes_nothing)
{
    crew cr, *c = &cr;
    place *p = &cr.p;

    stage_reviewed(c);
    ok(crew_open(c, "dora", "administrator"));
    crew_as(c, "dora");
    ok(crew_open(c, "dan", "administrator"));
    crew_as(c, "ada");
    ok(crew_change(c, "dan", GG_ACCOUNT_CONFIRM, NULL));
    ok(crew_change(c, "dora", GG_ACCOUNT_DISABLE, NULL));
    crew_as(c, "dora");
    ok(crew_open(c, "mia", "reviewer"));
    crew_as(c, "ada");
    ok(crew_change(c, "mia", GG_ACCOUNT_CONFIRM, NULL));
    crew_as(c, "mia");
    ok(approve(p));
    ok(gg_version_signatures(p->reg, "lanes@1", "card.export", &p->err));
    crew_as(c, "dan");
    ok(crew_change(c, "dora", GG_ACCOUNT_CONFIRM, NULL));
    ok(gg_version_signatures(p->reg, "lanes@1", "card.export", &p->err));
    place_consistent(p);
    crew_remove(c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_signature_that_does_not_hold_carries_nothing);
    tcase_add_test(tc, a_key_that_only_the_tables_know_carries_nothing);
    tcase_add_test(tc, tables_that_say_something_else_carry_nothing);
    tcase_add_test(tc, what_holds_is_let_through);
    tcase_add_test(tc, a_key_that_no_event_gave_carries_nothing);
    tcase_add_test(tc, nor_one_given_with_such_a_key);
    tcase_add_test(tc, who_it_was_is_what_signed_events_say);
    tcase_add_test(tc, who_was_disabled_or_has_lost_the_role_is_found);
    tcase_add_test(tc, a_claimed_name_takes_the_key_of_the_founder);
    tcase_add_test(tc, what_was_given_by_two_is_let_through);
    tcase_add_test(tc, what_waits_takes_nothing);
}

GG_TEST_MAIN("registry/grounds")
