/*
 * SHA-256 (FIPS 180-4, by nettle), of bytes, of files, and piece by piece; and SipHash-2-4, a
 * short hash under a secret key.
 */
#ifndef GAUGER_BASE_HASH_H
#define GAUGER_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/base/error.h"

#define GG_SHA256_BYTES 32
#define GG_SHA256_HEX   65 /* 64 digits and a NUL */
#define GG_SIPHASH_KEY  16 /* bytes */

typedef struct gg_sha256 {
    uint64_t opaque[16]; /* room for nettle's state, aligned */
} gg_sha256;

GG_BEGIN_DECLS

/*
 * Begins a digest.
 *
 * h: caller's struct, no release needed.
 * Result: the digest of nothing so far.
 * Undefined cases: none.  Errors: none.
 */
void gg_sha256_init(gg_sha256 *h);

/*
 * Adds bytes to a digest.
 *
 * h: a begun digest.  data, n: the bytes; n may be 0.
 * Result: h covers them too.
 * Undefined cases: none.  Errors: none.
 */
void gg_sha256_add(gg_sha256 *h, const void *data, size_t n);

/*
 * Ends a digest.
 *
 * h: a begun digest, spent afterwards.  out: the 32 bytes.
 * Result: out is written.
 * Undefined cases: none.  Errors: none.
 */
void gg_sha256_final(gg_sha256 *h, unsigned char out[GG_SHA256_BYTES]);

/*
 * The digest of a run of bytes as 64 lower-case hexadecimal digits.
 *
 * data, n: the bytes.  out: digits and NUL.
 * Returns out.
 * Undefined cases: none.  Errors: none.
 */
char *gg_sha256_hex(const void *data, size_t n, char out[GG_SHA256_HEX]);

/*
 * Writes a digest as digits.
 *
 * digest: 32 bytes.  out: 64 lower-case hexadecimal digits and a NUL.
 * Returns out.
 * Ownership: the caller's array.
 * Undefined cases: none.  Errors: none.
 */
char *gg_digest_hex(const unsigned char digest[GG_SHA256_BYTES], char out[GG_SHA256_HEX]);

/*
 * Reads a digest that was written as digits.
 *
 * hex: NUL-terminated, or NULL.  out: 32 bytes, untouched on false.
 * Returns true if hex is 64 lower-case hexadecimal digits and nothing else.
 * Ownership: the caller's array.
 * Undefined cases: none.  Errors: none.
 */
bool gg_digest_read(const char *hex, unsigned char out[GG_SHA256_BYTES]);

/*
 * The digest of a file, read in pieces.
 *
 * path: a regular file.  out: digits and NUL, untouched on error.  err: names the file.
 * Returns GG_OK, GG_E_NOT_FOUND or GG_E_IO.
 * Undefined cases: none.  Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_sha256_file(const char *path, char out[GG_SHA256_HEX], gg_error *err);

/*
 * SipHash-2-4 of bytes, as a number: who does not have the key cannot tell what was hashed, nor
 * make two texts that collide.
 *
 * key: GG_SIPHASH_KEY secret bytes.  data, n: the bytes; n may be 0.
 * Returns the hash, its eight bytes read as a little-endian number.
 * Source: Aumasson and Bernstein 2012, by libsodium.
 * Undefined cases: none.  Errors: none.
 */
uint64_t gg_siphash(const unsigned char key[GG_SIPHASH_KEY], const void *data, size_t n);

/*
 * Fills bytes with what nobody can foretell, for keys.
 *
 * out: n bytes.
 * Result: n random bytes of the system, by libsodium.
 * Ownership: the caller's; to be kept secret by the caller.
 * Undefined cases: none.  Errors: none (libsodium ends the program where the system has none).
 */
void gg_secret_bytes(void *out, size_t n);

/*
 * Overwrites bytes that are to be forgotten, in a way that no compiler leaves out.
 *
 * data, n: the bytes; data may be NULL where n is 0.
 * Result: zeros.
 * Ownership: the caller's.
 * Undefined cases: none.  Errors: none.
 */
void gg_secret_wipe(void *data, size_t n);

GG_END_DECLS
#endif
