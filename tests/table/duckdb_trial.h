/* What the tests of tables that DuckDB reads share: a folder of files, and the errors of tables. */
#ifndef GG_TESTS_DUCKDB_TRIAL_H
#define GG_TESTS_DUCKDB_TRIAL_H

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "table/records.h"

#define VARIABLE "GAUGER_DUCKDB_LIBRARY"
#define COUNT(a) (sizeof(a) / sizeof *(a))

static const unsigned threads[] = {1, 2, 7};

static char folder[64];

static inline const char *in(const char *name)
{
    static char path[8][200];
    static int at;

    at = (at + 1) % 8;
    snprintf(path[at], sizeof path[at], "%s/%s", folder, name);
    return path[at];
}

static inline const char *by_duckdb(const char *name)
{
    static char path[240];

    snprintf(path, sizeof path, "duckdb:%s", in(name));
    return path;
}

/* The message of a table that is not read, without the folder. */
static inline const char *error_of(const char *path, unsigned n)
{
    static char message[GG_ERROR_MAX + 1];
    gg_csv_options options = gg_csv_options_default();
    records r;
    char *at;

    options.threads = n;
    r = records_read(path, &options, n);
    strcpy(message, r.message);
    records_release(&r);
    while ((at = strstr(message, folder)) != NULL)
        memmove(at, at + strlen(folder) + 1, strlen(at + strlen(folder) + 1) + 1);
    return message;
}

static inline void folder_begin(void)
{
    strcpy(folder, "/tmp/gauger-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline void folder_end(void)
{
    char command[100];

    snprintf(command, sizeof command, "rm -r %s", folder);
    ck_assert_int_eq(system(command), 0);
}

#endif
