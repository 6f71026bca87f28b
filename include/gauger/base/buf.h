/*
 * A growing run of bytes with a maximum. Failure is sticky: append as often as needed, ask once.
 */
#ifndef GAUGER_BASE_BUF_H
#define GAUGER_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/base/error.h"

typedef struct gg_buf {
    char *data;  /* NUL behind the last byte whenever data is not NULL */
    size_t size; /* bytes in use */
    size_t room; /* bytes allocated */
    size_t max;  /* never more than this */
    bool failed; /* memory ran out or max was reached: nothing is appended any more */
    bool full;   /* it failed because of max */
} gg_buf;

GG_BEGIN_DECLS

/*
 * Makes a buffer empty.
 *
 * b: caller's struct.  max: the most bytes it may ever hold; 0 for 1 GiB.
 * Result: b is empty and not failed.  Ownership: end it with gg_buf_release().
 * Undefined cases: a buffer in use must be released first.  Errors: none.
 */
void gg_buf_init(gg_buf *b, size_t max);

/*
 * Frees the bytes; the buffer is empty and may be used again.
 *
 * b: an initialised buffer; NULL is allowed and does nothing.
 * Result: b->data is NULL, failed is false, max is kept.
 * Undefined cases: none.  Errors: none.
 */
void gg_buf_release(gg_buf *b);

/*
 * Appends n bytes.
 *
 * b: the buffer.  s: the bytes, not inside b.  n: how many.
 * Result: appended, or b->failed is set and b unchanged.
 * Undefined cases: none.  Errors: see gg_buf_check().
 */
void gg_buf_append(gg_buf *b, const char *s, size_t n);

/*
 * Appends a NUL-terminated string.
 *
 * b: the buffer.  s: the string, not NULL.
 * Result: appended, or b->failed is set and b unchanged.
 * Undefined cases: none.  Errors: see gg_buf_check().
 */
void gg_buf_puts(gg_buf *b, const char *s);

/*
 * Appends formatted text.
 *
 * b: the buffer.  format and what follows: as printf.
 * Result: appended, or b->failed is set and b unchanged.
 * Undefined cases: none.  Errors: see gg_buf_check().
 */
void gg_buf_printf(gg_buf *b, const char *format, ...) GG_PRINTF(2, 3);

/*
 * Appends n times the same byte, for alignment and indentation.
 *
 * b: the buffer.  c: the byte.  n: how often.
 * Result: appended, or b->failed is set and b unchanged.
 * Undefined cases: none.  Errors: see gg_buf_check().
 */
void gg_buf_fill(gg_buf *b, char c, size_t n);

/*
 * Whether everything appended is really there.
 *
 * b: the buffer.  err: filled when it is not.
 * Returns GG_OK, GG_E_LIMIT when max was reached, or GG_E_MEMORY.
 * Undefined cases: none.  Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_buf_check(const gg_buf *b, gg_error *err);

GG_END_DECLS
#endif
