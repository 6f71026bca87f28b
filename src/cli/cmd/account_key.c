/* gauger account key: a new key, for an account or to be handed over. */
#include "account_key.h"

#include <string.h>
#include <unistd.h>

#include "cli/keys.h"
#include "cli/registry.h"
#include "cmd.h"
#include "gauger/base/base64.h"
#include "gauger/registry/account.h"

static const gg_option rows[] = {
    {.id = GG_OPT_PUBLIC_KEY,
     .name = "public-key",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "the public part of the new key, as account key writes it without NAME"},
    {.id = GG_OPT_KEY_FILE,
     .name = "key-file",
     .kind = GG_OPTION_TEXT,
     .value = "FILE",
     .help = "make a new key and keep it in FILE"},
    GG_ROW_REQUEST,
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Options", rows);

/* ---- keys that are given ---- */

static const char *protection_word(const char *text)
{
    return strcmp(text, "argon2id") == 0 ? "argon2id"
           : strcmp(text, "none") == 0   ? "none"
                                         : "unknown";
}

static gg_status read_public(const char *path, gg_given_key *out, gg_error *err)
{
    json_t *document = NULL;
    char id[GG_KEY_ID];
    gg_status status = gg_cmd_load(path, GG_PUBLIC_KEY_FORMAT, &document, err);

    if (status != GG_OK)
        return status;
    if (!gg_base64_exact(gg_json_string(document, "public", ""), out->public_key,
                         GG_PUBLIC_BYTES) ||
        strcmp(gg_key_id(out->public_key, id), gg_json_string(document, "key", "")) != 0) {
        gg_error_where(err, path, 0, NULL);
        status = gg_error_set(err, GG_E_INPUT, "give what gauger account key -o FILE wrote",
                              "the public key does not fit its name");
    }
    out->protection = protection_word(gg_json_string(document, "protection", ""));
    json_decref(document);
    return status;
}

static gg_status make(gg_cli *cli, const char *folder, const char *path, gg_given_key *out,
                      gg_error *err)
{
    gg_signer *signer = NULL;
    gg_status status = gg_keys_make(cli, folder, path, &signer, err);

    if (status == GG_E_CONFLICT) {
        gg_error_init(err);
        gg_error_where(err, path, 0, NULL);
        return gg_error_set(err, status, "name another by --key-file FILE, or move this one away",
                            "a key file that is here already is never replaced");
    }
    if (status != GG_OK)
        return status;
    memcpy(out->public_key, gg_signer_public(signer), GG_PUBLIC_BYTES);
    out->protection = protection_word(gg_signer_protection(signer));
    out->path = path;
    gg_signer_free(signer);
    return GG_OK;
}

gg_status gg_given_key_get(gg_cli *cli, gg_registry *reg, const char *account, gg_given_key *out,
                           gg_error *err)
{
    const char *public_key = gg_args_text(&cli->args, GG_OPT_PUBLIC_KEY);
    const char *path = gg_args_text(&cli->args, GG_OPT_KEY_FILE);
    gg_status status = GG_OK;

    memset(out, 0, sizeof *out);
    if (public_key && path) {
        gg_error_where(err, "--key-file", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give one of the two",
                            "a public key is handed over already");
    }
    if (public_key)
        return read_public(public_key, out, err);
    if (!path)
        status = gg_keys_path(cli, reg, account, true, &path, err);
    return status == GG_OK ? make(cli, reg ? gg_registry_folder(reg) : "", path, out, err) : status;
}

void gg_given_key_drop(const gg_given_key *key)
{
    if (key->path)
        unlink(key->path);
}

/* ---- the command ---- */

static json_t *facts(const gg_given_key *key)
{
    char id[GG_KEY_ID];
    gg_buf text;
    json_t *document = NULL;

    gg_buf_init(&text, 0);
    gg_base64_append(&text, key->public_key, GG_PUBLIC_BYTES);
    if (!text.failed)
        document = json_pack("{s:s,s:s,s:s,s:s,s:s}", "format", GG_PUBLIC_KEY_FORMAT, "algorithm",
                             "ed25519", "key", gg_key_id(key->public_key, id), "public", text.data,
                             "protection", key->protection);
    gg_buf_release(&text);
    return document;
}

/* A key of one's own, before there is an account: no registry is looked at. */
static gg_status hand_over(gg_cli *cli, gg_error *err)
{
    gg_given_key key;
    json_t *document = NULL;
    gg_status status;

    if (!gg_args_given(&cli->args, GG_OPT_KEY_FILE) || gg_args_given(&cli->args, GG_OPT_PUBLIC_KEY))
        return gg_error_set(err, GG_E_USAGE, "give --key-file FILE, or the NAME of an account",
                            "it is not said whose key is changed, or where a new one is kept");
    status = gg_given_key_get(cli, NULL, NULL, &key, err);
    if (status == GG_OK)
        status = gg_desk_give(facts(&key), &document, err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, document, NULL, err);
    json_decref(document);
    return status;
}

static gg_status change(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    const char *account = cli->args.operands[0];
    gg_account_change c = {.account = account, .act = GG_ACCOUNT_KEY};
    gg_given_key key = {.path = NULL};
    json_t *done = NULL;
    char id[GG_KEY_ID];
    bool waits;
    gg_status status = GG_OK;

    if (!gg_args_given(&cli->args, GG_OPT_PUBLIC_KEY) &&
        !gg_args_given(&cli->args, GG_OPT_KEY_FILE))
        return gg_error_set(err, GG_E_USAGE, "give --public-key FILE or --key-file FILE",
                            "there is no new key");
    status = gg_given_key_get(cli, reg, account, &key, err);
    c.public_key = key.public_key;
    c.protection = key.protection;
    if (status == GG_OK)
        status = gg_account_change_it(reg, &c, &done, err);
    if (status != GG_OK) {
        gg_given_key_drop(&key);
        return status;
    }
    waits = json_is_true(json_object_get(done, "waits"));
    status = gg_desk_give(
        json_pack(
            "{s:s,s:o,s:s,s:s,s:s?,s:b,s:O}", "format", "gauger/receipt/1", "done",
            waits ? json_sprintf("Asked for another key of %s, which waits for a second "
                                 "administrator: %s.",
                                 account, gg_json_string(done, "who", ""))
                  : json_sprintf("The key of %s is another; the former one has ended.", account),
            "account", account, "key", gg_key_id(key.public_key, id), "key_file", key.path, "waits",
            waits, "event", json_object_get(done, "seq")),
        out, err);
    json_decref(done);
    return status;
}

static gg_status run(gg_cli *cli, gg_error *err)
{
    return cli->args.n_operands ? gg_desk_run(cli, GG_REGISTRY_WORK, change, err)
                                : hand_over(cli, err);
}

const gg_command gg_cmd_account_key = {
    .group = "account",
    .name = "account key",
    .summary = "make a key, or give an account another one",
    .operands = "[NAME]",
    .most = 1,
    .groups = {&options},
    .example = "gauger account key --key-file ben.key --format json -o ben.pub",
    .about =
        "Without NAME: makes a key in a file of one's own (protected by the passphrase in the file "
        "that $GAUGER_PASSPHRASE_FILE names, if any) and writes its public part, to be handed to "
        "an "
        "administrator; no registry is needed. With NAME: the account's key becomes another one "
        "and "
        "the former one ends. Whoever has the former key may do so; for others an administrator "
        "does, and where two are active the second one confirms.",
    .run = run,
};
