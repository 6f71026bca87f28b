/* gauger version: which version this is. */
#include "cmd.h"

static const gg_option rows[] = {
    GG_ROW_FORMAT("text|json", "text"),
    GG_ROW_OUTPUT,
    GG_ROW_HELP,
};

static const gg_option_group options = GG_ROWS("Output", rows);

static gg_status run(gg_cli *cli, gg_error *err)
{
    json_t *document;

    /* Through `gauger --version` no options of this command were read. */
    if (!cli->json) {
        gg_buf_puts(&cli->out, "gauger " GG_VERSION "\n");
        return GG_OK;
    }
    document = json_pack("{s:s}", "version", GG_VERSION);
    if (!document)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    gg_json_write(document, &cli->out);
    json_decref(document);
    return GG_OK;
}

const gg_command gg_cmd_version = {
    .group = "help",
    .name = "version",
    .summary = "which version this is",
    .groups = {&options},
    .example = "gauger version",
    .about = "Prints the version, as gauger --version does.",
    .run = run,
};
