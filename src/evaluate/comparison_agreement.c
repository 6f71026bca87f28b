/*
 * What two scores may differ by that decide alike on every row there is.
 *
 * That they agree on n rows does not make them agree on all: none of n differing is a share of up
 * to z^2 / (n + z^2) (Wilson's limit, and Tango's without discordant rows). A rate of those n rows
 * differs by no more. Of a metric of the whole table that share of the positives and of the
 * negatives in turn is decided otherwise by one of the scores, and the moves are added in squares
 * (square and add), since positives and negatives are different rows.
 */
#include <math.h>

#include "evaluate/comparison_internal.h"
#include "evaluate/evaluate_internal.h"
#include "gauger/stats/confusion.h"

gg_agreement gg_agreement_of(const gg_metric *metric, const gg_figures *f)
{
    const unsigned positive = GG_CELL_TP | GG_CELL_FN, negative = GG_CELL_FP | GG_CELL_TN;

    return (gg_agreement){
        .tp = gg_figures_sum(f, GG_CELL_TP),
        .fp = gg_figures_sum(f, GG_CELL_FP),
        .fn = gg_figures_sum(f, GG_CELL_FN),
        .tn = gg_figures_sum(f, GG_CELL_TN),
        .positives = gg_figures_effective(f, positive),
        .negatives = gg_figures_effective(f, negative),
        .rows =
            gg_figures_effective(f, metric->denominator ? metric->denominator : GG_CELLS_VERIFIED),
    };
}

static double share_unseen(double n, double z)
{
    return z > 0 ? z * z / (n + z * z) : 0;
}

/* How far the metric moves, one way or the other, where `by` of the rows with one outcome are
 * decided otherwise; of a table where it is undefined then, as far as it can. */
static double reach(gg_confusion_metric metric, const gg_confusion *c, bool positive, double by)
{
    const double span = gg_confusion_range(metric).high - gg_confusion_range(metric).low;
    double selected = positive ? c->tp : c->fp, others = positive ? c->fn : c->tn, value, far = 0;

    if (gg_confusion_value(metric, c, &value, NULL) != GG_OK)
        return span;
    for (int way = -1; way <= 1; way += 2) {
        double move = way > 0 ? fmin(by, others) : -fmin(by, selected), moved;
        gg_confusion at = *c;

        *(positive ? &at.tp : &at.fp) += move;
        *(positive ? &at.fn : &at.tn) -= move;
        if (gg_confusion_value(metric, &at, &moved, NULL) != GG_OK)
            return span;
        far = fmax(far, fabs(moved - value));
    }
    return far;
}

gg_status gg_agreement_interval(const gg_metric *metric, const gg_agreement *agreement, double z,
                                gg_interval *out)
{
    const gg_confusion c = {agreement->tp, agreement->fp, agreement->fn, agreement->tn};
    gg_confusion_metric which;
    double half;

    if (!(z >= 0) || !gg_confusion_find(metric->name, &which) || !(agreement->rows > 0))
        return GG_E_INPUT;
    if (metric->denominator) {
        half = share_unseen(agreement->rows, z);
    } else {
        double span = metric->high - metric->low;
        double p = share_unseen(agreement->positives, z) * (c.tp + c.fn);
        double n = share_unseen(agreement->negatives, z) * (c.fp + c.tn);

        half = fmin(span, hypot(reach(which, &c, true, p), reach(which, &c, false, n)));
    }
    *out = (gg_interval){-half, half};
    return GG_OK;
}

/* The numbers of the document, in the order of number_at(). */
static const char *const keys[] = {
    "tp", "fp", "fn", "tn", "effective_positives", "effective_negatives", "effective_rows"};

#define NUMBERS (sizeof keys / sizeof *keys)

static double *number_at(gg_agreement *a, size_t i)
{
    double *const all[NUMBERS] = {&a->tp,        &a->fp,        &a->fn,  &a->tn,
                                  &a->positives, &a->negatives, &a->rows};

    return all[i];
}

json_t *gg_agreement_json(const gg_agreement *agreement)
{
    gg_agreement copy = *agreement;
    json_t *out = json_object();

    for (size_t i = 0; out && i < NUMBERS; i++) {
        if (!gg_json_put(out, keys[i], gg_json_count(*number_at(&copy, i)))) {
            json_decref(out);
            return NULL;
        }
    }
    return out;
}

gg_status gg_agreement_parse(const json_t *object, gg_agreement *out)
{
    gg_agreement made = {.tp = 0};

    for (size_t i = 0; i < NUMBERS; i++) {
        double x = gg_json_number(object, keys[i], NAN);

        if (!(x >= 0) || !isfinite(x))
            return GG_E_INPUT;
        *number_at(&made, i) = x;
    }
    *out = made;
    return GG_OK;
}
