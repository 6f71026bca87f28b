/* Single cells: numbers, outcomes, bins. */
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

gg_status gg_cell_not_a_number(gg_view cell, gg_error *err)
{
    char shape[40];

    gg_text_shape(cell.data, cell.size, shape, sizeof shape);
    return gg_error_set(err, GG_E_INPUT, "give --skip-bad-rows to leave such cells out",
                        "not a number (shape \"%s\")", shape);
}

static bool equals(gg_view cell, const char *word)
{
    return word && strlen(word) == cell.size && memcmp(word, cell.data, cell.size) == 0;
}

static bool is_one_of(gg_view cell, const char *const *words)
{
    for (; *words; words++)
        if (gg_text_same(cell.data, cell.size, *words))
            return true;
    return false;
}

static const char *const positive_words[] = {"1", "1.0", "true", "yes", "positive", NULL};
static const char *const negative_words[] = {"0", "0.0", "false", "no", "negative", NULL};

/* The words that a schema gives go first: one of them may be the empty cell. */
gg_status gg_cell_outcome(const gg_column *column, gg_view cell, int *outcome, gg_error *err)
{
    const char *yes = column ? column->positive : NULL;
    const char *no = column ? column->negative : NULL;
    char shape[40];

    if (equals(cell, yes))
        *outcome = GG_POSITIVE;
    else if (equals(cell, no))
        *outcome = GG_NEGATIVE;
    else if (gg_column_missing(column, cell))
        *outcome = GG_UNVERIFIED;
    else if (!yes && is_one_of(cell, positive_words))
        *outcome = GG_POSITIVE;
    else if (!no && is_one_of(cell, negative_words))
        *outcome = GG_NEGATIVE;
    else
        return gg_error_set(err, GG_E_INPUT,
                            "write 1/0, true/false, yes/no or positive/negative, or name the "
                            "words in a schema (positive, negative, missing)",
                            "an unknown word (shape \"%s\")",
                            gg_text_shape(cell.data, cell.size, shape, sizeof shape));
    return GG_OK;
}

static const char *bin_name(gg_arena *arena, const gg_column *column, size_t i)
{
    char low[32], high[32];

    if (i == 0)
        return gg_arena_printf(arena, "<%s", gg_text_double(column->bins[0], high));
    gg_text_double(column->bins[i - 1], low);
    if (i == column->n_bins)
        return gg_arena_printf(arena, ">=%s", low);
    return gg_arena_printf(arena, "%s-<%s", low, gg_text_double(column->bins[i], high));
}

const char *const *gg_cell_bins(gg_arena *arena, const gg_column *column)
{
    const char **names = gg_arena_array(arena, column->n_bins + 1, sizeof *names);

    for (size_t i = 0; names && i <= column->n_bins; i++) {
        names[i] = bin_name(arena, column, i);
        if (!names[i])
            return NULL;
    }
    return names;
}

gg_status gg_cell_bin(const gg_column *column, gg_view cell, size_t *bin, gg_error *err)
{
    size_t i = 0;
    double x;

    if (gg_text_number(cell.data, cell.size, &x) != GG_NUMBER_OK)
        return gg_cell_not_a_number(cell, err);
    while (i < column->n_bins && x >= column->bins[i])
        i++;
    *bin = i;
    return GG_OK;
}
