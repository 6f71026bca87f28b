/*
 * The index of a chunk whose text is not as it should be, or not in a form that the other ways
 * know: record by record and cell by cell, so that the first error is met first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/base/text.h"
#include "table_internal.h"

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

gg_status gg_csv_reserve_lines(gg_csv_chunk *chunk, gg_error *err)
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

gg_status gg_csv_general(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err)
{
    struct gg_csv_room *room = chunk->room;
    record r = {.at = room->begin, .out = room->begin};
    gg_error found;
    gg_status status = gg_csv_reserve_lines(chunk, err);

    if (status)
        return status;
    gg_error_init(&found);
    chunk->rows = 0;
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
