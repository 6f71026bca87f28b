/* gauger evaluate: a table in, the evaluation out. */
#include "gauger/evaluate/evaluation.h"

#include <string.h>

#include "cli/adding.h"
#include "cli/measured.h"
#include "cli/columns.h"
#include "cli/disclosure.h"
#include "cli/database.h"
#include "cli/evidence_file.h"
#include "cli/export.h"
#include "cli/progress.h"
#include "cli/ranking.h"
#include "cli/recompute.h"
#include "cli/registry.h"
#include "cli/subject.h"
#include "cmd.h"
#include "gauger/base/hash.h"
#include "gauger/disclose/publish.h"
#include "gauger/evaluate/explain.h"
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
    GG_ROW_INTERSECT,
    {.id = GG_OPT_ADVERSE,
     .name = "adverse",
     .kind = GG_OPTION_CHOICE,
     .value = "DECISION",
     .help = "which decision is the burden (for impact_ratio)",
     .otherwise = "selected",
     .choices = "selected|not-selected"},
    GG_ROW_INSPECTION,
    GG_ROW_RANDOM_LEVEL,
    {.id = GG_OPT_POPULATION,
     .name = "population",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "with random_arm, where DATA holds only the inspected: how many cases there are in "
             "each group (CSV: attribute, group, count)"},
    GG_ROW_CONFIDENCE,
    GG_ROW_SEED,
    {.id = GG_OPT_MEASURE,
     .name = "measure",
     .kind = GG_OPTION_CHOICE,
     .value = "WHAT",
     .help = "ranking: counts and exact roc_auc, without calibration and other figures of scores; "
             "binned: the same in constant memory, with roc_auc between bounds; counts: only what "
             "comes from counts",
     .otherwise = "all",
     .choices = "all|ranking|binned|counts"},
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
     .help = "measure this registered version: its artifact scores (an external one's scores come "
             "with the table), its threshold and rules hold, and the evaluation is stored with it"},
    {.id = GG_OPT_VERSUS,
     .name = "versus",
     .kind = GG_OPTION_TEXT,
     .value = "REF",
     .help = "with --model: compare with this version on the same rows; of the same model also "
             "champion, latest, or a number alone"},
    {.id = GG_OPT_VERSUS_SCORE,
     .name = "versus-score",
     .kind = GG_OPTION_TEXT,
     .value = "COLUMN",
     .help = "with --versus: the column that holds its scores, where they come with the table"},
    {.id = GG_OPT_BASELINE,
     .name = "baseline",
     .kind = GG_OPTION_TEXT,
     .value = "DATA",
     .help = "with --model: store how far the table has moved from this one, for the gate"},
    GG_ROW_ACCEPT_OVERLAP,
    GG_ROW_REQUEST,
};

static const gg_option output[] = {
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_EXPLAIN,
    GG_ROW_OUTPUT,
    {.id = GG_OPT_EVIDENCE,
     .name = "evidence",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "also write the evidence (counts, no rows), from which all figures come"},
    {.id = GG_OPT_FOR_RELEASE,
     .name = "for-release",
     .kind = GG_OPTION_FLAG,
     .help =
         "withhold counts from 1 to 10, and what they could be computed from; of a registry, it "
         "is on record"},
    GG_ROWS_DISCLOSURE("", ""),
    GG_ROW_HELP,
};

static const gg_option_group measuring_options = GG_ROWS("Measuring", measuring);
static const gg_option_group output_options = GG_ROWS("Output", output);

/* All that a run works on. */
typedef struct work {
    gg_cli *cli;
    gg_registry *reg; /* NULL where none is needed */
    gg_subject subject, versus;
    gg_source source;
    gg_adding adding; /* stored evidence that the rows are added to */
    gg_schema schema;
    gg_evaluation_options options;
    gg_population population; /* empty where it is not given */
    gg_evidence evidence;
    json_t *document;
    char sha256[GG_SHA256_HEX];
} work;

/* What is stored with a version is whole; what needs the scores needs them kept. */
static gg_status refuse_measure(const gg_args *args, gg_error *err)
{
    const bool capacity = gg_args_given(args, GG_OPT_CAPACITY);
    const bool points = gg_args_given(args, GG_OPT_OPERATING_POINTS);
    const bool limited = gg_args_given(args, GG_OPT_MAX_MEMORY);
    gg_extent measured = GG_EXTENT_ALL;

    gg_extent_parse(gg_args_text(args, GG_OPT_MEASURE), &measured);
    if ((measured != GG_EXTENT_ALL || limited) && gg_args_given(args, GG_OPT_MODEL)) {
        gg_error_where(err, limited ? "--max-memory" : "--measure", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "leave it out",
                            "the evaluation that is stored with a version is whole");
    }
    if ((measured >= GG_EXTENT_BINNED && capacity) || (measured == GG_EXTENT_COUNTS && points)) {
        gg_error_where(err, "--measure", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "use --measure ranking",
                            capacity ? "capacities need the scores"
                                     : "operating points need the scores");
    }
    return GG_OK;
}

static gg_status refuse(const gg_args *args, gg_error *err)
{
    static const struct {
        gg_option_id id;
        const char *name;
    } of_arms[] = {{GG_OPT_RANDOM_LEVEL, "--random-level"}, {GG_OPT_POPULATION, "--population"}};

    for (size_t i = 0; i < sizeof of_arms / sizeof *of_arms; i++) {
        gg_status status = gg_columns_of_arms(args, of_arms[i].id, of_arms[i].name, err);

        if (status != GG_OK)
            return status;
    }
    if (gg_args_given(args, GG_OPT_VERSUS) && !gg_args_given(args, GG_OPT_MODEL)) {
        gg_error_where(err, "--versus", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give --model REF --versus REF",
                            "needs a version to compare");
    }
    if (gg_args_given(args, GG_OPT_BASELINE) && !gg_args_given(args, GG_OPT_MODEL)) {
        gg_error_where(err, "--baseline", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give --model REF, or use gauger drift",
                            "is stored with a version");
    }
    return refuse_measure(args, err);
}

/* Whose scores come with the table needs a column, and nobody else may have one. */
static gg_status refuse_columns(const work *w, gg_error *err)
{
    const gg_args *args = &w->cli->args;
    bool given = gg_args_given(args, GG_OPT_VERSUS_SCORE);

    if (w->subject.scorer && gg_args_given(args, GG_OPT_SCORE)) {
        gg_error_where(err, "--score", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "leave it out", "%s scores by itself",
                            w->subject.reference);
    }
    if (given && (!w->versus.reference || w->versus.scorer)) {
        gg_error_where(err, "--versus-score", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "leave it out",
                            w->versus.reference ? "the other version scores by itself"
                                                : "means nothing without --versus");
    }
    if (!given && w->versus.reference && !w->versus.scorer) {
        gg_error_where(err, "--versus", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "name the column with --versus-score",
                            "the scores of %s come with the table", w->versus.reference);
    }
    return GG_OK;
}

/* champion, latest, or a number alone is one of the version's own model. */
static gg_status find_versus(work *w, gg_error *err)
{
    const char *given = gg_args_text(&w->cli->args, GG_OPT_VERSUS);
    bool own = strcmp(given, "champion") == 0 || strcmp(given, "latest") == 0 ||
               given[strspn(given, "0123456789")] == '\0';
    const char *reference =
        own ? gg_arena_printf(&w->cli->arena, "%s@%s", w->subject.manifest.model, given) : given;

    if (!reference)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return gg_subject_find(w->cli, w->reg, reference, &w->versus, err);
}

/* Opens the registry if anything on the command line is in it. */
static gg_status find(work *w, gg_error *err)
{
    gg_cli *cli = w->cli;
    const char *operand = cli->args.operands[0];
    gg_status status = GG_OK;

    if (gg_args_given(&cli->args, GG_OPT_MODEL) || gg_source_registered(operand))
        status = gg_desk_open(cli, GG_REGISTRY_WORK, &w->reg, err);
    if (status == GG_OK && gg_args_given(&cli->args, GG_OPT_MODEL))
        status =
            gg_subject_find(cli, w->reg, gg_args_text(&cli->args, GG_OPT_MODEL), &w->subject, err);
    if (status == GG_OK && gg_args_given(&cli->args, GG_OPT_MODEL))
        status = gg_desk_may(w->reg, "model.evaluate", "model",
                             gg_args_text(&cli->args, GG_OPT_MODEL), err);
    if (status == GG_OK && gg_args_given(&cli->args, GG_OPT_VERSUS))
        status = find_versus(w, err);
    if (status == GG_OK)
        status = refuse_columns(w, err);
    if (status == GG_OK)
        status = gg_source_find(cli, w->reg, operand, &w->source, err);
    return status;
}

/* What was registered, then --schema and options. Of thresholds those of the version hold, or those
 * that were given by hand, and never the two mixed. */
static gg_status describe(work *w, gg_error *err)
{
    gg_status status = GG_OK;

    if (w->source.schema)
        status = gg_schema_add(&w->schema, w->source.schema, err);
    gg_subject_no_threshold(&w->subject, &w->schema);
    if (status == GG_OK)
        status = gg_columns_schema(&w->cli->args, &w->schema, err);
    if (status == GG_OK)
        status = gg_columns_arm(&w->cli->args, &w->schema, err);
    if (status == GG_OK && !gg_args_given(&w->cli->args, GG_OPT_THRESHOLD))
        status = gg_subject_threshold(&w->subject, &w->schema, err);
    return status;
}

static gg_status collect(work *w, gg_error *err)
{
    gg_cli *cli = w->cli;
    gg_collect_options options = gg_collect_options_default();
    gg_progress progress;
    gg_status status = gg_columns_list(&cli->args, GG_OPT_INTERSECT, &cli->arena,
                                       &options.intersections, &options.n_intersections, err);

    if (status != GG_OK)
        return status;
    status = gg_ranking_read(&cli->args, &cli->arena, &options, err);
    if (status != GG_OK)
        return status;
    gg_extent_parse(gg_args_text(&cli->args, GG_OPT_MEASURE), &options.measured);
    options.threads = gg_columns_threads(&cli->args);
    options.score_bins = (size_t)gg_args_number(&cli->args, GG_OPT_SCORE_BINS);
    options.skip_bad_rows = gg_args_given(&cli->args, GG_OPT_SKIP_BAD_ROWS);
    options.csv.skip_bad_rows = options.skip_bad_rows;
    options.scorer = w->subject.scorer;
    options.operation = &w->subject.operation;
    options.csv.progress = gg_progress_tick;
    options.csv.progress_context = &progress;
    status = gg_adding_settle(cli, &w->adding, &w->schema, &options, err);
    if (status != GG_OK)
        return status;
    gg_progress_begin(&progress);
    if (w->source.database)
        status =
            gg_database_collect(cli, w->source.database, &w->schema, &options, &w->evidence, err);
    else
        status = gg_collect(w->source.path, &w->schema, &options, &w->evidence, err);
    gg_progress_end(&progress);
    /* Queries that are only shown make no evidence. */
    return status == GG_OK && w->evidence.n_families > 0
               ? gg_adding_merge(cli, &w->adding, w->source.name, &w->evidence, err)
               : status;
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

static gg_status count_population(work *w, gg_error *err)
{
    gg_status status = GG_OK;

    if (gg_args_given(&w->cli->args, GG_OPT_POPULATION)) {
        status =
            gg_population_read(gg_args_text(&w->cli->args, GG_OPT_POPULATION), &w->population, err);
        w->options.population = &w->population;
    }
    return status;
}

/* The digest of registered data is known; a version's evaluation has one wherever there is a file.
 */
static gg_status digest(work *w, gg_error *err)
{
    const gg_args *args = &w->cli->args;
    bool asked = gg_args_given(args, GG_OPT_DIGEST), pipe = strcmp(w->source.path, "-") == 0;
    gg_status status;

    w->options.source = w->source.name;
    w->options.files = w->source.files;
    w->options.sha256 = w->source.sha256;
    if (w->source.sha256 || !(asked || (w->subject.reference && !pipe)))
        return GG_OK;
    if (pipe) {
        gg_error_where(err, "--digest", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give the table as a file",
                            "standard input is read once, and has no digest");
    }
    status = gg_csv_digest(w->source.path, w->sha256, err);
    w->options.sha256 = w->sha256;
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

/* The document as it is stored holds figures; sentences are made for whoever looks. */
static gg_status explain(json_t **document, gg_error *err)
{
    json_t *copy = json_copy(*document);
    gg_status status = copy ? gg_explain_evaluation(copy, err)
                            : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");

    if (status != GG_OK) {
        json_decref(copy);
        return status;
    }
    json_decref(*document);
    *document = copy;
    return GG_OK;
}

/* A version that is measured at another threshold than its own must not pass for itself. */
static gg_status warn_threshold(work *w, gg_error *err)
{
    json_t *own = json_object_get(w->subject.manifest.document, "threshold");
    json_t *warnings = json_object_get(w->document, "warnings");

    if (!own || json_is_null(own) || !gg_args_given(&w->cli->args, GG_OPT_THRESHOLD))
        return GG_OK;
    if (json_array_append_new(
            warnings, json_pack("{s:s,s:s}", "code", "threshold_by_hand", "message",
                                "the threshold was given by hand, not taken from the manifest of "
                                "the version; the evaluation is not stored with it")) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}

static gg_status measure(work *w, gg_error *err)
{
    gg_status status = describe(w, err);

    if (status == GG_OK)
        status = settle(w->cli, &w->options, err);
    if (status == GG_OK)
        status = count_population(w, err);
    if (status == GG_OK)
        status = digest(w, err);
    if (status == GG_OK)
        status = collect(w, err);
    if (status != GG_OK || gg_args_given(&w->cli->args, GG_OPT_EXPLAIN_SQL))
        return status;
    /* A month may have had no lot drawn; its evidence is for adding. */
    w->options.part = gg_args_given(&w->cli->args, GG_OPT_EVIDENCE) &&
                      gg_columns_role(&w->schema, GG_ROLE_ARM) != NULL;
    status = gg_evaluate(&w->evidence, &w->options, &w->document, err);
    if (status == GG_OK)
        status = gg_adding_sign(&w->adding, w->document, err);
    if (status == GG_OK)
        status = gg_subject_warn(&w->subject, &w->source, w->document, err);
    if (status == GG_OK && w->subject.reference)
        status = gg_subject_overlap(w->cli, w->reg, &w->subject, &w->source, &w->schema,
                                    w->document, err);
    return status == GG_OK ? warn_threshold(w, err) : status;
}

static gg_status give(work *w, gg_error *err)
{
    const gg_args *args = &w->cli->args;
    json_t *shown = json_incref(w->document);
    gg_status status = GG_OK;

    if (gg_args_given(args, GG_OPT_FOR_RELEASE))
        status = publish(&shown, err);
    if (status == GG_OK && gg_args_given(args, GG_OPT_EXPLAIN))
        status = explain(&shown, err);
    if (status == GG_OK)
        status = gg_cmd_render(w->cli, shown, NULL, err);
    if (status == GG_OK && gg_args_given(args, GG_OPT_EVIDENCE))
        status = gg_evidence_file_write(w->cli, &w->evidence, err);
    json_decref(shown);
    return status;
}

/* What was measured before, from its evidence; *answer is GG_E_NO where a figure differs. */
static gg_status measure_again(work *w, gg_status *answer, gg_error *err)
{
    gg_cli *cli = w->cli;
    const char *operand = cli->args.operands[0], *version = NULL;
    bool same = true;
    gg_status status = gg_recompute_check(cli, err);

    if (status == GG_OK && gg_recompute_stored(operand)) {
        status = gg_desk_open(cli, GG_REGISTRY_WORK, &w->reg, err);
        if (status == GG_OK)
            status = gg_recompute(w->reg, operand, &w->evidence, &w->document, &same, &version,
                                  &cli->arena, err);
    } else if (status == GG_OK) {
        status = settle(cli, &w->options, err);
        if (status == GG_OK)
            status = count_population(w, err);
        if (status == GG_OK)
            status = gg_recompute_load(operand, &w->evidence, err);
        w->options.source = gg_columns_source_name(operand, &cli->arena);
        if (status == GG_OK)
            status = gg_adding_merge(cli, &w->adding, w->options.source, &w->evidence, err);
        if (status == GG_OK)
            status = gg_evaluate(&w->evidence, &w->options, &w->document, err);
        if (status == GG_OK)
            status = gg_adding_sign(&w->adding, w->document, err);
    }
    if (status == GG_OK)
        status = give(w, err);
    if (status == GG_OK && version && !cli->json)
        gg_buf_printf(
            &cli->out, "\nComputed again from the evidence stored with %s: %s.\n", version,
            same ? "every figure is as it was stored" : "some figure is NOT as it was stored");
    if (status == GG_OK && version)
        status = gg_release_record(cli, w->reg, version, NULL, err);
    *answer = same ? GG_OK : GG_E_NO;
    return status;
}

static gg_status measure_table(work *w, gg_error *err)
{
    gg_cli *cli = w->cli;
    gg_status status = refuse(&cli->args, err);

    if (status == GG_OK)
        status = gg_database_refuse(&cli->args, cli->args.operands[0], err);
    if (status == GG_OK)
        status = find(w, err);
    if (status == GG_OK)
        status = measure(w, err);
    if (status != GG_OK || gg_args_given(&cli->args, GG_OPT_EXPLAIN_SQL))
        return status;
    status = give(w, err);
    if (status == GG_OK && w->subject.reference) {
        gg_measured measured = {cli,        w->reg,      &w->subject,  &w->versus, &w->source,
                                &w->schema, &w->options, &w->evidence, w->document};

        status = gg_measured_keep(&measured, err);
    }
    if (status == GG_OK && w->reg)
        status = gg_release_record(cli, w->reg, w->subject.reference, w->source.dataset, err);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    work w = {.cli = cli, .options = gg_evaluation_options_default()};
    const char *operand = cli->args.operands[0];
    gg_status status, answer = GG_OK;

    gg_schema_init(&w.schema);
    status = gg_release_refuse(cli,
                               gg_args_given(&cli->args, GG_OPT_MODEL) ||
                                   gg_source_registered(operand) || gg_recompute_stored(operand),
                               err);
    if (status == GG_OK)
        status = gg_adding_open(cli, &w.adding, err);
    if (status == GG_OK)
        status =
            gg_recompute_asked(operand) ? measure_again(&w, &answer, err) : measure_table(&w, err);
    gg_adding_release(&w.adding);
    json_decref(w.document);
    gg_evidence_release(&w.evidence);
    gg_population_release(&w.population);
    gg_schema_release(&w.schema);
    gg_source_release(&w.source);
    gg_subject_release(&w.subject);
    gg_subject_release(&w.versus);
    gg_registry_close(w.reg);
    return status == GG_OK ? answer : status;
}

const gg_command gg_cmd_evaluate = {
    .group = "measure",
    .name = "evaluate",
    .summary = "performance and disparate impact of the scores in a table",
    .operands = "DATA",
    .least = 1,
    .most = 1,
    .groups = {&gg_score_option, &gg_column_options, &gg_count_options, &measuring_options,
               &gg_ranking_options, &gg_adding_options, &gg_reading_options, &gg_database_options,
               &output_options},
    .example = "gauger evaluate scores.csv --score score --outcome label --protected race,sex "
               "--threshold 0.5",
    .about =
        "Reads a CSV table (or - for standard input) and measures how well its scores or "
        "decisions do, overall and for each group, site and period, with intervals; how far "
        "the groups lie apart; and what cannot be said from this table, and why. DATA may be a "
        "pattern of files ('crossings-*.csv', in quotes), a Parquet file (duckdb:FILE), a "
        "registered table (dataset:NAME@2), or one in a database (odbc:DSN/TABLE), which then "
        "counts and gives no row away. evidence:EVENT computes a stored evaluation again from "
        "its evidence, without the rows, and says whether every figure is as it was (exit status 1 "
        "if not); evidence:FILE evaluates what --evidence FILE wrote. With --model, what was "
        "measured is stored with "
        "that version.",
    .run = run,
};
