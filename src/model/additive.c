/*
 * Scoring by an additive model.
 *
 * Terms are gathered by column, so that a cell is read once: what a number adds is computed, what a
 * word adds is looked up in a table of the column's words. A row allocates nothing.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "additive_internal.h"

#include "gauger/model/artifact.h"
#include "gauger/table/cell.h"

/* The largest that one column may add, so that the sum of all stays finite. */
#define MOST_ADDED 1e300

typedef struct slot {
    const char *word; /* NULL where empty */
    size_t size;
    double adds;
} slot;

typedef struct column {
    const gg_term *number; /* a weight on the number, or bins; NULL where words are read */
    slot *slots;           /* n_slots, a power of two, at most half of them taken */
    size_t n_slots;
    bool has_other;
    double other;   /* of a word that is not in slots */
    double missing; /* NaN: the row has no score */
} column;

typedef struct engine {
    gg_scorer scorer;
    gg_arena arena;
    gg_link link;
    double intercept;
    column *columns;
} engine;

/* ---- one cell ---- */

/* FNV-1a, 64 bits. */
static uint64_t hash(const char *s, size_t n)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * UINT64_C(1099511628211);
    return h ^ (h >> 29);
}

/* The slot of a word, or the empty one where it would be. */
static slot *find_slot(const column *c, const char *word, size_t size)
{
    size_t i = (size_t)hash(word, size) & (c->n_slots - 1);

    while (c->slots[i].word &&
           !(c->slots[i].size == size && memcmp(c->slots[i].word, word, size) == 0))
        i = (i + 1) & (c->n_slots - 1);
    return &c->slots[i];
}

static gg_status word_adds(const column *c, gg_view cell, double *out, gg_error *err)
{
    const slot *s = find_slot(c, cell.data, cell.size);
    char shape[40];

    if (!s->word && !c->has_other)
        return gg_error_set(err, GG_E_INPUT,
                            "give --skip-bad-rows to leave such rows out, or the term `other`",
                            "a word that the model has no points for (shape \"%s\")",
                            gg_text_shape(cell.data, cell.size, shape, sizeof shape));
    *out = s->word ? s->adds : c->other;
    return GG_OK;
}

/* The bin of a number: how many edges are at or below it. */
static size_t find_bin(const gg_term *term, double x)
{
    size_t low = 0, high = term->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (term->edges[middle] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static gg_status number_adds(const gg_term *term, double x, double *out, gg_error *err)
{
    double y;
    gg_status status;

    if (term->form == GG_TERM_BINS) {
        *out = term->points[find_bin(term, x)];
        return GG_OK;
    }
    status = gg_input_number(&term->input, x, &y, err);
    if (status)
        return status;
    y *= term->weight;
    if (!(fabs(y) <= MOST_ADDED))
        return gg_error_set(err, GG_E_INPUT, "give --skip-bad-rows to leave such rows out",
                            "a number too large to be scored");
    *out = y;
    return GG_OK;
}

static gg_status column_adds(const column *c, gg_view cell, double *out, gg_error *err)
{
    double x;

    if (cell.size == 0) {
        *out = c->missing;
        return GG_OK;
    }
    if (!c->number)
        return word_adds(c, cell, out, err);
    if (gg_text_number(cell.data, cell.size, &x) != GG_NUMBER_OK)
        return gg_cell_not_a_number(cell, err);
    return number_adds(c->number, x, out, err);
}

/* ---- one row ---- */

/* Both forms are exact where they are used: neither exponential can overflow. */
static double inverse_logit(double x)
{
    double e = exp(-fabs(x));

    return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/* Every cell is read, even where an earlier one leaves no score: a malformed cell is an error
 * whatever stands beside it. */
static gg_status score(const gg_scorer *scorer, void *room, const gg_view *cells, double *out,
                       size_t *bad, gg_error *err)
{
    const engine *e = scorer->self;
    double sum = e->intercept;

    (void)room;
    for (size_t i = 0; i < scorer->n_columns; i++) {
        double adds = 0;
        gg_status status = column_adds(&e->columns[i], cells[i], &adds, err);

        if (status) {
            *bad = i;
            return status;
        }
        sum += adds;
    }
    *out = e->link == GG_LINK_LOGIT ? inverse_logit(sum) : sum;
    return GG_OK;
}

/* A row needs no room; what is handed out only must not be NULL. */
static void *begin(const gg_scorer *scorer)
{
    return scorer->self;
}

static void end(void *room)
{
    (void)room;
}

static void free_engine(gg_scorer *scorer)
{
    engine *e = scorer->self;

    gg_arena_release(&e->arena);
    free(e);
}

static const gg_scorer_functions functions = {begin, end, score, free_engine};

gg_status gg_artifact_explain(const gg_scorer *scorer, const gg_view *cells, double *adds,
                              double *intercept, size_t *bad, gg_error *err)
{
    const engine *e = scorer->self;

    if (scorer->functions != &functions)
        return gg_error_set(err, GG_E_USAGE, "explain scorecards and logistic regressions",
                            "what a feature adds is not known for this kind of scorer");
    for (size_t i = 0; i < scorer->n_columns; i++) {
        double unused = 0;
        gg_status status = column_adds(&e->columns[i], cells[i], &unused, err);

        if (status) {
            *bad = i;
            return status;
        }
    }
    for (size_t i = 0; i < scorer->n_columns; i++)
        if (column_adds(&e->columns[i], cells[i], &adds[i], NULL))
            adds[i] = NAN;
    *intercept = e->intercept;
    return GG_OK;
}

/* ---- from terms to columns ---- */

static bool is_level(const gg_term *term)
{
    return term->form == GG_TERM_INPUT && term->input.level;
}

/* How many words each column has; columns are numbered in the order of their first terms. */
static gg_status number_columns(const gg_additive *model, json_t *index, size_t *column_of,
                                size_t *words, const char **names, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < model->n_terms; i++) {
        const gg_term *term = &model->terms[i];
        const json_t *at = json_object_get(index, term->feature);

        column_of[i] = at ? (size_t)json_integer_value(at) : *n;
        if (!at) {
            if (json_object_set_new(index, term->feature, json_integer((json_int_t)*n)))
                return GG_E_MEMORY;
            names[(*n)++] = term->feature;
        }
        words[column_of[i]] += term->form == GG_TERM_LEVELS ? term->n : is_level(term);
    }
    return GG_OK;
}

static gg_status make_slots(gg_arena *arena, column *c, size_t words)
{
    c->n_slots = 4;
    while (c->n_slots < 2 * words)
        c->n_slots *= 2;
    c->slots = gg_arena_array(arena, c->n_slots, sizeof *c->slots);
    return c->slots ? GG_OK : GG_E_MEMORY;
}

static void add_word(column *c, const char *word, double adds)
{
    slot *s = find_slot(c, word, strlen(word));

    s->word = word;
    s->size = strlen(word);
    s->adds += adds;
}

/* What a missing cell makes of a term; NaN for nothing that could be scored. */
static double missing_adds(const gg_term *term)
{
    double value = NAN;

    if (term->form != GG_TERM_INPUT)
        return term->has_missing ? term->missing : NAN;
    if (gg_input_value(&term->input, (gg_view){"", 0}, &value, NULL) || !isfinite(value))
        return NAN;
    return fabs(term->weight * value) <= MOST_ADDED ? term->weight * value : NAN;
}

static void add_term(column *c, const gg_term *term)
{
    c->missing += missing_adds(term);
    if (term->form == GG_TERM_BINS || (term->form == GG_TERM_INPUT && !term->input.level))
        c->number = term;
    if (is_level(term)) {
        c->has_other = true;
        if (*term->input.level)
            add_word(c, term->input.level, term->weight);
    }
    if (term->form == GG_TERM_LEVELS) {
        c->has_other = term->has_other;
        c->other = term->other;
        for (size_t i = 0; i < term->n; i++)
            add_word(c, term->levels[i], term->points[i]);
    }
}

static gg_status compile(const gg_additive *model, gg_arena *arena, engine *e, gg_error *err)
{
    size_t *column_of = gg_arena_array(arena, model->n_terms, sizeof *column_of);
    size_t *words = gg_arena_array(arena, model->n_terms, sizeof *words);
    const char **names = gg_arena_array(arena, model->n_terms, sizeof *names);
    json_t *index = json_object();
    gg_status status = column_of && words && names && index ? GG_OK : GG_E_MEMORY;
    size_t n = 0;

    if (!status)
        status = number_columns(model, index, column_of, words, names, &n);
    json_decref(index);
    e->columns = gg_arena_array(arena, n, sizeof *e->columns);
    if (!e->columns)
        status = GG_E_MEMORY;
    for (size_t i = 0; i < n && !status; i++)
        status = make_slots(arena, &e->columns[i], words[i]);
    if (status)
        return gg_error_set(err, status, NULL, "out of memory");
    for (size_t i = 0; i < model->n_terms; i++)
        add_term(&e->columns[column_of[i]], &model->terms[i]);
    e->link = model->link;
    e->intercept = model->intercept;
    e->scorer = (gg_scorer){&functions, names, n, e};
    return GG_OK;
}

gg_status gg_additive_scorer(const gg_additive *model, gg_arena *arena, gg_scorer **out,
                             gg_error *err)
{
    engine *e = calloc(1, sizeof *e);
    gg_status status;

    if (!e)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    status = compile(model, arena, e, err);
    if (status) {
        free(e);
        return status;
    }
    e->arena = *arena;
    gg_arena_init(arena);
    *out = &e->scorer;
    return GG_OK;
}
