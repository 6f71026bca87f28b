/* What is true of a table: counts and rates, and what rules and sources did. */
#include "synth_internal.h"

#include <math.h>

#include "truth_internal.h"

/* What a missing cell of a protected column is called, as in an evaluation. */
#define MISSING_LEVEL "(missing)"

/* Rows of a stratum whose bits are as wanted: those in `of` must be as in `is`. */
static uint64_t sum(const uint64_t cells[GG_TALLY_CELLS], unsigned of, unsigned is)
{
    uint64_t rows = 0;

    for (unsigned k = 0; k < GG_TALLY_CELLS; k++)
        rows += (k & of) == is ? cells[k] : 0;
    return rows;
}

bool gg_put_count(json_t *object, const char *key, uint64_t n)
{
    return !json_object_set_new(object, key, json_integer((json_int_t)n));
}

static bool put_rate(json_t *object, const char *key, uint64_t part, uint64_t of)
{
    return !gg_json_set_real(object, key, of ? (double)part / (double)of : NAN);
}

static bool put_decided(json_t *object, const uint64_t *cells)
{
    const unsigned both = GG_TALLY_OUTCOME | GG_TALLY_REFERRED;
    uint64_t tp = sum(cells, both, both), fp = sum(cells, both, GG_TALLY_REFERRED);
    uint64_t fn = sum(cells, both, GG_TALLY_OUTCOME), tn = sum(cells, both, 0);

    return gg_put_count(object, "selected", tp + fp) && gg_put_count(object, "tp", tp) &&
           gg_put_count(object, "fp", fp) && gg_put_count(object, "fn", fn) &&
           gg_put_count(object, "tn", tn) &&
           put_rate(object, "selection_rate", tp + fp, tp + fp + fn + tn) &&
           put_rate(object, "precision", tp, tp + fp) && put_rate(object, "recall", tp, tp + fn) &&
           put_rate(object, "false_positive_rate", fp, fp + tn);
}

/* The counts of a stratum. Without a decision nothing is said of one. */
static json_t *counts(const gg_synth_plan *plan, const uint64_t *cells)
{
    const unsigned seen = GG_TALLY_VERIFIED | GG_TALLY_RECORDED;
    uint64_t rows = sum(cells, 0, 0), positives = sum(cells, GG_TALLY_OUTCOME, GG_TALLY_OUTCOME);
    uint64_t verified = sum(cells, GG_TALLY_VERIFIED, GG_TALLY_VERIFIED);
    json_t *object = json_object();

    if (gg_put_count(object, "count", rows) && gg_put_count(object, "positives", positives) &&
        gg_put_count(object, "negatives", rows - positives) &&
        put_rate(object, "base_rate", positives, rows) &&
        gg_put_count(object, "verified", verified) &&
        gg_put_count(object, "recorded_positives", sum(cells, seen, seen)) &&
        gg_put_count(
            object, "recorded_wrongly",
            sum(cells, seen | GG_TALLY_OUTCOME, seen) +
                sum(cells, seen | GG_TALLY_OUTCOME, GG_TALLY_VERIFIED | GG_TALLY_OUTCOME)) &&
        (plan->scenario->decision_score == GG_NOWHERE || put_decided(object, cells)))
        return object;
    json_decref(object);
    return NULL;
}

static const char *level_name(const gg_synth_plan *plan, const gg_dimension *d, size_t level)
{
    const gg_scenario *s = plan->scenario;

    if (d->column == GG_NOWHERE)
        return plan->months[level];
    return level < s->columns[d->column].words.n ? s->columns[d->column].words.words[level]
                                                 : MISSING_LEVEL;
}

static uint64_t rows_of(const uint64_t *cells)
{
    return sum(cells, 0, 0);
}

/* The levels of a dimension; those without rows are left out but for the ones that are named. */
static json_t *levels_of(const gg_synth_plan *plan, const gg_tally *tally, const gg_dimension *d)
{
    json_t *object = json_object();
    bool done = object != NULL;
    size_t named = d->column == GG_NOWHERE ? d->levels : d->levels - 1;

    for (size_t i = 0; i < d->levels; i++) {
        const uint64_t *cells = tally->strata[d->first + i];

        if (i < named || rows_of(cells))
            done &= !json_object_set_new(object, level_name(plan, d, i), counts(plan, cells));
    }
    if (done)
        return object;
    json_decref(object);
    return NULL;
}

/* {level: {site: counts}}, without what has no rows. */
static json_t *levels_by_site(const gg_synth_plan *plan, const gg_tally *tally,
                              const gg_dimension *d)
{
    const gg_scenario *s = plan->scenario;
    const gg_made_words *sites = &s->columns[s->site].words;
    json_t *object = json_object();
    bool done = object != NULL;

    for (size_t i = 0; i < d->levels / sites->n; i++) {
        json_t *level = json_object();
        size_t first = d->first + i * sites->n;

        done &= level != NULL;
        for (size_t k = 0; k < sites->n; k++)
            if (rows_of(tally->strata[first + k]))
                done &= !json_object_set_new(level, sites->words[k],
                                             counts(plan, tally->strata[first + k]));
        if (json_object_size(level))
            done &= !json_object_set(object, level_name(plan, d, i), level);
        json_decref(level);
    }
    if (done)
        return object;
    json_decref(object);
    return NULL;
}

/* Every dimension in its place: groups by name, groups by site by name, sites, periods. */
static bool put_strata(json_t *truth, const gg_synth_plan *plan, const gg_tally *tally)
{
    const gg_scenario *s = plan->scenario;
    json_t *groups = json_object(), *by_site = json_object();
    bool done = groups && by_site && !json_object_set(truth, "groups", groups) &&
                !json_object_set(truth, "groups_by_site", by_site) &&
                !json_object_set_new(truth, "sites", json_object()) &&
                !json_object_set_new(truth, "periods", json_object());

    for (size_t i = 0; done && i < plan->n_dimensions; i++) {
        const gg_dimension *d = &plan->dimensions[i];

        if (d->column == GG_NOWHERE)
            done = !json_object_set_new(truth, "periods", levels_of(plan, tally, d));
        else if (d->by_site)
            done = !json_object_set_new(by_site, s->columns[d->column].name,
                                        levels_by_site(plan, tally, d));
        else
            done = !json_object_set_new(d->column == s->site ? truth : groups,
                                        d->column == s->site ? "sites" : s->columns[d->column].name,
                                        levels_of(plan, tally, d));
    }
    json_decref(groups);
    json_decref(by_site);
    return done;
}

/* ---- rules ---- */

static json_t *pair(gg_pair p)
{
    return json_pack("{s:I,s:I}", "count", (json_int_t)p.rows, "positives", (json_int_t)p.finds);
}

static bool put_held_levels(json_t *rule, const gg_synth_plan *plan, const gg_pair *held)
{
    const gg_scenario *s = plan->scenario;
    json_t *groups = json_object();
    bool done = groups && !json_object_set(rule, "groups", groups);

    for (size_t i = 0; done && i < plan->n_dimensions; i++) {
        const gg_dimension *d = &plan->dimensions[i];
        json_t *levels;

        if (d->by_site || d->column == GG_NOWHERE)
            continue;
        levels = json_object();
        for (size_t k = 0; k < d->levels; k++)
            if (held[d->first + k].rows)
                done &=
                    !json_object_set_new(levels, level_name(plan, d, k), pair(held[d->first + k]));
        done &= !json_object_set_new(d->column == s->site ? rule : groups,
                                     d->column == s->site ? "sites" : s->columns[d->column].name,
                                     levels);
    }
    json_decref(groups);
    return done;
}

static bool put_rules(json_t *truth, const gg_synth_plan *plan, const gg_tally *tally)
{
    const gg_operation *operation = &plan->scenario->operation;
    json_t *list = json_array();
    bool done = list && !json_object_set(truth, "suppression", list);

    for (size_t i = 0; done && i < operation->n_rules; i++) {
        const gg_pair *held = tally->held + i * plan->strata;
        json_t *rule = json_pack("{s:s,s:o,s:o}", "name", operation->rules[i].name, "held_back",
                                 pair(held[0]), "alone", pair(tally->held_alone[i]));

        done = rule && put_held_levels(rule, plan, held) && !json_array_append(list, rule);
        json_decref(rule);
    }
    json_decref(list);
    return done;
}

/* ---- sources ---- */

static gg_pair less(gg_pair a, gg_pair b)
{
    return (gg_pair){a.rows - b.rows, a.finds - b.finds};
}

static bool put_source(json_t *sources, const gg_synth_plan *plan, const gg_source_tally *t,
                       size_t k)
{
    const gg_scenario *s = plan->scenario;
    bool model = k == s->n_sources;
    json_t *source =
        json_pack("{s:s,s:o,s:o,s:o,s:o}", "column", model ? s->decision : s->sources[k].column,
                  "referred", pair(t->all), "own", pair(t->own), "alone", pair(t->alone), "overlap",
                  pair(less(t->all, t->alone)));

    if (source && s->inspected && json_object_set_new(source, "inspected", pair(t->inspected))) {
        json_decref(source);
        source = NULL;
    }
    return !json_object_set_new(sources, model ? GG_MODEL : s->sources[k].name, source);
}

static bool put_sources(json_t *truth, const gg_synth_plan *plan, const gg_tally *tally)
{
    const gg_scenario *s = plan->scenario;
    json_t *sources = json_object(), *claims = json_array();
    bool done = sources && claims && !json_object_set(truth, "sources", sources) &&
                !json_object_set(truth, "precedence", claims);

    if (done && s->decision_score != GG_NOWHERE)
        done = put_source(sources, plan, &tally->sources[s->n_sources], s->n_sources);
    for (size_t k = 0; done && k < s->n_sources; k++)
        done = put_source(sources, plan, &tally->sources[k], k);
    for (size_t k = 0; done && k < s->n_claims; k++)
        done = !json_array_append_new(
            claims,
            json_string(s->claims[k] == s->n_sources ? GG_MODEL : s->sources[s->claims[k]].name));
    json_decref(sources);
    json_decref(claims);
    return done;
}

/* ---- all of it ---- */

static json_t *head(const gg_synth_plan *plan)
{
    const gg_scenario *s = plan->scenario;

    return json_pack("{s:s,s:s,s:{s:s,s:s,s:s},s:I,s:I,s:s?}", "format", "gauger/truth/1",
                     "version", GG_VERSION, "scenario", "name", s->name, "description",
                     s->description, "sha256", s->sha256, "rows", (json_int_t)plan->rows, "seed",
                     (json_int_t)plan->seed, "true_outcome", plan->true_outcome);
}

gg_status gg_truth_write(const gg_synth_plan *plan, const gg_tally *tally, json_t **out,
                         gg_error *err)
{
    json_t *truth = head(plan), *schema = NULL;
    gg_status status = gg_scenario_schema(plan->scenario, plan->true_outcome, &schema, err);
    bool done = truth && status == GG_OK && !json_object_set(truth, "schema", schema) &&
                !json_object_set_new(truth, "overall", counts(plan, tally->strata[0])) &&
                put_strata(truth, plan, tally) && put_rules(truth, plan, tally) &&
                put_sources(truth, plan, tally) && gg_put_design(truth, plan);

    json_decref(schema);
    if (!done) {
        json_decref(truth);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = truth;
    return GG_OK;
}
