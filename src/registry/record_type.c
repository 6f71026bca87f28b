/* The table of types, and what is asked of it. */
#include <string.h>

#include "gauger/base/text.h"
#include "record_internal.h"

static const gg_record_type *const types[] = {
    &gg_record_pta,        &gg_record_impact,   &gg_record_redress_case,
    &gg_record_disclosure, &gg_record_bulletin, &gg_record_agreement_type,
    &gg_record_annotation, &gg_record_pilot,    &gg_record_assessment,
    &gg_record_nomination, &gg_record_training, &gg_record_access_review,
    &gg_record_incident,   &gg_record_finding,
};

const gg_record_type *gg_record_type_at(size_t i)
{
    return i < sizeof types / sizeof *types ? types[i] : NULL;
}

gg_status gg_record_type_find(const char *name, const gg_record_type **out, gg_error *err)
{
    char word[64];

    for (size_t i = 0; name && i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i]->name, name) == 0) {
            *out = types[i];
            return GG_OK;
        }
    if (!name || !name[0])
        return gg_error_set(err, GG_E_USAGE, "gauger record template lists the types",
                            "it is not said of which type the record is");
    return gg_error_set(err, GG_E_USAGE, "gauger record template lists the types",
                        "no type of record is called \"%s\"",
                        gg_text_clean(name, strlen(name), word, 40));
}

const gg_record_field *gg_record_field_find(const gg_record_type *type, const char *name)
{
    for (size_t i = 0; name && i < type->n_fields; i++)
        if (strcmp(type->fields[i].name, name) == 0)
            return &type->fields[i];
    return NULL;
}

bool gg_record_next_word(const char **list, char *out, size_t size)
{
    size_t n;

    if (!*list || !**list)
        return false;
    n = strcspn(*list, "|");
    snprintf(out, size, "%.*s", (int)(n < size ? n : size - 1), *list);
    *list += n + ((*list)[n] == '|');
    return true;
}

bool gg_record_word_in(const char *list, const char *word)
{
    size_t n = strlen(word);

    while (list && *list) {
        size_t m = strcspn(list, "|");

        if (m == n && memcmp(list, word, n) == 0)
            return true;
        list += m + (list[m] == '|');
    }
    return false;
}

/* Whether the value of a field, or one of a list, is among the words. */
static bool is_among(const json_t *value, const char *words)
{
    json_t *one;
    size_t i;

    if (json_is_string(value))
        return gg_record_word_in(words, json_string_value(value));
    json_array_foreach(value, i, one)
    {
        if (json_is_string(one) && gg_record_word_in(words, json_string_value(one)))
            return true;
    }
    return false;
}

/* One clause, "name=a|b" or "name!=a"; of what is not answered neither holds. */
static bool clause_holds(const char *clause, size_t n, const json_t *fields)
{
    const char *equals = memchr(clause, '=', n);
    size_t name = equals ? (size_t)(equals - clause) : n;
    bool not = name > 0 && clause[name - 1] == '!';
    const json_t *value;
    char key[64], words[200];

    if (!equals)
        return false;
    snprintf(key, sizeof key, "%.*s", (int)(name - not ), clause);
    snprintf(words, sizeof words, "%.*s", (int)(n - name - 1), equals + 1);
    value = json_object_get(fields, key);
    return value && is_among(value, words) != not ;
}

bool gg_record_holds(const char *when, const json_t *fields)
{
    while (when && *when) {
        size_t n = strcspn(when, ";");

        if (clause_holds(when, n, fields))
            return true;
        when += n;
        if (!*when)
            return false;
        when++;
    }
    return true;
}
