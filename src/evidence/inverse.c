/*
 * Probabilities of inspection: for each joint cell, and so for each slice, the sums of their
 * inverses and of the squares of those, over the verified rows.
 *
 * A probability of 1e-5 at least and 2^53 rows at most keep the sums of squares below 1e26, which
 * has room in 128 bits in steps of 1e-12.
 */
#include <math.h>

#include "gauger/base/text.h"
#include "gauger/evidence/collect.h"
#include "share_internal.h"
#include "store_internal.h"

/* Weights beside them would make two kinds of weights of one row; lines of groups have no rows. */
bool gg_plan_samples(const gg_plan *plan)
{
    return plan->probability != GG_NO_COLUMN && plan->weight == GG_NO_COLUMN && !plan->grouped;
}

static size_t place_of(unsigned outcome, unsigned decision)
{
    return (size_t)outcome * 2 + (decision == GG_REFERRED);
}

/* ---- reading a table ---- */

gg_status gg_sampling_probability_check(double p, gg_error *err)
{
    static const char mend[] = "probabilities of inspection lie above 0, up to 1";

    if (!(p > 0))
        return gg_error_set(err, GG_E_INPUT, mend,
                            "a row with an outcome was inspected with probability 0 or less");
    if (p > 1)
        return gg_error_set(err, GG_E_INPUT, mend, "a probability above 1");
    if (p < GG_LEAST_PROBABILITY)
        return gg_error_set(err, GG_E_INPUT, "leave such rows out, or without an outcome",
                            "a probability below 1e-5: the row would stand for more than 100000");
    return GG_OK;
}

static gg_status read_inverse(gg_view cell, const gg_column *settings, double *out, gg_error *err)
{
    gg_status status;
    double p;

    if (cell.size == 0 || gg_column_missing(settings, cell))
        return gg_error_set(err, GG_E_INPUT, "give it, or leave the outcome out",
                            "a row with an outcome has no probability of inspection");
    if (gg_text_number(cell.data, cell.size, &p) != GG_NUMBER_OK)
        return gg_cell_not_a_number(cell, err);
    status = gg_sampling_probability_check(p, err);
    if (!status)
        *out = 1 / p;
    return status;
}

void gg_decode_inverse(gg_decoding *d)
{
    gg_share *share = d->share;
    size_t column = share->plan->probability;
    const gg_column *settings;

    if (!gg_plan_samples(share->plan))
        return;
    settings = gg_schema_find(share->plan->schema, gg_csv_name(share->plan->csv, column));
    for (size_t r = 0; r < d->limit; r++) {
        gg_status status;

        share->inverse[r] = 0;
        if (!share->keep[r] || share->outcome[r] == GG_UNVERIFIED)
            continue;
        status =
            read_inverse(gg_csv_cell(d->chunk, r, column), settings, &share->inverse[r], &d->err);
        if (status)
            gg_decode_bad(d, r, column, status);
    }
}

void gg_share_count_inverse(gg_share *share, size_t row, uint32_t cell)
{
    gg_cell_inverse *to = &share->cells.inverse[cell];
    const double x = share->inverse[row];
    size_t at;

    if (share->outcome[row] == GG_UNVERIFIED)
        return;
    at = place_of(share->outcome[row], share->decision[row]);
    to->w[at] += gg_to_fixed(x) * (gg_i128)share->count[row];
    to->w2[at] += gg_to_fixed(x * x) * (gg_i128)share->count[row];
}

void gg_inverse_add(gg_cell_inverse *to, const gg_cell_inverse *from)
{
    for (size_t i = 0; i < GG_INVERSE_SIZE; i++) {
        to->w[i] += from->w[i];
        to->w2[i] += from->w2[i];
    }
}

void gg_inverse_finish(const gg_cell_inverse *exact, gg_inverse_sums *out)
{
    for (size_t i = 0; i < GG_INVERSE_SIZE; i++) {
        out->w[i / 2][i % 2] = gg_from_fixed(exact->w[i]);
        out->w2[i / 2][i % 2] = gg_from_fixed(exact->w2[i]);
    }
}

/* ---- stored sums ---- */

static double rows_at(const gg_slice *slice, size_t at)
{
    double rows = 0;

    for (unsigned a = 0; a < GG_ARMS; a++)
        for (unsigned d = 0; d < GG_DECISIONS; d++)
            if (place_of((unsigned)at / 2, d) == at)
                rows += (double)slice->tally.n[a][at / 2][d];
    return rows;
}

/* Inverses lie from 1 to 1e5, and no sum of squares is below that of equal parts. */
bool gg_inverse_possible(const gg_slice *slice, const gg_cell_inverse *exact)
{
    for (size_t i = 0; i < GG_INVERSE_SIZE; i++) {
        const double rows = rows_at(slice, i), near = 1e-9 * rows;
        const double w = gg_from_fixed(exact->w[i]), w2 = gg_from_fixed(exact->w2[i]);

        if (w < rows - near || w > rows / GG_LEAST_PROBABILITY + near || w2 < w * (1 - 1e-9) ||
            w2 > w / GG_LEAST_PROBABILITY * (1 + 1e-9) || w * w > rows * w2 * (1 + 1e-9))
            return false;
    }
    return true;
}
