/* gauger check: is a table free of identifiers, and how re-identifiable is it. */
#include "gauger/privacy/deidentification.h"

#include <string.h>

#include "cli/source.h"
#include "cli/columns.h"
#include "cli/progress.h"
#include "cmd.h"

static const gg_option checking[] = {
    GG_ROW_SENSITIVE,
    GG_ROW_DECLARED,
    GG_ROW_K,
    {.id = GG_OPT_MISSING,
     .name = "missing",
     .kind = GG_OPTION_TEXT,
     .value = "RULE",
     .help =
         "how a missing quasi-identifier counts: own (a value of its own) or wildcard (equal to "
         "every value)",
     .otherwise = "own"},
};

static const gg_option output[] = {
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group checking_options = GG_ROWS("Checking", checking);
static const gg_option_group output_options = GG_ROWS("Output", output);

static gg_status settle(gg_cli *cli, gg_check_options *options, gg_error *err)
{
    const gg_args *args = &cli->args;
    gg_status status =
        gg_missing_rule_find(gg_args_text(args, GG_OPT_MISSING), &options->missing, err);

    if (status != GG_OK) {
        gg_error_where(err, "--missing", 0, NULL);
        return status;
    }
    options->k = (uint64_t)gg_args_number(args, GG_OPT_K);
    options->threads = gg_columns_threads(args);
    options->csv.skip_bad_rows = gg_args_given(args, GG_OPT_SKIP_BAD_ROWS);
    status = gg_columns_list(args, GG_OPT_SENSITIVE, &cli->arena, &options->sensitive,
                             &options->n_sensitive, err);
    if (status == GG_OK)
        status = gg_columns_list(args, GG_OPT_DECLARED, &cli->arena, &options->declared,
                                 &options->n_declared, err);
    return status;
}

static gg_status measure(gg_cli *cli, json_t **out, gg_error *err)
{
    gg_check_options options = gg_check_options_default();
    gg_progress progress;
    gg_source source;
    gg_schema schema;
    gg_status status = settle(cli, &options, err);

    gg_schema_init(&schema);
    if (status == GG_OK)
        status = gg_source_open(cli, cli->args.operands[0], &schema, &source, err);
    if (status == GG_OK)
        status = gg_columns_schema(&cli->args, &schema, err);
    if (status == GG_OK) {
        options.csv.progress = gg_progress_tick;
        options.csv.progress_context = &progress;
        gg_progress_begin(&progress);
        status = gg_deidentification_check(source.path, &schema, &options, out, err);
        gg_progress_end(&progress);
    }
    gg_schema_release(&schema);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    json_t *document = NULL;
    gg_status status = measure(cli, &document, err);

    if (status == GG_OK)
        status = gg_cmd_render(cli, document, NULL, err);
    if (status == GG_OK && strcmp(gg_json_string(document, "verdict", ""), "clean") != 0)
        status = GG_E_NO;
    json_decref(document);
    return status;
}

const gg_command gg_cmd_check = {
    .group = "measure",
    .name = "check",
    .summary = "is a table free of identifiers, and how re-identifiable is it",
    .operands = "DATA",
    .least = 1,
    .most = 1,
    .groups = {&checking_options, &gg_score_option, &gg_column_options, &gg_reading_options,
               &output_options},
    .example = "gauger check cases.csv --quasi-identifier race,sex,age",
    .about =
        "Searches every cell of a table (or of standard input, a pattern of files in quotes, a "
        "Parquet file as duckdb:FILE) for identifiers of persons, and "
        "measures how small the groups are that share the values of the quasi-identifiers. It "
        "names columns, kinds, counts and shapes, and never a value. Exit status 1 when there "
        "is something to block or to review, or when a group is smaller than k.",
    .run = run,
};
