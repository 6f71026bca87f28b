/* Fitting a model on a table and registering what came of it: what train and refresh share. */
#ifndef GG_CLI_FIT_H
#define GG_CLI_FIT_H

#include "cmd/cmd.h"
#include "columns.h"
#include "registration.h"

/* clang-format off: rows of a table of options. */
#define GG_ROW_DATA                                                                                \
    {                                                                                              \
        .id = GG_OPT_DATA, .name = "data", .kind = GG_OPTION_TEXT, .value = "DATA",                \
        .help = "the training table: dataset:NAME@V, or a file"                                    \
    }
#define GG_ROW_TRAIN_SEED                                                                          \
    {                                                                                              \
        .id = GG_OPT_SEED, .name = "seed", .kind = GG_OPTION_WHOLE, .value = "S",                  \
        .help = "seed of everything that is drawn; by default the manifest's, else 1", .low = 0,   \
        .high = 9007199254740992.0                                                                 \
    }
/* clang-format on */

/* Fits what r->manifest states on the table of --data, and registers it as r says. The manifest
 * gets the training data, the name of the artifact and the seed. *out is the receipt. */
GG_CHECKED gg_status gg_fit(gg_cli *cli, gg_registry *reg, gg_registration *r, json_t **out,
                            gg_error *err);

#endif
