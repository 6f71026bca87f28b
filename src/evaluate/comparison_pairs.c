/* The rows of one group, sorted and merged. */
#include <stdlib.h>
#include <string.h>

#include "evaluate/comparison_internal.h"

static int by_number(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_pairs(const void *p, const void *q)
{
    const gg_pair *a = p, *b = q;
    int order = by_number(a->score[GG_A], b->score[GG_A]);

    if (!order)
        order = by_number(a->score[GG_B], b->score[GG_B]);
    if (!order)
        order = (int)a->outcome - (int)b->outcome;
    if (!order)
        order = (int)a->selected - (int)b->selected;
    if (!order)
        order = (int)a->random - (int)b->random;
    if (!order)
        order = by_number(a->inverse, b->inverse);
    return order ? order : by_number(a->weight, b->weight);
}

static size_t merge_equal(gg_pair *all, size_t n)
{
    size_t to = 0;

    for (size_t i = 0; i < n; i++) {
        if (to && compare_pairs(&all[to - 1], &all[i]) == 0)
            all[to - 1].count += all[i].count;
        else
            all[to++] = all[i];
    }
    return to;
}

gg_status gg_pairs_select(const gg_pair_rows *rows, gg_inspection inspection, const size_t *places,
                          size_t n, gg_pairs *out, gg_error *err)
{
    gg_pairs made = {.weighted = rows->weights != NULL, .inspection = inspection, .n = n};

    made.all = calloc(n + 1, sizeof *made.all);
    if (!made.all)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (int which = 0; which < GG_SCORES_COMPARED; which++)
        made.probability[which] = !(rows->low[which] < 0) && !(rows->high[which] > 1);
    for (size_t k = 0; k < n; k++) {
        size_t i = places ? places[k] : k;

        made.all[k] = (gg_pair){.score = {rows->score[GG_A][i], rows->score[GG_B][i]},
                                .outcome = rows->outcome[i],
                                .selected = rows->selected[i],
                                .count = rows->counts ? rows->counts[i] : 1,
                                .weight = rows->weights ? rows->weights[i] : 1,
                                .inverse = rows->inverse ? rows->inverse[i] : 0,
                                .random = rows->random ? rows->random[i] : 0};
    }
    qsort(made.all, made.n, sizeof *made.all, compare_pairs);
    made.n = merge_equal(made.all, made.n);
    *out = made;
    return GG_OK;
}

gg_status gg_pairs_design(const gg_pairs *pairs, gg_pairs *out, gg_error *err)
{
    const bool sampled = pairs->inspection == GG_INSPECTION_KNOWN_PROBABILITY;
    gg_pairs made = {.weighted = sampled || pairs->weighted, .inspection = GG_INSPECTION_UNKNOWN};

    made.all = calloc(pairs->n + 1, sizeof *made.all);
    if (!made.all)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (int which = 0; which < GG_SCORES_COMPARED; which++)
        made.probability[which] = pairs->probability[which];
    /* What is left out leaves the order as it is. */
    for (size_t i = 0; i < pairs->n; i++) {
        gg_pair *to = &made.all[made.n];

        if (pairs->all[i].outcome == GG_UNVERIFIED || !(sampled || pairs->all[i].random))
            continue;
        *to = pairs->all[i];
        if (sampled)
            to->weight = to->inverse;
        to->inverse = 0;
        to->random = 0;
        made.n++;
    }
    *out = made;
    return GG_OK;
}
