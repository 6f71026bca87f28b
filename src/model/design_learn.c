/* What is learned of each feature: fills, centres and scales, levels; and the columns that follow.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "design_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* ---- averages ---- */

typedef struct weighed {
    double x, w;
} weighed;

static int by_x(const void *a, const void *b)
{
    const weighed *p = a, *q = b;

    return p->x != q->x ? (p->x > q->x) - (p->x < q->x) : (p->w > q->w) - (p->w < q->w);
}

static double middle(weighed *all, size_t n, double total)
{
    double below = 0;

    qsort(all, n, sizeof *all, by_x);
    for (size_t i = 0; i < n; i++) {
        below += all[i].w;
        if (2 * below > total)
            return all[i].x;
        if (2 * below == total && i + 1 < n)
            return all[i].x + (all[i + 1].x - all[i].x) / 2;
    }
    return n ? all[n - 1].x : NAN;
}

gg_status gg_average_of(gg_average which, const double *x, const double *w, size_t n, double *out,
                        gg_error *err)
{
    weighed *all = which == GG_AVERAGE_MEDIAN ? malloc((n + 1) * sizeof *all) : NULL;
    double sum = 0, total = 0;
    size_t k = 0;

    if (which == GG_AVERAGE_MEDIAN && !all)
        return memory(err);
    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]))
            continue;
        if (all)
            all[k++] = (weighed){x[i], w[i]};
        sum += w[i] * x[i];
        total += w[i];
    }
    *out = all ? middle(all, k, total) : total > 0 ? sum / total : NAN;
    free(all);
    return GG_OK;
}

/* ---- columns ---- */

static gg_status add_column(gg_design *d, size_t feature, const char *name, gg_input input,
                            gg_design_column **out, gg_error *err)
{
    gg_design_column *c = &d->columns[d->n_columns];

    if (!name)
        return memory(err);
    *c = (gg_design_column){.feature = feature, .name = name, .input = input};
    d->n_columns++;
    if (out)
        *out = c;
    return GG_OK;
}

/* Where missing cells go: the unit of a cell, before the transform. */
static gg_status learn_fill(gg_design *d, size_t f, gg_input *input, gg_error *err)
{
    const gg_training_rows *r = d->rows;
    const gg_cells_of *cells = &r->cells[f];
    gg_imputation how = r->features[f].imputation;
    gg_status status = GG_OK;

    input->has_fill = how != GG_IMPUTE_NONE;
    input->fill = 0;
    /* Without a missing cell to learn from, a level of its own would be a guess. */
    if (how == GG_IMPUTE_MEAN || (how == GG_IMPUTE_LEVEL && !cells->missing))
        status = gg_average_of(GG_AVERAGE_MEAN, cells->x, r->w, r->n, &input->fill, err);
    if (how == GG_IMPUTE_MEDIAN)
        status = gg_average_of(GG_AVERAGE_MEDIAN, cells->x, r->w, r->n, &input->fill, err);
    if (!status && !isfinite(input->fill))
        return gg_feature_refuse(r, f, "leave it out", "nothing but missing cells", err);
    if (!status && how == GG_IMPUTE_LEVEL && !cells->missing)
        status = gg_design_warn(d, err, "no_missing_cell",
                                "%s has no missing cell in these rows: one that comes later counts "
                                "as their mean",
                                r->features[f].name);
    return status;
}

/* The smallest and the largest value of an input over the rows, and its mean and deviation. */
typedef struct spread {
    double low, high, mean, deviation;
} spread;

static double cell_of(const gg_cells_of *cells, const gg_input *input, size_t i)
{
    double x = isnan(cells->x[i]) ? input->fill : cells->x[i];

    return gg_transform_apply(input->transform, x);
}

static spread learn_spread(const gg_design *d, size_t f, const gg_input *input)
{
    const gg_training_rows *r = d->rows;
    spread s = {.low = INFINITY, .high = -INFINITY};
    double total = 0, squares = 0, rows = (double)r->used;

    for (size_t i = 0; i < r->n; i++) {
        double x = cell_of(&r->cells[f], input, i);

        s.low = fmin(s.low, x);
        s.high = fmax(s.high, x);
        s.mean += r->w[i] * x;
        total += r->w[i];
    }
    s.mean /= total;
    for (size_t i = 0; i < r->n; i++) {
        double away = cell_of(&r->cells[f], input, i) - s.mean;

        squares += r->w[i] * away * away;
    }
    s.deviation = sqrt(squares / total * (rows / (rows - 1)));
    return s;
}

static gg_status add_number(gg_design *d, size_t f, gg_error *err)
{
    const gg_training_rows *r = d->rows;
    const gg_feature *feature = &r->features[f];
    gg_input input = gg_input_default(feature->name, NULL);
    bool apart = feature->imputation == GG_IMPUTE_LEVEL && r->cells[f].missing;
    gg_status status;
    spread s;

    input.transform = feature->transform;
    status = learn_fill(d, f, &input, err);
    if (status)
        return status;
    s = learn_spread(d, f, &input);
    if (!(s.high > s.low))
        return gg_feature_refuse(r, f, "leave it out", "the same number in all rows", err);
    if (feature->standardize) {
        if (!isfinite(s.mean) || !isfinite(s.deviation) || !(s.deviation > 0))
            return gg_feature_refuse(r, f, "use another unit", "numbers too large to standardize",
                                     err);
        input.center = s.mean;
        input.scale = s.deviation;
    }
    status = add_column(d, f, feature->name, input, NULL, err);
    if (!status && apart)
        status = add_column(d, f, gg_arena_printf(&d->arena, "%s (missing)", feature->name),
                            gg_input_default(feature->name, ""), NULL, err);
    return status;
}

/* The weight of each word, and behind them that of missing cells. */
static double *weigh_words(gg_design *d, size_t f)
{
    const gg_training_rows *r = d->rows;
    const gg_cells_of *cells = &r->cells[f];
    double *weight = gg_arena_array(&d->arena, cells->n_words + 1, sizeof *weight);

    for (size_t i = 0; weight && i < r->n; i++)
        weight[isnan(cells->x[i]) ? cells->n_words : (size_t)cells->x[i]] += r->w[i];
    return weight;
}

/* The heaviest of n, the first of equals. */
static size_t heaviest(const double *weight, size_t n)
{
    size_t most = 0;

    for (size_t i = 1; i < n; i++)
        if (weight[i] > weight[most])
            most = i;
    return most;
}

static gg_status add_level(gg_design *d, size_t f, const char *word, bool filled, gg_error *err)
{
    const gg_feature *feature = &d->rows->features[f];
    gg_input input = gg_input_default(feature->name, word);

    input.has_fill = feature->imputation != GG_IMPUTE_NONE && *word != '\0';
    input.fill = filled ? 1 : 0;
    return add_column(d, f,
                      *word ? gg_arena_printf(&d->arena, "%s=%s", feature->name, word)
                            : gg_arena_printf(&d->arena, "%s (missing)", feature->name),
                      input, NULL, err);
}

/* An input a level, the heaviest left out: it is what the others are compared with. */
static gg_status add_levels(gg_design *d, size_t f, gg_error *err)
{
    const gg_training_rows *r = d->rows;
    const gg_cells_of *cells = &r->cells[f];
    gg_imputation how = r->features[f].imputation;
    double *weight = weigh_words(d, f);
    size_t n = cells->n_words, left_out, mode;
    gg_status status = GG_OK;

    if (!weight)
        return memory(err);
    if (n == 0)
        return gg_feature_refuse(r, f, "leave it out", "nothing but missing cells", err);
    mode = heaviest(weight, n);
    if (how == GG_IMPUTE_MODE)
        weight[mode] += weight[n];
    /* The word that missing cells go to is the heaviest, and so it is left out: no fill is 1. */
    left_out = heaviest(weight, how == GG_IMPUTE_LEVEL ? n + 1 : n);
    for (size_t i = 0; i < n && !status; i++)
        if (weight[i] > 0 && i != left_out)
            status = add_level(d, f, cells->words[i], how == GG_IMPUTE_MODE && i == mode, err);
    if (!status && how == GG_IMPUTE_LEVEL && weight[n] > 0 && left_out != n)
        status = add_level(d, f, "", false, err);
    if (!status && how == GG_IMPUTE_LEVEL && weight[n] == 0)
        status = gg_design_warn(d, err, "no_missing_cell",
                                "%s has no missing cell in these rows: one that comes later counts "
                                "as the level %s",
                                r->features[f].name, cells->words[left_out]);
    return status;
}

/* How many columns a feature may become; 0 where it would be none or too many. */
static size_t width_of(const gg_training_rows *r, size_t f)
{
    size_t words =
        r->cells[f].n_words + (r->cells[f].missing && r->features[f].imputation == GG_IMPUTE_LEVEL);

    if (r->features[f].encoding != GG_ENCODE_ONE_HOT)
        return 2;
    return words > GG_MOST_INPUTS ? 0 : words;
}

static gg_status check_width(const gg_training_rows *r, size_t f, gg_error *err)
{
    char what[80];

    if (r->features[f].encoding != GG_ENCODE_ONE_HOT)
        return GG_OK;
    if (r->cells[f].n_words && width_of(r, f) == 1)
        return gg_feature_refuse(r, f, "leave it out", "the same word in all rows", err);
    if (r->cells[f].n_words <= GG_MOST_INPUTS)
        return GG_OK;
    snprintf(what, sizeof what, "%zu different words, and one_hot takes at most %d",
             r->cells[f].n_words, GG_MOST_INPUTS);
    return gg_feature_refuse(r, f, "group them first, or leave the feature out", what, err);
}

static gg_status add_evidence(gg_design *d, size_t f, const gg_woe_options *woe, gg_error *err)
{
    gg_evidence_of *evidence = gg_arena_array(&d->arena, 1, sizeof *evidence);
    gg_design_column *c = NULL;
    gg_status status = evidence ? GG_OK : memory(err);

    if (!status)
        status = gg_evidence_learn(d, f, woe, evidence, err);
    if (!status)
        status = add_column(d, f, d->rows->features[f].name,
                            gg_input_default(d->rows->features[f].name, NULL), &c, err);
    if (status)
        return status;
    c->evidence = evidence;
    c->silent = evidence->groups == 1;
    if (c->silent)
        status = gg_design_warn(d, err, "no_evidence",
                                "%s: no bins or levels with different rates of the outcome; its "
                                "points are 0",
                                c->name);
    return status;
}

gg_status gg_design_learn(gg_design *d, const gg_woe_options *woe, const gg_train_options *options,
                          gg_error *err)
{
    const gg_training_rows *r = d->rows;
    gg_status status = GG_OK;
    size_t room = 1;

    for (size_t f = 0; f < r->n_features && !status; f++) {
        status = check_width(r, f, err);
        room += width_of(r, f);
    }
    if (status)
        return status;
    if (room > GG_MOST_COLUMNS)
        return gg_error_set(err, GG_E_LIMIT, "group words first, or leave features out",
                            "more than %d inputs", GG_MOST_COLUMNS);
    d->columns = gg_arena_array(&d->arena, room, sizeof *d->columns);
    if (!d->columns)
        return memory(err);
    for (size_t f = 0; f < r->n_features && !status; f++) {
        double done = (double)f / (double)r->n_features;
        gg_encoding how = r->features[f].encoding;

        status = gg_train_ask(options, GG_READING + (GG_LEARNING - GG_READING) * done, err);
        if (!status)
            status = how == GG_ENCODE_WOE       ? add_evidence(d, f, woe, err)
                     : how == GG_ENCODE_ONE_HOT ? add_levels(d, f, err)
                                                : add_number(d, f, err);
    }
    return status;
}
