#include "calibration_internal.h"

static double share(const gg_calibration_bin *b)
{
    return b->positives / b->weight;
}

static long double uncertainty(const gg_calibration_sums *all)
{
    return all->positives / all->weight * (1 - all->positives / all->weight);
}

gg_status gg_calibration_corp(const gg_calibration *c, gg_corp *out)
{
    const gg_calibration_sums *all = &c->sums;
    long double fitted = 0, discrimination = 0, base;

    if (all->distinct == 0)
        return GG_E_UNDEFINED;
    base = all->positives / all->weight;
    for (size_t i = 0; i < c->isotonic.n; i++) {
        const gg_isotonic_step *s = &c->isotonic.steps[i];
        long double p = (long double)s->positives / s->weight;

        fitted += s->positives * (1 - p);
        discrimination += s->weight * (p - base) * (p - base);
    }
    out->brier = (double)(all->brier / all->weight);
    out->miscalibration = fmax(0, (double)((all->brier - fitted) / all->weight));
    out->discrimination = (double)(discrimination / all->weight);
    out->uncertainty = (double)uncertainty(all);
    out->steps = c->isotonic.n;
    return GG_OK;
}

/* Sums of squares of one bin about its own means, and of its means about the base rate. */
static void add_bin(const gg_calibration_bin *b, long double base, long double sums[4])
{
    long double w = b->weight, s = b->scores / w, y = b->positives / w;

    sums[0] += w * (s - y) * (s - y);
    sums[1] += w * (y - base) * (y - base);
    sums[2] += fmaxl(0, b->score_squares - b->scores * s);
    sums[3] += 2 * (b->score_positives - b->scores * y);
}

/* All bins are of distinct scores: they were summed up as they came. */
static void murphy_of_distinct(const gg_calibration_sums *all, gg_murphy *out)
{
    long double base = all->positives / all->weight;

    out->reliability = (double)(all->reliability / all->weight);
    out->resolution = fmax(0, (double)((all->resolution - all->positives * base) / all->weight));
    out->within_variance = out->within_covariance = 0;
    out->bins = all->distinct;
}

static gg_status murphy_of_bins(const gg_calibration *c, gg_binning binning, gg_murphy *out)
{
    const gg_calibration_bin *bins;
    long double sums[4] = {0}, base = c->sums.positives / c->sums.weight;
    size_t n, used = 0;
    gg_status s = gg_calibration_bins(c, binning, &bins, &n);

    if (s != GG_OK)
        return s;
    for (size_t i = 0; i < n; i++) {
        if (bins[i].rows > 0) {
            add_bin(&bins[i], base, sums);
            used++;
        }
    }
    out->reliability = (double)(sums[0] / c->sums.weight);
    out->resolution = (double)(sums[1] / c->sums.weight);
    out->within_variance = (double)(sums[2] / c->sums.weight);
    out->within_covariance = (double)(sums[3] / c->sums.weight);
    out->bins = used;
    return GG_OK;
}

gg_status gg_calibration_murphy(const gg_calibration *c, gg_binning binning, gg_murphy *out)
{
    const gg_calibration_sums *all = &c->sums;
    gg_murphy m = {0};
    gg_status s = all->distinct > 0 ? GG_OK : GG_E_UNDEFINED;

    if (s == GG_OK && binning == GG_BINS_DISTINCT)
        murphy_of_distinct(all, &m);
    else if (s == GG_OK)
        s = murphy_of_bins(c, binning, &m);
    if (s != GG_OK)
        return s;
    m.brier = (double)(all->brier / all->weight);
    m.uncertainty = (double)uncertainty(all);
    m.skill = m.uncertainty > 0 ? 1 - m.brier / m.uncertainty : NAN;
    *out = m;
    return GG_OK;
}

/* The mean of |x| over that of |mean|, x normal with this mean and standard deviation. */
static double folded_excess(double mean, double sd)
{
    double x = fabs(mean);

    if (!(sd > 0))
        return 0;
    return 2 * (sd * exp(-x * x / (2 * sd * sd)) / sqrt(2 * M_PI) - x * gg_p_of_z(x / sd));
}

gg_status gg_expected_calibration_error(const gg_calibration *c, gg_binning binning,
                                        gg_calibration_error *out)
{
    gg_calibration_error e = {0};
    double total = (double)c->sums.weight, excess = 0;
    const gg_calibration_bin *bins;
    size_t n;
    gg_status s = gg_calibration_bins(c, binning, &bins, &n);

    if (s == GG_OK && c->sums.distinct == 0)
        s = GG_E_UNDEFINED;
    if (s != GG_OK)
        return s;
    for (size_t i = 0; i < n; i++) {
        const gg_calibration_bin *b = &bins[i];
        double gap, sd;

        if (b->rows == 0)
            continue;
        gap = share(b) - b->scores / b->weight;
        sd = sqrt(share(b) * (1 - share(b)) * b->squares) / b->weight;
        e.expected += b->weight / total * fabs(gap);
        e.largest = fmax(e.largest, fabs(gap));
        excess += b->weight / total * folded_excess(gap, sd);
        e.bins++;
    }
    e.debiased = fmax(0, e.expected - excess);
    *out = e;
    return GG_OK;
}

gg_status gg_hosmer_lemeshow_test(const gg_calibration *c, gg_hosmer_lemeshow *out)
{
    gg_hosmer_lemeshow h = {0};
    const gg_calibration_bin *bins;
    size_t n;
    gg_status s = gg_calibration_bins(c, GG_BINS_EQUAL_COUNT, &bins, &n);

    if (s == GG_OK && c->sums.distinct == 0)
        s = GG_E_UNDEFINED;
    if (s != GG_OK)
        return s;
    for (size_t i = 0; i < n; i++) {
        const gg_calibration_bin *b = &bins[i];
        double expected = b->scores / b->weight, gap;

        if (b->rows == 0)
            continue;
        if (b->high == 0 || b->low == 1)
            return GG_E_UNDEFINED;
        gap = b->positives - b->scores;
        h.statistic += gap * gap / (b->squares * expected * (1 - expected));
        h.groups++;
    }
    h.degrees_of_freedom = (double)h.groups;
    h.p_value = gg_chi2_tail(h.statistic, h.degrees_of_freedom);
    *out = h;
    return GG_OK;
}

gg_status gg_spiegelhalter_test(const gg_calibration *c, gg_spiegelhalter *out)
{
    if (!(c->sums.gap_var > 0))
        return GG_E_UNDEFINED;
    out->z = (double)(c->sums.gap / sqrtl(c->sums.gap_var));
    out->p_value = fmin(1, 2 * gg_p_of_z(fabs(out->z)));
    return GG_OK;
}
