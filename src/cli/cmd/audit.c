/* gauger audit: what happened, and whether the registry still says so. */
#include <stdlib.h>
#include <string.h>

#include "cli/card_signed.h"
#include "cli/registry.h"
#include "audit.h"
#include "cmd.h"
#include "gauger/base/hash.h"

static const gg_option log_rows[] = {
    {.id = GG_OPT_OBJECT,
     .name = "object",
     .kind = GG_OPTION_TEXT,
     .value = "KIND/NAME",
     .help = "only of this object, e.g. model/lanes or model/lanes@2"},
    {.id = GG_OPT_ACTOR,
     .name = "actor",
     .kind = GG_OPTION_TEXT,
     .value = "NAME",
     .help = "only by this actor"},
    {.id = GG_OPT_ACTION,
     .name = "action",
     .kind = GG_OPTION_TEXT,
     .value = "ACTION",
     .help = "only this action, e.g. model.promote"},
    {.id = GG_OPT_AFTER,
     .name = "after",
     .kind = GG_OPTION_WHOLE,
     .value = "N",
     .help = "only events after number N",
     .low = 0,
     .high = 9007199254740992.0},
    {.id = GG_OPT_LIMIT,
     .name = "limit",
     .kind = GG_OPTION_WHOLE,
     .value = "N",
     .help = "the newest N events; 0 for all",
     .otherwise = "100",
     .low = 0,
     .high = 9007199254740992.0},
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option verify_rows[] = {
    {.id = GG_OPT_ID,
     .name = "id",
     .kind = GG_OPTION_TEXT,
     .value = "HEX",
     .help =
         "the identity that the registry must have, as init and checkpoint print it; by default "
         "that of $GAUGER_REGISTRY_ID"},
    {.id = GG_OPT_CHECKPOINT,
     .name = "checkpoint",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "an earlier gauger audit checkpoint, kept elsewhere, that the log must continue"},
    {.id = GG_OPT_FROM_CHECKPOINT,
     .name = "from-checkpoint",
     .kind = GG_OPTION_FLAG,
     .help = "trust the checkpoint for the signatures of the events before it"},
    {.id = GG_OPT_PROOF,
     .name = "proof",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "check a gauger audit prove instead; with --card, one that the card's checkpoint "
             "continues --checkpoint, or the other way round; no registry is needed"},
    {.id = GG_OPT_CARD,
     .name = "card",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "check a gauger card --sign instead, by FILE.dsse.json beside it; no registry is "
             "needed"},
    {.id = GG_OPT_KEYS,
     .name = "keys",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "the keys to check a checkpoint, a proof or a card with: gauger account keys"},
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option plain_rows[] = {
    GG_ROW_FORMAT("text|json|markdown", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group log_options = GG_ROWS("Options", log_rows);
static const gg_option_group verify_options = GG_ROWS("Options", verify_rows);
static const gg_option_group plain_options = GG_ROWS("Options", plain_rows);

/* ---- log ---- */

static gg_status list_events(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    gg_log_options options = gg_log_options_default();
    const char *object = gg_args_text(&cli->args, GG_OPT_OBJECT);

    if (object && !strchr(object, '/')) {
        gg_error_where(err, "--object", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give KIND/NAME, e.g. model/lanes",
                            "this names no object of the log");
    }
    if (object && strchr(object, '@'))
        options.object = object;
    else
        options.subject = object;
    options.actor = gg_args_text(&cli->args, GG_OPT_ACTOR);
    options.action = gg_args_text(&cli->args, GG_OPT_ACTION);
    options.after = (uint64_t)gg_args_number(&cli->args, GG_OPT_AFTER);
    options.limit = (uint64_t)gg_args_number(&cli->args, GG_OPT_LIMIT);
    return gg_registry_log(reg, &options, out, err);
}

static gg_status run_log(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_AUDIT, list_events, err);
}

/* ---- verify ---- */

static gg_status read_checkpoint(gg_cli *cli, gg_verify_options *options, gg_tree_head *head,
                                 gg_error *err)
{
    const char *path = gg_args_text(&cli->args, GG_OPT_CHECKPOINT);
    const char *list = gg_args_text(&cli->args, GG_OPT_KEYS);
    gg_checkpoint_head known;
    gg_known_keys keys;
    gg_status status = GG_OK;

    memset(&keys, 0, sizeof keys);
    if (list)
        status = gg_audit_keys_read(list, &keys, err);
    if (status == GG_OK)
        status = gg_audit_checkpoint_read(path, list ? &keys : NULL, &known, err);
    gg_known_keys_release(&keys);
    if (status != GG_OK)
        return status;
    *head = known.head;
    options->head = head;
    if (!options->id)
        options->id = gg_arena_string(&cli->arena, known.id);
    return options->id ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status examine(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    gg_verify_options options = {gg_args_text(&cli->args, GG_OPT_ID), NULL, false};
    const char *pin = getenv("GAUGER_REGISTRY_ID");
    gg_tree_head head;
    gg_status status = GG_OK;

    /* gg_desk_open() has held the registry against it. */
    if (!options.id && pin && pin[0])
        options.id = pin;
    options.trust_head = gg_args_given(&cli->args, GG_OPT_FROM_CHECKPOINT);
    if (gg_args_given(&cli->args, GG_OPT_CHECKPOINT))
        status = read_checkpoint(cli, &options, &head, err);
    else if (gg_args_given(&cli->args, GG_OPT_KEYS))
        status = gg_error_set(err, GG_E_USAGE, "give one of them, or leave it out",
                              "--keys without a checkpoint, a proof or a card to check");
    else if (options.trust_head)
        status = gg_error_set(err, GG_E_USAGE, "give --checkpoint FILE as well",
                              "--from-checkpoint without a checkpoint");
    return status == GG_OK ? gg_registry_verify(reg, &options, out, err) : status;
}

/* A database that cannot be opened has been tampered with or is damaged, and that is the answer. */
static gg_status report_damage(gg_cli *cli, json_t **out, gg_error *err)
{
    gg_verify_options options = {gg_args_text(&cli->args, GG_OPT_ID), NULL, false};
    const char *folder = NULL;
    gg_env env;
    gg_error scratch;
    gg_status status;

    gg_error_init(&scratch);
    status = gg_desk_folder(cli, &folder, &scratch);
    if (status == GG_OK)
        status = gg_desk_env(cli, &env, &scratch);
    if (status == GG_OK)
        status = gg_registry_verify_damaged(folder, &env, &options, out, &scratch);
    if (status == GG_OK)
        gg_error_init(err);
    return status == GG_OK ? GG_OK : GG_E_INPUT;
}

static gg_status run_verify(gg_cli *cli, gg_error *err)
{
    gg_registry *reg = NULL;
    json_t *document = NULL;
    gg_status status;

    if (gg_args_given(&cli->args, GG_OPT_CARD))
        return gg_card_verify(cli, err);
    if (gg_args_given(&cli->args, GG_OPT_PROOF))
        return gg_audit_check_proof(cli, err);
    status = gg_desk_open(cli, GG_REGISTRY_AUDIT, &reg, err);
    if (status == GG_OK)
        status = examine(cli, reg, &document, err);
    else if (status == GG_E_INPUT)
        status = report_damage(cli, &document, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, document, NULL, err);
    if (status == GG_OK)
        status = gg_registry_verify_status(document);
    json_decref(document);
    gg_registry_close(reg);
    return status;
}

/* ---- rebuild ---- */

static gg_status rebuild(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    (void)cli;
    return gg_registry_rebuild(reg, out, err);
}

static gg_status run_rebuild(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_AUDIT, rebuild, err);
}

const gg_command gg_cmd_audit_log = {
    .group = "account",
    .name = "audit log",
    .summary = "who did what, when",
    .groups = {&log_options},
    .example = "gauger audit log --object model/lanes",
    .about = "Lists the events of the registry, the oldest first. Every change is one; so is a "
             "change that was refused by rule. Names of actors are claims while one person holds "
             "every key; see account list.",
    .run = run_log,
};

const gg_command gg_cmd_audit_verify = {
    .group = "account",
    .name = "audit verify",
    .summary = "do log, tables and stored files still agree",
    .groups = {&verify_options},
    .example = "gauger audit verify --checkpoint checkpoint.txt",
    .about = "Computes every hash again, checks every signature with the key that the log gave to "
             "that account at that time, replays the log and compares the tables row by row, and "
             "reads every stored file. Exit status 1 when anything does not agree, naming the "
             "first that does not. Without --id or --checkpoint, only that the registry agrees "
             "with itself can be said: a whole registry put in its place would pass.",
    .run = run_verify,
};

const gg_command gg_cmd_audit_rebuild = {
    .group = "account",
    .name = "audit rebuild",
    .summary = "make the tables again from the log",
    .groups = {&plain_options},
    .example = "gauger audit rebuild",
    .about = "Checks the log, every signature included, and then makes the tables, indexes and "
             "triggers that commands work with anew from it; what else somebody put into the "
             "database is dropped. Exit status 1, and nothing is changed, when an event does not "
             "hold or events are gone: what is lost from the log no rebuild brings back.",
    .run = run_rebuild,
};
