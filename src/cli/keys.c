#include "keys.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gauger/base/file.h"
#include "gauger/registry/account.h"
#include "passphrase.h"

#define ID_DIGITS 16

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* ---- places ---- */

static const char *given_file(void)
{
    const char *path = getenv("GAUGER_KEY_FILE");

    return path && path[0] ? path : NULL;
}

/* The folder of all keys; NULL where there is no home. XDG: a relative path does not count. */
static const char *keys_folder(gg_cli *cli)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

    if (config && config[0] == '/')
        return gg_arena_printf(&cli->arena, "%s/gauger/keys", config);
    if (!home || home[0] != '/') {
        const struct passwd *entry = getpwuid(getuid());

        home = entry ? entry->pw_dir : NULL;
    }
    return home && home[0] == '/' ? gg_arena_printf(&cli->arena, "%s/.config/gauger/keys", home)
                                  : NULL;
}

/* Every folder of a path, for its owner alone; those that are there stay as they are. */
static gg_status make_folders(const char *path, gg_error *err)
{
    char *copy = strdup(path);
    int error = copy ? 0 : ENOMEM;

    for (char *p = copy; !error && p;) {
        p = strchr(p + 1, '/');
        if (p)
            *p = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST)
            error = errno;
        if (p)
            *p = '/';
    }
    free(copy);
    if (!error)
        return GG_OK;
    gg_error_where(err, path, 0, NULL);
    return gg_error_set(err, error == ENOMEM ? GG_E_MEMORY : GG_E_IO,
                        "say with GAUGER_KEY_FILE where the key is to lie",
                        "cannot make the folder of keys: %s", strerrordesc_np(error));
}

/* Names of accounts may hold any letter: what has a meaning in paths is written as %XX. */
static const char *file_of(gg_cli *cli, const char *account)
{
    const char *out;
    gg_buf name;

    gg_buf_init(&name, 0);
    for (const char *c = account; *c; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || *c == '_' || *c == '-' ||
                     (*c == '.' && c > account);

        if (plain)
            gg_buf_append(&name, c, 1);
        else
            gg_buf_printf(&name, "%%%02X", (unsigned)(unsigned char)*c);
    }
    gg_buf_puts(&name, ".key");
    out = name.failed ? NULL : gg_arena_text(&cli->arena, name.data, name.size);
    gg_buf_release(&name);
    return out;
}

gg_status gg_keys_path(gg_cli *cli, gg_registry *reg, const char *account, bool make,
                       const char **out, gg_error *err)
{
    char id[GG_SHA256_HEX];
    const char *all = keys_folder(cli), *file = file_of(cli, account), *folder, *path;
    gg_status status = gg_registry_id(reg, id, err);

    if (status != GG_OK)
        return status;
    if (!all)
        return gg_error_set(err, GG_E_USAGE, "give GAUGER_KEY_FILE",
                            "there is no home folder to look for keys in");
    folder = gg_arena_printf(&cli->arena, "%s/%.*s", all, ID_DIGITS, id);
    path = folder && file ? gg_arena_printf(&cli->arena, "%s/%s", folder, file) : NULL;
    if (!path)
        return no_memory(err);
    if (make)
        status = make_folders(folder, err);
    if (status == GG_OK)
        *out = path;
    return status;
}

/* Whether a file lies, or would lie, in a folder or below it. */
static bool inside(const char *path, const char *folder)
{
    const char *slash = strrchr(path, '/');
    char *of_file = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    char *real = of_file ? realpath(of_file, NULL) : NULL, *top = realpath(folder, NULL);
    size_t n = top ? strlen(top) : 0;
    bool answer = real && top && strncmp(real, top, n) == 0 && (real[n] == '/' || real[n] == '\0');

    free(of_file);
    free(real);
    free(top);
    return answer;
}

static gg_status check_outside(const char *path, const char *folder, gg_error *err)
{
    if (!inside(path, folder))
        return GG_OK;
    gg_error_where(err, path, 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "keep it where a copy of the registry does not take it",
                        "a secret key does not belong into the registry's folder");
}

/* ---- using a key ---- */

static gg_status load(gg_cli *cli, const char *path, bool ask, gg_signer **out, gg_error *err)
{
    char *passphrase = NULL;
    gg_key_facts facts;
    gg_status status = gg_key_look(path, &facts, err);

    (void)cli;
    if (status == GG_OK && facts.passphrase)
        status = gg_passphrase_get(path, ask, &passphrase, err);
    if (status == GG_OK)
        status = gg_signer_load(path, passphrase, out, err);
    gg_passphrase_free(passphrase);
    return status;
}

/* The account whose key signs: the founder's while one person holds every key. */
static gg_status account_of(gg_registry *reg, const char **out, gg_registry_root *root,
                            gg_error *err)
{
    bool several = false;
    gg_status status = gg_registry_staffed(reg, &several, err);

    if (status == GG_OK && !several)
        status = gg_registry_root_get(reg, root, err);
    *out = several ? gg_registry_actor(reg) : root->account;
    if (status == GG_OK && !*out)
        status = gg_error_set(err, GG_E_USAGE, "give --as NAME", "it is not known who acts");
    return status;
}

/* Said here, since a refusal hands on the words and not what the frame would advise. */
static gg_status check_given(const char *path, gg_error *err)
{
    if (access(path, R_OK) == 0)
        return GG_OK;
    gg_error_where(err, path, 0, NULL);
    return gg_error_set(err, GG_E_USAGE, "let GAUGER_KEY_FILE name your key, or unset it",
                        "the key file cannot be read: %s", strerrordesc_np(errno));
}

static gg_status find_key(void *ctx, gg_registry *reg, const gg_signer **out, gg_error *err)
{
    gg_cli *cli = ctx;
    const char *path = given_file(), *account = NULL;
    gg_registry_root root;
    gg_status status = GG_OK;

    if (cli->signer) {
        *out = cli->signer;
        return GG_OK;
    }
    if (!path) {
        status = account_of(reg, &account, &root, err);
        if (status == GG_OK)
            status = gg_keys_path(cli, reg, account, false, &path, err);
        if (status == GG_OK && access(path, F_OK) != 0) {
            gg_error_where(err, path, 0, NULL);
            status = gg_error_set(err, GG_E_USAGE, "put it there, or name it by GAUGER_KEY_FILE",
                                  "the key of account %.80s is not here", account);
        }
    } else {
        status = check_given(path, err);
    }
    if (status == GG_OK)
        status = check_outside(path, gg_registry_folder(reg), err);
    if (status == GG_OK)
        status = load(cli, path, true, &cli->signer, err);
    if (status == GG_OK)
        *out = cli->signer;
    return status;
}

/* Of several people, the key says who acts where nobody else does. */
static gg_status name_by_key(gg_cli *cli, gg_registry *reg, gg_error *err)
{
    const char *path = given_file();
    char account[GG_NAME_MAX + 1];
    gg_key_facts facts;
    bool several = false;
    gg_status status;

    if (!path || gg_args_text(&cli->globals, GG_OPT_AS))
        return GG_OK;
    status = gg_registry_staffed(reg, &several, err);
    if (status != GG_OK || !several || gg_key_look(path, &facts, NULL) != GG_OK ||
        gg_account_of_key(reg, facts.id, account, NULL) != GG_OK)
        return status;
    return gg_registry_act_as(reg, account, err);
}

gg_status gg_keys_attach(gg_cli *cli, gg_registry *reg, bool acts, gg_error *err)
{
    gg_status status = acts ? name_by_key(cli, reg, err) : GG_OK;

    if (status == GG_OK)
        gg_registry_sign_by(reg, find_key, cli);
    return status;
}

/* ---- making a key ---- */

gg_status gg_keys_make(gg_cli *cli, const char *folder, const char *path, gg_signer **out,
                       gg_error *err)
{
    char *passphrase = NULL;
    gg_signer *signer = NULL;
    gg_status status = check_outside(path, folder, err);

    (void)cli;
    if (status == GG_OK)
        status = gg_passphrase_given(&passphrase, err);
    if (status == GG_OK)
        status = gg_signer_new(&signer, err);
    if (status == GG_OK)
        status = gg_signer_save(signer, path, passphrase, err);
    gg_passphrase_free(passphrase);
    if (status == GG_OK)
        *out = signer;
    else
        gg_signer_free(signer);
    return status;
}

/* Beside the folders of registries, until the registry has an identity. */
static gg_status make_waiting(gg_cli *cli, const char *folder, gg_new_key *out, gg_error *err)
{
    const char *all = keys_folder(cli);
    gg_status status;

    if (!all)
        return gg_error_set(err, GG_E_USAGE, "give GAUGER_KEY_FILE",
                            "there is no home folder to keep the key in");
    status = make_folders(all, err);
    out->path = gg_arena_printf(&cli->arena, "%s/new-%08lx%08lx.key", all, (unsigned long)getpid(),
                                (unsigned long)gg_clock_system(NULL));
    if (status == GG_OK && !out->path)
        status = no_memory(err);
    if (status == GG_OK)
        status = gg_keys_make(cli, folder, out->path, &out->signer, err);
    out->made = status == GG_OK;
    return status;
}

gg_status gg_keys_begin(gg_cli *cli, const char *folder, gg_new_key *out, gg_error *err)
{
    const char *given = given_file();
    gg_status status;

    memset(out, 0, sizeof *out);
    if (!given)
        return make_waiting(cli, folder, out, err);
    out->path = out->final = given;
    if (access(given, F_OK) == 0) {
        status = check_outside(given, folder, err);
        if (status == GG_OK)
            status = load(cli, given, false, &out->signer, err);
    } else {
        status = gg_keys_make(cli, folder, given, &out->signer, err);
        out->made = status == GG_OK;
    }
    return status;
}

gg_status gg_keys_settle(gg_cli *cli, gg_registry *reg, gg_new_key *key, gg_error *err)
{
    gg_status status = GG_OK;

    if (key->final)
        return GG_OK;
    status = gg_keys_path(cli, reg, gg_registry_actor(reg), true, &key->final, err);
    if (status == GG_OK && renameat2(AT_FDCWD, key->path, AT_FDCWD, key->final, RENAME_NOREPLACE)) {
        gg_error_where(err, key->final, 0, NULL);
        status = gg_error_set(err, GG_E_IO, "move it there by hand", "the key stays as %.120s: %s",
                              key->path, strerrordesc_np(errno));
    }
    if (status == GG_OK)
        key->path = key->final;
    return status;
}

void gg_keys_end(gg_new_key *key, bool keep)
{
    if (key->made && !keep)
        unlink(key->path);
    gg_signer_free(key->signer);
    key->signer = NULL;
}
