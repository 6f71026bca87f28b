/* What small weights lose in sums of whole steps. */
#include "evidence_internal.h"

/* Where these parts of the sums of everyone may be lost, nothing can be said. */
#define MOST_OF_WEIGHTS 1e-6
#define MOST_OF_SQUARES 1e-3

gg_weight_loss gg_weight_loss_of(const gg_tally *tally)
{
    const uint64_t *n = &tally->n[0][0][0];
    const double *w = &tally->w[0][0][0], *w2 = &tally->w2[0][0][0];
    double rows = 0, weights = 0, squares = 0, lost;

    for (size_t i = 0; i < GG_TALLY_SIZE; i++) {
        rows += (double)n[i];
        weights += w[i];
        squares += w2[i];
    }
    lost = rows * 0.5 / GG_FIXED;
    if (!(weights > 0))
        return (gg_weight_loss){0};
    return (gg_weight_loss){weights / rows, lost / weights, squares > 0 ? lost / squares : 1};
}

gg_status gg_weights_refuse_light(const gg_evidence *evidence, const char *table,
                                  const char *column, gg_error *err)
{
    const gg_weight_loss loss = gg_weight_loss_of(&gg_evidence_overall(evidence)->tally);

    if (loss.weights <= MOST_OF_WEIGHTS && loss.squares <= MOST_OF_SQUARES)
        return GG_OK;
    gg_error_where(err, table, 0, column);
    return gg_error_set(err, GG_E_INPUT, GG_WEIGHT_MEND,
                        "weights of %.1g on average are too small for the steps of 1e-12 that they "
                        "and their squares are added in",
                        loss.mean);
}
