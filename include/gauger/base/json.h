/*
 * Documents: JSON values (jansson's), read from JSON or YAML by one loader, written by one writer.
 *
 * This header is the only one that brings in jansson; the floors above work on json_t through it.
 * Reading is strict: duplicate keys, trailing text, NaN, invalid UTF-8 and NUL in strings are
 * errors with a line. Writing is deterministic: keys in the order in which they were set (or
 * sorted, for the canonical form), doubles as gg_text_double().
 */
#ifndef GAUGER_BASE_JSON_H
#define GAUGER_BASE_JSON_H

#include <jansson.h>

#include "gauger/base/buf.h"
#include "gauger/base/error.h"

GG_BEGIN_DECLS

/*
 * Reads a document from a file: JSON if its name ends in .json or its first sign is { or [,
 * otherwise YAML (one document, no anchors, no tags; plain scalars typed as YAML 1.2's core schema:
 * null, true, false, integers, floats; everything else and everything quoted is a string).
 *
 * path: the file, "-" for standard input.
 * out: a new reference, untouched on error.  err: file, line, why.
 * Returns GG_OK, GG_E_NOT_FOUND, GG_E_IO, GG_E_MEMORY or GG_E_INPUT (malformed, over 64 MiB, or
 * nested over 64 deep; numbers beyond 64-bit integers or the largest double count as malformed).
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_json_load(const char *path, json_t **out, gg_error *err);

/*
 * The same from bytes in memory.
 *
 * s, n: the bytes.  name: what the error calls them.  out: a new reference, untouched on error.
 * Returns GG_OK or GG_E_INPUT, as gg_json_load().
 * Ownership: json_decref() by the caller.
 */
GG_CHECKED gg_status gg_json_parse(const char *s, size_t n, const char *name, json_t **out,
                                   gg_error *err);

/*
 * Appends a value as indented JSON (two spaces, "key": value, short arrays of scalars on one line)
 * with a final newline, keys in their order.
 *
 * value: any JSON value, borrowed.  out: appended to.
 * Result: the text, or out->failed.  The same value gives the same bytes.
 * Undefined cases: a real that is not finite is written as null.
 */
void gg_json_write(const json_t *value, gg_buf *out);

/*
 * Appends a value in the canonical form of RFC 8785: no spaces, keys sorted by UTF-16 code units,
 * numbers in ECMAScript's form (so 1 and 1.0 are equal), strings with the shortest escapes.
 *
 * value: any JSON value, borrowed.  out: appended to.
 * Result: the text, or out->failed.  Integers beyond 2^53 are written as the nearest double.
 * Source: RFC 8785; tested on its examples.
 */
void gg_json_canonical(const json_t *value, gg_buf *out);

/*
 * Sets a key of an object to a number that may be undefined: null unless x is finite.
 *
 * object: not NULL.  key: UTF-8.  x: any double; whole numbers up to 2^53 stay reals.
 * Returns 0, or -1 when memory is out (as jansson's setters do).
 * Ownership: nothing changes hands.
 */
int gg_json_set_real(json_t *object, const char *key, double x);

/*
 * A string member, or a default.
 *
 * object: an object or NULL.  key: its name.  otherwise: returned when absent or not a string.
 * Returns a borrowed string, alive as long as the object.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_json_string(const json_t *object, const char *key, const char *otherwise);

/*
 * A number member, or a default.
 *
 * object: an object or NULL.  key: its name.
 * otherwise: returned when absent, null or not a number.
 * Returns the value as a double.
 * Undefined cases: none.  Errors: none.
 */
double gg_json_number(const json_t *object, const char *key, double otherwise);

GG_END_DECLS
#endif
