/*
 * The operating point in the evaluation document: tables counted by hand, a recount over rows, and
 * intervals that other programs made.
 */
#include "suite.h"

#include "evidence/crossing.h"
#include "gauger/evaluate/evaluation.h"
#include "gauger/evaluate/operation.h"
#include "schema.h"

static json_t *evaluated(const char *path, const gg_operation *operation, bool counted,
                         const gg_evaluation_options *options)
{
    gg_collect_options o = gg_collect_options_default();
    json_t *document = NULL;
    gg_schema schema;
    gg_evidence e;
    gg_error err;
    char fault[400];

    gg_error_init(&err);
    o.operation = operation;
    ck_assert_msg(crossing_schema(&schema, counted, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(gg_collect(path, &schema, &o, &e, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(gg_evaluate(&e, options, &document, &err) == GG_OK, "%s", err.what);
    gg_evidence_release(&e);
    gg_schema_release(&schema);
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", document, fault), "%s",
                  fault);
    return document;
}

static const json_t *step(const json_t *at, const char *name)
{
    return json_is_array(at) ? json_array_get(at, (size_t)atoi(name)) : json_object_get(at, name);
}

/* "suppression/0/groups/race/b/held_back" below operation. */
static const json_t *at(const json_t *document, const char *path)
{
    const json_t *value = json_object_get(document, "operation");
    char name[80];

    while (*path) {
        size_t n = strcspn(path, "/");

        memcpy(name, path, n);
        name[n] = '\0';
        value = step(value, name);
        ck_assert_msg(value != NULL, "no %s", path);
        path += n + (path[n] == '/');
    }
    return value;
}

static double number(const json_t *document, const char *path)
{
    ck_assert_msg(json_is_number(at(document, path)), "%s is no number", path);
    return json_number_value(at(document, path));
}

static void expect_estimate(const json_t *document, const char *path, double value, double low,
                            double high)
{
    char one[120];

    snprintf(one, sizeof one, "%s/value", path);
    ck_close(number(document, one), value, 1e-12);
    snprintf(one, sizeof one, "%s/low", path);
    ck_close(number(document, one), low, 1e-6);
    snprintf(one, sizeof one, "%s/high", path);
    ck_close(number(document, one), high, 1e-6);
}

static const char *why(const json_t *document, const char *path)
{
    return gg_json_string(at(document, path), "why_null", "");
}

/* Race w: 100 met the threshold, 40 of them members; race b: 100 met it, 10 of them members. With
 * the count role, so that a line stands for many. All at North, threshold 0.6. */
static const crossing spared[] = {
    {.score = 0.9, .race = 1, .program = 1, .outcome = GG_POSITIVE, .weight = 200, .count = 8},
    {.score = 0.9, .race = 1, .program = 1, .outcome = GG_NEGATIVE, .weight = 200, .count = 12},
    {.score = 0.9, .race = 1, .program = 1, .outcome = GG_UNVERIFIED, .weight = 200, .count = 20},
    {.score = 0.9, .race = 1, .outcome = GG_POSITIVE, .weight = 200, .count = 25},
    {.score = 0.9, .race = 1, .outcome = GG_NEGATIVE, .weight = 200, .count = 35},
    {.score = 0.9, .race = 0, .program = 1, .outcome = GG_NEGATIVE, .weight = 200, .count = 10},
    {.score = 0.9, .race = 0, .outcome = GG_POSITIVE, .weight = 200, .count = 30, .officer = 1},
    {.score = 0.9, .race = 0, .outcome = GG_NEGATIVE, .weight = 200, .count = 60},
    {.score = 0.1, .race = 1, .outcome = GG_NEGATIVE, .weight = 200, .count = 300},
    {.score = 0.1, .race = 0, .outcome = GG_POSITIVE, .weight = 200, .count = 5, .list = 1},
};

#define SPARED ((int)(sizeof spared / sizeof *spared))

START_TEST(a_rule_that_spares_one_group)
{
    temporary t = crossing_write(spared, SPARED);
    json_t *d = evaluated(t.path, crossing_operation(), true, NULL);

    ck_assert_str_eq(json_string_value(at(d, "suppression/0/rule")), "trusted members");
    ck_close(number(d, "suppression/0/held_back"), 50, 0);
    ck_close(number(d, "suppression/0/only_this_rule"), 50, 0);
    ck_close(number(d, "suppression/0/met"), 200, 0);
    ck_close(number(d, "suppression/0/positives"), 8, 0);
    ck_close(number(d, "suppression/0/negatives"), 22, 0);
    ck_close(number(d, "suppression/0/unverified"), 20, 0);
    ck_close(number(d, "suppression/0/outcomes_only_this_rule/negatives"), 22, 0);
    /* statsmodels: proportion_confint(50, 200, 0.05, "wilson"). */
    expect_estimate(d, "suppression/0/share_of_met", 0.25, 0.19508168, 0.31434098);
    ck_close(number(d, "suppression/0/groups/race/b/held_back"), 10, 0);
    ck_close(number(d, "suppression/0/groups/race/w/positives"), 8, 0);
    expect_estimate(d, "suppression/0/groups/race/w/share_of_met", 0.4, 0.30940129, 0.49799741);
    /* statsmodels: confint_proportions_2indep(10, 100, 40, 100): "newcomb", and the ratio by
     * "score" without the correction (Koopman's). */
    expect_estimate(d, "suppression/0/groups/race/b/difference", -0.3, -0.40774007, -0.18278917);
    expect_estimate(d, "suppression/0/groups/race/b/ratio", 0.25, 0.13242781, 0.46023245);
    ck_assert_ptr_null(
        json_object_get(at(d, "suppression/0/groups/race/w"), "ratio")); /* the reference */
    ck_close(number(d, "suppressed/held_back"), 50, 0);
    ck_assert_ptr_null(json_object_get(at(d, "suppressed"), "only_this_rule"));
    json_decref(d);
    temporary_remove(&t);
}
END_TEST

START_TEST(a_rule_that_holds_nobody_back)
{
    temporary t = crossing_write(spared, SPARED);
    json_t *d = evaluated(t.path, crossing_operation(), true, NULL);
    const json_t *warnings = json_object_get(d, "warnings"), *warning;
    bool warned = false;
    size_t i;

    ck_close(number(d, "suppression/1/held_back"), 0, 0);
    expect_estimate(d, "suppression/1/share_of_met", 0, 0, 0.01884533);
    ck_assert_str_eq(why(d, "suppression/1/groups/race/b/ratio"), "zero_reference");
    ck_close(number(d, "suppression/1/groups/race/b/difference/value"), 0, 0);
    json_array_foreach(warnings, i, warning)
    {
        if (strcmp(gg_json_string(warning, "code", ""), "idle_rule") == 0) {
            ck_assert_str_eq(gg_json_string(warning, "message", ""),
                             "the suppression rule \"light loads\" held nobody back");
            warned = true;
        }
    }
    ck_assert(warned);
    json_decref(d);
    temporary_remove(&t);
}
END_TEST

/* Referred by the model: 60 of w and 90 of b; the officer referred 30 of these, the list 5 others.
 */
START_TEST(sources_by_hand)
{
    temporary t = crossing_write(spared, SPARED);
    json_t *d = evaluated(t.path, crossing_operation(), true, NULL);

    ck_assert_str_eq(json_string_value(at(d, "sources/0/source")), "officer");
    ck_close(number(d, "sources/0/referred"), 30, 0);
    ck_close(number(d, "sources/0/own"), 30, 0);
    ck_close(number(d, "sources/0/alone"), 0, 0);
    ck_close(number(d, "sources/0/finds"), 30, 0);
    ck_close(number(d, "sources/0/unique_finds"), 0, 0);
    ck_close(number(d, "sources/0/share_of_referrals"), 30.0 / 155, 1e-12);
    ck_close(number(d, "sources/1/referred"), 150, 0);
    ck_close(number(d, "sources/1/own"), 120, 0);
    ck_close(number(d, "sources/1/alone"), 120, 0);
    ck_close(number(d, "sources/1/finds"), 55, 0);
    ck_close(number(d, "sources/1/unique_finds"), 25, 0);
    ck_close(number(d, "sources/1/negatives"), 95, 0);
    ck_close(number(d, "sources/1/outcomes_own/positives"), 25, 0);
    /* statsmodels: proportion_confint(55, 150, 0.05, "wilson"). */
    expect_estimate(d, "sources/1/find_rate", 55.0 / 150, 0.29377445, 0.44621762);
    ck_close(number(d, "sources/2/unique_finds"), 5, 0);
    ck_assert_str_eq(json_string_value(at(d, "overlap/0/b")), "model");
    ck_close(number(d, "overlap/0/both"), 30, 0);
    ck_close(number(d, "overlap/0/finds"), 30, 0);
    ck_close(number(d, "overlap/2/both"), 0, 0);
    ck_assert_str_eq(json_string_value(at(d, "own_source")), "model");
    json_decref(d);
    temporary_remove(&t);
}
END_TEST

START_TEST(sites_by_hand)
{
    static const crossing rows[] = {
        {.score = 0.7, .site = 0, .outcome = GG_POSITIVE, .weight = 200, .race = 1, .count = 30},
        {.score = 0.7, .site = 0, .outcome = GG_NEGATIVE, .weight = 200, .race = 1, .count = 10},
        {.score = 0.5, .site = 0, .outcome = GG_NEGATIVE, .weight = 200, .race = 1, .count = 60},
        {.score = 0.5, .site = 1, .outcome = GG_UNVERIFIED, .weight = 200, .race = 1, .count = 60},
        {.score = 0.2, .site = 1, .outcome = GG_POSITIVE, .weight = 200, .race = 1, .count = 40},
    };
    temporary t = crossing_write(rows, 5);
    json_t *d = evaluated(t.path, NULL, true, NULL);

    ck_assert_str_eq(json_string_value(at(d, "sites/0/site")), "North");
    ck_close(number(d, "sites/0/threshold"), 0.6, 0);
    ck_close(number(d, "sites/0/rows"), 100, 0);
    ck_close(number(d, "sites/0/referred"), 40, 0);
    ck_close(number(d, "sites/0/share_of_referrals"), 0.4, 1e-15);
    ck_close(number(d, "sites/0/finds"), 30, 0);
    /* statsmodels: proportion_confint(30, 40, 0.05, "wilson"). */
    expect_estimate(d, "sites/0/precision", 0.75, 0.59806039, 0.85812881);
    ck_close(number(d, "sites/1/threshold"), 0.3, 0);
    ck_close(number(d, "sites/1/referred"), 60, 0);
    ck_assert_str_eq(why(d, "sites/1/precision"), "no_selected");
    ck_assert_ptr_null(json_object_get(json_object_get(d, "operation"), "suppression"));
    ck_assert_ptr_null(json_object_get(json_object_get(d, "operation"), "sources"));
    json_decref(d);
    temporary_remove(&t);
}
END_TEST

#define ROWS 4000

typedef struct recount {
    uint64_t met, referred, finds, rows;
    gg_held held[CROSSING_RULES];
    gg_referrals referrals[CROSSING_SOURCES];
    uint64_t both[CROSSING_SOURCES][CROSSING_SOURCES];
} recount;

static recount counted_again(const crossing *rows, int race, int site)
{
    recount c;

    memset(&c, 0, sizeof c);
    for (int i = 0; i < ROWS; i++) {
        const crossing *x = &rows[i];

        if ((race >= 0 && x->race != race) || (site >= 0 && x->site != site))
            continue;
        crossing_count(x, 1, c.held, c.referrals);
        c.rows++;
        c.met += crossing_decision(x) != GG_BELOW;
        c.referred += crossing_decision(x) == GG_REFERRED;
        c.finds += crossing_decision(x) == GG_REFERRED && x->outcome == GG_POSITIVE;
        for (int a = 0; a < CROSSING_SOURCES; a++)
            for (int b = 0; b < CROSSING_SOURCES; b++)
                c.both[a][b] += crossing_referred(x, a) && crossing_referred(x, b);
    }
    return c;
}

static uint64_t sum(const uint64_t x[GG_OUTCOMES])
{
    return x[0] + x[1] + x[2];
}

static void expect_held(const json_t *d, const char *where, const recount *c, int rule)
{
    static const char *const outcomes[] = {"negatives", "positives", "unverified"};
    char path[120];

    snprintf(path, sizeof path, "%s/held_back", where);
    ck_assert_uint_eq((uint64_t)number(d, path), sum(c->held[rule].held));
    snprintf(path, sizeof path, "%s/only_this_rule", where);
    ck_assert_uint_eq((uint64_t)number(d, path), sum(c->held[rule].alone));
    snprintf(path, sizeof path, "%s/met", where);
    ck_assert_uint_eq((uint64_t)number(d, path), c->met);
    snprintf(path, sizeof path, "%s/share_of_met/value", where);
    ck_close(number(d, path), (double)sum(c->held[rule].held) / (double)c->met, 1e-12);
    for (int k = 0; k < GG_OUTCOMES; k++) {
        snprintf(path, sizeof path, "%s/%s", where, outcomes[k]);
        ck_assert_uint_eq((uint64_t)number(d, path), c->held[rule].held[k]);
    }
}

START_TEST(as_counted_row_by_row)
{
    static crossing rows[ROWS];
    static const char *const rules[] = {"suppression/0", "suppression/1"};
    recount all;
    temporary t;
    json_t *d;
    char path[120];

    crossing_make(rows, ROWS, 21);
    t = crossing_write(rows, ROWS);
    d = evaluated(t.path, crossing_operation(), false, NULL);
    all = counted_again(rows, -1, -1);
    for (int i = 0; i < CROSSING_RULES; i++) {
        expect_held(d, rules[i], &all, i);
        for (int race = 0; race < 3; race++) {
            recount of = counted_again(rows, race, -1);

            snprintf(path, sizeof path, "%s/groups/race/%s", rules[i], crossing_races[race]);
            expect_held(d, path, &of, i);
        }
    }
    ck_assert_uint_eq((uint64_t)number(d, "suppressed/held_back"), all.met - all.referred);
    for (int i = 0; i < CROSSING_SOURCES; i++) {
        snprintf(path, sizeof path, "sources/%d/unique_finds", i);
        ck_assert_uint_eq((uint64_t)number(d, path), all.referrals[i].alone[GG_POSITIVE]);
        snprintf(path, sizeof path, "sources/%d/own", i);
        ck_assert_uint_eq((uint64_t)number(d, path), sum(all.referrals[i].own));
    }
    ck_assert_uint_eq((uint64_t)number(d, "overlap/0/both"), all.both[0][1]);
    ck_assert_uint_eq((uint64_t)number(d, "overlap/1/both"), all.both[0][2]);
    ck_assert_uint_eq((uint64_t)number(d, "overlap/2/both"), all.both[1][2]);
    for (int site = 0; site < 2; site++) {
        recount of = counted_again(rows, -1, site);

        snprintf(path, sizeof path, "sites/%d/rows", site);
        ck_assert_uint_eq((uint64_t)number(d, path), of.rows);
        snprintf(path, sizeof path, "sites/%d/referred", site);
        ck_assert_uint_eq((uint64_t)number(d, path), of.referred);
        snprintf(path, sizeof path, "sites/%d/finds", site);
        ck_assert_uint_eq((uint64_t)number(d, path), of.finds);
        snprintf(path, sizeof path, "sites/%d/share_of_referrals", site);
        ck_close(number(d, path), (double)of.referred / (double)all.referred, 1e-12);
    }
    json_decref(d);
    temporary_remove(&t);
}
END_TEST

/* Whom groups are held against is the attribute's rule: against the rest, every group is. */
START_TEST(the_reference_is_the_attributes)
{
    gg_evaluation_options options = gg_evaluation_options_default();
    gg_reference_choice choice = {"race", "b"};
    temporary t = crossing_write(spared, SPARED);
    json_t *d;

    options.references = &choice;
    options.n_references = 1;
    d = evaluated(t.path, crossing_operation(), true, &options);
    ck_close(number(d, "suppression/0/groups/race/w/ratio/value"), 4, 1e-12);
    ck_close(number(d, "suppressed/groups/race/w/difference/value"), 0.3, 1e-12);
    ck_assert_ptr_null(json_object_get(at(d, "suppression/0/groups/race/b"), "ratio"));
    json_decref(d);
    temporary_remove(&t);
}
END_TEST

/* Nobody met the threshold, nobody referred anything: nothing is 0 that is not known to be. */
START_TEST(nobody_at_all)
{
    static const crossing rows[] = {{.score = 0.1, .weight = 200, .outcome = GG_NEGATIVE},
                                    {.score = 0.1, .weight = 200, .race = 1}};
    temporary t = crossing_write(rows, 2);
    json_t *d = evaluated(t.path, crossing_operation(), false, NULL);

    ck_assert_str_eq(why(d, "suppression/0/share_of_met"), "no_rows");
    ck_assert_str_eq(why(d, "suppression/0/groups/race/b/ratio"), "no_rows");
    ck_assert_str_eq(why(d, "sources/0/find_rate"), "no_selected");
    ck_assert(json_is_null(at(d, "sources/0/share_of_referrals")));
    ck_assert(json_is_null(at(d, "sites/0/share_of_referrals")));
    ck_assert_str_eq(why(d, "sites/0/precision"), "no_selected");
    json_decref(d);
    temporary_remove(&t);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_rule_that_spares_one_group);
    tcase_add_test(tc, a_rule_that_holds_nobody_back);
    tcase_add_test(tc, sources_by_hand);
    tcase_add_test(tc, sites_by_hand);
    tcase_add_test(tc, as_counted_row_by_row);
    tcase_add_test(tc, the_reference_is_the_attributes);
    tcase_add_test(tc, nobody_at_all);
}

GG_TEST_MAIN("evaluate/operation")
