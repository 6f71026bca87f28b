/* gauger compare: two scores on the same rows. */
#include "gauger/evaluate/comparison.h"

#include <math.h>
#include <string.h>

#include "cli/source.h"
#include "cli/columns.h"
#include "cli/progress.h"
#include "cmd.h"

static const gg_option measuring[] = {
    GG_ROW_THRESHOLD,
    {.id = GG_OPT_THRESHOLD_A,
     .name = "threshold-a",
     .kind = GG_OPTION_NUMBER,
     .value = "T",
     .help = "a threshold for the first score alone",
     .low = -DBL_MAX,
     .high = DBL_MAX},
    {.id = GG_OPT_THRESHOLD_B,
     .name = "threshold-b",
     .kind = GG_OPTION_NUMBER,
     .value = "T",
     .help = "a threshold for the second score alone",
     .low = -DBL_MAX,
     .high = DBL_MAX},
    {.id = GG_OPT_INTERSECT,
     .name = "intersect",
     .kind = GG_OPTION_TEXT,
     .value = "A*B",
     .help = "groups by two or more protected attributes at once, e.g. race*sex",
     .repeat = true},
    {.id = GG_OPT_MARGIN,
     .name = "margin",
     .kind = GG_OPTION_NUMBER,
     .value = "M",
     .help = "how much worse for a group is still accepted, where groups worse off are listed",
     .otherwise = "0",
     .low = 0,
     .high = DBL_MAX},
    GG_ROW_CONFIDENCE,
    GG_ROW_SEED,
    {.id = GG_OPT_MODEL,
     .name = "model",
     .kind = GG_OPTION_TEXT,
     .value = "REF",
     .help = "score with a registered model",
     .repeat = true,
     .hidden = true},
};

static const gg_option output[] = {
    GG_ROW_FORMAT("text|json|markdown|html", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group measuring_options = GG_ROWS("Measuring", measuring);
static const gg_option_group output_options = GG_ROWS("Output", output);

/* --score A --score B, or --score A,B. */
static gg_status two_scores(gg_cli *cli, const char *const **scores, gg_error *err)
{
    size_t n = 0;
    gg_status status = gg_columns_list(&cli->args, GG_OPT_SCORE, &cli->arena, scores, &n, err);

    if (status != GG_OK)
        return status;
    if (n == 2 && strcmp((*scores)[0], (*scores)[1]) != 0)
        return GG_OK;
    gg_error_where(err, "--score", 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "give --score A --score B, the columns to compare",
                        "%s, where two are compared",
                        n == 2   ? "the same column twice"
                        : n == 1 ? "one column of scores"
                        : n      ? "more than two columns of scores"
                                 : "no column of scores");
}

static double threshold(const gg_args *args, gg_option_id id)
{
    return gg_args_given(args, id) ? gg_args_number(args, id) : NAN;
}

static gg_status measure(gg_cli *cli, const char *const *scores, json_t **out, gg_error *err)
{
    gg_compare_options options = gg_compare_options_default();
    gg_args args = cli->args;
    gg_progress progress;
    gg_source source;
    gg_schema schema;
    gg_status status = gg_columns_list(&args, GG_OPT_INTERSECT, &cli->arena, &options.intersections,
                                       &options.n_intersections, err);

    if (status != GG_OK)
        return status;
    /* Two columns are scores here, which no schema may say. */
    memset(&args.values[GG_OPT_SCORE], 0, sizeof args.values[GG_OPT_SCORE]);
    options.threshold_a = threshold(&args, GG_OPT_THRESHOLD_A);
    options.threshold_b = threshold(&args, GG_OPT_THRESHOLD_B);
    options.margin = gg_args_number(&args, GG_OPT_MARGIN);
    options.confidence = gg_args_number(&args, GG_OPT_CONFIDENCE);
    options.seed = (uint64_t)gg_args_number(&args, GG_OPT_SEED);
    options.threads = gg_columns_threads(&args);
    options.skip_bad_rows = gg_args_given(&args, GG_OPT_SKIP_BAD_ROWS);
    options.csv.skip_bad_rows = options.skip_bad_rows;
    options.csv.progress = gg_progress_tick;
    options.csv.progress_context = &progress;
    gg_schema_init(&schema);
    status = gg_source_open(cli, args.operands[0], &schema, &source, err);
    if (status == GG_OK)
        status = gg_columns_schema(&args, &schema, err);
    if (status == GG_OK) {
        gg_progress_begin(&progress);
        status = gg_compare(source.path, &schema, scores[0], scores[1], &options, out, err);
        gg_progress_end(&progress);
    }
    if (status == GG_OK)
        status = gg_source_sign(&source, json_object_get(*out, "data"), err);
    gg_schema_release(&schema);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    const char *const *scores = NULL;
    json_t *document = NULL;
    gg_status status = gg_cmd_no_registry(&cli->args, GG_OPT_MODEL, "--model",
                                          "give a table with two columns of scores", err);
    if (status == GG_OK)
        status = two_scores(cli, &scores, err);
    if (status == GG_OK)
        status = measure(cli, scores, &document, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, document, NULL, err);
    json_decref(document);
    return status;
}

const gg_command gg_cmd_compare = {
    .group = "measure",
    .name = "compare",
    .summary = "two scores on the same rows",
    .operands = "DATA --score A --score B",
    .least = 1,
    .most = 1,
    .groups = {&gg_scores_option, &gg_column_options, &measuring_options, &gg_reading_options,
               &output_options},
    .example = "gauger compare scores.csv --score new --score old --outcome label --threshold 0.5",
    .about = "Measures two scores of a table (or - for standard input) on the same rows, and every "
             "difference A - B pair by pair, overall and for each group, site and period, with "
             "intervals and tests. Groups for which A is worse although it is not so for everyone "
             "together are named. Rows that lack either score are left out and counted.",
    .run = run,
};
