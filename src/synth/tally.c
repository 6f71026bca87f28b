/* What is counted while rows go by: whole numbers, so that their order does not matter. */
#include "synth_internal.h"

#include <stdlib.h>

gg_status gg_tally_init(gg_tally *tally, const gg_synth_plan *plan, gg_error *err)
{
    size_t rules = plan->scenario->operation.n_rules;

    /* One more of each: nothing is asked for in vain where there are no rules. */
    tally->strata = calloc(plan->strata, sizeof *tally->strata);
    tally->held = calloc(rules * plan->strata + 1, sizeof *tally->held);
    tally->held_alone = calloc(rules + 1, sizeof *tally->held_alone);
    tally->sources = calloc(plan->scenario->n_sources + 1, sizeof *tally->sources);
    if (tally->strata && tally->held && tally->held_alone && tally->sources)
        return GG_OK;
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

void gg_tally_release(gg_tally *tally)
{
    free(tally->strata);
    free(tally->held);
    free(tally->held_alone);
    free(tally->sources);
    *tally = (gg_tally){.strata = NULL};
}

static void count(gg_pair *pair, bool find)
{
    pair->rows++;
    pair->finds += find;
}

/* The stratum of a row in a dimension. A missing level is the last one. */
static size_t stratum_of(const gg_synth_plan *plan, const gg_block *b, const gg_dimension *d,
                         size_t i)
{
    const gg_scenario *s = plan->scenario;
    size_t level;

    if (d->column == GG_NOWHERE)
        return d->first + b->month[i];
    level =
        b->missing[d->column][i] ? s->columns[d->column].words.n : (size_t)b->levels[d->column][i];
    if (d->by_site)
        level = level * s->columns[s->site].words.n + (size_t)b->levels[s->site][i];
    return d->first + level;
}

static void add_held(gg_tally *tally, const gg_synth_plan *plan, const gg_block *b, size_t i)
{
    uint32_t rules = b->rules[i];

    for (size_t k = 0; k < plan->scenario->operation.n_rules; k++) {
        gg_pair *held = tally->held + k * plan->strata;

        if (!(rules >> k & 1))
            continue;
        count(&held[0], b->outcome[i]);
        if (rules == (uint32_t)1 << k)
            count(&tally->held_alone[k], b->outcome[i]);
        for (size_t d = 0; d < plan->n_dimensions; d++)
            count(&held[stratum_of(plan, b, &plan->dimensions[d], i)], b->outcome[i]);
    }
}

static void add_sources(gg_tally *tally, const gg_synth_plan *plan, const gg_block *b, size_t i)
{
    const gg_scenario *s = plan->scenario;
    unsigned sources = b->by_source[i];
    bool claimed = false;

    for (size_t k = 0; k <= s->n_sources; k++) {
        if (!(sources >> k & 1))
            continue;
        count(&tally->sources[k].all, b->outcome[i]);
        if (sources == 1u << k)
            count(&tally->sources[k].alone, b->outcome[i]);
    }
    for (size_t k = 0; k < s->n_claims && !claimed; k++) {
        claimed = sources >> s->claims[k] & 1;
        if (claimed)
            count(&tally->sources[s->claims[k]].own, b->outcome[i]);
    }
    if (s->inspected && b->arm[i] <= s->n_sources)
        count(&tally->sources[b->arm[i]].inspected, b->outcome[i]);
}

void gg_tally_add(gg_tally *tally, const gg_synth_plan *plan, const gg_block *b)
{
    for (size_t i = 0; i < b->rows; i++) {
        unsigned cell = (unsigned)b->outcome[i] * GG_TALLY_OUTCOME +
                        (unsigned)b->referred[i] * GG_TALLY_REFERRED +
                        (unsigned)b->verified[i] * GG_TALLY_VERIFIED +
                        (unsigned)b->recorded[i] * GG_TALLY_RECORDED;

        tally->strata[0][cell]++;
        for (size_t d = 0; d < plan->n_dimensions; d++)
            tally->strata[stratum_of(plan, b, &plan->dimensions[d], i)][cell]++;
        if (b->rules[i])
            add_held(tally, plan, b, i);
        if (b->by_source[i])
            add_sources(tally, plan, b, i);
    }
}

static void add_pair(gg_pair *to, const gg_pair *from)
{
    to->rows += from->rows;
    to->finds += from->finds;
}

void gg_tally_merge(gg_tally *to, const gg_synth_plan *plan, const gg_tally *from)
{
    size_t rules = plan->scenario->operation.n_rules;

    for (size_t i = 0; i < plan->strata; i++)
        for (size_t k = 0; k < GG_TALLY_CELLS; k++)
            to->strata[i][k] += from->strata[i][k];
    for (size_t i = 0; i < rules * plan->strata; i++)
        add_pair(&to->held[i], &from->held[i]);
    for (size_t i = 0; i < rules; i++)
        add_pair(&to->held_alone[i], &from->held_alone[i]);
    for (size_t i = 0; i <= plan->scenario->n_sources; i++) {
        add_pair(&to->sources[i].all, &from->sources[i].all);
        add_pair(&to->sources[i].own, &from->sources[i].own);
        add_pair(&to->sources[i].alone, &from->sources[i].alone);
        add_pair(&to->sources[i].inspected, &from->sources[i].inspected);
    }
}
