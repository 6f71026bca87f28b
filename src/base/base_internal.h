/* Internal to the floor base. */
#ifndef GG_BASE_INTERNAL_H
#define GG_BASE_INTERNAL_H

#include <locale.h>
#include <stdarg.h>
#include <stddef.h>

#include "gauger/base/json.h"
#include "gauger/base/sign.h"

/* Deepest nesting of arrays and objects that a document may have, and the most bytes. */
#define GG_DOCUMENT_DEPTH 64
#define GG_DOCUMENT_BYTES ((size_t)64 << 20)

/* What both forms say of a document that holds nothing. */
#define GG_DOCUMENT_EMPTY      "the document is empty"
#define GG_DOCUMENT_EMPTY_MEND "write a document into it"

/* Length in bytes of the valid UTF-8 sequence at the start of s (n bytes), 0 if there is none. */
size_t gg_utf8_sequence(const char *s, size_t n);

/* The "C" locale, whatever the program has set; made once, 0 if that failed. */
locale_t gg_c_locale(void);

/* vsnprintf in the "C" locale: the decimal point is a point. */
int gg_format(char *out, size_t size, const char *format, va_list args);

/* Turns an errno into a status and a sentence "cannot VERB: ..."; always returns a failure. */
gg_status gg_file_error(const char *path, int error, const char *verb, gg_error *err);

/* Writes all bytes to a descriptor. Returns 0 or an errno. */
int gg_file_push(int fd, const char *data, size_t n);

/* The open descriptor that a path names outright (/dev/stdout), duplicated, or -1. */
int gg_file_descriptor(const char *path);

/* The folder of a path, as a descriptor, or -1; where in the path its last part begins. */
int gg_file_folder(const char *path, const char **name);

/* A new file in a folder, of a name that nobody has; its descriptor, or -1. */
int gg_file_new(int folder, char name[32], unsigned mode);

/* Starts libsodium, once for the process. */
void gg_sodium_once(void);

/* What only the writer and the reader of key files need of a signer. */
const unsigned char *gg_signer_seed(const gg_signer *signer);
void gg_signer_protect(gg_signer *signer, bool passphrase);

/* A YAML document as a value; bytes already known to be valid UTF-8 without NUL. Sets err's line.
 */
GG_CHECKED gg_status gg_yaml_parse(const char *s, size_t n, json_t **out, gg_error *err);

#endif
