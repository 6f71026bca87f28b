/*
 * Internal to the floor evidence: how a table becomes counts.
 *
 *   plan      which column is what
 *   words     a column's texts as small numbers, one dictionary a thread
 *   cells     joint counts: one for each combination of levels that occurs
 *   rows      the ranking set: score, cell and outcome of each row, in memory only
 *   keeping   which rows are kept: all, none, or as many as memory is allowed for
 *   bins      histograms made while rows are read, where none is kept
 *   slices    families of slices, and which slices a cell belongs to
 *   fixed     sums that do not depend on their order (fixed_internal.h)
 *   weights   what small weights lose in such sums
 *   packed    rows in four bytes, where they fit: most tables (packed_internal.h)
 *   rank      one walk over the sorted rows; rank_packed: several at once over packed ones
 *
 * What the pieces of one thread's work share stands in share_internal.h.
 */
#ifndef GG_EVIDENCE_INTERNAL_H
#define GG_EVIDENCE_INTERNAL_H

#include <string.h>

#include "fixed_internal.h"
#include "gauger/base/text.h"
#include "gauger/evidence/collect.h"
#include "gauger/table/cell.h"

#define GG_MAX_DIMENSIONS 8
#define GG_NO_COLUMN      SIZE_MAX
#define GG_MOST_BINS      1000
#define GG_MOST_ROWS      (UINT64_C(1) << 53) /* with the count role: rows that lines stand for */
#define GG_TALLY_SIZE     (GG_ARMS * GG_OUTCOMES * GG_DECISIONS)

/* ---- plan ---- */

typedef struct gg_plan_dimension {
    size_t column;
    const gg_column *settings; /* may be NULL */
    gg_dimension_kind kind;
    bool stratum; /* attributes are compared within its levels */
    const char *name;
} gg_plan_dimension;

/* A column that is read besides those with a role. */
typedef struct gg_input {
    size_t column;
    const gg_column *settings; /* NULL unless the schema has words for missing */
} gg_input;

/* A condition of a suppression rule, with its column. */
typedef struct gg_plan_condition {
    size_t rule;
    const gg_condition *condition;
    gg_input input;
} gg_plan_condition;

/* The range of a histogram of scores, and into how many bins of equal width it is cut. */
typedef struct gg_grid {
    double low, high;
    size_t bins;
} gg_grid;

/* Which bin a score falls into; beyond the ends, the first or the last. */
static inline size_t gg_bin_of(const gg_grid *grid, double score)
{
    double at = (score - grid->low) / (grid->high - grid->low) * (double)grid->bins;

    if (!(at > 0))
        return 0;
    return at >= (double)grid->bins ? grid->bins - 1 : (size_t)at;
}

typedef struct gg_plan {
    gg_arena arena; /* inputs, conditions and families live in it */
    size_t score, outcome, decision, suppressed, weight, count, arm; /* GG_NO_COLUMN if absent */
    size_t probability; /* of inspection; GG_NO_COLUMN if absent */
    size_t said[9];     /* columns of a grouped table, in the order of gg_line_roles (line.h) */
    bool grouped;       /* lines give counts of groups by outcome and decision */
    gg_plan_dimension dimensions[GG_MAX_DIMENSIONS];
    size_t n_dimensions;
    size_t site; /* which dimension, GG_NO_COLUMN if none */
    gg_decision_rule rule;
    double threshold; /* NaN where sites alone have one */
    bool default_threshold;
    const gg_schema *schema;
    gg_csv *csv;
    bool skip_bad_rows;
    bool ranking;               /* scores are looked at */
    bool scored;                /* by a column or by a scorer */
    bool binned;                /* none is kept: they are counted in bins of the grid at once */
    struct gg_keeping *keeping; /* how many are kept; NULL where that is not limited */
    /* where scores are, or may have to be, counted in bins */
    gg_grid grid;
    gg_family *ranked; /* families whose slices have histograms, without slices */
    size_t n_ranked;
    double *points; /* thresholds of operating points, rising */
    size_t n_points;
    bool summed; /* sums over single scores are made as well */
    const gg_scorer *scorer;
    gg_input *inputs; /* of the scorer, in its order */
    const gg_operation *operation;
    gg_plan_condition *conditions;
    size_t n_conditions, n_rules;
    size_t sources[GG_MOST_SOURCES]; /* columns; GG_NO_COLUMN for the model's own */
    size_t n_sources, own_source;
    bool *read; /* by column: whether the scorer, a rule or a source reads it */
} gg_plan;

/* Binds roles to columns and says what is missing or contradicts itself. */
gg_status gg_plan_init(gg_plan *plan, gg_csv *csv, const gg_schema *schema,
                       const gg_collect_options *options, gg_error *err);
void gg_plan_release(gg_plan *plan);

/* What stands behind the cells of a column. */
static inline char gg_plan_separator(const gg_plan *plan, size_t column)
{
    return plan->csv && column + 1 == gg_csv_columns(plan->csv) ? '\n' : ',';
}

/* The column of that name as an input of what needs it ("the model", "a suppression rule"). */
gg_status gg_plan_input(gg_plan *plan, const char *name, const char *needed_by, gg_input *out,
                        gg_error *err);

/* Binds the columns of a scorer; those of rules and sources. */
gg_status gg_plan_scorer(gg_plan *plan, gg_error *err);
gg_status gg_plan_operation(gg_plan *plan, gg_error *err);

/* ---- words ---- */

/* What a word of a column means the first time it is seen: its code, or an error. */
typedef gg_status (*gg_word_meaning)(void *context, gg_view word, uint32_t *code, gg_error *err);

typedef struct gg_word {
    uint64_t head, tail; /* gg_words_ends() */
    const char *text;
    uint32_t size; /* UINT32_MAX in a free place */
    uint32_t code;
} gg_word;

/* The same where few short words are told apart by their first bytes: see words.c. */
#define GG_PREFIXED_BITS 6
#define GG_PREFIXED      (1 << GG_PREFIXED_BITS)
typedef struct gg_prefixed_word {
    uint64_t bytes[2], mask[2]; /* with the separator */
    uint32_t code;
} gg_prefixed_word;

/* The words, where all of them are compared at once. */
#define GG_COMPARED 8
typedef struct gg_compared_words {
    bool usable;
    uint64_t masks[GG_COMPARED], bytes[GG_COMPARED];
    uint32_t codes[2 * GG_COMPARED]; /* from [GG_COMPARED] on: GG_WORD_UNMET */
} gg_compared_words;

typedef struct gg_prefixed {
    bool usable, two; /* whether words go beyond the first eight bytes */
    char separator;   /* that ends cells of the column */
    uint64_t seed, prefix;
    gg_prefixed_word places[GG_PREFIXED];
    gg_compared_words compared;
} gg_prefixed;

typedef struct gg_words {
    gg_word *places; /* a power of two */
    size_t room, used;
    uint64_t seed; /* of the places */
    unsigned shift;
    gg_prefixed prefixed;
    gg_word_meaning meaning;
    void *context;
    gg_arena arena;
} gg_words;

/* separator: what stands behind the cells of the column, see gg_plan_separator(). */
gg_status gg_words_init(gg_words *words, gg_word_meaning meaning, void *context, char separator,
                        gg_error *err);
void gg_words_release(gg_words *words);

/* The code of a word. It must have eight readable bytes behind its end. */
gg_status gg_words_code(gg_words *words, gg_view word, uint32_t *code, gg_error *err);

/* The codes of the first n cells of a column, as far as they are words of up to sixteen bytes that
 * stand in their places, as nearly all do: GG_WORD_UNMET where gg_words_code() must be asked.
 * Returns how many must. */
#define GG_WORD_UNMET UINT32_MAX
size_t gg_words_codes(const gg_words *words, const gg_csv_chunk *chunk, size_t column, size_t n,
                      uint32_t *codes);

/* Masks of the first n of eight bytes, for n from 0 to 8, from [8] on; before and behind that, none
 * and all. */
extern const uint64_t gg_byte_masks[40];

/* Eight bytes as a number, the first the lowest. */
static inline uint64_t gg_load8(const char *s)
{
    uint64_t x;

    memcpy(&x, s, sizeof x);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

/* Levels of a dimension as one thread met them. Code 0 is the missing level. */
typedef struct gg_levels {
    const gg_plan *plan;
    const gg_plan_dimension *dimension;
    gg_words words;
    const char **names; /* by code; NULL for code 0 */
    double *thresholds; /* by code, where the dimension is the site */
    size_t n, room;
} gg_levels;

gg_status gg_levels_init(gg_levels *levels, const gg_plan *plan, size_t dimension, gg_error *err);
void gg_levels_release(gg_levels *levels);

/* Words of outcome, decision, suppressed and arm columns. Codes are those of the public enums;
 * decision and suppressed: 0, 1, or GG_WORD_MISSING. */
#define GG_WORD_MISSING 2
gg_status gg_outcome_meaning(void *column, gg_view word, uint32_t *code, gg_error *err);
gg_status gg_truth_meaning(void *column, gg_view word, uint32_t *code, gg_error *err);
gg_status gg_arm_meaning(void *column, gg_view word, uint32_t *code, gg_error *err);

/* ---- cells ---- */

typedef struct gg_cell {
    uint32_t levels[GG_MAX_DIMENSIONS];
    uint64_t n[GG_TALLY_SIZE];
} gg_cell;

typedef struct gg_cell_weights {
    gg_i128 w[GG_TALLY_SIZE], w2[GG_TALLY_SIZE];
} gg_cell_weights;

/* Sums over the verified rows of a cell that have a score, in fixed point. */
typedef struct gg_cell_sums {
    gg_i128 weight, weight2;
    gg_fine brier, brier2, log_loss, log_loss2;
    gg_i128 bin_weight[GG_CALIBRATION_BINS], bin_positive[GG_CALIBRATION_BINS];
    gg_fine bin_score[GG_CALIBRATION_BINS];
} gg_cell_sums;

/* Sums over the verified rows of a cell of the inverse of the probability with which each was
 * inspected, and of its square: outcome * 2, + 1 where referred. */
#define GG_INVERSE_SIZE      4
#define GG_LEAST_PROBABILITY 1e-5 /* of inspection: a row stands for 100,000 at most */
typedef struct gg_cell_inverse {
    gg_i128 w[GG_INVERSE_SIZE], w2[GG_INVERSE_SIZE];
} gg_cell_inverse;

/* Whether a plan keeps such sums: it has the column, rows, and no weights. */
bool gg_plan_samples(const gg_plan *plan);

void gg_inverse_add(gg_cell_inverse *to, const gg_cell_inverse *from);
void gg_inverse_finish(const gg_cell_inverse *exact, gg_inverse_sums *out);

/* Whether sums can be those of a slice's verified rows. */
bool gg_inverse_possible(const gg_slice *slice, const gg_cell_inverse *exact);

/* The same of a slice, with its weighted counts: what merging adds up. */
struct gg_slice_sums {
    gg_i128 w[GG_TALLY_SIZE], w2[GG_TALLY_SIZE];
    gg_cell_sums scores;
    gg_cell_inverse inverse;
};

/* Counts of rules and sources in one block: a gg_held for each rule, then a gg_referrals for each
 * source. */
#define GG_HELD_SIZE      (sizeof(gg_held) / sizeof(uint64_t))
#define GG_REFERRALS_SIZE (sizeof(gg_referrals) / sizeof(uint64_t))
static inline size_t gg_operation_size(size_t n_rules, size_t n_sources)
{
    return n_rules * GG_HELD_SIZE + n_sources * GG_REFERRALS_SIZE;
}

/* Makes a slice's counts of rules and sources, all 0, where the evidence has any. */
gg_status gg_slice_operation(gg_evidence *evidence, gg_slice *slice, gg_error *err);

/* The same counts as one block; NULL without any. */
static inline uint64_t *gg_slice_block(const gg_slice *slice)
{
    return (uint64_t *)slice->held;
}

/* Names the rules and sources of a plan. */
gg_status gg_evidence_name_operation(const gg_plan *plan, gg_evidence *out, gg_error *err);

/* All cells a thread met. A key packs the levels; few bits find their cell directly. */
typedef struct gg_cells {
    size_t n_dimensions;
    bool weighted;
    gg_cell *all;
    gg_cell_weights *weights;
    gg_cell_inverse *inverse; /* where probabilities of inspection are known */
    bool sampled;
    bool counted;
    gg_tally_bounds *bounds; /* where lines are counts, which may be ranges */
    uint64_t *operation;     /* a block of operation_size counts for each cell; NULL without any */
    size_t operation_size;
    size_t n, room;
    unsigned bits[GG_MAX_DIMENSIONS], shift[GG_MAX_DIMENSIONS], total_bits;
    uint32_t *direct; /* by key, cell + 1, while total_bits is small */
    uint64_t *keys;   /* hash table otherwise: key + 1, and */
    uint32_t *values; /* its cell */
    size_t hash_room;
} gg_cells;

/* Cells as a plan needs them. */
gg_status gg_cells_init(gg_cells *cells, const gg_plan *plan, gg_error *err);
void gg_cells_release(gg_cells *cells);

/* Makes sure that levels up to counts[d] - 1 have room in the key. */
gg_status gg_cells_fit(gg_cells *cells, const size_t *counts, gg_error *err);

/* Cells of n dimensions that only find each other: nothing is counted but n. */
gg_status gg_cells_init_plain(gg_cells *cells, size_t n, gg_error *err);

/* The cell with these levels, made if new. */
gg_status gg_cells_get(gg_cells *cells, const uint32_t *levels, uint32_t *out, gg_error *err);

/* ---- rows ---- */

/* The ranking set of one thread, or of all: parallel arrays; or rows packed into four bytes, in
 * blocks (packed_internal.h). */
#define GG_PACKED_BLOCK ((size_t)65536)
typedef struct gg_rows {
    uint64_t *keys;   /* scores, in an order-preserving form */
    uint32_t *tags;   /* gg_tag() */
    uint64_t *counts; /* with the count role */
    double *weights;  /* with weights */
    double *inverse;  /* of the probability of inspection, where that is known; 0: no outcome */
    size_t n, room;
    bool counted, weighted, sampled;
    bool packed; /* then blocks alone are in use */
    uint32_t **blocks;
    size_t n_blocks, room_blocks;
} gg_rows;

/* All rows packed and sorted, and where each score's are. */
typedef struct gg_packed {
    uint32_t *rows;
    size_t n;
    struct gg_score_group *groups; /* by rising score */
    size_t n_groups;
} gg_packed;

/* What a row's tag tells beside its cell: its outcome, whether it was referred, its arm. */
#define GG_TAG_BITS  4
#define GG_TAG_CELLS ((size_t)1 << (32 - GG_TAG_BITS))
static inline uint32_t gg_tag(uint32_t cell, unsigned arm, bool referred, unsigned outcome)
{
    return cell << GG_TAG_BITS | arm << 3 | (unsigned)referred << 2 | outcome;
}
static inline uint32_t gg_tag_cell(uint32_t tag)
{
    return tag >> GG_TAG_BITS;
}
static inline unsigned gg_tag_outcome(uint32_t tag)
{
    return tag & 3;
}
static inline unsigned gg_tag_referred(uint32_t tag)
{
    return tag >> 2 & 1;
}
static inline unsigned gg_tag_arm(uint32_t tag)
{
    return tag >> 3 & 1;
}

void gg_rows_init(gg_rows *rows, const gg_plan *plan);
void gg_rows_release(gg_rows *rows);

/* Moves rows from one set, which is then empty, to another, whose own are freed. */
void gg_rows_move(gg_rows *from, gg_rows *to);
gg_status gg_rows_reserve(gg_rows *rows, size_t more, gg_error *err);

/* The same for packed rows; frees them; turns them into the general form, with room for more. */
gg_status gg_rows_reserve_packed(gg_rows *rows, size_t more, gg_error *err);
void gg_rows_release_packed(gg_rows *rows);
gg_status gg_rows_unpack(gg_rows *rows, size_t more, gg_error *err);

/* Sorts by score; rows of equal score stay in any order. */
gg_status gg_rows_sort(gg_rows *rows, gg_error *err);

static inline uint64_t gg_score_key(double score)
{
    union {
        double d;
        uint64_t u;
    } x = {.d = score + 0.0};

    return x.u >> 63 ? ~x.u : x.u | (uint64_t)1 << 63;
}

static inline double gg_score_of_key(uint64_t key)
{
    union {
        uint64_t u;
        double d;
    } x = {.u = key >> 63 ? key & ~((uint64_t)1 << 63) : ~key};

    return x.d;
}

/* ---- one thread's share ---- */

struct gg_bins;
struct gg_keeping;

/* Rows are decoded and added up in blocks, which with their text stay in the nearest cache. */
#define GG_BLOCK 128

typedef struct gg_share {
    const gg_plan *plan;
    gg_levels levels[GG_MAX_DIMENSIONS];
    struct gg_bins *bins; /* NULL as long as rows are kept */
    size_t told;          /* rows that plan->keeping knows of */
    gg_words outcomes, decisions, suppressed, arms;
    gg_cells cells;
    gg_rows rows;
    uint64_t rows_high, total_lines;
    bool bounded;
    uint32_t untold; /* of any line: GG_UNTOLD_ bits */
    uint64_t n_rows, used, missing_score, missing_decision, bad_rows, unverified;
    double squares;   /* of the weights, summed up: below GG_SUM_END */
    double low, high; /* scores */
    bool whole;       /* all scores are whole numbers */
    /* one block of rows, column by column */
    double score[GG_BLOCK], weight[GG_BLOCK], inverse[GG_BLOCK];
    uint32_t millionths[GG_BLOCK]; /* in place of score, where all of the block are such: */
    bool in_millionths;
    uint64_t count[GG_BLOCK], count_high[GG_BLOCK];
    struct gg_line *line; /* of a grouped table */
    uint8_t outcome[GG_BLOCK], decision[GG_BLOCK], arm[GG_BLOCK], keep[GG_BLOCK];
    uint32_t level[GG_MAX_DIMENSIONS][GG_BLOCK];
    /* a scorer's */
    void *scorer_room;
    gg_view *views;
    /* rules and sources: bits by their number */
    uint16_t met[GG_BLOCK];
    uint8_t referred[GG_BLOCK], word[GG_BLOCK];
    gg_words sources[GG_MOST_SOURCES];
    uint64_t overlap[GG_MOST_SOURCES][GG_MOST_SOURCES][GG_OUTCOMES]; /* a <= b */
} gg_share;

/* The score of a row of the block. */
#define GG_PACKED_SCALE 1e6
static inline double gg_share_score(const gg_share *share, size_t row)
{
    return share->in_millionths ? share->millionths[row] / GG_PACKED_SCALE : share->score[row];
}

gg_status gg_share_init(gg_share *share, const gg_plan *plan, gg_error *err);
void gg_share_release(gg_share *share);

/* Adds the records of a chunk. */
gg_status gg_share_visit(void *share, const gg_csv_chunk *chunk, gg_error *err);

/* ---- from shares to evidence ---- */

/* Adds the shares up: levels in their final order, joint cells, all rows. The shares' rows are
 * moved, not copied. */
typedef struct gg_sum {
    gg_cells cells;
    gg_rows rows;     /* empty where they are packed */
    gg_packed packed; /* sorted; rows is NULL where they are not packed */
} gg_sum;

/* The levels of a dimension in their final order: bins in theirs, words by bytes, missing last.
 * missing: whether any row is of that level. */
gg_status gg_levels_order(gg_share *shares, unsigned n_shares, size_t d, bool missing,
                          gg_evidence *out, gg_error *err);

gg_status gg_sum_shares(gg_share *shares, unsigned n, gg_sum *sum, gg_evidence *out, gg_error *err);
void gg_sum_release(gg_sum *sum);

/* What is said of a table besides its slices: rule, grid, names of columns, once rows and scores
 * are counted; refuses scores out of range. whole: whether all scores are whole numbers. */
gg_status gg_evidence_describe(const gg_plan *plan, const gg_collect_options *options, bool whole,
                               gg_evidence *out, gg_error *err);

/* Makes families and slices with their tallies; slice_of[f * n_cells + c] is the slice of cell c in
 * family f. In sum's own memory. */
gg_status gg_slices_build(const gg_plan *plan, const gg_collect_options *options, const gg_sum *sum,
                          gg_evidence *out, uint32_t **slice_of, gg_error *err);

/* Names the families that a plan's dimensions make: everyone; attributes; intersections; sites;
 * periods; each attribute by every stratum. Dimensions have their names and kinds. */
gg_status gg_families_name(const gg_plan *plan, const gg_collect_options *options, gg_evidence *out,
                           gg_error *err);

/* From a share's codes of the levels of a dimension to their final numbers; to be freed; NULL when
 * memory is out. */
uint32_t *gg_share_renumber(const gg_share *share, size_t d, const gg_dimension *dimension);

/* ---- which rows are kept: keeping.c ---- */

/* Makes a plan ready for not keeping rows, if it may come to that. */
gg_status gg_plan_keeping(gg_plan *plan, const gg_collect_options *options, gg_error *err);

/* After each chunk: its rows are kept, or counted in bins. */
gg_status gg_share_keep(gg_share *share, gg_error *err);

/* When all rows were read, with the number of joint cells of all shares: rows are counted in bins
 * everywhere if they are anywhere, or should be. */
gg_status gg_shares_settle(gg_share *shares, unsigned n, size_t cells, gg_error *err);

/* Whether rows were counted in bins, and none is kept. */
bool gg_plan_spilled(const gg_plan *plan);

/* ---- histograms of rows that are not kept: bins.c ---- */

/* Which families a plan's histograms are of. */
gg_status gg_plan_bins(gg_plan *plan, const gg_collect_options *options, gg_error *err);

/* Counts the rows of a share in its bins; then it has none. */
gg_status gg_bins_take(gg_share *share, gg_error *err);
void gg_bins_end(gg_share *share);

/* Histograms of 0 for all slices of a family. */
gg_status gg_family_histograms(gg_evidence *out, gg_family *family, gg_error *err);

/* Adds the shares' histograms, sums and operating points up, and takes rankings from the
 * histograms. */
gg_status gg_bins_finish(const gg_share *shares, unsigned n, const gg_collect_options *options,
                         gg_evidence *out, gg_error *err);

/* The slices of one family from the cells, of which slice_of gets the slice; the threshold in force
 * in each slice where it is one number. */
gg_status gg_family_make(gg_evidence *out, gg_family *f, const gg_sum *sum, uint32_t *slice_of,
                         gg_error *err);
void gg_slices_thresholds(const gg_plan *plan, gg_evidence *out);

/* Fills rankings, sums and histograms by one walk over the sorted rows. */
gg_status gg_rank_rows(const gg_sum *sum, const uint32_t *slice_of, unsigned threads,
                       gg_evidence *out, gg_error *err);

/* Whether a family has rankings and histograms (strata have counts alone). */
bool gg_family_ranked(const gg_family *family);

/* Refuses weights of which the sums over everyone lose too much (weights.c). */
gg_status gg_weights_refuse_light(const gg_evidence *evidence, const char *table,
                                  const char *column, gg_error *err);

/* Adds to bounds; makes those of a tally that is exact; whether bounds leave anything open. */
void gg_bounds_add(gg_tally_bounds *to, const gg_tally_bounds *from);
void gg_bounds_of_tally(const gg_tally *tally, gg_tally_bounds *out);
bool gg_bounds_open(const gg_tally *tally, const gg_tally_bounds *bounds);

/* Turns a slice's fixed-point sums into the doubles of its tally and score sums. */
void gg_slice_finish(const gg_evidence *evidence, gg_slice *slice);

/* Sets a slice's ranking and score sums, or those of all slices, to NaN: undefined is not 0. */
void gg_slice_undefine(gg_slice *slice);
void gg_evidence_undefine(gg_evidence *evidence);

/* Makes the scores of a slice's random arm, undefined, with sums of 0. */
gg_status gg_slice_arm_scores(gg_evidence *evidence, gg_slice *slice, gg_error *err);

/* Whether sums over single scores (Brier score, log loss, calibration) are kept. */
bool gg_evidence_summed(const gg_evidence *evidence);

/* Which bin of the evidence's grid a score falls into. */
size_t gg_grid_bin(const gg_evidence *evidence, double score);

#endif
