/* The engine behind unixODBC: a connection, one transaction. */
#include <stdlib.h>

#include "gauger/base/hash.h"
#include "odbc_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static void close_connection(void *state)
{
    gg_odbc_connection *c = state;

    if (c->connected) {
        c->odbc.SQLEndTran(SQL_HANDLE_DBC, c->dbc, SQL_ROLLBACK);
        c->odbc.SQLDisconnect(c->dbc);
    }
    if (c->dbc)
        c->odbc.SQLFreeHandle(SQL_HANDLE_DBC, c->dbc);
    if (c->env)
        c->odbc.SQLFreeHandle(SQL_HANDLE_ENV, c->env);
    free(c);
}

static gg_status make_handles(gg_odbc_connection *c, gg_error *err)
{
    const gg_odbc *odbc = &c->odbc;

    if (!SQL_SUCCEEDED(odbc->SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &c->env)) ||
        !SQL_SUCCEEDED(odbc->SQLSetEnvAttr(c->env, SQL_ATTR_ODBC_VERSION,
                                           (SQLPOINTER)(uintptr_t)SQL_OV_ODBC3, 0)) ||
        !SQL_SUCCEEDED(odbc->SQLAllocHandle(SQL_HANDLE_DBC, c->env, &c->dbc)))
        return memory(err);
    return GG_OK;
}

/* Whether the driver is one of SQLite's, by its name. */
static bool is_sqlite(const char *driver)
{
    static const char name[] = "sqlite";

    for (; driver && *driver; driver++)
        if (strlen(driver) >= strlen(name) && gg_text_same(driver, strlen(name), name))
            return true;
    return false;
}

static gg_status connect_to(gg_odbc_connection *c, const char *how, gg_error *err)
{
    SQLWCHAR *text = gg_utf16(how), rest[GG_ODBC_UNITS];
    SQLSMALLINT size = 0;
    SQLRETURN got;

    if (!text)
        return memory(err);
    got = c->odbc.SQLDriverConnectW(c->dbc, NULL, text, SQL_NTS, rest, GG_ODBC_UNITS, &size,
                                    SQL_DRIVER_NOPROMPT);
    for (SQLWCHAR *p = text; *p; p++)
        *p = 0; /* it may hold a password */
    free(text);
    memset(rest, 0, sizeof rest);
    c->connected = SQL_SUCCEEDED(got);
    return c->connected ? GG_OK : gg_odbc_failed(c, SQL_HANDLE_DBC, c->dbc, true, err);
}

/* SQLite's driver makes an empty file where there is no database, unless it is told not to. */
static gg_status connect_source(gg_odbc_connection *c, const gg_sql_source *source, gg_error *err)
{
    const size_t size = strlen(source->connection);
    char driver[GG_ODBC_UNITS] = "";
    gg_status status;
    gg_buf how;

    if (source->dsn && c->odbc.SQLGetPrivateProfileString)
        c->odbc.SQLGetPrivateProfileString(source->dsn, "Driver", "", driver, sizeof driver,
                                           "odbc.ini");
    c->file = is_sqlite(source->driver) || is_sqlite(driver);
    gg_buf_init(&how, 0);
    gg_buf_puts(&how, source->connection);
    if (c->file)
        gg_buf_puts(&how, source->connection[size - 1] == ';' ? "NoCreat=1" : ";NoCreat=1");
    status = gg_buf_check(&how, err);
    if (!status)
        status = connect_to(c, how.data, err);
    if (how.data)
        gg_secret_wipe(how.data, how.room);
    gg_buf_release(&how);
    return status;
}

static void info_text(gg_odbc_connection *c, SQLUSMALLINT what, gg_buf *out)
{
    SQLWCHAR text[64] = {0};
    SQLSMALLINT size = 0; /* in bytes */

    if (!SQL_SUCCEEDED(c->odbc.SQLGetInfoW(c->dbc, what, text, sizeof text, &size)))
        return;
    if (size > (SQLSMALLINT)(sizeof text - sizeof *text))
        size = (SQLSMALLINT)(sizeof text - sizeof *text);
    for (SQLSMALLINT i = 0; i < size / (SQLSMALLINT)sizeof *text && text[i]; i++)
        gg_utf16_append(out, &text[i], 1);
}

static bool is_ascii(const char *s)
{
    while (*s > 0)
        s++;
    return *s == '\0';
}

static SQLRETURN execute(const gg_odbc_connection *c, SQLHSTMT statement, const char *query,
                         SQLWCHAR *wide)
{
    return c->narrow ? c->odbc.SQLExecDirect(statement, (SQLCHAR *)query, SQL_NTS)
                     : c->odbc.SQLExecDirectW(statement, wide, SQL_NTS);
}

gg_status gg_odbc_run(gg_odbc_connection *c, const char *query, bool quote, SQLHSTMT *out,
                      gg_error *err)
{
    SQLHSTMT statement = SQL_NULL_HANDLE;
    gg_status status = GG_OK;
    SQLWCHAR *text;
    SQLRETURN got;

    if (c->plain && !is_ascii(query))
        return gg_error_set(
            err, GG_E_INPUT, "use the driver's Unicode version, or give a view with other names",
            "a name or a word that is not ASCII, which this driver does not hand on");
    text = gg_utf16(query);
    if (!text || !SQL_SUCCEEDED(c->odbc.SQLAllocHandle(SQL_HANDLE_STMT, c->dbc, &statement))) {
        free(text);
        return memory(err);
    }
    /* Braces and question marks in quoted names are part of the names. */
    c->odbc.SQLSetStmtAttrW(statement, SQL_ATTR_NOSCAN, (SQLPOINTER)(uintptr_t)SQL_NOSCAN_ON, 0);
    got = execute(c, statement, query, text);
    free(text);
    if (!SQL_SUCCEEDED(got) && got != SQL_NO_DATA)
        status = gg_odbc_failed(c, SQL_HANDLE_STMT, statement, quote, err);
    if (status || !out)
        c->odbc.SQLFreeHandle(SQL_HANDLE_STMT, statement);
    else
        *out = statement;
    return status;
}

/* Rows that come into being in between must not be seen: repeatable reads alone may see them. */
static void isolate(gg_odbc_connection *c)
{
    SQLUINTEGER levels = 0;
    SQLULEN level = 0;

    c->odbc.SQLGetInfoW(c->dbc, SQL_TXN_ISOLATION_OPTION, &levels, sizeof levels, NULL);
    if (levels & SQL_TXN_SERIALIZABLE)
        level = SQL_TXN_SERIALIZABLE;
    else if (levels & SQL_TXN_REPEATABLE_READ)
        level = SQL_TXN_REPEATABLE_READ;
    if (level)
        c->odbc.SQLSetConnectAttrW(c->dbc, SQL_ATTR_TXN_ISOLATION, (SQLPOINTER)level, 0);
    c->odbc.SQLSetConnectAttrW(c->dbc, SQL_ATTR_ACCESS_MODE,
                               (SQLPOINTER)(uintptr_t)SQL_MODE_READ_ONLY, 0);
    c->odbc.SQLSetConnectAttrW(c->dbc, SQL_ATTR_AUTOCOMMIT,
                               (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_OFF, SQL_IS_UINTEGER);
}

/* Said to PostgreSQL before the first query: one snapshot, no writing, literals as the standard has
 * them. */
static const char *const said_first[] = {
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL standard_conforming_strings = on",
    NULL,
};

/* And where a table lies in parts: aggregates are computed where the parts are. Its planner takes
 * each row for a group of its own, because it cannot know how few bins there are, and would rather
 * fetch the rows; so what it does with them here is made to look dear. */
static const char *const said_of_parts[] = {
    "SET LOCAL enable_partitionwise_aggregate = on",
    "SET LOCAL enable_hashagg = off",
    "SET LOCAL enable_sort = off",
    "SET LOCAL cpu_tuple_cost = 1",
    NULL,
};

static gg_status say(gg_odbc_connection *c, const char *const *statements, gg_error *err)
{
    gg_status status = GG_OK;

    for (; c->postgres && *statements && !status; statements++)
        status = gg_odbc_run(c, *statements, true, NULL, err);
    return status;
}

static gg_status spread(void *state, gg_error *err)
{
    return say(state, said_of_parts, err);
}

/* Whether a text comes back as it was sent. */
static bool echoes(gg_odbc_connection *c)
{
    static const SQLWCHAR want[] = {0xe9, 0x20ac, 0};
    SQLHSTMT statement = SQL_NULL_HANDLE;
    SQLWCHAR got[8] = {0};
    SQLLEN size = 0;
    bool same;

    if (gg_odbc_run(c, "SELECT '\303\251\342\202\254'", false, &statement, NULL))
        return false;
    same = SQL_SUCCEEDED(c->odbc.SQLFetch(statement)) &&
           SQL_SUCCEEDED(c->odbc.SQLGetData(statement, 1, SQL_C_WCHAR, got, sizeof got, &size)) &&
           memcmp(got, want, sizeof want) == 0;
    c->odbc.SQLFreeHandle(SQL_HANDLE_STMT, statement);
    return same;
}

/* How this driver takes texts; some know bytes alone, and are handed the wrong ones for others. */
static void find_texts(gg_odbc_connection *c)
{
    if (echoes(c))
        return;
    c->narrow = true;
    if (echoes(c))
        return;
    c->narrow = false;
    c->plain = true;
}

static gg_status begin(gg_odbc_connection *c, gg_sql_engine *engine, gg_error *err)
{
    gg_buf product, quote;
    gg_status status;

    gg_buf_init(&product, 0);
    gg_buf_init(&quote, 0);
    info_text(c, SQL_DBMS_NAME, &product);
    info_text(c, SQL_IDENTIFIER_QUOTE_CHAR, &quote);
    c->postgres = product.data && strcmp(product.data, "PostgreSQL") == 0;
    engine->exact = c->postgres;
    engine->loose = product.data && strcmp(product.data, "SQLite") == 0;
    /* Its driver leaves out, or takes for Latin-1, what is not UTF-8, where it makes UTF-16 of it.
     */
    c->bytes = engine->loose;
    engine->said = c->postgres ? said_first : NULL;
    engine->said_of_parts = c->postgres ? said_of_parts : NULL;
    engine->backslashes = !c->postgres && !engine->loose;
    /* A blank says that names cannot be quoted. */
    if (quote.size > 0 && quote.size < sizeof engine->quote && quote.data[0] != ' ')
        memcpy(engine->quote, quote.data, quote.size + 1);
    find_texts(c);
    isolate(c);
    status = say(c, said_first, err);
    status = product.failed || quote.failed ? memory(err) : status;
    gg_buf_release(&product);
    gg_buf_release(&quote);
    return status;
}

static const gg_sql_functions functions = {.describe = gg_odbc_describe,
                                           .query = gg_odbc_query,
                                           .spread = spread,
                                           .close = close_connection};

gg_status gg_odbc_open(const gg_sql_source *source, gg_sql_engine *out, gg_error *err)
{
    gg_odbc_connection *c = calloc(1, sizeof *c);
    gg_sql_engine engine = {.functions = &functions, .state = c};
    gg_status status;

    if (!c)
        return memory(err);
    c->secret = source->secret;
    status = gg_odbc_load(&c->odbc, err);
    if (status) {
        free(c);
        return status;
    }
    status = make_handles(c, err);
    if (!status)
        status = connect_source(c, source, err);
    if (!status)
        status = begin(c, &engine, err);
    if (status) {
        gg_error_where(err, source->name, 0, NULL);
        close_connection(c);
        return status;
    }
    *out = engine;
    return GG_OK;
}
