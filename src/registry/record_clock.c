/* Clocks of records: counted when a record is added and kept in its event, so that a replay gives
 * the same whatever the tables of types say later. */
#include <stdio.h>
#include <string.h>

#include "record_internal.h"

#define CORRECTION_MONTHS 1  /* from a correction to the data that have it */
#define ASSESSMENT_MONTHS 12 /* in which a third of the controls is due */

/* The last day of a clock: given, or counted from another date; false where there is none. */
static bool last_day(const gg_record_clock *clock, const json_t *fields, char out[GG_TIME_TEXT])
{
    const char *given = clock->field ? gg_json_string(fields, clock->field, NULL) : NULL;
    const char *from = clock->from ? gg_json_string(fields, clock->from, NULL) : NULL;
    char midnight[GG_TIME_TEXT];

    if (clock->unless && gg_record_holds(clock->unless, fields))
        return false;
    if (given) {
        snprintf(out, GG_TIME_TEXT, "%.10s", given);
        return true;
    }
    if (!from)
        return false;
    snprintf(midnight, sizeof midnight, "%.10sT00:00:00Z", from);
    gg_time_add_months(midnight, clock->months, out);
    out[10] = '\0';
    return true;
}

json_t *gg_record_clocks_of(const gg_record_type *type, const json_t *fields)
{
    json_t *list = json_array();
    char date[GG_TIME_TEXT], due[GG_TIME_TEXT];

    for (size_t i = 0; list && i < GG_RECORD_CLOCKS && type->clocks[i].what; i++) {
        const gg_record_clock *clock = &type->clocks[i];

        if (!last_day(clock, fields, date))
            continue;
        gg_time_day_end(date, due);
        if (json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I, s:b}", "what", clock->what,
                                                  "date", date, "due", due, "warn",
                                                  (json_int_t)clock->warn, "ends", clock->ends))) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* "due" from so many days ahead, "overdue" when it has passed; an end that has is "ended". */
static const char *state_of(const char *now, const char *due, int64_t warn, bool ends)
{
    int64_t left = gg_time_parse(due) - gg_time_parse(now);

    if (left < 0)
        return ends ? "ended" : "overdue";
    return left <= warn * 86400 ? "due" : "running";
}

gg_status gg_record_clocks_read(gg_db *db, uint64_t number, const char *now, json_t **out,
                                gg_error *err)
{
    json_t *list = json_array();
    sqlite3_stmt *row;
    bool more;
    gg_status st = gg_db_query(db, &row, err,
                               "SELECT what, date, due, warn, ends FROM record_clock"
                               " WHERE number = ?1 ORDER BY due, what",
                               "i", (int64_t)number);

    while (st == GG_OK && (st = gg_db_step(db, row, &more, err)) == GG_OK && more) {
        const char *due = gg_db_text(row, 2);
        bool ends = sqlite3_column_int(row, 4) != 0;

        if (json_array_append_new(
                list, json_pack("{s:o, s:o, s:o, s:I, s:s, s:b}", "what", gg_db_json(row, 0),
                                "date", gg_db_json(row, 1), "due", gg_db_json(row, 2), "days_left",
                                (json_int_t)gg_time_days_left(now, due), "state",
                                state_of(now, due, sqlite3_column_int64(row, 3), ends), "ends",
                                ends)) != 0) {
            sqlite3_reset(row);
            st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        }
    }
    return gg_document(st, out, err, list);
}

/* ---- duties that no record meets */

static gg_status add_duty(json_t *out, const char *type, const char *record, json_t *says,
                          const char *now, const char *due, gg_error *err)
{
    int64_t left = gg_time_days_left(now, due);
    json_t *duty =
        json_pack("{s:s, s:s?, s:o, s:s, s:I, s:b}", "type", type, "record", record, "says", says,
                  "due", due, "days_left", (json_int_t)left, "overdue", left < 0);

    return json_array_append_new(out, duty) == 0
               ? GG_OK
               : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* A third of the controls is due each year: counted from the last time at which so many had been
 * assessed within a year, else from the registry's first day. */
static gg_status duty_of_controls(gg_db *db, const char *now, json_t *out, gg_error *err)
{
    const gg_record_field *control = gg_record_field_find(&gg_record_assessment, "control");
    const char *list = control->choices;
    char word[80], from[GG_TIME_TEXT] = "", due[GG_TIME_TEXT];
    uint64_t all = 0, third;
    sqlite3_stmt *row;
    bool there = false;
    gg_status st;

    while (gg_record_next_word(&list, word, sizeof word))
        all++;
    third = (all + 2) / 3;
    st = gg_db_query(db, &row, err,
                     "SELECT max(substr(e.time, 1, 10), ifnull((SELECT dated FROM record"
                     " WHERE type = 'self-assessment' AND state = 'open'"
                     " ORDER BY dated DESC LIMIT 1 OFFSET ?1), '')) FROM entry e WHERE e.seq = 1",
                     "i", (int64_t)third - 1);
    if (st == GG_OK)
        st = gg_db_step(db, row, &there, err);
    if (st != GG_OK || !there)
        return st;
    snprintf(from, sizeof from, "%.10sT00:00:00Z", gg_db_text(row, 0));
    sqlite3_reset(row);
    gg_time_add_months(from, ASSESSMENT_MONTHS, due);
    gg_time_day_end(due, due);
    return add_duty(out, "self-assessment", NULL,
                    json_sprintf("%llu of the %llu controls are to be assessed each year",
                                 (unsigned long long)third, (unsigned long long)all),
                    now, due, err);
}

/* A correction reaches the figures when the data are revised. */
#define DUE_CORRECTIONS                                                                            \
    "SELECT number, dataset, closed FROM record r"                                                 \
    " WHERE type = 'redress-case' AND outcome = 'corrected'"                                       \
    " AND dataset IS NOT NULL AND revision IS NULL AND NOT EXISTS (SELECT 1 FROM dataset d"        \
    " WHERE d.name = r.dataset AND d.seq > r.closed_seq)"

static json_t *correction(sqlite3_stmt *row)
{
    return json_pack("{s:o, s:o, s:o}", "record",
                     json_sprintf("redress-case@%lld", sqlite3_column_int64(row, 0)), "dataset",
                     gg_db_json(row, 1), "decided", gg_db_json(row, 2));
}

gg_status gg_corrections_add(gg_db *db, json_t *document, const char *name, uint64_t version,
                             gg_error *err)
{
    json_t *list = json_array();
    gg_status st =
        version ? gg_rows(db, list, correction, err,
                          DUE_CORRECTIONS " AND dataset IN (SELECT dataset FROM evaluation"
                                          " WHERE name = ?1 AND number = ?2) ORDER BY number",
                          "si", name, (int64_t)version)
                : gg_rows(db, list, correction, err,
                          DUE_CORRECTIONS " AND dataset = ?1 ORDER BY number", "s", name);

    if (st == GG_OK && json_object_set(document, "corrections_due", list) != 0)
        st = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    json_decref(list);
    return st;
}

static gg_status duty_of_corrections(gg_db *db, const char *now, json_t *out, gg_error *err)
{
    sqlite3_stmt *row;
    bool more;
    gg_status st = gg_db_query(db, &row, err, DUE_CORRECTIONS " ORDER BY number", "");

    while (st == GG_OK && (st = gg_db_step(db, row, &more, err)) == GG_OK && more) {
        char record[64], due[GG_TIME_TEXT];

        snprintf(record, sizeof record, "redress-case@%lld", sqlite3_column_int64(row, 0));
        gg_time_add_months(gg_db_text(row, 2), CORRECTION_MONTHS, due);
        st = add_duty(out, "redress-case", record,
                      json_sprintf("the dataset %s is to be revised: a case was corrected",
                                   gg_db_text(row, 1)),
                      now, due, err);
        if (st != GG_OK)
            sqlite3_reset(row);
    }
    return st;
}

gg_status gg_record_duties(gg_db *db, const char *now, const char *type, json_t *out, gg_error *err)
{
    gg_status st = GG_OK;

    if (!type || strcmp(type, "self-assessment") == 0)
        st = duty_of_controls(db, now, out, err);
    if (st == GG_OK && (!type || strcmp(type, "redress-case") == 0))
        st = duty_of_corrections(db, now, out, err);
    return st;
}
