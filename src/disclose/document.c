/*
 * The published document: its members in the order that readers see. Each is made from what may be
 * shown; a member that is not named here does not go through.
 */
#include <string.h>

#include "disclose_internal.h"

static bool is_small(const gg_publication *p, double count)
{
    return count > 0 && count < p->least;
}

/* Rows, used and left out: all known, or the used alone where some number is small. */
static bool put_data(gg_publication *p, json_t *out)
{
    const json_t *source = json_object_get(p->evaluation, "data");
    const json_t *excluded = json_object_get(source, "rows_excluded");
    json_t *data = json_object(), *reasons = json_object();
    double rows = gg_json_number(source, "rows", 0), used = gg_json_number(source, "rows_used", 0);
    /* Rows used minus those of everyone are the rows without an outcome that the scope leaves out.
     */
    double shown = gg_figures_sum(&p->overall, GG_CELLS_ALL);
    bool few = p->scope == GG_SCOPE_VERIFIED && (p->overall.weighted || is_small(p, used - shown));
    bool small = is_small(p, rows - used) || is_small(p, rows) || few, fine;
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)excluded, key, value)
    {
        small |= is_small(p, json_number_value(value));
    }
    fine = gg_set(out, "data", data) &&
           gg_set(data, "source", json_string(gg_json_string(source, "source", ""))) &&
           json_object_set(data, "sha256",
                           json_object_get(source, "sha256") ? json_object_get(source, "sha256")
                                                             : json_null()) == 0 &&
           gg_set(data, "rows", small ? json_null() : json_integer((json_int_t)rows)) &&
           gg_set(data, "rows_used",
                  few || is_small(p, used) ? json_null() : json_integer((json_int_t)used)) &&
           gg_set(data, "rows_excluded", reasons);
    json_object_foreach((json_t *)excluded, key, value)
    {
        fine = fine && gg_set(reasons, key, small ? json_null() : json_incref(value));
    }
    if (fine && json_object_get(source, "files"))
        fine = gg_set(data, "files", json_incref(json_object_get(source, "files")));
    if (fine && json_object_get(source, "overlap"))
        fine = gg_overlap_publish(p, json_object_get(source, "overlap"), data);
    return fine && gg_set(data, "weighted", json_boolean(p->overall.weighted));
}

/* Members that hold no count and go through as they are. */
static bool put_unchanged(const gg_publication *p, json_t *out)
{
    static const char *const keys[] = {"decision", "confidence", "seed", "inspection", "measure"};
    bool fine = true;

    for (size_t i = 0; fine && i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(p->evaluation, keys[i]);

        fine = !value || gg_set(out, keys[i], json_deep_copy(value));
    }
    return fine;
}

static gg_status put_overall(gg_publication *p, json_t *out)
{
    json_t *metrics = NULL;
    gg_status status = p->overall_shown ? gg_shown_metrics(p, &p->overall, "", &metrics)
                                        : gg_shown_nothing(p, &metrics);

    if (status == GG_OK && !gg_set(out, "overall", metrics))
        status = gg_disclose_memory(p);
    if (status == GG_OK && !p->overall_shown)
        status = gg_note_withheld(p, "everyone",
                                  "some count of everyone is small, so no part of the table can "
                                  "be shown");
    return status;
}

/* The columns within whose strata a test finds some figure differing: an answer without a number,
 * so that a figure of all rows together is not read for what it hides. */
static json_t *columns_that_differ(const json_t *attribute)
{
    const char *by, *metric, *group;
    json_t *metrics, *groups, *one, *list = json_array();

    json_object_foreach(json_object_get(attribute, "strata"), by, metrics)
    {
        bool differ = false;

        json_object_foreach(metrics, metric, groups)
        {
            json_object_foreach(groups, group, one)
            {
                differ = differ || json_is_true(json_object_get(one, "strata_differ"));
            }
        }
        if (differ && json_array_append_new(list, json_string(by)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static gg_status put_attributes(gg_publication *p, json_t *out)
{
    json_t *attributes = json_object();
    gg_status status = gg_set(out, "attributes", attributes) ? GG_OK : gg_disclose_memory(p);

    for (size_t i = 0; status == GG_OK && i < p->n_attributes && p->overall_shown; i++) {
        const gg_part *part = &p->parts[i];
        json_t *attribute = NULL;

        if (part->withheld) {
            status = gg_note_withheld(p, part->name, part->withheld);
            continue;
        }
        status = gg_shown_attribute(p, part->name, part->source, part->names, part->sums,
                                    part->n_blocks, &attribute);
        if (status == GG_OK && !gg_set(attributes, part->name, attribute))
            status = gg_disclose_memory(p);
        if (status == GG_OK && part->n_merged > 0 &&
            !gg_set(attribute, "merged", gg_shown_merged(part)))
            status = gg_disclose_memory(p);
        if (status == GG_OK && json_object_get(part->source, "strata") &&
            !gg_set(attribute, "strata_differ", columns_that_differ(part->source)))
            status = gg_disclose_memory(p);
        if (status == GG_OK && json_object_get(part->source, "strata"))
            status = gg_note_withheld(p, gg_arena_printf(&p->arena, "%s within strata", part->name),
                                      "its small tables are not published");
    }
    return status;
}

static gg_status put_crossings(gg_publication *p, json_t *out)
{
    json_t *crossings = json_object();
    gg_status status = gg_set(out, "intersections", crossings) ? GG_OK : gg_disclose_memory(p);

    for (size_t i = 0; status == GG_OK && i < p->n_crossings; i++) {
        const gg_crossing *x = &p->crossings[i];
        json_t *attribute = NULL;

        if (x->withheld) {
            status = gg_note_withheld(p, x->name, x->withheld);
            continue;
        }
        status =
            gg_shown_attribute(p, x->name, x->source, x->names, x->sums, x->n_shown, &attribute);
        if (status == GG_OK && !gg_set(crossings, x->name, attribute))
            status = gg_disclose_memory(p);
        if (status == GG_OK && !gg_set(attribute, "merged", gg_crossing_merged(p, x)))
            status = gg_disclose_memory(p);
    }
    return status;
}

/* Sites or periods; a merged site has no threshold of its own. */
static gg_status put_places(gg_publication *p, const char *where, json_t *out)
{
    bool sites = strcmp(where, "sites") == 0;
    json_t *places = json_object();
    const gg_part *part = NULL;
    gg_status status = gg_set(out, where, places) ? GG_OK : gg_disclose_memory(p);

    for (size_t i = p->n_attributes; i < p->n_parts; i++)
        if (strcmp(p->parts[i].where, where) == 0)
            part = &p->parts[i];
    if (!part || !p->overall_shown || status != GG_OK)
        return status;
    if (part->withheld)
        return gg_note_withheld(p, where, part->withheld);
    for (size_t i = 0; status == GG_OK && i < part->n_blocks; i++) {
        const char *key = gg_arena_printf(&p->arena, "%s=%s", part->name, part->names[i]);
        json_t *threshold =
            json_object_get(json_object_get(part->source, part->names[i]), "threshold");
        json_t *metrics = NULL;

        status = key ? gg_shown_metrics(p, &part->sums[i], key, &metrics) : gg_disclose_memory(p);
        if (status == GG_OK && sites &&
            !gg_set(metrics, "threshold", threshold ? json_incref(threshold) : json_null()))
            status = gg_disclose_memory(p);
        if (status == GG_OK && !gg_set(places, part->names[i], metrics))
            status = gg_disclose_memory(p);
    }
    if (status == GG_OK && part->n_merged > 0) {
        json_t *merged = json_object_get(out, "merged");

        if (!merged && !gg_set(out, "merged", merged = json_object()))
            return gg_disclose_memory(p);
        if (!gg_set(merged, where, gg_shown_merged(part)))
            status = gg_disclose_memory(p);
    }
    return status;
}

static gg_status put_distribution(gg_publication *p, json_t *out)
{
    json_t *distribution = NULL;
    gg_status status = gg_bins_publish(p, &distribution);

    if (status == GG_OK && distribution && !gg_set(out, "score_distribution", distribution))
        status = gg_disclose_memory(p);
    return status;
}

/* Which classes were left out, by name: what stands beside the evaluation leaves them out too. */
static bool put_special(const gg_publication *p, json_t *disclosure)
{
    json_t *special = json_object_get(p->evaluation, "special");

    return !special || gg_set(disclosure, "special", json_deep_copy(special));
}

static gg_status put_disclosure(gg_publication *p, json_t *out)
{
    json_t *disclosure = json_object();
    json_int_t merged = 0;
    const char *rule = gg_arena_printf(&p->arena,
                                       "No count from 1 to %.0f is shown, nor any figure from "
                                       "which one could be worked out; groups "
                                       "with such a count are merged, smallest first, or withheld.",
                                       p->least - 1);

    for (size_t i = 0; i < p->n_parts && p->overall_shown; i++)
        merged += (json_int_t)p->parts[i].n_merged;
    if (!rule || !gg_set(out, "disclosure", disclosure) ||
        !gg_set(disclosure, "minimum_cell", json_integer((json_int_t)p->least)) ||
        !gg_set(disclosure, "rule", json_string(rule)) ||
        !gg_set(disclosure, "merged_groups", json_integer(merged)) ||
        json_object_set(disclosure, "withheld", p->withheld) != 0 || !put_special(p, disclosure) ||
        json_object_set(out, "warnings", p->warnings) != 0)
        return gg_disclose_memory(p);
    return GG_OK;
}

gg_status gg_document_write(gg_publication *p, json_t *out)
{
    gg_status status = GG_OK;

    if (!gg_set(out, "format", json_string(GG_EVALUATION_FORMAT)) ||
        !gg_set(out, "version", json_string(GG_VERSION)) || !put_data(p, out) ||
        !put_unchanged(p, out))
        return gg_disclose_memory(p);
    status = put_overall(p, out);
    if (status == GG_OK)
        status = put_attributes(p, out);
    if (status == GG_OK)
        status = put_crossings(p, out);
    if (status == GG_OK)
        status = put_places(p, "sites", out);
    if (status == GG_OK)
        status = put_places(p, "periods", out);
    if (status == GG_OK)
        status = gg_operation_publish(p, out);
    if (status == GG_OK)
        status = gg_ranked_publish(p, out);
    if (status == GG_OK)
        status = put_distribution(p, out);
    if (status == GG_OK)
        status = gg_warnings_write(p);
    return status == GG_OK ? put_disclosure(p, out) : status;
}
