/*
 * Scores whose rows have no weights, several at once.
 *
 * Every sum is the one that gg_calibration_add() makes of the same scores, term by term in their
 * order, so that the figures are the same to the last digit; but one sum after the other, each in
 * registers, without what a term of 0 would cost: most scores have no row with the outcome.
 */
#include "calibration_internal.h"

#define ROWS_MAX ((uint64_t)1 << 62)

static gg_status check(const gg_calibration *c, const gg_counted_score *s, size_t n)
{
    uint64_t rows = c->rows;
    double last = c->last; /* NaN at first, which nothing is at or above */

    for (size_t i = 0; i < n; last = s[i++].score) {
        if (!(s[i].score >= 0 && s[i].score <= 1) || last >= s[i].score || s[i].rows == 0 ||
            s[i].positives > s[i].rows)
            return GG_E_INPUT;
        if (rows >= ROWS_MAX - s[i].rows)
            return GG_E_LIMIT;
        rows += s[i].rows;
    }
    return c->expected > 0 && rows > c->expected ? GG_E_INPUT : GG_OK;
}

/* Sums are few in each loop, so that they fit the registers of their wide numbers. */
static void add_variance(gg_calibration_sums *sums, const gg_counted_score *scores, size_t n)
{
    long double gap_var = sums->gap_var;
    uint64_t rows = 0, positives = 0;

    for (size_t i = 0; i < n; i++) {
        const long double s = scores[i].score, w = scores[i].rows, lean = 1 - 2 * s;

        rows += scores[i].rows;
        positives += scores[i].positives;
        gap_var += w * lean * lean * s * (1 - s);
    }
    sums->weight += rows;
    sums->positives += positives;
    sums->gap_var = gap_var;
    sums->distinct += n;
}

static void add_losses(gg_calibration_sums *sums, const gg_counted_score *scores, size_t n)
{
    long double brier = sums->brier, gap = sums->gap, reliability = sums->reliability;

    for (size_t i = 0; i < n; i++) {
        const long double s = scores[i].score, w = scores[i].rows, lean = 1 - 2 * s, all = w * s;

        if (scores[i].positives == 0) {
            brier += all * s;
            gap -= all * lean;
            reliability += all * s;
        } else {
            const long double a = scores[i].positives, share = a / w, error = s - share;

            brier += a * (1 - s) * (1 - s) + (w - a) * s * s;
            gap += (a - all) * lean;
            reliability += w * error * error;
            sums->resolution += a * share;
        }
    }
    sums->brier = brier;
    sums->gap = gap;
    sums->reliability = reliability;
}

/* Scores of one bin. */
static void add_to_bin(gg_calibration_bin *bin, const gg_counted_score *s, size_t n)
{
    double scores = bin->scores, squares = bin->score_squares, positives = bin->score_positives;
    uint64_t rows = 0, with = 0;

    for (size_t i = 0; i < n; i++) {
        const double all = (double)s[i].rows * s[i].score;

        rows += s[i].rows;
        with += s[i].positives;
        scores += all;
        squares += all * s[i].score;
        positives += (double)s[i].positives * s[i].score;
    }
    if (bin->rows == 0)
        bin->low = s[0].score;
    bin->high = s[n - 1].score;
    bin->rows += rows;
    bin->weight += (double)rows;
    bin->squares += (double)rows;
    bin->positives += (double)with;
    bin->scores = scores;
    bin->score_squares = squares;
    bin->score_positives = positives;
}

static void add_by_width(gg_calibration *c, const gg_counted_score *s, size_t n)
{
    for (size_t i = 0, end; i < n; i = end) {
        const size_t at = gg_width_bin(s[i].score, c->bins);

        end = n;
        if (gg_width_bin(s[n - 1].score, c->bins) != at)
            for (end = i + 1; gg_width_bin(s[end].score, c->bins) == at;)
                end++;
        add_to_bin(&c->by_width[at], s + i, end - i);
    }
}

static void add_by_count(gg_calibration *c, const gg_counted_score *s, size_t n)
{
    uint64_t below = c->rows, last = c->rows;

    for (size_t i = 0; i + 1 < n; i++)
        last += s[i].rows;
    for (size_t i = 0, end; i < n; i = end) {
        const size_t at = gg_count_bin(below, c->expected, c->bins);
        const bool rest = gg_count_bin(last, c->expected, c->bins) == at;

        below += s[i].rows;
        for (end = i + 1; end < n && (rest || gg_count_bin(below, c->expected, c->bins) == at);)
            below += s[end++].rows;
        add_to_bin(&c->by_count[at], s + i, end - i);
    }
}

/* Blocks as they would come one by one, where some before had weights. */
static gg_status add_each(gg_calibration *c, const gg_counted_score *s, size_t n)
{
    gg_status status = GG_OK;

    for (size_t i = 0; i < n && !status; i++) {
        const gg_score_block b = {.score = s[i].score,
                                  .weight = (double)s[i].rows,
                                  .positives = (double)s[i].positives,
                                  .squares = (double)s[i].rows,
                                  .rows = s[i].rows};

        status = gg_calibration_add_known(c, &b, s[i].log_odds);
    }
    return status;
}

gg_status gg_calibration_add_counted(gg_calibration *c, const gg_counted_score *scores, size_t n)
{
    gg_status status = check(c, scores, n);

    if (status == GG_OK)
        status = gg_isotonic_reserve(&c->isotonic, n);
    if (status == GG_OK)
        status = gg_logits_reserve(&c->logits, n);
    if (status != GG_OK || n == 0)
        return status;
    if (c->logits.weighted)
        return add_each(c, scores, n);
    add_variance(&c->sums, scores, n);
    add_losses(&c->sums, scores, n);
    add_by_width(c, scores, n);
    if (c->expected > 0)
        add_by_count(c, scores, n);
    gg_isotonic_add_counted(&c->isotonic, scores, n);
    gg_logits_add_counted(&c->logits, scores, n);
    for (size_t i = 0; i < n; i++)
        c->rows += scores[i].rows;
    c->last = scores[n - 1].score;
    return GG_OK;
}
