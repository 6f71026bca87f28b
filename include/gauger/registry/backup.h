/*
 * Backups of a registry: a folder with the database as it was at one moment, what is outside the
 * log, every stored file that the log names, and the head of the log, signed where there is a key.
 *
 *     DIR/registry.db, DIR/local.db   copied by SQLite, while others write
 *     DIR/files/                      each checked against its digest while it was copied
 *     DIR/checkpoint.json             the head of the copy ("gauger/checkpoint/1")
 *     DIR/backup.json                 what is in it ("gauger/backup/1")
 *     DIR.checkpoint                  checkpoint.json again: to be kept where the backup is not
 *
 * Both ways the new folder is made beside its place and renamed: it is there whole or not at all.
 */
#ifndef GAUGER_REGISTRY_BACKUP_H
#define GAUGER_REGISTRY_BACKUP_H

#include "gauger/registry/registry.h"

#define GG_BACKUP_FORMAT "gauger/backup/1"

/* What a restored registry is held against. */
typedef struct gg_restore_options {
    const char *id;           /* identity that it must have, or NULL */
    const gg_tree_head *head; /* a head that was known, or NULL */
    bool rollback;            /* restore it even if that head is newer; false */
} gg_restore_options;

GG_BEGIN_DECLS

/*
 * Copies a registry into a new folder, consistent while others write, and verifies the copy.
 *
 * That it is made is on record first (event "registry.export" with size and root of the log up to
 * it), so that the copy holds its own event; an event without a backup is one that failed later.
 * Where the registry cannot be written it is made all the same, and "unrecorded_because" says why.
 *
 * reg: either access; its key signs the checkpoint. Without one, or where its account may not sign
 * (disabled, dormant), the checkpoint is not signed and "unsigned_because" says why.
 * path: a folder that is not there or is empty, outside the registry; its parent must exist.
 * out: a new reference, untouched on error:
 * {"format":"gauger/backup/1","gauger","id","size","root",
 * "time","testing","people","signed","unsigned_because":text or null,
 * "event":N or null,"unrecorded_because":text or null,
 * "database":{"sha256","bytes"},"local":the same or null,"files":N,"bytes":N}.
 * Returns GG_OK; GG_E_CONFLICT (path or path.checkpoint is there, or files went while they were
 * copied, five times over); GG_E_USAGE (within the registry); GG_E_NO (rule model: the account of
 * who acts is limited to models, and a copy is of all); GG_E_INPUT (the registry does not
 * verify, or a stored file is missing or does not fit); GG_E_IO; GG_E_MEMORY. Ownership:
 * json_decref() by the caller. Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_backup(gg_registry *reg, const char *path, json_t **out,
                                        gg_error *err);

/*
 * The default of a restoration: nothing known, no rollback.
 *
 * Returns the struct, to be changed by the caller.
 * Ownership: a plain value.
 * Shape: see gg_restore_options.
 * Undefined cases: none.  Errors: none.
 */
gg_restore_options gg_restore_options_default(void);

/*
 * Makes a registry from a backup, in a new folder, once it has been verified.
 *
 * backup: the folder that gg_registry_backup() wrote.  dir: not there or empty; its parent must
 * exist.  env: as gg_registry_open(), only to read.  options: NULL for the defaults.
 * out: a new reference, untouched on error: the backup's document, with "pinned": whether it was
 * held against something known, "lacks": how many events the known head has more, and "forgotten":
 * how many heads of more events its local.db remembered, which no longer hold it up.
 * Returns GG_OK; GG_E_NO (not what was backed up, does not verify, another identity, or older than
 * the known head and no rollback was asked for), GG_E_NOT_FOUND or GG_E_INPUT (no backup);
 * GG_E_CONFLICT (dir holds something); GG_E_IO; GG_E_MEMORY. Ownership: json_decref() by the
 * caller. Undefined cases: that an older backup is a beginning of the known log cannot be told.
 */
GG_CHECKED gg_status gg_registry_restore(const char *backup, const char *dir, const gg_env *env,
                                         const gg_restore_options *options, json_t **out,
                                         gg_error *err);

GG_END_DECLS
#endif
