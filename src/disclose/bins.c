/*
 * The score distribution: neighbouring bins are merged until each outcome in each bin is 0 or at
 * least the minimum cell. The edges that stay are edges of the grid.
 *
 * Where referral follows from the score, a bin below the threshold holds cases that were not
 * referred and one above it cases that were, so the confusion matrix splits the bin that holds the
 * threshold in two: both halves are kept to the rule as well.
 */
#include <math.h>
#include <string.h>

#include "disclose_internal.h"

#define BINS_MOST 1000

typedef struct counts {
    double n[GG_OUTCOMES];
} counts;

typedef struct bins {
    double least;
    size_t n;
    double low, high;
    counts all[BINS_MOST];
    size_t first[BINS_MOST]; /* first grid bin of each merged bin */
    size_t n_merged;
} bins;

static const char *const keys[GG_OUTCOMES] = {"negative", "positive", "unverified"};

static void add(counts *to, const counts *more)
{
    for (size_t o = 0; o < GG_OUTCOMES; o++)
        to->n[o] += more->n[o];
}

static counts sum(const bins *b, size_t from, size_t to)
{
    counts total = {{0}};

    for (size_t i = from; i < to; i++)
        add(&total, &b->all[i]);
    return total;
}

static bool large(const bins *b, const counts *c)
{
    for (size_t o = 0; o < GG_OUTCOMES; o++)
        if (c->n[o] > 0 && c->n[o] < b->least)
            return false;
    return true;
}

/* Merges the bins from .. to - 1, whose sum is large, from the left; what is left over at the right
 * goes to the bins before it. */
static void merge_side(bins *b, size_t from, size_t to)
{
    size_t floor = b->n_merged, begin = from;
    counts run = {{0}};

    for (size_t i = from; i < to; i++) {
        add(&run, &b->all[i]);
        if (!large(b, &run))
            continue;
        b->first[b->n_merged++] = begin;
        begin = i + 1;
        run = (counts){{0}};
    }
    while (begin < to && b->n_merged > floor) {
        begin = b->first[--b->n_merged];
        run = sum(b, begin, to);
        if (large(b, &run))
            break;
    }
    if (begin < to)
        b->first[b->n_merged++] = begin;
}

/* How many of bin `at` are referred, by outcome: the referred minus those in the bins above. False
 * where the decision does not follow from the score. */
static bool referred_in(const bins *b, size_t at, const gg_figures *overall, counts *out)
{
    counts above = sum(b, at + 1, b->n);

    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        out->n[o] = overall->w[o][GG_SELECTED] - above.n[o];
        if (out->n[o] < 0 || out->n[o] > b->all[at].n[o])
            return false;
    }
    return true;
}

static counts minus(const counts *a, const counts *b)
{
    counts difference;

    for (size_t o = 0; o < GG_OUTCOMES; o++)
        difference.n[o] = a->n[o] - b->n[o];
    return difference;
}

static bool empty(const counts *c)
{
    return c->n[GG_NEGATIVE] + c->n[GG_POSITIVE] + c->n[GG_UNVERIFIED] == 0;
}

/* Merges around a bin that the threshold cuts: it grows until its two halves and what is left on
 * either side are large; in the end it is everything. */
static void merge_around(bins *b, size_t at, const counts *referred)
{
    counts kept = minus(&b->all[at], referred), gone = *referred;
    counts left = sum(b, 0, at), right = sum(b, at + 1, b->n);
    size_t from = at, to = at + 1;

    while ((from > 0 || to < b->n) &&
           !(large(b, &kept) && large(b, &gone) && large(b, &left) && large(b, &right))) {
        bool leftward = !large(b, &kept) || !large(b, &left);

        if (from > 0 && (leftward || to == b->n)) {
            add(&kept, &b->all[--from]);
            left = sum(b, 0, from);
        } else {
            add(&gone, &b->all[to++]);
            right = sum(b, to, b->n);
        }
    }
    merge_side(b, 0, from);
    b->first[b->n_merged++] = from;
    merge_side(b, to, b->n);
}

/* Merges with regard to the threshold; false where the result could not be vouched for. */
static bool merge_by_threshold(bins *b, const gg_figures *overall, double threshold)
{
    double place = (threshold - b->low) / (b->high - b->low) * (double)b->n;
    size_t at = place <= 0 ? 0 : place >= (double)b->n ? b->n - 1 : (size_t)place;
    counts referred, kept;

    if (!referred_in(b, at, overall, &referred))
        return false;
    kept = minus(&b->all[at], &referred);
    if (empty(&kept) || empty(&referred)) {
        size_t cut = empty(&kept) ? at : at + 1;

        merge_side(b, 0, cut);
        merge_side(b, cut, b->n);
    } else {
        merge_around(b, at, &referred);
    }
    return true;
}

/* Reads the grid and its counts; a distribution that does not fit the rest is an error. */
static gg_status read_bins(gg_publication *p, const json_t *source, bins *b)
{
    counts total;

    b->least = p->least;
    b->low = gg_json_number(source, "low", NAN);
    b->high = gg_json_number(source, "high", NAN);
    b->n = json_array_size(json_object_get(source, keys[GG_POSITIVE]));
    if (!(b->low < b->high) || b->n == 0 || b->n > BINS_MOST)
        return gg_error_set(p->err, GG_E_INPUT, "give a document that gauger wrote",
                            "score_distribution has no grid");
    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        const json_t *list = json_object_get(source, keys[o]);

        for (size_t i = 0; i < b->n; i++) {
            b->all[i].n[o] = json_number_value(json_array_get(list, i));
            if (json_array_size(list) != b->n || !(b->all[i].n[o] >= 0))
                return gg_error_set(p->err, GG_E_INPUT, "give a document that gauger wrote",
                                    "score_distribution: the counts of \"%s\" are incomplete",
                                    keys[o]);
        }
    }
    for (size_t i = 0; p->scope == GG_SCOPE_VERIFIED && i < b->n; i++)
        b->all[i].n[GG_UNVERIFIED] = 0;
    total = sum(b, 0, b->n);
    for (size_t o = 0; o < GG_OUTCOMES; o++) {
        double all = p->overall.w[o][GG_SELECTED] + p->overall.w[o][GG_NOT_SELECTED];

        if (!p->overall.weighted && fabs(all - total.n[o]) > 0.5)
            return gg_error_set(p->err, GG_E_INPUT, "give a document that gauger wrote",
                                "score_distribution does not add up to the counts of everyone");
    }
    return GG_OK;
}

/*
 * An edge with as many digits as the step of the grid has. The grid of probabilities is the same
 * for every table; any other runs from the lowest score to the highest, each of which is one case's
 * own, and its edges would tell them in full. Edges lie a step or more apart, so they stay in
 * order.
 */
static double coarse(const bins *b, double edge)
{
    double digits = floor(log10((b->high - b->low) / (double)b->n));
    double unit = pow(10, fabs(digits));

    if (b->low == 0 && b->high == 1)
        return edge;
    return digits < 0 ? round(edge * unit) / unit : round(edge / unit) * unit;
}

static bool write_bins(const bins *b, gg_scope scope, json_t *out)
{
    double width = (b->high - b->low) / (double)b->n;
    json_t *edges = json_array();
    bool fine = gg_json_set_real(out, "low", coarse(b, b->low)) == 0 &&
                gg_json_set_real(out, "high", coarse(b, b->high)) == 0 &&
                gg_set(out, "bins", json_integer((json_int_t)b->n_merged)) &&
                gg_set(out, "edges", edges);

    for (size_t i = 0; fine && i <= b->n_merged; i++) {
        size_t at = i < b->n_merged ? b->first[i] : b->n;
        double edge = at == b->n ? b->high : b->low + (double)at * width;

        fine = json_array_append_new(edges, json_real(coarse(b, edge))) == 0;
    }
    for (size_t o = 0; fine && o < GG_OUTCOMES; o++) {
        json_t *list = json_array();

        fine = gg_set(out, keys[o], list);
        for (size_t i = 0; fine && i < b->n_merged; i++) {
            size_t to = i + 1 < b->n_merged ? b->first[i + 1] : b->n;
            counts c = sum(b, b->first[i], to);

            /* Left out of the scope is not the same as none. */
            fine = json_array_append_new(list, o == GG_UNVERIFIED && scope == GG_SCOPE_VERIFIED
                                                   ? json_null()
                                                   : json_integer((json_int_t)c.n[o])) == 0;
        }
    }
    return fine;
}

gg_status gg_bins_publish(gg_publication *p, json_t **out)
{
    const json_t *source = json_object_get(p->evaluation, "score_distribution");
    const json_t *decision = json_object_get(p->evaluation, "decision");
    const char *rule = gg_json_string(decision, "rule", "");
    bins *b = gg_arena_array(&p->arena, 1, sizeof *b);
    json_t *result;
    gg_status status;

    if (!b)
        return gg_disclose_memory(p);
    if (!source || !p->overall_shown)
        return GG_OK;
    if (p->scope == GG_SCOPE_DECISIONS)
        return gg_note_withheld(p, "score_distribution",
                                "it is one of outcomes, which are withheld");
    status = read_bins(p, source, b);
    if (status != GG_OK)
        return status;
    if (p->overall.weighted || strcmp(rule, "site_threshold") == 0)
        return gg_note_withheld(p, "score_distribution",
                                "with weights, or thresholds by site, it cannot be shown that no "
                                "small count can be worked out from it");
    if (strcmp(rule, "threshold") != 0)
        merge_side(b, 0, b->n);
    else if (!merge_by_threshold(b, &p->overall, gg_json_number(decision, "threshold", b->low)))
        return gg_note_withheld(p, "score_distribution",
                                "some cases were not referred as their scores say, and their "
                                "number could be worked out from it");
    result = json_object();
    if (!result || !write_bins(b, p->scope, result)) {
        json_decref(result);
        return gg_disclose_memory(p);
    }
    *out = result;
    return GG_OK;
}
