/* Signed cards: the envelope beside a card, signing it, adding a signature, checking it. */
#ifndef GG_CLI_CARD_SIGNED_H
#define GG_CLI_CARD_SIGNED_H

#include "cli_internal.h"
#include "gauger/registry/registry.h"

#define GG_ENVELOPE_SUFFIX ".dsse.json"

/* --sign without a version, or without -o, is refused. */
GG_CHECKED gg_status gg_card_sign_refuse(const gg_args *args, gg_error *err);

/* Issues what gg_cli.out holds as the card of a version, and writes the envelope beside -o. */
GG_CHECKED gg_status gg_card_sign_output(gg_cli *cli, gg_registry *reg, const char *reference,
                                         gg_error *err);

/* card --countersign FILE: adds the signature of who acts. */
GG_CHECKED gg_status gg_card_countersign(gg_cli *cli, gg_error *err);

/* audit verify --card FILE --keys FILE: no registry is opened. */
GG_CHECKED gg_status gg_card_verify(gg_cli *cli, gg_error *err);

#endif
