/* gauger account list, show: who may act, until when, and what is overdue. */
#include "gauger/registry/account.h"

#include "cli/registry.h"
#include "cmd.h"

static const gg_option list_rows[] = {
    {.id = GG_OPT_OVERDUE,
     .name = "overdue",
     .kind = GG_OPTION_FLAG,
     .help = "only what is overdue; exit status 1 if anything is"},
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option show_rows[] = {
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group list_options = GG_ROWS("Options", list_rows);
static const gg_option_group show_options = GG_ROWS("Options", show_rows);

static gg_status list(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    return gg_account_list(reg, gg_args_given(&cli->args, GG_OPT_OVERDUE), out, err);
}

static gg_status run_list(gg_cli *cli, gg_error *err)
{
    return gg_desk_answer(cli, list, gg_desk_overdue, err);
}

static gg_status show(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    return gg_account_show(reg, cli->args.operands[0], out, err);
}

static gg_status run_show(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, show, err);
}

const gg_command gg_cmd_account_list = {
    .group = "account",
    .name = "account list",
    .summary = "who may act, in which roles, and what is due",
    .groups = {&list_options},
    .example = "gauger account list --overdue",
    .about = "Lists the accounts with their roles, when each was last used, how long its training "
             "is good for and when its access is to be reviewed. An account that is dormant or "
             "whose training is too old is refused; a review that is overdue refuses nothing. With "
             "--overdue, exit status 1 says that something is. Warns of the last administrator "
             "well before that account is dormant.",
    .run = run_list,
};

const gg_command gg_cmd_account_show = {
    .group = "account",
    .name = "account show",
    .summary = "one account, its keys, and what was done to it",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .groups = {&show_options},
    .example = "gauger account show ben",
    .about = "Shows an account: its person (a pseudonym), roles and clocks, the keys that it has "
             "and had, what waits for a second administrator, and the newest events about it.",
    .run = run_show,
};
