/* What small weights lose in sums of whole steps. */
#include "evidence_internal.h"

/* Where these parts of the sums of everyone may be lost, nothing can be said. */
#define MOST_OF_WEIGHTS 1e-6
#define MOST_OF_SQUARES 1e-3

/* The rows that figures are made of: all, and those with one outcome or one decision, which are
 * what figures are divided by. -1: any. */
static const struct {
    int outcome, decision;
    const char *rows;
} parts[] = {
    {-1, -1, ""},
    {GG_POSITIVE, -1, " of rows with the outcome"},
    {GG_NEGATIVE, -1, " of rows without the outcome"},
    {-1, GG_REFERRED, " of rows that are referred"},
};

static gg_weight_loss loss_of_part(const gg_tally *tally, size_t part)
{
    double rows = 0, weights = 0, squares = 0, lost;

    for (int a = 0; a < GG_ARMS; a++)
        for (int o = 0; o < GG_OUTCOMES; o++)
            for (int d = 0; d < GG_DECISIONS; d++) {
                if ((parts[part].outcome >= 0 && o != parts[part].outcome) ||
                    (parts[part].decision >= 0 && d != parts[part].decision))
                    continue;
                rows += (double)tally->n[a][o][d];
                weights += tally->w[a][o][d];
                squares += tally->w2[a][o][d];
            }
    lost = rows * 0.5 / GG_FIXED;
    if (!(weights > 0))
        return (gg_weight_loss){.rows = ""};
    return (gg_weight_loss){weights / rows, lost / weights, squares > 0 ? lost / squares : 1,
                            parts[part].rows};
}

gg_weight_loss gg_weight_loss_of(const gg_tally *tally)
{
    gg_weight_loss most = loss_of_part(tally, 0);

    for (size_t i = 1; i < sizeof parts / sizeof *parts; i++) {
        gg_weight_loss x = loss_of_part(tally, i);

        if (x.weights > most.weights)
            most = x;
    }
    return most;
}

gg_status gg_weights_refuse_light(const gg_evidence *evidence, const char *table,
                                  const char *column, gg_error *err)
{
    /* Of all rows: light ones among others are told, not refused. */
    const gg_weight_loss loss = loss_of_part(&gg_evidence_overall(evidence)->tally, 0);

    if (loss.weights <= MOST_OF_WEIGHTS && loss.squares <= MOST_OF_SQUARES)
        return GG_OK;
    gg_error_where(err, table, 0, column);
    return gg_error_set(err, GG_E_INPUT, GG_WEIGHT_MEND,
                        "weights of %.1g on average are too small for the steps of 1e-12 that they "
                        "and their squares are added in",
                        loss.mean);
}
