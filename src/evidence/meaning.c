/* What words mean: levels of a dimension, outcomes, decisions, arms. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

const char *gg_bin_name(gg_arena *arena, const gg_column *settings, size_t i)
{
    char low[32], high[32];

    if (i == 0)
        return gg_arena_printf(arena, "<%s", gg_text_double(settings->bins[0], high));
    gg_text_double(settings->bins[i - 1], low);
    if (i == settings->n_bins)
        return gg_arena_printf(arena, ">=%s", low);
    return gg_arena_printf(arena, "%s-<%s", low, gg_text_double(settings->bins[i], high));
}

static gg_status no_threshold(const gg_plan *plan, gg_view word, double *out, gg_error *err)
{
    char shape[40];

    for (size_t i = 0; i < plan->schema->n_site_thresholds; i++) {
        const gg_site_threshold *t = &plan->schema->site_thresholds[i];

        if (strlen(t->site) == word.size && memcmp(t->site, word.data, word.size) == 0) {
            *out = t->threshold;
            return GG_OK;
        }
    }
    *out = plan->threshold;
    if (!isnan(*out) || plan->rule != GG_RULE_SITE)
        return GG_OK;
    return gg_error_set(err, GG_E_INPUT, "give a threshold for this site, or a default",
                        "a site without a threshold (shape \"%s\")",
                        gg_text_shape(word.data, word.size, shape, sizeof shape));
}

/* A new code with its name and, for sites, its threshold. */
static gg_status new_level(gg_levels *levels, const char *name, gg_view word, uint32_t *code,
                           gg_error *err)
{
    double threshold = NAN;
    gg_status status = GG_OK;

    if (levels->dimension->kind == GG_DIMENSION_SITE)
        status = no_threshold(levels->plan, word, &threshold, err);
    if (status)
        return status;
    if (levels->n == levels->room) {
        size_t room = levels->room * 2;
        const char **names = realloc(levels->names, room * sizeof *names);
        double *thresholds;

        if (!names)
            return memory(err);
        levels->names = names;
        thresholds = realloc(levels->thresholds, room * sizeof *thresholds);
        if (!thresholds)
            return memory(err);
        levels->thresholds = thresholds;
        levels->room = room;
    }
    levels->names[levels->n] = name;
    levels->thresholds[levels->n] = threshold;
    *code = (uint32_t)levels->n++;
    return GG_OK;
}

static gg_status bin_meaning(gg_levels *levels, gg_view word, uint32_t *code, gg_error *err)
{
    const gg_column *settings = levels->dimension->settings;
    char shape[40];
    size_t bin = 0;
    double x;

    if (gg_text_number(word.data, word.size, &x) != GG_NUMBER_OK)
        return gg_error_set(err, GG_E_INPUT, "a column with bins holds numbers",
                            "not a number (shape \"%s\")",
                            gg_text_shape(word.data, word.size, shape, sizeof shape));
    while (bin < settings->n_bins && x >= settings->bins[bin])
        bin++;
    *code = (uint32_t)bin + 1;
    return GG_OK;
}

static gg_status level_meaning(void *context, gg_view word, uint32_t *code, gg_error *err)
{
    gg_levels *levels = context;
    const gg_column *settings = levels->dimension->settings;
    const char *name;

    if (gg_column_missing(settings, word)) {
        *code = 0;
        return GG_OK;
    }
    if (settings && settings->n_bins)
        return bin_meaning(levels, word, code, err);
    name = gg_arena_text(&levels->words.arena, word.data, word.size);
    return name ? new_level(levels, name, word, code, err) : memory(err);
}

gg_status gg_levels_init(gg_levels *levels, const gg_plan *plan, size_t dimension, gg_error *err)
{
    const gg_column *settings = plan->dimensions[dimension].settings;
    gg_status status;
    uint32_t code;

    memset(levels, 0, sizeof *levels);
    levels->plan = plan;
    levels->dimension = &plan->dimensions[dimension];
    status = gg_words_init(&levels->words, level_meaning, levels, err);
    levels->room = 16;
    levels->names = calloc(levels->room, sizeof *levels->names);
    levels->thresholds = calloc(levels->room, sizeof *levels->thresholds);
    if (!status && (!levels->names || !levels->thresholds))
        status = memory(err);
    if (status)
        return status;
    levels->names[0] = NULL;
    levels->thresholds[0] = plan->threshold;
    levels->n = 1;
    for (size_t i = 0; settings && settings->n_bins && i <= settings->n_bins && !status; i++) {
        const char *name = gg_bin_name(&levels->words.arena, settings, i);
        gg_view word = {name, name ? strlen(name) : 0};

        status = name ? new_level(levels, name, word, &code, err) : memory(err);
    }
    return status;
}

void gg_levels_release(gg_levels *levels)
{
    gg_words_release(&levels->words);
    free(levels->names);
    free(levels->thresholds);
    levels->names = NULL;
    levels->thresholds = NULL;
}

/* ---- outcomes, decisions, arms ---- */

static bool is_word(gg_view word, const char *const *list)
{
    for (; *list; list++)
        if (gg_text_same(word.data, word.size, *list))
            return true;
    return false;
}

static bool equals(gg_view word, const char *text)
{
    return text && strlen(text) == word.size && memcmp(text, word.data, word.size) == 0;
}

static const char *const true_words[] = {"1", "1.0", "true", "yes", "positive", NULL};
static const char *const false_words[] = {"0", "0.0", "false", "no", "negative", NULL};

/* Given words hold exactly; the usual words hold for the sides that have none given. */
gg_status gg_truth_meaning(void *context, gg_view word, uint32_t *code, gg_error *err)
{
    const gg_column *column = context;
    const char *positive = column ? column->positive : NULL;
    const char *negative = column ? column->negative : NULL;
    char shape[40];

    if (equals(word, positive))
        *code = 1;
    else if (equals(word, negative))
        *code = 0;
    else if (gg_column_missing(column, word))
        *code = GG_WORD_MISSING;
    else if (!positive && is_word(word, true_words))
        *code = 1;
    else if (!negative && is_word(word, false_words))
        *code = 0;
    else
        return gg_error_set(err, GG_E_INPUT,
                            "write 1/0, true/false, yes/no or positive/negative, or name the words "
                            "in a schema (positive, negative, missing)",
                            "an unknown word (shape \"%s\")",
                            gg_text_shape(word.data, word.size, shape, sizeof shape));
    return GG_OK;
}

gg_status gg_outcome_meaning(void *context, gg_view word, uint32_t *code, gg_error *err)
{
    gg_status status = gg_truth_meaning(context, word, code, err);

    if (!status)
        *code = *code == 1 ? GG_POSITIVE : *code == 0 ? GG_NEGATIVE : GG_UNVERIFIED;
    return status;
}

gg_status gg_arm_meaning(void *context, gg_view word, uint32_t *code, gg_error *err)
{
    const gg_column *column = context;
    bool random = column && column->positive
                      ? equals(word, column->positive)
                      : gg_text_same(word.data, word.size, "random") || is_word(word, true_words);

    (void)err;
    *code = random ? GG_ARM_RANDOM : GG_ARM_OTHER;
    return GG_OK;
}
