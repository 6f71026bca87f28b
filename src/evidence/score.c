/* Scores that a model makes while the table is read: its columns, and one room for each thread. */
#include <math.h>
#include <stdlib.h>

#include "share_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_plan_scorer(gg_plan *plan, gg_error *err)
{
    const gg_scorer *scorer = plan->scorer;
    gg_status status = GG_OK;

    if (!scorer)
        return GG_OK;
    /* What the table says of scores, decisions and suppression is another score's. */
    plan->score = plan->decision = plan->suppressed = GG_NO_COLUMN;
    plan->inputs = gg_arena_array(&plan->arena, scorer->n_columns, sizeof *plan->inputs);
    if (!plan->inputs)
        return memory(err);
    for (size_t i = 0; i < scorer->n_columns && !status; i++)
        status = gg_plan_input(plan, scorer->columns[i], "the model", &plan->inputs[i], err);
    return status;
}

gg_status gg_share_begin_scorer(gg_share *share, gg_error *err)
{
    const gg_scorer *scorer = share->plan->scorer;

    if (!scorer)
        return GG_OK;
    share->views = calloc(scorer->n_columns + 1, sizeof *share->views);
    share->scorer_room = scorer->functions->begin(scorer);
    return share->views && share->scorer_room ? GG_OK : memory(err);
}

void gg_share_end_scorer(gg_share *share)
{
    if (share->scorer_room)
        share->plan->scorer->functions->end(share->scorer_room);
    free(share->views);
}

static void score_row(gg_decoding *d, size_t r)
{
    gg_share *share = d->share;
    const gg_plan *plan = share->plan;
    const gg_scorer *scorer = plan->scorer;
    size_t at = scorer->n_columns, column = GG_NO_COLUMN;
    double score = NAN;
    gg_status status;

    for (size_t i = 0; i < scorer->n_columns; i++)
        share->views[i] = gg_input_cell(d->chunk, r, &plan->inputs[i]);
    status = gg_scorer_score(scorer, share->scorer_room, share->views, &score, &at, &d->err);
    if (status)
        score = NAN;
    if (status && at < scorer->n_columns)
        column = plan->inputs[at].column;
    if (!status && isinf(score)) {
        score = NAN;
        status = gg_error_set(&d->err, GG_E_INPUT, "look for a feature out of all proportion",
                              "the model gives this row an infinite score");
    }
    share->score[r] = score;
    if (status)
        gg_decode_bad(d, r, column, status);
}

void gg_decode_scorer(gg_decoding *d)
{
    for (size_t r = 0; r < d->limit; r++) {
        if (d->share->keep[r])
            score_row(d, r);
        else
            d->share->score[r] = NAN;
    }
}
