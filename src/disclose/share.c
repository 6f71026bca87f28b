/* What a recipient may get: taken from a list of what may be shared, not by taking away. */
#include "gauger/disclose/share.h"

#include <string.h>

#define LEFT_OUT "left out for this recipient"

enum part {
    SITES,
    PERIODS,
    DISTRIBUTION,
    CALIBRATION,
    CAPACITY,
    POINTS,
    OPERATION,
    INEQUALITY,
    WEIGHTS,
    TRAINING,
    VERDICT,
    COMPARISONS,
    LIFECYCLE,
    DATA_SHEET,
    STATEMENTS,
    PARTS
};

/* The word of a part, and its key in an evaluation if it has one. */
static const struct {
    const char *word, *key;
} parts[PARTS] = {
    {"sites", "sites"},
    {"periods", "periods"},
    {"score distribution", "score_distribution"},
    {"calibration", "calibration"},
    {"capacity", "capacity"},
    {"operating points", "operating_points"},
    {"operation", "operation"},
    {"inequality", "inequality"},
    {"weights", NULL},
    {"training", NULL},
    {"verdict", NULL},
    {"comparisons", NULL},
    {"lifecycle", NULL},
    {"data sheet", NULL},
    {"statements", NULL},
};

const char *gg_share_part_at(size_t i)
{
    return i < PARTS ? parts[i].word : NULL;
}

typedef struct sharing {
    const gg_share_documents *in;
    const json_t *groups; /* that may be shown */
    bool may[PARTS];
    bool failed; /* memory ran out */
    json_t *left_out;
} sharing;

/* ---- what may be shown */

static bool in_list(const json_t *list, const char *word, size_t n)
{
    json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        if (json_is_string(one) && json_string_length(one) == n &&
            memcmp(json_string_value(one), word, n) == 0)
            return true;
    }
    return false;
}

/* An attribute, or a crossing of which every attribute may be shown. A name that itself holds a '*'
 * may be one attribute. */
static bool may_group(const sharing *s, const char *name)
{
    if (!strchr(name, '*') ||
        json_object_get(json_object_get(s->in->evaluation, "attributes"), name))
        return in_list(s->groups, name, strlen(name));
    for (const char *p = name;; p++) {
        size_t n = strcspn(p, "*");

        if (!in_list(s->groups, p, n))
            return false;
        p += n;
        if (!*p)
            return true;
    }
}

static void set(sharing *s, json_t *object, const char *key, json_t *value)
{
    s->failed = json_object_set_new(object, key, value) != 0 || s->failed;
}

static void leave_out(sharing *s, json_t *part, const char *why)
{
    json_t *entry = json_pack("{s:o, s:s}", "part", part, "why", why);

    s->failed = json_array_append_new(s->left_out, entry) != 0 || s->failed;
}

/* ---- evaluations and comparisons */

static json_t *shared_value(sharing *s, const json_t *value, bool operation);

static bool is_by_group(const char *key)
{
    return strcmp(key, "attributes") == 0 || strcmp(key, "intersections") == 0;
}

/* Sites and periods stand in many places under the same keys; strata are of either, or of a column
 * that no agreement names. */
static bool may_key(const sharing *s, const char *key)
{
    static const struct {
        const char *key;
        enum part part;
    } keys[] = {
        {"sites", SITES},    {"within_sites", SITES}, {"site_thresholds", SITES},
        {"site", SITES},     {"periods", PERIODS},    {"period", PERIODS},
        {"merged", PARTS},   {"strata", PARTS},       {"conditional_demographic_disparity", PARTS},
        {"warnings", PARTS}, {"explanations", PARTS},
    };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i].key, key) == 0)
            return keys[i].part < PARTS && s->may[keys[i].part];
    return true;
}

/* An entry of a list that says which groups it is about. */
static bool may_entry(const sharing *s, const json_t *entry)
{
    const char *attribute = gg_json_string(entry, "attribute", NULL);
    const char *crossing = gg_json_string(entry, "intersection", NULL);

    return (!attribute || may_group(s, attribute)) && (!crossing || may_group(s, crossing)) &&
           (!gg_json_string(entry, "site", NULL) || s->may[SITES]) &&
           (!gg_json_string(entry, "period", NULL) || s->may[PERIODS]);
}

static json_t *shared_groups(sharing *s, const json_t *groups)
{
    json_t *out = json_object(), *value;
    const char *name;

    json_object_foreach((json_t *)groups, name, value)
    {
        if (may_group(s, name))
            set(s, out, name, shared_value(s, value, false));
    }
    return out;
}

/* In the operation, of everyone or of a rule, "groups" holds attributes with their levels;
 * elsewhere levels. */
static json_t *shared_value(sharing *s, const json_t *value, bool operation)
{
    json_t *out, *one;
    const char *key;
    size_t i;

    if (json_is_array(value)) {
        out = json_array();
        json_array_foreach(value, i, one)
        {
            if (may_entry(s, one))
                s->failed =
                    json_array_append_new(out, shared_value(s, one, operation)) != 0 || s->failed;
        }
        return out;
    }
    if (!json_is_object(value))
        return json_deep_copy(value);
    out = json_object();
    json_object_foreach((json_t *)value, key, one)
    {
        if ((is_by_group(key) && (operation || json_is_object(one))) ||
            (operation && strcmp(key, "groups") == 0))
            set(s, out, key, shared_groups(s, one));
        else if (may_key(s, key))
            set(s, out, key, shared_value(s, one, operation));
    }
    return out;
}

/* Columns by which rows of training and evaluation were held together, but for those left out. */
static json_t *shared_columns(sharing *s, const json_t *columns)
{
    const json_t *attributes = json_object_get(s->in->evaluation, "attributes");
    json_t *out = json_array(), *one;
    size_t i;

    json_array_foreach(columns, i, one)
    {
        const char *name = json_is_string(one) ? json_string_value(one) : "";

        if (!json_object_get(attributes, name) || may_group(s, name))
            s->failed = json_array_append(out, one) != 0 || s->failed;
    }
    return out;
}

static json_t *shared_data(sharing *s, const json_t *data)
{
    static const char *const keys[] = {"source",    "files",         "sha256",   "rows",
                                       "rows_used", "rows_excluded", "weighted", "counted"};
    const json_t *overlap = json_object_get(data, "overlap");
    json_t *out = json_object();

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(data, keys[i]);

        if (value)
            set(s, out, keys[i], json_deep_copy(value));
    }
    if (overlap && s->may[TRAINING]) {
        json_t *copy = json_deep_copy(overlap);

        if (json_object_get(copy, "columns"))
            set(s, copy, "columns", shared_columns(s, json_object_get(copy, "columns")));
        set(s, out, "overlap", copy);
    }
    return out;
}

static json_t *shared_evaluation(sharing *s)
{
    static const char *const always[] = {"format",     "version",    "decision",
                                         "confidence", "seed",       "inspection",
                                         "overall",    "attributes", "intersections"};
    const json_t *from = s->in->evaluation;
    json_t *out = json_object();

    set(s, out, "data", shared_data(s, json_object_get(from, "data")));
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
        const json_t *value = json_object_get(from, always[i]);

        if (value)
            set(s, out, always[i],
                is_by_group(always[i]) ? shared_groups(s, value) : shared_value(s, value, false));
    }
    for (size_t i = 0; i < PARTS; i++) {
        const json_t *value = parts[i].key ? json_object_get(from, parts[i].key) : NULL;

        if (value && s->may[i])
            set(s, out, parts[i].key, shared_value(s, value, i == OPERATION));
    }
    return out;
}

/* Which attributes and crossings are left out, by name. */
static void note_groups(sharing *s, const char *key)
{
    json_t *value;
    const char *name;

    json_object_foreach(json_object_get(s->in->evaluation, key), name, value)
    {
        if (!may_group(s, name))
            leave_out(s, json_sprintf("groups by %s", name), "the agreement does not name it");
    }
}

/* ---- verdicts */

/* "site=A", "race" or "race*sex=x*y": whether what a rule asks about may be shown. */
static bool may_slice(const sharing *s, const char *slice)
{
    static const struct {
        const char *key;
        enum part part;
    } places[] = {{"site", SITES}, {"period", PERIODS}};
    char name[256];
    size_t n = strcspn(slice, "=");

    if (n == 0)
        return true;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strlen(places[i].key) == n && memcmp(slice, places[i].key, n) == 0)
            return s->may[places[i].part];
    if (n >= sizeof name)
        return false;
    memcpy(name, slice, n);
    name[n] = '\0';
    return may_group(s, name);
}

/* A rule without subjects about which nothing is known is not shown. */
static bool may_verdict(const sharing *s)
{
    const json_t *rule, *subject;
    size_t i, k;

    json_array_foreach(json_object_get(s->in->verdict, "rules"), i, rule)
    {
        const json_t *subjects = json_object_get(rule, "subjects");

        if (json_array_size(subjects) == 0)
            return false;
        json_array_foreach(subjects, k, subject)
        {
            if (!may_slice(s, gg_json_string(subject, "slice", "")))
                return false;
        }
    }
    return true;
}

static json_t *shared_verdict(sharing *s)
{
    if (!s->in->verdict || !s->may[VERDICT])
        return NULL;
    if (may_verdict(s))
        return json_deep_copy(s->in->verdict);
    s->may[VERDICT] = true;
    leave_out(s, json_string("verdict"), "some of its rules ask about what is left out");
    return NULL;
}

/* ---- what is known of the version */

/* Names of features that are attributes which are left out. */
static json_t *shared_features(sharing *s, const json_t *features)
{
    const json_t *attributes = json_object_get(s->in->evaluation, "attributes");
    json_t *out = json_array(), *one;
    size_t i;

    json_array_foreach(features, i, one)
    {
        const char *name =
            json_is_string(one) ? json_string_value(one) : gg_json_string(one, "name", "");

        if (!json_object_get(attributes, name) || may_group(s, name))
            s->failed = json_array_append(out, one) != 0 || s->failed;
    }
    return out;
}

static json_t *shared_manifest(sharing *s)
{
    static const struct {
        const char *key;
        enum part part; /* PARTS: always */
    } keys[] = {
        {"model", PARTS},
        {"version", PARTS},
        {"algorithm", PARTS},
        {"scorer", PARTS},
        {"target", PARTS},
        {"hyperparameters", WEIGHTS},
        {"features", WEIGHTS},
        {"threshold", OPERATION},
        {"suppression", OPERATION},
        {"precedence", OPERATION},
        {"training", TRAINING},
        {"owner", STATEMENTS},
        {"purpose", STATEMENTS},
        {"intended_use", STATEMENTS},
        {"population", STATEMENTS},
        {"out_of_scope_use", STATEMENTS},
        {"limitations", STATEMENTS},
        {"ethical_considerations", STATEMENTS},
    };
    json_t *out = json_object();

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *value = json_object_get(s->in->manifest, keys[i].key);
        bool may = keys[i].part == PARTS || s->may[keys[i].part];

        /* Thresholds by site name the sites. */
        if (strcmp(keys[i].key, "threshold") == 0 && !s->may[SITES])
            may = may && !json_is_object(value);
        if (!value || json_is_null(value))
            continue;
        if (strcmp(keys[i].key, "features") == 0 && may)
            set(s, out, keys[i].key, shared_features(s, value));
        else if (may)
            set(s, out, keys[i].key, json_deep_copy(value));
        else if (strcmp(keys[i].key, "features") != 0 && strcmp(keys[i].key, "training") != 0)
            set(s, out, keys[i].key, json_string(LEFT_OUT));
    }
    return out;
}

static json_t *shared_weights(sharing *s)
{
    json_t *out = json_deep_copy(s->in->weights);

    if (json_is_array(json_object_get(out, "features")))
        set(s, out, "features", shared_features(s, json_object_get(out, "features")));
    return out;
}

/* States that were reached, by whom and when; no text that somebody wrote. */
static json_t *shared_states(sharing *s)
{
    json_t *out = json_array(), *one, *copy;
    size_t i;

    json_array_foreach(json_object_get(s->in->lifecycle, "states"), i, one)
    {
        if (strcmp(gg_json_string(one, "result", ""), "done") != 0)
            continue;
        copy = json_copy(one);
        set(s, copy, "reason", json_null());
        s->failed = json_array_append_new(out, copy) != 0 || s->failed;
    }
    return out;
}

static json_t *shared_lifecycle(sharing *s)
{
    static const char *const keys[] = {"format",      "name", "version",   "state",
                                       "kind",        "from", "people",    "registered",
                                       "fingerprint", "head", "operating", "authenticated"};
    static const char *const empty[] = {"findings", "risks", "verdicts", "waivers"};
    json_t *out = json_object();

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(s->in->lifecycle, keys[i]);

        if (value)
            set(s, out, keys[i], json_incref(value));
    }
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        const json_t *list = json_object_get(s->in->lifecycle, empty[i]);

        if (list)
            set(s, out, empty[i], json_array());
        if (json_array_size(list))
            leave_out(s, json_sprintf("lifecycle: %s", empty[i]),
                      "they may tell of what is left out");
    }
    set(s, out, "states", shared_states(s));
    return out;
}

/* ---- all of it */

static json_t *copy_if(const sharing *s, enum part part, const json_t *document)
{
    return s->may[part] && document ? json_deep_copy(document) : NULL;
}

/* Whether there is anything of a part, so that leaving it out has to be said. */
static bool is_there(const gg_share_documents *in, size_t part)
{
    const json_t *documents[PARTS] = {
        [WEIGHTS] = in->weights,     [TRAINING] = in->training ? in->training : in->fit,
        [VERDICT] = in->verdict,     [COMPARISONS] = in->comparisons,
        [LIFECYCLE] = in->lifecycle, [DATA_SHEET] = in->dataset,
        [STATEMENTS] = in->manifest,
    };
    const json_t *value =
        parts[part].key ? json_object_get(in->evaluation, parts[part].key) : documents[part];

    return value && !json_is_null(value) && !(json_is_array(value) && !json_array_size(value)) &&
           !(json_is_object(value) && !json_object_size(value));
}

static json_t *note_of(sharing *s, const json_t *agreement)
{
    static const char *const keys[] = {"recipient", "purpose", "limits", "expires"};
    json_t *note = json_object();

    set(s, note, "agreement", json_string(gg_json_string(agreement, "record", "")));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        set(s, note, keys[i], json_string(gg_json_string(agreement, keys[i], "")));
    s->failed = json_object_set(note, "left_out", s->left_out) != 0 || s->failed;
    return note;
}

static void fill(sharing *s, const json_t *agreement, gg_shared *out)
{
    for (size_t i = 0; i < PARTS; i++)
        if (!s->may[i] && is_there(s->in, i))
            leave_out(s, json_string(parts[i].word), "the agreement does not name it");
    note_groups(s, "attributes");
    note_groups(s, "intersections");
    out->evaluation = shared_evaluation(s);
    out->manifest = s->in->manifest ? shared_manifest(s) : NULL;
    out->verdict = shared_verdict(s);
    out->lifecycle = s->may[LIFECYCLE] && s->in->lifecycle ? shared_lifecycle(s) : NULL;
    out->dataset = copy_if(s, DATA_SHEET, s->in->dataset);
    out->training = copy_if(s, TRAINING, s->in->training);
    out->fit = copy_if(s, TRAINING, s->in->fit);
    out->weights = s->may[WEIGHTS] && s->in->weights ? shared_weights(s) : NULL;
    out->comparisons = s->may[COMPARISONS] && s->in->comparisons
                           ? shared_value(s, s->in->comparisons, false)
                           : NULL;
    out->note = note_of(s, agreement);
}

gg_status gg_share(const gg_share_documents *documents, const json_t *agreement, gg_shared *out,
                   gg_error *err)
{
    sharing s = {.in = documents, .groups = json_object_get(agreement, "groups")};
    const json_t *fields = json_object_get(agreement, "fields");
    gg_shared shared = {0};

    if (!json_is_object(json_object_get(documents->evaluation, "overall")) ||
        json_object_get(documents->evaluation, "disclosure")) {
        gg_error_where(err, "evaluation", 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "give an evaluation as gauger evaluate wrote it",
                            "the evaluation is none, or published already");
    }
    for (size_t i = 0; i < PARTS; i++)
        s.may[i] = in_list(fields, parts[i].word, strlen(parts[i].word));
    s.left_out = json_array();
    fill(&s, agreement, &shared);
    json_decref(s.left_out);
    if (s.failed || !shared.evaluation || !shared.note) {
        gg_shared_release(&shared);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = shared;
    return GG_OK;
}

void gg_shared_release(gg_shared *shared)
{
    if (!shared)
        return;
    json_t *all[] = {shared->evaluation,  shared->manifest, shared->verdict, shared->lifecycle,
                     shared->dataset,     shared->training, shared->fit,     shared->weights,
                     shared->comparisons, shared->note};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        json_decref(all[i]);
    memset(shared, 0, sizeof *shared);
}
