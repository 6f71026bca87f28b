/* gauger evaluate: a table in, the evaluation out. */
#include "gauger/evaluate/evaluation.h"

#include <string.h>

#include "cli/columns.h"
#include "cli/progress.h"
#include "cmd.h"
#include "gauger/base/file.h"
#include "gauger/base/hash.h"
#include "gauger/disclose/publish.h"
#include "gauger/evidence/collect.h"

static const gg_option measuring[] = {
    GG_ROW_THRESHOLD,
    {.id = GG_OPT_REFERENCE,
     .name = "reference",
     .kind = GG_OPTION_TEXT,
     .value = "COLUMN=LEVEL",
     .help = "the group that others are held against, e.g. race=White",
     .repeat = true},
    {.id = GG_OPT_REFERENCE_RULE,
     .name = "reference-rule",
     .kind = GG_OPTION_CHOICE,
     .value = "RULE",
     .help = "who is the reference where --reference does not say",
     .otherwise = "largest",
     .choices = "largest|highest|lowest|rest|overall"},
    {.id = GG_OPT_INTERSECT,
     .name = "intersect",
     .kind = GG_OPTION_TEXT,
     .value = "A*B",
     .help = "groups by two or more protected attributes at once, e.g. race*sex",
     .repeat = true},
    {.id = GG_OPT_ADVERSE,
     .name = "adverse",
     .kind = GG_OPTION_CHOICE,
     .value = "DECISION",
     .help = "which decision is the burden (for impact_ratio)",
     .otherwise = "selected",
     .choices = "selected|not-selected"},
    {.id = GG_OPT_INSPECTION,
     .name = "inspection",
     .kind = GG_OPTION_CHOICE,
     .value = "DESIGN",
     .help = "how cases came to be inspected, where outcomes are missing",
     .otherwise = "unknown",
     .choices = "unknown|random_arm|known_probability|missing_at_random"},
    {.id = GG_OPT_RANDOM_LEVEL,
     .name = "random-level",
     .kind = GG_OPTION_TEXT,
     .value = "L",
     .help = "with random_arm: the level of --arm that was drawn at random"},
    GG_ROW_CONFIDENCE,
    GG_ROW_SEED,
    {.id = GG_OPT_SCORE_BINS,
     .name = "score-bins",
     .kind = GG_OPTION_WHOLE,
     .value = "N",
     .help = "bins of the stored score histogram",
     .otherwise = "100",
     .low = 1,
     .high = 1000},
    GG_ROW_DIGEST,
    {.id = GG_OPT_MODEL,
     .name = "model",
     .kind = GG_OPTION_TEXT,
     .value = "REF",
     .help = "score with a registered model",
     .hidden = true},
    {.id = GG_OPT_VERSUS,
     .name = "versus",
     .kind = GG_OPTION_TEXT,
     .value = "REF",
     .help = "compare with a registered model",
     .hidden = true},
};

static const gg_option output[] = {
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    {.id = GG_OPT_EVIDENCE,
     .name = "evidence",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "also write the evidence (counts, no rows), from which all figures come"},
    {.id = GG_OPT_FOR_RELEASE,
     .name = "for-release",
     .kind = GG_OPTION_FLAG,
     .help = "withhold counts from 1 to 10, and what they could be computed from"},
    GG_ROW_HELP,
};

static const gg_option_group measuring_options = GG_ROWS("Measuring", measuring);
static const gg_option_group output_options = GG_ROWS("Output", output);

static gg_status refuse(const gg_cli *cli, gg_error *err)
{
    const gg_args *args = &cli->args;
    gg_status status = gg_columns_source(args->operands[0], err);

    if (status == GG_OK)
        status = gg_cmd_no_registry(args, GG_OPT_MODEL, "--model",
                                    "give a table with scores, and --score", err);
    if (status == GG_OK)
        status = gg_cmd_no_registry(args, GG_OPT_VERSUS, "--versus",
                                    "gauger compare sets two scores side by side", err);
    if (status != GG_OK || !gg_args_given(args, GG_OPT_RANDOM_LEVEL) ||
        strcmp(gg_args_text(args, GG_OPT_INSPECTION), "random_arm") == 0)
        return status;
    gg_error_where(err, "--random-level", 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "give it with --inspection random_arm",
                        "means nothing for this inspection design");
}

static gg_status collect(gg_cli *cli, gg_evidence *evidence, gg_error *err)
{
    gg_collect_options options = gg_collect_options_default();
    gg_progress progress;
    gg_schema schema;
    gg_status status;

    gg_schema_init(&schema);
    status = gg_columns_schema(&cli->args, &schema, err);
    if (status == GG_OK)
        status = gg_columns_list(&cli->args, GG_OPT_INTERSECT, &cli->arena, &options.intersections,
                                 &options.n_intersections, err);
    if (status == GG_OK) {
        options.threads = gg_columns_threads(&cli->args);
        options.score_bins = (size_t)gg_args_number(&cli->args, GG_OPT_SCORE_BINS);
        options.skip_bad_rows = gg_args_given(&cli->args, GG_OPT_SKIP_BAD_ROWS);
        options.csv.skip_bad_rows = options.skip_bad_rows;
        options.csv.progress = gg_progress_tick;
        options.csv.progress_context = &progress;
        gg_progress_begin(&progress);
        status = gg_collect(cli->args.operands[0], &schema, &options, evidence, err);
        gg_progress_end(&progress);
    }
    gg_schema_release(&schema);
    return status;
}

/* "race=White" to its two halves; "race*sex=White*Male" alike. */
static gg_status references(gg_cli *cli, gg_evaluation_options *options, gg_error *err)
{
    const gg_option_value *v = &cli->args.values[GG_OPT_REFERENCE];
    gg_reference_choice *list = gg_arena_array(&cli->arena, v->n, sizeof *list);

    for (size_t i = 0; list && i < v->n; i++) {
        const char *equals = strchr(v->texts[i], '=');

        if (!equals || equals == v->texts[i] || equals[1] == '\0') {
            gg_error_where(err, "--reference", 0, NULL);
            return gg_error_set(err, GG_E_USAGE, "write --reference COLUMN=LEVEL, e.g. race=White",
                                "not of the form COLUMN=LEVEL");
        }
        list[i].attribute = gg_arena_text(&cli->arena, v->texts[i], (size_t)(equals - v->texts[i]));
        list[i].level = equals + 1;
        if (!list[i].attribute)
            list = NULL;
    }
    if (!list)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    options->references = list;
    options->n_references = v->n;
    return GG_OK;
}

static gg_status settle(gg_cli *cli, gg_evaluation_options *options, gg_error *err)
{
    const gg_args *args = &cli->args;
    gg_status status = references(cli, options, err);

    options->source = gg_columns_source_name(args->operands[0], &cli->arena);
    options->confidence = gg_args_number(args, GG_OPT_CONFIDENCE);
    options->seed = (uint64_t)gg_args_number(args, GG_OPT_SEED);
    if (status == GG_OK)
        status = gg_adverse_parse(gg_args_text(args, GG_OPT_ADVERSE), &options->adverse, err);
    if (status == GG_OK)
        status = gg_reference_rule_parse(gg_args_text(args, GG_OPT_REFERENCE_RULE),
                                         &options->reference_rule, err);
    if (status == GG_OK)
        status =
            gg_inspection_parse(gg_args_text(args, GG_OPT_INSPECTION), &options->inspection, err);
    return status;
}

static gg_status digest(const gg_cli *cli, char out[GG_SHA256_HEX], gg_error *err)
{
    const char *path = cli->args.operands[0];

    if (strcmp(path, "-") != 0)
        return gg_sha256_file(path, out, err);
    gg_error_where(err, "--digest", 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "give the table as a file",
                        "standard input is read once, and has no digest");
}

static gg_status write_evidence(const gg_cli *cli, const gg_evidence *evidence, gg_error *err)
{
    json_t *document = NULL;
    gg_status status = gg_evidence_save(evidence, &document, err);
    gg_buf text;

    gg_buf_init(&text, 0);
    if (status == GG_OK) {
        gg_json_write(document, &text);
        status = gg_buf_check(&text, err);
    }
    if (status == GG_OK)
        status = gg_file_write(gg_args_text(&cli->args, GG_OPT_EVIDENCE), text.data, text.size,
                               0644, err);
    gg_buf_release(&text);
    json_decref(document);
    return status;
}

static gg_status publish(json_t **document, gg_error *err)
{
    json_t *published = NULL;
    gg_status status = gg_publish(*document, NULL, &published, err);

    if (status != GG_OK)
        return status;
    json_decref(*document);
    *document = published;
    return GG_OK;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    gg_evaluation_options options = gg_evaluation_options_default();
    gg_evidence evidence = {0};
    json_t *document = NULL;
    char sha256[GG_SHA256_HEX];
    gg_status status = refuse(cli, err);

    if (status == GG_OK)
        status = settle(cli, &options, err);
    if (status == GG_OK && gg_args_given(&cli->args, GG_OPT_DIGEST)) {
        status = digest(cli, sha256, err);
        options.sha256 = sha256;
    }
    if (status == GG_OK)
        status = collect(cli, &evidence, err);
    if (status == GG_OK)
        status = gg_evaluate(&evidence, &options, &document, err);
    if (status == GG_OK && gg_args_given(&cli->args, GG_OPT_FOR_RELEASE))
        status = publish(&document, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, document, NULL, err);
    if (status == GG_OK && gg_args_given(&cli->args, GG_OPT_EVIDENCE))
        status = write_evidence(cli, &evidence, err);
    json_decref(document);
    gg_evidence_release(&evidence);
    return status;
}

const gg_command gg_cmd_evaluate = {
    .group = "measure",
    .name = "evaluate",
    .summary = "performance and disparate impact of the scores in a table",
    .operands = "DATA",
    .least = 1,
    .most = 1,
    .groups = {&gg_score_option, &gg_column_options, &measuring_options, &gg_reading_options,
               &output_options},
    .example = "gauger evaluate scores.csv --score score --outcome label --protected race,sex "
               "--threshold 0.5",
    .about = "Reads a CSV table (or - for standard input) and measures how well its scores or "
             "decisions do, overall and for each group, site and period, with intervals; how far "
             "the groups lie apart; and what cannot be said from this table, and why.",
    .run = run,
};
