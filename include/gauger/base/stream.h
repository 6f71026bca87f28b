/*
 * Files that are too large to be held in memory, written piece by piece and yet whole or not at
 * all: what is written has no name until gg_stream_commit() gives it the name that was asked for.
 */
#ifndef GAUGER_BASE_STREAM_H
#define GAUGER_BASE_STREAM_H

#include <stddef.h>

#include "gauger/base/error.h"

typedef struct gg_stream gg_stream;

GG_BEGIN_DECLS

/*
 * Begins a file, as gg_file_write() would: a link keeps pointing where it points, a device or a
 * pipe is written to directly, /dev/stdout and its like mean the open descriptor.
 *
 * path: the file to make or replace; "-" for standard output.  mode: permission bits for a new
 * file, less the umask; a file that is there keeps its own.  out: untouched on error.
 * err: names the file.
 * Returns GG_OK, GG_E_NOT_FOUND (no such directory), GG_E_IO or GG_E_MEMORY.
 * Ownership: end it with gg_stream_close(), after gg_stream_commit() or without.
 */
GG_CHECKED gg_status gg_stream_open(const char *path, unsigned mode, gg_stream **out,
                                    gg_error *err);

/*
 * Adds bytes.
 *
 * stream: open.  data, n: the bytes; n may be 0.
 * Returns GG_OK or GG_E_IO.
 * Ownership: nothing changes hands.
 * Undefined cases: after a failure the stream can only be closed.
 */
GG_CHECKED gg_status gg_stream_write(gg_stream *stream, const char *data, size_t n, gg_error *err);

/*
 * Gives what was written its name: flushed to the disk, then renamed over what was there.
 *
 * stream: open.  err: names the file.
 * Returns GG_OK or GG_E_IO, and then path holds what it held before.
 * Ownership: the stream still wants gg_stream_close().
 * Undefined cases: bytes for a device or a pipe are gone already.
 */
GG_CHECKED gg_status gg_stream_commit(gg_stream *stream, gg_error *err);

/*
 * Does all of gg_stream_commit() that can fail for want of space or of a permission, and leaves the
 * renaming: the bytes are on the disk, beside what they will replace.
 *
 * stream: open.  err: names the file.
 * Returns GG_OK or GG_E_IO.
 * Ownership: the stream still wants gg_stream_commit(), or nothing of it is left.
 * Undefined cases: none; nothing is done for a device or a pipe.
 */
GG_CHECKED gg_status gg_stream_settle(gg_stream *stream, gg_error *err);

/*
 * Commits several streams, or none: all are settled, then each is renamed, in the order given; when
 * one cannot be, those before it are put back as they were.
 *
 * streams: n of them, open.  err: names the file.
 * Returns GG_OK or GG_E_IO, and then every path holds what it held before.
 * Ownership: each stream still wants gg_stream_close().
 * Undefined cases: on a file system that cannot exchange two names (NFS), what a stream before the
 * failing one replaced is not put back; a kill between two renames leaves the later undone.
 */
GG_CHECKED gg_status gg_stream_commit_all(gg_stream *const *streams, size_t n, gg_error *err);

/*
 * Ends a stream; without gg_stream_commit() nothing of it is left.
 *
 * stream: open; NULL is allowed and does nothing.
 * Result: closed and freed.
 * Ownership: the stream is dead.
 * Undefined cases: none.  Errors: none.
 */
void gg_stream_close(gg_stream *stream);

GG_END_DECLS
#endif
