/*
 * The four kinds of version, and what each may change: a refresh that changes the features is no
 * refresh, and the registry does not take it for one.
 */
#ifndef GAUGER_MODEL_KIND_H
#define GAUGER_MODEL_KIND_H

#include "gauger/model/fingerprint.h"

typedef enum gg_kind {
    GG_KIND_DEVELOPMENT,   /* a new composition */
    GG_KIND_REFRESH,       /* the base's composition on other training data */
    GG_KIND_REENGINEERING, /* another composition than the base */
    GG_KIND_ADJUSTMENT     /* the base itself at another operating point */
} gg_kind;

#define GG_KINDS 4

/* What the rule looks at. Digests are 64 hexadecimal digits; "" where there is none. */
typedef struct gg_identity {
    char composition[GG_SHA256_HEX];
    char operating[GG_SHA256_HEX];
    char training[GG_SHA256_HEX]; /* content of the training data */
    char artifact[GG_SHA256_HEX];
} gg_identity;

GG_BEGIN_DECLS

/*
 * The word of a kind: "development", "refresh", "reengineering", "adjustment".
 *
 * kind: any gg_kind.
 * Returns a static string, "" outside the enum.
 * Ownership: nothing changes hands.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_kind_word(gg_kind kind);

/*
 * The kind of a word.
 *
 * word: NUL-terminated.  out: untouched if unknown.
 * Returns true if there is such a kind.
 * Ownership: nothing changes hands.
 * Undefined cases: none.  Errors: none.
 */
bool gg_kind_find(const char *word, gg_kind *out);

/*
 * Whether a version fits its kind.
 *
 * kind: what it claims to be.  base: the version it came from, NULL without one.  candidate:
 * itself. difference: from gg_manifest_difference(base, candidate), NULL without a base; names what
 * differs. err: the kind, each difference that it does not allow, how to mend it. Returns GG_OK;
 * GG_E_INPUT when it does not fit (a refresh, reengineering or adjustment without a base, too).
 * Ownership: nothing changes hands.
 * Undefined cases: where neither version has an artifact (an external scorer), "a new artifact"
 * cannot be seen and is not asked for; training data without a digest never counts as different.
 */
GG_CHECKED gg_status gg_kind_check(gg_kind kind, const gg_identity *base,
                                   const gg_identity *candidate, const json_t *difference,
                                   gg_error *err);

GG_END_DECLS
#endif
