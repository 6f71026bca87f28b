/* Internal to the floor base. */
#ifndef GG_BASE_INTERNAL_H
#define GG_BASE_INTERNAL_H

#include <stddef.h>

/* Length in bytes of the valid UTF-8 sequence at the start of s (n bytes), 0 if there is none. */
size_t gg_utf8_sequence(const char *s, size_t n);

#endif
