/* Chunks: their memory, and how the threads claim them. */
#include <stdlib.h>
#include <string.h>

#include "table_internal.h"

/* Read with each chunk, so that its last record is mostly whole at once. */
#define SLACK ((size_t)4096)
/* A newline may be added, and readers of cells load whole words. */
#define TEXT_SPARE ((size_t)32)
/* The vector loop writes up to eight places past the last cell. */
#define INDEX_SPARE ((size_t)64)

gg_csv_options gg_csv_options_default(void)
{
    gg_csv_options o = {.chunk = 128 * 1024, .max_record = (size_t)16 << 20};

    return o;
}

void gg_csv_chunk_init(gg_csv_chunk *chunk)
{
    memset(chunk, 0, sizeof *chunk);
}

void gg_csv_chunk_release(gg_csv_chunk *chunk)
{
    if (!chunk)
        return;
    free(chunk->text);
    free(chunk->ends);
    if (chunk->room) {
        free(chunk->room->starts);
        free(chunk->room->lines);
        free(chunk->room->kept);
    }
    free(chunk->room);
    gg_csv_chunk_init(chunk);
}

gg_status gg_csv_chunk_reserve(gg_csv_chunk *chunk, size_t size, gg_error *err)
{
    struct gg_csv_room *room = chunk->room;
    char *text;
    uint32_t *ends;

    if (!room)
        room = chunk->room = calloc(1, sizeof *room);
    if (!room)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (size + TEXT_SPARE > room->text_room) {
        text = realloc(chunk->text, size + TEXT_SPARE);
        if (!text)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        chunk->text = text;
        room->text_room = size + TEXT_SPARE;
    }
    if (size + INDEX_SPARE > room->index_room) {
        ends = realloc(chunk->ends, (size + INDEX_SPARE) * sizeof *ends);
        if (!ends)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        chunk->ends = ends;
        room->index_room = size + INDEX_SPARE;
    }
    return GG_OK;
}

gg_status gg_csv_reserve_starts(gg_csv_chunk *chunk, gg_error *err)
{
    struct gg_csv_room *room = chunk->room;
    uint32_t *starts = realloc(room->starts, room->index_room * sizeof *starts);

    if (!starts)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    room->starts = starts;
    return GG_OK;
}

/* A claimed run of a regular file. Newlines in file[from, until) begin its records. */
typedef struct claim {
    uint64_t index, from, until;
    bool last;          /* nothing lies behind it */
    bool inside;        /* from lies inside a quoted cell */
    bool leaves_inside; /* until does */
    size_t have;        /* bytes of text read */
} claim;

static bool take(gg_csv *csv, claim *c)
{
    uint64_t begin;
    bool more;

    pthread_mutex_lock(&csv->lock);
    begin = csv->body + csv->next_chunk * csv->options.chunk;
    more = begin < csv->size && csv->next_chunk <= csv->stop_chunk;
    if (more)
        c->index = csv->next_chunk++;
    if (more && csv->options.progress)
        csv->options.progress(csv->options.progress_context, begin, csv->size);
    pthread_mutex_unlock(&csv->lock);
    if (!more)
        return false;
    c->last = csv->size - begin <= csv->options.chunk;
    c->from = c->index ? begin - 1 : begin;
    c->until = c->last ? csv->size : begin + csv->options.chunk - 1;
    return true;
}

/* Waits for the state at from, and tells the next chunk the state at until. */
static void settle_quotes(gg_csv *csv, claim *c, bool odd)
{
    pthread_mutex_lock(&csv->lock);
    while (csv->quotes_known < c->index)
        pthread_cond_wait(&csv->turn, &csv->lock);
    c->inside = csv->inside_quotes;
    c->leaves_inside = c->inside != odd;
    csv->inside_quotes = c->leaves_inside;
    csv->quotes_known = c->index + 1;
    pthread_cond_broadcast(&csv->turn);
    pthread_mutex_unlock(&csv->lock);
}

/* Reads up to `want` bytes of the claim; the file ends earlier only if it changed. */
static gg_status fill(gg_csv *csv, gg_csv_chunk *chunk, claim *c, size_t want, gg_error *err)
{
    uint64_t there = csv->size - c->from;
    gg_status status;
    long long got;

    if (want > there)
        want = (size_t)there;
    status = gg_csv_chunk_reserve(chunk, want, err);
    if (status)
        return status;
    got = gg_csv_read_at(csv->fd, chunk->text + c->have, want - c->have, c->from + c->have);
    if (got < 0 || (size_t)got != want - c->have)
        return gg_csv_refuse_changed(csv->path, err);
    c->have = want;
    return GG_OK;
}

/* Finds where the last record ends, reading on as far as a record may reach. */
static gg_status find_end(gg_csv *csv, gg_csv_chunk *chunk, claim *c, size_t *end, gg_error *err)
{
    size_t need = (size_t)(c->until - c->from);
    size_t at = gg_csv_break(chunk->text, need, c->have, c->leaves_inside);

    while (at == c->have && c->from + c->have < csv->size) {
        size_t begin = gg_csv_last_break(chunk->text, need, c->inside);
        gg_status status;

        if (c->have - begin > csv->options.max_record)
            return gg_csv_too_long(csv, c->leaves_inside, gg_csv_line_at(csv, c->from + begin),
                                   err);
        status = fill(csv, chunk, c, need + (c->have - need) * 2 + SLACK, err);
        if (status)
            return status;
        at = gg_csv_break(chunk->text, need, c->have, c->leaves_inside);
    }
    if (at == need && at == c->have && chunk->text[at - 1] == '\n' && !c->leaves_inside) {
        at--; /* the newline that ends the file ends the last record */
    } else if (at == c->have) {
        chunk->text[at] = '\n'; /* the last record may do without */
        c->have++;
    }
    *end = at + 1;
    return GG_OK;
}

/* Most chunks have no quote, which is sooner seen than counted. */
static bool odd_quotes(const char *s, size_t n)
{
    return memchr(s, '"', n) && gg_csv_tally(s, n, '"') & 1;
}

static gg_status claimed(gg_csv *csv, gg_csv_chunk *chunk, claim *c, gg_error *err)
{
    size_t need = (size_t)(c->until - c->from), begin = 0;
    gg_status status;

    c->have = 0;
    status = fill(csv, chunk, c, need + (c->last ? 0 : SLACK), err);
    settle_quotes(csv, c, status ? false : odd_quotes(chunk->text, need));
    if (status)
        return status;
    if (c->index)
        begin = gg_csv_break(chunk->text, 0, need, c->inside) + 1;
    chunk->index = c->index;
    chunk->rows = 0;
    if (begin > need || (c->last && begin >= need))
        return GG_OK; /* a longer record runs through it, or nothing is left */
    status = find_end(csv, chunk, c, &chunk->room->end, err);
    if (status)
        return status;
    chunk->room->begin = begin;
    chunk->room->line = 0;
    chunk->offset = c->from + begin;
    return gg_csv_index(csv, chunk, err);
}

void gg_csv_stop(gg_csv *csv, uint64_t index)
{
    pthread_mutex_lock(&csv->lock);
    if (index < csv->stop_chunk)
        csv->stop_chunk = index;
    pthread_mutex_unlock(&csv->lock);
}

gg_status gg_csv_claim_file(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err)
{
    claim c = {0};

    chunk->rows = 0;
    chunk->skipped = 0;
    while (take(csv, &c)) {
        gg_status status = claimed(csv, chunk, &c, err);

        chunk->index = c.index;
        if (status)
            gg_csv_stop(csv, c.index);
        if (status || chunk->rows || chunk->skipped)
            return status;
    }
    return GG_OK;
}
