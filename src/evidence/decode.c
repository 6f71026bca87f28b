/*
 * Decoding: the columns of a block of rows that have a role, one after the other.
 *
 * The error that is reported is the one in the first bad row, so that it does not depend on how
 * columns are ordered in the plan: after an error in row r, later columns are read up to r only.
 */
#include <math.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "packed_internal.h"
#include "share_internal.h"

void gg_decode_bad(gg_decoding *d, size_t row, size_t column, gg_status status)
{
    gg_share *share = d->share;

    if (share->plan->skip_bad_rows && status == GG_E_INPUT) {
        share->bad_rows += share->keep[row] != 0;
        share->keep[row] = 0;
    } else {
        gg_csv_error_where(share->plan->csv, d->whole, d->from + row, column, &d->err);
        d->first = d->err;
        d->status = status;
        d->limit = row;
    }
    gg_error_init(&d->err);
}

static const gg_column *settings_of(const gg_plan *plan, size_t column)
{
    return gg_schema_find(plan->schema, gg_csv_name(plan->csv, column));
}

/* Whether lines may stand for nobody, and are then not read. */
static bool may_skip(const gg_decoding *d)
{
    return d->share->plan->count != GG_NO_COLUMN || d->share->plan->grouped;
}

/*
 * Scores as they are mostly written, one digit, a point and one to six digits, in millionths. The
 * eight bytes from each cell's beginning, of which those behind it count as digits 0, are read
 * together with the others of the block.
 */
#define PATTERN UINT64_C(0x3030303030302e30)

/* From bytes less the pattern, so that each is a digit and the point a 0; false if one is not. */
static bool read_digits(const uint64_t *cells, uint32_t *out)
{
#if defined(__SSE2__)
    const __m128i most = _mm_set1_epi64x(0x0909090909090009), low = _mm_set1_epi16(0xff);
    const __m128i ten = _mm_set1_epi16(10), four = _mm_set1_epi64x(0x000100640001000a);
    const __m128i eight = _mm_set1_epi32(0x00012710);
    __m128i bad = _mm_setzero_si128();

    for (size_t r = 0; r < GG_BLOCK; r += 4) {
        __m128i x[2];

        for (size_t k = 0; k < 2; k++) {
            x[k] = _mm_loadu_si128((const __m128i *)(const void *)(cells + r + 2 * k));
            bad = _mm_or_si128(bad, _mm_subs_epu8(x[k], most));
            x[k] = _mm_add_epi16(_mm_mullo_epi16(_mm_and_si128(x[k], low), ten),
                                 _mm_srli_epi16(x[k], 8));
            x[k] = _mm_madd_epi16(x[k], four);
        }
        x[0] = _mm_madd_epi16(_mm_packs_epi32(x[0], x[1]), eight);
        _mm_storeu_si128((__m128i *)(void *)(out + r), x[0]);
    }
    return _mm_movemask_epi8(_mm_cmpeq_epi8(bad, _mm_setzero_si128())) == 0xffff;
#else
    uint64_t bad = 0;

    for (size_t r = 0; r < GG_BLOCK; r++) {
        uint64_t x = cells[r];

        bad |= ((x + 0x7676767676767f76u) | x) & 0x8080808080808080u;
        x = x * 10 + (x >> 8);
        x = (x & 0x000000ff000000ffu) * 0x000186a000000064u +
            (x >> 16 & 0x000000ff000000ffu) * 0x0000271000000001u;
        out[r] = (uint32_t)(x >> 32);
    }
    return !bad;
#endif
}

/* Reads a block whose scores are all in millionths. */
static bool decode_millionths(gg_decoding *d, size_t column)
{
    const gg_csv_chunk *chunk = d->chunk;
    const uint32_t *ends = chunk->ends + column;
    const uint32_t *starts = chunk->starts ? chunk->starts + column : ends - 1;
    const uint32_t skip = chunk->starts == NULL;
    const gg_view first = gg_csv_cell(chunk, 0, column);
    uint64_t cells[GG_BLOCK] = {(gg_load8(first.data) ^ PATTERN) &
                                gg_byte_masks[8 + (first.size & 31)]};
    bool sizes = first.size - 3 <= 5;

    for (size_t r = 1; r < d->limit; r++) {
        const uint32_t start = starts[r * chunk->columns] + skip;
        const uint32_t size = ends[r * chunk->columns] - start;

        cells[r] = (gg_load8(chunk->text + start) ^ PATTERN) & gg_byte_masks[8 + (size & 31)];
        sizes &= size - 3 <= 5;
    }
    return sizes && read_digits(cells, d->share->millionths);
}

static void decode_scores(gg_decoding *d)
{
    gg_share *share = d->share;
    const size_t column = share->plan->score;
    const gg_column *settings = settings_of(share->plan, column);
    const bool words = settings && settings->n_missing;

    share->in_millionths = !words && !may_skip(d) && decode_millionths(d, column);
    if (share->in_millionths)
        return;
    for (size_t r = 0; r < d->limit; r++) {
        gg_view cell = gg_csv_cell(d->chunk, r, column);
        gg_number_kind kind = gg_text_number(cell.data, cell.size, &share->score[r]);

        if ((kind == GG_NUMBER_OK && !words) || gg_decode_skips(share, r))
            continue;
        if (gg_column_missing(settings, cell)) {
            share->score[r] = NAN;
        } else if (kind != GG_NUMBER_OK) {
            share->score[r] = NAN;
            gg_decode_bad(d, r, column, gg_cell_not_a_number(cell, &d->err));
        }
    }
}

static void decode_weights(gg_decoding *d)
{
    gg_share *share = d->share;
    size_t column = share->plan->weight;

    for (size_t r = 0; r < d->limit; r++) {
        gg_view cell = gg_csv_cell(d->chunk, r, column);
        gg_number_kind kind = gg_text_number(cell.data, cell.size, &share->weight[r]);

        if (gg_decode_skips(share, r))
            continue;
        if (kind == GG_NUMBER_OK && share->weight[r] <= 1e12 &&
            (share->weight[r] >= GG_WEIGHT_LEAST || share->weight[r] == 0))
            continue;
        if (kind != GG_NUMBER_OK)
            gg_decode_bad(d, r, column, gg_cell_not_a_number(cell, &d->err));
        else if (share->weight[r] > 0 && share->weight[r] < GG_WEIGHT_LEAST)
            gg_decode_bad(d, r, column,
                          gg_error_set(&d->err, GG_E_INPUT, GG_WEIGHT_MEND, GG_WEIGHT_CUT));
        else
            gg_decode_bad(d, r, column,
                          gg_error_set(&d->err, GG_E_INPUT, "weights lie from 0 to 1e12",
                                       "a weight out of range"));
    }
}

/* The codes of a column of words; 0 where a row is not read. */
static void decode_codes(gg_decoding *d, gg_words *words, size_t column, uint32_t *codes)
{
    const bool skip = may_skip(d);

    if (gg_words_codes(words, d->chunk, column, d->limit, codes) == 0 && !skip)
        return;
    for (size_t r = 0; r < d->limit; r++) {
        gg_status status = GG_OK;

        if (skip && gg_decode_skips(d->share, r))
            codes[r] = 0;
        else if (codes[r] == GG_WORD_UNMET)
            status = gg_words_code(words, gg_csv_cell(d->chunk, r, column), &codes[r], &d->err);
        if (status) {
            codes[r] = 0;
            gg_decode_bad(d, r, column, status);
        }
    }
}

void gg_decode_words(gg_decoding *d, gg_words *words, size_t column, uint8_t *out)
{
    uint32_t codes[GG_BLOCK] = {0};

    decode_codes(d, words, column, codes);
    for (size_t r = 0; r < GG_BLOCK; r++)
        out[r] = (uint8_t)codes[r];
}

/* Numbers with bins are not kept as words: there may be as many as rows. */
static void decode_bins(gg_decoding *d, gg_levels *levels, uint32_t *out)
{
    size_t column = levels->dimension->column;

    for (size_t r = 0; r < d->limit; r++) {
        gg_status status = GG_OK;

        out[r] = 0;
        if (!gg_decode_skips(d->share, r))
            status =
                levels->words.meaning(levels, gg_csv_cell(d->chunk, r, column), &out[r], &d->err);
        if (status) {
            out[r] = 0;
            gg_decode_bad(d, r, column, status);
        }
    }
}

static void decode_levels(gg_decoding *d, gg_levels *levels, uint32_t *out)
{
    if (levels->dimension->settings && levels->dimension->settings->n_bins)
        decode_bins(d, levels, out);
    else
        decode_codes(d, &levels->words, levels->dimension->column, out);
}

void gg_decode_columns(gg_decoding *d)
{
    gg_share *share = d->share;
    const gg_plan *plan = share->plan;

    share->in_millionths = false;
    gg_decode_counts(d);
    if (plan->scorer)
        gg_decode_scorer(d);
    else if (plan->score != GG_NO_COLUMN)
        decode_scores(d);
    if (plan->outcome != GG_NO_COLUMN)
        gg_decode_words(d, &share->outcomes, plan->outcome, share->outcome);
    else
        memset(share->outcome, GG_UNVERIFIED, d->limit);
    if (plan->decision != GG_NO_COLUMN)
        gg_decode_words(d, &share->decisions, plan->decision, share->decision);
    if (plan->arm != GG_NO_COLUMN)
        gg_decode_words(d, &share->arms, plan->arm, share->arm);
    else
        memset(share->arm, GG_ARM_OTHER, d->limit);
    if (plan->weight != GG_NO_COLUMN)
        decode_weights(d);
    gg_decode_inverse(d);
    if (plan->grouped)
        gg_decode_lines(d);
    for (size_t i = 0; i < plan->n_dimensions; i++)
        decode_levels(d, &share->levels[i], share->level[i]);
    gg_decode_operation(d);
}
