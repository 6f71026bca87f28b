/* Evidence as a file: what --evidence FILE writes. */
#ifndef GG_CLI_EVIDENCE_FILE_H
#define GG_CLI_EVIDENCE_FILE_H

#include "cli_internal.h"
#include "gauger/evidence/evidence.h"

/* Writes evidence to the file of --evidence, which gets its name when the output is delivered. */
GG_CHECKED gg_status gg_evidence_file_write(gg_cli *cli, const gg_evidence *evidence,
                                            gg_error *err);

#endif
