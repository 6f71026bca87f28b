/*
 * The figures of a table of outcome by decision, as functions of its four cells.
 *
 * One list of names and one function serve whatever has to work on several tables that could be the
 * true one: bounds over all tables that agree with what was published, estimates under selective
 * labels, worst cases.
 */
#ifndef GAUGER_STATS_CONFUSION_H
#define GAUGER_STATS_CONFUSION_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/stats/difference.h"
#include "gauger/stats/measure.h"

/* Rows, effective rows, or shares of all rows; not negative. */
typedef struct gg_confusion {
    double tp; /* selected, positive */
    double fp; /* selected, negative */
    double fn; /* not selected, positive */
    double tn; /* not selected, negative */
} gg_confusion;

typedef enum gg_confusion_metric {
    GG_CONFUSION_BASE_RATE,
    GG_CONFUSION_SELECTION_RATE,
    GG_CONFUSION_PRECISION,
    GG_CONFUSION_RECALL,
    GG_CONFUSION_SPECIFICITY,
    GG_CONFUSION_FALSE_POSITIVE_RATE,
    GG_CONFUSION_FALSE_NEGATIVE_RATE,
    GG_CONFUSION_NEGATIVE_PREDICTIVE_VALUE,
    GG_CONFUSION_ACCURACY,
    GG_CONFUSION_BALANCED_ACCURACY,
    GG_CONFUSION_F1,
    GG_CONFUSION_MCC,
    GG_CONFUSION_METRICS
} gg_confusion_metric;

GG_BEGIN_DECLS

/*
 * The name of a metric, as in the documents: "recall", "false_positive_rate", "mcc", ...
 *
 * metric: below GG_CONFUSION_METRICS.
 * Returns a static text, "" beyond the list.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_confusion_name(gg_confusion_metric metric);

/*
 * The metric of a name.
 *
 * name: as gg_confusion_name() gives it; NULL finds nothing.  out: written only on true.
 * Returns true if there is one.
 * Ownership: none.
 * Undefined cases: none.  Errors: none.
 */
bool gg_confusion_find(const char *name, gg_confusion_metric *out);

/*
 * The value of a metric for a table.
 *
 * metric: which.  c: its cells; only their proportions matter.
 * out: the value, written only on GG_OK; in [0, 1], of mcc in [-1, 1].  why: where there is no
 * value, the GG_WHY_ reason; may be NULL.
 * Returns GG_OK; GG_E_UNDEFINED where a denominator is 0; GG_E_INPUT for a cell that is negative or
 * not finite.
 * mcc is (tp tn - fp fn) / sqrt((tp+fp)(tp+fn)(tn+fp)(tn+fn)), Matthews 1975.
 */
GG_CHECKED gg_status gg_confusion_value(gg_confusion_metric metric, const gg_confusion *c,
                                        double *out, const char **why);

/*
 * A metric that is a share of counts, as the successes and the size of that share.
 *
 * metric: which.  c: its cells.  out: successes and n; n is 0 where the share is undefined.
 * Returns true for the metrics that are rates (base_rate ... accuracy), false for balanced_accuracy
 * and mcc, and for f1, which is no rate but a function of one (out is untouched then).
 * Ownership: none, a plain value.
 * Undefined cases: none.  Errors: none.
 */
bool gg_confusion_rate(gg_confusion_metric metric, const gg_confusion *c, gg_rate *out);

/*
 * The smallest and the largest value that a metric can have.
 *
 * metric: which.
 * Returns [0, 1]; [-1, 1] for mcc.
 * Ownership: none, a plain value.
 * Undefined cases: none.  Errors: none.
 */
gg_interval gg_confusion_range(gg_confusion_metric metric);

/*
 * The interval of a metric from a table of (effective) counts: Wilson's for rates, Wilson's of
 * tp / (tp + fp + fn) transformed for f1, square-and-add of two Wilson intervals for
 * balanced_accuracy, and for mcc the normal interval on Fisher's scale, atanh(mcc), with the
 * variance of the delta method.
 *
 * metric: which.  c: counts.  z: critical value in [0, 64].
 * out: the ends, around the value; written only on GG_OK.
 * Returns as gg_confusion_value(); GG_E_INPUT also for z out of range.  Where mcc is 1 or -1, or
 * its variance vanishes, its interval is that of the correlation of n normal pairs at half a row
 * less: an approximation, said so here.
 * Source: Wilson 1927; Bishop, Fienberg and Holland 1975, section 11.3 (variance of phi).
 */
GG_CHECKED gg_status gg_confusion_interval(gg_confusion_metric metric, const gg_confusion *c,
                                           double z, gg_interval *out);

GG_END_DECLS
#endif
