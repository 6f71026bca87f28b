/* Reading a training table: which column is what, and a scan by several threads. */
#include <stdlib.h>
#include <string.h>

#include "design_read_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

/* ---- the plan ---- */

static gg_status bind_role(gg_reading *r, gg_role role, size_t *room, size_t *out, gg_error *err)
{
    size_t n = 0;
    gg_status status = gg_schema_bind(r->schema, r->csv, role, room, &n, err);

    *out = n ? room[0] : SIZE_MAX;
    return status;
}

static gg_status bind_feature(gg_reading *r, size_t f, gg_error *err)
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

static gg_status bind_columns(gg_reading *r, gg_arena *arena, gg_error *err)
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

/* ---- from outside ---- */

static gg_status begin_worker(gg_worker *w, gg_reading *r, gg_error *err)
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

static void end_worker(gg_worker *w, size_t n_features)
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
    gg_reading *r = context;
    double share = total ? (double)bytes / (double)total : 0.5;

    if (r->options->progress && !atomic_load(&r->stopped) &&
        !r->options->progress(r->options->progress_context, GG_READING * share))
        atomic_store(&r->stopped, true);
}

static gg_status scan(gg_reading *r, gg_training_rows *out, gg_error *err)
{
    unsigned threads = r->options->threads;
    gg_worker *workers = calloc(threads, sizeof *workers);
    void **given = calloc(threads, sizeof *given);
    gg_status status = workers && given ? GG_OK : memory(err);

    for (unsigned t = 0; t < threads && !status; t++) {
        given[t] = &workers[t];
        status = begin_worker(&workers[t], r, err);
    }
    if (!status)
        status = gg_csv_scan(r->csv, threads, given, gg_worker_visit, err);
    if (!status && atomic_load(&r->stopped))
        status = gg_error_set(err, GG_E_CONFLICT, NULL, "stopped");
    out->bad = gg_csv_skipped(r->csv);
    out->rows = out->bad;
    if (!status)
        status = gg_workers_join(r, workers, out, err);
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
    gg_reading r = {
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
