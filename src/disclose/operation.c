/*
 * The operating point as it may be shown.
 *
 * What rules and sources did divides the rows further, so the same rule holds as for groups: a
 * division is shown only where each of its parts is 0 or at least the minimum cell, by outcome, for
 * everyone and in each group. Divisions by rule, by source and by attribute meet only in outcome
 * and decision, which are shown, so that together they form a tree (see docs/decisions/0005 and
 * 0007). Sites are told by the figures that the document shows of them anyway.
 */
#include <math.h>
#include <string.h>

#include "disclose_internal.h"

/* ---- rows by outcome ---- */

static bool read_count(const json_t *object, const char *key, uint64_t *out)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return *out <= UINT64_C(1) << 53;
}

bool gg_outcomes_read(const gg_publication *p, const json_t *object, gg_outcomes *out)
{
    if (!read_count(object, "positives", &out->n[GG_POSITIVE]) ||
        !read_count(object, "negatives", &out->n[GG_NEGATIVE]) ||
        !read_count(object, "unverified", &out->n[GG_UNVERIFIED]))
        return false;
    if (p->scope == GG_SCOPE_VERIFIED)
        out->n[GG_UNVERIFIED] = 0;
    if (p->scope == GG_SCOPE_DECISIONS) {
        out->n[GG_UNVERIFIED] += out->n[GG_POSITIVE] + out->n[GG_NEGATIVE];
        out->n[GG_POSITIVE] = out->n[GG_NEGATIVE] = 0;
    }
    return true;
}

gg_outcomes gg_outcomes_of(const gg_figures *figures, int selection)
{
    gg_outcomes out;

    for (int o = 0; o < GG_OUTCOMES; o++)
        out.n[o] = (uint64_t)figures->w[o][selection];
    return out;
}

bool gg_outcomes_minus(const gg_outcomes *a, const gg_outcomes *b, gg_outcomes *out)
{
    for (int o = 0; o < GG_OUTCOMES; o++) {
        if (b->n[o] > a->n[o])
            return false;
        out->n[o] = a->n[o] - b->n[o];
    }
    return true;
}

gg_outcomes gg_outcomes_plus(const gg_outcomes *a, const gg_outcomes *b)
{
    gg_outcomes out;

    for (int o = 0; o < GG_OUTCOMES; o++)
        out.n[o] = a->n[o] + b->n[o];
    return out;
}

bool gg_outcomes_equal(const gg_outcomes *a, const gg_outcomes *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

bool gg_outcomes_shown(const gg_publication *p, const gg_outcomes *x)
{
    for (int o = 0; o < GG_OUTCOMES; o++)
        if (x->n[o] > 0 && (double)x->n[o] < p->least)
            return false;
    return true;
}

static bool hide_counts(json_t *object, const char *const *keys, size_t n)
{
    bool fine = true;

    for (size_t i = 0; fine && i < n; i++)
        if (json_object_get(object, keys[i]))
            fine = gg_set(object, keys[i], json_null());
    return fine;
}

bool gg_outcomes_hide(const gg_publication *p, json_t *entry)
{
    static const char *const keys[] = {"unverified", "positives", "negatives", "finds",
                                       "unique_finds"};
    static const char *const parts[] = {"outcomes_only_this_rule", "outcomes_own",
                                        "outcomes_alone"};
    static const char *const rates[] = {"find_rate", "precision"};
    size_t n = p->scope <= GG_SCOPE_CELLS      ? 0
               : p->scope == GG_SCOPE_VERIFIED ? 1
                                               : sizeof keys / sizeof *keys;
    bool fine = hide_counts(entry, keys, n);

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        fine = fine && hide_counts(json_object_get(entry, parts[i]), keys, n);
    for (size_t i = 0; p->scope == GG_SCOPE_DECISIONS && i < sizeof rates / sizeof *rates; i++) {
        gg_measure m = gg_measure_undefined(GG_WHY_WITHHELD);

        if (json_object_get(entry, rates[i]))
            fine = fine && gg_set(entry, rates[i], gg_estimate_json(&m));
    }
    return fine;
}

/* ---- sites ---- */

static const gg_part *sites_of(const gg_publication *p)
{
    for (size_t i = p->n_attributes; i < p->n_parts; i++)
        if (strcmp(p->parts[i].where, "sites") == 0)
            return p->parts[i].withheld ? NULL : &p->parts[i];
    return NULL;
}

static uint64_t total(const gg_outcomes *x)
{
    return x->n[GG_NEGATIVE] + x->n[GG_POSITIVE] + x->n[GG_UNVERIFIED];
}

/* A site's figures are those of its block; a merged one has no threshold of its own. */
static json_t *site_entry(const gg_publication *p, const gg_part *part, size_t block)
{
    const gg_outcomes all = gg_outcomes_of(&p->overall, GG_SELECTED);
    const gg_outcomes referred = gg_outcomes_of(&part->sums[block], GG_SELECTED);
    const json_t *metrics = json_object_get(part->source, part->names[block]);
    gg_operating_site site = {.name = part->names[block],
                              .threshold = gg_json_number(metrics, "threshold", NAN),
                              .rows = (uint64_t)gg_figures_sum(&part->sums[block], GG_CELLS_ALL),
                              .everywhere = total(&all)};
    json_t *entry;

    memcpy(site.referred, referred.n, sizeof site.referred);
    entry = gg_operating_site_write(&site, &p->how);
    if (entry && !gg_outcomes_hide(p, entry)) {
        json_decref(entry);
        return NULL;
    }
    return entry;
}

static gg_status put_sites(gg_publication *p, json_t *out)
{
    const gg_part *part = sites_of(p);
    json_t *list = json_array();
    bool fine = gg_set(out, "sites", list);

    for (size_t b = 0; fine && part && b < part->n_blocks; b++)
        fine = json_array_append_new(list, site_entry(p, part, b)) == 0;
    return fine ? GG_OK : gg_disclose_memory(p);
}

/* ---- all of it ---- */

gg_status gg_operation_publish(gg_publication *p, json_t *document)
{
    const json_t *operation = json_object_get(p->evaluation, "operation");
    json_t *out;
    gg_status status = GG_OK;

    if (!json_is_object(operation) || !p->overall_shown)
        return GG_OK;
    if (p->overall.weighted)
        return gg_note_withheld(p, "thresholds, suppression and precedence",
                                "its counts are rows, and those of the table are weights");
    out = json_object();
    if (!gg_set(document, "operation", out))
        return gg_disclose_memory(p);
    if (json_object_get(operation, "sites"))
        status = put_sites(p, out);
    if (status == GG_OK)
        status = gg_suppression_publish(p, operation, json_object_get(document, "attributes"), out);
    return status == GG_OK ? gg_sources_publish(p, operation, out) : status;
}
