#include <string.h>

#include "gauger/registry/cycle.h"
#include "account_internal.h"
#include "lifecycle_internal.h"

/* The newest events of a history; more are in the log. */
#define HISTORY_MAX    1000
#define HISTORY_CYCLES 100

/* ---- list */

#define BRIEF                                                                                      \
    "SELECT v.number, v.state, v.kind, v.base, e.time, (SELECT r.result FROM verdict r"            \
    " WHERE r.name = v.name AND r.number = v.number ORDER BY r.seq DESC LIMIT 1)"                  \
    " FROM version v JOIN entry e ON e.seq = v.seq "

static json_t *brief_row(sqlite3_stmt *row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "version", gg_db_json(row, 0), "state",
                     gg_db_json(row, 1), "kind", gg_db_json(row, 2), "from", gg_db_json(row, 3),
                     "time", gg_db_json(row, 4), "verdict", gg_db_json(row, 5));
}

static gg_status briefs(gg_db *db, const char *name, json_t *list, gg_error *err)
{
    return gg_rows(db, list, brief_row, err, BRIEF "WHERE v.name = ?1 ORDER BY v.number", "s",
                   name);
}

static gg_status brief(gg_db *db, const char *name, uint64_t number, json_t *model, const char *key,
                       gg_error *err)
{
    json_t *list = json_array(), *first;
    gg_status st = GG_OK;

    if (number)
        st = gg_rows(db, list, brief_row, err, BRIEF "WHERE v.name = ?1 AND v.number = ?2", "si",
                     name, (int64_t)number);
    first = json_array_get(list, 0);
    if (st == GG_OK &&
        json_object_set_new(model, key, first ? json_incref(first) : json_null()) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_decref(list);
    return st;
}

static gg_status aliases(gg_db *db, const char *name, json_t *model, gg_error *err)
{
    json_t *map = json_object();
    sqlite3_stmt *row;
    bool more;
    int bad = 0;
    gg_status st = gg_db_query(
        db, &row, err, "SELECT alias, number FROM alias WHERE name = ?1 ORDER BY alias", "s", name);

    while (st == GG_OK && (st = gg_db_step(db, row, &more, err)) == GG_OK && more)
        bad |= json_object_set_new(map, gg_db_text(row, 0), gg_db_json(row, 1));
    bad |= json_object_set_new(model, "aliases", map);
    return st == GG_OK && bad ? gg_error_set(err, GG_E_MEMORY, NULL, "out of memory") : st;
}

static gg_status add_model(gg_db *db, sqlite3_stmt *row, bool all, json_t *models, gg_error *err)
{
    const char *name = gg_db_text(row, 0);
    json_t *model = json_pack("{s:s, s:o}", "name", name, "versions", gg_db_json(row, 1));
    json_t *list = all ? json_array() : NULL;
    gg_status st;

    if (!model || json_array_append_new(models, model) != 0 ||
        (all && json_object_set(model, "all", list) != 0)) {
        json_decref(list);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    st = brief(db, name, (uint64_t)sqlite3_column_int64(row, 2), model, "latest", err);
    if (st == GG_OK)
        st = brief(db, name, (uint64_t)sqlite3_column_int64(row, 3), model, "champion", err);
    if (st == GG_OK)
        st = aliases(db, name, model, err);
    if (st == GG_OK && all)
        st = briefs(db, name, list, err);
    json_decref(list);
    return st;
}

static gg_status list_models(gg_db *db, const char *name, const gg_sight *sight, json_t *models,
                             gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    gg_status st =
        gg_db_query(db, &row, err,
                    "SELECT v.name, count(*), max(v.number), (SELECT c.number FROM version c"
                    " WHERE c.name = v.name AND c.state = 'production') FROM version v"
                    " WHERE ifnull(v.name = ?1, 1) GROUP BY v.name ORDER BY v.name",
                    "s", name);

    while (st == GG_OK && (st = gg_db_step(db, row, &more, err)) == GG_OK && more)
        if (gg_sight_covers(sight, gg_db_text(row, 0)) &&
            (st = add_model(db, row, name != NULL, models, err)) != GG_OK)
            sqlite3_reset(row);
    return st;
}

gg_status gg_model_list(gg_registry *reg, const char *model, json_t **out, gg_error *err)
{
    json_t *models = json_array();
    gg_version v;
    gg_sight sight;
    bool begun = false;
    gg_status st = gg_read_begin(reg, &begun, err);

    if (st == GG_OK && model)
        st = gg_version_find(reg, model, &v, err);
    if (st == GG_OK)
        st = gg_sight_read(reg, &sight, err);
    if (st == GG_OK)
        st = list_models(&reg->db, model ? v.model : NULL, &sight, models, err);
    st = gg_read_end(reg, begun, st, err);
    return gg_document(st, out, err,
                       json_pack("{s:s, s:o}", "format", GG_MODELS_FORMAT, "models", models));
}

/* ---- show */

static json_t *state_row(sqlite3_stmt *row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "seq", gg_db_json(row, 0),
                     "time", gg_db_json(row, 1), "actor", gg_db_json(row, 2), "role",
                     gg_db_json(row, 8), "from", gg_db_json(row, 3), "to", gg_db_json(row, 4),
                     "result", gg_db_json(row, 5), "rule", gg_db_json(row, 6), "reason",
                     gg_db_json(row, 7));
}

static json_t *evaluation_row(sqlite3_stmt *row)
{
    const char *list = gg_db_text(row, 8);
    json_t *comparisons = NULL;

    if (gg_json_parse(list, strlen(list), "", &comparisons, NULL) != GG_OK)
        return NULL;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "seq", gg_db_json(row, 0),
                     "time", gg_db_json(row, 1), "actor", gg_db_json(row, 2), "dataset",
                     gg_db_json(row, 3), "data_sha256", gg_db_json(row, 4), "sha256",
                     gg_db_json(row, 5), "evidence", gg_db_json(row, 6), "stale",
                     sqlite3_column_int(row, 7), "comparisons", comparisons);
}

static json_t *verdict_row(sqlite3_stmt *row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "seq", gg_db_json(row, 0),
                     "time", gg_db_json(row, 1), "actor", gg_db_json(row, 2), "policy",
                     gg_db_json(row, 3), "policy_sha256", gg_db_json(row, 4), "result",
                     gg_db_json(row, 5), "evaluation", gg_db_json(row, 6), "sha256",
                     gg_db_json(row, 7), "in_force", sqlite3_column_int(row, 8));
}

static json_t *finding_row(sqlite3_stmt *row)
{
    json_t *answer = sqlite3_column_type(row, 5) == SQLITE_NULL
                         ? json_null()
                         : json_pack("{s:o, s:o, s:o, s:o}", "seq", gg_db_json(row, 5), "time",
                                     gg_db_json(row, 6), "actor", gg_db_json(row, 7), "text",
                                     gg_db_json(row, 8));

    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "seq", gg_db_json(row, 0), "time",
                     gg_db_json(row, 1), "actor", gg_db_json(row, 2), "kind", gg_db_json(row, 3),
                     "text", gg_db_json(row, 4), "answered", answer);
}

static json_t *risk_row(sqlite3_stmt *row)
{
    return json_pack("{s:o, s:o, s:o}", "dataset", gg_db_json(row, 0), "reason", gg_db_json(row, 1),
                     "actor", gg_db_json(row, 2));
}

static json_t *phase_row(sqlite3_stmt *row)
{
    return json_pack("{s:o, s:o, s:o}", "phase", gg_db_json(row, 0), "began", gg_db_json(row, 1),
                     "ended", gg_db_json(row, 2));
}

static json_t *name_row(sqlite3_stmt *row)
{
    return gg_db_json(row, 0);
}

/* One list of the document: a query whose parameters are name and number of the version. */
typedef struct part {
    const char *key;
    gg_row_document row;
    const char *sql;
} part;

static const part parts[] = {
    {"aliases", name_row, "SELECT alias FROM alias WHERE name = ?1 AND number = ?2 ORDER BY alias"},
    {"states", state_row,
     "SELECT s.seq, e.time, e.actor, s.old, s.new, s.result, s.rule, s.reason, e.role FROM state s"
     " JOIN entry e ON e.seq = s.seq WHERE s.name = ?1 AND s.number = ?2 ORDER BY s.seq"},
    {"evaluations", evaluation_row,
     "SELECT v.seq, e.time, e.actor, v.dataset || '@' || v.dataset_number, v.data_sha256, v.sha256,"
     " v.evidence, ifnull(v.dataset_number < (SELECT max(d.number) FROM dataset d"
     " WHERE d.name = v.dataset), 0), (SELECT json_group_array(json_object("
     "'versus', c.versus, 'sha256', c.sha256)) FROM comparison c WHERE c.seq = v.seq)"
     " FROM evaluation v JOIN entry e ON e.seq = v.seq"
     " WHERE v.name = ?1 AND v.number = ?2 ORDER BY v.seq"},
    {"verdicts", verdict_row,
     "SELECT r.seq, e.time, e.actor, r.policy, r.policy_sha256, r.result, r.evaluation, r.sha256,"
     " ifnull(r.policy_sha256 = (SELECT p.sha256 FROM policy p WHERE p.model IN (?1, '')"
     " ORDER BY p.model DESC LIMIT 1), 0) FROM verdict r JOIN entry e ON e.seq = r.seq"
     " WHERE r.name = ?1 AND r.number = ?2 ORDER BY r.seq"},
    {"findings", finding_row,
     "SELECT f.seq, e.time, e.actor, f.kind, f.text, f.answer, a.time, a.actor, f.answer_text"
     " FROM finding f JOIN entry e ON e.seq = f.seq LEFT JOIN entry a ON a.seq = f.answer"
     " WHERE f.name = ?1 AND f.number = ?2 ORDER BY f.seq"},
    {"risks", risk_row,
     "SELECT DISTINCT d.name || '@' || d.number, d.accepted_risk, e.actor FROM evaluation v"
     " JOIN dataset d ON d.name = v.dataset AND d.number = v.dataset_number"
     " JOIN entry e ON e.seq = d.seq WHERE v.name = ?1 AND v.number = ?2"
     " AND d.accepted_risk IS NOT NULL ORDER BY 1"},
};

static gg_status add_parts(gg_db *db, const gg_version *v, json_t *out, gg_error *err)
{
    gg_status st = GG_OK;

    for (size_t i = 0; st == GG_OK && i < sizeof parts / sizeof *parts; i++) {
        json_t *list = json_array();

        if (json_object_set_new(out, parts[i].key, list) != 0)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        st = gg_rows(db, list, parts[i].row, err, parts[i].sql, "si", v->model, (int64_t)v->number);
    }
    return st;
}

static gg_status add_cycle(gg_db *db, const gg_version *v, json_t *out, gg_error *err)
{
    json_t *phases = json_array(), *cycle = NULL;
    sqlite3_stmt *row;
    bool there = false;
    gg_status st =
        gg_rows(db, phases, phase_row, err,
                "SELECT phase, began, ended FROM phase WHERE cycle = ?1 ORDER BY ordinal", "i",
                (int64_t)v->cycle);

    if (st == GG_OK)
        st = gg_db_query(db, &row, err,
                         "SELECT id, kind, phase, opened, due, closed FROM cycle WHERE id = ?1",
                         "i", (int64_t)v->cycle);
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (there) {
        cycle =
            json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:O}", "id", gg_db_json(row, 0), "kind",
                      gg_db_json(row, 1), "phase", gg_db_json(row, 2), "opened", gg_db_json(row, 3),
                      "due", gg_db_json(row, 4), "closed", gg_db_json(row, 5), "phases", phases);
        sqlite3_reset(row);
    }
    json_decref(phases);
    if (st == GG_OK && json_object_set_new(out, "cycle", cycle ? cycle : json_null()) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

static json_t *text_or_null(const char *text)
{
    return text[0] ? json_string(text) : json_null();
}

static json_t *facts(const gg_version *v, json_t *payload, json_t *registered, json_t *head)
{
    json_t *dataset = json_object_get(payload, "dataset");

    return json_pack(
        "{s:s, s:s, s:I, s:s, s:s, s:o, s:s, s:s, s:o, s:{s:o, s:O?, s:O?}, s:O?, s:o, s:o,"
        " s:b}",
        "format", GG_MODEL_FORMAT, "name", v->model, "version", (json_int_t)v->number, "state",
        v->state, "kind", v->kind, "from",
        v->from ? json_integer((json_int_t)v->from) : json_null(), "fingerprint", v->composition,
        "operating", v->operating, "artifact_sha256", text_or_null(v->artifact_sha256), "training",
        "sha256", text_or_null(v->training_sha256), "dataset", dataset, "fit",
        json_object_get(payload, "fit"), "manifest", json_object_get(payload, "manifest"),
        "registered", registered, "head", head, "authenticated",
        json_is_false(json_object_get(registered, "claimed")));
}

/* A name that was claimed when it was registered or approved stays a claim. */
static void check_names(json_t *document)
{
    const json_t *one;
    size_t i;

    json_array_foreach(json_object_get(document, "states"), i, one)
    {
        if (strcmp(gg_json_string(one, "to", ""), "approved") == 0 &&
            strcmp(gg_json_string(one, "result", ""), "done") == 0 &&
            !gg_json_string(one, "role", NULL))
            json_object_set_new(document, "authenticated", json_false());
    }
}

/* Accounts of one person are one; of the time of one person, so are all names. */
static gg_status add_approvers(gg_db *db, const gg_version *v, json_t *out, gg_error *err)
{
    uint64_t n = 0;
    gg_status st = gg_db_number(db, &n, err,
                                "SELECT count(DISTINCT " GG_PERSON(
                                    "s.seq") ") FROM state s WHERE s.name = ?1 AND s.number = ?2"
                                             " AND s.new = 'approved' AND s.result = 'done'",
                                "si", v->model, (int64_t)v->number);

    if (st == GG_OK && json_object_set_new(out, "approvers", json_integer((json_int_t)n)) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

static gg_status add_waivers(gg_registry *reg, const gg_version *v, json_t *out, gg_error *err)
{
    char now[GG_TIME_TEXT];
    json_t *waivers = NULL;
    gg_status st;

    gg_time_format(gg_env_now(&reg->env), now);
    st = gg_waivers_json(&reg->db, v, 0, now, &waivers, err);
    if (st == GG_OK && json_object_set_new(out, "waivers", waivers) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

static gg_status show(gg_registry *reg, const char *reference, json_t **out, gg_error *err)
{
    json_t *payload = NULL, *registered = NULL, *head = NULL, *document = NULL;
    gg_version v;
    gg_status st = gg_version_find(reg, reference, &v, err);

    if (st == GG_OK)
        st = gg_event_payload(&reg->db, v.seq, &payload, &registered, err);
    if (st == GG_OK)
        st = gg_head_json(reg, &head, err);
    if (st == GG_OK)
        st = gg_document(GG_OK, &document, err, facts(&v, payload, registered, head));
    else
        json_decref(registered);
    if (st == GG_OK)
        st = add_cycle(&reg->db, &v, document, err);
    if (st == GG_OK)
        st = add_parts(&reg->db, &v, document, err);
    if (st == GG_OK)
        st = add_waivers(reg, &v, document, err);
    if (st == GG_OK)
        st = add_approvers(&reg->db, &v, document, err);
    if (st == GG_OK)
        st = gg_corrections_add(&reg->db, document, v.model, v.number, err);
    if (st == GG_OK)
        st = gg_people_add(&reg->db, document, err);
    check_names(document);
    json_decref(payload);
    return gg_document(st, out, err, document);
}

gg_status gg_version_show(gg_registry *reg, const char *reference, json_t **out, gg_error *err)
{
    json_t *document = NULL;
    gg_reference r;
    bool begun = false;
    gg_status st = gg_reference_parse("model", reference, &r, err);

    if (st == GG_OK)
        st = gg_registry_sees(reg, r.name, err);
    if (st == GG_OK)
        st = gg_read_begin(reg, &begun, err);
    if (st == GG_OK)
        st = show(reg, reference, &document, err);
    st = gg_read_end(reg, begun, st, err);
    return gg_document(st, out, err, document);
}

/* ---- history */

/* The cycles that led to the versions, with their phases and clocks. */
static gg_status add_cycles(gg_registry *reg, const gg_version *v, bool one, json_t *history,
                            gg_error *err)
{
    gg_cycle_filter filter = gg_cycle_filter_default();
    json_t *cycles = NULL;
    gg_status st;

    filter.model = v->model;
    filter.closed = true;
    filter.id = one ? v->cycle : 0;
    filter.newest = HISTORY_CYCLES;
    st = gg_cycle_list(reg, &filter, &cycles, err);
    if (st == GG_OK &&
        (json_object_set(history, "cycles", json_object_get(cycles, "cycles")) != 0 ||
         json_object_set(history, "due", json_object_get(cycles, "due")) != 0))
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_decref(cycles);
    return st;
}

/* An evaluation, or a verdict on one, whose data has been superseded since. */
static gg_status mark_stale(gg_db *db, json_t *event, gg_error *err)
{
    const char *action = gg_json_string(event, "action", "");
    const json_t *seq = json_object_get(event, "seq");
    uint64_t stale = 0;
    gg_status st;

    if (strcmp(action, "model.judge") == 0)
        seq = json_object_get(json_object_get(event, "payload"), "evaluation");
    else if (strcmp(action, "model.evaluate") != 0)
        return GG_OK;
    st = gg_db_number(db, &stale, err,
                      "SELECT ifnull(e.dataset_number < (SELECT max(d.number) FROM dataset d"
                      " WHERE d.name = e.dataset), 0) FROM evaluation e WHERE e.seq = ?1",
                      "i", (int64_t)json_integer_value(seq));
    if (st == GG_OK && json_object_set_new(event, "stale", json_boolean(stale)) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return st;
}

static gg_status history(gg_registry *reg, const gg_log_options *options, const gg_version *v,
                         bool one, json_t **out, gg_error *err)
{
    json_t *log = NULL, *events, *event;
    uint64_t total = 0;
    size_t i;
    gg_status st =
        one ? gg_db_number(&reg->db, &total, err, "SELECT count(*) FROM entry WHERE object = ?1",
                           "s", options->object)
            : gg_db_number(&reg->db, &total, err, "SELECT count(*) FROM entry WHERE subject = ?1",
                           "s", options->subject);

    if (st == GG_OK)
        st = gg_registry_log(reg, options, &log, err);
    if (st != GG_OK)
        return st;
    events = json_object_get(log, "events");
    json_array_foreach(events, i, event)
    {
        if (st == GG_OK)
            st = mark_stale(&reg->db, event, err);
        json_object_del(event, "payload");
        json_object_del(event, "request");
    }
    if (st != GG_OK) {
        json_decref(log);
        return st;
    }
    st = gg_document(GG_OK, out, err,
                     json_pack("{s:s, s:s, s:o, s:I, s:O}", "format", GG_HISTORY_FORMAT, "name",
                               v->model, "version",
                               one ? json_integer((json_int_t)v->number) : json_null(), "total",
                               (json_int_t)total, "events", events));
    json_decref(log);
    if (st == GG_OK)
        st = add_cycles(reg, v, one, *out, err);
    return st;
}

gg_status gg_model_history(gg_registry *reg, const char *reference, json_t **out, gg_error *err)
{
    char subject[GG_NAME_MAX + 16], object[GG_NAME_MAX + 40];
    gg_log_options options = {.limit = HISTORY_MAX};
    gg_version v;
    bool one;
    gg_status st = gg_version_find(reg, reference, &v, err);

    if (st == GG_OK)
        st = gg_registry_sees(reg, v.model, err);
    if (st != GG_OK)
        return st;
    one = strchr(reference, '@') != NULL;
    snprintf(subject, sizeof subject, "model/%s", v.model);
    snprintf(object, sizeof object, "model/%s@%llu", v.model, (unsigned long long)v.number);
    options.subject = one ? NULL : subject;
    options.object = one ? object : NULL;
    return history(reg, &options, &v, one, out, err);
}
