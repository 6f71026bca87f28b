/*
 * The passphrase of a key: the first line of the file that $GAUGER_PASSPHRASE_FILE names, or typed
 * at the terminal without being shown.
 */
#ifndef GG_CLI_PASSPHRASE_H
#define GG_CLI_PASSPHRASE_H

#include <stdbool.h>

#include "gauger/base/error.h"

/* From $GAUGER_PASSPHRASE_FILE; NULL where that is not set. */
GG_CHECKED gg_status gg_passphrase_given(char **out, gg_error *err);

/* The same, else asked for where `ask` and there is a terminal; path is the key's, for the
 * question. */
GG_CHECKED gg_status gg_passphrase_get(const char *path, bool ask, char **out, gg_error *err);

/* Wipes and frees; NULL does nothing. */
void gg_passphrase_free(char *passphrase);

#endif
