#include "gauger/stats/capacity.h"

#include <float.h>

#include "gauger/stats/interval.h"
#include "gauger/stats/ratio.h"
#include "stats_internal.h"

#define ROWS_MAX  ((uint64_t)1 << 53)
#define COUNT_MAX ((uint64_t)1 << 62)

gg_status gg_cut_begin(uint64_t rows, uint64_t capacity, gg_cut *out)
{
    if (rows >= ROWS_MAX)
        return GG_E_LIMIT;
    *out = (gg_cut){.capacity = capacity < rows ? capacity : rows, .rows = rows, .score = NAN};
    return GG_OK;
}

/* Rows of a block; COUNT_MAX stands for more than can be counted. */
static uint64_t rows_of(const gg_outcome_counts *c)
{
    if (c->negatives >= COUNT_MAX || c->positives >= COUNT_MAX || c->unverified >= COUNT_MAX)
        return COUNT_MAX;
    return c->negatives + c->positives + c->unverified;
}

static void add(gg_outcome_counts *to, const gg_outcome_counts *c)
{
    to->negatives += c->negatives;
    to->positives += c->positives;
    to->unverified += c->unverified;
}

gg_status gg_cut_add(gg_cut *cut, const gg_scored_counts *block)
{
    uint64_t rows = rows_of(&block->rows), left_out = cut->rows - cut->capacity;

    if (isnan(block->score) || rows > cut->rows - cut->below)
        return GG_E_INPUT;
    if (cut->below >= left_out)
        add(&cut->above, &block->rows);
    else if (cut->below + rows > left_out) {
        cut->tied = block->rows;
        cut->score = block->score;
    }
    add(&cut->all, &block->rows);
    cut->below += rows;
    return GG_OK;
}

gg_status gg_cut_at_capacity(const gg_scored_counts *scores, size_t n, uint64_t capacity,
                             gg_cut *out)
{
    uint64_t rows = 0;
    gg_status s;
    gg_cut cut;

    for (size_t i = 0; i < n; i++) {
        if (i > 0 && !(scores[i - 1].score < scores[i].score))
            return GG_E_INPUT;
        if (rows_of(&scores[i].rows) >= ROWS_MAX - rows)
            return GG_E_LIMIT;
        rows += rows_of(&scores[i].rows);
    }
    s = gg_cut_begin(rows, capacity, &cut);
    for (size_t i = 0; i < n && s == GG_OK; i++)
        s = gg_cut_add(&cut, &scores[i]);
    if (s == GG_OK)
        *out = cut;
    return s;
}

gg_status gg_capacity_of_share(uint64_t rows, double share, uint64_t *out)
{
    double room = share * (double)rows, whole = round(room);

    if (!(share >= 0 && share <= 1))
        return GG_E_INPUT;
    if (rows >= ROWS_MAX)
        return GG_E_LIMIT;
    if (fabs(room - whole) > 4 * DBL_EPSILON * room)
        whole = floor(room);
    *out = (uint64_t)whole;
    return GG_OK;
}

/* What was taken, and what there is, over all cuts. */
struct taken {
    double selected, tp, fp, unverified, least, most;
    double positives, rows, all_unverified;
    bool drawn; /* some of the tied are taken and some are not */
};

/* How many of the tied are taken. */
static double of_tied(const gg_cut *cut, gg_tie_rule rule, double tied)
{
    if (rule == GG_TIES_OUT || tied == 0)
        return 0;
    return rule == GG_TIES_IN ? tied : (double)(cut->capacity - rows_of(&cut->above));
}

static void take(struct taken *t, const gg_cut *cut, gg_tie_rule rule)
{
    double tied = (double)rows_of(&cut->tied), m = of_tied(cut, rule, tied);
    double share = tied > 0 ? m / tied : 0;
    double above = (double)cut->above.positives, positives = (double)cut->tied.positives;

    t->selected += (double)rows_of(&cut->above) + m;
    t->tp += above + share * positives;
    t->fp += (double)cut->above.negatives + share * (double)cut->tied.negatives;
    t->unverified += (double)cut->above.unverified + share * (double)cut->tied.unverified;
    t->least += above + fmax(0, m - (tied - positives));
    t->most += above + fmin(m, positives);
    t->positives += (double)cut->all.positives;
    t->rows += (double)cut->rows;
    t->all_unverified += (double)cut->all.unverified;
    t->drawn = t->drawn || (m > 0 && m < tied);
}

/* A rate with Wilson's interval, or with none where the tied were drawn. */
static gg_status rate_of(double successes, double n, bool drawn, double z, gg_measure *out)
{
    gg_interval i = {NAN, NAN};
    gg_status s = drawn ? GG_OK : gg_interval_wilson(successes, n, z, &i);

    if (s != GG_OK)
        return s;
    *out = gg_measure_of(successes / n, i.low, i.high, drawn ? "hypergeometric_mean" : "wilson");
    out->n = n;
    return GG_OK;
}

/* The rate of n rows over that of all n + m, from the ratio r to the rate of the other m. */
static double lift_of(double r, double n, double m)
{
    return isinf(r) ? (n + m) / n : (n + m) * r / (n * r + m);
}

static gg_status lift(const struct taken *t, double z, gg_measure *out)
{
    double n = t->selected, m = t->rows - n, value = t->tp / n / (t->positives / t->rows);
    gg_interval r = {1, 1};
    gg_status s = GG_OK;

    if (t->drawn) {
        *out = gg_measure_of(value, NAN, NAN, "hypergeometric_mean");
    } else {
        if (m > 0)
            s = gg_ratio_koopman((gg_rate){t->tp, n}, (gg_rate){t->positives - t->tp, m}, z, &r);
        if (s != GG_OK)
            return s;
        *out = gg_measure_of(value, fmin(value, lift_of(r.low, n, m)),
                             fmax(value, lift_of(r.high, n, m)), "koopman");
    }
    out->n = t->rows;
    return GG_OK;
}

/* Why recall and lift have no value; NULL where they have. */
static const char *why_not(const struct taken *t)
{
    if (t->all_unverified > 0)
        return GG_WHY_NOT_IDENTIFIED;
    return t->positives == 0 ? GG_WHY_NO_POSITIVES : NULL;
}

static gg_status figures(const struct taken *t, double z, gg_capacity *out)
{
    const char *why = why_not(t), *why_lift = why ? why : GG_WHY_NO_SELECTED;
    gg_status s = GG_OK;

    out->precision = gg_measure_undefined(GG_WHY_NO_SELECTED);
    out->recall = gg_measure_undefined(why ? why : "");
    out->lift = gg_measure_undefined(why_lift);
    if (t->tp + t->fp > 0)
        s = rate_of(t->tp, t->tp + t->fp, t->drawn, z, &out->precision);
    if (s == GG_OK && !why)
        s = rate_of(t->tp, t->positives, t->drawn, z, &out->recall);
    if (s == GG_OK && !why && t->selected > 0)
        s = lift(t, z, &out->lift);
    return s;
}

gg_status gg_capacity_figures(const gg_cut *cuts, size_t n, gg_tie_rule rule, double z,
                              gg_capacity *out)
{
    struct taken t = {0};
    gg_capacity c;
    gg_status s;

    if (n == 0 || !gg_z_usable(z) || rule < GG_TIES_IN || rule > GG_TIES_PROPORTIONAL)
        return GG_E_INPUT;
    for (size_t i = 0; i < n; i++) {
        if (cuts[i].below != cuts[i].rows)
            return GG_E_INPUT;
        take(&t, &cuts[i], rule);
    }
    if (t.rows >= (double)ROWS_MAX)
        return GG_E_LIMIT;
    s = figures(&t, z, &c);
    if (s != GG_OK)
        return s;
    c.selected = t.selected;
    c.tp = t.tp;
    c.fp = t.fp;
    c.unverified = t.unverified;
    c.tp_least = t.least;
    c.tp_most = t.most;
    *out = c;
    return GG_OK;
}
