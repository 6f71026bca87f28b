#include <string.h>

#include "verify_internal.h"

void gg_finding(gg_verification *v, const char *where, const char *format, ...)
{
    char what[256];
    va_list args;

    json_t *list = v->in_structure ? v->structure : v->findings;

    v->n_findings++;
    if (json_array_size(list) >= GG_FINDINGS)
        return;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (json_array_append_new(list, json_pack("{s:s, s:s}", "where", where, "what", what)))
        v->memory = true;
}

/* ---- structure */

static void schema_finding(void *ctx, const char *name, const char *what, bool table)
{
    gg_verification *v = ctx;

    gg_finding(v, name, "%s", what);
    if (table && (strcmp(name, "table events") == 0 || strcmp(name, "table payloads") == 0))
        v->log_differs = true;
    else if (table)
        v->tables_differ = true;
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

static gg_status take_image(gg_verification *v, gg_registry *reg, gg_error *err)
{
    gg_status st = gg_image_take(&v->image, &reg->db, err);

    v->integrity.image = &v->image;
    v->integrity.path = reg->path;
    return st == GG_OK ? gg_image_open(&v->image, reg->path, GG_IMAGE_ONCE, &v->copy, err) : st;
}

/* What cannot be read is a finding: it is then not examined, and the rest is. */
static gg_status unread(gg_verification *v, gg_status st, const gg_error *why, bool *mark,
                        gg_error *err)
{
    if (st == GG_E_MEMORY)
        return gg_error_set(err, st, NULL, "out of memory");
    if (st != GG_OK) {
        gg_finding(v, "registry.db", "%s", why->what);
        *mark = true;
    }
    return GG_OK;
}

/* Looked at first, since what has another form is not read; told last, so that nobody hides an
 * event behind tables of their own. */
static gg_status check_form(gg_verification *v, gg_error *err)
{
    gg_error why;
    gg_status st;

    gg_error_init(&why);
    v->in_structure = true;
    st = gg_schema_compare(&v->copy, schema_finding, v, &why);
    st = unread(v, st, &why, &v->log_differs, err);
    v->in_structure = false;
    return st;
}

/* Asked by the crew that the log was read with, or now where there was none. */
static gg_status check_integrity(gg_verification *v, gg_error *err)
{
    gg_integrity *it = &v->integrity;
    const json_t *text;
    bool mark = false;
    gg_status st;
    size_t i;

    if (!it->done)
        gg_integrity_run(it);
    v->in_structure = true;
    json_array_foreach(it->said, i, text)
    {
        gg_finding(v, "registry.db", "%s", json_string_value(text));
    }
    st = unread(v, it->status, &it->why, &mark, err);
    v->in_structure = false;
    return st;
}

static gg_status read_log(gg_verification *v, gg_registry *reg, gg_error *err)
{
    gg_status st = gg_db_open(&v->replay, ":memory:", SQLITE_OPEN_READWRITE, err);

    if (st == GG_OK)
        st = gg_schema_create(&v->replay, false, err);
    if (st == GG_OK)
        st = gg_db_script(&v->replay, "BEGIN", err);
    v->replay.log = &v->copy;
    if (st == GG_OK)
        st = check_id(v, reg, err);
    if (st == GG_OK)
        st = gg_verify_log(v, reg->env.threads, err);
    return st;
}

static gg_status examine_log(gg_verification *v, gg_registry *reg, gg_error *err)
{
    gg_error why;
    gg_status st;

    gg_error_init(&why);
    if (v->log_differs) {
        gg_finding(v, "events", "not examined: the tables of the log have another form");
        v->log_unread = true;
        return GG_OK;
    }
    st = read_log(v, reg, &why);
    return unread(v, st, &why, &v->log_unread, err);
}

static gg_status examine_rest(gg_verification *v, gg_registry *reg, gg_error *err)
{
    bool mark = false;
    gg_error why;
    gg_status st = GG_OK;

    gg_error_init(&why);
    if (!v->log_unread && !v->replay_stopped && !v->tables_differ) {
        st = gg_verify_tables(v, &why);
        st = unread(v, st, &why, &mark, err);
    }
    if (st != GG_OK)
        return st;
    gg_error_init(&why);
    st = gg_verify_files(v, reg, &why);
    return unread(v, st, &why, &v->files_unread, err);
}

gg_status gg_verify_form_and_log(gg_verification *v, gg_registry *reg, gg_error *err)
{
    gg_status st = check_form(v, err);

    return st == GG_OK ? examine_log(v, reg, err) : st;
}

/* What was signed here before is held against it unasked. */
static void check_printed(gg_verification *v, gg_registry *reg)
{
    char what[200];

    if (!v->log_unread && !v->replay_stopped &&
        !gg_printed_fits(reg, &v->copy, &v->tree, what, sizeof what))
        gg_finding(v, "events", "this is not the log that was there before: %s", what);
}

/* Findings about the structure after the others, as many as there is room for. */
static void append_structure(gg_verification *v)
{
    json_t *one;
    size_t i;

    json_array_foreach(v->structure, i, one)
    {
        if (json_array_size(v->findings) >= GG_FINDINGS)
            return;
        if (json_array_append(v->findings, one) != 0)
            v->memory = true;
    }
}

static gg_status examine(gg_verification *v, gg_registry *reg, gg_error *err)
{
    gg_error why;
    gg_status st;

    gg_error_init(&why);
    st = take_image(v, reg, &why);
    if (st == GG_E_INPUT) {
        v->files_unread = true;
        return unread(v, st, &why, &v->log_unread, err);
    }
    if (st != GG_OK) {
        *err = why;
        return st;
    }
    st = gg_verify_form_and_log(v, reg, err);
    if (st == GG_OK) {
        check_printed(v, reg);
        st = check_integrity(v, err);
    }
    if (st == GG_OK)
        st = examine_rest(v, reg, err);
    append_structure(v);
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

static json_t *count(uint64_t n, bool not_read)
{
    return not_read ? json_null() : json_integer((json_int_t)n);
}

/* Once of several people it stays so; that it is of one is known after the last event alone. */
static json_t *people(const gg_verification *v)
{
    if (v->several)
        return json_string("several");
    return v->log_unread || v->replay_stopped ? json_null() : json_string("one");
}

static json_t *head_of(const gg_verification *v)
{
    gg_tree_head head;
    char root[GG_SHA256_HEX];

    gg_tree_root(&v->tree, &head);
    return v->log_unread ? json_null()
                         : json_pack("{s:I, s:s}", "size", (json_int_t)head.size, "root",
                                     gg_digest_hex(head.root, root));
}

static gg_status report(gg_verification *v, json_t **out, gg_error *err)
{
    bool log = v->log_unread, files = v->files_unread;
    json_t *document = json_pack(
        "{s:s, s:s, s:b, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
        " s:o, s:o, s:I, s:O}",
        "format", "gauger/audit/1", "result", v->n_findings ? "broken" : "consistent", "pinned",
        v->options->id || v->options->head, "says", sentence(v), "id", v->id, "testing",
        log ? json_null() : json_boolean(v->testing), "people", people(v), "head", head_of(v),
        "events", count(v->tree.size, log), "signatures", count(v->signatures, log), "unsigned",
        count(v->unsigned_events, log), "trusted_signatures", count(v->trusted, log), "payloads",
        count(v->payloads, log), "redacted", count(v->redacted, log), "files",
        count(v->files, files), "unlisted_files", count(v->unlisted, files), "purged_files",
        count(v->purged, files), "files_to_remove", count(v->to_remove, files), "n_findings",
        (json_int_t)v->n_findings, "findings", v->findings);

    if (!document || v->memory) {
        json_decref(document);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = document;
    return GG_OK;
}

void gg_verification_init(gg_verification *v, const gg_verify_options *options)
{
    static const gg_verify_options nothing = {NULL, NULL, false};

    memset(v, 0, sizeof *v);
    v->options = options ? options : &nothing;
    v->findings = json_array();
    v->structure = json_array();
    v->integrity.said = json_array();
    gg_tree_init(&v->tree);
    gg_copy(v->time, sizeof v->time, "0000-01-01T00:00:00Z");
}

void gg_verification_release(gg_verification *v)
{
    gg_db_close(&v->copy);
    gg_db_close(&v->replay);
    gg_image_release(&v->image);
    json_decref(v->findings);
    json_decref(v->structure);
    json_decref(v->integrity.said);
}

gg_status gg_registry_verify(gg_registry *reg, const gg_verify_options *options, json_t **out,
                             gg_error *err)
{
    gg_verification v;
    gg_status st;

    gg_verification_init(&v, options);
    v.testing = gg_registry_testing(reg);
    if (v.options->id && !gg_digest_check(v.options->id))
        st = gg_error_set(err, GG_E_USAGE, "give 64 lower-case hexadecimal digits",
                          "this is not the identity of a registry");
    else if (!v.findings || !v.structure)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    else
        st = examine(&v, reg, err);
    if (st == GG_OK)
        st = report(&v, out, err);
    gg_verification_release(&v);
    return st;
}

gg_status gg_registry_sound(gg_registry *reg, const char *action, const char *object, gg_error *err)
{
    gg_tried tried = {action, object, "signature", "run gauger audit verify; restore a backup",
                      GG_E_NO};
    gg_verify_options options = {0};
    json_t *report = NULL;
    const json_t *first;
    gg_status st = gg_registry_verify(reg, &options, &report, err);

    first = json_array_get(json_object_get(report, "findings"), 0);
    if (st == GG_OK && gg_registry_verify_status(report) != GG_OK)
        st = gg_registry_refuse(reg, &tried, err, "the registry does not verify: %.40s: %.120s",
                                gg_json_string(first, "where", ""),
                                gg_json_string(first, "what", ""));
    json_decref(report);
    return st;
}

gg_status gg_registry_verify_damaged(const char *dir, const gg_env *env,
                                     const gg_verify_options *options, json_t **out, gg_error *err)
{
    gg_registry *reg = NULL;
    gg_verification v;
    gg_error why;
    gg_status st;

    gg_error_init(&why);
    st = gg_registry_open(dir, env, GG_REGISTRY_AUDIT, &reg, &why);
    gg_registry_close(reg);
    if (st == GG_OK)
        return gg_error_set(err, GG_E_CONFLICT, "use gg_registry_verify()", "it can be opened");
    if (st != GG_E_INPUT) {
        *err = why;
        return st;
    }
    gg_verification_init(&v, options);
    v.log_unread = v.files_unread = true;
    if (v.findings && v.structure)
        gg_finding(&v, "registry.db", "it cannot be read as a registry: %s", why.what);
    else
        v.memory = true;
    st = report(&v, out, err);
    gg_verification_release(&v);
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
