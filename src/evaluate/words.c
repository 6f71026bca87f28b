/*
 * The words of the options: adverse decision, inspection design, reference rule.
 */
#include <string.h>

#include "evaluate/evaluate_internal.h"

static const char *const adverse_words[] = {"selected", "not-selected"};
static const char *const inspection_words[] = {"unknown", "random_arm", "known_probability",
                                               "missing_at_random"};
static const char *const rule_words[] = {"largest", "given", "highest",
                                         "lowest",  "rest",  "overall"};

static const char *word_at(const char *const *words, size_t n, size_t i)
{
    return words[i < n ? i : 0];
}

static gg_status find_word(const char *what, const char *const *words, size_t n, const char *name,
                           size_t *out, gg_error *err)
{
    char list[160] = "give ";

    for (size_t i = 0; i < n; i++) {
        if (name != NULL && strcmp(name, words[i]) == 0) {
            *out = i;
            return GG_OK;
        }
        strncat(list, words[i], sizeof list - strlen(list) - 1);
        if (i + 1 < n)
            strncat(list, i + 2 < n ? ", " : " or ", sizeof list - strlen(list) - 1);
    }
    return gg_error_set(err, GG_E_USAGE, list, "unknown %s \"%s\"", what, name != NULL ? name : "");
}

#define GG_WORDS(words) words, sizeof(words) / sizeof(words)[0]

const char *gg_adverse_name(gg_adverse adverse)
{
    return word_at(GG_WORDS(adverse_words), (size_t)adverse);
}

gg_status gg_adverse_parse(const char *name, gg_adverse *out, gg_error *err)
{
    size_t i = 0;
    gg_status status = find_word("adverse decision", GG_WORDS(adverse_words), name, &i, err);

    if (status == GG_OK)
        *out = (gg_adverse)i;
    return status;
}

const char *gg_inspection_name(gg_inspection inspection)
{
    return word_at(GG_WORDS(inspection_words), (size_t)inspection);
}

gg_status gg_inspection_parse(const char *name, gg_inspection *out, gg_error *err)
{
    size_t i = 0;
    gg_status status = find_word("inspection design", GG_WORDS(inspection_words), name, &i, err);

    if (status == GG_OK)
        *out = (gg_inspection)i;
    return status;
}

const char *gg_reference_rule_name(gg_reference_rule rule)
{
    return word_at(GG_WORDS(rule_words), (size_t)rule);
}

gg_status gg_reference_rule_parse(const char *name, gg_reference_rule *out, gg_error *err)
{
    size_t i = 0;
    gg_status status = find_word("reference rule", GG_WORDS(rule_words), name, &i, err);

    if (status == GG_OK)
        *out = (gg_reference_rule)i;
    return status;
}
