#include "moved.h"

#include <string.h>

#include "columns.h"
#include "gauger/evaluate/metric.h"
#include "gauger/registry/files.h"
#include "subject.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static const char *reference_of(gg_arena *arena, const json_t *shown)
{
    return gg_arena_printf(arena, "%s@%lld", gg_json_string(shown, "name", ""),
                           (long long)gg_json_number(shown, "version", 0));
}

/* ---- side by side ---- */

/* The newest evaluations of both versions on the same rows; NULL where there are none. */
static void find_common(const json_t *a, const json_t *b, const json_t **from, const json_t **to)
{
    size_t n = json_array_size(a), m = json_array_size(b);

    for (size_t j = m; j-- > 0;)
        for (size_t i = n; i-- > 0;) {
            const char *x = gg_json_string(json_array_get(a, i), "data_sha256", "");
            const char *y = gg_json_string(json_array_get(b, j), "data_sha256", "-");

            if (strcmp(x, y) == 0) {
                *from = json_array_get(a, i);
                *to = json_array_get(b, j);
                return;
            }
        }
}

/* Figures of everyone that either evaluation has, side by side, with the change where both do. */
static json_t *side_by_side(const json_t *a, const json_t *b)
{
    json_t *list = json_array();
    const gg_metric *metric;

    for (size_t i = 0; list && (metric = gg_metric_at(i)) != NULL; i++) {
        json_t *x = json_object_get(a, metric->name), *y = json_object_get(b, metric->name);
        json_t *row;

        if (!json_is_object(x) || !json_is_object(y))
            continue;
        row = json_pack("{s:s,s:O,s:O}", "name", metric->name, "from", x, "to", y);
        if (row && json_is_number(json_object_get(x, "value")) &&
            json_is_number(json_object_get(y, "value")))
            gg_json_set_real(row, "change",
                             gg_json_number(y, "value", 0) - gg_json_number(x, "value", 0));
        if (json_array_append_new(list, row) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static gg_status side_by_side_of(gg_registry *reg, const json_t *from, const json_t *to,
                                 json_t **out, gg_error *err)
{
    const json_t *x = NULL, *y = NULL;
    json_t *a = NULL, *b = NULL;
    gg_status status = GG_OK;

    find_common(json_object_get(from, "evaluations"), json_object_get(to, "evaluations"), &x, &y);
    if (!x || !y) {
        *out = json_null();
        return GG_OK;
    }
    status = gg_registry_get_document(reg, gg_json_string(x, "sha256", ""), &a, err);
    if (status == GG_OK)
        status = gg_registry_get_document(reg, gg_json_string(y, "sha256", ""), &b, err);
    if (status == GG_OK)
        *out =
            json_pack("{s:s?,s:s,s:I,s:I,s:b,s:o}", "dataset", gg_json_string(y, "dataset", NULL),
                      "data_sha256", gg_json_string(y, "data_sha256", ""), "from_event",
                      (json_int_t)gg_json_number(x, "seq", 0), "to_event",
                      (json_int_t)gg_json_number(y, "seq", 0), "paired", 0, "overall",
                      side_by_side(json_object_get(a, "overall"), json_object_get(b, "overall")));
    json_decref(a);
    json_decref(b);
    return status;
}

/* ---- pair by pair ---- */

/* A comparison of the two, and where it is from. */
typedef struct pairing {
    json_t *comparison;       /* NULL: there is none; owned */
    bool reversed;            /* a is the older version */
    const json_t *evaluation; /* with which it is stored, or on whose data it was made */
} pairing;

/* The newest comparison with another version that is stored with one. */
static gg_status find_stored(gg_registry *reg, const json_t *shown, const char *versus,
                             pairing *out, gg_error *err)
{
    const json_t *evaluations = json_object_get(shown, "evaluations");

    for (size_t i = json_array_size(evaluations); i-- > 0;) {
        const json_t *one = json_array_get(evaluations, i);
        const json_t *list = json_object_get(one, "comparisons");

        for (size_t k = 0; k < json_array_size(list); k++) {
            const json_t *c = json_array_get(list, k);

            if (strcmp(gg_json_string(c, "versus", ""), versus) != 0)
                continue;
            out->evaluation = one;
            return gg_registry_get_document(reg, gg_json_string(c, "sha256", ""), &out->comparison,
                                            err);
        }
    }
    return GG_OK;
}

/* The newest evaluation of a version on registered data. */
static const json_t *registered(const json_t *shown)
{
    const json_t *evaluations = json_object_get(shown, "evaluations");

    for (size_t i = json_array_size(evaluations); i-- > 0;)
        if (gg_json_string(json_array_get(evaluations, i), "dataset", NULL))
            return json_array_get(evaluations, i);
    return NULL;
}

static gg_status compare_on(gg_cli *cli, gg_registry *reg, const gg_subject *from,
                            const gg_subject *to, const char *dataset, json_t **out, gg_error *err)
{
    gg_compare_options options = gg_compare_options_default();
    gg_side a = {.subject = to}, b = {.subject = from};
    gg_source source = {0};
    gg_schema schema;
    gg_status status = gg_source_take(cli, reg, dataset, &source, err);

    gg_schema_init(&schema);
    if (status == GG_OK && source.schema)
        status = gg_schema_add(&schema, source.schema, err);
    if (status == GG_OK)
        status = gg_subject_threshold(to, &schema, err);
    options.threads = gg_columns_threads(&cli->args);
    if (status == GG_OK)
        status = gg_subject_compare(&a, &b, &source, &schema, &options, out, err);
    gg_schema_release(&schema);
    gg_source_release(&source);
    return status;
}

/* Measures the two now, where both score by themselves. */
static gg_status measure(gg_cli *cli, gg_registry *reg, const json_t *from, const json_t *to,
                         pairing *out, gg_error *err)
{
    const json_t *on = registered(to) ? registered(to) : registered(from);
    gg_subject a = {0}, b = {0};
    gg_status status = GG_OK;

    if (!on)
        return GG_OK;
    status = gg_subject_find(cli, reg, reference_of(&cli->arena, from), &a, err);
    if (status == GG_OK)
        status = gg_subject_find(cli, reg, reference_of(&cli->arena, to), &b, err);
    if (status == GG_OK && a.scorer && b.scorer) {
        out->evaluation = on;
        status =
            compare_on(cli, reg, &a, &b, gg_json_string(on, "dataset", ""), &out->comparison, err);
    }
    gg_subject_release(&a);
    gg_subject_release(&b);
    return status;
}

/* Counts of what a alone has, and b alone, for the two the other way round. */
static bool swap_counts(json_t *difference)
{
    json_t *counts = json_object_get(difference, "counts");
    json_t *a = json_incref(json_object_get(counts, "a_only"));
    json_t *b = json_incref(json_object_get(counts, "b_only"));
    bool bad =
        a && b &&
        (json_object_set(counts, "a_only", b) != 0 || json_object_set(counts, "b_only", a) != 0);

    json_decref(a);
    json_decref(b);
    return !bad;
}

/* newer - older, whichever of them is a. */
static json_t *difference_of(const json_t *given, bool reversed)
{
    json_t *out = json_deep_copy(given);
    double value = gg_json_number(given, "value", 0), low = gg_json_number(given, "low", 0);
    double high = gg_json_number(given, "high", 0);
    bool bad = !out;

    if (!reversed || !out)
        return out;
    if (json_is_number(json_object_get(given, "value")))
        bad |= gg_json_set_real(out, "value", -value) != 0;
    if (json_is_number(json_object_get(given, "low")))
        bad |= gg_json_set_real(out, "high", -low) != 0;
    else
        bad |= json_object_set_new(out, "high", json_null()) != 0;
    if (json_is_number(json_object_get(given, "high")))
        bad |= gg_json_set_real(out, "low", -high) != 0;
    else
        bad |= json_object_set_new(out, "low", json_null()) != 0;
    if (!bad && swap_counts(out))
        return out;
    json_decref(out);
    return NULL;
}

/* One figure; false when memory ran out. */
static bool add_pair(const pairing *p, const char *name, json_t *list)
{
    const json_t *newer = json_object_get(p->comparison, p->reversed ? "b" : "a");
    const json_t *older = json_object_get(p->comparison, p->reversed ? "a" : "b");
    const json_t *given = json_object_get(json_object_get(p->comparison, "differences"), name);
    json_t *difference = difference_of(given, p->reversed);
    json_t *row = json_pack("{s:s,s:O,s:O,s:o}", "name", name, "from", json_object_get(older, name),
                            "to", json_object_get(newer, name), "difference", difference);

    if (row && json_is_number(json_object_get(difference, "value")))
        gg_json_set_real(row, "change", gg_json_number(difference, "value", 0));
    return json_array_append_new(list, row) == 0;
}

/* In the order of the metrics: a stored document has its keys in another one. */
static json_t *pair_by_pair(const pairing *p)
{
    const json_t *differences = json_object_get(p->comparison, "differences");
    json_t *list = json_array();
    const gg_metric *metric;
    bool good = list != NULL;

    for (size_t i = 0; good && (metric = gg_metric_at(i)) != NULL; i++)
        if (json_object_get(differences, metric->name))
            good = add_pair(p, metric->name, list);
    if (good)
        return list;
    json_decref(list);
    return NULL;
}

static gg_status find_pairing(gg_cli *cli, gg_registry *reg, const json_t *from, const json_t *to,
                              pairing *p, gg_error *err)
{
    const char *older = reference_of(&cli->arena, from), *newer = reference_of(&cli->arena, to);
    gg_status status;

    if (!older || !newer)
        return memory(err);
    status = find_stored(reg, to, older, p, err);
    if (status == GG_OK && !p->comparison) {
        status = find_stored(reg, from, newer, p, err);
        p->reversed = p->comparison != NULL;
    }
    if (status == GG_OK && !p->comparison)
        status = measure(cli, reg, from, to, p, err);
    return status;
}

gg_status gg_moved_add(gg_cli *cli, gg_registry *reg, const json_t *from, const json_t *to,
                       json_t *document, gg_error *err)
{
    pairing p = {0};
    json_t *metrics = NULL;
    gg_status status = find_pairing(cli, reg, from, to, &p, err);

    if (status == GG_OK && p.comparison)
        metrics = json_pack("{s:s?,s:s?,s:b,s:o}", "dataset",
                            gg_json_string(p.evaluation, "dataset", NULL), "data_sha256",
                            gg_json_string(p.evaluation, "data_sha256", NULL), "paired", 1,
                            "overall", pair_by_pair(&p));
    else if (status == GG_OK)
        status = side_by_side_of(reg, from, to, &metrics, err);
    if (status == GG_OK && json_object_set(document, "metrics", metrics) != 0)
        status = memory(err);
    json_decref(metrics);
    json_decref(p.comparison);
    return status;
}
