/* Records with their clocks; statistics of redress cases. */
#include <string.h>

#include "account_internal.h"
#include "record_internal.h"

typedef struct listing {
    gg_db *db;
    const gg_record_filter *filter;
    gg_reference model;
    gg_sight sight;
    char now[GG_TIME_TEXT];
    json_t *records, *duties;
    int64_t overdue, due;
} listing;

gg_record_filter gg_record_filter_default(void)
{
    gg_record_filter filter = {.type = NULL};

    return filter;
}

/* How urgent the clocks of an open record are: 2 one has run out, 1 one warns, 0. */
static int urgency(const json_t *clocks)
{
    json_t *clock;
    int most = 0;
    size_t i;

    json_array_foreach(clocks, i, clock)
    {
        const char *state = gg_json_string(clock, "state", "");
        int now = strcmp(state, "overdue") == 0 || strcmp(state, "ended") == 0 ? 2
                  : strcmp(state, "due") == 0                                  ? 1
                                                                               : 0;

        most = now > most ? now : most;
    }
    return most;
}

static gg_status add_record(listing *l, sqlite3_stmt *row, gg_error *err)
{
    bool open = strcmp(gg_db_text(row, 5), "open") == 0;
    json_t *clocks = NULL, *record;
    int urgent;
    gg_status st =
        gg_record_clocks_read(l->db, (uint64_t)sqlite3_column_int64(row, 0), l->now, &clocks, err);

    if (st != GG_OK)
        return st;
    urgent = open ? urgency(clocks) : 0;
    l->overdue += urgent == 2;
    l->due += urgent == 1;
    if ((l->filter->overdue && urgent < 2) || (l->filter->due && urgent < 1)) {
        json_decref(clocks);
        return GG_OK;
    }
    record = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "id",
                       json_sprintf("%s@%lld", gg_db_text(row, 1), sqlite3_column_int64(row, 0)),
                       "number", gg_db_json(row, 0), "type", gg_db_json(row, 1), "name",
                       gg_db_json(row, 2), "dated", gg_db_json(row, 3), "model",
                       gg_record_model(row, 6, 7), "state", gg_db_json(row, 5), "outcome",
                       gg_db_json(row, 4), "overdue", urgent == 2, "clocks", clocks);
    return json_array_append_new(l->records, record) == 0
               ? GG_OK
               : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status list_records(listing *l, gg_error *err)
{
    const char *model = l->model.name[0] ? l->model.name : NULL;
    sqlite3_stmt *row;
    bool more;
    gg_status st =
        gg_db_query(l->db, &row, err,
                    "SELECT number, type, title, dated, outcome, state, model, version"
                    " FROM record WHERE ifnull(type = ?1, 1) AND (state = 'open' OR ?2)"
                    " AND (?3 IS NULL OR model = ?3)"
                    " AND (?4 IS NULL OR version = ?4) ORDER BY number",
                    "sisu", l->filter->type, (int64_t)l->filter->all, model, l->model.number);

    while (st == GG_OK && (st = gg_db_step(l->db, row, &more, err)) == GG_OK && more) {
        if (sqlite3_column_type(row, 6) != SQLITE_NULL &&
            !gg_sight_covers(&l->sight, gg_db_text(row, 6)))
            continue;
        if ((st = add_record(l, row, err)) != GG_OK)
            sqlite3_reset(row);
    }
    return st;
}

/* Duties are shown while they are due, or when nothing narrower was asked for. */
static gg_status list_duties(listing *l, gg_error *err)
{
    gg_status st =
        l->model.name[0] ? GG_OK : gg_record_duties(l->db, l->now, l->filter->type, l->duties, err);

    for (size_t i = json_array_size(l->duties); st == GG_OK && i > 0; i--) {
        const json_t *duty = json_array_get(l->duties, i - 1);
        bool overdue = json_is_true(json_object_get(duty, "overdue"));
        bool due = overdue || gg_json_number(duty, "days_left", 0) < 60;

        l->overdue += overdue;
        l->due += due && !overdue;
        if (((l->filter->overdue && !overdue) || (l->filter->due && !due)) &&
            json_array_remove(l->duties, i - 1) != 0)
            st = gg_error_set(err, GG_E_INTERNAL, NULL, "a duty cannot be left out");
    }
    return st;
}

gg_status gg_record_model_read(const char *model, gg_reference *out, gg_error *err)
{
    gg_status st = GG_OK;

    memset(out, 0, sizeof *out);
    if (model)
        st = gg_reference_parse("model", model, out, err);
    if (st == GG_OK && out->selector[0] && !out->number)
        st = gg_error_set(err, GG_E_USAGE, "write NAME, or NAME@N for one version",
                          "a record names a version by its number");
    return st;
}

gg_status gg_record_list(gg_registry *reg, const gg_record_filter *filter, json_t **out,
                         gg_error *err)
{
    gg_record_filter defaults = gg_record_filter_default();
    listing l = {.db = &reg->db, .filter = filter ? filter : &defaults};
    const gg_record_type *type;
    bool begun = false;
    gg_status st = l.filter->type ? gg_record_type_find(l.filter->type, &type, err) : GG_OK;

    if (st == GG_OK)
        st = gg_record_model_read(l.filter->model, &l.model, err);
    if (st == GG_OK && l.model.name[0])
        st = gg_registry_sees(reg, l.model.name, err);
    if (st == GG_OK)
        st = gg_sight_read(reg, &l.sight, err);
    if (st == GG_OK)
        st = gg_read_begin(reg, &begun, err);
    if (st != GG_OK)
        return st;
    gg_time_format(gg_env_now(&reg->env), l.now);
    l.records = json_array();
    l.duties = json_array();
    st = list_records(&l, err);
    if (st == GG_OK)
        st = list_duties(&l, err);
    st = gg_read_end(reg, begun, st, err);
    return gg_document(st, out, err,
                       json_pack("{s:s, s:s, s:I, s:I, s:o, s:o}", "format", GG_RECORDS_FORMAT,
                                 "now", l.now, "overdue", (json_int_t)l.overdue, "due",
                                 (json_int_t)l.due, "records", l.records, "duties", l.duties));
}

/* ---- redress */

static json_t *real_or_null(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL
               ? json_null()
               : json_real(sqlite3_column_double(row, column));
}

static json_t *outcome_row(sqlite3_stmt *row)
{
    return json_pack("{s:o, s:o}", "outcome", gg_db_json(row, 0), "count", gg_db_json(row, 1));
}

/* A case counts once: what superseded it is the same case. Days are whole ones, from the date of
 * receipt to that of the close. */
#define OF_CASES                                                                                   \
    " FROM record WHERE type = 'redress-case' AND state <> 'superseded'"                           \
    " AND (?1 IS NULL OR model = ?1) AND (?2 IS NULL OR version = ?2)"
#define DAYS "(julianday(substr(closed, 1, 10)) - julianday(dated))"

static gg_status count_cases(gg_db *db, const gg_reference *r, const char *now, json_t **out,
                             gg_error *err)
{
    const char *model = r->name[0] ? r->name : NULL;
    sqlite3_stmt *row;
    bool there = false;
    gg_status st =
        gg_db_query(db, &row, err,
                    "SELECT count(*), count(*) FILTER (WHERE state = 'open'),"
                    " count(*) FILTER (WHERE state = 'closed'), avg(" DAYS "), max(" DAYS "),"
                    " count(*) FILTER (WHERE outcome = 'corrected'),"
                    " max(julianday(substr(?3, 1, 10)) - julianday(dated)) FILTER (WHERE state = "
                    "'open')" OF_CASES,
                    "sus", model, r->number, now);

    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st == GG_OK && there) {
        double closed = sqlite3_column_double(row, 2), corrected = sqlite3_column_double(row, 5);

        *out = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "format",
                         GG_REDRESS_FORMAT, "now", now, "model",
                         !model      ? json_null()
                         : r->number ? json_sprintf("%s@%llu", model, (unsigned long long)r->number)
                                     : json_string(model),
                         "cases", gg_db_json(row, 0), "open", gg_db_json(row, 1), "closed",
                         gg_db_json(row, 2), "mean_days_to_close", real_or_null(row, 3),
                         "longest_days_to_close", real_or_null(row, 4), "oldest_open_days",
                         real_or_null(row, 6), "corrected", gg_db_json(row, 5), "share_corrected",
                         closed > 0 ? json_real(corrected / closed) : json_null());
        sqlite3_reset(row);
    }
    return st;
}

/* Figures over all models are for who may see all. */
static gg_status sees_cases(gg_registry *reg, const char *model, gg_error *err)
{
    gg_sight sight;
    gg_status st;

    if (model[0])
        return gg_registry_sees(reg, model, err);
    st = gg_sight_read(reg, &sight, err);
    if (st == GG_OK && sight.limited)
        st = gg_sight_refuse(reg, &sight, "record.list", "record/redress-case", NULL,
                             "these are of all: name one with --model", err);
    return st;
}

gg_status gg_record_redress(gg_registry *reg, const char *model, json_t **out, gg_error *err)
{
    json_t *document = NULL, *outcomes = json_array();
    gg_reference r;
    bool begun = false;
    char now[GG_TIME_TEXT];
    gg_status st = gg_record_model_read(model, &r, err);

    if (st == GG_OK)
        st = sees_cases(reg, r.name, err);
    gg_time_format(gg_env_now(&reg->env), now);
    if (st == GG_OK)
        st = gg_read_begin(reg, &begun, err);
    if (st == GG_OK)
        st = count_cases(&reg->db, &r, now, &document, err);
    if (st == GG_OK)
        st = gg_rows(&reg->db, outcomes, outcome_row, err,
                     "SELECT outcome, count(*)" OF_CASES " AND state = 'closed' GROUP BY outcome"
                     " ORDER BY outcome",
                     "su", r.name[0] ? r.name : NULL, r.number);
    st = gg_read_end(reg, begun, st, err);
    if (st == GG_OK && json_object_set(document, "outcomes", outcomes) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_decref(outcomes);
    return gg_document(st, out, err, document);
}
