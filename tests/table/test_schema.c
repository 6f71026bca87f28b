/* Schema: roles from options and documents, and how they fit a table. */
#include "suite.h"

#include <string.h>

#include "gauger/table/cell.h"
#include "table/temporary.h"

static gg_schema schema;
static gg_error err;

static void begin(void)
{
    gg_schema_init(&schema);
    gg_error_init(&err);
}

static gg_status add(const char *yaml)
{
    json_t *document = NULL;
    gg_status status;

    gg_error_init(&err);
    ck_assert_int_eq(gg_json_parse(yaml, strlen(yaml), "s.yaml", &document, &err), GG_OK);
    status = gg_schema_add(&schema, document, &err);
    json_decref(document);
    return status;
}

static bool has(const char *name, gg_role role)
{
    const gg_column *c = gg_schema_find(&schema, name);

    return c && (c->roles & 1u << role);
}

START_TEST(role_words)
{
    for (int r = 0; r < GG_ROLE_COUNT_; r++) {
        gg_role back = GG_ROLE_COUNT_;

        ck_assert(gg_role_find(gg_role_word((gg_role)r), &back));
        ck_assert_int_eq(back, r);
    }
    gg_role role;

    ck_assert(gg_role_find("quasi-identifier", &role));
    ck_assert_int_eq(role, GG_ROLE_QUASI_IDENTIFIER);
    ck_assert(!gg_role_find("scores", &role));
    ck_assert(!gg_role_find("", &role));
    ck_assert_str_eq(gg_role_word((gg_role)99), "");
}
END_TEST

START_TEST(roles_from_options)
{
    begin();
    ck_assert_int_eq(gg_schema_role(&schema, "race,sex", GG_ROLE_PROTECTED, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "race", GG_ROLE_QUASI_IDENTIFIER, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "\"a,b\",\"c \"\"d\"\"\"", GG_ROLE_FEATURE, &err),
                     GG_OK);
    ck_assert(has("race", GG_ROLE_PROTECTED) && has("race", GG_ROLE_QUASI_IDENTIFIER));
    ck_assert(has("sex", GG_ROLE_PROTECTED) && !has("sex", GG_ROLE_QUASI_IDENTIFIER));
    ck_assert(has("a,b", GG_ROLE_FEATURE) && has("c \"d\"", GG_ROLE_FEATURE));
    ck_assert_int_eq(gg_schema_role(&schema, "", GG_ROLE_SITE, &err), GG_E_USAGE);
    gg_error_init(&err);
    ck_assert_int_eq(gg_schema_role(&schema, "x,,y", GG_ROLE_SITE, &err), GG_E_USAGE);
    ck_assert_str_eq(err.what, "an empty or malformed column name for the role site");
    gg_schema_release(&schema);
}
END_TEST

START_TEST(settings_from_options)
{
    begin();
    ck_assert_int_eq(gg_schema_reference(&schema, "race=White", &err), GG_OK);
    ck_assert_str_eq(gg_schema_find(&schema, "race")->reference, "White");
    ck_assert_int_eq(gg_schema_reference(&schema, "race", &err), GG_E_USAGE);
    gg_error_init(&err);
    ck_assert_int_eq(gg_schema_threshold(&schema, "0.5", &err), GG_OK);
    ck_assert(schema.has_threshold && schema.threshold == 0.5);
    ck_assert_int_eq(gg_schema_threshold(&schema, "North=0.65", &err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "North=0.7", &err), GG_OK);
    ck_assert_uint_eq(schema.n_site_thresholds, 1);
    ck_assert(schema.site_thresholds[0].threshold == 0.7);
    ck_assert_int_eq(gg_schema_threshold(&schema, "half", &err), GG_E_USAGE);
    gg_error_init(&err);
    ck_assert_int_eq(gg_schema_threshold(&schema, "nan", &err), GG_E_USAGE);
    gg_schema_release(&schema);
}
END_TEST

START_TEST(a_document)
{
    begin();
    ck_assert_int_eq(add("columns:\n"
                         "  score: {role: score}\n"
                         "  label: {role: outcome, positive: 1, negative: \"no\"}\n"
                         "  race: {role: [protected, quasi_identifier], reference: Caucasian, "
                         "missing: [NA, \"?\"]}\n"
                         "  age: {role: protected, bins: [25, 45.5]}\n"
                         "  month: period\n"
                         "threshold: {default: 0.7, site: {A: 0.65, B: 1}}\n"),
                     GG_OK);
    ck_assert(has("score", GG_ROLE_SCORE) && has("month", GG_ROLE_PERIOD));
    ck_assert_str_eq(gg_schema_find(&schema, "label")->positive, "1");
    ck_assert_str_eq(gg_schema_find(&schema, "label")->negative, "no");
    ck_assert_uint_eq(gg_schema_find(&schema, "race")->n_missing, 2);
    ck_assert_uint_eq(gg_schema_find(&schema, "age")->n_bins, 2);
    ck_assert(gg_schema_find(&schema, "age")->bins[1] == 45.5);
    ck_assert(schema.threshold == 0.7);
    ck_assert_uint_eq(schema.n_site_thresholds, 2);
    ck_assert(gg_column_missing(gg_schema_find(&schema, "race"), (gg_view){"?", 1}));
    ck_assert(gg_column_missing(gg_schema_find(&schema, "race"), (gg_view){"", 0}));
    ck_assert(!gg_column_missing(gg_schema_find(&schema, "race"), (gg_view){"N", 1}));
    ck_assert(gg_column_missing(NULL, (gg_view){"", 0}));
    ck_assert_ptr_null(gg_schema_find(&schema, "nobody"));
    gg_schema_release(&schema);
}
END_TEST

/* What a document may have wrong: the key that is named and the sentence. */
START_TEST(bad_documents)
{
    static const struct {
        const char *yaml, *key, *what;
    } cases[] = {
        {"[1]", "", "a schema that is not a map"},
        {"colums: {}", "", "unknown key \"colums\""},
        {"columns: 3", "", "columns is not a map"},
        {"columns: {a: {role: scores}}", "a", "no such role: scores"},
        {"columns: {a: {role: 3}}", "a", "a role that is not a word"},
        {"columns: {a: {rolle: score}}", "a", "no such key: rolle"},
        {"columns: {a: {role: protected, bins: [3, 2]}}", "a",
         "bins that are not ascending numbers"},
        {"columns: {a: {role: protected, bins: [3, 3]}}", "a",
         "bins that are not ascending numbers"},
        {"columns: {a: {role: protected, bins: [x]}}", "a", "bins that are not ascending numbers"},
        {"columns: {a: {role: protected, bins: []}}", "a", "bins that are not a list"},
        {"columns: {a: {role: protected, special: perhaps}}", "a",
         "special that is neither true nor false"},
        {"columns: {a: {role: protected, missing: [[1]]}}", "a",
         "missing words not a list of texts"},
        {"columns: {a: {role: outcome, positive: [1]}}", "a", "a word that is not a text"},
        {"threshold: high", "threshold", "a threshold that is not a number"},
        {"threshold: {default: high}", "threshold", "a threshold that is not a number"},
        {"threshold: {sites: {A: 1}}", "threshold", "an unknown key under threshold"},
        {"threshold: {site: 3}", "threshold", "site is not a map"},
        {"threshold: {site: {A: high}}", "A", "a threshold that is not a number"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin();
        ck_assert_int_eq(add(cases[i].yaml), GG_E_INPUT);
        ck_assert_str_eq(err.what, cases[i].what);
        ck_assert_str_eq(err.column, cases[i].key);
        gg_schema_release(&schema);
    }
}
END_TEST

START_TEST(a_file)
{
    temporary t = temporary_file("columns: {a: {role: scorre}}\n", 0);

    begin();
    ck_assert_int_eq(gg_schema_load(&schema, t.path, &err), GG_E_INPUT);
    ck_assert_str_eq(err.file, t.path);
    gg_error_init(&err);
    ck_assert_int_eq(gg_schema_load(&schema, "/nonexistent.yaml", &err), GG_E_NOT_FOUND);
    temporary_remove(&t);
    gg_schema_release(&schema);
}
END_TEST

START_TEST(binding)
{
    temporary t = temporary_file("x,race,sex\n1,a,b\n", 0);
    size_t columns[3], n = 0;
    gg_csv *csv = NULL;

    begin();
    ck_assert_int_eq(gg_csv_open(t.path, NULL, &csv, NULL), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "sex,race", GG_ROLE_PROTECTED, &err), GG_OK);
    ck_assert_int_eq(gg_schema_bind(&schema, csv, GG_ROLE_PROTECTED, columns, &n, &err), GG_OK);
    ck_assert_uint_eq(n, 2);
    ck_assert_uint_eq(columns[0], 1);
    ck_assert_int_eq(gg_schema_bind(&schema, csv, GG_ROLE_SCORE, columns, &n, &err), GG_OK);
    ck_assert_uint_eq(n, 0);
    ck_assert_int_eq(gg_schema_role(&schema, "x,race", GG_ROLE_SCORE, &err), GG_OK);
    ck_assert_int_eq(gg_schema_bind(&schema, csv, GG_ROLE_SCORE, columns, &n, &err), GG_E_USAGE);
    ck_assert_str_eq(err.what, "a second column with the role score, besides \"x\"");
    gg_error_init(&err);
    ck_assert_int_eq(gg_schema_role(&schema, "rase", GG_ROLE_PROTECTED, &err), GG_OK);
    ck_assert_int_eq(gg_schema_bind(&schema, csv, GG_ROLE_SITE, columns, &n, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "no such column");
    ck_assert_str_eq(err.column, "rase");
    ck_assert_str_eq(err.mend, "the columns are: x, race, sex");
    gg_csv_close(csv);
    temporary_remove(&t);
    gg_schema_release(&schema);
}
END_TEST

START_TEST(counts)
{
    static const char *const good[] = {"0", "12", "12.0", "1e3", "9007199254740992"};
    static const uint64_t values[] = {0, 12, 12, 1000, 9007199254740992ULL};
    static const char *const bad[] = {
        "", "-1", "1.5", "x", "1e30", "9007199254740993", "9007199254740994", " 1"};
    uint64_t n = 77;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_int_eq(gg_cell_count((gg_view){good[i], strlen(good[i])}, &n, NULL), GG_OK);
        ck_assert_uint_eq(n, values[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        n = 77;
        ck_assert_int_eq(gg_cell_count((gg_view){bad[i], strlen(bad[i])}, &n, NULL), GG_E_INPUT);
        ck_assert_uint_eq(n, 77);
    }
}
END_TEST

START_TEST(yes_and_no)
{
    static const char *const missing[] = {"NA"};
    gg_column words = {.name = "y", .positive = "hit", .missing = missing, .n_missing = 1};
    static const struct {
        const char *cell;
        int usual, given; /* gg_truth, -1 for an error */
    } cases[] = {{"1", GG_TRUTH_YES, -1},
                 {"1.0", GG_TRUTH_YES, -1},
                 {"TRUE", GG_TRUTH_YES, -1},
                 {"hit", -1, GG_TRUTH_YES},
                 {"HIT", -1, -1},
                 {"no", GG_TRUTH_NO, GG_TRUTH_NO},
                 {"Negative", GG_TRUTH_NO, GG_TRUTH_NO},
                 {"", GG_TRUTH_MISSING, GG_TRUTH_MISSING},
                 {"NA", -1, GG_TRUTH_MISSING},
                 {"2", -1, -1},
                 {" 1", -1, -1}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_view cell = {cases[i].cell, strlen(cases[i].cell)};

        for (int given = 0; given <= 1; given++) {
            int want = given ? cases[i].given : cases[i].usual;
            gg_truth truth = (gg_truth)9;
            gg_status status = gg_cell_truth(given ? &words : NULL, cell, &truth, NULL);

            ck_assert_int_eq(status, want < 0 ? GG_E_INPUT : GG_OK);
            ck_assert_int_eq(truth, want < 0 ? 9 : want);
        }
    }
}
END_TEST

START_TEST(bins)
{
    static const double edges[] = {25, 45.5};
    gg_column column = {.name = "age", .bins = edges, .n_bins = 2};
    static const char *const cells[] = {"-3", "24.999", "25", "45.4", "45.5", "1e9"};
    static const size_t want[] = {0, 0, 1, 1, 2, 2};
    gg_arena arena;
    size_t bin = 9;

    gg_arena_init(&arena);
    for (size_t i = 0; i < 6; i++) {
        ck_assert_int_eq(gg_cell_bin(&column, (gg_view){cells[i], strlen(cells[i])}, &bin, NULL),
                         GG_OK);
        ck_assert_uint_eq(bin, want[i]);
    }
    gg_error_init(&err);
    ck_assert_int_eq(gg_cell_bin(&column, (gg_view){"old", 3}, &bin, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "not a number (shape \"aaa\")");
    gg_error_init(&err);
    ck_assert_int_eq(gg_cell_bin(&column, (gg_view){"1e999", 5}, &bin, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "a number out of range (shape \"daddd\")");
    ck_assert_str_eq(gg_bin_name(&arena, &column, 0), "<25");
    ck_assert_str_eq(gg_bin_name(&arena, &column, 1), "25-<45.5");
    ck_assert_str_eq(gg_bin_name(&arena, &column, 2), ">=45.5");
    gg_arena_release(&arena);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, role_words);
    tcase_add_test(tc, roles_from_options);
    tcase_add_test(tc, settings_from_options);
    tcase_add_test(tc, a_document);
    tcase_add_test(tc, bad_documents);
    tcase_add_test(tc, a_file);
    tcase_add_test(tc, binding);
    tcase_add_test(tc, counts);
    tcase_add_test(tc, yes_and_no);
    tcase_add_test(tc, bins);
}

GG_TEST_MAIN("table/schema")
