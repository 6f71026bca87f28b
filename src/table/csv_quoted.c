/*
 * The index of a chunk with quotes or carriage returns, where all is as it should be.
 *
 * Sixty-four bytes at a time, one bit each: the parity of the quotes up to a byte tells whether it
 * lies inside a quoted cell. A quote that opens must follow a separator, one that closes must be
 * followed by one, but for two in a row, which stand for one. Where that does not hold, nothing is
 * changed and the general path says what is wrong.
 */
#include <string.h>

#include "gauger/base/text.h"
#include "table_internal.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define WORD ((size_t)64)
/* Compiled once for every processor and once for those of today. */
#define INLINE static inline __attribute__((always_inline))

/* One bit for each of 64 bytes. */
INLINE uint64_t equal(const char *s, char c)
{
    uint64_t mask = 0;
#if defined(__SSE2__)
    const __m128i wanted = _mm_set1_epi8(c);

    for (int k = 0; k < 4; k++) {
        const __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(s + 16 * k));

        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, wanted)) << 16 * k;
    }
#else
    for (int k = 0; k < 64; k++)
        mask |= (uint64_t)(s[k] == c) << k;
#endif
    return mask;
}

INLINE bool any_high(const char *s)
{
    uint64_t all = 0;

    for (size_t k = 0; k < WORD; k += sizeof all) {
        uint64_t x;

        memcpy(&x, s + k, sizeof x);
        all |= x;
    }
    return (all & 0x8080808080808080u) != 0;
}

/* Each bit the parity of those up to it. */
INLINE uint64_t parity(uint64_t x)
{
    for (int k = 1; k < 64; k *= 2)
        x ^= x << k;
    return x;
}

/* What was met so far, and what the byte before the word at hand was, as a bit in its place. */
typedef struct scanner {
    uint64_t inside; /* all bits where a quoted cell goes on */
    uint64_t separator, closing, returns;
    uint64_t bad;
    bool high, doubled, breaks; /* breaks: a newline inside a cell */
    size_t cells, newlines;
} scanner;

/* Bits of the bytes behind those of a mask. */
INLINE uint64_t behind(uint64_t mask, uint64_t *carry)
{
    const uint64_t moved = mask << 1 | *carry;

    *carry = mask >> 63;
    return moved;
}

INLINE void scan_word(scanner *w, const char *s, size_t at, uint64_t there, uint32_t *ends)
{
    const uint64_t quotes = equal(s, '"') & there, newlines = equal(s, '\n') & there;
    const uint64_t returns = equal(s, '\r') & there;
    const uint64_t inside = parity(quotes) ^ w->inside;
    const uint64_t opening = quotes & inside, closing = quotes & ~inside;
    uint64_t separators = ((equal(s, ',') & there) | newlines) & ~inside;
    const uint64_t first = behind(separators, &w->separator), after = behind(closing, &w->closing);
    const size_t n = (size_t)__builtin_popcountll(separators);

    w->bad |= opening & ~(first | after);
    w->bad |= after & ~(separators | opening | returns);
    w->bad |= behind(after & returns, &w->returns) & ~newlines;
    w->bad |= equal(s, '\0') & there;
    w->doubled = w->doubled || (opening & after);
    w->breaks = w->breaks || (newlines & inside);
    w->high = w->high || any_high(s);
    w->newlines += (size_t)__builtin_popcountll(newlines & ~inside);
    w->inside = (uint64_t)0 - (inside >> 63);
    /* Eight at a time without a test in between, as room behind is always there; the highest bit
     * stands in for those that are not. */
    for (size_t done = 0; done < n; done += 8)
        for (size_t k = 0; k < 8; k++) {
            ends[w->cells + done + k] =
                (uint32_t)at + (uint32_t)__builtin_ctzll(separators | (uint64_t)1 << 63);
            separators &= separators - 1;
        }
    w->cells += n;
}

/* The last bytes are copied, so that none behind them is read. */
INLINE void scan_all(scanner *w, const gg_csv_chunk *chunk)
{
    const size_t end = chunk->room->end;
    char rest[64] = {0};
    size_t at = chunk->room->begin;

    for (; at + WORD <= end && !w->bad; at += WORD)
        scan_word(w, chunk->text + at, at, UINT64_MAX, chunk->ends);
    if (at < end && !w->bad) {
        memcpy(rest, chunk->text + at, end - at);
        scan_word(w, rest, at, UINT64_MAX >> (WORD - (end - at)), chunk->ends);
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2,bmi,bmi2,popcnt"))) static void scan_avx2(scanner *w,
                                                                      const gg_csv_chunk *chunk)
{
    scan_all(w, chunk);
}
#endif

static void scan(scanner *w, const gg_csv_chunk *chunk)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {
        scan_avx2(w, chunk);
        return;
    }
#endif
    scan_all(w, chunk);
}

/* Physical lines of rows, where cells hold newlines. */
static void number_lines(gg_csv_chunk *chunk, size_t rows)
{
    size_t from = chunk->room->begin;
    uint32_t line = 0;

    for (size_t r = 0; r < rows; r++) {
        const size_t end = chunk->ends[(r + 1) * chunk->columns - 1] + (size_t)1;

        chunk->room->lines[r] = line;
        line += (uint32_t)gg_csv_tally(chunk->text + from, end - from, '\n');
        from = end;
    }
}

/* Takes quotes and the carriage return before a newline off the cells. */
static void trim(gg_csv_chunk *chunk, size_t rows)
{
    const char *s = chunk->text;
    uint32_t *starts = chunk->starts, *ends = chunk->ends;
    size_t from = chunk->room->begin, i = 0;

    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < chunk->columns; c++, i++) {
            const size_t separator = ends[i];
            const size_t end = separator - (c + 1 == chunk->columns && separator > from &&
                                            s[separator - 1] == '\r');
            const size_t quote = s[from] == '"';

            starts[i] = (uint32_t)(from + quote);
            ends[i] = (uint32_t)(end - quote);
            from = separator + 1;
        }
    }
}

/* Two quotes in a cell become one. */
static void single_quotes(gg_csv_chunk *chunk, size_t cells)
{
    for (size_t i = 0; i < cells; i++) {
        char *s = chunk->text + chunk->starts[i];
        const size_t n = chunk->ends[i] - chunk->starts[i];
        const char *quote = n ? memchr(s, '"', n) : NULL;
        size_t out = quote ? (size_t)(quote - s) : n;

        for (size_t k = out; k < n; k++) {
            s[out++] = s[k];
            k += s[k] == '"';
        }
        chunk->ends[i] = chunk->starts[i] + (uint32_t)out;
    }
}

gg_status gg_csv_quoted(const gg_csv *csv, gg_csv_chunk *chunk, bool *done, gg_error *err)
{
    struct gg_csv_room *room = chunk->room;
    scanner w = {.separator = 1};
    size_t rows = 0;
    gg_status status;

    *done = false;
    scan(&w, chunk);
    if (w.bad || w.inside || !gg_csv_even(chunk, w.cells, &rows) ||
        rows * chunk->columns != w.cells || w.newlines != rows ||
        !gg_csv_longest_fits(csv, chunk, rows) ||
        (w.high && !gg_text_utf8(chunk->text + room->begin, room->end - room->begin, NULL)))
        return GG_OK;
    status = w.breaks ? gg_csv_reserve_lines(chunk, err) : gg_csv_reserve_starts(chunk, err);
    if (status)
        return status;
    room->general = w.breaks;
    if (w.breaks)
        number_lines(chunk, rows);
    chunk->starts = room->starts;
    trim(chunk, rows);
    if (w.doubled)
        single_quotes(chunk, w.cells);
    chunk->rows = rows;
    *done = true;
    return GG_OK;
}
