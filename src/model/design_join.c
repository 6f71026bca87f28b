/* Training tables: blocks put together in the order of the file, words in the order of bytes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "design_read_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static int by_index(const void *a, const void *b)
{
    const gg_block *const *p = a, *const *q = b;

    return ((*p)->index > (*q)->index) - ((*p)->index < (*q)->index);
}

static int by_bytes(const void *a, const void *b)
{
    const char *const *p = a, *const *q = b;

    return strcmp(*p, *q);
}

/* All words of a feature, in the order of their bytes. */
static gg_status gather_words(const gg_worker *workers, unsigned threads, size_t f,
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
static gg_status join_feature(const gg_worker *workers, unsigned threads, gg_block *const *blocks,
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
        const gg_block *b = blocks[i];
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

static gg_status join_heads(gg_block *const *blocks, size_t n_blocks, gg_training_rows *out,
                            gg_error *err)
{
    size_t at = 0;

    out->y = malloc((out->n + 1) * sizeof *out->y);
    out->w = malloc((out->n + 1) * sizeof *out->w);
    if (!out->y || !out->w)
        return memory(err);
    for (size_t i = 0; i < n_blocks; i++) {
        const gg_block *b = blocks[i];

        memcpy(out->y + at, b->numbers, b->n * sizeof *out->y);
        memcpy(out->w + at, b->numbers + b->rows, b->n * sizeof *out->w);
        at += b->n;
    }
    return GG_OK;
}

static void add_counts(const gg_worker *w, gg_training_rows *out)
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
    if (out->rows > GG_MOST_TRAINING_ROWS)
        return gg_error_set(err, GG_E_LIMIT, "give smaller counts", GG_TOO_MANY_ROWS);
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

gg_status gg_workers_join(const gg_reading *reading, const gg_worker *workers,
                          gg_training_rows *out, gg_error *err)
{
    unsigned threads = reading->options->threads;
    size_t n_blocks = 0;
    gg_block **blocks;
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
    for (size_t f = 0; f < reading->n_features && !status; f++)
        status = join_feature(workers, threads, blocks, n_blocks, f, out, err);
    free(blocks);
    return status;
}
