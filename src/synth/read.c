/* Maps with known keys: the parts of which the reader of scenarios is made. */
#include "synth_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gauger/base/text.h"

gg_status gg_read_memory(gg_reader *r)
{
    return gg_error_set(r->err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_read_refuse(gg_reader *r, const char *path, const char *mend, const char *format, ...)
{
    char what[220];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return gg_error_set(r->err, GG_E_INPUT, mend, "%s%s%s", path, path[0] ? ": " : "", what);
}

const char *gg_read_path(gg_reader *r, const char *path, const char *key)
{
    const char *joined =
        path[0] ? gg_arena_printf(&r->scenario->arena, "%s.%.*s", path, GG_MADE_NAME, key)
                : gg_arena_printf(&r->scenario->arena, "%.*s", GG_MADE_NAME, key);

    return joined ? joined : "";
}

gg_status gg_read_number(gg_reader *r, const json_t *value, const char *path, double low,
                         double high, double *out)
{
    double x = json_number_value(value);

    if (!json_is_number(value) || !(x >= low && x <= high)) {
        char mend[120], from[32], to[32];

        snprintf(mend, sizeof mend, "give a number from %s to %s", gg_text_double(low, from),
                 gg_text_double(high, to));
        return gg_read_refuse(r, path, mend,
                              json_is_number(value) ? "out of range" : "not a number");
    }
    *out = x;
    return GG_OK;
}

static gg_status read_whole(gg_reader *r, const json_t *value, const char *path,
                            const gg_field *row, uint64_t *out)
{
    json_int_t x = json_integer_value(value);

    if (!json_is_integer(value) || (double)x < row->low || (double)x > row->high) {
        char mend[80];

        snprintf(mend, sizeof mend, "give a whole number from %.0f to %.0f", row->low, row->high);
        return gg_read_refuse(r, path, mend,
                              json_is_integer(value) ? "out of range" : "not a whole number");
    }
    *out = (uint64_t)x;
    return GG_OK;
}

static gg_status read_text(gg_reader *r, const json_t *value, const char *path, const char **out)
{
    const char *copy;

    if (!json_is_string(value) || json_string_length(value) == 0)
        return gg_read_refuse(r, path, "give a text; quote what looks like a number", "not a text");
    copy = gg_arena_string(&r->scenario->arena, json_string_value(value));
    if (!copy)
        return gg_read_memory(r);
    *out = copy;
    return GG_OK;
}

static gg_status read_field(gg_reader *r, const gg_field *row, const json_t *value,
                            const char *path, void *out)
{
    char *place = (char *)out + row->offset;

    switch (row->kind) {
    case GG_FIELD_NUMBER:
        return gg_read_number(r, value, path, row->low, row->high, (double *)(void *)place);
    case GG_FIELD_WHOLE:
        return read_whole(r, value, path, row, (uint64_t *)(void *)place);
    case GG_FIELD_TEXT:
        return read_text(r, value, path, (const char **)(void *)place);
    default:
        return GG_OK;
    }
}

static gg_status unknown_key(gg_reader *r, const char *path, const char *key, const gg_field *rows,
                             size_t n)
{
    char mend[160];
    size_t used = (size_t)snprintf(mend, sizeof mend, "the keys are ");

    for (size_t i = 0; i < n && used < sizeof mend; i++)
        used +=
            (size_t)snprintf(mend + used, sizeof mend - used, "%s%s", i ? ", " : "", rows[i].key);
    return gg_read_refuse(r, path, mend, "unknown key \"%.40s\"", key);
}

gg_status gg_read_fields(gg_reader *r, const json_t *map, const char *path, const gg_field *rows,
                         size_t n, void *out)
{
    gg_status status = gg_read_map(r, map, path, 0, SIZE_MAX);
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)map, key, value)
    {
        size_t i = 0;

        if (status != GG_OK)
            return status;
        while (i < n && strcmp(rows[i].key, key) != 0)
            i++;
        status = i == n ? unknown_key(r, path, key, rows, n)
                        : read_field(r, &rows[i], value, gg_read_path(r, path, key), out);
    }
    for (size_t i = 0; status == GG_OK && i < n; i++)
        if (rows[i].required && !json_object_get(map, rows[i].key)) {
            char mend[80];

            snprintf(mend, sizeof mend, "write %s: ...", rows[i].key);
            status = gg_read_refuse(r, path, mend, "the key \"%s\" is missing", rows[i].key);
        }
    return status;
}

gg_status gg_read_map(gg_reader *r, const json_t *value, const char *path, size_t least,
                      size_t most)
{
    size_t n = json_object_size(value);

    if (!json_is_object(value))
        return gg_read_refuse(r, path, "write NAME: VALUE lines below it", "not a map");
    if (n < least)
        return gg_read_refuse(r, path, "name more of them, or leave the key out",
                              "%zu members, at least %zu are needed", n, least);
    if (n > 1 && most == 1)
        return gg_read_refuse(r, path, "name one column", "%zu columns where one is needed", n);
    if (n > most) {
        return gg_error_set(r->err, GG_E_LIMIT, "give fewer",
                            "%s: %zu members, at most %zu can be made", path, n, most);
    }
    return GG_OK;
}

gg_status gg_read_name(gg_reader *r, const char *text, const char *path)
{
    size_t n = strlen(text);

    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return gg_read_refuse(r, path, "leave it out", "a name with a control character");
    if (n < 1 || n > GG_MADE_NAME)
        return gg_read_refuse(r, path, "give a name of 1 to 64 bytes", "a name of %zu bytes", n);
    return GG_OK;
}

gg_status gg_read_column_name(gg_reader *r, const char *name, const char *path, const char **out)
{
    gg_scenario *s = r->scenario;
    gg_status status = gg_read_name(r, name, path);
    const char *copy;

    if (status != GG_OK)
        return status;
    for (size_t i = 0; i < s->n_taken; i++)
        if (strcmp(s->taken[i], name) == 0)
            return gg_read_refuse(r, path, "give every column a name of its own",
                                  "two columns are called \"%.64s\"", name);
    copy = gg_arena_string(&s->arena, name);
    if (!copy)
        return gg_read_memory(r);
    s->taken[s->n_taken++] = *out = copy;
    return GG_OK;
}

gg_status gg_read_words_column(gg_reader *r, const char *name, const char *path, size_t *out)
{
    const gg_scenario *s = r->scenario;

    for (size_t i = 0; i < s->n_columns; i++) {
        if (strcmp(s->columns[i].name, name) != 0)
            continue;
        if (s->columns[i].is_number)
            return gg_read_refuse(r, path, "name a site, a group, or a feature with levels",
                                  "\"%.64s\" is a column of numbers", name);
        *out = i;
        return GG_OK;
    }
    return gg_read_refuse(r, path, "name a column that stands before this place",
                          "no column of words is called \"%.64s\"", name);
}

gg_status gg_read_level(gg_reader *r, const gg_made_column *column, const char *word,
                        const char *path, size_t *out)
{
    for (size_t i = 0; i < column->words.n; i++)
        if (strcmp(column->words.words[i], word) == 0) {
            *out = i;
            return GG_OK;
        }
    return gg_read_refuse(r, path, "name one of its levels",
                          "\"%.64s\" is no level of the column \"%.64s\"", word, column->name);
}

gg_status gg_read_levels(gg_reader *r, const json_t *map, const char *path,
                         const gg_made_column *column, double low, double high, double *out)
{
    gg_status status = gg_read_map(r, map, path, 1, GG_MADE_LEVELS);
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)map, key, value)
    {
        size_t level = 0;

        if (status == GG_OK)
            status = gg_read_level(r, column, key, path, &level);
        if (status == GG_OK)
            status = gg_read_number(r, value, gg_read_path(r, path, key), low, high, &out[level]);
    }
    return status;
}

gg_status gg_read_by_level(gg_reader *r, const json_t *map, const char *path, double low,
                           double high, double otherwise, gg_by_level *out)
{
    gg_scenario *s = r->scenario;
    gg_status status = gg_read_map(r, map, path, 1, 1);
    const char *name = status == GG_OK ? json_object_iter_key(json_object_iter((json_t *)map)) : "";
    size_t column = 0;
    double *value;

    if (status == GG_OK)
        status = gg_read_words_column(r, name, path, &column);
    if (status != GG_OK)
        return status;
    value = gg_arena_array(&s->arena, s->columns[column].words.n, sizeof *value);
    if (!value)
        return gg_read_memory(r);
    for (size_t i = 0; i < s->columns[column].words.n; i++)
        value[i] = otherwise;
    status = gg_read_levels(r, json_object_get(map, name), gg_read_path(r, path, name),
                            &s->columns[column], low, high, value);
    if (status == GG_OK)
        *out = (gg_by_level){column, value};
    return status;
}
