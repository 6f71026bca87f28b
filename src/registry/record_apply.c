/* What the events of records do to the tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account_internal.h"
#include "record_internal.h"

static gg_status one_row(gg_db *db, gg_status st, gg_error *err)
{
    if (st == GG_OK && sqlite3_changes(db->handle) != 1)
        return gg_error_set(err, GG_E_CONFLICT, "look at the log",
                            "the event does not fit the state that the log gives");
    return st;
}

static int64_t number(const json_t *object, const char *key)
{
    return (int64_t)json_integer_value(json_object_get(object, key));
}

const char *gg_record_ends(const json_t *clocks)
{
    const char *ends = NULL;
    json_t *clock;
    size_t i;

    json_array_foreach(clocks, i, clock)
    {
        const char *due = gg_json_string(clock, "due", NULL);

        if (due && json_is_true(json_object_get(clock, "ends")) && (!ends || strcmp(due, ends) < 0))
            ends = due;
    }
    return ends;
}

static gg_status apply_clocks(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_status st = GG_OK;
    json_t *clock;
    size_t i;

    json_array_foreach(json_object_get(event->payload, "clocks"), i, clock)
    {
        const char *what = gg_json_string(clock, "what", NULL);
        const char *date = gg_json_string(clock, "date", NULL);
        const char *due = gg_json_string(clock, "due", NULL);

        if (!what || !date || !due || gg_time_parse(due) == INT64_MIN)
            return gg_error_set(err, GG_E_INPUT, NULL, "a clock of the event has no time");
        if (st == GG_OK)
            st = gg_db_run(db, err,
                           "INSERT INTO record_clock(number, what, date, due, warn, ends)"
                           " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                           "isssii", (int64_t)event->number, what, date, due, number(clock, "warn"),
                           (int64_t)json_is_true(json_object_get(clock, "ends")));
    }
    return st;
}

/* Name of a dataset without its version. */
static void dataset_of(const json_t *fields, char out[GG_NAME_MAX + 1])
{
    const char *text = gg_json_string(fields, "dataset", "");
    size_t n = strcspn(text, "@");

    if (n > GG_NAME_MAX)
        n = GG_NAME_MAX;
    memcpy(out, text, n);
    out[n] = '\0';
}

gg_status gg_apply_record_add(gg_db *db, const gg_applied *event, gg_error *err)
{
    const json_t *p = event->payload;
    int64_t supersedes = number(p, "supersedes");
    char dataset[GG_NAME_MAX + 1];
    gg_status st = GG_OK;

    dataset_of(json_object_get(p, "fields"), dataset);
    if (supersedes)
        st = one_row(db,
                     gg_db_run(db, err,
                               "UPDATE record SET state = 'superseded', superseded_by = ?2"
                               " WHERE number = ?1 AND type = ?3 AND state = 'open'",
                               "iis", supersedes, (int64_t)event->number, event->name),
                     err);
    if (st == GG_OK)
        st = gg_db_run(db, err,
                       "INSERT INTO record(number, seq, type, title, dated, model, version, key,"
                       " dataset, state, bars, ends, supersedes)"
                       " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'open', ?10, ?11, ?12)",
                       "iissssussisu", (int64_t)event->number, (int64_t)event->seq, event->name,
                       gg_json_string(p, "title", NULL), gg_json_string(p, "dated", NULL),
                       gg_json_string(p, "model", NULL), (uint64_t)number(p, "version"),
                       gg_json_string(p, "key", NULL), dataset[0] ? dataset : NULL,
                       (int64_t)json_is_true(json_object_get(p, "bars")),
                       gg_record_ends(json_object_get(p, "clocks")), (uint64_t)supersedes);
    if (st == GG_OK)
        st = gg_account_record(db, event, err);
    return st == GG_OK ? apply_clocks(db, event, err) : st;
}

gg_status gg_apply_record_close(gg_db *db, const gg_applied *event, gg_error *err)
{
    gg_status st = gg_db_run(db, err,
                             "UPDATE record SET state = 'closed', closed = ?3, closed_seq = ?4,"
                             " outcome = ?5 WHERE number = ?1 AND type = ?2 AND state = 'open'",
                             "issis", (int64_t)event->number, event->name, event->time,
                             (int64_t)event->seq, gg_json_string(event->payload, "outcome", NULL));

    return one_row(db, st, err);
}

gg_status gg_record_revised(gg_db *db, const gg_applied *event, gg_error *err)
{
    const char *cause = gg_json_string(event->payload, "corrects", "");
    const char *at = strchr(cause, '@');
    char dataset[GG_NAME_MAX + 24];

    if (!at || strlen(at) > 10)
        return GG_OK;
    snprintf(dataset, sizeof dataset, "%s@%llu", event->name, (unsigned long long)event->number);
    return gg_db_run(db, err, "UPDATE record SET revision = ?2 WHERE number = ?1", "is",
                     (int64_t)strtoul(at + 1, NULL, 10), dataset);
}
