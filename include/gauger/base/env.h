/*
 * What a run takes from the world around it, besides its files: the clock, the seed, the number of
 * threads, the user. All of it comes in through one struct, so that a run can be repeated exactly.
 */
#ifndef GAUGER_BASE_ENV_H
#define GAUGER_BASE_ENV_H

#include <stdint.h>

#include "gauger/base/clock.h"

typedef struct gg_env {
    gg_clock now;     /* the clock, never NULL */
    void *ctx;        /* handed to the clock */
    uint64_t seed;    /* of every random stream; recorded in results */
    unsigned threads; /* most threads to use, from 1; never changes a result */
    const char *user; /* who acts, UTF-8; NULL if nobody said */
} gg_env;

GG_BEGIN_DECLS

/*
 * The surroundings of an ordinary run: the machine's clock, seed 1, a thread for each processor
 * that this process may run on, no user.
 *
 * Returns the struct by value; the caller changes what it wants changed.
 * Ownership: nothing is allocated; user, once set, stays the caller's.
 * Undefined cases: where the processors cannot be counted, one thread.  Errors: none.
 */
gg_env gg_env_default(void);

/*
 * The time now, by the clock of the run.
 *
 * env: not NULL, with a clock.
 * Returns seconds since 1970-01-01T00:00:00Z.
 * Undefined cases: those of the clock.
 * Ownership: nothing changes hands.  Errors: none.
 */
int64_t gg_env_now(const gg_env *env);

GG_END_DECLS
#endif
