/* Runs SQL in DuckDB, for scenes that need its files: duckdb_sql LIBRARY FILE SQL (FILE: "" for
 * none). */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static void *library;

static void find(const char *name, void *call)
{
    void *found = dlsym(library, name);

    memcpy(call, &found, sizeof found);
}

int main(int argc, char **argv)
{
    int (*open)(const char *, void **) = NULL, (*connect)(void *, void **) = NULL;
    int (*query)(void *, const char *, void *) = NULL;
    void (*disconnect)(void **) = NULL, (*close)(void **) = NULL;
    void *database = NULL, *connection = NULL;
    int failed;

    library = argc == 4 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (!library)
        return 2;
    find("duckdb_open", &open);
    find("duckdb_connect", &connect);
    find("duckdb_query", &query);
    find("duckdb_disconnect", &disconnect);
    find("duckdb_close", &close);
    if (!open || !connect || !query || !disconnect || !close)
        return 2;
    if (open(*argv[2] ? argv[2] : NULL, &database) != 0 || connect(database, &connection) != 0)
        return 2;
    failed = query(connection, argv[3], NULL);
    if (failed)
        fprintf(stderr, "DuckDB refuses: %s\n", argv[3]);
    disconnect(&connection);
    close(&database);
    return failed != 0;
}
