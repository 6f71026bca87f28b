/*
 * A document that says it is published is taken at its word only after a look: every count in it
 * must be 0, withheld, or at least the minimum cell.
 */
#include <string.h>

#include "disclose_internal.h"

static bool is_count(const char *key)
{
    static const char *const keys[] = {"count",
                                       "positives",
                                       "negatives",
                                       "unverified",
                                       "selected",
                                       "tp",
                                       "fp",
                                       "tn",
                                       "fn",
                                       "rows",
                                       "unverified_selected",
                                       "unverified_not_selected",
                                       "negative",
                                       "positive",
                                       "held_back",
                                       "only_this_rule",
                                       "met",
                                       "referred",
                                       "own",
                                       "alone",
                                       "both",
                                       "finds",
                                       "unique_finds"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i], key) == 0)
            return true;
    return false;
}

static bool is_small(const json_t *value, double least)
{
    json_t *element;
    size_t i;

    if (json_is_number(value))
        return json_number_value(value) > 0 && json_number_value(value) < least;
    json_array_foreach(value, i, element)
    {
        if (is_small(element, least))
            return true;
    }
    return false;
}

/* The key of the first small count in a value, NULL if there is none. Documents are at most 64
 * deep. */
static const char *find_small(const json_t *value, double least)
{
    const char *key, *found;
    json_t *member;
    size_t i;

    json_array_foreach(value, i, member)
    {
        if ((found = find_small(member, least)) != NULL)
            return found;
    }
    json_object_foreach((json_t *)value, key, member)
    {
        /* A level of an attribute may be called like a count: then it is an object. */
        if (is_count(key) && !json_is_object(member)) {
            if (is_small(member, least))
                return key;
        } else if ((found = find_small(member, least)) != NULL) {
            return found;
        }
    }
    return NULL;
}

gg_status gg_published_check(const json_t *evaluation, unsigned minimum_cell, json_t **out,
                             gg_error *err)
{
    const char *small = find_small(evaluation, minimum_cell);
    double its = gg_json_number(json_object_get(evaluation, "disclosure"), "minimum_cell", 0);

    if (small || its < minimum_cell) {
        gg_error_where(err, NULL, 0, small ? small : "disclosure");
        return gg_error_set(err, GG_E_INPUT, "give the evaluation that it was made from",
                            "the document says that it is published, but not with a minimum cell "
                            "of %u",
                            minimum_cell);
    }
    *out = json_incref((json_t *)evaluation);
    return GG_OK;
}
