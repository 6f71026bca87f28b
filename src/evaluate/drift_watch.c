/* Which columns drift watches, and how their cells are read. */
#include <stdlib.h>
#include <string.h>

#include "drift_internal.h"

#define ROLE(role) (1u << GG_ROLE_##role)

/* Columns that say how to read the rows, and are no property of a case. */
static const unsigned never_watched =
    ROLE(COUNT) | ROLE(WEIGHT) | ROLE(SAMPLING_PROBABILITY) | ROLE(PERIOD) | ROLE(IGNORE);
static const unsigned always_watched = ROLE(SCORE) | ROLE(OUTCOME);
static const unsigned watched_by_role =
    ROLE(FEATURE) | ROLE(SCORE) | ROLE(OUTCOME) | ROLE(PROTECTED);

typedef struct chooser {
    gg_arena *arena;
    gg_csv *const *csv;
    const gg_schema *schema; /* may be NULL */
    const gg_drift_options *options;
    gg_drift_watches *out;
    gg_error *err;
} chooser;

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static const gg_column *said_of(const chooser *c, const char *name)
{
    return c->schema ? gg_schema_find(c->schema, name) : NULL;
}

static unsigned roles_of(const chooser *c, const char *name)
{
    const gg_column *column = said_of(c, name);

    return column ? column->roles : 0;
}

static bool is_named(const chooser *c, const char *name)
{
    for (size_t i = 0; i < c->options->n_features; i++)
        if (strcmp(c->options->features[i], name) == 0)
            return true;
    return false;
}

/* The roles that make a column watched; 0 where every column is. */
static unsigned roles_wanted(const chooser *c)
{
    unsigned there = 0;

    for (size_t i = 0; i < gg_csv_columns(c->csv[GG_BASELINE]); i++)
        there |= roles_of(c, gg_csv_name(c->csv[GG_BASELINE], i));
    if (c->options->n_features)
        return always_watched;
    return there & watched_by_role ? watched_by_role : 0;
}

static gg_status missing_column(const chooser *c, int side, const char *name)
{
    gg_error_where(c->err, gg_csv_path(c->csv[side]), 1, name);
    return gg_error_set(
        c->err, GG_E_INPUT,
        "name the columns to watch with --feature, or give tables with equal columns",
        "no such column, though the other table has it");
}

static gg_drift_watch_kind kind_of(const gg_column *column)
{
    unsigned roles = column ? column->roles : 0;

    if (roles & ROLE(OUTCOME))
        return GG_DRIFT_READ_OUTCOME;
    if (column && column->n_bins)
        return GG_DRIFT_READ_BINS;
    if (roles & ROLE(SCORE))
        return GG_DRIFT_READ_SCORE;
    return roles & ROLE(PROTECTED) ? GG_DRIFT_READ_WORDS : GG_DRIFT_READ_OPEN;
}

static gg_status add_watch(const chooser *c, const char *name, size_t at)
{
    gg_drift_watch *watch = &c->out->all[c->out->n];

    watch->column = said_of(c, name);
    watch->kind = kind_of(watch->column);
    watch->at[GG_BASELINE] = at;
    if (!gg_csv_find(c->csv[GG_CURRENT], name, &watch->at[GG_CURRENT]))
        return missing_column(c, GG_CURRENT, name);
    watch->name = gg_arena_string(c->arena, name);
    if (watch->kind == GG_DRIFT_READ_BINS)
        watch->labels = gg_cell_bins(c->arena, watch->column);
    if (!watch->name || (watch->kind == GG_DRIFT_READ_BINS && !watch->labels))
        return no_memory(c->err);
    c->out->n++;
    return GG_OK;
}

/* Every column asked for must be in the baseline; add_watch() asks the same of the current table.
 */
static gg_status check_features(const chooser *c)
{
    size_t at;

    for (size_t i = 0; i < c->options->n_features; i++) {
        const char *name = c->options->features[i];

        for (int side = 0; side < GG_SIDES; side++) {
            if (gg_csv_find(c->csv[side], name, &at))
                continue;
            gg_error_where(c->err, gg_csv_path(c->csv[side]), 1, name);
            return gg_error_set(c->err, GG_E_INPUT, "see the names in the first line of the table",
                                "no such column");
        }
    }
    return GG_OK;
}

/* Where every column is watched, the tables must have the same ones. */
static gg_status check_same(const chooser *c)
{
    const gg_csv *current = c->csv[GG_CURRENT];
    size_t at;

    for (size_t i = 0; i < gg_csv_columns(current); i++) {
        const char *name = gg_csv_name(current, i);

        if (!(roles_of(c, name) & never_watched) && !gg_csv_find(c->csv[GG_BASELINE], name, &at))
            return missing_column(c, GG_BASELINE, name);
    }
    return GG_OK;
}

/* The tests know no weights; to leave them out unasked would answer another question. */
static gg_status refuse_weights(const chooser *c, int side, size_t at)
{
    gg_error_where(c->err, gg_csv_path(c->csv[side]), 0, gg_csv_name(c->csv[side], at));
    return gg_error_set(c->err, GG_E_USAGE,
                        "compare the rows as they are, with the role ignore in a schema",
                        "drift compares rows, and cannot weigh them");
}

static gg_status bind_period(const chooser *c, size_t at)
{
    c->out->period_at = at;
    c->out->period = said_of(c, gg_csv_name(c->csv[GG_CURRENT], at));
    if (!c->out->period->n_bins)
        return GG_OK;
    c->out->period_labels = gg_cell_bins(c->arena, c->out->period);
    return c->out->period_labels ? GG_OK : no_memory(c->err);
}

/* Checks that the schema fits both tables, and finds the count column of each. */
static gg_status bind_tables(const chooser *c)
{
    for (int side = 0; side < GG_SIDES; side++) {
        size_t columns = gg_csv_columns(c->csv[side]);
        size_t *at = gg_arena_array(c->arena, columns, sizeof *at);

        c->out->count_at[side] = SIZE_MAX;
        if (!at)
            return no_memory(c->err);
        for (int role = 0; c->schema && role < GG_ROLE_COUNT_; role++) {
            size_t n = 0;
            gg_status status =
                gg_schema_bind(c->schema, c->csv[side], (gg_role)role, at, &n, c->err);

            if (status)
                return status;
            if (n && role == GG_ROLE_COUNT)
                c->out->count_at[side] = at[0];
            if (n && role == GG_ROLE_PERIOD && side == GG_CURRENT)
                status = bind_period(c, at[0]);
            if (n && role == GG_ROLE_WEIGHT)
                status = refuse_weights(c, side, at[0]);
            if (status)
                return status;
        }
    }
    return GG_OK;
}

gg_status gg_drift_watches_choose(gg_arena *arena, gg_csv *const csv[GG_SIDES],
                                  const gg_schema *schema, const gg_drift_options *options,
                                  gg_drift_watches *out, gg_error *err)
{
    chooser c = {arena, csv, schema, options, out, err};
    size_t columns = gg_csv_columns(csv[GG_BASELINE]);
    gg_status status;
    unsigned wanted;

    memset(out, 0, sizeof *out);
    out->period_at = SIZE_MAX;
    out->all = gg_arena_array(arena, columns, sizeof *out->all);
    if (!out->all)
        return no_memory(err);
    status = bind_tables(&c);
    if (!status)
        status = check_features(&c);
    wanted = roles_wanted(&c);
    out->every = wanted == 0;
    for (size_t i = 0; i < columns && !status; i++) {
        const char *name = gg_csv_name(csv[GG_BASELINE], i);
        unsigned roles = roles_of(&c, name);

        if (is_named(&c, name) || (roles & wanted && !(roles & ROLE(IGNORE))) ||
            (out->every && !(roles & never_watched)))
            status = add_watch(&c, name, i);
    }
    if (!status && out->every)
        status = check_same(&c);
    if (!status && out->n == 0)
        status = gg_error_set(err, GG_E_USAGE, "name columns with --feature",
                              "there is no column to watch");
    return status;
}
