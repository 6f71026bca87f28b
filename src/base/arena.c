#include "gauger/base/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base_internal.h"

#define FIRST_BLOCK ((size_t)4096)
#define LAST_BLOCK  ((size_t)1 << 20)

struct gg_arena_block {
    struct gg_arena_block *next;
    size_t size;
    size_t used;
    max_align_t data[];
};

void gg_arena_init(gg_arena *a)
{
    a->head = NULL;
    a->used = 0;
}

void gg_arena_release(gg_arena *a)
{
    struct gg_arena_block *b;

    if (!a)
        return;
    while ((b = a->head) != NULL) {
        a->head = b->next;
        free(b);
    }
    a->used = 0;
}

static struct gg_arena_block *grow(gg_arena *a, size_t need)
{
    size_t size = a->head ? a->head->size * 2 : FIRST_BLOCK;
    struct gg_arena_block *b;

    if (size > LAST_BLOCK)
        size = LAST_BLOCK;
    if (size < need)
        size = need;
    if (size > SIZE_MAX - sizeof *b)
        return NULL;
    b = malloc(sizeof *b + size);
    if (!b)
        return NULL;
    b->size = size;
    b->used = 0;
    b->next = a->head;
    a->head = b;
    return b;
}

void *gg_arena_array(gg_arena *a, size_t n, size_t size)
{
    const size_t align = sizeof(max_align_t);
    struct gg_arena_block *b = a->head;
    size_t bytes;
    void *p;

    if (size && n > (SIZE_MAX - align) / size)
        return NULL;
    bytes = (n * size + align - 1) / align * align;
    if (bytes == 0)
        bytes = align;
    if (!b || b->size - b->used < bytes)
        b = grow(a, bytes);
    if (!b)
        return NULL;
    p = (char *)b->data + b->used;
    b->used += bytes;
    a->used += bytes;
    return memset(p, 0, bytes);
}

char *gg_arena_text(gg_arena *a, const char *s, size_t n)
{
    char *p = n < SIZE_MAX ? gg_arena_array(a, n + 1, 1) : NULL;

    if (p && n)
        memcpy(p, s, n);
    return p;
}

char *gg_arena_string(gg_arena *a, const char *s)
{
    return s ? gg_arena_text(a, s, strlen(s)) : NULL;
}

char *gg_arena_printf(gg_arena *a, const char *format, ...)
{
    va_list args;
    char *p;
    int n;

    va_start(args, format);
    n = gg_format(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        return NULL;
    p = gg_arena_array(a, (size_t)n + 1, 1);
    if (!p)
        return NULL;
    va_start(args, format);
    gg_format(p, (size_t)n + 1, format, args);
    va_end(args);
    return p;
}
