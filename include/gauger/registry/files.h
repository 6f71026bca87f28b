/*
 * Stored files: content-addressed, so that a digest in an event says exactly what was meant.
 *
 * A file is written under a temporary name, synced, renamed to its SHA-256 and made read-only; what
 * is there already is not written again. Reading checks the digest. Files that no event names (left
 * by a command that was refused or killed) do no harm: an examination counts them.
 */
#ifndef GAUGER_REGISTRY_FILES_H
#define GAUGER_REGISTRY_FILES_H

#include "gauger/registry/registry.h"

/* A file in the store. */
typedef struct gg_stored {
    char sha256[GG_SHA256_HEX];
    uint64_t bytes;
} gg_stored;

GG_BEGIN_DECLS

/*
 * Copies a file into the store.
 *
 * reg: opened for work.  path: a regular file, read once from front to back.  out: untouched on
 * error. Returns GG_OK (also when it was there already); GG_E_NOT_FOUND, GG_E_INPUT (not a regular
 * file), GG_E_IO, GG_E_MEMORY, GG_E_USAGE (an audit handle). Result: the copy is on the disk; the
 * digest is of the bytes that were copied. Ownership: a plain value.
 */
GG_CHECKED gg_status gg_registry_put_file(gg_registry *reg, const char *path, gg_stored *out,
                                          gg_error *err);

/*
 * Stores bytes as a file.
 *
 * reg: opened for work.  data, n: the bytes; n may be 0.  out: untouched on error.
 * Returns GG_OK (also when it was there already), GG_E_IO, GG_E_MEMORY, GG_E_USAGE (an audit
 * handle). Result: the file is on the disk. Ownership: the bytes are copied.
 */
GG_CHECKED gg_status gg_registry_put_bytes(gg_registry *reg, const void *data, size_t n,
                                           gg_stored *out, gg_error *err);

/*
 * Stores a document in its canonical form (RFC 8785), so that equal documents have equal digests.
 *
 * reg: opened for work.  document: any JSON value, borrowed.  out: untouched on error.
 * Returns as gg_registry_put_bytes().
 * Result: the file is on the disk; gg_json_parse() of it gives the document.
 * Ownership: the document stays the caller's.
 */
GG_CHECKED gg_status gg_registry_put_document(gg_registry *reg, const json_t *document,
                                              gg_stored *out, gg_error *err);

/*
 * Reads a stored file whole and checks its digest.
 *
 * reg: not NULL.  sha256: 64 lower-case hexadecimal digits.  out: an initialised buffer, appended
 * to; as before on error. Returns GG_OK; GG_E_NOT_FOUND; GG_E_NO when the bytes do not fit the
 * digest; GG_E_INPUT for what is no digest; GG_E_LIMIT over the buffer's maximum; GG_E_IO;
 * GG_E_MEMORY.
 */
GG_CHECKED gg_status gg_registry_get(gg_registry *reg, const char *sha256, gg_buf *out,
                                     gg_error *err);

/*
 * Reads a stored document and checks its digest.
 *
 * reg: not NULL.  sha256: as gg_registry_get().  out: a new reference, untouched on error.
 * Returns as gg_registry_get(), and GG_E_INPUT for what is no JSON.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_registry_get_document(gg_registry *reg, const char *sha256, json_t **out,
                                              gg_error *err);

/*
 * The path of a stored file whose bytes have just been checked against the digest: for readers that
 * take a path, such as the table reader.
 *
 * reg: not NULL.  sha256: as gg_registry_get().  out: an initialised buffer; the path is appended.
 * Returns as gg_registry_get().
 * Ownership: out stays the caller's; nobody may write to the file.
 */
GG_CHECKED gg_status gg_registry_file_path(gg_registry *reg, const char *sha256, gg_buf *out,
                                           gg_error *err);

GG_END_DECLS
#endif
