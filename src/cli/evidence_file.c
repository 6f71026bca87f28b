/* Evidence as a file. */
#include "evidence_file.h"

gg_status gg_evidence_file_write(gg_cli *cli, const gg_evidence *evidence, gg_error *err)
{
    json_t *document = NULL;
    gg_status status = gg_evidence_save(evidence, &document, err);

    if (status == GG_OK)
        status = gg_cli_write(cli, gg_args_text(&cli->args, GG_OPT_EVIDENCE), document, err);
    json_decref(document);
    return status;
}
