/*
 * Where the command finds the key of who acts, and its passphrase; and how it makes one.
 *
 * A key lies in the file that $GAUGER_KEY_FILE names, else in
 * $XDG_CONFIG_HOME/gauger/keys/ID/ACCOUNT.key (under ~/.config where that is not set), ID being the
 * first 16 digits of the registry's identity. It never lies in the registry's folder: who copies
 * that, or may write to it, gets no key.
 */
#ifndef GG_CLI_KEYS_H
#define GG_CLI_KEYS_H

#include "cli_internal.h"
#include "gauger/base/sign.h"
#include "gauger/registry/registry.h"

/* A key that is about to be used by a registry that is being made. */
typedef struct gg_new_key {
    gg_signer *signer;
    const char *path;  /* of its file, in the arena */
    const char *final; /* where the file is to lie; path itself if it lies there already */
    bool made;         /* and not found: taken away again when there is no registry */
} gg_new_key;

/* Makes a handle ask for the key of who acts once it needs one: of the founder in a registry of one
 * person, else of the account. Where somebody `acts` and no --as is given, $GAUGER_KEY_FILE says
 * who that is. */
GG_CHECKED gg_status gg_keys_attach(gg_cli *cli, gg_registry *reg, bool acts, gg_error *err);

/* The file of an account's key as it is found without $GAUGER_KEY_FILE; its folder is made where
 * `make`. In the arena. */
GG_CHECKED gg_status gg_keys_path(gg_cli *cli, gg_registry *reg, const char *account, bool make,
                                  const char **out, gg_error *err);

/* Makes a key with the passphrase of $GAUGER_PASSPHRASE_FILE, if any, and writes it to a file that
 * was not there, outside the registry's folder. */
GG_CHECKED gg_status gg_keys_make(gg_cli *cli, const char *folder, const char *path,
                                  gg_signer **out, gg_error *err);

/* The founder's key for a registry that does not exist yet: $GAUGER_KEY_FILE, found or made, or a
 * new one that gg_keys_settle() moves to where it will be looked for. */
GG_CHECKED gg_status gg_keys_begin(gg_cli *cli, const char *folder, gg_new_key *out, gg_error *err);

/* The registry is made: its key goes to its place. */
GG_CHECKED gg_status gg_keys_settle(gg_cli *cli, gg_registry *reg, gg_new_key *key, gg_error *err);

/* Ends a new key: wipes it, and takes its file away where there is no registry for it. */
void gg_keys_end(gg_new_key *key, bool keep);

#endif
