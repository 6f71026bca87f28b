/* What is there before anything is decided: sites, groups, features. */
#include "synth_internal.h"

#include <math.h>
#include <string.h>

#include "gauger/base/text.h"

/* Bounds that keep every sum finite; no real column comes near them. */
#define MOST_LOCATION 1e9
#define MOST_EFFECT   1000.0
#define MOST_DRIFT    10.0

static double *numbers(gg_reader *r, size_t n)
{
    return gg_arena_array(&r->scenario->arena, n, sizeof(double));
}

/* ---- words ---- */

static gg_status check_shares(gg_reader *r, const char *path, const double *shares, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += shares[i];
    if (fabs(sum - 1) > 1e-6) {
        char text[32];

        return gg_read_refuse(r, path, "let the shares of the levels add up to 1",
                              "the shares add up to %s",
                              gg_text_double(round(sum * 1e9) / 1e9, text));
    }
    return GG_OK;
}

static gg_status read_shares(gg_reader *r, const json_t *levels, const char *path,
                             gg_made_words *words)
{
    gg_status status = gg_read_map(r, levels, path, 2, GG_MADE_LEVELS);
    const char *key;
    json_t *value;

    if (status != GG_OK)
        return status;
    words->words = gg_arena_array(&r->scenario->arena, json_object_size(levels), sizeof(char *));
    words->shares = numbers(r, json_object_size(levels));
    if (!words->words || !words->shares)
        return gg_read_memory(r);
    json_object_foreach((json_t *)levels, key, value)
    {
        if (status == GG_OK)
            status = gg_read_name(r, key, path);
        if (status == GG_OK)
            status = gg_read_number(r, value, gg_read_path(r, path, key), 0, 1,
                                    &words->shares[words->n]);
        words->words[words->n] = gg_arena_string(&r->scenario->arena, key);
        if (!words->words[words->n++])
            return gg_read_memory(r);
    }
    return status == GG_OK ? check_shares(r, path, words->shares, words->n) : status;
}

/* One level of the column that chooses: complete shares of its own. */
static gg_status read_chosen(gg_reader *r, const json_t *map, const char *path,
                             const gg_made_column *column, double *shares)
{
    gg_status status;

    for (size_t i = 0; i < column->words.n; i++)
        shares[i] = 0;
    status = gg_read_levels(r, map, path, column, 0, 1, shares);
    return status == GG_OK ? check_shares(r, path, shares, column->words.n) : status;
}

/* by: {COLUMN: {LEVEL: {level: share}}} */
static gg_status read_by(gg_reader *r, const json_t *by, const char *path, gg_made_column *column)
{
    gg_made_words *words = &column->words;
    gg_status status = gg_read_map(r, by, path, 1, 1);
    const char *name, *key;
    const gg_made_column *chooser;
    json_t *map, *value;

    if (status != GG_OK)
        return status;
    name = json_object_iter_key(json_object_iter((json_t *)by));
    status = gg_read_words_column(r, name, path, &words->by);
    if (status != GG_OK)
        return status;
    chooser = &r->scenario->columns[words->by];
    words->by_shares = numbers(r, chooser->words.n * words->n);
    if (!words->by_shares)
        return gg_read_memory(r);
    for (size_t i = 0; i < chooser->words.n; i++)
        memcpy(words->by_shares + i * words->n, words->shares, words->n * sizeof(double));
    map = json_object_get(by, name);
    path = gg_read_path(r, path, name);
    status = gg_read_map(r, map, path, 1, GG_MADE_LEVELS);
    json_object_foreach(map, key, value)
    {
        size_t level = 0;

        if (status == GG_OK)
            status = gg_read_level(r, chooser, key, path, &level);
        if (status == GG_OK)
            status = read_chosen(r, value, gg_read_path(r, path, key), column,
                                 words->by_shares + level * words->n);
    }
    return status;
}

/* Optional maps of numbers by level, which are 0 where nothing is said. */
static gg_status read_level_maps(gg_reader *r, const json_t *map, const char *path,
                                 gg_made_column *column)
{
    gg_made_words *words = &column->words;
    const struct {
        const char *key;
        double most;
        double **out;
    } rows[] = {{"drift", MOST_DRIFT, &words->drift},
                {"effects", MOST_EFFECT, &words->effects},
                {"effects_drift", MOST_DRIFT, &words->effects_drift}};
    gg_status status = GG_OK;

    for (size_t i = 0; status == GG_OK && i < sizeof rows / sizeof *rows; i++) {
        const json_t *value = json_object_get(map, rows[i].key);

        *rows[i].out = numbers(r, words->n);
        if (!*rows[i].out)
            return gg_read_memory(r);
        if (value)
            status = gg_read_levels(r, value, gg_read_path(r, path, rows[i].key), column,
                                    -rows[i].most, rows[i].most, *rows[i].out);
    }
    return status;
}

/* missing: 0.02, or missing: {COLUMN: {LEVEL: share}} */
static gg_status read_missing(gg_reader *r, const json_t *missing, const char *path,
                              gg_made_column *column)
{
    path = gg_read_path(r, path, "missing");
    column->missing_by.column = GG_NOWHERE;
    if (!missing)
        return GG_OK;
    if (json_is_object(missing))
        return gg_read_by_level(r, missing, path, 0, 1, 0, &column->missing_by);
    return gg_read_number(r, missing, path, 0, 1, &column->missing);
}

static gg_status read_words(gg_reader *r, const json_t *map, const char *path,
                            gg_made_column *column)
{
    static const gg_field rows[] = {
        {.key = "column", .kind = GG_FIELD_OTHER},
        {.key = "levels", .kind = GG_FIELD_OTHER, .required = true},
        {.key = "by", .kind = GG_FIELD_OTHER},
        {.key = "drift", .kind = GG_FIELD_OTHER},
        {.key = "effects", .kind = GG_FIELD_OTHER},
        {.key = "effects_drift", .kind = GG_FIELD_OTHER},
        {.key = "missing", .kind = GG_FIELD_OTHER},
        {.key = "reference", .kind = GG_FIELD_TEXT, .offset = offsetof(gg_made_words, reference)},
    };
    const json_t *by = json_object_get(map, "by");
    size_t level;
    gg_status status = gg_read_fields(r, map, path, GG_FIELDS(rows), &column->words);

    column->words.by = GG_NOWHERE;
    if (status == GG_OK)
        status = read_shares(r, json_object_get(map, "levels"), gg_read_path(r, path, "levels"),
                             &column->words);
    if (status == GG_OK && column->words.reference)
        status = gg_read_level(r, column, column->words.reference,
                               gg_read_path(r, path, "reference"), &level);
    if (status == GG_OK && by)
        status = read_by(r, by, gg_read_path(r, path, "by"), column);
    if (status == GG_OK)
        status = read_level_maps(r, map, path, column);
    return status == GG_OK ? read_missing(r, json_object_get(map, "missing"), path, column)
                           : status;
}

/* ---- numbers ---- */

/* The least first parameter: a location, or something that is multiplied and so above 0. */
static double least_first(const gg_made_number *number)
{
    return gg_distribution_of(number->distribution)->multiplies ? 1e-9 : -MOST_LOCATION;
}

static gg_status read_parameters(gg_reader *r, const json_t *map, const char *path,
                                 gg_made_number *number)
{
    const char *names[] = {gg_distribution_of(number->distribution)->first,
                           gg_distribution_of(number->distribution)->second};
    double most = number->distribution == GG_POISSON ? 500 : MOST_LOCATION;
    double least = number->distribution == GG_UNIFORM ? -MOST_LOCATION : 0;
    gg_status status = GG_OK;

    for (size_t i = 0; status == GG_OK && i < 2 && names[i]; i++) {
        const json_t *value = json_object_get(map, names[i]);

        if (!value)
            return gg_read_refuse(r, path, "give the parameters of the distribution",
                                  "the key \"%s\" is missing", names[i]);
        if (i)
            most = number->distribution == GG_LOGNORMAL ? 5 : most;
        status = gg_read_number(r, value, gg_read_path(r, path, names[i]),
                                i ? least : least_first(number), most,
                                i ? &number->second : &number->first);
    }
    if (status == GG_OK && number->distribution == GG_UNIFORM && number->second <= number->first)
        return gg_read_refuse(r, path, "let high be above low", "low is not below high");
    return status;
}

/* A parameter of another distribution is a mistake, not to be passed over. */
static gg_status refuse_parameters(gg_reader *r, const json_t *map, const char *path,
                                   const gg_made_number *number)
{
    const char *first = gg_distribution_of(number->distribution)->first;
    const char *second = gg_distribution_of(number->distribution)->second;

    for (size_t d = 0; d < GG_DISTRIBUTIONS; d++) {
        const char *names[] = {gg_distribution_of((gg_distribution)d)->first,
                               gg_distribution_of((gg_distribution)d)->second};

        for (size_t i = 0; i < 2 && names[i]; i++)
            if (json_object_get(map, names[i]) && strcmp(names[i], first) != 0 &&
                !(second && strcmp(names[i], second) == 0))
                return gg_read_refuse(r, path, "leave it out, or name another distribution",
                                      "the distribution %s has no \"%s\"",
                                      gg_distribution_of(number->distribution)->word, names[i]);
    }
    return GG_OK;
}

static gg_status read_distribution(gg_reader *r, const json_t *map, const char *path,
                                   gg_made_number *number)
{
    const char *word = gg_json_string(map, "distribution", "");
    gg_status status;
    size_t d = 0;

    while (d < GG_DISTRIBUTIONS && strcmp(gg_distribution_of((gg_distribution)d)->word, word) != 0)
        d++;
    if (d == GG_DISTRIBUTIONS)
        return gg_read_refuse(r, gg_read_path(r, path, "distribution"),
                              "give normal, lognormal, uniform, exponential or poisson, "
                              "or levels for a feature of words",
                              "no such distribution");
    number->distribution = (gg_distribution)d;
    status = refuse_parameters(r, map, path, number);
    return status == GG_OK ? read_parameters(r, map, path, number) : status;
}

/* shift: {COLUMN: {LEVEL: x}, ...}, each column once (keys of a map are). */
static gg_status read_shifts(gg_reader *r, const json_t *map, const char *path,
                             gg_made_number *number)
{
    double most = gg_distribution_of(number->distribution)->multiplies ? MOST_DRIFT : MOST_LOCATION;
    gg_status status = gg_read_map(r, map, path, 1, GG_MADE_COLUMNS);
    const char *key;
    json_t *value;

    if (status != GG_OK)
        return status;
    number->shifts =
        gg_arena_array(&r->scenario->arena, json_object_size(map), sizeof *number->shifts);
    if (!number->shifts)
        return gg_read_memory(r);
    json_object_foreach((json_t *)map, key, value)
    {
        json_t *one = status == GG_OK ? json_pack("{s:O}", key, value) : NULL;

        if (status == GG_OK)
            status = one ? gg_read_by_level(r, one, path, -most, most, 0,
                                            &number->shifts[number->n_shifts++])
                         : gg_read_memory(r);
        json_decref(one);
    }
    return status;
}

static gg_status read_transform(gg_reader *r, const json_t *map, const char *path,
                                gg_made_number *number)
{
    const json_t *value = json_object_get(map, "transform");
    const char *word = value ? gg_json_string(map, "transform", "") : "none";

    number->log1p = strcmp(word, "log1p") == 0;
    if (!number->log1p && strcmp(word, "none") != 0)
        return gg_read_refuse(r, gg_read_path(r, path, "transform"), "give none or log1p",
                              "no such transform");
    if (number->low > number->high)
        return gg_read_refuse(r, path, "let max be above min", "min is above max");
    return GG_OK;
}

#define NUMBER(key_, member, low_, high_)                                                          \
    {                                                                                              \
        .key = key_, .kind = GG_FIELD_NUMBER, .offset = offsetof(gg_made_number, member),          \
        .low = low_, .high = high_                                                                 \
    }

static gg_status read_numbers(gg_reader *r, const json_t *map, const char *path,
                              gg_made_column *column)
{
    static const gg_field rows[] = {
        {.key = "distribution", .kind = GG_FIELD_OTHER, .required = true},
        {.key = "mean", .kind = GG_FIELD_OTHER},
        {.key = "sd", .kind = GG_FIELD_OTHER},
        {.key = "median", .kind = GG_FIELD_OTHER},
        {.key = "sigma", .kind = GG_FIELD_OTHER},
        {.key = "low", .kind = GG_FIELD_OTHER},
        {.key = "high", .kind = GG_FIELD_OTHER},
        {.key = "shift", .kind = GG_FIELD_OTHER},
        NUMBER("drift", drift, -MOST_LOCATION, MOST_LOCATION),
        {.key = "digits",
         .kind = GG_FIELD_WHOLE,
         .offset = offsetof(gg_made_number, digits),
         .high = GG_MADE_DIGITS},
        NUMBER("min", low, -MOST_LOCATION, MOST_LOCATION),
        NUMBER("max", high, -MOST_LOCATION, MOST_LOCATION),
        {.key = "missing", .kind = GG_FIELD_OTHER},
        {.key = "transform", .kind = GG_FIELD_OTHER},
        NUMBER("per", per, 1e-9, MOST_LOCATION),
        NUMBER("effect", effect, -MOST_EFFECT, MOST_EFFECT),
        NUMBER("effect_drift", effect_drift, -MOST_DRIFT, MOST_DRIFT),
    };
    gg_made_number *number = &column->number;
    const json_t *shift = json_object_get(map, "shift");
    gg_status status;

    column->is_number = true;
    number->per = 1;
    number->low = -MOST_LOCATION;
    number->high = MOST_LOCATION;
    status = gg_read_fields(r, map, path, GG_FIELDS(rows), number);
    if (status == GG_OK)
        status = read_distribution(r, map, path, number);
    if (status == GG_OK && gg_distribution_of(number->distribution)->multiplies &&
        fabs(number->drift) > MOST_DRIFT)
        status = gg_read_refuse(r, gg_read_path(r, path, "drift"), "give a number from -10 to 10",
                                "out of range for a drift of logarithms");
    if (status == GG_OK && shift)
        status = read_shifts(r, shift, gg_read_path(r, path, "shift"), number);
    if (status == GG_OK)
        status = read_transform(r, map, path, number);
    return status == GG_OK ? read_missing(r, json_object_get(map, "missing"), path, column)
                           : status;
}

/* ---- all columns ---- */

static gg_status read_column(gg_reader *r, const json_t *map, const char *path, const char *name,
                             gg_part part)
{
    gg_scenario *s = r->scenario;
    gg_made_column *column = &s->columns[s->n_columns];
    bool is_number = part == GG_PART_FEATURE && !json_object_get(map, "levels");
    gg_status status = gg_read_column_name(r, name, path, &column->name);

    if (status != GG_OK)
        return status;
    column->part = part;
    column->words.by = column->missing_by.column = GG_NOWHERE;
    if (!json_is_object(map))
        return gg_read_map(r, map, path, 0, SIZE_MAX);
    status = is_number ? read_numbers(r, map, path, column) : read_words(r, map, path, column);
    /* Only now can later columns name this one. */
    if (status == GG_OK)
        s->n_columns++;
    return status;
}

static gg_status read_part(gg_reader *r, const json_t *map, const char *key, gg_part part)
{
    gg_status status = gg_read_map(r, map, key, 1, GG_MADE_COLUMNS - r->scenario->n_columns);
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)map, name, value)
    {
        if (status == GG_OK)
            status = read_column(r, value, gg_read_path(r, key, name), name, part);
        if (status == GG_OK && part != GG_PART_SITE && json_object_get(value, "column"))
            status = gg_read_refuse(r, gg_read_path(r, key, name), "the name above is the column's",
                                    "unknown key \"column\"");
    }
    return status;
}

static gg_status read_site(gg_reader *r, const json_t *site)
{
    const char *name = gg_json_string(site, "column", "site");
    gg_status status = read_column(r, site, "site", name, GG_PART_SITE);

    if (status == GG_OK && json_object_get(site, "missing"))
        return gg_read_refuse(r, "site", "leave the key out", "a site is never missing");
    r->scenario->site = 0;
    return status;
}

gg_status gg_read_columns(gg_reader *r, const json_t *document)
{
    gg_scenario *s = r->scenario;
    const json_t *site = json_object_get(document, "site");
    const json_t *groups = json_object_get(document, "groups");
    const json_t *features = json_object_get(document, "features");
    gg_status status = GG_OK;

    s->columns = gg_arena_array(&s->arena, GG_MADE_COLUMNS, sizeof *s->columns);
    if (!s->columns)
        return gg_read_memory(r);
    s->site = GG_NOWHERE;
    if (site)
        status = read_site(r, site);
    if (status == GG_OK && groups)
        status = read_part(r, groups, "groups", GG_PART_GROUP);
    if (status == GG_OK && features)
        status = read_part(r, features, "features", GG_PART_FEATURE);
    return status;
}
