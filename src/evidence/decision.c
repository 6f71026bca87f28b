/* What was decided about each row of a chunk: by threshold or column, then held back or not. */
#include <math.h>

#include "share_internal.h"

/* Where there is a threshold, scores become decisions; rows that have neither are left out. */
static void decide(gg_decoding *d)
{
    gg_share *share = d->share;
    const gg_plan *plan = share->plan;

    for (size_t r = 0; r < d->limit; r++) {
        double threshold = plan->threshold;

        if (plan->scored && share->keep[r] && isnan(share->score[r])) {
            share->missing_score += share->count[r];
            share->keep[r] = 0;
        }
        if (plan->rule == GG_RULE_COLUMN) {
            if (share->keep[r] && share->decision[r] == GG_WORD_MISSING) {
                share->missing_decision += share->count[r];
                share->keep[r] = 0;
            }
            continue;
        }
        if (plan->rule == GG_RULE_SITE)
            threshold = share->levels[plan->site].thresholds[share->level[plan->site][r]];
        share->decision[r] = share->score[r] >= threshold ? GG_REFERRED : GG_BELOW;
    }
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
