/*
 * What registering a version takes, whoever made it: given by hand, trained, or refreshed. It is
 * measured on the datasets of its cycle before anything is registered, so that a table that cannot
 * be read changes nothing.
 */
#ifndef GG_CLI_REGISTRATION_H
#define GG_CLI_REGISTRATION_H

#include "assess.h"
#include "gauger/registry/files.h"
#include "gauger/registry/model.h"

/* clang-format off: rows of a table of options. */
#define GG_ROW_FROM                                                                                \
    {                                                                                              \
        .id = GG_OPT_FROM, .name = "from", .kind = GG_OPTION_TEXT, .value = "VERSION",             \
        .help = "the version it comes from: 3 or NAME@3; needed by all kinds but development"      \
    }
#define GG_ROW_CYCLE                                                                               \
    {                                                                                              \
        .id = GG_OPT_CYCLE, .name = "cycle", .kind = GG_OPTION_TEXT, .value = "CYCLE",             \
        .help = "the cycle it belongs to; by default the open one of the model and kind, else a "  \
                "new one"                                                                          \
    }
#define GG_ROW_ALIAS                                                                               \
    {                                                                                              \
        .id = GG_OPT_ALIAS, .name = "alias", .kind = GG_OPTION_TEXT, .value = "NAME",              \
        .help = "a name for this version, as NAME@ALIAS; taken from the version that had it"       \
    }
/* clang-format on */

typedef struct gg_registration {
    gg_manifest manifest; /* owned */
    const char *kind;
    const char *from;   /* base version: 3 or NAME@3; NULL for none */
    const char *alias;  /* NULL for none */
    uint64_t cycle;     /* 0: the open one of model and kind, else a new one */
    gg_stored artifact; /* "" for none */
    const json_t *fit;  /* of the training, where gauger fitted it; borrowed */
    /* worked out by gg_registration_enter() */
    char training[GG_SHA256_HEX];
    gg_subject versus[GG_ASSESS_VERSUS]; /* base and champion */
    size_t n_versus;
    gg_assessment *assessments;
    size_t n_assessments;
} gg_registration;

/* Takes --kind, --from, --alias and --cycle from the command line, as far as they are there. */
GG_CHECKED gg_status gg_registration_options(gg_cli *cli, gg_registry *reg, gg_registration *r,
                                             gg_error *err);

/* The base as NAME@VERSION (in the arena), NULL for none; false when memory ran out. */
bool gg_registration_base(gg_cli *cli, const gg_registration *r, const char **out);

/* Whether it could be registered, before its artifact is made (no digest yet) or stored. */
GG_CHECKED gg_status gg_registration_check(gg_registry *reg, gg_registration *r, gg_error *err);

/* Checks, measures and registers; *out is the receipt. */
GG_CHECKED gg_status gg_registration_enter(gg_cli *cli, gg_registry *reg, gg_registration *r,
                                           json_t **out, gg_error *err);

/* All zero is allowed. */
void gg_registration_release(gg_registration *r);

#endif
