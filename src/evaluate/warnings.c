/*
 * Warnings of the evaluation document: what a reader must know before relying on a figure. Each has
 * a code for programs and a sentence for people; what concerns many groups is said once.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gauger/base/buf.h"
#include "gauger/base/text.h"
#include "evaluate/evaluation_internal.h"

#define LONGEST_MESSAGE 4000 /* names beyond this are counted, not listed */

gg_status gg_warn(gg_evaluation *e, const char *code, const char *format, ...)
{
    json_t *warning = json_object();
    char *message;
    va_list args;
    int size;

    va_start(args, format);
    size = vasprintf(&message, format, args);
    va_end(args);
    if (size < 0) {
        json_decref(warning);
        return gg_no_memory(e->err);
    }
    if (!gg_json_put(warning, "code", json_string(code)) ||
        !gg_json_put(warning, "message", json_string(message))) {
        json_decref(warning);
        warning = NULL;
    }
    free(message);
    return warning != NULL && json_array_append_new(e->warnings, warning) == 0
               ? GG_OK
               : gg_no_memory(e->err);
}

/* Names joined by commas, the last of them counted where there are too many. */
static void list(gg_buf *b, const char *name, size_t *left_out)
{
    if (b->size + strlen(name) > LONGEST_MESSAGE) {
        ++*left_out;
        return;
    }
    gg_buf_puts(b, b->size > 0 ? ", " : "");
    gg_buf_puts(b, name);
}

static void end_list(gg_buf *b, size_t left_out)
{
    if (left_out > 0)
        gg_buf_printf(b, " and %zu more", left_out);
}

static const char *listed(const gg_buf *b)
{
    return b->data != NULL ? b->data : "";
}

static gg_status warn_of_columns(gg_evaluation *e)
{
    const gg_evidence *ev = e->evidence;
    size_t left_out = 0;
    gg_status status;
    gg_buf names;

    if (ev->n_ignored == 0)
        return GG_OK;
    gg_buf_init(&names, 0);
    for (size_t i = 0; i < ev->n_ignored; i++)
        list(&names, ev->ignored[i], &left_out);
    end_list(&names, left_out);
    status = gg_buf_check(&names, e->err);
    if (status == GG_OK)
        status = gg_warn(e, "ignored_columns", "columns without a role were not read: %s",
                         listed(&names));
    gg_buf_release(&names);
    return status;
}

static gg_status warn_of_rows(gg_evaluation *e)
{
    const gg_evidence *ev = e->evidence;

    uint64_t missing = ev->missing_score + ev->missing_decision;
    const char *lacking = !ev->missing_decision ? "score"
                          : ev->missing_score   ? "score or decision"
                                                : "decision";

    if (missing + ev->bad_rows == 0)
        return GG_OK;
    return gg_warn(e, "rows_excluded",
                   "%llu of %llu rows were left out: %llu without a %s, %llu malformed",
                   (unsigned long long)(missing + ev->bad_rows), (unsigned long long)ev->rows,
                   (unsigned long long)missing, lacking, (unsigned long long)ev->bad_rows);
}

static gg_status warn_of_outcomes(gg_evaluation *e)
{
    const gg_tally *tally = &gg_evidence_overall(e->evidence)->tally;
    unsigned long long unverified = 0;

    if (!e->evidence->has_outcomes)
        return gg_warn(e, "no_outcomes",
                       "there is no outcome column: only selection rates can be compared");
    for (size_t a = 0; a < GG_ARMS; a++) {
        for (size_t d = 0; d < GG_DECISIONS; d++)
            unverified += tally->n[a][GG_UNVERIFIED][d];
    }
    if (unverified == 0 || e->options.inspection != GG_INSPECTION_UNKNOWN)
        return GG_OK;
    return gg_warn(
        e, "unverified",
        "%llu of %llu rows have no outcome; how cases came to be inspected is unknown, so "
        "recall, false positive rate and all that depends on the missing outcomes are not "
        "identified; precision is that of the verified rows",
        unverified, (unsigned long long)e->evidence->rows_used);
}

static gg_status warn_of_scores(gg_evaluation *e)
{
    const gg_evidence *ev = e->evidence;
    gg_status status = GG_OK;

    if (ev->default_threshold)
        status = gg_warn(e, "default_threshold",
                         "neither a threshold nor a decision column was given: 0.5 was taken");
    if (status == GG_OK && ev->has_scores && !ev->probability)
        status = gg_warn(e, "not_a_probability",
                         "some scores lie outside [0, 1]: brier_score, log_loss and "
                         "expected_calibration_error are undefined");
    if (status == GG_OK && !ev->has_scores)
        status = gg_warn(e, "no_scores",
                         "there is no score column: roc_auc and other figures of scores are "
                         "undefined");
    if (status == GG_OK && ev->has_scores && ev->published.bounded)
        status = gg_warn(e, "scores_of_bounded_counts",
                         "how many cases have which score is known within bounds only: roc_auc and "
                         "other figures of scores are not computed");
    else if (status == GG_OK && ev->has_scores && !ev->ranking_exact &&
             ev->measured != GG_EXTENT_COUNTS)
        status = gg_warn(e, "binned_scores",
                         ev->weighted ? "scores were kept in bins, which hold rows, not their "
                                        "weights: roc_auc is undefined"
                                      : "scores were kept in bins: roc_auc is known within bounds "
                                        "only (bound_low, bound_high), around which its interval "
                                        "lies; more bins (--score-bins) narrow them");
    return status;
}

/* Up to here nothing is said: rows that weigh a twentieth on average. */
#define LOST_UNSAID 1e-11

/* Small weights lose digits: how far figures can be relied on then, where it is worst. */
static gg_status warn_of_weights(gg_evaluation *e)
{
    const gg_evidence *ev = e->evidence;
    gg_weight_loss most = {.weights = LOST_UNSAID};
    const gg_family *family = NULL;
    const gg_slice *slice = NULL;

    for (size_t f = 0; ev->weighted && f < ev->n_families; f++) {
        for (size_t i = 0; i < ev->families[f].n_slices; i++) {
            gg_weight_loss x = gg_weight_loss_of(&ev->families[f].slices[i].tally);

            if (x.weights <= most.weights)
                continue;
            most = x;
            family = &ev->families[f];
            slice = &family->slices[i];
        }
    }
    if (slice == NULL)
        return GG_OK;
    return gg_warn(e, "small_weights",
                   "weights are small (%.1g on average%s%s%s%s%s), and they are added in steps of "
                   "1e-12: weighted figures may be off by a part of %.0e of themselves, and the "
                   "widths of their intervals by %.0e; multiply all weights by one number, e.g. "
                   "1e6, which changes no rate and no interval",
                   most.mean, most.rows, family->name[0] ? " in " : "", family->name,
                   family->name[0] ? "=" : "", slice->name, most.weights, most.squares);
}

/* What a table of counts does not say. */
static gg_status warn_of_counts(gg_evaluation *e)
{
    const gg_published *p = &e->evidence->published;
    const gg_slice *overall = gg_evidence_overall(e->evidence);
    gg_status status = GG_OK;

    if (p->bounded)
        status = gg_warn(e, "counts_in_bounds",
                         "some counts are known within bounds only: of a figure that depends on "
                         "them the bounds are given instead of a value, and around them the "
                         "interval; tests over groups and strata are not computed");
    if (status == GG_OK && p->partial && e->options.population == NULL)
        status = gg_warn(e, "partial_counts",
                         "some lines do not tell how many cases there are in all, e.g. because "
                         "they are of the referred alone: selection rates and all that concerns "
                         "everyone cannot be had; with a random arm, --population FILE gives "
                         "totals");
    if (status == GG_OK && overall->untold != 0 && e->options.population == NULL)
        status = gg_warn(e, "not_published",
                         "the table does not tell all counts by outcome and decision: those it "
                         "does not tell are null and listed as not_published, and so is why a "
                         "figure made of them is null");
    if (status == GG_OK && p->total_lines > 0)
        status = gg_warn(e, "total_lines", "%llu %s left out: by the schema, totals of others",
                         (unsigned long long)p->total_lines,
                         p->total_lines == 1 ? "line was" : "lines were");
    return status;
}

gg_status gg_warn_of_table(gg_evaluation *e)
{
    gg_status status = warn_of_counts(e);

    if (status == GG_OK)
        status = warn_of_scores(e);
    if (status == GG_OK)
        status = warn_of_weights(e);
    if (status == GG_OK)
        status = warn_of_outcomes(e);
    if (status == GG_OK)
        status = gg_warn_of_design(e);
    if (status == GG_OK)
        status = warn_of_rows(e);
    return status == GG_OK ? warn_of_columns(e) : status;
}

static gg_status warn_of_small(gg_evaluation *e, const gg_grouping *g)
{
    size_t left_out = 0, small = 0;
    gg_status status;
    gg_buf names;
    char name[96], one[128], least[32];

    gg_buf_init(&names, 0);
    for (size_t i = 0; i < g->n; i++) {
        if (!(g->figures[i].rows < e->options.minimum_count))
            continue;
        gg_text_clean(g->names[i], strlen(g->names[i]), name, sizeof name - 4);
        snprintf(one, sizeof one, "%s (%.0f)", name, g->figures[i].rows);
        list(&names, one, &left_out);
        small++;
    }
    end_list(&names, left_out);
    status = gg_buf_check(&names, e->err);
    if (status == GG_OK && small > 0)
        status = gg_warn(e, "small_group", "%s: fewer than %s rows in %s", g->family->name,
                         gg_text_double(e->options.minimum_count, least), listed(&names));
    gg_buf_release(&names);
    return status;
}

#define RELIES_ON_MANY                                                                             \
    "the intervals of brier_score and log_loss are too narrow there more often than their "        \
    "confidence says, and a rule on them decides nothing"

/* Whether there is an interval that too few rows of the rarer outcome stand behind. */
static bool is_few(const gg_figures *f)
{
    static const char *const means[] = {"brier_score", "log_loss"};

    for (size_t i = 0; i < sizeof means / sizeof *means; i++) {
        const gg_metric *metric = gg_metric_find(means[i]);
        gg_measure m;

        gg_metric_measure(metric, f, NULL, &m);
        if (m.state == GG_MEASURE_OK && !isnan(m.low) && gg_metric_few(metric, f))
            return true;
    }
    return false;
}

gg_status gg_warn_of_everyone(gg_evaluation *e, const gg_figures *everyone)
{
    if (!is_few(everyone))
        return GG_OK;
    return gg_warn(e, "few_positives",
                   "of the rarer outcome there are fewer than %d verified rows: " RELIES_ON_MANY,
                   GG_LEAST_OF_CLASS);
}

/* Groups that are small in all are named as such already. */
static gg_status warn_of_few(gg_evaluation *e, const gg_grouping *g)
{
    size_t left_out = 0;
    gg_status status;
    gg_buf names;

    gg_buf_init(&names, 0);
    for (size_t i = 0; i < g->n; i++)
        if (!(g->figures[i].rows < e->options.minimum_count) && is_few(&g->figures[i]))
            list(&names, g->names[i], &left_out);
    end_list(&names, left_out);
    status = gg_buf_check(&names, e->err);
    if (status == GG_OK && names.size > 0)
        status = gg_warn(
            e, "few_positives",
            "%s: of the rarer outcome there are fewer than %d verified rows in %s: " RELIES_ON_MANY,
            g->family->name, GG_LEAST_OF_CLASS, listed(&names));
    gg_buf_release(&names);
    return status;
}

/* What is said once for the whole table is not said again for each attribute. */
static bool said_of_table(const gg_evaluation *e, const char *why)
{
    const bool designed = e->options.inspection != GG_INSPECTION_UNKNOWN;

    return strcmp(why, designed ? GG_WHY_NOT_COMPUTED : GG_WHY_NOT_IDENTIFIED) == 0 &&
           (e->evidence->has_unverified || e->options.population != NULL);
}

typedef struct undefined {
    const char *why;
    gg_buf groups, metrics;
    size_t left_out;
} undefined;

static const char *why_null(const json_t *object, const char *key)
{
    return gg_json_string(json_object_get(object, key), "why_null", NULL);
}

/* Which groups lack a figure for this reason, and which figures. */
static void gather_undefined(const gg_grouping *g, const json_t *groups, undefined *u)
{
    bool metric_seen[64] = {false};
    size_t unused = 0;

    for (size_t i = 0; i < g->n; i++) {
        const json_t *metrics = json_object_get(groups, g->names[i]);
        bool any = false;

        for (size_t k = 0; k < gg_metric_count(); k++) {
            const char *why = why_null(metrics, gg_metric_at(k)->name);

            if (why != NULL && strcmp(why, u->why) == 0)
                any = metric_seen[k] = true;
        }
        if (any)
            list(&u->groups, g->names[i], &u->left_out);
    }
    end_list(&u->groups, u->left_out);
    for (size_t k = 0; k < gg_metric_count(); k++) {
        if (metric_seen[k])
            list(&u->metrics, gg_metric_at(k)->name, &unused);
    }
}

/* One warning for each reason; comparisons with the groups named are undefined with them. */
static gg_status warn_of_undefined(gg_evaluation *e, const gg_grouping *g, const json_t *groups)
{
    static const char *const reasons[] = {
        GG_WHY_NO_POSITIVES,    GG_WHY_NO_NEGATIVES, GG_WHY_NO_SELECTED,
        GG_WHY_NO_NOT_SELECTED, GG_WHY_ONE_CLASS,    GG_WHY_NO_ROWS,
        GG_WHY_NOT_IDENTIFIED,  GG_WHY_NOT_COMPUTED, GG_WHY_NOT_PUBLISHED};
    gg_status status = GG_OK;

    for (size_t i = 0; status == GG_OK && i < sizeof reasons / sizeof reasons[0]; i++) {
        undefined u = {.why = reasons[i]};

        if (said_of_table(e, reasons[i]))
            continue;
        gg_buf_init(&u.groups, 0);
        gg_buf_init(&u.metrics, 0);
        gather_undefined(g, groups, &u);
        status = gg_buf_check(&u.groups, e->err);
        if (status == GG_OK)
            status = gg_buf_check(&u.metrics, e->err);
        if (status == GG_OK && u.groups.size > 0)
            status = gg_warn(e, "undefined_metric",
                             "%s: %s (%s): undefined for %s, and so is every comparison with them",
                             g->family->name, listed(&u.metrics), u.why, listed(&u.groups));
        gg_buf_release(&u.groups);
        gg_buf_release(&u.metrics);
    }
    return status;
}

static gg_status warn_of_zero(gg_evaluation *e, const gg_grouping *g, const json_t *disparities)
{
    size_t unused = 0;
    gg_status status;
    gg_buf names;

    gg_buf_init(&names, 0);
    for (size_t i = 0; i < gg_disparity_count(); i++) {
        const char *name = gg_disparity_at(i)->name;
        const json_t *groups = json_object_get(json_object_get(disparities, name), "groups");
        bool zero = false;

        for (size_t k = 0; k < g->n; k++) {
            const char *why = why_null(groups, g->names[k]);

            zero = zero || (why != NULL && strcmp(why, GG_WHY_ZERO_REFERENCE) == 0);
        }
        if (zero)
            list(&names, name, &unused);
    }
    status = gg_buf_check(&names, e->err);
    if (status == GG_OK && names.size > 0)
        status =
            gg_warn(e, "undefined_disparity", "%s: a ratio to a reference of 0 is undefined: %s",
                    g->family->name, listed(&names));
    gg_buf_release(&names);
    return status;
}

/* Whether a group lacks one of the figures that a summary is over. */
static bool lacks(const gg_summary *summary, const json_t *metrics)
{
    for (size_t k = 0; k < 2 && summary->metrics[k] != NULL; k++) {
        const char *why = why_null(metrics, summary->metrics[k]);

        if (why != NULL && strcmp(why, GG_WHY_BOUNDED) != 0)
            return true;
    }
    return false;
}

static gg_status warn_of_summaries(gg_evaluation *e, const gg_grouping *g, const json_t *attribute)
{
    const json_t *groups = json_object_get(attribute, "groups");
    const gg_summary *last = NULL;
    gg_buf names, lacking;
    size_t unused = 0, left_out = 0;
    gg_status status;

    gg_buf_init(&names, 0);
    gg_buf_init(&lacking, 0);
    for (size_t i = 0; i < gg_summary_count(); i++) {
        const gg_summary *summary = gg_summary_at(i);
        const char *why = why_null(json_object_get(attribute, "summary"), summary->name);

        if (why == NULL || strcmp(why, GG_WHY_UNDEFINED_GROUP) != 0)
            continue;
        list(&names, summary->name, &unused);
        /* Of several, the one over most metrics has the most groups without a figure. */
        if (last == NULL || summary->metrics[1] != NULL)
            last = summary;
    }
    for (size_t k = 0; last != NULL && k < g->n; k++) {
        if (lacks(last, json_object_get(groups, g->names[k])))
            list(&lacking, g->names[k], &left_out);
    }
    end_list(&lacking, left_out);
    status = gg_buf_check(&names, e->err);
    if (status == GG_OK)
        status = gg_buf_check(&lacking, e->err);
    if (status == GG_OK && last != NULL)
        status = gg_warn(e, "undefined_summary",
                         "%s: %s: null, because the figure is undefined for %s; "
                         "over_defined_groups is over the other groups",
                         g->family->name, listed(&names), listed(&lacking));
    gg_buf_release(&names);
    gg_buf_release(&lacking);
    return status;
}

gg_status gg_warn_of_groups(gg_evaluation *e, const gg_grouping *g, const json_t *attribute)
{
    gg_status status = GG_OK;

    if (g->n < 2)
        status = gg_warn(e, "few_groups", "%s: one group alone, so there is nothing to compare",
                         g->family->name);
    if (status == GG_OK)
        status = warn_of_small(e, g);
    if (status == GG_OK)
        status = warn_of_few(e, g);
    if (status == GG_OK)
        status = warn_of_undefined(e, g, json_object_get(attribute, "groups"));
    if (status == GG_OK)
        status = warn_of_zero(e, g, json_object_get(attribute, "disparities"));
    if (status == GG_OK)
        status = warn_of_summaries(e, g, attribute);
    return status;
}
