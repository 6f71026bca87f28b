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

/* Refuses what is not a map, or has a key that is not among keys (ended by NULL): GG_E_INPUT with
 * what and mend ("its keys are a, b, c"); the caller adds where. */
GG_CHECKED gg_status gg_map_check(const json_t *map, const char *const *keys, gg_error *err);

/* A number of a map: untouched where the key is absent. GG_E_INPUT, naming the key, for another
 * type; numbers of documents are finite. given may be NULL. */
GG_CHECKED gg_status gg_map_number(const json_t *map, const char *key, double *out, bool *given,
                                   gg_error *err);

#endif
