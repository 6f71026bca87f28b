/* What was measured of a version, and storing it with that version. */
#ifndef GG_CLI_MEASURED_H
#define GG_CLI_MEASURED_H

#include "assess.h"
#include "gauger/evaluate/evaluation.h"

typedef struct gg_measured {
    gg_cli *cli;
    gg_registry *reg;
    const gg_subject *subject, *versus; /* versus: without a reference for none */
    const gg_source *source;
    const gg_schema *schema;
    const gg_evaluation_options *options;
    const gg_evidence *evidence;
    json_t *document; /* the evaluation */
} gg_measured;

/* Compares with --versus, measures drift from --baseline, and stores all with the version; says so
 * where a person reads it. What is not the version as it is (another threshold, other roles than
 * were registered) is not stored, and why is said. */
GG_CHECKED gg_status gg_measured_keep(const gg_measured *measured, gg_error *err);

#endif
