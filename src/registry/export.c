/* Exports: reading that is on record, since what was read leaves the house. */
#include "gauger/registry/export.h"

#include "gauger/base/hash.h"
#include "account_internal.h"
#include "backup_internal.h"

static const char *const actions[] = {
    [GG_EXPORT_CARD] = "card.export",
    [GG_EXPORT_RECORD] = "record.export",
    [GG_EXPORT_EVALUATION] = "evaluation.export",
};

gg_status gg_export_record(gg_registry *reg, const gg_export *what, bool *is_signed, uint64_t *seq,
                           gg_error *err)
{
    char sha256[GG_SHA256_HEX];

    gg_sha256_hex(what->bytes, what->n, sha256);
    return gg_append_mark(reg, actions[what->kind], what->object,
                          json_pack("{s:s, s:I, s:s, s:s?, s:s?}", "sha256", sha256, "bytes",
                                    (json_int_t)what->n, "as", what->format, "model", what->model,
                                    "for", what->recipient),
                          is_signed, seq, err);
}

/* ---- all of it */

/* Every row is in a copy, also of models that who acts may not look at. */
static gg_status check_sight(gg_registry *reg, gg_error *err)
{
    gg_sight sight;
    gg_status st = gg_sight_read(reg, &sight, err);

    return st == GG_OK && sight.limited
               ? gg_sight_refuse(reg, &sight, "registry.export", "registry/registry", NULL,
                                 "a backup is of all", err)
               : st;
}

/* A registry that is open for audit gets a handle that may write. */
static gg_status append_copy(gg_registry *reg, const gg_tree_head *head, uint64_t *seq,
                             gg_error *err)
{
    char root[GG_SHA256_HEX];
    gg_registry *other = NULL;
    gg_status st = GG_OK;

    if (reg->access != GG_REGISTRY_WORK) {
        st = gg_registry_open(reg->folder, &reg->env, GG_REGISTRY_WORK, &other, err);
        if (st == GG_OK)
            st = gg_registry_act_as(other, reg->actor, err);
        if (st == GG_OK)
            gg_registry_sign_with(other, reg->signer);
    }
    if (st == GG_OK)
        st = gg_append_mark(other ? other : reg, "registry.export", "registry/registry",
                            json_pack("{s:s, s:I, s:s}", "as", "backup", "size",
                                      (json_int_t)head->size, "root",
                                      gg_digest_hex(head->root, root)),
                            NULL, seq, err);
    gg_registry_close(other);
    return st;
}

gg_status gg_export_registry(gg_registry *reg, json_t **out, gg_error *err)
{
    gg_tree_head head;
    uint64_t seq = 0;
    gg_error why;
    gg_status st = check_sight(reg, err);

    gg_error_init(&why);
    if (st == GG_OK)
        st = gg_registry_head(reg, &head, err);
    if (st != GG_OK)
        return st;
    /* What is wrong with the registry itself is found by whoever examines the copy. */
    st = append_copy(reg, &head, &seq, &why);
    if (st == GG_E_MEMORY || st == GG_E_CONFLICT || st == GG_E_INTERNAL) {
        if (err)
            *err = why;
        return st;
    }
    return gg_document(GG_OK, out, err,
                       json_pack("{s:o, s:s?}", "event",
                                 st == GG_OK ? json_integer((json_int_t)seq) : json_null(),
                                 "unrecorded_because", st == GG_OK ? NULL : why.what));
}
