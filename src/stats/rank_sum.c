/* The rank sum test within strata, from the ties of each stratum. */
#include "gauger/stats/rank_sum.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "gauger/stats/ranking.h"

typedef struct sums {
    double distance, variance;       /* of the weighted U from its mean */
    double in_order, pairs, squared; /* squared: variances of U by DeLong */
    size_t of[2];
} sums;

/* Room for one stratum at a time. */
typedef struct room {
    double *score;
    unsigned char *outcome;
    gg_tie *ties;
} room;

static bool is_valid(const gg_rank_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->outcome[i] > 1 || rows->stratum[i] >= rows->strata || isnan(rows->score[i]))
            return false;
    return true;
}

static double variance_of_u(const gg_tie *ties, size_t n, double a, double b)
{
    double all = a + b, tied = 0;

    for (size_t i = 0; i < n; i++) {
        double t = (double)(ties[i].negatives + ties[i].positives);

        tied += t * t * t - t;
    }
    return a * b / 12 * (all + 1 - tied / (all * (all - 1)));
}

static void add(sums *s, const gg_tie *ties, size_t n, const gg_delong *area)
{
    double a = (double)area->positives, b = (double)area->negatives;
    double weight = 1 / (a + b + 1);

    s->distance += weight * (area->auc - 0.5) * a * b;
    /* One value in all: what rounding would leave of its variance is 0. */
    if (n > 1)
        s->variance += weight * weight * variance_of_u(ties, n, a, b);
    s->in_order += area->auc * a * b;
    s->pairs += a * b;
    s->squared += area->variance * a * b * a * b;
    s->of[0] += (size_t)area->negatives;
    s->of[1] += (size_t)area->positives;
}

static gg_status add_stratum(const gg_rank_rows *rows, size_t stratum, const room *at, sums *s)
{
    gg_scored_rows here = {.score = at->score, .outcome = at->outcome};
    size_t ties = 0;
    gg_delong area;
    gg_status status;

    for (size_t i = 0; i < rows->n; i++)
        if (rows->stratum[i] == stratum) {
            at->score[here.n] = rows->score[i];
            at->outcome[here.n++] = rows->outcome[i];
        }
    status = gg_ties_of_rows(&here, at->ties, &ties);
    if (status)
        return status;
    status = gg_delong_of_ties(at->ties, ties, &area);
    if (status == GG_E_UNDEFINED)
        return GG_OK;
    if (!status)
        add(s, at->ties, ties, &area);
    return status;
}

static gg_status conclude(const sums *s, gg_rank_sum *out)
{
    if (!(s->pairs > 0))
        return GG_E_UNDEFINED;
    out->auc = s->in_order / s->pairs;
    out->variance = s->squared / (s->pairs * s->pairs);
    out->z = s->variance > 0 ? s->distance / sqrt(s->variance) : 0;
    out->p_greater = s->variance > 0 ? gg_p_of_z(out->z) : 1;
    out->negatives = s->of[0];
    out->positives = s->of[1];
    return GG_OK;
}

gg_status gg_rank_sum_strata(const gg_rank_rows *rows, gg_rank_sum *out)
{
    room at = {calloc(rows->n + 1, sizeof *at.score), calloc(rows->n + 1, 1),
               calloc(rows->n + 1, sizeof *at.ties)};
    gg_status status = is_valid(rows) ? GG_OK : GG_E_INPUT;
    sums s = {0};

    if (!at.score || !at.outcome || !at.ties)
        status = GG_E_MEMORY;
    for (size_t k = 0; k < rows->strata && !status; k++)
        status = add_stratum(rows, k, &at, &s);
    if (!status)
        status = conclude(&s, out);
    free(at.score);
    free(at.outcome);
    free(at.ties);
    return status;
}
