/* Passes over the rows of a logistic fit: lanes, threads, and the moments of the columns. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "logistic_internal.h"

#define LANE_ROWS  2048              /* at least, so that a lane is worth a thread's while */
#define MOST_LANES ((size_t)1 << 12) /* and progress is still told often */
#define MOST_SUMS  ((size_t)1 << 23) /* doubles, unless one lane alone needs more */

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_lanes_init(gg_lanes *lanes, size_t width, gg_error *err)
{
    size_t count = lanes->n / LANE_ROWS;

    if (count > MOST_LANES)
        count = MOST_LANES;
    if (count > MOST_SUMS / width)
        count = MOST_SUMS / width;
    if (count == 0)
        count = 1;
    lanes->rows = (lanes->n + count - 1) / count;
    lanes->count = (lanes->n + lanes->rows - 1) / lanes->rows;
    lanes->width = width;
    lanes->sums = calloc(width, sizeof(double) * lanes->count);
    return lanes->sums ? GG_OK : memory(err);
}

void gg_lanes_release(gg_lanes *lanes)
{
    free(lanes->sums);
    lanes->sums = NULL;
}

typedef struct pass_of {
    gg_lanes *lanes;
    gg_lane_pass pass;
    const void *given;
} pass_of;

/* The passes that are to come are not known: the share draws near to 1 without reaching it. */
static bool told(const gg_lanes *lanes, size_t lane)
{
    const gg_logistic_options *o = lanes->options;
    double done = lanes->done + (double)lane / (double)lanes->count;

    return !o->progress || o->progress(o->progress_context, done / (done + 4));
}

/* The next lane that nobody has taken; false when there is none. */
static bool add_lane(const pass_of *r, size_t *lane)
{
    gg_lanes *l = r->lanes;
    size_t at = atomic_fetch_add(&l->next, 1);
    double *sums;

    if (at >= l->count)
        return false;
    sums = l->sums + at * l->width;
    memset(sums, 0, l->width * sizeof *sums);
    r->pass(l, r->given, at * l->rows, at + 1 < l->count ? (at + 1) * l->rows : l->n, sums);
    *lane = at;
    return true;
}

static void *add_lanes(void *data)
{
    pass_of *r = data;
    size_t lane;

    while (!atomic_load(&r->lanes->stopped) && add_lane(r, &lane))
        ;
    return NULL;
}

/* The caller's own thread adds too, and alone asks whether to go on. */
static void add_lanes_here(pass_of *r)
{
    size_t lane = 0;

    do {
        if (!told(r->lanes, lane))
            atomic_store(&r->lanes->stopped, true);
    } while (!atomic_load(&r->lanes->stopped) && add_lane(r, &lane));
}

gg_status gg_lanes_pass(gg_lanes *lanes, gg_lane_pass pass, const void *given, gg_error *err)
{
    pass_of r = {.lanes = lanes, .pass = pass, .given = given};
    size_t threads = lanes->threads < lanes->count ? lanes->threads : lanes->count;
    pthread_t *all = calloc(threads, sizeof *all);
    size_t started = 0;

    if (!all)
        return memory(err);
    atomic_store(&lanes->next, 0);
    /* A thread that cannot be started is done without. */
    while (started + 1 < threads && pthread_create(&all[started], NULL, add_lanes, &r) == 0)
        started++;
    add_lanes_here(&r);
    for (size_t i = 0; i < started; i++)
        pthread_join(all[i], NULL);
    free(all);
    lanes->done++;
    if (atomic_load(&lanes->stopped))
        return gg_error_set(err, GG_E_CONFLICT, NULL, "stopped");
    return GG_OK;
}

/* ---- moments ---- */

/* Sums of a lane: w, w where y is 1, row number + 1 of the first bad row, its column + 1 (0 for
 * outcome or weight); then for each column w x, smallest, largest, and a spare place. */
enum { SUM_W, SUM_POSITIVE, BAD_ROW, BAD_COLUMN, HEAD };

static void first_look(double *column, double x, double w, bool first)
{
    column[0] += w * x;
    if (first || x < column[1])
        column[1] = x;
    if (first || x > column[2])
        column[2] = x;
}

static void add_first(const gg_lanes *l, const void *given, size_t from, size_t to, double *sums)
{
    bool first = true;

    (void)given;
    for (size_t i = from; i < to; i++) {
        const double *x = l->x + i * l->p;
        double w = l->w ? l->w[i] : 1;
        size_t bad = l->p + 1;

        for (size_t j = 0; j < l->p && bad > l->p; j++)
            if (!isfinite(x[j]))
                bad = j + 1;
        if (!(w >= 0) || !isfinite(w) || (l->y[i] != 0 && l->y[i] != 1))
            bad = 0;
        if (bad <= l->p) {
            sums[BAD_ROW] = (double)i + 1;
            sums[BAD_COLUMN] = (double)bad;
            return;
        }
        if (w == 0)
            continue;
        sums[SUM_W] += w;
        sums[SUM_POSITIVE] += w * l->y[i];
        for (size_t j = 0; j < l->p; j++)
            first_look(sums + HEAD + 4 * j, x[j], w, first);
        first = false;
    }
}

static void add_second(const gg_lanes *l, const void *given, size_t from, size_t to, double *sums)
{
    const gg_moments *m = given;

    for (size_t i = from; i < to; i++) {
        const double *x = l->x + i * l->p;
        double w = l->w ? l->w[i] : 1;

        for (size_t j = 0; j < l->p; j++) {
            double d = x[j] - m->mean[j];

            sums[HEAD + 4 * j] += w * d * d;
        }
    }
}

static gg_status refuse(const gg_lanes *l, const double *sums, gg_error *err)
{
    char what[60];

    if (sums[BAD_COLUMN] == 0)
        return gg_error_set(err, GG_E_INPUT, "outcomes are 0 or 1, weights finite and from 0",
                            "row %.0f: not an outcome or not a weight", sums[BAD_ROW]);
    snprintf(what, sizeof what, "row %.0f: not a finite number", sums[BAD_ROW]);
    return gg_logistic_refuse(l->options, (size_t)sums[BAD_COLUMN] - 1, what, "leave the row out",
                              err);
}

/* Adds up the first look; the ends of each column are left in the first lane that has rows. */
static gg_status gather_first(const gg_lanes *l, gg_moments *m, double *low, double *high,
                              gg_error *err)
{
    double total = 0;

    m->positives = 0;
    for (size_t j = 0; j < l->p; j++)
        m->mean[j] = 0;
    for (size_t k = 0; k < l->count; k++) {
        const double *sums = l->sums + k * l->width;
        bool first = total == 0;

        if (sums[BAD_ROW] > 0)
            return refuse(l, sums, err);
        if (sums[SUM_W] == 0)
            continue;
        total += sums[SUM_W];
        m->positives += sums[SUM_POSITIVE];
        for (size_t j = 0; j < l->p; j++) {
            const double *column = sums + HEAD + 4 * j;

            m->mean[j] += column[0];
            low[j] = first ? column[1] : fmin(low[j], column[1]);
            high[j] = first ? column[2] : fmax(high[j], column[2]);
        }
    }
    m->negatives = total - m->positives;
    for (size_t j = 0; j < l->p; j++)
        m->mean[j] /= total;
    return GG_OK;
}

static gg_status gather_second(const gg_lanes *l, gg_moments *m, const double *low,
                               const double *high, gg_error *err)
{
    double total = m->positives + m->negatives;

    for (size_t j = 0; j < l->p; j++) {
        double sum = 0;

        for (size_t k = 0; k < l->count; k++)
            sum += l->sums[k * l->width + HEAD + 4 * j];
        /* A constant column is known by its ends: rounding leaves its variance above 0. */
        m->spread[j] = high[j] > low[j] ? sqrt(sum / total) : 0;
        if (m->spread[j] == 0)
            return gg_logistic_refuse(l->options, j, "constant", "leave it out", err);
        m->reach[j] = fmax(high[j] - m->mean[j], m->mean[j] - low[j]) / m->spread[j];
        if (!isfinite(m->spread[j] * m->reach[j]))
            return gg_logistic_refuse(l->options, j, "numbers too large to add up",
                                      "use another unit", err);
    }
    return GG_OK;
}

gg_status gg_lanes_moments(gg_lanes *lanes, gg_moments *out, gg_error *err)
{
    double *ends = calloc(lanes->p + 1, 2 * sizeof *ends);
    double *low = ends, *high = ends ? ends + lanes->p : NULL;
    gg_status status;

    if (!ends)
        return memory(err);
    status = gg_lanes_pass(lanes, add_first, NULL, err);
    if (!status)
        status = gather_first(lanes, out, low, high, err);
    if (!status && !(out->positives > 0 && out->negatives > 0))
        status = gg_error_set(err, GG_E_INPUT, "give rows with and without the outcome",
                              "one class only");
    if (!status)
        status = gg_lanes_pass(lanes, add_second, out, err);
    if (!status)
        status = gather_second(lanes, out, low, high, err);
    free(ends);
    return status;
}
