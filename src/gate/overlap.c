/* The subject of a rule on the evaluation's own rows: how many of them were trained on. */
#include "gate_internal.h"

gg_status gg_case_overlap(const gg_bench *bench, gg_case *c)
{
    const json_t *data = json_object_get(bench->record->evaluation, "data");
    const json_t *overlap = json_object_get(data, "overlap");
    const json_t *share = json_object_get(overlap, "share");
    double value = gg_json_number(share, "value", NAN);
    gg_subject *s;

    if (!json_is_object(overlap)) {
        c->nothing = "the evaluation does not say how many of its rows were trained on";
        return GG_OK;
    }
    s = gg_case_add(bench, c, "overall");
    if (!s)
        return GG_E_MEMORY;
    /* Counted, its ends are the share itself. */
    s->m = isnan(value) ? gg_measure_undefined(GG_WHY_NO_ROWS)
                        : gg_measure_of(value, gg_json_number(share, "low", NAN),
                                        gg_json_number(share, "high", NAN), "");
    return GG_OK;
}
