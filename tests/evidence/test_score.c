/*
 * Scorers in the pass over a table: the evidence of a column with the same scores, for any number
 * of threads; missing cells, bad cells, rooms, and what is refused.
 */
#include "suite.h"

#include <pthread.h>
#include <string.h>

#include "gauger/base/random.h"
#include "gauger/evidence/collect.h"
#include "table/temporary.h"

/* A scorer of tests: (x + 2 y) / 4; missing y leaves no score; a rule of its own for wild x. */
typedef struct plain {
    gg_scorer scorer;
    const char *columns[2];
    pthread_mutex_t lock;
    int begun, ended;
    bool no_room;
} plain;

static void *begin(const gg_scorer *scorer)
{
    plain *p = scorer->self, **room = p->no_room ? NULL : malloc(sizeof *room);

    if (!room)
        return NULL;
    *room = p;
    pthread_mutex_lock(&p->lock);
    p->begun++;
    pthread_mutex_unlock(&p->lock);
    return room;
}

static void end(void *room)
{
    plain *p = *(plain **)room;

    pthread_mutex_lock(&p->lock);
    p->ended++;
    pthread_mutex_unlock(&p->lock);
    free(room);
}

static gg_status score(const gg_scorer *scorer, void *room, const gg_view *cells, double *out,
                       size_t *bad, gg_error *err)
{
    double x[2] = {0, 0};

    ck_assert_ptr_eq(*(plain **)room, scorer->self);
    for (size_t i = 0; i < 2; i++) {
        if (cells[i].size == 0) {
            *out = NAN;
            return GG_OK;
        }
        if (gg_text_number(cells[i].data, cells[i].size, &x[i]) != GG_NUMBER_OK) {
            *bad = i;
            return gg_error_set(err, GG_E_INPUT, NULL, "no feature");
        }
    }
    *out = x[0] > 1e300 ? INFINITY : (x[0] + 2 * x[1]) / 4;
    return GG_OK;
}

static const gg_scorer_functions functions = {begin, end, score, NULL};

static void plain_init(plain *p)
{
    memset(p, 0, sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    p->columns[0] = "x";
    p->columns[1] = "y";
    p->scorer = (gg_scorer){&functions, p->columns, 2, p};
}

typedef struct setup {
    const gg_scorer *scorer;
    const char *score; /* a score column, NULL for none */
    unsigned threads;
    size_t chunk;
    bool skip;
} setup;

static gg_status collect(const char *text, setup s, gg_evidence *out, gg_error *err)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = temporary_file(text, 0);
    json_t *document = NULL;
    gg_schema schema;
    gg_status status;
    static const char yaml[] = "columns: {y: {missing: [NA]}, label: outcome, g: protected}";

    gg_error_init(err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(yaml, sizeof yaml - 1, "yaml", &document, err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, err), GG_OK);
    json_decref(document);
    if (s.score)
        ck_assert_int_eq(gg_schema_role(&schema, s.score, GG_ROLE_SCORE, err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "0.5", err), GG_OK);
    o.scorer = s.scorer;
    o.threads = s.threads;
    o.csv.chunk = s.chunk;
    o.skip_bad_rows = s.skip;
    status = gg_collect(text[0] ? t.path : "/nowhere", &schema, &o, out, err);
    gg_schema_release(&schema);
    temporary_remove(&t);
    return status;
}

/* x and y in steps that are exact in binary, so that the written score is the computed one. */
static char *table(int rows)
{
    gg_random r;
    gg_buf b;

    gg_random_init(&r, 1, "score", "rows");
    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "g,x,y,s,label\n");
    for (int i = 0; i < rows; i++) {
        double x = (double)(gg_random_bits(&r) % 17) / 16,
               y = (double)(gg_random_bits(&r) % 17) / 16;
        bool missing = gg_random_bits(&r) % 10 == 0;
        char ys[32] = "NA", ss[32] = "";

        if (!missing) {
            snprintf(ys, sizeof ys, "%.4f", y);
            snprintf(ss, sizeof ss, "%.6f", (x + 2 * y) / 4);
        }
        gg_buf_printf(&b, "%c,%.4f,%s,%s,%d\n", "abc"[gg_random_bits(&r) % 3], x, ys, ss,
                      (int)(gg_random_bits(&r) % 2));
    }
    return b.data;
}

static json_t *stored(const char *text, setup s)
{
    json_t *document = NULL;
    gg_evidence e;
    gg_error err;

    ck_assert_msg(collect(text, s, &e, &err) == GG_OK, "%s: %s", err.column, err.what);
    ck_assert_int_eq(gg_evidence_save(&e, &document, &err), GG_OK);
    gg_evidence_release(&e);
    /* What is ignored differs by design. */
    json_object_del(document, "ignored");
    json_object_del(document, "digest");
    return document;
}

START_TEST(as_if_the_scores_stood_in_a_column)
{
    char *text = table(3000);
    json_t *want = stored(text, (setup){NULL, "s", 1, 1 << 17, false});

    for (unsigned threads = 1; threads <= 3; threads++) {
        plain p;
        json_t *got;

        plain_init(&p);
        got = stored(text, (setup){&p.scorer, NULL, threads, 1000 * threads, false});
        ck_assert(json_equal(got, want));
        ck_assert_int_eq(p.begun, (int)threads);
        ck_assert_int_eq(p.ended, p.begun);
        json_decref(got);
        pthread_mutex_destroy(&p.lock);
    }
    ck_assert_int_gt(
        (int)json_integer_value(json_object_get(json_object_get(want, "rows"), "missing_score")),
        100);
    json_decref(want);
    free(text);
}
END_TEST

/* A column with scores that no number could be read from is not looked at, and named as ignored. */
START_TEST(the_scorer_goes_before_a_column)
{
    plain p;
    gg_evidence e;
    gg_error err;

    plain_init(&p);
    ck_assert_msg(collect("g,x,y,s,label,z\na,1,1,high,1,5\nb,0,0,low,0,5\n",
                          (setup){&p.scorer, "s", 1, 1 << 17, false}, &e, &err) == GG_OK,
                  "%s", err.what);
    ck_assert(e.has_scores && e.probability && e.ranking_exact);
    ck_assert_double_eq(e.score_high, 0.75);
    ck_assert_double_eq(gg_evidence_overall(&e)->ranking.roc_auc, 1);
    ck_assert_uint_eq(e.n_ignored, 2);
    ck_assert_str_eq(e.ignored[0], "s");
    ck_assert_str_eq(e.ignored[1], "z");
    gg_evidence_release(&e);
    pthread_mutex_destroy(&p.lock);
}
END_TEST

static void expect(const char *text, plain *p, gg_status want, unsigned long long line,
                   const char *column, const char *what)
{
    gg_evidence e;
    gg_error err;

    for (unsigned threads = 1; threads <= 2; threads++) {
        ck_assert_int_eq(collect(text, (setup){&p->scorer, NULL, threads, 64, false}, &e, &err),
                         want);
        ck_assert_uint_eq(err.line, line);
        ck_assert_str_eq(err.column, column);
        ck_assert_str_eq(err.what, what);
    }
}

START_TEST(what_is_refused)
{
    plain p;

    plain_init(&p);
    expect("g,x,label\na,1,1\n", &p, GG_E_INPUT, 1, "y", "no such column");
    p.columns[0] = "w";
    expect("g,x,y,label\na,1,1,1\n", &p, GG_E_INPUT, 1, "w",
           "no such column, and the model needs it");
    p.columns[0] = "x";
    expect("g,x,y,label\na,1,1,1\na,1,bad,1\na,bad,1,1\n", &p, GG_E_INPUT, 3, "y", "no feature");
    /* The first bad row counts, not the first bad column. */
    expect("g,x,y,label\na,1,1,1\na,1,1,huh\na,bad,1,1\n", &p, GG_E_INPUT, 3, "label",
           "an unknown word (shape \"aaa\")");
    expect("g,x,y,label\na,1,1,1\na,2e300,1,1\n", &p, GG_E_INPUT, 3, "",
           "the model gives this row an infinite score");
    ck_assert_int_eq(p.ended, p.begun);
    p.no_room = true;
    expect("g,x,y,label\na,1,1,1\n", &p, GG_E_MEMORY, 0, "", "out of memory");
    pthread_mutex_destroy(&p.lock);
}
END_TEST

START_TEST(bad_rows_can_be_skipped)
{
    plain p;
    gg_evidence e;
    gg_error err;

    plain_init(&p);
    ck_assert_int_eq(
        collect("g,x,y,label\na,1,1,1\na,bad,1,huh\na,1,bad,1\na,2e300,1,0\na,0,NA,1\nb,0,0,0\n",
                (setup){&p.scorer, NULL, 2, 64, true}, &e, &err),
        GG_OK);
    ck_assert_uint_eq(e.rows, 6);
    ck_assert_uint_eq(e.bad_rows, 3);
    ck_assert_uint_eq(e.missing_score, 1);
    ck_assert_uint_eq(e.rows_used, 2);
    gg_evidence_release(&e);
    pthread_mutex_destroy(&p.lock);
}
END_TEST

START_TEST(a_file_that_is_not_there)
{
    plain p;
    gg_evidence e;
    gg_error err;

    plain_init(&p);
    ck_assert_int_eq(collect("", (setup){&p.scorer, NULL, 1, 1 << 17, false}, &e, &err),
                     GG_E_NOT_FOUND);
    ck_assert_int_eq(p.begun, 0);
    pthread_mutex_destroy(&p.lock);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, as_if_the_scores_stood_in_a_column);
    tcase_add_test(tc, the_scorer_goes_before_a_column);
    tcase_add_test(tc, what_is_refused);
    tcase_add_test(tc, bad_rows_can_be_skipped);
    tcase_add_test(tc, a_file_that_is_not_there);
}

GG_TEST_MAIN("evidence/score")
