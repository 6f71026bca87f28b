#include "gauger/evaluate/population.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/evidence/evidence.h"
#include "gauger/table/cell.h"
#include "gauger/table/csv.h"

#define MOST_LINES 100000
#define MEND       "give columns attribute, group and count, or count and the protected columns"

/* A file while it is read. */
typedef struct reading {
    gg_csv *csv;
    gg_csv_chunk chunk;
    size_t row;
    size_t count, attribute, group; /* columns; the last two in the long form */
    size_t *columns;                /* wide form: of each attribute; NULL in the long form */
    gg_population *p;
    gg_error *err;
} reading;

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status refuse_file(const reading *r, const char *what)
{
    gg_error_where(r->err, gg_csv_path(r->csv), 0, NULL);
    return gg_error_set(r->err, GG_E_INPUT, MEND, "%s", what);
}

/* ---- the columns ---- */

/* In the wide form the attributes are the columns beside the count. */
static gg_status name_columns(reading *r)
{
    gg_population *p = r->p;
    size_t n = gg_csv_columns(r->csv);

    p->attributes = gg_arena_array(&p->arena, n, sizeof *p->attributes);
    r->columns = gg_arena_array(&p->arena, n, sizeof *r->columns);
    if (!p->attributes || !r->columns)
        return no_memory(r->err);
    for (size_t i = 0; i < n; i++) {
        if (i == r->count)
            continue;
        r->columns[p->n_attributes] = i;
        p->attributes[p->n_attributes] = gg_arena_string(&p->arena, gg_csv_name(r->csv, i));
        if (!p->attributes[p->n_attributes++])
            return no_memory(r->err);
    }
    return GG_OK;
}

static gg_status find_columns(reading *r)
{
    if (!gg_csv_find(r->csv, "count", &r->count))
        return refuse_file(r, "there is no column \"count\"");
    if (gg_csv_find(r->csv, "attribute", &r->attribute) && gg_csv_find(r->csv, "group", &r->group))
        return GG_OK;
    if (gg_csv_columns(r->csv) < 2)
        return refuse_file(r, "there is no column of groups");
    return name_columns(r);
}

/* ---- the lines ---- */

static const char *text_of(const reading *r, size_t column)
{
    gg_view cell = gg_csv_cell(&r->chunk, r->row, column);

    return gg_arena_text(&r->p->arena, cell.data, cell.size);
}

static gg_status read_long(reading *r, gg_population_line *line)
{
    bool everyone;

    line->attribute = text_of(r, r->attribute);
    line->group = text_of(r, r->group);
    if (!line->attribute || !line->group)
        return no_memory(r->err);
    everyone = line->attribute[0] == '\0';
    if (everyone == (line->group[0] == '\0'))
        return GG_OK;
    gg_csv_error_where(r->csv, &r->chunk, r->row, everyone ? r->attribute : r->group, r->err);
    return gg_error_set(r->err, GG_E_INPUT, "leave both empty for the total of everyone",
                        "an attribute and its group go together");
}

static gg_status read_wide(reading *r, gg_population_line *line)
{
    line->levels = gg_arena_array(&r->p->arena, r->p->n_attributes, sizeof *line->levels);
    if (!line->levels)
        return no_memory(r->err);
    for (size_t i = 0; i < r->p->n_attributes; i++) {
        line->levels[i] = text_of(r, r->columns[i]);
        if (!line->levels[i])
            return no_memory(r->err);
        if (line->levels[i][0] == '\0')
            line->levels[i] = GG_LEVEL_MISSING;
    }
    return GG_OK;
}

static gg_status make_room(gg_population *p, gg_error *err)
{
    size_t room = p->room ? p->room * 2 : 64;
    gg_population_line *lines;

    if (p->n_lines < p->room)
        return GG_OK;
    lines = gg_arena_array(&p->arena, room, sizeof *lines);
    if (!lines)
        return no_memory(err);
    if (p->n_lines)
        memcpy(lines, p->lines, p->n_lines * sizeof *lines);
    p->lines = lines;
    p->room = room;
    return GG_OK;
}

static size_t line_number(const reading *r)
{
    gg_error where;

    gg_error_init(&where);
    gg_csv_error_where(r->csv, &r->chunk, r->row, r->count, &where);
    return (size_t)where.line;
}

static gg_status read_line(reading *r)
{
    gg_population_line *line;
    uint64_t count = 0;
    gg_status status = gg_cell_count(gg_csv_cell(&r->chunk, r->row, r->count), &count, r->err);

    if (status != GG_OK) {
        gg_csv_error_where(r->csv, &r->chunk, r->row, r->count, r->err);
        return status;
    }
    if (r->p->n_lines >= MOST_LINES)
        return refuse_file(r, "more than 100000 lines, so these are no totals");
    status = make_room(r->p, r->err);
    if (status != GG_OK)
        return status;
    line = &r->p->lines[r->p->n_lines];
    *line = (gg_population_line){.count = (double)count, .line = line_number(r)};
    status = r->columns ? read_wide(r, line) : read_long(r, line);
    if (status == GG_OK)
        r->p->n_lines++;
    return status;
}

static gg_status read_lines(reading *r)
{
    gg_status status = gg_csv_next(r->csv, &r->chunk, r->err);

    while (status == GG_OK && r->chunk.rows > 0) {
        for (r->row = 0; status == GG_OK && r->row < r->chunk.rows; r->row++)
            status = read_line(r);
        if (status == GG_OK)
            status = gg_csv_next(r->csv, &r->chunk, r->err);
    }
    if (status == GG_OK)
        status = gg_csv_check_unchanged(r->csv, r->err);
    if (status == GG_OK && r->p->n_lines == 0)
        return refuse_file(r, "there is no line of totals");
    return status;
}

/* ---- nothing twice ---- */

/* What a line is of, and its number in the file, for sorting. */
typedef struct sorted_line {
    const gg_population_line *line;
    size_t n_attributes;
} sorted_line;

static int compare_lines(const void *a, const void *b)
{
    const sorted_line *x = a, *y = b;
    int order = 0;

    if (!x->line->levels) {
        order = strcmp(x->line->attribute, y->line->attribute);
        return order ? order : strcmp(x->line->group, y->line->group);
    }
    for (size_t i = 0; order == 0 && i < x->n_attributes; i++)
        order = strcmp(x->line->levels[i], y->line->levels[i]);
    return order;
}

/* Lines that are of the same stand in the order of the file. */
static int compare_sorted(const void *a, const void *b)
{
    const sorted_line *x = a, *y = b;
    int order = compare_lines(a, b);

    return order ? order : (x->line->line > y->line->line) - (x->line->line < y->line->line);
}

static gg_status refuse_twice(const reading *r)
{
    const gg_population *p = r->p;
    sorted_line *lines = malloc(p->n_lines * sizeof *lines);
    size_t first = 0, twice = 0;

    if (!lines)
        return no_memory(r->err);
    for (size_t i = 0; i < p->n_lines; i++)
        lines[i] = (sorted_line){&p->lines[i], p->n_attributes};
    qsort(lines, p->n_lines, sizeof *lines, compare_sorted);
    for (size_t i = 1; !twice && i < p->n_lines; i++) {
        if (compare_lines(&lines[i - 1], &lines[i]) != 0)
            continue;
        first = lines[i - 1].line->line;
        twice = lines[i].line->line;
    }
    free(lines);
    if (!twice)
        return GG_OK;
    gg_error_where(r->err, gg_csv_path(r->csv), twice, NULL);
    return gg_error_set(r->err, GG_E_INPUT, "give each group once",
                        "a group stands there twice, in line %zu first", first);
}

gg_status gg_population_read(const char *path, gg_population *out, gg_error *err)
{
    gg_population p = {.n_attributes = 0};
    reading r = {.p = &p, .err = err};
    gg_status status = gg_csv_open(path, NULL, &r.csv, err);

    if (status != GG_OK)
        return status;
    gg_arena_init(&p.arena);
    gg_csv_chunk_init(&r.chunk);
    p.path = gg_arena_string(&p.arena, gg_csv_path(r.csv));
    status = p.path ? find_columns(&r) : no_memory(err);
    if (status == GG_OK)
        status = read_lines(&r);
    if (status == GG_OK)
        status = refuse_twice(&r);
    gg_csv_chunk_release(&r.chunk);
    gg_csv_close(r.csv);
    if (status == GG_OK)
        *out = p;
    else
        gg_arena_release(&p.arena);
    return status;
}

void gg_population_release(gg_population *population)
{
    if (population)
        gg_arena_release(&population->arena);
}

/* ---- asked ---- */

/* Whether a wide line is of all these levels; false also where the file lacks an attribute. */
static bool is_of(const gg_population *p, const gg_population_line *line,
                  const char *const *attributes, const char *const *levels, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool found = false;

        for (size_t k = 0; !found && k < p->n_attributes; k++)
            found = strcmp(p->attributes[k], attributes[i]) == 0 &&
                    strcmp(line->levels[k], levels[i]) == 0;
        if (!found)
            return false;
    }
    return true;
}

static double count_wide(const gg_population *p, const char *const *attributes,
                         const char *const *levels, size_t n)
{
    double sum = 0;
    bool any = false;

    for (size_t i = 0; i < p->n_lines; i++) {
        if (!is_of(p, &p->lines[i], attributes, levels, n))
            continue;
        sum += p->lines[i].count;
        any = true;
    }
    return any ? sum : NAN;
}

static double count_long(const gg_population *p, const char *attribute, const char *group)
{
    for (size_t i = 0; i < p->n_lines; i++)
        if (strcmp(p->lines[i].attribute, attribute) == 0 && strcmp(p->lines[i].group, group) == 0)
            return p->lines[i].count;
    return NAN;
}

double gg_population_sum(const gg_population *population, const char *attribute)
{
    const gg_population *p = population;
    double sum = 0;
    bool any = false, wide = false;

    for (size_t i = 0; i < p->n_attributes; i++)
        wide = wide || strcmp(p->attributes[i], attribute) == 0;
    for (size_t i = 0; i < p->n_lines; i++) {
        if (!wide && (p->n_attributes > 0 || strcmp(p->lines[i].attribute, attribute) != 0))
            continue;
        sum += p->lines[i].count;
        any = true;
    }
    return any ? sum : NAN;
}

/* Rounded totals of two attributes need not agree; the larger sum leaves out fewer people. */
static double largest_sum(const gg_population *p)
{
    double largest = 0;

    for (size_t i = 0; i < p->n_lines; i++) {
        double sum = 0;

        for (size_t k = 0; k < p->n_lines; k++)
            if (strcmp(p->lines[k].attribute, p->lines[i].attribute) == 0)
                sum += p->lines[k].count;
        largest = fmax(largest, sum);
        /* Lines of one attribute usually stand together: its sum is known now. */
        while (i + 1 < p->n_lines && strcmp(p->lines[i + 1].attribute, p->lines[i].attribute) == 0)
            i++;
    }
    return largest;
}

double gg_population_count(const gg_population *population, const char *const *attributes,
                           const char *const *levels, size_t n)
{
    double everyone;

    if (population->n_attributes > 0)
        return count_wide(population, attributes, levels, n);
    if (n == 1)
        return count_long(population, attributes[0], levels[0]);
    if (n > 1)
        return NAN;
    everyone = count_long(population, "", "");
    return isnan(everyone) ? largest_sum(population) : everyone;
}
