/*
 * Intersections. Each is shown with the blocks of its attributes, or with fewer: where a cell of
 * the crossing is small, the smallest block in it is lumped with others, in every intersection
 * alike. So all tables that are shown are margins of one another's levels, and for margins that
 * form a tree (no ring of attributes) any hidden cell lies between
 *
 *     max(0, sum of its cells in the shown tables - sum of its cells where they overlap)
 *     and the smallest of its cells in the shown tables
 *
 * (Dobra and Fienberg 2000, "Bounds for cell entries in contingency tables given marginal totals
 * and decomposable graphs"). With r the table whose cell is smallest, upper minus lower is the sum,
 * over the other tables, of (the overlap's cell - the table's cell), and each of these is a sum of
 * shown cells: 0 or at least the minimum cell. So a hidden cell is known exactly only where it is 0
 * or not small, and otherwise only to within the minimum cell.
 */
#include <stdint.h>
#include <string.h>

#include "disclose_internal.h"

static uint64_t attributes_of(const gg_publication *p, const gg_crossing *x)
{
    uint64_t set = 0;

    for (size_t k = 0; k < x->n_parts; k++)
        set |= (uint64_t)1 << (size_t)(x->parts[k] - p->parts);
    return set;
}

/* Takes away attributes that stand in one set alone; true if something went. */
static bool trim(uint64_t *sets, size_t n)
{
    uint64_t once = 0, twice = 0;
    bool changed = false;

    for (size_t i = 0; i < n; i++) {
        twice |= once & sets[i];
        once |= sets[i];
    }
    for (size_t i = 0; i < n; i++) {
        changed |= (sets[i] & ~twice) != 0;
        sets[i] &= twice;
    }
    return changed;
}

/* Empties sets that lie within another; true if something went. */
static bool absorb(uint64_t *sets, size_t n)
{
    bool changed = false;

    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n && sets[i]; j++) {
            if (i != j && (sets[i] & ~sets[j]) == 0) {
                sets[i] = 0;
                changed = true;
            }
        }
    }
    return changed;
}

/* Graham's reduction (Yu and Ozsoyoglu 1979): what is a tree can be taken apart leaf by leaf. */
static gg_status forms_tree(gg_publication *p, size_t upto, bool *out)
{
    uint64_t *sets = gg_arena_array(&p->arena, upto + 1, sizeof *sets);
    bool changed;

    if (!sets)
        return gg_disclose_memory(p);
    for (size_t i = 0; i <= upto; i++)
        sets[i] = p->crossings[i].withheld ? 0 : attributes_of(p, &p->crossings[i]);
    do {
        changed = trim(sets, upto + 1);
        changed = absorb(sets, upto + 1) || changed;
    } while (changed);
    *out = true;
    for (size_t i = 0; i <= upto; i++)
        *out &= sets[i] == 0;
    return GG_OK;
}

gg_status gg_crossings_read(gg_publication *p, const json_t *intersections)
{
    gg_status status = GG_OK;
    const char *name;
    json_t *source;
    bool tree = false;

    p->crossings = gg_arena_array(&p->arena, json_object_size(intersections), sizeof *p->crossings);
    if (!p->crossings)
        return gg_disclose_memory(p);
    for (size_t i = 0; i < p->n_attributes; i++)
        gg_part_number_levels(&p->parts[i]);
    json_object_foreach((json_t *)intersections, name, source)
    {
        gg_crossing *x = &p->crossings[p->n_crossings];

        status = gg_crossing_read(p, name, source, x);
        if (status == GG_OK && !x->withheld) {
            status = forms_tree(p, p->n_crossings, &tree);
            if (status == GG_OK && !tree)
                x->withheld = "beside the intersections before it, it could let small counts be "
                              "worked out";
        }
        if (status == GG_OK && !x->withheld)
            status = gg_crossing_enlarge(p, x);
        if (status != GG_OK)
            return status;
        p->n_crossings++;
    }
    /* Only now are the levels of all of them settled. */
    for (size_t i = 0; i < p->n_crossings && status == GG_OK; i++)
        if (!p->crossings[i].withheld)
            status = gg_crossing_settle(p, &p->crossings[i]);
    return status;
}
