/*
 * Other thresholds and capacities where outcomes are missing, in the evaluation document: bounds
 * and the observed figure where nothing identifies an estimate, the estimate under each design. A
 * made table whose outcomes are all known says what is true; bounds are made by hand from it.
 */
#include "suite.h"

#include <string.h>

#include "gauger/base/random.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/evidence/collect.h"
#include "schema.h"
#include "table/temporary.h"

#define ROWS 12000

typedef struct made {
    int score; /* in hundredths */
    int positive, arm;
    double p;
} made;

static made rows[ROWS];
static bool seen[ROWS];

/* At 0.6 and above cases are referred; the outcome is the rarer the lower the score. */
static void make_rows(gg_inspection design)
{
    gg_random r;

    gg_random_init(&r, 11, "rows", "cutoff");
    for (int i = 0; i < ROWS; i++) {
        made *m = &rows[i];
        double u = gg_random_uniform(&r);

        m->score = (int)(gg_random_uniform(&r) * 100);
        m->positive = gg_random_uniform(&r) < 0.02 + 0.4 * m->score * m->score / 1e4;
        m->arm = design == GG_INSPECTION_RANDOM_ARM && gg_random_uniform(&r) < 0.15;
        m->p = m->score >= 60                                               ? 0.95
               : design == GG_INSPECTION_KNOWN_PROBABILITY && m->score > 40 ? 0.4
               : design == GG_INSPECTION_RANDOM_ARM                         ? 0
                                                                            : 0.15;
        seen[i] = u < m->p || m->arm;
    }
}

static void put_table(gg_buf *b)
{
    gg_buf_puts(b, "s,y,how,p,site\n");
    for (int i = 0; i < ROWS; i++)
        gg_buf_printf(b, "0.%02d,%s,%s,%g,%c\n", rows[i].score,
                      !seen[i]           ? ""
                      : rows[i].positive ? "1"
                                         : "0",
                      rows[i].arm ? "random" : "model", rows[i].p > 0 ? rows[i].p : 0.5,
                      "AB"[i % 2]);
    gg_buf_append(b, "", 1);
}

/* Room for 7200: of everyone the scores from 0.4 up, nearly. */
static const gg_capacity_wish wish = {true, 0.6};

static gg_evidence collected(void)
{
    static const char yaml[] =
        "columns: {s: score, y: outcome, how: arm, p: sampling_probability, site: site}";
    gg_collect_options how = gg_collect_options_default();
    json_t *columns = NULL;
    gg_schema schema;
    gg_evidence e;
    temporary t;
    gg_error err;
    gg_buf b;

    gg_buf_init(&b, 0);
    put_table(&b);
    t = temporary_file(b.data, b.size - 1);
    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(yaml, strlen(yaml), "yaml", &columns, &err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, columns, &err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "0.6", &err), GG_OK);
    json_decref(columns);
    how.capacities = &wish;
    how.n_capacities = 1;
    ck_assert_msg(gg_collect(t.path, &schema, &how, &e, &err) == GG_OK, "%s", err.what);
    gg_schema_release(&schema);
    temporary_remove(&t);
    gg_buf_release(&b);
    return e;
}

static json_t *evaluated(const gg_evidence *e, gg_inspection design)
{
    gg_evaluation_options o = gg_evaluation_options_default();
    json_t *out = NULL;
    char fault[400];
    gg_error err;

    gg_error_init(&err);
    o.inspection = design;
    ck_assert_msg(gg_evaluate(e, &o, &out, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", out, fault), "%s", fault);
    return out;
}

static const json_t *point(const json_t *document, size_t i)
{
    return json_array_get(json_object_get(document, "operating_points"), i);
}

static const json_t *cut(const json_t *document, const char *who, const char *ties)
{
    const json_t *c = json_array_get(json_object_get(document, "capacity"), 0);

    return json_object_get(json_object_get(c, who), ties);
}

static double number(const json_t *o, const char *figure, const char *key)
{
    return gg_json_number(json_object_get(o, figure), key, NAN);
}

static const char *why(const json_t *o, const char *figure)
{
    return gg_json_string(json_object_get(o, figure), "why_null", "");
}

static double bound(const json_t *o, const char *figure, size_t end)
{
    return json_number_value(
        json_array_get(json_object_get(json_object_get(o, figure), "bounds"), end));
}

/* Rows at and above a score: all, those with the outcome, and of these and of all the verified. */
typedef struct counts {
    double n, positive, seen, found;
} counts;

static counts from(int score, int site)
{
    counts c = {0, 0, 0, 0};

    for (int i = 0; i < ROWS; i++) {
        if (rows[i].score < score || (site >= 0 && i % 2 != site))
            continue;
        c.n++;
        c.positive += rows[i].positive;
        c.seen += seen[i];
        c.found += seen[i] && rows[i].positive;
    }
    return c;
}

START_TEST(nothing_is_known)
{
    gg_evidence e;
    json_t *d;
    counts c;

    make_rows(GG_INSPECTION_RANDOM_ARM);
    e = collected();
    d = evaluated(&e, GG_INSPECTION_UNKNOWN);
    c = from(40, -1);
    ck_assert_str_eq(why(point(d, 3), "precision"), GG_WHY_NOT_IDENTIFIED);
    ck_close(number(point(d, 3), "precision", "observed"), c.found / c.seen, 1e-12);
    ck_close(bound(point(d, 3), "precision", 0), c.found / c.n, 1e-12);
    ck_close(bound(point(d, 3), "precision", 1), (c.found + c.n - c.seen) / c.n, 1e-12);
    ck_assert_str_eq(gg_json_string(json_object_get(point(d, 3), "precision"), "bounds_source", ""),
                     "missing_outcomes");
    ck_close(bound(point(d, 3), "finds", 0), c.found, 1e-12);
    ck_close(bound(point(d, 3), "finds", 1), c.found + c.n - c.seen, 1e-12);
    ck_assert_str_eq(why(cut(d, "everyone", "ties_in"), "precision"), GG_WHY_NOT_IDENTIFIED);
    ck_assert_str_eq(why(cut(d, "everyone", "proportional"), "lift"), GG_WHY_NOT_IDENTIFIED);
    ck_assert_str_eq(why(cut(d, "within_sites", "ties_out"), "recall"), GG_WHY_NOT_IDENTIFIED);
    json_decref(d);
    gg_evidence_release(&e);
}
END_TEST

/* At the decision threshold precision stays what it was, and says how much it does not see. */
START_TEST(precision_says_what_it_does_not_see)
{
    gg_evidence e;
    json_t *d;
    const json_t *precision;
    counts c;

    make_rows(GG_INSPECTION_RANDOM_ARM);
    e = collected();
    d = evaluated(&e, GG_INSPECTION_UNKNOWN);
    c = from(60, -1);
    precision = json_object_get(json_object_get(d, "overall"), "precision");
    ck_close(gg_json_number(precision, "value", NAN), c.found / c.seen, 1e-12);
    ck_close(gg_json_number(precision, "unverified_share", NAN), (c.n - c.seen) / c.n, 1e-12);
    ck_close(bound(json_object_get(d, "overall"), "precision", 0), c.found / c.n, 1e-12);
    ck_close(bound(json_object_get(d, "overall"), "precision", 1), (c.found + c.n - c.seen) / c.n,
             1e-12);
    ck_assert_ptr_null(json_object_get(json_object_get(json_object_get(d, "overall"), "recall"),
                                       "unverified_share"));
    json_decref(d);
    gg_evidence_release(&e);
}
END_TEST

static void check_holds(const json_t *o, const char *figure, double truth)
{
    ck_assert_msg(number(o, figure, "low") <= truth && truth <= number(o, figure, "high"),
                  "%s: %g to %g, true %g", figure, number(o, figure, "low"),
                  number(o, figure, "high"), truth);
}

/* Below the decision threshold: the estimate holds what is true of the table, and what is observed
 * lies far above it. */
static void check_design(gg_inspection design)
{
    const counts all = from(0, -1);
    gg_evidence e = collected();
    json_t *d = evaluated(&e, design);
    const json_t *room = cut(d, "everyone", "ties_in");
    const json_t *first =
        json_object_get(json_array_get(json_object_get(d, "capacity"), 0), "everyone");
    const counts taken = from((int)round(gg_json_number(first, "score", NAN) * 100), -1);

    for (size_t i = 1; i < 4; i++) {
        const counts c = from((int)(i + 1) * 10, -1);

        check_holds(point(d, i), "precision", c.positive / c.n);
        check_holds(point(d, i), "recall", c.positive / all.positive);
        check_holds(point(d, i), "false_positive_rate",
                    (c.n - c.positive) / (all.n - all.positive));
        check_holds(point(d, i), "finds", c.positive);
        ck_assert(number(point(d, i), "precision", "observed") >
                  number(point(d, i), "precision", "high"));
        ck_assert(number(point(d, i), "recall", "observed") > c.positive / all.positive);
    }
    check_holds(room, "precision", taken.positive / taken.n);
    check_holds(room, "recall", taken.positive / all.positive);
    check_holds(room, "lift", taken.positive / taken.n / (all.positive / all.n));
    ck_assert(isnan(number(cut(d, "everyone", "proportional"), "precision", "low")));
    ck_assert(number(cut(d, "everyone", "proportional"), "precision", "value") > 0);
    check_holds(cut(d, "within_sites", "ties_in"), "precision", taken.positive / taken.n);
    ck_assert(!isnan(number(cut(d, "within_sites", "ties_out"), "lift", "high")));
    /* At the decision threshold it is the figure of the decision. */
    ck_close(number(point(d, 5), "precision", "value"),
             number(json_object_get(d, "overall"), "precision", "value"), 1e-12);
    ck_close(number(point(d, 5), "recall", "low"),
             number(json_object_get(d, "overall"), "recall", "low"), 1e-9);
    json_decref(d);
    gg_evidence_release(&e);
}

START_TEST(random_arm)
{
    make_rows(GG_INSPECTION_RANDOM_ARM);
    check_design(GG_INSPECTION_RANDOM_ARM);
}
END_TEST

START_TEST(missing_at_random)
{
    make_rows(GG_INSPECTION_MISSING_AT_RANDOM);
    check_design(GG_INSPECTION_MISSING_AT_RANDOM);
}
END_TEST

START_TEST(known_probability)
{
    make_rows(GG_INSPECTION_KNOWN_PROBABILITY);
    check_design(GG_INSPECTION_KNOWN_PROBABILITY);
}
END_TEST

/* Evidence that was stored before decisions and arms were kept at cutoffs cannot correct, and says
 * so; what needs no more than outcomes is there. */
START_TEST(not_told)
{
    gg_evidence e;
    json_t *d;
    counts c;

    make_rows(GG_INSPECTION_RANDOM_ARM);
    e = collected();
    e.point_rows = NULL;
    e.capacities[0].everyone_rows = NULL;
    e.capacities[0].site_rows = NULL;
    d = evaluated(&e, GG_INSPECTION_RANDOM_ARM);
    ck_assert_str_eq(why(point(d, 3), "precision"), GG_WHY_NOT_COMPUTED);
    ck_assert_str_eq(why(cut(d, "everyone", "ties_in"), "lift"), GG_WHY_NOT_COMPUTED);
    c = from(40, -1);
    ck_close(bound(point(d, 3), "precision", 0), c.found / c.n, 1e-12);
    ck_close(number(point(d, 3), "precision", "observed"), c.found / c.seen, 1e-12);
    json_decref(d);
    gg_evidence_release(&e);
}
END_TEST

/* Where everybody selected is verified nothing stands in the way of precision. */
START_TEST(all_selected_verified)
{
    gg_evidence e;
    json_t *d;

    make_rows(GG_INSPECTION_RANDOM_ARM);
    for (int i = 0; i < ROWS; i++)
        seen[i] = seen[i] || rows[i].score >= 80;
    e = collected();
    d = evaluated(&e, GG_INSPECTION_UNKNOWN);
    ck_close(number(point(d, 7), "precision", "value"), from(80, -1).positive / from(80, -1).n,
             1e-12);
    ck_assert_str_eq(gg_json_string(json_object_get(point(d, 7), "precision"), "method", ""),
                     "wilson");
    ck_assert_str_eq(why(point(d, 7), "recall"), GG_WHY_NOT_IDENTIFIED);
    ck_close(number(point(d, 7), "finds", "value"), from(80, -1).positive, 1e-12);
    json_decref(d);
    gg_evidence_release(&e);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, nothing_is_known);
    tcase_add_test(tc, precision_says_what_it_does_not_see);
    tcase_add_test(tc, random_arm);
    tcase_add_test(tc, missing_at_random);
    tcase_add_test(tc, known_probability);
    tcase_add_test(tc, not_told);
    tcase_add_test(tc, all_selected_verified);
}

GG_TEST_MAIN("evaluate/cutoff_open")
