/*
 * Random streams that are keyed by what they are for, not by the order of their use: the stream of
 * (seed, slice, metric) is the same whatever was drawn before, by however many threads.
 *
 * Generator: xoshiro256** 1.0 (Blackman and Vigna 2018), seeded by splitmix64 from a 64-bit FNV-1a
 * hash of the keys. Not for secrets.
 */
#ifndef GAUGER_BASE_RANDOM_H
#define GAUGER_BASE_RANDOM_H

#include <stdint.h>

#include "gauger/base/status.h"

typedef struct gg_random {
    uint64_t s[4];
} gg_random;

GG_BEGIN_DECLS

/*
 * Begins the stream of (seed, slice, metric).
 *
 * r: caller's struct.  seed: recorded in the result, default 1.
 * slice, metric: what is drawn for, e.g. "race=White" and "mcc"; NULL counts as "".
 * Result: a stream that is the same for the same keys.
 * Undefined cases: none.  Errors: none.
 */
void gg_random_init(gg_random *r, uint64_t seed, const char *slice, const char *metric);

/*
 * The next 64 random bits.
 *
 * r: a begun stream.
 * Returns a value uniform on 0 .. 2^64 - 1.
 * Undefined cases: none.  Source: xoshiro256**.
 */
uint64_t gg_random_bits(gg_random *r);

/*
 * The next uniform number in [0, 1), a multiple of 2^-53.
 *
 * r: a begun stream.
 * Returns the number.
 * Undefined cases: none.  Errors: none.
 */
double gg_random_uniform(gg_random *r);

GG_END_DECLS
#endif
