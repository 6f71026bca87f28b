/*
 * Multisets of numbers: gathered as order-preserving keys, settled by a tally where they are
 * decimals of few places and not too far apart, as nearly all columns are, and by a radix sort
 * else.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "drift_internal.h"

#define FIRST_ROOM   ((size_t)512)
#define COMPACT_FROM ((size_t)1 << 16)
#define SIGN         ((uint64_t)1 << 63)
/* Six digits of eleven bits hold a key, and the tallies of all six stay in the nearest cache. */
#define DIGITS     6
#define DIGIT_BITS 11
#define VALUES     2048

static double value_of(uint64_t key)
{
    uint64_t bits = key & SIGN ? key & ~SIGN : ~key;
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

void gg_drift_runs_init(gg_drift_runs *runs)
{
    memset(runs, 0, sizeof *runs);
}

void gg_drift_runs_release(gg_drift_runs *runs)
{
    free(runs->keys);
    free(runs->counts);
    free(runs->at);
    free(runs->tally);
    gg_drift_runs_init(runs);
}

static gg_status no_memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, "watch fewer columns", "out of memory");
}

static gg_status make_counts(gg_drift_runs *runs, gg_error *err)
{
    if (runs->counts || runs->room == 0)
        return GG_OK;
    runs->counts = malloc(runs->room * sizeof *runs->counts);
    if (!runs->counts)
        return no_memory(err);
    for (size_t i = 0; i < runs->n; i++)
        runs->counts[i] = 1;
    return GG_OK;
}

static gg_status reserve(gg_drift_runs *runs, size_t room, gg_error *err)
{
    uint64_t *p;

    if (room <= runs->room)
        return GG_OK;
    if (room > SIZE_MAX / sizeof *p)
        return no_memory(err);
    p = realloc(runs->keys, room * sizeof *p);
    if (!p)
        return no_memory(err);
    runs->keys = p;
    if (runs->counts) {
        p = realloc(runs->counts, room * sizeof *p);
        if (!p)
            return no_memory(err);
        runs->counts = p;
    }
    runs->room = room;
    return GG_OK;
}

static size_t digit_of(uint64_t key, int digit)
{
    return (size_t)(key >> (digit * DIGIT_BITS)) & (VALUES - 1);
}

/* How many keys have each value of each digit, in one pass over the keys. */
static void tally_digits(const uint64_t *keys, size_t n, size_t (*tally)[VALUES])
{
    for (size_t i = 0; i < n; i++)
        for (int d = 0; d < DIGITS; d++)
            tally[d][digit_of(keys[i], d)]++;
}

static void scatter(const uint64_t *keys, const uint64_t *counts, size_t n, int digit,
                    size_t tally[VALUES], uint64_t *to, uint64_t *to_counts)
{
    size_t sum = 0;

    /* From here on the tally is where the next key of a value goes. */
    for (int v = 0; v < VALUES; v++) {
        size_t here = tally[v];

        tally[v] = sum;
        sum += here;
    }
    for (size_t i = 0; i < n; i++) {
        size_t j = tally[digit_of(keys[i], digit)]++;

        to[j] = keys[i];
        if (counts)
            to_counts[j] = counts[i];
    }
}

static void swap(uint64_t **a, uint64_t **b)
{
    uint64_t *t = *a;

    *a = *b;
    *b = t;
}

/* Least digit first; a digit that all keys share costs nothing. */
static gg_status sort_keys(gg_drift_runs *runs, gg_error *err)
{
    size_t(*tally)[VALUES] = calloc(DIGITS, sizeof *tally);
    size_t bytes = (runs->room ? runs->room : 1) * sizeof(uint64_t);
    uint64_t *keys = malloc(bytes);
    uint64_t *counts = runs->counts ? malloc(bytes) : NULL;

    gg_status status = GG_OK;

    if (!tally || !keys || (runs->counts && !counts)) {
        status = no_memory(err);
        goto out;
    }
    tally_digits(runs->keys, runs->n, tally);
    for (int d = 0; d < DIGITS && runs->n; d++) {
        if (tally[d][digit_of(runs->keys[0], d)] == runs->n)
            continue;
        scatter(runs->keys, runs->counts, runs->n, d, tally[d], keys, counts);
        swap(&runs->keys, &keys);
        if (counts)
            swap(&runs->counts, &counts);
    }
out:
    free(tally);
    free(keys);
    free(counts);
    return status;
}

static size_t count_distinct(const gg_drift_runs *runs)
{
    size_t distinct = runs->n > 0;

    for (size_t i = 1; i < runs->n; i++)
        distinct += runs->keys[i] != runs->keys[i - 1];
    return distinct;
}

static void merge_equal(gg_drift_runs *runs)
{
    size_t to = 0;

    for (size_t i = 0; i < runs->n; i++) {
        if (to && runs->keys[i] == runs->keys[to - 1]) {
            runs->counts[to - 1] += runs->counts[i];
            continue;
        }
        runs->keys[to] = runs->keys[i];
        runs->counts[to++] = runs->counts[i];
    }
    runs->n = to;
}

/* ---- decimals ---- */

#define TALLIED ((size_t)1 << 21) /* most steps: a table of 16 MiB */

/* What the keys are decimals of: power, low and range of a tally. False where they are of none, or
 * too far apart for a table that is worth it. What is a decimal of some places is one of more, so
 * that one pass is enough. */
static bool are_decimals(const gg_drift_runs *runs, gg_drift_runs *out)
{
    static const double powers[] = {1, 10, 1e2, 1e3, 1e4, 1e5, 1e6};
    double low = INFINITY, high = -INFINITY;
    size_t k = 0;

    for (size_t i = 0; i < runs->n; i++) {
        const double x = value_of(runs->keys[i]);

        low = x < low ? x : low;
        high = x > high ? x : high;
        if (!(fabs(x) < GG_DRIFT_TALLY_BELOW))
            return false;
        while ((double)gg_drift_steps(x, powers[k]) / powers[k] != x)
            if (++k == sizeof powers / sizeof *powers)
                return false;
    }
    if (runs->n == 0 || (high - low) * powers[k] >= (double)TALLIED ||
        (high - low) * powers[k] > 8 * (double)runs->n)
        return false;
    out->power = powers[k];
    out->low = gg_drift_steps(low, powers[k]);
    out->range = (size_t)(gg_drift_steps(high, powers[k]) - out->low) + 1;
    return true;
}

/* Moves the keys into a new tally, `margin` of its width wider on either side; without effect where
 * they are no decimals, or memory is out. */
static void begin_tally(gg_drift_runs *runs, size_t margin)
{
    gg_drift_runs t = *runs;

    if (!are_decimals(runs, &t))
        return;
    t.low -= (int64_t)(margin * t.range);
    t.range += 2 * margin * t.range;
    t.tally = calloc(t.range, sizeof *t.tally);
    if (!t.tally)
        return;
    for (size_t i = 0; i < t.n; i++)
        t.tally[gg_drift_steps(value_of(t.keys[i]), t.power) - t.low] += t.counts ? t.counts[i] : 1;
    t.n = 0;
    *runs = t;
}

/* How many different numbers a tally holds. */
static size_t tallied(const gg_drift_runs *runs)
{
    size_t distinct = 0;

    for (size_t i = 0; i < runs->range; i++)
        distinct += runs->tally[i] > 0;
    return distinct;
}

static double number_at(const gg_drift_runs *runs, size_t i)
{
    return (double)(runs->low + (int64_t)i) / runs->power;
}

/* Moves what was tallied back to the keys. */
static gg_status end_tally(gg_drift_runs *runs, gg_error *err)
{
    gg_status status = GG_OK;

    if (!runs->tally)
        return GG_OK;
    status = reserve(runs, runs->n + tallied(runs) + 1, err);
    if (!status)
        status = make_counts(runs, err);
    if (status)
        return status;
    for (size_t i = 0; i < runs->range; i++)
        if (runs->tally[i]) {
            runs->keys[runs->n] = gg_drift_key(number_at(runs, i));
            runs->counts[runs->n++] = runs->tally[i];
        }
    free(runs->tally);
    runs->tally = NULL;
    return GG_OK;
}

/* Merges equal keys where that frees at least half of the room. */
static gg_status compact(gg_drift_runs *runs, bool *done, gg_error *err)
{
    gg_status status = sort_keys(runs, err);

    *done = !status && count_distinct(runs) <= runs->n / 2;
    if (*done)
        status = make_counts(runs, err);
    if (*done && !status)
        merge_equal(runs);
    return status;
}

/*
 * Called when the room is full. Where values repeat, merging them frees at least half of it; where
 * they do not, the room doubles and, after a second try, merging is left to the end.
 */
static gg_status make_room(gg_drift_runs *runs, gg_error *err)
{
    gg_status status;
    bool done = false;

    if (runs->room >= COMPACT_FROM && !runs->spread) {
        if (!runs->tally)
            begin_tally(runs, 1);
        if (runs->n < runs->room)
            return GG_OK;
        status = compact(runs, &done, err);
        if (status || done)
            return status;
        runs->spread = runs->room > COMPACT_FROM;
    }
    if (runs->room > SIZE_MAX / 2)
        return no_memory(err);
    return reserve(runs, runs->room ? runs->room * 2 : FIRST_ROOM, err);
}

gg_status gg_drift_runs_add(gg_drift_runs *runs, double x, uint64_t count, gg_error *err)
{
    gg_status status;

    if (count == 0 || gg_drift_runs_tally(runs, x, count))
        return GG_OK;
    if (runs->n == runs->room) {
        status = make_room(runs, err);
        if (status)
            return status;
    }
    if (count != 1 && !runs->counts) {
        status = make_counts(runs, err);
        if (status)
            return status;
    }
    runs->keys[runs->n] = gg_drift_key(x);
    if (runs->counts)
        runs->counts[runs->n] = count;
    runs->n++;
    return GG_OK;
}

gg_status gg_drift_runs_join(gg_drift_runs *to, gg_drift_runs *from, gg_error *err)
{
    gg_status status;

    status = end_tally(to, err);
    if (!status)
        status = end_tally(from, err);
    if (status)
        return status;
    if (to->n == 0) {
        gg_drift_runs_release(to);
        *to = *from;
        gg_drift_runs_init(from);
        return GG_OK;
    }
    status = from->n > SIZE_MAX - to->n ? no_memory(err) : reserve(to, to->n + from->n, err);
    if (!status && from->counts && !to->counts)
        status = make_counts(to, err);
    if (status)
        return status;
    if (from->n)
        memcpy(to->keys + to->n, from->keys, from->n * sizeof *to->keys);
    for (size_t i = 0; to->counts && i < from->n; i++)
        to->counts[to->n + i] = from->counts ? from->counts[i] : 1;
    to->n += from->n;
    gg_drift_runs_release(from);
    return GG_OK;
}

static gg_status settle_tally(gg_drift_runs *runs, gg_error *err)
{
    const size_t distinct = tallied(runs);
    gg_value_count *at = calloc(distinct + 1, sizeof *at);
    size_t to = 0;

    if (!at)
        return no_memory(err);
    for (size_t i = 0; i < runs->range; i++)
        if (runs->tally[i])
            at[to++] = (gg_value_count){number_at(runs, i), runs->tally[i]};
    gg_drift_runs_release(runs);
    runs->at = at;
    runs->n = distinct;
    return GG_OK;
}

gg_status gg_drift_runs_settle(gg_drift_runs *runs, gg_error *err)
{
    gg_status status = runs->n > 0 ? end_tally(runs, err) : GG_OK;
    gg_value_count *at;
    size_t distinct, to = 0;

    if (!status && !runs->tally)
        begin_tally(runs, 0);
    if (!status && runs->tally)
        return settle_tally(runs, err);
    if (!status)
        status = runs->room ? GG_OK : reserve(runs, 1, err);
    if (!status)
        status = sort_keys(runs, err);
    if (status)
        return status;
    distinct = count_distinct(runs);
    at = calloc(distinct + 1, sizeof *at);
    if (!at)
        return no_memory(err);
    for (size_t i = 0; i < runs->n; i++) {
        if (i && runs->keys[i] != runs->keys[i - 1])
            to++;
        at[to].value = value_of(runs->keys[i]);
        at[to].count += runs->counts ? runs->counts[i] : 1;
    }
    gg_drift_runs_release(runs);
    runs->at = at;
    runs->n = distinct;
    return GG_OK;
}
