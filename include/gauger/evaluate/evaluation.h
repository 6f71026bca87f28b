/*
 * Evaluation: evidence in, the document "gauger/evaluation/1" out.
 *
 * The document holds the metrics of everyone, of each group, site and period, the disparities of
 * each group against a reference, the summaries over groups, what is undefined and why, and
 * warnings. The same evidence and options give the same bytes. Its schema is
 * docs/schemas/evaluation-1.schema.json.
 */
#ifndef GAUGER_EVALUATE_EVALUATION_H
#define GAUGER_EVALUATE_EVALUATION_H

#include "gauger/evaluate/disparity.h"
#include "gauger/evaluate/population.h"

#define GG_EVALUATION_FORMAT "gauger/evaluation/1"

/* A reference level for one attribute or intersection; goes before the schema's. */
typedef struct gg_reference_choice {
    const char *attribute; /* e.g. "race" or "race*sex" */
    const char *level;     /* e.g. "White" or "White*Male" */
} gg_reference_choice;

typedef struct gg_evaluation_options {
    const char *source;               /* name of the data, "" if none */
    const char *sha256;               /* 64 hexadecimal digits, or NULL for not computed */
    size_t files;                     /* that the data were read from; said where above 1 */
    double confidence;                /* strictly between 0 and 1; 0.95 */
    uint64_t seed;                    /* 1 */
    gg_adverse adverse;               /* selected */
    gg_reference_rule reference_rule; /* largest; attributes with a given level use that */
    gg_inspection inspection;         /* unknown */
    double minimum_count;             /* groups with fewer rows are warned of; 30 */
    const gg_reference_choice *references;
    size_t n_references;
    const gg_population *population; /* with random_arm: how many cases there are in all, where the
                                        table holds only the inspected; NULL otherwise */
    bool part; /* the rows are a part of a table, of which the random arm may be in another */
} gg_evaluation_options;

GG_BEGIN_DECLS

/*
 * The default options: 95%, seed 1, selected is adverse, largest group as reference, inspection
 * unknown, warnings under 30 rows, no digest.
 *
 * Returns the options.
 * Ownership: a plain value.
 * Shape: a struct, to be changed by the caller.
 * Undefined cases: none.  Errors: none.
 */
gg_evaluation_options gg_evaluation_options_default(void);

/*
 * Evaluates evidence.
 *
 * evidence: collected, loaded or merged.  options: NULL for the defaults.
 * out: a new reference to the document, untouched on error.  err: what, and how to mend it.
 * Returns GG_OK; GG_E_USAGE for a confidence outside (0, 1), a seed above 2^53, a negative minimum
 * count, a reference level or attribute that does not occur (naming the levels that do), the rule
 * "given" without a level, an inspection design that this version does not support, a random arm
 * without a row (but of a part, which is warned of), a population without that design; GG_E_INPUT
 * for a population smaller than the rows of a group; GG_E_MEMORY. Ownership: json_decref() by the
 * caller.
 */
GG_CHECKED gg_status gg_evaluate(const gg_evidence *evidence, const gg_evaluation_options *options,
                                 json_t **out, gg_error *err);

GG_END_DECLS
#endif
