/* Exports are on record: by whom, which bytes; signed by their own key alone; no use of an account;
 * and what cannot be recorded leaves nothing. */
#include "gauger/registry/export.h"

#include "registry/people.h"

/* SHA-256 of the three bytes "abc" (FIPS 180-2, appendix B.1). */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static gg_export card_of(const char *object)
{
    gg_export what = {
        .kind = GG_EXPORT_CARD, .object = object, .format = "html", .bytes = "abc", .n = 3};

    return what;
}

START_TEST(each_kind_is_an_event)
{
    static const struct {
        gg_export_kind kind;
        const char *action, *object, *model, *recipient;
    } rows[] = {
        {GG_EXPORT_CARD, "card.export", "model/lanes@1", NULL, "Oversight board"},
        {GG_EXPORT_RECORD, "record.export", "record/agreement@3", "lanes", NULL},
        {GG_EXPORT_EVALUATION, "evaluation.export", "dataset/rows@1", NULL, NULL},
    };
    crew c;
    place *p = &c.p;

    crew_create(&c);
    crew_as(&c, "olga");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gg_export what = {
            rows[i].kind, rows[i].object, rows[i].model, "json", rows[i].recipient, "abc", 3};
        bool is_signed = false;
        uint64_t seq = 0;
        json_t *event;

        ok(gg_export_record(p->reg, &what, &is_signed, &seq, &p->err));
        ck_assert(is_signed);
        event = crew_last(&c);
        says(event, "action", rows[i].action);
        says(event, "actor", "olga");
        says(event, "object", rows[i].object);
        says(event, "payload/sha256", ABC);
        says(event, "payload/as", "json");
        ck_assert_int_eq(json_integer_value(at(event, "payload/bytes")), 3);
        ck_assert_uint_eq((uint64_t)json_integer_value(at(event, "seq")), seq);
        ck_assert(json_is_false(at(event, "claimed")) && json_is_true(at(event, "signed")));
        ck_assert_str_eq(gg_json_string(at(event, "payload"), "model", ""),
                         rows[i].model ? rows[i].model : "");
        ck_assert_str_eq(gg_json_string(at(event, "payload"), "for", ""),
                         rows[i].recipient ? rows[i].recipient : "");
        json_decref(event);
    }
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* Each tries to export; the mark has a signature only if the key is that of the name. */
START_TEST(a_mark_without_a_key_is_a_claim)
{
    static const struct {
        const char *actor, *key; /* NULL: none */
        bool is_signed;
    } rows[] = {
        {"olga", "olga", true}, {"olga", NULL, false},         {"nobody", NULL, false},
        {"olga", "sam", false}, {"nobody", "stranger", false},
    };
    gg_export what = card_of("model/lanes@1");
    crew c;
    place *p = &c.p;

    crew_create(&c);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool is_signed = !rows[i].is_signed;
        json_t *event;

        gg_registry_sign_with(p->reg, rows[i].key ? crew_find(&c, rows[i].key)->signer : NULL);
        ok(gg_registry_act_as(p->reg, rows[i].actor, &p->err));
        ok(gg_export_record(p->reg, &what, &is_signed, NULL, &p->err));
        ck_assert_int_eq(is_signed, rows[i].is_signed);
        event = crew_last(&c);
        says(event, "actor", rows[i].actor);
        ck_assert_int_eq(json_is_true(at(event, "signed")), rows[i].is_signed);
        ck_assert_int_eq(json_is_true(at(event, "claimed")), !rows[i].is_signed);
        json_decref(event);
    }
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

/* Reading keeps no account awake: after 90 days and a second it is dormant, whatever it read. */
START_TEST(it_is_no_use_of_an_account)
{
    gg_export what = card_of("model/lanes@1");
    bool is_signed = false;
    crew c;
    place *p = &c.p;

    crew_create(&c);
    p->now += 60 * DAY;
    crew_as(&c, "sam");
    ok(gg_export_record(p->reg, &what, &is_signed, NULL, &p->err));
    ck_assert(is_signed);
    p->now += 30 * DAY + 1;
    ck_assert_int_eq(
        gg_registry_may(p->reg, &(gg_event){"dataset.add", "dataset/rows", NULL}, &p->err),
        GG_E_NO);
    ck_assert_ptr_nonnull(strstr(p->err.what, "rule dormant"));
    gg_error_init(&p->err);
    ok(gg_export_record(p->reg, &what, &is_signed, NULL, &p->err));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

static uint64_t size_of_log(place *p)
{
    gg_tree_head head;

    ok(gg_registry_head(p->reg, &head, &p->err));
    return head.size;
}

START_TEST(what_cannot_be_recorded)
{
    gg_export what = card_of("model/lanes@1");
    bool is_signed = true;
    uint64_t seq = 7, before;
    crew c;
    place *p = &c.p;

    crew_create(&c);
    crew_as(&c, "olga");
    ok(gg_registry_set_request(p->reg, "one", &p->err));
    ok(gg_export_record(p->reg, &what, NULL, NULL, &p->err));
    before = size_of_log(p);

    ok(gg_registry_set_request(p->reg, "one", &p->err));
    ck_assert_int_eq(gg_export_record(p->reg, &what, &is_signed, &seq, &p->err), GG_E_CONFLICT);
    gg_error_init(&p->err);
    ok(gg_registry_set_request(p->reg, NULL, &p->err));

    what.recipient = "somebody@example.com";
    ck_assert_int_eq(gg_export_record(p->reg, &what, &is_signed, &seq, &p->err), GG_E_INPUT);
    gg_error_init(&p->err);
    what.recipient = NULL;

    what.object = "model";
    ck_assert_int_eq(gg_export_record(p->reg, &what, &is_signed, &seq, &p->err), GG_E_INPUT);
    gg_error_init(&p->err);
    ck_assert_uint_eq(size_of_log(p), before);
    ck_assert(is_signed && seq == 7);

    /* Whose clock is wrong reads all the same, and holds up nobody else. */
    what.object = "model/lanes@1";
    p->now -= DAY;
    ok(gg_export_record(p->reg, &what, &is_signed, &seq, &p->err));
    ck_assert(is_signed && seq == before + 1);
    p->now += 3650 * DAY;
    ok(gg_export_record(p->reg, &what, &is_signed, &seq, &p->err));
    p->now -= 3649 * DAY;
    crew_as(&c, "ada");
    ok(gg_registry_set(p->reg, "cell.minimum", 20, &p->err));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, each_kind_is_an_event);
    tcase_add_test(tc, a_mark_without_a_key_is_a_claim);
    tcase_add_test(tc, it_is_no_use_of_an_account);
    tcase_add_test(tc, what_cannot_be_recorded);
}

GG_TEST_MAIN("registry/export")
