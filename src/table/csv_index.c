/*
 * The index of a chunk: where each cell ends.
 *
 * Three ways. Where there is no quote and no carriage return, every comma and newline is found by
 * vector instructions (csv_separators.c). Where there are, those outside quotes are (csv_quoted.c).
 * Either way each record must then have as many cells as the header. Whatever is out of the
 * ordinary (a NUL, a wrong number of cells, a stray quote, bytes that are not UTF-8) sends the
 * chunk down the general path, which goes record by record and meets the first error first
 * (csv_general.c).
 */
#include <string.h>

#include "gauger/base/text.h"
#include "table_internal.h"

/* Bytes that are indexed before their rows are looked at: they are then still close by. */
#define STRETCH ((size_t)8192)

bool gg_csv_even(const gg_csv_chunk *chunk, size_t cells, size_t *rows)
{
    for (; (*rows + 1) * chunk->columns <= cells; ++*rows)
        if (chunk->text[chunk->ends[(*rows + 1) * chunk->columns - 1]] != '\n')
            return false;
    return true;
}

bool gg_csv_longest_fits(const gg_csv *csv, const gg_csv_chunk *chunk, size_t rows)
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

/* The plain way; false where the text is not plain, or not even. */
static bool plain_index(const gg_csv *csv, gg_csv_chunk *chunk)
{
    const gg_csv_separating *by = gg_csv_separators;
    const struct gg_csv_room *room = chunk->room;
    gg_csv_sight seen = {0};
    size_t rows = 0;

    while (!by->is_there())
        by++;
    for (size_t at = room->begin; at < room->end && !seen.special;) {
        const size_t until = room->end - at < STRETCH ? room->end : at + STRETCH;

        by->find(chunk->text, at, until, chunk->ends, &seen);
        if (!gg_csv_even(chunk, seen.cells, &rows))
            return false;
        at = until;
    }
    if (seen.special || seen.newlines != rows || rows * chunk->columns != seen.cells ||
        !gg_csv_longest_fits(csv, chunk, rows))
        return false;
    if (seen.high && !gg_text_utf8(chunk->text + room->begin, room->end - room->begin, NULL))
        return false;
    chunk->rows = rows;
    return true;
}

gg_status gg_csv_index(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err)
{
    bool done;
    gg_status status;

    chunk->columns = csv->columns;
    chunk->rows = 0;
    chunk->skipped = 0;
    chunk->starts = NULL;
    chunk->first = chunk->room->begin;
    chunk->room->general = false;
    if (plain_index(csv, chunk))
        return GG_OK;
    status = gg_csv_quoted(csv, chunk, &done, err);
    return status || done ? status : gg_csv_general(csv, chunk, err);
}
