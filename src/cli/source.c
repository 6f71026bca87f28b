#include "source.h"

#include <string.h>

#include "columns.h"
#include "database.h"
#include "gauger/registry/dataset.h"
#include "gauger/registry/files.h"
#include "gauger/table/csv.h"
#include "registry.h"

#define PREFIX "dataset:"

/* A path in the store, and what the user calls it. */
struct gg_alias {
    const char *path, *name;
    struct gg_alias *next;
};

static gg_status remember(gg_cli *cli, const char *path, const char *name, gg_error *err)
{
    struct gg_alias *alias = gg_arena_array(&cli->arena, 1, sizeof *alias);

    if (!alias)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    *alias = (struct gg_alias){path, name, cli->aliases};
    cli->aliases = alias;
    return GG_OK;
}

void gg_source_rename(const gg_cli *cli, gg_error *err)
{
    for (const struct gg_alias *a = cli->aliases; a; a = a->next) {
        gg_error stored;

        /* An error has cut and cleaned the path: the same is done to this one. */
        gg_error_init(&stored);
        gg_error_where(&stored, a->path, 0, NULL);
        if (strcmp(stored.file, err->file) != 0)
            continue;
        err->file[0] = '\0';
        gg_error_where(err, a->name, 0, NULL);
        return;
    }
}

bool gg_source_registered(const char *operand)
{
    return strncmp(operand, PREFIX, strlen(PREFIX)) == 0;
}

gg_status gg_source_take(gg_cli *cli, gg_registry *reg, const char *operand, gg_source *out,
                         gg_error *err)
{
    gg_dataset_version version;
    json_t *shown = NULL;
    gg_source source = {.files = 1};
    gg_buf path;
    gg_status status = gg_dataset_find(reg, operand, &version, err);

    gg_buf_init(&path, 0);
    if (status == GG_OK) {
        source.dataset = gg_arena_printf(&cli->arena, "%s@%llu", version.name,
                                         (unsigned long long)version.number);
        source.sha256 = gg_arena_string(&cli->arena, version.sha256);
        source.name = gg_arena_printf(&cli->arena, PREFIX "%s", source.dataset);
        if (!source.dataset || !source.sha256 || !source.name)
            status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    if (status == GG_OK)
        status = gg_dataset_check_there(reg, &version, err);
    if (status == GG_OK)
        status = gg_registry_file_path(reg, version.sha256, &path, err);
    if (status == GG_OK)
        status = gg_dataset_show(reg, source.dataset, &shown, err);
    if (status == GG_OK) {
        const json_t *schema = json_object_get(shown, "schema");

        source.path = gg_arena_text(&cli->arena, path.data, path.size);
        if (!source.path)
            status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        else if (json_is_object(schema))
            source.schema = json_incref((json_t *)schema);
    }
    if (status == GG_OK)
        status = remember(cli, source.path, source.name, err);
    if (status == GG_OK)
        *out = source;
    else
        gg_source_release(&source);
    json_decref(shown);
    gg_buf_release(&path);
    return status;
}

gg_status gg_source_find(gg_cli *cli, gg_registry *reg, const char *operand, gg_source *out,
                         gg_error *err)
{
    gg_source source = {.path = operand, .name = gg_columns_source_name(operand, &cli->arena)};
    char **files;
    gg_status status;

    if (gg_source_registered(operand))
        return gg_source_take(cli, reg, operand, out, err);
    if (gg_database_named(operand)) {
        source = (gg_source){.database = operand, .files = 1};
        status = gg_database_name(operand, &cli->arena, &source.name, err);
        source.path = source.name;
        if (status == GG_OK)
            *out = source;
        return status;
    }
    status = gg_csv_expand(operand, &cli->arena, &files, &source.files, err);
    if (status == GG_OK)
        *out = source;
    return status;
}

void gg_source_release(gg_source *source)
{
    json_decref(source->schema);
    source->schema = NULL;
}

gg_status gg_source_open(gg_cli *cli, const char *operand, gg_schema *schema, gg_source *out,
                         gg_error *err)
{
    gg_registry *reg = NULL;
    gg_source source = {0};
    gg_status status = GG_OK;

    if (gg_source_registered(operand))
        status = gg_desk_open(cli, GG_REGISTRY_WORK, &reg, err);
    if (status == GG_OK)
        status = gg_source_find(cli, reg, operand, &source, err);
    if (status == GG_OK && source.database) {
        gg_error_where(err, source.name, 0, NULL);
        status = gg_error_set(err, GG_E_USAGE, "write the table to a CSV file, and give that",
                              "only gauger evaluate asks a database");
    }
    if (status == GG_OK && schema && source.schema)
        status = gg_schema_add(schema, source.schema, err);
    gg_source_release(&source); /* the texts are the arena's */
    gg_registry_close(reg);
    if (status == GG_OK)
        *out = source;
    else if (gg_source_registered(operand))
        gg_error_where(err, operand, 0, NULL);
    return status;
}

gg_status gg_source_sign(const gg_source *source, json_t *data, gg_error *err)
{
    if (!source->dataset)
        return GG_OK;
    if (json_object_set_new(data, "source", json_string(source->name)) != 0 ||
        json_object_set_new(data, "sha256", json_string(source->sha256)) != 0)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return GG_OK;
}
