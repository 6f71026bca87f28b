/* Blocks made by several threads, handed over in their order. */
#include "synth_internal.h"

#include <pthread.h>
#include <stdlib.h>

#define MOST_THREADS 256

/* What the threads share; all but the plan under the lock. */
typedef struct shared {
    const gg_synth_plan *plan;
    const gg_synth_options *options;
    uint64_t blocks;
    pthread_mutex_t lock;
    pthread_cond_t turned;
    uint64_t next; /* block to be made */
    uint64_t turn; /* block to be written */
    gg_status status;
    gg_error *err;
} shared;

typedef struct worker {
    shared *shared;
    gg_block block;
    gg_tally tally;
    gg_buf text;
    gg_error err;
} worker;

gg_synth_options gg_synth_options_default(void)
{
    return (gg_synth_options){.threads = 1};
}

/* The next block to be made, or false at the end or after a failure. */
static bool claim(shared *s, uint64_t *index)
{
    bool more;

    pthread_mutex_lock(&s->lock);
    more = s->status == GG_OK && s->next < s->blocks;
    if (more)
        *index = s->next++;
    pthread_mutex_unlock(&s->lock);
    return more;
}

static gg_status hand_over(shared *s, worker *w)
{
    const gg_synth_options *options = s->options;
    gg_status status = gg_buf_check(&w->text, &w->err);

    if (status == GG_OK && options->write && w->text.size)
        status = options->write(options->write_context, w->text.data, w->text.size, &w->err);
    if (status == GG_OK && options->progress)
        options->progress(options->progress_context, w->block.first + w->block.rows, s->plan->rows);
    return status;
}

/* Waits for the block's turn. After a failure nothing is written any more. */
static void deliver(shared *s, worker *w, uint64_t index)
{
    gg_status status;

    pthread_mutex_lock(&s->lock);
    while (s->turn != index && s->status == GG_OK)
        pthread_cond_wait(&s->turned, &s->lock);
    status = s->status;
    pthread_mutex_unlock(&s->lock);
    if (status == GG_OK)
        status = hand_over(s, w);
    pthread_mutex_lock(&s->lock);
    if (s->status == GG_OK && status != GG_OK) {
        s->status = status;
        if (s->err && s->err->status == GG_OK)
            *s->err = w->err;
    }
    s->turn++;
    pthread_cond_broadcast(&s->turned);
    pthread_mutex_unlock(&s->lock);
}

static void *work(void *argument)
{
    worker *w = argument;
    shared *s = w->shared;
    uint64_t index;

    while (claim(s, &index)) {
        gg_block_draw(&w->block, s->plan, index, false);
        gg_block_work(&w->block, s->plan);
        gg_tally_add(&w->tally, s->plan, &w->block);
        w->text.size = 0;
        if (s->options->write)
            gg_rows_write(s->plan, &w->block, &w->text);
        deliver(s, w, index);
    }
    return NULL;
}

static gg_status init_workers(shared *s, worker *workers, size_t n, gg_error *err)
{
    gg_status status = GG_OK;

    for (size_t i = 0; i < n; i++) {
        gg_error_init(&workers[i].err);
        gg_buf_init(&workers[i].text, 0);
        workers[i].shared = s;
        if (status == GG_OK)
            status = gg_block_init(&workers[i].block, s->plan, err);
        if (status == GG_OK)
            status = gg_tally_init(&workers[i].tally, s->plan, err);
    }
    return status;
}

static void release_workers(worker *workers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        gg_block_release(&workers[i].block);
        gg_tally_release(&workers[i].tally);
        gg_buf_release(&workers[i].text);
    }
    free(workers);
}

/* The caller is one of the threads; one that cannot be started is done without. */
static void run_workers(worker *workers, size_t n)
{
    pthread_t threads[MOST_THREADS];
    size_t started = 0;

    while (started + 1 < n &&
           pthread_create(&threads[started], NULL, work, &workers[started + 1]) == 0)
        started++;
    work(&workers[0]);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

static gg_status write_header(const gg_synth_plan *plan, const gg_synth_options *options,
                              gg_error *err)
{
    gg_buf text;
    gg_status status;

    if (!options->write)
        return GG_OK;
    gg_buf_init(&text, 0);
    gg_rows_header(plan, &text);
    status = gg_buf_check(&text, err);
    if (status == GG_OK)
        status = options->write(options->write_context, text.data, text.size, err);
    gg_buf_release(&text);
    return status;
}

static gg_status make_rows(const gg_synth_plan *plan, const gg_synth_options *options,
                           json_t **truth, gg_error *err)
{
    shared s = {.plan = plan,
                .options = options,
                .blocks = (plan->rows + GG_BLOCK_ROWS - 1) / GG_BLOCK_ROWS,
                .lock = PTHREAD_MUTEX_INITIALIZER,
                .turned = PTHREAD_COND_INITIALIZER,
                .err = err};
    size_t n = options->threads < 1              ? 1
               : options->threads > MOST_THREADS ? MOST_THREADS
                                                 : options->threads;
    worker *workers;
    gg_status status;

    n = s.blocks < n ? (size_t)s.blocks : n;
    workers = calloc(n, sizeof *workers);
    if (!workers)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = init_workers(&s, workers, n, err);
    if (status == GG_OK)
        status = write_header(plan, options, err);
    if (status == GG_OK) {
        run_workers(workers, n);
        status = s.status;
    }
    for (size_t i = 1; status == GG_OK && i < n; i++)
        gg_tally_merge(&workers[0].tally, plan, &workers[i].tally);
    if (status == GG_OK && truth)
        status = gg_truth_write(plan, &workers[0].tally, truth, err);
    release_workers(workers, n);
    return status;
}

gg_status gg_synth_make(const gg_scenario *scenario, const gg_synth_options *options,
                        json_t **truth, gg_error *err)
{
    gg_synth_options standard = gg_synth_options_default();
    gg_synth_plan plan;
    gg_status status;

    if (!options)
        options = &standard;
    status = gg_synth_plan_make(scenario, options, &plan, err);
    if (status != GG_OK)
        return status;
    status = make_rows(&plan, options, truth, err);
    gg_synth_plan_release(&plan);
    return status;
}
