/*
 * The outcome test: of those who were referred and verified, whose referrals were found to have the
 * outcome less often? It is what can be asked where outcomes are known of the inspected alone, and
 * it is weak: find rates are averages over everyone above the bar, so they can differ with one bar
 * for all and agree with two (infra-marginality). The caveat is part of what is written.
 */
#ifndef GAUGER_EVALUATE_OUTCOME_H
#define GAUGER_EVALUATE_OUTCOME_H

#include <stddef.h>

#include "gauger/base/arena.h"
#include "gauger/base/error.h"
#include "gauger/base/json.h"
#include "gauger/evaluate/disparity.h"

/* Groups that are compared by their find rates. */
typedef struct gg_outcome_groups {
    const char *const *names;
    const gg_figures *figures;
    size_t n;
    size_t reference; /* one of them; GG_NO_GROUP: each is compared with all others together */
} gg_outcome_groups;

GG_BEGIN_DECLS

/*
 * The outcome test of an attribute, without strata, as a part of the document: each group's find
 * rate (precision), that of its reference, ratio and difference with intervals, the chi-square of
 * Mantel and Haenszel, the direction, and in a sentence what that is compatible with.
 *
 * groups: whose.  z: critical value of the intervals.  arena: for names while writing.
 * out: a new reference, or NULL where nobody who was referred is verified or there is one group;
 * untouched on error.  err: out of memory.
 * Returns GG_OK or GG_E_MEMORY.
 * Sources: Becker 1957; Ayres 2002; Simoiu, Corbett-Davies and Goel 2017 (infra-marginality).
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_outcome_test(const gg_outcome_groups *groups, double z, gg_arena *arena,
                                     json_t **out, gg_error *err);

GG_END_DECLS
#endif
