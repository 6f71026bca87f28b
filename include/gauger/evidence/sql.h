/*
 * Evidence collected inside a database: the engine counts, and counts alone come back.
 *
 * A table in a database is asked with one query that checks it and one for each family of slices,
 * in the SQL that every engine speaks (CASE, SUM, COUNT, GROUP BY, FLOOR), all in one transaction.
 * What the engine answers becomes evidence of the extent `binned` (or `counts`), the same, byte by
 * byte when it is stored, as gg_collect() makes of the same rows in a CSV file.
 */
#ifndef GAUGER_EVIDENCE_SQL_H
#define GAUGER_EVIDENCE_SQL_H

#include "gauger/base/buf.h"
#include "gauger/evidence/collect.h"

/* What the values of a column are. */
typedef enum gg_sql_kind {
    GG_SQL_WORDS,   /* characters */
    GG_SQL_WHOLE,   /* whole numbers */
    GG_SQL_DECIMAL, /* exact decimal numbers */
    GG_SQL_DOUBLE,  /* double precision */
    GG_SQL_SINGLE,  /* single precision: refused where its value matters */
    GG_SQL_TRUTH,   /* the type boolean */
    GG_SQL_DATE,    /* a date without a time */
    GG_SQL_OTHER
} gg_sql_kind;

typedef struct gg_sql_column {
    const char *name;
    gg_sql_kind kind;
    bool filled; /* words that blanks fill up, which the engine passes over where it compares */
} gg_sql_column;

/* Called for each row of an answer. A cell whose data is NULL is null; the others live until the
 * call returns. */
typedef gg_status (*gg_sql_visit)(void *context, const gg_view *cells, size_t n, gg_error *err);

/* What an engine can do. Errors tell what failed, never a value of the table. */
typedef struct gg_sql_functions {
    /* The columns of a query, in the arena; the query is not asked for any row. */
    gg_status (*describe)(void *state, const char *query, gg_arena *arena, gg_sql_column **out,
                          size_t *n, gg_error *err);
    /* Runs a query and hands on its rows; an error that visit returns ends it. */
    gg_status (*query)(void *state, const char *query, gg_sql_visit visit, void *context,
                       gg_error *err);
    /* Told once, where queries will group by the key that a table is partitioned by; may be NULL.
     */
    gg_status (*spread)(void *state, gg_error *err);
    /* Ends the transaction and frees the state. */
    void (*close)(void *state);
} gg_sql_functions;

/* A database in which one transaction is open. All queries of it see the same rows. */
typedef struct gg_sql_engine {
    const gg_sql_functions *functions;
    void *state;
    const char *const
        *said; /* statements that were sent first, for who wants to see; ended by NULL */
    const char *const *said_of_parts; /* and those that functions->spread sends */
    char quote[8];    /* what names are quoted with; "" where the engine has nothing of the kind */
    bool exact;       /* reads and writes doubles as decimals without loss */
    bool loose;       /* keeps types by the cell, and bytes that are no text in columns of words */
    bool backslashes; /* a backslash in a literal may be an escape: words with one are refused */
} gg_sql_engine;

/* Where the table is: "odbc:DSN/TABLE", or a connection string in place of DSN. */
typedef struct gg_sql_source {
    gg_arena arena;         /* everything below lives in it */
    const char *connection; /* for SQLDriverConnect; may hold a password: never to be shown */
    bool secret;            /* it was given as a connection string */
    const char *dsn;        /* the data source; NULL where the string has none */
    const char *driver;     /* what the string has for it; NULL without */
    const char *parts[3];   /* of the table's name, unquoted: TABLE, SCHEMA.TABLE, ... */
    size_t n_parts;
    const char *name; /* to be shown: odbc:DSN/TABLE */
} gg_sql_source;

GG_BEGIN_DECLS

/*
 * Whether a name of a table is one in a database.
 *
 * path: of a table.
 * Returns true if it begins with "odbc:".
 * Ownership: path stays the caller's.
 * Undefined cases: none.  Errors: none.
 */
bool gg_sql_named(const char *path);

/*
 * Takes apart the name of a table in a database: "odbc:DSN/TABLE".
 *
 * path: DSN is a data source of odbc.ini, or a connection string ("DRIVER=...;..."); TABLE stands
 * behind the last slash and is a name, or names with points between them (schema.table); a name
 * that holds a point, a slash or a double quote is given in double quotes, which are doubled
 * inside. out: untouched on error. err: what is missing. Returns GG_OK, GG_E_USAGE or GG_E_MEMORY.
 * Ownership: end out with gg_sql_source_release().
 * Shape: out->name holds the DSN, or the DRIVER of a connection string, and nothing else of it.
 */
GG_CHECKED gg_status gg_sql_source_parse(const char *path, gg_sql_source *out, gg_error *err);

/*
 * Frees what gg_sql_source_parse() made.
 *
 * source: caller's struct; all zero is allowed.
 * Result: everything in it is freed.
 * Ownership: the caller's struct stays.
 * Undefined cases: none.  Errors: none.
 */
void gg_sql_source_release(gg_sql_source *source);

/*
 * Connects to a database through unixODBC and begins a transaction of one snapshot, which only
 * reads where the engine knows such a thing.
 *
 * source: where.  out: untouched on error.  err: the library, the driver or the data source that is
 * missing, or what the driver says of the connection; never a password.
 * Returns GG_OK; GG_E_NOT_FOUND without libodbc.so.2, the driver or the data source; GG_E_IO where
 * the connection fails; GG_E_MEMORY. Ownership: end out by its close function.
 * Undefined cases: none.  The library is loaded when it is first needed and stays loaded.
 */
GG_CHECKED gg_status gg_odbc_open(const gg_sql_source *source, gg_sql_engine *out, gg_error *err);

/*
 * Collects the evidence of a table in a database.
 *
 * engine: a transaction of it is open.  source: which table.  schema, options: as of gg_collect();
 * the extent must be binned or counts, and what needs single rows (a scorer, rules, capacities,
 * malformed rows to be left out) is refused. partition: NULL, or a column that every query groups
 * by as well, so that an engine can count each of its parts where it lies. out: untouched on error.
 * err: table, column, what; never a value.
 * Returns GG_OK; GG_E_USAGE; GG_E_INPUT for a column of the wrong type, and for values and words
 * that gg_collect() would refuse; GG_E_CONFLICT where the queries do not agree on how many rows
 * there are; GG_E_IO where the engine fails; GG_E_LIMIT, GG_E_MEMORY.
 * Ownership: end out with gg_evidence_release().
 */
GG_CHECKED gg_status gg_sql_collect(const gg_sql_engine *engine, const gg_sql_source *source,
                                    const gg_schema *schema, const gg_collect_options *options,
                                    const char *partition, gg_evidence *out, gg_error *err);

/*
 * The queries that gg_sql_collect() would send, each with a line before it that says what for.
 *
 * engine, source, schema, options, partition: as there; the engine is asked for the columns of the
 * table and for nothing else. out: added to; what it holds after an error is of no use.
 * err: as there. Returns GG_OK, GG_E_USAGE, GG_E_INPUT, GG_E_IO, GG_E_MEMORY.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_sql_explain(const gg_sql_engine *engine, const gg_sql_source *source,
                                    const gg_schema *schema, const gg_collect_options *options,
                                    const char *partition, gg_buf *out, gg_error *err);

GG_END_DECLS
#endif
