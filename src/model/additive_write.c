/*
 * Writing additive models: JSON, a line for each term, so that a version's file can be read and two
 * of them compared line by line.
 */
#include <math.h>
#include <string.h>

#include "additive_internal.h"

/* As it round-trips; digits alone would be read as an integer, of which the largest has 64 bits. */
static void write_number(double x, gg_buf *out)
{
    char number[32];

    gg_buf_puts(out, gg_text_double(x, number));
    if (fabs(x) >= 0x1p63 && !strpbrk(number, ".e"))
        gg_buf_puts(out, ".0");
}

/* On one line, keys in their order. */
static void write_line(const json_t *value, gg_buf *out)
{
    const char *separator = "";
    const char *key;
    json_t *item;
    size_t i;

    if (json_is_object(value)) {
        gg_buf_puts(out, "{");
        json_object_foreach((json_t *)value, key, item)
        {
            json_t *name = json_string(key);

            gg_buf_puts(out, separator);
            gg_json_canonical(name, out);
            gg_buf_puts(out, ": ");
            write_line(item, out);
            json_decref(name);
            separator = ", ";
        }
        gg_buf_puts(out, "}");
    } else if (json_is_array(value)) {
        gg_buf_puts(out, "[");
        json_array_foreach((json_t *)value, i, item)
        {
            gg_buf_puts(out, separator);
            write_line(item, out);
            separator = ", ";
        }
        gg_buf_puts(out, "]");
    } else if (json_is_real(value)) {
        write_number(json_real_value(value), out);
    } else {
        gg_json_canonical(value, out);
    }
}

static int add_list(json_t *map, const char *key, const double *numbers, size_t n)
{
    json_t *list = json_array();
    int failed = list ? 0 : -1;

    for (size_t i = 0; i < n && !failed; i++)
        failed |= json_array_append_new(list, json_real(numbers[i]));
    if (failed) {
        json_decref(list);
        return failed;
    }
    return json_object_set_new(map, key, list);
}

static int add_levels(json_t *map, const gg_term *term)
{
    json_t *levels = json_object();
    int failed = levels ? 0 : -1;

    for (size_t i = 0; i < term->n && !failed; i++)
        failed |= gg_json_set_real(levels, term->levels[i], term->points[i]);
    if (failed) {
        json_decref(levels);
        return failed;
    }
    return json_object_set_new(map, "levels", levels);
}

static json_t *term_map(const gg_term *term)
{
    json_t *map = term->form == GG_TERM_INPUT ? gg_input_write(&term->input)
                                              : json_pack("{s:s}", "feature", term->feature);
    int failed = map ? 0 : -1;

    if (!failed && term->form == GG_TERM_INPUT)
        failed |= gg_json_set_real(map, "weight", term->weight);
    if (!failed && term->form == GG_TERM_LEVELS)
        failed |= add_levels(map, term);
    if (!failed && term->form == GG_TERM_BINS) {
        failed |= add_list(map, "bins", term->edges, term->n);
        failed |= add_list(map, "points", term->points, term->n + 1);
    }
    if (!failed && term->has_other)
        failed |= gg_json_set_real(map, "other", term->other);
    if (!failed && term->has_missing)
        failed |= gg_json_set_real(map, "missing", term->missing);
    if (failed) {
        json_decref(map);
        return NULL;
    }
    return map;
}

static bool all_bounded(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs(x[i]) <= GG_MOST_POINTS))
            return false;
    return true;
}

/* What the reader would refuse is not written. */
static gg_status check_numbers(const gg_additive *model, gg_error *err)
{
    bool good = all_bounded(&model->intercept, 1);

    for (size_t i = 0; i < model->n_terms; i++) {
        const gg_term *t = &model->terms[i];

        good = good && all_bounded(&t->weight, 1) && all_bounded(&t->other, 1) &&
               all_bounded(&t->missing, 1);
        if (t->form == GG_TERM_INPUT)
            good = good && isfinite(t->input.fill) && isfinite(t->input.center) &&
                   isfinite(t->input.scale) && t->input.scale > 0;
        if (t->form == GG_TERM_BINS)
            good = good && all_bounded(t->edges, t->n);
        if (t->form != GG_TERM_INPUT)
            good = good && all_bounded(t->points, t->n + (t->form == GG_TERM_BINS));
    }
    return good ? GG_OK
                : gg_error_set(err, GG_E_INPUT, "look for a feature that separates the outcomes",
                               "a weight that is not finite, or beyond 1e100");
}

gg_status gg_additive_write(const gg_additive *model, gg_buf *out, gg_error *err)
{
    gg_status status = check_numbers(model, err);

    if (status)
        return status;
    gg_buf_printf(out, "{\n  \"format\": \"gauger/%s/1\",\n", gg_scorer_word(model->kind));
    gg_buf_printf(out, "  \"link\": \"%s\",\n",
                  model->link == GG_LINK_LOGIT ? "logit" : "identity");
    if (model->description) {
        json_t *text = json_string(model->description);

        gg_buf_puts(out, "  \"description\": ");
        gg_json_canonical(text, out);
        gg_buf_puts(out, ",\n");
        json_decref(text);
    }
    gg_buf_puts(out, "  \"intercept\": ");
    write_number(model->intercept, out);
    gg_buf_puts(out, ",\n  \"terms\": [");
    for (size_t i = 0; i < model->n_terms; i++) {
        json_t *map = term_map(&model->terms[i]);

        if (!map)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        gg_buf_puts(out, i ? ",\n    " : "\n    ");
        write_line(map, out);
        json_decref(map);
    }
    gg_buf_puts(out, "\n  ]\n}\n");
    return gg_buf_check(out, err);
}
