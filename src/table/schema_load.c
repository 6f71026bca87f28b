/* A schema as a document: columns with their settings, thresholds. */
#include <string.h>

#include "gauger/base/text.h"
#include "schema_internal.h"

#define LARGEST_COUNT 9007199254740992 /* 2^53 */

typedef gg_status (*setter)(gg_schema *schema, gg_column *column, const json_t *value,
                            gg_error *err);

static gg_status wrong(gg_error *err, const char *key, const char *mend, const char *what)
{
    gg_error_where(err, NULL, 0, key);
    return gg_error_set(err, GG_E_INPUT, mend, "%s", what);
}

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status set_role(gg_column *column, const json_t *value, gg_error *err)
{
    gg_role role;

    if (!json_is_string(value))
        return wrong(err, column->name, "write role: score, or role: [protected, site]",
                     "a role that is not a word");
    if (!gg_role_find(json_string_value(value), &role)) {
        gg_error_where(err, NULL, 0, column->name);
        return gg_error_set(err, GG_E_INPUT,
                            "roles are score, outcome, decision, protected, site, period, weight, "
                            "count, tp, fp, fn, tn, selected, ignore and others",
                            "no such role: %s", json_string_value(value));
    }
    column->roles |= 1u << role;
    return GG_OK;
}

static gg_status set_roles(gg_schema *schema, gg_column *column, const json_t *value, gg_error *err)
{
    gg_status status = GG_OK;
    const json_t *item;
    size_t i;

    (void)schema;
    if (!json_is_array(value))
        return set_role(column, value, err);
    json_array_foreach(value, i, item)
    {
        if (!status)
            status = set_role(column, item, err);
    }
    return status;
}

/* A word may be written as a number or a truth value: 1, true. Cells are text, so it becomes text.
 */
static const char *word_of(gg_schema *schema, const json_t *value)
{
    char number[32];

    if (json_is_string(value))
        return gg_arena_string(&schema->arena, json_string_value(value));
    if (json_is_integer(value))
        return gg_arena_printf(&schema->arena, "%lld", (long long)json_integer_value(value));
    if (json_is_real(value))
        return gg_arena_string(&schema->arena, gg_text_double(json_real_value(value), number));
    if (json_is_boolean(value))
        return gg_arena_string(&schema->arena, json_is_true(value) ? "true" : "false");
    return NULL;
}

static gg_status set_word(gg_schema *schema, gg_column *column, const json_t *value,
                          const char **word, gg_error *err)
{
    *word = word_of(schema, value);
    return *word ? GG_OK : wrong(err, column->name, "give a text", "a word that is not a text");
}

static gg_status set_positive(gg_schema *s, gg_column *column, const json_t *value, gg_error *err)
{
    return set_word(s, column, value, &column->positive, err);
}

static gg_status set_negative(gg_schema *s, gg_column *column, const json_t *value, gg_error *err)
{
    return set_word(s, column, value, &column->negative, err);
}

static gg_status set_reference(gg_schema *s, gg_column *column, const json_t *value, gg_error *err)
{
    return set_word(s, column, value, &column->reference, err);
}

static gg_status set_special(gg_schema *s, gg_column *column, const json_t *value, gg_error *err)
{
    (void)s;
    if (!json_is_boolean(value))
        return wrong(err, column->name, "write special: true",
                     "special that is neither true nor false");
    column->special = json_is_true(value);
    return GG_OK;
}

static gg_status set_bins(gg_schema *schema, gg_column *column, const json_t *value, gg_error *err)
{
    size_t n = json_array_size(value);
    double *edges = gg_arena_array(&schema->arena, n, sizeof *edges);

    if (!edges)
        return memory(err);
    if (!json_is_array(value) || n == 0)
        return wrong(err, column->name, "write bins: [25, 45]", "bins that are not a list");
    for (size_t i = 0; i < n; i++) {
        const json_t *edge = json_array_get(value, i);

        if (!json_is_number(edge) || (i && json_number_value(edge) <= edges[i - 1]))
            return wrong(err, column->name, "write ascending numbers, e.g. bins: [25, 45]",
                         "bins that are not ascending numbers");
        edges[i] = json_number_value(edge);
    }
    column->bins = edges;
    column->n_bins = n;
    return GG_OK;
}

/* One word, or a list of them. */
static gg_status set_words(gg_schema *schema, const json_t *value, const char *const **out,
                           size_t *n_out, bool *fine, gg_error *err)
{
    size_t n = json_is_array(value) ? json_array_size(value) : 1;
    const char **words = gg_arena_array(&schema->arena, n, sizeof *words);

    if (!words)
        return memory(err);
    *fine = true;
    for (size_t i = 0; i < n; i++) {
        words[i] = word_of(schema, json_is_array(value) ? json_array_get(value, i) : value);
        *fine = *fine && words[i];
    }
    *out = words;
    *n_out = n;
    return GG_OK;
}

static gg_status set_missing(gg_schema *schema, gg_column *column, const json_t *value,
                             gg_error *err)
{
    bool fine;
    gg_status status = set_words(schema, value, &column->missing, &column->n_missing, &fine, err);

    if (status || fine)
        return status;
    column->n_missing = 0;
    return wrong(err, column->name, "write missing: [\"NA\"]", "missing words not a list of texts");
}

static gg_status set_total(gg_schema *schema, gg_column *column, const json_t *value, gg_error *err)
{
    bool fine;
    gg_status status = set_words(schema, value, &column->totals, &column->n_totals, &fine, err);

    if (status || fine)
        return status;
    column->n_totals = 0;
    return wrong(err, column->name, "write total: [\"Total\"]",
                 "words of totals not a list of texts");
}

static bool whole(const json_t *value, json_int_t least, uint64_t *out)
{
    if (!json_is_integer(value) || json_integer_value(value) < least ||
        json_integer_value(value) > LARGEST_COUNT)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return true;
}

static gg_status set_rounding(gg_coarsening *c, const char *where, const json_t *value,
                              gg_error *err)
{
    return whole(value, 2, &c->rounded_to) ? GG_OK
                                           : wrong(err, where, "write rounded_to: 10",
                                                   "rounded_to is not a whole number from 2");
}

static gg_status set_suppression(gg_schema *schema, gg_coarsening *c, const char *where,
                                 const json_t *value, gg_error *err)
{
    static const char mend[] = "write suppressed_cell: {words: [\"*\"], low: 1, high: 9}";
    const json_t *words = json_object_get(value, "words"), *low = json_object_get(value, "low");
    const json_t *high = json_object_get(value, "high");
    const size_t known = (words != NULL) + (low != NULL) + (high != NULL);
    gg_coarsening made = {.rounded_to = c->rounded_to, .has_low = true};
    gg_status status = GG_OK;
    bool fine = true;

    if (known == 0 || json_object_size(value) != known)
        return wrong(err, where, mend, "suppressed_cell has keys other than words, low, high");
    if ((low && !whole(low, 0, &made.low)) || (high && !whole(high, 0, &made.high)) ||
        (high && made.low > made.high))
        return wrong(err, where, mend, "low and high of suppressed_cell are not whole, ascending");
    if (words)
        status = set_words(schema, words, &made.words, &made.n_words, &fine, err);
    if (status)
        return status;
    if (!fine || (words && !high))
        return wrong(err, where, mend, "words of suppressed_cell without a high, or not texts");
    *c = made;
    return GG_OK;
}

static gg_status set_rounded_to(gg_schema *schema, gg_column *column, const json_t *value,
                                gg_error *err)
{
    (void)schema;
    return set_rounding(&column->counts, column->name, value, err);
}

static gg_status set_suppressed(gg_schema *schema, gg_column *column, const json_t *value,
                                gg_error *err)
{
    return set_suppression(schema, &column->counts, column->name, value, err);
}

static const struct {
    const char *key;
    setter set;
} settings[] = {
    {"role", set_roles},
    {"roles", set_roles},
    {"positive", set_positive},
    {"negative", set_negative},
    {"bins", set_bins},
    {"reference", set_reference},
    {"missing", set_missing},
    {"total", set_total},
    {"rounded_to", set_rounded_to},
    {"suppressed_cell", set_suppressed},
    {"special", set_special},
};

static gg_status add_column(gg_schema *schema, const char *name, json_t *entry, gg_error *err)
{
    gg_column *column = gg_schema_entry(schema, name, err);
    const char *key;
    json_t *value;

    if (!column)
        return GG_E_MEMORY;
    if (!json_is_object(entry))
        return set_roles(schema, column, entry, err);
    json_object_foreach(entry, key, value)
    {
        gg_status status = GG_E_INPUT;
        size_t i = 0;

        while (i < sizeof settings / sizeof *settings && strcmp(settings[i].key, key) != 0)
            i++;
        if (i == sizeof settings / sizeof *settings) {
            gg_error_where(err, NULL, 0, name);
            return gg_error_set(err, GG_E_INPUT,
                                "keys are role, positive, negative, reference, bins, missing, "
                                "total, rounded_to, suppressed_cell, special",
                                "no such key: %s", key);
        }
        status = settings[i].set(schema, column, value, err);
        if (status)
            return status;
    }
    return GG_OK;
}

static gg_status add_sites(gg_schema *schema, json_t *sites, gg_error *err)
{
    const char *site;
    json_t *value;

    json_object_foreach(sites, site, value)
    {
        gg_status status =
            json_is_number(value)
                ? gg_schema_site_threshold(schema, site, json_number_value(value), err)
                : wrong(err, site, "write site: {A: 0.65}", "a threshold that is not a number");
        if (status)
            return status;
    }
    return GG_OK;
}

static gg_status add_threshold(gg_schema *schema, json_t *value, gg_error *err)
{
    const json_t *number = json_is_object(value) ? json_object_get(value, "default") : value;
    const char *key;
    json_t *item;

    if (number) {
        if (!json_is_number(number))
            return wrong(err, "threshold", "write threshold: 0.5",
                         "a threshold that is not a number");
        schema->has_threshold = true;
        schema->threshold = json_number_value(number);
    }
    json_object_foreach(value, key, item)
    {
        if (strcmp(key, "default") != 0 && strcmp(key, "site") != 0)
            return wrong(err, "threshold", "write threshold: {default: 0.7, site: {A: 0.65}}",
                         "an unknown key under threshold");
    }
    item = json_object_get(value, "site");
    if (item && !json_is_object(item))
        return wrong(err, "threshold", "write site: {A: 0.65}", "site is not a map");
    return item ? add_sites(schema, item, err) : GG_OK;
}

/* A key beside `columns` and `threshold`, or a `columns` without names below it. */
static gg_status refuse_key(const char *key, gg_error *err)
{
    static const char mend[] = "write columns: {NAME: {role: score}}, and threshold: 0.5";
    char word[48];

    if (strcmp(key, "columns") == 0)
        return gg_error_set(err, GG_E_INPUT, mend, "columns is not a map");
    return gg_error_set(err, GG_E_INPUT, mend, "unknown key \"%s\"",
                        gg_text_clean(key, strlen(key), word, 40));
}

gg_status gg_schema_add(gg_schema *schema, const json_t *document, gg_error *err)
{
    gg_status status = GG_OK;
    const char *key, *name;
    json_t *value, *entry;

    if (!json_is_object(document))
        return gg_error_set(err, GG_E_INPUT, "write columns: {NAME: {role: score}}",
                            "a schema that is not a map");
    json_object_foreach((json_t *)document, key, value)
    {
        if (strcmp(key, "threshold") == 0) {
            status = add_threshold(schema, value, err);
        } else if (strcmp(key, "rounded_to") == 0) {
            status = set_rounding(&schema->counts, key, value, err);
        } else if (strcmp(key, "suppressed_cell") == 0) {
            status = set_suppression(schema, &schema->counts, key, value, err);
        } else if (strcmp(key, "columns") == 0 && json_is_object(value)) {
            json_object_foreach(value, name, entry)
            {
                if (!status)
                    status = add_column(schema, name, entry, err);
            }
        } else if (strcmp(key, "format") != 0 && strcmp(key, "description") != 0) {
            status = refuse_key(key, err);
        }
        if (status)
            return status;
    }
    return GG_OK;
}

gg_status gg_schema_load(gg_schema *schema, const char *path, gg_error *err)
{
    json_t *document = NULL;
    gg_status status = gg_json_load(path, &document, err);

    if (status)
        return status;
    status = gg_schema_add(schema, document, err);
    if (status)
        gg_error_where(err, path, 0, NULL);
    json_decref(document);
    return status;
}
