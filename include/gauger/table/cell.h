/*
 * Cells: what the text of one cell means, by what the schema says of its column.
 */
#ifndef GAUGER_TABLE_CELL_H
#define GAUGER_TABLE_CELL_H

#include "gauger/table/schema.h"

/* What a cell of an outcome, decision or suppressed column says. */
typedef enum gg_truth { GG_TRUTH_NO, GG_TRUTH_YES, GG_TRUTH_MISSING } gg_truth;

GG_BEGIN_DECLS

/*
 * Whether a cell is missing: empty, or one of the column's missing words.
 *
 * column: may be NULL (then only the empty cell is missing).  cell: its bytes.
 * Returns true if it is.
 * Undefined cases: none.  Ownership: nothing changes hands.
 * Errors: none.
 */
bool gg_column_missing(const gg_column *column, gg_view cell);

/*
 * Reads a cell that says yes or no. The words that the schema gives hold exactly, and go first (one
 * of them may be the empty cell); for a side that has none given, the usual words hold in any case:
 * 1, 1.0, true, yes, positive; 0, 0.0, false, no, negative.
 *
 * column: what the schema says, may be NULL.  cell: its bytes.  out: untouched on error.
 * Returns GG_OK, or GG_E_INPUT with the cell's shape for any other word; the caller adds where.
 * Ownership: nothing changes hands.
 * Undefined cases: none.
 */
GG_CHECKED gg_status gg_cell_truth(const gg_column *column, gg_view cell, gg_truth *out,
                                   gg_error *err);

/*
 * Reads a cell of the `count` role: how many identical rows the line stands for.
 *
 * cell: its bytes; a whole number from 0 to 2^53, "12" or "12.0".  out: untouched on error.
 * Returns GG_OK or GG_E_INPUT with the cell's shape; the caller adds where.
 * Undefined cases: an empty cell is an error.
 * Ownership: nothing changes hands.
 */
GG_CHECKED gg_status gg_cell_count(gg_view cell, uint64_t *out, gg_error *err);

/*
 * Reads a cell of a column with bins: the bin that its number lies in, the lower edge included.
 *
 * column: with n_bins edges, at least one.  cell: its bytes.  out: 0 to n_bins, untouched on error.
 * Returns GG_OK, or GG_E_INPUT with the cell's shape where it is no number.
 * Ownership: nothing changes hands.
 * Undefined cases: missing cells are the caller's to find first.
 */
GG_CHECKED gg_status gg_cell_bin(const gg_column *column, gg_view cell, size_t *out, gg_error *err);

/*
 * The name of a bin: [25, 45] makes "<25", "25-<45", ">=45".
 *
 * arena: where the name lives.  column: with n_bins edges, at least one.  i: 0 to n_bins.
 * Returns the name, NULL when memory is out.
 * Ownership: the arena's.
 * Undefined cases: i out of range is not checked.
 */
const char *gg_bin_name(gg_arena *arena, const gg_column *column, size_t i);

/*
 * The error of a cell that should hold a number and does not.
 *
 * cell: its bytes, of which only the shape is told.  err: filled; the caller adds where.
 * Returns GG_E_INPUT, always: "not a number", or "a number out of range" for what is of the form
 * but beyond the largest double. Ownership: nothing changes hands. Undefined cases: none.
 */
gg_status gg_cell_not_a_number(gg_view cell, gg_error *err);

GG_END_DECLS
#endif
