/*
 * Schema: what the columns of a table are for (their roles), and how their cells are read.
 *
 * It comes from options, from a YAML or JSON file, or from both (options add to the file). A column
 * may have several roles. A column without a role is ignored.
 */
#ifndef GAUGER_TABLE_SCHEMA_H
#define GAUGER_TABLE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/arena.h"
#include "gauger/base/error.h"
#include "gauger/base/json.h"
#include "gauger/base/text.h"
#include "gauger/table/csv.h"

/* code, word in schemas, option, whether one column at most may have it */
#define GG_ROLE_MAP(XX)                                                                            \
    XX(SCORE, "score", true)                                                                       \
    XX(OUTCOME, "outcome", true)                                                                   \
    XX(DECISION, "decision", true)                                                                 \
    XX(SUPPRESSED, "suppressed", true)                                                             \
    XX(PROTECTED, "protected", false)                                                              \
    XX(SITE, "site", true)                                                                         \
    XX(PERIOD, "period", true)                                                                     \
    XX(STRATUM, "stratum", false)                                                                  \
    XX(WEIGHT, "weight", true)                                                                     \
    XX(ARM, "arm", true)                                                                           \
    XX(SAMPLING_PROBABILITY, "sampling_probability", true)                                         \
    XX(COUNT, "count", true)                                                                       \
    XX(TP, "tp", true)                                                                             \
    XX(FP, "fp", true)                                                                             \
    XX(FN, "fn", true)                                                                             \
    XX(TN, "tn", true)                                                                             \
    XX(SELECTED, "selected", true)                                                                 \
    XX(POSITIVES, "positives", true)                                                               \
    XX(NEGATIVES, "negatives", true)                                                               \
    XX(UNVERIFIED_COUNT, "unverified_count", true)                                                 \
    XX(FEATURE, "feature", false)                                                                  \
    XX(QUASI_IDENTIFIER, "quasi_identifier", false)                                                \
    XX(IGNORE, "ignore", false)

typedef enum gg_role {
#define GG_ROLE_ENUM(code, word, single) GG_ROLE_##code,
    GG_ROLE_MAP(GG_ROLE_ENUM)
#undef GG_ROLE_ENUM
        GG_ROLE_COUNT_
} gg_role;

/* How the counts of a column, or of a whole table, were made coarser before they were published. */
typedef struct gg_coarsening {
    uint64_t rounded_to;      /* counts are rounded to the nearest multiple; 0: they are not */
    bool has_low;             /* what follows is said of suppressed cells */
    uint64_t low;             /* the least count that "<10" or a word can stand for */
    uint64_t high;            /* the greatest that a word can; with words only */
    const char *const *words; /* cells that stand for a suppressed count: "*" */
    size_t n_words;
} gg_coarsening;

/* What is said of one column. */
typedef struct gg_column {
    const char *name;
    unsigned roles;                  /* bits: 1u << role */
    const char *positive, *negative; /* words of an outcome, decision or suppressed column; NULL:
                                        the usual words */
    bool special;                    /* a special protected class: kept out of what leaves */
    const char *reference;           /* reference level of a protected column, NULL if not given */
    const double *bins;              /* edges of numeric bins, ascending: [25, 45] makes <25,
                                        25-<45, >=45 */
    size_t n_bins;                   /* edges; 0 for a column of words */
    const char *const *missing;      /* words that mean missing, besides the empty cell */
    size_t n_missing;
    const char *const *totals; /* words of lines that repeat others as their total */
    size_t n_totals;
    gg_coarsening counts; /* of a column of counts; what it does not say, the table's says */
} gg_column;

typedef struct gg_site_threshold {
    const char *site;
    double threshold;
} gg_site_threshold;

typedef struct gg_schema {
    gg_arena arena; /* everything below lives in it */
    gg_column *columns;
    size_t n_columns, room_columns;
    bool has_threshold;
    double threshold; /* the default for all sites */
    gg_site_threshold *site_thresholds;
    size_t n_site_thresholds;
    gg_coarsening counts; /* of every column of counts */
} gg_schema;

GG_BEGIN_DECLS

/*
 * The word of a role, as in schemas and options ("quasi_identifier").
 *
 * role: any role.
 * Returns a static string.
 * Undefined cases: a value outside the table gives "".
 * Errors: none.
 */
const char *gg_role_word(gg_role role);

/*
 * The role of a word; '-' and '_' are the same.
 *
 * word: NUL-terminated.  out: untouched if unknown.
 * Returns true if there is such a role.
 * Undefined cases: none.
 * Errors: none.
 */
bool gg_role_find(const char *word, gg_role *out);

/*
 * Begins an empty schema.
 *
 * schema: caller's struct.
 * Result: no column has a role.
 * Ownership: the caller's, to be ended with gg_schema_release().
 * Undefined cases: none.  Errors: none.
 */
void gg_schema_init(gg_schema *schema);

/*
 * Frees what a schema holds.
 *
 * schema: an initialised schema.
 * Result: everything freed.
 * Ownership: the struct stays the caller's.
 * Undefined cases: none.  Errors: none.
 */
void gg_schema_release(gg_schema *schema);

/*
 * Adds what a schema file says: `columns:` (a map of name to role, or to a map of role, positive,
 * negative, reference, bins, missing, total, rounded_to, suppressed_cell, special), `threshold:` (a
 * number, or default and site), and rounded_to and suppressed_cell for every column of counts.
 *
 * schema: added to.  path: YAML or JSON.  err: file, key, what, how to mend.
 * Returns GG_OK; GG_E_NOT_FOUND; GG_E_INPUT for an unknown key or role, bins that do not ascend,
 * ... Ownership: texts are copied into the schema. On error the schema may hold part of the file:
 * release it.
 */
GG_CHECKED gg_status gg_schema_load(gg_schema *schema, const char *path, gg_error *err);

/*
 * The same from a document that is already loaded.
 *
 * schema: added to.  document: an object, borrowed.  err: key, what, how to mend.
 * Returns GG_OK or GG_E_INPUT.
 * Ownership: texts are copied into the schema.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_schema_add(gg_schema *schema, const json_t *document, gg_error *err);

/*
 * Gives a role to columns named in an option: "race" or "race,sex". A name that holds a comma is
 * given in double quotes ("\"a,b\",c").
 *
 * schema: changed.  names: NUL-terminated list.  role: added to each.
 * Returns GG_OK; GG_E_USAGE for an empty name.
 * Ownership: names are copied.  Whether the columns exist is seen by gg_schema_bind().
 * Errors: GG_E_MEMORY.
 */
GG_CHECKED gg_status gg_schema_role(gg_schema *schema, const char *names, gg_role role,
                                    gg_error *err);

/*
 * Sets the reference level of a protected column: "race=White".
 *
 * schema: changed.  setting: column, '=', level.
 * Returns GG_OK; GG_E_USAGE without '='.
 * Ownership: texts are copied.  Whether the level occurs is seen by the evaluation.
 * Errors: GG_E_MEMORY.
 */
GG_CHECKED gg_status gg_schema_reference(gg_schema *schema, const char *setting, gg_error *err);

/*
 * Sets the threshold from an option: "0.5", or "A=0.65" for site A.
 *
 * schema: changed.  setting: a number, or site, '=', number.
 * Returns GG_OK; GG_E_USAGE when it is no number.
 * Ownership: texts are copied.
 * Undefined cases: a later setting replaces an earlier one.
 */
GG_CHECKED gg_status gg_schema_threshold(gg_schema *schema, const char *setting, gg_error *err);

/*
 * What is said of a column.
 *
 * schema: any.  name: of the column.
 * Returns the entry, or NULL if nothing is said.
 * Ownership: the schema's.
 * Undefined cases: none.  Errors: none.
 */
const gg_column *gg_schema_find(const gg_schema *schema, const char *name);

/*
 * The columns of a table that have a role, in the order of the table, and a check that the schema
 * fits the table.
 *
 * schema, csv: what is said and what there is.  role: wanted.  out: room for gg_csv_columns()
 * numbers. n: how many there are. Returns GG_OK; GG_E_INPUT when any column of the schema is not in
 * the table (naming it and those there are), or a role that one column may have is given to two.
 * Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_schema_bind(const gg_schema *schema, const gg_csv *csv, gg_role role,
                                    size_t *out, size_t *n, gg_error *err);

GG_END_DECLS
#endif
