/*
 * What weighs otherwise in one version than in another, read from their stored artifacts.
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

#endif
