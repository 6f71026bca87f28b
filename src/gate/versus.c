/*
 * The subjects of a rule against the champion: the differences of a comparison document, in which a
 * is the candidate and b the champion. What each method of the document needs to be measured again
 * at another confidence is read once; the methods are rows of a table.
 */
#include "gate_internal.h"

#include "gauger/stats/difference.h"
#include "gauger/stats/paired.h"
#include "gauger/stats/ranking.h"

struct gg_margin {
    const struct method *method;
    double value, error, span; /* error NaN where unknown; span: the widest difference there is */
    gg_paired_counts counts;
    gg_rate a, b;
    double smaller_class; /* rows of the rarer outcome */
};

typedef struct reading {
    const gg_bench *bench;
    const gg_rule *rule;
    const char *path;    /* for errors */
    const json_t *entry; /* what holds a, b and differences */
    const json_t *difference;
    gg_figures a, b;
} reading;

typedef struct method {
    const char *name; /* as in the document */
    gg_status (*read)(const reading *r, struct gg_margin *out);
    gg_status (*measure)(const struct gg_margin *m, double z, gg_interval *out);
} method;

static gg_status refuse(const reading *r, const char *what)
{
    gg_error_where(r->bench->err, r->bench->documents->comparison_name, 0, r->path);
    return gg_error_set(r->bench->err, GG_E_INPUT, "give what gauger compare --format json writes",
                        "%s: %s", r->rule->known.name, what);
}

static gg_status read_count(const reading *r, const char *key, uint64_t *out)
{
    const json_t *counts = json_object_get(r->difference, "counts");
    const json_t *value = json_object_get(counts, key);

    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) > ((json_int_t)1 << 50))
        return refuse(r, "no usable counts");
    *out = (uint64_t)json_integer_value(value);
    return GG_OK;
}

static gg_status read_tango(const reading *r, struct gg_margin *out)
{
    gg_paired_counts *c = &out->counts;
    gg_status st = read_count(r, "both", &c->both);
    double n, seen;

    if (st == GG_OK)
        st = read_count(r, "a_only", &c->first_only);
    if (st == GG_OK)
        st = read_count(r, "b_only", &c->second_only);
    if (st == GG_OK)
        st = read_count(r, "neither", &c->neither);
    if (st != GG_OK)
        return st;
    n = (double)(c->both + c->first_only + c->second_only + c->neither);
    seen = n > 0 ? ((double)c->first_only - (double)c->second_only) / n : NAN;
    return fabs(seen - out->value) <= 1e-9 ? GG_OK : refuse(r, "the counts contradict the value");
}

static gg_status measure_tango(const struct gg_margin *m, double z, gg_interval *out)
{
    return gg_paired_tango(&m->counts, z, out);
}

static gg_status read_error(const reading *r, struct gg_margin *out)
{
    out->error = gg_json_number(r->difference, "standard_error", NAN);
    return out->error >= 0 || isnan(out->error) ? GG_OK : refuse(r, "a negative standard error");
}

/* As the document's own: a difference without a spread is certain only where it is 0. */
static gg_status measure_normal(const struct gg_margin *m, double z, gg_interval *out)
{
    if (isnan(m->error) || (m->error == 0 && m->value != 0))
        return GG_E_UNDEFINED;
    *out = (gg_interval){fmax(m->value - z * m->error, -m->span),
                         fmin(m->value + z * m->error, m->span)};
    return GG_OK;
}

static gg_status read_delong(const reading *r, struct gg_margin *out)
{
    double positives = r->a.w[GG_POSITIVE][GG_SELECTED] + r->a.w[GG_POSITIVE][GG_NOT_SELECTED];
    double negatives = r->a.w[GG_NEGATIVE][GG_SELECTED] + r->a.w[GG_NEGATIVE][GG_NOT_SELECTED];

    out->smaller_class = floor(fmin(positives, negatives));
    return read_error(r, out);
}

static gg_status measure_delong(const struct gg_margin *m, double z, gg_interval *out)
{
    const gg_delong_pair pair = {.difference = m->value,
                                 .variance_difference = m->error * m->error,
                                 .positives = (uint64_t)m->smaller_class,
                                 .negatives = (uint64_t)m->smaller_class};

    return gg_delong_difference(&pair, z, out);
}

static gg_status read_newcombe(const reading *r, struct gg_margin *out)
{
    gg_fraction a, b;

    if (!gg_metric_fraction(r->rule->known.metric, &r->a, &a, NULL) ||
        !gg_metric_fraction(r->rule->known.metric, &r->b, &b, NULL))
        return refuse(r, "the counts contradict the value");
    out->a = (gg_rate){a.numerator, a.denominator};
    out->b = (gg_rate){b.numerator, b.denominator};
    return GG_OK;
}

static gg_status measure_newcombe(const struct gg_margin *m, double z, gg_interval *out)
{
    return gg_difference_newcombe(m->a, m->b, z, out);
}

static const method methods[] = {
    {"tango", read_tango, measure_tango},          {"delong", read_delong, measure_delong},
    {"newcombe", read_newcombe, measure_newcombe}, {"delta_method", read_error, measure_normal},
    {"paired_normal", read_error, measure_normal},
};

static void measure(const gg_subject *s, double z, gg_measure *out)
{
    const struct gg_margin *m = s->margin;
    gg_interval ends = {NAN, NAN};

    if (!m) {
        *out = gg_measure_undefined(s->why);
        return;
    }
    if (m->method && m->method->measure(m, z, &ends) != GG_OK)
        ends = (gg_interval){NAN, NAN};
    *out = gg_measure_of(m->value, ends.low, ends.high, m->method ? m->method->name : "");
}

/* The reason of the document in a text of ours, because measures keep it by reference. */
static const char *known_reason(const json_t *difference)
{
    static const char *const reasons[] = {
        GG_WHY_NO_POSITIVES,      GG_WHY_NO_NEGATIVES, GG_WHY_NO_SELECTED,
        GG_WHY_NO_NOT_SELECTED,   GG_WHY_ONE_CLASS,    GG_WHY_NOT_IDENTIFIED,
        GG_WHY_NOT_A_PROBABILITY, GG_WHY_NO_ROWS,
    };
    const char *why = gg_json_string(difference, "why_null", "");

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(why, reasons[i]) == 0)
            return reasons[i];
    return GG_WHY_NOT_COMPUTED;
}

/* The difference must be that of the two figures it is said to be of. */
static bool agrees(const reading *r, double value)
{
    gg_measure a, b;

    gg_metric_measure(r->rule->known.metric, &r->a, NULL, &a);
    gg_metric_measure(r->rule->known.metric, &r->b, NULL, &b);
    return fabs(a.value - b.value - value) <= 1e-9 * fmax(1, fabs(a.value));
}

static gg_status read_margin(const reading *r, struct gg_margin *out)
{
    const char *name = gg_json_string(r->difference, "method", "");

    out->value = gg_json_number(r->difference, "value", NAN);
    out->span = r->rule->known.high - r->rule->known.low;
    out->error = NAN;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i].name, name) == 0)
            out->method = &methods[i];
    if (!agrees(r, out->value))
        return refuse(r, "the value contradicts those of a and b");
    return out->method ? out->method->read(r, out) : GG_OK;
}

static gg_status read_figures(const reading *r, const char *key, gg_figures *out)
{
    gg_error own;
    gg_status st;

    gg_error_init(&own);
    st = gg_figures_parse(json_object_get(r->entry, key), out, &own);
    if (st == GG_OK)
        return st;
    gg_error_where(r->bench->err, r->bench->documents->comparison_name, 0,
                   gg_arena_printf(r->bench->arena, "%s%s%s", r->path, *r->path ? "." : "", key));
    return gg_error_set(r->bench->err, st, own.mend, "%s%s%s", own.column,
                        own.column[0] ? ": " : "", own.what);
}

/* One entry of the document: everyone, a group, a site or a period. */
static gg_status add_entry(const gg_bench *bench, gg_case *c, const char *path, const char *name,
                           const json_t *entry)
{
    reading r = {.bench = bench, .rule = c->rule, .path = path, .entry = entry};
    gg_subject *s = gg_case_add(bench, c, name);
    struct gg_margin *margin = gg_arena_array(bench->arena, 1, sizeof *margin);
    gg_status st;

    if (!s || !margin)
        return GG_E_MEMORY;
    st = read_figures(&r, "a", &r.a);
    if (st == GG_OK)
        st = read_figures(&r, "b", &r.b);
    if (st != GG_OK)
        return st;
    r.difference = json_object_get(json_object_get(entry, "differences"), c->rule->known.name);
    s->measure = measure;
    s->rows = r.a.rows;
    s->why = known_reason(r.difference);
    if (!json_is_number(json_object_get(r.difference, "value")))
        return GG_OK;
    s->margin = margin;
    return read_margin(&r, margin);
}

static bool matches(const char *pattern, const char *name)
{
    return !pattern || strcmp(pattern, "*") == 0 || strcmp(pattern, name) == 0;
}

/* Where a comparison has what a selector names, and what its levels are levels of. */
static const struct {
    gg_selector selector;
    const char *key;
    const char *of; /* NULL: of the names one floor down, with their groups beneath */
} places[] = {
    {GG_BY_ATTRIBUTE, "attributes", NULL},
    {GG_BY_INTERSECTION, "intersections", NULL},
    {GG_BY_SITE, "sites", "site"},
    {GG_BY_PERIOD, "periods", "period"},
};

/* The levels that the pattern names; full: a subject's name says of what it is a level. */
static gg_status add_levels(const gg_bench *bench, gg_case *c, const json_t *levels,
                            const char *path, const char *of, const char *pattern, bool full)
{
    const char *level;
    json_t *entry;

    json_object_foreach((json_t *)levels, level, entry)
    {
        const char *slice = gg_arena_printf(bench->arena, "%s=%s", of, level);
        const char *place = gg_arena_printf(bench->arena, "%s.%s", path, level);
        gg_status st;

        if (!matches(pattern, level))
            continue;
        if (!slice || !place)
            return GG_E_MEMORY;
        st = add_entry(bench, c, place, full ? slice : level, entry);
        if (st != GG_OK)
            return st;
        c->subjects[c->n - 1].options.slice = slice;
        if (c->subjects[c->n - 1].rows < bench->policy->minimum_count)
            c->subjects[c->n - 1].left_out = GG_WHY_TOO_FEW;
    }
    return GG_OK;
}

/* The groups that the rule names, of each attribute or intersection that it names. */
static gg_status add_groups(const gg_bench *bench, gg_case *c, gg_selector by, const char *key)
{
    const json_t *all = json_object_get(bench->record->comparison, key);
    const char *pattern = c->rule->selectors[by], *name;
    json_t *part;
    gg_status st = GG_OK;

    json_object_foreach((json_t *)all, name, part)
    {
        const char *path = gg_arena_printf(bench->arena, "%s.%s.groups", key, name);

        if (!matches(pattern, name))
            continue;
        if (!path)
            return GG_E_MEMORY;
        st = add_levels(bench, c, json_object_get(part, "groups"), path, name,
                        c->rule->selectors[GG_BY_GROUP], strcmp(pattern, "*") == 0);
        if (st != GG_OK)
            return st;
    }
    return GG_OK;
}

static gg_status add_place(const gg_bench *bench, gg_case *c, size_t place)
{
    const gg_selector by = places[place].selector;
    const char *key = places[place].key, *of = places[place].of;
    const char *pattern = c->rule->selectors[by], *group = c->rule->selectors[GG_BY_GROUP];
    gg_status st = of ? add_levels(bench, c, json_object_get(bench->record->comparison, key), key,
                                   of, pattern, false)
                      : add_groups(bench, c, by, key);

    if (st != GG_OK || c->n)
        return st;
    if (of && strcmp(pattern, "*") == 0)
        c->nothing = gg_arena_printf(bench->arena, "the comparison has no %s", key);
    else if (of)
        c->nothing =
            gg_arena_printf(bench->arena, "the comparison has no such %s (%s)", of, pattern);
    else
        c->nothing = gg_arena_printf(bench->arena, "the comparison has no such group (%s%s%s)",
                                     pattern, group ? ", " : "", group ? group : "");
    return c->nothing ? GG_OK : GG_E_MEMORY;
}

gg_status gg_case_versus(const gg_bench *bench, gg_case *c)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (c->rule->selectors[places[i].selector])
            return add_place(bench, c, i);
    return add_entry(bench, c, "", "overall", bench->record->comparison);
}
