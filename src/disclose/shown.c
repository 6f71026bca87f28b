/*
 * Writing what may be shown. Every figure is measured from the counts that are shown beside it (or
 * was finished on a group that is shown as it is), so it says no more than they do.
 */
#include <string.h>

#include "disclose_internal.h"
#include "gauger/evaluate/outcome.h"

static bool put_withheld(json_t *object, const char *key)
{
    gg_measure m = gg_measure_undefined(GG_WHY_WITHHELD);

    return gg_set(object, key, gg_estimate_json(&m));
}

/* What a merged group lacks because it is merged is withheld, in the words of the documents. */
static bool relabel(json_t *est)
{
    const char *why = gg_json_string(est, "why_null", "");

    return strcmp(why, GG_WHY_NOT_COMPUTED) != 0 ||
           gg_set(est, "why_null", json_string(GG_WHY_WITHHELD));
}

bool gg_scope_has(gg_scope scope, const char *metric)
{
    return scope != GG_SCOPE_DECISIONS || strcmp(metric, "selection_rate") == 0;
}

/* Counts and figures that the scope leaves out are null, not 0. */
static bool hide_out_of_scope(gg_scope scope, json_t *metrics)
{
    static const char *const outcomes[] = {"positives", "negatives", "tp", "fp", "tn", "fn"};
    bool fine = scope <= GG_SCOPE_CELLS || gg_set(metrics, "unverified", json_null());

    if (scope != GG_SCOPE_DECISIONS)
        return fine;
    for (size_t i = 0; fine && i < sizeof outcomes / sizeof *outcomes; i++)
        fine = gg_set(metrics, outcomes[i], json_null());
    for (size_t i = 0; fine && i < gg_metric_count(); i++)
        if (!gg_scope_has(scope, gg_metric_at(i)->name))
            fine = put_withheld(metrics, gg_metric_at(i)->name);
    json_object_del(metrics, "unverified_selected");
    json_object_del(metrics, "unverified_not_selected");
    return fine;
}

gg_status gg_shown_metrics(gg_publication *p, const gg_figures *figures, const char *key,
                           json_t **out)
{
    gg_measure_options how = p->how;
    json_t *metrics = NULL;
    gg_status status;
    bool fine = true;

    how.slice = key;
    status = gg_figures_write(figures, &how, &metrics, p->err);
    if (status != GG_OK)
        return status;
    for (size_t i = 0; !gg_scores_shown(p, figures) && fine && i < gg_metric_count(); i++)
        fine = relabel(json_object_get(metrics, gg_metric_at(i)->name));
    fine = fine && hide_out_of_scope(p->scope, metrics);
    /* Sums of squared weights are for measuring again, not for reading. */
    json_object_del(metrics, "squared_weights");
    if (!fine) {
        json_decref(metrics);
        return gg_disclose_memory(p);
    }
    *out = metrics;
    return GG_OK;
}

gg_status gg_shown_nothing(gg_publication *p, json_t **out)
{
    static const char *const counts[] = {
        "count", "positives", "negatives", "unverified", "selected", "tp", "fp", "tn", "fn"};
    json_t *metrics = json_object();
    bool fine = metrics != NULL;

    for (size_t i = 0; fine && i < sizeof counts / sizeof *counts; i++)
        fine = gg_set(metrics, counts[i], json_null());
    for (size_t i = 0; fine && i < gg_metric_count(); i++)
        fine = put_withheld(metrics, gg_metric_at(i)->name);
    if (!fine) {
        json_decref(metrics);
        return gg_disclose_memory(p);
    }
    *out = metrics;
    return GG_OK;
}

/* The groups of one attribute while it is written. */
typedef struct grouping {
    const char *const *names;
    const gg_figures *figures;
    size_t n;
    gg_reference_rule rule;
    size_t reference;
} grouping;

/* A figure over groups; where some group lacks it, null, with the figure over the others beside. */
static json_t *over_groups(const grouping *g, const gg_summary_result *r)
{
    json_t *est = gg_estimate_json(&r->all), *defined = est;
    json_t *makers = json_array();
    bool fine = est && makers;

    if (fine && r->all.state != GG_MEASURE_OK && !r->all.bounded &&
        (r->defined.state == GG_MEASURE_OK || r->defined.bounded)) {
        defined = gg_estimate_json(&r->defined);
        fine = gg_set(est, "over_defined_groups", defined);
    }
    if (fine && r->defined.state == GG_MEASURE_OK && r->low_group != GG_NO_GROUP) {
        fine = json_array_append_new(makers, json_string(g->names[r->low_group])) == 0;
        if (r->high_group != r->low_group && r->high_group != GG_NO_GROUP)
            fine = fine && json_array_append_new(makers, json_string(g->names[r->high_group])) == 0;
        fine = fine && json_object_set(defined, "groups", makers) == 0;
    }
    json_decref(makers);
    if (!fine) {
        json_decref(est);
        return NULL;
    }
    return est;
}

static gg_summary_result nothing_of_groups(void)
{
    gg_summary_result r = {.low_group = GG_NO_GROUP, .high_group = GG_NO_GROUP};

    r.all = r.defined = gg_measure_undefined(GG_WHY_WITHHELD);
    return r;
}

static bool put_extreme(gg_publication *p, const grouping *g, const gg_disparity *disparity,
                        bool largest, json_t *out)
{
    gg_summary_result r;
    const char *maker;

    gg_disparity_extreme(disparity, g->figures, g->n, g->rule, g->reference, largest, &p->how, &r);
    if (!gg_scope_has(p->scope, disparity->metric))
        r = nothing_of_groups();
    maker = r.low_group != GG_NO_GROUP ? g->names[r.low_group] : NULL;
    return gg_set(out, largest ? "maximum" : "minimum", over_groups(g, &r)) &&
           gg_set(out, largest ? "maximum_group" : "minimum_group",
                  maker ? json_string(maker) : json_null());
}

static bool put_disparity(gg_publication *p, const grouping *g, const gg_disparity *disparity,
                          json_t *out)
{
    json_t *object = json_object(), *groups = json_object();
    bool fine = gg_set(out, disparity->name, object) && gg_set(object, "groups", groups);

    for (size_t i = 0; fine && i < g->n; i++) {
        gg_measure m;
        json_t *est;

        if (i == g->reference)
            continue;
        gg_disparity_of(disparity, g->figures, g->n, i, g->rule, g->reference, &p->how, &m);
        if (!gg_scope_has(p->scope, disparity->metric))
            m = gg_measure_undefined(GG_WHY_WITHHELD);
        est = gg_estimate_json(&m);
        fine = gg_set(groups, g->names[i], est) &&
               (gg_scores_shown(p, &g->figures[i]) || relabel(est));
    }
    return fine && put_extreme(p, g, disparity, false, object) &&
           put_extreme(p, g, disparity, true, object);
}

static bool put_disparities(gg_publication *p, const grouping *g, json_t *out)
{
    json_t *disparities = json_object();
    bool fine = gg_set(out, "disparities", disparities);

    for (size_t i = 0; fine && i < gg_disparity_count(); i++)
        fine = put_disparity(p, g, gg_disparity_at(i), disparities);
    return fine;
}

static bool put_summaries(gg_publication *p, const grouping *g, json_t *out)
{
    json_t *summaries = json_object();
    bool fine = gg_set(out, "summary", summaries);

    for (size_t i = 0; fine && i < gg_summary_count(); i++) {
        const gg_summary *summary = gg_summary_at(i);
        gg_summary_result r;
        json_t *est;

        gg_summary_measure(summary, g->figures, g->n, &p->how, &r);
        if (!gg_scope_has(p->scope, summary->metrics[0]))
            r = nothing_of_groups();
        est = over_groups(g, &r);
        fine = gg_set(summaries, summary->name, est);
        if (fine && summary->metrics[1] && r.metric)
            fine = gg_set(est, "metric", json_string(r.metric));
    }
    return fine;
}

static gg_status put_groups(gg_publication *p, const char *name, const grouping *g, json_t *out)
{
    json_t *groups = json_object();

    if (!gg_set(out, "groups", groups))
        return gg_disclose_memory(p);
    for (size_t i = 0; i < g->n; i++) {
        const char *key = gg_arena_printf(&p->arena, "%s=%s", name, g->names[i]);
        json_t *metrics = NULL;
        gg_status status =
            key ? gg_shown_metrics(p, &g->figures[i], key, &metrics) : gg_disclose_memory(p);

        if (status != GG_OK)
            return status;
        if (!gg_set(groups, g->names[i], metrics))
            return gg_disclose_memory(p);
    }
    return GG_OK;
}

/* The reference by the rule of the document; the largest group where the one that was given is now
 * part of a merged group. */
static gg_status choose_reference(gg_publication *p, const char *name, const json_t *source,
                                  grouping *g)
{
    const char *given = gg_json_string(source, "reference", "");
    gg_status status = gg_reference_rule_parse(gg_json_string(source, "reference_rule", "largest"),
                                               &g->rule, p->err);
    const char *message;

    g->reference = GG_NO_GROUP;
    if (status != GG_OK)
        return status == GG_E_USAGE ? GG_E_INPUT : status;
    if (g->rule != GG_REFERENCE_GIVEN) {
        g->reference = gg_reference_choose(g->figures, g->n, g->rule);
        return GG_OK;
    }
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->names[i], given) == 0)
            g->reference = i;
    if (g->reference != GG_NO_GROUP)
        return GG_OK;
    g->rule = GG_REFERENCE_LARGEST;
    g->reference = gg_reference_choose(g->figures, g->n, g->rule);
    message = gg_arena_printf(&p->arena,
                              "%s: the reference that was asked for is part of a merged group; the "
                              "largest group stands in for it",
                              name);
    return message ? gg_note_warning(p, "reference_merged", message) : gg_disclose_memory(p);
}

static json_t *reference_name(const grouping *g)
{
    if (g->rule == GG_REFERENCE_REST)
        return json_string("(rest)");
    if (g->rule == GG_REFERENCE_OVERALL)
        return json_string("(overall)");
    return g->reference < g->n ? json_string(g->names[g->reference]) : json_null();
}

/* Find rates of the referred, where these are shown: functions of the same counts. How many were
 * referred without a known outcome stays behind, as the scope may leave those out. */
static gg_status put_outcome_test(gg_publication *p, const json_t *source, const grouping *g,
                                  json_t *out)
{
    const gg_outcome_groups groups = {g->names, g->figures, g->n,
                                      g->reference < g->n ? g->reference : GG_NO_GROUP};
    json_t *part = NULL, *one;
    const char *name;
    gg_status status = GG_OK;

    if (!json_object_get(source, "outcome_test") || !gg_scope_has(p->scope, "precision"))
        return GG_OK;
    status = gg_outcome_test(&groups, p->how.z, &p->arena, &part, p->err);
    if (status != GG_OK || !part)
        return status;
    json_object_foreach(json_object_get(part, "groups"), name, one)
    {
        if (!gg_set(one, "referred", json_null()))
            status = gg_disclose_memory(p);
    }
    if (!gg_set(out, "outcome_test", part))
        status = gg_disclose_memory(p);
    return status;
}

gg_status gg_shown_attribute(gg_publication *p, const char *name, const json_t *source,
                             const char *const *names, const gg_figures *figures, size_t n,
                             json_t **out)
{
    grouping g = {names, figures, n, GG_REFERENCE_LARGEST, GG_NO_GROUP};
    json_t *attribute = json_object();
    gg_status status = choose_reference(p, name, source, &g);

    if (status == GG_OK &&
        !(gg_set(attribute, "reference", reference_name(&g)) &&
          gg_set(attribute, "reference_rule", json_string(gg_reference_rule_name(g.rule)))))
        status = gg_disclose_memory(p);
    if (status == GG_OK)
        status = put_groups(p, name, &g, attribute);
    if (status == GG_OK && !(put_disparities(p, &g, attribute) && put_summaries(p, &g, attribute)))
        status = gg_disclose_memory(p);
    if (status == GG_OK)
        status = put_outcome_test(p, source, &g, attribute);
    if (status != GG_OK) {
        json_decref(attribute);
        return status;
    }
    *out = attribute;
    return GG_OK;
}

json_t *gg_shown_merged(const gg_part *part)
{
    json_t *merged = json_object(), *levels = json_array();
    bool fine = gg_set(merged, part->names[part->n_blocks - 1], levels);

    for (size_t i = 0; fine && i < part->n; i++)
        if (part->block[i] == part->n_blocks - 1)
            fine = json_array_append_new(levels, json_string(part->levels[i])) == 0;
    if (!fine) {
        json_decref(merged);
        return NULL;
    }
    return merged;
}
