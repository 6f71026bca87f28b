/*
 * Suppression rules and sources of referrals: the counts of a plain recount over the same rows, in
 * every slice, for every number of threads and chunk size; through a file and back; merged; and
 * what is refused.
 */
#include "suite.h"

#include "evidence/crossing.h"
#include "gauger/base/hash.h"
#include "schema.h"

#define ROWS 3000

typedef struct setup {
    bool counted;
    unsigned threads;
    size_t chunk;
    const gg_operation *operation;
} setup;

static gg_status collect(const char *path, setup s, gg_evidence *out, gg_error *err)
{
    gg_collect_options o = gg_collect_options_default();
    gg_schema schema;
    gg_status status;

    gg_error_init(err);
    o.threads = s.threads;
    o.csv.chunk = s.chunk;
    o.operation = s.operation;
    status = crossing_schema(&schema, s.counted, err);
    ck_assert_msg(status == GG_OK, "%s", err->what);
    status = gg_collect(path, &schema, &o, out, err);
    gg_schema_release(&schema);
    return status;
}

static gg_evidence collected(const crossing *rows, int n, setup s)
{
    temporary t = crossing_write(rows, n);
    gg_evidence e;
    gg_error err;

    ck_assert_msg(collect(t.path, s, &e, &err) == GG_OK, "%s: %s", err.column, err.what);
    temporary_remove(&t);
    return e;
}

static bool inside(const gg_evidence *e, const gg_family *f, const gg_slice *s, const crossing *x)
{
    for (size_t i = 0; i < f->n_dimensions; i++) {
        const gg_dimension *d = &e->dimensions[f->dimensions[i]];
        const char *have =
            strcmp(d->name, "race") == 0 ? crossing_races[x->race] : crossing_sites[x->site];

        if (strcmp(d->levels[s->levels[i]], have) != 0)
            return false;
    }
    return true;
}

static void check_slice(const gg_evidence *e, const gg_family *f, const gg_slice *s,
                        const crossing *rows, bool counted)
{
    gg_held held[CROSSING_RULES] = {{{0}, {0}}};
    gg_referrals referrals[CROSSING_SOURCES] = {{{0}, {0}, {0}}};
    uint64_t decisions[GG_OUTCOMES][GG_DECISIONS] = {{0}};

    for (int i = 0; i < ROWS; i++) {
        uint64_t count = counted ? rows[i].count : 1;

        if (!inside(e, f, s, &rows[i]))
            continue;
        crossing_count(&rows[i], count, held, referrals);
        decisions[rows[i].outcome][crossing_decision(&rows[i])] += count;
    }
    ck_assert_mem_eq(s->held, held, sizeof held);
    ck_assert_mem_eq(s->referrals, referrals, sizeof referrals);
    ck_assert_mem_eq(s->tally.n[GG_ARM_OTHER], decisions, sizeof decisions);
}

static void check_overlap(const gg_evidence *e, const crossing *rows, bool counted)
{
    uint64_t both[CROSSING_SOURCES * CROSSING_SOURCES][GG_OUTCOMES] = {{0}};

    for (int i = 0; i < ROWS; i++)
        for (int a = 0; a < CROSSING_SOURCES; a++)
            for (int b = 0; b < CROSSING_SOURCES; b++)
                if (crossing_referred(&rows[i], a) && crossing_referred(&rows[i], b))
                    both[a * CROSSING_SOURCES + b][rows[i].outcome] += counted ? rows[i].count : 1;
    ck_assert_mem_eq(e->overlap, both, sizeof both);
}

static void check_counts(bool counted, unsigned threads, size_t chunk)
{
    static crossing rows[ROWS];
    gg_evidence e;

    crossing_make(rows, ROWS, 7);
    e = collected(rows, ROWS, (setup){counted, threads, chunk, crossing_operation()});
    ck_assert_uint_eq(e.n_rules, 2);
    ck_assert_str_eq(e.rules[1], "light loads");
    ck_assert_uint_eq(e.n_sources, 3);
    ck_assert_str_eq(e.sources[0], "officer");
    ck_assert_uint_eq(e.own_source, CROSSING_OWN);
    ck_assert_uint_eq(e.n_families, 4);
    for (size_t f = 0; f < e.n_families; f++)
        for (size_t s = 0; s < e.families[f].n_slices; s++)
            check_slice(&e, &e.families[f], &e.families[f].slices[s], rows, counted);
    check_overlap(&e, rows, counted);
    gg_evidence_release(&e);
}

START_TEST(as_counted_row_by_row)
{
    check_counts(false, 1, 1 << 17);
    check_counts(false, 2, 4096);
    check_counts(false, 3, 700);
}
END_TEST

START_TEST(with_the_count_role)
{
    check_counts(true, 1, 1 << 17);
    check_counts(true, 2, 1000);
}
END_TEST

/* By hand: threshold 0.6. Row 1 is held by both rules, 2 by the second alone, 3 by none (its weight
 * is missing), 4 lies below, 5 is referred by the model and the list, 6 by officer and list. */
START_TEST(as_counted_by_hand)
{
    static const crossing rows[] = {
        {.score = 0.9, .outcome = GG_POSITIVE, .program = 1, .weight = 50},
        {.score = 0.8, .outcome = GG_NEGATIVE, .weight = 99, .lane = 1},
        {.score = 0.8, .outcome = GG_UNVERIFIED, .weight = -1},
        {.score = 0.2, .outcome = GG_NEGATIVE, .program = 1, .weight = 10},
        {.score = 0.6, .outcome = GG_POSITIVE, .weight = 100, .list = 1},
        {.score = 0.1, .outcome = GG_POSITIVE, .weight = 100, .list = 1, .officer = 1},
    };
    gg_evidence e = collected(rows, 6, (setup){false, 1, 1 << 17, crossing_operation()});
    const gg_slice *s = gg_evidence_overall(&e);
    static const gg_held held[] = {{{0, 1, 0}, {0, 0, 0}}, {{1, 1, 0}, {1, 0, 0}}};
    static const gg_referrals referrals[] = {{{0, 1, 0}, {0, 1, 0}, {0, 0, 0}},
                                             {{0, 1, 1}, {0, 1, 1}, {0, 0, 1}},
                                             {{0, 2, 0}, {0, 0, 0}, {0, 0, 0}}};

    ck_assert_mem_eq(s->held, held, sizeof held);
    ck_assert_mem_eq(s->referrals, referrals, sizeof referrals);
    ck_assert_uint_eq(e.overlap[0 * 3 + 1][GG_POSITIVE], 0);
    ck_assert_uint_eq(e.overlap[0 * 3 + 2][GG_POSITIVE], 1);
    ck_assert_uint_eq(e.overlap[2 * 3 + 1][GG_POSITIVE], 1);
    ck_assert_uint_eq(s->tally.n[GG_ARM_OTHER][GG_POSITIVE][GG_SUPPRESSED], 1);
    gg_evidence_release(&e);
}
END_TEST

START_TEST(an_empty_operation_is_none)
{
    static const gg_operation none;
    static crossing rows[50];
    gg_evidence a, b;
    json_t *x = NULL, *y = NULL;

    crossing_make(rows, 50, 3);
    a = collected(rows, 50, (setup){false, 1, 1 << 17, &none});
    b = collected(rows, 50, (setup){false, 1, 1 << 17, NULL});
    ck_assert_int_eq(gg_evidence_save(&a, &x, NULL), GG_OK);
    ck_assert_int_eq(gg_evidence_save(&b, &y, NULL), GG_OK);
    ck_assert(json_equal(x, y));
    ck_assert_ptr_null(json_object_get(x, "operation"));
    ck_assert_ptr_null(gg_evidence_overall(&a)->held);
    json_decref(x);
    json_decref(y);
    gg_evidence_release(&a);
    gg_evidence_release(&b);
}
END_TEST

START_TEST(columns_that_are_read_are_not_ignored)
{
    static crossing rows[20];
    gg_evidence e;

    crossing_make(rows, 20, 3);
    e = collected(rows, 20, (setup){false, 1, 1 << 17, crossing_operation()});
    ck_assert_uint_eq(e.n_ignored, 1);
    ck_assert_str_eq(e.ignored[0], "n");
    gg_evidence_release(&e);
}
END_TEST

/* ---- stored ---- */

static json_t *save(const gg_evidence *e)
{
    json_t *document = NULL;
    char fault[400];

    ck_assert_int_eq(gg_evidence_save(e, &document, NULL), GG_OK);
    ck_assert_msg(schema_fits("docs/schemas/evidence-1.schema.json", document, fault), "%s", fault);
    return document;
}

static void expect_same(const gg_evidence *a, const gg_evidence *b)
{
    json_t *x = save(a), *y = save(b);

    ck_assert(json_equal(x, y));
    json_decref(x);
    json_decref(y);
}

static gg_evidence load(json_t *document)
{
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_evidence_load(document, &e, &err) == GG_OK, "%s: %s", err.column, err.what);
    json_decref(document);
    return e;
}

static gg_evidence merge(const gg_evidence *a, const gg_evidence *b)
{
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_evidence_merge(a, b, &e, &err) == GG_OK, "%s", err.what);
    return e;
}

START_TEST(through_a_file_and_merged)
{
    static crossing rows[ROWS];
    setup s = {false, 2, 4096, crossing_operation()};
    gg_evidence all, a, b, ab, ba, back;

    crossing_make(rows, ROWS, 11);
    all = collected(rows, ROWS, s);
    a = collected(rows, 1000, s);
    b = collected(rows + 1000, ROWS - 1000, s);
    back = load(save(&b));
    expect_same(&b, &back);
    ab = merge(&a, &back);
    ba = merge(&b, &a);
    expect_same(&ab, &ba);
    for (size_t f = 0; f < all.n_families; f++)
        for (size_t k = 0; k < all.families[f].n_slices; k++)
            check_slice(&ab, &ab.families[f], &ab.families[f].slices[k], rows, false);
    check_overlap(&ab, rows, false);
    ck_assert_str_eq(ab.sources[2], "list");
    gg_evidence_release(&all);
    gg_evidence_release(&a);
    gg_evidence_release(&b);
    gg_evidence_release(&ab);
    gg_evidence_release(&ba);
    gg_evidence_release(&back);
}
END_TEST

/* Rules alone and sources alone are stored too. */
START_TEST(one_without_the_other)
{
    static crossing rows[500];
    gg_operation rules = *crossing_operation(), sources = rules;
    gg_evidence a, b, x, y;

    rules.n_sources = 0;
    sources.n_rules = 0;
    crossing_make(rows, 500, 5);
    a = collected(rows, 500, (setup){false, 1, 1 << 17, &rules});
    b = collected(rows, 500, (setup){false, 1, 1 << 17, &sources});
    x = load(save(&a));
    y = load(save(&b));
    expect_same(&a, &x);
    expect_same(&b, &y);
    ck_assert_uint_eq(x.n_sources, 0);
    ck_assert_uint_eq(y.n_rules, 0);
    ck_assert_uint_eq(y.own_source, CROSSING_OWN);
    ck_assert_uint_gt(gg_evidence_overall(&x)->held[0].held[GG_POSITIVE], 0);
    ck_assert_uint_eq(gg_evidence_overall(&y)->tally.n[0][1][GG_SUPPRESSED], 0);
    gg_evidence_release(&a);
    gg_evidence_release(&b);
    gg_evidence_release(&x);
    gg_evidence_release(&y);
}
END_TEST

START_TEST(other_rules_do_not_merge)
{
    static crossing rows[200];
    gg_operation fewer = *crossing_operation(), renamed = fewer;
    gg_suppression other[2] = {fewer.rules[0], fewer.rules[1]};
    const gg_operation *others[] = {&fewer, &renamed, NULL};
    gg_evidence a, b, out;
    gg_error err;

    fewer.n_sources = 2;
    other[1].name = "heavy loads";
    renamed.rules = other;
    crossing_make(rows, 200, 5);
    a = collected(rows, 200, (setup){false, 1, 1 << 17, crossing_operation()});
    for (int i = 0; i < 3; i++) {
        b = collected(rows, 200, (setup){false, 1, 1 << 17, others[i]});
        gg_error_init(&err);
        ck_assert_int_eq(gg_evidence_merge(&a, &b, &out, &err), GG_E_INPUT);
        ck_assert_str_eq(err.what, "the two pieces of evidence differ in the suppression rules or "
                                   "the sources of referrals");
        gg_evidence_release(&b);
    }
    gg_evidence_release(&a);
}
END_TEST

/* Changes one thing, signs it anew, and expects the contradiction to be found. */
static void expect_refused(const char *const *path, json_t *value, const char *what)
{
    static crossing rows[300];
    json_t *document, *at;
    char hex[GG_SHA256_HEX];
    gg_evidence e, out;
    gg_error err;
    int depth = 0;
    gg_buf b;

    crossing_make(rows, 300, 9);
    e = collected(rows, 300, (setup){false, 1, 1 << 17, crossing_operation()});
    document = at = save(&e);
    for (; path[depth + 1]; depth++)
        at = json_is_array(at) ? json_array_get(at, (size_t)atoi(path[depth]))
                               : json_object_get(at, path[depth]);
    ck_assert_ptr_nonnull(at);
    if (json_is_array(at))
        json_array_set_new(at, (size_t)atoi(path[depth]), value);
    else
        json_object_set_new(at, path[depth], value);
    gg_buf_init(&b, 0);
    json_object_del(document, "digest");
    gg_json_canonical(document, &b);
    json_object_set_new(document, "digest", json_string(gg_sha256_hex(b.data, b.size, hex)));
    gg_buf_release(&b);
    gg_error_init(&err);
    ck_assert_msg(gg_evidence_load(document, &out, &err) == GG_E_INPUT, "not found: %s", what);
    ck_assert_str_eq(err.what, what);
    json_decref(document);
    gg_evidence_release(&e);
}

#define PATH(...) ((const char *const[]){__VA_ARGS__, NULL})

START_TEST(changed_counts_are_refused)
{
    expect_refused(PATH("operation", "rules"), json_integer(1), "not a list of names, or too long");
    expect_refused(PATH("operation", "rules", "0"), json_integer(1), "not a list of names");
    expect_refused(PATH("operation", "sources"), json_pack("[s]", "model"),
                   "neither rules nor sources");
    expect_refused(PATH("operation", "own"), json_string("nobody"), "not one of the sources");
    expect_refused(PATH("operation", "own"), json_string("officer"),
                   "the model's own are not the referred rows");
    expect_refused(PATH("operation", "overlap"), json_array(), "not a list of the right length");
    expect_refused(PATH("operation", "overlap", "0", "1"), json_integer(100000),
                   "more than both sources referred");
    expect_refused(PATH("operation", "overlap", "0", "1"), json_integer(-1), "not a count");
    expect_refused(PATH("families", "0", "slices", "0", "held"), json_array(),
                   "not a list of the right length");
    expect_refused(PATH("families", "0", "slices", "0", "held", "0", "1"), json_integer(5000),
                   "more rows held back than were suppressed");
    expect_refused(PATH("families", "0", "slices", "0", "held", "0", "1"), json_integer(0),
                   "more rows held back than were suppressed");
    expect_refused(PATH("families", "0", "slices", "0", "held", "0", "4"), json_integer(0),
                   "the rules do not add up to the suppressed rows");
    expect_refused(PATH("families", "0", "slices", "0", "referrals", "0", "4"), json_integer(5000),
                   "a source with more of its own than it referred");
    expect_refused(PATH("families", "0", "slices", "0", "referrals", "2", "1"), json_integer(5000),
                   "more referrals than rows");
    expect_refused(PATH("families", "1", "slices", "0", "referrals", "2", "6"), json_integer(0),
                   "the counts of rules and sources do not add up");
    expect_refused(PATH("families", "1", "slices", "0", "referrals", "2"), json_string("x"),
                   "not a list of the right length");
}
END_TEST

/* ---- refused ---- */

static void expect_error(const char *text, const char *schema_text, const gg_operation *operation,
                         gg_status want, const char *column, const char *what)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t = temporary_file(text, 0);
    json_t *document = NULL;
    gg_schema schema;
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(schema_text, strlen(schema_text), "yaml", &document, &err),
                     GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, &err), GG_OK);
    json_decref(document);
    o.operation = operation;
    ck_assert_int_eq(gg_collect(t.path, &schema, &o, &e, &err), want);
    ck_assert_str_eq(err.column, column);
    ck_assert_str_eq(err.what, what);
    gg_schema_release(&schema);
    temporary_remove(&t);
}

#define HEAD "score,label,program,lane,weight_kg,officer,list\n"

START_TEST(what_is_refused)
{
    const gg_operation *o = crossing_operation();
    gg_operation twice = *o, many = *o;
    gg_source_of_referral two[] = {{"a", NULL}, {"b", NULL}};

    twice.sources = two;
    twice.n_sources = 2;
    many.n_sources = GG_MOST_SOURCES + 1;
    expect_error("score,label\n0.5,1\n", "columns: {score: score}", o, GG_E_INPUT, "program",
                 "no such column, and a suppression rule needs it");
    expect_error("score,program,lane,weight_kg,officer\n0.5,a,b,1,no\n", "columns: {score: score}",
                 o, GG_E_INPUT, "list", "no such column, and the precedence needs it");
    expect_error(HEAD "0.5,1,member,car,9,no,0\n", "columns: {label: decision}", o, GG_E_USAGE, "",
                 "a column with decisions, to which suppression rules cannot be applied");
    expect_error(HEAD "0.5,1,member,car,9,no,0\n", "columns: {score: score, label: suppressed}", o,
                 GG_E_USAGE, "",
                 "both a column of what was suppressed and suppression rules are given");
    expect_error(HEAD "0.5,1,member,car,9,no,0\n", "columns: {score: score}", &twice, GG_E_USAGE,
                 "", "a precedence without the model's own referrals");
    expect_error(HEAD "0.5,1,member,car,9,no,0\n", "columns: {score: score}", &many, GG_E_USAGE, "",
                 "too many suppression rules or sources");
    /* Also in a row below the threshold, and behind a condition that fails. */
    expect_error(HEAD "0.9,1,member,car,9,no,0\n0.1,1,none,truck,heavy,no,0\n",
                 "columns: {score: score}", o, GG_E_INPUT, "weight_kg",
                 "not a number (shape \"aaaaa\")");
    expect_error(HEAD "0.9,1,member,car,9,no,0\n0.1,1,none,truck,1,maybe,0\n0.1,1,a,b,x,no,0\n",
                 "columns: {score: score}", o, GG_E_INPUT, "officer",
                 "an unknown word (shape \"aaaaa\")");
}
END_TEST

/* Sources may stand beside a column with decisions. */
START_TEST(sources_beside_decisions)
{
    gg_operation sources = *crossing_operation();
    gg_collect_options o = gg_collect_options_default();
    temporary t = temporary_file("d,officer,list\n1,no,0\n1,yes,0\n0,no,1\n,yes,1\n", 0);
    const gg_slice *s;
    gg_schema schema;
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    sources.n_rules = 0;
    o.operation = &sources;
    ck_assert_int_eq(gg_schema_role(&schema, "d", GG_ROLE_DECISION, &err), GG_OK);
    ck_assert_msg(gg_collect(t.path, &schema, &o, &e, &err) == GG_OK, "%s", err.what);
    s = gg_evidence_overall(&e);
    ck_assert_uint_eq(e.missing_decision, 1);
    ck_assert_uint_eq(s->referrals[0].own[GG_UNVERIFIED], 1);
    ck_assert_uint_eq(s->referrals[1].referred[GG_UNVERIFIED], 2);
    ck_assert_uint_eq(s->referrals[1].own[GG_UNVERIFIED], 1);
    ck_assert_uint_eq(s->referrals[2].alone[GG_UNVERIFIED], 1);
    gg_evidence_release(&e);
    gg_schema_release(&schema);
    temporary_remove(&t);
}
END_TEST

START_TEST(bad_rows_are_skipped_once)
{
    gg_collect_options o = gg_collect_options_default();
    temporary t =
        temporary_file(HEAD "0.9,1,member,car,heavy,maybe,0\n0.9,1,member,car,1,no,0\n", 0);
    gg_schema schema;
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    o.operation = crossing_operation();
    o.skip_bad_rows = true;
    ck_assert_int_eq(gg_schema_role(&schema, "score", GG_ROLE_SCORE, &err), GG_OK);
    ck_assert_msg(gg_collect(t.path, &schema, &o, &e, &err) == GG_OK, "%s", err.what);
    ck_assert_uint_eq(e.bad_rows, 1);
    ck_assert_uint_eq(e.rows_used, 1);
    ck_assert_uint_eq(gg_evidence_overall(&e)->held[0].held[GG_UNVERIFIED], 1);
    ck_assert_uint_eq(gg_evidence_overall(&e)->held[0].alone[GG_UNVERIFIED], 0);
    gg_evidence_release(&e);
    gg_schema_release(&schema);
    temporary_remove(&t);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, as_counted_row_by_row);
    tcase_add_test(tc, with_the_count_role);
    tcase_add_test(tc, as_counted_by_hand);
    tcase_add_test(tc, an_empty_operation_is_none);
    tcase_add_test(tc, columns_that_are_read_are_not_ignored);
    tcase_add_test(tc, through_a_file_and_merged);
    tcase_add_test(tc, one_without_the_other);
    tcase_add_test(tc, other_rules_do_not_merge);
    tcase_add_test(tc, changed_counts_are_refused);
    tcase_add_test(tc, what_is_refused);
    tcase_add_test(tc, sources_beside_decisions);
    tcase_add_test(tc, bad_rows_are_skipped_once);
}

GG_TEST_MAIN("evidence/operation")
