/* What a manifest asks of a training: hyper-parameters by scorer, refused before anything long
 * runs. */
#include <math.h>
#include <string.h>

#include "model_internal.h"
#include "train_internal.h"

static gg_status wrong(gg_error *err, const char *mend, const char *what)
{
    gg_error_where(err, NULL, 0, "hyperparameters");
    return gg_error_set(err, GG_E_INPUT, mend, "%s", what);
}

/* A number of the map within [low, high]; *out stays where it is absent. */
static gg_status read_number(const json_t *map, const char *key, double low, double high,
                             double *out, gg_error *err)
{
    double x = *out;
    gg_status status = gg_map_number(map, key, &x, NULL, err);
    char mend[80], a[32], b[32];

    if (status) {
        gg_error_where(err, NULL, 0, "hyperparameters");
        return status;
    }
    if (!(x >= low && x <= high)) {
        snprintf(mend, sizeof mend, "write a number from %s to %s", gg_text_double(low, a),
                 gg_text_double(high, b));
        gg_error_where(err, NULL, 0, "hyperparameters");
        return gg_error_set(err, GG_E_INPUT, mend, "%s is out of range", key);
    }
    *out = x;
    return GG_OK;
}

static gg_status check_keys(const json_t *map, const char *const *keys, gg_error *err)
{
    gg_status status = map ? gg_map_check(map, keys, err) : GG_OK;

    if (status)
        gg_error_where(err, NULL, 0, "hyperparameters");
    return status;
}

static gg_status read_logistic(const json_t *map, gg_train_plan *plan, gg_error *err)
{
    static const char *const keys[] = {"ridge", NULL};
    gg_status status = check_keys(map, keys, err);

    return status ? status : read_number(map, "ridge", 0, 1e12, &plan->ridge, err);
}

/* points: {base: 600, odds: 50, double: 20} */
static gg_status read_points(const json_t *map, gg_train_plan *plan, gg_error *err)
{
    static const char *const keys[] = {"base", "odds", "double", NULL};
    const char *mend = "write points: {base: 600, odds: 50, double: 20}";
    const json_t *points = json_object_get(map, "points");
    gg_status status;

    if (!points)
        return GG_OK;
    if (!json_is_object(points))
        return wrong(err, mend, "points is not a map");
    status = check_keys(points, keys, err);
    for (const char *const *key = keys; *key && !status; key++)
        if (!json_object_get(points, *key))
            return wrong(err, mend, "points needs base, odds and double");
    if (!status)
        status = read_number(points, "base", -1e9, 1e9, &plan->base, err);
    if (!status)
        status = read_number(points, "odds", 1e-9, 1e9, &plan->odds, err);
    if (!status)
        status = read_number(points, "double", 1e-6, 1e9, &plan->twice, err);
    plan->has_points = !status;
    return status;
}

static gg_status read_scorecard(const json_t *map, gg_train_plan *plan, gg_error *err)
{
    static const char *const keys[] = {"bins", "minimum_share", "ridge", "points", NULL};
    double bins = (double)plan->woe.bins;
    gg_status status = check_keys(map, keys, err);

    if (!status)
        status = read_number(map, "bins", 2, 1000, &bins, err);
    if (!status && bins != floor(bins))
        return wrong(err, "write a whole number from 2 to 1000", "bins is not a whole number");
    if (!status)
        status = read_number(map, "minimum_share", 0, 0.5, &plan->woe.minimum_share, err);
    if (!status)
        status = read_number(map, "ridge", 0, 1e12, &plan->ridge, err);
    plan->woe.bins = (size_t)bins;
    return status ? status : read_points(map, plan, err);
}

static gg_status read_svm(const json_t *map, gg_train_plan *plan, gg_error *err)
{
    gg_status status = gg_svm_options_read(map, &plan->svm, err);

    if (status)
        gg_error_where(err, NULL, 0, "hyperparameters");
    return status;
}

static gg_status read_external(const json_t *map, gg_train_plan *plan, gg_error *err)
{
    (void)map;
    (void)plan;
    gg_error_where(err, NULL, 0, "scorer");
    return gg_error_set(err, GG_E_INPUT, "register it as it is; train scorecard, logistic or svm",
                        "an external scorer is not trained here");
}

static gg_status (*const readers[])(const json_t *, gg_train_plan *,
                                    gg_error *) = {[GG_SCORER_EXTERNAL] = read_external,
                                                   [GG_SCORER_SCORECARD] = read_scorecard,
                                                   [GG_SCORER_LOGISTIC] = read_logistic,
                                                   [GG_SCORER_SVM] = read_svm};

gg_status gg_train_plan_read(const gg_manifest *manifest, gg_arena *arena, gg_train_plan *out,
                             gg_error *err)
{
    const json_t *map = json_object_get(manifest->document, "hyperparameters");
    gg_train_plan plan = {
        .manifest = manifest, .woe = gg_woe_options_default(), .svm = gg_svm_options_default()};
    gg_status status = readers[manifest->scorer](map, &plan, err);

    if (!status)
        status = gg_features_read(manifest->document, arena, &plan.features, &plan.n_features, err);
    if (!status && plan.n_features == 0) {
        gg_error_where(err, NULL, 0, "features");
        return gg_error_set(err, GG_E_INPUT, "write a list: - {name: age, type: numeric}",
                            "no features to train on");
    }
    if (!status)
        *out = plan;
    return status;
}

gg_status gg_train_check(const gg_manifest *manifest, gg_error *err)
{
    gg_arena arena;
    gg_train_plan plan;
    gg_status status;

    gg_arena_init(&arena);
    status = gg_train_plan_read(manifest, &arena, &plan, err);
    gg_arena_release(&arena);
    return status;
}
