/*
 * A verdict as a page: the result in a word and a sentence, then each rule with its subjects.
 */
#include <math.h>
#include <string.h>

#include "registry_internal.h"
#include "verdict_internal.h"

#define SUBJECTS_SHOWN 40

static const struct {
    const char *result, *word;
    gg_tone tone;
} results[] = {
    {"pass", "PASS", GG_TONE_GOOD},
    {"fail", "FAIL", GG_TONE_BAD},
    {"inconclusive", "NOT ESTABLISHED", GG_TONE_UNSURE},
    {"not_judged", "NOT JUDGED", GG_TONE_QUIET},
};

#define RESULTS (sizeof results / sizeof *results)

const char *gg_verdict_word(const char *result)
{
    for (size_t i = 0; i < RESULTS; i++)
        if (strcmp(results[i].result, result) == 0)
            return results[i].word;
    return "NOT ESTABLISHED";
}

gg_tone gg_verdict_tone(const char *result)
{
    for (size_t i = 0; i < RESULTS; i++)
        if (strcmp(results[i].result, result) == 0)
            return results[i].tone;
    return GG_TONE_UNSURE;
}

const char *gg_verdict_rule(gg_page *page, const json_t *rule)
{
    const char *text = gg_json_string(rule, "rule", NULL);

    return gg_page_prose(page, text ? text : gg_json_string(rule, "id", "rule"));
}

const char *gg_verdict_sentence(gg_page *page, const json_t *verdict)
{
    static const char *const order[] = {"fail", "inconclusive", "pass"};
    static const char *const one[] = {"fails", "is not established", "passes"};
    static const char *const many[] = {"fail", "are not established", "pass"};
    const json_t *rules = json_object_get(verdict, "rules");
    const char *text = "";
    size_t shown = 0, parts = 0, counts[3] = {0};
    json_t *rule;
    size_t i;

    json_array_foreach(rules, i, rule)
    {
        for (size_t k = 0; k < 3; k++)
            counts[k] += strcmp(gg_json_string(rule, "result", ""), order[k]) == 0;
    }
    for (size_t k = 0; k < 3; k++)
        parts += counts[k] > 0;
    for (size_t k = 0; k < 3; k++) {
        if (counts[k] == 0)
            continue;
        text = gg_page_list(
            page, text,
            gg_page_printf(page, "%zu %s", counts[k], counts[k] == 1 ? one[k] : many[k]), shown++,
            parts);
    }
    return gg_page_printf(page, "Of %zu %s, %s.", json_array_size(rules),
                          gg_words_plural((double)json_array_size(rules), "rule", "rules"), text);
}

const char *gg_verdict_figure(gg_page *page, const json_t *subject)
{
    static const char *const keys[] = {"low", "high", "bounds"};
    json_t *bounded;
    const char *text;

    if (strcmp(gg_json_string(subject, "why_null", ""), "not_identified") != 0 ||
        !json_object_get(subject, "bounds"))
        return gg_page_estimate(page, subject);
    /* Told like counts within bounds: what is possible, and the interval around it. */
    bounded = json_pack("{s:s}", "why_null", "bounded");
    for (size_t i = 0; bounded && i < sizeof keys / sizeof *keys; i++)
        if (json_object_set(bounded, keys[i], json_object_get(subject, keys[i])) != 0)
            page->failed = true;
    text = gg_page_estimate(page, bounded);
    json_decref(bounded);
    return text;
}

/* Beside a published figure that was judged with all its digits. */
static const char *to_a_step(const json_t *subject)
{
    return json_is_true(json_object_get(subject, "to_a_step"))
               ? ", to the step that is shown; judged exactly"
               : "";
}

/* The p-value that decided: adjusted where the document has that. */
static double p_of(const json_t *subject)
{
    double adjusted = gg_json_number(subject, "adjusted_p_value", NAN);

    return isnan(adjusted) ? gg_json_number(subject, "p_value", NAN) : adjusted;
}

static void put_subject(gg_page *page, gg_grid *grid, const json_t *subject)
{
    const char *result = gg_json_string(subject, "result", "");
    double p = p_of(subject);

    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s",
                 gg_page_name(page, gg_json_string(subject, "subject", "")));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s%s", gg_verdict_figure(page, subject),
                 to_a_step(subject));
    gg_grid_cell(page, grid, GG_TONE_PLAIN, "%s", isnan(p) ? "" : gg_page_p(page, p));
    gg_grid_cell(page, grid, gg_verdict_tone(result), "%s", gg_verdict_word(result));
}

static void put_subjects(gg_page *page, const json_t *subjects)
{
    const json_t *first = json_array_get(subjects, 0);
    bool adjusted = json_is_number(json_object_get(first, "adjusted_p_value"));
    gg_grid *grid = gg_page_table(page, NULL);
    json_t *subject;
    size_t i;

    if (!grid)
        return;
    gg_grid_column(page, grid, false, "subject");
    gg_grid_column(page, grid, true, "figure");
    gg_grid_column(page, grid, true, adjusted ? "adjusted p" : "p");
    gg_grid_column(page, grid, false, "result");
    json_array_foreach(subjects, i, subject)
    {
        if (i < SUBJECTS_SHOWN)
            put_subject(page, grid, subject);
    }
    if (json_array_size(subjects) > SUBJECTS_SHOWN)
        gg_page_subtext(page, GG_TONE_QUIET, "%zu more are in the JSON document (--format json).",
                        json_array_size(subjects) - SUBJECTS_SHOWN);
}

void gg_verdict_rules(gg_page *page, const json_t *verdict)
{
    json_t *rule;
    size_t i;

    json_array_foreach(json_object_get(verdict, "rules"), i, rule)
    {
        const json_t *subjects = json_object_get(rule, "subjects");
        const char *result = gg_json_string(rule, "result", "");
        const char *message = gg_json_string(rule, "message", NULL);
        size_t n = json_array_size(subjects);

        gg_page_banner(page, gg_verdict_tone(result), gg_verdict_word(result), "%s",
                       gg_verdict_rule(page, rule));
        /* One subject stands in the message; a published message names it without its figure. */
        if (message && n == 1 && json_object_get(verdict, "disclosure"))
            gg_page_subtext(page, GG_TONE_PLAIN, "%s: %s%s.", gg_page_prose(page, message),
                            gg_verdict_figure(page, json_array_get(subjects, 0)),
                            to_a_step(json_array_get(subjects, 0)));
        else if (message)
            gg_page_subtext(page, GG_TONE_PLAIN, "%s.", gg_page_prose(page, message));
        if (json_object_get(rule, "caveat"))
            gg_page_subtext(page, GG_TONE_QUIET, "%s",
                            gg_page_prose(page, gg_json_string(rule, "caveat", "")));
        if (n > 1)
            put_subjects(page, subjects);
        gg_explanations_items(
            page, verdict, gg_page_printf(page, "%s: ", gg_json_string(rule, "id", "rule")), true);
    }
}

/* Whether some figure is open because outcomes are missing, and not because rows are. */
static bool lacks_outcomes(const json_t *verdict)
{
    const json_t *rule, *subject;
    size_t i, j;

    json_array_foreach(json_object_get(verdict, "rules"), i, rule)
    {
        json_array_foreach(json_object_get(rule, "subjects"), j, subject)
        {
            if (strcmp(gg_json_string(subject, "result", ""), "inconclusive") == 0 &&
                strcmp(gg_json_string(subject, "why_null", ""), "not_identified") == 0)
                return true;
        }
    }
    return false;
}

static void put_next(gg_page *page, const json_t *verdict, const char *result)
{
    if (strcmp(result, "fail") == 0)
        gg_page_text(page, GG_TONE_PLAIN,
                     "What to do next: look at the subjects that fail, below; the model does not "
                     "meet this policy until their figures, or the policy, change.");
    else if (strcmp(result, "inconclusive") == 0)
        gg_page_text(
            page, GG_TONE_PLAIN,
            "What to do next: where rows are too few to tell, collect more; where the "
            "evaluation lacks what a rule asks for, evaluate with it, or mend the rule. "
            "%sNot established is neither a pass nor a failure.",
            lacks_outcomes(verdict)
                ? "Where outcomes are missing, more rows of the same kind tell nothing: "
                  "verify those of the referred, and inspect some of the others at random. "
                : "");
    else
        gg_page_text(page, GG_TONE_PLAIN,
                     "What this says: the figures lie within the bounds of this policy, and it "
                     "says nothing of what the policy does not ask.");
}

gg_status gg_build_verdict(gg_page *page, const json_t *document, const gg_render_options *options,
                           gg_error *err)
{
    const char *result = gg_json_string(document, "result", "");
    const json_t *rules;
    gg_status status = gg_member(document, "rules", JSON_ARRAY, &rules, err);

    if (status != GG_OK)
        return status;
    if (options->title)
        gg_page_heading(page, 1, NULL, "%s", gg_page_prose(page, options->title));
    else
        gg_page_heading(page, 1, NULL, "Verdict by the policy \"%s\"",
                        gg_page_name(page, gg_json_string(document, "policy", "")));
    gg_page_banner(page, gg_verdict_tone(result), gg_verdict_word(result), "%s",
                   gg_verdict_sentence(page, document));
    put_next(page, document, result);
    gg_put_waivers(page, json_object_get(document, "waivers"));
    gg_page_heading(page, 2, NULL, "Rules");
    gg_verdict_rules(page, document);
    if (json_array_size(json_object_get(document, "warnings")) > 0) {
        gg_page_heading(page, 2, NULL, "Warnings");
        gg_warning_items(page, document);
    }
    gg_page_heading(page, 2, NULL, "Policy");
    gg_page_text(page, GG_TONE_QUIET, "SHA-256: %s",
                 gg_page_name(page, gg_json_string(document, "policy_sha256", "not stated")));
    return GG_OK;
}
