/*
 * Files: read whole with a limit, written so that a reader sees the old file or the new one.
 */
#ifndef GAUGER_BASE_FILE_H
#define GAUGER_BASE_FILE_H

#include "gauger/base/buf.h"
#include "gauger/base/error.h"

GG_BEGIN_DECLS

/*
 * Reads a whole file.
 *
 * path: the file, "-" for standard input, which stays open.  max: the most bytes accepted.
 * out: an initialised buffer, appended to; as it was on error.  err: names the file.
 * Returns GG_OK, GG_E_NOT_FOUND, GG_E_INPUT (a directory), GG_E_LIMIT (over max, or over what out
 * may hold), GG_E_IO or GG_E_MEMORY.
 * Ownership: out stays the caller's.
 */
GG_CHECKED gg_status gg_file_read(const char *path, size_t max, gg_buf *out, gg_error *err);

/*
 * Writes a file atomically: a temporary file in the same directory, fsync, rename, fsync of the
 * directory. After a failure, or a kill at any moment, path holds what it held before or all of it.
 *
 * path: the file to make or replace. A link keeps pointing where it points. A device or a pipe is
 * written to directly; /dev/stdout, /dev/stderr and /dev/fd/N mean the open descriptor.
 * data, n: its bytes.
 * mode: permission bits for a new file, e.g. 0644, less the umask; a file that is there keeps its
 * own, and is not replaced by who may not write it.
 * Returns GG_OK, GG_E_NOT_FOUND (no such directory), GG_E_IO or GG_E_MEMORY; no temporary file is
 * left behind but by a kill.
 */
GG_CHECKED gg_status gg_file_write(const char *path, const char *data, size_t n, unsigned mode,
                                   gg_error *err);

GG_END_DECLS
#endif
