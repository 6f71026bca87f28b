/* The reader of scenarios: what is accepted, and the exact words of every refusal. */
#include "made.h"

#include <dirent.h>
#include <unistd.h>

#include "gauger/base/file.h"

static void read_text(const char *folder, const char *name, gg_buf *out)
{
    char path[300];

    snprintf(path, sizeof path, "tests/bad/scenario/%s/%s", folder, name);
    gg_buf_init(out, 0);
    ck_assert_int_eq(gg_file_read(path, 1 << 20, out, NULL), GG_OK);
}

static void refused(const char *folder)
{
    gg_scenario *scenario = (gg_scenario *)1;
    char line[GG_ERROR_MAX + 2];
    gg_buf text, want;
    gg_error err;
    gg_status status;
    size_t n;

    read_text(folder, "input.yaml", &text);
    read_text(folder, "error", &want);
    gg_error_init(&err);
    status =
        gg_scenario_parse(text.data ? text.data : "", text.size, "input.yaml", &scenario, &err);
    ck_assert_msg(status == GG_E_INPUT || status == GG_E_LIMIT, "%s: status %d", folder, status);
    ck_assert_ptr_eq(scenario, (gg_scenario *)1);
    n = gg_error_format(&err, line, sizeof line - 1);
    line[n] = '\n';
    line[n + 1] = '\0';
    ck_assert_msg(strcmp(line, want.data) == 0, "%s: %s", folder, line);
    gg_buf_release(&text);
    gg_buf_release(&want);
}

START_TEST(every_bad_scenario_is_refused_in_its_words)
{
    DIR *dir = opendir("tests/bad/scenario");
    size_t n = 0;

    ck_assert_ptr_nonnull(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        if (entry->d_name[0] != '.') {
            refused(entry->d_name);
            n++;
        }
    closedir(dir);
    ck_assert_uint_ge(n, 90);
}
END_TEST

/* Every key that there is, once. */
static const char full[] =
    "format: gauger/scenario/1\n"
    "scenario: everything\n"
    "description: all keys\n"
    "rows: 500\n"
    "seed: 7\n"
    "period: {column: m, start: 2026-11, months: 3}\n"
    "site: {column: port, levels: {N: 0.5, S: 0.5}, drift: {N: 0.1}, effects: {S: 0.1},\n"
    "       effects_drift: {S: 0.1}, reference: N}\n"
    "groups:\n"
    "  g: {levels: {a: 0.5, b: 0.5}, by: {port: {N: {a: 0.2, b: 0.8}}}, missing: 0.1,\n"
    "      reference: a}\n"
    "features:\n"
    "  w: {levels: {x: 0.9, y: 0.1}, missing: {g: {b: 0.2}}}\n"
    "  n: {distribution: normal, mean: 1, sd: 2, shift: {g: {b: 1}, port: {S: -1}}, drift: 0.1,\n"
    "      digits: 2, min: -5, max: 5, missing: 0.1, transform: none, per: 10, effect: 0.1,\n"
    "      effect_drift: 0.01}\n"
    "  l: {distribution: lognormal, median: 2, sigma: 0.5, transform: log1p, effect: 1}\n"
    "  u: {distribution: uniform, low: -1, high: 1}\n"
    "  e: {distribution: exponential, mean: 3}\n"
    "  p: {distribution: poisson, mean: 3}\n"
    "outcome: {column: hit, base_rate: 0.2, drift: 0.1}\n"
    "scores:\n"
    "  s: {intercept: -1, follows: 0.5, weights: {g: {b: 0.1}, n: 0.2}, noise: 0.1, digits: 5}\n"
    "  t: {follows: 1}\n"
    "decision: {score: s, threshold: 0.3, site: {S: 0.25}, column: go, suppressed_column: held}\n"
    "suppression:\n"
    "  - {name: r1, when: {w: [x, y], n: {at_least: 1, below: 3}}}\n"
    "sources:\n"
    "  officer: {column: by_officer, recall: 0.3, false_positive_rate: 0.1}\n"
    "  draw: {probability: 0.05, site: {S: 0.1}}\n"
    "precedence: [{source: officer, column: by_officer}, {source: model}]\n"
    "inspection: {column: arm, probability_column: pi, random: draw,\n"
    "             compliance: {model: 0.8, officer: 0.9}}\n"
    "bias:\n"
    "  - {kind: score, column: g, level: b, score: s, offset: 0.5}\n"
    "  - {kind: label, column: g, level: b, missed: 0.1, invented: 0.01}\n"
    "  - {kind: source, column: g, level: b, source: officer, factor: 2}\n"
    "  - {kind: inspection, column: port, level: S, factor: 0.5}\n";

START_TEST(every_key_is_accepted)
{
    gg_scenario *s = scenario_of(full);
    made m = make(full, 500, 7);
    static const char *const names[] = {"m",    "port", "g",   "w",  "n",    "l",    "u",
                                        "e",    "p",    "s",   "t",  "go",   "held", "by_officer",
                                        "draw", "hit",  "arm", "pi", "truly"};

    ck_assert_str_eq(gg_scenario_name(s), "everything");
    ck_assert_uint_eq(strlen(gg_scenario_sha256(s)), 64);
    ck_assert_uint_eq(m.columns, sizeof names / sizeof *names);
    for (size_t c = 0; c < m.columns; c++)
        ck_assert_str_eq(m.cells[c], names[c]);
    ck_assert_str_eq(cell(&m, 0, 0), "2026-11");
    ck_assert_str_eq(cell(&m, 499, 0), "2027-01");
    made_free(&m);
    gg_scenario_free(s);
}
END_TEST

START_TEST(the_schema_names_every_column)
{
    gg_scenario *s = scenario_of(full);
    json_t *schema = NULL, *want;
    json_error_t e;

    ck_assert_int_eq(gg_scenario_schema(s, "truly", &schema, NULL), GG_OK);
    want = json_loads(
        "{\"columns\": {\"m\": {\"role\": \"period\"}, \"port\": {\"role\": \"site\"},"
        "\"g\": {\"role\": \"protected\", \"reference\": \"a\"}, \"w\": {\"role\": \"feature\"},"
        "\"n\": {\"role\": \"feature\"}, \"l\": {\"role\": \"feature\"},"
        "\"u\": {\"role\": \"feature\"}, \"e\": {\"role\": \"feature\"},"
        "\"p\": {\"role\": \"feature\"}, \"s\": {\"role\": \"score\"},"
        "\"t\": {\"role\": \"ignore\"}, \"go\": {\"role\": \"ignore\"},"
        "\"held\": {\"role\": \"suppressed\"}, \"by_officer\": {\"role\": \"ignore\"},"
        "\"draw\": {\"role\": \"ignore\"},"
        "\"hit\": {\"role\": \"outcome\", \"positive\": \"1\", \"negative\": \"0\"},"
        "\"arm\": {\"role\": \"arm\"}, \"pi\": {\"role\": \"sampling_probability\"},"
        "\"truly\": {\"role\": \"ignore\"}},"
        "\"threshold\": {\"default\": 0.3, \"site\": {\"S\": 0.25}}}",
        0, &e);
    ck_assert_ptr_nonnull(want);
    ck_assert(json_equal(schema, want));
    json_decref(want);
    json_decref(schema);
    gg_scenario_free(s);
}
END_TEST

/* One digest for YAML and JSON, other spaces and comments, 1 and 1.0; another for another share. */
START_TEST(the_digest_is_of_what_is_said)
{
    gg_scenario *a = scenario_of("scenario: s\nrows: 5 # few\noutcome: {intercept: 1}\n");
    gg_scenario *b = scenario_of("{\"rows\":5,\"outcome\":{\"intercept\":1.0},\"scenario\":\"s\"}");
    gg_scenario *c = scenario_of("scenario: s\nrows: 6\noutcome: {intercept: 1}\n");

    /* printf '{"outcome":{"intercept":1},"rows":5,"scenario":"s"}' | sha256sum */
    ck_assert_str_eq(gg_scenario_sha256(a),
                     "458389f75a3962347419e05582a8f0933a02585c46edab5ed99c72fe3fccfde3");
    ck_assert_str_eq(gg_scenario_sha256(a), gg_scenario_sha256(b));
    ck_assert_str_ne(gg_scenario_sha256(a), gg_scenario_sha256(c));
    gg_scenario_free(a);
    gg_scenario_free(b);
    gg_scenario_free(c);
}
END_TEST

START_TEST(files_are_read)
{
    gg_scenario *s = NULL;
    gg_error err;

    ck_assert_int_eq(gg_scenario_load("datasets/land-crossing/scenario.yaml", &s, NULL), GG_OK);
    ck_assert_str_eq(gg_scenario_name(s), "land crossing");
    gg_scenario_free(s);
    s = NULL;
    gg_error_init(&err);
    ck_assert_int_eq(gg_scenario_load("tests/none.yaml", &s, &err), GG_E_NOT_FOUND);
    ck_assert_str_eq(err.file, "tests/none.yaml");
    ck_assert_ptr_null(s);
    gg_error_init(&err);
    ck_assert_int_eq(gg_scenario_load("tests/bad/scenario/no_name/input.yaml", &s, &err),
                     GG_E_INPUT);
    ck_assert_str_eq(err.file, "tests/bad/scenario/no_name/input.yaml");
    ck_assert_ptr_null(s);
    gg_scenario_free(NULL);
}
END_TEST

/* The first error stays; nobody need want one. */
START_TEST(an_error_that_is_set_is_kept)
{
    gg_scenario *s = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_error_set(&err, GG_E_IO, NULL, "before"), GG_E_IO);
    ck_assert_int_eq(gg_scenario_parse("a: 1", 4, "x", &s, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "before");
    ck_assert_int_eq(gg_scenario_parse("a: 1", 4, "x", &s, NULL), GG_E_INPUT);
    ck_assert_ptr_null(s);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, every_bad_scenario_is_refused_in_its_words);
    tcase_add_test(tc, every_key_is_accepted);
    tcase_add_test(tc, the_schema_names_every_column);
    tcase_add_test(tc, the_digest_is_of_what_is_said);
    tcase_add_test(tc, files_are_read);
    tcase_add_test(tc, an_error_that_is_set_is_kept);
}

GG_TEST_MAIN("synth/scenario")
