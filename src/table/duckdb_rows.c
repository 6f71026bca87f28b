/* The rows of a table that DuckDB reads, as text of a CSV file. */
#include <stdlib.h>
#include <string.h>

#include "duckdb_internal.h"
#include "gauger/base/buf.h"

struct gg_duckdb_rows {
    gg_buf text; /* of some rows */
    size_t read; /* bytes of it that were handed on */
    bool begun;  /* the header row is written */
};

typedef struct column {
    const gg_duckdb_text *values;
    const uint64_t *valid; /* a bit for each row; NULL where none is null */
} column;

struct gg_duckdb_rows *gg_duckdb_rows_new(void)
{
    struct gg_duckdb_rows *rows = calloc(1, sizeof *rows);

    if (rows)
        gg_buf_init(&rows->text, 0);
    return rows;
}

void gg_duckdb_rows_free(struct gg_duckdb_rows *rows)
{
    if (rows)
        gg_buf_release(&rows->text);
    free(rows);
}

static void put_quoted(gg_buf *to, const char *s, size_t n)
{
    gg_buf_puts(to, "\"");
    for (const char *quote; n && (quote = memchr(s, '"', n)) != NULL;) {
        size_t size = (size_t)(quote - s) + 1;

        gg_buf_append(to, s, size);
        gg_buf_puts(to, "\"");
        s += size;
        n -= size;
    }
    gg_buf_append(to, s, n);
    gg_buf_puts(to, "\"");
}

/* Names are quoted always: then none is taken for a mark or for what a file begins with. */
static void put_header(const gg_duckdb *d, gg_buf *to)
{
    for (size_t i = 0; i < d->columns; i++) {
        gg_buf_puts(to, i ? "," : "");
        put_quoted(to, d->names[i], strlen(d->names[i]));
    }
    gg_buf_puts(to, "\n");
}

static bool is_plain(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] == ',' || s[i] == '"' || s[i] == '\n' || s[i] == '\r')
            return false;
    return true;
}

static void put_value(const column *c, uint64_t row, gg_buf *to)
{
    const gg_duckdb_text *value = &c->values[row];
    size_t n = value->here.size;
    const char *s = n <= sizeof value->here.data ? value->here.data : value->there.data;

    if (c->valid && !(c->valid[row / 64] >> row % 64 & 1))
        return;
    if (is_plain(s, n))
        gg_buf_append(to, s, n);
    else
        put_quoted(to, s, n);
}

static gg_status put_rows(gg_duckdb *d, void *chunk, gg_error *err)
{
    uint64_t n = d->call.data_chunk_get_size(chunk);
    column *columns = calloc(d->columns, sizeof *columns);
    gg_buf *to = &d->rows->text;

    if (!columns)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < d->columns; i++) {
        void *vector = d->call.data_chunk_get_vector(chunk, i);

        columns[i].values = d->call.vector_get_data(vector);
        columns[i].valid = d->call.vector_get_validity(vector);
    }
    for (uint64_t r = 0; r < n; r++) {
        for (size_t i = 0; i < d->columns; i++) {
            if (i)
                gg_buf_append(to, ",", 1);
            put_value(&columns[i], r, to);
        }
        gg_buf_append(to, "\n", 1);
    }
    free(columns);
    return gg_buf_check(to, err);
}

/* Some more text in place of what was read; none at the end of the last file. */
static gg_status refill(gg_duckdb *d, gg_error *err)
{
    struct gg_duckdb_rows *rows = d->rows;
    gg_status status = GG_OK;

    rows->text.size = 0;
    rows->read = 0;
    if (!rows->begun) {
        rows->begun = true;
        put_header(d, &rows->text);
        return gg_buf_check(&rows->text, err);
    }
    while (d->at < d->place.n && rows->text.size == 0 && !status) {
        void *chunk = NULL;

        if (!d->asked)
            status = gg_duckdb_ask(d, err);
        if (!status)
            chunk = d->call.fetch_chunk(d->result);
        if (chunk) {
            status = put_rows(d, chunk, err);
            d->call.destroy_data_chunk(&chunk);
        } else if (!status) {
            /* Nothing is what both the end and an error give. */
            const char *message = d->call.result_error(&d->result);

            if (message)
                status =
                    gg_duckdb_refuse(message, d->place.files[d->at], d->names, d->columns, err);
            gg_duckdb_end(d);
            d->at++;
        }
    }
    return status;
}

gg_status gg_duckdb_read(gg_duckdb *d, char *to, size_t n, size_t *got, gg_error *err)
{
    struct gg_duckdb_rows *rows = d->rows;
    size_t done = 0;

    while (done < n) {
        size_t there = rows->text.size - rows->read, take = n - done < there ? n - done : there;

        if (there == 0) {
            gg_status status = refill(d, err);

            if (status)
                return status;
            if (rows->text.size == 0)
                break;
            continue;
        }
        memcpy(to + done, rows->text.data + rows->read, take);
        rows->read += take;
        done += take;
    }
    *got = done;
    return GG_OK;
}
