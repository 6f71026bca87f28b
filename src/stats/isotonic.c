#include <stdlib.h>

#include "calibration_internal.h"

#define STEPS_MAX (SIZE_MAX / sizeof(gg_isotonic_step) / 2)

gg_status gg_isotonic_reserve(gg_isotonic *f, size_t n)
{
    size_t room = f->room ? f->room : 64;
    gg_isotonic_step *steps;

    if (n > STEPS_MAX - f->n)
        return GG_E_LIMIT;
    while (room < f->n + n)
        room *= 2;
    if (room == f->room)
        return GG_OK;
    steps = realloc(f->steps, room * sizeof *steps);
    if (!steps)
        return GG_E_MEMORY;
    f->steps = steps;
    f->room = room;
    return GG_OK;
}

/* Whole numbers up to here have products below 2^53, which a double holds. */
#define EXACT_TO 94906265.0

/* Shares are compared by products: counts below 2^32 are compared exactly. */
static inline bool violates(const gg_isotonic *f, const gg_isotonic_step *below,
                            const gg_isotonic_step *above)
{
    if (!f->fractions && below->weight <= EXACT_TO && above->weight <= EXACT_TO)
        return below->positives * above->weight >= above->positives * below->weight;
    return (long double)below->positives * above->weight >=
           (long double)above->positives * below->weight;
}

/* Steps of equal share are one step, so that shares rise strictly and the fit has one form. */
static inline void pool(gg_isotonic *f)
{
    while (f->n > 1 && violates(f, &f->steps[f->n - 2], &f->steps[f->n - 1])) {
        const gg_isotonic_step *last = &f->steps[--f->n];
        gg_isotonic_step *to = &f->steps[f->n - 1];

        to->high = last->high;
        to->weight += last->weight;
        to->positives += last->positives;
        to->scores += last->scores;
        to->rows += last->rows;
    }
}

void gg_isotonic_add(gg_isotonic *f, const gg_score_block *b)
{
    f->fractions =
        f->fractions || b->weight != floor(b->weight) || b->positives != floor(b->positives);
    f->steps[f->n++] = (gg_isotonic_step){.low = b->score,
                                          .high = b->score,
                                          .weight = b->weight,
                                          .positives = b->positives,
                                          .scores = b->weight * b->score,
                                          .rows = b->rows};
    pool(f);
}

/* Scores without any row with the outcome, whose share is above none: they widen the last step. */
static size_t add_zeros(gg_isotonic_step *to, const gg_counted_score *s, size_t n)
{
    uint64_t rows = 0, scores = 0;
    size_t k = 0;

    for (; k < n && s[k].positives == 0; k++) {
        rows += s[k].rows;
        scores += (uint64_t)s[k].rows * s[k].millionths;
    }
    to->high = gg_counted_score_of(&s[k - 1]);
    to->weight += (double)rows;
    to->scores += (double)scores / GG_MILLION;
    to->rows += rows;
    return k;
}

void gg_isotonic_add_counted(gg_isotonic *f, const gg_counted_score *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        if (s[i].positives == 0 && f->n > 0) {
            i += add_zeros(&f->steps[f->n - 1], s + i, n - i);
        } else {
            const double score = gg_counted_score_of(&s[i]), rows = s[i].rows;

            f->steps[f->n++] = (gg_isotonic_step){.low = score,
                                                  .high = score,
                                                  .weight = rows,
                                                  .positives = s[i].positives,
                                                  .scores = rows * score,
                                                  .rows = s[i].rows};
            i++;
        }
        pool(f);
    }
}
