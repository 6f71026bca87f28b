/* Signed cards: issued, countersigned, checked with nothing but a list of keys; and whatever can be
 * changed of them. */
#include "gauger/base/base64.h"
#include "gauger/base/dsse.h"
#include "gauger/registry/account.h"
#include "gauger/registry/card.h"
#include "registry/stage.h"
#include "strict.h"

#define CARD "<html>a card</html>\n"

static const gg_card_issue issue = {
    .reference = "lanes@1", .name = "card.html", .bytes = CARD, .n = sizeof CARD - 1};

static void read_keys(place *p, gg_known_keys *keys)
{
    gg_buf text;

    gg_buf_init(&text, 0);
    ok(gg_registry_keys(p->reg, &text, &p->err));
    ok(gg_known_keys_parse(text.data, text.size, keys, &p->err));
    gg_buf_release(&text);
}

static json_t *sign(place *p, gg_known_keys *keys)
{
    char sha256[GG_SHA256_HEX];
    json_t *envelope = NULL;

    place_create(p);
    stage_dataset(p, "ports", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, sha256);
    stage_version(p, "lanes");
    stage_approve(p, "lanes", "ports", sha256);
    ok(gg_card_sign(p->reg, &issue, &envelope, &p->err));
    read_keys(p, keys);
    return envelope;
}

static json_t *check(place *p, const char *card, const json_t *envelope, const gg_known_keys *keys)
{
    json_t *report = NULL;

    ok(gg_card_check(card, strlen(card), envelope, keys, &report, &p->err));
    strict_fits("docs/schemas/card-check-1.schema.json", report);
    return report;
}

static void expect_refuted(place *p, const json_t *envelope, const gg_known_keys *keys,
                           const char *why)
{
    json_t *report = check(p, CARD, envelope, keys), *one;
    bool said = false;
    size_t i;

    says(report, "result", "refuted");
    json_array_foreach(at(report, "findings"), i, one)
    {
        said = said || strstr(json_string_value(one), why) != NULL;
    }
    ck_assert_msg(said, "no \"%s\" but \"%s\"", why,
                  json_string_value(json_array_get(at(report, "findings"), 0)));
    json_decref(report);
}

static json_t *statement_of(place *p, const json_t *envelope)
{
    json_t *statement = NULL;
    gg_dsse dsse;

    ok(gg_dsse_open(envelope, &dsse, &p->err));
    ok(gg_json_parse(dsse.payload.data, dsse.payload.size, "statement", &statement, &p->err));
    gg_dsse_release(&dsse);
    return statement;
}

START_TEST(a_card_is_issued_and_checked)
{
    place pl, *p = &pl;
    gg_known_keys keys;
    json_t *envelope = sign(p, &keys), *statement = statement_of(p, envelope), *report;
    char digest[GG_SHA256_HEX];

    gg_sha256_hex(CARD, strlen(CARD), digest);
    says(statement, "_type", "https://in-toto.io/Statement/v1");
    says(statement, "subject/0/digest/sha256", digest);
    says(statement, "predicate/result", "PASSED");
    says(statement, "predicate/configuration/0/name", "promotion");
    report = check(p, CARD, envelope, &keys);
    says(report, "result", "holds");
    says(report, "card", digest);
    says(report, "model", "lanes");
    counts(report, "version", 1);
    says(report, "verdict/result", "pass");
    says(report, "approvals/0/actor", "grace");
    says(report, "issued/actor", "ada");
    says(report, "signatures/0/account", "ada");
    says(report, "people", "one");
    json_decref(report);
    report = check(p, CARD "x", envelope, &keys);
    says(report, "result", "refuted");
    json_decref(report);
    place_consistent(p);
    /* The same card again is issued again; a second key countersigns. */
    json_decref(envelope);
    ok(gg_card_sign(p->reg, &issue, &envelope, &p->err));
    refused(GG_E_CONFLICT, "signed it already", gg_dsse_sign(envelope, p->signer, &p->err));
    json_decref(statement);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    place_remove(p);
}
END_TEST

START_TEST(what_cannot_be_issued)
{
    place pl, *p = &pl;
    json_t *envelope = NULL;

    place_create(p);
    refused(GG_E_NOT_FOUND, "lanes", gg_card_sign(p->reg, &issue, &envelope, &p->err));
    stage_version(p, "lanes");
    refused(GG_E_CONFLICT, "no verdict", gg_card_sign(p->reg, &issue, &envelope, &p->err));
    gg_registry_sign_with(p->reg, NULL);
    refused(GG_E_USAGE, "no key", gg_card_sign(p->reg, &issue, &envelope, &p->err));
    ck_assert_ptr_null(envelope);
    place_remove(p);
}
END_TEST

/* Signed anew by a key of the list, so that only what is inside can tell. */
static json_t *resigned(place *p, json_t *statement)
{
    json_t *envelope = NULL;
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_json_canonical(statement, &text);
    ok(gg_dsse_new(GG_STATEMENT_TYPE, text.data, text.size, &envelope, &p->err));
    ok(gg_dsse_sign(envelope, p->signer, &p->err));
    gg_buf_release(&text);
    return envelope;
}

START_TEST(what_is_inside_counts_even_when_it_is_signed)
{
    static const struct {
        const char *object, *key, *json, *why;
    } cases[] = {
        {"predicate", "result", "\"FAILED\"", "another result"},
        {"predicate/configuration/0/digest", "sha256", "\"" DIGEST_A "\"", "another result"},
        {"subject/0/digest", "sha256", "\"" DIGEST_A "\"", "not the one that was signed"},
        {"subject/0", "digest", "null", "not the one that was signed"},
        {"predicate/gauger", "model", "\"ports\"", "no verdict"},
        {"predicate/gauger", "version", "2", "no verdict"},
        {"predicate/gauger", "verdict", "3", "no verdict"},
        {"predicate/gauger", "issued", "3", "not proven that this card was issued"},
        {"predicate/gauger", "registered", "3", "not proven who registered"},
        {"predicate/gauger", "sent", "3", "not proven who sent"},
        {"predicate/gauger", "sent", "null", "not proven who sent"},
        {"predicate/gauger", "approvals", "[]", "the card that was issued is another"},
        {"predicate/gauger", "approvals", "[8, 9]", "not every approval"},
        {"predicate/gauger", "events", "[]", "no verdict"},
        {"predicate/gauger/events/0", "signature", "null", "is not that of ada"},
        {"predicate/gauger/events/0/inclusion", "path", "[]", "not in the log"},
        {"predicate/gauger/events/0", "payload", "\"{}\"", "not the one that was signed"},
        {"predicate/gauger/events/0", "payload", "null", "no verdict"},
    };
    place pl, *p = &pl;
    gg_known_keys keys;
    json_t *envelope = sign(p, &keys), *statement = statement_of(p, envelope);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *changed = json_deep_copy(statement), *forged;

        ck_assert_int_eq(json_object_set_new((json_t *)at(changed, cases[i].object), cases[i].key,
                                             json_loads(cases[i].json, JSON_DECODE_ANY, NULL)),
                         0);
        forged = resigned(p, changed);
        expect_refuted(p, forged, &keys, cases[i].why);
        json_decref(forged);
        json_decref(changed);
    }
    json_decref(statement);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    place_remove(p);
}
END_TEST

/* One person made all of it, so that a list of several, from before it began, refuses what the list
 * of one does not; what the list says of them is changed row by row. */
START_TEST(duties_are_held_against_what_the_list_says)
{
    static const struct {
        unsigned role;         /* of the first span, which is the founder's role of a reviewer */
        uint64_t since, until; /* of it */
        const char *person, *why;
    } cases[] = {
        {GG_ACCOUNT_ROLE_REVIEWER, 1, 0, "p-1", "rule separation"},
        {GG_ACCOUNT_ROLE_REVIEWER, 1, 0, "p-1", "rule key"},
        {GG_ACCOUNT_ROLE_REVIEWER, 1, 0, "", "does not say who"},
        {GG_ACCOUNT_ROLE_AUDITOR, 1, 0, "p-1", "model.review needs the role reviewer"},
        {GG_ACCOUNT_ROLE_CI, 1, 0, "p-1", "card.issue needs the role reviewer"},
        {GG_ACCOUNT_ROLE_REVIEWER, 99, 0, "p-1", "model.review needs the role reviewer"},
        {GG_ACCOUNT_ROLE_REVIEWER, 1, 2, "p-1", "model.review needs the role reviewer"},
        {0, 2, 0, "p-1", "rule disabled"},
    };
    place pl, *p = &pl;
    gg_known_keys keys;
    json_t *envelope = sign(p, &keys), *report;

    ck_assert_uint_ge(keys.n_spans, 1);
    report = check(p, CARD, envelope, &keys);
    says(report, "result", "holds");
    says(report, "registered/account", keys.keys[0].account);
    says(report, "sent/account", keys.keys[0].account);
    ck_assert(json_is_false(at(report, "approvals/0/separated")));
    says(report, "key_protection", "none");
    json_decref(report);
    keys.several = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        keys.spans[0] = (gg_key_span){0, cases[i].role, cases[i].since, cases[i].until};
        snprintf(keys.keys[0].person, sizeof keys.keys[0].person, "%s", cases[i].person);
        expect_refuted(p, envelope, &keys, cases[i].why);
    }
    json_decref(envelope);
    gg_known_keys_release(&keys);
    place_remove(p);
}
END_TEST

START_TEST(whoever_signs_must_be_on_the_list)
{
    place pl, ol, *p = &pl, *o = &ol;
    gg_known_keys keys, others;
    gg_signer *stranger;
    json_t *envelope = sign(p, &keys), *other;

    ok(gg_signer_new(&stranger, &p->err));
    /* A second signature by a stranger spoils it; alone it is nothing. */
    ok(gg_dsse_sign(envelope, stranger, &p->err));
    expect_refuted(p, envelope, &keys, "of no key of the list");
    json_array_remove(json_object_get(envelope, "signatures"), 0);
    expect_refuted(p, envelope, &keys, "signed by no key");
    json_decref(envelope);
    ok(gg_card_sign(p->reg, &issue, &envelope, &p->err));
    keys.keys[0].until = 2;
    expect_refuted(p, envelope, &keys, "had ended");
    keys.keys[0].until = 0;
    keys.keys[0].since = 99;
    expect_refuted(p, envelope, &keys, "does not have for it");

    other = sign(o, &others);
    expect_refuted(o, other, &keys, "signed by no key");
    expect_refuted(o, envelope, &others, "different registries");
    json_decref(other);
    json_decref(envelope);
    gg_signer_free(stranger);
    gg_known_keys_release(&keys);
    gg_known_keys_release(&others);
    place_remove(p);
    place_remove(o);
}
END_TEST

START_TEST(what_is_no_signed_card)
{
    static const struct {
        const char *type, *text, *why;
    } cases[] = {
        {"text/plain", "{}", "another kind of payload"},
        {GG_STATEMENT_TYPE, "{", "cannot be read"},
        {GG_STATEMENT_TYPE, "[]", "of another kind"},
        {GG_STATEMENT_TYPE, "{\"_type\":\"https://in-toto.io/Statement/v1\"}", "of another kind"},
    };
    place pl, *p = &pl;
    gg_known_keys keys;
    json_t *envelope = sign(p, &keys), *bad, *report = NULL, *statement;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ok(gg_dsse_new(cases[i].type, cases[i].text, strlen(cases[i].text), &bad, &p->err));
        refused(GG_E_INPUT, cases[i].why,
                gg_card_check(CARD, strlen(CARD), bad, &keys, &report, &p->err));
        json_decref(bad);
    }
    refused(GG_E_INPUT, "no payloadType",
            gg_card_check(CARD, strlen(CARD), NULL, &keys, &report, &p->err));
    statement = statement_of(p, envelope);
    json_object_set_new((json_t *)at(statement, "predicate/gauger"), "checkpoint", json_string(""));
    bad = resigned(p, statement);
    refused(GG_E_INPUT, "signed note",
            gg_card_check(CARD, strlen(CARD), bad, &keys, &report, &p->err));
    json_decref(bad);
    json_array_set_new((json_t *)at(statement, "predicate/gauger/events"), 0, json_null());
    json_decref(statement);
    statement = statement_of(p, envelope);
    json_array_set_new((json_t *)at(statement, "predicate/gauger/events"), 0, json_null());
    bad = resigned(p, statement);
    refused(GG_E_INPUT, "without a header",
            gg_card_check(CARD, strlen(CARD), bad, &keys, &report, &p->err));
    json_decref(bad);
    ck_assert_ptr_null(report);
    json_decref(statement);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_card_is_issued_and_checked);
    tcase_add_test(tc, what_cannot_be_issued);
    tcase_add_test(tc, what_is_inside_counts_even_when_it_is_signed);
    tcase_add_test(tc, duties_are_held_against_what_the_list_says);
    tcase_add_test(tc, whoever_signs_must_be_on_the_list);
    tcase_add_test(tc, what_is_no_signed_card);
}

GG_TEST_MAIN("registry/card_signed")
