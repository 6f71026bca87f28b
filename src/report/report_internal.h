/*
 * What the files of the report floor share with one another and with nobody else.
 *
 * The way through: render.c picks a builder for the document and a writer for the format. A builder
 * (evaluation.c, comparison.c, drift.c, check.c, verdict.c, metrics.c, card_page.c) turns the
 * document into a page: headings, sentences, tables, figures, all plain text. A writer (text.c,
 * markdown.c, html.c) turns a page into bytes and escapes everything for its format. JUnit, GitHub
 * and SARIF are written from the verdict directly (junit.c, github.c, sarif.c).
 */
#ifndef GAUGER_REPORT_INTERNAL_H
#define GAUGER_REPORT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/base/arena.h"
#include "gauger/report/render.h"

/* Said on everything that comes from such a registry. */
#define GG_TESTING_SAYS                                                                            \
    "From a registry made for testing: its times may have been set from outside."

/* ---- the page: page.c ---- */

/* How something is meant: colour in a terminal, a class in html; never the only sign of it. */
typedef enum gg_tone {
    GG_TONE_PLAIN,
    GG_TONE_GOOD,
    GG_TONE_BAD,
    GG_TONE_UNSURE,
    GG_TONE_QUIET,
    GG_TONE_STRONG,
    GG_TONES
} gg_tone;

typedef enum gg_block_kind {
    GG_BLOCK_HEADING, /* level 1 to 4 */
    GG_BLOCK_TEXT,    /* a paragraph */
    GG_BLOCK_ITEM,    /* of a list */
    GG_BLOCK_FACT,    /* a term and what is known of it */
    GG_BLOCK_TABLE,
    GG_BLOCK_FIGURE, /* a drawing that is trusted markup; html alone shows it */
    GG_BLOCK_BANNER  /* a result in a word (term) and a sentence */
} gg_block_kind;

typedef struct gg_cell {
    const char *text;
    gg_tone tone;
} gg_cell;

#define GG_GRID_COLUMNS 10

/* A table. The first column names the row. */
typedef struct gg_grid {
    const char *caption; /* NULL for none */
    struct {
        const char *title;
        bool right; /* numbers */
    } columns[GG_GRID_COLUMNS];
    size_t n_columns;
    gg_cell *cells; /* by row */
    size_t n, room;
} gg_grid;

typedef struct gg_block {
    gg_block_kind kind;
    gg_tone tone;
    int level;        /* of a heading 1 to 4; of an item 0 or 1 */
    const char *term; /* of a fact or banner; the anchor of a heading, or NULL */
    const char *text;
    gg_grid *grid;
    struct gg_block *next;
} gg_block;

typedef struct gg_page {
    gg_arena arena; /* everything below lives in it */
    gg_block *first, *last;
    bool failed; /* memory ran out: sticky, asked once at the end */
} gg_page;

void gg_page_init(gg_page *page);
void gg_page_release(gg_page *page);

void gg_page_heading(gg_page *page, int level, const char *anchor, const char *format, ...)
    GG_PRINTF(4, 5);
void gg_page_text(gg_page *page, gg_tone tone, const char *format, ...) GG_PRINTF(3, 4);
/* A paragraph about the banner before it. */
void gg_page_subtext(gg_page *page, gg_tone tone, const char *format, ...) GG_PRINTF(3, 4);
void gg_page_item(gg_page *page, gg_tone tone, const char *format, ...) GG_PRINTF(3, 4);
/* An item of a list within the item before it. */
void gg_page_subitem(gg_page *page, gg_tone tone, const char *format, ...) GG_PRINTF(3, 4);
void gg_page_fact(gg_page *page, const char *term, gg_tone tone, const char *format, ...)
    GG_PRINTF(4, 5);
void gg_page_banner(gg_page *page, gg_tone tone, const char *word, const char *format, ...)
    GG_PRINTF(4, 5);
void gg_page_figure(gg_page *page, const char *markup);

/* A table without columns; never NULL (a failed page gives one that swallows everything). */
gg_grid *gg_page_table(gg_page *page, const char *caption);
void gg_grid_column(gg_page *page, gg_grid *grid, bool right, const char *format, ...)
    GG_PRINTF(4, 5);
/* The next cell, row by row. */
void gg_grid_cell(gg_page *page, gg_grid *grid, gg_tone tone, const char *format, ...)
    GG_PRINTF(4, 5);
size_t gg_grid_rows(const gg_grid *grid);

/* A printf into the page's arena; "" on a failed page, never NULL. */
const char *gg_page_printf(gg_page *page, const char *format, ...) GG_PRINTF(2, 3);
/* A name out of a document, fit to be shown: no control or direction signs, at most 80 bytes. */
const char *gg_page_name(gg_page *page, const char *name);
/* The same without a limit to its length, for sentences of a manifest; line ends become spaces. */
const char *gg_page_prose(gg_page *page, const char *text);
/* The name of a document's data, and of how many files they are if of several. */
const char *gg_page_source(gg_page *page, const json_t *data, const char *otherwise);
/* first, first and second, or "a, b and c": appends item i of n to a list in words. */
const char *gg_page_list(gg_page *page, const char *so_far, const char *item, size_t i, size_t n);

/* How the intervals of an evaluation's figures were made: "Wilson's for rates; DeLong's for
 * roc_auc";
 * "" where no figure has one. */
const char *gg_methods_words(gg_page *page, const json_t *evaluation);

/* ---- numbers in words: number.c ---- */

/* Decimals for x: three for what lies between 0.01 and 1, else those of three significant digits.
 */
int gg_number_decimals(double x);
/* x with that many decimals; never "-0.000". */
char *gg_number_text(double x, int decimals, char out[40]);
/* x with that many decimals. */
const char *gg_page_number(gg_page *page, double x);
/* x as someone would write it: 5, 0.5, 95. */
const char *gg_page_plain(gg_page *page, double x);
/* A count: whole where it is whole. "-" for NaN. */
const char *gg_page_count(gg_page *page, double x);
/* A p-value: "0.012", "< 0.001", "> 0.999"; "-" for NaN. */
const char *gg_page_p(gg_page *page, double p);
/* An EST: "0.588 [0.572, 0.604]", "0.588" without an interval, "-" without a value. */
const char *gg_page_estimate(gg_page *page, const json_t *estimate);
/* The same with two decimals, for columns of ratios. */
const char *gg_page_ratio(gg_page *page, const json_t *estimate);

/* ---- bounded.c: figures and counts that are known within bounds only ---- */

/* The bounds of an estimate that has them in the place of a value; high may be infinite. */
bool gg_bounded_read(const json_t *estimate, double *low, double *high);
/* "0.37 to 0.41 [0.30, 0.48]", or without the interval; "-" where there are no bounds. */
const char *gg_page_between(gg_page *page, const json_t *estimate, bool ratio, bool interval);
/* The same in words, for a sentence; of any other estimate its figure. */
const char *gg_page_between_words(gg_page *page, const json_t *evaluation, const json_t *estimate);
/* A count of METRICS, or its bounds: "172 to 188". */
const char *gg_page_counted(gg_page *page, const json_t *metrics, const char *key);

/* Whether a published table does not tell a count of these METRICS. */
bool gg_page_untold(const json_t *metrics, const char *key);
/* How such figures are read; nothing where there are none. */
void gg_bounded_note(gg_page *page, const json_t *overall);
/* Its value alone, "-" without. */
const char *gg_page_value(gg_page *page, const json_t *estimate);
/* value, low, high of an EST as doubles; NaN where null or absent. False without a value. */
bool gg_estimate_read(const json_t *estimate, double *value, double *low, double *high);

/* ---- words: words.c ---- */

/* A reason of an EST in words, e.g. "nobody was referred"; the code itself if unknown. */
const char *gg_words_reason(const char *why);
/* The title of a metric, disparity or summary; the name with spaces if unknown. */
const char *gg_words_metric(gg_page *page, const char *name);
/* The same in the middle of a sentence: lower case but for names. */
const char *gg_words_metric_lower(gg_page *page, const char *name);
/* A test of a comparison, e.g. "McNemar"; "-" for none. */
const char *gg_words_test(gg_page *page, const char *test);
/* A rule of reference, e.g. "the largest group". */
const char *gg_words_reference(const char *rule);
/* "group" or "groups", by count. */
const char *gg_words_plural(double n, const char *one, const char *many);

/* How a figure lies to a band, by its interval. */
typedef enum gg_standing {
    GG_STANDING_WITHIN,
    GG_STANDING_EXCEEDS,
    GG_STANDING_OPEN, /* not established */
    GG_STANDING_NONE  /* no value or no interval */
} gg_standing;

gg_standing gg_standing_of(const json_t *estimate, double low, double high);
const char *gg_standing_word(gg_standing standing);
gg_tone gg_standing_tone(gg_standing standing);

/* ---- verdicts: verdict.c ---- */

/* "PASS", "FAIL", "NOT ESTABLISHED", "NOT JUDGED" for a result of the documents, and its tone. */
const char *gg_verdict_word(const char *result);
gg_tone gg_verdict_tone(const char *result);
/* The rule in words, from a rule's object. */
const char *gg_verdict_rule(gg_page *page, const json_t *rule);
/* How many rules pass, fail and are not established, as a sentence. */
const char *gg_verdict_sentence(gg_page *page, const json_t *verdict);
/* Rules, each with its message and a table of its subjects. */
void gg_verdict_rules(gg_page *page, const json_t *verdict);

/* ---- what evaluation and card share: groups.c, operation.c, findings.c, undefined.c ---- */

/* The four-fifths band, as a ratio of rates may lie on either side of 1. */
#define GG_BAND_LOW  0.8
#define GG_BAND_HIGH 1.25

/* Groups that a table for a terminal shows; more are counted. */
#define GG_GROUPS_SHOWN 40

/* One row a group: rows, selection rate with interval, precision, recall, false positive rate. */
void gg_groups_rates(gg_page *page, const char *what, const json_t *groups);
/* One row a group: its ratios to the reference. */
void gg_groups_ratios(gg_page *page, const json_t *attribute);
/* The summaries of an attribute, impact_ratio first; with a sentence each where there is room. */
void gg_groups_summaries(gg_page *page, const json_t *attribute, bool sentences);
/* Ratios and differences within strata, crude and pooled, and the strata where they differ. */
void gg_groups_strata(gg_page *page, const json_t *attribute);
/* Demographic disparity, overall and given strata; nothing without strata. */
void gg_groups_demographic(gg_page *page, const json_t *attribute);
/* The outcome test, its readings and its caveat; with a table of its figures or without. */
void gg_groups_outcome_test(gg_page *page, const json_t *attribute, bool table);
/* Who an attribute's groups are held against, in words: "Caucasian (the largest group)". */
const char *gg_groups_reference(gg_page *page, const json_t *attribute);

/* The operating point, under a heading of that level: sites, suppression, sources; nothing where an
 * evaluation has none. */
void gg_operation_section(gg_page *page, const json_t *evaluation, int level);
/* Calibration, cuts at a capacity, other thresholds, inequality (calibration.c), each a heading and
 * what belongs to it; nothing where the evaluation has none. */
void gg_calibration_section(gg_page *page, const json_t *evaluation, int level);
void gg_capacity_section(gg_page *page, const json_t *evaluation, int level);
void gg_operating_points_section(gg_page *page, const json_t *evaluation, int level);
void gg_inequality_section(gg_page *page, const json_t *evaluation, int level);

/* What the inspected show, what could be, and the estimates, under a heading of that level; nothing
 * where no outcome is missing. */
void gg_missing_section(gg_page *page, const json_t *evaluation, int level);
/* What an inspection design says, as sentences. */
const char *gg_missing_design(const char *inspection);

/* What an evaluation found, as items in plain words; what to do about it. */
void gg_findings(gg_page *page, const json_t *evaluation);
void gg_findings_next(gg_page *page, const json_t *evaluation);
/* How cases came to be referred, as a sentence. */
const char *gg_findings_decision(gg_page *page, const json_t *evaluation);

/* The sentences of --explain about figures whose path begins with the prefix, as items; all, or
 * those that tables show: explanations.c. */
void gg_explanations_items(gg_page *page, const json_t *document, const char *prefix, bool all);

/* What has no value, and why, as items; nothing where everything has one. */
void gg_undefined_items(gg_page *page, const json_t *evaluation);
/* What a published evaluation withholds, and what its merged groups stand for, as items. */
void gg_withheld_items(gg_page *page, const json_t *evaluation);
/* Whether a document warns of this (the code of a warning). */
bool gg_has_warning(const json_t *document, const char *code);
/* Warnings as items. */
void gg_warning_items(gg_page *page, const json_t *document);

/* ---- what a comparison says of groups: comparison_groups.c ---- */

/* A banner where A is worse for some although not for everyone together; nothing elsewhere. */
void gg_comparison_warning(gg_page *page, const json_t *document);
/* The same as items, one a figure, and which groups are too small to tell. */
void gg_comparison_findings(gg_page *page, const json_t *document);
/* Which group a finding of it is about: "group y of race", "site Q". */
const char *gg_comparison_place(gg_page *page, const json_t *finding);
/* One table each for attributes, intersections, sites and periods. */
void gg_comparison_groups(gg_page *page, const json_t *document);

/* The section of a comparison about missing outcomes; nothing where none matters. */
void gg_comparison_missing(gg_page *page, const json_t *document);
/* Whether outcomes are missing that a difference depends on. */
bool gg_comparison_open(const json_t *difference);
/* A difference in a table: its estimate, or what it could be. */
const char *gg_comparison_cell(gg_page *page, const json_t *difference);
/* What is known of a difference that is not identified, as words; NULL where it is. */
const char *gg_comparison_unknown(gg_page *page, const json_t *difference);

/* ---- weights: card_weights.c ---- */

/* What a term of the weights is of: "van", "52 to under 116", "each 1 more". */
const char *gg_weight_words(gg_page *page, const json_t *term);

/* ---- what a manifest states of the operating point: stated.c ---- */

/* The value of a key in words, e.g. of threshold "0.18; at Harbour 0.19"; of suppression, one rule.
 * A value of another form is written as compact JSON. */
void gg_stated_value(const char *key, const json_t *value, gg_buf *out);
/* Whether a list or an object is one text, not one for each member. */
bool gg_stated_whole(const char *key, const json_t *value);

/* ---- what a registry adds to a card: card_registry.c ---- */

/* State, approvals, phases and changes of a version; nothing for NULL. */
void gg_card_lifecycle(gg_page *page, const json_t *lifecycle);
/* Where the data come from, whether they are out of date and which risk was accepted; nothing for
 * NULL. */
void gg_card_data_sheet(gg_page *page, const json_t *sheet);
/* How many rows were trained on, in a sentence; NULL where there is nothing to say. overlap.c */
const char *gg_overlap_sentence(gg_page *page, const json_t *overlap);
/* The same as a paragraph. */
void gg_overlap_line(gg_page *page, const json_t *overlap);
/* What the foot of a card names: whether it is stale, source systems, evidence, head of the log. */
void gg_card_foot(gg_page *page, const json_t *card);
/* That the data of a card were superseded, where they were; whether they were. */
bool gg_card_stale(gg_page *page, const json_t *card);

/* ---- escaping: escape.c ---- */

/* Html text and attributes (quoted either way); control characters become '?'. */
void gg_escape_html(gg_buf *out, const char *s);
/* Markdown text; line: it stands at the head of one, where more signs have a meaning. */
void gg_escape_markdown(gg_buf *out, const char *s, bool line);
/* GitHub workflow commands: the message, and the value of a property. */
void gg_escape_github(gg_buf *out, const char *s, bool property);
/* Text for a terminal: control characters become '?'. */
void gg_escape_text(gg_buf *out, const char *s, size_t n);
/* Copies s into out, with what XML 1.0 forbids, or has a use for, replaced by '?' and line ends by
 * spaces. */
const char *gg_escape_clean(gg_arena *arena, const char *s);

/* ---- writers ---- */

typedef void gg_page_write(const gg_page *page, const gg_render_options *options, gg_buf *out);
gg_page_write gg_write_text, gg_write_markdown, gg_write_html;

/* The style sheet of html pages: style.c. */
extern const char gg_style_sheet[];

/* ---- builders ---- */

typedef gg_status gg_page_build(gg_page *page, const json_t *document,
                                const gg_render_options *options, gg_error *err);
gg_page_build gg_build_evaluation, gg_build_comparison, gg_build_drift, gg_build_check,
    gg_build_verdict, gg_build_metrics, gg_build_card, gg_build_receipt, gg_build_datasets,
    gg_build_dataset, gg_build_models, gg_build_model, gg_build_difference, gg_build_history,
    gg_build_cycles, gg_build_log, gg_build_audit, gg_build_checkpoint, gg_build_proof_check,
    gg_build_card_check, gg_build_rebuild, gg_build_accounts, gg_build_account, gg_build_public_key;
gg_page_build gg_build_record, gg_build_records, gg_build_redress, gg_build_disclosures;

typedef gg_status gg_document_render(const json_t *document, const gg_render_options *options,
                                     gg_buf *out, gg_error *err);
gg_document_render gg_render_junit, gg_render_github, gg_render_sarif;

/* A member that must be an object or array; says which is missing. */
gg_status gg_member(const json_t *document, const char *key, json_type type, const json_t **out,
                    gg_error *err);

#endif
