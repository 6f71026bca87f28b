/*
 * Finished ranking figures: calibration, cuts at a capacity, operating points, through collecting,
 * storing and merging.
 *
 * Expected values are those of numpy and statsmodels on the same rows (see each), or of the pure
 * functions of the floor stats fed with the same rows.
 */
#include "suite.h"

#include <string.h>

#include "gauger/base/hash.h"
#include "gauger/base/random.h"
#include "gauger/evidence/collect.h"
#include "schema.h"
#include "table/temporary.h"

/* Twenty rows, ties and all; site B ranks below A. */
static const char twenty[] = "s,y,g,site\n"
                             "0.1,0,a,A\n0.1,0,b,B\n0.2,0,a,A\n0.2,1,b,B\n0.3,0,a,A\n"
                             "0.3,0,b,B\n0.3,1,a,A\n0.4,0,b,B\n0.4,1,a,A\n0.5,0,b,B\n"
                             "0.5,1,a,A\n0.6,0,b,B\n0.6,1,a,A\n0.7,1,b,B\n0.7,0,a,A\n"
                             "0.8,1,b,B\n0.8,1,a,A\n0.9,1,b,A\n0.9,1,a,A\n0.9,0,b,B\n";

typedef struct ask {
    const char *text, *yaml;
    gg_collect_options options;
} ask;

static ask ask_of(const char *text)
{
    ask a = {text, "columns: {s: score, y: outcome, g: protected, site: site}",
             gg_collect_options_default()};

    return a;
}

static gg_status collect(const ask *a, gg_evidence *out, gg_error *err)
{
    temporary t = temporary_file(a->text, strlen(a->text));
    json_t *document = NULL;
    gg_schema schema;
    gg_status status;

    gg_error_init(err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(a->yaml, strlen(a->yaml), "yaml", &document, err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "0.5", err), GG_OK);
    json_decref(document);
    status = gg_collect(t.path, &schema, &a->options, out, err);
    gg_schema_release(&schema);
    temporary_remove(&t);
    return status;
}

static gg_evidence collected(const ask *a)
{
    gg_evidence e;
    gg_error err;

    ck_assert_msg(collect(a, &e, &err) == GG_OK, "%s", err.what);
    return e;
}

static json_t *save(const gg_evidence *e)
{
    json_t *document = NULL;
    char fault[400];

    ck_assert_int_eq(gg_evidence_save(e, &document, NULL), GG_OK);
    ck_assert_msg(schema_fits("docs/schemas/evidence-1.schema.json", document, fault), "%s", fault);
    return document;
}

/* On the same rows: numpy, scikit-learn's IsotonicRegression, statsmodels' Logit and GLM with an
 * offset. */
START_TEST(calibration_of_everyone)
{
    ask a = ask_of(twenty);
    gg_evidence e = collected(&a);
    const gg_calibration_summary *c = gg_evidence_overall(&e)->calibration;

    ck_assert_ptr_nonnull(c);
    ck_assert(c->rows == 20 && c->weight == 20 && c->certain == 0);
    ck_close(c->brier, 0.21999999999999997, 1e-12);
    ck_close(c->miscalibration, 0.019999999999999962, 1e-10);
    ck_close(c->discrimination, 0.04999999999999999, 1e-10);
    ck_close(c->uncertainty, 0.25, 1e-12);
    ck_close(c->brier, c->miscalibration - c->discrimination + c->uncertainty, 1e-12);
    ck_close(c->slope, 0.6341115337189812, 1e-6);
    ck_close(c->slope_error, 0.39401838967108144, 1e-6);
    ck_close(c->intercept, -0.03976223455546141, 1e-6);
    ck_close(c->intercept_error, 0.4841673120533152, 1e-6);
    ck_close(c->in_the_large, -0.05556634940721529, 1e-6);
    ck_close(c->large_error, 0.5271754203176755, 1e-6);
    ck_close(c->spiegelhalter_z, 0.9396819714698793, 1e-10);
    ck_close(c->width_error, 0.13999999999999999, 1e-12);
    ck_assert_ptr_null(c->why);
    gg_evidence_release(&e);
}
END_TEST

/* No point of the diagram stands for fewer than eleven rows, and together they are everyone. */
START_TEST(points_stand_for_enough_rows)
{
    gg_buf b;
    ask a;
    gg_evidence e;
    gg_random r;
    double rows = 0;
    const gg_calibration_summary *c;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "s,y,g,site\n");
    gg_random_init(&r, 1, "points", "");
    for (int i = 0; i < 5000; i++) {
        double p = gg_random_uniform(&r);

        gg_buf_printf(&b, "%.6f,%d,a,A\n", p, gg_random_uniform(&r) < p);
    }
    gg_buf_append(&b, "", 1);
    a = ask_of(b.data);
    e = collected(&a);
    c = gg_evidence_overall(&e)->calibration;
    ck_assert_uint_gt(c->n_points, 5);
    ck_assert_uint_le(c->n_points, 101);
    for (size_t i = 0; i < c->n_points; i++) {
        ck_assert_uint_ge(c->points[i].rows, 50);
        ck_assert(c->points[i].share >= 0 && c->points[i].share <= 1);
        if (i > 0)
            ck_assert(c->points[i].score > c->points[i - 1].score &&
                      c->points[i].share >= c->points[i - 1].share);
        rows += (double)c->points[i].rows;
    }
    ck_assert(rows == 5000);
    for (size_t f = 1; f < e.n_families; f++)
        for (size_t s = 0; s < e.families[f].n_slices; s++)
            ck_assert(!e.families[f].slices[s].calibration ||
                      !e.families[f].slices[s].calibration->points);
    gg_evidence_release(&e);
    gg_buf_release(&b);
}
END_TEST

/* Each slice is calibrated on its own rows: those of a table that holds nobody else. */
START_TEST(groups_and_sites)
{
    static const char alone[] = "s,y,g,site\n0.1,0,b,B\n0.2,1,b,B\n0.3,0,b,B\n0.4,0,b,B\n"
                                "0.5,0,b,B\n0.6,0,b,B\n0.7,1,b,B\n0.8,1,b,B\n0.9,0,b,B\n";
    ask a = ask_of(twenty), b = ask_of(alone);
    gg_evidence e = collected(&a), only = collected(&b);
    const gg_family *sites = gg_evidence_find(&e, GG_FAMILY_SITE, NULL);
    const gg_calibration_summary *x, *y = gg_evidence_overall(&only)->calibration;

    ck_assert_str_eq(sites->slices[1].name, "B");
    x = sites->slices[1].calibration;
    ck_assert(x->rows == 9 && y->rows == 9);
    ck_assert(x->brier == y->brier && x->slope == y->slope && x->intercept == y->intercept);
    ck_assert(x->miscalibration == y->miscalibration && x->count_error == y->count_error);
    gg_evidence_release(&e);
    gg_evidence_release(&only);
}
END_TEST

/* Weights: twice the weight is twice the row, for everything but the standard errors. */
START_TEST(weights)
{
    static const char twice[] = "s,y,w\n0.2,0,2\n0.4,1,2\n0.6,0,1\n0.8,1,1\n0.8,0,0\n";
    static const char rows[] = "s,y,w\n0.2,0,1\n0.2,0,1\n0.4,1,1\n0.4,1,1\n0.6,0,1\n0.8,1,1\n";
    ask a = ask_of(twice), b = ask_of(rows);
    gg_evidence e, f;

    a.yaml = b.yaml = "columns: {s: score, y: outcome, w: weight}";
    e = collected(&a);
    f = collected(&b);
    ck_close(gg_evidence_overall(&e)->calibration->brier,
             gg_evidence_overall(&f)->calibration->brier, 1e-12);
    ck_close(gg_evidence_overall(&e)->calibration->slope,
             gg_evidence_overall(&f)->calibration->slope, 1e-9);
    ck_assert(gg_evidence_overall(&e)->calibration->rows == 5);
    ck_close(gg_evidence_overall(&e)->calibration->weight, 6, 1e-12);
    gg_evidence_release(&e);
    gg_evidence_release(&f);
}
END_TEST

START_TEST(where_there_is_none)
{
    static const struct {
        const char *text, *yaml, *why;
        bool there;
    } cases[] = {
        {"s,y\n3,1\n2,0\n", "columns: {s: score, y: outcome}", NULL, false},
        {"s,y\n0.5,\n0.2,\n", "columns: {s: score, y: outcome}", GG_WHY_NO_ROWS, true},
        {"s,y\n0.5,1\n0.2,1\n", "columns: {s: score, y: outcome}", GG_WHY_ONE_CLASS, true},
        {"s,y\n0.5,1\n0.5,0\n", "columns: {s: score, y: outcome}", GG_WHY_ONE_SCORE, true},
        {"s,y\n0.8,1\n0.5,0\n", "columns: {s: score, y: outcome}", GG_WHY_SEPARATED, true},
        {"s,y\n1,1\n0,0\n1,0\n0,1\n", "columns: {s: score, y: outcome}", GG_WHY_CERTAIN_SCORES,
         true},
        {"s\n0.8\n0.5\n", "columns: {s: score}", NULL, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ask a = ask_of(cases[i].text);
        const gg_calibration_summary *c;
        gg_evidence e;

        a.yaml = cases[i].yaml;
        e = collected(&a);
        c = gg_evidence_overall(&e)->calibration;
        ck_assert_msg((c != NULL) == cases[i].there, "case %zu", i);
        if (c) {
            ck_assert_str_eq(c->why, cases[i].why);
            ck_assert(isnan(c->slope));
            json_decref(save(&e));
        }
        gg_evidence_release(&e);
    }
}
END_TEST

/* A family of more slices than the rule allows is left out; everyone is not. */
START_TEST(too_many_slices)
{
    gg_buf b;
    gg_evidence e;
    ask a;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "s,y,g,site\n");
    for (int i = 0; i <= GG_CALIBRATED_SLICES; i++)
        gg_buf_printf(&b, "0.%d,%d,a,S%d\n", i % 9 + 1, i % 2, i);
    gg_buf_append(&b, "", 1);
    a = ask_of(b.data);
    e = collected(&a);
    ck_assert_ptr_nonnull(gg_evidence_overall(&e)->calibration);
    ck_assert_ptr_nonnull(gg_evidence_find(&e, GG_FAMILY_ATTRIBUTE, "g")->slices[0].calibration);
    ck_assert_ptr_null(gg_evidence_find(&e, GG_FAMILY_SITE, NULL)->slices[0].calibration);
    gg_evidence_release(&e);
    gg_buf_release(&b);
}
END_TEST

/* By hand: from the top 0.9 (3 rows), 0.8 (2), 0.7 (2), 0.6 (2). Room for 8 cuts among the two at
 * 0.6. */
START_TEST(cuts)
{
    static const gg_capacity_wish wishes[] = {{false, 8}, {true, 0.5}, {false, 1000}};
    ask a = ask_of(twenty);
    const gg_cut *cut;
    gg_evidence e;

    a.options.capacities = wishes;
    a.options.n_capacities = 3;
    e = collected(&a);
    ck_assert_uint_eq(e.n_capacities, 3);
    cut = &e.capacities[0].everyone;
    ck_assert_uint_eq(cut->capacity, 8);
    ck_close(cut->score, 0.6, 1e-15);
    ck_assert_uint_eq(cut->above.positives, 5);
    ck_assert_uint_eq(cut->above.negatives, 2);
    ck_assert_uint_eq(cut->tied.positives, 1);
    ck_assert_uint_eq(cut->tied.negatives, 1);
    ck_assert_uint_eq(cut->all.positives, 10);
    /* Of 20 rows 11 are A's and 9 B's: 40% of these are 4.4 and 3.6. */
    ck_assert_uint_eq(e.capacities[0].n_sites, 2);
    ck_assert_uint_eq(e.capacities[0].sites[0].capacity, 4);
    ck_assert_uint_eq(e.capacities[0].sites[1].capacity, 3);
    ck_assert_uint_eq(e.capacities[0].sites[0].rows, 11);
    ck_assert_uint_eq(e.capacities[1].everyone.capacity, 10);
    ck_assert_uint_eq(e.capacities[1].sites[1].capacity, 4);
    ck_assert_uint_eq(e.capacities[2].everyone.capacity, 20);
    ck_assert_uint_eq(
        e.capacities[2].everyone.above.positives + e.capacities[2].everyone.tied.positives, 10);
    gg_evidence_release(&e);
}
END_TEST

/* numpy: sums of score >= threshold. The grid by rule, and one that is given in any order. */
START_TEST(operating_points)
{
    static const double given[] = {0.95, 0.5, 0.05, 0.5};
    static const uint64_t selected[] = {20, 18, 16, 13, 11, 9, 7, 5, 3};
    ask a = ask_of(twenty);
    gg_evidence e = collected(&a);

    ck_assert_uint_eq(e.n_operating_points, 9);
    for (size_t i = 0; i < 9; i++)
        ck_assert_uint_eq(e.operating_points[i].selected, selected[i]);
    ck_assert_uint_eq(e.operating_points[4].tp, 7);
    ck_assert_uint_eq(e.operating_points[4].fp, 4);
    ck_assert_uint_eq(e.operating_points[4].fn, 3);
    ck_assert_uint_eq(e.operating_points[4].tn, 6);
    gg_evidence_release(&e);
    a.options.operating_points = given;
    a.options.n_operating_points = 4;
    e = collected(&a);
    ck_assert_uint_eq(e.n_operating_points, 3);
    ck_assert_uint_eq(e.operating_points[0].selected, 20);
    ck_assert_uint_eq(e.operating_points[1].selected, 11);
    ck_assert_uint_eq(e.operating_points[2].selected, 0);
    gg_evidence_release(&e);
}
END_TEST

/* The count role: a line stands for its rows, here and there. */
START_TEST(counted_rows)
{
    static const char lines[] = "s,y,n\n0.9,1,3\n0.9,0,2\n0.4,,4\n0.1,0,11\n";
    static const gg_capacity_wish wish = {false, 7};
    ask a = ask_of(lines);
    gg_evidence e;

    a.yaml = "columns: {s: score, y: outcome, n: count}";
    a.options.capacities = &wish;
    a.options.n_capacities = 1;
    e = collected(&a);
    ck_assert(gg_evidence_overall(&e)->calibration->rows == 16);
    ck_assert_uint_eq(e.capacities[0].everyone.rows, 20);
    ck_assert_uint_eq(e.capacities[0].everyone.above.positives, 3);
    ck_assert_uint_eq(e.capacities[0].everyone.tied.unverified, 4);
    ck_assert_uint_eq(e.operating_points[3].unverified_selected, 4);
    ck_assert_uint_eq(e.operating_points[3].selected, 9);
    gg_evidence_release(&e);
}
END_TEST

START_TEST(wishes_out_of_range)
{
    static const gg_capacity_wish bad[] = {{false, 0},   {false, 1.5},      {true, 0},
                                           {true, 1.01}, {false, INFINITY}, {true, NAN}};
    static const gg_capacity_wish fine = {true, 1};
    static const double wrong[] = {0.1, NAN};
    ask a = ask_of(twenty);
    gg_evidence e;
    gg_error err;

    a.options.n_capacities = 1;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        a.options.capacities = &bad[i];
        ck_assert_msg(collect(&a, &e, &err) == GG_E_USAGE, "case %zu", i);
        ck_assert_str_eq(err.what, "a capacity that is neither a number of rows nor a share");
    }
    a.options.capacities = &fine;
    a.options.n_capacities = GG_MOST_CAPACITIES + 1;
    ck_assert_int_eq(collect(&a, &e, &err), GG_E_USAGE);
    ck_assert_str_eq(err.what, "too many capacities or operating points");
    a.options.n_capacities = 0;
    a.options.operating_points = wrong;
    a.options.n_operating_points = 2;
    ck_assert_int_eq(collect(&a, &e, &err), GG_E_USAGE);
    ck_assert_str_eq(err.what, "an operating point that is no finite number");
}
END_TEST

/* ---- stored and merged ---- */

static gg_evidence with_everything(const char *text)
{
    static const gg_capacity_wish wishes[] = {{false, 8}, {true, 0.25}};
    ask a = ask_of(text);

    a.options.capacities = wishes;
    a.options.n_capacities = 2;
    return collected(&a);
}

START_TEST(through_a_file_and_back)
{
    gg_evidence e = with_everything(twenty), back;
    json_t *a = save(&e), *b;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_evidence_load(a, &back, &err) == GG_OK, "%s", err.what);
    b = save(&back);
    ck_assert(json_equal(a, b));
    ck_assert_uint_eq(back.n_capacities, 2);
    ck_assert_uint_eq(back.capacities[0].everyone.below, 20);
    ck_assert_uint_eq(back.operating_points[4].unverified_not_selected, 0);
    json_decref(a);
    json_decref(b);
    gg_evidence_release(&e);
    gg_evidence_release(&back);
}
END_TEST

/* Calibration and cuts do not add; operating points do. */
START_TEST(merged)
{
    gg_evidence a = with_everything(twenty), b = with_everything(twenty), sum;
    static const double other[] = {0.5};
    ask differently = ask_of(twenty);
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_evidence_merge(&a, &b, &sum, &err), GG_OK);
    ck_assert_ptr_null(gg_evidence_overall(&sum)->calibration);
    ck_assert_uint_eq(sum.n_capacities, 0);
    ck_assert_uint_eq(sum.n_operating_points, 9);
    ck_assert_uint_eq(sum.operating_points[4].selected, 22);
    ck_assert_uint_eq(sum.operating_points[4].tp, 14);
    json_decref(save(&sum));
    gg_evidence_release(&sum);
    gg_evidence_release(&b);
    differently.options.operating_points = other;
    differently.options.n_operating_points = 1;
    b = collected(&differently);
    ck_assert_int_eq(gg_evidence_merge(&a, &b, &sum, &err), GG_OK);
    ck_assert_uint_eq(sum.n_operating_points, 0);
    gg_evidence_release(&sum);
    gg_evidence_release(&a);
    gg_evidence_release(&b);
}
END_TEST

/* Puts value at a path in stored evidence, mends the digest as a forger would, and loads it. */
static void refused(const char *path, json_t *value, const char *what)
{
    gg_evidence e = with_everything(twenty), out;
    json_t *document = save(&e), *at = document;
    char copy[120], digest[GG_SHA256_HEX], *key, *next, *rest = NULL;
    gg_error err;
    gg_buf text;

    snprintf(copy, sizeof copy, "%s", path);
    for (key = strtok_r(copy, ".", &rest); key; key = next) {
        next = strtok_r(NULL, ".", &rest);
        if (next)
            at = json_is_array(at) ? json_array_get(at, (size_t)atoi(key))
                                   : json_object_get(at, key);
        else if (json_is_array(at))
            json_array_set_new(at, (size_t)atoi(key), value);
        else
            json_object_set_new(at, key, value);
    }
    json_object_del(document, "digest");
    gg_buf_init(&text, 0);
    gg_json_canonical(document, &text);
    gg_sha256_hex(text.data, text.size, digest);
    gg_buf_release(&text);
    json_object_set_new(document, "digest", json_string(digest));
    gg_error_init(&err);
    ck_assert_msg(gg_evidence_load(document, &out, &err) == GG_E_INPUT, "%s", path);
    ck_assert_msg(strcmp(err.what, what) == 0, "%s: %s", path, err.what);
    json_decref(document);
    gg_evidence_release(&e);
}

START_TEST(changed_figures_are_refused)
{
    static const char c[] = "families.0.slices.0.calibration";
    char path[120];
    static const struct {
        const char *key, *what;
        double value;
    } cases[] = {
        {"brier", "not a figure of a calibration", 1.5},
        {"slope_error", "not a figure of a calibration", -1},
        {"rows", "not a figure of a calibration", -1},
        {"points", "not a list of the right length", 1},
        {"points.0.share", "not a point of a reliability diagram", 2},
        {"points.0.rows", "not a point of a reliability diagram", 0.5},
        {"points.0.rows", "not a point of a reliability diagram", 21},
        {"why", "not one of its words", 7},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(path, sizeof path, "%s.%s", c, cases[i].key);
        refused(path, json_real(cases[i].value), cases[i].what);
    }
    snprintf(path, sizeof path, "%s.slope", c);
    refused(path, json_null(), "a calibration without a slope or a reason");
    snprintf(path, sizeof path, "%s.rows", c);
    refused(path, json_null(), "without its rows");
    snprintf(path, sizeof path, "%s", c);
    refused(path, json_true(), "not the calibration of probabilities");
}
END_TEST

START_TEST(changed_cuts_are_refused)
{
    static const char disagrees[] = "does not agree with the counts";

    refused("capacities", json_true(), "not a list of at most twenty");
    refused("capacities.0.rows", json_integer(0), "not a cut at a capacity");
    refused("capacities.0.sites", json_array(), "not a cut at a capacity");
    refused("capacities.0.everyone.capacity", json_integer(-1), "not a cut at a capacity");
    refused("capacities.0.everyone.capacity", json_integer(12), disagrees);
    refused("capacities.0.everyone.all.0", json_integer(11), disagrees);
    refused("capacities.0.everyone.above.0", json_integer(9), disagrees);
    refused("capacities.0.everyone.score", json_null(), disagrees);
    refused("capacities.0.sites.1.tied.1", json_integer(9), disagrees);
    refused("operating_points", json_true(), "not a list of at most a hundred");
    refused("operating_points.0.tp", json_integer(9), disagrees);
    refused("operating_points.0.selected", json_integer(99), disagrees);
    refused("operating_points.0.fp", json_string("9"), "not an operating point");
    refused("operating_points.0.threshold", json_real(0.5), "not in the order of their thresholds");
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, calibration_of_everyone);
    tcase_add_test(tc, points_stand_for_enough_rows);
    tcase_add_test(tc, groups_and_sites);
    tcase_add_test(tc, weights);
    tcase_add_test(tc, where_there_is_none);
    tcase_add_test(tc, too_many_slices);
    tcase_add_test(tc, cuts);
    tcase_add_test(tc, operating_points);
    tcase_add_test(tc, counted_rows);
    tcase_add_test(tc, wishes_out_of_range);
    tcase_add_test(tc, through_a_file_and_back);
    tcase_add_test(tc, merged);
    tcase_add_test(tc, changed_figures_are_refused);
    tcase_add_test(tc, changed_cuts_are_refused);
}

GG_TEST_MAIN("evidence/ranked")
