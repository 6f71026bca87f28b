/*
 * The engine behind unixODBC: a connection, one transaction, queries.
 *
 * What a driver says of a connection, or of a query that is not asked for rows, is passed on. What
 * it says of rows is not, because it may quote a value: there the SQLSTATE and our own words must
 * do.
 */
#include <stdlib.h>

#include "odbc_internal.h"

#define TEXT_UNITS 512 /* of a text that is fetched in pieces, and of names */
#define MOST_TEXT  ((size_t)1 << 20)

typedef struct connection {
    gg_odbc odbc;
    SQLHENV env;
    SQLHDBC dbc;
    bool connected, postgres;
    bool narrow; /* queries and names are bytes: the driver knows no other texts */
    bool plain;  /* and not even those but for ASCII */
    bool secret; /* the connection string is the user's: what drivers say may hold parts of it */
} connection;

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* ---- what drivers say ---- */

typedef struct diagnosis {
    char state[6];  /* the SQLSTATE */
    char text[160]; /* what the driver says, in one line */
} diagnosis;

static void diagnose(connection *c, SQLSMALLINT type, SQLHANDLE handle, diagnosis *out)
{
    SQLWCHAR state[SQL_SQLSTATE_SIZEW] = {0}, text[TEXT_UNITS] = {0};
    SQLSMALLINT size = 0;
    SQLINTEGER native;
    gg_buf buf;

    gg_buf_init(&buf, 0);
    memcpy(out->state, "HY000", sizeof out->state);
    out->text[0] = '\0';
    if (!SQL_SUCCEEDED(
            c->odbc.SQLGetDiagRecW(type, handle, 1, state, &native, text, TEXT_UNITS - 1, &size)))
        return;
    for (size_t i = 0; i < 5; i++)
        out->state[i] = state[i] > ' ' && state[i] < 127 ? (char)state[i] : '?';
    if (size > TEXT_UNITS - 1)
        size = TEXT_UNITS - 1;
    gg_utf16_append(&buf, text, size > 0 ? (size_t)size : 0);
    if (!buf.failed && buf.data)
        gg_text_clean(buf.data, buf.size, out->text, sizeof out->text - 1);
    gg_buf_release(&buf);
}

/* What went wrong, by the beginning of the SQLSTATE; the longer ones go first. */
static const struct {
    const char *state;
    gg_status status;
    const char *what, *mend;
} causes[] = {
    {"IM002", GG_E_NOT_FOUND, "there is no such data source",
     "define it in odbc.ini (odbcinst -q -s lists those there are)"},
    {"IM", GG_E_NOT_FOUND, "the driver manager cannot use the driver of this data source",
     "install the driver (odbcinst -q -d lists those there are)"},
    {"01000", GG_E_NOT_FOUND, "the driver of this data source cannot be loaded",
     "install its package, e.g. odbc-postgresql or libsqliteodbc"},
    {"08", GG_E_IO, "the connection to the database failed",
     "see that the database runs, and run it again: nothing was stored"},
    {"57", GG_E_IO, "the database ended the query", "run it again: nothing was stored"},
    {"40", GG_E_IO, "the database undid the transaction", "run it again: nothing was stored"},
    {"28", GG_E_IO, "the database does not let this user in",
     "correct the user or password of the data source"},
    {"42501", GG_E_INPUT, "the user of this data source may not read the table",
     "have SELECT granted on it"},
    {"42", GG_E_INPUT, "the engine does not accept the query",
     "check the name of the table; --explain-sql shows the queries"},
    {"07006", GG_E_INPUT, "the driver of this data source gives no Unicode text",
     "use its Unicode version, e.g. psqlodbcw.so"},
    {"22", GG_E_INPUT, "a value that the engine cannot convert or compute with",
     "give a view in which the columns have the right types"},
    {"", GG_E_IO, "the engine failed", "run it again, or see the log of the database"},
};

static gg_status failed(connection *c, SQLSMALLINT type, SQLHANDLE handle, bool quote,
                        gg_error *err)
{
    const char *mend;
    size_t i = 0;
    diagnosis d;

    diagnose(c, type, handle, &d);
    while (strncmp(d.state, causes[i].state, strlen(causes[i].state)) != 0)
        i++;
    mend = quote && !causes[i].state[0] ? "see that there is such a table, and that it may be read"
                                        : causes[i].mend;
    if (quote && !c->secret && d.text[0])
        return gg_error_set(err, causes[i].status, mend, "%s (SQLSTATE %s: %s)", causes[i].what,
                            d.state, d.text);
    return gg_error_set(err, causes[i].status, mend, "%s (SQLSTATE %s)", causes[i].what, d.state);
}

/* ---- connecting ---- */

static void close_connection(void *state)
{
    connection *c = state;

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

static gg_status make_handles(connection *c, gg_error *err)
{
    const gg_odbc *odbc = &c->odbc;

    if (!SQL_SUCCEEDED(odbc->SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &c->env)) ||
        !SQL_SUCCEEDED(odbc->SQLSetEnvAttr(c->env, SQL_ATTR_ODBC_VERSION,
                                           (SQLPOINTER)(uintptr_t)SQL_OV_ODBC3, 0)) ||
        !SQL_SUCCEEDED(odbc->SQLAllocHandle(SQL_HANDLE_DBC, c->env, &c->dbc)))
        return memory(err);
    return GG_OK;
}

static gg_status connect_to(connection *c, const char *how, gg_error *err)
{
    SQLWCHAR *text = gg_utf16(how), rest[TEXT_UNITS];
    SQLSMALLINT size = 0;
    SQLRETURN got;

    if (!text)
        return memory(err);
    got = c->odbc.SQLDriverConnectW(c->dbc, NULL, text, SQL_NTS, rest, TEXT_UNITS, &size,
                                    SQL_DRIVER_NOPROMPT);
    for (SQLWCHAR *p = text; *p; p++)
        *p = 0; /* it may hold a password */
    free(text);
    memset(rest, 0, sizeof rest);
    c->connected = SQL_SUCCEEDED(got);
    return c->connected ? GG_OK : failed(c, SQL_HANDLE_DBC, c->dbc, true, err);
}

static void info_text(connection *c, SQLUSMALLINT what, gg_buf *out)
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

static SQLRETURN execute(const connection *c, SQLHSTMT statement, const char *query, SQLWCHAR *wide)
{
    return c->narrow ? c->odbc.SQLExecDirect(statement, (SQLCHAR *)query, SQL_NTS)
                     : c->odbc.SQLExecDirectW(statement, wide, SQL_NTS);
}

static gg_status run(connection *c, const char *query, bool quote, SQLHSTMT *out, gg_error *err)
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
        status = failed(c, SQL_HANDLE_STMT, statement, quote, err);
    if (status || !out)
        c->odbc.SQLFreeHandle(SQL_HANDLE_STMT, statement);
    else
        *out = statement;
    return status;
}

/* The strongest isolation that a snapshot needs, where transactions are to be had at all. */
static void isolate(connection *c)
{
    SQLUINTEGER levels = 0;
    SQLULEN level = 0;

    c->odbc.SQLGetInfoW(c->dbc, SQL_TXN_ISOLATION_OPTION, &levels, sizeof levels, NULL);
    if (levels & SQL_TXN_REPEATABLE_READ)
        level = SQL_TXN_REPEATABLE_READ;
    else if (levels & SQL_TXN_SERIALIZABLE)
        level = SQL_TXN_SERIALIZABLE;
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

static gg_status say(connection *c, const char *const *statements, gg_error *err)
{
    gg_status status = GG_OK;

    for (; c->postgres && *statements && !status; statements++)
        status = run(c, *statements, true, NULL, err);
    return status;
}

static gg_status spread(void *state, gg_error *err)
{
    return say(state, said_of_parts, err);
}

/* Whether a text comes back as it was sent. */
static bool echoes(connection *c)
{
    static const SQLWCHAR want[] = {0xe9, 0x20ac, 0};
    SQLHSTMT statement = SQL_NULL_HANDLE;
    SQLWCHAR got[8] = {0};
    SQLLEN size = 0;
    bool same;

    if (run(c, "SELECT '\303\251\342\202\254'", false, &statement, NULL))
        return false;
    same = SQL_SUCCEEDED(c->odbc.SQLFetch(statement)) &&
           SQL_SUCCEEDED(c->odbc.SQLGetData(statement, 1, SQL_C_WCHAR, got, sizeof got, &size)) &&
           memcmp(got, want, sizeof want) == 0;
    c->odbc.SQLFreeHandle(SQL_HANDLE_STMT, statement);
    return same;
}

/* How this driver takes texts; some know bytes alone, and are handed the wrong ones for others. */
static void find_texts(connection *c)
{
    if (echoes(c))
        return;
    c->narrow = true;
    if (echoes(c))
        return;
    c->narrow = false;
    c->plain = true;
}

static gg_status begin(connection *c, gg_sql_engine *engine, gg_error *err)
{
    gg_buf product, quote;
    gg_status status;

    gg_buf_init(&product, 0);
    gg_buf_init(&quote, 0);
    info_text(c, SQL_DBMS_NAME, &product);
    info_text(c, SQL_IDENTIFIER_QUOTE_CHAR, &quote);
    c->postgres = product.data && strcmp(product.data, "PostgreSQL") == 0;
    engine->exact = c->postgres;
    engine->said = c->postgres ? said_first : NULL;
    engine->said_of_parts = c->postgres ? said_of_parts : NULL;
    engine->backslashes = !c->postgres && !(product.data && strcmp(product.data, "SQLite") == 0);
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

/* ---- columns ---- */

static gg_sql_kind kind_of(SQLSMALLINT type, const char *word)
{
    static const struct {
        SQLSMALLINT type;
        gg_sql_kind kind;
    } kinds[] = {
        {SQL_CHAR, GG_SQL_WORDS},        {SQL_VARCHAR, GG_SQL_WORDS},
        {SQL_LONGVARCHAR, GG_SQL_WORDS}, {SQL_WCHAR, GG_SQL_WORDS},
        {SQL_WVARCHAR, GG_SQL_WORDS},    {SQL_WLONGVARCHAR, GG_SQL_WORDS},
        {SQL_BIT, GG_SQL_WHOLE},         {SQL_TINYINT, GG_SQL_WHOLE},
        {SQL_SMALLINT, GG_SQL_WHOLE},    {SQL_INTEGER, GG_SQL_WHOLE},
        {SQL_BIGINT, GG_SQL_WHOLE},      {SQL_NUMERIC, GG_SQL_DECIMAL},
        {SQL_DECIMAL, GG_SQL_DECIMAL},   {SQL_DOUBLE, GG_SQL_DOUBLE},
        {SQL_FLOAT, GG_SQL_DOUBLE},      {SQL_REAL, GG_SQL_SINGLE},
        {SQL_TYPE_DATE, GG_SQL_DATE},    {SQL_DATE, GG_SQL_DATE},
    };

    /* Drivers show the type boolean as characters or as a bit. */
    if (gg_text_same(word, strlen(word), "bool") || gg_text_same(word, strlen(word), "boolean"))
        return GG_SQL_TRUTH;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].type == type)
            return kinds[i].kind;
    return GG_SQL_OTHER;
}

/* The name of a column is added to a buffer. */
static gg_status name_column(connection *c, SQLHSTMT statement, SQLUSMALLINT i, gg_buf *to,
                             SQLSMALLINT *type, gg_error *err)
{
    SQLWCHAR wide[TEXT_UNITS] = {0};
    SQLCHAR bytes[TEXT_UNITS] = {0};
    SQLSMALLINT size = 0, digits, nullable;
    SQLULEN width;
    SQLRETURN got = c->narrow ? c->odbc.SQLDescribeCol(statement, i, bytes, TEXT_UNITS, &size, type,
                                                       &width, &digits, &nullable)
                              : c->odbc.SQLDescribeColW(statement, i, wide, TEXT_UNITS, &size, type,
                                                        &width, &digits, &nullable);

    if (!SQL_SUCCEEDED(got))
        return failed(c, SQL_HANDLE_STMT, statement, true, err);
    if (size >= TEXT_UNITS)
        return gg_error_set(err, GG_E_LIMIT, "give a view", "a column with a name too long");
    if (c->narrow)
        gg_buf_puts(to, (const char *)bytes);
    else
        gg_utf16_append(to, wide, (size_t)size);
    return GG_OK;
}

static gg_status describe_column(connection *c, SQLHSTMT statement, SQLUSMALLINT i, gg_arena *arena,
                                 gg_sql_column *out, gg_error *err)
{
    SQLSMALLINT type = 0, word_size = 0;
    SQLWCHAR word[64] = {0};
    gg_buf text, type_text;
    gg_status status;

    c->odbc.SQLColAttributeW(statement, i, SQL_DESC_TYPE_NAME, word, sizeof word - sizeof *word,
                             &word_size, NULL);
    gg_buf_init(&text, 0);
    gg_buf_init(&type_text, 0);
    status = name_column(c, statement, i, &text, &type, err);
    for (size_t k = 0; word[k]; k++)
        gg_utf16_append(&type_text, &word[k], 1);
    out->name = text.failed ? NULL : gg_arena_text(arena, text.size ? text.data : "", text.size);
    out->kind = kind_of(type, type_text.data ? type_text.data : "");
    gg_buf_release(&text);
    gg_buf_release(&type_text);
    return status ? status : out->name ? GG_OK : memory(err);
}

static gg_status describe(void *state, const char *query, gg_arena *arena, gg_sql_column **out,
                          size_t *n, gg_error *err)
{
    connection *c = state;
    SQLHSTMT statement = SQL_NULL_HANDLE;
    gg_sql_column *columns = NULL;
    SQLSMALLINT count = 0;
    gg_status status = run(c, query, true, &statement, err);

    if (status)
        return status;
    if (!SQL_SUCCEEDED(c->odbc.SQLNumResultCols(statement, &count)))
        status = failed(c, SQL_HANDLE_STMT, statement, true, err);
    if (!status && !(columns = gg_arena_array(arena, (size_t)count, sizeof *columns)))
        status = memory(err);
    for (SQLSMALLINT i = 0; i < count && !status; i++)
        status = describe_column(c, statement, (SQLUSMALLINT)(i + 1), arena, &columns[i], err);
    c->odbc.SQLFreeHandle(SQL_HANDLE_STMT, statement);
    if (!status) {
        *out = columns;
        *n = (size_t)count;
    }
    return status;
}

/* ---- rows ---- */

/* A cell is added to a buffer, in as many pieces as it has. */
static gg_status fetch_cell(connection *c, SQLHSTMT statement, SQLUSMALLINT i, gg_buf *to,
                            bool *null, gg_error *err)
{
    SQLWCHAR piece[TEXT_UNITS];
    size_t kept = 0; /* the first half of a pair, at the end of the piece before */

    *null = false;
    for (;;) {
        SQLLEN size = 0;
        size_t units = kept;
        SQLRETURN got = c->odbc.SQLGetData(statement, i, SQL_C_WCHAR, piece + kept,
                                           (SQLLEN)(sizeof piece - kept * sizeof *piece), &size);

        if (got == SQL_NO_DATA)
            return GG_OK;
        if (!SQL_SUCCEEDED(got))
            return failed(c, SQL_HANDLE_STMT, statement, false, err);
        if (size == SQL_NULL_DATA) {
            *null = true;
            return GG_OK;
        }
        while (units + 1 < TEXT_UNITS && piece[units])
            units++;
        kept = got != SQL_SUCCESS && units > 0 && (piece[units - 1] & 0xfc00) == 0xd800;
        gg_utf16_append(to, piece, units - kept);
        if (kept)
            piece[0] = piece[units - 1];
        if (to->size > MOST_TEXT)
            return gg_error_set(err, GG_E_LIMIT, "give a view with a column of short words",
                                "a word of more than a mebibyte");
        if (got == SQL_SUCCESS)
            return GG_OK;
    }
}

typedef struct row {
    gg_view *cells;
    size_t *starts;
    bool *null;
    size_t n;
    gg_buf text;
} row;

static gg_status fetch_row(connection *c, SQLHSTMT statement, row *r, gg_error *err)
{
    gg_status status = GG_OK;

    r->text.size = 0;
    for (size_t i = 0; i < r->n && !status; i++) {
        r->starts[i] = r->text.size;
        status = fetch_cell(c, statement, (SQLUSMALLINT)(i + 1), &r->text, &r->null[i], err);
        r->cells[i].size = r->text.size - r->starts[i];
        gg_buf_append(&r->text, "\0\0\0\0\0\0\0", 8); /* words are read by eight bytes */
    }
    if (!status)
        status = gg_buf_check(&r->text, err);
    for (size_t i = 0; i < r->n && !status; i++)
        r->cells[i].data = r->null[i] ? NULL : r->text.data + r->starts[i];
    return status;
}

static gg_status fetch_all(connection *c, SQLHSTMT statement, row *r, gg_sql_visit visit,
                           void *context, gg_error *err)
{
    for (;;) {
        SQLRETURN got = c->odbc.SQLFetch(statement);
        gg_status status;

        if (got == SQL_NO_DATA)
            return GG_OK;
        if (!SQL_SUCCEEDED(got))
            return failed(c, SQL_HANDLE_STMT, statement, false, err);
        status = fetch_row(c, statement, r, err);
        if (!status)
            status = visit(context, r->cells, r->n, err);
        if (status)
            return status;
    }
}

static gg_status query(void *state, const char *text, gg_sql_visit visit, void *context,
                       gg_error *err)
{
    connection *c = state;
    SQLHSTMT statement = SQL_NULL_HANDLE;
    SQLSMALLINT count = 0;
    row r = {0};
    gg_status status = run(c, text, false, &statement, err);

    if (status)
        return status;
    gg_buf_init(&r.text, 0);
    if (!SQL_SUCCEEDED(c->odbc.SQLNumResultCols(statement, &count)) || count <= 0)
        status = failed(c, SQL_HANDLE_STMT, statement, false, err);
    r.n = status ? 0 : (size_t)count;
    r.cells = calloc(r.n + 1, sizeof *r.cells);
    r.starts = calloc(r.n + 1, sizeof *r.starts);
    r.null = calloc(r.n + 1, sizeof *r.null);
    if (!status && (!r.cells || !r.starts || !r.null))
        status = memory(err);
    if (!status)
        status = fetch_all(c, statement, &r, visit, context, err);
    c->odbc.SQLFreeHandle(SQL_HANDLE_STMT, statement);
    gg_buf_release(&r.text);
    free(r.cells);
    free(r.starts);
    free(r.null);
    return status;
}

static const gg_sql_functions functions = {
    .describe = describe, .query = query, .spread = spread, .close = close_connection};

gg_status gg_odbc_open(const gg_sql_source *source, gg_sql_engine *out, gg_error *err)
{
    connection *c = calloc(1, sizeof *c);
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
        status = connect_to(c, source->connection, err);
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
