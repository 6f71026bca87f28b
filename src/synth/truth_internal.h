/* Shared by the two halves of the truth: what came out (truth.c), what was put in (design.c). */
#ifndef GG_SYNTH_TRUTH_INTERNAL_H
#define GG_SYNTH_TRUTH_INTERNAL_H

#include "synth_internal.h"

/* Sets a whole number; false when memory is out. */
bool gg_put_count(json_t *object, const char *key, uint64_t n);

/* Adds coefficients, scores, the inspection, biases and drift. */
bool gg_put_design(json_t *truth, const gg_synth_plan *plan);

#endif
