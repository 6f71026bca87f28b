/*
 * Counts that a published table does not tell: which metrics they leave, how documents say so, and
 * what stands in their place when figures are read back.
 */
#include <string.h>

#include "evaluate/metric_internal.h"

/* Sets of cells that have a sum of their own. */
static const struct {
    unsigned cells;
    uint32_t bit;
} sums[] = {{GG_CELLS_SELECTED, GG_UNTOLD_SUM(GG_SUM_SELECTED)},
            {GG_CELLS_ALL & ~GG_CELLS_SELECTED, GG_UNTOLD_SUM(GG_SUM_NOT_SELECTED)},
            {GG_CELL_TP | GG_CELL_FN, GG_UNTOLD_SUM(GG_SUM_POSITIVES)},
            {GG_CELL_FP | GG_CELL_TN, GG_UNTOLD_SUM(GG_SUM_NEGATIVES)},
            {GG_CELLS_ALL, GG_UNTOLD_SUM(GG_SUM_COUNT)},
            {GG_CELLS_UNVERIFIED, GG_UNTOLD_UNVERIFIED}};

_Static_assert(GG_UNTOLD_CELL(GG_POSITIVE, GG_SELECTED) == GG_CELL_TP &&
                   GG_UNTOLD_CELL(GG_UNVERIFIED, GG_NOT_SELECTED) ==
                       GG_CELL(GG_UNVERIFIED, GG_NOT_SELECTED),
               "cells have the same bits on both floors");

bool gg_figures_told(const gg_figures *figures, unsigned cells)
{
    const uint32_t untold = figures->untold;

    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (sums[i].cells == cells)
            return !(untold & sums[i].bit);
    /* The verified are the positives and the negatives. */
    if (cells == GG_CELLS_VERIFIED)
        return !(untold & (GG_UNTOLD_SUM(GG_SUM_POSITIVES) | GG_UNTOLD_SUM(GG_SUM_NEGATIVES)));
    return !(untold & cells);
}

bool gg_metric_told(const gg_metric *metric, const gg_figures *figures)
{
    if (figures->untold == 0)
        return true;
    if (metric->denominator == 0)
        return gg_figures_told(figures, GG_CELL_TP) && gg_figures_told(figures, GG_CELL_FP) &&
               gg_figures_told(figures, GG_CELL_FN) &&
               (strcmp(metric->name, "f1") == 0 || gg_figures_told(figures, GG_CELL_TN));
    return gg_figures_told(figures, metric->numerator) &&
           gg_figures_told(figures, metric->denominator);
}

bool gg_metric_settled(const gg_metric *metric, const gg_figures *figures)
{
    const unsigned others = GG_CELL_TN | GG_CELL_FN;
    const unsigned open = metric->denominator == others ? GG_CELL(GG_UNVERIFIED, GG_NOT_SELECTED)
                                                        : GG_CELLS_UNVERIFIED;

    /* A number of the population that is known is of more cases than those told of. */
    return figures->untold != 0 && !(figures->population > 0) && metric->denominator != 0 &&
           gg_metric_told(metric, figures) && gg_figures_told(figures, open) &&
           gg_figures_range(figures, open).high == 0;
}

/* Others than those told of are in the population: what is missing is their outcomes. */
void gg_figures_populate(gg_figures *figures)
{
    const uint32_t of_others = GG_CELL_FN | GG_CELL_TN | GG_CELL(GG_UNVERIFIED, GG_NOT_SELECTED) |
                               GG_UNTOLD_SUM(GG_SUM_NOT_SELECTED) | GG_UNTOLD_SUM(GG_SUM_COUNT);
    const uint32_t by_outcome =
        GG_UNTOLD_SUM(GG_SUM_POSITIVES) | GG_UNTOLD_SUM(GG_SUM_NEGATIVES) | GG_UNTOLD_UNVERIFIED;

    if (!(figures->population > 0))
        return;
    figures->untold &= ~of_others;
    if (!(figures->untold & (GG_CELL_TP | GG_CELL_FP)))
        figures->untold &= ~by_outcome;
}

/* ---- documents ---- */

static const struct {
    const char *key;
    unsigned cells;
} keys[] = {
    {"count", GG_CELLS_ALL},
    {"positives", GG_CELL_TP | GG_CELL_FN},
    {"negatives", GG_CELL_FP | GG_CELL_TN},
    {"unverified", GG_CELLS_UNVERIFIED},
    {"selected", GG_CELLS_SELECTED},
    {"tp", GG_CELL_TP},
    {"fp", GG_CELL_FP},
    {"tn", GG_CELL_TN},
    {"fn", GG_CELL_FN},
    {"unverified_not_selected", GG_CELL(GG_UNVERIFIED, GG_NOT_SELECTED)},
    {"unverified_selected", GG_CELL(GG_UNVERIFIED, GG_SELECTED)},
};

bool gg_untold_write(const gg_figures *figures, json_t *metrics)
{
    json_t *list;
    bool fine;

    if (figures->untold == 0)
        return true;
    list = gg_json_put_array(metrics, "not_published");
    fine = list != NULL;
    for (size_t i = 0; fine && i < sizeof keys / sizeof *keys; i++)
        if (!gg_figures_told(figures, keys[i].cells))
            fine = json_array_append_new(list, json_string(keys[i].key)) == 0;
    return fine;
}

static uint32_t bit_of(unsigned cells)
{
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (sums[i].cells == cells)
            return sums[i].bit;
    return cells;
}

bool gg_untold_read(const json_t *metrics, uint32_t *out)
{
    const json_t *list = json_object_get(metrics, "not_published");
    uint32_t untold = 0;
    json_t *one;
    size_t i;

    if (list != NULL && !json_is_array(list))
        return false;
    json_array_foreach(list, i, one)
    {
        size_t k = 0;

        while (k < sizeof keys / sizeof *keys &&
               (!json_is_string(one) || strcmp(json_string_value(one), keys[k].key) != 0))
            k++;
        if (k == sizeof keys / sizeof *keys)
            return false;
        untold |= bit_of(keys[k].cells);
    }
    /* It has no key of its own; it follows from the other two. */
    if (untold & (GG_UNTOLD_SUM(GG_SUM_COUNT) | GG_UNTOLD_SUM(GG_SUM_SELECTED)))
        untold |= GG_UNTOLD_SUM(GG_SUM_NOT_SELECTED);
    *out = untold;
    return true;
}

/* The same stand-ins as a line of a table has, so that sums that are told have their parts. */
void gg_untold_stand_in(uint32_t untold, const gg_interval sum[GG_SUMS], gg_interval unverified,
                        gg_interval cells[GG_OUTCOMES][GG_SELECTIONS])
{
    const uint32_t referred = GG_CELLS_SELECTED, others = GG_CELLS_ALL & ~GG_CELLS_SELECTED;
    const uint32_t selected = GG_UNTOLD_SUM(GG_SUM_SELECTED);

    if ((untold & referred) == referred && !(untold & selected))
        cells[GG_UNVERIFIED][GG_SELECTED] = sum[GG_SUM_SELECTED];
    if ((untold & others) != others)
        return;
    if (!(untold & GG_UNTOLD_SUM(GG_SUM_NOT_SELECTED))) {
        cells[GG_UNVERIFIED][GG_NOT_SELECTED] = sum[GG_SUM_NOT_SELECTED];
        return;
    }
    if (!(untold & selected))
        return;
    if (!(untold & GG_UNTOLD_SUM(GG_SUM_POSITIVES)))
        cells[GG_POSITIVE][GG_NOT_SELECTED] = sum[GG_SUM_POSITIVES];
    if (!(untold & GG_UNTOLD_SUM(GG_SUM_NEGATIVES)))
        cells[GG_NEGATIVE][GG_NOT_SELECTED] = sum[GG_SUM_NEGATIVES];
    if (!(untold & GG_UNTOLD_UNVERIFIED))
        cells[GG_UNVERIFIED][GG_NOT_SELECTED] = unverified;
}
