/* The tables made again from the log, once every event of it has been found to hold. */
#include <string.h>

#include "verify_internal.h"

#define MEND "run gauger audit verify; restore a backup"

/* ---- what the log must show first */

/* What is missing at the end leaves no trace but this: a later head than there are events. */
static gg_status check_end(const gg_verification *v, gg_db *db, gg_error *err)
{
    unsigned long long last = (unsigned long long)v->events;
    uint64_t size = 0;
    gg_status st = gg_db_number(db, &size, NULL, "SELECT max(size) FROM head", "");

    if (st == GG_E_MEMORY)
        return gg_error_set(err, st, NULL, "out of memory");
    if (!v->events)
        return gg_error_set(err, GG_E_NO, MEND, "the log has no events to make tables of");
    /* A head that cannot be read says nothing; it is made from the events. */
    if (st != GG_OK || size <= v->events)
        return GG_OK;
    return gg_error_set(err, GG_E_NO, MEND,
                        "the log ends with event %llu, and its head says %llu: what is gone no "
                        "rebuild brings back",
                        last, (unsigned long long)size);
}

/* A head that does not fit is made again; anything else that was found is not for us to mend. */
static gg_status check_log(const gg_verification *v, gg_db *db, gg_error *err)
{
    const json_t *finding;
    size_t i;

    gg_error_where(err, db->path, 0, NULL);
    if (v->memory)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_array_foreach(v->findings, i, finding)
    {
        const char *where = gg_json_string(finding, "where", "");

        if (strcmp(where, "head") != 0)
            return gg_error_set(err, GG_E_NO, MEND, "%s: %s", where,
                                gg_json_string(finding, "what", ""));
    }
    return check_end(v, db, err);
}

/* Reads within the transaction, so on the registry's own connection. */
static gg_status examine(gg_registry *reg, gg_verification *v, gg_error *err)
{
    gg_status st;

    v->copy = reg->db;
    st = gg_verify_form_and_log(v, reg, err);
    reg->db = v->copy;
    memset(&v->copy, 0, sizeof v->copy);
    return st == GG_OK ? check_log(v, &reg->db, err) : st;
}

/* ---- making them */

static gg_status make_head(gg_db *db, const gg_verification *v, gg_error *err)
{
    return gg_db_run(db, err, "INSERT INTO head VALUES(1, ?1, ?2, ?3)", "ibs",
                     (int64_t)v->tree.size, v->tree.nodes, v->tree.n_nodes * GG_SHA256_BYTES,
                     v->time);
}

/* Dropping is denied to every other command. */
static gg_status make_schema(gg_db *db, gg_error *err)
{
    gg_error why;
    gg_status st, again;

    gg_error_init(&why);
    sqlite3_set_authorizer(db->handle, NULL, NULL);
    st = gg_schema_remake(db, &why);
    again = gg_db_restrict(db, err);
    if (st == GG_OK)
        return again;
    gg_error_where(err, db->path, 0, NULL);
    /* What cannot be dropped nor made has been put there, or is damaged. */
    return gg_error_set(err, st == GG_E_INPUT ? GG_E_NO : st, MEND, "%s", why.what);
}

/* What is left once everything was dropped and made: SQLite keeps its table of AUTOINCREMENT. */
static void refuse_difference(void *ctx, const char *name, const char *what, bool table)
{
    bool kept = strcmp(name, "table sqlite_sequence") == 0;
    gg_status st = gg_error_set(
        ctx, GG_E_NO, kept ? "restore a backup, or take it out as docs/registry.md says" : MEND,
        "%s %s", name, what);

    (void)table, (void)st;
}

static gg_status fill(gg_db *db, const gg_verification *v, uint64_t *events, gg_error *err)
{
    gg_error differs;
    gg_status st = make_schema(db, err);

    gg_error_init(&differs);
    if (st == GG_OK)
        st = make_head(db, v, err);
    if (st == GG_OK)
        st = gg_replay_log(db, db, events, err);
    if (st == GG_OK)
        st = gg_schema_compare(db, refuse_difference, &differs, err);
    if (st != GG_OK || differs.status == GG_OK)
        return st;
    gg_error_where(err, db->path, 0, NULL);
    return gg_error_set(err, GG_E_NO, differs.mend, "%s", differs.what);
}

static gg_status count_rows(gg_db *db, json_t *tables, gg_error *err)
{
    gg_status st = GG_OK;

    for (const gg_projection *p = gg_projections; st == GG_OK && p->table; p++) {
        char sql[80];
        sqlite3_stmt *stmt;
        int code;

        snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", p->table);
        code = sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL);
        if (code != SQLITE_OK || sqlite3_step(stmt) != SQLITE_ROW)
            st = gg_db_error(db, code != SQLITE_OK ? code : SQLITE_ERROR, err);
        else if (json_object_set_new(tables, p->table,
                                     json_integer(sqlite3_column_int64(stmt, 0))) != 0)
            st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        sqlite3_finalize(stmt);
    }
    return st;
}

/* Where the list of free pages names pages of the log, what was just made is written over events
 * that had been read before: nothing of it may last. */
static gg_status check_pages(gg_db *db, gg_error *err)
{
    json_t *said = json_array();
    gg_status st = gg_integrity_list(db, said, err);

    if (st == GG_OK && json_array_size(said)) {
        const char *text = json_string_value(json_array_get(said, 0));
        const char *second = strchr(text, '\n');

        /* A heading, then a line for each page. */
        text = second ? second + 1 : text;
        gg_error_where(err, db->path, 0, NULL);
        st = gg_error_set(err, GG_E_NO, MEND, "the file's pages do not hold together: %.*s",
                          (int)strcspn(text, "\n"), text);
    }
    json_decref(said);
    return st;
}

static gg_status rebuild(gg_registry *reg, gg_verification *v, json_t *tables, uint64_t *events,
                         gg_error *err)
{
    gg_status st = gg_db_run(&reg->db, err, "BEGIN IMMEDIATE", "");

    if (st == GG_OK)
        st = examine(reg, v, err);
    if (st == GG_OK)
        st = fill(&reg->db, v, events, err);
    if (st == GG_OK)
        st = count_rows(&reg->db, tables, err);
    if (st == GG_OK)
        st = check_pages(&reg->db, err);
    if (st == GG_OK)
        st = gg_db_run(&reg->db, err, "COMMIT", "");
    if (st != GG_OK && !sqlite3_get_autocommit(reg->db.handle))
        sqlite3_exec(reg->db.handle, "ROLLBACK", NULL, NULL, NULL);
    gg_duty_forget(&reg->db);
    return st;
}

gg_status gg_registry_rebuild(gg_registry *reg, json_t **out, gg_error *err)
{
    json_t *tables = json_object();
    gg_verification v;
    uint64_t events = 0;
    gg_status st;

    gg_verification_init(&v, NULL);
    if (reg->tx.open)
        st = gg_error_set(err, GG_E_USAGE, "end it first", "a change is open");
    else if (!tables || !v.findings || !v.structure)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    else
        st = rebuild(reg, &v, tables, &events, err);
    gg_verification_release(&v);
    if (st != GG_OK) {
        json_decref(tables);
        return st;
    }
    return gg_document(GG_OK, out, err,
                       json_pack("{s:s, s:I, s:o}", "format", "gauger/rebuild/1", "events",
                                 (json_int_t)events, "tables", tables));
}
