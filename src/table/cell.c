/* Cells: missing, yes or no, counts, bins. */
#include "gauger/table/cell.h"

#include <string.h>

#include "gauger/base/text.h"

#define COUNT_MAX    (UINT64_C(1) << 53)
#define COUNT_DIGITS 16 /* of COUNT_MAX */

static bool equals(gg_view cell, const char *word)
{
    return word && strlen(word) == cell.size && memcmp(word, cell.data, cell.size) == 0;
}

bool gg_column_missing(const gg_column *column, gg_view cell)
{
    if (cell.size == 0)
        return true;
    for (size_t i = 0; column && i < column->n_missing; i++)
        if (equals(cell, column->missing[i]))
            return true;
    return false;
}

static bool is_one_of(gg_view cell, const char *const *words)
{
    for (; *words; words++)
        if (gg_text_same(cell.data, cell.size, *words))
            return true;
    return false;
}

static const char *const yes_words[] = {"1", "1.0", "true", "yes", "positive", NULL};
static const char *const no_words[] = {"0", "0.0", "false", "no", "negative", NULL};

gg_status gg_cell_truth(const gg_column *column, gg_view cell, gg_truth *out, gg_error *err)
{
    const char *yes = column ? column->positive : NULL;
    const char *no = column ? column->negative : NULL;
    char shape[40];

    if (equals(cell, yes))
        *out = GG_TRUTH_YES;
    else if (equals(cell, no))
        *out = GG_TRUTH_NO;
    else if (gg_column_missing(column, cell))
        *out = GG_TRUTH_MISSING;
    else if (!yes && is_one_of(cell, yes_words))
        *out = GG_TRUTH_YES;
    else if (!no && is_one_of(cell, no_words))
        *out = GG_TRUTH_NO;
    else
        return gg_error_set(err, GG_E_INPUT,
                            "write 1/0, true/false, yes/no or positive/negative, or name the words "
                            "in a schema (positive, negative, missing)",
                            "an unknown word (shape \"%s\")",
                            gg_text_shape(cell.data, cell.size, shape, sizeof shape));
    return GG_OK;
}

/* Digits alone, exact; longer ones and "12.0" go by the general number, which rounds. */
static bool plain_count(gg_view cell, uint64_t *out)
{
    uint64_t whole = 0;

    if (cell.size == 0 || cell.size > COUNT_DIGITS)
        return false;
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.data[i] < '0' || cell.data[i] > '9')
            return false;
        whole = whole * 10 + (uint64_t)(cell.data[i] - '0');
    }
    *out = whole;
    return true;
}

gg_status gg_cell_count(gg_view cell, uint64_t *out, gg_error *err)
{
    char shape[40];
    uint64_t whole;
    double x;

    if (plain_count(cell, &whole)) {
        if (whole <= COUNT_MAX) {
            *out = whole;
            return GG_OK;
        }
    } else if (gg_text_number(cell.data, cell.size, &x) == GG_NUMBER_OK && x >= 0 &&
               x <= (double)COUNT_MAX && x == (double)(uint64_t)x) {
        *out = (uint64_t)x;
        return GG_OK;
    }
    return gg_error_set(err, GG_E_INPUT, "a count is a whole number from 0 to 2^53",
                        "not a count (shape \"%s\")",
                        gg_text_shape(cell.data, cell.size, shape, sizeof shape));
}

gg_status gg_cell_not_a_number(gg_view cell, gg_error *err)
{
    double x;
    gg_number_kind kind = gg_text_number(cell.data, cell.size, &x);
    char shape[40];

    return gg_error_set(err, GG_E_INPUT, "give --skip-bad-rows to leave such rows out",
                        kind == GG_NUMBER_RANGE ? "a number out of range (shape \"%s\")"
                                                : "not a number (shape \"%s\")",
                        gg_text_shape(cell.data, cell.size, shape, sizeof shape));
}

gg_status gg_cell_bin(const gg_column *column, gg_view cell, size_t *out, gg_error *err)
{
    size_t i = 0;
    double x;

    if (gg_text_number(cell.data, cell.size, &x) != GG_NUMBER_OK)
        return gg_cell_not_a_number(cell, err);
    while (i < column->n_bins && x >= column->bins[i])
        i++;
    *out = i;
    return GG_OK;
}

const char *gg_bin_name(gg_arena *arena, const gg_column *column, size_t i)
{
    char low[32], high[32];

    if (i == 0)
        return gg_arena_printf(arena, "<%s", gg_text_double(column->bins[0], high));
    gg_text_double(column->bins[i - 1], low);
    if (i == column->n_bins)
        return gg_arena_printf(arena, ">=%s", low);
    return gg_arena_printf(arena, "%s-<%s", low, gg_text_double(column->bins[i], high));
}
