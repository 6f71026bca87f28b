/* gauger model list, show, history: what is on record of models and their versions. */
#include "gauger/registry/model.h"

#include "cli/registry.h"
#include "cli/weights.h"
#include "cmd.h"

static const gg_option rows[] = {
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Output", rows);

static gg_status list(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    return gg_model_list(reg, cli->args.n_operands ? cli->args.operands[0] : NULL, out, err);
}

static gg_status run_list(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, list, err);
}

static gg_status show(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    json_t *version = NULL;
    gg_status status = gg_version_show(reg, cli->args.operands[0], &version, err);

    if (status == GG_OK)
        status = gg_weights_add(cli, reg, version, err);
    if (status == GG_OK)
        *out = version;
    else
        json_decref(version);
    return status;
}

static gg_status run_show(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, show, err);
}

static gg_status history(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    return gg_model_history(reg, cli->args.operands[0], out, err);
}

static gg_status run_history(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, history, err);
}

const gg_command gg_cmd_model_list = {
    .group = "register",
    .name = "model list",
    .summary = "the models, each with its newest version and its champion",
    .operands = "[NAME]",
    .most = 1,
    .groups = {&options},
    .example = "gauger model list",
    .about = "Lists the models (or one of them): the newest version, its state and its newest "
             "verdict, and the champion, which is the version in production.",
    .run = run_list,
};

const gg_command gg_cmd_model_show = {
    .group = "register",
    .name = "model show",
    .summary = "one version, with all that is on record of it",
    .operands = "REF",
    .least = 1,
    .most = 1,
    .groups = {&options},
    .example = "gauger model show lanes@champion",
    .about =
        "Shows a version: its state and verdict, what is open, its fingerprints, kind and "
        "cycle, operating point, what its score is made of (the largest weights as text, all in "
        "JSON), evaluations, changes of state, and risks that were accepted. REF is NAME@4, "
        "NAME@champion, NAME@latest, NAME@ALIAS, or NAME alone for the newest.",
    .run = run_show,
};

const gg_command gg_cmd_model_history = {
    .group = "register",
    .name = "model history",
    .summary = "what happened to a model or a version, in order",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .groups = {&options},
    .example = "gauger model history lanes",
    .about = "Lists the events of a model with all its versions (NAME), or of one version "
             "(NAME@4), the oldest first, with who did it. What was refused is there too.",
    .run = run_history,
};
