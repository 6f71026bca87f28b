/* When a card was countersigned: the record beside the signature, and nothing that was changed of
 * it. */
#include "registry/cards.h"

/* As issue_card(), countersigned by rob. */
static json_t *countersigned(crew *c, gg_known_keys *keys)
{
    place *p = &c->p;
    json_t *envelope = NULL;

    crew_create(c);
    envelope = issue_card(c);
    p->now += DAY;
    crew_as(c, "rob");
    ok(gg_card_add_signature(p->reg, envelope, &p->err));
    read_keys(p, keys);
    return envelope;
}

START_TEST(a_countersignature_shows_when)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope = countersigned(&c, &keys), *report = check(p, envelope, &keys);
    gg_tree_head head;

    says(report, "result", "holds");
    says(report, "signatures/0/account", "ray");
    says(report, "signatures/0/recorded/actor", "ray");
    says(report, "signatures/1/account", "rob");
    says(report, "signatures/1/recorded/time", "2026-01-02T00:00:00Z");
    says(report, "signatures/1/recorded/account", "rob");
    ok(gg_registry_head(p->reg, &head, &p->err));
    ck_assert(has_head(p, report, head.size));
    counts(report, "signatures/1/recorded/seq", (int)head.size);
    json_decref(report);
    /* Without the record the signature stays one, and nothing is said of its time. */
    json_object_del((json_t *)at(envelope, "signatures/1"), "gauger");
    report = check(p, envelope, &keys);
    says(report, "result", "holds");
    is_null(report, "signatures/1/recorded");
    json_decref(report);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

/* The envelope with another record beside rob's signature must not show anything. */
static void expect_not_shown(place *p, const json_t *envelope, const gg_known_keys *keys,
                             json_t *record, const char *what)
{
    json_t *changed = json_deep_copy(envelope), *report = NULL;

    json_object_set_new((json_t *)at(changed, "signatures/1"), "gauger", record);
    ok(gg_card_check(CARD, strlen(CARD), changed, keys, &report, &p->err));
    ck_assert_msg(strcmp(gg_json_string(report, "result", ""), "refuted") == 0 &&
                      finds(report, "does not show it on record"),
                  "%s", what);
    is_null(report, "signatures/1/recorded");
    json_decref(report);
    json_decref(changed);
}

START_TEST(no_byte_of_the_record_can_be_changed)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope = countersigned(&c, &keys);
    const json_t *record = at(envelope, "signatures/1/gauger");
    char name[40];
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_json_canonical(record, &text);
    for (size_t i = 0; i < text.size; i++) {
        json_t *changed = NULL;

        text.data[i] ^= 1;
        snprintf(name, sizeof name, "byte %zu", i);
        if (gg_json_parse(text.data, text.size, "changed", &changed, NULL) == GG_OK)
            expect_not_shown(p, envelope, &keys, json_incref(changed), name);
        json_decref(changed);
        text.data[i] ^= 1;
    }
    gg_buf_release(&text);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

/* A record that is good in itself, of something else. */
START_TEST(another_record_is_none)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope = countersigned(&c, &keys), *other, *report;
    json_t *record = json_deep_copy(at(envelope, "signatures/1/gauger"));

    expect_not_shown(p, envelope, &keys, json_object(), "nothing in it");
    expect_not_shown(p, envelope, &keys, json_string("x"), "no object");
    /* The issuance itself, proven under the card's own checkpoint. */
    other = json_deep_copy(record);
    json_object_set(other, "event", (json_t *)at(envelope, "signatures/0"));
    expect_not_shown(p, envelope, &keys, other, "no event");
    /* Rob's record beside the signature of olga, and of a second card. */
    crew_as(&c, "olga");
    ok(gg_card_add_signature(p->reg, envelope, &p->err));
    other = json_deep_copy(envelope);
    json_object_set((json_t *)at(other, "signatures/2"), "gauger", record);
    report = check(p, other, &keys);
    says(report, "result", "refuted");
    ck_assert(finds(report, "signature of olga does not show"));
    json_decref(report);
    json_decref(other);
    crew_as(&c, "ray");
    ok(gg_card_sign(
        p->reg,
        &(gg_card_issue){
            .reference = "lanes@1", .name = "card.html", .bytes = CARD, .n = sizeof CARD - 1},
        &other, &p->err));
    crew_as(&c, "rob");
    ok(gg_card_add_signature(p->reg, other, &p->err));
    report = check(p, other, &keys);
    says(report, "result", "holds");
    json_decref(report);
    expect_not_shown(p, other, &keys, record, "the record of another issuance");
    json_decref(other);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

/* What the list says of the time of the event counts, not what came later. */
START_TEST(a_countersigner_is_judged_by_then)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys, later;
    json_t *envelope = countersigned(&c, &keys), *report;

    crew_as(&c, "ada");
    ok(crew_change(&c, "rob", GG_ACCOUNT_DISABLE, NULL));
    read_keys(p, &later);
    report = check(p, envelope, &later);
    says(report, "result", "holds");
    json_decref(report);
    json_object_del((json_t *)at(envelope, "signatures/1"), "gauger");
    report = check(p, envelope, &later);
    says(report, "result", "refuted");
    ck_assert(finds(report, "rule disabled"));
    json_decref(report);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    gg_known_keys_release(&later);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_countersignature_shows_when);
    tcase_add_test(tc, no_byte_of_the_record_can_be_changed);
    tcase_add_test(tc, another_record_is_none);
    tcase_add_test(tc, a_countersigner_is_judged_by_then);
}

GG_TEST_MAIN("registry/countersign")
