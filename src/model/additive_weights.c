/*
 * The weights of an additive model as a document.
 *
 * A weight on a number is told per unit of the transformed cell, not of the centred and scaled one:
 * so that a refit on other data, whose centre and scale are others, can be compared. The intercept
 * is the one that belongs to that.
 */
#include <math.h>

#include "additive_internal.h"

#include "gauger/table/cell.h"

/* The terms of one feature, in the document under construction. */
typedef struct listed {
    json_t *features; /* the list */
    json_t *by_name;  /* borrowed lists of terms, by feature */
    bool failed;
} listed;

static json_t *terms_of(listed *l, const char *feature)
{
    json_t *terms = json_object_get(l->by_name, feature);
    json_t *entry;

    if (terms)
        return terms;
    terms = json_array();
    if (!terms || json_object_set_new(l->by_name, feature, terms))
        return NULL;
    entry = json_pack("{s:s, s:O}", "name", feature, "terms", terms);
    return entry && json_array_append_new(l->features, entry) == 0 ? terms : NULL;
}

static void add(listed *l, const char *feature, const char *what, const char *of, double adds)
{
    json_t *terms = terms_of(l, feature);
    json_t *entry = json_pack("{s:s, s:s}", "what", what, "of", of);

    if (!terms || !entry || gg_json_set_real(entry, "adds", adds))
        l->failed = true;
    if (!terms)
        json_decref(entry);
    else if (entry && json_array_append_new(terms, entry))
        l->failed = true;
}

static double per_unit(const gg_term *term)
{
    return term->weight / term->input.scale;
}

static void add_number(listed *l, const gg_term *term)
{
    const gg_input *input = &term->input;

    add(l, term->feature, "per unit",
        input->transform == GG_TRANSFORM_NONE ? "" : gg_transform_word(input->transform),
        per_unit(term));
    if (input->has_fill)
        add(l, term->feature, "missing", "",
            per_unit(term) * gg_transform_apply(input->transform, input->fill));
}

static void add_bins(listed *l, const gg_term *term)
{
    const gg_column column = {.bins = term->edges, .n_bins = term->n};
    gg_arena arena;

    gg_arena_init(&arena);
    for (size_t i = 0; i <= term->n; i++) {
        const char *name = gg_bin_name(&arena, &column, i);

        if (name)
            add(l, term->feature, "bin", name, term->points[i]);
        else
            l->failed = true;
    }
    gg_arena_release(&arena);
}

static void add_term(listed *l, const gg_term *term)
{
    if (term->form == GG_TERM_BINS)
        add_bins(l, term);
    else if (term->form == GG_TERM_INPUT && !term->input.level)
        add_number(l, term);
    else if (term->form == GG_TERM_INPUT && *term->input.level)
        add(l, term->feature, "level", term->input.level, term->weight);
    else if (term->form == GG_TERM_INPUT)
        add(l, term->feature, "missing", "indicator", term->weight);
    for (size_t i = 0; term->form == GG_TERM_LEVELS && i < term->n; i++)
        add(l, term->feature, "level", term->levels[i], term->points[i]);
    if (term->has_other)
        add(l, term->feature, "other", "", term->other);
    if (term->has_missing)
        add(l, term->feature, "missing", "", term->missing);
}

/* The intercept of the weights per unit: what centring took away is in it. */
static double plain_intercept(const gg_additive *model)
{
    double x = model->intercept;

    for (size_t i = 0; i < model->n_terms; i++) {
        const gg_term *t = &model->terms[i];

        if (t->form == GG_TERM_INPUT && !t->input.level && t->input.center != 0)
            x -= per_unit(t) * t->input.center;
    }
    return x;
}

json_t *gg_additive_weights(const gg_additive *model)
{
    listed l = {json_array(), json_object(), false};
    json_t *out = NULL;

    if (l.features && l.by_name)
        for (size_t i = 0; i < model->n_terms; i++)
            add_term(&l, &model->terms[i]);
    if (l.features && l.by_name && !l.failed)
        out = json_pack("{s:s, s:s, s:s, s:n, s:s?, s:O}", "format", "gauger/weights/1", "scorer",
                        gg_scorer_word(model->kind), "link",
                        model->link == GG_LINK_LOGIT ? "logit" : "identity", "intercept", "note",
                        model->description, "features", l.features);
    if (out && gg_json_set_real(out, "intercept", plain_intercept(model))) {
        json_decref(out);
        out = NULL;
    }
    json_decref(l.features);
    json_decref(l.by_name);
    return out;
}
