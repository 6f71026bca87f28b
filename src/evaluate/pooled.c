/* Figures pooled over strata: measured, written, and read back from the rows of a document. */
#include "gauger/evaluate/pooled.h"

#include <math.h>
#include <string.h>

#include "gauger/stats/derived.h"
#include "evaluate/metric_internal.h"

static const struct {
    gg_status (*pool)(const gg_stratum *strata, size_t n, gg_pooled *out);
    const char *method;
    const char *why;
} pools[GG_POOLED_KINDS] = {
    [GG_POOLED_RATIO] = {gg_mantel_haenszel_ratio, "greenland_robins_log", GG_WHY_ZERO_REFERENCE},
    [GG_POOLED_DIFFERENCE] = {gg_mantel_haenszel_difference, "stratified_score", GG_WHY_NO_ROWS},
    [GG_POOLED_ODDS_RATIO] = {gg_mantel_haenszel_odds_ratio, "robins_breslow_greenland_log",
                              GG_WHY_ZERO_REFERENCE},
};

static const char *const stratified[] = {"selection_rate", "precision", "recall",
                                         "false_positive_rate"};

const char *gg_stratified_at(size_t i)
{
    return i < sizeof stratified / sizeof stratified[0] ? stratified[i] : NULL;
}

bool gg_is_stratified(const char *metric)
{
    for (size_t i = 0; metric != NULL && gg_stratified_at(i) != NULL; i++) {
        if (strcmp(gg_stratified_at(i), metric) == 0)
            return true;
    }
    return false;
}

/* Sums over the strata that count: successes of the group, and failures or successes of the
 * reference that a ratio divides by. */
typedef struct sums {
    double group, reference, strata;
} sums;

static sums add_up(gg_pooled_kind kind, const gg_stratum *tables, size_t n)
{
    sums s = {0, 0, 0};

    for (size_t i = 0; i < n; i++) {
        const gg_rate a = tables[i].group, b = tables[i].reference;

        if (!(a.n > 0 && b.n > 0))
            continue;
        s.strata++;
        if (kind == GG_POOLED_RATIO) {
            s.group += a.successes;
            s.reference += b.successes;
        } else {
            s.group += a.successes * (b.n - b.successes);
            s.reference += b.successes * (a.n - a.successes);
        }
    }
    return s;
}

/* Where the pool has no logarithm. A ratio of 0 is a value; one to 0 is none, yet both have an end
 * on the side of 1, by the score. */
static gg_measure degenerate(gg_pooled_kind kind, const gg_stratum *tables, size_t n, double z)
{
    const sums s = add_up(kind, tables, n);
    gg_interval ends = {NAN, NAN};
    gg_measure m;

    if (!(s.strata > 0))
        return gg_measure_undefined(GG_WHY_NO_ROWS);
    if (kind == GG_POOLED_RATIO && (s.group > 0 || s.reference > 0) &&
        gg_mantel_haenszel_ratio_score(tables, n, z, &ends) != GG_OK)
        ends = (gg_interval){NAN, NAN};
    if (kind != GG_POOLED_DIFFERENCE && s.group == 0 && s.reference > 0)
        return gg_measure_of(0, ends.low, ends.high, "");
    m = gg_measure_undefined(pools[kind].why);
    m.low = ends.low;
    m.high = ends.high;
    return m;
}

static const char *method_of(gg_pooled_kind kind, const gg_measure *m, bool usual)
{
    return usual || isnan(m->low) ? pools[kind].method : "stratified_score";
}

void gg_pooled_measure(gg_pooled_kind kind, const gg_stratum *tables, size_t n, double z,
                       gg_measure *out)
{
    const bool difference = kind == GG_POOLED_DIFFERENCE;
    gg_pooled pooled;
    gg_interval ends;
    gg_status status;

    if (pools[kind].pool(tables, n, &pooled) != GG_OK) {
        *out = degenerate(kind, tables, n, z);
        out->method = method_of(kind, out, false);
        return;
    }
    status = difference ? gg_mantel_haenszel_difference_score(tables, n, z, &ends)
                        : gg_pooled_ratio_interval(&pooled, z, &ends);
    if (status != GG_OK)
        ends = (gg_interval){NAN, NAN};
    *out = gg_measure_of(pooled.value, ends.low, ends.high, "");
    if (difference) {
        gg_measure_clip(out, -1, 1);
        out->standard_error = pooled.standard_error;
    }
    out->method = method_of(kind, out, true);
}

json_t *gg_pooled_json(gg_pooled_kind kind, const gg_stratum *tables, size_t n, double z)
{
    gg_pooled pooled;
    gg_measure m;
    json_t *est;

    gg_pooled_measure(kind, tables, n, z, &m);
    est = gg_estimate_json(&m);
    if (est != NULL && kind != GG_POOLED_DIFFERENCE &&
        pools[kind].pool(tables, n, &pooled) == GG_OK &&
        gg_json_set_real(est, "log_standard_error", pooled.standard_error) != 0) {
        json_decref(est);
        return NULL;
    }
    return est;
}

/* Both are at most 2^53 or so, and the share is one; effective: of a weighted table. */
static bool read_rate(const json_t *share, gg_rate *out)
{
    double top = gg_json_number(share, "numerator", NAN);
    double bottom = gg_json_number(share, "denominator", NAN);
    double effective = gg_json_number(share, "effective", bottom);

    if (!(top >= 0) || !(bottom >= top * (1 - 1e-9)) || !isfinite(bottom) || !(effective >= 0) ||
        !isfinite(effective))
        return false;
    *out = bottom > 0 && effective != bottom
               ? (gg_rate){fmin(top / bottom, 1) * effective, effective}
               : (gg_rate){fmin(top, bottom), bottom};
    return true;
}

gg_status gg_strata_parse(const json_t *rows, gg_arena *arena, const gg_stratum **tables, size_t *n,
                          gg_error *err)
{
    size_t size = json_array_size(rows);
    gg_stratum *all = gg_arena_array(arena, size, sizeof *all);

    if (!json_is_array(rows))
        return gg_error_set(err, GG_E_INPUT, "give an evaluation as gauger wrote it",
                            "strata without rows");
    if (all == NULL)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < size; i++) {
        const json_t *row = json_array_get(rows, i);

        if (!read_rate(json_object_get(row, "group"), &all[i].group) ||
            !read_rate(json_object_get(row, "reference"), &all[i].reference))
            return gg_error_set(err, GG_E_INPUT, "give an evaluation as gauger wrote it",
                                "row %zu of some strata has no counts that go together", i + 1);
    }
    *tables = all;
    *n = size;
    return GG_OK;
}
