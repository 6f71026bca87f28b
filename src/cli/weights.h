/*
 * What a version's score is made of, and what weighs otherwise in one version than in another, read
 * from their stored artifacts.
 */
#ifndef GG_CLI_WEIGHTS_H
#define GG_CLI_WEIGHTS_H

#include "cli_internal.h"
#include "gauger/base/json.h"
#include "gauger/registry/registry.h"

/* Adds `reweighted` (a list; null, with `reweighted_why`, where weights cannot be read or compared)
 * to a document of gg_manifest_difference(). from, to: of gg_version_show(). */
GG_CHECKED gg_status gg_weights_compare(gg_cli *cli, gg_registry *reg, const json_t *from,
                                        const json_t *to, json_t *document, gg_error *err);
/* The weights of a version ("gauger/weights/1"); NULL in out where its scores come with the table,
 * or its artifact cannot be read. */
GG_CHECKED gg_status gg_weights_read(gg_cli *cli, gg_registry *reg, const json_t *version,
                                     json_t **out, gg_error *err);

/* Adds `weights` (null, with `weights_why`, where none can be read) to a document of
 * gg_version_show(). */
GG_CHECKED gg_status gg_weights_add(gg_cli *cli, gg_registry *reg, json_t *version, gg_error *err);

#endif
