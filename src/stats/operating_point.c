#include "gauger/stats/capacity.h"
#include "stats_internal.h"

#define ROWS_MAX ((uint64_t)1 << 62)

static gg_status check(const gg_operating_point *p, const gg_scored_counts *block)
{
    const gg_outcome_counts *c = &block->rows;
    uint64_t rows =
        p->tp + p->fp + p->fn + p->tn + p->unverified_selected + p->unverified_not_selected;

    if (isnan(p->threshold) || isnan(block->score))
        return GG_E_INPUT;
    if (!gg_class_add(&rows, c->negatives) || !gg_class_add(&rows, c->positives) ||
        !gg_class_add(&rows, c->unverified))
        return GG_E_LIMIT;
    return GG_OK;
}

static void add(gg_operating_point *p, const gg_scored_counts *block)
{
    const gg_outcome_counts *c = &block->rows;
    bool selected = block->score >= p->threshold;

    *(selected ? &p->tp : &p->fn) += c->positives;
    *(selected ? &p->fp : &p->tn) += c->negatives;
    *(selected ? &p->unverified_selected : &p->unverified_not_selected) += c->unverified;
    p->selected = p->tp + p->fp + p->unverified_selected;
}

gg_status gg_operating_points_add(gg_operating_point *points, size_t n,
                                  const gg_scored_counts *block)
{
    for (size_t i = 0; i < n; i++) {
        gg_status s = check(&points[i], block);

        if (s != GG_OK)
            return s;
    }
    for (size_t i = 0; i < n; i++)
        add(&points[i], block);
    return GG_OK;
}

/* One point over all scores: `out` must stay as it was until all are known to be good. */
static gg_status point_of(const gg_scored_counts *scores, size_t m, double threshold,
                          gg_operating_point *out)
{
    *out = (gg_operating_point){.threshold = threshold};
    if (isnan(threshold))
        return GG_E_INPUT;
    for (size_t i = 0; i < m; i++) {
        gg_status s = check(out, &scores[i]);

        if (s != GG_OK)
            return s;
        add(out, &scores[i]);
    }
    return GG_OK;
}

gg_status gg_operating_points(const gg_scored_counts *scores, size_t m, const double *thresholds,
                              size_t n, gg_operating_point *out)
{
    gg_operating_point tried;

    for (size_t i = 0; i < n; i++) {
        gg_status s = point_of(scores, m, thresholds[i], &tried);

        if (s != GG_OK)
            return s;
    }
    for (size_t i = 0; i < n; i++) {
        gg_status s = point_of(scores, m, thresholds[i], &out[i]);

        if (s != GG_OK)
            return s;
    }
    return GG_OK;
}
