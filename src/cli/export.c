#include "export.h"

#include "disclosure.h"

/* What keeps a document from being handed out as well. */
static bool is_grave(gg_status status)
{
    return status == GG_E_MEMORY || status == GG_E_CONFLICT || status == GG_E_INTERNAL;
}

/* "gauger: lanes@1: this is not on record as an export: WHY" */
static gg_status note(gg_cli *cli, const char *object, const char *what, const gg_error *why,
                      gg_error *err)
{
    char text[GG_ERROR_MAX + 1] = "";

    if (why)
        gg_error_format(why, text, sizeof text);
    cli->note = gg_arena_printf(&cli->arena, "%s: %s%s%s", object, what, text[0] ? ": " : "", text);
    return cli->note ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_cli_export(gg_cli *cli, gg_registry *reg, gg_export_kind kind, const char *object,
                        const char *model, const char *recipient, gg_error *err)
{
    gg_export what = {.kind = kind,
                      .object = object,
                      .model = model,
                      .format = gg_args_text(&cli->args, GG_OPT_FORMAT),
                      .recipient = recipient,
                      .bytes = cli->out.data ? cli->out.data : "",
                      .n = cli->out.size};
    bool is_signed = false;
    gg_error why;
    gg_status status;

    gg_error_init(&why);
    status = gg_export_record(reg, &what, &is_signed, NULL, &why);
    if (is_grave(status)) {
        *err = why;
        return status;
    }
    if (status != GG_OK)
        return note(cli, object, "this export is not on record", &why, err);
    if (is_signed)
        return GG_OK;
    if (gg_registry_need_key(reg, &why) == GG_OK)
        (void)gg_error_set(&why, GG_E_NO, NULL, "the key at hand is not that of who acts");
    return note(cli, object, "this export is on record without a signature", &why, err);
}

/* ---- what is made for release */

gg_status gg_release_refuse(const gg_cli *cli, bool of_registry, gg_error *err)
{
    bool released = gg_args_given(&cli->args, GG_OPT_FOR_RELEASE);

    if (gg_args_given(&cli->args, GG_OPT_DISCLOSE_TO) && !(released && of_registry)) {
        gg_error_where(err, "--disclose-to", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give --for-release",
                            released ? "there is no registry in this run to put it on record in"
                                     : "only what is made for release is disclosed");
    }
    return gg_disclosure_check(cli, NULL, err);
}

gg_status gg_release_record(gg_cli *cli, gg_registry *reg, const char *version, const char *dataset,
                            gg_error *err)
{
    const char *name = version ? version : dataset;
    const char *what = gg_arena_printf(&cli->arena, "Evaluation of %s", name);
    const char *object = gg_arena_printf(&cli->arena, "%s/%s", version ? "model" : "dataset", name);

    if (!gg_args_given(&cli->args, GG_OPT_FOR_RELEASE))
        return GG_OK;
    if (!what || !object)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (gg_args_given(&cli->args, GG_OPT_DISCLOSE_TO))
        return gg_disclosure_record(cli, reg, NULL, "table of counts", what, version, err);
    return gg_cli_export(cli, reg, GG_EXPORT_EVALUATION, object, NULL, NULL, err);
}
