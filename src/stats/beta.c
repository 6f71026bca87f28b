/*
 * The incomplete beta function with both tails on the log scale. GSL's own gives up for large
 * parameters (its continued fraction stops at 512 steps) and underflows in the tails.
 */
#include "stats_internal.h"

#include <float.h>

#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>
#include <gsl/gsl_integration.h>

/* The logit beyond which x or 1 - x has no normal double. */
#define LOGIT_MAX 700.0
/* From here on both parameters make the density so smooth that 64 points integrate a tail. */
#define SMOOTH_FROM 400.0
#define POINTS      64
/* exp(-DEEP) is lost beside 1. */
#define DEEP 42.0
/* A step by five terms that is shorter leaves an error below 1e-16 of a standard deviation. */
#define FEW       2e-3
#define STEPS_MAX 20

struct beta {
    double a, b;
    double x, y; /* y = 1 - x, kept apart so that neither loses digits */
};

/*
 * log of x^a y^b / B(a, b) without cancellation: Stirling's series divided out by Gamma*, the rest
 * as deviances (Loader 2000, "Fast and accurate computation of binomial probabilities").
 */
static double log_kernel(const struct beta *t)
{
    double n = t->a + t->b;
    double d = t->x <= t->y ? n * t->x - t->a : t->b - n * t->y;
    double u = d / t->a, v = -d / t->b, e;

    e = u > -0.9 && u < 1e3 ? t->a * gsl_sf_log_1plusx_mx(u) : t->a * (log(n * t->x / t->a) - u);
    e += v > -0.9 && v < 1e3 ? t->b * gsl_sf_log_1plusx_mx(v) : t->b * (log(n * t->y / t->b) - v);
    return 0.5 * log(t->a / n * t->b / (2 * M_PI)) + e + log(gsl_sf_gammastar(n)) -
           log(gsl_sf_gammastar(t->a)) - log(gsl_sf_gammastar(t->b));
}

/*
 * I_x(a, b) divided by the kernel: the even part of the usual continued fraction (Didonato and
 * Morris 1992, TOMS 708, BFRAC), whose terms hold a y - b x as one number and so do not cancel when
 * x is close to 1; by Lentz's method. 0 if it does not settle.
 */
static double fraction(const struct beta *t)
{
    double a = t->a, b = t->b, x = t->x, gap = a * t->y - b * x;
    double f = a * (gap + 1) / (a + 1), c, d = 0;

    f = fabs(f) < DBL_MIN ? DBL_MIN : f;
    c = f;
    for (int m = 1; m < 100000; m++) {
        double w = a + 2.0 * m, step;
        double top = (a + m - 1) / (w - 1) * ((a + b + m - 1) / (w - 1)) * m * (b - m) * x * x;
        double bottom =
            m + m * (b - m) * x / (w - 1) + (a + m) * (gap + 1 + m * (1 + t->y)) / (w + 1);

        d = 1 / (bottom + top * d);
        c = bottom + top / c;
        step = c * d;
        f *= step;
        if (fabs(step - 1) < 4 * DBL_EPSILON)
            return 1 / f;
    }
    return 0;
}

/* log of the density at x - u relative to that at x. */
static double fall(const struct beta *t, double u)
{
    return (t->a - 1) * log1p(-u / t->x) + (t->b - 1) * log1p(u / t->y);
}

/*
 * How far below x the density is lost: a normal density's depth, and 0.3 more because the longer
 * tail of a beta density with parameters above SMOOTH_FROM falls a little slower.
 */
static double reach(const struct beta *t)
{
    double n = t->a + t->b, sd = sqrt(t->a / n * (t->b / n) / n);
    double k = fmax(0, (t->a / n - t->x) / sd);

    return fmin(t->x * (1 - 1e-12), 1.3 * sd * (sqrt(k * k + 2 * DEEP) - k));
}

/*
 * The lower tail divided by the density at x, for x at or below the mode: the integral over u of
 * exp(fall(u)), from 0 to where nothing is left, by Gauss and Legendre's rule.
 */
static double smooth_tail(const struct beta *t)
{
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(POINTS);
    double far = reach(t), sum = 0;

    if (!table)
        return 0;
    for (size_t i = 0; i < POINTS; i++) {
        double u, w;

        if (gsl_integration_glfixed_point(0, far, i, &u, &w, table) == 0)
            sum += w * exp(fall(t, u));
    }
    gsl_integration_glfixed_table_free(table);
    return sum;
}

/* The logarithm of the kernel, and log I_x(a, b) for x at or below the mean. */
static gg_status log_lower(const struct beta *t, double *kernel, double *out)
{
    double part;

    if (t->a > SMOOTH_FROM && t->b > SMOOTH_FROM)
        part = smooth_tail(t) / (t->x * t->y);
    else
        part = fraction(t);
    if (!(part > 0) || !isfinite(part))
        return GG_E_INTERNAL;
    *kernel = log_kernel(t);
    *out = *kernel + log(part);
    return GG_OK;
}

/* Both tails, and the kernel that they are relative to, all on the log scale. */
static gg_status log_tails(const struct beta *t, double *kernel, double *below, double *above)
{
    struct beta turned = {.a = t->b, .b = t->a, .x = t->y, .y = t->x};
    bool low = t->x * (t->a + t->b) <= t->a;
    double small;
    gg_status s;

    gg_gsl_quiet();
    s = log_lower(low ? t : &turned, kernel, &small);
    if (s != GG_OK)
        return s;
    small = fmin(small, 0);
    *(low ? below : above) = small;
    *(low ? above : below) = small < -M_LN2 ? log1p(-exp(small)) : log(-expm1(small));
    return GG_OK;
}

static struct beta at_logit(double a, double b, double logit)
{
    return (struct beta){.a = a, .b = b, .x = 1 / (1 + exp(-logit)), .y = 1 / (1 + exp(logit))};
}

gg_status gg_beta_log_tails(double a, double b, double logit, double *below, double *above)
{
    struct beta t = at_logit(a, b, logit);
    double kernel;

    return log_tails(&t, &kernel, below, above);
}

/*
 * Where to begin: an approximation of the quantile with this lower tail, for parameters above 1, as
 * a logit (Abramowitz and Stegun 1964, 26.2.23 and 26.5.22).
 */
static double first_logit(double a, double b, double log_tail)
{
    double t = sqrt(-2 * log_tail);
    double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    double p = 1 / (2 * a - 1), q = 1 / (2 * b - 1), h = 2 / (p + q), lambda = (z * z - 3) / 6;
    double w = z * sqrt(fmax(0, h + lambda)) / h - (q - p) * (lambda + 5.0 / 6 - 2 / (3 * h));

    return log(a / b) - 2 * w;
}

/*
 * How far the logit has to move for the logarithm of the lower tail to move by `rise`, by five
 * terms of its series. Its first derivative g is kernel / tail; that of the kernel's logarithm is
 * r = a y - b x, so that g' = g u with u = r - g, and Leibniz' rule gives the others.
 */
static double move_by_series(const struct beta *t, double g, double rise)
{
    double v = t->x * t->y, n = t->a + t->b, lean = t->y - t->x;
    double u0 = t->a * t->y - t->b * t->x - g, g2 = g * u0;
    double u1 = -n * v - g2, g3 = g2 * u0 + g * u1;
    double u2 = -n * v * lean - g3, g4 = g3 * u0 + 2 * g2 * u1 + g * u2;
    double u3 = -n * v * (lean * lean - 2 * v) - g4,
           g5 = g4 * u0 + 3 * (g3 * u1 + g2 * u2) + g * u3;
    double d = rise / g;

    for (int i = 0; i < 6; i++) {
        double at = d * (g + d * (g2 / 2 + d * (g3 / 6 + d * (g4 / 24 + d * g5 / 120))));
        double slope = g + d * (g2 + d * (g3 / 2 + d * (g4 / 6 + d * g5 / 24)));

        d -= (at - rise) / slope;
    }
    return d;
}

/*
 * The logit with this lower tail. The logarithm of the tail is concave and smooth: a step by its
 * series, of less than FEW standard deviations of the logit (and less than FEW), leaves nothing.
 * False where the approximation to begin with is none.
 */
static bool follow(double a, double b, double log_tail, double *logit)
{
    double at;

    if (!(a > 1 && b > 1 && log_tail < 0))
        return false;
    at = first_logit(a, b, log_tail);
    for (int i = 0; i < STEPS_MAX; i++) {
        struct beta t = at_logit(a, b, at);
        double kernel, below, above, g, step, scale = fmax(1, sqrt((a + b) * t.x * t.y));

        if (!(fabs(at) < LOGIT_MAX) || log_tails(&t, &kernel, &below, &above) != GG_OK)
            return false;
        g = exp(kernel - below);
        step = (log_tail - below) / g;
        if (fabs(step) * scale < 0.5)
            step = move_by_series(&t, g, log_tail - below);
        at += step;
        if (fabs(step) * scale < FEW) {
            *logit = at;
            return true;
        }
    }
    return false;
}

struct target {
    double a, b, log_tail;
    bool upper;
    gg_status status;
};

static double miss(double logit, const void *given)
{
    struct target *t = *(struct target *const *)given;
    double below = 0, above = 0;
    gg_status s = gg_beta_log_tails(t->a, t->b, logit, &below, &above);

    if (s != GG_OK)
        t->status = s;
    return (t->upper ? above : below) - t->log_tail;
}

static gg_status quantile_between(double a, double b, double log_tail, bool upper, double *out)
{
    struct target t = {.a = a, .b = b, .log_tail = log_tail, .upper = upper, .status = GG_OK};
    struct target *given = &t;
    double centre = log(a / b), width = 2 * (sqrt(-2 * log_tail) + 1) * sqrt(1 / a + 1 / b), at;
    double from = fmax(centre - width, -LOGIT_MAX), to = fmin(centre + width, LOGIT_MAX);
    double f0 = miss(from, &given), f1 = miss(to, &given);

    /* Nearly always the normal approximation, generously widened, brackets the quantile. */
    if ((f0 > 0) != (f1 > 0))
        at = gg_root_of_ends(miss, &given, from, to, f0, f1);
    else
        at = gg_root_between(miss, &given, -LOGIT_MAX, LOGIT_MAX);
    if (t.status != GG_OK)
        return t.status;
    *out = at <= -LOGIT_MAX ? 0 : at >= LOGIT_MAX ? 1 : 1 / (1 + exp(-at));
    return GG_OK;
}

gg_status gg_beta_quantile(double a, double b, double log_tail, bool upper, double *out)
{
    double at;

    /* An upper tail is the lower one of the mirror image. */
    if (!follow(upper ? b : a, upper ? a : b, log_tail, &at))
        return quantile_between(a, b, log_tail, upper, out);
    *out = 1 / (1 + exp(upper ? at : -at));
    return GG_OK;
}
