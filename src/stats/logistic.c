/*
 * Newton's method on columns that are centred and scaled: there the information has a diagonal of
 * one size, so that a combination of columns can be told from rounding. A ridge on the coefficients
 * b = a / spread is a ridge / spread^2 on a.
 *
 * Separation (Albert and Anderson 1984) shows as steps that go on: the deviance has settled, and
 * still the predictor of some row moves by about 1 each time, since the likelihood falls off as
 * exp(-predictor). At a maximum the steps shrink by squares.
 */
#include "gauger/stats/logistic.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_linalg.h>
#include <gsl/gsl_version.h>

#include "logistic_internal.h"
#include "stats_internal.h"

/* The squared part of a column that those before it leave over, under which it is none of its own.
 */
#define DEPENDENT    1e-12
#define MOST_HALVING 40
#define MOST_WIDE    5 /* settled steps that are wide, in a row, before it is separation */

typedef struct fit {
    gg_lanes lanes;
    gg_moments moments;
    size_t q;                   /* p + 1 */
    double ridge;               /* on the coefficients of the unscaled columns */
    double *at, *step;          /* q: coefficients of the scaled columns, Newton's step */
    double *gradient;           /* q: of the penalised log likelihood */
    double *information;        /* q * q, penalised */
    double *factor;             /* q * q: its Cholesky factor, or its inverse */
    double *trial;              /* q */
    double deviance, objective; /* objective: deviance + penalty */
    double *room;
} fit;

gg_logistic_options gg_logistic_options_default(void)
{
    return (gg_logistic_options){.iterations = 100, .tolerance = 1e-12, .threads = 1};
}

gg_status gg_logistic_refuse(const gg_logistic_options *options, size_t column, const char *what,
                             const char *mend, gg_error *err)
{
    char number[24];

    snprintf(number, sizeof number, "%zu", column + 1);
    gg_error_where(err, NULL, 0, options->names ? options->names[column] : number);
    return gg_error_set(err, GG_E_INPUT, mend, "%s", what);
}

/* ---- one pass: deviance, gradient, information ---- */

static size_t width_of(size_t q)
{
    return 1 + q + q * (q + 1) / 2 + q;
}

/* Sums of a lane: deviance, gradient, upper triangle row by row; then room for a scaled row. */
static void add_rows(const gg_lanes *l, const void *given, size_t from, size_t to, double *sums)
{
    const fit *f = given;
    size_t q = f->q;
    double *gradient = sums + 1, *z = sums + l->width - q;

    z[0] = 1;
    for (size_t i = from; i < to; i++) {
        const double *x = l->x + i * l->p;
        double w = l->w ? l->w[i] : 1, eta = f->trial[0], *triangle = gradient + q;
        double away, p, slope, curve;

        if (w == 0)
            continue;
        for (size_t j = 1; j < q; j++) {
            z[j] = (x[j - 1] - f->moments.mean[j - 1]) / f->moments.spread[j - 1];
            eta += f->trial[j] * z[j];
        }
        /* away = exp(-|eta|) never overflows, and loses nothing of a probability near 0 or 1. */
        away = exp(-fabs(eta));
        p = (eta < 0 ? away : 1) / (1 + away);
        slope = w * (l->y[i] - p);
        curve = w * away / ((1 + away) * (1 + away));
        if (l->y[i] == 1 && eta > 0)
            slope = w * away / (1 + away);
        sums[0] += 2 * w * (fmax(l->y[i] == 1 ? -eta : eta, 0) + log1p(away));
        for (size_t j = 0; j < q; j++) {
            double c = curve * z[j];

            gradient[j] += slope * z[j];
            for (size_t k = j; k < q; k++)
                *triangle++ += c * z[k];
        }
    }
}

static void add_penalty(fit *f)
{
    for (size_t j = 1; j < f->q; j++) {
        double spread = f->moments.spread[j - 1];
        double ridge = f->ridge / spread / spread;

        f->objective += ridge * f->trial[j] * f->trial[j];
        f->gradient[j] -= ridge * f->trial[j];
        f->information[j * f->q + j] += ridge;
    }
}

/* Deviance, gradient and information at the trial. */
static gg_status look(fit *f, gg_error *err)
{
    size_t q = f->q;
    gg_status status = gg_lanes_pass(&f->lanes, add_rows, f, err);

    if (status)
        return status;
    f->deviance = 0;
    memset(f->gradient, 0, q * sizeof *f->gradient);
    memset(f->information, 0, q * q * sizeof *f->information);
    for (size_t l = 0; l < f->lanes.count; l++) {
        const double *sums = f->lanes.sums + l * f->lanes.width, *triangle = sums + 1 + q;

        f->deviance += sums[0];
        for (size_t j = 0; j < q; j++) {
            f->gradient[j] += sums[1 + j];
            for (size_t k = j; k < q; k++)
                f->information[j * q + k] += *triangle++;
        }
    }
    for (size_t j = 0; j < q; j++)
        for (size_t k = 0; k < j; k++)
            f->information[j * q + k] = f->information[k * q + j];
    f->objective = f->deviance;
    add_penalty(f);
    return GG_OK;
}

/* ---- linear algebra ---- */

/* The first column that is a combination of those before it, by Cholesky in their order; q if none
 * is. Works in the factor's place. */
static size_t first_dependent(fit *f)
{
    size_t q = f->q;
    double *r = f->factor;

    memcpy(r, f->information, q * q * sizeof *r);
    for (size_t j = 0; j < q; j++) {
        double left = r[j * q + j];

        for (size_t k = 0; k < j; k++)
            left -= r[j * q + k] * r[j * q + k];
        if (!(left > DEPENDENT * f->information[j * q + j]))
            return j;
        left = sqrt(left);
        r[j * q + j] = left;
        for (size_t i = j + 1; i < q; i++) {
            double sum = r[i * q + j];

            for (size_t k = 0; k < j; k++)
                sum -= r[i * q + k] * r[j * q + k];
            r[i * q + j] = sum / left;
        }
    }
    return q;
}

/* The step that the information and the gradient ask for; false where there is none. */
static bool solve(fit *f)
{
    gsl_matrix_view m = gsl_matrix_view_array(f->factor, f->q, f->q);
    gsl_vector_view g = gsl_vector_view_array(f->gradient, f->q);
    gsl_vector_view s = gsl_vector_view_array(f->step, f->q);

    memcpy(f->factor, f->information, f->q * f->q * sizeof *f->factor);
    if (gsl_linalg_cholesky_decomp1(&m.matrix) != 0 ||
        gsl_linalg_cholesky_solve(&m.matrix, &g.vector, &s.vector) != 0)
        return false;
    for (size_t j = 0; j < f->q; j++)
        if (!isfinite(f->step[j]))
            return false;
    return true;
}

/* ---- Newton's method ---- */

/* How far the step moves a row's predictor at most, column by column: the widest column. */
static double widest(const fit *f, size_t *column)
{
    double most = 0;

    *column = 0;
    for (size_t j = 1; j < f->q; j++) {
        double move = fabs(f->step[j]) * f->moments.reach[j - 1];

        if (move > most) {
            most = move;
            *column = j - 1;
        }
    }
    return most;
}

static gg_status separated(const fit *f, gg_error *err)
{
    size_t column;

    if (!(widest(f, &column) > 0))
        return gg_error_set(err, GG_E_INPUT, "set a ridge", "the information is singular");
    return gg_logistic_refuse(
        f->lanes.options, column,
        "alone or with others it separates the outcomes: its coefficient has no end",
        "set a ridge, or leave it out", err);
}

/* Goes the step, or half of it as often as needed; *gone is false where no part of it helps. */
static gg_status go(fit *f, bool unseen, bool *gone, gg_error *err)
{
    double from = f->objective, part = 1;

    for (int i = 0; i < MOST_HALVING; i++, part /= 2) {
        gg_status status;

        for (size_t j = 0; j < f->q; j++)
            f->trial[j] = f->at[j] + part * f->step[j];
        status = look(f, err);
        if (status)
            return status;
        if (unseen || f->objective <= from + 1e-11 * fabs(from)) {
            memcpy(f->at, f->trial, f->q * sizeof *f->at);
            *gone = true;
            return GG_OK;
        }
    }
    *gone = false;
    return GG_OK;
}

static gg_status climb(fit *f, gg_logistic *found, gg_error *err)
{
    const gg_logistic_options *o = f->lanes.options;
    unsigned wide_steps = 0;
    bool gone = true;

    while (gone && !found->converged && found->iterations < o->iterations) {
        double foretold = 0;
        size_t column;
        bool settled, wide;
        gg_status status;

        if (!solve(f))
            return separated(f, err);
        for (size_t j = 0; j < f->q; j++)
            foretold += f->step[j] * f->gradient[j];
        settled = foretold <= o->tolerance * (f->deviance + 0.1);
        wide = widest(f, &column) > 0.5 / (double)f->q;
        wide_steps = settled && wide && f->ridge == 0 ? wide_steps + 1 : 0;
        if (wide_steps >= MOST_WIDE)
            return separated(f, err);
        status = go(f, settled, &gone, err);
        if (status)
            return status;
        found->iterations++;
        found->converged = settled && !wide;
    }
    found->deviance = f->deviance;
    return GG_OK;
}

static gg_status begin(fit *f, gg_error *err)
{
    size_t column;
    gg_status status;

    memset(f->at, 0, f->q * sizeof *f->at);
    f->at[0] = log(f->moments.positives / f->moments.negatives);
    memcpy(f->trial, f->at, f->q * sizeof *f->at);
    status = look(f, err);
    if (status || f->ridge > 0)
        return status;
    column = first_dependent(f);
    if (column == f->q)
        return GG_OK;
    return column == 0 ? gg_error_set(err, GG_E_INPUT, "check the weights", "no weight to speak of")
                       : gg_logistic_refuse(f->lanes.options, column - 1,
                                            "a combination of the columns before it",
                                            "leave it out, or set a ridge", err);
}

/* ---- back to the units of the columns ---- */

static void write_coefficients(const fit *f, double *out)
{
    out[0] = f->at[0];
    for (size_t j = 1; j < f->q; j++) {
        out[j] = f->at[j] / f->moments.spread[j - 1];
        out[0] -= out[j] * f->moments.mean[j - 1];
    }
}

/* With b = T a, the covariance of b is T C T', where T divides by the spreads and takes the means
 * from the intercept. */
static void write_covariance(const fit *f, double *out)
{
    size_t q = f->q;
    const double *c = f->factor, *spread = f->moments.spread, *mean = f->moments.mean;

    for (size_t k = 0; k < q; k++) {
        out[k] = c[k];
        for (size_t j = 1; j < q; j++)
            out[k] -= mean[j - 1] / spread[j - 1] * c[j * q + k];
    }
    for (size_t k = 1; k < q; k++) {
        out[0] -= mean[k - 1] / spread[k - 1] * out[k];
        out[k] /= spread[k - 1];
        out[k * q] = out[k];
        for (size_t j = 1; j < q; j++)
            out[k * q + j] = c[k * q + j] / spread[k - 1] / spread[j - 1];
    }
}

static bool invert(fit *f)
{
    gsl_matrix_view m = gsl_matrix_view_array(f->factor, f->q, f->q);

    memcpy(f->factor, f->information, f->q * f->q * sizeof *f->factor);
    return gsl_linalg_cholesky_decomp1(&m.matrix) == 0 &&
           gsl_linalg_cholesky_invert(&m.matrix) == 0;
}

/* ---- from outside ---- */

const char *gg_logistic_library(void)
{
    return gsl_version;
}

static gg_status check(size_t n, size_t p, const gg_logistic_options *o, gg_error *err)
{
    if (!(o->ridge >= 0) || !isfinite(o->ridge) || !(o->tolerance > 0) || o->iterations == 0 ||
        o->threads == 0)
        return gg_error_set(err, GG_E_USAGE,
                            "ridge from 0, tolerance above 0, iterations and threads from 1",
                            "options out of range");
    if (p > 20000 || (p && n > SIZE_MAX / sizeof(double) / p))
        return gg_error_set(err, GG_E_LIMIT, "use at most 20000 columns", "too many numbers");
    if (n == 0)
        return gg_error_set(err, GG_E_INPUT, "give rows with and without the outcome",
                            "one class only");
    return GG_OK;
}

static gg_status make_room(fit *f, gg_error *err)
{
    size_t q = f->q;
    double *at = f->room = calloc(2 * q * q + 7 * q, sizeof *f->room);

    if (!f->room)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    f->information = at;
    f->factor = at += q * q;
    f->at = at += q * q;
    f->step = at += q;
    f->gradient = at += q;
    f->trial = at += q;
    f->moments.mean = at += q;
    f->moments.spread = at += q;
    f->moments.reach = at + q;
    return GG_OK;
}

static gg_status run(fit *f, gg_logistic *found, gg_error *err)
{
    size_t moments = GG_MOMENTS_WIDTH(f->lanes.p), rows = width_of(f->q);
    gg_status status = make_room(f, err);

    if (!status)
        status = gg_lanes_init(&f->lanes, moments > rows ? moments : rows, err);
    if (!status)
        status = gg_lanes_moments(&f->lanes, &f->moments, err);
    if (!status)
        status = begin(f, err);
    if (!status)
        status = climb(f, found, err);
    return status;
}

gg_status gg_logistic_fit(const double *x, size_t n, size_t p, const double *y, const double *w,
                          const gg_logistic_options *options, double *coefficients,
                          double *covariance, gg_logistic *out, gg_error *err)
{
    gg_logistic_options o = options ? *options : gg_logistic_options_default();
    fit f = {.lanes = {.x = x, .y = y, .w = w, .n = n, .p = p, .threads = o.threads}};
    gg_logistic found = {0};
    gg_status status = check(n, p, &o, err);

    if (status)
        return status;
    gg_gsl_quiet();
    f.lanes.options = &o;
    f.ridge = o.ridge;
    f.q = p + 1;
    status = run(&f, &found, err);
    if (!status && covariance && !invert(&f))
        status = separated(&f, err);
    if (!status) {
        write_coefficients(&f, coefficients);
        if (covariance)
            write_covariance(&f, covariance);
        *out = found;
    }
    gg_lanes_release(&f.lanes);
    free(f.room);
    return status;
}
