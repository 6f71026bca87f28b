/*
 * Internal to the floor model: additive models, what a scorecard and a logistic regression are once
 * they are learned, and their file.
 *
 *     score = link(intercept + the sum of what each term makes of its feature's cell)
 *
 * The terms of one feature have one form: a weight on a number (with, beside it, a weight on the
 * level "" where missing has an input of its own), weights on levels, points by level, or points by
 * bin. docs/artifacts.md has the file's grammar.
 */
#ifndef GG_MODEL_ADDITIVE_INTERNAL_H
#define GG_MODEL_ADDITIVE_INTERNAL_H

#include "gauger/base/arena.h"
#include "gauger/base/buf.h"
#include "gauger/model/manifest.h"
#include "gauger/table/scorer.h"
#include "input_internal.h"

#define GG_MOST_TERMS  10000
#define GG_MOST_LEVELS 100000
#define GG_MOST_EDGES  1000
#define GG_MOST_POINTS 1e100 /* the largest weight, number of points or intercept, by magnitude */

typedef enum gg_link { GG_LINK_LOGIT, GG_LINK_IDENTITY } gg_link;

typedef enum gg_term_form {
    GG_TERM_INPUT,  /* weight * input */
    GG_TERM_LEVELS, /* points by level */
    GG_TERM_BINS    /* points by bin: points[i] for the numbers in [edges[i - 1], edges[i]) */
} gg_term_form;

typedef struct gg_term {
    gg_term_form form;
    const char *feature;
    gg_input input; /* GG_TERM_INPUT; its feature is the term's */
    double weight;
    const char **levels;  /* GG_TERM_LEVELS: n words, none of them empty, each once */
    const double *edges;  /* GG_TERM_BINS: n numbers, ascending */
    const double *points; /* n of levels, n + 1 of bins */
    size_t n;
    bool has_other; /* GG_TERM_LEVELS: of words that are not among levels; without, they are refused
                     */
    double other;
    bool has_missing; /* of a missing cell; without, its row has no score */
    double missing;
} gg_term;

typedef struct gg_additive {
    gg_scorer_kind kind; /* GG_SCORER_SCORECARD or GG_SCORER_LOGISTIC */
    gg_link link;        /* logistic: always logit */
    double intercept;
    const char *description; /* a sentence for readers, or NULL */
    gg_term *terms;
    size_t n_terms;
} gg_additive;

/* Appends the file: JSON with a line for each term; the same model gives the same bytes, and
 * gg_additive_read() gives the same numbers back to the bit (but for the sign of a zero).
 * GG_E_INPUT for a number that is not finite or beyond GG_MOST_POINTS, GG_E_LIMIT or GG_E_MEMORY.
 */
GG_CHECKED gg_status gg_additive_write(const gg_additive *model, gg_buf *out, gg_error *err);

/* Reads the document of a file that is to be of this kind. All texts and numbers are copied to the
 * arena. GG_E_INPUT: where is the key ("terms[2]"), the caller adds the file. */
GG_CHECKED gg_status gg_additive_read(const json_t *document, gg_scorer_kind kind, gg_arena *arena,
                                      gg_additive *out, gg_error *err);

/* Whether a model does what the manifest states: exactly its features, each in the form that its
 * encoding asks for, with its transform, and with something for missing cells exactly where it
 * states an imputation. GG_E_INPUT naming the feature, or GG_E_MEMORY. */
GG_CHECKED gg_status gg_additive_check(const gg_additive *model, const gg_manifest *manifest,
                                       gg_error *err);

/* A scorer of a model. The arena, which the model lives in, becomes the scorer's: it is emptied
 * here and released with the scorer. On error it stays the caller's. */
GG_CHECKED gg_status gg_additive_scorer(const gg_additive *model, gg_arena *arena, gg_scorer **out,
                                        gg_error *err);

/* The document of gg_artifact_weights(), NULL when memory is out. */
json_t *gg_additive_weights(const gg_additive *model);

#endif
