/*
 * The published form of a training: how the fit went, and how many rows it used where no count of
 * them is small.
 */
#include <string.h>

#include "disclose_internal.h"

#define TRAINING_FORMAT "gauger/training/1"

static bool is_small(double least, double count)
{
    return count > 0 && count < least;
}

static json_t *count_of(const json_t *training, const char *key, bool shown)
{
    const json_t *value = json_object_get(training, key);

    return shown && json_is_integer(value) ? json_incref((json_t *)value) : json_null();
}

/* Rows, used and left out by reason: all of them, or the used alone where some number is small. */
static bool put_rows(const json_t *training, double least, bool counts, json_t *out)
{
    const json_t *excluded = json_object_get(training, "rows_excluded");
    double rows = gg_json_number(training, "rows", 0);
    double used = gg_json_number(training, "rows_used", 0), positives, negatives;
    bool some = counts && !is_small(least, used), all = some && !is_small(least, rows - used), both;
    json_t *reasons = json_object(), *value;
    const char *key;
    bool fine;

    positives = gg_json_number(training, "positives", 0);
    negatives = gg_json_number(training, "negatives", 0);
    both = some && !is_small(least, positives) && !is_small(least, negatives);
    json_object_foreach((json_t *)excluded, key, value)
    {
        all = all && !is_small(least, json_number_value(value));
    }
    fine = gg_set(out, "rows", count_of(training, "rows", all)) &&
           gg_set(out, "rows_used", count_of(training, "rows_used", some)) &&
           gg_set(out, "positives", count_of(training, "positives", both)) &&
           gg_set(out, "negatives", count_of(training, "negatives", both)) &&
           gg_set(out, "rows_excluded", reasons);
    json_object_foreach((json_t *)excluded, key, value)
    {
        fine = fine && gg_set(reasons, key, all ? json_incref(value) : json_null());
    }
    return fine;
}

/* Members that hold no count of rows. */
static bool put_fit(const json_t *training, json_t *out)
{
    static const char *const keys[] = {"algorithm", "scorer",     "seed",
                                       "converged", "iterations", "libraries"};
    bool fine = true;

    for (size_t i = 0; fine && i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(training, keys[i]);

        fine = !value || gg_set(out, keys[i], json_deep_copy(value));
    }
    return fine;
}

/* Warnings about features, none of which names a number of rows. */
static bool put_warnings(const json_t *training, json_t *out)
{
    static const char *const kept[] = {"reversed", "no_evidence", "no_missing_cell"};
    json_t *list = json_array(), *one;
    bool fine = gg_set(out, "warnings", list);
    size_t i;

    json_array_foreach(json_object_get(training, "warnings"), i, one)
    {
        for (size_t k = 0; k < sizeof kept / sizeof *kept; k++)
            if (strcmp(gg_json_string(one, "code", ""), kept[k]) == 0)
                fine = fine && json_array_append_new(list, json_deep_copy(one)) == 0;
    }
    return fine;
}

gg_status gg_publish_training(const json_t *training, const gg_publish_options *options,
                              bool counts, json_t **out, gg_error *err)
{
    gg_publish_options o = options ? *options : gg_publish_options_default();
    json_t *document;

    if (strcmp(gg_json_string(training, "format", ""), TRAINING_FORMAT) != 0) {
        gg_error_where(err, "training", 0, NULL);
        return gg_error_set(err, GG_E_INPUT, "give what gauger train made",
                            "the document is no " TRAINING_FORMAT);
    }
    document = json_object();
    if (!document || !gg_set(document, "format", json_string(TRAINING_FORMAT)) ||
        !put_fit(training, document) || !put_rows(training, o.minimum_cell, counts, document) ||
        !put_warnings(training, document)) {
        json_decref(document);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = document;
    return GG_OK;
}
