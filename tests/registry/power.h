/*
 * Loss of power, as a model: what was written and not synced may be on the disk or not, each sector
 * of 512 bytes by itself; a file whose making or removal was not synced may be there or not. From
 * what SQLite does, images are made of what a disk could hold at that moment.
 * The idea is that of SQLite's own crash tests.
 */
#ifndef GG_TESTS_POWER_H
#define GG_TESTS_POWER_H

#include "registry/shim_vfs.h"
#include "suite.h"

#define POWER_SECTOR 512
#define POWER_FILES  8

typedef struct power_step {
    bool cut; /* a truncation to `at` bytes; else data of n bytes at `at` */
    sqlite3_int64 at, n;
    unsigned char *data;
} power_step;

typedef struct power_file {
    char path[512];
    bool there, listed;  /* now; by what the folder says on the disk */
    unsigned char *data; /* on the disk for sure */
    size_t size;
    power_step *steps; /* since the last sync */
    size_t n_steps;
} power_file;

static struct {
    power_file files[POWER_FILES];
    size_t n;
    void (*before)(void); /* called before each operation that changes anything */
    unsigned long operations, syncs;
} power;

/* A stream of its own, so that a seed gives the same image everywhere (splitmix64). */
static inline bool power_coin(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) & 1;
}

static inline void power_resize(unsigned char **data, size_t *size, size_t to)
{
    unsigned char *grown = realloc(*data, to + 1);

    ck_assert_ptr_nonnull(grown);
    if (to > *size)
        memset(grown + *size, 0, to - *size);
    *data = grown;
    *size = to;
}

static inline void power_put(unsigned char **data, size_t *size, const power_step *s, size_t from,
                             size_t to)
{
    if (s->cut) {
        power_resize(data, size, (size_t)s->at);
        return;
    }
    if ((size_t)s->at + to > *size)
        power_resize(data, size, (size_t)s->at + to);
    memcpy(*data + s->at + from, s->data + from, to - from);
}

static inline void power_load(power_file *f)
{
    FILE *in = fopen(f->path, "rb");
    long size;

    if (!in)
        return;
    fseek(in, 0, SEEK_END);
    size = ftell(in);
    rewind(in);
    power_resize(&f->data, &f->size, (size_t)size);
    ck_assert_uint_eq(fread(f->data, 1, f->size, in), f->size);
    fclose(in);
    f->there = f->listed = true;
}

static inline power_file *power_find(const char *path)
{
    power_file *f;

    for (size_t i = 0; i < power.n; i++)
        if (strcmp(power.files[i].path, path) == 0)
            return &power.files[i];
    ck_assert_uint_lt(power.n, POWER_FILES);
    f = &power.files[power.n++];
    memset(f, 0, sizeof *f);
    strncpy(f->path, path, sizeof f->path - 1);
    power_load(f);
    return f;
}

static inline void power_settle(power_file *f, bool keep)
{
    for (size_t i = 0; i < f->n_steps; i++) {
        if (keep)
            power_put(&f->data, &f->size, &f->steps[i], 0, (size_t)f->steps[i].n);
        free(f->steps[i].data);
    }
    free(f->steps);
    f->steps = NULL;
    f->n_steps = 0;
}

static inline void power_add(power_file *f, bool cut, const void *data, sqlite3_int64 n,
                             sqlite3_int64 at)
{
    power_step *s = realloc(f->steps, (f->n_steps + 1) * sizeof *s);

    ck_assert_ptr_nonnull(s);
    f->steps = s;
    s += f->n_steps++;
    *s = (power_step){cut, at, n, NULL};
    if (data) {
        s->data = malloc((size_t)n);
        ck_assert_ptr_nonnull(s->data);
        memcpy(s->data, data, (size_t)n);
    }
}

/* Keeps the model; what the operation does to the real files is done by SQLite itself. */
static inline int power_hook(shim_op op, const char *path, const void *data, sqlite3_int64 n,
                             sqlite3_int64 at)
{
    power_file *f;

    if (!path[0] || op == SHIM_READ || op == SHIM_LOCK)
        return SQLITE_OK;
    f = power_find(path);
    if (op == SHIM_OPEN) {
        f->there = f->there || (n & SQLITE_OPEN_CREATE);
        return SQLITE_OK;
    }
    power.operations++;
    if (power.before)
        power.before();
    switch (op) {
    case SHIM_WRITE:
        power_add(f, false, data, n, at);
        break;
    case SHIM_TRUNCATE:
        power_add(f, true, NULL, 0, n);
        break;
    case SHIM_SYNC:
        /* SQLite syncs the folder too when it syncs a journal that it has made. */
        power.syncs++;
        power_settle(f, true);
        f->listed = f->there;
        break;
    default: /* SHIM_DELETE */
        f->there = false;
        if (n)
            f->listed = false;
        power_settle(f, false);
        break;
    }
    return SQLITE_OK;
}

static inline void power_forget(void)
{
    for (size_t i = 0; i < power.n; i++) {
        power_settle(&power.files[i], false);
        free(power.files[i].data);
    }
    memset(&power, 0, sizeof power);
}

/* Seed 0: nothing that was not synced; seed 1: all of it; others: what the coin says. */
static inline bool power_keeps(uint64_t seed, uint64_t *state)
{
    return seed == 0 ? false : seed == 1 ? true : power_coin(state);
}

static inline void power_write(const power_file *f, const char *folder, uint64_t seed,
                               uint64_t *state)
{
    unsigned char *data = NULL;
    size_t size = 0;
    char path[700];
    FILE *out;

    power_resize(&data, &size, f->size);
    if (f->size)
        memcpy(data, f->data, f->size);
    for (size_t i = 0; i < f->n_steps; i++) {
        const power_step *s = &f->steps[i];
        size_t n = s->cut ? 1 : (size_t)s->n, to;

        for (size_t from = 0; from < n; from = to) {
            to = from + POWER_SECTOR - ((size_t)s->at + from) % POWER_SECTOR;
            to = s->cut || to > n ? n : to;
            if (power_keeps(seed, state))
                power_put(&data, &size, s, from, to);
        }
    }
    snprintf(path, sizeof path, "%s/%s", folder, strrchr(f->path, '/') + 1);
    out = fopen(path, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(data, 1, size, out), size);
    ck_assert_int_eq(fclose(out), 0);
    free(data);
}

/* What the disk could hold now, into a folder that is there. */
static inline void power_image(const char *folder, uint64_t seed)
{
    uint64_t state = seed * 1000003u + power.operations;

    for (size_t i = 0; i < power.n; i++) {
        const power_file *f = &power.files[i];

        if (f->there == f->listed ? f->there : power_keeps(seed, &state) == f->there)
            power_write(f, folder, seed, &state);
    }
}

#endif
