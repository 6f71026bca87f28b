/* gauger account add: an account is nominated and opened. */
#include "account_key.h"

#include "cli/columns.h"
#include "cli/registry.h"
#include "cmd.h"
#include "gauger/registry/account.h"

static const gg_option rows[] = {
    {.id = GG_OPT_ROLE,
     .name = "role",
     .kind = GG_OPTION_TEXT,
     .value = "ROLES",
     .help = "scientist, reviewer, auditor, administrator or ci",
     .repeat = true},
    {.id = GG_OPT_PERSON,
     .name = "person",
     .kind = GG_OPTION_TEXT,
     .value = "PSEUDONYM",
     .help =
         "whose account it is, by which duties are separated; never a name of a human; without, "
         "the account's name"},
    {.id = GG_OPT_SUPERVISOR,
     .name = "supervisor",
     .kind = GG_OPTION_PROSE,
     .value = "TITLE",
     .help = "title of who nominates"},
    {.id = GG_OPT_NEED,
     .name = "need",
     .kind = GG_OPTION_PROSE,
     .value = "TEXT",
     .help = "why it is needed, for the record of the nomination"},
    {.id = GG_OPT_TRAINED,
     .name = "trained",
     .kind = GG_OPTION_TEXT,
     .value = "DATE",
     .help = "the day of the training before access"},
    {.id = GG_OPT_MODEL,
     .name = "model",
     .kind = GG_OPTION_TEXT,
     .value = "NAMES",
     .help = "limit it to these models",
     .repeat = true},
    {.id = GG_OPT_PUBLIC_KEY,
     .name = "public-key",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "the public part of a key that only they have (account key writes it)"},
    {.id = GG_OPT_KEY_FILE,
     .name = "key-file",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "make a key and keep it in FILE; without, where the command looks for keys"},
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Options", rows);

static gg_status nominate(gg_cli *cli, gg_nomination *out, gg_error *err)
{
    const gg_args *args = &cli->args;
    gg_status status =
        gg_columns_list(args, GG_OPT_ROLE, &cli->arena, &out->roles, &out->n_roles, err);

    if (status == GG_OK)
        status =
            gg_columns_list(args, GG_OPT_MODEL, &cli->arena, &out->models, &out->n_models, err);
    out->name = args->operands[0];
    out->person = gg_args_text(args, GG_OPT_PERSON);
    out->need = gg_args_text(args, GG_OPT_NEED);
    out->supervisor = gg_args_text(args, GG_OPT_SUPERVISOR);
    out->trained = gg_args_text(args, GG_OPT_TRAINED);
    return status;
}

/* What the change means, in one sentence each. */
static json_t *next_steps(const json_t *done, bool first, const gg_given_key *key)
{
    json_t *next = json_array();

    if (gg_json_string(done, "who", "")[0])
        json_array_append(next, json_object_get(done, "who"));
    if (first)
        json_array_append_new(
            next, json_string("From here on the registry is of several people: who acts needs an "
                              "account, its key and a role; the account that made it is "
                              "administrator only."));
    if (key->path)
        json_array_append_new(
            next, json_string("Hand the key's file to its person alone; a key that they "
                              "make themselves (gauger account key) need not be handed "
                              "over."));
    return next;
}

static gg_status tell(gg_cli *cli, gg_registry *reg, const gg_given_key *key, bool before,
                      const json_t *done, json_t **out, gg_error *err)
{
    bool waits = json_is_true(json_object_get(done, "waits")), several = false;
    char id[GG_KEY_ID];
    gg_status status = gg_registry_staffed(reg, &several, err);

    if (status != GG_OK)
        return status;
    return gg_desk_give(
        json_pack("{s:s,s:o,s:s,s:s,s:s?,s:s,s:b,s:O,s:o}", "format", "gauger/receipt/1", "done",
                  json_sprintf(waits ? "Opened the account %s; its roles wait for a second "
                                       "administrator."
                                     : "Opened the account %s.",
                               cli->args.operands[0]),
                  "account", cli->args.operands[0], "key", gg_key_id(key->public_key, id),
                  "key_file", key->path, "protection", key->protection, "waits", waits, "event",
                  json_object_get(done, "seq"), "next", next_steps(done, several && !before, key)),
        out, err);
}

static gg_status add(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    gg_nomination nomination = {.name = NULL};
    gg_given_key key = {.path = NULL};
    json_t *done = NULL;
    bool before = false;
    gg_status status = nominate(cli, &nomination, err);

    if (status == GG_OK)
        status = gg_registry_staffed(reg, &before, err);
    if (status == GG_OK)
        status = gg_given_key_get(cli, reg, nomination.name, &key, err);
    nomination.public_key = key.public_key;
    nomination.protection = key.protection;
    if (status == GG_OK)
        status = gg_account_add(reg, &nomination, &done, err);
    if (status == GG_OK)
        status = tell(cli, reg, &key, before, done, out, err);
    else
        gg_given_key_drop(&key);
    json_decref(done);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    return gg_desk_run(cli, GG_REGISTRY_WORK, add, err);
}

const gg_command gg_cmd_account_add = {
    .group = "account",
    .name = "account add",
    .summary = "open an account",
    .operands = "NAME --role ROLES --supervisor TITLE --trained DATE",
    .least = 1,
    .most = 1,
    .groups = {&options},
    .example = "gauger account add ben --role reviewer --supervisor \"head of review\" --trained "
               "2026-01-31 --public-key ben.pub",
    .about =
        "Opens an account on a complete nomination: role, supervisor, training before access. With "
        "the first account of a second person the registry becomes one of several people, for "
        "ever: "
        "names are no claims any more, duties are separated by person, and the account that made "
        "it "
        "is administrator only. An administrator is never reviewer or auditor, and opens no "
        "account "
        "for themselves. Where two administrators are active, the roles wait for the second.",
    .run = run,
};
