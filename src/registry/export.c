/* Exports: reading that is on record, since what was read leaves the house. */
#include "gauger/registry/export.h"

#include "gauger/base/hash.h"
#include "registry_internal.h"

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
