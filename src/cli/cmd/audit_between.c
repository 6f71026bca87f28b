/* gauger audit prove --from A --to B: that one head of the log continues another, for whoever has
 * both and no registry. */
#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "gauger/base/file.h"
#include "gauger/registry/card.h"

#define HEAD_MAX ((size_t)64 << 20)

/* What gauger card --sign wrote beside the card; false where it is something else. */
static gg_status read_envelope(const gg_buf *text, gg_checkpoint_head *out, bool *envelope,
                               gg_error *err)
{
    json_t *document = NULL;
    gg_status status = GG_OK;

    *envelope = false;
    if (text->size == 0 || text->data[0] != '{')
        return GG_OK;
    status = gg_json_parse(text->data, text->size, "checkpoint", &document, err);
    *envelope = json_object_get(document, "payloadType") != NULL;
    if (status == GG_OK && *envelope)
        status = gg_card_checkpoint(document, out, err);
    json_decref(document);
    return status;
}

static gg_status read_file(gg_registry *reg, const char *path, gg_tree_head *out, gg_error *err)
{
    char id[GG_SHA256_HEX];
    gg_checkpoint_head head;
    bool envelope = false;
    gg_buf text;
    gg_status status;

    gg_buf_init(&text, 0);
    status = gg_file_read(path, HEAD_MAX, &text, err);
    if (status == GG_OK)
        status = read_envelope(&text, &head, &envelope, err);
    if (status == GG_OK && !envelope)
        status = gg_checkpoint_read(text.data ? text.data : "", text.size, &head, err);
    if (status == GG_OK)
        status = gg_registry_id(reg, id, err);
    if (status == GG_OK && strcmp(id, head.id) != 0)
        status = gg_error_set(err, GG_E_NO, "open the registry that it is of",
                              "this is of another registry: its identity is %.16s...", head.id);
    if (status == GG_OK)
        *out = head.head;
    gg_error_where(err, path, 0, NULL);
    gg_buf_release(&text);
    return status;
}

gg_status gg_audit_head_read(gg_registry *reg, const char *text, gg_tree_head *out, gg_error *err)
{
    size_t digits = strspn(text, "0123456789");

    if (text[digits] != '\0' || digits == 0 || digits > 15)
        return read_file(reg, text, out, err);
    return gg_registry_head_at(reg, strtoull(text, NULL, 10), out, err);
}

gg_status gg_audit_prove_between(gg_cli *cli, gg_registry *reg, gg_error *err)
{
    const char *from = gg_args_text(&cli->args, GG_OPT_FROM);
    const char *to = gg_args_text(&cli->args, GG_OPT_TO);
    gg_tree_head a, b;
    json_t *proof = NULL;
    gg_status status = GG_OK;

    if (!from || cli->args.n_operands || gg_args_given(&cli->args, GG_OPT_PAYLOAD))
        return gg_error_set(err, GG_E_USAGE, "give --from and --to, and no event",
                            "--to is for a proof between two checkpoints");
    status = gg_audit_head_read(reg, from, &a, err);
    if (status == GG_OK)
        status = gg_audit_head_read(reg, to, &b, err);
    if (status == GG_OK)
        gg_error_init(err);
    if (status == GG_OK)
        status = gg_registry_prove_between(reg, &a, &b, &proof, err);
    if (status == GG_OK)
        gg_json_write(proof, &cli->out);
    json_decref(proof);
    return status == GG_OK ? gg_buf_check(&cli->out, err) : status;
}
