#include "disclosure.h"

#include <string.h>

#include "gauger/base/hash.h"
#include "gauger/base/text.h"
#include "gauger/registry/record.h"

/* What was given, else what the agreement says. */
static const char *said(const gg_cli *cli, gg_option_id id, const json_t *agreement,
                        const char *key)
{
    const char *given = gg_args_text(&cli->args, id);

    return given ? given : gg_json_string(agreement, key, NULL);
}

gg_status gg_disclosure_check(const gg_cli *cli, const json_t *agreement, gg_error *err)
{
    const char *office = gg_args_text(&cli->args, GG_OPT_DISCLOSE_TO);
    const char *recipient = gg_json_string(agreement, "recipient", NULL);

    if (!office) {
        if (!gg_args_given(&cli->args, GG_OPT_PURPOSE) &&
            !gg_args_given(&cli->args, GG_OPT_AUTHORITY) &&
            !gg_args_given(&cli->args, GG_OPT_ONWARD))
            return GG_OK;
        gg_error_where(err, "--disclose-to", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "say to which office it is disclosed", "is missing");
    }
    gg_error_where(err, "--disclose-to", 0, NULL);
    if (recipient && !gg_text_same(recipient, strlen(recipient), office))
        return gg_error_set(err, GG_E_USAGE, "disclose it to the recipient that it is made for",
                            "another office than that of --for");
    if (!said(cli, GG_OPT_PURPOSE, agreement, "purpose") ||
        !said(cli, GG_OPT_AUTHORITY, agreement, "authority"))
        return gg_error_set(err, GG_E_USAGE, "give --purpose TEXT and --authority TEXT",
                            "a disclosure needs a purpose and an authority");
    gg_error_init(err);
    return GG_OK;
}

/* A row of the accounting, as a form that is filled. */
static json_t *fields_of(const gg_cli *cli, const json_t *agreement, const char *today,
                         const char *nature, const char *what)
{
    const char *limits = said(cli, GG_OPT_ONWARD, agreement, "limits");
    const char *bytes = cli->out.data ? cli->out.data : "";
    char sha256[GG_SHA256_HEX];
    json_t *fields;

    gg_sha256_hex(bytes, cli->out.size, sha256);
    fields = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "disclosed_on", today, "nature",
                       nature, "what", what, "sha256", sha256, "recipient",
                       gg_args_text(&cli->args, GG_OPT_DISCLOSE_TO), "purpose",
                       said(cli, GG_OPT_PURPOSE, agreement, "purpose"), "authority",
                       said(cli, GG_OPT_AUTHORITY, agreement, "authority"));
    if (fields && limits &&
        json_object_set_new(fields, "onward_limits", json_string(limits)) != 0) {
        json_decref(fields);
        return NULL;
    }
    return fields;
}

gg_status gg_disclosure_record(gg_cli *cli, gg_registry *reg, const json_t *agreement,
                               const char *nature, const char *what, const char *model,
                               gg_error *err)
{
    gg_record_entry entry = {.type = "disclosure", .model = model};
    char today[GG_TIME_TEXT];
    json_t *fields;
    gg_status status;

    if (!gg_args_given(&cli->args, GG_OPT_DISCLOSE_TO))
        return GG_OK;
    gg_record_today(reg, today);
    fields = fields_of(cli, agreement, today, nature, what);
    if (!fields)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    entry.fields = fields;
    status = gg_record_add(reg, &entry, NULL, err);
    json_decref(fields);
    return status;
}
