/* All records of a table, gathered by any number of threads, for tests that compare readings. */
#ifndef GG_TESTS_RECORDS_H
#define GG_TESTS_RECORDS_H

#include <stdint.h>
#include <string.h>

#include "gauger/base/buf.h"
#include "gauger/table/csv.h"

#define RECORDS_THREADS 8

typedef struct records {
    gg_status status;
    gg_error error;
    char message[GG_ERROR_MAX + 1]; /* "" without an error */
    uint64_t rows, skipped;
    uint64_t sum; /* of the hashes of all records: the same in whatever order they came */
    size_t files;
    gg_buf text; /* with one thread: cells joined by |, records ended by a line feed */
} records;

typedef struct records_share {
    records *all;
    uint64_t rows, sum;
    gg_buf text;
} records_share;

static inline gg_status records_visit(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    records_share *s = worker;

    (void)err;
    for (size_t r = 0; r < chunk->rows; r++) {
        size_t begin = s->text.size;
        uint64_t h = 1469598103934665603ULL; /* FNV-1a */

        for (size_t c = 0; c < chunk->columns; c++) {
            gg_view cell = gg_csv_cell(chunk, r, c);

            gg_buf_append(&s->text, cell.data, cell.size);
            gg_buf_append(&s->text, c + 1 < chunk->columns ? "|" : "\n", 1);
        }
        for (size_t i = begin; i < s->text.size; i++)
            h = (h ^ (unsigned char)s->text.data[i]) * 1099511628211ULL;
        s->sum += h;
        s->rows++;
    }
    return GG_OK;
}

static inline void records_end(records *r)
{
    if (r->status)
        gg_error_format(&r->error, r->message, sizeof r->message);
}

/* Reads a table to its end. options: NULL for the defaults. */
static inline records records_read(const char *path, const gg_csv_options *options,
                                   unsigned threads)
{
    records_share all[RECORDS_THREADS];
    void *workers[RECORDS_THREADS];
    records r;
    gg_csv *csv = NULL;

    memset(&r, 0, sizeof r);
    gg_error_init(&r.error);
    gg_buf_init(&r.text, 0);
    r.status = gg_csv_open(path, options, &csv, &r.error);
    records_end(&r);
    if (r.status)
        return r;
    for (unsigned i = 0; i < threads; i++) {
        memset(&all[i], 0, sizeof all[i]);
        gg_buf_init(&all[i].text, 0);
        workers[i] = &all[i];
    }
    r.status = gg_csv_scan(csv, threads, workers, records_visit, &r.error);
    for (unsigned i = 0; i < threads; i++) {
        r.rows += all[i].rows;
        r.sum += all[i].sum;
        if (threads == 1)
            r.text = all[i].text;
        else
            gg_buf_release(&all[i].text);
    }
    r.skipped = gg_csv_skipped(csv);
    r.files = gg_csv_files(csv);
    gg_csv_close(csv);
    records_end(&r);
    return r;
}

static inline void records_release(records *r)
{
    gg_buf_release(&r->text);
}

#endif
