/*
 * Publishing calibration, capacity, operating points and inequality: no count of theirs goes
 * through, figures are to a step of the minimum cell, and what is of few rows is withheld.
 */
#include "suite.h"

#include <string.h>

#include "gauger/base/random.h"
#include "gauger/disclose/publish.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/evidence/collect.h"
#include "schema.h"
#include "table/temporary.h"

/* Group c, and site Z, have few rows. */
static json_t *evaluated(int rows, bool weighted)
{
    static const gg_capacity_wish wishes[] = {{false, 300}, {true, 0.01}};
    gg_collect_options o = gg_collect_options_default();
    const char *columns = "columns: {s: score, y: outcome, g: protected, site: site}";
    json_t *document = NULL, *yaml = NULL;
    gg_schema schema;
    gg_evidence e;
    gg_error err;
    gg_random r;
    temporary t;
    gg_buf b;

    gg_error_init(&err);
    gg_buf_init(&b, 0);
    gg_random_init(&r, 1, "publish", "");
    gg_buf_puts(&b, "s,y,g,site,w\n");
    for (int i = 0; i < rows; i++) {
        double s = gg_random_uniform(&r);

        gg_buf_printf(&b, "%.4f,%d,%c,%c,1.5\n", s, gg_random_uniform(&r) < s,
                      i % 50 ? "ab"[i % 2] : 'c', i % 40 ? "XY"[i / 2 % 2] : 'Z');
    }
    t = temporary_file(b.data, b.size);
    if (weighted)
        columns = "columns: {s: score, y: outcome, g: protected, site: site, w: weight}";
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(columns, strlen(columns), "yaml", &yaml, &err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, yaml, &err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "0.5", &err), GG_OK);
    o.capacities = wishes;
    o.n_capacities = 2;
    ck_assert_msg(gg_collect(t.path, &schema, &o, &e, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(gg_evaluate(&e, NULL, &document, &err) == GG_OK, "%s", err.what);
    gg_evidence_release(&e);
    gg_schema_release(&schema);
    json_decref(yaml);
    temporary_remove(&t);
    gg_buf_release(&b);
    return document;
}

static json_t *published(const json_t *evaluation)
{
    json_t *out = NULL;
    gg_error err;
    char fault[400];

    gg_error_init(&err);
    ck_assert_msg(gg_publish(evaluation, NULL, &out, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", out, fault), "%s", fault);
    return out;
}

static json_t *at(const json_t *document, const char *path)
{
    json_t *here = (json_t *)document;
    char name[80];

    while (here && *path) {
        size_t n = strcspn(path, "/");

        memcpy(name, path, n);
        name[n] = '\0';
        here = json_is_array(here) ? json_array_get(here, (size_t)atoi(name))
                                   : json_object_get(here, name);
        path += n + (path[n] == '/');
    }
    return here;
}

static double number(const json_t *document, const char *path)
{
    ck_assert_msg(json_is_number(at(document, path)), "%s is no number", path);
    return json_number_value(at(document, path));
}

/* Whether x is a whole number of steps. */
static bool stepped(double x, double step)
{
    return fabs(x / step - round(x / step)) < 1e-6;
}

/* No member named as a count is a number, wherever it stands. */
static void no_counts(const json_t *value)
{
    static const char *const counts[] = {
        "selected", "tp",    "fp",       "unverified", "tp_least",  "tp_most",        "tied",
        "rows",     "score", "observed", "z",          "statistic", "standard_error", NULL};
    const char *key;
    json_t *one;
    size_t i;

    json_array_foreach(value, i, one)
    {
        no_counts(one);
    }
    json_object_foreach((json_t *)value, key, one)
    {
        for (i = 0; counts[i]; i++)
            ck_assert_msg(strcmp(key, counts[i]) != 0 || !json_is_number(one), "%s is shown", key);
        no_counts(one);
    }
}

/* 20,000 rows are 1,818 minimum cells: 1,000 steps. */
START_TEST(figures_to_a_step)
{
    json_t *d = evaluated(20000, false), *p = published(d);
    const json_t *c = at(p, "calibration");
    static const char *const ends[] = {"value", "low", "high"};
    char path[80];

    no_counts(at(p, "capacity"));
    no_counts(at(p, "operating_points"));
    no_counts(at(c, "overall"));
    no_counts(at(c, "attributes"));
    ck_assert(number(c, "overall/count") == 20000);
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "overall/calibration_slope/%s", ends[i]);
        ck_assert(stepped(number(c, path), 0.001));
    }
    ck_assert(number(c, "overall/calibration_slope/low") <=
              number(d, "calibration/overall/calibration_slope/low"));
    ck_assert(number(c, "overall/calibration_slope/high") >=
              number(d, "calibration/overall/calibration_slope/high"));
    /* Each point of the diagram is of 1,000 rows at least: 90 cells, 50 steps. */
    ck_assert_uint_ge(json_array_size(at(c, "reliability_diagram")), 5);
    ck_assert_uint_le(json_array_size(at(c, "reliability_diagram")), 20);
    ck_assert(stepped(number(c, "reliability_diagram/0/share"), 0.01));
    ck_assert(json_is_null(at(c, "reliability_diagram/0/count")));
    json_decref(p);
    json_decref(d);
}
END_TEST

/* Capacity 300 has 27 cells taken: 20 steps. One of 200 has 18: 10 steps. */
START_TEST(rates_to_a_step)
{
    json_t *d = evaluated(20000, false), *p = published(d);

    ck_assert(number(p, "capacity/0/everyone/room") == 300);
    ck_assert(stepped(number(p, "capacity/0/everyone/ties_in/precision/value"), 0.05));
    ck_assert(stepped(number(p, "capacity/1/everyone/ties_in/precision/value"), 0.1));
    ck_assert(stepped(number(p, "capacity/0/everyone/ties_in/lift/value"), 0.1));
    ck_assert(json_is_null(at(p, "capacity/1/everyone/room")));
    ck_assert(number(p, "operating_points/0/threshold") == 0.1);
    ck_assert(stepped(number(p, "operating_points/0/recall/value"), 1 / 500.0));
    ck_assert(fabs(number(p, "operating_points/0/recall/value") -
                   number(d, "operating_points/0/recall/value")) <= 0.5 / 500 + 1e-12);
    json_decref(p);
    json_decref(d);
}
END_TEST

/* Of 5,000 rows group c has 100, and at the hundred highest precision would be of nine cells. */
START_TEST(few_rows_are_withheld)
{
    json_t *d = evaluated(5000, false), *p = published(d);

    ck_assert_ptr_nonnull(at(d, "calibration/attributes/g/c"));
    ck_assert_ptr_null(at(p, "calibration/attributes/g/c"));
    /* Group a is what c is merged with. */
    ck_assert_ptr_nonnull(at(p, "calibration/attributes/g/b"));
    ck_assert_str_eq(json_string_value(at(p, "capacity/1/everyone/ties_in/precision/why_null")),
                     "withheld");
    json_decref(p);
    json_decref(d);
    d = evaluated(100, false);
    p = published(d);
    ck_assert_ptr_null(at(p, "calibration/overall"));
    json_decref(p);
    json_decref(d);
}
END_TEST

/* Of a table whose lower half has no outcome: what could be is told to steps, what the verified
 * show is not, and an estimate by a design is withheld. */
START_TEST(missing_outcomes)
{
    static const char *const low = "operating_points/1/precision/bounds/0",
                             *const high = "operating_points/1/precision/bounds/1";
    json_t *d = evaluated(20000, false), *p, *point;

    point = at(d, "operating_points/1");
    json_object_set_new(point, "precision",
                        json_pack("{s:n,s:n,s:n,s:s,s:s,s:f,s:[f,f],s:s}", "value", "low", "high",
                                  "method", "none", "why_null", "not_identified", "observed", 0.7,
                                  "bounds", 0.12345, 0.65432, "bounds_source", "missing_outcomes"));
    json_object_set_new(point, "recall",
                        json_pack("{s:f,s:f,s:f,s:s,s:f,s:[f,f],s:s}", "value", 0.81, "low", 0.71,
                                  "high", 0.91, "method", "square_and_add", "observed", 0.9,
                                  "bounds", 0.1, 0.9, "bounds_source", "missing_outcomes"));
    p = published(d);
    ck_assert(number(p, low) <= 0.12345 && number(p, low) > 0.12);
    ck_assert(number(p, high) >= 0.65432 && number(p, high) < 0.66);
    ck_assert(number(p, low) != 0.12345 && number(p, high) != 0.65432);
    ck_assert_ptr_null(at(p, "operating_points/1/precision/observed"));
    ck_assert_str_eq(json_string_value(at(p, "operating_points/1/recall/why_null")), "withheld");
    ck_assert_ptr_null(at(p, "operating_points/1/recall/bounds"));
    json_decref(p);
    json_decref(d);
}
END_TEST

/* Rows are not weights: cuts are left out, and so is the diagram, whose points add by rows. */
START_TEST(weighted_tables)
{
    json_t *d = evaluated(20000, true), *p = published(d);

    ck_assert_ptr_null(at(p, "capacity"));
    ck_assert_ptr_null(at(p, "operating_points"));
    ck_assert_uint_eq(json_array_size(at(p, "calibration/reliability_diagram")), 0);
    ck_assert(json_is_number(at(p, "calibration/overall/calibration_slope/value")));
    json_decref(p);
    json_decref(d);
}
END_TEST

/* From the counts that are shown: with nothing merged, the same to the last digit. */
START_TEST(inequality_of_shown_counts)
{
    json_t *d = evaluated(20000, false), *p = published(d);

    ck_assert(number(p, "inequality/theil_index/value") ==
              number(d, "inequality/theil_index/value"));
    ck_assert(json_equal(at(p, "inequality"), at(d, "inequality")));
    json_decref(p);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, figures_to_a_step);
    tcase_add_test(tc, rates_to_a_step);
    tcase_add_test(tc, few_rows_are_withheld);
    tcase_add_test(tc, missing_outcomes);
    tcase_add_test(tc, weighted_tables);
    tcase_add_test(tc, inequality_of_shown_counts);
}

GG_TEST_MAIN("disclose/ranked")
