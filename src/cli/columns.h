/*
 * What a table's columns are for, said by options: shared by every command that reads a table.
 */
#ifndef GG_CLI_COLUMNS_H
#define GG_CLI_COLUMNS_H

#include "cli_internal.h"
#include "gauger/table/schema.h"

/* --score once, or more than once; the other roles and --schema. */
extern const gg_option_group gg_score_option;
extern const gg_option_group gg_scores_option;
extern const gg_option_group gg_column_options;
extern const gg_option_group gg_count_options; /* columns of a table of counts by group */

/* --threads, --skip-bad-rows. */
extern const gg_option_group gg_reading_options;

/* Refuses a schema of a published table: counts of groups, or counts in bounds. command: what needs
 * a line for each case. */
gg_status gg_columns_of_cases(const gg_schema *schema, const char *command, gg_error *err);

/* Adds to an initialised schema what --schema and then the options of roles say. */
GG_CHECKED gg_status gg_columns_schema(const gg_args *args, gg_schema *schema, gg_error *err);

/* --random-level, the level that stands for the random arm, as if the schema said so. */
GG_CHECKED gg_status gg_columns_arm(const gg_args *args, gg_schema *schema, gg_error *err);

/* Refuses an option that means something with --inspection random_arm alone. */
GG_CHECKED gg_status gg_columns_of_arms(const gg_args *args, gg_option_id id, const char *name,
                                        gg_error *err);

/* The first column of a role, by its name; NULL without one. */
const char *gg_columns_role(const gg_schema *schema, gg_role role);

/* The name of the data for documents: the path as given, fit for UTF-8. */
const char *gg_columns_source_name(const char *operand, gg_arena *arena);

/* --threads, or a thread for each processor, at most 8. */
unsigned gg_columns_threads(const gg_args *args);

/* Gives the list of an option, split at commas outside double quotes, in the arena. */
GG_CHECKED gg_status gg_columns_list(const gg_args *args, gg_option_id id, gg_arena *arena,
                                     const char *const **out, size_t *n, gg_error *err);

#endif
