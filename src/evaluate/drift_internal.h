/* Internal to drift: how the cells of a watched column are gathered, tested and written. */
#ifndef GG_DRIFT_INTERNAL_H
#define GG_DRIFT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "gauger/base/arena.h"
#include "gauger/base/json.h"
#include "gauger/evaluate/drift.h"
#include "gauger/stats/drift.h"
#include "evaluate/dictionary.h"

/* New and vanished levels that are named; the rest are counted. */
#define GG_DRIFT_NAMED 20

enum { GG_BASELINE, GG_CURRENT, GG_SIDES };

/*
 * A multiset of finite numbers: while it grows, keys whose order as integers is the order of the
 * numbers, and a tally of decimals of some places where the column holds such; settled, the
 * distinct numbers in ascending order with how often each occurs. A key alone takes 8 bytes; counts
 * are kept only once they save memory or a line stands for many rows.
 */
typedef struct gg_drift_runs {
    uint64_t *keys;     /* while growing */
    uint64_t *counts;   /* NULL: each key counts once */
    gg_value_count *at; /* once settled; keys, counts and tally are NULL then */
    size_t n, room;
    bool spread;     /* compacting was tried and saved too little */
    uint64_t *tally; /* of the numbers (low + i) / power; NULL without */
    double power;    /* of ten */
    int64_t low;
    size_t range;
} gg_drift_runs;

void gg_drift_runs_init(gg_drift_runs *runs);
void gg_drift_runs_release(gg_drift_runs *runs);

/* IEEE 754: turning the bits of negative numbers over and setting the sign of others orders them.
 */
static inline uint64_t gg_drift_key(double x)
{
    const uint64_t sign = (uint64_t)1 << 63;
    uint64_t bits;

    if (x == 0)
        x = 0; /* -0 and 0 are one value */
    memcpy(&bits, &x, sizeof bits);
    return bits & sign ? ~bits : bits | sign;
}

/* The whole number of steps nearest to x x power, which is below 2^53. */
static inline int64_t gg_drift_steps(double x, double power)
{
    return (int64_t)(x * power + (x < 0 ? -0.5 : 0.5));
}

/* Numbers at or above this times any power have no place in a tally. */
#define GG_DRIFT_TALLY_BELOW 9e9

/* Adds x where it is one of the tally; else nothing, and false. */
static inline bool gg_drift_runs_tally(gg_drift_runs *runs, double x, uint64_t count)
{
    int64_t steps;

    if (!runs->tally || !(x < GG_DRIFT_TALLY_BELOW && x > -GG_DRIFT_TALLY_BELOW))
        return false;
    steps = gg_drift_steps(x, runs->power);
    if ((double)steps / runs->power != x || steps < runs->low ||
        (uint64_t)(steps - runs->low) >= runs->range)
        return false;
    runs->tally[steps - runs->low] += count;
    return true;
}

/* Adds x (finite) count times; count 0 adds nothing. GG_E_MEMORY leaves runs as they were. */
gg_status gg_drift_runs_add(gg_drift_runs *runs, double x, uint64_t count, gg_error *err);

/* Moves all of `from` behind `to`; both still growing. `from` is empty afterwards. */
gg_status gg_drift_runs_join(gg_drift_runs *to, gg_drift_runs *from, gg_error *err);

/* Sorts and merges into distinct values in ascending order. */
gg_status gg_drift_runs_settle(gg_drift_runs *runs, gg_error *err);

/* How the cells of a watched column are read. */
typedef enum gg_drift_watch_kind {
    GG_DRIFT_READ_OPEN,   /* numbers if all cells are numbers, words otherwise */
    GG_DRIFT_READ_SCORE,  /* numbers; anything else is a bad cell */
    GG_DRIFT_READ_BINS,   /* numbers, as the levels of the schema's bins */
    GG_DRIFT_READ_WORDS,  /* words, whatever they look like */
    GG_DRIFT_READ_OUTCOME /* positive or negative */
} gg_drift_watch_kind;

typedef struct gg_drift_watch {
    const char *name;
    gg_drift_watch_kind kind;
    const gg_column *column;   /* what the schema says of it, NULL for nothing */
    const char *const *labels; /* of the bins, one more than edges; NULL without */
    size_t at[GG_SIDES];       /* its place in each table */
} gg_drift_watch;

/* What is watched, in the order of the baseline's columns. */
typedef struct gg_drift_watches {
    gg_drift_watch *all;
    size_t n;
    size_t count_at[GG_SIDES]; /* the count column, SIZE_MAX without one */
    size_t period_at;          /* the period column of the current table, SIZE_MAX without one */
    const gg_column *period;   /* what the schema says of it */
    const char *const *period_labels; /* of its bins; NULL without */
    bool every;                       /* nothing was asked for: every column is watched */
} gg_drift_watches;

/* Chooses the watched columns; everything in out lives in the arena. */
gg_status gg_drift_watches_choose(gg_arena *arena, gg_csv *const csv[GG_SIDES],
                                  const gg_schema *schema, const gg_drift_options *options,
                                  gg_drift_watches *out, gg_error *err);

/*
 * The cells of one column of one table. Levels are kept until there are too many; then numbers go
 * on as runs and words are given up.
 */
typedef struct gg_drift_gathered {
    uint64_t rows, missing, bad;
    gg_dictionary levels;
    bool many;  /* levels were given up */
    bool words; /* a cell was neither missing nor meant as a number */
    gg_drift_runs runs;
    bool has_bad;
    uint64_t bad_chunk; /* where the first cell stands that was meant as a number but is none */
    size_t bad_row;
    gg_error bad_error;
} gg_drift_gathered;

void gg_drift_gathered_init(gg_drift_gathered *g);
void gg_drift_gathered_release(gg_drift_gathered *g);

/* Adds all of `from` to `to` and empties it; the order of adding does not show afterwards. */
gg_status gg_drift_gathered_merge(gg_drift_gathered *to, gg_drift_gathered *from, gg_error *err);

/* Levels that are numbers move to the runs, which are then settled. */
gg_status gg_drift_gathered_settle(gg_drift_gathered *g, gg_error *err);

/* The current table's periods, in the order in which they were met until they are sorted, and the
 * cells of each watched column in each. */
typedef struct gg_drift_periods {
    gg_dictionary names;
    gg_drift_gathered **columns; /* of each period, one for each watched column */
    size_t n, room, watches;
} gg_drift_periods;

void gg_drift_periods_init(gg_drift_periods *periods, size_t watches);
void gg_drift_periods_release(gg_drift_periods *periods);

/* The place of a period, which is added if it is new. GG_E_LIMIT for one too many. */
gg_status gg_drift_periods_find(gg_drift_periods *periods, gg_view name, size_t *out,
                                gg_error *err);

/* Adds all of `from` to `to` and empties it. */
gg_status gg_drift_periods_merge(gg_drift_periods *to, gg_drift_periods *from, gg_error *err);

/* The places of the periods in the order of their names, the missing one last; in the arena. NULL
 * when memory is out. */
const size_t *gg_drift_periods_order(gg_arena *arena, const gg_drift_periods *periods);

/* What was read of a table. */
typedef struct gg_drift_table {
    uint64_t rows;              /* with the count role: rows that the lines stand for */
    uint64_t skipped;           /* lines left out: ragged, or with a bad count */
    gg_drift_periods periods;   /* of the current table, where it has a period column */
    struct gg_drift_draw *draw; /* rows for a classifier go here; NULL without one */
} gg_drift_table;

/* Reads a table once; out has an initialised entry for each watched column. End the periods of the
 * table with gg_drift_periods_release(), also after an error. The draw is set before. */
gg_status gg_drift_gather(gg_csv *csv, int side, const gg_drift_watches *watches,
                          const gg_drift_options *options, gg_drift_gathered *out,
                          gg_drift_table *table, gg_error *err);

typedef enum gg_drift_status {
    GG_DRIFT_PASS,
    GG_DRIFT_WARN,
    GG_DRIFT_FAIL,
    GG_DRIFT_INCONCLUSIVE
} gg_drift_status;

/* pass, warn, fail, inconclusive. */
const char *gg_drift_status_name(gg_drift_status status);

/* The p of one table against the other, raw and adjusted over the columns; NaN where unknown. */
typedef struct gg_drift_evidence {
    double p, adjusted;
    const char *method; /* static */
    size_t draws;       /* of a Monte-Carlo p, else 0 */
} gg_drift_evidence;

/* What was found of one column. Figures are NaN where undefined. */
typedef struct gg_drift_column {
    const gg_drift_watch *watch;
    const char *period; /* of the current table; NULL: all of it */
    bool numeric;
    bool changed_type; /* numbers on one side, words on the other */
    const char *why;   /* of an inconclusive column, else NULL */
    uint64_t rows[GG_SIDES], missing[GG_SIDES], bad[GG_SIDES];
    gg_drift_evidence main; /* Kolmogorov-Smirnov, or chi-square */
    double statistic;       /* of that test */
    double degrees;         /* of freedom, of the chi-square */
    size_t pooled;          /* sparse levels that were put together for the chi-square */
    double cramers_v;
    double psi, psi_critical;
    size_t bins; /* behind them */
    double jensen_shannon;
    double wasserstein, scaled, baseline_sd;
    gg_drift_evidence absence; /* two proportions: missing cells */
    gg_dictionary levels;      /* of a column of words, in the order of their bytes */
    gg_drift_status status;
} gg_drift_column;

void gg_drift_column_release(gg_drift_column *column);

/* One period's cells of a column, and what is found of them; out->period is set. */
typedef struct gg_drift_part {
    gg_drift_gathered *current;
    gg_drift_column *out;
} gg_drift_part;

/* What was gathered of one column, and what is found of it. */
typedef struct gg_drift_cells {
    gg_drift_gathered *from; /* GG_SIDES */
    gg_drift_column *out;
    gg_drift_part *parts; /* of each period */
    size_t n;
} gg_drift_cells;

/* Measures one column, and each period of it; what was gathered is emptied. p is not yet adjusted.
 */
gg_status gg_drift_measure(const gg_drift_watch *watch, const gg_drift_cells *cells,
                           const gg_drift_options *options, gg_error *err);

/* The distance of two samples of numbers (drift_numbers.c), of two tables of levels
 * (drift_words.c). */
gg_status gg_drift_measure_numbers(const gg_sample *baseline, const gg_sample *current,
                                   gg_drift_column *out);
gg_status gg_drift_measure_words(const uint64_t *cells, size_t levels,
                                 const gg_drift_options *options, gg_drift_column *out);

/* PSI, its critical value and Jensen-Shannon of bins or levels, none of them empty on both sides.
 */
gg_status gg_drift_measure_bins(const uint64_t *baseline, const uint64_t *current, size_t bins,
                                gg_drift_column *out);

/* An effect and the evidence for it: both fail, one of them warns. */
gg_drift_status gg_drift_combine(bool effect, bool evidence);

/* Adjusts the p of all columns and sets each column's status. */
gg_status gg_drift_judge(gg_drift_column *columns, size_t n, const gg_drift_options *options,
                         gg_error *err);

/* The change of the share of missing cells, current less baseline; NaN without rows. */
double gg_drift_absence_change(const gg_drift_column *column);

/* Everything that the document is written from. */
typedef struct gg_drift_report {
    const char *source[GG_SIDES];
    size_t files[GG_SIDES]; /* that each was read from */
    gg_drift_table tables[GG_SIDES];
    const gg_drift_options *options;
    const gg_drift_watches *watches;
    const gg_drift_column *columns;
    size_t n;
    const gg_drift_column *by_period; /* n of each period, in the order of the document */
    size_t n_periods;
    const struct gg_drift_classified *classified; /* NULL without a classifier */
} gg_drift_report;

gg_status gg_drift_write(const gg_drift_report *report, json_t **out, gg_error *err);

#endif
