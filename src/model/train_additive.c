/*
 * Fitting what adds up: a logistic regression on inputs, or a scorecard, which is one on weights of
 * evidence whose points are coefficient times weight.
 *
 * Points on a scale of their own (base at odds to 1, so many more where the odds double) are
 * factor * log odds + offset, with factor = double / log 2 and offset = base - factor * log(odds)
 * (Siddiqi 2006, chapter 6).
 */
#include <math.h>
#include <stdlib.h>

#include "additive_internal.h"
#include "train_internal.h"

#include "gauger/stats/logistic.h"

typedef struct fit {
    gg_fitting *fitting;
    double *b, *covariance; /* p + 1, and its square */
    double factor, offset;
    gg_logistic found;
} fit;

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static bool report(void *context, double share)
{
    const gg_train_options *o = context;

    return o->progress(o->progress_context, GG_LEARNING + (1 - GG_LEARNING) * share);
}

static gg_status fit_rows(fit *f, gg_error *err)
{
    const gg_fitting *g = f->fitting;
    const gg_design *d = g->design;
    gg_logistic_options o = gg_logistic_options_default();
    size_t q = d->p + 1;
    gg_status status;

    f->b = gg_arena_array(&g->design->arena, q, sizeof *f->b);
    f->covariance = gg_arena_array(&g->design->arena, q * q, sizeof *f->covariance);
    if (!f->b || !f->covariance)
        return memory(err);
    o.ridge = g->plan->ridge;
    o.threads = g->options->threads;
    o.names = d->names;
    o.progress = g->options->progress ? report : NULL;
    o.progress_context = (void *)g->options;
    status = gg_logistic_fit(d->x, g->rows->n, d->p, g->rows->y, g->rows->w, &o, f->b,
                             f->covariance, &f->found, err);
    if (!status && !f->found.converged)
        return gg_error_set(err, GG_E_INPUT, "set a ridge, or standardize the features",
                            "the fit does not converge within %u iterations", f->found.iterations);
    return status;
}

static double coefficient_of(const fit *f, const gg_design_column *c)
{
    return c->silent ? 0 : f->b[c->at + 1];
}

/* ---- the artifact ---- */

/* One way to multiply, so that a file's points are those of the fit to the bit. */
static double points_of(const fit *f, double coefficient, double evidence)
{
    return f->factor * (coefficient * evidence);
}

static gg_status evidence_term(const fit *f, const gg_design_column *c, gg_term *term,
                               gg_error *err)
{
    const gg_evidence_of *e = c->evidence;
    size_t n = e->n + (e->bins ? 1 : 0);
    double *points = gg_arena_array(&f->fitting->design->arena, n, sizeof *points);
    double b = coefficient_of(f, c);

    if (!points)
        return memory(err);
    for (size_t i = 0; i < n; i++)
        points[i] = points_of(f, b, e->woe[i]);
    term->form = e->bins ? GG_TERM_BINS : GG_TERM_LEVELS;
    term->levels = e->levels;
    term->edges = e->edges;
    term->points = points;
    term->n = e->n;
    term->has_other = e->has_other;
    term->other = points_of(f, b, e->other);
    term->has_missing = e->has_missing;
    term->missing = points_of(f, b, e->missing);
    return GG_OK;
}

static const char *describe(const fit *f)
{
    const gg_train_plan *plan = f->fitting->plan;
    char base[32], odds[32], twice[32];

    if (plan->manifest->scorer == GG_SCORER_LOGISTIC)
        return NULL;
    if (!plan->has_points)
        return "Points are log odds: a logistic regression's coefficient times the weight of "
               "evidence of the bin or level.";
    return gg_arena_printf(&f->fitting->design->arena,
                           "%s points mean odds of %s to 1; %s points more double the odds.",
                           gg_text_double(plan->base, base), gg_text_double(plan->odds, odds),
                           gg_text_double(plan->twice, twice));
}

static gg_status write_artifact(const fit *f, gg_error *err)
{
    const gg_fitting *g = f->fitting;
    const gg_design *d = g->design;
    gg_additive model = {.kind = g->plan->manifest->scorer,
                         .link = g->plan->has_points ? GG_LINK_IDENTITY : GG_LINK_LOGIT,
                         .intercept = f->offset + f->factor * f->b[0],
                         .description = describe(f),
                         .n_terms = d->n_columns};
    gg_status status = GG_OK;

    model.terms = gg_arena_array(&g->design->arena, d->n_columns, sizeof *model.terms);
    if (!model.terms)
        return memory(err);
    for (size_t i = 0; i < d->n_columns && !status; i++) {
        const gg_design_column *c = &d->columns[i];

        model.terms[i].feature = g->rows->features[c->feature].name;
        model.terms[i].input = c->input;
        model.terms[i].weight = c->evidence ? 0 : f->factor * coefficient_of(f, c);
        if (c->evidence)
            status = evidence_term(f, c, &model.terms[i], err);
    }
    return status ? status : gg_additive_write(&model, g->artifact, err);
}

/* ---- the document ---- */

static int add_coefficient(json_t *list, const char *name, double value, double variance)
{
    json_t *row = json_pack("{s:s}", "input", name);
    int failed = row ? 0 : -1;

    if (!failed)
        failed |= gg_json_set_real(row, "value", value);
    if (!failed)
        failed |= gg_json_set_real(row, "standard_error", sqrt(variance));
    return json_array_append_new(list, row) | failed;
}

static gg_status write_coefficients(const fit *f, gg_error *err)
{
    const gg_design *d = f->fitting->design;
    json_t *list = json_array();
    int failed = list ? add_coefficient(list, "(intercept)", f->b[0], f->covariance[0]) : -1;

    for (size_t i = 0; i < d->n_columns && !failed; i++) {
        const gg_design_column *c = &d->columns[i];
        size_t at = c->at + 1;

        failed |= add_coefficient(list, c->name, coefficient_of(f, c),
                                  c->silent ? NAN : f->covariance[at * (d->p + 1) + at]);
    }
    failed |= json_object_set_new(f->fitting->document, "coefficients", list);
    return failed ? memory(err) : GG_OK;
}

static gg_status write_evidence(const fit *f, gg_error *err)
{
    const gg_design *d = f->fitting->design;
    json_t *list = json_array();
    int failed = list ? 0 : -1;

    for (size_t i = 0; i < d->n_columns && !failed; i++) {
        const gg_evidence_of *e = d->columns[i].evidence;

        if (e)
            failed |= json_array_append_new(
                list, json_pack("{s:s, s:I, s:f}", "feature", d->columns[i].name, "groups",
                                (json_int_t)e->groups, "information_value", e->information));
    }
    failed |= json_object_set_new(f->fitting->document, "evidence", list);
    return failed ? memory(err) : GG_OK;
}

/* Evidence that a fit turns round is a sign of features that say the same thing twice. */
static gg_status warn_of_signs(const fit *f, gg_error *err)
{
    gg_design *d = f->fitting->design;
    gg_status status = GG_OK;

    for (size_t i = 0; i < d->n_columns && !status; i++)
        if (d->columns[i].evidence && coefficient_of(f, &d->columns[i]) < 0)
            status = gg_design_warn(d, err, "reversed",
                                    "%s: its coefficient is below 0, so its points run against its "
                                    "own rates; another feature says the same",
                                    d->columns[i].name);
    return status;
}

static gg_status write_document(const fit *f, gg_error *err)
{
    json_t *document = f->fitting->document;
    bool scorecard = f->fitting->plan->manifest->scorer == GG_SCORER_SCORECARD;
    gg_status status;

    if (json_object_set_new(document, "iterations", json_integer(f->found.iterations)) ||
        json_object_set_new(document, "converged", json_boolean(f->found.converged)) ||
        gg_json_set_real(document, "deviance", f->found.deviance) ||
        json_object_set_new(document, "libraries",
                            json_pack("{s:s}", "GSL", gg_logistic_library())))
        return memory(err);
    status = write_coefficients(f, err);
    if (!status && scorecard)
        status = write_evidence(f, err);
    return status ? status : warn_of_signs(f, err);
}

gg_status gg_train_additive(gg_fitting *fitting, gg_error *err)
{
    const gg_train_plan *plan = fitting->plan;
    fit f = {.fitting = fitting, .factor = 1};
    gg_status status = fit_rows(&f, err);

    if (plan->has_points) {
        f.factor = plan->twice / log(2);
        f.offset = plan->base - f.factor * log(plan->odds);
    }
    if (!status)
        status = write_artifact(&f, err);
    return status ? status : write_document(&f, err);
}
