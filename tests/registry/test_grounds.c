/* What a promotion and a card rest on is verified when they rest on it: events that somebody has
 * changed in the file, with tables and head to fit. */
#include "gauger/registry/card.h"
#include "registry/behind.h"
#include "registry/stage.h"

static void stage_approved(place *p)
{
    char sha256[GG_SHA256_HEX];

    place_create(p);
    stage_dataset(p, "ports", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, sha256);
    stage_version(p, "lanes");
    stage_approve(p, "lanes", "ports", sha256);
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
    refused(GG_E_NO, says, gg_card_sign(p->reg, &issue, &envelope, &p->err));
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

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_signature_that_does_not_hold_carries_nothing);
    tcase_add_test(tc, tables_that_say_something_else_carry_nothing);
    tcase_add_test(tc, what_holds_is_let_through);
}

GG_TEST_MAIN("registry/grounds")
