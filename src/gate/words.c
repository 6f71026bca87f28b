/* Numbers and rules in words. */
#include "gate_internal.h"

#include <stdio.h>

#include "gauger/base/text.h"
#include "gauger/evaluate/calibration.h"

/* x rounded to so many significant digits. */
static double rounded(double x, int digits)
{
    char text[64];
    double back = x;

    snprintf(text, sizeof text, "%.*e", digits - 1, x);
    for (char *c = text; *c; c++)
        if (*c == ',')
            *c = '.'; /* the decimal point of some locales */
    if (gg_text_number(text, strlen(text), &back) != GG_NUMBER_OK)
        return x;
    return back;
}

static int side_of(double x, double bound)
{
    return (x > bound) - (x < bound);
}

char *gg_number_near(double x, double low, double high, char out[32])
{
    double shown = x;

    for (int digits = 3; digits <= 17; digits++) {
        shown = rounded(x, digits);
        if (side_of(shown, low) == side_of(x, low) && side_of(shown, high) == side_of(x, high))
            break;
    }
    if (isinf(x))
        return memcpy(out, x > 0 ? "infinity" : "-infinity", x > 0 ? 9 : 10);
    return gg_text_double(shown, out);
}

char *gg_capacity_text(const char *capacity, char out[40])
{
    double share = NAN;
    char text[32];

    if (gg_text_number(capacity, strlen(capacity), &share) == GG_NUMBER_OK && share > 0 &&
        share < 1)
        snprintf(out, 40, "%s%%", gg_text_double(rounded(share * 100, 12), text));
    else
        snprintf(out, 40, "%.39s", capacity);
    return out;
}

/* How each selector reads: of one named level, and of each. */
static const struct {
    const char *one, *each;
} phrases[GG_SELECTORS] = {
    [GG_BY_ATTRIBUTE] = {"by", "by each attribute"},
    [GG_BY_INTERSECTION] = {"by", "by each intersection"},
    [GG_BY_GROUP] = {"of", NULL},
    [GG_BY_SITE] = {"at site", "by site"},
    [GG_BY_PERIOD] = {"in period", "by period"},
    [GG_BY_COLUMN] = {"of column", "by column"},
    [GG_BY_GIVEN] = {"given", "given each stratum"},
    [GG_BY_STRATUM] = {"in stratum", "by stratum"},
    [GG_BY_CAPACITY] = {"with room for", "at each capacity"},
    [GG_BY_THRESHOLD] = {"at threshold", "at each threshold"},
};

/* " with room for 5% (ties: out)": a share is a percentage, and ties go by the policy's word. */
static const char *with_capacity(const gg_rule *rule, const char *where, gg_arena *arena)
{
    const char *level = rule->selectors[GG_BY_CAPACITY], *ties = rule->ties ? rule->ties : "in";
    const bool each = strcmp(level, "*") == 0;
    char room[40];

    if (strncmp(ties, "ties_", 5) == 0)
        ties += 5;
    return gg_arena_printf(arena, "%s %s%s%s (ties: %s)", where,
                           each ? phrases[GG_BY_CAPACITY].each : phrases[GG_BY_CAPACITY].one,
                           each ? "" : " ", each ? "" : gg_capacity_text(level, room), ties);
}

const char *gg_rule_where(const gg_rule *rule, gg_arena *arena)
{
    const char *where = "";
    char name[84];

    for (gg_selector s = 0; where && s < GG_SELECTORS; s++) {
        const char *level = rule->selectors[s];

        if (level && s == GG_BY_CAPACITY) {
            where = with_capacity(rule, where, arena);
            continue;
        }
        if (level && strcmp(level, "*") == 0 && phrases[s].each)
            where = gg_arena_printf(arena, "%s %s", where, phrases[s].each);
        else if (level && strcmp(level, "*") != 0)
            where = gg_arena_printf(arena, "%s %s %s", where, phrases[s].one,
                                    gg_text_clean(level, strlen(level), name, 80));
    }
    return where;
}

const char *gg_rule_text(const gg_rule *rule, gg_arena *arena)
{
    const char *where = gg_rule_where(rule, arena), *alone = rule->point ? ", by value alone" : "";
    char low[32], high[32], margin[32];

    gg_text_double(rule->low, low);
    gg_text_double(rule->high, high);
    if (!where)
        return NULL;
    switch (rule->bound) {
    case GG_BOUND_AT_LEAST:
        return gg_arena_printf(arena, "%s%s at least %s%s", rule->known.name, where, low, alone);
    case GG_BOUND_AT_MOST:
        return gg_arena_printf(arena, "%s%s at most %s%s", rule->known.name, where, high, alone);
    case GG_BOUND_BETWEEN:
        return gg_arena_printf(arena, "%s%s within %s to %s%s", rule->known.name, where, low, high,
                               alone);
    default:
        return gg_arena_printf(arena, "%s%s not worse than the champion's by more than %s%s",
                               rule->known.name, where, gg_text_double(rule->margin, margin),
                               alone);
    }
}

static const struct {
    const char *why, *text;
} reasons[] = {
    {GG_WHY_NO_POSITIVES, "no case turned out positive"},
    {GG_WHY_NO_NEGATIVES, "no case turned out negative"},
    {GG_WHY_NO_SELECTED, "no case was selected and verified"},
    {GG_WHY_NO_NOT_SELECTED, "every case was selected"},
    {GG_WHY_NO_ROWS, "there are no rows to compute it from"},
    {GG_WHY_ONE_CLASS, "all outcomes are the same"},
    {GG_WHY_NOT_IDENTIFIED, "some outcomes were never verified"},
    {GG_WHY_NOT_PUBLISHED, "the published table does not tell the counts that it is made of"},
    {GG_WHY_NOT_A_PROBABILITY, "some scores lie outside 0 to 1"},
    {GG_WHY_NO_SCORES, "the table has decisions, not scores"},
    {GG_WHY_REFERENCE, "the figure of the reference group is undefined"},
    {GG_WHY_ZERO_REFERENCE, "the figure of the reference is 0"},
    {GG_WHY_UNDEFINED_GROUP, "the figure of one of the groups is undefined"},
    {GG_WHY_ONE_GROUP, "there are fewer than two groups to compare"},
    {GG_WHY_ONE_SCORE, "all scores are the same"},
    {GG_WHY_CERTAIN_SCORES, "every score is 0 or 1, which have no log odds"},
    {GG_WHY_SEPARATED, "one score parts the outcomes"},
    {GG_WHY_NOT_CONVERGED, "no line could be fitted"},
    {GG_WHY_NO_SPREAD, "the rows do not differ, so nothing tells how far chance moves it"},
    {GG_WHY_FEW_POSITIVES, "of the rarer outcome there are fewer than 10 verified cases, too few "
                           "for a test of this figure"},
    {GG_WHY_TOO_FEW, "there are too few rows"},
    {GG_WHY_WITHHELD, "it is withheld"},
    {GG_WHY_BOUNDED, "counts of the table are known within bounds only"},
    {GG_WHY_NOT_MEASURED, "it was left out by --measure"},
    {GG_WHY_NOT_COMPUTED, "it was not computed"},
    {GG_WHY_FEW_IN_REFERENCE, "the reference group has too few rows"},
    {GG_WHY_NOT_COMPARED, "the group or its reference has nobody there"},
    {GG_WHY_OTHER_TYPE, "columns of this type have no such figure"},
};

const char *gg_why_text(const char *why)
{
    for (size_t i = 0; why && i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(reasons[i].why, why) == 0)
            return reasons[i].text;
    return "no reason is given";
}
