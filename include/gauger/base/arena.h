/*
 * Memory of one command, evaluation or request: allocated piece by piece, released at once.
 *
 * Blocks come from malloc and grow in size; a piece is zeroed, aligned for any type, and lives
 * until gg_arena_release(). Sizes are checked for overflow. An arena is used by one thread at a
 * time.
 */
#ifndef GAUGER_BASE_ARENA_H
#define GAUGER_BASE_ARENA_H

#include <stddef.h>

#include "gauger/base/status.h"

typedef struct gg_arena {
    struct gg_arena_block *head; /* newest block */
    size_t used;                 /* bytes handed out in all, for tests and limits */
} gg_arena;

GG_BEGIN_DECLS

/*
 * Makes an arena empty; it allocates on first use.
 *
 * a: caller's struct, not NULL.
 * Result: a holds nothing.  Ownership: the caller's, to be ended with gg_arena_release().
 * Undefined cases: an arena in use must be released first.  Errors: none.
 */
void gg_arena_init(gg_arena *a);

/*
 * Frees everything that came from the arena, which is then empty and may be used again.
 *
 * a: an initialised arena; NULL is allowed and does nothing.
 * Result: every pointer that came from it is dead.
 * Undefined cases: none.  Errors: none.
 */
void gg_arena_release(gg_arena *a);

/*
 * An array of n elements of size bytes each, zeroed.
 *
 * a: the arena.  n: elements, 0 gives a valid pointer to nothing.  size: bytes of one, from 1.
 * Returns the array, or NULL when memory is out or n * size overflows.
 * Ownership: the arena's.  The caller turns NULL into GG_E_MEMORY.
 */
void *gg_arena_array(gg_arena *a, size_t n, size_t size);

/*
 * A copy of n bytes with a NUL behind them.
 *
 * a: the arena.  s: the bytes, may hold NULs.  n: how many.
 * Returns the copy, or NULL when memory is out.
 * Ownership: the arena's.  Undefined cases: none.
 */
char *gg_arena_text(gg_arena *a, const char *s, size_t n);

/*
 * A copy of a NUL-terminated string.
 *
 * a: the arena.  s: the string; NULL gives NULL.
 * Returns the copy, or NULL when memory is out.
 * Ownership: the arena's.  Undefined cases: none.
 */
char *gg_arena_string(gg_arena *a, const char *s);

/*
 * A formatted string.
 *
 * a: the arena.  format and what follows: as printf.
 * Returns the string, or NULL when memory is out or the format fails.
 * Ownership: the arena's.  Undefined cases: none.
 */
char *gg_arena_printf(gg_arena *a, const char *format, ...) GG_PRINTF(2, 3);

GG_END_DECLS
#endif
