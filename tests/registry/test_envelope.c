/* What no signature of a card covers, what a list of keys says against a checkpoint, how many
 * persons approved, and what is signed without being an event. */
#include "registry/cards.h"

typedef struct signed_card {
    crew c;
    json_t *envelope;
    gg_known_keys keys;
} signed_card;

/* As issue_card(), countersigned by rob. */
static place *begin(signed_card *s)
{
    place *p = &s->c.p;

    crew_create(&s->c);
    s->envelope = issue_card(&s->c);
    crew_as(&s->c, "rob");
    ok(gg_card_add_signature(p->reg, s->envelope, &p->err));
    read_keys(p, &s->keys);
    return p;
}

static void end(signed_card *s)
{
    json_decref(s->envelope);
    gg_known_keys_release(&s->keys);
    crew_remove(&s->c);
}

static void expect_finding(place *p, json_t *envelope, const gg_known_keys *keys, const char *why)
{
    json_t *report = check(p, envelope, keys);

    says(report, "result", "refuted");
    ck_assert_msg(finds(report, why), "no finding: %s", why);
    json_decref(report);
}

START_TEST(members_that_no_signature_covers)
{
    static const char *const places[] = {"",
                                         "signatures/0",
                                         "signatures/1",
                                         "signatures/1/gauger",
                                         "signatures/1/gauger/event",
                                         "signatures/1/gauger/event/inclusion",
                                         "signatures/1/gauger/consistency"};
    signed_card s;
    place *p = begin(&s);

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        json_t *changed = json_deep_copy(s.envelope);
        json_t *in = places[i][0] ? (json_t *)at(changed, places[i]) : changed;

        ck_assert_int_eq(json_object_set_new(in, "note", json_string("x")), 0);
        expect_finding(p, changed, &s.keys, "a member \"note\" that no signature covers");
        json_decref(changed);
    }
    end(&s);
}
END_TEST

START_TEST(a_signature_names_its_key)
{
    signed_card s;
    place *p = begin(&s);
    json_t *first = (json_t *)at(s.envelope, "signatures/0");
    json_t *second = (json_t *)at(s.envelope, "signatures/1");
    json_t *a = json_incref(json_object_get(first, "keyid"));

    json_object_set_new(first, "keyid", json_string("x"));
    expect_finding(p, s.envelope, &s.keys, "is of the key of ray, and names another key");
    json_object_del(first, "keyid");
    expect_finding(p, s.envelope, &s.keys, "is of the key of ray, and names another key");
    json_object_set(first, "keyid", json_object_get(second, "keyid"));
    expect_finding(p, s.envelope, &s.keys, "is of the key of ray, and names another key");
    json_object_set(first, "keyid", a);
    json_object_set(first, "gauger", json_object_get(second, "gauger"));
    expect_finding(p, s.envelope, &s.keys, "something lies beside the signature of ray");
    json_decref(a);
    end(&s);
}
END_TEST

/* Without padding, and in the alphabet for URLs: the same bytes, written in another way. */
START_TEST(bytes_are_written_in_one_way)
{
    signed_card s;
    place *p = begin(&s);
    json_t *one = (json_t *)at(s.envelope, "signatures/0");
    const char *good = gg_json_string(one, "sig", "");
    char *other = strdup(good), *payload = strdup(gg_json_string(s.envelope, "payload", ""));
    size_t n = strlen(payload);

    ck_assert_uint_eq(strlen(other), 88);
    for (char *c = other; *c; c++)
        *c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
    if (strcmp(other, good) != 0) {
        json_object_set_new(one, "sig", json_string(other));
        expect_finding(p, s.envelope, &s.keys, "a signature of the envelope is not written");
    }
    /* The payload is JSON in ASCII: a sign of the other alphabet is in it where '/' or '+' is. */
    for (size_t i = 0; i < n; i++)
        payload[i] = payload[i] == '+' ? '-' : payload[i] == '/' ? '_' : payload[i];
    if (strcmp(payload, gg_json_string(s.envelope, "payload", "")) != 0) {
        json_object_set_new(s.envelope, "payload", json_string(payload));
        expect_finding(p, s.envelope, &s.keys, "the payload of the envelope is not written");
    }
    free(other);
    free(payload);
    end(&s);
}
END_TEST

START_TEST(a_list_does_not_say_otherwise_than_a_checkpoint)
{
    signed_card s;
    place *p = begin(&s);
    json_t *report, *proof = NULL;

    ck_assert(s.keys.several);
    ok(gg_registry_prove(p->reg, 3, NULL, false, &proof, &p->err));
    s.keys.several_since = 100000;
    expect_finding(p, s.envelope, &s.keys, "the checkpoint says that several people held the keys");
    ok(gg_proof_check(proof, &s.keys, &report, &p->err));
    says(report, "result", "refuted");
    ck_assert(finds(report, "and the list of keys that it was one"));
    json_decref(report);
    s.keys.several = false;
    s.keys.several_since = 0;
    expect_finding(p, s.envelope, &s.keys, "the checkpoint says that several people held the keys");
    json_decref(proof);
    end(&s);
}
END_TEST

START_TEST(persons_are_counted)
{
    signed_card s;
    place *p = begin(&s);
    json_t *report = check(p, s.envelope, &s.keys);

    says(report, "result", "holds");
    ck_assert_uint_eq(json_array_size(at(report, "approvals")), 1);
    counts(report, "approvers", 1);
    json_decref(report);
    end(&s);
}
END_TEST

/* ---- what is signed without being an event */

static gg_status no_key(void *ctx, gg_registry *reg, const gg_signer **out, gg_error *err)
{
    (void)ctx;
    (void)reg;
    (void)out;
    return gg_error_set(err, GG_E_USAGE, "put it there", "the key is not here");
}

START_TEST(whoever_has_no_key_is_refused_by_rule)
{
    signed_card s;
    place *p = begin(&s);
    json_t *out = NULL, *copy = json_deep_copy(s.envelope);

    crew_as(&s.c, "ray");
    gg_registry_sign_by(p->reg, no_key, NULL);
    refused(GG_E_NO, "rule key: the key is not here",
            gg_registry_checkpoint(p->reg, &out, &p->err));
    crew_logged(&s.c, "ray", "audit.checkpoint", "key");
    refused(GG_E_NO, "rule key", gg_registry_prove(p->reg, 3, NULL, false, &out, &p->err));
    crew_logged(&s.c, "ray", "audit.prove", "key");
    refused(GG_E_NO, "rule key", gg_card_add_signature(p->reg, copy, &p->err));
    crew_logged(&s.c, "ray", "card.countersign", "key");
    ok(gg_registry_act_as(p->reg, "nobody", &p->err));
    refused(GG_E_NO, "rule account: there is no account nobody",
            gg_registry_checkpoint(p->reg, &out, &p->err));
    crew_logged(&s.c, "nobody", "audit.checkpoint", "account");
    refused(GG_E_NO, "rule account", gg_card_add_signature(p->reg, copy, &p->err));
    crew_logged(&s.c, "nobody", "card.countersign", "account");
    ck_assert_ptr_null(out);
    ck_assert(json_equal(copy, s.envelope));
    json_decref(copy);
    end(&s);
}
END_TEST

START_TEST(a_key_of_nobody_signs_nothing)
{
    signed_card s;
    place *p = begin(&s);
    gg_signer *stranger = NULL;
    json_t *out = NULL;

    ok(gg_signer_new(&stranger, &p->err));
    crew_as(&s.c, "ray");
    gg_registry_sign_with(p->reg, stranger);
    refused(GG_E_NO, "rule key: the key", gg_registry_checkpoint(p->reg, &out, &p->err));
    crew_logged(&s.c, "ray", "audit.checkpoint", "key");
    refused(GG_E_NO, "is of no account", gg_registry_prove(p->reg, 3, NULL, false, &out, &p->err));
    crew_logged(&s.c, "ray", "audit.prove", "key");
    crew_as(&s.c, "ray");
    gg_signer_free(stranger);
    end(&s);
}
END_TEST

START_TEST(the_issuer_does_not_countersign)
{
    signed_card s;
    place *p = begin(&s);

    crew_as(&s.c, "ray");
    refused(GG_E_NO, "rule separation: nobody countersigns the card that they issued",
            gg_card_add_signature(p->reg, s.envelope, &p->err));
    crew_logged(&s.c, "ray", "card.countersign", "separation");
    end(&s);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, members_that_no_signature_covers);
    tcase_add_test(tc, a_signature_names_its_key);
    tcase_add_test(tc, bytes_are_written_in_one_way);
    tcase_add_test(tc, a_list_does_not_say_otherwise_than_a_checkpoint);
    tcase_add_test(tc, persons_are_counted);
    tcase_add_test(tc, whoever_has_no_key_is_refused_by_rule);
    tcase_add_test(tc, a_key_of_nobody_signs_nothing);
    tcase_add_test(tc, the_issuer_does_not_countersign);
}

GG_TEST_MAIN("registry/envelope")
