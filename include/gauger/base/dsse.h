/*
 * Signed envelopes: DSSE (Dead Simple Signing Envelope, v1), with any number of signatures.
 *
 *     {"payloadType":TYPE, "payload":BASE64, "signatures":[{"keyid":KEYID, "sig":BASE64}]}
 *
 * What is signed is the payload's bytes and their type, never a document that is written anew:
 * "DSSEv1" SP length of type SP type SP length of payload SP payload (PAE). Signatures are Ed25519.
 */
#ifndef GAUGER_BASE_DSSE_H
#define GAUGER_BASE_DSSE_H

#include "gauger/base/json.h"
#include "gauger/base/sign.h"

#define GG_DSSE_SIGNATURES 64 /* most signatures of an envelope */

/* An envelope, opened. */
typedef struct gg_dsse {
    char *type;
    gg_buf payload;
    struct {
        char key[GG_KEY_ID]; /* "" where the envelope names none, or another kind of name */
        unsigned char bytes[GG_SIGNATURE_BYTES];
        bool ed25519; /* it has the length of one */
    } signatures[GG_DSSE_SIGNATURES];
    size_t n_signatures;
} gg_dsse;

GG_BEGIN_DECLS

/*
 * Appends what is signed for a payload: its pre-authentication encoding.
 *
 * type: NUL-terminated.  payload, n: the bytes, may hold anything.  out: appended to.
 * Result: "DSSEv1 LEN TYPE LEN PAYLOAD", lengths in decimal; or out->failed.
 * Source: DSSE v1, protocol.md, PAE.
 * Undefined cases: none.  Errors: see gg_buf_check().
 */
void gg_dsse_pae(const char *type, const void *payload, size_t n, gg_buf *out);

/*
 * Makes an envelope without signatures.
 *
 * type: of the payload, a media type.  payload, n: the bytes.  out: a new reference, untouched on
 * error.
 * Returns GG_OK, GG_E_MEMORY or GG_E_LIMIT.
 * Ownership: json_decref() by the caller.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_dsse_new(const char *type, const void *payload, size_t n, json_t **out,
                                 gg_error *err);

/*
 * Adds a signature to an envelope.
 *
 * envelope: changed, not on error.  signer: whose key id becomes the keyid.
 * Returns GG_OK; GG_E_CONFLICT where this key has signed already; GG_E_LIMIT beyond
 * GG_DSSE_SIGNATURES; what gg_dsse_open() returns.
 * Result: the payload's bytes are signed as they stand in the envelope.
 * Ownership: nothing changes hands.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_dsse_sign(json_t *envelope, const gg_signer *signer, gg_error *err);

/*
 * Takes an envelope apart. Nothing is verified yet: see gg_dsse_check().
 *
 * envelope: a JSON value, any.  out: caller's struct; untouched on error.
 * Base64 may be of either alphabet, padded.
 * Returns GG_OK; GG_E_INPUT for what is no envelope, saying why; GG_E_LIMIT; GG_E_MEMORY.
 * Ownership: gg_dsse_release() by the caller.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_dsse_open(const json_t *envelope, gg_dsse *out, gg_error *err);

/*
 * Frees what an opened envelope holds.
 *
 * dsse: from gg_dsse_open(), or all zeros; NULL does nothing.
 * Result: all zeros.
 * Ownership: the struct stays the caller's.
 * Undefined cases: none.  Errors: none.
 */
void gg_dsse_release(gg_dsse *dsse);

/*
 * Whether a key signed an envelope. A keyid is only a hint: every signature is tried.
 *
 * dsse: opened.  public_key: 32 bytes.
 * Returns true if one of the signatures is that of the key over type and payload.
 * Undefined cases: signatures of other keys, or that are none, count nothing.
 * Source: DSSE v1, protocol.md.  Errors: none.
 */
bool gg_dsse_check(const gg_dsse *dsse, const unsigned char public_key[GG_PUBLIC_BYTES]);

GG_END_DECLS
#endif
