/*
 * What must hold of any table: k does not depend on the order of rows or columns; merging
 * categories of a quasi-identifier never lowers k or l and never raises t; 0 <= t <= 1; the ordered
 * distance is not above the equal one; figures equal a slow reference that compares every pair of
 * rows.
 */
#include "privacy/checked.h"

#include "gauger/base/random.h"

#define ROWS   60
#define QUASI  3
#define LEVELS 4

typedef struct small {
    unsigned n;
    unsigned q[ROWS][QUASI], s[ROWS]; /* q of 9: missing */
} small;

static small draw(gg_random *r, bool missing)
{
    small t;

    t.n = 8 + (unsigned)(gg_random_bits(r) % (ROWS - 8));
    for (unsigned i = 0; i < t.n; i++) {
        for (unsigned j = 0; j < QUASI; j++) {
            t.q[i][j] = (unsigned)(gg_random_bits(r) % LEVELS);
            if (missing && gg_random_bits(r) % 8 == 0)
                t.q[i][j] = 9;
        }
        t.s[i] = (unsigned)(gg_random_bits(r) % 3);
    }
    return t;
}

/* order: of the columns, 0 to 5. */
static checked check_small(const small *t, unsigned order, bool wildcard)
{
    static const unsigned orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                          {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    static const role_of roles[] = {
        {GG_ROLE_QUASI_IDENTIFIER, "q0,q1,q2"}, {GG_ROLE_OUTCOME, "s"}, {0, NULL}};
    gg_check_options options = gg_check_options_default();
    const unsigned *o = orders[order % 6];
    gg_buf text;
    checked c;

    gg_buf_init(&text, 0);
    gg_buf_printf(&text, "q%u,s,q%u,q%u\n", o[0], o[1], o[2]);
    for (unsigned i = 0; i < t->n; i++) {
        char cell[QUASI][8];

        for (unsigned j = 0; j < QUASI; j++)
            if (t->q[i][o[j]] == 9)
                cell[j][0] = '\0';
            else
                snprintf(cell[j], sizeof cell[j], "v%u", t->q[i][o[j]]);
        gg_buf_printf(&text, "%s,s%u,%s,%s\n", cell[0], t->s[i], cell[1], cell[2]);
    }
    options.missing = wildcard ? GG_MISSING_WILDCARD : GG_MISSING_OWN;
    c = check_table(text.data, roles, &options);
    ck_assert_int_eq(c.status, GG_OK);
    gg_buf_release(&text);
    return c;
}

static bool agree(const small *t, unsigned a, unsigned b, bool wildcard)
{
    for (unsigned j = 0; j < QUASI; j++)
        if (t->q[a][j] != t->q[b][j] && !(wildcard && (t->q[a][j] == 9 || t->q[b][j] == 9)))
            return false;
    return true;
}

/* k, rows in groups of one and of less than 5, by comparing every pair. */
static void reference_k(const small *t, bool wildcard, int *k, int *unique, int *under_5)
{
    *k = ROWS + 1;
    *unique = *under_5 = 0;
    for (unsigned a = 0; a < t->n; a++) {
        int size = 0;

        for (unsigned b = 0; b < t->n; b++)
            size += agree(t, a, b, wildcard);
        *k = size < *k ? size : *k;
        *unique += size == 1;
        *under_5 += size < 5;
    }
}

static double figure(const checked *c, const char *key)
{
    return gg_json_number(c->document, key, -1);
}

static double of_outcome(const checked *c, const char *key)
{
    return gg_json_number(json_object_get(c->document, key), "s", -1);
}

START_TEST(k_is_that_of_all_pairs)
{
    gg_random r;

    gg_random_init(&r, 1, "pairs", NULL);
    for (unsigned trial = 0; trial < 400; trial++) {
        bool wildcard = trial % 2;
        small t = draw(&r, trial % 4 > 1);
        checked c = check_small(&t, trial, wildcard);
        int k, unique, under_5;

        reference_k(&t, wildcard, &k, &unique, &under_5);
        ck_assert_int_eq((int)figure(&c, "k_anonymity"), k);
        ck_assert_int_eq((int)figure(&c, "unique_rows"), unique);
        ck_assert_int_eq((int)figure(&c, "rows_under_5"), under_5);
        checked_release(&c);
    }
}
END_TEST

START_TEST(order_changes_nothing)
{
    static const char *const keys[] = {"k_anonymity", "classes", "unique_rows", "l_diversity",
                                       "t_closeness", "risk",    "sensitive",   "smallest_classes"};
    gg_random r;

    gg_random_init(&r, 2, "order", NULL);
    for (unsigned trial = 0; trial < 100; trial++) {
        small t = draw(&r, true);
        checked before = check_small(&t, 0, false), after;

        for (unsigned i = t.n - 1; i > 0; i--) {
            unsigned other = (unsigned)(gg_random_bits(&r) % (i + 1)), kept[QUASI + 1];

            memcpy(kept, t.q[i], sizeof t.q[i]);
            memcpy(t.q[i], t.q[other], sizeof t.q[i]);
            memcpy(t.q[other], kept, sizeof t.q[i]);
            kept[0] = t.s[i];
            t.s[i] = t.s[other];
            t.s[other] = kept[0];
        }
        after = check_small(&t, 1 + trial, false);
        for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
            ck_assert_msg(json_equal(json_object_get(before.document, keys[i]),
                                     json_object_get(after.document, keys[i])),
                          "%s depends on the order", keys[i]);
        checked_release(&before);
        checked_release(&after);
    }
}
END_TEST

START_TEST(merging_categories_never_makes_it_worse)
{
    gg_random r;

    gg_random_init(&r, 3, "merge", NULL);
    for (unsigned trial = 0; trial < 300; trial++) {
        small t = draw(&r, false);
        unsigned column = (unsigned)(gg_random_bits(&r) % QUASI);
        unsigned from = (unsigned)(gg_random_bits(&r) % LEVELS);
        unsigned to = (unsigned)(gg_random_bits(&r) % LEVELS);
        checked before = check_small(&t, 0, false), after;

        for (unsigned i = 0; i < t.n; i++)
            if (t.q[i][column] == from)
                t.q[i][column] = to;
        after = check_small(&t, 0, false);
        ck_assert(figure(&after, "k_anonymity") >= figure(&before, "k_anonymity"));
        ck_assert(figure(&after, "classes") <= figure(&before, "classes"));
        ck_assert(of_outcome(&after, "l_diversity") >= of_outcome(&before, "l_diversity"));
        ck_assert(of_outcome(&after, "t_closeness") <= of_outcome(&before, "t_closeness") + 1e-15);
        ck_assert(of_outcome(&after, "t_closeness") >= 0);
        ck_assert(of_outcome(&before, "t_closeness") <= 1);
        checked_release(&before);
        checked_release(&after);
    }
}
END_TEST

/* The rows that each subset of columns singles out, and no smaller part of it, by all pairs. */
static unsigned singled_out(const small *t, unsigned subset)
{
    unsigned n = 0;

    for (unsigned a = 0; a < t->n; a++) {
        bool alone_by[8];

        for (unsigned part = 1; part < 8; part++) {
            alone_by[part] = true;
            for (unsigned b = 0; b < t->n && alone_by[part]; b++) {
                bool same = b != a;

                for (unsigned j = 0; j < QUASI && same; j++)
                    same = !(part >> j & 1) || t->q[a][j] == t->q[b][j];
                alone_by[part] = !same;
            }
        }
        for (unsigned part = 1; part < 8; part++)
            if (part != subset && (part & subset) == part && alone_by[part])
                alone_by[subset] = false;
        n += alone_by[subset];
    }
    return n;
}

START_TEST(unique_subsets_are_those_of_all_pairs)
{
    gg_random r;

    gg_random_init(&r, 4, "subsets", NULL);
    for (unsigned trial = 0; trial < 100; trial++) {
        small t = draw(&r, trial % 2);
        checked c = check_small(&t, 0, false);
        unsigned want[8], got[8] = {0};
        json_t *one, *name;
        size_t i, j;

        json_array_foreach(json_object_get(c.document, "minimal_unique_subsets"), i, one)
        {
            unsigned subset = 0;

            json_array_foreach(json_object_get(one, "columns"), j, name)
            {
                subset |= 1u << (json_string_value(name)[1] - '0');
            }
            got[subset] = (unsigned)gg_json_number(one, "rows", 0);
        }
        for (unsigned subset = 1; subset < 8; subset++) {
            want[subset] = singled_out(&t, subset);
            ck_assert_uint_eq(got[subset], want[subset]);
        }
        checked_release(&c);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, k_is_that_of_all_pairs);
    tcase_add_test(tc, order_changes_nothing);
    tcase_add_test(tc, merging_categories_never_makes_it_worse);
    tcase_add_test(tc, unique_subsets_are_those_of_all_pairs);
}

GG_TEST_MAIN("privacy/property")
