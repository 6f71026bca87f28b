/*
 * The registry of a run: which folder, who acts, by what clock; and what commands on it share.
 */
#ifndef GG_CLI_REGISTRY_H
#define GG_CLI_REGISTRY_H

#include "cli_internal.h"
#include "gauger/base/json.h"
#include "gauger/registry/registry.h"

/* clang-format off: rows of a table of options. */
#define GG_ROW_REQUEST                                                                             \
    {                                                                                              \
        .id = GG_OPT_REQUEST, .name = "request", .kind = GG_OPTION_TEXT, .value = "KEY",           \
        .help = "a key of this change: sent again, it is refused and nothing is done twice"        \
    }
#define GG_ROW_REASON                                                                              \
    {                                                                                              \
        .id = GG_OPT_REASON, .name = "reason", .kind = GG_OPTION_PROSE, .value = "TEXT",           \
        .help = "why, kept on record"                                                              \
    }
/* clang-format on */

/* The surroundings of a command on a registry: the clock, and who acts (--as, or the system's user;
 * a claim where one person holds every key). */
GG_CHECKED gg_status gg_desk_env(gg_cli *cli, gg_env *env, gg_error *err);

/* Sets the clock by --now, else $GAUGER_NOW; GG_E_USAGE unless the registry is for testing. What is
 * shown from then on says that it is. */
GG_CHECKED gg_status gg_desk_clock(gg_cli *cli, const gg_env *env, bool testing, gg_error *err);

/* The folder of the registry: --registry, $GAUGER_REGISTRY, or the nearest .gauger (in the arena).
 */
GG_CHECKED gg_status gg_desk_folder(gg_cli *cli, const char **out, gg_error *err);

/* Opens the registry of the run. --now and $GAUGER_NOW set its clock if it was made with --testing.
 * A --request that is on record is refused here, see gg_request_take(). */
GG_CHECKED gg_status gg_desk_open(gg_cli *cli, gg_registry_access access, gg_registry **out,
                                  gg_error *err);

/* What a command does on a registry: it gives a document that is then rendered. */
typedef gg_status gg_desk_work(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err);

/* Opens the registry, does the work, renders what it gave, closes. */
GG_CHECKED gg_status gg_desk_run(gg_cli *cli, gg_registry_access access, gg_desk_work *work,
                                 gg_error *err);

/* Whether what a document says is the answer yes (GG_OK) or no (GG_E_NO). */
typedef gg_status gg_desk_verdict(const gg_cli *cli, const json_t *document);

/* The same as gg_desk_run() on a registry open for work, with an answer for the exit status. */
GG_CHECKED gg_status gg_desk_answer(gg_cli *cli, gg_desk_work *work, gg_desk_verdict *verdict,
                                    gg_error *err);

/* With --overdue: GG_E_NO where the document says that something is overdue. */
GG_CHECKED gg_status gg_desk_overdue(const gg_cli *cli, const json_t *document);

/* Whether who acts may do this with something of a kind ("model", "dataset"), before it is worked
 * out. */
GG_CHECKED gg_status gg_desk_may(gg_registry *reg, const char *action, const char *kind,
                                 const char *name, gg_error *err);

/* Says in a receipt whether names are signed for, and which duties are not separated. */
GG_CHECKED gg_status gg_desk_people(gg_registry *reg, json_t *receipt, gg_error *err);

/* Takes a document that was just made: GG_E_MEMORY when it is NULL. */
GG_CHECKED gg_status gg_desk_give(json_t *document, json_t **out, gg_error *err);

#endif
