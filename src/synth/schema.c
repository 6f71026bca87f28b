/* The schema of a scenario's tables: which column has which role, as evaluate reads it. */
#include "synth_internal.h"

/* Adds a column with one role; returns its entry, borrowed, or NULL. */
static json_t *add(json_t *columns, const char *name, const char *role)
{
    json_t *entry = json_pack("{s:s}", "role", role);

    if (json_object_set_new(columns, name, entry))
        return NULL;
    return entry;
}

static bool add_columns(json_t *columns, const gg_scenario *s)
{
    static const char *const roles[] = {
        [GG_PART_SITE] = "site", [GG_PART_GROUP] = "protected", [GG_PART_FEATURE] = "feature"};
    bool done = true;

    for (size_t c = 0; c < s->n_columns; c++) {
        json_t *entry = add(columns, s->columns[c].name, roles[s->columns[c].part]);

        done &= entry != NULL;
        if (entry && s->columns[c].part == GG_PART_GROUP && s->columns[c].words.reference)
            done &= !json_object_set_new(entry, "reference",
                                         json_string(s->columns[c].words.reference));
    }
    return done;
}

/* The score that decides, or else the first; others are there to be compared with it. */
static bool add_scores(json_t *columns, const gg_scenario *s)
{
    size_t main = s->decision_score == GG_NOWHERE ? 0 : s->decision_score;
    bool done = true;

    for (size_t k = 0; k < s->n_scores; k++)
        done &= add(columns, s->scores[k].name, k == main ? "score" : "ignore") != NULL;
    if (s->decision)
        done &= add(columns, s->decision, "ignore") != NULL;
    if (s->suppressed)
        done &= add(columns, s->suppressed, "suppressed") != NULL;
    for (size_t k = 0; k < s->n_sources; k++)
        done &= add(columns, s->sources[k].column, "ignore") != NULL;
    return done;
}

static bool add_outcomes(json_t *columns, const gg_scenario *s, const char *true_outcome)
{
    json_t *entry = add(columns, s->outcome, "outcome");
    bool done = entry && !json_object_set_new(entry, "positive", json_string("1")) &&
                !json_object_set_new(entry, "negative", json_string("0"));

    if (s->inspected)
        done = done && add(columns, s->arm, "arm") &&
               add(columns, s->probability, "sampling_probability");
    return done && (!true_outcome || add(columns, true_outcome, "ignore"));
}

static json_t *thresholds(const gg_scenario *s)
{
    json_t *sites = json_object(), *out;
    bool done = sites != NULL, apart = false;
    size_t n = s->site == GG_NOWHERE ? 0 : s->columns[s->site].words.n;

    for (size_t i = 0; i < n; i++) {
        if (s->site_thresholds[i] == s->threshold)
            continue;
        apart = true;
        done &= !json_object_set_new(sites, s->columns[s->site].words.words[i],
                                     json_real(s->site_thresholds[i]));
    }
    out = !done   ? NULL
          : apart ? json_pack("{s:f,s:O}", "default", s->threshold, "site", sites)
                  : json_real(s->threshold);
    json_decref(sites);
    return out;
}

gg_status gg_scenario_schema(const gg_scenario *s, const char *true_outcome, json_t **out,
                             gg_error *err)
{
    json_t *columns = json_object(), *schema = json_object();
    bool done = columns && schema && (!s->period || add(columns, s->period, "period")) &&
                add_columns(columns, s) && add_scores(columns, s) &&
                add_outcomes(columns, s, true_outcome) &&
                !json_object_set(schema, "columns", columns);

    if (done && s->decision_score != GG_NOWHERE)
        done = !json_object_set_new(schema, "threshold", thresholds(s));
    json_decref(columns);
    if (!done) {
        json_decref(schema);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = schema;
    return GG_OK;
}
