/*
 * How far the levels of two tables lie apart: both are samples, so the test is one of homogeneity.
 *
 * The chi-square distribution holds where every expected count is at least 5. Below that the p is
 * exact (two levels) or drawn (more); in a table too large to draw from, the sparse levels are put
 * together instead, which is what the rule of 5 was made for.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/drift_internal.h"
#include "gauger/base/arena.h"
#include "gauger/stats/tests.h"

#define LEAST_EXPECTED 5
/* A drawn table costs a step for each row of the smaller side: draws times rows stay below this,
 * and draws above that. */
#define MAX_STEPS 1e8
#define MIN_DRAWS 999
/* What gg_chi_square_monte_carlo() takes at most. */
#define MAX_DRAWN 1e7

gg_status gg_drift_measure_bins(const uint64_t *baseline, const uint64_t *current, size_t bins,
                                gg_drift_column *out)
{
    double n = 0, m = 0;
    gg_status status = gg_psi(baseline, current, bins, 0.5, &out->psi);

    out->bins = bins;
    for (size_t i = 0; i < bins; i++) {
        n += (double)baseline[i];
        m += (double)current[i];
    }
    if (!status)
        status = gg_jensen_shannon(baseline, current, bins, &out->jensen_shannon);
    if (!status && bins > 1)
        status = gg_psi_critical(n, m, bins, 0.05, &out->psi_critical);
    return status;
}

/* Puts the levels whose expected count is below 5 in either row together, as the last one. */
static size_t pool_sparse(const uint64_t *cells, size_t levels, uint64_t *out, size_t *pooled)
{
    double row[GG_SIDES] = {0, 0}, least;
    size_t kept = 0;

    for (size_t i = 0; i < levels; i++) {
        row[GG_BASELINE] += (double)cells[i];
        row[GG_CURRENT] += (double)cells[levels + i];
    }
    least = fmin(row[GG_BASELINE], row[GG_CURRENT]) / (row[GG_BASELINE] + row[GG_CURRENT]);
    for (int side = 0; side < GG_SIDES; side++) {
        uint64_t sparse = 0;
        size_t to = 0;

        *pooled = 0;
        for (size_t i = 0; i < levels; i++) {
            uint64_t here = cells[(size_t)side * levels + i];

            if ((double)(cells[i] + cells[levels + i]) * least < LEAST_EXPECTED) {
                sparse += here;
                ++*pooled;
            } else {
                out[(size_t)side * kept + to++] = here;
            }
        }
        if (side == GG_BASELINE) {
            /* The width is known now: the second row stands behind all of the first. */
            kept = to + (*pooled > 0);
        }
        if (*pooled)
            out[(size_t)side * kept + to] = sparse;
    }
    return kept;
}

static gg_status test_pooled(const uint64_t *cells, size_t levels, gg_drift_column *out)
{
    uint64_t *together = calloc(2 * levels, sizeof *together);
    gg_table_counts table = {together, GG_SIDES, 0};
    gg_homogeneity h;
    gg_fisher exact;
    gg_status status;

    if (!together)
        return GG_E_MEMORY;
    table.columns = pool_sparse(cells, levels, together, &out->pooled);
    if (table.columns < 2) {
        out->why = "too_few";
        out->main.p = NAN;
        out->main.method = "none";
        free(together);
        return GG_OK;
    }
    status = gg_chi_square_homogeneity(&table, &h);
    if (!status) {
        out->statistic = h.statistic;
        out->degrees = h.degrees_of_freedom;
        out->main.p = h.p_value;
        out->main.method = "chi_square_pooled";
    }
    if (!status && table.columns == 2 && h.least_expected < LEAST_EXPECTED) {
        status = gg_fisher_exact(together, &exact);
        out->main.p = exact.p_value;
        out->main.method = "fisher_exact_pooled";
    }
    free(together);
    return status;
}

static double smaller_side(const gg_table_counts *table)
{
    double row[GG_SIDES] = {0, 0};

    for (size_t i = 0; i < GG_SIDES * table->columns; i++)
        row[i / table->columns] += (double)table->cells[i];
    return fmin(row[GG_BASELINE], row[GG_CURRENT]);
}

static gg_status draw(const gg_table_counts *table, const gg_drift_options *options,
                      gg_drift_column *out)
{
    gg_monte_carlo how = {options->draws, options->seed, NULL, "chi_square"};
    double steps = smaller_side(table);
    gg_arena arena;
    gg_status status;

    gg_arena_init(&arena);
    how.slice = out->period
                    ? gg_arena_printf(&arena, "column=%s;period=%s", out->watch->name, out->period)
                    : gg_arena_printf(&arena, "column=%s", out->watch->name);
    if ((double)how.replicates * steps > MAX_STEPS)
        how.replicates = (size_t)fmax(MIN_DRAWS, MAX_STEPS / steps);
    status = how.slice ? gg_chi_square_monte_carlo(table, &how, &out->main.p) : GG_E_MEMORY;
    out->main.method = "monte_carlo";
    out->main.draws = how.replicates;
    gg_arena_release(&arena);
    return status;
}

static gg_status test_levels(const gg_table_counts *table, const gg_drift_options *options,
                             gg_drift_column *out)
{
    gg_homogeneity h;
    gg_fisher exact;
    gg_status status = gg_chi_square_homogeneity(table, &h);

    if (status)
        return status;
    out->statistic = h.statistic;
    out->degrees = h.degrees_of_freedom;
    out->cramers_v = h.cramers_v;
    out->main.p = h.p_value;
    out->main.method = "chi_square";
    if (h.least_expected >= LEAST_EXPECTED)
        return GG_OK;
    if (table->columns == 2) {
        status = gg_fisher_exact(table->cells, &exact);
        out->main.p = exact.p_value;
        out->main.method = "fisher_exact";
        return status;
    }
    if (h.n <= MAX_DRAWN && smaller_side(table) * MIN_DRAWS <= MAX_STEPS)
        return draw(table, options, out);
    return test_pooled(table->cells, table->columns, out);
}

gg_status gg_drift_measure_words(const uint64_t *cells, size_t levels,
                                 const gg_drift_options *options, gg_drift_column *out)
{
    gg_table_counts table = {cells, GG_SIDES, levels};
    gg_status status = gg_drift_measure_bins(cells, cells + levels, levels, out);

    if (status)
        return status;
    if (levels > 1)
        return test_levels(&table, options, out);
    /* One level on both sides: nothing can have moved. */
    out->statistic = out->degrees = out->cramers_v = 0;
    out->main.p = 1;
    out->main.method = "constant";
    return GG_OK;
}
