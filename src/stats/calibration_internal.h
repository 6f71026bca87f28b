/* Internal to the floor stats: what a calibration keeps, and its recalibration in cells. */
#ifndef GG_STATS_CALIBRATION_INTERNAL_H
#define GG_STATS_CALIBRATION_INTERNAL_H

#include "gauger/stats/calibration.h"
#include "stats_internal.h"

#define GG_LOGIT_CELLS   1024
#define GG_LOGIT_MOMENTS 7

/* Rows whose log odds lie close together: sums of w t^k and w^2 t^k, t the distance from centre;
 * the second are kept with weights alone. */
typedef struct gg_logit_cell {
    double centre;
    double weight[GG_LOGIT_MOMENTS], square[GG_LOGIT_MOMENTS];
} gg_logit_cell;

/* What the logistic regression on the log odds needs of the rows. */
typedef struct gg_logits {
    gg_logit_cell *cells; /* by rising centre */
    size_t n, room;
    double width; /* of a cell on a grid through 0; 0 while every score has a cell of its own */
    long double weight, logits;             /* sums of w and of w x, x the log odds */
    long double positives, positive_logits; /* the same over rows with the outcome */
    uint64_t rows, certain;
    double first, last;                   /* log odds: smallest and largest */
    double first_positive, last_positive; /* of rows with the outcome; infinite without */
    double first_negative, last_negative;
    bool weighted; /* some weights are not 1 */
} gg_logits;

/* The steps of the isotonic fit so far. */
typedef struct gg_isotonic {
    gg_isotonic_step *steps;
    size_t n, room;
    bool fractions; /* some weight is no whole number */
} gg_isotonic;

/* Sums over all rows. */
typedef struct gg_calibration_sums {
    long double weight, positives;
    long double brier;        /* of w (s - y)^2 */
    long double gap, gap_var; /* Spiegelhalter's numerator and its variance */
    long double reliability;  /* of w (s - share)^2 over distinct scores */
    long double resolution;   /* of positives^2 / w over distinct scores */
    size_t distinct;
} gg_calibration_sums;

struct gg_calibration {
    size_t bins;
    uint64_t expected, rows; /* rows that were announced, and that came */
    double last;             /* score; NaN at first */
    gg_calibration_sums sums;
    gg_calibration_bin *by_width, *by_count;
    gg_isotonic isotonic;
    gg_logits logits;
};

/* Makes room for n more, so that what follows cannot fail. */
gg_status gg_isotonic_reserve(gg_isotonic *f, size_t n);
gg_status gg_logits_reserve(gg_logits *l, size_t n);

/* Adds a block of a score above all before, x its log odds; room is there. */
void gg_isotonic_add(gg_isotonic *f, const gg_score_block *b);
void gg_logits_begin(gg_logits *l);
void gg_logits_add(gg_logits *l, const gg_score_block *b, double x);

/* The same of n scores without weights, where none before had any; room is there. */
void gg_isotonic_add_counted(gg_isotonic *f, const gg_counted_score *s, size_t n);
void gg_logits_add_counted(gg_logits *l, const gg_counted_score *s, size_t n);

static inline double gg_counted_score_of(const gg_counted_score *s)
{
    return (double)s->millionths / GG_MILLION;
}

/* The bin of equal width, and of equal count where so many of `rows` rows lie below. */
size_t gg_width_bin(double score, size_t bins);
size_t gg_count_bin(uint64_t below, uint64_t rows, size_t bins);

#endif
