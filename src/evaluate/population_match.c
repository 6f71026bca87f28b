/*
 * Whether a file of totals and a table speak of the same people: names that one has and the other
 * lacks, totals that are smaller than their parts. A group of the population without a row in the
 * table is kept, as a group of nobody with a total.
 */
#include <math.h>
#include <string.h>

#include "evaluate/evaluation_internal.h"
#include "gauger/base/text.h"

#define NAME 60 /* bytes of a name in a message */

/* One attribute of the file beside the dimension of the table that it is of. */
typedef struct matching {
    gg_evaluation *e;
    gg_evidence *evidence; /* the copy that gets groups */
    const gg_population *p;
} matching;

static gg_status refuse(const matching *m, size_t line, const char *mend, const char *what,
                        const char *attribute, const char *group)
{
    char one[NAME * 4], two[NAME * 4];

    gg_text_clean(attribute, strnlen(attribute, NAME), one, sizeof one);
    gg_text_clean(group, strnlen(group, NAME), two, sizeof two);
    gg_error_where(m->e->err, m->p->path, line, NULL);
    return gg_error_set(m->e->err, GG_E_INPUT, mend, what, one, two);
}

/* An attribute that can have totals: a protected column, the site, the period. */
static const gg_dimension *dimension_of(const matching *m, const char *name)
{
    for (size_t d = 0; d < m->evidence->n_dimensions; d++)
        if (m->evidence->dimensions[d].kind != GG_DIMENSION_STRATUM &&
            strcmp(m->evidence->dimensions[d].name, name) == 0)
            return &m->evidence->dimensions[d];
    return NULL;
}

static gg_status check_attribute(const matching *m, const char *name, size_t line)
{
    if (dimension_of(m, name) != NULL)
        return GG_OK;
    return refuse(m, line, "name protected columns, the site or the period as the table does",
                  "the totals are of \"%s\", which the table has not%s", name, "");
}

static gg_status check_attributes(const matching *m)
{
    gg_status status = GG_OK;

    for (size_t i = 0; status == GG_OK && i < m->p->n_attributes; i++)
        status = check_attribute(m, m->p->attributes[i], 1);
    for (size_t i = 0; status == GG_OK && m->p->n_attributes == 0 && i < m->p->n_lines; i++)
        if (m->p->lines[i].attribute[0] != '\0')
            status = check_attribute(m, m->p->lines[i].attribute, m->p->lines[i].line);
    return status;
}

/* The total of everyone holds the groups of each attribute. */
static gg_status check_everyone(const matching *m)
{
    const double everyone = gg_population_count(m->p, NULL, NULL, 0);

    for (size_t d = 0; d < m->evidence->n_dimensions; d++) {
        const char *name = m->evidence->dimensions[d].name;
        const double groups = gg_population_sum(m->p, name);
        char total[32], sum[32];

        if (!(groups > everyone))
            continue;
        gg_error_where(m->e->err, m->p->path, 0, NULL);
        return gg_error_set(m->e->err, GG_E_INPUT, "give totals of the same people",
                            "the total of everyone, %s, is smaller than the sum of the groups of "
                            "\"%.60s\", %s",
                            gg_text_double(everyone, total), name, gg_text_double(groups, sum));
    }
    return GG_OK;
}

/* Cases without a level may be of any group of the population, so that they need no total. */
static gg_status check_slices(const matching *m, const gg_family *family)
{
    const gg_dimension *d = &m->evidence->dimensions[family->dimensions[0]];

    if (isnan(gg_population_sum(m->p, d->name)))
        return GG_OK;
    for (size_t s = 0; s < family->n_slices; s++) {
        const char *level = d->levels[family->slices[s].levels[0]];

        if (strcmp(level, GG_LEVEL_MISSING) != 0 &&
            isnan(gg_population_count(m->p, &d->name, &level, 1)))
            return refuse(m, 0, "give the total of each group, under its name in the table",
                          "there is no total of %s = %s, which the table has", d->name, level);
    }
    return GG_OK;
}

/* ---- groups without a row ---- */

static bool has_level(const gg_dimension *d, const char *level)
{
    for (size_t i = 0; i < d->n_levels; i++)
        if (strcmp(d->levels[i], level) == 0)
            return true;
    return false;
}

/* The level that a line of totals gives an attribute; NULL where it is of another. */
static const char *level_of(const gg_population *p, const gg_population_line *line,
                            const char *attribute)
{
    if (p->n_attributes == 0)
        return strcmp(line->attribute, attribute) == 0 ? line->group : NULL;
    for (size_t i = 0; i < p->n_attributes; i++)
        if (strcmp(p->attributes[i], attribute) == 0)
            return line->levels[i];
    return NULL;
}

static gg_status add_level(matching *m, gg_dimension *d, const char *level)
{
    const char **levels = gg_arena_array(&m->e->arena, d->n_levels + 1, sizeof *levels);

    if (levels == NULL)
        return gg_no_memory(m->e->err);
    memcpy(levels, d->levels, d->n_levels * sizeof *levels);
    levels[d->n_levels++] = level;
    d->levels = levels;
    return GG_OK;
}

/* Nobody, at the level that was added last. */
static gg_status add_slice(matching *m, gg_family *family, const gg_dimension *d)
{
    gg_arena *arena = &m->e->arena;
    gg_slice *slices = gg_arena_array(arena, family->n_slices + 1, sizeof *slices);
    uint32_t *levels = gg_arena_array(arena, 1, sizeof *levels);
    gg_held *held = gg_arena_array(arena, m->evidence->n_rules + 1, sizeof *held);
    gg_referrals *referrals = gg_arena_array(arena, m->evidence->n_sources + 1, sizeof *referrals);
    gg_slice *added;

    if (slices == NULL || levels == NULL || held == NULL || referrals == NULL)
        return gg_no_memory(m->e->err);
    memcpy(slices, family->slices, family->n_slices * sizeof *slices);
    added = &slices[family->n_slices++];
    *added = (gg_slice){.levels = levels, .held = held, .referrals = referrals, .threshold = NAN};
    levels[0] = (uint32_t)(d->n_levels - 1);
    added->name = d->levels[levels[0]];
    added->ranking = (gg_ranking){NAN, NAN, NAN, NAN, NAN, NAN};
    family->slices = slices;
    return GG_OK;
}

static gg_status add_group(matching *m, gg_family *family, gg_dimension *d, const char *level)
{
    char one[NAME * 4], two[NAME * 4], cases[32];
    gg_status status = add_level(m, d, level);

    if (status == GG_OK)
        status = add_slice(m, family, d);
    if (status != GG_OK)
        return status;
    gg_text_clean(d->name, strnlen(d->name, NAME), one, sizeof one);
    gg_text_clean(level, strnlen(level, NAME), two, sizeof two);
    return gg_warn(m->e, "group_without_rows",
                   "%s = %s has %s cases in the population and no row in the table", one, two,
                   gg_text_double(gg_population_count(m->p, &d->name, &level, 1), cases));
}

static gg_status add_groups(matching *m, gg_family *family)
{
    gg_dimension *d = &m->evidence->dimensions[family->dimensions[0]];
    gg_status status = GG_OK;

    for (size_t i = 0; status == GG_OK && i < m->p->n_lines; i++) {
        const char *level = level_of(m->p, &m->p->lines[i], d->name);

        if (level != NULL && !has_level(d, level))
            status = add_group(m, family, d, level);
    }
    return status;
}

static bool has_totals(const gg_family *family)
{
    return family->kind == GG_FAMILY_ATTRIBUTE || family->kind == GG_FAMILY_SITE ||
           family->kind == GG_FAMILY_PERIOD;
}

/* The evidence itself stays as it is: families and dimensions are copied, what they point to is
 * not. */
static gg_status copy(matching *m)
{
    const gg_evidence *from = m->e->evidence;
    gg_evidence *to = gg_arena_array(&m->e->arena, 1, sizeof *to);

    if (to == NULL)
        return gg_no_memory(m->e->err);
    *to = *from;
    to->dimensions = gg_arena_array(&m->e->arena, from->n_dimensions + 1, sizeof *to->dimensions);
    to->families = gg_arena_array(&m->e->arena, from->n_families, sizeof *to->families);
    if (to->dimensions == NULL || to->families == NULL)
        return gg_no_memory(m->e->err);
    memcpy(to->dimensions, from->dimensions, from->n_dimensions * sizeof *to->dimensions);
    memcpy(to->families, from->families, from->n_families * sizeof *to->families);
    m->evidence = to;
    return GG_OK;
}

gg_status gg_population_match(gg_evaluation *e)
{
    matching m = {.e = e, .p = e->options.population};
    gg_status status;

    if (m.p == NULL)
        return GG_OK;
    status = copy(&m);
    if (status == GG_OK)
        status = check_attributes(&m);
    if (status == GG_OK)
        status = check_everyone(&m);
    for (size_t i = 0; status == GG_OK && i < m.evidence->n_families; i++)
        if (has_totals(&m.evidence->families[i]))
            status = check_slices(&m, &m.evidence->families[i]);
    for (size_t i = 0; status == GG_OK && i < m.evidence->n_families; i++)
        if (has_totals(&m.evidence->families[i]))
            status = add_groups(&m, &m.evidence->families[i]);
    if (status == GG_OK)
        e->evidence = m.evidence;
    return status;
}
