/* Collecting from small tables, one thing each: levels, decisions, grids, what is refused. */
#include "suite.h"

#include <string.h>

#include "gauger/evidence/collect.h"
#include "table/temporary.h"

typedef struct small {
    const char *yaml, *csv;
    bool skip;
} small;

static gg_status collect_small(small s, gg_evidence *out, gg_error *err)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = temporary_file(s.csv, 0);
    json_t *document = NULL;
    gg_schema schema;
    gg_status status;

    gg_error_init(err);
    o.skip_bad_rows = s.skip;
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(s.yaml, strlen(s.yaml), "yaml", &document, err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, err), GG_OK);
    status = gg_collect(t.path, &schema, &o, out, err);
    json_decref(document);
    gg_schema_release(&schema);
    temporary_remove(&t);
    return status;
}

START_TEST(levels_bins_and_missing)
{
    gg_evidence e;
    gg_error err;
    small s = {"columns: {s: score, age: {role: protected, bins: [25, 45]}, "
               "race: {role: protected, missing: [NA], reference: b}}",
               "s,age,race,extra\n0.1,24.9,b,1\n0.2,25,a,1\n0.3,45,NA,1\n0.9,,,1\n", false};
    const gg_family *f;

    ck_assert_int_eq(collect_small(s, &e, &err), GG_OK);
    f = gg_evidence_find(&e, GG_FAMILY_ATTRIBUTE, "age");
    ck_assert_uint_eq(f->n_slices, 4);
    ck_assert_str_eq(f->slices[0].name, "<25");
    ck_assert_str_eq(f->slices[1].name, "25-<45");
    ck_assert_str_eq(f->slices[2].name, ">=45");
    ck_assert_str_eq(f->slices[3].name, "(missing)");
    f = gg_evidence_find(&e, GG_FAMILY_ATTRIBUTE, "race");
    ck_assert_uint_eq(f->n_slices, 3);
    ck_assert_str_eq(f->slices[0].name, "a");
    ck_assert_str_eq(f->slices[2].name, "(missing)");
    ck_assert_uint_eq(f->slices[2].tally.n[0][GG_UNVERIFIED][GG_REFERRED], 1);
    ck_assert_str_eq(e.dimensions[1].reference, "b");
    ck_assert(e.default_threshold && e.threshold == 0.5 && !e.has_outcomes && e.has_unverified);
    ck_assert_uint_eq(e.n_ignored, 1);
    ck_assert_str_eq(e.ignored[0], "extra");
    ck_assert_ptr_null(gg_evidence_find(&e, GG_FAMILY_SITE, NULL));
    ck_assert_ptr_eq(gg_family_find(f, f->slices[1].levels), &f->slices[1]);
    gg_evidence_release(&e);
}
END_TEST

START_TEST(decisions_suppression_and_arms)
{
    gg_evidence e;
    gg_error err;
    small s = {
        "columns: {d: decision, y: outcome, hold: suppressed, arm: arm}",
        "d,y,hold,arm\n1,1,0,model\n1,0,1,model\n0,,0,random\nyes,true,no,random\n,1,0,model\n",
        false};
    const gg_slice *all;

    ck_assert_int_eq(collect_small(s, &e, &err), GG_OK);
    all = gg_evidence_overall(&e);
    ck_assert_uint_eq(all->tally.n[GG_ARM_OTHER][GG_POSITIVE][GG_REFERRED], 1);
    ck_assert_uint_eq(all->tally.n[GG_ARM_OTHER][GG_NEGATIVE][GG_SUPPRESSED], 1);
    ck_assert_uint_eq(all->tally.n[GG_ARM_RANDOM][GG_UNVERIFIED][GG_BELOW], 1);
    ck_assert_uint_eq(all->tally.n[GG_ARM_RANDOM][GG_POSITIVE][GG_REFERRED], 1);
    ck_assert_uint_eq(e.missing_decision, 1);
    ck_assert_uint_eq(e.rows, 5);
    ck_assert_uint_eq(e.rows_used, 4);
    ck_assert(e.rule == GG_RULE_COLUMN && !e.has_scores);
    ck_assert(isnan(all->ranking.roc_auc) && isnan(all->sums.brier));
    gg_evidence_release(&e);
}
END_TEST

START_TEST(missing_scores_are_left_out_and_counted)
{
    gg_evidence e;
    gg_error err;
    small s = {"columns: {s: {role: score, missing: [NA]}, y: outcome, n: count}",
               "s,y,n\n0.7,1,2\n,1,3\nNA,0,4\n0.1,0,5\n", false};

    ck_assert_int_eq(collect_small(s, &e, &err), GG_OK);
    ck_assert_uint_eq(e.rows, 14);
    ck_assert_uint_eq(e.rows_used, 7);
    ck_assert_uint_eq(e.missing_score, 7);
    gg_evidence_release(&e);
}
END_TEST

START_TEST(bad_rows_can_be_skipped)
{
    gg_evidence e;
    gg_error err;
    small s = {"columns: {s: score, y: outcome}",
               "s,y\n0.7,1\nx,1\n0.2,maybe\n1\n0.1,0\ny,perhaps\n", true};

    ck_assert_int_eq(collect_small(s, &e, &err), GG_OK);
    ck_assert_uint_eq(e.rows, 6);
    ck_assert_uint_eq(e.rows_used, 2);
    ck_assert_uint_eq(e.bad_rows, 4);
    gg_evidence_release(&e);
}
END_TEST

START_TEST(grids)
{
    gg_evidence e;
    gg_error err;
    small deciles = {"columns: {s: score}\nthreshold: 5", "s\n1\n10\n4\n4\n", false};
    small logits = {"columns: {s: score}\nthreshold: 0", "s\n-2.5\n7.5\n", false};
    small one = {"columns: {s: score}\nthreshold: 0", "s\n3.5\n3.5\n", false};

    ck_assert_int_eq(collect_small(deciles, &e, &err), GG_OK);
    ck_assert_uint_eq(e.grid_bins, 10);
    ck_assert(e.grid_low == 1 && e.grid_high == 11);
    ck_assert_uint_eq(gg_evidence_overall(&e)->histogram[GG_UNVERIFIED][3], 2);
    ck_assert_uint_eq(gg_evidence_overall(&e)->histogram[GG_UNVERIFIED][9], 1);
    gg_evidence_release(&e);
    ck_assert_int_eq(collect_small(logits, &e, &err), GG_OK);
    ck_assert_uint_eq(e.grid_bins, 100);
    ck_assert_uint_eq(gg_evidence_overall(&e)->histogram[GG_UNVERIFIED][99], 1);
    gg_evidence_release(&e);
    ck_assert_int_eq(collect_small(one, &e, &err), GG_OK);
    ck_assert_uint_eq(gg_evidence_overall(&e)->histogram[GG_UNVERIFIED][0], 2);
    gg_evidence_release(&e);
}
END_TEST

START_TEST(refusals)
{
    static const struct {
        const char *yaml, *csv;
        gg_status status;
        unsigned long long line;
        const char *column, *what;
    } cases[] = {
        {"columns: {y: outcome}", "y\n1\n", GG_E_USAGE, 0, "",
         "no column with scores or decisions"},
        {"columns: {s: score, d: decision}\nthreshold: 1", "s,d\n1,1\n", GG_E_USAGE, 0, "",
         "both a decision column and a threshold are given"},
        {"columns: {s: score}\nthreshold: {site: {A: 1}}", "s\n1\n", GG_E_USAGE, 0, "",
         "thresholds by site without a site"},
        {"columns: {s: score, w: site}\nthreshold: {site: {A: 1}}", "s,w\n1,A\n1,Bee\n", GG_E_INPUT,
         3, "w", "a site without a threshold (shape \"aaa\")"},
        {"columns: {s: score}", "s\n0.5\n1.5\n", GG_E_USAGE, 0, "s",
         "no threshold, and scores from 0.5 to 1.5 are not probabilities"},
        {"columns: {s: score}", "s\n0.5\nabc\n", GG_E_INPUT, 3, "s",
         "not a number (shape \"aaa\")"},
        {"columns: {s: score}", "s\nNaN\n", GG_E_INPUT, 2, "s", "not a number (shape \"aaa\")"},
        {"columns: {s: score}", "s\ninf\n", GG_E_INPUT, 2, "s", "not a number (shape \"aaa\")"},
        {"columns: {s: score}", "s\n0x1p3\n", GG_E_INPUT, 2, "s", "not a number (shape \"dadad\")"},
        {"columns: {s: score}", "s\n1e999\n", GG_E_INPUT, 2, "s",
         "a number out of range (shape \"daddd\")"},
        {"columns: {s: score, y: outcome}", "s,y\n0.5,maybe\n", GG_E_INPUT, 2, "y",
         "an unknown word (shape \"aaaaa\")"},
        {"columns: {s: score, w: weight}", "s,w\n0.5,-1\n", GG_E_INPUT, 2, "w",
         "a weight out of range"},
        {"columns: {s: score, w: weight}", "s,w\n0.5,1\n0.5,1e-13\n", GG_E_INPUT, 3, "w",
         "a weight that is nothing in the steps of 1e-12 that weights are added in"},
        {"columns: {s: score, w: weight}", "s,w\n0.5,heavy\n", GG_E_INPUT, 2, "w",
         "not a number (shape \"aaaaa\")"},
        {"columns: {s: score, n: count}", "s,n\n0.5,1.5\n", GG_E_INPUT, 2, "n",
         "not a count (shape \"d.d\")"},
        {"columns: {s: score, g: {role: protected, bins: [1]}}", "s,g\n0.5,old\n", GG_E_INPUT, 2,
         "g", "not a number (shape \"aaa\")"},
        {"columns: {s: score, h: suppressed}", "s,h\n0.5,x\n", GG_E_INPUT, 2, "h",
         "an unknown word (shape \"a\")"},
        {"columns: {s: score, gone: protected}", "s\n0.5\n", GG_E_INPUT, 1, "gone",
         "no such column"},
        /* The first bad row is named, whatever the order of its columns. */
        {"columns: {s: score, y: outcome}", "y,s\n1,0.5\nmaybe,0.5\n1,x\n", GG_E_INPUT, 3, "y",
         "an unknown word (shape \"aaaaa\")"},
        {"columns: {s: score, y: outcome}", "y,s\n1,0.5\n1,x\nmaybe,0.5\n", GG_E_INPUT, 3, "s",
         "not a number (shape \"a\")"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        small s = {cases[i].yaml, cases[i].csv, false};
        gg_evidence e;
        gg_error err;

        ck_assert_int_eq(collect_small(s, &e, &err), cases[i].status);
        ck_assert_str_eq(err.what, cases[i].what);
        ck_assert_uint_eq(err.line, cases[i].line);
        ck_assert_str_eq(err.column, cases[i].column);
    }
}
END_TEST

START_TEST(words_of_a_schema_hold_exactly)
{
    gg_evidence e;
    gg_error err;
    small s = {
        "columns: {s: score, y: {role: outcome, positive: hit, negative: miss, missing: [open]}}",
        "s,y\n0.5,hit\n0.5,miss\n0.5,open\n0.5,\n", false};
    const gg_slice *all;

    ck_assert_int_eq(collect_small(s, &e, &err), GG_OK);
    all = gg_evidence_overall(&e);
    ck_assert_uint_eq(all->tally.n[0][GG_POSITIVE][GG_REFERRED], 1);
    ck_assert_uint_eq(all->tally.n[0][GG_NEGATIVE][GG_REFERRED], 1);
    ck_assert_uint_eq(all->tally.n[0][GG_UNVERIFIED][GG_REFERRED], 2);
    gg_evidence_release(&e);
    s.csv = "s,y\n0.5,1\n";
    ck_assert_int_eq(collect_small(s, &e, &err), GG_E_INPUT);
}
END_TEST

static gg_status intersect(const char *text, gg_error *err)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = temporary_file("s,a,b\n0.5,x,y\n", 0);
    gg_evidence e;
    gg_schema schema;
    gg_status status;

    gg_error_init(err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_role(&schema, "a,b", GG_ROLE_PROTECTED, err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "s", GG_ROLE_SCORE, err), GG_OK);
    o.intersections = &text;
    o.n_intersections = 1;
    status = gg_collect(t.path, &schema, &o, &e, err);
    if (!status)
        gg_evidence_release(&e);
    gg_schema_release(&schema);
    temporary_remove(&t);
    return status;
}

START_TEST(intersections)
{
    gg_error err;

    ck_assert_int_eq(intersect("a*b", &err), GG_OK);
    ck_assert_int_eq(intersect("b*a", &err), GG_OK);
    ck_assert_int_eq(intersect("a", &err), GG_E_USAGE);
    ck_assert_int_eq(intersect("a*a", &err), GG_E_USAGE);
    ck_assert_int_eq(intersect("a*s", &err), GG_E_USAGE);
    ck_assert_int_eq(intersect("a*", &err), GG_E_USAGE);
}
END_TEST

/* Numbers of pairs beyond 64 bits: the figures of the same table with smaller counts. */
START_TEST(large_counts)
{
    small few = {"columns: {s: score, y: outcome, n: count}",
                 "s,y,n\n0.1,0,400\n0.1,1,100\n0.6,0,300\n0.6,1,250\n0.9,1,150\n", false};
    small many = {"columns: {s: score, y: outcome, n: count}",
                  "s,y,n\n0.1,0,400000000000000\n0.1,1,100000000000000\n0.6,0,300000000000000\n"
                  "0.6,1,250000000000000\n0.9,1,150000000000000\n",
                  false};
    gg_evidence a, b;
    gg_error err;
    const gg_ranking *x, *y;

    ck_assert_int_eq(collect_small(few, &a, &err), GG_OK);
    ck_assert_int_eq(collect_small(many, &b, &err), GG_OK);
    x = &gg_evidence_overall(&a)->ranking;
    y = &gg_evidence_overall(&b)->ranking;
    ck_close(y->roc_auc, x->roc_auc, 1e-14);
    ck_close(y->average_precision, x->average_precision, 1e-14);
    ck_close(y->roc_auc_variance, x->roc_auc_variance / 1e12, 0.01);
    ck_close(gg_evidence_overall(&b)->sums.brier, gg_evidence_overall(&a)->sums.brier * 1e12,
             1e-14);
    gg_evidence_release(&a);
    gg_evidence_release(&b);
}
END_TEST

START_TEST(many_levels_grow_the_key)
{
    gg_evidence e;
    gg_error err;
    gg_buf b;
    small s = {"columns: {s: score, a: protected, b: protected, c: site}", NULL, false};

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "s,a,b,c\n");
    for (int i = 0; i < 5000; i++)
        gg_buf_printf(&b, "0.5,a%d,b%d,c%d\n", i % 700, i % 301, i % 977);
    s.csv = b.data;
    ck_assert_int_eq(collect_small(s, &e, &err), GG_OK);
    ck_assert_uint_eq(gg_evidence_find(&e, GG_FAMILY_ATTRIBUTE, "a")->n_slices, 700);
    ck_assert_uint_eq(gg_evidence_find(&e, GG_FAMILY_SITE, "c")->n_slices, 977);
    for (int f = 0; f < 4; f++) {
        uint64_t total = 0;

        for (size_t k = 0; k < e.families[f].n_slices; k++)
            total += e.families[f].slices[k].tally.n[0][GG_UNVERIFIED][GG_REFERRED];
        ck_assert_uint_eq(total, 5000);
    }
    gg_evidence_release(&e);
    gg_buf_release(&b);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, levels_bins_and_missing);
    tcase_add_test(tc, decisions_suppression_and_arms);
    tcase_add_test(tc, missing_scores_are_left_out_and_counted);
    tcase_add_test(tc, bad_rows_can_be_skipped);
    tcase_add_test(tc, grids);
    tcase_add_test(tc, refusals);
    tcase_add_test(tc, words_of_a_schema_hold_exactly);
    tcase_add_test(tc, intersections);
    tcase_add_test(tc, large_counts);
    tcase_add_test(tc, many_levels_grow_the_key);
}

GG_TEST_MAIN("evidence/roles")
