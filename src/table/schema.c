/* Schema: roles, from options; the document form is in schema_load.c. */
#include "gauger/table/schema.h"

#include <stdio.h>
#include <string.h>

#include "gauger/base/text.h"
#include "schema_internal.h"

static const struct {
    const char *word;
    bool single;
} role_table[] = {
#define GG_ROLE_ROW(code, word, single) [GG_ROLE_##code] = {word, single},
    GG_ROLE_MAP(GG_ROLE_ROW)
#undef GG_ROLE_ROW
};

const char *gg_role_word(gg_role role)
{
    return (int)role >= 0 && role < GG_ROLE_COUNT_ ? role_table[role].word : "";
}

static bool same_word(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
            return false;
    return *a == *b;
}

bool gg_role_find(const char *word, gg_role *out)
{
    for (int r = 0; r < GG_ROLE_COUNT_; r++) {
        if (same_word(word, role_table[r].word)) {
            *out = (gg_role)r;
            return true;
        }
    }
    return false;
}

void gg_schema_init(gg_schema *schema)
{
    memset(schema, 0, sizeof *schema);
    gg_arena_init(&schema->arena);
}

void gg_schema_release(gg_schema *schema)
{
    if (!schema)
        return;
    gg_arena_release(&schema->arena);
    gg_schema_init(schema);
}

static gg_column *find(const gg_schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->n_columns; i++)
        if (strcmp(schema->columns[i].name, name) == 0)
            return &schema->columns[i];
    return NULL;
}

const gg_column *gg_schema_find(const gg_schema *schema, const char *name)
{
    return find(schema, name);
}

gg_column *gg_schema_entry(gg_schema *schema, const char *name, gg_error *err)
{
    gg_column *column = find(schema, name);

    if (column)
        return column;
    if (schema->n_columns == schema->room_columns) {
        size_t room = schema->room_columns ? schema->room_columns * 2 : 16;
        gg_column *all = gg_arena_array(&schema->arena, room, sizeof *all);

        if (!all)
            goto memory;
        if (schema->n_columns)
            memcpy(all, schema->columns, schema->n_columns * sizeof *all);
        schema->columns = all;
        schema->room_columns = room;
    }
    name = gg_arena_string(&schema->arena, name);
    if (!name)
        goto memory;
    column = &schema->columns[schema->n_columns++];
    column->name = name;
    return column;
memory:
    (void)gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return NULL;
}

/* The next name of a comma-separated list; a name in double quotes may hold commas. */
static const char *next_name(gg_schema *schema, const char **list)
{
    const char *s = *list;
    size_t n = 0;
    char *name = gg_arena_array(&schema->arena, strlen(s) + 1, 1);
    bool quoted = *s == '"';

    if (!name)
        return NULL;
    if (quoted)
        s++;
    for (; *s && (quoted || *s != ','); s++) {
        if (quoted && *s == '"') {
            if (s[1] != '"') {
                s++;
                break;
            }
            s++;
        }
        name[n++] = *s;
    }
    *list = *s == ',' ? s + 1 : *s ? NULL : s;
    return name;
}

gg_status gg_schema_role(gg_schema *schema, const char *names, gg_role role, gg_error *err)
{
    const char *rest = names;

    do {
        const char *name = next_name(schema, &rest);
        gg_column *column;

        if (!name)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        if (name[0] == '\0' || !rest)
            return gg_error_set(err, GG_E_USAGE, "give column names with commas between them",
                                "an empty or malformed column name for the role %s",
                                gg_role_word(role));
        column = gg_schema_entry(schema, name, err);
        if (!column)
            return GG_E_MEMORY;
        column->roles |= 1u << role;
    } while (*rest);
    return GG_OK;
}

gg_status gg_schema_reference(gg_schema *schema, const char *setting, gg_error *err)
{
    const char *equals = strchr(setting, '=');
    gg_column *column;
    char *name;

    if (!equals || equals == setting)
        return gg_error_set(err, GG_E_USAGE, "write --reference COLUMN=LEVEL, e.g. race=White",
                            "a reference without a column");
    name = gg_arena_text(&schema->arena, setting, (size_t)(equals - setting));
    column = name ? gg_schema_entry(schema, name, err) : NULL;
    if (!column)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    column->reference = gg_arena_string(&schema->arena, equals + 1);
    return column->reference ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_schema_site_threshold(gg_schema *schema, const char *site, double threshold,
                                   gg_error *err)
{
    gg_site_threshold *all;

    for (size_t i = 0; i < schema->n_site_thresholds; i++) {
        if (strcmp(schema->site_thresholds[i].site, site) == 0) {
            schema->site_thresholds[i].threshold = threshold;
            return GG_OK;
        }
    }
    all = gg_arena_array(&schema->arena, schema->n_site_thresholds + 1, sizeof *all);
    site = gg_arena_string(&schema->arena, site);
    if (!all || !site)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (schema->n_site_thresholds)
        memcpy(all, schema->site_thresholds, schema->n_site_thresholds * sizeof *all);
    all[schema->n_site_thresholds].site = site;
    all[schema->n_site_thresholds].threshold = threshold;
    schema->site_thresholds = all;
    schema->n_site_thresholds++;
    return GG_OK;
}

gg_status gg_schema_threshold(gg_schema *schema, const char *setting, gg_error *err)
{
    const char *equals = strrchr(setting, '=');
    const char *number = equals ? equals + 1 : setting;
    double value;
    char *site;

    if (gg_text_number(number, strlen(number), &value) != GG_NUMBER_OK)
        return gg_error_set(err, GG_E_USAGE, "write --threshold 0.5, or --threshold SITE=0.65",
                            "a threshold that is not a number");
    if (!equals) {
        schema->has_threshold = true;
        schema->threshold = value;
        return GG_OK;
    }
    site = gg_arena_text(&schema->arena, setting, (size_t)(equals - setting));
    if (!site)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    return gg_schema_site_threshold(schema, site, value, err);
}

/* Whether a name among others needs quotes to be seen as one: with a comma, or space around it. */
static bool needs_quotes(const char *name)
{
    size_t n = strlen(name);

    return strchr(name, ',') || (n && (name[0] == ' ' || name[n - 1] == ' '));
}

/* The names a table has, for a message: as many as there is room for. */
static void list_names(const gg_csv *csv, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < gg_csv_columns(csv); i++) {
        const char *name = gg_csv_name(csv, i);
        const char *quote = needs_quotes(name) ? "\"" : "";
        const char *comma = used ? ", " : "";

        if (!gg_csv_plain(csv, i))
            continue;

        if (used + strlen(name) + 10 > size) {
            snprintf(out + used, size - used, "%s...", comma);
            return;
        }
        used += (size_t)snprintf(out + used, size - used, "%s%s%s%s", comma, quote, name, quote);
    }
}

static gg_status check_known(const gg_schema *schema, const gg_csv *csv, gg_error *err)
{
    char names[120], mend[160];
    size_t at;

    for (size_t i = 0; i < schema->n_columns; i++) {
        if (gg_csv_find(csv, schema->columns[i].name, &at))
            continue;
        list_names(csv, names, sizeof names);
        snprintf(mend, sizeof mend, "the columns are: %s", names);
        gg_error_where(err, gg_csv_path(csv), 1, schema->columns[i].name);
        return gg_error_set(err, GG_E_INPUT, mend, "no such column");
    }
    return GG_OK;
}

gg_status gg_schema_bind(const gg_schema *schema, const gg_csv *csv, gg_role role, size_t *out,
                         size_t *n, gg_error *err)
{
    gg_status status = check_known(schema, csv, err);
    size_t found = 0;

    if (status)
        return status;
    for (size_t i = 0; i < gg_csv_columns(csv); i++) {
        const gg_column *column = find(schema, gg_csv_name(csv, i));

        if (!column || !(column->roles & (1u << role)))
            continue;
        if (found && role_table[role].single) {
            gg_error_where(err, gg_csv_path(csv), 1, column->name);
            return gg_error_set(err, GG_E_USAGE, "give the role to one of them",
                                "a second column with the role %s, besides \"%s\"",
                                role_table[role].word, gg_csv_name(csv, out[0]));
        }
        out[found++] = i;
    }
    *n = found;
    return GG_OK;
}
