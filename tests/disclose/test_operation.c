/*
 * The operating point, published: what is shown of it, and what an attacker can work out from all
 * that is shown, by linear programming over random tables.
 */
#include "attack.h"

#include "gauger/base/random.h"
#include "gauger/evidence/collect.h"
#include "schema.h"
#include "table/temporary.h"

#define LEAST 11

enum { BELOW, MET }; /* the threshold */

/* Rows that are alike in all that is told of them. */
typedef struct alike {
    int a, b, met, rules, others; /* levels; bits of the rules and of the other sources */
    unsigned rows[GG_OUTCOMES];
} alike;

typedef struct crossing_table {
    alike all[ATOMS];
    size_t n;
    int n_rules, n_others; /* sources beside the model */
    bool crossed;          /* a and b are shown together, where they can be */
} crossing_table;

static const char *const a_levels[] = {"a1", "a2", "a3"}, *const b_levels[] = {"b1", "b2"};

static bool referred(const alike *x)
{
    return x->met == MET && x->rules == 0;
}

/* ---- from counts to the published document ---- */

static temporary written(const crossing_table *t)
{
    static const char *const outcomes[] = {"0", "1", ""};
    gg_buf out;
    temporary file;

    gg_buf_init(&out, 0);
    gg_buf_puts(&out, "score,y,a,b,r0,r1,r2,r3,s0,s1,s2,n\n");
    for (size_t i = 0; i < t->n; i++) {
        const alike *x = &t->all[i];

        for (int o = 0; o < GG_OUTCOMES; o++)
            gg_buf_printf(&out, "%s,%s,%s,%s,%d,%d,%d,%d,%d,%d,%d,%u\n", x->met ? "0.9" : "0.1",
                          outcomes[o], a_levels[x->a], b_levels[x->b], x->rules & 1,
                          x->rules >> 1 & 1, x->rules >> 2 & 1, x->rules >> 3 & 1, x->others & 1,
                          x->others >> 1 & 1, x->others >> 2 & 1, x->rows[o]);
    }
    file = temporary_file(out.data, out.size);
    gg_buf_release(&out);
    return file;
}

static gg_operation operation_of(const crossing_table *t)
{
    static const char *const yes[] = {"1"};
    static gg_condition conditions[] = {{"r0", yes, 1, -INFINITY, INFINITY},
                                        {"r1", yes, 1, -INFINITY, INFINITY},
                                        {"r2", yes, 1, -INFINITY, INFINITY},
                                        {"r3", yes, 1, -INFINITY, INFINITY}};
    static gg_suppression rules[] = {{"r0", &conditions[0], 1},
                                     {"r1", &conditions[1], 1},
                                     {"r2", &conditions[2], 1},
                                     {"r3", &conditions[3], 1}};
    static gg_source_of_referral sources[] = {
        {"s0", "s0"}, {"model", NULL}, {"s1", "s1"}, {"s2", "s2"}};

    return (gg_operation){.rules = rules,
                          .n_rules = (size_t)t->n_rules,
                          .sources = sources,
                          .n_sources = t->n_others ? (size_t)t->n_others + 1 : 0};
}

static json_t *evaluated(const crossing_table *t, bool weighted)
{
    static const char *const intersections[] = {"a*b"};
    gg_collect_options o = gg_collect_options_default();
    const gg_operation operation = operation_of(t);
    temporary file = written(t);
    json_t *document = NULL;
    gg_schema schema;
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_role(&schema, "score", GG_ROLE_SCORE, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "y", GG_ROLE_OUTCOME, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "a,b", GG_ROLE_PROTECTED, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "n", weighted ? GG_ROLE_WEIGHT : GG_ROLE_COUNT, &err),
                     GG_OK);
    o.operation = &operation;
    o.intersections = intersections;
    o.n_intersections = t->crossed;
    ck_assert_msg(gg_collect(file.path, &schema, &o, &e, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(gg_evaluate(&e, NULL, &document, &err) == GG_OK, "%s", err.what);
    gg_evidence_release(&e);
    gg_schema_release(&schema);
    temporary_remove(&file);
    return document;
}

static json_t *published_of(const crossing_table *t)
{
    json_t *evaluation = evaluated(t, false), *document = published(evaluation, LEAST), *again;
    char fault[400];

    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", document, fault), "%s",
                  fault);
    again = published(document, LEAST); /* and it passes for what it says it is */
    json_decref(again);
    json_decref(evaluation);
    return document;
}

/* ---- the attacker ---- */

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

/* ---- what is shown ---- */

/* Two groups of plenty, one rule each way; others: referred by the source beside the model. */
static crossing_table plenty(void)
{
    crossing_table t = {.all = {{0, 0, BELOW, 0, 0, {400, 100, 0}},
                                {0, 0, MET, 0, 0, {200, 150, 0}},
                                {0, 0, MET, 1, 0, {40, 20, 0}},
                                {0, 0, MET, 2, 1, {30, 15, 0}},
                                {1, 1, BELOW, 0, 1, {500, 90, 0}},
                                {1, 1, MET, 0, 1, {100, 90, 0}},
                                {1, 1, MET, 1, 0, {90, 50, 0}},
                                {1, 1, MET, 2, 0, {25, 15, 0}}},
                        .n = 8,
                        .n_rules = 2,
                        .n_others = 1};

    return t;
}

START_TEST(all_of_it_where_nothing_is_small)
{
    crossing_table t = plenty();
    json_t *evaluation = evaluated(&t, false), *document = published(evaluation, LEAST);

    ck_assert(json_equal(at(document, "operation"), at(evaluation, "operation")));
    ck_assert_uint_eq(json_array_size(at(document, "operation/suppression")), 2);
    ck_assert_uint_eq(json_array_size(at(document, "operation/overlap")), 1);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(a_small_rule_is_not_told_apart)
{
    crossing_table t = plenty();
    json_t *document;

    t.all[3].rows[1] = 3; /* rule r1 held back three positives of a1 and */
    t.all[7].rows[1] = 4; /* four of a2 */
    t.n_others = 0;
    document = published_of(&t);
    /* With r1 hidden, r0 alone would give it away. */
    ck_assert_uint_eq(json_array_size(at(document, "operation/suppression")), 0);
    ck_assert_int_eq(json_integer_value(at(document, "operation/suppressed/positives")), 77);
    ck_assert_str_eq(why_withheld(document, "2 of 2 suppression rules"),
                     "some count that would tell them apart is small, or more than three rules "
                     "would be told apart");
    json_decref(document);
}
END_TEST

START_TEST(a_group_with_few_held_back_is_not_told)
{
    crossing_table t = plenty();
    json_t *document;

    t.all[3].rows[1] = 3; /* three positives of a1, fifteen of a2 */
    t.n_others = 0;
    document = published_of(&t);
    ck_assert_uint_eq(json_array_size(at(document, "operation/suppression")), 2);
    ck_assert_ptr_null(at(json_array_get(at(document, "operation/suppression"), 0), "groups/a"));
    ck_assert_ptr_nonnull(at(document, "operation/suppressed/groups/a/a1/ratio"));
    t.all[2].rows[1] = 2;
    json_decref(document);
    document = published_of(&t);
    ck_assert_ptr_null(at(document, "operation/suppressed/groups/a"));
    ck_assert_str_eq(why_withheld(document, "suppression by a"), "some count of it is small");
    json_decref(document);
}
END_TEST

START_TEST(nothing_where_all_rules_together_are_small)
{
    crossing_table t = plenty();
    json_t *document;

    t.all[2].rows[1] = t.all[3].rows[1] = t.all[6].rows[1] = 0;
    t.all[7].rows[1] = 7;
    t.n_others = 0;
    document = published_of(&t);
    ck_assert_ptr_null(at(document, "operation/suppressed"));
    ck_assert_ptr_null(at(document, "operation/suppression"));
    ck_assert_str_eq(why_withheld(document, "suppression"), "some count of it is small");
    json_decref(document);
}
END_TEST

START_TEST(one_attribute_of_an_intersection_is_told_by_rule)
{
    crossing_table t = plenty();
    json_t *document;

    t.all[4].b = 0;
    t.all[5].b = 0;
    t.all[6].b = 0;
    t.all[7].b = 0;
    t.all[8] = (alike){0, 1, BELOW, 0, 0, {300, 100, 0}};
    t.all[9] = (alike){0, 1, MET, 0, 1, {100, 100, 0}};
    t.all[10] = (alike){0, 1, MET, 1, 0, {30, 30, 0}};
    t.all[11] = (alike){0, 1, MET, 2, 0, {30, 30, 0}};
    t.n = 12;
    t.n_others = 0;
    document = published_of(&t);
    ck_assert_ptr_nonnull(at(document, "operation/suppressed/groups/a"));
    ck_assert_ptr_nonnull(at(document, "operation/suppressed/groups/b"));
    json_decref(document);
    t.crossed = true;
    document = published_of(&t);
    ck_assert_ptr_nonnull(at(document, "operation/suppressed/groups/a"));
    ck_assert_ptr_null(at(document, "operation/suppressed/groups/b"));
    ck_assert_str_eq(why_withheld(document, "suppression by b"),
                     "an intersection shows it together with an attribute that is told by rule");
    json_decref(document);
}
END_TEST

START_TEST(a_small_overlap_leaves_what_each_referred)
{
    crossing_table t = plenty();
    const json_t *source;
    json_t *document;

    t.all[5].rows[1] = 5; /* both referred: five positives */
    document = published_of(&t);
    source = json_array_get(at(document, "operation/sources"), 0);
    ck_assert_ptr_null(at(document, "operation/overlap"));
    ck_assert(json_is_null(at(source, "alone")));
    ck_assert(json_is_null(at(source, "unique_finds")));
    ck_assert(json_is_null(at(source, "share_of_referrals")));
    ck_assert_int_eq(json_integer_value(at(source, "finds")), 110);
    ck_assert(json_is_number(at(source, "find_rate/value")));
    ck_assert_str_eq(why_withheld(document, "overlap of sources"), "some count of it is small");
    json_decref(document);
    t = plenty();
    t.all[3].others = t.all[4].others = 0; /* the other source found those five, and no more */
    t.all[5].rows[1] = 5;
    document = published_of(&t);
    source = json_array_get(at(document, "operation/sources"), 0);
    ck_assert(json_is_null(at(source, "referred")));
    ck_assert_str_eq(gg_json_string(at(source, "find_rate"), "why_null", ""), "withheld");
    json_decref(document);
}
END_TEST

START_TEST(decisions_alone)
{
    crossing_table t = plenty();
    const json_t *source;
    json_t *document;

    for (size_t i = 0; i < t.n; i++)
        t.all[i].rows[1] = 0;
    t.all[1].rows[1] = 6; /* six positives in all */
    document = published_of(&t);
    source = json_array_get(at(document, "operation/sources"), 0);
    ck_assert_int_eq(json_integer_value(at(document, "operation/suppressed/held_back")), 185);
    ck_assert(json_is_null(at(document, "operation/suppressed/positives")));
    ck_assert_ptr_nonnull(at(document, "operation/suppressed/groups/a/a1/ratio"));
    ck_assert(json_is_null(at(source, "finds")));
    ck_assert(json_is_null(at(source, "outcomes_own/positives")));
    ck_assert_str_eq(gg_json_string(at(source, "find_rate"), "why_null", ""), "withheld");
    json_decref(document);
}
END_TEST

START_TEST(weights_are_no_rows)
{
    crossing_table t = plenty();
    json_t *evaluation = evaluated(&t, true), *document = published(evaluation, 2);

    ck_assert_ptr_null(at(document, "operation"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(counts_that_contradict_each_other_are_not_shown)
{
    crossing_table t = plenty();
    json_t *evaluation = evaluated(&t, false), *document;

    json_object_set_new(at(evaluation, "operation/suppressed"), "positives", json_integer(90000));
    json_object_del(json_array_get(at(evaluation, "operation/sources"), 1), "outcomes_own");
    document = published(evaluation, LEAST);
    ck_assert_ptr_null(at(document, "operation/suppressed"));
    ck_assert_ptr_null(at(document, "operation/sources"));
    ck_assert_str_eq(why_withheld(document, "sources of referrals"), "their counts cannot be read");
    json_decref(document);
    json_object_set_new(at(evaluation, "operation/suppressed"), "positives", json_string("x"));
    document = published(evaluation, LEAST);
    ck_assert_str_eq(why_withheld(document, "suppression"), "its counts cannot be read");
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* A document that says it is published, with a small count in it, is not believed. */
START_TEST(small_counts_in_a_published_document_are_found)
{
    crossing_table t = plenty();
    json_t *document = published_of(&t), *out = NULL;
    gg_error err;

    gg_error_init(&err);
    json_object_set_new(json_array_get(at(document, "operation/sources"), 0), "unique_finds",
                        json_integer(4));
    ck_assert_int_eq(gg_publish(document, NULL, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "unique_finds");
    json_decref(document);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, rules_hold);
    tcase_add_test(tc, rules_beside_an_intersection_hold);
    tcase_add_test(tc, sources_hold);
    tcase_add_test(tc, rules_and_sources_hold);
    tcase_add_test(tc, all_of_it_where_nothing_is_small);
    tcase_add_test(tc, a_small_rule_is_not_told_apart);
    tcase_add_test(tc, a_group_with_few_held_back_is_not_told);
    tcase_add_test(tc, nothing_where_all_rules_together_are_small);
    tcase_add_test(tc, one_attribute_of_an_intersection_is_told_by_rule);
    tcase_add_test(tc, a_small_overlap_leaves_what_each_referred);
    tcase_add_test(tc, decisions_alone);
    tcase_add_test(tc, weights_are_no_rows);
    tcase_add_test(tc, counts_that_contradict_each_other_are_not_shown);
    tcase_add_test(tc, small_counts_in_a_published_document_are_found);
}

GG_TEST_MAIN("disclose/operation")
