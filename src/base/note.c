#include "gauger/base/note.h"

#include <string.h>

#include "base_internal.h"
#include "gauger/base/base64.h"
#include "gauger/base/hash.h"

#define DASH       "\xe2\x80\x94 " /* em dash and a space */
#define ED25519    0x01
#define HASH_BYTES 4

static gg_status malformed(gg_error *err, const char *why)
{
    return gg_error_set(err, GG_E_INPUT, "give a whole signed note", "not a signed note: %s", why);
}

/* ---- keys */

/* Unicode's spaces besides the ASCII one: U+0085, U+00A0, U+1680, U+2000 to 200A, 2028, 2029, 202F,
 * 205F, 3000. */
static bool is_space(const unsigned char *s, size_t n)
{
    if (n == 2)
        return s[0] == 0xc2 && (s[1] == 0x85 || s[1] == 0xa0);
    if (n != 3)
        return false;
    return (s[0] == 0xe1 && s[1] == 0x9a && s[2] == 0x80) ||
           (s[0] == 0xe2 && s[1] == 0x80 &&
            (s[2] <= 0x8a || s[2] == 0xa8 || s[2] == 0xa9 || s[2] == 0xaf)) ||
           (s[0] == 0xe2 && s[1] == 0x81 && s[2] == 0x9f) ||
           (s[0] == 0xe3 && s[1] == 0x80 && s[2] == 0x80);
}

static bool name_ok(const char *name, size_t n)
{
    if (n == 0 || n > GG_NOTE_NAME_MAX)
        return false;
    for (size_t i = 0, k; i < n; i += k) {
        unsigned char c = (unsigned char)name[i];

        k = gg_utf8_sequence(name + i, n - i);
        if (k == 0 || c <= ' ' || c == '+' || c == 0x7f ||
            is_space((const unsigned char *)name + i, k))
            return false;
    }
    return true;
}

static uint32_t hash_of(const char *name, size_t n, const unsigned char public_key[GG_PUBLIC_BYTES])
{
    unsigned char digest[GG_SHA256_BYTES];
    gg_sha256 h;

    gg_sha256_init(&h);
    gg_sha256_add(&h, name, n);
    gg_sha256_add(&h, "\n\x01", 2);
    gg_sha256_add(&h, public_key, GG_PUBLIC_BYTES);
    gg_sha256_final(&h, digest);
    return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 |
           digest[3];
}

gg_status gg_verifier_make(const char *name, const unsigned char public_key[GG_PUBLIC_BYTES],
                           gg_verifier *out, gg_error *err)
{
    size_t n = strlen(name);

    if (!name_ok(name, n))
        return gg_error_set(err, GG_E_USAGE, "use 1 to 255 bytes without spaces and '+'",
                            "this is not a name for a key");
    memcpy(out->name, name, n + 1);
    memcpy(out->public_key, public_key, GG_PUBLIC_BYTES);
    out->hash = hash_of(name, n, public_key);
    return GG_OK;
}

void gg_verifier_write(const gg_verifier *verifier, gg_buf *out)
{
    unsigned char key[1 + GG_PUBLIC_BYTES] = {ED25519};

    memcpy(key + 1, verifier->public_key, GG_PUBLIC_BYTES);
    gg_buf_printf(out, "%s+%08lx+", verifier->name, (unsigned long)verifier->hash);
    gg_base64_append(out, key, sizeof key);
}

static bool read_hash(const char *s, uint32_t *out)
{
    static const char digits[] = "0123456789abcdef";

    *out = 0;
    for (size_t i = 0; i < 2 * HASH_BYTES; i++) {
        const char *at = s[i] ? strchr(digits, s[i]) : NULL;

        if (!at)
            return false;
        *out = *out << 4 | (uint32_t)(at - digits);
    }
    return true;
}

gg_status gg_verifier_parse(const char *line, size_t n, gg_verifier *out, gg_error *err)
{
    const char *first = memchr(line, '+', n);
    size_t name = first ? (size_t)(first - line) : 0, rest = first ? n - name - 1 : 0, got;
    unsigned char key[1 + GG_PUBLIC_BYTES];
    uint32_t hash = 0;

    if (!first || !name_ok(line, name) || rest < 2 * HASH_BYTES + 1 ||
        !read_hash(first + 1, &hash) || first[1 + 2 * HASH_BYTES] != '+' ||
        !gg_base64_read(first + 2 + 2 * HASH_BYTES, rest - 1 - 2 * HASH_BYTES, key, sizeof key,
                        &got) ||
        got != sizeof key || key[0] != ED25519)
        return gg_error_set(err, GG_E_INPUT, "give NAME+HASH+KEY of an Ed25519 key",
                            "this is not a verifier key");
    if (hash != hash_of(line, name, key + 1))
        return gg_error_set(err, GG_E_INPUT, "copy it again, whole",
                            "the hash of this verifier key does not fit it");
    memcpy(out->name, line, name);
    out->name[name] = '\0';
    memcpy(out->public_key, key + 1, GG_PUBLIC_BYTES);
    out->hash = hash;
    return GG_OK;
}

/* ---- notes */

/* Lines of valid UTF-8 whose only control character is the newline. */
static bool text_ok(const char *text, size_t n)
{
    if (n == 0 || text[n - 1] != '\n' || !gg_text_utf8(text, n, NULL))
        return false;
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)text[i] < ' ' && text[i] != '\n') || text[i] == 0x7f)
            return false;
    return true;
}

gg_status gg_note_sign(const char *text, size_t n, const gg_signer *signer, const char *name,
                       gg_buf *out, gg_error *err)
{
    unsigned char bytes[HASH_BYTES + GG_SIGNATURE_BYTES];
    gg_verifier v;
    gg_status st = gg_verifier_make(name, gg_signer_public(signer), &v, err);

    if (st != GG_OK)
        return st;
    if (!text_ok(text, n) || n > GG_NOTE_MAX / 2)
        return gg_error_set(err, GG_E_USAGE, "give lines of text, each ended",
                            "this text cannot be a note");
    for (size_t i = 0; i < HASH_BYTES; i++)
        bytes[i] = (unsigned char)(v.hash >> (24 - 8 * i));
    gg_sign(signer, text, n, bytes + HASH_BYTES);
    gg_buf_append(out, text, n);
    gg_buf_printf(out, "\n" DASH "%s ", name);
    gg_base64_append(out, bytes, sizeof bytes);
    gg_buf_puts(out, "\n");
    return gg_buf_check(out, err);
}

/* "— NAME BASE64" without its newline. */
static bool read_signature(const char *line, size_t n, gg_note_signature *out)
{
    const size_t dash = strlen(DASH);
    unsigned char bytes[4096];
    const char *space;
    size_t name, got;

    if (n <= dash || memcmp(line, DASH, dash) != 0)
        return false;
    line += dash;
    n -= dash;
    space = memchr(line, ' ', n);
    name = space ? (size_t)(space - line) : 0;
    if (!space || !name_ok(line, name) ||
        !gg_base64_read(space + 1, n - name - 1, bytes, sizeof bytes, &got) || got <= HASH_BYTES)
        return false;
    out->name = (gg_view){line, name};
    out->hash =
        (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    out->ed25519 = got == HASH_BYTES + GG_SIGNATURE_BYTES;
    memset(out->bytes, 0, sizeof out->bytes);
    if (out->ed25519)
        memcpy(out->bytes, bytes + HASH_BYTES, GG_SIGNATURE_BYTES);
    return true;
}

/* Where the text ends and the signatures begin: at the last empty line. */
static const char *last_gap(const char *data, size_t n)
{
    for (size_t i = n; i >= 2; i--)
        if (data[i - 1] == '\n' && data[i - 2] == '\n')
            return data + i - 1;
    return NULL;
}

gg_status gg_note_parse(const char *data, size_t n, gg_note *out, gg_error *err)
{
    const char *gap, *end = data + n;
    gg_note note;

    if (n > GG_NOTE_MAX)
        return gg_error_set(err, GG_E_LIMIT, "give a smaller one", "a note of more than %zu bytes",
                            GG_NOTE_MAX);
    if (!text_ok(data, n))
        return malformed(err, "it is not lines of text, each ended");
    gap = last_gap(data, n);
    if (!gap || gap == data)
        return malformed(err, "no empty line before the signatures");
    note.text = (gg_view){data, (size_t)(gap - data)};
    note.n_signatures = 0;
    for (const char *line = gap + 1; line < end;) {
        const char *next = memchr(line, '\n', (size_t)(end - line));

        if (note.n_signatures == GG_NOTE_SIGNATURES)
            return gg_error_set(err, GG_E_LIMIT, "give a smaller one",
                                "a note of more than %d signatures", GG_NOTE_SIGNATURES);
        if (!read_signature(line, (size_t)(next - line), &note.signatures[note.n_signatures++]))
            return malformed(err, "a line of a signature is not of the form");
        line = next + 1;
    }
    if (!note.n_signatures)
        return malformed(err, "it has no signature");
    *out = note;
    return GG_OK;
}

gg_note_answer gg_note_check(const gg_note *note, const gg_verifier *verifier)
{
    const size_t n = strlen(verifier->name);
    gg_note_answer answer = GG_NOTE_ABSENT;

    for (size_t i = 0; i < note->n_signatures; i++) {
        const gg_note_signature *s = &note->signatures[i];

        if (s->hash != verifier->hash || s->name.size != n ||
            memcmp(s->name.data, verifier->name, n) != 0)
            continue;
        if (!s->ed25519 ||
            !gg_signature_check(verifier->public_key, note->text.data, note->text.size, s->bytes))
            return GG_NOTE_FORGED;
        answer = GG_NOTE_SIGNED;
    }
    return answer;
}

/* ---- checkpoints */

static bool take_line(gg_view *rest, gg_view *line)
{
    const char *end = memchr(rest->data, '\n', rest->size);

    if (!end)
        return false;
    *line = (gg_view){rest->data, (size_t)(end - rest->data)};
    rest->data = end + 1;
    rest->size -= line->size + 1;
    return true;
}

static bool read_size(gg_view line, uint64_t *out)
{
    *out = 0;
    if (line.size == 0 || line.size > 19 || (line.size > 1 && line.data[0] == '0'))
        return false;
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] < '0' || line.data[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(line.data[i] - '0');
    }
    return *out <= (uint64_t)INT64_MAX;
}

gg_status gg_checkpoint_parse(gg_view text, gg_checkpoint *out, gg_error *err)
{
    gg_checkpoint c;
    gg_view rest = text, line;
    size_t got = 0;
    bool good = text_ok(text.data, text.size) && take_line(&rest, &c.origin) && c.origin.size > 0;

    good = good && take_line(&rest, &line) && read_size(line, &c.size);
    good = good && take_line(&rest, &line) &&
           gg_base64_read(line.data, line.size, c.root, sizeof c.root, &got) &&
           got == sizeof c.root;
    c.extensions = rest;
    while (good && rest.size)
        good = take_line(&rest, &line) && line.size > 0;
    if (!good)
        return gg_error_set(err, GG_E_INPUT, "give what gauger audit checkpoint wrote",
                            "not a checkpoint");
    *out = c;
    return GG_OK;
}

void gg_checkpoint_write(const gg_checkpoint *checkpoint, gg_buf *out)
{
    gg_buf_append(out, checkpoint->origin.data, checkpoint->origin.size);
    gg_buf_printf(out, "\n%llu\n", (unsigned long long)checkpoint->size);
    gg_base64_append(out, checkpoint->root, sizeof checkpoint->root);
    gg_buf_puts(out, "\n");
    gg_buf_append(out, checkpoint->extensions.data, checkpoint->extensions.size);
}

bool gg_checkpoint_extension(const gg_checkpoint *checkpoint, const char *key, gg_view *out)
{
    const size_t n = strlen(key);
    gg_view rest = checkpoint->extensions, line;

    while (rest.size && take_line(&rest, &line))
        if (line.size > n && memcmp(line.data, key, n) == 0 && line.data[n] == ' ') {
            *out = (gg_view){line.data + n + 1, line.size - n - 1};
            return true;
        }
    return false;
}
