/* Versions of models, ready to be measured: manifest, scorer, threshold, rules. */
#ifndef GG_CLI_SUBJECT_H
#define GG_CLI_SUBJECT_H

#include "cli_internal.h"
#include "gauger/evaluate/comparison.h"
#include "gauger/evidence/collect.h"
#include "gauger/model/manifest.h"
#include "gauger/registry/registry.h"
#include "source.h"

typedef struct gg_subject {
    const char *reference; /* NAME@VERSION, in the arena; the name alone of what is not registered
                              yet; NULL for no subject */
    gg_manifest manifest;
    gg_scorer *scorer; /* NULL: its scores come with the table */
    gg_operation operation;
    gg_schema thresholds; /* those of the manifest */
} gg_subject;

/* A registered version, its artifact read from the registry. End it with release. */
GG_CHECKED gg_status gg_subject_find(gg_cli *cli, gg_registry *reg, const char *reference,
                                     gg_subject *out, gg_error *err);

/* What is to be registered: its manifest, and the digest of its stored artifact ("" for none). */
GG_CHECKED gg_status gg_subject_open(gg_registry *reg, const gg_manifest *manifest,
                                     const char *artifact_sha256, gg_subject *out, gg_error *err);

/* All zero is allowed. */
void gg_subject_release(gg_subject *subject);

/* Takes the thresholds out of the schema of a table that a version has its own for, or that belong
 * to another score than the version's. */
void gg_subject_no_threshold(const gg_subject *subject, gg_schema *schema);

/* Puts the thresholds of a version in the place of those that the schema of a table has. */
GG_CHECKED gg_status gg_subject_threshold(const gg_subject *subject, gg_schema *schema,
                                          gg_error *err);

/* Warns, in an evaluation of a version, where its rows are those that it was trained on. */
GG_CHECKED gg_status gg_subject_warn(const gg_subject *subject, const gg_source *source,
                                     json_t *evaluation, gg_error *err);

/* Puts into an evaluation of a version how many of its rows are of the data that the version was
 * trained on, where both can be read, and warns where that is more than chance explains.
 * --accept-overlap is written down beside it. */
GG_CHECKED gg_status gg_subject_overlap(gg_cli *cli, gg_registry *reg, const gg_subject *subject,
                                        const gg_source *source, const gg_schema *schema,
                                        json_t *evaluation, gg_error *err);

/* One of the two that are compared. */
typedef struct gg_side {
    const gg_subject *subject;
    const char *column; /* that holds its scores; NULL where it has a scorer */
} gg_side;

/* Compares two versions on the same rows. options: all but what the versions say. schema: of the
 * table; its thresholds hold for a, those of its manifest for b. */
GG_CHECKED gg_status gg_subject_compare(const gg_side *a, const gg_side *b, const gg_source *source,
                                        const gg_schema *schema, const gg_compare_options *options,
                                        json_t **out, gg_error *err);

/* How far a table has moved from a baseline, in the columns that the version's artifact reads (by
 * the schema's roles where its scores come with the table). */
GG_CHECKED gg_status gg_subject_drift(gg_cli *cli, const gg_subject *subject,
                                      const gg_source *source, const gg_source *baseline,
                                      const gg_schema *schema, json_t **out, gg_error *err);

#endif
