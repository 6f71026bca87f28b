/* What words mean: levels of a dimension, outcomes, decisions, arms. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
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
    size_t bin = 0;
    gg_status status = gg_cell_bin(levels->dimension->settings, word, &bin, err);

    *code = (uint32_t)bin + 1; /* 0 is the missing level */
    return status;
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
    status = gg_words_init(&levels->words, level_meaning, levels,
                           gg_plan_separator(plan, levels->dimension->column), err);
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

gg_status gg_truth_meaning(void *context, gg_view word, uint32_t *code, gg_error *err)
{
    gg_truth truth = GG_TRUTH_MISSING;
    gg_status status = gg_cell_truth(context, word, &truth, err);

    *code = truth == GG_TRUTH_YES ? 1 : truth == GG_TRUTH_NO ? 0 : GG_WORD_MISSING;
    return status;
}

gg_status gg_outcome_meaning(void *context, gg_view word, uint32_t *code, gg_error *err)
{
    gg_truth truth = GG_TRUTH_MISSING;
    gg_status status = gg_cell_truth(context, word, &truth, err);

    *code = truth == GG_TRUTH_YES  ? GG_POSITIVE
            : truth == GG_TRUTH_NO ? GG_NEGATIVE
                                   : GG_UNVERIFIED;
    return status;
}

/* The random arm: the schema's positive word, else "random" or a usual word for yes. */
gg_status gg_arm_meaning(void *context, gg_view word, uint32_t *code, gg_error *err)
{
    const gg_column *column = context;
    gg_truth truth = GG_TRUTH_NO;
    bool random = gg_cell_truth(column, word, &truth, NULL) == GG_OK && truth == GG_TRUTH_YES;

    (void)err;
    if (!(column && column->positive) && gg_text_same(word.data, word.size, "random"))
        random = true;
    *code = random ? GG_ARM_RANDOM : GG_ARM_OTHER;
    return GG_OK;
}
