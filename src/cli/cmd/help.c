/* gauger help: the commands, one command, or the whole manual. */
#include "cmd.h"

static const gg_option rows[] = {
    {.id = GG_OPT_MARKDOWN,
     .name = "markdown",
     .kind = GG_OPTION_FLAG,
     .help = "print the manual in Markdown",
     .hidden = true},
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Output", rows);

static gg_status run(gg_cli *cli, gg_error *err)
{
    const gg_command *command;
    gg_status status;

    if (cli->args.n_operands) {
        status = gg_command_get(cli->args.operands[0], &command, err);
        if (status == GG_OK)
            gg_usage_command(command, &cli->out);
        return status;
    }
    if (gg_args_given(&cli->args, GG_OPT_MARKDOWN))
        gg_usage_manual(&cli->out);
    else
        gg_usage_overview(&cli->out);
    return GG_OK;
}

const gg_command gg_cmd_help = {
    .group = "help",
    .name = "help",
    .summary = "the commands, or one of them",
    .operands = "[COMMAND]",
    .most = 1,
    .groups = {&options},
    .example = "gauger help evaluate",
    .about = "Lists the commands, or explains one of them as gauger COMMAND --help does.",
    .run = run,
};
