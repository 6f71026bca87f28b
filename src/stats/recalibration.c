/*
 * Logistic regression of the outcome on the log odds x of the score, from blocks that came once.
 *
 * The likelihood needs the outcomes only through sum(y) and sum(y x); the rest is the sum of
 * w log(1 + exp(a + b x)), a smooth function of x. Up to GG_LOGIT_CELLS scores are kept as they
 * are; beyond, scores within a cell of the log odds are kept as moments about its centre, and that
 * function is expanded there: with cells of width h the first term left out is of the order
 * (b h / 2)^6 / 6!, where b h is the spread of the fitted log odds over the number of cells. Cells
 * double in width as the scores need it.
 *
 * gg_logistic_fit() needs all rows at once, and has no sums of squared weights.
 */
#include <stdlib.h>
#include <string.h>

#include "calibration_internal.h"

#define MOMENTS        GG_LOGIT_MOMENTS
#define ITERATIONS_MAX 100
#define HALVINGS_MAX   60

void gg_logits_begin(gg_logits *l)
{
    *l = (gg_logits){.first = INFINITY,
                     .last = -INFINITY,
                     .first_positive = INFINITY,
                     .last_positive = -INFINITY,
                     .first_negative = INFINITY,
                     .last_negative = -INFINITY};
}

static double grid(double x, double width)
{
    return floor(x / width);
}

/* Moments about another centre: (t + shift)^k by the binomial theorem. */
static void add_shifted(double *to, const double *from, double shift)
{
    double row[MOMENTS] = {1};

    for (int k = 0; k < MOMENTS; k++) {
        double power = 1, sum = 0;

        for (int j = k; j >= 0; j--, power *= shift)
            sum += row[j] * power * from[j];
        to[k] += sum;
        for (int j = k + 1; j > 0 && j < MOMENTS; j--)
            row[j] += row[j - 1];
    }
}

static void merge_into(gg_logit_cell *to, const gg_logit_cell *from, bool weighted)
{
    double shift = from->centre - to->centre;

    add_shifted(to->weight, from->weight, shift);
    if (weighted)
        add_shifted(to->square, from->square, shift);
}

/* Puts cells of one place on the grid together, about the middle of that place. */
static void coarsen(gg_logits *l)
{
    size_t k = 0;

    for (size_t i = 0; i < l->n; i++) {
        gg_logit_cell c = l->cells[i];
        double at = grid(c.centre, l->width);

        if (k == 0 || grid(l->cells[k - 1].centre, l->width) != at)
            l->cells[k++] = (gg_logit_cell){.centre = (at + 0.5) * l->width};
        merge_into(&l->cells[k - 1], &c, l->weighted);
    }
    l->n = k;
}

gg_status gg_logits_reserve(gg_logits *l, size_t more)
{
    gg_logit_cell *cells;
    size_t room = l->room ? l->room : 64;

    while (room < GG_LOGIT_CELLS && room < l->n + more)
        room *= 2;
    if (room == l->room)
        return GG_OK;
    cells = realloc(l->cells, room * sizeof *cells);
    if (!cells)
        return GG_E_MEMORY;
    l->cells = cells;
    l->room = room;
    return GG_OK;
}

/* Before a score is added: cells grow wider when there are as many as there can be. */
static void make_way(gg_logits *l)
{
    if (l->n < GG_LOGIT_CELLS)
        return;
    while (l->n > GG_LOGIT_CELLS / 2) {
        l->width =
            l->width > 0 ? 2 * l->width : ldexp(1, ilogb((l->last - l->first) / (double)l->n));
        coarsen(l);
    }
}

/* The cell of the next score. */
static gg_logit_cell *cell_of(gg_logits *l, double x)
{
    double centre = l->width > 0 ? (grid(x, l->width) + 0.5) * l->width : x;

    if (l->n == 0 || l->cells[l->n - 1].centre != centre)
        l->cells[l->n++] = (gg_logit_cell){.centre = centre};
    return &l->cells[l->n - 1];
}

/* One score, at its distance from the centre of its cell. */
static void add_to_cell(gg_logits *l, double x, const gg_score_block *b)
{
    gg_logit_cell *c;
    double t, weight = b->weight, square = b->squares;

    make_way(l);
    c = cell_of(l, x);
    t = x - c->centre;
    for (int k = 0; k < MOMENTS; k++, weight *= t)
        c->weight[k] += weight;
    for (int k = 0; k < MOMENTS && l->weighted; k++, square *= t)
        c->square[k] += square;
}

/* Without weights, sums of w t^k and of w^2 t^k are one and the same, and the first stand for both
 * until a weight differs from 1. */
static void tell_squares_apart(gg_logits *l)
{
    if (l->weighted)
        return;
    for (size_t i = 0; i < l->n; i++)
        memcpy(l->cells[i].square, l->cells[i].weight, sizeof l->cells[i].square);
    l->weighted = true;
}

_Static_assert(MOMENTS == 7, "the moments below");

/* Moments of n scores in one cell, each added in its turn; by name, so that none waits in memory.
 */
static void add_moments(gg_logit_cell *c, const gg_counted_score *s, size_t n)
{
    const double centre = c->centre;
    double *m = c->weight;
    double m0 = m[0], m1 = m[1], m2 = m[2], m3 = m[3], m4 = m[4], m5 = m[5], m6 = m[6];

    for (size_t i = 0; i < n; i++) {
        const double t = s[i].log_odds - centre, w = s[i].rows;
        const double w1 = w * t, w2 = w1 * t, w3 = w2 * t, w4 = w3 * t, w5 = w4 * t;

        m0 += w;
        m1 += w1;
        m2 += w2;
        m3 += w3;
        m4 += w4;
        m5 += w5;
        m6 += w5 * t;
    }
    m[0] = m0, m[1] = m1, m[2] = m2, m[3] = m3, m[4] = m4, m[5] = m5, m[6] = m6;
}

/* What the scores with the outcome say; the others lie at the ends in nearly all tables. */
static void count_ends(gg_logits *l, const gg_counted_score *s, size_t n)
{
    uint64_t positives = 0;

    for (size_t i = 0; i < n; i++) {
        const double x = s[i].log_odds;

        if (s[i].positives == 0)
            continue;
        positives += s[i].positives;
        l->positive_logits += (long double)s[i].positives * x;
        l->first_positive = l->first_positive < x ? l->first_positive : x;
        l->last_positive = x;
    }
    l->positives += positives;
    for (size_t i = 0; i < n && isinf(l->first_negative); i++)
        if (s[i].positives < s[i].rows)
            l->first_negative = s[i].log_odds;
    for (size_t i = n; i-- > 0;)
        if (s[i].positives < s[i].rows) {
            l->last_negative = s[i].log_odds;
            break;
        }
}

static void count_all(gg_logits *l, const gg_counted_score *s, size_t n)
{
    long double logits = l->logits;
    uint64_t rows = 0;

    for (size_t i = 0; i < n; i++) {
        rows += s[i].rows;
        logits += (long double)s[i].rows * s[i].log_odds;
    }
    l->logits = logits;
    l->rows += rows;
    l->weight += rows;
    l->first = fmin(l->first, s[0].log_odds);
}

void gg_logits_add_counted(gg_logits *l, const gg_counted_score *s, size_t n)
{
    if (n > 0 && s->millionths == 0) {
        l->certain += s->rows;
        s++, n--;
    }
    if (n > 0 && s[n - 1].millionths == GG_MILLION)
        l->certain += s[--n].rows;
    if (n == 0)
        return;
    count_all(l, s, n);
    count_ends(l, s, n);
    for (size_t i = 0, end; i < n; i = end) {
        gg_logit_cell *c;
        double edge;

        make_way(l);
        c = cell_of(l, s[i].log_odds);
        edge = c->centre + l->width / 2;
        /* The grid is of a power of two: its edges are exact. The last room is never filled up
         * within a cell, as cells must grow before. */
        for (end = i + 1; end < n && l->n < GG_LOGIT_CELLS && s[end].log_odds < edge;)
            end++;
        l->last = s[end - 1].log_odds; /* make_way() looks at the last score that came */
        add_moments(c, s + i, end - i);
    }
}

void gg_logits_add(gg_logits *l, const gg_score_block *b, double x)
{
    if (b->score == 0 || b->score == 1) {
        l->certain += b->rows;
        return;
    }
    if (b->squares != b->weight)
        tell_squares_apart(l);
    l->rows += b->rows;
    l->weight += b->weight;
    l->logits += (long double)b->weight * x;
    l->positives += b->positives;
    l->positive_logits += (long double)b->positives * x;
    l->first = fmin(l->first, x);
    l->last = fmax(l->last, x);
    if (b->positives > 0) {
        l->first_positive = fmin(l->first_positive, x);
        l->last_positive = fmax(l->last_positive, x);
    }
    if (b->positives < b->weight) {
        l->first_negative = fmin(l->first_negative, x);
        l->last_negative = fmax(l->last_negative, x);
    }
    add_to_cell(l, x, b);
}

/* log(1 + exp(eta)) and its derivatives up to the sixth. */
static void derivatives(double eta, double d[MOMENTS])
{
    double fall = exp(-eta), rise = exp(eta), p = 1 / (1 + fall), q = 1 / (1 + rise), v = p * q;

    d[0] = eta > 0 ? eta + log1p(fall) : log1p(rise);
    d[1] = p;
    d[2] = v;
    d[3] = v * (q - p);
    d[4] = v * (1 - 6 * v);
    d[5] = v * (q - p) * (1 - 12 * v);
    d[6] = v * (1 - 30 * v + 120 * v * v);
}

/* A derivative and those after it, each divided by what Taylor's series divides it by. */
static void series(const double *d, const double *factors, int j, double out[MOMENTS])
{
    for (int k = 0; j + k < MOMENTS; k++)
        out[k] = factors[k] * d[j + k];
}

/* The sum over a cell of w t^power times the j-th derivative, expanded about its centre. */
static double expanded(const double *moments, const double *terms, int j, int power)
{
    double sum = 0;

    for (int k = 0; j + k < MOMENTS && k + power < MOMENTS; k++)
        sum += terms[k] * moments[k + power];
    return sum;
}

/* A point of the search, with u = x - mean: eta = level + slope u. */
typedef struct point {
    double level, slope;
} point;

/* What the search needs there: deviance / 2, its gradient and its second derivatives; the last
 * three again with squared weights. */
typedef struct surface {
    long double loss, g0, g1, h00, h01, h11, s00, s01, s11;
} surface;

/* The second derivatives of a cell at distance u from the mean, by its moments of weights or of
 * their squares. */
static void add_curvature(const double *moments, const double *terms, double u, long double to[3])
{
    const double h0 = expanded(moments, terms, 2, 0), h1 = expanded(moments, terms, 2, 1);
    const double h2 = expanded(moments, terms, 2, 2);

    to[0] += h0;
    to[1] += u * h0 + h1;
    to[2] += u * u * h0 + 2 * u * h1 + h2;
}

static surface surface_at(const gg_logits *l, point at)
{
    double mean = (double)(l->logits / l->weight), factors[MOMENTS] = {1};
    long double centred = l->positive_logits - l->positives * mean;
    long double loss = -at.level * l->positives - at.slope * centred, g0 = -l->positives;
    long double g1 = -centred, h[3] = {0}, q[3] = {0};

    for (int k = 1; k < MOMENTS; k++)
        factors[k] = factors[k - 1] * (at.slope / k);
    for (size_t i = 0; i < l->n; i++) {
        const gg_logit_cell *c = &l->cells[i];
        double u = c->centre - mean, d[MOMENTS], terms[3][MOMENTS], p;

        derivatives(at.level + at.slope * u, d);
        for (int j = 0; j < 3; j++)
            series(d, factors, j, terms[j]);
        p = expanded(c->weight, terms[1], 1, 0);
        loss += expanded(c->weight, terms[0], 0, 0);
        g0 += p;
        g1 += u * p + expanded(c->weight, terms[1], 1, 1);
        add_curvature(c->weight, terms[2], u, h);
        if (l->weighted)
            add_curvature(c->square, terms[2], u, q);
    }
    if (!l->weighted)
        memcpy(q, h, sizeof q);
    return (surface){loss, g0, g1, h[0], h[1], h[2], q[0], q[1], q[2]};
}

/* Newton's step; with `level_only` the slope stays. */
static point step_of(const surface *s, bool level_only)
{
    long double det = s->h00 * s->h11 - s->h01 * s->h01;

    if (level_only)
        return (point){(double)(s->g0 / s->h00), 0};
    return (point){(double)((s->h11 * s->g0 - s->h01 * s->g1) / det),
                   (double)((s->h00 * s->g1 - s->h01 * s->g0) / det)};
}

/* Halves a step until the deviance does not rise; near the end only rounding is left of it. */
static gg_status move(const gg_logits *l, point step, point *at, surface *s)
{
    long double slack = 1e-12L * (1 + fabsl(s->loss));

    for (int i = 0; i < HALVINGS_MAX; i++) {
        point to = {at->level - step.level, at->slope - step.slope};
        surface there = surface_at(l, to);

        if (there.loss <= s->loss + slack) {
            *at = to;
            *s = there;
            return GG_OK;
        }
        step.level /= 2;
        step.slope /= 2;
    }
    return GG_E_INTERNAL;
}

static gg_status search(const gg_logits *l, bool level_only, point *at, surface *s)
{
    *s = surface_at(l, *at);
    for (int i = 0; i < ITERATIONS_MAX; i++) {
        point step = step_of(s, level_only);
        bool small = fabs(step.level) <= 1e-11 * (1 + fabs(at->level)) &&
                     fabs(step.slope) <= 1e-11 * (1 + fabs(at->slope));
        gg_status status;

        if (!isfinite(step.level) || !isfinite(step.slope))
            return GG_E_INTERNAL;
        status = move(l, step, at, s);
        if (status != GG_OK || small)
            return status;
    }
    return GG_E_INTERNAL;
}

/* Whether the maximum likelihood lies at infinity. */
static bool separated(const gg_logits *l)
{
    return l->first_positive >= l->last_negative || l->first_negative >= l->last_positive;
}

uint64_t gg_calibration_certain(const gg_calibration *c)
{
    return c->logits.certain;
}

const char *gg_recalibration_why(const gg_calibration *c)
{
    const gg_logits *l = &c->logits;

    if (l->n == 0)
        return l->certain > 0 ? GG_WHY_CERTAIN_SCORES : GG_WHY_NO_ROWS;
    if (isinf(l->first_positive) || isinf(l->first_negative))
        return GG_WHY_ONE_CLASS;
    if (l->first == l->last)
        return GG_WHY_ONE_SCORE;
    return separated(l) ? GG_WHY_SEPARATED : NULL;
}

/* Covariances H^-1 S H^-1, which are H^-1 without weights, turned back from u to x. */
static void errors_of(const surface *s, double mean, gg_recalibration *out)
{
    long double det = s->h00 * s->h11 - s->h01 * s->h01;
    long double a = s->h11 / det, b = -s->h01 / det, c = s->h00 / det;
    long double v00 = a * a * s->s00 + 2 * a * b * s->s01 + b * b * s->s11;
    long double v01 = a * b * s->s00 + (a * c + b * b) * s->s01 + b * c * s->s11;
    long double v11 = b * b * s->s00 + 2 * b * c * s->s01 + c * c * s->s11;
    long double i00 = v00 - 2 * mean * v01 + (long double)mean * mean * v11;
    long double i01 = v01 - mean * v11, e0 = out->intercept, e1 = out->slope - 1.0L;
    long double size = i00 * v11 - i01 * i01;

    out->intercept_error = (double)sqrtl(i00);
    out->slope_error = (double)sqrtl(v11);
    out->covariance = (double)i01;
    out->statistic = (double)((v11 * e0 * e0 - 2 * i01 * e0 * e1 + i00 * e1 * e1) / size);
    out->p_value = gg_chi2_tail(out->statistic, 2);
}

gg_status gg_recalibrate(const gg_calibration *c, gg_recalibration *out)
{
    const gg_logits *l = &c->logits;
    gg_recalibration r = {.rows = l->rows, .certain = l->certain};
    point at = {0, 0};
    gg_status status;
    double mean;
    surface s;

    if (gg_recalibration_why(c))
        return GG_E_UNDEFINED;
    mean = (double)(l->logits / l->weight);
    at.level = (double)logl(l->positives / (l->weight - l->positives));
    status = search(l, false, &at, &s);
    if (status != GG_OK)
        return status;
    r.slope = at.slope;
    r.intercept = at.level - at.slope * mean;
    errors_of(&s, mean, &r);
    if (!isfinite(r.statistic) || !isfinite(r.intercept_error) || !isfinite(r.slope_error))
        return GG_E_INTERNAL;
    *out = r;
    return GG_OK;
}

gg_status gg_calibration_in_the_large(const gg_calibration *c, gg_in_the_large *out)
{
    const gg_logits *l = &c->logits;
    point at = {0, 1};
    gg_status status;
    double mean;
    surface s;

    if (l->n == 0 || isinf(l->first_positive) || isinf(l->first_negative))
        return GG_E_UNDEFINED;
    mean = (double)(l->logits / l->weight);
    at.level = (double)logl(l->positives / (l->weight - l->positives));
    status = search(l, true, &at, &s);
    if (status != GG_OK)
        return status;
    out->intercept = at.level - mean;
    out->standard_error = (double)(sqrtl(s.s00) / s.h00);
    out->rows = l->rows;
    out->certain = l->certain;
    return GG_OK;
}
