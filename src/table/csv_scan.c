/* Reading on, with one thread or several; the line of an error. */
#include <stdlib.h>
#include <string.h>

#include "table_internal.h"

gg_status gg_csv_next(gg_csv *csv, gg_csv_chunk *chunk, gg_error *err)
{
    gg_status status;

    if (chunk->room && chunk->room->pending.status) {
        if (err && err->status == GG_OK)
            *err = chunk->room->pending;
        chunk->rows = 0;
        return chunk->room->pending.status;
    }
    if (csv->set)
        status = gg_csv_claim_set(csv, chunk, err);
    else if (csv->pipe)
        status = gg_csv_claim_pipe(csv, chunk, err);
    else
        status = gg_csv_claim_file(csv, chunk, err);
    if (status) {
        chunk->rows = 0;
        return status;
    }
    atomic_fetch_add(&csv->rows, chunk->rows);
    atomic_fetch_add(&csv->skipped, chunk->skipped);
    return GG_OK;
}

void gg_csv_error_where(gg_csv *csv, const gg_csv_chunk *chunk, size_t row, size_t column,
                        gg_error *err)
{
    const struct gg_csv_room *room = chunk->room;
    const char *path = csv->path;
    uint64_t line;

    if (csv->set)
        gg_csv_set_where(csv, chunk, &path, &line);
    else
        line = room->line ? room->line : gg_csv_line_at(csv, chunk->offset);
    if (line && row < chunk->rows)
        line += room->general ? room->lines[row] : row;
    gg_error_where(err, path, line, column < csv->columns ? csv->names[column] : NULL);
}

typedef struct scan {
    gg_csv *csv;
    gg_csv_visit visit;
    pthread_mutex_t lock;
    uint64_t failed_chunk; /* where the error stands; GG_NO_CHUNK while there is none */
    gg_error error;
} scan;

typedef struct scan_thread {
    scan *scan;
    void *worker;
    pthread_t thread;
    bool started;
} scan_thread;

static void fail(scan *s, uint64_t index, const gg_error *error)
{
    pthread_mutex_lock(&s->lock);
    if (index < s->failed_chunk) {
        s->failed_chunk = index;
        s->error = *error;
    }
    pthread_mutex_unlock(&s->lock);
    gg_csv_stop(s->csv, index);
}

static void *scan_chunks(void *data)
{
    scan_thread *t = data;
    gg_csv_chunk chunk;
    gg_status status;
    gg_error error;

    gg_csv_chunk_init(&chunk);
    for (;;) {
        gg_error_init(&error);
        status = gg_csv_next(t->scan->csv, &chunk, &error);
        if (!status && chunk.rows == 0 && chunk.skipped == 0)
            break;
        if (!status && chunk.rows)
            status = t->scan->visit(t->worker, &chunk, &error);
        if (status) {
            error.status = status;
            fail(t->scan, chunk.index, &error);
            break;
        }
    }
    gg_csv_chunk_release(&chunk);
    return NULL;
}

static gg_status check_rows(scan *s, gg_error *err)
{
    uint64_t skipped = gg_csv_skipped(s->csv);

    if (s->failed_chunk != GG_NO_CHUNK) {
        if (err && err->status == GG_OK)
            *err = s->error;
        return s->error.status;
    }
    if (gg_csv_rows(s->csv))
        return gg_csv_check_unchanged(s->csv, err);
    gg_error_where(err, s->csv->path, 0, NULL);
    if (skipped)
        return gg_error_set(err, GG_E_INPUT, "mend the rows", "all %llu rows are malformed",
                            (unsigned long long)skipped);
    return gg_error_set(err, GG_E_INPUT, "give a table with data", "no rows behind the header");
}

gg_status gg_csv_scan(gg_csv *csv, unsigned threads, void **workers, gg_csv_visit visit,
                      gg_error *err)
{
    scan s = {.csv = csv, .visit = visit, .failed_chunk = GG_NO_CHUNK};
    scan_thread *all;
    gg_status status;

    if (threads == 0)
        return gg_error_set(err, GG_E_USAGE, NULL, "a scan needs at least one thread");
    all = calloc(threads, sizeof *all);
    if (!all)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    pthread_mutex_init(&s.lock, NULL);
    for (unsigned i = 0; i < threads; i++) {
        all[i].scan = &s;
        all[i].worker = workers[i];
    }
    /* A thread that cannot be started is done without: the others read its share. */
    for (unsigned i = 1; i < threads; i++)
        all[i].started = pthread_create(&all[i].thread, NULL, scan_chunks, &all[i]) == 0;
    scan_chunks(&all[0]);
    for (unsigned i = 1; i < threads; i++)
        if (all[i].started)
            pthread_join(all[i].thread, NULL);
    pthread_mutex_destroy(&s.lock);
    free(all);
    status = check_rows(&s, err);
    return status;
}
