/* The gauger/comparison/1 document. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/comparison_internal.h"
#include "evaluate/evaluate_internal.h"

typedef struct writer {
    const gg_compare_plan *plan;
    const gg_pair_rows *rows;
    const gg_compare_options *options;
    json_t *document;
    gg_arena *arena;           /* of names */
    gg_compared_group *groups; /* everyone, then all groups in the order of the document */
    size_t n, room;
    gg_error *err;
} writer;

static const char *const score_keys[GG_SCORES_COMPARED] = {"a", "b"};

static const struct {
    const char *key, *text;
} conventions[] = {
    {"difference", "A minus B, on the rows that have both scores."},
    {"mcnemar", "Rates of the same cases: p_value is McNemar's exact two-sided p, mid_p_value its "
                "mid-p; the interval is Tango's score interval."},
    {"weighted_generalised_score",
     "Rates of the cases that each score selects: Kosinski's score test (2013); the interval is "
     "the "
     "delta method's, Tango's where both scores select the same cases, or Newcombe's without "
     "pairing where no spread was seen."},
    {"delong",
     "Difference of two correlated areas, ties one half; covariance is that of the areas."},
    {"delta_method", "Normal, with the variance of the linearised figure over the paired cells; in "
                     "a weighted table for every figure of counts, with squared weights."},
    {"paired_normal", "Normal, with the variance of the rows' differences."},
    {"square_and_add",
     "Where both scores decide alike on all rows, linearised there is no spread: none of n decided "
     "otherwise is a share of up to z^2 / (n + z^2), which moves the positives and the negatives "
     "in "
     "turn; the moves are added in squares (agreeing has what is needed)."},
    {"missing_outcomes",
     "Where outcomes are missing that a difference depends on: observed is that of the verified "
     "rows, bounds the least and the greatest that the missing outcomes allow (a row has one "
     "outcome for both scores), extremes the estimates of these two tables, bounds_interval from "
     "the low end of the one to the high end of the other. value is null (not_identified), unless "
     "an inspection design gives an estimate; it then need not be the difference of the figures of "
     "a and b, and by chance may lie beyond the bounds."},
    {"random_arm", "Estimates are of the inspected rows of the random arm alone, by the same "
                   "tests; rows says how many they are."},
    {"known_probability", "Estimates are of the verified rows, each weighted by the inverse of its "
                          "probability of inspection (Hajek), linearised."},
    {"missing_at_random", "Estimates are Begg and Greenes' within the four pairs of decisions, "
                          "linearised (begg_greenes_delta)."},
    {"p_value", "Two-sided, of no difference, not adjusted for the number of figures or groups."},
    {"findings",
     "worse_for lists the groups in which A is worse than B by more than the margin although it is "
     "not so for everyone together: p_value is one-sided, the paired interval turned around; "
     "adjusted_p_value is Holm's over all groups, intersections, sites and periods of that metric, "
     "and lies under alpha. Groups of fewer than minimum_count rows take no part. specificity and "
     "false_negative_rate mirror false_positive_rate and recall, and are not judged again."},
};

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static bool put_real(json_t *object, const char *key, double x)
{
    return gg_json_set_real(object, key, x) == 0;
}

static bool put_text(json_t *object, const char *key, const char *text)
{
    return gg_json_put(object, key, gg_json_text(text));
}

static bool put_count(json_t *object, const char *key, uint64_t n)
{
    return gg_json_put(object, key, json_integer((json_int_t)n));
}

static const char *score_name(const writer *w, int which)
{
    return w->plan->side[which].name;
}

static bool put_data(const writer *w)
{
    const gg_pair_rows *rows = w->rows;
    json_t *data = json_object(), *excluded;
    uint64_t ragged = gg_csv_skipped(w->plan->csv);
    size_t files = gg_csv_files(w->plan->csv);

    if (!gg_json_put(w->document, "data", data))
        return false;
    excluded = json_object();
    return put_text(data, "source", gg_csv_path(w->plan->csv)) &&
           (files == 1 || put_count(data, "files", files)) &&
           put_count(data, "rows", rows->lines + ragged) &&
           put_count(data, "rows_used", rows->used) &&
           gg_json_put(data, "rows_excluded", excluded) &&
           put_count(excluded, "missing_score", rows->missing_any) &&
           put_count(excluded, "missing_score_a", rows->missing[GG_A]) &&
           put_count(excluded, "missing_score_b", rows->missing[GG_B]) &&
           put_count(excluded, "bad_rows", rows->bad + ragged) &&
           gg_json_put(data, "weighted", json_boolean(w->plan->weight != SIZE_MAX)) &&
           gg_json_put(data, "counted", json_boolean(w->plan->count != SIZE_MAX));
}

static bool put_site_thresholds(const gg_schema *schema, json_t *decision)
{
    json_t *sites = json_object();
    bool fine = gg_json_put(decision, "site_thresholds", sites);

    for (size_t i = 0; i < schema->n_site_thresholds && fine; i++)
        fine =
            put_real(sites, schema->site_thresholds[i].site, schema->site_thresholds[i].threshold);
    return fine;
}

/* What the rules of a side hold back of what its threshold refers. */
static bool put_suppression(const writer *w, int which, json_t *decision)
{
    const gg_operation *operation = w->plan->side[which].operation;
    json_t *suppression, *rules;
    bool fine;

    if (!operation || operation->n_rules == 0)
        return true;
    suppression = gg_json_put_object(decision, "suppression");
    rules = gg_json_put_array(suppression, "rules");
    fine = rules != NULL;
    for (size_t i = 0; i < operation->n_rules && fine; i++)
        fine = json_array_append_new(rules, gg_json_text(operation->rules[i].name)) == 0;
    return fine && put_count(suppression, "held_back", w->rows->held[which]);
}

static bool put_decisions(const writer *w)
{
    json_t *both = json_object();
    bool fine = gg_json_put(w->document, "decision", both);

    for (int which = 0; which < GG_SCORES_COMPARED && fine; which++) {
        const gg_compare_side *side = &w->plan->side[which];
        bool by_site = side->by_site;
        json_t *one = json_object();

        fine = gg_json_put(both, score_keys[which], one) &&
               put_text(one, "rule", by_site ? "site_threshold" : "threshold") &&
               put_real(one, "threshold", side->threshold) &&
               (!by_site || put_site_thresholds(side->thresholds, one)) &&
               put_text(one, "scored_by", side->scorer ? "model" : "column") &&
               put_suppression(w, which, one);
    }
    return fine;
}

static bool put_conventions(const writer *w)
{
    json_t *said = json_object();
    bool fine = gg_json_put(w->document, "conventions", said);

    for (size_t i = 0; i < sizeof conventions / sizeof *conventions && fine; i++)
        fine = put_text(said, conventions[i].key, conventions[i].text);
    return fine;
}

static bool put_head(const writer *w)
{
    json_t *scores = json_object();

    if (!put_text(w->document, "format", GG_COMPARISON_FORMAT)) {
        json_decref(scores);
        return false;
    }
    return put_text(w->document, "version", GG_VERSION) && put_data(w) &&
           gg_json_put(w->document, "scores", scores) &&
           put_text(scores, "a", score_name(w, GG_A)) &&
           put_text(scores, "b", score_name(w, GG_B)) && put_decisions(w) &&
           put_real(w->document, "confidence", w->options->confidence) &&
           put_count(w->document, "seed", w->options->seed) &&
           put_text(w->document, "inspection", gg_inspection_name(w->plan->inspection)) &&
           put_conventions(w);
}

/* Room for one more group; everyone is the first. */
static gg_compared_group *add_group(writer *w)
{
    if (w->n == w->room) {
        size_t room = w->room ? w->room * 2 : 16;
        gg_compared_group *all = realloc(w->groups, room * sizeof *all);

        if (!all)
            return NULL;
        w->groups = all;
        w->room = room;
    }
    return &w->groups[w->n++];
}

/* Writes the metrics of both scores and their differences. */
static gg_status write_group(const writer *w, const gg_paired *paired, const char *slice,
                             json_t *to)
{
    gg_measure_options how = {.z = gg_z_of_confidence(w->options->confidence),
                              .seed = w->options->seed,
                              .slice = slice,
                              .adverse = GG_ADVERSE_SELECTED};
    json_t *part = NULL;
    gg_status status = GG_OK;

    for (int which = 0; which < GG_SCORES_COMPARED && !status; which++) {
        status = gg_figures_write(&paired->figures[which], &how, &part, w->err);
        if (!status && !gg_json_put(to, score_keys[which], part))
            status = no_memory(w->err);
    }
    if (!status)
        status = gg_differences_write(paired, &how, &part, w->err);
    if (!status && !gg_json_put(to, "differences", part))
        status = no_memory(w->err);
    return status;
}

/* Measures and writes everyone (part NULL) or one group. */
static gg_status put_group(writer *w, const gg_part *part, const char *name, const size_t *places,
                           size_t n, json_t *to)
{
    const char *slice =
        part ? gg_arena_printf(w->arena, "%s=%s", part->name, name) : gg_arena_string(w->arena, "");
    gg_compared_group *group = add_group(w);
    gg_pairs pairs;
    gg_status status;

    if (!slice || !group)
        return no_memory(w->err);
    group->part = part;
    group->name = name;
    group->paired.design = NULL;
    status = gg_pairs_select(w->rows, w->plan->inspection, places, n, &pairs, w->err);
    if (status)
        return status;
    status = gg_paired_measure(&pairs, &group->paired, w->err);
    free(pairs.all);
    return status ? status : write_group(w, &group->paired, slice, to);
}

/* Where the groups of a part stand: sites and periods by themselves, the others by their name. */
static json_t *place_of(const writer *w, const gg_part *part)
{
    static const char *const keys[GG_PART_KINDS] = {
        [GG_PART_ATTRIBUTE] = "attributes",
        [GG_PART_INTERSECTION] = "intersections",
        [GG_PART_SITE] = "sites",
        [GG_PART_PERIOD] = "periods",
    };
    json_t *all = json_object_get(w->document, keys[part->kind]);

    if (!all)
        all = gg_json_put_object(w->document, keys[part->kind]);
    if (part->kind == GG_PART_SITE || part->kind == GG_PART_PERIOD)
        return all;
    return gg_json_put_object(gg_json_put_object(all, part->name), "groups");
}

static gg_status put_part(writer *w, const gg_part *part)
{
    json_t *to = place_of(w, part);
    gg_part_groups groups;
    gg_status status =
        to ? gg_part_split(w->arena, w->plan, w->rows, part, &groups, w->err) : no_memory(w->err);

    if (!to)
        return status;
    for (size_t i = 0; i < groups.n && !status; i++) {
        json_t *group = gg_json_put_object(to, groups.names[i]);

        status = group ? put_group(w, part, groups.names[i], groups.places + groups.starts[i],
                                   groups.starts[i + 1] - groups.starts[i], group)
                       : no_memory(w->err);
    }
    gg_part_groups_release(&groups);
    return status;
}

/* Everyone, then every part; attributes are there also where there are none. */
static gg_status put_parts(writer *w)
{
    gg_status status = put_group(w, NULL, NULL, NULL, w->rows->n, w->document);

    if (!status && !gg_json_put_object(w->document, "attributes"))
        status = no_memory(w->err);
    for (size_t i = 0; i < w->plan->n_parts && !status; i++)
        status = put_part(w, &w->plan->parts[i]);
    return status;
}

static gg_status put_findings(const writer *w)
{
    json_t *findings = NULL;
    gg_status status = gg_findings_write(w->groups, w->n, w->options, &findings, w->err);

    if (!status && !gg_json_put(w->document, "findings", findings))
        status = no_memory(w->err);
    return status;
}

bool gg_comparison_warn(json_t *warnings, const char *code, json_t *message)
{
    json_t *warning = json_object();

    if (json_array_append_new(warnings, warning)) {
        json_decref(message);
        return false;
    }
    return gg_json_put(warning, "message", message) && put_text(warning, "code", code);
}

/* Under a design differences are estimated from a part of the rows. */
static const gg_paired *paired_of_estimate(const writer *w)
{
    const gg_paired *everyone = &w->groups[0].paired;

    return everyone->design ? everyone->design : everyone;
}

static bool put_warnings(const writer *w)
{
    json_t *warnings = json_array();
    bool fine = gg_json_put(w->document, "warnings", warnings);

    for (int which = 0; which < GG_SCORES_COMPARED && fine; which++)
        if (w->plan->side[which].assumed)
            fine =
                gg_comparison_warn(warnings, "default_threshold",
                                   json_sprintf("no threshold was given for \"%s\": 0.5 is assumed",
                                                score_name(w, which)));
    if (fine && w->plan->decision)
        fine = gg_comparison_warn(
            warnings, "decision_ignored",
            json_string("the decision column belongs to neither score: both are held "
                        "against a threshold"));
    if (fine && gg_paired_few(paired_of_estimate(w)))
        fine = gg_comparison_warn(
            warnings, "few_positives",
            json_string("of the rarer outcome there are fewer than 10 verified rows: differences "
                        "of roc_auc, balanced_accuracy, f1 and mcc are rough, and a rule on them "
                        "against the champion decides nothing"));
    fine = fine && gg_compare_design_warn(w->plan, &w->groups[0].paired, warnings);
    return fine;
}

gg_status gg_comparison_write(const gg_compare_plan *plan, const gg_pair_rows *rows,
                              const gg_compare_options *options, json_t **out, gg_error *err)
{
    gg_arena arena;
    writer w = {.plan = plan,
                .rows = rows,
                .options = options,
                .document = json_object(),
                .arena = &arena,
                .err = err};
    gg_status status = w.document && put_head(&w) ? GG_OK : no_memory(err);

    gg_arena_init(&arena);
    if (!status)
        status = put_parts(&w);
    if (!status)
        status = put_findings(&w);
    if (!status && !put_warnings(&w))
        status = no_memory(err);
    if (status)
        json_decref(w.document);
    else
        *out = w.document;
    for (size_t i = 0; i < w.n; i++)
        gg_paired_release(&w.groups[i].paired);
    free(w.groups);
    gg_arena_release(&arena);
    return status;
}
