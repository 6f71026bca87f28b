/* Rows before anything is decided about them: months, sites, groups, features, and their risk. */
#include "synth_internal.h"

#include <math.h>
#include <stdio.h>

#include "gauger/stats/measure.h"

#define MOST_POISSON 700.0 /* exp(-mean) must not vanish */

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static bool init_columns(gg_block *b, const gg_scenario *s)
{
    bool done = true;

    for (size_t c = 0; c < s->n_columns; c++) {
        b->missing[c] = gg_arena_array(&b->arena, GG_BLOCK_ROWS, sizeof(bool));
        done &= b->missing[c] != NULL;
        if (s->columns[c].is_number) {
            b->numbers[c] = gg_arena_array(&b->arena, GG_BLOCK_ROWS, sizeof(int64_t));
            b->inputs[c] = gg_arena_array(&b->arena, GG_BLOCK_ROWS, sizeof(double));
            done &= b->numbers[c] && b->inputs[c];
        } else {
            b->levels[c] = gg_arena_array(&b->arena, GG_BLOCK_ROWS, sizeof(int32_t));
            done &= b->levels[c] != NULL;
        }
    }
    for (size_t i = 0; i < s->n_scores; i++) {
        b->scores[i] = gg_arena_array(&b->arena, GG_BLOCK_ROWS, sizeof(int64_t));
        done &= b->scores[i] != NULL;
    }
    return done;
}

gg_status gg_block_init(gg_block *b, const gg_synth_plan *plan, gg_error *err)
{
    const gg_scenario *s = plan->scenario;
    const size_t n = GG_BLOCK_ROWS;

    *b = (gg_block){.rows = 0};
    gg_arena_init(&b->arena);
    b->month = gg_arena_array(&b->arena, n, sizeof *b->month);
    b->levels = gg_arena_array(&b->arena, s->n_columns, sizeof *b->levels);
    b->numbers = gg_arena_array(&b->arena, s->n_columns, sizeof *b->numbers);
    b->inputs = gg_arena_array(&b->arena, s->n_columns, sizeof *b->inputs);
    b->missing = gg_arena_array(&b->arena, s->n_columns, sizeof *b->missing);
    b->scores = gg_arena_array(&b->arena, s->n_scores, sizeof *b->scores);
    b->eta = gg_arena_array(&b->arena, n, sizeof *b->eta);
    b->sum = gg_arena_array(&b->arena, n, sizeof *b->sum);
    b->outcome = gg_arena_array(&b->arena, 6 * n, sizeof(bool));
    b->rules = gg_arena_array(&b->arena, n, sizeof *b->rules);
    b->by_source = gg_arena_array(&b->arena, n, sizeof *b->by_source);
    b->arm = gg_arena_array(&b->arena, n, sizeof *b->arm);
    b->probability = gg_arena_array(&b->arena, n, sizeof *b->probability);
    if (!b->month || !b->levels || !b->numbers || !b->inputs || !b->missing || !b->scores ||
        !b->eta || !b->sum || !b->outcome || !b->rules || !b->by_source || !b->arm ||
        !b->probability || !init_columns(b, s))
        return memory(err);
    b->recorded = b->outcome + n;
    b->verified = b->recorded + n;
    b->above = b->verified + n;
    b->held = b->above + n;
    b->referred = b->held + n;
    return GG_OK;
}

void gg_block_release(gg_block *b)
{
    gg_arena_release(&b->arena);
}

gg_random gg_block_stream(const gg_block *b, const gg_synth_plan *plan, bool pilot,
                          const char *what, const char *name)
{
    char slice[48], key[GG_MADE_NAME + 32];
    gg_random r;

    snprintf(slice, sizeof slice, "%s %llu", pilot ? "pilot" : "rows",
             (unsigned long long)b->index);
    snprintf(key, sizeof key, "%s:%s", what, name);
    gg_random_init(&r, pilot ? 0 : plan->seed, slice, key);
    return r;
}

/* ---- words ---- */

static void draw_words(gg_block *b, const gg_synth_plan *plan, size_t c, gg_random *r)
{
    const gg_scenario *s = plan->scenario;
    const gg_made_words *words = &s->columns[c].words;
    const int32_t *chooser = words->by == GG_NOWHERE ? NULL : b->levels[words->by];
    int32_t *levels = b->levels[c];

    for (size_t i = 0; i < b->rows; i++) {
        size_t choice = chooser ? (size_t)chooser[i] : 0, m = b->month[i];
        const double *steps = words->steps + (choice * s->months + m) * words->n;
        double u = gg_random_uniform(r);
        int32_t level = 0;

        while (u >= steps[level])
            level++;
        levels[i] = level;
        b->eta[i] += words->adds[m * words->n + (size_t)level];
    }
}

/* ---- numbers, by inverting distribution functions (Devroye 1986, II.2) ---- */

static double open_uniform(gg_random *r)
{
    return ((double)(gg_random_bits(r) >> 11) + 0.5) * 0x1p-53;
}

static double draw_normal(const gg_made_number *number, double move, double u)
{
    return number->first + move + number->second * gg_z_of_p(u);
}

static double draw_lognormal(const gg_made_number *number, double move, double u)
{
    return number->first * move * exp(number->second * gg_z_of_p(u));
}

static double draw_uniform(const gg_made_number *number, double move, double u)
{
    return number->first + move + (number->second - number->first) * u;
}

static double draw_exponential(const gg_made_number *number, double move, double u)
{
    return -number->first * move * log(u);
}

/* The sum of probabilities is followed until it passes u; the bound is far beyond any count that
 * has a probability. */
static double draw_poisson(const gg_made_number *number, double move, double u)
{
    double mean = fmin(number->first * move, MOST_POISSON), p = exp(-mean), sum = p;
    int count = 0;

    while (u > sum && count < 2000) {
        p *= mean / ++count;
        sum += p;
    }
    return count;
}

static double (*const draw_one[])(const gg_made_number *, double, double) = {
    [GG_NORMAL] = draw_normal,   [GG_LOGNORMAL] = draw_lognormal,
    [GG_UNIFORM] = draw_uniform, [GG_EXPONENTIAL] = draw_exponential,
    [GG_POISSON] = draw_poisson,
};

static double move_of(const gg_block *b, const gg_made_number *number, size_t i, bool multiplies)
{
    double move = number->month[b->month[i]];

    for (size_t k = 0; k < number->n_shifts; k++) {
        double one = number->moves[k][b->levels[number->shifts[k].column][i]];

        move = multiplies ? move * one : move + one;
    }
    return move;
}

/* What is written is what the risk is drawn from: the value with its decimals, not the one before.
 */
static void draw_numbers(gg_block *b, const gg_synth_plan *plan, size_t c, gg_random *r)
{
    const gg_made_number *number = &plan->scenario->columns[c].number;
    double (*draw)(const gg_made_number *, double, double) = draw_one[number->distribution];
    bool multiplies = gg_distribution_of(number->distribution)->multiplies;
    int64_t *numbers = b->numbers[c];
    double *inputs = b->inputs[c];

    for (size_t i = 0; i < b->rows; i++) {
        double x = draw(number, move_of(b, number, i, multiplies), open_uniform(r));

        x = fmin(fmax(x, number->low), number->high);
        numbers[i] = (int64_t)rint(x * number->power);
        x = (double)numbers[i] / number->power;
        inputs[i] = (number->log1p ? log1p(fmax(x, 0)) : x) / number->per;
        b->eta[i] += inputs[i] * (number->effect + number->effect_drift * (double)b->month[i]);
    }
}

/* ---- all columns ---- */

static void draw_missing(gg_block *b, const gg_synth_plan *plan, size_t c, bool pilot)
{
    const gg_made_column *column = &plan->scenario->columns[c];
    const gg_by_level *by = &column->missing_by;
    gg_random r;

    if (column->missing == 0 && by->column == GG_NOWHERE)
        return;
    r = gg_block_stream(b, plan, pilot, "missing", column->name);
    for (size_t i = 0; i < b->rows; i++) {
        double share =
            by->column == GG_NOWHERE ? column->missing : by->value[b->levels[by->column][i]];

        b->missing[c][i] = gg_random_uniform(&r) < share;
    }
}

void gg_block_draw(gg_block *b, const gg_synth_plan *plan, uint64_t index, bool pilot)
{
    const gg_scenario *s = plan->scenario;
    uint64_t left;

    b->index = index;
    b->first = index * GG_BLOCK_ROWS;
    left = plan->rows - b->first;
    b->rows = left < GG_BLOCK_ROWS ? (size_t)left : GG_BLOCK_ROWS;
    for (size_t i = 0; i < b->rows; i++) {
        b->month[i] = (uint16_t)((b->first + i) * s->months / plan->rows);
        b->eta[i] = 0;
    }
    for (size_t c = 0; c < s->n_columns; c++) {
        gg_random r = gg_block_stream(b, plan, pilot, "column", s->columns[c].name);

        if (s->columns[c].is_number)
            draw_numbers(b, plan, c, &r);
        else
            draw_words(b, plan, c, &r);
        draw_missing(b, plan, c, pilot);
    }
}
