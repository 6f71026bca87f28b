/*
 * Internal to the floor evidence: what the pieces of one thread's work on a block of rows share.
 *
 *   share       the thread's room, and adding rows up
 *   plain       adding up rows that are one row each, as nearly all are
 *   decode      the columns that have a role
 *   score       a scorer's columns, and what it makes of them
 *   decision    what was decided about each row
 *   inverse     the probability with which it was inspected
 *   operation   suppression rules and sources of referrals
 */
#ifndef GG_SHARE_INTERNAL_H
#define GG_SHARE_INTERNAL_H

#include "evidence_internal.h"

typedef struct gg_decoding {
    gg_share *share;
    const gg_csv_chunk *chunk, *whole; /* the block's rows, and all that were read with them */
    size_t from;                       /* where the block begins there */
    size_t limit;                      /* rows before the first bad one */
    gg_error first;                    /* what is wrong with it */
    gg_error err;                      /* of the cell at hand; empty while nothing is wrong */
    gg_status status;
} gg_decoding;

/* Notes what is wrong with a row (d->err): leaves it out, or ends the reading there. */
void gg_decode_bad(gg_decoding *d, size_t row, size_t column, gg_status status);

/* Reads every column of the plan, up to the first bad row. */
void gg_decode_columns(gg_decoding *d);

/* Reads a column of words whose codes are small. */
void gg_decode_words(gg_decoding *d, gg_words *words, size_t column, uint8_t *out);

/* Counts, or the lines of a grouped table; marks lines that are totals. */
void gg_decode_counts(gg_decoding *d);
void gg_decode_lines(gg_decoding *d);

/* A line that repeats others as their total: nothing of it is read. */
static inline bool gg_decode_skips(const gg_share *share, size_t row)
{
    return !share->keep[row] && share->count[row] == 0;
}

/* Whether rows are one row each; adds those of a block up. */
bool gg_share_plain(const gg_share *share);
gg_status gg_share_add_plain(gg_share *share, size_t rows, gg_error *err);

/* Takes note of a score. */
void gg_share_widen_range(gg_share *share, double score);

/* Whether a count is a range: what cannot be counted then is refused. */
gg_status gg_share_ranged(gg_share *share, gg_error *err);

/* Adds a row's weight, as often as it counts, to a cell. */
void gg_share_count_weight(gg_share *share, size_t row, uint32_t cell, size_t at);

/* Adds a row's range of counts, or a line of a grouped table, to a cell. */
void gg_share_count_range(gg_share *share, size_t row, uint32_t cell, size_t at);
void gg_share_count_line(gg_share *share, size_t row, uint32_t cell);

/* Inverse probabilities of inspection of the rows with an outcome, 0 of the others; adds a row's to
 * a cell. */
void gg_decode_inverse(gg_decoding *d);
void gg_share_count_inverse(gg_share *share, size_t row, uint32_t cell);

/* Scores the rows; nothing is allocated. */
void gg_decode_scorer(gg_decoding *d);

/* Which rules hold and which other sources referred, row by row. Does nothing without them. */
void gg_decode_operation(gg_decoding *d);

/* Turns scores into decisions where there is a threshold; marks rows that have neither; holds back
 * what is marked as suppressed or what a rule holds for. */
void gg_decode_decisions(gg_decoding *d);

/* Begins and ends a share's room for the scorer, and for rules and sources. */
gg_status gg_share_begin_scorer(gg_share *share, gg_error *err);
void gg_share_end_scorer(gg_share *share);
gg_status gg_share_begin_operation(gg_share *share, gg_error *err);
void gg_share_end_operation(gg_share *share);

/* Counts what rules and sources did with a row that is kept. */
void gg_share_count_operation(gg_share *share, size_t row, uint32_t cell);

/* The cell of an input: empty where it is missing. */
static inline gg_view gg_input_cell(const gg_csv_chunk *chunk, size_t row, const gg_input *input)
{
    gg_view cell = gg_csv_cell(chunk, row, input->column);

    if (input->settings && gg_column_missing(input->settings, cell))
        cell.size = 0;
    return cell;
}

#endif
