/* What a recipient may get of a version: what its manifest states, its weights and its life. */
#include "share_internal.h"

#include <string.h>

/* Without the features that are attributes which are left out. */
static json_t *shared_features(gg_sharing *s, const json_t *features)
{
    const json_t *attributes = json_object_get(s->in->evaluation, "attributes");
    json_t *out = json_array(), *one;
    size_t i;

    json_array_foreach(features, i, one)
    {
        const char *name =
            json_is_string(one) ? json_string_value(one) : gg_json_string(one, "name", "");

        if (!json_object_get(attributes, name) || gg_share_may_group(s, name))
            s->failed = json_array_append(out, one) != 0 || s->failed;
    }
    return out;
}

/* The threshold of everyone goes with their figures; those by site name the sites. */
static json_t *shared_threshold(gg_sharing *s, const json_t *value)
{
    const json_t *cut = json_object_get(value, "default");

    if (!json_is_object(value) || s->may[GG_SHARE_SITES])
        return json_deep_copy(value);
    gg_share_leave_out(s, json_string("thresholds of sites"), GG_UNNAMED);
    return cut ? json_pack("[O, s]", cut, "at sites: " GG_LEFT_OUT) : json_string(GG_LEFT_OUT);
}

/* What is stated of the training data, or else known of it; NULL for neither. */
static const json_t *of_training(const gg_share_documents *in, const char *key)
{
    const json_t *said = json_object_get(json_object_get(in->manifest, "training"), key);

    if (said && !json_is_null(said))
        return said;
    said = json_object_get(json_object_get(in->lifecycle, "training"), key);
    return json_is_string(said) ? said : NULL;
}

static const char *const training_keys[] = {"dataset", "sha256", "period", "description"};

#define N_TRAINING (sizeof training_keys / sizeof *training_keys)

static json_t *shared_training(gg_sharing *s)
{
    json_t *out = json_object();

    for (size_t i = 0; i < N_TRAINING; i++) {
        const json_t *value = of_training(s->in, training_keys[i]);

        if (value)
            gg_share_set(s, out, training_keys[i],
                         s->may[GG_SHARE_TRAINING] ? json_deep_copy(value)
                                                   : json_string(GG_LEFT_OUT));
    }
    return out;
}

/* What a manifest states, by the part that it belongs to; GG_SHARE_PARTS: always shared. */
static const struct {
    const char *key;
    gg_share_part part;
} statements[] = {
    {"model", GG_SHARE_PARTS},
    {"version", GG_SHARE_PARTS},
    {"algorithm", GG_SHARE_PARTS},
    {"scorer", GG_SHARE_PARTS},
    {"target", GG_SHARE_PARTS},
    {"threshold", GG_SHARE_PARTS},
    {"hyperparameters", GG_SHARE_WEIGHTS},
    {"features", GG_SHARE_WEIGHTS},
    {"suppression", GG_SHARE_OPERATION},
    {"precedence", GG_SHARE_OPERATION},
    {"owner", GG_SHARE_STATEMENTS},
    {"purpose", GG_SHARE_STATEMENTS},
    {"intended_use", GG_SHARE_STATEMENTS},
    {"population", GG_SHARE_STATEMENTS},
    {"out_of_scope_use", GG_SHARE_STATEMENTS},
    {"limitations", GG_SHARE_STATEMENTS},
    {"ethical_considerations", GG_SHARE_STATEMENTS},
};

#define N_STATEMENTS (sizeof statements / sizeof *statements)

bool gg_share_is_stated(const gg_share_documents *in, gg_share_part part)
{
    for (size_t i = 0; part == GG_SHARE_TRAINING && i < N_TRAINING; i++)
        if (of_training(in, training_keys[i]))
            return true;
    for (size_t i = 0; i < N_STATEMENTS; i++) {
        const json_t *said = json_object_get(in->manifest, statements[i].key);

        if (statements[i].part == part && said && !json_is_null(said))
            return true;
    }
    return false;
}

/* A value that may be shared. */
static json_t *shared_statement(gg_sharing *s, const char *key, const json_t *value)
{
    json_t *features;

    if (strcmp(key, "threshold") == 0)
        return shared_threshold(s, value);
    if (strcmp(key, "features") != 0)
        return json_deep_copy(value);
    features = shared_features(s, value);
    if (json_array_size(features) < json_array_size(value))
        gg_share_leave_out(s, json_string("features"),
                           "some are attributes that the agreement does not name");
    return features;
}

json_t *gg_share_manifest(gg_sharing *s)
{
    json_t *out = json_object();

    for (size_t i = 0; i < N_STATEMENTS; i++) {
        const char *key = statements[i].key;
        const json_t *value = json_object_get(s->in->manifest, key);
        gg_share_part part = statements[i].part;

        if (!value || json_is_null(value))
            continue;
        if (part == GG_SHARE_PARTS || s->may[part])
            gg_share_set(s, out, key, shared_statement(s, key, value));
        /* A list of features has no place for words: the card takes them from the note. */
        else if (strcmp(key, "features") != 0)
            gg_share_set(s, out, key, json_string(GG_LEFT_OUT));
    }
    gg_share_set(s, out, "training", shared_training(s));
    return out;
}

json_t *gg_share_weights(gg_sharing *s)
{
    json_t *out = json_deep_copy(s->in->weights);

    if (json_is_array(json_object_get(out, "features")))
        gg_share_set(s, out, "features", shared_features(s, json_object_get(out, "features")));
    return out;
}

static void leave_out_of_life(gg_sharing *s, const char *what)
{
    gg_share_leave_out(s, json_sprintf("lifecycle: %s", what), "may tell of what is left out");
}

/* States that were reached, by whom and when; no text that somebody wrote. */
static json_t *shared_states(gg_sharing *s)
{
    json_t *out = json_array(), *one, *copy;
    size_t i, reasons = 0, refused = 0;

    json_array_foreach(json_object_get(s->in->lifecycle, "states"), i, one)
    {
        bool said = json_is_string(json_object_get(one, "reason"));

        if (strcmp(gg_json_string(one, "result", ""), "done") != 0) {
            refused++;
            continue;
        }
        reasons += said;
        copy = json_copy(one);
        gg_share_set(s, copy, "reason", said ? json_string(GG_LEFT_OUT) : json_null());
        s->failed = json_array_append_new(out, copy) != 0 || s->failed;
    }
    if (reasons)
        leave_out_of_life(s, "reasons");
    if (refused)
        leave_out_of_life(s, "refused changes");
    return out;
}

json_t *gg_share_lifecycle(gg_sharing *s)
{
    static const char *const keys[] = {
        "format",     "name",        "version", "state",     "kind",          "from",     "people",
        "registered", "fingerprint", "head",    "operating", "authenticated", "approvers"};
    static const char *const empty[] = {"findings", "risks", "verdicts", "waivers"};
    json_t *out = json_object();

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(s->in->lifecycle, keys[i]);

        if (value)
            gg_share_set(s, out, keys[i], json_incref(value));
    }
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        const json_t *list = json_object_get(s->in->lifecycle, empty[i]);

        if (list)
            gg_share_set(s, out, empty[i], json_array());
        if (json_array_size(list))
            leave_out_of_life(s, empty[i]);
    }
    if (json_is_object(json_object_get(s->in->lifecycle, "cycle")))
        leave_out_of_life(s, "cycle");
    gg_share_set(s, out, "states", shared_states(s));
    return out;
}
