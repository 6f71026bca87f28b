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
                         "SELECT sha256, seq FROM dataset WHERE name = ?1 AND number = ?2", "si",
                         r.name, (int64_t)(r.number ? r.number : found.newest));
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
    sqlite3_reset(row);
    *out = found;
    return GG_OK;
}

static json_t *list_row(sqlite3_stmt *row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s}", "name",
                     gg_db_json(row, 0), "version", gg_db_json(row, 1), "origin",
                     gg_db_json(row, 2), "sha256", gg_db_json(row, 3), "bytes", gg_db_json(row, 4),
                     "verdict", gg_db_json(row, 5), "accepted_risk", gg_db_json(row, 6),
                     "retain_until", gg_db_json(row, 7), "time", gg_db_json(row, 8), "actor",
                     gg_db_json(row, 9), "state", "current");
}

gg_status gg_dataset_list(gg_registry *reg, json_t **out, gg_error *err)
{
    json_t *list = json_array();
    gg_status st = gg_rows(&reg->db, list, list_row, err,
                           "SELECT d.name, d.number, d.origin, d.sha256, d.bytes, d.verdict,"
                           " d.accepted_risk, d.retain_until, e.time, e.actor"
                           " FROM (SELECT name, max(number) AS number FROM dataset GROUP BY name) n"
                           " JOIN dataset d ON d.name = n.name AND d.number = n.number"
                           " JOIN entry e ON e.seq = d.seq ORDER BY d.name",
                           "");

    return gg_document(st, out, err,
                       json_pack("{s:s, s:o}", "format", GG_DATASETS_FORMAT, "datasets", list));
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
    json_t *out =
        json_pack("{s:s, s:s, s:I, s:I, s:s}", "format", GG_DATASET_FORMAT, "name", d->name,
                  "version", (json_int_t)d->number, "newest", (json_int_t)d->newest, "state",
                  d->number == d->newest ? "current" : "superseded");
    int bad = !out;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(payload, keys[i]);

        bad |= json_object_set_new(out, keys[i], value ? json_incref(value) : json_null());
    }
    bad |= json_object_set_new(out, "registered", registered);
    bad |= json_object_set_new(out, "versions", versions);
    if (!bad)
        return out;
    json_decref(out);
    return NULL;
}

gg_status gg_dataset_show(gg_registry *reg, const char *reference, json_t **out, gg_error *err)
{
    gg_dataset_version d;
    json_t *payload = NULL, *registered = NULL, *versions = json_array();
    bool begun = false;
    gg_status st = gg_read_begin(reg, &begun, err);

    if (st == GG_OK)
        st = gg_dataset_find(reg, reference, &d, err);
    if (st == GG_OK)
        st = gg_event_payload(&reg->db, d.seq, &payload, &registered, err);
    if (st == GG_OK)
        st = gg_rows(&reg->db, versions, number_row, err,
                     "SELECT number FROM dataset WHERE name = ?1 ORDER BY number", "s", d.name);
    st = gg_read_end(reg, begun, st, err);
    if (st != GG_OK) {
        json_decref(versions);
        json_decref(registered);
        json_decref(payload);
        return st;
    }
    st = gg_document(GG_OK, out, err, show(&d, payload, registered, versions));
    json_decref(payload);
    return st;
}
