/*
 * Which rows are kept for exact ranking: all of them; none (they are counted in bins at once); or,
 * with a limit, as many as there are, unless that would take more memory than is allowed. Then none
 * is kept either: those that were are counted in bins, and all that follow.
 *
 * Which of the two it is must depend on the table alone. What rows take is therefore reckoned by
 * rule, from their number and form, both of which only grow while rows are read: what was too much
 * once is too much at the end, whichever thread noticed, and what no thread noticed is settled when
 * all is read.
 */
#include <stdatomic.h>
#include <string.h>

#include "packed_internal.h"

struct gg_keeping {
    uint64_t limit; /* bytes */
    atomic_uint_least64_t rows;
    atomic_bool general; /* some row has no packed form */
    atomic_bool spilled; /* too much: none is kept */
};

/* What rows take while they are sorted: each stands there twice. */
static uint64_t bytes_of_row(const gg_plan *plan, bool general)
{
    const uint64_t more =
        (plan->count != GG_NO_COLUMN) + (plan->weight != GG_NO_COLUMN) + gg_plan_samples(plan);

    return general ? 2 * (sizeof(uint64_t) + sizeof(uint32_t) + more * sizeof(uint64_t))
                   : 2 * sizeof(uint32_t);
}

gg_status gg_plan_keeping(gg_plan *plan, const gg_collect_options *options, gg_error *err)
{
    const bool limited = options->max_memory > 0 && !plan->binned;
    gg_status status;

    if (!plan->binned && !limited)
        return GG_OK;
    plan->summed = options->measured == GG_EXTENT_ALL;
    status = gg_plan_bins(plan, options, err);
    if (!status && plan->outcome != GG_NO_COLUMN)
        status = gg_points_list(options, true, &plan->arena, &plan->points, &plan->n_points, err);
    if (status || !limited)
        return status;
    plan->keeping = gg_arena_array(&plan->arena, 1, sizeof *plan->keeping);
    if (!plan->keeping)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    plan->keeping->limit = options->max_memory;
    atomic_init(&plan->keeping->rows, 0);
    atomic_init(&plan->keeping->general, false);
    atomic_init(&plan->keeping->spilled, false);
    return GG_OK;
}

bool gg_plan_spilled(const gg_plan *plan)
{
    return plan->binned || (plan->keeping && atomic_load(&plan->keeping->spilled));
}

/* Notes rows, and whether they are in the general form or will be, with so many joint cells. */
static void note(const gg_plan *plan, uint64_t rows, bool general)
{
    struct gg_keeping *k = plan->keeping;
    uint64_t all = atomic_fetch_add(&k->rows, rows) + rows;

    if (general || all > GG_PACKED_ROWS)
        atomic_store(&k->general, true);
    if (all > k->limit / bytes_of_row(plan, atomic_load(&k->general)))
        atomic_store(&k->spilled, true);
}

gg_status gg_share_keep(gg_share *share, gg_error *err)
{
    const gg_plan *plan = share->plan;

    if (!plan->binned && !plan->keeping)
        return GG_OK;
    if (!gg_plan_spilled(plan)) {
        note(plan, share->rows.n - share->told,
             !share->rows.packed || share->cells.n > GG_PACKED_CELLS);
        share->told = share->rows.n;
    }
    return gg_plan_spilled(plan) ? gg_bins_take(share, err) : GG_OK;
}

gg_status gg_shares_settle(gg_share *shares, unsigned n, size_t cells, gg_error *err)
{
    const gg_plan *plan = shares[0].plan;
    gg_status status = GG_OK;

    if (plan->keeping && !gg_plan_spilled(plan))
        note(plan, 0, cells > GG_PACKED_CELLS);
    for (unsigned i = 0; i < n && gg_plan_spilled(plan) && !status; i++)
        status = gg_bins_take(&shares[i], err);
    return status;
}
