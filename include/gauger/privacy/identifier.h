/*
 * Identifiers of persons: which kinds there are, and finding them in a text or a column's name.
 *
 * A kind is found by its form (check digits, separators, ranges), by the column's name together
 * with the form, or by how the values of a column are spread. Everything is hand-written and linear
 * in the length of the text. What is reported is the kind and the shape, never the text.
 */
#ifndef GAUGER_PRIVACY_IDENTIFIER_H
#define GAUGER_PRIVACY_IDENTIFIER_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/base/error.h"
#include "gauger/base/json.h"

/* How serious a finding is, from none to the most serious. */
typedef enum gg_identifier_level {
    GG_LEVEL_NONE,
    GG_LEVEL_INFO,   /* to be known; decides nothing */
    GG_LEVEL_REVIEW, /* of the form of an identifier: someone must look */
    GG_LEVEL_BLOCK   /* a check digit, an unmistakable form, or a name and a form that agree */
} gg_identifier_level;

/* What is known of a kind, for help and documentation. */
typedef struct gg_identifier_kind {
    const char *name;          /* as in documents, e.g. "ssn" */
    gg_identifier_level level; /* the highest that it can have */
    const char *says;          /* one sentence: what it is and when it is reported */
} gg_identifier_kind;

/* One kind found in a text. */
typedef struct gg_identifier_hit {
    const gg_identifier_kind *kind;
    gg_identifier_level level;
} gg_identifier_hit;

GG_BEGIN_DECLS

/*
 * The word of a level: "none", "info", "review", "block".
 *
 * level: any.
 * Returns a static string; "none" for a value outside the table.
 * Undefined cases: none.  Ownership: static.
 * Errors: none.
 */
const char *gg_identifier_level_word(gg_identifier_level level);

/*
 * How many kinds of identifiers there are.
 *
 * Takes nothing.
 * Returns the number, for use with gg_identifier_kind_at().
 * Undefined cases: none.
 * Errors: none.
 */
size_t gg_identifier_kinds(void);

/*
 * A kind, in the order in which documents list them.
 *
 * i: from 0, less than gg_identifier_kinds().
 * Returns the kind, NULL beyond the last.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const gg_identifier_kind *gg_identifier_kind_at(size_t i);

/*
 * The identifiers in a text that stands alone, such as a field of a record: whatever is
 * unmistakable anywhere in it (an SSN with dashes, an e-mail address, a card number with a right
 * check digit).
 *
 * s, n: UTF-8 bytes.  name: of the field, used as a hint as a column's name is; NULL for none.
 * hits: room for room kinds; written in the order of the table.  n_hits: how many there are, may be
 * more than room.
 * Returns GG_OK or GG_E_MEMORY.  Time is linear in n.  Nothing of the text is kept.
 */
GG_CHECKED gg_status gg_identifier_find(const char *s, size_t n, const char *name,
                                        gg_identifier_hit *hits, size_t room, size_t *n_hits,
                                        gg_error *err);

/*
 * The first identifier in a text that people write: what gg_identifier_find() finds from review up,
 * and what only a sentence tells: a numeral behind words that say what it is ("Passport no. of the
 * traveller is C01X00T47", "call 2024561414"), a telephone number, an address in a network, a
 * vehicle's number, "@name" and the page of a person, also where signs hide it ("(at)", " dot com",
 * a line end behind a dash, an underscore between digits, the end of a file's name). It is stricter
 * than a search in a column, where a share of the cells or the name decides: nine digits in threes,
 * twos and fours count with any sign between them and printed specimens too, "A" with eight or nine
 * digits, nine digits that are the whole text, pairs of degrees, "name@localhost".
 *
 * s, n: UTF-8 bytes.  name: of the field, as for gg_identifier_find(); NULL for none.  out: the
 * kind, NULL where there is none; untouched on error.
 * Returns GG_OK or GG_E_MEMORY.  Time is linear in n.  Nothing of the text is kept.
 * Dates, decimals, versions of two or three parts, references ("model@3"), and digests are none.
 */
GG_CHECKED gg_status gg_identifier_search(const char *s, size_t n, const char *name,
                                          const gg_identifier_kind **out, gg_error *err);

/*
 * Refuses a text of people that gg_identifier_search() finds an identifier in. This is the one rule
 * for whatever is kept or printed: texts of options, of records, of events, of documents.
 *
 * s, n, name: as for gg_identifier_search().
 * Returns GG_OK where there is none; GG_E_INPUT with the kind and the shape of the text, and
 * nothing of the text itself; GG_E_MEMORY. Undefined cases: none.  Ownership: nothing is kept.
 */
GG_CHECKED gg_status gg_identifier_refuse(const char *s, size_t n, const char *name, gg_error *err);

/*
 * The same of a text that stands for itself, such as the value of an option or a title.
 *
 * text: NUL-terminated UTF-8; NULL and "" hold none.  where: what the error names as its place,
 * such as "--title"; it is not taken for a hint. Returns GG_OK, GG_E_INPUT with the place set, or
 * GG_E_MEMORY. Undefined cases: none.  Ownership: nothing is kept.
 */
GG_CHECKED gg_status gg_identifier_refuse_text(const char *text, const char *where, gg_error *err);

/*
 * The same of every key and every text in a document, however deep.
 *
 * value: any; NULL holds none.  where: the key that it stands under, which an error names unless a
 * nearer one is known; may be NULL.
 * Returns GG_OK, GG_E_INPUT with the key set, or GG_E_MEMORY.
 * Left out are digests and public keys, which are chance, and shapes of cells ("ddd-dd-dddd").
 * Ownership: nothing is kept.
 */
GG_CHECKED gg_status gg_identifier_refuse_value(const json_t *value, const char *where,
                                                gg_error *err);

/*
 * Whether the name of a column hints at a kind. Names are split on case, digits and punctuation and
 * compared word by word: "ssn_no" and "applicantSSN" hint at an SSN, "session" does not.
 *
 * name: of the column.  kind: as in gg_identifier_kind.
 * Returns true if it hints at it.
 * Undefined cases: an unknown kind gives false.
 * Ownership: nothing changes hands.  Errors: none.
 */
bool gg_identifier_name_hints(const char *name, const char *kind);

GG_END_DECLS
#endif
