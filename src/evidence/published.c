/*
 * Lines that stand for many cases: how many, exactly or within bounds, and what a line of a grouped
 * table adds to its cell.
 */
#include <string.h>

#include "line.h"
#include "share_internal.h"

_Static_assert(GG_TALLY_CELLS == GG_TALLY_SIZE, "bounds hold a count for each of a tally");

/* ---- bounds ---- */

void gg_bounds_add(gg_tally_bounds *to, const gg_tally_bounds *from)
{
    to->untold |= from->untold;
    for (size_t i = 0; i < GG_TALLY_SIZE; i++)
        to->high[i] += from->high[i];
    for (size_t i = 0; i < GG_SUMS; i++) {
        to->sum_low[i] += from->sum_low[i];
        to->sum_high[i] += from->sum_high[i];
    }
}

/* Which sums a count is part of. */
static bool is_part(size_t sum, size_t outcome, size_t decision)
{
    switch (sum) {
    case GG_SUM_SELECTED:
        return decision == GG_REFERRED;
    case GG_SUM_NOT_SELECTED:
        return decision != GG_REFERRED;
    case GG_SUM_POSITIVES:
        return outcome == GG_POSITIVE;
    case GG_SUM_NEGATIVES:
        return outcome == GG_NEGATIVE;
    default:
        return true;
    }
}

static size_t outcome_at(size_t at)
{
    return at / GG_DECISIONS % GG_OUTCOMES;
}

static size_t decision_at(size_t at)
{
    return at % GG_DECISIONS;
}

void gg_bounds_of_tally(const gg_tally *tally, gg_tally_bounds *out)
{
    const uint64_t *n = &tally->n[0][0][0];

    memset(out, 0, sizeof *out);
    memcpy(out->high, n, sizeof out->high);
    for (size_t sum = 0; sum < GG_SUMS; sum++)
        for (size_t i = 0; i < GG_TALLY_SIZE; i++)
            if (is_part(sum, outcome_at(i), decision_at(i)))
                out->sum_low[sum] += n[i];
    memcpy(out->sum_high, out->sum_low, sizeof out->sum_high);
}

bool gg_bounds_open(const gg_tally *tally, const gg_tally_bounds *bounds)
{
    return memcmp(bounds->high, tally->n, sizeof bounds->high) != 0 ||
           memcmp(bounds->sum_low, bounds->sum_high, sizeof bounds->sum_low) != 0;
}

/* ---- reading ---- */

static const gg_column *column_of(const gg_plan *plan, size_t column)
{
    return gg_schema_find(plan->schema, gg_csv_name(plan->csv, column));
}

static void read_count(gg_decoding *d, size_t r)
{
    gg_share *share = d->share;
    const gg_plan *plan = share->plan;
    gg_range range = {0, 0};
    gg_status status = gg_count_range(&plan->schema->counts, column_of(plan, plan->count),
                                      gg_csv_cell(d->chunk, r, plan->count), &range, &d->err);

    if (status) {
        gg_decode_bad(d, r, plan->count, status);
        return;
    }
    share->count[r] = range.low;
    share->count_high[r] = range.high;
    share->bounded = share->bounded || range.low < range.high;
}

static bool is_total(const gg_column *column, gg_view cell)
{
    for (size_t i = 0; i < column->n_totals; i++)
        if (strlen(column->totals[i]) == cell.size &&
            memcmp(column->totals[i], cell.data, cell.size) == 0)
            return true;
    return false;
}

/* Lines that repeat others as their total: left out, so that nothing is added twice. */
static void mark_totals(gg_decoding *d)
{
    const gg_schema *schema = d->share->plan->schema;
    size_t at;

    for (size_t i = 0; i < schema->n_columns; i++) {
        const gg_column *column = &schema->columns[i];

        if (!column->n_totals || !gg_csv_find(d->share->plan->csv, column->name, &at))
            continue;
        for (size_t r = 0; r < d->limit; r++) {
            if (!d->share->keep[r] || !is_total(column, gg_csv_cell(d->chunk, r, at)))
                continue;
            d->share->keep[r] = 0;
            d->share->count[r] = 0;
            d->share->total_lines++;
        }
    }
}

void gg_decode_counts(gg_decoding *d)
{
    gg_share *share = d->share;
    const bool counts = share->plan->count != GG_NO_COLUMN && !share->plan->grouped;

    memset(share->keep, 1, sizeof share->keep);
    for (size_t r = 0; r < GG_BLOCK; r++)
        share->count[r] = 1;
    mark_totals(d);
    for (size_t r = 0; counts && r < d->limit; r++) {
        share->count_high[r] = share->count[r];
        if (!gg_decode_skips(share, r))
            read_count(d, r);
    }
}

/* ---- lines of a grouped table ---- */

/* An empty cell says nothing: the line is then one that does not tell of it. */
static gg_status read_line(gg_decoding *d, size_t r, gg_says *says, size_t *at)
{
    const gg_plan *plan = d->share->plan;

    memset(says, 0, sizeof *says);
    for (size_t i = 0; i < GG_SAYS; i++) {
        const size_t column = plan->said[i];
        const gg_column *settings;
        gg_status status;
        gg_view cell;

        if (column == GG_NO_COLUMN)
            continue;
        *at = column;
        settings = column_of(plan, column);
        cell = gg_csv_cell(d->chunk, r, column);
        if (gg_column_missing(settings, cell))
            continue;
        status = gg_count_range(&plan->schema->counts, settings, cell, &says->said[i], &d->err);
        if (status)
            return status;
        says->given[i] = true;
    }
    return GG_OK;
}

static bool is_open(const gg_line *line)
{
    for (size_t o = 0; o < GG_OUTCOMES; o++)
        for (size_t s = 0; s < 2; s++)
            if (line->cells[o][s].low < line->cells[o][s].high)
                return true;
    return false;
}

void gg_decode_lines(gg_decoding *d)
{
    gg_share *share = d->share;
    size_t at = 0;
    gg_says says;

    for (size_t r = 0; r < d->limit; r++) {
        gg_status status;

        if (!share->keep[r])
            continue;
        status = read_line(d, r, &says, &at);
        if (!status)
            status = gg_line_solve(&says, share->arm[r] == GG_ARM_RANDOM, &share->line[r], &d->err);
        if (status) {
            gg_decode_bad(d, r, at, status);
            continue;
        }
        share->count[r] = share->line[r].sums[GG_SUM_COUNT].low;
        share->bounded = share->bounded || is_open(&share->line[r]);
        share->untold |= share->line[r].untold;
    }
}

/* ---- adding up ---- */

gg_status gg_share_ranged(gg_share *share, gg_error *err)
{
    const gg_plan *plan = share->plan;

    if (plan->weight == GG_NO_COLUMN && !plan->operation)
        return GG_OK;
    gg_error_where(err, gg_csv_path(plan->csv), 0, gg_csv_name(plan->csv, plan->count));
    return gg_error_set(err, GG_E_USAGE, "leave one of them out",
                        "counts that are known within bounds only, beside %s",
                        plan->operation ? "suppression rules or sources of referrals" : "weights");
}

/* Beyond the most there may be, more makes no difference: see check_rows(). */
static void add_high(gg_share *share, uint64_t high)
{
    if (share->rows_high <= GG_MOST_ROWS)
        share->rows_high += high;
}

void gg_share_count_range(gg_share *share, size_t row, uint32_t cell, size_t at)
{
    gg_tally_bounds *b = &share->cells.bounds[cell];

    b->high[at] += share->count_high[row];
    for (size_t sum = 0; sum < GG_SUMS; sum++) {
        if (!is_part(sum, outcome_at(at), decision_at(at)))
            continue;
        b->sum_low[sum] += share->count[row];
        b->sum_high[sum] += share->count_high[row];
    }
    if (outcome_at(at) == GG_UNVERIFIED)
        share->unverified += share->count_high[row] - share->count[row];
    add_high(share, share->count_high[row]);
}

void gg_share_count_line(gg_share *share, size_t row, uint32_t cell)
{
    const gg_line *line = &share->line[row];
    gg_tally_bounds *b = &share->cells.bounds[cell];

    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        for (size_t s = 0; s < 2; s++) {
            size_t at = ((size_t)share->arm[row] * GG_OUTCOMES + o) * GG_DECISIONS +
                        (s ? GG_REFERRED : GG_BELOW);

            share->cells.all[cell].n[at] += line->cells[o][s].low;
            b->high[at] += line->cells[o][s].high;
            if (o == GG_UNVERIFIED && !(line->untold & GG_UNTOLD_CELL(o, s)))
                share->unverified += line->cells[o][s].high;
        }
    }
    for (size_t sum = 0; sum < GG_SUMS; sum++) {
        b->sum_low[sum] += line->sums[sum].low;
        b->sum_high[sum] += line->sums[sum].high;
    }
    b->untold |= line->untold;
    add_high(share, line->sums[GG_SUM_COUNT].high);
}
