/*
 * Withholding: an evaluation in, an evaluation out that can be shown to people who may not see the
 * table.
 *
 * The rule: every cell of outcome by decision, of every group that is shown, is 0 or at least the
 * minimum cell (default 11), and so is every cell of what is left when any shown groups are taken
 * from what they are part of. Small groups are merged, smallest first; figures of a merged group
 * are measured again from its counts; what cannot be had from counts is null with the reason
 * "withheld". Intersections use the same levels as the attributes they are made of (merged further
 * where that is needed), and only those are shown that together form a tree, because for such
 * tables the range in which any unpublished cell can lie has a closed form (Dobra and Fienberg
 * 2000): it is then a point at 0 or at the minimum cell or above, or at least as wide as the
 * minimum cell. An intersection that would close a ring is withheld, not guessed at.
 *
 * Where everyone cannot be shown so, or fewer attributes than could be, the document narrows: first
 * to the cases with a known outcome (the others are left out of every figure), and where that does
 * not help to decisions alone (counts and selection rates). What is left out is null, and a warning
 * says so.
 *
 * Figures that come from single scores (roc_auc, average precision, the means, calibration error)
 * are shown to a step of at least the minimum cell over the rows, and withheld where that is
 * coarser than a tenth: to their last digit they are equations in the counts of single scores.
 *
 * What is not known to be harmless is left out: the output is made from a list of what may be
 * shown, not by taking out what may not.
 */
#ifndef GAUGER_DISCLOSE_PUBLISH_H
#define GAUGER_DISCLOSE_PUBLISH_H

#include <stdbool.h>

#include "gauger/base/json.h"

typedef struct gg_publish_options {
    unsigned minimum_cell; /* smallest count that may be shown beside 0; from 2 */
} gg_publish_options;

GG_BEGIN_DECLS

/*
 * The default options: a minimum cell of 11, as the US Centers for Medicare and Medicaid Services
 * ask of published tables.
 *
 * Returns the options.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller before gg_publish().
 * Undefined cases: none.  Errors: none.
 */
gg_publish_options gg_publish_options_default(void);

/*
 * Makes the published form of an evaluation.
 *
 * evaluation: "gauger/evaluation/1".  options: NULL for the defaults.
 * out: a new reference to a "gauger/evaluation/1" with the key "disclosure": {"minimum_cell",
 * "rule", "merged_groups", "withheld": [{"part", "why"}]}; untouched on error.  A merged group is
 * called "(merged: N groups)"; what it stands for is listed under "merged": of an attribute {name:
 * [levels]}, of an intersection {attribute: {name: [levels]}}, of sites and periods at the top.
 * err: what is wrong with the document.
 * Returns GG_OK; GG_E_INPUT for another format or contradicting counts; GG_E_USAGE for a minimum
 * cell under 2; GG_E_MEMORY.
 * A document that is published already, with a minimum cell no smaller, is returned as it is.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_publish(const json_t *evaluation, const gg_publish_options *options,
                                json_t **out, gg_error *err);

/*
 * Makes the published form of a verdict: results are kept, figures only where the published
 * evaluation shows the same figures; sentences that name other figures are replaced. Where it shows
 * a figure to a step, that is taken, with "to_a_step": true; the result is of the exact one.
 *
 * verdict: "gauger/verdict/1".  published: from gg_publish().
 * out: a new reference to a "gauger/verdict/1" with the key "disclosure"; untouched on error.
 * err: what is wrong with a document.
 * Returns GG_OK, GG_E_INPUT (another format, an evaluation that is not published) or GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_publish_verdict(const json_t *verdict, const json_t *published,
                                        json_t **out, gg_error *err);

/*
 * Makes the published form of a comparison: differences of everyone to a step of at least twice
 * the minimum cell over the rows they are shares of, with the interval put round the rounded value
 * again and widened to match; and for which groups that the published evaluation shows the first
 * score is worse, without figures.
 *
 * comparison: "gauger/comparison/1".  published: of its first score, from gg_publish().
 * out: a new reference to {"differences": {metric: {"value", "step", "low", "high", "standing"}},
 * "worse_for": [{"attribute", "group", "metric", "overall"}], "worse_for_others", "margin",
 * "minimum_count"}; untouched on error.  standing is of the exact figures: better, worse, not
 * established, of the selection rate higher or lower.  A difference whose figure the evaluation
 * does not show, or of weighted rows, or of too few, is null, "withheld". err: what is wrong with a
 * document. Returns GG_OK, GG_E_INPUT (another format, an evaluation that is not published) or
 * GG_E_MEMORY. Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_publish_comparison(const json_t *comparison, const json_t *published,
                                           json_t **out, gg_error *err);

/*
 * Makes the published form of a training: how the fit went; rows used and left out where no number
 * of them is small; warnings that name no number.
 *
 * training: "gauger/training/1".  options: NULL for the defaults.  counts: false where rows are not
 * to be counted at all, as where an evaluation of the same rows is shown beside it.
 * out: a new reference to a "gauger/training/1", in which rows, rows_used, positives, negatives and
 * the numbers of rows_excluded may be null; untouched on error.  err: what is wrong.
 * Returns GG_OK, GG_E_INPUT for another format or GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_publish_training(const json_t *training, const gg_publish_options *options,
                                         bool counts, json_t **out, gg_error *err);

/*
 * Makes the published form of what a score is made of: log odds to a hundredth, points and weights
 * per unit to three digits, edges of bins to three digits; a level or bin is named where the
 * training shows that rows enough stand behind it, else counted (docs/decisions/0009-weights.md).
 *
 * weights: "gauger/weights/1".  manifest: its model's, for encodings and hyperparameters.
 * training: "gauger/training/1" of the same artifact, NULL where there is none: no level or bin is
 * named then.  options: NULL for the defaults.
 * out: a new reference to {"format", "scorer", "link", "note", "intercept", "features": [{"name",
 * "terms": [{"what", "of", "adds"}], "baseline": levels without a term add 0, "unnamed": terms that
 * are not named, "least", "most": over all terms, null for weights per unit}]}; untouched on error.
 * err: what is wrong.
 * Returns GG_OK, GG_E_INPUT for another format or GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_publish_weights(const json_t *weights, const json_t *manifest,
                                        const json_t *training, const gg_publish_options *options,
                                        json_t **out, gg_error *err);

GG_END_DECLS
#endif
