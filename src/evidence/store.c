/*
 * Stored evidence as a document.
 *
 * Sums of real numbers are written as decimal texts of their fixed-point value, so that evidence
 * that went through a file merges to the same bytes as evidence that did not.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "evidence_internal.h"
#include "gauger/base/hash.h"
#include "ranked_internal.h"
#include "store_internal.h"

const char *const gg_family_words[] = {[GG_FAMILY_OVERALL] = "overall",
                                       [GG_FAMILY_ATTRIBUTE] = "attribute",
                                       [GG_FAMILY_INTERSECTION] = "intersection",
                                       [GG_FAMILY_SITE] = "site",
                                       [GG_FAMILY_PERIOD] = "period",
                                       [GG_FAMILY_STRATUM] = "stratum",
                                       NULL};

const char *const gg_dimension_words[] = {[GG_DIMENSION_PROTECTED] = "protected",
                                          [GG_DIMENSION_SITE] = "site",
                                          [GG_DIMENSION_PERIOD] = "period",
                                          [GG_DIMENSION_STRATUM] = "stratum",
                                          NULL};

const char *const gg_rule_words[] = {[GG_RULE_THRESHOLD] = "threshold",
                                     [GG_RULE_SITE] = "site_threshold",
                                     [GG_RULE_COLUMN] = "column",
                                     NULL};

static json_t *fixed_list(const gg_i128 *x, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < n; i++)
        json_array_append_new(list, gg_fixed_text(x[i]));
    return list;
}

/* Appends to a list, if there is one. */
static json_t *fine_list(json_t *list, const gg_fine *x, size_t n)
{
    for (size_t i = 0; list && i < n; i++)
        json_array_append_new(list, gg_fine_text(&x[i]));
    return list;
}

static json_t *count_list(const uint64_t *x, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < n; i++)
        json_array_append_new(list, json_integer((json_int_t)x[i]));
    return list;
}

static json_t *text_list(const char *const *x, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < n; i++)
        json_array_append_new(list, json_string(x[i]));
    return list;
}

static json_t *ranking_object(const gg_ranking *r)
{
    json_t *o = json_object();

    gg_json_set_real(o, "roc_auc", r->roc_auc);
    gg_json_set_real(o, "roc_auc_variance", r->roc_auc_variance);
    gg_json_set_real(o, "roc_auc_low", r->roc_auc_low);
    gg_json_set_real(o, "roc_auc_high", r->roc_auc_high);
    gg_json_set_real(o, "average_precision", r->average_precision);
    gg_json_set_real(o, "average_precision_variance", r->average_precision_variance);
    return o;
}

static json_t *scores_object(const gg_cell_sums *s)
{
    json_t *o = json_object();

    json_object_set_new(o, "moments", fine_list(fixed_list(&s->weight, 2), &s->brier, 4));
    json_object_set_new(o, "bin_weight", fixed_list(s->bin_weight, GG_CALIBRATION_BINS));
    json_object_set_new(o, "bin_positive", fixed_list(s->bin_positive, GG_CALIBRATION_BINS));
    json_object_set_new(o, "bin_score", fine_list(json_array(), s->bin_score, GG_CALIBRATION_BINS));
    return o;
}

/* The most that each count can be, and [least, most] of the sums. */
static json_t *bounds_object(const gg_tally_bounds *b)
{
    json_t *o = json_object();

    json_object_set_new(o, "high", count_list(b->high, GG_TALLY_SIZE));
    json_object_set_new(o, "sums_low", count_list(b->sum_low, GG_SUMS));
    json_object_set_new(o, "sums_high", count_list(b->sum_high, GG_SUMS));
    return o;
}

static json_t *slice_object(const gg_evidence *e, const gg_family *f, const gg_slice *s)
{
    json_t *o = json_object(), *levels = json_array(), *histogram;

    for (size_t i = 0; i < f->n_dimensions; i++)
        json_array_append_new(levels,
                              json_string(e->dimensions[f->dimensions[i]].levels[s->levels[i]]));
    json_object_set_new(o, "levels", levels);
    json_object_set_new(o, "counts", count_list(&s->tally.n[0][0][0], GG_TALLY_SIZE));
    if (e->weighted) {
        json_object_set_new(o, "weights", fixed_list(s->exact->w, GG_TALLY_SIZE));
        json_object_set_new(o, "squared_weights", fixed_list(s->exact->w2, GG_TALLY_SIZE));
    }
    if (e->sampled) {
        json_object_set_new(o, "inverse_probabilities",
                            fixed_list(s->exact->inverse.w, GG_INVERSE_SIZE));
        json_object_set_new(o, "squared_inverses",
                            fixed_list(s->exact->inverse.w2, GG_INVERSE_SIZE));
    }
    if (s->bounds)
        json_object_set_new(o, "bounds", bounds_object(s->bounds));
    if (s->untold)
        json_object_set_new(o, "untold", json_integer(s->untold));
    if (s->has_threshold)
        gg_json_set_real(o, "threshold", s->threshold);
    gg_operation_store(e, s, o);
    if (!s->histogram[0])
        return o;
    histogram = json_array();
    for (int k = 0; k < GG_OUTCOMES; k++)
        json_array_append_new(histogram, count_list(s->histogram[k], e->grid_bins));
    json_object_set_new(o, "histogram", histogram);
    json_object_set_new(o, "ranking", ranking_object(&s->ranking));
    if (gg_evidence_summed(e))
        json_object_set_new(o, "scores", scores_object(&s->exact->scores));
    if (s->arm_scores) {
        json_object_set_new(o, "arm_ranking", ranking_object(&s->arm_scores->ranking));
        if (gg_evidence_summed(e))
            json_object_set_new(o, "arm_scores", scores_object(s->arm_scores->exact));
    }
    if (s->calibration)
        json_object_set_new(o, "calibration", gg_calibration_store(s->calibration));
    return o;
}

static json_t *family_object(const gg_evidence *e, const gg_family *f)
{
    json_t *o = json_object(), *dimensions = json_array(), *slices = json_array();

    for (size_t i = 0; i < f->n_dimensions; i++)
        json_array_append_new(dimensions, json_string(e->dimensions[f->dimensions[i]].name));
    for (size_t s = 0; s < f->n_slices; s++)
        json_array_append_new(slices, slice_object(e, f, &f->slices[s]));
    json_object_set_new(o, "kind", json_string(gg_family_words[f->kind]));
    json_object_set_new(o, "dimensions", dimensions);
    json_object_set_new(o, "slices", slices);
    return o;
}

static json_t *dimensions_list(const gg_evidence *e)
{
    json_t *list = json_array();

    for (size_t d = 0; d < e->n_dimensions; d++) {
        const gg_dimension *x = &e->dimensions[d];
        json_t *o = json_object();

        json_object_set_new(o, "name", json_string(x->name));
        json_object_set_new(o, "kind", json_string(gg_dimension_words[x->kind]));
        json_object_set_new(o, "reference", x->reference ? json_string(x->reference) : json_null());
        json_object_set_new(o, "binned", json_boolean(x->binned));
        json_object_set_new(o, "levels", text_list(x->levels, x->n_levels));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *rows_object(const gg_evidence *e)
{
    json_t *o = json_object();

    json_object_set_new(o, "read", json_integer((json_int_t)e->rows));
    json_object_set_new(o, "used", json_integer((json_int_t)e->rows_used));
    json_object_set_new(o, "missing_score", json_integer((json_int_t)e->missing_score));
    json_object_set_new(o, "missing_decision", json_integer((json_int_t)e->missing_decision));
    json_object_set_new(o, "bad_rows", json_integer((json_int_t)e->bad_rows));
    return o;
}

static json_t *decision_object(const gg_evidence *e)
{
    json_t *o = json_object();

    json_object_set_new(o, "rule", json_string(gg_rule_words[e->rule]));
    gg_json_set_real(o, "threshold", e->threshold);
    json_object_set_new(o, "assumed", json_boolean(e->default_threshold));
    return o;
}

static json_t *scores_summary(const gg_evidence *e)
{
    json_t *o = json_object();

    json_object_set_new(o, "present", json_boolean(e->has_scores));
    json_object_set_new(o, "probability", json_boolean(e->probability));
    json_object_set_new(o, "exact_ranking", json_boolean(e->ranking_exact));
    gg_json_set_real(o, "low", e->score_low);
    gg_json_set_real(o, "high", e->score_high);
    gg_json_set_real(o, "grid_low", e->grid_low);
    gg_json_set_real(o, "grid_high", e->grid_high);
    json_object_set_new(o, "grid_bins", json_integer((json_int_t)e->grid_bins));
    return o;
}

/* What there is to say of a table of counts; nothing of one that is like any other. */
static bool is_published(const gg_evidence *e)
{
    const gg_published *p = &e->published;

    return p->grouped || p->bounded || p->partial || p->untold || p->total_lines > 0;
}

static json_t *published_object(const gg_evidence *e)
{
    json_t *o = json_object();

    json_object_set_new(o, "grouped", json_boolean(e->published.grouped));
    json_object_set_new(o, "bounded", json_boolean(e->published.bounded));
    json_object_set_new(o, "partial", json_boolean(e->published.partial));
    if (e->published.untold)
        json_object_set_new(o, "untold", json_true());
    json_object_set_new(o, "total_lines", json_integer((json_int_t)e->published.total_lines));
    json_object_set_new(o, "rows_high", json_integer((json_int_t)e->published.rows_high));
    return o;
}

gg_status gg_evidence_digest(const json_t *document, char out[GG_SHA256_HEX], gg_error *err)
{
    json_t *rest = json_copy((json_t *)document);
    gg_status status;
    gg_buf text;

    gg_buf_init(&text, 0);
    json_object_del(rest, "digest");
    gg_json_canonical(rest, &text);
    json_decref(rest);
    status = gg_buf_check(&text, err);
    if (!status)
        gg_sha256_hex(text.data, text.size, out);
    gg_buf_release(&text);
    return status;
}

gg_status gg_evidence_save(const gg_evidence *evidence, json_t **out, gg_error *err)
{
    json_t *o = json_object(), *families = json_array();
    size_t keys = 11 + (evidence->n_special > 0) + gg_operation_applied(evidence) +
                  gg_cuts_keys(evidence) + is_published(evidence) + evidence->sampled +
                  (evidence->measured != GG_EXTENT_ALL);
    char digest[GG_SHA256_HEX];
    gg_status status;

    for (size_t f = 0; f < evidence->n_families; f++)
        json_array_append_new(families, family_object(evidence, &evidence->families[f]));
    json_object_set_new(o, "format", json_string("gauger/evidence/1"));
    json_object_set_new(o, "rows", rows_object(evidence));
    json_object_set_new(o, "decision", decision_object(evidence));
    json_object_set_new(o, "scores", scores_summary(evidence));
    json_object_set_new(o, "outcomes", json_boolean(evidence->has_outcomes));
    json_object_set_new(o, "unverified", json_boolean(evidence->has_unverified));
    json_object_set_new(o, "weighted", json_boolean(evidence->weighted));
    json_object_set_new(o, "counted", json_boolean(evidence->counted));
    json_object_set_new(o, "dimensions", dimensions_list(evidence));
    json_object_set_new(o, "families", families);
    json_object_set_new(o, "ignored", text_list(evidence->ignored, evidence->n_ignored));
    if (gg_operation_applied(evidence))
        json_object_set_new(o, "operation", gg_operation_object(evidence));
    gg_cuts_store(evidence, o);
    if (evidence->n_special)
        json_object_set_new(o, "special", text_list(evidence->special, evidence->n_special));
    if (evidence->sampled)
        json_object_set_new(o, "sampled", json_true());
    if (evidence->measured != GG_EXTENT_ALL)
        json_object_set_new(o, "measured", json_string(gg_extent_name(evidence->measured)));
    if (is_published(evidence))
        json_object_set_new(o, "published", published_object(evidence));
    status = gg_evidence_digest(o, digest, err);
    /* A piece that could not be made leaves its key out: then memory is out. */
    if (!status &&
        (json_object_size(o) != keys || json_array_size(families) != evidence->n_families))
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (!status && json_object_set_new(o, "digest", json_string(digest)) != 0)
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    if (status) {
        json_decref(o);
        return status;
    }
    *out = o;
    return GG_OK;
}
