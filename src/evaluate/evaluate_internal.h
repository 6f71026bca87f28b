/*
 * What the files of the evaluate floor share with one another and with nobody else.
 */
#ifndef GAUGER_EVALUATE_INTERNAL_H
#define GAUGER_EVALUATE_INTERNAL_H

#include "gauger/evaluate/evaluation.h"

/* The default options where a caller gave NULL. */
gg_measure_options gg_measure_options_or_default(const gg_measure_options *options);

/* How the cells are called in METRICS, its arms and its squared weights. */
extern const char *const gg_cell_keys[GG_OUTCOMES][GG_SELECTIONS];

/* Whether the rows are all cases, and each is verified. */
bool gg_figures_complete(const gg_figures *f);

/* With a population of known size, those of whom a table does not tell are in it. */
void gg_figures_populate(gg_figures *figures);

/* Whether the population of each of n groups is known by number: then that says how large they are,
 * and not their rows. */
bool gg_groups_populated(const gg_figures *groups, size_t n);

/* What is not told, as the key "not_published" of METRICS; nothing where all is. */
bool gg_untold_write(const gg_figures *figures, json_t *metrics);

/* Reads it back; false where it is no list of counts. */
bool gg_untold_read(const json_t *metrics, uint32_t *out);

/* Puts what is told as a sum alone where a line of a table puts it. cells: 0 where not told. */
void gg_untold_stand_in(uint32_t untold, const gg_interval sum[GG_SUMS], gg_interval unverified,
                        gg_interval cells[GG_OUTCOMES][GG_SELECTIONS]);

/* Sets a key, taking over the reference to value. Returns false when value is NULL or memory is
 * out, so that calls can be chained with &&. */
bool gg_json_put(json_t *object, const char *key, json_t *value);

/* Sets a key to a new, empty object or array, and returns it, borrowed; NULL when memory is out. */
json_t *gg_json_put_object(json_t *object, const char *key);
json_t *gg_json_put_array(json_t *object, const char *key);

/* Whether figures of scores are those of the random arm's verified rows, and so estimates. */
bool gg_scored_by_arm(const gg_figures *figures);

/* Sums and effective rows of cells, of the rows that figures of scores are of. */
double gg_scored_sum(const gg_figures *figures, unsigned cells);
double gg_scored_effective(const gg_figures *figures, unsigned cells);

/* What leaves a figure open between bounds: outcomes that are missing, counts that are hidden or
 * rounded, or both. */
#define GG_BOUNDS_OF_OUTCOMES "missing_outcomes"
#define GG_BOUNDS_OF_COUNTS   "hidden_counts"
#define GG_BOUNDS_OF_BOTH     "missing_outcomes_and_hidden_counts"

/* Sets "bounds", an end that is infinite being null, and "bounds_source". */
bool gg_json_put_bounds(json_t *est, gg_interval bounds, const char *source);

/* A count as an integer, or as a real where it is not whole. NULL when memory is out. */
json_t *gg_json_count(double count);

/* A UTF-8 text, or null for NULL. NULL when memory is out. */
json_t *gg_json_text(const char *text);

#endif
