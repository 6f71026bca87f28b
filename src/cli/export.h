/* What is made from a registry for readers outside is on record before it is written. */
#ifndef GG_CLI_EXPORT_H
#define GG_CLI_EXPORT_H

#include "cli_internal.h"
#include "gauger/registry/export.h"

/* Puts what stands in cli->out on record as an export of an object. Reading is not refused: where
 * it cannot be put on record, or only without a signature, a line on standard error says so and
 * why. agreement: the one it was made under, or NULL. */
GG_CHECKED gg_status gg_cli_export(gg_cli *cli, gg_registry *reg, gg_export_kind kind,
                                   const char *object, const char *model, const char *recipient,
                                   gg_error *err);

/* Refuses a disclosure of what is not made for release from a registry. */
GG_CHECKED gg_status gg_release_refuse(const gg_cli *cli, bool of_registry, gg_error *err);

/* With --for-release: puts what stands in cli->out on record, as disclosed where --disclose-to is
 * given, else as an export; about a version (NAME@N), or, where that is NULL, about a dataset. */
GG_CHECKED gg_status gg_release_record(gg_cli *cli, gg_registry *reg, const char *version,
                                       const char *dataset, gg_error *err);

#endif
