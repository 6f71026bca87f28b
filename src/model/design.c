/* The matrix of a fit: what each feature's rules and its learned constants make of the rows. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "design_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

gg_status gg_feature_refuse(const gg_training_rows *rows, size_t feature, const char *mend,
                            const char *what, gg_error *err)
{
    gg_error_where(err, NULL, 0, rows->features[feature].name);
    return gg_error_set(err, GG_E_INPUT, mend, "%s", what);
}

gg_status gg_design_warn(gg_design *design, gg_error *err, const char *code, const char *format,
                         ...)
{
    char text[300], clean[304];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    /* Where a long name is cut within a sign, what is left of it is made clean. */
    gg_text_clean(text, strlen(text), clean, sizeof clean - 4);
    if (json_array_append_new(design->warnings,
                              json_pack("{s:s, s:s}", "code", code, "message", clean)))
        return memory(err);
    return GG_OK;
}

/* ---- the numbers ---- */

static gg_status fill_number(gg_design *d, const gg_design_column *c, gg_error *err)
{
    const gg_training_rows *r = d->rows;
    const double *x = r->cells[c->feature].x;
    double *to = d->x + c->at;

    for (size_t i = 0; i < r->n; i++, to += d->p) {
        gg_status status = gg_input_number(&c->input, isnan(x[i]) ? c->input.fill : x[i], to, err);

        if (!status && !isfinite(*to))
            status =
                gg_feature_refuse(r, c->feature, "use another unit", "a number too large", err);
        if (status)
            return status;
    }
    return GG_OK;
}

static void fill_level(gg_design *d, const gg_design_column *c)
{
    const gg_training_rows *r = d->rows;
    const gg_cells_of *cells = &r->cells[c->feature];
    bool of_missing = *c->input.level == '\0';
    double *to = d->x + c->at, word = NAN;

    for (size_t k = 0; k < cells->n_words; k++)
        if (strcmp(cells->words[k], c->input.level) == 0)
            word = (double)k;
    for (size_t i = 0; i < r->n; i++, to += d->p) {
        if (isnan(cells->x[i]))
            *to = of_missing ? 1 : c->input.fill;
        else
            *to = !of_missing && cells->x[i] == word;
    }
}

static gg_status fill_evidence(gg_design *d, const gg_design_column *c, gg_error *err)
{
    const gg_training_rows *r = d->rows;
    const gg_cells_of *cells = &r->cells[c->feature];
    size_t *places = malloc((cells->n_words + 1) * sizeof *places);
    double *to = d->x + c->at;

    if (!places)
        return memory(err);
    /* Levels are some of the words, in their order. */
    for (size_t k = 0, l = 0; k < cells->n_words; k++) {
        bool alone = l < c->evidence->n && c->evidence->levels[l] == cells->words[k];

        places[k] = alone ? l++ : SIZE_MAX;
    }
    for (size_t i = 0; i < r->n; i++, to += d->p)
        *to = gg_evidence_value(c->evidence, cells, i, places);
    free(places);
    return GG_OK;
}

/* A level is text of a cell, of which an error tells the shape alone. */
static const char *name_in_errors(gg_design *d, const gg_design_column *c)
{
    char shape[40];
    const char *level = c->input.level;

    if (!level || !*level)
        return c->name;
    return gg_arena_printf(&d->arena, "%s=(shape \"%s\")", c->input.feature,
                           gg_text_shape(level, strlen(level), shape, sizeof shape));
}

static gg_status fill(gg_design *d, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t k = 0; k < d->n_columns; k++)
        if (!d->columns[k].silent)
            d->columns[k].at = d->p++;
    d->names = gg_arena_array(&d->arena, d->p, sizeof *d->names);
    if (d->p && d->rows->n > SIZE_MAX / sizeof *d->x / d->p)
        return memory(err);
    d->x = malloc(d->rows->n * d->p * sizeof *d->x + 1);
    if (!d->names || !d->x)
        return memory(err);
    for (size_t k = 0; k < d->n_columns && !status; k++) {
        const gg_design_column *c = &d->columns[k];

        if (c->silent)
            continue;
        d->names[c->at] = name_in_errors(d, c);
        if (!d->names[c->at])
            return memory(err);
        if (c->evidence)
            status = fill_evidence(d, c, err);
        else if (c->input.level)
            fill_level(d, c);
        else
            status = fill_number(d, c, err);
    }
    return status;
}

gg_status gg_design_make(const gg_training_rows *rows, const gg_woe_options *woe,
                         const gg_train_options *options, gg_design *out, gg_error *err)
{
    gg_design made = {.rows = rows, .warnings = json_array()};
    gg_status status = made.warnings ? GG_OK : memory(err);

    gg_arena_init(&made.arena);
    if (!status)
        status = gg_design_learn(&made, woe, options, err);
    if (!status)
        status = fill(&made, err);
    if (status)
        gg_design_release(&made);
    else
        *out = made;
    return status;
}

void gg_design_release(gg_design *design)
{
    free(design->x);
    json_decref(design->warnings);
    gg_arena_release(&design->arena);
    memset(design, 0, sizeof *design);
}
