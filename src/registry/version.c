#include <string.h>

#include "gauger/model/kind.h"
#include "gauger/registry/cycle.h"
#include "gauger/registry/dataset.h"
#include "gauger/registry/model.h"
#include "lifecycle_internal.h"

/* ---- finding */

#define VERSION_COLUMNS                                                                            \
    "SELECT name, number, state, kind, base, composition, operating, artifact, training, cycle,"   \
    " seq FROM version "

static void read_version(sqlite3_stmt *row, gg_version *out)
{
    gg_db_copy(row, 0, out->model, sizeof out->model);
    out->number = (uint64_t)sqlite3_column_int64(row, 1);
    gg_db_copy(row, 2, out->state, sizeof out->state);
    gg_db_copy(row, 3, out->kind, sizeof out->kind);
    out->from = (uint64_t)sqlite3_column_int64(row, 4);
    gg_db_copy(row, 5, out->composition, sizeof out->composition);
    gg_db_copy(row, 6, out->operating, sizeof out->operating);
    gg_db_copy(row, 7, out->artifact_sha256, sizeof out->artifact_sha256);
    gg_db_copy(row, 8, out->training_sha256, sizeof out->training_sha256);
    out->cycle = (uint64_t)sqlite3_column_int64(row, 9);
    out->seq = (uint64_t)sqlite3_column_int64(row, 10);
}

/* One way to choose a version for each form of a reference. */
static gg_status choose(gg_db *db, const gg_reference *r, sqlite3_stmt **row, gg_error *err)
{
    if (r->number)
        return gg_db_query(db, row, err, VERSION_COLUMNS "WHERE name = ?1 AND number = ?2", "si",
                           r->name, (int64_t)r->number);
    if (!r->selector[0] || strcmp(r->selector, "latest") == 0)
        return gg_db_query(db, row, err,
                           VERSION_COLUMNS "WHERE name = ?1 ORDER BY number DESC LIMIT 1", "s",
                           r->name);
    if (strcmp(r->selector, "champion") == 0)
        return gg_db_query(db, row, err, VERSION_COLUMNS "WHERE name = ?1 AND state = 'production'",
                           "s", r->name);
    return gg_db_query(db, row, err,
                       VERSION_COLUMNS "WHERE name = ?1 AND number ="
                                       " (SELECT number FROM alias WHERE name = ?1 AND alias = ?2)",
                       "ss", r->name, r->selector);
}

static gg_status list_models(gg_db *db, const char *name, gg_error *err)
{
    char known[140] = "register one with gauger model register";
    sqlite3_stmt *row;
    bool more;
    size_t n = 0;

    if (gg_db_query(db, &row, NULL, "SELECT DISTINCT name FROM version LIMIT 6", "") == GG_OK)
        while (gg_db_step(db, row, &more, NULL) == GG_OK && more)
            if (n < sizeof known)
                n += (size_t)snprintf(known + n, sizeof known - n, "%s%s", n ? ", " : "there is ",
                                      gg_db_text(row, 0));
    return gg_error_set(err, GG_E_NOT_FOUND, known, "no model %s is registered", name);
}

static gg_status not_found(gg_db *db, const gg_reference *r, gg_error *err)
{
    uint64_t newest = 0;
    gg_status st = gg_db_number(db, &newest, err, "SELECT max(number) FROM version WHERE name = ?1",
                                "s", r->name);

    if (st != GG_OK)
        return st;
    if (newest == 0)
        return list_models(db, r->name, err);
    if (strcmp(r->selector, "champion") == 0)
        return gg_error_set(err, GG_E_NOT_FOUND, "promote one to production",
                            "no version of %s is in production", r->name);
    if (r->number)
        return gg_error_set(err, GG_E_NOT_FOUND, "see gauger model list",
                            "model %s has the versions 1 to %llu", r->name,
                            (unsigned long long)newest);
    return gg_error_set(err, GG_E_NOT_FOUND, "see gauger model list", "model %s has no alias %s",
                        r->name, r->selector);
}

gg_status gg_version_lookup(gg_db *db, const gg_reference *r, gg_version *out, gg_error *err)
{
    sqlite3_stmt *row;
    bool there;
    gg_status st = choose(db, r, &row, err);

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there)
        return not_found(db, r, err);
    memset(out, 0, sizeof *out);
    read_version(row, out);
    sqlite3_reset(row);
    return GG_OK;
}

gg_status gg_version_find(gg_registry *reg, const char *reference, gg_version *out, gg_error *err)
{
    gg_reference r;
    gg_status st = gg_reference_parse("model", reference, &r, err);

    return st == GG_OK ? gg_version_lookup(&reg->db, &r, out, err) : st;
}

gg_status gg_version_base(gg_registry *reg, const char *model, const char *from, gg_version *out,
                          gg_error *err)
{
    char reference[2 * GG_NAME_MAX + 2];
    gg_status st;

    if (strlen(from) > GG_NAME_MAX || strlen(model) > GG_NAME_MAX)
        return gg_error_set(err, GG_E_USAGE, "write 3 or NAME@3", "the base is malformed");
    if (from[strspn(from, "0123456789")] == '\0')
        snprintf(reference, sizeof reference, "%s@%s", model, from);
    else
        snprintf(reference, sizeof reference, "%s", from);
    st = gg_version_find(reg, reference, out, err);
    if (st == GG_OK && strcmp(out->model, model) != 0)
        st = gg_error_set(err, GG_E_USAGE, "name a version of the same model",
                          "the base is of the model %s", out->model);
    return st;
}

/* ---- registering */

/* What is worked out before anything is locked; nothing of it can change meanwhile. */
typedef struct candidate {
    gg_manifest manifest, base_manifest;
    gg_kind kind;
    gg_identity identity, base_identity;
    gg_version base; /* number 0: none */
    char dataset[GG_NAME_MAX + 24];
    char fit[GG_SHA256_HEX]; /* of the stored document of the training, "" for none */
    json_t *files;           /* of the event: artifact and fit */
} candidate;

static gg_status digest_field(const char *what, const char *given, char out[GG_SHA256_HEX],
                              gg_error *err)
{
    if (!given || !given[0])
        return GG_OK;
    if (!gg_digest_check(given))
        return gg_error_set(err, GG_E_USAGE, "give 64 lower-case hexadecimal digits",
                            "the digest of the %s is malformed", what);
    gg_copy(out, GG_SHA256_HEX, given);
    return GG_OK;
}

static gg_status fingerprints(const gg_version_entry *e, candidate *c, gg_error *err)
{
    gg_status st = digest_field("composition", e->composition, c->identity.composition, err);

    if (st == GG_OK)
        st = digest_field("operating point", e->operating, c->identity.operating, err);
    if (st == GG_OK && !c->identity.composition[0])
        st = gg_fingerprint_composition(&c->manifest, c->identity.composition, err);
    if (st == GG_OK && !c->identity.operating[0])
        st = gg_fingerprint_operating(&c->manifest, c->identity.operating, err);
    if (st == GG_OK)
        st = digest_field("artifact", e->artifact_sha256, c->identity.artifact, err);
    if (st == GG_OK)
        st = digest_field("training data", e->training_sha256, c->identity.training, err);
    return st;
}

/* Registered training data says its digest itself; a digest that is given must be the same. */
static gg_status training(gg_registry *reg, const gg_version_entry *e, candidate *c, gg_error *err)
{
    gg_dataset_version d;
    gg_status st;

    if (!e->training_dataset)
        return GG_OK;
    st = gg_dataset_find(reg, e->training_dataset, &d, err);
    if (st != GG_OK)
        return st;
    if (c->identity.training[0] && strcmp(c->identity.training, d.sha256) != 0)
        return gg_error_set(err, GG_E_CONFLICT, "leave the digest out, or name another dataset",
                            "the digest of the training data is not that of %s@%llu", d.name,
                            (unsigned long long)d.number);
    gg_copy(c->identity.training, GG_SHA256_HEX, d.sha256);
    snprintf(c->dataset, sizeof c->dataset, "%s@%llu", d.name, (unsigned long long)d.number);
    return GG_OK;
}

static gg_status base_of(gg_registry *reg, const gg_version_entry *e, candidate *c, gg_error *err)
{
    json_t *payload = NULL;
    gg_status st;

    if (!e->from)
        return GG_OK;
    st = gg_version_base(reg, c->manifest.model, e->from, &c->base, err);
    if (st == GG_OK)
        st = gg_event_payload(&reg->db, c->base.seq, &payload, NULL, err);
    if (st == GG_OK)
        st = gg_manifest_parse(json_object_get(payload, "manifest"), &c->base_manifest, err);
    json_decref(payload);
    gg_copy(c->base_identity.composition, GG_SHA256_HEX, c->base.composition);
    gg_copy(c->base_identity.operating, GG_SHA256_HEX, c->base.operating);
    gg_copy(c->base_identity.training, GG_SHA256_HEX, c->base.training_sha256);
    gg_copy(c->base_identity.artifact, GG_SHA256_HEX, c->base.artifact_sha256);
    return st;
}

static gg_status fits_kind(gg_registry *reg, const candidate *c, gg_error *err)
{
    char object[GG_NAME_MAX + 16];
    gg_tried tried = {.action = "model.register", .object = object, .rule = "kind"};
    gg_error why;
    json_t *difference = NULL;
    gg_status st = GG_OK;

    if (c->base.number)
        st = gg_manifest_difference(&c->base_manifest, &c->manifest, &difference, err);
    gg_error_init(&why);
    if (st == GG_OK)
        st = gg_kind_check(c->kind, c->base.number ? &c->base_identity : NULL, &c->identity,
                           difference, &why);
    json_decref(difference);
    if (why.status == GG_OK)
        return st;
    tried.status = why.status;
    tried.mend = why.mend;
    snprintf(object, sizeof object, "model/%s", c->manifest.model);
    return gg_registry_refuse(reg, &tried, err, "%s", why.what);
}

static gg_status files(gg_registry *reg, const gg_version_entry *e, candidate *c, gg_error *err)
{
    gg_status st;

    c->files = json_array();
    st = gg_name_stored(reg, c->identity.artifact, c->files, err);
    return st == GG_OK ? gg_store_document(reg, e->fit, c->files, c->fit, err) : st;
}

static gg_status work_out(gg_registry *reg, const gg_version_entry *e, candidate *c, gg_error *err)
{
    /* The parser takes a reference and changes nothing. */
    gg_status st = gg_manifest_parse((json_t *)e->manifest, &c->manifest, err);

    if (st == GG_OK)
        st = gg_name_check("model", c->manifest.model, err);
    if (st == GG_OK && (!e->kind || !gg_kind_find(e->kind, &c->kind)))
        st = gg_error_set(err, GG_E_USAGE,
                          "choose development, refresh, reengineering or adjustment",
                          "there is no such kind of version");
    if (st == GG_OK)
        st = fingerprints(e, c, err);
    if (st == GG_OK)
        st = training(reg, e, c, err);
    if (st == GG_OK)
        st = base_of(reg, e, c, err);
    return st == GG_OK ? fits_kind(reg, c, err) : st;
}

static void give_up(candidate *c)
{
    gg_manifest_release(&c->manifest);
    gg_manifest_release(&c->base_manifest);
    json_decref(c->files);
}

gg_status gg_version_check(gg_registry *reg, const gg_version_entry *entry, gg_error *err)
{
    candidate c;
    gg_status st;

    memset(&c, 0, sizeof c);
    st = work_out(reg, entry, &c, err);
    give_up(&c);
    return st;
}

static const char *filled(const char *text)
{
    return text[0] ? text : NULL;
}

static gg_status append_version(gg_transaction *tx, const candidate *c, uint64_t cycle,
                                uint64_t *number, gg_error *err)
{
    char object[GG_NAME_MAX + 40];
    json_t *payload;
    gg_status st =
        gg_db_number(&tx->reg->db, number, err, "SELECT max(number) FROM version WHERE name = ?1",
                     "s", c->manifest.model);

    if (st != GG_OK)
        return st;
    ++*number;
    snprintf(object, sizeof object, "model/%s@%llu", c->manifest.model,
             (unsigned long long)*number);
    payload = json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:O, s:I, s:O}", "kind",
                        gg_kind_word(c->kind), "composition", c->identity.composition, "operating",
                        c->identity.operating, "artifact", filled(c->identity.artifact), "training",
                        filled(c->identity.training), "dataset", filled(c->dataset), "fit",
                        filled(c->fit), "files", c->files, "cycle", (json_int_t)cycle, "manifest",
                        c->manifest.document);
    if (payload && json_object_set_new(payload, "from",
                                       c->base.number ? json_integer((json_int_t)c->base.number)
                                                      : json_null()) != 0) {
        json_decref(payload);
        payload = NULL;
    }
    return gg_append(tx, "model.register", object, payload, NULL, err);
}

static gg_status enter(gg_registry *reg, const gg_version_entry *e, const candidate *c,
                       uint64_t *number, gg_error *err)
{
    gg_transaction *tx;
    uint64_t cycle = e->cycle;
    gg_status st = gg_transaction_begin(reg, &tx, err);

    if (st != GG_OK)
        return st;
    st = gg_cycle_for(tx, c->manifest.model, gg_kind_word(c->kind), c->base.number, &cycle, err);
    if (st == GG_OK)
        st = append_version(tx, c, cycle, number, err);
    return gg_transaction_end(tx, st, err);
}

gg_status gg_version_register(gg_registry *reg, const gg_version_entry *entry, json_t **out,
                              gg_error *err)
{
    char reference[GG_NAME_MAX + 24];
    candidate c;
    uint64_t number = 0;
    gg_status st;

    memset(&c, 0, sizeof c);
    st = work_out(reg, entry, &c, err);
    if (st == GG_OK)
        st = files(reg, entry, &c, err);
    if (st == GG_OK)
        st = enter(reg, entry, &c, &number, err);
    if (st == GG_OK)
        snprintf(reference, sizeof reference, "%s@%llu", c.manifest.model,
                 (unsigned long long)number);
    give_up(&c);
    return st == GG_OK && out ? gg_version_show(reg, reference, out, err) : st;
}

gg_status gg_alias_check(const char *alias, gg_error *err)
{
    gg_status st = gg_name_check("alias", alias, err);

    if (st == GG_OK && (alias[strspn(alias, "0123456789")] == '\0' ||
                        strcmp(alias, "champion") == 0 || strcmp(alias, "latest") == 0))
        st = gg_error_set(err, GG_E_USAGE, "choose another word",
                          "numbers, champion and latest have a meaning of their own");
    return st;
}

gg_status gg_model_alias(gg_registry *reg, const char *reference, const char *alias, gg_error *err)
{
    char object[GG_NAME_MAX + 40];
    gg_transaction *tx;
    gg_version v;
    gg_status st = gg_alias_check(alias, err);

    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st != GG_OK)
        return st;
    st = gg_version_find(reg, reference, &v, err);
    if (st == GG_OK) {
        snprintf(object, sizeof object, "model/%s@%llu", v.model, (unsigned long long)v.number);
        st = gg_append(tx, "model.alias", object, json_pack("{s:s}", "alias", alias), NULL, err);
    }
    return gg_transaction_end(tx, st, err);
}
