/* One rule of a policy: read strictly, so that what it asks can be answered at all. */
#include "gate_internal.h"

#include <stdarg.h>
#include <stdio.h>

#include "gauger/base/text.h"

typedef struct reading {
    gg_policy *p;
    gg_rule *rule;
    const json_t *object;
    char label[64]; /* id or metric, "" if neither can be read */
    gg_error *err;
} reading;

/* An error that names the rule: `rule 2 (roc_auc): ...`. */
static gg_status refuse(reading *r, const char *mend, const char *format, ...) GG_PRINTF(3, 4);

static gg_status refuse(reading *r, const char *mend, const char *format, ...)
{
    const char *open = r->label[0] ? " (" : "", *close = r->label[0] ? ")" : "";
    char what[220];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return gg_error_set(r->err, GG_E_INPUT, mend, "rule %zu%s%s%s: %s", r->rule->number, open,
                        r->label, close, what);
}

static const char *clean(const char *s, char out[64])
{
    return gg_text_clean(s, strlen(s), out, 60);
}

static void label(reading *r)
{
    const char *s = gg_json_string(r->object, "id", gg_json_string(r->object, "metric", ""));

    clean(s, r->label);
}

static const char *const keys[] = {
    "metric",  "attribute",    "intersection", "group",     "site", "period",   "column",
    "given",   "stratum",      "capacity",     "threshold", "ties", "at_least", "at_most",
    "between", "not_worse_by", "versus",       "judge",     "id",   "note",
};

#define N_KEYS (sizeof keys / sizeof *keys)

static gg_status check_keys(reading *r)
{
    const char *key;
    json_t *value;
    char shown[64];

    json_object_foreach((json_t *)r->object, key, value)
    {
        size_t i = 0;

        while (i < N_KEYS && strcmp(key, keys[i]) != 0)
            i++;
        if (i == N_KEYS)
            return refuse(r, gg_policy_key_hint(r->p, key, keys, N_KEYS), "unknown key \"%s\"",
                          clean(key, shown));
    }
    return GG_OK;
}

static gg_status take_metric(reading *r)
{
    const json_t *value = json_object_get(r->object, "metric");
    const char *name = json_string_value(value), *near;
    char mend[120] = "gauger gate --list-metrics prints those that are known";

    if (!value)
        return refuse(r, "add e.g. metric: precision", "no metric");
    if (!name)
        return refuse(r, "write e.g. metric: precision", "metric must be a text, not %s",
                      gg_policy_type(value));
    if (gg_known_find(name, &r->rule->known))
        return GG_OK;
    near = gg_known_nearest(name);
    if (near)
        snprintf(mend, sizeof mend, "did you mean \"%s\"?", near);
    return refuse(r, mend, "unknown metric");
}

/* A name as people write it: a text, or a whole number such as a site's. */
static gg_status take_name(reading *r, const char *key, const char **out)
{
    const json_t *value = json_object_get(r->object, key);
    const char *s = json_string_value(value);

    if (!value)
        return GG_OK;
    if (json_is_integer(value))
        *out = gg_arena_printf(&r->p->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (s && *s)
        *out = gg_arena_string(&r->p->arena, s);
    else
        return refuse(r, "write a name in quotes", "%s must be a name, not %s", key,
                      s ? "empty" : gg_policy_type(value));
    return *out ? GG_OK : gg_gate_no_memory(r->err);
}

/* What the metric takes, for a mend: "attribute, intersection or group". */
static void list_taken(const gg_known *known, char *out, size_t size)
{
    const char *names[GG_SELECTORS] = {NULL};
    size_t n = 0, used = 0;

    for (gg_selector s = 0; s < GG_SELECTORS; s++)
        if (gg_known_takes(known, s))
            names[n++] = gg_selector_name(s);
    used = (size_t)snprintf(out, size, n ? "it takes " : "it takes no selector");
    for (size_t i = 0; i < n && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s",
                                 i == 0      ? ""
                                 : i + 1 < n ? ", "
                                             : " or ",
                                 names[i]);
}

/* A capacity at a site; a column in a period. */
static bool go_together(const char *const *given, gg_selector second)
{
    return (second == GG_BY_CAPACITY && given[GG_BY_SITE] && !given[GG_BY_ATTRIBUTE] &&
            !given[GG_BY_INTERSECTION] && !given[GG_BY_PERIOD]) ||
           (second == GG_BY_COLUMN && given[GG_BY_PERIOD]);
}

/* What a metric cannot do without. */
static gg_status check_needed(reading *r, bool any)
{
    const gg_known *known = &r->rule->known;
    const gg_selector needs = known->finished ? known->finished->needs : GG_SELECTORS;
    char mend[80];

    if (known->drift && known->drift->column && !r->rule->selectors[GG_BY_COLUMN])
        return refuse(r, "add column: NAME, or column: \"*\" for each", "%s needs a column",
                      known->name);
    if (needs != GG_SELECTORS && !r->rule->selectors[needs]) {
        snprintf(mend, sizeof mend, "add %s",
                 needs == GG_BY_CAPACITY ? "e.g. capacity: 500"
                 : needs == GG_BY_GIVEN  ? "the column of strata, e.g. given: site"
                                         : "attribute: NAME, or attribute: \"*\" for each");
        return refuse(r, mend, "%s needs %s", known->name,
                      needs == GG_BY_CAPACITY ? "a capacity"
                      : needs == GG_BY_GIVEN  ? "given"
                                              : "an attribute");
    }
    if (!any && !known->drift && gg_known_needs_selector(known))
        return refuse(r, "add attribute: NAME, or attribute: \"*\" for each",
                      "%s needs an attribute or intersection", known->name);
    return GG_OK;
}

static gg_status check_selectors(reading *r)
{
    /* Those that part the cases in ways that no document crosses. */
    static const gg_selector exclusive[] = {GG_BY_ATTRIBUTE, GG_BY_INTERSECTION, GG_BY_SITE,
                                            GG_BY_PERIOD,    GG_BY_COLUMN,       GG_BY_CAPACITY,
                                            GG_BY_THRESHOLD};
    const char *const *given = r->rule->selectors;
    const char *first = NULL;
    char mend[120];

    list_taken(&r->rule->known, mend, sizeof mend);
    for (gg_selector s = 0; s < GG_SELECTORS; s++)
        if (given[s] && !gg_known_takes(&r->rule->known, s))
            return refuse(r, mend, "%s takes no %s", r->rule->known.name, gg_selector_name(s));
    for (size_t i = 0; i < sizeof exclusive / sizeof *exclusive; i++) {
        const char *name = gg_selector_name(exclusive[i]);

        if (given[exclusive[i]] && first && !go_together(given, exclusive[i]))
            return refuse(r, "write one rule for each", "%s and %s cannot go together", first,
                          name);
        if (given[exclusive[i]])
            first = name;
    }
    if (given[GG_BY_GROUP] && !first)
        return refuse(r, "add e.g. attribute: race", "group needs its attribute");
    if (given[GG_BY_GROUP] && !given[GG_BY_ATTRIBUTE] && !given[GG_BY_INTERSECTION])
        return refuse(r, "write one rule for each", "group and %s cannot go together", first);
    if (given[GG_BY_GIVEN] && !given[GG_BY_ATTRIBUTE])
        return refuse(r, "add e.g. attribute: race", "given needs an attribute");
    if (given[GG_BY_STRATUM] && !given[GG_BY_GIVEN])
        return refuse(r, "add the column that it is a stratum of, e.g. given: site",
                      "stratum needs given");
    return check_needed(r, first != NULL);
}

static gg_status take_selectors(reading *r)
{
    gg_status st = GG_OK;

    char what[160] = "", mend[160] = "";

    for (gg_selector s = 0; st == GG_OK && s < GG_BY_CAPACITY; s++)
        st = take_name(r, gg_selector_name(s), &r->rule->selectors[s]);
    if (st != GG_OK)
        return st;
    st = gg_rule_numbers(r->p, r->object, r->rule, what, mend);
    if (st == GG_E_MEMORY)
        return gg_gate_no_memory(r->err);
    return st == GG_OK ? check_selectors(r) : refuse(r, mend, "%s", what);
}

static gg_status take_number(reading *r, const char *key, const json_t *value, double *out)
{
    if (!json_is_number(value))
        return refuse(r, "write it as a decimal number, without quotes",
                      "%s must be a number, not %s", key, gg_policy_type(value));
    *out = json_number_value(value);
    return GG_OK;
}

/* A bound that no value can reach is a slip, most often a percentage. */
static gg_status check_reach(reading *r, const char *key, double x)
{
    const gg_known *known = &r->rule->known;
    char bound[32], low[32], high[32], mend[80] = "give a value that it can take", fraction[32];

    if (x >= known->low && x <= known->high)
        return GG_OK;
    gg_text_double(known->low, low);
    gg_text_double(known->high, high);
    if (known->high == 1 && x > 1 && x <= 100)
        /* In steps of 1e-12, or 1.178 / 100 would be shown as 0.011779999999999999. */
        snprintf(mend, sizeof mend, "write %s for %s%%",
                 gg_text_double(round(x * 1e10) / 1e12, fraction), gg_text_double(x, bound));
    return refuse(r, mend, "%s %s lies outside the values of %s (%s%s%s)", key,
                  gg_text_double(x, bound), known->name, isfinite(known->high) ? low : "from ",
                  isfinite(known->high) ? " to " : low, isfinite(known->high) ? high : "");
}

static gg_status take_end(reading *r, const char *key, double *out)
{
    const json_t *value = json_object_get(r->object, key);
    gg_status st = value ? take_number(r, key, value, out) : GG_OK;

    return value && st == GG_OK ? check_reach(r, key, *out) : st;
}

static gg_status take_between(reading *r)
{
    const json_t *value = json_object_get(r->object, "between");
    double ends[2] = {0, 0};

    if (!json_is_array(value) || json_array_size(value) != 2)
        return refuse(r, "write e.g. between: [0.8, 1.25]",
                      "between must be a list of two numbers");
    for (size_t i = 0; i < 2; i++) {
        gg_status st = take_number(r, "an end of between", json_array_get(value, i), &ends[i]);

        if (st == GG_OK)
            st = check_reach(r, "between", ends[i]);
        if (st != GG_OK)
            return st;
    }
    r->rule->low = ends[0];
    r->rule->high = ends[1];
    return GG_OK;
}

/* The range of candidate - champion; the sign follows from which direction is better. */
static gg_status take_margin(reading *r)
{
    gg_rule *rule = r->rule;
    gg_status st =
        take_number(r, "not_worse_by", json_object_get(r->object, "not_worse_by"), &rule->margin);

    if (st != GG_OK)
        return st;
    if (rule->margin < 0)
        return refuse(r, "write how much worse is still accepted, from 0",
                      "not_worse_by must not be negative");
    if (rule->margin > rule->known.high - rule->known.low)
        return refuse(r, "write how much worse is still accepted, e.g. 0.01",
                      "not_worse_by is wider than all values of %s", rule->known.name);
    if (rule->known.direction == GG_LOWER_IS_BETTER)
        rule->high = rule->margin;
    else
        rule->low = -rule->margin;
    return GG_OK;
}

static const char *const bound_keys[] = {
    [GG_BOUND_AT_LEAST] = "at_least",
    [GG_BOUND_AT_MOST] = "at_most",
    [GG_BOUND_BETWEEN] = "between",
    [GG_BOUND_NOT_WORSE] = "not_worse_by",
};

/* Which bounds there are; at_least and at_most together are a range. */
static gg_status choose_bound(reading *r)
{
    const char *first = NULL;
    bool given[4];

    for (size_t i = 0; i < 4; i++)
        given[i] = json_object_get(r->object, bound_keys[i]) != NULL;
    for (size_t i = 0; i < 4; i++) {
        bool alone = i == GG_BOUND_BETWEEN || i == GG_BOUND_NOT_WORSE;

        if (given[i] && first && alone)
            return refuse(r, "keep one of the two", "%s and %s contradict each other", first,
                          bound_keys[i]);
        if (given[i] && !first) {
            first = bound_keys[i];
            r->rule->bound = (gg_bound_kind)i;
        }
    }
    if (!first)
        return refuse(r, "add at_least, at_most, between or not_worse_by", "no bound");
    if (given[GG_BOUND_AT_LEAST] && given[GG_BOUND_AT_MOST])
        r->rule->bound = GG_BOUND_BETWEEN;
    return GG_OK;
}

static gg_status check_range(reading *r)
{
    const gg_rule *rule = r->rule;
    char low[32], high[32], mend[100];

    if (rule->low < rule->high)
        return GG_OK;
    gg_text_double(rule->low, low);
    gg_text_double(rule->high, high);
    if (rule->low > rule->high) {
        snprintf(mend, sizeof mend, "write between: [%s, %s]", high, low);
        return refuse(r, mend, "the lower bound %s is above the upper bound %s", low, high);
    }
    if (rule->point)
        return GG_OK;
    return refuse(r, "widen the bounds, or add judge: point", "no interval fits between %s and %s",
                  low, high);
}

static gg_status take_bounds(reading *r)
{
    gg_rule *rule = r->rule;
    gg_status st = choose_bound(r);

    rule->low = -INFINITY;
    rule->high = INFINITY;
    if (st != GG_OK)
        return st;
    if (rule->known.kind == GG_KNOWN_DRIFT && rule->bound != GG_BOUND_AT_MOST)
        return refuse(r, "write at_most", "%s takes at_most alone", rule->known.name);
    if (rule->bound == GG_BOUND_NOT_WORSE)
        return take_margin(r);
    if (json_object_get(r->object, "between"))
        st = take_between(r);
    else
        st = take_end(r, "at_least", &rule->low);
    if (st == GG_OK)
        st = take_end(r, "at_most", &rule->high);
    return st == GG_OK ? check_range(r) : st;
}

static gg_status take_versus(reading *r)
{
    const json_t *value = json_object_get(r->object, "versus");
    const gg_known *known = &r->rule->known;
    bool margin = json_object_get(r->object, "not_worse_by") != NULL;

    if (margin && !value)
        return refuse(r, "add versus: champion", "not_worse_by needs versus");
    if (value && !margin)
        return refuse(r, "add e.g. not_worse_by: 0.01", "versus needs not_worse_by");
    if (!value)
        return GG_OK;
    if (!json_is_string(value) || strcmp(json_string_value(value), "champion") != 0)
        return refuse(r, "write versus: champion", "versus names nobody that is known");
    if (known->kind != GG_KNOWN_METRIC || known->direction == GG_NO_DIRECTION)
        return refuse(r, "ask it of a metric such as recall",
                      "%s has no better direction, so nothing is worse", known->name);
    if (!gg_known_paired(known))
        return refuse(r, "use roc_auc or brier_score", "no paired difference of %s exists",
                      known->name);
    r->rule->versus = true;
    return GG_OK;
}

/* A rule that no figure could ever pass or fail is a slip. */
static gg_status check_alone(reading *r)
{
    const gg_known *known = &r->rule->known;

    if (r->rule->point || !known->finished || !known->finished->alone)
        return GG_OK;
    return refuse(r, "add judge: point, which judges the value alone",
                  "%s has no interval to be judged", known->name);
}

static gg_status take_judge(reading *r)
{
    static const char *const words[] = {"interval", "point"};
    const json_t *value = json_object_get(r->object, "judge");
    char mend[60];
    size_t at = 0;

    if (!value)
        return check_alone(r);
    if (gg_policy_word(value, words, 2, &at, mend, sizeof mend) != GG_OK)
        return refuse(r, mend, "judge has a word that is not known");
    r->rule->point = at == 1;
    return check_alone(r);
}

static gg_status take_note(reading *r)
{
    const json_t *value = json_object_get(r->object, "note");

    if (!value)
        return GG_OK;
    if (!json_is_string(value))
        return refuse(r, "write why the rule is there", "note must be a text, not %s",
                      gg_policy_type(value));
    r->rule->note = gg_arena_string(&r->p->arena, json_string_value(value));
    return r->rule->note ? GG_OK : gg_gate_no_memory(r->err);
}

static bool id_is_taken(const gg_policy *p, size_t i, const char *id)
{
    for (size_t j = 0; j < p->n_rules; j++)
        if (j != i && p->rules[j].id && strcmp(p->rules[j].id, id) == 0)
            return true;
    return false;
}

static gg_status take_id(reading *r)
{
    const char *id = NULL;
    gg_status st = take_name(r, "id", &id);

    if (st != GG_OK || !id)
        return st;
    if (strlen(id) > 120)
        return refuse(r, "shorten it", "id is over 120 bytes");
    for (const char *c = id; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return refuse(r, "write it in one line", "id holds a control character");
    r->rule->id = id;
    return GG_OK;
}

/* Metric and selectors: such an id stays the same when rules are added or moved. */
static const char *make_id(gg_policy *p, size_t i)
{
    const gg_rule *rule = &p->rules[i];
    const char *stem = rule->known.name, *id;
    char name[64];

    for (gg_selector s = 0; stem && s < GG_SELECTORS; s++)
        if (rule->selectors[s])
            stem = gg_arena_printf(&p->arena, "%s/%s=%s", stem, gg_selector_name(s),
                                   clean(rule->selectors[s], name));
    if (stem && rule->versus)
        stem = gg_arena_printf(&p->arena, "%s/versus=champion", stem);
    id = stem;
    for (size_t k = 2; id && id_is_taken(p, i, id); k++)
        id = gg_arena_printf(&p->arena, "%s#%zu", stem, k);
    return id;
}

gg_status gg_policy_name_rules(gg_policy *p, const json_t *rules, gg_error *err)
{
    for (size_t i = 0; i < p->n_rules; i++) {
        reading r = {.p = p, .rule = &p->rules[i], .object = json_array_get(rules, i), .err = err};

        label(&r);
        if (r.rule->id && id_is_taken(p, i, r.rule->id))
            return refuse(&r, "give each rule an id of its own", "another rule has this id too");
    }
    for (size_t i = 0; i < p->n_rules; i++) {
        if (!p->rules[i].id)
            p->rules[i].id = make_id(p, i);
        if (!p->rules[i].id)
            return gg_gate_no_memory(err);
    }
    return GG_OK;
}

gg_status gg_rule_parse(gg_policy *p, const json_t *object, size_t i, gg_error *err)
{
    static gg_status (*const steps[])(reading * r) = {
        check_keys, take_metric, take_selectors, take_versus,
        take_judge, take_bounds, take_note,      take_id,
    };
    reading r = {.p = p, .rule = &p->rules[i], .object = object, .err = err};
    gg_status st = GG_OK;

    r.rule->number = i + 1;
    if (!json_is_object(object))
        return refuse(&r, "write e.g. {metric: recall, at_least: 0.5}",
                      "a rule is a mapping, not %s", gg_policy_type(object));
    label(&r);
    for (size_t k = 0; st == GG_OK && k < sizeof steps / sizeof *steps; k++)
        st = steps[k](&r);
    if (st != GG_OK)
        return st;
    r.rule->text = gg_rule_text(r.rule, &p->arena);
    return r.rule->text ? GG_OK : gg_gate_no_memory(err);
}
