/*
 * Figures at a cutoff where outcomes are missing. At another threshold, or where there is room for
 * so many, the verified among the selected are mostly those that had been referred: what they show
 * is `observed`, and no estimate unless the inspection design gives one.
 */
#include "evaluate/cutoff_open.h"

#include <math.h>
#include <string.h>

#include "gauger/stats/interval.h"

gg_cutoff_open gg_cutoff_open_empty(void)
{
    gg_cutoff_open rows;

    memset(&rows, 0, sizeof rows);
    rows.told = true;
    return rows;
}

void gg_cutoff_open_slice(const gg_slice *slice, gg_cutoff_open *to)
{
    for (size_t a = 0; a < GG_ARMS; a++)
        for (size_t o = 0; o < GG_OUTCOMES; o++) {
            const uint64_t *n = slice->tally.n[a][o];

            to->counts.n[a][o][0][0] += (double)(n[GG_BELOW] + n[GG_SUPPRESSED]);
            to->counts.n[a][o][1][0] += (double)n[GG_REFERRED];
        }
    for (size_t o = 0; o < GG_UNVERIFIED; o++) {
        to->counts.inverse.w[o][0] += slice->inverse.w[o][0] + slice->inverse.w[o][1];
        to->counts.inverse.w2[o][0] += slice->inverse.w2[o][0] + slice->inverse.w2[o][1];
    }
}

/* From one side of the cutoff to the other. */
static void move(double *pair, double amount)
{
    pair[0] = fmax(0, pair[0] - amount);
    pair[1] += amount;
}

/* Differences of sums carry rounding, and inverse probabilities are at least 1. */
static void tidy(gg_cutoff_counts *c, size_t outcome)
{
    double rows = 0;

    for (size_t a = 0; a < GG_ARMS; a++)
        rows += c->n[a][outcome][0][0] + c->n[a][outcome][1][0];
    if (rows == 0)
        c->inverse.w[outcome][0] = c->inverse.w2[outcome][0] = 0;
    c->inverse.w2[outcome][0] = fmax(c->inverse.w2[outcome][0], c->inverse.w[outcome][0]);
}

void gg_cutoff_open_select(const gg_cutoff_rows *from, double share, gg_cutoff_open *to)
{
    for (size_t a = 0; a < GG_ARMS; a++)
        for (size_t o = 0; o < GG_OUTCOMES; o++)
            for (size_t r = 0; r < 2; r++)
                move(to->counts.n[a][o][r], share * (double)from->n[a][o][r]);
    for (size_t o = 0; o < GG_UNVERIFIED; o++) {
        move(to->counts.inverse.w[o], share * from->inverse[o]);
        move(to->counts.inverse.w2[o], share * from->inverse2[o]);
        tidy(&to->counts, o);
    }
}

void gg_cutoff_open_outcomes(const gg_outcome_counts *from, double share, gg_cutoff_open *to)
{
    const double n[GG_OUTCOMES] = {[GG_NEGATIVE] = (double)from->negatives,
                                   [GG_POSITIVE] = (double)from->positives,
                                   [GG_UNVERIFIED] = (double)from->unverified};

    to->told = false;
    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        double left = share * n[o];

        for (size_t i = 0; i < GG_ARMS * 2; i++) {
            double *pair = to->counts.n[i / 2][o][i % 2], moved = fmin(left, pair[0]);

            move(pair, moved);
            left -= moved;
        }
    }
}

/* Rows with the outcomes from first to last, on either side or on the selected one. */
static double rows_of(const gg_cutoff_open *rows, size_t first, size_t last, bool selected)
{
    double sum = 0;

    for (size_t a = 0; a < GG_ARMS; a++)
        for (size_t o = first; o <= last; o++)
            for (size_t r = 0; r < 2; r++) {
                const double *pair = rows->counts.n[a][o][r];

                sum += pair[1] + (selected ? 0 : pair[0]);
            }
    return sum;
}

bool gg_cutoff_is_open(const gg_evaluation *e, const gg_cutoff_open *rows)
{
    const gg_inverse_sums *s = &rows->counts.inverse;
    double stand_for = 0;

    if (rows_of(rows, GG_UNVERIFIED, GG_UNVERIFIED, false) > 0)
        return true;
    if (e->options.inspection != GG_INSPECTION_KNOWN_PROBABILITY)
        return false;
    for (size_t o = 0; o < GG_UNVERIFIED; o++)
        stand_for += s->w[o][0] + s->w[o][1];
    return stand_for > rows_of(rows, GG_NEGATIVE, GG_POSITIVE, false) * (1 + 1e-9);
}

/* What all is possible, where outcomes are missing among the rows. */
static bool worst_case(const gg_evaluation *e, const gg_cutoff_open *rows, gg_cutoff_metric metric,
                       gg_bounded *out)
{
    return rows_of(rows, GG_UNVERIFIED, GG_UNVERIFIED, false) > 0 &&
           gg_cutoff_worst_case(&rows->counts, metric, e->z, out) == GG_OK;
}

static bool settled(const gg_bounded *b)
{
    return b->bounds.high - b->bounds.low <= 1e-12 * b->bounds.high;
}

/* Where nothing that is missing could change it, the figure is what it is. */
static void measure_unknown(const gg_evaluation *e, const gg_cutoff_open *rows,
                            gg_cutoff_metric metric, gg_measure *out)
{
    gg_bounded b;

    *out = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    if (metric == GG_CUTOFF_PRECISION && rows_of(rows, GG_NEGATIVE, GG_UNVERIFIED, true) == 0)
        *out = gg_measure_undefined(GG_WHY_NO_SELECTED);
    else if (worst_case(e, rows, metric, &b) && settled(&b))
        *out = gg_measure_of(b.bounds.low, b.interval.low, b.interval.high,
                             metric == GG_CUTOFF_PRECISION ? "wilson" : "worst_case");
}

static gg_status measure_designed(const gg_evaluation *e, const gg_cutoff_open *rows,
                                  gg_cutoff_metric metric, gg_measure *out)
{
    switch (e->options.inspection) {
    case GG_INSPECTION_RANDOM_ARM:
        return gg_cutoff_random_arm(&rows->counts, metric, e->z, out);
    case GG_INSPECTION_MISSING_AT_RANDOM:
        return gg_cutoff_missing_at_random(&rows->counts, metric, e->z, out);
    case GG_INSPECTION_KNOWN_PROBABILITY:
        return gg_cutoff_known_probability(&rows->counts, metric, e->z, out);
    case GG_INSPECTION_UNKNOWN:
    case GG_INSPECTIONS:
        break;
    }
    measure_unknown(e, rows, metric, out);
    return GG_OK;
}

static bool lacks_design(const gg_measure *m)
{
    return m->state != GG_MEASURE_OK && m->why != NULL &&
           strcmp(m->why, GG_WHY_NOT_IDENTIFIED) == 0;
}

static gg_measure measure_of(const gg_evaluation *e, const gg_cutoff_open *rows,
                             gg_cutoff_metric metric)
{
    gg_measure m = gg_measure_undefined(GG_WHY_NOT_COMPUTED);
    gg_bounded b;

    if (!rows->told && e->options.inspection != GG_INSPECTION_UNKNOWN)
        return m;
    if (measure_designed(e, rows, metric, &m) != GG_OK)
        return gg_measure_undefined(GG_WHY_NOT_COMPUTED);
    if (lacks_design(&m))
        measure_unknown(e, rows, metric, &m);
    if (m.state == GG_MEASURE_OK && worst_case(e, rows, metric, &b)) {
        m.value = fmin(fmax(m.value, b.bounds.low), b.bounds.high);
        m.low = fmin(fmax(m.low, b.interval.low), m.value);
        m.high = fmax(fmin(m.high, b.interval.high), m.value);
    }
    /* Expected numbers of rows are no sample. */
    if (m.state == GG_MEASURE_OK && rows->drawn) {
        m.low = m.high = NAN;
        m.method = "hypergeometric_mean";
    }
    return m;
}

bool gg_cutoff_put(const gg_evaluation *e, const gg_cutoff_open *rows, gg_cutoff_metric metric,
                   const char *key, json_t *out)
{
    const gg_measure m = measure_of(e, rows, metric);
    const double observed = gg_cutoff_observed(&rows->counts, metric);
    json_t *est = gg_estimate_json(&m);
    gg_bounded b;

    if (!gg_json_put(out, key, est) ||
        (!isnan(observed) && gg_json_set_real(est, "observed", observed) != 0))
        return false;
    if (!worst_case(e, rows, metric, &b) || settled(&b))
        return true;
    return gg_json_put_bounds(est, b.bounds, GG_BOUNDS_OF_OUTCOMES) &&
           (rows->drawn || gg_json_put(est, "bounds_interval",
                                       json_pack("[f, f]", b.interval.low, b.interval.high)));
}

bool gg_cutoff_put_finds(const gg_evaluation *e, const gg_cutoff_open *rows, json_t *out)
{
    const double taken = rows_of(rows, GG_NEGATIVE, GG_UNVERIFIED, true);
    const double tp = rows_of(rows, GG_POSITIVE, GG_POSITIVE, true);
    const double open = rows_of(rows, GG_UNVERIFIED, GG_UNVERIFIED, true);
    gg_measure m = measure_of(e, rows, GG_CUTOFF_PRECISION);
    json_t *est;

    /* Of the inspected alone: so many of them are taken, and of how many cases is not known. */
    if (rows_of(rows, GG_UNVERIFIED, GG_UNVERIFIED, false) == 0)
        return true;
    if (open == 0 && !rows->drawn) {
        m = gg_measure_of(tp, tp, tp, "none");
    } else if (m.state == GG_MEASURE_OK) {
        m.value *= taken;
        m.low *= taken;
        m.high *= taken;
    }
    est = gg_estimate_json(&m);
    return gg_json_put(out, "finds", est) &&
           (open == 0 ||
            gg_json_put_bounds(est, (gg_interval){tp, tp + open}, GG_BOUNDS_OF_OUTCOMES));
}
