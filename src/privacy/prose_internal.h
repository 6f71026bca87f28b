/* Internal to the search in sentences (prose*.c): each looks for what columns do not need. */
#ifndef GG_PROSE_INTERNAL_H
#define GG_PROSE_INTERNAL_H

#include "privacy_internal.h"

/* The first number that is an identifier of a person; NULL if none is. s: folded, blanks are ' '.
 * Linear in n. */
const gg_identifier_kind *gg_prose_number(const char *s, size_t n);

/* The first pair of degrees that says where someone is; NULL if there is none. Linear in n. */
const gg_identifier_kind *gg_prose_place(const char *s, size_t n);

/* The first address of a person in a service, spelt in words or cut short ("j dot doe at example
 * dot com", "jdoe@localhost", "mailto:jdoe"); NULL if there is none. Linear in n. */
const gg_identifier_kind *gg_prose_mail(const char *s, size_t n);

#endif
