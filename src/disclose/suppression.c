/*
 * What suppression rules held back, as far as it may be shown.
 *
 * The rows that are not referred are divided into those held back by each rule alone, those held
 * back otherwise, and those below the threshold; and the second of these, for each rule, into those
 * that it held back too and those that it did not. Rules with a small part are not told apart from
 * the others, and of more than three rules the smallest never is. Where even all rules together
 * have a small part, nothing is shown.
 *
 * By group the same must hold in each group. Of attributes that shown intersections (or arms)
 * connect, one alone is told by rule: two would close a ring.
 */
#include <string.h>

#include "disclose_internal.h"

#define MOST_RULES 16

/* What was counted of everyone, or of one block of an attribute. */
typedef struct held {
    gg_outcomes selected, others; /* the others: held back or below the threshold */
    gg_outcomes suppressed;
    gg_outcomes held[MOST_RULES], alone[MOST_RULES];
} held;

typedef struct suppression {
    gg_publication *p;
    const json_t *rules; /* of the document */
    size_t n;
    bool shown[MOST_RULES];
    held everyone;
} suppression;

static bool read_rule(const gg_publication *p, const json_t *entry, gg_outcomes *all,
                      gg_outcomes *alone)
{
    return gg_outcomes_read(p, entry, all) &&
           gg_outcomes_read(p, json_object_get(entry, "outcomes_only_this_rule"), alone);
}

/* The entry of a group, or of everyone where attribute is NULL. */
static const json_t *entry_of(const json_t *rule, const char *attribute, const char *level)
{
    const json_t *groups = json_object_get(json_object_get(rule, "groups"), attribute);

    return attribute ? json_object_get(groups, level) : rule;
}

static bool read_held(const suppression *s, const json_t *operation, const char *attribute,
                      const char *level, held *out)
{
    const json_t *together = entry_of(json_object_get(operation, "suppressed"), attribute, level);
    bool fine = gg_outcomes_read(s->p, together, &out->suppressed);

    for (size_t i = 0; fine && i < s->n; i++)
        fine = read_rule(s->p, entry_of(json_array_get(s->rules, i), attribute, level),
                         &out->held[i], &out->alone[i]);
    return fine;
}

/* ---- what may be shown ---- */

static bool together_shown(const gg_publication *p, const held *h)
{
    gg_outcomes below;

    return gg_outcomes_minus(&h->others, &h->suppressed, &below) &&
           gg_outcomes_shown(p, &h->suppressed) && gg_outcomes_shown(p, &below);
}

/* The rows held back by no shown rule alone. */
static bool rest_of(const held *h, const bool *shown, size_t n, gg_outcomes *rest)
{
    *rest = h->suppressed;
    for (size_t i = 0; i < n; i++)
        if (shown[i] && !gg_outcomes_minus(rest, &h->alone[i], rest))
            return false;
    return true;
}

static bool rule_shown(const gg_publication *p, const held *h, size_t i, const gg_outcomes *rest)
{
    gg_outcomes too, without;

    return gg_outcomes_minus(&h->held[i], &h->alone[i], &too) &&
           gg_outcomes_minus(rest, &too, &without) && gg_outcomes_shown(p, &h->alone[i]) &&
           gg_outcomes_shown(p, &too) && gg_outcomes_shown(p, &without);
}

/*
 * Where all rules are told apart, the rest is known to be held by at least two of them. With two
 * rules that is both. With three it can be worked out how many all three held: each such row is
 * counted once more than twice. With more, what else follows from it has no simple form.
 */
static bool several_shown(const gg_publication *p, const held *h, const bool *shown, size_t n,
                          const gg_outcomes *rest)
{
    gg_outcomes sum = {{0}}, too, twice = gg_outcomes_plus(rest, rest), three;

    for (size_t i = 0; i < n; i++) {
        if (!shown[i])
            return true;
        if (!gg_outcomes_minus(&h->held[i], &h->alone[i], &too))
            return false;
        sum = gg_outcomes_plus(&sum, &too);
    }
    if (n < 3)
        return true;
    return n == 3 && gg_outcomes_minus(&sum, &twice, &three) && gg_outcomes_shown(p, &three);
}

/* The first shown rule that has a small part; n where none has. n + 1: the rest itself is small. */
static size_t first_small(const gg_publication *p, const held *h, const bool *shown, size_t n)
{
    gg_outcomes rest;

    if (!rest_of(h, shown, n, &rest))
        return n + 1;
    for (size_t i = 0; i < n; i++)
        if (shown[i] && !rule_shown(p, h, i, &rest))
            return i;
    return gg_outcomes_shown(p, &rest) && several_shown(p, h, shown, n, &rest) ? n : n + 1;
}

static uint64_t total(const gg_outcomes *x)
{
    return x->n[GG_NEGATIVE] + x->n[GG_POSITIVE] + x->n[GG_UNVERIFIED];
}

static size_t smallest(const held *h, const bool *shown, size_t n)
{
    size_t best = n;

    for (size_t i = 0; i < n; i++)
        if (shown[i] && (best == n || total(&h->alone[i]) < total(&h->alone[best])))
            best = i;
    return best;
}

/* Leaves out rules until what is shown of the others has no small part. */
static void choose_rules(suppression *s)
{
    size_t small;

    for (size_t i = 0; i < s->n; i++)
        s->shown[i] = true;
    while ((small = first_small(s->p, &s->everyone, s->shown, s->n)) != s->n) {
        if (small > s->n)
            small = smallest(&s->everyone, s->shown, s->n);
        if (small == s->n)
            return;
        s->shown[small] = false;
    }
}

static bool any_shown(const suppression *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->shown[i])
            return true;
    return false;
}

/* ---- by group ---- */

/* What is told of an attribute: nothing, all rules together, or each shown rule. */
typedef enum told { TOLD_NOTHING, TOLD_TOGETHER, TOLD_BY_RULE } told;

typedef struct blocks {
    const gg_part *part;
    held *of;
    told told;
} blocks;

static void add_held(held *to, const held *from, size_t rules)
{
    to->suppressed = gg_outcomes_plus(&to->suppressed, &from->suppressed);
    for (size_t i = 0; i < rules; i++) {
        to->held[i] = gg_outcomes_plus(&to->held[i], &from->held[i]);
        to->alone[i] = gg_outcomes_plus(&to->alone[i], &from->alone[i]);
    }
}

static bool same_held(const held *a, const held *b, size_t rules)
{
    bool same = gg_outcomes_equal(&a->suppressed, &b->suppressed);

    for (size_t i = 0; same && i < rules; i++)
        same = gg_outcomes_equal(&a->held[i], &b->held[i]) &&
               gg_outcomes_equal(&a->alone[i], &b->alone[i]);
    return same;
}

/* Reads the groups of an attribute into its blocks; false where they are not everyone. */
static bool read_blocks(const suppression *s, const json_t *operation, const gg_part *part,
                        held *out)
{
    held sum = {.selected = {{0}}};

    for (size_t g = 0; g < part->n; g++) {
        held one;

        if (!read_held(s, operation, part->name, part->levels[g], &one))
            return false;
        add_held(&out[part->block[g]], &one, s->n);
        add_held(&sum, &one, s->n);
    }
    for (size_t b = 0; b < part->n_blocks; b++) {
        out[b].selected = gg_outcomes_of(&part->sums[b], GG_SELECTED);
        out[b].others = gg_outcomes_of(&part->sums[b], GG_NOT_SELECTED);
    }
    return same_held(&sum, &s->everyone, s->n);
}

static told told_of(const suppression *s, const blocks *a)
{
    told most = any_shown(s) ? TOLD_BY_RULE : TOLD_TOGETHER;

    for (size_t b = 0; b < a->part->n_blocks; b++) {
        if (!together_shown(s->p, &a->of[b]))
            return TOLD_NOTHING;
        if (most == TOLD_BY_RULE && first_small(s->p, &a->of[b], s->shown, s->n) != s->n)
            most = TOLD_TOGETHER;
    }
    return most;
}

/* Whether a shown intersection, or a chain of them, connects two attributes. Where all are shown by
 * arm, that connects them all. */
static bool connected(const gg_publication *p, const gg_part *a, const gg_part *b)
{
    uint64_t reached = UINT64_C(1) << (a - p->parts), before = 0;

    if (p->overall.inspection == GG_INSPECTION_RANDOM_ARM)
        return true;
    while (reached != before) {
        before = reached;
        for (size_t i = 0; i < p->n_crossings; i++) {
            const gg_crossing *x = &p->crossings[i];
            uint64_t in = 0;

            for (size_t k = 0; !x->withheld && k < x->n_parts; k++)
                in |= UINT64_C(1) << (x->parts[k] - p->parts);
            if (in & reached)
                reached |= in;
        }
    }
    return reached >> (b - p->parts) & 1;
}

static const char *why_not(const suppression *s, const blocks *all, const blocks *a, bool read)
{
    if (!read)
        return "its groups do not add up to everyone";
    if (a->told == TOLD_NOTHING)
        return "some count of it is small";
    for (const blocks *earlier = all; earlier < a; earlier++)
        if (earlier->told != TOLD_NOTHING && connected(s->p, earlier->part, a->part))
            return "it is shown together with an attribute that is told by rule";
    return NULL;
}

static gg_status read_attribute(suppression *s, const json_t *operation, const blocks *all,
                                blocks *a)
{
    const char *why, *name;
    bool read;

    a->of = gg_arena_array(&s->p->arena, a->part->n_blocks, sizeof *a->of);
    if (!a->of)
        return gg_disclose_memory(s->p);
    read = read_blocks(s, operation, a->part, a->of);
    a->told = read ? told_of(s, a) : TOLD_NOTHING;
    why = why_not(s, all, a, read);
    if (!why)
        return GG_OK;
    a->told = TOLD_NOTHING;
    name = gg_arena_printf(&s->p->arena, "suppression by %s", a->part->name);
    return name ? gg_note_withheld(s->p, name, why) : gg_disclose_memory(s->p);
}

/* ---- writing ---- */

static gg_held_counts counts_of(const held *h, size_t rule, size_t n)
{
    gg_held_counts c = {.together = rule == n};

    memcpy(c.held.held, rule == n ? h->suppressed.n : h->held[rule].n, sizeof c.held.held);
    if (rule < n)
        memcpy(c.held.alone, h->alone[rule].n, sizeof c.held.alone);
    c.met = total(&h->selected) + total(&h->suppressed);
    return c;
}

/* Whom the groups are held against, as the published attribute has it. */
static void set_reference(const json_t *attribute, const gg_part *part, gg_held_groups *g)
{
    const char *reference = gg_json_string(attribute, "reference", "");

    g->rule = GG_REFERENCE_LARGEST;
    g->reference = GG_NO_GROUP;
    if (gg_reference_rule_parse(gg_json_string(attribute, "reference_rule", "largest"), &g->rule,
                                NULL) != GG_OK)
        return;
    for (size_t b = 0; b < part->n_blocks; b++)
        if (strcmp(part->names[b], reference) == 0)
            g->reference = b;
}

static bool put_groups(const suppression *s, const blocks *a, const json_t *attribute, size_t rule,
                       json_t *groups)
{
    const gg_part *part = a->part;
    gg_held_counts *counts = gg_arena_array(&s->p->arena, part->n_blocks, sizeof *counts);
    gg_held_groups g = {.names = part->names, .counts = counts, .n = part->n_blocks};
    json_t *out, *entry;
    const char *name;
    bool fine = counts != NULL;

    for (size_t b = 0; fine && b < part->n_blocks; b++)
        counts[b] = counts_of(&a->of[b], rule, s->n);
    set_reference(attribute, part, &g);
    out = fine ? gg_held_groups_write(&g, &s->p->how) : NULL;
    json_object_foreach(out, name, entry)
    {
        fine = fine && gg_outcomes_hide(s->p, entry);
    }
    return gg_set(groups, part->name, out) && fine;
}

static json_t *entry_json(const suppression *s, const blocks *attributes, size_t n,
                          const json_t *shown, size_t rule)
{
    const gg_held_counts counts = counts_of(&s->everyone, rule, s->n);
    const char *name = gg_json_string(json_array_get(s->rules, rule), "rule", "");
    json_t *entry = json_object(), *figures = gg_held_write(&counts, &s->p->how);
    json_t *groups = json_object();
    bool fine = figures && (rule == s->n || gg_set(entry, "rule", json_string(name))) &&
                json_object_update(entry, figures) == 0 && gg_outcomes_hide(s->p, entry);

    fine = gg_set(entry, "groups", groups) && fine;
    json_decref(figures);
    for (size_t i = 0; fine && i < n; i++)
        if (attributes[i].told == TOLD_BY_RULE ||
            (rule == s->n && attributes[i].told == TOLD_TOGETHER))
            fine = put_groups(s, &attributes[i], json_object_get(shown, attributes[i].part->name),
                              rule, groups);
    if (!fine) {
        json_decref(entry);
        return NULL;
    }
    return entry;
}

static gg_status note_rules(suppression *s)
{
    size_t hidden = 0;
    const char *part;

    for (size_t i = 0; i < s->n; i++)
        hidden += !s->shown[i];
    if (hidden == 0)
        return GG_OK;
    part = gg_arena_printf(&s->p->arena, "%zu of %zu suppression rules", hidden, s->n);
    return part ? gg_note_withheld(
                      s->p, part,
                      "some count that would tell them apart is small, or more than three rules "
                      "would be told apart")
                : gg_disclose_memory(s->p);
}

static gg_status write_all(suppression *s, const blocks *attributes, size_t n, const json_t *shown,
                           json_t *out)
{
    json_t *list = json_array();
    bool fine = gg_set(out, "suppressed", entry_json(s, attributes, n, shown, s->n)) &&
                gg_set(out, "suppression", list);

    for (size_t i = 0; fine && i < s->n; i++)
        if (s->shown[i])
            fine = json_array_append_new(list, entry_json(s, attributes, n, shown, i)) == 0;
    return fine ? note_rules(s) : gg_disclose_memory(s->p);
}

gg_status gg_suppression_publish(gg_publication *p, const json_t *operation,
                                 const json_t *attributes, json_t *out)
{
    suppression s = {.p = p, .rules = json_object_get(operation, "suppression")};
    blocks *all = gg_arena_array(&p->arena, p->n_attributes, sizeof *all);
    gg_status status = all ? GG_OK : gg_disclose_memory(p);
    size_t n = 0;

    s.n = json_array_size(s.rules);
    if (!json_object_get(operation, "suppressed") || status != GG_OK)
        return status;
    s.everyone.selected = gg_outcomes_of(&p->overall, GG_SELECTED);
    s.everyone.others = gg_outcomes_of(&p->overall, GG_NOT_SELECTED);
    if (s.n > MOST_RULES || p->n_attributes > GG_ATTRIBUTES_CROSSED ||
        !read_held(&s, operation, NULL, NULL, &s.everyone))
        return gg_note_withheld(p, "suppression", "its counts cannot be read");
    if (!together_shown(p, &s.everyone))
        return gg_note_withheld(p, "suppression", "some count of it is small");
    choose_rules(&s);
    for (size_t i = 0; status == GG_OK && i < p->n_attributes; i++) {
        if (p->parts[i].withheld)
            continue;
        all[n].part = &p->parts[i];
        status = read_attribute(&s, operation, all, &all[n]);
        n++;
    }
    return status == GG_OK ? write_all(&s, all, n, attributes, out) : status;
}
