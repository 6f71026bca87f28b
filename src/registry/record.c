/* Records: added, superseded, closed; and what their events do to the tables. */
#include <stdio.h>
#include <string.h>

#include "gauger/base/hash.h"
#include "gauger/base/text.h"
#include "gauger/registry/account.h"
#include "record_internal.h"

#define REASON_MAX 4000

/* A record that is to be added, as far as it is known. */
typedef struct adding {
    const gg_record_type *type;
    json_t *fields;
    gg_reference model; /* no name: none */
    char key[GG_SHA256_HEX];
    uint64_t supersedes, number;
} adding;

/* A record that is there. */
typedef struct standing_record {
    uint64_t number, seq, version;
    bool bars;
    char type[64], state[16], model[GG_NAME_MAX + 1], dated[GG_TIME_TEXT];
} standing_record;

/* ---- finding */

gg_status gg_record_not_found(const char *id, gg_error *err)
{
    char word[84];

    return gg_error_set(err, GG_E_NOT_FOUND, "gauger record list --all shows what there is",
                        "there is no record %s", gg_text_clean(id, strlen(id), word, 80));
}

static gg_status read_record(gg_db *db, uint64_t number, standing_record *out, bool *there,
                             gg_error *err)
{
    sqlite3_stmt *row;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT seq, type, state, model, version, bars, dated FROM record"
                               " WHERE number = ?1",
                               "i", (int64_t)number);

    memset(out, 0, sizeof *out);
    if (st == GG_OK)
        st = gg_db_step(db, row, there, err);
    if (st != GG_OK || !*there)
        return st;
    out->number = number;
    out->seq = (uint64_t)sqlite3_column_int64(row, 0);
    gg_db_copy(row, 1, out->type, sizeof out->type);
    gg_db_copy(row, 2, out->state, sizeof out->state);
    gg_db_copy(row, 3, out->model, sizeof out->model);
    out->version = (uint64_t)sqlite3_column_int64(row, 4);
    out->bars = sqlite3_column_int(row, 5) != 0;
    gg_db_copy(row, 6, out->dated, sizeof out->dated);
    sqlite3_reset(row);
    return GG_OK;
}

gg_status gg_record_lookup(gg_db *db, const char *id, uint64_t *number, gg_error *err)
{
    const char *at = strchr(id, '@'), *digits = at ? at + 1 : id;
    size_t n = strlen(digits);
    standing_record r;
    uint64_t found = 0;
    bool there = false;
    gg_status st;

    if (n == 0 || n > 9 || digits[0] == '0' || strspn(digits, "0123456789") != n)
        return gg_error_set(err, GG_E_USAGE, "write its number, or TYPE@NUMBER",
                            "this is not a record");
    for (size_t i = 0; i < n; i++)
        found = found * 10 + (uint64_t)(digits[i] - '0');
    st = read_record(db, found, &r, &there, err);
    if (st != GG_OK)
        return st;
    if (!there || (at && (strlen(r.type) != (size_t)(at - id) ||
                          strncmp(r.type, id, (size_t)(at - id)) != 0)))
        return gg_record_not_found(id, err);
    *number = found;
    return GG_OK;
}

gg_status gg_record_seen(gg_registry *reg, const char *id, gg_error *err)
{
    standing_record r;
    uint64_t number = 0;
    bool there = false;
    gg_status st = gg_record_lookup(&reg->db, id, &number, err);

    if (st == GG_OK)
        st = read_record(&reg->db, number, &r, &there, err);
    return st == GG_OK && r.model[0] ? gg_registry_sees(reg, r.model, err) : st;
}

gg_status gg_record_correction(gg_db *db, const char *id, char out[GG_RECORD_ID], gg_error *err)
{
    standing_record r;
    uint64_t number = 0;
    bool there = false;
    gg_status st = gg_record_lookup(db, id, &number, err);

    if (st == GG_OK)
        st = read_record(db, number, &r, &there, err);
    if (st == GG_OK && !gg_record_word_in("redress-case|incident|finding", r.type))
        st = gg_error_set(err, GG_E_USAGE, "name a redress case, an incident or a finding",
                          "%s %s corrects no data", gg_article(r.type), r.type);
    if (st == GG_OK)
        snprintf(out, GG_RECORD_ID, "%s@%llu", r.type, (unsigned long long)number);
    return st;
}

/* ---- what a record relies on */

static gg_status check_model(gg_db *db, const gg_record_type *type, const char *model,
                             gg_reference *out, gg_error *err)
{
    uint64_t there = 0;
    gg_status st;

    memset(out, 0, sizeof *out);
    if (!model)
        return GG_OK;
    if (type->about == GG_RECORD_NO_MODEL)
        return gg_error_set(err, GG_E_USAGE, "leave it out", "%s %s is not about a model",
                            gg_article(type->name), type->name);
    st = gg_reference_parse("model", model, out, err);
    if (st == GG_OK && out->selector[0] && !out->number)
        st = gg_error_set(err, GG_E_USAGE, "write NAME, or NAME@N for one version",
                          "a record names a version by its number");
    if (st == GG_OK)
        st = gg_db_number(db, &there, err,
                          "SELECT (SELECT count(*) FROM version WHERE name = ?1"
                          " AND ifnull(number = ?2, 1)) + (SELECT count(*) FROM cycle"
                          " WHERE name = ?1 AND ?2 IS NULL)",
                          "su", out->name, out->number);
    if (st == GG_OK && !there)
        st = gg_error_set(err, GG_E_NOT_FOUND, "gauger model list shows the models",
                          "no such version of a model, and no cycle of one: %.100s", model);
    return st;
}

static gg_status check_datasets(gg_db *db, const adding *a, gg_error *err)
{
    gg_status st = GG_OK;

    for (size_t i = 0; st == GG_OK && i < a->type->n_fields; i++) {
        const gg_record_field *f = &a->type->fields[i];
        const char *text = gg_json_string(a->fields, f->name, NULL);
        uint64_t there = 0;
        gg_reference r;

        if (f->kind != GG_FIELD_DATASET || !text)
            continue;
        st = gg_reference_parse("dataset", text, &r, err);
        if (st == GG_OK)
            st = gg_db_number(db, &there, err,
                              "SELECT count(*) FROM dataset WHERE name = ?1"
                              " AND ifnull(number = ?2, 1)",
                              "su", r.name, r.number);
        if (st == GG_OK && !there) {
            gg_error_where(err, NULL, 0, f->name);
            st = gg_error_set(err, GG_E_NOT_FOUND, "gauger dataset list shows the datasets",
                              "no such dataset is registered");
        }
    }
    return st;
}

void gg_record_key(const char *value, char out[GG_SHA256_HEX])
{
    char lower[GG_RECORD_LINE_MAX + 1];

    gg_copy(lower, sizeof lower, value);
    for (char *p = lower; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 32);
    gg_sha256_hex(lower, strlen(lower), out);
}

/* The value by which records of a type take each other's place. */
static void find_key(adding *a)
{
    const char *key = a->type->key;

    if (key)
        gg_record_key(strcmp(key, "*") == 0 ? "" : gg_json_string(a->fields, key, ""), a->key);
}

/* ---- superseding */

/* A refusal is on record before it is said. */
static gg_status refuse(gg_transaction *tx, const char *type, uint64_t number,
                        const gg_refusal *why, gg_error *err)
{
    char object[GG_NAME_MAX + 40];
    gg_status st;

    snprintf(object, sizeof object, "record/%s@%llu", type, (unsigned long long)number);
    st = gg_append(
        tx, "record.refuse", object,
        json_pack("{s:s, s:s, s:s}", "type", type, "rule", why->rule, "message", why->what), NULL,
        err);
    st = gg_transaction_end(tx, st, err);
    return st == GG_OK ? gg_error_set(err, GG_E_NO, why->mend, "rule %s: %s", why->rule, why->what)
                       : st;
}

/* The first locked field that would change; NULL if none does. */
static gg_status find_changed(gg_db *db, const adding *a, uint64_t seq, const char **out,
                              gg_error *err)
{
    json_t *payload = NULL, *before;
    gg_status st = gg_event_payload(db, seq, &payload, NULL, err);

    *out = NULL;
    before = json_object_get(payload, "fields");
    for (size_t i = 0; st == GG_OK && !*out && i < a->type->n_fields; i++) {
        const gg_record_field *f = &a->type->fields[i];
        const json_t *old = json_object_get(before, f->name);

        if ((f->flags & GG_FIELD_LOCKED) && old &&
            !json_equal((json_t *)old, json_object_get(a->fields, f->name)))
            *out = f->name;
    }
    json_decref(payload);
    return st;
}

/* What speaks against superseding a record; no rule if nothing does. */
static gg_status object_to(gg_db *db, const adding *a, gg_refusal *why, gg_error *err)
{
    standing_record r;
    const char *changed = NULL;
    char *what = why->what;
    const size_t size = sizeof why->what;
    bool there = false;
    gg_status st = read_record(db, a->supersedes, &r, &there, err);

    memset(why, 0, sizeof *why);
    if (st == GG_OK && !there) {
        char id[32];

        snprintf(id, sizeof id, "%llu", (unsigned long long)a->supersedes);
        return gg_record_not_found(id, err);
    }
    if (st != GG_OK)
        return st;
    gg_copy(why->mend, sizeof why->mend, "gauger record show says what stands");
    if (strcmp(r.type, a->type->name) != 0)
        snprintf(what, size, "record %llu is %s %s, not %s %s", (unsigned long long)r.number,
                 gg_article(r.type), r.type, gg_article(a->type->name), a->type->name);
    else if (strcmp(r.state, "open") != 0)
        snprintf(what, size, "%s@%llu is %s already", r.type, (unsigned long long)r.number,
                 r.state);
    else if (strcmp(r.model, a->model.name) != 0 || r.version != a->model.number)
        snprintf(what, size, "%s@%llu is not about the same model", r.type,
                 (unsigned long long)r.number);
    else if (r.bars && !gg_record_holds(a->type->bars, a->fields) &&
             strcmp(gg_json_string(a->fields, a->type->dated, ""), r.dated) <= 0) {
        why->rule = "date";
        gg_copy(why->mend, sizeof why->mend,
                "add it with the date on which it was determined, if that is later");
        snprintf(what, size, "%s@%llu says no on %s; only what was determined later replaces it",
                 r.type, (unsigned long long)r.number, r.dated);
    }
    if (*what) {
        why->rule = why->rule ? why->rule : "state";
        return GG_OK;
    }
    st = find_changed(db, a, r.seq, &changed, err);
    if (st == GG_OK && changed) {
        why->rule = "locked";
        gg_copy(why->mend, sizeof why->mend,
                "keep its value; what is another matter is a record of its own");
        snprintf(what, size, "the field %s is locked: %s@%llu says another value", changed, r.type,
                 (unsigned long long)r.number);
    }
    return st;
}

/* The record of the same key and model that is open. */
static gg_status find_predecessor(gg_db *db, adding *a, gg_error *err)
{
    if (a->supersedes || !a->type->key)
        return GG_OK;
    return gg_db_number(db, &a->supersedes, err,
                        "SELECT max(number) FROM record WHERE type = ?1 AND state = 'open'"
                        " AND key = ?2 AND ifnull(model, '') = ?3 AND ifnull(version, 0) = ?4",
                        "sssi", a->type->name, a->key, a->model.name, (int64_t)a->model.number);
}

/* ---- adding */

static json_t *payload_of(const adding *a)
{
    const char *date = gg_json_string(a->fields, a->type->dated, "");
    const char *account = gg_json_string(a->fields, "account", NULL); /* a pseudonym: it stays */
    json_t *p =
        json_pack("{s:s, s:s, s:s, s:o, s:b, s:O}", "type", a->type->name, "title",
                  gg_json_string(a->fields, a->type->names, ""), "dated", date, "clocks",
                  gg_record_clocks_of(a->type, a->fields), "bars",
                  a->type->bars && gg_record_holds(a->type->bars, a->fields), "fields", a->fields);
    int bad = p ? 0 : 1;

    if (a->model.name[0])
        bad |= json_object_set_new(p, "model", json_string(a->model.name));
    if (a->model.number)
        bad |= json_object_set_new(p, "version", json_integer((json_int_t)a->model.number));
    if (a->type->key)
        bad |= json_object_set_new(p, "key", json_string(a->key));
    if (account)
        bad |= json_object_set_new(p, "account", json_string(account));
    if (a->supersedes)
        bad |= json_object_set_new(p, "supersedes", json_integer((json_int_t)a->supersedes));
    if (!bad)
        return p;
    json_decref(p);
    return NULL;
}

/* Checks the fields once more, and all that only the tables can tell. */
static gg_status prepare(gg_transaction *tx, const gg_record_entry *entry, adding *a, gg_error *err)
{
    gg_db *db = &tx->reg->db;
    char today[GG_TIME_TEXT];
    gg_record_source source = {.today = today};
    gg_status st = gg_record_type_find(entry->type, &a->type, err);

    gg_copy(today, 11, tx->time);
    source.type = a->type;
    if (st == GG_OK)
        st = gg_record_check(&source, entry->fields, &a->fields, err);
    if (st == GG_OK)
        st = check_model(db, a->type, entry->model, &a->model, err);
    if (st == GG_OK)
        st = check_datasets(db, a, err);
    if (st != GG_OK)
        return st;
    find_key(a);
    a->supersedes = entry->supersedes;
    a->number = 1;
    st = find_predecessor(db, a, err);
    if (st == GG_OK)
        st = gg_db_number(db, &a->number, err, "SELECT ifnull(max(number), 0) + 1 FROM record", "");
    return st;
}

static gg_status append(gg_transaction *tx, const adding *a, gg_error *err)
{
    char object[GG_NAME_MAX + 40];

    snprintf(object, sizeof object, "record/%s@%llu", a->type->name, (unsigned long long)a->number);
    return gg_append(tx, "record.add", object, payload_of(a), NULL, err);
}

gg_status gg_record_add(gg_registry *reg, const gg_record_entry *entry, uint64_t *number,
                        gg_error *err)
{
    gg_transaction *tx;
    adding a = {0};
    gg_refusal why = {.rule = NULL};
    gg_status st = gg_transaction_begin(reg, &tx, err);

    if (st != GG_OK)
        return st;
    st = prepare(tx, entry, &a, err);
    if (st == GG_OK && a.supersedes)
        st = object_to(&reg->db, &a, &why, err);
    if (st == GG_OK && why.rule) {
        st = refuse(tx, a.type->name, a.supersedes, &why, err);
    } else {
        if (st == GG_OK)
            st = append(tx, &a, err);
        st = gg_transaction_end(tx, st, err);
    }
    if (st == GG_OK && number)
        *number = a.number;
    json_decref(a.fields);
    return st;
}

/* ---- closing */

static gg_status check_outcome(const gg_record_type *type, const char *outcome, gg_error *err)
{
    char mend[160];

    if (!type->outcomes)
        return outcome ? gg_error_set(err, GG_E_USAGE, "leave it out",
                                      "%s %s has no outcome; closing withdraws it",
                                      gg_article(type->name), type->name)
                       : GG_OK;
    if (outcome && gg_record_word_in(type->outcomes, outcome))
        return GG_OK;
    snprintf(mend, sizeof mend, "give one of %s", type->outcomes);
    return gg_error_set(err, GG_E_USAGE, mend,
                        outcome ? "not an outcome of %s %s" : "%s %s is closed with an outcome",
                        gg_article(type->name), type->name);
}

/* What speaks against closing a record. A no ends by what is determined later, never by being
 * withdrawn. */
static void object_to_closing(const standing_record *r, gg_refusal *why)
{
    unsigned long long number = r->number;

    memset(why, 0, sizeof *why);
    if (strcmp(r->state, "open") != 0) {
        why->rule = "state";
        snprintf(why->what, sizeof why->what, "%s@%llu is %s already", r->type, number, r->state);
        gg_copy(why->mend, sizeof why->mend, "gauger record show says by what");
    } else if (r->bars) {
        why->rule = "determination";
        snprintf(why->what, sizeof why->what,
                 "%s@%llu says no on %s, and withdrawing it would lift that", r->type, number,
                 r->dated);
        snprintf(why->mend, sizeof why->mend,
                 "ask a reviewer to add what was determined since: gauger record add FILE "
                 "--supersedes %llu",
                 number);
    }
}

static gg_status close_record(gg_transaction *tx, const char *id, const char *outcome,
                              const char *reason, uint64_t *number, gg_error *err)
{
    const gg_record_type *type;
    standing_record r;
    gg_refusal why;
    json_t *payload;
    bool there = false;
    char object[GG_NAME_MAX + 40];
    gg_status st = gg_record_lookup(&tx->reg->db, id, number, err);

    if (st == GG_OK)
        st = read_record(&tx->reg->db, *number, &r, &there, err);
    if (st == GG_OK)
        st = gg_record_type_find(r.type, &type, err);
    if (st != GG_OK)
        return gg_transaction_end(tx, st, err);
    snprintf(object, sizeof object, "record/%s@%llu", r.type, (unsigned long long)r.number);
    payload = json_pack("{s:s, s:s, s:s?, s:s?}", "type", r.type, "reason", reason, "outcome",
                        outcome, "model", r.model[0] ? r.model : NULL);
    /* Who may not close it at all is told that first. */
    if (payload)
        st = gg_transaction_allow(tx, "record.close", object, payload, err);
    object_to_closing(&r, &why);
    if (st == GG_OK && why.rule) {
        json_decref(payload);
        return refuse(tx, r.type, r.number, &why, err);
    }
    if (st == GG_OK)
        st = check_outcome(type, outcome, err);
    if (st == GG_OK)
        st = gg_append(tx, "record.close", object, json_incref(payload), NULL, err);
    json_decref(payload);
    return gg_transaction_end(tx, st, err);
}

gg_status gg_record_close(gg_registry *reg, const char *id, const char *outcome, const char *reason,
                          uint64_t *number, gg_error *err)
{
    gg_transaction *tx;
    uint64_t found = 0;
    gg_status st = gg_text_field("reason", reason, REASON_MAX, true, err);

    if (st == GG_OK)
        st = gg_no_identifier(reason, strlen(reason), NULL, err);
    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st != GG_OK)
        return st;
    st = close_record(tx, id, outcome, reason, &found, err);
    if (st == GG_OK && number)
        *number = found;
    return st;
}
