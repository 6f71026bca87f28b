/*
 * What went wrong, by the SQLSTATE.
 *
 * What a driver says of a connection, or of a query that is not asked for rows, is passed on. What
 * it says of rows is not, because it may quote a value: there the SQLSTATE and our own words must
 * do.
 */
#include "odbc_internal.h"

typedef struct diagnosis {
    char state[6];  /* the SQLSTATE */
    char text[160]; /* what the driver says, in one line */
} diagnosis;

static void diagnose(gg_odbc_connection *c, SQLSMALLINT type, SQLHANDLE handle, diagnosis *out)
{
    SQLWCHAR state[SQL_SQLSTATE_SIZEW] = {0}, text[GG_ODBC_UNITS] = {0};
    SQLSMALLINT size = 0;
    SQLINTEGER native;
    gg_buf buf;

    gg_buf_init(&buf, 0);
    memcpy(out->state, "HY000", sizeof out->state);
    out->text[0] = '\0';
    if (!SQL_SUCCEEDED(c->odbc.SQLGetDiagRecW(type, handle, 1, state, &native, text,
                                              GG_ODBC_UNITS - 1, &size)))
        return;
    for (size_t i = 0; i < 5; i++)
        out->state[i] = state[i] > ' ' && state[i] < 127 ? (char)state[i] : '?';
    if (size > GG_ODBC_UNITS - 1)
        size = GG_ODBC_UNITS - 1;
    for (SQLSMALLINT i = 0; i < size; i++)
        text[i] = text[i] == '\n' || text[i] == '\r' || text[i] == '\t' ? ' ' : text[i];
    gg_utf16_append(&buf, text, size > 0 ? (size_t)size : 0);
    if (!buf.failed && buf.data)
        gg_text_clean(buf.data, buf.size, out->text, sizeof out->text - 4);
    gg_buf_release(&buf);
}

/* What went wrong, by the beginning of the SQLSTATE; the longer ones go first. */
static const struct cause {
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
     "see that the name, the user and the password of the data source are right, and that the "
     "database runs; nothing was stored"},
    {"57", GG_E_IO, "the database ended the query", "run it again: nothing was stored"},
    {"40", GG_E_IO, "the database undid the transaction", "run it again: nothing was stored"},
    {"28", GG_E_IO, "the database does not let this user in",
     "correct the user or password of the data source"},
    {"42501", GG_E_INPUT, "the user of this data source may not read the table",
     "have SELECT granted on it"},
    {"42883", GG_E_INPUT, "the engine cannot group by a column, or compute with it, for its type",
     "give a view that casts it, e.g. a json column to text"},
    {"42", GG_E_INPUT, "the engine does not accept the query",
     "check the name of the table; --explain-sql shows the queries"},
    {"07006", GG_E_INPUT, "the driver of this data source gives no Unicode text",
     "use its Unicode version, e.g. psqlodbcw.so"},
    {"22", GG_E_INPUT, "a value that the engine cannot convert or compute with",
     "give a view in which the columns have the right types"},
    {"", GG_E_IO, "the engine failed", "run it again, or see the log of the database"},
};

/* What of a connection to a file, and of a table, has no SQLSTATE of its own. */
static const struct cause
    no_file = {"", GG_E_NOT_FOUND, "there is no such database, or it cannot be read",
               "give the data source the path of the file (Database=); none was made"},
    no_table = {"", GG_E_INPUT, "there is no such table, or it cannot be read",
                "check the name of the table, and that it may be read"};

gg_status gg_odbc_failed(gg_odbc_connection *c, SQLSMALLINT type, SQLHANDLE handle, bool quote,
                         gg_error *err)
{
    const struct cause *cause = causes;
    diagnosis d;

    diagnose(c, type, handle, &d);
    while (strncmp(d.state, cause->state, strlen(cause->state)) != 0)
        cause++;
    if (c->file && type == SQL_HANDLE_DBC && cause->status == GG_E_IO)
        cause = &no_file;
    else if (quote && type == SQL_HANDLE_STMT && !cause->state[0])
        cause = &no_table;
    if (quote && !c->secret && d.text[0])
        return gg_error_set(err, cause->status, cause->mend, "%s (SQLSTATE %s: %s)", cause->what,
                            d.state, d.text);
    return gg_error_set(err, cause->status, cause->mend, "%s (SQLSTATE %s)", cause->what, d.state);
}
