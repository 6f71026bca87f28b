#include <string.h>

#include "gauger/registry/cycle.h"
#include "account_internal.h"

typedef struct listing {
    gg_db *db;
    const gg_cycle_filter *filter;
    char now[GG_TIME_TEXT];
    int64_t overdue;
    json_t *cycles, *due;
    gg_sight sight;
} listing;

gg_cycle_filter gg_cycle_filter_default(void)
{
    gg_cycle_filter filter = {.model = NULL};

    return filter;
}

static json_t *text_row(sqlite3_stmt *row)
{
    return gg_db_json(row, 0);
}

static json_t *phase_row(sqlite3_stmt *row)
{
    const char *end = gg_db_text(row, 3); /* of the phase, or now */
    double days = (double)(gg_time_parse(end) - gg_time_parse(gg_db_text(row, 1))) / 86400;

    return json_pack("{s:o, s:o, s:o, s:f}", "phase", gg_db_json(row, 0), "began",
                     gg_db_json(row, 1), "ended", gg_db_json(row, 2), "days", days);
}

static gg_status lists_of(listing *l, int64_t id, json_t *cycle, gg_error *err)
{
    json_t *versions = json_array(), *datasets = json_array(), *phases = json_array();
    int bad = json_object_set_new(cycle, "versions", versions);
    gg_status st;

    bad |= json_object_set_new(cycle, "datasets", datasets);
    bad |= json_object_set_new(cycle, "phases", phases);
    if (bad)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    st = gg_rows(l->db, versions, text_row, err,
                 "SELECT number FROM version WHERE cycle = ?1 ORDER BY number", "i", id);
    if (st == GG_OK)
        st =
            gg_rows(l->db, datasets, text_row, err,
                    "SELECT dataset FROM cycle_dataset WHERE cycle = ?1 ORDER BY dataset", "i", id);
    if (st == GG_OK)
        st = gg_rows(l->db, phases, phase_row, err,
                     "SELECT phase, began, ended, ifnull(ended, ?2) FROM phase WHERE cycle = ?1"
                     " ORDER BY ordinal",
                     "is", id, l->now);
    return st;
}

static gg_status add_cycle(listing *l, sqlite3_stmt *row, gg_error *err)
{
    bool closed = sqlite3_column_type(row, 8) != SQLITE_NULL;
    int64_t left = gg_time_days_left(closed ? gg_db_text(row, 8) : l->now, gg_db_text(row, 7));
    bool overdue = left < 0;
    json_t *cycle;

    if (l->filter->overdue && (!overdue || closed))
        return GG_OK;
    l->overdue += overdue && !closed;
    cycle = json_pack("{s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:b, s:I}", "id",
                      gg_db_json(row, 0), "model", gg_db_json(row, 1), "kind", gg_db_json(row, 2),
                      "from", gg_db_json(row, 3), "reason", gg_db_json(row, 4), "state",
                      closed ? "closed" : "open", "phase", gg_db_json(row, 5), "opened",
                      gg_db_json(row, 6), "due", gg_db_json(row, 7), "closed", gg_db_json(row, 8),
                      "overdue", overdue, "days_left", (json_int_t)left);
    if (json_array_append_new(l->cycles, cycle) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return lists_of(l, sqlite3_column_int64(row, 0), cycle, err);
}

static gg_status list_cycles(listing *l, gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    gg_status st =
        gg_db_query(l->db, &row, err,
                    "SELECT * FROM (SELECT id, name, kind, base, reason, phase, opened,"
                    " due, closed FROM cycle WHERE (closed IS NULL OR ?2)"
                    " AND ifnull(name = ?1, 1) AND (?3 = 0 OR id = ?3)"
                    " ORDER BY id DESC LIMIT ?4) ORDER BY id",
                    "siii", l->filter->model, (int64_t)l->filter->closed, (int64_t)l->filter->id,
                    l->filter->newest ? (int64_t)l->filter->newest : (int64_t)-1);

    while (st == GG_OK && (st = gg_db_step(l->db, row, &more, err)) == GG_OK && more)
        if (gg_sight_covers(&l->sight, gg_db_text(row, 1)) &&
            (st = add_cycle(l, row, err)) != GG_OK)
            sqlite3_reset(row);
    return st;
}

static gg_status add_due(listing *l, sqlite3_stmt *row, int64_t months, gg_error *err)
{
    char due[GG_TIME_TEXT];
    bool begun = sqlite3_column_type(row, 3) != SQLITE_NULL;
    int64_t left;

    gg_time_add_months(gg_db_text(row, 2), (unsigned)months, due);
    left = gg_time_days_left(l->now, due);
    if (l->filter->overdue && (left >= 0 || begun))
        return GG_OK;
    l->overdue += left < 0 && !begun;
    if (json_array_append_new(l->due,
                              json_pack("{s:o, s:o, s:s, s:o, s:s, s:b, s:I, s:o}", "model",
                                        gg_db_json(row, 0), "version", gg_db_json(row, 1), "kind",
                                        "refresh", "in_production_since", gg_db_json(row, 2), "due",
                                        due, "overdue", left < 0 && !begun, "days_left",
                                        (json_int_t)left, "cycle", gg_db_json(row, 3))) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

/* Champions: each is to be refreshed some months after it went into production. */
static gg_status list_due(listing *l, gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    int64_t months = 0;
    gg_status st = gg_setting_read(l->db, "clock.refresh_due_months", &months, err);

    if (st == GG_OK)
        st = gg_db_query(l->db, &row, err,
                         "SELECT v.name, v.number, v.since, c.id FROM version v LEFT JOIN cycle c"
                         " ON c.name = v.name AND c.kind = 'refresh' AND c.closed IS NULL"
                         " WHERE v.state = 'production' AND ifnull(v.name = ?1, 1) ORDER BY v.name",
                         "s", l->filter->model);
    while (st == GG_OK && (st = gg_db_step(l->db, row, &more, err)) == GG_OK && more)
        if (gg_sight_covers(&l->sight, gg_db_text(row, 0)) &&
            (st = add_due(l, row, months, err)) != GG_OK)
            sqlite3_reset(row);
    return st;
}

/* A waiver holds to the end of its day. */
static gg_status add_waiver(listing *l, sqlite3_stmt *row, gg_error *err)
{
    char due[GG_TIME_TEXT];
    int64_t left;

    gg_time_day_end(gg_db_text(row, 4), due);
    left = gg_time_days_left(l->now, due);
    if (l->filter->overdue && left >= 0)
        return GG_OK;
    l->overdue += left < 0;
    if (json_array_append_new(l->due,
                              json_pack("{s:o, s:o, s:s, s:o, s:s, s:b, s:I, s:n, s:o}", "model",
                                        gg_db_json(row, 0), "version", gg_db_json(row, 1), "kind",
                                        "waiver", "in_production_since", gg_db_json(row, 2), "due",
                                        due, "overdue", left < 0, "days_left", (json_int_t)left,
                                        "cycle", "rule", gg_db_json(row, 3))) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

/* Champions that are where they are by a waiver: the last of each rule that is still no pass. */
static gg_status list_waivers(listing *l, gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    gg_status st = gg_db_query(
        l->db, &row, err,
        "SELECT v.name, v.number, v.since, r.rule, max(w.until) FROM version v"
        " JOIN verdict g ON g.seq = (SELECT max(x.seq) FROM verdict x WHERE x.name = v.name"
        " AND x.number = v.number AND x.policy_sha256 = (SELECT p.sha256 FROM policy p"
        " WHERE p.model IN (v.name, '') ORDER BY p.model DESC LIMIT 1))"
        " JOIN verdict_rule r ON r.seq = g.seq"
        " JOIN waiver w ON w.name = v.name AND w.number = v.number AND w.rule = r.rule"
        " AND w.policy_sha256 = g.policy_sha256"
        " WHERE v.state = 'production' AND ifnull(v.name = ?1, 1)"
        " GROUP BY v.name, v.number, r.rule ORDER BY v.name, r.rule",
        "s", l->filter->model);

    while (st == GG_OK && (st = gg_db_step(l->db, row, &more, err)) == GG_OK && more)
        if (gg_sight_covers(&l->sight, gg_db_text(row, 0)) &&
            (st = add_waiver(l, row, err)) != GG_OK)
            sqlite3_reset(row);
    return st;
}

gg_status gg_cycle_list(gg_registry *reg, const gg_cycle_filter *filter, json_t **out,
                        gg_error *err)
{
    gg_cycle_filter defaults = gg_cycle_filter_default();
    listing l = {.db = &reg->db, .filter = filter ? filter : &defaults};
    bool begun = false;
    gg_status st = gg_read_begin(reg, &begun, err);

    gg_time_format(gg_env_now(&reg->env), l.now);
    l.cycles = json_array();
    l.due = json_array();
    if (st == GG_OK)
        st = gg_sight_read(reg, &l.sight, err);
    if (st == GG_OK)
        st = list_cycles(&l, err);
    if (st == GG_OK)
        st = list_due(&l, err);
    if (st == GG_OK)
        st = list_waivers(&l, err);
    st = gg_read_end(reg, begun, st, err);
    return gg_document(st, out, err,
                       json_pack("{s:s, s:s, s:I, s:o, s:o}", "format", GG_CYCLES_FORMAT, "now",
                                 l.now, "overdue", (json_int_t)l.overdue, "cycles", l.cycles, "due",
                                 l.due));
}

gg_status gg_cycle_datasets(gg_registry *reg, uint64_t id, json_t **out, gg_error *err)
{
    json_t *list = json_array();
    uint64_t there = 0;
    gg_status st = gg_db_number(&reg->db, &there, err, "SELECT count(*) FROM cycle WHERE id = ?1",
                                "i", (int64_t)id);

    if (st == GG_OK && !there)
        st = gg_error_set(err, GG_E_NOT_FOUND, "see gauger cycle list", "there is no cycle %llu",
                          (unsigned long long)id);
    if (st == GG_OK)
        st = gg_rows(&reg->db, list, text_row, err,
                     "SELECT dataset FROM cycle_dataset WHERE cycle = ?1 ORDER BY dataset", "i",
                     (int64_t)id);
    return gg_document(st, out, err, list);
}
