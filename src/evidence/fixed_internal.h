/*
 * Internal to the floor evidence: sums of real numbers in fixed point, so that their order does not
 * matter.
 *
 * Weights and inverses of probabilities are added in steps of 1e-12, which a database can do as
 * well. Terms of scores (squared errors, logarithmic losses) are as small as the scores are: the
 * rest below such a step is added beside it, in steps of 1e-30.
 *
 * What there is room for. A term of a row is below 1300 (the square of the largest logarithmic
 * loss, 36.05), and rows are at most 2^53: 2^53 x 1300 / 1e-12 < 2^104, and the rests, 1e18 each,
 * stay below 2^113. Rows that weigh less than 1300 do not go beyond 2^114; of heavier ones a term
 * is less than the square of the weight, whose sum is refused where it has no room (collect.c).
 */
#ifndef GG_FIXED_INTERNAL_H
#define GG_FIXED_INTERNAL_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "gauger/base/json.h"

__extension__ typedef __int128 gg_i128;
__extension__ typedef unsigned __int128 gg_u128;

#define GG_FIXED 1e12

/* Conversions of 64 bits are an instruction, those of 128 are calls; both round alike. */
static inline gg_i128 gg_to_fixed(double x)
{
    const double steps = x * GG_FIXED + (x < 0 ? -0.5 : 0.5);

    return fabs(steps) < 0x1p63 ? (int64_t)steps : (gg_i128)steps;
}
static inline double gg_from_fixed(gg_i128 x)
{
    const double steps = x == (int64_t)x ? (double)(int64_t)x : (double)x;

    return steps / GG_FIXED;
}

/* The least positive weight that the steps do not cut to nothing. */
#define GG_WEIGHT_LEAST 5e-13

/* Why others are refused, and how to mend it. */
#define GG_WEIGHT_CUT "a weight that is nothing in the steps of 1e-12 that weights are added in"
#define GG_WEIGHT_MEND                                                                             \
    "multiply all weights by one number, e.g. 1e6, which changes no rate and no interval"

/* Sums stay below, so that they are stored and read back (37 digits); 17 of them have room. */
#define GG_SUM_END 9e24

/* Such a sum as a text with twelve decimal places; NULL when memory is out. */
json_t *gg_fixed_text(gg_i128 x);

/* Reads it back; false for any other text. */
bool gg_fixed_read(const json_t *value, gg_i128 *out);

/* ---- finer: terms of scores, which are 0 or more ---- */

#define GG_FINER INT64_C(1000000000000000000) /* steps of a rest in a whole step */

/* A sum: whole steps of 1e-12, and what is to be added to them in steps of 1e-30. */
typedef struct gg_fine {
    gg_i128 whole, rest;
} gg_fine;

/* The same of one term below 9000; the rest is less than two whole steps. */
typedef struct gg_term {
    int64_t whole, rest;
} gg_term;

/*
 * A number from 0 to 9000, to 2.5e-16 of itself or a step of 1e-30.
 *
 * The product of its upper 25 bits with 1e12 (2^12 x 244140625, a number of 28 bits) is exact, and
 * so is what is left of that above the whole steps; the product of the lower bits is rounded, but
 * they are 2^-25 of the number (after Dekker, 1971).
 */
static inline gg_term gg_term_of(double x)
{
    const int64_t whole = (int64_t)(x * GG_FIXED);
    uint64_t bits;
    double upper, rest;

    memcpy(&bits, &x, sizeof bits);
    bits &= ~((UINT64_C(1) << 28) - 1);
    memcpy(&upper, &bits, sizeof bits);
    rest = (upper * GG_FIXED - (double)whole) + (x - upper) * GG_FIXED;
    return (gg_term){whole, (int64_t)(rest * (double)GG_FINER + 0.5)};
}

/* In steps of 1e-30, where few are added. */
static inline gg_i128 gg_term_steps(gg_term x)
{
    return (gg_i128)x.whole * GG_FINER + x.rest;
}

/* Adds a term as often as there are such rows; a number of any size; few terms in steps. */
static inline void gg_fine_add(gg_fine *to, gg_term x, uint64_t count)
{
    to->whole += x.whole * (gg_i128)count;
    to->rest += x.rest * (gg_i128)count;
}
void gg_fine_add_real(gg_fine *to, double x, uint64_t count);
void gg_fine_add_steps(gg_fine *to, gg_i128 steps);

/* The sum as a number: the same whatever part of it is in the rest. */
double gg_fine_real(const gg_fine *x);

/* The sum as a text with thirty decimal places; NULL when memory is out. */
json_t *gg_fine_text(const gg_fine *x);

/* Reads it back, or a sum of twelve places, as sums were stored before; false for any other text.
 */
bool gg_fine_read(const json_t *value, gg_fine *out);

#endif
