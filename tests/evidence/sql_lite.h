/*
 * An engine for tests: SQLite by its own library, so that the queries are run by something that
 * knows SQL where no ODBC is installed. It can die at a query or at a row, and let somebody else
 * write between two queries.
 */
#ifndef GG_TESTS_SQL_LITE_H
#define GG_TESTS_SQL_LITE_H

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "gauger/evidence/sql.h"

typedef struct lite {
    sqlite3 *db;
    int asked;         /* queries so far */
    int dies_at_query; /* from 1; 0 never */
    int dies_at_row;   /* of that query; 0: before the first */
    int meddles_at;    /* before that query, from 1, `meddling` is run; 0 never */
    const char *meddling;
    int spread; /* how often it was told of a partition key */
} lite;

static inline bool lite_is(const char *word, const char *kind)
{
    return word && strncasecmp(word, kind, strlen(kind)) == 0;
}

static inline gg_sql_kind lite_kind(const char *word)
{
    static const struct {
        const char *word;
        gg_sql_kind kind;
    } kinds[] = {{"text", GG_SQL_WORDS},    {"whole", GG_SQL_WHOLE},   {"decimal", GG_SQL_DECIMAL},
                 {"double", GG_SQL_DOUBLE}, {"single", GG_SQL_SINGLE}, {"truth", GG_SQL_TRUTH},
                 {"date", GG_SQL_DATE}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (lite_is(word, kinds[i].word))
            return kinds[i].kind;
    return GG_SQL_OTHER;
}

static inline gg_status lite_describe(void *state, const char *query, gg_arena *arena,
                                      gg_sql_column **out, size_t *n, gg_error *err)
{
    lite *l = state;
    sqlite3_stmt *s = NULL;
    int count;

    if (sqlite3_prepare_v2(l->db, query, -1, &s, NULL) != SQLITE_OK)
        return gg_error_set(err, GG_E_INPUT, NULL, "%s", sqlite3_errmsg(l->db));
    count = sqlite3_column_count(s);
    *out = gg_arena_array(arena, (size_t)count, sizeof **out);
    for (int i = 0; i < count; i++) {
        (*out)[i].name = gg_arena_string(arena, sqlite3_column_name(s, i));
        (*out)[i].kind = lite_kind(sqlite3_column_decltype(s, i));
        (*out)[i].filled = lite_is(sqlite3_column_decltype(s, i), "textchar");
    }
    *n = (size_t)count;
    sqlite3_finalize(s);
    return GG_OK;
}

/* Real numbers with fifteen digits, as a driver may tell them. */
static inline void lite_cell(sqlite3_stmt *s, int i, char *room, size_t size, gg_view *out)
{
    switch (sqlite3_column_type(s, i)) {
    case SQLITE_NULL:
        *out = (gg_view){NULL, 0};
        break;
    case SQLITE_FLOAT:
        snprintf(room, size, "%.15g", sqlite3_column_double(s, i));
        *out = (gg_view){room, strlen(room)};
        break;
    default:
        *out =
            (gg_view){(const char *)sqlite3_column_text(s, i), (size_t)sqlite3_column_bytes(s, i)};
    }
}

static inline gg_status lite_died(gg_error *err)
{
    return gg_error_set(err, GG_E_IO, NULL, "the engine died");
}

static inline gg_status lite_query(void *state, const char *query, gg_sql_visit visit,
                                   void *context, gg_error *err)
{
    lite *l = state;
    gg_status status = GG_OK;
    char room[40][40];
    gg_view cells[40];
    sqlite3_stmt *s = NULL;
    int rows = 0, got;

    if (++l->asked == l->meddles_at &&
        sqlite3_exec(l->db, l->meddling, NULL, NULL, NULL) != SQLITE_OK)
        return gg_error_set(err, GG_E_INTERNAL, NULL, "%s", sqlite3_errmsg(l->db));
    if (l->asked == l->dies_at_query && l->dies_at_row == 0)
        return lite_died(err);
    if (sqlite3_prepare_v2(l->db, query, -1, &s, NULL) != SQLITE_OK)
        return gg_error_set(err, GG_E_INTERNAL, NULL, "%s: %.100s", sqlite3_errmsg(l->db), query);
    while (!status && (got = sqlite3_step(s)) == SQLITE_ROW) {
        const int n = sqlite3_column_count(s);

        for (int i = 0; i < n; i++)
            lite_cell(s, i, room[i], sizeof room[i], &cells[i]);
        if (l->asked == l->dies_at_query && ++rows == l->dies_at_row)
            status = lite_died(err);
        else
            status = visit(context, cells, (size_t)n, err);
    }
    if (!status && got != SQLITE_DONE)
        status = gg_error_set(err, GG_E_IO, NULL, "%s", sqlite3_errmsg(l->db));
    sqlite3_finalize(s);
    return status;
}

static inline gg_status lite_spread(void *state, gg_error *err)
{
    (void)err;
    ((lite *)state)->spread++;
    return GG_OK;
}

static inline void lite_close(void *state)
{
    sqlite3_close(((lite *)state)->db);
}

static inline gg_sql_engine lite_engine(lite *l)
{
    static const gg_sql_functions functions = {
        .describe = lite_describe, .query = lite_query, .spread = lite_spread, .close = lite_close};

    return (gg_sql_engine){.functions = &functions, .state = l, .quote = "\""};
}

#endif
