/*
 * What the values of a sensitive column give away within classes: l-diversity, t-closeness.
 *
 * With c rows of a value in a class of n, C in the table of N: p - P = (c N - C n) / (n N), so that
 * every distance is a sum of whole numbers over one denominator and classes compare exactly.
 */
#include <math.h>
#include <stdlib.h>

#include "anonymity_internal.h"

/* The table's own distribution, and sums of it for ordered values. */
typedef struct whole {
    size_t n_values;
    uint64_t rows;
    uint64_t *counts;    /* of each value */
    uint64_t *below;     /* below[i]: rows of values 0 .. i - 1; n_values + 1 of them */
    gg_u128 *below_sums; /* below_sums[i]: below[1] + ... + below[i] */
} whole;

static void whole_release(whole *w)
{
    free(w->counts);
    free(w->below);
    free(w->below_sums);
}

static gg_status check_cells(const gg_joint_count *cells, size_t n, size_t n_values, gg_error *err)
{
    uint64_t rows = 0;

    if (n == 0)
        return gg_error_set(err, GG_E_UNDEFINED, NULL, "no rows, so no classes");
    for (size_t i = 0; i < n; i++) {
        const gg_joint_count *c = &cells[i], *before = i ? &cells[i - 1] : NULL;
        bool same = before && c->class_index == before->class_index;

        if (c->rows == 0 || c->value >= n_values || (same && c->value <= before->value) ||
            (!same && c->class_index != (before ? before->class_index + 1 : 0)))
            return gg_error_set(err, GG_E_USAGE, NULL,
                                "counts by class and value are out of order");
        if (c->rows > GG_ANONYMITY_ROWS - rows)
            return gg_error_set(err, GG_E_LIMIT, NULL, "more than 2^47 rows");
        rows += c->rows;
    }
    return GG_OK;
}

static gg_status whole_of(const gg_joint_count *cells, size_t n, size_t n_values, whole *w,
                          gg_error *err)
{
    gg_status status = check_cells(cells, n, n_values, err);

    *w = (whole){.n_values = n_values};
    if (status)
        return status;
    w->counts = calloc(n_values, sizeof *w->counts);
    w->below = calloc(n_values + 1, sizeof *w->below);
    w->below_sums = calloc(n_values + 1, sizeof *w->below_sums);
    if (!w->counts || !w->below || !w->below_sums) {
        whole_release(w);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    for (size_t i = 0; i < n; i++) {
        w->counts[cells[i].value] += cells[i].rows;
        w->rows += cells[i].rows;
    }
    for (size_t v = 0; v < n_values; v++) {
        w->below[v + 1] = w->below[v] + w->counts[v];
        w->below_sums[v + 1] = w->below_sums[v] + w->below[v + 1];
    }
    return GG_OK;
}

/* The cells of one class: from cells[0], as long as the class is the same. */
static size_t class_length(const gg_joint_count *cells, size_t n, uint64_t *rows)
{
    size_t m = 0;

    *rows = 0;
    while (m < n && cells[m].class_index == cells[0].class_index)
        *rows += cells[m++].rows;
    return m;
}

static gg_u128 distance(gg_u128 a, gg_u128 b)
{
    return a > b ? a - b : b - a;
}

/* 1/2 sum |p - P| as a ratio over 2 n N: values that the class lacks add P each. */
static gg_ratio equal_distance(const gg_joint_count *cells, size_t m, uint64_t size, const whole *w)
{
    gg_u128 sum = 0;
    uint64_t present = 0;

    for (size_t i = 0; i < m; i++) {
        uint64_t overall = w->counts[cells[i].value];

        sum += distance((gg_u128)cells[i].rows * w->rows, (gg_u128)overall * size);
        present += overall;
    }
    sum += (gg_u128)(w->rows - present) * size;
    return (gg_ratio){sum, 2 * (gg_u128)size * w->rows};
}

/* The sum of |level - below[i] size| for i from `from` to `to`: below ascends, so that the sign
 * changes once, and the place is found by halving. */
static gg_u128 sum_to_level(gg_u128 level, uint64_t size, size_t from, size_t to, const whole *w)
{
    size_t low = from, high = to + 1;
    gg_u128 under, over;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if ((gg_u128)w->below[middle] * size <= level)
            low = middle + 1;
        else
            high = middle;
    }
    under = level * (low - from) - (w->below_sums[low - 1] - w->below_sums[from - 1]) * size;
    over = (w->below_sums[to] - w->below_sums[low - 1]) * size - level * (to + 1 - low);
    return under + over;
}

/* 1/(m - 1) sum_i |sum_{j <= i} (p_j - P_j)| over the first m - 1 values. */
static gg_ratio ordered_distance(const gg_joint_count *cells, size_t m, uint64_t size,
                                 const whole *w)
{
    gg_u128 sum = 0, level = 0;
    size_t from = 1;

    if (w->n_values < 2)
        return (gg_ratio){0, 1};
    for (size_t i = 0; i <= m; i++) {
        size_t next = i < m ? cells[i].value : w->n_values - 1;

        if (next >= from)
            sum += sum_to_level(level, size, from, next, w);
        if (i == m)
            break;
        from = next + 1;
        level += (gg_u128)cells[i].rows * w->rows;
    }
    return (gg_ratio){sum, (gg_u128)(w->n_values - 1) * size * w->rows};
}

/* Running results over the classes. */
typedef struct worst {
    gg_ratio alpha, equal, ordered;
    double entropy;
} worst;

static void add_class(const gg_joint_count *cells, size_t m, uint64_t size, const whole *w,
                      bool ordered, worst *seen, gg_diversity *d)
{
    double entropy = 0;

    for (size_t i = 0; i < m; i++) {
        double p = (double)cells[i].rows / (double)size;
        double overall = (double)w->counts[cells[i].value] / (double)w->rows;

        entropy -= p * log(p);
        seen->alpha = gg_ratio_larger(seen->alpha, (gg_ratio){cells[i].rows, size});
        d->basic_beta = fmax(d->basic_beta, (p - overall) / overall);
        d->delta_disclosure = fmax(d->delta_disclosure, fabs(log(p / overall)));
    }
    seen->entropy = fmin(seen->entropy, entropy);
    seen->equal = gg_ratio_larger(seen->equal, equal_distance(cells, m, size, w));
    if (ordered)
        seen->ordered = gg_ratio_larger(seen->ordered, ordered_distance(cells, m, size, w));
    if (d->distinct_l == 0 || m < d->distinct_l)
        d->distinct_l = m;
}

gg_status gg_diversity_compute(const gg_joint_count *cells, size_t n, size_t n_values, bool ordered,
                               gg_diversity *out, gg_error *err)
{
    gg_diversity d = {0};
    worst seen = {.entropy = INFINITY};
    whole w;
    gg_status status = whole_of(cells, n, n_values, &w, err);

    if (status)
        return status;
    for (size_t i = 0; i < n;) {
        uint64_t size;
        size_t m = class_length(cells + i, n - i, &size);

        add_class(cells + i, m, size, &w, ordered, &seen, &d);
        i += m;
    }
    whole_release(&w);
    d.entropy_l = exp(fmax(0, seen.entropy));
    d.alpha = gg_fraction_of(seen.alpha.num, seen.alpha.den);
    d.t_equal = gg_fraction_of(seen.equal.num, seen.equal.den);
    d.t_ordered = gg_fraction_of(seen.ordered.num, seen.ordered.den);
    *out = d;
    return GG_OK;
}

bool gg_diversity_has_entropy(const gg_diversity *d, double l)
{
    return log(d->entropy_l) >= log(l) - 1e-9;
}

static int descending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x < y) - (x > y);
}

gg_status gg_recursive_c_compute(const gg_joint_count *cells, size_t n, size_t l, gg_fraction *out,
                                 gg_error *err)
{
    gg_ratio largest = {0, 0};
    bool too_few = false;
    gg_status status = check_cells(cells, n, UINT32_MAX, err);
    uint64_t *counts;

    if (status)
        return status;
    if (l < 2)
        return gg_error_set(err, GG_E_USAGE, NULL, "recursive diversity needs l of 2 or more");
    counts = malloc(n * sizeof *counts);
    if (!counts)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    for (size_t i = 0; i < n;) {
        uint64_t size, tail = 0;
        size_t m = class_length(cells + i, n - i, &size);

        for (size_t j = 0; j < m; j++)
            counts[j] = cells[i + j].rows;
        qsort(counts, m, sizeof *counts, descending);
        for (size_t j = l - 1; j < m; j++)
            tail += counts[j];
        too_few = too_few || m < l;
        largest = gg_ratio_larger(largest, (gg_ratio){counts[0], tail});
        i += m;
    }
    free(counts);
    *out = too_few ? gg_fraction_undefined() : gg_fraction_of(largest.num, largest.den);
    return GG_OK;
}
