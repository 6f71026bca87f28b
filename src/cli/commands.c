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
    {.id = GG_OPT_NOW,
     .name = "now",
     .kind = GG_OPTION_TEXT,
     .value = "TIME",
     .help =
         "the time it is said to be, as 2026-01-31T23:59:59Z; only in a registry made with init "
         "--testing"},
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
    &gg_cmd_evaluate,
    &gg_cmd_compare,
    &gg_cmd_drift,
    &gg_cmd_check,
    &gg_cmd_synth,
    &gg_cmd_init,
    &gg_cmd_dataset_add,
    &gg_cmd_dataset_revise,
    &gg_cmd_dataset_purge,
    &gg_cmd_dataset_list,
    &gg_cmd_dataset_show,
    &gg_cmd_model_register,
    &gg_cmd_model_list,
    &gg_cmd_model_show,
    &gg_cmd_model_diff,
    &gg_cmd_model_history,
    &gg_cmd_train,
    &gg_cmd_refresh,
    &gg_cmd_cycle_open,
    &gg_cmd_cycle_list,
    &gg_cmd_cycle_phase,
    &gg_cmd_cycle_close,
    &gg_cmd_gate,
    &gg_cmd_review,
    &gg_cmd_waive,
    &gg_cmd_promote,
    &gg_cmd_suspend,
    &gg_cmd_policy_adopt,
    &gg_cmd_card,
    &gg_cmd_record_template,
    &gg_cmd_record_add,
    &gg_cmd_record_show,
    &gg_cmd_record_list,
    &gg_cmd_record_close,
    &gg_cmd_audit_log,
    &gg_cmd_audit_verify,
    &gg_cmd_audit_checkpoint,
    &gg_cmd_audit_prove,
    &gg_cmd_audit_redact,
    &gg_cmd_audit_rebuild,
    &gg_cmd_account_add,
    &gg_cmd_account_list,
    &gg_cmd_account_show,
    &gg_cmd_account_grant,
    &gg_cmd_account_revoke,
    &gg_cmd_account_confirm,
    &gg_cmd_account_train,
    &gg_cmd_account_renew,
    &gg_cmd_account_disable,
    &gg_cmd_account_enable,
    &gg_cmd_account_limit,
    &gg_cmd_account_key,
    &gg_cmd_account_review,
    &gg_cmd_account_recover,
    &gg_cmd_account_keys,
    &gg_cmd_registry_backup,
    &gg_cmd_registry_restore,
    &gg_cmd_help,
    &gg_cmd_version,
};

const size_t gg_n_commands = sizeof gg_commands / sizeof *gg_commands;

const gg_command *gg_command_find(const char *name)
{
    for (size_t i = 0; i < gg_n_commands; i++)
        if (strcmp(gg_commands[i]->name, name) == 0)
            return gg_commands[i];
    return NULL;
}

bool gg_command_family(const char *name, const gg_command *command)
{
    size_t n = strlen(name);

    return strncmp(command->name, name, n) == 0 && command->name[n] == ' ';
}

static bool is_family(const char *name)
{
    for (size_t i = 0; i < gg_n_commands; i++)
        if (gg_command_family(name, gg_commands[i]))
            return true;
    return false;
}

/* The first word of a command of two is meant where no command is nearer. */
static void suggest_family(const char *name, const gg_command *command, char family[32],
                           const char **best, size_t *distance)
{
    size_t n = strcspn(command->name, " ");
    char first[32];

    if (!command->name[n] || n >= sizeof first)
        return;
    snprintf(first, sizeof first, "%.*s", (int)n, command->name);
    gg_suggest(name, strlen(name), first, best, distance);
    if (*best == first) {
        memcpy(family, first, sizeof first);
        *best = family;
    }
}

gg_status gg_command_get(const char *name, const gg_command **out, gg_error *err)
{
    const gg_command *command = gg_command_find(name);
    const char *best = NULL;
    size_t distance = 0;
    char word[64], family[32], mend[96] = "gauger help lists the commands";

    if (command) {
        *out = command;
        return GG_OK;
    }
    for (size_t i = 0; i < gg_n_commands; i++) {
        gg_suggest(name, strlen(name), gg_commands[i]->name, &best, &distance);
        suggest_family(name, gg_commands[i], family, &best, &distance);
    }
    if (best)
        snprintf(mend, sizeof mend, "did you mean %s?", best);
    return gg_error_set(err, GG_E_USAGE, mend, "unknown command \"%s\"",
                        gg_text_clean(name, strlen(name), word, 40));
}

/* The second words of a family, as advice. */
static void list_family(const char *name, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "give one of");

    for (size_t i = 0; i < gg_n_commands; i++)
        if (n < size && gg_command_family(name, gg_commands[i]))
            n += (size_t)snprintf(out + n, size - n, "%s %s",
                                  strchr(out, ' ') && out[n - 1] != 'f' ? "," : "",
                                  gg_commands[i]->name + strlen(name) + 1);
}

gg_status gg_command_take(int argc, char *const *argv, int *used, const char **family,
                          const gg_command **out, gg_error *err)
{
    char words[96], mend[220];
    const char *second = argc > 1 ? argv[1] : "-";
    gg_status status;

    if (!is_family(argv[0])) {
        status = gg_command_get(argv[0], out, err);
        *used += status == GG_OK;
        return status;
    }
    if (strcmp(second, "--help") == 0 || strcmp(second, "-h") == 0) {
        *family = argv[0];
        return GG_OK;
    }
    if (second[0] == '-') {
        list_family(argv[0], mend, sizeof mend);
        gg_error_where(err, argv[0], 0, NULL);
        return gg_error_set(err, GG_E_USAGE, mend, "the second word of the command is missing");
    }
    snprintf(words, sizeof words, "%s %.60s", argv[0], second);
    status = gg_command_get(words, out, err);
    *used += status == GG_OK ? 2 : 0;
    return status;
}
