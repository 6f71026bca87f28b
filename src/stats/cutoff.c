/* Figures at a cutoff other than the decision, where outcomes are missing: by a random arm, and by
 * chance within decisions. */
#include "gauger/stats/cutoff.h"

#include <math.h>

#include "cutoff_internal.h"
#include "stats_internal.h"

static bool is(int wanted, int i)
{
    return wanted < 0 || wanted == i;
}

double gg_cutoff_sum(const gg_cutoff_counts *c, int arm, int outcome, int referred, int selected)
{
    double sum = 0;

    for (int i = 0; i < GG_SELECTIVE_ARMS * GG_SEEN * 4; i++) {
        const int a = i / (GG_SEEN * 4), o = i / 4 % GG_SEEN, r = i / 2 % 2, s = i % 2;

        if (is(arm, a) && is(outcome, o) && is(referred, r) && is(selected, s))
            sum += c->n[a][o][r][s];
    }
    return sum;
}

double gg_cutoff_verified(const gg_cutoff_counts *c, int arm, int referred, int selected)
{
    return gg_cutoff_sum(c, arm, GG_SEEN_NEGATIVE, referred, selected) +
           gg_cutoff_sum(c, arm, GG_SEEN_POSITIVE, referred, selected);
}

bool gg_cutoff_usable(const gg_cutoff_counts *c, gg_cutoff_metric metric, double z)
{
    const double *n = &c->n[0][0][0][0];

    for (int i = 0; i < GG_SELECTIVE_ARMS * GG_SEEN * 4; i++)
        if (!(n[i] >= 0) || !isfinite(n[i]))
            return false;
    return gg_z_usable(z) && metric >= GG_CUTOFF_PRECISION && metric < GG_CUTOFF_METRICS;
}

/* By outcome and cutoff alone. */
gg_selective_counts gg_cutoff_collapse(const gg_cutoff_counts *c)
{
    gg_selective_counts out = {.population = 0};

    for (int a = 0; a < GG_SELECTIVE_ARMS; a++)
        for (int o = 0; o < GG_SEEN; o++)
            for (int s = 0; s < 2; s++)
                out.w[a][o][s] = out.w2[a][o][s] = gg_cutoff_sum(c, a, o, -1, s);
    return out;
}

bool gg_cutoff_of_shares(gg_cutoff_metric metric, const gg_shares *shares, double *value,
                         const char **why)
{
    const double selected = shares->hits + shares->alarms;

    if (metric == GG_CUTOFF_RECALL)
        return gg_metric_of_shares(GG_CONFUSION_RECALL, shares, value, why);
    if (metric == GG_CUTOFF_FALSE_POSITIVE_RATE)
        return gg_metric_of_shares(GG_CONFUSION_FALSE_POSITIVE_RATE, shares, value, why);
    if (!gg_metric_of_shares(GG_CONFUSION_PRECISION, shares, value, why))
        return false;
    if (metric == GG_CUTOFF_LIFT && !(shares->base > 0)) {
        *why = GG_WHY_NO_POSITIVES;
        return false;
    }
    if (metric == GG_CUTOFF_LIFT)
        *value = shares->hits / (selected * shares->base);
    return true;
}

gg_interval gg_cutoff_range(gg_cutoff_metric metric)
{
    return (gg_interval){0, metric == GG_CUTOFF_LIFT ? INFINITY : 1};
}

/* A share of rows; where all or none are on one side it is no estimate: the rows are as they are.
 */
static gg_status part_of(double part, double all, double z, gg_estimate *out)
{
    if (all > 0 && (part == 0 || part == all)) {
        *out = (gg_estimate){part / all, part / all, part / all};
        return GG_OK;
    }
    return gg_moved_rate(part, all, all, z, out);
}

static gg_status rate_of(double successes, double n, double z, gg_estimate *out)
{
    return gg_moved_rate(successes, n, n, z, out);
}

/* ---- precision: the referred and the others among the selected, each with its verified ---- */

typedef struct half {
    double rows, verified, positives;
} half;

enum { OTHERS, REFERRED };

static half half_of(const gg_cutoff_counts *c, int arm, int referred)
{
    return (half){gg_cutoff_sum(c, -1, -1, referred, 1), gg_cutoff_verified(c, arm, referred, 1),
                  gg_cutoff_sum(c, arm, GG_SEEN_POSITIVE, referred, 1)};
}

static bool mean_of_halves(const double *rate, const void *given, double *value)
{
    (void)given;
    *value = rate[0] * rate[1] + (1 - rate[0]) * rate[2];
    return true;
}

static gg_status one_half(const half *h, double z, gg_measure *out)
{
    gg_estimate rate;
    gg_status s = rate_of(h->positives, h->verified, z, &rate);

    if (s != GG_OK)
        return s;
    *out = gg_measure_of(rate.value, rate.low, rate.high, "wilson");
    out->n = h->verified;
    return GG_OK;
}

static gg_status precision_of(const half h[2], double z, gg_measure *out)
{
    const double rows = h[OTHERS].rows + h[REFERRED].rows;
    const gg_interval range = gg_cutoff_range(GG_CUTOFF_PRECISION);
    gg_estimate rates[3];
    double at[3], value;
    gg_status s;

    if (rows == 0 || (h[OTHERS].rows > 0 && h[OTHERS].verified == 0) ||
        (h[REFERRED].rows > 0 && h[REFERRED].verified == 0)) {
        *out = gg_measure_undefined(rows == 0 ? GG_WHY_NO_SELECTED : GG_WHY_NOT_IDENTIFIED);
        return GG_OK;
    }
    if (h[OTHERS].rows == 0 || h[REFERRED].rows == 0)
        return one_half(&h[h[OTHERS].rows == 0 ? REFERRED : OTHERS], z, out);
    s = part_of(h[REFERRED].rows, rows, z, &rates[0]);
    if (s == GG_OK)
        s = rate_of(h[REFERRED].positives, h[REFERRED].verified, z, &rates[1]);
    if (s == GG_OK)
        s = rate_of(h[OTHERS].positives, h[OTHERS].verified, z, &rates[2]);
    if (s != GG_OK)
        return s;
    for (int i = 0; i < 3; i++)
        at[i] = rates[i].value;
    (void)mean_of_halves(at, NULL, &value);
    *out = gg_measure_within(value, gg_square_and_add(mean_of_halves, NULL, rates, 3, range), range,
                             "square_and_add");
    out->n = h[OTHERS].verified + h[REFERRED].verified;
    return GG_OK;
}

/* ---- a random arm ---- */

/* Of the arm: base rate, recall and false positive rate at the cutoff, and of selected positives
 * and negatives the part that had been referred. Of the others: the share selected, the part of
 * these that had been referred, its precision. */
enum {
    BASE,
    RECALL,
    ALARMS,
    HITS_REFERRED,
    ALARMS_REFERRED,
    SELECTED,
    WERE_REFERRED,
    PRECISION,
    RATES
};

typedef struct mixture {
    gg_cutoff_metric metric;
    double arm; /* its share of all rows */
} mixture;

/* In the arm, the share of positives among selected rows that had not been referred. */
static bool not_referred(const double *rate, double *out)
{
    const double hits = rate[BASE] * rate[RECALL] * (1 - rate[HITS_REFERRED]);
    const double alarms = (1 - rate[BASE]) * rate[ALARMS] * (1 - rate[ALARMS_REFERRED]);

    if (!(hits + alarms > 0))
        return false;
    *out = hits / (hits + alarms);
    return true;
}

static bool shares_of(const double *rate, double arm, gg_shares *out)
{
    const double others = (1 - arm) * rate[SELECTED];
    double p = rate[PRECISION], q = 0;

    if (rate[WERE_REFERRED] < 1) {
        if (!not_referred(rate, &q))
            return false;
        p = rate[WERE_REFERRED] * p + (1 - rate[WERE_REFERRED]) * q;
    }
    *out = (gg_shares){.hits = arm * rate[BASE] * rate[RECALL] + others * p,
                       .alarms = arm * (1 - rate[BASE]) * rate[ALARMS] + others * (1 - p),
                       .base = rate[BASE]};
    return true;
}

static bool mixed_figure(const double *rate, const void *given, double *value)
{
    const mixture *m = given;
    const char *why;
    gg_shares shares;

    return shares_of(rate, m->arm, &shares) && gg_cutoff_of_shares(m->metric, &shares, value, &why);
}

static gg_status rates_of(const gg_cutoff_counts *c, double z, gg_estimate rates[RATES])
{
    const int arm = GG_SELECTIVE_RANDOM, other = GG_SELECTIVE_OTHER;
    const double hits = gg_cutoff_sum(c, arm, GG_SEEN_POSITIVE, -1, 1);
    const double alarms = gg_cutoff_sum(c, arm, GG_SEEN_NEGATIVE, -1, 1);
    const double positives = gg_cutoff_sum(c, arm, GG_SEEN_POSITIVE, -1, -1);
    const double negatives = gg_cutoff_sum(c, arm, GG_SEEN_NEGATIVE, -1, -1);
    const double selected = gg_cutoff_sum(c, other, -1, -1, 1);
    gg_status s = rate_of(positives, positives + negatives, z, &rates[BASE]);

    if (s == GG_OK)
        s = rate_of(hits, positives, z, &rates[RECALL]);
    if (s == GG_OK)
        s = rate_of(alarms, negatives, z, &rates[ALARMS]);
    if (s == GG_OK)
        s = part_of(gg_cutoff_sum(c, arm, GG_SEEN_POSITIVE, 1, 1), hits, z, &rates[HITS_REFERRED]);
    if (s == GG_OK)
        s = part_of(gg_cutoff_sum(c, arm, GG_SEEN_NEGATIVE, 1, 1), alarms, z,
                    &rates[ALARMS_REFERRED]);
    if (s == GG_OK)
        s = rate_of(selected, gg_cutoff_sum(c, other, -1, -1, -1), z, &rates[SELECTED]);
    if (s == GG_OK)
        s = part_of(gg_cutoff_sum(c, other, -1, 1, 1), selected, z, &rates[WERE_REFERRED]);
    if (s == GG_OK)
        s = rate_of(gg_cutoff_sum(c, other, GG_SEEN_POSITIVE, 1, 1),
                    gg_cutoff_verified(c, other, 1, 1), z, &rates[PRECISION]);
    /* Nobody else is selected: then what part of nobody had been referred is no question. */
    if (s == GG_OK && selected == 0)
        rates[WERE_REFERRED] = (gg_estimate){1, 1, 1};
    return s;
}

/* The arm must have been looked at, and so must each part of what is selected elsewhere. */
static bool identified(const gg_cutoff_counts *c)
{
    const int arm = GG_SELECTIVE_RANDOM, other = GG_SELECTIVE_OTHER;

    return gg_cutoff_verified(c, arm, -1, -1) > 0 &&
           (gg_cutoff_sum(c, other, -1, 1, 1) == 0 || gg_cutoff_verified(c, other, 1, 1) > 0) &&
           (gg_cutoff_sum(c, other, -1, 0, 1) == 0 || gg_cutoff_verified(c, arm, 0, 1) > 0);
}

static gg_status mixed(const gg_cutoff_counts *c, gg_cutoff_metric metric, double z,
                       gg_measure *out)
{
    const double rows = gg_cutoff_sum(c, -1, -1, -1, -1);
    const mixture m = {metric, gg_cutoff_sum(c, GG_SELECTIVE_RANDOM, -1, -1, -1) / rows};
    const gg_interval range = gg_cutoff_range(metric);
    const char *why = GG_WHY_NOT_IDENTIFIED;
    gg_estimate rates[RATES];
    double at[RATES], value;
    gg_shares shares;
    gg_status s = rates_of(c, z, rates);

    if (s != GG_OK)
        return s;
    for (int i = 0; i < RATES; i++)
        at[i] = rates[i].value;
    if (!shares_of(at, m.arm, &shares) || !gg_cutoff_of_shares(metric, &shares, &value, &why)) {
        *out = gg_measure_undefined(why);
        return GG_OK;
    }
    *out = gg_measure_within(value, gg_square_and_add(mixed_figure, &m, rates, RATES, range), range,
                             "square_and_add");
    out->n = gg_cutoff_verified(c, GG_SELECTIVE_RANDOM, -1, -1);
    return GG_OK;
}

gg_status gg_cutoff_random_arm(const gg_cutoff_counts *counts, gg_cutoff_metric metric, double z,
                               gg_measure *out)
{
    if (!gg_cutoff_usable(counts, metric, z))
        return GG_E_INPUT;
    if (gg_cutoff_sum(counts, -1, -1, -1, -1) == 0) {
        *out = gg_measure_undefined(GG_WHY_NO_ROWS);
        return GG_OK;
    }
    if (metric == GG_CUTOFF_PRECISION) {
        const half h[2] = {half_of(counts, GG_SELECTIVE_RANDOM, 0), half_of(counts, -1, 1)};

        return precision_of(h, z, out);
    }
    if (identified(counts))
        return mixed(counts, metric, z, out);
    *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    return GG_OK;
}

/* ---- missing at random ---- */

/* The share selected; of the selected, and of the others, the part that had been referred; the
 * shares of positives in the strata. */
enum { CHOSEN, CHOSEN_REFERRED, LEFT_REFERRED, STRATA, STRATUM_RATES = STRATA + 4 };

static gg_shares shares_of_strata(const double *rate)
{
    const double *p = &rate[STRATA]; /* referred * 2 + selected */
    const double a = rate[CHOSEN], b = rate[CHOSEN_REFERRED], c = rate[LEFT_REFERRED];
    const double hits = a * (b * p[3] + (1 - b) * p[1]);

    return (gg_shares){
        .hits = hits, .alarms = a - hits, .base = hits + (1 - a) * (c * p[2] + (1 - c) * p[0])};
}

static bool stratified_figure(const double *rate, const void *given, double *value)
{
    const gg_cutoff_metric *metric = given;
    const gg_shares shares = shares_of_strata(rate);
    const char *why;

    return gg_cutoff_of_shares(*metric, &shares, value, &why);
}

static gg_status stratum_rates(const gg_cutoff_counts *c, double z, gg_estimate *rates)
{
    const double all = gg_cutoff_sum(c, -1, -1, -1, -1), chosen = gg_cutoff_sum(c, -1, -1, -1, 1);
    gg_status s = rate_of(chosen, all, z, &rates[CHOSEN]);

    if (s == GG_OK)
        s = part_of(gg_cutoff_sum(c, -1, -1, 1, 1), chosen, z, &rates[CHOSEN_REFERRED]);
    if (s == GG_OK)
        s = part_of(gg_cutoff_sum(c, -1, -1, 1, 0), all - chosen, z, &rates[LEFT_REFERRED]);
    for (int k = 0; s == GG_OK && k < 4; k++)
        s = rate_of(gg_cutoff_sum(c, -1, GG_SEEN_POSITIVE, k / 2, k % 2),
                    gg_cutoff_verified(c, -1, k / 2, k % 2), z, &rates[STRATA + k]);
    return s;
}

static bool strata_identified(const gg_cutoff_counts *c)
{
    for (int k = 0; k < 4; k++)
        if (gg_cutoff_sum(c, -1, -1, k / 2, k % 2) > 0 &&
            gg_cutoff_verified(c, -1, k / 2, k % 2) == 0)
            return false;
    return true;
}

static gg_status stratified(const gg_cutoff_counts *c, gg_cutoff_metric metric, double z,
                            gg_measure *out)
{
    const gg_interval range = gg_cutoff_range(metric);
    const char *why = GG_WHY_NOT_IDENTIFIED;
    gg_estimate rates[STRATUM_RATES];
    double at[STRATUM_RATES], value;
    gg_shares shares;
    gg_status s = stratum_rates(c, z, rates);

    if (s != GG_OK)
        return s;
    for (int i = 0; i < STRATUM_RATES; i++)
        at[i] = rates[i].value;
    shares = shares_of_strata(at);
    if (!gg_cutoff_of_shares(metric, &shares, &value, &why)) {
        *out = gg_measure_undefined(why);
        return GG_OK;
    }
    *out = gg_measure_within(
        value, gg_square_and_add(stratified_figure, &metric, rates, STRATUM_RATES, range), range,
        "square_and_add");
    out->n = gg_cutoff_verified(c, -1, -1, -1);
    return GG_OK;
}

/* Whether the cutoff selects whom the decision referred. */
static bool same_as_decision(const gg_cutoff_counts *c)
{
    return gg_cutoff_sum(c, -1, -1, 1, 0) == 0 && gg_cutoff_sum(c, -1, -1, 0, 1) == 0;
}

gg_status gg_cutoff_missing_at_random(const gg_cutoff_counts *counts, gg_cutoff_metric metric,
                                      double z, gg_measure *out)
{
    const gg_selective_counts collapsed = gg_cutoff_collapse(counts);

    if (!gg_cutoff_usable(counts, metric, z))
        return GG_E_INPUT;
    if (gg_cutoff_sum(counts, -1, -1, -1, -1) == 0) {
        *out = gg_measure_undefined(GG_WHY_NO_ROWS);
        return GG_OK;
    }
    if (metric == GG_CUTOFF_PRECISION) {
        const half h[2] = {half_of(counts, -1, 0), half_of(counts, -1, 1)};

        return precision_of(h, z, out);
    }
    if (metric != GG_CUTOFF_LIFT && same_as_decision(counts))
        return gg_missing_at_random_measure(
            &collapsed,
            metric == GG_CUTOFF_RECALL ? GG_CONFUSION_RECALL : GG_CONFUSION_FALSE_POSITIVE_RATE, z,
            out);
    if (strata_identified(counts))
        return stratified(counts, metric, z, out);
    *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    return GG_OK;
}
