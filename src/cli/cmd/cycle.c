/* gauger cycle: the ways to a new version, their phases and clocks. */
#include "gauger/registry/cycle.h"

#include <stdio.h>

#include "cli/columns.h"
#include "cli/registry.h"
#include "cmd.h"

static const gg_option open_rows[] = {
    {.id = GG_OPT_KIND,
     .name = "kind",
     .kind = GG_OPTION_CHOICE,
     .value = "KIND",
     .choices = "development|refresh|reengineering|adjustment",
     .help = "what may change, and how long it may take"},
    {.id = GG_OPT_FROM,
     .name = "from",
     .kind = GG_OPTION_TEXT,
     .value = "VERSION",
     .help = "the version it starts from: 3 or NAME@3"},
    {.id = GG_OPT_DATASET,
     .name = "dataset",
     .kind = GG_OPTION_TEXT,
     .value = "REFS",
     .help = "every version of the cycle is evaluated on these when it is registered",
     .repeat = true},
    {.id = GG_OPT_PHASE,
     .name = "phase",
     .kind = GG_OPTION_CHOICE,
     .value = "PHASE",
     .choices = "research|features|build|test|deploy",
     .help = "the first phase",
     .otherwise = "research"},
    GG_ROW_REASON,
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option list_rows[] = {
    {.id = GG_OPT_MODEL,
     .name = "model",
     .kind = GG_OPTION_TEXT,
     .value = "NAME",
     .help = "only of this model"},
    {.id = GG_OPT_OVERDUE,
     .name = "overdue",
     .kind = GG_OPTION_FLAG,
     .help = "only what is overdue; exit status 1 if anything is"},
    {.id = GG_OPT_CLOSED, .name = "closed", .kind = GG_OPTION_FLAG, .help = "closed ones as well"},
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option phase_rows[] = {
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option close_rows[] = {
    GG_ROW_REASON,
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group open_options = GG_ROWS("Options", open_rows);
static const gg_option_group list_options = GG_ROWS("Options", list_rows);
static const gg_option_group phase_options = GG_ROWS("Options", phase_rows);
static const gg_option_group close_options = GG_ROWS("Options", close_rows);

static gg_status receipt(uint64_t id, const char *state, json_t **out, gg_error *err,
                         const char *done)
{
    return gg_desk_give(json_pack("{s:s,s:s,s:I,s:s}", "format", "gauger/receipt/1", "done", done,
                                  "cycle", (json_int_t)id, "state", state),
                        out, err);
}

/* ---- open ---- */

static gg_status open_cycle(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    const gg_args *args = &cli->args;
    gg_cycle_entry entry = {0};
    uint64_t id = 0;
    char done[200];
    gg_status status;

    entry.model = args->operands[0];
    entry.kind = gg_args_text(args, GG_OPT_KIND);
    entry.from = gg_args_text(args, GG_OPT_FROM);
    entry.reason = gg_args_text(args, GG_OPT_REASON);
    entry.phase = gg_args_text(args, GG_OPT_PHASE);
    status =
        gg_columns_list(args, GG_OPT_DATASET, &cli->arena, &entry.datasets, &entry.n_datasets, err);
    if (status == GG_OK)
        status = gg_cycle_open(reg, &entry, &id, err);
    if (status != GG_OK)
        return status;
    snprintf(done, sizeof done, "Opened cycle %llu of %.100s: %s.", (unsigned long long)id,
             entry.model, entry.kind);
    return receipt(id, "open", out, err, done);
}

static gg_status run_open(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, open_cycle, err);
}

/* ---- list ---- */

static gg_status list(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    gg_cycle_filter filter = gg_cycle_filter_default();

    filter.model = gg_args_text(&cli->args, GG_OPT_MODEL);
    filter.overdue = gg_args_given(&cli->args, GG_OPT_OVERDUE);
    filter.closed = gg_args_given(&cli->args, GG_OPT_CLOSED);
    return gg_cycle_list(reg, &filter, out, err);
}

static gg_status run_list(gg_cli *cli, gg_error *err)
{
    return gg_desk_answer(cli, list, gg_desk_overdue, err);
}

/* ---- phase, close ---- */

static gg_status begin_phase(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    const char *phase = cli->args.operands[1];
    uint64_t id = 0;
    char done[120];
    gg_status status = gg_cycle_find(reg, cli->args.operands[0], &id, err);

    if (status == GG_OK)
        status = gg_cycle_phase(reg, id, phase, err);
    if (status != GG_OK)
        return status;
    snprintf(done, sizeof done, "Cycle %llu is in the phase %.40s.", (unsigned long long)id, phase);
    return receipt(id, "open", out, err, done);
}

static gg_status run_phase(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, begin_phase, err);
}

static gg_status close_cycle(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    uint64_t id = 0;
    char done[120];
    gg_status status = gg_cycle_find(reg, cli->args.operands[0], &id, err);

    if (status == GG_OK)
        status = gg_cycle_close(reg, id, gg_args_text(&cli->args, GG_OPT_REASON), err);
    if (status != GG_OK)
        return status;
    snprintf(done, sizeof done, "Closed cycle %llu.", (unsigned long long)id);
    return receipt(id, "closed", out, err, done);
}

static gg_status run_close(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, close_cycle, err);
}

const gg_command gg_cmd_cycle_open = {
    .group = "register",
    .name = "cycle open",
    .summary = "begin work towards a new version",
    .operands = "MODEL --kind K",
    .least = 1,
    .most = 1,
    .groups = {&open_options},
    .needs = {GG_OPT_KIND},
    .example = "gauger cycle open lanes --kind refresh --from 3 --dataset cases-2026",
    .about =
        "Opens a cycle of a model: development, refresh (new training data, same composition), "
        "reengineering (another composition) or adjustment (another operating point). Each "
        "kind has a clock. A version that is registered without an open cycle opens one.",
    .run = run_open,
};

const gg_command gg_cmd_cycle_list = {
    .group = "register",
    .name = "cycle list",
    .summary = "what is due, what is overdue, how long each phase took",
    .groups = {&list_options},
    .example = "gauger cycle list --overdue",
    .about = "Lists the open cycles with their phases and days left, versions in production whose "
             "refresh falls due, and the waivers that a version is in production by. With "
             "--overdue: cycles beyond their clock, refreshes that nobody has begun and waivers "
             "that have ended, and exit status 1 if there are any, for a scheduled job.",
    .run = run_list,
};

const gg_command gg_cmd_cycle_phase = {
    .group = "register",
    .name = "cycle phase",
    .summary = "begin the next phase of a cycle",
    .operands = "CYCLE PHASE",
    .least = 2,
    .most = 2,
    .groups = {&phase_options},
    .example = "gauger cycle phase lanes/refresh test",
    .about = "Begins a phase (research, features, build, test, deploy) of an open cycle and ends "
             "the one before. CYCLE is its number, a model with one open cycle, or MODEL/KIND.",
    .run = run_phase,
};

const gg_command gg_cmd_cycle_close = {
    .group = "register",
    .name = "cycle close",
    .summary = "end a cycle",
    .operands = "CYCLE",
    .least = 1,
    .most = 1,
    .groups = {&close_options},
    .example = "gauger cycle close lanes/refresh --reason abandoned",
    .about =
        "Closes a cycle and its phase. A cycle that nobody opened by hand closes by itself when "
        "a version of it goes into production. CYCLE is its number, a model with one open cycle, "
        "or MODEL/KIND.",
    .run = run_close,
};
