/* Evaluations, verdicts and policies: documents that others made, stored with a version. */
#include <string.h>

#include "gauger/registry/account.h"
#include "gauger/registry/dataset.h"
#include "gauger/registry/overlap.h"
#include "lifecycle_internal.h"

static gg_status check_format(const json_t *document, const char *format, gg_error *err)
{
    if (strcmp(gg_json_string(document, "format", ""), format) == 0)
        return GG_OK;
    return gg_error_set(err, GG_E_INPUT, "give the document that gauger wrote",
                        "this is not a document of the format %s", format);
}

static const char *filled(const char *text)
{
    return text[0] ? text : NULL;
}

typedef struct stored_evaluation {
    char evaluation[GG_SHA256_HEX], drift[GG_SHA256_HEX];
    json_t *comparisons; /* [{"versus": the other version, "sha256"}] */
    json_t *files;
} stored_evaluation;

/* What people gave: why it may be done, and the name of a file. Groups are of the table, which is
 * checked by itself. */
static gg_status check_texts(const json_t *evaluation, gg_error *err)
{
    const json_t *data = json_object_get(evaluation, "data");
    const json_t *overlap = json_object_get(data, "overlap");
    gg_status st = gg_no_identifier_in(gg_json_string(overlap, "accepted", NULL), "accepted", err);

    return st == GG_OK ? gg_no_identifier_in(gg_json_string(data, "source", NULL), "source", err)
                       : st;
}

static gg_status check_documents(const gg_evaluation_entry *e, gg_error *err)
{
    gg_status st = check_format(e->evaluation, "gauger/evaluation/1", err);

    if (st == GG_OK)
        st = check_texts(e->evaluation, err);
    for (size_t i = 0; st == GG_OK && i < e->n_versus; i++)
        st = check_format(e->versus[i].comparison, "gauger/comparison/1", err);
    if (st == GG_OK && e->drift)
        st = check_format(e->drift, "gauger/drift/1", err);
    return st;
}

/* One comparison; the other must be another version, and not named before. */
static gg_status store_comparison(gg_registry *reg, const gg_version *v,
                                  const gg_versus_entry *versus, stored_evaluation *s,
                                  gg_error *err)
{
    char sha256[GG_SHA256_HEX], name[GG_NAME_MAX + 24];
    gg_version other;
    gg_status st = gg_version_find(reg, versus->reference, &other, err);
    bool again = st == GG_OK && strcmp(other.model, v->model) == 0 && other.number == v->number;

    if (st == GG_OK)
        snprintf(name, sizeof name, "%s@%llu", other.model, (unsigned long long)other.number);
    for (size_t i = 0; st == GG_OK && i < json_array_size(s->comparisons); i++)
        again = again ||
                strcmp(gg_json_string(json_array_get(s->comparisons, i), "versus", ""), name) == 0;
    if (again)
        st = gg_error_set(err, GG_E_USAGE, "name another version, once",
                          "%s@%llu is compared with itself, or twice with the same", v->model,
                          (unsigned long long)v->number);
    if (st == GG_OK)
        st = gg_store_document(reg, versus->comparison, s->files, sha256, err);
    if (st == GG_OK && json_array_append_new(s->comparisons, json_pack("{s:s, s:s}", "versus", name,
                                                                       "sha256", sha256)) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

static gg_status store_evaluation(gg_registry *reg, const gg_version *v,
                                  const gg_evaluation_entry *e, stored_evaluation *s, gg_error *err)
{
    gg_status st;

    s->files = json_array();
    s->comparisons = json_array();
    st = gg_store_document(reg, e->evaluation, s->files, s->evaluation, err);
    for (size_t i = 0; st == GG_OK && i < e->n_versus; i++)
        st = store_comparison(reg, v, &e->versus[i], s, err);
    if (st == GG_OK)
        st = gg_store_document(reg, e->drift, s->files, s->drift, err);
    return st == GG_OK ? gg_name_stored(reg, e->evidence, s->files, err) : st;
}

static gg_status find_data(gg_registry *reg, const gg_evaluation_entry *e, gg_dataset_version *d,
                           gg_error *err)
{
    const json_t *data = json_object_get(e->evaluation, "data");
    const char *sha256 = gg_json_string(data, "sha256", NULL);
    gg_status st = GG_OK;

    memset(d, 0, sizeof *d);
    if (!e->dataset)
        return GG_OK;
    st = gg_dataset_find(reg, e->dataset, d, err);
    if (st == GG_OK && (!sha256 || strcmp(sha256, d->sha256) != 0))
        st = gg_error_set(err, GG_E_CONFLICT, "evaluate the registered dataset",
                          "the digest in the evaluation is not that of %s@%llu", d->name,
                          (unsigned long long)d->number);
    return st == GG_OK ? gg_dataset_check_there(reg, d, err) : st;
}

/* Whether too many of its rows were trained on, and whether somebody said why that may be. */
static const char *overlap_of(const json_t *data)
{
    const json_t *overlap = json_object_get(data, "overlap");

    if (!gg_overlap_excessive(overlap))
        return NULL;
    return gg_json_string(overlap, "accepted", NULL) ? "accepted" : "excessive";
}

static json_t *evaluation_payload(const gg_evaluation_entry *e, const stored_evaluation *s,
                                  const gg_dataset_version *d)
{
    const json_t *data = json_object_get(e->evaluation, "data");
    char source[GG_NAME_MAX + 24];
    json_t *payload;

    snprintf(source, sizeof source, "%s@%llu", d->name, (unsigned long long)d->number);
    payload =
        json_pack("{s:s, s:s?, s:s, s:O, s:s?, s:s?, s:O?, s:s?, s:O}", "source",
                  d->number ? source : "data from elsewhere", "data_sha256",
                  gg_json_string(data, "sha256", NULL), "sha256", s->evaluation, "comparisons",
                  s->comparisons, "drift", filled(s->drift), "evidence", e->evidence, "options",
                  e->options, "overlap", overlap_of(data), "files", s->files);
    if (payload && d->number &&
        (json_object_set_new(payload, "dataset", json_string(d->name)) != 0 ||
         json_object_set_new(payload, "dataset_number", json_integer((json_int_t)d->number)) !=
             0)) {
        json_decref(payload);
        return NULL;
    }
    return payload;
}

static gg_status append_to(gg_transaction *tx, const gg_version *v, const char *action,
                           json_t *payload, uint64_t *seq, gg_error *err)
{
    char object[GG_NAME_MAX + 40];

    snprintf(object, sizeof object, "model/%s@%llu", v->model, (unsigned long long)v->number);
    return gg_append(tx, action, object, payload, seq, err);
}

gg_status gg_version_add_evaluation(gg_registry *reg, const gg_evaluation_entry *entry,
                                    uint64_t *seq, gg_error *err)
{
    stored_evaluation s = {.files = NULL};
    gg_dataset_version d;
    gg_transaction *tx;
    gg_version v;
    gg_status st = check_documents(entry, err);

    if (st == GG_OK)
        st = gg_version_find(reg, entry->reference, &v, err);
    if (st == GG_OK)
        st = store_evaluation(reg, &v, entry, &s, err);
    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st == GG_OK) {
        /* Under the lock: it may have been purged while it was measured. */
        st = find_data(reg, entry, &d, err);
        if (st == GG_OK)
            st = append_to(tx, &v, "model.evaluate", evaluation_payload(entry, &s, &d), seq, err);
        st = gg_transaction_end(tx, st, err);
    }
    json_decref(s.files);
    json_decref(s.comparisons);
    return st;
}

/* What was measured on data that is gone is history: it is not judged anew. */
static gg_status check_evaluation(gg_registry *reg, const gg_version *v, uint64_t evaluation,
                                  gg_error *err)
{
    sqlite3_stmt *row;
    gg_dataset_version d;
    char dataset[GG_NAME_MAX + 24];
    bool there = false;
    gg_status st = gg_db_query(&reg->db, &row, err,
                               "SELECT dataset || '@' || dataset_number FROM evaluation"
                               " WHERE seq = ?1 AND name = ?2 AND number = ?3",
                               "isi", (int64_t)evaluation, v->model, (int64_t)v->number);

    if (st == GG_OK)
        st = gg_db_step(&reg->db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there)
        return gg_error_set(err, GG_E_NOT_FOUND, "name an evaluation of this version",
                            "%s@%llu has no evaluation %llu", v->model,
                            (unsigned long long)v->number, (unsigned long long)evaluation);
    gg_db_copy(row, 0, dataset, sizeof dataset);
    sqlite3_reset(row);
    if (!dataset[0])
        return GG_OK;
    st = gg_dataset_find(reg, dataset, &d, err);
    return st == GG_OK ? gg_dataset_check_there(reg, &d, err) : st;
}

static gg_status check_verdict(const json_t *verdict, gg_error *err)
{
    const char *result = gg_json_string(verdict, "result", "");
    gg_status st = check_format(verdict, "gauger/verdict/1", err);

    if (st == GG_OK && (!gg_digest_check(gg_json_string(verdict, "policy_sha256", "")) ||
                        (strcmp(result, "pass") != 0 && strcmp(result, "fail") != 0 &&
                         strcmp(result, "inconclusive") != 0)))
        st = gg_error_set(err, GG_E_INPUT, "give the document that gauger gate wrote",
                          "the verdict has no result, or no digest of its policy");
    return st == GG_OK ? gg_verdict_no_identifier(verdict, err) : st;
}

/* Which rules are no pass, {"id":"fail|inconclusive"}: what a waiver can name. */
static json_t *failing_rules(const json_t *verdict)
{
    const json_t *rule;
    json_t *failing = json_object();
    int bad = 0;
    size_t i;

    json_array_foreach(json_object_get(verdict, "rules"), i, rule)
    {
        const char *id = gg_json_string(rule, "id", "");
        const char *result = gg_json_string(rule, "result", "");
        const char *before = gg_json_string(failing, id, "");

        if (*id && strcmp(result, "pass") != 0 && strcmp(before, "fail") != 0)
            bad |= json_object_set_new(failing, id, json_string(result));
    }
    if (!bad)
        return failing;
    json_decref(failing);
    return NULL;
}

gg_status gg_version_add_verdict(gg_registry *reg, const char *reference, uint64_t evaluation,
                                 const json_t *verdict, uint64_t *seq, gg_error *err)
{
    char sha256[GG_SHA256_HEX];
    json_t *files = NULL;
    gg_transaction *tx;
    gg_version v;
    gg_status st = check_verdict(verdict, err);

    if (st == GG_OK)
        st = gg_version_find(reg, reference, &v, err);
    if (st == GG_OK)
        st = check_evaluation(reg, &v, evaluation, err);
    if (st == GG_OK) {
        files = json_array();
        st = gg_store_document(reg, verdict, files, sha256, err);
    }
    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st == GG_OK) {
        st = append_to(tx, &v, "model.judge",
                       json_pack("{s:I, s:o, s:s, s:s, s:s, s:s, s:O}", "evaluation",
                                 (json_int_t)evaluation, "rules", failing_rules(verdict), "policy",
                                 gg_json_string(verdict, "policy", "policy"), "policy_sha256",
                                 gg_json_string(verdict, "policy_sha256", ""), "result",
                                 gg_json_string(verdict, "result", ""), "sha256", sha256, "files",
                                 files),
                       seq, err);
        st = gg_transaction_end(tx, st, err);
    }
    json_decref(files);
    return st;
}

gg_status gg_registry_adopt_policy(gg_registry *reg, const gg_adoption *adoption, gg_error *err)
{
    char object[GG_NAME_MAX + 16];
    gg_transaction *tx;
    gg_stored stored;
    gg_status st = adoption->model ? gg_name_check("model", adoption->model, err) : GG_OK;

    if (st == GG_OK)
        st = gg_text_field("name of the policy", adoption->name, 1000, true, err);
    if (st == GG_OK)
        st = gg_policy_text_check(adoption->text, adoption->n, NULL, err);
    if (st == GG_OK)
        st = gg_registry_put_bytes(reg, adoption->text, adoption->n, &stored, err);
    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st != GG_OK)
        return st;
    snprintf(object, sizeof object, "%s/%s", adoption->model ? "model" : "registry",
             adoption->model ? adoption->model : "registry");
    st = gg_append(tx, "policy.adopt", object,
                   json_pack("{s:s?, s:s, s:s, s:O?, s:[{s:s, s:I}]}", "model", adoption->model,
                             "name", adoption->name, "sha256", stored.sha256, "requirements",
                             adoption->requirements, "files", "sha256", stored.sha256, "bytes",
                             (json_int_t)stored.bytes),
                   NULL, err);
    return gg_transaction_end(tx, st, err);
}

gg_status gg_registry_policy(gg_registry *reg, const char *model, json_t **out, gg_error *err)
{
    static const char *const keys[] = {"model", "name", "sha256"};
    json_t *payload = NULL, *registered = NULL, *requirements;
    uint64_t seq = 0;
    int bad = 0;
    gg_status st = gg_db_number(
        &reg->db, &seq, err,
        "SELECT seq FROM policy WHERE model IN (?1, '') ORDER BY model DESC LIMIT 1", "s", model);

    if (st == GG_OK && !seq)
        st = gg_error_set(err, GG_E_NOT_FOUND, "put one into force", "no policy is in force for %s",
                          model);
    if (st == GG_OK)
        st = gg_event_payload(&reg->db, seq, &payload, &registered, err);
    for (size_t i = 0; st == GG_OK && i < sizeof keys / sizeof *keys; i++)
        bad |= json_object_set(registered, keys[i], json_object_get(payload, keys[i]));
    requirements = json_object_get(payload, "requirements");
    if (st == GG_OK)
        bad |= json_object_set_new(registered, "requirements",
                                   json_is_array(requirements) ? json_incref(requirements)
                                                               : json_array());
    json_decref(payload);
    if (st == GG_OK && bad)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return gg_document(st, out, err, registered);
}

/* ---- the newest evaluation */

typedef struct chosen {
    json_t *facts;
    char sha256[GG_SHA256_HEX], comparison[GG_SHA256_HEX], drift[GG_SHA256_HEX];
} chosen;

static gg_status none(gg_registry *reg, const gg_version *v, const gg_dataset_version *d,
                      gg_error *err)
{
    char object[GG_NAME_MAX + 40];
    gg_tried tried = {"model.judge", object, "stale",
                      "ask a scientist to evaluate it on the newest data: gauger evaluate",
                      GG_E_NOT_FOUND};
    gg_standing standing;
    gg_status st = gg_standing_read(&reg->db, v, NULL, &standing, err);

    if (st != GG_OK)
        return st;
    snprintf(object, sizeof object, "model/%s@%llu", v->model, (unsigned long long)v->number);
    if (standing.stale)
        return gg_registry_refuse(reg, &tried, err,
                                  "%s@%llu has only evaluations on superseded data", v->model,
                                  (unsigned long long)v->number);
    return gg_error_set(err, GG_E_NOT_FOUND, "run gauger evaluate with --model",
                        d->number ? "%s@%llu has no evaluation on that dataset"
                                  : "%s@%llu has no evaluation",
                        v->model, (unsigned long long)v->number);
}

/* Evaluations x of the same version on the same rows as e: what was compared or held against a
 * baseline once need not be done again. */
#define SAME_ROWS " WHERE x.name = e.name AND x.number = e.number AND x.data_sha256 = e.data_sha256"
/* The data of e, superseded. */
#define STALE                                                                                      \
    "ifnull(e.dataset_number < (SELECT max(x.number) FROM dataset x WHERE x.name = e.dataset), 0)"
#define PURGED                                                                                     \
    "ifnull((SELECT x.purged IS NOT NULL FROM dataset x WHERE x.name = e.dataset"                  \
    " AND x.number = e.dataset_number), 0)"

/* ?5: stale ones too, after the others. */
static const char newest[] =
    "SELECT e.seq, e.dataset || '@' || e.dataset_number, e.data_sha256, e.sha256, e.evidence,"
    " (SELECT c.sha256 FROM comparison c JOIN evaluation x ON x.seq = c.seq" SAME_ROWS
    " AND c.versus = p.name || '@' || p.number ORDER BY c.seq DESC LIMIT 1),"
    " (SELECT x.drift FROM evaluation x" SAME_ROWS
    " AND x.drift IS NOT NULL ORDER BY x.seq DESC LIMIT 1), p.number, " STALE " FROM evaluation e"
    " LEFT JOIN version p ON p.name = e.name AND p.state = 'production'"
    " WHERE e.name = ?1 AND e.number = ?2 AND (?5 OR NOT " STALE ")"
    " AND (?3 = 0 OR (e.dataset = ?4 AND e.dataset_number = ?3))"
    " ORDER BY " STALE ", e.dataset IS NULL, " PURGED ", e.seq DESC LIMIT 1";

static gg_status choose(gg_registry *reg, const gg_version *v, const gg_dataset_version *d,
                        bool stale, chosen *c, gg_error *err)
{
    sqlite3_stmt *row;
    bool there;
    gg_status st = gg_db_query(&reg->db, &row, err, newest, "siisi", v->model, (int64_t)v->number,
                               (int64_t)d->number, d->name, (int64_t)stale);

    if (st == GG_OK)
        st = gg_db_step(&reg->db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there)
        return none(reg, v, d, err);
    c->facts = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "seq", gg_db_json(row, 0), "dataset",
        gg_db_json(row, 1), "data_sha256", gg_db_json(row, 2), "sha256", gg_db_json(row, 3),
        "evidence", gg_db_json(row, 4), "stale", sqlite3_column_int(row, 8), "champion",
        sqlite3_column_type(row, 7) == SQLITE_NULL
            ? json_null()
            : json_sprintf("%s@%lld", v->model, (long long)sqlite3_column_int64(row, 7)));
    gg_db_copy(row, 3, c->sha256, sizeof c->sha256);
    gg_db_copy(row, 5, c->comparison, sizeof c->comparison);
    gg_db_copy(row, 6, c->drift, sizeof c->drift);
    sqlite3_reset(row);
    return GG_OK;
}

static gg_status attach(gg_registry *reg, json_t *facts, const char *key, const char *sha256,
                        gg_error *err)
{
    json_t *document = NULL;
    gg_status st = sha256[0] ? gg_registry_get_document(reg, sha256, &document, err) : GG_OK;

    if (st == GG_OK && json_object_set_new(facts, key, document ? document : json_null()) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

static gg_status find_evaluation(gg_registry *reg, const char *reference, const char *dataset,
                                 bool stale, json_t **out, gg_error *err)
{
    gg_dataset_version d;
    gg_version v;
    chosen c = {.facts = NULL};
    gg_status st = gg_version_find(reg, reference, &v, err);

    if (st == GG_OK)
        st = gg_registry_sees(reg, v.model, err);
    memset(&d, 0, sizeof d);
    if (st == GG_OK && dataset)
        st = gg_dataset_find(reg, dataset, &d, err);
    if (st == GG_OK)
        st = choose(reg, &v, &d, stale, &c, err);
    if (st == GG_OK)
        st = attach(reg, c.facts, "evaluation", c.sha256, err);
    if (st == GG_OK)
        st = attach(reg, c.facts, "comparison", c.comparison, err);
    if (st == GG_OK)
        st = attach(reg, c.facts, "drift", c.drift, err);
    return gg_document(st, out, err, c.facts);
}

gg_status gg_version_evaluation(gg_registry *reg, const char *reference, const char *dataset,
                                json_t **out, gg_error *err)
{
    return find_evaluation(reg, reference, dataset, false, out, err);
}

gg_status gg_version_evaluation_shown(gg_registry *reg, const char *reference, const char *dataset,
                                      json_t **out, gg_error *err)
{
    return find_evaluation(reg, reference, dataset, true, out, err);
}

/* ---- one evaluation, by its event */

static gg_status find_event(gg_db *db, uint64_t seq, char sha256[GG_SHA256_HEX], json_t **out,
                            gg_error *err)
{
    sqlite3_stmt *row;
    bool there = false;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT name || '@' || number, dataset || '@' || dataset_number,"
                               " data_sha256, sha256, evidence FROM evaluation WHERE seq = ?1",
                               "i", (int64_t)seq);

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there)
        return gg_error_set(err, GG_E_NOT_FOUND,
                            "see gauger model show for the events that stored evaluations",
                            "event %llu stored no evaluation", (unsigned long long)seq);
    *out =
        json_pack("{s:I, s:o, s:o, s:o, s:o, s:o}", "seq", (json_int_t)seq, "version",
                  gg_db_json(row, 0), "dataset", gg_db_json(row, 1), "data_sha256",
                  gg_db_json(row, 2), "sha256", gg_db_json(row, 3), "evidence", gg_db_json(row, 4));
    gg_db_copy(row, 3, sha256, GG_SHA256_HEX);
    sqlite3_reset(row);
    return *out ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_evaluation_stored(gg_registry *reg, uint64_t seq, json_t **out, gg_error *err)
{
    char sha256[GG_SHA256_HEX];
    json_t *facts = NULL, *payload = NULL, *options;
    gg_status st = gg_registry_sees_event(reg, seq, err);

    if (st == GG_OK)
        st = find_event(&reg->db, seq, sha256, &facts, err);
    if (st == GG_OK)
        st = gg_event_payload(&reg->db, seq, &payload, NULL, err);
    options = json_object_get(payload, "options");
    if (st == GG_OK &&
        json_object_set_new(facts, "options", options ? json_incref(options) : json_null()) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (st == GG_OK)
        st = attach(reg, facts, "evaluation", sha256, err);
    json_decref(payload);
    return gg_document(st, out, err, facts);
}
