/* What the commands about the log share. */
#ifndef GG_CLI_CMD_AUDIT_H
#define GG_CLI_CMD_AUDIT_H

#include "cli/cli_internal.h"
#include "gauger/registry/audit.h"

/* Reads a checkpoint, note or document, from a file; signed by one of keys unless that is NULL. */
GG_CHECKED gg_status gg_audit_checkpoint_read(const char *path, const gg_known_keys *keys,
                                              gg_checkpoint_head *out, gg_error *err);
/* Reads a list of keys from a file. */
GG_CHECKED gg_status gg_audit_keys_read(const char *path, gg_known_keys *out, gg_error *err);
/* audit verify --proof FILE --keys FILE: no registry is opened. */
GG_CHECKED gg_status gg_audit_check_proof(gg_cli *cli, gg_error *err);
/* Holds what was checked (its id, size, root) against --id, $GAUGER_REGISTRY_ID and --checkpoint.
 * heads: others {"size","root"} that were shown to be of the same log; may be NULL. between: file
 * of a proof that one of them and the checkpoint are; NULL for none. */
GG_CHECKED gg_status gg_audit_held(gg_cli *cli, const gg_known_keys *keys, const json_t *report,
                                   const json_t *heads, const char *between, gg_error *err);
/* audit prove --from A --to B: that one continues the other. */
GG_CHECKED gg_status gg_audit_prove_between(gg_cli *cli, gg_registry *reg, gg_error *err);
/* Reads a head: a number of events, a checkpoint, or the one in the envelope of a card. */
GG_CHECKED gg_status gg_audit_head_read(gg_registry *reg, const char *text, gg_tree_head *out,
                                        gg_error *err);

#endif
