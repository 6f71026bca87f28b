/* The gauger/drift/1 document. */
#include <math.h>
#include <string.h>

#include "evaluate/drift_classifier.h"
#include "evaluate/drift_internal.h"
#include "evaluate/evaluate_internal.h"

static const char *const side_names[GG_SIDES] = {"baseline", "current"};

const char *gg_drift_status_name(gg_drift_status status)
{
    static const char *const names[] = {"pass", "warn", "fail", "inconclusive"};

    return names[status];
}

/* What the figures mean, said in the document itself: two tools that leave this unsaid differ. */
static const struct {
    const char *key, *text;
} conventions[] = {
    {"direction", "Differences are current minus baseline."},
    {"ks",
     "Two-sample Kolmogorov-Smirnov; p is exact given the ties where the product of the sizes "
     "is at most 10000, else Kolmogorov's limit, which is conservative under ties."},
    {"population_stability_index",
     "Sum of (q - p) ln(q / p), natural logarithm, 1/2 added to each count and renormalised. "
     "Numbers: bins between the baseline's type-7 deciles, equal ones merged, closed on the right, "
     "open at both ends. Words: one bin a level. critical_value: (1/n + 1/m) times the 95% "
     "chi-square quantile with bins - 1 degrees of freedom."},
    {"wasserstein_1", "Area between the two distribution functions; scaled: over the baseline's "
                      "standard deviation with divisor n."},
    {"jensen_shannon_distance", "Root of the divergence to base 2, from 0 to 1, on the same bins; "
                                "nothing is added to counts."},
    {"chi_square",
     "Homogeneity of two samples, no continuity correction; below an expected count of "
     "5 Fisher's exact test (two levels), Monte-Carlo (k + 1) / (B + 1) (more), or, in "
     "large tables, the sparse levels put together."},
    {"missing",
     "Shares of the rows; two proportions with pooled variance, Fisher's exact test below "
     "an expected count of 5. They are in no other test."},
    {"adjusted_p_value",
     "Over the ks and chi_square tests of all columns that have one; apart from "
     "them over the tests of missing cells of all columns that have any. In by_period the same, "
     "over all columns of all periods together."},
    {"by_period",
     "Each period of the current table against the whole baseline. The status of the table is that "
     "of its columns, and of the classifier where there is one."},
    {"status",
     "fail: an effect reaches its bound and the adjusted p is below alpha, of the values or of the "
     "missing cells (not of an outcome's); warn: one of the two. Effects: ks, scaled "
     "wasserstein_1, "
     "population_stability_index where it exceeds its critical value, the change of the share of "
     "missing cells. The table fails if a column does, else warns, else is inconclusive if a "
     "column is; a classifier counts as one."},
};

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

static bool put_both(json_t *object, const char *key, const uint64_t counts[GG_SIDES])
{
    json_t *both = json_object();

    return gg_json_put(object, key, both) && put_count(both, "baseline", counts[GG_BASELINE]) &&
           put_count(both, "current", counts[GG_CURRENT]);
}

static bool put_evidence(json_t *object, const gg_drift_evidence *e)
{
    return put_real(object, "p_value", e->p) && put_real(object, "adjusted_p_value", e->adjusted) &&
           put_text(object, "method", e->method) &&
           (e->draws == 0 || put_count(object, "draws", e->draws));
}

static bool put_ks(const gg_drift_column *c, json_t *tests)
{
    json_t *test = json_object();

    return gg_json_put(tests, "ks", test) && put_real(test, "statistic", c->statistic) &&
           put_evidence(test, &c->main);
}

static bool put_chi_square(const gg_drift_column *c, json_t *tests)
{
    json_t *test = json_object();

    return gg_json_put(tests, "chi_square", test) && put_real(test, "statistic", c->statistic) &&
           put_real(test, "degrees_of_freedom", c->degrees) && put_evidence(test, &c->main) &&
           (c->pooled == 0 || put_count(test, "levels_pooled", c->pooled));
}

static bool put_psi(const gg_drift_column *c, json_t *tests)
{
    json_t *test = json_object();

    return gg_json_put(tests, "population_stability_index", test) &&
           put_real(test, "statistic", c->psi) &&
           put_real(test, "critical_value", c->psi_critical) && put_count(test, "bins", c->bins);
}

static bool put_wasserstein(const gg_drift_column *c, json_t *tests)
{
    json_t *test = json_object();

    return gg_json_put(tests, "wasserstein_1", test) &&
           put_real(test, "statistic", c->wasserstein) && put_real(test, "scaled", c->scaled) &&
           put_real(test, "baseline_standard_deviation", c->baseline_sd);
}

static bool put_jensen_shannon(const gg_drift_column *c, json_t *tests)
{
    json_t *test = json_object();

    return gg_json_put(tests, "jensen_shannon_distance", test) &&
           put_real(test, "statistic", c->jensen_shannon);
}

static bool put_cramers_v(const gg_drift_column *c, json_t *tests)
{
    json_t *test = json_object();

    return gg_json_put(tests, "cramers_v", test) && put_real(test, "statistic", c->cramers_v);
}

static bool put_tests(const gg_drift_column *c, json_t *object)
{
    typedef bool put(const gg_drift_column *c, json_t *tests);
    static put *const of_numbers[] = {put_ks, put_psi, put_wasserstein, put_jensen_shannon};
    static put *const of_words[] = {put_chi_square, put_psi, put_jensen_shannon, put_cramers_v};
    json_t *tests = json_object();
    bool fine = gg_json_put(object, "tests", tests);

    for (size_t i = 0; i < 4 && fine; i++)
        fine = c->numeric ? of_numbers[i](c, tests) : of_words[i](c, tests);
    return fine;
}

static double share_missing(const gg_drift_column *c, int side)
{
    return c->rows[side] ? (double)c->missing[side] / (double)c->rows[side] : NAN;
}

static bool put_missing(const gg_drift_column *c, json_t *object)
{
    json_t *missing = json_object();

    return gg_json_put(object, "missing", missing) &&
           put_real(missing, "baseline", share_missing(c, GG_BASELINE)) &&
           put_real(missing, "current", share_missing(c, GG_CURRENT)) &&
           put_real(missing, "difference", gg_drift_absence_change(c)) &&
           put_both(missing, "counts", c->missing) && put_evidence(missing, &c->absence);
}

/* Levels that one side has and the other lacks: the first are named, the rest are counted. */
static bool put_lacking(const gg_drift_column *c, int there, const char *key, const char *more,
                        json_t *object)
{
    json_t *names = json_array();
    bool fine = gg_json_put(object, key, names);
    uint64_t unnamed = 0;

    for (size_t i = 0; i < c->levels.n && fine; i++) {
        const gg_word_entry *level = &c->levels.all[i];

        if (level->counts[there] == 0 || level->counts[!there] != 0)
            continue;
        if (json_array_size(names) < GG_DRIFT_NAMED)
            fine = json_array_append_new(names, json_stringn(level->text, level->size)) == 0;
        else
            unnamed++;
    }
    return fine && (unnamed == 0 || put_count(object, more, unnamed));
}

static bool put_column(const gg_drift_column *c, json_t *columns)
{
    json_t *object = json_object();
    bool fine = gg_json_put(columns, c->watch->name, object) &&
                put_text(object, "type", c->numeric ? "numeric" : "categorical") &&
                put_text(object, "status", gg_drift_status_name(c->status)) &&
                (!c->why || put_text(object, "why_inconclusive", c->why)) &&
                put_both(object, "rows", c->rows) && put_tests(c, object) && put_missing(c, object);

    if (fine && (c->bad[GG_BASELINE] || c->bad[GG_CURRENT]))
        fine = put_both(object, "bad_cells", c->bad);
    if (fine && !c->numeric)
        fine = put_lacking(c, GG_CURRENT, "new_levels", "new_levels_more", object) &&
               put_lacking(c, GG_BASELINE, "vanished_levels", "vanished_levels_more", object);
    return fine;
}

static bool put_columns(const gg_drift_column *all, size_t n, json_t *document)
{
    json_t *columns = json_object();
    bool fine = gg_json_put(document, "columns", columns);

    for (size_t i = 0; i < n && fine; i++)
        fine = put_column(&all[i], columns);
    return fine;
}

static bool put_data(const gg_drift_report *r, json_t *document)
{
    json_t *data = json_object();
    bool fine = gg_json_put(document, "data", data);

    for (int side = GG_SIDES - 1; side >= 0 && fine; side--) {
        json_t *table = json_object();

        fine = gg_json_put(data, side_names[side], table) &&
               put_text(table, "source", r->source[side]) &&
               (r->files[side] == 1 || put_count(table, "files", r->files[side])) &&
               put_count(table, "rows", r->tables[side].rows) &&
               put_count(table, "bad_rows", r->tables[side].skipped);
    }
    return fine;
}

static bool put_bounds(const gg_drift_options *o, json_t *document)
{
    json_t *bounds = json_object();

    return gg_json_put(document, "bounds", bounds) &&
           put_real(bounds, "population_stability_index", o->psi_bound) &&
           put_real(bounds, "ks", o->ks_bound) &&
           put_real(bounds, "wasserstein_1_scaled", o->wasserstein_bound) &&
           put_real(bounds, "missing", o->missing_bound);
}

static bool put_conventions(json_t *document)
{
    json_t *said = json_object();
    bool fine = gg_json_put(document, "conventions", said);

    for (size_t i = 0; i < sizeof conventions / sizeof *conventions && fine; i++)
        fine = put_text(said, conventions[i].key, conventions[i].text);
    return fine;
}

static bool put_head(const gg_drift_report *r, json_t *document)
{
    const gg_drift_options *o = r->options;
    const char *adjustment = o->adjustment == GG_DRIFT_HOLM ? "holm" : "benjamini_hochberg";

    return put_text(document, "format", "gauger/drift/1") &&
           put_text(document, "version", GG_VERSION) && put_data(r, document) &&
           put_real(document, "alpha", o->alpha) && put_text(document, "adjustment", adjustment) &&
           put_count(document, "seed", o->seed) && put_bounds(o, document) &&
           put_conventions(document);
}

static size_t count_failed(const gg_drift_column *columns, size_t n, size_t *judged)
{
    size_t failed = 0;

    *judged = 0;
    for (size_t i = 0; i < n; i++) {
        failed += columns[i].status == GG_DRIFT_FAIL;
        *judged += columns[i].status != GG_DRIFT_INCONCLUSIVE;
    }
    return failed;
}

/* fail before warn before inconclusive before pass: what could not be told hides nothing that was
 * found, and is not hidden by what passed. */
static gg_drift_status worst(const gg_drift_column *columns, size_t n)
{
    static const gg_drift_status order[] = {GG_DRIFT_FAIL, GG_DRIFT_WARN, GG_DRIFT_INCONCLUSIVE};

    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        for (size_t i = 0; i < n; i++)
            if (columns[i].status == order[k])
                return order[k];
    return GG_DRIFT_PASS;
}

/* The same order of two. */
static gg_drift_status worse(gg_drift_status a, gg_drift_status b)
{
    gg_drift_column both[] = {{.status = a}, {.status = b}};

    return worst(both, 2);
}

/* What came of some columns together: of the table (with the classifier's word), or of one period.
 */
static bool put_outcome(const gg_drift_column *columns, size_t n, const gg_drift_classified *also,
                        json_t *object)
{
    size_t judged, failed = count_failed(columns, n, &judged);
    gg_drift_status status = worst(columns, n);

    if (also)
        status = worse(status, also->status);
    return put_count(object, "columns_judged", judged) &&
           put_real(object, "share_drifted", judged ? (double)failed / (double)judged : NAN) &&
           put_text(object, "status", gg_drift_status_name(status));
}

static bool put_period(const gg_drift_report *r, size_t p, json_t *periods)
{
    const gg_drift_column *columns = r->by_period + p * r->n;
    json_t *period = json_object();

    return json_array_append_new(periods, period) == 0 &&
           put_text(period, "period", columns[0].period) &&
           put_count(period, "rows", columns[0].rows[GG_CURRENT]) &&
           put_outcome(columns, r->n, NULL, period) && put_columns(columns, r->n, period);
}

static bool put_verdict(const gg_drift_report *r, json_t *document)
{
    json_t *periods = json_array();
    bool fine = put_outcome(r->columns, r->n, r->classified, document) &&
                gg_json_put(document, "by_period", periods) &&
                (!r->classified || gg_drift_classified_put(r->classified, r->options, document));

    for (size_t p = 0; p < r->n_periods && fine; p++)
        fine = put_period(r, p, periods);
    return fine;
}

static bool warn(json_t *warnings, const char *code, const char *column, const char *text)
{
    json_t *warning = json_object();

    return json_array_append_new(warnings, warning) == 0 && put_text(warning, "code", code) &&
           (column
                ? gg_json_put(warning, "message", json_sprintf("column \"%s\": %s", column, text))
                : put_text(warning, "message", text)) &&
           (!column || put_text(warning, "column", column));
}

static bool is_emptied(const gg_drift_column *c)
{
    return c->missing[GG_BASELINE] < c->rows[GG_BASELINE] && c->rows[GG_CURRENT] > 0 &&
           c->missing[GG_CURRENT] == c->rows[GG_CURRENT];
}

static bool warn_column(const gg_drift_column *c, json_t *warnings)
{
    const char *name = c->watch->name;
    bool fine = true;

    if (c->changed_type)
        fine = warn(warnings, "type_changed", name,
                    "all cells are numbers in one table and not in the other; it is compared as "
                    "words");
    if (fine && is_emptied(c))
        fine = warn(warnings, "emptied_column", name, "no cell of the current table has a value");
    if (fine && c->why && strcmp(c->why, "too_many_levels") == 0)
        fine = warn(warnings, "too_many_levels", name,
                    "more than 1000 different words; leave it out, or give it bins if they are "
                    "numbers");
    if (fine && (c->bad[GG_BASELINE] || c->bad[GG_CURRENT]))
        fine = warn(warnings, "bad_cells", name, "cells that cannot be read were left out");
    return fine;
}

static bool put_warnings(const gg_drift_report *r, json_t *document)
{
    json_t *warnings = json_array();
    bool fine = gg_json_put(document, "warnings", warnings);

    if (fine && r->watches->every)
        fine = warn(warnings, "every_column", NULL,
                    "no column was named and none has a role to watch: every column is compared");
    for (size_t i = 0; i < r->n && fine; i++)
        fine = warn_column(&r->columns[i], warnings);
    return fine;
}

gg_status gg_drift_write(const gg_drift_report *report, json_t **out, gg_error *err)
{
    json_t *document = json_object();

    if (put_head(report, document) && put_columns(report->columns, report->n, document) &&
        put_verdict(report, document) && put_warnings(report, document)) {
        *out = document;
        return GG_OK;
    }
    json_decref(document);
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}
