/* The file of an additive model: which keys there are, and what each may hold. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "additive_internal.h"
#include "model_internal.h"

typedef struct reader {
    gg_arena *arena;
    gg_error *err;
} reader;

static gg_status refuse(const reader *r, const char *mend, const char *what)
{
    return gg_error_set(r->err, GG_E_INPUT, mend, "%s", what);
}

static gg_status no_memory(const reader *r)
{
    return gg_error_set(r->err, GG_E_MEMORY, NULL, "out of memory");
}

/* A number of points, by its key. */
static gg_status read_points(const reader *r, const json_t *map, const char *key, double *out,
                             bool *given)
{
    double x = 0;
    bool there;
    gg_status status = gg_map_number(map, key, &x, &there, r->err);

    if (status)
        return status;
    if (!(fabs(x) <= GG_MOST_POINTS))
        return gg_error_set(r->err, GG_E_INPUT, "write a number from -1e100 to 1e100",
                            "%s is too large", key);
    if (there)
        *out = x;
    *given = there;
    return GG_OK;
}

/* ---- one term ---- */

/* An input, with its weight beside it. */
static gg_status read_input(const reader *r, const json_t *map, gg_term *term)
{
    gg_status status = gg_input_parse_beside(map, "weight", r->arena, &term->input, r->err);
    bool given;

    term->form = GG_TERM_INPUT;
    if (!status)
        status = read_points(r, map, "weight", &term->weight, &given);
    if (!status && !given)
        status = refuse(r, "add weight, or levels, or bins and points", "a term without a weight");
    if (!status)
        term->feature = term->input.feature;
    return status;
}

static gg_status read_feature(const reader *r, const json_t *map, gg_term *term)
{
    const char *name = gg_json_string(map, "feature", "");

    if (*name == '\0')
        return refuse(r, "write {feature: age, ...}", "no feature is named");
    term->feature = gg_arena_string(r->arena, name);
    return term->feature ? GG_OK : no_memory(r);
}

static gg_status read_levels(const reader *r, const json_t *map, gg_term *term)
{
    static const char *const keys[] = {"feature", "levels", "other", "missing", NULL};
    json_t *levels = json_object_get(map, "levels");
    double *points;
    const char *word;
    json_t *value;
    bool given;
    gg_status status = gg_map_check(map, keys, r->err);

    if (status)
        return status;
    if (!json_is_object(levels) || json_object_size(levels) == 0 ||
        json_object_size(levels) > GG_MOST_LEVELS)
        return refuse(r, "write levels: {car: 0, bus: 2}, at most 100000", "no map of levels");
    term->form = GG_TERM_LEVELS;
    term->levels = gg_arena_array(r->arena, json_object_size(levels), sizeof *term->levels);
    term->points = points = gg_arena_array(r->arena, json_object_size(levels), sizeof *points);
    if (!term->levels || !points)
        return no_memory(r);
    json_object_foreach(levels, word, value)
    {
        if (*word == '\0')
            return refuse(r, "write missing: 2 beside levels", "an empty level");
        term->levels[term->n] = gg_arena_string(r->arena, word);
        if (!term->levels[term->n])
            return no_memory(r);
        status = read_points(r, levels, word, &points[term->n++], &given);
        if (status)
            return status;
    }
    return read_points(r, map, "other", &term->other, &term->has_other);
}

/* A list of numbers within GG_MOST_POINTS, copied. */
static gg_status read_list(const reader *r, const json_t *list, const char *key, const double **out)
{
    size_t n = json_array_size(list);
    double *numbers = gg_arena_array(r->arena, n, sizeof *numbers);

    if (!numbers)
        return no_memory(r);
    for (size_t i = 0; i < n; i++) {
        const json_t *value = json_array_get(list, i);

        if (!json_is_number(value) || !(fabs(json_number_value(value)) <= GG_MOST_POINTS))
            return gg_error_set(r->err, GG_E_INPUT, "write numbers from -1e100 to 1e100",
                                "%s holds something else than numbers", key);
        numbers[i] = json_number_value(value);
    }
    *out = numbers;
    return GG_OK;
}

static gg_status read_bins(const reader *r, const json_t *map, gg_term *term)
{
    static const char *const keys[] = {"feature", "bins", "points", "missing", NULL};
    const json_t *bins = json_object_get(map, "bins"), *points = json_object_get(map, "points");
    gg_status status = gg_map_check(map, keys, r->err);

    if (status)
        return status;
    term->form = GG_TERM_BINS;
    term->n = json_array_size(bins);
    if (!json_is_array(bins) || term->n == 0 || term->n > GG_MOST_EDGES)
        return refuse(r, "write bins: [100, 500], at most 1000 edges", "no list of bins");
    if (!json_is_array(points) || json_array_size(points) != term->n + 1)
        return gg_error_set(r->err, GG_E_INPUT, "write points: [12, 5, 0], one more than edges",
                            "%zu edges make %zu bins, and there are points for %zu", term->n,
                            term->n + 1, json_array_size(points));
    status = read_list(r, bins, "bins", &term->edges);
    if (!status)
        status = read_list(r, points, "points", &term->points);
    if (status)
        return status;
    for (size_t i = 1; i < term->n; i++)
        if (!(term->edges[i - 1] < term->edges[i]))
            return refuse(r, "write each edge once, the lowest first", "bins that do not ascend");
    return GG_OK;
}

static gg_status read_term(const reader *r, const json_t *map, gg_term *term)
{
    bool levels = json_object_get(map, "levels") != NULL;
    gg_status status;

    memset(term, 0, sizeof *term);
    if (!json_is_object(map))
        return refuse(r, "write - {feature: age, weight: 0.4}", "a term that is not a map");
    if (!levels && !json_object_get(map, "bins") && !json_object_get(map, "points"))
        return read_input(r, map, term);
    status = read_feature(r, map, term);
    if (!status)
        status = levels ? read_levels(r, map, term) : read_bins(r, map, term);
    return status ? status : read_points(r, map, "missing", &term->missing, &term->has_missing);
}

/* ---- the terms of one feature ---- */

/* Whether two terms of a feature can stand beside each other: weights on two levels, or a weight
 * on a number and one on the level of missing cells. */
static bool go_together(const gg_term *a, const gg_term *b)
{
    const char *one, *other;

    if (a->form != GG_TERM_INPUT || b->form != GG_TERM_INPUT)
        return false;
    one = a->input.level;
    other = b->input.level;
    if (!one || !other)
        return (one && *one == '\0') || (other && *other == '\0');
    return strcmp(one, other) != 0;
}

/* By feature, the number of its first term; by_level: of each of its levels, too. The level ""
 * goes with numbers and with levels, which do not go with each other: so the first other term is
 * known apart. */
typedef struct seen_terms {
    json_t *by_level, *first, *first_other;
} seen_terms;

static bool fits(const json_t *seen, const gg_term *terms, const gg_term *term)
{
    const json_t *earlier = json_object_get(seen, term->feature);

    return !earlier || go_together(&terms[json_integer_value(earlier)], term);
}

/* Remembers a term's number; -1 when memory is out. */
static int remember(json_t *seen, const char *key, size_t i)
{
    if (json_object_get(seen, key))
        return 0;
    return json_object_set_new(seen, key, json_integer((json_int_t)i));
}

static gg_status check_beside(const reader *r, const seen_terms *seen, const gg_term *terms,
                              size_t i)
{
    const gg_term *term = &terms[i];
    const char *level = term->form == GG_TERM_INPUT ? term->input.level : NULL;
    char clean[64];
    const char *key = gg_arena_printf(r->arena, "%zu %s%c%s", strlen(term->feature), term->feature,
                                      level ? 'l' : 'n', level ? level : "");

    if (!key)
        return no_memory(r);
    if (json_object_get(seen->by_level, key) || !fits(seen->first, terms, term) ||
        !fits(seen->first_other, terms, term))
        return gg_error_set(r->err, GG_E_INPUT,
                            "write a feature's terms as one weight, or weights on different "
                            "levels, or levels, or bins",
                            "the feature %s has a term that does not go with an earlier one",
                            gg_text_clean(term->feature, strlen(term->feature), clean, 40));
    if (remember(seen->by_level, key, i) || remember(seen->first, term->feature, i) ||
        (!(level && *level == '\0') && remember(seen->first_other, term->feature, i)))
        return no_memory(r);
    return GG_OK;
}

static gg_status say_where(const reader *r, size_t i, gg_status status)
{
    char where[40];

    snprintf(where, sizeof where, "terms[%zu]", i);
    if (status)
        gg_error_where(r->err, NULL, 0, where);
    return status;
}

static gg_status read_terms(const reader *r, const json_t *list, gg_additive *model)
{
    seen_terms seen = {json_object(), json_object(), json_object()};
    gg_status status = GG_OK;

    model->n_terms = json_array_size(list);
    model->terms = gg_arena_array(r->arena, model->n_terms, sizeof *model->terms);
    if (!model->terms || !seen.by_level || !seen.first || !seen.first_other)
        status = no_memory(r);
    for (size_t i = 0; i < model->n_terms && !status; i++) {
        status = read_term(r, json_array_get(list, i), &model->terms[i]);
        if (!status)
            status = check_beside(r, &seen, model->terms, i);
        status = say_where(r, i, status);
    }
    json_decref(seen.by_level);
    json_decref(seen.first);
    json_decref(seen.first_other);
    return status;
}

/* ---- the head ---- */

static gg_status wrong(const reader *r, const char *key, const char *mend, const char *what)
{
    gg_error_where(r->err, NULL, 0, key);
    return refuse(r, mend, what);
}

static gg_status read_format(const reader *r, const json_t *document, gg_scorer_kind kind)
{
    const char *format = gg_json_string(document, "format", "");
    char wanted[40], mend[80], clean[64];

    snprintf(wanted, sizeof wanted, "gauger/%s/1", gg_scorer_word(kind));
    if (strcmp(format, wanted) == 0)
        return GG_OK;
    snprintf(mend, sizeof mend, "the manifest's scorer wants format: %s", wanted);
    if (*format == '\0')
        return wrong(r, "format", mend, "no format");
    gg_error_where(r->err, NULL, 0, "format");
    return gg_error_set(r->err, GG_E_INPUT, mend, "the format is %s",
                        gg_text_clean(format, strlen(format), clean, 40));
}

static gg_status read_link(const reader *r, const json_t *document, gg_additive *model)
{
    const json_t *value = json_object_get(document, "link");
    const char *word = json_is_string(value) ? json_string_value(value) : "";

    model->link = strcmp(word, "identity") == 0 ? GG_LINK_IDENTITY : GG_LINK_LOGIT;
    if (model->kind == GG_SCORER_LOGISTIC && !(value == NULL || strcmp(word, "logit") == 0))
        return wrong(r, "link", "write link: logit, or leave it out",
                     "a logistic regression has another link than logit");
    if (model->kind == GG_SCORER_SCORECARD && strcmp(word, "logit") != 0 &&
        strcmp(word, "identity") != 0)
        return wrong(r, "link", "write link: identity (points) or link: logit (a probability)",
                     value ? "not a link" : "no link");
    return GG_OK;
}

static gg_status read_head(const reader *r, const json_t *document, gg_additive *model)
{
    const json_t *description = json_object_get(document, "description");
    bool given;
    gg_status status = read_format(r, document, model->kind);

    if (!status)
        status = read_link(r, document, model);
    if (status)
        return status;
    status = read_points(r, document, "intercept", &model->intercept, &given);
    if (status || !given) {
        gg_error_where(r->err, NULL, 0, "intercept");
        return status ? status : refuse(r, "write intercept: 0 where there is none", "missing");
    }
    if (description && !json_is_string(description))
        return wrong(r, "description", "write a text", "not a text");
    model->description = gg_arena_string(r->arena, json_string_value(description));
    return description && !model->description ? no_memory(r) : GG_OK;
}

gg_status gg_additive_read(const json_t *document, gg_scorer_kind kind, gg_arena *arena,
                           gg_additive *out, gg_error *err)
{
    static const char *const keys[] = {"format", "link", "intercept", "description", "terms", NULL};
    const reader r = {arena, err};
    const json_t *terms = json_object_get(document, "terms");
    gg_additive model = {.kind = kind};
    gg_status status = gg_map_check(document, keys, err);

    if (!status)
        status = read_head(&r, document, &model);
    if (status)
        return status;
    if (!json_is_array(terms) || json_array_size(terms) == 0 ||
        json_array_size(terms) > GG_MOST_TERMS)
        return wrong(&r, "terms", "write terms: [{feature: age, weight: 0.4}], at most 10000",
                     "no list of terms");
    status = read_terms(&r, terms, &model);
    if (!status)
        *out = model;
    return status;
}
