/* Internal to the floor synth: a scenario as it was read, a block of rows, what is counted. */
#ifndef GG_SYNTH_INTERNAL_H
#define GG_SYNTH_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/arena.h"
#include "gauger/base/hash.h"
#include "gauger/base/random.h"
#include "gauger/synth/synth.h"
#include "gauger/table/operation.h"

#define GG_MADE_COLUMNS 256     /* sites, groups and features together */
#define GG_MADE_LEVELS  1000    /* of one column */
#define GG_MADE_MONTHS  600     /* fifty years */
#define GG_MADE_SCORES  16      /* score columns */
#define GG_MADE_BIASES  64      /* biases put in on purpose */
#define GG_MADE_CELLS   4000000 /* of one prepared table */
#define GG_MADE_NAME    64      /* bytes of a name or a level */
#define GG_MADE_DIGITS  9       /* decimals of a number */
#define GG_NOWHERE      SIZE_MAX
#define GG_MODEL        "model" /* the version's own referrals, as a source */

/* ---- what was read ---- */

typedef enum gg_part { GG_PART_SITE, GG_PART_GROUP, GG_PART_FEATURE } gg_part;

/* word, names of its one or two parameters, whether effects and drift multiply (or add) */
#define GG_DISTRIBUTION_MAP(XX)                                                                    \
    XX(NORMAL, "normal", "mean", "sd", false)                                                      \
    XX(LOGNORMAL, "lognormal", "median", "sigma", true)                                            \
    XX(UNIFORM, "uniform", "low", "high", false)                                                   \
    XX(EXPONENTIAL, "exponential", "mean", NULL, true)                                             \
    XX(POISSON, "poisson", "mean", NULL, true)

typedef enum gg_distribution {
#define GG_DISTRIBUTION_ENUM(code, word, first, second, multiplies) GG_##code,
    GG_DISTRIBUTION_MAP(GG_DISTRIBUTION_ENUM)
#undef GG_DISTRIBUTION_ENUM
        GG_DISTRIBUTIONS
} gg_distribution;

/* Something that depends on the level of a column of words: value[level]. */
typedef struct gg_by_level {
    size_t column; /* GG_NOWHERE: on none */
    double *value;
} gg_by_level;

typedef struct gg_made_words {
    const char **words;
    size_t n;
    double *shares;        /* n, adding up to 1 */
    size_t by;             /* earlier column whose level chooses the shares, or GG_NOWHERE */
    double *by_shares;     /* [levels of by][n] */
    double *drift;         /* n: change of the logarithm of a share in a month */
    double *effects;       /* n: on the log odds of the outcome */
    double *effects_drift; /* n: change of the effect in a month */
    const char *reference; /* of a protected column, NULL if not given */
    double *steps;         /* prepared: [levels of by or 1][months][n] cumulative shares */
    double *adds;          /* prepared: [months][n] on the log odds */
} gg_made_words;

typedef struct gg_made_number {
    gg_distribution distribution;
    double first, second; /* parameters, in the order of GG_DISTRIBUTION_MAP */
    gg_by_level *shifts;
    size_t n_shifts;
    double drift; /* of the location in a month; of its logarithm where effects multiply */
    uint64_t digits;
    double low, high;      /* a value beyond is moved here */
    bool log1p;            /* the effect is on log(1 + x) */
    double per;            /* the effect is on this many units */
    double effect;         /* on the log odds of the outcome */
    double effect_drift;   /* its change in a month */
    double power, typical; /* prepared: 10^digits; what a missing cell counts as in a score */
    double *month;         /* prepared: [months] summand of the location, or factor */
    double **moves;        /* prepared: [shifts][levels] the same */
} gg_made_number;

typedef struct gg_made_column {
    const char *name;
    gg_part part;
    bool is_number;
    gg_made_words words;
    gg_made_number number;
    double missing;
    gg_by_level missing_by;
} gg_made_column;

/* A summand of a score. */
typedef struct gg_term {
    size_t column;
    double slope;   /* of a number */
    double *levels; /* of words */
    bool bias;      /* put in on purpose: adds by the true level, even where the cell is missing */
} gg_term;

typedef struct gg_made_score {
    const char *name;
    double intercept, follows, noise;
    uint64_t digits;
    gg_term *terms; /* room for all columns and all biases */
    size_t n_terms;
    double power; /* prepared */
} gg_made_score;

typedef struct gg_made_source {
    const char *name, *column;
    bool at_random;
    double recall, false_positive_rate; /* of a source that knows something */
    double probability;                 /* of one that refers at random */
    double *by_site;                    /* the same for each site, NULL if all are alike */
} gg_made_source;

typedef enum gg_bias_kind {
    GG_BIAS_SCORE,
    GG_BIAS_LABEL,
    GG_BIAS_SOURCE,
    GG_BIAS_INSPECTION
} gg_bias_kind;

typedef struct gg_bias {
    gg_bias_kind kind;
    size_t column, level;
    size_t target;           /* score or source */
    double offset;           /* on the log odds that a score says */
    double missed, invented; /* shares of true outcomes recorded wrongly */
    double factor;           /* of the rates of a source, or of the share inspected */
} gg_bias;

struct gg_scenario {
    gg_arena arena;
    char sha256[GG_SHA256_HEX];
    const char *name, *description;
    uint64_t rows, seed;
    const char *period; /* column, NULL for none */
    size_t months;      /* from 1 */
    int year, month;    /* of the first */
    gg_made_column *columns;
    size_t n_columns;
    size_t site; /* 0, or GG_NOWHERE */
    const char *outcome;
    bool has_base_rate;
    double base_rate, intercept, outcome_drift;
    gg_made_score *scores;
    size_t n_scores;
    const char *decision, *suppressed; /* columns, NULL for none */
    size_t decision_score;             /* GG_NOWHERE: nothing is decided */
    double threshold;
    double *site_thresholds; /* each site's, NULL without sites */
    gg_operation operation;
    gg_made_source *sources;
    size_t n_sources;
    size_t *claims; /* order of claims: numbers of sources, n_sources is the model */
    size_t n_claims;
    bool inspected;                /* outcomes are known of the inspected alone */
    const char *arm, *probability; /* columns */
    size_t random;                 /* source whose selection is inspected without fail */
    double *compliance;            /* by source, the model last: share of referrals inspected */
    gg_bias *biases;
    size_t n_biases;
    const char **taken; /* names of columns so far */
    size_t n_taken;
};

/* ---- read.c: maps with known keys ---- */

typedef struct gg_reader {
    gg_scenario *scenario;
    gg_error *err;
} gg_reader;

typedef enum gg_field_kind {
    GG_FIELD_NUMBER,
    GG_FIELD_WHOLE,
    GG_FIELD_TEXT,
    GG_FIELD_OTHER
} gg_field_kind;

/* A key of a map: what it must be, and where in a struct it goes. */
typedef struct gg_field {
    const char *key;
    gg_field_kind kind;
    size_t offset;
    double low, high; /* of a number, ends included */
    bool required;
} gg_field;

#define GG_FIELDS(rows) rows, sizeof rows / sizeof *rows

gg_status gg_read_memory(gg_reader *r);

/* GG_E_INPUT: "PATH: WHAT"; mend may be NULL. */
gg_status gg_read_refuse(gg_reader *r, const char *path, const char *mend, const char *format, ...)
    GG_PRINTF(4, 5);

/* PATH.KEY, in the arena; "" where memory is out. */
const char *gg_read_path(gg_reader *r, const char *path, const char *key);

/* Reads the keys of a map into a struct. An absent key leaves its default. */
GG_CHECKED gg_status gg_read_fields(gg_reader *r, const json_t *map, const char *path,
                                    const gg_field *rows, size_t n, void *out);

/* One number in a range. */
GG_CHECKED gg_status gg_read_number(gg_reader *r, const json_t *value, const char *path, double low,
                                    double high, double *out);

/* A map, or an error; with least members. */
GG_CHECKED gg_status gg_read_map(gg_reader *r, const json_t *value, const char *path, size_t least,
                                 size_t most);

/* Whether a text can be a name or a level: 1 to 64 bytes, no control characters. */
GG_CHECKED gg_status gg_read_name(gg_reader *r, const char *text, const char *path);

/* Takes a name for a column of the table, which none may have yet. */
GG_CHECKED gg_status gg_read_column_name(gg_reader *r, const char *name, const char *path,
                                         const char **out);

/* The column of words of that name, and its level; errors list what there is. */
GG_CHECKED gg_status gg_read_words_column(gg_reader *r, const char *name, const char *path,
                                          size_t *out);
GG_CHECKED gg_status gg_read_level(gg_reader *r, const gg_made_column *column, const char *word,
                                   const char *path, size_t *out);

/* {LEVEL: number} of a column of words; levels not named keep what out holds. */
GG_CHECKED gg_status gg_read_levels(gg_reader *r, const json_t *map, const char *path,
                                    const gg_made_column *column, double low, double high,
                                    double *out);

/* {COLUMN: {LEVEL: number}}, exactly one column: a new table, levels not named get otherwise. */
GG_CHECKED gg_status gg_read_by_level(gg_reader *r, const json_t *map, const char *path, double low,
                                      double high, double otherwise, gg_by_level *out);

/* ---- scenario_columns.c, scenario_model.c, scenario_work.c ---- */

GG_CHECKED gg_status gg_read_columns(gg_reader *r, const json_t *document);
GG_CHECKED gg_status gg_read_scores(gg_reader *r, const json_t *scores);
GG_CHECKED gg_status gg_read_decision(gg_reader *r, const json_t *decision);
GG_CHECKED gg_status gg_read_operation(gg_reader *r, const json_t *document);
GG_CHECKED gg_status gg_read_sources(gg_reader *r, const json_t *sources);
GG_CHECKED gg_status gg_read_inspection(gg_reader *r, const json_t *inspection);
GG_CHECKED gg_status gg_read_bias(gg_reader *r, const json_t *bias);

/* ---- prepare.c: tables that follow from what was read ---- */

GG_CHECKED gg_status gg_scenario_prepare(gg_reader *r);

/* Whether shifts and drift multiply the location of a distribution; its word and parameters. */
typedef struct gg_distribution_row {
    const char *word, *first, *second;
    bool multiplies;
} gg_distribution_row;

const gg_distribution_row *gg_distribution_of(gg_distribution distribution);

/* ---- plan.c: what follows once the rows are known ---- */

/* A rule's condition on one column of the table. */
typedef struct gg_prepared_condition {
    size_t column;
    const unsigned char *meets; /* by level, the missing one last; NULL for a number */
    double at_least, below;
} gg_prepared_condition;

typedef struct gg_prepared_rule {
    gg_prepared_condition *conditions;
    size_t n;
} gg_prepared_rule;

/* Where the strata of a dimension lie among all that are counted. */
typedef struct gg_dimension {
    size_t column; /* of words; GG_NOWHERE: months */
    bool by_site;  /* levels of the column times sites */
    size_t first, levels;
} gg_dimension;

typedef struct gg_synth_plan {
    const gg_scenario *scenario;
    gg_arena arena;
    uint64_t rows, seed;
    const char *true_outcome;
    double intercept; /* given, or solved */
    double *adds;     /* [months] intercept and drift of the outcome */
    gg_prepared_rule *rules;
    int64_t *site_thresholds; /* least score, in its last decimals, that is referred; by site */
    gg_dimension *dimensions;
    size_t n_dimensions, strata;
    char (*months)[8]; /* "2026-01" */
    gg_view **words;   /* [columns][levels + 1]: cells as CSV, the last one for a missing level */
    gg_view *arms;     /* [sources + 2]: the same, for who had a row inspected */
    size_t row_bytes;  /* at most */
} gg_synth_plan;

GG_CHECKED gg_status gg_synth_plan_make(const gg_scenario *scenario,
                                        const gg_synth_options *options, gg_synth_plan *out,
                                        gg_error *err);
void gg_synth_plan_release(gg_synth_plan *plan);

/* ---- block.c, work.c: rows ---- */

#define GG_BLOCK_ROWS 8192

/* One thread's room for a block of rows: column by column. */
typedef struct gg_block {
    gg_arena arena;
    uint64_t index, first; /* of the block, of its first row */
    size_t rows;
    uint16_t *month;   /* [rows] */
    int32_t **levels;  /* [columns][rows] true level of a column of words */
    int64_t **numbers; /* [columns][rows] value, in its last decimals */
    double **inputs;   /* [columns][rows] what an effect is on: log1p(x) / per */
    bool **missing;    /* [columns][rows] */
    double *eta;       /* [rows] log odds of the outcome */
    double *sum;       /* [rows] of a score */
    int64_t **scores;  /* [scores][rows], in the last decimals */
    bool *outcome, *recorded, *verified, *above, *held, *referred; /* [rows] */
    uint32_t *rules;     /* [rows] bits: rules that hold the row back */
    uint16_t *by_source; /* [rows] bits: sources that refer, the model last */
    uint8_t *arm;        /* [rows] source that had it inspected; n_sources + 1: none */
    double *probability; /* [rows] of being inspected */
} gg_block;

GG_CHECKED gg_status gg_block_init(gg_block *block, const gg_synth_plan *plan, gg_error *err);
void gg_block_release(gg_block *block);

/* Draws sites, groups, features, and the log odds without the intercept. A pilot's rows are drawn
 * apart from those of every table: their streams have no seed. */
void gg_block_draw(gg_block *block, const gg_synth_plan *plan, uint64_t index, bool pilot);

/* Draws outcomes, scores, decisions, referrals, inspections. */
void gg_block_work(gg_block *block, const gg_synth_plan *plan);

/* A stream of this block for one purpose. */
gg_random gg_block_stream(const gg_block *block, const gg_synth_plan *plan, bool pilot,
                          const char *what, const char *name);

/* ---- tally.c: counts ---- */

#define GG_TALLY_CELLS 16 /* outcome, referred, verified, recorded: a bit each */

enum { GG_TALLY_RECORDED = 1, GG_TALLY_VERIFIED = 2, GG_TALLY_REFERRED = 4, GG_TALLY_OUTCOME = 8 };

/* Rows and true finds. */
typedef struct gg_pair {
    uint64_t rows, finds;
} gg_pair;

typedef struct gg_source_tally {
    gg_pair all, own, alone, inspected;
} gg_source_tally;

typedef struct gg_tally {
    uint64_t (*strata)[GG_TALLY_CELLS]; /* the first is everyone */
    gg_pair *held;                      /* [rules][strata] */
    gg_pair *held_alone;                /* [rules] held back by no other */
    gg_source_tally *sources;           /* [sources + 1], the model last */
} gg_tally;

GG_CHECKED gg_status gg_tally_init(gg_tally *tally, const gg_synth_plan *plan, gg_error *err);
void gg_tally_release(gg_tally *tally);
void gg_tally_add(gg_tally *tally, const gg_synth_plan *plan, const gg_block *block);
void gg_tally_merge(gg_tally *to, const gg_synth_plan *plan, const gg_tally *from);

/* ---- rows.c, truth.c ---- */

/* The header row, and a block's rows, as CSV. */
void gg_rows_header(const gg_synth_plan *plan, gg_buf *out);
void gg_rows_write(const gg_synth_plan *plan, const gg_block *block, gg_buf *out);

/* The bytes of a cell as CSV: quoted where it must be. */
char *gg_rows_quote(gg_arena *arena, const char *word);

GG_CHECKED gg_status gg_truth_write(const gg_synth_plan *plan, const gg_tally *tally, json_t **out,
                                    gg_error *err);

#endif
