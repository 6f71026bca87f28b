/* gauger init: a new registry. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/keys.h"
#include "cli/registry.h"
#include "cmd.h"

static const gg_option rows[] = {
    {.id = GG_OPT_TESTING,
     .name = "testing",
     .kind = GG_OPTION_FLAG,
     .help =
         "for trying things out: --now and $GAUGER_NOW may set its clock, and it says so for ever"},
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Options", rows);

/* DIR, --registry, $GAUGER_REGISTRY, or .gauger here. */
static const char *folder_of(const gg_cli *cli)
{
    const char *given = gg_args_text(&cli->globals, GG_OPT_REGISTRY);

    if (cli->args.n_operands)
        return cli->args.operands[0];
    if (!given)
        given = getenv("GAUGER_REGISTRY");
    return given && given[0] ? given : GG_REGISTRY_FOLDER;
}

static gg_status describe(gg_registry *reg, const gg_new_key *key, json_t **out, gg_error *err)
{
    char id[GG_SHA256_HEX], done[256];
    bool bare = strcmp(gg_signer_protection(key->signer), "none") == 0;
    gg_status status = gg_registry_id(reg, id, err);

    if (status != GG_OK)
        return status;
    snprintf(done, sizeof done, "Made the registry %.200s%s.", gg_registry_folder(reg),
             gg_registry_testing(reg) ? ", for testing" : "");
    return gg_desk_give(
        json_pack("{s:s,s:s,s:s,s:s,s:b,s:s,s:s,s:s,s:s,s:[s,s,s]}", "format", "gauger/receipt/1",
                  "done", done, "registry", gg_registry_folder(reg), "id", id, "testing",
                  gg_registry_testing(reg), "actor", gg_registry_actor(reg), "key",
                  gg_signer_id(key->signer), "key_file", key->path, "protection",
                  bare ? "none" : "passphrase", "next",
                  "Keep the id elsewhere: GAUGER_REGISTRY_ID, or gauger audit verify --id, tells "
                  "this registry from another in its place.",
                  bare ? "The key file has no passphrase: who can read it can sign. With "
                         "GAUGER_PASSPHRASE_FILE, init makes one that has."
                       : "Whoever changes anything needs the key file and its passphrase.",
                  "Keep a copy of the key file where the registry's folder is not: without it "
                  "nothing can be changed any more."),
        out, err);
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    gg_registry_options o = gg_registry_options_default();
    gg_registry *reg = NULL;
    json_t *document = NULL;
    gg_new_key key = {NULL, NULL, NULL, false};
    gg_env env;
    gg_status status = gg_desk_env(cli, &env, err);

    o.testing = gg_args_given(&cli->args, GG_OPT_TESTING);
    if (status == GG_OK)
        status = gg_desk_clock(cli, &env, o.testing, err);
    if (status == GG_OK)
        status = gg_keys_begin(cli, folder_of(cli), &key, err);
    o.signer = key.signer;
    if (status == GG_OK)
        status = gg_registry_create(folder_of(cli), &env, &o, &reg, err);
    if (status == GG_OK)
        status = gg_keys_settle(cli, reg, &key, err);
    if (status == GG_OK)
        status = describe(reg, &key, &document, err);
    if (status == GG_OK)
        status = gg_desk_people(reg, document, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, document, NULL, err);
    json_decref(document);
    gg_registry_close(reg);
    gg_keys_end(&key, reg != NULL);
    return status;
}

const gg_command gg_cmd_init = {
    .group = "register",
    .name = "init",
    .summary = "a new registry",
    .operands = "[DIR]",
    .most = 1,
    .groups = {&options},
    .example = "gauger init .gauger",
    .about = "Makes a registry in DIR: an append-only log of who changed what, the tables that "
             "follow from it, and stored files. Without DIR it is the folder of --registry or "
             "$GAUGER_REGISTRY, else .gauger here, where commands find it from any folder below. "
             "The key that its events are signed with is written to $GAUGER_KEY_FILE (used if it "
             "exists), else to gauger/keys under $XDG_CONFIG_HOME or ~/.config; it has a "
             "passphrase if $GAUGER_PASSPHRASE_FILE names a file with one.",
    .run = run,
};
