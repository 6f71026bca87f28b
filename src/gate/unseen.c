/*
 * Subjects whose figure depends on outcomes that nobody found out, where how cases came to be
 * inspected is unknown: what the verified rows show of it, and what it could be whatever the rest
 * are. The worst case decides where it decides; otherwise more rows of the same kind tell nothing.
 */
#include "gate_internal.h"

#include "gauger/stats/derived.h"
#include "gauger/stats/selective.h"

static const gg_metric *metric_of(const gg_subject *s)
{
    return s->known->disparity ? gg_metric_find(s->known->disparity->metric) : s->known->metric;
}

static bool is_open(const gg_figures *f)
{
    return !f->complete && f->inspection == GG_INSPECTION_UNKNOWN;
}

static double unseen(const gg_figures *f, int selected)
{
    return gg_figures_sum(f, GG_CELL(GG_UNVERIFIED, selected));
}

static void set_between(gg_interval bounds, gg_interval interval, gg_measure *out)
{
    *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    out->bounded = true;
    out->bound_low = bounds.low;
    out->bound_high = bounds.high;
    out->low = interval.low;
    out->high = interval.high;
    out->method = "worst_case";
}

/* ---- one group ---- */

/* Chance is taken in by the verified rows alone, which are fewer than all that would be ranked: the
 * interval around the worst case is wider than it need be, never too narrow. */
static void measure_area(const gg_figures *f, double z, gg_measure *out)
{
    const double positives = gg_figures_effective(f, GG_CELL_TP | GG_CELL_FN);
    const double negatives = gg_figures_effective(f, GG_CELL_TN | GG_CELL_FP);
    gg_interval low, high;

    if (gg_interval_auc_newcombe(f->seen.auc_least, negatives, positives, z, &low) == GG_OK &&
        gg_interval_auc_newcombe(f->seen.auc_most, negatives, positives, z, &high) == GG_OK)
        set_between((gg_interval){f->seen.auc_least, f->seen.auc_most},
                    (gg_interval){low.low, high.high}, out);
}

static void measure_metric(const gg_subject *s, double z, gg_measure *out)
{
    const gg_figures *f = &s->groups[s->i];
    gg_selective_counts counts;
    gg_confusion_metric which;
    gg_bounded b;

    *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    if (strcmp(s->known->name, "roc_auc") == 0 && !isnan(f->seen.auc_least)) {
        measure_area(f, z, out);
        return;
    }
    if (f->bounded || isnan(f->population) || !gg_confusion_find(s->known->name, &which))
        return;
    gg_figures_selective(f, &counts);
    if (gg_worst_case(&counts, which, z, &b) == GG_OK)
        set_between(b.bounds, b.interval, out);
}

/* ---- a group against another ---- */

#define CORNERS                                                                                    \
    4 /* the unverified all positive or all negative, of the referred and of the others */

static void fill(gg_figures *f, unsigned corner)
{
    for (int selected = 0; selected < GG_SELECTIONS; selected++) {
        const int outcome = corner >> selected & 1 ? GG_POSITIVE : GG_NEGATIVE;

        f->w[outcome][selected] += f->w[GG_UNVERIFIED][selected];
        f->w2[outcome][selected] += f->w2[GG_UNVERIFIED][selected];
        f->w[GG_UNVERIFIED][selected] = f->w2[GG_UNVERIFIED][selected] = 0;
    }
    f->complete = true;
}

static void widen(gg_interval *range, double low, double high)
{
    range->low = fmin(range->low, isnan(low) ? -INFINITY : low);
    range->high = fmax(range->high, isnan(high) ? INFINITY : high);
}

/* A rate is monotone in each of the numbers that are unknown, so its extremes, and those of a
 * difference or ratio of two, lie at corners; all that the group is compared with is filled alike.
 */
static void measure_disparity(const gg_subject *s, double z, gg_measure *out)
{
    gg_interval bounds = {INFINITY, -INFINITY}, interval = {INFINITY, -INFINITY};
    gg_measure_options options = s->options;

    *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    options.z = z;
    for (unsigned corner = 0; corner < CORNERS * CORNERS; corner++) {
        gg_measure m;

        for (size_t j = 0; j < s->n; j++) {
            s->filled[j] = s->groups[j];
            fill(&s->filled[j], j == s->i ? corner % CORNERS : corner / CORNERS);
        }
        gg_disparity_of(s->known->disparity, s->filled, s->n, s->i, s->rule, s->reference, &options,
                        &m);
        if (m.state != GG_MEASURE_OK)
            return;
        widen(&bounds, m.value, m.value);
        widen(&interval, m.low, m.high);
    }
    set_between(bounds, interval, out);
}

static bool can_fill(const gg_subject *s)
{
    const gg_metric *metric = metric_of(s);
    bool any = false;

    if (s->rule == GG_REFERENCE_HIGHEST || s->rule == GG_REFERENCE_LOWEST || !metric->denominator)
        return false;
    for (size_t j = 0; j < s->n; j++) {
        if (s->groups[j].bounded || s->groups[j].population != 0)
            return false;
        any = any || is_open(&s->groups[j]);
    }
    return any;
}

/* ---- what the gate asks ---- */

bool gg_unseen_is(const gg_subject *s)
{
    const gg_metric *metric = metric_of(s);

    if (s->m.state == GG_MEASURE_OK || s->m.bounded)
        return false;
    if (s->m.why && strcmp(s->m.why, GG_WHY_NOT_IDENTIFIED) == 0)
        return true;
    if (!metric || !metric->needs_complete || !s->groups)
        return false;
    /* What a published table does not tell is no outcome that could still be looked for. */
    for (size_t j = 0; j < s->n; j++)
        if (s->groups[j].untold != 0)
            return false;
    for (size_t j = 0; s->known->disparity && j < s->n; j++)
        if (is_open(&s->groups[j]))
            return true;
    return false;
}

/* Of a disparity where both sides have one. */
static double observed_of(const gg_subject *s)
{
    const gg_metric *metric = metric_of(s);
    double group, reference;

    if (s->estimate)
        return gg_json_number(s->estimate, "observed", NAN);
    if (!metric || !s->groups || s->given)
        return NAN;
    group = gg_metric_observed(metric, &s->groups[s->i]);
    if (!s->known->disparity)
        return group;
    if (s->reference == GG_NO_GROUP || s->reference >= s->n)
        return NAN;
    reference = gg_metric_observed(metric, &s->groups[s->reference]);
    if (s->known->disparity->kind != GG_RATIO)
        return group - reference;
    return reference > 0 ? group / reference : NAN;
}

gg_status gg_unseen_measure(const gg_bench *bench, gg_subject *s)
{
    gg_subject_measure *measure = NULL;
    gg_measure m;

    if ((!s->groups && !s->group) || !gg_unseen_is(s)) /* versus.c knows of its own */
        return GG_OK;
    s->unseen = true;
    s->observed = observed_of(s);
    if (s->m.why && s->known->disparity)
        s->m = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    if (!s->groups || s->pair[0])
        return GG_OK;
    if (s->known->kind == GG_KNOWN_METRIC)
        measure = measure_metric;
    else if (s->known->disparity && s->measure == gg_measure_disparity && can_fill(s))
        measure = measure_disparity;
    if (!measure)
        return GG_OK;
    s->filled = gg_arena_array(bench->arena, s->n, sizeof *s->filled);
    if (!s->filled)
        return GG_E_MEMORY;
    measure(s, bench->z, &m);
    if (m.bounded) {
        s->measure = measure;
        s->m = m;
    }
    return GG_OK;
}

/* Precision is told of the verified; how many of the referred are not among them. */
void gg_unseen_note(gg_subject *s)
{
    const gg_metric *metric = metric_of(s);
    const gg_figures *f;
    double open, all;

    if (!metric || strcmp(metric->name, "precision") != 0 || !s->groups || s->given ||
        s->i >= s->n || s->m.state != GG_MEASURE_OK)
        return;
    f = &s->groups[s->i];
    if (f->inspection != GG_INSPECTION_UNKNOWN || f->bounded)
        return;
    open = unseen(f, GG_SELECTED);
    all = gg_figures_sum(f, GG_CELLS_SELECTED);
    if (!(open > 0))
        return;
    s->unverified_share = open / all;
    if (s->known->disparity)
        return;
    s->worst_case.low = gg_figures_sum(f, GG_CELL_TP) / all;
    s->worst_case.high = (gg_figures_sum(f, GG_CELL_TP) + open) / all;
}

void gg_unseen_count(const gg_subject *s, double *referred, double *others)
{
    const bool one = s->known->kind == GG_KNOWN_METRIC || s->known->kind == GG_KNOWN_CALIBRATION;

    *referred = *others = 0;
    for (size_t j = 0; s->groups && j < s->n; j++) {
        if (one && j != s->i)
            continue;
        *referred += unseen(&s->groups[j], GG_SELECTED);
        *others += unseen(&s->groups[j], GG_NOT_SELECTED);
    }
}
