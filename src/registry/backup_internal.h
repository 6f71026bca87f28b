/* What backing up and restoring share. */
#ifndef GG_REGISTRY_BACKUP_INTERNAL_H
#define GG_REGISTRY_BACKUP_INTERNAL_H

#include "folder.h"
#include "gauger/registry/backup.h"

/* backup.c: copies the stored files that a database names and that are not purged, from the files
 * of one folder to those of another. *gone: one was not there. Totals are set. */
typedef struct gg_copied {
    uint64_t files, bytes;
    bool gone;
} gg_copied;

GG_CHECKED gg_status gg_files_copy(gg_db *db, const char *from, const char *to, gg_copied *out,
                                   gg_error *err);
/* export.c: puts a copy of the registry on record before it is made, so that it is in the copy:
 * {"event","unrecorded_because"}, one of them null. An account that is limited to models is refused
 * by that rule. */
GG_CHECKED gg_status gg_export_registry(gg_registry *reg, json_t **out, gg_error *err);
/* DIR/NAME; NULL where memory ran out. */
char *gg_path_in(const char *dir, const char *name);
/* Whether a folder's registry is consistent, held against what is known: GG_E_NO with the first
 * finding. */
GG_CHECKED gg_status gg_copy_verify(gg_registry *copy, const gg_verify_options *known,
                                    gg_error *err);
/* A copied database is closed: what its journal left goes, and the file lasts. */
GG_CHECKED gg_status gg_copy_close(const char *made, const char *name, gg_error *err);

#endif
