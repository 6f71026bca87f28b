/*
 * What an attacker can work out from published evaluations: nothing small. Random tables of every
 * shape are published, and all that is shown of them is held against the cells that are not.
 */
#include "attack.h"

#include "gauger/base/random.h"

#define LEAST 11

static double draw(gg_random *r, double below)
{
    return floor(gg_random_uniform(r) * below);
}

/* A table with random numbers of levels and cells of very different sizes, many of them small.
 * rare: where over 0, what a cell stays under; unverified rows are there only so. */
static table random_table(gg_random *r, size_t dimensions, const char *const *crossings,
                          const double *rare)
{
    static const char *const levels[DIMENSIONS][4] = {
        {"a1", "a2", "a3", "a4"}, {"b1", "b2", "b3", "b4"}, {"c1", "c2", "c3", "c4"}};
    static const char *const names[DIMENSIONS] = {"a", "b", "c"};
    size_t counts[DIMENSIONS] = {1, 1, 1}, i[DIMENSIONS];
    table t = {.n = 0};

    for (size_t d = 0; d < dimensions; d++) {
        t.names[d] = names[d];
        counts[d] = 2 + (size_t)draw(r, 3);
    }
    for (size_t k = 0; crossings[k]; k++)
        t.crossings[k] = crossings[k];
    for (i[0] = 0; i[0] < counts[0]; i[0]++)
        for (i[1] = 0; i[1] < counts[1]; i[1]++)
            for (i[2] = 0; i[2] < counts[2]; i[2]++) {
                atom *one = &t.atoms[t.n++];

                for (size_t d = 0; d < DIMENSIONS; d++)
                    one->levels[d] = levels[d][i[d]];
                for (size_t c = 0; c < CELLS; c++)
                    one->cells[c] = rare[c] > 0       ? draw(r, rare[c])
                                    : c >= 4          ? 0
                                    : draw(r, 3) == 0 ? draw(r, 9)
                                                      : draw(r, 120);
            }
    return t;
}

static void attack(const table *t)
{
    json_t *evaluation = evaluation_of(t), *document = published(evaluation, LEAST);

    for (size_t c = 0; c < SUMS; c++) {
        system_of_sums s = sums_of(t, document, c);

        check_differences(&s, LEAST);
        check_ranges(&s, LEAST);
    }
    json_decref(document);
    json_decref(evaluation);
}

static void attack_rare(const char *name, size_t dimensions, const char *const *crossings,
                        const double *rare, size_t times)
{
    gg_random r;

    gg_random_init(&r, 1, name, "tables");
    for (size_t i = 0; i < times; i++) {
        table t = random_table(&r, dimensions, crossings, rare);

        attack(&t);
    }
}

static void attack_many(const char *name, size_t dimensions, const char *const *crossings,
                        size_t times)
{
    static const double none[CELLS] = {0};

    attack_rare(name, dimensions, crossings, none, times);
}

START_TEST(attributes_alone_hold)
{
    static const char *const none[] = {NULL};

    attack_many("one", 1, none, 100);
    attack_many("two", 2, none, 60);
    attack_many("three", 3, none, 12);
}
END_TEST

START_TEST(an_intersection_holds)
{
    static const char *const pair[] = {"01", NULL};
    static const char *const last[] = {"12", NULL};

    attack_many("pair", 2, pair, 80);
    attack_many("last", 3, last, 12);
}
END_TEST

START_TEST(intersections_in_a_chain_hold)
{
    static const char *const chain[] = {"01", "12", NULL};

    attack_many("chain", 3, chain, 16);
}
END_TEST

START_TEST(intersections_within_another_hold)
{
    static const char *const nested[] = {"012", "01", NULL};
    static const char *const upward[] = {"01", "012", NULL};

    attack_many("nested", 3, nested, 12);
    attack_many("upward", 3, upward, 12);
}
END_TEST

START_TEST(a_ring_holds)
{
    static const char *const ring[] = {"01", "12", "02", NULL};

    attack_many("ring", 3, ring, 16);
}
END_TEST

/* Few cases without an outcome, or of one outcome: then less is shown, and that holds as well. */
START_TEST(narrower_scopes_hold)
{
    static const char *const pair[] = {"01", NULL};
    static const double unverified[CELLS] = {0, 0, 0, 0, 3, 3};
    static const double found[CELLS] = {0, 0, 0, 2, 0, 0};
    static const double both[CELLS] = {0, 2, 0, 2, 4, 4};

    attack_rare("unverified", 2, pair, unverified, 40);
    attack_rare("found", 2, pair, found, 40);
    attack_rare("both", 2, pair, both, 40);
}
END_TEST

/*
 * Three intersections in a ring: each of their cells is 0 or at least 11, and still they say that
 * the cell of 5 is at most 5. All three together are x[ijk] up to a multiple of (-1)^(i+j+k); as
 * the opposite corner is 0, the cell cannot be larger.
 */
START_TEST(a_ring_would_leak)
{
    static const double corners[8] = {5, 12, 12, 20, 12, 20, 20, 0};
    static const char *const levels[2][3] = {{"a1", "b1", "c1"}, {"a2", "b2", "c2"}};
    table t = {.names = {"a", "b", "c"}, .crossings = {"01", "12", "02"}, .n = 8};
    json_t *evaluation, *document;
    system_of_sums s;
    bool one[ATOMS] = {true};

    for (size_t i = 0; i < 8; i++) {
        t.atoms[i] =
            (atom){.levels = {levels[i >> 2 & 1][0], levels[i >> 1 & 1][1], levels[i & 1][2]}};
        t.atoms[i].cells[3] = corners[i];
        t.atoms[i].cells[0] = 100;
    }
    evaluation = evaluation_of(&t);
    s = sums_of(&t, evaluation, 3);
    check_differences(&s, LEAST);
    ck_close(extreme(&s, one, -1), 5, 1e-9);
    document = published(evaluation, LEAST);
    ck_assert_str_eq(why_withheld(document, "a*c"),
                     "beside the intersections before it, it could let small counts be worked out");
    ck_assert_ptr_nonnull(at(document, "intersections/a*b"));
    ck_assert_ptr_nonnull(at(document, "intersections/b*c"));
    s = sums_of(&t, document, 3);
    ck_assert_double_ge(extreme(&s, one, -1), LEAST);
    check_ranges(&s, LEAST);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* The attacker of the tests does find what there is to find: a document that is not published. */
START_TEST(the_attacker_finds_a_small_cell)
{
    table t = {.names = {"a", "b"}, .crossings = {"01"}, .n = 4};
    json_t *evaluation;
    system_of_sums s;
    bool one[ATOMS] = {false};

    for (size_t i = 0; i < 4; i++) {
        t.atoms[i] = (atom){.levels = {i < 2 ? "a1" : "a2", i % 2 ? "b1" : "b2", ""}};
        t.atoms[i].cells[0] = 40;
    }
    t.atoms[3].cells[0] = 5;
    evaluation = evaluation_of(&t);
    /* Three of four groups are enough: the fourth follows. */
    json_object_del(at(evaluation, "intersections/a*b/groups"), "a2*b1");
    s = sums_of(&t, evaluation, 0);
    one[3] = true;
    ck_close(extreme(&s, one, 1), 5, 1e-9);
    ck_close(extreme(&s, one, -1), 5, 1e-9);
    json_decref(evaluation);
}
END_TEST

/* Two margins leave a cell open from max(0, row + column - all) to the smaller of row and column.
 */
START_TEST(the_attacker_knows_frechet_bounds)
{
    table t = {.names = {"a", "b"}, .n = 4};
    json_t *evaluation;
    system_of_sums s;
    bool one[ATOMS] = {true};

    for (size_t i = 0; i < 4; i++) {
        t.atoms[i] = (atom){.levels = {i < 2 ? "a1" : "a2", i % 2 ? "b1" : "b2", ""}};
        t.atoms[i].cells[1] = (double)(20 + 10 * i);
    }
    evaluation = evaluation_of(&t);
    s = sums_of(&t, evaluation, 1);
    /* a1 has 20 + 30, b2 has 20 + 40, all 140: 0 .. 50. */
    ck_close(extreme(&s, one, 1), 0, 1e-9);
    ck_close(extreme(&s, one, -1), 50, 1e-9);
    json_decref(evaluation);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, attributes_alone_hold);
    tcase_add_test(tc, an_intersection_holds);
    tcase_add_test(tc, intersections_in_a_chain_hold);
    tcase_add_test(tc, intersections_within_another_hold);
    tcase_add_test(tc, a_ring_holds);
    tcase_add_test(tc, a_ring_would_leak);
    tcase_add_test(tc, narrower_scopes_hold);
    tcase_add_test(tc, the_attacker_finds_a_small_cell);
    tcase_add_test(tc, the_attacker_knows_frechet_bounds);
}

GG_TEST_MAIN("disclose/attack")
