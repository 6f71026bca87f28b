/*
 * What follows from a line of a published table.
 *
 * The counts of a line hang together: referred = true and false positives and those whose outcome
 * is not known, and so on. Each sum narrows its parts and each part its sum, until nothing moves.
 * Where the sums form a tree the ranges are then as narrow as they can be; where totals of outcomes
 * and of decisions are given at once they may be wider than that, never narrower.
 */
#include "line.h"

#define CELLS  6 /* by outcome and decision */
#define ROUNDS 64

const gg_role gg_line_roles[GG_SAYS] = {
    GG_ROLE_TP,       GG_ROLE_FP,        GG_ROLE_FN,        GG_ROLE_TN,
    GG_ROLE_SELECTED, GG_ROLE_POSITIVES, GG_ROLE_NEGATIVES, GG_ROLE_UNVERIFIED_COUNT,
    GG_ROLE_COUNT};

/* Places of what is worked out: cells first, then sums. */
enum {
    TN,
    FP,
    FN,
    TP,
    UN,
    US,
    SELECTED,
    NOT_SELECTED,
    POSITIVES,
    NEGATIVES,
    UNVERIFIED,
    COUNT,
    ALL
};

static const int place_of[GG_SAYS] = {
    [GG_SAYS_TP] = TP,
    [GG_SAYS_FP] = FP,
    [GG_SAYS_FN] = FN,
    [GG_SAYS_TN] = TN,
    [GG_SAYS_SELECTED] = SELECTED,
    [GG_SAYS_POSITIVES] = POSITIVES,
    [GG_SAYS_NEGATIVES] = NEGATIVES,
    [GG_SAYS_UNVERIFIED] = UNVERIFIED,
    [GG_SAYS_COUNT] = COUNT,
};

static const struct {
    int sum, n, parts[3];
} equations[] = {
    {SELECTED, 3, {TP, FP, US}},
    {NOT_SELECTED, 3, {FN, TN, UN}},
    {POSITIVES, 2, {TP, FN}},
    {NEGATIVES, 2, {FP, TN}},
    {UNVERIFIED, 2, {US, UN}},
    {COUNT, 2, {SELECTED, NOT_SELECTED}},
    {COUNT, 3, {POSITIVES, NEGATIVES, UNVERIFIED}},
};

/* Sums that stay without an upper end where a part has none. */
static uint64_t plus(uint64_t a, uint64_t b)
{
    return a == GG_RANGE_OPEN || b == GG_RANGE_OPEN ? GG_RANGE_OPEN : a + b;
}

static uint64_t minus(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

static bool narrow(gg_range *r, uint64_t low, uint64_t high)
{
    bool moved = false;

    if (low > r->low) {
        r->low = low;
        moved = true;
    }
    if (high < r->high) {
        r->high = high;
        moved = true;
    }
    return moved;
}

static bool narrow_equation(gg_range x[ALL], size_t e)
{
    const int *parts = equations[e].parts, n = equations[e].n;
    gg_range *sum = &x[equations[e].sum];
    uint64_t low = 0, high = 0;
    bool moved;

    for (int i = 0; i < n; i++) {
        low += x[parts[i]].low;
        high = plus(high, x[parts[i]].high);
    }
    moved = narrow(sum, low, high);
    for (int i = 0; i < n; i++) {
        uint64_t others_low = low - x[parts[i]].low, others_high = 0;

        for (int k = 0; k < n; k++)
            if (k != i)
                others_high = plus(others_high, x[parts[k]].high);
        if (narrow(&x[parts[i]], others_high == GG_RANGE_OPEN ? 0 : minus(sum->low, others_high),
                   sum->high == GG_RANGE_OPEN ? GG_RANGE_OPEN : minus(sum->high, others_low))) {
            moved = true;
            low = others_low + x[parts[i]].low;
        }
    }
    return moved;
}

static bool consistent(const gg_range x[ALL])
{
    for (size_t e = 0; e < sizeof equations / sizeof *equations; e++) {
        uint64_t low = 0, high = 0;

        for (int i = 0; i < equations[e].n; i++) {
            low += x[equations[e].parts[i]].low;
            high = plus(high, x[equations[e].parts[i]].high);
        }
        if (low > x[equations[e].sum].high || high < x[equations[e].sum].low)
            return false;
    }
    for (int i = 0; i < ALL; i++)
        if (x[i].low > x[i].high)
            return false;
    return true;
}

static bool narrow_all(gg_range x[ALL])
{
    bool moved = true;

    for (int round = 0; moved && round < ROUNDS; round++) {
        moved = false;
        for (size_t e = 0; e < sizeof equations / sizeof *equations; e++)
            moved = narrow_equation(x, e) || moved;
        if (!consistent(x))
            return false;
    }
    return true;
}

/* Where a cell stands for a range, rounding was thought of already. */
static gg_status contradicts(const gg_says *says, gg_error *err)
{
    bool ranges = false;

    for (int i = 0; i < GG_SAYS; i++)
        ranges = ranges || (says->given[i] && says->said[i].low < says->said[i].high);
    return gg_error_set(err, GG_E_INPUT,
                        ranges ? "correct the line; no whole counts agree with all its cells"
                               : "correct the line; if counts are rounded, say so: rounded_to: 10 "
                                 "in a schema",
                        "the counts of the line contradict one another");
}

static gg_status usage(gg_error *err, const char *what)
{
    return gg_error_set(err, GG_E_INPUT,
                        "give tp, fp, fn and tn; or selected and count; or positives and count; or "
                        "tp and fp (or selected) of the referred alone",
                        "the counts of the line do not suffice: %s", what);
}

/* What of the cells may be other than 0. */
typedef struct shape {
    bool referred, others;     /* whether the line has such cases at all */
    bool outcomes[2], open[2]; /* by decision (not referred, referred): known outcomes, unknown */
    bool undecided;            /* it tells of outcomes, not of decisions */
    bool arm;                  /* the same in the random arm: its cases were not referred */
} shape;

/* A side has outcomes where the line says one of its cells, or outcomes of everyone, or how many
 * have none; the rest of it is unverified where nothing else is said of it, or both its cells and a
 * total. */
static void shape_side(const gg_says *s, int a, int b, bool total, bool margins, bool *outcomes,
                       bool *open)
{
    const bool one = s->given[a] || s->given[b], both = s->given[a] && s->given[b];

    *outcomes = one || margins || s->given[GG_SAYS_UNVERIFIED];
    *open = total && (both || !*outcomes);
    if (s->given[GG_SAYS_UNVERIFIED])
        *open = true;
}

static gg_status shape_of(const gg_says *s, bool random, shape *out, gg_error *err)
{
    const bool *g = s->given;
    const bool margins = g[GG_SAYS_POSITIVES] || g[GG_SAYS_NEGATIVES];
    const bool decided =
        g[GG_SAYS_TP] || g[GG_SAYS_FP] || g[GG_SAYS_FN] || g[GG_SAYS_TN] || g[GG_SAYS_SELECTED];

    *out = (shape){.referred = g[GG_SAYS_TP] || g[GG_SAYS_FP] || g[GG_SAYS_SELECTED],
                   .others = g[GG_SAYS_FN] || g[GG_SAYS_TN]};
    if (!decided && !margins)
        return usage(err, g[GG_SAYS_COUNT] || g[GG_SAYS_UNVERIFIED]
                              ? "nothing is said of decisions or outcomes"
                              : "it has none");
    /* Cases of the random arm were not referred by the score; of others that is not told. */
    if (!decided)
        out->others = true;
    out->undecided = !decided && !random;
    out->arm = !decided && random;
    /* A total, or outcomes of everyone, speak of both sides. */
    if (decided && (g[GG_SAYS_COUNT] || margins))
        out->referred = out->others = true;
    shape_side(s, GG_SAYS_TP, GG_SAYS_FP, g[GG_SAYS_SELECTED] || g[GG_SAYS_COUNT], margins,
               &out->outcomes[1], &out->open[1]);
    shape_side(s, GG_SAYS_FN, GG_SAYS_TN, g[GG_SAYS_COUNT], margins, &out->outcomes[0],
               &out->open[0]);
    return GG_OK;
}

static void begin(const gg_says *s, const shape *h, bool open, gg_range x[ALL])
{
    const gg_range none = {0, 0}, any = {0, GG_RANGE_OPEN};

    for (int i = 0; i < ALL; i++)
        x[i] = any;
    for (int i = 0; i < GG_SAYS; i++)
        if (s->given[i])
            x[place_of[i]] = s->said[i];
    if (!h->referred)
        x[TP] = x[FP] = x[US] = none;
    if (!h->others)
        x[FN] = x[TN] = x[UN] = none;
    if (!h->outcomes[1])
        x[TP] = x[FP] = none;
    if (!h->outcomes[0])
        x[FN] = x[TN] = none;
    if (!h->open[1] || !open)
        x[US] = none;
    if (!h->open[0] || !open)
        x[UN] = none;
}

/* All four cells are said: where they can account for everyone, they do. */
static bool is_whole(const gg_says *s)
{
    return s->given[GG_SAYS_TP] && s->given[GG_SAYS_FP] && s->given[GG_SAYS_FN] &&
           s->given[GG_SAYS_TN] && !s->given[GG_SAYS_UNVERIFIED];
}

#define BIT(place) (1u << (place))

/* The bit of each place in what a line does not tell. */
static const uint32_t bit_of[ALL] = {
    [TN] = GG_UNTOLD_CELL(GG_NEGATIVE, 0),
    [FP] = GG_UNTOLD_CELL(GG_NEGATIVE, 1),
    [FN] = GG_UNTOLD_CELL(GG_POSITIVE, 0),
    [TP] = GG_UNTOLD_CELL(GG_POSITIVE, 1),
    [UN] = GG_UNTOLD_CELL(GG_UNVERIFIED, 0),
    [US] = GG_UNTOLD_CELL(GG_UNVERIFIED, 1),
    [SELECTED] = GG_UNTOLD_SUM(GG_SUM_SELECTED),
    [NOT_SELECTED] = GG_UNTOLD_SUM(GG_SUM_NOT_SELECTED),
    [POSITIVES] = GG_UNTOLD_SUM(GG_SUM_POSITIVES),
    [NEGATIVES] = GG_UNTOLD_SUM(GG_SUM_NEGATIVES),
    [UNVERIFIED] = GG_UNTOLD_UNVERIFIED,
    [COUNT] = GG_UNTOLD_SUM(GG_SUM_COUNT),
};

/* Places that nothing which is said limits: a side that the line does not speak of, outcomes of
 * which it says nothing, decisions, and what could be of any size. */
static uint32_t untold_places(const gg_range x[ALL], const shape *h)
{
    const uint32_t outcomes = BIT(POSITIVES) | BIT(NEGATIVES) | BIT(UNVERIFIED);
    uint32_t places = 0;

    if (h->arm)
        places |= BIT(NOT_SELECTED) | BIT(COUNT) | outcomes;
    else if (!h->referred && !h->undecided)
        places |= BIT(TP) | BIT(FP) | BIT(US) | BIT(SELECTED) | BIT(COUNT) | outcomes;
    if (!h->others)
        places |= BIT(FN) | BIT(TN) | BIT(UN) | BIT(NOT_SELECTED) | BIT(COUNT) | outcomes;
    if (h->referred && !h->outcomes[1])
        places |= BIT(TP) | BIT(FP) | BIT(US) | outcomes;
    if (h->others && !h->outcomes[0])
        places |= BIT(FN) | BIT(TN) | BIT(UN) | outcomes;
    if (h->undecided)
        places |= BIT(TP) | BIT(FP) | BIT(FN) | BIT(TN) | BIT(SELECTED) | BIT(NOT_SELECTED) |
                  BIT(US) | BIT(UN);
    for (int i = 0; i < ALL; i++)
        if (x[i].high == GG_RANGE_OPEN)
            places |= BIT(i);
    return places;
}

/* Whether some rate follows: both its parts are told. */
static bool suffices(uint32_t places)
{
    static const uint32_t rates[] = {BIT(TP) | BIT(FP),          BIT(TP) | BIT(POSITIVES),
                                     BIT(FP) | BIT(NEGATIVES),   BIT(FN) | BIT(POSITIVES),
                                     BIT(TN) | BIT(NEGATIVES),   BIT(TN) | BIT(FN),
                                     BIT(SELECTED) | BIT(COUNT), BIT(POSITIVES) | BIT(NEGATIVES)};

    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        if (!(places & rates[i]))
            return true;
    return false;
}

/* What stands for a sum that is not told: what its cells are. As a limit it would say more of them
 * than the line does. */
static gg_range of_cells(const gg_line *line, int sum)
{
    gg_range r = {0, 0};

    for (int o = 0; o < GG_OUTCOMES; o++) {
        for (int s = 0; s < 2; s++) {
            if ((sum == GG_SUM_SELECTED && !s) || (sum == GG_SUM_NOT_SELECTED && s) ||
                (sum == GG_SUM_POSITIVES && o != GG_POSITIVE) ||
                (sum == GG_SUM_NEGATIVES && o != GG_NEGATIVE))
                continue;
            r.low += line->cells[o][s].low;
            r.high += line->cells[o][s].high;
        }
    }
    return r;
}

static void finish(gg_range x[ALL], uint32_t places, gg_line *out)
{
    static const int sums[GG_SUMS] = {[GG_SUM_SELECTED] = SELECTED,
                                      [GG_SUM_NOT_SELECTED] = NOT_SELECTED,
                                      [GG_SUM_POSITIVES] = POSITIVES,
                                      [GG_SUM_NEGATIVES] = NEGATIVES,
                                      [GG_SUM_COUNT] = COUNT};

    out->untold = 0;
    for (int i = 0; i < ALL; i++) {
        if (places & BIT(i))
            out->untold |= bit_of[i];
        if (x[i].high == GG_RANGE_OPEN)
            x[i].high = x[i].low;
    }
    out->cells[GG_NEGATIVE][0] = x[TN];
    out->cells[GG_NEGATIVE][1] = x[FP];
    out->cells[GG_POSITIVE][0] = x[FN];
    out->cells[GG_POSITIVE][1] = x[TP];
    out->cells[GG_UNVERIFIED][0] = x[UN];
    out->cells[GG_UNVERIFIED][1] = x[US];
    for (int i = 0; i < GG_SUMS; i++)
        out->sums[i] = places & BIT(sums[i]) ? of_cells(out, i) : x[sums[i]];
}

gg_status gg_line_solve(const gg_says *says, bool random, gg_line *out, gg_error *err)
{
    gg_range x[ALL];
    shape h;
    gg_status status = shape_of(says, random, &h, err);
    uint32_t places;
    bool fine;

    if (status)
        return status;
    begin(says, &h, !is_whole(says), x);
    fine = narrow_all(x);
    if (!fine && is_whole(says)) {
        begin(says, &h, true, x);
        fine = narrow_all(x);
    }
    if (!fine)
        return contradicts(says, err);
    places = untold_places(x, &h);
    if (!h.arm && !suffices(places))
        return usage(err, "no rate follows from them");
    finish(x, places, out);
    return GG_OK;
}
