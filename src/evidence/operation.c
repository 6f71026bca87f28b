/*
 * The operating point beside the threshold, row by row: which suppression rules hold, which sources
 * referred, and to whom a referral belongs.
 *
 * Every condition is read in every row, also where an earlier one already failed, so that a
 * malformed cell is found whatever stands in the others. What is counted is rows (with the count
 * role: the rows that a line stands for), never weights: these figures are about workload.
 */
#include <stdlib.h>
#include <string.h>

#include "share_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status usage(const gg_plan *plan, const char *mend, const char *what, gg_error *err)
{
    gg_error_where(err, gg_csv_path(plan->csv), 0, NULL);
    return gg_error_set(err, GG_E_USAGE, mend, "%s", what);
}

/* A column that says what was decided, or held back, leaves a rule nothing to decide. */
static gg_status check_rules(const gg_plan *plan, gg_error *err)
{
    const gg_operation *o = plan->operation;

    if (o->n_rules > GG_MOST_RULES || o->n_sources > GG_MOST_SOURCES)
        return usage(plan, "evaluate them in two runs", "too many suppression rules or sources",
                     err);
    if (o->n_rules && plan->rule == GG_RULE_COLUMN)
        return usage(plan, "leave out the decision column, or the rules",
                     "a column with decisions, to which suppression rules cannot be applied", err);
    if (o->n_rules && plan->suppressed != GG_NO_COLUMN)
        return usage(plan, "leave out one of them",
                     "both a column of what was suppressed and suppression rules are given", err);
    return GG_OK;
}

static gg_status bind_rules(gg_plan *plan, gg_error *err)
{
    const gg_operation *o = plan->operation;
    gg_status status = GG_OK;
    size_t n = 0;

    for (size_t i = 0; i < o->n_rules; i++)
        n += o->rules[i].n_conditions;
    plan->conditions = gg_arena_array(&plan->arena, n, sizeof *plan->conditions);
    if (!plan->conditions)
        return memory(err);
    for (size_t i = 0; i < o->n_rules; i++) {
        for (size_t k = 0; k < o->rules[i].n_conditions && !status; k++) {
            gg_plan_condition *c = &plan->conditions[plan->n_conditions++];

            c->rule = i;
            c->condition = &o->rules[i].conditions[k];
            status =
                gg_plan_input(plan, c->condition->column, "a suppression rule", &c->input, err);
        }
    }
    plan->n_rules = o->n_rules;
    return status;
}

static gg_status bind_sources(gg_plan *plan, gg_error *err)
{
    const gg_operation *o = plan->operation;
    gg_status status = GG_OK;
    gg_input input;
    size_t own = 0;

    for (size_t i = 0; i < o->n_sources && !status; i++) {
        plan->sources[i] = GG_NO_COLUMN;
        if (!o->sources[i].column) {
            plan->own_source = i;
            own++;
            continue;
        }
        status = gg_plan_input(plan, o->sources[i].column, "the precedence", &input, err);
        plan->sources[i] = status ? GG_NO_COLUMN : input.column;
    }
    plan->n_sources = o->n_sources;
    if (!status && o->n_sources && own != 1)
        return usage(plan, "name the model among the sources, once",
                     "a precedence without the model's own referrals", err);
    return status;
}

gg_status gg_plan_operation(gg_plan *plan, gg_error *err)
{
    gg_status status;

    if (!plan->operation)
        return GG_OK;
    status = check_rules(plan, err);
    if (!status)
        status = bind_rules(plan, err);
    return status ? status : bind_sources(plan, err);
}

gg_status gg_share_begin_operation(gg_share *share, gg_error *err)
{
    const gg_plan *plan = share->plan;
    gg_status status = GG_OK;

    for (size_t i = 0; i < plan->n_sources && !status; i++) {
        const gg_column *settings = NULL;

        if (plan->sources[i] == GG_NO_COLUMN)
            continue;
        settings = gg_schema_find(plan->schema, gg_csv_name(plan->csv, plan->sources[i]));
        status = gg_words_init(&share->sources[i], gg_truth_meaning, (void *)settings,
                               gg_plan_separator(plan, plan->sources[i]), err);
    }
    return status;
}

void gg_share_end_operation(gg_share *share)
{
    for (size_t i = 0; i < GG_MOST_SOURCES; i++)
        gg_words_release(&share->sources[i]);
}

static void decode_condition(gg_decoding *d, const gg_plan_condition *c)
{
    uint16_t without = (uint16_t) ~(1u << c->rule);

    for (size_t r = 0; r < d->limit; r++) {
        bool holds = false;
        gg_status status = gg_condition_holds(c->condition, gg_input_cell(d->chunk, r, &c->input),
                                              &holds, &d->err);

        if (status)
            gg_decode_bad(d, r, c->input.column, status);
        else if (!holds)
            d->share->met[r] &= without;
    }
}

void gg_decode_operation(gg_decoding *d)
{
    gg_share *share = d->share;
    const gg_plan *plan = share->plan;
    uint16_t all = (uint16_t)((1u << plan->n_rules) - 1);

    if (!plan->operation)
        return;
    for (size_t r = 0; r < d->limit; r++)
        share->met[r] = all;
    for (size_t i = 0; i < plan->n_conditions; i++)
        decode_condition(d, &plan->conditions[i]);
    memset(share->referred, 0, d->limit);
    for (size_t i = 0; i < plan->n_sources; i++) {
        if (plan->sources[i] == GG_NO_COLUMN)
            continue;
        gg_decode_words(d, &share->sources[i], plan->sources[i], share->word);
        for (size_t r = 0; r < d->limit; r++)
            share->referred[r] |= (uint8_t)((share->word[r] == 1) << i);
    }
}

static bool single(unsigned bits)
{
    return (bits & (bits - 1)) == 0;
}

/* Whatever was held back was held back by a rule: by each that holds. */
static void count_held(const gg_plan *plan, unsigned met, int outcome, uint64_t n, gg_held *held)
{
    for (size_t i = 0; i < plan->n_rules; i++) {
        if (!(met >> i & 1))
            continue;
        held[i].held[outcome] += n;
        if (single(met))
            held[i].alone[outcome] += n;
    }
}

/* A case belongs to the first source that referred it. */
static void count_referrals(gg_share *share, unsigned by, int outcome, uint64_t n,
                            gg_referrals *referrals)
{
    size_t sources = share->plan->n_sources;
    bool taken = false;

    for (size_t a = 0; a < sources; a++) {
        if (!(by >> a & 1))
            continue;
        referrals[a].referred[outcome] += n;
        if (!taken)
            referrals[a].own[outcome] += n;
        if (single(by))
            referrals[a].alone[outcome] += n;
        taken = true;
        for (size_t b = a; b < sources; b++)
            if (by >> b & 1)
                share->overlap[a][b][outcome] += n;
    }
}

void gg_share_count_operation(gg_share *share, size_t row, uint32_t cell)
{
    const gg_plan *plan = share->plan;
    uint64_t *block = share->cells.operation + cell * share->cells.operation_size;
    int outcome = share->outcome[row];
    unsigned by = share->referred[row];

    if (plan->n_rules && share->decision[row] == GG_SUPPRESSED)
        count_held(plan, share->met[row], outcome, share->count[row], (gg_held *)block);
    if (plan->n_sources == 0)
        return;
    if (share->decision[row] == GG_REFERRED)
        by |= 1u << plan->own_source;
    count_referrals(share, by, outcome, share->count[row],
                    (gg_referrals *)(block + plan->n_rules * GG_HELD_SIZE));
}

gg_status gg_slice_operation(gg_evidence *evidence, gg_slice *slice, gg_error *err)
{
    size_t size = gg_operation_size(evidence->n_rules, evidence->n_sources);
    uint64_t *block;

    if (size == 0)
        return GG_OK;
    block = gg_arena_array(&evidence->arena, size, sizeof *block);
    if (!block)
        return memory(err);
    slice->held = (gg_held *)block;
    slice->referrals = (gg_referrals *)(block + evidence->n_rules * GG_HELD_SIZE);
    return GG_OK;
}

gg_status gg_evidence_name_operation(const gg_plan *plan, gg_evidence *out, gg_error *err)
{
    const char **rules, **sources;

    if (!plan->operation)
        return GG_OK;
    rules = gg_arena_array(&out->arena, plan->n_rules, sizeof *rules);
    sources = gg_arena_array(&out->arena, plan->n_sources, sizeof *sources);
    if (!rules || !sources)
        return memory(err);
    for (size_t i = 0; i < plan->n_rules; i++)
        if (!(rules[i] = gg_arena_string(&out->arena, plan->operation->rules[i].name)))
            return memory(err);
    for (size_t i = 0; i < plan->n_sources; i++)
        if (!(sources[i] = gg_arena_string(&out->arena, plan->operation->sources[i].name)))
            return memory(err);
    out->rules = rules;
    out->n_rules = plan->n_rules;
    out->sources = sources;
    out->n_sources = plan->n_sources;
    out->own_source = plan->own_source;
    return GG_OK;
}
