/*
 * The object of differences; and beside each that missing outcomes leave open, what is observed of
 * it and what it could be.
 */
#include <math.h>
#include <string.h>

#include "evaluate/comparison_internal.h"
#include "evaluate/evaluate_internal.h"

static bool put_pair(json_t *object, const char *key, double first, double second)
{
    json_t *pair = gg_json_put_array(object, key);

    return pair && json_array_append_new(pair, json_real(first)) == 0 &&
           json_array_append_new(pair, json_real(second)) == 0;
}

/* An extreme table without an interval is as certain as its value. */
static double end_of(double end, double value)
{
    return isnan(end) ? value : end;
}

static gg_status put_bounds(const gg_metric *metric, const gg_paired *paired,
                            const gg_measure_options *options, json_t *object)
{
    gg_paired least, greatest;
    gg_measure low = {.value = NAN}, high = low;
    json_t *first = NULL, *second = NULL, *extremes;
    gg_status status;

    if (!gg_difference_extremes(metric, paired, &least, &greatest))
        return GG_OK;
    status = gg_difference_write(metric, &least, true, options, &first, &low);
    if (!status)
        status = gg_difference_write(metric, &greatest, true, options, &second, &high);
    if (!status && low.state == GG_MEASURE_OK && high.state == GG_MEASURE_OK) {
        bool fine = put_pair(object, "bounds", low.value, high.value) &&
                    put_pair(object, "bounds_interval", end_of(low.low, low.value),
                             end_of(high.high, high.value)) &&
                    (extremes = gg_json_put_array(object, "extremes")) != NULL &&
                    json_array_append(extremes, first) == 0 &&
                    json_array_append(extremes, second) == 0;

        status = fine ? GG_OK : GG_E_MEMORY;
    }
    json_decref(first);
    json_decref(second);
    return status;
}

static gg_status write_one(const gg_metric *metric, const gg_paired *paired,
                           const gg_measure_options *options, json_t **out)
{
    json_t *made = NULL;
    gg_measure m;
    gg_status status = gg_difference_write(metric, paired, false, options, &made, &m);
    double observed;

    if (!status && gg_difference_open(metric, paired)) {
        observed = gg_difference_observed(metric, paired);
        if (!isnan(observed) && gg_json_set_real(made, "observed", observed))
            status = GG_E_MEMORY;
        if (!status)
            status = put_bounds(metric, paired, options, made);
    }
    if (status)
        json_decref(made);
    else
        *out = made;
    return status;
}

gg_status gg_differences_write(const gg_paired *paired, const gg_measure_options *options,
                               json_t **out, gg_error *err)
{
    json_t *all = json_object();
    gg_status status = all ? GG_OK : GG_E_MEMORY;

    for (size_t i = 0; i < gg_metric_count() && !status; i++) {
        const gg_metric *metric = gg_metric_at(i);
        json_t *one = NULL;

        /* The rows are the same: both scores meet the same base rate. */
        if (strcmp(metric->name, "base_rate") == 0)
            continue;
        status = write_one(metric, paired, options, &one);
        if (!status && !gg_json_put(all, metric->name, one))
            status = GG_E_MEMORY;
    }
    if (status) {
        json_decref(all);
        return gg_error_set(err, status, NULL,
                            status == GG_E_MEMORY ? "out of memory" : "a comparison failed");
    }
    *out = all;
    return GG_OK;
}
