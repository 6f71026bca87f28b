/* Which known word someone meant. */
#include "gate_internal.h"

#define LONGEST 63

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Damerau 1964, in the form that never edits a pair twice (optimal string alignment). */
unsigned gg_spelling_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    unsigned rows[3][LONGEST + 1], *before = rows[0], *last = rows[1], *row = rows[2];

    if (n > LONGEST || m > LONGEST)
        return 255;
    for (size_t j = 0; j <= m; j++)
        last[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *spare = before;

        row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned d =
                smaller(smaller(last[j] + 1, row[j - 1] + 1), last[j - 1] + (a[i - 1] != b[j - 1]));

            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d = smaller(d, before[j - 2] + 1);
            row[j] = d;
        }
        before = last;
        last = row;
        row = spare;
    }
    return last[m];
}

/* A third of the letters may be wrong; at short words one, and never all of them. */
bool gg_spelling_near(const char *a, const char *b, unsigned distance)
{
    size_t n = strlen(a), m = strlen(b);
    size_t longer = n > m ? n : m;
    unsigned allowed = longer < 6 ? 1 : (unsigned)(longer / 3);

    return distance < longer && distance <= allowed;
}
