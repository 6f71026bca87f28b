/* Holding a proof or a signed card against what its reader knows already: the identity of the
 * registry, and a checkpoint that was kept. What is given is never passed over. */
#include <stdlib.h>
#include <string.h>

#include "audit.h"

static gg_status check_id(const char *id, const char *where, const char *of, gg_error *err)
{
    if (strlen(id) != GG_SHA256_HEX - 1 || strspn(id, "0123456789abcdef") != GG_SHA256_HEX - 1) {
        gg_error_where(err, where, 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give 64 lower-case hexadecimal digits",
                            "this is not the identity of a registry");
    }
    if (strcmp(id, of) == 0)
        return GG_OK;
    gg_error_where(err, where, 0, NULL);
    return gg_error_set(err, GG_E_NO, "find out who gave the card or proof and the list of keys",
                        "this is of another registry: its identity is %.16s...", of);
}

/* Whether a consistency proof that was checked begins at the checkpoint that was given. */
static bool continues(const json_t *consistency, const gg_checkpoint_head *known, const char *root)
{
    return json_integer_value(json_object_get(consistency, "size")) ==
               (json_int_t)known->head.size &&
           strcmp(gg_json_string(consistency, "root", ""), root) == 0;
}

static gg_status check_head(const json_t *report, const json_t *consistency,
                            const gg_checkpoint_head *known, gg_error *err)
{
    char root[GG_SHA256_HEX];
    json_int_t size = json_integer_value(json_object_get(report, "size"));

    gg_digest_hex(known->head.root, root);
    if (continues(consistency, known, root))
        return GG_OK;
    if (size != (json_int_t)known->head.size)
        return gg_error_set(
            err, GG_E_INPUT,
            "have it proven with the registry: gauger audit prove --from CHECKPOINT",
            "its checkpoint has %lld events and the one that was given %lld: without a proof that "
            "one continues the other it cannot be held against it",
            (long long)size, (long long)known->head.size);
    return strcmp(gg_json_string(report, "root", ""), root) == 0
               ? GG_OK
               : gg_error_set(err, GG_E_NO, "find out which of them the registry has",
                              "it is of another history than the checkpoint that was given");
}

gg_status gg_audit_held(gg_cli *cli, const gg_known_keys *keys, const json_t *report,
                        const json_t *consistency, gg_error *err)
{
    const char *id = gg_args_text(&cli->args, GG_OPT_ID), *pin = getenv("GAUGER_REGISTRY_ID");
    const char *path = gg_args_text(&cli->args, GG_OPT_CHECKPOINT);
    const char *of = gg_json_string(report, "id", "");
    gg_checkpoint_head known;
    gg_status status = GG_OK;

    if (gg_args_given(&cli->args, GG_OPT_FROM_CHECKPOINT))
        return gg_error_set(err, GG_E_USAGE, "leave it out",
                            "--from-checkpoint is for the examination of a registry");
    if (id)
        status = check_id(id, "--id", of, err);
    if (status == GG_OK && pin && pin[0])
        status = check_id(pin, "GAUGER_REGISTRY_ID", of, err);
    if (status != GG_OK || !path)
        return status;
    status = gg_audit_checkpoint_read(path, keys, &known, err);
    if (status == GG_OK)
        status = check_id(known.id, path, of, err);
    if (status == GG_OK)
        status = check_head(report, consistency, &known, err);
    if (status != GG_OK)
        gg_error_where(err, path, 0, NULL);
    return status;
}
