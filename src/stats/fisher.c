/* Fisher's exact test by walking away from the mode of the hypergeometric distribution. */
#include "gauger/stats/tests.h"

#include <stdlib.h>

#include "stats_internal.h"

#define TOTAL_MAX ((uint64_t)1 << 53)
/* Terms this far below the mode's add nothing to any sum of doubles. */
#define NEGLIGIBLE 1e-300

struct hyper {
    double row, column, rest; /* first row, first column, total less both; a is the first cell */
    double low, high, mode;
};

/* Probability of a + 1 over that of a. */
static double up(const struct hyper *h, double a)
{
    return (h->row - a) / (a + 1) * ((h->column - a) / (h->rest + a + 1));
}

/* The walk's sums, relative to the probability of the mode. */
struct walk {
    double all, less, greater, rarer;
};

/*
 * The ratio of the probability of a to that of the mode: a product of ratios, so that the observed
 * table's is found in the same steps as when the walk passes it.
 */
static double relative(const struct hyper *h, double a)
{
    double p = 1;

    for (double k = h->mode; k < a && p > 0; k++)
        p *= up(h, k);
    for (double k = h->mode; k > a && p > 0; k--)
        p /= up(h, k - 1);
    return p;
}

static void add(struct walk *w, double p, double a, double seen, double limit)
{
    w->all += p;
    w->less += a <= seen ? p : 0;
    w->greater += a >= seen ? p : 0;
    w->rarer += p <= limit ? p : 0;
}

static struct walk go(const struct hyper *h, double seen)
{
    struct walk w = {0, 0, 0, 0};
    double limit = relative(h, seen) * (1 + 1e-7), p = 1;

    for (double a = h->mode; a <= h->high && p > NEGLIGIBLE; p *= up(h, a), a++)
        add(&w, p, a, seen, limit);
    p = 1;
    for (double a = h->mode; a > h->low; a--) {
        p /= up(h, a - 1);
        if (!(p > NEGLIGIBLE))
            break;
        add(&w, p, a - 1, seen, limit);
    }
    return w;
}

gg_status gg_fisher_exact(const uint64_t cells[4], gg_fisher *out)
{
    double a, total = 0;
    struct hyper h;
    struct walk w;

    for (int i = 0; i < 4; i++) {
        if (cells[i] >= TOTAL_MAX)
            return GG_E_LIMIT;
        total += (double)cells[i];
    }
    if (total >= (double)TOTAL_MAX)
        return GG_E_LIMIT;
    if (total == 0)
        return GG_E_UNDEFINED;
    a = (double)cells[0];
    h.row = a + (double)cells[1];
    h.column = a + (double)cells[2];
    h.rest = total - h.row - h.column;
    h.low = fmax(0, -h.rest);
    h.high = fmin(h.row, h.column);
    h.mode = fmin(fmax(floor((h.row + 1) / (total + 2) * (h.column + 1)), h.low), h.high);
    w = go(&h, a);
    out->p_value = fmin(1, w.rarer / w.all);
    out->p_less = fmin(1, w.less / w.all);
    out->p_greater = fmin(1, w.greater / w.all);
    return GG_OK;
}
