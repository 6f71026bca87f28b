/* The gauger/comparison/1 document. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/comparison_internal.h"
#include "evaluate/evaluate_internal.h"

typedef struct writer {
    const gg_compare_plan *plan;
    const gg_pair_rows *rows;
    const gg_compare_options *options;
    json_t *document;
    gg_error *err;
} writer;

static const char *const score_keys[GG_SCORES_COMPARED] = {"a", "b"};

static const struct {
    const char *key, *text;
} conventions[] = {
    {"difference", "A minus B, on the rows that have both scores."},
    {"mcnemar", "Rates of the same cases: p_value is McNemar's exact two-sided p, mid_p_value its "
                "mid-p; the interval is Tango's score interval."},
    {"weighted_generalised_score",
     "Rates of the cases that each score selects: Kosinski's score test (2013); the interval is "
     "the "
     "delta method's, or Newcombe's without pairing where no spread was seen."},
    {"delong",
     "Difference of two correlated areas, ties one half; covariance is that of the areas."},
    {"delta_method", "Normal, with the variance of the linearised figure over the paired cells; in "
                     "a weighted table for every figure of counts, with squared weights."},
    {"paired_normal", "Normal, with the variance of the rows' differences."},
    {"p_value", "Two-sided, of no difference, not adjusted for the number of figures or groups."},
};

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static bool put_real(json_t *object, const char *key, double x)
{
    return gg_json_set_real(object, key, x) == 0;
}

static bool put_text(json_t *object, const char *key, const char *text)
{
    return gg_json_put(object, key, gg_json_text(text));
}

static bool put_count(json_t *object, const char *key, uint64_t n)
{
    return gg_json_put(object, key, json_integer((json_int_t)n));
}

static const char *score_name(const writer *w, int which)
{
    return gg_csv_name(w->plan->csv, w->plan->score[which]);
}

static bool put_data(const writer *w)
{
    const gg_pair_rows *rows = w->rows;
    json_t *data = json_object(), *excluded;
    uint64_t ragged = gg_csv_skipped(w->plan->csv);

    if (!gg_json_put(w->document, "data", data))
        return false;
    excluded = json_object();
    return put_text(data, "source", gg_csv_path(w->plan->csv)) &&
           put_count(data, "rows", rows->lines + ragged) &&
           put_count(data, "rows_used", rows->used) &&
           gg_json_put(data, "rows_excluded", excluded) &&
           put_count(excluded, "missing_score", rows->missing_any) &&
           put_count(excluded, "missing_score_a", rows->missing[GG_A]) &&
           put_count(excluded, "missing_score_b", rows->missing[GG_B]) &&
           put_count(excluded, "bad_rows", rows->bad + ragged) &&
           gg_json_put(data, "weighted", json_boolean(w->plan->weight != SIZE_MAX)) &&
           gg_json_put(data, "counted", json_boolean(w->plan->count != SIZE_MAX));
}

static bool put_site_thresholds(const writer *w, json_t *decision)
{
    const gg_schema *schema = w->plan->schema;
    json_t *sites = json_object();
    bool fine = gg_json_put(decision, "site_thresholds", sites);

    for (size_t i = 0; i < schema->n_site_thresholds && fine; i++)
        fine =
            put_real(sites, schema->site_thresholds[i].site, schema->site_thresholds[i].threshold);
    return fine;
}

static bool put_decisions(const writer *w)
{
    json_t *both = json_object();
    bool fine = gg_json_put(w->document, "decision", both);

    for (int which = 0; which < GG_SCORES_COMPARED && fine; which++) {
        bool by_site = w->plan->by_site[which];
        json_t *one = json_object();

        fine = gg_json_put(both, score_keys[which], one) &&
               put_text(one, "rule", by_site ? "site_threshold" : "threshold") &&
               put_real(one, "threshold", w->plan->threshold[which]) &&
               (!by_site || put_site_thresholds(w, one));
    }
    return fine;
}

static bool put_conventions(const writer *w)
{
    json_t *said = json_object();
    bool fine = gg_json_put(w->document, "conventions", said);

    for (size_t i = 0; i < sizeof conventions / sizeof *conventions && fine; i++)
        fine = put_text(said, conventions[i].key, conventions[i].text);
    return fine;
}

static bool put_head(const writer *w)
{
    json_t *scores = json_object();

    if (!put_text(w->document, "format", GG_COMPARISON_FORMAT)) {
        json_decref(scores);
        return false;
    }
    return put_text(w->document, "version", GG_VERSION) && put_data(w) &&
           gg_json_put(w->document, "scores", scores) &&
           put_text(scores, "a", score_name(w, GG_A)) &&
           put_text(scores, "b", score_name(w, GG_B)) && put_decisions(w) &&
           put_real(w->document, "confidence", w->options->confidence) &&
           put_count(w->document, "seed", w->options->seed) &&
           put_text(w->document, "inspection", gg_inspection_name(GG_INSPECTION_UNKNOWN)) &&
           put_conventions(w);
}

/* The metrics of both scores and their differences, for everyone or for one group. */
static gg_status put_group(const writer *w, size_t column, uint16_t code, const char *slice,
                           json_t *to, bool *verified)
{
    gg_measure_options how = {.z = gg_z_of_confidence(w->options->confidence),
                              .seed = w->options->seed,
                              .slice = slice,
                              .adverse = GG_ADVERSE_SELECTED};
    json_t *part = NULL;
    gg_paired paired;
    gg_pairs pairs;
    gg_status status = gg_pairs_select(w->rows, column, code, &pairs, w->err);

    if (status)
        return status;
    status = gg_paired_measure(&pairs, &paired, w->err);
    free(pairs.all);
    for (int which = 0; which < GG_SCORES_COMPARED && !status; which++) {
        status = gg_figures_write(&paired.figures[which], &how, &part, w->err);
        if (!status && !gg_json_put(to, score_keys[which], part))
            status = no_memory(w->err);
    }
    if (!status)
        status = gg_differences_write(&paired, &how, &part, w->err);
    if (!status && !gg_json_put(to, "differences", part))
        status = no_memory(w->err);
    if (!status && verified)
        *verified = paired.figures[GG_A].complete;
    return status;
}

/* A code of a protected column with its name, to be put in order. */
typedef struct level {
    const char *name;
    uint16_t code;
} level;

static int by_name(const void *a, const void *b)
{
    return strcmp(((const level *)a)->name, ((const level *)b)->name);
}

/* The levels that occur: bins in their order, words in that of their bytes, missing last. */
static size_t order_levels(const writer *w, size_t column, level *out)
{
    const gg_dictionary *levels = &w->rows->levels[column];
    const char *name = gg_csv_name(w->plan->csv, w->plan->protected[column]);
    bool there[GG_DICTIONARY_WORDS + 1] = {false};
    size_t n = 0;

    for (size_t i = 0; i < w->rows->n; i++)
        there[w->rows->groups[i * w->rows->n_protected + column]] = true;
    for (size_t i = 0; i < levels->n; i++)
        if (there[i + 1])
            out[n++] = (level){levels->all[i].text, (uint16_t)(i + 1)};
    if (gg_schema_find(w->plan->schema, name)->n_bins == 0)
        qsort(out, n, sizeof *out, by_name);
    if (there[0])
        out[n++] = (level){GG_LEVEL_MISSING, 0};
    return n;
}

static gg_status put_attribute(const writer *w, size_t column, json_t *attributes)
{
    const char *name = gg_csv_name(w->plan->csv, w->plan->protected[column]);
    level levels[GG_DICTIONARY_WORDS + 1];
    size_t n = order_levels(w, column, levels);
    json_t *attribute = json_object(), *groups = json_object();
    gg_status status = GG_OK;

    if (!gg_json_put(attributes, name, attribute)) {
        json_decref(groups);
        return no_memory(w->err);
    }
    if (!gg_json_put(attribute, "groups", groups))
        return no_memory(w->err);
    for (size_t i = 0; i < n && !status; i++) {
        json_t *group = json_object();
        gg_arena arena;
        const char *slice;

        gg_arena_init(&arena);
        slice = gg_arena_printf(&arena, "%s=%s", name, levels[i].name);
        if (!gg_json_put(groups, levels[i].name, group) || !slice)
            status = no_memory(w->err);
        else
            status = put_group(w, column, levels[i].code, slice, group, NULL);
        gg_arena_release(&arena);
    }
    return status;
}

static gg_status put_attributes(const writer *w)
{
    json_t *attributes = json_object();
    gg_status status =
        gg_json_put(w->document, "attributes", attributes) ? GG_OK : no_memory(w->err);

    for (size_t i = 0; i < w->plan->n_protected && !status; i++)
        status = put_attribute(w, i, attributes);
    return status;
}

static bool warn(json_t *warnings, const char *code, json_t *message)
{
    json_t *warning = json_object();

    if (json_array_append_new(warnings, warning)) {
        json_decref(message);
        return false;
    }
    return gg_json_put(warning, "message", message) && put_text(warning, "code", code);
}

static bool put_warnings(const writer *w, bool verified)
{
    json_t *warnings = json_array();
    bool fine = gg_json_put(w->document, "warnings", warnings);

    for (int which = 0; which < GG_SCORES_COMPARED && fine; which++)
        if (w->plan->assumed[which])
            fine = warn(warnings, "default_threshold",
                        json_sprintf("no threshold was given for \"%s\": 0.5 is assumed",
                                     score_name(w, which)));
    if (fine && w->plan->decision)
        fine = warn(warnings, "decision_ignored",
                    json_string("the decision column belongs to neither score: both are held "
                                "against a threshold"));
    if (fine && !verified)
        fine = warn(warnings, "unverified_rows",
                    json_string("some outcomes are unknown: what needs every outcome is not "
                                "identified"));
    return fine;
}

gg_status gg_comparison_write(const gg_compare_plan *plan, const gg_pair_rows *rows,
                              const gg_compare_options *options, json_t **out, gg_error *err)
{
    writer w = {plan, rows, options, json_object(), err};
    bool verified = true;
    gg_status status = w.document && put_head(&w) ? GG_OK : no_memory(err);

    if (!status)
        status = put_group(&w, SIZE_MAX, 0, "", w.document, &verified);
    if (!status)
        status = put_attributes(&w);
    if (!status && !put_warnings(&w, verified))
        status = no_memory(err);
    if (status)
        json_decref(w.document);
    else
        *out = w.document;
    return status;
}
