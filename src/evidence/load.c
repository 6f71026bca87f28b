/* Stored evidence read back: every key checked, counts that must agree compared. */
#include <math.h>
#include <string.h>

#include "evidence_internal.h"
#include "ranked_internal.h"
#include "store_internal.h"

typedef struct loading {
    gg_evidence *out;
    gg_error *err;
    gg_status status; /* the first failure; everything after it does nothing */
} loading;

static void wrong(loading *l, const char *key, const char *what)
{
    if (l->status)
        return;
    gg_error_where(l->err, NULL, 0, key);
    l->status = gg_error_set(l->err, GG_E_INPUT, "give a file that gauger stored", "%s", what);
}

static void *array(loading *l, size_t n, size_t size)
{
    void *p = l->status ? NULL : gg_arena_array(&l->out->arena, n, size);

    if (!p && !l->status)
        l->status = gg_error_set(l->err, GG_E_MEMORY, NULL, "out of memory");
    return p;
}

static const char *text(loading *l, const json_t *value, const char *key)
{
    const char *s = NULL;

    if (!json_is_string(value))
        wrong(l, key, "not a text");
    else if (!l->status && !(s = gg_arena_string(&l->out->arena, json_string_value(value))))
        l->status = gg_error_set(l->err, GG_E_MEMORY, NULL, "out of memory");
    return s;
}

static int word(loading *l, const json_t *object, const char *key, const char *const *words)
{
    const char *s = gg_json_string(object, key, "");

    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], s) == 0)
            return i;
    wrong(l, key, "not one of its words");
    return 0;
}

static uint64_t count(loading *l, const json_t *value, const char *key)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        wrong(l, key, "not a count");
    return json_is_integer(value) ? (uint64_t)json_integer_value(value) : 0;
}

static double real(loading *l, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    if (!value || !(json_is_null(value) || json_is_number(value)))
        wrong(l, key, "not a number");
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static bool flag(loading *l, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_boolean(value))
        wrong(l, key, "not true or false");
    return json_is_true(value);
}

/* "-12.000000000001" to steps; exactly as it was written. */
static gg_i128 fixed(loading *l, const json_t *value, const char *key)
{
    gg_i128 x = 0;

    if (!gg_fixed_read(value, &x))
        wrong(l, key, "not a sum with twelve decimal places");
    return x;
}

/* The same of a sum of terms of scores. */
static gg_fine fine(loading *l, const json_t *value, const char *key)
{
    gg_fine x = {0, 0};

    if (!gg_fine_read(value, &x))
        wrong(l, key, "not a sum with thirty decimal places");
    return x;
}

static bool sized(loading *l, const json_t *list, size_t n, const char *key)
{
    if (!json_is_array(list) || json_array_size(list) != n)
        wrong(l, key, "not a list of the right length");
    return !l->status;
}

static void fixed_list(loading *l, const json_t *object, const char *key, size_t n, gg_i128 *out)
{
    const json_t *list = json_object_get(object, key);

    if (!sized(l, list, n, key))
        return;
    for (size_t i = 0; i < n; i++)
        out[i] = fixed(l, json_array_get(list, i), key);
}

static void count_list(loading *l, const json_t *list, const char *key, size_t n, uint64_t *out)
{
    if (!sized(l, list, n, key))
        return;
    for (size_t i = 0; i < n; i++)
        out[i] = count(l, json_array_get(list, i), key);
}

static const char *const *text_list(loading *l, const json_t *list, const char *key, size_t *n)
{
    const char **out;

    if (!json_is_array(list))
        wrong(l, key, "not a list");
    *n = json_array_size(list);
    out = array(l, *n, sizeof *out);
    for (size_t i = 0; out && i < *n; i++)
        out[i] = text(l, json_array_get(list, i), key);
    return out;
}

static void load_dimensions(loading *l, const json_t *list)
{
    gg_evidence *out = l->out;

    if (!json_is_array(list) || json_array_size(list) > GG_MAX_DIMENSIONS)
        wrong(l, "dimensions", "not a list of at most eight");
    out->n_dimensions = l->status ? 0 : json_array_size(list);
    out->dimensions = array(l, out->n_dimensions, sizeof *out->dimensions);
    for (size_t d = 0; d < out->n_dimensions && !l->status; d++) {
        const json_t *o = json_array_get(list, d), *reference = json_object_get(o, "reference");
        gg_dimension *x = &out->dimensions[d];

        x->name = text(l, json_object_get(o, "name"), "name");
        x->kind = (gg_dimension_kind)word(l, o, "kind", gg_dimension_words);
        x->reference = json_is_null(reference) ? NULL : text(l, reference, "reference");
        x->binned = flag(l, o, "binned");
        x->levels = text_list(l, json_object_get(o, "levels"), "levels", &x->n_levels);
    }
}

static uint32_t level(loading *l, const gg_dimension *d, const json_t *value)
{
    const char *s = json_is_string(value) ? json_string_value(value) : "";

    for (size_t i = 0; i < d->n_levels; i++)
        if (strcmp(d->levels[i], s) == 0)
            return (uint32_t)i;
    wrong(l, "levels", "not a level of its dimension");
    return 0;
}

static void load_scores(loading *l, const json_t *o, gg_cell_sums *s)
{
    const json_t *moments = json_object_get(o, "moments"),
                 *scores = json_object_get(o, "bin_score");
    gg_fine *const sums[] = {&s->brier, &s->brier2, &s->log_loss, &s->log_loss2};

    if (sized(l, moments, 6, "moments")) {
        s->weight = fixed(l, json_array_get(moments, 0), "moments");
        s->weight2 = fixed(l, json_array_get(moments, 1), "moments");
        for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
            *sums[i] = fine(l, json_array_get(moments, i + 2), "moments");
    }
    fixed_list(l, o, "bin_weight", GG_CALIBRATION_BINS, s->bin_weight);
    fixed_list(l, o, "bin_positive", GG_CALIBRATION_BINS, s->bin_positive);
    for (size_t b = 0;
         sized(l, scores, GG_CALIBRATION_BINS, "bin_score") && b < GG_CALIBRATION_BINS; b++)
        s->bin_score[b] = fine(l, json_array_get(scores, b), "bin_score");
}

static void load_ranking(loading *l, const json_t *o, gg_ranking *r)
{
    r->roc_auc = real(l, o, "roc_auc");
    r->roc_auc_variance = real(l, o, "roc_auc_variance");
    r->roc_auc_low = real(l, o, "roc_auc_low");
    r->roc_auc_high = real(l, o, "roc_auc_high");
    r->average_precision = real(l, o, "average_precision");
    r->average_precision_variance = real(l, o, "average_precision_variance");
}

/* Verified rows of the random arm; weights carry rounding. */
static void check_arm(loading *l, const gg_slice *s)
{
    double rows = 0, weight = gg_from_fixed(s->arm_scores->exact->weight);

    for (int k = 0; k < GG_UNVERIFIED; k++)
        for (int d = 0; d < GG_DECISIONS; d++)
            rows += l->out->weighted ? gg_from_fixed(s->exact->w[gg_tally_at(GG_ARM_RANDOM, k, d)])
                                     : (double)s->tally.n[GG_ARM_RANDOM][k][d];
    if (fabs(weight - rows) > 1e-9 * fmax(1, rows))
        wrong(l, "arm_scores", "not of as many rows as the random arm has");
}

/* Nothing where there is no arm, or the evidence was stored without. */
static void load_arm(loading *l, const json_t *o, gg_slice *s)
{
    const json_t *ranking = json_object_get(o, "arm_ranking");

    if (!ranking || l->status)
        return;
    l->status = gg_slice_arm_scores(l->out, s, l->err);
    if (l->status)
        return;
    load_ranking(l, ranking, &s->arm_scores->ranking);
    if (!gg_evidence_summed(l->out))
        return;
    load_scores(l, json_object_get(o, "arm_scores"), s->arm_scores->exact);
    check_arm(l, s);
}

/* A histogram holds exactly the rows that the counts hold, outcome by outcome. */
static void check_histogram(loading *l, const gg_slice *s)
{
    for (int k = 0; k < GG_OUTCOMES && !l->status; k++) {
        uint64_t rows = 0, binned = 0;

        for (int a = 0; a < GG_ARMS; a++)
            for (int d = 0; d < GG_DECISIONS; d++)
                rows += s->tally.n[a][k][d];
        for (size_t b = 0; b < l->out->grid_bins; b++)
            binned += s->histogram[k][b];
        if (rows != binned)
            wrong(l, "histogram", "does not hold as many rows as the counts");
    }
}

static void load_histogram(loading *l, const json_t *o, gg_slice *s)
{
    const json_t *list = json_object_get(o, "histogram");

    if (!list || !sized(l, list, GG_OUTCOMES, "histogram"))
        return;
    for (int k = 0; k < GG_OUTCOMES && !l->status; k++) {
        s->histogram[k] = array(l, l->out->grid_bins, sizeof **s->histogram);
        if (s->histogram[k])
            count_list(l, json_array_get(list, (size_t)k), "histogram", l->out->grid_bins,
                       s->histogram[k]);
    }
    load_ranking(l, json_object_get(o, "ranking"), &s->ranking);
    if (gg_evidence_summed(l->out))
        load_scores(l, json_object_get(o, "scores"), &s->exact->scores);
    load_arm(l, o, s);
    check_histogram(l, s);
    if (!l->status)
        l->status = gg_calibration_load(l->out, json_object_get(o, "calibration"), s, l->err);
}

/* No count is more than the most it can be, and each sum can be that of its parts. */
static void check_bounds(loading *l, const gg_slice *s)
{
    const gg_tally_bounds *b = s->bounds;
    gg_tally_bounds least, most;
    gg_tally high;

    gg_bounds_of_tally(&s->tally, &least);
    memcpy(high.n, b->high, sizeof high.n);
    gg_bounds_of_tally(&high, &most);
    for (size_t i = 0; i < GG_TALLY_SIZE; i++)
        if (b->high[i] < least.high[i])
            wrong(l, "bounds", "the most is less than the least");
    for (size_t i = 0; i < GG_SUMS; i++)
        if (b->sum_low[i] > b->sum_high[i] || b->sum_low[i] > most.sum_high[i] ||
            b->sum_high[i] < least.sum_low[i])
            wrong(l, "bounds", "a sum contradicts its parts");
}

static void load_bounds(loading *l, const json_t *o, gg_slice *s)
{
    if (!o || l->status)
        return;
    s->bounds = array(l, 1, sizeof *s->bounds);
    if (!s->bounds)
        return;
    count_list(l, json_object_get(o, "high"), "bounds", GG_TALLY_SIZE, s->bounds->high);
    count_list(l, json_object_get(o, "sums_low"), "bounds", GG_SUMS, s->bounds->sum_low);
    count_list(l, json_object_get(o, "sums_high"), "bounds", GG_SUMS, s->bounds->sum_high);
    if (!l->status)
        check_bounds(l, s);
    if (!l->status && !l->out->published.bounded)
        wrong(l, "bounds", "in evidence that says it has none");
}

static void load_published(loading *l, const json_t *o)
{
    gg_published *p = &l->out->published;

    if (!o)
        return;
    p->grouped = flag(l, o, "grouped");
    p->bounded = flag(l, o, "bounded");
    p->partial = flag(l, o, "partial");
    p->untold = json_object_get(o, "untold") != NULL && flag(l, o, "untold");
    p->total_lines = count(l, json_object_get(o, "total_lines"), "total_lines");
    p->rows_high = count(l, json_object_get(o, "rows_high"), "rows_high");
}

/* Which counts are not told; nothing where all are. */
static void load_untold(loading *l, const json_t *o, gg_slice *s)
{
    uint64_t bits = 0;

    if (!o || l->status)
        return;
    bits = count(l, o, "untold");
    if (!l->status && (bits > GG_UNTOLD_ALL || !l->out->published.untold))
        wrong(l, "untold", "no set of counts, or in evidence that says it has none");
    s->untold = (uint32_t)bits;
}

static void load_inverse(loading *l, const json_t *o, gg_slice *s)
{
    if (!l->out->sampled)
        return;
    fixed_list(l, o, "inverse_probabilities", GG_INVERSE_SIZE, s->exact->inverse.w);
    fixed_list(l, o, "squared_inverses", GG_INVERSE_SIZE, s->exact->inverse.w2);
    if (!l->status && !gg_inverse_possible(s, &s->exact->inverse))
        wrong(l, "inverse_probabilities", "cannot be those of as many verified rows");
}

static void load_slice(loading *l, const gg_family *f, const json_t *o, gg_slice *s)
{
    const json_t *levels = json_object_get(o, "levels");
    uint32_t *numbers = array(l, f->n_dimensions, sizeof *numbers);

    gg_slice_undefine(s);
    s->exact = array(l, 1, sizeof *s->exact);
    if (l->status || !sized(l, levels, f->n_dimensions, "levels"))
        return;
    s->name = "";
    for (size_t i = 0; i < f->n_dimensions && !l->status; i++) {
        const gg_dimension *d = &l->out->dimensions[f->dimensions[i]];

        numbers[i] = level(l, d, json_array_get(levels, i));
        if (l->status)
            return;
        s->name = i ? gg_arena_printf(&l->out->arena, "%s*%s", s->name, d->levels[numbers[i]])
                    : d->levels[numbers[i]];
    }
    s->levels = numbers;
    count_list(l, json_object_get(o, "counts"), "counts", GG_TALLY_SIZE, &s->tally.n[0][0][0]);
    load_bounds(l, json_object_get(o, "bounds"), s);
    load_untold(l, json_object_get(o, "untold"), s);
    if (l->out->weighted) {
        fixed_list(l, o, "weights", GG_TALLY_SIZE, s->exact->w);
        fixed_list(l, o, "squared_weights", GG_TALLY_SIZE, s->exact->w2);
    }
    load_inverse(l, o, s);
    s->has_threshold = json_object_get(o, "threshold") != NULL;
    s->threshold = s->has_threshold ? real(l, o, "threshold") : NAN;
    load_histogram(l, o, s);
}

static void load_family(loading *l, const json_t *o, gg_family *f)
{
    const json_t *names = json_object_get(o, "dimensions"), *slices = json_object_get(o, "slices");

    f->kind = (gg_family_kind)word(l, o, "kind", gg_family_words);
    f->name = "";
    f->n_dimensions = json_array_size(names);
    if (f->n_dimensions > GG_MAX_DIMENSIONS || !json_is_array(slices))
        wrong(l, "families", "not a list of slices");
    for (size_t i = 0; i < f->n_dimensions && !l->status; i++) {
        const char *name = text(l, json_array_get(names, i), "dimensions");
        uint32_t d = 0;

        while (name && d < l->out->n_dimensions && strcmp(l->out->dimensions[d].name, name) != 0)
            d++;
        if (d == l->out->n_dimensions)
            wrong(l, "dimensions", "names a dimension that is not there");
        f->dimensions[i] = d;
        f->name = i && name ? gg_arena_printf(&l->out->arena, "%s*%s", f->name, name) : name;
    }
    f->n_slices = l->status ? 0 : json_array_size(slices);
    f->slices = array(l, f->n_slices, sizeof *f->slices);
    for (size_t s = 0; f->slices && s < f->n_slices && !l->status; s++)
        load_slice(l, f, json_array_get(slices, s), &f->slices[s]);
}

/* Attributes, sites and periods each hold everyone once. */
static void check_totals(loading *l)
{
    uint64_t everyone = 0;

    for (size_t f = 0; f < l->out->n_families && !l->status; f++) {
        const gg_family *x = &l->out->families[f];
        uint64_t rows = 0;

        for (size_t s = 0; s < x->n_slices; s++)
            for (size_t i = 0; i < GG_TALLY_SIZE; i++)
                rows += (&x->slices[s].tally.n[0][0][0])[i];
        if (f == 0)
            everyone = rows;
        if (rows != everyone || (f == 0 && rows != l->out->rows_used))
            wrong(l, "counts", "do not add up to the rows used");
    }
}

static void load_families(loading *l, const json_t *list)
{
    gg_evidence *out = l->out;

    if (!json_is_array(list) || json_array_size(list) == 0)
        wrong(l, "families", "not a list");
    out->families = array(l, json_array_size(list), sizeof *out->families);
    for (size_t f = 0; f < json_array_size(list) && !l->status; f++) {
        out->n_families = f + 1;
        load_family(l, json_array_get(list, f), &out->families[f]);
    }
    if (!l->status &&
        (out->families[0].kind != GG_FAMILY_OVERALL || out->families[0].n_slices != 1))
        wrong(l, "families", "do not begin with everyone");
    check_totals(l);
}

static void load_head(loading *l, const json_t *o)
{
    const json_t *rows = json_object_get(o, "rows"), *scores = json_object_get(o, "scores");
    const json_t *decision = json_object_get(o, "decision");
    gg_evidence *out = l->out;

    out->rows = count(l, json_object_get(rows, "read"), "read");
    out->rows_used = count(l, json_object_get(rows, "used"), "used");
    out->missing_score = count(l, json_object_get(rows, "missing_score"), "missing_score");
    out->missing_decision = count(l, json_object_get(rows, "missing_decision"), "missing_decision");
    out->bad_rows = count(l, json_object_get(rows, "bad_rows"), "bad_rows");
    out->rule = (gg_decision_rule)word(l, decision, "rule", gg_rule_words);
    out->threshold = real(l, decision, "threshold");
    out->default_threshold = flag(l, decision, "assumed");
    out->has_scores = flag(l, scores, "present");
    out->probability = flag(l, scores, "probability");
    out->ranking_exact = flag(l, scores, "exact_ranking");
    out->score_low = real(l, scores, "low");
    out->score_high = real(l, scores, "high");
    out->grid_low = real(l, scores, "grid_low");
    out->grid_high = real(l, scores, "grid_high");
    out->grid_bins = count(l, json_object_get(scores, "grid_bins"), "grid_bins");
    if (out->grid_bins > 1000)
        wrong(l, "grid_bins", "more than 1000");
    load_published(l, json_object_get(o, "published"));
    out->has_outcomes = flag(l, o, "outcomes");
    out->has_unverified = flag(l, o, "unverified");
    out->weighted = flag(l, o, "weighted");
    out->counted = flag(l, o, "counted");
    out->sampled = json_object_get(o, "sampled") && flag(l, o, "sampled");
    if (out->sampled && (out->weighted || out->published.bounded))
        wrong(l, "sampled", "beside weights, or counts in bounds");
    out->ignored = text_list(l, json_object_get(o, "ignored"), "ignored", &out->n_ignored);
    if (json_object_get(o, "measured") &&
        !gg_extent_parse(gg_json_string(o, "measured", ""), &out->measured))
        wrong(l, "measured", "not one of all, ranking, binned, counts");
    if (json_object_get(o, "special"))
        out->special = text_list(l, json_object_get(o, "special"), "special", &out->n_special);
}

static gg_status check_document(const json_t *document, gg_error *err)
{
    char digest[GG_SHA256_HEX];
    gg_status status;

    if (strcmp(gg_json_string(document, "format", ""), "gauger/evidence/1") != 0)
        return gg_error_set(err, GG_E_INPUT, "give a file that gauger stored",
                            "not stored evidence (format gauger/evidence/1)");
    status = gg_evidence_digest(document, digest, err);
    if (!status && strcmp(gg_json_string(document, "digest", ""), digest) != 0)
        return gg_error_set(err, GG_E_INPUT, "take the file from where it was stored",
                            "the digest does not fit: the evidence was changed");
    return status;
}

gg_status gg_evidence_load(const json_t *document, gg_evidence *out, gg_error *err)
{
    gg_evidence made;
    loading l = {.out = &made, .err = err};

    memset(&made, 0, sizeof made);
    gg_arena_init(&made.arena);
    l.status = check_document(document, err);
    if (!l.status)
        load_head(&l, document);
    if (!l.status)
        load_dimensions(&l, json_object_get(document, "dimensions"));
    if (!l.status)
        load_families(&l, json_object_get(document, "families"));
    if (!l.status)
        l.status = gg_operation_load(document, &made, err);
    if (!l.status)
        l.status = gg_cuts_load(document, &made, err);
    for (size_t f = 0; f < made.n_families && !l.status; f++)
        for (size_t s = 0; s < made.families[f].n_slices; s++)
            gg_slice_finish(&made, &made.families[f].slices[s]);
    if (l.status) {
        gg_evidence_release(&made);
        return l.status;
    }
    *out = made;
    return GG_OK;
}
