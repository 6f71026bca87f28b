#include "gauger/base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base_internal.h"

void gg_buf_init(gg_buf *b, size_t max)
{
    memset(b, 0, sizeof *b);
    b->max = max ? max : (size_t)1 << 30;
}

void gg_buf_release(gg_buf *b)
{
    size_t max;

    if (!b)
        return;
    max = b->max;
    free(b->data);
    gg_buf_init(b, max);
}

/* Room for n more bytes and a NUL, or failed. */
static bool reserve(gg_buf *b, size_t n)
{
    size_t room = b->room ? b->room : 256;
    char *p;

    if (b->failed)
        return false;
    if (n > b->max - b->size) {
        b->failed = b->full = true;
        return false;
    }
    if (b->data && b->size + n < b->room)
        return true;
    while (room <= b->size + n && room <= SIZE_MAX / 2)
        room *= 2;
    p = room > b->size + n ? realloc(b->data, room) : NULL;
    if (!p) {
        b->failed = true;
        return false;
    }
    b->data = p;
    b->room = room;
    return true;
}

void gg_buf_append(gg_buf *b, const char *s, size_t n)
{
    if (!reserve(b, n))
        return;
    if (n)
        memcpy(b->data + b->size, s, n);
    b->size += n;
    b->data[b->size] = '\0';
}

void gg_buf_puts(gg_buf *b, const char *s)
{
    gg_buf_append(b, s, strlen(s));
}

void gg_buf_printf(gg_buf *b, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = gg_format(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || !reserve(b, (size_t)n)) {
        b->failed = true;
        return;
    }
    va_start(args, format);
    gg_format(b->data + b->size, (size_t)n + 1, format, args);
    va_end(args);
    b->size += (size_t)n;
}

void gg_buf_fill(gg_buf *b, char c, size_t n)
{
    if (!reserve(b, n))
        return;
    memset(b->data + b->size, c, n);
    b->size += n;
    b->data[b->size] = '\0';
}

gg_status gg_buf_check(const gg_buf *b, gg_error *err)
{
    if (!b->failed)
        return GG_OK;
    if (b->full)
        return gg_error_set(err, GG_E_LIMIT, NULL, "more than %zu bytes", b->max);
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}
