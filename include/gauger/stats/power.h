/*
 * Power of a rule: how bad things would have to be for this sample to have shown it, and how many
 * rows would decide what is open.
 *
 * A rule says that a figure lies in [low, high]. It fails when the one-sided test of the nearer end
 * rejects: when the figure's interval at the test's critical value lies wholly beyond that end. It
 * passes when the interval at the critical value of the confidence lies inside. "Not established"
 * is what remains, and means little without knowing what the sample could have established.
 *
 * The intervals are those of the figures: Wilson's for a rate, Newcombe's for a difference,
 * Koopman's for a ratio, DeLong's on the logit scale for roc_auc.
 */
#ifndef GAUGER_STATS_POWER_H
#define GAUGER_STATS_POWER_H

#include <stdbool.h>

#include "gauger/stats/difference.h"
#include "gauger/stats/measure.h"

typedef enum gg_power_kind {
    GG_POWER_RATE,
    GG_POWER_DIFFERENCE, /* group - reference */
    GG_POWER_RATIO,      /* group / reference */
    GG_POWER_ROC_AUC
} gg_power_kind;

typedef struct gg_power_rule {
    gg_power_kind kind;
    double low, high; /* the figure should lie between; -+infinity where there is no such end */
    double z_pass;    /* critical value of the interval that has to lie inside, in (0, 37] */
    double z_fail;    /* critical value of the one-sided test, adjusted for all that is tested */
} gg_power_rule;

typedef struct gg_power_sample {
    gg_rate group;                  /* rate, difference, ratio: what was observed of the group */
    gg_rate reference;              /* difference, ratio: what was observed of the reference */
    double roc_auc, standard_error; /* roc_auc: as observed; NaN where no error is known */
    double positives, negatives;    /* roc_auc: rows, or effective rows */
    bool grow_reference; /* whether more rows would mean as many times more of the reference too */
} gg_power_sample;

/* The mildest breaches that would have been caught; NaN where the rule has no such end, or where
 * nothing at all beyond it would have been. */
typedef struct gg_power_breach {
    double below; /* the largest value under the low end */
    double above; /* the smallest value over the high end */
} gg_power_breach;

GG_BEGIN_DECLS

/*
 * The mildest true breach of a rule that a sample of this size would have caught with a given
 * probability.
 *
 * rule: as above.  sample: its sizes, and for differences and ratios the reference's rate, which is
 * taken as true; the group's own rate does not matter; the observed roc_auc and its standard error
 * set the scale of the error at other values (Hanley and McNeil's form, scaled to agree there).
 * power: strictly between 0 and 1, 0.8 by rule.
 * out: the breaches, as values of the figure; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED for an empty group, or a ratio to a rate of 0; GG_E_INPUT for
 * counts, ends or critical values out of range.
 * A rate is exact: Wilson's test rejects up to some count k, and the breach is where the binomial
 * distribution gives that count or fewer with the probability asked for. The others are normal
 * approximations; in the simulations of the tests, with 15 or more expected successes in each
 * group, the true power at the stated breach lies between 0.75 and 0.85 where 0.8 was asked for.
 * Source: Clopper and Pearson 1934 (the beta form of binomial tails); Farrington and Manning 1990;
 * Hanley and McNeil 1982.
 */
GG_CHECKED gg_status gg_power_smallest_breach(const gg_power_rule *rule,
                                              const gg_power_sample *sample, double power,
                                              gg_power_breach *out);

/*
 * How many times as many rows would decide a rule with a given probability, if the true rates are
 * what was observed: the rows that are there stay, and new ones are added to them.
 *
 * rule, sample: as above, with the group's observed rate. Where grow_reference is false only the
 * group grows, and the reference is what it is.
 * power: strictly between 0 and 1, 0.8 by rule. At the observed value itself (0.5) half of the
 * samples of that size would leave the rule open.
 * out: the factor on the group's size, 1 where the rule is decided already, infinity where no
 * number of rows up to a million times as many decides it (the value is at an end of the rule, or
 * the reference alone leaves it open); written only on GG_OK.
 * Returns as gg_power_smallest_breach().
 * Source: the intervals themselves, at the factor, with the figure moved as far as chance in the
 * new rows moves it (normal approximation); found by bisection to one part in 10^6.
 */
GG_CHECKED gg_status gg_power_rows_factor(const gg_power_rule *rule, const gg_power_sample *sample,
                                          double power, double *out);

/*
 * The same for any figure whose interval shrinks with the root of the rows: of which it is known
 * how wide an interval would have to be to touch the bounds.
 *
 * distance_low, distance_high: the critical values at which the present interval touches the bounds
 * that the value lies between, from 0; infinity for none. Of a value beyond a bound the distance to
 * that bound is one of them and infinity the other.
 * z: the critical value that decides.  power: strictly between 0 and 1.
 * out: the factor, 1 where the interval at z touches nothing now, infinity over 10^6; written only
 * on GG_OK.
 * Returns GG_OK; GG_E_INPUT for numbers out of range.
 * Source: with f times the rows the interval at z is the present one at z / sqrt(f); what the new
 * rows add moves its middle by sqrt(1 - 1 / f) of its standard error.
 */
GG_CHECKED gg_status gg_power_scaled_factor(double distance_low, double distance_high, double z,
                                            double power, double *out);

GG_END_DECLS
#endif
