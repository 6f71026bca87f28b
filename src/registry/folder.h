/* Folders that appear whole or not at all: made under another name beside, then renamed. */
#ifndef GG_REGISTRY_FOLDER_H
#define GG_REGISTRY_FOLDER_H

#include "registry_internal.h"

/* "dir" without slashes at its end, and a name beside it that nobody has; NULL where memory or
 * random bytes ran out. free() by the caller. */
char *gg_folder_beside(const char *dir);
/* Makes what was made, renamed or removed in a folder last; 0 or an errno. */
int gg_folder_sync(const char *path);
/* Gives a folder its name. An empty one gives way; anything in it stays: GG_E_CONFLICT. */
GG_CHECKED gg_status gg_folder_settle(const char *made, const char *dir, gg_error *err);
/* Whether a folder can be put there: nothing is, or an empty one. GG_E_CONFLICT otherwise. */
GG_CHECKED gg_status gg_folder_vacant(const char *dir, gg_error *err);
/* Whether a folder lies on a disk of this machine; `name` is what the error calls it. Locks and
 * syncs over a network do not keep what a registry promises: GG_E_USAGE. */
GG_CHECKED gg_status gg_folder_local(const char *dir, const char *name, gg_error *err);
/* Takes away what was made and did not get its name: a folder's files, those of its folder "files",
 * and both folders. */
void gg_folder_remove(const char *made);
/* Makes an empty file, mode 0600, where there was none. */
GG_CHECKED gg_status gg_file_make(const char *path, gg_error *err);
/* open.c: makes local.db, what is outside the log. */
GG_CHECKED gg_status gg_local_make(const char *folder, gg_error *err);
/* Makes a file of a mode from another one's bytes, and makes them last. ENOENT only where `from` is
 * not there. Returns 0 or an errno; digest and bytes are of what was copied. */
int gg_file_copy(const char *from, const char *to, unsigned mode, char sha256[GG_SHA256_HEX],
                 uint64_t *bytes);

#endif
