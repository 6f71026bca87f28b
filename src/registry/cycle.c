#include "gauger/registry/cycle.h"

#include <string.h>

#include "gauger/registry/dataset.h"
#include "lifecycle_internal.h"

typedef struct kind_row {
    const char *word, *clock;
} kind_row;

static const kind_row kinds[] = {
    {"development", "clock.development_months"},
    {"refresh", "clock.refresh_months"},
    {"reengineering", "clock.reengineering_months"},
    {"adjustment", "clock.adjustment_months"},
};
static const char *const phases[] = {"research", "features", "build", "test", "deploy"};

const char *gg_cycle_kind(size_t i)
{
    return i < sizeof kinds / sizeof *kinds ? kinds[i].word : NULL;
}

const char *gg_cycle_phase_name(size_t i)
{
    return i < sizeof phases / sizeof *phases ? phases[i] : NULL;
}

static gg_status find_kind(const char *word, const kind_row **out, gg_error *err)
{
    for (size_t i = 0; word && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].word, word) == 0) {
            *out = &kinds[i];
            return GG_OK;
        }
    return gg_error_set(err, GG_E_USAGE, "choose development, refresh, reengineering or adjustment",
                        "there is no such kind of cycle");
}

static gg_status check_phase(const char *phase, gg_error *err)
{
    for (size_t i = 0; phase && i < sizeof phases / sizeof *phases; i++)
        if (strcmp(phases[i], phase) == 0)
            return GG_OK;
    return gg_error_set(err, GG_E_USAGE, "choose research, features, build, test or deploy",
                        "there is no such phase");
}

/* What the state of a cycle does not allow. */
static gg_status refuse(gg_registry *reg, const char *action, const char *model, const char *mend,
                        gg_error *err, const char *what, uint64_t id)
{
    char object[GG_NAME_MAX + 16];
    gg_tried tried = {action, object, "state", mend, GG_E_CONFLICT};

    snprintf(object, sizeof object, "model/%s", model);
    return gg_registry_refuse(reg, &tried, err, "cycle %llu %s", (unsigned long long)id, what);
}

static gg_status check_none_open(gg_registry *reg, const char *model, const char *kind,
                                 gg_error *err)
{
    char what[160];
    uint64_t open = 0;
    gg_status st = gg_db_number(
        &reg->db, &open, err,
        "SELECT id FROM cycle WHERE name = ?1 AND kind = ?2 AND closed IS NULL", "ss", model, kind);

    if (st != GG_OK || !open)
        return st;
    snprintf(what, sizeof what, "of %.100s, %s, is open", model, kind);
    return refuse(reg, "cycle.open", model, "close it first, or go on with it", err, what, open);
}

typedef struct opening {
    const char *model, *kind, *reason, *phase;
    uint64_t base;
    json_t *datasets; /* given up by open_cycle() */
    bool implicit;
} opening;

static gg_status open_cycle(gg_transaction *tx, const opening *o, uint64_t *id, gg_error *err)
{
    char object[GG_NAME_MAX + 16], due[GG_TIME_TEXT];
    const kind_row *kind = NULL;
    int64_t months = 0;
    uint64_t last = 0;
    json_t *payload = NULL;
    gg_status st = find_kind(o->kind, &kind, err);

    if (st == GG_OK)
        st = check_none_open(tx->reg, o->model, o->kind, err);
    if (st == GG_OK)
        st = gg_setting_read(&tx->reg->db, kind->clock, &months, err);
    if (st == GG_OK)
        st = gg_db_number(&tx->reg->db, &last, err, "SELECT max(id) FROM cycle", "");
    if (st != GG_OK) {
        json_decref(o->datasets);
        return st;
    }
    gg_time_add_months(tx->time, (unsigned)months, due);
    payload = json_pack("{s:I, s:s, s:s?, s:s, s:s, s:b, s:o}", "id", (json_int_t)last + 1, "kind",
                        o->kind, "reason", o->reason, "phase", o->phase, "due", due, "implicit",
                        o->implicit, "datasets", o->datasets);
    if (payload && o->base)
        json_object_set_new(payload, "from", json_integer((json_int_t)o->base));
    snprintf(object, sizeof object, "model/%s", o->model);
    st = gg_append(tx, "cycle.open", object, payload, NULL, err);
    if (st == GG_OK)
        *id = last + 1;
    return st;
}

/* The references as they are now: NAME@VERSION, so that a later revision changes nothing. */
static gg_status resolve_datasets(gg_registry *reg, const gg_cycle_entry *e, json_t *list,
                                  gg_error *err)
{
    gg_status st = GG_OK;

    for (size_t i = 0; st == GG_OK && i < e->n_datasets; i++) {
        gg_dataset_version d;

        st = gg_dataset_find(reg, e->datasets[i], &d, err);
        if (st == GG_OK &&
            json_array_append_new(
                list, json_sprintf("%s@%llu", d.name, (unsigned long long)d.number)) != 0)
            st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    return st;
}

gg_status gg_cycle_open(gg_registry *reg, const gg_cycle_entry *entry, uint64_t *id, gg_error *err)
{
    opening o = {.model = entry->model,
                 .kind = entry->kind,
                 .reason = entry->reason,
                 .phase = entry->phase ? entry->phase : phases[0]};
    const kind_row *kind = NULL;
    gg_transaction *tx;
    gg_version base;
    uint64_t made = 0;
    gg_status st = gg_name_check("model", entry->model, err);

    if (st == GG_OK)
        st = find_kind(entry->kind, &kind, err);
    if (st == GG_OK)
        st = check_phase(o.phase, err);
    if (st == GG_OK)
        st = gg_text_field("reason", entry->reason, GG_REASON_MAX, false, err);
    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st != GG_OK)
        return st;
    if (entry->from && (st = gg_version_base(reg, entry->model, entry->from, &base, err)) == GG_OK)
        o.base = base.number;
    o.datasets = json_array();
    if (st == GG_OK)
        st = resolve_datasets(reg, entry, o.datasets, err);
    if (st == GG_OK)
        st = open_cycle(tx, &o, &made, err);
    else
        json_decref(o.datasets);
    st = gg_transaction_end(tx, st, err);
    if (st == GG_OK && id)
        *id = made;
    return st;
}

/* A cycle by its number: its model and phase, and whether it is open. */
typedef struct cycle_row {
    char model[GG_NAME_MAX + 1], kind[16], phase[16];
    bool closed;
} cycle_row;

static gg_status read_cycle(gg_db *db, uint64_t id, cycle_row *out, gg_error *err)
{
    sqlite3_stmt *row;
    bool there;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT name, kind, phase, closed IS NOT NULL FROM cycle"
                               " WHERE id = ?1",
                               "i", (int64_t)id);

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK)
        return st;
    if (!there)
        return gg_error_set(err, GG_E_NOT_FOUND, "see gauger cycle list", "there is no cycle %llu",
                            (unsigned long long)id);
    gg_db_copy(row, 0, out->model, sizeof out->model);
    gg_db_copy(row, 1, out->kind, sizeof out->kind);
    gg_db_copy(row, 2, out->phase, sizeof out->phase);
    out->closed = sqlite3_column_int(row, 3) != 0;
    sqlite3_reset(row);
    return GG_OK;
}

static gg_status open_row(gg_registry *reg, const char *action, uint64_t id, cycle_row *out,
                          gg_error *err)
{
    gg_status st = read_cycle(&reg->db, id, out, err);

    if (st == GG_OK && out->closed)
        st = refuse(reg, action, out->model, "open a new one: gauger cycle open", err, "is closed",
                    id);
    return st;
}

gg_status gg_cycle_for(gg_transaction *tx, const char *model, const char *kind, uint64_t base,
                       uint64_t *cycle, gg_error *err)
{
    opening o = {.model = model, .kind = kind, .phase = "build", .base = base, .implicit = true};
    gg_db *db = &tx->reg->db;
    cycle_row row;
    gg_status st;

    if (*cycle) {
        st = open_row(tx->reg, "model.register", *cycle, &row, err);
        if (st == GG_OK && (strcmp(row.model, model) != 0 || strcmp(row.kind, kind) != 0))
            st = gg_error_set(err, GG_E_USAGE, "name another cycle", "cycle %llu is of %s, %s",
                              (unsigned long long)*cycle, row.model, row.kind);
        return st;
    }
    st = gg_db_number(db, cycle, err,
                      "SELECT id FROM cycle WHERE name = ?1 AND kind = ?2 AND closed IS NULL", "ss",
                      model, kind);
    if (st != GG_OK || *cycle)
        return st;
    o.datasets = json_array();
    return open_cycle(tx, &o, cycle, err);
}

gg_status gg_cycle_phase(gg_registry *reg, uint64_t id, const char *phase, gg_error *err)
{
    char object[GG_NAME_MAX + 16];
    gg_transaction *tx;
    cycle_row row;
    gg_status st = check_phase(phase, err);

    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st != GG_OK)
        return st;
    st = open_row(reg, "cycle.phase", id, &row, err);
    if (st == GG_OK && strcmp(row.phase, phase) == 0)
        st = refuse(reg, "cycle.phase", row.model, "nothing is to be done", err,
                    "is in that phase already", id);
    if (st == GG_OK) {
        snprintf(object, sizeof object, "model/%s", row.model);
        st = gg_append(tx, "cycle.phase", object,
                       json_pack("{s:I, s:s}", "id", (json_int_t)id, "phase", phase), NULL, err);
    }
    return gg_transaction_end(tx, st, err);
}

gg_status gg_cycle_close(gg_registry *reg, uint64_t id, const char *reason, gg_error *err)
{
    char object[GG_NAME_MAX + 16];
    gg_transaction *tx;
    cycle_row row;
    gg_status st = gg_text_field("reason", reason, GG_REASON_MAX, false, err);

    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st != GG_OK)
        return st;
    st = open_row(reg, "cycle.close", id, &row, err);
    if (st == GG_OK) {
        snprintf(object, sizeof object, "model/%s", row.model);
        st = gg_append(tx, "cycle.close", object,
                       json_pack("{s:I, s:s?}", "id", (json_int_t)id, "reason", reason), NULL, err);
    }
    return gg_transaction_end(tx, st, err);
}

/* ---- finding */

static gg_status by_number(gg_registry *reg, const char *text, uint64_t *id, gg_error *err)
{
    cycle_row row;
    uint64_t n = 0;
    gg_status st;

    for (const char *p = text; *p && n < 1000000000; p++)
        n = n * 10 + (uint64_t)(*p - '0');
    st = read_cycle(&reg->db, n, &row, err);
    if (st == GG_OK)
        *id = n;
    return st;
}

static gg_status by_model(gg_registry *reg, const char *model, const char *kind, uint64_t *id,
                          gg_error *err)
{
    char open[140] = "";
    sqlite3_stmt *row;
    bool more;
    uint64_t found = 0;
    size_t n = 0, count = 0;
    gg_status st = gg_db_query(&reg->db, &row, err,
                               "SELECT id, kind FROM cycle WHERE name = ?1 AND closed IS NULL"
                               " AND kind = ifnull(?2, kind) ORDER BY id",
                               "ss", model, kind);

    while (st == GG_OK && (st = gg_db_step(&reg->db, row, &more, err)) == GG_OK && more) {
        found = (uint64_t)sqlite3_column_int64(row, 0);
        if (n < sizeof open)
            n += (size_t)snprintf(open + n, sizeof open - n, "%s%llu (%s)", count ? ", " : "",
                                  (unsigned long long)found, gg_db_text(row, 1));
        count++;
    }
    if (st != GG_OK)
        return st;
    if (count == 0)
        return gg_error_set(err, GG_E_NOT_FOUND, "see gauger cycle list",
                            "no such cycle of %s is open", model);
    if (count > 1)
        return gg_error_set(err, GG_E_USAGE, "name it by its number", "several are open: %s", open);
    *id = found;
    return GG_OK;
}

gg_status gg_cycle_find(gg_registry *reg, const char *text, uint64_t *id, gg_error *err)
{
    char model[GG_NAME_MAX + 1];
    const char *slash = strchr(text, '/');
    size_t n = slash ? (size_t)(slash - text) : strlen(text);

    if (text[0] && text[strspn(text, "0123456789")] == '\0')
        return by_number(reg, text, id, err);
    if (n == 0 || n > GG_NAME_MAX)
        return gg_error_set(err, GG_E_USAGE, "write its number, MODEL or MODEL/KIND",
                            "this does not name a cycle");
    memcpy(model, text, n);
    model[n] = '\0';
    return by_model(reg, model, slash ? slash + 1 : NULL, id, err);
}
