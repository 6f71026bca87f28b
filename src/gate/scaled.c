/*
 * What a sample could have shown, and what rows would decide, of figures of which the interval
 * alone is known: means, correlations, calibration, what is pooled over strata. Their intervals
 * shrink with the root of the rows; so the critical value at which an interval touches a bound
 * tells how many times as many rows would keep it off, and its width how far beyond a bound would
 * be seen.
 */
#include "gate_internal.h"

#include "gauger/stats/power.h"

#define LARGEST_STATISTIC 37.5 /* gg_p_beyond() looks no further */

/* Whose interval shrinks with the root of the rows, so that it alone tells what rows would do.
 * Average precision is not among them: its interval is made of the number of positives and not of
 * how the figure varies. */
bool gg_prospect_is_scaled(const gg_subject *s)
{
    static const char *const names[] = {"balanced_accuracy", "mcc", "brier_score", "log_loss",
                                        "roc_auc_difference"};

    if (s->margin || s->why || s->stratum || s->boxes || isnan(s->p) ||
        s->measure == gg_measure_finished)
        return false;
    if (s->strata || s->known->calibration)
        return true;
    if (s->known->metric && gg_metric_corrected(s->known->metric, &s->groups[s->i]))
        return false;
    if (s->known->disparity && (s->rule == GG_REFERENCE_OVERALL ||
                                s->rule == GG_REFERENCE_HIGHEST || s->rule == GG_REFERENCE_LOWEST))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], s->known->name) == 0)
            return true;
    return false;
}

static void measure_at(void *context, double z, gg_measure *out)
{
    const gg_subject *s = context;

    s->measure(s, z, out);
}

/* The scale on which the figure's interval has one width whatever the value: Fisher's for a
 * correlation, the logarithm for a ratio, its own otherwise. */
static double on_scale(const gg_subject *s, double value)
{
    if (s->known->metric && s->known->low < 0)
        return atanh(value);
    return s->known->disparity && s->known->disparity->kind == GG_RATIO ? log(value) : value;
}

static double off_scale(const gg_subject *s, double value)
{
    if (s->known->metric && s->known->low < 0)
        return tanh(value);
    return s->known->disparity && s->known->disparity->kind == GG_RATIO ? exp(value) : value;
}

/* One standard error on that scale. */
static double spread_of(const gg_subject *s)
{
    gg_measure m;

    s->measure(s, 1, &m);
    return (on_scale(s, m.high) - on_scale(s, m.low)) / 2;
}

/* The critical value at which the interval touches a bound; above 0 where the value is on the right
 * side of it. Draws know no tails: theirs is taken from the middle of them. side: -1 for the lower
 * bound. */
static double distance_to(gg_subject *s, double bound, int side)
{
    double p;

    if (isinf(bound))
        return INFINITY;
    if (s->m.method && strcmp(s->m.method, GG_METHOD_DRAWS) == 0)
        return side * (on_scale(s, bound) - on_scale(s, s->m.value)) / spread_of(s);
    p = side < 0 ? gg_p_beyond(measure_at, s, bound, INFINITY)
                 : gg_p_beyond(measure_at, s, -INFINITY, bound);
    return p >= 1 ? INFINITY : p <= 0 ? -INFINITY : -gg_z_of_p(p);
}

/* The true value so many standard errors beyond the bound; NaN where the metric's range ends
 * before. */
static double beyond_by(const gg_subject *s, double bound, double more, int side)
{
    const double value = off_scale(s, on_scale(s, bound) + side * more * spread_of(s));

    return value > s->known->low && value < s->known->high ? value : NAN;
}

/* ---- what is pooled over strata: the error is that of the breach, not of what was observed ----
 */

/* The strata as they would be expected where the figure were x: the reference as it was observed,
 * each rate of the group x times (or x above) that of the reference. */
typedef struct expected {
    const gg_subject *s;
    gg_stratum *strata;
    bool ratio;
    double bound, z; /* of the rule; of the test */
    int side;        /* -1 below the bound */
    double critical; /* the figure that the test just rejects */
} expected;

/* By how much something is reached where the truth is x; below 0 where it is not. */
typedef double reached(expected *e, double x);

static void set_strata(const expected *e, double x)
{
    for (size_t k = 0; k < e->s->n_strata; k++) {
        const gg_stratum *t = &e->s->strata[k];
        const double b = t->reference.n > 0 ? t->reference.successes / t->reference.n : 0;
        const double a = fmin(fmax(e->ratio ? x * b : b + x, 0), 1);

        e->strata[k] = (gg_stratum){{a * t->group.n, t->group.n}, t->reference};
    }
}

static void measure_expected(void *context, double z, gg_measure *out)
{
    const expected *e = context;

    gg_pooled_measure(e->ratio ? GG_POOLED_RATIO : GG_POOLED_DIFFERENCE, e->strata, e->s->n_strata,
                      z, out);
}

/* The pooled figure of the strata as they are set; false where it has no error. */
static bool pool_expected(const expected *e, gg_pooled *out)
{
    const gg_status st = e->ratio ? gg_mantel_haenszel_ratio(e->strata, e->s->n_strata, out)
                                  : gg_mantel_haenszel_difference(e->strata, e->s->n_strata, out);

    return st == GG_OK && out->standard_error > 0;
}

static double rejected(expected *e, double x)
{
    gg_pooled pooled;
    double p;

    set_strata(e, x);
    if (!pool_expected(e, &pooled) || !(e->side * (pooled.value - e->bound) > 0))
        return -1;
    p = e->side < 0 ? gg_p_beyond(measure_expected, e, e->bound, INFINITY)
                    : gg_p_beyond(measure_expected, e, -INFINITY, e->bound);
    return p < 0.5 ? (p > 0 ? gg_z_of_p(p) : LARGEST_STATISTIC) - e->z : -1;
}

/* Counts are nearer to normal than their logarithms: what chance may take away is of the figure. */
static double caught(expected *e, double x)
{
    gg_pooled pooled;
    double spread;

    set_strata(e, x);
    if (!pool_expected(e, &pooled))
        return -1;
    spread = pooled.standard_error * (e->ratio ? pooled.value : 1);
    return e->side * (pooled.value - e->critical) - gg_z_of_p(1 - GG_GATE_POWER) * spread;
}

/* The mildest figure from the bound on where it is reached; NaN where it never is. */
static double mildest(expected *e, reached *by)
{
    double near = e->bound, far = e->bound, step = e->ratio ? 0.05 : 0.005;
    gg_pooled pooled;

    for (int i = 0;; i++, step *= 2) {
        far = e->ratio ? e->bound * exp(e->side * step) : e->bound + e->side * step;
        if (by(e, far) >= 0)
            break;
        if (i == 12)
            return NAN;
        near = far;
    }
    for (int i = 0; i < 40; i++) {
        const double middle = (near + far) / 2;

        if (by(e, middle) >= 0)
            far = middle;
        else
            near = middle;
    }
    set_strata(e, far);
    return pool_expected(e, &pooled) ? pooled.value : NAN;
}

static double pooled_breach(expected *e, double bound, int side)
{
    e->bound = bound;
    e->side = side;
    if (isinf(bound) || (e->ratio && !(bound > 0)))
        return NAN;
    e->critical = mildest(e, rejected);
    return isnan(e->critical) ? NAN : mildest(e, caught);
}

static gg_power_breach pooled_breaches(const gg_bench *bench, const gg_rule *rule,
                                       const gg_subject *s, double z)
{
    expected e = {.s = s,
                  .strata = gg_arena_array(bench->arena, s->n_strata, sizeof *e.strata),
                  .ratio = s->known->disparity->kind == GG_RATIO,
                  .z = z};

    if (!e.strata)
        return (gg_power_breach){NAN, NAN};
    return (gg_power_breach){pooled_breach(&e, rule->low, -1), pooled_breach(&e, rule->high, 1)};
}

static void put_scaled_rows(const gg_subject *s, double factor, gg_prospect *out)
{
    out->why_no_rows = GG_WHY_BEYOND_REACH;
    if (!isfinite(factor))
        return;
    if (s->known->disparity) {
        out->times = factor;
        out->why_no_rows = GG_WHY_OF_EVERYONE;
    } else if (isnan(s->rows)) {
        out->why_no_rows = GG_WHY_NOT_COMPUTED;
    } else if (factor * s->rows < GG_MOST_ROWS) {
        out->rows_needed = ceil(factor * s->rows);
        out->why_no_rows = NULL;
    }
}

void gg_prospect_scaled(const gg_bench *bench, const gg_rule *rule, double level, gg_subject *s)
{
    const double more = gg_z_of_p(level) + gg_z_of_p(1 - GG_GATE_POWER);
    const double low = distance_to(s, rule->low, -1), high = distance_to(s, rule->high, 1);
    const bool within = low >= 0 && high >= 0;
    gg_prospect *out = &s->prospect;
    double factor;

    out->why_no_breach = out->why_no_rows = GG_WHY_NOT_COMPUTED;
    if (isnan(low) || isnan(high))
        return;
    gg_prospect_put_breach(rule,
                           s->strata ? pooled_breaches(bench, rule, s, gg_z_of_p(level))
                                     : (gg_power_breach){beyond_by(s, rule->low, more, -1),
                                                         beyond_by(s, rule->high, more, 1)},
                           out);
    if (gg_prospect_is_at(s->m.value, rule->low) || gg_prospect_is_at(s->m.value, rule->high))
        out->why_no_rows = GG_WHY_AT_BOUND;
    else if (gg_power_scaled_factor(within ? low : fmax(-low, -high), within ? high : INFINITY,
                                    within ? bench->z : gg_z_of_p(level), GG_GATE_POWER,
                                    &factor) == GG_OK &&
             factor > 1)
        put_scaled_rows(s, factor, out);
}
