/* Reading from a pipe: in turn, carrying the beginning of a record from one chunk to the next. */
#include <stdlib.h>
#include <string.h>

#include "table_internal.h"

static gg_status more(gg_csv *csv, gg_csv_chunk *chunk, size_t *have, gg_error *err)
{
    size_t want = *have + csv->options.chunk;
    gg_status status = gg_csv_chunk_reserve(chunk, want, err);
    size_t got = 0;

    if (!status)
        status = gg_csv_pull(csv, chunk->text + *have, want - *have, &got, err);
    if (status)
        return status;
    csv->end = got < want - *have;
    *have += got;
    return GG_OK;
}

/* Reads until at least one record is whole, or the input ends. */
static gg_status gather(gg_csv *csv, gg_csv_chunk *chunk, size_t *have, size_t *end, gg_error *err)
{
    gg_status status = gg_csv_chunk_reserve(chunk, csv->carry_size + csv->options.chunk, err);

    if (status)
        return status;
    if (csv->carry_size)
        memcpy(chunk->text, csv->carry, csv->carry_size);
    *have = csv->carry_size;
    *end = 0;
    while (*end == 0) {
        if (!csv->end)
            status = more(csv, chunk, have, err);
        if (status)
            return status;
        *end = gg_csv_last_break(chunk->text, *have, false);
        if (csv->end && *end < *have) {
            status = gg_csv_chunk_reserve(chunk, *have + 1, err);
            if (status)
                return status;
            if (chunk->text[*have - 1] != '\n')
                chunk->text[(*have)++] = '\n';
            *end = *have;
        }
        if (csv->end)
            return GG_OK;
        if (*end == 0 && *have > csv->options.max_record)
            return gg_csv_too_long(csv, gg_csv_tally(chunk->text, *have, '"') & 1, csv->carry_line,
                                   err);
    }
    return GG_OK;
}

static gg_status put_back(gg_csv *csv, const char *s, size_t n, gg_error *err)
{
    if (n > csv->carry_room) {
        char *p = realloc(csv->carry, n);

        if (!p)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        csv->carry = p;
        csv->carry_room = n;
    }
    if (n)
        memcpy(csv->carry, s, n);
    csv->carry_size = n;
    return GG_OK;
}

gg_status gg_csv_claim_pipe(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err)
{
    size_t have = 0, end = 0;
    gg_status status = GG_OK;
    bool some = false;

    chunk->rows = 0;
    chunk->skipped = 0;
    pthread_mutex_lock(&csv->lock);
    if (csv->next_chunk <= csv->stop_chunk && !(csv->end && csv->carry_size == 0)) {
        chunk->index = csv->next_chunk++;
        if (csv->options.progress)
            csv->options.progress(csv->options.progress_context, csv->carry_offset, 0);
        status = gather(csv, chunk, &have, &end, err);
        some = !status && end > 0;
        if (some) {
            chunk->room->begin = 0;
            chunk->room->end = end;
            chunk->room->line = csv->carry_line;
            chunk->offset = csv->carry_offset;
            csv->carry_line += gg_csv_tally(chunk->text, end, '\n');
            csv->carry_offset += end;
            status = put_back(csv, chunk->text + end, have - end, err);
        } else if (!status) {
            csv->carry_size = 0;
        }
    }
    if (status)
        csv->stop_chunk = 0;
    pthread_mutex_unlock(&csv->lock);
    return status || !some ? status : gg_csv_index(csv, chunk, err);
}
