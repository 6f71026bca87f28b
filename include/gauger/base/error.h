/*
 * The caller's error object: where it went wrong, what went wrong, how to mend it.
 *
 * A function that can fail takes a gg_error as its last argument (NULL is allowed and means that
 * the caller wants the status alone). The first error wins: setting a second one on an object that
 * holds one changes nothing, so a clean-up path cannot hide the cause. An error never holds the
 * text of a cell, only its shape; names of files and columns are kept, shortened and with control
 * characters replaced.
 */
#ifndef GAUGER_BASE_ERROR_H
#define GAUGER_BASE_ERROR_H

#include <stddef.h>

#include "gauger/base/status.h"

/* Longest message that gg_error_format() makes, without the final NUL: with "gauger: " before it
 * and a newline behind it, a line of 500 bytes. */
#define GG_ERROR_MAX 491

typedef struct gg_error {
    gg_status status;        /* GG_OK while nothing is set */
    char file[160];          /* file, option or document named; "" if none */
    unsigned long long line; /* physical line in the file, counted from 1; 0 if none */
    char column[80];         /* column or key named; "" if none */
    char what[220];          /* what is wrong */
    char mend[160];          /* how to mend it; "" if there is nothing to say */
} gg_error;

GG_BEGIN_DECLS

/*
 * Makes an error object empty.
 *
 * err: caller's struct; NULL is allowed and does nothing.
 * Result: err->status is GG_OK, all texts are empty.
 * Undefined cases: none.  Ownership: the caller's throughout; nothing is allocated.
 */
void gg_error_init(gg_error *err);

/*
 * Sets status, what and how to mend, if nothing is set yet (the first error wins).
 *
 * err: caller's object or NULL.  status: what is returned.  mend: a static or temporary text,
 * copied; NULL for none.  format and what follows: the sentence, lower case, without a full stop.
 * Returns status, always, so that a caller can write `return gg_error_set(...)`.
 * Texts that are too long are cut; control characters become '?'.
 */
gg_status gg_error_set(gg_error *err, gg_status status, const char *mend, const char *format, ...)
    GG_PRINTF(4, 5);

/*
 * Says where: file, line, column, each only if it is not yet known.
 *
 * err: caller's object or NULL.  file, column: copied, NULL for unknown.
 * line: from 1, 0 for unknown.
 * Result: the parts that were empty are filled; parts already set are kept.
 * May be called before or after gg_error_set(); does nothing to the status.  Errors: none.
 */
void gg_error_where(gg_error *err, const char *file, unsigned long long line, const char *column);

/*
 * Writes the error as one line: `WHERE: WHAT; HOW TO MEND IT`, without "gauger: " and newline.
 *
 * err: an object with or without an error.  out: at least GG_ERROR_MAX + 1 bytes.  size: of out.
 * Returns the number of bytes written without the NUL, at most GG_ERROR_MAX; the WHERE part is
 * left out when nothing is known of it.  A cut never splits a UTF-8 sequence.
 * Example: `scores.csv:18: column "score": not a number (shape "aaa"); give --skip-bad-rows ...`.
 */
size_t gg_error_format(const gg_error *err, char *out, size_t size);

GG_END_DECLS
#endif
