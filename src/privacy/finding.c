/* From what was seen in a column to findings: one rule for cells, and rules for whole columns. */
#include <math.h>

#include "column_internal.h"
#include "gauger/privacy/check_digit.h"
#include "gauger/table/schema.h"

/* Passing so often by chance is once in a million columns: to block. Once in a thousand: review. */
#define CHANCE_BLOCK  1e-6
#define CHANCE_REVIEW 1e-3

/* A cell of a table that 11 people share may be published; a day or a code that 11 rows share on
 * average singles out nobody by itself. */
#define SHARED_BY 11.0

static void raise_to(gg_ruling *out, gg_identifier_level level, bool by_name)
{
    if (level > out->level) {
        out->level = level;
        out->by_name = by_name;
    }
}

static void rule_on_tests(const gg_detector *d, const gg_column_facts *facts, gg_ruling *out)
{
    uint64_t tried = facts->tried[d->test.which], passed = facts->passed[d->test.which];
    double tail;

    if (passed == 0)
        return;
    /* A little slack: three of three at 1/10 is to count as one in a thousand. */
    tail = gg_binomial_tail(passed, tried, d->test.chance) * (1 - 1e-9);
    if (tail < CHANCE_BLOCK)
        raise_to(out, d->test.many, false);
    else if (tail < CHANCE_REVIEW)
        raise_to(out, d->test.many < GG_LEVEL_REVIEW ? d->test.many : GG_LEVEL_REVIEW, false);
    if (passed == tried)
        raise_to(out, d->test.all, false);
}

/* Rows for each distinct value, on average. */
static double rows_each(const gg_column_facts *facts)
{
    return facts->share > 0 ? 1 / facts->share : 0;
}

/* The level of a form that stands in a share of the cells: codes that many rows have in common name
 * products or places, not persons. */
static gg_identifier_level shared_level(const gg_detector *d, const gg_column_facts *facts)
{
    return d->share.level > GG_LEVEL_INFO && rows_each(facts) >= SHARED_BY ? GG_LEVEL_INFO
                                                                           : d->share.level;
}

void gg_decide_cells(const gg_detector *d, const gg_column_facts *facts, const gg_slot *slot,
                     gg_ruling *out)
{
    bool hinted = (facts->scan->hinted & GG_BIT(d - gg_detectors)) != 0;
    double share;

    if (!slot || slot->lines == 0)
        return;
    out->matches = slot->rows;
    share = facts->filled > 0 ? (double)slot->rows / facts->filled : 0;
    if (slot->sure_rows > 0)
        raise_to(out, d->sure, false);
    if (slot->lines >= d->share.least && share >= d->share.share)
        raise_to(out, shared_level(d, facts), false);
    if (d->test.which != GG_TEST_NONE)
        rule_on_tests(d, facts, out);
    if (hinted && share >= d->name.share)
        raise_to(out, d->name.level, true);
}

#define BIRTH_SPAN (15 * 365.25) /* days: no run of dates of a model is as long */
#define BIRTH_DAYS 100           /* distinct days */

static bool has_dates(const gg_column_facts *facts)
{
    return facts->date_share >= 0.5 && facts->rows >= 0.5 * facts->filled;
}

/* Eight bare digits are dates only if nearly all are, and some are: birth dates span years. */
void gg_decide_birth_date(const gg_detector *d, const gg_column_facts *facts, const gg_slot *slot,
                          gg_ruling *out)
{
    gg_decide_cells(d, facts, slot, out);
    if (facts->scan->roles & (1u << GG_ROLE_PERIOD) || !slot)
        return;
    if (has_dates(facts) && facts->date_span >= BIRTH_SPAN && facts->distinct >= BIRTH_DAYS)
        raise_to(out, GG_LEVEL_REVIEW, false);
}

void gg_decide_date(const gg_detector *d, const gg_column_facts *facts, const gg_slot *slot,
                    gg_ruling *out)
{
    (void)d;
    if (facts->scan->roles & (1u << GG_ROLE_PERIOD) || !slot || !has_dates(facts))
        return;
    out->matches = slot->rows;
    raise_to(out, rows_each(facts) < SHARED_BY ? GG_LEVEL_REVIEW : GG_LEVEL_INFO, false);
}

#define LISTED_SHARE  0.3
#define LISTED_VALUES 20

void gg_decide_person_name(const gg_detector *d, const gg_column_facts *facts, const gg_slot *slot,
                           gg_ruling *out)
{
    gg_decide_cells(d, facts, slot, out);
    if (facts->listed_share < LISTED_SHARE || facts->listed_values < LISTED_VALUES ||
        facts->rows < 0.5 * facts->filled || facts->mean_words >= 6)
        return;
    if (out->level == GG_LEVEL_NONE)
        out->matches = (uint64_t)(facts->listed_share * facts->rows + 0.5);
    raise_to(out, GG_LEVEL_REVIEW, false);
}

/* A column called name may hold the names of anything; few of them are names of categories. */
void gg_decide_lone_name(const gg_detector *d, const gg_column_facts *facts, const gg_slot *slot,
                         gg_ruling *out)
{
    if (rows_each(facts) < SHARED_BY)
        gg_decide_cells(d, facts, slot, out);
}

static bool is_hinted(const gg_detector *d, const gg_column_facts *facts)
{
    return (facts->scan->hinted & GG_BIT(d - gg_detectors)) != 0;
}

void gg_decide_record_number(const gg_detector *d, const gg_column_facts *facts,
                             const gg_slot *slot, gg_ruling *out)
{
    (void)slot;
    if (!is_hinted(d, facts) || facts->rows < 0.5 * facts->filled || facts->values < 2 ||
        rows_each(facts) >= SHARED_BY)
        return;
    out->matches = (uint64_t)facts->rows;
    raise_to(out, facts->declared ? GG_LEVEL_INFO : d->name.level, true);
}

void gg_decide_biometric(const gg_detector *d, const gg_column_facts *facts, const gg_slot *slot,
                         gg_ruling *out)
{
    (void)slot;
    if (!is_hinted(d, facts) || facts->filled == 0)
        return;
    out->matches = (uint64_t)facts->filled;
    raise_to(out, d->name.level, true);
}

void gg_decide_pseudonym(const gg_detector *d, const gg_column_facts *facts, const gg_slot *slot,
                         gg_ruling *out)
{
    (void)d;
    if (!slot || (double)slot->rows < 0.5 * facts->filled)
        return;
    out->matches = slot->rows;
    raise_to(out,
             facts->declared || rows_each(facts) >= SHARED_BY ? GG_LEVEL_INFO : GG_LEVEL_REVIEW,
             false);
}

/* Labels of categories may be long too, but then few of them are distinct. */
void gg_decide_free_text(const gg_detector *d, const gg_column_facts *facts, const gg_slot *slot,
                         gg_ruling *out)
{
    bool text = facts->mean_words >= 4 || facts->mean_length > 40;
    bool distinct = facts->share > 0.5;

    (void)d;
    (void)slot;
    if (facts->rows < 0.5 * facts->filled || facts->values < 2 || facts->date_share >= 0.5 ||
        facts->spaced < 0.5)
        return;
    if (!distinct && !(text && facts->values >= LISTED_VALUES && rows_each(facts) < SHARED_BY))
        return;
    out->matches = (uint64_t)facts->rows;
    if (facts->declared)
        raise_to(out, GG_LEVEL_INFO, false);
    else if (distinct && (text || facts->values >= LISTED_VALUES))
        raise_to(out, GG_LEVEL_BLOCK, false);
    else
        raise_to(out, GG_LEVEL_REVIEW, false);
}

#define UNIQUE_ROWS  50
#define UNIQUE_SHARE 0.9

/* Whole numbers that look like a register's: one behind the other, or all as long. Amounts, which
 * may differ in nearly every row too, do not. */
static bool is_serial(const gg_column_facts *facts)
{
    return facts->integer_share < 0.99 || facts->span <= 2 * facts->distinct || facts->same_length;
}

void gg_decide_near_unique(const gg_detector *d, const gg_column_facts *facts, const gg_slot *slot,
                           gg_ruling *out)
{
    const unsigned measured = 1u << GG_ROLE_SCORE | 1u << GG_ROLE_WEIGHT | 1u << GG_ROLE_COUNT |
                              1u << GG_ROLE_SAMPLING_PROBABILITY | 1u << GG_ROLE_PERIOD;
    unsigned roles = facts->scan->roles;
    gg_identifier_level level = GG_LEVEL_REVIEW;

    (void)d;
    (void)slot;
    if (facts->rows < UNIQUE_ROWS || facts->rows < 0.5 * facts->filled ||
        facts->share < UNIQUE_SHARE || (roles & measured))
        return;
    if (facts->share >= 1 && is_serial(facts))
        level = GG_LEVEL_BLOCK;
    else if (roles & 1u << GG_ROLE_FEATURE && facts->integer_share >= 0.99 && !is_serial(facts))
        level = GG_LEVEL_INFO;
    out->matches = (uint64_t)facts->rows;
    raise_to(out, facts->declared ? GG_LEVEL_INFO : level, false);
}

gg_ruling gg_rule_on(const gg_detector *d, gg_detector_id id, const gg_column_facts *facts)
{
    const gg_slot *slot = facts->scan->slots[id];
    gg_ruling out = {GG_LEVEL_NONE, false, 0};

    (d->decide ? d->decide : gg_decide_cells)(d, facts, slot, &out);
    if ((d->flags & GG_DETECTOR_QI_EASES) && out.level > GG_LEVEL_INFO &&
        (facts->scan->roles & 1u << GG_ROLE_QUASI_IDENTIFIER))
        out.level = GG_LEVEL_INFO; /* its risk is measured by k */
    return out;
}
