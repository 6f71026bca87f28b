/* Shares as exact fractions of whole numbers. */
#include <math.h>

#include "anonymity_internal.h"

static gg_u128 common(gg_u128 a, gg_u128 b)
{
    while (b) {
        gg_u128 rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

int gg_ratio_compare(gg_ratio a, gg_ratio b)
{
    if (a.den == 0 || b.den == 0)
        return (a.den != 0) - (b.den != 0);
    for (;;) {
        gg_u128 whole_a = a.num / a.den, whole_b = b.num / b.den;
        gg_ratio swap;

        if (whole_a != whole_b)
            return whole_a < whole_b ? -1 : 1;
        a.num %= a.den;
        b.num %= b.den;
        if (a.num == 0 || b.num == 0)
            return (a.num != 0) - (b.num != 0);
        /* both below 1: the larger has the smaller reciprocal */
        swap = (gg_ratio){b.den, b.num};
        b = (gg_ratio){a.den, a.num};
        a = swap;
    }
}

gg_ratio gg_ratio_larger(gg_ratio a, gg_ratio b)
{
    return gg_ratio_compare(a, b) >= 0 ? a : b;
}

gg_fraction gg_fraction_undefined(void)
{
    return (gg_fraction){0, 0, NAN};
}

gg_fraction gg_fraction_of(gg_u128 num, gg_u128 den)
{
    gg_fraction out = {0, 0, 0};
    gg_u128 by;

    if (den == 0)
        return gg_fraction_undefined();
    by = common(num, den);
    num /= by;
    den /= by;
    out.value = (double)num / (double)den;
    if (num <= UINT64_MAX && den <= UINT64_MAX) {
        out.num = (uint64_t)num;
        out.den = (uint64_t)den;
    }
    return out;
}

gg_ratio gg_ratio_add(gg_ratio a, gg_ratio b)
{
    gg_ratio lost = {0, 0}, sum;
    gg_u128 by, left, right;

    if (a.den == 0 || b.den == 0)
        return lost;
    by = common(a.den, b.den);
    if (__builtin_mul_overflow(a.num, b.den / by, &left) ||
        __builtin_mul_overflow(b.num, a.den / by, &right) ||
        __builtin_add_overflow(left, right, &sum.num) ||
        __builtin_mul_overflow(a.den, b.den / by, &sum.den))
        return lost;
    by = common(sum.num, sum.den);
    return (gg_ratio){sum.num / by, sum.den / by};
}
