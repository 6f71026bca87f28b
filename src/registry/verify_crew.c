#include "verify_crew.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BATCH       256 /* signatures handed over at a time */
#define WAITING     8   /* batches that may wait before the reader helps */
#define THREADS_MAX 64

typedef struct job {
    uint64_t seq;
    size_t from, n; /* in the text of the batch */
    unsigned char public_key[GG_PUBLIC_BYTES], signature[GG_SIGNATURE_BYTES];
} job;

typedef struct batch {
    struct batch *next;
    void (*task)(void *ctx); /* instead of signatures */
    void *ctx;
    gg_buf text;
    size_t n;
    job jobs[BATCH];
} batch;

struct gg_crew {
    pthread_mutex_t lock;
    pthread_cond_t work;
    batch *first, *last; /* waiting */
    size_t waiting;
    bool ended;
    batch *filling; /* the reader's own */
    gg_crew_result result;
    pthread_t threads[THREADS_MAX];
    unsigned n_threads;
};

/* Keeps the smallest numbers, in order. */
static void name_event(gg_crew_result *r, uint64_t seq)
{
    size_t at = r->n_named;

    while (at > 0 && r->named[at - 1] > seq)
        at--;
    if (at == GG_CREW_NAMED)
        return;
    if (r->n_named < GG_CREW_NAMED)
        r->n_named++;
    memmove(&r->named[at + 1], &r->named[at], (r->n_named - at - 1) * sizeof r->named[0]);
    r->named[at] = seq;
}

static void check_signatures(gg_crew *crew, const batch *b)
{
    bool good[BATCH] = {false};

    for (size_t i = 0; i < b->n; i++) {
        const job *j = &b->jobs[i];

        good[i] = gg_signature_check(j->public_key, b->text.data + j->from, j->n, j->signature);
    }
    pthread_mutex_lock(&crew->lock);
    for (size_t i = 0; i < b->n; i++) {
        crew->result.good += good[i];
        crew->result.bad += !good[i];
        if (!good[i])
            name_event(&crew->result, b->jobs[i].seq);
    }
    pthread_mutex_unlock(&crew->lock);
}

static void do_batch(gg_crew *crew, batch *b)
{
    if (b->task)
        b->task(b->ctx);
    else
        check_signatures(crew, b);
    gg_buf_release(&b->text);
    free(b);
}

/* The oldest batch that waits, or NULL; the lock is held. */
static batch *take(gg_crew *crew)
{
    batch *b = crew->first;

    if (b) {
        crew->first = b->next;
        if (!crew->first)
            crew->last = NULL;
        crew->waiting--;
    }
    return b;
}

static void *work(void *ctx)
{
    gg_crew *crew = ctx;
    batch *b;

    do {
        pthread_mutex_lock(&crew->lock);
        while (!(b = take(crew)) && !crew->ended)
            pthread_cond_wait(&crew->work, &crew->lock);
        pthread_mutex_unlock(&crew->lock);
        if (b)
            do_batch(crew, b);
    } while (b);
    return NULL;
}

gg_status gg_crew_begin(unsigned threads, gg_crew **out, gg_error *err)
{
    gg_crew *crew = calloc(1, sizeof *crew);

    if (!crew)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->work, NULL);
    /* Fewer threads than were asked for only take longer. */
    while (crew->n_threads + 1 < threads && crew->n_threads < THREADS_MAX &&
           pthread_create(&crew->threads[crew->n_threads], NULL, work, crew) == 0)
        crew->n_threads++;
    *out = crew;
    return GG_OK;
}

/* Hands a batch over; where too many wait, one is done here. */
static void submit(gg_crew *crew, batch *b)
{
    batch *help = NULL;

    pthread_mutex_lock(&crew->lock);
    if (crew->last)
        crew->last->next = b;
    else
        crew->first = b;
    crew->last = b;
    crew->waiting++;
    if (crew->waiting > WAITING || crew->n_threads == 0)
        help = take(crew);
    pthread_cond_signal(&crew->work);
    pthread_mutex_unlock(&crew->lock);
    if (help)
        do_batch(crew, help);
}

static gg_status new_batch(batch **out, gg_error *err)
{
    batch *b = calloc(1, sizeof *b);

    if (!b)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    gg_buf_init(&b->text, 0);
    *out = b;
    return GG_OK;
}

gg_status gg_crew_task(gg_crew *crew, void (*task)(void *ctx), void *ctx, gg_error *err)
{
    batch *b = NULL;
    gg_status st = new_batch(&b, err);

    if (st != GG_OK)
        return st;
    b->task = task;
    b->ctx = ctx;
    submit(crew, b);
    return GG_OK;
}

gg_status gg_crew_add(gg_crew *crew, uint64_t seq, const unsigned char public_key[GG_PUBLIC_BYTES],
                      const void *header, size_t n,
                      const unsigned char signature[GG_SIGNATURE_BYTES], gg_error *err)
{
    gg_status st = crew->filling ? GG_OK : new_batch(&crew->filling, err);
    batch *b = crew->filling;
    job *j;

    if (st != GG_OK)
        return st;
    j = &b->jobs[b->n];
    j->seq = seq;
    j->from = b->text.size;
    st = gg_event_message(header, n, &b->text, err);
    if (st != GG_OK)
        return st;
    j->n = b->text.size - j->from;
    memcpy(j->public_key, public_key, GG_PUBLIC_BYTES);
    memcpy(j->signature, signature, GG_SIGNATURE_BYTES);
    if (++b->n == BATCH) {
        crew->filling = NULL;
        submit(crew, b);
    }
    return GG_OK;
}

void gg_crew_end(gg_crew *crew, gg_crew_result *out)
{
    batch *b;

    if (!crew)
        return;
    if (crew->filling)
        submit(crew, crew->filling);
    do {
        pthread_mutex_lock(&crew->lock);
        b = take(crew);
        crew->ended = true;
        pthread_cond_broadcast(&crew->work);
        pthread_mutex_unlock(&crew->lock);
        if (b)
            do_batch(crew, b);
    } while (b);
    for (unsigned i = 0; i < crew->n_threads; i++)
        pthread_join(crew->threads[i], NULL);
    if (out)
        *out = crew->result;
    pthread_cond_destroy(&crew->work);
    pthread_mutex_destroy(&crew->lock);
    free(crew);
}
