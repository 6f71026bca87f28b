/*
 * Internal to the ODBC engine.
 *
 *   odbc_library   the library, loaded when it is first needed
 *   odbc_text      texts in UTF-16
 *   odbc_failure   what went wrong
 *   odbc_answer    what queries answer
 *   odbc           connecting, and the transaction
 */
#ifndef GG_ODBC_INTERNAL_H
#define GG_ODBC_INTERNAL_H

#include <odbcinst.h>
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>
#include <stdbool.h>
#include <string.h>

#include "gauger/evidence/sql.h"

/* The functions that are used, all of ODBC 3. Texts go in and out as UTF-16, but to drivers that
 * know bytes alone. */
#define GG_ODBC_MAP(XX)                                                                            \
    XX(SQLAllocHandle)                                                                             \
    XX(SQLFreeHandle)                                                                              \
    XX(SQLSetEnvAttr)                                                                              \
    XX(SQLDriverConnectW)                                                                          \
    XX(SQLDisconnect)                                                                              \
    XX(SQLSetConnectAttrW)                                                                         \
    XX(SQLSetStmtAttrW)                                                                            \
    XX(SQLGetInfoW)                                                                                \
    XX(SQLExecDirectW)                                                                             \
    XX(SQLExecDirect)                                                                              \
    XX(SQLNumResultCols)                                                                           \
    XX(SQLDescribeColW)                                                                            \
    XX(SQLDescribeCol)                                                                             \
    XX(SQLColAttributeW)                                                                           \
    XX(SQLFetch)                                                                                   \
    XX(SQLGetData)                                                                                 \
    XX(SQLGetDiagRecW)                                                                             \
    XX(SQLEndTran)

typedef struct gg_odbc {
#define GG_ODBC_POINTER(name) __typeof__(&name) name;
    GG_ODBC_MAP(GG_ODBC_POINTER)
#undef GG_ODBC_POINTER
    /* What odbc.ini has for a key of a data source; NULL where the installer's library lacks. */
    __typeof__(&SQLGetPrivateProfileString) SQLGetPrivateProfileString;
} gg_odbc;

#define GG_ODBC_UNITS 512 /* of a text that is fetched in pieces, and of names */

typedef struct gg_odbc_connection {
    gg_odbc odbc;
    SQLHENV env;
    SQLHDBC dbc;
    bool connected, postgres;
    bool narrow; /* queries and names are bytes: the driver knows no other texts */
    bool bytes;  /* cells are fetched as the bytes of UTF-8 that the engine keeps */
    bool plain;  /* and not even those but for ASCII */
    bool secret; /* the connection string is the user's: what drivers say may hold parts of it */
    bool file;   /* the database is a file, which is not to be made */
} gg_odbc_connection;

/* The error of a handle. quote: whether what the driver says may be passed on. */
gg_status gg_odbc_failed(gg_odbc_connection *c, SQLSMALLINT type, SQLHANDLE handle, bool quote,
                         gg_error *err);

/* Runs a statement; with out it stays open, to be freed. quote: as above. */
gg_status gg_odbc_run(gg_odbc_connection *c, const char *query, bool quote, SQLHSTMT *out,
                      gg_error *err);

/* The functions of the engine: see gg_sql_functions. */
gg_status gg_odbc_describe(void *state, const char *query, gg_arena *arena, gg_sql_column **out,
                           size_t *n, gg_error *err);
gg_status gg_odbc_query(void *state, const char *query, gg_sql_visit visit, void *context,
                        gg_error *err);

/* Loads the library. */
gg_status gg_odbc_load(gg_odbc *odbc, gg_error *err);

/* A text in UTF-16, ended by 0; to be freed, NULL when memory is out. */
SQLWCHAR *gg_utf16(const char *text);

/* Adds n units of UTF-16 as UTF-8; a half of a pair becomes U+FFFD. */
void gg_utf16_append(gg_buf *to, const SQLWCHAR *text, size_t n);

#endif
