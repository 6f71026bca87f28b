/*
 * Internal to collecting in a database.
 *
 *   sql_source   the name of the table taken apart
 *   sql_text     names, literals and numbers in SQL
 *   sql_column   what a cell means, as expressions
 *   sql_expression   those of a plan, and what must be checked
 *   sql_query    the queries: one that checks, one for each family of slices
 *   sql_read     answers as numbers
 *   sql_evidence answers as evidence
 *   sql          from the plan to the answers
 */
#ifndef GG_SQL_INTERNAL_H
#define GG_SQL_INTERNAL_H

#include "evidence_internal.h"
#include "gauger/evidence/sql.h"

#define GG_SQL_MEND_ROWS "correct these rows, or leave them out by a view"

/* Why a row is left out, in the column `kept` of an answer. */
enum { GG_SQL_KEPT, GG_SQL_NO_SCORE, GG_SQL_NO_DECISION, GG_SQL_FATES };

/* What a column with words for yes and no says: 0 and 1, and these. */
#define GG_SQL_SAYS_NOTHING 2
#define GG_SQL_SAYS_OTHER   9 /* a word that is none of them: refused */

/* A real number w is told in steps of 1e-12 by three whole numbers below 2^27, which are summed up
 * each for itself: 2^36 rows fit into 64 bits. */
#define GG_SQL_PIECES     3
#define GG_SQL_PIECE_BITS 27
/* So that the steps of its square fit into as many pieces. */
#define GG_SQL_MOST_WEIGHT 1e6

/* What must hold for no row. */
typedef struct gg_sql_check {
    size_t column;
    const char *condition; /* over the columns of the table */
    const char *what, *mend;
} gg_sql_check;
#define GG_SQL_MOST_CHECKS (16 + 2 * GG_MAX_DIMENSIONS)

/* Expressions over the columns of the table; NULL for what the plan does not have. */
typedef struct gg_sql_texts {
    const char *levels[GG_MAX_DIMENSIONS];
    const char *score;   /* null where it is missing */
    const char *said;    /* 1 referred, 0 not, 2 nothing is said */
    const char *held;    /* 1 where it is marked as suppressed */
    const char *outcome; /* as the public enum; 9 for an unknown word */
    const char *arm;
    const char *rows;     /* how many rows the line stands for */
    const char *steps[2]; /* two real numbers in steps of 1e-12, and a half */
} gg_sql_texts;

typedef struct gg_sql {
    gg_arena arena;
    const gg_sql_engine *engine;
    const gg_sql_source *source;
    gg_csv *csv; /* the columns, as those of a table without rows */
    gg_sql_column *columns;
    size_t n_columns;
    gg_plan plan;
    bool binned;           /* scores are counted in bins of the plan's grid */
    const char *partition; /* a quoted column that is grouped by too; NULL for none */
    const char *table;     /* quoted */
    gg_sql_texts texts;
    gg_sql_check checks[GG_SQL_MOST_CHECKS];
    size_t n_checks;
} gg_sql;

/* ---- sql_text ---- */

/* Adds a name in the engine's quotes, doubled inside. Without quotes to be had, a name that would
 * need them is refused. */
gg_status gg_sql_name(const gg_sql_engine *engine, const char *name, gg_buf *to, gg_error *err);

/* Adds a text as a literal, quotes doubled inside. */
gg_status gg_sql_literal(const gg_sql_engine *engine, const char *text, gg_buf *to, gg_error *err);

/* Adds a number as an expression of which the value is exactly that double. */
void gg_sql_number(const gg_sql_engine *engine, double x, gg_buf *to);

/* ---- sql_column ---- */

/* The error of a column: where it is told. */
gg_status gg_sql_refuse(const gg_sql *sql, size_t column, gg_status status, const char *mend,
                        const char *what, gg_error *err);

/* Whether the columns of a plan have types that can be what their roles say. Where types are kept
 * by the cell, words that must be numbers are taken for them, and that they are is to be checked.
 */
gg_status gg_sql_check_types(gg_sql *sql, gg_error *err);

/* Expressions over the columns of the table; each adds what must be checked. */
gg_status gg_sql_level(gg_sql *sql, size_t dimension, gg_buf *to, gg_error *err);
gg_status gg_sql_real(gg_sql *sql, size_t column, gg_buf *to, gg_error *err);
gg_status gg_sql_truth(gg_sql *sql, size_t column, gg_buf *to, gg_error *err);
gg_status gg_sql_arm(gg_sql *sql, size_t column, gg_buf *to, gg_error *err);
gg_status gg_sql_threshold(gg_sql *sql, gg_buf *to, gg_error *err);

/* The column in double precision, unchecked. */
gg_status gg_sql_double(gg_sql *sql, size_t column, gg_buf *to, gg_error *err);

/* Adds "COLUMN IS NULL OR COLUMN = 'NA' ...": whether the cell is missing. */
gg_status gg_sql_missing(gg_sql *sql, size_t column, gg_buf *to, gg_error *err);

/* What must hold for no row is noted. condition: a text that is taken over. */
gg_status gg_sql_must(gg_sql *sql, size_t column, const gg_buf *condition, const char *what,
                      const char *mend, gg_error *err);

/* ---- sql_query ---- */

/* Makes the expressions of a plan, and what must be checked. */
gg_status gg_sql_write(gg_sql *sql, gg_error *err);

/* The query that checks. Its answer: lines, rows, one number for each check, then with scores the
 * smallest and the largest, and how many are no whole numbers. */
void gg_sql_check_query(const gg_sql *sql, gg_buf *to);

/* The query of a family. Its answer: a column for each dimension, kept, then as far as the plan has
 * them arm, outcome, decision, bin; how many rows; and the pieces of sums. */
void gg_sql_family_query(const gg_sql *sql, const gg_family *family, gg_buf *to);

/* The smallest and the largest score times 2^(30 * scale), each as three whole numbers, of which
 * the first is worth 2^30 and the last 2^-30. For engines whose decimal numbers are not exact. */
void gg_sql_range_query(const gg_sql *sql, const int scale[2], gg_buf *to);

/* Whether the answers of families tell sums, in pieces. */
static inline bool gg_sql_sums(const gg_sql *sql)
{
    return sql->texts.steps[0] != NULL;
}

/* Whether the answers of a family tell bins. */
static inline bool gg_sql_bins(const gg_sql *sql, const gg_family *family)
{
    return sql->binned && gg_family_ranked(family);
}

/* ---- sql_read ---- */

/* One line of the answer of a family. */
typedef struct gg_sql_line {
    uint32_t levels[GG_MAX_DIMENSIONS]; /* by dimension of the family: a share's codes */
    uint8_t kept, arm, outcome, decision;
    uint16_t bin;
    uint64_t n;
    gg_i128 sums[2];
} gg_sql_line;

typedef struct gg_sql_answer {
    gg_sql_line *lines;
    size_t n, room;
    uint64_t fates[GG_SQL_FATES]; /* rows by whether they are kept */
    uint64_t unverified;          /* of those kept */
} gg_sql_answer;

/* Runs the query of a family. Words become codes of the share's levels. */
gg_status gg_sql_ask_family(const gg_sql *sql, const char *query, const gg_family *family,
                            gg_share *share, gg_sql_answer *out, gg_error *err);

/* What the query that checks found. */
typedef struct gg_sql_found {
    uint64_t lines, rows;
    uint64_t bad[GG_SQL_MOST_CHECKS];
    double low, high; /* NaN without scores */
    uint64_t broken;  /* scores that are no whole numbers */
} gg_sql_found;

gg_status gg_sql_ask_checks(const gg_sql *sql, const char *query, gg_sql_found *out, gg_error *err);
gg_status gg_sql_ask_range(const gg_sql *sql, const char *query, const int scale[2],
                           gg_sql_found *found, gg_error *err);

/* ---- sql_evidence ---- */

/* Makes the families' slices, in evidence that is described and knows its families; an answer for
 * each. */
gg_status gg_sql_evidence(const gg_sql *sql, gg_share *share, const gg_sql_answer *answers,
                          gg_evidence *out, gg_error *err);

#endif
