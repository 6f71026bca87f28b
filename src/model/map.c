/* Maps of documents that people write: strict about keys and types. */
#include <string.h>

#include "model_internal.h"

#include "gauger/base/text.h"

/* "its keys are a, b, c" */
static void list_keys(const char *const *keys, char *out, size_t size)
{
    size_t used = (size_t)snprintf(out, size, "its keys are");

    for (size_t i = 0; keys[i] && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s %s", i ? "," : "", keys[i]);
}

gg_status gg_map_check(const json_t *map, const char *const *keys, gg_error *err)
{
    char mend[160], clean[64];
    const char *name;
    json_t *value;

    list_keys(keys, mend, sizeof mend);
    if (!json_is_object(map))
        return gg_error_set(err, GG_E_INPUT, mend, "not a map");
    json_object_foreach((json_t *)map, name, value)
    {
        size_t i = 0;

        while (keys[i] && strcmp(keys[i], name) != 0)
            i++;
        if (!keys[i])
            return gg_error_set(err, GG_E_INPUT, mend, "an unknown key \"%s\"",
                                gg_text_clean(name, strlen(name), clean, 40));
    }
    return GG_OK;
}

gg_status gg_map_number(const json_t *map, const char *key, double *out, bool *given, gg_error *err)
{
    const json_t *value = json_object_get(map, key);

    if (given)
        *given = value != NULL;
    if (!value)
        return GG_OK;
    if (!json_is_number(value))
        return gg_error_set(err, GG_E_INPUT, "write a number", "%s is not a number", key);
    *out = json_number_value(value);
    return GG_OK;
}
