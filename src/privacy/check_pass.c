/* The one pass over the table: every thread scans columns and counts tuples; then all are merged.
 */
#include <stdlib.h>
#include <string.h>

#include "check_internal.h"
#include "gauger/table/cell.h"

static bool grow(gg_check_pass *pass, size_t rows)
{
    size_t width = pass->tuples.width + 1;
    uint64_t *weights, *codes;

    if (rows <= pass->room_rows)
        return true;
    if (rows > SIZE_MAX / sizeof *codes / width)
        return false;
    weights = realloc(pass->weights, rows * sizeof *weights);
    if (!weights)
        return false;
    pass->weights = weights;
    codes = realloc(pass->codes, rows * width * sizeof *codes);
    if (!codes)
        return false;
    pass->codes = codes;
    pass->room_rows = rows;
    return true;
}

static bool note_chunk(gg_check_pass *pass, const gg_csv_chunk *chunk)
{
    if (pass->n_chunks == pass->room_chunks) {
        size_t room = pass->room_chunks ? 2 * pass->room_chunks : 64;
        gg_chunk_rows *chunks = realloc(pass->chunks, room * sizeof *chunks);

        if (!chunks)
            return false;
        pass->chunks = chunks;
        pass->room_chunks = room;
    }
    pass->chunks[pass->n_chunks++] = (gg_chunk_rows){chunk->index, chunk->rows};
    return true;
}

static gg_status take_weights(gg_check_pass *pass, const gg_csv_chunk *chunk, gg_error *err)
{
    for (size_t r = 0; r < chunk->rows; r++) {
        uint64_t weight = 1;

        if (pass->plan->count != SIZE_MAX) {
            gg_status status =
                gg_cell_count(gg_csv_cell(chunk, r, pass->plan->count), &weight, err);

            if (status) {
                gg_csv_error_where(pass->plan->csv, chunk, r, pass->plan->count, err);
                return status;
            }
        }
        if (weight > GG_ANONYMITY_ROWS - pass->rows)
            return gg_error_set(err, GG_E_LIMIT, NULL, "the table stands for more than 2^47 rows");
        pass->weights[r] = weight;
        pass->rows += weight;
    }
    return GG_OK;
}

static bool is_suppressed(gg_view cell)
{
    return cell.size == 1 && cell.data[0] == '*';
}

static gg_status code_of(const gg_column *column, gg_view cell, uint64_t *out, gg_error *err)
{
    gg_status status = GG_OK;
    size_t bin;

    if (gg_column_missing(column, cell)) {
        *out = GG_CODE_MISSING;
    } else if (is_suppressed(cell)) {
        *out = GG_CODE_SUPPRESSED;
    } else if (!column || column->n_bins == 0) {
        *out = gg_hash(cell.data, cell.size) | GG_CODE_HASH;
    } else {
        status = gg_cell_bin(column, cell, &bin, err);
        if (!status)
            *out = GG_CODE_BIN + bin;
    }
    return status;
}

static gg_status take_tuples(gg_check_pass *pass, const gg_csv_chunk *chunk, gg_error *err)
{
    const gg_check_plan *plan = pass->plan;
    size_t width = pass->tuples.width;

    if (plan->n_quasi == 0)
        return GG_OK;
    for (size_t j = 0; j < width; j++)
        for (size_t r = 0; r < chunk->rows; r++) {
            gg_status status =
                code_of(plan->columns[plan->tuple[j]], gg_csv_cell(chunk, r, plan->tuple[j]),
                        &pass->codes[r * width + j], err);

            if (status) {
                gg_csv_error_where(plan->csv, chunk, r, plan->tuple[j], err);
                return status;
            }
        }
    for (size_t r = 0; r < chunk->rows; r++)
        if (pass->weights[r])
            gg_partition_add(&pass->tuples, pass->codes + r * width, pass->weights[r]);
    return gg_partition_check(&pass->tuples, err);
}

/* Bytes of a chunk and of its index that are gone through column by column: they are to stay in the
 * first cache meanwhile. */
#define BLOCK_BYTES 20000
#define BLOCK_LEAST 32 /* rows */

static bool scan_columns(gg_check_pass *pass, const gg_csv_chunk *chunk, const uint64_t *weights)
{
    size_t cells = chunk->rows * chunk->columns;
    size_t bytes = cells ? chunk->ends[cells - 1] + cells * sizeof *chunk->ends : 0;
    size_t block = bytes ? chunk->rows * BLOCK_BYTES / bytes : 0;

    block = block < BLOCK_LEAST ? BLOCK_LEAST : block;
    for (size_t from = 0; from < chunk->rows; from += block) {
        size_t to = chunk->rows - from < block ? chunk->rows : from + block;

        for (size_t i = 0; i < chunk->columns; i++)
            if (!gg_column_scan_add(&pass->scans[i], chunk, i, from, to, weights))
                return false;
    }
    return true;
}

static gg_status visit(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    gg_check_pass *pass = worker;
    const uint64_t *weights;
    gg_status status;

    if (!grow(pass, chunk->rows) || !note_chunk(pass, chunk))
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = take_weights(pass, chunk, err);
    if (!status)
        status = take_tuples(pass, chunk, err);
    if (status)
        return status;
    weights = pass->plan->count == SIZE_MAX ? NULL : pass->weights;
    if (!scan_columns(pass, chunk, weights))
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    pass->records += chunk->rows;
    return GG_OK;
}

static gg_status pass_init(gg_check_pass *pass, const gg_check_plan *plan, gg_error *err)
{
    *pass = (gg_check_pass){.plan = plan};
    gg_partition_init(&pass->tuples, plan->n_quasi + plan->n_sensitive);
    pass->scans = calloc(plan->n_columns, sizeof *pass->scans);
    if (!pass->scans)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < plan->n_columns; i++)
        gg_column_scan_init(&pass->scans[i], gg_csv_name(plan->csv, i), plan->columns[i]);
    return GG_OK;
}

void gg_check_pass_release(gg_check_pass *pass)
{
    if (pass->scans)
        for (size_t i = 0; i < pass->plan->n_columns; i++)
            gg_column_scan_release(&pass->scans[i]);
    free(pass->scans);
    gg_partition_release(&pass->tuples);
    free(pass->weights);
    free(pass->codes);
    free(pass->chunks);
    memset(pass, 0, sizeof *pass);
}

static gg_status merge(gg_check_pass *pass, const gg_check_pass *other, gg_error *err)
{
    size_t n = pass->n_chunks + other->n_chunks;
    gg_chunk_rows *chunks = realloc(pass->chunks, (n + 1) * sizeof *chunks);
    bool done = chunks != NULL;

    if (chunks) {
        pass->chunks = chunks;
        pass->room_chunks = n + 1;
        if (other->n_chunks)
            memcpy(chunks + pass->n_chunks, other->chunks, other->n_chunks * sizeof *chunks);
        pass->n_chunks = n;
    }
    for (size_t i = 0; i < pass->plan->n_columns && done; i++)
        done = gg_column_scan_merge(&pass->scans[i], &other->scans[i]);
    gg_partition_merge(&pass->tuples, &other->tuples);
    pass->rows += other->rows;
    pass->records += other->records;
    return done ? gg_partition_check(&pass->tuples, err)
                : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static int by_chunk(const void *a, const void *b)
{
    const gg_chunk_rows *x = a, *y = b;

    return (x->chunk > y->chunk) - (x->chunk < y->chunk);
}

/* Orders the chunks and turns their rows into the number of rows before each. */
static void number_chunks(gg_check_pass *pass)
{
    uint64_t before = 0;

    if (pass->n_chunks)
        qsort(pass->chunks, pass->n_chunks, sizeof *pass->chunks, by_chunk);
    for (size_t i = 0; i < pass->n_chunks; i++) {
        uint64_t rows = pass->chunks[i].rows;

        pass->chunks[i].rows = before;
        before += rows;
    }
}

uint64_t gg_check_row(const gg_check_pass *pass, const gg_position *at)
{
    const gg_chunk_rows key = {at->chunk, 0};
    const gg_chunk_rows *chunk = bsearch(&key, pass->chunks, pass->n_chunks, sizeof key, by_chunk);

    return chunk ? chunk->rows + at->row + 1 : 0;
}

gg_status gg_check_pass_run(gg_check_pass *pass, const gg_check_plan *plan, gg_error *err)
{
    unsigned n = plan->options->threads ? plan->options->threads : 1, made = 0;
    gg_check_pass *passes = calloc(n, sizeof *passes);
    void **workers = calloc(n, sizeof *workers);
    gg_status status = GG_OK;

    *pass = (gg_check_pass){.plan = plan};
    if (!passes || !workers)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (; made < n && !status; made++) {
        workers[made] = &passes[made];
        status = pass_init(&passes[made], plan, err);
    }
    if (!status)
        status = gg_csv_scan(plan->csv, n, workers, visit, err);
    for (unsigned i = 0; i < made && !status; i++)
        for (size_t j = 0; j < plan->n_columns && !status; j++)
            if (!gg_column_scan_finish(&passes[i].scans[j]))
                status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (unsigned i = 1; i < made && !status; i++)
        status = merge(&passes[0], &passes[i], err);
    if (!status) {
        gg_partition_sort(&passes[0].tuples);
        number_chunks(&passes[0]);
        status = gg_partition_check(&passes[0].tuples, err);
    }
    if (!status && passes[0].rows > GG_ANONYMITY_ROWS)
        status = gg_error_set(err, GG_E_LIMIT, NULL, "the table stands for more than 2^47 rows");
    for (unsigned i = status ? 0 : 1; i < made; i++)
        gg_check_pass_release(&passes[i]);
    if (!status)
        *pass = passes[0];
    free(workers);
    free(passes);
    return status;
}
