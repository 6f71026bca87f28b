/*
 * Scores of whole millionths whose rows have no weights, several at once.
 *
 * With the score m in millionths every sum over rows is one of whole numbers: those of w m, w m^2,
 * a m and w (m (10^6 - m))^2, w rows of which a have the outcome, give the bins, the Brier score
 * and Spiegelhalter's test. They are added up exactly for the scores that come together and lie in
 * one bin, and rounded once, when they join those from before.
 */
#include "calibration_internal.h"

#define ROWS_MAX ((uint64_t)1 << 62)
/* So many rows at once keep w v, v = m (10^6 - m), below 2^64. */
#define AT_ONCE_MAX ((uint64_t)1 << 26)

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 natural;

/* Sums over scores that lie in one bin of either kind. */
typedef struct totals {
    uint64_t rows, positives;
    uint64_t scores, score_positives; /* of w m, of a m */
    natural squares, spread;          /* of w m^2, of w v^2 */
    long double shares;               /* of a^2 / w */
} totals;

static gg_status check(const gg_calibration *c, const gg_counted_score *s, size_t n, uint64_t *sum)
{
    uint64_t rows = 0;

    if (n > 0 && c->last >= gg_counted_score_of(&s[0])) /* NaN at first, at or above nothing */
        return GG_E_INPUT;
    for (size_t i = 0; i < n; i++) {
        if (s[i].millionths > GG_MILLION || (i > 0 && s[i].millionths <= s[i - 1].millionths) ||
            s[i].rows == 0 || s[i].positives > s[i].rows)
            return GG_E_INPUT;
        rows += s[i].rows;
    }
    if (rows >= ROWS_MAX || c->rows >= ROWS_MAX - rows)
        return GG_E_LIMIT;
    *sum = rows;
    return c->expected > 0 && rows > c->expected - c->rows ? GG_E_INPUT : GG_OK;
}

static totals totals_of(const gg_counted_score *s, size_t n)
{
    totals t = {0};

    for (size_t i = 0; i < n; i++) {
        const uint64_t m = s[i].millionths, w = s[i].rows, v = m * (GG_MILLION - m);

        t.rows += w;
        t.scores += w * m;
        t.squares += (natural)(w * m) * m;
        t.spread += (natural)(w * v) * v;
        if (s[i].positives > 0) {
            const uint64_t a = s[i].positives;

            t.positives += a;
            t.score_positives += a * m;
            t.shares += (long double)a * (long double)a / (long double)w;
        }
    }
    return t;
}

/* With s = m / 10^6, over rows with the outcome y: (s - y)^2 is y - 2 y s + s^2, (y - s)(1 - 2 s)
 * is y - 2 y s - s + 2 s^2, and (1 - 2 s)^2 s (1 - s) is r (1 - 4 r), r = s (1 - s). */
static void add_to_sums(gg_calibration_sums *sums, const totals *t, size_t n)
{
    const wide million = GG_MILLION, whole = million * million;
    const wide lean = t->positives * whole - 2 * million * t->score_positives;
    const wide squares = (wide)t->squares, scores = million * t->scores;
    const long double unit = (long double)whole;

    sums->weight += t->rows;
    sums->positives += t->positives;
    sums->brier += (long double)(lean + squares) / unit;
    sums->gap += (long double)(lean - scores + 2 * squares) / unit;
    sums->gap_var +=
        (long double)(whole * (scores - squares) - 4 * (wide)t->spread) / (unit * unit);
    sums->reliability +=
        (long double)(squares - 2 * million * t->score_positives) / unit + t->shares;
    sums->resolution += t->shares;
    sums->distinct += n;
}

static void add_to_bin(gg_calibration_bin *bin, const totals *t, double low, double high)
{
    const double million = GG_MILLION;

    if (bin->rows == 0)
        bin->low = low;
    bin->high = high;
    bin->rows += t->rows;
    bin->weight += (double)t->rows;
    bin->squares += (double)t->rows;
    bin->positives += (double)t->positives;
    bin->scores += (double)t->scores / million;
    bin->score_squares += (double)t->squares / (million * million);
    bin->score_positives += (double)t->score_positives / million;
}

/* How many of n scores, at least one, lie in the bin of equal width of the first one. */
static size_t in_width(const gg_calibration *c, const gg_counted_score *s, size_t n)
{
    const size_t at = gg_width_bin(gg_counted_score_of(s), c->bins);
    size_t k = 1;

    if (gg_width_bin(gg_counted_score_of(&s[n - 1]), c->bins) == at)
        return n;
    while (gg_width_bin(gg_counted_score_of(&s[k]), c->bins) == at)
        k++;
    return k;
}

/* The same for bins of equal count, with `rows` rows of all n of them. */
static size_t in_count(const gg_calibration *c, const gg_counted_score *s, size_t n, uint64_t rows)
{
    const size_t at = gg_count_bin(c->rows, c->expected, c->bins);
    uint64_t below = c->rows + s[0].rows;
    size_t k = 1;

    if (gg_count_bin(c->rows + rows - s[n - 1].rows, c->expected, c->bins) == at)
        return n;
    for (; gg_count_bin(below, c->expected, c->bins) == at; k++)
        below += s[k].rows;
    return k;
}

/* Adds the first of n scores, as many as lie in one bin of either kind; says how many. */
static size_t add_some(gg_calibration *c, const gg_counted_score *s, size_t n, uint64_t rows)
{
    size_t k = in_width(c, s, n), in = c->expected > 0 ? in_count(c, s, n, rows) : n;
    const double low = gg_counted_score_of(s);
    double high;
    totals t;

    k = k < in ? k : in;
    high = gg_counted_score_of(&s[k - 1]);
    t = totals_of(s, k);
    add_to_sums(&c->sums, &t, k);
    add_to_bin(&c->by_width[gg_width_bin(low, c->bins)], &t, low, high);
    if (c->expected > 0)
        add_to_bin(&c->by_count[gg_count_bin(c->rows, c->expected, c->bins)], &t, low, high);
    c->rows += t.rows;
    return k;
}

/* One by one: where some before had weights, or there are too many rows. */
static gg_status add_each(gg_calibration *c, const gg_counted_score *s, size_t n)
{
    gg_status status = GG_OK;

    for (size_t i = 0; i < n && !status; i++) {
        const gg_score_block b = {.score = gg_counted_score_of(&s[i]),
                                  .weight = (double)s[i].rows,
                                  .positives = (double)s[i].positives,
                                  .squares = (double)s[i].rows,
                                  .rows = s[i].rows};

        status = gg_calibration_add_known(c, &b, s[i].log_odds);
    }
    return status;
}

gg_status gg_calibration_add_counted(gg_calibration *c, const gg_counted_score *scores, size_t n)
{
    uint64_t rows = 0, before = c->rows;
    gg_status status = check(c, scores, n, &rows);

    if (status == GG_OK)
        status = gg_isotonic_reserve(&c->isotonic, n);
    if (status == GG_OK)
        status = gg_logits_reserve(&c->logits, n);
    if (status != GG_OK || n == 0)
        return status;
    if (c->logits.weighted || rows > AT_ONCE_MAX)
        return add_each(c, scores, n);
    for (size_t i = 0; i < n;)
        i += add_some(c, scores + i, n - i, before + rows - c->rows);
    gg_isotonic_add_counted(&c->isotonic, scores, n);
    gg_logits_add_counted(&c->logits, scores, n);
    c->last = gg_counted_score_of(&scores[n - 1]);
    return GG_OK;
}
