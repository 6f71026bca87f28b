/*
 * Signed notes and checkpoints, in the text forms of C2SP (c2sp.org/signed-note, tlog-checkpoint):
 *
 *     a few lines of text                                the text, with its last newline
 *                                                        an empty line
 *     — NAME Base64(4 bytes of key hash, signature)      a line for each signature
 *
 * A checkpoint is a note whose text is an origin, a number of leaves, the Base64 of the root over
 * them, and extension lines. Signatures are Ed25519 over the text; a key hash is the first 4 bytes
 * of SHA-256(NAME, newline, 0x01, public key). A verifier key is one line,
 * NAME+HASH+Base64(0x01, public key). Reading is strict: what is read back would be written so.
 */
#ifndef GAUGER_BASE_NOTE_H
#define GAUGER_BASE_NOTE_H

#include <stdint.h>

#include "gauger/base/buf.h"
#include "gauger/base/sign.h"
#include "gauger/base/text.h"

#define GG_NOTE_NAME_MAX   255               /* bytes of a key's name */
#define GG_NOTE_SIGNATURES 32                /* most signatures of a note */
#define GG_NOTE_MAX        ((size_t)1 << 18) /* most bytes of a note */

/* A public key under its name. */
typedef struct gg_verifier {
    char name[GG_NOTE_NAME_MAX + 1];
    uint32_t hash; /* of name and key */
    unsigned char public_key[GG_PUBLIC_BYTES];
} gg_verifier;

/* One signature of a note, read. */
typedef struct gg_note_signature {
    gg_view name;
    uint32_t hash;
    unsigned char bytes[GG_SIGNATURE_BYTES];
    bool ed25519; /* it has the length of one; else bytes is empty */
} gg_note_signature;

/* A note, read: everything points into its bytes. */
typedef struct gg_note {
    gg_view text; /* with its last newline */
    gg_note_signature signatures[GG_NOTE_SIGNATURES];
    size_t n_signatures;
} gg_note;

/* What a note says of a key. */
typedef enum gg_note_answer {
    GG_NOTE_ABSENT, /* nothing is signed by it */
    GG_NOTE_SIGNED, /* it signed this text */
    GG_NOTE_FORGED  /* a signature has its name and hash, and is not its own */
} gg_note_answer;

/* A checkpoint, read: texts point into the note. */
typedef struct gg_checkpoint {
    gg_view origin;
    uint64_t size;
    unsigned char root[32];
    gg_view extensions; /* lines, each with its newline; may be empty */
} gg_checkpoint;

GG_BEGIN_DECLS

/*
 * Puts a key under a name and works out its hash.
 *
 * name: 1 to GG_NOTE_NAME_MAX bytes of UTF-8 without spaces, control characters and '+'.
 * public_key: 32 bytes.  out: untouched on error.
 * Returns GG_OK or GG_E_USAGE (the name).
 * Source: C2SP signed-note, key hash of Ed25519 keys.
 * Ownership: a plain value.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_verifier_make(const char *name,
                                      const unsigned char public_key[GG_PUBLIC_BYTES],
                                      gg_verifier *out, gg_error *err);

/*
 * Appends a verifier key: NAME+HASH+KEY, without a newline.
 *
 * verifier: from gg_verifier_make() or gg_verifier_parse().  out: appended to.
 * Result: the line, or out->failed.
 * Source: C2SP signed-note, verifier keys.
 * Undefined cases: none.  Errors: see gg_buf_check().
 */
void gg_verifier_write(const gg_verifier *verifier, gg_buf *out);

/*
 * Reads a verifier key.
 *
 * line, n: NAME+HASH+KEY, without a newline.  out: untouched on error.
 * Returns GG_OK or GG_E_INPUT: another form, another kind of key, or a hash that does not fit.
 * Source: C2SP signed-note, verifier keys.
 * Ownership: a plain value.  Undefined cases: none.
 */
GG_CHECKED gg_status gg_verifier_parse(const char *line, size_t n, gg_verifier *out, gg_error *err);

/*
 * Appends a note: the text, an empty line, and the signature of a signer.
 *
 * text, n: lines of UTF-8 without control characters, the last one ended by a newline.
 * name: as gg_verifier_make().  out: appended to, not on error.
 * Returns GG_OK, GG_E_USAGE (text or name), GG_E_MEMORY.
 * Source: C2SP signed-note.  Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_note_sign(const char *text, size_t n, const gg_signer *signer,
                                  const char *name, gg_buf *out, gg_error *err);

/*
 * Reads a note. Nothing is verified yet: see gg_note_check().
 *
 * data, n: the bytes, which the result points into.  out: untouched on error.
 * Returns GG_OK; GG_E_INPUT for what is no note, saying why; GG_E_LIMIT beyond GG_NOTE_MAX bytes or
 * GG_NOTE_SIGNATURES signatures.
 * Ownership: data stays the caller's, as long as out is used.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_note_parse(const char *data, size_t n, gg_note *out, gg_error *err);

/*
 * Whether a note is signed by a key.
 *
 * note: from gg_note_parse().  verifier: the key and its name.
 * Returns GG_NOTE_FORGED where any signature under its name and hash is not its own, else
 * GG_NOTE_SIGNED where there is one, else GG_NOTE_ABSENT.
 * Undefined cases: signatures under other names or hashes are passed over, as C2SP has it.
 * Errors: none.
 */
gg_note_answer gg_note_check(const gg_note *note, const gg_verifier *verifier);

/*
 * Reads the text of a note as a checkpoint.
 *
 * text: of a note, with its last newline.  out: untouched on error.
 * Returns GG_OK or GG_E_INPUT: another form, a size with leading zeros or beyond 2^63 - 1, a root
 * that is not 32 bytes, an empty extension line.
 * Source: C2SP tlog-checkpoint.  Ownership: out points into text.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_checkpoint_parse(gg_view text, gg_checkpoint *out, gg_error *err);

/*
 * Appends the text of a checkpoint.
 *
 * checkpoint: origin, size, root, extensions (lines with newlines, may be empty).  out: appended
 * to.
 * Result: the text with its last newline, or out->failed.
 * Source: C2SP tlog-checkpoint.
 * Undefined cases: what gg_checkpoint_parse() would refuse is written as it is.
 * Errors: see gg_buf_check().
 */
void gg_checkpoint_write(const gg_checkpoint *checkpoint, gg_buf *out);

/*
 * The value of an extension line "KEY VALUE".
 *
 * checkpoint: from gg_checkpoint_parse().  key: a word.  out: the value, without the newline.
 * Returns true if there is such a line; of several, the first counts.
 * Ownership: out points into the note.
 * Undefined cases: none.  Errors: none.
 */
bool gg_checkpoint_extension(const gg_checkpoint *checkpoint, const char *key, gg_view *out);

GG_END_DECLS
#endif
