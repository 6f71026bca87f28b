/* Sums in fixed point as decimal texts: exact, so that what went through a file merges to the same
 * bytes as what did not; and those whose steps are finer. */
#include <stdio.h>

#include "fixed_internal.h"

#define STEP_DIGITS  12
#define FINER_DIGITS 18
#define MOST_DIGITS  37 /* that 128 bits hold in any case */

/* Into the end of a room, where the text begins. */
static char *write_steps(gg_i128 x, char *end)
{
    gg_u128 rest = x < 0 ? -(gg_u128)x : (gg_u128)x;
    char *p = end;
    int places = 0;

    *--p = '\0';
    while (rest || places <= STEP_DIGITS) {
        if (places++ == STEP_DIGITS)
            *--p = '.';
        *--p = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    if (x < 0)
        *--p = '-';
    return p;
}

json_t *gg_fixed_text(gg_i128 x)
{
    char digits[64];

    return json_string(write_steps(x, digits + sizeof digits));
}

static bool read_steps(const char *s, const char *end, gg_i128 *out)
{
    bool negative = s < end && *s == '-';
    gg_u128 x = 0;
    int places = -1, digits = 0;

    for (s += negative; s < end; s++) {
        if (*s == '.' && places < 0) {
            places = 0;
            continue;
        }
        if (*s < '0' || *s > '9' || ++digits > MOST_DIGITS)
            return false;
        x = x * 10 + (unsigned)(*s - '0');
        places += places >= 0;
    }
    if (places != STEP_DIGITS || digits <= STEP_DIGITS)
        return false;
    *out = negative ? -(gg_i128)x : (gg_i128)x;
    return true;
}

bool gg_fixed_read(const json_t *value, gg_i128 *out)
{
    const char *s = json_is_string(value) ? json_string_value(value) : "";

    return read_steps(s, s + strlen(s), out);
}

void gg_fine_add_real(gg_fine *to, double x, uint64_t count)
{
    if (x < 9000)
        gg_fine_add(to, gg_term_of(x), count);
    else /* the last bit of a double is a step of 1e-12 here, or more */
        to->whole += (gg_i128)(x * GG_FIXED) * (gg_i128)count;
}

void gg_fine_add_steps(gg_fine *to, gg_i128 steps)
{
    const gg_i128 whole = steps / GG_FINER;

    to->whole += whole;
    to->rest += steps - whole * GG_FINER;
}

/* The one way to write a sum: a rest from 0 to less than a whole step. */
static gg_fine settled(const gg_fine *x)
{
    gg_fine out = {x->whole, 0};

    gg_fine_add_steps(&out, x->rest);
    if (out.rest < 0) {
        out.whole--;
        out.rest += GG_FINER;
    }
    return out;
}

double gg_fine_real(const gg_fine *x)
{
    const gg_fine sum = settled(x);

    return gg_from_fixed(sum.whole) + (double)sum.rest / (GG_FIXED * (double)GG_FINER);
}

json_t *gg_fine_text(const gg_fine *x)
{
    const gg_fine sum = settled(x);
    char text[64 + FINER_DIGITS], *end = text + 64;
    const char *start = write_steps(sum.whole, end);

    snprintf(end - 1, FINER_DIGITS + 1, "%018lld", (long long)sum.rest);
    return json_string(start);
}

bool gg_fine_read(const json_t *value, gg_fine *out)
{
    const char *s = json_is_string(value) ? json_string_value(value) : "";
    const char *point = strchr(s, '.'), *end;
    gg_fine x = {0, 0};

    if (*s == '-' || !point)
        return false;
    end = strlen(point) > STEP_DIGITS + 1 ? point + STEP_DIGITS + 1 : point + strlen(point);
    if (!read_steps(s, end, &x.whole) || (*end && strlen(end) != FINER_DIGITS))
        return false;
    for (; *end; end++) {
        if (*end < '0' || *end > '9')
            return false;
        x.rest = x.rest * 10 + (*end - '0');
    }
    *out = x;
    return true;
}
