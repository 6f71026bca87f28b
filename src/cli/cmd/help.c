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

/* One command of one word or two, or all that begin with a word. */
static gg_status explain(gg_cli *cli, gg_error *err)
{
    char *words[] = {(char *)cli->args.operands[0],
                     cli->args.n_operands > 1 ? (char *)cli->args.operands[1] : (char *)"--help"};
    const gg_command *command = NULL;
    const char *family = NULL;
    int used = 0;
    gg_status status = gg_command_take(2, words, &used, &family, &command, err);

    if (status != GG_OK)
        return status;
    if (family)
        gg_usage_family(family, &cli->out);
    else
        gg_usage_command(command, &cli->out);
    return GG_OK;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    if (cli->args.n_operands)
        return explain(cli, err);
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
    .most = 2,
    .groups = {&options},
    .example = "gauger help evaluate",
    .about = "Lists the commands, or explains one of them as gauger COMMAND --help does.",
    .run = run,
};
