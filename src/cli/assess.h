/* Measuring a version on a registered dataset, and storing what was measured with it. */
#ifndef GG_CLI_ASSESS_H
#define GG_CLI_ASSESS_H

#include "cli_internal.h"
#include "gauger/registry/lifecycle.h"
#include "subject.h"

#define GG_ASSESS_VERSUS 2 /* the base and the champion */

/* What was measured of a version on one table. */
typedef struct gg_assessment {
    const char *dataset; /* in the arena; NULL for a table that is not registered */
    json_t *evaluation, *evidence;
    json_t *options; /* how the evidence was evaluated */
    json_t *drift;   /* from the data it was trained on; NULL where that is not registered */
    struct {
        const char *reference;
        json_t *comparison;
    } versus[GG_ASSESS_VERSUS];
    size_t n_versus;
} gg_assessment;

/* Measures a version on a registered table, with ordinary options, alone and against others (those
 * that score by themselves, and only where it does so too). */
GG_CHECKED gg_status gg_assess(gg_cli *cli, gg_registry *reg, const char *dataset,
                               const gg_subject *subject, const gg_subject *versus, size_t n_versus,
                               gg_assessment *out, gg_error *err);

/* Stores an assessment with a version; *seq is the number of the event. */
GG_CHECKED gg_status gg_assessment_store(gg_registry *reg, const char *reference,
                                         const gg_assessment *assessment, uint64_t *seq,
                                         gg_error *err);
void gg_assessment_release(gg_assessment *assessment);

#endif
