#include "gauger/stats/woe.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct row {
    double x, positive, negative;
} row;

gg_woe_options gg_woe_options_default(void)
{
    return (gg_woe_options){.bins = 20, .minimum_share = 0.05, .smoothing = 0.5};
}

/* Rows that are equal in x are ordered too, so that sums do not depend on the sort. */
static int by_x(const void *a, const void *b)
{
    const row *p = a, *q = b;

    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    if (p->positive != q->positive)
        return p->positive < q->positive ? -1 : 1;
    return (p->negative > q->negative) - (p->negative < q->negative);
}

/* Sorted rows of a weight above 0. */
static gg_status gather(const double *x, const double *y, const double *w, size_t n, row *rows,
                        size_t *used, gg_woe_bin *total, gg_error *err)
{
    *used = 0;
    *total = (gg_woe_bin){0};
    for (size_t i = 0; i < n; i++) {
        double weight = w ? w[i] : 1;

        if (!isfinite(x[i]) || (y[i] != 0 && y[i] != 1) || !(weight >= 0) || !isfinite(weight))
            return gg_error_set(err, GG_E_INPUT, NULL,
                                "row %zu: not a finite number, an outcome or a weight", i + 1);
        /* Adding 0 makes -0 and 0 one number. */
        if (weight > 0)
            rows[(*used)++] = (row){x[i] + 0.0, y[i] == 1 ? weight : 0, y[i] == 1 ? 0 : weight};
        total->positives += y[i] == 1 ? weight : 0;
        total->negatives += y[i] == 1 ? 0 : weight;
    }
    if (!(total->positives > 0 && total->negatives > 0))
        return gg_error_set(err, GG_E_INPUT, "give rows with and without the outcome",
                            "one class only");
    qsort(rows, *used, sizeof *rows, by_x);
    return GG_OK;
}

static void add(gg_woe_bin *to, const gg_woe_bin *from)
{
    to->high = from->high;
    to->positives += from->positives;
    to->negatives += from->negatives;
}

/* Bins of about equal weight: one ends behind the number at which its share is full. */
static size_t cut_equal(const row *rows, size_t n, double total, size_t most, gg_woe_bin *out)
{
    double below = 0, full = total / (double)most;
    size_t k = 0;
    bool open = false;

    for (size_t i = 0; i < n; i++) {
        if (!open) {
            out[k] = (gg_woe_bin){.low = rows[i].x};
            open = true;
        }
        out[k].positives += rows[i].positive;
        out[k].negatives += rows[i].negative;
        below += rows[i].positive + rows[i].negative;
        if (i + 1 < n && rows[i + 1].x > rows[i].x && k + 1 < most && below >= full) {
            out[k++].high = rows[i + 1].x;
            open = false;
            /* A number that fills several shares leaves the next bin a whole one. */
            full = total * (floor(below / total * (double)most) + 1) / (double)most;
        }
    }
    out[0].low = -INFINITY;
    out[k].high = INFINITY;
    return k + 1;
}

static bool is_whole(const gg_woe_bin *bin, double least)
{
    return bin->positives > 0 && bin->negatives > 0 && bin->positives + bin->negatives >= least;
}

/* Merges upwards until each bin is whole; what is left at the end goes to the last whole one. */
static size_t merge_small(gg_woe_bin *bins, size_t n, double least)
{
    size_t k = 0;

    for (size_t i = 1; i < n; i++) {
        if (is_whole(&bins[k], least))
            bins[++k] = bins[i];
        else
            add(&bins[k], &bins[i]);
    }
    if (k > 0 && !is_whole(&bins[k], least)) {
        add(&bins[k - 1], &bins[k]);
        k--;
    }
    return k + 1;
}

/* Whether b lies strictly on the side of a: by the rate, and by the odds that weigh it. */
static bool follows(const gg_woe_bin *a, const gg_woe_bin *b, double s, bool rising)
{
    double rate = b->positives * a->negatives - a->positives * b->negatives;
    double odds = (b->positives + s) * (a->negatives + s) - (a->positives + s) * (b->negatives + s);

    return rising ? rate > 0 && odds > 0 : rate < 0 && odds < 0;
}

static size_t pool(const gg_woe_bin *bins, size_t n, double s, bool rising, gg_woe_bin *out)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        out[k++] = bins[i];
        for (; k > 1 && !follows(&out[k - 2], &out[k - 1], s, rising); k--)
            add(&out[k - 2], &out[k - 1]);
    }
    return k;
}

static double share_of(double part, double all, size_t k, double s)
{
    return (part + s) / (all + (double)k * s);
}

static double information(const gg_woe_bin *bins, size_t k, const gg_woe_bin *total, double s)
{
    double sum = 0;

    for (size_t i = 0; i < k; i++) {
        double p = share_of(bins[i].positives, total->positives, k, s);
        double q = share_of(bins[i].negatives, total->negatives, k, s);

        sum += (p - q) * log(p / q);
    }
    return sum;
}

static gg_status check(const gg_woe_options *o, size_t n, gg_error *err)
{
    if (o->bins < 2 || o->bins > 1000 || !(o->minimum_share >= 0 && o->minimum_share <= 0.5) ||
        !(o->smoothing > 0) || !isfinite(o->smoothing))
        return gg_error_set(err, GG_E_USAGE,
                            "bins 2 to 1000, minimum share 0 to 0.5, smoothing "
                            "above 0",
                            "options out of range");
    return n <= SIZE_MAX / sizeof(row) - 1 ? GG_OK
                                           : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_woe_cut(const double *x, const double *y, const double *w, size_t n,
                     const gg_woe_options *options, gg_woe_bin *out, size_t *n_out, gg_error *err)
{
    gg_woe_options o = options ? *options : gg_woe_options_default();
    gg_status status = check(&o, n, err);
    gg_woe_bin *bins, *up, *down, total;
    size_t used = 0, k, rising, falling;
    row *rows;

    if (status)
        return status;
    rows = malloc((n + 1) * sizeof *rows);
    bins = calloc(3 * o.bins, sizeof *bins);
    up = bins + (bins ? o.bins : 0);
    down = up + (bins ? o.bins : 0);
    status = rows && bins ? gather(x, y, w, n, rows, &used, &total, err)
                          : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (!status) {
        double weight = total.positives + total.negatives;

        k = cut_equal(rows, used, weight, o.bins, bins);
        k = merge_small(bins, k, o.minimum_share * weight);
        rising = pool(bins, k, o.smoothing, true, up);
        falling = pool(bins, k, o.smoothing, false, down);
        if (information(down, falling, &total, o.smoothing) >
            information(up, rising, &total, o.smoothing)) {
            up = down;
            rising = falling;
        }
        memcpy(out, up, rising * sizeof *out);
        *n_out = rising;
    }
    free(rows);
    free(bins);
    return status;
}

gg_status gg_woe_weigh(const double *positives, const double *negatives, size_t k, double smoothing,
                       double *woe, double *value)
{
    gg_woe_bin total = {0};
    double sum = 0;

    if (k == 0 || !(smoothing > 0) || !isfinite(smoothing))
        return GG_E_INPUT;
    for (size_t i = 0; i < k; i++) {
        if (!(positives[i] >= 0) || !(negatives[i] >= 0))
            return GG_E_INPUT;
        total.positives += positives[i];
        total.negatives += negatives[i];
    }
    if (!isfinite(total.positives) || !isfinite(total.negatives))
        return GG_E_INPUT;
    for (size_t i = 0; i < k; i++) {
        double p = share_of(positives[i], total.positives, k, smoothing);
        double q = share_of(negatives[i], total.negatives, k, smoothing);

        woe[i] = log(p / q);
        sum += (p - q) * woe[i];
    }
    if (value)
        *value = sum;
    return GG_OK;
}
