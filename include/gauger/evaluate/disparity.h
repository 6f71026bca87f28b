/*
 * Disparities: one group against a reference, and summaries over all groups of an attribute.
 *
 * Two tables of descriptors. A disparity is a metric's ratio or difference, group / reference or
 * group - reference, always on the metric as named. A summary follows Fairlearn's definitions
 * (largest difference, smallest ratio over all groups), with intervals that are simultaneous over
 * all pairs of groups.
 */
#ifndef GAUGER_EVALUATE_DISPARITY_H
#define GAUGER_EVALUATE_DISPARITY_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/evaluate/metric.h"

#define GG_NO_GROUP ((size_t)-1)

/* The name of intervals that hold together over all pairs of groups. */
#define GG_METHOD_SIMULTANEOUS "simultaneous"

typedef enum gg_comparison_kind { GG_DIFFERENCE, GG_RATIO } gg_comparison_kind;

typedef struct gg_disparity {
    const char *name;   /* e.g. "selection_rate_ratio" */
    const char *metric; /* name of the metric compared */
    gg_comparison_kind kind;
    double low, high;     /* range of the value; high may be infinite */
    const char *interval; /* "newcombe", "koopman", "mover" */
    const char *sentence; /* for a reader without statistics */
} gg_disparity;

/* Whom each group is held against. */
typedef enum gg_reference_rule {
    GG_REFERENCE_LARGEST, /* the group with most rows; the first of equals */
    GG_REFERENCE_GIVEN,
    GG_REFERENCE_HIGHEST, /* the group with the highest selection rate */
    GG_REFERENCE_LOWEST,  /* the group with the lowest selection rate */
    GG_REFERENCE_REST,    /* everyone else */
    GG_REFERENCE_OVERALL, /* everyone, the group included */
    GG_REFERENCE_RULES
} gg_reference_rule;

typedef struct gg_summary {
    const char *name; /* e.g. "equalized_odds_ratio" */
    gg_comparison_kind kind;
    const char *metrics[2]; /* what is compared; the second NULL where there is one */
    bool favourable;        /* impact_ratio: of the favourable decision, by options.adverse */
    double low, high;       /* range of the value */
    const char *sentence;
} gg_summary;

typedef struct gg_summary_result {
    gg_measure all;     /* over all groups; undefined where some group is undefined */
    gg_measure defined; /* over the groups where it is defined; equal to `all` where all are */
    size_t low_group;   /* the groups that made `defined`: the one with the smaller figure */
    size_t high_group;  /* and the one with the larger; GG_NO_GROUP where there are none */
    const char *metric; /* the metric that decided, of two; NULL where undefined */
    size_t n_undefined; /* groups without the figure */
} gg_summary_result;

GG_BEGIN_DECLS

/*
 * How many disparities there are.
 *
 * Returns 13 in this version.
 * Ownership: none.
 * Shape: gg_disparity_at() takes 0 .. count - 1.
 * Undefined cases: none.  Errors: none.
 */
size_t gg_disparity_count(void);

/*
 * The disparity at a place of the table; the order is that of the documents.
 *
 * i: 0 .. gg_disparity_count() - 1.
 * Returns a static row, or NULL beyond the table.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const gg_disparity *gg_disparity_at(size_t i);

/*
 * The disparity of a name.
 *
 * name: e.g. "recall_difference"; NULL finds nothing.
 * Returns a static row, or NULL if there is none of that name.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const gg_disparity *gg_disparity_find(const char *name);

/*
 * Measures one group against a reference group that shares no row with it.
 *
 * disparity: a row of the table.  group, reference: their figures.  options: NULL for the defaults.
 * out: ratio = group / reference, difference = group - reference.
 * Intervals: Newcombe's hybrid score for differences of rates (Newcombe 1998, method 10), Koopman's
 * score for ratios (Koopman 1984), square-and-add of the two DeLong intervals for roc_auc.
 * Undefined: the group's own reason; undefined_reference; zero_reference for a ratio to 0.
 * A ratio of 0 is a value.  Errors: none.
 */
void gg_disparity_measure(const gg_disparity *disparity, const gg_figures *group,
                          const gg_figures *reference, const gg_measure_options *options,
                          gg_measure *out);

/*
 * Measures one of several groups by the reference rule of its attribute, as the evaluation
 * document does and as the gate must to recompute it.
 *
 * disparity: a row.  groups, n: all groups of the attribute.  i: the group wanted, under n.
 * rule: whom it is held against.  reference: index of the reference group for largest, given,
 * highest and lowest; not read otherwise.  options: NULL for the defaults.  out: the measure.
 * highest and lowest: chosen by the data, so the critical value is widened for all pairs of groups.
 * rest: against the sum of the others.  overall: against the rest, transformed with the group's
 * share of the denominator, because the group is part of everyone.
 * Undefined: as gg_disparity_measure(); "one_group" where nobody is left to compare with or i is
 * the reference.
 */
void gg_disparity_of(const gg_disparity *disparity, const gg_figures *groups, size_t n, size_t i,
                     gg_reference_rule rule, size_t reference, const gg_measure_options *options,
                     gg_measure *out);

/*
 * The smallest or largest disparity over the groups of an attribute, chosen by the data, so with an
 * interval that is simultaneous over all pairs of groups.
 *
 * disparity, groups, n, rule, reference, options: as gg_disparity_of().  largest: which end.
 * out: all (undefined where some group is), defined (over the others); low_group and high_group
 * both name the group that made it.
 * Result: [min of the lows, min of the highs], for the largest [max of the lows, max of the highs].
 * Undefined: "one_group" with fewer than two groups, "undefined_group", or where no group is
 * defined the first group's reason.
 */
void gg_disparity_extreme(const gg_disparity *disparity, const gg_figures *groups, size_t n,
                          gg_reference_rule rule, size_t reference, bool largest,
                          const gg_measure_options *options, gg_summary_result *out);

/*
 * Finds the reference group that a rule chooses.
 *
 * groups, n: all groups, in the order of the document.  rule: largest, highest or lowest.
 * Returns an index; GG_NO_GROUP for the other rules and where no group is defined.
 * Ownership: none.
 * Undefined cases: of equals the first is taken.  Errors: none.
 */
size_t gg_reference_choose(const gg_figures *groups, size_t n, gg_reference_rule rule);

/*
 * The name of a reference rule: "largest", "given", "highest", "lowest", "rest", "overall".
 *
 * rule: any of the enumeration.
 * Returns a static text; "largest" outside the enumeration.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const char *gg_reference_rule_name(gg_reference_rule rule);

/*
 * The reference rule of a word.
 *
 * name: one of the six.  out: untouched on error.  err: lists the words.
 * Returns GG_OK or GG_E_USAGE.
 * Ownership: nothing changes hands.
 * Undefined cases: NULL is an error.
 */
GG_CHECKED gg_status gg_reference_rule_parse(const char *name, gg_reference_rule *out,
                                             gg_error *err);

/*
 * How many summaries there are.
 *
 * Returns 7 in this version.
 * Ownership: none.
 * Shape: gg_summary_at() takes 0 .. count - 1.
 * Undefined cases: none.  Errors: none.
 */
size_t gg_summary_count(void);

/*
 * The summary at a place of the table; the order is that of the documents.
 *
 * i: 0 .. gg_summary_count() - 1.
 * Returns a static row, or NULL beyond the table.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const gg_summary *gg_summary_at(size_t i);

/*
 * The summary of a name.
 *
 * name: e.g. "impact_ratio"; NULL finds nothing.
 * Returns a static row, or NULL if there is none of that name.
 * Ownership: static.
 * Undefined cases: none.  Errors: none.
 */
const gg_summary *gg_summary_find(const char *name);

/*
 * Measures a summary over groups that share no row.
 *
 * summary: a row of the table.  groups, n: the figures of every group; leave out those that are not
 * to be judged.  options: critical value and adverse; NULL for the defaults.
 * out: see gg_summary_result.
 * Interval: gg_largest_difference() and gg_smallest_ratio() of gauger/stats/simultaneous.h, with
 * the critical value widened (Bonferroni) for the number of pairs, of both metrics where there are
 * two. Undefined: "one_group" with fewer than two groups, "undefined_group" where a group has none
 * of the figures, "zero_reference" where the largest rate is 0.  Source: Fairlearn 0.12's
 * definitions.
 */
void gg_summary_measure(const gg_summary *summary, const gg_figures *groups, size_t n,
                        const gg_measure_options *options, gg_summary_result *out);

GG_END_DECLS
#endif
