/* Reading the rows that have both scores, once, by several threads. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/comparison_internal.h"

/* Sums of counts stay exact in a double up to here. */
#define MAX_ROWS   ((uint64_t)1 << 53)
#define MAX_WEIGHT 1e12

/* One row, before it is known whether it is kept. */
typedef struct row {
    double score[GG_SCORES_COMPARED]; /* NaN where missing */
    double weight;
    uint64_t count;
    double inverse;
    uint8_t outcome, selected, held, random;
    size_t column; /* the one at hand, for an error */
} row;

typedef struct reader {
    const gg_compare_plan *plan;
    gg_side_rooms rooms;
    gg_pair_rows rows;
    bool too_many;
} reader;

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static bool widen(void **array, size_t n, size_t size)
{
    void *p = n > SIZE_MAX / size ? NULL : realloc(*array, n * size);

    if (p)
        *array = p;
    return p != NULL;
}

static gg_status reserve(gg_pair_rows *rows, const gg_compare_plan *plan, size_t more,
                         gg_error *err)
{
    size_t room = rows->room + rows->room / 2;

    if (more > SIZE_MAX / 2 - rows->n)
        return no_memory(err);
    if (rows->n + more <= rows->room)
        return GG_OK;
    if (room < rows->n + more)
        room = rows->n + more;
    for (int which = 0; which < GG_SCORES_COMPARED; which++)
        if (!widen((void **)&rows->score[which], room, sizeof(double)))
            return no_memory(err);
    if (!widen((void **)&rows->outcome, room, 1) || !widen((void **)&rows->selected, room, 1) ||
        (plan->n_keys &&
         !widen((void **)&rows->groups, room, plan->n_keys * sizeof *rows->groups)) ||
        (plan->arm != SIZE_MAX && !widen((void **)&rows->random, room, 1)) ||
        (plan->probability != SIZE_MAX &&
         !widen((void **)&rows->inverse, room, sizeof *rows->inverse)) ||
        (plan->count != SIZE_MAX && !widen((void **)&rows->counts, room, sizeof *rows->counts)) ||
        (plan->weight != SIZE_MAX && !widen((void **)&rows->weights, room, sizeof *rows->weights)))
        return no_memory(err);
    rows->room = room;
    return GG_OK;
}

/* Bins stand in the dictionary from the start, in their order; words come as they are met. */
static gg_status add_bins(gg_dictionary *levels, const gg_column *column, gg_error *err)
{
    const char *const *names = gg_cell_bins(&levels->arena, column);
    gg_word_entry *entry;
    gg_status status = names ? GG_OK : no_memory(err);

    for (size_t i = 0; i <= column->n_bins && !status; i++) {
        status = gg_dictionary_add(levels, (gg_view){names[i], strlen(names[i])}, &entry, err);
        if (!status && !entry)
            status = gg_error_set(err, GG_E_LIMIT, "give fewer bins", "more than %d bins",
                                  GG_DICTIONARY_WORDS);
    }
    return status;
}

static gg_status start(gg_pair_rows *rows, const gg_compare_plan *plan, gg_error *err)
{
    memset(rows, 0, sizeof *rows);
    rows->n_keys = plan->n_keys;
    for (int which = 0; which < GG_SCORES_COMPARED; which++) {
        rows->low[which] = INFINITY;
        rows->high[which] = -INFINITY;
    }
    rows->levels = calloc(plan->n_keys + 1, sizeof *rows->levels);
    if (!rows->levels)
        return no_memory(err);
    for (size_t i = 0; i < plan->n_keys; i++)
        gg_dictionary_init(&rows->levels[i]);
    for (size_t i = 0; i < plan->n_keys; i++) {
        const gg_column *column = plan->said[plan->keys[i]];

        if (column->n_bins) {
            gg_status status = add_bins(&rows->levels[i], column, err);

            if (status)
                return status;
        }
    }
    return GG_OK;
}

void gg_pair_rows_release(gg_pair_rows *rows)
{
    for (size_t i = 0; rows->levels && i < rows->n_keys; i++)
        gg_dictionary_release(&rows->levels[i]);
    free(rows->levels);
    for (int which = 0; which < GG_SCORES_COMPARED; which++)
        free(rows->score[which]);
    free(rows->outcome);
    free(rows->selected);
    free(rows->groups);
    free(rows->counts);
    free(rows->weights);
    free(rows->random);
    free(rows->inverse);
    memset(rows, 0, sizeof *rows);
}

static bool equals(gg_view cell, const char *word)
{
    return strlen(word) == cell.size && memcmp(word, cell.data, cell.size) == 0;
}

static gg_status read_weight(gg_view cell, double *out, gg_error *err)
{
    if (gg_text_number(cell.data, cell.size, out) != GG_NUMBER_OK)
        return gg_cell_not_a_number(cell, err);
    if (*out >= 0 && *out <= MAX_WEIGHT)
        return GG_OK;
    return gg_error_set(err, GG_E_INPUT, "weights lie from 0 to 1e12", "a weight out of range");
}

static gg_status read_group(reader *r, size_t i, gg_view cell, uint16_t *code, gg_error *err)
{
    const gg_column *column = r->plan->said[r->plan->keys[i]];
    gg_dictionary *levels = &r->rows.levels[i];
    gg_word_entry *entry;
    gg_status status = GG_OK;
    size_t bin;

    /* A word that is written like the missing level is that level. */
    *code = 0;
    if (gg_column_missing(column, cell) || equals(cell, GG_LEVEL_MISSING))
        return GG_OK;
    if (column->n_bins) {
        status = gg_cell_bin(column, cell, &bin, err);
        if (!status)
            *code = (uint16_t)(bin + 1);
        return status;
    }
    entry = gg_dictionary_find(levels, cell);
    if (!entry)
        status = gg_dictionary_add(levels, cell, &entry, err);
    if (!status && !entry)
        return gg_error_set(err, GG_E_LIMIT, "give it bins in a schema, or leave it out",
                            "more than %d different groups", GG_DICTIONARY_WORDS);
    if (!status)
        *code = (uint16_t)(entry - levels->all + 1);
    return status;
}

/* A suppressed column holds back what a side of the table's own scores would refer; each side's
 * rules its own. */
static gg_status decide(const gg_compare_plan *plan, const gg_csv_chunk *chunk, size_t i, row *to,
                        gg_error *err)
{
    gg_status status = GG_OK;
    int suppressed = GG_NEGATIVE;

    for (int which = 0; which < GG_SCORES_COMPARED && !status; which++) {
        bool selected, held;

        status = gg_side_select(plan, which, chunk, i, to->score[which], &selected, &held,
                                &to->column, err);
        to->selected |= (uint8_t)(selected << which);
        to->held |= (uint8_t)(held << which);
    }
    if (status || plan->suppressed == SIZE_MAX)
        return status;
    to->column = plan->suppressed;
    status = gg_cell_outcome(plan->said[to->column], gg_csv_cell(chunk, i, to->column), &suppressed,
                             err);
    for (int which = 0; which < GG_SCORES_COMPARED; which++)
        if (suppressed == GG_POSITIVE && !plan->side[which].scorer)
            to->selected &= (uint8_t) ~(1u << which);
    return status;
}

static gg_status read_row(reader *r, const gg_csv_chunk *chunk, size_t i, row *to, uint16_t *groups,
                          gg_error *err)
{
    const gg_compare_plan *plan = r->plan;
    gg_status status = GG_OK;
    int outcome = GG_UNVERIFIED;

    *to = (row){.weight = 1, .count = 1, .column = plan->count};
    if (plan->count != SIZE_MAX)
        status = gg_cell_count(gg_csv_cell(chunk, i, plan->count), &to->count, err);
    for (int which = 0; which < GG_SCORES_COMPARED && !status; which++) {
        status =
            gg_side_score(plan, which, &r->rooms, chunk, i, &to->score[which], &to->column, err);
    }
    if (!status && plan->outcome != SIZE_MAX) {
        to->column = plan->outcome;
        status = gg_cell_outcome(plan->said[to->column], gg_csv_cell(chunk, i, to->column),
                                 &outcome, err);
    }
    to->outcome = (uint8_t)outcome;
    if (!status)
        status = gg_compare_design_read(plan, chunk, i, outcome, &to->random, &to->inverse,
                                        &to->column, err);
    if (!status && plan->weight != SIZE_MAX) {
        to->column = plan->weight;
        status = read_weight(gg_csv_cell(chunk, i, to->column), &to->weight, err);
    }
    for (size_t g = 0; g < plan->n_keys && !status; g++) {
        to->column = plan->keys[g];
        status = read_group(r, g, gg_csv_cell(chunk, i, to->column), &groups[g], err);
    }
    return status ? status : decide(plan, chunk, i, to, err);
}

/* Room for the row is reserved, and its groups are written already. */
static void keep_row(gg_pair_rows *rows, const row *from)
{
    bool missing = false;

    for (int which = 0; which < GG_SCORES_COMPARED; which++) {
        if (isnan(from->score[which])) {
            rows->missing[which] += from->count;
            missing = true;
        }
    }
    if (missing) {
        rows->missing_any += from->count;
        return;
    }
    rows->used += from->count;
    if (from->count == 0)
        return;
    for (int which = 0; which < GG_SCORES_COMPARED; which++) {
        rows->score[which][rows->n] = from->score[which] == 0 ? 0 : from->score[which];
        rows->low[which] = fmin(rows->low[which], from->score[which]);
        rows->high[which] = fmax(rows->high[which], from->score[which]);
        rows->held[which] += from->held >> which & 1 ? from->count : 0;
    }
    rows->outcome[rows->n] = from->outcome;
    rows->selected[rows->n] = from->selected;
    if (rows->counts)
        rows->counts[rows->n] = from->count;
    if (rows->weights)
        rows->weights[rows->n] = from->weight;
    if (rows->random)
        rows->random[rows->n] = from->random;
    if (rows->inverse)
        rows->inverse[rows->n] = from->inverse;
    rows->n++;
}

static gg_status visit(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    reader *r = worker;
    gg_pair_rows *rows = &r->rows;
    gg_status status = reserve(rows, r->plan, chunk->rows, err);
    gg_error error;
    row at;

    gg_error_init(&error);
    for (size_t i = 0; i < chunk->rows && !status; i++) {
        uint16_t *groups = rows->groups ? rows->groups + rows->n * rows->n_keys : NULL;
        gg_status bad;

        bad = read_row(r, chunk, i, &at, groups, &error);
        if (at.count > MAX_ROWS - rows->lines) {
            r->too_many = true;
            at.count = 0;
        }
        rows->lines += at.count;
        if (bad == GG_E_INPUT && r->plan->skip) {
            gg_error_init(&error);
            rows->bad += at.count;
        } else if (bad) {
            gg_csv_error_where(r->plan->csv, chunk, i, at.column, &error);
            if (err)
                *err = error;
            status = bad;
        } else {
            keep_row(rows, &at);
        }
    }
    return status;
}

/* What each code of `from` is in `to`; words that are new there are added. */
static gg_status map_codes(gg_dictionary *to, const gg_dictionary *from, uint16_t *map,
                           gg_error *err)
{
    map[0] = 0;
    for (size_t i = 0; i < from->n; i++) {
        gg_view text = {from->all[i].text, from->all[i].size};
        gg_word_entry *entry = gg_dictionary_find(to, text);
        gg_status status = entry ? GG_OK : gg_dictionary_add(to, text, &entry, err);

        if (status)
            return status;
        if (!entry)
            return gg_error_set(err, GG_E_LIMIT, "give it bins in a schema, or leave it out",
                                "more than %d different groups", GG_DICTIONARY_WORDS);
        map[i + 1] = (uint16_t)(entry - to->all + 1);
    }
    return GG_OK;
}

static gg_status join_groups(const gg_compare_plan *plan, gg_pair_rows *to,
                             const gg_pair_rows *from, gg_error *err)
{
    uint16_t map[GG_DICTIONARY_WORDS + 1];
    size_t k = to->n_keys;

    for (size_t g = 0; g < k; g++) {
        gg_status status = map_codes(&to->levels[g], &from->levels[g], map, err);

        if (status) {
            gg_error_where(err, gg_csv_path(plan->csv), 0, gg_csv_name(plan->csv, plan->keys[g]));
            return status;
        }
        for (size_t i = 0; i < from->n; i++)
            to->groups[(to->n + i) * k + g] = map[from->groups[i * k + g]];
    }
    return GG_OK;
}

static void add_totals(gg_pair_rows *to, const gg_pair_rows *from)
{
    to->lines += from->lines;
    to->used += from->used;
    to->missing_any += from->missing_any;
    to->bad += from->bad;
    for (int which = 0; which < GG_SCORES_COMPARED; which++) {
        to->missing[which] += from->missing[which];
        to->held[which] += from->held[which];
        to->low[which] = fmin(to->low[which], from->low[which]);
        to->high[which] = fmax(to->high[which], from->high[which]);
    }
}

static void append(void *to, size_t at, const void *from, size_t n, size_t size)
{
    if (from && n)
        memcpy((char *)to + at * size, from, n * size);
}

/* Puts the rows of another thread behind those of `to`. */
static gg_status join(const gg_compare_plan *plan, gg_pair_rows *to, gg_pair_rows *from,
                      gg_error *err)
{
    gg_status status = reserve(to, plan, from->n, err);

    if (!status)
        status = join_groups(plan, to, from, err);
    if (status)
        return status;
    for (int which = 0; which < GG_SCORES_COMPARED; which++)
        append(to->score[which], to->n, from->score[which], from->n, sizeof(double));
    append(to->outcome, to->n, from->outcome, from->n, 1);
    append(to->selected, to->n, from->selected, from->n, 1);
    append(to->counts, to->n, from->counts, from->n, sizeof *to->counts);
    append(to->weights, to->n, from->weights, from->n, sizeof *to->weights);
    append(to->random, to->n, from->random, from->n, 1);
    append(to->inverse, to->n, from->inverse, from->n, sizeof *to->inverse);
    to->n += from->n;
    add_totals(to, from);
    gg_pair_rows_release(from);
    return GG_OK;
}

static gg_status join_all(const gg_compare_plan *plan, reader *all, unsigned n, gg_pair_rows *out,
                          gg_error *err)
{
    gg_status status = GG_OK;
    uint64_t lines = 0;

    for (unsigned i = 0; i < n; i++) {
        if (all[i].too_many || all[i].rows.lines > MAX_ROWS - lines) {
            gg_error_where(err, gg_csv_path(plan->csv), 0, NULL);
            return gg_error_set(err, GG_E_LIMIT, "split the table", "more than 2^53 rows");
        }
        lines += all[i].rows.lines;
    }
    *out = all[0].rows;
    memset(&all[0].rows, 0, sizeof all[0].rows);
    for (unsigned i = 1; i < n && !status; i++)
        status = join(plan, out, &all[i].rows, err);
    return status;
}

gg_status gg_pair_rows_read(const gg_compare_plan *plan, unsigned threads, gg_pair_rows *out,
                            gg_error *err)
{
    reader *all = calloc(threads, sizeof *all);
    void **workers = calloc(threads, sizeof *workers);
    gg_status status = all && workers ? GG_OK : no_memory(err);

    memset(out, 0, sizeof *out);
    for (unsigned i = 0; i < threads && !status; i++) {
        all[i].plan = plan;
        workers[i] = &all[i];
        status = start(&all[i].rows, plan, err);
        if (!status)
            status = gg_side_rooms_make(plan, &all[i].rooms, err);
    }
    if (!status)
        status = gg_csv_scan(plan->csv, threads, workers, visit, err);
    if (!status)
        status = join_all(plan, all, threads, out, err);
    for (unsigned i = 0; all && i < threads; i++) {
        gg_side_rooms_release(plan, &all[i].rooms);
        gg_pair_rows_release(&all[i].rows);
    }
    free(workers);
    free(all);
    return status;
}
