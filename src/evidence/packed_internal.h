/*
 * Internal to the floor evidence: rows packed into four bytes, sorted, and walked by several
 * threads.
 *
 * Where scores are decimals of at most six places from 0 to 1 and joint cells are few, a row is its
 * score in millionths, its cell and its tag in one number of 32 bits. Sorted, rows of one score lie
 * together, those with the outcome first. Whatever does not fit is unpacked into the general form.
 */
#ifndef GG_PACKED_INTERNAL_H
#define GG_PACKED_INTERNAL_H

#include "ranked_internal.h"

#define GG_PACKED_CELLS 256
#define GG_PACKED_ROWS  ((size_t)1 << 30)

/* Rows of one score: those with the outcome are at [start, middle), the others up to the next one's
 * start. */
typedef struct gg_score_group {
    uint32_t millionths, start, middle;
} gg_score_group;

/* Logarithms that figures of one score are made of, found once for all. */
typedef struct gg_score_logs {
    double of_score, of_rest; /* log(score), log1p(-score) */
} gg_score_logs;

static inline double gg_packed_score(uint32_t millionths)
{
    return (double)millionths / GG_PACKED_SCALE;
}
static inline uint32_t gg_packed_tag(uint32_t row)
{
    return row & 0xfff; /* as gg_tag() */
}

/* Whether a score has a packed form, which reads back as the very same number. */
static inline bool gg_packs(double score, uint32_t *millionths)
{
    if (!(score >= 0 && score <= 1))
        return false;
    *millionths = (uint32_t)(score * GG_PACKED_SCALE + 0.5);
    return gg_packed_score(*millionths) == score;
}

/* Where a group's rows end. */
static inline uint32_t gg_group_end(const gg_packed *p, size_t g)
{
    return g + 1 < p->n_groups ? p->groups[g + 1].start : (uint32_t)p->n;
}

/* Does n tasks, each once, with so many threads; tasks must not depend on each other. */
void gg_do_tasks(unsigned threads, size_t n, void (*task)(void *context, size_t i), void *context);

/* Sorts the packed rows of all shares into one; maps[i] gives the final cell of each of share i's.
 * The shares' rows are freed. */
gg_status gg_packed_sort(gg_share *shares, unsigned n, uint32_t *const *maps, gg_packed *out,
                         gg_error *err);
void gg_packed_release(gg_packed *packed);

/* Sorted rows in the general form; packed is released. */
gg_status gg_packed_unpack(gg_packed *packed, gg_rows *out, gg_error *err);

/* What the rows in the order of their scores give: rankings, sums, histograms, calibration and
 * operating points; not for capacities, nor where a random arm is told apart. */
gg_status gg_rank_packed(const gg_sum *sum, const uint32_t *slice_of,
                         const gg_collect_options *options, gg_evidence *out, gg_error *err);

/* Whether an arm has anything to say that all verified rows have not. */
bool gg_has_arm(const gg_evidence *e);

/* Calibrates the slices of one family. */
void gg_calibrate_packed(gg_calibrating *job, size_t family, const gg_packed *packed,
                         const gg_score_logs *logs);

/* The same operating points as gg_cut_rows(): their thresholds, then the walk. */
gg_status gg_points_begin(const gg_collect_options *options, gg_evidence *out, gg_error *err);
gg_status gg_points_packed(const gg_packed *packed, gg_evidence *out, gg_error *err);

#endif
