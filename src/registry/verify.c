#include <string.h>

#include "verify_internal.h"

void gg_finding(gg_verification *v, const char *where, const char *format, ...)
{
    char what[256];
    va_list args;

    v->n_findings++;
    if (json_array_size(v->findings) >= GG_FINDINGS)
        return;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (json_array_append_new(v->findings, json_pack("{s:s, s:s}", "where", where, "what", what)))
        v->memory = true;
}

/* ---- structure */

static void schema_finding(void *ctx, const char *name, const char *what, bool table)
{
    gg_verification *v = ctx;

    gg_finding(v, name, "%s", what);
    v->tables_differ = v->tables_differ || table;
}

static gg_status check_integrity(gg_verification *v, gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    gg_status st = gg_db_query(&v->copy, &row, err, "PRAGMA integrity_check(20)", "");

    while (st == GG_OK && (st = gg_db_step(&v->copy, row, &more, err)) == GG_OK && more)
        if (strcmp(gg_db_text(row, 0), "ok") != 0)
            gg_finding(v, "registry.db", "%s", gg_db_text(row, 0));
    return st;
}

static gg_status check_id(gg_verification *v, gg_registry *reg, gg_error *err)
{
    char id[GG_SHA256_HEX];
    gg_db db = reg->db;
    gg_error scratch;
    gg_status st;

    gg_error_init(&scratch);
    reg->db = v->copy;
    st = gg_registry_id(reg, id, &scratch);
    v->copy = reg->db;
    reg->db = db;
    if (st == GG_E_MEMORY)
        return gg_error_set(err, st, NULL, "out of memory");
    gg_copy(v->id, sizeof v->id, st == GG_OK ? id : "");
    if (v->options->id && strcmp(v->options->id, v->id) != 0)
        gg_finding(v, "events 1", "this is not the registry whose identity was given");
    return GG_OK;
}

/* ---- all of it */

static gg_status take_copy(gg_verification *v, gg_registry *reg, gg_error *err)
{
    sqlite3_backup *backup;
    int code;
    gg_status st = gg_db_open(&v->copy, ":memory:", SQLITE_OPEN_READWRITE, err);

    if (st != GG_OK)
        return st;
    v->copy.path = reg->path;
    /* In one step, so that writers wait no longer than the copying takes. */
    backup = sqlite3_backup_init(v->copy.handle, "main", reg->db.handle, "main");
    if (!backup)
        return gg_db_error(&v->copy, sqlite3_errcode(v->copy.handle), err);
    do
        code = sqlite3_backup_step(backup, -1);
    while ((code == SQLITE_BUSY || code == SQLITE_LOCKED) && sqlite3_sleep(20) && v->waits++ < 500);
    sqlite3_backup_finish(backup);
    return code == SQLITE_DONE ? GG_OK : gg_db_error(&reg->db, code, err);
}

static gg_status examine(gg_verification *v, gg_registry *reg, gg_error *err)
{
    gg_status st = take_copy(v, reg, err);

    if (st == GG_OK)
        st = gg_schema_compare(&v->copy, schema_finding, v, err);
    if (st == GG_OK)
        st = check_integrity(v, err);
    /* Tables of another form cannot be read as ours. */
    if (st != GG_OK || v->tables_differ)
        return st;
    st = gg_db_open(&v->replay, ":memory:", SQLITE_OPEN_READWRITE, err);
    if (st == GG_OK)
        st = gg_schema_create(&v->replay, false, err);
    if (st == GG_OK)
        st = gg_db_script(&v->replay, "BEGIN", err);
    if (st == GG_OK)
        st = check_id(v, reg, err);
    if (st == GG_OK)
        st = gg_verify_log(v, reg->env.threads, err);
    if (st == GG_OK && !v->replay_stopped)
        st = gg_verify_tables(v, err);
    if (st == GG_OK)
        st = gg_verify_files(v, reg, err);
    return st;
}

static const char *sentence(const gg_verification *v)
{
    if (v->n_findings)
        return "The registry has been changed behind gauger's back, or is damaged.";
    if (v->options->id || v->options->head)
        return "Log, tables and files agree, and they agree with what was known from outside.";
    return "Log, tables and files agree: self-consistent only, since nothing known from outside "
           "was given to hold them against.";
}

static gg_status report(gg_verification *v, json_t **out, gg_error *err)
{
    gg_tree_head head;
    char root[2 * GG_SHA256_BYTES + 1];
    json_t *document;

    gg_tree_root(&v->tree, &head);
    for (size_t i = 0; i < GG_SHA256_BYTES; i++)
        snprintf(root + 2 * i, 3, "%02x", head.root[i]);
    document = json_pack(
        "{s:s, s:s, s:b, s:s, s:s, s:b, s:s, s:{s:I, s:s}, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I,"
        " s:I, s:I, s:I, s:O}",
        "format", "gauger/audit/1", "result", v->n_findings ? "broken" : "consistent", "pinned",
        v->options->id || v->options->head, "says", sentence(v), "id", v->id, "testing", v->testing,
        "people", v->several ? "several" : "one", "head", "size", (json_int_t)head.size, "root",
        root, "events", (json_int_t)v->tree.size, "signatures", (json_int_t)v->signatures,
        "unsigned", (json_int_t)v->unsigned_events, "trusted_signatures", (json_int_t)v->trusted,
        "payloads", (json_int_t)v->payloads, "redacted", (json_int_t)v->redacted, "files",
        (json_int_t)v->files, "unlisted_files", (json_int_t)v->unlisted, "purged_files",
        (json_int_t)v->purged, "files_to_remove", (json_int_t)v->to_remove, "n_findings",
        (json_int_t)v->n_findings, "findings", v->findings);
    if (!document || v->memory) {
        json_decref(document);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = document;
    return GG_OK;
}

gg_status gg_registry_verify(gg_registry *reg, const gg_verify_options *options, json_t **out,
                             gg_error *err)
{
    static const gg_verify_options nothing = {NULL, NULL, false};
    gg_verification v;
    gg_status st;

    memset(&v, 0, sizeof v);
    v.options = options ? options : &nothing;
    v.findings = json_array();
    v.testing = gg_registry_testing(reg);
    gg_tree_init(&v.tree);
    gg_copy(v.time, sizeof v.time, "0000-01-01T00:00:00Z");
    if (v.options->id && !gg_digest_check(v.options->id))
        st = gg_error_set(err, GG_E_USAGE, "give 64 lower-case hexadecimal digits",
                          "this is not the identity of a registry");
    else if (!v.findings)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    else
        st = examine(&v, reg, err);
    if (st == GG_OK)
        st = report(&v, out, err);
    gg_db_close(&v.copy);
    gg_db_close(&v.replay);
    json_decref(v.findings);
    return st;
}

gg_status gg_registry_verify_status(const json_t *report_)
{
    const char *result = gg_json_string(report_, "result", "");

    if (strcmp(gg_json_string(report_, "format", ""), "gauger/audit/1") != 0)
        return GG_E_INPUT;
    return strcmp(result, "consistent") == 0 ? GG_OK
           : strcmp(result, "broken") == 0   ? GG_E_NO
                                             : GG_E_INPUT;
}
