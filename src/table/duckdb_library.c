/*
 * libduckdb, loaded when it is first needed: a program that reads CSV alone does not need it.
 *
 * It stays loaded until the program ends: threads and handlers of its own would be left behind.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "duckdb_internal.h"

#define VARIABLE "GAUGER_DUCKDB_LIBRARY"
#define MEND     "install DuckDB's C library (libduckdb.so), or name its file in " VARIABLE

static const char *const names[] = {"libduckdb.so", "libduckdb.so.1"};

static gg_status refuse(const char *named, gg_status status, const char *what, gg_error *err)
{
    gg_error_where(err, named ? VARIABLE : names[0], 0, NULL);
    return gg_error_set(err, status, MEND, "%s", what);
}

/* Where the file of a library lies is a matter of the machine, as the search path of the loader is,
 * and not one of the run. */
static void *load(const char *named)
{
    void *library = NULL;

    if (named)
        return dlopen(named, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    for (size_t i = 0; i < sizeof names / sizeof *names && !library; i++)
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    return library;
}

gg_status gg_duckdb_load(gg_duckdb_calls *out, gg_error *err)
{
    const char *given = secure_getenv(VARIABLE), *named = given && *given ? given : NULL;
    gg_duckdb_calls calls = {.library = load(named)};
    const struct {
        const char *name;
        void *call; /* a pointer to the pointer that is to be filled */
    } wanted[] = {
#define GG_DUCKDB_WANTED(result, name, arguments) {"duckdb_" #name, &calls.name},
        GG_DUCKDB_MAP(GG_DUCKDB_WANTED)
#undef GG_DUCKDB_WANTED
    };

    if (!calls.library)
        return refuse(named, GG_E_NOT_FOUND,
                      named ? "no library that can be loaded"
                            : "DuckDB reads this table, and its library is not there",
                      err);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        void *found = dlsym(calls.library, wanted[i].name);

        if (!found) {
            dlclose(calls.library);
            return refuse(named, GG_E_INPUT, "lacks a function: not DuckDB, or too old", err);
        }
        memcpy(wanted[i].call, &found, sizeof found);
    }
    *out = calls;
    return GG_OK;
}

void gg_duckdb_unload(gg_duckdb_calls *calls)
{
    if (calls->library)
        dlclose(calls->library);
    calls->library = NULL;
}
