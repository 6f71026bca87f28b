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

/* Sets a key, taking over the reference to value. Returns false when value is NULL or memory is
 * out, so that calls can be chained with &&. */
bool gg_json_put(json_t *object, const char *key, json_t *value);

/* Sets a key to a new, empty object or array, and returns it, borrowed; NULL when memory is out. */
json_t *gg_json_put_object(json_t *object, const char *key);
json_t *gg_json_put_array(json_t *object, const char *key);

/* A count as an integer, or as a real where it is not whole. NULL when memory is out. */
json_t *gg_json_count(double count);

/* A UTF-8 text, or null for NULL. NULL when memory is out. */
json_t *gg_json_text(const char *text);

#endif
