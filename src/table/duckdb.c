/*
 * Tables that DuckDB reads: Parquet, text that it can unpack, tables in its own database files.
 *
 * DuckDB gives every value as the text that it would write into a CSV file, and the reader of CSV
 * reads that: so a figure is that of the CSV file of the same rows. Files are asked for one after
 * the other, each as the types in it are: columns of another file never change how a value is
 * written. The results are streamed; nothing is written to disk, nothing but the named files is
 * opened, and no extension is loaded.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duckdb_internal.h"
#include "table_internal.h"
#include "gauger/base/buf.h"

/* Of DuckDB alone: groups of rows are unpacked in it, and rows wait in it. */
#define MEMORY "1GiB"

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* ---- SQL ---- */

/* A text between marks, which are doubled in it: '...' is a value, "..." a name. */
static void put_quoted(gg_buf *sql, char mark, const char *text)
{
    gg_buf_append(sql, &mark, 1);
    for (; *text; text++) {
        gg_buf_append(sql, text, 1);
        if (*text == mark)
            gg_buf_append(sql, text, 1);
    }
    gg_buf_append(sql, &mark, 1);
}

/* Absolute, so that no beginning of a name makes it anything but a file here. */
static gg_status put_path(gg_buf *sql, const char *file, gg_error *err)
{
    char path[PATH_MAX];

    if (!realpath(file, path)) {
        gg_error_where(err, file, 0, NULL);
        return gg_error_set(err, GG_E_NOT_FOUND, "check the name and that you may read it",
                            "no such file");
    }
    if (strpbrk(path, "*?[")) {
        gg_error_where(err, file, 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "rename the file or its folder",
                            "DuckDB takes a name with *, ? or [ for a pattern");
    }
    put_quoted(sql, '\'', path);
    return GG_OK;
}

static gg_status put_relation(gg_buf *sql, const gg_duckdb *d, gg_error *err)
{
    gg_status status;

    if (d->place.table) {
        put_quoted(sql, '"', d->place.table);
        return GG_OK;
    }
    gg_buf_puts(sql, d->place.kind == GG_DUCKDB_PARQUET ? "read_parquet(" : "read_csv(");
    status = put_path(sql, d->place.files[d->at], err);
    gg_buf_puts(sql, d->place.kind == GG_DUCKDB_PARQUET ? ")" : ", all_varchar=true, header=true)");
    return status;
}

static const char *file_at(const gg_duckdb *d)
{
    return d->place.files[d->at];
}

static gg_status run(gg_duckdb *d, const char *sql, gg_duckdb_result *out, gg_error *err)
{
    gg_status status = GG_OK;

    memset(out, 0, sizeof *out);
    if (d->call.query(d->connection, sql, out) != 0) {
        status = gg_duckdb_refuse(d->call.result_error(out), file_at(d), d->names, d->columns, err);
        d->call.destroy_result(out);
    }
    return status;
}

static gg_status set(gg_duckdb *d, const char *sql, gg_error *err)
{
    gg_duckdb_result result;
    gg_error found;
    gg_status status;

    gg_error_init(&found);
    status = run(d, sql, &result, &found);
    if (status) {
        gg_error_where(err, "libduckdb.so", 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "install DuckDB 1.2 or later",
                            "a setting is refused: too old, or not DuckDB");
    }
    d->call.destroy_result(&result);
    return GG_OK;
}

/* ---- opening ---- */

static const struct {
    const char *name, *value;
} settings[] = {
    {"memory_limit", MEMORY},
    {"temp_directory", ""},
    {"autoinstall_known_extensions", "false"},
    {"autoload_known_extensions", "false"},
    {"allow_community_extensions", "false"},
};

static gg_status configure(gg_duckdb *d, unsigned threads, void *config, gg_error *err)
{
    char count[16];
    bool fine;

    snprintf(count, sizeof count, "%u", threads);
    fine = d->call.set_config(config, "threads", count) == 0;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        fine = fine && d->call.set_config(config, settings[i].name, settings[i].value) == 0;
    if (d->place.table)
        fine = fine && d->call.set_config(config, "access_mode", "READ_ONLY") == 0;
    if (fine)
        return GG_OK;
    gg_error_where(err, "libduckdb.so", 0, NULL);
    return gg_error_set(err, GG_E_INPUT, "install DuckDB 1.2 or later",
                        "a setting is refused: too old, or not DuckDB");
}

static gg_status start(gg_duckdb *d, unsigned threads, gg_error *err)
{
    void *config = NULL;
    char *message = NULL;
    gg_status status;

    if (d->call.create_config(&config) != 0)
        return no_memory(err);
    status = configure(d, threads, config, err);
    if (!status &&
        d->call.open_ext(d->place.table ? file_at(d) : NULL, &d->database, config, &message) != 0) {
        status = gg_duckdb_refuse(message, file_at(d), NULL, 0, err);
        d->database = NULL;
    }
    if (!status && d->call.connect(d->database, &d->connection) != 0) {
        d->connection = NULL;
        status = gg_duckdb_refuse(NULL, file_at(d), NULL, 0, err);
    }
    d->call.free(message);
    d->call.destroy_config(&config);
    return status;
}

/* From here on, what is not named cannot be reached: not by a view in a database either. */
static gg_status fence(gg_duckdb *d, gg_error *err)
{
    gg_duckdb_result result;
    gg_buf sql;
    gg_status status;

    gg_buf_init(&sql, 0);
    gg_buf_puts(&sql, "SET allowed_paths=[");
    status = GG_OK;
    for (size_t i = 0; i < d->place.n && !status && !d->place.table; i++) {
        gg_buf_puts(&sql, i ? "," : "");
        status = put_path(&sql, d->place.files[i], err);
    }
    gg_buf_puts(&sql, "]");
    if (!status)
        status = gg_buf_check(&sql, err);
    if (!status)
        status = set(d, sql.data, err);
    /* Times with a zone are written in UTC, wherever they are read; some builds know no other. */
    if (!status && run(d, "SET TimeZone='UTC'", &result, NULL) == GG_OK)
        d->call.destroy_result(&result);
    if (!status)
        status = set(d, "SET enable_external_access=false", err);
    if (!status)
        status = set(d, "SET lock_configuration=true", err);
    gg_buf_release(&sql);
    return status;
}

/* Types whose text is a word, a number, a truth value, a date or a time (duckdb_type of the C
 * interface): booleans, whole numbers, FLOAT and DOUBLE, times, HUGEINT, VARCHAR, DECIMAL,
 * timestamps, ENUM, UUID, times with a zone, UHUGEINT, a column of nulls, TIME in nanoseconds. */
static bool plain(int type)
{
    static const unsigned char types[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
                                          15, 16, 17, 19, 20, 21, 22, 23, 27, 30, 31, 32, 36, 39};

    for (size_t i = 0; i < sizeof types; i++)
        if (types[i] == type)
            return true;
    return false;
}

static const char *name_of(gg_duckdb *d, gg_duckdb_result *result, uint64_t column)
{
    const char *name = d->call.column_name(result, column);

    return name ? name : "";
}

/* Columns that hold no plain values are noted: they may be there, and must not be asked for. */
static void note_types(gg_duckdb *d, gg_duckdb_result *result)
{
    uint64_t n = d->call.column_count(result);

    for (uint64_t k = 0; k < n; k++) {
        if (plain(d->call.column_type(result, k)))
            continue;
        for (size_t i = 0; i < d->columns; i++)
            if (!d->nested[i] && strcmp(name_of(d, result, k), d->names[i]) == 0)
                d->nested[i] = file_at(d);
    }
}

static gg_status check_wanted(const gg_duckdb *d, gg_error *err)
{
    for (size_t i = 0; i < d->columns; i++) {
        if (!d->wanted[i] || !d->nested[i])
            continue;
        gg_error_where(err, d->nested[i], 0, d->names[i]);
        return gg_error_set(err, GG_E_INPUT, "write it without this column",
                            "holds lists, structures or bytes, not plain values");
    }
    return GG_OK;
}

static gg_status take_names(gg_duckdb *d, gg_duckdb_result *result, gg_error *err)
{
    d->columns = (size_t)d->call.column_count(result);
    d->names = gg_arena_array(d->arena, d->columns + 1, sizeof *d->names);
    d->wanted = gg_arena_array(d->arena, d->columns + 1, sizeof *d->wanted);
    d->nested = gg_arena_array(d->arena, d->columns + 1, sizeof *d->nested);
    for (size_t i = 0; d->names && i < d->columns; i++) {
        if (!(d->names[i] = gg_arena_string(d->arena, name_of(d, result, i))))
            d->names = NULL;
    }
    for (size_t i = 0; d->wanted && i < d->columns; i++)
        d->wanted[i] = true;
    if (d->names && d->wanted && d->nested)
        return GG_OK;
    d->columns = 0;
    return no_memory(err);
}

static gg_status compare_names(gg_duckdb *d, gg_duckdb_result *result, gg_error *err)
{
    uint64_t n = d->call.column_count(result);
    const char *extra = NULL;

    for (size_t i = 0; i < d->columns; i++) {
        uint64_t k = 0;

        while (k < n && strcmp(name_of(d, result, k), d->names[i]) != 0)
            k++;
        if (k < n)
            continue;
        gg_error_where(err, file_at(d), 0, d->names[i]);
        return gg_error_set(err, GG_E_INPUT, "give all files of the table the same columns",
                            "a column of the first file, and not of this one");
    }
    for (uint64_t k = 0; k < n && n > d->columns && !extra; k++) {
        size_t i = 0;

        while (i < d->columns && strcmp(name_of(d, result, k), d->names[i]) != 0)
            i++;
        extra = i == d->columns ? name_of(d, result, k) : NULL;
    }
    if (!extra)
        return GG_OK;
    gg_error_where(err, file_at(d), 0, extra);
    return gg_error_set(err, GG_E_INPUT, "give all files of the table the same columns",
                        "no column of the first file, which is part of the same table");
}

/* Of each file, by a query that asks for no row. */
static gg_status describe(gg_duckdb *d, gg_error *err)
{
    gg_duckdb_result result;
    gg_buf sql;
    gg_status status;

    gg_buf_init(&sql, 0);
    gg_buf_puts(&sql, "SELECT * FROM ");
    status = put_relation(&sql, d, err);
    gg_buf_puts(&sql, " LIMIT 0");
    if (!status)
        status = gg_buf_check(&sql, err);
    if (!status && !(status = run(d, sql.data, &result, err))) {
        status = d->at ? compare_names(d, &result, err) : take_names(d, &result, err);
        if (!status)
            note_types(d, &result);
        d->call.destroy_result(&result);
    }
    gg_buf_release(&sql);
    return status;
}

gg_status gg_duckdb_open(const char *name, unsigned threads, gg_arena *arena, gg_duckdb **out,
                         gg_error *err)
{
    gg_duckdb *d = calloc(1, sizeof *d);
    gg_status status;

    if (!d || !(d->rows = gg_duckdb_rows_new())) {
        free(d);
        return no_memory(err);
    }
    d->arena = arena;
    status = gg_duckdb_find(name, arena, &d->place, err);
    if (!status)
        status = gg_duckdb_load(&d->call, err);
    if (!status)
        status = start(d, threads ? threads : 1, err);
    if (!status)
        status = fence(d, err);
    for (; d->at < d->place.n && !status; d->at++)
        status = describe(d, err);
    d->at = 0;
    if (status)
        gg_duckdb_close(d);
    else
        *out = d;
    return status;
}

void gg_duckdb_close(gg_duckdb *d)
{
    if (!d)
        return;
    gg_duckdb_end(d);
    if (d->connection)
        d->call.disconnect(&d->connection);
    if (d->database)
        d->call.close(&d->database);
    gg_duckdb_unload(&d->call);
    gg_duckdb_rows_free(d->rows);
    free(d);
}

void gg_duckdb_choose(gg_duckdb *d, const bool *wanted)
{
    memcpy(d->wanted, wanted, d->columns * sizeof *wanted);
}

bool gg_duckdb_plain(const gg_duckdb *d, size_t column)
{
    return !d->nested[column];
}

size_t gg_duckdb_files(const gg_duckdb *d)
{
    return d->place.n;
}

gg_status gg_duckdb_check(const gg_duckdb *d, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t i = 0; i < d->place.n && !status; i++)
        status = gg_csv_check_seen(d->place.files[i], &d->place.seen[i], err);
    return status;
}

/* ---- asking ---- */

gg_status gg_duckdb_ask(gg_duckdb *d, gg_error *err)
{
    const char *between = "";
    gg_buf sql;
    gg_status status = check_wanted(d, err);

    if (status)
        return status;
    gg_buf_init(&sql, 0);
    gg_buf_puts(&sql, "SELECT ");
    for (size_t i = 0; i < d->columns; i++) {
        if (!d->wanted[i])
            continue;
        gg_buf_puts(&sql, between);
        between = ", ";
        put_quoted(&sql, '"', d->names[i]);
        gg_buf_puts(&sql, "::VARCHAR");
    }
    gg_buf_puts(&sql, " FROM ");
    status = put_relation(&sql, d, err);
    if (!status)
        status = gg_buf_check(&sql, err);
    if (!status && d->call.prepare(d->connection, sql.data, &d->statement) != 0) {
        status = gg_duckdb_refuse(d->call.prepare_error(d->statement), file_at(d), d->names,
                                  d->columns, err);
        d->call.destroy_prepare(&d->statement);
    } else if (!status) {
        d->asked = true;
        memset(&d->result, 0, sizeof d->result);
        if (d->call.execute_prepared_streaming(d->statement, &d->result) != 0)
            status = gg_duckdb_refuse(d->call.result_error(&d->result), file_at(d), d->names,
                                      d->columns, err);
    }
    gg_buf_release(&sql);
    return status;
}

void gg_duckdb_end(gg_duckdb *d)
{
    if (!d->asked)
        return;
    d->call.destroy_result(&d->result);
    d->call.destroy_prepare(&d->statement);
    d->asked = false;
}
