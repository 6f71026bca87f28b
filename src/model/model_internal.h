/* Internal to the floor model. */
#ifndef GG_MODEL_INTERNAL_H
#define GG_MODEL_INTERNAL_H

#include <stdbool.h>

#include "gauger/base/json.h"

/* The keys that each fingerprint is taken over, ended by NULL. */
extern const char *const gg_composition_keys[];
extern const char *const gg_operating_keys[];

/* Whether two values have the same canonical form (so 1 equals 1.0); NULL is null. */
bool gg_value_same(const json_t *a, const json_t *b);

#endif
