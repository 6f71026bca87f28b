#include <stdlib.h>

#include "calibration_internal.h"

#define STEPS_MAX (SIZE_MAX / sizeof(gg_isotonic_step) / 2)

gg_status gg_isotonic_reserve(gg_isotonic *f)
{
    size_t room = f->room ? 2 * f->room : 64;
    gg_isotonic_step *steps;

    if (f->n < f->room)
        return GG_OK;
    if (f->room > STEPS_MAX)
        return GG_E_LIMIT;
    steps = realloc(f->steps, room * sizeof *steps);
    if (!steps)
        return GG_E_MEMORY;
    f->steps = steps;
    f->room = room;
    return GG_OK;
}

/* Shares are compared by products: counts below 2^32 are compared exactly. */
static bool violates(const gg_isotonic_step *below, const gg_isotonic_step *above)
{
    return (long double)below->positives * above->weight >=
           (long double)above->positives * below->weight;
}

/* Steps of equal share are one step, so that shares rise strictly and the fit has one form. */
void gg_isotonic_add(gg_isotonic *f, const gg_score_block *b)
{
    f->steps[f->n++] = (gg_isotonic_step){.low = b->score,
                                          .high = b->score,
                                          .weight = b->weight,
                                          .positives = b->positives,
                                          .scores = b->weight * b->score,
                                          .rows = b->rows};
    while (f->n > 1 && violates(&f->steps[f->n - 2], &f->steps[f->n - 1])) {
        const gg_isotonic_step *last = &f->steps[--f->n];
        gg_isotonic_step *to = &f->steps[f->n - 1];

        to->high = last->high;
        to->weight += last->weight;
        to->positives += last->positives;
        to->scores += last->scores;
        to->rows += last->rows;
    }
}
