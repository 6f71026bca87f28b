/*
 * Tables that do not tell all counts: what is not told is null, with its reason, and so is what is
 * made of it; what follows is computed.
 */
#include "counts.h"
#include <string.h>
#include "gauger/base/random.h"
#include "gauger/evaluate/metric.h"
#include "gauger/stats/interval.h"

/* A count of METRICS, and whether it is said not to be published. */
static void untold(const json_t *metrics, const char *key)
{
    const json_t *list = json_object_get(metrics, "not_published");
    bool listed = false;
    json_t *one;
    size_t i;

    json_array_foreach(list, i, one) listed = listed || strcmp(json_string_value(one), key) == 0;
    ck_assert_msg(listed && json_is_null(json_object_get(metrics, key)), "%s", key);
}

static const json_t *group_of(const json_t *d, const char *name)
{
    return json_object_get(
        json_object_get(json_object_get(json_object_get(d, "attributes"), "g"), "groups"), name);
}

/* Each document is read back as it was written: the gate judges what stands there. */
static void read_back(const json_t *metrics)
{
    gg_figures f;
    json_t *again = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_figures_parse(metrics, &f, &err) == GG_OK, "%s: %s", err.column, err.what);
    ck_assert_int_eq(gg_figures_write(&f, NULL, &again, &err), GG_OK);
    for (size_t i = 0; i < gg_metric_count(); i++) {
        const char *name = gg_metric_at(i)->name;

        ck_assert_msg(json_equal(json_object_get(again, name), json_object_get(metrics, name)),
                      "%s: %s", name, json_dumps(json_object_get(again, name), JSON_ENCODE_ANY));
    }
    ck_assert(json_equal(json_object_get(again, "not_published"),
                         json_object_get(metrics, "not_published")));
    ck_assert(json_equal(json_object_get(again, "count"), json_object_get(metrics, "count")));
    json_decref(again);
}

static const struct {
    const char *table, *yaml;
    const char *null[8], *values[4];
    double expected[4];
} subsets[] = {
    {"g,tp,fp\na,30,70\nb,10,90\n",
     "columns: {g: protected, tp: tp, fp: fp}",
     {"fn", "tn", "unverified", "positives", "negatives", "count"},
     {"precision"},
     {0.3}},
    {"g,fn,tn\na,30,70\nb,10,90\n",
     "columns: {g: protected, fn: fn, tn: tn}",
     {"fp", "tp", "unverified", "positives", "negatives", "count", "selected"},
     {"negative_predictive_value"},
     {0.7}},
    {"g,s,n\na,30,70\nb,10,90\n",
     "columns: {g: protected, s: selected, n: count}",
     {"tp", "fp", "fn", "tn", "unverified", "positives", "negatives"},
     {"selection_rate"},
     {3.0 / 7}},
    {"g,p,n\na,30,70\nb,10,90\n",
     "columns: {g: protected, p: positives, n: count}",
     {"tp", "fp", "fn", "tn", "selected"},
     {"base_rate"},
     {3.0 / 7}},
    {"g,tp,p\na,30,70\nb,10,90\n",
     "columns: {g: protected, tp: tp, p: positives}",
     {"fp", "tn", "selected", "negatives", "count"},
     {"recall", "false_negative_rate"},
     {3.0 / 7, 4.0 / 7}},
    {"g,fp,q\na,30,70\nb,10,90\n",
     "columns: {g: protected, fp: fp, q: negatives}",
     {"tp", "fn", "selected", "positives", "count"},
     {"false_positive_rate", "specificity"},
     {3.0 / 7, 4.0 / 7}},
    {"g,tp,fp,s,n\na,30,70,120,500\nb,10,90,100,600\n",
     "columns: {g: protected, tp: tp, fp: fp, s: selected, n: count}",
     {"fn", "tn", "unverified", "positives", "negatives"},
     {"precision", "selection_rate"},
     {0.3, 0.24}},
};

/* No figure of 0 where nobody said 0: every subset of columns, by hand. */
START_TEST(what_is_not_published_is_null)
{
    for (size_t i = 0; i < sizeof subsets / sizeof *subsets; i++) {
        json_t *d = document_of(subsets[i].table, subsets[i].yaml, NULL);
        const json_t *a = group_of(d, "a");
        size_t values = 0;

        for (size_t k = 0; k < 8 && subsets[i].null[k]; k++) {
            untold(a, subsets[i].null[k]);
            untold(json_object_get(d, "overall"), subsets[i].null[k]);
        }
        for (size_t k = 0; k < gg_metric_count(); k++) {
            const json_t *est = json_object_get(a, gg_metric_at(k)->name);
            const char *why = text(est, "why_null");

            if (json_is_number(json_object_get(est, "value"))) {
                values++;
                continue;
            }
            ck_assert(json_object_get(est, "observed") == NULL);
            ck_assert_msg(strcmp(why, "not_published") == 0 || strcmp(why, "no_scores") == 0,
                          "%zu: %s is %s", i, gg_metric_at(k)->name, why);
        }
        for (size_t k = 0; k < 4 && subsets[i].values[k]; k++, values--)
            ck_close(member(d, "a", subsets[i].values[k], "value"), subsets[i].expected[k], 1e-14);
        ck_assert_uint_eq(values, 0);
        read_back(a);
        read_back(json_object_get(d, "overall"));
        json_decref(d);
    }
}
END_TEST

/* Hidden cells of what is told are bounds; what is not told stays unknown beside them. */
START_TEST(what_is_not_published_beside_hidden_cells)
{
    json_t *d = document_of("g,tp,fp\na,<10,70\nb,10,90\n",
                            "columns: {g: protected, tp: tp, fp: fp}", NULL);
    const json_t *a = group_of(d, "a");

    untold(a, "tn");
    untold(a, "count");
    ck_assert(json_object_get(json_object_get(a, "count_bounds"), "count") == NULL);
    ck_close(json_number_value(
                 json_array_get(json_object_get(json_object_get(a, "precision"), "bounds"), 1)),
             9.0 / 79, 1e-14);
    ck_assert_str_eq(text(estimate(d, "a", "recall"), "why_null"), "not_published");
    read_back(a);
    read_back(group_of(d, "b"));
    read_back(json_object_get(d, "overall"));
    json_decref(d);
    d = document_of("g,s,n\na,30,70\nb,10,90\n",
                    "columns: {g: protected, s: selected, n: count}\nrounded_to: 10", NULL);
    a = group_of(d, "a");
    untold(a, "unverified");
    ck_close(json_number_value(json_array_get(
                 json_object_get(json_object_get(a, "selection_rate"), "bounds"), 0)),
             25.0 / 75, 1e-14);
    ck_assert_str_eq(text(estimate(d, "a", "base_rate"), "why_null"), "not_published");
    read_back(a);
    json_decref(d);
    d = document_of("g,p,n\na,<10,70\nb,10,90\n", "columns: {g: protected, p: positives, n: count}",
                    NULL);
    untold(group_of(d, "a"), "tp");
    ck_close(json_number_value(json_array_get(
                 json_object_get(json_object_get(group_of(d, "a"), "base_rate"), "bounds"), 1)),
             9.0 / 70, 1e-14);
    ck_assert_str_eq(text(estimate(d, "a", "accuracy"), "why_null"), "not_published");
    read_back(group_of(d, "a"));
    json_decref(d);
}
END_TEST

/* A document that says one thing and does another is refused. */
START_TEST(not_published_is_checked)
{
    json_t *d =
        document_of("g,tp,fp\na,30,70\nb,10,90\n", "columns: {g: protected, tp: tp, fp: fp}", NULL);
    const char *bad[] = {"\"tn\"", "[7]", "[\"rows\"]", "[\"tp\"]"};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        json_t *copy = json_deep_copy(group_of(d, "a"));
        gg_figures f;
        gg_error err;

        gg_error_init(&err);
        json_object_set_new(copy, "not_published", json_loads(bad[i], JSON_DECODE_ANY, NULL));
        ck_assert_int_eq(gg_figures_parse(copy, &f, &err), GG_E_INPUT);
        json_decref(copy);
    }
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, what_is_not_published_is_null);
    tcase_add_test(tc, what_is_not_published_beside_hidden_cells);
    tcase_add_test(tc, not_published_is_checked);
}

GG_TEST_MAIN("evaluate/untold")
