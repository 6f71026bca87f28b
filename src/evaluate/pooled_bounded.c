/*
 * Figures pooled over strata whose counts are known within bounds only.
 *
 * A pooled figure is a ratio of two sums over strata, and the difference of a stratum's two terms,
 * the second taken any number of times, is a ratio of functions that are linear in each of its four
 * counts. So it rises or falls in each, and its extremes stand at ends of the ranges: the extremes
 * of the whole follow by going from one multiple to the next (Dinkelbach 1967).
 */
#include <math.h>
#include <string.h>

#include "evaluate/strata_internal.h"

#define CORNERS 16
#define ROUNDS  100

typedef struct terms {
    double over, under;
} terms;

/* What a stratum gives to both sums: Mantel and Haenszel 1959; Greenland and Robins 1985. */
static terms terms_of(gg_pooled_kind kind, double a, double b, double c, double d)
{
    const double n = a + b + c + d;

    if (!(a + b > 0 && c + d > 0))
        return (terms){0, 0};
    if (kind == GG_POOLED_RATIO)
        return (terms){a * (c + d) / n, c * (a + b) / n};
    if (kind == GG_POOLED_ODDS_RATIO)
        return (terms){a * d / n, b * c / n};
    return (terms){(a * (c + d) - c * (a + b)) / n, (a + b) * (c + d) / n};
}

static double end_of(gg_interval r, unsigned corner, unsigned bit)
{
    return corner & bit ? r.high : r.low;
}

static terms at_corner(gg_pooled_kind kind, const gg_stratum_box *box, unsigned corner,
                       gg_stratum *table)
{
    const double a = end_of(box->hits, corner, 1), b = end_of(box->misses, corner, 2);
    const double c = end_of(box->reference_hits, corner, 4);
    const double d = end_of(box->reference_misses, corner, 8);

    *table = (gg_stratum){{a, a + b}, {c, c + d}};
    return terms_of(kind, a, b, c, d);
}

/* The tables where sign times (over - multiple x under) is greatest, and their sums. */
static terms best_tables(gg_pooled_kind kind, const gg_stratum_box *boxes, size_t n, double sign,
                         double multiple, gg_stratum *tables)
{
    terms sum = {0, 0};

    for (size_t i = 0; i < n; i++) {
        double best = -INFINITY;
        terms chosen = {0, 0};

        for (unsigned corner = 0; corner < CORNERS; corner++) {
            gg_stratum table;
            const terms t = at_corner(kind, &boxes[i], corner, &table);
            const double x = sign * (t.over - multiple * t.under);

            if (x > best) {
                best = x;
                chosen = t;
                tables[i] = table;
            }
        }
        sum.over += chosen.over;
        sum.under += chosen.under;
    }
    return sum;
}

/* The least (sign -1) or the greatest pooled figure, and its tables. NaN where there is none. */
static double extreme(gg_pooled_kind kind, const gg_stratum_box *boxes, size_t n, double sign,
                      gg_stratum *tables)
{
    /* A first table that has a figure: where what is divided by is greatest. */
    terms sum = best_tables(kind, boxes, n, -1, 1e18, tables);
    double value = sum.under > 0 ? sum.over / sum.under : NAN;

    for (int round = 0; round < ROUNDS && !isnan(value); round++) {
        double next;

        sum = best_tables(kind, boxes, n, sign, value, tables);
        if (!(sum.under > 0))
            return sum.over > 0 ? INFINITY : value;
        next = sum.over / sum.under;
        if (!(sign * (next - value) > 1e-15 * fabs(value)))
            break;
        value = next;
    }
    return value;
}

void gg_pooled_between(gg_pooled_kind kind, const gg_stratum_box *boxes, size_t n, double z,
                       gg_stratum *room, gg_measure *out)
{
    const bool ratio = kind != GG_POOLED_DIFFERENCE;
    const double none = ratio ? 0 : -1, all = ratio ? INFINITY : 1;
    gg_interval bounds, ends = {none, all};
    gg_measure least, most;

    *out = gg_measure_undefined(GG_WHY_BOUNDED);
    bounds.low = extreme(kind, boxes, n, -1, room);
    if (isnan(bounds.low))
        return;
    gg_pooled_measure(kind, room, n, z, &least);
    bounds.high = extreme(kind, boxes, n, 1, room);
    gg_pooled_measure(kind, room, n, z, &most);
    if (least.state == GG_MEASURE_OK && !isnan(least.low))
        ends.low = least.low;
    if (most.state == GG_MEASURE_OK && !isnan(most.high) && isfinite(bounds.high))
        ends.high = most.high;
    *out = gg_measure_between(bounds, ends, least.method);
}

/* ---- read back from a document ---- */

/* [least, most]; false for anything else. */
static bool read_ends(const json_t *list, gg_interval *out)
{
    const double low = json_number_value(json_array_get(list, 0));
    const double high = json_number_value(json_array_get(list, 1));

    if (json_array_size(list) != 2 || !json_is_number(json_array_get(list, 0)) ||
        !json_is_number(json_array_get(list, 1)) || !(low >= 0 && low <= high && isfinite(high)))
        return false;
    *out = (gg_interval){low, high};
    return true;
}

static bool read_share(const json_t *share, gg_interval *hits, gg_interval *misses)
{
    const double top = gg_json_number(share, "numerator", NAN);
    const double bottom = gg_json_number(share, "denominator", NAN);

    if (isnan(top) && isnan(bottom))
        return read_ends(json_object_get(share, "hits"), hits) &&
               read_ends(json_object_get(share, "misses"), misses);
    if (!(top >= 0 && bottom >= top && isfinite(bottom)))
        return false;
    *hits = (gg_interval){top, top};
    *misses = (gg_interval){bottom - top, bottom - top};
    return true;
}

gg_status gg_strata_parse_bounds(const json_t *rows, gg_arena *arena, gg_stratum_box **boxes,
                                 size_t *n, gg_error *err)
{
    const size_t size = json_array_size(rows);
    gg_stratum_box *all = gg_arena_array(arena, size, sizeof *all);

    if (!json_is_array(rows))
        return gg_error_set(err, GG_E_INPUT, "give an evaluation as gauger wrote it",
                            "strata without rows");
    if (all == NULL)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < size; i++) {
        const json_t *row = json_array_get(rows, i);

        if (!read_share(json_object_get(row, "group"), &all[i].hits, &all[i].misses) ||
            !read_share(json_object_get(row, "reference"), &all[i].reference_hits,
                        &all[i].reference_misses))
            return gg_error_set(err, GG_E_INPUT, "give an evaluation as gauger wrote it",
                                "row %zu of some strata has no bounds that go together", i + 1);
    }
    *boxes = all;
    *n = size;
    return GG_OK;
}

/* ---- a group and its reference within strata ---- */

/* Which two cells a rate is of; selection rates stand as true positives and false negatives. */
void gg_cross_ranges(const gg_metric *metric, const gg_figures *figures, gg_interval *hits,
                     gg_interval *misses)
{
    const gg_confusion_ranges ranges = gg_bounded_ranges(metric, figures, false), *r = &ranges;
    const bool false_positives = strcmp(metric->name, "false_positive_rate") == 0;

    *hits = false_positives ? r->fp : r->tp;
    *misses = strcmp(metric->name, "precision") == 0 ? r->fp : false_positives ? r->tn : r->fn;
}

bool gg_cross_pooled_json(const gg_cross *x, const gg_metric *metric, size_t i, gg_pooled_kind kind,
                          json_t **out)
{
    gg_stratum_box *boxes = gg_arena_array(&x->e->arena, x->n_strata, sizeof *boxes);
    gg_measure m;

    if (boxes == NULL)
        return false;
    for (size_t s = 0; s < x->n_strata; s++) {
        const gg_figures reference = gg_cross_reference(x, i, s);

        gg_cross_ranges(metric, &x->figures[i * x->n_strata + s], &boxes[s].hits, &boxes[s].misses);
        gg_cross_ranges(metric, &reference, &boxes[s].reference_hits, &boxes[s].reference_misses);
    }
    gg_pooled_between(kind, boxes, x->n_strata, x->e->z, x->tables, &m);
    *out = gg_estimate_json(&m);
    return *out != NULL;
}
