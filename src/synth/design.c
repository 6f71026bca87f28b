/* The half of the truth that was put in: coefficients, scores, inspections, biases, drift. */
#include "truth_internal.h"

#include <stdarg.h>
#include <stdio.h>

#include "gauger/base/text.h"

static const gg_made_column *column_at(const gg_synth_plan *plan, size_t c)
{
    return &plan->scenario->columns[c];
}

/* {level: value}; zeros too, so that a reader need not know the levels. */
static json_t *by_level(const gg_made_words *words, const double *values)
{
    json_t *object = json_object();
    bool done = object != NULL;

    for (size_t i = 0; i < words->n; i++)
        done &= !json_object_set_new(object, words->words[i], json_real(values[i]));
    if (done)
        return object;
    json_decref(object);
    return NULL;
}

/* ---- coefficients ---- */

static json_t *effect_of(const gg_made_column *c)
{
    if (c->is_number)
        return json_pack("{s:f,s:f,s:s,s:f}", "effect", c->number.effect, "per", c->number.per,
                         "transform", c->number.log1p ? "log1p" : "none", "effect_drift",
                         c->number.effect_drift);
    return json_pack("{s:o,s:o}", "effects", by_level(&c->words, c->words.effects), "effects_drift",
                     by_level(&c->words, c->words.effects_drift));
}

static bool put_coefficients(json_t *truth, const gg_synth_plan *plan)
{
    const gg_scenario *s = plan->scenario;
    json_t *columns = json_object();
    json_t *all = json_pack("{s:f,s:f,s:b,s:o?}", "intercept", plan->intercept, "drift",
                            s->outcome_drift, "solved", (int)s->has_base_rate, "base_rate",
                            s->has_base_rate ? json_real(s->base_rate) : json_null());
    bool done = columns && all && !json_object_set(all, "columns", columns);

    for (size_t c = 0; done && c < s->n_columns; c++)
        done = !json_object_set_new(columns, s->columns[c].name, effect_of(&s->columns[c]));
    done = done && !json_object_set(truth, "coefficients", all);
    json_decref(columns);
    json_decref(all);
    return done;
}

/* ---- scores, the decision, inspections ---- */

static bool put_weights(json_t *weights, const gg_synth_plan *plan, const gg_made_score *score)
{
    bool done = weights != NULL;

    for (size_t t = 0; done && t < score->n_terms; t++) {
        const gg_term *term = &score->terms[t];
        const gg_made_column *c = column_at(plan, term->column);

        if (!term->bias)
            done = !json_object_set_new(weights, c->name,
                                        c->is_number ? json_real(term->slope)
                                                     : by_level(&c->words, term->levels));
    }
    return done;
}

static bool put_scores(json_t *truth, const gg_synth_plan *plan)
{
    const gg_scenario *s = plan->scenario;
    json_t *scores = json_object();
    bool done = scores && !json_object_set(truth, "scores", scores);

    for (size_t k = 0; done && k < s->n_scores; k++) {
        const gg_made_score *score = &s->scores[k];
        json_t *weights = json_object();
        json_t *one = json_pack("{s:f,s:f,s:f,s:O}", "intercept", score->intercept, "follows",
                                score->follows, "noise", score->noise, "weights", weights);

        done =
            one && put_weights(weights, plan, score) && !json_object_set(scores, score->name, one);
        json_decref(weights);
        json_decref(one);
    }
    json_decref(scores);
    return done;
}

static json_t *decision_of(const gg_synth_plan *plan)
{
    const gg_scenario *s = plan->scenario;

    if (s->decision_score == GG_NOWHERE)
        return json_null();
    return json_pack("{s:s,s:s,s:f,s:s?}", "column", s->decision, "score",
                     s->scores[s->decision_score].name, "threshold", s->threshold,
                     "suppressed_column", s->suppressed);
}

static json_t *inspection_of(const gg_synth_plan *plan)
{
    const gg_scenario *s = plan->scenario;
    json_t *compliance, *out;
    bool done;

    if (!s->inspected)
        return json_null();
    compliance = json_object();
    done = compliance != NULL;
    for (size_t k = 0; k <= s->n_sources; k++)
        if (s->compliance[k] > 0)
            done &=
                !json_object_set_new(compliance, k < s->n_sources ? s->sources[k].name : GG_MODEL,
                                     json_real(s->compliance[k]));
    out = done ? json_pack("{s:s,s:s,s:s?,s:O}", "column", s->arm, "probability_column",
                           s->probability, "random",
                           s->random == GG_NOWHERE ? NULL : s->sources[s->random].name,
                           "compliance", compliance)
               : NULL;
    json_decref(compliance);
    return out;
}

/* ---- words ---- */

/* A sentence that ends in a number; numbers are written as in the document. */
static const char *sentence(gg_arena *arena, double x, const char *format, ...) GG_PRINTF(3, 4);
static const char *sentence(gg_arena *arena, double x, const char *format, ...)
{
    char number[32];
    const char *out = NULL;
    va_list args, again;
    int n;

    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, args);
    if (n >= 0) {
        char *text = gg_arena_array(arena, (size_t)n + 1, 1);

        if (text && vsnprintf(text, (size_t)n + 1, format, again) == n)
            out = gg_arena_printf(arena, "%s %s", text, gg_text_double(x, number));
    }
    va_end(again);
    va_end(args);
    return out;
}

static json_t *score_bias(const gg_synth_plan *plan, const gg_bias *b, const char *column,
                          const char *level, gg_arena *arena)
{
    const char *score = plan->scenario->scores[b->target].name;

    return json_pack("{s:s,s:s,s:f,s:s?}", "kind", "score", "score", score, "offset", b->offset,
                     "words",
                     sentence(arena, b->offset, "Where %s is %s, %s says log odds that are off by",
                              column, level, score));
}

static json_t *label_bias(const gg_bias *b, const char *column, const char *level, gg_arena *arena)
{
    char missed[32], invented[32];

    return json_pack("{s:s,s:f,s:f,s:s?}", "kind", "label", "missed", b->missed, "invented",
                     b->invented, "words",
                     gg_arena_printf(arena,
                                     "Where %s is %s, a share of %s of the true outcomes is "
                                     "recorded as negative, and %s of the others as positive",
                                     column, level, gg_text_double(b->missed, missed),
                                     gg_text_double(b->invented, invented)));
}

static json_t *source_bias(const gg_synth_plan *plan, const gg_bias *b, const char *column,
                           const char *level, gg_arena *arena)
{
    const char *source = plan->scenario->sources[b->target].name;

    return json_pack(
        "{s:s,s:s,s:f,s:s?}", "kind", "source", "source", source, "factor", b->factor, "words",
        sentence(arena, b->factor, "Where %s is %s, the rates at which %s refers are multiplied by",
                 column, level, source));
}

static json_t *inspection_bias(const gg_bias *b, const char *column, const char *level,
                               gg_arena *arena)
{
    return json_pack("{s:s,s:f,s:s?}", "kind", "inspection", "factor", b->factor, "words",
                     sentence(arena, b->factor,
                              "Where %s is %s, the share of referrals that is inspected is "
                              "multiplied by",
                              column, level));
}

static json_t *bias_of(const gg_synth_plan *plan, const gg_bias *b, gg_arena *arena)
{
    const gg_made_column *c = column_at(plan, b->column);
    const char *level = c->words.words[b->level];
    json_t *out = b->kind == GG_BIAS_SCORE    ? score_bias(plan, b, c->name, level, arena)
                  : b->kind == GG_BIAS_LABEL  ? label_bias(b, c->name, level, arena)
                  : b->kind == GG_BIAS_SOURCE ? source_bias(plan, b, c->name, level, arena)
                                              : inspection_bias(b, c->name, level, arena);

    if (out && (json_object_set_new(out, "column", json_string(c->name)) ||
                json_object_set_new(out, "level", json_string(level)))) {
        json_decref(out);
        out = NULL;
    }
    return out;
}

/* ---- drift ---- */

static bool add_drift(json_t *list, const char *column, const char *level, const char *what,
                      double x, const char *words)
{
    if (x == 0)
        return true;
    return words && !json_array_append_new(list, json_pack("{s:s?,s:s?,s:s,s:f,s:s}", "column",
                                                           column, "level", level, "what", what,
                                                           "per_month", x, "words", words));
}

static bool add_words_drift(json_t *list, const gg_made_column *c, gg_arena *arena)
{
    bool done = true;

    for (size_t i = 0; i < c->words.n; i++) {
        const char *level = c->words.words[i];
        double share = c->words.drift[i], effect = c->words.effects_drift[i];

        done = done &&
               add_drift(list, c->name, level, "share", share,
                         sentence(arena, share,
                                  "Each month the weight of %s %s changes, on a logarithmic "
                                  "scale, by",
                                  c->name, level)) &&
               add_drift(list, c->name, level, "effect", effect,
                         sentence(arena, effect,
                                  "Each month the effect of %s %s on the log odds changes by",
                                  c->name, level));
    }
    return done;
}

static bool add_number_drift(json_t *list, const gg_made_column *c, gg_arena *arena)
{
    const gg_made_number *n = &c->number;

    return add_drift(
               list, c->name, NULL, "location", n->drift,
               gg_distribution_of(n->distribution)->multiplies
                   ? sentence(arena, n->drift, "Each month the logarithm of %s moves by", c->name)
                   : sentence(arena, n->drift, "Each month %s moves by", c->name)) &&
           add_drift(list, c->name, NULL, "effect", n->effect_drift,
                     sentence(arena, n->effect_drift,
                              "Each month the effect of %s on the log odds changes by", c->name));
}

static bool put_lists(json_t *truth, const gg_synth_plan *plan, gg_arena *arena)
{
    const gg_scenario *s = plan->scenario;
    json_t *biases = json_array(), *drift = json_array();
    bool done = biases && drift && !json_object_set(truth, "biases", biases) &&
                !json_object_set(truth, "drift", drift);

    for (size_t k = 0; done && k < s->n_biases; k++)
        done = !json_array_append_new(biases, bias_of(plan, &s->biases[k], arena));
    if (done)
        done = add_drift(drift, NULL, NULL, "outcome", s->outcome_drift,
                         sentence(arena, s->outcome_drift,
                                  "Each month the log odds of every outcome change by"));
    for (size_t c = 0; done && c < s->n_columns; c++)
        done = s->columns[c].is_number ? add_number_drift(drift, &s->columns[c], arena)
                                       : add_words_drift(drift, &s->columns[c], arena);
    json_decref(biases);
    json_decref(drift);
    return done;
}

bool gg_put_design(json_t *truth, const gg_synth_plan *plan)
{
    gg_arena arena;
    bool done;

    gg_arena_init(&arena);
    done = put_coefficients(truth, plan) && put_scores(truth, plan) &&
           !json_object_set_new(truth, "decision", decision_of(plan)) &&
           !json_object_set_new(truth, "inspection", inspection_of(plan)) &&
           put_lists(truth, plan, &arena);
    gg_arena_release(&arena);
    return done;
}
