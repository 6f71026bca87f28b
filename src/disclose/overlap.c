/*
 * How many of the rows were trained on, as it may be shown: the share to a step of at least the
 * minimum cell over the rows, and nothing where few rows were found or few were not.
 */
#include <math.h>

#include "disclose_internal.h"

#define STEPS_LEAST 10

static bool is_small(const gg_publication *p, double count)
{
    return count > 0 && count < p->least;
}

static bool put_share(json_t *out, const json_t *share, double steps)
{
    static const char *const keys[] = {"value", "low", "high"};
    json_t *shown = json_object();
    bool fine = gg_set(out, "share", shown);

    for (size_t i = 0; fine && i < sizeof keys / sizeof *keys; i++) {
        double x = gg_json_number(share, keys[i], NAN);

        if (i == 1)
            x = floor(x * steps) / steps;
        else
            x = (i ? ceil(x * steps) : round(x * steps)) / steps;
        fine = gg_json_set_real(shown, keys[i], steps > 0 ? x : NAN) == 0;
    }
    fine = fine && gg_set(shown, "method", json_string(gg_json_string(share, "method", "")));
    if (fine && steps > 0)
        return gg_json_set_real(out, "step", 1 / steps) == 0;
    return fine && gg_set(shown, "why_null",
                          json_string(gg_json_string(share, "why_null", GG_WHY_WITHHELD)));
}

bool gg_overlap_publish(const gg_publication *p, const json_t *overlap, json_t *data)
{
    static const char *const kept[] = {"training", "columns", "sampled", "accepted"};
    const json_t *share = json_object_get(overlap, "share");
    double compared = gg_json_number(overlap, "compared", 0);
    double found = gg_json_number(overlap, "found", 0);
    double steps = compared > 0 ? gg_steps_in(compared / p->least) : 0;
    double chance = gg_json_number(overlap, "by_chance", NAN);
    json_t *out = json_object();
    bool fine = gg_set(data, "overlap", out);

    if (steps < STEPS_LEAST || is_small(p, found) || is_small(p, compared - found) ||
        !json_is_number(json_object_get(share, "value")))
        steps = 0;
    for (size_t i = 0; fine && i < sizeof kept / sizeof *kept; i++) {
        json_t *value = json_object_get(overlap, kept[i]);

        fine = gg_set(out, kept[i], value ? json_deep_copy(value) : json_null());
    }
    return fine && gg_set(out, "rows", json_null()) && gg_set(out, "compared", json_null()) &&
           gg_set(out, "found", json_null()) && put_share(out, share, steps) &&
           gg_json_set_real(out, "by_chance", steps > 0 ? round(chance * steps) / steps : NAN) == 0;
}
