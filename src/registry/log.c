#include <string.h>

#include "account_internal.h"
#include "audit_internal.h"

gg_log_options gg_log_options_default(void)
{
    gg_log_options options = {.limit = 100};

    return options;
}

/* Whether a name is claimed is what the header says: what anybody may leave on record has no person
 * in the tables, signed or not. Headers are canonical, so that no name can hold this text. */
#define COLUMNS                                                                                    \
    "SELECT e.seq, e.time, e.actor, e.action, e.object, e.request,"                                \
    " ifnull(p.payload, q.payload), p.redacted,"                                                   \
    " instr(CAST(x.header AS TEXT), '\"claimed\":true'), x.signature IS NOT NULL FROM entry e"     \
    " LEFT JOIN events x ON x.seq = e.seq LEFT JOIN payloads p ON p.seq = e.seq"                   \
    " LEFT JOIN payloads q ON q.seq = p.redacted"

/* One query for each way to choose, so that each has its index; the rest is filtered. */
static const char log_object[] = COLUMNS
    " WHERE e.object = ?2 AND e.seq > ?5"
    " AND ifnull(e.subject = ?1, 1) AND ifnull(e.actor = ?3, 1) AND ifnull(e.action = ?4, 1)"
    " ORDER BY e.seq DESC LIMIT ?6";
static const char log_subject[] =
    COLUMNS " WHERE e.subject = ?1 AND e.seq > ?5"
            " AND ifnull(e.object = ?2, 1) AND ifnull(e.actor = ?3, 1) AND ifnull(e.action = ?4, 1)"
            " ORDER BY e.seq DESC LIMIT ?6";
static const char log_actor[] = COLUMNS
    " WHERE e.actor = ?3 AND e.seq > ?5"
    " AND ifnull(e.object = ?2, 1) AND ifnull(e.subject = ?1, 1) AND ifnull(e.action = ?4, 1)"
    " ORDER BY e.seq DESC LIMIT ?6";
static const char log_action[] = COLUMNS
    " WHERE e.action = ?4 AND e.seq > ?5"
    " AND ifnull(e.object = ?2, 1) AND ifnull(e.subject = ?1, 1) AND ifnull(e.actor = ?3, 1)"
    " ORDER BY e.seq DESC LIMIT ?6";
static const char log_all[] = COLUMNS
    " WHERE e.seq > ?5 AND ifnull(e.object = ?2, 1)"
    " AND ifnull(e.subject = ?1, 1) AND ifnull(e.actor = ?3, 1) AND ifnull(e.action = ?4, 1)"
    " ORDER BY e.seq DESC LIMIT ?6";

static const char *choose(const gg_log_options *o)
{
    return o->object    ? log_object
           : o->subject ? log_subject
           : o->actor   ? log_actor
           : o->action  ? log_action
                        : log_all;
}

static json_t *entry(sqlite3_stmt *row)
{
    json_t *payload = NULL, *out;
    gg_buf sentence;

    if (sqlite3_column_type(row, 6) != SQLITE_NULL &&
        gg_json_parse(sqlite3_column_blob(row, 6), (size_t)sqlite3_column_bytes(row, 6), "payload",
                      &payload, NULL) != GG_OK)
        payload = NULL;
    if (payload && sqlite3_column_type(row, 7) != SQLITE_NULL)
        gg_payload_kept(&payload);
    gg_buf_init(&sentence, 0);
    gg_event_summary(gg_db_text(row, 3), payload, &sentence);
    out = sentence.failed
              ? NULL
              : json_pack("{s:I, s:s, s:s, s:b, s:b, s:s, s:s, s:o, s:s, s:o, s:o}", "seq",
                          (json_int_t)sqlite3_column_int64(row, 0), "time", gg_db_text(row, 1),
                          "actor", gg_db_text(row, 2), "claimed",
                          sqlite3_column_type(row, 8) == SQLITE_NULL ||
                              sqlite3_column_int(row, 8) != 0,
                          "signed", sqlite3_column_int(row, 9) != 0, "action", gg_db_text(row, 3),
                          "object", gg_db_text(row, 4), "request", gg_db_json(row, 5), "summary",
                          sentence.data ? sentence.data : "", "payload",
                          payload ? payload : json_null(), "redacted", gg_db_json(row, 7));
    gg_buf_release(&sentence);
    return out;
}

static gg_status collect(gg_registry *reg, const gg_log_options *o, json_t *events, gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    int64_t limit = o->limit && o->limit < INT64_MAX ? (int64_t)o->limit : -1;
    gg_status st = gg_db_query(&reg->db, &row, err, choose(o), "ssssii", o->subject, o->object,
                               o->actor, o->action, (int64_t)o->after, limit);

    while (st == GG_OK && (st = gg_db_step(&reg->db, row, &more, err)) == GG_OK && more)
        if (json_array_append_new(events, entry(row)) != 0) {
            sqlite3_reset(row);
            st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        }
    return st;
}

/* An account that is limited to models sees no events of others. */
static gg_status hide(gg_registry *reg, json_t *events, gg_error *err)
{
    gg_sight sight;
    gg_status st = gg_sight_read(reg, &sight, err);

    if (st != GG_OK || !sight.limited)
        return st;
    for (size_t i = json_array_size(events); st == GG_OK && i-- > 0;) {
        const json_t *event = json_array_get(events, i);
        bool seen = false;

        st = gg_sight_event(reg, &sight, gg_json_string(event, "object", ""),
                            json_object_get(event, "payload"), &seen, err);
        if (st == GG_OK && !seen)
            json_array_remove(events, i);
    }
    return st;
}

/* The query gives the newest first, so that the limit leaves the newest. */
static void turn(json_t *list)
{
    for (size_t i = 0, n = json_array_size(list); i < n / 2; i++) {
        json_t *a = json_incref(json_array_get(list, i));

        json_array_set(list, i, json_array_get(list, n - 1 - i));
        json_array_set_new(list, n - 1 - i, a);
    }
}

gg_status gg_head_json(gg_registry *reg, json_t **out, gg_error *err)
{
    gg_tree_head head;
    gg_status st = gg_registry_head(reg, &head, err);

    if (st == GG_OK && !(*out = gg_head_document(&head)))
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

gg_status gg_registry_log(gg_registry *reg, const gg_log_options *options, json_t **out,
                          gg_error *err)
{
    gg_log_options defaults = gg_log_options_default();
    json_t *events = json_array(), *head = NULL;
    bool begun = false;
    gg_status st = gg_read_begin(reg, &begun, err);

    if (st == GG_OK)
        st = collect(reg, options ? options : &defaults, events, err);
    if (st == GG_OK)
        st = hide(reg, events, err);
    if (st == GG_OK)
        st = gg_head_json(reg, &head, err);
    st = gg_read_end(reg, begun, st, err);
    if (st != GG_OK) {
        json_decref(events);
        json_decref(head);
        return st;
    }
    turn(events);
    *out = json_pack("{s:s, s:o, s:o}", "format", "gauger/log/1", "head", head, "events", events);
    return GG_OK;
}

gg_status gg_read_begin(gg_registry *reg, bool *begun, gg_error *err)
{
    gg_status st;

    if (reg->tx.open)
        return GG_OK;
    st = gg_db_run(&reg->db, err, "BEGIN", "");
    *begun = st == GG_OK;
    return st;
}

gg_status gg_read_end(gg_registry *reg, bool begun, gg_status st, gg_error *err)
{
    if (!begun)
        return st;
    if (st == GG_OK)
        return gg_db_run(&reg->db, err, "COMMIT", "");
    if (!sqlite3_get_autocommit(reg->db.handle))
        sqlite3_exec(reg->db.handle, "ROLLBACK", NULL, NULL, NULL);
    gg_record_pending(reg);
    return st;
}
