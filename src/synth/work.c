/* What becomes of a block's rows: outcomes, scores, decisions, referrals, inspections. */
#include "synth_internal.h"

#include <math.h>

static size_t site_of(const gg_block *b, const gg_scenario *s, size_t i)
{
    return s->site == GG_NOWHERE ? 0 : (size_t)b->levels[s->site][i];
}

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

/* From here on eta is the whole of the true log odds. */
static void draw_outcomes(gg_block *b, const gg_synth_plan *plan)
{
    gg_random r = gg_block_stream(b, plan, false, "outcome", "");

    for (size_t i = 0; i < b->rows; i++) {
        b->eta[i] += plan->adds[b->month[i]];
        b->outcome[i] = gg_random_uniform(&r) < logistic(b->eta[i]);
    }
}

/* ---- scores ---- */

static void add_term(gg_block *b, const gg_scenario *s, const gg_term *term)
{
    const gg_made_column *column = &s->columns[term->column];
    const bool *missing = b->missing[term->column];

    if (column->is_number) {
        const double *inputs = b->inputs[term->column];

        for (size_t i = 0; i < b->rows; i++)
            b->sum[i] += term->slope * (missing[i] ? column->number.typical : inputs[i]);
    } else {
        const int32_t *levels = b->levels[term->column];

        for (size_t i = 0; i < b->rows; i++)
            b->sum[i] += missing[i] && !term->bias ? 0 : term->levels[levels[i]];
    }
}

static void add_noise(gg_block *b, const gg_synth_plan *plan, const gg_made_score *score)
{
    gg_random r = gg_block_stream(b, plan, false, "score", score->name);

    if (score->noise == 0)
        return;
    /* Two uniforms make a normal pair (Box and Muller 1958); an odd row at the end wastes one. */
    for (size_t i = 0; i < b->rows; i += 2) {
        double u = ((double)(gg_random_bits(&r) >> 11) + 0.5) * 0x1p-53;
        double radius = score->noise * sqrt(-2 * log(u));
        double angle = 2 * M_PI * gg_random_uniform(&r);

        b->sum[i] += radius * cos(angle);
        if (i + 1 < b->rows)
            b->sum[i + 1] += radius * sin(angle);
    }
}

static void draw_score(gg_block *b, const gg_synth_plan *plan, size_t k)
{
    const gg_made_score *score = &plan->scenario->scores[k];

    for (size_t i = 0; i < b->rows; i++)
        b->sum[i] = score->intercept + score->follows * b->eta[i];
    for (size_t t = 0; t < score->n_terms; t++)
        add_term(b, plan->scenario, &score->terms[t]);
    add_noise(b, plan, score);
    for (size_t i = 0; i < b->rows; i++)
        b->scores[k][i] = (int64_t)rint(logistic(b->sum[i]) * score->power);
}

/* ---- the decision ---- */

static bool meets(const gg_block *b, const gg_scenario *s, const gg_prepared_condition *condition,
                  size_t i)
{
    size_t c = condition->column;
    double x;

    if (b->missing[c][i])
        return false;
    if (condition->meets)
        return condition->meets[b->levels[c][i]];
    x = (double)b->numbers[c][i] / s->columns[c].number.power;
    return x >= condition->at_least && x < condition->below;
}

static uint32_t rules_of(const gg_block *b, const gg_synth_plan *plan, size_t i)
{
    const gg_scenario *s = plan->scenario;
    uint32_t bits = 0;

    for (size_t k = 0; k < s->operation.n_rules; k++) {
        const gg_prepared_rule *rule = &plan->rules[k];
        bool holds = true;

        for (size_t j = 0; holds && j < rule->n; j++)
            holds = meets(b, s, &rule->conditions[j], i);
        bits |= (uint32_t)holds << k;
    }
    return bits;
}

static void decide(gg_block *b, const gg_synth_plan *plan)
{
    const gg_scenario *s = plan->scenario;

    for (size_t i = 0; i < b->rows; i++) {
        b->above[i] = b->scores[s->decision_score][i] >= plan->site_thresholds[site_of(b, s, i)];
        b->rules[i] = b->above[i] ? rules_of(b, plan, i) : 0;
        b->held[i] = b->rules[i] != 0;
        b->referred[i] = b->above[i] && !b->held[i];
    }
}

/* ---- referrals ---- */

/* What biases of one kind, aimed at one source, multiply a rate by. */
static double factor_of(const gg_block *b, const gg_scenario *s, gg_bias_kind kind, size_t target,
                        size_t i)
{
    double factor = 1;

    for (size_t k = 0; k < s->n_biases; k++) {
        const gg_bias *bias = &s->biases[k];

        if (bias->kind == kind && (kind == GG_BIAS_INSPECTION || bias->target == target) &&
            (size_t)b->levels[bias->column][i] == bias->level)
            factor *= bias->factor;
    }
    return factor;
}

static void refer(gg_block *b, const gg_synth_plan *plan, size_t k)
{
    const gg_scenario *s = plan->scenario;
    const gg_made_source *source = &s->sources[k];
    gg_random r = gg_block_stream(b, plan, false, "source", source->name);

    for (size_t i = 0; i < b->rows; i++) {
        double rate = source->at_random ? source->by_site[site_of(b, s, i)]
                      : b->outcome[i]   ? source->recall
                                        : source->false_positive_rate;

        if (!source->at_random && s->n_biases)
            rate *= factor_of(b, s, GG_BIAS_SOURCE, k, i);
        if (gg_random_uniform(&r) < rate)
            b->by_source[i] |= (uint16_t)(1u << k);
    }
}

/* ---- what is recorded ---- */

static void record(gg_block *b, const gg_synth_plan *plan)
{
    const gg_scenario *s = plan->scenario;
    gg_random r = gg_block_stream(b, plan, false, "record", "");

    for (size_t i = 0; i < b->rows; i++) {
        double u = gg_random_uniform(&r), right = 1;

        for (size_t k = 0; k < s->n_biases; k++) {
            const gg_bias *bias = &s->biases[k];

            if (bias->kind == GG_BIAS_LABEL && (size_t)b->levels[bias->column][i] == bias->level)
                right *= 1 - (b->outcome[i] ? bias->missed : bias->invented);
        }
        b->recorded[i] = u < right ? b->outcome[i] : !b->outcome[i];
    }
}

/* Who the case belongs to, but for the draw at random: the first claim; n_sources + 1 if nobody. */
static size_t claimant(const gg_scenario *s, unsigned sources)
{
    for (size_t k = 0; k < s->n_claims; k++)
        if (s->claims[k] != s->random && (sources >> s->claims[k] & 1))
            return s->claims[k];
    return s->n_sources + 1;
}

static void inspect(gg_block *b, const gg_synth_plan *plan)
{
    const gg_scenario *s = plan->scenario;
    gg_random r = gg_block_stream(b, plan, false, "inspection", "");
    const size_t nobody = s->n_sources + 1;

    for (size_t i = 0; i < b->rows; i++) {
        size_t who = claimant(s, b->by_source[i]);
        double u = gg_random_uniform(&r), share = 0, at_random = 0;
        bool drawn = s->random != GG_NOWHERE && (b->by_source[i] >> s->random & 1);

        if (who != nobody)
            share = fmin(1, s->compliance[who] * factor_of(b, s, GG_BIAS_INSPECTION, 0, i));
        if (s->random != GG_NOWHERE)
            at_random = s->sources[s->random].by_site[site_of(b, s, i)];
        b->probability[i] = 1 - (1 - at_random) * (1 - share);
        b->arm[i] = (uint8_t)(drawn ? s->random : u < share ? who : nobody);
        b->verified[i] = b->arm[i] != nobody;
    }
}

static void inspect_all(gg_block *b)
{
    for (size_t i = 0; i < b->rows; i++)
        b->verified[i] = true;
}

void gg_block_work(gg_block *b, const gg_synth_plan *plan)
{
    const gg_scenario *s = plan->scenario;

    draw_outcomes(b, plan);
    for (size_t k = 0; k < s->n_scores; k++)
        draw_score(b, plan, k);
    if (s->decision_score != GG_NOWHERE)
        decide(b, plan);
    for (size_t i = 0; i < b->rows; i++)
        b->by_source[i] = (uint16_t)(b->referred[i] ? 1u << s->n_sources : 0);
    for (size_t k = 0; k < s->n_sources; k++)
        refer(b, plan, k);
    record(b, plan);
    if (s->inspected)
        inspect(b, plan);
    else
        inspect_all(b);
}
