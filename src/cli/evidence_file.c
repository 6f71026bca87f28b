/* Evidence as a file. */
#include "evidence_file.h"

#include "gauger/base/buf.h"
#include "gauger/base/file.h"
#include "gauger/base/json.h"

gg_status gg_evidence_file_write(const gg_cli *cli, const gg_evidence *evidence, gg_error *err)
{
    json_t *document = NULL;
    gg_status status = gg_evidence_save(evidence, &document, err);
    gg_buf text;

    gg_buf_init(&text, 0);
    if (status == GG_OK) {
        gg_json_write(document, &text);
        status = gg_buf_check(&text, err);
    }
    if (status == GG_OK)
        status = gg_file_write(gg_args_text(&cli->args, GG_OPT_EVIDENCE), text.data, text.size,
                               0644, err);
    gg_buf_release(&text);
    json_decref(document);
    return status;
}
