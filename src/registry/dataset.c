#include "gauger/registry/dataset.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record_internal.h"
#include "sketches.h"

#define TEXT_MAX 4000 /* bytes of a sentence or two by people */

typedef struct origin_row {
    const char *word;
    bool people; /* behind the rows: re-identification refuses */
    bool statement;
} origin_row;

static const origin_row origins[] = {
    {"synthetic", false, false},
    {"synthetic-fitted", true, true},
    {"deidentified", true, false},
    {"aggregate", true, false},
};

const char *gg_dataset_origin(size_t i)
{
    return i < sizeof origins / sizeof *origins ? origins[i].word : NULL;
}

static gg_status find_origin(const char *word, const origin_row **out, gg_error *err)
{
    for (size_t i = 0; word && i < sizeof origins / sizeof *origins; i++)
        if (strcmp(origins[i].word, word) == 0) {
            *out = &origins[i];
            return GG_OK;
        }
    return gg_error_set(err, GG_E_USAGE,
                        "choose synthetic, synthetic-fitted, deidentified or aggregate",
                        word ? "there is no such origin" : "the origin is not given");
}

gg_status gg_dataset_admit(const char *origin, const json_t *check, gg_error *err)
{
    const char *verdict = gg_json_string(check, "verdict", "");
    const origin_row *row = NULL;
    gg_status st = find_origin(origin, &row, err);

    if (st != GG_OK)
        return st;
    if (strcmp(gg_json_string(check, "format", ""), "gauger/deidentification/1") != 0)
        return gg_error_set(err, GG_E_INPUT, "give the document of gauger check",
                            "this is not a document of the format gauger/deidentification/1");
    if (strcmp(verdict, "clean") == 0)
        return GG_OK;
    if (strcmp(verdict, "reidentifiable") == 0 && !row->people)
        return GG_OK;
    if (strcmp(verdict, "reidentifiable") == 0)
        return gg_error_set(err, GG_E_NO,
                            "generalise columns, or give --accept-risk REASON, which is on record",
                            "rule reidentifiable: the check says that rows can be re-identified");
    if (strcmp(verdict, "identifiers") == 0)
        return gg_error_set(
            err, GG_E_NO, "take the columns out, or give --accept-risk REASON, which is on record",
            "rule identifiers: the check found what identifies persons, or looks like it");
    return gg_error_set(err, GG_E_INPUT, "give the document of gauger check",
                        "the check has a verdict that is not known");
}

static gg_status check_entry(const gg_dataset_entry *e, gg_error *err)
{
    const origin_row *origin = NULL;
    gg_status st = gg_name_check("dataset", e->name, err);

    if (st == GG_OK)
        st = find_origin(e->origin, &origin, err);
    if (st == GG_OK && (!e->path) == (!e->stored))
        st = gg_error_set(err, GG_E_USAGE, "give a file", "no file, or two, for the dataset");
    if (st == GG_OK && origin->statement && !gg_json_string(e->sheet, "owner_statement", NULL))
        st = gg_error_set(err, GG_E_USAGE, "write owner_statement into the data sheet",
                          "data fitted to restricted data needs a statement by its owner");
    for (size_t i = 0; st == GG_OK && i < e->n_source_systems; i++)
        st = gg_text_field("name of a source system", e->source_systems[i], TEXT_MAX, true, err);
    if (st == GG_OK && e->extracted && !gg_date_check(e->extracted, true))
        st = gg_error_set(err, GG_E_USAGE, "write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ",
                          "the time of extraction is malformed");
    if (st == GG_OK && e->retain_until && !gg_date_check(e->retain_until, false))
        st = gg_error_set(err, GG_E_USAGE, "write YYYY-MM-DD", "the retention date is malformed");
    if (st == GG_OK)
        st = gg_text_field("authority for retention", e->authority, TEXT_MAX, false, err);
    if (st == GG_OK && e->reason)
        st = gg_text_field("reason", e->reason, TEXT_MAX, true, err);
    if (st == GG_OK && e->corrects)
        st = gg_text_field("record that it corrects by", e->corrects, GG_NAME_MAX, true, err);
    if (st == GG_OK && e->accept_risk)
        st = gg_text_field("reason for accepting the risk", e->accept_risk, TEXT_MAX, true, err);
    if (st == GG_OK &&
        ((e->schema && !json_is_object(e->schema)) || (e->sheet && !json_is_object(e->sheet))))
        st = gg_error_set(err, GG_E_USAGE, "write a map", "schema or data sheet is not a map");
    return st;
}

static gg_status check_table(const gg_dataset_entry *e, const char *path, json_t **out,
                             gg_error *err)
{
    gg_schema schema;
    gg_status st = GG_OK;

    gg_schema_init(&schema);
    if (e->schema)
        st = gg_schema_add(&schema, e->schema, err);
    if (st == GG_OK)
        st = gg_deidentification_check(path, &schema, e->check, out, err);
    gg_schema_release(&schema);
    return st;
}

/* What is found out about the file before anything is locked. */
typedef struct examined {
    gg_stored stored;
    json_t *check;
    gg_status admitted; /* GG_OK, or GG_E_NO with why */
    gg_error why;
    char schema_sha256[GG_SHA256_HEX];
} examined;

/*
 * The file is checked where it lies and copied only if it may enter, so that what is refused is
 * never in the store; the digests before and after show that it was the same file.
 */
static gg_status examine_path(gg_registry *reg, const gg_dataset_entry *e, examined *x,
                              gg_error *err)
{
    char before[GG_SHA256_HEX];
    gg_status st = gg_sha256_file(e->path, before, err);

    if (st == GG_OK)
        st = check_table(e, e->path, &x->check, err);
    if (st != GG_OK)
        return st;
    x->admitted = gg_dataset_admit(e->origin, x->check, &x->why);
    if (x->admitted != GG_OK && !e->accept_risk) {
        gg_copy(x->stored.sha256, sizeof x->stored.sha256, before);
        return GG_OK;
    }
    st = gg_registry_put_file(reg, e->path, &x->stored, err);
    if (st == GG_OK && strcmp(before, x->stored.sha256) != 0) {
        gg_error_where(err, e->path, 0, NULL);
        st = gg_error_set(err, GG_E_CONFLICT, "try again when nobody writes to it",
                          "the file changed while it was read");
    }
    return st;
}

static gg_status examine_stored(gg_registry *reg, const gg_dataset_entry *e, examined *x,
                                gg_error *err)
{
    gg_buf path;
    gg_status st;

    gg_buf_init(&path, 0);
    st = gg_registry_file_path(reg, e->stored, &path, err);
    if (st == GG_OK)
        st = check_table(e, path.data, &x->check, err);
    if (st == GG_OK) {
        x->admitted = gg_dataset_admit(e->origin, x->check, &x->why);
        st = gg_registry_put_file(reg, path.data, &x->stored, err);
    }
    gg_buf_release(&path);
    return st;
}

static gg_status examine(gg_registry *reg, const gg_dataset_entry *e, examined *x, gg_error *err)
{
    gg_buf canonical;
    gg_status st;

    memset(x, 0, sizeof *x);
    st = e->path ? examine_path(reg, e, x, err) : examine_stored(reg, e, x, err);
    if (st != GG_OK)
        return st;
    gg_buf_init(&canonical, 0);
    if (e->schema)
        gg_json_canonical(e->schema, &canonical);
    st = gg_buf_check(&canonical, err);
    if (st == GG_OK)
        gg_sha256_hex(canonical.data ? canonical.data : "", canonical.size, x->schema_sha256);
    gg_buf_release(&canonical);
    return st;
}

static json_t *names(const gg_dataset_entry *e)
{
    json_t *list = json_array();

    for (size_t i = 0; i < e->n_source_systems; i++)
        if (json_array_append_new(list, json_string(e->source_systems[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

/* What a revision says besides: why, by which record, and of which version. */
static json_t *revised(json_t *payload, const gg_dataset_entry *e, uint64_t supersedes)
{
    json_t *more = json_pack("{s:s, s:s?, s:I}", "reason", e->reason, "corrects", e->corrects,
                             "supersedes", (json_int_t)supersedes);
    int bad = !payload || !more || json_object_update(payload, more) != 0;

    json_decref(more);
    if (!bad)
        return payload;
    json_decref(payload);
    return NULL;
}

static json_t *payload_of(const gg_dataset_entry *e, const examined *x)
{
    const char *slash = e->path ? strrchr(e->path, '/') : NULL;
    const char *file = slash ? slash + 1 : e->path;
    bool accepted = x->admitted != GG_OK;

    return json_pack(
        "{s:s, s:s, s:I, s:s?, s:O?, s:s, s:O?, s:o, s:s?, s:s?, s:s?, s:O, s:s, s:s?,"
        " s:[{s:s, s:I}]}",
        "origin", e->origin, "sha256", x->stored.sha256, "bytes", (json_int_t)x->stored.bytes,
        "file", file, "schema", e->schema, "schema_sha256", x->schema_sha256, "sheet", e->sheet,
        "source_systems", names(e), "extracted", e->extracted, "retain_until", e->retain_until,
        "authority", e->authority, "check", x->check, "verdict",
        gg_json_string(x->check, "verdict", ""), "accepted_risk", accepted ? e->accept_risk : NULL,
        "files", "sha256", x->stored.sha256, "bytes", (json_int_t)x->stored.bytes);
}

static gg_status refuse(gg_transaction *tx, const gg_dataset_entry *e, const examined *x,
                        gg_error *err)
{
    const char *verdict = gg_json_string(x->check, "verdict", "");
    char object[GG_NAME_MAX + 16];
    gg_status st;

    snprintf(object, sizeof object, "dataset/%s", e->name);
    st = gg_append(tx, "dataset.refuse", object,
                   json_pack("{s:s, s:s, s:s, s:s, s:s}", "origin", e->origin, "sha256",
                             x->stored.sha256, "verdict", verdict, "rule", verdict, "message",
                             x->why.what),
                   NULL, err);
    st = gg_transaction_end(tx, st, err);
    if (st != GG_OK)
        return st;
    gg_error_where(err, e->path ? e->path : e->name, 0, NULL);
    return gg_error_set(err, x->admitted, x->why.mend, "%s", x->why.what);
}

/* What speaks against the bytes themselves. */
static gg_status refuse_bytes(gg_registry *reg, const gg_dataset_entry *e, const char *rule,
                              const char *mend, gg_error *err, const char *what)
{
    char object[GG_NAME_MAX + 16];
    gg_tried tried = {e->reason ? "dataset.revise" : "dataset.add", object, rule, mend,
                      GG_E_CONFLICT};

    snprintf(object, sizeof object, "dataset/%s", e->name);
    gg_error_where(err, e->path, 0, NULL);
    return gg_registry_refuse(reg, &tried, err, "%s", what);
}

/* The newest version of a name: its number, 0 if there is none, and whether it is the same. */
static gg_status newest(gg_db *db, const char *name, const examined *x, uint64_t *number,
                        bool *same, gg_error *err)
{
    sqlite3_stmt *row;
    bool found = false;
    gg_status st =
        gg_db_query(db, &row, err,
                    "SELECT number, sha256, schema_sha256, purged FROM dataset WHERE name = ?1"
                    " ORDER BY number DESC LIMIT 1",
                    "s", name);

    if (st == GG_OK)
        st = gg_db_step(db, row, &found, err);
    if (st != GG_OK || !found)
        return st;
    *number = (uint64_t)sqlite3_column_int64(row, 0);
    *same = strcmp(gg_db_text(row, 1), x->stored.sha256) == 0 &&
            strcmp(gg_db_text(row, 2), x->schema_sha256) == 0 &&
            sqlite3_column_type(row, 3) == SQLITE_NULL;
    sqlite3_reset(row);
    return GG_OK;
}

/* The same bytes may have been purged before, or between the copying and the lock. */
static gg_status keep_file(gg_registry *reg, const gg_dataset_entry *e, const examined *x,
                           gg_error *err)
{
    char *path = gg_file_name(reg, x->stored.sha256);
    bool there = path && access(path, F_OK) == 0;
    gg_stored again;
    gg_status st = GG_OK;

    free(path);
    if (there)
        return GG_OK;
    if (!e->path)
        return refuse_bytes(reg, e, "purged", "give the table as a file", err,
                            "the same bytes were purged before");
    st = gg_registry_put_file(reg, e->path, &again, err);
    if (st == GG_OK && strcmp(again.sha256, x->stored.sha256) != 0)
        st = gg_error_set(err, GG_E_CONFLICT, "try again when nobody writes to it",
                          "the file changed while it was read");
    return st;
}

/* One case corrects a dataset once, whichever record of it is named, and by other rows. */
static gg_status check_correction(gg_registry *reg, const gg_dataset_entry *e, const examined *x,
                                  const char *cause, uint64_t newest_number, gg_error *err)
{
    char what[220];
    gg_db *db = &reg->db;
    uint64_t before = 0, same = 0;
    gg_status st = gg_db_number(db, &before, err,
                                "WITH RECURSIVE same(n) AS (SELECT number FROM record"
                                " WHERE type || '@' || number = ?1 UNION SELECT r.number FROM"
                                " record r JOIN same ON r.supersedes = n OR r.superseded_by = n)"
                                " SELECT count(*) FROM record JOIN same ON n = number"
                                " WHERE substr(revision, 1, length(?2) + 1) = ?2 || '@'",
                                "ss", cause, e->name);

    if (st == GG_OK && before) {
        snprintf(what, sizeof what, "%s has corrected %.100s already", cause, e->name);
        return refuse_bytes(reg, e, "correction", "add a record of its own for what was left", err,
                            what);
    }
    if (st == GG_OK)
        st = gg_db_number(db, &same, err,
                          "SELECT count(*) FROM dataset WHERE name = ?1 AND number = ?2"
                          " AND sha256 = ?3",
                          "sis", e->name, (int64_t)newest_number, x->stored.sha256);
    if (st == GG_OK && same) {
        snprintf(what, sizeof what,
                 "the table has the same bytes as %.100s@%llu, which it is to correct", e->name,
                 (unsigned long long)newest_number);
        st = refuse_bytes(reg, e, "correction", "give the corrected table", err, what);
    }
    return st;
}

static gg_status enter(gg_registry *reg, const gg_dataset_entry *e, const examined *x,
                       uint64_t *number, gg_error *err)
{
    char object[GG_NAME_MAX + 40], cause[GG_RECORD_ID];
    gg_dataset_entry own = *e;
    gg_transaction *tx;
    bool same = false;
    gg_status st = gg_transaction_begin(reg, &tx, err);

    if (st != GG_OK)
        return st;
    if (x->admitted != GG_OK && !e->accept_risk)
        return refuse(tx, e, x, err);
    st = newest(&reg->db, e->name, x, number, &same, err);
    if (st == GG_OK && same) {
        char what[180];

        snprintf(what, sizeof what, "%.100s@%llu has the same bytes and the same schema", e->name,
                 (unsigned long long)*number);
        st = refuse_bytes(reg, e, "state", "nothing is to be done", err, what);
    }
    if (st == GG_OK && e->corrects) {
        st = gg_record_correction(&reg->db, e->corrects, cause, err);
        own.corrects = cause;
        if (st == GG_OK)
            st = check_correction(reg, e, x, cause, *number, err);
    }
    if (st == GG_OK)
        st = keep_file(reg, e, x, err);
    ++*number;
    snprintf(object, sizeof object, "dataset/%s@%llu", e->name, (unsigned long long)*number);
    if (st == GG_OK)
        st = e->reason ? gg_append(tx, "dataset.revise", object,
                                   revised(payload_of(e, x), &own, *number - 1), NULL, err)
                       : gg_append(tx, "dataset.add", object, payload_of(e, x), NULL, err);
    return gg_transaction_end(tx, st, err);
}

static gg_status bring_in(gg_registry *reg, const gg_dataset_entry *entry, json_t **out,
                          gg_error *err)
{
    char reference[GG_NAME_MAX + 24];
    examined x = {.check = NULL};
    uint64_t number = 0;
    gg_status st = check_entry(entry, err);

    if (st == GG_OK)
        st = examine(reg, entry, &x, err);
    if (st == GG_OK)
        st = enter(reg, entry, &x, &number, err);
    json_decref(x.check);
    if (st == GG_OK)
        gg_sketches_keep(reg, x.stored.sha256, entry->schema,
                         entry->check && entry->check->threads ? entry->check->threads : 1);
    if (st != GG_OK || !out)
        return st;
    snprintf(reference, sizeof reference, "%s@%llu", entry->name, (unsigned long long)number);
    return gg_dataset_show(reg, reference, out, err);
}

gg_status gg_dataset_add(gg_registry *reg, const gg_dataset_entry *entry, json_t **out,
                         gg_error *err)
{
    gg_dataset_entry plain = *entry;

    plain.reason = plain.corrects = NULL;
    return bring_in(reg, &plain, out, err);
}

/* ---- revisions */

/* A list of texts of a payload, borrowed from it; NULL on no memory. */
static const char **texts_of(const json_t *list)
{
    const char **texts = calloc(json_array_size(list) + 1, sizeof *texts);

    for (size_t i = 0; texts && i < json_array_size(list); i++)
        texts[i] = json_string_value(json_array_get(list, i));
    return texts;
}

/* What is not said anew is as it was; the time of extraction is of the new file, and is not. */
static void take_over(gg_dataset_entry *e, const json_t *payload, const char *const *systems)
{
    const json_t *list = json_object_get(payload, "source_systems");

    if (!e->origin)
        e->origin = gg_json_string(payload, "origin", NULL);
    if (!e->schema && json_is_object(json_object_get(payload, "schema")))
        e->schema = json_object_get(payload, "schema");
    if (!e->sheet && json_is_object(json_object_get(payload, "sheet")))
        e->sheet = json_object_get(payload, "sheet");
    if (!e->n_source_systems) {
        e->source_systems = systems;
        e->n_source_systems = json_array_size(list);
    }
    if (!e->retain_until)
        e->retain_until = gg_json_string(payload, "retain_until", NULL);
    if (!e->authority)
        e->authority = gg_json_string(payload, "authority", NULL);
}

gg_status gg_dataset_revise(gg_registry *reg, const gg_dataset_entry *entry, json_t **out,
                            gg_error *err)
{
    gg_dataset_entry e = *entry;
    gg_dataset_version d;
    json_t *payload = NULL;
    const char **systems = NULL;
    gg_status st = gg_text_field("reason", e.reason, TEXT_MAX, true, err);

    if (st == GG_OK)
        st = gg_name_check("dataset", e.name, err);
    if (st == GG_OK)
        st = gg_dataset_find(reg, e.name, &d, err);
    if (st == GG_OK)
        st = gg_event_payload(&reg->db, d.seq, &payload, NULL, err);
    if (st == GG_OK) {
        systems = texts_of(json_object_get(payload, "source_systems"));
        st = systems ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    if (st == GG_OK) {
        take_over(&e, payload, systems);
        st = bring_in(reg, &e, out, err);
    }
    free(systems);
    json_decref(payload);
    return st;
}
