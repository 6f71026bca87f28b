/* Drift, from two names to a document. */
#include "gauger/evaluate/drift.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/drift_classifier.h"
#include "evaluate/drift_internal.h"

#define MAX_THREADS 1024
#define MAX_DRAWS   ((size_t)1000000000)
#define LEAST_DRAWN ((size_t)50)
#define MOST_DRAWN  ((size_t)20000)     /* the time of the classifier grows with their square */
#define MAX_SEED    ((uint64_t)1 << 53) /* every reader of JSON gives it back whole */

gg_drift_options gg_drift_options_default(void)
{
    gg_drift_options o = {.psi_bound = 0.2,
                          .ks_bound = 0.1,
                          .wasserstein_bound = 0.1,
                          .missing_bound = 0.1,
                          .alpha = 0.05,
                          .adjustment = GG_DRIFT_BENJAMINI_HOCHBERG,
                          .threads = 1,
                          .seed = 1,
                          .draws = 9999,
                          .classifier_bound = 0.55,
                          .classifier_rows = 1000,
                          .csv = gg_csv_options_default()};

    return o;
}

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static gg_status check_classifier(const gg_drift_options *o, gg_error *err)
{
    if (!(o->classifier_bound > 0.5 && o->classifier_bound < 1))
        return gg_error_set(err, GG_E_USAGE, "give a number such as 0.55",
                            "the classifier's bound does not lie between 0.5 and 1");
    if (o->classifier_rows < LEAST_DRAWN || o->classifier_rows > MOST_DRAWN)
        return gg_error_set(err, GG_E_USAGE, "give 50 to 20000",
                            "the classifier's rows are out of range");
    return GG_OK;
}

static gg_status check_options(const gg_drift_options *o, gg_error *err)
{
    if (!(o->psi_bound > 0 && o->ks_bound > 0 && o->wasserstein_bound > 0 && o->missing_bound > 0))
        return gg_error_set(err, GG_E_USAGE, "give bounds above 0", "a bound that is not positive");
    if (isinf(o->psi_bound) || isinf(o->ks_bound) || isinf(o->wasserstein_bound) ||
        isinf(o->missing_bound))
        return gg_error_set(err, GG_E_USAGE, "give finite bounds", "a bound that is not finite");
    if (!(o->alpha > 0 && o->alpha < 1))
        return gg_error_set(err, GG_E_USAGE, "give a number such as 0.05",
                            "alpha does not lie between 0 and 1");
    if (o->adjustment != GG_DRIFT_BENJAMINI_HOCHBERG && o->adjustment != GG_DRIFT_HOLM)
        return gg_error_set(err, GG_E_USAGE, "give benjamini-hochberg or holm",
                            "an unknown adjustment of p-values");
    if (o->threads == 0 || o->threads > MAX_THREADS)
        return gg_error_set(err, GG_E_USAGE, "give 1 to 1024", "threads out of range");
    if (o->draws == 0 || o->draws > MAX_DRAWS)
        return gg_error_set(err, GG_E_USAGE, "give a number such as 9999", "draws out of range");
    if (o->seed > MAX_SEED)
        return gg_error_set(err, GG_E_USAGE, "give a seed up to 9007199254740992",
                            "the seed is too large to be written exactly");
    return check_classifier(o, err);
}

/* All that one run holds. */
typedef struct drift_run {
    const gg_drift_options *options;
    const gg_schema *schema;
    const char *path[GG_SIDES];
    gg_arena arena;
    gg_csv *csv[GG_SIDES];
    gg_drift_watches watches;
    gg_drift_table tables[GG_SIDES];
    gg_drift_gathered (*gathered)[GG_SIDES]; /* of each watched column */
    gg_drift_column *columns;
    size_t n_periods;
    const size_t *periods;      /* their places, in the order of the document */
    gg_drift_column *by_period; /* all columns of each period, in that order */
    atomic_size_t next;         /* column to be measured */
    gg_drift_draw draws[GG_SIDES];
    gg_drift_classified classified; /* of the option classifier */
    gg_error *errors;               /* of each column */
} drift_run;

static gg_status open_tables(drift_run *run, gg_error *err)
{
    gg_csv_options csv = run->options->csv;
    gg_status status = GG_OK;

    csv.skip_bad_rows = run->options->skip_bad_rows;
    csv.threads = run->options->threads;
    for (int side = 0; side < GG_SIDES && !status; side++)
        status = gg_csv_open(run->path[side], &csv, &run->csv[side], err);
    return status;
}

static gg_status make_columns(drift_run *run, gg_error *err)
{
    size_t n = run->watches.n;

    run->gathered = calloc(n, sizeof *run->gathered);
    run->columns = calloc(n, sizeof *run->columns);
    run->errors = calloc(n, sizeof *run->errors);
    if (!run->gathered || !run->columns || !run->errors)
        return no_memory(err);
    for (size_t i = 0; i < n; i++)
        for (int side = 0; side < GG_SIDES; side++)
            gg_drift_gathered_init(&run->gathered[i][side]);
    return GG_OK;
}

/* Columns that are not watched need not be fetched. */
static gg_status choose(drift_run *run, int side, gg_error *err)
{
    const gg_drift_watches *w = &run->watches;
    const size_t others[] = {w->count_at[side], side == GG_CURRENT ? w->period_at : SIZE_MAX};
    bool *wanted = gg_arena_array(&run->arena, gg_csv_columns(run->csv[side]), sizeof *wanted);

    if (!wanted)
        return no_memory(err);
    for (size_t i = 0; i < w->n; i++)
        wanted[w->all[i].at[side]] = true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i] != SIZE_MAX)
            wanted[others[i]] = true;
    gg_csv_choose(run->csv[side], wanted);
    return GG_OK;
}

/* gg_drift_gather() wants the columns of one table side by side. */
static gg_status gather(drift_run *run, int side, gg_error *err)
{
    size_t n = run->watches.n;
    gg_drift_gathered *row;
    gg_status status = GG_OK;

    if (run->options->classifier) {
        run->tables[side].draw = &run->draws[side];
        status = gg_drift_draw_init(&run->draws[side], &run->watches, side, run->options, err);
    }
    if (status)
        return status;
    row = calloc(n, sizeof *row);
    if (!row)
        return no_memory(err);
    for (size_t i = 0; i < n; i++)
        gg_drift_gathered_init(&row[i]);
    status = choose(run, side, err);
    if (!status)
        status = gg_drift_gather(run->csv[side], side, &run->watches, run->options, row,
                                 &run->tables[side], err);
    for (size_t i = 0; i < n; i++)
        run->gathered[i][side] = row[i];
    free(row);
    return status;
}

static gg_status make_periods(drift_run *run, gg_error *err)
{
    gg_drift_periods *periods = &run->tables[GG_CURRENT].periods;
    size_t n = run->watches.n;

    if (periods->n == 0)
        return GG_OK;
    run->periods = gg_drift_periods_order(&run->arena, periods);
    run->by_period = calloc(periods->n * n, sizeof *run->by_period);
    if (!run->periods || !run->by_period)
        return no_memory(err);
    run->n_periods = periods->n;
    for (size_t p = 0; p < run->n_periods; p++)
        for (size_t i = 0; i < n; i++)
            run->by_period[p * n + i].period = periods->names.all[run->periods[p]].text;
    return GG_OK;
}

static gg_status measure_column(drift_run *run, size_t i, gg_error *err)
{
    gg_drift_cells cells = {.from = run->gathered[i], .out = &run->columns[i], .n = run->n_periods};
    gg_status status;

    cells.parts = calloc(run->n_periods + 1, sizeof *cells.parts);
    if (!cells.parts)
        return no_memory(err);
    for (size_t p = 0; p < run->n_periods; p++)
        cells.parts[p] = (gg_drift_part){
            &run->tables[GG_CURRENT].periods.columns[run->periods[p]][i],
            &run->by_period[p * run->watches.n + i],
        };
    status = gg_drift_measure(&run->watches.all[i], &cells, run->options, err);
    free(cells.parts);
    return status;
}

/* Columns are measured by as many threads as there are, each taking the next one. */
static void *measure_columns(void *data)
{
    drift_run *run = data;
    size_t i;

    while ((i = atomic_fetch_add(&run->next, 1)) < run->watches.n) {
        gg_error_init(&run->errors[i]);
        run->errors[i].status = measure_column(run, i, &run->errors[i]);
    }
    return NULL;
}

static gg_status measure(drift_run *run, gg_error *err)
{
    unsigned n = run->options->threads;
    pthread_t *threads = calloc(n, sizeof *threads);
    bool *started = calloc(n, sizeof *started);

    /* A thread that cannot be started is done without. */
    for (unsigned i = 1; threads && started && i < n; i++)
        started[i] = pthread_create(&threads[i], NULL, measure_columns, run) == 0;
    measure_columns(run);
    for (unsigned i = 1; threads && started && i < n; i++)
        if (started[i])
            pthread_join(threads[i], NULL);
    free(threads);
    free(started);
    for (size_t i = 0; i < run->watches.n; i++) {
        if (run->errors[i].status == GG_OK)
            continue;
        if (err && err->status == GG_OK)
            *err = run->errors[i];
        return run->errors[i].status;
    }
    return GG_OK;
}

/* The whole table is one family of tests; all columns of all periods together are another. */
static gg_status judge(drift_run *run, gg_error *err)
{
    size_t n = run->watches.n;
    gg_status status = gg_drift_judge(run->columns, n, run->options, err);

    if (!status && run->n_periods)
        status = gg_drift_judge(run->by_period, run->n_periods * n, run->options, err);
    return status;
}

static gg_status write(const drift_run *run, json_t **out, gg_error *err)
{
    gg_drift_report report = {
        .options = run->options,
        .watches = &run->watches,
        .columns = run->columns,
        .n = run->watches.n,
        .by_period = run->by_period,
        .n_periods = run->n_periods,
        .classified = run->options->classifier ? &run->classified : NULL,
    };

    for (int side = 0; side < GG_SIDES; side++) {
        report.source[side] = gg_csv_path(run->csv[side]);
        report.files[side] = gg_csv_files(run->csv[side]);
        report.tables[side] = run->tables[side];
    }
    return gg_drift_write(&report, out, err);
}

static void end(drift_run *run)
{
    for (size_t i = 0; i < run->watches.n; i++) {
        for (int side = 0; run->gathered && side < GG_SIDES; side++)
            gg_drift_gathered_release(&run->gathered[i][side]);
        if (run->columns)
            gg_drift_column_release(&run->columns[i]);
    }
    for (size_t i = 0; run->by_period && i < run->n_periods * run->watches.n; i++)
        gg_drift_column_release(&run->by_period[i]);
    for (int side = 0; side < GG_SIDES; side++)
        gg_drift_periods_release(&run->tables[side].periods);
    for (int side = 0; side < GG_SIDES; side++)
        gg_drift_draw_release(&run->draws[side]);
    free(run->by_period);
    free(run->gathered);
    free(run->columns);
    free(run->errors);
    for (int side = 0; side < GG_SIDES; side++)
        gg_csv_close(run->csv[side]);
    gg_arena_release(&run->arena);
}

gg_status gg_drift(const char *current, const char *baseline, const gg_schema *schema,
                   const gg_drift_options *options, json_t **out, gg_error *err)
{
    gg_drift_options usual = gg_drift_options_default();
    drift_run run = {.options = options ? options : &usual, .schema = schema};
    json_t *document = NULL;
    gg_status status = check_options(run.options, err);

    if (status)
        return status;
    if (strcmp(current, "-") == 0 && strcmp(baseline, "-") == 0)
        return gg_error_set(err, GG_E_USAGE, "give one of them as a file",
                            "both tables cannot come from standard input");
    gg_arena_init(&run.arena);
    run.path[GG_BASELINE] = baseline;
    run.path[GG_CURRENT] = current;
    status = open_tables(&run, err);
    if (!status)
        status =
            gg_drift_watches_choose(&run.arena, run.csv, schema, run.options, &run.watches, err);
    if (!status)
        status = make_columns(&run, err);
    for (int side = 0; side < GG_SIDES && !status; side++)
        status = gather(&run, side, err);
    if (!status)
        status = make_periods(&run, err);
    if (!status)
        status = measure(&run, err);
    if (!status)
        status = judge(&run, err);
    if (!status && run.options->classifier)
        status = gg_drift_classify(&run.arena, run.draws, run.columns, run.options, &run.classified,
                                   err);
    if (!status)
        status = write(&run, &document, err);
    end(&run);
    if (!status)
        *out = document;
    return status;
}
