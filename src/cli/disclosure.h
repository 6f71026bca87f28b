/* The accounting of disclosures: what leaves the program for somebody is put on record. */
#ifndef GG_CLI_DISCLOSURE_H
#define GG_CLI_DISCLOSURE_H

#include "cli_internal.h"
#include "gauger/base/json.h"
#include "gauger/registry/registry.h"

/* Rows of a table of options. of_it_, its_limits_: what is said of --for as well, where it is. */
/* clang-format off */
#define GG_ROWS_DISCLOSURE(of_it_, its_limits_)                                                    \
    {.id = GG_OPT_DISCLOSE_TO, .name = "disclose-to", .kind = GG_OPTION_TEXT, .value = "OFFICE",   \
     .help = "put on record that this was disclosed to an office, with its digest"},               \
    {.id = GG_OPT_PURPOSE, .name = "purpose", .kind = GG_OPTION_PROSE, .value = "TEXT",            \
     .help = "of the disclosure" of_it_},                                                          \
    {.id = GG_OPT_AUTHORITY, .name = "authority", .kind = GG_OPTION_PROSE, .value = "TEXT",        \
     .help = "of the disclosure: a law, an agreement, an order" of_it_},                           \
    {.id = GG_OPT_ONWARD, .name = "onward-limits", .kind = GG_OPTION_PROSE, .value = "TEXT",       \
     .help = "what the office may do with it" its_limits_}
/* clang-format on */

/* Refuses options of a disclosure that do not go together; agreement: of --for, or NULL. */
GG_CHECKED gg_status gg_disclosure_check(const gg_cli *cli, const json_t *agreement, gg_error *err);

/* Puts what stands in cli->out on record as disclosed, where --disclose-to is given. nature: a
 * choice of the type. what: in a few words. model: NAME@N. */
GG_CHECKED gg_status gg_disclosure_record(gg_cli *cli, gg_registry *reg, const json_t *agreement,
                                          const char *nature, const char *what, const char *model,
                                          gg_error *err);

#endif
