/* The accounting of disclosures: what left, for whom, why and by which authority, line by line. */
#include <string.h>

#include "account_internal.h"
#include "record_internal.h"

/* The fields of a disclosure as they stand in the accounting. */
static const char *const columns[] = {"disclosed_on", "nature",  "what",      "sha256",
                                      "recipient",    "purpose", "authority", "onward_limits"};

typedef struct accounting {
    gg_db *db;
    gg_sight sight;
    json_t *lines;
    gg_error *err;
} accounting;

/* A record that was erased keeps its place, without its texts. */
static gg_status line_of(const accounting *a, sqlite3_stmt *row, json_t **out)
{
    json_t *payload = NULL, *added = NULL, *line;
    const json_t *fields;
    int bad = 0;
    gg_status st =
        gg_event_payload(a->db, (uint64_t)sqlite3_column_int64(row, 1), &payload, &added, a->err);

    if (st != GG_OK)
        return st;
    fields = json_object_get(payload, "fields");
    line = json_pack("{s:o, s:o, s:o, s:o}", "record",
                     json_sprintf("disclosure@%lld", sqlite3_column_int64(row, 0)), "state",
                     gg_db_json(row, 2), "model", gg_record_model(row, 3, 4), "added", added);
    for (size_t i = 0; line && i < sizeof columns / sizeof *columns; i++) {
        json_t *value = json_object_get(fields, columns[i]);

        bad |= json_object_set_new(line, columns[i], value ? json_incref(value) : json_null());
    }
    json_decref(payload);
    if (line && !bad) {
        *out = line;
        return GG_OK;
    }
    json_decref(line);
    return gg_error_set(a->err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status collect(accounting *a, const gg_reference *r)
{
    sqlite3_stmt *row;
    bool more;
    gg_status st = gg_db_query(a->db, &row, a->err,
                               "SELECT number, seq, state, model, version FROM record"
                               " WHERE type = 'disclosure' AND state <> 'superseded'"
                               " AND (?1 IS NULL OR model = ?1) AND (?2 IS NULL OR version = ?2)"
                               " ORDER BY dated, number",
                               "su", r->name[0] ? r->name : NULL, r->number);

    while (st == GG_OK && (st = gg_db_step(a->db, row, &more, a->err)) == GG_OK && more) {
        json_t *line = NULL;

        if (sqlite3_column_type(row, 3) != SQLITE_NULL &&
            !gg_sight_covers(&a->sight, gg_db_text(row, 3)))
            continue;
        st = line_of(a, row, &line);
        if (st == GG_OK && json_array_append_new(a->lines, line) != 0)
            st = gg_error_set(a->err, GG_E_MEMORY, NULL, "out of memory");
        if (st != GG_OK)
            sqlite3_reset(row);
    }
    return st;
}

gg_status gg_record_disclosures(gg_registry *reg, const char *model, json_t **out, gg_error *err)
{
    accounting a = {.db = &reg->db, .err = err};
    gg_reference r;
    bool begun = false;
    char now[GG_TIME_TEXT];
    gg_status st = gg_record_model_read(model, &r, err);

    if (st == GG_OK && r.name[0])
        st = gg_registry_sees(reg, r.name, err);
    if (st == GG_OK)
        st = gg_sight_read(reg, &a.sight, err);
    if (st == GG_OK)
        st = gg_read_begin(reg, &begun, err);
    if (st != GG_OK)
        return st;
    gg_time_format(gg_env_now(&reg->env), now);
    a.lines = json_array();
    st = gg_read_end(reg, begun, collect(&a, &r), err);
    return gg_document(st, out, err,
                       json_pack("{s:s, s:s, s:s?, s:o}", "format", GG_DISCLOSURES_FORMAT, "now",
                                 now, "model", model, "disclosures", a.lines));
}
