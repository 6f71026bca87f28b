/* Tables that a command is asked to read: a file, standard input, or a registered dataset. */
#ifndef GG_CLI_SOURCE_H
#define GG_CLI_SOURCE_H

#include "cli_internal.h"
#include "gauger/registry/registry.h"
#include "gauger/table/schema.h"

/* A table to be read. Texts live in the arena of the run. */
typedef struct gg_source {
    const char *path;     /* of the file; "-" for standard input */
    const char *name;     /* what documents call it */
    size_t files;         /* more than one where the path is a pattern */
    const char *dataset;  /* NAME@VERSION if it is registered, else NULL */
    const char *sha256;   /* if it is known, else NULL */
    const char *database; /* a table in a database, as it was given: may hold a password; or NULL */
    json_t *schema;       /* as it was registered; NULL for none; owned */
} gg_source;

/* Whether an operand names a registered table ("dataset:NAME"). */
bool gg_source_registered(const char *operand);

/* Finds the table of an operand. reg: needed for registered ones alone. End it with release. */
GG_CHECKED gg_status gg_source_find(gg_cli *cli, gg_registry *reg, const char *operand,
                                    gg_source *out, gg_error *err);
void gg_source_release(gg_source *source);

/* A registered table by its reference, with or without "dataset:" before it. */
GG_CHECKED gg_status gg_source_take(gg_cli *cli, gg_registry *reg, const char *reference,
                                    gg_source *out, gg_error *err);

/* The same for a command that needs the registry for nothing else: opens and closes it. Adds the
 * schema that was registered. schema: initialised; NULL to leave it out. */
GG_CHECKED gg_status gg_source_open(gg_cli *cli, const char *operand, gg_schema *schema,
                                    gg_source *out, gg_error *err);

/* Names a registered table in an error by its reference, where the error names its stored file. */
void gg_source_rename(const gg_cli *cli, gg_error *err);

/* Names a table in the `data` of a document as it was asked for, with its digest if registered. */
GG_CHECKED gg_status gg_source_sign(const gg_source *source, json_t *data, gg_error *err);

#endif
