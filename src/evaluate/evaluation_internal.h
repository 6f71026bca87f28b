/*
 * The parts of the evaluation document, and what they are all made from.
 */
#ifndef GAUGER_EVALUATION_INTERNAL_H
#define GAUGER_EVALUATION_INTERNAL_H

#include "evaluate/evaluate_internal.h"

/* One gg_evaluate() at work. */
typedef struct gg_evaluation {
    const gg_evidence *evidence;
    gg_evaluation_options options;
    double z;
    gg_arena arena;   /* released at the end; nothing in the document points into it */
    json_t *warnings; /* an array, filled as parts are written */
    gg_error *err;
} gg_evaluation;

/* The groups of one attribute or intersection, ready to be compared. */
typedef struct gg_grouping {
    const gg_family *family;
    const char **names; /* of the groups, in the order of the evidence */
    gg_figures *figures;
    size_t n;
    gg_reference_rule rule;
    size_t reference;               /* GG_NO_GROUP where the rule names no group */
    const struct gg_cross *crosses; /* within strata: gg_crosses() */
    size_t n_crosses;
} gg_grouping;

/* Figures and names of all slices of a family, and its reference. GG_E_USAGE for a reference level
 * that does not occur. */
GG_CHECKED gg_status gg_grouping_init(gg_evaluation *e, const gg_family *family, gg_grouping *out);

/* The figures of a slice under the declared inspection design, with its population where that is
 * known by number. */
GG_CHECKED gg_status gg_evaluation_figures(gg_evaluation *e, const gg_family *family,
                                           const gg_slice *slice, gg_figures *out);

/* Whether a file of totals and the table speak of the same people. Groups of the population without
 * a row are added to e->evidence, as a copy in the arena, with a warning each. */
GG_CHECKED gg_status gg_population_match(gg_evaluation *e);

/* Checks that the inspection design can be followed. */
GG_CHECKED gg_status gg_design_check(const gg_evaluation *e);

/* Says what was assumed of missing outcomes, and what stays unknown. */
GG_CHECKED gg_status gg_warn_of_design(gg_evaluation *e);

/* Checks that references are asked for only where there is an attribute. */
GG_CHECKED gg_status gg_references_check(gg_evaluation *e);

/* Options for measuring one slice; the key is built in the arena. NULL slice on no memory. */
gg_measure_options gg_evaluation_how(gg_evaluation *e, const char *family, const char *level);

/* Parts of the document; each returns GG_OK or GG_E_MEMORY (or what a part says), and a new
 * reference in out. */
GG_CHECKED gg_status gg_attribute_write(gg_evaluation *e, const gg_family *family, json_t **out);
GG_CHECKED gg_status gg_disparities_write(gg_evaluation *e, const gg_grouping *g, json_t **out);
GG_CHECKED gg_status gg_summaries_write(gg_evaluation *e, const gg_grouping *g, json_t **out);
GG_CHECKED gg_status gg_omnibus_write(gg_evaluation *e, const gg_grouping *g, json_t **out);
GG_CHECKED gg_status gg_strata_write(gg_evaluation *e, const gg_grouping *g, json_t **out);
GG_CHECKED gg_status gg_demographic_write(gg_evaluation *e, const gg_grouping *g, json_t **out);
GG_CHECKED gg_status gg_outcome_test_write(gg_evaluation *e, const gg_grouping *g, json_t **out);

/* The operating point, into the document; nothing where there is none to speak of. */
GG_CHECKED gg_status gg_operation_write(gg_evaluation *e, json_t *document);

/* Calibration, cuts at a capacity, operating points and inequality, each into the document; nothing
 * where the evidence has none. */
GG_CHECKED gg_status gg_calibration_section_write(gg_evaluation *e, json_t *document);
GG_CHECKED gg_status gg_capacities_write(gg_evaluation *e, json_t *document);
GG_CHECKED gg_status gg_operating_points_write(gg_evaluation *e, json_t *document);
GG_CHECKED gg_status gg_inequality_section_write(gg_evaluation *e, json_t *document);

/* Warnings. */
GG_CHECKED gg_status gg_warn(gg_evaluation *e, const char *code, const char *format, ...)
    GG_PRINTF(3, 4);
GG_CHECKED gg_status gg_warn_of_table(gg_evaluation *e);
GG_CHECKED gg_status gg_warn_of_everyone(gg_evaluation *e, const gg_figures *everyone);
GG_CHECKED gg_status gg_warn_of_groups(gg_evaluation *e, const gg_grouping *g,
                                       const json_t *attribute);

/* GG_E_MEMORY with its text. */
gg_status gg_no_memory(gg_error *err);

#endif
