/*
 * Measuring a version of a model: the table (registered or not), the threshold of its manifest, the
 * documents, and storing them with the version.
 */
#ifndef GG_CLI_ASSESS_H
#define GG_CLI_ASSESS_H

#include "cli_internal.h"
#include "gauger/evidence/evidence.h"
#include "gauger/registry/files.h"
#include "gauger/table/schema.h"

/* A table to be read. Texts live in the arena of the run. */
typedef struct gg_source {
    const char *path;    /* of the file; "-" for standard input */
    const char *name;    /* what documents call it */
    const char *dataset; /* NAME@VERSION if it is registered, else NULL */
    const char *sha256;  /* if it is known, else NULL */
    json_t *schema;      /* as it was registered; NULL for none; owned */
} gg_source;

/* Whether an operand names a registered table ("dataset:NAME"). */
bool gg_source_registered(const char *operand);

/* Finds the table of an operand. reg: needed for registered ones alone. End it with release. */
GG_CHECKED gg_status gg_source_find(gg_cli *cli, gg_registry *reg, const char *operand,
                                    gg_source *out, gg_error *err);
void gg_source_release(gg_source *source);

/* The same for a command that needs the registry for nothing else: opens and closes it. Adds the
 * schema that was registered. schema: initialised; NULL to leave it out. */
GG_CHECKED gg_status gg_source_open(gg_cli *cli, const char *operand, gg_schema *schema,
                                    gg_source *out, gg_error *err);

/* Names a table in the `data` of a document as it was asked for, with its digest if registered. */
GG_CHECKED gg_status gg_source_sign(const gg_source *source, json_t *data, gg_error *err);

/* Adds to a schema the threshold of a manifest, if it has one. */
GG_CHECKED gg_status gg_source_threshold(gg_schema *schema, const json_t *manifest, gg_error *err);

/* The version that --model names, and what is asked against --versus. */
typedef struct gg_subject {
    const char *reference; /* NAME@VERSION, in the arena */
    json_t *manifest;      /* owned; NULL without --model */
    json_t *versus;        /* manifest of the other; owned; NULL without --versus */
} gg_subject;

/* Finds the versions of --model and --versus. End it with release. */
GG_CHECKED gg_status gg_subject_find(gg_cli *cli, gg_registry *reg, gg_subject *out, gg_error *err);
void gg_subject_release(gg_subject *subject);

/* Compares both versions' scores on the same rows; leaves *out alone without --versus. */
GG_CHECKED gg_status gg_subject_compare(gg_cli *cli, const gg_subject *subject,
                                        const gg_source *source, const gg_schema *schema,
                                        json_t **out, gg_error *err);

/* What was measured of a version on one table. */
typedef struct gg_assessment {
    const char *dataset; /* in the arena; NULL for a table that is not registered */
    json_t *evaluation, *comparison, *evidence;
} gg_assessment;

/* Measures scores of a registered table at a manifest's threshold, with ordinary options. */
GG_CHECKED gg_status gg_assess(gg_cli *cli, gg_registry *reg, const char *dataset,
                               const json_t *manifest, gg_assessment *out, gg_error *err);

/* Stores an assessment with a version; *seq is the number of the event. */
GG_CHECKED gg_status gg_assessment_store(gg_registry *reg, const char *reference,
                                         const gg_assessment *assessment, uint64_t *seq,
                                         gg_error *err);
void gg_assessment_release(gg_assessment *assessment);

#endif
