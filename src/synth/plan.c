/* A scenario with its rows and its seed: the intercept, the cells, what is counted. */
#include "synth_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PILOT_BLOCKS 32

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* ---- the intercept ---- */

static double mean_rate(const double *eta, size_t n, double intercept)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += 1 / (1 + exp(-(intercept + eta[i])));
    return sum / (double)n;
}

/* The mean rises with the intercept, so that halving an interval around it always gets there. */
static double solve(const double *eta, size_t n, double rate)
{
    double low = INFINITY, high = -INFINITY, logit = log(rate / (1 - rate));

    for (size_t i = 0; i < n; i++) {
        low = fmin(low, logit - eta[i]);
        high = fmax(high, logit - eta[i]);
    }
    for (int i = 0; i < 200 && high - low > 1e-9 * (1 + fabs(low)); i++) {
        double middle = low + (high - low) / 2;

        if (mean_rate(eta, n, middle) < rate)
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2;
}

static gg_status solve_intercept(gg_synth_plan *plan, gg_error *err)
{
    const gg_scenario *s = plan->scenario;
    uint64_t rows = plan->rows;
    double *eta = gg_arena_array(&plan->arena, PILOT_BLOCKS * GG_BLOCK_ROWS, sizeof *eta);
    gg_block block;
    gg_status status;

    if (!eta)
        return memory(err);
    plan->rows = PILOT_BLOCKS * GG_BLOCK_ROWS;
    status = gg_block_init(&block, plan, err);
    for (uint64_t b = 0; status == GG_OK && b < PILOT_BLOCKS; b++) {
        gg_block_draw(&block, plan, b, true);
        for (size_t i = 0; i < GG_BLOCK_ROWS; i++)
            eta[b * GG_BLOCK_ROWS + i] = block.eta[i] + s->outcome_drift * (double)block.month[i];
    }
    if (status == GG_OK)
        plan->intercept = solve(eta, PILOT_BLOCKS * GG_BLOCK_ROWS, s->base_rate);
    gg_block_release(&block);
    plan->rows = rows;
    return status;
}

static gg_status settle_outcome(gg_synth_plan *plan, gg_error *err)
{
    const gg_scenario *s = plan->scenario;
    gg_status status = GG_OK;

    plan->intercept = s->intercept;
    if (s->has_base_rate)
        status = solve_intercept(plan, err);
    plan->adds = gg_arena_array(&plan->arena, s->months, sizeof(double));
    if (!plan->adds)
        return memory(err);
    for (size_t m = 0; m < s->months; m++)
        plan->adds[m] = plan->intercept + s->outcome_drift * (double)m;
    return status;
}

/* ---- rules and thresholds ---- */

static size_t column_named(const gg_scenario *s, const char *name)
{
    size_t i = 0;

    while (i < s->n_columns && strcmp(s->columns[i].name, name) != 0)
        i++;
    return i;
}

static gg_status settle_condition(gg_synth_plan *plan, const gg_condition *from,
                                  gg_prepared_condition *to, gg_error *err)
{
    const gg_scenario *s = plan->scenario;
    const gg_made_words *words;
    unsigned char *meets;

    to->column = column_named(s, from->column);
    to->at_least = from->at_least;
    to->below = from->below;
    words = &s->columns[to->column].words;
    if (s->columns[to->column].is_number)
        return GG_OK;
    meets = gg_arena_array(&plan->arena, words->n + 1, 1);
    if (!meets)
        return memory(err);
    for (size_t i = 0; i < from->n_words; i++)
        for (size_t k = 0; k < words->n; k++)
            meets[k] |= strcmp(from->words[i], words->words[k]) == 0;
    to->meets = meets;
    return GG_OK;
}

static gg_status settle_rules(gg_synth_plan *plan, gg_error *err)
{
    const gg_operation *operation = &plan->scenario->operation;
    gg_status status = GG_OK;

    plan->rules = gg_arena_array(&plan->arena, operation->n_rules, sizeof *plan->rules);
    if (!plan->rules)
        return memory(err);
    for (size_t i = 0; i < operation->n_rules; i++) {
        const gg_suppression *rule = &operation->rules[i];

        plan->rules[i].n = rule->n_conditions;
        plan->rules[i].conditions =
            gg_arena_array(&plan->arena, rule->n_conditions, sizeof(gg_prepared_condition));
        if (!plan->rules[i].conditions)
            return memory(err);
        for (size_t k = 0; status == GG_OK && k < rule->n_conditions; k++)
            status =
                settle_condition(plan, &rule->conditions[k], &plan->rules[i].conditions[k], err);
    }
    return status;
}

/*
 * The least score, in its last decimals, at or above the threshold. A score is read back from its
 * decimals, and that is the double nearest to whole / power: dividing gives the same.
 */
static int64_t least_referred(double threshold, double power)
{
    int64_t whole = (int64_t)floor(threshold * power) - 2;

    while ((double)whole / power < threshold)
        whole++;
    return whole;
}

static gg_status settle_thresholds(gg_synth_plan *plan, gg_error *err)
{
    const gg_scenario *s = plan->scenario;
    size_t sites = s->site == GG_NOWHERE ? 1 : s->columns[s->site].words.n;

    if (s->decision_score == GG_NOWHERE)
        return GG_OK;
    plan->site_thresholds = gg_arena_array(&plan->arena, sites, sizeof(int64_t));
    if (!plan->site_thresholds)
        return memory(err);
    for (size_t i = 0; i < sites; i++)
        plan->site_thresholds[i] =
            least_referred(s->site_thresholds[i], s->scores[s->decision_score].power);
    return GG_OK;
}

/* ---- cells ---- */

static gg_view view_of(gg_arena *arena, const char *word)
{
    char *cell = gg_rows_quote(arena, word);

    return (gg_view){cell, cell ? strlen(cell) : 0};
}

static gg_status settle_words(gg_synth_plan *plan, gg_error *err)
{
    const gg_scenario *s = plan->scenario;

    plan->words = gg_arena_array(&plan->arena, s->n_columns, sizeof *plan->words);
    if (!plan->words)
        return memory(err);
    for (size_t c = 0; c < s->n_columns; c++) {
        const gg_made_words *words = &s->columns[c].words;
        size_t longest = 24;

        plan->words[c] = gg_arena_array(&plan->arena, words->n + 1, sizeof(gg_view));
        if (!plan->words[c])
            return memory(err);
        for (size_t i = 0; i < words->n; i++) {
            plan->words[c][i] = view_of(&plan->arena, words->words[i]);
            if (!plan->words[c][i].data)
                return memory(err);
            if (plan->words[c][i].size > longest)
                longest = plan->words[c][i].size;
        }
        plan->row_bytes += longest + 1;
    }
    return GG_OK;
}

static gg_status settle_months(gg_synth_plan *plan, gg_error *err)
{
    const gg_scenario *s = plan->scenario;

    plan->months = gg_arena_array(&plan->arena, s->months, sizeof *plan->months);
    if (!plan->months)
        return memory(err);
    for (size_t m = 0; m < s->months; m++) {
        unsigned at = (unsigned)(s->month - 1) + (unsigned)m;
        unsigned year = (unsigned)s->year + at / 12;
        char text[24];

        snprintf(text, sizeof text, "%04u-%02u", year % 10000, at % 12 + 1);
        memcpy(plan->months[m], text, sizeof plan->months[m]);
    }
    return GG_OK;
}

static gg_status settle_arms(gg_synth_plan *plan, gg_error *err)
{
    const gg_scenario *s = plan->scenario;

    plan->arms = gg_arena_array(&plan->arena, s->n_sources + 2, sizeof *plan->arms);
    if (!plan->arms)
        return memory(err);
    for (size_t i = 0; i <= s->n_sources; i++) {
        plan->arms[i] = view_of(&plan->arena, i < s->n_sources ? s->sources[i].name : GG_MODEL);
        if (!plan->arms[i].data)
            return memory(err);
    }
    plan->arms[s->n_sources + 1] = (gg_view){"", 0};
    /* Period, scores, decision, suppressed, sources, outcomes, arm (quoted), probability. */
    plan->row_bytes += 24 * (4 + s->n_scores + s->n_sources) + 2 * GG_MADE_NAME + 16;
    return GG_OK;
}

/* ---- what is counted ---- */

static void add_dimension(gg_synth_plan *plan, size_t column, bool by_site, size_t levels)
{
    plan->dimensions[plan->n_dimensions++] = (gg_dimension){column, by_site, plan->strata, levels};
    plan->strata += levels;
}

static gg_status settle_dimensions(gg_synth_plan *plan, gg_error *err)
{
    const gg_scenario *s = plan->scenario;

    plan->strata = 1;
    plan->dimensions = gg_arena_array(&plan->arena, 2 * s->n_columns + 2, sizeof(gg_dimension));
    if (!plan->dimensions)
        return memory(err);
    for (size_t c = 0; c < s->n_columns; c++) {
        size_t levels = s->columns[c].words.n + 1;

        if (s->columns[c].part == GG_PART_FEATURE)
            continue;
        add_dimension(plan, c, false, levels);
        if (c != s->site && s->site != GG_NOWHERE)
            add_dimension(plan, c, true, levels * s->columns[s->site].words.n);
    }
    if (s->period)
        add_dimension(plan, GG_NOWHERE, false, s->months);
    if (plan->strata > GG_MADE_CELLS / GG_TALLY_CELLS)
        return gg_error_set(err, GG_E_LIMIT, "give fewer levels or sites",
                            "more groups than can be counted");
    return GG_OK;
}

/* ---- all of it ---- */

static gg_status check_options(const gg_synth_plan *plan, gg_error *err)
{
    const gg_scenario *s = plan->scenario;

    if (plan->rows < s->months || plan->rows > GG_SYNTH_MOST_ROWS) {
        gg_error_where(err, "--rows", 0, NULL);
        return gg_error_set(err, GG_E_USAGE, "give at least a row for each month, at most 1e10",
                            "%llu rows for %zu months", (unsigned long long)plan->rows, s->months);
    }
    for (size_t i = 0; plan->true_outcome && i < s->n_taken; i++)
        if (strcmp(s->taken[i], plan->true_outcome) == 0)
            return gg_error_set(err, GG_E_USAGE, "rename that column in the scenario",
                                "the scenario has a column \"%.64s\" already", plan->true_outcome);
    return GG_OK;
}

gg_status gg_synth_plan_make(const gg_scenario *scenario, const gg_synth_options *options,
                             gg_synth_plan *out, gg_error *err)
{
    static gg_status (*const steps[])(gg_synth_plan *, gg_error *) = {
        settle_outcome, settle_rules, settle_thresholds, settle_words,
        settle_months,  settle_arms,  settle_dimensions,
    };
    gg_synth_plan plan = {.scenario = scenario,
                          .rows = options->rows ? options->rows : scenario->rows,
                          .seed = options->has_seed ? options->seed : scenario->seed,
                          .true_outcome = options->true_outcome};
    gg_status status = check_options(&plan, err);

    gg_arena_init(&plan.arena);
    for (size_t i = 0; status == GG_OK && i < sizeof steps / sizeof *steps; i++)
        status = steps[i](&plan, err);
    if (status == GG_OK)
        *out = plan;
    else
        gg_synth_plan_release(&plan);
    return status;
}

void gg_synth_plan_release(gg_synth_plan *plan)
{
    gg_arena_release(&plan->arena);
}
