#include "corners.h"

#include <math.h>
#include <string.h>

#define CELLS 4
#define SUMS  9 /* the cells themselves among them */

/* Which cells (tp, fp, fn, tn) a range is of. */
static const double members[SUMS][CELLS] = {
    {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}, {1, 0, 1, 0},
    {0, 1, 0, 1}, {1, 1, 0, 0}, {0, 0, 1, 1}, {1, 1, 1, 1},
};

typedef struct side {
    const double *members;
    double value;
} side;

static void ranges_of(const gg_confusion_ranges *r, gg_interval out[SUMS])
{
    const gg_interval all[SUMS] = {r->tp,       r->fp,           r->fn,
                                   r->tn,       r->positives,    r->negatives,
                                   r->selected, r->not_selected, r->total};

    memcpy(out, all, sizeof all);
}

static bool sound(const gg_confusion_ranges *r, const gg_interval all[SUMS])
{
    for (int i = 0; i < SUMS; i++)
        if (!(all[i].low >= 0) || !isfinite(all[i].low) || !(all[i].high >= all[i].low))
            return false;
    return r->effective > 0 && isfinite(r->effective);
}

/* A cell that no range with an end contains could be of any size. */
static bool bounded(const gg_interval all[SUMS])
{
    for (int c = 0; c < CELLS; c++) {
        bool has_end = false;

        for (int i = 0; i < SUMS; i++)
            has_end = has_end || (members[i][c] > 0 && isfinite(all[i].high));
        if (!has_end)
            return false;
    }
    return true;
}

/* The range that the cells alone give a sum. */
static gg_interval of_cells(const gg_interval all[SUMS], int sum)
{
    gg_interval r = {0, 0};

    for (int c = 0; c < CELLS; c++) {
        if (members[sum][c] > 0) {
            r.low += all[c].low;
            r.high += all[c].high;
        }
    }
    return r;
}

/* An end of a sum that no choice of cells goes beyond is no side: every point of it lies on sides
 * of the cells as well, so that no corner is lost without it. */
static size_t sides_of(const gg_interval all[SUMS], side *out)
{
    size_t n = 0;

    for (int i = 0; i < SUMS; i++) {
        const gg_interval cells = of_cells(all, i);
        const bool low = i < CELLS || all[i].low > cells.low;
        const bool high = i < CELLS || all[i].high < cells.high;

        if (low && (all[i].low > 0 || i < CELLS))
            out[n++] = (side){members[i], all[i].low};
        if (high && isfinite(all[i].high) && all[i].high > all[i].low)
            out[n++] = (side){members[i], all[i].high};
        else if (high && all[i].low == 0 && all[i].high == 0 && i >= CELLS)
            out[n++] = (side){members[i], 0};
    }
    return n;
}

/* Whether the cells have ends of their own and no sum narrows them: the set is then a box. */
static bool is_box(const gg_interval all[SUMS])
{
    for (int i = 0; i < SUMS; i++) {
        const gg_interval cells = of_cells(all, i);

        if (!isfinite(cells.high) || all[i].low > cells.low || all[i].high < cells.high)
            return false;
    }
    return true;
}

/* The point where four sides meet; false where they do not meet in one. Gauss with pivots; the
 * coefficients are 0 and 1, so that whole ranges give whole corners. */
static bool meet(const side *const four[CELLS], double x[CELLS])
{
    double m[CELLS][CELLS + 1];

    for (int i = 0; i < CELLS; i++) {
        memcpy(m[i], four[i]->members, CELLS * sizeof(double));
        m[i][CELLS] = four[i]->value;
    }
    for (int c = 0; c < CELLS; c++) {
        int best = c;

        for (int i = c + 1; i < CELLS; i++)
            if (fabs(m[i][c]) > fabs(m[best][c]))
                best = i;
        if (fabs(m[best][c]) < 0.25)
            return false;
        for (int k = 0; k <= CELLS; k++) {
            double kept = m[c][k];

            m[c][k] = m[best][k];
            m[best][k] = kept;
        }
        for (int i = 0; i < CELLS; i++) {
            double times = i == c ? 0 : m[i][c] / m[c][c];

            for (int k = c; times != 0 && k <= CELLS; k++)
                m[i][k] -= times * m[c][k];
        }
    }
    for (int c = 0; c < CELLS; c++)
        x[c] = m[c][CELLS] / m[c][c];
    return true;
}

static bool inside(const double x[CELLS], const gg_interval all[SUMS])
{
    for (int i = 0; i < SUMS; i++) {
        double sum = 0, slack;

        for (int c = 0; c < CELLS; c++)
            sum += members[i][c] * x[c];
        slack = 1e-9 * fmax(1, fabs(sum));
        if (!(sum >= all[i].low - slack && sum <= all[i].high + slack))
            return false;
    }
    return true;
}

static bool same(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fabs(a));
}

static void add(gg_corners *to, const double x[CELLS])
{
    const gg_confusion c = {fmax(x[0], 0), fmax(x[1], 0), fmax(x[2], 0), fmax(x[3], 0)};

    for (size_t i = 0; i < to->n; i++)
        if (same(to->at[i].tp, c.tp) && same(to->at[i].fp, c.fp) && same(to->at[i].fn, c.fn) &&
            same(to->at[i].tn, c.tn))
            return;
    if (to->n == 0)
        to->low = to->high = c;
    to->low = (gg_confusion){fmin(to->low.tp, c.tp), fmin(to->low.fp, c.fp), fmin(to->low.fn, c.fn),
                             fmin(to->low.tn, c.tn)};
    to->high = (gg_confusion){fmax(to->high.tp, c.tp), fmax(to->high.fp, c.fp),
                              fmax(to->high.fn, c.fn), fmax(to->high.tn, c.tn)};
    to->at[to->n++] = c;
}

/* The corners of a box: each cell at one of its ends. */
static void corners_of_box(const gg_interval all[SUMS], gg_corners *out)
{
    for (unsigned i = 0; i < 1u << CELLS; i++) {
        double x[CELLS];
        bool again = false;

        for (unsigned c = 0; c < CELLS; c++) {
            const bool high = i & 1u << c;

            x[c] = high ? all[c].high : all[c].low;
            again = again || (high && all[c].high == all[c].low);
        }
        if (!again)
            add(out, x);
    }
}

gg_status gg_corners_of(const gg_confusion_ranges *ranges, gg_corners *out)
{
    gg_interval all[SUMS];
    side sides[2 * SUMS];
    double x[CELLS];
    size_t n;

    out->n = 0;
    ranges_of(ranges, all);
    if (!sound(ranges, all) || !bounded(all))
        return GG_E_INPUT;
    if (is_box(all)) {
        corners_of_box(all, out);
        return GG_OK;
    }
    n = sides_of(all, sides);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            for (size_t k = j + 1; k < n; k++)
                for (size_t l = k + 1; l < n; l++) {
                    const side *const four[CELLS] = {&sides[i], &sides[j], &sides[k], &sides[l]};

                    if (meet(four, x) && inside(x, all))
                        add(out, x);
                }
    return out->n ? GG_OK : GG_E_INPUT;
}
