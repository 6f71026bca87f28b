/*
 * Fingerprints: whether two versions are the same composition, and whether they operate alike.
 *
 * A fingerprint is the SHA-256 of the canonical JSON (RFC 8785) of an object with fixed keys, taken
 * from the manifest as they stand there; a key that is absent counts as null. Numbers are compared
 * as doubles, so 1 and 1.0 are equal. Seeds and library versions are not part of either.
 */
#ifndef GAUGER_MODEL_FINGERPRINT_H
#define GAUGER_MODEL_FINGERPRINT_H

#include "gauger/base/hash.h"
#include "gauger/model/manifest.h"

GG_BEGIN_DECLS

/*
 * The composition fingerprint: algorithm, hyperparameters, features, target, population.
 *
 * manifest: any.  out: 64 hexadecimal digits and NUL, untouched on error.
 * Returns GG_OK or GG_E_MEMORY.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_fingerprint_composition(const gg_manifest *manifest,
                                                char out[GG_SHA256_HEX], gg_error *err);

/*
 * The operating fingerprint: threshold, suppression, precedence.
 *
 * manifest: any.  out: 64 hexadecimal digits and NUL, untouched on error.
 * Returns GG_OK or GG_E_MEMORY.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_fingerprint_operating(const gg_manifest *manifest, char out[GG_SHA256_HEX],
                                              gg_error *err);

/*
 * What differs between two manifests, as a document "gauger/difference/1": `composition` and
 * `operating` (each "same" or "different"), `features` {added, removed, changed, reordered},
 * `hyperparameters` [{name, from, to}], `operating_point` [{name, from, to}], `training`
 * [{name, from, to}], and `other` (names of further keys that differ).
 *
 * from, to: any two manifests.  out: a new reference, untouched on error.
 * Returns GG_OK or GG_E_MEMORY.
 * Ownership: json_decref() by the caller.
 * Undefined cases: a key that is absent on one side is null there.
 */
GG_CHECKED gg_status gg_manifest_difference(const gg_manifest *from, const gg_manifest *to,
                                            json_t **out, gg_error *err);

GG_END_DECLS
#endif
