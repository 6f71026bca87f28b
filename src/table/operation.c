/* The operating point beside the threshold: suppression rules and sources of referrals. */
#include "gauger/table/operation.h"

#include <math.h>
#include <string.h>

#include "gauger/table/cell.h"

#define MOST_CONDITIONS 16
#define MOST_WORDS      1000

static gg_status wrong(gg_error *err, const char *key, const char *mend, const char *what)
{
    gg_error_where(err, NULL, 0, key);
    return gg_error_set(err, GG_E_INPUT, mend, "%s", what);
}

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static bool has_only(const json_t *map, const char *a, const char *b)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)map, key, value)
    {
        if (strcmp(key, a) != 0 && strcmp(key, b) != 0)
            return false;
    }
    return true;
}

/* A text that is not empty; "" otherwise. */
static const char *text(const json_t *value)
{
    return json_is_string(value) ? json_string_value(value) : "";
}

/* ---- suppression ---- */

static const char *const in_rules = "suppression";
static const char *const mend_rule = "write - {name: members, when: {program: member}}";

static gg_status parse_range(const json_t *map, gg_condition *out, gg_error *err)
{
    const char *mend = "write weight_kg: {below: 100}, or {at_least: 25, below: 65}";
    const json_t *low = json_object_get(map, "at_least"), *high = json_object_get(map, "below");

    if (!has_only(map, "at_least", "below"))
        return wrong(err, in_rules, mend, "a range with a key that is not at_least or below");
    if ((!low && !high) || (low && !json_is_number(low)) || (high && !json_is_number(high)))
        return wrong(err, in_rules, mend, "a range without numbers");
    out->at_least = low ? json_number_value(low) : -INFINITY;
    out->below = high ? json_number_value(high) : INFINITY;
    if (!(out->at_least < out->below))
        return wrong(err, in_rules, "write the smaller number behind at_least",
                     "a range that holds no number");
    return GG_OK;
}

static gg_status parse_words(const json_t *value, gg_arena *arena, gg_condition *out, gg_error *err)
{
    size_t n = json_is_array(value) ? json_array_size(value) : 1;
    const char **words = gg_arena_array(arena, n, sizeof *words);

    if (!words)
        return no_memory(err);
    if (n == 0 || n > MOST_WORDS)
        return wrong(err, in_rules, "write one word, or a list of at most 1000",
                     "a condition without words, or with too many");
    for (size_t i = 0; i < n; i++) {
        const char *word = text(json_is_array(value) ? json_array_get(value, i) : value);

        if (*word == '\0')
            return wrong(err, in_rules,
                         "write lane: car, lane: [bus, car], or weight_kg: {below: 100}; a number "
                         "as a word in quotes",
                         "a condition that is neither a word, nor words, nor a range");
        words[i] = gg_arena_string(arena, word);
        if (!words[i])
            return no_memory(err);
    }
    out->words = words;
    out->n_words = n;
    out->at_least = -INFINITY;
    out->below = INFINITY;
    return GG_OK;
}

static gg_status parse_conditions(const json_t *when, gg_arena *arena, gg_suppression *rule,
                                  gg_error *err)
{
    const char *column;
    json_t *value;

    if (json_object_size(when) == 0 || json_object_size(when) > MOST_CONDITIONS)
        return wrong(err, in_rules, mend_rule, "a rule without conditions, or with more than 16");
    rule->conditions = gg_arena_array(arena, json_object_size(when), sizeof *rule->conditions);
    if (!rule->conditions)
        return no_memory(err);
    json_object_foreach((json_t *)when, column, value)
    {
        gg_condition *c = &rule->conditions[rule->n_conditions++];
        gg_status status;

        if (*column == '\0')
            return wrong(err, in_rules, mend_rule, "a condition without a column");
        c->column = gg_arena_string(arena, column);
        if (!c->column)
            return no_memory(err);
        status =
            json_is_object(value) ? parse_range(value, c, err) : parse_words(value, arena, c, err);
        if (status)
            return status;
    }
    return GG_OK;
}

static gg_status parse_rule(const json_t *map, gg_operation *op, gg_error *err)
{
    gg_suppression *rule = &op->rules[op->n_rules];
    const char *name = text(json_object_get(map, "name"));

    if (!json_is_object(map) || !has_only(map, "name", "when"))
        return wrong(err, in_rules, mend_rule, "a rule is a map of name and when");
    if (*name == '\0')
        return wrong(err, in_rules, mend_rule, "a rule without a name");
    for (size_t i = 0; i < op->n_rules; i++)
        if (strcmp(op->rules[i].name, name) == 0)
            return wrong(err, in_rules, "name each rule once", "two rules of one name");
    rule->name = gg_arena_string(&op->arena, name);
    if (!rule->name)
        return no_memory(err);
    op->n_rules++;
    return parse_conditions(json_object_get(map, "when"), &op->arena, rule, err);
}

static gg_status parse_rules(const json_t *list, gg_operation *op, gg_error *err)
{
    size_t n = json_array_size(list);
    gg_status status = GG_OK;

    if (!list || json_is_null(list))
        return GG_OK;
    if (!json_is_array(list) || n > GG_MOST_RULES)
        return wrong(err, in_rules, mend_rule, "not a list of at most 16 rules");
    op->rules = gg_arena_array(&op->arena, n, sizeof *op->rules);
    if (!op->rules)
        return no_memory(err);
    for (size_t i = 0; i < n && !status; i++)
        status = parse_rule(json_array_get(list, i), op, err);
    return status;
}

/* ---- precedence ---- */

static const char *const in_sources = "precedence";
static const char *const mend_source =
    "write - {source: officer, column: officer_referral}, and - {source: model}";

static gg_status parse_source(const json_t *map, gg_operation *op, gg_error *err)
{
    gg_source_of_referral *source = &op->sources[op->n_sources];
    const json_t *column = json_object_get(map, "column");
    const char *name = text(json_object_get(map, "source"));
    bool model = strcmp(name, "model") == 0;

    if (!json_is_object(map) || !has_only(map, "source", "column") || *name == '\0')
        return wrong(err, in_sources, mend_source, "a source is a map of source and column");
    if (model && column)
        return wrong(err, in_sources, "write - {source: model}", "the model's source has a column");
    if (!model && *text(column) == '\0')
        return wrong(err, in_sources, mend_source, "a source without a column");
    for (size_t i = 0; i < op->n_sources; i++)
        if (strcmp(op->sources[i].name, name) == 0)
            return wrong(err, in_sources, "name each source once", "two sources of one name");
    source->name = gg_arena_string(&op->arena, name);
    source->column = model ? NULL : gg_arena_string(&op->arena, text(column));
    if (!source->name || (!model && !source->column))
        return no_memory(err);
    op->n_sources++;
    return GG_OK;
}

static gg_status parse_sources(const json_t *list, gg_operation *op, gg_error *err)
{
    size_t n = json_array_size(list), models = 0;

    if (!list || json_is_null(list) || (json_is_array(list) && n == 0))
        return GG_OK;
    if (!json_is_array(list) || n < 2 || n > GG_MOST_SOURCES)
        return wrong(err, in_sources, mend_source, "not a list of 2 to 8 sources");
    op->sources = gg_arena_array(&op->arena, n, sizeof *op->sources);
    if (!op->sources)
        return no_memory(err);
    for (size_t i = 0; i < n; i++) {
        gg_status status = parse_source(json_array_get(list, i), op, err);

        if (status)
            return status;
        models += op->sources[i].column == NULL;
    }
    return models == 1 ? GG_OK
                       : wrong(err, in_sources, "add - {source: model}",
                               "the model is not among the sources");
}

gg_status gg_operation_parse(const json_t *suppression, const json_t *precedence, gg_operation *out,
                             gg_error *err)
{
    gg_operation op = {.n_rules = 0};
    gg_status status;

    gg_arena_init(&op.arena);
    status = parse_rules(suppression, &op, err);
    if (!status)
        status = parse_sources(precedence, &op, err);
    if (status)
        gg_arena_release(&op.arena);
    else
        *out = op;
    return status;
}

void gg_operation_release(gg_operation *operation)
{
    if (!operation)
        return;
    gg_arena_release(&operation->arena);
    memset(operation, 0, sizeof *operation);
}

gg_status gg_condition_holds(const gg_condition *condition, gg_view cell, bool *out, gg_error *err)
{
    bool holds = false;
    double x;

    if (cell.size > 0 && !condition->words) {
        if (gg_text_number(cell.data, cell.size, &x) != GG_NUMBER_OK)
            return gg_cell_not_a_number(cell, err);
        holds = x >= condition->at_least && x < condition->below;
    }
    for (size_t i = 0; i < condition->n_words && cell.size > 0 && !holds; i++)
        holds = strlen(condition->words[i]) == cell.size &&
                memcmp(condition->words[i], cell.data, cell.size) == 0;
    *out = holds;
    return GG_OK;
}
