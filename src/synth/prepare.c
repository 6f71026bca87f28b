/* Tables that follow from a scenario, made once, so that drawing a row looks things up. */
#include "synth_internal.h"

#include <math.h>
#include <string.h>

static const gg_distribution_row distributions[] = {
#define ROW(code, word, first, second, multiplies) {word, first, second, multiplies},
    GG_DISTRIBUTION_MAP(ROW)
#undef ROW
};

const gg_distribution_row *gg_distribution_of(gg_distribution distribution)
{
    return &distributions[distribution];
}

/* Cumulative shares in one month. The greatest logarithm is taken off, so that no power overflows.
 */
static void step(const gg_made_words *words, const double *shares, size_t month, double *out)
{
    double most = -INFINITY, sum = 0;

    for (size_t i = 0; i < words->n; i++)
        if (shares[i] > 0)
            most = fmax(most, log(shares[i]) + words->drift[i] * (double)month);
    for (size_t i = 0; i < words->n; i++) {
        if (shares[i] > 0)
            sum += exp(log(shares[i]) + words->drift[i] * (double)month - most);
        out[i] = sum;
    }
    for (size_t i = 0; i < words->n; i++)
        out[i] /= sum;
}

/* No uniform number may pass the last level that can occur, nor choose a level of share 0. */
static void close_steps(const double *shares, size_t n, double *steps)
{
    for (size_t i = n; i-- > 0;) {
        steps[i] = 2;
        if (shares[i] > 0)
            return;
    }
}

static gg_status prepare_words(gg_reader *r, gg_made_words *words)
{
    gg_scenario *s = r->scenario;
    size_t choices = words->by == GG_NOWHERE ? 1 : s->columns[words->by].words.n;
    const double *shares = words->by == GG_NOWHERE ? words->shares : words->by_shares;

    if (s->months * words->n > GG_MADE_CELLS / choices)
        return gg_error_set(r->err, GG_E_LIMIT, "give fewer levels or months",
                            "more combinations of months and levels than can be made");
    words->steps = gg_arena_array(&s->arena, choices * s->months * words->n, sizeof(double));
    words->adds = gg_arena_array(&s->arena, s->months * words->n, sizeof(double));
    if (!words->steps || !words->adds)
        return gg_read_memory(r);
    for (size_t c = 0; c < choices; c++)
        for (size_t m = 0; m < s->months; m++) {
            double *out = words->steps + (c * s->months + m) * words->n;

            step(words, shares + c * words->n, m, out);
            close_steps(shares + c * words->n, words->n, out);
        }
    for (size_t m = 0; m < s->months; m++)
        for (size_t i = 0; i < words->n; i++)
            words->adds[m * words->n + i] = words->effects[i] + words->effects_drift[i] * (double)m;
    return GG_OK;
}

/* A middle value of the first month, without groups: what a score takes a missing cell for. */
static double middle(const gg_made_number *number)
{
    return number->distribution == GG_UNIFORM ? (number->first + number->second) / 2
                                              : number->first;
}

static gg_status prepare_number(gg_reader *r, gg_made_number *number)
{
    gg_scenario *s = r->scenario;
    bool multiplies = gg_distribution_of(number->distribution)->multiplies;
    double x = fmin(fmax(middle(number), number->low), number->high);

    number->power = 1;
    for (uint64_t i = 0; i < number->digits; i++)
        number->power *= 10;
    number->typical = (number->log1p ? log1p(fmax(x, 0)) : x) / number->per;
    number->month = gg_arena_array(&s->arena, s->months, sizeof(double));
    number->moves = gg_arena_array(&s->arena, number->n_shifts, sizeof(double *));
    if (!number->month || !number->moves)
        return gg_read_memory(r);
    for (size_t m = 0; m < s->months; m++) {
        double move = number->drift * (double)m;

        number->month[m] = multiplies ? exp(fmin(move, 500)) : move;
    }
    for (size_t k = 0; k < number->n_shifts; k++) {
        size_t n = s->columns[number->shifts[k].column].words.n;

        number->moves[k] = gg_arena_array(&s->arena, n, sizeof(double));
        if (!number->moves[k])
            return gg_read_memory(r);
        for (size_t i = 0; i < n; i++) {
            double move = number->shifts[k].value[i];

            number->moves[k][i] = multiplies ? exp(move) : move;
        }
    }
    return GG_OK;
}

gg_status gg_scenario_prepare(gg_reader *r)
{
    gg_scenario *s = r->scenario;
    gg_status status = GG_OK;

    for (size_t i = 0; status == GG_OK && i < s->n_columns; i++)
        status = s->columns[i].is_number ? prepare_number(r, &s->columns[i].number)
                                         : prepare_words(r, &s->columns[i].words);
    for (size_t i = 0; i < s->n_scores; i++) {
        s->scores[i].power = 1;
        for (uint64_t k = 0; k < s->scores[i].digits; k++)
            s->scores[i].power *= 10;
    }
    return status;
}
