/*
 * Comparison: the differences, against other programs' values on the same rows, against what they
 * must be whatever the rows, and what is refused.
 */
#include "documents.h"

#include "gauger/base/random.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/evidence/collect.h"

static const char outcome[] = "{\"columns\": {\"y\": \"outcome\"}}";

static double of(const json_t *d, const char *metric, const char *key)
{
    char path[120];

    snprintf(path, sizeof path, "differences/%s/%s", metric, key);
    return number(d, path);
}

static const char *why(const json_t *d, const char *metric)
{
    char path[120];

    snprintf(path, sizeof path, "differences/%s/why_null", metric);
    return text(d, path);
}

static void check_null(const json_t *d, const char *metric, const char *reason)
{
    static const char *const keys[] = {"value", "low", "high", "p_value", "test"};
    char path[120];

    for (size_t i = 0; i < 5; i++) {
        snprintf(path, sizeof path, "differences/%s/%s", metric, keys[i]);
        ck_assert_msg(is_null(d, path), "%s", path);
    }
    ck_assert_str_eq(why(d, metric), reason);
}

/* NumPy, scikit-learn 1.2.1, R's pROC (delong_small_ties of the shared vectors). */
START_TEST(areas_with_ties)
{
    json_t *d = compare("a,b,y\n"
                        "0.1,0.2,0\n0.4,0.3,0\n0.35,0.3,1\n0.8,0.7,1\n0.3,0.5,0\n0.7,0.6,1\n"
                        "0.2,0.3,0\n0.9,0.8,1\n0.65,0.4,1\n0.5,0.6,0\n0.6,0.9,1\n0.55,0.5,0\n"
                        "0.15,0.1,0\n0.75,0.5,1\n0.45,0.4,0\n0.5,0.7,1\n",
                        outcome, NULL);

    ck_close(number(d, "a/roc_auc/value"), 0.9140625, 1e-14);
    ck_close(number(d, "b/roc_auc/value"), 0.828125, 1e-14);
    ck_close(of(d, "roc_auc", "value"), 0.0859375, 1e-14);
    ck_close(of(d, "roc_auc", "covariance"), 0.004778180803571428, 1e-12);
    ck_close(of(d, "roc_auc", "low"), -0.07255902069716819, 1e-12);
    ck_close(of(d, "roc_auc", "high"), 0.2444340206971682, 1e-12);
    ck_close(of(d, "roc_auc", "p_value"), 0.28791758475390694, 1e-12);
    ck_assert_str_eq(text(d, "differences/roc_auc/test"), "delong");
    json_decref(d);
}
END_TEST

/* statsmodels 0.13.5 and R 4.2.2; Tango by its closed form and by a numerical restricted maximum
 * (mcnemar_794_150_86_570 and mcnemar_60_9_3_28 of the shared vectors). */
START_TEST(accuracies_of_paired_decisions)
{
    static const char *const roles = "{\"columns\": {\"y\": \"outcome\", \"n\": \"count\"}}";
    json_t *d = compare("a,b,y,n\n1,1,1,794\n1,0,1,150\n0,1,1,86\n0,0,1,570\n", roles, NULL);

    ck_close(of(d, "accuracy", "value"), 0.04, 1e-14);
    ck_close(of(d, "accuracy", "p_value"), 3.715936139571387e-05, 1e-10);
    ck_close(of(d, "accuracy", "mid_p_value"), 2.8933895176154898e-05, 1e-10);
    ck_close(of(d, "accuracy", "low"), 0.02136156475478724, 1e-10);
    ck_close(of(d, "accuracy", "high"), 0.05899803330569942, 1e-10);
    ck_assert_str_eq(text(d, "differences/accuracy/test"), "mcnemar");
    ck_assert_str_eq(text(d, "differences/accuracy/method"), "tango");
    ck_close(of(d, "accuracy", "counts/a_only"), 150, 0);
    ck_close(of(d, "accuracy", "counts/b_only"), 86, 0);
    ck_close(of(d, "accuracy", "counts/both"), 794, 0);
    ck_close(of(d, "accuracy", "counts/neither"), 570, 0);
    ck_assert_str_eq(why(d, "specificity"), "no_negatives");
    ck_assert_str_eq(why(d, "roc_auc"), "one_class");
    json_decref(d);

    d = compare("a,b,y,n\n0,0,0,60\n0,1,0,9\n1,0,0,3\n1,1,0,28\n", roles, NULL);
    ck_close(of(d, "specificity", "value"), 0.06, 1e-14);
    ck_close(of(d, "specificity", "p_value"), 0.14599609375, 1e-12);
    ck_close(of(d, "specificity", "mid_p_value"), 0.09228515625, 1e-12);
    ck_close(of(d, "specificity", "low"), -0.009115601446114674, 1e-9);
    ck_close(of(d, "specificity", "high"), 0.1376930093666318, 1e-9);
    ck_close(of(d, "false_positive_rate", "value"), -0.06, 1e-14);
    json_decref(d);
}
END_TEST

/* Sixty rows from a rule, so that other programs can make them too. */
static void put_rows(gg_buf *b, bool weighted)
{
    char a[32], c[32], w[32];

    gg_buf_printf(b, "a,b,y%s\n", weighted ? ",w" : "");
    for (int i = 0; i < 60; i++) {
        int p = (i * 37 + 5) % 61, q = (i * 23 + 11) % 61;

        gg_buf_printf(b, "%s,%s,%d", gg_text_double(p / 61.0, a), gg_text_double(q / 61.0, c),
                      6 * p + 4 * q + 8 * (i * 29 % 61) > 9 * 61);
        if (weighted)
            gg_buf_printf(b, ",%s", gg_text_double((i * 7 % 5 + 1) / 2.0, w));
        gg_buf_puts(b, "\n");
    }
}

static json_t *compare_rows(bool weighted, const char *schema)
{
    gg_compare_options o = gg_compare_options_default();
    gg_buf b;
    json_t *d;

    o.threshold_a = 0.5;
    o.threshold_b = 0.4;
    gg_buf_init(&b, 0);
    put_rows(&b, weighted);
    d = compare(b.data, schema, &o);
    gg_buf_release(&b);
    return d;
}

typedef struct expected {
    const char *metric, *key;
    double value, tolerance;
} expected;

static void check(const json_t *d, const expected *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ck_close(of(d, all[i].metric, all[i].key), all[i].value, all[i].tolerance);
}

#define CHECK(d, all) check(d, all, sizeof(all) / sizeof *(all))

/*
 * Values by scikit-learn; exact and mid-p by statsmodels' mcnemar and SciPy's binomial; standard
 * errors of the delta method (the intervals and the p of f1 and mcc are from the moved cells:
 * NumPy, SciPy's brentq) by moving the weight of one row of each kind in scikit-learn's functions
 * (numerical derivatives, hence 1e-6); Kosinski's score p from rows, as 2013 equation 9; DeLong by
 * its definition over all pairs of rows in NumPy.
 */
static const expected small[] = {
    {"selection_rate", "value", -0.08333333333333337, 1e-12},
    {"selection_rate", "p_value", 0.45825831964612007, 1e-10},
    {"selection_rate", "mid_p_value", 0.3615946080535649, 1e-10},
    {"precision", "value", 0.12857142857142856, 1e-12},
    {"precision", "standard_error", 0.08965434108282735, 1e-6},
    {"precision", "p_value", 0.15688598652224509, 1e-10},
    {"negative_predictive_value", "value", 0.08, 1e-12},
    {"negative_predictive_value", "standard_error", 0.10034606785201781, 1e-6},
    {"negative_predictive_value", "p_value", 0.4212282713225499, 1e-10},
    {"recall", "value", 0.03703703703703709, 1e-12},
    {"recall", "p_value", 1, 1e-12},
    {"recall", "mid_p_value", 0.7744140625, 1e-12},
    {"specificity", "p_value", 0.237884521484375, 1e-12},
    {"specificity", "mid_p_value", 0.16706848144531244, 1e-12},
    {"accuracy", "value", 0.1166666666666667, 1e-12},
    {"accuracy", "p_value", 0.26493089646101, 1e-12},
    {"accuracy", "mid_p_value", 0.20048842206597323, 1e-12},
    {"balanced_accuracy", "value", 0.10942760942760954, 1e-12},
    {"balanced_accuracy", "standard_error", 0.08741500232702987, 1e-6},
    {"f1", "value", 0.09168081494057723, 1e-12},
    {"f1", "standard_error", 0.08766683983127636, 1e-6},
    {"f1", "p_value", 0.3152020222000945, 1e-9},
    {"f1", "low", -0.0961076997765549, 1e-10},
    {"f1", "high", 0.26083233013117324, 1e-10},
    {"precision", "low", -0.05871458721285008, 1e-10},
    {"precision", "high", 0.28981825970712266, 1e-10},
    {"mcc", "low", -0.14345487299298848, 1e-10},
    {"mcc", "high", 0.5374023143138484, 1e-10},
    {"balanced_accuracy", "low", -0.06998175109549234, 1e-10},
    {"balanced_accuracy", "high", 0.2706117946643135, 1e-10},
    {"balanced_accuracy", "p_value", 0.22583180963209792, 1e-9},
    {"mcc", "value", 0.21371883248161827, 1e-12},
    {"mcc", "standard_error", 0.17473778326397987, 1e-6},
    {"mcc", "p_value", 0.2351294546014725, 1e-9},
    {"roc_auc", "value", 0.10998877665544315, 1e-12},
    {"roc_auc", "standard_error", 0.10669947345345841, 1e-12},
    {"roc_auc", "covariance", -0.0012958097624203126, 1e-12},
    {"roc_auc", "p_value", 0.302621609134341, 1e-12},
    {"average_precision", "value", 0.1049131154470444, 1e-12},
    {"brier_score", "value", -0.05421481680551823, 1e-12},
    {"brier_score", "standard_error", 0.051707877834653644, 1e-12},
    {"brier_score", "p_value", 0.29441625597578025, 1e-12},
    {"log_loss", "value", -0.15083936961716174, 1e-12},
    {"log_loss", "standard_error", 0.15406838322367908, 1e-12},
};

START_TEST(sixty_rows)
{
    json_t *d = compare_rows(false, outcome);

    CHECK(d, small);
    ck_assert_str_eq(text(d, "differences/precision/test"), "weighted_generalised_score");
    ck_assert_str_eq(text(d, "differences/precision/method"), "square_and_add_cells");
    ck_assert_str_eq(text(d, "differences/precision/decides"), "square_and_add_cells");
    ck_assert_str_eq(text(d, "differences/recall/decides"), "tango");
    ck_assert_str_eq(text(d, "differences/brier_score/test"), "paired_normal");
    ck_assert_ptr_null(member(d, "differences/base_rate"));
    ck_assert(is_null(d, "differences/average_precision/p_value"));
    ck_close(number(d, "decision/a/threshold"), 0.5, 0);
    ck_close(number(d, "decision/b/threshold"), 0.4, 0);
    json_decref(d);
}
END_TEST

/* The same with weights of 1/2 to 5/2: scikit-learn's sample_weight; DeLong with weights by its
 * definition over all pairs of rows in NumPy. */
static const expected weighted[] = {
    {"selection_rate", "value", -0.01666666666666672, 1e-11},
    {"selection_rate", "standard_error", 0.09827996040440397, 1e-6},
    {"precision", "value", 0.06282765399737877, 1e-12},
    {"precision", "standard_error", 0.08832439279324233, 1e-6},
    {"precision", "p_value", 0.4857053495324958, 1e-9},
    {"precision", "low", -0.11855825329216754, 1e-10},
    {"precision", "high", 0.2268631850964942, 1e-10},
    {"recall", "low", -0.1967602672581143, 1e-10},
    {"recall", "high", 0.27911295100840217, 1e-10},
    {"accuracy", "p_value", 0.47624255724234377, 1e-9},
    {"recall", "standard_error", 0.11917991420048071, 1e-6},
    {"accuracy", "value", 0.07222222222222219, 1e-12},
    {"accuracy", "standard_error", 0.09817056580600657, 1e-6},
    {"balanced_accuracy", "standard_error", 0.09900426436233528, 1e-6},
    {"f1", "standard_error", 0.08533309241465396, 1e-6},
    {"mcc", "value", 0.14695766340662403, 1e-12},
    {"mcc", "standard_error", 0.20008813490271776, 1e-6},
    {"roc_auc", "value", 0.7549128661475715 - 0.6823631195155111, 1e-12},
    {"roc_auc", "standard_error", 0.11819897948874268, 1e-12},
    {"average_precision", "value", 0.03929404219238475, 1e-12},
    {"brier_score", "value", -0.03813640299799935, 1e-12},
    {"brier_score", "standard_error", 0.05176018471462968, 1e-12},
    {"log_loss", "value", -0.13697627257026543, 1e-12},
    {"log_loss", "standard_error", 0.15741331420010105, 1e-12},
};

START_TEST(sixty_weighted_rows)
{
    json_t *d = compare_rows(true, "{\"columns\": {\"y\": \"outcome\", \"w\": \"weight\"}}");

    CHECK(d, weighted);
    ck_close(number(d, "a/roc_auc/value"), 0.7549128661475715, 1e-12);
    ck_assert_str_eq(text(d, "differences/accuracy/test"), "square_and_add");
    ck_assert_str_eq(text(d, "differences/selection_rate/test"), "delta_method");
    ck_assert(json_is_true(member(d, "data/weighted")));
    json_decref(d);
}
END_TEST

/* Weights that are all 1 change no value, and no test that has a weighted form; nor do ties. */
START_TEST(weights_of_one)
{
    static const char *const same[] = {"roc_auc", "brier_score", "log_loss", "f1", "mcc"};
    static const char *const values[] = {"accuracy", "average_precision", "precision"};
    gg_buf plain, with_ones;
    json_t *one, *other;

    gg_buf_init(&plain, 0);
    gg_buf_init(&with_ones, 0);
    gg_buf_puts(&plain, "a,b,y\n");
    gg_buf_puts(&with_ones, "a,b,y,w\n");
    for (int i = 0; i < 90; i++) {
        gg_buf_printf(&plain, "0.%d,0.%d,%d\n", i * 7 % 10, i * i % 9, i * 7 % 10 + i % 6 > 7);
        gg_buf_printf(&with_ones, "0.%d,0.%d,%d,1\n", i * 7 % 10, i * i % 9,
                      i * 7 % 10 + i % 6 > 7);
    }
    one = compare(plain.data, outcome, NULL);
    other = compare(with_ones.data, "{\"columns\": {\"y\": \"outcome\", \"w\": \"weight\"}}", NULL);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        ck_close(of(one, same[i], "value"), of(other, same[i], "value"), 1e-12);
        ck_close(of(one, same[i], "standard_error"), of(other, same[i], "standard_error"), 1e-12);
        ck_close(of(one, same[i], "p_value"), of(other, same[i], "p_value"), 1e-9);
    }
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        ck_close(of(one, values[i], "value"), of(other, values[i], "value"), 1e-12);
    ck_close(of(one, "roc_auc", "covariance"), of(other, "roc_auc", "covariance"), 1e-12);
    json_decref(one);
    json_decref(other);
    gg_buf_release(&plain);
    gg_buf_release(&with_ones);
}
END_TEST

START_TEST(a_score_against_itself)
{
    gg_buf b;
    const char *name;
    json_t *d, *one;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "a,b,y\n");
    for (int i = 0; i < 40; i++)
        gg_buf_printf(&b, "0.%02d,0.%02d,%d\n", i * 7 % 100, i * 7 % 100, i * i % 3 == 0);
    d = compare(b.data, outcome, NULL);
    json_object_foreach(member(d, "differences"), name, one)
    {
        ck_assert_msg(number(one, "value") == 0, "%s", name);
        if (json_is_string(member(one, "test"))) {
            ck_assert_msg(number(one, "p_value") == 1, "%s", name);
            ck_assert_msg(number(one, "low") <= 0 && number(one, "high") >= 0, "%s", name);
        }
    }
    ck_close(of(d, "roc_auc", "low"), 0, 0);
    /* z^2 / (n + z^2) with the 18 that are selected: agreeing on those is not agreeing on all. */
    ck_close(of(d, "precision", "high"), 0.17587922364665756, 1e-12);
    ck_close(of(d, "precision", "low"), -0.17587922364665756, 1e-12);
    ck_assert_str_eq(text(d, "differences/precision/method"), "tango");
    ck_assert(json_equal(member(d, "a"), member(d, "b")));
    json_decref(d);
    gg_buf_release(&b);
}
END_TEST

static json_t *compare_named(const char *table, const char *schema_json, const char *first,
                             const char *second)
{
    temporary data = temporary_file(table, 0);
    json_t *d = NULL;
    gg_schema schema;

    read_schema(&schema, schema_json);
    ck_assert_int_eq(gg_compare(data.path, &schema, first, second, NULL, &d, NULL), GG_OK);
    gg_schema_release(&schema);
    temporary_remove(&data);
    return d;
}

/* Exchanging the scores turns every sign and exchanges the ends; p stays. */
START_TEST(exchanged_scores)
{
    gg_buf b;
    const char *name;
    json_t *one, *other, *x;

    gg_buf_init(&b, 0);
    put_rows(&b, false);
    one = compare_named(b.data, outcome, "a", "b");
    other = compare_named(b.data, outcome, "b", "a");
    json_object_foreach(member(one, "differences"), name, x)
    {
        ck_close(number(x, "value"), -of(other, name, "value"), 1e-12);
        if (!json_is_string(member(x, "test")))
            continue;
        ck_close(number(x, "low"), -of(other, name, "high"), 1e-9);
        ck_close(number(x, "high"), -of(other, name, "low"), 1e-9);
        ck_close(number(x, "p_value"), of(other, name, "p_value"), 1e-9);
    }
    ck_assert(json_equal(member(one, "a"), member(other, "b")));
    ck_assert_str_eq(text(other, "scores/a"), "b");
    json_decref(one);
    json_decref(other);
    gg_buf_release(&b);
}
END_TEST

/* 3 of 3 against 0 of 2: no spread within either, so the interval is the one for two groups. */
/* Every member of b is in a, with the same number. */
static void check_same(const json_t *a, const json_t *b, const char *name)
{
    const char *key;
    json_t *one;

    ck_assert_msg(json_typeof(a) == json_typeof(b) || (json_is_number(a) && json_is_number(b)),
                  "%s", name);
    if (json_is_number(b))
        ck_close(json_number_value(a), json_number_value(b), 1e-10);
    else if (!json_is_object(b))
        ck_assert_msg(json_equal(a, b), "%s", name);
    else
        json_object_foreach((json_t *)b, key, one)
        {
            /* A comparison ranks nothing where rows are unverified, and knows no bounds of ranks.
             */
            if ((strcmp(key, "observed") == 0 || strncmp(key, "bounds", 6) == 0) &&
                json_object_get(a, key) == NULL)
                continue;
            ck_assert_msg(json_object_get(a, key) != NULL, "%s lacks %s", name, key);
            check_same(json_object_get(a, key), one, key);
        }
}

static json_t *evaluate(const char *table, const char *schema_json)
{
    gg_evaluation_options options = gg_evaluation_options_default();
    temporary data = temporary_file(table, 0);
    json_t *d = NULL;
    gg_evidence evidence;
    gg_schema schema;

    read_schema(&schema, schema_json);
    ck_assert_int_eq(gg_collect(data.path, &schema, NULL, &evidence, NULL), GG_OK);
    ck_assert_int_eq(gg_evaluate(&evidence, &options, &d, NULL), GG_OK);
    gg_evidence_release(&evidence);
    gg_schema_release(&schema);
    temporary_remove(&data);
    return d;
}

/* The metrics of A are those of its evaluation, with weights, with unverified rows, and by group.
 */
START_TEST(metrics_of_an_evaluation)
{
    for (int kind = 0; kind < 4; kind++) {
        const char *weight = kind == 1   ? ", \"w\": \"weight\""
                             : kind == 2 ? ", \"w\": \"count\""
                                         : "";
        char roles[200], scored[240];
        gg_buf b;
        json_t *d, *e;

        gg_buf_init(&b, 0);
        gg_buf_puts(&b, "a,b,y,w,g\n");
        for (int i = 0; i < 150; i++)
            gg_buf_printf(&b, "0.%02d,0.%02d,%s,%d,%c\n", i * 37 % 50 * 2, i * 23 % 100,
                          kind == 3 && i % 9 == 0    ? ""
                          : i * 37 % 50 + i % 7 > 30 ? "1"
                                                     : "0",
                          i % 4 + (kind == 1), "xxyz"[i % 4]);
        snprintf(roles, sizeof roles, "{\"columns\": {\"y\": \"outcome\", \"g\": \"protected\"%s}}",
                 weight);
        snprintf(scored, sizeof scored,
                 "{\"columns\": {\"a\": \"score\", \"y\": \"outcome\", \"g\": \"protected\"%s}}",
                 weight);
        d = compare(b.data, roles, NULL);
        e = evaluate(b.data, scored);
        check_same(member(d, "a"), member(e, "overall"), "overall");
        check_same(member(d, "attributes/g/groups/x/a"), member(e, "attributes/g/groups/x"), "x");
        check_same(member(d, "attributes/g/groups/z/a"), member(e, "attributes/g/groups/z"), "z");
        json_decref(d);
        json_decref(e);
        gg_buf_release(&b);
    }
}
END_TEST

START_TEST(perfect_against_useless)
{
    json_t *d = compare("a,b,y\n1,0,1\n1,0,1\n1,0,1\n0,1,0\n0,1,0\n", outcome, NULL);

    ck_close(of(d, "precision", "value"), 1, 1e-15);
    ck_assert_str_eq(text(d, "differences/precision/method"), "square_and_add_cells");
    ck_assert(of(d, "precision", "low") < 0.6);
    ck_assert(of(d, "precision", "p_value") < 0.05);
    ck_close(of(d, "f1", "value"), 1, 1e-15);
    ck_assert(of(d, "f1", "low") < 0 && of(d, "f1", "p_value") > 0.05);
    ck_close(of(d, "roc_auc", "value"), 1, 1e-15);
    ck_assert_str_eq(text(d, "differences/roc_auc/method"), "newcombe_square_and_add");
    ck_assert(of(d, "roc_auc", "low") < 0.8 && of(d, "roc_auc", "p_value") > 1e-4);
    ck_assert(json_is_true(member(d, "differences/roc_auc/few_positives")));
    ck_assert(warned(d, "few_positives"));
    json_decref(d);
}
END_TEST

START_TEST(nobody_selected)
{
    json_t *d = compare("a,b,y\n0.9,0.1,1\n0.8,0.2,1\n0.1,0.3,0\n", outcome, NULL);

    check_null(d, "precision", "no_selected");
    ck_close(of(d, "recall", "value"), 1, 0);
    ck_assert(warned(d, "default_threshold"));
    json_decref(d);
}
END_TEST

/* The confidence moves the ends and nothing else. */
START_TEST(other_confidence)
{
    gg_compare_options o = gg_compare_options_default();
    gg_buf b;
    json_t *wide, *narrow;
    const char *name;
    json_t *one;

    gg_buf_init(&b, 0);
    put_rows(&b, false);
    wide = compare(b.data, outcome, &o);
    o.confidence = 0.8;
    narrow = compare(b.data, outcome, &o);
    json_object_foreach(member(wide, "differences"), name, one)
    {
        if (!json_is_string(member(one, "test")))
            continue;
        ck_assert_msg(number(one, "low") < of(narrow, name, "low"), "%s", name);
        ck_assert_msg(number(one, "high") > of(narrow, name, "high"), "%s", name);
        ck_close(number(one, "p_value"), of(narrow, name, "p_value"), 0);
    }
    json_decref(wide);
    json_decref(narrow);
    gg_buf_release(&b);
}
END_TEST

/* The published table, both of its scores referred from decile 5. Programs as for `small`. */
static const expected published[] = {
    {"selection_rate", "value", 0.11976711948988084, 1e-12},
    {"precision", "value", -0.004104908179717759, 1e-11},
    {"precision", "standard_error", 0.007146549741766093, 1e-6},
    {"precision", "p_value", 0.5660523715927583, 1e-10},
    {"negative_predictive_value", "p_value", 1.1248457508956989e-25, 1e-9},
    {"recall", "value", 0.1599507843740388, 1e-12},
    {"recall", "p_value", 1.287671652762333e-73, 1e-9},
    {"specificity", "p_value", 6.986330527266354e-37, 1e-9},
    {"accuracy", "value", 0.024397005822012763, 1e-12},
    {"accuracy", "p_value", 1.4520353339985729e-05, 1e-10},
    {"accuracy", "mid_p_value", 1.3046390742977166e-05, 1e-10},
    {"balanced_accuracy", "standard_error", 0.005504259370847422, 1e-6},
    {"f1", "value", 0.08846496165692641, 1e-12},
    {"f1", "standard_error", 0.0072203977622837786, 1e-6},
    {"mcc", "value", 0.06110861372782583, 1e-12},
    {"mcc", "standard_error", 0.011179716533790511, 1e-6},
    {"roc_auc", "value", 0.030054884022951978, 1e-12},
    {"roc_auc", "standard_error", 0.004267531985818016, 1e-12},
    {"roc_auc", "covariance", 2.8924862899833228e-05, 1e-12},
    {"roc_auc", "p_value", 1.885700483000799e-12, 1e-10},
    {"average_precision", "value", 0.030997575495046004, 1e-11},
};

START_TEST(published_rows)
{
    static const char *const path = "../shared/data/compas_two_year.csv";
    gg_compare_options o = gg_compare_options_default();
    gg_schema schema;
    json_t *d = NULL;

    if (access(path, R_OK) != 0) {
        printf("not run: published_rows (no %s here)\n", path);
        return;
    }
    o.threads = 2;
    read_schema(&schema, "{\"columns\": {\"two_year_recid\": \"outcome\", \"race\": \"protected\"},"
                         "\"threshold\": 5}");
    ck_assert_int_eq(gg_compare(path, &schema, "decile_score", "v_decile_score", &o, &d, NULL),
                     GG_OK);
    CHECK(d, published);
    check_null(d, "brier_score", "not_a_probability");
    ck_close(number(d, "attributes/race/groups/African-American/differences/roc_auc/value"),
             0.032464514351777884, 1e-12);
    ck_close(
        number(d, "attributes/race/groups/African-American/differences/roc_auc/standard_error"),
        0.00650490128919768, 1e-12);
    json_decref(d);
    gg_schema_release(&schema);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, areas_with_ties);
    tcase_add_test(tc, accuracies_of_paired_decisions);
    tcase_add_test(tc, sixty_rows);
    tcase_add_test(tc, sixty_weighted_rows);
    tcase_add_test(tc, weights_of_one);
    tcase_add_test(tc, a_score_against_itself);
    tcase_add_test(tc, exchanged_scores);
    tcase_add_test(tc, metrics_of_an_evaluation);
    tcase_add_test(tc, perfect_against_useless);
    tcase_add_test(tc, nobody_selected);
    tcase_add_test(tc, other_confidence);
    tcase_add_test(tc, published_rows);
}

GG_TEST_MAIN("evaluate/comparison")
