/* What queries answer: columns with their types, rows as texts. */
#include <stdlib.h>

#include "odbc_internal.h"

#define MOST_TEXT ((size_t)1 << 20)

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
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

    static const char *const odd[] = {"money", "xml"};

    /* Shown as numbers or characters, and not to be computed with or grouped by as those are. */
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        if (gg_text_same(word, strlen(word), odd[i]))
            return GG_SQL_OTHER;
    /* Drivers show the type boolean as characters or as a bit. */
    if (gg_text_same(word, strlen(word), "bool") || gg_text_same(word, strlen(word), "boolean"))
        return GG_SQL_TRUTH;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].type == type)
            return kinds[i].kind;
    return GG_SQL_OTHER;
}

/* The name of a column is added to a buffer. */
static gg_status name_column(gg_odbc_connection *c, SQLHSTMT statement, SQLUSMALLINT i, gg_buf *to,
                             SQLSMALLINT *type, gg_error *err)
{
    SQLWCHAR wide[GG_ODBC_UNITS] = {0};
    SQLCHAR bytes[GG_ODBC_UNITS] = {0};
    SQLSMALLINT size = 0, digits, nullable;
    SQLULEN width;
    SQLRETURN got = c->narrow ? c->odbc.SQLDescribeCol(statement, i, bytes, GG_ODBC_UNITS, &size,
                                                       type, &width, &digits, &nullable)
                              : c->odbc.SQLDescribeColW(statement, i, wide, GG_ODBC_UNITS, &size,
                                                        type, &width, &digits, &nullable);

    if (!SQL_SUCCEEDED(got))
        return gg_odbc_failed(c, SQL_HANDLE_STMT, statement, true, err);
    if (size >= GG_ODBC_UNITS)
        return gg_error_set(err, GG_E_LIMIT, "give a view", "a column with a name too long");
    if (c->narrow)
        gg_buf_puts(to, (const char *)bytes);
    else
        gg_utf16_append(to, wide, (size_t)size);
    return GG_OK;
}

static gg_status describe_column(gg_odbc_connection *c, SQLHSTMT statement, SQLUSMALLINT i,
                                 gg_arena *arena, gg_sql_column *out, gg_error *err)
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
    out->filled = out->kind == GG_SQL_WORDS && (type == SQL_CHAR || type == SQL_WCHAR);
    gg_buf_release(&text);
    gg_buf_release(&type_text);
    return status ? status : out->name ? GG_OK : memory(err);
}

gg_status gg_odbc_describe(void *state, const char *query, gg_arena *arena, gg_sql_column **out,
                           size_t *n, gg_error *err)
{
    gg_odbc_connection *c = state;
    SQLHSTMT statement = SQL_NULL_HANDLE;
    gg_sql_column *columns = NULL;
    SQLSMALLINT count = 0;
    gg_status status = gg_odbc_run(c, query, true, &statement, err);

    if (status)
        return status;
    if (!SQL_SUCCEEDED(c->odbc.SQLNumResultCols(statement, &count)))
        status = gg_odbc_failed(c, SQL_HANDLE_STMT, statement, true, err);
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

static gg_status too_long(gg_error *err)
{
    return gg_error_set(err, GG_E_LIMIT, "give a view with a column of short words",
                        "a word of more than a mebibyte");
}

/* Bytes of a cell are added to a buffer, in as many pieces as it has. */
static gg_status fetch_bytes(gg_odbc_connection *c, SQLHSTMT statement, SQLUSMALLINT i, gg_buf *to,
                             bool *null, gg_error *err)
{
    char piece[GG_ODBC_UNITS];
    SQLRETURN got;

    do {
        SQLLEN size = 0;

        got = c->odbc.SQLGetData(statement, i, SQL_C_CHAR, piece, sizeof piece, &size);
        if (got == SQL_NO_DATA)
            return GG_OK;
        if (!SQL_SUCCEEDED(got))
            return gg_odbc_failed(c, SQL_HANDLE_STMT, statement, false, err);
        *null = size == SQL_NULL_DATA;
        if (!*null)
            gg_buf_append(to, piece, strnlen(piece, sizeof piece - 1));
        if (to->size > MOST_TEXT)
            return too_long(err);
    } while (got != SQL_SUCCESS && !*null);
    return GG_OK;
}

/* A cell is added to a buffer, in as many pieces as it has. */
static gg_status fetch_cell(gg_odbc_connection *c, SQLHSTMT statement, SQLUSMALLINT i, gg_buf *to,
                            bool *null, gg_error *err)
{
    SQLWCHAR piece[GG_ODBC_UNITS];
    size_t kept = 0; /* the first half of a pair, at the end of the piece before */

    *null = false;
    for (;;) {
        SQLLEN size = 0;
        const size_t before = kept;
        size_t units = kept;
        SQLRETURN got = c->odbc.SQLGetData(statement, i, SQL_C_WCHAR, piece + kept,
                                           (SQLLEN)(sizeof piece - kept * sizeof *piece), &size);

        if (got == SQL_NO_DATA)
            return GG_OK;
        if (!SQL_SUCCEEDED(got))
            return gg_odbc_failed(c, SQL_HANDLE_STMT, statement, false, err);
        if (size == SQL_NULL_DATA) {
            *null = true;
            return GG_OK;
        }
        while (units + 1 < GG_ODBC_UNITS && piece[units])
            units++;
        kept = got != SQL_SUCCESS && units > 0 && (piece[units - 1] & 0xfc00) == 0xd800;
        gg_utf16_append(to, piece, units - kept);
        if (kept)
            piece[0] = piece[units - 1];
        if (to->size > MOST_TEXT)
            return too_long(err);
        /* A driver that tells of more than there is up to the first zero: let it be seen. */
        if (got == SQL_SUCCESS && size > (SQLLEN)((units - before) * sizeof *piece))
            gg_buf_append(to, "", 1);
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

static gg_status fetch_row(gg_odbc_connection *c, SQLHSTMT statement, row *r, gg_error *err)
{
    gg_status (*const fetch)(gg_odbc_connection *, SQLHSTMT, SQLUSMALLINT, gg_buf *, bool *,
                             gg_error *) = c->bytes ? fetch_bytes : fetch_cell;
    gg_status status = GG_OK;

    r->text.size = 0;
    for (size_t i = 0; i < r->n && !status; i++) {
        r->starts[i] = r->text.size;
        status = fetch(c, statement, (SQLUSMALLINT)(i + 1), &r->text, &r->null[i], err);
        r->cells[i].size = r->text.size - r->starts[i];
        gg_buf_append(&r->text, "\0\0\0\0\0\0\0", 8); /* words are read by eight bytes */
    }
    if (!status)
        status = gg_buf_check(&r->text, err);
    for (size_t i = 0; i < r->n && !status; i++)
        r->cells[i].data = r->null[i] ? NULL : r->text.data + r->starts[i];
    return status;
}

static gg_status fetch_all(gg_odbc_connection *c, SQLHSTMT statement, row *r, gg_sql_visit visit,
                           void *context, gg_error *err)
{
    for (;;) {
        SQLRETURN got = c->odbc.SQLFetch(statement);
        gg_status status;

        if (got == SQL_NO_DATA)
            return GG_OK;
        if (!SQL_SUCCEEDED(got))
            return gg_odbc_failed(c, SQL_HANDLE_STMT, statement, false, err);
        status = fetch_row(c, statement, r, err);
        if (!status)
            status = visit(context, r->cells, r->n, err);
        if (status)
            return status;
    }
}

gg_status gg_odbc_query(void *state, const char *text, gg_sql_visit visit, void *context,
                        gg_error *err)
{
    gg_odbc_connection *c = state;
    SQLHSTMT statement = SQL_NULL_HANDLE;
    SQLSMALLINT count = 0;
    row r = {0};
    gg_status status = gg_odbc_run(c, text, false, &statement, err);

    if (status)
        return status;
    gg_buf_init(&r.text, 0);
    if (!SQL_SUCCEEDED(c->odbc.SQLNumResultCols(statement, &count)) || count <= 0)
        status = gg_odbc_failed(c, SQL_HANDLE_STMT, statement, false, err);
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
