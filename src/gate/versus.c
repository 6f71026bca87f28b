/*
 * The subjects of a rule against the champion: the differences of a comparison document, in which a
 * is the candidate and b the champion.
 */
#include "versus_internal.h"

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

static gg_status read_figures(const gg_versus_reading *r, const char *key, gg_figures *out)
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

/* Which outcomes are missing that leave the difference open. */
static void count_missing(const gg_versus_reading *r, gg_subject *s)
{
    const double *a = r->a.w[GG_UNVERIFIED], *b = r->b.w[GG_UNVERIFIED];

    s->missing = a[GG_SELECTED] + a[GG_NOT_SELECTED];
    if (!r->rule->known.metric->needs_complete) {
        s->missing_of = a[GG_SELECTED] > 0 ? "the candidate" : "the champion";
        s->missing = a[GG_SELECTED] > 0 ? a[GG_SELECTED] : b[GG_SELECTED];
    }
    if (r->a.weighted)
        s->missing = NAN;
}

/* Older documents gave precision a difference although outcomes were missing among the referred. */
static bool is_naive(const gg_versus_reading *r)
{
    const gg_metric *metric = r->rule->known.metric;

    return metric->denominator && !metric->needs_complete &&
           metric->numerator != GG_CELLS_SELECTED && r->a.inspection == GG_INSPECTION_UNKNOWN &&
           r->a.w[GG_UNVERIFIED][GG_SELECTED] + r->b.w[GG_UNVERIFIED][GG_SELECTED] > 0;
}

/* The two tables between which the missing outcomes leave it, where the document has them. */
static gg_status read_extremes(const gg_versus_reading *r, struct gg_margin *out, bool *any)
{
    const json_t *extremes = json_object_get(r->difference, "extremes");
    struct gg_margin *ends = gg_arena_array(r->bench->arena, 2, sizeof *ends);

    *any = false;
    if (!extremes)
        return GG_OK;
    if (!ends)
        return GG_E_MEMORY;
    for (size_t i = 0; i < 2; i++) {
        const json_t *one = json_array_get(extremes, i);
        gg_status st = json_is_number(json_object_get(one, "value"))
                           ? gg_margin_read(r, one, false, &ends[i])
                           : gg_versus_refuse(r, "extremes without two values");

        if (st != GG_OK)
            return st;
    }
    if (ends[0].value > ends[1].value)
        return gg_versus_refuse(r, "the least extreme lies above the greatest");
    *out = (struct gg_margin){.metric = r->rule->known.metric,
                              .span = ends[0].span,
                              .value = NAN,
                              .error = NAN,
                              .least = &ends[0],
                              .greatest = &ends[1]};
    *any = true;
    return GG_OK;
}

static gg_status read_subject(const gg_versus_reading *r, gg_subject *s)
{
    struct gg_margin *margin = gg_arena_array(r->bench->arena, 1, sizeof *margin);
    const bool value = json_is_number(json_object_get(r->difference, "value"));
    bool any = false;
    gg_status st = margin ? GG_OK : GG_E_MEMORY;

    s->measure = gg_margin_measure;
    s->rows = r->a.rows;
    s->why = known_reason(r->difference);
    if (value && is_naive(r))
        s->why = GG_WHY_NOT_IDENTIFIED;
    if (st == GG_OK && strcmp(s->why, GG_WHY_NOT_IDENTIFIED) == 0) {
        count_missing(r, s);
        st = read_extremes(r, margin, &any);
    } else if (st == GG_OK && value) {
        const double rows = gg_json_number(r->difference, "rows", NAN);

        /* An estimate under a design is of other rows than the figures. */
        any = true;
        st = gg_margin_read(r, r->difference, r->a.inspection == GG_INSPECTION_UNKNOWN, margin);
        s->rows = rows >= 0 ? rows : s->rows;
        s->arm = rows >= 0 && r->a.inspection == GG_INSPECTION_RANDOM_ARM;
    }
    if (any)
        s->margin = margin;
    return st;
}

/* One entry of the document: everyone, a group, a site or a period. */
static gg_status add_entry(const gg_bench *bench, gg_case *c, const char *path, const char *name,
                           const json_t *entry)
{
    gg_versus_reading r = {.bench = bench, .rule = c->rule, .path = path, .entry = entry};
    gg_subject *s = gg_case_add(bench, c, name);
    gg_status st = s ? read_figures(&r, "a", &r.a) : GG_E_MEMORY;

    if (st == GG_OK)
        st = read_figures(&r, "b", &r.b);
    if (st != GG_OK)
        return st;
    r.difference = json_object_get(json_object_get(entry, "differences"), c->rule->known.name);
    return read_subject(&r, s);
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
