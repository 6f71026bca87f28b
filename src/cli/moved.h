/* What a newer version did to the figures of an older one, on the same rows. */
#ifndef GG_CLI_MOVED_H
#define GG_CLI_MOVED_H

#include "cli_internal.h"
#include "gauger/base/json.h"
#include "gauger/registry/registry.h"

/*
 * Adds `metrics` to the document of a difference. from, to: documents of gg_version_show().
 * Pair by pair where that can be had: from a comparison that is stored with either version, or
 * measured now where both score by themselves and a registered table is at hand. Else side by side,
 * from evaluations of both on the same rows; null where there are none.
 */
GG_CHECKED gg_status gg_moved_add(gg_cli *cli, gg_registry *reg, const json_t *from,
                                  const json_t *to, json_t *document, gg_error *err);

#endif
