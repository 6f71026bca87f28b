/* Keys on the command line: a public part that is handed over, or a new file. */
#ifndef GG_CLI_ACCOUNT_KEY_H
#define GG_CLI_ACCOUNT_KEY_H

#include "cli/cli_internal.h"
#include "gauger/base/sign.h"
#include "gauger/registry/registry.h"

#define GG_PUBLIC_KEY_FORMAT "gauger/public-key/1"

/* The key that an account is given. */
typedef struct gg_given_key {
    unsigned char public_key[GG_PUBLIC_BYTES];
    const char *protection; /* static */
    const char *path;       /* of a file that was made for it, in the arena; NULL for none */
} gg_given_key;

/* --public-key FILE, or a new key in --key-file FILE, or (with an account) where that account's key
 * is looked for. */
GG_CHECKED gg_status gg_given_key_get(gg_cli *cli, gg_registry *reg, const char *account,
                                      gg_given_key *out, gg_error *err);

/* A key that is not used after all: takes its file away. */
void gg_given_key_drop(const gg_given_key *key);

#endif
