/* Cards of versions whose approval, or sending to review, was erased before they were signed. */
#include "gauger/base/dsse.h"
#include "registry/cards.h"

#define SECRET "somebody who is named here"

/* The number of the newest event. */
static uint64_t newest(place *p)
{
    gg_tree_head head;

    ok(gg_registry_head(p->reg, &head, &p->err));
    return head.size;
}

/* One asks, another erases: the two newest events. */
static void erase(crew *c, uint64_t seq, const char *asks, const char *erases)
{
    const char *by[2] = {asks, erases};
    place *p = &c->p;

    for (size_t i = 0; i < 2; i++) {
        json_t *done = NULL;

        crew_as(c, by[i]);
        ok(gg_registry_redact(p->reg, seq, "not to leave the house", &done, &p->err));
        says(done, "step", i ? "erased" : "asked");
        json_decref(done);
    }
}

static json_t *statement_of(place *p, const json_t *envelope)
{
    json_t *statement = NULL;
    gg_dsse dsse;

    ok(gg_dsse_open(envelope, &dsse, &p->err));
    ck_assert_ptr_null(memmem(dsse.payload.data, dsse.payload.size, SECRET, sizeof SECRET - 1));
    ok(gg_json_parse(dsse.payload.data, dsse.payload.size, "statement", &statement, &p->err));
    gg_dsse_release(&dsse);
    return statement;
}

/* rob asks for the approval and the sending to be erased, ada does it, ray signs. */
static json_t *erased_card(crew *c, gg_known_keys *keys)
{
    place *p = &c->p;
    json_t *envelope;
    uint64_t approval;

    crew_create(c);
    approve_version(c, SECRET);
    approval = newest(p);
    erase(c, approval, "rob", "ada");
    erase(c, approval - 1, "rob", "ada");
    crew_as(c, "ray");
    envelope = sign_card(p);
    read_keys(p, keys);
    return envelope;
}

START_TEST(what_was_erased_is_proven_by_what_erased_it)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope = erased_card(&c, &keys), *report = check(p, envelope, &keys);

    json_decref(statement_of(p, envelope));
    says(report, "result", "holds");
    says(report, "approvals/0/actor", "ray");
    says(report, "approvals/0/erased/actor", "ada");
    says(report, "approvals/0/erased/asked/actor", "rob");
    says(report, "sent/actor", "sam");
    says(report, "sent/erased/asked/account", "rob");
    counts(report, "approvers", 1);
    json_decref(report);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

START_TEST(what_is_whole_says_so)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope, *report;

    crew_create(&c);
    envelope = issue_card(&c);
    read_keys(p, &keys);
    report = check(p, envelope, &keys);
    says(report, "result", "holds");
    is_null(report, "approvals/0/erased");
    is_null(report, "sent/erased");
    json_decref(report);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

/* The request to erase can be erased itself; then what erased that is shown. */
START_TEST(what_asked_for_it_may_be_erased_too)
{
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope, *report;

    crew_create(&c);
    approve_version(&c, SECRET);
    erase(&c, newest(p), "rob", "ada");
    erase(&c, newest(p) - 1, "ada", "rob");
    crew_as(&c, "ray");
    envelope = sign_card(p);
    read_keys(p, &keys);
    report = check(p, envelope, &keys);
    says(report, "result", "holds");
    says(report, "approvals/0/erased/asked/actor", "rob");
    json_decref(report);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

/* Signed anew by the issuer, so that only what is inside can tell. */
static json_t *resigned(crew *c, const json_t *statement)
{
    place *p = &c->p;
    json_t *envelope = NULL;
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_json_canonical(statement, &text);
    ok(gg_dsse_new(GG_STATEMENT_TYPE, text.data, text.size, &envelope, &p->err));
    ok(gg_dsse_sign(envelope, crew_find(c, "ray")->signer, &p->err));
    gg_buf_release(&text);
    return envelope;
}

static size_t place_of(const json_t *events, const char *header, const char *payload)
{
    const json_t *one;
    size_t i;

    json_array_foreach(events, i, one)
    {
        if (strstr(gg_json_string(one, "header", ""), header) &&
            strstr(gg_json_string(one, "payload", ""), payload))
            return i;
    }
    ck_abort_msg("no %s", header);
    return 0;
}

static void expect_refuted(crew *c, const json_t *envelope, const gg_known_keys *keys,
                           const char *why)
{
    json_t *report = check(&c->p, envelope, keys);

    says(report, "result", "refuted");
    ck_assert_msg(finds(report, why), "no \"%s\" but \"%s\"", why,
                  json_string_value(at(report, "findings/0")));
    json_decref(report);
}

START_TEST(without_what_erased_it_nothing_is_proven)
{
    static const struct {
        const char *header, *payload, *why;
    } gone[] = {
        {"audit.redact", "\"decision\":\"approve\"", "not every approval"},
        {"audit.redact", "\"to\":\"review\"", "not proven who sent"},
        {"audit.ask", "", "not proven who asked for event"},
    };
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope = erased_card(&c, &keys), *statement = statement_of(p, envelope);

    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        json_t *changed = json_deep_copy(statement), *forged;
        json_t *events = (json_t *)at(changed, "predicate/gauger/events");

        json_array_remove(events, place_of(events, gone[i].header, gone[i].payload));
        forged = resigned(&c, changed);
        expect_refuted(&c, forged, &keys, gone[i].why);
        json_decref(forged);
        json_decref(changed);
    }
    json_decref(statement);
    json_decref(envelope);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

/* What the list says of ada and rob is changed; nothing else can tell. */
START_TEST(duties_are_held_against_who_erased)
{
    static const struct {
        const char *account; /* whose roles are another one's */
        unsigned role;
        const char *person, *why; /* person: instead, NULL for its own */
    } cases[] = {
        {"ada", GG_ACCOUNT_ROLE_SCIENTIST, NULL, "audit.redact needs the role"},
        {"rob", GG_ACCOUNT_ROLE_AUDITOR, NULL, "audit.ask needs the role"},
        {"rob", GG_ACCOUNT_ROLE_REVIEWER, "ada", "rule second"},
    };
    crew c;
    place *p = &c.p;
    gg_known_keys keys;
    json_t *envelope = erased_card(&c, &keys);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_known_keys changed;

        read_keys(p, &changed);
        for (size_t k = 0; k < changed.n; k++) {
            if (strcmp(changed.keys[k].account, cases[i].account) != 0)
                continue;
            for (size_t s = 0; s < changed.n_spans; s++)
                if (changed.spans[s].key == k)
                    changed.spans[s].role = cases[i].role;
            if (cases[i].person)
                for (size_t o = 0; o < changed.n; o++)
                    if (strcmp(changed.keys[o].account, cases[i].person) == 0)
                        memcpy(changed.keys[k].person, changed.keys[o].person,
                               sizeof changed.keys[k].person);
        }
        expect_refuted(&c, envelope, &changed, cases[i].why);
        gg_known_keys_release(&changed);
    }
    json_decref(envelope);
    gg_known_keys_release(&keys);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, what_was_erased_is_proven_by_what_erased_it);
    tcase_add_test(tc, what_is_whole_says_so);
    tcase_add_test(tc, what_asked_for_it_may_be_erased_too);
    tcase_add_test(tc, without_what_erased_it_nothing_is_proven);
    tcase_add_test(tc, duties_are_held_against_who_erased);
}

GG_TEST_MAIN("registry/card_erased")
