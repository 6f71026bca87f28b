#include "gauger/base/json.h"

#include <math.h>

int gg_json_set_real(json_t *object, const char *key, double x)
{
    return json_object_set_new(object, key, isfinite(x) ? json_real(x) : json_null());
}

const char *gg_json_string(const json_t *object, const char *key, const char *otherwise)
{
    const char *s = json_string_value(json_object_get(object, key));

    return s ? s : otherwise;
}

double gg_json_number(const json_t *object, const char *key, double otherwise)
{
    const json_t *value = json_object_get(object, key);

    return json_is_number(value) ? json_number_value(value) : otherwise;
}
