/* A record as a document: the form in its order, with labels, so that a renderer needs no table. */
#include <stdio.h>
#include <string.h>

#include "record_internal.h"

static json_t *id_of(const char *type, sqlite3_stmt *row, int column)
{
    if (sqlite3_column_type(row, column) == SQLITE_NULL)
        return json_null();
    return json_sprintf("%s@%lld", type, sqlite3_column_int64(row, column));
}

/* "lanes", "lanes@2" or null. */
json_t *gg_record_model(sqlite3_stmt *row, int model, int version)
{
    if (sqlite3_column_type(row, model) == SQLITE_NULL)
        return json_null();
    if (sqlite3_column_type(row, version) == SQLITE_NULL)
        return json_string(gg_db_text(row, model));
    return json_sprintf("%s@%lld", gg_db_text(row, model), sqlite3_column_int64(row, version));
}

static const char *kind_word(gg_field_kind kind)
{
    static const char *const words[GG_FIELD_KINDS] = {
        "line",    "text",  "lines", "date",   "yes_no", "choice",
        "choices", "count", "ratio", "digest", "name",   "dataset",
    };

    return words[kind];
}

static json_t *field_document(const gg_record_field *f, const json_t *fields)
{
    json_t *value = json_object_get(fields, f->name);

    return json_pack("{s:s, s:s, s:s, s:b, s:o}", "name", f->name, "label", f->label, "kind",
                     kind_word(f->kind), "asked", value || gg_record_holds(f->when, fields),
                     "value", value ? json_incref(value) : json_null());
}

static json_t *parts_of(const gg_record_type *type, const json_t *fields)
{
    json_t *parts = json_array(), *list = NULL;
    int bad = parts ? 0 : 1;

    for (size_t i = 0; !bad && i < type->n_fields; i++) {
        const gg_record_field *f = &type->fields[i];

        if (f->part) {
            list = json_array();
            bad |= json_array_append_new(parts,
                                         json_pack("{s:s, s:o}", "title", f->part, "fields", list));
        }
        bad |= json_array_append_new(list, field_document(f, fields));
    }
    if (!bad)
        return parts;
    json_decref(parts);
    return NULL;
}

/* {"seq","time","actor","claimed","outcome","reason"} of the event that closed it, or null. */
static gg_status closing(gg_db *db, uint64_t seq, json_t **out, gg_error *err)
{
    json_t *payload = NULL, *by = NULL, *outcome;
    gg_status st;

    if (!seq)
        return gg_document(GG_OK, out, err, json_null());
    st = gg_event_payload(db, seq, &payload, &by, err);
    if (st == GG_OK && !by)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (st == GG_OK) {
        outcome = json_object_get(payload, "outcome");
        if (json_object_set_new(by, "outcome",
                                json_is_string(outcome) ? json_incref(outcome) : json_null()) ||
            json_object_set(by, "reason", json_object_get(payload, "reason")))
            st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    json_decref(payload);
    return gg_document(st, out, err, by);
}

typedef struct shown {
    const gg_record_type *type;
    json_t *head, *payload, *registered, *closed, *clocks, *row;
    uint64_t seq, closed_seq;
    char now[GG_TIME_TEXT];
} shown;

static gg_status read_row(gg_db *db, uint64_t number, shown *s, gg_error *err)
{
    sqlite3_stmt *row;
    bool there;
    gg_status st =
        gg_db_query(db, &row, err,
                    "SELECT seq, type, title, dated, model, version, state, supersedes,"
                    " superseded_by, closed_seq, bars, revision FROM record WHERE number = ?1",
                    "i", (int64_t)number);

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st == GG_OK && !there)
        st = gg_error_set(err, GG_E_INTERNAL, NULL, "a record went away");
    if (st == GG_OK)
        st = gg_record_type_find(gg_db_text(row, 1), &s->type, err);
    if (st != GG_OK)
        return st;
    s->seq = (uint64_t)sqlite3_column_int64(row, 0);
    s->closed_seq = (uint64_t)sqlite3_column_int64(row, 9);
    s->row = json_pack(
        "{s:s, s:o, s:I, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o}", "format",
        GG_RECORD_FORMAT, "id", json_sprintf("%s@%llu", s->type->name, (unsigned long long)number),
        "number", (json_int_t)number, "type", s->type->name, "title", s->type->title, "says",
        s->type->says, "name", gg_db_json(row, 2), "dated", gg_db_json(row, 3), "model",
        gg_record_model(row, 4, 5), "state", gg_db_json(row, 6), "bars",
        sqlite3_column_int(row, 10) != 0, "supersedes", id_of(s->type->name, row, 7),
        "superseded_by", id_of(s->type->name, row, 8), "revision", gg_db_json(row, 11));
    sqlite3_reset(row);
    return s->row ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status assemble(shown *s, gg_error *err)
{
    json_t *fields = json_object_get(s->payload, "fields");
    int bad = json_object_set(s->row, "registered", s->registered);

    bad |= json_object_set_new(s->row, "erased", json_boolean(!json_object_size(fields)));
    bad |= json_object_set(s->row, "closed", s->closed);
    bad |= json_object_set_new(s->row, "now", json_string(s->now));
    bad |= json_object_set(s->row, "clocks", s->clocks);
    bad |= json_object_set_new(s->row, "parts", parts_of(s->type, fields));
    bad |= json_object_set(s->row, "head", s->head);
    return bad ? gg_error_set(err, GG_E_MEMORY, NULL, "out of memory") : GG_OK;
}

gg_status gg_record_show(gg_registry *reg, const char *id, json_t **out, gg_error *err)
{
    shown s = {0};
    uint64_t number = 0;
    bool begun = false;
    gg_status st = gg_record_seen(reg, id, err);

    if (st == GG_OK)
        st = gg_read_begin(reg, &begun, err);
    gg_time_format(gg_env_now(&reg->env), s.now);
    if (st == GG_OK)
        st = gg_record_lookup(&reg->db, id, &number, err);
    if (st == GG_OK)
        st = read_row(&reg->db, number, &s, err);
    if (st == GG_OK)
        st = gg_event_payload(&reg->db, s.seq, &s.payload, &s.registered, err);
    if (st == GG_OK)
        st = closing(&reg->db, s.closed_seq, &s.closed, err);
    if (st == GG_OK)
        st = gg_record_clocks_read(&reg->db, number, s.now, &s.clocks, err);
    if (st == GG_OK)
        st = gg_head_json(reg, &s.head, err);
    st = gg_read_end(reg, begun, st, err);
    if (st == GG_OK)
        st = assemble(&s, err);
    if (st == GG_OK)
        *out = json_incref(s.row);
    json_decref(s.head);
    json_decref(s.payload);
    json_decref(s.registered);
    json_decref(s.closed);
    json_decref(s.clocks);
    json_decref(s.row);
    return st;
}
