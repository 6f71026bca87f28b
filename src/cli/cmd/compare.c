/* gauger compare: two scores on the same rows. */
#include "gauger/evaluate/comparison.h"

#include <math.h>
#include <string.h>

#include "cli/registry.h"
#include "cli/subject.h"
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
    GG_ROW_INTERSECT,
    {.id = GG_OPT_MARGIN,
     .name = "margin",
     .kind = GG_OPTION_NUMBER,
     .value = "M",
     .help = "how much worse for a group is still accepted, where groups worse off are listed",
     .otherwise = "0",
     .low = 0,
     .high = DBL_MAX},
    GG_ROW_INSPECTION,
    GG_ROW_RANDOM_LEVEL,
    GG_ROW_CONFIDENCE,
    GG_ROW_SEED,
    {.id = GG_OPT_MODEL,
     .name = "model",
     .kind = GG_OPTION_TEXT,
     .value = "REF",
     .help = "a registered version that scores by itself, in the place of --score; give it twice, "
             "A and B",
     .repeat = true},
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

/* What is compared: two columns, or two versions. */
typedef struct pair {
    gg_registry *reg; /* NULL where it is not needed */
    gg_subject subjects[2];
    const char *const *columns; /* NULL: the versions score */
} pair;

static gg_status two_versions(gg_cli *cli, pair *p, gg_error *err)
{
    const gg_option_value *models = &cli->args.values[GG_OPT_MODEL];
    gg_status status = GG_OK;

    if (models->n != 2 || gg_args_given(&cli->args, GG_OPT_SCORE)) {
        gg_error_where(err, "--model", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give --model A --model B, or --score A --score B",
                            "two versions are compared, or two columns");
    }
    status = gg_desk_open(cli, GG_REGISTRY_WORK, &p->reg, err);
    for (size_t i = 0; i < 2 && status == GG_OK; i++) {
        status = gg_subject_find(cli, p->reg, models->texts[i], &p->subjects[i], err);
        if (status == GG_OK && !p->subjects[i].scorer) {
            gg_error_where(err, "--model", 0, NULL);
            status = gg_error_set(err, GG_E_USAGE, "give the columns with --score",
                                  "the scores of %s come with the table", models->texts[i]);
        }
    }
    return status;
}

static gg_status find_pair(gg_cli *cli, pair *p, gg_error *err)
{
    return gg_args_given(&cli->args, GG_OPT_MODEL) ? two_versions(cli, p, err)
                                                   : two_scores(cli, &p->columns, err);
}

static gg_status settle(gg_cli *cli, gg_compare_options *options, gg_error *err)
{
    const gg_args *args = &cli->args;
    gg_status status =
        gg_inspection_parse(gg_args_text(args, GG_OPT_INSPECTION), &options->inspection, err);

    if (status == GG_OK)
        status = gg_columns_of_arms(args, GG_OPT_RANDOM_LEVEL, "--random-level", err);
    if (status != GG_OK)
        return status;
    options->threshold_a = threshold(args, GG_OPT_THRESHOLD_A);
    options->threshold_b = threshold(args, GG_OPT_THRESHOLD_B);
    options->margin = gg_args_number(args, GG_OPT_MARGIN);
    options->confidence = gg_args_number(args, GG_OPT_CONFIDENCE);
    options->seed = (uint64_t)gg_args_number(args, GG_OPT_SEED);
    options->threads = gg_columns_threads(args);
    options->skip_bad_rows = gg_args_given(args, GG_OPT_SKIP_BAD_ROWS);
    options->csv.skip_bad_rows = options->skip_bad_rows;
    return gg_columns_list(args, GG_OPT_INTERSECT, &cli->arena, &options->intersections,
                           &options->n_intersections, err);
}

static gg_status compare(const pair *p, const gg_source *source, gg_schema *schema,
                         gg_compare_options *options, json_t **out, gg_error *err)
{
    gg_side a = {.subject = &p->subjects[0]}, b = {.subject = &p->subjects[1]};
    gg_progress progress;
    gg_status status = GG_OK;

    options->csv.progress = gg_progress_tick;
    options->csv.progress_context = &progress;
    if (!p->columns)
        status = gg_subject_threshold(a.subject, schema, err);
    if (status != GG_OK)
        return status;
    gg_progress_begin(&progress);
    status = p->columns
                 ? gg_compare(source->path, schema, p->columns[0], p->columns[1], options, out, err)
                 : gg_subject_compare(&a, &b, source, schema, options, out, err);
    gg_progress_end(&progress);
    return status;
}

static gg_status measure(gg_cli *cli, const pair *p, json_t **out, gg_error *err)
{
    gg_compare_options options = gg_compare_options_default();
    gg_args args = cli->args;
    gg_source source;
    gg_schema schema;
    gg_status status = settle(cli, &options, err);

    if (status != GG_OK)
        return status;
    /* Two columns are scores here, which no schema may say. */
    memset(&args.values[GG_OPT_SCORE], 0, sizeof args.values[GG_OPT_SCORE]);
    gg_schema_init(&schema);
    status = gg_source_open(cli, args.operands[0], &schema, &source, err);
    if (status == GG_OK)
        status = gg_columns_schema(&args, &schema, err);
    if (status == GG_OK)
        status = gg_columns_arm(&args, &schema, err);
    if (status == GG_OK)
        status = gg_columns_of_cases(&schema, "compare", err);
    if (status == GG_OK)
        status = compare(p, &source, &schema, &options, out, err);
    if (status == GG_OK)
        status = gg_source_sign(&source, json_object_get(*out, "data"), err);
    gg_schema_release(&schema);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    pair p = {0};
    json_t *document = NULL;
    gg_status status = find_pair(cli, &p, err);

    if (status == GG_OK)
        status = measure(cli, &p, &document, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, document, NULL, err);
    for (size_t i = 0; i < 2; i++)
        gg_subject_release(&p.subjects[i]);
    gg_registry_close(p.reg);
    json_decref(document);
    return status;
}

const gg_command gg_cmd_compare = {
    .group = "measure",
    .name = "compare",
    .summary = "two scores on the same rows",
    .operands = "DATA --score A --score B | --model A --model B",
    .least = 1,
    .most = 1,
    .groups = {&gg_scores_option, &gg_column_options, &measuring_options, &gg_reading_options,
               &output_options},
    .example = "gauger compare scores.csv --score new --score old --outcome label --threshold 0.5",
    .about =
        "Measures two scores of a table (or - for standard input, a pattern of files in quotes, a "
        "Parquet file as duckdb:FILE) on the same rows, and every "
        "difference A - B pair by pair, overall and for each group, site and period, with "
        "intervals and tests. Groups for which A is worse although it is not so for everyone "
        "together are named. Rows that lack either score are left out and counted. "
        "Where outcomes are missing that a difference depends on, it is not identified and "
        "what it could be is shown, unless --inspection says how cases came to be inspected.",
    .run = run,
};
