/*
 * Metrics of figures whose counts are known within bounds only: first what the counts allow, then
 * the sampling interval around it. Where a figure follows exactly although its counts do not, it is
 * measured like any other.
 */
#include <math.h>
#include <string.h>

#include "evaluate/metric_internal.h"

/* Tables of the random arm that are gone through one by one; more are not. */
#define MOST_TABLES 4096

gg_measure gg_measure_between(gg_interval bounds, gg_interval ends, const char *method)
{
    gg_measure m;

    if (bounds.low == bounds.high)
        return gg_measure_of(bounds.low, ends.low, ends.high, method);
    m = gg_measure_undefined(GG_WHY_BOUNDED);
    m.low = fmin(ends.low, bounds.low); /* a rounded success may shift an end by an ulp */
    m.high = fmax(ends.high, bounds.high);
    m.method = method;
    m.bounded = true;
    m.bound_low = bounds.low;
    m.bound_high = bounds.high;
    return m;
}

gg_interval gg_measure_bounds(const gg_measure *m)
{
    return m->bounded ? (gg_interval){m->bound_low, m->bound_high}
                      : (gg_interval){m->value, m->value};
}

static bool is_point(gg_interval r)
{
    return r.low == r.high;
}

bool gg_bounded_exact(const gg_metric *metric, const gg_figures *figures)
{
    gg_confusion_metric which;

    if (!figures->bounded || !gg_confusion_find(metric->name, &which))
        return true;
    if (metric->denominator != 0)
        return is_point(gg_figures_range(figures, metric->numerator)) &&
               is_point(gg_figures_range(figures, metric->denominator));
    for (size_t o = 0; o < GG_UNVERIFIED; o++)
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            if (!is_point(figures->bounds.cells[o][s]))
                return false;
    return true;
}

/* ---- the tables that the figures allow ---- */

static gg_interval plus(gg_interval a, gg_interval b)
{
    return (gg_interval){a.low + b.low, a.high + b.high};
}

static gg_interval minus(gg_interval a, gg_interval b)
{
    return (gg_interval){fmax(0, a.low - b.high), fmax(0, a.high - b.low)};
}

/* Decisions alone: who is selected stands where true positives do, the others where false negatives
 * do. Of a population the others are those beyond the rows as well. */
static gg_confusion_ranges decisions(const gg_figures *f, bool complement)
{
    gg_confusion_ranges r = gg_confusion_ranges_default();
    gg_interval selected = gg_figures_range(f, GG_CELLS_SELECTED);
    gg_interval others = gg_figures_range(f, GG_CELLS_ALL & ~GG_CELLS_SELECTED);

    r.fp = r.tn = gg_range_exact(0);
    r.total = gg_figures_range(f, GG_CELLS_ALL);
    if (f->population > 0) {
        r.total = gg_range_exact(f->population);
        others = minus(r.total, selected);
    }
    r.tp = complement ? others : selected;
    r.fn = complement ? selected : others;
    return r;
}

/* What is known of a sum: where the table does not tell it, nothing beyond its cells. */
static gg_interval told_sum(const gg_figures *f, int sum)
{
    return f->untold & GG_UNTOLD_SUM(sum) ? (gg_interval){0, INFINITY} : f->bounds.sums[sum];
}

/* The verified rows. */
static gg_confusion_ranges verified(const gg_figures *f)
{
    const gg_interval(*c)[GG_SELECTIONS] = f->bounds.cells;
    gg_confusion_ranges r = gg_confusion_ranges_default();

    r.tp = c[GG_POSITIVE][GG_SELECTED];
    r.fp = c[GG_NEGATIVE][GG_SELECTED];
    r.fn = c[GG_POSITIVE][GG_NOT_SELECTED];
    r.tn = c[GG_NEGATIVE][GG_NOT_SELECTED];
    r.positives = told_sum(f, GG_SUM_POSITIVES);
    r.negatives = told_sum(f, GG_SUM_NEGATIVES);
    r.selected = minus(told_sum(f, GG_SUM_SELECTED), c[GG_UNVERIFIED][GG_SELECTED]);
    r.not_selected = minus(told_sum(f, GG_SUM_NOT_SELECTED), c[GG_UNVERIFIED][GG_NOT_SELECTED]);
    r.total = minus(told_sum(f, GG_SUM_COUNT), gg_figures_range(f, GG_CELLS_UNVERIFIED));
    return r;
}

/* Everyone, where the unverified may be either. */
static gg_confusion_ranges everyone(const gg_figures *f)
{
    const gg_interval(*c)[GG_SELECTIONS] = f->bounds.cells;
    const gg_interval none = {0, 0};
    gg_confusion_ranges r = verified(f);
    gg_interval selected = {0, c[GG_UNVERIFIED][GG_SELECTED].high};
    gg_interval others = {0, c[GG_UNVERIFIED][GG_NOT_SELECTED].high};
    gg_interval beyond = none;

    if (f->population > 0) {
        beyond = minus(gg_range_exact(f->population), f->bounds.sums[GG_SUM_COUNT]);
        others.high += beyond.high;
    }
    r.tp = plus(r.tp, selected);
    r.fp = plus(r.fp, selected);
    r.fn = plus(r.fn, others);
    r.tn = plus(r.tn, others);
    r.positives = plus(r.positives, plus(selected, others));
    r.negatives = plus(r.negatives, plus(selected, others));
    r.selected = told_sum(f, GG_SUM_SELECTED);
    r.not_selected = plus(told_sum(f, GG_SUM_NOT_SELECTED), beyond);
    r.total = f->population > 0 ? gg_range_exact(f->population) : told_sum(f, GG_SUM_COUNT);
    return r;
}

static bool is_of_decisions(const gg_metric *metric)
{
    return metric->numerator == GG_CELLS_SELECTED;
}

gg_confusion_ranges gg_bounded_ranges(const gg_metric *metric, const gg_figures *figures,
                                      bool complement)
{
    gg_confusion_ranges r;
    gg_figures exact;

    if (is_of_decisions(metric))
        return decisions(figures, complement);
    if (!figures->bounded) {
        /* A table of its own: with bounds that have no width. */
        exact = gg_figures_empty(figures->scores);
        exact.bounded = true;
        gg_figures_add(&exact, figures, &exact);
        r = verified(&exact);
    } else {
        r = verified(figures);
    }
    /* Precision is of the selected alone: who else is verified does not matter. */
    if (!metric->needs_complete) {
        r.fn = r.tn = r.not_selected = gg_range_exact(0);
        r.total = r.selected;
        r.positives = r.negatives = (gg_interval){0, INFINITY};
    }
    return r;
}

/* ---- one group ---- */

static const char *why_undefined(const gg_metric *metric)
{
    return metric->why_empty != NULL ? metric->why_empty : GG_WHY_NO_POSITIVES;
}

void gg_bounded_measure(const gg_metric *metric, const gg_figures *figures,
                        const gg_measure_options *options, gg_measure *out)
{
    const gg_confusion_ranges r = gg_bounded_ranges(metric, figures, false);
    gg_confusion_metric which = GG_CONFUSION_METRICS;
    gg_bounded b;

    if (!gg_confusion_find(metric->name, &which) ||
        gg_bounds_measure(&r, which, options->z, &b) != GG_OK)
        *out = gg_measure_undefined(why_undefined(metric));
    else
        *out = gg_measure_between(
            b.bounds, b.interval,
            strcmp(metric->interval, GG_METHOD_DRAWS) == 0 ? "fisher_z" : metric->interval);
    out->n = gg_figures_range(figures, metric->denominator).low;
}

bool gg_bounded_possible(const gg_metric *metric, const gg_figures *figures, gg_interval *out)
{
    gg_confusion_metric which;
    gg_confusion_ranges r;
    gg_bounded b;

    if (isnan(figures->population) || !gg_confusion_find(metric->name, &which))
        return false;
    r = is_of_decisions(metric) ? decisions(figures, false) : everyone(figures);
    if (gg_bounds_measure(&r, which, 0, &b) != GG_OK)
        return false;
    *out = b.bounds;
    return true;
}

/* ---- a random arm ---- */

/* One count that is not known: where it stands, and which values are tried. */
typedef struct unknown {
    size_t arm, outcome, selection;
    gg_interval range;
    bool each; /* every whole number of the range, not its ends alone */
} unknown;

typedef struct tables {
    unknown all[GG_SELECTIVE_ARMS * GG_OUTCOMES * GG_SELECTIONS];
    size_t n;
    double product; /* tables in all */
} tables;

static double tries(const unknown *u)
{
    return u->each ? u->range.high - u->range.low + 1 : 2;
}

/*
 * The estimates rise or fall in each count of the others, and in each count of the arm's cases that
 * were not selected, so the ends of those ranges are enough. In a count of the arm's selected cases
 * they can turn: it stands in the base rate and among the finds.
 */
static void list_unknown(const gg_figures *f, gg_selective_counts *counts, tables *t)
{
    gg_figures_selective(f, counts);
    t->n = 0;
    t->product = 1;
    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            const gg_interval random = f->bounds.random[o][s];
            const gg_interval by_arm[GG_SELECTIVE_ARMS] = {
                [GG_SELECTIVE_RANDOM] = random,
                [GG_SELECTIVE_OTHER] = {f->bounds.cells[o][s].low - random.low,
                                        f->bounds.cells[o][s].high - random.high}};

            for (size_t a = 0; a < GG_SELECTIVE_ARMS; a++) {
                counts->w[a][o][s] = counts->w2[a][o][s] = by_arm[a].low;
                if (is_point(by_arm[a]))
                    continue;
                t->all[t->n] =
                    (unknown){a, o, s, by_arm[a], a == GG_SELECTIVE_RANDOM && s == GG_SELECTED};
                t->product *= tries(&t->all[t->n++]);
            }
        }
    }
}

/* The counts of table number i. */
static void set_counts(const tables *t, size_t i, gg_selective_counts *counts)
{
    for (size_t k = 0; k < t->n; k++) {
        const unknown *u = &t->all[k];
        const size_t n = (size_t)tries(u), at = i % n;
        const double x = u->each ? u->range.low + (double)at : at ? u->range.high : u->range.low;

        counts->w[u->arm][u->outcome][u->selection] = x;
        counts->w2[u->arm][u->outcome][u->selection] = x;
        i /= n;
    }
}

/* The least and the greatest estimate, and the union of the intervals. GG_E_UNDEFINED where some
 * table has none; out is then that of the others. */
static gg_status over_tables(const tables *t, gg_selective_counts *counts,
                             gg_confusion_metric metric, double z, gg_measure *out)
{
    gg_interval bounds = {INFINITY, -INFINITY}, ends = {INFINITY, -INFINITY};
    gg_status status = GG_OK;
    gg_measure m, last = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);

    for (size_t i = 0; i < (size_t)t->product; i++) {
        set_counts(t, i, counts);
        if (gg_random_arm_measure(counts, metric, z, &m) != GG_OK || m.state != GG_MEASURE_OK) {
            status = GG_E_UNDEFINED;
            continue;
        }
        bounds = (gg_interval){fmin(bounds.low, m.value), fmax(bounds.high, m.value)};
        ends = (gg_interval){fmin(ends.low, m.low), fmax(ends.high, m.high)};
        last = m;
    }
    if (last.state == GG_MEASURE_OK)
        last = gg_measure_between(bounds, ends, last.method);
    *out = last;
    return status;
}

/* From now on every whole number of every range; false where those are too many. */
static bool try_each(tables *t)
{
    t->product = 1;
    for (size_t k = 0; k < t->n; k++) {
        t->all[k].each = true;
        t->product *= tries(&t->all[k]);
    }
    return t->product <= MOST_TABLES;
}

/* Estimates, pulled into what is logically possible; the interval holds them. */
static void keep_possible(const gg_metric *metric, const gg_figures *figures, gg_measure *m)
{
    const gg_interval own = gg_measure_bounds(m);
    gg_interval possible, ends = {m->low, m->high}, kept;
    double n = m->n;

    if ((m->state != GG_MEASURE_OK && !m->bounded) || isnan(m->low) || isnan(m->high) ||
        !gg_metric_bounds(metric, figures, &possible))
        return;
    kept.low = fmin(fmax(own.low, possible.low), possible.high);
    kept.high = fmin(fmax(own.high, possible.low), possible.high);
    ends.low = fmin(ends.low, kept.low);
    ends.high = fmax(ends.high, kept.high);
    *m = gg_measure_between(kept, ends, m->method);
    m->n = n;
}

void gg_bounded_corrected(const gg_metric *metric, const gg_figures *figures, double z,
                          gg_measure *out)
{
    gg_confusion_metric which = GG_CONFUSION_METRICS;
    gg_selective_counts counts;
    gg_status status;
    tables t;

    *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    if (!gg_confusion_find(metric->name, &which) || isnan(figures->population))
        return;
    *out = gg_measure_undefined(GG_WHY_NOT_COMPUTED);
    if (figures->inspection != GG_INSPECTION_RANDOM_ARM)
        return;
    list_unknown(figures, &counts, &t);
    if (t.product > MOST_TABLES)
        return;
    status = over_tables(&t, &counts, which, z, out);
    /* Where a corner has no figure (nobody positive, say), those next to it may have any. */
    if (status == GG_E_UNDEFINED && try_each(&t))
        status = over_tables(&t, &counts, which, z, out);
    else if (status == GG_E_UNDEFINED)
        *out = gg_measure_between(gg_confusion_range(which), gg_confusion_range(which), "none");
    if (out->state != GG_MEASURE_OK && !out->bounded)
        *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    keep_possible(metric, figures, out);
}
