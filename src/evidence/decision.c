/* What was decided about each row of a chunk: by threshold or column, then held back or not. */
#include <math.h>

#include "share_internal.h"

/* Leaves out a row that lacks what it needs. */
static void leave_out(gg_share *share, size_t r, uint64_t *missing)
{
    if (share->keep[r])
        *missing += share->count[r];
    share->keep[r] = 0;
}

static void leave_out_unscored(gg_decoding *d)
{
    gg_share *share = d->share;

    if (share->in_millionths)
        return;
    for (size_t r = 0; r < d->limit; r++)
        if (isnan(share->score[r]))
            leave_out(share, r, &share->missing_score);
}

static void leave_out_undecided(gg_decoding *d)
{
    gg_share *share = d->share;

    for (size_t r = 0; r < d->limit; r++)
        if (share->decision[r] == GG_WORD_MISSING)
            leave_out(share, r, &share->missing_decision);
}

/* The least number of millionths that is a score of the threshold at least. */
static uint32_t in_millionths(double threshold)
{
    uint32_t m;

    if (!(threshold <= UINT32_MAX / GG_PACKED_SCALE))
        return UINT32_MAX;
    m = threshold > 0 ? (uint32_t)(threshold * GG_PACKED_SCALE) : 0;
    m -= m > 0;
    while (m < UINT32_MAX && m / GG_PACKED_SCALE < threshold)
        m++;
    return m;
}

/* Where there is a threshold, scores become decisions. */
static void apply_thresholds(gg_decoding *d)
{
    gg_share *share = d->share;
    const double threshold = share->plan->threshold;

    if (share->plan->rule == GG_RULE_SITE) {
        const gg_levels *sites = &share->levels[share->plan->site];
        const uint32_t *site = share->level[share->plan->site];

        for (size_t r = 0; r < d->limit; r++)
            share->decision[r] = gg_share_score(share, r) >= sites->thresholds[site[r]];
    } else if (share->in_millionths) {
        const uint32_t least = in_millionths(threshold);

        for (size_t r = 0; r < GG_BLOCK; r++)
            share->decision[r] = share->millionths[r] >= least;
    } else {
        for (size_t r = 0; r < d->limit; r++)
            share->decision[r] = share->score[r] >= threshold;
    }
}

/* Decides; rows that have neither a score nor a decision where they need one are left out. */
static void decide(gg_decoding *d)
{
    if (d->share->plan->scored)
        leave_out_unscored(d);
    if (d->share->plan->rule == GG_RULE_COLUMN)
        leave_out_undecided(d);
    else
        apply_thresholds(d);
}

/* What was referred but is marked as suppressed is held back. */
static void suppress_marked(gg_decoding *d)
{
    gg_share *share = d->share;
    size_t column = share->plan->suppressed;

    if (column == GG_NO_COLUMN)
        return;
    for (size_t r = 0; r < d->limit; r++) {
        uint32_t code = 0;
        gg_status status =
            gg_words_code(&share->suppressed, gg_csv_cell(d->chunk, r, column), &code, &d->err);

        if (status)
            gg_decode_bad(d, r, column, status);
        else if (code == 1 && share->decision[r] == GG_REFERRED)
            share->decision[r] = GG_SUPPRESSED;
    }
}

/* What was referred but for which a rule holds is held back. */
static void suppress_by_rule(gg_decoding *d)
{
    gg_share *share = d->share;

    if (share->plan->n_rules == 0)
        return;
    for (size_t r = 0; r < d->limit; r++)
        if (share->met[r] && share->decision[r] == GG_REFERRED)
            share->decision[r] = GG_SUPPRESSED;
}

void gg_decode_decisions(gg_decoding *d)
{
    decide(d);
    suppress_marked(d);
    suppress_by_rule(d);
}
