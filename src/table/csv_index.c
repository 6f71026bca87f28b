/*
 * The index of a chunk: where each cell ends.
 *
 * The plain path (no quote, no carriage return) finds every comma and newline with vector
 * instructions and then checks that each record has as many cells as the header. Whatever is out of
 * the ordinary (quotes, CR, a NUL, a wrong number of cells, bytes that are not UTF-8) sends the
 * chunk down the general path, which goes record by record and meets the first error first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/base/text.h"
#include "table_internal.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* What the plain path saw besides separators. */
typedef struct sight {
    size_t cells;
    size_t newlines;
    bool special; /* a quote, a carriage return or a NUL */
    bool high;    /* a byte beyond ASCII */
} sight;

static void plain_bytes(const char *s, size_t at, size_t n, uint32_t *ends, sight *seen)
{
    for (; at < n; at++) {
        unsigned char c = (unsigned char)s[at];

        if (c == ',' || c == '\n') {
            ends[seen->cells++] = (uint32_t)at;
            seen->newlines += c == '\n';
        } else if (c == '"' || c == '\r' || c == '\0')
            seen->special = true;
        else if (c >= 0x80)
            seen->high = true;
    }
}

#if defined(__x86_64__)
static void plain_sse2(const char *s, size_t at, size_t n, uint32_t *ends, sight *seen)
{
    const __m128i comma = _mm_set1_epi8(','), newline = _mm_set1_epi8('\n');
    const __m128i quote = _mm_set1_epi8('"'), cr = _mm_set1_epi8('\r'), zero = _mm_setzero_si128();
    __m128i special = zero, high = zero;
    uint32_t *out = ends;
    size_t newlines = 0;

    for (; at + 16 <= n; at += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(s + at));
        __m128i ends_row = _mm_cmpeq_epi8(x, newline);
        unsigned mask =
            (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(x, comma), ends_row));

        newlines += (size_t)__builtin_popcount((unsigned)_mm_movemask_epi8(ends_row));

        special = _mm_or_si128(
            special, _mm_or_si128(_mm_cmpeq_epi8(x, quote),
                                  _mm_or_si128(_mm_cmpeq_epi8(x, cr), _mm_cmpeq_epi8(x, zero))));
        high = _mm_or_si128(high, x);
        for (; mask; mask &= mask - 1)
            *out++ = (uint32_t)at + (uint32_t)__builtin_ctz(mask);
    }
    seen->cells = (size_t)(out - ends);
    seen->newlines = newlines;
    seen->special = _mm_movemask_epi8(special) != 0;
    seen->high = _mm_movemask_epi8(high) != 0;
    plain_bytes(s, at, n, ends, seen);
}

/* Where separators are among 64 bytes. */
__attribute__((target("avx2,bmi,bmi2,popcnt"))) static inline uint64_t mask_of(__m256i low,
                                                                               __m256i high)
{
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

__attribute__((target("avx2,bmi,bmi2,popcnt"))) static void
plain_avx2(const char *s, size_t at, size_t n, uint32_t *ends, sight *seen)
{
    const __m256i comma = _mm256_set1_epi8(','), newline = _mm256_set1_epi8('\n');
    const __m256i quote = _mm256_set1_epi8('"'), cr = _mm256_set1_epi8('\r');
    const __m256i zero = _mm256_setzero_si256();
    __m256i special = zero, high = zero;
    uint32_t *out = ends;
    size_t newlines = 0;

    for (; at + 64 <= n; at += 64) {
        __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)(s + at));
        __m256i y = _mm256_loadu_si256((const __m256i *)(const void *)(s + at + 32));
        uint64_t rows = mask_of(_mm256_cmpeq_epi8(x, newline), _mm256_cmpeq_epi8(y, newline));
        uint64_t mask = mask_of(_mm256_cmpeq_epi8(x, comma), _mm256_cmpeq_epi8(y, comma)) | rows;
        unsigned count = (unsigned)__builtin_popcountll(mask);

        newlines += (size_t)__builtin_popcountll(rows);
        special = _mm256_or_si256(
            special, _mm256_or_si256(_mm256_cmpeq_epi8(x, quote), _mm256_cmpeq_epi8(y, quote)));
        special = _mm256_or_si256(
            special, _mm256_or_si256(_mm256_cmpeq_epi8(x, cr), _mm256_cmpeq_epi8(y, cr)));
        special = _mm256_or_si256(special, _mm256_cmpeq_epi8(_mm256_min_epu8(x, y), zero));
        high = _mm256_or_si256(high, _mm256_or_si256(x, y));
        /* Eight at a time without a test in between; the room behind is always there. */
        for (unsigned done = 0; done < count; done += 8)
            for (unsigned k = 0; k < 8; k++) {
                out[done + k] = (uint32_t)at + (uint32_t)_tzcnt_u64(mask);
                mask = _blsr_u64(mask);
            }
        out += count;
    }
    seen->cells = (size_t)(out - ends);
    seen->newlines = newlines;
    seen->special = _mm256_movemask_epi8(special) != 0;
    seen->high = _mm256_movemask_epi8(high) != 0;
    plain_bytes(s, at, n, ends, seen);
}

/* Positions of separators as bytes, sixteen of which become places at once. */
__attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt"))) static void
plain_avx512(const char *s, size_t at, size_t n, uint32_t *ends, sight *seen)
{
    static const unsigned char positions[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i places = _mm512_loadu_si512(positions);
    const __m512i comma = _mm512_set1_epi8(','), newline = _mm512_set1_epi8('\n');
    const __m512i quote = _mm512_set1_epi8('"'), cr = _mm512_set1_epi8('\r');
    __m512i high = _mm512_setzero_si512();
    uint64_t special = 0;
    uint32_t *out = ends;
    size_t newlines = 0;

    for (; at + 64 <= n; at += 64) {
        const __m512i x = _mm512_loadu_si512(s + at);
        const uint64_t rows = _mm512_cmpeq_epi8_mask(x, newline);
        const uint64_t mask = rows | _mm512_cmpeq_epi8_mask(x, comma);
        const unsigned count = (unsigned)__builtin_popcountll(mask);
        __m512i found = _mm512_maskz_compress_epi8(mask, places);

        newlines += (size_t)__builtin_popcountll(rows);
        special |= _mm512_cmpeq_epi8_mask(x, quote) | _mm512_cmpeq_epi8_mask(x, cr) |
                   _mm512_testn_epi8_mask(x, x);
        high = _mm512_or_si512(high, x);
        for (unsigned done = 0; done < count; done += 16) {
            _mm512_storeu_si512(
                out + done, _mm512_add_epi32(_mm512_set1_epi32((int)at),
                                             _mm512_cvtepu8_epi32(_mm512_castsi512_si128(found))));
            found = _mm512_alignr_epi64(found, found, 2);
        }
        out += count;
    }
    seen->cells = (size_t)(out - ends);
    seen->newlines = newlines;
    seen->special = special != 0;
    seen->high = _mm512_movepi8_mask(high) != 0;
    plain_bytes(s, at, n, ends, seen);
}
#endif

static void plain_index(const char *s, size_t begin, size_t end, uint32_t *ends, sight *seen)
{
    memset(seen, 0, sizeof *seen);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vbmi2"))
        plain_avx512(s, begin, end, ends, seen);
    else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        plain_avx2(s, begin, end, ends, seen);
    else
        plain_sse2(s, begin, end, ends, seen);
#else
    plain_bytes(s, begin, end, ends, seen);
#endif
}

/* Whether a newline ends each record, and only records. */
static bool even(const gg_csv_chunk *chunk, const sight *seen)
{
    size_t rows = seen->newlines;

    if (rows * chunk->columns != seen->cells)
        return false;
    for (size_t r = 0; r < rows; r++)
        if (chunk->text[chunk->ends[(r + 1) * chunk->columns - 1]] != '\n')
            return false;
    return true;
}

static bool longest_fits(const gg_csv *csv, const gg_csv_chunk *chunk, size_t rows)
{
    size_t begin = chunk->room->begin;

    if (chunk->room->end - begin <= csv->options.max_record)
        return true;
    for (size_t r = 0; r < rows; r++) {
        size_t end = chunk->ends[(r + 1) * chunk->columns - 1];

        if (end - begin > csv->options.max_record)
            return false;
        begin = end + 1;
    }
    return true;
}

/* One record of the general path. */
typedef struct record {
    size_t at;     /* next byte to read */
    size_t out;    /* next byte to write: quotes vanish, so it never passes at */
    size_t cells;  /* cells so far */
    size_t first;  /* index of its first cell */
    uint32_t line; /* physical line at at, from 0 at the chunk's begin */
} record;

static gg_status bad_cell(const gg_csv *csv, const gg_csv_chunk *chunk, const record *r,
                          size_t cell, const char *what, const char *mend, gg_error *err)
{
    uint64_t line = chunk->room->line ? chunk->room->line : gg_csv_line_at(csv, chunk->offset);

    gg_error_where(err, csv->path, line ? line + r->line : 0,
                   cell < csv->columns ? csv->names[cell] : NULL);
    return gg_error_set(err, GG_E_INPUT, mend, "%s", what);
}

/* A cell in quotes: copied without them; r->at ends behind the closing quote. */
static gg_status quoted_cell(gg_csv *csv, gg_csv_chunk *chunk, record *r, gg_error *err)
{
    char *s = chunk->text;
    size_t end = chunk->room->end;
    record open = *r;

    for (r->at++; r->at < end; r->at++) {
        if (s[r->at] == '"' && r->at + 1 < end && s[r->at + 1] == '"')
            r->at++;
        else if (s[r->at] == '"')
            break;
        else if (s[r->at] == '\n')
            r->line++;
        s[r->out++] = s[r->at];
    }
    if (r->at >= end)
        return bad_cell(csv, chunk, &open, r->cells, "a quote opens and is never closed",
                        "close it, or double a quote that belongs to the text", err);
    r->at++;
    if (s[r->at] != ',' && s[r->at] != '\n' && s[r->at] != '\r')
        return bad_cell(csv, chunk, r, r->cells, "text behind a closing quote",
                        "double a quote that belongs to the text", err);
    return GG_OK;
}

static gg_status bare_cell(gg_csv *csv, gg_csv_chunk *chunk, record *r, gg_error *err)
{
    char *s = chunk->text;

    for (; s[r->at] != ',' && s[r->at] != '\n'; r->at++) {
        if (s[r->at] == '"')
            return bad_cell(csv, chunk, r, r->cells, "a quote inside a cell that is not quoted",
                            "quote the whole cell and double the quote", err);
        if (s[r->at] == '\r' && s[r->at + 1] == '\n')
            break;
        s[r->out++] = s[r->at];
    }
    return GG_OK;
}

/* Reads one cell and its end; says in last whether the record ends with it. */
static gg_status general_cell(gg_csv *csv, gg_csv_chunk *chunk, record *r, bool *last,
                              gg_error *err)
{
    char *s = chunk->text;
    size_t start = r->out, i = r->first + r->cells;
    record here = *r;
    gg_status status;

    status = s[r->at] == '"' ? quoted_cell(csv, chunk, r, err) : bare_cell(csv, chunk, r, err);
    if (status)
        return status;
    if (r->cells < csv->columns) {
        chunk->room->starts[i] = (uint32_t)start;
        chunk->ends[i] = (uint32_t)r->out;
    }
    if (memchr(s + start, '\0', r->out - start))
        return bad_cell(csv, chunk, &here, r->cells, "a NUL byte", "give a text file", err);
    if (!gg_text_utf8(s + start, r->out - start, NULL))
        return bad_cell(csv, chunk, &here, r->cells, "not valid UTF-8",
                        "save the table as UTF-8 (e.g. iconv -f WINDOWS-1252 -t UTF-8)", err);
    if (s[r->at] == '\r' && s[r->at + 1] == '\n')
        r->at++;
    if (s[r->at] == '\r')
        return bad_cell(csv, chunk, r, r->cells, "text behind a closing quote",
                        "double a quote that belongs to the text", err);
    *last = s[r->at] == '\n';
    r->at++;
    r->out++;
    r->cells++;
    return GG_OK;
}

static gg_status ragged(const gg_csv *csv, const gg_csv_chunk *chunk, const record *begin,
                        size_t cells, gg_error *err)
{
    char what[120];

    snprintf(what, sizeof what, "%zu cell%s where the header has %zu", cells, cells == 1 ? "" : "s",
             csv->columns);
    return bad_cell(csv, chunk, begin, SIZE_MAX, what,
                    "mend the row, or give --skip-bad-rows to leave such rows out", err);
}

static gg_status general_record(gg_csv *csv, gg_csv_chunk *chunk, record *r, gg_error *err)
{
    record begin = *r;
    bool last = false;

    r->first = chunk->rows * csv->columns;
    r->cells = 0;
    while (!last) {
        gg_status status = general_cell(csv, chunk, r, &last, err);

        if (status)
            return status;
    }
    if (r->at - begin.at > csv->options.max_record) {
        uint64_t line = chunk->room->line ? chunk->room->line : gg_csv_line_at(csv, chunk->offset);

        return gg_csv_too_long(csv, false, line + begin.line, err);
    }
    if (r->cells == csv->columns) {
        chunk->room->lines[chunk->rows++] = begin.line;
    } else if (csv->options.skip_bad_rows) {
        chunk->skipped++;
    } else {
        return ragged(csv, chunk, &begin, r->cells, err);
    }
    r->line++;
    return GG_OK;
}

/* Rows are at most as many as newlines. */
static gg_status reserve_lines(gg_csv_chunk *chunk, gg_error *err)
{
    struct gg_csv_room *room = chunk->room;
    size_t need = gg_csv_tally(chunk->text + room->begin, room->end - room->begin, '\n') + 1;
    uint32_t *lines;

    if (need > room->line_room) {
        lines = realloc(room->lines, need * sizeof *lines);
        if (!lines)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        room->lines = lines;
        room->line_room = need;
    }
    return gg_csv_reserve_starts(chunk, err);
}

static gg_status general_index(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err)
{
    struct gg_csv_room *room = chunk->room;
    record r = {.at = room->begin, .out = room->begin};
    gg_error found;
    gg_status status = reserve_lines(chunk, err);

    if (status)
        return status;
    gg_error_init(&found);
    room->general = true;
    chunk->starts = room->starts;
    while (r.at < room->end && !status)
        status = general_record(csv, chunk, &r, &found);
    if (status && chunk->rows == 0) {
        if (err && err->status == GG_OK)
            *err = found;
        return status;
    }
    room->pending = found;
    return GG_OK;
}

gg_status gg_csv_index(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err)
{
    struct gg_csv_room *room = chunk->room;
    sight seen;

    chunk->columns = csv->columns;
    chunk->rows = 0;
    chunk->skipped = 0;
    chunk->starts = NULL;
    chunk->first = room->begin;
    room->general = false;
    plain_index(chunk->text, room->begin, room->end, chunk->ends, &seen);
    if (!seen.special && even(chunk, &seen) &&
        longest_fits(csv, chunk, seen.cells / csv->columns) &&
        (!seen.high || gg_text_utf8(chunk->text + room->begin, room->end - room->begin, NULL))) {
        chunk->rows = seen.cells / csv->columns;
        return GG_OK;
    }
    return general_index(csv, chunk, err);
}
