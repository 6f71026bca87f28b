/* A column in figures: how many distinct values, how long, how many of which form. */
#include <math.h>
#include <string.h>

#include "column_internal.h"

/* What one pass over the sample adds up. Everything is in rows but values and tests. */
typedef struct sums {
    double rows, words, length, spaced, listed, integers, dates;
    int64_t low, high, first_day, last_day;
    bool any_integer, any_date;
    unsigned shortest, longest;
} sums;

static void note_range(int64_t value, bool *any, int64_t *low, int64_t *high)
{
    if (!*any || value < *low)
        *low = value;
    if (!*any || value > *high)
        *high = value;
    *any = true;
}

static void add_value(const gg_value *v, sums *s, gg_column_facts *out)
{
    double rows = (double)v->rows;

    s->rows += rows;
    s->words += rows * v->words;
    s->length += rows * v->length;
    s->spaced += v->flags & GG_VALUE_SPACED ? rows : 0;
    if (v->flags & GG_VALUE_LISTED) {
        s->listed += rows;
        out->listed_values += 1;
    }
    if (v->flags & GG_VALUE_INTEGER) {
        s->integers += rows;
        note_range(v->value, &s->any_integer, &s->low, &s->high);
    }
    if (v->flags & GG_VALUE_DATE) {
        s->dates += rows;
        note_range(v->value, &s->any_date, &s->first_day, &s->last_day);
    }
    if (out->values == 0 || v->length < s->shortest)
        s->shortest = v->length;
    if (out->values == 0 || v->length > s->longest)
        s->longest = v->length;
    out->values += 1;
    for (unsigned t = 0; t < GG_TESTS; t++) {
        out->tried[t] += (v->tried >> t) & 1;
        out->passed[t] += (v->passed >> t) & 1;
    }
}

static void finish(const sums *s, gg_column_facts *out)
{
    if (s->any_integer)
        out->span = (double)s->high - (double)s->low + 1;
    if (s->any_date)
        out->date_span = (double)(s->last_day - s->first_day) + 1;
    if (s->rows == 0)
        return;
    out->share = out->values / s->rows;
    out->mean_words = s->words / s->rows;
    out->mean_length = s->length / s->rows;
    out->spaced = s->spaced / s->rows;
    out->listed_share = s->listed / s->rows;
    out->integer_share = s->integers / s->rows;
    out->date_share = s->dates / s->rows;
    out->same_length = s->shortest == s->longest && s->shortest >= 6;
}

void gg_column_facts_of(const gg_column_scan *scan, bool declared, gg_column_facts *out)
{
    sums s = {0};

    memset(out, 0, sizeof *out);
    out->scan = scan;
    out->declared = declared;
    out->filled = (double)(scan->rows - scan->absent_rows);
    out->rows = (double)(scan->rows - scan->absent_rows - scan->float_rows);
    for (size_t i = 0; i < scan->sample.room; i++)
        if (scan->sample.slots[i].hash)
            add_value(&scan->sample.slots[i], &s, out);
    /* Beyond the bound each kept value stands for 2^level. */
    out->distinct = out->values * ldexp(1, (int)scan->sample.level);
    finish(&s, out);
}
