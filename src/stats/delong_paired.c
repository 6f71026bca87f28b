/* DeLong's comparison of two scores of the same rows. */
#include <stdlib.h>

#include "gauger/stats/interval.h"
#include "gauger/stats/ranking.h"
#include "stats_internal.h"

struct place {
    double score;
    uint64_t count;
    size_t row;
    bool positive;
};

struct classes {
    uint64_t negatives, positives;
};

static int by_score(const void *a, const void *b)
{
    double x = ((const struct place *)a)->score, y = ((const struct place *)b)->score;

    return (x > y) - (x < y);
}

/* Checks the rows and counts the classes; NaN must not reach the sort. */
static gg_status check(const gg_paired_rows *rows, struct classes *all)
{
    *all = (struct classes){0, 0};
    for (size_t i = 0; i < rows->n; i++) {
        uint64_t count = rows->count ? rows->count[i] : 1;

        if (isnan(rows->score_a[i]) || isnan(rows->score_b[i]) || rows->outcome[i] > 1)
            return GG_E_INPUT;
        if (!gg_class_add(rows->outcome[i] ? &all->positives : &all->negatives, count))
            return GG_E_LIMIT;
    }
    return all->positives && all->negatives ? GG_OK : GG_E_UNDEFINED;
}

/*
 * Half-placements by row: for a positive twice the negatives below plus those level, for a negative
 * twice the positives above plus those level. Returns the sum over positives, which is the area in
 * units of 1 / (2 n0 n1).
 */
static __int128 place(const gg_paired_rows *rows, const double *score, const struct classes *all,
                      struct place *order, uint64_t *placement)
{
    struct classes below = {0, 0};
    __int128 sum = 0;

    for (size_t i = 0; i < rows->n; i++)
        order[i] =
            (struct place){score[i], rows->count ? rows->count[i] : 1, i, rows->outcome[i] == 1};
    qsort(order, rows->n, sizeof *order, by_score);
    for (size_t i = 0, end; i < rows->n; i = end) {
        struct classes level = {0, 0};

        for (end = i; end < rows->n && order[end].score == order[i].score; end++)
            *(order[end].positive ? &level.positives : &level.negatives) += order[end].count;
        for (size_t k = i; k < end; k++)
            placement[order[k].row] =
                order[k].positive ? 2 * below.negatives + level.negatives
                                  : 2 * (all->positives - below.positives) - level.positives;
        sum += (__int128)(2 * below.negatives + level.negatives) * level.positives;
        below.negatives += level.negatives;
        below.positives += level.positives;
    }
    return sum;
}

struct sums {
    long double aa, bb, ab, dd; /* of products of deviations, d = a - b */
};

struct both {
    const uint64_t *a, *b; /* half-placements by row */
    __int128 sum_a, sum_b;
};

/* Sums for each class; deviations are whole numbers, only their products are rounded. */
static void add_products(const gg_paired_rows *rows, const struct classes *all,
                         const struct both *p, struct sums of[2])
{
    of[0] = of[1] = (struct sums){0, 0, 0, 0};
    for (size_t i = 0; i < rows->n; i++) {
        int positive = rows->outcome[i] == 1;
        __int128 own = (__int128)(positive ? all->positives : all->negatives);
        __int128 whole_a = (__int128)p->a[i] * own - p->sum_a;
        __int128 whole_b = (__int128)p->b[i] * own - p->sum_b;
        long double a = (long double)whole_a, b = (long double)whole_b;
        long double d = (long double)(whole_a - whole_b);
        long double count = rows->count ? (long double)rows->count[i] : 1;

        of[positive].aa += count * a * a;
        of[positive].bb += count * b * b;
        of[positive].ab += count * a * b;
        of[positive].dd += count * d * d;
    }
}

/* Sum of products of both classes to a variance or covariance of the areas. */
static double moment(long double negatives, long double positives, const struct classes *all)
{
    long double n = (long double)all->negatives, m = (long double)all->positives;
    long double unit = 2 * n * m;

    if (all->negatives < 2 || all->positives < 2)
        return NAN;
    return (double)(positives / unit / unit / (m - 1) / m + negatives / unit / unit / (n - 1) / n);
}

/* z and p where the estimated variance is 0 or unknown; see ranking.h. */
static void compare_by_bound(gg_delong_pair *out)
{
    double k = (double)(out->negatives < out->positives ? out->negatives : out->positives);

    if (fabs(out->difference) >= 1) {
        out->p_value = exp2(1 - k);
        out->z = copysign(k > 1 ? gg_z_of_p(fmax(out->p_value / 2, 1e-300)) : 0, out->difference);
        return;
    }
    out->z = out->difference * sqrt(k / (1 - out->difference * out->difference));
    out->p_value = 2 * gg_p_of_z(fabs(out->z));
}

static void compare(gg_delong_pair *out)
{
    out->z = 0;
    out->p_value = 1;
    if (out->difference == 0)
        return;
    if (!(out->variance_difference > 0)) {
        compare_by_bound(out);
        return;
    }
    out->z = out->difference / sqrt(out->variance_difference);
    out->p_value = 2 * gg_p_of_z(fabs(out->z));
}

static void finish(const struct classes *all, const struct both *p, const struct sums of[2],
                   gg_delong_pair *out)
{
    long double unit = 2 * (long double)all->negatives * (long double)all->positives;

    out->negatives = all->negatives;
    out->positives = all->positives;
    out->auc_a = (double)((long double)p->sum_a / unit);
    out->auc_b = (double)((long double)p->sum_b / unit);
    out->difference = (double)((long double)(p->sum_a - p->sum_b) / unit);
    out->variance_a = moment(of[0].aa, of[1].aa, all);
    out->variance_b = moment(of[0].bb, of[1].bb, all);
    out->covariance = moment(of[0].ab, of[1].ab, all);
    out->variance_difference = moment(of[0].dd, of[1].dd, all);
    compare(out);
}

gg_status gg_delong_paired(const gg_paired_rows *rows, gg_delong_pair *out)
{
    struct classes all;
    struct place *order = NULL;
    uint64_t *a = NULL, *b = NULL;
    struct sums of[2];
    struct both p;
    gg_status s = check(rows, &all);

    if (s != GG_OK)
        return s;
    order = calloc(rows->n, sizeof *order);
    a = calloc(rows->n, sizeof *a);
    b = calloc(rows->n, sizeof *b);
    s = order && a && b ? GG_OK : GG_E_MEMORY;
    if (s == GG_OK) {
        p = (struct both){.a = a, .b = b};
        p.sum_a = place(rows, rows->score_a, &all, order, a);
        p.sum_b = place(rows, rows->score_b, &all, order, b);
        add_products(rows, &all, &p, of);
        finish(&all, &p, of, out);
    }
    free(order);
    free(a);
    free(b);
    return s;
}

gg_status gg_delong_difference(const gg_delong_pair *pair, double z, gg_interval *out)
{
    double k = (double)(pair->negatives < pair->positives ? pair->negatives : pair->positives);
    double half = z * sqrt(pair->variance_difference);
    gg_status s;

    if (!gg_z_usable(z))
        return GG_E_INPUT;
    if (pair->variance_difference > 0 ||
        (pair->variance_difference == 0 && pair->difference == 0)) {
        out->low = fmax(pair->difference - half, -1);
        out->high = fmin(pair->difference + half, 1);
        return GG_OK;
    }
    s = gg_interval_wilson(k * (1 + pair->difference) / 2, k, z, out);
    if (s == GG_OK)
        *out = (gg_interval){2 * out->low - 1, 2 * out->high - 1};
    return s;
}
