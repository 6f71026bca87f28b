/*
 * Special protected classes: columns that are declared so leave with nothing that is published, not
 * even as what other figures fall short of. They are taken out before anything is decided: what is
 * published is what would be if the table did not have them, and it says which were left out.
 */
#include <string.h>

#include "disclose_internal.h"

/* Whether a name is that of a class, or of an intersection with one: "religion", "sex*religion". */
static bool names_class(const char *name, const char *class)
{
    size_t n = strlen(class);

    for (const char *at = strstr(name, class); at; at = strstr(at + 1, class))
        if ((at == name || at[-1] == '*') && (at[n] == '\0' || at[n] == '*'))
            return true;
    return false;
}

bool gg_special_named(const json_t *special, const char *name)
{
    const json_t *class;
    size_t i;

    json_array_foreach(special, i, class)
    {
        if (names_class(name, json_string_value(class)))
            return true;
    }
    return false;
}

/* An entry of a list that says by a member what it is about. */
bool gg_special_entry(const json_t *special, const json_t *entry)
{
    static const char *const keys[] = {"attribute", "intersection", "column", "stratum", "given"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (gg_special_named(special, gg_json_string(entry, keys[i], "")))
            return true;
    return (json_object_get(entry, "site") && gg_special_named(special, "site")) ||
           (json_object_get(entry, "period") && gg_special_named(special, "period"));
}

static void prune(const json_t *special, json_t *value)
{
    const char *key;
    json_t *member;
    void *next;

    json_object_foreach_safe(value, next, key, member)
    {
        if (gg_special_named(special, key))
            json_object_del(value, key);
        else
            prune(special, member);
    }
    for (size_t i = json_array_size(value); i-- > 0;) {
        member = json_array_get(value, i);
        if (gg_special_entry(special, member))
            json_array_remove(value, i);
        else
            prune(special, member);
    }
}

/* A section, pruned, in a copy of its own. */
static bool prune_section(const json_t *special, json_t *document, const char *key)
{
    json_t *copy = json_deep_copy(json_object_get(document, key));

    if (!json_object_get(document, key))
        return true;
    prune(special, copy);
    return json_object_set_new(document, key, copy) == 0;
}

/* A rule may read a special class, and what it held back would tell of it. */
static bool drop_suppression(json_t *document)
{
    json_t *operation = json_copy(json_object_get(document, "operation"));

    if (!json_object_get(document, "operation"))
        return true;
    json_object_del(operation, "suppression");
    json_object_del(operation, "suppressed");
    return json_object_set_new(document, "operation", operation) == 0;
}

static bool drop_sites(json_t *document)
{
    json_t *decision = json_copy(json_object_get(document, "decision"));

    json_object_del(decision, "site_thresholds");
    json_object_del(document, "sites");
    return json_object_set_new(document, "decision", decision) == 0;
}

json_t *gg_special_without(const json_t *evaluation)
{
    static const char *const sections[] = {"attributes",       "intersections", "sites",
                                           "periods",          "calibration",   "capacity",
                                           "operating_points", "inequality",    "operation"};
    const json_t *special = json_object_get(evaluation, "special");
    json_t *copy = json_copy((json_t *)evaluation);
    bool fine = copy != NULL;

    if (json_array_size(special) == 0)
        return copy;
    for (size_t i = 0; fine && i < sizeof sections / sizeof *sections; i++)
        fine = prune_section(special, copy, sections[i]);
    if (gg_special_named(special, "period"))
        json_object_del(copy, "periods");
    if (fine && gg_special_named(special, "site"))
        fine = drop_sites(copy);
    fine = fine && drop_suppression(copy);
    if (fine)
        return copy;
    json_decref(copy);
    return NULL;
}

gg_status gg_special_note(gg_publication *p)
{
    const json_t *special = json_object_get(p->evaluation, "special"), *class;
    gg_status status = GG_OK;
    size_t i;

    json_array_foreach(special, i, class)
    {
        if (status == GG_OK)
            status =
                gg_note_withheld(p, json_string_value(class),
                                 "it is declared a special protected class, which nothing that "
                                 "leaves may tell of");
    }
    if (status == GG_OK && json_array_size(special) > 0 &&
        json_object_get(p->evaluation, "operation"))
        status = gg_note_withheld(p, "suppression", "its rules may read a special protected class");
    return status;
}

/* Subjects are called as in the evaluation: "religion=A", "sex*religion=F*A"; a column of a drift
 * report by its name alone. */
static bool is_subject(const json_t *special, const json_t *subject)
{
    static const char *const keys[] = {"slice", "subject"};
    char name[512];

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *text = gg_json_string(subject, keys[i], "");
        size_t n = strcspn(text, "=");

        if (n >= sizeof name)
            return true;
        memcpy(name, text, n);
        name[n] = '\0';
        if (gg_special_named(special, name))
            return true;
    }
    return false;
}

static bool drop_subjects(const json_t *special, json_t *rule)
{
    static const char *const lists[] = {"subjects", "not_judged"};

    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        json_t *list = json_copy(json_object_get(rule, lists[k]));

        for (size_t i = json_array_size(list); i-- > 0;)
            if (is_subject(special, json_array_get(list, i)))
                json_array_remove(list, i);
        if (list && json_object_set_new(rule, lists[k], list) != 0)
            return false;
    }
    return true;
}

json_t *gg_special_rule(const json_t *published, const json_t *rule)
{
    const json_t *special = json_object_get(json_object_get(published, "disclosure"), "special");
    json_t *copy = json_copy((json_t *)rule);

    if (copy && json_array_size(special) > 0 && !drop_subjects(special, copy)) {
        json_decref(copy);
        return NULL;
    }
    return copy;
}
