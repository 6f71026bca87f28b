/*
 * Internal to the floor gate: a policy as it is kept, what a rule may ask for, and the subjects
 * that a rule is judged on.
 *
 * The way through: policy.c, rule.c and lines.c read the policy, known.c says what a metric takes;
 * record.c reads the documents into figures; subjects.c (with given.c and strata.c) lists a rule's
 * subjects and how each is measured, unseen.c those that outcomes are missing for; judge.c gives
 * them p-values and results; power.c says what they could have shown; message.c and prospect.c put
 * a rule's outcome in words; verdict.c writes the document.
 */
#ifndef GG_GATE_INTERNAL_H
#define GG_GATE_INTERNAL_H

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "gauger/base/arena.h"
#include "gauger/evaluate/calibration.h"
#include "gauger/evaluate/disparity.h"
#include "gauger/evaluate/significance.h"
#include "gauger/gate/policy.h"
#include "gauger/gate/verdict.h"
#include "gauger/evaluate/pooled.h"
#include "gauger/stats/power.h"
#include "gauger/stats/strata.h"

/* ---- what a rule may ask for: known.c ---- */

typedef enum gg_known_kind {
    GG_KNOWN_METRIC,
    GG_KNOWN_DISPARITY,
    GG_KNOWN_SUMMARY,
    GG_KNOWN_DRIFT,
    GG_KNOWN_CALIBRATION,
    GG_KNOWN_FINISHED
} gg_known_kind;

typedef enum gg_selector {
    GG_BY_ATTRIBUTE,
    GG_BY_INTERSECTION,
    GG_BY_GROUP,
    GG_BY_SITE,
    GG_BY_PERIOD,
    GG_BY_COLUMN,
    GG_BY_GIVEN,     /* strata within which an attribute's groups are compared */
    GG_BY_STRATUM,   /* each of them by itself, not pooled */
    GG_BY_CAPACITY,  /* room for so many, or for a share */
    GG_BY_THRESHOLD, /* other thresholds */
    GG_SELECTORS
} gg_selector;

/* A figure of the drift document. */
typedef struct gg_drift_figure {
    const char *name; /* in policies; the key under `tests` unless there is no column */
    const char *key;  /* key of the value in the test's object */
    double high;      /* largest value; may be infinite */
    bool column;      /* one for each column; false: of the whole document */
    bool critical;    /* held against its own critical value, not against a p-value */
    bool interval;    /* has an interval of its own: of the classifier */
    const char *sentence;
} gg_drift_figure;

/* A figure that stands finished in the evaluation, and is found by its name. */
typedef struct gg_finished_figure {
    const char *name, *kind;
    gg_direction direction;
    double low, high, equal;
    unsigned takes;    /* selectors, as bits */
    gg_selector needs; /* one of them, or GG_SELECTORS */
    bool alone;        /* it has no interval, so that only its value can be judged */
    const char *sentence;
} gg_finished_figure;

typedef struct gg_known {
    const char *name;
    gg_known_kind kind;
    gg_direction direction;
    double low, high; /* range of the value */
    double equal;     /* the value at which groups are equal; NaN where it compares none */
    const char *sentence;
    const gg_metric *metric; /* the row of its kind; the others NULL */
    const gg_disparity *disparity;
    const gg_summary *summary;
    const gg_drift_figure *drift;
    const gg_calibration_figure *calibration;
    const gg_finished_figure *finished;
    const char *caveat; /* part of every rendering of a verdict on it; NULL for none */
} gg_known;

/* The i-th of all names, metrics first; false beyond the last. */
bool gg_known_at(size_t i, gg_known *out);
bool gg_known_find(const char *name, gg_known *out);
/* The known name that someone who wrote this probably meant, NULL if none is near. */
const char *gg_known_nearest(const char *name);
/* Whether the metric takes the selector at all. */
bool gg_known_takes(const gg_known *known, gg_selector selector);
/* Whether it makes no sense without one of the selectors that it takes. */
bool gg_known_needs_selector(const gg_known *known);

/* Whether comparisons hold a difference of it between two scores of the same rows. */
bool gg_known_paired(const gg_known *known);
/* Whether it is of the evaluation's own rows and needs no drift document: training_overlap. */
bool gg_known_of_rows(const gg_known *known);
const char *gg_selector_name(gg_selector selector);

/* How many single-letter changes turn a into b, transposition counted once; at most 255. */
unsigned gg_spelling_distance(const char *a, const char *b);
/* Whether a could be a misspelling of b at that distance. */
bool gg_spelling_near(const char *a, const char *b, unsigned distance);

/* ---- a policy: policy.c, rule.c ---- */

/* What the bounds of a rule are, in the words that it was written in. */
typedef enum gg_bound_kind {
    GG_BOUND_AT_LEAST,
    GG_BOUND_AT_MOST,
    GG_BOUND_BETWEEN,
    GG_BOUND_NOT_WORSE
} gg_bound_kind;

typedef struct gg_rule {
    const char *id;
    size_t number; /* from 1, as in the file */
    size_t line;   /* of the file, from 1; 0 where unknown */
    gg_known known;
    const char *selectors[GG_SELECTORS]; /* NULL, a name, or "*" */
    gg_bound_kind bound;
    double low, high; /* what is judged lies within; infinite where open */
    double margin;    /* of not_worse_by; 0 otherwise */
    const char *ties; /* with a capacity: which rule for ties, as in the document */
    bool versus;      /* judged on candidate - champion */
    bool point;
    const char *note; /* NULL without one */
    const char *text; /* the rule in words */
} gg_rule;

struct gg_policy {
    gg_arena arena;
    const char *file; /* what errors call it */
    const char *name;
    const char *note; /* NULL without one */
    char sha256[65];
    double confidence;
    gg_correction correction;
    double minimum_count;
    bool warn_inconclusive;
    json_t *requires;
    gg_rule *rules;
    size_t n_rules;
};

gg_status gg_gate_no_memory(gg_error *err);
/* Gives every rule an id: its own, or one made of its metric and selectors. */
gg_status gg_policy_name_rules(gg_policy *p, const json_t *rules, gg_error *err);
/* Notes the line of every rule, from the bytes that the policy was read from: lines.c. */
void gg_policy_find_lines(gg_policy *p, const char *s, size_t n);
/* Reads the selectors of a rule that are numbers (capacity, threshold) and the key ties; writes
 * what is wrong with them into what and mend: rule_numbers.c. */
gg_status gg_rule_numbers(gg_policy *p, const json_t *object, gg_rule *rule, char what[160],
                          char mend[160]);
/* Reads rule i of the policy's array into p->rules[i]. */
gg_status gg_rule_parse(gg_policy *p, const json_t *object, size_t i, gg_error *err);
/* A word from a list: *out is its place; otherwise GG_E_INPUT, with the list in mend. */
gg_status gg_policy_word(const json_t *value, const char *const *words, size_t n, size_t *out,
                         char *mend, size_t size);
/* Writes `did you mean "x"?` for a key that is unknown, or the list of keys. */
const char *gg_policy_key_hint(gg_policy *p, const char *key, const char *const *keys, size_t n);
/* What a JSON value is, for messages: "a text", "a list", ... */
const char *gg_policy_type(const json_t *value);

/* ---- the documents: record.c ---- */

/* The groups of an attribute or intersection; sites; periods. */
typedef struct gg_partition {
    const char *name; /* "race", "race*sex", "site", "period" */
    const char **levels;
    const char **slices; /* keys of the random draws */
    gg_figures *groups;
    size_t n;
    gg_reference_rule rule;
    size_t reference; /* GG_NO_GROUP where the rule has none */
} gg_partition;

typedef struct gg_record {
    gg_figures overall;
    gg_partition *attributes, *intersections;
    size_t n_attributes, n_intersections;
    gg_partition sites, periods;
    uint64_t seed;
    gg_adverse adverse;
    const json_t *evaluation, *comparison, *drift; /* checked to be of their format; or NULL */
} gg_record;

gg_status gg_documents_parse(const gg_gate_documents *documents, gg_arena *arena, gg_record *out,
                             gg_error *err);

/* ---- the subjects of a rule: subjects.c, drift_subjects.c, versus.c ---- */

typedef enum gg_result { GG_RESULT_PASS, GG_RESULT_INCONCLUSIVE, GG_RESULT_FAIL } gg_result;

const char *gg_result_name(gg_result result);

struct gg_subject;
/* Measures a subject at a critical value. */
typedef void gg_subject_measure(const struct gg_subject *subject, double z, gg_measure *out);

/* The probability with which breaches are shown and rows decide, where that is told. */
#define GG_GATE_POWER 0.8

/* What the sample could have shown, and what would decide; NaN where there is no such number. */
typedef struct gg_prospect {
    double below, above;       /* true values that would have been caught: up to, and from */
    const char *why_no_breach; /* why there is neither; NULL if there is */
    double rows_needed;        /* of this subject, in all */
    double times;              /* how many times as many rows, of the reference too */
    const char *why_no_rows;   /* why there is no rows_needed; NULL if there is */
} gg_prospect;

#define GG_WHY_JUDGED_BY_VALUE "judged_by_value" /* judge: point tests nothing */
#define GG_WHY_NO_BREACH       "no_breach"       /* no value lies beyond the bounds */
#define GG_WHY_UNDETECTABLE    "undetectable"    /* no breach is so large that it would be caught */
#define GG_WHY_DECIDED         "decided"         /* no more rows are needed */
#define GG_WHY_AT_BOUND        "at_the_bound"    /* the value is the bound: rows decide nothing */
#define GG_WHY_BEYOND_REACH    "beyond_reach"    /* over a million times as many rows */
#define GG_WHY_REFERENCE_OPEN  "reference_open"  /* the reference needs more rows too */
#define GG_WHY_OF_EVERYONE     "of_everyone"     /* see times: it is told of all rows alone */
#define GG_WHY_STRATA_DIFFER   "strata_differ"   /* rows do not make unlike strata alike */

typedef struct gg_subject {
    const char *name;
    double rows;          /* NaN where unknown */
    const char *left_out; /* why it is not judged; NULL if it is */
    const char *against;  /* disparities: the reference group, "the rest", "everyone"; else NULL */

    const char *pair[2]; /* summaries: the groups with the smaller and the larger rate; or NULL */

    /* How it is measured: read by the function alone. */
    gg_subject_measure *measure;
    const gg_known *known;
    const gg_figures *groups;
    size_t n, i, reference;
    gg_reference_rule rule;
    gg_measure_options options;
    const struct gg_margin *margin; /* versus: candidate - champion; NULL where undefined */
    const char *why;                /* and then the reason */
    double missing; /* versus: rows whose missing outcome leaves it open; NaN where not known */
    const char *missing_of; /* and whose referrals they are; NULL for all rows */
    bool arm;               /* versus: it is of the rows of a random arm */
    const json_t *estimate; /* calibration: of the document; NULL where it has none */
    gg_rate rate;           /* of what stands finished: what it is a rate of; n 0 for none */
    double estimate_z;      /* and then: the critical value of the document's interval */
    const char *capacity, *threshold; /* and then: of which; or NULL */
    const gg_stratum *strata;         /* given: what is pooled */
    gg_stratum_box *boxes;            /* given: the same, known within bounds only; or NULL */
    gg_stratum *room;                 /* as many tables, to measure in */
    size_t n_strata;
    const char **strata_names;
    const char *group;   /* given: the name without the stratum, and */
    const char *given;   /* the column that it is a stratum of */
    const char *stratum; /* which one it is, where it is one and not pooled; else NULL */
    bool strata_differ;  /* given: the test of homogeneity says so; the pooled figure hides it */
    bool strata_open;    /* given: and not every stratum is inside; or one is outside by itself */
    double p_alike;      /* given: of that test; NaN where it cannot be made */
    const char *lowest_stratum, *highest_stratum; /* given: with the extreme figures; or NULL */
    double lowest_value, highest_value;
    bool unseen;     /* it depends on outcomes that nobody found out, and no design is known */
    double observed; /* and then: what the verified rows show; NaN where they show nothing */
    double unverified_share; /* precision: of the referred; NaN where all are verified, or a design
                                says how those that are were chosen */
    gg_interval worst_case;  /* and then: what it could be among all referred; NaN for none */
    gg_figures *filled;      /* room for the groups with outcomes put in */
    double evidence;         /* drift: p of "nothing has moved"; NaN where the document has none */

    /* What came of it. */
    gg_measure m;
    double p, adjusted; /* NaN where nothing is tested */
    double critical;    /* drift: what chance alone may give; NaN elsewhere */
    bool below, above;  /* the interval (or the value alone) reaches beyond low, beyond high */
    int side;           /* of the value: -1 under low, 1 over high, 0 within */
    bool outside;       /* the whole interval lies on that side of the bound */
    gg_result result;
    gg_prospect prospect;
} gg_subject;

typedef struct gg_case {
    const gg_rule *rule;
    gg_subject *subjects; /* judged and left out */
    size_t n, room;
    size_t n_judged;
    bool idle;           /* a rule against the champion, where there is none */
    const char *nothing; /* why there is no subject; NULL if there are */
    gg_subject *groups;  /* summary rules: groups that are too small to be part of it */
    size_t n_groups;
    gg_result result;
} gg_case;

/* What is judged, by what, and the cases: one for each rule, in their order. */
typedef struct gg_bench {
    const gg_policy *policy;
    const gg_record *record;
    const gg_gate_documents *documents;
    gg_arena *arena;
    gg_error *err;
    double z;     /* critical value at the policy's confidence */
    double alpha; /* an adjusted p below this fails: (1 - confidence) / 2 */
    gg_case *cases;
    size_t n_tested; /* p-values that were adjusted together */
    gg_result result;
} gg_bench;

#define GG_WHY_FEW_IN_REFERENCE "too_few_in_reference" /* the reference group is too small */
#define GG_WHY_OTHER_TYPE       "other_type"   /* no such figure for a column of this type */
#define GG_WHY_NOT_COMPARED     "not_compared" /* the group, its reference or both are absent */

/* Lists the subjects of a rule: c->rule is set. */
gg_status gg_case_list(const gg_bench *bench, gg_case *c);
gg_status gg_case_drift(const gg_bench *bench, gg_case *c);
/* Of the evaluation's own rows: overlap.c */
gg_status gg_case_overlap(const gg_bench *bench, gg_case *c);
gg_status gg_case_versus(const gg_bench *bench, gg_case *c);
/* The subjects of a rule with `given` in one attribute; or c->nothing. */
gg_status gg_case_given(const gg_bench *bench, gg_case *c, const gg_partition *all);
/* The strata of a pooled subject as subjects of the rule: strata.c. */
gg_status gg_case_strata(const gg_bench *bench, gg_case *c, const gg_subject *pooled,
                         const char *given, const json_t *stratified);
/* Measures one stratum by itself. */
gg_subject_measure gg_measure_stratum;
/* Holds a pooled subject against its strata; notes whether they stop a pass. */
void gg_strata_examine(const gg_bench *bench, const gg_rule *rule, gg_subject *s);
/* The subjects of a rule on what stands finished in the evaluation: finished.c. */
gg_status gg_case_finished(const gg_bench *bench, gg_case *c);
/* Measures an estimate of a document at any critical value. */
gg_subject_measure gg_measure_finished;
/* A new subject of this name that nothing is known of yet; NULL when memory is out (also for a name
 * that is NULL). */
gg_subject *gg_case_add(const gg_bench *bench, gg_case *c, const char *name);

/* The estimate of a figure of calibration: of everyone (all NULL), or of level i of a partition of
 * the record. NULL where the evaluation has none. */
const json_t *gg_record_calibration(const gg_record *record, const gg_partition *all, size_t i,
                                    const gg_calibration_figure *figure);
/* Measures it from its value and standard error, at any critical value. */
gg_subject_measure gg_measure_calibration;
/* Measures a group against its reference: subjects.c. */
gg_subject_measure gg_measure_disparity;

/* Where a figure is not identified: notes what is observed, and measures the worst case instead
 * where there is one: unseen.c. */
gg_status gg_unseen_measure(const gg_bench *bench, gg_subject *s);
/* Whether a measured subject lacks its value because outcomes are missing. */
bool gg_unseen_is(const gg_subject *s);
/* Notes of a precision how many of the referred are not verified. */
void gg_unseen_note(gg_subject *s);
/* How many cases behind a subject have no outcome. */
void gg_unseen_count(const gg_subject *s, double *referred, double *others);

/* Measures, tests and decides every subject, every case, and the bench: judge.c. */
gg_status gg_bench_judge(gg_bench *bench);

/* Finds the prospect of every judged subject, after gg_bench_judge(): power.c. */
gg_status gg_bench_prospects(gg_bench *bench);
/* The same of a difference from the champion: versus_power.c. level: of its test. */
void gg_prospect_versus(const gg_bench *bench, const gg_rule *rule, double level, gg_subject *s);
/* The same of one subject of which the interval alone is known: scaled.c. level: of its test. */
void gg_prospect_scaled(const gg_bench *bench, const gg_rule *rule, double level, gg_subject *s);
bool gg_prospect_is_scaled(const gg_subject *s);
/* Notes breaches, and why there is none. */
void gg_prospect_put_breach(const gg_rule *rule, gg_power_breach breach, gg_prospect *out);
/* Whether a value is a bound but for rounding. */
bool gg_prospect_is_at(double value, double bound);
#define GG_MOST_ROWS 9e15 /* beyond it a double does not count rows */

/* ---- words: words.c, message.c, prospect.c ---- */

/* What would decide an undecided subject, and what its rows would have shown, as clauses that begin
 * with "; "; nothing where neither is known. */
void gg_prospect_write(const gg_rule *rule, const gg_subject *s, gg_buf *out);
/* "1,920 more rows of this group": whose: " of this group", or "" for everyone's. */
void gg_prospect_more(double rows, double needed, const char *whose, gg_buf *out);
/* "; more rows like these would not tell: verify the 12 referred without an outcome" */
void gg_unseen_write(const gg_rule *rule, const gg_subject *s, gg_buf *out);
/* " with probability 0.8, if the rate stays as it is" */
void gg_prospect_chance(bool rate, gg_buf *out);
/* " a true value of 0.44 or less, 8 times in 10": below, above: NaN where there is none, not both;
 * low, high: the bounds that the numbers lie beyond. */
void gg_prospect_shown(double below, double above, double low, double high, gg_buf *out);

/* x with at least three significant digits, and as many more as keep it on its side of the bounds
 * (those that are infinite do not count). */
char *gg_number_near(double x, double low, double high, char out[32]);
/* "5%" of a capacity that is a share, "500" of one that is a number. */
char *gg_capacity_text(const char *capacity, char out[40]);
/* " by race", " at site A", "" for everyone. NULL when memory is out. */
const char *gg_rule_where(const gg_rule *rule, gg_arena *arena);
/* The rule in words, e.g. "precision by site at least 0.15". NULL when memory is out. */
const char *gg_rule_text(const gg_rule *rule, gg_arena *arena);
/* What came of a rule, as one sentence. NULL when memory is out. */
const char *gg_case_message(const gg_bench *bench, const gg_case *c);
/* A reason for a missing value in plain words. */
const char *gg_why_text(const char *why);

/* Whether too few rows of one outcome are there for a test of it: of a difference from the
 * champion, or of a mean over rows. */
bool gg_subject_few(const gg_subject *s);
#endif
