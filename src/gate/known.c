/* What a rule may ask for: the rows of the evaluate floor's tables, and the figures of drift. */
#include <string.h>

#include "gate_internal.h"
#include "gauger/base/text.h"
#include "gauger/evaluate/pooled.h"

static const char *const selector_names[GG_SELECTORS] = {
    [GG_BY_ATTRIBUTE] = "attribute", [GG_BY_INTERSECTION] = "intersection",
    [GG_BY_GROUP] = "group",         [GG_BY_SITE] = "site",
    [GG_BY_PERIOD] = "period",       [GG_BY_COLUMN] = "column",
    [GG_BY_GIVEN] = "given",         [GG_BY_STRATUM] = "stratum",
    [GG_BY_CAPACITY] = "capacity",   [GG_BY_THRESHOLD] = "threshold",
};

#define OVERLAP "overlap" /* the member of the evaluation's data, not of a drift document */

static const gg_drift_figure drift_figures[] = {
    {"population_stability_index", "statistic", INFINITY, true, true, false,
     "How far the spread of a column over ten ranges (or over its levels) has moved from the "
     "baseline: 0 is not at all, over 0.2 is usually called a shift."},
    {"ks", "statistic", 1, true, false, false,
     "The largest gap between the shares of rows up to the same value, now and in the baseline: 0 "
     "is the same spread, 1 is no overlap."},
    {"wasserstein_1", "scaled", INFINITY, true, false, false,
     "How far the values of a column have moved on average, in standard deviations of the "
     "baseline."},
    {"jensen_shannon_distance", "statistic", 1, true, false, false,
     "How well a single value tells the baseline from now: 0 is not at all, 1 is always."},
    {"cramers_v", "statistic", 1, true, false, false,
     "How strongly the levels of a column depend on whether a row is from the baseline or from "
     "now: 0 is not at all, 1 is entirely."},
    {"share_drifted", "share_drifted", 1, false, false, false,
     "The share of the watched columns that the drift report calls failed."},
    {"classifier_auc", "auc", 1, false, false, true,
     "How well a classifier tells a row of now from one of the baseline by all columns together: "
     "0.5 is not at all, 1 is always."},
    {"training_overlap", OVERLAP, 1, false, false, false,
     "The share of the rows evaluated on that are also rows which the version was trained on: 0 is "
     "none. Rows that are alike by chance count too."},
};

#define TAKES(selector) (1u << (selector))

/* Inequality has no interval: it sits at its boundary where all are treated alike. */
static const gg_finished_figure finished_figures[] = {
    {"lift", "ranking", GG_HIGHER_IS_BETTER, 0, INFINITY, NAN,
     TAKES(GG_BY_CAPACITY) | TAKES(GG_BY_SITE), GG_BY_CAPACITY, false,
     "How many times as often a case among the first that there is room for turns out positive as "
     "any case; 1 is what chance gives."},
    {"theil_index", "inequality", GG_LOWER_IS_BETTER, 0, INFINITY, NAN, 0, GG_SELECTORS, true,
     "How unequally people are treated, each case by what its decision was worth against what "
     "happened: 0 is all alike. It has no interval (judge: point)."},
    {"generalized_entropy", "inequality", GG_LOWER_IS_BETTER, 0, INFINITY, NAN, 0, GG_SELECTORS,
     true,
     "The same inequality with large benefits weighing more (alpha 2): half the squared "
     "coefficient of variation of benefits; 0 is all alike. It has no interval (judge: point)."},
    {"demographic_disparity", "demographic", GG_NO_DIRECTION, -1, 1, 0,
     TAKES(GG_BY_ATTRIBUTE) | TAKES(GG_BY_GROUP), GG_BY_ATTRIBUTE, false,
     "The group's share of the unfavourable decisions less its share of the favourable ones; 0 is "
     "equal."},
    {"conditional_demographic_disparity", "demographic", GG_NO_DIRECTION, -1, 1, 0,
     TAKES(GG_BY_ATTRIBUTE) | TAKES(GG_BY_GROUP) | TAKES(GG_BY_GIVEN), GG_BY_GIVEN, false,
     "The mean over strata, weighted by their rows, of the group's share of the unfavourable "
     "decisions less its share of the favourable ones; 0 is equal."},
};

#define N_FINISHED (sizeof finished_figures / sizeof *finished_figures)

#define CAVEAT                                                                                     \
    "A find rate is an average over everyone who was referred, not a rate at the bar for being "   \
    "referred: with one bar for all, find rates differ where risks are spread differently, and "   \
    "with different bars they can agree (infra-marginality)."

/* The outcome test: precision under its own name, with what must be said beside it. */
static const struct {
    const char *name, *disparity, *sentence;
} find_rates[] = {
    {"find_rate_ratio", "precision_ratio",
     "The outcome test: how many times as often a referral of the group is found to be right as "
     "one of the reference."},
    {"find_rate_difference", "precision_difference",
     "The outcome test: how much more often a referral of the group is found to be right than one "
     "of the reference."},
};

#define N_FIND_RATES (sizeof find_rates / sizeof *find_rates)

#define N_DRIFT (sizeof drift_figures / sizeof *drift_figures)

/* What people call these figures elsewhere. */
static const struct {
    const char *elsewhere, *here;
} synonyms[] = {
    {"auc", "roc_auc"},
    {"auroc", "roc_auc"},
    {"roc", "roc_auc"},
    {"auprc", "average_precision"},
    {"pr_auc", "average_precision"},
    {"sensitivity", "recall"},
    {"tpr", "recall"},
    {"true_positive_rate", "recall"},
    {"hit_rate", "recall"},
    {"tnr", "specificity"},
    {"true_negative_rate", "specificity"},
    {"fpr", "false_positive_rate"},
    {"fnr", "false_negative_rate"},
    {"ppv", "precision"},
    {"positive_predictive_value", "precision"},
    {"npv", "negative_predictive_value"},
    {"f1_score", "f1"},
    {"brier", "brier_score"},
    {"logloss", "log_loss"},
    {"cross_entropy", "log_loss"},
    {"ece", "expected_calibration_error"},
    {"cox_slope", "calibration_slope"},
    {"cox_intercept", "calibration_intercept"},
    {"calibration_error", "expected_calibration_error"},
    {"prevalence", "base_rate"},
    {"referral_rate", "selection_rate"},
    {"disparate_impact", "impact_ratio"},
    {"disparate_impact_ratio", "impact_ratio"},
    {"adverse_impact_ratio", "impact_ratio"},
    {"four_fifths", "impact_ratio"},
    {"statistical_parity_difference", "demographic_parity_difference"},
    {"statistical_parity_ratio", "demographic_parity_ratio"},
    {"psi", "population_stability_index"},
    {"overlap", "training_overlap"},
    {"leakage", "training_overlap"},
    {"kolmogorov_smirnov", "ks"},
    {"wasserstein", "wasserstein_1"},
    {"jensen_shannon", "jensen_shannon_distance"},
    {"theil", "theil_index"},
    {"cdd", "conditional_demographic_disparity"},
    {"outcome_test", "find_rate_ratio"},
    {"precision_at_k", "precision"},
    {"precision_at_capacity", "precision"},
    {"recall_at_capacity", "recall"},
};

static void from_metric(const gg_metric *row, gg_known *out)
{
    *out = (gg_known){.name = row->name,
                      .kind = GG_KNOWN_METRIC,
                      .direction = row->direction,
                      .low = row->low,
                      .high = row->high,
                      .equal = NAN,
                      .sentence = row->sentence,
                      .metric = row};
}

static void from_disparity(const gg_disparity *row, gg_known *out)
{
    *out = (gg_known){.name = row->name,
                      .kind = GG_KNOWN_DISPARITY,
                      .direction = GG_NO_DIRECTION,
                      .low = row->low,
                      .high = row->high,
                      .equal = row->kind == GG_RATIO,
                      .sentence = row->sentence,
                      .disparity = row};
}

static void from_summary(const gg_summary *row, gg_known *out)
{
    *out = (gg_known){.name = row->name,
                      .kind = GG_KNOWN_SUMMARY,
                      .direction = row->kind == GG_RATIO ? GG_HIGHER_IS_BETTER : GG_LOWER_IS_BETTER,
                      .low = row->low,
                      .high = row->high,
                      .equal = row->kind == GG_RATIO,
                      .sentence = row->sentence,
                      .summary = row};
}

static void from_drift(const gg_drift_figure *row, gg_known *out)
{
    *out = (gg_known){.name = row->name,
                      .kind = GG_KNOWN_DRIFT,
                      .direction = GG_LOWER_IS_BETTER,
                      .low = 0,
                      .high = row->high,
                      .equal = NAN,
                      .sentence = row->sentence,
                      .drift = row};
}

static void from_calibration(const gg_calibration_figure *row, gg_known *out)
{
    *out = (gg_known){.name = row->name,
                      .kind = GG_KNOWN_CALIBRATION,
                      .direction = row->direction,
                      .low = row->low,
                      .high = row->high,
                      .equal = NAN,
                      .sentence = row->sentence,
                      .calibration = row};
}

static void from_finished(const gg_finished_figure *row, gg_known *out)
{
    *out = (gg_known){.name = row->name,
                      .kind = GG_KNOWN_FINISHED,
                      .direction = row->direction,
                      .low = row->low,
                      .high = row->high,
                      .equal = row->equal,
                      .sentence = row->sentence,
                      .finished = row};
}

static void from_find_rate(size_t i, gg_known *out)
{
    from_disparity(gg_disparity_find(find_rates[i].disparity), out);
    out->name = find_rates[i].name;
    out->sentence = find_rates[i].sentence;
    out->caveat = CAVEAT;
}

bool gg_known_at(size_t i, gg_known *out)
{
    if (i < gg_metric_count()) {
        from_metric(gg_metric_at(i), out);
        return true;
    }
    i -= gg_metric_count();
    if (i < gg_disparity_count()) {
        from_disparity(gg_disparity_at(i), out);
        return true;
    }
    i -= gg_disparity_count();
    if (i < gg_summary_count()) {
        from_summary(gg_summary_at(i), out);
        return true;
    }
    i -= gg_summary_count();
    if (i < gg_calibration_figure_count()) {
        from_calibration(gg_calibration_figure_at(i), out);
        return true;
    }
    i -= gg_calibration_figure_count();
    if (i < N_FIND_RATES) {
        from_find_rate(i, out);
        return true;
    }
    i -= N_FIND_RATES;
    if (i < N_FINISHED) {
        from_finished(&finished_figures[i], out);
        return true;
    }
    i -= N_FINISHED;
    if (i < N_DRIFT)
        from_drift(&drift_figures[i], out);
    return i < N_DRIFT;
}

bool gg_known_find(const char *name, gg_known *out)
{
    gg_known k;

    for (size_t i = 0; gg_known_at(i, &k); i++) {
        if (strcmp(k.name, name) != 0)
            continue;
        *out = k;
        return true;
    }
    return false;
}

const char *gg_known_nearest(const char *name)
{
    unsigned best = 255;
    const char *found = NULL;
    gg_known k;

    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (gg_text_same(name, strlen(name), synonyms[i].elsewhere))
            return synonyms[i].here;
    for (size_t i = 0; gg_known_at(i, &k); i++) {
        unsigned d = gg_spelling_distance(name, k.name);

        if (d < best && gg_spelling_near(name, k.name, d)) {
            best = d;
            found = k.name;
        }
    }
    return found;
}

static const unsigned taken[] = {
    [GG_KNOWN_METRIC] = TAKES(GG_BY_ATTRIBUTE) | TAKES(GG_BY_INTERSECTION) | TAKES(GG_BY_GROUP) |
                        TAKES(GG_BY_SITE) | TAKES(GG_BY_PERIOD),
    [GG_KNOWN_DISPARITY] = TAKES(GG_BY_ATTRIBUTE) | TAKES(GG_BY_INTERSECTION) | TAKES(GG_BY_GROUP) |
                           TAKES(GG_BY_GIVEN) | TAKES(GG_BY_STRATUM),
    [GG_KNOWN_SUMMARY] = TAKES(GG_BY_ATTRIBUTE) | TAKES(GG_BY_INTERSECTION),
    [GG_KNOWN_DRIFT] = TAKES(GG_BY_COLUMN) | TAKES(GG_BY_PERIOD),
    [GG_KNOWN_CALIBRATION] = TAKES(GG_BY_ATTRIBUTE) | TAKES(GG_BY_INTERSECTION) |
                             TAKES(GG_BY_GROUP) | TAKES(GG_BY_SITE) | TAKES(GG_BY_PERIOD),
};

static bool is_among(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Of the metrics those that documents have at capacities and other thresholds. */
static bool takes_number(const gg_known *known, gg_selector selector)
{
    static const char *const at_capacity[] = {"precision", "recall"};
    static const char *const at_threshold[] = {"precision", "recall", "false_positive_rate"};

    return known->metric && (selector == GG_BY_CAPACITY ? is_among(known->name, at_capacity, 2)
                                                        : is_among(known->name, at_threshold, 3));
}

bool gg_known_takes(const gg_known *known, gg_selector selector)
{
    if (known->finished)
        return (known->finished->takes & TAKES(selector)) != 0;
    if (selector == GG_BY_CAPACITY || selector == GG_BY_THRESHOLD)
        return takes_number(known, selector);
    if (known->drift && !known->drift->column)
        return selector == GG_BY_PERIOD && !known->drift->interval;
    if ((selector == GG_BY_GIVEN || selector == GG_BY_STRATUM) && known->disparity)
        return gg_is_stratified(known->disparity->metric);
    return (taken[known->kind] & TAKES(selector)) != 0;
}

bool gg_known_needs_selector(const gg_known *known)
{
    if (known->finished)
        return known->finished->needs != GG_SELECTORS;
    if (known->kind == GG_KNOWN_DRIFT)
        return known->drift->column;
    return known->kind != GG_KNOWN_METRIC && known->kind != GG_KNOWN_CALIBRATION;
}

bool gg_known_paired(const gg_known *known)
{
    return known->kind == GG_KNOWN_METRIC && strcmp(known->name, "average_precision") != 0 &&
           strcmp(known->name, "expected_calibration_error") != 0;
}

bool gg_known_of_rows(const gg_known *known)
{
    return known->drift && strcmp(known->drift->key, OVERLAP) == 0;
}

const char *gg_selector_name(gg_selector selector)
{
    return selector_names[selector];
}
