/* Internal to the floor base. */
#ifndef GG_BASE_INTERNAL_H
#define GG_BASE_INTERNAL_H

#include <stddef.h>

#include "gauger/base/json.h"

/* Deepest nesting of arrays and objects that a document may have, and the most bytes. */
#define GG_DOCUMENT_DEPTH 64
#define GG_DOCUMENT_BYTES ((size_t)64 << 20)

/* Length in bytes of the valid UTF-8 sequence at the start of s (n bytes), 0 if there is none. */
size_t gg_utf8_sequence(const char *s, size_t n);

/* Turns an errno into a status and a sentence "cannot VERB: ..."; always returns a failure. */
gg_status gg_file_error(const char *path, int error, const char *verb, gg_error *err);

/* Starts libsodium, once for the process. */
void gg_sodium_once(void);

/* A YAML document as a value; bytes already known to be valid UTF-8 without NUL. Sets err's line.
 */
GG_CHECKED gg_status gg_yaml_parse(const char *s, size_t n, json_t **out, gg_error *err);

#endif
