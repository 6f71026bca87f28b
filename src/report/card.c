/*
 * Building a card: the published evaluation and what the manifest states, in the sections of
 * Mitchell et al. 2019. What nobody stated is null, and shown as "not stated".
 */
#include "gauger/report/card.h"

#include <string.h>

#include "gauger/evaluate/disparity.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/gate/verdict.h"
#include "card_internal.h"

#define FEATURES_KEPT 500

gg_card_options gg_card_options_default(void)
{
    gg_card_options options = {.publish = gg_publish_options_default()};

    return options;
}

static bool put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

/* A value of a key as a text. */
static json_t *as_text(const char *key, const json_t *value)
{
    json_t *text = NULL;
    gg_buf words;

    gg_buf_init(&words, 0);
    gg_stated_value(key, value, &words);
    if (!words.failed)
        text = json_stringn(words.data ? words.data : "", words.size);
    gg_buf_release(&words);
    return text;
}

/* "trees: 100" of a member of an object. */
static json_t *as_pair(const char *key, const json_t *value)
{
    json_t *text = as_text("", value), *pair = NULL;

    if (text)
        pair = json_sprintf("%s: %s", key, json_string_value(text));
    json_decref(text);
    return pair;
}

/* The members of a list or an object as a list of texts. */
static json_t *as_list(const char *of, const json_t *value)
{
    json_t *list = json_array(), *one;
    bool fine = list != NULL;
    const char *key;
    size_t i;

    json_array_foreach(value, i, one)
    {
        fine = fine && json_array_append_new(list, as_text(of, one)) == 0;
    }
    json_object_foreach((json_t *)value, key, one)
    {
        fine = fine && json_array_append_new(list, as_pair(key, one)) == 0;
    }
    if (fine && json_array_size(list) == 0)
        fine = json_array_append_new(list, json_string("none")) == 0;
    if (fine)
        return list;
    json_decref(list);
    return NULL;
}

/* What a manifest says of a key: null, a text, or a list of texts. */
static json_t *stated(const json_t *manifest, const char *key)
{
    const json_t *value = json_object_get(manifest, key);

    if (!value || json_is_null(value) || (json_is_string(value) && !json_string_value(value)[0]))
        return json_null();
    if ((json_is_array(value) || json_is_object(value)) && !gg_stated_whole(key, value))
        return as_list(key, value);
    return as_text(key, value);
}

/* A section whose keys are taken over from the manifest. */
static json_t *section(const json_t *manifest, const char *const *keys, size_t n)
{
    json_t *out = json_object();

    for (size_t i = 0; i < n; i++)
        if (!put(out, keys[i], stated(manifest, keys[i]))) {
            json_decref(out);
            return NULL;
        }
    return out;
}

#define SECTION(manifest, keys) section(manifest, keys, sizeof(keys) / sizeof *(keys))

/* The name and type of each feature; rules of transformation stay in the manifest. */
static json_t *features_of(const json_t *manifest)
{
    const json_t *features = json_object_get(manifest, "features");
    json_t *list, *one;
    size_t i;

    if (!json_is_array(features))
        return json_null();
    list = json_array();
    json_array_foreach(features, i, one)
    {
        const char *type = gg_json_string(one, "type", NULL);
        json_t *feature = json_object();

        if (i >= FEATURES_KEPT) {
            json_decref(feature);
            break;
        }
        if (!put(feature, "name",
                 json_is_string(one) ? json_incref(one)
                                     : json_string(gg_json_string(one, "name", "(unnamed)"))) ||
            !put(feature, "type", type ? json_string(type) : json_null()) ||
            json_array_append_new(list, feature) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *model_details(const json_t *manifest)
{
    static const char *const keys[] = {"model",       "version",   "owner",     "algorithm",
                                       "scorer",      "target",    "threshold", "hyperparameters",
                                       "suppression", "precedence"};
    json_t *out = SECTION(manifest, keys);

    if (out && !put(out, "features", features_of(manifest))) {
        json_decref(out);
        return NULL;
    }
    return out;
}

static json_t *training_data(const json_t *manifest)
{
    static const char *const keys[] = {"dataset", "sha256", "period", "description"};

    return SECTION(json_object_get(manifest, "training"), keys);
}

static json_t *keys_of(const json_t *object)
{
    json_t *list = json_array(), *value;
    const char *key;

    json_object_foreach((json_t *)object, key, value)
    {
        if (json_array_append_new(list, json_string(key)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *factors(const json_t *evaluation)
{
    static const char *const keys[] = {"attributes", "intersections", "sites", "periods"};
    json_t *out = json_object();

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!put(out, keys[i], keys_of(json_object_get(evaluation, keys[i])))) {
            json_decref(out);
            return NULL;
        }
    return out;
}

/* The figures that the card leads with, each with the sentence of its row. */
static json_t *measures(void)
{
    static const char *const names[] = {"selection_rate",      "precision",           "recall",
                                        "false_positive_rate", "false_negative_rate", "roc_auc"};
    const gg_summary *impact = gg_summary_find("impact_ratio");
    json_t *list = json_array();
    bool fine = list && impact;

    for (size_t i = 0; fine && i < sizeof names / sizeof *names; i++) {
        const gg_metric *metric = gg_metric_find(names[i]);

        fine = json_array_append_new(list,
                                     json_pack("{s:s,s:s,s:s}", "name", metric->name, "title",
                                               metric->title, "sentence", metric->sentence)) == 0;
    }
    if (!fine ||
        json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "name", impact->name, "title",
                                              "Impact ratio", "sentence", impact->sentence)) != 0) {
        json_decref(list);
        return NULL;
    }
    return list;
}

/* Members of one object under the same keys in another; those that are not there are left out. */
static bool take(json_t *to, const json_t *from, const char *const *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        json_t *value = json_object_get(from, keys[i]);

        if (value && json_object_set(to, keys[i], value) != 0)
            return false;
    }
    return true;
}

#define TAKE(to, from, keys) take(to, from, keys, sizeof(keys) / sizeof *(keys))

static bool put_metrics(json_t *card, const json_t *evaluation)
{
    static const char *const keys[] = {"decision", "confidence", "inspection"};
    json_t *out = json_object();

    return put(card, "metrics", out) && TAKE(out, evaluation, keys) &&
           put(out, "measures", measures());
}

static bool put_analyses(json_t *card, const json_t *evaluation)
{
    static const char *const unitary_keys[] = {
        "overall",          "score_distribution", "attributes",  "sites",
        "periods",          "operation",          "calibration", "capacity",
        "operating_points", "inequality",         "merged"};
    static const char *const crossed_keys[] = {"intersections"};
    json_t *out = json_object(), *unitary = json_object(), *crossed = json_object();

    return put(card, "quantitative_analyses", out) && put(out, "unitary", unitary) &&
           put(out, "intersectional", crossed) && TAKE(unitary, evaluation, unitary_keys) &&
           TAKE(crossed, evaluation, crossed_keys);
}

static bool put_caveats(json_t *card, const json_t *evaluation, const json_t *manifest)
{
    static const char *const keys[] = {"warnings"};
    json_t *out = json_object();

    return put(card, "ethical_considerations", stated(manifest, "ethical_considerations")) &&
           put(card, "caveats_and_recommendations", out) &&
           put(out, "limitations", stated(manifest, "limitations")) && TAKE(out, evaluation, keys);
}

static bool put_provenance(json_t *card, const json_t *evaluation, const char *evidence)
{
    static const char *const keys[] = {"seed", "confidence"};
    const json_t *data = json_object_get(evaluation, "data");
    json_t *out = json_object(), *sha256 = json_object_get(data, "sha256");

    return put(card, "provenance", out) && put(out, "tool", json_string("gauger " GG_VERSION)) &&
           put(out, "evaluated_by",
               json_string(gg_json_string(evaluation, "version", "not stated"))) &&
           put(out, "source", json_string(gg_json_string(data, "source", ""))) &&
           put(out, "sha256", sha256 ? json_incref(sha256) : json_null()) &&
           (!evidence || put(out, "evidence_sha256", json_string(evidence))) &&
           TAKE(out, evaluation, keys);
}

/* "Model card: NAME", of the model, else of the data. */
static json_t *title_of(const json_t *evaluation, const json_t *manifest, const char *given)
{
    const char *source = gg_json_string(json_object_get(evaluation, "data"), "source", "");
    const char *name = gg_json_string(manifest, "model", NULL);

    if (given)
        return json_string(given);
    if (name)
        return json_sprintf("Model card: %s", name);
    return *source ? json_sprintf("Model card: a score evaluated on %s", source)
                   : json_string("Model card");
}

static bool fill(json_t *card, const json_t *evaluation, const json_t *manifest,
                 const json_t *verdict, const gg_card_options *options)
{
    static const char *const uses[] = {"purpose", "intended_use", "out_of_scope_use", "population"};
    static const char *const data[] = {"data", "disclosure"};

    return put(card, "format", json_string(GG_CARD_FORMAT)) &&
           put(card, "version", json_string(GG_VERSION)) &&
           put(card, "title", title_of(evaluation, manifest, options->title)) &&
           put(card, "model_details", model_details(manifest)) &&
           put(card, "intended_use", SECTION(manifest, uses)) &&
           put(card, "factors", factors(evaluation)) && put_metrics(card, evaluation) &&
           TAKE(card, evaluation, data) &&
           put(card, "evaluation_data", json_incref(json_object_get(card, "data"))) &&
           json_object_del(card, "data") == 0 &&
           put(card, "training_data", training_data(manifest)) && put_analyses(card, evaluation) &&
           put_caveats(card, evaluation, manifest) &&
           put(card, "verdict", verdict ? json_incref((json_t *)verdict) : json_null()) &&
           put_provenance(card, evaluation, options->evidence);
}

static gg_status check_inputs(const json_t *manifest, const json_t *verdict, gg_error *err)
{
    if (manifest && !json_is_object(manifest)) {
        gg_error_where(err, "manifest", 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "give the keys of a manifest, e.g. `model: name`",
                            "a manifest must be an object");
    }
    if (verdict && strcmp(gg_json_string(verdict, "format", ""), GG_VERDICT_FORMAT) != 0) {
        gg_error_where(err, "verdict", 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "give what gauger gate --format json wrote",
                            "the document is no " GG_VERDICT_FORMAT);
    }
    return GG_OK;
}

gg_status gg_card_build(const json_t *evaluation, const json_t *manifest, const json_t *verdict,
                        const gg_card_options *options, json_t **out, gg_error *err)
{
    gg_card_options o = options ? *options : gg_card_options_default();
    json_t *published = NULL, *judged = NULL, *card = NULL;
    gg_status status = check_inputs(manifest, verdict, err);

    if (status == GG_OK)
        status = gg_card_check_texts(evaluation, manifest, verdict, o.title, err);
    if (status == GG_OK)
        status = gg_publish(evaluation, &o.publish, &published, err);
    if (status == GG_OK && verdict)
        status = gg_publish_verdict(verdict, published, &judged, err);
    if (status == GG_OK) {
        card = json_object();
        if (!card || !fill(card, published, manifest, judged, &o) ||
            !gg_card_put_registered(card, &o))
            status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    if (status == GG_OK && o.sharing && json_object_set(card, "sharing", (json_t *)o.sharing) != 0)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (status == GG_OK)
        status = gg_card_put_learned(card, published, manifest, &o, err);
    if (status == GG_OK)
        *out = json_incref(card);
    json_decref(card);
    json_decref(judged);
    json_decref(published);
    return status;
}
