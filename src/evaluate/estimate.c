/*
 * Measures and counts as JSON.
 */
#include <math.h>
#include <string.h>

#include "evaluate/evaluate_internal.h"

bool gg_json_put(json_t *object, const char *key, json_t *value)
{
    return value != NULL && json_object_set_new(object, key, value) == 0;
}

static json_t *put_and_borrow(json_t *object, const char *key, json_t *value)
{
    return gg_json_put(object, key, value) ? value : NULL;
}

json_t *gg_json_put_object(json_t *object, const char *key)
{
    return put_and_borrow(object, key, json_object());
}

json_t *gg_json_put_array(json_t *object, const char *key)
{
    return put_and_borrow(object, key, json_array());
}

json_t *gg_json_count(double count)
{
    /* Beyond 2^53 a double no longer tells neighbouring whole numbers apart. */
    if (count == floor(count) && fabs(count) <= 9007199254740992.0)
        return json_integer((json_int_t)count);
    return isfinite(count) ? json_real(count) : json_null();
}

json_t *gg_json_text(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

bool gg_json_put_bounds(json_t *est, gg_interval bounds, const char *source)
{
    json_t *pair = gg_json_put_array(est, "bounds");

    return pair != NULL && json_array_append_new(pair, json_real(bounds.low)) == 0 &&
           json_array_append_new(pair, isfinite(bounds.high) ? json_real(bounds.high)
                                                             : json_null()) == 0 &&
           gg_json_put(est, "bounds_source", json_string(source));
}

json_t *gg_estimate_json(const gg_measure *m)
{
    json_t *est = json_object();
    const char *method = m->method != NULL && m->method[0] != '\0' ? m->method : "none";
    int bad;

    if (est == NULL)
        return NULL;
    bad = gg_json_set_real(est, "value", m->value);
    bad |= gg_json_set_real(est, "low", m->low);
    bad |= gg_json_set_real(est, "high", m->high);
    bad |= !gg_json_put(est, "method", json_string(method));
    if (isfinite(m->standard_error))
        bad |= gg_json_set_real(est, "standard_error", m->standard_error);
    if (m->bounded)
        bad |= !gg_json_put_bounds(est, (gg_interval){m->bound_low, m->bound_high},
                                   GG_BOUNDS_OF_COUNTS);
    if (m->state != GG_MEASURE_OK)
        bad |= !gg_json_put(est, "why_null", json_string(m->why != NULL ? m->why : ""));
    if (bad) {
        json_decref(est);
        return NULL;
    }
    return est;
}
