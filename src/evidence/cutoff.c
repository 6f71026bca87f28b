/*
 * Rows on one side of a cutoff, by arm, outcome and decision, with the sums of their inverse
 * probabilities of inspection: counted in a walk, stored, read, added.
 */
#include <math.h>

#include "evidence_internal.h"
#include "ranked_internal.h"

#define COUNTS (sizeof((gg_cutoff_rows *)0)->n / sizeof(uint64_t))

_Static_assert((int)GG_SELECTIVE_ARMS == (int)GG_ARMS && (int)GG_SEEN == (int)GG_OUTCOMES &&
                   (int)GG_SELECTIVE_RANDOM == (int)GG_ARM_RANDOM,
               "arms and outcomes");

/* ---- counting ---- */

void gg_cutoff_count(gg_cutoff_block *to, uint32_t tag, uint64_t count, const double *inverse)
{
    const unsigned outcome = gg_tag_outcome(tag);

    to->n[gg_tag_arm(tag)][outcome][gg_tag_referred(tag)] += count;
    if (inverse && outcome != GG_UNVERIFIED) {
        const double x = *inverse;

        to->sums.w[outcome] += gg_to_fixed(x) * (gg_i128)count;
        to->sums.w2[outcome] += gg_to_fixed(x * x) * (gg_i128)count;
    }
}

gg_outcome_counts gg_cutoff_outcomes(const gg_cutoff_block *block)
{
    uint64_t n[GG_OUTCOMES] = {0};

    for (size_t a = 0; a < GG_ARMS; a++)
        for (size_t o = 0; o < GG_OUTCOMES; o++)
            n[o] += block->n[a][o][0] + block->n[a][o][1];
    return (gg_outcome_counts){
        .negatives = n[GG_NEGATIVE], .positives = n[GG_POSITIVE], .unverified = n[GG_UNVERIFIED]};
}

void gg_cutoff_add(const gg_cutoff_block *from, gg_cutoff_rows *to)
{
    const uint64_t *x = &from->n[0][0][0];

    for (size_t i = 0; i < COUNTS; i++)
        (&to->n[0][0][0])[i] += x[i];
    for (size_t o = 0; to->exact && o < 2; o++) {
        to->exact->w[o] += from->sums.w[o];
        to->exact->w2[o] += from->sums.w2[o];
    }
}

gg_status gg_cutoff_init(gg_evidence *evidence, gg_cutoff_rows *rows, gg_error *err)
{
    if (!evidence->sampled)
        return GG_OK;
    rows->exact = gg_arena_array(&evidence->arena, 1, sizeof *rows->exact);
    return rows->exact ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

void gg_cutoff_finish(gg_cutoff_rows *rows)
{
    for (size_t o = 0; rows->exact && o < 2; o++) {
        rows->inverse[o] = gg_from_fixed(rows->exact->w[o]);
        rows->inverse2[o] = gg_from_fixed(rows->exact->w2[o]);
    }
}

/* ---- stored ---- */

static json_t *fixed_pair(const gg_i128 *x)
{
    json_t *list = json_array();

    for (size_t o = 0; o < 2; o++)
        json_array_append_new(list, gg_fixed_text(x[o]));
    return list;
}

json_t *gg_cutoff_store(const gg_cutoff_rows *rows)
{
    json_t *o = json_object(), *counts = json_array();

    for (size_t i = 0; i < COUNTS; i++)
        json_array_append_new(counts, json_integer((json_int_t)(&rows->n[0][0][0])[i]));
    json_object_set_new(o, "counts", counts);
    if (rows->exact) {
        json_object_set_new(o, "inverse_probabilities", fixed_pair(rows->exact->w));
        json_object_set_new(o, "squared_inverses", fixed_pair(rows->exact->w2));
    }
    return o;
}

static bool read_pair(const json_t *list, gg_i128 *out)
{
    return json_array_size(list) == 2 && gg_fixed_read(json_array_get(list, 0), &out[0]) &&
           gg_fixed_read(json_array_get(list, 1), &out[1]);
}

static bool read_counts(const json_t *list, gg_cutoff_rows *out)
{
    if (json_array_size(list) != COUNTS)
        return false;
    for (size_t i = 0; i < COUNTS; i++) {
        const json_t *x = json_array_get(list, i);

        if (!json_is_integer(x) || json_integer_value(x) < 0 ||
            (uint64_t)json_integer_value(x) > GG_MOST_ROWS)
            return false;
        (&out->n[0][0][0])[i] = (uint64_t)json_integer_value(x);
    }
    return true;
}

bool gg_cutoff_load(const json_t *object, gg_cutoff_rows *out)
{
    bool fine = read_counts(json_object_get(object, "counts"), out);

    if (fine && out->exact)
        fine = read_pair(json_object_get(object, "inverse_probabilities"), out->exact->w) &&
               read_pair(json_object_get(object, "squared_inverses"), out->exact->w2);
    if (fine)
        gg_cutoff_finish(out);
    return fine;
}

/* Rows of an outcome, over arms and decisions. */
static uint64_t of_outcome(const gg_cutoff_rows *rows, size_t outcome)
{
    uint64_t n = 0;

    for (size_t a = 0; a < GG_ARMS; a++)
        n += rows->n[a][outcome][0] + rows->n[a][outcome][1];
    return n;
}

/* Whether they are a part of the slice's rows. */
static bool within(const gg_cutoff_rows *rows, const gg_slice *slice)
{
    for (size_t a = 0; a < GG_ARMS; a++)
        for (size_t o = 0; o < GG_OUTCOMES; o++) {
            const uint64_t *n = slice->tally.n[a][o];

            if (rows->n[a][o][0] > n[GG_BELOW] + n[GG_SUPPRESSED] ||
                rows->n[a][o][1] > n[GG_REFERRED])
                return false;
        }
    return true;
}

/* Inverses lie from 1 up, and no sum of squares is below that of equal parts. */
static bool possible(const gg_cutoff_rows *rows, size_t outcome)
{
    const double n = (double)of_outcome(rows, outcome);
    const double w = rows->inverse[outcome], w2 = rows->inverse2[outcome];

    return w >= n * (1 - 1e-9) && w2 >= w * (1 - 1e-9) && w * w <= n * w2 * (1 + 1e-9) &&
           w2 <= w * w * (1 + 1e-9);
}

bool gg_cutoff_agrees(const gg_cutoff_rows *rows, const gg_outcome_counts *counts,
                      const gg_slice *slice)
{
    return of_outcome(rows, GG_NEGATIVE) == counts->negatives &&
           of_outcome(rows, GG_POSITIVE) == counts->positives &&
           of_outcome(rows, GG_UNVERIFIED) == counts->unverified && within(rows, slice) &&
           (!rows->exact || (possible(rows, GG_NEGATIVE) && possible(rows, GG_POSITIVE)));
}

/* ---- added ---- */

void gg_cutoff_unite(const gg_cutoff_rows *a, const gg_cutoff_rows *b, gg_cutoff_rows *out)
{
    for (size_t i = 0; i < COUNTS; i++)
        (&out->n[0][0][0])[i] = (&a->n[0][0][0])[i] + (&b->n[0][0][0])[i];
    for (size_t o = 0; out->exact && o < 2; o++) {
        out->exact->w[o] = a->exact->w[o] + b->exact->w[o];
        out->exact->w2[o] = a->exact->w2[o] + b->exact->w2[o];
    }
    gg_cutoff_finish(out);
}
