/*
 * Reading a table once, by several threads, into what is kept of each watched column.
 *
 * Nobody says beforehand whether a column holds numbers or words, and a pipe can be read only once.
 * So the first thousand different texts of a column are kept with their counts, numbers or not; a
 * column with more of them can only be judged as numbers, which are then kept as numbers.
 */
#include <stdlib.h>
#include <string.h>

#include "drift_classifier.h"
#include "drift_internal.h"

/* Sums of counts stay exact in a double up to here. */
#define MAX_ROWS ((uint64_t)1 << 53)

void gg_drift_gathered_init(gg_drift_gathered *g)
{
    memset(g, 0, sizeof *g);
    gg_dictionary_init(&g->levels);
    gg_drift_runs_init(&g->runs);
    gg_error_init(&g->bad_error);
}

void gg_drift_gathered_release(gg_drift_gathered *g)
{
    gg_dictionary_release(&g->levels);
    gg_drift_runs_release(&g->runs);
    gg_drift_gathered_init(g);
}

static void keep_words(gg_drift_gathered *g)
{
    g->words = true;
    if (g->many)
        gg_drift_runs_release(&g->runs);
}

/* A value of a column whose levels were given up. */
static gg_status take_value(gg_drift_gathered *g, gg_cell_kind kind, double value, uint64_t count,
                            gg_error *err)
{
    if (g->words)
        return GG_OK;
    if (kind == GG_CELL_NUMBER)
        return gg_drift_runs_add(&g->runs, value, count, err);
    if (kind == GG_CELL_WORD)
        keep_words(g);
    else
        g->bad += count;
    return GG_OK;
}

static uint64_t count_of(const gg_word_entry *level)
{
    return level->counts[GG_BASELINE] + level->counts[GG_CURRENT];
}

/* The levels' texts go; their numbers stay. */
static gg_status give_levels_up(gg_drift_gathered *g, gg_error *err)
{
    gg_status status = GG_OK;

    g->many = true;
    for (size_t i = 0; i < g->levels.n && !status; i++) {
        const gg_word_entry *level = &g->levels.all[i];

        status = take_value(g, level->kind, level->value, count_of(level), err);
    }
    gg_dictionary_release(&g->levels);
    return status;
}

/* A new text; *out is NULL once levels are given up. */
static gg_status take_new(gg_drift_gathered *g, gg_view text, gg_word_entry **out, gg_error *err)
{
    gg_status status = GG_OK;

    *out = NULL;
    if (!g->many)
        status = gg_dictionary_add(&g->levels, text, out, err);
    if (!status && !*out && !g->many)
        status = give_levels_up(g, err);
    return status;
}

static gg_status take_text(gg_drift_gathered *g, gg_view text, int side, uint64_t count,
                           gg_error *err)
{
    gg_word_entry *level = g->many ? NULL : gg_dictionary_find(&g->levels, text);
    gg_status status = level ? GG_OK : take_new(g, text, &level, err);

    if (level)
        level->counts[side] += count;
    return status;
}

/* A column that may hold numbers: a level is read as a number once, when it is first met. */
static gg_status take_open(gg_drift_gathered *g, const gg_drift_watch *watch, gg_view cell,
                           int side, uint64_t count, gg_error *err)
{
    gg_word_entry *level = g->many ? NULL : gg_dictionary_find(&g->levels, cell);
    gg_cell_kind kind;
    gg_status status;
    double value = 0;

    if (level)
        level->counts[side] += count;
    if (level || (g->many && g->words))
        return GG_OK;
    kind = gg_cell_number(cell, &value);
    if (kind != GG_CELL_NUMBER && watch->kind == GG_DRIFT_READ_SCORE)
        return gg_cell_not_a_number(cell, err);
    status = take_new(g, cell, &level, err);
    if (status)
        return status;
    g->has_bad = g->has_bad || kind == GG_CELL_NOT_FINITE;
    if (!level)
        return take_value(g, kind, value, count, err);
    level->counts[side] = count;
    level->kind = kind;
    level->value = value;
    g->words = g->words || kind == GG_CELL_WORD;
    return GG_OK;
}

static gg_status take_bin(gg_drift_gathered *g, const gg_drift_watch *watch, gg_view cell, int side,
                          uint64_t count, gg_error *err)
{
    gg_view label;
    size_t bin = 0;
    gg_status status = gg_cell_bin(watch->column, cell, &bin, err);

    if (status)
        return status;
    label = (gg_view){watch->labels[bin], strlen(watch->labels[bin])};
    return take_text(g, label, side, count, err);
}

static gg_status take_outcome(gg_drift_gathered *g, const gg_drift_watch *watch, gg_view cell,
                              int side, uint64_t count, gg_error *err)
{
    gg_view label = {"negative", 8};
    int outcome;
    gg_status status = gg_cell_outcome(watch->column, cell, &outcome, err);

    if (status)
        return status;
    if (outcome == GG_UNVERIFIED) {
        g->missing += count;
        return GG_OK;
    }
    if (outcome == GG_POSITIVE)
        label.data = "positive";
    return take_text(g, label, side, count, err);
}

static gg_status take_cell(gg_drift_gathered *g, const gg_drift_watch *watch, gg_view cell,
                           int side, uint64_t count, gg_error *err)
{
    switch (watch->kind) {
    case GG_DRIFT_READ_OPEN:
    case GG_DRIFT_READ_SCORE:
        return take_open(g, watch, cell, side, count, err);
    case GG_DRIFT_READ_BINS:
        return take_bin(g, watch, cell, side, count, err);
    case GG_DRIFT_READ_OUTCOME:
        return take_outcome(g, watch, cell, side, count, err);
    case GG_DRIFT_READ_WORDS:
        break;
    }
    return take_text(g, cell, side, count, err);
}

/* One thread's share of a table. */
typedef struct gatherer {
    gg_csv *csv;
    int side;
    const gg_drift_watches *watches;
    bool skip;
    gg_drift_gathered *columns;
    uint64_t rows, skipped;
    bool too_many;
    uint64_t *counts; /* of the chunk's lines */
    size_t *places;   /* of their periods; NULL without a period column */
    size_t room;
    gg_drift_periods periods;
    gg_drift_draw *draw; /* NULL without a classifier */
} gatherer;

/* An error of one chunk: the first row that has one, for the same message however it is read. */
typedef struct chunk_error {
    const gg_csv_chunk *chunk;
    size_t row; /* rows before this one are good */
    gg_status status;
    gg_error error;
} chunk_error;

static void note_error(const gatherer *g, chunk_error *e, size_t row, size_t column,
                       const gg_error *error)
{
    e->row = row;
    e->status = error->status;
    e->error = *error;
    gg_csv_error_where(g->csv, e->chunk, row, column, &e->error);
}

static bool has_periods(const gatherer *g)
{
    return g->side == GG_CURRENT && g->watches->period_at != SIZE_MAX;
}

static gg_status reserve_lines(gatherer *g, size_t rows, gg_error *err)
{
    uint64_t *counts;
    size_t *places;

    if (rows <= g->room)
        return GG_OK;
    counts = realloc(g->counts, rows * sizeof *counts);
    if (counts)
        g->counts = counts;
    places = counts && has_periods(g) ? realloc(g->places, rows * sizeof *places) : NULL;
    if (places)
        g->places = places;
    if (!counts || (has_periods(g) && !places))
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    g->room = rows;
    return GG_OK;
}

/* How many rows each line stands for. A sum beyond what can be counted is refused when the shares
 * are merged; until then it is only kept from running over. */
static gg_status count_lines(gatherer *g, const gg_csv_chunk *chunk, chunk_error *e)
{
    size_t at = g->watches->count_at[g->side];
    gg_status status = reserve_lines(g, chunk->rows, &e->error);
    gg_error error;

    gg_error_init(&error);
    for (size_t i = 0; i < e->row && !status; i++) {
        g->counts[i] = 1;
        if (at != SIZE_MAX && gg_cell_count(gg_csv_cell(chunk, i, at), &g->counts[i], &error)) {
            if (!g->skip)
                note_error(g, e, i, at, &error);
            gg_error_init(&error);
            g->counts[i] = 0;
            g->skipped++;
        }
        if (g->counts[i] > MAX_ROWS - g->rows) {
            g->too_many = true;
            g->counts[i] = 0;
        }
        g->rows += g->counts[i];
    }
    return status;
}

/* The name of a period: its bin, its word, or the missing level. */
static gg_status name_period(const gg_drift_watches *watches, gg_view cell, gg_view *out,
                             gg_error *err)
{
    size_t bin = 0;
    gg_status status = GG_OK;

    *out = cell;
    if (gg_column_missing(watches->period, cell)) {
        *out = (gg_view){GG_LEVEL_MISSING, strlen(GG_LEVEL_MISSING)};
    } else if (watches->period_labels) {
        status = gg_cell_bin(watches->period, cell, &bin, err);
        if (!status)
            *out = (gg_view){watches->period_labels[bin], strlen(watches->period_labels[bin])};
    }
    return status;
}

/* Which period each line is of; a line whose period cannot be read stands for no rows. */
static void place_lines(gatherer *g, const gg_csv_chunk *chunk, chunk_error *e)
{
    size_t at = g->watches->period_at;
    gg_error error;

    gg_error_init(&error);
    for (size_t i = 0; i < e->row && has_periods(g); i++) {
        gg_view name;
        gg_status status;

        if (g->counts[i] == 0)
            continue;
        status = name_period(g->watches, gg_csv_cell(chunk, i, at), &name, &error);
        if (!status)
            status = gg_drift_periods_find(&g->periods, name, &g->places[i], &error);
        if (!status)
            continue;
        if (status == GG_E_INPUT && g->skip) {
            g->rows -= g->counts[i];
            g->counts[i] = 0;
            g->skipped++;
        } else {
            note_error(g, e, i, at, &error);
        }
        gg_error_init(&error);
    }
}

/* Where the first cell stands that is no number though it was meant as one: an error only if the
 * whole column turns out to hold numbers. */
static void note_bad(const gatherer *g, gg_drift_gathered *to, const gg_csv_chunk *chunk,
                     size_t row, size_t column)
{
    to->bad_chunk = chunk->index;
    to->bad_row = row;
    (void)gg_cell_not_a_number(gg_csv_cell(chunk, row, column), &to->bad_error);
    gg_csv_error_where(g->csv, chunk, row, column, &to->bad_error);
}

static gg_status take_row(gg_drift_gathered *to, const gg_drift_watch *watch, gg_view cell,
                          int side, uint64_t count, gg_error *err)
{
    to->rows += count;
    if (watch->kind != GG_DRIFT_READ_OUTCOME && gg_column_missing(watch->column, cell)) {
        to->missing += count;
        return GG_OK;
    }
    return take_cell(to, watch, cell, side, count, err);
}

/* The same for the row's period; a cell that could not be read there cannot be read here. */
static gg_status take_period(gatherer *g, size_t i, size_t row, gg_view cell, bool bad,
                             gg_error *err)
{
    gg_drift_gathered *to = &g->periods.columns[g->places[row]][i];

    if (!bad)
        return take_row(to, &g->watches->all[i], cell, g->side, g->counts[row], err);
    to->rows += g->counts[row];
    to->bad += g->counts[row];
    return GG_OK;
}

/*
 * What gather_column() does for nearly all cells of nearly all tables: one row a line, no periods,
 * a text that was met before or a number of a column that has many. Any other cell ends it,
 * untaken. Returns the row after those that were taken.
 */
static size_t gather_plain(const gg_drift_watch *watch, gg_drift_gathered *to, int side,
                           const gg_csv_chunk *chunk, size_t from, size_t end, gg_error *err)
{
    const bool words = watch->kind == GG_DRIFT_READ_WORDS;
    const bool open = watch->kind == GG_DRIFT_READ_OPEN || watch->kind == GG_DRIFT_READ_SCORE;
    const bool told = watch->column && watch->column->n_missing > 0;
    size_t row = from, at = watch->at[side];

    for (; row < end && (open || words); row++) {
        const gg_view cell = gg_csv_cell(chunk, row, at);
        gg_word_entry *level;
        double x;

        if (cell.size == 0 || (told && gg_column_missing(watch->column, cell))) {
            to->missing++;
        } else if (!to->many) {
            level = gg_dictionary_met(&to->levels, cell);
            level = level ? level : gg_dictionary_find(&to->levels, cell);
            if (!level)
                break;
            level->counts[side]++;
        } else if (words || to->words || gg_cell_number(cell, &x) != GG_CELL_NUMBER) {
            break;
        } else if (!gg_drift_runs_tally(&to->runs, x, 1) &&
                   gg_drift_runs_add(&to->runs, x, 1, err)) {
            break;
        }
    }
    to->rows += row - from;
    return row;
}

static void gather_column(gatherer *g, size_t i, const gg_csv_chunk *chunk, chunk_error *e)
{
    const gg_drift_watch *watch = &g->watches->all[i];
    gg_drift_gathered *to = &g->columns[i];
    const bool plain = g->watches->count_at[g->side] == SIZE_MAX && !has_periods(g) && !g->too_many;
    size_t at = watch->at[g->side];
    gg_error error;

    gg_error_init(&error);
    for (size_t row = 0; row < e->row; row++) {
        bool had_bad = to->has_bad, bad;
        gg_status status;
        uint64_t count;
        gg_view cell;

        row = plain ? gather_plain(watch, to, g->side, chunk, row, e->row, &error) : row;
        count = row < e->row ? g->counts[row] : 0;
        if (count == 0)
            continue;
        cell = gg_csv_cell(chunk, row, at);
        status = take_row(to, watch, cell, g->side, count, &error);
        if (to->has_bad && !had_bad && !g->skip)
            note_bad(g, to, chunk, row, at);
        bad = status == GG_E_INPUT && g->skip;
        if (bad) {
            to->bad += count;
            gg_error_init(&error);
            status = GG_OK;
        }
        if (!status && has_periods(g))
            status = take_period(g, i, row, cell, bad, &error);
        if (!status)
            continue;
        note_error(g, e, row, at, &error);
        gg_error_init(&error);
    }
}

static gg_status visit(void *worker, const gg_csv_chunk *chunk, gg_error *err)
{
    chunk_error e = {.chunk = chunk, .row = chunk->rows};
    gatherer *g = worker;
    gg_status status;

    gg_error_init(&e.error);
    status = count_lines(g, chunk, &e);
    if (!status)
        place_lines(g, chunk, &e);
    for (size_t i = 0; i < g->watches->n && !status; i++)
        gather_column(g, i, chunk, &e);
    if (!status && g->draw)
        status = gg_drift_draw_chunk(g->draw, chunk, g->counts, e.row, &e.error);
    status = status ? status : e.status;
    if (status && err)
        *err = e.error;
    return status;
}

/* A level of another thread's share, or of the other table. */
static gg_status take_level(gg_drift_gathered *to, const gg_word_entry *from, gg_error *err)
{
    gg_view text = {from->text, from->size};
    gg_word_entry *level = to->many ? NULL : gg_dictionary_find(&to->levels, text);
    gg_status status = level ? GG_OK : take_new(to, text, &level, err);

    if (status)
        return status;
    if (!level)
        return take_value(to, from->kind, from->value, count_of(from), err);
    level->kind = from->kind;
    level->value = from->value;
    for (int side = 0; side < GG_SIDES; side++)
        level->counts[side] += from->counts[side];
    return GG_OK;
}

static void keep_first_bad(gg_drift_gathered *to, const gg_drift_gathered *from)
{
    if (!from->has_bad)
        return;
    if (to->has_bad && (to->bad_chunk < from->bad_chunk ||
                        (to->bad_chunk == from->bad_chunk && to->bad_row <= from->bad_row)))
        return;
    to->has_bad = true;
    to->bad_chunk = from->bad_chunk;
    to->bad_row = from->bad_row;
    to->bad_error = from->bad_error;
}

gg_status gg_drift_gathered_merge(gg_drift_gathered *to, gg_drift_gathered *from, gg_error *err)
{
    gg_status status = GG_OK;

    to->rows += from->rows;
    to->missing += from->missing;
    to->bad += from->bad;
    keep_first_bad(to, from);
    if (from->many && !to->many)
        status = give_levels_up(to, err);
    if (from->words)
        keep_words(to);
    for (size_t i = 0; i < from->levels.n && !status; i++)
        status = take_level(to, &from->levels.all[i], err);
    if (!status && from->many && !to->words)
        status = gg_drift_runs_join(&to->runs, &from->runs, err);
    gg_drift_gathered_release(from);
    return status;
}

gg_status gg_drift_gathered_settle(gg_drift_gathered *g, gg_error *err)
{
    gg_status status = g->many ? GG_OK : give_levels_up(g, err);

    return status ? status : gg_drift_runs_settle(&g->runs, err);
}

static gg_status merge_shares(gatherer *all, unsigned n, const gg_drift_watches *watches,
                              gg_drift_gathered *out, gg_drift_table *table, gg_error *err)
{
    for (unsigned t = 0; t < n; t++) {
        if (all[t].too_many || all[t].rows > MAX_ROWS - table->rows) {
            gg_error_where(err, gg_csv_path(all[t].csv), 0, NULL);
            return gg_error_set(err, GG_E_LIMIT, "split the table", "more than 2^53 rows");
        }
        table->rows += all[t].rows;
        table->skipped += all[t].skipped;
        if (gg_drift_periods_merge(&table->periods, &all[t].periods, err)) {
            gg_error_where(err, gg_csv_path(all[t].csv), 0,
                           gg_csv_name(all[t].csv, watches->period_at));
            return err ? err->status : GG_E_MEMORY;
        }
        for (size_t i = 0; i < watches->n; i++) {
            gg_status status = gg_drift_gathered_merge(&out[i], &all[t].columns[i], err);

            if (status)
                return status;
        }
    }
    return GG_OK;
}

static gg_status start_shares(gatherer *all, void **workers, unsigned n, const gatherer *model,
                              gg_error *err)
{
    for (unsigned t = 0; t < n; t++) {
        all[t] = *model;
        workers[t] = &all[t];
        all[t].columns = calloc(model->watches->n, sizeof *all[t].columns);
        if (!all[t].columns)
            return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        for (size_t i = 0; i < model->watches->n; i++)
            gg_drift_gathered_init(&all[t].columns[i]);
        gg_drift_periods_init(&all[t].periods, model->watches->n);
    }
    return GG_OK;
}

static void end_shares(gatherer *all, unsigned n, size_t columns)
{
    for (unsigned t = 0; t < n; t++) {
        for (size_t i = 0; all[t].columns && i < columns; i++)
            gg_drift_gathered_release(&all[t].columns[i]);
        free(all[t].columns);
        free(all[t].counts);
        free(all[t].places);
        gg_drift_periods_release(&all[t].periods);
    }
}

gg_status gg_drift_gather(gg_csv *csv, int side, const gg_drift_watches *watches,
                          const gg_drift_options *options, gg_drift_gathered *out,
                          gg_drift_table *table, gg_error *err)
{
    gatherer model = {.csv = csv,
                      .side = side,
                      .watches = watches,
                      .skip = options->skip_bad_rows,
                      .draw = table->draw};
    /* Rows are drawn by the numbers of their lines, which only one reader knows. */
    unsigned n = table->draw ? 1 : options->threads;
    gatherer *all = calloc(n, sizeof *all);
    void **workers = calloc(n, sizeof *workers);
    gg_status status;

    table->rows = table->skipped = 0;
    gg_drift_periods_init(&table->periods, watches->n);
    if (!all || !workers) {
        status = gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
        goto out;
    }
    status = start_shares(all, workers, n, &model, err);
    if (!status)
        status = gg_csv_scan(csv, n, workers, visit, err);
    if (!status)
        status = merge_shares(all, n, watches, out, table, err);
    if (!status)
        table->skipped += gg_csv_skipped(csv);
out:
    if (all)
        end_shares(all, n, watches->n);
    free(workers);
    free(all);
    return status;
}
