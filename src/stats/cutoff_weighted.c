/* Figures at a cutoff by known probabilities of inspection; what remains where nothing is known. */
#include <math.h>

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

/* Lift rises with each positive among the selected and falls with each among the others. */
static gg_status lift_bounds(const gg_cutoff_counts *c, gg_interval *out)
{
    const double rows = gg_cutoff_sum(c, -1, -1, -1, -1), chosen = gg_cutoff_sum(c, -1, -1, -1, 1);
    const double tp = gg_cutoff_sum(c, -1, GG_SEEN_POSITIVE, -1, 1);
    const double all = gg_cutoff_sum(c, -1, GG_SEEN_POSITIVE, -1, -1);
    const double open = gg_cutoff_sum(c, -1, GG_SEEN_NOT, -1, 1);
    const double others = gg_cutoff_sum(c, -1, GG_SEEN_NOT, -1, 0);

    if (chosen == 0 || all + open + others == 0)
        return GG_E_UNDEFINED;
    /* Where one filling leaves nobody positive, the next one has a single positive. */
    out->low = all + others > 0 ? tp / chosen * rows / (all + others) : rows / chosen;
    out->high = all + open > 0 ? (tp + open) / chosen * rows / (all + open) : 0;
    return GG_OK;
}

gg_status gg_cutoff_bounds(const gg_cutoff_counts *counts, gg_cutoff_metric metric,
                           gg_interval *out)
{
    const gg_selective_counts collapsed = gg_cutoff_collapse(counts);
    const double chosen = gg_cutoff_sum(counts, -1, -1, -1, 1);
    const double tp = gg_cutoff_sum(counts, -1, GG_SEEN_POSITIVE, -1, 1);
    gg_bounded b;
    gg_status s;

    if (!gg_cutoff_usable(counts, metric, 0))
        return GG_E_INPUT;
    if (metric == GG_CUTOFF_LIFT)
        return lift_bounds(counts, out);
    if (metric == GG_CUTOFF_PRECISION) {
        if (chosen == 0)
            return GG_E_UNDEFINED;
        *out = (gg_interval){tp / chosen,
                             (tp + gg_cutoff_sum(counts, -1, GG_SEEN_NOT, -1, 1)) / chosen};
        return GG_OK;
    }
    s = gg_worst_case(&collapsed, confusion_of(metric), 0, &b);
    if (s == GG_OK)
        *out = b.bounds;
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
