/*
 * The operating point in documents: what each site's threshold costs and finds, what suppression
 * rules hold back by group, and who referred what.
 *
 * All of it is counted in rows, never in weights: these are figures about workload. The writers
 * stand here so that what is published is measured again from published counts in the same way.
 */
#ifndef GAUGER_EVALUATE_OPERATION_H
#define GAUGER_EVALUATE_OPERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/json.h"
#include "gauger/evaluate/disparity.h"
#include "gauger/evidence/evidence.h"

/* What a rule, or all rules together, held back of the rows that met the threshold. */
typedef struct gg_held_counts {
    uint64_t met;  /* rows at or above their threshold: referred and held back */
    gg_held held;  /* held.alone: by this rule and no other */
    bool together; /* all rules as one: nothing is held by "only this" */
} gg_held_counts;

/* The groups of one attribute, in one order. */
typedef struct gg_held_groups {
    const char *const *names;
    const gg_held_counts *counts;
    size_t n;
    gg_reference_rule rule;
    size_t reference; /* GG_NO_GROUP where the rule names none */
} gg_held_groups;

/* One site at its threshold. */
typedef struct gg_operating_site {
    const char *name;
    double threshold; /* NaN where it has none */
    uint64_t rows;
    uint64_t referred[GG_OUTCOMES];
    uint64_t everywhere; /* referred at all sites */
} gg_operating_site;

GG_BEGIN_DECLS

/*
 * Writes what a rule held back: held_back, only_this_rule, met, share_of_met, and the outcomes of
 * both.
 *
 * counts: held <= met.  options: critical value; NULL for the defaults.
 * Returns a new reference, or NULL when memory is out.
 * share_of_met: held / met with Wilson's interval; undefined ("no_rows") where none met it.
 * Ownership: json_decref() by the caller.  Errors: none beside memory.
 */
json_t *gg_held_write(const gg_held_counts *counts, const gg_measure_options *options);

/*
 * Writes the same of each group of an attribute, with "ratio" and "difference" of the share held
 * back to the reference: a rule that spares one group is a disparate impact too.
 *
 * groups: with the attribute's reference.  options: as above.
 * Returns a new reference to {group: {...}}, or NULL when memory is out.
 * Intervals: Koopman's and Newcombe's, as of selection_rate_ratio and selection_rate_difference,
 * and undefined as those are ("zero_reference", "undefined_reference", "no_rows").
 * Ownership: json_decref() by the caller.  Errors: none beside memory.
 */
json_t *gg_held_groups_write(const gg_held_groups *groups, const gg_measure_options *options);

/*
 * Writes what a source referred: referred, own (by precedence), alone, finds, unique_finds,
 * find_rate, share_of_referrals, and the outcomes of each.
 *
 * name: of the source.  referrals: alone <= own <= referred.  all: cases that any source referred.
 * options: as above.
 * Returns a new reference, or NULL when memory is out.
 * find_rate: positives among the verified of what it referred, Wilson; undefined "no_selected".
 * share_of_referrals: own / all, null where nobody referred anything.
 */
json_t *gg_source_write(const char *name, const gg_referrals *referrals, uint64_t all,
                        const gg_measure_options *options);

/*
 * Writes what two sources both referred: both, finds, and the outcomes.
 *
 * a, b: names.  both: rows by outcome.
 * Returns a new reference, or NULL when memory is out.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.  Errors: none beside memory.
 */
json_t *gg_overlap_write(const char *a, const char *b, const uint64_t both[GG_OUTCOMES]);

/*
 * Writes one site: threshold, rows, referred, share_of_referrals, finds, precision.
 *
 * site: its counts.  options: as above.
 * Returns a new reference, or NULL when memory is out.
 * precision: positives among the verified of the referred, Wilson; undefined "no_selected".
 * share_of_referrals: null where nobody was referred anywhere.  threshold: null for NaN.
 * Ownership: json_decref() by the caller.
 */
json_t *gg_operating_site_write(const gg_operating_site *site, const gg_measure_options *options);

GG_END_DECLS
#endif
