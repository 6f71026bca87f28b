/* A key that is on record already: whether the event that has it is that of this command. */
#ifndef GG_CLI_REQUEST_H
#define GG_CLI_REQUEST_H

#include "cli_internal.h"
#include "gauger/registry/registry.h"

/* Gives the registry the key of --request, if there is one. GG_E_CONFLICT where it is on record:
 * sent again, or the key of another command. Nothing else of the command is looked at, since what
 * it asks for may not be allowed a second time, and that is not what the sender has to hear. */
GG_CHECKED gg_status gg_request_take(const gg_cli *cli, gg_registry *reg, gg_error *err);

#endif
