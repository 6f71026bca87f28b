/* What a rule may ask for, as a table for those who write policies. */
#include "gate_internal.h"

static const char *const kinds[] = {
    [GG_KNOWN_METRIC] = "metric",           [GG_KNOWN_DISPARITY] = "disparity",
    [GG_KNOWN_SUMMARY] = "summary",         [GG_KNOWN_DRIFT] = "drift",
    [GG_KNOWN_CALIBRATION] = "calibration", [GG_KNOWN_FINISHED] = NULL, /* its own */
};

static const char *const directions[] = {
    [GG_HIGHER_IS_BETTER] = "higher",
    [GG_LOWER_IS_BETTER] = "lower",
    [GG_NO_DIRECTION] = "none",
};

/* Against the champion places are compared, and no figures at capacities or within strata. */
static bool is_place(gg_selector s)
{
    return s == GG_BY_ATTRIBUTE || s == GG_BY_INTERSECTION || s == GG_BY_GROUP || s == GG_BY_SITE ||
           s == GG_BY_PERIOD;
}

static json_t *selectors_of(const gg_known *known, bool versus)
{
    json_t *out = json_array();
    bool fine = out != NULL;

    for (gg_selector s = 0; fine && s < GG_SELECTORS; s++)
        if (gg_known_takes(known, s) && (!versus || is_place(s)))
            fine = json_array_append_new(out, json_string(gg_selector_name(s))) == 0;
    if (fine)
        return out;
    json_decref(out);
    return NULL;
}

/* Where there is none, only the value can be judged (judge: point), or a critical value is. */
static bool has_interval(const gg_known *known)
{
    switch (known->kind) {
    case GG_KNOWN_METRIC:
        return strcmp(known->metric->interval, "none") != 0;
    case GG_KNOWN_CALIBRATION:
        return known->calibration->error != GG_NO_ERROR;
    case GG_KNOWN_DRIFT:
        return known->drift->interval;
    case GG_KNOWN_FINISHED:
        return !known->finished->alone;
    default:
        return true;
    }
}

static json_t *bounds_of(const gg_known *known)
{
    if (known->kind == GG_KNOWN_DRIFT)
        return json_pack("[s]", "at_most");
    if (gg_known_paired(known) && known->direction != GG_NO_DIRECTION)
        return json_pack("[s, s, s, s]", "at_least", "at_most", "between", "not_worse_by");
    return json_pack("[s, s, s]", "at_least", "at_most", "between");
}

/* What a rule with not_worse_by is judged on; null where there is no worse. */
static json_t *versus_of(const gg_known *known)
{
    const double span = known->high - known->low;
    json_t *out;

    if (!gg_known_paired(known) || known->direction == GG_NO_DIRECTION)
        return json_null();
    out = json_pack("{s:s}", "direction", directions[known->direction]);
    if (out && gg_json_set_real(out, "low", -span) == 0 &&
        gg_json_set_real(out, "high", span) == 0 &&
        json_object_set_new(out, "sentence",
                            json_sprintf("The candidate's %s less the champion's, on the same "
                                         "cases; 0 is equal.",
                                         known->name)) == 0 &&
        json_object_set_new(out, "selectors", selectors_of(known, true)) == 0)
        return out;
    json_decref(out);
    return NULL;
}

static json_t *write_known(const gg_known *known)
{
    json_t *out = json_pack("{s:s, s:s, s:s}", "name", known->name, "kind",
                            known->finished ? known->finished->kind : kinds[known->kind],
                            "direction", directions[known->direction]);

    if (out && gg_json_set_real(out, "low", known->low) == 0 &&
        gg_json_set_real(out, "high", known->high) == 0 &&
        gg_json_set_real(out, "equal", known->equal) == 0 &&
        json_object_set_new(out, "selectors", selectors_of(known, false)) == 0 &&
        json_object_set_new(out, "bounds", bounds_of(known)) == 0 &&
        json_object_set_new(out, "interval", json_boolean(has_interval(known))) == 0 &&
        json_object_set_new(out, "sentence", json_string(known->sentence)) == 0 &&
        json_object_set_new(out, "versus", versus_of(known)) == 0)
        return out;
    json_decref(out);
    return NULL;
}

gg_status gg_gate_list_metrics(json_t **out, gg_error *err)
{
    json_t *all = json_array();
    bool fine = all != NULL;
    gg_known known;

    for (size_t i = 0; fine && gg_known_at(i, &known); i++)
        fine = json_array_append_new(all, write_known(&known)) == 0;
    if (fine) {
        *out = all;
        return GG_OK;
    }
    json_decref(all);
    return gg_gate_no_memory(err);
}
