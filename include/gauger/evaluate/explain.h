/*
 * Figures in plain words: one true sentence each, for a reader without statistics.
 *
 *     Recall 0.63 [0.61, 0.64]: of 100 cases that had the outcome, about 63 were referred; with
 *     this many rows anything from 61 to 64 in 100 is compatible with the data.
 *
 * The sentences are rows of a table, one for each metric, disparity, summary and figure of drift.
 * A number in a sentence is the figure's own, rounded to the digits that are shown: as many as keep
 * what is not 0 from reading 0, and the two ends of an interval from reading alike.
 */
#ifndef GAUGER_EVALUATE_EXPLAIN_H
#define GAUGER_EVALUATE_EXPLAIN_H

#include "gauger/base/buf.h"
#include "gauger/base/json.h"

/* Of whom a figure is. */
typedef enum gg_whom {
    GG_OF_EVERYONE,
    GG_OF_GROUP,
    GG_OF_SITE,
    GG_OF_PERIOD,
    GG_OF_ATTRIBUTE, /* a summary over its groups */
    GG_OF_COLUMN     /* drift */
} gg_whom;

/* A figure to be explained. Texts are borrowed. */
typedef struct gg_explained {
    const char *name; /* e.g. "recall", "selection_rate_ratio", "impact_ratio", "ks" */
    gg_whom whom;
    const char *of;          /* the group, site, period, attribute or column; "" for everyone */
    const char *against;     /* disparities: whom the group is held against; else NULL */
    const char *within;      /* compared within the levels of this column and pooled; else NULL */
    bool versus;             /* the candidate's figure less the champion's */
    double value, low, high; /* NaN where there is none */
    double observed;         /* what the verified rows alone show; NaN where that is all there is */
    double bound_low, bound_high; /* where outcomes are missing: what it could be; or NaN */
    double critical;              /* drift: what chance alone may give; or NaN */
    const char *why;              /* the reason where there is no value; else NULL */
    const json_t *over; /* a summary without a value: the EST over the groups that have it; or NULL
                         */
} gg_explained;

GG_BEGIN_DECLS

/*
 * Appends the sentence of one figure, with a full stop and no line end.
 *
 * figure: what it is; name may be one that the table lacks (the metric's own sentence is then used,
 * or its name alone).  out: an initialised buffer.
 * Result: the text, or out->failed.  The same figure gives the same bytes, whatever the locale.
 * Undefined cases: a figure without a value gets the reason in words, and the bounds if it has any.
 * Ownership: nothing changes hands.  Errors: none but out->failed.
 */
void gg_explain_figure(const gg_explained *figure, gg_buf *out);

/*
 * A figure out of an EST object, with everything else of nobody and nothing.
 *
 * name: of the figure.  est: {"value", "low", "high", "observed", "bounds", "why_null"}, or NULL.
 * Returns the struct, for the caller to say of whom it is.
 * Ownership: why and name are borrowed.
 * Undefined cases: a missing member is NaN or NULL.  Errors: none.
 */
gg_explained gg_explained_of(const char *name, const json_t *est);

/*
 * Adds the key "explanations" to an evaluation: a list of {"figure": its path in the document,
 * "sentence"}, in the order of the document, for everyone, every group, disparity, summary and
 * pooled disparity of every attribute and intersection, every site and period, how the scores of
 * everyone are calibrated, what there is room for, and other thresholds.
 *
 * evaluation: a gauger/evaluation/1, also a published one; changed in place, an older list goes.
 * err: out of memory.
 * Returns GG_OK or GG_E_MEMORY; the document is then as before.
 * Result: the sentences are made of what the document shows and of nothing else.
 */
GG_CHECKED gg_status gg_explain_evaluation(json_t *evaluation, gg_error *err);

/*
 * Why a figure has no value, in words that complete "it has no value: ...".
 *
 * why: a GG_WHY_ text of a document; NULL or an unknown one is allowed.
 * Returns a static text for a known reason, otherwise why itself; "no reason is given" for NULL or
 * "".
 * Ownership: static, or the caller's own text.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_reason_words(const char *why);

GG_END_DECLS
#endif
