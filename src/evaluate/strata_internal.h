/*
 * The groups of an attribute within the levels of another column: what the stratified figures, the
 * conditional demographic disparity and the outcome test are made from.
 */
#ifndef GAUGER_EVALUATE_STRATA_INTERNAL_H
#define GAUGER_EVALUATE_STRATA_INTERNAL_H

#include "gauger/evaluate/pooled.h"
#include "evaluate/disparity_internal.h"
#include "evaluate/evaluation_internal.h"

/* Groups by strata: figures[group * n_strata + stratum]; nobody where no row is. */
typedef struct gg_cross {
    gg_evaluation *e;
    const gg_grouping *g;
    const gg_dimension *dimension; /* of the strata */
    const char *key;               /* in the document: "site", "period", or the column's name */
    size_t n_strata;
    gg_figures *figures;
    gg_stratum *tables; /* room for one group's tables */
} gg_cross;

/* Crosses an attribute with all its strata, in the order of the evidence; an intersection with
 * none. GG_E_USAGE for a column with so many levels that it must be one of numbers without bins. */
GG_CHECKED gg_status gg_crosses(gg_evaluation *e, gg_grouping *g);

/* The reference of group i within one stratum: its own, or the sum of the others. */
gg_figures gg_cross_reference(const gg_cross *x, size_t i, size_t stratum);

/* A rate without a denominator is one of no rows: such a stratum compares nothing. Then *why says
 * what is lacking; otherwise it is NULL. */
gg_rate gg_cross_rate(const gg_metric *metric, const gg_figures *figures, gg_fraction *fraction,
                      const char **why);

/* Whether some stratum's table of a group or its reference is known within bounds only: nothing is
 * pooled then, and gg_cross_tables() gives none. */
bool gg_cross_bounded(const gg_cross *x, const gg_metric *metric, size_t i);

/* The tables of group i against its reference for a metric, into x->tables: those of strata where
 * one of them has a denominator. Returns how many. */
size_t gg_cross_tables(const gg_cross *x, const gg_metric *metric, size_t i);

/* The counts of a rate in a stratum: successes and failures. */
void gg_cross_ranges(const gg_metric *metric, const gg_figures *figures, gg_interval *hits,
                     gg_interval *misses);

/* What gg_pooled_between() gives of group i against its reference; false when memory is out. */
bool gg_cross_pooled_json(const gg_cross *x, const gg_metric *metric, size_t i, gg_pooled_kind kind,
                          json_t **out);

/* What a group is compared with, in words of the document. */
const char *gg_cross_reference_name(const gg_grouping *g);

/* A test of the document; null with too_few where it cannot be made. */
json_t *gg_chi_square_json(gg_status status, const gg_chi_square *test);

/* Whether the strata differ: Breslow, Day and Tarone's p below 1 - confidence; null where the test
 * cannot be made. NULL when memory is out. */
json_t *gg_strata_differ_json(const gg_evaluation *e, gg_status status,
                              const gg_chi_square *tarone);

#endif
