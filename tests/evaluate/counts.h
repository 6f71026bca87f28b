/* Reading the figures of published tables: a group's estimate, its bounds, what a walk reached. */
#ifndef GG_TESTS_EVALUATE_COUNTS_H
#define GG_TESTS_EVALUATE_COUNTS_H

#include "table.h"

#define GROUPED "g: {role: protected}, tp: tp, fp: fp, fn: fn, tn: tn"

static inline double member(const json_t *o, const char *group, const char *figure, const char *key)
{
    const json_t *g = json_object_get(
        json_object_get(json_object_get(json_object_get(o, "attributes"), "g"), "groups"), group);

    return gg_json_number(json_object_get(g ? g : json_object_get(o, "overall"), figure), key, NAN);
}

static inline const json_t *estimate(const json_t *o, const char *group, const char *figure)
{
    const json_t *g = json_object_get(
        json_object_get(json_object_get(json_object_get(o, "attributes"), "g"), "groups"), group);

    return json_object_get(group ? g : json_object_get(o, "overall"), figure);
}

static inline double bound(const json_t *est, size_t end)
{
    const json_t *bounds = json_object_get(est, "bounds");

    return bounds ? json_number_value(json_array_get(bounds, end))
                  : gg_json_number(est, "value", NAN);
}

typedef struct reach {
    double low, high;
} reach;

static inline void take(reach *r, double x)
{
    if (isnan(x))
        return;
    r->low = fmin(r->low, x);
    r->high = fmax(r->high, x);
}

static inline void check_reach(const json_t *est, const char *name, reach r, bool sharp)
{
    const double low = bound(est, 0), high = bound(est, 1);

    if (r.low > r.high) {
        ck_assert_msg(isnan(low), "%s has bounds where no table has it", name);
        return;
    }
    ck_assert_msg(low <= r.low + 1e-12 && high >= r.high - 1e-12,
                  "%s: [%.12g, %.12g] does not hold [%.12g, %.12g]", name, low, high, r.low,
                  r.high);
    if (sharp)
        ck_assert_msg(low >= r.low - 1e-12 && high <= r.high + 1e-12,
                      "%s: [%.12g, %.12g] is wider than [%.12g, %.12g]", name, low, high, r.low,
                      r.high);
    ck_assert_msg(gg_json_number(est, "low", NAN) <= low &&
                      gg_json_number(est, "high", NAN) >= high,
                  "the interval of %s does not hold its bounds", name);
}

#endif
