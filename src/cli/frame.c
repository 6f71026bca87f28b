/* A run of the program: find the command, read its options, run it, deliver or report. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli_internal.h"
#include "gauger/base/text.h"
#include "source.h"

/* Errors are JSON when --format json was asked for, even if the error is in another option. */
static bool wants_json(int argc, char *const *argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--format=json") == 0 ||
            (strcmp(argv[i], "--format") == 0 && i + 1 < argc && strcmp(argv[i + 1], "json") == 0))
            return true;
    return false;
}

/* Options before the command; --help and --version there stand for the commands of that name. */
static gg_status take_globals(gg_cli *cli, int argc, char *const *argv, int *used, gg_error *err)
{
    const gg_option_group *const groups[] = {&gg_global_options, NULL};
    const char *name = NULL;
    gg_status status =
        gg_options_parse(groups, argc, argv, true, &cli->arena, &cli->globals, used, err);

    if (status != GG_OK)
        return status;
    if (gg_args_given(&cli->globals, GG_OPT_VERSION))
        name = "version";
    else if (gg_args_given(&cli->globals, GG_OPT_HELP))
        name = "help";
    else if (*used < argc)
        return gg_command_take(argc - *used, argv + *used, used, &cli->family, &cli->command, err);
    if (!name)
        return gg_error_set(err, GG_E_USAGE, "gauger help lists the commands", "no command given");
    return gg_command_get(name, &cli->command, err);
}

static gg_status check_operands(const gg_cli *cli, gg_error *err)
{
    const gg_command *c = cli->command;
    size_t n = cli->args.n_operands;
    const bool table = c->operands && strncmp(c->operands, "DATA", 4) == 0;
    char word[64], mend[200];

    snprintf(mend, sizeof mend, "give gauger %s%s%s", c->name, c->operands ? " " : "",
             c->operands ? c->operands : " alone");
    if (table && n > c->most)
        snprintf(mend, sizeof mend,
                 "many files that are one table are given as a pattern in quotes, which the shell "
                 "leaves alone: gauger %s 'crossings-*.csv'",
                 c->name);
    if (n < c->least)
        return gg_error_set(err, GG_E_USAGE, mend, "%.*s is missing",
                            (int)strcspn(c->operands, " "), c->operands);
    if (n > c->most)
        return gg_error_set(err, GG_E_USAGE, mend, "one argument too many: \"%s\"",
                            gg_text_clean(cli->args.operands[c->most],
                                          strlen(cli->args.operands[c->most]), word, 40));
    return GG_OK;
}

static gg_status check_needs(const gg_cli *cli, gg_error *err)
{
    for (size_t i = 0; i < 4 && cli->command->needs[i] != GG_OPT_HELP; i++) {
        gg_option_id id = cli->command->needs[i];
        char shown[128], mend[160];

        if (gg_args_given(&cli->args, id))
            continue;
        for (const gg_option_group *const *g = cli->command->groups; *g; g++)
            for (size_t j = 0; j < (*g)->n; j++)
                if ((*g)->rows[j].id == id) {
                    gg_usage_option(&(*g)->rows[j], shown, sizeof shown);
                    snprintf(mend, sizeof mend, "give %s", shown);
                    return gg_error_set(err, GG_E_USAGE, mend, "--%s is missing",
                                        (*g)->rows[j].name);
                }
    }
    return GG_OK;
}

/* A global option behind the command is known, but in the wrong place. */
static gg_status refuse_global(int argc, char *const *argv, gg_error *err)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        for (size_t j = 0; j < gg_global_options.n; j++) {
            const gg_option *row = &gg_global_options.rows[j];
            size_t n = strlen(row->name);
            char where[64];

            if (row->kind == GG_OPTION_FLAG || strncmp(argv[i], "--", 2) != 0 ||
                strncmp(argv[i] + 2, row->name, n) != 0 ||
                (argv[i][n + 2] != '\0' && argv[i][n + 2] != '='))
                continue;
            snprintf(where, sizeof where, "--%s", row->name);
            gg_error_where(err, where, 0, NULL);
            return gg_error_set(err, GG_E_USAGE, "give it before the command",
                                "stands behind the command");
        }
    return GG_OK;
}

/* A time that no registry was asked to take would be left aside without a word. */
static gg_status check_now(const gg_cli *cli, gg_error *err)
{
    if (!gg_args_given(&cli->globals, GG_OPT_NOW) || cli->testing)
        return GG_OK;
    gg_error_where(err, "--now", 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "leave it out",
                        "this run uses no registry to set the clock of");
}

static gg_status run(gg_cli *cli, int argc, char *const *argv, gg_error *err)
{
    int used = 0;
    gg_status status = take_globals(cli, argc, argv, &used, err);

    if (status != GG_OK)
        return status;
    if (cli->family) {
        gg_usage_family(cli->family, &cli->out);
        return GG_OK;
    }
    status = refuse_global(argc - used, argv + used, err);
    if (status == GG_OK)
        status = gg_options_parse(cli->command->groups, argc - used, argv + used, false,
                                  &cli->arena, &cli->args, &used, err);
    if (status != GG_OK)
        return status;
    if (gg_args_given(&cli->args, GG_OPT_HELP)) {
        gg_usage_command(cli->command, &cli->out);
        return GG_OK;
    }
    status = check_operands(cli, err);
    if (status == GG_OK)
        status = check_needs(cli, err);
    if (status == GG_OK)
        status = gg_cli_check_files(&cli->args, err);
    if (status == GG_OK)
        status = gg_cli_open_files(cli, err);
    if (status == GG_OK)
        status = cli->command->run(cli, err);
    return status == GG_OK ? check_now(cli, err) : status;
}

/* Without an error a status is an answer: yes, no, or inconclusive. */
static bool is_answer(gg_status status, const gg_error *err)
{
    return err->status == GG_OK &&
           (status == GG_OK || status == GG_E_NO || status == GG_E_INCONCLUSIVE);
}

int gg_cli_main(int argc, char *const *argv)
{
    int skip = argc > 0; /* the program's own name */
    gg_cli cli = {.json = wants_json(argc - skip, argv + skip)};
    gg_error err;
    gg_status status;

    gg_cli_guard_streams();
    /* A pipe that nobody reads, and a file that may not grow, are errors of the call. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    gg_error_init(&err);
    gg_arena_init(&cli.arena);
    gg_buf_init(&cli.out, 0);
    status = run(&cli, argc - skip, argv + skip, &err);
    if (is_answer(status, &err)) {
        gg_status delivered = gg_cli_deliver(&cli, &err);

        if (delivered != GG_OK)
            status = delivered;
        else
            gg_cli_note(&cli);
    }
    if (!is_answer(status, &err)) {
        gg_error_set(&err, status, NULL, "failed without saying why");
        gg_source_rename(&cli, &err);
        gg_cli_report(&cli, &err);
    }
    gg_cli_close_files(&cli);
    gg_signer_free(cli.signer);
    gg_buf_release(&cli.out);
    gg_arena_release(&cli.arena);
    return gg_status_exit(status);
}
