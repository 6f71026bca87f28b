#include "card_signed.h"

#include <string.h>

#include "cmd/audit.h"
#include "cmd/cmd.h"
#include "gauger/base/file.h"
#include "gauger/registry/card.h"
#include "registry.h"

#define CARD_MAX ((size_t)64 << 20)

gg_status gg_card_sign_refuse(const gg_args *args, gg_error *err)
{
    const bool version = args->n_operands > 0;

    if (gg_args_given(args, GG_OPT_SIGN) && gg_args_given(args, GG_OPT_FOR)) {
        gg_error_where(err, "--for", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "sign the whole card, or give it unsigned",
                            "a card for a recipient cannot carry its proofs");
    }
    if (!gg_args_given(args, GG_OPT_SIGN) || (version && gg_args_given(args, GG_OPT_OUTPUT)))
        return GG_OK;
    gg_error_where(err, "--sign", 0, NULL);
    if (version)
        return gg_error_set(err, GG_E_USAGE, "give -o FILE",
                            "the envelope is written beside the card's file");
    return gg_error_set(err, GG_E_USAGE, "give the version, e.g. lanes@latest",
                        "a card that is signed is that of a version");
}

static const char *envelope_path(gg_cli *cli, const char *card, gg_error *err)
{
    const char *path = gg_arena_printf(&cli->arena, "%s" GG_ENVELOPE_SUFFIX, card);

    if (!path) {
        gg_status status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        (void)status;
    }
    return path;
}

gg_status gg_card_sign_output(gg_cli *cli, gg_registry *reg, const char *reference, gg_error *err)
{
    const char *output = gg_args_text(&cli->args, GG_OPT_OUTPUT), *path, *slash;
    gg_card_issue issue = {.reference = reference};
    json_t *envelope = NULL;
    gg_status status;

    if (!gg_args_given(&cli->args, GG_OPT_SIGN))
        return GG_OK;
    path = envelope_path(cli, output, err);
    if (!path)
        return GG_E_MEMORY;
    slash = strrchr(output, '/');
    issue.name = slash && slash[1] ? slash + 1 : output;
    issue.bytes = cli->out.data ? cli->out.data : "";
    issue.n = cli->out.size;
    status = gg_card_sign(reg, &issue, &envelope, err);
    if (status == GG_OK)
        status = gg_cli_write(cli, path, envelope, err);
    json_decref(envelope);
    return status;
}

/* ---- countersigning ---- */

static gg_status countersign(gg_cli *cli, gg_registry *reg, json_t **out, gg_error *err)
{
    const char *path = gg_args_text(&cli->args, GG_OPT_COUNTERSIGN);
    json_t *envelope = NULL;
    gg_status status = gg_json_load(path, &envelope, err);

    if (status == GG_OK)
        status = gg_card_add_signature(reg, envelope, err);
    if (status == GG_OK)
        status = gg_cli_write(cli, path, envelope, err);
    if (status == GG_OK)
        status = gg_desk_give(
            json_pack("{s:s, s:s, s:s, s:I}", "format", "gauger/receipt/1", "done",
                      "Added a signature to the card.", "key",
                      gg_signer_id(gg_registry_signer(reg)), "signatures",
                      (json_int_t)json_array_size(json_object_get(envelope, "signatures"))),
            out, err);
    else
        gg_error_where(err, path, 0, NULL);
    json_decref(envelope);
    return status;
}

gg_status gg_card_countersign(gg_cli *cli, gg_error *err)
{
    gg_registry *reg = NULL;
    json_t *document = NULL;
    gg_status status = gg_desk_open(cli, GG_REGISTRY_WORK, &reg, err);

    if (status == GG_OK)
        status = countersign(cli, reg, &document, err);
    if (status == GG_OK && cli->json)
        status = gg_cmd_render(cli, document, NULL, err);
    else if (status == GG_OK)
        gg_buf_printf(&cli->out, "%s\n", gg_json_string(document, "done", ""));
    json_decref(document);
    gg_registry_close(reg);
    return status;
}

/* ---- checking ---- */

static gg_status check(gg_cli *cli, const char *path, const gg_known_keys *keys, json_t **out,
                       gg_error *err)
{
    const char *beside = envelope_path(cli, path, err);
    json_t *envelope = NULL;
    gg_buf card;
    gg_status status = beside ? GG_OK : GG_E_MEMORY;

    gg_buf_init(&card, 0);
    if (status == GG_OK)
        status = gg_file_read(path, CARD_MAX, &card, err);
    if (status == GG_OK)
        status = gg_json_load(beside, &envelope, err);
    if (status == GG_OK)
        status = gg_card_check(card.data ? card.data : "", card.size, envelope, keys, out, err);
    if (status != GG_OK && beside)
        gg_error_where(err, beside, 0, NULL);
    json_decref(envelope);
    gg_buf_release(&card);
    return status;
}

gg_status gg_card_verify(gg_cli *cli, gg_error *err)
{
    const char *list = gg_args_text(&cli->args, GG_OPT_KEYS);
    json_t *report = NULL;
    gg_known_keys keys;
    gg_status status;

    if (!list)
        return gg_error_set(err, GG_E_USAGE, "give --keys FILE, of gauger account keys",
                            "a card is checked with a list of keys");
    status = gg_audit_keys_read(list, &keys, err);
    if (status != GG_OK)
        return status;
    status = check(cli, gg_args_text(&cli->args, GG_OPT_CARD), &keys, &report, err);
    if (status == GG_OK)
        status = gg_audit_held(cli, &keys, report, json_object_get(report, "heads"),
                               gg_args_text(&cli->args, GG_OPT_PROOF), err);
    if (status == GG_OK)
        status = gg_cmd_render(cli, report, NULL, err);
    if (status == GG_OK && strcmp(gg_json_string(report, "result", ""), "holds") != 0)
        status = GG_E_NO;
    gg_known_keys_release(&keys);
    json_decref(report);
    return status;
}
