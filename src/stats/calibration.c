#include "gauger/stats/calibration.h"

#include <stdlib.h>

#include "calibration_internal.h"

#define ROWS_MAX ((uint64_t)1 << 62)

gg_calibration_options gg_calibration_options_default(void)
{
    return (gg_calibration_options){.bins = 10};
}

gg_score_block gg_score_block_of_tie(const gg_tie *tie)
{
    double positives = (double)tie->positives, rows = (double)tie->negatives + positives;

    return (gg_score_block){.score = tie->score,
                            .weight = rows,
                            .positives = positives,
                            .squares = rows,
                            .rows = tie->negatives + tie->positives};
}

static void empty_bins(gg_calibration_bin *bins, size_t n)
{
    for (size_t i = 0; i < n; i++)
        bins[i].low = bins[i].high = NAN;
}

gg_status gg_calibration_new(const gg_calibration_options *options, gg_calibration **out)
{
    gg_calibration_options o = options ? *options : gg_calibration_options_default();
    gg_calibration *c;

    if (o.bins < 1 || o.bins > GG_CALIBRATION_BINS_MAX)
        return GG_E_INPUT;
    if (o.rows >= ROWS_MAX)
        return GG_E_LIMIT;
    c = calloc(1, sizeof *c);
    if (!c)
        return GG_E_MEMORY;
    c->bins = o.bins;
    c->expected = o.rows;
    c->last = NAN;
    c->by_width = calloc(2 * o.bins, sizeof *c->by_width);
    if (!c->by_width) {
        free(c);
        return GG_E_MEMORY;
    }
    c->by_count = c->by_width + o.bins;
    empty_bins(c->by_width, 2 * o.bins);
    gg_logits_begin(&c->logits);
    *out = c;
    return GG_OK;
}

void gg_calibration_free(gg_calibration *c)
{
    if (!c)
        return;
    free(c->by_width);
    free(c->isotonic.steps);
    free(c->logits.cells);
    free(c);
}

/* Checks a block against what came before, and pulls a rounding excess of positives back. */
static gg_status check(const gg_calibration *c, gg_score_block *b)
{
    if (!(b->score >= 0 && b->score <= 1) || c->last >= b->score)
        return GG_E_INPUT;
    if (!(b->weight >= 0 && b->positives >= 0 && b->squares >= 0) || !isfinite(b->weight) ||
        !isfinite(b->squares) || (b->weight > 0) != (b->squares > 0) ||
        (b->weight > 0 && b->rows == 0))
        return GG_E_INPUT;
    if (b->rows >= ROWS_MAX || c->rows >= ROWS_MAX - b->rows)
        return GG_E_LIMIT;
    if (c->expected > 0 && b->rows > c->expected - c->rows)
        return GG_E_INPUT;
    if (b->weight > 0)
        return gg_rate_check(&b->positives, b->weight);
    return b->positives == 0 ? GG_OK : GG_E_INPUT;
}

/*
 * The type-7 quantile at i / g lies at or above row floor((n - 1) i / g) of the sorted rows and
 * below the next other score, so a score is above as many edges as there are i with that row below
 * the first of its own: those with i < g below / (n - 1). As below is at most n - 1, so many are at
 * most g - 1.
 */
size_t gg_count_bin(uint64_t below, uint64_t rows, size_t bins)
{
    if (below == 0)
        return 0;
    return (size_t)(((unsigned __int128)bins * below - 1) / (rows - 1));
}

size_t gg_width_bin(double score, size_t bins)
{
    return score >= 1 ? bins - 1 : (size_t)(score * (double)bins);
}

static void add_to_bin(gg_calibration_bin *bin, const gg_score_block *b)
{
    if (bin->rows == 0)
        bin->low = b->score;
    bin->high = b->score;
    bin->rows += b->rows;
    bin->weight += b->weight;
    bin->squares += b->squares;
    bin->positives += b->positives;
    bin->scores += b->weight * b->score;
    bin->score_squares += b->weight * b->score * b->score;
    bin->score_positives += b->positives * b->score;
}

static void add_to_sums(gg_calibration_sums *sums, const gg_score_block *b)
{
    long double s = b->score, w = b->weight, a = b->positives, lean = 1 - 2 * s;
    long double share = a / w, error = s - share;

    sums->distinct++;
    sums->weight += w;
    sums->positives += a;
    sums->brier += a * (1 - s) * (1 - s) + (w - a) * s * s;
    sums->gap += (a - w * s) * lean;
    sums->gap_var += b->squares * lean * lean * s * (1 - s);
    sums->reliability += w * error * error;
    sums->resolution += a * share;
}

gg_status gg_calibration_add(gg_calibration *c, const gg_score_block *block)
{
    return gg_calibration_add_known(c, block, log(block->score) - log1p(-block->score));
}

gg_status gg_calibration_add_known(gg_calibration *c, const gg_score_block *block, double log_odds)
{
    gg_score_block b = *block;
    gg_status s = check(c, &b);

    if (s == GG_OK)
        s = gg_isotonic_reserve(&c->isotonic, 1);
    if (s == GG_OK)
        s = gg_logits_reserve(&c->logits, 1);
    if (s != GG_OK)
        return s;
    if (b.weight > 0) {
        add_to_sums(&c->sums, &b);
        add_to_bin(&c->by_width[gg_width_bin(b.score, c->bins)], &b);
        if (c->expected > 0)
            add_to_bin(&c->by_count[gg_count_bin(c->rows, c->expected, c->bins)], &b);
        gg_isotonic_add(&c->isotonic, &b);
        gg_logits_add(&c->logits, &b, log_odds);
    }
    c->rows += b.rows;
    c->last = b.score;
    return GG_OK;
}

gg_status gg_calibration_of_blocks(const gg_score_block *blocks, size_t n, size_t bins,
                                   gg_calibration **out)
{
    gg_calibration_options o = {.bins = bins};
    gg_calibration *c;
    gg_status s;

    for (size_t i = 0; i < n; i++) {
        if (blocks[i].rows >= ROWS_MAX - o.rows)
            return GG_E_LIMIT;
        o.rows += blocks[i].rows;
    }
    s = gg_calibration_new(&o, &c);
    if (s != GG_OK)
        return s;
    for (size_t i = 0; i < n && s == GG_OK; i++)
        s = gg_calibration_add(c, &blocks[i]);
    if (s == GG_OK)
        *out = c;
    else
        gg_calibration_free(c);
    return s;
}

void gg_calibration_steps(const gg_calibration *c, const gg_isotonic_step **steps, size_t *n)
{
    *steps = c->isotonic.steps;
    *n = c->isotonic.n;
}

gg_status gg_calibration_bins(const gg_calibration *c, gg_binning binning,
                              const gg_calibration_bin **bins, size_t *n)
{
    if (binning != GG_BINS_EQUAL_WIDTH && binning != GG_BINS_EQUAL_COUNT)
        return GG_E_INPUT;
    if (binning == GG_BINS_EQUAL_COUNT && (c->expected == 0 || c->rows != c->expected))
        return GG_E_UNDEFINED;
    *bins = binning == GG_BINS_EQUAL_WIDTH ? c->by_width : c->by_count;
    *n = c->bins;
    return GG_OK;
}
