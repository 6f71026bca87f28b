/*
 * Text: UTF-8, strict numbers, shapes of cells, numbers printed so that they round-trip.
 * Nothing here depends on the locale.
 */
#ifndef GAUGER_BASE_TEXT_H
#define GAUGER_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/base/status.h"

/* A run of bytes that belongs to someone else; not NUL-terminated. */
typedef struct gg_view {
    const char *data;
    size_t size;
} gg_view;

typedef enum gg_number_kind {
    GG_NUMBER_OK,        /* a finite decimal number */
    GG_NUMBER_MALFORMED, /* not of the form: NaN, inf, hex, surrounding text, empty */
    GG_NUMBER_RANGE      /* of the form, but beyond the largest double */
} gg_number_kind;

GG_BEGIN_DECLS

/*
 * Whether bytes are valid UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
 *
 * s, n: the bytes.  bad_at: where the first bad sequence begins, may be NULL.
 * Returns true if all are valid (an empty run is).
 * bad_at is written only on false.  Errors: none.
 */
bool gg_text_utf8(const char *s, size_t n, size_t *bad_at);

/*
 * A number as tables may hold it: optional sign, digits, optional fraction, optional decimal
 * exponent; at least one digit before or after the point; nothing around it.
 *
 * s, n: the bytes.  out: the nearest double (correctly rounded), written only on GG_NUMBER_OK.
 * Returns what it is; a value that underflows is 0 or subnormal and GG_NUMBER_OK.
 * Undefined cases: empty text is GG_NUMBER_MALFORMED.  Errors: none.
 */
gg_number_kind gg_text_number(const char *s, size_t n, double *out);

/*
 * The shape of a cell, for messages that must not show its text: letters become a, digits d,
 * other bytes beyond ASCII u (one a code point), control characters c, ASCII punctuation and
 * spaces stay; after 24 signs the rest is "...".
 *
 * s, n: the bytes.  out: the shape, NUL-terminated.  size: of out, at least 32.
 * Returns out.  Example: "123-45-6789" gives "ddd-dd-dddd".
 * Undefined cases: a double quote becomes ', so that the shape can stand in quotes.  Errors: none.
 */
char *gg_text_shape(const char *s, size_t n, char *out, size_t size);

/*
 * Whether two texts are equal but for the case of ASCII letters.
 *
 * a, n: the bytes.  word: a NUL-terminated word.
 * Returns true if they are equal.
 * Undefined cases: none.  Errors: none.
 */
bool gg_text_same(const char *a, size_t n, const char *word);

/*
 * A double as the shortest decimal that reads back as the same double, in ECMAScript's form
 * (RFC 8785, section 3.2.2.3): 0.1, 1e-7, 123456789012345680000, 1e+21; -0 is 0.
 *
 * x: finite.  out: at least 32 bytes.
 * Returns out.
 * Undefined cases: NaN and infinities give "null" (JSON has no word for them).  Errors: none.
 */
char *gg_text_double(double x, char out[32]);

/*
 * How many columns of a terminal a text takes: code points, wide East Asian ones as 2, combining
 * marks as 0. Used to align tables.
 *
 * s, n: UTF-8 bytes.
 * Returns the width; an invalid byte counts 1.
 * Undefined cases: none.  Errors: none.
 */
size_t gg_text_width(const char *s, size_t n);

/*
 * A copy of a name that is fit for a message or a page: control characters become '?', it is cut
 * at max bytes (never inside a UTF-8 sequence) with "..." behind the cut.
 *
 * s, n: the bytes.  out: at least max + 4 bytes.  max: bytes kept, from 1.
 * Returns out.
 * Undefined cases: invalid UTF-8 bytes become '?'.  Errors: none.
 */
char *gg_text_clean(const char *s, size_t n, char *out, size_t max);

GG_END_DECLS
#endif
