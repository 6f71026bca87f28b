/*
 * The operating point, published: what an attacker can work out from all that is shown of it and of
 * the groups beside it, by linear programming over random tables. Nothing small.
 */
#include "operation_table.h"

typedef struct wanted {
    int a, b;      /* a block's bits of levels; all for everyone */
    int selection; /* 0 not referred, 1 referred, -1 any */
    int held;      /* a rule that held it back, -1 for any, -2 for held back by any rule */
    bool alone;
    int source; /* -1 for any; 0.. in the order of the sources */
    int with;   /* a second source; -1 for none */
    bool own, only;
} wanted;

static const wanted everything = {7, 3, -1, -1, false, -1, -1, false, false};

/* The bits of the sources, in their order, that referred a row: s0, model, s1, s2. */
static int sources_of(const alike *x)
{
    return (x->others & 1) | referred(x) << 1 | (x->others >> 1 & 3) << 2;
}

static bool is_wanted(const alike *x, const wanted *w)
{
    int by = sources_of(x);
    bool suppressed = x->met == MET && x->rules != 0;

    if (!(w->a >> x->a & 1) || !(w->b >> x->b & 1))
        return false;
    if (w->selection >= 0 && referred(x) != (w->selection == 1))
        return false;
    if (w->held == -2 && !suppressed)
        return false;
    if (w->held >= 0 && !(suppressed && x->rules >> w->held & 1))
        return false;
    if (w->alone && x->rules != 1 << w->held)
        return false;
    if (w->source >= 0 && !(by >> w->source & 1))
        return false;
    if (w->with >= 0 && !(by >> w->with & 1))
        return false;
    if (w->own && (by & ((1 << w->source) - 1)))
        return false;
    return !w->only || by == 1 << w->source;
}

static void add(system_of_sums *s, const crossing_table *t, const wanted *w, double sum)
{
    bool in[ATOMS] = {false};

    for (size_t i = 0; i < t->n; i++)
        in[i] = is_wanted(&t->all[i], w);
    add_sum(s, in, sum);
}

static const char *const outcome_keys[] = {"negatives", "positives", "unverified", ""};

/* Of an entry of the operating point: one outcome, or the total under its own key. */
static double told(const json_t *entry, int o, const char *total)
{
    return gg_json_number(entry, o < GG_OUTCOMES ? outcome_keys[o] : total, NAN);
}

static void add_held(system_of_sums *s, const crossing_table *t, const json_t *entry, int o,
                     wanted w)
{
    const json_t *alone = json_object_get(entry, "outcomes_only_this_rule");

    add(s, t, &w, told(entry, o, "held_back"));
    if (w.held < 0)
        return;
    w.alone = true;
    add(s, t, &w, o < GG_OUTCOMES ? told(alone, o, "") : told(entry, o, "only_this_rule"));
}

/* The bits of the levels that a block stands for. */
static int block_bits(const json_t *attribute, const char *name, const char *const *levels, int n)
{
    int bits = 0;

    for (int i = 0; i < n; i++)
        bits |= stands_for(json_object_get(attribute, "merged"), name, levels[i]) << i;
    return bits;
}

static void add_rule(system_of_sums *s, const crossing_table *t, const json_t *document,
                     const json_t *entry, int rule, int o)
{
    const json_t *groups = json_object_get(entry, "groups"),
                 *attributes = at(document, "attributes");
    wanted w = everything;
    const char *name;
    json_t *one;

    w.held = rule;
    add_held(s, t, entry, o, w);
    json_object_foreach(json_object_get(groups, "a"), name, one)
    {
        w.a = block_bits(json_object_get(attributes, "a"), name, a_levels, 3);
        add_held(s, t, one, o, w);
    }
    w.a = everything.a;
    json_object_foreach(json_object_get(groups, "b"), name, one)
    {
        w.b = block_bits(json_object_get(attributes, "b"), name, b_levels, 2);
        add_held(s, t, one, o, w);
    }
}

static int source_number(const char *name)
{
    static const char *const names[] = {"s0", "model", "s1", "s2"};
    int i = 0;

    while (strcmp(names[i], name) != 0)
        i++;
    return i;
}

static void add_sources(system_of_sums *s, const crossing_table *t, const json_t *document, int o)
{
    json_t *one;
    size_t i;

    json_array_foreach(at(document, "operation/sources"), i, one)
    {
        const json_t *own = json_object_get(one, "outcomes_own");
        const json_t *alone = json_object_get(one, "outcomes_alone");
        wanted w = everything;

        w.source = source_number(gg_json_string(one, "source", ""));
        add(s, t, &w, told(one, o, "referred"));
        w.own = true;
        add(s, t, &w, o < GG_OUTCOMES ? told(own, o, "") : told(one, o, "own"));
        w.own = false;
        w.only = true;
        add(s, t, &w, o < GG_OUTCOMES ? told(alone, o, "") : told(one, o, "alone"));
    }
    json_array_foreach(at(document, "operation/overlap"), i, one)
    {
        wanted w = everything;

        w.source = source_number(gg_json_string(one, "a", ""));
        w.with = source_number(gg_json_string(one, "b", ""));
        add(s, t, &w, told(one, o, "both"));
    }
}

/* METRICS: the referred and the others of one outcome (3: of all). */
static void add_metrics(system_of_sums *s, const crossing_table *t, const json_t *metrics, int o,
                        wanted w)
{
    static const size_t cells[][2] = {{0, 1}, {2, 3}, {4, 5}, {7, 6}};

    for (w.selection = 0; w.selection <= 1; w.selection++)
        add(s, t, &w, cell_of(metrics, cells[o][w.selection]));
}

static void add_attribute(system_of_sums *s, const crossing_table *t, const json_t *document,
                          const char *path, int o, bool is_a)
{
    const json_t *attribute = at(document, path);
    const char *name;
    json_t *one;

    json_object_foreach(json_object_get(attribute, "groups"), name, one)
    {
        wanted w = everything;

        if (is_a)
            w.a = block_bits(attribute, name, a_levels, 3);
        else
            w.b = block_bits(attribute, name, b_levels, 2);
        add_metrics(s, t, one, o, w);
    }
}

static void add_crossing(system_of_sums *s, const crossing_table *t, const json_t *document, int o)
{
    const json_t *x = json_object_get(at(document, "intersections"), "a*b");
    const json_t *merged = json_object_get(x, "merged");
    const char *name;
    json_t *one;

    json_object_foreach(json_object_get(x, "groups"), name, one)
    {
        const char *star = strchr(name, '*');
        char first[100];
        wanted w = everything;

        snprintf(first, sizeof first, "%.*s", (int)(star - name), name);
        w.a = w.b = 0;
        for (int i = 0; i < 3; i++)
            w.a |= stands_for(json_object_get(merged, "a"), first, a_levels[i]) << i;
        for (int i = 0; i < 2; i++)
            w.b |= stands_for(json_object_get(merged, "b"), star + 1, b_levels[i]) << i;
        add_metrics(s, t, one, o, w);
    }
}

typedef struct tally {
    size_t rules, groups, overlaps; /* tables that showed them */
} tally;

static void attack_table(const crossing_table *t, tally *seen)
{
    json_t *document = published_of(t), *one;
    size_t i;

    for (int o = 0; o <= GG_OUTCOMES; o++) {
        system_of_sums s = {.n = t->n};

        add_metrics(&s, t, at(document, "overall"), o, everything);
        add_attribute(&s, t, document, "attributes/a", o, true);
        add_attribute(&s, t, document, "attributes/b", o, false);
        add_crossing(&s, t, document, o);
        if (at(document, "operation/suppressed"))
            add_rule(&s, t, document, at(document, "operation/suppressed"), -2, o);
        json_array_foreach(at(document, "operation/suppression"), i, one)
        {
            add_rule(&s, t, document, one, gg_json_string(one, "rule", "")[1] - '0', o);
        }
        add_sources(&s, t, document, o);
        check_differences(&s, LEAST);
        check_ranges(&s, LEAST);
    }
    seen->rules += json_array_size(at(document, "operation/suppression")) > 0;
    seen->groups += json_object_size(
                        at(json_array_get(at(document, "operation/suppression"), 0), "groups")) > 0;
    seen->overlaps += json_array_size(at(document, "operation/overlap")) > 0;
    json_decref(document);
}

static unsigned draw(gg_random *r, unsigned below)
{
    return (unsigned)(gg_random_bits(r) % below);
}

typedef struct shape {
    int a, b, rules, others;
    bool crossed;
    unsigned small; /* one cell in so many is small */
} shape;

static crossing_table random_table(gg_random *r, shape of)
{
    crossing_table t = {.n = 0, .n_rules = of.rules, .n_others = of.others, .crossed = of.crossed};

    for (int a = 0; a < of.a; a++)
        for (int b = 0; b < of.b; b++)
            for (int rules = -1; rules < 1 << of.rules; rules++)
                for (int others = 0; others < 1 << of.others; others++) {
                    alike *x = &t.all[t.n++];

                    ck_assert_uint_le(t.n, ATOMS);
                    *x = (alike){a, b, rules < 0 ? BELOW : MET, rules < 0 ? 0 : rules, others, {0}};
                    for (int o = 0; o < GG_UNVERIFIED; o++)
                        x->rows[o] = draw(r, of.small) == 0 ? draw(r, 12) : 11 + draw(r, 100);
                }
    return t;
}

static tally attack_many(const char *name, shape of, int times)
{
    tally seen = {0, 0, 0};
    gg_random r;

    gg_random_init(&r, 1, name, "tables");
    for (int i = 0; i < times; i++) {
        crossing_table t = random_table(&r, of);

        attack_table(&t, &seen);
    }
    return seen;
}

START_TEST(rules_hold)
{
    tally one = attack_many("one rule", (shape){3, 2, 1, 0, false, 12}, 40);
    tally two = attack_many("two rules", (shape){2, 2, 2, 0, false, 40}, 40);
    tally three = attack_many("three rules", (shape){2, 1, 3, 0, false, 60}, 30);
    tally four = attack_many("four rules", (shape){2, 1, 4, 0, false, 200}, 10);

    ck_assert_uint_gt(one.groups, 3);
    ck_assert_uint_gt(two.rules, 3);
    ck_assert_uint_gt(two.groups, 3);
    ck_assert_uint_gt(three.rules, 3);
    ck_assert_uint_gt(four.rules, 3);
}
END_TEST

START_TEST(rules_beside_an_intersection_hold)
{
    tally seen = attack_many("crossed", (shape){2, 2, 1, 0, true, 20}, 40);

    ck_assert_uint_gt(seen.groups, 3);
}
END_TEST

START_TEST(sources_hold)
{
    tally two = attack_many("two sources", (shape){2, 1, 0, 1, false, 10}, 40);
    tally three = attack_many("three sources", (shape){2, 1, 0, 2, false, 30}, 40);
    tally four = attack_many("four sources", (shape){2, 1, 0, 3, false, 40}, 10);

    ck_assert_uint_gt(two.overlaps, 3);
    ck_assert_uint_gt(three.overlaps, 3);
    ck_assert_uint_eq(four.overlaps, 0);
}
END_TEST

START_TEST(rules_and_sources_hold)
{
    attack_many("both", (shape){2, 1, 2, 1, false, 60}, 30);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, rules_hold);
    tcase_add_test(tc, rules_beside_an_intersection_hold);
    tcase_add_test(tc, sources_hold);
    tcase_add_test(tc, rules_and_sources_hold);
}

GG_TEST_MAIN("disclose/operation")
