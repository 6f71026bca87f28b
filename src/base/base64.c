#include "gauger/base/base64.h"

#include <sodium.h>
#include <string.h>

#include "base_internal.h"

/* Bytes encoded at a time; a multiple of three, so that padding comes at the end alone. */
#define PIECE 3072

void gg_base64_append(gg_buf *out, const void *data, size_t n)
{
    const unsigned char *bytes = data;
    char text[GG_BASE64_LENGTH(PIECE) + 1];

    for (size_t at = 0; at < n; at += PIECE) {
        size_t piece = n - at < PIECE ? n - at : PIECE;

        sodium_bin2base64(text, sizeof text, bytes + at, piece, sodium_base64_VARIANT_ORIGINAL);
        gg_buf_append(out, text, GG_BASE64_LENGTH(piece));
    }
    sodium_memzero(text, sizeof text);
}

/* libsodium 1.0.18 takes some bytes beyond ASCII for signs of the alphabet. */
static bool plain(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] >= 0x80)
            return false;
    return true;
}

bool gg_base64_read(const char *s, size_t n, void *out, size_t size, size_t *got)
{
    const char *end = NULL;
    size_t length = 0;

    if (!plain(s, n) ||
        sodium_base642bin(out, size, s, n, NULL, &length, &end, sodium_base64_VARIANT_ORIGINAL) !=
            0 ||
        end != s + n)
        return false;
    *got = length;
    return true;
}

bool gg_base64_exact(const char *s, void *out, size_t size)
{
    size_t got;

    return s && gg_base64_read(s, strlen(s), out, size, &got) && got == size;
}
