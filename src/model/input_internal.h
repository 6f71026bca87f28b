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
    bool has_fill; /* of a number: fill stands for a missing cell, in the unit of the cell, before
                      the transform. Of a level: fill, 0 or 1, is the input of a missing cell (1 for
                      the level that imputation chose); the level "" has none and needs none */
    double fill;
    double center, scale; /* (transform(x) - center) / scale; 0 and 1 by default; scale > 0; of a
                             level always 0 and 1 */
} gg_input;

/* An input at its defaults: a number (level NULL) or whether the cell is the word level. */
gg_input gg_input_default(const char *feature, const char *level);

/* The number of an input for a cell (empty: missing). NaN: missing without a fill; that row has no
 * score. GG_E_INPUT for a cell of a number that is no number, or outside the transform's range. */
GG_CHECKED gg_status gg_input_value(const gg_input *input, gg_view cell, double *out,
                                    gg_error *err);

/* The same from a number that was read already. */
GG_CHECKED gg_status gg_input_number(const gg_input *input, double x, double *out, gg_error *err);

/* Between inputs and the maps of an artifact: {feature, level, fill} or {feature, transform, fill,
 * center, scale}; keys at their default are left out. Reading is strict: GG_E_INPUT for an unknown
 * key, a wrong type, a number that is not finite, a scale not above 0, a fill outside the
 * transform's range (or, of a level, neither 0 nor 1); what and mend are set, the caller adds where
 * ("inputs[3]"). The texts are copied to the arena. Writing gives NULL when memory is out. */
GG_CHECKED gg_status gg_input_parse(const json_t *map, gg_arena *arena, gg_input *out,
                                    gg_error *err);

/* The same of a map that holds one more key, which is the caller's to read. */
GG_CHECKED gg_status gg_input_parse_beside(const json_t *map, const char *beside, gg_arena *arena,
                                           gg_input *out, gg_error *err);

json_t *gg_input_write(const gg_input *input);

/* The words of transforms: none, log1p, sqrt, square. */
const char *gg_transform_word(gg_transform transform);
bool gg_transform_find(const char *word, gg_transform *out);
double gg_transform_apply(gg_transform transform, double x); /* NaN outside its range, or where
                                                                 the result would not be finite */

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

/* Reads the features of a manifest (its document) that is to be fitted or scored: GG_E_INPUT for an
 * unknown key, type, transform, imputation or encoding, or one that does not fit the type or the
 * scorer. None where `features` is absent, and for an external scorer, whose features are free
 * text. Room in the arena.
 *
 * Defaults: type numeric, transform none, imputation none; encoding number and one_hot, by type;
 * for a scorecard woe. Numeric: imputation none, mean, median, zero, level; encoding number, or woe
 * (scorecard, without a transform). Categorical: no transform; imputation none, mode, level;
 * encoding one_hot, or woe (scorecard). */
GG_CHECKED gg_status gg_features_read(const json_t *manifest, gg_arena *arena, gg_feature **out,
                                      size_t *n, gg_error *err);

#endif
