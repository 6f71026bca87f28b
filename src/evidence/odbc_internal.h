/* Internal to the ODBC engine: the library's functions, texts in UTF-16, what drivers say. */
#ifndef GG_ODBC_INTERNAL_H
#define GG_ODBC_INTERNAL_H

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>
#include <string.h>

#include "gauger/evidence/sql.h"

/* The functions that are used, all of ODBC 3. Texts go in and out as UTF-16, but to drivers that know
 * bytes alone. */
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
} gg_odbc;

/* Loads the library. */
gg_status gg_odbc_load(gg_odbc *odbc, gg_error *err);

/* A text in UTF-16, ended by 0; to be freed, NULL when memory is out. */
SQLWCHAR *gg_utf16(const char *text);

/* Adds n units of UTF-16 as UTF-8; a half of a pair becomes U+FFFD. */
void gg_utf16_append(gg_buf *to, const SQLWCHAR *text, size_t n);

#endif
