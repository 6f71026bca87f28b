/*
 * Figures at a cutoff other than the decision, where outcomes are missing.
 *
 * Who was referred was inspected, and who was not mostly was not. At another threshold, or where
 * there is room for so many, the selected are partly people who had been referred and partly people
 * who had not, so the verified among them are not like the others: the figure of the verified alone
 * is mostly that of the referred. What can be said follows from how cases came to be inspected, as
 * in gauger/stats/selective.h; here rows are told apart both by what had been decided and by what
 * the cutoff selects. Where the two are the same the estimates are those of selective.h.
 */
#ifndef GAUGER_STATS_CUTOFF_H
#define GAUGER_STATS_CUTOFF_H

#include "gauger/stats/selective.h"

/* Rows by arm, outcome, decision (0 not referred, 1 referred) and cutoff (0 not selected, 1
 * selected). */
typedef struct gg_cutoff_counts {
    double n[GG_SELECTIVE_ARMS][GG_SEEN][2][2];
    gg_inverse_sums
        inverse; /* by outcome and cutoff, where probabilities of inspection are known */
} gg_cutoff_counts;

typedef enum gg_cutoff_metric {
    GG_CUTOFF_PRECISION,           /* of the selected, the share of positives */
    GG_CUTOFF_RECALL,              /* of the positives, the share selected */
    GG_CUTOFF_FALSE_POSITIVE_RATE, /* of the negatives, the share selected */
    GG_CUTOFF_LIFT,                /* precision over the base rate */
    GG_CUTOFF_METRICS
} gg_cutoff_metric;

GG_BEGIN_DECLS

/*
 * A figure at a cutoff from a random arm beside the referred cases. Selected rows that had been
 * referred are like the verified ones among them; of selected rows that had not been referred the
 * arm alone tells the outcomes. Precision adds up the two parts by their sizes. Recall, false
 * positive rate and lift rest on the arm's base rate b, as gg_random_arm_measure() has it: with a
 * the arm's share of all rows, r and f the arm's recall and false positive rate at the cutoff, s
 * the share of the others that is selected, w the part of these that had been referred, p its
 * precision, and q the share of positives of the arm among selected rows that were not referred,
 *     hits = a b r + (1 - a) s (w p + (1 - w) q),
 * alarms alike, recall = hits / b, lift = hits / ((hits + alarms) b).
 *
 * counts: rows, as above; inverse is not read.  metric: which.  z: critical value in [0, 64].
 * out: the measure; "wilson" where one rate of counts gives it, else "square_and_add" over eight
 * independent rates (in the arm: b, recall and false positive rate at the cutoff, and of the
 * selected positives and negatives the part that had been referred; s, w and p). Undefined:
 * "not_identified" where the arm has no verified row, or none among selected rows that were not
 * referred although there are such, or referred rows are selected of which none is verified;
 * "no_selected", "no_positives", "no_negatives", "no_rows".
 * Returns GG_OK, also for an undefined measure; GG_E_INPUT for counts that are negative or not
 * finite, or z out of range.
 */
GG_CHECKED gg_status gg_cutoff_random_arm(const gg_cutoff_counts *counts, gg_cutoff_metric metric,
                                          double z, gg_measure *out);

/*
 * A figure at a cutoff where inspection was by chance within the referred and within the others,
 * whatever the score: Begg and Greenes' estimates in the four strata of decision and cutoff.
 *
 * counts: rows, as above; arms do not matter, inverse is not read.  metric: which.  z: as above.
 * out: the measure; where decision and cutoff select the same rows that of
 * gg_missing_at_random_measure(); "wilson" where one rate of counts gives it, else "square_and_add"
 * over the shares of the strata and their shares of positives. Undefined: "not_identified" where a
 * stratum that the figure needs has rows, none of them verified; else as above.
 * Returns as gg_cutoff_random_arm().  Source: Begg and Greenes 1983.
 */
GG_CHECKED gg_status gg_cutoff_missing_at_random(const gg_cutoff_counts *counts,
                                                 gg_cutoff_metric metric, double z,
                                                 gg_measure *out);

/*
 * A figure at a cutoff from rows that were inspected with known probabilities: Hajek's ratios of
 * the sums of inverse probabilities on either side of the cutoff.
 *
 * counts: rows, and the sums.  metric: which.  z: as above.
 * out: the measure; precision, recall and false positive rate as gg_known_probability_measure();
 * lift by square and add of three rates of disjoint rows (share selected, precision, share of
 * positives among the others), each with Wilson's interval at the size of its linearised variance.
 * Undefined: "not_identified" where rows are selected of which none is verified, or no row is
 * verified at all; else as above.
 * Returns as gg_cutoff_random_arm(), and GG_E_INPUT for sums that cannot be.
 */
GG_CHECKED gg_status gg_cutoff_known_probability(const gg_cutoff_counts *counts,
                                                 gg_cutoff_metric metric, double z,
                                                 gg_measure *out);

/*
 * What a figure at a cutoff could be, whatever the unverified rows are: bounds that are reached,
 * and a sampling interval around them. Precision lies from tp / selected to (tp + unverified) /
 * selected; lift is recall times rows / selected, and the cutoff selects so many.
 *
 * counts: rows, as above.  metric: which.  z: critical value in [0, 64].
 * out: bounds and interval, as gg_worst_case() has them; written only on GG_OK. Bounds that are one
 * number are the figure: nothing that is missing could change it.
 * Returns GG_OK; GG_E_UNDEFINED where no completion gives the figure a value; GG_E_INPUT as above.
 * Source: Manski 1989; Imbens and Manski 2004.
 * Ownership: plain values.
 */
GG_CHECKED gg_status gg_cutoff_worst_case(const gg_cutoff_counts *counts, gg_cutoff_metric metric,
                                          double z, gg_bounded *out);

/*
 * The figure of the verified rows alone, which is not that of all.
 *
 * counts: rows, as above.  metric: which.
 * Returns the value; NaN where it has none.
 * Ownership: a plain value.
 * Errors: none; counts that make no sense give NaN.
 */
double gg_cutoff_observed(const gg_cutoff_counts *counts, gg_cutoff_metric metric);

GG_END_DECLS
#endif
