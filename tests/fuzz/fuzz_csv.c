/*
 * The CSV reader on any bytes: with large chunks and one thread, and with small chunks and two, it
 * must give the same records or the same error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gauger/table/csv.h"

typedef struct reading {
    uint64_t rows, sum;
    gg_status status;
    gg_error error;
} reading;

static gg_status add(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    reading *r = worker;

    (void)err;
    for (size_t i = 0; i < chunk->rows; i++) {
        uint64_t h = 1469598103934665603ULL;

        for (size_t c = 0; c < chunk->columns; c++) {
            gg_view cell = gg_csv_cell(chunk, i, c);

            for (size_t k = 0; k < cell.size; k++)
                h = (h ^ (unsigned char)cell.data[k]) * 1099511628211ULL;
            h = (h ^ 0x1f) * 1099511628211ULL;
        }
        r->sum += h;
        r->rows++;
    }
    return GG_OK;
}

static reading read_all(const char *path, size_t chunk, unsigned threads)
{
    gg_csv_options options = gg_csv_options_default();
    reading parts[2] = {{0}}, all = {0};
    void *workers[2] = {&parts[0], &parts[1]};
    gg_csv *csv = NULL;

    options.chunk = chunk;
    options.max_record = 4096;
    all.status = gg_csv_open(path, &options, &csv, &all.error);
    if (!all.status)
        all.status = gg_csv_scan(csv, threads, workers, add, &all.error);
    gg_csv_close(csv);
    for (unsigned i = 0; i < threads; i++) {
        all.rows += parts[i].rows;
        all.sum += parts[i].sum;
    }
    return all;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64], a[GG_ERROR_MAX + 1], b[GG_ERROR_MAX + 1];
    int fd = memfd_create("fuzz", 0);
    reading one, two;

    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    one = read_all(path, 131072, 1);
    two = read_all(path, 64, 2);
    close(fd);
    gg_error_format(&one.error, a, sizeof a);
    gg_error_format(&two.error, b, sizeof b);
    if (one.status != two.status || strcmp(a, b) != 0)
        abort();
    if (!one.status && (one.rows != two.rows || one.sum != two.sum))
        abort();
    return 0;
}
