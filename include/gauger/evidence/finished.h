/*
 * Finished ranking figures: what only the rows in the order of their scores can give, and what is
 * kept of it when the rows are gone.
 *
 * Calibration is that of the verified rows of a slice, computed where all scores lie in [0, 1], for
 * everyone, and for each group, site, period and intersection of a family of at most
 * GG_CALIBRATED_SLICES slices (one slice takes up to 130 KB while they are computed). Cuts at a
 * capacity are of all rows, verified or not, and so are operating points; they count rows, never
 * weights. Calibration and cuts are lost when evidence is merged: they do not add. Operating points
 * do.
 */
#ifndef GAUGER_EVIDENCE_FINISHED_H
#define GAUGER_EVIDENCE_FINISHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauger/stats/calibration.h"
#include "gauger/stats/capacity.h"
#include "gauger/stats/selective.h"

/* Newton's method found no recalibration line. */
#define GG_WHY_NOT_CONVERGED "not_converged"

/* Families with more slices than this have no calibration of their slices. */
#define GG_CALIBRATED_SLICES 300

/* A point of the reliability diagram stands for at least so many rows, and one in a hundred. */
#define GG_RELIABILITY_ROWS   11
#define GG_RELIABILITY_POINTS 100

/* Most capacities, and most operating points, that can be asked for. */
#define GG_MOST_CAPACITIES       20
#define GG_MOST_OPERATING_POINTS 100

/* Neighbouring steps of the isotonic fit, put together until they stand for enough rows. */
typedef struct gg_reliability_point {
    double score;  /* mean score of its rows */
    double share;  /* of them with the outcome */
    double weight; /* of its rows; their number without weights */
    uint64_t rows;
} gg_reliability_point;

/* Calibration of the verified rows of one slice. NaN where undefined. See
 * gauger/stats/calibration.h for what each is; bins are ten. */
typedef struct gg_calibration_summary {
    double rows, weight; /* verified rows, and the sum of their weights */
    double brier, miscalibration, discrimination, uncertainty;          /* CORP */
    double steps;                                                       /* of the isotonic fit */
    double reliability, resolution, within_variance, within_covariance; /* Murphy, equal width */
    double hosmer_lemeshow, hosmer_lemeshow_df, hosmer_lemeshow_p;
    double slope, slope_error, intercept, intercept_error, covariance;
    double wald, wald_p;              /* of slope 1 and intercept 0 together */
    double certain;                   /* rows that score 0 or 1: no part of the three lines above */
    double in_the_large, large_error; /* the intercept with slope 1 */
    double spiegelhalter_z, spiegelhalter_p;
    double width_error, width_largest, width_debiased; /* calibration error, equal width */
    double count_error, count_largest, count_debiased; /* the same, equal count */
    const char *why;                                   /* there is no slope; NULL where it is */
    gg_reliability_point *points;                      /* of everyone alone; scores rise */
    size_t n_points;
} gg_calibration_summary;

/* Rows on one side of a cutoff by how they came to be inspected (random arm or not), outcome, and
 * what was decided about them (0 not referred, 1 referred): what estimates need where outcomes are
 * missing. Rows, never weights. */
typedef struct gg_cutoff_rows {
    uint64_t n[GG_SELECTIVE_ARMS][GG_SEEN][2];
    double inverse[2], inverse2[2]; /* of the negative and the positive: sums of the inverse of the
                                       probability of inspection, and of its square; else 0 */
    struct gg_cutoff_sums *exact;   /* internal: the same in fixed point; NULL where not sampled */
} gg_cutoff_rows;

/* Those of a cut: above the score at which the room runs out, and at it. */
typedef struct gg_cut_sides {
    gg_cutoff_rows above, tied;
} gg_cut_sides;

/* Room for referrals: a whole number of rows, or a share of all. */
typedef struct gg_capacity_wish {
    bool share;
    double amount; /* rows, whole and below 2^53; or a share in (0, 1] */
} gg_capacity_wish;

/* The cut of everyone, and that of each site at its own room: the same share of the site's rows
 * that the capacity is of all rows, rounded down. */
typedef struct gg_capacity_cuts {
    gg_capacity_wish wish;
    gg_cut everyone;
    gg_cut *sites; /* in the order of the family's slices */
    size_t n_sites;
    gg_cut_sides *everyone_rows; /* NULL in evidence that was stored without them */
    gg_cut_sides *site_rows;     /* as sites */
} gg_capacity_cuts;

#endif
