/*
 * The parts of a card that a registry adds: the life of the version, where its data come from, how
 * it was trained, what its score is made of, and how it compares with others. Each is absent where
 * nothing is known of it.
 */
#include <string.h>

#include "card_internal.h"

static bool put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

/* A new object with some members of another; NULL on no memory. */
static json_t *members(const json_t *from, const char *const *keys, size_t n)
{
    json_t *out = json_object();

    for (size_t i = 0; out && i < n; i++) {
        json_t *value = json_object_get(from, keys[i]);

        if (value && json_object_set(out, keys[i], value) != 0) {
            json_decref(out);
            return NULL;
        }
    }
    return out;
}

#define MEMBERS(from, keys) members(from, keys, sizeof(keys) / sizeof *(keys))

static json_t *sheet_of(const json_t *dataset)
{
    static const char *const keys[] = {
        "name",      "version",       "state",          "newest",         "origin", "sha256",
        "extracted", "authority",     "source_systems", "retain_until",   "sheet",  "accepted_risk",
        "revision",  "superseded_by", "purged",         "corrections_due"};

    return MEMBERS(dataset, keys);
}

/* What the manifest leaves out of the training data and the registry knows. */
static bool put_training(json_t *card, const json_t *known)
{
    static const char *const keys[] = {"dataset", "sha256"};
    json_t *training = json_object_get(card, "training_data");

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(known, keys[i]);

        if (json_is_string(value) && json_is_null(json_object_get(training, keys[i])) &&
            json_object_set(training, keys[i], value) != 0)
            return false;
    }
    return true;
}

bool gg_card_put_registered(json_t *card, const gg_card_options *options)
{
    static const char *const life[] = {
        "name",       "version", "state",         "kind",     "from",     "fingerprint",
        "operating",  "cycle",   "states",        "findings", "verdicts", "risks",
        "registered", "head",    "authenticated", "waivers",  "people",   "approvers"};
    const json_t *version = options->lifecycle;

    if (version && (!put(card, "lifecycle", MEMBERS(version, life)) ||
                    !put(json_object_get(card, "model_details"), "version",
                         json_sprintf("%lld", (long long)gg_json_number(version, "version", 0))) ||
                    !put_training(card, json_object_get(version, "training"))))
        return false;
    if (options->training &&
        !put(json_object_get(card, "training_data"), "data_sheet", sheet_of(options->training)))
        return false;
    return !options->dataset || put(card, "data_sheet", sheet_of(options->dataset));
}

/* Whether the evaluation is of rows that the version was trained on: the same, or another version
 * of that dataset. */
static bool same_rows(const json_t *card)
{
    const json_t *training = json_object_get(card, "training_data");
    const char *a = gg_json_string(training, "sha256", "");
    const char *b = gg_json_string(json_object_get(card, "evaluation_data"), "sha256", "-");
    const char *trained = gg_json_string(json_object_get(training, "data_sheet"), "name", "");
    const char *on = gg_json_string(json_object_get(card, "data_sheet"), "name", "-");

    return strcmp(a, b) == 0 || strcmp(trained, on) == 0;
}

static gg_status put_comparisons(json_t *card, const json_t *published, const json_t *comparisons,
                                 gg_error *err)
{
    json_t *list = json_array(), *one, *made;
    gg_status status = put(card, "comparisons", list)
                           ? GG_OK
                           : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    size_t i;

    json_array_foreach(comparisons, i, one)
    {
        made = NULL;
        if (status == GG_OK)
            status =
                gg_publish_comparison(json_object_get(one, "comparison"), published, &made, err);
        if (status == GG_OK &&
            (!put(made, "versus", json_string(gg_json_string(one, "versus", ""))) ||
             json_array_append(list, made) != 0))
            status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        json_decref(made);
    }
    return status;
}

/* ---- special protected classes among the features ---- */

static bool is_declared(const json_t *dataset, const char *feature)
{
    const json_t *columns = json_object_get(json_object_get(dataset, "schema"), "columns");

    return json_is_true(json_object_get(json_object_get(columns, feature), "special"));
}

static bool is_special(const json_t *published, const gg_card_options *options, const char *feature)
{
    const json_t *list = json_object_get(json_object_get(published, "disclosure"), "special"), *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        if (strcmp(json_string_value(one), feature) == 0)
            return true;
    }
    return is_declared(options->training, feature) || is_declared(options->dataset, feature);
}

/* What was learned of such a feature stays here; that it is one, is said. */
static bool leave_out(json_t *weights, const json_t *published, const gg_card_options *options)
{
    json_t *features = json_object_get(weights, "features"), *names = json_array();
    bool fine = names != NULL;

    for (size_t i = json_array_size(features); fine && i-- > 0;) {
        const char *name = gg_json_string(json_array_get(features, i), "name", "");

        if (!is_special(published, options, name))
            continue;
        fine = json_array_insert_new(names, 0, json_string(name)) == 0;
        json_array_remove(features, i);
    }
    if (fine && json_array_size(names) > 0)
        fine = json_object_set(weights, "left_out", names) == 0;
    json_decref(names);
    return fine;
}

gg_status gg_card_put_learned(json_t *card, const json_t *published, const json_t *manifest,
                              const gg_card_options *options, gg_error *err)
{
    json_t *fit = NULL, *weights = NULL;
    gg_status status = GG_OK;

    if (options->fit)
        status = gg_publish_training(options->fit, &options->publish, !same_rows(card), &fit, err);
    if (status == GG_OK && fit && !put(json_object_get(card, "training_data"), "fit", fit))
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (status == GG_OK && options->weights)
        status = gg_publish_weights(options->weights, manifest, options->fit, &options->publish,
                                    &weights, err);
    if (status == GG_OK && weights &&
        (!leave_out(weights, published, options) || !put(card, "weights", weights)))
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (status == GG_OK && json_array_size(options->comparisons) > 0)
        status = put_comparisons(card, published, options->comparisons, err);
    return status;
}
