/*
 * Demographic disparity, overall and conditional on strata, by the definitions and with the sign of
 * Amazon SageMaker Clarify: how a group's share of the unfavourable decisions differs from its
 * share of the favourable ones. It compares who is in two piles; a ratio of rates compares how
 * often two groups end in one pile. The two need not agree, so each has its own name.
 */
#ifndef GAUGER_STATS_DEMOGRAPHIC_H
#define GAUGER_STATS_DEMOGRAPHIC_H

#include <stddef.h>

#include "gauger/stats/difference.h"
#include "gauger/stats/measure.h"

/* One stratum (or everyone), from the side of one group. */
typedef struct gg_decided {
    gg_rate unfavourable; /* of those decided against: the group's, and all; n may be 0 */
    gg_rate favourable;   /* of those decided for: the group's, and all; n may be 0 */
    double size;          /* rows of the stratum, its weight in the mean; not negative */
} gg_decided;

typedef struct gg_demographic {
    double value;         /* in [-1, 1], over the strata where both decisions occur */
    gg_interval interval; /* of value, the sizes of strata taken as they are */
    size_t strata;        /* how many count */
    double share;         /* of all rows, those in strata that count; in (0, 1] */
    double filled;        /* over all strata, a share of nobody taken as 0; equals value where all
                             strata count */
} gg_demographic;

GG_BEGIN_DECLS

/*
 * Demographic disparity of one group within one stratum: its share among the unfavourable decisions
 * minus its share among the favourable ones.
 *
 * decided: counts, or effective counts of a weighted table.
 * z: critical value in [0, 64].
 * out: in [-1, 1]; positive where the group has more of the unfavourable decisions than of the
 * favourable ones; written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED where a decision does not occur; GG_E_INPUT for counts or z out of
 * range.
 * Source: Amazon SageMaker Clarify documentation, demographic disparity (DD); the interval is
 * Newcombe's for two rates (Newcombe 1998b), given how many decisions of each kind there are.
 */
GG_CHECKED gg_status gg_demographic_disparity(const gg_decided *decided, double z,
                                              gg_estimate *out);

/*
 * Conditional demographic disparity (CDD) of one group: the mean of its demographic disparity over
 * strata, weighted by their sizes.
 *
 * strata: n of them.  z: critical value in [0, 64].
 * out: written only on GG_OK.  value is over strata in which both decisions occur; filled is what
 * Clarify's own program gives, which takes the share of an empty pile as 0.
 * Returns GG_OK; GG_E_UNDEFINED if no stratum has both decisions; GG_E_INPUT for counts, sizes or z
 * out of range.
 * Source: Amazon SageMaker Clarify documentation (CDD); Wachter, Mittelstadt and Russell 2021. The
 * interval squares and adds the distances between shares and their Wilson limits, each weighted by
 * its stratum (Zou and Donner 2008); with one stratum it is Newcombe's.
 */
GG_CHECKED gg_status gg_conditional_demographic_disparity(const gg_decided *strata, size_t n,
                                                          double z, gg_demographic *out);

GG_END_DECLS
#endif
