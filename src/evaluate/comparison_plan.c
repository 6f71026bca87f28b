/* What a comparison needs to know before it reads: columns, sides, and ways to tell rows apart. */
#include <math.h>
#include <string.h>

#include "evaluate/comparison_internal.h"

typedef struct binder {
    gg_arena *arena;
    gg_compare_plan *plan;
    const gg_compare_options *options;
    size_t *room; /* for gg_schema_bind() */
    gg_error *err;
} binder;

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status bind_one(const binder *b, gg_role role, size_t *out)
{
    size_t n = 0;
    gg_status status = gg_schema_bind(b->plan->schema, b->plan->csv, role, b->room, &n, b->err);

    *out = n ? b->room[0] : SIZE_MAX;
    return status;
}

static gg_status bind_columns(const binder *b)
{
    gg_compare_plan *plan = b->plan;
    size_t n = gg_csv_columns(plan->csv), decision, arm, probability;
    const struct {
        gg_role role;
        size_t *column;
    } wanted[] = {
        {GG_ROLE_OUTCOME, &plan->outcome},
        {GG_ROLE_SUPPRESSED, &plan->suppressed},
        {GG_ROLE_WEIGHT, &plan->weight},
        {GG_ROLE_COUNT, &plan->count},
        {GG_ROLE_SITE, &plan->site},
        {GG_ROLE_DECISION, &decision},
        {GG_ROLE_ARM, &arm},
        {GG_ROLE_SAMPLING_PROBABILITY, &probability},
    };
    gg_status status = GG_OK;

    plan->said = gg_arena_array(b->arena, n, sizeof *plan->said);
    if (!plan->said)
        return no_memory(b->err);
    for (size_t i = 0; i < n; i++)
        plan->said[i] = gg_schema_find(plan->schema, gg_csv_name(plan->csv, i));
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted && !status; i++)
        status = bind_one(b, wanted[i].role, wanted[i].column);
    plan->decision = !status && decision != SIZE_MAX;
    return status ? status : gg_compare_design_bind(plan, &arm, &probability, b->err);
}

/* The key of a column, which is added where it is not one yet. */
static size_t key_of(gg_compare_plan *plan, size_t column)
{
    for (size_t i = 0; i < plan->n_keys; i++)
        if (plan->keys[i] == column)
            return i;
    plan->keys[plan->n_keys] = column;
    return plan->n_keys++;
}

static void add_part(gg_compare_plan *plan, gg_part_kind kind, const char *name, size_t column)
{
    plan->parts[plan->n_parts++] = (gg_part){.kind = kind,
                                             .name = name,
                                             .column = gg_csv_name(plan->csv, column),
                                             .keys = {key_of(plan, column)},
                                             .n_keys = 1};
}

static bool find_protected(const gg_compare_plan *plan, const char *name, size_t size, size_t *out)
{
    for (size_t i = 0; i < plan->n_protected; i++) {
        const char *key = gg_csv_name(plan->csv, plan->keys[i]);

        if (strlen(key) == size && memcmp(key, name, size) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* "race*sex": the same rule, and the same words of refusal, as when an evaluation is asked. */
static gg_status add_intersection(const binder *b, const char *text)
{
    gg_part part = {.kind = GG_PART_INTERSECTION, .name = text, .column = text};

    for (const char *at = text; at;) {
        const char *star = strchr(at, '*');
        size_t size = star ? (size_t)(star - at) : strlen(at), key = 0;

        if (part.n_keys == GG_PART_KEYS || !find_protected(b->plan, at, size, &key))
            return gg_error_set(b->err, GG_E_USAGE, "name protected columns with * between them",
                                "--intersect %s: not protected columns of the table", text);
        for (size_t i = 0; i < part.n_keys; i++)
            if (part.keys[i] == key)
                return gg_error_set(b->err, GG_E_USAGE, "name each column once",
                                    "--intersect %s: a column twice", text);
        part.keys[part.n_keys++] = key;
        at = star ? star + 1 : NULL;
    }
    if (part.n_keys < 2)
        return gg_error_set(b->err, GG_E_USAGE, "write --intersect race*sex",
                            "--intersect %s: needs two columns", text);
    b->plan->parts[b->plan->n_parts++] = part;
    return GG_OK;
}

/* Protected columns stand in the order of the schema, as in an evaluation. */
static gg_status bind_parts(const binder *b)
{
    gg_compare_plan *plan = b->plan;
    size_t n = plan->schema->n_columns + 2, period = SIZE_MAX;
    gg_status status = bind_one(b, GG_ROLE_PERIOD, &period);

    if (status)
        return status;
    plan->keys = gg_arena_array(b->arena, n, sizeof *plan->keys);
    plan->parts = gg_arena_array(b->arena, n + b->options->n_intersections, sizeof *plan->parts);
    if (!plan->keys || !plan->parts)
        return no_memory(b->err);
    for (size_t i = 0; i < plan->schema->n_columns; i++) {
        const gg_column *column = &plan->schema->columns[i];
        size_t at;

        if (column->roles & 1u << GG_ROLE_PROTECTED && gg_csv_find(plan->csv, column->name, &at))
            add_part(plan, GG_PART_ATTRIBUTE, column->name, at);
    }
    plan->n_protected = plan->n_keys;
    for (size_t i = 0; i < b->options->n_intersections && !status; i++)
        status = add_intersection(b, b->options->intersections[i]);
    if (plan->site != SIZE_MAX)
        add_part(plan, GG_PART_SITE, "site", plan->site);
    if (period != SIZE_MAX)
        add_part(plan, GG_PART_PERIOD, "period", period);
    return status;
}

static gg_status make_sides(const binder *b, const char *const names[GG_SCORES_COMPARED])
{
    const gg_compare_options *o = b->options;
    const gg_compare_side wanted[GG_SCORES_COMPARED] = {
        {.name = names[GG_A],
         .scorer = o->scorer_a,
         .thresholds = o->thresholds_a,
         .operation = o->operation_a},
        {.name = names[GG_B],
         .scorer = o->scorer_b,
         .thresholds = o->thresholds_b,
         .operation = o->operation_b},
    };
    const double thresholds[GG_SCORES_COMPARED] = {o->threshold_a, o->threshold_b};
    gg_status status = GG_OK;

    for (int which = 0; which < GG_SCORES_COMPARED && !status; which++)
        status = gg_compare_side_make(b->arena, b->plan, &wanted[which], thresholds[which],
                                      &b->plan->side[which], b->err);
    return status;
}

static void want(bool *wanted, const size_t *columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (columns[i] != SIZE_MAX)
            wanted[columns[i]] = true;
}

/* Columns that neither side looks at need not be fetched. */
static gg_status choose(const binder *b)
{
    const gg_compare_plan *plan = b->plan;
    const size_t alone[] = {plan->outcome, plan->suppressed, plan->weight,
                            plan->count,   plan->arm,        plan->probability};
    bool *wanted = gg_arena_array(b->arena, gg_csv_columns(plan->csv), sizeof *wanted);

    if (!wanted)
        return no_memory(b->err);
    want(wanted, alone, sizeof alone / sizeof *alone);
    want(wanted, plan->keys, plan->n_keys);
    for (int which = 0; which < GG_SCORES_COMPARED; which++) {
        const gg_compare_side *side = &plan->side[which];
        size_t n = 0;

        for (size_t i = 0; side->operation && i < side->operation->n_rules; i++)
            n += side->operation->rules[i].n_conditions;
        want(wanted, &side->score, 1);
        want(wanted, side->inputs, side->scorer ? side->scorer->n_columns : 0);
        want(wanted, side->conditions, n);
    }
    gg_csv_choose(plan->csv, wanted);
    return GG_OK;
}

gg_status gg_compare_plan_make(gg_arena *arena, gg_csv *csv, const gg_schema *schema,
                               const char *const names[GG_SCORES_COMPARED],
                               const gg_compare_options *options, gg_compare_plan *out,
                               gg_error *err)
{
    binder b = {arena, out, options, gg_arena_array(arena, gg_csv_columns(csv), sizeof(size_t)),
                err};
    gg_status status;

    if (!b.room)
        return no_memory(err);
    memset(out, 0, sizeof *out);
    out->csv = csv;
    out->schema = schema;
    out->skip = options->skip_bad_rows;
    out->inspection = options->inspection;
    status = bind_columns(&b);
    if (!status)
        status = bind_parts(&b);
    if (!status)
        status = make_sides(&b, names);
    return status ? status : choose(&b);
}
