/* The table of commands, in the order in which help shows them. */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "gauger/base/text.h"

static const gg_option global_options[] = {
    {.id = GG_OPT_REGISTRY,
     .name = "registry",
     .kind = GG_OPTION_TEXT,
     .value = "DIR",
     .help = "the registry to work on; measuring needs none"},
    {.id = GG_OPT_AS,
     .name = "as",
     .kind = GG_OPTION_TEXT,
     .value = "ACCOUNT",
     .help = "the account that acts in the registry"},
    {.id = GG_OPT_HELP,
     .name = "help",
     .letter = 'h',
     .kind = GG_OPTION_FLAG,
     .help = "list the commands"},
    {.id = GG_OPT_VERSION,
     .name = "version",
     .kind = GG_OPTION_FLAG,
     .help = "say which version this is"},
};

const gg_option_group gg_global_options = {"Before the command", global_options,
                                           sizeof global_options / sizeof *global_options};

/* A command is added here, in cmd/, and in no third place. */
const gg_command *const gg_commands[] = {
    &gg_cmd_evaluate, &gg_cmd_compare, &gg_cmd_drift, &gg_cmd_check,
    &gg_cmd_gate,     &gg_cmd_card,    &gg_cmd_help,  &gg_cmd_version,
};

const size_t gg_n_commands = sizeof gg_commands / sizeof *gg_commands;

const gg_command *gg_command_find(const char *name)
{
    for (size_t i = 0; i < gg_n_commands; i++)
        if (strcmp(gg_commands[i]->name, name) == 0)
            return gg_commands[i];
    return NULL;
}

gg_status gg_command_get(const char *name, const gg_command **out, gg_error *err)
{
    const gg_command *command = gg_command_find(name);
    const char *best = NULL;
    size_t distance = 0;
    char word[64], mend[96] = "gauger help lists the commands";

    if (command) {
        *out = command;
        return GG_OK;
    }
    for (size_t i = 0; i < gg_n_commands; i++)
        gg_suggest(name, strlen(name), gg_commands[i]->name, &best, &distance);
    if (best)
        snprintf(mend, sizeof mend, "did you mean %s?", best);
    return gg_error_set(err, GG_E_USAGE, mend, "unknown command \"%s\"",
                        gg_text_clean(name, strlen(name), word, 40));
}
