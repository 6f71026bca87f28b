/*
 * The explanations of an evaluation: a walk through the document, a sentence for each estimate.
 */
#include <stdio.h>
#include <string.h>

#include "gauger/evaluate/disparity.h"
#include "gauger/evaluate/explain.h"
#include "evaluate/explain_ranked.h"

typedef struct walk {
    json_t *list;
    gg_buf path;  /* of what is visited now */
    bool lacking; /* some figure lacks outcomes */
    bool failed;  /* sticky */
} walk;

/* Lengthens the path by a key; the length to go back to. */
static size_t enter(walk *w, const char *key)
{
    size_t before = w->path.size;

    if (before)
        gg_buf_puts(&w->path, ".");
    gg_buf_puts(&w->path, key);
    return before;
}

static void leave(walk *w, size_t before)
{
    if (!w->path.failed && w->path.data) {
        w->path.size = before;
        w->path.data[before] = '\0';
    }
}

static void add(walk *w, const gg_explained *figure)
{
    gg_buf text;
    json_t *one = NULL;

    if (figure->why && strcmp(figure->why, GG_WHY_NOT_IDENTIFIED) == 0)
        w->lacking = true;
    gg_buf_init(&text, 0);
    gg_explain_figure(figure, &text);
    if (!text.failed && !w->path.failed)
        one = json_pack("{s:s, s:s}", "figure", w->path.data, "sentence", text.data);
    if (!one || json_array_append_new(w->list, one) != 0)
        w->failed = true;
    gg_buf_release(&text);
}

static void visit(walk *w, const char *name, const json_t *est, gg_whom whom, const char *of,
                  const char *against)
{
    gg_explained figure = gg_explained_of(name, est);

    figure.whom = whom;
    figure.of = of;
    figure.against = against;
    add(w, &figure);
}

static void visit_metrics(walk *w, const json_t *metrics, gg_whom whom, const char *of)
{
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const char *name = gg_metric_at(i)->name;
        const json_t *est = json_object_get(metrics, name);
        size_t before;

        if (!est)
            continue;
        before = enter(w, name);
        visit(w, name, est, whom, of, NULL);
        leave(w, before);
    }
}

static void visit_groups(walk *w, const char *key, const json_t *groups, gg_whom whom)
{
    size_t outer = enter(w, key);
    const char *name;
    json_t *metrics;

    json_object_foreach((json_t *)groups, name, metrics)
    {
        size_t before = enter(w, name);

        visit_metrics(w, metrics, whom, name);
        leave(w, before);
    }
    leave(w, outer);
}

static void visit_disparity(walk *w, const char *name, const json_t *groups, const char *against)
{
    size_t outer = enter(w, name), inner = enter(w, "groups");
    const char *group;
    json_t *est;

    json_object_foreach((json_t *)groups, group, est)
    {
        size_t before = enter(w, group);

        visit(w, name, est, GG_OF_GROUP, group, against);
        leave(w, before);
    }
    leave(w, inner);
    leave(w, outer);
}

/* The pooled ratio and difference of a metric, under the names of the disparities they are. */
static void visit_pooled(walk *w, const char *metric, const char *column, const char *group,
                         const json_t *pooled)
{
    static const struct {
        const char *key, *kind;
    } both[] = {{"mantel_haenszel_ratio", "ratio"}, {"mantel_haenszel_difference", "difference"}};
    size_t outer = enter(w, group);

    for (size_t i = 0; i < 2; i++) {
        const json_t *est = json_object_get(pooled, both[i].key);
        gg_explained figure;
        char name[80];
        size_t before;

        if (!est)
            continue;
        snprintf(name, sizeof name, "%.60s_%s", metric, both[i].kind);
        figure = gg_explained_of(name, est);
        figure.whom = GG_OF_GROUP;
        figure.of = group;
        figure.against = gg_json_string(pooled, "reference", "the reference");
        figure.within = column;
        before = enter(w, both[i].key);
        add(w, &figure);
        leave(w, before);
    }
    leave(w, outer);
}

static void visit_strata(walk *w, const json_t *strata)
{
    size_t outer = enter(w, "strata");
    const char *column, *metric, *group;
    json_t *metrics, *groups, *pooled;

    json_object_foreach((json_t *)strata, column, metrics)
    {
        size_t by_column = enter(w, column);

        json_object_foreach(metrics, metric, groups)
        {
            size_t by_metric = enter(w, metric);

            json_object_foreach(groups, group, pooled)
            {
                visit_pooled(w, metric, column, group, pooled);
            }
            leave(w, by_metric);
        }
        leave(w, by_column);
    }
    leave(w, outer);
}

static void visit_disparity_of_shares(walk *w, const json_t *groups, const char *column)
{
    const char *group;
    json_t *est;

    json_object_foreach((json_t *)groups, group, est)
    {
        gg_explained figure = gg_explained_of("demographic_disparity", est);
        size_t before = enter(w, group);

        figure.whom = GG_OF_GROUP;
        figure.of = group;
        figure.within = column;
        add(w, &figure);
        leave(w, before);
    }
}

/* Clarify's figures: of everyone, and within the levels of a column. */
static void visit_shares(walk *w, const json_t *shares)
{
    const json_t *conditional = json_object_get(shares, "conditional");
    size_t outer = enter(w, "conditional_demographic_disparity"), inner, before;
    const char *column;
    json_t *groups;

    inner = enter(w, "demographic_disparity");
    visit_disparity_of_shares(w, json_object_get(shares, "demographic_disparity"), NULL);
    leave(w, inner);
    inner = enter(w, "conditional");
    json_object_foreach((json_t *)conditional, column, groups)
    {
        before = enter(w, column);
        visit_disparity_of_shares(w, groups, column);
        leave(w, before);
    }
    leave(w, inner);
    leave(w, outer);
}

static const char *reference_of(const json_t *attribute)
{
    const char *rule = gg_json_string(attribute, "reference_rule", "");

    if (strcmp(rule, "rest") == 0)
        return "everyone else";
    if (strcmp(rule, "overall") == 0)
        return "everyone together";
    return gg_json_string(attribute, "reference", "the reference");
}

static void visit_attribute(walk *w, const char *name, const json_t *attribute)
{
    const json_t *disparities = json_object_get(attribute, "disparities");
    const json_t *summary = json_object_get(attribute, "summary");
    size_t outer = enter(w, name), inner;
    const char *figure;
    json_t *one;

    visit_groups(w, "groups", json_object_get(attribute, "groups"), GG_OF_GROUP);
    inner = enter(w, "disparities");
    json_object_foreach((json_t *)disparities, figure, one)
    {
        visit_disparity(w, figure, json_object_get(one, "groups"), reference_of(attribute));
    }
    leave(w, inner);
    inner = enter(w, "summary");
    json_object_foreach((json_t *)summary, figure, one)
    {
        size_t before = enter(w, figure);

        visit(w, figure, one, GG_OF_ATTRIBUTE, name, NULL);
        leave(w, before);
    }
    leave(w, inner);
    visit_strata(w, json_object_get(attribute, "strata"));
    visit_shares(w, json_object_get(attribute, "conditional_demographic_disparity"));
    leave(w, outer);
}

static void visit_attributes(walk *w, const json_t *evaluation, const char *key)
{
    size_t outer = enter(w, key);
    const char *name;
    json_t *attribute;

    json_object_foreach(json_object_get(evaluation, key), name, attribute)
    {
        visit_attribute(w, name, attribute);
    }
    leave(w, outer);
}

/* What the sentences below refer to in a few words. */
static bool put_lacking(json_t *list)
{
    char sentence[400];
    json_t *one;

    snprintf(sentence, sizeof sentence,
             "\"Lacks outcomes\" says below of a figure that it depends on outcomes that nobody "
             "found out: %s.",
             gg_reason_words(GG_WHY_NOT_IDENTIFIED));
    one = json_pack("{s:s, s:s}", "figure", "overall.unverified", "sentence", sentence);
    return json_array_insert_new(list, 0, one) == 0;
}

gg_status gg_explain_evaluation(json_t *evaluation, gg_error *err)
{
    walk w = {.list = json_array()};
    size_t before;

    gg_buf_init(&w.path, 0);
    before = enter(&w, "overall");
    visit_metrics(&w, json_object_get(evaluation, "overall"), GG_OF_EVERYONE, "");
    leave(&w, before);
    visit_attributes(&w, evaluation, "attributes");
    visit_attributes(&w, evaluation, "intersections");
    visit_groups(&w, "sites", json_object_get(evaluation, "sites"), GG_OF_SITE);
    visit_groups(&w, "periods", json_object_get(evaluation, "periods"), GG_OF_PERIOD);
    if (w.path.failed || !w.list || !gg_explain_calibration(evaluation, w.list) ||
        !gg_explain_capacity(evaluation, w.list) || !gg_explain_points(evaluation, w.list))
        w.failed = true;
    if (!w.failed && w.lacking && !put_lacking(w.list))
        w.failed = true;
    gg_buf_release(&w.path);
    if (!w.failed && json_object_set(evaluation, "explanations", w.list) == 0) {
        json_decref(w.list);
        return GG_OK;
    }
    json_decref(w.list);
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}
