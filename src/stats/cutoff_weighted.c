/* Figures at a cutoff by known probabilities of inspection; what remains where nothing is known. */
#include <math.h>

#include "gauger/stats/interval.h"
#include "cutoff_internal.h"
#include "stats_internal.h"

static gg_confusion_metric confusion_of(gg_cutoff_metric metric)
{
    static const gg_confusion_metric of[] = {[GG_CUTOFF_PRECISION] = GG_CONFUSION_PRECISION,
                                             [GG_CUTOFF_RECALL] = GG_CONFUSION_RECALL,
                                             [GG_CUTOFF_FALSE_POSITIVE_RATE] =
                                                 GG_CONFUSION_FALSE_POSITIVE_RATE};

    return of[metric];
}

/* ---- known probabilities ---- */

static bool lift_of(const double *rates, const void *given, double *value)
{
    const gg_shares of = gg_shares_of_split(rates);

    (void)given;
    if (!(of.base > 0))
        return false;
    *value = rates[GG_SPLIT_PRECISION] / of.base;
    return true;
}

static gg_status weighted_lift(const gg_inverse_sums *sums, double z, gg_measure *out)
{
    const gg_interval range = gg_cutoff_range(GG_CUTOFF_LIFT);
    gg_estimate rates[GG_SPLIT_RATES];
    double at[GG_SPLIT_RATES], value;
    gg_status s = gg_split_rates(sums, z, rates);

    if (s != GG_OK)
        return s;
    for (int i = 0; i < GG_SPLIT_RATES; i++)
        at[i] = rates[i].value;
    if (!lift_of(at, NULL, &value))
        *out = gg_measure_undefined(GG_WHY_NO_POSITIVES);
    else
        *out =
            gg_measure_within(value, gg_square_and_add(lift_of, NULL, rates, GG_SPLIT_RATES, range),
                              range, "hajek_wilson");
    return GG_OK;
}

gg_status gg_cutoff_known_probability(const gg_cutoff_counts *counts, gg_cutoff_metric metric,
                                      double z, gg_measure *out)
{
    const double chosen = gg_cutoff_sum(counts, -1, -1, -1, 1);
    const double seen = gg_cutoff_verified(counts, -1, -1, 1);
    const double rows = gg_cutoff_sum(counts, -1, -1, -1, -1);
    gg_selective_total unused[4];
    gg_status s = gg_hajek(&counts->inverse, unused);
    const char *why =
        rows == 0                 ? GG_WHY_NO_ROWS
        : s == GG_E_UNDEFINED     ? GG_WHY_NOT_IDENTIFIED
        : chosen > 0 && seen == 0 ? GG_WHY_NOT_IDENTIFIED
        : chosen == 0 && metric != GG_CUTOFF_RECALL && metric != GG_CUTOFF_FALSE_POSITIVE_RATE
            ? GG_WHY_NO_SELECTED
            : NULL;

    if (!gg_cutoff_usable(counts, metric, z) || s == GG_E_INPUT)
        return GG_E_INPUT;
    if (why != NULL)
        *out = gg_measure_undefined(why);
    else
        s = metric == GG_CUTOFF_LIFT
                ? weighted_lift(&counts->inverse, z, out)
                : gg_known_probability_measure(&counts->inverse, confusion_of(metric), z, out);
    if (why == NULL && s == GG_OK)
        out->n = gg_cutoff_verified(counts, -1, -1, -1);
    return why != NULL ? GG_OK : s;
}

/* ---- nothing known ---- */

/* The selected by themselves: their unverified are negative, or positive. */
static gg_status precision_bounds(double tp, double open, double chosen, double z, gg_bounded *out)
{
    gg_interval least, greatest;
    gg_status s = gg_interval_wilson(tp, chosen, z, &least);

    if (s == GG_OK)
        s = gg_interval_wilson(tp + open, chosen, z, &greatest);
    if (s == GG_OK)
        *out =
            (gg_bounded){{tp / chosen, (tp + open) / chosen},
                         {fmin(least.low, tp / chosen), fmax(greatest.high, (tp + open) / chosen)}};
    return s;
}

static gg_interval scaled(gg_interval x, double by)
{
    return (gg_interval){x.low * by, x.high * by};
}

gg_status gg_cutoff_worst_case(const gg_cutoff_counts *counts, gg_cutoff_metric metric, double z,
                               gg_bounded *out)
{
    const gg_selective_counts collapsed = gg_cutoff_collapse(counts);
    const double chosen = gg_cutoff_sum(counts, -1, -1, -1, 1);
    const double tp = gg_cutoff_sum(counts, -1, GG_SEEN_POSITIVE, -1, 1);
    const double by = gg_cutoff_sum(counts, -1, -1, -1, -1) / chosen;
    gg_bounded b;
    gg_status s;

    if (!gg_cutoff_usable(counts, metric, z))
        return GG_E_INPUT;
    if (chosen == 0 && (metric == GG_CUTOFF_LIFT || metric == GG_CUTOFF_PRECISION))
        return GG_E_UNDEFINED;
    if (metric == GG_CUTOFF_PRECISION)
        return precision_bounds(tp, gg_cutoff_sum(counts, -1, GG_SEEN_NOT, -1, 1), chosen, z, out);
    s = gg_worst_case(&collapsed,
                      metric == GG_CUTOFF_LIFT ? GG_CONFUSION_RECALL : confusion_of(metric), z, &b);
    if (s == GG_OK && metric == GG_CUTOFF_LIFT)
        b = (gg_bounded){scaled(b.bounds, by), scaled(b.interval, by)};
    if (s == GG_OK)
        *out = b;
    return s;
}

double gg_cutoff_observed(const gg_cutoff_counts *counts, gg_cutoff_metric metric)
{
    const double all = gg_cutoff_verified(counts, -1, -1, -1);
    const gg_shares shares = {.hits = gg_cutoff_sum(counts, -1, GG_SEEN_POSITIVE, -1, 1) / all,
                              .alarms = gg_cutoff_sum(counts, -1, GG_SEEN_NEGATIVE, -1, 1) / all,
                              .base = gg_cutoff_sum(counts, -1, GG_SEEN_POSITIVE, -1, -1) / all};
    const char *why;
    double value;

    if (!gg_cutoff_usable(counts, metric, 0) || !(all > 0) ||
        !gg_cutoff_of_shares(metric, &shares, &value, &why))
        return NAN;
    return value;
}
