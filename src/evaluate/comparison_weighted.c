/*
 * The ranking of two scores in a weighted table.
 *
 * A row's placement is the share of the other class's weight that it outranks, ties one half:
 * roc_auc is the weighted mean of the positives' placements. The variance of a class's mean is its
 * weighted variance over Kish's effective number less one (Kish 1965), for the difference of two
 * scores that of the rows' differences; without weights this is DeLong's.
 */
#include <math.h>
#include <stdlib.h>

#include "evaluate/comparison_internal.h"

/* What a class (0 negatives, 1 positives) weighs. */
typedef struct class_weight {
    double weight, squares;
    uint64_t rows;
} class_weight;

typedef struct place {
    double score;
    size_t row;
} place;

static int by_score(const void *p, const void *q)
{
    const place *a = p, *b = q;
    int order = (a->score > b->score) - (a->score < b->score);

    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static double weight_of(const gg_pair *p)
{
    return (double)p->count * p->weight;
}

static void weigh_classes(const gg_pairs *pairs, class_weight of[2])
{
    of[0] = of[1] = (class_weight){0, 0, 0};
    for (size_t i = 0; i < pairs->n; i++) {
        const gg_pair *p = &pairs->all[i];
        class_weight *c = &of[p->outcome == GG_POSITIVE];

        c->weight += weight_of(p);
        c->squares += weight_of(p) * p->weight;
        c->rows += p->count;
    }
}

/* Fills the placements of one score, and its average precision. */
static void place_rows(const gg_pairs *pairs, int which, const class_weight of[2], place *order,
                       double *placement, gg_ranking *ranking)
{
    double below[2] = {0, 0}, precision = 0;

    for (size_t i = 0; i < pairs->n; i++)
        order[i] = (place){pairs->all[i].score[which], i};
    qsort(order, pairs->n, sizeof *order, by_score);
    for (size_t i = 0, end; i < pairs->n; i = end) {
        double tied[2] = {0, 0}, above = of[1].weight - below[1];
        double selected = above + of[0].weight - below[0];

        for (end = i; end < pairs->n && order[end].score == order[i].score; end++) {
            const gg_pair *p = &pairs->all[order[end].row];

            tied[p->outcome == GG_POSITIVE] += weight_of(p);
        }
        for (size_t k = i; k < end; k++) {
            int positive = pairs->all[order[k].row].outcome == GG_POSITIVE;
            double outranked = (below[!positive] + tied[!positive] / 2) / of[!positive].weight;

            placement[order[k].row] = positive ? outranked : 1 - outranked;
        }
        if (tied[1] > 0 && selected > 0)
            precision += tied[1] / of[1].weight * fmin(1, above / selected);
        below[0] += tied[0];
        below[1] += tied[1];
    }
    ranking->average_precision = fmin(1, precision);
}

/* Moments of a class's placements by both scores. */
typedef struct moments {
    double mean[GG_SCORES_COMPARED], variance[GG_SCORES_COMPARED];
    double covariance, variance_difference; /* of the means */
} moments;

static moments moments_of(const gg_pairs *pairs, const double *const placement[GG_SCORES_COMPARED],
                          const class_weight *class, int positive)
{
    double effective = class->weight / class->squares * class->weight;
    double scale = effective > 1 ? 1 / class->weight / (effective - 1) : 0;
    moments m = {{0, 0}, {0, 0}, 0, 0};

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < pairs->n; i++) {
            const gg_pair *p = &pairs->all[i];
            double a = placement[GG_A][i], b = placement[GG_B][i], w = weight_of(p);

            if ((p->outcome == GG_POSITIVE) != positive)
                continue;
            if (pass == 0) {
                m.mean[GG_A] += w * a / class->weight;
                m.mean[GG_B] += w * b / class->weight;
                continue;
            }
            a -= m.mean[GG_A];
            b -= m.mean[GG_B];
            m.variance[GG_A] += w * a * a * scale;
            m.variance[GG_B] += w * b * b * scale;
            m.covariance += w * a * b * scale;
            m.variance_difference += w * (a - b) * (a - b) * scale;
        }
    }
    return m;
}

static void finish(const moments *positive, const moments *negative, gg_ranking *ranking,
                   gg_delong_pair *out)
{
    for (int which = 0; which < GG_SCORES_COMPARED; which++) {
        gg_ranking *r = &ranking[which];

        r->roc_auc = r->roc_auc_low = r->roc_auc_high = fmin(1, positive->mean[which]);
        r->roc_auc_variance = positive->variance[which] + negative->variance[which];
    }
    out->auc_a = ranking[GG_A].roc_auc;
    out->auc_b = ranking[GG_B].roc_auc;
    out->difference = out->auc_a - out->auc_b;
    out->variance_a = ranking[GG_A].roc_auc_variance;
    out->variance_b = ranking[GG_B].roc_auc_variance;
    out->covariance = positive->covariance + negative->covariance;
    out->variance_difference = positive->variance_difference + negative->variance_difference;
    out->z = 0;
    out->p_value = 1;
    if (out->difference != 0) {
        bool known = out->variance_difference > 0;

        out->z = known ? out->difference / sqrt(out->variance_difference) : NAN;
        out->p_value = known ? 2 * gg_p_of_z(fabs(out->z)) : NAN;
    }
}

gg_status gg_weighted_areas(const gg_pairs *pairs, gg_ranking ranking[GG_SCORES_COMPARED],
                            gg_delong_pair *out, gg_error *err)
{
    double *placement[GG_SCORES_COMPARED];
    place *order = calloc(pairs->n, sizeof *order);
    class_weight of[2];
    gg_status status = GG_OK;

    placement[GG_A] = calloc(pairs->n, sizeof(double));
    placement[GG_B] = calloc(pairs->n, sizeof(double));
    if (!order || !placement[GG_A] || !placement[GG_B]) {
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    } else {
        const double *const both[GG_SCORES_COMPARED] = {placement[GG_A], placement[GG_B]};
        moments positive, negative;

        weigh_classes(pairs, of);
        for (int which = 0; which < GG_SCORES_COMPARED; which++) {
            gg_ranking *r = &ranking[which];

            place_rows(pairs, which, of, order, placement[which], r);
            r->average_precision_variance = r->average_precision * (1 - r->average_precision) /
                                            (of[1].weight / of[1].squares * of[1].weight);
        }
        positive = moments_of(pairs, both, &of[1], 1);
        negative = moments_of(pairs, both, &of[0], 0);
        out->positives = of[1].rows;
        out->negatives = of[0].rows;
        finish(&positive, &negative, ranking, out);
    }
    free(order);
    free(placement[GG_A]);
    free(placement[GG_B]);
    return status;
}
