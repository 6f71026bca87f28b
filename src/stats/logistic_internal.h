/* Internal to the floor stats: the passes over the rows that a logistic fit makes. */
#ifndef GG_LOGISTIC_INTERNAL_H
#define GG_LOGISTIC_INTERNAL_H

#include <stdatomic.h>

#include "gauger/stats/logistic.h"

/*
 * Rows are added up in lanes, runs of rows whose bounds follow from n and p alone; lanes are added
 * in their order. So the sums are the same whatever the number of threads.
 */
typedef struct gg_lanes {
    const double *x, *y, *w; /* w may be NULL */
    size_t n, p;
    size_t count, rows; /* lanes, and rows of each but the last */
    size_t width;       /* room for the sums of one lane */
    double *sums;       /* count * width */
    unsigned threads;
    const gg_logistic_options *options;
    double done; /* passes that were made, for the progress */
    atomic_size_t next;
    atomic_bool stopped;
} gg_lanes;

/* Adds rows [from, to) to one lane's sums, which begin as zeros. */
typedef void (*gg_lane_pass)(const gg_lanes *lanes, const void *given, size_t from, size_t to,
                             double *sums);

/* Room for the sums of every lane, at most 4096 lanes and about 64 MiB. */
GG_CHECKED gg_status gg_lanes_init(gg_lanes *lanes, size_t width, gg_error *err);
void gg_lanes_release(gg_lanes *lanes);

/* One pass over all rows; the sums stay with their lanes. GG_E_CONFLICT when progress said stop. */
GG_CHECKED gg_status gg_lanes_pass(gg_lanes *lanes, gg_lane_pass pass, const void *given,
                                   gg_error *err);

/* What the columns are like, over the rows whose weight is not 0. */
typedef struct gg_moments {
    double *mean, *spread; /* p: weighted mean and standard deviation (divisor: sum of weights) */
    double *reach;         /* p: the largest |x - mean| / spread; 0 where the column is constant */
    double positives, negatives; /* sums of weights */
} gg_moments;

/* Fills the moments, whose arrays are the caller's; finds numbers that are not finite, weights
 * below 0, outcomes other than 0 and 1. */
GG_CHECKED gg_status gg_lanes_moments(gg_lanes *lanes, gg_moments *out, gg_error *err);

/* The width that gg_lanes_moments() needs. */
#define GG_MOMENTS_WIDTH(p) (4 * (p) + 4)

/* The name of a column of x for a message: of the options, else its number from 1. Always returns
 * GG_E_INPUT. */
gg_status gg_logistic_refuse(const gg_logistic_options *options, size_t column, const char *what,
                             const char *mend, gg_error *err);

#endif
