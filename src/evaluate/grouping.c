/*
 * The groups of an attribute and whom they are held against.
 */
#include <string.h>

#include "evaluate/evaluation_internal.h"

#define LISTED 120 /* bytes of level names in a message */

gg_status gg_no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_measure_options gg_evaluation_how(gg_evaluation *e, const char *family, const char *level)
{
    gg_measure_options how = {
        .z = e->z, .seed = e->options.seed, .slice = "", .adverse = e->options.adverse};

    if (family != NULL)
        how.slice = gg_arena_printf(&e->arena, "%s=%s", family, level);
    return how;
}

/* The level that was chosen for an attribute by option, else by the schema; NULL if none. For an
 * intersection the schema's references of all its attributes make one. */
static const char *given_level(gg_evaluation *e, const gg_family *family)
{
    char *joined = NULL;

    for (size_t i = 0; i < e->options.n_references; i++) {
        if (strcmp(e->options.references[i].attribute, family->name) == 0)
            return e->options.references[i].level;
    }
    for (size_t d = 0; d < family->n_dimensions; d++) {
        const char *level = e->evidence->dimensions[family->dimensions[d]].reference;

        if (level == NULL)
            return NULL;
        joined = gg_arena_printf(&e->arena, "%s%s%s", d > 0 ? joined : "", d > 0 ? "*" : "", level);
        if (joined == NULL)
            return NULL;
    }
    return joined;
}

static bool chosen_by_option(const gg_evaluation *e, const gg_family *family)
{
    for (size_t i = 0; i < e->options.n_references; i++) {
        if (strcmp(e->options.references[i].attribute, family->name) == 0)
            return true;
    }
    return false;
}

static void list_name(char *list, size_t size, const char *name, bool *full)
{
    size_t used = strlen(list);

    if (*full)
        return;
    if (used + strlen(name) + 8 > size) {
        strncat(list, ", ...", size - used - 1);
        *full = true;
        return;
    }
    strncat(list, used > 0 ? ", " : "", size - used - 1);
    strncat(list, name, size - strlen(list) - 1);
}

static gg_status refuse_level(const gg_evaluation *e, const gg_family *family, const char *level)
{
    char list[LISTED + 1] = "", mend[LISTED + 40] = "give one of the levels: ";
    bool full = false;

    for (size_t i = 0; i < family->n_slices; i++)
        list_name(list, sizeof list, family->slices[i].name, &full);
    strncat(mend, list, sizeof mend - strlen(mend) - 1);
    return gg_error_set(e->err, GG_E_USAGE, mend, "the reference \"%s\" is not a level of \"%s\"",
                        level, family->name);
}

static gg_status set_reference(gg_evaluation *e, gg_grouping *g)
{
    const gg_family *family = g->family;
    const char *level = given_level(e, family);

    g->rule = e->options.reference_rule;
    g->reference = GG_NO_GROUP;
    for (size_t i = 0; level != NULL && i < g->n; i++) {
        if (strcmp(g->names[i], level) == 0) {
            g->rule = GG_REFERENCE_GIVEN;
            g->reference = i;
            return GG_OK;
        }
    }
    /* A combination of two references that no row has is nobody's mistake. */
    if (level != NULL && (family->kind == GG_FAMILY_ATTRIBUTE || chosen_by_option(e, family)))
        return refuse_level(e, family, level);
    if (g->rule == GG_REFERENCE_GIVEN && family->kind == GG_FAMILY_ATTRIBUTE)
        return gg_error_set(e->err, GG_E_USAGE, "give --reference or another --reference-rule",
                            "no reference is given for \"%s\"", family->name);
    if (g->rule == GG_REFERENCE_GIVEN)
        g->rule = GG_REFERENCE_LARGEST;
    g->reference = gg_reference_choose(g->figures, g->n, g->rule);
    return GG_OK;
}

gg_status gg_grouping_init(gg_evaluation *e, const gg_family *family, gg_grouping *out)
{
    gg_grouping g = {.family = family, .n = family->n_slices};

    g.names = gg_arena_array(&e->arena, g.n, sizeof *g.names);
    g.figures = gg_arena_array(&e->arena, g.n, sizeof *g.figures);
    if (g.names == NULL || g.figures == NULL)
        return gg_no_memory(e->err);
    for (size_t i = 0; i < g.n; i++) {
        gg_status status = gg_evaluation_figures(e, family, &family->slices[i], &g.figures[i]);

        if (status != GG_OK)
            return status;
        g.names[i] = family->slices[i].name;
    }
    if (set_reference(e, &g) != GG_OK)
        return GG_E_USAGE;
    *out = g;
    return GG_OK;
}

gg_status gg_references_check(gg_evaluation *e)
{
    for (size_t i = 0; i < e->options.n_references; i++) {
        const char *name = e->options.references[i].attribute;

        if (gg_evidence_find(e->evidence, GG_FAMILY_ATTRIBUTE, name) == NULL &&
            gg_evidence_find(e->evidence, GG_FAMILY_INTERSECTION, name) == NULL)
            return gg_error_set(e->err, GG_E_USAGE,
                                "give a protected column or an intersection that was asked for",
                                "a reference is given for \"%s\", which is not evaluated", name);
    }
    return GG_OK;
}
