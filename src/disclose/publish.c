/*
 * Publishing: what an evaluation holds is read and judged, then the document is written.
 */
#include <math.h>
#include <string.h>

#include "disclose_internal.h"

#define LEAST_OF_ALL 2

gg_publish_options gg_publish_options_default(void)
{
    gg_publish_options options = {11};

    return options;
}

gg_status gg_disclose_memory(gg_publication *p)
{
    return gg_error_set(p->err, GG_E_MEMORY, NULL, "out of memory");
}

bool gg_set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

static gg_status note(gg_publication *p, json_t *list, const char *first, const char *a,
                      const char *second, const char *b)
{
    json_t *one = json_object();

    if (gg_set(one, first, json_string(a)) && gg_set(one, second, json_string(b)) &&
        json_array_append(list, one) == 0) {
        json_decref(one);
        return GG_OK;
    }
    json_decref(one);
    return gg_disclose_memory(p);
}

gg_status gg_note_withheld(gg_publication *p, const char *part, const char *why)
{
    return note(p, p->withheld, "part", part, "why", why);
}

gg_status gg_note_warning(gg_publication *p, const char *code, const char *message)
{
    return note(p, p->warnings, "code", code, "message", message);
}

static gg_status refuse(gg_publication *p, const char *key, const char *what)
{
    gg_error_where(p->err, NULL, 0, key);
    return gg_error_set(p->err, GG_E_INPUT, "give an evaluation that gauger wrote", "%s", what);
}

static gg_status read_head(gg_publication *p)
{
    const json_t *decision = json_object_get(p->evaluation, "decision");
    double confidence = gg_json_number(p->evaluation, "confidence", NAN);
    double seed = gg_json_number(p->evaluation, "seed", 1);
    gg_status status;

    if (strcmp(gg_json_string(p->evaluation, "format", ""), GG_EVALUATION_FORMAT) != 0)
        return refuse(p, "format", "the document is no " GG_EVALUATION_FORMAT);
    if (!(confidence > 0 && confidence < 1))
        return refuse(p, "confidence", "it does not lie between 0 and 1");
    if (!(seed >= 0 && seed <= 9007199254740992.0))
        return refuse(p, "seed", "it is no whole number from 0");
    p->how = gg_measure_options_default();
    p->how.z = gg_z_of_confidence(confidence);
    p->how.seed = (uint64_t)seed;
    status =
        gg_adverse_parse(gg_json_string(decision, "adverse", "selected"), &p->how.adverse, p->err);
    if (status == GG_OK)
        return GG_OK;
    gg_error_where(p->err, NULL, 0, "adverse");
    return status == GG_E_USAGE ? GG_E_INPUT : status;
}

static gg_status read_overall(gg_publication *p)
{
    gg_status status =
        gg_figures_parse(json_object_get(p->evaluation, "overall"), &p->overall, p->err);

    if (status != GG_OK) {
        gg_error_where(p->err, NULL, 0, "overall");
        return status;
    }
    gg_scope_reduce(p->scope, &p->overall);
    gg_figures_coarsen(p, &p->overall);
    p->overall_shown = gg_cells_shown(p, &p->overall);
    return GG_OK;
}

static gg_status add_part(gg_publication *p, const char *name, const char *where,
                          const json_t *source, const json_t *groups)
{
    if (json_object_size(groups) == 0)
        return GG_OK;
    return gg_part_read(p, name, where, source, groups, &p->parts[p->n_parts++]);
}

static gg_status read_parts(gg_publication *p)
{
    const json_t *attributes = json_object_get(p->evaluation, "attributes");
    gg_status status = GG_OK;
    const char *name;
    json_t *source;

    p->parts = gg_arena_array(&p->arena, json_object_size(attributes) + 2, sizeof *p->parts);
    if (!p->parts)
        return gg_disclose_memory(p);
    json_object_foreach((json_t *)attributes, name, source)
    {
        status = add_part(p, name, "attributes", source, json_object_get(source, "groups"));
        if (status != GG_OK)
            return status;
    }
    p->n_attributes = p->n_parts;
    source = json_object_get(p->evaluation, "sites");
    status = add_part(p, "site", "sites", source, source);
    source = json_object_get(p->evaluation, "periods");
    if (status == GG_OK)
        status = add_part(p, "period", "periods", source, source);
    return status;
}

/* ---- the scope ---- */

/* Reads everyone and the parts in a scope; how many of them can be shown. */
static gg_status read_in(gg_publication *p, gg_scope scope, size_t *shown, size_t *all)
{
    gg_status status;

    p->scope = scope;
    p->n_parts = p->n_attributes = 0;
    status = read_overall(p);
    if (status == GG_OK)
        status = read_parts(p);
    *all = 1 + p->n_parts;
    *shown = status == GG_OK && p->overall_shown;
    for (size_t i = 0; *shown && i < p->n_parts; i++)
        *shown += p->parts[i].withheld == NULL;
    return status;
}

/* A narrower scope is taken only where it shows more. Decisions alone are the last resort: they
 * leave out what most readers come for. */
static gg_status choose_scope(gg_publication *p)
{
    size_t best = 0, shown, all;
    gg_scope chosen = GG_SCOPE_WHOLE;
    gg_status status = GG_OK;

    for (gg_scope scope = GG_SCOPE_WHOLE; scope < GG_SCOPES && status == GG_OK; scope++) {
        if (scope == GG_SCOPE_DECISIONS && best > 0)
            break;
        status = read_in(p, scope, &shown, &all);
        if (shown > best) {
            best = shown;
            chosen = scope;
        }
        if (shown == all)
            break;
    }
    return status == GG_OK && p->scope != chosen ? read_in(p, chosen, &shown, &all) : status;
}

static gg_status publish(gg_publication *p, json_t *out)
{
    gg_status status = read_head(p);

    if (status == GG_OK)
        status = choose_scope(p);
    if (status == GG_OK && p->overall_shown)
        status = gg_crossings_read(p, json_object_get(p->evaluation, "intersections"));
    return status == GG_OK ? gg_document_write(p, out) : status;
}

gg_status gg_publish(const json_t *evaluation, const gg_publish_options *options, json_t **out,
                     gg_error *err)
{
    gg_publish_options o = options ? *options : gg_publish_options_default();
    gg_publication p = {.least = o.minimum_cell, .err = err};
    json_t *document, *reduced;
    gg_status status;

    if (o.minimum_cell < LEAST_OF_ALL)
        return gg_error_set(err, GG_E_USAGE, "give 2 or more, e.g. 11",
                            "a minimum cell of %u hides nothing", o.minimum_cell);
    if (json_object_get(evaluation, "disclosure"))
        return gg_published_check(evaluation, o.minimum_cell, out, err);
    gg_arena_init(&p.arena);
    document = json_object();
    p.withheld = json_array();
    p.warnings = json_array();
    p.evaluation = reduced = gg_special_without(evaluation);
    status = document && p.withheld && p.warnings && reduced ? gg_special_note(&p)
                                                             : gg_disclose_memory(&p);
    if (status == GG_OK)
        status = publish(&p, document);
    json_decref(reduced);
    json_decref(p.withheld);
    json_decref(p.warnings);
    gg_arena_release(&p.arena);
    if (status != GG_OK) {
        json_decref(document);
        return status;
    }
    *out = document;
    return GG_OK;
}
