/* Training: what is refused before and while a table is read, the same bytes, stopping. */
#include "model/training.h"

#define HEAD "model: m\nalgorithm: a\n"
#define RULES                                                                                      \
    HEAD "scorer: logistic\nfeatures:\n"                                                           \
         "  - {name: age, imputation: median, transform: standardize}\n"                           \
         "  - {name: pay, imputation: mean, transform: sqrt}\n"                                    \
         "  - {name: port, type: categorical, imputation: level}\n"
#define CARD                                                                                       \
    HEAD "scorer: scorecard\nfeatures:\n"                                                          \
         "  - {name: age, imputation: level}\n  - {name: pay, imputation: mean}\n"                 \
         "  - {name: port, type: categorical, imputation: mode}\n"

/* ---- manifests ---- */

START_TEST(manifests_that_can_be_trained)
{
    static const char *const good[] = {
        HEAD "scorer: logistic\nfeatures: [{name: x}]",
        HEAD "scorer: logistic\nhyperparameters: {}\nfeatures: [{name: x}]",
        HEAD "scorer: logistic\nhyperparameters: {ridge: 0.5}\nfeatures: [{name: x}]",
        HEAD "scorer: scorecard\nfeatures: [{name: x}]",
        HEAD "scorer: scorecard\nhyperparameters: {bins: 10, minimum_share: 0.1, ridge: 1, "
             "points: {base: 0, odds: 1, double: 10}}\nfeatures: [{name: x}]",
        HEAD "scorer: svm\nhyperparameters: {C: 1, gamma: 2}\nfeatures: [{name: x}]",
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        gg_manifest m = training_manifest(good[i]);

        gg_error_init(&err);
        ck_assert_msg(gg_train_check(&m, &err) == GG_OK, "%s", err.what);
        gg_manifest_release(&m);
    }
}
END_TEST

START_TEST(manifests_that_cannot)
{
    static const struct {
        const char *rest, *key, *what;
    } cases[] = {
        {"scorer: external", "scorer", "an external scorer is not trained here"},
        {"scorer: logistic", "features", "no features to train on"},
        {"scorer: logistic\nfeatures: []", "features", "no features to train on"},
        {"scorer: logistic\nhyperparameters: {C: 1}", "hyperparameters", "C"},
        {"scorer: logistic\nhyperparameters: {ridge: -1}", "hyperparameters",
         "ridge is out of range"},
        {"scorer: logistic\nhyperparameters: {ridge: much}", "hyperparameters", "ridge"},
        {"scorer: scorecard\nhyperparameters: {bins: 1}", "hyperparameters",
         "bins is out of range"},
        {"scorer: scorecard\nhyperparameters: {bins: 2.5}", "hyperparameters",
         "bins is not a whole number"},
        {"scorer: scorecard\nhyperparameters: {minimum_share: 0.6}", "hyperparameters",
         "minimum_share is out of range"},
        {"scorer: scorecard\nhyperparameters: {points: 3}", "hyperparameters",
         "points is not a map"},
        {"scorer: scorecard\nhyperparameters: {points: {base: 1, odds: 2}}", "hyperparameters",
         "points needs base, odds and double"},
        {"scorer: scorecard\nhyperparameters: {points: {base: 1, odds: 2, double: 3, half: 4}}",
         "hyperparameters", "half"},
        {"scorer: scorecard\nhyperparameters: {points: {base: 1, odds: 0, double: 3}}",
         "hyperparameters", "odds is out of range"},
        {"scorer: scorecard\nhyperparameters: {points: {base: 1, odds: 1, double: 0}}",
         "hyperparameters", "double is out of range"},
        {"scorer: svm\nhyperparameters: {ridge: 1}", "hyperparameters", "ridge"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[300];
        gg_manifest m;

        snprintf(text, sizeof text, HEAD "%s%s\n", cases[i].rest,
                 strcmp(cases[i].key, "hyperparameters") == 0 ? "\nfeatures: [{name: x}]" : "");
        m = training_manifest(text);
        gg_error_init(&err);
        ck_assert_int_eq(gg_train_check(&m, &err), GG_E_INPUT);
        ck_assert_str_eq(err.column, cases[i].key);
        ck_assert_msg(strstr(err.what, cases[i].what) != NULL, "%s", err.what);
        gg_manifest_release(&m);
    }
}
END_TEST

/* A bad manifest is refused before the table is looked at. */
START_TEST(the_manifest_goes_first)
{
    gg_training t;

    ck_assert_int_eq(try_to_train(HEAD "scorer: external", FOUND, "no/such/table.csv", NULL, &t),
                     GG_E_INPUT);
    ck_assert_str_eq(err.column, "scorer");
    ck_assert_int_eq(try_to_train(RULES, FOUND, "no/such/table.csv", NULL, &t), GG_E_NOT_FOUND);
}
END_TEST

/* ---- tables ---- */

static gg_status train_rows(const char *rows, const char *features, const char *schema,
                            const gg_train_options *o, gg_training *out)
{
    temporary table = temporary_file(rows, 0);
    char manifest[400];
    gg_status status;

    snprintf(manifest, sizeof manifest, HEAD "scorer: logistic\nfeatures: %s\n", features);
    status = try_to_train(manifest, schema, table.path, o, out);
    if (status)
        ck_assert_str_eq(err.file, table.path);
    temporary_remove(&table);
    return status;
}

#define OUTCOME "columns: {found: {role: outcome}}"
#define ROLES                                                                                      \
    "columns: {found: {role: outcome}, w: {role: weight}, n: {role: count}, x: {missing: ['?']}}"

START_TEST(tables_refused)
{
    static const struct {
        const char *rows, *features, *schema;
        gg_status status;
        unsigned long long line;
        const char *column, *what;
    } cases[] = {
        {"x,found\n1,0\n2,1\n", "[{name: x}]", "columns: {x: {role: feature}}", GG_E_USAGE, 0, "",
         "no column with outcomes"},
        {"x,found\n1,0\n2,1\n", "[{name: z}]", OUTCOME, GG_E_INPUT, 1, "z", "no such column"},
        {"x,found\n1,0\n2,1\n", "[{name: found}]", OUTCOME, GG_E_INPUT, 0, "found",
         "the outcome itself is a feature"},
        {"x,found\n1,0\nabc,1\n2,1\n", "[{name: x}]", OUTCOME, GG_E_INPUT, 3, "x",
         "not a number (shape \"aaa\")"},
        {"x,found\n1,0\n2,maybe\n", "[{name: x}]", OUTCOME, GG_E_INPUT, 3, "found", "shape"},
        {"x,found\n1,0\n-2,1\n", "[{name: x, transform: log1p}]", OUTCOME, GG_E_INPUT, 3, "x",
         "log1p"},
        {"x,found\n1,0\n2,0\n", "[{name: x}]", OUTCOME, GG_E_INPUT, 0, "",
         "one class only: 2 rows are used, all of them negative"},
        {"x,found\n1,1\n2,1\n3,\n", "[{name: x}]", OUTCOME, GG_E_INPUT, 0, "",
         "one class only: 2 rows are used, all of them positive"},
        {"x,found\n1,\n2,\n", "[{name: x}]", OUTCOME, GG_E_INPUT, 0, "",
         "no row is used: 2 of 2 have no outcome"},
        {"x,found\n,1\n,0\n", "[{name: x}]", OUTCOME, GG_E_INPUT, 0, "",
         "no row is used: 2 of 2 have a missing value"},
        {"x,found\n", "[{name: x}]", OUTCOME, GG_E_INPUT, 0, "", "no rows behind the header"},
        {"x,found,w,n\n1,0,-1,1\n2,1,1,1\n", "[{name: x}]", ROLES, GG_E_INPUT, 2, "w",
         "a weight out of range"},
        {"x,found,w,n\n1,0,1,1\n2,1,,1\n", "[{name: x}]", ROLES, GG_E_INPUT, 3, "w",
         "not a number"},
        {"x,found,w,n\n1,0,1,1\n2,1,1,1.5\n", "[{name: x}]", ROLES, GG_E_INPUT, 3, "n", ""},
        {"x,found,w,n\n1,0,1,9007199254740992\n2,1,1,1\n", "[{name: x}]", ROLES, GG_E_LIMIT, 0, "",
         "more than 2^53 rows"},
        {"x,found\n1,0\n2,1,3\n", "[{name: x}]", OUTCOME, GG_E_INPUT, 3, "", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (unsigned threads = 1; threads < 4; threads += 2) {
            gg_train_options o = gg_train_options_default();
            gg_training t = {.document = (json_t *)&o};

            o.threads = threads;
            ck_assert_msg(train_rows(cases[i].rows, cases[i].features, cases[i].schema, &o, &t) ==
                              cases[i].status,
                          "case %zu: %s", i, err.what);
            ck_assert_str_eq(err.column, cases[i].column);
            ck_assert_uint_eq(err.line, cases[i].line);
            ck_assert_msg(strstr(err.what, cases[i].what) != NULL, "%s", err.what);
            ck_assert_ptr_eq(t.document, (json_t *)&o);
        }
}
END_TEST

START_TEST(too_many_words)
{
    gg_training t;
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "c,found\n");
    for (int i = 0; i < 100001; i++)
        gg_buf_printf(&text, "w%d,%d\n", i, i % 2);
    for (unsigned threads = 1; threads < 4; threads++) {
        gg_train_options o = gg_train_options_default();

        o.threads = threads;
        ck_assert_int_eq(train_rows(text.data, "[{name: c, type: categorical}]", OUTCOME, &o, &t),
                         GG_E_LIMIT);
        ck_assert_str_eq(err.column, "c");
        ck_assert_str_eq(err.what, "more than 100000 different words");
    }
    gg_buf_release(&text);
}
END_TEST

START_TEST(no_thread)
{
    gg_train_options o = gg_train_options_default();
    gg_training t;

    o.threads = 0;
    ck_assert_int_eq(try_to_train(RULES, FOUND, "no/such/table.csv", &o, &t), GG_E_USAGE);
    gg_training_release(NULL);
    t = (gg_training){.document = NULL};
    gg_training_release(&t);
}
END_TEST

/* ---- which rows are used ---- */

START_TEST(rows_are_left_out_and_counted)
{
    const char *rows = "x,found,w,n\n1,0,1,2\n2,1,1,1\n?,1,1,5\n3,,1,7\n4,0,0,3\n5,1,2,0\n"
                       "2.5,0,1,1\n1.5,1,0.5,2\n";
    gg_training t;

    ck_assert_int_eq(train_rows(rows, "[{name: x}]", ROLES, NULL, &t), GG_OK);
    ck_assert(count_of(&t, "rows") == 21 && count_of(&t, "rows_used") == 6);
    ck_assert(count_of(&t, "positives") == 3 && count_of(&t, "negatives") == 3);
    ck_assert(count_of(&t, "missing_feature") == 5 && count_of(&t, "missing_outcome") == 7);
    ck_assert(count_of(&t, "zero_weight") == 3 && count_of(&t, "bad_rows") == 0);
    gg_training_release(&t);
}
END_TEST

START_TEST(bad_rows_are_left_out_if_asked)
{
    const char *rows = "x,found\n1,0\nabc,1\n2,1\n3,perhaps\n1,2,3\n2.5,0\n1.5,1\n";
    const char *clean = "x,found\n1,0\n2,1\n2.5,0\n1.5,1\n";
    gg_train_options o = gg_train_options_default();
    gg_training t, u;

    ck_assert_int_eq(train_rows(rows, "[{name: x}]", OUTCOME, &o, &t), GG_E_INPUT);
    o.skip_bad_rows = true;
    ck_assert_int_eq(train_rows(rows, "[{name: x}]", OUTCOME, &o, &t), GG_OK);
    ck_assert(count_of(&t, "rows") == 7 && count_of(&t, "rows_used") == 4);
    ck_assert(count_of(&t, "bad_rows") == 3);
    ck_assert_int_eq(train_rows(clean, "[{name: x}]", OUTCOME, &o, &u), GG_OK);
    ck_assert_str_eq(t.artifact.data, u.artifact.data);
    gg_training_release(&t);
    gg_training_release(&u);
}
END_TEST

/* A line that stands for n rows is n lines. */
START_TEST(counts_are_rows)
{
    const char *features = "[{name: x, imputation: median, transform: standardize}]";
    gg_training a, b;

    ck_assert_int_eq(train_rows("x,found,n,w\n1,0,2,1\n2,1,3,1\n3,0,1,1\n,1,2,1\n4,1,1,1\n",
                                features, ROLES, NULL, &a),
                     GG_OK);
    ck_assert_int_eq(train_rows("x,found\n1,0\n1,0\n2,1\n2,1\n2,1\n3,0\n,1\n,1\n4,1\n", features,
                                OUTCOME, NULL, &b),
                     GG_OK);
    ck_close(gg_json_number(coefficient(&a, "x"), "value", NAN),
             gg_json_number(coefficient(&b, "x"), "value", NAN), 1e-12);
    ck_close(gg_json_number(coefficient(&a, "x"), "standard_error", NAN),
             gg_json_number(coefficient(&b, "x"), "standard_error", NAN), 1e-12);
    gg_training_release(&a);
    gg_training_release(&b);
}
END_TEST

/* ---- the same bytes ---- */

static char *canonical(const json_t *document)
{
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_json_canonical(document, &text);
    ck_assert(!text.failed);
    return text.data;
}

/* 12,000 rows are four chunks, which threads take as they come; words come up in another order in
 * each thread. */
START_TEST(threads_change_no_byte)
{
    const char *const manifests[] = {RULES, CARD};
    temporary table = made_up_file(12000, 8);

    for (int k = 0; k < 2; k++) {
        gg_training first = train(manifests[k], WEIGHTED, table.path, NULL);
        char *document = canonical(first.document);

        for (unsigned threads = 1; threads <= 9; threads += 2) {
            gg_train_options o = gg_train_options_default();
            gg_training t;
            char *again;

            o.threads = threads;
            t = train(manifests[k], WEIGHTED, table.path, &o);
            again = canonical(t.document);
            ck_assert_uint_eq(first.artifact.size, t.artifact.size);
            ck_assert_int_eq(memcmp(first.artifact.data, t.artifact.data, t.artifact.size), 0);
            ck_assert_str_eq(document, again);
            free(again);
            gg_training_release(&t);
        }
        free(document);
        gg_training_release(&first);
    }
    temporary_remove(&table);
}
END_TEST

/* ---- whatever is trained can be opened ---- */

/* A random table of numbers x, y and words c, d, with few or many missing cells and levels. */
static temporary random_table(gg_random *r)
{
    size_t rows = 4 + gg_random_bits(r) % 120, words = 1 + gg_random_bits(r) % 6;
    double lost = gg_random_bits(r) % 3 ? 0.15 * gg_random_uniform(r) : 0;
    gg_buf text;
    temporary t;

    gg_buf_init(&text, 0);
    gg_buf_puts(&text, "x,y,c,d,found\n");
    for (size_t i = 0; i < rows; i++) {
        double x = gg_random_uniform(r);

        for (int k = 0; k < 4; k++) {
            if (gg_random_uniform(r) < lost)
                gg_buf_puts(&text, ",");
            else if (k < 2)
                gg_buf_printf(&text, "%.*f,", k ? 0 : 3, k ? 5 * gg_random_uniform(r) : x);
            else
                gg_buf_printf(&text, "w%d,", (int)(gg_random_bits(r) % words));
        }
        gg_buf_printf(&text, "%d\n", gg_random_uniform(r) < 0.2 + 0.6 * x);
    }
    t = temporary_file(text.data, text.size);
    gg_buf_release(&text);
    return t;
}

static const char *one_of(gg_random *r, const char *const *words, size_t n)
{
    return words[gg_random_bits(r) % n];
}

static void random_manifest(gg_random *r, char *out, size_t size)
{
    static const char *const numeric[] = {"none", "mean", "median", "zero", "level"};
    static const char *const categorical[] = {"none", "mode", "level"};
    static const char *const transforms[] = {"none", "log1p", "standardize", "[sqrt, standardize]"};
    static const char *const heads[] = {
        "logistic", "logistic\nhyperparameters: {ridge: 1}", "scorecard",
        "scorecard\nhyperparameters: {ridge: 0.1, bins: 5, minimum_share: 0}",
        "svm\nhyperparameters: {kernel: linear, probability: false}"};
    const char *head = one_of(r, heads, 5);
    bool card = strncmp(head, "scorecard", 9) == 0, woe = card && gg_random_bits(r) % 2;
    char transform[60];

    snprintf(transform, sizeof transform, "%s, transform: %s", card ? ", encoding: number" : "",
             one_of(r, transforms, 4));
    snprintf(out, size,
             HEAD "scorer: %s\nfeatures:\n  - {name: x, imputation: %s%s}\n"
                  "  - {name: y, imputation: %s%s}\n"
                  "  - {name: c, type: categorical, imputation: %s}\n"
                  "  - {name: d, type: categorical, imputation: %s%s}\n",
             head, one_of(r, numeric, 5), woe ? "" : transform, one_of(r, numeric, 5),
             woe ? "" : transform, one_of(r, categorical, 3), one_of(r, categorical, 3),
             card && !woe ? ", encoding: one_hot" : "");
}

START_TEST(whatever_is_trained_can_be_opened)
{
    size_t trained = 0;
    gg_random r;

    gg_random_init(&r, 77, "training", "random");
    for (int turn = 0; turn < 600; turn++) {
        temporary table = random_table(&r);
        char manifest[700];
        gg_status status;
        gg_training t;

        random_manifest(&r, manifest, sizeof manifest);
        status = try_to_train(manifest, OUTCOME, table.path, NULL, &t);
        if (status) {
            ck_assert_int_eq(status, GG_E_INPUT);
            ck_assert(*err.what && *err.mend);
        } else {
            scores *s = score_table(manifest, &t, table.path);
            size_t scored = 0;

            for (size_t i = 0; i < s->n; i++)
                scored += !isnan(s->of[i]);
            ck_assert_uint_eq(scored, (size_t)count_of(&t, "rows_used"));
            trained++;
            free(s);
            gg_training_release(&t);
        }
        temporary_remove(&table);
    }
    ck_assert_uint_ge(trained, 300);
}
END_TEST

/* ---- progress ---- */

typedef struct watch {
    double last;
    unsigned calls, stop_at;
} watch;

static bool look_on(void *context, double share)
{
    watch *w = context;

    ck_assert(share >= 0 && share <= 1);
    w->last = share;
    return ++w->calls != w->stop_at;
}

START_TEST(progress_and_stopping)
{
    temporary table = made_up_file(12000, 8);
    gg_train_options o = gg_train_options_default();
    watch w = {0};
    gg_training t;
    unsigned calls;

    o.progress = look_on;
    o.progress_context = &w;
    t = train(RULES, FOUND, table.path, &o);
    calls = w.calls;
    ck_assert_uint_ge(calls, 10);
    ck_assert(w.last > 0.5);
    gg_training_release(&t);
    for (unsigned stop = 1; stop <= calls; stop += 4) {
        w = (watch){.stop_at = stop};
        t = (gg_training){.document = (json_t *)&w};
        ck_assert_int_eq(try_to_train(RULES, FOUND, table.path, &o, &t), GG_E_CONFLICT);
        ck_assert_str_eq(err.what, "stopped");
        ck_assert_ptr_eq(t.document, (json_t *)&w);
    }
    temporary_remove(&table);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, manifests_that_can_be_trained);
    tcase_add_test(tc, manifests_that_cannot);
    tcase_add_test(tc, the_manifest_goes_first);
    tcase_add_test(tc, tables_refused);
    tcase_add_test(tc, too_many_words);
    tcase_add_test(tc, no_thread);
    tcase_add_test(tc, rows_are_left_out_and_counted);
    tcase_add_test(tc, bad_rows_are_left_out_if_asked);
    tcase_add_test(tc, counts_are_rows);
    tcase_add_test(tc, threads_change_no_byte);
    tcase_add_test(tc, whatever_is_trained_can_be_opened);
    tcase_add_test(tc, progress_and_stopping);
}

GG_TEST_MAIN("model/train")
