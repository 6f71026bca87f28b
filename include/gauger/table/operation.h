/*
 * The operating point beside the threshold: rules that hold a referral back (suppression), and who
 * gets a referral when several sources refer the same case (precedence).
 *
 *   suppression:
 *     - {name: trusted members, when: {program: member}}
 *     - {name: light loads, when: {weight_kg: {below: 100}, lane: [bus, car]}}
 *   precedence:
 *     - {source: officer, column: officer_referral}
 *     - {source: model}
 *     - {source: rules, column: rule_referral}
 *
 * A rule holds for a row when each of its conditions does; a missing cell meets no condition. It
 * holds back what the model's own threshold would refer, and nothing else. Sources stand in the
 * order of their claim: a case that several refer belongs to the first of them. "model" is the
 * version's own referrals (at or above the threshold and not held back); the columns of others are
 * read as yes or no, missing as no.
 */
#ifndef GAUGER_TABLE_OPERATION_H
#define GAUGER_TABLE_OPERATION_H

#include "gauger/base/arena.h"
#include "gauger/base/json.h"
#include "gauger/base/text.h"
#include "gauger/table/csv.h"

#define GG_MOST_RULES   16
#define GG_MOST_SOURCES 8

/* One condition of a rule, on one column: either words, or a range of numbers. */
typedef struct gg_condition {
    const char *column;
    const char *const *words; /* any of these; NULL where it is a range */
    size_t n_words;
    double at_least, below; /* -INFINITY and INFINITY where not given */
} gg_condition;

typedef struct gg_suppression {
    const char *name; /* unique */
    gg_condition *conditions;
    size_t n_conditions; /* from 1 */
} gg_suppression;

typedef struct gg_source_of_referral {
    const char *name;   /* unique */
    const char *column; /* NULL for the model's own */
} gg_source_of_referral;

typedef struct gg_operation {
    gg_arena arena; /* everything below lives in it */
    gg_suppression *rules;
    size_t n_rules;
    gg_source_of_referral *sources; /* none, or at least two, one of them the model */
    size_t n_sources;
} gg_operation;

GG_BEGIN_DECLS

/*
 * Reads the `suppression` and `precedence` of a manifest.
 *
 * suppression, precedence: borrowed; NULL or null for none.  out: untouched on error.
 * err: key ("suppression" or "precedence"), what, how to mend.
 * Returns GG_OK; GG_E_INPUT for another shape, an unknown key, a rule without a name or condition,
 * a name twice, a range without width, sources without "model", more than GG_MOST_RULES or
 * GG_MOST_SOURCES; GG_E_MEMORY.  Ownership: end out with gg_operation_release().
 */
GG_CHECKED gg_status gg_operation_parse(const json_t *suppression, const json_t *precedence,
                                        gg_operation *out, gg_error *err);

/*
 * Frees what an operation holds.
 *
 * operation: parsed, or all zero; NULL is allowed.
 * Result: everything freed; the struct is empty.
 * Ownership: the caller's struct stays.
 * Undefined cases: none.  Errors: none.
 */
void gg_operation_release(gg_operation *operation);

/*
 * Whether a cell meets a condition.
 *
 * condition: of a rule.  cell: its bytes; empty where missing, which meets nothing.
 * out: untouched on error.  err: the shape of a cell that should be a number and is not.
 * Returns GG_OK or GG_E_INPUT; the caller adds where.
 * Ownership: nothing changes hands.
 * Undefined cases: none.  Words are compared byte by byte.
 */
GG_CHECKED gg_status gg_condition_holds(const gg_condition *condition, gg_view cell, bool *out,
                                        gg_error *err);

GG_END_DECLS
#endif
