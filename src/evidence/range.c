/*
 * Counts that were made coarser before they were published: "<10", "10-19", a star, a number
 * rounded to tens. Each is read as the range of whole numbers that it can stand for.
 */
#include <string.h>

#include "gauger/stats/bounds.h"
#include "line.h"

/* What is said of the column goes before what is said of the table. */
static gg_coarsening settings_of(const gg_coarsening *table, const gg_column *column)
{
    gg_coarsening c = column ? column->counts : (gg_coarsening){0};

    if (c.rounded_to == 0)
        c.rounded_to = table->rounded_to;
    if (!c.has_low && table->has_low) {
        const uint64_t rounded_to = c.rounded_to;

        c = *table;
        c.rounded_to = rounded_to;
    }
    return c;
}

static gg_view trimmed(gg_view v)
{
    while (v.size && v.data[0] == ' ')
        v = (gg_view){v.data + 1, v.size - 1};
    while (v.size && v.data[v.size - 1] == ' ')
        v.size--;
    return v;
}

/* Takes a prefix off. */
static bool takes(gg_view *v, const char *prefix)
{
    const size_t n = strlen(prefix);

    if (v->size < n || memcmp(v->data, prefix, n) != 0)
        return false;
    *v = trimmed((gg_view){v->data + n, v->size - n});
    return true;
}

static bool is_word(const gg_coarsening *c, gg_view cell)
{
    for (size_t i = 0; i < c->n_words; i++)
        if (strlen(c->words[i]) == cell.size && memcmp(c->words[i], cell.data, cell.size) == 0)
            return true;
    return false;
}

static bool plain(gg_view cell, uint64_t *out)
{
    return gg_cell_count(cell, out, NULL) == GG_OK;
}

/* "10-19", with a hyphen or an en dash. */
static bool two_ends(gg_view cell, gg_range *out)
{
    for (size_t i = 1; i + 1 < cell.size; i++) {
        gg_view rest = {cell.data + i, cell.size - i};

        if (takes(&rest, "-") || takes(&rest, "\xe2\x80\x93"))
            return plain(trimmed((gg_view){cell.data, i}), &out->low) && plain(rest, &out->high);
    }
    return false;
}

/* "<10" and "<=9": from the least that the schema says, else from 0. */
static bool upper_end(const gg_coarsening *c, gg_view cell, gg_range *out)
{
    const bool reached = takes(&cell, "<=") || takes(&cell, "\xe2\x89\xa4");
    uint64_t end;

    if ((!reached && !takes(&cell, "<")) || !plain(cell, &end) || (!reached && end == 0))
        return false;
    *out = (gg_range){c->low, reached ? end : end - 1};
    return true;
}

static bool is_numeric(gg_view cell)
{
    for (size_t i = 0; i < cell.size; i++)
        if (!strchr("+-.0123456789eE", cell.data[i]))
            return false;
    return true;
}

static gg_status refuse(gg_view cell, gg_error *err)
{
    char shape[40];
    uint64_t unused;

    /* A number, or nothing, is told what a count is; anything else what may stand for one. */
    if (is_numeric(cell))
        return gg_cell_count(cell, &unused, err);
    return gg_error_set(err, GG_E_INPUT,
                        "write 12, <10, <=9 or 10-19; a word that hides a count is told by "
                        "suppressed_cell: {words: [\"*\"], low: 1, high: 9} in a schema",
                        "not a count (shape \"%s\")",
                        gg_text_shape(cell.data, cell.size, shape, sizeof shape));
}

static gg_status rounded(const gg_coarsening *c, uint64_t count, gg_range *out, gg_error *err)
{
    gg_interval ends;

    if (gg_range_rounded((double)count, (double)c->rounded_to, &ends) != GG_OK)
        return gg_error_set(err, GG_E_INPUT, "correct rounded_to, or the cell",
                            "a count that is no multiple of %llu, to which counts are rounded",
                            (unsigned long long)c->rounded_to);
    *out = (gg_range){(uint64_t)ends.low, (uint64_t)ends.high};
    return GG_OK;
}

gg_status gg_count_range(const gg_coarsening *table, const gg_column *column, gg_view cell,
                         gg_range *out, gg_error *err)
{
    const gg_coarsening c = settings_of(table, column);
    const gg_view word = trimmed(cell);
    gg_range r = {0, 0};
    uint64_t count;

    if (plain(cell, &count)) {
        if (c.rounded_to)
            return rounded(&c, count, out, err);
        r = (gg_range){count, count};
    } else if (c.n_words && is_word(&c, word)) {
        r = (gg_range){c.low, c.high};
    } else if (!upper_end(&c, word, &r) && !two_ends(word, &r)) {
        return refuse(cell, err);
    }
    if (r.low > r.high)
        return gg_error_set(err, GG_E_INPUT, "give the lower end first",
                            "a range of counts that holds none");
    *out = r;
    return GG_OK;
}
