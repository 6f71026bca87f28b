/* What the score of a version is made of, in short: its largest weights. */
#include <math.h>
#include <string.h>

#include "registry_internal.h"

#define SHOWN 10

typedef struct entry {
    const char *feature;
    const json_t *term;
    double size;
} entry;

/* Of two, whether the first weighs more; those of the same weight keep their order. */
static bool is_larger(const entry *a, const entry *b)
{
    return a->size > b->size;
}

/* Keeps the largest in order; `top` has room for SHOWN. */
static void keep(entry *top, size_t *n, entry new)
{
    size_t at = *n;

    if (*n == SHOWN && !is_larger(&new, &top[SHOWN - 1]))
        return;
    if (*n < SHOWN)
        ++*n;
    else
        at = SHOWN - 1;
    for (; at > 0 && is_larger(&new, &top[at - 1]); at--)
        top[at] = top[at - 1];
    top[at] = new;
}

static size_t find_largest(const json_t *features, entry *top, size_t *all)
{
    size_t i, k, n = 0;
    json_t *feature, *term;

    *all = 0;
    json_array_foreach(features, i, feature)
    {
        json_array_foreach(json_object_get(feature, "terms"), k, term)
        {
            double adds = gg_json_number(term, "adds", NAN);

            ++*all;
            if (!isnan(adds))
                keep(top, &n, (entry){gg_json_string(feature, "name", ""), term, fabs(adds)});
        }
    }
    return n;
}

static void put_table(gg_page *page, const json_t *weights)
{
    bool logit = strcmp(gg_json_string(weights, "link", ""), "identity") != 0;
    size_t all, n;
    entry top[SHOWN];
    gg_grid *grid;

    n = find_largest(json_object_get(weights, "features"), top, &all);
    grid = gg_page_table(page, NULL);
    gg_grid_column(page, grid, false, "feature");
    gg_grid_column(page, grid, false, "of a case with");
    gg_grid_column(page, grid, true, logit ? "adds (log odds)" : "adds (points)");
    for (size_t i = 0; i < n; i++) {
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_page_name(page, top[i].feature));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", gg_weight_words(page, top[i].term));
        gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                     gg_page_number(page, gg_json_number(top[i].term, "adds", NAN)));
    }
    gg_page_text(page, GG_TONE_QUIET, "Every case starts at %s.%s",
                 gg_page_number(page, gg_json_number(weights, "intercept", NAN)),
                 all > n ? gg_page_printf(page,
                                          " The %zu largest of %zu weights; --format json has all.",
                                          n, all)
                         : "");
}

void gg_put_weights(gg_page *page, const json_t *version)
{
    const json_t *weights = json_object_get(version, "weights");
    const char *why = gg_json_string(version, "weights_why", NULL);

    if (!weights)
        return;
    gg_page_heading(page, 2, NULL, "Weights");
    if (why)
        gg_page_text(page, GG_TONE_QUIET, "None: %s.", gg_page_prose(page, why));
    else if (json_array_size(json_object_get(weights, "features")) > 0)
        put_table(page, weights);
    else
        gg_page_text(page, GG_TONE_PLAIN, "%s",
                     gg_page_prose(page, gg_json_string(weights, "note", "")));
}
