/* The nearest known word, for whoever mistyped one. */
#include <string.h>

#include "cli_internal.h"

#define LONGEST 40 /* no option or command is longer; longer words are not compared */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance (Damerau 1964, with each swap used once). */
size_t gg_edit_distance(const char *a, size_t n, const char *b)
{
    size_t m = strlen(b);
    size_t row[LONGEST + 1][LONGEST + 1];

    if (n > LONGEST || m > LONGEST)
        return n > m ? n : m;
    for (size_t i = 0; i <= n; i++)
        row[i][0] = i;
    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            size_t same = a[i - 1] == b[j - 1] ? 0 : 1;

            row[i][j] = least(least(row[i - 1][j], row[i][j - 1]) + 1, row[i - 1][j - 1] + same);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[i][j] = least(row[i][j], row[i - 2][j - 2] + 1);
        }
    return row[n][m];
}

void gg_suggest(const char *word, size_t n, const char *candidate, const char **best,
                size_t *distance)
{
    size_t d = gg_edit_distance(word, n, candidate);
    size_t limit = n / 3 > 1 ? n / 3 : 1;

    /* A word that the candidate begins with is meant, however much of it is missing. */
    if (n >= 3 && strncmp(candidate, word, n) == 0)
        d = 1;
    if (d > limit || (*best && d >= *distance))
        return;
    *best = candidate;
    *distance = d;
}
