/*
 * DuckDB as the reader of a table's files: what of its C interface is called, and what the reader
 * of CSV asks of it. The declarations are our own, so that it need not be there to build.
 */
#ifndef GG_TABLE_DUCKDB_INTERNAL_H
#define GG_TABLE_DUCKDB_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "gauger/base/arena.h"
#include "gauger/base/error.h"

#define GG_DUCKDB_PREFIX "duckdb:"

typedef struct gg_duckdb_result {
    uint64_t unused[4]; /* kept by the library for old programs */
    void *texts;
    void *content;
} gg_duckdb_result;

/* A text in a vector: up to twelve bytes stand in it, longer ones elsewhere. */
typedef union gg_duckdb_text {
    struct {
        uint32_t size;
        char data[12];
    } here;
    struct {
        uint32_t size;
        char begin[4];
        const char *data;
    } there;
} gg_duckdb_text;

/* Result, name behind "duckdb_", arguments. A call that returns an int returns 0 if it succeeded.
 */
#define GG_DUCKDB_MAP(XX)                                                                          \
    XX(int, create_config, (void **config))                                                        \
    XX(int, set_config, (void *config, const char *name, const char *value))                       \
    XX(void, destroy_config, (void **config))                                                      \
    XX(int, open_ext, (const char *path, void **database, void *config, char **message))           \
    XX(void, close, (void **database))                                                             \
    XX(int, connect, (void *database, void **connection))                                          \
    XX(void, disconnect, (void **connection))                                                      \
    XX(int, query, (void *connection, const char *query, gg_duckdb_result *out))                   \
    XX(int, prepare, (void *connection, const char *query, void **statement))                      \
    XX(const char *, prepare_error, (void *statement))                                             \
    XX(void, destroy_prepare, (void **statement))                                                  \
    XX(int, execute_prepared_streaming, (void *statement, gg_duckdb_result *out))                  \
    XX(void, destroy_result, (gg_duckdb_result * result))                                          \
    XX(const char *, result_error, (gg_duckdb_result * result))                                    \
    XX(uint64_t, column_count, (gg_duckdb_result * result))                                        \
    XX(const char *, column_name, (gg_duckdb_result * result, uint64_t column))                    \
    XX(int, column_type, (gg_duckdb_result * result, uint64_t column))                             \
    XX(void *, fetch_chunk, (gg_duckdb_result result))                                             \
    XX(uint64_t, data_chunk_get_size, (void *chunk))                                               \
    XX(void *, data_chunk_get_vector, (void *chunk, uint64_t column))                              \
    XX(void *, vector_get_data, (void *vector))                                                    \
    XX(uint64_t *, vector_get_validity, (void *vector))                                            \
    XX(void, destroy_data_chunk, (void **chunk))                                                   \
    XX(void, free, (void *text))

typedef struct gg_duckdb_calls {
    void *library;
#define GG_DUCKDB_CALL(result, name, arguments) result(*name) arguments;
    GG_DUCKDB_MAP(GG_DUCKDB_CALL)
#undef GG_DUCKDB_CALL
} gg_duckdb_calls;

/* Loads the library named by the environment, or the system's, to be ended with unload. */
gg_status gg_duckdb_load(gg_duckdb_calls *out, gg_error *err);
void gg_duckdb_unload(gg_duckdb_calls *calls);

typedef enum gg_duckdb_kind {
    GG_DUCKDB_PARQUET,
    GG_DUCKDB_TEXT,
    GG_DUCKDB_DATABASE
} gg_duckdb_kind;

/* What stands behind "duckdb:": files of one kind, or a table in a database. */
typedef struct gg_duckdb_place {
    gg_duckdb_kind kind;
    char **files; /* as they were named, in order */
    size_t n;
    struct stat *seen; /* of each, before anything was read */
    const char *table; /* in a database, else NULL */
} gg_duckdb_place;

/* name: with the prefix. Looks at the files' first bytes. Texts live in the arena. */
gg_status gg_duckdb_find(const char *name, gg_arena *arena, gg_duckdb_place *out, gg_error *err);

/* One error of ours in place of a message of DuckDB, which may quote values: its class alone, and a
 * column if it names one of these. file: that was read. Returns the status. */
gg_status gg_duckdb_refuse(const char *message, const char *file, char *const *columns, size_t n,
                           gg_error *err);

typedef struct gg_duckdb gg_duckdb;

/*
 * Opens a table for reading as CSV: settings, columns of every file. arena: outlives it. threads:
 * that DuckDB may use, from 1.
 */
gg_status gg_duckdb_open(const char *name, unsigned threads, gg_arena *arena, gg_duckdb **out,
                         gg_error *err);
void gg_duckdb_close(gg_duckdb *duckdb);
size_t gg_duckdb_files(const gg_duckdb *duckdb);

/* That each file is as it was when the table was opened. */
gg_status gg_duckdb_check(const gg_duckdb *duckdb, gg_error *err);

/* Whether a column holds plain values in every file. */
bool gg_duckdb_plain(const gg_duckdb *duckdb, size_t column);

/* Asks for some columns alone; the others are empty. Only before rows are read; one is wanted. */
void gg_duckdb_choose(gg_duckdb *duckdb, const bool *wanted);

/* The next n bytes of the table as CSV; fewer only at its end, and at the end of the header. */
gg_status gg_duckdb_read(gg_duckdb *duckdb, char *to, size_t n, size_t *got, gg_error *err);

/* ---- between the files of this reader ---- */

struct gg_duckdb {
    gg_duckdb_calls call;
    void *database, *connection;
    gg_arena *arena;
    gg_duckdb_place place;
    char **names; /* of the columns, as the first file has them */
    size_t columns;
    bool *wanted;        /* of each: whether it is asked for, or only there */
    const char **nested; /* of each: a file in which it holds no plain values; NULL */

    size_t at; /* the file that is being read */
    void *statement;
    gg_duckdb_result result;
    bool asked; /* statement and result are those of file at */
    struct gg_duckdb_rows *rows;
};

/* Text that was written and not yet read. */
struct gg_duckdb_rows *gg_duckdb_rows_new(void);
void gg_duckdb_rows_free(struct gg_duckdb_rows *rows);

/* Begins the query of file at, and ends it. */
gg_status gg_duckdb_ask(gg_duckdb *duckdb, gg_error *err);
void gg_duckdb_end(gg_duckdb *duckdb);

#endif
