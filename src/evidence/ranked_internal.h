/* Internal to the floor evidence: finished ranking figures, computed, stored, read and added. */
#ifndef GG_RANKED_INTERNAL_H
#define GG_RANKED_INTERNAL_H

#include "evidence_internal.h"
#include "gauger/evidence/collect.h"

static inline size_t gg_tally_at(int arm, int outcome, int decision)
{
    return ((size_t)arm * GG_OUTCOMES + (size_t)outcome) * GG_DECISIONS + (size_t)decision;
}

/* Adds up the calibration of all slices that have one, in a thread of its own where there may be
 * more than one; rows are sorted, and stay as they are until the end. *out is left NULL where there
 * is nothing to do. */
typedef struct gg_calibrating gg_calibrating;
gg_status gg_calibrate_begin(const gg_sum *sum, const uint32_t *slice_of,
                             const gg_evidence *evidence, unsigned threads, gg_calibrating **out,
                             gg_error *err);
/* Waits for it, puts the figures into the slices unless something failed before, and frees it; NULL
 * is allowed. Returns what failed first. */
gg_status gg_calibrate_end(gg_calibrating *calibrating, gg_status before, gg_evidence *out,
                           gg_error *err);

/* Thresholds of operating points in rising order, each once: those asked for, else those by rule
 * where scores are probabilities. */
gg_status gg_points_list(const gg_collect_options *options, bool probability, gg_arena *arena,
                         double **out, size_t *n_out, gg_error *err);

/* Makes the cuts and operating points; rows are sorted. */
gg_status gg_cut_rows(const gg_sum *sum, const uint32_t *slice_of,
                      const gg_collect_options *options, gg_evidence *out, gg_error *err);

/* ---- rows on one side of a cutoff: cutoff.c ---- */

struct gg_cutoff_sums {
    gg_i128 w[2], w2[2]; /* by outcome */
};

/* Rows that come together in a walk. */
typedef struct gg_cutoff_block {
    uint64_t n[GG_ARMS][GG_OUTCOMES][2];
    struct gg_cutoff_sums sums;
} gg_cutoff_block;

/* Counts a row, with the inverse of the probability of its inspection where that is known. */
void gg_cutoff_count(gg_cutoff_block *to, uint32_t tag, uint64_t count, const double *inverse);
gg_outcome_counts gg_cutoff_outcomes(const gg_cutoff_block *block);

/* Makes room for exact sums where the evidence is sampled; adds a block; sets the doubles. */
gg_status gg_cutoff_init(gg_evidence *evidence, gg_cutoff_rows *rows, gg_error *err);
void gg_cutoff_add(const gg_cutoff_block *from, gg_cutoff_rows *to);
void gg_cutoff_finish(gg_cutoff_rows *rows);

/* Adds rows between two thresholds, from the score on: they are selected at the first `passed` of
 * the evidence's operating points. Then there are none between. */
gg_status gg_points_between(gg_evidence *out, double score, size_t passed, gg_cutoff_block *between,
                            gg_error *err);

/* As an object, and back: into rows that gg_cutoff_init() has seen. */
json_t *gg_cutoff_store(const gg_cutoff_rows *rows);
bool gg_cutoff_load(const json_t *object, gg_cutoff_rows *out);

/* Whether they are so many by outcome, and a part of the slice. */
bool gg_cutoff_agrees(const gg_cutoff_rows *rows, const gg_outcome_counts *counts,
                      const gg_slice *slice);

/* The sum of both; out has been seen by gg_cutoff_init(). */
void gg_cutoff_unite(const gg_cutoff_rows *a, const gg_cutoff_rows *b, gg_cutoff_rows *out);

/* Makes the rows of a capacity's cuts, and of n operating points, all 0. */
gg_status gg_capacity_cuts_init(gg_evidence *evidence, gg_capacity_cuts *c, size_t n_sites,
                                gg_error *err);
gg_status gg_point_rows_init(gg_evidence *evidence, size_t n, gg_error *err);

/* Refuses capacities and operating points that are out of range. */
gg_status gg_cuts_check(const gg_collect_options *options, gg_error *err);

/* Sets all figures to NaN, no points. */
void gg_calibration_undefine(gg_calibration_summary *out);

/* The object of a calibration, and the summary of an object. */
json_t *gg_calibration_store(const gg_calibration_summary *c);
gg_status gg_calibration_load(gg_evidence *evidence, const json_t *object, gg_slice *slice,
                              gg_error *err);

/* Cuts and operating points, into the document of an evidence; nothing where there are none. */
bool gg_cuts_store(const gg_evidence *e, json_t *document);
size_t gg_cuts_keys(const gg_evidence *e); /* how many keys that makes */
gg_status gg_cuts_load(const json_t *document, gg_evidence *out, gg_error *err);

/* Operating points of the same thresholds added; none where they differ. */
gg_status gg_operating_points_unite(const gg_evidence *a, const gg_evidence *b, gg_evidence *out,
                                    gg_error *err);

#endif
