/*
 * The published form of a comparison: differences of everyone, to a step, and for whom the version
 * is worse, without figures.
 *
 * The other version's cells are published nowhere else; with the cells of this one, an exact
 * difference would be an equation that gives them, and where one version refers all that the other
 * does, the rows between the two as well. A step of twice the minimum cell over the rows leaves
 * that many of them open on either side. The interval is put round the rounded value again, its
 * half width rounded upwards, so that its ends say no more of the value. What is better or worse is
 * told of the exact figures: that is a result, as those of a verdict are.
 */
#include <math.h>
#include <string.h>

#include "disclose_internal.h"

#define COMPARISON_FORMAT "gauger/comparison/1"
#define STEPS_LEAST       10

static const struct {
    const char *metric;
    const char *rows[2]; /* counts of everyone whose sum the figure is a share of */
} told[] = {
    {"selection_rate", {"count", NULL}},      {"precision", {"tp", "fp"}},
    {"recall", {"positives", NULL}},          {"false_positive_rate", {"negatives", NULL}},
    {"accuracy", {"positives", "negatives"}}, {"roc_auc", {"positives", "negatives"}},
};

/* How many steps there are from 0 to 1, for a figure of everyone; NAN where it is not shown. */
static double steps_of(const json_t *published, size_t i)
{
    const json_t *overall = json_object_get(published, "overall");
    const json_t *disclosure = json_object_get(published, "disclosure");
    bool weighted = json_is_true(json_object_get(json_object_get(published, "data"), "weighted"));
    double least = gg_json_number(disclosure, "minimum_cell", NAN), rows = 0;

    if (weighted ||
        !json_is_number(json_object_get(json_object_get(overall, told[i].metric), "value")))
        return NAN;
    for (size_t k = 0; k < 2; k++)
        if (told[i].rows[k])
            rows += gg_json_number(overall, told[i].rows[k], NAN);
    return rows / (2 * least) >= STEPS_LEAST ? gg_steps_in(rows / (2 * least)) : NAN;
}

/* An estimate under a design is of other rows than those that the steps are made for: of the random
 * arm, or of each pair of decisions. What could be, likewise, would tell how many there are. */
static bool is_estimated(const json_t *difference)
{
    return json_object_get(difference, "observed") || json_object_get(difference, "bounds") ||
           json_object_get(difference, "rows");
}

/* That a difference is not identified is no count, and is told whatever the steps are. */
static const char *why_not_shown(const json_t *difference, double steps)
{
    const char *why = gg_json_string(difference, "why_null", GG_WHY_WITHHELD);

    return isnan(steps) && strcmp(why, GG_WHY_NOT_IDENTIFIED) != 0 ? GG_WHY_WITHHELD : why;
}

static json_t *to_steps(const json_t *difference, double steps)
{
    double value = gg_json_number(difference, "value", NAN);
    double low = gg_json_number(difference, "low", NAN);
    double high = gg_json_number(difference, "high", NAN);
    /* In steps; half a one more, because the value may be off by so much. */
    double v = round(value * steps);
    double half = ceil(fmax(value - low, high - value) * steps + 0.5);
    bool known = isfinite(v) && isfinite(low) && isfinite(high);
    json_t *out = json_object();

    if (out && gg_json_set_real(out, "value", v / steps) == 0 &&
        gg_json_set_real(out, "step", 1 / steps) == 0 &&
        gg_json_set_real(out, "low", known ? fmax(-1, (v - half) / steps) : NAN) == 0 &&
        gg_json_set_real(out, "high", known ? fmin(1, (v + half) / steps) : NAN) == 0 &&
        (isfinite(v) || gg_set(out, "why_null", json_string(why_not_shown(difference, steps)))))
        return out;
    json_decref(out);
    return NULL;
}

/* "better", "worse" or "not established"; of a figure that has no better direction, "higher" or
 * "lower". */
static const char *standing_of(const json_t *comparison, const char *metric,
                               const json_t *difference)
{
    const json_t *overall = json_object_get(json_object_get(comparison, "findings"), "overall");
    double low = gg_json_number(difference, "low", NAN);
    double high = gg_json_number(difference, "high", NAN);
    const char *word = gg_json_string(overall, metric, NULL);

    if (word)
        return word;
    return low > 0 ? "higher" : high < 0 ? "lower" : "not established";
}

static bool put_differences(const json_t *comparison, const json_t *published, json_t *out)
{
    const json_t *given = json_object_get(comparison, "differences");
    json_t *differences = json_object();
    bool fine = gg_set(out, "differences", differences);

    for (size_t i = 0; fine && i < sizeof told / sizeof *told; i++) {
        const json_t *one = json_object_get(given, told[i].metric);
        json_t *shown;

        if (!json_is_object(one))
            continue;
        shown = to_steps(one, is_estimated(one) ? NAN : steps_of(published, i));
        fine = gg_set(differences, told[i].metric, shown);
        if (fine && json_is_number(json_object_get(shown, "value")))
            fine = gg_set(shown, "standing",
                          json_string(standing_of(comparison, told[i].metric, one)));
    }
    return fine;
}

/* ---- for whom it is worse ---- */

/* Whether the published evaluation shows the group, site or period by this name. */
static bool is_shown(const json_t *published, const json_t *finding)
{
    static const struct {
        const char *key, *where;
        bool parted;
    } places[] = {{"attribute", "attributes", true},
                  {"intersection", "intersections", true},
                  {"site", "sites", false},
                  {"period", "periods", false}};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *name = gg_json_string(finding, places[i].key, NULL);
        const json_t *found =
            json_object_get(json_object_get(published, places[i].where), name ? name : "");

        if (name && places[i].parted)
            found = json_object_get(json_object_get(found, "groups"),
                                    gg_json_string(finding, "group", ""));
        if (name)
            return found != NULL;
    }
    return false;
}

/* Who and by which figure, without the figure; those that are not shown are not even counted. */
static bool put_worse(const json_t *comparison, const json_t *published, json_t *out)
{
    static const char *const keys[] = {"attribute", "intersection", "group",  "site",
                                       "period",    "metric",       "overall"};
    const json_t *findings = json_object_get(comparison, "findings");
    const json_t *special = json_object_get(json_object_get(published, "disclosure"), "special");
    json_t *list = json_array(), *one;
    bool fine = gg_set(out, "worse_for", list), hidden = false;
    size_t i;

    json_array_foreach(json_object_get(findings, "worse_for"), i, one)
    {
        json_t *copy;

        /* Of a special class not even that somebody is worse off. */
        if (gg_special_entry(special, one))
            continue;
        if (!is_shown(published, one)) {
            hidden = true;
            continue;
        }
        copy = json_object();
        for (size_t k = 0; fine && k < sizeof keys / sizeof *keys; k++) {
            json_t *value = json_object_get(one, keys[k]);

            fine = !value || json_object_set(copy, keys[k], value) == 0;
        }
        fine = fine && json_array_append(list, copy) == 0;
        json_decref(copy);
    }
    return fine && gg_set(out, "worse_for_others", json_boolean(hidden)) &&
           gg_json_set_real(out, "margin", gg_json_number(findings, "margin", 0)) == 0 &&
           gg_json_set_real(out, "minimum_count", gg_json_number(findings, "minimum_count", NAN)) ==
               0;
}

gg_status gg_publish_comparison(const json_t *comparison, const json_t *published, json_t **out,
                                gg_error *err)
{
    json_t *document;

    if (strcmp(gg_json_string(comparison, "format", ""), COMPARISON_FORMAT) != 0 ||
        !json_is_object(json_object_get(comparison, "differences"))) {
        gg_error_where(err, "comparison", 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "give what gauger compare --format json wrote",
                            "the document is no " COMPARISON_FORMAT);
    }
    if (!json_is_object(json_object_get(published, "disclosure"))) {
        gg_error_where(err, "evaluation", 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "publish the evaluation first",
                            "the evaluation is not in its published form");
    }
    document = json_object();
    if (!document || !put_differences(comparison, published, document) ||
        !put_worse(comparison, published, document)) {
        json_decref(document);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = document;
    return GG_OK;
}
