/*
 * Rankings of merged evidence. A slice of which one piece alone has rows (a month, a site) keeps
 * what was finished for it; any other has the ranking that its histogram gives.
 *
 * Which it is depends on the pieces, not on the order in which they are merged.
 */
#include <math.h>

#include "ranked_internal.h"
#include "store_internal.h"

/*
 * roc_auc of binned scores: pairs in one bin count one half, so the figure lies within half of
 * those pairs of the true one. The variance is DeLong's with bins as ties.
 */
static void rank_slice(const gg_evidence *evidence, gg_slice *slice)
{
    const uint64_t *neg = slice->histogram[GG_NEGATIVE], *pos = slice->histogram[GG_POSITIVE];
    double n = 0, p = 0, below_n = 0, below_p = 0, u = 0, u2 = 0, v = 0, v2 = 0, tied = 0;

    for (size_t b = 0; b < evidence->grid_bins; b++) {
        n += (double)neg[b];
        p += (double)pos[b];
    }
    if (n == 0 || p == 0)
        return;
    for (size_t b = 0; b < evidence->grid_bins; b++) {
        double x = (below_n + (double)neg[b] / 2) / n, y = (below_p + (double)pos[b] / 2) / p;

        u += (double)pos[b] * x;
        u2 += (double)pos[b] * x * x;
        v += (double)neg[b] * y;
        v2 += (double)neg[b] * y * y;
        tied += (double)pos[b] * (double)neg[b];
        below_n += (double)neg[b];
        below_p += (double)pos[b];
    }
    slice->ranking.roc_auc = u / p;
    slice->ranking.roc_auc_low = fmax(0, u / p - tied / 2 / p / n);
    slice->ranking.roc_auc_high = fmin(1, u / p + tied / 2 / p / n);
    slice->ranking.roc_auc_variance = (p > 1 ? fmax(0, u2 - u * u / p) / (p - 1) / p : 0) +
                                      (n > 1 ? fmax(0, v2 - v * v / n) / (n - 1) / n : 0);
}

void gg_evidence_rank_binned(gg_evidence *evidence)
{
    /* Weighted rows are not in the histogram by their weight. */
    if (evidence->weighted)
        return;
    for (size_t f = 0; f < evidence->n_families; f++) {
        for (size_t s = 0; s < evidence->families[f].n_slices; s++) {
            gg_slice *slice = &evidence->families[f].slices[s];

            if (slice->histogram[0] && isnan(slice->ranking.roc_auc))
                rank_slice(evidence, slice);
        }
    }
}

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status keep_calibration(gg_evidence *out, const gg_calibration_summary *from,
                                  gg_slice *to, gg_error *err)
{
    gg_calibration_summary *c = gg_arena_array(&out->arena, 1, sizeof *c);

    if (!c)
        return memory(err);
    *c = *from;
    if (from->points) {
        c->points = gg_arena_array(&out->arena, from->n_points, sizeof *c->points);
        if (!c->points)
            return memory(err);
        for (size_t i = 0; i < from->n_points; i++)
            c->points[i] = from->points[i];
    }
    to->calibration = c;
    return GG_OK;
}

static gg_status keep_arm(gg_evidence *out, const gg_arm_scores *from, gg_slice *to, gg_error *err)
{
    gg_status status = gg_slice_arm_scores(out, to, err);

    if (status)
        return status;
    to->arm_scores->ranking = from->ranking;
    *to->arm_scores->exact = *from->exact;
    return GG_OK;
}

gg_status gg_ranking_unite(gg_evidence *out, const gg_evidence *piece, const gg_slice *from,
                           gg_slice *to, gg_error *err)
{
    const bool first = !gg_slice_has_rows(to);
    gg_status status = GG_OK;

    if (!gg_slice_has_rows(from))
        return GG_OK;
    gg_slice_undefine(to);
    if (!first || piece->measured != out->measured || out->published.bounded)
        return GG_OK;
    to->ranking = from->ranking;
    if (from->calibration && out->probability)
        status = keep_calibration(out, from->calibration, to, err);
    if (!status && from->arm_scores)
        status = keep_arm(out, from->arm_scores, to, err);
    return status;
}
