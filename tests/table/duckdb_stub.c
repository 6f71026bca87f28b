/*
 * A stand-in for libduckdb, built by test_duckdb.c: a table of two columns and five rows in three
 * chunks, and every call fails when it is told to. STUB_FAIL=CALL:N makes the Nth call of that name
 * fail; STUB_MESSAGE is what it says then. STUB_TYPE is the type of the second column, STUB_COLUMNS
 * the number of columns. What was made and not ended is counted.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct result {
    uint64_t unused[4];
    void *texts;
    void *content;
} result;

typedef union text {
    struct {
        uint32_t size;
        char data[12];
    } here;
    struct {
        uint32_t size;
        char begin[4];
        const char *data;
    } there;
} text;

typedef struct answer {
    int rows;   /* chunks are given */
    int failed; /* a message is given */
    int at;
} answer;

typedef struct vector {
    text cells[2];
    uint64_t valid; /* a bit for each cell */
} vector;

typedef struct chunk {
    uint64_t n;
    vector columns[2];
} chunk;

int stub_alive;
int stub_calls;

static const char *setting(const char *name)
{
    const char *value = getenv(name);

    return value ? value : "";
}

/* Whether this call is the one that fails. */
static int fails(const char *call, int *seen)
{
    const char *wanted = setting("STUB_FAIL");
    size_t n = strlen(call);

    stub_calls++;
    ++*seen;
    return strncmp(wanted, call, n) == 0 && wanted[n] == ':' && atoi(wanted + n + 1) == *seen;
}

#define FAILS(call)                                                                                \
    __extension__({                                                                                \
        static int seen;                                                                           \
        fails(call, &seen);                                                                        \
    })

static void *make(size_t size)
{
    stub_alive++;
    return calloc(1, size);
}

static void end(void **object)
{
    if (*object)
        stub_alive--;
    free(*object);
    *object = NULL;
}

int duckdb_create_config(void **config)
{
    if (FAILS("create_config"))
        return 1;
    *config = make(1);
    return 0;
}

int duckdb_set_config(void *config, const char *name, const char *value)
{
    return FAILS("set_config") || !config || !name || !value;
}

void duckdb_destroy_config(void **config)
{
    end(config);
}

int duckdb_open_ext(const char *path, void **database, void *config, char **message)
{
    (void)path;
    (void)config;
    if (FAILS("open_ext")) {
        const char *said = setting("STUB_MESSAGE");

        *message = make(strlen(said) + 1);
        memcpy(*message, said, strlen(said) + 1);
        return 1;
    }
    *database = make(1);
    return 0;
}

void duckdb_close(void **database)
{
    end(database);
}

int duckdb_connect(void *database, void **connection)
{
    if (FAILS("connect") || !database)
        return 1;
    *connection = make(1);
    return 0;
}

void duckdb_disconnect(void **connection)
{
    end(connection);
}

static int give(result *out, int rows, int failed)
{
    answer *a = make(sizeof *a);

    a->rows = rows;
    a->failed = failed;
    out->content = a;
    return failed;
}

int duckdb_query(void *connection, const char *query, result *out)
{
    (void)connection;
    (void)query;
    return give(out, 0, FAILS("query"));
}

int duckdb_prepare(void *connection, const char *query, void **statement)
{
    (void)connection;
    (void)query;
    *statement = make(1);
    return FAILS("prepare");
}

const char *duckdb_prepare_error(void *statement)
{
    return statement ? setting("STUB_MESSAGE") : NULL;
}

void duckdb_destroy_prepare(void **statement)
{
    end(statement);
}

int duckdb_execute_prepared_streaming(void *statement, result *out)
{
    return give(out, 1, FAILS("execute_prepared_streaming") || !statement);
}

void duckdb_destroy_result(result *r)
{
    end(&r->content);
}

const char *duckdb_result_error(result *r)
{
    const answer *a = r->content;

    return a->failed ? getenv("STUB_MESSAGE") : NULL;
}

uint64_t duckdb_column_count(result *r)
{
    (void)r;
    return *setting("STUB_COLUMNS") ? (uint64_t)atoi(setting("STUB_COLUMNS")) : 2;
}

const char *duckdb_column_name(result *r, uint64_t column)
{
    (void)r;
    if (FAILS("column_name"))
        return NULL;
    return column == 0 ? "a" : "b";
}

int duckdb_column_type(result *r, uint64_t column)
{
    (void)r;
    return column == 1 && *setting("STUB_TYPE") ? atoi(setting("STUB_TYPE")) : 17;
}

void *duckdb_fetch_chunk(result r)
{
    static const char *const longer = "a text of more than twelve bytes, \"quoted\"";
    answer *a = r.content;
    chunk *c;

    if (FAILS("fetch_chunk")) {
        a->failed = 1;
        return NULL;
    }
    if (!a->rows || a->at == 3)
        return NULL;
    c = make(sizeof *c);
    c->n = a->at == 2 ? 1 : 2;
    for (int k = 0; k < 2; k++) {
        c->columns[0].cells[k].here.size = 1;
        c->columns[0].cells[k].here.data[0] = (char)('1' + 2 * a->at + k);
        c->columns[1].cells[k].there.size = (uint32_t)strlen(longer);
        c->columns[1].cells[k].there.data = longer;
    }
    c->columns[0].valid = 3;
    c->columns[1].valid = a->at == 1 ? 1 : 3;
    a->at++;
    return c;
}

uint64_t duckdb_data_chunk_get_size(void *c)
{
    return ((chunk *)c)->n;
}

void *duckdb_data_chunk_get_vector(void *c, uint64_t column)
{
    return &((chunk *)c)->columns[column];
}

void *duckdb_vector_get_data(void *v)
{
    return ((vector *)v)->cells;
}

uint64_t *duckdb_vector_get_validity(void *v)
{
    vector *column = v;

    /* None for a vector without nulls. */
    return column->cells[0].here.size == 1 ? NULL : &column->valid;
}

void duckdb_destroy_data_chunk(void **c)
{
    end(c);
}

#ifndef STUB_LACKS_FREE
void duckdb_free(void *data)
{
    end(&data);
}
#endif
