/* What people write enters the log only if it identifies nobody. */
#include "registry/people.h"

static uint64_t events_of(place *p)
{
    gg_tree_head head;

    ok(gg_registry_head(p->reg, &head, &p->err));
    return head.size;
}

/* Refused with the field, the kind and a shape, and nothing of the value. */
static void kept_out(place *p, gg_status st, const char *field, const char *kind, const char *value,
                     uint64_t before)
{
    char line[1200];

    ck_assert_int_eq(st, GG_E_INPUT);
    gg_error_format(&p->err, line, sizeof line);
    ck_assert_msg(strstr(line, field) && strstr(line, kind), "%s", line);
    ck_assert_ptr_null(strstr(line, value));
    ck_assert_uint_eq(events_of(p), before);
    gg_error_init(&p->err);
}

START_TEST(no_text_of_an_event_names_a_person)
{
    place at, *p = &at;
    uint64_t before;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_version(p, "lanes");
    before = events_of(p);
    kept_out(
        p,
        gg_version_promote(p->reg, "lanes@1", "rejected", "of mary.jones@gmail.com", NULL, &p->err),
        "reason", "email", "mary", before);
    kept_out(p,
             gg_version_promote(p->reg, "lanes@1", "rejected", "call 202-555-0143", NULL, &p->err),
             "reason", "phone", "0143", before);
    kept_out(
        p,
        gg_dataset_purge(p->reg, "scores@1", "asked by john.smith (at) gmail.com", NULL, &p->err),
        "reason", "email", "john", before);
    ok(gg_registry_set_request(p->reg, "of 123-45-6789", &p->err));
    kept_out(p, gg_registry_set(p->reg, "cell.minimum", 7, &p->err), "--request", "ssn", "6789",
             before);
    ok(gg_registry_set_request(p->reg, "job-12", &p->err));
    ok(gg_registry_act_as(p->reg, "john.smith@agency.gov", &p->err));
    kept_out(p, gg_registry_set(p->reg, "cell.minimum", 7, &p->err), "--as", "email", "john",
             before);
    place_remove(p);
}
END_TEST

/* A document that is stored as it is: why it may be done, and the name of its file. */
START_TEST(no_text_of_an_evaluation_names_a_person)
{
    static const struct {
        const char *source, *accepted, *field, *kind;
    } cases[] = {{"passport C01X00T47.csv", "agreed", "source", "passport"},
                 {"cases.csv", "of SSN 123/45/6789", "accepted", "ssn"},
                 {"cases.csv", "by mailto:jdoe", "accepted", "email"}};
    place at, *p = &at;
    uint64_t before, seq = 0;

    place_create(p);
    stage_version(p, "lanes");
    before = events_of(p);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *document =
            json_pack("{s:s, s:{s:s, s:{s:s}}}", "format", "gauger/evaluation/1", "data", "source",
                      cases[i].source, "overlap", "accepted", cases[i].accepted);
        gg_evaluation_entry entry = {.reference = "lanes@1", .evaluation = document};

        kept_out(p, gg_version_add_evaluation(p->reg, &entry, &seq, &p->err), cases[i].field,
                 cases[i].kind,
                 i == 0   ? "C01"
                 : i == 1 ? "6789"
                          : "jdoe",
                 before);
        json_decref(document);
    }
    place_remove(p);
}
END_TEST

/* ad12..., computed with Python, has the check digits of an IBAN; as the name of a key it is
 * chance. One of Belgium (16 characters, digits behind the country) is one all the same. */
START_TEST(the_name_of_a_key_is_chance)
{
    static const struct {
        const char *text;
        gg_status st;
    } cases[] = {{"ad122b9dba03eeb9", GG_OK}, {"be68539007547034", GG_E_INPUT}};
    place at, *p = &at;

    place_create(p);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *payload =
            json_pack("{s:s, s:i, s:s}", "key", "cell.minimum", "value", 7, "note", cases[i].text);
        gg_event event = {"registry.set", "registry/registry", payload};
        gg_transaction *tx;

        ok(gg_transaction_begin(p->reg, &tx, &p->err));
        ck_assert_int_eq(gg_transaction_append(tx, &event, NULL, &p->err), cases[i].st);
        gg_transaction_rollback(tx);
        gg_error_init(&p->err);
        json_decref(payload);
    }
    place_remove(p);
}
END_TEST

START_TEST(ordinary_texts_enter)
{
    place at, *p = &at;

    place_create(p);
    stage_dataset(p, "n-123", 0, NULL);
    stage_version(p, "lanes");
    ok(gg_version_promote(p->reg, "lanes@1", "rejected",
                          "see section 4.2 of the review of 2026-01-15: 0.65 at 12 sites", NULL,
                          &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, no_text_of_an_event_names_a_person);
    tcase_add_test(tc, no_text_of_an_evaluation_names_a_person);
    tcase_add_test(tc, the_name_of_a_key_is_chance);
    tcase_add_test(tc, ordinary_texts_enter);
}

GG_TEST_MAIN("registry/identifier")
