/*
 * Groups that share no row and together are everyone: attributes, sites, periods. Small groups are
 * merged, smallest first, until every cell of what is shown is 0 or at least the minimum cell.
 *
 * That is also enough for subtraction: everyone minus any shown groups is the sum of the other
 * shown groups, and a sum of cells that are 0 or large is 0 or large.
 */
#include <math.h>
#include <string.h>

#include "disclose_internal.h"
#include "gauger/stats/weights.h"

static const unsigned cells[] = {
    GG_CELL_TN,
    GG_CELL_FP,
    GG_CELL_FN,
    GG_CELL_TP,
    GG_CELL(GG_UNVERIFIED, GG_NOT_SELECTED),
    GG_CELL(GG_UNVERIFIED, GG_SELECTED),
};

#define CELLS (sizeof cells / sizeof *cells)

/* Without its arms a table is one of unknown design; a population stays one, of unknown size. So
 * does a table of the inspected alone whose probabilities say that there are other cases. */
static void forget_design(gg_figures *f)
{
    if (f->inspection == GG_INSPECTION_KNOWN_PROBABILITY && !f->complete &&
        gg_figures_sum(f, GG_CELLS_UNVERIFIED) == 0)
        f->population = NAN;
    memset(&f->inverse, 0, sizeof f->inverse);
    f->inspection = GG_INSPECTION_UNKNOWN;
    memset(f->random, 0, sizeof f->random);
    memset(f->random2, 0, sizeof f->random2);
    if (f->population > 0)
        f->population = NAN;
}

static gg_interval less(gg_interval a, gg_interval b)
{
    return (gg_interval){fmax(0, a.low - b.high), fmax(0, a.high - b.low)};
}

/* The same of counts that are known within bounds only. */
static void reduce_bounds(gg_scope scope, gg_figures *f)
{
    static const int sums[] = {
        [GG_NOT_SELECTED] = GG_SUM_NOT_SELECTED, [GG_SELECTED] = GG_SUM_SELECTED};
    static const gg_interval none = {0, 0};
    gg_interval(*c)[GG_SELECTIONS] = f->bounds.cells;

    if (scope == GG_SCOPE_VERIFIED) {
        f->bounds.sums[GG_SUM_COUNT] =
            less(f->bounds.sums[GG_SUM_COUNT], gg_figures_range(f, GG_CELLS_UNVERIFIED));
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            f->bounds.sums[sums[s]] = less(f->bounds.sums[sums[s]], c[GG_UNVERIFIED][s]);
            c[GG_UNVERIFIED][s] = none;
        }
    }
    if (scope != GG_SCOPE_DECISIONS)
        return;
    for (size_t s = 0; s < GG_SELECTIONS; s++) {
        c[GG_UNVERIFIED][s] = f->bounds.sums[sums[s]];
        c[GG_NEGATIVE][s] = c[GG_POSITIVE][s] = none;
    }
    f->bounds.sums[GG_SUM_POSITIVES] = f->bounds.sums[GG_SUM_NEGATIVES] = none;
}

void gg_scope_reduce(gg_scope scope, gg_figures *f)
{
    static const gg_finished nothing = {NAN, NAN};

    if (scope != GG_SCOPE_WHOLE)
        forget_design(f);
    if (f->bounded)
        reduce_bounds(scope, f);
    if (scope == GG_SCOPE_VERIFIED)
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            f->w[GG_UNVERIFIED][s] = f->w2[GG_UNVERIFIED][s] = 0;
    if (scope != GG_SCOPE_DECISIONS)
        return;
    for (size_t o = 0; o < GG_UNVERIFIED; o++)
        for (size_t s = 0; s < GG_SELECTIONS; s++) {
            f->w[GG_UNVERIFIED][s] += f->w[o][s];
            f->w2[GG_UNVERIFIED][s] += f->w2[o][s];
            f->w[o][s] = f->w2[o][s] = 0;
        }
    f->complete = false;
    f->roc_auc = f->average_precision = f->brier_score = f->log_loss = nothing;
    f->expected_calibration_error = NAN;
    f->seen = (gg_seen_scores){NAN, NAN, NAN, NAN, NAN, NAN, NAN};
}

/* The rows that stand behind one cell of one arm. */
static bool is_shown(const gg_publication *p, double sum, double squares)
{
    double size;

    if (!(sum > 1e-9))
        return true;
    return gg_effective_size(sum, squares, &size) == GG_OK && size >= p->least - 1e-9;
}

static bool arms_shown(const gg_publication *p, const gg_figures *figures)
{
    gg_selective_counts c;

    /* Of rows that were inspected with one of two probabilities, the sums tell how many had which:
     * counts within a cell that nothing here can bound. */
    if (figures->inspection == GG_INSPECTION_KNOWN_PROBABILITY)
        return figures->complete;
    if (figures->inspection != GG_INSPECTION_RANDOM_ARM)
        return true;
    gg_figures_selective(figures, &c);
    for (size_t a = 0; a < GG_SELECTIVE_ARMS; a++)
        for (size_t o = 0; o < GG_SEEN; o++)
            for (size_t s = 0; s < 2; s++)
                if (!is_shown(p, c.w[a][o][s], c.w2[a][o][s]))
                    return false;
    return true;
}

/*
 * Weighted tables are tested by Kish's effective size, which is never more than the rows behind a
 * cell: what passes has at least that many people.
 */
/* A range is shown where it hides as much as the rule would, or holds no small count. */
static bool range_shown(const gg_publication *p, gg_interval r)
{
    if (r.high == 0 || r.low >= p->least - 1e-9)
        return true;
    return r.low < r.high && r.high - r.low + 1 >= p->least - 1 - 1e-9;
}

bool gg_cells_shown(const gg_publication *p, const gg_figures *figures)
{
    for (size_t i = 0; figures->bounded && i < CELLS; i++)
        if (!range_shown(p, gg_figures_range(figures, cells[i])))
            return false;
    if (figures->bounded)
        return arms_shown(p, figures);
    for (size_t i = 0; i < CELLS; i++) {
        double size = gg_figures_effective(figures, cells[i]);

        if (size > 0 && size < p->least - 1e-9)
            return false;
    }
    return arms_shown(p, figures);
}

static bool arms_equal(const gg_figures *a, const gg_figures *b)
{
    if (a->inspection != b->inspection)
        return false;
    for (size_t o = 0; o < GG_OUTCOMES; o++)
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            if (fabs(a->random[o][s] - b->random[o][s]) > 1e-9 * fmax(1, a->random[o][s]))
                return false;
    return true;
}

bool gg_cells_equal(const gg_figures *a, const gg_figures *b)
{
    for (size_t i = 0; i < CELLS; i++) {
        double x = gg_figures_sum(a, cells[i]), y = gg_figures_sum(b, cells[i]);

        if (fabs(x - y) > 1e-9 * fmax(1, fabs(x)))
            return false;
    }
    return arms_equal(a, b);
}

const char *gg_merged_name(gg_publication *p, size_t n, const char *const *levels, size_t n_levels)
{
    const char *name = gg_arena_printf(&p->arena, "(merged: %zu groups)", n);

    /* Someone may have called a level just that. */
    for (size_t i = 0; name && i < n_levels; i++) {
        if (levels[i] && strcmp(levels[i], name) == 0) {
            name = gg_arena_printf(&p->arena, "(%s)", name);
            i = (size_t)-1;
        }
    }
    return name;
}

static gg_status allocate(gg_publication *p, gg_part *part)
{
    part->levels = gg_arena_array(&p->arena, part->n, sizeof *part->levels);
    part->figures = gg_arena_array(&p->arena, part->n, sizeof *part->figures);
    part->block = gg_arena_array(&p->arena, part->n, sizeof *part->block);
    part->names = gg_arena_array(&p->arena, part->n, sizeof *part->names);
    part->sums = gg_arena_array(&p->arena, part->n, sizeof *part->sums);
    part->lumped = gg_arena_array(&p->arena, part->n, sizeof *part->lumped);
    part->level = gg_arena_array(&p->arena, part->n, sizeof *part->level);
    if (!part->levels || !part->figures || !part->block || !part->names || !part->sums ||
        !part->lumped || !part->level)
        return gg_disclose_memory(p);
    return GG_OK;
}

static gg_status read_groups(gg_publication *p, const json_t *groups, gg_part *part,
                             gg_figures *sum)
{
    const char *level;
    json_t *metrics;
    size_t i = 0;

    *sum = gg_figures_empty(p->overall.scores);
    json_object_foreach((json_t *)groups, level, metrics)
    {
        gg_status status = gg_figures_parse(metrics, &part->figures[i], p->err);

        if (status != GG_OK) {
            gg_error_where(p->err, NULL, 0, level);
            return status;
        }
        gg_scope_reduce(p->scope, &part->figures[i]);
        gg_figures_coarsen(p, &part->figures[i]);
        gg_figures_add(sum, &part->figures[i], sum);
        part->levels[i++] = level;
    }
    return GG_OK;
}

/* The smallest group that is not in the set yet, the first of equals. */
static size_t smallest_left(const gg_part *part, const bool *in)
{
    size_t best = GG_NO_BLOCK;
    double least = INFINITY;

    for (size_t i = 0; i < part->n; i++) {
        double size = gg_figures_sum(&part->figures[i], GG_CELLS_ALL);

        if (!in[i] && size < least) {
            least = size;
            best = i;
        }
    }
    return best;
}

/* Marks the groups that have to be merged; returns how many, part->n where nothing else helps. */
static size_t choose_merged(const gg_publication *p, const gg_part *part, bool *in)
{
    gg_figures sum = gg_figures_empty(p->overall.scores);
    size_t n = 0;

    for (size_t i = 0; i < part->n; i++) {
        in[i] = !gg_cells_shown(p, &part->figures[i]);
        if (in[i])
            gg_figures_add(&sum, &part->figures[i], &sum);
        n += in[i];
    }
    while (n > 0 && n < part->n && !gg_cells_shown(p, &sum)) {
        size_t next = smallest_left(part, in);

        in[next] = true;
        gg_figures_add(&sum, &part->figures[next], &sum);
        n++;
    }
    return n;
}

static gg_status make_blocks(gg_publication *p, gg_part *part, const bool *in, size_t n_merged)
{
    size_t merged = part->n - n_merged, next = 0;

    part->n_merged = n_merged;
    part->n_blocks = merged + (n_merged > 0);
    for (size_t i = 0; i < part->n; i++) {
        part->block[i] = in[i] ? merged : next;
        if (in[i])
            continue;
        part->names[next] = part->levels[i];
        part->sums[next++] = part->figures[i];
    }
    if (n_merged == 0)
        return GG_OK;
    part->sums[merged] = gg_figures_empty(p->overall.scores);
    for (size_t i = 0; i < part->n; i++)
        if (in[i])
            gg_figures_add(&part->sums[merged], &part->figures[i], &part->sums[merged]);
    part->names[merged] = gg_merged_name(p, n_merged, part->levels, part->n);
    return part->names[merged] ? GG_OK : gg_disclose_memory(p);
}

gg_status gg_part_read(gg_publication *p, const char *name, const char *where, const json_t *source,
                       const json_t *groups, gg_part *out)
{
    gg_part part = {.name = name, .where = where, .source = source, .n = json_object_size(groups)};
    gg_figures sum;
    bool *in = gg_arena_array(&p->arena, part.n, sizeof *in);
    gg_status status = in ? allocate(p, &part) : gg_disclose_memory(p);
    size_t n_merged;

    if (status == GG_OK)
        status = read_groups(p, groups, &part, &sum);
    if (status != GG_OK)
        return status;
    if (!gg_cells_equal(&sum, &p->overall)) {
        part.withheld = "its groups do not add up to everyone, so what is missing could be "
                        "subtracted";
    } else {
        n_merged = choose_merged(p, &part, in);
        if (n_merged == part.n && n_merged > 0)
            part.withheld = "its groups are too small to be shown, merged or not";
        else
            status = make_blocks(p, &part, in, n_merged);
    }
    *out = part;
    return status;
}
