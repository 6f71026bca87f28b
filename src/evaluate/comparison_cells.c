/*
 * The interval of a difference between two scores that is a function of the paired cells: outcome,
 * decision by A, decision by B.
 *
 * Each cell is moved to the limits of a score interval of its own count (Poisson: the mean m with
 * (x - m)^2 = z^2 m), and the moves of the difference are added in squares. With many rows in each
 * cell the square of a move is z^2 times the cell's part of the delta method's variance; but a
 * cell without rows moves too, up to z^2 rows, so that two rates that are both 0 or both 1 on
 * partly different rows do not differ by 0 for certain. There a rate of n rows moves by
 * z^2 / (n + z^2), as Wilson's limits do, and rows that both scores decide alike move both.
 */
#include <math.h>
#include <string.h>

#include "evaluate/comparison_internal.h"
#include "evaluate/evaluate_internal.h"
#include "gauger/stats/confusion.h"

/* In the order of the outcomes of gg_paired_cells. */
static const char *const outcomes[] = {"positive", "negative"};
static const int outcome_at[] = {GG_POSITIVE, GG_NEGATIVE};

/* In the order of the decisions by A and by B, not selected first. */
static const char *const decisions[] = {"neither", "b_only", "a_only", "both"};

#define PAIRS (GG_SELECTIONS * GG_SELECTIONS)

/* What a row of a cell weighs; of an empty one, as a row of its outcome or of the table does. */
static double unit_of(const gg_paired_table *t, int outcome, int pair)
{
    double w = t->w[outcome][pair / 2][pair % 2], w2 = t->w2[outcome][pair / 2][pair % 2];
    double all = 0, all2 = 0;

    if (w > 0)
        return w2 / w;
    for (int o = 0; o < GG_UNVERIFIED; o++) {
        for (int k = 0; k < PAIRS; k++) {
            double own = o == outcome ? 1 : 1e-9;

            all += own * t->w[o][k / 2][k % 2];
            all2 += own * t->w2[o][k / 2][k % 2];
        }
    }
    return all > 0 ? all2 / all : 1;
}

/* What a row weighs that might have been of a cell and was not met: where weights are inverse
 * probabilities, as the rows of both outcomes do that are decided like it. */
static double unmet_of(const gg_paired *paired, int pair, double unit)
{
    const gg_paired_table *t = &paired->table;
    double w = 0, w2 = 0;

    for (int o = 0; paired->sampled && o < GG_UNVERIFIED; o++) {
        w += t->w[o][pair / 2][pair % 2];
        w2 += t->w2[o][pair / 2][pair % 2];
    }
    return w > 0 ? fmax(unit, w2 / w) : unit;
}

gg_paired_cells gg_paired_cells_of(const gg_paired *paired)
{
    gg_paired_cells cells;

    for (int o = 0; o < 2; o++) {
        for (int k = 0; k < PAIRS; k++) {
            cells.w[o][k / 2][k % 2] = paired->table.w[outcome_at[o]][k / 2][k % 2];
            cells.unit[o][k / 2][k % 2] =
                paired->weighted ? unit_of(&paired->table, outcome_at[o], k) : 1;
            cells.unmet[o][k / 2][k % 2] = unmet_of(paired, k, cells.unit[o][k / 2][k % 2]);
        }
    }
    return cells;
}

static bool value_of(gg_confusion_metric metric, const gg_paired_cells *c, double *out)
{
    double value[GG_SCORES_COMPARED];

    for (int which = 0; which < GG_SCORES_COMPARED; which++) {
        double sum[2][GG_SELECTIONS] = {{0, 0}, {0, 0}};
        gg_confusion made;

        for (int k = 0; k < PAIRS; k++)
            for (int o = 0; o < 2; o++)
                sum[o][which == GG_A ? k / 2 : k % 2] += c->w[o][k / 2][k % 2];
        made = (gg_confusion){sum[0][1], sum[1][1], sum[0][0], sum[1][0]};
        if (gg_confusion_value(metric, &made, &value[which], NULL) != GG_OK)
            return false;
    }
    *out = value[GG_A] - value[GG_B];
    return true;
}

/* The limits of a count; the lower one in the form that loses no digits. */
static gg_interval limits_of(double w, double unit, double unmet, double z)
{
    double x = w / unit, half = z * z / 2, root = z * sqrt(x + z * z / 4), high = x + half + root;
    /* Rows more weigh as those do that were not met: (m - w)^2 = z^2 (w unit + (m - w) unmet). */
    double more = unmet * (half + z * sqrt(x * (unit / unmet) * (unit / unmet) + z * z / 4));

    return (gg_interval){high > 0 ? w * (x / high) : 0,
                         fmax(w, unmet > unit ? w + more : unit * high)};
}

gg_status gg_paired_cells_interval(const gg_metric *metric, const gg_paired_cells *cells, double z,
                                   gg_interval *out)
{
    const double span = metric->high - metric->low;
    gg_paired_cells at = *cells;
    gg_confusion_metric which;
    double value, below = 0, above = 0;

    if (!(z >= 0) || !gg_confusion_find(metric->name, &which))
        return GG_E_INPUT;
    if (!value_of(which, cells, &value))
        return GG_E_UNDEFINED;
    for (int i = 0; z > 0 && i < 2 * PAIRS; i++) {
        double *cell = &at.w[i / PAIRS][i % PAIRS / 2][i % 2], was = *cell, low, high;
        const gg_interval to = limits_of(was, at.unit[i / PAIRS][i % PAIRS / 2][i % 2],
                                         at.unmet[i / PAIRS][i % PAIRS / 2][i % 2], z);

        *cell = to.low;
        if (!value_of(which, &at, &low))
            low = value;
        *cell = to.high;
        if (!value_of(which, &at, &high))
            high = value;
        *cell = was;
        below = hypot(below, fmax(0, value - fmin(low, high)));
        above = hypot(above, fmax(0, fmax(low, high) - value));
    }
    *out = (gg_interval){fmax(value - below, -span), fmin(value + above, span)};
    return GG_OK;
}

double gg_paired_cells_smaller(const gg_paired_cells *cells)
{
    double least = INFINITY;

    for (int o = 0; o < 2; o++) {
        double w = 0, w2 = 0;

        for (int k = 0; k < PAIRS; k++) {
            w += cells->w[o][k / 2][k % 2];
            w2 += cells->w[o][k / 2][k % 2] * cells->unit[o][k / 2][k % 2];
        }
        least = fmin(least, w > 0 ? w * (w / w2) : 0);
    }
    return least;
}

typedef struct celled {
    const gg_metric *metric;
    gg_paired_cells cells;
    double value;
} celled;

static void measure_cells(void *context, double z, gg_measure *out)
{
    const celled *c = context;
    gg_interval ends = {NAN, NAN};

    if (gg_paired_cells_interval(c->metric, &c->cells, z, &ends) != GG_OK)
        ends = (gg_interval){NAN, NAN};
    *out = gg_measure_of(c->value, ends.low, ends.high, "square_and_add_cells");
}

double gg_p_of_difference(gg_measure_at *at, void *context, double value)
{
    double p;

    if (value == 0)
        return 1;
    p = value > 0 ? gg_p_beyond(at, context, -INFINITY, 0) : gg_p_beyond(at, context, 0, INFINITY);
    return fmin(1, 2 * p);
}

gg_measure gg_paired_cells_measure(const gg_metric *metric, const gg_paired_cells *cells,
                                   double value, double z, double *p)
{
    celled c = {metric, *cells, value};
    gg_measure out;

    measure_cells(&c, z, &out);
    if (p)
        *p = gg_p_of_difference(measure_cells, &c, value);
    return out;
}

bool gg_paired_few(const gg_paired *paired)
{
    const gg_paired_cells cells = gg_paired_cells_of(paired);

    return gg_paired_cells_smaller(&cells) < GG_COMPARISON_LEAST_OF_CLASS;
}

static bool put_table(json_t *out, const char *key, const double table[2][2][2])
{
    json_t *object = json_object();
    bool fine = gg_json_put(out, key, object);

    for (int o = 0; fine && o < 2; o++) {
        json_t *one = json_object();

        fine = gg_json_put(object, outcomes[o], one);
        for (int k = PAIRS - 1; fine && k >= 0; k--)
            fine = gg_json_put(one, decisions[k], gg_json_count(table[o][k / 2][k % 2]));
    }
    return fine;
}

bool gg_paired_cells_put(json_t *object, const gg_paired_cells *cells, bool weighted)
{
    return !object || (put_table(object, "cells", cells->w) &&
                       (!weighted || (put_table(object, "cell_units", cells->unit) &&
                                      (memcmp(cells->unit, cells->unmet, sizeof cells->unit) == 0 ||
                                       put_table(object, "cell_unmet_units", cells->unmet)))));
}

static gg_status take_table(const json_t *object, double table[2][2][2])
{
    for (int o = 0; o < 2; o++) {
        for (int k = 0; k < PAIRS; k++) {
            double x = gg_json_number(json_object_get(object, outcomes[o]), decisions[k], NAN);

            if (!(x >= 0) || !isfinite(x))
                return GG_E_INPUT;
            table[o][k / 2][k % 2] = x;
        }
    }
    return GG_OK;
}

gg_status gg_paired_cells_parse(const json_t *difference, gg_paired_cells *out)
{
    const json_t *units = json_object_get(difference, "cell_units");
    const json_t *unmet = json_object_get(difference, "cell_unmet_units");
    gg_paired_cells made;
    gg_status status = take_table(json_object_get(difference, "cells"), made.w);

    for (int i = 0; i < 2 * PAIRS; i++)
        made.unit[i / PAIRS][i % PAIRS / 2][i % 2] = 1;
    if (!status && units)
        status = take_table(units, made.unit);
    memcpy(made.unmet, made.unit, sizeof made.unmet);
    if (!status && unmet)
        status = take_table(unmet, made.unmet);
    for (int i = 0; i < 2 * PAIRS && !status; i++)
        if (!(made.unmet[i / PAIRS][i % PAIRS / 2][i % 2] > 0) ||
            !(made.unit[i / PAIRS][i % PAIRS / 2][i % 2] > 0))
            status = GG_E_INPUT;
    if (!status)
        *out = made;
    return status;
}
