/*
 * The operating point of an evaluation: sites at their thresholds, what rules held back, who
 * referred what.
 *
 * The part is there where rules or sources were applied, or thresholds differ by site: other
 * evaluations keep their bytes.
 */
#include "gauger/evaluate/operation.h"

#include <math.h>

#include "evaluate/evaluation_internal.h"

static uint64_t decided(const gg_slice *s, int outcome, int decision)
{
    uint64_t n = 0;

    for (int arm = 0; arm < GG_ARMS; arm++)
        n += s->tally.n[arm][outcome][decision];
    return n;
}

static uint64_t decided_any(const gg_slice *s, int decision)
{
    return decided(s, GG_NEGATIVE, decision) + decided(s, GG_POSITIVE, decision) +
           decided(s, GG_UNVERIFIED, decision);
}

/* What rule i held back of a slice; with i beyond the rules, what all of them did together. */
static gg_held_counts held_of(const gg_evidence *ev, const gg_slice *s, size_t i)
{
    gg_held_counts c = {.met = decided_any(s, GG_REFERRED) + decided_any(s, GG_SUPPRESSED),
                        .together = i >= ev->n_rules};

    for (int k = 0; c.together && k < GG_OUTCOMES; k++)
        c.held.held[k] = decided(s, k, GG_SUPPRESSED);
    if (!c.together)
        c.held = s->held[i];
    return c;
}

/* ---- sites ---- */

static gg_operating_site site_of(const gg_evidence *ev, const gg_slice *s, uint64_t everywhere)
{
    gg_operating_site site = {.name = s->name, .everywhere = everywhere};

    site.threshold = s->has_threshold ? s->threshold : ev->threshold;
    if (ev->rule == GG_RULE_COLUMN)
        site.threshold = NAN;
    for (int k = 0; k < GG_OUTCOMES; k++) {
        site.referred[k] = decided(s, k, GG_REFERRED);
        for (int d = 0; d < GG_DECISIONS; d++)
            site.rows += decided(s, k, d);
    }
    return site;
}

static bool put_sites(const gg_evaluation *e, const gg_measure_options *how, json_t *out)
{
    const gg_family *sites = gg_evidence_find(e->evidence, GG_FAMILY_SITE, NULL);
    uint64_t everywhere = decided_any(gg_evidence_overall(e->evidence), GG_REFERRED);
    json_t *list = sites != NULL ? gg_json_put_array(out, "sites") : NULL;
    bool fine = sites == NULL || list != NULL;

    for (size_t i = 0; fine && sites != NULL && i < sites->n_slices; i++) {
        const gg_operating_site site = site_of(e->evidence, &sites->slices[i], everywhere);

        fine = json_array_append_new(list, gg_operating_site_write(&site, how)) == 0;
    }
    return fine;
}

/* ---- suppression ---- */

static gg_status put_groups(gg_evaluation *e, size_t rule, const gg_measure_options *how,
                            json_t *groups)
{
    for (size_t f = 0; f < e->evidence->n_families; f++) {
        const gg_family *family = &e->evidence->families[f];
        gg_held_counts *counts;
        gg_held_groups g;
        gg_grouping grouping;
        gg_status status;

        if (family->kind != GG_FAMILY_ATTRIBUTE)
            continue;
        status = gg_grouping_init(e, family, &grouping);
        if (status != GG_OK)
            return status;
        counts = gg_arena_array(&e->arena, grouping.n, sizeof *counts);
        if (counts == NULL)
            return gg_no_memory(e->err);
        for (size_t i = 0; i < grouping.n; i++)
            counts[i] = held_of(e->evidence, &family->slices[i], rule);
        g = (gg_held_groups){grouping.names, counts, grouping.n, grouping.rule, grouping.reference};
        if (!gg_json_put(groups, family->name, gg_held_groups_write(&g, how)))
            return gg_no_memory(e->err);
    }
    return GG_OK;
}

/* One rule, or all together, of everyone and by group. */
static gg_status held_entry(gg_evaluation *e, size_t rule, const gg_measure_options *how,
                            json_t **out)
{
    const gg_evidence *ev = e->evidence;
    const gg_held_counts counts = held_of(ev, gg_evidence_overall(ev), rule);
    json_t *entry = json_object(), *held = gg_held_write(&counts, how), *groups = NULL;
    bool fine = entry != NULL && held != NULL;
    gg_status status;

    if (fine && rule < ev->n_rules)
        fine = gg_json_put(entry, "rule", json_string(ev->rules[rule]));
    fine = fine && json_object_update(entry, held) == 0 &&
           (groups = gg_json_put_object(entry, "groups")) != NULL;
    json_decref(held);
    status = fine ? put_groups(e, rule, how, groups) : gg_no_memory(e->err);
    if (status != GG_OK) {
        json_decref(entry);
        return status;
    }
    *out = entry;
    return GG_OK;
}

/* A rule that holds for nobody is often one with a word that the table writes otherwise. */
static gg_status warn_of_idle(gg_evaluation *e, size_t rule)
{
    const gg_held_counts c = held_of(e->evidence, gg_evidence_overall(e->evidence), rule);

    if (c.met == 0 ||
        c.held.held[GG_NEGATIVE] + c.held.held[GG_POSITIVE] + c.held.held[GG_UNVERIFIED] > 0)
        return GG_OK;
    return gg_warn(e, "idle_rule", "the suppression rule \"%s\" held nobody back",
                   e->evidence->rules[rule]);
}

static gg_status put_suppression(gg_evaluation *e, const gg_measure_options *how, json_t *out)
{
    size_t n = e->evidence->n_rules;
    json_t *list, *entry = NULL;
    gg_status status;

    if (n == 0)
        return GG_OK;
    status = held_entry(e, n, how, &entry);
    if (status == GG_OK && !gg_json_put(out, "suppressed", entry))
        status = gg_no_memory(e->err);
    list = status == GG_OK ? gg_json_put_array(out, "suppression") : NULL;
    for (size_t i = 0; status == GG_OK && i < n; i++) {
        status = list != NULL ? held_entry(e, i, how, &entry) : gg_no_memory(e->err);
        if (status == GG_OK && json_array_append_new(list, entry) != 0)
            status = gg_no_memory(e->err);
        if (status == GG_OK)
            status = warn_of_idle(e, i);
    }
    return status;
}

/* ---- sources ---- */

static bool put_overlaps(const gg_evidence *ev, json_t *out)
{
    json_t *list = gg_json_put_array(out, "overlap");
    bool fine = list != NULL;

    for (size_t a = 0; fine && a < ev->n_sources; a++)
        for (size_t b = a + 1; fine && b < ev->n_sources; b++)
            fine = json_array_append_new(list,
                                         gg_overlap_write(ev->sources[a], ev->sources[b],
                                                          ev->overlap[a * ev->n_sources + b])) == 0;
    return fine;
}

static bool put_sources(const gg_evidence *ev, const gg_measure_options *how, json_t *out)
{
    const gg_referrals *r = gg_evidence_overall(ev)->referrals;
    json_t *list;
    uint64_t all = 0;
    bool fine;

    if (ev->n_sources == 0)
        return true;
    for (size_t i = 0; i < ev->n_sources; i++)
        for (int k = 0; k < GG_OUTCOMES; k++)
            all += r[i].own[k];
    list = gg_json_put_array(out, "sources");
    fine = list != NULL;
    for (size_t i = 0; fine && i < ev->n_sources; i++)
        fine = json_array_append_new(list, gg_source_write(ev->sources[i], &r[i], all, how)) == 0;
    return fine && put_overlaps(ev, out) &&
           gg_json_put(out, "own_source", json_string(ev->sources[ev->own_source]));
}

gg_status gg_operation_write(gg_evaluation *e, json_t *document)
{
    const gg_evidence *ev = e->evidence;
    const gg_measure_options how = gg_evaluation_how(e, NULL, NULL);
    json_t *operation;
    gg_status status;

    if (ev->n_rules + ev->n_sources == 0 && ev->rule != GG_RULE_SITE)
        return GG_OK;
    operation = gg_json_put_object(document, "operation");
    if (operation == NULL || !put_sites(e, &how, operation))
        return gg_no_memory(e->err);
    status = put_suppression(e, &how, operation);
    if (status == GG_OK && !put_sources(ev, &how, operation))
        status = gg_no_memory(e->err);
    return status;
}
