#include "gauger/privacy/sketch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/stats/interval.h"

gg_sketch_options gg_sketch_options_default(void)
{
    gg_sketch_options options = {.threads = 1, .most = GG_SKETCH_MOST};

    return options;
}

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* ---- columns ---- */

#define BIT(role) (1u << GG_ROLE_##role)
#define TELLING                                                                                    \
    (BIT(FEATURE) | BIT(PROTECTED) | BIT(SITE) | BIT(PERIOD) | BIT(STRATUM) | BIT(QUASI_IDENTIFIER))
#define COUNTS                                                                                     \
    (BIT(COUNT) | BIT(TP) | BIT(FP) | BIT(FN) | BIT(TN) | BIT(SELECTED) | BIT(POSITIVES) |         \
     BIT(NEGATIVES) | BIT(UNVERIFIED_COUNT))
/* A label, a score, or what was decided by it: another in a relabelled copy. */
#define CHANGING                                                                                   \
    (BIT(SCORE) | BIT(OUTCOME) | BIT(DECISION) | BIT(SUPPRESSED) | BIT(WEIGHT) | BIT(ARM) |        \
     BIT(SAMPLING_PROBABILITY) | BIT(IGNORE))

static unsigned all_roles(const gg_schema *schema)
{
    unsigned roles = 0;

    for (size_t i = 0; i < schema->n_columns; i++)
        roles |= schema->columns[i].roles;
    return roles;
}

gg_status gg_sketch_columns(const char *path, const gg_schema *schema, gg_arena *arena,
                            const char *const **out, size_t *n, gg_error *err)
{
    const unsigned all = all_roles(schema);
    const char **names;
    gg_csv *csv = NULL;
    size_t found = 0;
    gg_status st = gg_csv_open(path, NULL, &csv, err);

    if (st != GG_OK)
        return st;
    names = gg_arena_array(arena, gg_csv_columns(csv), sizeof *names);
    for (size_t i = 0; names && !(all & COUNTS) && i < gg_csv_columns(csv); i++) {
        const gg_column *said = gg_schema_find(schema, gg_csv_name(csv, i));
        unsigned roles = said ? said->roles : 0;

        if (all & BIT(FEATURE) ? !(roles & TELLING) : (roles & CHANGING) != 0)
            continue;
        names[found] = gg_arena_string(arena, gg_csv_name(csv, i));
        if (!names[found++])
            names = NULL;
    }
    gg_csv_close(csv);
    if (!names)
        return memory(err);
    qsort(names, found, sizeof *names, by_bytes);
    *out = names;
    *n = found;
    return GG_OK;
}

/* ---- making ---- */

/* What all threads share. */
typedef struct plan {
    gg_csv *csv;
    const size_t *cells; /* places of the columns, in the order of their names */
    size_t n;
    const gg_sketch_options *options;
} plan;

/* What one thread has kept. */
typedef struct worker {
    const plan *plan;
    uint64_t *hashes;
    size_t n, room;
    uint64_t rows;
    unsigned halvings;
    unsigned char *row; /* the cells of one row, written so that no two rows look the same */
    size_t row_room;
} worker;

static bool is_kept(uint64_t hash, unsigned halvings)
{
    return halvings == 0 || hash >> (64 - halvings) == 0;
}

static void thin(uint64_t *hashes, size_t *n, unsigned halvings)
{
    size_t kept = 0;

    for (size_t i = 0; i < *n; i++)
        if (is_kept(hashes[i], halvings))
            hashes[kept++] = hashes[i];
    *n = kept;
}

static bool keep(worker *w, uint64_t hash)
{
    w->rows++;
    if (!is_kept(hash, w->halvings))
        return true;
    while (w->n == w->plan->options->most && w->halvings < 63) {
        thin(w->hashes, &w->n, ++w->halvings);
        if (!is_kept(hash, w->halvings))
            return true;
    }
    if (w->n == w->room) {
        size_t room = w->room ? 2 * w->room : 4096;
        uint64_t *more;

        room = room > w->plan->options->most ? w->plan->options->most : room;
        more = room > w->n ? realloc(w->hashes, room * sizeof *more) : NULL;
        if (!more)
            return false;
        w->hashes = more;
        w->room = room;
    }
    w->hashes[w->n++] = hash;
    return true;
}

/* A number as its eight bytes, a text as its length and bytes: each begins with what it is. */
static size_t put_cell(unsigned char *to, gg_view cell)
{
    double number = 0;
    uint64_t bits;

    if (cell.size == 0) {
        to[0] = 'e';
        return 1;
    }
    if (gg_text_number(cell.data, cell.size, &number) == GG_NUMBER_OK) {
        number = number == 0 ? 0 : number;
        to[0] = 'n';
        memcpy(to + 1, &number, sizeof number);
        return 1 + sizeof number;
    }
    bits = cell.size;
    to[0] = 't';
    memcpy(to + 1, &bits, sizeof bits);
    memcpy(to + 1 + sizeof bits, cell.data, cell.size);
    return 1 + sizeof bits + cell.size;
}

static bool has_room(worker *w, const gg_csv_chunk *chunk, size_t r)
{
    size_t need = 0;
    unsigned char *more;

    for (size_t j = 0; j < w->plan->n; j++)
        need += 9 + gg_csv_cell(chunk, r, w->plan->cells[j]).size;
    if (need <= w->row_room)
        return true;
    more = realloc(w->row, 2 * need);
    if (!more)
        return false;
    w->row = more;
    w->row_room = 2 * need;
    return true;
}

static gg_status visit(void *context, const gg_csv_chunk *chunk, gg_error *err)
{
    worker *w = context;

    for (size_t r = 0; r < chunk->rows; r++) {
        size_t n = 0;

        if (!has_room(w, chunk, r))
            return memory(err);
        for (size_t j = 0; j < w->plan->n; j++)
            n += put_cell(w->row + n, gg_csv_cell(chunk, r, w->plan->cells[j]));
        if (!keep(w, gg_siphash(w->plan->options->key, w->row, n)))
            return memory(err);
    }
    return GG_OK;
}

/* Eight passes by a byte each: a million hashes in a few hundredths of a second. */
static bool sort(uint64_t *hashes, size_t n)
{
    uint64_t *other = malloc((n ? n : 1) * sizeof *other), *from = hashes, *to = other;

    if (!other)
        return false;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t starts[257] = {0};
        uint64_t *swap;

        for (size_t i = 0; i < n; i++)
            starts[(from[i] >> shift & 255) + 1]++;
        for (size_t b = 0; b < 256; b++)
            starts[b + 1] += starts[b];
        for (size_t i = 0; i < n; i++)
            to[starts[from[i] >> shift & 255]++] = from[i];
        swap = from;
        from = to;
        to = swap;
    }
    /* An even number of passes ends where it began. */
    gg_secret_wipe(other, n * sizeof *other);
    free(other);
    return true;
}

/* The hashes of all threads, thinned alike until they are few enough. */
static gg_status gather(worker *workers, unsigned threads, size_t most, gg_sketch *out,
                        gg_error *err)
{
    size_t all = 0;

    for (unsigned t = 0; t < threads; t++) {
        out->rows += workers[t].rows;
        if (workers[t].halvings > out->halvings)
            out->halvings = workers[t].halvings;
    }
    for (;; out->halvings++) {
        all = 0;
        for (unsigned t = 0; t < threads; t++) {
            thin(workers[t].hashes, &workers[t].n, out->halvings);
            all += workers[t].n;
        }
        if (all <= most || out->halvings == 63)
            break;
    }
    out->hashes = malloc((all ? all : 1) * sizeof *out->hashes);
    out->counts = calloc(all ? all : 1, sizeof *out->counts);
    if (!out->hashes || !out->counts)
        return memory(err);
    for (unsigned t = 0; t < threads; t++) {
        if (workers[t].n)
            memcpy(out->hashes + out->n, workers[t].hashes,
                   workers[t].n * sizeof *workers[t].hashes);
        out->n += workers[t].n;
    }
    return sort(out->hashes, out->n) ? GG_OK : memory(err);
}

/* Equal hashes become one with its number. */
static void count(gg_sketch *s)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->n; i++) {
        if (kept && s->hashes[kept - 1] == s->hashes[i]) {
            s->counts[kept - 1] += s->counts[kept - 1] < UINT32_MAX;
            continue;
        }
        s->hashes[kept] = s->hashes[i];
        s->counts[kept++] = 1;
    }
    s->n = kept;
}

static gg_status scan(const plan *p, gg_sketch *out, gg_error *err)
{
    unsigned threads = p->options->threads ? p->options->threads : 1;
    worker *workers = calloc(threads, sizeof *workers);
    void **states = calloc(threads, sizeof *states);
    gg_status st = workers && states ? GG_OK : memory(err);

    for (unsigned t = 0; st == GG_OK && t < threads; t++) {
        workers[t].plan = p;
        states[t] = &workers[t];
    }
    if (st == GG_OK)
        st = gg_csv_scan(p->csv, threads, states, visit, err);
    if (st == GG_OK)
        st = gather(workers, threads, p->options->most, out, err);
    if (st == GG_OK)
        count(out);
    for (unsigned t = 0; workers && t < threads; t++) {
        gg_secret_wipe(workers[t].hashes, workers[t].room * sizeof *workers[t].hashes);
        free(workers[t].hashes);
        gg_secret_wipe(workers[t].row, workers[t].row_room);
        free(workers[t].row);
    }
    free(workers);
    free(states);
    return st;
}

static gg_status copy_names(const char *const *columns, size_t n, gg_sketch *out, gg_error *err)
{
    out->columns = calloc(n, sizeof *out->columns);
    if (!out->columns)
        return memory(err);
    for (size_t i = 0; i < n; i++) {
        out->columns[i] = strdup(columns[i]);
        if (!out->columns[i])
            return memory(err);
        out->n_columns++;
    }
    qsort(out->columns, n, sizeof *out->columns, by_bytes);
    return GG_OK;
}

static gg_status place_columns(const gg_csv *csv, const gg_sketch *s, size_t *cells, gg_error *err)
{
    for (size_t i = 0; i < s->n_columns; i++)
        if (!gg_csv_find(csv, s->columns[i], &cells[i])) {
            gg_error_where(err, gg_csv_path(csv), 0, s->columns[i]);
            return gg_error_set(err, GG_E_INPUT, "name a column of the table",
                                "the table has no such column");
        }
    return GG_OK;
}

gg_status gg_sketch_make(const char *path, const char *const *columns, size_t n,
                         const gg_sketch_options *options, gg_sketch *out, gg_error *err)
{
    gg_sketch_options o = options ? *options : gg_sketch_options_default();
    gg_csv_options reading = gg_csv_options_default();
    gg_sketch made = {.n = 0};
    size_t *cells = calloc(n ? n : 1, sizeof *cells);
    plan p = {.cells = cells, .n = n, .options = &o};
    gg_status st = cells ? GG_OK : memory(err);

    reading.skip_bad_rows = true;
    if (st == GG_OK && (n == 0 || o.most == 0))
        st = gg_error_set(err, GG_E_USAGE, "name columns", "a sketch of no column");
    if (st == GG_OK)
        st = copy_names(columns, n, &made, err);
    if (st == GG_OK)
        st = gg_csv_open(path, &reading, &p.csv, err);
    if (st == GG_OK)
        st = place_columns(p.csv, &made, cells, err);
    if (st == GG_OK)
        st = scan(&p, &made, err);
    gg_csv_close(p.csv);
    free(cells);
    if (st == GG_OK)
        *out = made;
    else
        gg_sketch_release(&made);
    return st;
}

void gg_sketch_release(gg_sketch *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n_columns; i++)
        free(s->columns[i]);
    free(s->columns);
    if (s->hashes)
        gg_secret_wipe(s->hashes, s->n * sizeof *s->hashes);
    free(s->hashes);
    free(s->counts);
    *s = (gg_sketch){.n = 0};
}

/* ---- comparing ---- */

bool gg_sketch_alike(const gg_sketch *a, const gg_sketch *b)
{
    if (a->n_columns != b->n_columns)
        return false;
    for (size_t i = 0; i < a->n_columns; i++)
        if (strcmp(a->columns[i], b->columns[i]) != 0)
            return false;
    return true;
}

/* Rows with a twin among those of the part that is compared. */
static double twins(const gg_sketch *s, unsigned halvings)
{
    double rows = 0, with = 0;

    for (size_t i = 0; i < s->n && is_kept(s->hashes[i], halvings); i++) {
        rows += s->counts[i];
        with += s->counts[i] > 1 ? s->counts[i] : 0;
    }
    return rows > 0 ? with / rows : NAN;
}

/* Both lists ascend, so one walk finds what they share. squares: of how many rows have a hash. */
static void walk(const gg_sketch *a, const gg_sketch *b, unsigned halvings, gg_overlap *out,
                 double *squares)
{
    for (size_t i = 0, j = 0; j < b->n && is_kept(b->hashes[j], halvings); j++) {
        while (i < a->n && a->hashes[i] < b->hashes[j])
            i++;
        out->compared += b->counts[j];
        *squares += (double)b->counts[j] * b->counts[j];
        if (i < a->n && a->hashes[i] == b->hashes[j])
            out->found += b->counts[j];
    }
}

gg_status gg_sketch_compare(const gg_sketch *training, const gg_sketch *evaluation,
                            double confidence, gg_overlap *out, gg_error *err)
{
    unsigned halvings =
        training->halvings > evaluation->halvings ? training->halvings : evaluation->halvings;
    gg_overlap made = {.rows = evaluation->rows, .sampled = halvings > 0};
    gg_interval interval;
    double squares = 0, n, share, effective;
    gg_status st;

    if (!(confidence > 0 && confidence < 1))
        return gg_error_set(err, GG_E_USAGE, "give a confidence between 0 and 1",
                            "a confidence out of its range");
    if (!gg_sketch_alike(training, evaluation))
        return gg_error_set(err, GG_E_USAGE, "make both of the same columns",
                            "sketches of other columns");
    walk(training, evaluation, halvings, &made, &squares);
    made.by_chance = twins(training, halvings);
    if (made.compared == 0) {
        made.share = gg_measure_undefined(GG_WHY_NO_ROWS);
        *out = made;
        return GG_OK;
    }
    n = (double)made.compared;
    share = (double)made.found / n;
    made.share = gg_measure_of(share, share, share, "counted");
    if (made.sampled) {
        effective = n * n / squares;
        st = gg_interval_wilson(share * effective, effective, gg_z_of_confidence(confidence),
                                &interval);
        if (st != GG_OK)
            return gg_error_set(err, st, NULL, "no interval");
        made.share = gg_measure_of(share, interval.low, interval.high, "wilson");
    }
    *out = made;
    return GG_OK;
}
