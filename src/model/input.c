/* Inputs: the numbers that a fitted model works on. */
#include "input_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gauger/table/cell.h"
#include "model_internal.h"

static const char *const transform_words[] = {[GG_TRANSFORM_NONE] = "none",
                                              [GG_TRANSFORM_LOG1P] = "log1p",
                                              [GG_TRANSFORM_SQRT] = "sqrt",
                                              [GG_TRANSFORM_SQUARE] = "square"};

/* What a number must be, for messages. */
static const char *const transform_ranges[] = {[GG_TRANSFORM_NONE] = "a finite number",
                                               [GG_TRANSFORM_LOG1P] = "a number above -1",
                                               [GG_TRANSFORM_SQRT] = "a number from 0",
                                               [GG_TRANSFORM_SQUARE] = "a number below 1e154"};

#define N_TRANSFORMS (sizeof transform_words / sizeof *transform_words)

const char *gg_transform_word(gg_transform transform)
{
    return (size_t)transform < N_TRANSFORMS ? transform_words[transform] : "";
}

bool gg_transform_find(const char *word, gg_transform *out)
{
    for (size_t i = 0; i < N_TRANSFORMS; i++)
        if (strcmp(word, transform_words[i]) == 0) {
            *out = (gg_transform)i;
            return true;
        }
    return false;
}

double gg_transform_apply(gg_transform transform, double x)
{
    double y = x;

    if (transform == GG_TRANSFORM_LOG1P)
        y = x > -1 ? log1p(x) : NAN;
    else if (transform == GG_TRANSFORM_SQRT)
        y = x >= 0 ? sqrt(x) : NAN;
    else if (transform == GG_TRANSFORM_SQUARE)
        y = x * x;
    return isfinite(y) ? y : NAN;
}

gg_input gg_input_default(const char *feature, const char *level)
{
    return (gg_input){.feature = feature, .level = level, .scale = 1};
}

gg_status gg_input_number(const gg_input *input, double x, double *out, gg_error *err)
{
    double y = (gg_transform_apply(input->transform, x) - input->center) / input->scale;

    if (!isfinite(y))
        return gg_error_set(err, GG_E_INPUT, "give --skip-bad-rows to leave such rows out",
                            "a number that cannot be scored: %s is wanted (transform %s)",
                            transform_ranges[input->transform], transform_words[input->transform]);
    *out = y;
    return GG_OK;
}

static double level_value(const gg_input *input, gg_view cell)
{
    size_t n = strlen(input->level);

    if (cell.size == 0 && n > 0)
        return input->has_fill ? input->fill : NAN;
    return cell.size == n && memcmp(cell.data, input->level, n) == 0 ? 1 : 0;
}

gg_status gg_input_value(const gg_input *input, gg_view cell, double *out, gg_error *err)
{
    double x;

    if (input->level) {
        *out = cell.size == 0 && *input->level == '\0' ? 1 : level_value(input, cell);
        return GG_OK;
    }
    if (cell.size == 0 && !input->has_fill) {
        *out = NAN;
        return GG_OK;
    }
    if (cell.size == 0)
        x = input->fill;
    else if (gg_text_number(cell.data, cell.size, &x) != GG_NUMBER_OK)
        return gg_cell_not_a_number(cell, err);
    return gg_input_number(input, x, out, err);
}

static gg_status parse_level(const json_t *map, const char *beside, gg_input *input, gg_error *err)
{
    const char *const keys[] = {"feature", "level", "fill", beside, NULL};
    gg_status status = gg_map_check(map, keys, err);

    if (status)
        return status;
    status = gg_map_number(map, "fill", &input->fill, &input->has_fill, err);
    if (status)
        return status;
    if (input->has_fill && *input->level == '\0')
        return gg_error_set(err, GG_E_INPUT, "leave fill out",
                            "the level of missing cells (\"\") has a fill");
    if (input->has_fill && input->fill != 0 && input->fill != 1)
        return gg_error_set(err, GG_E_INPUT,
                            "write 1 where a missing cell counts as this level, else 0",
                            "the fill of a level is neither 0 nor 1");
    return GG_OK;
}

static gg_status parse_transform(const json_t *map, gg_input *input, gg_error *err)
{
    const json_t *word = json_object_get(map, "transform");

    if (!word ||
        (json_is_string(word) && gg_transform_find(json_string_value(word), &input->transform)))
        return GG_OK;
    return gg_error_set(err, GG_E_INPUT, "use none, log1p, sqrt or square", "not a transform");
}

static gg_status parse_number(const json_t *map, const char *beside, gg_input *input, gg_error *err)
{
    const char *const keys[] = {"feature", "transform", "fill", "center", "scale", beside, NULL};
    gg_status status = gg_map_check(map, keys, err);
    double unused;
    char mend[60];

    if (!status)
        status = parse_transform(map, input, err);
    if (!status)
        status = gg_map_number(map, "fill", &input->fill, &input->has_fill, err);
    if (!status)
        status = gg_map_number(map, "center", &input->center, NULL, err);
    if (!status)
        status = gg_map_number(map, "scale", &input->scale, NULL, err);
    if (status)
        return status;
    if (!(input->scale > 0))
        return gg_error_set(err, GG_E_INPUT, "write a number above 0", "scale is not above 0");
    if (input->has_fill && gg_input_number(input, input->fill, &unused, NULL)) {
        snprintf(mend, sizeof mend, "write %s", transform_ranges[input->transform]);
        return gg_error_set(err, GG_E_INPUT, mend, "the fill is outside the range of transform %s",
                            transform_words[input->transform]);
    }
    return GG_OK;
}

gg_status gg_input_parse(const json_t *map, gg_arena *arena, gg_input *out, gg_error *err)
{
    return gg_input_parse_beside(map, NULL, arena, out, err);
}

gg_status gg_input_parse_beside(const json_t *map, const char *beside, gg_arena *arena,
                                gg_input *out, gg_error *err)
{
    const json_t *level = json_object_get(map, "level");
    const json_t *feature = json_object_get(map, "feature");
    gg_input input;
    gg_status status;

    if (!json_is_object(map) || !json_is_string(feature) || json_string_length(feature) == 0)
        return gg_error_set(err, GG_E_INPUT, "write {feature: age, ...}", "no feature is named");
    if (level && !json_is_string(level))
        return gg_error_set(err, GG_E_INPUT, "write it in quotes: level: \"3\"",
                            "level is not a text");
    input = gg_input_default(json_string_value(feature), level ? json_string_value(level) : NULL);
    status = level ? parse_level(map, beside, &input, err) : parse_number(map, beside, &input, err);
    if (status)
        return status;
    input.feature = gg_arena_string(arena, input.feature);
    input.level = gg_arena_string(arena, input.level);
    if (!input.feature || (level && !input.level))
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    *out = input;
    return GG_OK;
}

json_t *gg_input_write(const gg_input *input)
{
    json_t *map = json_pack("{s:s}", "feature", input->feature);
    int failed = 0;

    if (!map)
        return NULL;
    if (input->level)
        failed |= json_object_set_new(map, "level", json_string(input->level));
    if (input->transform != GG_TRANSFORM_NONE)
        failed |=
            json_object_set_new(map, "transform", json_string(gg_transform_word(input->transform)));
    if (input->has_fill)
        failed |= gg_json_set_real(map, "fill", input->fill);
    if (input->center != 0)
        failed |= gg_json_set_real(map, "center", input->center);
    if (input->scale != 1)
        failed |= gg_json_set_real(map, "scale", input->scale);
    if (failed) {
        json_decref(map);
        return NULL;
    }
    return map;
}
