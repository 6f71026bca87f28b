/*
 * The check of a table: is it free of identifiers, and how re-identifiable is it.
 *
 * All rows of all columns are read once, ignored columns too, by as many threads as wanted; every
 * kind of identifier found in a column is kept. The result is a document,
 * gauger/deidentification/1, that holds kinds, counts, row numbers and shapes, and no value of any
 * cell. The same table and options give the same document, whatever the number of threads.
 */
#ifndef GAUGER_PRIVACY_DEIDENTIFICATION_H
#define GAUGER_PRIVACY_DEIDENTIFICATION_H

#include <stddef.h>
#include <stdint.h>

#include "gauger/base/json.h"
#include "gauger/table/csv.h"
#include "gauger/table/schema.h"

/* How a missing quasi-identifier counts. The third rule in use, dropping such rows, is refused: it
 * takes rows out of k without saying so. */
typedef enum gg_missing_rule {
    GG_MISSING_OWN,     /* missing is a value of its own: cautious, the default */
    GG_MISSING_WILDCARD /* missing matches every value: k comes out larger */
} gg_missing_rule;

typedef struct gg_check_options {
    const char *const *quasi_identifiers; /* besides the columns with that role */
    size_t n_quasi_identifiers;
    const char *const *sensitive; /* instead of the outcome */
    size_t n_sensitive;
    const char *const *declared; /* surrogate keys, and free text that was reviewed */
    size_t n_declared;
    uint64_t k;       /* a smaller k is reidentifiable; 5 by default */
    unsigned threads; /* from 1 */
    gg_missing_rule missing;
    gg_csv_options csv;
} gg_check_options;

GG_BEGIN_DECLS

/*
 * The default options: k of 5, one thread, missing as a value of its own, nothing named.
 *
 * Returns the options.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller before the check.
 * Undefined cases: none.  Errors: none.
 */
gg_check_options gg_check_options_default(void);

/*
 * The rule for missing values of a word: "own" or "wildcard".
 *
 * word: NUL-terminated.  out: untouched on error.  err: what there is.
 * Returns GG_OK; GG_E_USAGE for another word, and for "drop" with the reason why it is refused.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_missing_rule_find(const char *word, gg_missing_rule *out, gg_error *err);

/*
 * The word of a rule for missing values.
 *
 * rule: any.
 * Returns "own" or "wildcard".
 * Ownership: static.
 * Undefined cases: a value outside the table gives "own".  Errors: none.
 */
const char *gg_missing_rule_word(gg_missing_rule rule);

/*
 * Checks a table.
 *
 * path: a CSV file, or "-".  schema: roles, bins, missing words; NULL for none.  options: NULL for
 * the defaults.  out: a new reference to the document, untouched on error.  err: file, line,
 * column, what, with the shape of a bad cell. Returns GG_OK whatever the verdict; GG_E_USAGE for a
 * column that the table does not have, or more than 64 quasi-identifiers; GG_E_INPUT for a
 * malformed table, count or binned number; GG_E_LIMIT for more than 2^26 combinations;
 * GG_E_NOT_FOUND, GG_E_IO, GG_E_MEMORY. Verdict: "identifiers" if any finding is to block or
 * review; otherwise "reidentifiable" if there are quasi-identifiers and k is under options->k;
 * otherwise "clean". Lines stand for as many rows as their count role says: in matches, n, classes,
 * shares. A line of count 0 is searched for identifiers, and is no row.
 */
GG_CHECKED gg_status gg_deidentification_check(const char *path, const gg_schema *schema,
                                               const gg_check_options *options, json_t **out,
                                               gg_error *err);

GG_END_DECLS
#endif
