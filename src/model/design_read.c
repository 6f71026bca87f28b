/*
 * Reading a training table: chunks by several threads, put together in the order of the file.
 *
 * Each chunk becomes one block of numbers. A word is kept as the number that its thread gave it;
 * when all is read, words are numbered anew in the order of their bytes.
 */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "design_internal.h"

#include "gauger/table/cell.h"

/* Rows as counts give them: so that sums are exact in numbers, too. */
#define MOST_ROWS ((uint64_t)1 << 53)
#define TOO_MANY  "more than 2^53 rows"

/* What the threads share. */
typedef struct reading {
    gg_csv *csv;
    const gg_schema *schema;
    const gg_feature *features;
    size_t n_features;
    size_t outcome, weight, count; /* columns; SIZE_MAX where there is none */
    size_t *column;                /* of each feature */
    const gg_column **settings;    /* of each column of the table, NULL where nothing is said */
    const gg_train_options *options;
    atomic_bool stopped;
} reading;

/* Rows of one chunk that are used: outcomes, weights, then the cells of each feature, with room
 * for `rows` each. */
typedef struct block {
    uint64_t index;
    size_t rows, n;
    const struct worker *worker;
    double numbers[];
} block;

typedef struct worker {
    reading *reading;
    block **blocks;
    size_t n_blocks, room;
    json_t **words; /* of each feature: word to number; NULL for numeric ones */
    uint64_t rows, used, positives, missing_outcome, missing_feature, zero_weight, bad;
} worker;

/* What a row says besides its features. */
typedef struct row_head {
    uint64_t count;
    double weight;
    gg_truth outcome;
    bool complete;
} row_head;

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* ---- one row ---- */

static gg_status read_number(const gg_feature *feature, gg_view cell, double *out, gg_error *err)
{
    gg_input plain = gg_input_default(feature->name, NULL);
    double unused;

    if (gg_text_number(cell.data, cell.size, out) != GG_NUMBER_OK)
        return gg_cell_not_a_number(cell, err);
    plain.transform = feature->transform;
    return gg_input_number(&plain, *out, &unused, err);
}

static gg_status read_word(json_t *words, const char *name, gg_view cell, double *out,
                           gg_error *err)
{
    const json_t *known = json_object_getn(words, cell.data, cell.size);
    size_t n = json_object_size(words);

    if (known) {
        *out = (double)json_integer_value(known);
        return GG_OK;
    }
    if (n >= GG_MOST_WORDS) {
        gg_error_where(err, NULL, 0, name);
        return gg_error_set(err, GG_E_LIMIT, "group them first, or leave the feature out",
                            "more than %d different words", GG_MOST_WORDS);
    }
    if (json_object_setn_new(words, cell.data, cell.size, json_integer((json_int_t)n)))
        return memory(err);
    *out = (double)n;
    return GG_OK;
}

static gg_status read_weight(gg_view cell, double *out, gg_error *err)
{
    if (gg_text_number(cell.data, cell.size, out) != GG_NUMBER_OK)
        return gg_cell_not_a_number(cell, err);
    if (!(*out >= 0 && *out <= 1e12))
        return gg_error_set(err, GG_E_INPUT, "weights lie from 0 to 1e12", "a weight out of range");
    return GG_OK;
}

static gg_status read_head(const reading *r, const gg_csv_chunk *chunk, size_t row, row_head *out,
                           size_t *column, gg_error *err)
{
    gg_status status = GG_OK;

    *out = (row_head){.count = 1, .weight = 1, .complete = true};
    if (r->count != SIZE_MAX) {
        *column = r->count;
        status = gg_cell_count(gg_csv_cell(chunk, row, *column), &out->count, err);
    }
    if (!status && r->weight != SIZE_MAX) {
        *column = r->weight;
        status = read_weight(gg_csv_cell(chunk, row, *column), &out->weight, err);
    }
    if (!status) {
        *column = r->outcome;
        status = gg_cell_truth(r->settings[*column], gg_csv_cell(chunk, row, *column),
                               &out->outcome, err);
    }
    return status;
}

/* The cells of a row's features, to the next place of the block. */
static gg_status read_features(worker *w, block *b, const gg_csv_chunk *chunk, size_t row,
                               row_head *head, size_t *column, gg_error *err)
{
    const reading *r = w->reading;
    gg_status status = GG_OK;

    for (size_t f = 0; f < r->n_features && !status; f++) {
        double *to = &b->numbers[(2 + f) * b->rows + b->n];
        gg_view cell;

        *column = r->column[f];
        cell = gg_csv_cell(chunk, row, *column);
        if (gg_column_missing(r->settings[*column], cell)) {
            *to = NAN;
            head->complete &= r->features[f].imputation != GG_IMPUTE_NONE;
        } else if (w->words[f]) {
            status = read_word(w->words[f], r->features[f].name, cell, to, err);
        } else {
            status = read_number(&r->features[f], cell, to, err);
        }
    }
    return status;
}

static void take_row(worker *w, block *b, const row_head *head)
{
    if (head->outcome == GG_TRUTH_MISSING) {
        w->missing_outcome += head->count;
    } else if (!head->complete) {
        w->missing_feature += head->count;
    } else if (head->count == 0 || head->weight == 0) {
        w->zero_weight += head->count;
    } else {
        b->numbers[b->n] = head->outcome == GG_TRUTH_YES;
        b->numbers[b->rows + b->n] = head->weight * (double)head->count;
        b->n++;
        w->used += head->count;
        w->positives += head->outcome == GG_TRUTH_YES ? head->count : 0;
    }
}

static gg_status add_block(worker *w, const gg_csv_chunk *chunk, block **out, gg_error *err)
{
    size_t width = w->reading->n_features + 2;
    block *b;

    if (w->n_blocks == w->room) {
        block **more = realloc(w->blocks, (2 * w->room + 16) * sizeof(block *));

        if (!more)
            return memory(err);
        w->blocks = more;
        w->room = 2 * w->room + 16;
    }
    b = calloc(1, sizeof *b + chunk->rows * width * sizeof(double));
    if (!b)
        return memory(err);
    b->index = chunk->index;
    b->rows = chunk->rows;
    b->worker = w;
    w->blocks[w->n_blocks++] = b;
    *out = b;
    return GG_OK;
}

static gg_status visit(void *data, const gg_csv_chunk *chunk, gg_error *err)
{
    worker *w = data;
    reading *r = w->reading;
    block *b = NULL;
    gg_status status = add_block(w, chunk, &b, err);

    if (!status && atomic_load(&r->stopped))
        return gg_error_set(err, GG_E_CONFLICT, NULL, "stopped");
    for (size_t row = 0; row < chunk->rows && !status; row++) {
        size_t column = 0;
        gg_error wrong;
        row_head head;

        gg_error_init(&wrong);
        status = read_head(r, chunk, row, &head, &column, &wrong);
        if (!status)
            status = read_features(w, b, chunk, row, &head, &column, &wrong);
        if (status == GG_E_INPUT && r->options->skip_bad_rows) {
            w->bad++;
            w->rows++;
            status = GG_OK;
            continue;
        }
        if (!status) {
            take_row(w, b, &head);
            w->rows += head.count;
        }
        if (!status && w->rows > MOST_ROWS)
            status = gg_error_set(&wrong, GG_E_LIMIT, "give smaller counts", TOO_MANY);
        if (status == GG_E_INPUT)
            gg_csv_error_where(r->csv, chunk, row, column, &wrong);
        if (status && err)
            *err = wrong;
    }
    return status;
}

/* ---- the plan ---- */

static gg_status bind_role(reading *r, gg_role role, size_t *room, size_t *out, gg_error *err)
{
    size_t n = 0;
    gg_status status = gg_schema_bind(r->schema, r->csv, role, room, &n, err);

    *out = n ? room[0] : SIZE_MAX;
    return status;
}

static gg_status bind_feature(reading *r, size_t f, gg_error *err)
{
    const char *name = r->features[f].name;

    if (!gg_csv_find(r->csv, name, &r->column[f])) {
        gg_error_where(err, gg_csv_path(r->csv), 1, name);
        return gg_error_set(err, GG_E_INPUT, "give a table with all features",
                            "no such column, and the manifest lists it");
    }
    if (r->column[f] == r->outcome) {
        gg_error_where(err, NULL, 0, name);
        return gg_error_set(err, GG_E_INPUT, "take it out of the features",
                            "the outcome itself is a feature");
    }
    return GG_OK;
}

static gg_status bind_columns(reading *r, gg_arena *arena, gg_error *err)
{
    size_t n = gg_csv_columns(r->csv);
    size_t *room = gg_arena_array(arena, n, sizeof *room);
    gg_status status;

    r->column = gg_arena_array(arena, r->n_features, sizeof *r->column);
    r->settings = gg_arena_array(arena, n, sizeof *r->settings);
    if (!room || !r->column || !r->settings)
        return memory(err);
    for (size_t i = 0; i < n; i++)
        r->settings[i] = gg_schema_find(r->schema, gg_csv_name(r->csv, i));
    status = bind_role(r, GG_ROLE_OUTCOME, room, &r->outcome, err);
    if (!status)
        status = bind_role(r, GG_ROLE_WEIGHT, room, &r->weight, err);
    if (!status)
        status = bind_role(r, GG_ROLE_COUNT, room, &r->count, err);
    if (!status && r->outcome == SIZE_MAX)
        return gg_error_set(err, GG_E_USAGE, "name it with --outcome, or in a schema",
                            "no column with outcomes");
    for (size_t f = 0; f < r->n_features && !status; f++)
        status = bind_feature(r, f, err);
    return status;
}

/* ---- putting blocks together ---- */

static int by_index(const void *a, const void *b)
{
    const block *const *p = a, *const *q = b;

    return ((*p)->index > (*q)->index) - ((*p)->index < (*q)->index);
}

static int by_bytes(const void *a, const void *b)
{
    const char *const *p = a, *const *q = b;

    return strcmp(*p, *q);
}

/* All words of a feature, in the order of their bytes. */
static gg_status gather_words(const worker *workers, unsigned threads, size_t f,
                              gg_training_rows *out, gg_error *err)
{
    gg_cells_of *cells = &out->cells[f];
    json_t *all = json_object();
    const char *word;
    json_t *unused;
    int failed = all ? 0 : -1;
    size_t n = 0;

    for (unsigned t = 0; t < threads && !failed; t++)
        failed = json_object_update(all, workers[t].words[f]);
    if (!failed)
        cells->words = gg_arena_array(&out->arena, json_object_size(all), sizeof *cells->words);
    json_object_foreach(all, word, unused)
    {
        if (cells->words && (cells->words[n] = gg_arena_string(&out->arena, word)))
            n++;
        else
            failed = -1;
        if (failed)
            break;
    }
    json_decref(all);
    if (failed || !cells->words)
        return memory(err);
    if (n > GG_MOST_WORDS) {
        gg_error_where(err, NULL, 0, out->features[f].name);
        return gg_error_set(err, GG_E_LIMIT, "group them first, or leave the feature out",
                            "more than %d different words", GG_MOST_WORDS);
    }
    qsort(cells->words, n, sizeof *cells->words, by_bytes);
    cells->n_words = n;
    return GG_OK;
}

/* From a thread's number of a word to its place in the order of bytes. */
static double *places_of(const json_t *words, const gg_cells_of *cells)
{
    double *places = calloc(json_object_size(words) + 1, sizeof *places);
    const char *word;
    json_t *number;

    if (!places)
        return NULL;
    json_object_foreach((json_t *)words, word, number)
    {
        const char **found =
            bsearch(&word, cells->words, cells->n_words, sizeof *cells->words, by_bytes);

        places[json_integer_value(number)] = (double)(found - cells->words);
    }
    return places;
}

/* The cells of one feature, of all blocks. */
static gg_status join_feature(const worker *workers, unsigned threads, block *const *blocks,
                              size_t n_blocks, size_t f, gg_training_rows *out, gg_error *err)
{
    gg_cells_of *cells = &out->cells[f];
    double **places = calloc(threads, sizeof *places);
    bool words = workers[0].words[f] != NULL;
    gg_status status = places ? GG_OK : memory(err);
    size_t at = 0;

    if (!status && words)
        status = gather_words(workers, threads, f, out, err);
    for (unsigned t = 0; t < threads && !status && words; t++)
        if (!(places[t] = places_of(workers[t].words[f], cells)))
            status = memory(err);
    if (!status && !(cells->x = malloc((out->n + 1) * sizeof *cells->x)))
        status = memory(err);
    for (size_t i = 0; i < n_blocks && !status; i++) {
        const block *b = blocks[i];
        const double *from = &b->numbers[(2 + f) * b->rows];
        const double *place = places[b->worker - workers];

        for (size_t k = 0; k < b->n; k++) {
            double x = from[k];

            cells->missing |= isnan(x);
            cells->x[at++] = words && !isnan(x) ? place[(size_t)x] : x;
        }
    }
    for (unsigned t = 0; t < threads && places; t++)
        free(places[t]);
    free(places);
    return status;
}

static gg_status join_heads(block *const *blocks, size_t n_blocks, gg_training_rows *out,
                            gg_error *err)
{
    size_t at = 0;

    out->y = malloc((out->n + 1) * sizeof *out->y);
    out->w = malloc((out->n + 1) * sizeof *out->w);
    if (!out->y || !out->w)
        return memory(err);
    for (size_t i = 0; i < n_blocks; i++) {
        const block *b = blocks[i];

        memcpy(out->y + at, b->numbers, b->n * sizeof *out->y);
        memcpy(out->w + at, b->numbers + b->rows, b->n * sizeof *out->w);
        at += b->n;
    }
    return GG_OK;
}

static void add_counts(const worker *w, gg_training_rows *out)
{
    out->rows += w->rows;
    out->used += w->used;
    out->positives += w->positives;
    out->missing_outcome += w->missing_outcome;
    out->missing_feature += w->missing_feature;
    out->zero_weight += w->zero_weight;
    out->bad += w->bad;
}

static gg_status check_counts(const gg_training_rows *out, gg_error *err)
{
    if (out->rows > MOST_ROWS)
        return gg_error_set(err, GG_E_LIMIT, "give smaller counts", TOO_MANY);
    if (out->used == 0 && out->missing_feature > 0)
        return gg_error_set(err, GG_E_INPUT, "state an imputation, or fill the cells",
                            "no row is used: %llu of %llu have a missing value without imputation",
                            (unsigned long long)out->missing_feature,
                            (unsigned long long)out->rows);
    if (out->used == 0)
        return gg_error_set(err, GG_E_INPUT, "give rows with outcomes",
                            "no row is used: %llu of %llu have no outcome",
                            (unsigned long long)out->missing_outcome,
                            (unsigned long long)out->rows);
    if (out->positives == 0 || out->positives == out->used)
        return gg_error_set(err, GG_E_INPUT, "give rows with and without the outcome",
                            "one class only: %llu rows are used, all of them %s",
                            (unsigned long long)out->used,
                            out->positives ? "positive" : "negative");
    return GG_OK;
}

static gg_status join(const reading *r, const worker *workers, gg_training_rows *out, gg_error *err)
{
    unsigned threads = r->options->threads;
    size_t n_blocks = 0;
    block **blocks;
    gg_status status;

    for (unsigned t = 0; t < threads; t++) {
        add_counts(&workers[t], out);
        n_blocks += workers[t].n_blocks;
    }
    status = check_counts(out, err);
    blocks = status ? NULL : malloc(n_blocks * sizeof *blocks);
    if (!blocks)
        return status ? status : memory(err);
    n_blocks = 0;
    for (unsigned t = 0; t < threads; t++)
        for (size_t i = 0; i < workers[t].n_blocks; i++) {
            out->n += workers[t].blocks[i]->n;
            blocks[n_blocks++] = workers[t].blocks[i];
        }
    qsort(blocks, n_blocks, sizeof *blocks, by_index);
    status = join_heads(blocks, n_blocks, out, err);
    for (size_t f = 0; f < r->n_features && !status; f++)
        status = join_feature(workers, threads, blocks, n_blocks, f, out, err);
    free(blocks);
    return status;
}

/* ---- from outside ---- */

static gg_status begin_worker(worker *w, reading *r, gg_error *err)
{
    w->reading = r;
    w->words = calloc(r->n_features + 1, sizeof *w->words);
    if (!w->words)
        return memory(err);
    for (size_t f = 0; f < r->n_features; f++)
        if (r->features[f].type == GG_FEATURE_CATEGORICAL && !(w->words[f] = json_object()))
            return memory(err);
    return GG_OK;
}

static void end_worker(worker *w, size_t n_features)
{
    for (size_t i = 0; i < w->n_blocks; i++)
        free(w->blocks[i]);
    free(w->blocks);
    for (size_t f = 0; w->words && f < n_features; f++)
        json_decref(w->words[f]);
    free(w->words);
}

static void report(void *context, uint64_t bytes, uint64_t total)
{
    reading *r = context;
    double share = total ? (double)bytes / (double)total : 0.5;

    if (r->options->progress && !atomic_load(&r->stopped) &&
        !r->options->progress(r->options->progress_context, GG_READING * share))
        atomic_store(&r->stopped, true);
}

static gg_status scan(reading *r, gg_training_rows *out, gg_error *err)
{
    unsigned threads = r->options->threads;
    worker *workers = calloc(threads, sizeof *workers);
    void **given = calloc(threads, sizeof *given);
    gg_status status = workers && given ? GG_OK : memory(err);

    for (unsigned t = 0; t < threads && !status; t++) {
        given[t] = &workers[t];
        status = begin_worker(&workers[t], r, err);
    }
    if (!status)
        status = gg_csv_scan(r->csv, threads, given, visit, err);
    if (!status && atomic_load(&r->stopped))
        status = gg_error_set(err, GG_E_CONFLICT, NULL, "stopped");
    out->bad = gg_csv_skipped(r->csv);
    out->rows = out->bad;
    if (!status)
        status = join(r, workers, out, err);
    for (unsigned t = 0; t < threads && workers; t++)
        end_worker(&workers[t], r->n_features);
    free(workers);
    free(given);
    return status;
}

gg_status gg_training_rows_read(const char *path, const gg_schema *schema,
                                const gg_feature *features, size_t n_features,
                                const gg_train_options *options, gg_training_rows *out,
                                gg_error *err)
{
    reading r = {
        .schema = schema, .features = features, .n_features = n_features, .options = options};
    gg_training_rows made = {.features = features, .n_features = n_features};
    gg_csv_options csv = gg_csv_options_default();
    gg_status status;

    csv.skip_bad_rows = options->skip_bad_rows;
    csv.progress = report;
    csv.progress_context = &r;
    gg_arena_init(&made.arena);
    status = gg_csv_open(path, &csv, &r.csv, err);
    if (!status) {
        made.path = gg_arena_string(&made.arena, gg_csv_path(r.csv));
        made.cells = gg_arena_array(&made.arena, n_features, sizeof *made.cells);
        status = made.path && made.cells ? bind_columns(&r, &made.arena, err) : memory(err);
    }
    if (!status) {
        made.counted = r.count != SIZE_MAX;
        made.weighted = r.weight != SIZE_MAX;
        status = scan(&r, &made, err);
    }
    if (status && r.csv)
        gg_error_where(err, gg_csv_path(r.csv), 0, NULL);
    gg_csv_close(r.csv);
    if (status)
        gg_training_rows_release(&made);
    else
        *out = made;
    return status;
}

void gg_training_rows_release(gg_training_rows *rows)
{
    for (size_t f = 0; rows->cells && f < rows->n_features; f++)
        free(rows->cells[f].x);
    free(rows->y);
    free(rows->w);
    gg_arena_release(&rows->arena);
    memset(rows, 0, sizeof *rows);
}
