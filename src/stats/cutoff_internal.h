/* Internal to the floor stats: what the estimates at a cutoff share. */
#ifndef GG_CUTOFF_INTERNAL_H
#define GG_CUTOFF_INTERNAL_H

#include "gauger/stats/cutoff.h"
#include "selective_internal.h"

/* Rows of an arm, outcome, decision and cutoff; -1 for any. */
double gg_cutoff_sum(const gg_cutoff_counts *c, int arm, int outcome, int referred, int selected);

/* The verified among them. */
double gg_cutoff_verified(const gg_cutoff_counts *c, int arm, int referred, int selected);

/* Whether counts, metric and z make sense. */
bool gg_cutoff_usable(const gg_cutoff_counts *c, gg_cutoff_metric metric, double z);

/* The same by outcome and cutoff alone. */
gg_selective_counts gg_cutoff_collapse(const gg_cutoff_counts *c);

/* A figure of shares; false where it has no value, then *why says why. */
bool gg_cutoff_of_shares(gg_cutoff_metric metric, const gg_shares *shares, double *value,
                         const char **why);

/* Where a figure can lie. */
gg_interval gg_cutoff_range(gg_cutoff_metric metric);

#endif
