/*
 * libodbc, loaded when it is first needed: a program that never opens a database does not need it.
 *
 * It stays loaded until the program ends, because drivers leave handlers behind that run then.
 */
#include "odbc_internal.h"

#include <dlfcn.h>

#define LIBRARY   "libodbc.so.2"
#define INSTALLER "libodbcinst.so.2"

static gg_status missing(gg_error *err, const char *what)
{
    gg_error_where(err, LIBRARY, 0, NULL);
    return gg_error_set(err, GG_E_NOT_FOUND,
                        "install unixODBC (Debian: unixodbc) and the driver of the database", "%s",
                        what);
}

/* What reads the ini files, NULL where it is not there. A driver brings the same library, and would
 * take it away with all that it remembers of the files: here it stays. */
static void *profile_reader(void)
{
    void *installer = dlopen(INSTALLER, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    void *found = installer ? dlsym(installer, "SQLGetPrivateProfileString") : NULL;

    if (installer)
        dlclose(installer);
    return found;
}

gg_status gg_odbc_load(gg_odbc *odbc, gg_error *err)
{
    const struct {
        const char *name;
        void *function; /* a pointer to the pointer that is to be filled */
    } wanted[] = {
#define GG_ODBC_WANTED(name) {#name, &odbc->name},
        GG_ODBC_MAP(GG_ODBC_WANTED)
#undef GG_ODBC_WANTED
    };
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    void *profile = profile_reader();

    memcpy(&odbc->SQLGetPrivateProfileString, &profile, sizeof profile);
    if (!library)
        return missing(err, "this library is needed to read from a database, and is not there");
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        void *found = dlsym(library, wanted[i].name);

        if (!found)
            return missing(err, "lacks a function: not the library that it is taken for");
        memcpy(wanted[i].function, &found, sizeof found);
    }
    return GG_OK;
}
