/* The columns of a table that is not read here. */
#include "gauger/table/csv_columns.h"

#include <string.h>

#include "table_internal.h"

static gg_status check(const char *name, const char *const *columns, size_t n, gg_error *err)
{
    if (n == 0) {
        gg_error_where(err, name, 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "give a table", "has no columns");
    }
    for (size_t i = 0; i < n; i++) {
        bool again = false;

        for (size_t k = 0; k < i; k++)
            again = again || strcmp(columns[i], columns[k]) == 0;
        if (columns[i][0] && !again)
            continue;
        gg_error_where(err, name, 0, again ? columns[i] : NULL);
        return again ? gg_error_set(err, GG_E_INPUT, "give each column a name of its own",
                                    "two columns have this name")
                     : gg_error_set(err, GG_E_INPUT, "name every column", "column %zu has no name",
                                    i + 1);
    }
    return GG_OK;
}

gg_status gg_csv_of_columns(const char *name, const char *const *columns, size_t n, gg_csv **out,
                            gg_error *err)
{
    gg_csv *csv = NULL;
    gg_status status = check(name, columns, n, err);

    if (!status)
        status = gg_csv_make(name, NULL, &csv, err);
    if (status)
        return status;
    csv->end = true;
    csv->names = gg_arena_array(&csv->arena, n, sizeof *csv->names);
    for (size_t i = 0; csv->names && i < n; i++) {
        csv->names[i] = gg_arena_string(&csv->arena, columns[i]);
        if (!csv->names[i])
            csv->names = NULL;
    }
    if (!csv->names) {
        gg_csv_close(csv);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    csv->columns = n;
    *out = csv;
    return GG_OK;
}
