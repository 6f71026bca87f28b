/* Single cells: what is meant as a number, outcomes, names of bins. */
#include <stdlib.h>
#include <string.h>

#include "evaluate/dictionary.h"

/* Words that some program wrote for a number that is none: they are not levels of a column of
 * numbers, and their column does not become one of words because of them. */
static const char *const not_finite[] = {"nan", "inf", "infinity", "1.#inf", "1.#qnan", "1.#ind"};

static bool is_hexadecimal(const char *s, size_t n)
{
    if (n < 3 || s[0] != '0' || (s[1] != 'x' && s[1] != 'X'))
        return false;
    for (size_t i = 2; i < n; i++)
        if (!s[i] || !strchr("0123456789abcdefABCDEF.pP+-", s[i]))
            return false;
    return true;
}

gg_cell_kind gg_cell_number(gg_view cell, double *out)
{
    gg_number_kind kind = gg_text_number(cell.data, cell.size, out);
    size_t sign = cell.size && (cell.data[0] == '-' || cell.data[0] == '+');
    const char *s = cell.data + sign;
    size_t n = cell.size - sign;

    if (kind == GG_NUMBER_OK)
        return GG_CELL_NUMBER;
    if (kind == GG_NUMBER_RANGE)
        return GG_CELL_NOT_FINITE;
    for (size_t i = 0; i < sizeof not_finite / sizeof *not_finite; i++)
        if (gg_text_same(s, n, not_finite[i]))
            return GG_CELL_NOT_FINITE;
    return is_hexadecimal(s, n) ? GG_CELL_NOT_FINITE : GG_CELL_WORD;
}

gg_status gg_cell_outcome(const gg_column *column, gg_view cell, int *outcome, gg_error *err)
{
    gg_truth truth;
    gg_status status = gg_cell_truth(column, cell, &truth, err);

    if (status == GG_OK)
        *outcome = truth == GG_TRUTH_YES  ? GG_POSITIVE
                   : truth == GG_TRUTH_NO ? GG_NEGATIVE
                                          : GG_UNVERIFIED;
    return status;
}

const char *const *gg_cell_bins(gg_arena *arena, const gg_column *column)
{
    const char **names = gg_arena_array(arena, column->n_bins + 1, sizeof *names);

    for (size_t i = 0; names && i <= column->n_bins; i++) {
        names[i] = gg_bin_name(arena, column, i);
        if (!names[i])
            return NULL;
    }
    return names;
}
