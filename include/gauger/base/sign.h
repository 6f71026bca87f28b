/*
 * Signatures: Ed25519 (RFC 8032, by libsodium), and the files that keep secret keys.
 *
 * A key file is JSON of the form gauger/key/1, readable by its owner alone:
 *     {"format":"gauger/key/1","algorithm":"ed25519","key":KEYID,"public":BASE64,
 *      "protection":"none","secret":BASE64 of the 32 bytes of the seed}
 * With a passphrase, "protection" is "argon2id", "secret" is a secretbox (XSalsa20-Poly1305) of the
 * seed, and "nonce", "salt", "operations" and "memory" say how the passphrase becomes its key
 * (Argon2id, RFC 9106). Secrets are kept in locked memory and wiped when they are freed.
 */
#ifndef GAUGER_BASE_SIGN_H
#define GAUGER_BASE_SIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/base/error.h"

#define GG_KEY_FORMAT      "gauger/key/1"
#define GG_PUBLIC_BYTES    32
#define GG_SEED_BYTES      32
#define GG_SIGNATURE_BYTES 64
#define GG_KEY_ID          17  /* 16 hexadecimal digits and a NUL */
#define GG_PASSPHRASE_MAX  512 /* bytes, without the NUL */

/* A secret key. */
typedef struct gg_signer gg_signer;

/* What a key file says without its secret. */
typedef struct gg_key_facts {
    unsigned char public_key[GG_PUBLIC_BYTES];
    char id[GG_KEY_ID];
    bool passphrase; /* it cannot be used without */
} gg_key_facts;

GG_BEGIN_DECLS

/*
 * Makes a fresh key pair from the system's random bytes.
 *
 * out: a new signer, untouched on error.
 * Returns GG_OK or GG_E_MEMORY.
 * Ownership: gg_signer_free().
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_signer_new(gg_signer **out, gg_error *err);

/*
 * Makes the key pair of a seed, as RFC 8032, section 5.1.5 has it.
 *
 * seed: 32 secret bytes, copied.  out: a new signer, untouched on error.
 * Returns GG_OK or GG_E_MEMORY.
 * Ownership: gg_signer_free(); the seed stays the caller's, who wipes it.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_signer_from_seed(const unsigned char seed[GG_SEED_BYTES], gg_signer **out,
                                         gg_error *err);

/*
 * Wipes and frees a secret key.
 *
 * signer: from gg_signer_new(), gg_signer_from_seed() or gg_signer_load(); NULL does nothing.
 * Result: the memory held zeros before it was given back.
 * Ownership: the caller's pointer is spent.
 * Undefined cases: none.  Errors: none.
 */
void gg_signer_free(gg_signer *signer);

/*
 * Reads a key file.
 *
 * path: the file; only its owner may have access to it (mode 0600 or less).
 * passphrase: NULL for none; not looked at where the key has none.
 * out: a new signer, untouched on error.  err: names the file, never what is in it.
 * Returns GG_OK; GG_E_NOT_FOUND; GG_E_USAGE (others may read the file; it needs a passphrase);
 * GG_E_NO (the passphrase is another); GG_E_INPUT (no key file, damaged, or with costs of Argon2id
 * beyond 4 passes and 1 GiB); GG_E_IO; GG_E_MEMORY.  Ownership: gg_signer_free().
 */
GG_CHECKED gg_status gg_signer_load(const char *path, const char *passphrase, gg_signer **out,
                                    gg_error *err);

/*
 * Writes a key file that was not there, with mode 0600: all of it or nothing.
 *
 * signer: from then on its protection is that of this file.
 * path: in a folder that is there.
 * passphrase: NULL for none, else 1 to GG_PASSPHRASE_MAX bytes. Argon2id runs with 3 passes over
 * 256 MiB where so much memory is free, else with 2 over 64 MiB.
 * Returns GG_OK; GG_E_CONFLICT (the file exists, and stays as it is); GG_E_USAGE (the passphrase is
 * empty or too long); GG_E_NOT_FOUND; GG_E_IO; GG_E_MEMORY.
 * Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_signer_save(gg_signer *signer, const char *path, const char *passphrase,
                                    gg_error *err);

/*
 * What a key file says without its secret: whether a passphrase has to be asked for.
 *
 * path: as gg_signer_load().  out: untouched on error.
 * Returns as gg_signer_load(), but never that a passphrase is missing or another.
 * Whether the secret fits the public key is not looked at.
 * Ownership: a plain value.
 */
GG_CHECKED gg_status gg_key_look(const char *path, gg_key_facts *out, gg_error *err);

/*
 * The public key of a signer.
 *
 * signer: not NULL.
 * Returns 32 bytes.
 * Ownership: the signer's.
 * Undefined cases: none.  Errors: none.
 */
const unsigned char *gg_signer_public(const gg_signer *signer);

/*
 * The short name of a signer's public key, see gg_key_id().
 *
 * signer: not NULL.
 * Returns 16 lower-case hexadecimal digits.
 * Ownership: the signer's.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_signer_id(const gg_signer *signer);

/*
 * How the file of a signer is protected.
 *
 * signer: not NULL.
 * Returns "argon2id" when it was loaded or last saved with a passphrase, else "none".
 * Ownership: a static text.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_signer_protection(const gg_signer *signer);

/*
 * Signs bytes.
 *
 * signer: not NULL.  data, n: the bytes; n may be 0.  out: the 64 bytes of the signature.
 * Result: the same bytes and key give the same signature.
 * Source: RFC 8032, section 5.1.6 (PureEd25519).
 * Undefined cases: none.  Errors: none.
 */
void gg_sign(const gg_signer *signer, const void *data, size_t n,
             unsigned char out[GG_SIGNATURE_BYTES]);

/*
 * Whether a signature is that of a key over these bytes.
 *
 * public_key: 32 bytes.  data, n: the bytes; n may be 0.  signature: 64 bytes.
 * Returns true if it is; false for anything else, keys of small order and signatures that are not
 * in canonical form among it.
 * Source: RFC 8032, section 5.1.7, with libsodium's stricter checks.
 * Undefined cases: none.  Errors: none.
 */
bool gg_signature_check(const unsigned char public_key[GG_PUBLIC_BYTES], const void *data, size_t n,
                        const unsigned char signature[GG_SIGNATURE_BYTES]);

/*
 * The short name of a public key: the first 16 hexadecimal digits of its SHA-256.
 *
 * public_key: 32 bytes.  out: digits and NUL.
 * Returns out.
 * It names a key among those that are known; it is too short to trust a key by.
 * Undefined cases: none.  Errors: none.
 */
char *gg_key_id(const unsigned char public_key[GG_PUBLIC_BYTES], char out[GG_KEY_ID]);

GG_END_DECLS
#endif
