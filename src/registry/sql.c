#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "registry_internal.h"

/* Sleeps of 1 to 3 ms, for about 10 s in all. */
#define BUSY_SLEEPS 5000

typedef struct code_row {
    int code;
    gg_status status;
    const char *mend;
} code_row;

static const code_row codes[] = {
    {SQLITE_BUSY, GG_E_CONFLICT, "try again when the other command has finished"},
    {SQLITE_LOCKED, GG_E_CONFLICT, "try again when the other command has finished"},
    {SQLITE_NOTADB, GG_E_INPUT, "name a registry that gauger init made"},
    {SQLITE_CORRUPT, GG_E_INPUT, "restore a backup"},
    {SQLITE_FORMAT, GG_E_INPUT, "restore a backup"},
    {SQLITE_CONSTRAINT, GG_E_CONFLICT, "run gauger audit verify"},
    {SQLITE_NOMEM, GG_E_MEMORY, NULL},
    {SQLITE_IOERR, GG_E_IO, NULL},
    {SQLITE_FULL, GG_E_IO, "make room on the disk"},
    {SQLITE_READONLY, GG_E_IO, "check the permissions of the registry's folder and files"},
    {SQLITE_CANTOPEN, GG_E_IO, "check the permissions of the registry's folder and files"},
    {SQLITE_PERM, GG_E_IO, "check the permissions of the registry's folder and files"},
    {SQLITE_ERROR, GG_E_INPUT, "run gauger audit verify"},
};

gg_status gg_db_error(gg_db *db, int code, gg_error *err)
{
    const char *text = db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code);

    gg_error_where(err, db->path, 0, NULL);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].code == (code & 0xff))
            return gg_error_set(err, codes[i].status, codes[i].mend, "%s", text);
    return gg_error_set(err, GG_E_INTERNAL, NULL, "%s", text);
}

/* Settings that make an acknowledged commit last, and keep a hostile file from running anything. */
static const char settings[] = "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
                               "PRAGMA mmap_size=0; PRAGMA foreign_keys=ON;"
                               "PRAGMA recursive_triggers=ON; PRAGMA synchronous=FULL;"
                               "PRAGMA journal_mode=TRUNCATE; PRAGMA secure_delete=ON;";

/*
 * SQLite's own waiting sleeps ever longer, up to 100 ms: a writer that comes back at once then wins
 * over those that wait, and some of eight waited more than 10 s. Short sleeps let each have its
 * turn.
 */
static int wait_busy(void *ctx, int count)
{
    (void)ctx;
    if (count >= BUSY_SLEEPS)
        return 0;
    sqlite3_sleep(1 + (count * 7 / 3) % 3);
    return 1;
}

static gg_status set_up(gg_db *db, gg_error *err)
{
    sqlite3 *handle = db->handle;

    sqlite3_extended_result_codes(handle, 1);
    if (sqlite3_busy_handler(handle, wait_busy, NULL) != SQLITE_OK ||
        sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK ||
        sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL) != SQLITE_OK ||
        sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL) != SQLITE_OK)
        return gg_db_error(db, SQLITE_ERROR, err);
    return gg_db_script(db, settings, err);
}

gg_status gg_db_open(gg_db *db, const char *path, int flags, gg_error *err)
{
    gg_status st = GG_OK;
    int code;

    memset(db, 0, sizeof *db);
    db->path = path;
    /* A handle is one thread's at a time, so SQLite need not lock each call. */
    code = sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX,
                           NULL);
    if (code != SQLITE_OK)
        st = gg_db_error(db, code, err);
    else
        st = set_up(db, err);
    if (st != GG_OK)
        gg_db_close(db);
    return st;
}

void gg_db_close(gg_db *db)
{
    for (size_t i = 0; i < db->n_cached; i++)
        sqlite3_finalize(db->cache[i].stmt);
    sqlite3_close(db->handle);
    free(db->acting);
    db->acting = NULL;
    db->handle = NULL;
    db->n_cached = 0;
}

static int authorize(void *ctx, int action, const char *a, const char *b, const char *c,
                     const char *d)
{
    (void)ctx, (void)c, (void)d;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION:
    case SQLITE_INSERT:
    case SQLITE_PRAGMA:
        return SQLITE_OK;
    case SQLITE_UPDATE:
        /* Erasing a payload, which the trigger allows to the newest event alone. */
        if (strcmp(a, "payloads") == 0)
            return strcmp(b, "seq") == 0 ? SQLITE_DENY : SQLITE_OK;
        return strcmp(a, "events") == 0 || strncmp(a, "sqlite_", 7) == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_DELETE:
        return strcmp(a, "events") == 0 || strcmp(a, "payloads") == 0 ||
                       strncmp(a, "sqlite_", 7) == 0
                   ? SQLITE_DENY
                   : SQLITE_OK;
    default: /* CREATE, DROP, ALTER, ATTACH, DETACH, REINDEX, SAVEPOINT ... */
        return SQLITE_DENY;
    }
}

gg_status gg_db_restrict(gg_db *db, gg_error *err)
{
    int code = sqlite3_set_authorizer(db->handle, authorize, NULL);

    return code == SQLITE_OK ? GG_OK : gg_db_error(db, code, err);
}

static gg_status prepare(gg_db *db, const char *sql, sqlite3_stmt **out, gg_error *err)
{
    int code;

    for (size_t i = 0; i < db->n_cached; i++)
        if (db->cache[i].sql == sql) {
            *out = db->cache[i].stmt;
            sqlite3_reset(*out);
            return GG_OK;
        }
    if (db->n_cached == GG_STATEMENTS)
        return gg_error_set(err, GG_E_INTERNAL, NULL, "more than %d statements", GG_STATEMENTS);
    code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    if (code != SQLITE_OK)
        return gg_db_error(db, code, err);
    db->cache[db->n_cached].sql = sql;
    db->cache[db->n_cached++].stmt = *out;
    return GG_OK;
}

/* Texts are not copied: they live until the statement is stepped through. */
static int bind_one(sqlite3_stmt *stmt, int i, char type, va_list *args)
{
    const char *text;
    const void *data;
    uint64_t number;

    switch (type) {
    case 's':
        text = va_arg(*args, const char *);
        return sqlite3_bind_text(stmt, i, text, -1, SQLITE_STATIC);
    case 'b':
        data = va_arg(*args, const void *);
        return sqlite3_bind_blob64(stmt, i, data ? data : "", va_arg(*args, size_t), SQLITE_STATIC);
    case 'u':
        number = va_arg(*args, uint64_t);
        return number ? sqlite3_bind_int64(stmt, i, (sqlite3_int64)number)
                      : sqlite3_bind_null(stmt, i);
    default:
        return sqlite3_bind_int64(stmt, i, va_arg(*args, int64_t));
    }
}

gg_status gg_db_query_list(gg_db *db, sqlite3_stmt **out, gg_error *err, const char *sql,
                           const char *types, va_list *args)
{
    gg_status st = prepare(db, sql, out, err);

    for (int i = 0; st == GG_OK && types[i]; i++) {
        int code = bind_one(*out, i + 1, types[i], args);

        if (code != SQLITE_OK)
            st = gg_db_error(db, code, err);
    }
    return st;
}

gg_status gg_db_query(gg_db *db, sqlite3_stmt **out, gg_error *err, const char *sql,
                      const char *types, ...)
{
    va_list args;
    gg_status st;

    va_start(args, types);
    st = gg_db_query_list(db, out, err, sql, types, &args);
    va_end(args);
    return st;
}

gg_status gg_db_step(gg_db *db, sqlite3_stmt *stmt, bool *row, gg_error *err)
{
    int code = sqlite3_step(stmt);

    *row = code == SQLITE_ROW;
    if (*row)
        return GG_OK;
    if (code == SQLITE_DONE) {
        sqlite3_reset(stmt);
        return GG_OK;
    }
    code = sqlite3_extended_errcode(db->handle);
    gg_status st = gg_db_error(db, code, err);
    sqlite3_reset(stmt);
    return st;
}

gg_status gg_db_run(gg_db *db, gg_error *err, const char *sql, const char *types, ...)
{
    sqlite3_stmt *stmt;
    va_list args;
    gg_status st;
    bool row;

    va_start(args, types);
    st = gg_db_query_list(db, &stmt, err, sql, types, &args);
    va_end(args);
    if (st == GG_OK)
        st = gg_db_step(db, stmt, &row, err);
    if (st == GG_OK && row)
        sqlite3_reset(stmt);
    return st;
}

gg_status gg_db_number(gg_db *db, uint64_t *out, gg_error *err, const char *sql, const char *types,
                       ...)
{
    sqlite3_stmt *stmt;
    va_list args;
    gg_status st;
    bool row;

    va_start(args, types);
    st = gg_db_query_list(db, &stmt, err, sql, types, &args);
    va_end(args);
    if (st == GG_OK)
        st = gg_db_step(db, stmt, &row, err);
    if (st == GG_OK && row) {
        *out = (uint64_t)sqlite3_column_int64(stmt, 0);
        sqlite3_reset(stmt);
    }
    return st;
}

gg_status gg_db_script(gg_db *db, const char *sql, gg_error *err)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? GG_OK : gg_db_error(db, code, err);
}

const char *gg_db_text(sqlite3_stmt *stmt, int column)
{
    const unsigned char *text = sqlite3_column_text(stmt, column);

    return text ? (const char *)text : "";
}

json_t *gg_db_json(sqlite3_stmt *stmt, int column)
{
    switch (sqlite3_column_type(stmt, column)) {
    case SQLITE_INTEGER:
        return json_integer((json_int_t)sqlite3_column_int64(stmt, column));
    case SQLITE_TEXT:
        return json_string(gg_db_text(stmt, column));
    default:
        return json_null();
    }
}

void gg_db_copy(sqlite3_stmt *stmt, int column, char *out, size_t size)
{
    gg_copy(out, size, gg_db_text(stmt, column));
}
