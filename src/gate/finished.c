/*
 * Subjects of which the evaluation, or the drift report, holds the finished figure: at a capacity,
 * at another threshold, inequality, demographic disparity, the classifier of drift.
 *
 * Rates are measured again from their counts at any critical value. Of the others the document has
 * an interval at one confidence: at another its ends are moved in proportion to the critical value.
 */
#include "gate_internal.h"

#include <stdio.h>

#include "gauger/base/text.h"
#include "gauger/stats/interval.h"

/* A reason of the document as a static text; measures keep it by reference. */
static const char *why_of(const json_t *estimate)
{
    static const char *const reasons[] = {
        GG_WHY_NO_POSITIVES,    GG_WHY_NO_NEGATIVES, GG_WHY_NO_SELECTED, GG_WHY_NO_ROWS,
        GG_WHY_NOT_IDENTIFIED,  GG_WHY_ONE_CLASS,    GG_WHY_BOUNDED,     GG_WHY_WITHHELD,
        GG_WHY_NO_NOT_SELECTED, GG_WHY_ONE_DECISION, GG_WHY_TOO_FEW,     GG_WHY_NO_SCORES};
    const char *why = gg_json_string(estimate, "why_null", "");

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(reasons[i], why) == 0)
            return reasons[i];
    return GG_WHY_NOT_COMPUTED;
}

/* The numbers of a pair; an end that is null is infinite. */
static bool pair_of(const json_t *estimate, const char *key, gg_interval *out)
{
    const json_t *pair = json_object_get(estimate, key), *high = json_array_get(pair, 1);

    if (json_array_size(pair) != 2 || !json_is_number(json_array_get(pair, 0)))
        return false;
    *out = (gg_interval){json_number_value(json_array_get(pair, 0)),
                         json_is_number(high) ? json_number_value(high) : INFINITY};
    return true;
}

/* Without a value: what it could be, where the document tells that, and the interval around. */
static void measure_open(const gg_subject *s, double z, gg_measure *out)
{
    const double share = z / s->estimate_z;
    gg_interval bounds, around;

    *out = gg_measure_undefined(why_of(s->estimate));
    if (!pair_of(s->estimate, "bounds", &bounds))
        return;
    out->bounded = true;
    out->bound_low = bounds.low;
    out->bound_high = bounds.high;
    if (!pair_of(s->estimate, "bounds_interval", &around))
        return;
    out->low = fmax(bounds.low - (bounds.low - around.low) * share, s->known->low);
    out->high = isfinite(bounds.high)
                    ? fmin(bounds.high + (around.high - bounds.high) * share, s->known->high)
                    : INFINITY;
    out->method = "worst_case";
}

void gg_measure_finished(const gg_subject *s, double z, gg_measure *out)
{
    const double value = gg_json_number(s->estimate, "value", NAN);
    const double low = gg_json_number(s->estimate, "low", NAN);
    const double high = gg_json_number(s->estimate, "high", NAN);
    const double share = z / s->estimate_z;
    gg_interval ends = {NAN, NAN};

    if (isnan(value)) {
        measure_open(s, z, out);
        return;
    }
    if (s->rate.n > 0 && !isnan(low) &&
        gg_interval_wilson(s->rate.successes, s->rate.n, z, &ends) == GG_OK) {
        *out = gg_measure_of(value, fmin(ends.low, value), fmax(ends.high, value), "wilson");
        return;
    }
    *out = gg_measure_of(value, fmax(value - (value - low) * share, s->known->low),
                         fmin(value + (high - value) * share, s->known->high), "scaled");
    if (isnan(low) || isnan(high))
        out->low = out->high = NAN;
}

/* A subject of an estimate; NULL when memory is out. */
static gg_subject *add(const gg_bench *bench, gg_case *c, const char *name, const char *slice,
                       const json_t *estimate)
{
    const json_t *document = c->rule->known.drift ? NULL : bench->record->evaluation;
    gg_subject *s = gg_case_add(bench, c, name);

    if (!s || !slice)
        return NULL;
    s->measure = gg_measure_finished;
    s->estimate = estimate;
    s->estimate_z = gg_z_of_confidence(gg_json_number(document, "confidence", 0.95));
    s->options.slice = slice;
    s->unseen = strcmp(gg_json_string(estimate, "why_null", ""), GG_WHY_NOT_IDENTIFIED) == 0;
    s->observed = s->unseen ? gg_json_number(estimate, "observed", NAN) : NAN;
    return s;
}

/* What a rate is a rate of, if the counts agree with the value. */
static void set_rate(gg_subject *s, double hits, double n)
{
    const double value = gg_json_number(s->estimate, "value", NAN);

    if (n > 0 && hits >= 0 && hits <= n && fabs(hits / n - value) <= 1e-9)
        s->rate = (gg_rate){hits, n};
}

/* entry: holds tp and fp; all: the cases that it is cut from. */
static void find_rate(gg_subject *s, const char *metric, const json_t *entry, const gg_figures *all)
{
    const double tp = gg_json_number(entry, "tp", NAN), fp = gg_json_number(entry, "fp", NAN);

    if (strcmp(metric, "precision") == 0)
        set_rate(s, tp, tp + fp);
    else if (strcmp(metric, "recall") == 0)
        set_rate(s, tp, gg_figures_sum(all, GG_CELL_TP | GG_CELL_FN));
    else if (strcmp(metric, "false_positive_rate") == 0)
        set_rate(s, fp, gg_figures_sum(all, GG_CELL_TN | GG_CELL_FP));
}

/* ---- capacity ---- */

static bool matches(const char *pattern, double value, double tolerance)
{
    double wanted;

    if (strcmp(pattern, "*") == 0)
        return true;
    return gg_text_number(pattern, strlen(pattern), &wanted) == GG_NUMBER_OK &&
           fabs(wanted - value) <= tolerance * fabs(value);
}

/* One cut: of everyone, or of a site. */
static gg_status add_cut(const gg_bench *bench, gg_case *c, const json_t *cut, const char *capacity,
                         const char *site, const gg_figures *all)
{
    const gg_rule *rule = c->rule;
    const bool each = strcmp(rule->selectors[GG_BY_CAPACITY], "*") == 0;
    const json_t *entry = json_object_get(cut, rule->ties);
    char shown[40];
    const char *room =
        gg_arena_printf(bench->arena, "room for %s", gg_capacity_text(capacity, shown));
    const char *name = !site  ? (each ? room : "overall")
                       : each ? gg_arena_printf(bench->arena, "%s, %s", site, room)
                              : site;
    gg_subject *s = add(bench, c, name, gg_arena_printf(bench->arena, "capacity=%s", capacity),
                        json_object_get(entry, rule->known.name));

    if (!s)
        return GG_E_MEMORY;
    s->capacity = capacity;
    s->rows = gg_json_number(cut, "rows", NAN);
    find_rate(s, rule->known.name, entry, all);
    if (site && s->rows < bench->policy->minimum_count)
        s->left_out = GG_WHY_TOO_FEW;
    return GG_OK;
}

static gg_status add_sites(const gg_bench *bench, gg_case *c, const json_t *one,
                           const char *capacity)
{
    const char *pattern = c->rule->selectors[GG_BY_SITE], *site;
    const gg_partition *sites = &bench->record->sites;
    gg_status st = GG_OK;
    json_t *cut;

    json_object_foreach(json_object_get(one, "sites"), site, cut)
    {
        const gg_figures none = gg_figures_empty(GG_SCORES_NONE), *all = &none;

        if (st != GG_OK || (strcmp(pattern, "*") != 0 && strcmp(pattern, site) != 0))
            continue;
        for (size_t i = 0; i < sites->n; i++)
            if (strcmp(sites->levels[i], site) == 0)
                all = &sites->groups[i];
        st = add_cut(bench, c, cut, capacity, site, all);
    }
    return st;
}

static gg_status list_capacities(const gg_bench *bench, gg_case *c)
{
    const char *pattern = c->rule->selectors[GG_BY_CAPACITY];
    const json_t *one;
    gg_status st = GG_OK;
    size_t i;

    json_array_foreach(json_object_get(bench->record->evaluation, "capacity"), i, one)
    {
        const double share = gg_json_number(one, "share", NAN);
        const double rows = gg_json_number(one, "capacity", NAN),
                     wish = isnan(share) ? rows : share;
        const char *capacity = gg_arena_printf(bench->arena, "%.15g", wish);

        if (!capacity)
            return GG_E_MEMORY;
        if (st != GG_OK || isnan(wish) || !matches(pattern, wish, 1e-12))
            continue;
        st = c->rule->selectors[GG_BY_SITE] ? add_sites(bench, c, one, capacity)
                                            : add_cut(bench, c, json_object_get(one, "everyone"),
                                                      capacity, NULL, &bench->record->overall);
    }
    if (st != GG_OK || c->n)
        return st;
    c->nothing =
        c->rule->selectors[GG_BY_SITE]
            ? gg_arena_printf(bench->arena,
                              "the evaluation has no capacity of %s at such a site (evaluate with "
                              "--capacity and --site)",
                              pattern)
            : gg_arena_printf(bench->arena,
                              "the evaluation has no capacity of %s (evaluate with --capacity)",
                              pattern);
    return c->nothing ? GG_OK : GG_E_MEMORY;
}

/* ---- other thresholds ---- */

static gg_status list_thresholds(const gg_bench *bench, gg_case *c)
{
    const char *pattern = c->rule->selectors[GG_BY_THRESHOLD];
    const json_t *one;
    size_t i;

    json_array_foreach(json_object_get(bench->record->evaluation, "operating_points"), i, one)
    {
        const double at = gg_json_number(one, "threshold", NAN);
        const char *text = gg_arena_printf(bench->arena, "%.15g", at);
        const bool each = strcmp(pattern, "*") == 0;
        gg_subject *s;

        if (!text)
            return GG_E_MEMORY;
        if (isnan(at) || !matches(pattern, at, 0))
            continue;
        s = add(bench, c, each ? gg_arena_printf(bench->arena, "threshold %s", text) : "overall",
                gg_arena_printf(bench->arena, "threshold=%s", text),
                json_object_get(one, c->rule->known.name));
        if (!s)
            return GG_E_MEMORY;
        s->threshold = text;
        s->rows = bench->record->overall.rows;
        find_rate(s, c->rule->known.name, one, &bench->record->overall);
    }
    if (!c->n)
        c->nothing = gg_arena_printf(
            bench->arena, "the evaluation has no threshold %s (evaluate with --operating-points)",
            pattern);
    return c->n || c->nothing ? GG_OK : GG_E_MEMORY;
}

/* ---- demographic disparity ---- */

static gg_status add_groups(const gg_bench *bench, gg_case *c, const gg_partition *all,
                            const json_t *groups, const char *given)
{
    const char *wanted = c->rule->selectors[GG_BY_GROUP];
    const bool full = strcmp(c->rule->selectors[GG_BY_ATTRIBUTE], "*") == 0;
    const bool each = given && strcmp(c->rule->selectors[GG_BY_GIVEN], "*") == 0;

    for (size_t i = 0; i < all->n; i++) {
        const json_t *estimate = json_object_get(groups, all->levels[i]);
        const char *name = full ? all->slices[i] : all->levels[i];
        gg_subject *s;

        if (wanted && strcmp(wanted, "*") != 0 && strcmp(wanted, all->levels[i]) != 0)
            continue;
        s = add(bench, c, each ? gg_arena_printf(bench->arena, "%s given %s", name, given) : name,
                gg_arena_printf(bench->arena, "%s%s%s", all->slices[i], given ? " given " : "",
                                given ? given : ""),
                estimate);
        if (!s)
            return GG_E_MEMORY;
        s->rows = all->groups[i].rows;
        if (s->rows < bench->policy->minimum_count)
            s->left_out = GG_WHY_TOO_FEW;
    }
    return GG_OK;
}

static gg_status list_attribute(const gg_bench *bench, gg_case *c, const gg_partition *all)
{
    const json_t *attributes = json_object_get(bench->record->evaluation, "attributes");
    const json_t *part = json_object_get(json_object_get(attributes, all->name),
                                         "conditional_demographic_disparity");
    const char *pattern = c->rule->selectors[GG_BY_GIVEN], *given;
    gg_status st = GG_OK;
    json_t *groups;

    if (!pattern)
        return add_groups(bench, c, all, json_object_get(part, "demographic_disparity"), NULL);
    json_object_foreach(json_object_get(part, "conditional"), given, groups)
    {
        if (st == GG_OK && (strcmp(pattern, "*") == 0 || strcmp(pattern, given) == 0))
            st = add_groups(bench, c, all, groups, given);
    }
    return st;
}

static gg_status list_demographic(const gg_bench *bench, gg_case *c)
{
    const gg_record *record = bench->record;
    const char *pattern = c->rule->selectors[GG_BY_ATTRIBUTE];
    gg_status st = GG_OK;

    for (size_t i = 0; st == GG_OK && i < record->n_attributes; i++)
        if (strcmp(pattern, "*") == 0 || strcmp(pattern, record->attributes[i].name) == 0)
            st = list_attribute(bench, c, &record->attributes[i]);
    if (st != GG_OK || c->n)
        return st;
    c->nothing =
        gg_arena_printf(bench->arena, "the evaluation has no such figure by %s%s%s", pattern,
                        c->rule->selectors[GG_BY_GIVEN] ? " given " : "",
                        c->rule->selectors[GG_BY_GIVEN] ? c->rule->selectors[GG_BY_GIVEN] : "");
    return c->nothing ? GG_OK : GG_E_MEMORY;
}

/* ---- everyone ---- */

static gg_status list_everyone(const gg_bench *bench, gg_case *c, const json_t *part)
{
    gg_subject *s;

    if (!part) {
        c->nothing = c->rule->known.drift
                         ? "the drift report has no classifier (gauger drift --classifier)"
                         : "the evaluation does not have it";
        return GG_OK;
    }
    s = add(bench, c, "overall", "",
            json_object_get(part, c->rule->known.drift ? c->rule->known.drift->key
                                                       : c->rule->known.name));
    return s ? GG_OK : GG_E_MEMORY;
}

gg_status gg_case_finished(const gg_bench *bench, gg_case *c)
{
    const gg_rule *rule = c->rule;

    if (rule->known.drift)
        return list_everyone(bench, c, json_object_get(bench->record->drift, "classifier"));
    if (rule->selectors[GG_BY_CAPACITY])
        return list_capacities(bench, c);
    if (rule->selectors[GG_BY_THRESHOLD])
        return list_thresholds(bench, c);
    if (rule->selectors[GG_BY_ATTRIBUTE])
        return list_demographic(bench, c);
    return list_everyone(bench, c, json_object_get(bench->record->evaluation, "inequality"));
}
