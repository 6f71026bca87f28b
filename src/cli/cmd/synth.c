/* gauger synth: a scenario in, a made-up table out, and what is true of it beside it. */
#include "gauger/synth/synth.h"

#include <stdio.h>
#include <string.h>

#include "cli/columns.h"
#include "cli/progress.h"
#include "cmd.h"
#include "gauger/base/stream.h"

#define TRUE_OUTCOME "true_outcome"

static const gg_option making[] = {
    {.id = GG_OPT_ROWS,
     .name = "rows",
     .kind = GG_OPTION_WHOLE,
     .value = "N",
     .help = "how many rows, instead of the scenario's",
     .low = 1,
     .high = (double)GG_SYNTH_MOST_ROWS},
    {.id = GG_OPT_SEED,
     .name = "seed",
     .kind = GG_OPTION_WHOLE,
     .value = "S",
     .help = "seed of everything that is drawn, instead of the scenario's",
     .low = 0,
     .high = 9007199254740992.0},
    {.id = GG_OPT_WITH_TRUTH,
     .name = "with-truth",
     .kind = GG_OPTION_FLAG,
     .help = "add the column " TRUE_OUTCOME ", which no real table has"},
    {.id = GG_OPT_THREADS,
     .name = "threads",
     .kind = GG_OPTION_WHOLE,
     .value = "N",
     .help = "threads that make rows, by default one for each processor, at most 8; never changes "
             "a byte",
     .low = 1,
     .high = 256},
};

static const gg_option output[] = {
    {.id = GG_OPT_OUTPUT,
     .name = "output",
     .letter = 'o',
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "the table, written whole or not at all; - for standard output"},
    {.id = GG_OPT_TRUTH,
     .name = "truth",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "the truth, by default FILE.truth.json beside the table"},
    {.id = GG_OPT_SCHEMA_TO,
     .name = "schema-to",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "also write a schema of the table, for --schema of other commands"},
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group making_options = GG_ROWS("Making", making);
static const gg_option_group output_options = GG_ROWS("Output", output);

/* The files of a run; NULL where nothing is written. */
typedef struct files {
    const char *table, *truth, *schema;
    bool to_stdout;
} files;

static gg_status refuse(const char *option, const char *mend, const char *what, gg_error *err)
{
    gg_error_where(err, option, 0, NULL);
    return gg_error_set(err, GG_E_USAGE, mend, "%s", what);
}

static bool equal(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* A table on standard output leaves no room there for anything else. */
static gg_status settle_files(gg_cli *cli, files *out, gg_error *err)
{
    const gg_args *args = &cli->args;
    files f = {.table = gg_args_text(args, GG_OPT_OUTPUT),
               .truth = gg_args_text(args, GG_OPT_TRUTH),
               .schema = gg_args_text(args, GG_OPT_SCHEMA_TO)};

    f.to_stdout = strcmp(f.table, "-") == 0;
    if (f.to_stdout && strcmp(gg_args_text(args, GG_OPT_FORMAT), "json") == 0)
        return refuse("--format", "give -o FILE", "standard output is for the table", err);
    if (equal(f.truth, "-") || equal(f.schema, "-"))
        return refuse(equal(f.truth, "-") ? "--truth" : "--schema-to",
                      "name a file; --format json shows the truth, and the schema in it",
                      "only the table can go to standard output", err);
    if (!f.truth && !f.to_stdout) {
        f.truth = gg_arena_printf(&cli->arena, "%s.truth.json", f.table);
        if (!f.truth)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    if (equal(f.truth, f.table) || equal(f.schema, f.table) || equal(f.schema, f.truth) ||
        equal(f.truth, args->operands[0]))
        return refuse("-o", "name another file", "one file for two things", err);
    *out = f;
    return GG_OK;
}

/* Where rows go, and the bar that shows how far they are. */
typedef struct desk {
    gg_stream *stream;
    gg_progress progress;
    uint64_t bytes;
} desk;

static gg_status take(void *context, const char *data, size_t n, gg_error *err)
{
    desk *d = context;

    d->bytes += n;
    return gg_stream_write(d->stream, data, n, err);
}

/* The bar counts bytes; how many there will be is what there is so far, carried on. */
static void tick(void *context, uint64_t rows, uint64_t total)
{
    desk *d = context;

    gg_progress_tick(&d->progress, d->bytes,
                     (uint64_t)((double)d->bytes * (double)total / (double)rows));
}

/* The table gets its name last: a table with a truth that is not its own is never there. */
static gg_status make(gg_cli *cli, const gg_scenario *scenario, const files *f, json_t **truth,
                      gg_error *err)
{
    const gg_args *args = &cli->args;
    const char *paths[] = {f->truth, f->schema, f->table};
    gg_synth_options options = gg_synth_options_default();
    desk d = {.bytes = 0};
    gg_status status = GG_OK;

    options.rows = (uint64_t)gg_args_number(args, GG_OPT_ROWS);
    options.has_seed = gg_args_given(args, GG_OPT_SEED);
    options.seed = (uint64_t)gg_args_number(args, GG_OPT_SEED);
    options.threads = gg_columns_threads(args);
    options.true_outcome = gg_args_given(args, GG_OPT_WITH_TRUTH) ? TRUE_OUTCOME : NULL;
    options.write = take;
    options.progress = tick;
    options.write_context = options.progress_context = &d;
    for (size_t i = 0; i < sizeof paths / sizeof *paths && status == GG_OK; i++)
        if (paths[i])
            status = gg_cli_stream(cli, paths[i], &d.stream, err);
    if (status != GG_OK)
        return status;
    gg_progress_begin(&d.progress);
    status = gg_synth_make(scenario, &options, truth, err);
    gg_progress_end(&d.progress);
    if (status == GG_OK && f->truth)
        status = gg_cli_write(cli, f->truth, *truth, err);
    if (status == GG_OK && f->schema)
        status = gg_cli_write(cli, f->schema, json_object_get(*truth, "schema"), err);
    return status;
}

static void say_rate(const json_t *overall, const char *key, const char *words, gg_buf *out)
{
    const json_t *value = json_object_get(overall, key);

    if (json_is_number(value))
        gg_buf_printf(out, "%s %.4f", words, json_number_value(value));
}

static void summarise(const json_t *truth, const files *f, gg_buf *out)
{
    const json_t *overall = json_object_get(truth, "overall");
    const json_t *columns = json_object_get(json_object_get(truth, "schema"), "columns");

    gg_buf_printf(out, "Made %s: %.0f rows of %zu columns.\n", f->table,
                  gg_json_number(truth, "rows", 0), json_object_size(columns));
    say_rate(overall, "base_rate", "In truth: base rate", out);
    say_rate(overall, "selection_rate", ", referred", out);
    say_rate(overall, "precision", ", precision", out);
    say_rate(overall, "recall", ", recall", out);
    gg_buf_printf(out, ".\nThe truth is in %s.\n", f->truth);
    if (f->schema)
        gg_buf_printf(out, "The schema is in %s.\n", f->schema);
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    gg_scenario *scenario = NULL;
    json_t *truth = NULL;
    files f = {.table = NULL};
    gg_status status = settle_files(cli, &f, err);

    if (status == GG_OK)
        status = gg_scenario_load(cli->args.operands[0], &scenario, err);
    if (status == GG_OK)
        status = make(cli, scenario, &f, &truth, err);
    if (status == GG_OK && strcmp(gg_args_text(&cli->args, GG_OPT_FORMAT), "json") == 0)
        gg_json_write(truth, &cli->out);
    else if (status == GG_OK && !f.to_stdout)
        summarise(truth, &f, &cli->out);
    json_decref(truth);
    gg_scenario_free(scenario);
    return status;
}

const gg_command gg_cmd_synth = {
    .group = "measure",
    .name = "synth",
    .summary = "a made-up table with known truth, from a scenario",
    .operands = "SCENARIO",
    .least = 1,
    .most = 1,
    .groups = {&making_options, &output_options},
    .needs = {GG_OPT_OUTPUT},
    .example = "gauger synth datasets/land-crossing/scenario.yaml -o crossing.csv --rows 100000",
    .about =
        "Makes a table from a scenario (docs/synth.md): groups, features with their effects, "
        "months with drift, sites with thresholds, biases put in on purpose, sources of referrals, "
        "and inspections, so that outcomes are partly unverified. What is true of it is written "
        "beside it, or shown by --format json; a table on standard output (-o -) has its truth "
        "written with --truth FILE alone. The same scenario, rows and seed give the same bytes.",
    .run = run,
    .streams = true,
};
