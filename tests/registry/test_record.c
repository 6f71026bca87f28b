/* Records in a registry: added, superseded, closed, listed, replayed. */
#include "gauger/registry/account.h"
#include "registry/records.h"

/* ---- every type */

START_TEST(every_type_is_added_shown_and_replayed)
{
    place pl, *p = &pl;
    const gg_record_type *type;
    size_t n = 0;
    json_t *document;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    for (; (type = gg_record_type_at(n)) != NULL; n++)
        ck_assert_uint_eq(add(p, type->name, NULL, NULL), n + 1);
    for (uint64_t i = 1; i <= n; i++) {
        document = show(p, i);
        ck_assert_str_eq(json_string_value(at(document, "type")), gg_record_type_at(i - 1)->name);
        says(document, "state", "open");
        says(document, "registered/actor", "ada");
        is_null(document, "closed");
        is_null(document, "model");
        json_decref(document);
    }
    document = list(p, NULL);
    ck_assert_uint_eq(json_array_size(at(document, "records")), n);
    json_decref(document);
    replays(p);
    place_remove(p);
}
END_TEST

START_TEST(the_form_in_its_order)
{
    static const char *const titles[] = {"Header", "Questions", "Review", "Determination"};
    place pl, *p = &pl;
    json_t *document;

    place_create(p);
    stage_version(p, "lanes");
    document = show(p, add(p, PTA, "lanes@1", NULL));
    ck_assert_uint_eq(json_array_size(at(document, "parts")), 4);
    for (size_t i = 0; i < 4; i++) {
        char path[32];

        snprintf(path, sizeof path, "parts/%zu/title", i);
        says(document, path, titles[i]);
    }
    says(document, "id", PTA "@1");
    says(document, "model", "lanes@1");
    says(document, "name", "Land crossing scorecard");
    says(document, "dated", "2025-12-01");
    says(document, "parts/0/fields/0/name", "title");
    says(document, "parts/0/fields/9/name", "pilot_launch");
    is_null(document, "parts/0/fields/9/value");
    ck_assert(json_is_false(at(document, "parts/0/fields/9/asked")));
    says(document, "parts/3/fields/6/value", "compliant with full coverage");
    says(document, "clocks/0/what", "expires");
    says(document, "clocks/0/date", "2028-12-01");
    says(document, "clocks/0/due", "2028-12-01T23:59:59Z");
    strict_object("docs/schemas/record-1.schema.json", document, "");
    strict_object("docs/schemas/record-1.schema.json", document, "registered");
    strict_object("docs/schemas/record-1.schema.json", document, "clocks/0");
    strict_object("docs/schemas/record-1.schema.json", document, "parts/0");
    strict_object("docs/schemas/record-1.schema.json", document, "head");
    json_decref(document);
    place_remove(p);
}
END_TEST

/* ---- what is refused when it is added */

START_TEST(what_a_record_relies_on_must_be_there)
{
    changes elsewhere = {"dataset=\"nowhere\"", NULL}, other = {"dataset=\"scores@2\"", NULL};
    changes wrong = {"completed_on=\"2026-01-02\"", NULL};
    changes ssn = {"course=\"course of 212-34-5678\"", NULL};
    place pl, *p = &pl;
    uint64_t before, number = 77;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    before = place_size(p);
    refused(GG_E_NOT_FOUND, "no such version", add_as(p, PTA, "lanes", 0, NULL, &number));
    refused(GG_E_USAGE, "by its number", add_as(p, PTA, "lanes@latest", 0, NULL, &number));
    refused(GG_E_USAGE, "is not about a model", add_as(p, "training", "lanes", 0, NULL, &number));
    refused(GG_E_NOT_FOUND, "no such dataset",
            add_as(p, "annotation-batch", NULL, 0, elsewhere, &number));
    refused(GG_E_NOT_FOUND, "no such dataset",
            add_as(p, "annotation-batch", NULL, 0, other, &number));
    refused(GG_E_INPUT, "lies ahead: today is 2026-01-01",
            add_as(p, "training", NULL, 0, wrong, &number));
    refused(GG_E_INPUT, "identifier", add_as(p, "training", NULL, 0, ssn, &number));
    refused(GG_E_NOT_FOUND, "there is no record 9", add_as(p, "training", NULL, 9, NULL, &number));
    {
        gg_record_entry entry = {"diary", NULL, NULL, 0};

        refused(GG_E_USAGE, "no type of record", gg_record_add(p->reg, &entry, NULL, &p->err));
    }
    ck_assert_uint_eq(number, 77);
    ck_assert_uint_eq(place_size(p), before);
    stage_version(p, "lanes");
    refused(GG_E_NOT_FOUND, "no such version", add_as(p, PTA, "lanes@2", 0, NULL, &number));
    ok(add_as(p, PTA, "lanes", 0, NULL, &number));
    {
        gg_cycle_entry cycle = {.model = "boats", .kind = "development"};

        ok(gg_cycle_open(p->reg, &cycle, NULL, &p->err));
    }
    ok(add_as(p, PTA, "boats", 0, NULL, &number));
    place_remove(p);
}
END_TEST

/* ---- superseding and locked fields */

START_TEST(an_update_supersedes_and_keeps_its_predecessor)
{
    changes update = {"type=\"update\"", "last_analysis_update=\"2025-12-01\"", NULL};
    place pl, *p = &pl;
    json_t *document;
    uint64_t second;

    place_create(p);
    stage_version(p, "lanes");
    add(p, PTA, "lanes", NULL);
    second = add(p, PTA, "lanes", update);
    document = show(p, 1);
    says(document, "state", "superseded");
    says(document, "superseded_by", PTA "@2");
    json_decref(document);
    document = show(p, second);
    says(document, "supersedes", PTA "@1");
    json_decref(document);
    refused(GG_E_NO, PTA "@1 is superseded already", add_as(p, PTA, "lanes", 1, NULL, NULL));
    refused(GG_E_NO, "not about the same model", add_as(p, PTA, "lanes@1", 2, NULL, NULL));
    refused(GG_E_NO, "record 2 is a " PTA ", not a bulletin",
            add_as(p, "bulletin", "lanes", 2, NULL, NULL));
    /* A version's own stands beside the model's. */
    ck_assert_uint_eq(add(p, PTA, "lanes@1", NULL), 3);
    document = show(p, second);
    says(document, "state", "open");
    json_decref(document);
    replays(p);
    place_remove(p);
}
END_TEST

START_TEST(locked_fields)
{
    changes moved = {"received_on=\"2025-10-07\"", NULL}, more = {"findings=\"More.\"", NULL};
    place pl, *p = &pl;
    uint64_t before;
    json_t *log;
    gg_log_options refusals = {.action = "record.refuse"};

    place_create(p);
    add(p, "redress-case", NULL, NULL);
    add(p, "redress-case", NULL, NULL); /* no key: another case */
    before = place_size(p);
    refused(GG_E_NO, "the field received_on is locked: redress-case@1 says another value",
            add_as(p, "redress-case", NULL, 1, moved, NULL));
    ck_assert_uint_eq(place_size(p), before + 1);
    ok(gg_registry_log(p->reg, &refusals, &log, &p->err));
    says(log, "events/0/object", "record/redress-case@1");
    says(log, "events/0/payload/rule", "locked");
    json_decref(log);
    ok(add_as(p, "redress-case", NULL, 1, more, NULL));
    replays(p);
    place_remove(p);
}
END_TEST

/* ---- closing */

START_TEST(closing)
{
    place pl, *p = &pl;
    json_t *document;
    uint64_t number = 0;

    place_create(p);
    add(p, "incident", NULL, NULL);
    add(p, "bulletin", NULL, NULL);
    refused(GG_E_USAGE, "is closed with an outcome",
            gg_record_close(p->reg, "1", NULL, "done", NULL, &p->err));
    refused(GG_E_USAGE, "not an outcome of an incident",
            gg_record_close(p->reg, "1", "forgotten", "done", NULL, &p->err));
    refused(GG_E_USAGE, "has no outcome",
            gg_record_close(p->reg, "bulletin@2", "resolved", "done", NULL, &p->err));
    refused(GG_E_USAGE, "the reason is empty",
            gg_record_close(p->reg, "1", "resolved", "", NULL, &p->err));
    refused(GG_E_INPUT, "identifier",
            gg_record_close(p->reg, "1", "resolved", "see 212-34-5678", NULL, &p->err));
    refused(GG_E_NOT_FOUND, "no record", gg_record_close(p->reg, "7", NULL, "x", NULL, &p->err));
    refused(GG_E_NOT_FOUND, "no record bulletin@1",
            gg_record_close(p->reg, "bulletin@1", NULL, "x", NULL, &p->err));
    refused(GG_E_USAGE, "not a record", gg_record_close(p->reg, "01", NULL, "x", NULL, &p->err));
    refused(GG_E_USAGE, "not a record", gg_record_close(p->reg, "", NULL, "x", NULL, &p->err));
    ok(gg_record_close(p->reg, "incident@1", "resolved", "Contained.", &number, &p->err));
    ck_assert_uint_eq(number, 1);
    refused(GG_E_NO, "incident@1 is closed already",
            gg_record_close(p->reg, "1", "resolved", "again", NULL, &p->err));
    refused(GG_E_NO, "incident@1 is closed already", add_as(p, "incident", NULL, 1, NULL, NULL));
    document = show(p, 1);
    says(document, "closed/outcome", "resolved");
    says(document, "closed/reason", "Contained.");
    strict_object("docs/schemas/record-1.schema.json", document, "closed");
    json_decref(document);
    ok(gg_record_close(p->reg, "2", NULL, "Sent by mistake.", NULL, &p->err));
    document = show(p, 2);
    is_null(document, "closed/outcome");
    json_decref(document);
    replays(p);
    place_remove(p);
}
END_TEST

/* ---- which records are listed */

START_TEST(filters)
{
    place pl, *p = &pl;
    gg_record_filter of_type = {.type = "bulletin"}, of_model = {.model = "lanes"},
                     of_version = {.model = "lanes@1"}, all = {.all = true},
                     bad = {.type = "diary"}, odd = {.model = "lanes@latest"};
    json_t *document;

    place_create(p);
    stage_version(p, "lanes");
    add(p, "bulletin", NULL, NULL);
    add(p, "bulletin", "lanes", NULL);
    add(p, "incident", "lanes@1", NULL);
    ok(gg_record_close(p->reg, "1", NULL, "withdrawn", NULL, &p->err));
    document = list(p, &of_type);
    ck_assert_uint_eq(json_array_size(at(document, "records")), 1);
    json_decref(document);
    document = list(p, &of_model);
    ck_assert_uint_eq(json_array_size(at(document, "records")), 2);
    says(document, "records/1/model", "lanes@1");
    json_decref(document);
    document = list(p, &of_version);
    ck_assert_uint_eq(json_array_size(at(document, "records")), 1);
    json_decref(document);
    document = list(p, &all);
    ck_assert_uint_eq(json_array_size(at(document, "records")), 3);
    says(document, "records/0/state", "closed");
    json_decref(document);
    refused(GG_E_USAGE, "no type of record", gg_record_list(p->reg, &bad, &document, &p->err));
    refused(GG_E_USAGE, "by its number", gg_record_list(p->reg, &odd, &document, &p->err));
    refused(GG_E_NOT_FOUND, "no record 12", gg_record_show(p->reg, "12", &document, &p->err));
    place_remove(p);
}
END_TEST

/* ---- the log decides */

START_TEST(a_changed_table_is_found)
{
    place pl, *p = &pl;

    place_create(p);
    add(p, PTA, NULL, NULL);
    gg_registry_close(p->reg);
    ck_assert_int_eq(place_sql(p, "UPDATE record SET ends = '2099-01-01T00:00:00Z'"), SQLITE_OK);
    ck_assert_int_eq(place_sql(p, "UPDATE record_clock SET due = '2099-01-01T00:00:00Z'"),
                     SQLITE_OK);
    p->reg = NULL;
    ok(gg_registry_open(p->dir, &p->env, GG_REGISTRY_AUDIT, &p->reg, &p->err));
    place_broken(p, "record 1", "ends is not what the log gives");
    place_remove(p);
}
END_TEST

/* The duties of the table are those of the types. */
START_TEST(duties_are_those_of_the_types)
{
    static const struct {
        const char *word;
        unsigned bit;
    } roles[] = {{"scientist", GG_ACCOUNT_ROLE_SCIENTIST},
                 {"reviewer", GG_ACCOUNT_ROLE_REVIEWER},
                 {"administrator", GG_ACCOUNT_ROLE_ADMINISTRATOR}};
    const gg_record_type *type;
    const gg_duty *duty;

    for (size_t t = 0; (type = gg_record_type_at(t)) != NULL; t++) {
        unsigned want = 0, found = 0;

        for (size_t i = 0; i < 3; i++)
            want |= strstr(type->roles, roles[i].word) ? roles[i].bit : 0;
        for (size_t i = 0; (duty = gg_duty_at(i)) != NULL; i++)
            if (duty->key && strcmp(duty->key, "type") == 0 &&
                strcmp(duty->value, type->name) == 0) {
                found++;
                ck_assert_uint_eq(duty->roles, want);
            }
        ck_assert_uint_eq(found, 2);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, every_type_is_added_shown_and_replayed);
    tcase_add_test(tc, the_form_in_its_order);
    tcase_add_test(tc, what_a_record_relies_on_must_be_there);
    tcase_add_test(tc, an_update_supersedes_and_keeps_its_predecessor);
    tcase_add_test(tc, locked_fields);
    tcase_add_test(tc, closing);
    tcase_add_test(tc, filters);
    tcase_add_test(tc, a_changed_table_is_found);
    tcase_add_test(tc, duties_are_those_of_the_types);
}

GG_TEST_MAIN("registry/record")
