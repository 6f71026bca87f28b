/*
 * Internal to the floor model: inputs, the numbers that a fitted model works on, and terms, what an
 * additive model makes of a cell.
 *
 * An input is one column of the design: a number of a feature, transformed, filled where missing,
 * centred and scaled; or whether a feature has one level. Logistic and svm are trained on inputs
 * and score by them; what is learned of an input (fill, centre, scale, which levels) stands in the
 * artifact.
 */
#ifndef GG_MODEL_INPUT_INTERNAL_H
#define GG_MODEL_INPUT_INTERNAL_H

#include "gauger/base/arena.h"
#include "gauger/base/json.h"
#include "gauger/base/text.h"

typedef enum gg_transform {
    GG_TRANSFORM_NONE,
    GG_TRANSFORM_LOG1P, /* log(1 + x), x > -1 */
    GG_TRANSFORM_SQRT,  /* x >= 0 */
    GG_TRANSFORM_SQUARE
} gg_transform;

typedef struct gg_input {
    const char *feature;
    const char *level; /* 1 where the cell is this word ("" for a missing cell), else 0; NULL for a
                          number */
    gg_transform transform;
    bool has_fill;
    double fill;          /* in the unit of the cell, before the transform */
    double center, scale; /* (transform(x) - center) / scale; 0 and 1 by default; scale > 0 */
} gg_input;

/* The number of an input for a cell (empty: missing). NaN: missing without a fill. GG_E_INPUT for a
 * cell that is no number, or outside the transform's range. */
GG_CHECKED gg_status gg_input_value(const gg_input *input, gg_view cell, double *out,
                                    gg_error *err);

/* Between inputs and the maps of an artifact: {feature, level} or {feature, transform, fill,
 * center, scale}; keys at their default are left out. The texts are copied to the arena. */
GG_CHECKED gg_status gg_input_parse(const json_t *map, gg_arena *arena, gg_input *out,
                                    gg_error *err);
json_t *gg_input_write(const gg_input *input);

/* The words of transforms: none, log1p, sqrt, square. */
const char *gg_transform_word(gg_transform transform);
bool gg_transform_find(const char *word, gg_transform *out);
double gg_transform_apply(gg_transform transform, double x); /* NaN outside its range */

/* ---- what a feature of a manifest states (rules, never learned constants) ---- */

typedef enum gg_feature_type { GG_FEATURE_NUMERIC, GG_FEATURE_CATEGORICAL } gg_feature_type;

typedef enum gg_imputation {
    GG_IMPUTE_NONE,   /* a row with a missing value has no score */
    GG_IMPUTE_MEAN,   /* numeric: of the training rows */
    GG_IMPUTE_MEDIAN, /* numeric */
    GG_IMPUTE_ZERO,   /* numeric */
    GG_IMPUTE_MODE,   /* categorical: the most frequent level */
    GG_IMPUTE_LEVEL   /* missing is a level (categorical), or its own input beside a 0 (numeric) */
} gg_imputation;

typedef enum gg_encoding {
    GG_ENCODE_NUMBER,  /* numeric: the number itself (logistic, svm) */
    GG_ENCODE_ONE_HOT, /* categorical: an input a level, the most frequent left out */
    GG_ENCODE_WOE,     /* scorecard: bins (monotone) or levels by weight of evidence */
} gg_encoding;

typedef struct gg_feature {
    const char *name; /* borrowed from the manifest */
    gg_feature_type type;
    gg_transform transform;
    bool standardize; /* `transform: standardize`, or in a list: [log1p, standardize] */
    gg_imputation imputation;
    gg_encoding encoding;
} gg_feature;

/* Reads the features of a manifest that is to be fitted or scored: GG_E_INPUT for an unknown key,
 * type, transform, imputation or encoding, or one that does not fit the type or the scorer. Room in
 * the arena. */
struct gg_manifest;
GG_CHECKED gg_status gg_features_read(const json_t *manifest, gg_arena *arena, gg_feature **out,
                                      size_t *n, gg_error *err);

#endif
