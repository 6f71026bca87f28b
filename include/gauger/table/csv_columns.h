/*
 * The columns of a table that is not read here: what binds roles to columns needs to know no more.
 */
#ifndef GAUGER_TABLE_CSV_COLUMNS_H
#define GAUGER_TABLE_CSV_COLUMNS_H

#include "gauger/table/csv.h"

GG_BEGIN_DECLS

/*
 * A table of which only the columns are known, such as one in a database.
 *
 * name: of the table, for messages.  columns, n: names, in the order of the table; none empty, none
 * twice.  out: untouched on error.  err: table, column, what.
 * Returns GG_OK; GG_E_INPUT for no columns, an empty name or one given twice; GG_E_MEMORY.
 * Ownership: names are copied; end it with gg_csv_close().
 * Undefined cases: it holds no rows, and must not be read.
 */
GG_CHECKED gg_status gg_csv_of_columns(const char *name, const char *const *columns, size_t n,
                                       gg_csv **out, gg_error *err);

GG_END_DECLS
#endif
