/*
 * Draws the counts of twelve groups (of three attributes: 5, 2 and 5) by outcome and decision anew,
 * and takes the intervals of 72 figures: selection rate, recall, false positive rate and precision
 * of each group, and for each attribute the largest difference and the smallest ratio of each rate.
 *
 * usage: draws ROWS [REPLICATES]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "gauger/stats/draws.h"

#define RATES   4
#define GROUPS  12
#define CELLS   4 /* of a group: true and false positives, false and true negatives */
#define FIGURES (RATES * GROUPS + 3 * RATES * 2)

static const size_t attributes[] = {5, 2, 5};

static void rates_of_group(const double *c, double *rates)
{
    const double tp = c[0], fp = c[1], fn = c[2], tn = c[3];

    rates[0] = (tp + fp) / (tp + fp + fn + tn);
    rates[1] = tp / (tp + fn);
    rates[2] = fp / (fp + tn);
    rates[3] = tp / (tp + fp);
}

static void figures(const double *cells, double *values, void *context)
{
    double *out = values + RATES * GROUPS;
    size_t first = 0;

    (void)context;
    for (size_t g = 0; g < GROUPS; g++)
        rates_of_group(cells + g * CELLS, values + g * RATES);
    for (size_t a = 0; a < sizeof attributes / sizeof *attributes; first += attributes[a++])
        for (size_t r = 0; r < RATES; r++) {
            double least = INFINITY, most = -INFINITY;

            for (size_t g = first; g < first + attributes[a]; g++) {
                const double rate = values[g * RATES + r];

                least = rate < least ? rate : least;
                most = rate > most ? rate : most;
            }
            *out++ = most - least;
            *out++ = least / most;
        }
}

int main(int argc, char **argv)
{
    double rows = argc > 1 ? strtod(argv[1], NULL) : 1e6, counts[GROUPS * CELLS], width = 0;
    gg_draw_plan plan = gg_draw_plan_default();
    gg_draws *draws = NULL;
    gg_interval interval;

    for (size_t g = 0; g < GROUPS; g++) {
        const double n = rows * (double)(g % 5 + 1) / 36;

        counts[g * CELLS] = floor(n * 0.012);
        counts[g * CELLS + 1] = floor(n * (0.08 + 0.01 * (double)g));
        counts[g * CELLS + 2] = floor(n * 0.019);
        counts[g * CELLS + 3] = floor(n * (0.88 - 0.01 * (double)g));
    }
    plan.counts = counts;
    plan.cells = GROUPS * CELLS;
    plan.replicates = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : 10000;
    plan.function = figures;
    plan.functions = FIGURES;
    if (gg_draws_new(&plan, &draws) != GG_OK)
        return 2;
    for (size_t f = 0; f < FIGURES; f++) {
        if (gg_draws_interval(draws, f, 1.959963984540054, &interval) != GG_OK)
            return 2;
        width += interval.high - interval.low;
    }
    gg_draws_free(draws);
    printf("{\"figures\": %d, \"mean_width\": %.17g}\n", FIGURES, width / FIGURES);
    return 0;
}
