/* One side of a comparison: where its score comes from, and when it selects a case. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/comparison_internal.h"

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* what: who reads the column, for the error; "" for the score itself. */
static gg_status find_column(const gg_compare_plan *plan, const char *what, const char *name,
                             size_t *out, gg_error *err)
{
    if (gg_csv_find(plan->csv, name, out))
        return GG_OK;
    gg_error_where(err, gg_csv_path(plan->csv), 1, name);
    return gg_error_set(err, GG_E_INPUT, "see the names in the first line of the table",
                        "no such column%s", what);
}

static gg_status bind_score(gg_arena *arena, const gg_compare_plan *plan, gg_compare_side *side,
                            gg_error *err)
{
    const gg_scorer *scorer = side->scorer;
    const char *what;
    gg_status status = GG_OK;

    side->score = SIZE_MAX;
    if (!scorer)
        return find_column(plan, "", side->name, &side->score, err);
    what = gg_arena_printf(arena, ", which %s reads", side->name);
    side->inputs = gg_arena_array(arena, scorer->n_columns, sizeof *side->inputs);
    if (!what || !side->inputs)
        return no_memory(err);
    for (size_t i = 0; i < scorer->n_columns && !status; i++)
        status = find_column(plan, what, scorer->columns[i], &side->inputs[i], err);
    return status;
}

static gg_status bind_rules(gg_arena *arena, const gg_compare_plan *plan, gg_compare_side *side,
                            gg_error *err)
{
    const gg_operation *operation = side->operation;
    gg_status status = GG_OK;
    size_t n = 0;

    for (size_t i = 0; operation && i < operation->n_rules; i++)
        n += operation->rules[i].n_conditions;
    side->conditions = gg_arena_array(arena, n, sizeof *side->conditions);
    if (!side->conditions)
        return no_memory(err);
    n = 0;
    for (size_t i = 0; operation && i < operation->n_rules; i++) {
        const gg_suppression *rule = &operation->rules[i];
        const char *what = gg_arena_printf(arena, ", which the rule \"%s\" reads", rule->name);

        if (!what)
            return no_memory(err);
        for (size_t k = 0; k < rule->n_conditions && !status; k++)
            status =
                find_column(plan, what, rule->conditions[k].column, &side->conditions[n++], err);
        if (status)
            return status;
    }
    return GG_OK;
}

static gg_status settle_threshold(const gg_compare_plan *plan, gg_compare_side *side, double option,
                                  gg_error *err)
{
    const gg_schema *from = side->thresholds;

    if (isinf(option))
        return gg_error_set(err, GG_E_USAGE, "give a finite threshold",
                            "a threshold that is not a number");
    side->threshold = from->has_threshold ? from->threshold : NAN;
    if (!isnan(option)) {
        side->threshold = option;
    } else if (from->n_site_thresholds) {
        side->by_site = true;
        if (plan->site == SIZE_MAX)
            return gg_error_set(err, GG_E_USAGE, "name the site column with --site",
                                "thresholds by site without a site");
    } else if (!from->has_threshold) {
        side->threshold = 0.5;
        side->assumed = true;
    }
    return GG_OK;
}

gg_status gg_compare_side_make(gg_arena *arena, const gg_compare_plan *plan,
                               const gg_compare_side *wanted, double option, gg_compare_side *out,
                               gg_error *err)
{
    gg_compare_side side = *wanted;
    gg_status status = bind_score(arena, plan, &side, err);

    if (!side.thresholds)
        side.thresholds = plan->schema;
    if (!status)
        status = bind_rules(arena, plan, &side, err);
    if (!status)
        status = settle_threshold(plan, &side, option, err);
    if (!status)
        *out = side;
    return status;
}

gg_status gg_side_rooms_make(const gg_compare_plan *plan, gg_side_rooms *out, gg_error *err)
{
    memset(out, 0, sizeof *out);
    for (int which = 0; which < GG_SCORES_COMPARED; which++) {
        const gg_scorer *scorer = plan->side[which].scorer;

        if (!scorer)
            continue;
        out->cells[which] = calloc(scorer->n_columns + 1, sizeof *out->cells[which]);
        if (!out->cells[which])
            return no_memory(err);
        out->scorer[which] = scorer->functions->begin(scorer);
        if (!out->scorer[which])
            return no_memory(err);
    }
    return GG_OK;
}

void gg_side_rooms_release(const gg_compare_plan *plan, gg_side_rooms *rooms)
{
    for (int which = 0; which < GG_SCORES_COMPARED; which++) {
        if (rooms->scorer[which])
            plan->side[which].scorer->functions->end(rooms->scorer[which]);
        free(rooms->cells[which]);
    }
    memset(rooms, 0, sizeof *rooms);
}

/* The cell as a scorer or a rule gets it: empty where the schema calls it missing. */
static gg_view cell_of(const gg_compare_plan *plan, const gg_csv_chunk *chunk, size_t row,
                       size_t column)
{
    static const gg_view empty = {"", 0};
    gg_view cell = gg_csv_cell(chunk, row, column);

    return gg_column_missing(plan->said[column], cell) ? empty : cell;
}

/* A missing word may look like a number (-1, 999), so it is asked for first. */
static gg_status read_score(const gg_compare_plan *plan, const gg_csv_chunk *chunk, size_t row,
                            size_t column, double *out, gg_error *err)
{
    gg_view cell = cell_of(plan, chunk, row, column);

    *out = NAN;
    if (cell.size == 0)
        return GG_OK;
    if (gg_text_number(cell.data, cell.size, out) == GG_NUMBER_OK)
        return GG_OK;
    *out = NAN;
    return gg_cell_not_a_number(cell, err);
}

gg_status gg_side_score(const gg_compare_plan *plan, int which, const gg_side_rooms *rooms,
                        const gg_csv_chunk *chunk, size_t row, double *out, size_t *column,
                        gg_error *err)
{
    const gg_compare_side *side = &plan->side[which];
    size_t n = side->scorer ? side->scorer->n_columns : 0, bad = SIZE_MAX;
    double score = NAN;
    gg_status status;

    *column = side->score;
    if (!side->scorer)
        return read_score(plan, chunk, row, side->score, out, err);
    for (size_t i = 0; i < n; i++)
        rooms->cells[which][i] = cell_of(plan, chunk, row, side->inputs[i]);
    status =
        gg_scorer_score(side->scorer, rooms->scorer[which], rooms->cells[which], &score, &bad, err);
    if (status) {
        *column = bad < n ? side->inputs[bad] : SIZE_MAX;
        return status;
    }
    if (isinf(score))
        return gg_error_set(err, GG_E_INPUT, "look at the row's values and at the model",
                            "a score of %s that is not finite", side->name);
    *out = score;
    return GG_OK;
}

static bool equals(gg_view cell, const char *word)
{
    return strlen(word) == cell.size && memcmp(word, cell.data, cell.size) == 0;
}

/* The threshold of a row; NaN (nobody is selected) where its site is missing and has none. */
static gg_status find_threshold(const gg_compare_plan *plan, const gg_compare_side *side,
                                gg_view site, double *out, gg_error *err)
{
    const gg_schema *from = side->thresholds;
    char shape[40];

    *out = side->threshold;
    if (!side->by_site || gg_column_missing(plan->said[plan->site], site))
        return GG_OK;
    for (size_t i = 0; i < from->n_site_thresholds; i++) {
        if (equals(site, from->site_thresholds[i].site)) {
            *out = from->site_thresholds[i].threshold;
            return GG_OK;
        }
    }
    if (!isnan(*out))
        return GG_OK;
    return gg_error_set(err, GG_E_INPUT, "give a threshold for this site, or a default",
                        "a site without a threshold (shape \"%s\")",
                        gg_text_shape(site.data, site.size, shape, sizeof shape));
}

/* Whether some rule has all its conditions met. */
static gg_status find_held(const gg_compare_plan *plan, const gg_compare_side *side,
                           const gg_csv_chunk *chunk, size_t row, bool *held, size_t *column,
                           gg_error *err)
{
    const size_t *at = side->conditions;

    *held = false;
    for (size_t i = 0; side->operation && i < side->operation->n_rules && !*held; i++) {
        const gg_suppression *rule = &side->operation->rules[i];
        bool all = true;

        for (size_t k = 0; k < rule->n_conditions && all; k++) {
            gg_status status;

            *column = at[k];
            status = gg_condition_holds(&rule->conditions[k], cell_of(plan, chunk, row, at[k]),
                                        &all, err);
            if (status)
                return status;
        }
        at += rule->n_conditions;
        *held = all;
    }
    return GG_OK;
}

gg_status gg_side_select(const gg_compare_plan *plan, int which, const gg_csv_chunk *chunk,
                         size_t row, double score, bool *selected, bool *held, size_t *column,
                         gg_error *err)
{
    const gg_compare_side *side = &plan->side[which];
    gg_view site = {"", 0};
    double threshold = NAN;
    gg_status status;

    *column = plan->site;
    *selected = *held = false;
    if (plan->site != SIZE_MAX)
        site = gg_csv_cell(chunk, row, plan->site);
    status = find_threshold(plan, side, site, &threshold, err);
    if (status || !(score >= threshold))
        return status;
    status = find_held(plan, side, chunk, row, held, column, err);
    *selected = !status && !*held;
    return status;
}
