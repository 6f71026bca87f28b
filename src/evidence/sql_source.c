/* The name of a table in a database, taken apart: odbc:DSN/TABLE. */
#include <string.h>

#include "gauger/evidence/sql.h"

#define PREFIX "odbc:"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* path: what was given, which is not shown where it may hold a password. */
static gg_status usage(const char *path, gg_error *err, const char *what)
{
    gg_error_where(err, strpbrk(path, "=;{}") ? PREFIX : path, 0, NULL);
    return gg_error_set(err, GG_E_USAGE,
                        "write odbc:DSN/TABLE or odbc:DSN/SCHEMA.TABLE; names with points, slashes "
                        "or double quotes in double quotes",
                        "%s", what);
}

bool gg_sql_named(const char *path)
{
    return strncmp(path, PREFIX, strlen(PREFIX)) == 0;
}

/* The last slash outside double quotes; NULL if there is none. */
static const char *last_slash(const char *s)
{
    const char *found = NULL;
    bool inside = false;

    for (; *s; s++) {
        if (*s == '"')
            inside = !inside;
        else if (*s == '/' && !inside)
            found = s;
    }
    return found;
}

/* One name, quoted or not; *s stands behind it then. NULL for none. */
static const char *take_name(gg_arena *arena, const char **s, bool *broken)
{
    char *name = gg_arena_string(arena, *s);
    const char *p = *s;
    size_t n = 0;

    *broken = false;
    if (!name)
        return NULL;
    if (*p == '"') {
        for (p++; *p && (*p != '"' || p[1] == '"'); p++) {
            p += *p == '"';
            name[n++] = *p;
        }
        *broken = *p != '"';
        p += *p == '"';
    } else {
        for (; *p && *p != '.' && *p != '"'; p++)
            name[n++] = *p;
    }
    *broken = *broken || n == 0 || (*p && *p != '.');
    name[n] = '\0';
    *s = p;
    return name;
}

static gg_status take_table(const char *path, gg_sql_source *out, const char *s, gg_error *err)
{
    do {
        bool broken;

        if (out->n_parts == sizeof out->parts / sizeof *out->parts)
            return usage(path, err, "a table has at most a catalog, a schema and a name");
        out->parts[out->n_parts] = take_name(&out->arena, &s, &broken);
        if (!out->parts[out->n_parts++])
            return memory(err);
        if (broken)
            return usage(path, err, "the name of the table is empty or its quotes are open");
    } while (*s++ == '.');
    return GG_OK;
}

/* The value of a key of a connection string, in any case; NULL without. */
static const char *value_of(gg_arena *arena, const char *s, const char *key)
{
    for (; *s; s += strcspn(s, ";"), s += *s == ';') {
        const size_t n = strcspn(s, "=;"), size = strcspn(s, ";");

        if (s[n] == '=' && gg_text_same(s, n, key))
            return gg_arena_text(arena, s + n + 1, size - n - 1);
    }
    return NULL;
}

/* What stands before the table: a data source, or a connection string, of which only that name, or
 * that of the driver, is ever shown. */
static gg_status take_connection(const char *path, gg_sql_source *out, const char *s, size_t n,
                                 const char *table, gg_error *err)
{
    char *text = gg_arena_text(&out->arena, s, n);
    const char *shown = text;

    if (!text)
        return memory(err);
    out->secret = strchr(text, '=') != NULL;
    if (n == 0 || (!out->secret && strpbrk(text, ";{}")))
        return usage(path, err, "not the name of a data source");
    if (out->secret) {
        out->dsn = value_of(&out->arena, text, "dsn");
        out->driver = value_of(&out->arena, text, "driver");
        shown = out->dsn ? out->dsn : out->driver;
        if (!shown)
            return usage(path, err, "a connection string needs DSN= or DRIVER=");
        out->connection = text;
    } else {
        out->dsn = text;
        out->connection = gg_arena_printf(&out->arena, "DSN=%s", text);
    }
    out->name = gg_arena_printf(&out->arena, PREFIX "%s/%s", shown, table);
    return out->connection && out->name ? GG_OK : memory(err);
}

gg_status gg_sql_source_parse(const char *path, gg_sql_source *out, gg_error *err)
{
    const char *begin = gg_sql_named(path) ? path + strlen(PREFIX) : path;
    const char *slash = last_slash(begin);
    gg_sql_source made = {0};
    gg_status status;

    gg_arena_init(&made.arena);
    if (!slash)
        return usage(path, err, "no table behind the data source");
    status = take_connection(path, &made, begin, (size_t)(slash - begin), slash + 1, err);
    if (!status)
        status = take_table(path, &made, slash + 1, err);
    if (status) {
        gg_sql_source_release(&made);
        return status;
    }
    *out = made;
    return GG_OK;
}

void gg_sql_source_release(gg_sql_source *source)
{
    gg_arena_release(&source->arena);
    memset(source, 0, sizeof *source);
}
