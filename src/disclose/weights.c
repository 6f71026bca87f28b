/*
 * The published form of the weights of a model: rounded, and with the names of levels and bins only
 * where it is known that enough rows stand behind each.
 *
 * The name of a level is a word of the data, and the edge of a bin a number of it; of a rare one
 * they say what somebody is. An artifact holds no counts, but the training bounds them from below:
 * - by weight of evidence, a level or bin has minimum_share of the weight of the rows used;
 * - the standard error of a level's coefficient is at least that with all else known, and so
 *   1 / se^2 <= sum of p (1 - p) over its rows + ridge <= rows / 4 + ridge.
 * Both need rows of equal weight. What is not bounded so is counted and not named.
 */
#include <math.h>
#include <string.h>

#include "disclose_internal.h"
#include "gauger/base/text.h"

#define WEIGHTS_FORMAT    "gauger/weights/1"
#define SHARE_OTHERWISE   0.05 /* docs/training.md */
#define STEPS_OF_LOG_ODDS 100
#define FIGURES_OF_EDGES  3

typedef struct judge {
    double least, steps; /* the minimum cell; steps from 0 to 1 */
    const json_t *manifest, *training;
    bool shares; /* every level and bin by weight of evidence has enough rows */
} judge;

/* ---- which levels have rows enough ---- */

static bool is_equal_weight(const json_t *training)
{
    return json_is_false(json_object_get(training, "weighted"));
}

static const char *encoding_of(const json_t *manifest, const char *feature)
{
    bool card = strcmp(gg_json_string(manifest, "scorer", ""), "scorecard") == 0;
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(manifest, "features"), i, one)
    {
        if (strcmp(gg_json_string(one, "name", ""), feature) == 0)
            return gg_json_string(one, "encoding", card ? "woe" : "one_hot");
    }
    return "";
}

/* The rows of a level at least, by the standard error of its coefficient; 0 where it has none. Of
 * several inputs by that name ("a=b=c" is a level of a, or of a=b) the one with the fewest counts.
 */
static double rows_behind(const judge *j, const char *feature, const char *level)
{
    double ridge = gg_json_number(json_object_get(j->manifest, "hyperparameters"), "ridge", 0);
    double fewest = INFINITY;
    size_t n = strlen(feature), i;
    json_t *one;

    json_array_foreach(json_object_get(j->training, "coefficients"), i, one)
    {
        const char *input = gg_json_string(one, "input", "");
        double se = gg_json_number(one, "standard_error", 0);

        if (strncmp(input, feature, n) == 0 && input[n] == '=' && strcmp(input + n + 1, level) == 0)
            fewest = fmin(fewest, se > 0 ? 4 * (1 / (se * se) - ridge) : 0);
    }
    return isfinite(fewest) ? fewest : 0;
}

static bool is_named(const judge *j, const char *feature, const json_t *term)
{
    const char *what = gg_json_string(term, "what", "");
    bool bin = strcmp(what, "bin") == 0;

    if (!bin && strcmp(what, "level") != 0)
        return true;
    if (!is_equal_weight(j->training))
        return false;
    if (bin || strcmp(encoding_of(j->manifest, feature), "woe") == 0)
        return j->shares;
    return rows_behind(j, feature, gg_json_string(term, "of", "")) >= j->least;
}

static bool shares_suffice(const judge *j)
{
    double share = gg_json_number(json_object_get(j->manifest, "hyperparameters"), "minimum_share",
                                  SHARE_OTHERWISE);

    return share * gg_json_number(j->training, "rows_used", 0) >= j->least;
}

/* ---- rounding ---- */

/* x to so many significant digits. */
static double to_figures(double x, int figures)
{
    double power;

    if (x == 0 || !isfinite(x))
        return x;
    power = pow(10, figures - 1 - floor(log10(fabs(x))));
    return isfinite(power) && power > 0 ? round(x * power) / power : x;
}

/* What a term adds: to the steps of the document, but of a weight on a number to three digits. */
static double rounded(const judge *j, const json_t *term)
{
    double adds = gg_json_number(term, "adds", NAN);

    if (strcmp(gg_json_string(term, "what", ""), "per unit") == 0)
        return to_figures(adds, FIGURES_OF_EDGES);
    return round(adds * j->steps) / j->steps;
}

static double largest(const json_t *weights)
{
    double most = 0;
    json_t *feature, *term;
    size_t i, k;

    json_array_foreach(json_object_get(weights, "features"), i, feature)
    {
        json_array_foreach(json_object_get(feature, "terms"), k, term)
        {
            if (strcmp(gg_json_string(term, "what", ""), "per unit") != 0)
                most = fmax(most, fabs(gg_json_number(term, "adds", 0)));
        }
    }
    return most;
}

/* Steps from 0 to 1: log odds to a hundredth; points so that the largest has three digits. */
static double steps_of(const json_t *weights)
{
    double most = largest(weights);

    if (strcmp(gg_json_string(weights, "link", ""), "identity") != 0 || !(most > 0))
        return STEPS_OF_LOG_ODDS;
    return pow(10, fmin(300, 2 - floor(log10(most))));
}

/* ---- the edges of bins ---- */

/* An edge out of the name of a bin, to three digits. */
static bool read_edge(const char *text, size_t n, double *out)
{
    double x;

    if (gg_text_number(text, n, &x) != GG_NUMBER_OK)
        return false;
    *out = to_figures(x, FIGURES_OF_EDGES);
    return isfinite(*out);
}

/* "<116.4", "116.4-<197", ">=197" with edges to three digits; NULL where that leaves nothing. */
static json_t *bin_name(const char *name)
{
    const char *split = strstr(name, "-<");
    char low[32], high[32];
    double a, b;

    if (name[0] == '<')
        return read_edge(name + 1, strlen(name + 1), &b)
                   ? json_sprintf("<%s", gg_text_double(b, high))
                   : NULL;
    if (name[0] == '>' && name[1] == '=')
        return read_edge(name + 2, strlen(name + 2), &a)
                   ? json_sprintf(">=%s", gg_text_double(a, low))
                   : NULL;
    if (!split || !read_edge(name, (size_t)(split - name), &a) ||
        !read_edge(split + 2, strlen(split + 2), &b) || !(a < b))
        return NULL;
    return json_sprintf("%s-<%s", gg_text_double(a, low), gg_text_double(b, high));
}

/* ---- the document ---- */

/* The least and most that a feature adds, over levels and bins that are named and that are not. */
typedef struct range {
    double least, most;
    bool any;
} range;

static void widen(range *r, double adds)
{
    if (!isfinite(adds))
        return;
    r->least = r->any ? fmin(r->least, adds) : adds;
    r->most = r->any ? fmax(r->most, adds) : adds;
    r->any = true;
}

/* One term; counted instead where it is not named. */
static bool put_term(const judge *j, const char *feature, const json_t *term, json_t *terms,
                     size_t *unnamed, range *r)
{
    const char *what = gg_json_string(term, "what", ""), *of = gg_json_string(term, "of", "");
    bool named = is_named(j, feature, term);
    double adds = rounded(j, term);
    json_t *name = NULL, *one;

    if (strcmp(what, "per unit") != 0)
        widen(r, adds);
    if (named)
        name = strcmp(what, "bin") == 0 ? bin_name(of) : json_string(of);
    if (!name) {
        ++*unnamed;
        return true;
    }
    one = json_pack("{s:s, s:o}", "what", what, "of", name);
    return one && gg_json_set_real(one, "adds", adds) == 0 &&
           json_array_append_new(terms, one) == 0;
}

/* A level that has no weight of its own adds nothing: the one that the others are held against. */
static bool has_baseline(const judge *j, const char *name, const json_t *terms)
{
    json_t *term;
    size_t i;

    if (strcmp(encoding_of(j->manifest, name), "one_hot") != 0)
        return false;
    json_array_foreach(terms, i, term)
    {
        if (strcmp(gg_json_string(term, "what", ""), "level") == 0)
            return true;
    }
    return false;
}

/* A feature of numbers that a weight is told of per unit has no range. */
static bool has_number(const json_t *terms)
{
    json_t *term;
    size_t i;

    json_array_foreach(terms, i, term)
    {
        if (strcmp(gg_json_string(term, "what", ""), "per unit") == 0)
            return true;
    }
    return false;
}

static bool put_feature(const judge *j, const json_t *feature, json_t *features)
{
    const char *name = gg_json_string(feature, "name", "");
    const json_t *given = json_object_get(feature, "terms");
    json_t *one = json_object(), *terms = json_array(), *term;
    bool base = has_baseline(j, name, given), fine;
    size_t unnamed = 0, i;
    range r = {0, 0, false};

    fine = gg_set(one, "name", json_string(name)) && gg_set(one, "terms", terms);
    json_array_foreach(given, i, term)
    {
        fine = fine && put_term(j, name, term, terms, &unnamed, &r);
    }
    if (base)
        widen(&r, 0);
    r.any = r.any && !has_number(given);
    fine = fine && gg_set(one, "baseline", json_boolean(base)) &&
           gg_set(one, "unnamed", json_integer((json_int_t)unnamed)) &&
           gg_json_set_real(one, "least", r.any ? r.least : NAN) == 0 &&
           gg_json_set_real(one, "most", r.any ? r.most : NAN) == 0 &&
           json_array_append(features, one) == 0;
    json_decref(one);
    return fine;
}

static bool put_all(const judge *j, const json_t *weights, json_t *out)
{
    static const char *const keys[] = {"format", "scorer", "link", "note"};
    double intercept = gg_json_number(weights, "intercept", NAN);
    json_t *features = json_array(), *feature;
    bool fine = true;
    size_t i;

    for (i = 0; fine && i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(weights, keys[i]);

        fine = gg_set(out, keys[i], value ? json_incref(value) : json_null());
    }
    fine = fine &&
           gg_json_set_real(out, "intercept", round(intercept * j->steps) / j->steps) == 0 &&
           gg_set(out, "features", features);
    json_array_foreach(json_object_get(weights, "features"), i, feature)
    {
        fine = fine && put_feature(j, feature, features);
    }
    return fine;
}

gg_status gg_publish_weights(const json_t *weights, const json_t *manifest, const json_t *training,
                             const gg_publish_options *options, json_t **out, gg_error *err)
{
    gg_publish_options o = options ? *options : gg_publish_options_default();
    judge j = {.least = o.minimum_cell, .manifest = manifest, .training = training};
    json_t *document;

    if (strcmp(gg_json_string(weights, "format", ""), WEIGHTS_FORMAT) != 0) {
        gg_error_where(err, "weights", 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "give the weights of an artifact",
                            "the document is no " WEIGHTS_FORMAT);
    }
    j.steps = steps_of(weights);
    j.shares = shares_suffice(&j);
    document = json_object();
    if (!document || !put_all(&j, weights, document)) {
        json_decref(document);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = document;
    return GG_OK;
}
