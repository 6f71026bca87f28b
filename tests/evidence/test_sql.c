/*
 * Evidence collected by queries: the same bytes as from a file of the same rows.
 */
#include "suite.h"

#include "sql_table.h"

START_TEST(rows_of_many_kinds)
{
    gg_collect_options o = binned();
    table t;

    make_rows(&t, 900);
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
        same_evidence(&t, schemas[i], &o, NULL);
        same_evidence(&t, schemas[i], &o, "part");
        o.measured = GG_EXTENT_COUNTS;
        same_evidence(&t, schemas[i], &o, NULL);
        o.measured = GG_EXTENT_BINNED;
    }
    ck_assert_int_eq(t.lite.spread, (int)(sizeof schemas / sizeof *schemas));
    table_release(&t);
}
END_TEST

START_TEST(intersections)
{
    const char *const wanted[] = {"race*age", "race*age*\"; drop table cases; --"};
    gg_collect_options o = binned();
    table t;

    make_rows(&t, 400);
    o.intersections = wanted;
    o.n_intersections = 2;
    same_evidence(&t, schemas[1], &o, NULL);
    o.measured = GG_EXTENT_COUNTS;
    same_evidence(&t, schemas[1], &o, "part");
    table_release(&t);
}
END_TEST

START_TEST(decisions_alone)
{
    gg_collect_options o = binned();
    table t;

    make_rows(&t, 300);
    o.measured = GG_EXTENT_COUNTS;
    same_evidence(&t, "columns: {held: decision, y: outcome, race: protected}", &o, NULL);
    same_evidence(&t,
                  "columns: {held: {role: decision, positive: '', negative: '1', missing: ['0']}}",
                  &o, NULL);
    table_release(&t);
}
END_TEST

/* Scores at the edges of bins and at their neighbours, by what C computes of the same doubles. */
START_TEST(edges_of_bins)
{
    static const struct {
        double low, high;
        size_t bins;
    } grids[] = {{0, 1, 100},     {0, 1, 7},          {0, 1, 1000}, {0, 1, 1},
                 {-0.3, 1.7, 73}, {1e-3, 1e3, 1000},  {-5, -1, 9},  {0, 1e-300, 11},
                 {0.1, 0.7, 3},   {-1e200, 1e200, 50}};

    for (size_t g = 0; g < sizeof grids / sizeof *grids; g++) {
        const double low = grids[g].low, high = grids[g].high;
        gg_collect_options o = binned();
        table t;

        table_begin(&t, "s double, y text", "s,y");
        for (size_t i = 0; i <= grids[g].bins; i++) {
            const double edge = low + (high - low) * (double)i / (double)grids[g].bins;
            const double near[] = {nextafter(edge, low), edge, nextafter(edge, high)};

            for (int k = 0; k < 3; k++) {
                put_real(&t, fmin(fmax(near[k], low), high));
                put_word(&t, (i + (size_t)k) % 2 ? "1" : "0");
            }
        }
        table_end(&t);
        o.has_grid = true;
        o.grid_low = low;
        o.grid_high = high;
        o.score_bins = grids[g].bins;
        same_evidence(&t, "columns: {s: score, y: outcome}\nthreshold: 0.35", &o, NULL);
        table_release(&t);
    }
}
END_TEST

/* The ends of the range are told exactly by an engine that tells reals with fifteen digits. */
START_TEST(ends_of_the_range)
{
    static const double ends[][2] = {{1e-300, 0.9999999999999999},
                                     {5e-324, 1.0 / 3},
                                     {0.1 + 0.2, 0.30000000000000010},
                                     {-1.0 / 3e10, 1e308},
                                     {-1e308, -1e-308},
                                     {0, 0},
                                     {-0.0, 1},
                                     {-7, 1e15 / 7},
                                     {0x1.fffffffffffffp29, 0x1.0000000000001p60}};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        gg_collect_options o = binned();
        table t;

        o.measured = GG_EXTENT_COUNTS;
        for (int part = 0; part < 2; part++) {
            table_begin(&t, "s double, part whole", "s,part");
            for (int k = 0; k < 2; k++) {
                put_real(&t, ends[i][k]);
                put_whole(&t, k);
            }
            table_end(&t);
            same_evidence(&t, "columns: {s: score}\nthreshold: 0.5", &o, part ? "part" : NULL);
            table_release(&t);
        }
    }
}
END_TEST

/* Whole scores without a declared range make a grid of their own, in a file and here. */
START_TEST(whole_scores)
{
    gg_collect_options o = binned();
    table t;

    table_begin(&t, "s whole, y text", "s,y");
    for (int i = 0; i < 40; i++) {
        put_whole(&t, 1 + i % 10);
        put_word(&t, i % 3 ? "0" : "1");
    }
    table_end(&t);
    o.measured = GG_EXTENT_COUNTS;
    same_evidence(&t, "columns: {s: score, y: outcome}\nthreshold: 5", &o, NULL);
    o.measured = GG_EXTENT_BINNED;
    o.has_grid = true;
    o.grid_low = 0;
    o.grid_high = 11;
    same_evidence(&t, "columns: {s: score, y: outcome}\nthreshold: 5", &o, NULL);
    table_release(&t);
}
END_TEST

/* Where types are kept by the cell, a column that is shown as words may hold numbers: those of a
 * view, or DECIMAL(5,2). A type that ends with "int" gives the cells of SQLite that form. */
START_TEST(numbers_shown_as_words)
{
    static const char *const by_the_cell[] = {
        "columns: {s: {role: score, missing: ['0.25', nothing]}, y: {role: outcome, positive: '2',"
        " negative: '1', missing: ['0']}, g: site, a: {role: protected, bins: [20, 40.5]}}\n"
        "threshold: {site: {'0': 0.5, '1': 0.25, '2': 1}}",
        "columns: {s: score, y: {role: outcome, positive: '2', negative: '1', missing: ['0']},"
        " a: weight, g: count}\nthreshold: 0.35",
        "columns: {s: score, y: {role: outcome, positive: '2', negative: '1', missing: ['0']},"
        " p: sampling_probability}\nthreshold: 0.35",
    };
    gg_collect_options o = binned();
    table t;

    table_begin(&t, "s textpoint, y textpoint, g textpoint, a textpoint, p textpoint", "s,y,g,a,p");
    t.engine.loose = true;
    for (int i = 0; i < 300; i++) {
        put_real(&t, i % 50 == 7 ? NAN : i % 101 / 100.0);
        put_whole(&t, i % 3);
        put_whole(&t, i % 3);
        put_real(&t, i % 90 / 2.0);
        put_real(&t, 0.25 + i % 3 / 4.0);
    }
    table_end(&t);
    for (size_t i = 0; i < sizeof by_the_cell / sizeof *by_the_cell; i++)
        same_evidence(&t, by_the_cell[i], &o, NULL);
    table_release(&t);
}
END_TEST

/* Words that blanks fill up are those of a file that holds the blanks, though the engine passes
 * over them; and LIKE knows % and _ as themselves. */
START_TEST(filled_words)
{
    static const char *const of_filled[] = {
        "columns: {s: score, y: {role: outcome, positive: 'y_s ', negative: 'n!%',"
        " missing: ['   ']}, g: {role: protected, missing: [x, 'z  ']}, a: arm}",
        "columns: {s: score, y: {role: outcome, positive: 'y_s ', negative: 'n!%',"
        " missing: ['   ']}, g: site, a: {role: arm, positive: 'yes'}}\n"
        "threshold: {default: 0.4, site: {x: 0.1, 'y  ': 0.7}}",
        "columns: {s: score, a: {role: arm, positive: 'random '}}",
    };
    gg_collect_options o = binned();
    table t;

    table_begin(&t,
                "s double, y textchar COLLATE RTRIM, g textchar COLLATE RTRIM,"
                " a textchar COLLATE RTRIM",
                "s,y,g,a");
    for (int i = 0; i < 200; i++) {
        put_real(&t, i % 101 / 100.0);
        put_word(&t, (const char *const[]){"y_s ", "n!%", "   ", NULL}[i % 4]);
        put_word(&t, (const char *const[]){"x  ", "y  ", "z  ", "x", ""}[i % 5]);
        put_word(&t, (const char *const[]){"random ", "random", "yes", "yes ", "RANDOM", NULL,
                                           "1  "}[i % 7]);
    }
    table_end(&t);
    for (size_t i = 0; i < sizeof of_filled / sizeof *of_filled; i++)
        same_evidence(&t, of_filled[i], &o, NULL);
    table_release(&t);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, rows_of_many_kinds);
    tcase_add_test(tc, intersections);
    tcase_add_test(tc, decisions_alone);
    tcase_add_test(tc, edges_of_bins);
    tcase_add_test(tc, ends_of_the_range);
    tcase_add_test(tc, whole_scores);
    tcase_add_test(tc, numbers_shown_as_words);
    tcase_add_test(tc, filled_words);
}

GG_TEST_MAIN("evidence/sql")
