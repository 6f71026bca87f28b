/*
 * Internal to the floor model: from a training table to the matrix that a model is fitted on.
 *
 * First the rows are read, with the cells of each feature as they stand there; then every feature's
 * learned constants (fill, centre, scale, levels, bins) are found and its columns are filled. Rows
 * stand in the order of the table, and words in the order of their bytes, whatever the threads.
 */
#ifndef GG_MODEL_DESIGN_INTERNAL_H
#define GG_MODEL_DESIGN_INTERNAL_H

#include <stdint.h>

#include "gauger/model/train.h"
#include "gauger/stats/woe.h"
#include "input_internal.h"

#define GG_MOST_WORDS   100000 /* different words of a feature */
#define GG_MOST_INPUTS  1000   /* levels of a feature that is encoded one_hot */
#define GG_MOST_COLUMNS 10000  /* in all; no more terms are read from an artifact */

/* ---- rows ---- */

/* The cells of one feature, of the rows that are used. */
typedef struct gg_cells_of {
    double *x; /* numbers, or the word's place among words; NaN where missing */
    const char **words;
    size_t n_words; /* 0 for a numeric feature */
    bool missing;   /* some are */
} gg_cells_of;

typedef struct gg_training_rows {
    gg_arena arena; /* texts; the numbers have memory of their own */
    const char *path;
    const gg_feature *features; /* borrowed */
    size_t n_features;
    size_t n;           /* lines that are used */
    double *y, *w;      /* n: outcomes 0 or 1, and weight times count, above 0 */
    gg_cells_of *cells; /* one for each feature */
    bool counted, weighted;
    /* Rows, each line as often as it stands for one. */
    uint64_t rows, used, positives;
    uint64_t missing_outcome, missing_feature, zero_weight, bad;
} gg_training_rows;

/* Reads the rows. GG_E_USAGE without an outcome column; GG_E_INPUT for a feature that is no column
 * or the outcome itself, a malformed cell (or it is left out and counted), one class only;
 * GG_E_CONFLICT when progress said stop; as gg_csv_scan(). */
GG_CHECKED gg_status gg_training_rows_read(const char *path, const gg_schema *schema,
                                           const gg_feature *features, size_t n_features,
                                           const gg_train_options *options, gg_training_rows *out,
                                           gg_error *err);
void gg_training_rows_release(gg_training_rows *rows);

/* The shares of a training at which reading ends, and learning of features. */
#define GG_READING  0.3
#define GG_LEARNING 0.5

/* Tells how far a training is: GG_OK, or GG_E_CONFLICT where it is to stop. */
GG_CHECKED gg_status gg_train_ask(const gg_train_options *options, double share, gg_error *err);

/* ---- what is learned of a feature ---- */

typedef enum gg_average { GG_AVERAGE_MEAN, GG_AVERAGE_MEDIAN } gg_average;

/* The weighted mean, or median, of the numbers that are there; NaN where there is none. The median
 * lies halfway between two numbers where half of the weight lies on either side. */
GG_CHECKED gg_status gg_average_of(gg_average which, const double *x, const double *w, size_t n,
                                   double *out, gg_error *err);

/* Weights of evidence of a feature's groups: bins between edges, or levels. */
typedef struct gg_evidence_of {
    bool bins;
    size_t n; /* edges or levels */
    double *edges;
    const char **levels;
    double *woe; /* n + 1 of bins, n of levels */
    bool has_other, has_missing;
    double other, missing;
    size_t groups; /* with weight of their own, other and missing among them */
    double information;
} gg_evidence_of;

/* One column of the matrix. */
typedef struct gg_design_column {
    size_t feature;           /* its number */
    const char *name;         /* "age", "port=Rotterdam", "age (missing)" */
    gg_input input;           /* where evidence is NULL */
    gg_evidence_of *evidence; /* room in the arena */
    bool silent;              /* the same for all rows: no column of x */
    size_t at;                /* its number among the columns of x */
} gg_design_column;

typedef struct gg_design {
    gg_arena arena;
    const gg_training_rows *rows; /* borrowed */
    gg_design_column *columns;
    size_t n_columns;
    double *x; /* rows->n rows of p numbers */
    size_t p;
    const char **names; /* p */
    json_t *warnings;   /* [{"code","message"}] */
} gg_design;

/* Learns the constants and fills the matrix. woe: for features encoded so. GG_E_INPUT for a feature
 * that is constant, has nothing but missing cells, or too many levels; GG_E_CONFLICT. */
GG_CHECKED gg_status gg_design_make(const gg_training_rows *rows, const gg_woe_options *woe,
                                    const gg_train_options *options, gg_design *out, gg_error *err);
void gg_design_release(gg_design *design);

/* Learns the constants, and which columns there are. */
GG_CHECKED gg_status gg_design_learn(gg_design *design, const gg_woe_options *woe,
                                     const gg_train_options *options, gg_error *err);

/* Adds a warning; printf. GG_OK or GG_E_MEMORY. */
GG_CHECKED gg_status gg_design_warn(gg_design *design, gg_error *err, const char *code,
                                    const char *format, ...) GG_PRINTF(4, 5);

/* An error about a feature: always returns GG_E_INPUT. */
gg_status gg_feature_refuse(const gg_training_rows *rows, size_t feature, const char *mend,
                            const char *what, gg_error *err);

/* Learns the evidence of feature f: GG_E_INPUT where nothing can be learned. Room in the design's
 * arena. */
GG_CHECKED gg_status gg_evidence_learn(gg_design *design, size_t f, const gg_woe_options *options,
                                       gg_evidence_of *out, gg_error *err);

/* The weight of evidence of row i of a feature; words: the place of each word among the levels,
 * SIZE_MAX for other. */
double gg_evidence_value(const gg_evidence_of *evidence, const gg_cells_of *cells, size_t i,
                         const size_t *words);

#endif
