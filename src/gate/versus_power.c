/*
 * What a comparison could have shown of a rule against the champion, and what rows would decide it.
 *
 * The variance is that of the paired difference, which is far smaller than that of two samples.
 * Where the rate is of the same cases (Tango), n var = share that differs - difference^2, and the
 * share that differs is at least the difference itself: so a true difference of d has at least the
 * variance (d - d^2) / n however rarely the two were seen to differ; the test's own spread is that
 * of Tango's statistic at the counts to be expected. Other differences keep the spread that their
 * interval has.
 */
#include "versus_internal.h"

#include "gauger/stats/power.h"

#define HALVINGS 200
#define MANY     1e9 /* rows, for counts that are to be expected */

static void measure_at(void *context, double z, gg_measure *out)
{
    const gg_subject *s = context;

    s->measure(s, z, out);
}

static double rows_of(const gg_paired_counts *c)
{
    return (double)(c->both + c->first_only + c->second_only + c->neither);
}

/* The share of rows that the two succeed on differently, at a true difference of this size. */
static double share_at(const gg_paired_counts *c, double difference)
{
    return fmin(1, fmax((double)(c->first_only + c->second_only) / rows_of(c), fabs(difference)));
}

/* One standard error of an interval that says no more. */
static double spread_of(const gg_subject *s)
{
    gg_measure m;

    s->measure(s, 1, &m);
    return (m.high - m.low) / 2;
}

/* The standard errors of a true difference: its own, and that with which it is tested against the
 * bound. Expected counts are no whole numbers; many times as many are. */
static void spreads_at(const gg_subject *s, double bound, double difference, double *own,
                       double *tested)
{
    const gg_paired_counts *c = &s->margin->counts;
    const double n = rows_of(c), share = n > 0 ? share_at(c, difference) : 0;
    const gg_paired_counts many = {.first_only = (uint64_t)fmax(0, (share + difference) / 2 * MANY),
                                   .second_only =
                                       (uint64_t)fmax(0, (share - difference) / 2 * MANY),
                                   .both = (uint64_t)fmax(0, (1 - share) * MANY)};
    double score;

    *own = *tested = n > 0 ? sqrt(fmax(share - difference * difference, 0) / n) : spread_of(s);
    if (n > 0 && gg_paired_score(&many, bound, &score) == GG_OK && score != 0)
        *tested = fabs(difference - bound) / (fabs(score) * sqrt(n / rows_of(&many)));
}

/* Whether a true difference would be caught with the power: the bound's test, and chance. */
static bool is_caught(const gg_subject *s, double bound, double difference, double z_fail)
{
    double own, tested;

    spreads_at(s, bound, difference, &own, &tested);
    return fabs(difference - bound) >= z_fail * tested + gg_z_of_p(1 - GG_GATE_POWER) * own;
}

/* The mildest true difference beyond a bound that would be caught. side: -1 below. */
static double breach_of(const gg_subject *s, double bound, double z_fail, int side)
{
    double near = 0, far = s->margin->span - side * bound;

    if (!isfinite(bound) || !(far > 0) || !is_caught(s, bound, bound + side * far, z_fail))
        return NAN;
    for (int i = 0; i < HALVINGS && far - near > 1e-12; i++) {
        double middle = near + (far - near) / 2;

        if (is_caught(s, bound, bound + side * middle, z_fail))
            far = middle;
        else
            near = middle;
    }
    return bound + side * far;
}

/* The critical value at which the interval touches a bound; above 0 where the value is on the right
 * side of it. */
static double distance_to(gg_subject *s, double bound, int side)
{
    double p;

    if (isinf(bound))
        return INFINITY;
    p = side < 0 ? gg_p_beyond(measure_at, s, bound, INFINITY)
                 : gg_p_beyond(measure_at, s, -INFINITY, bound);
    return p >= 1 ? INFINITY : p <= 0 ? -INFINITY : -gg_z_of_p(p);
}

static void put_rows(const gg_bench *bench, const gg_rule *rule, double z_fail, gg_subject *s)
{
    const double low = distance_to(s, rule->low, -1), high = distance_to(s, rule->high, 1);
    const bool within = low >= 0 && high >= 0;
    gg_prospect *out = &s->prospect;
    double factor;

    out->why_no_rows = GG_WHY_NOT_COMPUTED;
    if (isnan(low) || isnan(high) || isnan(s->rows))
        return;
    if (gg_prospect_is_at(s->m.value, rule->low) || gg_prospect_is_at(s->m.value, rule->high)) {
        out->why_no_rows = GG_WHY_AT_BOUND;
        return;
    }
    if (gg_power_scaled_factor(within ? low : fmax(-low, -high), within ? high : INFINITY,
                               within ? bench->z : z_fail, GG_GATE_POWER, &factor) != GG_OK ||
        !(factor > 1))
        return;
    out->why_no_rows = GG_WHY_BEYOND_REACH;
    if (isfinite(factor) && factor * s->rows < GG_MOST_ROWS) {
        out->rows_needed = ceil(factor * s->rows);
        out->why_no_rows = NULL;
    }
}

void gg_prospect_versus(const gg_bench *bench, const gg_rule *rule, double level, gg_subject *s)
{
    const double z_fail = gg_z_of_p(level);
    gg_prospect *out = &s->prospect;

    out->why_no_breach = out->why_no_rows = GG_WHY_NOT_COMPUTED;
    if (!s->margin || s->margin->least || isnan(s->p) || isnan(s->m.low))
        return;
    out->below = breach_of(s, rule->low, z_fail, -1);
    out->above = breach_of(s, rule->high, z_fail, 1);
    out->why_no_breach = isnan(out->below) && isnan(out->above) ? GG_WHY_UNDETECTABLE : NULL;
    put_rows(bench, rule, z_fail, s);
}
