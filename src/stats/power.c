#include "gauger/stats/power.h"

#include <math.h>

#include "gauger/stats/derived.h"
#include "gauger/stats/interval.h"
#include "gauger/stats/ratio.h"
#include "stats_internal.h"

#define LARGEST_Z      37.0
#define LARGEST_FACTOR 1e6

static bool has_reference(gg_power_kind kind)
{
    return kind == GG_POWER_DIFFERENCE || kind == GG_POWER_RATIO;
}

static gg_status check_rates(const gg_power_rule *rule, const gg_power_sample *s)
{
    gg_rate a = s->group, b = s->reference;

    if (!has_reference(rule->kind))
        return gg_rate_check(&a.successes, a.n);
    if (gg_rates_check(&a, &b, rule->z_fail) != GG_OK)
        return gg_rates_check(&a, &b, rule->z_fail);
    return rule->kind == GG_POWER_RATIO && b.successes == 0 ? GG_E_UNDEFINED : GG_OK;
}

static gg_status check(const gg_power_rule *rule, const gg_power_sample *s)
{
    if (isnan(rule->low) || isnan(rule->high) || rule->low > rule->high || !(rule->z_pass > 0) ||
        !(rule->z_pass <= LARGEST_Z) || !(rule->z_fail > 0) || !(rule->z_fail <= LARGEST_Z))
        return GG_E_INPUT;
    if (rule->kind != GG_POWER_ROC_AUC)
        return check_rates(rule, s);
    if (!(s->positives >= 0) || !(s->negatives >= 0) || !isfinite(s->positives + s->negatives) ||
        !(s->roc_auc >= 0 && s->roc_auc <= 1) || s->standard_error < 0 || isinf(s->standard_error))
        return GG_E_INPUT;
    return s->positives > 0 && s->negatives > 0 ? GG_OK : GG_E_UNDEFINED;
}

/* ---- one rate, exactly ---- */

/* Wilson's test of "at least low" rejects up to k successes; the rate at which k or fewer have the
 * probability of the power is a quantile of the beta distribution. */
static double rate_below(double low, double n, double z, double power)
{
    double k = n * low - z * sqrt(n * low * (1 - low)), v = NAN;

    if (!(low > 0 && low <= 1))
        return NAN;
    /* A count that only touches the end does not reject. */
    k = ceil(k * (1 - 1e-12)) - 1;
    if (k < 0 || gg_beta_quantile(k + 1, fmax(n - k, 1e-9), log1p(-power), false, &v) != GG_OK)
        return NAN;
    return v;
}

/* ---- two rates, by normal approximation ---- */

/* What is solved: the group's true rate at which the test of `end` just has its power. */
typedef struct two_rates {
    gg_power_kind kind;
    double n, reference, reference_n;
    double end, z, z_power;
    int side; /* -1 below the end, 1 above */
    double
        critical; /* differences: the one that the test just rejects; NaN while it is looked for */
} two_rates;

static double spread(double rate, double n)
{
    return rate * (1 - rate) / n;
}

/* How far the figure's mean, less what chance takes from the power, lies on this side of the
 * rejection; positive where the breach is caught more often than asked for. What is rejected is
 * told by the interval at the rejection: at rare rates that of the breach is much wider. */
static double caught_difference(double rate, const two_rates *t)
{
    const gg_rate a = {rate * t->n, t->n}, b = {t->reference * t->reference_n, t->reference_n};
    double d = rate - t->reference, chance;
    gg_interval ends;

    if (!isnan(t->critical)) {
        chance = t->z_power * sqrt(spread(rate, t->n) + spread(t->reference, t->reference_n));
        return t->side * (d - t->critical) - chance;
    }
    if (gg_difference_newcombe(a, b, t->z, &ends) != GG_OK)
        return NAN;
    return t->side < 0 ? t->end - ends.high : ends.low - t->end;
}

/* The same for the score of a ratio, group - end * reference, whose error under the rule is found
 * from the score statistic itself. */
static double caught_ratio(double rate, const two_rates *t)
{
    const gg_rate a = {rate * t->n, t->n}, b = {t->reference * t->reference_n, t->reference_n};
    double beyond = t->side * (rate - t->end * t->reference), statistic, chance;

    chance = t->z_power *
             sqrt(spread(rate, t->n) + t->end * t->end * spread(t->reference, t->reference_n));
    if (!(beyond > 0) || gg_ratio_score(a, b, t->end, &statistic) != GG_OK || statistic == 0)
        return -chance - 1e-300;
    return beyond * (1 - t->z / fabs(statistic)) - chance;
}

static double caught(double rate, const void *given)
{
    const two_rates *t = given;

    return t->kind == GG_POWER_RATIO ? caught_ratio(rate, t) : caught_difference(rate, t);
}

static double mildest(const two_rates *t)
{
    /* The group's rate at the end of the rule, and the farthest one beyond it. */
    double start = t->kind == GG_POWER_RATIO ? t->end * t->reference : t->end + t->reference;
    double last = t->side < 0 ? 0 : 1, rate;

    if (!(t->side < 0 ? start > 0 : start < 1))
        return NAN;
    start = fmin(fmax(start, 0), 1);
    if (!(caught(last, t) >= 0))
        return NAN;
    rate = caught(start, t) >= 0 ? start : gg_root_between(caught, t, start, last);
    return t->kind == GG_POWER_RATIO ? rate / t->reference : rate - t->reference;
}

static double two_below_or_above(const two_rates *t)
{
    two_rates rejected = *t;

    if (t->kind == GG_POWER_RATIO)
        return mildest(t);
    rejected.critical = mildest(t);
    return isnan(rejected.critical) ? NAN : mildest(&rejected);
}

/* ---- roc_auc ---- */

static double area_variance(double area, double positives, double negatives)
{
    double q1 = area / (2 - area), q2 = 2 * area * area / (1 + area);

    return (area * (1 - area) + (positives - 1) * (q1 - area * area) +
            (negatives - 1) * (q2 - area * area)) /
           (positives * negatives);
}

typedef struct area {
    const gg_power_sample *sample;
    double scale; /* observed variance over the one by Hanley and McNeil */
    double end, z;
    int side;
} area;

static double logit(double x)
{
    return log(x) - log1p(-x);
}

static double area_caught(double x, const void *given)
{
    const area *a = given;
    double v = a->scale * area_variance(x, a->sample->positives, a->sample->negatives);

    return a->side * (logit(x) - logit(a->end)) - a->z * sqrt(fmax(v, 0)) / (x * (1 - x));
}

static double area_scale(const gg_power_sample *s)
{
    double form = area_variance(s->roc_auc, s->positives, s->negatives);

    return s->standard_error > 0 && form > 0 ? s->standard_error * s->standard_error / form : 1;
}

static double area_beyond(const gg_power_sample *s, double end, double z, int side)
{
    const area a = {s, area_scale(s), end, z, side};
    double last = end;

    if (!(end > 0 && end < 1))
        return NAN;
    /* Near 0 and 1 the error on the logit scale outgrows the distance: look for a first place that
     * is caught, coming from the end. */
    for (int i = 1; i < 400; i++) {
        double x = side < 0 ? end * (1 - i / 400.0) : end + (1 - end) * i / 400.0;

        if (area_caught(x, &a) >= 0)
            return gg_root_between(area_caught, &a, last, x);
        last = x;
    }
    return NAN;
}

/* ---- both sides ---- */

static double beyond(const gg_power_rule *rule, const gg_power_sample *s, double power, int side)
{
    double end = side < 0 ? rule->low : rule->high, z_power = gg_z_of_p(1 - power);
    two_rates t;

    if (isinf(end))
        return NAN;
    if (rule->kind == GG_POWER_ROC_AUC)
        return area_beyond(s, end, rule->z_fail + z_power, side);
    if (rule->kind == GG_POWER_RATE)
        return side < 0 ? rate_below(end, s->group.n, rule->z_fail, power)
                        : 1 - rate_below(1 - end, s->group.n, rule->z_fail, power);
    t = (two_rates){rule->kind,     s->group.n, s->reference.successes / s->reference.n,
                    s->reference.n, end,        rule->z_fail,
                    z_power,        side,       NAN};
    return two_below_or_above(&t);
}

gg_status gg_power_smallest_breach(const gg_power_rule *rule, const gg_power_sample *sample,
                                   double power, gg_power_breach *out)
{
    gg_status s = check(rule, sample);

    if (!(power > 0 && power < 1))
        return GG_E_INPUT;
    if (s == GG_OK)
        *out = (gg_power_breach){beyond(rule, sample, power, -1), beyond(rule, sample, power, 1)};
    return s;
}

/* ---- rows ---- */

/* What is known of the sample once it has grown: the rows that are there keep what they show, new
 * ones come at the observed rates, and chance moves the whole by k of its standard deviations, in
 * the direction in which the figure grows. */
static gg_power_sample grown(const gg_power_rule *rule, const gg_power_sample *s, double factor,
                             double k)
{
    const double share = (1 - 1 / factor) / factor; /* of the variance of one sample of n rows */
    const double a = s->group.successes / s->group.n, b = s->reference.successes / s->reference.n;
    const double va = spread(a, s->group.n) * share;
    double slope = -1, vb = 0, spread_of_both;
    gg_power_sample out = *s;

    out.group.n *= factor;
    if (!has_reference(rule->kind)) {
        out.group.successes = fmin(fmax(a + k * sqrt(va), 0), 1) * out.group.n;
        return out;
    }
    if (s->grow_reference) {
        out.reference.n *= factor;
        vb = spread(b, s->reference.n) * share;
    }
    /* The steepest way: the figure is a - b, or a / b, whose contours are a - (a / b) b. */
    if (rule->kind == GG_POWER_RATIO)
        slope = -a / b;
    spread_of_both = sqrt(va + slope * slope * vb);
    if (!(spread_of_both > 0))
        k = spread_of_both = 0;
    out.group.successes = fmin(fmax(a + (k ? k * va / spread_of_both : 0), 0), 1) * out.group.n;
    out.reference.successes =
        fmin(fmax(b + (k ? k * slope * vb / spread_of_both : 0), 0), 1) * out.reference.n;
    return out;
}

static gg_status area_at(const gg_power_sample *s, double factor, double k, double z,
                         gg_interval *out)
{
    const double scale = area_scale(s), last = 1 - 1e-9;
    double error = sqrt(scale * area_variance(s->roc_auc, s->positives, s->negatives)), moved;

    moved = s->roc_auc + k * error * sqrt((1 - 1 / factor) / factor);
    moved = fmin(fmax(moved, fmin(s->roc_auc, 1 - last)), fmax(s->roc_auc, last));
    if (k != 0)
        error = sqrt(fmax(scale * area_variance(moved, s->positives, s->negatives), 0));
    return gg_interval_auc(moved, error / sqrt(factor), s->negatives * factor,
                           s->positives * factor, z, out);
}

static gg_status interval_at(const gg_power_rule *rule, const gg_power_sample *s, double factor,
                             double k, double z, gg_interval *out)
{
    gg_power_sample g;

    if (rule->kind == GG_POWER_ROC_AUC)
        return area_at(s, factor, k, z, out);
    g = grown(rule, s, factor, k);
    if (rule->kind == GG_POWER_RATE)
        return gg_interval_wilson(g.group.successes, g.group.n, z, out);
    if (rule->kind == GG_POWER_DIFFERENCE)
        return gg_difference_newcombe(g.group, g.reference, z, out);
    return gg_ratio_koopman(g.group, g.reference, z, out);
}

static double value_of(const gg_power_rule *rule, const gg_power_sample *s)
{
    double a = s->group.successes / s->group.n, b = s->reference.successes / s->reference.n;

    if (rule->kind == GG_POWER_ROC_AUC)
        return s->roc_auc;
    if (rule->kind == GG_POWER_DIFFERENCE)
        return a - b;
    return rule->kind == GG_POWER_RATIO ? a / b : a;
}

/* Whether a sample of that size decides as the observed value would: inside, or beyond the end by
 * the test. */
static gg_status decided(const gg_power_rule *rule, const gg_power_sample *s, double factor,
                         double k, bool *out)
{
    double value = value_of(rule, s);
    bool within = value >= rule->low && value <= rule->high;
    gg_interval ends;
    gg_status status = interval_at(rule, s, factor, k, within ? rule->z_pass : rule->z_fail, &ends);

    if (status == GG_OK)
        *out = within              ? ends.low >= rule->low && ends.high <= rule->high
               : value < rule->low ? ends.high < rule->low
                                   : ends.low > rule->high;
    return status;
}

#define FARTHEST 8.0 /* standard deviations; beyond them nothing happens */

/* How far chance may move a sample that decides on this side (sign) until it does not. */
static gg_status room_to(const gg_power_rule *rule, const gg_power_sample *s, double factor,
                         double sign, double *out)
{
    double fine = 0, open = FARTHEST;
    bool yes = false;
    gg_status status = decided(rule, s, factor, sign * FARTHEST, &yes);

    if (status == GG_OK && yes)
        fine = FARTHEST;
    while (status == GG_OK && open - fine > 1e-7) {
        double middle = (open + fine) / 2;

        status = decided(rule, s, factor, sign * middle, &yes);
        if (yes)
            fine = middle;
        else
            open = middle;
    }
    if (status == GG_OK)
        *out = fine;
    return status;
}

/* Whether a sample of that size decides with the probability asked for. */
static gg_status decides(const gg_power_rule *rule, const gg_power_sample *s, double factor,
                         double power, bool *out)
{
    double below = 0, above = 0;
    bool yes = false;
    gg_status status = decided(rule, s, factor, 0, &yes);

    if (status == GG_OK && yes && factor > 1)
        status = room_to(rule, s, factor, -1, &below);
    if (status == GG_OK && yes && factor > 1)
        status = room_to(rule, s, factor, 1, &above);
    if (status == GG_OK)
        *out = yes && (factor <= 1 || 1 - gg_p_of_z(below) - gg_p_of_z(above) >= power);
    return status;
}

gg_status gg_power_rows_factor(const gg_power_rule *rule, const gg_power_sample *sample,
                               double power, double *out)
{
    double open = 1, enough = LARGEST_FACTOR;
    bool yes = false;
    gg_status s = check(rule, sample);

    if (!(power > 0 && power < 1))
        return GG_E_INPUT;
    if (s == GG_OK)
        s = decides(rule, sample, 1, power, &yes);
    if (s == GG_OK && yes) {
        *out = 1;
        return GG_OK;
    }
    if (s == GG_OK)
        s = decides(rule, sample, LARGEST_FACTOR, power, &yes);
    if (s == GG_OK && !yes) {
        *out = INFINITY;
        return GG_OK;
    }
    while (s == GG_OK && enough - open > 1e-6 * open) {
        double middle = sqrt(open * enough);

        s = decides(rule, sample, middle, power, &yes);
        if (yes)
            enough = middle;
        else
            open = middle;
    }
    if (s == GG_OK)
        *out = enough;
    return s;
}

/* ---- figures of which only the interval is known ---- */

static double chance_scaled(double distance_low, double distance_high, double z, double factor)
{
    const double root = sqrt(factor), spread_left = sqrt(1 - 1 / factor);
    const double below = (root * distance_low - z) / spread_left;
    const double above = (root * distance_high - z) / spread_left;

    return 1 - gg_p_of_z(fmin(below, LARGEST_Z)) - gg_p_of_z(fmin(above, LARGEST_Z));
}

gg_status gg_power_scaled_factor(double distance_low, double distance_high, double z, double power,
                                 double *out)
{
    double open = 1, enough = LARGEST_FACTOR;

    if (!(distance_low >= 0) || !(distance_high >= 0) || !(z > 0) || !(z <= LARGEST_Z) ||
        !(power > 0 && power < 1))
        return GG_E_INPUT;
    if (fmin(distance_low, distance_high) >= z) {
        *out = 1;
        return GG_OK;
    }
    if (!(chance_scaled(distance_low, distance_high, z, enough) >= power)) {
        *out = INFINITY;
        return GG_OK;
    }
    while (enough - open > 1e-9 * open) {
        double middle = sqrt(open * enough);

        if (chance_scaled(distance_low, distance_high, z, middle) >= power)
            enough = middle;
        else
            open = middle;
    }
    *out = enough;
    return GG_OK;
}
