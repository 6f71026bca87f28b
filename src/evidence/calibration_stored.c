/*
 * Calibration in stored evidence: a table of its figures, by which they are written and read.
 *
 * The key is there only where calibration was computed, so that older evidence keeps its bytes.
 */
#include <math.h>
#include <string.h>

#include "evidence_internal.h"
#include "ranked_internal.h"

typedef enum range { ANY, FROM_ZERO, SHARE } range;

typedef struct figure {
    const char *key;
    size_t offset;
    range range;
} figure;

#define FIGURE(member, range)                                                                      \
    {                                                                                              \
#member, offsetof(gg_calibration_summary, member), range                                   \
    }

static const figure figures[] = {
    FIGURE(rows, FROM_ZERO),
    FIGURE(weight, FROM_ZERO),
    FIGURE(brier, SHARE),
    FIGURE(miscalibration, SHARE),
    FIGURE(discrimination, SHARE),
    FIGURE(uncertainty, SHARE),
    FIGURE(steps, FROM_ZERO),
    FIGURE(reliability, SHARE),
    FIGURE(resolution, SHARE),
    FIGURE(within_variance, SHARE),
    FIGURE(within_covariance, ANY),
    FIGURE(hosmer_lemeshow, FROM_ZERO),
    FIGURE(hosmer_lemeshow_df, FROM_ZERO),
    FIGURE(hosmer_lemeshow_p, SHARE),
    FIGURE(slope, ANY),
    FIGURE(slope_error, FROM_ZERO),
    FIGURE(intercept, ANY),
    FIGURE(intercept_error, FROM_ZERO),
    FIGURE(covariance, ANY),
    FIGURE(wald, FROM_ZERO),
    FIGURE(wald_p, SHARE),
    FIGURE(certain, FROM_ZERO),
    FIGURE(in_the_large, ANY),
    FIGURE(large_error, FROM_ZERO),
    FIGURE(spiegelhalter_z, ANY),
    FIGURE(spiegelhalter_p, SHARE),
    FIGURE(width_error, SHARE),
    FIGURE(width_largest, SHARE),
    FIGURE(width_debiased, SHARE),
    FIGURE(count_error, SHARE),
    FIGURE(count_largest, SHARE),
    FIGURE(count_debiased, SHARE),
};

#define FIGURES (sizeof figures / sizeof *figures)

static const char *const reasons[] = {GG_WHY_NO_ROWS,   GG_WHY_CERTAIN_SCORES,
                                      GG_WHY_ONE_CLASS, GG_WHY_ONE_SCORE,
                                      GG_WHY_SEPARATED, GG_WHY_NOT_CONVERGED};

static void set_value(gg_calibration_summary *c, const figure *f, double x)
{
    memcpy((char *)c + f->offset, &x, sizeof x);
}

static double value(const gg_calibration_summary *c, const figure *f)
{
    double x;

    memcpy(&x, (const char *)c + f->offset, sizeof x);
    return x;
}

void gg_calibration_undefine(gg_calibration_summary *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < FIGURES; i++)
        set_value(out, &figures[i], NAN);
}

/* ---- writing ---- */

static json_t *points_list(const gg_calibration_summary *c)
{
    json_t *list = json_array();

    for (size_t i = 0; i < c->n_points; i++) {
        const gg_reliability_point *p = &c->points[i];
        json_t *one = json_object();

        gg_json_set_real(one, "score", p->score);
        gg_json_set_real(one, "share", p->share);
        gg_json_set_real(one, "weight", p->weight);
        json_object_set_new(one, "rows", json_integer((json_int_t)p->rows));
        json_array_append_new(list, one);
    }
    return list;
}

json_t *gg_calibration_store(const gg_calibration_summary *c)
{
    json_t *o = json_object();

    for (size_t i = 0; i < FIGURES; i++)
        gg_json_set_real(o, figures[i].key, value(c, &figures[i]));
    json_object_set_new(o, "why", c->why ? json_string(c->why) : json_null());
    if (c->points)
        json_object_set_new(o, "points", points_list(c));
    return o;
}

/* ---- reading ---- */

static gg_status wrong(gg_error *err, const char *key, const char *what)
{
    gg_error_where(err, NULL, 0, key);
    return gg_error_set(err, GG_E_INPUT, "give a file that gauger stored", "%s", what);
}

static bool in_range(double x, range r)
{
    return isnan(x) || (isfinite(x) && (r == ANY || x >= 0) && (r != SHARE || x <= 1 + 1e-9));
}

static gg_status read_figures(const json_t *o, gg_calibration_summary *c, gg_error *err)
{
    for (size_t i = 0; i < FIGURES; i++) {
        const json_t *x = json_object_get(o, figures[i].key);
        double number = json_is_number(x) ? json_number_value(x) : NAN;

        if (!x || !(json_is_null(x) || json_is_number(x)) || !in_range(number, figures[i].range))
            return wrong(err, figures[i].key, "not a figure of a calibration");
        set_value(c, &figures[i], number);
    }
    return GG_OK;
}

static gg_status read_why(const json_t *o, gg_calibration_summary *c, gg_error *err)
{
    const json_t *why = json_object_get(o, "why");

    if (json_is_null(why))
        return isnan(c->slope) ? wrong(err, "why", "a calibration without a slope or a reason")
                               : GG_OK;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (json_is_string(why) && strcmp(json_string_value(why), reasons[i]) == 0)
            c->why = reasons[i];
    return c->why && isnan(c->slope) ? GG_OK : wrong(err, "why", "not one of its words");
}

static gg_status read_points(gg_arena *arena, const json_t *list, gg_calibration_summary *c,
                             gg_error *err)
{
    size_t n = json_array_size(list);
    double rows = 0;

    if (!list)
        return GG_OK;
    if (!json_is_array(list) || n > GG_RELIABILITY_POINTS + 1)
        return wrong(err, "points", "not a list of the right length");
    c->points = gg_arena_array(arena, n, sizeof *c->points);
    if (!c->points)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_array_get(list, i);
        gg_reliability_point *p = &c->points[i];
        double count = gg_json_number(one, "rows", NAN);

        p->score = gg_json_number(one, "score", NAN);
        p->share = gg_json_number(one, "share", NAN);
        p->weight = gg_json_number(one, "weight", NAN);
        if (!(p->score >= 0 && p->score <= 1 + 1e-9 && p->share >= 0 && p->share <= 1 + 1e-9 &&
              p->weight >= 0 && isfinite(p->weight) && count >= 1 && count == floor(count)) ||
            count > c->rows || (i > 0 && p->score < p[-1].score))
            return wrong(err, "points", "not a point of a reliability diagram");
        p->rows = (uint64_t)count;
        rows += count;
    }
    c->n_points = n;
    return rows <= c->rows ? GG_OK : wrong(err, "points", "more rows than there are");
}

gg_status gg_calibration_load(gg_evidence *evidence, const json_t *object, gg_slice *slice,
                              gg_error *err)
{
    gg_calibration_summary *c;
    gg_status status;

    if (!object)
        return GG_OK;
    if (!json_is_object(object) || !evidence->probability)
        return wrong(err, "calibration", "not the calibration of probabilities");
    c = gg_arena_array(&evidence->arena, 1, sizeof *c);
    if (!c)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = read_figures(object, c, err);
    if (!status && (isnan(c->rows) || isnan(c->weight)))
        status = wrong(err, "calibration", "without its rows");
    if (!status)
        status = read_why(object, c, err);
    if (!status)
        status = read_points(&evidence->arena, json_object_get(object, "points"), c, err);
    if (!status)
        slice->calibration = c;
    return status;
}
