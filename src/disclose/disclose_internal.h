/*
 * What the files of the disclose floor share with one another and with nobody else.
 *
 * The way through: part.c reads the groups of an attribute (sites, periods) and merges small ones;
 * crossing.c (with crossing_read.c, lump.c) does so for intersections, with the levels of their
 * attributes; bins.c merges bins of the score distribution; suppression.c, sources.c and
 * operation.c decide what of the operating point may be shown; shown.c writes the figures that may
 * be shown, document.c the whole, warnings.c what there is to say about it. What stands beside an
 * evaluation has files of its own: verdict.c, comparison.c, training.c, weights.c.
 */
#ifndef GAUGER_DISCLOSE_INTERNAL_H
#define GAUGER_DISCLOSE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "gauger/base/arena.h"
#include "gauger/disclose/publish.h"
#include "gauger/evaluate/disparity.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/evaluate/operation.h"

#define GG_NO_BLOCK ((size_t)-1)

/*
 * The groups of one attribute (or all sites, or all periods), and the blocks that they are shown
 * as. A block is one group or the merged one. Blocks are in the order of the groups, the merged
 * one last, so that the order says nothing of sizes.
 */
typedef struct gg_part {
    const char *name;  /* "race"; "site" and "period" for those */
    const char *where; /* the key in the document: "attributes", "sites", "periods" */
    const json_t *source;
    size_t n;
    const char **levels;
    gg_figures *figures;
    size_t *block;        /* of each group */
    size_t n_blocks;      /* 0: nothing of this part is shown */
    const char **names;   /* of the blocks */
    gg_figures *sums;     /* of the blocks */
    size_t n_merged;      /* groups in the merged block; 0 where there is none */
    const char *withheld; /* why nothing is shown; NULL if something is */
    /* What intersections show of it: the same blocks, or some of them lumped to one level. */
    bool *lumped;
    size_t *level; /* of each block; the lumped one is the last */
    size_t n_levels;
} gg_part;

/* An intersection: the blocks of its attributes, crossed. */
typedef struct gg_crossing {
    const char *name;
    const json_t *source;
    size_t n_parts;
    gg_part **parts; /* of its attributes, in the order of the name */
    size_t n;        /* groups in the document */
    gg_figures *figures;
    size_t *block; /* of group g in part p: block[g * n_parts + p] */
    const char *withheld;
    size_t n_shown;
    const char **names;
    gg_figures *sums;
} gg_crossing;

/*
 * Which rows and cells the figures are of: the first under which everyone can be shown, and under
 * which as many attributes as possible can.
 */
typedef enum gg_scope {
    GG_SCOPE_WHOLE,    /* all cells of outcome by decision, and by arm where there are arms */
    GG_SCOPE_CELLS,    /* all cells of outcome by decision, as if no inspection design were known */
    GG_SCOPE_VERIFIED, /* rows with a known outcome alone: the others are few */
    GG_SCOPE_DECISIONS, /* decisions alone: some cell of the outcome is small */
    GG_SCOPES
} gg_scope;

/* One gg_publish() at work. */
typedef struct gg_publication {
    const json_t *evaluation;
    double least; /* the minimum cell */
    gg_scope scope;
    gg_measure_options how;
    gg_figures overall;
    bool overall_shown;
    gg_part *parts; /* attributes, then sites, then periods */
    size_t n_parts, n_attributes;
    gg_crossing *crossings;
    size_t n_crossings;
    json_t *withheld; /* [{"part", "why"}] */
    json_t *warnings;
    gg_arena arena;
    gg_error *err;
} gg_publication;

/* ---- part.c ---- */

/* Takes out of figures what the scope leaves out. */
void gg_scope_reduce(gg_scope scope, gg_figures *figures);
/* Whether every cell of outcome by decision, and by arm, is 0 or at least the minimum cell. */
bool gg_cells_shown(const gg_publication *p, const gg_figures *figures);
/* Whether two figures count the same rows, cell by cell. */
bool gg_cells_equal(const gg_figures *a, const gg_figures *b);
/* Reads groups and merges small ones. groups: an object of METRICS. */
GG_CHECKED gg_status gg_part_read(gg_publication *p, const char *name, const char *where,
                                  const json_t *source, const json_t *groups, gg_part *out);
/* The name of what n groups were merged to: "(merged: N groups)", unlike any in levels. */
const char *gg_merged_name(gg_publication *p, size_t n, const char *const *levels, size_t n_levels);

/* ---- coarse.c ---- */

/* The largest of ..., 1, 2, 5, 10, 20, 50, ... that is at most x, for x above 0. */
double gg_steps_in(double x);
/* Rounds what comes from single scores (roc_auc, average_precision, means) to a step of at least
 * the minimum cell over the rows; NaN where that step would be coarser than 0.1. */
void gg_figures_coarsen(const gg_publication *p, gg_figures *f);
/* Whether there are rows enough for such figures, and they are of one group. */
bool gg_scores_shown(const gg_publication *p, const gg_figures *figures);

/* ---- crossing_read.c, lump.c, crossing.c ---- */

/* Attributes that may stand in intersections: the bits of a set. */
#define GG_ATTRIBUTES_CROSSED 64

/* Numbers the levels that intersections show, after `lumped` has changed. */
void gg_part_number_levels(gg_part *part);
/* Reads one intersection; why it cannot be shown is noted in it. */
GG_CHECKED gg_status gg_crossing_read(gg_publication *p, const char *name, const json_t *source,
                                      gg_crossing *x);
/* Lumps levels until every combination may be shown; where that fails, takes it back and notes it.
 */
GG_CHECKED gg_status gg_crossing_enlarge(gg_publication *p, gg_crossing *x);
/* Names and sums of the combinations that occur. */
GG_CHECKED gg_status gg_crossing_settle(gg_publication *p, gg_crossing *x);
/* {"race": {"(merged: N groups)": [levels]}} of the levels that are lumped or merged. */
json_t *gg_crossing_merged(gg_publication *p, const gg_crossing *x);

/* Reads all intersections and decides what each may show. */
GG_CHECKED gg_status gg_crossings_read(gg_publication *p, const json_t *intersections);

/* ---- bins.c ---- */

/* The score distribution with neighbouring bins merged; NULL in out where it is withheld or absent.
 */
GG_CHECKED gg_status gg_bins_publish(gg_publication *p, json_t **out);

/* ---- suppression.c, sources.c, operation.c ---- */

/* Rows by outcome, in the scope: what it leaves out is 0, and decisions alone are all "unverified".
 */
typedef struct gg_outcomes {
    uint64_t n[GG_OUTCOMES];
} gg_outcomes;

/* Reads positives, negatives and unverified of an object; false where they are no counts. */
bool gg_outcomes_read(const gg_publication *p, const json_t *object, gg_outcomes *out);
/* The selected, or the others, of figures of an unweighted table. */
gg_outcomes gg_outcomes_of(const gg_figures *figures, int selection);
/* a - b; false where some count would fall below 0. */
bool gg_outcomes_minus(const gg_outcomes *a, const gg_outcomes *b, gg_outcomes *out);
gg_outcomes gg_outcomes_plus(const gg_outcomes *a, const gg_outcomes *b);
bool gg_outcomes_equal(const gg_outcomes *a, const gg_outcomes *b);
/* Whether every count is 0 or at least the minimum cell. */
bool gg_outcomes_shown(const gg_publication *p, const gg_outcomes *x);
/* Sets to null what the scope leaves out of an entry. */
bool gg_outcomes_hide(const gg_publication *p, json_t *entry);

/* What rules held back, and who referred what, as far as it may be shown. operation: of the
 * document.  out: what is published. */
GG_CHECKED gg_status gg_suppression_publish(gg_publication *p, const json_t *operation,
                                            const json_t *attributes, json_t *out);
GG_CHECKED gg_status gg_sources_publish(gg_publication *p, const json_t *operation, json_t *out);
/* The operating point, into the published document. */
GG_CHECKED gg_status gg_operation_publish(gg_publication *p, json_t *document);

/* ---- ranked.c ---- */

/* Calibration, cuts at a capacity, operating points and inequality, into the published document, as
 * far as they may be shown: figures to a step, counts not at all. */
GG_CHECKED gg_status gg_ranked_publish(gg_publication *p, json_t *document);

/* ---- shown.c ---- */

/* Whether the scope leaves figures of a metric at all. */
bool gg_scope_has(gg_scope scope, const char *metric);
/* METRICS of a slice that may be shown. key: of its random draws, e.g. "race=White". */
GG_CHECKED gg_status gg_shown_metrics(gg_publication *p, const gg_figures *figures, const char *key,
                                      json_t **out);
/* METRICS of which nothing may be shown: every figure null, "withheld". */
GG_CHECKED gg_status gg_shown_nothing(gg_publication *p, json_t **out);
/* An attribute or intersection: groups, disparities, summary. */
GG_CHECKED gg_status gg_shown_attribute(gg_publication *p, const char *name, const json_t *source,
                                        const char *const *names, const gg_figures *figures,
                                        size_t n, json_t **out);
/* {"(merged: N groups)": [levels]} of a part, or NULL where nothing is merged. */
json_t *gg_shown_merged(const gg_part *part);

/* ---- overlap.c ---- */

/* How many rows were trained on, into the data of the published document; false on no memory. */
bool gg_overlap_publish(const gg_publication *p, const json_t *overlap, json_t *data);

/* ---- special.c ---- */

/* Whether a name is that of a special class, or of an intersection with one. */
bool gg_special_named(const json_t *special, const char *name);
/* Whether an entry of a list says that it is about one. */
bool gg_special_entry(const json_t *special, const json_t *entry);
/* The evaluation without what tells of special classes; NULL on no memory. */
json_t *gg_special_without(const json_t *evaluation);
/* Notes what was left out. */
GG_CHECKED gg_status gg_special_note(gg_publication *p);
/* A rule of a verdict without the subjects that are of special classes; NULL on no memory. */
json_t *gg_special_rule(const json_t *published, const json_t *rule);

/* ---- document.c, warnings.c ---- */

/* Everything, into an empty object. */
GG_CHECKED gg_status gg_document_write(gg_publication *p, json_t *out);
GG_CHECKED gg_status gg_warnings_write(gg_publication *p);

/* ---- published.c ---- */

/* Whether a document that says it is published keeps to the minimum cell; then out is it itself. */
GG_CHECKED gg_status gg_published_check(const json_t *evaluation, unsigned minimum_cell,
                                        json_t **out, gg_error *err);

/* ---- publish.c ---- */

/* Notes that a part is withheld, or warns. */
GG_CHECKED gg_status gg_note_withheld(gg_publication *p, const char *part, const char *why);
GG_CHECKED gg_status gg_note_warning(gg_publication *p, const char *code, const char *message);
/* Sets a key, taking over value; false when either failed. */
bool gg_set(json_t *object, const char *key, json_t *value);
gg_status gg_disclose_memory(gg_publication *p);

#endif
