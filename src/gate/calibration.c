/*
 * Figures of calibration as what a rule is judged on: they stand finished in the evaluation, each
 * with a standard error or without, and are found there by the names of everyone, group, site or
 * period.
 */
#include "gate_internal.h"

/* Which part of the calibration a partition of the record is. */
static const json_t *slices_of(const gg_record *record, const gg_partition *all,
                               const json_t *calibration)
{
    const size_t at = record->n_attributes, cross = record->n_intersections;

    if (all == &record->sites)
        return json_object_get(calibration, "sites");
    if (all == &record->periods)
        return json_object_get(calibration, "periods");
    for (size_t i = 0; i < at; i++)
        if (all == &record->attributes[i])
            return json_object_get(json_object_get(calibration, "attributes"), all->name);
    for (size_t i = 0; i < cross; i++)
        if (all == &record->intersections[i])
            return json_object_get(json_object_get(calibration, "intersections"), all->name);
    return NULL;
}

const json_t *gg_record_calibration(const gg_record *record, const gg_partition *all, size_t i,
                                    const gg_calibration_figure *figure)
{
    const json_t *calibration = json_object_get(record->evaluation, "calibration");
    const json_t *slice = all ? json_object_get(slices_of(record, all, calibration), all->levels[i])
                              : json_object_get(calibration, "overall");

    return json_object_get(slice, figure->name);
}

/* Why a slice of the document has no calibration at all. */
static const char *why_none(const gg_figures *figures)
{
    if (figures->scores == GG_SCORES_NONE)
        return GG_WHY_NO_SCORES;
    if (figures->scores == GG_SCORES_REAL)
        return GG_WHY_NOT_A_PROBABILITY;
    return figures->measured == GG_EXTENT_ALL ? GG_WHY_NOT_COMPUTED : GG_WHY_NOT_MEASURED;
}

/* A reason of the document as the static text that measures have. */
static const char *why_of(const json_t *estimate, const gg_figures *figures)
{
    static const char *const reasons[] = {
        GG_WHY_NO_ROWS,   GG_WHY_CERTAIN_SCORES, GG_WHY_ONE_CLASS,      GG_WHY_ONE_SCORE,
        GG_WHY_SEPARATED, GG_WHY_NOT_CONVERGED,  GG_WHY_NOT_IDENTIFIED, GG_WHY_WITHHELD};
    const char *why = gg_json_string(estimate, "why_null", "");

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(reasons[i], why) == 0)
            return reasons[i];
    return estimate ? GG_WHY_NOT_COMPUTED : why_none(figures);
}

void gg_measure_calibration(const gg_subject *s, double z, gg_measure *out)
{
    *out = gg_calibration_measure(s->known->calibration, gg_json_number(s->estimate, "value", NAN),
                                  gg_json_number(s->estimate, "standard_error", NAN), z,
                                  why_of(s->estimate, &s->groups[s->i]));
}
