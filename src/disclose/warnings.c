/*
 * Warnings of the published document: those that name no number of rows, and one about outcomes
 * that are certain.
 */
#include <string.h>

#include "disclose_internal.h"

/* Warnings of some codes, as they are and in their order. */
static gg_status keep_codes(gg_publication *p, const char *const *kept, size_t n)
{
    gg_status status = GG_OK;
    json_t *warning;
    size_t i;

    json_array_foreach(json_object_get(p->evaluation, "warnings"), i, warning)
    {
        const char *code = gg_json_string(warning, "code", "");

        for (size_t k = 0; status == GG_OK && k < n; k++)
            if (strcmp(code, kept[k]) == 0)
                status = gg_note_warning(p, code, gg_json_string(warning, "message", ""));
    }
    return status;
}

/* Warnings about the table as a whole, none of which names a number of rows. */
static gg_status keep_warnings(gg_publication *p)
{
    static const char *const kept[] = {"ignored_columns", "default_threshold", "not_a_probability",
                                       "no_scores",       "no_outcomes",       "binned_scores"};

    return keep_codes(p, kept, sizeof kept / sizeof *kept);
}

/* A share of exactly none or all says of every member what happened, however large the group. */
static gg_status warn_of_certainty(gg_publication *p, const char *what, const char *name,
                                   const gg_figures *f)
{
    double positive = gg_figures_sum(f, GG_CELL_TP | GG_CELL_FN);
    double verified = gg_figures_sum(f, GG_CELLS_VERIFIED);
    const char *message;

    if (verified == 0 || (positive > 0 && positive < verified))
        return GG_OK;
    message = gg_arena_printf(&p->arena,
                              "%s = %s: %s of the verified cases had the outcome, which says so of "
                              "each of them",
                              what, name, positive > 0 ? "all" : "none");
    return message ? gg_note_warning(p, "certain_outcome", message) : gg_disclose_memory(p);
}

static gg_status warn_of_groups(gg_publication *p)
{
    gg_status status = GG_OK;

    for (size_t i = 0; i < p->n_parts && p->overall_shown; i++) {
        const gg_part *part = &p->parts[i];

        for (size_t b = 0; status == GG_OK && !part->withheld && b < part->n_blocks; b++)
            status = warn_of_certainty(p, part->name, part->names[b], &part->sums[b]);
    }
    for (size_t i = 0; i < p->n_crossings; i++) {
        const gg_crossing *x = &p->crossings[i];

        for (size_t g = 0; status == GG_OK && !x->withheld && g < x->n_shown; g++)
            status = warn_of_certainty(p, x->name, x->names[g], &x->sums[g]);
    }
    return status;
}

/* What corrected figures rest on, without the numbers of rows that the full document names. */
static gg_status warn_of_design(gg_publication *p)
{
    static const char *const doubt = "arm_contradicted";

    if (p->overall.complete || p->overall.inspection == GG_INSPECTION_UNKNOWN)
        return GG_OK;
    if (p->overall.inspection == GG_INSPECTION_RANDOM_ARM) {
        gg_status status = gg_note_warning(
            p, "random_arm",
            "Figures that depend on missing outcomes are estimates: base rates are those of the "
            "random arm, true and false positives those of the referred; this is right if that "
            "arm was drawn at random from all cases.");

        return status == GG_OK ? keep_codes(p, &doubt, 1) : status;
    }
    return gg_note_warning(
        p, "missing_at_random",
        "Figures that depend on missing outcomes are estimates: within the referred, and within "
        "the others, cases without an outcome are taken to be like those with one.");
}

static bool by_probability(const gg_publication *p)
{
    return strcmp(gg_json_string(p->evaluation, "inspection", ""), "known_probability") == 0;
}

static gg_status warn_of_scope(gg_publication *p)
{
    if (!p->overall_shown)
        return GG_OK;
    if (p->scope == GG_SCOPE_WHOLE)
        return warn_of_design(p);
    if (p->scope == GG_SCOPE_CELLS && by_probability(p))
        return gg_note_warning(p, "design_left_out",
                               "With which probabilities cases were inspected is left out, as "
                               "sums of them tell small counts; nothing is corrected by it here.");
    if (p->scope == GG_SCOPE_CELLS)
        return gg_note_warning(p, "design_left_out",
                               "How cases came to be inspected is left out, as some counts by arm "
                               "are small; nothing is corrected by it here.");
    if (p->scope == GG_SCOPE_VERIFIED)
        return gg_note_warning(
            p, "unverified_left_out",
            "Cases without a known outcome are left out of every figure, as some "
            "of their counts are small.");
    return gg_note_warning(p, "outcomes_withheld",
                           "Some count of outcomes is small, so only decisions are shown.");
}

gg_status gg_warnings_write(gg_publication *p)
{
    gg_status status = keep_warnings(p);

    if (status == GG_OK)
        status = warn_of_scope(p);
    return status == GG_OK ? warn_of_groups(p) : status;
}
