/* Internal to the floor evidence: what the walks over sorted rows add up (rank.c, rank_packed.c).
 */
#ifndef GG_RANK_INTERNAL_H
#define GG_RANK_INTERNAL_H

#include "packed_internal.h"

/* What one slice has added up so far. Twice the placements, so that they are whole numbers. */
typedef struct gg_walk_slice {
    gg_i128 positives, negatives; /* all there are, weights in fixed point */
    gg_i128 positives_below, negatives_below;
    gg_i128 tied_positives, tied_negatives;     /* in the group at hand */
    gg_u128 u;                                  /* sum over positives of 2 x placement x N */
    gg_u128 u2, v2;                             /* sums of their squares, positives and negatives */
    double wu, wu2, wv, wv2;                    /* the same with weights */
    double positives_real;                      /* positives_below as a number, with weights */
    gg_i128 squares_positive, squares_negative; /* sums of squared weights, in fixed point */
    double precision, precision_rest;           /* average precision with the carry of its sum */
    uint64_t *histogram[GG_OUTCOMES];
    bool touched;
} gg_walk_slice;

typedef struct gg_walk {
    gg_evidence *out;
    const gg_sum *sum;
    gg_walk_slice *slices; /* of all ranked families, one after the other */
    size_t n_slices;
    uint32_t *of_cell; /* n_ranked for each cell: indices into slices */
    size_t n_ranked;
    gg_cell_sums *cells;
    uint32_t *touched; /* room for each slice once */
    void *room;        /* of a walk over packed rows */
    bool weighted;
    bool arm;  /* over the rows of the random arm alone; then no histograms */
    bool real; /* placements are summed as doubles: weights, or more rows than are exact */
} gg_walk;

/* One score's terms of the sums over rows, by outcome (0, 1); in steps as well, for rows without
 * weights. */
enum { GG_BRIER, GG_BRIER2, GG_LOG_LOSS, GG_LOG_LOSS2, GG_TERMS };
typedef struct gg_terms {
    double of[2][GG_TERMS];
    gg_term steps[2][GG_TERMS], score_steps;
    size_t bin;
    double score;
} gg_terms;

/* Which of the bins of the calibration error a score is in. */
static inline size_t gg_terms_bin(double score)
{
    return score >= 1 ? GG_CALIBRATION_BINS - 1 : (size_t)(score * GG_CALIBRATION_BINS);
}

/* The terms of a score, whose logarithms are known; of an outcome, where there are such rows. */
void gg_terms_take(double score, const gg_score_logs *logs, const bool *either, gg_terms *out);

/* Adds a verified row, with its weight where there are weights; adds sums up. */
void gg_sums_add(gg_cell_sums *sums, double score, int outcome, uint64_t count,
                 const double *weight);
void gg_sums_unite(gg_cell_sums *to, const gg_cell_sums *from);

/* Precision where the score at hand is the threshold, for each of its positives. */
void gg_walk_close_precision(gg_walk_slice *s);

/* Begins a walk with the totals of all slices; puts what was added up into the slices; frees it. */
gg_status gg_walk_begin(gg_walk *w, const gg_sum *sum, const uint32_t *slice_of, bool arm,
                        gg_evidence *out, gg_error *err);
void gg_walk_keep(gg_walk *w);
void gg_walk_release(gg_walk *w);

#endif
