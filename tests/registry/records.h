/* Records for tests: the example of a type, with what is to be otherwise. */
#ifndef GG_TESTS_RECORDS_H
#define GG_TESTS_RECORDS_H

#include "gauger/registry/record.h"
#include "registry/stage.h"
#include "strict.h"

#define PTA "privacy-threshold-analysis"
#define DAY ((int64_t)86400)

/* The fields of a type's example, with keys set otherwise: "key=JSON" texts up to NULL. */
static inline json_t *fields_of(const char *type, const char *const *changes)
{
    const gg_record_type *known;
    gg_record_draft draft = {0};
    json_t *given = NULL;
    gg_buf text;

    ck_assert_int_eq(gg_record_type_find(type, &known, NULL), GG_OK);
    gg_buf_init(&text, 0);
    gg_record_template(known, true, &text);
    ck_assert_int_eq(gg_record_draft_parse(text.data, text.size, "f", type, NULL, &draft, NULL),
                     GG_OK);
    given = json_incref(draft.fields);
    for (; changes && *changes; changes++) {
        char key[64];
        size_t n = strcspn(*changes, "=");
        json_t *value = json_loads(*changes + n + 1, JSON_DECODE_ANY, NULL);

        snprintf(key, sizeof key, "%.*s", (int)n, *changes);
        ck_assert_msg(value != NULL, "%s", *changes);
        json_object_set_new(given, key, value);
    }
    gg_record_draft_release(&draft);
    gg_buf_release(&text);
    return given;
}

typedef const char *const changes[8];

static inline gg_status add_as(place *p, const char *type, const char *model, uint64_t supersedes,
                               const char *const *with, uint64_t *number)
{
    json_t *fields = fields_of(type, with);
    gg_record_entry entry = {type, fields, model, supersedes};
    gg_status st = gg_record_add(p->reg, &entry, number, &p->err);

    json_decref(fields);
    return st;
}

static inline uint64_t add(place *p, const char *type, const char *model, const char *const *with)
{
    uint64_t number = 0;

    ok(add_as(p, type, model, 0, with, &number));
    return number;
}

static inline json_t *show(place *p, uint64_t number)
{
    char id[32];
    json_t *document = NULL;

    snprintf(id, sizeof id, "%llu", (unsigned long long)number);
    ok(gg_record_show(p->reg, id, &document, &p->err));
    strict_fits("docs/schemas/record-1.schema.json", document);
    return document;
}

static inline json_t *list(place *p, const gg_record_filter *filter)
{
    json_t *document = NULL;

    ok(gg_record_list(p->reg, filter, &document, &p->err));
    strict_fits("docs/schemas/records-1.schema.json", document);
    return document;
}

static inline gg_record_standing standing(place *p, const char *type, const char *model,
                                          uint64_t version)
{
    gg_record_answer answer;

    ok(gg_record_standing_of(p->reg, type, model, version, &answer, &p->err));
    return answer.standing;
}

/* The tables are what the log gives, before and after they are made anew. */
static inline void replays(place *p)
{
    json_t *done = NULL;

    place_consistent(p);
    ok(gg_registry_rebuild(p->reg, &done, &p->err));
    ck_assert_int_gt(json_integer_value(at(done, "tables/record")), 0);
    json_decref(done);
    place_consistent(p);
}

#endif
