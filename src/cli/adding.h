/* Evidence that was stored before, to which the rows of a run are added (--add-to). */
#ifndef GG_CLI_ADDING_H
#define GG_CLI_ADDING_H

#include "cli_internal.h"
#include "gauger/base/json.h"
#include "gauger/evidence/collect.h"

/* --add-to, --late-rows. */
extern const gg_option_group gg_adding_options;

/* One file of stored evidence. */
typedef struct gg_stored_evidence {
    const char *path, *digest; /* in the arena of the run */
    gg_evidence evidence;
} gg_stored_evidence;

typedef struct gg_adding {
    gg_stored_evidence *files;
    size_t n; /* 0: nothing was stored before */
} gg_adding;

/* Reads what --add-to names, each once. End it
 * with release, also on error. */
GG_CHECKED gg_status gg_adding_open(gg_cli *cli, gg_adding *out, gg_error *err);
void gg_adding_release(gg_adding *adding);

/* Makes schema and options those that the first file was collected with, and refuses options that
 * say otherwise; nothing without files. */
GG_CHECKED gg_status gg_adding_settle(const gg_cli *cli, const gg_adding *adding, gg_schema *schema,
                                      gg_collect_options *options, gg_error *err);

/* Adds all files to the evidence that was read from source; a period that two of them have rows of
 * is refused without --late-rows. */
GG_CHECKED gg_status gg_adding_merge(const gg_cli *cli, const gg_adding *adding, const char *source,
                                     gg_evidence *evidence, gg_error *err);

/* Says in the data of an evaluation what was stored before. */
GG_CHECKED gg_status gg_adding_sign(const gg_adding *adding, json_t *document, gg_error *err);

#endif
