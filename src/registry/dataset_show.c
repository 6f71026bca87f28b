#include <string.h>

#include "gauger/registry/dataset.h"
#include "registry_internal.h"

static gg_status not_found(gg_registry *reg, const gg_reference *r, uint64_t newest, gg_error *err)
{
    char known[140] = "register one with gauger dataset add";
    sqlite3_stmt *row;
    bool more;
    size_t n = 0;

    if (newest)
        return gg_error_set(err, GG_E_NOT_FOUND, "see gauger dataset show",
                            "dataset %s has the versions 1 to %llu", r->name,
                            (unsigned long long)newest);
    if (gg_db_query(&reg->db, &row, NULL, "SELECT DISTINCT name FROM dataset LIMIT 6", "") == GG_OK)
        while (gg_db_step(&reg->db, row, &more, NULL) == GG_OK && more)
            if (n < sizeof known)
                n += (size_t)snprintf(known + n, sizeof known - n, "%s%s", n ? ", " : "there is ",
                                      gg_db_text(row, 0));
    return gg_error_set(err, GG_E_NOT_FOUND, known, "no dataset %s is registered", r->name);
}

gg_status gg_dataset_find(gg_registry *reg, const char *reference, gg_dataset_version *out,
                          gg_error *err)
{
    gg_reference r;
    gg_dataset_version found;
    sqlite3_stmt *row;
    bool there;
    gg_status st = gg_reference_parse("dataset", reference, &r, err);

    memset(&found, 0, sizeof found);
    if (st == GG_OK && r.selector[0] && !r.number && strcmp(r.selector, "latest") != 0)
        st = gg_error_set(err, GG_E_USAGE, "write NAME, NAME@2 or NAME@latest",
                          "a version of a dataset is a number");
    if (st == GG_OK)
        st = gg_db_number(&reg->db, &found.newest, err,
                          "SELECT max(number) FROM dataset WHERE name = ?1", "s", r.name);
    if (st == GG_OK)
        st = gg_db_query(&reg->db, &row, err,
                         "SELECT sha256, seq, purged FROM dataset WHERE name = ?1 AND number = ?2",
                         "si", r.name, (int64_t)(r.number ? r.number : found.newest));
    if (st == GG_OK)
        st = gg_db_step(&reg->db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there)
        return not_found(reg, &r, found.newest, err);
    gg_copy(found.name, sizeof found.name, r.name);
    found.number = r.number ? r.number : found.newest;
    gg_db_copy(row, 0, found.sha256, sizeof found.sha256);
    found.seq = (uint64_t)sqlite3_column_int64(row, 1);
    found.purged = (uint64_t)sqlite3_column_int64(row, 2);
    sqlite3_reset(row);
    *out = found;
    return GG_OK;
}

/* The day that it is, in UTC: what was to be kept until an earlier one is overdue. */
static const char *today(const gg_registry *reg, char out[GG_TIME_TEXT])
{
    gg_time_format(gg_env_now(&reg->env), out);
    out[strlen("YYYY-MM-DD")] = '\0';
    return out;
}

static const char *state_of(bool purged, bool current)
{
    return purged ? "purged" : current ? "current" : "superseded";
}

static json_t *list_row(sqlite3_stmt *row)
{
    bool purged = sqlite3_column_type(row, 10) != SQLITE_NULL;

    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:b}", "name",
                     gg_db_json(row, 0), "version", gg_db_json(row, 1), "origin",
                     gg_db_json(row, 2), "sha256", gg_db_json(row, 3), "bytes", gg_db_json(row, 4),
                     "verdict", gg_db_json(row, 5), "accepted_risk", gg_db_json(row, 6),
                     "retain_until", gg_db_json(row, 7), "time", gg_db_json(row, 8), "actor",
                     gg_db_json(row, 9), "state", state_of(purged, sqlite3_column_int(row, 11)),
                     "overdue", sqlite3_column_int(row, 12));
}

/* Versions: the newest of each name, or those whose retention date has passed. */
#define LISTED                                                                                     \
    "SELECT d.name, d.number, d.origin, d.sha256, d.bytes, d.verdict, d.accepted_risk,"            \
    " d.retain_until, e.time, e.actor, d.purged, d.number = n.number,"                             \
    " ifnull(d.purged IS NULL AND d.retain_until < ?1, 0)"                                         \
    " FROM (SELECT name, max(number) AS number FROM dataset GROUP BY name) n"                      \
    " JOIN dataset d ON d.name = n.name JOIN entry e ON e.seq = d.seq"
static const char list_newest[] = LISTED " WHERE d.number = n.number ORDER BY d.name";
static const char list_overdue[] =
    LISTED " WHERE d.purged IS NULL AND d.retain_until < ?1 ORDER BY d.name, d.number";

static gg_status listing(gg_registry *reg, const char *sql, json_t **out, gg_error *err)
{
    char day[GG_TIME_TEXT];
    json_t *list = json_array();
    uint64_t overdue = 0;
    gg_status st = gg_rows(&reg->db, list, list_row, err, sql, "s", today(reg, day));

    if (st == GG_OK)
        st = gg_db_number(&reg->db, &overdue, err,
                          "SELECT count(*) FROM dataset WHERE purged IS NULL"
                          " AND retain_until < ?1",
                          "s", day);
    return gg_document(st, out, err,
                       json_pack("{s:s, s:I, s:o}", "format", GG_DATASETS_FORMAT, "overdue",
                                 (json_int_t)overdue, "datasets", list));
}

gg_status gg_dataset_list(gg_registry *reg, json_t **out, gg_error *err)
{
    return listing(reg, list_newest, out, err);
}

gg_status gg_dataset_list_overdue(gg_registry *reg, json_t **out, gg_error *err)
{
    return listing(reg, list_overdue, out, err);
}

/* ---- what became of a version */

/* What an event says, of the keys of a document. */
static json_t *said(const json_t *payload, const json_t *registered, const char *const *keys)
{
    json_t *out = json_object();

    for (; out && *keys; keys++) {
        json_t *value = json_object_get(payload, *keys);

        if (!value)
            value = json_object_get(registered, *keys);
        if (json_object_set_new(out, *keys, value ? json_incref(value) : json_null()) != 0) {
            json_decref(out);
            return NULL;
        }
    }
    return out;
}

static gg_status put_event(gg_registry *reg, uint64_t seq, const char *key, const char *const *keys,
                           json_t *out, gg_error *err)
{
    json_t *payload = NULL, *registered = NULL;
    gg_status st = seq ? gg_event_payload(&reg->db, seq, &payload, &registered, err) : GG_OK;

    if (st == GG_OK &&
        json_object_set_new(out, key, seq ? said(payload, registered, keys) : json_null()) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_decref(payload);
    json_decref(registered);
    return st;
}

/* The version after this one takes its place; the newest may be a later one still. */
static gg_status put_fate(gg_registry *reg, const gg_dataset_version *d, json_t *out, gg_error *err)
{
    static const char *const purge[] = {"seq", "time", "actor", "reason", "due", NULL};
    static const char *const next[] = {"seq", "time", "reason", "corrects", NULL};
    const char *until = gg_json_string(out, "retain_until", NULL);
    char day[GG_TIME_TEXT];
    uint64_t seq = 0;
    gg_status st = put_event(reg, d->purged, "purged", purge, out, err);

    if (st == GG_OK && d->number < d->newest)
        st = gg_db_number(&reg->db, &seq, err,
                          "SELECT seq FROM dataset WHERE name = ?1 AND number = ?2", "si", d->name,
                          (int64_t)d->number + 1);
    if (st == GG_OK)
        st = put_event(reg, seq, "superseded_by", next, out, err);
    if (st == GG_OK && seq &&
        json_object_set_new(json_object_get(out, "superseded_by"), "version",
                            json_integer((json_int_t)d->number + 1)) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (st == GG_OK && json_object_set_new(out, "overdue",
                                           json_boolean(!d->purged && until &&
                                                        strcmp(until, today(reg, day)) < 0)) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

static json_t *number_row(sqlite3_stmt *row)
{
    return gg_db_json(row, 0);
}

static json_t *show(const gg_dataset_version *d, json_t *payload, json_t *registered,
                    json_t *versions)
{
    static const char *const keys[] = {
        "origin",         "sha256",    "bytes",        "file",      "schema", "sheet",
        "source_systems", "extracted", "retain_until", "authority", "check",  "accepted_risk"};
    static const char *const revised[] = {"reason", "corrects", "supersedes", NULL};
    json_t *out =
        json_pack("{s:s, s:s, s:I, s:I, s:s}", "format", GG_DATASET_FORMAT, "name", d->name,
                  "version", (json_int_t)d->number, "newest", (json_int_t)d->newest, "state",
                  state_of(d->purged != 0, d->number == d->newest));
    json_t *revision =
        json_object_get(payload, "supersedes") ? said(payload, NULL, revised) : json_null();
    int bad = !out;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(payload, keys[i]);

        bad |= json_object_set_new(out, keys[i], value ? json_incref(value) : json_null());
    }
    bad |= json_object_set_new(out, "registered", registered);
    bad |= json_object_set_new(out, "versions", versions);
    bad |= json_object_set_new(out, "revision", revision);
    if (!bad)
        return out;
    json_decref(out);
    return NULL;
}

gg_status gg_dataset_show(gg_registry *reg, const char *reference, json_t **out, gg_error *err)
{
    gg_dataset_version d;
    json_t *payload = NULL, *registered = NULL, *versions = json_array(), *document = NULL;
    bool begun = false;
    gg_status st = gg_read_begin(reg, &begun, err);

    if (st == GG_OK)
        st = gg_dataset_find(reg, reference, &d, err);
    if (st == GG_OK)
        st = gg_event_payload(&reg->db, d.seq, &payload, &registered, err);
    if (st == GG_OK)
        st = gg_rows(&reg->db, versions, number_row, err,
                     "SELECT number FROM dataset WHERE name = ?1 ORDER BY number", "s", d.name);
    if (st == GG_OK) {
        st = gg_document(GG_OK, &document, err, show(&d, payload, registered, versions));
    } else {
        json_decref(versions);
        json_decref(registered);
    }
    if (st == GG_OK)
        st = put_fate(reg, &d, document, err);
    if (st == GG_OK)
        st = gg_corrections_add(&reg->db, document, d.name, 0, err);
    st = gg_read_end(reg, begun, st, err);
    json_decref(payload);
    return gg_document(st, out, err, document);
}
