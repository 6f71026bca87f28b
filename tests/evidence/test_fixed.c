/*
 * Sums of terms of scores hold their digits: figures of small probabilities and of few rows, by
 * every way of collecting; merging adds the very sums; what has no room is refused.
 *
 * Expected means are mpmath's, of the scores as doubles, with 50 digits. scikit-learn's
 * brier_score_loss and log_loss agree to 1e-12 of themselves except for the group of one row, where
 * they round 1 - 3.7e-9.
 */
#include "suite.h"

#include <string.h>

#include "gauger/base/hash.h"
#include "gauger/base/text.h"
#include "gauger/evidence/collect.h"
#include "table/temporary.h"

typedef struct row {
    const char *group, *score;
    int outcome;
} row;

typedef struct figures {
    const char *group;
    double brier, log_loss, brier2, log_loss2; /* means over the rows */
} figures;

static const row rows[] = {
    {"tiny", "1.2909105413983e-06", 0},
    {"tiny", "1.192734e-08", 0},
    {"tiny", "6.324994748880072e-09", 0},
    {"tiny", "1.65847924074440e-09", 0},
    {"tiny", "1.5080001817e-09", 0},
    {"tiny", "2.143e-07", 0},
    {"tiny", "3.853353622e-05", 0},
    {"tiny", "3.7203879836923e-07", 0},
    {"tiny", "3.0504729410e-07", 0},
    {"tiny", "1.1454342e-09", 0},
    {"tiny", "9.16243e-09", 0},
    {"tiny", "1.007009621229749e-08", 0},
    {"tiny", "7.04176541261e-08", 0},
    {"tiny", "1.41331396e-05", 0},
    {"tiny", "5.92e-09", 0},
    {"tiny", "2.521510436e-05", 0},
    {"tiny", "3.53960e-07", 0},
    {"tiny", "1.579740799590684e-06", 0},
    {"tiny", "5.1151071638083e-06", 0},
    {"tiny", "5.07830881e-07", 0},
    {"tiny", "3.458e-07", 0},
    {"tiny", "6.4020681821e-08", 0},
    {"tiny", "9.79310331045324e-07", 0},
    {"tiny", "8.673e-08", 0},
    {"tiny, cases", "8.9116570498e-07", 1},
    {"tiny, cases", "1.059939968972071e-06", 1},
    {"tiny, cases", "2.41129985e-06", 0},
    {"tiny, cases", "5.6746632687e-09", 0},
    {"tiny, cases", "1.576956847e-08", 0},
    {"tiny, cases", "1.02918036e-07", 0},
    {"tiny, cases", "6.9046275253113e-05", 0},
    {"tiny, cases", "1.189e-08", 0},
    {"tiny, cases", "3.18e-08", 0},
    {"tiny, one", "3.7e-9", 0},
    {"long, 1", "0.874077026149504", 0},
    {"long, 2", "0.13161581580831", 1},
    {"long, 2", "0.9449481711449795", 0},
    {"long, 3", "0.56971914785927724", 0},
    {"long, 3", "0.19246349497", 0},
    {"long, 3", "0.9279056847", 0},
    {"long, 30", "0.657760730039", 0},
    {"long, 30", "0.42822024638948131", 0},
    {"long, 30", "0.872809209", 1},
    {"long, 30", "0.3442106669960", 0},
    {"long, 30", "0.683684373", 0},
    {"long, 30", "0.35541377702351", 0},
    {"long, 30", "0.76524738327852260", 0},
    {"long, 30", "0.9091793139906", 0},
    {"long, 30", "0.93341939230742854", 0},
    {"long, 30", "0.0051788658", 0},
    {"long, 30", "0.81052683031725", 1},
    {"long, 30", "0.136764051542582", 1},
    {"long, 30", "0.8152562779950456", 0},
    {"long, 30", "0.014271189685", 1},
    {"long, 30", "0.7930236580980341", 0},
    {"long, 30", "0.51300358282221", 1},
    {"long, 30", "0.226423483", 1},
    {"long, 30", "0.198521147992673", 0},
    {"long, 30", "0.17940602756714652", 0},
    {"long, 30", "0.346061439112", 0},
    {"long, 30", "0.57333271761", 1},
    {"long, 30", "0.34006806742083984", 0},
    {"long, 30", "0.9520394907", 1},
    {"long, 30", "0.44447820965", 0},
    {"long, 30", "0.5155226691", 0},
    {"long, 30", "0.52116612902622395", 0},
    {"long, 30", "0.74276741821503955", 0},
    {"long, 30", "0.58065286385282255", 0},
    {"long, 30", "0.8781878594182805", 0},
    {"long, 30", "0.411646149907", 0},
    {"short, 1", "0.92", 1},
    {"short, 30", "0.48", 0},
    {"short, 30", "0.59", 0},
    {"short, 30", "0.66", 0},
    {"short, 30", "0.31", 0},
    {"short, 30", "0.96", 1},
    {"short, 30", "0.47", 1},
    {"short, 30", "0.63", 1},
    {"short, 30", "0.64", 0},
    {"short, 30", "0.18", 0},
    {"short, 30", "0.06", 1},
    {"short, 30", "0.41", 1},
    {"short, 30", "0.76", 0},
    {"short, 30", "0.82", 0},
    {"short, 30", "0.73", 0},
    {"short, 30", "0.11", 0},
    {"short, 30", "0.91", 0},
    {"short, 30", "0.80", 0},
    {"short, 30", "0.88", 1},
    {"short, 30", "0.52", 0},
    {"short, 30", "0.92", 0},
    {"short, 30", "0.05", 0},
    {"short, 30", "0.03", 0},
    {"short, 30", "0.02", 0},
    {"short, 30", "0.25", 0},
    {"short, 30", "0.25", 1},
    {"short, 30", "0.19", 0},
    {"short, 30", "0.57", 0},
    {"short, 30", "0.04", 0},
    {"short, 30", "0.59", 1},
    {"short, 30", "0.17", 1},
    {"six, 7", "0.538396", 0},
    {"six, 7", "0.811587", 0},
    {"six, 7", "0.658026", 0},
    {"six, 7", "0.610751", 1},
    {"six, 7", "0.191253", 0},
    {"six, 7", "0.574395", 0},
    {"six, 7", "0.039686", 1},
};
static const figures want[] = {
    {"tiny", 9.80192947760995e-11, 3.7173286398660207e-06, 1.1039861416121285e-19,
     9.802247037270624e-11},
    {"tiny, cases", 0.22222178917375382, 3.076456151429095, 0.22222135506542334,
     42.592071809006654},
    {"tiny, one", 1.369e-17, 3.7000000068450003e-09, 1.874161e-34, 1.3690000050653001e-17},
    {"long, 1", 0.7640106476423607, 2.072084877608947, 0.5837122697108994, 4.2935357400156855},
    {"long, 2", 0.8235090687522543, 2.4636741405276124, 0.6829860419032325, 6.259617187520615},
    {"long, 3", 0.40754368801071467, 1.228954746295586, 0.2826868897814158, 2.557541138919052},
    {"long, 30", 0.35218664196454946, 1.032803809051062, 0.20985352011547967, 1.9298563322066729},
    {"short, 1", 0.006399999999999993, 0.08338160893905101, 4.095999999999992e-05,
     0.006952492709264832},
    {"short, 30", 0.3148666666666667, 0.8774039981669977, 0.18088661866666667, 1.3771923310645364},
    {"six, 7", 0.40310957381314283, 1.185931835564581, 0.24128135543393808, 2.280685415074227},
};

#define ROWS   (sizeof rows / sizeof *rows)
#define GROUPS (sizeof want / sizeof *want)

typedef struct way {
    const char *column; /* "", "w" (weights of 0.25), "n" (counts of 3) */
    unsigned threads;
    uint64_t max_memory;
    size_t first, end; /* rows */
} way;

/* Each row is written out; groups have quotes, as they have commas. */
static temporary write_rows(const way *w)
{
    gg_buf b;
    temporary t;

    gg_buf_init(&b, 0);
    gg_buf_printf(&b, "g,s,y%s%s\n", *w->column ? "," : "", w->column);
    for (size_t i = w->first; i < w->end; i++)
        gg_buf_printf(&b, "\"%s\",%s,%d%s\n", rows[i].group, rows[i].score, rows[i].outcome,
                      *w->column == 'w'   ? ",0.25"
                      : *w->column == 'n' ? ",3"
                                          : "");
    t = temporary_file(b.data, b.size);
    gg_buf_release(&b);
    return t;
}

static gg_status collect_file(const char *path, const char *column, gg_collect_options o,
                              gg_evidence *out, gg_error *err)
{
    gg_schema schema;
    gg_status status;

    gg_error_init(err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_role(&schema, "g", GG_ROLE_PROTECTED, err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "s", GG_ROLE_SCORE, err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "y", GG_ROLE_OUTCOME, err), GG_OK);
    if (*column)
        ck_assert_int_eq(
            gg_schema_role(&schema, column, *column == 'w' ? GG_ROLE_WEIGHT : GG_ROLE_COUNT, err),
            GG_OK);
    status = gg_collect(path, &schema, &o, out, err);
    gg_schema_release(&schema);
    return status;
}

static gg_evidence collect(way w)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = write_rows(&w);
    gg_evidence e;
    gg_error err;

    o.threads = w.threads;
    o.max_memory = w.max_memory;
    o.csv.chunk = w.threads > 1 ? 200 : o.csv.chunk;
    ck_assert_msg(collect_file(t.path, w.column, o, &e, &err) == GG_OK, "%s", err.what);
    temporary_remove(&t);
    return e;
}

static const gg_slice *slice_of(const gg_evidence *e, const char *group)
{
    const gg_family *f = gg_evidence_find(e, GG_FAMILY_ATTRIBUTE, "g");

    for (size_t s = 0; s < f->n_slices; s++)
        if (strcmp(f->slices[s].name, group) == 0)
            return &f->slices[s];
    return NULL;
}

/* To 1e-12 of itself, and to the finest step for the squares of the smallest. */
static void expect_mean(const char *group, double got, double mean, double step)
{
    ck_assert_msg(fabs(got - mean) <= 1e-12 * mean + step, "%s: %.17g, expected %.17g", group, got,
                  mean);
}

static void expect_figures(const gg_evidence *e, const figures *f)
{
    const gg_score_sums *s = &slice_of(e, f->group)->sums;

    expect_mean(f->group, s->brier / s->weight, f->brier, 0);
    expect_mean(f->group, s->log_loss / s->weight, f->log_loss, 0);
    expect_mean(f->group, s->brier2 / s->weight, f->brier2, 1e-30);
    expect_mean(f->group, s->log_loss2 / s->weight, f->log_loss2, 0);
}

static const way ways[] = {{"", 1, 0, 0, ROWS},  {"", 3, 0, 0, ROWS},  {"", 2, 1, 0, ROWS},
                           {"w", 1, 0, 0, ROWS}, {"w", 2, 1, 0, ROWS}, {"n", 2, 0, 0, ROWS}};

START_TEST(small_probabilities_and_few_rows)
{
    gg_evidence e = collect(ways[_i]);

    for (size_t g = 0; g < GROUPS; g++)
        expect_figures(&e, &want[g]);
    gg_evidence_release(&e);
}
END_TEST

/* The groups of at most six decimals alone are packed: a walk of another kind. */
START_TEST(few_decimals)
{
    size_t first = 0;
    gg_evidence e;

    while (strcmp(rows[first].group, "short, 1") != 0)
        first++;
    e = collect((way){"", 1, 0, first, ROWS});
    for (size_t g = GROUPS - 3; g < GROUPS; g++)
        expect_figures(&e, &want[g]);
    gg_evidence_release(&e);
}
END_TEST

static json_t *save(const gg_evidence *e)
{
    json_t *document = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_evidence_save(e, &document, &err), GG_OK);
    return document;
}

static json_t *scores_of(const json_t *document, size_t family, size_t slice)
{
    const json_t *f = json_array_get(json_object_get(document, "families"), family);

    return json_object_get(json_array_get(json_object_get(f, "slices"), slice), "scores");
}

/* Wherever the table is cut: one part or the other may be packed, or counted in bins. */
START_TEST(parts_add_up_to_the_whole)
{
    gg_evidence all = collect(ways[0]);
    json_t *whole = save(&all);

    for (size_t cut = 10; cut < ROWS; cut += 20) {
        gg_evidence a = collect((way){"", 1, cut % 3 == 0, 0, cut}), loaded;
        gg_evidence b = collect((way){"", 2, 0, cut, ROWS}), sum;
        json_t *stored = save(&a), *added;
        gg_error err;

        gg_error_init(&err);
        ck_assert_int_eq(gg_evidence_load(stored, &loaded, &err), GG_OK);
        ck_assert_mem_eq(&gg_evidence_overall(&loaded)->sums, &gg_evidence_overall(&a)->sums,
                         sizeof(gg_score_sums));
        ck_assert_int_eq(gg_evidence_merge(&loaded, &b, &sum, &err), GG_OK);
        added = save(&sum);
        ck_assert(json_equal(scores_of(added, 0, 0), scores_of(whole, 0, 0)));
        for (size_t g = 0; g < GROUPS; g++)
            ck_assert(json_equal(scores_of(added, 1, g), scores_of(whole, 1, g)));
        ck_assert_mem_eq(&gg_evidence_overall(&sum)->sums, &gg_evidence_overall(&all)->sums,
                         sizeof(gg_score_sums));
        json_decref(stored);
        json_decref(added);
        gg_evidence_release(&a);
        gg_evidence_release(&b);
        gg_evidence_release(&loaded);
        gg_evidence_release(&sum);
    }
    json_decref(whole);
    gg_evidence_release(&all);
}
END_TEST

/* Loads evidence of a group of one row whose Brier sum reads so. */
static gg_status load_sum(const char *text, double *sum, gg_error *err)
{
    gg_evidence e = collect((way){"", 1, 0, ROWS - 1, ROWS}), out;
    json_t *document = save(&e), *moments = json_object_get(scores_of(document, 0, 0), "moments");
    char hex[GG_SHA256_HEX];
    gg_status status;
    gg_buf b;

    json_array_set_new(moments, 2, json_string(text));
    gg_buf_init(&b, 0);
    json_object_del(document, "digest");
    gg_json_canonical(document, &b);
    json_object_set_new(document, "digest", json_string(gg_sha256_hex(b.data, b.size, hex)));
    gg_buf_release(&b);
    gg_error_init(err);
    status = gg_evidence_load(document, &out, err);
    if (!status) {
        *sum = gg_evidence_overall(&out)->sums.brier;
        gg_evidence_release(&out);
    }
    json_decref(document);
    gg_evidence_release(&e);
    return status;
}

START_TEST(texts_of_sums)
{
    static const char *const wrong[] = {
        "12",
        "",
        "0.1",
        ".000000000001",
        "-1.000000000000000000000000000000",
        "1.00000000000000000000000000000",
        "1.0000000000000000000000000000000",
        "1.00000000000000000000000000000x",
        "1.000000000000000000000.000000000",
        "1.0000000000000",
        "1.00000000000 000000000000000000",
        "12345678901234567890123456.000000000000000000000000000000",
    };
    gg_error err;
    double sum = NAN;

    ck_assert_int_eq(load_sum("3.000000000000000000000000000070", &sum, &err), GG_OK);
    ck_assert(sum == 3);
    ck_assert_int_eq(load_sum("0.000000000000000000000000000070", &sum, &err), GG_OK);
    ck_assert(sum == 70 / 1e30);
    /* As sums were stored before. */
    ck_assert_int_eq(load_sum("0.250000000001", &sum, &err), GG_OK);
    ck_assert(sum == 0.250000000001);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_msg(load_sum(wrong[i], &sum, &err) == GG_E_INPUT, "%s", wrong[i]);
        ck_assert_str_eq(err.what, "not a sum with thirty decimal places");
    }
}
END_TEST

/* Rows of the largest weight there may be. */
static gg_status collect_heavy(int n, uint64_t max_memory, gg_evidence *out, gg_error *err)
{
    gg_collect_options o = gg_collect_options_default();
    gg_status status;
    temporary t;
    gg_buf b;

    gg_buf_init(&b, 0);
    gg_buf_puts(&b, "g,s,y,w\n");
    for (int i = 0; i < n; i++)
        gg_buf_puts(&b, "a,0,1,1000000000000\n");
    t = temporary_file(b.data, b.size);
    gg_buf_release(&b);
    o.threads = 3;
    o.csv.chunk = 100;
    o.max_memory = max_memory;
    status = collect_file(t.path, "w", o, out, err);
    temporary_remove(&t);
    return status;
}

START_TEST(weights_without_room)
{
    static const int too_many[] = {10, 400};
    gg_evidence eight, again, sum;
    json_t *document;
    gg_error err;

    ck_assert_int_eq(collect_heavy(8, 0, &eight, &err), GG_OK);
    /* The largest logarithmic loss is -log(2^-52). */
    ck_close(gg_evidence_overall(&eight)->sums.log_loss, 8e12 * 52 * log(2), 1e-15);
    ck_close(gg_evidence_overall(&eight)->sums.log_loss2, 8e12 * pow(52 * log(2), 2), 1e-15);
    document = save(&eight);
    ck_assert_int_eq(gg_evidence_load(document, &again, &err), GG_OK);
    ck_assert_int_eq(gg_evidence_merge(&eight, &again, &sum, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "the sums of weights or of their squares are 9e24 or more");
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(collect_heavy(too_many[i / 2], (uint64_t)i % 2, &sum, &err), GG_E_INPUT);
        ck_assert_str_eq(err.what, "the squares of the weights add up to 9e24 or more");
        ck_assert_str_eq(err.column, "w");
    }
    json_decref(document);
    gg_evidence_release(&eight);
    gg_evidence_release(&again);
}
END_TEST

/* The most rows there may be, each as wrong as can be. */
START_TEST(most_rows)
{
    temporary t = temporary_file("g,s,y,n\na,0,1,9007199254740992\n", 0);
    gg_evidence e, loaded;
    json_t *document;
    gg_error err;

    ck_assert_int_eq(collect_file(t.path, "n", gg_collect_options_default(), &e, &err), GG_OK);
    temporary_remove(&t);
    document = save(&e);
    ck_assert_int_eq(gg_evidence_load(document, &loaded, &err), GG_OK);
    ck_close(gg_evidence_overall(&loaded)->sums.log_loss2, 0x1p53 * pow(52 * log(2), 2), 1e-15);
    ck_assert(gg_evidence_overall(&loaded)->sums.brier == 0x1p53);
    json_decref(document);
    gg_evidence_release(&e);
    gg_evidence_release(&loaded);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_loop_test(tc, small_probabilities_and_few_rows, 0, sizeof ways / sizeof *ways);
    tcase_add_test(tc, few_decimals);
    tcase_add_test(tc, parts_add_up_to_the_whole);
    tcase_add_test(tc, texts_of_sums);
    tcase_add_test(tc, weights_without_room);
    tcase_add_test(tc, most_rows);
}

GG_TEST_MAIN("evidence/fixed")
