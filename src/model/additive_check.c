/* Whether an additive model does what its manifest states: the features, and how each is read. */
#include <math.h>
#include <string.h>

#include "additive_internal.h"

/* What the terms of one feature do. */
typedef struct use {
    bool numbers, levels, bins; /* forms that are there */
    bool only_missing;          /* nothing but the level "" */
    bool missing;               /* a missing cell has a contribution */
    gg_transform transform;
} use;

static gg_status disagree(gg_error *err, const char *feature, const char *mend, const char *what)
{
    char clean[64];

    gg_error_where(err, NULL, 0, "terms");
    return gg_error_set(err, GG_E_INPUT, mend, "the feature %s: %s",
                        gg_text_clean(feature, strlen(feature), clean, 40), what);
}

static void add_term(use *u, const gg_term *term, bool first)
{
    bool input = term->form == GG_TERM_INPUT;
    bool empty_level = input && term->input.level && *term->input.level == '\0';

    u->missing =
        (first || u->missing) && (input ? empty_level || term->input.has_fill : term->has_missing);
    u->only_missing = (first || u->only_missing) && empty_level;
    u->bins |= term->form == GG_TERM_BINS;
    u->levels |= term->form == GG_TERM_LEVELS || (input && term->input.level && !empty_level);
    if (input && !term->input.level) {
        u->numbers = true;
        u->transform = term->input.transform;
    }
}

static gg_status check_use(const gg_feature *feature, const use *u, gg_error *err)
{
    bool number = feature->encoding == GG_ENCODE_NUMBER;
    bool words = feature->type == GG_FEATURE_CATEGORICAL;

    if (number && !u->numbers)
        return disagree(err, feature->name, "write {feature, weight}, or encoding: woe for bins",
                        "its encoding is number, and no weight is on its number");
    if (words && !u->levels && !u->only_missing)
        return disagree(err, feature->name, "write levels, or type: numeric",
                        "its type is categorical, and the artifact reads numbers");
    if (!number && !words && !u->bins)
        return disagree(err, feature->name, "write bins and points, or encoding: number",
                        "its encoding is woe, and the artifact has no bins for it");
    if (u->numbers && u->transform != feature->transform)
        return disagree(err, feature->name, "write the same transform in both",
                        "its transform is another in the artifact than in the manifest");
    if (u->missing && feature->imputation == GG_IMPUTE_NONE)
        return disagree(err, feature->name, "state the imputation in the manifest",
                        "the artifact fills missing values, and its imputation is none");
    if (!u->missing && feature->imputation != GG_IMPUTE_NONE)
        return disagree(err, feature->name, "write fill or missing, or imputation: none",
                        "its imputation is stated, and the artifact fills no missing values");
    return GG_OK;
}

/* The uses of all features, in the order of the manifest. */
static gg_status gather(const gg_additive *model, const json_t *index, use *uses, bool *used,
                        gg_error *err)
{
    for (size_t i = 0; i < model->n_terms; i++) {
        const gg_term *term = &model->terms[i];
        const json_t *at = json_object_get(index, term->feature);

        if (!at)
            return disagree(err, term->feature, "list it under features, or take its terms out",
                            "the artifact reads it, and the manifest does not list it");
        add_term(&uses[json_integer_value(at)], term, !used[json_integer_value(at)]);
        used[json_integer_value(at)] = true;
    }
    return GG_OK;
}

static gg_status check_features(const gg_additive *model, const gg_feature *features, size_t n,
                                json_t *index, gg_arena *arena, gg_error *err)
{
    use *uses = gg_arena_array(arena, n, sizeof *uses);
    bool *used = gg_arena_array(arena, n, sizeof *used);
    gg_status status;

    if (!uses || !used || !index)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < n; i++)
        if (json_object_set_new(index, features[i].name, json_integer((json_int_t)i)))
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = gather(model, index, uses, used, err);
    for (size_t i = 0; i < n && !status; i++)
        status = used[i] ? check_use(&features[i], &uses[i], err)
                         : disagree(err, features[i].name,
                                    "add a term, or take it out of the manifest's features",
                                    "the manifest lists it, and the artifact has no term for it");
    return status;
}

gg_status gg_additive_check(const gg_additive *model, const gg_manifest *manifest, gg_error *err)
{
    gg_arena arena;
    gg_feature *features;
    json_t *index = json_object();
    size_t n;
    gg_status status;

    gg_arena_init(&arena);
    status = gg_features_read(manifest->document, &arena, &features, &n, err);
    if (!status)
        status = check_features(model, features, n, index, &arena, err);
    json_decref(index);
    gg_arena_release(&arena);
    return status;
}
