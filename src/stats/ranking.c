#include "gauger/stats/ranking.h"

#include <stdlib.h>

#include "stats_internal.h"

/* Twice a count times another class's count stays below 2^125. */
#define CLASS_MAX ((uint64_t)1 << 62)

struct totals {
    uint64_t negatives, positives;
};

static int by_score(const void *a, const void *b)
{
    double x = ((const gg_tie *)a)->score, y = ((const gg_tie *)b)->score;

    return (x > y) - (x < y);
}

bool gg_class_add(uint64_t *total, uint64_t count)
{
    if (count >= CLASS_MAX || *total >= CLASS_MAX - count)
        return false;
    *total += count;
    return true;
}

static gg_status to_ties(const gg_scored_rows *rows, gg_tie *out)
{
    struct totals all = {0, 0};

    for (size_t i = 0; i < rows->n; i++) {
        uint64_t count = rows->count ? rows->count[i] : 1;
        bool positive = rows->outcome[i] == 1;

        if (isnan(rows->score[i]) || rows->outcome[i] > 1)
            return GG_E_INPUT;
        if (!gg_class_add(positive ? &all.positives : &all.negatives, count))
            return GG_E_LIMIT;
        out[i] = (gg_tie){rows->score[i], positive ? 0 : count, positive ? count : 0};
    }
    return GG_OK;
}

/* Merges neighbours of one score and drops those without rows; returns how many are left. */
static size_t merge(gg_tie *t, size_t n)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        if (t[i].negatives == 0 && t[i].positives == 0)
            continue;
        if (k > 0 && t[k - 1].score == t[i].score) {
            t[k - 1].negatives += t[i].negatives;
            t[k - 1].positives += t[i].positives;
        } else {
            t[k++] = t[i];
        }
    }
    return k;
}

static gg_status collect(const gg_scored_rows *rows, gg_tie **out, size_t *ties)
{
    gg_tie *t = calloc(rows->n ? rows->n : 1, sizeof *t);
    gg_status s = t ? to_ties(rows, t) : GG_E_MEMORY;

    if (s != GG_OK) {
        free(t);
        return s;
    }
    qsort(t, rows->n, sizeof *t, by_score);
    *ties = merge(t, rows->n);
    *out = t;
    return GG_OK;
}

gg_status gg_ties_of_rows(const gg_scored_rows *rows, gg_tie *out, size_t *ties)
{
    gg_tie *t;
    size_t k;
    gg_status s = collect(rows, &t, &k);

    if (s != GG_OK)
        return s;
    for (size_t i = 0; i < k; i++)
        out[i] = t[i];
    *ties = k;
    free(t);
    return GG_OK;
}

static gg_status add_up(const gg_tie *ties, size_t n, struct totals *all)
{
    *all = (struct totals){0, 0};
    for (size_t i = 0; i < n; i++) {
        if (isnan(ties[i].score) || (i > 0 && !(ties[i - 1].score < ties[i].score)))
            return GG_E_INPUT;
        if (!gg_class_add(&all->positives, ties[i].positives) ||
            !gg_class_add(&all->negatives, ties[i].negatives))
            return GG_E_LIMIT;
    }
    return GG_OK;
}

/* A half-placement is twice the rows of the other class below, plus those level: a whole number. */
static __int128 placements(const gg_tie *ties, size_t n)
{
    __int128 sum = 0;
    uint64_t below = 0;

    for (size_t i = 0; i < n; i++) {
        sum += (__int128)(2 * below + ties[i].negatives) * ties[i].positives;
        below += ties[i].negatives;
    }
    return sum;
}

/*
 * Sums of squared deviations of the placements from the area, in units of (2 n0 n1)^2. Each
 * deviation is a whole number (placement times the size of its own class, less the sum); only its
 * square is rounded.
 */
static void squares(const gg_tie *ties, size_t n, const struct totals *all, __int128 sum,
                    long double *s10, long double *s01)
{
    uint64_t negatives = 0, positives = 0;
    __int128 full = 2 * (__int128)all->negatives * all->positives;

    *s10 = *s01 = 0;
    for (size_t i = 0; i < n; i++) {
        long double p, q;

        p = (long double)((__int128)(2 * negatives + ties[i].negatives) * all->positives - sum);
        negatives += ties[i].negatives;
        /* A negative's placement counts the positives above it: all less those below or level. */
        q = (long double)(full - (__int128)(2 * positives + ties[i].positives) * all->negatives -
                          sum);
        positives += ties[i].positives;
        *s10 += p * p * ties[i].positives;
        *s01 += q * q * ties[i].negatives;
    }
}

gg_status gg_delong_of_ties(const gg_tie *ties, size_t n, gg_delong *out)
{
    struct totals all;
    gg_status s = add_up(ties, n, &all);
    long double s10, s01, unit;
    __int128 sum;

    if (s != GG_OK)
        return s;
    if (all.negatives == 0 || all.positives == 0)
        return GG_E_UNDEFINED;
    sum = placements(ties, n);
    squares(ties, n, &all, sum, &s10, &s01);
    unit = 2 * (long double)all.negatives * (long double)all.positives;
    out->auc = (double)((long double)sum / unit);
    out->positives = all.positives;
    out->negatives = all.negatives;
    out->variance_positives =
        all.positives > 1 ? (double)(s10 / unit / unit / (long double)(all.positives - 1)) : NAN;
    out->variance_negatives =
        all.negatives > 1 ? (double)(s01 / unit / unit / (long double)(all.negatives - 1)) : NAN;
    out->variance = out->variance_positives / (double)all.positives +
                    out->variance_negatives / (double)all.negatives;
    return GG_OK;
}

gg_status gg_delong_of_rows(const gg_scored_rows *rows, gg_delong *out)
{
    gg_tie *ties;
    size_t n;
    gg_status s = collect(rows, &ties, &n);

    if (s != GG_OK)
        return s;
    s = gg_delong_of_ties(ties, n, out);
    free(ties);
    return s;
}

gg_status gg_average_precision(const gg_tie *ties, size_t n, double *ap, double *variance)
{
    struct totals all;
    gg_status s = add_up(ties, n, &all);
    uint64_t tp = 0, fp = 0;
    long double sum = 0;

    if (s != GG_OK)
        return s;
    if (all.positives == 0)
        return GG_E_UNDEFINED;
    for (size_t i = n; i-- > 0;) {
        tp += ties[i].positives;
        fp += ties[i].negatives;
        if (ties[i].positives > 0)
            sum += (long double)tp / (long double)(tp + fp) * (long double)ties[i].positives;
    }
    *ap = fmin((double)(sum / (long double)all.positives), 1);
    *variance = *ap * (1 - *ap) / (double)all.positives;
    return GG_OK;
}
