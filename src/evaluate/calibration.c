/*
 * Calibration in documents: the table of its figures, one slice's object, and the section of the
 * evaluation with all slices and the reliability diagram of everyone.
 */
#include "gauger/evaluate/calibration.h"

#include <math.h>
#include <string.h>

#include "evaluate/evaluation_internal.h"

#define AT(member) offsetof(gg_calibration_summary, member)

static const gg_calibration_figure figures[] = {
    {"calibration_slope", "Calibration slope", GG_NO_DIRECTION, -INFINITY, INFINITY, AT(slope),
     AT(slope_error),
     "1 where risk rises as fast as the scores say; below 1 high scores are too high and low ones "
     "too low, above 1 the other way round."},
    {"calibration_intercept", "Calibration intercept", GG_NO_DIRECTION, -INFINITY, INFINITY,
     AT(intercept), AT(intercept_error),
     "The log odds of the outcome at a score of one half; 0, together with a slope of 1, is what "
     "calibrated scores have."},
    {"calibration_in_the_large", "Calibration in the large", GG_NO_DIRECTION, -INFINITY, INFINITY,
     AT(in_the_large), AT(large_error),
     "0 where the outcome is as frequent as the scores say on average; above 0 it is more "
     "frequent, below 0 less (on the scale of log odds)."},
    {"miscalibration", "Miscalibration", GG_LOWER_IS_BETTER, 0, 1, AT(miscalibration), GG_NO_ERROR,
     "The part of the Brier score that relabelling the scores with what they turned out to mean "
     "would save: 0 is none. It has no interval: chance alone puts it above 0."},
    {"discrimination", "Discrimination", GG_HIGHER_IS_BETTER, 0, 1, AT(discrimination), GG_NO_ERROR,
     "The part of the Brier score that telling cases apart saves against giving everyone the base "
     "rate: 0 is none."},
    {"uncertainty", "Uncertainty", GG_NO_DIRECTION, 0, 1, AT(uncertainty), GG_NO_ERROR,
     "The Brier score of giving everyone the base rate; miscalibration minus discrimination plus "
     "this is the Brier score."},
    {"expected_calibration_error_equal_count", "Calibration error, bins of equal count",
     GG_LOWER_IS_BETTER, 0, 1, AT(count_error), GG_NO_ERROR,
     "How far shares with the outcome lie from the mean score on average, over ten bins that hold "
     "as many cases each."},
    {"expected_calibration_error_debiased", "Calibration error, less chance", GG_LOWER_IS_BETTER, 0,
     1, AT(width_debiased), GG_NO_ERROR,
     "The calibration error over ten bins of equal width, less what chance alone adds to it."},
    {"largest_calibration_error", "Largest calibration error", GG_LOWER_IS_BETTER, 0, 1,
     AT(count_largest), GG_NO_ERROR,
     "The largest distance of a share with the outcome from the mean score, over ten bins that "
     "hold as many cases each."},
};

#define FIGURES (sizeof figures / sizeof *figures)

size_t gg_calibration_figure_count(void)
{
    return FIGURES;
}

const gg_calibration_figure *gg_calibration_figure_at(size_t i)
{
    return i < FIGURES ? &figures[i] : NULL;
}

gg_measure gg_calibration_measure(const gg_calibration_figure *figure, double value, double error,
                                  double z, const char *why)
{
    const bool interval = figure->error != GG_NO_ERROR && isfinite(error) && error >= 0;
    gg_measure m;

    if (!isfinite(value)) {
        m = gg_measure_undefined(why);
        m.method = interval ? "normal" : "";
        return m;
    }
    m = gg_measure_of(value, interval ? value - z * error : NAN, interval ? value + z * error : NAN,
                      interval ? "normal" : "");
    m.standard_error = interval ? error : NAN;
    return m;
}

static double number_at(const gg_calibration_summary *s, size_t offset)
{
    double x = NAN;

    if (offset != GG_NO_ERROR)
        memcpy(&x, (const char *)s + offset, sizeof x);
    return x;
}

/* Why the figure has no value where it has none. A line may be missing where its level is there. */
static const char *why_of(const gg_calibration_summary *s)
{
    if (s->weight == 0)
        return GG_WHY_NO_ROWS;
    return s->why != NULL ? s->why : GG_WHY_NOT_CONVERGED;
}

static bool put_figure(json_t *o, const gg_calibration_figure *f, const gg_calibration_summary *s,
                       bool complete, double z)
{
    const double value = number_at(s, f->value);
    gg_measure m = gg_calibration_measure(f, value, number_at(s, f->error), z, why_of(s));
    json_t *est;

    if (!complete && s->weight > 0)
        m = gg_measure_undefined(GG_WHY_NOT_IDENTIFIED);
    est = gg_estimate_json(&m);
    return gg_json_put(o, f->name, est) &&
           (complete || isnan(value) || gg_json_set_real(est, "observed", value) == 0);
}

/* What is of the verified rows alone says so. */
static bool put_observed(json_t *part, bool complete)
{
    return complete || gg_json_put(part, "observed", json_true());
}

static bool put_test(json_t *o, const char *key, const char *statistic, double x, double df,
                     double p, bool complete)
{
    json_t *test;

    if (isnan(x))
        return true;
    test = gg_json_put_object(o, key);
    return test != NULL && gg_json_set_real(test, statistic, x) == 0 &&
           (isnan(df) || gg_json_put(test, "degrees_of_freedom", gg_json_count(df))) &&
           gg_json_set_real(test, "p_value", p) == 0 && put_observed(test, complete);
}

static bool put_murphy(json_t *o, const gg_calibration_summary *s, bool complete)
{
    json_t *murphy;

    if (isnan(s->reliability))
        return true;
    murphy = gg_json_put_object(o, "murphy");
    return murphy != NULL && gg_json_set_real(murphy, "reliability", s->reliability) == 0 &&
           gg_json_set_real(murphy, "resolution", s->resolution) == 0 &&
           gg_json_set_real(murphy, "uncertainty", s->uncertainty) == 0 &&
           gg_json_set_real(murphy, "within_variance", s->within_variance) == 0 &&
           gg_json_set_real(murphy, "within_covariance", s->within_covariance) == 0 &&
           put_observed(murphy, complete);
}

json_t *gg_calibration_write(const gg_calibration_summary *s, bool complete, double z)
{
    json_t *o = json_object();
    bool fine = o != NULL && gg_json_put(o, "count", gg_json_count(s->rows)) &&
                gg_json_put(o, "certain", gg_json_count(s->certain)) &&
                gg_json_put(o, "complete", json_boolean(complete));

    for (size_t i = 0; fine && i < FIGURES; i++)
        fine = put_figure(o, &figures[i], s, complete, z);
    fine =
        fine && put_test(o, "slope_and_intercept", "statistic", s->wald, 2, s->wald_p, complete) &&
        put_test(o, "hosmer_lemeshow", "statistic", s->hosmer_lemeshow, s->hosmer_lemeshow_df,
                 s->hosmer_lemeshow_p, complete) &&
        put_test(o, "spiegelhalter", "z", s->spiegelhalter_z, NAN, s->spiegelhalter_p, complete) &&
        put_murphy(o, s, complete);
    if (!fine) {
        json_decref(o);
        return NULL;
    }
    return o;
}

/* ---- the section ---- */

static gg_status put_slice(gg_evaluation *e, const gg_family *family, const gg_slice *slice,
                           const char *key, json_t *out)
{
    gg_figures f;
    gg_status status;

    if (slice->calibration == NULL)
        return GG_OK;
    status = gg_evaluation_figures(e, family, slice, &f);
    if (status == GG_OK &&
        !gg_json_put(out, key, gg_calibration_write(slice->calibration, f.complete, e->z)))
        status = gg_no_memory(e->err);
    return status;
}

/* Slices of a family that has any calibrated, under a key of their own. */
static gg_status put_family(gg_evaluation *e, const gg_family *family, const char *key, json_t *out)
{
    json_t *slices;
    gg_status status = GG_OK;

    if (family == NULL || family->n_slices == 0 || family->slices[0].calibration == NULL)
        return GG_OK;
    slices = gg_json_put_object(out, key);
    if (slices == NULL)
        return gg_no_memory(e->err);
    for (size_t i = 0; status == GG_OK && i < family->n_slices; i++)
        status = put_slice(e, family, &family->slices[i], family->slices[i].name, slices);
    return status;
}

static gg_status put_kind(gg_evaluation *e, gg_family_kind kind, const char *key, json_t *out)
{
    json_t *all = NULL;
    gg_status status = GG_OK;

    for (size_t i = 0; status == GG_OK && i < e->evidence->n_families; i++) {
        const gg_family *family = &e->evidence->families[i];

        if (family->kind != kind || family->n_slices == 0 || family->slices[0].calibration == NULL)
            continue;
        if (all == NULL && (all = gg_json_put_object(out, key)) == NULL)
            return gg_no_memory(e->err);
        status = put_family(e, family, family->name, all);
    }
    return status;
}

static bool put_points(const gg_calibration_summary *s, json_t *out)
{
    json_t *points = gg_json_put_array(out, "reliability_diagram");
    bool fine = points != NULL;

    for (size_t i = 0; fine && i < s->n_points; i++) {
        const gg_reliability_point *p = &s->points[i];
        json_t *one = json_object();

        fine = one != NULL && gg_json_set_real(one, "score", p->score) == 0 &&
               gg_json_set_real(one, "share", p->share) == 0 &&
               gg_json_put(one, "count", gg_json_count((double)p->rows));
        if (!fine)
            json_decref(one);
        else
            fine = json_array_append_new(points, one) == 0;
    }
    return fine;
}

/* How the figures are made where there is more than one way; the same in every document. */
static bool put_conventions(json_t *out)
{
    static const struct {
        const char *key, *what;
    } all[] = {
        {"equal_width_bins", "[k/10, (k + 1)/10), the last one closed"},
        {"equal_count_bins", "as many rows each; rows of one score stay together"},
        {"expected_calibration_error", "equal_width"},
        {"expected_calibration_error_equal_count", "equal_count"},
        {"expected_calibration_error_debiased", "equal_width"},
        {"largest_calibration_error", "equal_count"},
        {"murphy", "equal_width"},
        {"hosmer_lemeshow", "equal_count"},
        {"hosmer_lemeshow_degrees_of_freedom", "bins that hold rows (scores of other rows)"},
        {"isotonic_fit", "pool_adjacent_violators"},
        {"log_odds", "natural logarithm, not clipped"},
        {"certain_scores", "left out of slope, intercept and level, counted as certain"},
    };
    json_t *o = gg_json_put_object(out, "conventions");
    bool fine = o != NULL && gg_json_put(o, "bins", gg_json_count(GG_CALIBRATION_BINS));

    for (size_t i = 0; fine && i < sizeof all / sizeof *all; i++)
        fine = gg_json_put(o, all[i].key, json_string(all[i].what));
    return fine;
}

gg_status gg_calibration_section_write(gg_evaluation *e, json_t *document)
{
    const gg_evidence *ev = e->evidence;
    const gg_calibration_summary *all = gg_evidence_overall(ev)->calibration;
    json_t *out;
    gg_status status;

    if (all == NULL)
        return GG_OK;
    out = gg_json_put_object(document, "calibration");
    status = out != NULL ? put_slice(e, &ev->families[0], gg_evidence_overall(ev), "overall", out)
                         : gg_no_memory(e->err);
    if (status == GG_OK && (!put_points(all, out) || !put_conventions(out)))
        status = gg_no_memory(e->err);
    if (status == GG_OK)
        status = put_kind(e, GG_FAMILY_ATTRIBUTE, "attributes", out);
    if (status == GG_OK)
        status = put_kind(e, GG_FAMILY_INTERSECTION, "intersections", out);
    if (status == GG_OK)
        status = put_family(e, gg_evidence_find(ev, GG_FAMILY_SITE, NULL), "sites", out);
    if (status == GG_OK)
        status = put_family(e, gg_evidence_find(ev, GG_FAMILY_PERIOD, NULL), "periods", out);
    return status;
}
