/*
 * Base64 with the alphabet and the padding of RFC 4648, section 4 (by libsodium): bytes that have
 * to stand in a line of text. Reading is strict, so that the same bytes have one text alone.
 */
#ifndef GAUGER_BASE_BASE64_H
#define GAUGER_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/base/buf.h"

/* Signs that n bytes take, without a NUL. */
#define GG_BASE64_LENGTH(n) (((size_t)(n) + 2) / 3 * 4)

GG_BEGIN_DECLS

/*
 * Appends bytes as Base64 on one line.
 *
 * out: appended to.  data, n: the bytes; n may be 0, which appends nothing.
 * Result: GG_BASE64_LENGTH(n) signs of A-Z a-z 0-9 + / and = at the end; or out->failed.
 * Source: RFC 4648, section 4.
 * Undefined cases: none.  Errors: see gg_buf_check().
 */
void gg_base64_append(gg_buf *out, const void *data, size_t n);

/*
 * Reads Base64.
 *
 * s, n: the text: no white space, padded, unused bits zero.  out: room for size bytes.
 * got: how many bytes there are, at most size; written on true alone.
 * Returns true if the whole text was read; false for anything else, a text that gives more than
 * size bytes among it, and then out may hold part of it.
 * Undefined cases: an empty text gives 0 bytes.  Errors: none.
 */
bool gg_base64_read(const char *s, size_t n, void *out, size_t size, size_t *got);

/*
 * Reads Base64 that must be of exactly so many bytes: a key, a signature, a hash.
 *
 * s: a NUL-terminated text, NULL allowed.  out: room for size bytes.  size: how many there must be.
 * Returns true if it was read; false for NULL, for what gg_base64_read() refuses, and for another
 * number of bytes.
 * Undefined cases: none.  Errors: none.
 */
bool gg_base64_exact(const char *s, void *out, size_t size);

GG_END_DECLS
#endif
