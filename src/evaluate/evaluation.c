/*
 * The evaluation document, put together from its parts in the order that readers see.
 */
#include <math.h>
#include <string.h>

#include "evaluate/evaluation_internal.h"

#define LARGEST_SEED 9007199254740992u /* 2^53: every reader of JSON gives it back whole */

gg_evaluation_options gg_evaluation_options_default(void)
{
    return (gg_evaluation_options){.source = "",
                                   .confidence = 0.95,
                                   .seed = 1,
                                   .adverse = GG_ADVERSE_SELECTED,
                                   .reference_rule = GG_REFERENCE_LARGEST,
                                   .inspection = GG_INSPECTION_UNKNOWN,
                                   .minimum_count = 30};
}

static gg_status check_options(const gg_evaluation *e)
{
    const gg_evaluation_options *o = &e->options;

    if (!(o->confidence > 0 && o->confidence < 1))
        return gg_error_set(e->err, GG_E_USAGE, "give a number such as 0.95",
                            "the confidence does not lie between 0 and 1");
    if (o->seed > LARGEST_SEED)
        return gg_error_set(e->err, GG_E_USAGE, "give a seed up to 9007199254740992",
                            "the seed is too large to be written exactly");
    if (!(o->minimum_count >= 0))
        return gg_error_set(e->err, GG_E_USAGE, "give 0 or more", "the minimum count is negative");
    return gg_design_check(e);
}

static bool put_data(const gg_evaluation *e, json_t *document)
{
    const gg_evidence *ev = e->evidence;
    json_t *data = gg_json_put_object(document, "data"), *excluded;

    return data != NULL && gg_json_put(data, "source", gg_json_text(e->options.source)) &&
           (e->options.files < 2 ||
            gg_json_put(data, "files", gg_json_count((double)e->options.files))) &&
           gg_json_put(data, "sha256", gg_json_text(e->options.sha256)) &&
           gg_json_put(data, "rows", gg_json_count((double)ev->rows)) &&
           gg_json_put(data, "rows_used", gg_json_count((double)ev->rows_used)) &&
           (!ev->published.bounded ||
            gg_json_put(data, "rows_used_at_most",
                        gg_json_count((double)ev->published.rows_high))) &&
           (excluded = gg_json_put_object(data, "rows_excluded")) != NULL &&
           gg_json_put(excluded, "missing_score", gg_json_count((double)ev->missing_score)) &&
           (ev->rule != GG_RULE_COLUMN ||
            gg_json_put(excluded, "missing_decision",
                        gg_json_count((double)ev->missing_decision))) &&
           gg_json_put(excluded, "bad_rows", gg_json_count((double)ev->bad_rows)) &&
           gg_json_put(data, "weighted", json_boolean(ev->weighted)) &&
           gg_json_put(data, "counted", json_boolean(ev->counted));
}

static bool put_site_thresholds(const gg_evaluation *e, json_t *decision)
{
    const gg_family *sites = gg_evidence_find(e->evidence, GG_FAMILY_SITE, NULL);
    json_t *thresholds = gg_json_put_object(decision, "site_thresholds");
    bool fine = thresholds != NULL;

    for (size_t i = 0; fine && sites != NULL && i < sites->n_slices; i++) {
        const gg_slice *site = &sites->slices[i];

        if (site->has_threshold)
            fine = gg_json_set_real(thresholds, site->name, site->threshold) == 0;
    }
    return fine;
}

static bool put_decision(const gg_evaluation *e, json_t *document)
{
    static const char *const rules[] = {"threshold", "site_threshold", "decision"};
    const gg_evidence *ev = e->evidence;
    json_t *decision = gg_json_put_object(document, "decision");

    return decision != NULL && gg_json_put(decision, "rule", json_string(rules[ev->rule])) &&
           gg_json_set_real(decision, "threshold",
                            ev->rule == GG_RULE_COLUMN ? NAN : ev->threshold) == 0 &&
           gg_json_put(decision, "adverse", json_string(gg_adverse_name(e->options.adverse))) &&
           (ev->rule != GG_RULE_SITE || put_site_thresholds(e, decision));
}

static bool put_head(const gg_evaluation *e, json_t *document)
{
    const gg_extent measured = e->evidence->measured;

    return gg_json_put(document, "format", json_string(GG_EVALUATION_FORMAT)) &&
           (measured == GG_EXTENT_ALL ||
            gg_json_put(document, "measure", json_string(gg_extent_name(measured)))) &&
           gg_json_put(document, "version", json_string(GG_VERSION)) && put_data(e, document) &&
           put_decision(e, document) &&
           gg_json_set_real(document, "confidence", e->options.confidence) == 0 &&
           gg_json_put(document, "seed", json_integer((json_int_t)e->options.seed)) &&
           gg_json_put(document, "inspection",
                       json_string(gg_inspection_name(e->options.inspection)));
}

/* METRICS of one slice, keyed for its draws by a name and its level (NULL for everyone). */
static gg_status slice_metrics(gg_evaluation *e, const gg_family *family, const gg_slice *slice,
                               const char *key, json_t **out)
{
    const gg_measure_options how = gg_evaluation_how(e, key, slice->name);
    gg_figures figures;
    gg_status status;

    if (how.slice == NULL)
        return gg_no_memory(e->err);
    status = gg_evaluation_figures(e, family, slice, &figures);
    if (status == GG_OK && key == NULL)
        status = gg_warn_of_everyone(e, &figures);
    return status == GG_OK ? gg_figures_write(&figures, &how, out, e->err) : status;
}

static gg_status put_overall(gg_evaluation *e, json_t *document)
{
    json_t *metrics = NULL;
    const gg_slice *all = gg_evidence_overall(e->evidence);
    gg_status status = slice_metrics(e, &e->evidence->families[0], all, NULL, &metrics);

    if (status == GG_OK && !gg_json_put(document, "overall", metrics))
        status = gg_no_memory(e->err);
    return status;
}

static gg_status put_attributes(gg_evaluation *e, gg_family_kind kind, const char *key,
                                json_t *document)
{
    json_t *attributes = gg_json_put_object(document, key);
    gg_status status = attributes != NULL ? GG_OK : gg_no_memory(e->err);

    for (size_t i = 0; status == GG_OK && i < e->evidence->n_families; i++) {
        const gg_family *family = &e->evidence->families[i];
        json_t *attribute = NULL;

        if (family->kind != kind)
            continue;
        status = gg_attribute_write(e, family, &attribute);
        if (status == GG_OK && !gg_json_put(attributes, family->name, attribute))
            status = gg_no_memory(e->err);
    }
    return status;
}

/* The threshold in force at a site: its own, else the one for all; null with a decision column. */
static bool put_threshold(const gg_evaluation *e, const gg_slice *site, json_t *metrics)
{
    double threshold = site->has_threshold ? site->threshold : e->evidence->threshold;

    return gg_json_set_real(metrics, "threshold",
                            e->evidence->rule == GG_RULE_COLUMN ? NAN : threshold) == 0;
}

static gg_status put_places(gg_evaluation *e, gg_family_kind kind, const char *key,
                            const char *draws, json_t *document)
{
    const gg_family *family = gg_evidence_find(e->evidence, kind, NULL);
    json_t *places = gg_json_put_object(document, key);
    gg_status status = places != NULL ? GG_OK : gg_no_memory(e->err);

    for (size_t i = 0; status == GG_OK && family != NULL && i < family->n_slices; i++) {
        const gg_slice *slice = &family->slices[i];
        json_t *metrics = NULL;

        status = slice_metrics(e, family, slice, draws, &metrics);
        if (status == GG_OK && kind == GG_FAMILY_SITE && !put_threshold(e, slice, metrics)) {
            json_decref(metrics);
            status = gg_no_memory(e->err);
        }
        if (status == GG_OK && !gg_json_put(places, slice->name, metrics))
            status = gg_no_memory(e->err);
    }
    return status;
}

static bool put_histogram(const uint64_t *counts, size_t bins, const char *key, json_t *out)
{
    json_t *array = gg_json_put_array(out, key);
    bool fine = array != NULL;

    for (size_t i = 0; fine && i < bins; i++)
        fine = json_array_append_new(array, json_integer((json_int_t)counts[i])) == 0;
    return fine;
}

/* How scores are spread by outcome, for charts: rows in equal-width bins from low to high. */
static gg_status put_distribution(const gg_evaluation *e, json_t *document)
{
    static const char *const keys[GG_OUTCOMES] = {"negative", "positive", "unverified"};
    const gg_evidence *ev = e->evidence;
    const gg_slice *all = gg_evidence_overall(ev);
    json_t *distribution;
    bool fine;

    if (!ev->has_scores || ev->grid_bins == 0 || all->histogram[GG_NEGATIVE] == NULL)
        return GG_OK;
    distribution = gg_json_put_object(document, "score_distribution");
    fine = distribution != NULL && gg_json_set_real(distribution, "low", ev->grid_low) == 0 &&
           gg_json_set_real(distribution, "high", ev->grid_high) == 0 &&
           gg_json_put(distribution, "bins", json_integer((json_int_t)ev->grid_bins));
    for (size_t o = 0; fine && o < GG_OUTCOMES; o++)
        fine = put_histogram(all->histogram[o], ev->grid_bins, keys[o], distribution);
    return fine ? GG_OK : gg_no_memory(e->err);
}

static bool is_special(const gg_evidence *ev, const char *name)
{
    for (size_t i = 0; i < ev->n_special; i++)
        if (strcmp(ev->special[i], name) == 0)
            return true;
    return false;
}

/* What is told by site or period is called so in the document, whatever the column is called. */
static bool put_special(const gg_evaluation *e, json_t *document)
{
    const gg_evidence *ev = e->evidence;
    json_t *list = ev->n_special ? gg_json_put_array(document, "special") : NULL;
    bool fine = list || !ev->n_special;

    for (size_t i = 0; fine && i < ev->n_special; i++)
        fine = json_array_append_new(list, json_string(ev->special[i])) == 0;
    for (size_t d = 0; fine && d < ev->n_dimensions; d++) {
        const gg_dimension *dimension = &ev->dimensions[d];

        if (!is_special(ev, dimension->name))
            continue;
        if (dimension->kind == GG_DIMENSION_SITE)
            fine = json_array_append_new(list, json_string("site")) == 0;
        if (dimension->kind == GG_DIMENSION_PERIOD)
            fine = json_array_append_new(list, json_string("period")) == 0;
    }
    return fine;
}

static gg_status write_document(gg_evaluation *e, json_t *document)
{
    gg_status status = check_options(e);

    if (status == GG_OK)
        status = gg_population_match(e);
    if (status == GG_OK)
        status = gg_references_check(e);
    if (status == GG_OK && !put_head(e, document))
        status = gg_no_memory(e->err);
    if (status == GG_OK && !put_special(e, document))
        status = gg_no_memory(e->err);
    if (status == GG_OK)
        status = gg_warn_of_table(e);
    if (status == GG_OK)
        status = put_overall(e, document);
    if (status == GG_OK)
        status = put_attributes(e, GG_FAMILY_ATTRIBUTE, "attributes", document);
    if (status == GG_OK)
        status = put_attributes(e, GG_FAMILY_INTERSECTION, "intersections", document);
    if (status == GG_OK)
        status = put_places(e, GG_FAMILY_SITE, "sites", "site", document);
    if (status == GG_OK)
        status = put_places(e, GG_FAMILY_PERIOD, "periods", "period", document);
    if (status == GG_OK)
        status = gg_operation_write(e, document);
    if (status == GG_OK)
        status = gg_calibration_section_write(e, document);
    if (status == GG_OK)
        status = gg_capacities_write(e, document);
    if (status == GG_OK)
        status = gg_operating_points_write(e, document);
    if (status == GG_OK)
        status = gg_inequality_section_write(e, document);
    if (status == GG_OK)
        status = put_distribution(e, document);
    if (status == GG_OK && json_object_set(document, "warnings", e->warnings) != 0)
        status = gg_no_memory(e->err);
    return status;
}

gg_status gg_evaluate(const gg_evidence *evidence, const gg_evaluation_options *options,
                      json_t **out, gg_error *err)
{
    gg_evaluation e = {.evidence = evidence,
                       .options = options != NULL ? *options : gg_evaluation_options_default(),
                       .err = err};
    json_t *document = json_object();
    gg_status status;

    gg_arena_init(&e.arena);
    e.z = gg_z_of_confidence(e.options.confidence);
    e.warnings = json_array();
    status =
        document != NULL && e.warnings != NULL ? write_document(&e, document) : gg_no_memory(err);
    json_decref(e.warnings);
    gg_arena_release(&e.arena);
    if (status != GG_OK) {
        json_decref(document);
        return status;
    }
    *out = document;
    return GG_OK;
}
