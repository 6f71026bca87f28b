/* Selectors of a rule that are numbers: a capacity, a threshold; and the rule for ties. */
#include "gate_internal.h"

#include <stdio.h>

#include "gauger/base/text.h"

static const char *const tie_words[] = {"in", "out", "proportional"};
static const char *const tie_keys[] = {"ties_in", "ties_out", "proportional"};

/* A number, as itself or in quotes, with % where it may have that. */
static bool read_number(const json_t *value, bool percent, double *out)
{
    const char *s = json_string_value(value);
    size_t n = s ? strlen(s) : 0;
    double scale = 1;

    if (json_is_number(value)) {
        *out = json_number_value(value);
        return true;
    }
    if (percent && n > 1 && s[n - 1] == '%') {
        n--;
        scale = 0.01;
    }
    if (!s || gg_text_number(s, n, out) != GG_NUMBER_OK)
        return false;
    *out *= scale;
    /* A percentage of a hundred or more, or of nothing, is no share. */
    return scale == 1 || *out < 1;
}

static bool is_each(const json_t *value)
{
    return json_is_string(value) && strcmp(json_string_value(value), "*") == 0;
}

static gg_status keep(gg_policy *p, double x, const char **out)
{
    char text[32];

    *out = gg_arena_string(&p->arena, gg_text_double(x, text));
    return *out ? GG_OK : GG_E_MEMORY;
}

static gg_status take_capacity(gg_policy *p, const json_t *value, gg_rule *rule, char what[160],
                               char mend[160])
{
    double x = 0;

    if (!value)
        return GG_OK;
    if (is_each(value)) {
        rule->selectors[GG_BY_CAPACITY] = "*";
        return GG_OK;
    }
    if (read_number(value, true, &x) && x > 0 && (x < 1 || x == floor(x)) && x < 1e15)
        return keep(p, x, &rule->selectors[GG_BY_CAPACITY]);
    snprintf(what, 160, "capacity must be a whole number of cases, or a share under 1");
    snprintf(mend, 160,
             "write e.g. capacity: 500, or capacity: 0.05 for a share, or \"*\" for each");
    return GG_E_INPUT;
}

static gg_status take_threshold(gg_policy *p, const json_t *value, gg_rule *rule, char what[160],
                                char mend[160])
{
    double x = 0;

    if (!value)
        return GG_OK;
    if (is_each(value)) {
        rule->selectors[GG_BY_THRESHOLD] = "*";
        return GG_OK;
    }
    if (read_number(value, false, &x))
        return keep(p, x, &rule->selectors[GG_BY_THRESHOLD]);
    snprintf(what, 160, "threshold must be a number");
    snprintf(mend, 160, "write one that was evaluated with --operating-points, or \"*\" for each");
    return GG_E_INPUT;
}

gg_status gg_rule_numbers(gg_policy *p, const json_t *object, gg_rule *rule, char what[160],
                          char mend[160])
{
    const json_t *ties = json_object_get(object, "ties");
    gg_status st = take_capacity(p, json_object_get(object, "capacity"), rule, what, mend);
    size_t at = 0;

    if (st == GG_OK)
        st = take_threshold(p, json_object_get(object, "threshold"), rule, what, mend);
    if (st != GG_OK)
        return st;
    if (ties && !rule->selectors[GG_BY_CAPACITY]) {
        snprintf(what, 160, "ties need a capacity");
        snprintf(mend, 160, "add e.g. capacity: 500, or leave ties out");
        return GG_E_INPUT;
    }
    if (ties && gg_policy_word(ties, tie_words, 3, &at, mend, 160) != GG_OK) {
        snprintf(what, 160, "ties has a word that is not known");
        return GG_E_INPUT;
    }
    if (rule->selectors[GG_BY_CAPACITY])
        rule->ties = tie_keys[at];
    return GG_OK;
}
