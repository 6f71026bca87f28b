/* Tables in a database: `gauger evaluate odbc:DSN/TABLE`. */
#ifndef GG_CLI_DATABASE_H
#define GG_CLI_DATABASE_H

#include "cli_internal.h"
#include "gauger/evidence/collect.h"

/* --partition-key, --explain-sql. */
extern const gg_option_group gg_database_options;

/* Whether the operand is a table in a database. */
bool gg_database_named(const char *operand);

/* What documents call it: never more of a connection than its name. The text is the arena's. */
GG_CHECKED gg_status gg_database_name(const char *operand, gg_arena *arena, const char **out,
                                      gg_error *err);

/* Refuses what a database cannot do, and what only a database can. */
GG_CHECKED gg_status gg_database_refuse(const gg_args *args, const char *operand, gg_error *err);

/* Collects the evidence of a table in a database, binned where --measure does not say counts; with
 * --explain-sql the queries are written to standard output instead, and nothing is collected. */
GG_CHECKED gg_status gg_database_collect(gg_cli *cli, const char *operand, const gg_schema *schema,
                                         gg_collect_options *options, gg_evidence *out,
                                         gg_error *err);

#endif
