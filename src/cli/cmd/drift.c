/* gauger drift: two tables in, how far the first has moved from the second out. */
#include "gauger/evaluate/drift.h"

#include <string.h>

#include "cli/source.h"
#include "cli/columns.h"
#include "cli/progress.h"
#include "cmd.h"

#define BOUND(id_, name_, otherwise_, help_)                                                       \
    {                                                                                              \
        .id = id_, .name = name_, .kind = GG_OPTION_NUMBER, .value = "X", .help = help_,           \
        .otherwise = otherwise_, .low = 0, .high = DBL_MAX, .open = true                           \
    }

static const gg_option measuring[] = {
    {.id = GG_OPT_BASELINE,
     .name = "baseline",
     .kind = GG_OPTION_TEXT,
     .value = "DATA",
     .help = "the table to compare with"},
    BOUND(GG_OPT_PSI_BOUND, "psi-bound", "0.2",
          "a population stability index from which a column counts as changed"),
    BOUND(GG_OPT_KS_BOUND, "ks-bound", "0.1", "the same for the Kolmogorov-Smirnov distance"),
    BOUND(GG_OPT_WASSERSTEIN_BOUND, "wasserstein-bound", "0.1",
          "the same for the Wasserstein-1 distance over the baseline's standard deviation"),
    BOUND(GG_OPT_MISSING_BOUND, "missing-bound", "0.1",
          "the same for a change of the share of missing cells"),
    {.id = GG_OPT_CLASSIFIER,
     .name = "classifier",
     .kind = GG_OPTION_FLAG,
     .help = "also try to tell the two tables apart by a classifier, all watched columns together"},
    {.id = GG_OPT_CLASSIFIER_ROWS,
     .name = "classifier-rows",
     .kind = GG_OPTION_WHOLE,
     .value = "N",
     .help = "rows that it is given of each table at most; time grows with their square",
     .otherwise = "1000",
     .low = 50,
     .high = 20000},
    {.id = GG_OPT_CLASSIFIER_BOUND,
     .name = "classifier-bound",
     .kind = GG_OPTION_NUMBER,
     .value = "X",
     .help = "an area under its ROC curve from which the tables count as different",
     .otherwise = "0.55",
     .low = 0.5,
     .high = 1,
     .open = true},
    {.id = GG_OPT_ALPHA,
     .name = "alpha",
     .kind = GG_OPTION_NUMBER,
     .value = "P",
     .help = "an adjusted p below this counts as evidence",
     .otherwise = "0.05",
     .low = 0,
     .high = 1,
     .open = true},
    {.id = GG_OPT_ADJUST,
     .name = "adjust",
     .kind = GG_OPTION_CHOICE,
     .value = "METHOD",
     .help = "how p is adjusted for many columns: to explore, or to gate",
     .otherwise = "benjamini-hochberg",
     .choices = "benjamini-hochberg|holm"},
    {.id = GG_OPT_DRAWS,
     .name = "draws",
     .kind = GG_OPTION_WHOLE,
     .value = "N",
     .help = "draws of a Monte-Carlo test, used where expected counts are small",
     .otherwise = "9999",
     .low = 99,
     .high = 1000000},
    GG_ROW_SEED,
};

static const gg_option output[] = {
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group measuring_options = GG_ROWS("Measuring", measuring);
static const gg_option_group output_options = GG_ROWS("Output", output);

static gg_drift_options settle(const gg_args *args, gg_progress *progress)
{
    gg_drift_options options = gg_drift_options_default();

    options.psi_bound = gg_args_number(args, GG_OPT_PSI_BOUND);
    options.ks_bound = gg_args_number(args, GG_OPT_KS_BOUND);
    options.wasserstein_bound = gg_args_number(args, GG_OPT_WASSERSTEIN_BOUND);
    options.missing_bound = gg_args_number(args, GG_OPT_MISSING_BOUND);
    options.classifier = gg_args_given(args, GG_OPT_CLASSIFIER);
    options.classifier_rows = (size_t)gg_args_number(args, GG_OPT_CLASSIFIER_ROWS);
    options.classifier_bound = gg_args_number(args, GG_OPT_CLASSIFIER_BOUND);
    options.alpha = gg_args_number(args, GG_OPT_ALPHA);
    if (strcmp(gg_args_text(args, GG_OPT_ADJUST), "holm") == 0)
        options.adjustment = GG_DRIFT_HOLM;
    options.draws = (size_t)gg_args_number(args, GG_OPT_DRAWS);
    options.seed = (uint64_t)gg_args_number(args, GG_OPT_SEED);
    options.threads = gg_columns_threads(args);
    options.skip_bad_rows = gg_args_given(args, GG_OPT_SKIP_BAD_ROWS);
    options.csv.skip_bad_rows = options.skip_bad_rows;
    options.csv.progress = gg_progress_tick;
    options.csv.progress_context = progress;
    return options;
}

static gg_status measure(gg_cli *cli, const char *current, const char *baseline, json_t **out,
                         gg_error *err)
{
    gg_progress progress;
    gg_drift_options options = settle(&cli->args, &progress);
    gg_source now, before;
    gg_schema schema;
    bool first = gg_source_registered(current);
    json_t *data;
    gg_status status;

    gg_schema_init(&schema);
    status = gg_source_open(cli, current, first ? &schema : NULL, &now, err);
    if (status == GG_OK)
        status = gg_source_open(cli, baseline, first ? NULL : &schema, &before, err);
    if (status == GG_OK)
        status = gg_columns_schema(&cli->args, &schema, err);
    if (status == GG_OK)
        status = gg_columns_of_cases(&schema, "drift", err);
    if (status == GG_OK) {
        gg_progress_begin(&progress);
        status = gg_drift(now.path, before.path, &schema, &options, out, err);
        gg_progress_end(&progress);
    }
    data = status == GG_OK ? json_object_get(*out, "data") : NULL;
    if (status == GG_OK)
        status = gg_source_sign(&now, json_object_get(data, "current"), err);
    if (status == GG_OK)
        status = gg_source_sign(&before, json_object_get(data, "baseline"), err);
    gg_schema_release(&schema);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    const char *current = cli->args.operands[0];
    const char *baseline = gg_args_text(&cli->args, GG_OPT_BASELINE);
    json_t *document = NULL;
    gg_status status = measure(cli, current, baseline, &document, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, document, NULL, err);
    if (status == GG_OK && strcmp(gg_json_string(document, "status", ""), "fail") == 0)
        status = GG_E_NO;
    json_decref(document);
    return status;
}

const gg_command gg_cmd_drift = {
    .group = "measure",
    .name = "drift",
    .summary = "how far a table has moved from a baseline",
    .operands = "DATA --baseline DATA",
    .least = 1,
    .most = 1,
    .groups = {&measuring_options, &gg_score_option, &gg_column_options, &gg_reading_options,
               &output_options},
    .needs = {GG_OPT_BASELINE},
    .example = "gauger drift now.csv --baseline before.csv --feature age,priors",
    .about =
        "Compares the columns of a table (or - for standard input, a pattern of files in quotes, "
        "a Parquet file as duckdb:FILE) with those of a baseline: "
        "distances, tests, missing cells, new and vanished levels. Without --feature and other "
        "roles every column is compared. A column fails when a distance reaches its bound and "
        "the adjusted p is below alpha; one of the two is a warning. With --classifier a "
        "support vector machine tries to tell the two tables apart by all columns together, which "
        "finds changes that no single column shows. Exit status 1 when a column or the classifier "
        "fails.",
    .run = run,
};
