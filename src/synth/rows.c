/* Rows as CSV: numbers with a fixed number of decimals, words as they were prepared. */
#include "synth_internal.h"

#include <math.h>
#include <string.h>

#define PROBABILITY_DIGITS 9

char *gg_rows_quote(gg_arena *arena, const char *word)
{
    size_t n = strlen(word), k = 0;
    char *out;

    if (!word[strcspn(word, ",\"\r\n")] && n && word[0] != ' ' && word[n - 1] != ' ')
        return gg_arena_string(arena, word);
    out = gg_arena_array(arena, 2 * n + 3, 1);
    if (!out)
        return NULL;
    out[k++] = '"';
    for (size_t i = 0; i < n; i++) {
        if (word[i] == '"')
            out[k++] = '"';
        out[k++] = word[i];
    }
    out[k] = '"';
    return out;
}

static char *put_whole(char *at, uint64_t x)
{
    char digits[20];
    size_t n = 0;

    do {
        digits[n++] = (char)('0' + x % 10);
        x /= 10;
    } while (x);
    while (n)
        *at++ = digits[--n];
    return at;
}

/* x / power, power being 10^digits. */
static char *put_number(char *at, int64_t x, uint64_t power, size_t digits)
{
    uint64_t size = x < 0 ? (uint64_t)-x : (uint64_t)x;

    if (x < 0)
        *at++ = '-';
    if (!digits)
        return put_whole(at, size);
    at = put_whole(at, size / power);
    *at++ = '.';
    size %= power;
    for (size_t i = digits; i-- > 0; size /= 10)
        at[i] = (char)('0' + size % 10);
    return at + digits;
}

/* Without the noughts at the end, which would make up most of the column. */
static char *put_probability(char *at, double p)
{
    at = put_number(at, (int64_t)rint(p * 1e9), 1000000000, PROBABILITY_DIGITS);
    while (at[-1] == '0')
        at--;
    return at[-1] == '.' ? at - 1 : at;
}

static char *put_view(char *at, gg_view cell)
{
    memcpy(at, cell.data, cell.size);
    return at + cell.size;
}

static char *put_flag(char *at, bool flag)
{
    *at++ = flag ? '1' : '0';
    *at++ = ',';
    return at;
}

static char *put_columns(char *at, const gg_synth_plan *plan, const gg_block *b, size_t i)
{
    const gg_scenario *s = plan->scenario;

    for (size_t c = 0; c < s->n_columns; c++) {
        const gg_made_column *column = &s->columns[c];

        if (!b->missing[c][i])
            at = column->is_number
                     ? put_number(at, b->numbers[c][i], (uint64_t)column->number.power,
                                  (size_t)column->number.digits)
                     : put_view(at, plan->words[c][b->levels[c][i]]);
        *at++ = ',';
    }
    for (size_t k = 0; k < s->n_scores; k++) {
        at = put_number(at, b->scores[k][i], (uint64_t)s->scores[k].power,
                        (size_t)s->scores[k].digits);
        *at++ = ',';
    }
    return at;
}

/* Every cell ends with a comma; the last one's becomes the end of the line. */
static char *put_row(char *at, const gg_synth_plan *plan, const gg_block *b, size_t i)
{
    const gg_scenario *s = plan->scenario;

    if (s->period) {
        memcpy(at, plan->months[b->month[i]], 7);
        at[7] = ',';
        at += 8;
    }
    at = put_columns(at, plan, b, i);
    if (s->decision)
        at = put_flag(at, b->referred[i]);
    if (s->suppressed)
        at = put_flag(at, b->held[i]);
    for (size_t k = 0; k < s->n_sources; k++)
        at = put_flag(at, b->by_source[i] >> k & 1);
    if (b->verified[i])
        *at++ = b->recorded[i] ? '1' : '0';
    *at++ = ',';
    if (s->inspected) {
        at = put_view(at, plan->arms[b->arm[i]]);
        *at++ = ',';
        at = put_probability(at, b->probability[i]);
        *at++ = ',';
    }
    if (plan->true_outcome)
        at = put_flag(at, b->outcome[i]);
    at[-1] = '\n';
    return at;
}

/* Rows are written straight into the buffer's room, of which there is always enough for one. */
void gg_rows_write(const gg_synth_plan *plan, const gg_block *b, gg_buf *out)
{
    for (size_t i = 0; i < b->rows; i++) {
        size_t before = out->size;

        if (!out->data || out->room - out->size <= plan->row_bytes) {
            gg_buf_fill(out, ' ', plan->row_bytes);
            if (out->failed)
                return;
            out->size = before;
        }
        out->size = (size_t)(put_row(out->data + before, plan, b, i) - out->data);
    }
    if (out->data)
        out->data[out->size] = '\0';
}

static void put_name(gg_arena *arena, const char *name, gg_buf *out)
{
    char *cell = name ? gg_rows_quote(arena, name) : NULL;

    if (cell) {
        gg_buf_puts(out, cell);
        gg_buf_puts(out, ",");
    } else if (name) {
        out->failed = true;
    }
}

void gg_rows_header(const gg_synth_plan *plan, gg_buf *out)
{
    const gg_scenario *s = plan->scenario;
    gg_arena arena;

    gg_arena_init(&arena);
    put_name(&arena, s->period, out);
    for (size_t c = 0; c < s->n_columns; c++)
        put_name(&arena, s->columns[c].name, out);
    for (size_t k = 0; k < s->n_scores; k++)
        put_name(&arena, s->scores[k].name, out);
    put_name(&arena, s->decision, out);
    put_name(&arena, s->suppressed, out);
    for (size_t k = 0; k < s->n_sources; k++)
        put_name(&arena, s->sources[k].column, out);
    put_name(&arena, s->outcome, out);
    put_name(&arena, s->arm, out);
    put_name(&arena, s->probability, out);
    put_name(&arena, plan->true_outcome, out);
    if (out->data && !out->failed)
        out->data[out->size - 1] = '\n';
    gg_arena_release(&arena);
}
