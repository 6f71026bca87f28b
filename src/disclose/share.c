/* What a recipient may get: taken from a list of what may be shared, not by taking away. */
#include "share_internal.h"

#include <string.h>

/* The word of a part, and its key in an evaluation if it has one. */
static const struct {
    const char *word, *key;
} parts[GG_SHARE_PARTS] = {
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
    return i < GG_SHARE_PARTS ? parts[i].word : NULL;
}

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
bool gg_share_may_group(const gg_sharing *s, const char *name)
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

void gg_share_set(gg_sharing *s, json_t *object, const char *key, json_t *value)
{
    s->failed = json_object_set_new(object, key, value) != 0 || s->failed;
}

void gg_share_leave_out(gg_sharing *s, json_t *part, const char *why)
{
    json_t *entry = json_pack("{s:o, s:s}", "part", part, "why", why);

    s->failed = json_array_append_new(s->left_out, entry) != 0 || s->failed;
}

/* ---- evaluations and comparisons */

static json_t *shared_value(gg_sharing *s, const json_t *value, bool operation);

static bool is_by_group(const char *key)
{
    return strcmp(key, "attributes") == 0 || strcmp(key, "intersections") == 0;
}

/* Sites and periods stand in many places under the same keys; strata are of either, or of a column
 * that no agreement names. */
static bool may_key(const gg_sharing *s, const char *key)
{
    static const struct {
        const char *key;
        gg_share_part part;
    } keys[] = {
        {"sites", GG_SHARE_SITES},
        {"within_sites", GG_SHARE_SITES},
        {"site_thresholds", GG_SHARE_SITES},
        {"site", GG_SHARE_SITES},
        {"periods", GG_SHARE_PERIODS},
        {"period", GG_SHARE_PERIODS},
        {"merged", GG_SHARE_PARTS},
        {"strata", GG_SHARE_PARTS},
        {"conditional_demographic_disparity", GG_SHARE_PARTS},
        {"warnings", GG_SHARE_PARTS},
        {"explanations", GG_SHARE_PARTS},
        {"suppression", GG_SHARE_OPERATION},
    };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i].key, key) == 0)
            return keys[i].part < GG_SHARE_PARTS && s->may[keys[i].part];
    return true;
}

/* An entry of a list that says which groups it is about. */
static bool may_entry(const gg_sharing *s, const json_t *entry)
{
    const char *attribute = gg_json_string(entry, "attribute", NULL);
    const char *crossing = gg_json_string(entry, "intersection", NULL);

    return (!attribute || gg_share_may_group(s, attribute)) &&
           (!crossing || gg_share_may_group(s, crossing)) &&
           (!gg_json_string(entry, "site", NULL) || s->may[GG_SHARE_SITES]) &&
           (!gg_json_string(entry, "period", NULL) || s->may[GG_SHARE_PERIODS]);
}

static json_t *shared_groups(gg_sharing *s, const json_t *groups)
{
    json_t *out = json_object(), *value;
    const char *name;

    json_object_foreach((json_t *)groups, name, value)
    {
        if (gg_share_may_group(s, name))
            gg_share_set(s, out, name, shared_value(s, value, false));
    }
    return out;
}

/* In the operation, of everyone or of a rule, "groups" holds attributes with their levels;
 * elsewhere levels. */
static json_t *shared_value(gg_sharing *s, const json_t *value, bool operation)
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
            gg_share_set(s, out, key, shared_groups(s, one));
        else if (may_key(s, key))
            gg_share_set(s, out, key, shared_value(s, one, operation));
    }
    return out;
}

/* Columns by which rows of training and evaluation were held together, but for those left out. */
static json_t *shared_columns(gg_sharing *s, const json_t *columns)
{
    const json_t *attributes = json_object_get(s->in->evaluation, "attributes");
    json_t *out = json_array(), *one;
    size_t i;

    json_array_foreach(columns, i, one)
    {
        const char *name = json_is_string(one) ? json_string_value(one) : "";

        if (!json_object_get(attributes, name) || gg_share_may_group(s, name))
            s->failed = json_array_append(out, one) != 0 || s->failed;
    }
    return out;
}

static json_t *shared_data(gg_sharing *s, const json_t *data)
{
    static const char *const keys[] = {"source",    "files",         "sha256",   "rows",
                                       "rows_used", "rows_excluded", "weighted", "counted"};
    const json_t *overlap = json_object_get(data, "overlap");
    json_t *out = json_object();

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(data, keys[i]);

        if (value)
            gg_share_set(s, out, keys[i], json_deep_copy(value));
    }
    if (overlap && s->may[GG_SHARE_TRAINING]) {
        json_t *copy = json_deep_copy(overlap);

        if (json_object_get(copy, "columns"))
            gg_share_set(s, copy, "columns", shared_columns(s, json_object_get(copy, "columns")));
        gg_share_set(s, out, "overlap", copy);
    }
    return out;
}

static json_t *shared_evaluation(gg_sharing *s)
{
    static const char *const always[] = {"format",     "version",    "decision",
                                         "confidence", "seed",       "inspection",
                                         "overall",    "attributes", "intersections"};
    const json_t *from = s->in->evaluation;
    json_t *out = json_object();

    gg_share_set(s, out, "data", shared_data(s, json_object_get(from, "data")));
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
        const json_t *value = json_object_get(from, always[i]);

        if (value)
            gg_share_set(s, out, always[i],
                         is_by_group(always[i]) ? shared_groups(s, value)
                                                : shared_value(s, value, false));
    }
    for (size_t i = 0; i < GG_SHARE_PARTS; i++) {
        const json_t *value = parts[i].key ? json_object_get(from, parts[i].key) : NULL;

        if (value && s->may[i])
            gg_share_set(s, out, parts[i].key, shared_value(s, value, i == GG_SHARE_OPERATION));
    }
    return out;
}

/* Which attributes and crossings are left out, by name. */
static void note_groups(gg_sharing *s, const char *key)
{
    json_t *value;
    const char *name;

    json_object_foreach(json_object_get(s->in->evaluation, key), name, value)
    {
        if (!gg_share_may_group(s, name))
            gg_share_leave_out(s, json_sprintf("groups by %s", name), GG_UNNAMED);
    }
}

/* ---- verdicts */

/* "site=A", "race" or "race*sex=x*y": whether what a rule asks about may be shown. */
static bool may_slice(const gg_sharing *s, const char *slice)
{
    static const struct {
        const char *key;
        gg_share_part part;
    } places[] = {{"site", GG_SHARE_SITES}, {"period", GG_SHARE_PERIODS}};
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
    return gg_share_may_group(s, name);
}

/* A rule without subjects about which nothing is known is not shown. */
static bool may_verdict(const gg_sharing *s)
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

static json_t *shared_verdict(gg_sharing *s)
{
    if (!s->in->verdict || !s->may[GG_SHARE_VERDICT])
        return NULL;
    if (may_verdict(s))
        return json_deep_copy(s->in->verdict);
    s->may[GG_SHARE_VERDICT] = true;
    gg_share_leave_out(s, json_string("verdict"), "some of its rules ask about what is left out");
    return NULL;
}

/* ---- all of it */

static json_t *copy_if(const gg_sharing *s, gg_share_part part, const json_t *document)
{
    return s->may[part] && document ? json_deep_copy(document) : NULL;
}

/* Whether there is anything of a part, so that leaving it out has to be said. */
static bool is_there(const gg_share_documents *in, size_t part)
{
    const json_t *documents[GG_SHARE_PARTS] = {
        [GG_SHARE_WEIGHTS] = in->weights,
        [GG_SHARE_TRAINING] = in->training ? in->training : in->fit,
        [GG_SHARE_VERDICT] = in->verdict,
        [GG_SHARE_COMPARISONS] = in->comparisons,
        [GG_SHARE_LIFECYCLE] = in->lifecycle,
        [GG_SHARE_DATA_SHEET] = in->dataset,
    };
    const json_t *value =
        parts[part].key ? json_object_get(in->evaluation, parts[part].key) : documents[part];

    if (gg_share_is_stated(in, (gg_share_part)part))
        return true;
    return value && !json_is_null(value) && !(json_is_array(value) && !json_array_size(value)) &&
           !(json_is_object(value) && !json_object_size(value));
}

/* Where the data come from may be left out; that newer ones took their place may not. */
static bool hides_stale(const gg_sharing *s)
{
    return !s->may[GG_SHARE_DATA_SHEET] && gg_json_number(s->in->dataset, "newest", 0) >
                                               gg_json_number(s->in->dataset, "version", 0);
}

static json_t *note_of(gg_sharing *s, const json_t *agreement)
{
    static const char *const keys[] = {"recipient", "purpose", "limits", "expires"};
    json_t *note = json_object();

    gg_share_set(s, note, "agreement", json_string(gg_json_string(agreement, "record", "")));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        gg_share_set(s, note, keys[i], json_string(gg_json_string(agreement, keys[i], "")));
    s->failed = json_object_set(note, "left_out", s->left_out) != 0 || s->failed;
    if (hides_stale(s))
        gg_share_set(s, note, "stale", json_true());
    return note;
}

static void fill(gg_sharing *s, const json_t *agreement, gg_shared *out)
{
    for (size_t i = 0; i < GG_SHARE_PARTS; i++)
        if (!s->may[i] && is_there(s->in, i))
            gg_share_leave_out(s, json_string(parts[i].word), GG_UNNAMED);
    note_groups(s, "attributes");
    note_groups(s, "intersections");
    out->evaluation = shared_evaluation(s);
    out->manifest = s->in->manifest ? gg_share_manifest(s) : NULL;
    out->verdict = shared_verdict(s);
    out->lifecycle = s->may[GG_SHARE_LIFECYCLE] && s->in->lifecycle ? gg_share_lifecycle(s) : NULL;
    out->dataset = copy_if(s, GG_SHARE_DATA_SHEET, s->in->dataset);
    out->training = copy_if(s, GG_SHARE_TRAINING, s->in->training);
    out->fit = copy_if(s, GG_SHARE_TRAINING, s->in->fit);
    out->weights = s->may[GG_SHARE_WEIGHTS] && s->in->weights ? gg_share_weights(s) : NULL;
    out->comparisons = s->may[GG_SHARE_COMPARISONS] && s->in->comparisons
                           ? shared_value(s, s->in->comparisons, false)
                           : NULL;
    out->note = note_of(s, agreement);
}

gg_status gg_share(const gg_share_documents *documents, const json_t *agreement, gg_shared *out,
                   gg_error *err)
{
    gg_sharing s = {.in = documents, .groups = json_object_get(agreement, "groups")};
    const json_t *fields = json_object_get(agreement, "fields");
    gg_shared shared = {0};

    if (!json_is_object(json_object_get(documents->evaluation, "overall")) ||
        json_object_get(documents->evaluation, "disclosure")) {
        gg_error_where(err, "evaluation", 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "give an evaluation as gauger evaluate wrote it",
                            "the evaluation is none, or published already");
    }
    for (size_t i = 0; i < GG_SHARE_PARTS; i++)
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
