/*
 * One pass over a column: what each cell is, how often, and how many distinct values there are.
 *
 * Most cells of most tables are short numbers, decimals, or one of a few words, and are dismissed
 * in a few instructions: a decimal or a number of up to six digits cannot be an identifier by its
 * form, and what a value is, is looked at once for each value in the sample.
 */
#include <stdlib.h>
#include <string.h>

#include "column_internal.h"
#include "gauger/table/cell.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words hold the first byte lowest");

#define ONES(byte) (UINT64_C(0x0101010101010101) * (byte))
#define HIGH_BITS  ONES(0x80)

/* Longest number that no detector wants without a hint: all others have seven digits or more. */
#define SHORT_NUMBER 6
#define FINE         4 /* decimals */

void gg_column_scan_init(gg_column_scan *scan, const char *name, const gg_column *column)
{
    memset(scan, 0, sizeof *scan);
    scan->name = name;
    scan->column = column;
    scan->roles = column ? column->roles : 0;
    scan->hinted = gg_detectors_hinted(name, strlen(name), scan->roles);
    scan->active = gg_detectors_active(scan->hinted);
    scan->quick = scan->hinted == 0;
    gg_buf_init(&scan->scratch, 0);
}

void gg_column_scan_release(gg_column_scan *scan)
{
    for (size_t i = 0; i < GG_DETECTORS; i++)
        free(scan->slots[i]);
    gg_sample_release(&scan->sample);
    gg_buf_release(&scan->scratch);
}

typedef struct cell {
    const char *s;
    size_t n;
    uint64_t rows;
    gg_position at;
} cell;

typedef enum form {
    FORM_OTHER,
    FORM_SHORT,     /* a whole number of at most SHORT_NUMBER digits */
    FORM_FLOAT,     /* a decimal whose fraction is not all zeros */
    FORM_FLOAT_FINE /* the same with FINE decimals or more */
} form;

/* All bytes of a word that a cell of n bytes, 1 to 8, takes. */
static inline uint64_t mask_of(size_t n)
{
    return ~UINT64_C(0) >> (64 - 8 * n);
}

/* The n bytes of a cell, 1 to 8, the rest of the word zero. Reads on where the chunk goes on. */
static inline uint64_t load(const char *s, size_t n, const char *limit)
{
    uint64_t word = 0;

    if (s <= limit)
        memcpy(&word, s, 8);
    else
        memcpy(&word, s, n);
    return word & mask_of(n);
}

/* The form of a cell of 1 to 8 bytes, eight at once and without branches but the last: which bytes
 * are digits, a sign in front apart; if all but one are and that is a point, it is a decimal. */
static inline form quick_form(uint64_t word, size_t n)
{
    uint64_t digits = (word ^ ONES('0')) & mask_of(n); /* 0 to 9 where a digit is */
    uint64_t others = (((digits & ~HIGH_BITS) + ONES(0x80 - 10)) | digits) & HIGH_BITS;
    uint64_t sign = (word & 0xff) == '-' ? 0xff : 0;
    unsigned at;

    others &= ~sign;
    digits &= ~sign;
    if (others == 0)
        return n <= SHORT_NUMBER ? FORM_SHORT : FORM_OTHER;
    at = (unsigned)__builtin_ctzll(others) & ~7u;
    /* shifted twice, as 64 places at once are too many */
    if ((others & (others - 1)) || ((word >> at) & 0xff) != '.' || digits >> at >> 8 == 0)
        return FORM_OTHER;
    return n - at / 8 - 1 >= FINE ? FORM_FLOAT_FINE : FORM_FLOAT;
}

/* The same for longer cells and exponents; whole numbers are FORM_OTHER here. */
static form slow_form(const char *s, size_t n)
{
    size_t i = s[0] == '-' || s[0] == '+', point = 0, decimals = 0;
    bool fraction = false, any = false;

    if (n > 40)
        return FORM_OTHER;
    for (; i < n; i++) {
        if (gg_is_digit(s[i])) {
            any = true;
            decimals += point;
            fraction = fraction || (point && s[i] != '0');
        } else if (s[i] == '.' && !point) {
            point = 1;
        } else {
            break;
        }
    }
    if (any && i < n && (s[i] == 'e' || s[i] == 'E')) {
        i += i + 1 < n && (s[i + 1] == '-' || s[i + 1] == '+') ? 2 : 1;
        fraction = i < n;
        while (i < n && gg_is_digit(s[i]))
            i++;
    }
    if (!any || i < n || !fraction)
        return FORM_OTHER;
    return decimals >= FINE ? FORM_FLOAT_FINE : FORM_FLOAT;
}

/* Whether a long cell may be a decimal: worth the slow look. */
static bool may_be_float(const cell *c)
{
    return gg_is_digit(c->s[0]) || c->s[0] == '-' || c->s[0] == '.' || c->s[0] == '+';
}

static void remember(gg_slot *slot, const cell *c)
{
    slot->lines++;
    slot->rows += c->rows;
    if (slot->n_first == GG_FIRST_ROWS)
        return;
    if (slot->n_first == 0)
        gg_text_shape(c->s, c->n, slot->shape, sizeof slot->shape);
    slot->first[slot->n_first++] = c->at;
}

static bool record(gg_column_scan *scan, const cell *c, uint64_t sure, uint64_t shape)
{
    for (uint64_t bits = sure | shape; bits; bits &= bits - 1) {
        unsigned id = (unsigned)__builtin_ctzll(bits);

        if (!scan->slots[id])
            scan->slots[id] = calloc(1, sizeof *scan->slots[id]);
        if (!scan->slots[id])
            return false;
        remember(scan->slots[id], c);
        if (sure & GG_BIT(id))
            scan->slots[id]->sure_rows += c->rows;
    }
    return true;
}

static uint8_t at_most_255(size_t n)
{
    return (uint8_t)(n < 255 ? n : 255);
}

/* Words, listed names and length of a value. */
static void describe_words(const gg_run *run, gg_value *value)
{
    size_t words = 0, start = 0;

    for (size_t i = 0; i <= run->n; i++) {
        if (i < run->n &&
            !(gg_byte_classes[(unsigned char)run->s[i]] & (GG_BYTE_SPACE | GG_BYTE_COMMA)))
            continue;
        if (i > start) {
            words++;
            if (words <= 8 && gg_name_listed(run->s + start, i - start))
                value->flags |= GG_VALUE_LISTED;
        }
        start = i + 1;
    }
    value->words = at_most_255(words);
    value->length = at_most_255(run->n);
    if (words > 1)
        value->flags |= GG_VALUE_SPACED;
}

static void describe(const char *s, size_t n, const gg_seen *seen, gg_value *value)
{
    gg_run run = gg_run_trimmed(s, n);
    size_t sign = run.n > 0 && run.s[0] == '-';

    value->flags |= GG_VALUE_KNOWN;
    value->sure = seen->sure;
    value->shape = seen->shape;
    value->tried = (uint8_t)seen->tried;
    value->passed = (uint8_t)seen->passed;
    describe_words(&run, value);
    if (run.digits > 0 && run.digits + sign == run.n && run.digits <= 18) {
        for (size_t i = sign; i < run.n; i++)
            value->value = value->value * 10 + (run.s[i] - '0');
        if (sign)
            value->value = -value->value;
        value->flags |= GG_VALUE_INTEGER;
    }
    if (gg_date_of(run.s, run.n, &value->value)) {
        value->flags |= GG_VALUE_DATE;
        value->flags &= (uint8_t)~GG_VALUE_INTEGER;
    }
}

/* Whether a cell says that nothing is known: a word of the schema's, or one of the usual ones. Such
 * cells are no part of which a share is taken. */
static bool is_absent(const gg_column_scan *scan, const cell *c)
{
    static const char *const words[] = {"NA",   "N/A", "#N/A", "NaN", "null",    "(null)", "nil",
                                        "none", "-",   "--",   "?",   "unknown", "missing"};

    if (scan->column && scan->column->n_missing &&
        gg_column_missing(scan->column, (gg_view){c->s, c->n}))
        return true;
    if (c->n > 7 || gg_is_digit(c->s[0]))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (gg_text_same(c->s, c->n, words[i]))
            return true;
    return false;
}

static uint64_t hash_of(const char *s, size_t n, uint64_t word)
{
    return n < 8 ? gg_hash_word(word, n) : gg_hash(s, n);
}

/* A cell that is not dismissed at sight. Sets whether its value is in the sample and says nothing
 * to any detector, so that the next such cell need not be looked at. */
static bool add_slowly(gg_column_scan *scan, const cell *c, uint64_t word, form is, bool *clean)
{
    gg_value *value = NULL;
    gg_seen seen = {0};

    *clean = false;
    if (is_absent(scan, c)) {
        scan->absent_rows += c->rows;
        return true;
    }
    if (is >= FORM_FLOAT) {
        scan->float_rows += c->rows;
        scan->fine_rows += is == FORM_FLOAT_FINE ? c->rows : 0;
        if (scan->quick)
            return true;
    } else {
        value = gg_sample_find(&scan->sample, hash_of(c->s, c->n, word));
    }
    if (value && (value->flags & GG_VALUE_KNOWN)) {
        value->rows += c->rows;
        *clean = (value->sure | value->shape) == 0;
        return *clean || record(scan, c, value->sure, value->shape);
    }
    if (!(is == FORM_SHORT && scan->quick) &&
        !gg_see_cell(c->s, c->n, scan->active, scan->hinted, &scan->scratch, &seen))
        return false;
    if (value) {
        describe(c->s, c->n, &seen, value);
        value->rows += c->rows;
        *clean = (seen.sure | seen.shape) == 0;
    }
    return !scan->sample.failed && record(scan, c, seen.sure, seen.shape);
}

static void hand_over(gg_column_scan *scan, const gg_recent *r)
{
    gg_value *value;
    size_t n = 8 - (size_t)__builtin_clzll(r->word) / 8;
    char bytes[8];

    memcpy(bytes, &r->word, 8);
    value = gg_sample_find(&scan->sample, hash_of(bytes, n, r->word));
    if (value)
        value->rows += r->rows;
}

/* Sums of one chunk, kept out of memory while its cells go by. */
typedef struct tally {
    uint64_t empty_lines, empty_rows, float_rows, fine_rows;
} tally;

static inline gg_recent *recent_of(gg_recent *known, uint64_t word)
{
    return &known[(word * GG_KEY_SIZE) >> (64 - GG_RECENT_BITS)];
}

/* Whether a cell of 1 to 8 bytes was met before and is clean. No decimal that a column dismisses by
 * its form is ever among those. */
static inline bool met_before(uint64_t word, uint64_t rows, gg_recent *known)
{
    gg_recent *at = recent_of(known, word);

    if (at->word != word)
        return false;
    at->rows += rows;
    return true;
}

/* Whether a cell of 1 to 8 bytes is dismissed at sight: a decimal, or met before and clean. What
 * the cell before it was is looked for first: `decimals` says so, and is set. */
static inline bool dismiss(uint64_t word, size_t n, uint64_t rows, bool quick, gg_recent *known,
                           bool *decimals, form *is, tally *t)
{
    const bool looked = !*decimals;

    if (looked && met_before(word, rows, known))
        return true;
    *is = quick_form(word, n);
    *decimals = quick && *is >= FORM_FLOAT;
    if (*decimals) {
        t->float_rows += rows;
        t->fine_rows += *is == FORM_FLOAT_FINE ? rows : 0;
        return true;
    }
    return !looked && met_before(word, rows, known);
}

static bool add_cell(gg_column_scan *scan, const cell *c, uint64_t word, form is, gg_recent *known)
{
    bool clean;

    if (is == FORM_OTHER && may_be_float(c))
        is = slow_form(c->s, c->n);
    if (!add_slowly(scan, c, word, is, &clean))
        return false;
    if (word && clean) {
        gg_recent *at = recent_of(known, word);

        if (at->rows)
            hand_over(scan, at);
        *at = (gg_recent){word, 0};
    }
    return true;
}

/* Rows of a column from one to another; nothing is added up in memory that could be in a register.
 */
typedef struct range {
    const gg_csv_chunk *chunk;
    size_t column, from, to;
    const uint64_t *weights;
} range;

static bool add_any_cells(gg_column_scan *scan, const range *all, tally *t)
{
    const gg_csv_chunk *chunk = all->chunk;
    const size_t last = chunk->rows * chunk->columns - 1;
    const char *limit = chunk->text + chunk->ends[last] - 8;
    bool decimals = false;

    for (size_t r = all->from; r < all->to; r++) {
        const gg_view view = gg_csv_cell(chunk, r, all->column);
        const uint64_t rows = all->weights ? all->weights[r] : 1;
        uint64_t word = 0;
        form is = FORM_OTHER;

        if (view.size == 0) {
            t->empty_lines++;
            t->empty_rows += rows;
            continue;
        }
        if (view.size <= 8) {
            word = load(view.data, view.size, limit);
            if (dismiss(word, view.size, rows, scan->quick, scan->recent, &decimals, &is, t))
                continue;
        }
        if (!add_cell(scan, &(cell){view.data, view.size, rows, {chunk->index, r}}, word, is,
                      scan->recent))
            return false;
    }
    return true;
}

/* The same where each line is one row, each cell begins behind the last one, and eight bytes can be
 * read from the beginning of every cell. */
static bool add_plain_cells(gg_column_scan *scan, const range *all, tally *totals)
{
    const gg_csv_chunk *chunk = all->chunk;
    const size_t stride = chunk->columns;
    const char *text = chunk->text;
    const uint32_t *ends = chunk->ends + all->from * stride + all->column;
    gg_recent *known = scan->recent;
    const bool quick = scan->quick;
    bool decimals = false, done = true;
    tally t = *totals;

    for (size_t r = all->from; r < all->to && done; r++, ends += stride) {
        const size_t start = (size_t)ends[-1] + 1, n = *ends - start;
        uint64_t word = 0;
        form is = FORM_OTHER;

        if (n - 1 < 8) {
            memcpy(&word, text + start, 8);
            word &= mask_of(n);
            if (dismiss(word, n, 1, quick, known, &decimals, &is, &t))
                continue;
        } else if (n == 0) {
            t.empty_lines++;
            t.empty_rows++;
            continue;
        }
        done = add_cell(scan, &(cell){text + start, n, 1, {chunk->index, r}}, word, is, known);
    }
    *totals = t;
    return done;
}

static bool is_plain(const range *all)
{
    const gg_csv_chunk *chunk = all->chunk;
    const size_t last = chunk->rows * chunk->columns - 1;
    const size_t at = (all->to - 1) * chunk->columns + all->column;

    return !all->weights && !chunk->starts && chunk->ends[at - 1] + 1 + 8 <= chunk->ends[last];
}

static bool add_cells(gg_column_scan *scan, range all, tally *t)
{
    range first = all;

    if (all.from == 0 && all.column == 0 && all.to > 0) {
        first.to = all.from = 1;
        if (!add_any_cells(scan, &first, t))
            return false;
    }
    if (all.from == all.to)
        return true;
    return is_plain(&all) ? add_plain_cells(scan, &all, t) : add_any_cells(scan, &all, t);
}

/* The places and the shape of the first filled cells of the column. */
static void remember_first(gg_column_scan *scan, const gg_csv_chunk *chunk, size_t i, size_t from,
                           size_t to)
{
    for (size_t r = from; r < to && scan->any.n_first < GG_FIRST_ROWS; r++) {
        gg_view view = gg_csv_cell(chunk, r, i);

        if (view.size)
            remember(&scan->any, &(cell){view.data, view.size, 0, {chunk->index, r}});
    }
}

bool gg_column_scan_add(gg_column_scan *scan, const gg_csv_chunk *chunk, size_t i, size_t from,
                        size_t to, const uint64_t *weights)
{
    uint64_t rows = weights ? 0 : to - from;
    tally t = {0};

    remember_first(scan, chunk, i, from, to);
    if (!add_cells(scan, (range){chunk, i, from, to, weights}, &t))
        return false;
    for (size_t r = from; weights && r < to; r++)
        rows += weights[r];
    scan->lines += to - from - t.empty_lines;
    scan->rows += rows - t.empty_rows;
    scan->empty_rows += t.empty_rows;
    scan->float_rows += t.float_rows;
    scan->fine_rows += t.fine_rows;
    return true;
}

bool gg_column_scan_finish(gg_column_scan *scan)
{
    for (size_t k = 0; k < sizeof scan->recent / sizeof scan->recent[0]; k++) {
        if (scan->recent[k].rows)
            hand_over(scan, &scan->recent[k]);
        scan->recent[k] = (gg_recent){0, 0};
    }
    return !scan->sample.failed;
}

static bool is_before(const gg_position *a, const gg_position *b)
{
    return a->chunk < b->chunk || (a->chunk == b->chunk && a->row < b->row);
}

static void merge_slot(gg_slot *slot, const gg_slot *other)
{
    gg_position first[GG_FIRST_ROWS];
    size_t n = 0, a = 0, b = 0;

    if (other->n_first > 0 && (slot->n_first == 0 || is_before(&other->first[0], &slot->first[0])))
        memcpy(slot->shape, other->shape, sizeof slot->shape);
    while (n < GG_FIRST_ROWS && (a < slot->n_first || b < other->n_first))
        first[n++] = b == other->n_first ||
                             (a < slot->n_first && is_before(&slot->first[a], &other->first[b]))
                         ? slot->first[a++]
                         : other->first[b++];
    memcpy(slot->first, first, n * sizeof first[0]);
    slot->n_first = n;
    slot->rows += other->rows;
    slot->sure_rows += other->sure_rows;
    slot->lines += other->lines;
}

bool gg_column_scan_merge(gg_column_scan *scan, const gg_column_scan *other)
{
    for (size_t i = 0; i < GG_DETECTORS; i++) {
        if (!other->slots[i])
            continue;
        if (!scan->slots[i])
            scan->slots[i] = calloc(1, sizeof *scan->slots[i]);
        if (!scan->slots[i])
            return false;
        merge_slot(scan->slots[i], other->slots[i]);
    }
    merge_slot(&scan->any, &other->any);
    scan->rows += other->rows;
    scan->lines += other->lines;
    scan->empty_rows += other->empty_rows;
    scan->absent_rows += other->absent_rows;
    scan->float_rows += other->float_rows;
    scan->fine_rows += other->fine_rows;
    gg_sample_merge(&scan->sample, &other->sample);
    return !scan->sample.failed;
}
