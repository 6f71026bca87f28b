/* The rows of a table that DuckDB reads, as text of a CSV file. */
#include <stdlib.h>
#include <string.h>

#include "duckdb_internal.h"

struct gg_duckdb_rows {
    char *text; /* of some rows */
    size_t size, room;
    size_t read; /* bytes of it that were handed on */
    bool begun;  /* the header row is written */
    bool told;   /* and was handed on */
};

typedef struct column {
    const gg_duckdb_text *values; /* NULL for a column that was not asked for */
    const uint64_t *valid;        /* a bit for each row; NULL where none is null */
} column;

struct gg_duckdb_rows *gg_duckdb_rows_new(void)
{
    return calloc(1, sizeof(struct gg_duckdb_rows));
}

void gg_duckdb_rows_free(struct gg_duckdb_rows *rows)
{
    if (rows)
        free(rows->text);
    free(rows);
}

static gg_status reserve(struct gg_duckdb_rows *rows, size_t size, gg_error *err)
{
    char *text;

    if (size <= rows->room)
        return GG_OK;
    text = realloc(rows->text, size);
    if (!text)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    rows->text = text;
    rows->room = size;
    return GG_OK;
}

/* What a text of n bytes takes at most: every byte a quote, quotes around it, what ends it. */
static size_t most(size_t n)
{
    return 2 * n + 3;
}

static char *put_quoted(char *to, const char *s, size_t n)
{
    *to++ = '"';
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"')
            *to++ = '"';
        *to++ = s[i];
    }
    *to++ = '"';
    return to;
}

/* Names are quoted always: then none is taken for a mark or for what a file begins with. */
static gg_status put_header(const gg_duckdb *d, gg_error *err)
{
    struct gg_duckdb_rows *rows = d->rows;
    size_t size = 1;
    gg_status status;
    char *to;

    for (size_t i = 0; i < d->columns; i++)
        size += most(strlen(d->names[i]));
    status = reserve(rows, size, err);
    if (status)
        return status;
    to = rows->text;
    for (size_t i = 0; i < d->columns; i++) {
        if (i)
            *to++ = ',';
        to = put_quoted(to, d->names[i], strlen(d->names[i]));
    }
    *to++ = '\n';
    rows->size = (size_t)(to - rows->text);
    return GG_OK;
}

static const char *text_of(const gg_duckdb_text *value)
{
    return value->here.size <= sizeof value->here.data ? value->here.data : value->there.data;
}

static bool is_null(const column *c, uint64_t row)
{
    return !c->values || (c->valid && !(c->valid[row / 64] >> row % 64 & 1));
}

static char *put_value(const gg_duckdb_text *value, char *to)
{
    const char *s = text_of(value);
    size_t n = value->here.size;

    for (size_t i = 0; i < n; i++) {
        if (s[i] == ',' || s[i] == '"' || s[i] == '\n' || s[i] == '\r')
            return put_quoted(to, s, n);
        to[i] = s[i];
    }
    return to + n;
}

static size_t size_of(const column *columns, size_t n_columns, uint64_t rows)
{
    size_t size = 0;

    for (size_t i = 0; i < n_columns; i++)
        for (uint64_t r = 0; r < rows; r++)
            size += most(is_null(&columns[i], r) ? 0 : columns[i].values[r].here.size);
    return size;
}

static void put_cells(const gg_duckdb *d, const column *columns, uint64_t n)
{
    char *to = d->rows->text;

    for (uint64_t r = 0; r < n; r++) {
        for (size_t i = 0; i < d->columns; i++) {
            if (!is_null(&columns[i], r))
                to = put_value(&columns[i].values[r], to);
            *to++ = ',';
        }
        to[-1] = '\n';
    }
    d->rows->size = (size_t)(to - d->rows->text);
}

static gg_status put_rows(gg_duckdb *d, void *chunk, gg_error *err)
{
    uint64_t n = d->call.data_chunk_get_size(chunk), asked = 0;
    column *columns = calloc(d->columns, sizeof *columns);
    gg_status status;

    if (!columns)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < d->columns; i++) {
        void *vector;

        if (!d->wanted[i])
            continue;
        vector = d->call.data_chunk_get_vector(chunk, asked++);
        columns[i].values = d->call.vector_get_data(vector);
        columns[i].valid = d->call.vector_get_validity(vector);
    }
    status = reserve(d->rows, size_of(columns, d->columns, n), err);
    if (!status)
        put_cells(d, columns, n);
    free(columns);
    return status;
}

/* Some more text in place of what was read; none at the end of the last file. */
static gg_status refill(gg_duckdb *d, gg_error *err)
{
    struct gg_duckdb_rows *rows = d->rows;
    gg_status status = GG_OK;

    rows->size = 0;
    rows->read = 0;
    if (!rows->begun) {
        rows->begun = true;
        return put_header(d, err);
    }
    while (d->at < d->place.n && rows->size == 0 && !status) {
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
        size_t there = rows->size - rows->read, take = n - done < there ? n - done : there;

        if (there == 0) {
            gg_status status = refill(d, err);

            if (status)
                return status;
            if (rows->size == 0)
                break;
            continue;
        }
        memcpy(to + done, rows->text + rows->read, take);
        rows->read += take;
        done += take;
        /* The header comes alone: what is asked for may be chosen behind it. */
        if (!rows->told && rows->read == rows->size)
            break;
    }
    rows->told = rows->told || rows->read == rows->size;
    *got = done;
    return GG_OK;
}
