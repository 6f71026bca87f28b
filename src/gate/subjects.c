/*
 * The subjects of a rule on an evaluation: which groups, sites or periods it is asked of, which of
 * them are too small to be judged, and how each is measured at any critical value.
 */
#include "gate_internal.h"

static bool matches(const char *pattern, const char *name)
{
    return strcmp(pattern, "*") == 0 || strcmp(pattern, name) == 0;
}

gg_subject *gg_case_add(const gg_bench *bench, gg_case *c, const char *name)
{
    gg_subject *s;

    if (!name)
        return NULL;
    if (c->n == c->room) {
        size_t room = c->room ? c->room * 2 : 8;
        gg_subject *all = gg_arena_array(bench->arena, room, sizeof *all);

        if (!all)
            return NULL;
        if (c->n)
            memcpy(all, c->subjects, c->n * sizeof *all);
        c->subjects = all;
        c->room = room;
    }
    s = &c->subjects[c->n++];
    memset(s, 0, sizeof *s);
    s->name = gg_arena_string(bench->arena, name);
    s->known = &c->rule->known;
    s->rows = s->p = s->adjusted = s->critical = s->evidence = s->p_alike = NAN;
    s->lowest_value = s->highest_value = s->observed = s->unverified_share = NAN;
    s->worst_case = (gg_interval){NAN, NAN};
    s->prospect.below = s->prospect.above = s->prospect.rows_needed = s->prospect.times = NAN;
    s->options = gg_measure_options_default();
    if (bench->record) {
        s->options.seed = bench->record->seed;
        s->options.adverse = bench->record->adverse;
    }
    return s->name ? s : NULL;
}

/* At z the summary over all its groups; the widening for pairs is the summary's own. */
static void measure_summary(const gg_subject *s, double z, gg_measure *out)
{
    gg_measure_options options = s->options;
    gg_summary_result result;

    options.z = z;
    gg_summary_measure(s->known->summary, s->groups, s->n, &options, &result);
    *out = result.all;
}

void gg_measure_disparity(const gg_subject *s, double z, gg_measure *out)
{
    gg_measure_options options = s->options;

    options.z = z;
    gg_disparity_of(s->known->disparity, s->groups, s->n, s->i, s->rule, s->reference, &options,
                    out);
}

static void measure_metric(const gg_subject *s, double z, gg_measure *out)
{
    gg_measure_options options = s->options;

    options.z = z;
    gg_metric_measure(s->known->metric, &s->groups[s->i], &options, out);
    if (gg_subject_few(s))
        out->low = out->high = NAN;
}

static gg_subject_measure *measure_of(const gg_rule *rule)
{
    return rule->known.calibration ? gg_measure_calibration : measure_metric;
}

static const char *reference_name(const gg_partition *all)
{
    if (all->rule == GG_REFERENCE_REST)
        return "the rest";
    if (all->rule == GG_REFERENCE_OVERALL)
        return "everyone";
    return all->reference == GG_NO_GROUP ? NULL : all->levels[all->reference];
}

/* Adds level i of a partition; full: the name says of what it is a level. */
static gg_status add_level(const gg_bench *bench, gg_case *c, const gg_partition *all, size_t i,
                           bool full)
{
    const bool disparity = c->rule->known.kind == GG_KNOWN_DISPARITY;
    gg_subject *s = gg_case_add(bench, c, full ? all->slices[i] : all->levels[i]);

    if (!s)
        return GG_E_MEMORY;
    s->measure = disparity ? gg_measure_disparity : measure_of(c->rule);
    if (c->rule->known.calibration)
        s->estimate = gg_record_calibration(bench->record, all, i, c->rule->known.calibration);
    s->groups = all->groups;
    s->n = all->n;
    s->i = i;
    /* Everyone holds the group itself: what was found of it is held against what was of the rest.
     */
    s->rule =
        c->rule->known.caveat && all->rule == GG_REFERENCE_OVERALL ? GG_REFERENCE_REST : all->rule;
    s->reference = all->reference;
    s->against = !disparity                     ? NULL
                 : s->rule == GG_REFERENCE_REST ? "the rest"
                                                : reference_name(all);
    s->options.slice = all->slices[i];
    s->rows = all->groups[i].rows;
    if (s->rows < bench->policy->minimum_count)
        s->left_out = GG_WHY_TOO_FEW;
    else if (disparity && all->reference != GG_NO_GROUP &&
             all->groups[all->reference].rows < bench->policy->minimum_count)
        s->left_out = GG_WHY_FEW_IN_REFERENCE;
    return GG_OK;
}

/* The levels that the rule names; of a disparity all but the reference itself. */
static gg_status add_levels(const gg_bench *bench, gg_case *c, const gg_partition *all,
                            const char *pattern, bool full)
{
    const bool disparity = c->rule->known.kind == GG_KNOWN_DISPARITY;
    gg_status st = GG_OK;

    for (size_t i = 0; st == GG_OK && i < all->n; i++)
        if (matches(pattern, all->levels[i]) && !(disparity && i == all->reference))
            st = add_level(bench, c, all, i, full);
    return st;
}

/* A group that a summary leaves out is listed, but is no subject. */
static void leave_out(gg_case *c, const gg_partition *all, size_t i)
{
    c->groups[c->n_groups++] = (gg_subject){.name = all->slices[i],
                                            .rows = all->groups[i].rows,
                                            .options = {.slice = all->slices[i]},
                                            .left_out = GG_WHY_TOO_FEW};
}

/* Which two groups made the summary: named in the verdict, because the figure alone tells nobody
 * where to look. */
static void name_pair(const gg_bench *bench, gg_subject *s, const char *const *levels)
{
    gg_measure_options options = s->options;
    gg_summary_result result;

    options.z = bench->z;
    gg_summary_measure(s->known->summary, s->groups, s->n, &options, &result);
    if (result.all.state != GG_MEASURE_OK || result.low_group == GG_NO_GROUP ||
        result.high_group == GG_NO_GROUP)
        return;
    s->pair[0] = levels[result.low_group];
    s->pair[1] = levels[result.high_group];
}

/* One subject for the attribute as a whole, over the groups that are large enough. */
static gg_status add_summary(const gg_bench *bench, gg_case *c, const gg_partition *all)
{
    gg_subject *s = gg_case_add(bench, c, all->name);
    gg_figures *kept = gg_arena_array(bench->arena, all->n, sizeof *kept);
    gg_subject *left = gg_arena_array(bench->arena, c->n_groups + all->n, sizeof *left);
    const char **levels = gg_arena_array(bench->arena, all->n, sizeof *levels);

    if (!s || !kept || !left || !levels)
        return GG_E_MEMORY;
    if (c->n_groups)
        memcpy(left, c->groups, c->n_groups * sizeof *left);
    c->groups = left;
    for (size_t i = 0; i < all->n; i++) {
        if (all->groups[i].rows < bench->policy->minimum_count) {
            leave_out(c, all, i);
            continue;
        }
        levels[s->n] = all->levels[i];
        kept[s->n++] = all->groups[i];
    }
    s->measure = measure_summary;
    s->groups = kept;
    s->options.slice = all->name;
    name_pair(bench, s, levels);
    return GG_OK;
}

/* "race, sex and site", cut after a few. */
static const char *list_names(gg_arena *arena, const gg_partition *all, size_t n)
{
    const char *list = n ? all[0].name : "none";

    for (size_t i = 1; list && i < n && i < 6; i++)
        list = gg_arena_printf(arena, "%s, %s", list, all[i].name);
    return list;
}

/* Attributes and intersections have groups; a rule may name one of each, or all. */
static gg_status add_partitions(const gg_bench *bench, gg_case *c, gg_selector by)
{
    const gg_record *record = bench->record;
    const bool crossed = by == GG_BY_INTERSECTION;
    const gg_partition *all = crossed ? record->intersections : record->attributes;
    const size_t n = crossed ? record->n_intersections : record->n_attributes;
    const char *pattern = c->rule->selectors[by], *group = c->rule->selectors[GG_BY_GROUP];
    const gg_partition *found = NULL;
    gg_status st = GG_OK;

    for (size_t i = 0; st == GG_OK && i < n; i++) {
        if (!matches(pattern, all[i].name))
            continue;
        found = &all[i];
        st = c->rule->selectors[GG_BY_GIVEN] ? gg_case_given(bench, c, found)
             : c->rule->known.kind == GG_KNOWN_SUMMARY
                 ? add_summary(bench, c, found)
                 : add_levels(bench, c, found, group ? group : "*", strcmp(pattern, "*") == 0);
    }
    if (c->n)
        c->nothing = NULL; /* other attributes have what one lacks */
    if (st != GG_OK || c->n || c->nothing)
        return st;
    if (!found && strcmp(pattern, "*") == 0)
        c->nothing =
            gg_arena_printf(bench->arena, "the evaluation has no %ss", gg_selector_name(by));
    else if (!found)
        c->nothing =
            gg_arena_printf(bench->arena, "the evaluation has no %s %s (it has %s)",
                            gg_selector_name(by), pattern, list_names(bench->arena, all, n));
    else if (group && strcmp(pattern, "*") == 0)
        c->nothing =
            gg_arena_printf(bench->arena, "no %s has a group %s", gg_selector_name(by), group);
    else if (group && c->rule->known.kind == GG_KNOWN_DISPARITY &&
             found->reference != GG_NO_GROUP && strcmp(found->levels[found->reference], group) == 0)
        c->nothing = gg_arena_printf(bench->arena, "%s is the reference of %s", group, found->name);
    else if (group)
        c->nothing = gg_arena_printf(bench->arena, "%s has no group %s", pattern, group);
    else
        c->nothing = gg_arena_printf(bench->arena, "%s has no second group", found->name);
    return c->nothing ? GG_OK : GG_E_MEMORY;
}

static gg_status add_slices(const gg_bench *bench, gg_case *c, gg_selector by)
{
    const gg_partition *all = by == GG_BY_SITE ? &bench->record->sites : &bench->record->periods;
    const char *pattern = c->rule->selectors[by];
    gg_status st = add_levels(bench, c, all, pattern, false);

    if (st != GG_OK || c->n)
        return st;
    c->nothing = all->n == 0 ? gg_arena_printf(bench->arena, "the evaluation has no %ss",
                                               gg_selector_name(by))
                             : gg_arena_printf(bench->arena, "the evaluation has no %s %s",
                                               gg_selector_name(by), pattern);
    return c->nothing ? GG_OK : GG_E_MEMORY;
}

/* However few they are, the rows as a whole are judged: nothing stands behind them. */
static gg_status add_overall(const gg_bench *bench, gg_case *c)
{
    gg_subject *s = gg_case_add(bench, c, "overall");

    if (!s)
        return GG_E_MEMORY;
    s->measure = measure_of(c->rule);
    if (c->rule->known.calibration)
        s->estimate = gg_record_calibration(bench->record, NULL, 0, c->rule->known.calibration);
    s->groups = &bench->record->overall;
    s->n = 1;
    s->rows = bench->record->overall.rows;
    return GG_OK;
}

gg_status gg_case_list(const gg_bench *bench, gg_case *c)
{
    const gg_rule *rule = c->rule;

    if (rule->versus)
        return gg_case_versus(bench, c);
    if (gg_known_of_rows(&rule->known))
        return gg_case_overlap(bench, c);
    if (rule->known.kind == GG_KNOWN_DRIFT)
        return gg_case_drift(bench, c);
    if (rule->known.finished || rule->selectors[GG_BY_CAPACITY] || rule->selectors[GG_BY_THRESHOLD])
        return gg_case_finished(bench, c);
    if (rule->selectors[GG_BY_ATTRIBUTE])
        return add_partitions(bench, c, GG_BY_ATTRIBUTE);
    if (rule->selectors[GG_BY_INTERSECTION])
        return add_partitions(bench, c, GG_BY_INTERSECTION);
    if (rule->selectors[GG_BY_SITE])
        return add_slices(bench, c, GG_BY_SITE);
    if (rule->selectors[GG_BY_PERIOD])
        return add_slices(bench, c, GG_BY_PERIOD);
    return add_overall(bench, c);
}
