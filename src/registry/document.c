/* Rows and events as parts of documents. */
#include <stdarg.h>
#include <string.h>

#include "registry_internal.h"

gg_status gg_document(gg_status st, json_t **out, gg_error *err, json_t *document)
{
    if (st == GG_OK && !document)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (st == GG_OK)
        *out = document;
    else
        json_decref(document);
    return st;
}

gg_status gg_rows(gg_db *db, json_t *list, gg_row_document each, gg_error *err, const char *sql,
                  const char *types, ...)
{
    sqlite3_stmt *row;
    va_list args;
    bool more;
    gg_status st;

    va_start(args, types);
    st = gg_db_query_list(db, &row, err, sql, types, &args);
    va_end(args);
    while (st == GG_OK && (st = gg_db_step(db, row, &more, err)) == GG_OK && more)
        if (json_array_append_new(list, each(row)) != 0) {
            sqlite3_reset(row);
            st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        }
    return st;
}

void gg_payload_kept(json_t **payload)
{
    json_t *kept = json_incref(json_object_get(*payload, "kept"));

    json_decref(*payload);
    *payload = kept ? kept : json_object();
}

gg_status gg_event_payload(gg_db *db, uint64_t seq, json_t **payload, json_t **registered,
                           gg_error *err)
{
    sqlite3_stmt *row;
    bool there;
    gg_status st;

    db = db->log ? db->log : db;
    st = gg_db_query(db, &row, err,
                     "SELECT p.seq, e.time, e.actor, ifnull(p.payload, q.payload),"
                     " e.person, p.redacted FROM payloads p"
                     " LEFT JOIN entry e ON e.seq = p.seq"
                     " LEFT JOIN payloads q ON q.seq = p.redacted WHERE p.seq = ?1",
                     "i", (int64_t)seq);

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there || sqlite3_column_type(row, 3) == SQLITE_NULL) {
        sqlite3_reset(row);
        gg_error_where(err, db->path, 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "run gauger audit verify",
                            "the payload of event %llu is missing", (unsigned long long)seq);
    }
    st = gg_json_parse(sqlite3_column_blob(row, 3), (size_t)sqlite3_column_bytes(row, 3), "payload",
                       payload, err);
    if (st == GG_OK && sqlite3_column_type(row, 5) != SQLITE_NULL)
        gg_payload_kept(payload);
    if (st == GG_OK && registered)
        *registered = json_pack("{s:o, s:o, s:o, s:b}", "seq", gg_db_json(row, 0), "time",
                                gg_db_json(row, 1), "actor", gg_db_json(row, 2), "claimed",
                                sqlite3_column_type(row, 4) == SQLITE_NULL);
    sqlite3_reset(row);
    return st;
}
