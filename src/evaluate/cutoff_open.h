/* Internal to the floor evaluate: figures at a cutoff where outcomes are missing. */
#ifndef GG_EVALUATE_CUTOFF_OPEN_H
#define GG_EVALUATE_CUTOFF_OPEN_H

#include "gauger/stats/cutoff.h"
#include "evaluate/evaluation_internal.h"

/* The rows that a cutoff selects, and those that it does not. */
typedef struct gg_cutoff_open {
    gg_cutoff_counts counts;
    bool told;  /* false where the evidence does not tell decisions and arms at the cutoff */
    bool drawn; /* some of the tied are selected and some are not: expected numbers */
} gg_cutoff_open;

/* Nothing selected yet of no rows. */
gg_cutoff_open gg_cutoff_open_empty(void);

/* Adds a slice of which `share` of the rows in `from` is selected; NULL where they are not told. */
void gg_cutoff_open_slice(const gg_slice *slice, gg_cutoff_open *to);
void gg_cutoff_open_select(const gg_cutoff_rows *from, double share, gg_cutoff_open *to);

/* The same by outcome alone, where the rest is not told. */
void gg_cutoff_open_outcomes(const gg_outcome_counts *from, double share, gg_cutoff_open *to);

/* Whether outcomes are missing that figures at a cutoff depend on. */
bool gg_cutoff_is_open(const gg_evaluation *e, const gg_cutoff_open *rows);

/* Writes a figure: the estimate under the design, what is observed, what could be. */
bool gg_cutoff_put(const gg_evaluation *e, const gg_cutoff_open *rows, gg_cutoff_metric metric,
                   const char *key, json_t *out);

/* Writes how many positives are expected among the selected, as "finds". */
bool gg_cutoff_put_finds(const gg_evaluation *e, const gg_cutoff_open *rows, json_t *out);

#endif
